/* The rules of billing: charge cycles, proration, rounding, tax. No database. */
#include "areas/billing/billing.h"

typedef __int128 I128;

static int64_t power10(int n)
{
    int64_t p = 1;
    for (int i = 0; i < n; i++) {
        p *= 10;
    }
    return p;
}
/* Dec units (10^-8) of one minor unit. */
static int64_t step_of(Currency cur) { return DEC_SCALE / power10(currency_digits(cur)); }

static Err fits(I128 v, int64_t *ret)
{
    if (v > INT64_MAX || v < INT64_MIN) {
        return ERR_TOO_LARGE;
    }
    *ret = (int64_t)v;
    return OK;
}

Err billing_cycle_of(Date from, Date to, int months, Date day, BillingCycle *ret)
{
    if (day.days < from.days || (date_is_set(to) && day.days >= to.days)) {
        return ERR_NOT_FOUND;
    }
    if (!date_is_set(to) && !months) {
        *ret = (BillingCycle){from, {from.days + 1}, 1};
        return OK;
    }
    if (!months) {
        *ret = (BillingCycle){from, to, to.days - from.days};
        return OK;
    }
    int y, m, d, y0, m0, d0;
    date_ymd(day, &y, &m, &d);
    date_ymd(from, &y0, &m0, &d0);
    int k = ((y - y0) * 12 + m - m0) / months;
    if (date_add_months(from, k * months).days > day.days) {
        k--;
    }
    Date begin = date_add_months(from, k * months), next = date_add_months(from, (k + 1) * months);
    *ret = (BillingCycle){begin, date_is_set(to) && to.days < next.days ? to : next, next.days - begin.days};
    return OK;
}

Err billing_effective_price(Dec unit_price, int64_t days, int64_t cycle_days, Dec *ret)
{
    return fits(num_div_round((I128)unit_price.units * days, cycle_days, ROUND_DOWN), &ret->units);
}

/* x times rate, cut behind the minor unit. */
static Err cut(I128 units, Dec rate, Currency cur, int64_t *ret)
{
    return fits(num_div_round(units * rate.units, (I128)step_of(cur) * DEC_SCALE, ROUND_DOWN), ret);
}

Err billing_license_subtotal(Dec effective, Dec rate, int64_t quantity, Currency cur, int64_t *ret)
{
    int64_t one;
    TRY(cut(effective.units, rate, cur, &one));
    return fits((I128)one * quantity, ret);
}

Err billing_usage_subtotal(Dec rated, Currency pricing, Dec rate, Currency cur, int64_t *ret)
{
    int64_t step = step_of(pricing);
    return cut((I128)(rated.units / step) * step, rate, cur, ret);
}

Err billing_cancel_credit(Dec price, int64_t quantity, int64_t days, int64_t cycle_days, Currency cur, int64_t *ret)
{
    int64_t step = step_of(cur), whole;
    I128 day = num_div_round((I128)price.units * quantity, (I128)cycle_days * step, ROUND_HALF_UP);
    I128 one = num_div_round(day * days, quantity, ROUND_HALF_UP);
    TRY(billing_license_subtotal(price, (Dec){DEC_SCALE}, quantity, cur, &whole));
    TRY(fits(one * quantity, ret));
    *ret = num_min_i64(*ret, whole);
    return OK;
}

/* --- tax --- */

#define PERCENT ((I128)100 * DEC_SCALE)
Err billing_tax(int64_t net, Dec rate, int64_t *ret)
{
    return fits(num_div_round((I128)net * rate.units, PERCENT, ROUND_HALF_UP), ret);
}

static int64_t share_down(int64_t net, Dec rate)
{
    I128 product = (I128)net * rate.units, whole = product / PERCENT;
    return (int64_t)(product % PERCENT < 0 ? whole - 1 : whole);
}
static int64_t rest_of(int64_t net, Dec rate)
{
    return (int64_t)((I128)net * rate.units - (I128)share_down(net, rate) * PERCENT);
}

void billing_tax_split(const int64_t *nets, size_t n, Dec rate, int64_t tax, int64_t *ret)
{
    int64_t odd = tax, low = 0, high = (int64_t)PERCENT - 1;
    for (size_t i = 0; i < n; i++) {
        ret[i] = share_down(nets[i], rate);
        odd -= ret[i];
    }
    while (low < high) { /* the smallest rest that at most `odd` exceed: needs no memory for the rests */
        int64_t middle = low + (high - low) / 2, above = 0;
        for (size_t i = 0; i < n; i++) {
            above += rest_of(nets[i], rate) > middle;
        }
        low = above > odd ? middle + 1 : low;
        high = above > odd ? high : middle;
    }
    int64_t level = odd;
    for (size_t i = 0; i < n; i++) {
        level -= rest_of(nets[i], rate) > low;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t rest = rest_of(nets[i], rate);
        bool first = rest == low && level > 0;
        level -= first;
        ret[i] += rest > low || first;
    }
}

/* --- what happened, and its lines --- */

BillingSide billing_side(const Subscription *s)
{
    int months = str_eq(s->cycle, S("monthly")) ? 1 : str_eq(s->cycle, S("annual")) ? 12 : 0;
    BillingSide b = {.term_from = s->term_from,
                     .term_to = time_is_set(s->ends_at) ? date_of(s->ends_at) : DATE_NONE,
                     .began = date_of(s->started_at),
                     .months = s->term.n ? months : 0,
                     .price = s->unit_price,
                     .quantity = s->quantity,
                     .item = s->item_id,
                     .term = s->term,
                     .cycle = s->cycle,
                     .ended = str_eq(s->state, S("deleted")),
                     .gone = str_eq(s->reason, S("transferred")) || str_eq(s->reason, S("migrated")),
                     .trial = s->trial,
                     .usage = s->usage,
                     .old = subscription_is_old(s)};
    if (currency_parse(s->currency, &b.currency) != OK) {
        memcpy(b.currency.code, "USD", 4);
    }
    return b;
}

static bool is_billed(const BillingSide *s) { return !s->ended && !s->trial && !s->usage && s->price.units > 0; }

BillingWhat billing_what(const BillingSide *before, const BillingSide *after)
{
    if (!before) {
        return is_billed(after) ? BILLING_NEW : BILLING_NONE;
    }
    bool was = is_billed(before), is = is_billed(after);
    if (after->ended) {
        return was ? BILLING_CANCEL : BILLING_NONE;
    }
    if (!was || !is) {
        return was || is ? BILLING_CONVERT : BILLING_NONE;
    }
    return before->term_from.us != after->term_from.us ? BILLING_RENEW
           : !str_eq(before->item, after->item)        ? BILLING_CONVERT
           : !str_eq(before->term, after->term)        ? BILLING_EXTEND
           : !str_eq(before->cycle, after->cycle)      ? BILLING_PLAN
           : before->quantity < after->quantity        ? BILLING_ADD
           : before->quantity > after->quantity        ? BILLING_REMOVE
                                                       : BILLING_NONE;
}

/* Of [from, the cycle's end). sign -1: taken back. */
static Err line_of(const BillingSide *s, BillingCycle c, Date from, int sign, BillingLine *ret)
{
    *ret = (BillingLine){.rule = "license",
                         .from = from,
                         .to = c.to,
                         .quantity = s->quantity * sign,
                         .days = c.to.days - from.days,
                         .cycle_days = c.days,
                         .unit_price = s->price};
    TRY(billing_effective_price(s->price, ret->days, ret->cycle_days, &ret->effective));
    return billing_license_subtotal(ret->effective, (Dec){DEC_SCALE}, ret->quantity, s->currency, &ret->amount);
}

/* Full within a day of the term's beginning, then by the days that are left. */
static Err cancel_line(const BillingSide *s, BillingCycle c, Date day, Time now, BillingLine *ret)
{
    bool whole = !s->gone && (now.us - s->term_from.us < TIME_DAY || !date_is_set(s->term_to));
    Date first = s->began.days > c.from.days && s->began.days < c.to.days ? s->began : c.from;
    int64_t credit;
    TRY(line_of(s, c, whole ? first : day, -1, ret));
    if (whole || s->gone || ret->days == ret->cycle_days) {
        return OK;
    }
    TRY(billing_cancel_credit(s->price, s->quantity, ret->days, ret->cycle_days, s->currency, &credit));
    ret->rule = "cancel";
    ret->amount = -credit;
    return OK;
}

static Err add_line(Err found, const BillingSide *s, BillingCycle c, Date from, int sign, BillingLine *ret, size_t *n)
{
    if (found == ERR_NOT_FOUND) {
        return OK; /* the term is over: nothing of it is left */
    }
    TRY(found);
    TRY(line_of(s, c, from, sign, &ret[*n]));
    (*n)++;
    return OK;
}

Err billing_lines(BillingWhat what, const BillingSide *before, const BillingSide *after, Time now, BillingLine ret[2],
                  size_t *ret_n)
{
    BillingCycle c = {0};
    Date day = date_of(now);
    *ret_n = 0;
    if (what == BILLING_NONE) {
        return OK;
    }
    bool begins = what == BILLING_RENEW || (what == BILLING_CONVERT && !is_billed(before));
    if (before && is_billed(before) && !begins) {
        Date from = date_of(before->term_from), at = day.days < from.days ? from : day;
        Date within = date_is_set(before->term_to) ? at : from; /* what is bought once has its one day */
        Err err = billing_cycle_of(from, before->term_to, before->months, within, &c);
        if (what == BILLING_CANCEL && err == OK) {
            BillingSide s = *before;
            s.gone = after->gone;
            *ret_n = !s.gone || date_is_set(s.term_to); /* what was bought once is used up */
            return *ret_n ? cancel_line(&s, c, within, now, &ret[0]) : OK;
        }
        TRY(add_line(err, before, c, within, -1, ret, ret_n));
    }
    if (what == BILLING_CANCEL || !is_billed(after)) {
        return OK;
    }
    Date from = date_of(after->term_from), at = begins || day.days < from.days ? from : day;
    at = date_is_set(after->term_to) ? at : from;
    Err err = billing_cycle_of(from, after->term_to, after->months, at, &c);
    return add_line(err, after, c, at, 1, ret, ret_n);
}

const char *billing_kind(BillingWhat what, bool old, bool refund)
{
    static const char *const NEWER[BILLING_WHATS] = {"",
                                                     "new",
                                                     "renew",
                                                     "cycleCharge",
                                                     "addQuantity",
                                                     "removeQuantity",
                                                     "cancelImmediate",
                                                     "convert",
                                                     "changeBillingPlan",
                                                     "extendTerm"};
    static const char *const OLDER[BILLING_WHATS] = {"",
                                                     "New purchase cycle fee",
                                                     "Prorate fee when renew",
                                                     "Cycle fee",
                                                     "Cycle instance prorate",
                                                     "Cycle instance prorate",
                                                     "Prorate fees when cancel",
                                                     "Prorate fees when convert to a new offering",
                                                     "Cycle instance prorate",
                                                     "Cycle instance prorate"};
    if (old && refund && what == BILLING_CONVERT) {
        return "Prorate fees when convert away from current offering";
    }
    return old ? OLDER[what] : NEWER[what];
}
