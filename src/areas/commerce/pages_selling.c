/* All subscriptions that the account sells, of all its customers: the list and its file. */
#include "app/export.h"
#include "app/search.h"
#include "areas/commerce/pages.h"
#include "base/utf8.h"
#include "gen/commerce_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { EXPORT_SELLING_MAX = 20000, WORDS_FEW = 200 };

Url selling_url(Ctx *ctx, const char *rest)
{
    Url base = url_fmt(ctx->arena, "/a/%s/subscriptions", ctx->account.public_id);
    return *rest ? (Url){str_concat(ctx->arena, base.s, str_from(rest))} : base; /* rest is static text of ours */
}

static void take(void *arg, Str name, Str value)
{
    SellingAsk *ask = arg;
    Date day;
    value = utf8_prefix(str_trim(value), 200);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("state"))) {
        ask->state = subscription_state_word(value);
    } else if (str_eq(name, S("product"))) {
        ask->product = value;
    } else if (str_eq(name, S("renews")) && (str_eq(value, S("yes")) || str_eq(value, S("no")))) {
        ask->renews = value;
    } else if (str_eq(name, S("ends")) && date_parse(value, &day) == OK) {
        ask->ends = value;
    } else if (str_eq(name, S("all"))) {
        ask->all = value.n != 0;
    } else if (str_eq(name, S("sort"))) {
        ask->descending = str_starts(value, S("-"));
        Str word = ask->descending ? str_skip(value, 1) : value;
        ask->order = str_eq(word, S("newest")) ? SELLING_PAGE_BY_NEWEST : SELLING_PAGE_BY_NAME;
    }
}
static SellingAsk asked(Ctx *ctx)
{
    SellingAsk ask = {.size = LIST_SIZE, .order = SELLING_PAGE_BY_NAME};
    list_each_asked(ctx, take, &ask);
    return ask;
}
SellingAsk selling_ask_of(Ctx *ctx, Str query)
{
    SellingAsk ask = {.size = LIST_SIZE, .order = SELLING_PAGE_BY_NAME};
    list_each(ctx->arena, query, take, &ask);
    return ask;
}
Str selling_query(Ctx *ctx, const SellingAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    list_put(&b, "state", ask->state);
    list_put(&b, "product", ask->product);
    list_put(&b, "renews", ask->renews);
    list_put(&b, "ends", ask->ends);
    if (ask->order == SELLING_PAGE_BY_NEWEST || ask->descending) {
        list_put(&b, "sort",
                 str_fmt(ctx->arena, "%s%s", ask->descending ? "-" : "",
                         ask->order == SELLING_PAGE_BY_NEWEST ? "newest" : "name"));
    }
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}

/* Which products and customers the words mean: where there are few of them, the list compares what it has at hand. Of
 * many, rows that match are met soon, and each is compared as it comes. */
static Err find_words(AccountCtx a, SellingAsk *ask, Str folded, Str pattern)
{
    Ctx *ctx = a.ctx;
    SellingProductsRow *products;
    size_t n;
    TRY(q_selling_products(a, &(SellingProductsArgs){.with_q = true, .pattern = pattern}, &products, &n));
    TRY(search_ids(a, folded, S("customer"), WORDS_FEW, &ask->customers, &ask->customers_n));
    ask->found = true;
    ask->many = n >= WORDS_FEW || ask->customers_n >= WORDS_FEW;
    ask->titles = arena_array(ctx->arena, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        ask->titles[ask->titles_n++] = products[i].title;
    }
    if (ask->titles_n == 0) { /* a list in a query is not empty: one that nothing has */
        ask->titles[ask->titles_n++] = S("");
    }
    if (ask->customers_n == 0) {
        ask->customers = arena_array(ctx->arena, Id, 1);
        ask->customers_n = 1;
    }
    return OK;
}

Err selling_read(AccountCtx a, SellingAsk *ask, PageAsk page, SellingPageRow **ret, size_t *ret_n, PageInfo *ret_page)
{
    Str folded = str_lower_ascii(a.ctx->arena, ask->q), pattern = str_fmt(a.ctx->arena, "%%%.*s%%", S_ARG(folded));
    Date day = {0};
    bool ends = ask->ends.n && date_parse(ask->ends, &day) == OK;
    TRY(ask->q.n && !ask->found ? find_words(a, ask, folded, pattern) : OK);
    SellingPageArgs args = {.with_state = ask->state.n != 0,
                            .state = ask->state,
                            .with_product = ask->product.n != 0,
                            .product = ask->product,
                            .with_renews = ask->renews.n != 0,
                            .renews = str_eq(ask->renews, S("yes")),
                            .with_ends = ends,
                            .ends_before = time_of_date(day),
                            .with_q = ask->q.n != 0,
                            .many = ask->many,
                            .pattern = pattern,
                            .titles = ask->titles,
                            .titles_n = ask->titles_n,
                            .customers = ask->customers,
                            .customers_n = ask->customers_n,
                            .with_ids = ask->ids != NULL,
                            .ids = ask->ids,
                            .ids_n = ask->ids_n};
    Err err = q_selling_page(a, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_selling_page(a, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

/* --- filters --- */

static FieldView choice(Ctx *ctx, const char *name, Msg label, const OptionView *all, size_t n, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] = all[i];
        o[i].selected = str_eq(all[i].value, chosen);
    }
    return ui_select(ctx, str_from(name), label, o, n);
}
static Err fill_filters(AccountCtx a, const SellingAsk *ask, SellingView *v)
{
    Ctx *ctx = a.ctx;
    SellingProductsRow *products;
    size_t n;
    TRY(q_selling_products(a, NULL, &products, &n));
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.label = MSG("Any product")};
    for (size_t i = 0; i < n; i++) {
        o[i + 1] = (OptionView){.value = products[i].title, .text = products[i].title};
    }
    const OptionView renews[] = {{.label = MSG("Renewing or not")},
                                 {.value = S("yes"), .label = MSG("Renews by itself")},
                                 {.value = S("no"), .label = MSG("Does not renew")}};
    const OptionView acts[] = {{.value = S("renew"), .label = MSG("Switch auto-renew on")},
                               {.value = S("stop"), .label = MSG("Switch auto-renew off")},
                               {.value = S("add"), .label = MSG("Add seats")},
                               {.value = S("set"), .label = MSG("Set the number of seats")}};
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask->q,
                       .label = MSG("Name, product or customer"),
                       .autocomplete = S("off")};
    v->state = subscription_state_field(ctx, ask->state);
    v->product = choice(ctx, "product", MSG("Product"), o, n + 1, ask->product);
    v->renews = choice(ctx, "renews", MSG("Renewal"), renews, COUNT_OF(renews), ask->renews);
    v->ends = (FieldView){.kind = FIELD_DATE, .name = S("ends"), .value = ask->ends, .label = MSG("Ends before")};
    v->act = choice(ctx, "do", MSG("What to do"), acts, COUNT_OF(acts), S("renew"));
    v->filtered = ask->q.n || ask->state.n || ask->product.n || ask->renews.n || ask->ends.n;
    return OK;
}

/* --- the page --- */

static void fill_rows(Ctx *ctx, const SellingPageRow *rows, SellingView *v)
{
    SellingLine *lines = arena_array(ctx->arena, SellingLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        Subscription s = SUBSCRIPTION_OF_ROW(&rows[i]);
        ctx->customer_id = rows[i].customer_id; /* the address below is of this customer */
        lines[i] = (SellingLine){
            .s = subscription_line(ctx, &s), .id = id_text(ctx->arena, s.id), .customer = rows[i].customer_name};
    }
    ctx->customer_id = ID_NIL;
    v->rows = lines;
}
static SortView sort_of(Ctx *ctx, Url self, const SellingAsk *ask, uint32_t order, const char *word, Msg label)
{
    return list_sort(ctx->arena, self, word, label, (ListSorted){ask->order == order, ask->descending, false});
}
Err page_selling(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SellingAsk ask = asked(ctx);
    SellingPageRow *rows;
    PageInfo info;
    SellingView *v = arena_new(ctx->arena, SellingView);
    PageAsk page = {.order = ask.order,
                    .descending = ask.descending,
                    .size = (uint32_t)ask.size,
                    .after = ask.after,
                    .before = ask.before};
    TRY(selling_read(a, &ask, page, &rows, &v->rows_n, &info));
    TRY(fill_filters(a, &ask, v));
    fill_rows(ctx, rows, v);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 1);
    crumbs[0] = (Crumb){.label = MSG("Subscriptions")};
    v->shell = shell_view(ctx, MSG("Subscriptions"), crumbs, 1);
    v->may_change = ctx_may(ctx, &COMMERCE_MANAGE);
    v->clear_url = selling_url(ctx, "");
    v->ask_url = selling_url(ctx, "/selected");
    v->query = selling_query(ctx, &ask);
    Url self = list_url(ctx->arena, v->clear_url, v->query);
    Url export = list_url(ctx->arena, selling_url(ctx, "/export"), v->query);
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match")};
    v->all = ask.all && v->rows_n;
    v->page_url = self;
    v->all_url = url_with(ctx->arena, self, S("all"), S("1"));
    v->all_offer = info.next.n || ask.after.n ? MSG("Select all that match") : (Msg){0};
    v->by_name = sort_of(ctx, self, &ask, SELLING_PAGE_BY_NAME, "name", MSG("Subscription"));
    v->by_newest = sort_of(ctx, self, &ask, SELLING_PAGE_BY_NEWEST, "newest", MSG("Term and next dates"));
    SellingAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, v->query, selling_query(ctx, &rest), &info, v->rows_n, ask.size, &v->pager);
    v->empty =
        (EmptyView){.title = MSG("No subscriptions yet"),
                    .why = MSG("What you order for your customers stands here. Open a customer to add products."),
                    .action = MSG("Customers"),
                    .url = url_fmt(ctx->arena, "/a/%s/customers", ctx->account.public_id)};
    RENDER(ctx, 200, selling, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"name", N_("Subscription"), EXPORT_TEXT, 36},      {"id", N_("Subscription ID"), EXPORT_ID, 36},
    {"customer", N_("Customer"), EXPORT_TEXT, 36},      {"customer_id", N_("Tenant ID"), EXPORT_ID, 36},
    {"product", N_("Product"), EXPORT_TEXT, 36},        {"state", N_("State"), EXPORT_MSG, 14},
    {"quantity", N_("Quantity"), EXPORT_INT, 10},       {"unit_price", N_("Price of one"), EXPORT_DEC, 12},
    {"currency", N_("Currency"), EXPORT_TEXT, 8},       {"term", N_("Term"), EXPORT_MSG, 14},
    {"cycle", N_("Billing"), EXPORT_MSG, 16},           {"ends", N_("End of the term"), EXPORT_TIME, 20},
    {"renews", N_("Renews by itself"), EXPORT_BOOL, 10}};

static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    PageAsk page = {.size = 500};
    do {
        SellingPageRow *rows;
        size_t n;
        PageInfo info;
        TRY(selling_read(a, arg, page, &rows, &n, &info));
        for (size_t i = 0; i < n && export_rows(e) < EXPORT_SELLING_MAX; i++) {
            const SellingPageRow *r = &rows[i];
            Subscription s = SUBSCRIPTION_OF_ROW(r);
            ExportCell cells[] = {{.text = r->friendly_name},
                                  {.id = r->id},
                                  {.text = r->customer_name},
                                  {.id = r->customer_id},
                                  {.text = r->title},
                                  {.msg = subscription_state(&s, a.ctx->now).label},
                                  {.i = r->quantity},
                                  {.dec = r->unit_price},
                                  {.text = r->currency},
                                  {.msg = catalog_term_msg(r->term)},
                                  {.msg = catalog_cycle_msg(r->cycle)},
                                  {.time = r->ends_at, .empty = !time_is_set(r->ends_at)},
                                  {.yes = r->renews}};
            TRY(export_row(e, cells));
        }
        page.after = info.next;
    } while (page.after.n && export_rows(e) < EXPORT_SELLING_MAX);
    return OK;
}
Err page_selling_export(AccountCtx a)
{
    SellingAsk ask = asked(a.ctx);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Subscriptions"),
                                        .file = "subscriptions",
                                        .fill = fill_export,
                                        .arg = &ask});
}
