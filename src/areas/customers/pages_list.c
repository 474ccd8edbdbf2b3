/* The list of customers: one page of rows, everything in the address. */
#include "app/counter.h"
#include "areas/customers/area_perms.h"
#include "areas/customers/pages.h"
#include "gen/customers_html.h"
#include "ui/drawn.h"
#include "ui/lists.h"
#include "ui/shell.h"

Url customers_url(Ctx *ctx, const char *rest)
{
    Url base = url_fmt(ctx->arena, "/a/%s/customers", ctx->account.public_id);
    return *rest ? (Url){str_concat(ctx->arena, base.s, str_from(rest))} : base; /* rest is static text of ours */
}
Url customer_url(Ctx *ctx, Id id, const char *rest)
{
    char text[ID_TEXT];
    id_to(text, id);
    Url base = url_fmt(ctx->arena, "/a/%s/customers/%s", ctx->account.public_id, str_of(text, ID_TEXT));
    return (Url){str_concat(ctx->arena, base.s, str_from(rest))};
}
Msg customer_kind_msg(Str kind)
{
    if (str_eq(kind, S("provider"))) {
        return MSG("Provider");
    }
    return str_eq(kind, S("reseller")) ? MSG("Reseller") : MSG("Direct");
}
StateView customer_state(bool ended)
{
    return ended ? (StateView){.kind = STATE_OFF, .label = MSG("Relationship ended")}
                 : (StateView){.kind = STATE_GOOD, .label = MSG("Active")};
}
Crumb customers_crumb(Ctx *ctx) { return (Crumb){.label = MSG("Customers"), .url = customers_url(ctx, "")}; }

void customer_download_name(Ctx *ctx, Str name)
{
    ctx_header(ctx, S("Content-Disposition"), str_fmt(ctx->arena, "attachment; filename=\"%.*s\"", S_ARG(name)));
}

/* --- columns --- */

typedef enum Column { COL_DOMAIN, COL_COUNTRY, COL_KIND, COL_RESELLER, COL_STATE, COL_SINCE, COL_ID, COLUMNS } Column;
static const ListColumn COLUMN[COLUMNS] = {
    [COL_DOMAIN] = {"domain", N_("Domain"), true},    [COL_COUNTRY] = {"country", N_("Country"), true},
    [COL_KIND] = {"kind", N_("Relationship"), false}, [COL_RESELLER] = {"reseller", N_("Reseller"), false},
    [COL_STATE] = {"state", N_("State"), true},       [COL_SINCE] = {"since", N_("Customer since"), true},
    [COL_ID] = {"id", N_("Tenant ID"), false},
};
static void fill_columns(Ctx *ctx, CustomersListView *v, const ListAsk *ask)
{
    uint32_t set = list_columns_of(COLUMN, COLUMNS, ask->cols);
    set |= v->provider && str_empty(ask->cols) ? 1u << COL_RESELLER : 0;
    v->show_domain = set >> COL_DOMAIN & 1;
    v->show_country = set >> COL_COUNTRY & 1;
    v->show_kind = set >> COL_KIND & 1;
    v->show_reseller = set >> COL_RESELLER & 1;
    v->show_state = set >> COL_STATE & 1;
    v->show_since = set >> COL_SINCE & 1;
    v->show_id = set >> COL_ID & 1;
    ListAsk rest = *ask;
    rest.cols = S("");
    list_columns(ctx,
                 &(ListColumnsAsk){.all = COLUMN,
                                   .n = COLUMNS,
                                   .set = set,
                                   .first = {"name", N_("Company"), true},
                                   .self = v->self,
                                   .rest = list_query(ctx, &rest)},
                 &v->columns);
}

/* --- filters --- */

static const OptionView *options_of(Ctx *ctx, const OptionView *all, size_t n, Str chosen)
{
    OptionView *list = arena_array_raw(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = all[i];
        list[i].selected = str_eq(all[i].value, chosen);
    }
    return list;
}
static Err reseller_field(AccountCtx a, CustomersListView *v, const ListAsk *ask, Str *ret_name)
{
    Ctx *ctx = a.ctx;
    *ret_name = ask->reseller_text;
    if (!v->provider) {
        return OK;
    }
    CustomerResellersRow *rows;
    size_t n;
    TRY(q_customer_resellers(a, NULL, &rows, &n));
    OptionView *options = arena_array_raw(ctx->arena, OptionView, n + 1);
    options[0] = (OptionView){.value = S(""), .label = MSG("Any reseller")};
    for (size_t i = 0; i < n; i++) {
        bool chosen = id_eq(rows[i].id, ask->reseller) && ask->reseller_text.n;
        options[i + 1] =
            (OptionView){.value = id_text(ctx->arena, rows[i].id), .text = rows[i].name, .selected = chosen};
        *ret_name = chosen ? rows[i].name : *ret_name;
    }
    v->reseller = (FieldView){.kind = FIELD_SELECT,
                              .name = S("reseller"),
                              .label = MSG("Reseller"),
                              .width = S("w-8"),
                              .options = options,
                              .options_n = n + 1};
    return OK;
}
/* A country as a place among those of two capital letters; the last for what is none. */
enum { COUNTRIES = 26 * 26 };
static size_t country_place(Str code)
{
    bool two = code.n == 2 && code.p[0] >= 'A' && code.p[0] <= 'Z' && code.p[1] >= 'A' && code.p[1] <= 'Z';
    return two ? (size_t)(code.p[0] - 'A') * 26 + (size_t)(code.p[1] - 'A') : COUNTRIES;
}
static void fill_filters(Ctx *ctx, CustomersListView *v, const ListAsk *ask)
{
    static const OptionView states[] = {{.value = S_INIT(""), .label = {.id = N_("Active")}},
                                        {.value = S_INIT("ended"), .label = {.id = N_("Relationship ended")}},
                                        {.value = S_INIT("all"), .label = {.id = N_("Any state")}}};
    static const OptionView kinds[] = {{.value = S_INIT(""), .label = {.id = N_("Any relationship")}},
                                       {.value = S_INIT("direct"), .label = {.id = N_("Direct")}},
                                       {.value = S_INIT("provider"), .label = {.id = N_("Provider")}},
                                       {.value = S_INIT("reseller"), .label = {.id = N_("Reseller")}}};
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask->q,
                       .label = MSG("Company, domain or ID"),
                       .autocomplete = S("off")};
    v->state = (FieldView){.kind = FIELD_SELECT,
                           .name = S("state"),
                           .label = MSG("State"),
                           .options = options_of(ctx, states, COUNT_OF(states), ask->state),
                           .options_n = COUNT_OF(states)};
    v->kind = (FieldView){.kind = FIELD_SELECT,
                          .name = S("kind"),
                          .label = MSG("Relationship"),
                          .options = options_of(ctx, kinds, COUNT_OF(kinds), ask->kind),
                          .options_n = COUNT_OF(kinds)};
    v->tag = (FieldView){.kind = FIELD_TEXT,
                         .name = S("tag"),
                         .value = ask->tag,
                         .label = MSG("Tag"),
                         .autocomplete = S("off"),
                         .max_length = CUSTOMER_TAG_CHARS_MAX};
    v->from =
        (FieldView){.kind = FIELD_DATE, .name = S("from"), .value = ask->from, .label = MSG("Customer since, from")};
    v->to = (FieldView){.kind = FIELD_DATE, .name = S("to"), .value = ask->to, .label = MSG("Customer since, to")};
}
/* Only the countries somebody is in, and the one asked for: a choice that finds nobody helps nobody. */
static Err fill_countries(AccountCtx a, CustomersListView *v, const ListAsk *ask)
{
    CustomerCountriesRow *rows = NULL;
    size_t n = 0, all_n = 0;
    TRY(q_customer_countries(a, NULL, &rows, &n));
    bool in[COUNTRIES + 1] = {false};
    for (size_t i = 0; i < n; i++) {
        in[country_place(rows[i].country)] = true;
    }
    in[country_place(ask->country)] = true;
    in[COUNTRIES] = false;
    const NamedCode *all = country_list(a.ctx->locale, &all_n);
    NamedCode *some = arena_array(a.ctx->arena, NamedCode, n + 1);
    for (size_t i = 0; i < all_n && v->countries_n <= n; i++) {
        if (in[country_place(all[i].code)]) {
            some[v->countries_n++] = all[i];
        }
    }
    v->country = ask->country;
    v->countries = some;
    return OK;
}
typedef struct Word {
    Msg label;
    Str name, value;
} Word;
static void filter_words(Ctx *ctx, const ListAsk *ask, Str reseller_name, Word ret[LIST_WORDS])
{
    Word const on[LIST_WORDS] = {
        {MSG("Words"), S("q"), ask->q},
        {MSG("Country"), S("country"),
         str_empty(ask->country) ? S("") : country_name(ctx->arena, ctx->locale, ask->country)},
        {MSG("Relationship"), S("kind"),
         str_empty(ask->kind) ? S("") : tr(ctx->locale, NULL, customer_kind_msg(ask->kind).id)},
        {MSG("State"), S("state"),
         str_empty(ask->state)
             ? S("")
             : tr(ctx->locale, NULL, str_eq(ask->state, S("all")) ? "Any state" : "Relationship ended")},
        {MSG("Reseller"), S("reseller"), reseller_name},
        {MSG("Tag"), S("tag"), ask->tag},
        {MSG("Since"), S("from"), ask->from},
        {MSG("Until"), S("to"), ask->to},
    };
    memcpy(ret, on, sizeof on);
}
static void fill_ignored(Ctx *ctx, CustomersListView *v, const ListAsk *ask)
{
    Msg *said = arena_array(ctx->arena, Msg, ask->ignored_n + 1);
    for (size_t i = 0; i < ask->ignored_n; i++) {
        said[i] = MSG2("{filter}: \"{value}\" is nothing this list knows, so it narrows nothing.", "filter",
                       tr(ctx->locale, NULL, ask->ignored[i].label.id), "value", ask->ignored[i].value);
    }
    v->ignored = said;
    v->ignored_n = ask->ignored_n;
}
static void fill_chips(Ctx *ctx, CustomersListView *v, const ListAsk *ask, Str reseller_name)
{
    Word on[LIST_WORDS];
    filter_words(ctx, ask, reseller_name, on);
    ChipView *chips = arena_array(ctx->arena, ChipView, LIST_WORDS);
    for (size_t i = 0; i < LIST_WORDS; i++) {
        if (on[i].value.n) {
            chips[v->chips_n++] =
                (ChipView){on[i].label, on[i].value, url_with(ctx->arena, v->self, on[i].name, S(""))};
        }
    }
    v->chips = chips;
}
Err list_words(AccountCtx a, const ListAsk *ask, FactView *ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    Str reseller = ask->reseller_text;
    if (reseller.n) {
        CustomerResellerGetRow row;
        Err err = q_customer_reseller_get(a, &(CustomerResellerGetArgs){.id = ask->reseller}, &row);
        reseller = err == OK ? row.name : reseller;
        TRY(err == ERR_NOT_FOUND ? OK : err);
    }
    Word on[LIST_WORDS];
    filter_words(ctx, ask, reseller, on);
    *ret_n = 0;
    for (size_t i = 0; i < LIST_WORDS; i++) {
        if (on[i].value.n) {
            ret[(*ret_n)++] = (FactView){.label = on[i].label, .kind = FACT_TEXT, .text = on[i].value};
        }
    }
    return OK;
}

/* "Select all 1,204 that match": offered where there are more than this page shows, with their number where that is
 * cheap. */
static Err fill_all(AccountCtx a, CustomersListView *v, const ListAsk *ask, const PageInfo *page)
{
    Ctx *ctx = a.ctx;
    bool more = page->next.n || page->previous.n;
    if (v->rows_n == 0 || (!more && !ask->all) || !(v->may_tag || v->may_export)) {
        return OK;
    }
    int64_t n = v->total;
    if (v->filtered) {
        TRY(list_count(a, ask, &n));
    }
    v->all_url = url_with(ctx->arena, v->self, S("all"), S("1"));
    v->page_url = v->self;
    v->all = ask->all;
    v->all_offer =
        n < 0 ? MSG("Select all that match") : MSGN("Select the {n} that matches", "Select all {n} that match", n);
    v->all_said = n < 0 ? MSG("All customers that match are selected")
                        : MSGN("{n} customer that matches is selected", "All {n} customers that match are selected", n);
    return OK;
}

/* --- sort, pages, export --- */

static SortView sort_of(Ctx *ctx, Url self, const ListAsk *ask, uint32_t order, const char *word, Msg label)
{
    return list_sort(ctx->arena, self, word, label,
                     (ListSorted){ask->order == order, ask->descending, order == CUSTOMER_LIST_BY_CREATED});
}
static void fill_rows(Ctx *ctx, CustomersListView *v, const CustomerListRow *rows, size_t n)
{
    CustomerLine *lines = arena_array_raw(ctx->arena, CustomerLine, n + 1);
    Str base = url_fmt(ctx->arena, "/a/%s/customers/", ctx->account.public_id).s;
    for (size_t i = 0; i < n; i++) {
        char *url = arena_alloc_raw(ctx->arena, base.n + ID_TEXT, 1);
        memcpy(url, base.p, base.n);
        id_to(url + base.n, rows[i].customer_id);
        lines[i] = (CustomerLine){.id = str_of(url + base.n, ID_TEXT),
                                  .url = {str_of(url, base.n + ID_TEXT)}, /* our path and an id: safe as it is */
                                  .name = rows[i].name,
                                  .domain = rows[i].domain,
                                  .country = country_name(ctx->arena, ctx->locale, rows[i].country),
                                  .reseller = rows[i].reseller_name,
                                  .kind = customer_kind_msg(rows[i].kind),
                                  .state = customer_state(str_eq(rows[i].state, S("ended"))),
                                  .since = date_in_zone(ctx->tz, rows[i].created_at),
                                  .ended = str_eq(rows[i].state, S("ended"))};
    }
    v->rows = lines;
    v->rows_n = n;
}

static void add_bytes(Buf *b, const void *p, size_t n) { buf_add(b, str_of(p, n)); }

static void add_text(Buf *b, Str s)
{
    add_bytes(b, &s.n, sizeof s.n);
    buf_add(b, s);
}

/* Everything that customers_rows draws, and that fill_rows makes it of. */
static Str drawn_from(Ctx *ctx, const CustomersListView *v, const CustomerListRow *rows, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    const bool shown[] = {v->all,           v->show_domain, v->show_country, v->show_kind,
                          v->show_reseller, v->show_state,  v->show_since,   v->show_id};
    buf_reserve(&b, 12 << 10);
    add_text(&b, S("customers_rows"));
    add_bytes(&b, &ctx->locale, sizeof ctx->locale);
    add_text(&b, ctx->tz);
    add_text(&b, ctx->account.public_id);
    add_bytes(&b, shown, sizeof shown);
    for (size_t i = 0; i < n; i++) {
        const CustomerListRow *r = &rows[i];
        add_bytes(&b, r->customer_id.b, sizeof r->customer_id.b);
        add_bytes(&b, &r->created_at.us, sizeof r->created_at.us);
        add_text(&b, r->name);
        add_text(&b, r->domain);
        add_text(&b, r->country);
        add_text(&b, r->kind);
        add_text(&b, r->state);
        add_text(&b, r->reseller_name);
    }
    return b.full ? S("") : buf_str(&b);
}

static void draw_rows(Ctx *ctx, CustomersListView *v, const CustomerListRow *rows, size_t n)
{
    Str of = drawn_from(ctx, v, rows, n);
    v->rows_n = n;
    if (n == 0 || (of.n && drawn_find(ctx->arena, of, &v->drawn_rows))) {
        return;
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    fill_rows(ctx, v, rows, n);
    customers_rows_html(&(Out){.b = &b, .locale = ctx->locale}, v);
    v->drawn_rows = (Html){buf_str(&b)}; /* markup of a template, which escapes what it prints */
    drawn_keep(of, v->drawn_rows);
}

static Err fill_drafts(AccountCtx a, CustomersListView *v)
{
    Ctx *ctx = a.ctx;
    if (!v->may_add) {
        return OK;
    }
    CustomerDraftsRow *drafts;
    TRY(q_customer_drafts(a, NULL, &drafts, &v->drafts_n));
    NamedView *lines = arena_array(ctx->arena, NamedView, v->drafts_n + 1);
    for (size_t i = 0; i < v->drafts_n; i++) {
        lines[i] = (NamedView){
            .name = drafts[i].name,
            .url = url_with(ctx->arena, customers_url(ctx, "/add"), S("draft"), id_text(ctx->arena, drafts[i].id))};
    }
    v->drafts = lines;
    return OK;
}
static void fill_sort_keep(Ctx *ctx, CustomersListView *v, const ListAsk *ask)
{
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 4);
    size_t n = 0;
    if (ask->order != 0 || ask->descending) {
        static const char *const words[] = {"name", "created", "domain"};
        keep[n++] =
            (HiddenField){S("sort"), str_fmt(ctx->arena, "%s%s", ask->descending ? "-" : "", words[ask->order])};
    }
    if (ask->size != 50) {
        keep[n++] = (HiddenField){S("size"), str_fmt(ctx->arena, "%d", ask->size)};
    }
    if (ask->cols.n && ctx_has_query(ctx, S("cols"))) {
        keep[n++] = (HiddenField){S("cols"), ask->cols};
    }
    v->keep = keep;
    v->keep_n = n;
}

static Msg caption_of(const ListAsk *ask)
{
    if (ask->order == CUSTOMER_LIST_BY_CREATED) {
        return ask->descending ? MSG("Customers, newest first") : MSG("Customers, oldest first");
    }
    if (ask->order == CUSTOMER_LIST_BY_DOMAIN) {
        return ask->descending ? MSG("Customers by domain, Z to A") : MSG("Customers by domain, A to Z");
    }
    return ask->descending ? MSG("Customers by company, Z to A") : MSG("Customers by company, A to Z");
}

Err page_customers(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ListAsk ask;
    TRY(list_ask_of_request(a, &ask));
    PageAsk page = {.order = ask.order,
                    .descending = ask.descending,
                    .size = (uint32_t)ask.size,
                    .after = ask.after,
                    .before = ask.before};
    CustomerListRow *rows;
    size_t n;
    PageInfo info;
    Err err = list_read(a, &ask, &page, &rows, &n, &info);
    if (err == ERR_INVALID && (ask.after.n || ask.before.n)) { /* an old or foreign cursor: from the start */
        page.after = page.before = S("");
        err = list_read(a, &ask, &page, &rows, &n, &info);
    }
    TRY(err);
    CustomersListView *v = arena_new(ctx->arena, CustomersListView);
    v->shell = shell_view(ctx, MSG("Customers"), (Crumb[]){{.label = MSG("Customers")}}, 1);
    v->query = list_query(ctx, &ask);
    v->self = list_url(ctx->arena, customers_url(ctx, ""), v->query);
    v->provider = str_eq(ctx->account.kind, S("provider"));
    v->may_add = ctx_may(ctx, &PERM_CUSTOMERS_ADD);
    v->may_import = ctx_may(ctx, &PERM_CUSTOMERS_IMPORT);
    v->may_tag = ctx_may(ctx, &PERM_CUSTOMERS_TAG);
    v->may_export = ctx_may(ctx, &PERM_CUSTOMERS_EXPORT);
    v->filtered = list_is_filtered(&ask);
    v->truncated = ask.truncated;
    fill_ignored(ctx, v, &ask);
    v->compact = ask.compact;
    TRY(counter_get(ctx, ctx->account_id, S("customers"), &v->total));
    Str reseller_name;
    TRY(reseller_field(a, v, &ask, &reseller_name));
    TRY(fill_countries(a, v, &ask));
    fill_filters(ctx, v, &ask);
    fill_chips(ctx, v, &ask, reseller_name);
    fill_columns(ctx, v, &ask);
    fill_sort_keep(ctx, v, &ask);
    v->add_url = customers_url(ctx, "/add");
    v->import_url = customers_url(ctx, "/import");
    v->selected_tag_url = customers_url(ctx, "/selected/tag");
    v->selected_export_url = customers_url(ctx, "/selected/export");
    v->clear_url = customers_url(ctx, "");
    v->density = (DensityView){
        url_with(ctx->arena, v->self, S("density"), ask.compact ? S("comfortable") : S("compact")), ask.compact};
    Url export = {str_fmt(ctx->arena, "%.*s?%.*s", S_ARG(customers_url(ctx, "/export").s), S_ARG(v->query))};
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match, on all pages")};
    v->by_name = sort_of(ctx, v->self, &ask, CUSTOMER_LIST_BY_NAME, "name", MSG("Company"));
    v->by_domain = sort_of(ctx, v->self, &ask, CUSTOMER_LIST_BY_DOMAIN, "domain", MSG("Domain"));
    v->by_since = sort_of(ctx, v->self, &ask, CUSTOMER_LIST_BY_CREATED, "created", MSG("Customer since"));
    v->caption = caption_of(&ask);
    if (v->filtered && str_empty(info.next) && str_empty(info.previous)) {
        v->match = MSGN("{n} matches", "{n} match", (int64_t)n);
    }
    ListAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, customers_url(ctx, ""), v->query, list_query(ctx, &rest), &info, n, ask.size, &v->pager);
    TRY(list_choices(account_self(a), ctx->account_id, "customers", customers_url(ctx, ""), v->query, &v->choices));
    v->rows_n = n;
    TRY(fill_all(a, v, &ask, &info));
    draw_rows(ctx, v, rows, n);
    TRY(fill_drafts(a, v));
    v->empty = v->may_add ? (EmptyView){MSG("No customers yet"),
                                        MSG("Companies you sell to stand here, with their domain, country and state. "
                                            "Yours is empty because nobody has added one."),
                                        MSG("Add customer"), v->add_url}
                          : (EmptyView){.title = MSG("No customers yet"),
                                        .why = MSG("Companies you sell to stand here. Somebody with the right to add "
                                                   "customers has to add the first one.")};
    RENDER(ctx, 200, customers_list, v);
    return OK;
}

/* --- what belongs to the person --- */

static Err clean(void *arg, Str query, ListClean *ret)
{
    Ctx *ctx = arg;
    ListAsk ask;
    TRY(list_ask_of_query((AccountCtx){ctx}, query, &ask));
    ret->query = list_query(ctx, &ask);
    ret->kept = (ListKept){ask.cols, ask.compact, ask.size};
    ask.cols = S("");
    ask.compact = false;
    ask.size = LIST_SIZE;
    ret->plain = list_query(ctx, &ask);
    return OK;
}
static ListOwn own(Ctx *ctx) { return (ListOwn){"customers", ctx->account_id, customers_url(ctx, ""), clean, ctx}; }
Err page_customers_choices(AccountCtx a) { return list_choices_post(account_self(a), own(a.ctx)); }
Err page_customers_view_save(AccountCtx a) { return list_view_save_post(account_self(a), own(a.ctx)); }
Err page_customers_view_remove(AccountCtx a) { return list_view_remove_post(account_self(a), own(a.ctx)); }
