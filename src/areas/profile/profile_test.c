/* Profiles: an invoice has the address of its date; nothing is lost or overwritten; the wire says what the pages say.
 */
#include "app/unit.h"
#include "areas/profile/profile.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define SETTINGS "/a/test/settings"
#define BILL_TO                                                                                                        \
    "company_name=Test+SAS&line1=1+Quai&line2=&city=Lyon&postal_code=69002&first_name=Ada&last_name=Byron&"            \
    "email=pay%40test.example&phone=&po_number=PO-7&tax_id=FR40303265045"

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
    FixtureSend send = {.cookie = fixture_sign_in(fx, user, fx->account), .form = str_from(form ? form : "")};
    return fixture_request(fx, method, path, &send);
}
static FixtureAnswer get(const char *path) { return as(fx->user, "GET", path, NULL); }
static FixtureAnswer post(const char *path, const char *form) { return as(fx->user, "POST", path, form); }
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }
static FixtureAnswer wire(const char *method, const char *path, const char *json)
{
    FixtureSend send = {.bearer = fixture_token(fx, fx->user), .json = str_from(json ? json : "")};
    return fixture_request(fx, method, path, &send);
}
/* A member of a JSON answer, up to the next quote. */
static Str member(const FixtureAnswer *a, const char *name)
{
    Str key = str_fmt(fx->arena, "\"%s\":\"", name);
    ptrdiff_t at = str_find(a->body, key);
    assert_true(at >= 0);
    Str rest = str_skip(a->body, (size_t)at + key.n);
    return str_sub(rest, 0, (size_t)str_find_char(rest, '"'));
}

typedef struct At {
    Time at;
    BillToSaved got;
} At;
static Err read_at(Ctx *ctx, void *arg)
{
    At *at = arg;
    return bill_to_at(account_of(ctx, fx->account), at->at, &at->got);
}

static void an_invoice_takes_the_address_of_its_date(void **state)
{
    (void)state;
    Time first = time_add(app_wall(fx->app), TIME_DAY), second = time_add(first, 30 * TIME_DAY);
    fixture_set_now(fx, first);
    assert_int_equal(post(SETTINGS "/billing-profile", BILL_TO).status, 303);
    fixture_set_now(fx, second);
    assert_int_equal(post(SETTINGS "/billing-profile",
                          "company_name=Test+SAS&line1=9+Rue+Neuve&city=Lyon&postal_code=69003&first_name=Ada&"
                          "last_name=Byron&email=pay%40test.example&version=1")
                         .status,
                     303);
    static const struct {
        int days;
        bool there;
        const char *line1;
    } DATES[] = {{-1, false, ""},
                 {0, true, "1 Quai"},
                 {29, true, "1 Quai"},
                 {30, true, "9 Rue Neuve"},
                 {400, true, "9 Rue Neuve"}};
    for (size_t i = 0; i < COUNT_OF(DATES); i++) {
        At at = {.at = time_add(first, DATES[i].days * TIME_DAY)};
        assert_ok(fixture_unit(fx, MODE_READ, fx->account, read_at, &at));
        assert_int_equal(at.got.there, DATES[i].there);
        assert_str_is(at.got.facts.address.line1, str_from(DATES[i].line1));
    }
    FixtureAnswer page = get(SETTINGS "/billing-profile");
    assert_true(shows(&page, "9 Rue Neuve") && shows(&page, "1 Quai"));
}

static void a_billing_profile_keeps_what_was_typed_and_is_never_overwritten_unseen(void **state)
{
    (void)state;
    FixtureAnswer page = get(SETTINGS "/billing-profile");
    assert_true(shows(&page, "No billing profile is saved yet"));
    FixtureAnswer bad = post(SETTINGS "/billing-profile",
                             "company_name=Kept+SAS&line1=&city=&postal_code=69OO2&first_name=&last_name=&email=x&"
                             "phone=1&tax_id=FR40303265046&version=0");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Kept SAS") && shows(&bad, "Did you mean 69002?") && shows(&bad, "8 things to fix"));
    assert_int_equal(post(SETTINGS "/billing-profile", BILL_TO).status, 303);
    FixtureAnswer stale = post(SETTINGS "/billing-profile", BILL_TO);
    assert_int_equal(stale.status, 422);
    assert_true(shows(&stale, "Somebody saved the billing profile meanwhile"));
    page = get(SETTINGS "/billing-profile");
    assert_true(shows(&page, "FR40303265045") && shows(&page, "PO-7") && shows(&page, "EUR"));
}

static void the_tax_number_alone_is_for_more_roles_than_the_rest(void **state)
{
    (void)state;
    Id biller = fixture_user(fx, fx->directory, "bill@test.example", "billing_admin");
    FixtureAnswer early = as(biller, "POST", SETTINGS "/billing-profile/tax", "tax_id=FR40303265045&version=0");
    assert_int_equal(early.status, 409);
    assert_int_equal(post(SETTINGS "/billing-profile", BILL_TO).status, 303);
    assert_int_equal(as(biller, "POST", SETTINGS "/billing-profile", BILL_TO "&version=1").status, 403);
    assert_int_equal(as(biller, "POST", SETTINGS "/billing-profile/tax", "tax_id=12&version=1").status, 422);
    assert_int_equal(as(biller, "POST", SETTINGS "/billing-profile/tax", "tax_id=&version=1").status, 303);
    FixtureAnswer page = as(biller, "GET", SETTINGS "/billing-profile", NULL);
    assert_true(shows(&page, "Not given") && shows(&page, "1 Quai"));
    assert_int_equal(as(fx->colleague, "GET", SETTINGS "/billing-profile", NULL).status, 403);
}

static void a_security_contact_is_named_by_a_global_admin_and_seen_by_others(void **state)
{
    (void)state;
    Id agent = fixture_user(fx, fx->directory, "agent@test.example", "sales_agent");
    FixtureAnswer todo = get(SETTINGS);
    assert_true(shows(&todo, "Name a security contact") && shows(&todo, "Say where invoices go"));
    FixtureAnswer bad = post(SETTINGS "/contacts/security", "first_name=Noor&last_name=&email=x&phone=");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "3 things to fix") && shows(&bad, "value=\"Noor\""));
    assert_int_equal(post(SETTINGS "/contacts/security",
                          "first_name=Noor&middle_name=van&last_name=Dijk&email=sec%40test.example&"
                          "phone=%2B33+4+55+66+77+88")
                         .status,
                     303);
    FixtureAnswer page = as(agent, "GET", SETTINGS "/contacts", NULL);
    assert_true(shows(&page, "Noor van Dijk") && shows(&page, "sec@test.example"));
    assert_int_equal(as(agent, "POST", SETTINGS "/contacts/security", "version=1").status, 403);
    FixtureAnswer stale = post(SETTINGS "/contacts/security",
                               "first_name=Eva&last_name=Berg&email=eva%40test.example&phone=%2B33+4+55+66+77+88");
    assert_int_equal(stale.status, 422);
    assert_true(shows(&stale, "with the address sec@test.example"));
    todo = get(SETTINGS);
    assert_false(shows(&todo, "Name a security contact"));
}

static void the_number_in_sales_is_the_accounts_own_until_a_location_of_its_country_is_chosen(void **state)
{
    (void)state;
    Id location = fixture_account(fx, true);
    FixtureAnswer page = get(SETTINGS "/identifiers");
    assert_int_equal(page.status, 200);
    assert_true(shows(&page, "stands in sales"));
    Str form = str_fmt(fx->arena, "location=%.*s&version=0", S_ARG(id_text(fx->arena, location)));
    assert_int_equal(post(SETTINGS "/identifiers/sales", str_z(fx->arena, form)).status, 303);
    FixtureAnswer again = post(SETTINGS "/identifiers/sales", str_z(fx->arena, form)); /* a page from before */
    assert_int_equal(again.status, 422);
    assert_true(shows(&again, "Save again to put yours over it"));
    form = str_fmt(fx->arena, "location=%.*s&version=1", S_ARG(id_text(fx->arena, fx->other_account)));
    FixtureAnswer foreign = post(SETTINGS "/identifiers/sales", str_z(fx->arena, form));
    assert_int_equal(foreign.status, 422);
    assert_true(shows(&foreign, "Choose the account or one of its locations"));
}

static void a_number_is_verified_on_the_wire_found_or_not(void **state)
{
    (void)state;
    FixtureAnswer own = wire("GET", "/v1/profiles/mpn", NULL);
    assert_int_equal(own.status, 200);
    Str number = member(&own, "mpnId");
    assert_str(member(&own, "objectType"), "MpnProfile");
    FixtureAnswer found =
        wire("GET", str_z(fx->arena, str_fmt(fx->arena, "/v1/profiles/mpn?mpnid=%.*s", S_ARG(number))), NULL);
    assert_int_equal(found.status, 200);
    assert_str_is(member(&found, "partnerName"), member(&own, "partnerName"));
    FixtureAnswer none = wire("GET", "/v1/profiles/mpn?mpnId=1", NULL);
    assert_int_equal(none.status, 404);
    assert_true(shows(&none, "3000"));
}

static void a_profile_of_the_wire_is_the_pages_and_an_old_etag_changes_nothing(void **state)
{
    (void)state;
    FixtureAnswer got = wire("GET", "/v1/profiles/billing", NULL);
    Str etag = member(&got, "etag");
    Str body =
        str_fmt(fx->arena,
                "{\"companyName\":\"Wire SAS\",\"address\":{\"country\":\"FR\",\"city\":\"Lyon\",\"addressLine1\":"
                "\"1 Quai\",\"postalCode\":\"69002\"},\"primaryContact\":{\"firstName\":\"Ada\",\"lastName\":"
                "\"Byron\",\"email\":\"pay@test.example\"},\"purchaseOrderNumber\":\"PO-1\",\"billingCurrency\":"
                "\"EUR\",\"attributes\":{\"etag\":\"%.*s\"}}",
                S_ARG(etag));
    FixtureAnswer saved = wire("PUT", "/v1/profiles/billing", str_z(fx->arena, body));
    assert_int_equal(saved.status, 200);
    assert_false(str_eq(member(&saved, "etag"), etag));
    FixtureAnswer page = get(SETTINGS "/billing-profile");
    assert_true(shows(&page, "Wire SAS") && shows(&page, "PO-1"));
    FixtureAnswer stale = wire("PUT", "/v1/profiles/billing", str_z(fx->arena, body));
    assert_int_equal(stale.status, 400);
    assert_true(shows(&stale, "2055"));
    FixtureAnswer moved =
        wire("PUT", "/v1/profiles/billing", "{\"companyName\":\"X\",\"address\":{\"country\":\"DE\"}}");
    assert_int_equal(moved.status, 400);
    assert_true(shows(&moved, "profiles cannot leave it"));
    FixtureAnswer support = wire("PUT", "/v1/profiles/supportprofile",
                                 "{\"email\":\"help@test.example\",\"telephone\":\"+33 1 23 45 67\",\"website\":"
                                 "\"https://help.test.example\"}");
    assert_int_equal(support.status, 200);
    page = get(SETTINGS "/contacts");
    assert_true(shows(&page, "help@test.example"));
    FixtureAnswer law =
        wire("PUT", "/v1/profiles/legalbusiness",
             "{\"companyName\":\"Wire SAS\",\"address\":{\"city\":\"Lyon\",\"addressLine1\":\"1 Quai\","
             "\"postalCode\":\"69002\"},\"primaryContact\":{\"firstName\":\"Ada\",\"lastName\":\"Byron\","
             "\"email\":\"ada@test.example\",\"phoneNumber\":\"+33 4 55 66\"}}");
    assert_int_equal(law.status, 200);
    page = get(SETTINGS "/legal");
    assert_true(shows(&page, "Wire SAS"));
    FixtureAnswer organization = wire(
        "PUT", "/v1/profiles/organization",
        "{\"companyName\":\"Wire\",\"defaultAddress\":{\"country\":\"FR\",\"city\":\"Paris\",\"addressLine1\":\"2 "
        "Rue\",\"postalCode\":\"75001\"},\"email\":\"hq@test.example\",\"language\":\"fr\",\"culture\":\"fr-FR\"}");
    assert_int_equal(organization.status, 200);
    assert_str(member(&organization, "email"), "hq@test.example");
    page = get(SETTINGS "/company");
    assert_true(shows(&page, "Paris"));
    FixtureAnswer wrong = wire("PUT", "/v1/profiles/organization", "{\"companyName\":\"\",\"culture\":\"frfr\"}");
    assert_int_equal(wrong.status, 400);
}

static void a_profile_that_was_read_is_taken_as_it_came_and_refusals_name_the_members_of_the_wire(void **state)
{
    (void)state;
    FixtureAnswer got = wire("GET", "/v1/profiles/organization", NULL);
    FixtureAnswer back = wire("PUT", "/v1/profiles/organization", str_z(fx->arena, got.body));
    assert_int_equal(back.status, 200);
    assert_str_is(member(&back, "culture"), member(&got, "culture"));
    static const struct {
        const char *path, *body, *names[4];
    } ROWS[] = {
        {"organization",
         "{\"companyName\":\"\",\"defaultAddress\":{\"city\":\"Lyon\",\"postalCode\":\"q\",\"phoneNumber\":\"1\"}}",
         {"companyName", "defaultAddress.addressLine1", "defaultAddress.postalCode", "defaultAddress.phoneNumber"}},
        {"billing",
         "{\"companyName\":\"\",\"taxId\":\"12\",\"address\":{\"city\":\"Lyon\"},\"purchaseOrderNumber\":"
         "\"12345678901234567890123456789012345678901\"}",
         {"companyName", "purchaseOrderNumber", "taxId", "primaryContact.email"}},
        {"legalbusiness",
         "{\"companyName\":\"\",\"address\":{\"city\":\"Lyon\"}}",
         {"companyName", "address.addressLine1", "primaryContact.firstName", "primaryContact.email"}},
        {"supportprofile",
         "{\"telephone\":\"1\",\"website\":\"http://x.example/\\\"><script>\"}",
         {"telephone", "website", "https://", "telephone"}},
        {"supportprofile",
         "{\"website\":\"https://x.example/\\\"><script>\"}",
         {"website", "website", "website", "website"}},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        FixtureAnswer no =
            wire("PUT", str_z(fx->arena, str_fmt(fx->arena, "/v1/profiles/%s", ROWS[i].path)), ROWS[i].body);
        assert_int_equal(no.status, 400);
        for (size_t k = 0; k < COUNT_OF(ROWS[i].names); k++) {
            assert_true(shows(&no, ROWS[i].names[k]));
        }
        assert_false(shows(&no, "line1:") || shows(&no, "po_number") || shows(&no, "tax_id") ||
                     shows(&no, "postal_code") || shows(&no, "company_name") || shows(&no, "first_name"));
    }
}

int main(void)
{
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(an_invoice_takes_the_address_of_its_date),
        T(a_billing_profile_keeps_what_was_typed_and_is_never_overwritten_unseen),
        T(the_tax_number_alone_is_for_more_roles_than_the_rest),
        T(a_security_contact_is_named_by_a_global_admin_and_seen_by_others),
        T(the_number_in_sales_is_the_accounts_own_until_a_location_of_its_country_is_chosen),
        T(a_number_is_verified_on_the_wire_found_or_not),
        T(a_profile_of_the_wire_is_the_pages_and_an_old_etag_changes_nothing),
        T(a_profile_that_was_read_is_taken_as_it_came_and_refusals_name_the_members_of_the_wire),
    };
    return FIXTURE_RUN(tests);
}
