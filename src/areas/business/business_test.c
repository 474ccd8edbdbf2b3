/* The business profile: nobody reads a draft, and everybody finds what is published, until it is not any more. */
#include "app/unit.h"
#include "areas/business/business.h"
#include "areas/partners/partners.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/settings/business"
#define REST "&city=Lyon&email=hello%40test.example&phone=&website=https%3A%2F%2Ftest.example"

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
static FixtureAnswer post(const char *path, const char *form) { return as(fx->user, "POST", path, form); }
static FixtureAnswer get(const char *path) { return as(fx->user, "GET", path, NULL); }
static FixtureAnswer anybody(const char *path) { return fixture_request(fx, "GET", path, &(FixtureSend){0}); }
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }
static bool found(const char *query)
{
    FixtureAnswer page = anybody(str_z(fx->arena, str_fmt(fx->arena, "/find-a-partner?%s", query)));
    assert_int_equal(page.status, 200);
    return shows(&page, "Atelier Sud");
}

static void everybody_finds_what_is_published_and_nobody_a_draft(void **state)
{
    (void)state;
    assert_int_equal(post(PAGE "/FR", "name=Atelier+Sud&about=Robots+for+bakeries&version=0" REST).status, 303);
    FixtureAnswer page = anybody("/find-a-partner");
    assert_true(shows(&page, "No partner has published a profile yet"));
    FixtureAnswer preview = get(PAGE "/FR/preview");
    assert_true(shows(&preview, "Robots for bakeries") && shows(&preview, "preview of the draft"));
    assert_int_equal(post(PAGE "/FR/publish", "version=1").status, 303);
    static const struct {
        const char *query;
        bool found;
    } LOOKS[] = {{"", true},           {"q=sud", true},      {"q=ATEL", true},         {"q=bakeries+sud", true},
                 {"q=mines", false},   {"country=FR", true}, {"country=DE", false},    {"program=csp_direct", true},
                 {"program=x", false}, {"q=%25", true},      {"after=nonsense", true}, {"q=sud&country=FR", true}};
    for (size_t i = 0; i < COUNT_OF(LOOKS); i++) {
        assert_int_equal(found(LOOKS[i].query), LOOKS[i].found);
    }
    assert_int_equal(post(PAGE "/FR", "name=Atelier+Nord&about=Other+words&version=2" REST).status, 303);
    assert_true(found("")); /* as it was published */
    FixtureAnswer own = get(PAGE "/FR");
    assert_true(shows(&own, "The draft differs from what everybody reads"));
    assert_int_equal(post(PAGE "/FR/publish", "version=3").status, 303);
    assert_false(found("q=atelier+sud"));
    page = anybody("/find-a-partner?q=nord");
    assert_true(shows(&page, "Atelier Nord"));
    own = get(PAGE "/FR");
    ptrdiff_t at = str_find(own.body, S("/find-a-partner/"));
    assert_true(at > 0);
    const char *one = str_z(fx->arena, str_sub(own.body, (size_t)at, 16 + 36));
    assert_int_equal(anybody(one).status, 200);
    assert_int_equal(post(PAGE "/FR/unpublish", "version=3").status, 303);
    page = anybody("/find-a-partner?q=nord");
    assert_true(shows(&page, "No partner matches"));
    assert_int_equal(anybody(one).status, 404);
}

static Err suspend(Ctx *ctx, void *arg)
{
    (void)arg;
    return machine_move(ctx, &PARTNER_ACCOUNT,
                        &(MachineAsk){.account_id = fx->account,
                                      .subject_id = fx->account,
                                      .to = S("suspended"),
                                      .mover = MOVER_SYSTEM,
                                      .reason = S("Invoice 4711 is overdue.")});
}

static void a_suspended_partner_is_not_found(void **state)
{
    (void)state;
    assert_int_equal(post(PAGE "/FR", "name=Atelier+Sud&about=Robots&version=0" REST).status, 303);
    assert_int_equal(post(PAGE "/FR/publish", "version=1").status, 303);
    assert_true(found(""));
    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, suspend, NULL));
    assert_false(found(""));
}

static void what_was_typed_is_kept_and_never_overwritten_unseen(void **state)
{
    (void)state;
    FixtureAnswer bad = post(PAGE "/FR", "name=Kept&about=&city=&email=x&phone=1&website=http%3A%2F%2Fx&version=0");
    assert_int_equal(bad.status, 422);
    assert_true(shows(&bad, "5 things to fix") && shows(&bad, "value=\"Kept\""));
    /* A number of that country stays one: it is read again by the country of the listing. */
    FixtureAnswer abroad = post(PAGE "/DE", "name=Kept&about=&city=&email=x&phone=030+901820&version=0");
    assert_int_equal(abroad.status, 422);
    assert_true(shows(&abroad, "value=\"030 901820\""));
    assert_int_equal(post(PAGE "/FR", "name=Atelier+Sud&about=Robots&version=0" REST).status, 303);
    FixtureAnswer stale = post(PAGE "/FR", "name=Other&about=Robots&version=0" REST);
    assert_int_equal(stale.status, 422);
    assert_true(shows(&stale, "with the name Atelier Sud"));
    assert_int_equal(post(PAGE "/FR/publish", "version=0").status, 409);
    assert_int_equal(post(PAGE "/XX/publish", "version=0").status, 404);
    Id viewer = fixture_user(fx, fx->directory, "view@test.example", "referrals_admin");
    assert_int_equal(as(viewer, "GET", PAGE "/FR", NULL).status, 200);
    assert_int_equal(as(viewer, "POST", PAGE "/FR/publish", "version=1").status, 403);
}

static void the_search_is_limited_by_network(void **state)
{
    (void)state;
    int refused = 0;
    for (int i = 0; i < 200 && !refused; i++) {
        refused = anybody("/find-a-partner?q=x").status == 429;
    }
    assert_true(refused);
}

int main(void)
{
#define T(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(everybody_finds_what_is_published_and_nobody_a_draft),
        T(a_suspended_partner_is_not_found),
        T(what_was_typed_is_kept_and_never_overwritten_unseen),
        T(the_search_is_limited_by_network),
    };
    return FIXTURE_RUN(tests);
}
