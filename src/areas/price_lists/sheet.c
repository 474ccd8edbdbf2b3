/* Files in the documented columns: the rows of a list, the matrix and the rates, as CSV, spreadsheet or ZIP. */
#include "areas/price_lists/sheet.h"

#include "app/unit.h"
#include "app/zip.h"
#include "areas/catalog/catalog.h"
#include "areas/prices/prices.h"
#include "gen/price_lists_q.h"
#include "gen/prices_q.h"

enum { CHUNK = 500, NARROW = 12, WIDE = 44 };

/* Names of columns are part of the format, the same in every language. */
#define C_TEXT(NAME, WIDTH)                                                                                            \
    {                                                                                                                  \
        NAME, NAME, EXPORT_TEXT, WIDTH                                                                                 \
    }
#define COMMON                                                                                                         \
    C_TEXT("Publisher", 20), C_TEXT("SkuDescription", WIDE), C_TEXT("UnitOfMeasure", NARROW),                          \
        C_TEXT("TermDuration", NARROW)
#define TIERS                                                                                                          \
    C_TEXT("Market", 8), C_TEXT("Currency", 8), C_TEXT("UnitPrice", NARROW), C_TEXT("PricingTierRangeMin", NARROW),    \
        C_TEXT("PricingTierRangeMax", NARROW), C_TEXT("EffectiveStartDate", 24), C_TEXT("EffectiveEndDate", 24)

static const ExportColumn LICENCE_COLUMNS[] = {
    C_TEXT("ProductTitle", WIDE),
    C_TEXT("ProductId", 16),
    C_TEXT("SkuId", NARROW),
    C_TEXT("SkuTitle", WIDE),
    COMMON,
    C_TEXT("BillingPlan", NARROW),
    TIERS,
    C_TEXT("EndofSaleDate", 24),
    C_TEXT("Tags", 20),
    C_TEXT("ERP Price", NARROW),
};
static const ExportColumn SOFTWARE_COLUMNS[] = {
    C_TEXT("ProductTitle", WIDE),
    C_TEXT("ProductId", 16),
    C_TEXT("SkuId", NARROW),
    C_TEXT("SkuTitle", WIDE),
    COMMON,
    C_TEXT("BillingPlan", NARROW),
    TIERS,
    C_TEXT("Tags", 20),
    C_TEXT("ERP Price", NARROW),
    C_TEXT("Segment", 14),
};
static const ExportColumn PLAN_COLUMNS[] = {
    C_TEXT("ProductTitle", WIDE),
    C_TEXT("ProductID", 16),
    C_TEXT("SKuId", NARROW),
    C_TEXT("SkuTitle", WIDE),
    COMMON,
    TIERS,
    C_TEXT("MeterIds", 36),
    C_TEXT("MeterType", 30),
    C_TEXT("Tags", 20),
};
static const ExportColumn OLDER_COLUMNS[] = {
    C_TEXT("Change flag", 8),         C_TEXT("Effective Start Date", 24),
    C_TEXT("Effective End Date", 24), C_TEXT("Offer display name", WIDE),
    C_TEXT("Offer ID", 36),           C_TEXT("License agreement type", 14),
    C_TEXT("Purchase unit", 14),      C_TEXT("Secondary license type", 14),
    C_TEXT("End customer type", 14),  C_TEXT("List price", NARROW),
    C_TEXT("ERP price", NARROW),
};
static const ExportColumn MATRIX_COLUMNS[] = {
    C_TEXT("ProductTitle", WIDE),
    C_TEXT("ProductId", 16),
    C_TEXT("SkuId", NARROW),
    C_TEXT("SkuTitle", WIDE),
    C_TEXT("ProvisioningId", 36),
    C_TEXT("ProvisioningString", 24),
    C_TEXT("MinLicenses", NARROW),
    C_TEXT("MaxLicenses", NARROW),
    C_TEXT("AssetOwnershipLimit", NARROW),
    C_TEXT("AssetOwnershipLimitType", NARROW),
    C_TEXT("ProductSkuPreRequisites", 30),
    C_TEXT("ProductSkuConversion", 30),
    C_TEXT("Description", WIDE),
    C_TEXT("AllowedCountries", 40),
};
static const ExportColumn RATES_COLUMNS[] = {C_TEXT("CurrencyCode", 14), C_TEXT("USDPerUnit", 16), C_TEXT("Month", 10)};
static const ExportColumn DAILY_COLUMNS[] = {C_TEXT("CurrencyCode", 14), C_TEXT("USDPerUnit", 16), C_TEXT("Date", 12)};

/* --- cells --- */

static Str number(Arena *a, int64_t n) { return str_fmt(a, "%lld", (long long)n); }
static Str first_moment(Arena *a, Time t) { return time_iso(a, t); }
/* The last second that it holds; for ever is a year that nobody reaches. */
static Str last_moment(Arena *a, Time until)
{
    return time_is_set(until) ? time_iso(a, time_add(until, -TIME_SECOND)) : S("9999-12-31T23:59:59Z");
}
static Str plan_word(Str cycle)
{
    return str_eq(cycle, S("monthly"))     ? S("Monthly")
           : str_eq(cycle, S("annual"))    ? S("Annual")
           : str_eq(cycle, S("triennial")) ? S("Triennial")
           : str_eq(cycle, S("one_time"))  ? S("OneTime")
                                           : S("None");
}
static Str segment_word(Str segment)
{
    return str_eq(segment, S("commercial"))  ? S("Commercial")
           : str_eq(segment, S("education")) ? S("Education")
           : str_eq(segment, S("nonprofit")) ? S("Charity")
                                             : S("GCC");
}
static Str agreement_word(Str segment)
{
    return str_eq(segment, S("education"))    ? S("Academic")
           : str_eq(segment, S("government")) ? S("Government")
                                              : S("Corporate");
}

typedef struct Cells {
    ExportCell cells[24];
    size_t n;
} Cells;
static void add(Cells *c, Str text) { c->cells[c->n++] = (ExportCell){.text = text}; }

static void add_tiers(Cells *c, Arena *a, const SheetAsk *ask, const ListRowsRow *r)
{
    bool tiers = r->tier_min > 1 || r->tier_max > 0;
    add(c, ask->market);
    add(c, r->currency);
    add(c, dec_text(a, r->listed));
    add(c, tiers ? number(a, r->tier_min) : S(""));
    add(c, r->tier_max ? number(a, r->tier_max) : S(""));
    add(c, first_moment(a, r->from_at));
    add(c, last_moment(a, r->ends_at));
}
static void add_common(Cells *c, const ListRowsRow *r)
{
    add(c, r->product_title);
    add(c, r->product_code);
    add(c, r->sku_code);
    add(c, r->sku_title);
    add(c, r->publisher);
    add(c, r->description);
    add(c, r->unit);
    add(c, r->term);
}

static void fill_modern(Cells *c, Arena *a, const SheetAsk *ask, const ListRowsRow *r)
{
    SheetKind kind = ask->view->sheet;
    add_common(c, r);
    if (kind != SHEET_PLAN) {
        add(c, plan_word(r->cycle));
    }
    add_tiers(c, a, ask, r);
    if (kind == SHEET_LICENCE) {
        add(c, date_is_set(r->sale_ends_on) ? first_moment(a, time_of_date(r->sale_ends_on)) : S(""));
    }
    if (kind == SHEET_PLAN) {
        add(c, r->offer_id);
        add(c, r->usage ? r->sku_title : S(""));
    }
    add(c, r->tags);
    if (kind != SHEET_PLAN) {
        add(c, r->erp_null ? S("") : dec_text(a, r->erp));
    }
    if (kind == SHEET_SOFTWARE) {
        add(c, segment_word(r->segment));
    }
}
static void fill_older(Cells *c, Arena *a, const ListRowsRow *r)
{
    add(c, r->change);
    add(c, first_moment(a, r->from_at));
    add(c, last_moment(a, r->ends_at));
    add(c, r->sku_title);
    add(c, r->offer_id);
    add(c, agreement_word(r->segment));
    add(c, r->unit);
    add(c, r->trial ? S("Trial") : r->addon ? S("Add-on") : S("Non-specific"));
    add(c, segment_word(r->segment));
    add(c, dec_text(a, r->listed));
    add(c, r->erp_null ? S("") : dec_text(a, r->erp));
}

ListRowsArgs sheet_args(Ctx *ctx, const SheetAsk *ask)
{
    CatalogPatterns p = catalog_patterns(ctx, ask->q);
    bool once = str_eq(ask->term, S("once"));
    return (ListRowsArgs){.market = ask->market,
                          .from_at = ask->from_at,
                          .until_at = ask->until_at,
                          .view = str_from(ask->view->word),
                          .view_too = str_from(ask->view->word_too[0] ? ask->view->word_too : ask->view->word),
                          .with_segment = ask->segment.n > 0,
                          .segment = ask->segment,
                          .with_term = ask->term.n > 0,
                          .term = once ? S("") : ask->term,
                          .with_currency = ask->currency.n > 0,
                          .currency = ask->currency,
                          .with_change = ask->change.n > 0,
                          .change = ask->change,
                          .with_q = ask->q.n > 0,
                          .pattern = p.title,
                          .inner_pattern = p.inner,
                          .code_pattern = p.code,
                          .sku_pattern = p.sku};
}

static Err list_chunk(AccountCtx a, const void *arg, Str after, Export *e, Str *ret_next)
{
    const SheetAsk *ask = arg;
    ListRowsArgs args = sheet_args(a.ctx, ask);
    ListRowsRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_list_rows(a, &args, &(PageAsk){.size = CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; i < n; i++) {
        Cells c = {.n = 0};
        if (ask->view->sheet == SHEET_OLDER) {
            fill_older(&c, a.ctx->arena, &rows[i]);
        } else {
            fill_modern(&c, a.ctx->arena, ask, &rows[i]);
        }
        TRY(export_row(e, c.cells));
    }
    *ret_next = info.next;
    return OK;
}

/* --- the matrix --- */

static Str names(Arena *arena, const MatrixLeadsRow *rows, size_t n, bool bases)
{
    Buf b = buf_on_arena(arena, BUF_MAX_PAGE);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].base == bases) {
            buf_fmt(&b, "%s%.*s:%.*s", b.n ? "; " : "", S_ARG(rows[i].product_code), S_ARG(rows[i].sku_code));
        }
    }
    return buf_str(&b);
}

Err matrix_beside_of(AccountCtx a, Str product, Str sku, Time at, MatrixBeside *ret)
{
    MatrixLeadsRow *leads;
    MatrixMarketsRow *markets;
    size_t leads_n, n;
    TRY(q_matrix_leads(a, &(MatrixLeadsArgs){.product_code = product, .sku_code = sku}, &leads, &leads_n));
    TRY(q_matrix_markets(a, &(MatrixMarketsArgs){.product_code = product, .sku_code = sku, .at = at}, &markets, &n));
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_PAGE);
    for (size_t i = 0; i < n; i++) {
        buf_fmt(&b, "%s%.*s", i ? ";" : "", S_ARG(markets[i].market));
    }
    *ret = (MatrixBeside){.prerequisites = names(a.ctx->arena, leads, leads_n, true),
                          .conversions = names(a.ctx->arena, leads, leads_n, false),
                          .countries = buf_str(&b),
                          .countries_n = (int64_t)n};
    return OK;
}

static Err matrix_chunk(AccountCtx a, const void *arg, Str after, Export *e, Str *ret_next)
{
    const MatrixAsk *ask = arg;
    Arena *arena = a.ctx->arena;
    CatalogPatterns p = catalog_patterns(a.ctx, ask->q);
    MatrixRowsRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_matrix_rows(a,
                      &(MatrixRowsArgs){.at = ask->at,
                                        .with_q = ask->q.n > 0,
                                        .pattern = p.title,
                                        .inner_pattern = p.inner,
                                        .code_pattern = p.code,
                                        .sku_pattern = p.sku},
                      &(PageAsk){.size = CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; i < n; i++) {
        const MatrixRowsRow *r = &rows[i];
        MatrixBeside beside;
        TRY(matrix_beside_of(a, r->product_code, r->sku_code, ask->at, &beside));
        Cells c = {.n = 0};
        add(&c, r->product_title);
        add(&c, r->product_code);
        add(&c, r->sku_code);
        add(&c, r->sku_title);
        add(&c, id_is_nil(r->licence_id) ? S("") : id_text(arena, r->licence_id));
        add(&c, r->licence_sku);
        add(&c, number(arena, r->quantity_min));
        add(&c, number(arena, r->quantity_max));
        add(&c, r->trial ? S("1") : S(""));
        add(&c, r->trial ? S("Tenant") : S(""));
        add(&c, beside.prerequisites);
        add(&c, beside.conversions);
        add(&c, r->description);
        add(&c, beside.countries);
        TRY(export_row(e, c.cells));
    }
    *ret_next = info.next;
    return OK;
}

/* --- the rates --- */

Date rates_day(Date month)
{
    int year, number_of, day;
    date_ymd(date_add_months(month, -1), &year, &number_of, &day);
    return fx_fixed_on(year, number_of);
}

static Err rates_chunk(AccountCtx a, const void *arg, Str after, Export *e, Str *ret_next)
{
    const RatesAsk *ask = arg;
    Arena *arena = a.ctx->arena;
    FxRatesOnRow *rows;
    size_t n;
    int year, month, day;
    (void)after;
    date_ymd(ask->month, &year, &month, &day);
    TRY(q_fx_rates_on(a, &(FxRatesOnArgs){.day = rates_day(ask->month)}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Cells c = {.n = 0};
        add(&c, rows[i].currency);
        add(&c, dec_text(arena, rows[i].usd_per_unit));
        add(&c, str_fmt(arena, "%04d%02d", year, month));
        TRY(export_row(e, c.cells));
    }
    *ret_next = S("");
    return OK;
}
static Err daily_chunk(AccountCtx a, const void *arg, Str after, Export *e, Str *ret_next)
{
    const RatesAsk *ask = arg;
    FxRateDaysRow *rows;
    size_t n;
    PageInfo info;
    Date last = {date_add_months(ask->month, 1).days - 1};
    TRY(q_fx_rate_days(a, &(FxRateDaysArgs){.from_day = ask->month, .to_day = last},
                       &(PageAsk){.size = CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; i < n; i++) {
        Cells c = {.n = 0};
        add(&c, rows[i].currency);
        add(&c, dec_text(a.ctx->arena, rows[i].usd_per_unit));
        add(&c, date_iso(a.ctx->arena, rows[i].rate_on));
        TRY(export_row(e, c.cells));
    }
    *ret_next = info.next;
    return OK;
}

#define SHEET(COLUMNS, CHUNK_OF)                                                                                       \
    {                                                                                                                  \
        .columns = COLUMNS, .columns_n = COUNT_OF(COLUMNS), .chunk = CHUNK_OF                                          \
    }
const Sheet SHEET_MATRIX = SHEET(MATRIX_COLUMNS, matrix_chunk), SHEET_RATES = SHEET(RATES_COLUMNS, rates_chunk),
            SHEET_RATES_DAILY = SHEET(DAILY_COLUMNS, daily_chunk);

const Sheet *sheet_of_view(const PriceView *view)
{
    static const Sheet SHEETS[] = {[SHEET_LICENCE] = SHEET(LICENCE_COLUMNS, list_chunk),
                                   [SHEET_OLDER] = SHEET(OLDER_COLUMNS, list_chunk),
                                   [SHEET_SOFTWARE] = SHEET(SOFTWARE_COLUMNS, list_chunk),
                                   [SHEET_PLAN] = SHEET(PLAN_COLUMNS, list_chunk)};
    return &SHEETS[view->sheet];
}

/* --- the stream --- */

SheetFormat sheet_format(Str word)
{
    return str_eq(word, S("xlsx")) ? SHEET_XLSX : str_eq(word, S("zip")) ? SHEET_ZIP : SHEET_CSV;
}

typedef struct Run {
    Ctx *ctx;
    const SheetSend *s;
    Arena *chunk;
    Id account_id;
    Str after;
    Export *out;
    Zip zip;
    ZipFlow *flow;
    bool begun;
} Run;

static Err to_answer(void *sink, Str bytes) { return ctx_stream_write(((Run *)sink)->ctx, bytes); }
static Err to_file(void *sink, Str bytes)
{
    Run *r = sink;
    if (!r->begun) { /* programs and archives want no byte order mark */
        r->begun = true;
        bool mark = str_starts(bytes, S("\xEF\xBB\xBF")) && (r->s->plain || r->flow);
        bytes = mark ? str_skip(bytes, 3) : bytes;
    }
    return r->flow ? zip_entry_write(r->flow, bytes) : to_answer(r, bytes);
}

static Err chunk_unit(Ctx *ctx, void *arg)
{
    Run *r = arg;
    Arena *outer = ctx->arena;
    Str next = {"", 0};
    AccountCtx a = account_of(ctx, r->account_id);
    ctx->arena = r->chunk;
    Err err = r->s->sheet->chunk(a, r->s->ask, r->after, r->out, &next);
    ctx->arena = outer;
    r->after = err == OK ? str_copy(outer, next) : r->after;
    return err;
}

static Err rows(Run *r)
{
    r->chunk = arena_create(0);
    Err err;
    do {
        err = unit_run(r->ctx, MODE_READ, NULL, chunk_unit, r);
        arena_reset(r->chunk);
    } while (err == OK && r->after.n);
    arena_destroy(r->chunk);
    return err;
}

static Str type_of(const SheetSend *s)
{
    return s->plain                  ? S("application/octet-stream")
           : s->format == SHEET_ZIP  ? S("application/zip")
           : s->format == SHEET_XLSX ? export_content_type(EXPORT_XLSX)
                                     : export_content_type(EXPORT_CSV);
}

Err sheet_stream(Ctx *ctx, const SheetSend *s)
{
    static const char *const ENDINGS[] = {"csv", "xlsx", "zip"};
    Run r = {.ctx = ctx, .s = s, .account_id = ctx->account_id, .after = S("")};
    ExportOptions options = {.format = s->format == SHEET_XLSX ? EXPORT_XLSX : EXPORT_CSV,
                             .locale = locale_get(S("en-US")),
                             .tz = S("UTC"),
                             .columns = s->sheet->columns,
                             .columns_n = s->sheet->columns_n,
                             .sheet = S("Prices"),
                             .write = to_file,
                             .sink = &r};
    r.zip = (Zip){.arena = ctx->arena, .write = to_answer, .sink = &r, .made = ctx->now};
    ctx_stream_begin(ctx, type_of(s), str_fmt(ctx->arena, "%.*s.%s", S_ARG(s->name), ENDINGS[s->format]));
    if (s->format == SHEET_ZIP) {
        TRY(zip_entry_begin(&r.zip, str_concat(ctx->arena, s->name, S(".csv")), &r.flow));
    }
    Err err = export_begin(ctx->arena, &options, &r.out);
    if (err == OK) {
        err = rows(&r);
        if (err != OK) {
            export_abandon(r.out);
        }
        err = err == OK ? export_end(r.out) : err;
    }
    if (r.flow && err != OK) {
        zip_entry_drop(r.flow);
    } else if (r.flow) {
        TRY(zip_entry_end(r.flow));
        err = zip_end(&r.zip);
    }
    return err;
}
