/* One's own sessions: what ending them asks for. That they end by time is in tests/unit/session_test.c. */
#include "lib/app_fixture.h"
#include "unit/unit.h"

static void test_ending_other_sessions_asks_for_a_fresh_proof_and_signing_out_does_not(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str mine = fixture_sign_in(f, f->user, f->account), other = fixture_sign_in(f, f->user, f->account);
    const FixtureSend send = {.cookie = mine, .form = S("a=b")}, theirs = {.cookie = other};
    fixture_set_wall(f, time_add(app_wall(f->app), 11 * TIME_MINUTE));
    FixtureAnswer list = fixture_request(f, "GET", "/me/sessions", &send);
    assert_int_equal(list.status, 200);
    ptrdiff_t at = str_find(list.body, S("action=\"/me/sessions/0"));
    assert_true(at > 0 && str_find(list.body, S("action=\"/sign-out\"")) > 0);
    Str end = str_sub(list.body, (size_t)at + 8, 13 + 36 + 4);
    assert_true(str_ends(end, S("/end")));
    const char *const paths[] = {str_z(f->arena, end), "/me/sessions/end-others", "/me/sessions/end-all"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        FixtureAnswer got = fixture_request(f, "POST", paths[i], &send);
        assert_int_equal(got.status, 307);
        assert_true(str_starts(got.location, S("/sign-in/confirm?for=")));
    }
    assert_int_equal(fixture_request(f, "GET", "/me", &theirs).status, 200);
    assert_int_equal(fixture_request(f, "POST", "/sign-out", &send).status, 303);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = mine}).status, 303);
    fixture_close(f);
}

static Str page_of(Fixture *f, Str cookie, const char *path)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, 200);
    return got.body;
}

static FixtureAnswer save_limits(Fixture *f, Str cookie, const char *form)
{
    return fixture_request(f, "POST", "/a/test/settings/sign-in-rules/sessions",
                           &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}

#define HAS(TEXT, WHAT) assert_true(str_find(TEXT, S(WHAT)) >= 0)
static void test_an_account_says_how_long_sessions_last_stricter_only(void **state)
{
    (void)state;
    Fixture *f = fixture_open_with(&(FixtureOptions){.app = {.session_idle_us = 2 * TIME_HOUR}});
    Str cookie = fixture_sign_in(f, f->user, f->account);
    HAS(page_of(f, cookie, "/a/test/settings/sign-in-rules"), "after 12 hours, and after 120 minutes without use");
    const char *const bad[] = {"idle=4&hours=", "idle=121&hours=", "idle=&hours=13",
                               "idle=1.5&hours=", "idle=&hours=0"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        FixtureAnswer no = save_limits(f, cookie, bad[i]);
        assert_int_equal(no.status, 422);
        HAS(no.body, "Enter a whole number from");
    }
    HAS(save_limits(f, cookie, "idle=7&hours=99").body, "value=\"7\""); /* nothing that was typed is lost */
    assert_int_equal(save_limits(f, cookie, "idle=15&hours=4").status, 303);
    Str rules = page_of(f, cookie, "/a/test/settings/sign-in-rules");
    HAS(rules, "after 4 hours, and after 15 minutes without use");
    HAS(rules, "value=\"15\"");
    Str mine = page_of(f, cookie, "/me/sessions");
    HAS(mine, "Ends after 15 minutes without use");
    HAS(mine, "a rule of test");
    FixtureAnswer log = fixture_request(f, "GET", "/a/test/settings/activity", &(FixtureSend){.cookie = cookie});
    HAS(log.body, "Changed how long sessions last");
    assert_int_equal(save_limits(f, cookie, "idle=&hours=").status, 303);
    assert_true(str_find(page_of(f, cookie, "/me/sessions"), S("a rule of")) < 0);
    fixture_close(f);
}

static void test_a_stricter_rule_ends_what_has_rested_longer_and_the_list_says_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str rested = fixture_sign_in(f, f->user, f->account);
    fixture_set_wall(f, time_add(app_wall(f->app), 16 * TIME_MINUTE));
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(save_limits(f, cookie, "idle=15&hours=").status, 303);
    assert_int_equal(fixture_request(f, "GET", "/me", &(FixtureSend){.cookie = rested}).status, 303);
    HAS(page_of(f, cookie, "/me/sessions"), "Over: asks to sign in again");
    Str colleague = fixture_sign_in(f, f->colleague, f->account);
    assert_int_equal(save_limits(f, colleague, "idle=&hours=").status, 403);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_ending_other_sessions_asks_for_a_fresh_proof_and_signing_out_does_not),
        UNIT_TEST(test_an_account_says_how_long_sessions_last_stricter_only),
        UNIT_TEST(test_a_stricter_rule_ends_what_has_rested_longer_and_the_list_says_so),
    };
    return FIXTURE_RUN(tests);
}
