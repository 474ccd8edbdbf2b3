/* Pricing: the products with their service plans. Prices come with the offers. */
#include "areas/catalog/pages.h"
#include "app/export.h"
#include "areas/catalog/catalog.h"
#include "areas/catalog/catalog_view.h"
#include "base/utf8.h"
#include "gen/catalog_html.h"
#include "gen/catalog_q.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { FIND_MAX = 500, EXPORT_MAX = 20000 };

typedef struct PricingAsk {
    Str q;
    uint32_t order;
    bool descending;
    uint32_t size;
    Id *ids;
    size_t ids_n;
    bool nothing;
} PricingAsk;

static Url pricing_url(Ctx *ctx) { return url_fmt(ctx->arena, "/a/%s/pricing", ctx->account.public_id); }

static Err find(AccountCtx a, PricingAsk *ask)
{
    Arena *arena = a.ctx->arena;
    if (str_empty(ask->q)) {
        return OK;
    }
    Str folded = fold_search(arena, ask->q);
    ProductFindRow *rows;
    TRY(q_product_find(a,
                       &(ProductFindArgs){.pattern = str_concat(arena, folded, S("%")),
                                          .inner_pattern = str_fmt(arena, "%% %.*s%%", S_ARG(folded)),
                                          .sku_pattern = str_concat(arena, str_lower_ascii(arena, ask->q), S("%"))},
                       &rows, &ask->ids_n));
    ask->ids = arena_array(arena, Id, ask->ids_n + 1);
    for (size_t i = 0; i < ask->ids_n; i++) {
        ask->ids[i] = rows[i].id;
    }
    ask->nothing = ask->ids_n == 0;
    return OK;
}
static Err ask_of(AccountCtx a, PricingAsk *ret)
{
    Ctx *ctx = a.ctx;
    Str sort = ctx_query(ctx, S("sort"));
    Str word = str_starts(sort, S("-")) ? str_skip(sort, 1) : sort;
    *ret = (PricingAsk){.q = utf8_prefix(str_trim(ctx_query(ctx, S("q"))), 100),
                        .descending = str_starts(sort, S("-")),
                        .size = 50,
                        .order = str_eq(word, S("code")) ? PRODUCT_LIST_BY_SKU : PRODUCT_LIST_BY_NAME};
    int64_t size;
    if (str_to_i64(ctx_query(ctx, S("size")), &size) == OK && (size == 25 || size == 100 || size == 200)) {
        ret->size = (uint32_t)size;
    }
    return find(a, ret);
}
static Err read_products(AccountCtx a, const PricingAsk *ask, const PageAsk *page, ProductListRow **ret, size_t *ret_n,
                         PageInfo *ret_page)
{
    *ret_n = 0;
    *ret_page = (PageInfo){0};
    if (ask->nothing) {
        return OK;
    }
    return q_product_list(
        a, &(ProductListArgs){.low = S(""), .with_ids = ask->ids_n > 0, .ids = ask->ids, .ids_n = ask->ids_n}, page,
        ret, ret_n, ret_page);
}
static SortView sort_of(Ctx *ctx, Url self, const PricingAsk *ask, uint32_t order, const char *word, Msg label)
{
    return list_sort(ctx->arena, self, word, label, (ListSorted){ask->order == order, ask->descending, false});
}

Err page_pricing(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PricingAsk ask;
    TRY(ask_of(a, &ask));
    PageAsk page = {.order = ask.order,
                    .descending = ask.descending,
                    .size = ask.size,
                    .after = ctx_query(ctx, S("after")),
                    .before = ctx_query(ctx, S("before"))};
    ProductListRow *rows;
    size_t n;
    PageInfo info;
    Err err = read_products(a, &ask, &page, &rows, &n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = read_products(a, &ask, &page, &rows, &n, &info);
    }
    TRY(err);
    PricingView *v = arena_new(ctx->arena, PricingView);
    ProductCountRow count;
    TRY(q_product_count(a, NULL, &count));
    v->shell = shell_view(ctx, MSG("Pricing"), (Crumb[]){{.label = MSG("Pricing")}}, 1);
    catalog_tabs(ctx, false, v->tabs);
    v->total = count.n;
    v->filtered = ask.q.n != 0;
    v->may_export = ctx_may(ctx, &PERM_CATALOG_EXPORT);
    v->clear_url = pricing_url(ctx);
    v->self = v->clear_url;
    v->self = ask.q.n ? url_with(ctx->arena, v->self, S("q"), ask.q) : v->self;
    v->self =
        ctx_has_query(ctx, S("sort")) ? url_with(ctx->arena, v->self, S("sort"), ctx_query(ctx, S("sort"))) : v->self;
    v->self = ask.size != 50 ? url_with(ctx->arena, v->self, S("size"), str_fmt(ctx->arena, "%u", ask.size)) : v->self;
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask.q,
                       .label = MSG("Product, code or service plan"),
                       .autocomplete = S("off")};
    Url export = {str_concat(ctx->arena, pricing_url(ctx).s, S("/export"))};
    export = ask.q.n ? url_with(ctx->arena, export, S("q"), ask.q) : export;
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match, with their service plans")};
    v->by_name = sort_of(ctx, v->self, &ask, PRODUCT_LIST_BY_NAME, "name", MSG("Product"));
    v->by_sku = sort_of(ctx, v->self, &ask, PRODUCT_LIST_BY_SKU, "code", MSG("Product code"));
    ProductLine *lines = arena_array(ctx->arena, ProductLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (ProductLine){
            rows[i].name, rows[i].sku,
            url_fmt(ctx->arena, "/a/%s/pricing/%s", ctx->account.public_id, id_text(ctx->arena, rows[i].id)),
            rows[i].plans_n};
    }
    v->rows = lines;
    v->rows_n = n;
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 2);
    size_t keep_n = 0;
    if (ask.q.n) {
        keep[keep_n++] = (HiddenField){S("q"), ask.q};
    }
    if (ctx_has_query(ctx, S("sort"))) {
        keep[keep_n++] = (HiddenField){S("sort"), ctx_query(ctx, S("sort"))};
    }
    v->pager = (PagerView){.has_previous = info.previous.n != 0,
                           .has_next = info.next.n != 0,
                           .previous = url_with(ctx->arena, v->self, S("before"), info.previous),
                           .next = url_with(ctx->arena, v->self, S("after"), info.next),
                           .action = v->clear_url,
                           .keep = keep,
                           .keep_n = keep_n,
                           .size = (int)ask.size,
                           .shown = MSGN("{n} row shown", "{n} rows shown", (int64_t)n)};
    v->empty = (EmptyView){.title = MSG("No products yet"),
                           .why = MSG("Products stand here once the vendor has imported a catalogue.")};
    RENDER(ctx, 200, pricing, v);
    return OK;
}

Err page_product(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("product"), &id));
    Product p;
    TRY(catalog_get(a, id, &p));
    ProductView *v = arena_new(ctx->arena, ProductView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("Pricing"), .url = pricing_url(ctx)};
    crumbs[1] = (Crumb){.text = p.name};
    v->shell = shell_view(ctx, (Msg){0}, crumbs, 2);
    v->shell->title_text = p.name;
    v->shell->workspace = MSG("Pricing");
    v->name = p.name;
    v->facts[v->facts_n++] = (FactView){.label = MSG("Product code"), .text = p.sku, .kind = FACT_TEXT};
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Product ID"), .text = id_text(ctx->arena, p.id), .kind = FACT_TEXT};
    ProductPlansRow *rows;
    TRY(q_product_plans(a, &(ProductPlansArgs){.product_id = id}, &rows, &v->plans_n));
    PlanLine *plans = arena_array(ctx->arena, PlanLine, v->plans_n + 1);
    for (size_t i = 0; i < v->plans_n; i++) {
        plans[i] = (PlanLine){rows[i].name, rows[i].code};
    }
    v->plans = plans;
    RENDER(ctx, 200, product, v);
    return OK;
}

/* --- export: one row a product and plan, as catalogue files have it --- */

static const ExportColumn COLUMNS[] = {{"product", N_("Product"), EXPORT_TEXT, 44},
                                       {"code", N_("Product code"), EXPORT_TEXT, 30},
                                       {"id", N_("Product ID"), EXPORT_ID, 36},
                                       {"plan", N_("Service plan"), EXPORT_TEXT, 44},
                                       {"plan_code", N_("Service plan code"), EXPORT_TEXT, 30},
                                       {"plan_id", N_("Service plan ID"), EXPORT_ID, 36}};

static Err to_buf(void *sink, Str bytes)
{
    Buf *b = sink;
    buf_add(b, bytes);
    return b->full ? ERR_TOO_LARGE : OK;
}
static Err write_product(AccountCtx a, Export *e, const ProductListRow *p)
{
    ProductPlansRow *plans;
    size_t n;
    TRY(q_product_plans(a, &(ProductPlansArgs){.product_id = p->id}, &plans, &n));
    for (size_t i = 0; i < n; i++) {
        ExportCell cells[] = {{.text = p->name},       {.text = p->sku},        {.id = p->id},
                              {.text = plans[i].name}, {.text = plans[i].code}, {.id = plans[i].id}};
        TRY(export_row(e, cells));
    }
    return OK;
}
static Err write_all(AccountCtx a, const PricingAsk *ask, Export *e)
{
    PageAsk page = {.size = 500};
    do {
        ProductListRow *rows;
        size_t n;
        PageInfo info;
        TRY(read_products(a, ask, &page, &rows, &n, &info));
        for (size_t i = 0; i < n && export_rows(e) < EXPORT_MAX; i++) {
            TRY(write_product(a, e, &rows[i]));
        }
        page.after = info.next;
    } while (page.after.n);
    return OK;
}
Err page_pricing_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ExportFormat format;
    if (export_format(ctx_query(ctx, S("format")), &format) != OK) {
        format = EXPORT_CSV;
    }
    PricingAsk ask;
    TRY(ask_of(a, &ask));
    Buf *body = arena_new(ctx->arena, Buf);
    *body = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Export *e;
    TRY(export_begin(ctx->arena,
                     &(ExportOptions){.format = format,
                                      .locale = ctx->locale,
                                      .tz = ctx->tz,
                                      .columns = COLUMNS,
                                      .columns_n = COUNT_OF(COLUMNS),
                                      .sheet = S("Products"),
                                      .write = to_buf,
                                      .sink = body},
                     &e));
    Err err = write_all(a, &ask, e);
    if (err != OK) {
        export_abandon(e);
        return err;
    }
    TRY(export_end(e));
    ctx->out.body = buf_str(body);
    ctx->out.content_type = export_content_type(format);
    ctx_header(ctx, S("Content-Disposition"),
               str_fmt(ctx->arena, "attachment; filename=\"products.%.*s\"", S_ARG(export_extension(format))));
    return OK;
}
