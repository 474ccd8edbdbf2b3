/* What the vendor sets of earnings and payments, and rates between currencies. Settings are plain texts; what stands in
 * them was checked when they were saved. */
#include "areas/earnings/earnings.h"

#include "app/setting.h"
#include "gen/earnings_q.h"

static bool next_word(Str *rest, Str *ret)
{
    static const char BREAKS[] = " \n\r\t,;";
    while (rest->n && memchr(BREAKS, rest->p[0], sizeof BREAKS - 1)) {
        *rest = str_skip(*rest, 1);
    }
    size_t n = 0;
    while (n < rest->n && !memchr(BREAKS, rest->p[n], sizeof BREAKS - 1)) {
        n++;
    }
    *ret = str_sub(*rest, 0, n);
    *rest = str_skip(*rest, n);
    return n > 0;
}

/* "marketplace:USD 100.00" one after the other: *ret is what stands for the program and currency, when they are asked
 * for. */
static Err thresholds(Str text, Str program, Str currency, Money *ret, bool *ret_there, Str *ret_wrong)
{
    Str word, amount;
    while (next_word(&text, &word)) {
        Money m = {0};
        Dec d;
        ptrdiff_t colon = str_find_char(word, ':');
        *ret_wrong = word;
        if (colon < 1 || currency_parse(str_skip(word, (size_t)colon + 1), &m.cur) != OK ||
            !next_word(&text, &amount)) {
            return ERR_INVALID;
        }
        if (dec_parse(amount, &d) != OK || d.units < 0 ||
            dec_to_money(d, (Dec){DEC_SCALE}, m.cur, ROUND_HALF_UP, &m) != OK) {
            *ret_wrong = amount;
            return ERR_INVALID;
        }
        if (str_eq(str_sub(word, 0, (size_t)colon), program) && str_eq(str_from(m.cur.code), currency)) {
            *ret = m;
            *ret_there = true;
        }
    }
    *ret_wrong = S("");
    return OK;
}
Err earning_read_thresholds(Str text, Str *ret_wrong)
{
    Money m;
    bool there;
    return thresholds(text, S(""), S(""), &m, &there, ret_wrong);
}
bool earning_threshold(const EarningRules *r, Str program, Str currency, Money *ret)
{
    Str wrong;
    bool there = false;
    const Money *least = payout_minimum(&r->payout, currency);
    if (!least) {
        return false;
    }
    *ret = *least;
    (void)!thresholds(r->thresholds, program, currency, ret, &there, &wrong);
    return true;
}

static Err cooling(Str text, Str program, int64_t *ret, Str *ret_wrong)
{
    Str word;
    while (next_word(&text, &word)) {
        int64_t days;
        ptrdiff_t colon = str_find_char(word, ':');
        *ret_wrong = word;
        if (colon < 1 || str_to_i64(str_skip(word, (size_t)colon + 1), &days) != OK || days < 0 || days > 365) {
            return ERR_INVALID;
        }
        *ret = str_eq(str_sub(word, 0, (size_t)colon), program) ? days : *ret;
    }
    *ret_wrong = S("");
    return OK;
}
Err earning_read_cooling(Str text, Str *ret_wrong)
{
    int64_t days;
    return cooling(text, S(""), &days, ret_wrong);
}
int64_t earning_cooling(const EarningRules *r, Str program)
{
    Str wrong;
    int64_t days = r->cooling_days;
    (void)!cooling(r->cooling, program, &days, &wrong);
    return days;
}

Err earning_rules(Ctx *ctx, EarningRules *ret)
{
    *ret = (EarningRules){0};
    TRY(payout_rules(ctx, &ret->payout));
    TRY(setting_text(ctx, ID_NIL, S("earnings.thresholds"), &ret->thresholds));
    TRY(setting_text(ctx, ID_NIL, S("earnings.cooling"), &ret->cooling));
    TRY(setting_text(ctx, ID_NIL, S("earnings.invoice_countries"), &ret->invoice_countries));
    TRY(setting_text(ctx, ID_NIL, S("earnings.escheat_countries"), &ret->escheat_countries));
    TRY(setting_text(ctx, ID_NIL, S("earnings.withhold_on"), &ret->withhold_on));
    TRY(setting_text(ctx, ID_NIL, S("earnings.holds"), &ret->holds));
    TRY(setting_int(ctx, ID_NIL, S("earnings.cooling_days"), &ret->cooling_days));
    TRY(setting_int(ctx, ID_NIL, S("earnings.forfeit_days"), &ret->forfeit_days));
    TRY(setting_int(ctx, ID_NIL, S("earnings.escheat_days"), &ret->escheat_days));
    return setting_int(ctx, ID_NIL, S("earnings.due_day"), &ret->due_day);
}

/* --- rates --- */

static Err usd_of(AccountCtx a, Str currency, Date day, Dec *ret, Date *ret_day)
{
    RateOnRow row;
    *ret = (Dec){DEC_SCALE};
    *ret_day = day;
    if (str_eq(currency, S("USD"))) {
        return OK;
    }
    TRY(q_rate_on(a, &(RateOnArgs){.currency = currency, .day = day}, &row));
    if (day.days - row.day.days > RATE_WINDOW_DAYS) {
        return ERR_NOT_FOUND;
    }
    *ret = row.usd;
    *ret_day = row.day;
    return OK;
}

Err rate_between(AccountCtx a, Str from, Str to, Date day, Dec *ret, Date *ret_day)
{
    Dec one, other;
    Date one_day, other_day;
    *ret = (Dec){DEC_SCALE};
    *ret_day = day;
    if (str_eq(from, to)) {
        return OK;
    }
    TRY(usd_of(a, from, day, &one, &one_day));
    TRY(usd_of(a, to, day, &other, &other_day));
    ret->units = (int64_t)num_div_round((__int128)one.units * DEC_SCALE, other.units, ROUND_HALF_EVEN);
    *ret_day = one_day.days < other_day.days ? one_day : other_day;
    return ret->units > 0 ? OK : ERR_NOT_FOUND;
}

Err rate_apply(int64_t minor, Str from, Str to, Dec rate, int64_t *ret)
{
    Currency one, other;
    TRY(currency_parse(from, &one));
    TRY(currency_parse(to, &other));
    __int128 up = (__int128)minor * rate.units, down = DEC_SCALE;
    for (int i = currency_digits(one); i < currency_digits(other); i++) {
        up *= 10;
    }
    for (int i = currency_digits(other); i < currency_digits(one); i++) {
        down *= 10;
    }
    __int128 got = num_div_round(up, down, ROUND_HALF_EVEN);
    if (got > INT64_MAX || got < -INT64_MAX) {
        return ERR_TOO_LARGE;
    }
    *ret = (int64_t)got;
    return OK;
}

Err rate_put(OperatorCtx o, Str currency, Date day, Dec usd)
{
    return q_rate_put(o, &(RatePutArgs){.currency = currency, .day = day, .usd = usd}, NULL);
}

Date month_of(Date d)
{
    int year, month, day;
    date_ymd(d, &year, &month, &day);
    return date_from_ymd(year, month, 1);
}
Date payment_rate_day(Date month) { return (Date){month_of(month).days - 1}; }
