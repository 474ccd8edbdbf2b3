#include "app/tried.h"

#include "app/agent.h"
#include "app/kernel.h"
#include "base/num.h"
#include "gen/app_q.h"

enum { SOON_S = 2, ROWS_AT_ONCE = 100 };
static const Str SOON = S_INIT("soon"), HOURLY = S_INIT("hourly");

static const struct {
    Str word;
    const char *action;
} REASONS[TRIED_REASONS] = {
    [TRIED_PASSWORD] = {S_INIT("password"), "sign_in.refused.password"},
    [TRIED_LOCKED] = {S_INIT("locked"), "sign_in.refused.locked"},
    [TRIED_SUSPENDED] = {S_INIT("suspended"), "sign_in.refused.suspended"},
    [TRIED_CODE] = {S_INIT("code"), "sign_in.refused.code"},
    [TRIED_PASSKEY] = {S_INIT("passkey"), "sign_in.refused.passkey"},
    [TRIED_PROVIDER] = {S_INIT("provider"), "sign_in.refused.provider"},
};

static int64_t hour_of(Time t) { return t.us / TIME_HOUR; }

/* --- counting --- */

/* "/{tenant}/oauth2/v2.0/authorize?client_id=...": as whoever tries says. */
static Id application_of(Ctx *ctx, Str next)
{
    ptrdiff_t mark = str_find_char(next, '?');
    Str rest = mark < 0 ? S("") : str_skip(next, (size_t)mark + 1), name, value;
    Err err = OK;
    Id id;
    while (http_next_param(ctx->arena, &rest, &name, &value, &err)) {
        if (str_eq(name, S("client_id"))) {
            return id_parse(value, &id) == OK ? id : ID_NIL;
        }
    }
    return ID_NIL;
}

static Err ask_for(Ctx *ctx, Str key, int64_t delay_us)
{
    Id id;
    return job_enqueue(
        ctx, &(JobAsk){.kind = TRIED_JOB.kind, .key = key, .payload = S("{}"), .delay_us = delay_us, .total = -1}, &id);
}

static int64_t to_next_hour(Time wall) { return TIME_HOUR - wall.us % TIME_HOUR + SOON_S * TIME_SECOND; }

enum { NOBODY = 0xFF }; /* first byte; ids of people begin with their time, which is smaller until the year 10,000 */

Id tried_nobody(Digest name)
{
    Id id;
    memcpy(id.b, name.b, sizeof id.b);
    id.b[0] = NOBODY;
    return id;
}

Err tried_note(Ctx *ctx, Id who, TriedReason reason, Str next)
{
    SystemCtx s = system_of(ctx);
    TriedOneRow had;
    TriedAddArgs row = {.user_id = who,
                        .reason = REASONS[reason].word,
                        .hour = hour_of(ctx->wall),
                        .at = ctx->wall,
                        .address = ctx->req ? ctx->req->remote : S(""),
                        .agent = ctx->req ? agent_short(ctx->arena, http_header(ctx->req, S("user-agent"))) : S(""),
                        .application_id = application_of(ctx, next)};
    Err err = q_tried_one(s, &(TriedOneArgs){.user_id = who, .reason = row.reason, .hour = row.hour}, &had);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(q_tried_add(s, &row, NULL));
    if (who.b[0] == NOBODY && request_of(ctx)->lane) {
        (void)atomic_fetch_add_explicit(&request_of(ctx)->lane->metrics.names_unknown, 1, memory_order_relaxed);
    }
    if (err == OK) {
        return OK;
    }
    TRY(ask_for(ctx, SOON, SOON_S * TIME_SECOND));
    return ask_for(ctx, HOURLY, to_next_hour(ctx->wall));
}

/* --- telling --- */

static const char *action_of(Str word)
{
    for (size_t i = 0; i < TRIED_REASONS; i++) {
        if (str_eq(REASONS[i].word, word)) {
            return REASONS[i].action;
        }
    }
    return "sign_in.refused";
}

/* In the log of the organization that the person belongs to; of the vendor's staff in the vendor's. */
static Err tell_one(Ctx *ctx, const TriedDueRow *r)
{
    TriedPersonRow p;
    Err err = q_tried_person(system_of(ctx), &(TriedPersonArgs){.id = r->user_id}, &p);
    if (err == ERR_NOT_FOUND || r->untold == 0) { /* nobody, or gone meanwhile */
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(err);
    return audit_append_tried(ctx, request_of(ctx)->audit,
                              &(AuditTried){.action = action_of(r->reason),
                                            .account_id = p.account_id,
                                            .person_id = r->user_id,
                                            .application_id = r->application_id,
                                            .name = p.sign_in,
                                            .address = r->address,
                                            .agent = r->agent,
                                            .at = r->last_at,
                                            .times = r->untold});
}

static Err tell_unit(Ctx *ctx, void *arg)
{
    SystemCtx s = system_of(ctx);
    TriedDueRow *rows;
    size_t n, *ret_n = arg;
    int64_t now = hour_of(ctx->wall);
    TRY(q_tried_due(s, &(TriedDueArgs){.hour = now}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(tell_one(ctx, &rows[i]));
        if (rows[i].hour < now) {
            TriedDropArgs old = {.user_id = rows[i].user_id, .reason = rows[i].reason, .hour = rows[i].hour};
            TRY(q_tried_drop(s, &old, NULL));
        } else {
            TriedToldArgs told = {
                .user_id = rows[i].user_id, .reason = rows[i].reason, .hour = rows[i].hour, .at = ctx->wall};
            TRY(q_tried_told(s, &told, NULL));
        }
    }
    *ret_n = n;
    return OK;
}

static Err any_left(Ctx *ctx, void *arg)
{
    TriedLeftRow left;
    TRY(q_tried_left(system_of(ctx), NULL, &left));
    *(bool *)arg = left.n > 0;
    return OK;
}

static Err step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    size_t n = 1;
    bool left = false;
    while (n > 0) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, tell_unit, &n));
    }
    *ret_next = JOB_DONE;
    if (str_eq(job->key, HOURLY)) {
        TRY(unit_run(ctx, MODE_READ, NULL, any_left, &left));
        job->run_after_us = to_next_hour(ctx->wall);
        *ret_next = left ? JOB_LATER : JOB_DONE;
    }
    return OK;
}

const JobKind TRIED_JOB = {
    .kind = "sign_in.tried", .title = N_("Refused sign-ins for the activity log"), .step = step, .outside = true};
