/* What a list of customers is asked for, from an address or a stored query, and back into one. */
#include "app/counter.h"
#include "app/search.h"
#include "areas/customers/customers_list.h"
#include "areas/customers/pages.h"
#include "base/utf8.h"
#include "ui/lists.h"

enum { SEARCH_IDS_MAX = 200 }; /* more would be read row by row for one page */

static const char *const SORTS[] = {"name", "created", "domain"};

static void take_sort(ListAsk *ask, Str value)
{
    bool down = value.n && value.p[0] == '-';
    Str name = down ? str_skip(value, 1) : value;
    for (uint32_t i = 0; i < COUNT_OF(SORTS); i++) {
        if (str_eq(name, str_from(SORTS[i]))) {
            ask->order = i;
            ask->descending = down;
        }
    }
}
static void ignore(ListAsk *ask, Msg label, Str value)
{
    if (value.n && ask->ignored_n < LIST_WORDS) {
        ask->ignored[ask->ignored_n].label = label;
        ask->ignored[ask->ignored_n++].value = value;
    }
}
static void take_day(ListAsk *ask, Msg label, Str value, Str *ret)
{
    Date day;
    if (date_parse(value, &day) == OK) {
        *ret = value;
    } else {
        ignore(ask, label, value);
    }
}
/* The filters that know which values there are. */
static bool take_known(ListAsk *ask, Str name, Str value)
{
    if (str_eq(name, S("country"))) {
        if (country_known(value)) {
            ask->country = value;
        } else {
            ignore(ask, MSG("Country"), value);
        }
    } else if (str_eq(name, S("kind"))) {
        if (str_eq(value, S("direct")) || str_eq(value, S("provider")) || str_eq(value, S("reseller"))) {
            ask->kind = value;
        } else {
            ignore(ask, MSG("Relationship"), value);
        }
    } else if (str_eq(name, S("state"))) {
        if (str_eq(value, S("ended")) || str_eq(value, S("all"))) {
            ask->state = value;
        } else if (!str_eq(value, S("active"))) { /* what is shown anyway */
            ignore(ask, MSG("State"), value);
        }
    } else if (str_eq(name, S("reseller"))) {
        if (id_parse(value, &ask->reseller) == OK) {
            ask->reseller_text = value;
        } else {
            ignore(ask, MSG("Reseller"), value);
        }
    } else if (str_eq(name, S("from"))) {
        take_day(ask, MSG("Customer since, from"), value, &ask->from);
    } else if (str_eq(name, S("to"))) {
        take_day(ask, MSG("Customer since, to"), value, &ask->to);
    } else {
        return false;
    }
    return true;
}
/* Words that mean nothing are said rather than refused: links may be old. Names that mean nothing are left out. */
static void take(Ctx *ctx, ListAsk *ask, Str name, Str value)
{
    value = utf8_prefix(str_trim(value), 200);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before) || take_known(ask, name, value)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("tag"))) {
        ask->tag = value;
    } else if (str_eq(name, S("sort"))) {
        take_sort(ask, value);
    } else if (str_eq(name, S("cols"))) {
        ask->cols = list_cols_add(ctx->arena, ask->cols, value);
    } else if (str_eq(name, S("all"))) {
        ask->all = str_eq(value, S("1"));
    }
}

/* The search index gives ids; the list's own order and filters then apply to them. */
static Err resolve_tag(AccountCtx a, ListAsk *ask)
{
    CustomerTaggedRow *rows;
    size_t n;
    TRY(q_customer_tagged(a, &(CustomerTaggedArgs){.tag_key = fold_search(a.ctx->arena, ask->tag)}, &rows, &n));
    Id *both = arena_array(a.ctx->arena, Id, n + 1);
    size_t both_n = 0;
    for (size_t i = 0; i < n; i++) {
        bool wanted = !ask->by_ids;
        for (size_t k = 0; k < ask->ids_n && !wanted; k++) {
            wanted = id_eq(ask->ids[k], rows[i].customer_id);
        }
        if (wanted) {
            both[both_n++] = rows[i].customer_id;
        }
    }
    ask->by_ids = true;
    ask->ids = both;
    ask->ids_n = both_n;
    ask->nothing = both_n == 0;
    ask->truncated |= n == 500;
    return OK;
}
static Err resolve_search(AccountCtx a, ListAsk *ask)
{
    Ctx *ctx = a.ctx;
    if (str_empty(ask->q)) {
        return OK;
    }
    ask->by_ids = true;
    ask->ids = arena_array(ctx->arena, Id, SEARCH_IDS_MAX);
    if (id_parse(ask->q, &ask->ids[0]) == OK) {
        ask->ids_n = 1;
        return OK;
    }
    TRY(search_ids(a, ask->q, S("customer"), SEARCH_IDS_MAX, &ask->ids, &ask->ids_n));
    ask->nothing = ask->ids_n == 0;
    ask->truncated = ask->ids_n == SEARCH_IDS_MAX;
    return OK;
}

static Err resolve(AccountCtx a, ListAsk *ask)
{
    TRY(resolve_search(a, ask));
    return ask->tag.n ? resolve_tag(a, ask) : OK;
}

Err list_ask_of_request(AccountCtx a, ListAsk *ret)
{
    Ctx *ctx = a.ctx;
    ListAsk ask = {.size = LIST_SIZE, .reseller = ID_NIL};
    ListKept kept;
    TRY(list_kept(account_self(a), ctx->account_id, "customers", &kept));
    ask.compact = kept.compact;
    ask.size = kept.size;
    size_t n;
    const Param *all = ctx_query_all(ctx, &n);
    for (size_t i = 0; i < n; i++) {
        take(ctx, &ask, all[i].name, all[i].value);
    }
    if (str_empty(ask.cols)) {
        ask.cols = kept.cols;
    }
    TRY(resolve(a, &ask));
    *ret = ask;
    return OK;
}

typedef struct Taking {
    Ctx *ctx;
    ListAsk *ask;
} Taking;
static void take_pair(void *arg, Str name, Str value)
{
    const Taking *t = arg;
    take(t->ctx, t->ask, name, value);
}
Err list_ask_of_query(AccountCtx a, Str query, ListAsk *ret)
{
    ListAsk ask = {.size = LIST_SIZE, .reseller = ID_NIL};
    list_each(a.ctx->arena, query, take_pair, &(Taking){a.ctx, &ask});
    TRY(resolve(a, &ask));
    *ret = ask;
    return OK;
}

Str list_query(Ctx *ctx, const ListAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "q", ask->q);
    list_put(&b, "country", ask->country);
    list_put(&b, "kind", ask->kind);
    list_put(&b, "state", ask->state);
    list_put(&b, "reseller", ask->reseller_text);
    list_put(&b, "tag", ask->tag);
    list_put(&b, "from", ask->from);
    list_put(&b, "to", ask->to);
    if (ask->order != 0 || ask->descending) {
        list_put(&b, "sort", str_fmt(ctx->arena, "%s%s", ask->descending ? "-" : "", SORTS[ask->order]));
    }
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    list_put(&b, "cols", ask->cols);
    list_put(&b, "density", ask->compact ? S("compact") : S(""));
    return buf_str(&b);
}

bool list_is_filtered(const ListAsk *ask)
{
    return ask->q.n || ask->country.n || ask->kind.n || ask->state.n || ask->reseller_text.n || ask->tag.n ||
           ask->from.n || ask->to.n;
}

static CustomersWanted wanted(const ListAsk *ask)
{
    Date from = DATE_NONE;
    Date to = DATE_NONE;
    bool has_from = date_parse(ask->from, &from) == OK;
    bool has_to = date_parse(ask->to, &to) == OK;
    bool any = str_eq(ask->state, S("all"));
    return (CustomersWanted){
        .state = any                              ? S("")
                 : str_eq(ask->state, S("ended")) ? S("ended")
                                                  : S("active"),
        .country = ask->country,
        .kind = ask->kind,
        .reseller = ask->reseller_text.n ? ask->reseller : ID_NIL,
        .dated = has_from || has_to,
        .from = has_from ? time_of_date(from) : (Time){0},
        .to = has_to ? time_add(time_of_date(to), TIME_DAY) : (Time){INT64_MAX},
        .by_ids = ask->by_ids,
        .ids = ask->ids,
        .ids_n = ask->ids_n,
    };
}

Err list_read(AccountCtx a, const ListAsk *ask, const PageAsk *page, CustomerListRow **ret, size_t *ret_n,
              PageInfo *ret_page)
{
    *ret_n = 0;
    *ret_page = (PageInfo){0};
    CustomersWanted w = wanted(ask);
    return ask->nothing ? OK : customer_list(a, &w, page, ret, ret_n, ret_page);
}

Err list_count(AccountCtx a, const ListAsk *ask, int64_t *ret)
{
    *ret = 0;
    CustomersWanted w = wanted(ask);
    if (ask->nothing) {
        return OK;
    }
    return list_is_filtered(ask) ? customer_list_count(a, &w, ret)
                                 : counter_get(a.ctx, a.ctx->account_id, S("customers"), ret);
}
