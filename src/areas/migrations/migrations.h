/* Migrations of subscriptions from the older kind of commerce to the newer: asked for, planned for a day, moved by the
 * clock. What is in the way and the change itself are commerce's. All functions run inside the caller's unit; those
 * that write, for the customer of ctx->customer_id. */
#pragma once
#include "app/job.h"
#include "app/machine.h"
#include "app/route.h"
#include "areas/commerce/commerce.h"
#include "gen/migrations_q.h"

extern const Machine MIGRATION, MIGRATION_SCHEDULE;
extern const Perm MIGRATIONS_VIEW, MIGRATIONS_MANAGE;
enum {
    MIGRATION_STEP_MINUTES = 20, /* of business time, from one state to the next */
    MIGRATION_PAGE = 300,
    MIGRATION_REFERENCE_MAX = 200
};

typedef MigrationPageRow Migration;
typedef SchedulePageRow MigrationPlan;

/* lines[0] of a base with all the add-ons on it, as they are now; term and the like as asked for, where an add-on is
 * sold so. */
MUST_USE Err migration_lines(AccountCtx a, const MigrateLine *base, MigrateLine **ret, size_t *ret_n);
typedef struct MigrationAsk {
    MigrateLine *lines; /* the base first */
    size_t lines_n;
    Str reference;
    Id batch_id, schedule_id; /* nil: none */
} MigrationAsk;
/* Refusals with the wire's code. A plan of the same subscription is cancelled by it. */
MUST_USE Err migration_start(AccountCtx a, const MigrationAsk *ask, Id *ret_id);
/* One that failed, once more. */
MUST_USE Err migration_retry(AccountCtx a, const Migration *m);
/* ERR_NOT_FOUND with a problem where there is none. */
MUST_USE Err migration_get(AccountCtx a, Id id, Migration *ret);
/* Is one of the subscription under way? */
MUST_USE Err migration_busy(AccountCtx a, Id subscription_id, bool *ret);

typedef struct ScheduleAsk {
    MigrateLine base;
    Str reference;
    Time target_at;                  /* TIME_NONE: at its renewal */
    bool on_renewal, without_addons; /* without: add-ons on it are in the way, then as now (900219) */
} ScheduleAsk;
/* Problems at "targetDate"; else refusals with the wire's code. */
MUST_USE Err schedule_start(AccountCtx a, const ScheduleAsk *ask, Id *ret_id);
MUST_USE Err schedule_change(AccountCtx a, const MigrationPlan *s, const ScheduleAsk *ask);
MUST_USE Err schedule_cancel(AccountCtx a, const MigrationPlan *s);
MUST_USE Err schedule_get(AccountCtx a, Id id, MigrationPlan *ret);

enum { MIGRATION_JOBS_N = 2 };
extern const JobKind MIGRATION_JOBS[MIGRATION_JOBS_N];
