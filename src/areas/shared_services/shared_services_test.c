/* Shared services: a tenant of the account's own, with the rules of every subscription. */
#include "areas/shared_services/shared_services.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/settings/shared-services"
#define LEGAL                                                                                                          \
    "legal_name=Test+SAS&line1=1+rue+de+la+Paix&line2=&city=Lyon&state=&postal_code=69002&registration_id=552008443&"  \
    "tax_id=&first_name=Ada&last_name=Byron&email=ada%40test.example&phone=%2B33123456789&version=0"

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

static FixtureAnswer as(Id user, const char *method, const char *path, const char *form)
{
    FixtureSend with = {.cookie = fixture_sign_in(fx, user, fx->account), .form = str_from(form ? form : "")};
    return fixture_request(fx, method, path, &with);
}
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }

static void the_tenant_is_made_once_of_legal_info_and_stands_for_this_account_only(void **state)
{
    (void)state;
    assert_int_equal(as(fx->user, "POST", PAGE, "domain=own.test.example").status, 409); /* no Legal info yet */
    assert_int_equal(as(fx->user, "POST", "/a/test/settings/legal", LEGAL).status, 303);
    FixtureAnswer bad = as(fx->user, "POST", PAGE, "domain=not+a+domain");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "value=\"not a domain\""));
    assert_int_equal(as(fx->colleague, "POST", PAGE, "domain=own.test.example").status, 403);
    assert_int_equal(as(fx->user, "POST", PAGE, "domain=own.test.example").status, 303);
    assert_int_equal(as(fx->user, "POST", PAGE, "domain=again.test.example").status, 409);
    FixtureAnswer page = as(fx->user, "GET", PAGE, NULL);
    assert_true(shows(&page, "own.test.example") && shows(&page, "Nothing is bought yet."));
    FixtureAnswer file = as(fx->user, "GET", PAGE "/export?format=csv", NULL);
    assert_int_equal(file.status, 200);
    assert_true(shows(&file, "Unit price") || shows(&file, "unitPrice"));
    assert_int_equal(as(fx->user, "POST", PAGE "/buy", "item=NO%3A1%3A2%7CP1Y%7Cmonthly&quantity=2").status, 422);
    assert_int_equal(as(fx->user, "POST", PAGE "/buy", "item=&quantity=two").status, 422);
    /* A subscription of another customer is none of the account's own. */
    assert_int_equal(as(fx->user, "GET", PAGE "/01a21fc3-95d2-7170-8000-cf09f113362c", NULL).status, 404);
}

int main(void)
{
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(the_tenant_is_made_once_of_legal_info_and_stands_for_this_account_only)};
    return FIXTURE_RUN(tests);
}
