/* What Overview and home say of how somebody signs in: the card, and the reminder of a second factor. */
#include "areas/identity/policy.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Fixture *fx;
static int set_up(void **state)
{
    *state = fx = fixture_open();
    return 0;
}
static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static Str page(Id user, const char *path)
{
    FixtureAnswer a =
        fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, user, fx->account)});
    assert_int_equal(a.status, 200);
    return a.body;
}
static bool has(Str body, const char *text) { return str_find(body, str_from(text)) >= 0; }
static bool reminded(const char *path) { return has(page(fx->user, path), "/a/test/second-factor/later"); }

static FixtureAnswer post(const char *path, const char *form)
{
    return fixture_request(
        fx, "POST", path, &(FixtureSend){.cookie = fixture_sign_in(fx, fx->user, fx->account), .form = str_from(form)});
}
static void days_pass(int64_t n) { fixture_set_wall(fx, time_add(app_wall(fx->app), n * TIME_DAY)); }

static Err put_rule(Ctx *ctx, void *arg) { return mfa_rule_put(ctx, fx->account, arg); }
static void rule_is(MfaPolicy policy, int64_t days)
{
    MfaRule r = {.policy = policy, .from = (Date){date_of(app_wall(fx->app)).days + 100}, .remind_days = days};
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, put_rule, &r));
}
static Err add_app(Ctx *ctx, void *arg)
{
    (void)arg;
    return authenticator_add(system_of(ctx), fx->user, S("phone"), S("12345678901234567890"), (TotpState){0});
}

static void the_reminder_that_is_put_off_comes_back_after_the_days_of_the_account(void **state)
{
    (void)state;
    assert_true(reminded("/a/test") && reminded("/a/test/settings"));
    assert_false(reminded("/a/test/settings/company"));
    FixtureAnswer later = post("/a/test/second-factor/later", "return=%2Fa%2Ftest%2Fsettings");
    assert_int_equal(later.status, 303);
    assert_str(later.location, "/a/test/settings");
    assert_false(reminded("/a/test") || reminded("/a/test/settings"));
    days_pass(13);
    assert_false(reminded("/a/test"));
    days_pass(1);
    assert_true(reminded("/a/test"));
    rule_is(MFA_ENCOURAGED, 3);
    assert_int_equal(post("/a/test/second-factor/later", "return=https%3A%2F%2Felsewhere.example").status, 303);
    days_pass(2);
    assert_false(reminded("/a/test"));
    days_pass(1);
    assert_true(reminded("/a/test"));
}

static void nobody_is_reminded_where_it_is_off_or_required_or_who_has_one(void **state)
{
    (void)state;
    rule_is(MFA_OFF, 14);
    assert_false(reminded("/a/test"));
    rule_is(MFA_REQUIRED, 14);
    assert_false(reminded("/a/test")); /* signing in asks for it */
    rule_is(MFA_ENCOURAGED, 14);
    assert_true(reminded("/a/test"));
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_app, NULL));
    assert_false(reminded("/a/test"));
}

static void the_days_are_set_on_the_page_of_the_rule_and_stand_where_a_form_does_not_send_them(void **state)
{
    (void)state;
    static const char *const RULES = "/a/test/settings/sign-in-rules";
    FixtureAnswer bad = post(RULES, "policy=encouraged&from=&days=0");
    assert_int_equal(bad.status, 422);
    assert_true(has(bad.body, "Enter a whole number of days, 1 to 365."));
    assert_int_equal(post(RULES, "policy=encouraged&from=&days=30").status, 303);
    assert_true(has(page(fx->user, RULES), "name=\"days\" value=\"30\"") || has(page(fx->user, RULES), "value=\"30\""));
    assert_int_equal(post(RULES, "policy=encouraged&from=").status, 303);
    assert_true(has(page(fx->user, RULES), "value=\"30\""));
}

static void overview_sums_up_how_somebody_signs_in(void **state)
{
    (void)state;
    Str body = page(fx->user, "/a/test/settings");
    assert_true(has(body, "How you sign in") && has(body, "href=\"/me/sessions\"") &&
                has(body, "href=\"/me/passkeys\""));
    assert_true(has(body, "Signed in in 1 browser<"));
    assert_false(has(body, "Recovery codes"));
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_app, NULL));
    body = page(fx->user, "/a/test/settings");
    assert_true(has(body, "1 app<") && has(body, "Signed in in 2 browsers"));
    assert_true(has(body, "0 codes left") && has(body, "Make new codes"));
    body = page(fx->colleague, "/a/test/settings");
    assert_true(has(body, "Add a second factor"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_reminder_that_is_put_off_comes_back_after_the_days_of_the_account, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nobody_is_reminded_where_it_is_off_or_required_or_who_has_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            the_days_are_set_on_the_page_of_the_rule_and_stand_where_a_form_does_not_send_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(overview_sums_up_how_somebody_signs_in, set_up, tear_down),
    };
    return FIXTURE_RUN(tests);
}
