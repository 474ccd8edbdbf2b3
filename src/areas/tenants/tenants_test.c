/* Tenants: no directory is tied without its own administrator, none goes that is needed, and with one all access goes.
 */
#include "areas/tenants/tenants.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Fixture *fx;
typedef FixtureCompany Side;
static Side maker, works, rival;

/* maker develops, works sells, rival develops too. */
static int set_up(void **state)
{
    *state = fx = fixture_open();
    maker = fixture_company(fx, "maker", "developer", "marketplace");
    works = fixture_company(fx, "works", "reseller", "mpn csp_reseller");
    rival = fixture_company(fx, "rival", "developer", "marketplace");
    return 0;
}
static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static FixtureAnswer as(Id user, const Side *s, const char *method, const char *rest, const char *form)
{
    Str path = str_fmt(fx->arena, "/a/%s/settings/tenants%s", s->name, rest);
    FixtureSend with = {.cookie = fixture_sign_in(fx, user, s->account), .form = str_from(form ? form : "")};
    return fixture_request(fx, method, str_z(fx->arena, path), &with);
}
static FixtureAnswer send(const Side *s, const char *method, const char *rest, const char *form)
{
    return as(s->user, s, method, rest, form);
}
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }
static const char *below(const char *page, const char *what)
{
    return str_z(fx->arena, str_fmt(fx->arena, "%s/%s", page, what));
}
static const char *of_directory(Id id)
{
    return str_z(fx->arena, str_fmt(fx->arena, "/%.*s", S_ARG(id_text(fx->arena, id))));
}

/* "/requests/<id>" */
static const char *ask(const Side *from, const Side *to, int status)
{
    FixtureAnswer got =
        send(from, "POST", "", str_z(fx->arena, str_fmt(fx->arena, "domain=%s.EXAMPLE&body=One+team", to->name)));
    assert_int_equal(got.status, status);
    ptrdiff_t at = str_find(got.location, S("/requests/"));
    return at < 0 ? "" : str_z(fx->arena, str_skip(got.location, (size_t)at));
}
static void tie(void)
{
    const char *request = ask(&maker, &works, 303);
    assert_int_equal(send(&works, "POST", below(request, "confirm"), NULL).status, 303);
}

static void a_directory_is_tied_by_its_own_administrator_alone(void **state)
{
    (void)state;
    assert_int_equal(as(works.user, &maker, "GET", "", NULL).status, 404);
    const char *request = ask(&maker, &works, 303);
    (void)ask(&maker, &works, 422);
    assert_int_equal(send(&maker, "POST", below(request, "confirm"), NULL).status, 409);
    assert_int_equal(send(&rival, "POST", below(request, "confirm"), NULL).status, 404);
    assert_int_equal(send(&rival, "GET", request, NULL).status, 404);
    FixtureAnswer list = send(&works, "GET", "", NULL), page = send(&works, "GET", request, NULL);
    assert_true(shows(&list, "Asked by them"));
    assert_true(shows(&page, "One team") && shows(&page, "One person of the directory holds a role in all of its"));
    FixtureAnswer bare = send(&works, "POST", below(request, "decline"), "reason=");
    assert_int_equal(bare.status, 422);
    assert_int_equal(send(&works, "POST", below(request, "decline"), "reason=Not+yet").status, 303);
    page = send(&maker, "GET", request, NULL);
    assert_true(shows(&page, "Not yet"));
    request = ask(&maker, &works, 303);
    assert_int_equal(send(&works, "POST", below(request, "withdraw"), NULL).status, 409);
    assert_int_equal(send(&maker, "POST", below(request, "withdraw"), NULL).status, 303);
    tie();
    assert_int_equal(as(works.user, &maker, "GET", "", NULL).status, 200);
    list = send(&maker, "GET", "", NULL);
    assert_true(shows(&list, "works.example"));
    (void)ask(&maker, &works, 422);
    (void)ask(&maker, &maker, 422);
    FixtureAnswer taken = send(&rival, "POST", "", "domain=works.example&body=Kept+words");
    assert_int_equal(taken.status, 422);
    assert_true(shows(&taken, "tied to another company") && shows(&taken, "Kept words"));
}

static void removing_a_directory_takes_all_access_and_never_the_last_one(void **state)
{
    (void)state;
    tie();
    const char *page = of_directory(works.directory);
    assert_int_equal(send(&maker, "POST", below(of_directory(maker.directory), "remove"), NULL).status, 409);
    assert_int_equal(as(works.user, &maker, "POST", below(page, "remove"), NULL).status, 409); /* signed in by it */
    assert_int_equal(send(&rival, "POST", below(page, "remove"), NULL).status, 404);
    assert_int_equal(as(works.user, &maker, "GET", "", NULL).status, 200);
    assert_int_equal(send(&maker, "POST", below(page, "remove"), NULL).status, 303);
    assert_int_equal(as(works.user, &maker, "GET", "", NULL).status, 404);
    assert_int_equal(send(&works, "GET", "", NULL).status, 200); /* their own account is as it was */
}

static void the_primary_changes_where_the_account_does_not_sell(void **state)
{
    (void)state;
    tie();
    assert_int_equal(send(&maker, "POST", below(of_directory(works.directory), "primary"), NULL).status, 303);
    FixtureAnswer old = send(&maker, "GET", of_directory(maker.directory), NULL);
    assert_true(shows(&old, "Further directory") && shows(&old, "You are signed in by it"));
    assert_int_equal(as(works.user, &maker, "POST", below(of_directory(maker.directory), "remove"), NULL).status, 303);
    assert_int_equal(send(&maker, "GET", "", NULL).status, 404);
    /* Of a seller, never. */
    const char *request = ask(&works, &rival, 303);
    assert_int_equal(send(&rival, "POST", below(request, "confirm"), NULL).status, 303);
    FixtureAnswer no = send(&works, "POST", below(of_directory(rival.directory), "primary"), NULL);
    assert_int_equal(no.status, 409);
    assert_true(shows(&no, "its primary directory is bound to its number"));
}

static void lists_are_files_too_and_of_one_s_own_account_only(void **state)
{
    (void)state;
    (void)ask(&maker, &works, 303);
    FixtureAnswer file = send(&maker, "GET", "/export?format=csv", NULL);
    assert_int_equal(file.status, 200);
    assert_true(shows(&file, "maker.example") && !shows(&file, "works.example"));
    assert_int_equal(send(&maker, "GET", "/export?format=xlsx", NULL).status, 200);
    file = send(&maker, "GET", "/requests/export?format=csv", NULL);
    assert_true(shows(&file, "works.example"));
    file = send(&rival, "GET", "/requests/export?format=csv", NULL);
    assert_int_equal(file.status, 200);
    assert_false(shows(&file, "works.example") || shows(&file, "maker"));
}

int main(void)
{
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(lists_are_files_too_and_of_one_s_own_account_only),
                                       T(a_directory_is_tied_by_its_own_administrator_alone),
                                       T(removing_a_directory_takes_all_access_and_never_the_last_one),
                                       T(the_primary_changes_where_the_account_does_not_sell)};
    return FIXTURE_RUN(tests);
}
