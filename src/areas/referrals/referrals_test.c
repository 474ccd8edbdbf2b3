/* Referrals settings: which are taken, for whom each is, and who may decide. */
#include "app/unit.h"
#include "areas/referrals/referrals.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/settings/referrals"

static bool has(Str text, const char *words) { return str_find(text, str_from(words)) >= 0; }
static FixtureAnswer post(Fixture *f, Str cookie, const char *path, const char *form)
{
    return fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}
static Str get(Fixture *f, Str cookie, const char *path)
{
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie}).body;
}

typedef struct Routed {
    ReferralAsk ask;
    ReferralRoute route;
} Routed;
static Err route_unit(Ctx *ctx, void *arg)
{
    Routed *r = arg;
    return referral_route(account_of(ctx, ctx->account_id), &r->ask, &r->route);
}
/* 2026-11-25 is a Wednesday. */
static ReferralRoute routed(Fixture *f, const char *country, const char *solution, int day, int64_t week, int64_t open)
{
    Routed r = {.ask = {.country = str_from(country),
                        .solution = str_from(solution),
                        .size = S("50"),
                        .language = S("en"),
                        .on = date_of(time_from_civil((Civil){.year = 2026, .month = 11, .day = day})),
                        .this_week = week,
                        .open_now = open}};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, route_unit, &r), OK);
    return r.route;
}

static Str an_admin(Fixture *f, Id *ret_user)
{
    *ret_user = fixture_user(f, f->directory, "rae@test.example", "referrals_admin");
    return fixture_sign_in(f, *ret_user, f->account);
}

static void what_the_account_does_not_take_is_refused_with_the_reason(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Id rae;
    Str cookie = an_admin(f, &rae);
    assert_int_equal(routed(f, "FR", "data", 25, 0, 0).why, REFERRAL_OFF);
    FixtureAnswer saved = post(f, cookie, PAGE,
                               "takes=yes&countries=FR&countries=BE&solutions=data&sizes=50&languages=en&days=3&"
                               "per_week=2&open_max=3&location=&person=rae%40test.example&tell=person");
    assert_int_equal(saved.status, 303);
    assert_int_equal(routed(f, "DE", "data", 25, 0, 0).why, REFERRAL_COUNTRY);
    assert_int_equal(routed(f, "FR", "work", 25, 0, 0).why, REFERRAL_SOLUTION);
    assert_int_equal(routed(f, "FR", "data", 26, 0, 0).why, REFERRAL_DAY);
    assert_int_equal(routed(f, "FR", "data", 25, 2, 0).why, REFERRAL_WEEK_FULL);
    assert_int_equal(routed(f, "FR", "data", 25, 1, 3).why, REFERRAL_OPEN_FULL);
    ReferralRoute r = routed(f, "FR", "data", 25, 1, 2);
    assert_int_equal(r.why, REFERRAL_TAKEN);
    assert_int_equal(r.rule, 0);
    assert_true(id_eq(r.user_id, rae) && r.tell_person && !r.tell_admins);
    fixture_close(f);
}

static void the_first_rule_that_fits_says_whom_it_is_for_and_order_can_be_changed(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Id rae, sam = fixture_user(f, f->directory, "sam@test.example", "referrals_user"), place = fixture_account(f, true);
    Str cookie = an_admin(f, &rae);
    assert_int_equal(post(f, cookie, PAGE, "takes=yes&per_week=0&open_max=0&tell=person_admins").status, 303);
    assert_int_equal(post(f, cookie, PAGE "/rules/new", "countries=FR&person=rae%40test.example").status, 303);
    Str form =
        str_fmt(f->arena, "solutions=data&person=sam%%40test.example&location=%.*s", S_ARG(id_text(f->arena, place)));
    assert_int_equal(post(f, cookie, PAGE "/rules/new", str_z(f->arena, form)).status, 303);
    assert_true(id_eq(routed(f, "FR", "data", 25, 0, 0).user_id, rae));
    ReferralRoute r = routed(f, "DE", "data", 25, 0, 0);
    assert_true(id_eq(r.user_id, sam) && id_eq(r.location_id, place));
    assert_int_equal(r.rule, 2);
    r = routed(f, "DE", "work", 25, 0, 0);
    assert_true(id_is_nil(r.user_id) && r.tell_admins && !r.tell_person);
    Str page = get(f, cookie, PAGE);
    ptrdiff_t at = str_find(page, S("/down\""));
    Str down = str_sub(page, (size_t)at - strlen(PAGE "/rules/") - 36, strlen(PAGE "/rules/") + 36 + 5);
    assert_int_equal(post(f, cookie, str_z(f->arena, down), "").status, 303);
    assert_true(id_eq(routed(f, "FR", "data", 25, 0, 0).user_id, sam));
    fixture_close(f);
}

static void what_does_not_hold_is_refused_and_nothing_is_lost(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Id rae;
    Str cookie = an_admin(f, &rae);
    FixtureAnswer got =
        post(f, cookie, PAGE, "takes=yes&countries=FR&per_week=x&open_max=0&person=no%40test.example&tell=person");
    assert_int_equal(got.status, 422);
    assert_true(has(got.body, "Enter a whole number, 0 to 10,000") && has(got.body, "Nobody of your people"));
    assert_true(has(got.body, "no@test.example") && has(got.body, "value=\"FR\" selected"));
    assert_int_equal(routed(f, "FR", "data", 25, 0, 0).why, REFERRAL_OFF);
    Str viewer = fixture_sign_in(f, fixture_user(f, f->directory, "vi@test.example", "referrals_user"), f->account);
    assert_true(has(get(f, viewer, PAGE), "A referrals admin can change these settings"));
    assert_int_equal(post(f, viewer, PAGE, "takes=yes&per_week=0&open_max=0&tell=person").status, 403);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(what_the_account_does_not_take_is_refused_with_the_reason),
        UNIT_TEST(the_first_rule_that_fits_says_whom_it_is_for_and_order_can_be_changed),
        UNIT_TEST(what_does_not_hold_is_refused_and_nothing_is_lost),
    };
    return FIXTURE_RUN(tests);
}
