/* The vendor's desk: exchange rates and promotions. */
#include "app/audit.h"
#include "areas/catalog/catalog.h"
#include "areas/price_lists/desk.h"
#include "base/csv.h"
#include "gen/price_lists_html.h"
#include "gen/prices_q.h"
#include "ui/field.h"
#include "ui/lists.h"

#define RATES "/operator/exchange-rates"
#define PROMOTIONS "/operator/promotions"
enum { RATE_ROWS_MAX = 20000, PROBLEMS_SHOWN = 50, CELL_MAX = 200 };

/* --- rates --- */

typedef struct RateFile {
    Ctx *ctx;
    int at[3]; /* cells of currency, rate, date */
    FxRateAddArgs *rows;
    size_t n;
    ProblemLine *problems;
    size_t problems_n;
} RateFile;

static void complain(RateFile *f, int64_t line, const char *field, Msg says)
{
    if (f->problems_n < PROBLEMS_SHOWN) {
        f->problems[f->problems_n++] = (ProblemLine){line, str_from(field), says};
    }
}

static Err read_rate(RateFile *f, const CsvRow *row)
{
    Str cells[3];
    Currency cur;
    FxRateAddArgs x = {.rate_on = DATE_NONE};
    DeskRateGetRow there;
    for (size_t i = 0; i < 3; i++) {
        cells[i] = (size_t)f->at[i] < row->n ? str_trim(row->cells[f->at[i]]) : S("");
    }
    size_t before = f->problems_n;
    x.currency = str_upper_ascii(f->ctx->arena, cells[0]);
    if (currency_parse(cells[0], &cur) != OK || str_eq(x.currency, S("USD"))) {
        complain(f, (int64_t)row->line, "CurrencyCode",
                 MSG1("There is no currency {value} to give", "value", cells[0]));
    }
    if (dec_parse(cells[1], &x.usd_per_unit) != OK || x.usd_per_unit.units <= 0) {
        complain(f, (int64_t)row->line, "USDPerUnit", MSG1("{value} is not a rate", "value", cells[1]));
    }
    if (date_parse(cells[2], &x.rate_on) != OK) {
        complain(f, (int64_t)row->line, "Date", MSG1("{value} is not a date as 2027-01-31", "value", cells[2]));
    }
    if (f->problems_n > before) {
        return OK;
    }
    Err err =
        q_desk_rate_get(system_of(f->ctx), &(DeskRateGetArgs){.currency = x.currency, .rate_on = x.rate_on}, &there);
    if (err == OK && there.usd_per_unit.units != x.usd_per_unit.units) {
        complain(f, (int64_t)row->line, "USDPerUnit",
                 MSG("This day has another rate already. A rate that was given is never changed."));
    }
    f->rows[f->n++] = x;
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err read_rates(RateFile *f, Str bytes)
{
    static const char *const NAMES[] = {"CurrencyCode", "USDPerUnit", "Date"};
    CsvRow row;
    Str why;
    CsvReader *reader = csv_reader(f->ctx->arena, bytes, CELL_MAX);
    Err err = csv_next(reader, f->ctx->arena, &row, &why);
    for (size_t k = 0; k < 3; k++) {
        f->at[k] = -1;
        for (size_t i = 0; err == OK && i < row.n; i++) {
            if (str_eq_nocase(str_trim(row.cells[i]), str_from(NAMES[k]))) {
                f->at[k] = (int)i;
            }
        }
        if (f->at[k] < 0) {
            complain(f, 1, NAMES[k], MSG1("The first line lacks the column {value}.", "value", str_from(NAMES[k])));
        }
    }
    while (f->problems_n == 0 || f->at[0] >= 0) {
        if (f->at[0] < 0 || f->at[1] < 0 || f->at[2] < 0) {
            break;
        }
        err = csv_next(reader, f->ctx->arena, &row, &why);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        if (f->n == RATE_ROWS_MAX) {
            complain(f, (int64_t)row.line, "Date", MSG("The file has more than 20,000 rows. Divide it."));
            break;
        }
        if (err == OK) {
            TRY(read_rate(f, &row));
        } else {
            complain(f, (int64_t)row.line, "", MSG("The row cannot be read."));
        }
    }
    return OK;
}

static Err rates_view(OperatorCtx o, DeskRatesView **ret)
{
    Ctx *ctx = o.ctx;
    DeskRatesRow *rows;
    PageInfo info;
    DeskRatesView *v = arena_new(ctx->arena, DeskRatesView);
    PageAsk page = {.descending = true,
                    .size = LIST_SIZE,
                    .after = ctx_query(ctx, S("after")),
                    .before = ctx_query(ctx, S("before"))};
    DeskRatesArgs args = {.to_day = date_of(time_add(ctx->now, 3660 * TIME_DAY))};
    Err err = q_desk_rates(o, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_desk_rates(o, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    RateLine *lines = arena_array(ctx->arena, RateLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (RateLine){rows[i].currency, dec_text(ctx->arena, rows[i].usd_per_unit), rows[i].rate_on};
    }
    v->rows = lines;
    static const Str FILE_NAME[] = {S_INIT("file")};
    v->shell = price_desk_shell(ctx, MSG("Exchange rates"), S(""));
    v->shell->failed = ctx->problem.fields_n > 0;
    v->form = (FormView){
        .action = url_static(RATES), .upload = true, .errors = ui_errors(ctx, FILE_NAME, 1), .no_guard = true};
    v->file = (FieldView){.kind = FIELD_FILE,
                          .name = S("file"),
                          .label = MSG("File of rates"),
                          .hint = MSG("CSV with the columns CurrencyCode, USDPerUnit and Date: what a unit is worth in "
                                      "US dollars on that day."),
                          .error = problem_of_field(ctx, S("file")),
                          .accept = S(".csv,text/csv")};
    list_pager(ctx->arena, url_static(RATES), S(""), S(""), &info, v->rows_n, LIST_SIZE, &v->pager);
    *ret = v;
    return OK;
}
Err price_desk_rates(OperatorCtx o)
{
    DeskRatesView *v;
    TRY(rates_view(o, &v));
    RENDER(o.ctx, 200, price_desk_rates, v);
    return OK;
}
Err price_desk_rates_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str name = S(""), bytes = S("");
    RateFile f = {.ctx = ctx,
                  .rows = arena_array(ctx->arena, FxRateAddArgs, RATE_ROWS_MAX),
                  .problems = arena_array(ctx->arena, ProblemLine, PROBLEMS_SHOWN)};
    if (ctx_upload(ctx, S("file"), &name, &bytes) != OK || !bytes.n) {
        problem_field(ctx, S("file"), MSG("Choose a CSV file."));
    } else {
        TRY(read_rates(&f, bytes));
        if (f.problems_n) {
            problem_field(ctx, S("file"),
                          MSG("Nothing was entered: put right the rows below and send the file again."));
        } else if (!f.n) {
            problem_field(ctx, S("file"), MSG("The file holds no row."));
        }
    }
    if (problem_check(ctx) != OK) {
        DeskRatesView *v;
        TRY(rates_view(o, &v));
        v->problems = f.problems;
        v->problems_n = f.problems_n;
        return RENDER_FAILED(ctx, price_desk_rates, v);
    }
    for (size_t i = 0; i < f.n; i++) {
        TRY(q_fx_rate_add(system_of(ctx), &f.rows[i], NULL));
    }
    ctx->audit.target_kind = S("price_list");
    ctx->audit.target_name = name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"rows", str_fmt(ctx->arena, "%zu", f.n)});
    ctx_redirect(ctx, url_static(RATES), MSGN("{n} rate is entered.", "{n} rates are entered.", (int64_t)f.n));
    return OK;
}

/* --- promotions --- */

typedef struct PromotionField {
    const char *name, *label, *hint;
    int kind;
} PromotionField;
static const PromotionField FIELDS[] = {
    {"name", N_("Name"), NULL, FIELD_TEXT},
    {"description", N_("What partners read of it"), NULL, FIELD_TEXT},
    {"product", N_("Product code"), NULL, FIELD_TEXT},
    {"sku", N_("Plan code"), NULL, FIELD_TEXT},
    {"segment", N_("Segment"), NULL, FIELD_SELECT},
    {"term", N_("Term"), NULL, FIELD_SELECT},
    {"cycle", N_("Billing"), NULL, FIELD_SELECT},
    {"percent", N_("Percent off"), N_("From 0.01 to 100."), FIELD_TEXT},
    {"seats_min", N_("From how many seats on"), NULL, FIELD_NUMBER},
    {"seats_max", N_("To how many seats"), NULL, FIELD_NUMBER},
    {"from", N_("From"), NULL, FIELD_DATE},
    {"until", N_("Last day"), NULL, FIELD_DATE},
};
static void options_of(Ctx *ctx, FieldView *f)
{
    static const Str SEGMENTS[] = {S_INIT("commercial"), S_INIT("education"), S_INIT("government"),
                                   S_INIT("nonprofit")};
    static const Str TERMS[] = {S_INIT("P1M"), S_INIT("P1Y"), S_INIT("P3Y")};
    static const Str CYCLES[] = {S_INIT("monthly"), S_INIT("annual"), S_INIT("triennial")};
    bool segment = str_eq(f->name, S("segment")), term = str_eq(f->name, S("term"));
    OptionView *o = arena_array(ctx->arena, OptionView, 4);
    size_t n = segment ? 4 : 3;
    for (size_t i = 0; i < n; i++) {
        o[i] = segment ? (OptionView){.value = SEGMENTS[i], .label = catalog_segment_msg(SEGMENTS[i])}
               : term  ? (OptionView){.value = TERMS[i], .label = catalog_term_msg(TERMS[i])}
                       : (OptionView){.value = CYCLES[i], .label = catalog_cycle_msg(CYCLES[i])};
        o[i].selected = str_eq(o[i].value, f->value);
    }
    f->kind = FIELD_SELECT;
    f->options = o;
    f->options_n = n;
}

Msg seats_msg(Ctx *ctx, int64_t from, int64_t to)
{
    return MSG2("{from} to {to} seats", "from", str_fmt(ctx->arena, "%lld", (long long)from), "to",
                str_fmt(ctx->arena, "%lld", (long long)to));
}

static Err promotions_view(OperatorCtx o, DeskPromotionsView **ret)
{
    Ctx *ctx = o.ctx;
    DeskPromotionsRow *rows;
    PageInfo info;
    DeskPromotionsView *v = arena_new(ctx->arena, DeskPromotionsView);
    PageAsk page = {.size = LIST_SIZE, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    Err err = q_desk_promotions(o, &(DeskPromotionsArgs){.low = S("")}, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_desk_promotions(o, &(DeskPromotionsArgs){.low = S("")}, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    PromotionLine *lines = arena_array(ctx->arena, PromotionLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const DeskPromotionsRow *r = &rows[i];
        bool over = r->until_at.us <= ctx->now.us, runs = r->from_at.us <= ctx->now.us;
        lines[i] = (PromotionLine){.id = r->id,
                                   .name = r->name,
                                   .item = str_fmt(ctx->arena, "%.*s:%.*s", S_ARG(r->product_code), S_ARG(r->sku_code)),
                                   .percent = percent_said(ctx, r->percent),
                                   .segment = catalog_segment_msg(r->segment),
                                   .term = catalog_term_msg(r->term),
                                   .seats = seats_msg(ctx, r->seats_min, r->seats_max),
                                   .from = date_of(r->from_at),
                                   .until = date_of(time_add(r->until_at, -1)),
                                   .state = over   ? (StateView){STATE_OFF, MSG("Over")}
                                            : runs ? (StateView){STATE_GOOD, MSG("Running")}
                                                   : (StateView){STATE_WAIT, MSG("To come")},
                                   .end = over ? (Url){{0}} : url_fmt(ctx->arena, PROMOTIONS "/%s/end", r->id)};
    }
    v->rows = lines;
    v->shell = price_desk_shell(ctx, MSG("Promotions"), S(""));
    v->shell->failed = ctx->problem.fields_n > 0;
    Str *names = arena_array(ctx->arena, Str, COUNT_OF(FIELDS));
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        FieldView *f = &v->fields[v->fields_n++];
        names[i] = str_from(FIELDS[i].name);
        *f = ui_field(ctx, names[i], ctx_form(ctx, names[i]), MSG_OF(FIELDS[i].label));
        f->hint = FIELDS[i].hint ? MSG_OF(FIELDS[i].hint) : (Msg){0};
        f->width = S("w-16");
        if (FIELDS[i].kind == FIELD_SELECT) {
            options_of(ctx, f);
        } else if (FIELDS[i].kind == FIELD_DATE) {
            f->kind = FIELD_DATE;
        } else if (FIELDS[i].kind == FIELD_NUMBER) {
            f->kind = FIELD_NUMBER;
        }
    }
    v->form = (FormView){
        .action = url_static(PROMOTIONS), .errors = ui_errors(ctx, names, COUNT_OF(FIELDS)), .no_guard = true};
    list_pager(ctx->arena, url_static(PROMOTIONS), S(""), S(""), &info, v->rows_n, LIST_SIZE, &v->pager);
    *ret = v;
    return OK;
}
Err price_desk_promotions(OperatorCtx o)
{
    DeskPromotionsView *v;
    TRY(promotions_view(o, &v));
    RENDER(o.ctx, 200, price_desk_promotions, v);
    return OK;
}

static Str given(Ctx *ctx, const char *name) { return str_trim(ctx_form(ctx, str_from(name))); }

static Err read_promotion(Ctx *ctx, DeskPromotionAddArgs *p)
{
    Date from = DATE_NONE, until = DATE_NONE;
    RowItemRow item;
    *p = (DeskPromotionAddArgs){.name = given(ctx, "name"),
                                .description = given(ctx, "description"),
                                .product_code = str_upper_ascii(ctx->arena, given(ctx, "product")),
                                .sku_code = str_upper_ascii(ctx->arena, given(ctx, "sku")),
                                .segment = given(ctx, "segment"),
                                .term = given(ctx, "term"),
                                .cycle = given(ctx, "cycle")};
    if (!p->name.n || p->name.n > 100) {
        problem_field(ctx, S("name"), MSG("Enter a name of at most 100 characters."));
    }
    if (p->description.n > 500) {
        problem_field(ctx, S("description"), MSG("At most 500 characters."));
    }
    Err err = q_row_item(
        system_of(ctx), &(RowItemArgs){.product_code = p->product_code, .sku_code = p->sku_code, .segment = p->segment},
        &item);
    if (err == ERR_NOT_FOUND) {
        problem_field(ctx, S("sku"), MSG("There is no such plan in this segment."));
        err = OK;
    }
    TRY(err);
    if (dec_parse(given(ctx, "percent"), &p->percent) != OK || p->percent.units <= 0 ||
        p->percent.units > 100 * DEC_SCALE) {
        problem_field(ctx, S("percent"), MSG("Enter a number from 0.01 to 100, with a point before the decimals."));
    }
    if (str_to_i64(given(ctx, "seats_min"), &p->seats_min) != OK || p->seats_min < 1) {
        problem_field(ctx, S("seats_min"), MSG("Enter a number from 1 up."));
    }
    if (str_to_i64(given(ctx, "seats_max"), &p->seats_max) != OK || p->seats_max < p->seats_min) {
        problem_field(ctx, S("seats_max"), MSG("Enter a number that is not below the first one."));
    }
    if (date_parse(given(ctx, "from"), &from) != OK || from.days < date_of(ctx->now).days) {
        problem_field(ctx, S("from"), MSG("Enter a day from today on."));
    }
    if (date_parse(given(ctx, "until"), &until) != OK || until.days < from.days) {
        problem_field(ctx, S("until"), MSG("Enter a day that is not before the first one."));
    }
    p->from_at = date_is_set(from) ? time_of_date(from) : TIME_NONE;
    p->until_at = date_is_set(until) ? time_of_date((Date){until.days + 1}) : TIME_NONE;
    return OK;
}

Err price_desk_promotion_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DeskPromotionAddArgs p;
    TRY(read_promotion(ctx, &p));
    if (problem_check(ctx) != OK) {
        DeskPromotionsView *v;
        TRY(promotions_view(o, &v));
        return RENDER_FAILED(ctx, price_desk_promotions, v);
    }
    p.id = str_fmt(ctx->arena, "%.*s:%.*s:%.8s", S_ARG(p.product_code), S_ARG(p.sku_code),
                   str_upper_ascii(ctx->arena, str_sub(id_text(ctx->arena, ctx_new_id(ctx)), 24, 12)).p);
    TRY(q_desk_promotion_add(o, &p, NULL));
    ctx->audit.target_kind = S("promotion");
    ctx->audit.target_name = p.name;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"sku", str_sub(p.id, 0, p.id.n - 9)}, {"percent", dec_text(ctx->arena, p.percent)},
                   {"from", time_iso(ctx->arena, p.from_at)}, {"until", time_iso(ctx->arena, p.until_at)});
    ctx_redirect(ctx, url_static(PROMOTIONS), MSG("The promotion is noted."));
    return OK;
}

Err price_desk_promotion_end(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DeskPromotionRow p;
    int64_t changed;
    Str id = ctx_param(ctx, S("promotion"));
    TRY(q_desk_promotion(o, &(DeskPromotionArgs){.id = id}, &p));
    Time until = time_of_date((Date){date_of(ctx->now).days + 1});
    until = until.us < p.until_at.us ? until : p.until_at;
    TRY(q_desk_promotion_end(o, &(DeskPromotionEndArgs){.id = id, .until_at = until}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("The promotion is over already."), (Msg){0});
    }
    ctx->audit.target_kind = S("promotion");
    ctx->audit.target_name = p.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"until", time_iso(ctx->arena, p.until_at)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"until", time_iso(ctx->arena, until)});
    ctx_redirect(ctx, url_static(PROMOTIONS), MSG("The promotion ends today."));
    return OK;
}
