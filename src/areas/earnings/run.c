/* Payment runs. Checking writes one line for each thing that could be paid and pays nothing; releasing makes one
 * payment of each line, in a unit of its own, from what stands there at that moment. A step may end anywhere and be
 * done again: lines are unique for a run, and a line is taken once. */
#include "areas/earnings/earnings.h"

#include "app/audit.h"
#include "app/unit.h"
#include "gen/earnings_q.h"

int RUN_DIES_BEFORE = -1;
static Err may_live(void)
{
    if (RUN_DIES_BEFORE < 0) {
        return OK;
    }
    return RUN_DIES_BEFORE-- == 0 ? ERR_UNAVAILABLE : OK;
}

static Err enqueue(Ctx *ctx, const char *what, Id id, Id *ret_job)
{
    return job_enqueue(ctx,
                       &(JobAsk){.kind = "payments.run",
                                 .key = str_fmt(ctx->arena, "%.*s/%s", S_ARG(id_text(ctx->arena, id)), what),
                                 .user_id = ctx->actor.user_id,
                                 .total = -1},
                       ret_job);
}
static void audit_run(Ctx *ctx, Id id, Str month, const char *was, const char *now)
{
    ctx->audit.target_kind = S("payment_run");
    ctx->audit.target_id = id;
    ctx->audit.target_name = month;
    ctx->audit.before = was[0] ? AUDIT_JSON(ctx->arena, {"state", str_from(was)}) : S("");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", str_from(now)});
}
static Str month_text(Arena *a, Date month) { return str_sub(date_iso(a, month), 0, 7); }

Err run_begin(OperatorCtx o, Id *ret_id)
{
    Ctx *ctx = o.ctx;
    EarningRules rules;
    Id job;
    int64_t added;
    Date today = date_of(ctx->now), month = month_of(today);
    TRY(earning_rules(ctx, &rules));
    Date due = {month.days + (int32_t)rules.due_day - 1};
    if (due.days < today.days) {
        due = today;
    }
    *ret_id = ctx_new_id(ctx);
    TRY(q_run_add(o,
                  &(RunAddArgs){.id = *ret_id,
                                .created_name = ctx->actor.name,
                                .month = month,
                                .rate_day = payment_rate_day(month),
                                .due_on = due},
                  &added));
    if (!added) {
        return problem(ctx, ERR_CONFLICT, MSG("A payment run is open already"),
                       MSG("Release or cancel the one that stands in the list, then begin another."));
    }
    TRY(enqueue(ctx, "check", *ret_id, &job));
    TRY(q_run_job(o, &(RunJobArgs){.id = *ret_id, .job_id = job}, NULL));
    audit_run(ctx, *ret_id, month_text(ctx->arena, month), "", "checking");
    return OK;
}

Err run_release(OperatorCtx o, Id id)
{
    Ctx *ctx = o.ctx;
    PayrunGetRow r;
    Id job;
    int64_t changed;
    TRY(q_payrun_get(o, &(PayrunGetArgs){.id = id}, &r));
    if (id_eq(r.created_by, ctx->actor.user_id)) {
        return problem(ctx, ERR_FORBIDDEN, MSG("You began this run, so somebody else has to release it"),
                       MSG("Ask a colleague who may release payments to look at it."));
    }
    TRY(q_run_release(o, &(RunReleaseArgs){.id = id, .released_name = ctx->actor.name}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("The run cannot be released as it stands"),
                       MSG("Somebody else may have released or cancelled it. Look at it again."));
    }
    TRY(enqueue(ctx, "release", id, &job));
    TRY(q_run_job(o, &(RunJobArgs){.id = id, .job_id = job}, NULL));
    audit_run(ctx, id, month_text(ctx->arena, r.month), "ready", "releasing");
    return OK;
}

Err run_cancel(OperatorCtx o, Id id)
{
    Ctx *ctx = o.ctx;
    PayrunGetRow r;
    int64_t changed;
    TRY(q_payrun_get(o, &(PayrunGetArgs){.id = id}, &r));
    TRY(q_run_cancel(o, &(RunCancelArgs){.id = id}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("The run cannot be cancelled any more"),
                       MSG("It was released or cancelled meanwhile. Look at it again."));
    }
    audit_run(ctx, id, month_text(ctx->arena, r.month), str_z(ctx->arena, r.state), "cancelled");
    return OK;
}

/* --- the job --- */

typedef struct Step {
    Id run_id, account_id;
    RunStateRow run;
    RunAccountsRow *accounts;
    RunWaitingRow *lines;
    const RunWaitingRow *line;
    size_t n;
    const char *to;
    bool ends;
    Id after;
} Step;

static Err read_run(Ctx *ctx, void *arg)
{
    Step *s = arg;
    return q_run_state(system_of(ctx), &(RunStateArgs){.id = s->run_id}, &s->run);
}
static Err read_accounts(Ctx *ctx, void *arg)
{
    Step *s = arg;
    return q_run_accounts(system_of(ctx), &(RunAccountsArgs){.after = s->after}, &s->accounts, &s->n);
}
static Err read_lines(Ctx *ctx, void *arg)
{
    Step *s = arg;
    return q_run_waiting(system_of(ctx), &(RunWaitingArgs){.run_id = s->run_id}, &s->lines, &s->n);
}
static Err put_state(Ctx *ctx, void *arg)
{
    Step *s = arg;
    return q_run_state_put(
        system_of(ctx),
        &(RunStatePutArgs){.id = s->run_id, .from_state = s->run.state, .to_state = str_from(s->to), .ends = s->ends},
        NULL);
}

/* What could be paid to one account, and why not; nothing is written but the lines. */
static Err propose(Ctx *ctx, void *arg)
{
    Step *s = arg;
    AccountCtx a = account_of(ctx, s->account_id);
    PaymentPlan *plans;
    size_t n;
    RunStateRow now; /* cancelled meanwhile */
    TRY(q_run_state(system_of(ctx), &(RunStateArgs){.id = s->run_id}, &now));
    if (!str_eq(now.state, S("checking"))) {
        return OK;
    }
    TRY(payment_plans(a, s->run.rate_day, &plans, &n));
    for (size_t i = 0; i < n; i++) {
        const PaymentPlan *p = &plans[i];
        TRY(q_line_add(a,
                       &(LineAddArgs){.run_id = s->run_id,
                                      .id = ctx_new_id(ctx),
                                      .program = p->program,
                                      .location_id = p->location_id,
                                      .currency = p->currency,
                                      .earnings = p->earnings,
                                      .gross = p->gross,
                                      .withheld = p->withheld,
                                      .net = p->net,
                                      .state = p->why[0] ? S("kept") : S("proposed"),
                                      .why = str_from(p->why)},
                       NULL));
    }
    return OK;
}

/* One payment of what stands there now, if it is what was checked. */
static Err release_line(Ctx *ctx, void *arg)
{
    Step *s = arg;
    const RunWaitingRow *l = s->line;
    AccountCtx a = account_of(ctx, l->account_id);
    PaymentPlan p;
    Id payment = ID_NIL;
    int64_t taken;
    TRY(payment_plan(a, s->run.rate_day, l->program, l->location_id, &p));
    bool same = !p.why[0] && p.earnings == l->earnings && p.gross == l->gross && p.withheld == l->withheld &&
                p.net == l->net && str_eq(p.currency, l->currency);
    if (same) {
        TRY(payment_make(a, &p, s->run_id, s->run.rate_day, s->run.due_on, &payment));
    } else {
        ctx->audit.target_kind = S("payment_run");
        ctx->audit.target_id = s->run_id;
        ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("changed")}, {"program", l->program});
    }
    TRY(q_line_take(a,
                    &(LineTakeArgs){.run_id = s->run_id,
                                    .id = l->id,
                                    .from_state = S("proposed"),
                                    .to_state = same ? S("made") : S("changed"),
                                    .why = same       ? S("")
                                           : p.why[0] ? str_from(p.why)
                                                      : S("changed"),
                                    .payment_id = payment},
                    &taken));
    return taken ? OK : ERR_STALE; /* another process was here first: nothing of this unit stays */
}

static Err next_unit(Ctx *ctx, Mode mode, const char *action, UnitFn fn, void *arg)
{
    TRY(may_live());
    memset(&ctx->audit, 0, sizeof ctx->audit);
    return unit_run(ctx, mode, action, fn, arg);
}

static Err check_step(Ctx *ctx, JobRun *job, Step *s, JobNext *ret_next)
{
    s->after = ID_NIL;
    (void)!id_parse(job->cursor, &s->after);
    TRY(next_unit(ctx, MODE_READ, NULL, read_accounts, s));
    for (size_t i = 0; i < s->n; i++) {
        s->account_id = s->accounts[i].account_id;
        TRY(next_unit(ctx, MODE_WRITE, NULL, propose, s));
        job->done++;
    }
    if (s->n) {
        job->cursor = id_text(ctx->arena, s->accounts[s->n - 1].account_id);
        *ret_next = JOB_AGAIN;
        return OK;
    }
    s->to = "ready";
    return next_unit(ctx, MODE_WRITE, NULL, put_state, s);
}

static Err release_step(Ctx *ctx, JobRun *job, Step *s, JobNext *ret_next)
{
    TRY(next_unit(ctx, MODE_READ, NULL, read_lines, s));
    for (size_t i = 0; i < s->n; i++) {
        s->line = &s->lines[i];
        Err err = next_unit(ctx, MODE_WRITE, "payments.make", release_line, s);
        if (err != OK && err != ERR_STALE) {
            return err;
        }
        job->done++;
    }
    if (s->n) {
        *ret_next = JOB_AGAIN;
        return OK;
    }
    s->to = "released";
    s->ends = true;
    return next_unit(ctx, MODE_WRITE, NULL, put_state, s);
}

Err run_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Step s = {0};
    Str rest = job->key, id;
    *ret_next = JOB_DONE;
    if (!str_split(&rest, '/', &id) || id_parse(id, &s.run_id) != OK) {
        return ERR_INVALID;
    }
    TRY(next_unit(ctx, MODE_READ, NULL, read_run, &s));
    if (str_eq(s.run.state, S("checking"))) {
        return check_step(ctx, job, &s, ret_next);
    }
    return str_eq(s.run.state, S("releasing")) ? release_step(ctx, job, &s, ret_next) : OK;
}

/* --- a file that the bank has carried out --- */

typedef struct Settle {
    Id file_id;
    FileOpenRow *rows;
    size_t n;
    const FileOpenRow *row;
} Settle;
static Err read_open(Ctx *ctx, void *arg)
{
    Settle *s = arg;
    return q_file_open(system_of(ctx), &(FileOpenArgs){.file_id = s->file_id}, &s->rows, &s->n);
}
static Err send_one(Ctx *ctx, void *arg)
{
    Settle *s = arg;
    return payment_move(ctx, &(PaymentHappening){.account_id = s->row->account_id,
                                                 .id = s->row->id,
                                                 .to = S("sent"),
                                                 .reason = S(""),
                                                 .bank_says = S(""),
                                                 .mover = MOVER_SYSTEM});
}
static Err settled(Ctx *ctx, void *arg)
{
    Settle *s = arg;
    return q_file_settled(system_of(ctx), &(FileSettledArgs){.id = s->file_id}, NULL);
}

Err settle_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Settle s = {0};
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &s.file_id));
    TRY(next_unit(ctx, MODE_READ, NULL, read_open, &s));
    for (size_t i = 0; i < s.n; i++) {
        s.row = &s.rows[i];
        TRY(next_unit(ctx, MODE_WRITE, "payments.sent", send_one, &s));
        job->done++;
    }
    if (s.n) {
        *ret_next = JOB_AGAIN;
        return OK;
    }
    return next_unit(ctx, MODE_WRITE, NULL, settled, &s);
}
