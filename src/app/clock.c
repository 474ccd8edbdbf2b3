#include "app/clock.h"

#include "app/kernel.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "os/os.h"

enum { STEPS_A_STOP = 10000, WAIT_MS = 2, WAITS_MAX = 2500 };

bool clock_may_turn(const App *app) { return app->options.sandbox_of != NULL; }

static Err read_ahead(Ctx *ctx, void *arg)
{
    ClockGetRow row;
    Err err = q_clock_get(system_of(ctx), NULL, &row);
    *(int64_t *)arg = err == OK ? row.ahead_us : 0;
    return err == ERR_NOT_FOUND ? OK : err;
}

Err clock_restore(App *app)
{
    if (!clock_may_turn(app)) {
        return OK;
    }
    int64_t ahead = 0;
    Arena *a = arena_create(0);
    Err err = unit_run(ctx_system(app, a), MODE_READ, NULL, read_ahead, &ahead);
    arena_destroy(a);
    atomic_store(&app->ahead_us, ahead);
    return err;
}

/* --- the next moment --- */

typedef struct Moment {
    Time after; /* what was due by then had its turn */
    Time at;    /* TIME_NONE: nothing waits */
} Moment;

static const JobKind *kind_with_due(Str kind)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->jobs_n; k++) {
            const JobKind *j = &AREAS[i]->jobs[k];
            if (j->due && str_eq(str_from(j->kind), kind)) {
                return j;
            }
        }
    }
    return NULL;
}

/* A job that failed waits its pause, whatever its kind says: else it would fail at once until it is given up. */
static Err moment_of(SystemCtx s, const ClockJobsRow *job, Time *ret)
{
    const JobKind *kind = job->attempts == 0 ? kind_with_due(job->kind) : NULL;
    *ret = job->run_at;
    return kind ? kind->due(s, ret) : OK;
}

static Err find_next(Ctx *ctx, void *arg)
{
    Moment *m = arg;
    ClockJobsRow *jobs;
    size_t n;
    m->at = TIME_NONE;
    TRY(q_clock_jobs(system_of(ctx), NULL, &jobs, &n));
    for (size_t i = 0; i < n; i++) {
        Time at;
        TRY(moment_of(system_of(ctx), &jobs[i], &at));
        bool later = time_is_set(at) && at.us > m->after.us;
        m->at = later && (!time_is_set(m->at) || at.us < m->at.us) ? at : m->at;
    }
    return OK;
}

/* --- one stop --- */

static Err keep(Ctx *ctx, void *arg)
{
    const int64_t *ahead = arg;
    ClockJobsRow *jobs;
    size_t n;
    SystemCtx s = system_of(ctx);
    TRY(q_clock_put(s, &(ClockPutArgs){.ahead_us = *ahead}, NULL));
    TRY(q_clock_jobs(s, NULL, &jobs, &n));
    for (size_t i = 0; i < n; i++) { /* a handful: one a kind that says when it is due */
        const JobKind *kind = jobs[i].attempts == 0 ? kind_with_due(jobs[i].kind) : NULL;
        Time at = TIME_NONE;
        TRY(kind ? kind->due(s, &at) : OK);
        if (time_is_set(at) && at.us <= ctx->now.us) {
            TRY(q_clock_bring_forward(s, &(ClockBringForwardArgs){.run_at = ctx->now, .kind = jobs[i].kind}, NULL));
        }
    }
    return OK;
}

static Err running(Ctx *ctx, void *arg)
{
    ClockRunningRow row;
    TRY(q_clock_running(system_of(ctx), NULL, &row));
    *(int64_t *)arg = row.n;
    return OK;
}

/* A step may be in the hands of a job thread: what it does belongs to this moment too. */
static Err settle(App *app, Arena *a)
{
    for (int i = 0; i < WAITS_MAX; i++) {
        int64_t n = 0;
        (void)jobs_run_turning(app, STEPS_A_STOP);
        arena_reset(a);
        TRY(unit_run(ctx_system(app, a), MODE_READ, NULL, running, &n));
        if (n == 0) {
            return OK;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = WAIT_MS * 1000000L}, NULL);
    }
    return ERR_BUSY;
}

/* Time stands still while it is worked at, so that all of it bears the moment it was due at. */
static Err stop_at(App *app, Arena *a, Time at)
{
    int64_t ahead = num_max_i64(at.us - app_wall(app).us, 0);
    atomic_store(&app->fixed_now_us, at.us);
    arena_reset(a);
    TRY(unit_run(ctx_system(app, a), MODE_WRITE, NULL, keep, &ahead));
    return settle(app, a);
}

static Err turn(App *app, Arena *a, Time to, ClockTurn *t)
{
    int64_t until_ns = os_monotonic_ns() + CLOCK_TURN_S * INT64_C(1000000000);
    Moment m = {.after = {INT64_MIN}};
    for (;;) {
        arena_reset(a);
        TRY(unit_run(ctx_system(app, a), MODE_READ, NULL, find_next, &m));
        bool done = !time_is_set(m.at) || m.at.us > to.us;
        Time at = done ? to : (Time){num_max_i64(m.at.us, t->to.us)}; /* what is overdue is due now */
        TRY(stop_at(app, a, at));
        t->to = m.after = at;
        if (done) {
            return OK;
        }
        t->stops++;
        if (os_monotonic_ns() > until_ns) {
            t->cut = true;
            return OK;
        }
    }
}

Err clock_turn(App *app, Time to, ClockTurn *ret)
{
    bool free_ = false;
    Time from = app_now(app);
    *ret = (ClockTurn){.from = from, .to = from, .began = app_wall(app)};
    if (!clock_may_turn(app)) {
        return ERR_UNSUPPORTED;
    }
    to.us = num_max_i64(to.us, from.us); /* what was now a moment ago */
    if (to.us > from.us + CLOCK_TURN_YEARS * 366 * TIME_DAY + TIME_MINUTE) {
        return ERR_INVALID;
    }
    if (!atomic_compare_exchange_strong(&app->turning, &free_, true)) {
        return ERR_BUSY;
    }
    bool stood = atomic_load(&app->fixed_now_us) != INT64_MIN; /* tests */
    Arena *a = arena_create(0);
    Err err = turn(app, a, to, ret);
    arena_destroy(a);
    if (!stood) {
        atomic_store(&app->ahead_us, ret->to.us - app_wall(app).us);
        atomic_store(&app->fixed_now_us, INT64_MIN);
    }
    atomic_store(&app->turning, false);
    return err;
}
