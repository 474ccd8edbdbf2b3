/* Price lists for partners: one month of one market and section, two months beside each other, one plan through time.
 */
#include "areas/price_lists/pages.h"

#include "areas/catalog/catalog.h"
#include "areas/price_lists/ask.h"
#include "areas/price_lists/sheet.h"
#include "base/utf8.h"
#include "gen/price_lists_html.h"
#include "gen/prices_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { MONTHS_BACK = 24, MONTHS_DRAWN = 13 };

/* --- what is asked for --- */

static const char *const SEGMENTS[] = {"commercial", "education", "government", "nonprofit"};
static const char *const TERMS[] = {"P1M", "P1Y", "P3Y", "once"};
static const char *const CHANGES[] = {"ADD", "CHG", "DEL", "UNC"};
static bool among(const char *const *words, size_t n, Str word)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(word, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

static void take(void *arg, Str name, Str value)
{
    PriceAskPage *ask = arg;
    bool compact;
    Date month;
    value = utf8_prefix(str_trim(value), 100);
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("view")) && price_view(value)) {
        ask->view = price_view(value);
    } else if (str_eq(name, S("country"))) {
        ask->market = value;
    } else if (str_eq(name, S("month")) && month_parse(value, &month)) {
        ask->month = month;
    } else if (str_eq(name, S("with")) && month_parse(value, &month)) {
        ask->with = month;
    } else if (str_eq(name, S("segment")) && among(SEGMENTS, COUNT_OF(SEGMENTS), value)) {
        ask->segment = value;
    } else if (str_eq(name, S("term")) && among(TERMS, COUNT_OF(TERMS), value)) {
        ask->term = value;
    } else if (str_eq(name, S("currency")) && value.n == 3) {
        ask->currency = value;
    } else if (str_eq(name, S("change")) && among(CHANGES, COUNT_OF(CHANGES), value)) {
        ask->change = value;
    } else if (str_eq(name, S("q"))) {
        ask->q = value;
    }
}

/* A market that nothing is sold in is as none; without one it is the account's. */
static Err resolve(AccountCtx a, PriceAskPage *ask)
{
    Ctx *ctx = a.ctx;
    Date now = price_month_of(ctx->now);
    Err err = ask->market.n ? catalog_currency(a, ask->market, &ask->pays) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        ask->market = ctx->account.country;
        err = catalog_currency(a, ask->market, &ask->pays);
    }
    ask->market = str_upper_ascii(ctx->arena, ask->market);
    if (!date_is_set(ask->month) || ask->month.days > date_add_months(now, 2).days) {
        ask->month = now;
    }
    if (!date_is_set(ask->with) || ask->with.days > date_add_months(now, 2).days) {
        ask->with = date_add_months(ask->month, -1);
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static PriceAskPage no_ask(void)
{
    return (PriceAskPage){.view = &PRICE_VIEW[0], .month = DATE_NONE, .with = DATE_NONE, .size = LIST_SIZE};
}

Err price_ask(AccountCtx a, PriceAskPage *ret)
{
    *ret = no_ask();
    list_each_asked(a.ctx, take, ret);
    return resolve(a, ret);
}

Str price_query(Ctx *ctx, const PriceAskPage *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    Date now = price_month_of(ctx->now);
    list_put(&b, "view", ask->view == &PRICE_VIEW[0] ? S("") : str_from(ask->view->id));
    list_put(&b, "country", str_eq(ask->market, ctx->account.country) ? S("") : ask->market);
    list_put(&b, "month", ask->month.days == now.days ? S("") : month_word(ctx->arena, ask->month));
    list_put(&b, "with",
             ask->with.days == date_add_months(ask->month, -1).days ? S("") : month_word(ctx->arena, ask->with));
    list_put(&b, "segment", ask->segment);
    list_put(&b, "term", ask->term);
    list_put(&b, "currency", ask->currency);
    list_put(&b, "change", ask->change);
    list_put(&b, "q", ask->q);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

/* The current month's list is what holds now and what did since it began; of months to come all that is known. */
static SheetAsk sheet_ask(const Ctx *ctx, const PriceAskPage *ask)
{
    bool current = ask->month.days == price_month_of(ctx->now).days;
    return (SheetAsk){.view = ask->view,
                      .market = ask->market,
                      .segment = ask->segment,
                      .term = ask->term,
                      .currency = ask->currency,
                      .change = ask->change,
                      .q = ask->q,
                      .from_at = time_of_date(ask->month),
                      .until_at = current ? time_add(ctx->now, 1) : month_end(ask->month)};
}

/* --- shared parts --- */

Url price_url(Ctx *ctx, const char *rest)
{
    return (Url){
        str_concat(ctx->arena, url_fmt(ctx->arena, "/a/%s/pricing", ctx->account.public_id).s, str_from(rest))};
}

const TabView *price_tabs(Ctx *ctx, const char *here, size_t *ret_n)
{
    static const struct {
        const char *path, *label;
    } TABS[] = {{"/lists", N_("Price lists")},     {"/lists/compare", N_("Compare months")},
                {"/matrix", N_("Offer matrix")},   {"/rates", N_("Exchange rates")},
                {"/promotions", N_("Promotions")}, {"/margins", N_("Marketplace margins")}};
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(TABS));
    for (size_t i = 0; i < COUNT_OF(TABS); i++) {
        tabs[i] = (TabView){MSG_OF(TABS[i].label), price_url(ctx, TABS[i].path), strcmp(TABS[i].path, here) == 0, -1};
    }
    *ret_n = COUNT_OF(TABS);
    return tabs;
}

ShellView *price_shell(Ctx *ctx, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("Pricing"), .url = price_url(ctx, "")};
    crumbs[1] = (Crumb){.label = title};
    ShellView *v = shell_view(ctx, title, crumbs, 2);
    v->workspace = MSG("Pricing");
    return v;
}

FieldView month_field(Ctx *ctx, const char *name, Msg label, Date chosen, int ahead)
{
    OptionView *o = arena_array(ctx->arena, OptionView, MONTHS_BACK + 3);
    Date now = price_month_of(ctx->now);
    size_t n = 0;
    for (int i = ahead; i > -MONTHS_BACK; i--) {
        Date month = date_add_months(now, i);
        o[n++] = (OptionView){.value = month_word(ctx->arena, month),
                              .text = month_said(ctx, month),
                              .selected = month.days == chosen.days};
    }
    return ui_select(ctx, str_from(name), label, o, n);
}

static Err market_field(AccountCtx a, Str chosen, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    ListMarketsRow *rows;
    size_t n;
    TRY(q_list_markets(a, NULL, &rows, &n));
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

static FieldView view_field(Ctx *ctx, const PriceView *chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, PRICE_VIEWS);
    for (size_t i = 0; i < PRICE_VIEWS; i++) {
        o[i] = (OptionView){.value = str_from(PRICE_VIEW[i].id),
                            .label = MSG_OF(PRICE_VIEW[i].name),
                            .selected = &PRICE_VIEW[i] == chosen};
    }
    return ui_select(ctx, S("view"), MSG("Section"), o, PRICE_VIEWS);
}

static FieldView word_field(Ctx *ctx, const char *name, Msg label, Msg any, const char *const *words, size_t n,
                            Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.label = any, .selected = !chosen.n};
    for (size_t i = 0; i < n; i++) {
        Str word = str_from(words[i]);
        Msg said = words == SEGMENTS ? catalog_segment_msg(word)
                   : words == TERMS  ? catalog_term_msg(str_eq(word, S("once")) ? S("") : word)
                                     : change_view(word).label;
        o[i + 1] = (OptionView){.value = word, .label = said, .selected = str_eq(word, chosen)};
    }
    return ui_select(ctx, str_from(name), label, o, n + 1);
}

static Err currency_field(AccountCtx a, const PriceAskPage *ask, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    ListCurrenciesRow *rows;
    size_t n;
    TRY(q_list_currencies(a, &(ListCurrenciesArgs){.market = ask->market}, &rows, &n));
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.label = MSG("Any currency"), .selected = !ask->currency.n};
    for (size_t i = 0; i < n; i++) {
        o[i + 1] = (OptionView){
            .value = rows[i].currency, .text = rows[i].currency, .selected = str_eq(rows[i].currency, ask->currency)};
    }
    *ret = ui_select(ctx, S("currency"), MSG("Currency"), o, n + 1);
    return OK;
}

static FieldView search_field(Str value)
{
    return (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = value,
                       .label = MSG("Product, plan or code"),
                       .autocomplete = S("off")};
}

/* --- a list --- */

static Url with_view(Ctx *ctx, const PriceAskPage *ask, Str change)
{
    PriceAskPage x = *ask;
    x.change = change;
    return list_url(ctx->arena, price_url(ctx, "/lists"), price_query(ctx, &x, false));
}

static Err fill_counts(AccountCtx a, const PriceAskPage *ask, PriceListView *v)
{
    Ctx *ctx = a.ctx;
    SheetAsk s = sheet_ask(ctx, ask);
    ListRowsArgs r = sheet_args(ctx, &s);
    ListCountsRow *rows;
    TRY(q_list_counts(
        a,
        &(ListCountsArgs){
            .until_at = r.until_at, .from_at = r.from_at, .market = r.market, .view = r.view, .view_too = r.view_too},
        &rows, &v->counts_n));
    CountLine *lines = arena_array(ctx->arena, CountLine, v->counts_n + 1);
    for (size_t i = 0; i < v->counts_n; i++) {
        lines[i] = (CountLine){change_view(rows[i].change), rows[i].n, with_view(ctx, ask, rows[i].change)};
    }
    v->counts = lines;
    return OK;
}

static Err fill_preview(AccountCtx a, const PriceAskPage *ask, PriceListView *v)
{
    Ctx *ctx = a.ctx;
    ListPreviewsRow *rows;
    size_t n;
    TRY(q_list_previews(a, &(ListPreviewsArgs){.today = date_of(ctx->now)}, &rows, &n));
    if (n == 0 || ask->month.days == price_month_of(time_of_date(rows[0].first_on)).days) {
        return OK;
    }
    PriceAskPage x = *ask;
    x.month = price_month_of(time_of_date(rows[0].first_on));
    x.with = date_add_months(x.month, -1);
    Buf day = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_date(&day, ctx->locale, rows[0].first_on, DATE_SHORT);
    v->has_preview = true;
    v->preview =
        (NoticeView){.kind = NOTICE_INFO,
                     .text = MSG1("Prices that hold from {day} on can be looked at already.", "day", buf_str(&day)),
                     .action = MSG("Look at them"),
                     .action_url = list_url(ctx->arena, price_url(ctx, "/lists"), price_query(ctx, &x, false))};
    return OK;
}

static PriceLine_ line_of(Ctx *ctx, const PriceAskPage *ask, const ListRowsRow *r)
{
    Dec margin;
    bool kept = !r->erp_null && price_margin(r->listed, r->erp, &margin), parts = price_cycles(r->term, r->cycle) > 1;
    Url item = url_fmt(ctx->arena, "%u/%s/%s", price_url(ctx, "/lists/item"), r->product_code, r->sku_code);
    item = url_with(ctx->arena, item, S("country"), ask->market);
    item = url_with(ctx->arena, item, S("plan"),
                    str_fmt(ctx->arena, "%.*s %.*s %.*s %.*s", S_ARG(r->availability), S_ARG(r->currency),
                            S_ARG(r->term.n ? r->term : S("once")), S_ARG(r->cycle)));
    return (PriceLine_){.title = r->sku_title,
                        .code = str_fmt(ctx->arena, "%.*s:%.*s", S_ARG(r->product_code), S_ARG(r->sku_code)),
                        .currency = r->currency,
                        .price = price_said(ctx, r->listed, r->currency),
                        .cycle_price = parts ? price_said(ctx, r->amount, r->currency) : S(""),
                        .erp = r->erp_null ? S("") : price_said(ctx, r->erp, r->currency),
                        .margin = kept ? percent_said(ctx, margin) : S(""),
                        .before = str_eq(r->change, S("CHG")) && !r->before_listed_null
                                      ? change_said(ctx, true, r->before_listed, r->listed)
                                      : S(""),
                        .segment = catalog_segment_msg(r->segment),
                        .term = catalog_term_msg(r->term),
                        .cycle = catalog_cycle_msg(r->cycle),
                        .units = units_msg(ctx, r->tier_min, r->tier_max),
                        .from = date_of(r->from_at),
                        .ends = time_is_set(r->ends_at) ? date_of(time_add(r->ends_at, -1)) : DATE_NONE,
                        .sale_ends = r->sale_ends_on,
                        .change = change_view(r->change),
                        .url = item};
}

static Err fill_rows(AccountCtx a, const PriceAskPage *ask, PriceListView *v)
{
    Ctx *ctx = a.ctx;
    SheetAsk s = sheet_ask(ctx, ask);
    ListRowsArgs args = sheet_args(ctx, &s);
    ListRowsRow *rows;
    PageInfo info;
    PageAsk page = {.size = (uint32_t)ask->size, .after = ask->after, .before = ask->before};
    Err err = q_list_rows(a, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old or foreign cursor: from the start */
        page.after = page.before = S("");
        err = q_list_rows(a, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    PriceLine_ *lines = arena_array(ctx->arena, PriceLine_, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = line_of(ctx, ask, &rows[i]);
    }
    v->rows = lines;
    list_pager(ctx->arena, price_url(ctx, "/lists"), price_query(ctx, ask, true), price_query(ctx, ask, false), &info,
               v->rows_n, ask->size, &v->pager);
    return OK;
}

static Url file_url(Ctx *ctx, const char *path, Str query, const char *format)
{
    Url u = list_url(ctx->arena, price_url(ctx, path), query);
    return url_with(ctx->arena, u, S("format"), str_from(format));
}

Err page_price_list(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    PriceListView *v = arena_new(ctx->arena, PriceListView);
    TRY(price_ask(a, &ask));
    Date now = price_month_of(ctx->now);
    v->shell = price_shell(ctx, MSG("Price lists"));
    v->tabs = price_tabs(ctx, "/lists", &v->tabs_n);
    v->clear_url = price_url(ctx, "/lists");
    Str query = price_query(ctx, &ask, true);
    v->self = list_url(ctx->arena, v->clear_url, query);
    v->filtered = ask.segment.n || ask.term.n || ask.currency.n || ask.change.n || ask.q.n;
    v->may_export = ctx_may(ctx, &PRICES_EXPORT);
    v->view = view_field(ctx, ask.view);
    TRY(market_field(a, ask.market, &v->country));
    v->month = month_field(ctx, "month", MSG("Month"), ask.month, 2);
    v->segment =
        word_field(ctx, "segment", MSG("Segment"), MSG("Any segment"), SEGMENTS, COUNT_OF(SEGMENTS), ask.segment);
    v->term = word_field(ctx, "term", MSG("Term"), MSG("Any term"), TERMS, COUNT_OF(TERMS), ask.term);
    TRY(currency_field(a, &ask, &v->currency));
    v->change =
        word_field(ctx, "change", MSG("Kind of change"), MSG("Any change"), CHANGES, COUNT_OF(CHANGES), ask.change);
    v->q = search_field(ask.q);
    Str place = country_name(ctx->arena, ctx->locale, ask.market), month = month_said(ctx, ask.month);
    v->heading = ask.month.days > now.days ? MSG2("{country}, {month}: a preview, as far as its prices are known",
                                                  "country", place, "month", month)
                                           : MSG2("{country}, {month}", "country", place, "month", month);
    v->about = MSG_OF(ask.view->about);
    TRY(fill_preview(a, &ask, v));
    TRY(fill_counts(a, &ask, v));
    TRY(fill_rows(a, &ask, v));
    v->csv = file_url(ctx, "/lists/export", query, "csv");
    v->xlsx = file_url(ctx, "/lists/export", query, "xlsx");
    v->zip = file_url(ctx, "/lists/export", query, "zip");
    v->empty = (EmptyView){.title = MSG("Nothing is in this list"),
                           .why = MSG("Choose another section, month or market, or take filters away.")};
    RENDER(ctx, 200, price_list, v);
    return OK;
}

typedef struct Asked {
    PriceAskPage *ask;
} Asked;
static Err ask_unit(Ctx *ctx, void *arg) { return price_ask((AccountCtx){ctx}, ((Asked *)arg)->ask); }

/* What a file holds is said by the query of the page that offers it. */
Err page_price_list_file(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    TRY(unit_run(ctx, MODE_READ, NULL, ask_unit, &(Asked){&ask}));
    SheetAsk s = sheet_ask(ctx, &ask);
    return sheet_stream(ctx, &(SheetSend){.sheet = sheet_of_view(ask.view),
                                          .ask = &s,
                                          .name = str_fmt(ctx->arena, "prices-%s-%.*s-%.*s", ask.view->id,
                                                          S_ARG(ask.market), S_ARG(month_word(ctx->arena, ask.month))),
                                          .format = sheet_format(ctx_query(ctx, S("format")))});
}

/* --- two months --- */

static Err fill_sums(AccountCtx a, const ListCompareArgs *c, CompareView *v)
{
    Ctx *ctx = a.ctx;
    ListCompareSumsRow *rows;
    size_t n;
    TRY(q_list_compare_sums(a,
                            &(ListCompareSumsArgs){.before_at = c->before_at,
                                                   .market = c->market,
                                                   .after_at = c->after_at,
                                                   .view = c->view,
                                                   .view_too = c->view_too},
                            &rows, &n));
    SumLine *lines = arena_array(ctx->arena, SumLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool was = !str_eq(rows[i].change, S("ADD")), is = !str_eq(rows[i].change, S("DEL"));
        lines[i] = (SumLine){.currency = rows[i].currency,
                             .before = was ? price_said(ctx, rows[i].before_sum, rows[i].currency) : S(""),
                             .after = is ? price_said(ctx, rows[i].after_sum, rows[i].currency) : S(""),
                             .change_said = change_said(ctx, was && is, rows[i].before_sum, rows[i].after_sum),
                             .change = change_view(rows[i].change),
                             .n = rows[i].n};
    }
    v->sums = lines;
    v->sums_n = n;
    return OK;
}

Err page_price_compare(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    CompareView *v = arena_new(ctx->arena, CompareView);
    TRY(price_ask(a, &ask));
    SheetAsk s = sheet_ask(ctx, &ask);
    ListRowsArgs r = sheet_args(ctx, &s);
    ListCompareArgs args = {.before_at = month_moment(ctx, ask.with),
                            .after_at = month_moment(ctx, ask.month),
                            .market = ask.market,
                            .view = r.view,
                            .view_too = r.view_too,
                            .with_change = ask.change.n > 0,
                            .change = ask.change,
                            .with_currency = ask.currency.n > 0,
                            .currency = ask.currency,
                            .with_segment = ask.segment.n > 0,
                            .segment = ask.segment,
                            .with_q = ask.q.n > 0,
                            .pattern = r.pattern,
                            .inner_pattern = r.inner_pattern,
                            .code_pattern = r.code_pattern,
                            .sku_pattern = r.sku_pattern};
    ListCompareRow *rows;
    PageInfo info;
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    Err err = q_list_compare(a, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_list_compare(a, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    DiffLine *lines = arena_array(ctx->arena, DiffLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const ListCompareRow *x = &rows[i];
        bool both = !x->before_listed_null && !x->after_listed_null;
        lines[i] = (DiffLine){.title = x->sku_title,
                              .code = str_fmt(ctx->arena, "%.*s:%.*s", S_ARG(x->product_code), S_ARG(x->sku_code)),
                              .before = x->before_listed_null ? S("") : price_said(ctx, x->before_listed, x->currency),
                              .after = x->after_listed_null ? S("") : price_said(ctx, x->after_listed, x->currency),
                              .change_said = change_said(ctx, both, x->before_listed, x->after_listed),
                              .term = catalog_term_msg(x->term),
                              .cycle = catalog_cycle_msg(x->cycle),
                              .units = units_msg(ctx, x->tier_min, x->tier_max),
                              .change = change_view(x->change)};
    }
    v->rows = lines;
    TRY(fill_sums(a, &args, v));
    v->shell = price_shell(ctx, MSG("Compare price lists"));
    v->tabs = price_tabs(ctx, "/lists/compare", &v->tabs_n);
    v->self = price_url(ctx, "/lists/compare");
    v->view = view_field(ctx, ask.view);
    TRY(market_field(a, ask.market, &v->country));
    v->before = month_field(ctx, "with", MSG("First month"), ask.with, 2);
    v->after = month_field(ctx, "month", MSG("Second month"), ask.month, 2);
    v->change = word_field(ctx, "change", MSG("Kind of change"), MSG("Any change"), CHANGES, 3, ask.change);
    v->q = search_field(ask.q);
    v->heading = (Msg){.id = N_("{country}: {before} and {after}"),
                       .args = {{"country", country_name(ctx->arena, ctx->locale, ask.market)},
                                {"before", month_said(ctx, ask.with)},
                                {"after", month_said(ctx, ask.month)}}};
    list_pager(ctx->arena, v->self, price_query(ctx, &ask, true), price_query(ctx, &ask, false), &info, v->rows_n,
               ask.size, &v->pager);
    v->empty = (EmptyView){.title = MSG("Nothing differs"),
                           .why = MSG("Both months have the same prices in this section and market.")};
    RENDER(ctx, 200, price_compare, v);
    return OK;
}

/* --- one plan through time --- */

/* "AVAILABILITY CURRENCY TERM CYCLE" of the address. */
static bool plan_of(Ctx *ctx, PriceKey *k)
{
    Str rest = str_trim(ctx_query(ctx, S("plan"))), part[4];
    for (size_t i = 0; i < 4; i++) {
        if (!str_split(&rest, ' ', &part[i])) {
            return false;
        }
    }
    *k = (PriceKey){.product_code = str_upper_ascii(ctx->arena, ctx_param(ctx, S("product"))),
                    .sku_code = str_upper_ascii(ctx->arena, ctx_param(ctx, S("sku"))),
                    .availability = part[0],
                    .market = str_upper_ascii(ctx->arena, str_trim(ctx_query(ctx, S("country")))),
                    .currency = part[1],
                    .term = str_eq(part[2], S("once")) ? S("") : part[2],
                    .cycle = part[3]};
    return true;
}

/* What one unit cost at the end of each month, in the smallest coins of the currency. */
static void draw(Ctx *ctx, const PriceHistoryRow *rows, size_t n, const PriceKey *k, HistoryView *v)
{
    int64_t *values = arena_array(ctx->arena, int64_t, MONTHS_DRAWN);
    Str *labels = arena_array(ctx->arena, Str, MONTHS_DRAWN);
    Date now = price_month_of(ctx->now);
    Currency cur = {{0}};
    size_t drawn = 0, last = 0;
    for (int i = 0; i < MONTHS_DRAWN && currency_parse(k->currency, &cur) == OK; i++) {
        Date month = date_add_months(now, i - MONTHS_DRAWN + 2);
        Time at = month_moment(ctx, month);
        for (size_t r = 0; r < n; r++) {
            bool holds = rows[r].from_at.us <= at.us && (!time_is_set(rows[r].until_at) || rows[r].until_at.us > at.us);
            Money m;
            if (holds && rows[r].tier_min <= 1 &&
                dec_to_money(rows[r].listed, (Dec){DEC_SCALE}, cur, ROUND_HALF_UP, &m) == OK) {
                values[drawn] = m.minor;
                labels[drawn] = month_said(ctx, month);
                drawn++;
                last = r;
                break;
            }
        }
    }
    if (drawn < 2) {
        return;
    }
    ChartSeries *series = arena_array(ctx->arena, ChartSeries, 1);
    series[0] = (ChartSeries){.name = k->currency.n ? MSG1("{currency}", "currency", k->currency) : MSG("Price"),
                              .values = values,
                              .colour = 1};
    v->drawn = true;
    v->chart = (ChartView){
        .id = S("prices"),
        .title = MSG("Price of one for the term, at the end of each month"),
        .finding = MSG1("At the end it is {price}.", "price", price_said(ctx, rows[last].listed, k->currency)),
        .unit = currency_digits(cur) == 0
                    ? MSG1("{currency}", "currency", k->currency)
                    : MSG2("{currency}, the last {digits} digits are decimals", "currency", k->currency, "digits",
                           str_fmt(ctx->arena, "%d", currency_digits(cur))),
        .label_head = MSG("Month"),
        .labels = labels,
        .n = drawn,
        .series = series,
        .series_n = 1};
}

static FactView text(Msg label, Str t) { return (FactView){.label = label, .text = t, .kind = FACT_TEXT}; }
static FactView word(Msg label, Msg m) { return (FactView){.label = label, .msg = m, .kind = FACT_MSG}; }

Err page_price_history(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceKey k;
    PriceHistoryRow *rows;
    ListItemRow item;
    size_t n;
    if (!plan_of(ctx, &k)) {
        return ERR_NOT_FOUND;
    }
    TRY(q_list_item(
        a, &(ListItemArgs){.product_code = k.product_code, .sku_code = k.sku_code, .availability = k.availability},
        &item));
    TRY(q_price_history(a,
                        &(PriceHistoryArgs){.product_code = k.product_code,
                                            .sku_code = k.sku_code,
                                            .availability = k.availability,
                                            .market = k.market,
                                            .currency = k.currency,
                                            .term = k.term,
                                            .cycle = k.cycle},
                        &rows, &n));
    if (n == 0) {
        return ERR_NOT_FOUND;
    }
    HistoryView *v = arena_new(ctx->arena, HistoryView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = (Crumb){.label = MSG("Pricing"), .url = price_url(ctx, "")};
    crumbs[1] = (Crumb){.label = MSG("Price lists"), .url = price_url(ctx, "/lists")};
    crumbs[2] = (Crumb){.text = item.title};
    v->shell = shell_view(ctx, (Msg){0}, crumbs, 3);
    v->shell->title_text = v->title = item.title;
    v->shell->workspace = MSG("Pricing");
    v->facts[v->facts_n++] =
        text(MSG("Code"), str_fmt(ctx->arena, "%.*s:%.*s", S_ARG(k.product_code), S_ARG(k.sku_code)));
    v->facts[v->facts_n++] = text(MSG("Market"), country_name(ctx->arena, ctx->locale, k.market));
    v->facts[v->facts_n++] = word(MSG("Segment"), catalog_segment_msg(item.segment));
    v->facts[v->facts_n++] = word(MSG("Term"), catalog_term_msg(k.term));
    v->facts[v->facts_n++] = word(MSG("Billing"), catalog_cycle_msg(k.cycle));
    HistoryLine *lines = arena_array(ctx->arena, HistoryLine, n + 1);
    for (size_t i = 0; i < n; i++) { /* the newest first */
        const PriceHistoryRow *r = &rows[n - 1 - i], *was = NULL;
        for (size_t b = 0; b < n - 1 - i; b++) {
            was = rows[b].until_at.us == r->from_at.us && rows[b].tier_min == r->tier_min ? &rows[b] : was;
        }
        bool over = time_is_set(r->until_at) && r->until_at.us <= ctx->now.us, begun = r->from_at.us <= ctx->now.us;
        lines[i] = (HistoryLine){.from = date_of(r->from_at),
                                 .until = time_is_set(r->until_at) ? date_of(time_add(r->until_at, -1)) : DATE_NONE,
                                 .price = price_said(ctx, r->listed, k.currency),
                                 .cycle_price = price_said(ctx, r->amount, k.currency),
                                 .erp = r->erp_null ? S("") : price_said(ctx, r->erp, k.currency),
                                 .change_said = was ? change_said(ctx, true, was->listed, r->listed) : S(""),
                                 .units = units_msg(ctx, r->tier_min, r->tier_max),
                                 .state = over    ? (StateView){STATE_OFF, MSG("Held")}
                                          : begun ? (StateView){STATE_GOOD, MSG("Holds")}
                                                  : (StateView){STATE_WAIT, MSG("To come")}};
    }
    v->rows = lines;
    v->rows_n = n;
    draw(ctx, rows, n, &k, v);
    RENDER(ctx, 200, price_history, v);
    return OK;
}
