/* Locations: each has its own number, none moves to another country, and none closes while it is needed. */
#include "app/unit.h"
#include "areas/locations/locations.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/settings/locations"
#define LYON "country=FR&name=Test+Lyon&line1=1+Quai&line2=&city=Lyon&state=&postal_code=69002"

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

/* Adds it and returns its page. */
static const char *add(const char *form)
{
    FixtureAnswer got = post(PAGE, form);
    assert_int_equal(got.status, 303);
    return str_z(fx->arena, got.location);
}
static const char *under(const char *page, const char *rest)
{
    return str_z(fx->arena, str_fmt(fx->arena, "%s%s", page, rest));
}

static void a_location_has_its_own_number_and_is_edited(void **state)
{
    (void)state;
    FixtureAnswer empty = get(PAGE);
    assert_true(shows(&empty, "There is no location beside the company itself."));
    const char *lyon = add(LYON), *paris = add("country=FR&name=Test+Paris&line1=2+Rue&city=Paris&postal_code=75002");
    FixtureAnswer one = get(lyon), two = get(paris), list = get(PAGE);
    assert_true(shows(&one, "1 Quai") && shows(&two, "2 Rue"));
    assert_true(shows(&list, "Test Lyon") && shows(&list, "Test Paris"));
    /* Nothing that was typed is lost, and nobody's save is overwritten unseen. */
    FixtureAnswer bad = post(lyon, "version=1&name=Kept&line1=&city=Lyon&postal_code=69002");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Kept"));
    assert_int_equal(post(lyon, "version=1&name=Lyon+II&line1=9+Quai&city=Lyon&postal_code=69002").status, 303);
    FixtureAnswer stale = post(lyon, "version=1&name=Lyon+III&line1=9+Quai&city=Lyon&postal_code=69002");
    assert_true(shows(&stale, "Somebody saved this location meanwhile, as Lyon II."));
    assert_int_equal(post(PAGE, "country=ZZ&name=No").status, 422);
    /* A form that cannot be read is refused as a whole, not taken for one whose fields are empty. */
    FixtureAnswer broken = post(PAGE, "country=FR&name=a%00b&line1=1+Quai&city=Lyon&postal_code=69002");
    assert_int_equal(broken.status, 400);
    assert_true(shows(&broken, "The form did not arrive whole."));
}

static void a_location_closes_only_when_nothing_needs_it(void **state)
{
    (void)state;
    const char *lyon = add(LYON);
    const char *id = lyon + strlen(PAGE) + 1;
    FixtureAnswer sales = get("/a/test/settings/identifiers/sales");
    assert_true(shows(&sales, id));
    assert_int_equal(
        post("/a/test/settings/identifiers/sales", str_z(fx->arena, str_fmt(fx->arena, "version=0&location=%s", id)))
            .status,
        303);
    FixtureAnswer held = get(lyon);
    assert_true(shows(&held, "Its number stands in sales."));
    assert_int_equal(post(under(lyon, "/close"), "").status, 409);
    assert_int_equal(
        post("/a/test/settings/identifiers/sales",
             str_z(fx->arena, str_fmt(fx->arena, "version=1&location=%.*s", S_ARG(id_text(fx->arena, fx->account)))))
            .status,
        303);
    assert_int_equal(post(under(lyon, "/close"), "").status, 303);
    FixtureAnswer one = get(lyon), open = get(PAGE "?state=open"), closed = get(PAGE "?state=closed");
    assert_true(shows(&one, "A closed location is not opened again."));
    assert_false(shows(&open, "Test Lyon"));
    assert_true(shows(&closed, "Test Lyon"));
    assert_int_equal(post(under(lyon, "/close"), "").status, 409);
    assert_int_equal(post(lyon, "version=2&name=Again&line1=9+Quai&city=Lyon&postal_code=69002").status, 409);
    /* Somebody who may only look. */
    Id seller = fixture_user(fx, fx->directory, "seller@test.example", "sales_agent");
    assert_int_equal(as(seller, "GET", PAGE, NULL).status, 200);
    assert_int_equal(as(seller, "POST", PAGE, LYON).status, 403);
}

/* The company of the fixture sells for the vendor; one that does not may move. */
static Err moves_not(Ctx *ctx, void *arg) { return location_country(account_of(ctx, fx->account), *(Id *)arg); }

static void the_country_of_who_sells_is_fixed_and_of_others_becomes_a_locations(void **state)
{
    (void)state;
    const char *page = add("country=BE&name=Test+Gent&line1=3+Kaai&city=Gent&postal_code=9000");
    const char *near = add(LYON);
    assert_int_equal(get(PAGE "/country").status, 403);
    Id gent, lyon;
    assert_ok(id_parse(str_from(page + strlen(PAGE) + 1), &gent));
    assert_ok(id_parse(str_from(near + strlen(PAGE) + 1), &lyon));
    assert_int_equal(fixture_unit(fx, MODE_WRITE, fx->account, moves_not, &lyon), ERR_CONFLICT);
    assert_int_equal(fixture_unit(fx, MODE_WRITE, fx->account, moves_not, &fx->other_account), ERR_NOT_FOUND);
    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, moves_not, &gent));
    FixtureAnswer company = get("/a/test/settings/company");
    assert_true(shows(&company, "Belgium") && shows(&company, "Gent"));
}

int main(void)
{
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(a_location_has_its_own_number_and_is_edited),
                                       T(a_location_closes_only_when_nothing_needs_it),
                                       T(the_country_of_who_sells_is_fixed_and_of_others_becomes_a_locations)};
    return FIXTURE_RUN(tests);
}
