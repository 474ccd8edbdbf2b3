/* The offer matrix, exchange rates and promotions for partners. */
#include "areas/catalog/catalog.h"
#include "areas/price_lists/ask.h"
#include "areas/price_lists/pages.h"
#include "areas/price_lists/sheet.h"
#include "gen/price_lists_html.h"
#include "gen/prices_q.h"
#include "ui/field.h"
#include "ui/lists.h"

enum { DAYS_DRAWN = 31 };

static Url with_format(Ctx *ctx, const char *path, Str query, const char *format)
{
    return url_with(ctx->arena, list_url(ctx->arena, price_url(ctx, path), query), S("format"), str_from(format));
}
static FieldView search_field(Str value)
{
    return (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = value,
                       .label = MSG("Product, plan or code"),
                       .autocomplete = S("off")};
}

/* --- the matrix --- */

static MatrixLine line_of(Ctx *ctx, const MatrixRowsRow *r, const MatrixBeside *b)
{
    return (MatrixLine){.title = r->sku_title,
                        .code = str_fmt(ctx->arena, "%.*s:%.*s", S_ARG(r->product_code), S_ARG(r->sku_code)),
                        .prerequisites = b->prerequisites,
                        .conversions = b->conversions,
                        .provisioning = r->licence_sku,
                        .quantity =
                            MSG2("{least} to {most}", "least", str_fmt(ctx->arena, "%lld", (long long)r->quantity_min),
                                 "most", str_fmt(ctx->arena, "%lld", (long long)r->quantity_max)),
                        .limit = r->trial ? MSG("One a customer") : MSG("None"),
                        .countries_n = b->countries_n};
}

Err page_matrix(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    MatrixRowsRow *rows;
    PageInfo info;
    MatrixView *v = arena_new(ctx->arena, MatrixView);
    TRY(price_ask(a, &ask));
    Time at = month_moment(ctx, ask.month);
    CatalogPatterns p = catalog_patterns(ctx, ask.q);
    MatrixRowsArgs args = {.at = at,
                           .with_q = ask.q.n > 0,
                           .pattern = p.title,
                           .inner_pattern = p.inner,
                           .code_pattern = p.code,
                           .sku_pattern = p.sku};
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    Err err = q_matrix_rows(a, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_matrix_rows(a, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    MatrixLine *lines = arena_array(ctx->arena, MatrixLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        MatrixBeside beside;
        TRY(matrix_beside_of(a, rows[i].product_code, rows[i].sku_code, at, &beside));
        lines[i] = line_of(ctx, &rows[i], &beside);
    }
    v->rows = lines;
    v->shell = price_shell(ctx, MSG("Offer matrix"));
    v->tabs = price_tabs(ctx, "/matrix", &v->tabs_n);
    v->self = price_url(ctx, "/matrix");
    v->may_export = ctx_may(ctx, &PRICES_EXPORT);
    v->month = month_field(ctx, "month", MSG("Month"), ask.month, 1);
    v->q = search_field(ask.q);
    Str query = price_query(ctx, &ask, true);
    v->csv = with_format(ctx, "/matrix/export", query, "csv");
    v->xlsx = with_format(ctx, "/matrix/export", query, "xlsx");
    v->zip = with_format(ctx, "/matrix/export", query, "zip");
    list_pager(ctx->arena, v->self, query, price_query(ctx, &ask, false), &info, v->rows_n, ask.size, &v->pager);
    v->empty = (EmptyView){.title = MSG("No licences were sold then"), .why = MSG("Choose another month.")};
    RENDER(ctx, 200, price_matrix, v);
    return OK;
}

static Err ask_unit(Ctx *ctx, void *arg) { return price_ask((AccountCtx){ctx}, arg); }

Err page_matrix_file(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    TRY(unit_run(ctx, MODE_READ, NULL, ask_unit, &ask));
    MatrixAsk m = {.q = ask.q, .at = month_moment(ctx, ask.month)};
    return sheet_stream(
        ctx, &(SheetSend){.sheet = &SHEET_MATRIX,
                          .ask = &m,
                          .name = str_fmt(ctx->arena, "offer-matrix-%.*s", S_ARG(month_word(ctx->arena, ask.month))),
                          .format = sheet_format(ctx_query(ctx, S("format")))});
}

/* --- rates --- */

static Str dollars(Ctx *ctx, Dec d)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_dec(&b, ctx->locale, d);
    return buf_str(&b);
}

/* A day's rate in parts of a dollar that leave it some digits, and not too many. */
typedef struct RateParts {
    int64_t least, units; /* from what rate on; of a Dec in a part */
    const char *name;
} RateParts;
static const RateParts PARTS[] = {{DEC_SCALE / 2, DEC_SCALE / 10000, N_("Ten-thousandths of a US dollar")},
                                  {DEC_SCALE / 200, DEC_SCALE / 1000000, N_("Millionths of a US dollar")},
                                  {0, 1, N_("Hundred-millionths of a US dollar")}};
static const RateParts *parts_of(Dec rate)
{
    size_t i = 0;
    while (rate.units < PARTS[i].least) {
        i++;
    }
    return &PARTS[i];
}

static Err draw(AccountCtx a, Str currency, Date month, RatesView *v)
{
    Ctx *ctx = a.ctx;
    FxRateDaysRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_fx_rate_days(a,
                       &(FxRateDaysArgs){.from_day = month,
                                         .to_day = {date_add_months(month, 1).days - 1},
                                         .with_currency = true,
                                         .currency = currency},
                       &(PageAsk){.size = DAYS_DRAWN}, &rows, &n, &info));
    if (n < 2) {
        return OK;
    }
    const RateParts *parts = parts_of(rows[0].usd_per_unit);
    int64_t *values = arena_array(ctx->arena, int64_t, n);
    Str *labels = arena_array(ctx->arena, Str, n);
    for (size_t i = 0; i < n; i++) {
        Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_date(&b, ctx->locale, rows[i].rate_on, DATE_DAY_MONTH);
        labels[i] = buf_str(&b);
        values[i] = (int64_t)num_div_round(rows[i].usd_per_unit.units, parts->units, ROUND_HALF_UP);
    }
    ChartSeries *series = arena_array(ctx->arena, ChartSeries, 1);
    series[0] = (ChartSeries){.name = MSG1("{currency}", "currency", currency), .values = values, .colour = 1};
    v->drawn = true;
    v->chart =
        (ChartView){.id = S("rates"),
                    .title = MSG1("{currency} by day", "currency", currency),
                    .finding = MSG2("From {first} to {last} US dollars.", "first", dollars(ctx, rows[0].usd_per_unit),
                                    "last", dollars(ctx, rows[n - 1].usd_per_unit)),
                    .unit = MSG_OF(parts->name),
                    .label_head = MSG("Day"),
                    .labels = labels,
                    .n = n,
                    .series = series,
                    .series_n = 1};
    return OK;
}

Err page_rates(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    FxRatesOnRow *rows;
    RatesView *v = arena_new(ctx->arena, RatesView);
    TRY(price_ask(a, &ask));
    Date now = price_month_of(ctx->now);
    ask.month = ask.month.days > now.days ? now : ask.month;
    Date fixed = rates_day(ask.month);
    TRY(q_fx_rates_on(a, &(FxRatesOnArgs){.day = fixed}, &rows, &v->rows_n));
    RateLine *lines = arena_array(ctx->arena, RateLine, v->rows_n + 1);
    OptionView *o = arena_array(ctx->arena, OptionView, v->rows_n + 1);
    Str chosen = ask.currency.n ? ask.currency : ask.pays;
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (RateLine){rows[i].currency, dollars(ctx, rows[i].usd_per_unit), rows[i].rate_on};
        o[i] = (OptionView){
            .value = rows[i].currency, .text = rows[i].currency, .selected = str_eq(rows[i].currency, chosen)};
    }
    v->rows = lines;
    v->shell = price_shell(ctx, MSG("Exchange rates"));
    v->tabs = price_tabs(ctx, "/rates", &v->tabs_n);
    v->self = price_url(ctx, "/rates");
    v->may_export = ctx_may(ctx, &PRICES_EXPORT);
    v->month = month_field(ctx, "month", MSG("Month"), ask.month, 0);
    v->currency = ui_select(ctx, S("currency"), MSG("Currency to draw"), o, v->rows_n);
    Buf day = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_date(&day, ctx->locale, fixed, DATE_SHORT);
    v->fixed = MSG2("The rates of {month} are those of {day}, two business days before it began.", "month",
                    month_said(ctx, ask.month), "day", buf_str(&day));
    Str query = price_query(ctx, &ask, true);
    v->csv = with_format(ctx, "/rates/export", query, "csv");
    v->xlsx = with_format(ctx, "/rates/export", query, "xlsx");
    v->zip = url_with(ctx->arena, v->csv, S("days"), S("all"));
    v->empty = (EmptyView){.title = MSG("No rates are known"),
                           .why = MSG("Rates stand here once the vendor has entered them.")};
    TRY(draw(a, chosen, ask.month, v));
    RENDER(ctx, 200, price_rates, v);
    return OK;
}

Err page_rates_file(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    TRY(unit_run(ctx, MODE_READ, NULL, ask_unit, &ask));
    RatesAsk r = {.month = ask.month, .daily = str_eq(ctx_query(ctx, S("days")), S("all"))};
    return sheet_stream(
        ctx, &(SheetSend){.sheet = r.daily ? &SHEET_RATES_DAILY : &SHEET_RATES,
                          .ask = &r,
                          .name = str_fmt(ctx->arena, "exchange-rates-%.*s", S_ARG(month_word(ctx->arena, ask.month))),
                          .format = sheet_format(ctx_query(ctx, S("format")))});
}

/* --- promotions --- */

Err page_promotions(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    PromotionPageRow *rows;
    PageInfo info;
    PromotionsView *v = arena_new(ctx->arena, PromotionsView);
    TRY(price_ask(a, &ask));
    PromotionPageArgs args = {.at = ctx->now, .with_segment = ask.segment.n > 0, .segment = ask.segment};
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    Err err = q_promotion_page(a, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_promotion_page(a, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    PromotionLine *lines = arena_array(ctx->arena, PromotionLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const PromotionPageRow *r = &rows[i];
        bool runs = r->from_at.us <= ctx->now.us;
        lines[i] = (PromotionLine){.id = r->id,
                                   .name = r->name,
                                   .about = r->description,
                                   .item = r->sku_title,
                                   .percent = percent_said(ctx, r->percent),
                                   .segment = catalog_segment_msg(r->segment),
                                   .term = catalog_term_msg(r->term),
                                   .seats = seats_msg(ctx, r->seats_min, r->seats_max),
                                   .from = date_of(r->from_at),
                                   .until = date_of(time_add(r->until_at, -1)),
                                   .state = runs ? (StateView){STATE_GOOD, MSG("Running")}
                                                 : (StateView){STATE_WAIT, MSG("To come")}};
    }
    v->rows = lines;
    v->shell = price_shell(ctx, MSG("Promotions"));
    v->tabs = price_tabs(ctx, "/promotions", &v->tabs_n);
    v->self = price_url(ctx, "/promotions");
    static const Str WORDS[] = {S_INIT("commercial"), S_INIT("education"), S_INIT("government"), S_INIT("nonprofit")};
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(WORDS) + 1);
    o[0] = (OptionView){.label = MSG("Any segment"), .selected = !ask.segment.n};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        o[i + 1] = (OptionView){
            .value = WORDS[i], .label = catalog_segment_msg(WORDS[i]), .selected = str_eq(WORDS[i], ask.segment)};
    }
    v->segment = ui_select(ctx, S("segment"), MSG("Segment"), o, COUNT_OF(WORDS) + 1);
    list_pager(ctx->arena, v->self, price_query(ctx, &ask, true), price_query(ctx, &ask, false), &info, v->rows_n,
               ask.size, &v->pager);
    v->empty = (EmptyView){.title = MSG("No promotion runs"),
                           .why = MSG("Promotions stand here while they run, and before they begin.")};
    RENDER(ctx, 200, price_promotions, v);
    return OK;
}

/* --- margins --- */

Err page_margins(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PriceAskPage ask;
    MarginPageRow *rows;
    PageInfo info;
    MarginsView *v = arena_new(ctx->arena, MarginsView);
    TRY(price_ask(a, &ask));
    MarginPageArgs args = {.at = ctx->now};
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    Err err = q_margin_page(a, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_margin_page(a, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    MarginLine *lines = arena_array(ctx->arena, MarginLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (MarginLine){rows[i].product_title, rows[i].publisher, rows[i].sku_title,
                                percent_said(ctx, rows[i].percent), date_of(rows[i].from_at)};
    }
    v->rows = lines;
    v->shell = price_shell(ctx, MSG("Marketplace margins"));
    v->tabs = price_tabs(ctx, "/margins", &v->tabs_n);
    list_pager(ctx->arena, price_url(ctx, "/margins"), price_query(ctx, &ask, true), price_query(ctx, &ask, false),
               &info, v->rows_n, ask.size, &v->pager);
    v->empty = (EmptyView){.title = MSG("No margins are set"),
                           .why = MSG("Margins stand here once other publishers have set them.")};
    RENDER(ctx, 200, price_margins, v);
    return OK;
}
