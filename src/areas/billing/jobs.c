/* What billing does by the clock: charge cycles that begin, and the month's run. */
#include "app/audit.h"
#include "app/unit.h"
#include "areas/billing/charges.h"
#include "areas/billing/run.h"

static Err due(SystemCtx s, Time *ret)
{
    ChargeCycleNextRow *next;
    size_t n;
    TRY(billing_run_due(s, ret));
    TRY(q_charge_cycle_next(s, NULL, &next, &n));
    if (n && (!time_is_set(*ret) || next[0].next_at.us < ret->us)) {
        *ret = next[0].next_at;
    }
    return OK;
}

/* Charge cycles first, so that a month's run finds them. */
static Err clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    int64_t n;
    Time next;
    Id run;
    SystemCtx s = system_of(ctx);
    TRY(billing_cycles_begun(ctx, ctx->now, &n));
    job->done += n;
    if (!n) {
        TRY(billing_run_due(s, &next));
        if (time_is_set(next) && next.us <= ctx->now.us) {
            Date day = date_of(next);
            int y, m, d;
            date_ymd(day, &y, &m, &d);
            Err err = billing_run_start(ctx, date_add_months(date_from_ymd(y, m, 1), -1), false, ID_NIL, &run);
            if (err == ERR_CONFLICT) {
                ctx->audit.skip = true;
                *ret_next = JOB_LATER; /* one is on */
                return OK;
            }
            TRY(err);
            TRY(audit_also(ctx, "billing.clock"));
        }
    }
    ctx->audit.skip = true; /* each has its own row */
    TRY(due(s, &next));
    if (!time_is_set(next)) {
        *ret_next = JOB_DONE;
        return OK;
    }
    *ret_next = next.us <= ctx->now.us ? JOB_AGAIN : JOB_LATER;
    job->run_after_us = num_min_i64(next.us - ctx->now.us, TIME_HOUR);
    return OK;
}

static Err run_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Id run;
    bool more;
    TRY(id_parse(job->key, &run));
    TRY(billing_run_step(ctx, run, &more));
    job->done++;
    *ret_next = more ? JOB_AGAIN : JOB_DONE;
    return OK;
}

const JobKind BILLING_JOBS[BILLING_JOBS_N] = {
    {.kind = "billing.clock",
     .title = N_("Charge cycles and the month's billing"),
     .step = clock_step,
     .business_clock = true,
     .due = due},
    {.kind = "billing.run", .title = N_("Billing run"), .step = run_step, .outside = true, .business_clock = true},
};
