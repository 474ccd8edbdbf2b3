/* Refused sign-ins: what the activity log is told of them, and how little however often somebody tries. */
#include "app/audit.h"
#include "app/tried.h"
#include "lib/app_fixture.h"
#include "unit.h"

static Err script(Ctx *ctx, void *arg) { return db_run_script(ctx->db, arg); }
static void run(Fixture *f, const char *sql)
{
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, script, (void *)(uintptr_t)sql));
}

typedef struct Try {
    Id who;
    TriedReason reason;
    Str next;
} Try;
static Err note(Ctx *ctx, void *arg)
{
    const Try *t = arg;
    return tried_note(ctx, t->who, t->reason, t->next);
}
static void tries(Fixture *f, Id who, TriedReason reason, int n)
{
    for (int i = 0; i < n; i++) {
        assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, note, &(Try){who, reason, S("/")}));
    }
}

static JobNext tell(Fixture *f, const char *key)
{
    JobRun job = {.key = str_from(key)};
    JobNext next = JOB_AGAIN;
    assert_ok(TRIED_JOB.step(ctx_system(f->app, f->arena), &job, &next));
    return next;
}

/* "password 1, locked 3": the rows that the account's log has, oldest first. */
typedef struct Told {
    int64_t rows, times;
    Str page;
} Told;
static Told told(Fixture *f)
{
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = fixture_request(f, "GET", "/a/test/settings/activity?op=refuse_sign_in&period=all",
                                        &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, 200);
    Told t = {.page = got.body};
    Str rest = got.body;
    for (ptrdiff_t at; (at = str_find(rest, S("Refused: Sign-in"))) >= 0; t.rows++) {
        rest = str_skip(rest, (size_t)at + 16);
    }
    return t;
}
#define HAS(TEXT, WHAT) assert_true(str_find(TEXT, S(WHAT)) >= 0)

static void somebody_who_tries_without_end_adds_two_rows_an_hour(void **state)
{
    Fixture *f = *state;
    tries(f, f->colleague, TRIED_PASSWORD, 1);
    assert_int_equal(told(f).rows, 0); /* nothing while somebody waits for the answer */
    assert_int_equal(tell(f, "soon"), JOB_DONE);
    Told first = told(f);
    int64_t one = first.rows;
    assert_true(one > 0);
    HAS(first.page, "Refused: Sign-in with a wrong password");
    tries(f, f->colleague, TRIED_PASSWORD, 40);
    (void)tell(f, "soon");
    assert_int_equal(told(f).rows, one);
    assert_int_equal(tell(f, "hourly"), JOB_LATER); /* this hour is not over */
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_HOUR));
    assert_int_equal(tell(f, "hourly"), JOB_DONE);
    Told all = told(f);
    assert_int_equal(all.rows, 2 * one);
    HAS(all.page, "<dt>Times within an hour</dt><dd>40</dd>");
    (void)tell(f, "hourly");
    assert_int_equal(told(f).rows, 2 * one);
}

static void each_reason_has_its_row_and_the_person_sees_it_too(void **state)
{
    Fixture *f = *state;
    for (int i = 0; i < TRIED_REASONS; i++) {
        tries(f, f->colleague, (TriedReason)i, 1);
    }
    (void)tell(f, "soon");
    Told t = told(f);
    HAS(t.page, "Sign-in with a wrong password");
    HAS(t.page, "Sign-in while it waits after wrong tries");
    HAS(t.page, "Sign-in of somebody who is suspended");
    HAS(t.page, "Sign-in with a wrong second factor");
    HAS(t.page, "Sign-in with a passkey that does not hold");
    HAS(t.page, "provider, of somebody who is not let in");
    HAS(t.page, "bob@test.example");
    Str cookie = fixture_sign_in(f, f->colleague, f->account);
    FixtureAnswer own = fixture_request(f, "GET", "/me/activity", &(FixtureSend){.cookie = cookie});
    HAS(own.body, "Refused: Sign-in with a wrong password");
    AuditReport report;
    assert_ok(house_turn(f->app, true)); /* PostgreSQL seals its chain apart */
    assert_ok(audit_verify(ctx_system(f->app, f->arena), &report));
}

static void a_name_that_nobody_has_is_counted_and_told_to_nobody(void **state)
{
    Fixture *f = *state;
    tries(f, tried_nobody(digest_sha256(S("nobody@test.example"))), TRIED_PASSWORD, 30);
    (void)tell(f, "soon");
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_HOUR));
    assert_int_equal(tell(f, "hourly"), JOB_DONE);
    assert_int_equal(told(f).rows, 0);
}

static void another_organization_sees_nothing_of_it(void **state)
{
    Fixture *f = *state;
    tries(f, f->stranger, TRIED_PASSWORD, 3);
    (void)tell(f, "soon");
    assert_int_equal(told(f).rows, 0);
    /* Not even where the person worked last: the log is that of their own directory. */
    run(f, "UPDATE app_user SET last_account_id = (SELECT id FROM account WHERE public_id = 'test') "
           "WHERE sign_in = 'eve@other.example';");
    tries(f, f->stranger, TRIED_CODE, 1);
    (void)tell(f, "soon");
    assert_int_equal(told(f).rows, 0);
}

static void what_the_log_says_of_refused_sign_ins_goes_with_the_person(void **state)
{
    Fixture *f = *state;
    int64_t rows = 0;
    tries(f, f->colleague, TRIED_PASSWORD, 5);
    (void)tell(f, "soon");
    tries(f, f->colleague, TRIED_PASSWORD, 5);
    HAS(told(f).page, "bob@test.example");
    assert_ok(house_turn(f->app, true));
    assert_ok(audit_erase_person(ctx_system(f->app, f->arena), f->colleague, &rows));
    assert_true(rows > 0);
    assert_true(str_find(told(f).page, S("bob@test.example")) < 0);
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_HOUR));
    (void)tell(f, "hourly"); /* nor is more of the hour told afterwards */
    assert_true(str_find(told(f).page, S("bob@test.example")) < 0);
    AuditReport report;
    assert_ok(house_turn(f->app, true));
    assert_ok(audit_verify(ctx_system(f->app, f->arena), &report));
}

static int set_up(void **state) { return (*state = fixture_open()) ? 0 : 1; }
static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}
#define T(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(somebody_who_tries_without_end_adds_two_rows_an_hour),
        T(each_reason_has_its_row_and_the_person_sees_it_too),
        T(a_name_that_nobody_has_is_counted_and_told_to_nobody),
        T(another_organization_sees_nothing_of_it),
        T(what_the_log_says_of_refused_sign_ins_goes_with_the_person),
    };
    return FIXTURE_RUN(tests);
}
