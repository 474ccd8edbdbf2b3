/* What is sold: the list in the account's own order with its filters, one product with its prices, both as a file. */
#include "app/export.h"
#include "areas/catalog/catalog.h"
#include "areas/catalog/catalog_view.h"
#include "areas/catalog/items.h"
#include "areas/catalog/own.h"
#include "areas/catalog/pages.h"
#include "areas/catalog/words.h"
#include "base/utf8.h"
#include "gen/catalog_html.h"
#include "gen/catalog_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { EXPORT_PRICES_MAX = 50000, EXPORT_PAGE = 500, PRICES_MAX = 500 };

static const Word LEADS[] = {
    {"addon", N_("Add-on")}, {"upgrade", N_("Can be upgraded to")}, {"conversion", N_("The trial becomes")}};
static const Word HIDDEN[] = {
    {"no", N_("Shown products")}, {"yes", N_("Hidden products")}, {"all", N_("All products")}};

Url catalog_url(Ctx *ctx, const char *rest)
{
    return (Url){
        str_concat(ctx->arena, url_fmt(ctx->arena, "/a/%s/pricing", ctx->account.public_id).s, str_from(rest))};
}
Url catalog_product_url(Ctx *ctx, const char *page, Str code)
{
    return url_fmt(ctx->arena, "%u/%s", catalog_url(ctx, page), code);
}

/* --- what is asked for --- */

typedef struct ItemsAsk {
    Str q, country, currency, type, segment, term, group, hidden, after, before;
    uint32_t order;
    bool descending, compact;
    int size;
} ItemsAsk;

static void take(void *arg, Str name, Str value)
{
    ItemsAsk *ask = arg;
    value = utf8_prefix(str_trim(value), 100);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("country"))) {
        ask->country = value;
    } else if (str_eq(name, S("group"))) {
        ask->group = value;
    } else if (str_eq(name, S("type")) && LABEL(TYPES, value)) {
        ask->type = value;
    } else if (str_eq(name, S("segment")) && LABEL(SEGMENTS, value)) {
        ask->segment = value;
    } else if (str_eq(name, S("term")) && LABEL(TERMS, value)) {
        ask->term = value;
    } else if (str_eq(name, S("hidden")) && LABEL(HIDDEN, value)) {
        ask->hidden = value;
    } else if (str_eq(name, S("sort"))) {
        ask->descending = str_starts(value, S("-"));
        ask->order = str_eq(value, S("name")) || str_eq(value, S("-name")) ? OWN_LIST_BY_TITLE : OWN_LIST_BY_OWN;
    }
}
/* A market that nothing is sold in is as none; without one it is the account's, or else the first. */
static Err resolve_market(AccountCtx a, ItemsAsk *ask)
{
    Ctx *ctx = a.ctx;
    Err err = ask->country.n ? catalog_currency(a, ask->country, &ask->currency) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        ask->country = ctx->account.country;
        err = catalog_currency(a, ask->country, &ask->currency);
    }
    if (err != ERR_NOT_FOUND) {
        ask->country = str_upper_ascii(ctx->arena, ask->country);
        return err;
    }
    MarketListRow *rows;
    size_t n;
    TRY(q_market_list(a, NULL, &rows, &n));
    ask->country = n ? rows[0].country : S("");
    ask->currency = n ? rows[0].currency : S("");
    return OK;
}
static Err ask_of(AccountCtx a, ItemsAsk *ret)
{
    *ret = (ItemsAsk){.size = LIST_SIZE, .hidden = S("no"), .order = OWN_LIST_BY_OWN};
    list_each_asked(a.ctx, take, ret);
    return resolve_market(a, ret);
}
static Str query_of(Ctx *ctx, const ItemsAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    list_put(&b, "country", str_eq(ask->country, ctx->account.country) ? S("") : ask->country);
    list_put(&b, "type", ask->type);
    list_put(&b, "segment", ask->segment);
    list_put(&b, "term", ask->term);
    list_put(&b, "group", ask->group);
    list_put(&b, "hidden", str_eq(ask->hidden, S("no")) ? S("") : ask->hidden);
    if (ask->order == OWN_LIST_BY_TITLE) {
        list_put(&b, "sort", ask->descending ? S("-name") : S("name"));
    }
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}
static bool is_filtered(const ItemsAsk *ask)
{
    return ask->q.n || ask->type.n || ask->segment.n || ask->term.n || ask->group.n || !str_eq(ask->hidden, S("no"));
}
static Str term_asked(const ItemsAsk *ask)
{
    return ask->term.n == 0 ? S("-") : str_eq(ask->term, S("once")) ? S("") : ask->term;
}
static Err read_items(AccountCtx a, const ItemsAsk *ask, OwnListRow **ret, size_t *ret_n, PageInfo *ret_page)
{
    CatalogPatterns p = catalog_patterns(a.ctx, ask->q);
    PageAsk page = {.order = ask->order,
                    .descending = ask->descending,
                    .size = (uint32_t)ask->size,
                    .after = ask->after,
                    .before = ask->before};
    OwnListArgs args = {.country = ask->country,
                        .currency = ask->currency,
                        .segment = ask->segment,
                        .term = term_asked(ask),
                        .with_view = ask->type.n != 0,
                        .view = ask->type,
                        .with_group = ask->group.n != 0,
                        .group_name = ask->group,
                        .with_hidden = !str_eq(ask->hidden, S("all")),
                        .hidden = str_eq(ask->hidden, S("yes")),
                        .with_q = ask->q.n != 0,
                        .pattern = p.title,
                        .inner_pattern = p.inner,
                        .code_pattern = p.code,
                        .sku_pattern = p.sku};
    Err err = q_own_list(a, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_own_list(a, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

/* --- the list --- */

static FieldView choice(Ctx *ctx, const char *name, Msg label, const Word *words, size_t n, Str chosen, Msg any)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    size_t k = 0;
    if (msg_is_set(any)) {
        o[k++] = (OptionView){.value = S(""), .label = any, .selected = chosen.n == 0};
    }
    for (size_t i = 0; i < n; i++) {
        Str word = str_from(words[i].word);
        o[k++] = (OptionView){.value = word, .label = MSG_OF(words[i].label), .selected = str_eq(word, chosen)};
    }
    return ui_select(ctx, str_from(name), label, o, k);
}
static Err country_field(AccountCtx a, Str chosen, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    MarketListRow *rows;
    size_t n;
    TRY(q_market_list(a, NULL, &rows, &n));
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str name = country_name(ctx->arena, ctx->locale, rows[i].country);
        o[i] = (OptionView){.value = rows[i].country,
                            .text = str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(name), S_ARG(rows[i].currency)),
                            .selected = str_eq(rows[i].country, chosen)};
    }
    *ret = ui_select(ctx, S("country"), MSG("Market"), o, n);
    return OK;
}
static Err group_field(AccountCtx a, Str chosen, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    OwnGroupsRow *rows;
    size_t n;
    TRY(q_own_groups(a, NULL, &rows, &n));
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.label = MSG("Any group"), .selected = chosen.n == 0};
    for (size_t i = 0; i < n; i++) {
        o[i + 1] = (OptionView){
            .value = rows[i].group_name, .text = rows[i].group_name, .selected = str_eq(rows[i].group_name, chosen)};
    }
    *ret = ui_select(ctx, S("group"), MSG("Group"), o, n + 1);
    return OK;
}
static Err fill_filters(AccountCtx a, const ItemsAsk *ask, ItemsView *v)
{
    Ctx *ctx = a.ctx;
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask->q,
                       .label = MSG("Product, plan or code"),
                       .autocomplete = S("off")};
    TRY(country_field(a, ask->country, &v->country));
    TRY(group_field(a, ask->group, &v->group));
    v->type = choice(ctx, "type", MSG("Type"), TYPES, COUNT_OF(TYPES), ask->type, MSG("Any type"));
    v->segment = choice(ctx, "segment", MSG("Segment"), SEGMENTS, COUNT_OF(SEGMENTS), ask->segment, MSG("Any segment"));
    v->term = choice(ctx, "term", MSG("Term"), TERMS, COUNT_OF(TERMS), ask->term, MSG("Any term"));
    v->hidden = choice(ctx, "hidden", MSG("Shown or hidden"), HIDDEN, COUNT_OF(HIDDEN), ask->hidden, (Msg){0});
    return OK;
}
static void chip(Ctx *ctx, ItemsView *v, ChipView *chips, Msg label, const char *name, Str value)
{
    if (value.n) {
        chips[v->chips_n++] = (ChipView){label, value, url_with(ctx->arena, v->self, str_from(name), S(""))};
    }
}
static Str said(Ctx *ctx, const Word *words, size_t n, Str word)
{
    return word.n ? tr(ctx->locale, NULL, catalog_label(words, n, word)) : S("");
}
static void fill_chips(Ctx *ctx, const ItemsAsk *ask, ItemsView *v)
{
    ChipView *chips = arena_array(ctx->arena, ChipView, 6);
    chip(ctx, v, chips, MSG("Search"), "q", ask->q);
    chip(ctx, v, chips, MSG("Type"), "type", said(ctx, TYPES, COUNT_OF(TYPES), ask->type));
    chip(ctx, v, chips, MSG("Segment"), "segment", said(ctx, SEGMENTS, COUNT_OF(SEGMENTS), ask->segment));
    chip(ctx, v, chips, MSG("Term"), "term", said(ctx, TERMS, COUNT_OF(TERMS), ask->term));
    chip(ctx, v, chips, MSG("Group"), "group", ask->group);
    Str hidden = str_eq(ask->hidden, S("no")) ? S("") : ask->hidden;
    chip(ctx, v, chips, MSG("Shown or hidden"), "hidden", said(ctx, HIDDEN, COUNT_OF(HIDDEN), hidden));
    v->chips = chips;
}
static SortView sort_of(Ctx *ctx, const ItemsView *v, const ItemsAsk *ask, uint32_t order, const char *word, Msg label)
{
    return list_sort(ctx->arena, v->self, word, label, (ListSorted){ask->order == order, ask->descending, false});
}
static void fill_rows(Ctx *ctx, const ItemsAsk *ask, const OwnListRow *rows, size_t n, ItemsView *v)
{
    ItemLine *lines = arena_array(ctx->arena, ItemLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        const OwnListRow *r = &rows[i];
        Url url = catalog_product_url(ctx, "/items", r->code);
        bool home = str_eq(ask->country, ctx->account.country);
        lines[i] = (ItemLine){.title = r->title,
                              .description = r->description,
                              .code = r->code,
                              .group = r->group_name,
                              .type = SAID(TYPES, r->target_view),
                              .url = home ? url : url_with(ctx->arena, url, S("country"), ask->country),
                              .skus_n = r->skus_n,
                              .pinned = r->pinned,
                              .hidden = r->hidden};
    }
    v->rows = lines;
    v->rows_n = n;
}
void catalog_tabs(Ctx *ctx, bool items, TabView tabs[2])
{
    tabs[0] = (TabView){MSG("Licences and service plans"), catalog_url(ctx, ""), !items, -1};
    tabs[1] = (TabView){MSG("On sale"), catalog_url(ctx, "/items"), items, -1};
}
Err page_items(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ItemsAsk ask;
    TRY(ask_of(a, &ask));
    OwnListRow *rows;
    size_t n;
    PageInfo info;
    TRY(read_items(a, &ask, &rows, &n, &info));
    ItemsView *v = arena_new(ctx->arena, ItemsView);
    v->shell =
        shell_view(ctx, MSG("Products on sale"),
                   (Crumb[]){{.label = MSG("Pricing"), .url = catalog_url(ctx, "")}, {.label = MSG("On sale")}}, 2);
    v->shell->workspace = MSG("Pricing");
    catalog_tabs(ctx, true, v->tabs);
    Str query = query_of(ctx, &ask);
    v->clear_url = catalog_url(ctx, "/items");
    v->self = list_url(ctx->arena, v->clear_url, query);
    v->arrange_url = catalog_url(ctx, "/arrange");
    v->filtered = is_filtered(&ask);
    v->may_export = ctx_may(ctx, &PERM_CATALOG_EXPORT);
    v->may_arrange = ctx_may(ctx, &PERM_CATALOG_ARRANGE);
    v->market = MSG2("Prices of {country}, in {currency}", "country",
                     country_name(ctx->arena, ctx->locale, ask.country), "currency", ask.currency);
    TRY(fill_filters(a, &ask, v));
    fill_chips(ctx, &ask, v);
    Url export = list_url(ctx->arena, catalog_url(ctx, "/items/export"), query);
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match, with their prices in this market")};
    v->by_own = sort_of(ctx, v, &ask, OWN_LIST_BY_OWN, "own", MSG("Your order"));
    v->by_title = sort_of(ctx, v, &ask, OWN_LIST_BY_TITLE, "name", MSG("Product"));
    fill_rows(ctx, &ask, rows, n, v);
    ItemsAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, query, query_of(ctx, &rest), &info, n, ask.size, &v->pager);
    v->empty = (EmptyView){.title = MSG("Nothing is on sale yet"),
                           .why = MSG("Products stand here once the vendor sells something in this market.")};
    RENDER(ctx, 200, catalog_items, v);
    return OK;
}

/* --- one product --- */

static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }
static FactView fact_msg(Msg label, Msg msg) { return (FactView){.label = label, .msg = msg, .kind = FACT_MSG}; }

static void begin_sku(Ctx *ctx, const SoldPricesRow *r, size_t room, SkuView *sku)
{
    *sku = (SkuView){.id = str_fmt(ctx->arena, "sku-%.*s", S_ARG(r->code)),
                     .title = r->title,
                     .description = str_eq(r->description, r->title) ? S("") : r->description,
                     .trial = r->trial,
                     .addon = r->addon,
                     .prices = arena_array(ctx->arena, PriceLine, room)};
    sku->facts[sku->facts_n++] = fact(MSG("Plan code"), r->code);
    sku->facts[sku->facts_n++] = fact(MSG("Offer ID"), r->offer_id);
    sku->facts[sku->facts_n++] =
        r->quantity_min == r->quantity_max
            ? fact_msg(MSG("Quantity"), MSGN("Always {n}", "Always {n}", r->quantity_min))
            : fact_msg(MSG("Quantity"),
                       MSG2("{least} to {most}", "least", str_fmt(ctx->arena, "%lld", (long long)r->quantity_min),
                            "most", str_fmt(ctx->arena, "%lld", (long long)r->quantity_max)));
    if (!id_is_nil(r->licence_id)) {
        sku->plans_url = catalog_product_url(ctx, "", id_text(ctx->arena, r->licence_id));
    }
}
/* The rows come SKU by SKU. */
static void fill_skus(Ctx *ctx, const SoldPricesRow *rows, size_t n, Str currency, ItemView *v, SkuView *skus)
{
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !str_eq(rows[i].code, rows[i - 1].code)) {
            begin_sku(ctx, &rows[i], n - i, &skus[v->skus_n++]);
        }
        SkuView *sku = &skus[v->skus_n - 1];
        sku->prices[sku->prices_n++] = (PriceLine){.segment = SAID(SEGMENTS, rows[i].segment),
                                                   .term = catalog_term_msg(rows[i].term),
                                                   .cycle = SAID(CYCLES, rows[i].cycle),
                                                   .amount = catalog_amount(ctx, rows[i].amount, currency),
                                                   .since = date_in_zone(ctx->tz, rows[i].from_at)};
    }
    v->skus = skus;
}
static Err fill_leads(AccountCtx a, Str code, SkuView *skus, size_t skus_n, const Str *codes)
{
    Ctx *ctx = a.ctx;
    SoldLeadsRow *rows;
    size_t n;
    TRY(q_sold_leads(a, &(SoldLeadsArgs){.product_code = code}, &rows, &n));
    LeadLine *lines = arena_array(ctx->arena, LeadLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (LeadLine){.kind = SAID(LEADS, rows[i].kind),
                              .title = rows[i].title,
                              .url = catalog_product_url(ctx, "/items", rows[i].target_product_code)};
        for (size_t k = 0; k < skus_n; k++) {
            if (str_eq(codes[k], rows[i].sku_code)) {
                skus[k].leads = skus[k].leads_n ? skus[k].leads : &lines[i];
                skus[k].leads_n++;
            }
        }
    }
    return OK;
}
static Err fill_item(AccountCtx a, Str code, const ItemsAsk *ask, ItemView *v)
{
    Ctx *ctx = a.ctx;
    SoldPricesRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_sold_prices(a,
                      &(SoldPricesArgs){.country = ask->country,
                                        .currency = ask->currency,
                                        .term = S("-"),
                                        .with_product = true,
                                        .product_code = code},
                      &(PageAsk){.size = PRICES_MAX}, &rows, &n, &info));
    SkuView *skus = arena_array(ctx->arena, SkuView, n + 1);
    fill_skus(ctx, rows, n, ask->currency, v, skus);
    Str *codes = arena_array(ctx->arena, Str, v->skus_n + 1);
    for (size_t i = 0; i < v->skus_n; i++) {
        codes[i] = skus[i].facts[0].text;
    }
    return fill_leads(a, code, skus, v->skus_n, codes);
}
Err page_item(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ItemsAsk ask;
    SoldProductRow p;
    CatalogOwn own;
    TRY(ask_of(a, &ask));
    TRY(q_sold_product(a, &(SoldProductArgs){.code = str_upper_ascii(ctx->arena, ctx_param(ctx, S("code")))}, &p));
    TRY(catalog_own_get(a, p.code, &own));
    ItemView *v = arena_new(ctx->arena, ItemView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = (Crumb){.label = MSG("Pricing"), .url = catalog_url(ctx, "")};
    crumbs[1] = (Crumb){.label = MSG("On sale"), .url = catalog_url(ctx, "/items")};
    crumbs[2] = (Crumb){.text = p.title};
    v->shell = shell_view(ctx, (Msg){0}, crumbs, 3);
    v->shell->title_text = p.title;
    v->shell->workspace = MSG("Pricing");
    v->title = p.title;
    v->description = p.description;
    v->self = catalog_product_url(ctx, "/items", p.code);
    v->may_arrange = ctx_may(ctx, &PERM_CATALOG_ARRANGE);
    v->arrange_url = catalog_product_url(ctx, "/arrange", p.code);
    v->facts[v->facts_n++] = fact_msg(MSG("Type"), SAID(TYPES, p.target_view));
    v->facts[v->facts_n++] = fact(MSG("Publisher"), p.publisher);
    v->facts[v->facts_n++] = fact(MSG("Product code"), p.code);
    if (own.group.n) {
        v->facts[v->facts_n++] = fact(MSG("Group"), own.group);
    }
    if (own.pinned || own.hidden) {
        v->facts[v->facts_n++] = fact_msg(MSG("In your catalogue"), own.hidden ? MSG("Hidden") : MSG("Pinned"));
    }
    TRY(country_field(a, ask.country, &v->country));
    TRY(fill_item(a, p.code, &ask, v));
    RENDER(ctx, 200, catalog_item, v);
    return OK;
}

/* --- export: one row a price --- */

static const ExportColumn COLUMNS[] = {{"product", N_("Product"), EXPORT_TEXT, 36},
                                       {"plan", N_("Plan"), EXPORT_TEXT, 36},
                                       {"item", N_("Product code"), EXPORT_TEXT, 16},
                                       {"sku", N_("Plan code"), EXPORT_TEXT, 10},
                                       {"offer", N_("Offer ID"), EXPORT_TEXT, 36},
                                       {"type", N_("Type"), EXPORT_MSG, 24},
                                       {"group", N_("Group"), EXPORT_TEXT, 20},
                                       {"segment", N_("Segment"), EXPORT_MSG, 14},
                                       {"term", N_("Term"), EXPORT_MSG, 14},
                                       {"cycle", N_("Billing"), EXPORT_MSG, 18},
                                       {"price", N_("Price"), EXPORT_DEC, 12},
                                       {"currency", N_("Currency"), EXPORT_TEXT, 10},
                                       {"least", N_("Least quantity"), EXPORT_INT, 12},
                                       {"most", N_("Most quantity"), EXPORT_INT, 12},
                                       {"since", N_("Price since"), EXPORT_DATE, 14}};

static Err write_price(Ctx *ctx, Export *e, const ItemsAsk *ask, const SoldPricesRow *r)
{
    ExportCell cells[COUNT_OF(COLUMNS)] = {
        {.text = r->product_title},
        {.text = r->title},
        {.text = r->product_code},
        {.text = r->code},
        {.text = r->offer_id},
        {.msg = SAID(TYPES, r->target_view)},
        {.empty = r->group_name.n == 0, .text = r->group_name},
        {.msg = SAID(SEGMENTS, r->segment)},
        {.msg = catalog_term_msg(r->term)},
        {.msg = SAID(CYCLES, r->cycle)},
        {.dec = r->amount},
        {.text = ask->currency},
        {.i = r->quantity_min},
        {.i = r->quantity_max},
        {.date = date_in_zone(ctx->tz, r->from_at)},
    };
    return export_row(e, cells);
}
static Err write_prices(AccountCtx a, Export *e, void *arg)
{
    const ItemsAsk *ask = arg;
    CatalogPatterns p = catalog_patterns(a.ctx, ask->q);
    PageAsk page = {.size = EXPORT_PAGE};
    do {
        SoldPricesRow *rows;
        size_t n;
        PageInfo info;
        TRY(q_sold_prices(a,
                          &(SoldPricesArgs){.country = ask->country,
                                            .currency = ask->currency,
                                            .segment = ask->segment,
                                            .term = term_asked(ask),
                                            .with_view = ask->type.n != 0,
                                            .view = ask->type,
                                            .with_group = ask->group.n != 0,
                                            .group_name = ask->group,
                                            .with_hidden = !str_eq(ask->hidden, S("all")),
                                            .hidden = str_eq(ask->hidden, S("yes")),
                                            .with_q = ask->q.n != 0,
                                            .pattern = p.title,
                                            .inner_pattern = p.inner,
                                            .code_pattern = p.code,
                                            .sku_pattern = p.sku},
                          &page, &rows, &n, &info));
        for (size_t i = 0; i < n && export_rows(e) < EXPORT_PRICES_MAX; i++) {
            TRY(write_price(a.ctx, e, ask, &rows[i]));
        }
        page.after = info.next;
    } while (page.after.n && export_rows(e) < EXPORT_PRICES_MAX);
    return OK;
}
Err page_items_export(AccountCtx a)
{
    ItemsAsk ask;
    TRY(ask_of(a, &ask));
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Prices"),
                                        .file = "prices",
                                        .fill = write_prices,
                                        .arg = &ask});
}
