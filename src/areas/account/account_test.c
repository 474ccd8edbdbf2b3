/* Account settings: bank numbers and how they are kept, the company profile, who sees what. */
#include "app/country_rule.h"
#include "areas/account/account.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static void test_an_iban_is_taken_only_when_country_length_and_check_number_hold(void **state)
{
    Arena *a = *state;
    const char *good[] = {"NL91 ABNA 0417 1643 00",
                          "fr14 2004 1010 0505 0001 3M02 606",
                          "DE89-3704-0044-0532-0130-00",
                          "GB29NWBK60161331926819",
                          "NO9386011117947",
                          "MT84MALT011000012345MTLCAST001S"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        Str iban;
        assert_int_equal(iban_parse(a, str_from(good[i]), &iban), OK);
        assert_true(str_find_char(iban, ' ') < 0);
    }
    const char *bad[] = {"",
                         "NL91ABNA0417164301",
                         "NL91ABNA041716430",
                         "US12345678901234567",
                         "NL91 ABNA 0417 1643 00 1",
                         "XX91ABNA0417164300",
                         "NL91ÄBNA0417164300",
                         "1234"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        Str iban;
        assert_int_equal(iban_parse(a, str_from(bad[i]), &iban), ERR_INVALID);
    }
}

static void test_two_swapped_digits_of_an_iban_are_noticed(void **state)
{
    Arena *a = *state;
    Str iban = S("NL91ABNA0417164300");
    for (size_t i = 8; i + 1 < iban.n; i++) {
        if (iban.p[i] == iban.p[i + 1]) {
            continue;
        }
        char *swapped = str_z(a, iban);
        char c = swapped[i];
        swapped[i] = swapped[i + 1];
        swapped[i + 1] = c;
        Str ret;
        assert_int_equal(iban_parse(a, str_from(swapped), &ret), ERR_INVALID);
    }
}

static bool routing_holds(Arena *a, const char *digits)
{
    return country_check(a, COUNTRY_BANK_CODE, S("US"), str_from(digits)).verdict == COUNTRY_OK;
}

static void test_a_routing_number_has_nine_digits_whose_weights_hold(void **state)
{
    Arena *a = *state;
    assert_true(routing_holds(a, "021000021"));
    assert_true(routing_holds(a, "011401533"));
    assert_false(routing_holds(a, "021000022"));
    assert_false(routing_holds(a, "02100002"));
    assert_false(routing_holds(a, "000000000"));
    assert_false(routing_holds(a, "02100002a"));
}

static Str get(Fixture *f, Str cookie, const char *path, int status)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, status);
    return got.body;
}

static Err reveal(Ctx *ctx, void *arg) { return bank_reveal((AccountCtx){ctx}, arg); }

static void test_a_bank_number_is_sealed_masked_and_waits_for_the_vendor(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Id admin = fixture_user(f, f->directory, "payouts@test.example", "incentives_admin");
    Str cookie = fixture_sign_in(f, admin, f->account);
    assert_true(str_find(get(f, cookie, "/a/test/settings/bank", 200), S("No bank account yet")) > 0);
    FixtureAnswer bad =
        fixture_request(f, "POST", "/a/test/settings/bank",
                        &(FixtureSend){.cookie = cookie,
                                       .form = S("holder=Test&country=FR&iban=FR1420041010050500013M02607&version=0")});
    assert_int_equal(bad.status, 422);
    FixtureAnswer other =
        fixture_request(f, "POST", "/a/test/settings/bank",
                        &(FixtureSend){.cookie = cookie,
                                       .form = S("holder=Test&country=DE&iban=FR1420041010050500013M02606&version=0")});
    assert_int_equal(other.status, 422);
    FixtureAnswer saved = fixture_request(
        f, "POST", "/a/test/settings/bank",
        &(FixtureSend){.cookie = cookie,
                       .form = S("holder=Test&country=FR&iban=FR14+2004+1010+0505+0001+3M02+606&version=0")});
    assert_int_equal(saved.status, 303);
    Str page = get(f, cookie, "/a/test/settings/bank", 200);
    assert_true(str_find(page, S("2606")) > 0);
    assert_true(str_find(page, S("13M02")) < 0);
    assert_true(str_find(page, S("waits for the vendor check")) > 0);
    Str number;
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, reveal, &number), OK);
    assert_str(number, "FR1420041010050500013M02606");
    FixtureAnswer stale =
        fixture_request(f, "POST", "/a/test/settings/bank",
                        &(FixtureSend){.cookie = cookie,
                                       .form = S("holder=Test&country=FR&iban=FR1420041010050500013M02606&version=0")});
    assert_int_equal(stale.status, 422);
    fixture_close(f);
}

static void test_who_may_only_view_the_bank_page_cannot_save_it(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str viewer = fixture_sign_in(f, f->user, f->account); /* global admin: sees, may not enter */
    assert_true(str_find(get(f, viewer, "/a/test/settings/bank", 200), S("Incentives admin")) > 0);
    (void)get(f, viewer, "/a/test/settings/bank/edit", 403);
    FixtureAnswer got =
        fixture_request(f, "POST", "/a/test/settings/bank", &(FixtureSend){.cookie = viewer, .form = S("holder=Test")});
    assert_int_equal(got.status, 403);
    (void)get(f, fixture_sign_in(f, f->colleague, f->account), "/a/test/settings/bank", 403);
    fixture_close(f);
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
    Str form =
        str_fmt(f->arena, "name=New+Name&city=Lyon&email=help@test.example&phone=%%2B33+4+55&website=&version=%.*s",
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
        UNIT_TEST(test_an_iban_is_taken_only_when_country_length_and_check_number_hold),
        UNIT_TEST(test_two_swapped_digits_of_an_iban_are_noticed),
        UNIT_TEST(test_a_routing_number_has_nine_digits_whose_weights_hold),
        UNIT_TEST(test_a_bank_number_is_sealed_masked_and_waits_for_the_vendor),
        UNIT_TEST(test_who_may_only_view_the_bank_page_cannot_save_it),
        UNIT_TEST(test_a_company_profile_is_saved_once_and_a_stale_save_says_so),
        UNIT_TEST(test_permissions_name_the_role_they_come_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
