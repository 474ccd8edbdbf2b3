/* What quantities cost, and months. */
#include "areas/usage/usage.h"

#include "base/num.h"

Err usage_cost(Dec included, const UsageTier *tiers, size_t n, Dec quantity, Dec *ret)
{
    int64_t rest = quantity.units > included.units ? quantity.units - included.units : 0;
    Dec sum = {0}, part;
    for (size_t i = 0; i < n && tiers[i].from.units < rest; i++) {
        int64_t to = i + 1 < n ? num_min_i64(rest, tiers[i + 1].from.units) : rest;
        TRY(dec_mul(tiers[i].price, (Dec){to - tiers[i].from.units}, ROUND_HALF_EVEN, &part));
        TRY(dec_add(sum, part, &sum));
    }
    *ret = sum;
    return OK;
}

Date usage_month_of(Time at)
{
    int year, month, day;
    date_ymd(date_of(at), &year, &month, &day);
    return date_from_ymd(year, month, 1);
}
Date usage_month_next(Date month) { return date_add_months(month, 1); }
