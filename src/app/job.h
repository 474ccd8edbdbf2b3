/* Jobs: all work outside a request. Enqueued in the unit that wants it, unique by (kind, key) while open, leased by
 * compare-and-set, each step one unit, long ones with a cursor, restartable at any step. */
#pragma once
#include "app/i18n.h"
#include "app/scope.h"
#include "base/id.h"

typedef struct JobRun { /* what a step sees */
    Id id;
    Str key, payload;    /* payload: JSON of the kind's own */
    Str cursor;          /* of the last step, empty at first; the step sets the next */
    int64_t done, total; /* for progress; total -1 unknown */
    int attempt;
    Id account_id;        /* owner, or ID_NIL */
    Id user_id;           /* who started it, or ID_NIL */
    Str result;           /* set at the end: e.g. a file's id */
    int64_t run_after_us; /* with JOB_LATER; 0: some seconds */
} JobRun;
typedef enum JobNext { JOB_AGAIN /* another step */, JOB_DONE, JOB_LATER /* run_after_us */ } JobNext;
typedef struct JobKind {
    const char *kind;  /* "customers.export" */
    const char *title; /* N_("Export of customers"): progress page, notifications */
    /* One step. outside: no unit is open (files, network); then it uses unit_run itself. Failure: retried with growing
     * pauses up to attempts_max, then the job is failed with ctx->problem's message. */
    Err (*step)(Ctx *ctx, JobRun *job, JobNext *ret_next);
    bool outside;
    int attempts_max;    /* 0: 10 */
    bool business_clock; /* run_at is in business time */
    /* With business_clock, of a job that looks at what is due from time to time: when something is, TIME_NONE never. A
     * clock that is turned (app/clock.h) stops there, and not at each look. */
    Err (*due)(SystemCtx s, Time *ret);
    bool visible;     /* tells user_id at the end by a notification */
    const char *page; /* where it leads: "/a/{account}/customers/export?job={job}"; {key} is the job's key, {customer}
                         what stands before a / in it. NULL: no link */
} JobKind;
typedef struct JobAsk {
    const char *kind;
    Str key, payload;
    Id account_id, user_id;
    int64_t delay_us;
    int64_t total;
} JobAsk;
/* Inside a WRITE unit. An open job of the same kind and key is kept: *ret_id is its id. */
MUST_USE Err job_enqueue(Ctx *ctx, const JobAsk *ask, Id *ret_id);
typedef struct JobStatus {
    Id id;
    Str kind, state /* waiting running done failed cancelled */;
    int64_t done, total;
    Str result;
    Str problem;
    Time started_at, ended_at;
    Id user_id;
} JobStatus;
MUST_USE Err job_status(AccountCtx a, Id id, JobStatus *ret);
/* The job that {job} of the path names, of this kind and begun by whoever asks; else a refusal: missing ("There is no
 * such export") and what to do. */
MUST_USE Err job_of_path(AccountCtx a, const char *kind, Msg missing, Msg hint, JobStatus *ret);
MUST_USE Err job_cancel(AccountCtx a, Id id);
