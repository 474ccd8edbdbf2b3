/* Deletion of an account: not while anything stands, not at once, not without its number, and undone until its day. */
#include "areas/closure/closure.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/leaver/settings/delete-account"

static Fixture *fx;
static FixtureCompany leaver;

static int set_up(void **state)
{
    *state = fx = fixture_open();
    leaver = fixture_company(fx, "leaver", "learning", "mpn");
    return 0;
}
static int tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static FixtureAnswer send(const char *method, const char *path, const char *form)
{
    FixtureSend with = {.cookie = fixture_sign_in(fx, leaver.user, leaver.account), .form = str_from(form ? form : "")};
    return fixture_request(fx, method, path, &with);
}
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }

static void days_later(int64_t days)
{
    Time t = time_add(app_wall(fx->app), days * TIME_DAY);
    fixture_set_wall(fx, t);
    fixture_set_now(fx, t);
    (void)jobs_run_due(fx->app, 1000);
}

static Err read_number(Ctx *ctx, void *arg)
{
    ClosureAccountRow row;
    TRY(q_closure_account(account_of(ctx, leaver.account), NULL, &row));
    *(Str *)arg = str_copy(fx->arena, row.partner_id);
    return OK;
}
static const char *form(void)
{
    Str number;
    assert_ok(fixture_unit(fx, MODE_READ, leaver.account, read_number, &number));
    return str_z(fx->arena, str_fmt(fx->arena, "body=We+stop+trading&number=%.*s", S_ARG(number)));
}

static Err add_location(Ctx *ctx, void *arg)
{
    (void)arg;
    return identity_add_account(system_of(ctx), &(NewAccount){.id = ctx_new_id(ctx),
                                                              .directory_id = leaver.directory,
                                                              .parent_id = leaver.account,
                                                              .public_id = S("leaverloc"),
                                                              .kind = S("learning"),
                                                              .name = S("Leaver Nord"),
                                                              .country = S("FR"),
                                                              .city = S("Lille"),
                                                              .currency = S("EUR"),
                                                              .locale = S("en-FR"),
                                                              .time_zone = S("Europe/Paris"),
                                                              .programs = "mpn"});
}

static void it_is_deleted_with_its_locations_on_its_day_and_kept_until_then(void **state)
{
    (void)state;
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_location, NULL));
    FixtureAnswer bad = send("POST", PAGE, "body=Kept+words&number=12");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "Kept words") && shows(&bad, "Type the number of the account"));
    assert_int_equal(send("POST", PAGE, form()).status, 303);
    assert_int_equal(send("POST", PAGE, form()).status, 409); /* one at a time */
    FixtureAnswer page = send("GET", PAGE, NULL);
    assert_true(shows(&page, "To be deleted") && shows(&page, "Keep the account"));
    assert_int_equal(send("POST", PAGE "/keep", NULL).status, 303);
    days_later(20);
    assert_int_equal(send("GET", PAGE, NULL).status, 200); /* kept */
    assert_int_equal(send("POST", PAGE, form()).status, 303);
    days_later(13);
    assert_int_equal(send("GET", PAGE, NULL).status, 200);
    days_later(2);
    assert_int_equal(send("GET", PAGE, NULL).status, 404);
    assert_int_equal(send("GET", "/a/leaverloc/settings", NULL).status, 404);
}

static Err suspend(Ctx *ctx, void *arg)
{
    (void)arg;
    return machine_move(ctx, &PARTNER_ACCOUNT,
                        &(MachineAsk){.account_id = leaver.account,
                                      .subject_id = leaver.account,
                                      .to = S("suspended"),
                                      .mover = MOVER_SYSTEM,
                                      .reason = S("An invoice is overdue.")});
}

static void what_stands_is_in_the_way_then_and_on_the_day(void **state)
{
    (void)state;
    FixtureSend seller = {.cookie = fixture_sign_in(fx, fx->user, fx->account), .form = S("body=We+stop&number=1")};
    FixtureAnswer no = fixture_request(fx, "GET", "/a/test/settings/delete-account", &seller);
    assert_true(shows(&no, "The account is in other programs than the membership"));
    assert_int_equal(fixture_request(fx, "POST", "/a/test/settings/delete-account", &seller).status, 409);
    assert_int_equal(send("POST", PAGE, form()).status, 303);
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, suspend, NULL));
    days_later(15);
    FixtureAnswer page = send("GET", PAGE, NULL);
    assert_int_equal(page.status, 200);
    assert_true(shows(&page, "Stopped") && shows(&page, "does not stand well with the vendor"));
}

int main(void)
{
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(it_is_deleted_with_its_locations_on_its_day_and_kept_until_then),
                                       T(what_stands_is_in_the_way_then_and_on_the_day)};
    return FIXTURE_RUN(tests);
}
