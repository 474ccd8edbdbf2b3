/* Migrations asked for, planned, and moved from state to state by the clock. */
#include "areas/migrations/migrations.h"

#include "app/audit.h"
#include "app/event.h"
#include "app/unit.h"
#include "base/utf8.h"

#define CLOCK "migrations.clock"
#define PLAN "migrations.plan"

/* --- reading --- */

Err migration_get(AccountCtx a, Id id, Migration *ret)
{
    Migration *rows;
    size_t n;
    PageInfo info;
    TRY(q_migration_page(a, &(MigrationPageArgs){.with_id = true, .id = id}, &(PageAsk){.size = 1}, &rows, &n, &info));
    if (!n) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such migration"), (Msg){0});
    }
    *ret = rows[0];
    return OK;
}

Err schedule_get(AccountCtx a, Id id, MigrationPlan *ret)
{
    MigrationPlan *rows;
    size_t n;
    PageInfo info;
    TRY(q_schedule_page(a, &(SchedulePageArgs){.with_id = true, .id = id}, &(PageAsk){.size = 1}, &rows, &n, &info));
    if (!n) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such plan"), (Msg){0});
    }
    *ret = rows[0];
    return OK;
}

Err migration_busy(AccountCtx a, Id subscription_id, bool *ret)
{
    MigrationOpenRow *rows;
    size_t n;
    TRY(q_migration_open(a, &(MigrationOpenArgs){.subscription_id = subscription_id}, &rows, &n));
    *ret = n > 0;
    return OK;
}

static Err busy(Ctx *ctx)
{
    return problem_api(ctx, ERR_CONFLICT, 400, 900216, MSG("A migration of this subscription is under way already"));
}

Err migration_lines(AccountCtx a, const MigrateLine *base, MigrateLine **ret, size_t *ret_n)
{
    Subscription *on;
    Str country;
    TRY(subscription_addons(a, base->id, &on, ret_n));
    TRY(commerce_country(a, &country));
    MigrateLine *lines = *ret = arena_array(a.ctx->arena, MigrateLine, *ret_n + 1);
    lines[0] = *base;
    for (size_t i = 0; i < *ret_n; i++) {
        CatalogItem to;
        lines[i + 1] = (MigrateLine){.id = on[i].id, .full_term = base->full_term, .custom_end = TIME_NONE};
        Err err = catalog_successor(a, on[i].item_id, country, &to);
        if (err == OK && (base->term.n || base->cycle.n) && catalog_term(&to, base->term, base->cycle)) {
            lines[i + 1].term = base->term;
            lines[i + 1].cycle = base->cycle;
        } else if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
    }
    (*ret_n)++;
    return OK;
}

/* --- asking --- */

static void audit_of(Ctx *ctx, const char *kind, Id id, Str name)
{
    ctx->audit.target_kind = str_from(kind);
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

/* The first thing in the way of any line, as the wire has it. */
static Err refusal(Ctx *ctx, const MigrateLine *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const MigrateLine *l = &lines[i];
        if (l->code) {
            int status = l->code == 900226 ? 403 : l->code == 20003 ? 404 : 400;
            Err err = status == 403 ? ERR_FORBIDDEN : status == 404 ? ERR_NOT_FOUND : ERR_INVALID;
            return problem_api(ctx, err, status, l->code, l->why);
        }
    }
    return OK;
}

static Err wind(Ctx *ctx, const char *kind, Str key, int64_t delay_us)
{
    Id job;
    return job_enqueue(ctx, &(JobAsk){.kind = kind, .key = key, .delay_us = delay_us > 0 ? delay_us : 0, .total = -1},
                       &job);
}

static Err tell(Ctx *ctx, const char *event, Id customer, Id subject)
{
    Str id = id_text(ctx->arena, subject);
    return event_emit(ctx, str_from(event), id,
                      str_fmt(ctx->arena, "{\"account\":\"%.*s\",\"customer\":\"%.*s\",\"migration\":\"%.*s\"}",
                              S_ARG(id_text(ctx->arena, ctx->account_id)), S_ARG(id_text(ctx->arena, customer)),
                              S_ARG(id)));
}

static Err note_event(AccountCtx a, Id migration, Id subscription, const char *name)
{
    return q_migration_event_add(a,
                                 &(MigrationEventAddArgs){.migration_id = migration,
                                                          .id = ctx_new_id(a.ctx),
                                                          .customer_id = a.ctx->customer_id,
                                                          .subscription_id = subscription,
                                                          .name = str_from(name)},
                                 NULL);
}

/* What stands in a line before the change: what was found, asked for or not. */
static Err add_line(AccountCtx a, Id migration, size_t line, const MigrateLine *l)
{
    return q_migration_line_add(a,
                                &(MigrationLineAddArgs){.migration_id = migration,
                                                        .line = (int64_t)line,
                                                        .subscription_id = l->id,
                                                        .title = l->was.friendly_name,
                                                        .to_title = l->to.title,
                                                        .item_id = l->to.item_id,
                                                        .term = l->price->duration,
                                                        .cycle = l->price->billing_cycle,
                                                        .quantity = l->quantity,
                                                        .full_term = l->full_term,
                                                        .custom_end = l->custom_end,
                                                        .ends_at = l->ends_at},
                                NULL);
}

/* Migrated now, it needs no plan. */
static Err drop_plan(AccountCtx a, Id subscription_id)
{
    ScheduleOpenRow *rows;
    size_t n;
    TRY(q_schedule_open(a, &(ScheduleOpenArgs){.subscription_id = subscription_id}, &rows, &n));
    return n ? machine_move(a.ctx, &MIGRATION_SCHEDULE,
                            &(MachineAsk){.account_id = a.ctx->account_id,
                                          .subject_id = rows[0].id,
                                          .to = S("cancelled"),
                                          .mover = MOVER_PARTNER})
             : OK;
}

Err migration_start(AccountCtx a, const MigrationAsk *ask, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    MigrateLine *base = &ask->lines[0];
    Str country;
    bool fine, open;
    int64_t added;
    TRY(migration_busy(a, base->id, &open));
    if (open) {
        return busy(ctx);
    }
    TRY(commerce_country(a, &country));
    TRY(subscriptions_migrate_check(a, country, ask->lines, ask->lines_n, NULL, &fine));
    TRY(refusal(ctx, ask->lines, ask->lines_n));
    if (utf8_count(ask->reference) > MIGRATION_REFERENCE_MAX) {
        problem_field(ctx, S("externalReferenceId"), MSG("A reference has at most 200 characters"));
        return ERR_INVALID;
    }
    *ret_id = ctx_new_id(ctx);
    TRY(q_migration_add(a,
                        &(MigrationAddArgs){.id = *ret_id,
                                            .subscription_id = base->id,
                                            .batch_id = ask->batch_id,
                                            .schedule_id = ask->schedule_id,
                                            .reference = ask->reference},
                        &added));
    if (!added) { /* another was quicker */
        return busy(ctx);
    }
    for (size_t i = 0; i < ask->lines_n; i++) {
        TRY(add_line(a, *ret_id, i, &ask->lines[i]));
    }
    if (id_is_nil(ask->schedule_id)) {
        TRY(drop_plan(a, base->id));
    }
    audit_of(ctx, "migration", *ret_id, base->was.friendly_name);
    ctx->audit.before = S("");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"subscription", base->was.friendly_name}, {"product", base->to.title},
                                  {"state", S("started")});
    TRY(machine_begin(ctx, &MIGRATION, ctx->account_id, *ret_id,
                      id_is_nil(ask->schedule_id) ? MOVER_PARTNER : MOVER_SYSTEM));
    TRY(note_event(a, *ret_id, base->id, "MigrationStarted"));
    TRY(wind(ctx, CLOCK, id_text(ctx->arena, *ret_id), MIGRATION_STEP_MINUTES * TIME_MINUTE));
    return tell(ctx, "migration.created", ctx->customer_id, *ret_id);
}

Err migration_retry(AccountCtx a, const Migration *m)
{
    Ctx *ctx = a.ctx;
    bool open;
    TRY(migration_busy(a, m->subscription_id, &open));
    if (open) {
        return busy(ctx);
    }
    audit_of(ctx, "migration", m->id, m->title);
    TRY(machine_move(
        ctx, &MIGRATION,
        &(MachineAsk){.account_id = ctx->account_id, .subject_id = m->id, .to = S("started"), .mover = MOVER_PARTNER}));
    return wind(ctx, CLOCK, id_text(ctx->arena, m->id), MIGRATION_STEP_MINUTES * TIME_MINUTE);
}

/* --- plans --- */

static Str plan_key(Arena *arena, Id id, int64_t version)
{
    return str_fmt(arena, "%.*s/%lld", S_ARG(id_text(arena, id)), (long long)version);
}

/* When it begins, and whether it can at all as things are. */
static Err look_ahead(AccountCtx a, ScheduleAsk *ask, Time *ret_due)
{
    Ctx *ctx = a.ctx;
    MigrateLine *lines;
    size_t n;
    Str country;
    bool fine;
    TRY(commerce_country(a, &country));
    ask->base.full_term = ask->base.full_term || ask->on_renewal; /* the old term is over then */
    TRY(migration_lines(a, &ask->base, &lines, &n));
    n = ask->without_addons ? 1 : n;
    MigrateWhen when = {.planned = true, .at_renewal = ask->on_renewal, .at = ask->target_at};
    if (!ask->on_renewal && !time_is_set(ask->target_at)) {
        when.at = ctx->now; /* refused below */
    }
    TRY(subscriptions_migrate_check(a, country, lines, n, &when, &fine));
    TRY(refusal(ctx, lines, n));
    ask->base = lines[0];
    Time ends = lines[0].was.ends_at;
    if (ask->on_renewal == time_is_set(ask->target_at)) {
        problem_field(ctx, S("targetDate"), MSG("Give a day, or say that it migrates at its renewal: one of the two"));
    } else if (!ask->on_renewal && (ask->target_at.us <= ctx->now.us || ask->target_at.us >= ends.us)) {
        problem_field(ctx, S("targetDate"), MSG("The day lies ahead, and before the end of the running term"));
    }
    TRY(problem_check(ctx));
    *ret_due =
        ask->on_renewal ? time_add(ends, -MIGRATE_RENEWAL_HOURS * TIME_HOUR) : time_of_date(date_of(ask->target_at));
    return OK;
}

Err schedule_start(AccountCtx a, const ScheduleAsk *asked, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    ScheduleAsk ask = *asked;
    Time due;
    int64_t added;
    bool open;
    TRY(migration_busy(a, ask.base.id, &open));
    if (open) {
        return busy(ctx);
    }
    TRY(look_ahead(a, &ask, &due));
    *ret_id = ctx_new_id(ctx);
    TRY(q_schedule_add(a,
                       &(ScheduleAddArgs){.id = *ret_id,
                                          .subscription_id = ask.base.id,
                                          .title = ask.base.was.friendly_name,
                                          .reference = ask.reference,
                                          .term = ask.base.price->duration,
                                          .cycle = ask.base.price->billing_cycle,
                                          .quantity = ask.base.quantity,
                                          .full_term = ask.base.full_term,
                                          .custom_end = ask.base.custom_end,
                                          .target_at = ask.target_at,
                                          .on_renewal = ask.on_renewal,
                                          .without_addons = ask.without_addons,
                                          .due_at = due},
                       &added));
    if (!added) {
        return problem_api(ctx, ERR_CONFLICT, 400, 900216,
                           MSG("A migration of this subscription is planned already; change that plan"));
    }
    audit_of(ctx, "migration", *ret_id, ask.base.was.friendly_name);
    ctx->audit.before = S("");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"subscription", ask.base.was.friendly_name},
                                  {"day", date_iso(ctx->arena, date_of(due))}, {"state", S("scheduled")});
    TRY(machine_begin(ctx, &MIGRATION_SCHEDULE, ctx->account_id, *ret_id, MOVER_PARTNER));
    return wind(ctx, PLAN, plan_key(ctx->arena, *ret_id, 1), time_diff(due, ctx->now));
}

Err schedule_change(AccountCtx a, const MigrationPlan *s, const ScheduleAsk *asked)
{
    Ctx *ctx = a.ctx;
    ScheduleAsk ask = *asked;
    Time due;
    int64_t changed;
    if (!str_eq(s->state, S("scheduled"))) {
        return problem_api(ctx, ERR_CONFLICT, 400, 900216, MSG("The plan is decided already"));
    }
    ask.base.id = s->subscription_id;
    TRY(look_ahead(a, &ask, &due));
    TRY(q_schedule_set(a,
                       &(ScheduleSetArgs){.id = s->id,
                                          .version = s->version,
                                          .term = ask.base.price->duration,
                                          .cycle = ask.base.price->billing_cycle,
                                          .quantity = ask.base.quantity,
                                          .full_term = ask.base.full_term,
                                          .custom_end = ask.base.custom_end,
                                          .target_at = ask.target_at,
                                          .on_renewal = ask.on_renewal,
                                          .without_addons = ask.without_addons,
                                          .due_at = due},
                       &changed));
    if (!changed) {
        return ERR_SERIALIZE; /* somebody was quicker: the unit runs again on what there is now */
    }
    audit_of(ctx, "migration", s->id, s->title);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"day", date_iso(ctx->arena, date_of(s->due_at))});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"day", date_iso(ctx->arena, date_of(due))});
    return wind(ctx, PLAN, plan_key(ctx->arena, s->id, s->version + 1), time_diff(due, ctx->now));
}

Err schedule_cancel(AccountCtx a, const MigrationPlan *s)
{
    if (!str_eq(s->state, S("scheduled"))) {
        return problem_api(a.ctx, ERR_CONFLICT, 400, 900216, MSG("The plan is decided already"));
    }
    audit_of(a.ctx, "migration", s->id, s->title);
    return machine_move(
        a.ctx, &MIGRATION_SCHEDULE,
        &(MachineAsk){
            .account_id = a.ctx->account_id, .subject_id = s->id, .to = S("cancelled"), .mover = MOVER_PARTNER});
}

/* --- the clock --- */

typedef struct Step {
    Id id;
    int64_t version; /* of a plan */
    Str reason;
    JobNext next;
    int64_t wait_us;
} Step;

static bool is_refusal(Err err)
{
    return err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_NOT_FOUND || err == ERR_FORBIDDEN;
}

/* Why a rule was against it, in English, as machines keep reasons; the problem is gone then. */
static Str take_reason(Ctx *ctx)
{
    Msg why = msg_is_set(ctx->problem.message) ? ctx->problem.message
              : ctx->problem.fields_n          ? ctx->problem.fields[0].message
                                               : MSG("It cannot migrate now");
    ctx->problem = (Problem){0};
    return msg_text(ctx->arena, ctx->locale, &why);
}

static Err go_to(Ctx *ctx, Id account, Id id, const char *to, Str reason)
{
    return machine_move(
        ctx, &MIGRATION,
        &(MachineAsk){
            .account_id = account, .subject_id = id, .to = str_from(to), .mover = MOVER_SYSTEM, .reason = reason});
}

/* As it was asked for, on what there is now. */
static Err change_all(AccountCtx a, Id id)
{
    Ctx *ctx = a.ctx;
    MigrationAddonsRow *rows;
    size_t n;
    Str country;
    bool fine;
    TRY(q_migration_addons(a, &(MigrationAddonsArgs){.ids = &id, .ids_n = 1}, &rows, &n));
    MigrateLine *lines = arena_array(ctx->arena, MigrateLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (MigrateLine){.id = rows[i].subscription_id,
                                 .term = rows[i].term,
                                 .cycle = rows[i].cycle,
                                 .quantity = rows[i].quantity,
                                 .full_term = rows[i].full_term,
                                 .custom_end = rows[i].custom_end};
    }
    TRY(commerce_country(a, &country));
    MigrateWhen when = {.planned = true, .at = ctx->now}; /* begun is begun */
    TRY(subscriptions_migrate_check(a, country, lines, n, &when, &fine));
    TRY(refusal(ctx, lines, n));
    TRY(subscriptions_migrate(a, country, lines, n));
    for (size_t i = 0; i < n; i++) {
        TRY(q_migration_line_set(a,
                                 &(MigrationLineSetArgs){.migration_id = id,
                                                         .line = (int64_t)i,
                                                         .title = lines[i].was.friendly_name,
                                                         .to_title = lines[i].to.title,
                                                         .item_id = lines[i].to.item_id,
                                                         .term = lines[i].price->duration,
                                                         .cycle = lines[i].price->billing_cycle,
                                                         .quantity = lines[i].quantity,
                                                         .ends_at = lines[i].ends_at,
                                                         .new_id = lines[i].to_id,
                                                         .order_id = lines[i].order_id},
                                 NULL));
    }
    return OK;
}

/* Does what has been made still stand? */
static Err still_there(AccountCtx a, Id id, bool *ret)
{
    MigrationAddonsRow *rows;
    size_t n;
    Subscription made;
    TRY(q_migration_addons(a, &(MigrationAddonsArgs){.ids = &id, .ids_n = 1}, &rows, &n));
    TRY(subscription_get(a, rows[0].new_id, &made));
    *ret = !str_eq(made.state, S("deleted"));
    return OK;
}

static Err forward_unit(Ctx *ctx, void *arg)
{
    Step *s = arg;
    MigrationStateRow row;
    s->next = JOB_DONE;
    Err err = q_migration_state(system_of(ctx), &(MigrationStateArgs){.id = s->id}, &row);
    bool ended = err == OK && (str_eq(row.state, S("completed")) || str_eq(row.state, S("failed")));
    if (err == ERR_NOT_FOUND || ended) {
        ctx->audit.skip = true; /* its customer is gone, or it is done */
        return OK;
    }
    TRY(err);
    AccountCtx a = account_of(ctx, row.account_id);
    ctx->customer_id = row.customer_id;
    audit_of(ctx, "migration", s->id, S(""));
    if (s->reason.n) { /* the unit before was taken back */
        TRY(go_to(ctx, row.account_id, s->id, "failed", s->reason));
        return tell(ctx, "migration.failed", row.customer_id, s->id);
    }
    s->next = JOB_LATER;
    if (str_eq(row.state, S("started"))) {
        TRY(change_all(a, s->id));
        return go_to(ctx, row.account_id, s->id, "created", S(""));
    }
    if (str_eq(row.state, S("created"))) {
        bool there;
        TRY(still_there(a, s->id, &there));
        if (!there) {
            return problem(ctx, ERR_CONFLICT, MSG("The new subscription was cancelled before it was ready"), (Msg){0});
        }
        return go_to(ctx, row.account_id, s->id, "provisioned", S(""));
    }
    s->next = JOB_DONE;
    TRY(go_to(ctx, row.account_id, s->id, "completed", S("")));
    return tell(ctx, "migration.completed", row.customer_id, s->id);
}

/* A refusal takes the unit back; a second one says so. */
static Err try_twice(Ctx *ctx, const char *action, Err (*fn)(Ctx *ctx, void *arg), Step *s)
{
    memset(&ctx->audit, 0, sizeof ctx->audit);
    Err err = unit_run(ctx, MODE_WRITE, action, fn, s);
    if (!is_refusal(err)) {
        return err;
    }
    s->reason = take_reason(ctx);
    memset(&ctx->audit, 0, sizeof ctx->audit);
    return unit_run(ctx, MODE_WRITE, action, fn, s);
}

static Err clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Step s = {0};
    TRY(id_parse(job->key, &s.id));
    TRY(try_twice(ctx, CLOCK, forward_unit, &s));
    *ret_next = s.next;
    job->run_after_us = MIGRATION_STEP_MINUTES * TIME_MINUTE;
    return OK;
}

static Err begin_unit(Ctx *ctx, void *arg)
{
    Step *s = arg;
    ScheduleStateRow row;
    MigrationPlan plan;
    s->next = JOB_DONE;
    Err err = q_schedule_state(system_of(ctx), &(ScheduleStateArgs){.id = s->id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && (!str_eq(row.state, S("scheduled")) || row.version != s->version))) {
        ctx->audit.skip = true; /* changed since, decided, or its customer is gone */
        return OK;
    }
    TRY(err);
    AccountCtx a = account_of(ctx, row.account_id);
    ctx->customer_id = row.customer_id;
    audit_of(ctx, "migration", s->id, S(""));
    MachineAsk to = {.account_id = row.account_id, .subject_id = s->id, .mover = MOVER_SYSTEM, .reason = s->reason};
    if (s->reason.n) {
        to.to = S("failed");
        TRY(machine_move(ctx, &MIGRATION_SCHEDULE, &to));
        return tell(ctx, "migration.plan_failed", row.customer_id, s->id);
    }
    TRY(schedule_get(a, s->id, &plan));
    MigrateLine base = {.id = plan.subscription_id,
                        .term = plan.term,
                        .cycle = plan.cycle,
                        .quantity = plan.quantity,
                        .full_term = plan.full_term,
                        .custom_end = plan.custom_end};
    MigrationAsk ask = {.reference = plan.reference, .schedule_id = s->id};
    Id migration;
    TRY(migration_lines(a, &base, &ask.lines, &ask.lines_n));
    ask.lines_n = plan.without_addons ? 1 : ask.lines_n;
    TRY(migration_start(a, &ask, &migration));
    TRY(q_schedule_began(a, &(ScheduleBeganArgs){.id = s->id, .migration_id = migration}, NULL));
    to.to = S("started");
    audit_of(ctx, "migration", s->id, plan.title);
    return machine_move(ctx, &MIGRATION_SCHEDULE, &to);
}

static Err plan_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Step s = {0};
    ptrdiff_t slash = str_find_char(job->key, '/');
    if (slash < 0) {
        return ERR_INTERNAL;
    }
    TRY(id_parse(str_of(job->key.p, (size_t)slash), &s.id));
    TRY(str_to_i64(str_skip(job->key, (size_t)slash + 1), &s.version));
    TRY(try_twice(ctx, PLAN, begin_unit, &s));
    *ret_next = s.next;
    return OK;
}

const JobKind MIGRATION_JOBS[MIGRATION_JOBS_N] = {
    {.kind = CLOCK,
     .title = N_("Migration of a subscription"),
     .step = clock_step,
     .outside = true,
     .business_clock = true},
    {.kind = PLAN, .title = N_("Planned migration"), .step = plan_step, .outside = true, .business_clock = true},
};
