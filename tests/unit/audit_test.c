/* The audit chain: it holds as written, and no row of it can be changed, taken out or added unseen. */
#include "app/setting.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"

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

static Err act(Ctx *ctx, void *arg)
{
    (void)arg;
    ctx->audit.target_kind = S("thing");
    ctx->audit.target_name = S("A thing");
    ctx->audit.before = S("{\"name\":\"old\"}");
    ctx->audit.after = S("{\"name\":\"new\"}");
    return installation_put(ctx, S("thing"), ctx->request_id);
}
static void act_times(Fixture *f, Id account, int n)
{
    for (int i = 0; i < n; i++) {
        assert_ok(fixture_unit(f, MODE_WRITE, account, act, NULL));
    }
    assert_ok(audit_seal_some(f->app)); /* SQLite has sealed with the commit */
}
static Err verify(Fixture *f, AuditReport *ret) { return audit_verify(ctx_system(f->app, f->arena), ret); }

/* Behind the kernel's back, as somebody with the file would. */
static void tamper(Fixture *f, const char *sql)
{
    char why[256];
    DbConn *conn = NULL;
    assert_ok(db_connect(f->app->db, DB_WRITER, &conn, why));
    assert_ok(db_run_script(conn, sql));
    db_disconnect(conn);
}

static void chains_hold_as_they_were_written(void **state)
{
    Fixture *f = *state;
    act_times(f, f->account, 5);
    act_times(f, f->other_account, 3);
    AuditReport r;
    assert_ok(verify(f, &r));
    assert_int_equal(r.chains, 3);
    assert_true(r.rows >= 8);
    assert_int_equal(r.unsealed, 0);
}

static void chains_hold_over_a_restart(void **state)
{
    Fixture *f = *state;
    act_times(f, f->account, 2);
    fixture_restart(f);
    act_times(f, f->account, 2);
    AuditReport r;
    assert_ok(verify(f, &r));
}

static void long_chains_are_read_in_chunks(void **state)
{
    Fixture *f = *state;
    act_times(f, f->account, 1100);
    AuditReport r;
    assert_ok(verify(f, &r));
    assert_true(r.rows >= 1100);
}

static void broken(Fixture *f, const char *sql, const char *words)
{
    AuditReport r;
    tamper(f, sql);
    assert_int_equal(verify(f, &r), ERR_CONFLICT);
    if (str_find(r.why, str_from(words)) < 0) {
        print_error("got \"%.*s\", want \"%s\"\n", S_ARG(r.why), words);
        fail();
    }
}

static void a_changed_row_is_found(void **state)
{
    act_times(*state, ((Fixture *)*state)->account, 5);
    broken(*state, "UPDATE audit SET action = 'test.harmless' WHERE seq = 3", "digest");
}
static void a_row_taken_out_is_found(void **state)
{
    act_times(*state, ((Fixture *)*state)->account, 5);
    broken(*state, "DELETE FROM audit WHERE seq = 3", "missing");
}
static void rows_cut_off_at_the_end_are_found(void **state)
{
    act_times(*state, ((Fixture *)*state)->account, 5);
    broken(*state, "DELETE FROM audit WHERE seq >= 4", "missing");
}
static void a_head_taken_away_is_found(void **state)
{
    act_times(*state, ((Fixture *)*state)->account, 5);
    broken(*state, "DELETE FROM audit_head", "head");
}
static void a_changed_before_or_after_is_found(void **state)
{
    act_times(*state, ((Fixture *)*state)->account, 5);
    broken(*state, "UPDATE audit_detail SET after_json = '{}'", "before and after");
}

static Err fails(Ctx *ctx, void *arg)
{
    TRY(act(ctx, arg));
    return ERR_CONFLICT;
}

static void a_unit_that_fails_leaves_no_gap(void **state)
{
    Fixture *f = *state;
    act_times(f, f->account, 2);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, fails, NULL), ERR_CONFLICT);
    act_times(f, f->account, 2);
    AuditReport r;
    assert_ok(verify(f, &r));
}

/* Three units in one batch: the first holds the writer until the others wait; the second grows the chain and fails. */
static Err hold(Ctx *ctx, void *arg)
{
    struct timespec t = {.tv_nsec = 200000000};
    (void)nanosleep(&t, NULL);
    return act(ctx, arg);
}
static Err grow_and_fail(Ctx *ctx, void *arg)
{
    (void)arg;
    TRY(audit_append(ctx, request_of(ctx)->audit, "test.grown"));
    return ERR_CONFLICT;
}
typedef struct One {
    Fixture *f;
    UnitFn fn;
    Err err;
} One;
static void one_run(void *arg)
{
    One *o = arg;
    Arena *a = arena_create(0);
    Ctx *ctx = ctx_system(o->f->app, a);
    ctx->account_id = o->f->account;
    o->err = unit_run(ctx, MODE_WRITE, "test.act", o->fn, NULL);
    arena_destroy(a);
}

static void a_failed_unit_is_taken_off_the_chain_its_batch_goes_on(void **state)
{
    Fixture *f = *state;
    One ones[4] = {{f, hold, OK}, {f, act, OK}, {f, grow_and_fail, OK}, {f, act, OK}};
    OsThread *threads[4];
    struct timespec pause = {.tv_nsec = 30000000};
    for (size_t i = 0; i < COUNT_OF(ones); i++) {
        assert_ok(os_thread_start("one", one_run, &ones[i], &threads[i]));
        (void)nanosleep(&pause, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(ones); i++) {
        os_thread_join(threads[i]);
        assert_int_equal(ones[i].err, ones[i].fn == grow_and_fail ? ERR_CONFLICT : OK);
    }
    assert_ok(audit_seal_some(f->app));
    AuditReport r;
    assert_ok(verify(f, &r));
}

static Err act_on_three(Ctx *ctx, void *arg)
{
    for (int i = 0; i < 3; i++) {
        TRY(act(ctx, arg));
        TRY(audit_also(ctx, "test.act"));
    }
    ctx->audit.skip = true;
    return OK;
}

static void a_unit_that_acts_on_several_writes_a_row_for_each(void **state)
{
    Fixture *f = *state;
    AuditReport before, after;
    assert_ok(audit_seal_some(f->app));
    assert_ok(verify(f, &before));
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, act_on_three, NULL));
    assert_ok(audit_seal_some(f->app));
    assert_ok(verify(f, &after));
    assert_int_equal(after.rows, before.rows + 3);
}

static void each_action_of_a_route_and_of_a_job_has_its_words(void **state)
{
    Fixture *f = *state;
    char why[256] = "";
    if (audit_actions_check(f->arena, why) != OK) {
        fail_msg("%s", why);
    }
    const AuditAction *const *rows;
    size_t n = audit_actions_all(f->arena, &rows);
    assert_true(n > 40);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(audit_operation_find(str_from(rows[i]->operation)));
        assert_string_not_equal(rows[i]->text, rows[i]->action);
    }
    assert_null(audit_action_find(S("nobody.knows")));
    assert_string_equal(audit_resource_label(S("customer")), "Customer");
    assert_string_equal(audit_field_label(S("city")), "Town or city");
    assert_null(audit_field_label(S("nobodyKnows")));
    assert_string_equal(audit_value_label(S("relationship"), S("ended")), "Ended");
    assert_null(audit_value_label(S("relationship"), S("nobodyKnows")));
}

static void before_and_after_leave_out_what_is_not_given(void **state)
{
    Fixture *f = *state;
    Str json = AUDIT_JSON(f->arena, {"name", S("A \"b\"")}, {"city", S("")}, {"country", S("FR")});
    assert_str(json, "{\"name\":\"A \\\"b\\\"\",\"country\":\"FR\"}");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(chains_hold_as_they_were_written),
        T(chains_hold_over_a_restart),
        T(long_chains_are_read_in_chunks),
        T(a_changed_row_is_found),
        T(a_row_taken_out_is_found),
        T(rows_cut_off_at_the_end_are_found),
        T(a_head_taken_away_is_found),
        T(a_changed_before_or_after_is_found),
        T(a_unit_that_fails_leaves_no_gap),
        T(a_failed_unit_is_taken_off_the_chain_its_batch_goes_on),
        T(a_unit_that_acts_on_several_writes_a_row_for_each),
        T(each_action_of_a_route_and_of_a_job_has_its_words),
        T(before_and_after_leave_out_what_is_not_given),
    };
    return FIXTURE_RUN(tests);
}
