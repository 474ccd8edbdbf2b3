/* Sessions and tokens: what a cookie gives, and how soon a change of rights is felt. */
#include "base/num.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "unit.h"

#define assert_has(body, words) assert_true(str_find((body), S(words)) >= 0)

static Err whoami(AccountCtx a)
{
    a.ctx->out.body =
        str_fmt(a.ctx->arena, "%.*s|%d|%.*s", S_ARG(a.ctx->actor.name),
                role_in(&a.ctx->actor.roles, role_index(S("sales_agent"))), S_ARG(a.ctx->account.public_id));
    return OK;
}
static Err leave(SelfCtx s)
{
    Str goes_on_as;
    TRY(session_end(s, &goes_on_as));
    s.ctx->out.body = goes_on_as.n ? goes_on_as : S("out");
    return OK;
}
/* Somebody signs in: their first name, "bob" or "eve", stands for a proof. */
static Id who_comes, who_directory;
static Err enter_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    SessionNew n = {.user_id = who_comes, .directory_id = who_directory, .methods = 1, .strength = 1};
    Id id;
    return session_start(system_of(ctx), &n, &id);
}
static Err enter(PublicCtx p) { return unit_run(p.ctx, MODE_WRITE, "test.enter", enter_unit, NULL); }
static Err renew(SelfCtx s) { return session_renew(s, 3, 2); }
static Err others(SelfCtx s)
{
    SessionOther list[SESSION_OTHERS];
    size_t n;
    TRY(session_others(s.ctx, list, &n));
    Buf b = buf_on_arena(s.ctx->arena, 1024);
    for (size_t i = 0; i < n; i++) {
        buf_fmt(&b, "%.*s=%.*s;", S_ARG(list[i].email), S_ARG(id_text(s.ctx->arena, list[i].id)));
    }
    s.ctx->out.body = buf_str(&b);
    return OK;
}
static Err change_unit(Ctx *ctx, void *arg)
{
    Id id;
    TRY(id_parse(ctx_form(ctx, S("session")), &id));
    return session_switch(ctx, id, arg);
}
static Err change_post(SelfCtx s)
{
    SessionOther now;
    TRY(unit_run(s.ctx, MODE_READ, NULL, change_unit, &now));
    s.ctx->out.body = now.email;
    return OK;
}
static Err strength(SelfCtx s)
{
    s.ctx->out.body =
        str_fmt(s.ctx->arena, "%.*s %d %u", S_ARG(s.ctx->actor.email), session_strength(s.ctx), session_methods(s.ctx));
    return OK;
}
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
    ROUTE("POST", "/enter", &PERM_PUBLIC, "test.enter", MODE_OUTSIDE, enter),
    ROUTE("POST", "/renew", &PERM_SIGNED_IN, "test.renew", MODE_WRITE, renew),
    ROUTE("GET", "/others", &PERM_SIGNED_IN, NULL, MODE_READ, others),
    ROUTE("POST", "/change", &PERM_SIGNED_IN, "test.change", MODE_OUTSIDE, change_post),
    ROUTE("GET", "/strength", &PERM_SIGNED_IN, NULL, MODE_READ, strength),
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

/* A browser's jar: the cookies after an answer. */
static Str jar(Fixture *f, Str before, const FixtureAnswer *a)
{
    static const Str names[] = {S_INIT("entente"), S_INIT("entente_others")};
    Buf b = buf_on_arena(f->arena, 2048);
    for (size_t k = 0; k < COUNT_OF(names); k++) {
        Str mark = str_concat(f->arena, names[k], S("=")), value = S(""), rest = before, one;
        while (str_split(&rest, ';', &one)) {
            value = str_starts(str_trim(one), mark) ? str_skip(str_trim(one), mark.n) : value;
        }
        for (size_t i = 0; i < a->headers_n; i++) {
            Str h = a->headers[i].value;
            if (str_eq_nocase(a->headers[i].name, S("Set-Cookie")) && str_starts(h, mark)) {
                value = str_sub(h, mark.n, (size_t)str_find_char(h, ';') - mark.n);
            }
        }
        if (value.n) {
            buf_fmt(&b, "%s%.*s%.*s", b.n ? "; " : "", S_ARG(mark), S_ARG(value));
        }
    }
    return buf_str(&b);
}

static Str enter_as(Fixture *f, Str cookies, Id user, Id directory)
{
    who_comes = user;
    who_directory = directory;
    FixtureAnswer a = post(f, "/enter", cookies.n ? cookies : S("entente_form=0123456789abcdef"), S(""));
    assert_int_equal(a.status, 204);
    return jar(f, cookies, &a);
}

static void several_people_share_a_browser_and_leave_one_by_one(void **state)
{
    Fixture *f = *state;
    Str c = enter_as(f, S(""), f->user, f->directory);
    assert_str(get(f, "/others", c).body, "");
    c = enter_as(f, c, f->colleague, f->directory);
    assert_has(get(f, "/strength", c).body, "bob@test.example");
    assert_has(get(f, "/others", c).body, "ada@test.example=");
    c = enter_as(f, c, f->stranger, f->other_directory);
    Str list = get(f, "/others", c).body;
    assert_true(str_find(list, S("bob@")) == 0 && str_find(list, S("ada@")) > 0);
    Str id = str_sub(list, (size_t)str_find(list, S("ada@test.example=")) + 17, ID_TEXT);
    FixtureAnswer a = post(f, "/change", c, str_fmt(f->arena, "session=%.*s", S_ARG(id)));
    assert_str(a.body, "ada@test.example");
    c = jar(f, c, &a);
    assert_has(get(f, "/strength", c).body, "ada@test.example");
    list = get(f, "/others", c).body;
    assert_true(str_find(list, S("eve@")) >= 0 && str_find(list, S("bob@")) >= 0);
    a = post(f, "/leave", c, S(""));
    assert_true(a.status == 200 && !str_eq(a.body, S("out")));
    c = jar(f, c, &a);
    assert_int_equal(get(f, "/me", c).status, 200);
    a = post(f, "/leave", c, S(""));
    c = jar(f, c, &a);
    a = post(f, "/leave", c, S(""));
    assert_str(a.body, "out");
    c = jar(f, c, &a);
    assert_int_equal(c.n, 0);
}

static void signing_in_again_as_oneself_ends_the_session_before(void **state)
{
    Fixture *f = *state;
    Str first = enter_as(f, S(""), f->user, f->directory), second = enter_as(f, first, f->user, f->directory);
    assert_str(get(f, "/others", second).body, "");
    assert_int_equal(get(f, "/me", first).status, 303);
    assert_int_equal(get(f, "/me", second).status, 200);
}

static void of_six_people_in_a_browser_the_first_is_signed_out(void **state)
{
    Fixture *f = *state;
    Str c = S(""), first = S("");
    for (int i = 0; i < 6; i++) {
        const char *name = str_z(f->arena, str_fmt(f->arena, "p%d@test.example", i));
        c = enter_as(f, c, fixture_user(f, f->directory, name, "report_viewer"), f->directory);
        first = i ? first : c;
    }
    Str list = get(f, "/others", c).body;
    assert_true(str_find(list, S("p4@")) == 0 && str_find(list, S("p1@")) > 0);
    assert_true(str_find(list, S("p0@")) < 0);
    assert_int_equal(get(f, "/me", first).status, 303);
}

static void nobody_switches_to_a_session_that_their_browser_does_not_hold(void **state)
{
    Fixture *f = *state;
    Str mine = enter_as(f, S(""), f->user, f->directory), hers = enter_as(f, S(""), f->colleague, f->directory);
    Str both = enter_as(f, hers, f->stranger, f->other_directory);
    Str list = get(f, "/others", both).body;
    Str id = str_sub(list, (size_t)str_find_char(list, '=') + 1, ID_TEXT);
    assert_int_equal(post(f, "/change", mine, str_fmt(f->arena, "session=%.*s", S_ARG(id))).status, 404);
}

static void a_further_proof_changes_the_secret_and_the_old_one_opens_nothing(void **state)
{
    Fixture *f = *state;
    Str before = fixture_sign_in(f, f->user, f->account), token = fixture_csrf(f, before);
    assert_str(get(f, "/strength", before).body, "ada@test.example 1 1");
    FixtureAnswer a = post(f, "/renew", before, S(""));
    Str after = jar(f, before, &a);
    assert_false(str_eq(before, after));
    assert_int_equal(get(f, "/strength", before).status, 303);
    assert_str(get(f, "/strength", after).body, "ada@test.example 2 3");
    FixtureSend old_page = {.cookie = after, .no_csrf = true, .form = str_fmt(f->arena, "csrf=%.*s", S_ARG(token))};
    assert_int_equal(fixture_request(f, "POST", "/leave", &old_page).status, 200); /* a page from before stays good */
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

static void an_account_ends_sessions_sooner_for_those_who_work_there_and_at_once(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->account), other = fixture_sign_in(f, f->stranger, f->other_account);
    fixture_set_wall(f, time_add(app_wall(f->app), 20 * TIME_MINUTE));
    assert_int_equal(get(f, "/a/test/who", cookie).status, 200);
    run(f, "UPDATE account SET session_idle_minutes = 15 WHERE public_id = 'test';");
    assert_int_equal(get(f, "/a/test/who", cookie).status, 303); /* a page of the account */
    assert_int_equal(get(f, "/me", cookie).status, 303);         /* and others, as one works there */
    assert_int_equal(get(f, "/a/test/who", other).status, 404);  /* a stranger's session is not touched */
    assert_int_equal(get(f, "/me", other).status, 200);
    run(f, "UPDATE account SET session_idle_minutes = 20 WHERE public_id = 'test';");
    assert_int_equal(get(f, "/me", cookie).status, 200);
    run(f, "UPDATE account SET session_idle_minutes = 0, session_hours = 1 WHERE public_id = 'test';");
    assert_ok(house_turn(f->app, true));
    fixture_set_wall(f, time_add(app_wall(f->app), 39 * TIME_MINUTE));
    assert_int_equal(get(f, "/me", cookie).status, 200);
    assert_ok(house_turn(f->app, true));
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_MINUTE));
    assert_int_equal(get(f, "/me", cookie).status, 303); /* however much it is used */
}

static void a_location_is_held_to_the_rule_of_its_account_and_none_is_longer_than_the_installation(void **state)
{
    Fixture *f = *state;
    Id location = fixture_account(f, true);
    Str cookie = fixture_sign_in(f, f->user, location);
    run(f, "UPDATE account SET session_idle_minutes = 30 WHERE public_id = 'test';");
    fixture_set_wall(f, time_add(app_wall(f->app), 30 * TIME_MINUTE));
    assert_int_equal(get(f, "/me", cookie).status, 200);
    fixture_set_wall(f, time_add(app_wall(f->app), 1));
    assert_int_equal(get(f, "/me", cookie).status, 303);
    SessionLimits most = {.idle_us = TIME_HOUR, .life_us = TIME_DAY};
    assert_int_equal(session_limits_under(most, 90, 48).idle_us, TIME_HOUR);
    assert_int_equal(session_limits_under(most, 90, 48).life_us, TIME_DAY);
    assert_int_equal(session_limits_under((SessionLimits){.life_us = TIME_DAY}, 90, 0).idle_us, 90 * TIME_MINUTE);
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
        T(several_people_share_a_browser_and_leave_one_by_one),
        T(signing_in_again_as_oneself_ends_the_session_before),
        T(of_six_people_in_a_browser_the_first_is_signed_out),
        T(nobody_switches_to_a_session_that_their_browser_does_not_hold),
        T(a_further_proof_changes_the_secret_and_the_old_one_opens_nothing),
        cmocka_unit_test(a_session_that_is_not_used_ends_sooner),
        T(an_account_ends_sessions_sooner_for_those_who_work_there_and_at_once),
        T(a_location_is_held_to_the_rule_of_its_account_and_none_is_longer_than_the_installation),
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
