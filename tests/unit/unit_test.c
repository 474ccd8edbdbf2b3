/* Units of work on the batching writer: one commit for many, each alone in its failure, none without its audit row. */
#include "app/kernel.h"
#include "app/setting.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"
#include <sched.h>
#include <stdatomic.h>

static int setup(void **state)
{
    *state = fixture_open();
    return 0;
}
static int teardown(void **state)
{
    fixture_close(*state);
    return 0;
}

typedef struct Put {
    Str key;
    Err end;
    int ran;
    bool skip;
} Put;

static Err put(Ctx *ctx, void *arg)
{
    Put *p = arg;
    p->ran++;
    TRY(installation_put(ctx, p->key, S("1")));
    ctx->audit.skip = p->skip;
    return p->end;
}

static Err read_it(Ctx *ctx, void *arg)
{
    Str value;
    Put *p = arg;
    TRY(installation_get(ctx, p->key, &value));
    return value.n ? OK : ERR_NOT_FOUND;
}

static Err stored(Fixture *f, Str key)
{
    Put p = {.key = key};
    return unit_run(ctx_system(f->app, f->arena), MODE_READ, NULL, read_it, &p);
}

static Err write_it(Fixture *f, Put *p)
{
    return unit_run(ctx_system(f->app, f->arena), MODE_WRITE, "test.put", put, p);
}

static void what_a_unit_wrote_is_there_afterwards(void **state)
{
    assert_ok(write_it(*state, &(Put){.key = S("a")}));
    assert_ok(stored(*state, S("a")));
}

static void what_a_failed_unit_wrote_is_gone(void **state)
{
    assert_int_equal(write_it(*state, &(Put){.key = S("b"), .end = ERR_CONFLICT}), ERR_CONFLICT);
    assert_int_equal(stored(*state, S("b")), ERR_NOT_FOUND);
}

static void rows_changed_without_an_audit_row_fail_the_unit(void **state)
{
    assert_int_equal(write_it(*state, &(Put){.key = S("c"), .skip = true}), ERR_INTERNAL);
    assert_int_equal(stored(*state, S("c")), ERR_NOT_FOUND);
}

static Err change_nothing(Ctx *ctx, void *arg)
{
    (void)arg;
    ctx->audit.skip = true;
    return OK;
}

static void a_unit_that_changed_nothing_may_go_without_audit(void **state)
{
    Fixture *f = *state;
    assert_ok(unit_run(ctx_system(f->app, f->arena), MODE_WRITE, "test.nothing", change_nothing, NULL));
}

static Err nested(Ctx *ctx, void *arg) { return unit_run(ctx, MODE_READ, NULL, read_it, arg); }

static void a_unit_inside_a_unit_is_refused(void **state)
{
    Fixture *f = *state;
    assert_int_equal(unit_run(ctx_system(f->app, f->arena), MODE_READ, NULL, nested, &(Put){.key = S("a")}),
                     ERR_INTERNAL);
}

static Err eat_everything(Ctx *ctx, void *arg)
{
    (void)arg;
    TRY(installation_put(ctx, S("eaten"), S("1")));
    for (;;) {
        (void)arena_alloc_raw(ctx->arena, 1 << 20, 1);
    }
}

static void an_exhausted_arena_rolls_back_and_leaves_the_writer_well(void **state)
{
    Fixture *f = *state;
    Arena *small = arena_create(4 << 20);
    assert_int_equal(unit_run(ctx_system(f->app, small), MODE_WRITE, "test.eat", eat_everything, NULL), ERR_BUSY);
    arena_destroy(small);
    assert_int_equal(stored(f, S("eaten")), ERR_NOT_FOUND);
    assert_ok(write_it(f, &(Put){.key = S("after")}));
}

/* --- many at once --- */

enum { THREADS = 8, EACH = 25 };
typedef struct Many {
    Fixture *f;
    int id;
    int wrong;
} Many;

static void many_run(void *arg)
{
    Many *m = arg;
    Arena *a = arena_create(0);
    for (int i = 0; i < EACH; i++) {
        arena_reset(a);
        bool fails = i % 5 == 4;
        Put p = {.key = str_fmt(a, "many/%d/%d", m->id, i), .end = fails ? ERR_INVALID : OK};
        Err err = unit_run(ctx_system(m->f->app, a), MODE_WRITE, "test.many", put, &p);
        m->wrong += err != p.end;
    }
    arena_destroy(a);
}

static void units_of_many_threads_share_commits_and_fail_alone(void **state)
{
    Fixture *f = *state;
    OsThread *threads[THREADS];
    Many many[THREADS];
    uint64_t batches = atomic_load(&f->app->write_batches);
    for (int i = 0; i < THREADS; i++) {
        many[i] = (Many){.f = f, .id = i};
        assert_ok(os_thread_start("many", many_run, &many[i], &threads[i]));
    }
    for (int i = 0; i < THREADS; i++) {
        os_thread_join(threads[i]);
        assert_int_equal(many[i].wrong, 0);
    }
    assert_true(atomic_load(&f->app->write_batches) - batches < THREADS * EACH);
    for (int t = 0; t < THREADS; t++) {
        for (int i = 0; i < EACH; i++) {
            Str key = str_fmt(f->arena, "many/%d/%d", t, i);
            assert_int_equal(stored(f, key), i % 5 == 4 ? ERR_NOT_FOUND : OK);
        }
    }
    AuditReport report;
    assert_ok(audit_verify(ctx_system(f->app, f->arena), &report));
}

/* --- a batch put together: the writer is held until three units wait --- */

enum { HELD = 3 };
typedef struct Held {
    Fixture *f;
    Put puts[HELD];
    Err ends[HELD];
    atomic_bool holding;
} Held;

static Err hold(Ctx *ctx, void *arg)
{
    atomic_store(&((Held *)arg)->holding, true);
    while (writer_length(ctx->app->writer) < HELD) {
        (void)sched_yield();
    }
    ctx->audit.skip = true;
    return OK;
}

static void hold_run(void *arg)
{
    Held *h = arg;
    Arena *a = arena_create(0);
    (void)!unit_run(ctx_system(h->f->app, a), MODE_WRITE, "test.hold", hold, h);
    arena_destroy(a);
}

typedef struct One {
    Held *h;
    int nth;
} One;

static void one_run(void *arg)
{
    One *o = arg;
    Arena *a = arena_create(0);
    o->h->ends[o->nth] = unit_run(ctx_system(o->h->f->app, a), MODE_WRITE, "test.held", put, &o->h->puts[o->nth]);
    arena_destroy(a);
}

static void run_held(Held *h)
{
    OsThread *holder, *threads[HELD];
    One ones[HELD];
    assert_ok(os_thread_start("hold", hold_run, h, &holder));
    while (!atomic_load(&h->holding)) {
        (void)sched_yield();
    }
    for (int i = 0; i < HELD; i++) {
        ones[i] = (One){.h = h, .nth = i};
        assert_ok(os_thread_start("one", one_run, &ones[i], &threads[i]));
    }
    os_thread_join(holder);
    for (int i = 0; i < HELD; i++) {
        os_thread_join(threads[i]);
    }
}

static void a_unit_that_fails_after_writing_is_undone_alone_and_its_batch_runs_again(void **state)
{
    Fixture *f = *state;
    if (f->app->engine != DB_SQLITE) {
        skip(); /* a unit is a transaction there */
    }
    Held h = {.f = f, .puts = {{.key = S("h/0")}, {.key = S("h/1"), .end = ERR_CONFLICT}, {.key = S("h/2")}}};
    run_held(&h);
    assert_int_equal(h.ends[0], OK);
    assert_int_equal(h.ends[1], ERR_CONFLICT);
    assert_int_equal(h.ends[2], OK);
    assert_int_equal(atomic_load(&f->app->write_again), 1);
    assert_ok(stored(f, S("h/0")));
    assert_int_equal(stored(f, S("h/1")), ERR_NOT_FOUND);
    assert_ok(stored(f, S("h/2")));
    /* From now on with savepoints: the next that fails so costs no second run. */
    Held again = {.f = f, .puts = {{.key = S("i/0")}, {.key = S("i/1"), .end = ERR_CONFLICT}, {.key = S("i/2")}}};
    run_held(&again);
    assert_int_equal(again.ends[1], ERR_CONFLICT);
    assert_int_equal(atomic_load(&f->app->write_again), 1);
    for (int i = 0; i < HELD; i++) {
        assert_int_equal(again.puts[i].ran, 1);
        assert_int_equal(stored(f, again.puts[i].key), i == 1 ? ERR_NOT_FOUND : OK);
    }
    AuditReport report;
    assert_ok(audit_verify(ctx_system(f->app, f->arena), &report));
}

static Err refuse_first(Ctx *ctx, void *arg)
{
    (void)arg;
    ctx->audit.skip = true;
    return ERR_INVALID;
}

static void a_unit_that_fails_before_writing_costs_no_second_run(void **state)
{
    Fixture *f = *state;
    assert_int_equal(unit_run(ctx_system(f->app, f->arena), MODE_WRITE, "test.refused", refuse_first, NULL),
                     ERR_INVALID);
    Put p = {.key = S("j"), .end = ERR_CONFLICT};
    assert_int_equal(write_it(f, &p), ERR_CONFLICT);
    assert_int_equal(p.ran, 1); /* alone in its batch: the end of the transaction undid it */
    assert_int_equal(stored(f, S("j")), ERR_NOT_FOUND);
    assert_int_equal(atomic_load(&f->app->write_again), 0);
}

static Err forever(Ctx *ctx, void *arg)
{
    (void)arg;
    for (;;) {
        Str value;
        TRY(installation_get(ctx, S("a"), &value));
    }
}

static void a_unit_over_its_time_budget_is_stopped(void **state)
{
    (void)state;
    Fixture *f = fixture_open_with(&(FixtureOptions){.app = {.write_budget_us = 50000}});
    assert_int_equal(unit_run(ctx_system(f->app, f->arena), MODE_WRITE, "test.forever", forever, NULL), ERR_BUDGET);
    assert_ok(write_it(f, &(Put){.key = S("after")}));
    fixture_close(f);
}

static void what_was_acknowledged_is_there_after_a_restart(void **state)
{
    Fixture *f = *state;
    assert_ok(write_it(f, &(Put){.key = S("kept")}));
    fixture_restart(f);
    assert_ok(stored(f, S("kept")));
}

/* What a house at rest holds is measured in ./bench; this is what keeps it small. */
static void a_thread_that_had_nothing_to_read_has_no_connection(void **state)
{
    Fixture *f = *state;
    assert_true(f->app->lanes_n > 1);
    Lane *last = f->app->lanes[f->app->lanes_n - 1];
    if (db_engine(f->app->db) == DB_SQLITE) {
        assert_null(last->reader);
    }
    DbConn *conn = NULL, *again = NULL;
    assert_ok(lane_reader(last, &conn));
    assert_ok(lane_reader(last, &again));
    assert_non_null(conn);
    assert_ptr_equal(conn, again);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(what_a_unit_wrote_is_there_afterwards),
        T(what_a_failed_unit_wrote_is_gone),
        T(rows_changed_without_an_audit_row_fail_the_unit),
        T(a_unit_that_changed_nothing_may_go_without_audit),
        T(a_unit_inside_a_unit_is_refused),
        T(an_exhausted_arena_rolls_back_and_leaves_the_writer_well),
        T(units_of_many_threads_share_commits_and_fail_alone),
        T(a_unit_that_fails_after_writing_is_undone_alone_and_its_batch_runs_again),
        T(a_unit_that_fails_before_writing_costs_no_second_run),
        T(a_thread_that_had_nothing_to_read_has_no_connection),
        cmocka_unit_test(a_unit_over_its_time_budget_is_stopped),
        T(what_was_acknowledged_is_there_after_a_restart),
    };
    return FIXTURE_RUN(tests);
}
