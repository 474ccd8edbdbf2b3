/* What a customer's subscriptions cost the account in a billing period, for this area's files. */
#pragma once
#include "areas/commerce/commerce.h"
#include "areas/usage/usage.h"

typedef struct CostLine {
    const Subscription *sub;
    const char *charge; /* "new", "renew", "cycleCharge", "usage" */
    bool once;
    Date from, to; /* both included */
    Dec quantity, price, total;
    Str currency;
} CostLine;
/* Charges that begin in the month, in the order of the subscriptions, at what holds now; of a metered plan its usage.
 */
MUST_USE Err costs_of(AccountCtx a, Date month, CostLine **ret, size_t *ret_n);
