/* Usage that is made here: in sandboxes and the demo, seeded and repeatable. */
#pragma once
#include "app/job.h"
#include "areas/usage/usage.h"

/* From `day` on. What is there already stays as it is. */
MUST_USE Err usage_feed_begin(AccountCtx a, Id subscription_id, Date day);
/* One day of a subscription of the customer, as its seed says. */
MUST_USE Err usage_feed_day(AccountCtx a, Id subscription_id, uint64_t seed, Date day);
/* The number that stands for a subscription's resources and days; the same of the same id. */
uint64_t usage_seed(Id subscription_id);
/* Only a sandbox makes use up. */
MUST_USE Err usage_bought_wanted(SystemCtx s, bool *ret);
/* A subscription was bought: in a sandbox its plan is used from now on. */
MUST_USE Err usage_bought(SystemCtx s, Str payload);
extern const JobKind USAGE_JOBS[1];
