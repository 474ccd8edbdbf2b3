/* Meters with their prices, for this area's files. */
#pragma once
#include "areas/usage/usage.h"
#include "gen/usage_q.h"

typedef struct UsageMeter {
    const UsageMetersRow *row;
    const UsageTier *tiers, *usd;
    size_t tiers_n, usd_n;
} UsageMeter;
typedef struct UsageMeters {
    UsageMeter *list; /* in the order of the args' query */
    size_t n;
} UsageMeters;
/* With their prices in `currency` and in USD; none of the first: not sold in it. */
MUST_USE Err usage_meters(AccountCtx a, const UsageMetersArgs *which, Str currency, UsageMeters *ret);
const UsageMeter *usage_meter_of(const UsageMeters *meters, Id id); /* NULL: none */
/* The product of a subscription's item: "NLCOMPUTE009" of "NLCOMPUTE009:0001:AV...". */
Str usage_product_of(Str item_id);
/* "/subscriptions/ID/resourceGroups/GROUP/providers/KIND/NAME". */
Str usage_uri(Arena *arena, Id subscription_id, Str group, Str kind, Str name);
