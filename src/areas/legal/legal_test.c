/* Legal info: saved by the country's rules, with what was probably meant; by whom; and never over somebody else's. */
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/legal/legal.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/settings/legal"
#define REST "&line1=1+Quai&city=Lyon&first_name=Ada&last_name=Byron&email=ada%40test.example&phone=04+55+66+77+88"

static Str get(Fixture *f, Str cookie, const char *path, int status)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, status);
    return got.body;
}
static FixtureAnswer post(Fixture *f, Str cookie, const char *form)
{
    return fixture_request(f, "POST", PAGE, &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}
static bool has(Str page, const char *words) { return str_find(page, str_from(words)) >= 0; }

static void legal_info_is_saved_in_the_written_form_of_the_country(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_true(has(get(f, cookie, PAGE, 200), "No legal business profile yet"));
    assert_true(has(get(f, cookie, PAGE "/edit", 200), "SIREN, like 552 008 443"));
    FixtureAnswer saved = post(f, cookie,
                               "legal_name=Test+SAS&postal_code=69002&registration_id=552008443&"
                               "tax_id=40303265045&version=0" REST);
    assert_int_equal(saved.status, 303);
    Str page = get(f, cookie, PAGE, 200);
    assert_true(has(page, "Test SAS") && has(page, "552 008 443 (SIREN)") && has(page, "FR40303265045 (TVA)"));
    assert_true(has(page, "Ada Byron") && has(page, "04 55 66 77 88"));
    FixtureAnswer got =
        post(f, cookie,
             "legal_name=Test+SAS&postal_code=69002&version=1&first_name=A&last_name=B&email=a%40b.example&"
             "line1=1&city=Lyon&phone=04+55");
    assert_int_equal(got.status, 422);
    assert_true(has(got.body, "too short for France. Enter one like +33"));
    FixtureAnswer stale = post(f, cookie, "legal_name=Other&postal_code=69002&version=0" REST);
    assert_int_equal(stale.status, 422);
    assert_true(has(stale.body, "Somebody saved legal info meanwhile, with the name Test SAS"));
    assert_int_equal(post(f, cookie, "legal_name=Other+SAS&postal_code=69002&version=1" REST).status, 303);
    assert_true(has(get(f, cookie, PAGE, 200), "Not given"));
    fixture_close(f);
}

static void what_does_not_hold_is_refused_with_what_was_meant_and_nothing_is_lost(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer got = post(f, cookie,
                             "legal_name=Kept+SAS&postal_code=69OO2&registration_id=552OO8443&"
                             "tax_id=FR40303265046&version=0" REST);
    assert_int_equal(got.status, 422);
    assert_true(has(got.body, "Did you mean 69002?") && has(got.body, "Did you mean 552 008 443?"));
    assert_true(has(got.body, "The check digits of this TVA do not hold"));
    assert_true(has(got.body, "Kept SAS"));
    got = post(f, cookie, "legal_name=&line1=&city=&postal_code=&first_name=&last_name=&email=x&phone=1&version=0");
    assert_int_equal(got.status, 422);
    assert_true(has(got.body, "8 things to fix"));
    assert_true(has(get(f, cookie, PAGE, 200), "No legal business profile yet"));
    fixture_close(f);
}

static void only_those_who_may_see_and_edit_it(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str viewer = fixture_sign_in(f, fixture_user(f, f->directory, "law@test.example", "compliance_admin"), f->account);
    assert_true(has(get(f, viewer, PAGE, 200), "can enter it"));
    (void)get(f, viewer, PAGE "/edit", 403);
    assert_int_equal(post(f, viewer, "legal_name=X&version=0" REST).status, 403);
    (void)get(f, fixture_sign_in(f, f->colleague, f->account), PAGE, 403);
    fixture_close(f);
}

static void a_country_that_wants_a_number_gets_one_and_one_without_a_rule_is_unchecked(void **state)
{
    Arena *a = *state;
    LegalFacts f = {.legal_name = S("Basra Tea"),
                    .line1 = S("1 Road"),
                    .city = S("Basra"),
                    .first_name = S("A"),
                    .last_name = S("B"),
                    .email = S("a@basra.example")};
    Ctx without = {.arena = a};
    legal_check(&without, S("IQ"), &f);
    assert_int_equal(without.problem.fields_n, 1);
    assert_true(msg_is_set(problem_of_field(&without, S("registration_id"))));
    f.registration_id = S("12/b");
    Ctx with = {.arena = a};
    legal_check(&with, S("IQ"), &f);
    assert_int_equal(with.problem.fields_n, 0);
    assert_str(f.registration_id, "12/b");
}

static Err add_vendor(Ctx *ctx, void *arg)
{
    Id *id = arg;
    *id = ctx_new_id(ctx);
    return identity_add_directory(system_of(ctx), &(NewDirectory){.id = *id,
                                                                  .kind = S("operator"),
                                                                  .name = S("Northlight"),
                                                                  .domain = S("northlight.example"),
                                                                  .country = S("SE")});
}

static void a_qualified_reseller_sees_the_qualification_and_others_do_not(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Id vendor;
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, add_vendor, &vendor));
    Str own = fixture_sign_in(f, f->user, f->account), other = fixture_sign_in(f, f->stranger, f->other_account);
    Str staff = fixture_sign_in(f, fixture_user(f, vendor, "staff@vendor.example", "operator_verification"), ID_NIL);
    Str reader = fixture_sign_in(f, fixture_user(f, vendor, "read@vendor.example", "operator_support"), ID_NIL);
    FixtureSend grant = {.cookie = staff, .form = S("qualification=education&qualification=made-up")};
    FixtureSend wrong = {.cookie = reader, .form = S("qualification=education")};
    Str page = get(f, own, PAGE "?tab=reseller", 200);
    assert_true(has(page, "Reseller qualifications") && has(page, "None. The vendor grants them"));
    assert_int_equal(fixture_request(f, "POST", "/operator/partners/test/qualifications", &wrong).status, 403);
    assert_int_equal(fixture_request(f, "POST", "/operator/partners/test/qualifications", &grant).status, 303);
    assert_true(has(get(f, staff, "/operator/partners/test/qualifications", 200), "value=\"education\" checked"));
    page = get(f, own, PAGE "?tab=reseller", 200);
    assert_true(has(page, "Sells to schools") && !has(page, "Sells to charities"));
    assert_true(has(page, "No billing profile is saved yet") && has(page, "Nobody is named."));
    assert_false(has(get(f, other, "/a/other/settings/legal?tab=reseller", 200), "Sells to schools"));
    assert_true(has(get(f, own, "/me/action-center/notifications", 200), "Reseller qualification granted: Education"));
    grant.form = S("qualification=");
    assert_int_equal(fixture_request(f, "POST", "/operator/partners/test/qualifications", &grant).status, 303);
    assert_false(has(get(f, own, PAGE "?tab=reseller", 200), "Sells to schools"));
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(legal_info_is_saved_in_the_written_form_of_the_country),
        UNIT_TEST(what_does_not_hold_is_refused_with_what_was_meant_and_nothing_is_lost),
        UNIT_TEST(a_qualified_reseller_sees_the_qualification_and_others_do_not),
        UNIT_TEST(only_those_who_may_see_and_edit_it),
        UNIT_TEST(a_country_that_wants_a_number_gets_one_and_one_without_a_rule_is_unchecked),
    };
    return FIXTURE_RUN(tests);
}
