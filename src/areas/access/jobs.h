/* Jobs of access requests. */
#pragma once
#include "app/job.h"

#define ACCESS_EXPIRE "access.expire" /* key: the request's id */
Err access_expire_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
