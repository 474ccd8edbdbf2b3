/* What holds, and the rules of amounts. */
#include "areas/prices/prices.h"
#include "gen/prices_q.h"

enum { CYCLES_YEAR = 12, CYCLES_THREE_YEARS = 36, YEARS = 3, PERCENT_DIGITS = 100, TIERS_MAX = 50 };

int64_t price_cycles(Str term, Str cycle)
{
    bool year = str_eq(term, S("P1Y")), three = str_eq(term, S("P3Y"));
    if (str_eq(cycle, S("monthly"))) {
        return year ? CYCLES_YEAR : three ? CYCLES_THREE_YEARS : 1;
    }
    return str_eq(cycle, S("annual")) && three ? YEARS : 1;
}

/* The unit that amounts of a currency are whole numbers of; 0: no such currency. */
static int64_t smallest(Str currency)
{
    Currency cur;
    if (currency_parse(currency, &cur) != OK) {
        return 0;
    }
    int64_t unit = DEC_SCALE;
    for (int i = currency_digits(cur); i > 0; i--) {
        unit /= 10;
    }
    return unit;
}

bool price_fits_currency(Dec amount, Str currency)
{
    int64_t unit = smallest(currency);
    return unit > 0 && amount.units % unit == 0;
}

Err price_of_cycle(Dec listed, Str term, Str cycle, Str currency, bool usage, Dec *ret)
{
    int64_t unit = usage ? 1 : smallest(currency), n = price_cycles(term, cycle);
    if (unit == 0) {
        return ERR_INVALID;
    }
    *ret = (Dec){(int64_t)num_div_round(listed.units, (__int128)n * unit, ROUND_HALF_UP) * unit};
    return OK;
}

static int64_t in_tier(const PriceTier *t, int64_t quantity)
{
    int64_t last = t->max == 0 || t->max > quantity ? quantity : t->max;
    return last >= t->min ? last - t->min + 1 : 0;
}

static Err graduated(const PriceTier *tiers, size_t n, int64_t quantity, __int128 *ret)
{
    __int128 sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (__int128)tiers[i].unit_price.units * in_tier(&tiers[i], quantity);
    }
    *ret = sum;
    return sum > INT64_MAX || sum < INT64_MIN ? ERR_TOO_LARGE : OK;
}

Err price_graduated(const PriceTier *tiers, size_t n, int64_t quantity, Dec *ret)
{
    __int128 sum = 0;
    TRY(graduated(tiers, n, quantity, &sum));
    *ret = (Dec){(int64_t)sum};
    return OK;
}

Err price_effective(const PriceTier *tiers, size_t n, int64_t quantity, Dec *ret)
{
    if (quantity < 1) {
        return ERR_INVALID;
    }
    __int128 sum = 0;
    TRY(graduated(tiers, n, quantity, &sum));
    *ret = (Dec){(int64_t)num_div_round(sum, quantity, ROUND_HALF_EVEN)};
    return OK;
}

static Dec percent(__int128 part, int64_t whole)
{
    int64_t hundredths = (int64_t)num_div_round(part * PERCENT_DIGITS * 100, whole, ROUND_HALF_UP);
    return (Dec){hundredths * (DEC_SCALE / PERCENT_DIGITS)};
}

bool price_margin(Dec listed, Dec erp, Dec *ret)
{
    if (erp.units <= 0) {
        return false;
    }
    *ret = percent((__int128)erp.units - listed.units, erp.units);
    return true;
}

bool price_change(Dec before, Dec after, Dec *ret)
{
    if (before.units <= 0) {
        return false;
    }
    *ret = percent((__int128)after.units - before.units, before.units);
    return true;
}

/* --- what holds --- */

static PriceRow row_of(const PriceHoldsRow *r)
{
    return (PriceRow){.sku_code = r->sku_code,
                      .availability = r->availability,
                      .segment = r->segment,
                      .currency = r->currency,
                      .term = r->term,
                      .cycle = r->cycle,
                      .from_at = r->from_at,
                      .until_at = r->until_at,
                      .tier_min = r->tier_min,
                      .tier_max = r->tier_max,
                      .unit_price = r->amount,
                      .listed = r->listed,
                      .erp = r->erp,
                      .effective = r->amount,
                      .charge = r->amount,
                      .sale_ends_on = r->sale_ends_on,
                      .list_id = r->list_id};
}

Err price_at(AccountCtx a, const PriceAsk *ask, Time at, PriceRow *ret)
{
    const PriceKey *k = &ask->key;
    PriceHoldsRow *rows;
    size_t n, last = 0, tiers_n = 0;
    TRY(q_price_holds(a,
                      &(PriceHoldsArgs){.product_code = k->product_code,
                                        .market = k->market,
                                        .currency = k->currency,
                                        .at = at,
                                        .with_sku = true,
                                        .sku_code = k->sku_code,
                                        .with_availability = k->availability.n > 0,
                                        .availability = k->availability,
                                        .with_segment = ask->segment.n > 0,
                                        .segment = ask->segment,
                                        .with_term = true,
                                        .term = k->term,
                                        .cycle = k->cycle},
                      &rows, &n));
    PriceTier tiers[TIERS_MAX];
    for (size_t i = 0; i < n && tiers_n < TIERS_MAX && str_eq(rows[i].availability, rows[0].availability); i++) {
        tiers[tiers_n++] = (PriceTier){rows[i].tier_min, rows[i].tier_max, rows[i].amount};
        last = ask->quantity >= rows[i].tier_min ? i : last;
    }
    if (n == 0 || ask->quantity < rows[0].tier_min ||
        (rows[last].tier_max && ask->quantity > rows[last].tier_max)) { /* outside all tiers */
        return ERR_NOT_FOUND;
    }
    *ret = row_of(&rows[last]);
    TRY(price_effective(tiers, tiers_n, ask->quantity, &ret->effective));
    return price_graduated(tiers, tiers_n, ask->quantity, &ret->charge);
}

Err price_on(AccountCtx a, const PriceAsk *ask, Date day, PriceRow *ret)
{
    return price_at(a, ask, time_add(time_of_date(day), TIME_DAY - 1), ret);
}

Err prices_at(AccountCtx a, const PriceKey *key, Time at, PriceRow **ret, size_t *ret_n)
{
    PriceHoldsRow *rows;
    size_t n;
    TRY(q_price_holds(a,
                      &(PriceHoldsArgs){.product_code = key->product_code,
                                        .market = key->market,
                                        .currency = key->currency,
                                        .at = at,
                                        .with_sku = key->sku_code.n > 0,
                                        .sku_code = key->sku_code,
                                        .with_availability = key->availability.n > 0,
                                        .availability = key->availability},
                      &rows, &n));
    *ret = arena_array(a.ctx->arena, PriceRow, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        const PriceHoldsRow *r = &rows[i], *p = i ? &rows[i - 1] : NULL;
        if (!p || !str_eq(p->sku_code, r->sku_code) || !str_eq(p->availability, r->availability) ||
            !str_eq(p->term, r->term) || !str_eq(p->cycle, r->cycle)) {
            (*ret)[(*ret_n)++] = row_of(r);
        }
    }
    return OK;
}

Err price_discounted(Dec unit_price, Dec percent, Str currency, Dec *ret)
{
    int64_t unit = smallest(currency);
    if (unit == 0) {
        return ERR_INVALID;
    }
    __int128 left = (__int128)unit_price.units * (100 * DEC_SCALE - percent.units);
    *ret = (Dec){(int64_t)num_div_round(left, (__int128)100 * DEC_SCALE * unit, ROUND_HALF_UP) * unit};
    return OK;
}

Err price_promotion(AccountCtx a, const PriceAsk *ask, Time at, Dec unit_price, PricePromotion *ret)
{
    const PriceKey *k = &ask->key;
    PricePromotionBestRow row;
    TRY(q_price_promotion_best(a,
                               &(PricePromotionBestArgs){.product_code = k->product_code,
                                                         .sku_code = k->sku_code,
                                                         .segment = ask->segment,
                                                         .term = k->term,
                                                         .cycle = k->cycle,
                                                         .quantity = ask->quantity,
                                                         .at = at},
                               &row));
    *ret = (PricePromotion){.id = row.id, .percent = row.percent};
    return price_discounted(unit_price, row.percent, k->currency, &ret->unit_price);
}

/* --- writing --- */

#define KEY(K)                                                                                                         \
    .product_code = (K)->product_code, .sku_code = (K)->sku_code, .availability = (K)->availability,                   \
    .market = (K)->market, .currency = (K)->currency, .term = (K)->term, .cycle = (K)->cycle

static Err next_of(SystemCtx s, const PriceKey *k, Time at, Time *ret)
{
    PriceNextRow next;
    Err err = q_price_next(s, &(PriceNextArgs){KEY(k), .at = at}, &next);
    *ret = err == OK ? next.from_at : TIME_NONE;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* What began before a moment ends where the next generation begins. */
static Err mend_before(SystemCtx s, const PriceKey *k, Time at)
{
    PriceBeforeRow before;
    Time next;
    Err err = q_price_before(s, &(PriceBeforeArgs){KEY(k), .at = at}, &before);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(next_of(s, k, before.from_at, &next));
    return q_price_end(s, &(PriceEndArgs){KEY(k), .from_at = before.from_at, .next_at = next}, NULL);
}

Err price_put(SystemCtx s, const PriceNew *p)
{
    const PriceKey *k = &p->key;
    Time next;
    TRY(q_price_add(s,
                    &(PriceAddArgs){KEY(k), .from_at = p->from_at, .tier_min = p->tier_min, .tier_max = p->tier_max,
                                    .ends_at = p->ends_at, .listed = p->listed, .amount = p->amount, .erp = p->erp,
                                    .erp_null = !p->has_erp, .sale_ends_on = p->sale_ends_on, .tags = p->tags,
                                    .list_id = p->list_id},
                    NULL));
    TRY(mend_before(s, k, p->from_at));
    TRY(next_of(s, k, p->from_at, &next));
    return time_is_set(next) ? q_price_end(s, &(PriceEndArgs){KEY(k), .from_at = p->from_at, .next_at = next}, NULL)
                             : OK;
}

Err price_put_everywhere(SystemCtx s, const PriceNew *p)
{
    PriceMarketsRow *rows;
    size_t n;
    TRY(q_price_markets(s, &(PriceMarketsArgs){.currency = p->key.currency}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        PriceNew one = *p;
        one.key.market = rows[i].country;
        TRY(price_put(s, &one));
    }
    return OK;
}

Err price_withdraw(SystemCtx s, const PriceKey *k, Time from_at)
{
    TRY(q_price_take_back(s, &(PriceTakeBackArgs){KEY(k), .from_at = from_at}, NULL));
    return mend_before(s, k, from_at);
}

/* --- rates --- */

static Err usd_of(AccountCtx a, Str currency, Date day, Dec *ret)
{
    if (str_eq(currency, S("USD"))) {
        *ret = (Dec){DEC_SCALE};
        return OK;
    }
    FxRateOnRow row;
    TRY(q_fx_rate_on(a, &(FxRateOnArgs){.currency = currency, .day = day}, &row));
    *ret = row.usd_per_unit;
    return OK;
}

Err fx_rate(AccountCtx a, Str from, Str to, Date day, Dec *ret)
{
    Dec f, t;
    TRY(usd_of(a, from, day, &f));
    TRY(usd_of(a, to, day, &t));
    *ret = (Dec){(int64_t)num_div_round((__int128)f.units * DEC_SCALE, t.units, ROUND_HALF_EVEN)};
    return OK;
}

Date fx_fixed_on(int year, int month)
{
    enum { SATURDAY = 5, BUSINESS_DAYS = 2 };
    Date day = date_add_months(date_from_ymd(year, month, 1), 1);
    for (int left = BUSINESS_DAYS; left > 0;) {
        day.days--;
        left -= date_weekday(day) < SATURDAY;
    }
    return day;
}
