/* One row of a list: what stands there, and everything that is wrong with it. */
#include "areas/price_lists/list.h"

typedef struct Column {
    const char *name; /* lower case, without spaces */
    RowField field;
} Column;
static const Column COLUMNS[] = {
    {"productid", ROW_PRODUCT},
    {"skuid", ROW_SKU},
    {"segment", ROW_SEGMENT},
    {"market", ROW_MARKET},
    {"currency", ROW_CURRENCY},
    {"termduration", ROW_TERM},
    {"billingplan", ROW_PLAN},
    {"unitprice", ROW_PRICE},
    {"pricingtierrangemin", ROW_TIER_MIN},
    {"pricingtierrangemax", ROW_TIER_MAX},
    {"effectivestartdate", ROW_FROM},
    {"effectiveenddate", ROW_ENDS},
    {"endofsaledate", ROW_SALE_ENDS},
    {"tags", ROW_TAGS},
    {"erpprice", ROW_ERP},
};

RowField row_column(Str name)
{
    enum { NAME_MAX_BYTES = 40 };
    char plain[NAME_MAX_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < sizeof plain; i++) {
        char c = name.p[i];
        if (c != ' ' && c != '_') {
            plain[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
    }
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        if (str_eq(str_of(plain, n), str_from(COLUMNS[i].name))) {
            return COLUMNS[i].field;
        }
    }
    return ROW_FIELDS;
}

typedef struct Problem_ {
    const char *code;
    RowField field;
    const char *says; /* {value}: what stood there */
} Problem_;
static const Problem_ PROBLEMS[] = {
    {"columns", ROW_PRODUCT,
     N_("The first line lacks the column {value}. Take the names of the columns from a list "
        "that was downloaded.")},
    {"damaged", ROW_PRODUCT, N_("The row cannot be read: a quotation mark is open, or it is too long")},
    {"product", ROW_PRODUCT, N_("There is no SKU {value} in the catalogue")},
    {"segment", ROW_SEGMENT, N_("The SKU is not sold in the segment {value}")},
    {"market", ROW_MARKET, N_("There is no market {value}")},
    {"currency", ROW_CURRENCY, N_("There is no currency {value}")},
    {"term", ROW_TERM, N_("There is no term {value}; there are P1M, P1Y and P3Y, and none for what is bought once")},
    {"plan", ROW_PLAN, N_("The billing plan {value} does not go with the term")},
    {"price", ROW_PRICE, N_("{value} is not a price")},
    {"decimals", ROW_PRICE, N_("{value} has more decimals than the currency")},
    {"tier", ROW_TIER_MIN, N_("{value} is no range of units: from 1 up, and the end not below the beginning")},
    {"from", ROW_FROM, N_("{value} is not a date to begin on, as 2027-01-31")},
    {"begun", ROW_FROM,
     N_("{value} has begun already. A price never changes for a day that has begun: choose a later "
        "one.")},
    {"there", ROW_FROM,
     N_("From {value} on there is a price of this item already. Withdraw its list, or choose another "
        "day.")},
    {"ends", ROW_ENDS, N_("{value} is not a date to end on")},
    {"order", ROW_ENDS, N_("It ends on {value}, before it begins")},
    {"sale", ROW_SALE_ENDS, N_("{value} is not a date of the end of sale")},
    {"erp", ROW_ERP, N_("{value} is not a recommended price")},
    {"overlap", ROW_FROM, N_("The dates or units lie over those of row {value}, which is the same item")},
};
static const Problem_ *problem_of(Str code)
{
    for (size_t i = 0; i < COUNT_OF(PROBLEMS); i++) {
        if (str_eq(code, str_from(PROBLEMS[i].code))) {
            return &PROBLEMS[i];
        }
    }
    return &PROBLEMS[1];
}
Msg row_problem_msg(Str code, Str value) { return (Msg){.id = problem_of(code)->says, .args = {{"value", value}}}; }
const char *row_problem_field(Str code)
{
    static const char *const NAMES[ROW_FIELDS] = {"ProductId",
                                                  "SkuId",
                                                  "Segment",
                                                  "Market",
                                                  "Currency",
                                                  "TermDuration",
                                                  "BillingPlan",
                                                  "UnitPrice",
                                                  "PricingTierRangeMin",
                                                  "PricingTierRangeMax",
                                                  "EffectiveStartDate",
                                                  "EffectiveEndDate",
                                                  "EndofSaleDate",
                                                  "Tags",
                                                  "ERP Price"};
    return NAMES[problem_of(code)->field];
}

static void wrong(RowRead *r, const char *code, Str value)
{
    if (r->problems_n < ROW_PROBLEMS_MAX) {
        r->problems[r->problems_n++] = (RowProblem){code, problem_of(str_from(code))->field, value};
    }
}

/* --- words --- */

typedef struct Word_ {
    const char *word, *means;
} Word_;
static bool word_of(const Word_ *words, size_t n, Str text, Str *ret)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(text, str_from(words[i].word))) {
            *ret = str_from(words[i].means);
            return true;
        }
    }
    return false;
}
static const Word_ SEGMENT_WORDS[] = {
    {"", "commercial"},         {"commercial", "commercial"}, {"education", "education"},  {"charity", "nonprofit"},
    {"nonprofit", "nonprofit"}, {"gcc", "government"},        {"government", "government"}};
static const Word_ TERM_WORDS[] = {{"P1M", "P1M"}, {"P1Y", "P1Y"}, {"P3Y", "P3Y"},
                                   {"", ""},       {"once", ""},   {"OneTime", ""}};
static const Word_ PLAN_WORDS[] = {{"monthly", "monthly"},  {"annual", "annual"},     {"triennial", "triennial"},
                                   {"onetime", "one_time"}, {"one_time", "one_time"}, {"none", "none"},
                                   {"upfront", "annual"},   {"once", "one_time"}};

/* Without a plan the term says it: services by the month, the rest at once. */
static Str plan_of_term(Str term, bool usage)
{
    return !term.n                  ? S("one_time")
           : usage                  ? S("monthly")
           : str_eq(term, S("P1M")) ? S("monthly")
           : str_eq(term, S("P1Y")) ? S("annual")
                                    : S("triennial");
}
static bool plan_fits(Str term, Str plan)
{
    return str_eq(plan, S("one_time"))    ? !term.n
           : str_eq(plan, S("monthly"))   ? term.n > 0
           : str_eq(plan, S("annual"))    ? str_eq(term, S("P1Y")) || str_eq(term, S("P3Y"))
           : str_eq(plan, S("triennial")) ? str_eq(term, S("P3Y"))
                                          : term.n > 0;
}

/* --- the parts --- */

static Err read_item(SystemCtx s, const Str *cells, RowRead *r, bool *ret_usage)
{
    Arena *a = s.ctx->arena;
    RowItemRow item;
    RowSkuRow sku;
    Str segment = S("");
    r->row.product_code = str_upper_ascii(a, cells[ROW_PRODUCT]);
    r->row.sku_code = str_upper_ascii(a, cells[ROW_SKU]);
    *ret_usage = false;
    bool known = word_of(SEGMENT_WORDS, COUNT_OF(SEGMENT_WORDS), cells[ROW_SEGMENT], &segment);
    Err err = q_row_item(
        s, &(RowItemArgs){.product_code = r->row.product_code, .sku_code = r->row.sku_code, .segment = segment}, &item);
    if (err == OK) {
        r->row.availability = item.code;
        *ret_usage = item.usage;
        return OK;
    }
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    err = q_row_sku(s, &(RowSkuArgs){.product_code = r->row.product_code, .sku_code = r->row.sku_code}, &sku);
    if (err == OK && (!known || segment.n)) {
        wrong(r, "segment", cells[ROW_SEGMENT].n ? cells[ROW_SEGMENT] : segment);
    } else if (err == ERR_NOT_FOUND) {
        wrong(r, "product", str_fmt(a, "%.*s:%.*s", S_ARG(cells[ROW_PRODUCT]), S_ARG(cells[ROW_SKU])));
        err = OK;
    }
    return err;
}

static Err read_place(SystemCtx s, const Str *cells, RowRead *r)
{
    RowMarketRow market;
    Currency cur;
    r->row.market = str_upper_ascii(s.ctx->arena, cells[ROW_MARKET]);
    r->row.currency = str_upper_ascii(s.ctx->arena, cells[ROW_CURRENCY]);
    Err err = q_row_market(s, &(RowMarketArgs){.country = r->row.market}, &market);
    if (err == ERR_NOT_FOUND) {
        wrong(r, "market", cells[ROW_MARKET]);
        err = OK;
    }
    if (currency_parse(r->row.currency, &cur) != OK) {
        wrong(r, "currency", cells[ROW_CURRENCY]);
        r->row.currency = S("");
    }
    return err;
}

static void read_term(const Str *cells, RowRead *r, bool usage)
{
    Str term = S(""), plan = S("");
    if (!word_of(TERM_WORDS, COUNT_OF(TERM_WORDS), cells[ROW_TERM], &term)) {
        wrong(r, "term", cells[ROW_TERM]);
        return;
    }
    r->row.term = term;
    bool known = word_of(PLAN_WORDS, COUNT_OF(PLAN_WORDS), cells[ROW_PLAN], &plan);
    r->row.cycle = cells[ROW_PLAN].n ? plan : plan_of_term(term, usage);
    /* "Upfront" is the whole term at once, whichever it is. */
    if (str_eq_nocase(cells[ROW_PLAN], S("upfront"))) {
        r->row.cycle = plan_of_term(term, false);
    }
    if ((cells[ROW_PLAN].n && !known) || !plan_fits(term, r->row.cycle)) {
        wrong(r, "plan", cells[ROW_PLAN]);
    }
}

static bool is_price(Str text, Dec *ret) { return dec_parse(text, ret) == OK && ret->units >= 0; }

static Err read_amounts(const Str *cells, RowRead *r, bool usage)
{
    if (!is_price(cells[ROW_PRICE], &r->row.listed)) {
        wrong(r, "price", cells[ROW_PRICE]);
    } else if (r->row.currency.n) {
        if (!usage && !price_fits_currency(r->row.listed, r->row.currency)) {
            wrong(r, "decimals", cells[ROW_PRICE]);
        }
        TRY(price_of_cycle(r->row.listed, r->row.term, r->row.cycle, r->row.currency, usage, &r->row.amount));
    }
    r->row.erp_null = !cells[ROW_ERP].n;
    if (cells[ROW_ERP].n && (!is_price(cells[ROW_ERP], &r->row.erp) ||
                             (!usage && r->row.currency.n && !price_fits_currency(r->row.erp, r->row.currency)))) {
        wrong(r, "erp", cells[ROW_ERP]);
    }
    int64_t low = 1, high = 0;
    if ((cells[ROW_TIER_MIN].n && str_to_i64(cells[ROW_TIER_MIN], &low) != OK) ||
        (cells[ROW_TIER_MAX].n && str_to_i64(cells[ROW_TIER_MAX], &high) != OK) || low < 0 ||
        (cells[ROW_TIER_MAX].n && high < (low ? low : 1))) {
        wrong(r, "tier", cells[ROW_TIER_MIN].n ? cells[ROW_TIER_MIN] : cells[ROW_TIER_MAX]);
    }
    r->row.tier_min = low ? low : 1; /* some count from 0 */
    r->row.tier_max = high;
    return OK;
}

/* A day, or a moment of it; ret_last: the last second of the day, so that the day is in. */
static bool read_day(Str text, Date *ret, bool *ret_last)
{
    Time t;
    *ret_last = false;
    if (date_parse(text, ret) == OK) {
        *ret_last = true;
        return true;
    }
    if (time_parse(text, &t) != OK) {
        return false;
    }
    *ret = date_of(t);
    *ret_last = t.us - time_of_date(*ret).us >= TIME_DAY - TIME_SECOND;
    return true;
}

static Err read_days(SystemCtx s, const Str *cells, RowRead *r)
{
    bool last;
    Date from = DATE_NONE, ends = DATE_NONE;
    int year, month, day;
    if (!read_day(cells[ROW_FROM], &from, &last)) {
        wrong(r, "from", cells[ROW_FROM]);
        from = DATE_NONE;
    } else if (from.days <= date_of(s.ctx->now).days) {
        wrong(r, "begun", cells[ROW_FROM]);
    }
    if (cells[ROW_ENDS].n) {
        if (!read_day(cells[ROW_ENDS], &ends, &last)) {
            wrong(r, "ends", cells[ROW_ENDS]);
            ends = DATE_NONE;
        } else {
            date_ymd(ends, &year, &month, &day);
            ends = year >= 9999 ? DATE_NONE : (Date){ends.days + last};
        }
        if (date_is_set(ends) && date_is_set(from) && ends.days <= from.days) {
            wrong(r, "order", cells[ROW_ENDS]);
        }
    }
    r->row.from_on = from;
    r->row.ends_on = ends;
    r->row.sale_ends_on = DATE_NONE;
    if (cells[ROW_SALE_ENDS].n && !read_day(cells[ROW_SALE_ENDS], &r->row.sale_ends_on, &last)) {
        wrong(r, "sale", cells[ROW_SALE_ENDS]);
        r->row.sale_ends_on = DATE_NONE;
    }
    return OK;
}

static Err read_there(SystemCtx s, const Str *cells, RowRead *r)
{
    const DraftRowAddArgs *x = &r->row;
    RowThereRow there;
    TRY(q_row_there(s,
                    &(RowThereArgs){.product_code = x->product_code,
                                    .sku_code = x->sku_code,
                                    .availability = x->availability,
                                    .market = x->market,
                                    .currency = x->currency,
                                    .term = x->term,
                                    .cycle = x->cycle,
                                    .from_at = time_of_date(x->from_on)},
                    &there));
    if (there.n) {
        wrong(r, "there", cells[ROW_FROM]);
    }
    return OK;
}

Err row_read(SystemCtx s, const Str raw[ROW_FIELDS], RowRead *ret)
{
    Str cells[ROW_FIELDS];
    bool usage;
    *ret = (RowRead){.problems_n = 0};
    for (size_t i = 0; i < ROW_FIELDS; i++) {
        cells[i] = str_trim(raw[i]);
    }
    TRY(read_item(s, cells, ret, &usage));
    TRY(read_place(s, cells, ret));
    read_term(cells, ret, usage);
    TRY(read_amounts(cells, ret, usage));
    TRY(read_days(s, cells, ret));
    ret->row.tags = cells[ROW_TAGS];
    return ret->problems_n ? OK : read_there(s, cells, ret);
}
