/* Private to the authority: its daily job. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"

Err authority_daily_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
/* Asks for the job a day from now; one that is asked for already is kept. In a WRITE unit. key: "first", "a", "b". */
MUST_USE Err authority_daily(Ctx *ctx, Str key);
