/* Sessions and tokens: what a cookie gives, and how soon a change of rights is felt. */
#include "base/num.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "unit.h"

static Err whoami(AccountCtx a)
{
    a.ctx->out.body =
        str_fmt(a.ctx->arena, "%.*s|%d|%.*s", S_ARG(a.ctx->actor.name),
                role_in(&a.ctx->actor.roles, role_index(S("sales_agent"))), S_ARG(a.ctx->account.public_id));
    return OK;
}
static Err leave(SelfCtx s) { return session_end(s); }
static Err choose(SelfCtx s)
{
    Id id;
    TRY(id_parse(ctx_form(s.ctx, S("account")), &id));
    return session_choose_account(s, id);
}
static Err self(SelfCtx s)
{
    s.ctx->out.body = s.ctx->account.public_id.n ? s.ctx->account.public_id : S("none");
    return OK;
}
static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/who", &PERM_SIGNED_IN, NULL, MODE_READ, whoami),
    ROUTE("GET", "/me", &PERM_SIGNED_IN, NULL, MODE_READ, self),
    ROUTE("POST", "/leave", &PERM_SIGNED_IN, "test.leave", MODE_WRITE, leave),
    ROUTE("POST", "/choose", &PERM_SIGNED_IN, "test.choose", MODE_WRITE, choose),
    ROUTE("GET", "/v1/who", &PERM_SIGNED_IN, NULL, MODE_READ, whoami, .kind = ROUTE_API),
};

static int setup(void **state)
{
    *state = fixture_open_with(&(FixtureOptions){.routes = ROUTES, .routes_n = COUNT_OF(ROUTES)});
    return 0;
}
static int teardown(void **state)
{
    fixture_close(*state);
    return 0;
}
static FixtureAnswer get(Fixture *f, const char *path, Str cookie)
{
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
}
static FixtureAnswer post(Fixture *f, const char *path, Str cookie, Str form)
{
    return fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = form.n ? form : S("x=1")});
}

/* Statements of the test's own, as another process would change the rows. */
static Err script(Ctx *ctx, void *arg) { return db_run_script(ctx->db, arg); }
static void run(Fixture *f, const char *sql)
{
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, script, (void *)(uintptr_t)sql));
}

static void a_session_ends_when_its_person_leaves(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(get(f, "/me", cookie).status, 200);
    FixtureAnswer a = post(f, "/leave", cookie, S(""));
    assert_true(str_find(a.set_cookie, S("Max-Age=0")) >= 0);
    assert_int_equal(get(f, "/me", cookie).status, 303);
}

static void a_session_ends_in_time(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    fixture_set_wall(f, time_add(app_wall(f->app), 12 * TIME_HOUR + 1));
    assert_int_equal(get(f, "/me", cookie).status, 303);
}

static void a_session_that_is_not_used_ends_sooner(void **state)
{
    (void)state;
    Fixture *f = fixture_open_with(&(FixtureOptions){
        .routes = ROUTES, .routes_n = COUNT_OF(ROUTES), .app = {.session_idle_us = 30 * TIME_MINUTE}});
    Str cookie = fixture_sign_in(f, f->user, f->account);
    fixture_set_wall(f, time_add(app_wall(f->app), 29 * TIME_MINUTE));
    assert_int_equal(get(f, "/me", cookie).status, 200);
    assert_ok(house_turn(f->app, true));
    fixture_set_wall(f, time_add(app_wall(f->app), 29 * TIME_MINUTE));
    assert_int_equal(get(f, "/me", cookie).status, 200);
    assert_ok(house_turn(f->app, true));
    fixture_set_wall(f, time_add(app_wall(f->app), 31 * TIME_MINUTE));
    assert_int_equal(get(f, "/me", cookie).status, 303);
    fixture_close(f);
}

static void the_business_clock_ends_no_session(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    fixture_set_now(f, time_add(app_wall(f->app), 400 * TIME_DAY));
    assert_int_equal(get(f, "/me", cookie).status, 200);
}

static void a_role_given_or_taken_is_felt_by_the_next_request(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_str(get(f, "/a/test/who", cookie).body, "Ada Test|0|test");
    run(f, "UPDATE role_grant SET role = 'sales_agent' WHERE role = 'admin_agent';"
           "UPDATE app_user SET rights_version = rights_version + 1 WHERE sign_in = 'ada@test.example';");
    assert_str(get(f, "/a/test/who", cookie).body, "Ada Test|1|test");
    run(f, "DELETE FROM role_grant;UPDATE app_user SET rights_version = rights_version + 1;");
    assert_int_equal(get(f, "/a/test/who", cookie).status, 404);
}

static void an_account_that_closes_is_gone_for_its_people(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(get(f, "/a/test/who", cookie).status, 200);
    run(f, "UPDATE account SET state = 'closed', rights_version = rights_version + 1 WHERE public_id = 'test';");
    assert_int_equal(get(f, "/a/test/who", cookie).status, 404);
}

static void a_suspended_person_is_out_at_once(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account), token = fixture_token(f, f->user);
    assert_int_equal(fixture_request(f, "GET", "/v1/who", &(FixtureSend){.bearer = token}).status, 200);
    run(f, "UPDATE app_user SET state = 'suspended' WHERE sign_in = 'ada@test.example';");
    assert_int_equal(get(f, "/me", cookie).status, 303);
    assert_int_equal(fixture_request(f, "GET", "/v1/who", &(FixtureSend){.bearer = token}).status, 401);
}

static void a_suspended_application_is_out_at_once(void **state)
{
    Fixture *f = *state;
    Str token = fixture_token(f, ID_NIL);
    assert_str(fixture_request(f, "GET", "/v1/who", &(FixtureSend){.bearer = token}).body, "Test client|0|test");
    run(f, "UPDATE application SET state = 'suspended';");
    assert_int_equal(fixture_request(f, "GET", "/v1/who", &(FixtureSend){.bearer = token}).status, 401);
}

static void pages_without_an_account_show_the_sessions(void **state)
{
    Fixture *f = *state;
    run(f, "UPDATE account SET directory_id = (SELECT directory_id FROM account WHERE public_id = 'test');"
           "UPDATE account_directory SET directory_id = (SELECT directory_id FROM account WHERE public_id = 'test');");
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_str(get(f, "/me", cookie).body, "test");
    Str form = str_concat(f->arena, S("account="), id_text(f->arena, f->other_account));
    assert_int_equal(post(f, "/choose", cookie, form).status, 204);
    assert_str(get(f, "/me", cookie).body, "other");
    assert_true(str_find(get(f, "/a/test/who", cookie).body, S("Ada Test|0|test")) < 0);
}

static void sessions_of_two_people_are_never_mixed(void **state)
{
    Fixture *f = *state;
    Str mine = fixture_sign_in(f, f->user, f->account), hers = fixture_sign_in(f, f->stranger, f->other_account);
    for (int i = 0; i < 50; i++) {
        assert_str(get(f, "/a/test/who", mine).body, "Ada Test|0|test");
        assert_str(get(f, "/a/other/who", hers).body, "Ada Test|0|other");
        assert_int_equal(get(f, "/a/test/who", hers).status, 404);
    }
}

static Err seen(Ctx *ctx, void *arg)
{
    InstallationFindRow row;
    (void)arg;
    return q_installation_find(system_of(ctx), &(InstallationFindArgs){.key = S("seen")}, &row);
}

static void when_a_session_was_seen_is_written_by_the_housekeeper(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account);
    fixture_set_wall(f, time_add(app_wall(f->app), 5 * TIME_MINUTE));
    assert_int_equal(get(f, "/me", cookie).status, 200);
    assert_ok(house_turn(f->app, true));
    run(f, "INSERT INTO installation (key, value, updated_at) SELECT 'seen', 'yes', 0 FROM session WHERE seen_at = "
           "created_at + 300000000;");
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, seen, NULL));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_session_ends_when_its_person_leaves),
        T(a_session_ends_in_time),
        cmocka_unit_test(a_session_that_is_not_used_ends_sooner),
        T(the_business_clock_ends_no_session),
        T(a_role_given_or_taken_is_felt_by_the_next_request),
        T(an_account_that_closes_is_gone_for_its_people),
        T(a_suspended_person_is_out_at_once),
        T(a_suspended_application_is_out_at_once),
        T(pages_without_an_account_show_the_sessions),
        T(sessions_of_two_people_are_never_mixed),
        T(when_a_session_was_seen_is_written_by_the_housekeeper),
    };
    return FIXTURE_RUN(tests);
}
