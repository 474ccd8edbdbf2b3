/* Jobs: enqueued in the unit that wants them, leased by compare-and-set, run step by step.
 *
 * A step that is not `outside` runs in one unit together with the row that says how far the job is: either both are
 * there or neither. A step outside of units (files, calls) may be repeated after a crash; it is written so. A lease
 * runs out when its process dies, and then somebody else goes on from the cursor.
 *
 * Events are jobs too: kind "event:<area>:<event>". */
#include "app/event.h"
#include "app/kernel.h"
#include "app/tell.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "os/os.h"

enum {
    LEASE_S = 120,
    ATTEMPTS_DEFAULT = 10,
    PAUSE_FIRST_S = 2,
    PAUSE_MAX_S = 3600,
    IDLE_MS = 300,
    LATER_S = 5,
    PROBLEM_MAX = 500
};

struct Jobs {
    App *app;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool closed;
    OsThread *threads[16];
    size_t threads_n;
};

/* --- kinds --- */

static const JobKind *kind_in(const Area *area, Str kind)
{
    for (size_t i = 0; i < area->jobs_n; i++) {
        if (str_eq(str_from(area->jobs[i].kind), kind)) {
            return &area->jobs[i];
        }
    }
    return NULL;
}

static const EventHandler *event_of(Str kind)
{
    Str rest = kind, word, area;
    if (!str_split(&rest, ':', &word) || !str_eq(word, S("event")) || !str_split(&rest, ':', &area)) {
        return NULL;
    }
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; str_eq(str_from(AREAS[i]->name), area) && k < AREAS[i]->on_n; k++) {
            if (str_eq(str_from(AREAS[i]->on[k].event), rest)) {
                return &AREAS[i]->on[k];
            }
        }
    }
    return NULL;
}

static Err event_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    const EventHandler *h = event_of(str_from(request_of(ctx)->job_kind));
    *ret_next = JOB_DONE;
    return h ? h->handle(system_of(ctx), job->payload) : ERR_NOT_FOUND;
}
static const JobKind EVENT_JOB = {.kind = "event", .title = N_("Event"), .step = event_step};

static const JobKind *kind_find(const App *app, Str kind)
{
    for (size_t i = 0; i < app->extra_jobs_n; i++) {
        if (str_eq(str_from(app->extra_jobs[i].kind), kind)) {
            return &app->extra_jobs[i];
        }
    }
    for (size_t i = 0; i < AREAS_N; i++) {
        const JobKind *k = kind_in(AREAS[i], kind);
        if (k) {
            return k;
        }
    }
    for (size_t i = 0; i < KERNEL_JOBS_N; i++) {
        if (str_eq(str_from(KERNEL_JOBS[i]->kind), kind)) {
            return KERNEL_JOBS[i];
        }
    }
    return event_of(kind) ? &EVENT_JOB : NULL;
}

/* --- asking --- */

static void jobs_wake(App *app)
{
    if (app->jobs) {
        (void)pthread_cond_signal(&app->jobs->wake);
    }
}

Err job_enqueue(Ctx *ctx, const JobAsk *ask, Id *ret_id)
{
    SystemCtx s = system_of(ctx);
    Str kind = str_from(ask->kind);
    const JobKind *k = kind_find(ctx->app, kind);
    if (!k) {
        ctx->problem.log = str_fmt(ctx->arena, "no job of kind %s", ask->kind);
        return ERR_INTERNAL;
    }
    JobOpenGetRow open;
    Err err = q_job_open_get(s, &(JobOpenGetArgs){.kind = kind, .key = ask->key}, &open);
    if (err == OK) {
        *ret_id = open.id;
        return OK;
    }
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    *ret_id = ctx_new_id(ctx);
    Time base = k->business_clock ? ctx->now : ctx->wall;
    err = q_job_insert(s,
                       &(JobInsertArgs){.id = *ret_id,
                                        .at = ctx->wall,
                                        .kind = kind,
                                        .key = ask->key,
                                        .payload = ask->payload.n ? ask->payload : S("{}"),
                                        .clock = k->business_clock ? S("business") : S("wall"),
                                        .run_at = time_add(base, ask->delay_us),
                                        .total = ask->total,
                                        .account_id = ask->account_id,
                                        .user_id = ask->user_id},
                       NULL);
    jobs_wake(ctx->app);
    return err == ERR_CONFLICT ? ERR_SERIALIZE : err; /* somebody enqueued it meanwhile: the next try finds it */
}

Err event_emit(Ctx *ctx, Str event, Str key, Str payload)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->on_n; k++) {
            const EventHandler *h = &AREAS[i]->on[k];
            bool wanted = str_eq(str_from(h->event), event);
            TRY(wanted && h->wanted ? h->wanted(system_of(ctx), &wanted) : OK);
            if (!wanted) {
                continue;
            }
            Str kind = str_fmt(ctx->arena, "event:%s:%.*s", AREAS[i]->name, S_ARG(event));
            Id id = ctx_new_id(ctx);
            JobAsk ask = {.kind = str_z(ctx->arena, kind),
                          .key = str_fmt(ctx->arena, "%.*s/%.*s", S_ARG(key), S_ARG(id_text(ctx->arena, id))),
                          .payload = payload,
                          .account_id = ctx->account_id,
                          .total = -1};
            TRY(job_enqueue(ctx, &ask, &id));
        }
    }
    return OK;
}

Err job_status(AccountCtx a, Id id, JobStatus *ret)
{
    JobOfAccountRow row;
    TRY(q_job_of_account(system_of(a.ctx), &(JobOfAccountArgs){.id = id, .account_id = a.ctx->account_id}, &row));
    *ret = (JobStatus){.id = row.id,
                       .kind = row.kind,
                       .state = row.state,
                       .done = row.done,
                       .total = row.total,
                       .result = row.result,
                       .problem = row.problem,
                       .started_at = row.started_at,
                       .ended_at = row.ended_at,
                       .user_id = row.user_id};
    return OK;
}

Err job_of_path(AccountCtx a, const char *kind, Msg missing, Msg hint, JobStatus *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("job"), &id));
    Err err = job_status(a, id, ret);
    if (err == OK && (!str_eq(ret->kind, str_from(kind)) || !id_eq(ret->user_id, a.ctx->actor.user_id))) {
        err = ERR_NOT_FOUND;
    }
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, missing, hint) : err;
}

Err job_cancel(AccountCtx a, Id id)
{
    int64_t changed = 0;
    TRY(q_job_cancel_waiting(system_of(a.ctx),
                             &(JobCancelWaitingArgs){.at = a.ctx->wall, .id = id, .account_id = a.ctx->account_id},
                             &changed));
    return changed ? OK
                   : problem(a.ctx, ERR_CONFLICT, MSG("This task has ended already."),
                             MSG("Reload the page to see its outcome."));
}

/* --- one step --- */

typedef struct Step {
    Id id;
    Str lease_by; /* unique to this lease */
    const JobKind *kind;
    JobGetRow row;
    JobRun run;
    JobNext next;
    Err err;
    Str problem;
    int attempts;
} Step;

static void actor_of_job(Ctx *ctx, Step *st)
{
    ctx->actor.kind = ACTOR_JOB;
    ctx->actor.name = st->row.kind;
    ctx->actor.user_id = st->row.user_id;
    ctx->account_id = st->row.account_id;
    ctx->account.id = st->row.account_id;
    request_of(ctx)->job_kind = str_z(ctx->arena, st->row.kind);
}

static JobRun run_of(const Step *st)
{
    return (JobRun){.id = st->row.id,
                    .key = st->row.key,
                    .payload = st->row.payload,
                    .cursor = st->row.cursor,
                    .done = st->row.done,
                    .total = st->row.total,
                    .attempt = (int)st->row.attempts,
                    .account_id = st->row.account_id,
                    .user_id = st->row.user_id,
                    .result = st->row.result};
}

/* The kind's page with its marks filled in; empty without one, and then the notification has no link. */
static Url page_of(Ctx *ctx, const Step *st, Str public_id)
{
    Buf b = buf_on_arena(ctx->arena, 1024);
    Str rest = str_from(st->kind->page), word, own = st->row.key, customer;
    if (str_find_char(own, '/') >= 0) {
        (void)str_split(&own, '/', &customer);
    } else {
        customer = S("");
    }
    while (rest.n && str_split(&rest, '{', &word)) {
        ptrdiff_t end = str_find_char(word, '}');
        Str mark = end < 0 ? S("") : str_sub(word, 0, (size_t)end);
        if (str_eq(mark, S("account"))) {
            buf_add_url(&b, public_id);
        } else if (str_eq(mark, S("job"))) {
            buf_add(&b, id_text(ctx->arena, st->row.id));
        } else if (str_eq(mark, S("key"))) {
            buf_add_url(&b, own);
        } else if (str_eq(mark, S("customer"))) {
            buf_add_url(&b, customer);
        }
        buf_add(&b, end < 0 ? word : str_skip(word, (size_t)end + 1));
    }
    return (Url){buf_str(&b)};
}

static Err notify_ended(Ctx *ctx, const Step *st, bool failed)
{
    if (!st->kind->visible || id_is_nil(st->row.user_id) || id_is_nil(st->row.account_id)) {
        return OK;
    }
    ActorAccountRow account;
    TRY(q_actor_account(system_of(ctx), &(ActorAccountArgs){.id = st->row.account_id}, &account));
    Str task = tell_word(ctx->arena, st->kind->title);
    return tell_user(
        ctx, &(Tell){.category = S("tasks"),
                     .user_id = st->row.user_id,
                     .account_id = st->row.account_id,
                     .icon = failed ? S("warning") : S("check"),
                     .title = failed ? MSG1("{task} failed.", "task", task) : MSG1("{task} is ready.", "task", task),
                     .url = page_of(ctx, st, account.public_id)});
}

static Err store_ended(Ctx *ctx, const Step *st, Str state, Str problem_text)
{
    int64_t changed = 0;
    TRY(q_job_ended(system_of(ctx),
                    &(JobEndedArgs){.state = state,
                                    .cursor = st->run.cursor,
                                    .done = st->run.done,
                                    .total = st->run.total,
                                    .result = st->run.result,
                                    .problem = problem_text,
                                    .at = ctx->wall,
                                    .id = st->id,
                                    .lease_by = st->lease_by},
                    &changed));
    request_of(ctx)->own_changes += changed;
    return changed == 1 ? OK : ERR_CONFLICT; /* cancelled, or somebody else has the lease */
}

static Err store_waiting(Ctx *ctx, const Step *st, int64_t pause_us, Str problem_text)
{
    int64_t changed = 0;
    Time base = st->kind->business_clock ? ctx->now : ctx->wall;
    TRY(q_job_step_done(system_of(ctx),
                        &(JobStepDoneArgs){.state = S("waiting"),
                                           .run_at = time_add(base, pause_us),
                                           .cursor = st->run.cursor,
                                           .done = st->run.done,
                                           .total = st->run.total,
                                           .result = st->run.result,
                                           .attempts = st->attempts,
                                           .lease_until = TIME_NONE,
                                           .new_lease_by = S(""),
                                           .problem = problem_text,
                                           .id = st->id,
                                           .lease_by = st->lease_by},
                        &changed));
    request_of(ctx)->own_changes += changed;
    return changed == 1 ? OK : ERR_CONFLICT;
}

static Err store_outcome(Ctx *ctx, Step *st)
{
    st->attempts = 0;
    switch (st->next) {
    case JOB_AGAIN:
        return store_waiting(ctx, st, 0, S(""));
    case JOB_LATER:
        return store_waiting(ctx, st, st->run.run_after_us > 0 ? st->run.run_after_us : LATER_S * TIME_SECOND, S(""));
    case JOB_DONE:
        TRY(store_ended(ctx, st, S("done"), S("")));
        return notify_ended(ctx, st, false);
    }
    return ERR_INTERNAL;
}

static Err step_unit(Ctx *ctx, void *arg)
{
    Step *st = arg;
    int64_t before = db_changes_total(ctx->db);
    st->run = run_of(st);
    st->next = JOB_DONE;
    TRY(st->kind->step(ctx, &st->run, &st->next));
    ctx->audit.skip = ctx->audit.skip || db_changes_total(ctx->db) == before;
    if (!ctx->audit.target_kind.n) {
        ctx->audit.target_kind = S("job");
        ctx->audit.target_id = st->id;
    }
    int64_t own = db_changes_total(ctx->db);
    TRY(store_outcome(ctx, st));
    request_of(ctx)->own_changes = db_changes_total(ctx->db) - own;
    return OK;
}

static Err outcome_unit(Ctx *ctx, void *arg) { return store_outcome(ctx, arg); }

static int64_t pause_after(int attempts)
{
    int64_t s = PAUSE_FIRST_S;
    for (int i = 1; i < attempts && s < PAUSE_MAX_S; i++) {
        s *= 4;
    }
    return num_min_i64(s, PAUSE_MAX_S) * TIME_SECOND;
}

static Err failure_unit(Ctx *ctx, void *arg)
{
    Step *st = arg;
    st->run = run_of(st);
    st->attempts = (int)st->row.attempts;
    int most = st->kind && st->kind->attempts_max ? st->kind->attempts_max : ATTEMPTS_DEFAULT;
    if (st->kind && st->attempts < most) {
        return store_waiting(ctx, st, pause_after(st->attempts), st->problem);
    }
    TRY(store_ended(ctx, st, S("failed"), st->problem));
    return st->kind ? notify_ended(ctx, st, true) : OK;
}

static void step_failed(Ctx *ctx, Step *st)
{
    Msg message = ctx->problem.message;
    st->problem = msg_is_set(message) ? str_sub(msg_text(ctx->arena, ctx->locale, &message), 0, PROBLEM_MAX)
                                      : str_from(err_name(st->err));
    log_line(ctx->app, "warn", S("job step failed"),
             str_fmt(ctx->arena, "%.*s %.*s: %s %.*s", S_ARG(st->row.kind), S_ARG(id_text(ctx->arena, st->id)),
                     err_name(st->err), S_ARG(ctx->problem.log)));
    Err err = unit_run(ctx, MODE_WRITE, NULL, failure_unit, st);
    if (err != OK && err != ERR_CONFLICT) {
        log_line(ctx->app, "error", S("job's failure could not be stored"), str_from(err_name(err)));
    }
}

static Err read_job(Ctx *ctx, void *arg)
{
    Step *st = arg;
    return q_job_get(system_of(ctx), &(JobGetArgs){.id = st->id}, &st->row);
}

static Err outside_step(Ctx *ctx, void *arg)
{
    Step *st = arg;
    return st->kind->step(ctx, &st->run, &st->next);
}

static void run_step(Ctx *ctx, Step *st)
{
    st->err = unit_run(ctx, MODE_READ, NULL, read_job, st);
    if (st->err != OK) {
        return;
    }
    st->kind = kind_find(ctx->app, st->row.kind);
    actor_of_job(ctx, st);
    if (!st->kind) {
        st->err = ERR_NOT_FOUND;
    } else if (st->kind->outside) {
        st->run = run_of(st);
        st->next = JOB_DONE;
        st->err = unit_guarded(ctx, outside_step, st);
        st->err = st->err == OK ? unit_run(ctx, MODE_WRITE, NULL, outcome_unit, st) : st->err;
    } else {
        st->err = unit_run(ctx, MODE_WRITE, str_z(ctx->arena, st->row.kind), step_unit, st);
    }
    if (st->err != OK) {
        step_failed(ctx, st);
    }
}

/* --- leasing --- */

typedef struct Lease {
    Id id;
    Str old_state, old_lease_by, lease_by;
    int64_t attempts;
    bool won;
} Lease;

static Err lease_unit(Ctx *ctx, void *arg)
{
    Lease *l = arg;
    int64_t changed = 0;
    TRY(q_job_lease(system_of(ctx),
                    &(JobLeaseArgs){.attempts = l->attempts + 1,
                                    .lease_until = time_add(ctx->wall, LEASE_S * TIME_SECOND),
                                    .lease_by = l->lease_by,
                                    .at = ctx->wall,
                                    .id = l->id,
                                    .old_state = l->old_state,
                                    .old_lease_by = l->old_lease_by,
                                    .old_attempts = l->attempts},
                    &changed));
    l->won = changed == 1;
    return OK;
}

typedef struct Due {
    JobDueRow *rows;
    size_t n;
    JobStalledRow *stalled;
    size_t stalled_n;
    JobDueRow *business;
    size_t business_n;
} Due;

static Err due_unit(Ctx *ctx, void *arg)
{
    Due *d = arg;
    SystemCtx s = system_of(ctx);
    TRY(q_job_due(s, &(JobDueArgs){.clock = S("wall"), .at = ctx->wall}, &d->rows, &d->n));
    TRY(q_job_due(s, &(JobDueArgs){.clock = S("business"), .at = ctx->now}, &d->business, &d->business_n));
    return q_job_stalled(s, &(JobStalledArgs){.at = ctx->wall}, &d->stalled, &d->stalled_n);
}

static bool lease_and_run(App *app, Arena *a, Lease *l)
{
    Ctx *ctx = ctx_system(app, a);
    l->lease_by = id_text(a, os_id_v7());
    if (unit_run(ctx, MODE_WRITE, NULL, lease_unit, l) != OK || !l->won) {
        return false;
    }
    Step st = {.id = l->id, .lease_by = l->lease_by};
    run_step(ctx, &st);
    return true;
}

/* One round over what is due; returns the steps that ran. */
static int round_of(App *app, Arena *list, Arena *a, int max)
{
    Due d = {0};
    arena_reset(list);
    if (unit_run(ctx_system(app, list), MODE_READ, NULL, due_unit, &d) != OK) {
        return 0;
    }
    int ran = 0;
    for (size_t i = 0; i < d.n + d.business_n + d.stalled_n && ran < max && !atomic_load(&app->stopping); i++) {
        Lease l;
        if (i < d.n) {
            l = (Lease){.id = d.rows[i].id,
                        .old_state = d.rows[i].state,
                        .old_lease_by = d.rows[i].lease_by,
                        .attempts = d.rows[i].attempts};
        } else if (i < d.n + d.business_n) {
            const JobDueRow *r = &d.business[i - d.n];
            l = (Lease){.id = r->id, .old_state = r->state, .old_lease_by = r->lease_by, .attempts = r->attempts};
        } else {
            const JobStalledRow *r = &d.stalled[i - d.n - d.business_n];
            l = (Lease){.id = r->id, .old_state = r->state, .old_lease_by = r->lease_by, .attempts = r->attempts};
        }
        arena_reset(a);
        ran += lease_and_run(app, a, &l);
    }
    return ran;
}

typedef struct Turning {
    ClockDueRow *rows;
    size_t n;
} Turning;

static Err turning_unit(Ctx *ctx, void *arg)
{
    Turning *t = arg;
    return q_clock_due(system_of(ctx), NULL, &t->rows, &t->n);
}

static int round_turning(App *app, Arena *list, Arena *a, int max)
{
    Turning t = {0};
    arena_reset(list);
    if (unit_run(ctx_system(app, list), MODE_READ, NULL, turning_unit, &t) != OK) {
        return 0;
    }
    int ran = 0;
    for (size_t i = 0; i < t.n && ran < max; i++) {
        const ClockDueRow *r = &t.rows[i];
        Lease l = {.id = r->id, .old_state = r->state, .old_lease_by = r->lease_by, .attempts = r->attempts};
        arena_reset(a);
        ran += lease_and_run(app, a, &l);
    }
    return ran;
}

static int run_rounds(App *app, int steps_max, int (*round)(App *, Arena *, Arena *, int))
{
    Arena *list = arena_create(0), *a = arena_create(0);
    int ran = 0;
    for (int n = 1; n > 0 && ran < steps_max;) {
        n = round(app, list, a, steps_max - ran);
        ran += n;
    }
    arena_destroy(a);
    arena_destroy(list);
    return ran;
}

int jobs_run_due(App *app, int steps_max) { return run_rounds(app, steps_max, round_of); }

int jobs_run_turning(App *app, int steps_max) { return run_rounds(app, steps_max, round_turning); }

/* --- threads --- */

static bool jobs_pause(Jobs *j)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += IDLE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    (void)pthread_mutex_lock(&j->lock);
    if (!j->closed) {
        (void)pthread_cond_timedwait(&j->wake, &j->lock, &until);
    }
    bool closed = j->closed;
    (void)pthread_mutex_unlock(&j->lock);
    return !closed;
}

static void jobs_thread(void *arg)
{
    Jobs *j = arg;
    Arena *list = arena_create(0), *a = arena_create(0);
    do {
        while (!atomic_load(&j->app->stopping) && !atomic_load(&j->app->jobs_held) &&
               round_of(j->app, list, a, 20) > 0) {
        }
    } while (jobs_pause(j));
    arena_destroy(a);
    arena_destroy(list);
}

static Err running_unit(Ctx *ctx, void *arg)
{
    JobRunningRow row;
    TRY(q_job_running(system_of(ctx), NULL, &row));
    *(int64_t *)arg = row.n;
    return OK;
}

static Err end_leases_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    return q_job_leases_end(system_of(ctx), NULL, NULL);
}

Err jobs_take_over(App *app)
{
    Arena *a = arena_create(0);
    int64_t n = 0;
    Err err = unit_run(ctx_system(app, a), MODE_READ, NULL, running_unit, &n);
    if (err == OK && n > 0) {
        err = unit_run(ctx_system(app, a), MODE_WRITE, NULL, end_leases_unit, NULL);
    }
    arena_destroy(a);
    return err;
}

void app_release_jobs(App *app)
{
    atomic_store(&app->jobs_held, false);
    jobs_wake(app);
}

Jobs *jobs_open(App *app)
{
    Jobs *j = arena_new(app->arena, Jobs);
    j->app = app;
    (void)pthread_mutex_init(&j->lock, NULL);
    (void)pthread_cond_init(&j->wake, NULL);
    for (size_t i = 0; i < app->options.job_threads && i < COUNT_OF(j->threads); i++) {
        if (os_thread_start("job", jobs_thread, j, &j->threads[i]) != OK) {
            break;
        }
        j->threads_n = i + 1;
    }
    return j;
}

void jobs_close(Jobs *j)
{
    (void)pthread_mutex_lock(&j->lock);
    j->closed = true;
    (void)pthread_cond_broadcast(&j->wake);
    (void)pthread_mutex_unlock(&j->lock);
    for (size_t i = 0; i < j->threads_n; i++) {
        os_thread_join(j->threads[i]);
    }
}
