/* Account settings: the company profile, who sees what. */
#include "areas/account/account.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Str get(Fixture *f, Str cookie, const char *path, int status)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, status);
    return got.body;
}

static void test_a_company_profile_is_saved_once_and_a_stale_save_says_so(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Str page = get(f, cookie, "/a/test/settings/company/edit", 200);
    ptrdiff_t at = str_find(page, S("name=\"version\" value=\""));
    assert_true(at > 0);
    Str version = str_skip(page, (size_t)at + 22);
    version = str_sub(version, 0, (size_t)str_find_char(version, '"'));
    Str form = str_fmt(
        f->arena, "name=New+Name&city=Lyon&email=help@test.example&phone=%%2B33+4+55+66+77+88&website=&version=%.*s",
        S_ARG(version));
    assert_int_equal(
        fixture_request(f, "POST", "/a/test/settings/company", &(FixtureSend){.cookie = cookie, .form = form}).status,
        303);
    page = get(f, cookie, "/a/test/settings/company", 200);
    assert_true(str_find(page, S("New Name")) > 0);
    assert_true(str_find(page, S("help@test.example")) > 0);
    FixtureAnswer stale =
        fixture_request(f, "POST", "/a/test/settings/company", &(FixtureSend){.cookie = cookie, .form = form});
    assert_int_equal(stale.status, 422);
    assert_true(str_find(stale.body, S("Somebody saved this profile meanwhile")) > 0);
    Str wrong = str_fmt(f->arena, "name=&city=&email=x&phone=1&website=ftp:&version=9");
    FixtureAnswer all =
        fixture_request(f, "POST", "/a/test/settings/company", &(FixtureSend){.cookie = cookie, .form = wrong});
    assert_int_equal(all.status, 422);
    assert_true(str_find(all.body, S("5 things to fix")) > 0);
    Str lines = S("name=Cobalt%0D%0ABcc:+x&city=Turned%E2%80%AE&email=&phone=&website=&version=2");
    FixtureAnswer two =
        fixture_request(f, "POST", "/a/test/settings/company", &(FixtureSend){.cookie = cookie, .form = lines});
    assert_int_equal(two.status, 422);
    assert_true(str_find(two.body, S("2 things to fix")) > 0);
    fixture_close(f);
}

static void test_permissions_name_the_role_they_come_from(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->colleague, f->account);
    Str page = get(f, cookie, "/a/test/settings/permissions", 200);
    assert_true(str_find(page, S("account.settings")) > 0);
    assert_true(str_find(page, S("account.bank_view")) < 0);
    page = get(f, fixture_sign_in(f, f->user, f->account), "/a/test/settings/permissions", 200);
    assert_true(str_find(page, S("account.bank_view")) > 0);
    assert_true(str_find(page, S("Global admin")) > 0);
    page = get(f, cookie, "/a/test/settings/roles", 200);
    assert_true(str_find(page, S("Financial contributor")) > 0);
    assert_true(str_find(page, S("Operator admin")) < 0);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_company_profile_is_saved_once_and_a_stale_save_says_so),
        UNIT_TEST(test_permissions_name_the_role_they_come_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
