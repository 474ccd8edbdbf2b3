/* One act over everybody that a filter of the list finds, by a job: some people a step, in the order of the list, so
 * that nobody is met twice though the act may take them out of the filter. It acts for whoever began it, with what they
 * may do at that time. */
#include "app/audit.h"
#include "app/export_job.h"
#include "app/job.h"
#include "app/shape.h"
#include "app/unit.h"
#include "areas/people/batch.h"
#include "areas/people/jobs.h"
#include "base/num.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { COUNT_CHUNK = 500, CHUNK = 50 };
#define KIND "users.batch"

Err batch_count(AccountCtx a, const PeopleWorld *w, Str query, int64_t *ret)
{
    PeopleAsk ask;
    Str after = S("");
    *ret = 0;
    people_ask_of_query(a.ctx, query, &ask);
    do {
        PeopleListRow *rows;
        size_t n;
        PageInfo info;
        TRY(people_read(a, w, &ask, &(PageAsk){.order = ask.order, .size = COUNT_CHUNK, .after = after}, &rows, &n,
                        &info));
        *ret += (int64_t)n;
        after = info.next;
    } while (after.n && *ret < BATCH_COUNT_MAX);
    return OK;
}

typedef struct Payload {
    Str what, query, roles, scope, locations, program, role, reason, locale;
    Id group;
} Payload;
#define F(MEMBER) FIELD(Payload, MEMBER, #MEMBER, F_STR, .max = 4000)
static const Field PAYLOAD_FIELDS[] = {
    F(what),    F(query), F(roles),  F(scope),  F(locations),
    F(program), F(role),  F(reason), F(locale), FIELD(Payload, group, "group", F_ID_)};
#undef F
static const Shape PAYLOAD = SHAPE(Payload, PAYLOAD_FIELDS);

static Url job_url(Ctx *ctx, Id id)
{
    return url_fmt(ctx->arena, "/a/%s/settings/users/selected/all/%i", ctx->account.public_id, id);
}

Err batch_start(AccountCtx a, const Picked *p)
{
    Ctx *ctx = a.ctx;
    if (p->what == DO_RESET && p->total > CREDENTIALS_MAX) {
        return problem(ctx, ERR_CONFLICT, MSG("At most 5,000 passwords are reset at once."),
                       MSG("Choose fewer people with the filters of the list."));
    }
    Payload payload = {.what = str_from(BATCH_WHAT[p->what].word),
                       .query = p->query,
                       .roles = plan_roles_text(ctx->arena, &p->plan),
                       .scope = p->plan.scope,
                       .locations = plan_locations_text(ctx->arena, &p->plan),
                       .program = p->plan.program,
                       .role = p->role,
                       .reason = p->reason,
                       .locale = locale_tag(ctx->locale),
                       .group = p->group};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &PAYLOAD, &payload);
    Id job_id;
    TRY(job_enqueue(ctx,
                    &(JobAsk){.kind = KIND,
                              .key = id_text(ctx->arena, ctx_new_id(ctx)),
                              .payload = buf_str(&b),
                              .account_id = ctx->account_id,
                              .user_id = ctx->actor.user_id,
                              .total = p->total < BATCH_COUNT_MAX ? p->total : -1},
                    &job_id));
    ctx->audit.action = "users.batch";
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"act", payload.what}, {"filter", payload.query},
                                  {"roles", payload.roles.n ? payload.roles : payload.role});
    ctx_redirect(ctx, job_url(ctx, job_id), (Msg){0});
    return OK;
}

/* --- a step --- */

typedef struct Run {
    JobRun *job;
    Payload payload;
    int64_t done, changed; /* people that were changed: in earlier steps, in this one */
    Str after, next;
    size_t n;
} Run;

/* The cursor: how many were changed so far, and where the list goes on. */
static Err cursor_read(Run *r)
{
    Str rest = r->job->cursor, first;
    r->after = S("");
    if (rest.n && str_split(&rest, ' ', &first)) {
        TRY(str_to_i64(first, &r->done));
        r->after = rest;
    }
    return OK;
}

static Err chunk_unit(Ctx *ctx, void *arg)
{
    Run *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    Picked p = {.what = batch_what_of(r->payload.what),
                .role = r->payload.role,
                .reason = r->payload.reason,
                .group = r->payload.group};
    if (p.what == DO_RESET) {
        p.group = r->job->id; /* the batch of the passwords */
    }
    PeopleAsk ask;
    PageInfo info;
    int64_t done;
    TRY(people_act_as(a, r->job->user_id));
    if (p.what == WHATS || !ctx_may(ctx, BATCH_WHAT[p.what].perm)) {
        return problem(ctx, ERR_FORBIDDEN, MSG("Whoever began this may not do it any more."), (Msg){0});
    }
    plan_parse(r->payload.roles, r->payload.scope, r->payload.locations, r->payload.program, &p.plan);
    people_ask_of_query(ctx, r->payload.query, &ask);
    TRY(people_world(a, &p.w));
    TRY(people_read(a, &p.w, &ask,
                    &(PageAsk){.order = ask.order, .descending = ask.descending, .size = CHUNK, .after = r->after},
                    &p.rows, &p.n, &info));
    p.why_not = arena_array(ctx->arena, Msg, p.n + 1);
    TRY(batch_ask_all(a, &p));
    TRY(batch_act_on_all(a, &p, &done));
    r->next = info.next;
    r->n = p.n;
    r->changed = done;
    return OK;
}

Err people_batch_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Run r = {.job = job};
    TRY(shape_read_text(ctx, &PAYLOAD, job->payload, &r.payload));
    TRY(cursor_read(&r));
    ctx->locale = locale_get(r.payload.locale);
    TRY(unit_run(ctx, MODE_WRITE, "users.batch", chunk_unit, &r));
    r.done += r.changed;
    job->done += (int64_t)r.n;
    job->cursor = str_fmt(ctx->arena, "%lld %.*s", (long long)r.done, S_ARG(r.next));
    job->result = str_fmt(ctx->arena, "%lld", (long long)r.done);
    *ret_next = r.next.n ? JOB_AGAIN : JOB_DONE;
    job->total = r.next.n ? job->total : job->done;
    return OK;
}

/* --- its page --- */

static Err batch_of_path(AccountCtx a, JobStatus *ret)
{
    return job_of_path(a, KIND, MSG("There is no such task"),
                       MSG("Tasks are kept for a week; the activity log tells what they did."), ret);
}

Err page_user_batch_job(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    JobStatus job;
    TRY(batch_of_path(a, &job));
    BatchJobView *v = arena_new(ctx->arena, BatchJobView);
    v->shell = people_sub_shell(ctx, MSG("Change of many users"), S(""));
    v->list = people_url(ctx, "");
    export_job_progress(ctx, &job, job_url(ctx, job.id), MSG("Change of many users"), &v->progress);
    v->progress.result = (Url){S("")};
    if (v->progress.failed) {
        v->progress.problem = MSG("Not everybody was reached. What was done stays; begin again from the list.");
    }
    if (v->progress.running) {
        v->shell->refresh_url = v->progress.self;
        v->shell->refresh_s = 5;
    }
    int64_t done = 0;
    if (str_eq(job.state, S("done")) && str_to_i64(job.result, &done) == OK) {
        v->result = batch_result(ctx, done, job.done - done);
        TRY(credentials_left(a, job.id, &v->secrets_n));
        v->secrets = v->secrets_n > 0;
        v->secrets_form = (FormView){.action = {str_concat(ctx->arena, credentials_url(ctx, job.id).s, S("/file"))},
                                     .no_guard = true};
    }
    RENDER(ctx, 200, people_batch_job, v);
    return OK;
}

Err page_user_batch_cancel(AccountCtx a)
{
    JobStatus job;
    TRY(batch_of_path(a, &job));
    TRY(job_cancel(a, job.id));
    ctx_redirect(a.ctx, job_url(a.ctx, job.id), MSG("Nobody further is changed"));
    return OK;
}
