/* The daily digest: notices of categories for which a person chose it go in one mail a day, at an hour of theirs. There
 * is no timetable: the first notice that waits asks for the digest, at the next such hour. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"

enum { DIGEST_HOUR = 8 }; /* until somebody chooses another */
/* In a WRITE unit: a notice waits. hour, tz: the person's. */
MUST_USE Err digest_plan(Ctx *ctx, Id user_id, int hour, Str tz);
/* The hour or the zone was changed. */
MUST_USE Err digest_replan(Ctx *ctx, Id user_id, int hour, Str tz);
/* The next time that the clocks of the zone show the hour, after `from`. */
Time digest_next(Str tz, int hour, Time from);
extern const JobKind DIGEST_JOB; /* "mail.digest" */
