/* Merges: both companies and the vendor have to want one, and then the one is a location of the other. */
#include "areas/merges/merges.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Fixture *fx;
static FixtureCompany stays, goes, third, maker;

static int set_up(void **state)
{
    *state = fx = fixture_open();
    stays = fixture_company(fx, "stays", "direct", "mpn");
    goes = fixture_company(fx, "goes", "reseller", "mpn csp_reseller");
    third = fixture_company(fx, "third", "reseller", "mpn");
    maker = fixture_company(fx, "maker", "developer", "marketplace");
    return 0;
}
static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static FixtureAnswer to(Id user, Id account, const char *method, Str path, const char *form)
{
    FixtureSend with = {.cookie = fixture_sign_in(fx, user, account), .form = str_from(form ? form : "")};
    return fixture_request(fx, method, str_z(fx->arena, path), &with);
}
static FixtureAnswer send(const FixtureCompany *c, const char *method, const char *rest, const char *form)
{
    return to(c->user, c->account, method, str_fmt(fx->arena, "/a/%s/settings/merge%s", c->name, rest), form);
}
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }
static const char *below(const char *page, const char *what)
{
    return str_z(fx->arena, str_fmt(fx->arena, "%s/%s", page, what));
}

static Err read_number(Ctx *ctx, void *arg)
{
    FixtureCompany *c = arg;
    MergeCompanyRow row;
    TRY(q_merge_company(account_of(ctx, c->account), NULL, &row));
    c->programs = str_z(fx->arena, row.partner_id);
    return OK;
}
static const char *number_of(FixtureCompany c)
{
    assert_ok(fixture_unit(fx, MODE_READ, c.account, read_number, &c));
    return c.programs;
}

/* "/<id>" */
static const char *invite(const FixtureCompany *from, const FixtureCompany *whom, int status)
{
    FixtureAnswer got =
        send(from, "POST", "", str_z(fx->arena, str_fmt(fx->arena, "number=%s&body=One+house", number_of(*whom))));
    assert_int_equal(got.status, status);
    ptrdiff_t at = str_find(got.location, S("/merge/"));
    return at < 0 ? "" : str_z(fx->arena, str_skip(got.location, (size_t)at + 6));
}

static void both_companies_and_the_vendor_have_to_want_it(void **state)
{
    (void)state;
    const char *merge = invite(&stays, &goes, 303);
    (void)invite(&third, &goes, 422); /* one at a time */
    assert_int_equal(send(&stays, "POST", below(merge, "accept"), NULL).status, 409);
    assert_int_equal(send(&stays, "POST", below(merge, "confirm"), "number=1").status, 409);
    assert_int_equal(send(&third, "GET", merge, NULL).status, 404);
    assert_int_equal(send(&third, "POST", below(merge, "accept"), NULL).status, 404);
    assert_int_equal(send(&goes, "POST", below(merge, "reject"), "reason=").status, 422);
    assert_int_equal(send(&goes, "POST", below(merge, "accept"), NULL).status, 303);
    assert_int_equal(send(&goes, "POST", below(merge, "confirm"), "number=1").status, 409);
    FixtureAnswer wrong = send(&stays, "POST", below(merge, "confirm"), "number=12");
    assert_int_equal(wrong.status, 422);
    assert_true(shows(&wrong, "value=\"12\""));
    const char *typed = str_z(fx->arena, str_fmt(fx->arena, "number=%s", number_of(goes)));
    assert_int_equal(send(&stays, "POST", below(merge, "confirm"), typed).status, 303);

    Id staff = fixture_staff(fx, "desk@northlight.example", "operator_admin");
    Str desk = str_fmt(fx->arena, "/operator/merges%s", merge);
    FixtureAnswer page = to(staff, ID_NIL, "GET", desk, NULL);
    assert_true(shows(&page, "One house") && shows(&page, "Merge the two accounts"));
    FixtureAnswer queue = to(staff, ID_NIL, "GET", S("/operator/work?kind=account_merge"), NULL);
    assert_true(shows(&queue, "stays"));
    assert_int_equal(to(staff, ID_NIL, "POST", str_fmt(fx->arena, "%.*s/refuse", S_ARG(desk)), "reason=").status, 422);
    assert_int_equal(to(staff, ID_NIL, "POST", str_fmt(fx->arena, "%.*s/merge", S_ARG(desk)), NULL).status, 303);

    /* The one is a location now; its people work on, and those of the other reach it. */
    FixtureAnswer locations = to(stays.user, stays.account, "GET", S("/a/stays/settings/locations"), NULL);
    assert_true(shows(&locations, "goes") && shows(&locations, number_of(goes)));
    page = send(&goes, "GET", merge, NULL);
    assert_true(shows(&page, "Nothing: a merge is not undone"));
    (void)invite(&third, &goes, 422); /* a location merges no more */
    assert_int_equal(to(staff, ID_NIL, "POST", str_fmt(fx->arena, "%.*s/merge", S_ARG(desk)), NULL).status, 409);
}

static void what_does_not_fit_is_refused_and_what_is_taken_back_changes_nothing(void **state)
{
    (void)state;
    FixtureAnswer none = send(&stays, "POST", "", "number=1&body=Kept+words");
    assert_int_equal(none.status, 422);
    assert_true(shows(&none, "Kept words"));
    (void)invite(&stays, &stays, 422);
    (void)invite(&stays, &maker, 422); /* partners and developers */
    const char *merge = invite(&stays, &goes, 303);
    assert_int_equal(send(&goes, "POST", below(merge, "withdraw"), NULL).status, 409);
    assert_int_equal(send(&goes, "POST", below(merge, "accept"), NULL).status, 303);
    assert_int_equal(send(&stays, "POST", below(merge, "withdraw"), NULL).status, 303);
    assert_int_equal(send(&goes, "POST", below(merge, "accept"), NULL).status, 409);
    merge = invite(&goes, &stays, 303);
    assert_int_equal(send(&stays, "POST", below(merge, "reject"), "reason=We+stay+two").status, 303);
    FixtureAnswer page = send(&goes, "GET", merge, NULL);
    assert_true(shows(&page, "We stay two"));
}

static void the_history_is_a_file_for_both_sides_and_for_nobody_else(void **state)
{
    (void)state;
    (void)invite(&stays, &goes, 303);
    for (int i = 0; i < 2; i++) {
        FixtureAnswer file = send(i ? &goes : &stays, "GET", "/export?format=csv", NULL);
        assert_int_equal(file.status, 200);
        assert_true(shows(&file, number_of(goes)) && shows(&file, number_of(stays)));
    }
    FixtureAnswer other = send(&third, "GET", "/export?format=csv", NULL);
    assert_int_equal(other.status, 200);
    assert_false(shows(&other, number_of(goes)) || shows(&other, number_of(stays)));
}

int main(void)
{
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(the_history_is_a_file_for_both_sides_and_for_nobody_else),
                                       T(both_companies_and_the_vendor_have_to_want_it),
                                       T(what_does_not_fit_is_refused_and_what_is_taken_back_changes_nothing)};
    return FIXTURE_RUN(tests);
}
