/* The company registry: files with their dry run, finding by words and numbers within one country, filling the forms of
 * legal info, and what a company says held against its register. */
#include "app/unit.h"
#include "areas/registry/pages.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit/unit.h"

#define HEAD "country,registrationNumber,legalName,addressLine1,city,postalCode\n"
#define LOOMS "FR,552008443,Quai Looms SAS,1 Quai de Sa\xc3\xb4ne,Lyon,69002\n"
#define EDIT "/a/test/settings/legal/edit"

static Fixture *f;
static Str clerk, admin;

static int set_up(void **state)
{
    (void)state;
    f = fixture_open();
    clerk = fixture_sign_in(f, fixture_staff(f, "clerk@vendor.example", "operator_verification"), ID_NIL);
    admin = fixture_sign_in(f, f->user, f->account);
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    fixture_close(f);
    return 0;
}

static bool has(FixtureAnswer a, const char *words) { return str_find(a.body, str_from(words)) >= 0; }
static FixtureAnswer get(Str cookie, const char *path)
{
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
}
static FixtureAnswer post(Str cookie, const char *path, const char *form)
{
    return fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}

/* The file's page, uploaded and not yet begun. */
static const char *upload(const char *body)
{
    FixtureFile file = {S("file"), S("r.csv"), str_from(body)};
    FixtureAnswer a = fixture_request(f, "POST", REGISTRY_PAGE "/import",
                                      &(FixtureSend){.cookie = clerk, .files = &file, .files_n = 1});
    assert_int_equal(a.status, 303);
    return str_z(f->arena, a.location);
}
static void import(const char *body)
{
    const char *page = upload(body);
    assert_int_equal(post(clerk, str_z(f->arena, str_fmt(f->arena, "%s/run", page)), "").status, 303);
    (void)jobs_run_due(f->app, 1000);
    (void)jobs_run_due(f->app, 1000);
}

typedef struct Ask {
    const char *country, *text;
    RegistryCompany given;
    RegistryCompany *found;
    size_t n;
    RegistryMatch match;
} Ask;
static Err find_unit(Ctx *ctx, void *arg)
{
    Ask *a = arg;
    return registry_find(ctx, str_from(a->country), str_from(a->text), 8, &a->found, &a->n);
}
static size_t found(const char *country, const char *text)
{
    Ask a = {.country = country, .text = text};
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, find_unit, &a));
    return a.n;
}
static Err compare_unit(Ctx *ctx, void *arg)
{
    Ask *a = arg;
    return registry_compare(ctx, &a->given, &a->match);
}
static RegistryMatch compared(const char *number, const char *name, const char *line)
{
    Ask a = {.given = {.country = S("FR"),
                       .number = str_from(number),
                       .legal_name = str_from(name),
                       .line1 = str_from(line),
                       .city = S("Lyon"),
                       .postal_code = S("69002")}};
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, compare_unit, &a));
    return a.match;
}

static void a_file_shows_each_problem_and_writes_nothing_before_it_is_begun(void **state)
{
    (void)state;
    const char *page = upload(HEAD LOOMS "FR,552008444,Wrong Number,,,\nFR,552 008 443,Twice,,,\nXX,1,Nowhere,,,\nNL,,"
                                         "Nameless,,,\n");
    FixtureAnswer a = get(clerk, page);
    assert_int_equal(a.status, 200);
    assert_true(has(a, "552 008 44") && has(a, "This number stands in line 2 already"));
    assert_true(has(a, "Choose a country of the list") && has(a, "Enter the registration number"));
    assert_int_equal(found("FR", "quai"), 0);
    assert_int_equal(post(clerk, str_z(f->arena, str_fmt(f->arena, "%s/run", page)), "").status, 303);
    (void)jobs_run_due(f->app, 1000);
    (void)jobs_run_due(f->app, 1000);
    assert_int_equal(found("FR", "quai"), 1);
    assert_int_equal(found("FR", "wrong"), 0);
    a = get(clerk, REGISTRY_PAGE "?country=FR");
    assert_true(has(a, "Quai Looms SAS") && has(a, "552 008 443") && has(a, "69002 Lyon"));
    /* No partner sees the page. */
    assert_int_equal(get(admin, REGISTRY_PAGE).status == 200, 0);
}

static void a_row_with_a_known_number_takes_its_place_and_the_old_name_is_found_no_more(void **state)
{
    (void)state;
    import(HEAD LOOMS);
    FixtureAnswer a = get(clerk, upload(HEAD "FR,552 008 443,Rive Textiles SAS,2 Quai,Lyon,69002\n"));
    assert_true(has(a, "There is Quai Looms SAS with this number; the row takes its place"));
    import(HEAD "FR,552 008 443,Rive Textiles SAS,2 Quai,Lyon,69002\n");
    assert_int_equal(found("FR", "looms"), 0);
    assert_int_equal(found("FR", "rive"), 1);
}

static void companies_are_found_by_beginnings_of_words_or_by_number_in_their_country_alone(void **state)
{
    (void)state;
    import(HEAD LOOMS "FR,732829320,\xc3\x89toile Looms,3 rue,Lyon,69002\nBE,0428759497,Quai Brussels,1 kaai,Brussel,"
                      "1000\n");
    assert_int_equal(found("FR", "looms"), 2);
    assert_int_equal(found("FR", "loo qua"), 1);
    assert_int_equal(found("FR", "etoile"), 1);
    assert_int_equal(found("FR", "oile"), 0);
    assert_int_equal(found("FR", "552.008.443"), 1);
    assert_int_equal(found("FR", "brussels"), 0);
    assert_int_equal(found("BE", "quai"), 1);
    assert_int_equal(found("FR", ""), 0);
    assert_int_equal(found("FR", "' OR 1=1"), 0);
    assert_int_equal(found("FR", "looms quai etoile"), 0);
}

static void what_is_shown_is_bounded_however_many_there_are(void **state)
{
    (void)state;
    Buf b = buf_on_arena(f->arena, 1 << 20);
    buf_add(&b, S("country,registrationNumber,legalName\n"));
    for (int i = 0; i < 300; i++) {
        buf_fmt(&b, "IQ,R%d,Common Trading %d\n", i, i);
    }
    import(str_z(f->arena, buf_str(&b)));
    assert_int_equal(found("IQ", "common"), 8);
    FixtureAnswer a = get(clerk, REGISTRY_PAGE "?country=IQ");
    assert_true(has(a, "The first 50 are shown"));
}

static void the_form_of_legal_info_is_filled_from_the_register_and_keeps_nothing_before_it_is_saved(void **state)
{
    (void)state;
    assert_false(has(get(admin, EDIT), "Find the company in the register"));
    import(HEAD LOOMS "BE,0428759497,Quai Brussels,1 kaai,Brussel,1000\n");
    assert_true(has(get(admin, EDIT), "Find the company in the register"));
    assert_true(has(get(admin, EDIT "?company=nobody"), "Nothing of that name or number"));
    FixtureAnswer a = get(admin, EDIT "?company=quai+lo");
    assert_true(has(a, "Quai Looms SAS") && has(a, "69002 Lyon") && !has(a, "Quai Brussels"));
    ptrdiff_t at = str_find(a.body, S("?pick="));
    assert_true(at > 0);
    Str id = str_sub(a.body, (size_t)at + 6, (size_t)at + 6 + 36);
    id = str_sub(id, 0, str_find_char(id, '"') > 0 ? (size_t)str_find_char(id, '"') : id.n);
    a = get(admin, str_z(f->arena, str_fmt(f->arena, EDIT "?pick=%.*s", S_ARG(id))));
    assert_int_equal(a.status, 200);
    assert_true(has(a, "Filled in from the register: Quai Looms SAS"));
    assert_true(has(a, "value=\"Quai Looms SAS\"") && has(a, "value=\"552 008 443\"") && has(a, "value=\"69002\""));
    assert_true(has(get(admin, "/a/test/settings/legal"), "No legal business profile yet"));
    /* What is none, and what is of another country, fills nothing. */
    assert_false(has(get(admin, EDIT "?pick=00000000-0000-0000-0000-000000000000"), "Filled in"));
    assert_int_equal(get(admin, EDIT "?pick=x").status, 200);
}

static void what_a_company_says_is_held_against_its_register(void **state)
{
    (void)state;
    assert_false(compared("552008443", "Quai Looms SAS", "1").offered);
    import(HEAD LOOMS);
    RegistryMatch m = compared("552 008 443", "QUAI LOOMS, sas", "1 quai de Saone");
    assert_true(m.offered && m.found);
    assert_int_equal(m.different, 0);
    m = compared("552008443", "Quai Weavers SAS", "9 Quai");
    assert_int_equal(m.different, 2);
    assert_true(m.rows[0].same && !m.rows[1].same && !m.rows[2].same);
    assert_false(compared("732829320", "Quai Looms SAS", "1").found);
    assert_false(compared("", "Quai Looms SAS", "1").found);
}

static void the_reviewer_of_a_company_sees_what_matches_and_what_differs(void **state)
{
    (void)state;
    import(HEAD LOOMS);
    FixtureAnswer a = post(admin, "/a/test/settings/legal",
                           "legal_name=Quai+Weavers&line1=1+quai+de+Saone&city=Lyon&postal_code=69002&"
                           "registration_id=552008443&first_name=Ada&last_name=Byron&email=a%40test.example&version=0");
    assert_int_equal(a.status, 303);
    a = post(clerk, "/operator/verification/ask", "account=test&kind=business");
    assert_int_equal(a.status, 303);
    a = get(clerk, "/operator/verification?show=review");
    ptrdiff_t at = str_find(a.body, S("<th scope=\"row\"><a href=\"/operator/verification/"));
    assert_true(at > 0);
    Str path = str_skip(a.body, (size_t)at + 25);
    a = get(clerk, str_z(f->arena, str_sub(path, 0, (size_t)str_find_char(path, '"'))));
    assert_true(has(a, "Company registry") && has(a, "Quai Weavers") && has(a, "Quai Looms SAS"));
    assert_true(has(a, "Differs") && has(a, "Matches"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_file_shows_each_problem_and_writes_nothing_before_it_is_begun),
        T(a_row_with_a_known_number_takes_its_place_and_the_old_name_is_found_no_more),
        T(companies_are_found_by_beginnings_of_words_or_by_number_in_their_country_alone),
        T(what_is_shown_is_bounded_however_many_there_are),
        T(the_form_of_legal_info_is_filled_from_the_register_and_keeps_nothing_before_it_is_saved),
        T(what_a_company_says_is_held_against_its_register),
        T(the_reviewer_of_a_company_sees_what_matches_and_what_differs),
    };
    return FIXTURE_RUN(tests);
}
