/* Jobs: each step whole or not at all, one open job a key, retries with pauses, leases that run out. */
#include "app/event.h"
#include "app/notify.h"
#include "app/setting.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"

#include <unistd.h>

static int failures_left, steps;

static Err count_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    steps++;
    job->done++;
    TRY(installation_put(ctx, str_fmt(ctx->arena, "step/%lld", (long long)job->done), job->payload));
    job->cursor = str_fmt(ctx->arena, "%lld", (long long)job->done);
    if (failures_left > 0) {
        failures_left--;
        return problem(ctx, ERR_UNAVAILABLE, MSG("The other side does not answer."), (Msg){0});
    }
    *ret_next = job->done < 3 ? JOB_AGAIN : JOB_DONE;
    job->result = S("ready");
    return OK;
}
static Err put_in_unit(Ctx *ctx, void *arg) { return installation_put(ctx, S("outside"), *(Str *)arg); }
static Err outside_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    *ret_next = JOB_DONE;
    return unit_run(ctx, MODE_WRITE, "test.outside", put_in_unit, &job->payload);
}
static const JobKind KINDS[] = {
    {.kind = "test.count",
     .title = "Count",
     .step = count_step,
     .attempts_max = 3,
     .visible = true,
     .page = "/a/{account}/count?job={job}&k={key}"},
    {.kind = "test.outside", .title = "Outside", .step = outside_step, .outside = true},
    {.kind = "test.business", .title = "Business", .step = outside_step, .outside = true, .business_clock = true},
};

static int setup(void **state)
{
    Fixture *f = *state = fixture_open();
    f->app->extra_jobs = KINDS;
    f->app->extra_jobs_n = COUNT_OF(KINDS);
    failures_left = steps = 0;
    return 0;
}
static int teardown(void **state)
{
    fixture_close(*state);
    return 0;
}

typedef struct Ask {
    JobAsk ask;
    Id id;
    Err end;
} Ask;
static Err ask_unit(Ctx *ctx, void *arg)
{
    Ask *a = arg;
    TRY(job_enqueue(ctx, &a->ask, &a->id));
    return a->end;
}
static Id enqueue(Fixture *f, const char *kind, Str key, int64_t delay_us)
{
    Ask a = {.ask = {.kind = kind,
                     .key = key,
                     .payload = S("{\"a\":1}"),
                     .account_id = f->account,
                     .user_id = f->user,
                     .delay_us = delay_us,
                     .total = 3}};
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, ask_unit, &a));
    return a.id;
}
typedef struct Look {
    Id id;
    JobStatus status;
} Look;
static Err look_unit(Ctx *ctx, void *arg)
{
    Look *l = arg;
    return job_status(account_of(ctx, ctx->account_id), l->id, &l->status);
}
static JobStatus status(Fixture *f, Id id)
{
    Look l = {.id = id};
    assert_ok(fixture_unit(f, MODE_READ, f->account, look_unit, &l));
    return l.status;
}
static Err stored_unit(Ctx *ctx, void *arg) { return installation_get(ctx, *(Str *)arg, (Str *)arg); }
static Str stored(Fixture *f, const char *key)
{
    Str s = str_from(key);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, stored_unit, &s));
    return s;
}

static void a_job_runs_step_by_step_to_its_end(void **state)
{
    Fixture *f = *state;
    Id id = enqueue(f, "test.count", S("k"), 0);
    assert_str(status(f, id).state, "waiting");
    assert_int_equal(jobs_run_due(f->app, 1), 1);
    assert_str(status(f, id).state, "waiting");
    assert_int_equal(status(f, id).done, 1);
    assert_int_equal(jobs_run_due(f->app, 10), 2);
    JobStatus s = status(f, id);
    assert_str(s.state, "done");
    assert_str(s.result, "ready");
    assert_int_equal(s.done, 3);
    AuditReport report;
    assert_ok(audit_verify(ctx_system(f->app, f->arena), &report));
}

static Err notice_unit(Ctx *ctx, void *arg)
{
    Fixture *f = arg;
    ctx->actor.user_id = f->user;
    Notice *list = NULL;
    size_t n = 0;
    TRY(notify_list((SelfCtx){ctx}, 5, &list, &n));
    assert_int_equal(n, 1);
    assert_str(msg_text(ctx->arena, ctx->locale, &list[0].msg), "Count is ready.");
    assert_true(str_starts(list[0].url.s, S("/a/test/count?job=")));
    assert_true(str_ends(list[0].url.s, S("&k=a%20b")));
    return OK;
}

static void the_person_is_told_at_the_end_with_a_link(void **state)
{
    Fixture *f = *state;
    (void)enqueue(f, "test.count", S("a b"), 0);
    assert_int_equal(jobs_run_due(f->app, 10), 3);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, notice_unit, f));
}

static void an_open_job_of_the_same_key_is_kept(void **state)
{
    Fixture *f = *state;
    Id one = enqueue(f, "test.count", S("k"), 0), two = enqueue(f, "test.count", S("k"), 0),
       other = enqueue(f, "test.count", S("l"), 0);
    assert_true(id_eq(one, two));
    assert_false(id_eq(one, other));
    (void)jobs_run_due(f->app, 100);
    assert_false(id_eq(one, enqueue(f, "test.count", S("k"), 0)));
}

static void a_job_of_a_refused_unit_never_runs(void **state)
{
    Fixture *f = *state;
    Ask a = {.ask = {.kind = "test.count", .key = S("k"), .account_id = f->account}, .end = ERR_CONFLICT};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, ask_unit, &a), ERR_CONFLICT);
    assert_int_equal(jobs_run_due(f->app, 10), 0);
}

static void a_failed_step_leaves_nothing_and_is_tried_again_later(void **state)
{
    Fixture *f = *state;
    failures_left = 1;
    Id id = enqueue(f, "test.count", S("k"), 0);
    assert_int_equal(jobs_run_due(f->app, 10), 1);
    assert_str(status(f, id).problem, "The other side does not answer.");
    assert_str(stored(f, "step/1"), "");
    assert_int_equal(jobs_run_due(f->app, 10), 0);
    fixture_set_wall(f, time_add(app_wall(f->app), 2 * TIME_SECOND));
    assert_int_equal(jobs_run_due(f->app, 10), 3);
    assert_str(status(f, id).state, "done");
}

static void a_job_that_keeps_failing_ends_with_its_words(void **state)
{
    Fixture *f = *state;
    failures_left = 100;
    Id id = enqueue(f, "test.count", S("k"), 0);
    for (int i = 0; i < 5; i++) {
        (void)jobs_run_due(f->app, 10);
        fixture_set_wall(f, time_add(app_wall(f->app), TIME_HOUR));
    }
    JobStatus s = status(f, id);
    assert_str(s.state, "failed");
    assert_str(s.problem, "The other side does not answer.");
    assert_int_equal(steps, 3);
}

static void a_job_waits_for_its_time(void **state)
{
    Fixture *f = *state;
    (void)enqueue(f, "test.count", S("k"), TIME_HOUR);
    assert_int_equal(jobs_run_due(f->app, 10), 0);
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_HOUR));
    assert_int_equal(jobs_run_due(f->app, 10), 3);
}

static void business_jobs_wait_for_business_time(void **state)
{
    Fixture *f = *state;
    fixture_set_now(f, app_wall(f->app));
    (void)enqueue(f, "test.business", S("k"), 30 * TIME_DAY);
    fixture_set_wall(f, time_add(app_wall(f->app), 31 * TIME_DAY));
    assert_int_equal(jobs_run_due(f->app, 10), 0);
    fixture_set_now(f, time_add(app_now(f->app), 30 * TIME_DAY));
    assert_int_equal(jobs_run_due(f->app, 10), 1);
    assert_str(stored(f, "outside"), "{\"a\":1}");
}

static Err cancel_unit(Ctx *ctx, void *arg) { return job_cancel(account_of(ctx, ctx->account_id), *(Id *)arg); }

static void a_cancelled_job_stops_and_another_account_cannot_cancel_it(void **state)
{
    Fixture *f = *state;
    Id id = enqueue(f, "test.count", S("k"), 0);
    (void)jobs_run_due(f->app, 1);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->other_account, cancel_unit, &id), ERR_CONFLICT);
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, cancel_unit, &id));
    assert_int_equal(jobs_run_due(f->app, 10), 0);
    assert_str(status(f, id).state, "cancelled");
}

static Err lost_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    return db_run_script(
        ctx->db,
        "UPDATE job SET state = 'running', lease_by = 'dead', lease_until = created_at + 1000000, attempts = 1");
}

static void a_job_whose_worker_died_goes_on_once_the_lease_ends(void **state)
{
    Fixture *f = *state;
    Id id = enqueue(f, "test.count", S("k"), 0);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, lost_unit, NULL));
    assert_int_equal(jobs_run_due(f->app, 10), 0);
    fixture_set_wall(f, time_add(app_wall(f->app), 2 * TIME_SECOND));
    assert_int_equal(jobs_run_due(f->app, 10), 3);
    assert_str(status(f, id).state, "done");
}

static Err held_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    return db_run_script(
        ctx->db,
        "UPDATE job SET state = 'running', lease_by = 'dead', lease_until = created_at + 90000000, attempts = 1");
}

/* What a process that died was working on goes on at the start of the next, where that can know of the death. */
static void at_the_start_of_the_only_process_a_dead_workers_job_goes_on_at_once(void **state)
{
    Fixture *f = *state;
    Id id = enqueue(f, "test.count", S("k"), 0);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, held_unit, NULL));
    fixture_restart(f);
    f->app->extra_jobs = KINDS;
    f->app->extra_jobs_n = COUNT_OF(KINDS);
    bool known = f->app->engine == DB_SQLITE;
    assert_int_equal(jobs_run_due(f->app, 10), known ? 3 : 0);
    const char *state_now = known ? "done" : "running";
    assert_true(str_eq(status(f, id).state, str_from(state_now)));
}

static void while_another_process_has_the_database_its_leases_stand(void **state)
{
    Fixture *f = *state;
    bool alone = false;
    Id id = enqueue(f, "test.count", S("k"), 0);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, held_unit, NULL));
    int other = os_share_file(str_z(f->arena, str_fmt(f->arena, "%s-open", f->app->options.database)), &alone);
    assert_true(other >= 0 || f->app->engine != DB_SQLITE);
    assert_false(alone && f->app->engine == DB_SQLITE);
    os_share_begin(other);
    fixture_restart(f);
    f->app->extra_jobs = KINDS;
    f->app->extra_jobs_n = COUNT_OF(KINDS);
    assert_int_equal(jobs_run_due(f->app, 10), 0);
    assert_str(status(f, id).state, "running");
    if (other >= 0) {
        (void)close(other);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_job_runs_step_by_step_to_its_end),
        T(the_person_is_told_at_the_end_with_a_link),
        T(an_open_job_of_the_same_key_is_kept),
        T(a_job_of_a_refused_unit_never_runs),
        T(a_failed_step_leaves_nothing_and_is_tried_again_later),
        T(a_job_that_keeps_failing_ends_with_its_words),
        T(a_job_waits_for_its_time),
        T(business_jobs_wait_for_business_time),
        T(a_cancelled_job_stops_and_another_account_cannot_cancel_it),
        T(a_job_whose_worker_died_goes_on_once_the_lease_ends),
        T(at_the_start_of_the_only_process_a_dead_workers_job_goes_on_at_once),
        T(while_another_process_has_the_database_its_leases_stand),
    };
    return FIXTURE_RUN(tests);
}
