/* Billing runs, for this area's files. */
#pragma once
#include "areas/billing/billing.h"

/* In a WRITE unit: begins a run of a month that is over. ERR_CONFLICT with a problem: one of the kind is on (its job
 * goes on, should it have given up), the month is not over. by: nil: the clock. */
MUST_USE Err billing_run_start(Ctx *ctx, Date period, bool dry, Id by, Id *ret);
/* The next account within the caller's WRITE unit, or the run's end: for the demo, whose units lie in the past. */
MUST_USE Err billing_run_within(Ctx *ctx, Id run, bool *ret_more);
/* Steps of the tests: the same as the job's. *ret_more: not over yet. Opens its own units. */
MUST_USE Err billing_run_step(Ctx *ctx, Id run, bool *ret_more);
