/* Metered usage of subscriptions, what it costs, and budgets: the only header others may include. All functions run
 * inside the caller's unit, for the customer of ctx->customer_id. Business time (ctx->now) everywhere. */
#pragma once
#include "app/ctx.h"

extern const Perm USAGE_VIEW, USAGE_BUDGET;

/* --- rating --- */

/* The price of one from the from-th of a month on; ordered, the first from 0. */
typedef struct UsageTier {
    Dec from, price;
} UsageTier;
/* What a month's quantity costs: the included part is free, each tier takes what lies in it. Each tier's part is
 * rounded once to 8 places, half to even, so that what records add up to is what the month costs. ERR_TOO_LARGE. */
MUST_USE Err usage_cost(Dec included, const UsageTier *tiers, size_t n, Dec quantity, Dec *ret);

/* --- what comes in --- */

/* One meter of one resource in the hour that begins at `from`. A second one of the same adds to it. */
typedef struct UsageAsk {
    Id meter_id;
    Str resource, group, region; /* "web-1", "shop", "North" */
    Time from;                   /* a whole hour; not after now */
    Dec quantity;
} UsageAsk;
enum { USAGE_ASK_MAX = 500 };
/* Records of one metered subscription of the customer, rated in the order given in the currency that the account bills
 * in; sums of months follow, and people are told when a budget's share is passed. ERR_INVALID with a problem: no
 * metered subscription, an unknown meter, one that has no price in the currency, no whole hour, a negative quantity. */
MUST_USE Err usage_record_add(AccountCtx a, Id subscription_id, const UsageAsk *asks, size_t n);

/* --- budgets --- */

enum { BUDGET_WARN = 80, BUDGET_ALL = 100 };
/* version 0: there is none. */
typedef struct Budget {
    int64_t version, warn; /* warn: percent */
    Dec amount;
    Str currency;
} Budget;
MUST_USE Err budget_get(AccountCtx a, Budget *ret);
/* amount 0: none from now on. Problems under "amount" and "warn_percent"; fills ctx->audit. Who set it sees what the
 * month has reached; nobody is told again of a share that is passed already. */
MUST_USE Err budget_set(AccountCtx a, Dec amount, int64_t warn);

/* The first day of the month that a moment lies in, and of the one behind it. */
Date usage_month_of(Time at);
Date usage_month_next(Date month);
