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

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_ending_other_sessions_asks_for_a_fresh_proof_and_signing_out_does_not),
    };
    return FIXTURE_RUN(tests);
}
