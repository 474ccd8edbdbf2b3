/* Steps of this area's jobs, for area.c. */
#pragma once
#include "app/job.h"

Err people_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
Err people_batch_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
