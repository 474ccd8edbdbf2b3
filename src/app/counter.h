/* Counts that lists and tiles show without counting: kept by deltas in the unit that changes the rows, spread over
 * shards on PostgreSQL so that writers do not meet. */
#pragma once
#include "app/ctx.h"

MUST_USE Err counter_add(Ctx *ctx, Id account_id, Str name, int64_t delta);
MUST_USE Err counter_get(Ctx *ctx, Id account_id, Str name, int64_t *ret); /* 0 when never counted */
/* All counters whose names lie from `from` on and before `to`, in order of name: one read for a tile's series. */
typedef struct CounterValue {
    Str name;
    int64_t value;
} CounterValue;
MUST_USE Err counter_range(Ctx *ctx, Id account_id, Str from, Str to, CounterValue **ret, size_t *ret_n);
