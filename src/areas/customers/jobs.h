/* Jobs of this area. */
#pragma once
#include "app/job.h"

Err customers_export_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
Err customers_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
Err customers_tagging_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
