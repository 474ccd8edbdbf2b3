/* Writing charges, for this area's files. */
#pragma once
#include "areas/billing/billing.h"

/* The first day of a moment's month. */
Date billing_month(Time at);
/* Use of months up to this one that no charge has yet becomes charges; of the account. *ret_n: how many, at most 500.
 */
MUST_USE Err billing_usage_charges(AccountCtx a, Date period, size_t *ret_n);
/* The jobs look at what is due no later than now. */
MUST_USE Err billing_wind(Ctx *ctx);
