/* What belongs to partners and to developers, and the contacts that each side and each directory names. */
#include "app/person.h"
#include "app/unit.h"
#include "areas/account/account.h"
#include "areas/identity/identity.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

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

static FixtureAnswer get_as(Id user, Id account, const char *path)
{
    return fixture_request(fx, "GET", path, &(FixtureSend){.cookie = fixture_sign_in(fx, user, account)});
}
static FixtureAnswer get(const char *path) { return get_as(fx->user, fx->account, path); }
static FixtureAnswer post(const char *path, const char *form)
{
    return fixture_request(
        fx, "POST", path, &(FixtureSend){.cookie = fixture_sign_in(fx, fx->user, fx->account), .form = str_from(form)});
}
static bool shows(const FixtureAnswer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }

/* An account of developers in the fixture's directory. */
static Err add_publisher(Ctx *ctx, void *arg)
{
    NewAccount n = {.id = ctx_new_id(ctx),
                    .directory_id = fx->directory,
                    .public_id = S("pub"),
                    .kind = S("developer"),
                    .name = S("Pub"),
                    .country = S("FR"),
                    .city = S("Lyon"),
                    .currency = S("EUR"),
                    .locale = S("en-FR"),
                    .time_zone = S("Europe/Paris"),
                    .programs = "marketplace"};
    *(Id *)arg = n.id;
    return identity_add_account(system_of(ctx), &n);
}
static Id a_publisher(void)
{
    Id id;
    fixture_set_wall(fx, time_add(app_wall(fx->app), TIME_SECOND));
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_publisher, &id));
    return id;
}

static void what_is_of_one_side_is_listed_and_opens_on_that_side_only(void **state)
{
    (void)state;
    Id pub = a_publisher();
    static const struct {
        const char *page, *menu;
        bool partner;
    } PAGES[] = {{"/a/%s/settings/partner", "Partner settings", true},
                 {"/a/%s/settings/partner-profile", "Partner profile", true},
                 {"/a/%s/settings/developer", "Developer settings", false},
                 {"/a/%s/settings/developer-details", "Account details", false}};
    for (size_t i = 0; i < COUNT_OF(PAGES); i++) {
        for (int partner = 0; partner < 2; partner++) {
            Id account = partner ? fx->account : pub;
            const char *name = partner ? "test" : "pub";
            bool fits = PAGES[i].partner == (partner == 1);
            FixtureAnswer page = get_as(fx->user, account, str_z(fx->arena, str_fmt(fx->arena, PAGES[i].page, name)));
            assert_int_equal(page.status, fits ? 200 : 403);
            FixtureAnswer home =
                get_as(fx->user, account, str_z(fx->arena, str_fmt(fx->arena, "/a/%s/settings", name)));
            assert_int_equal(shows(&home, PAGES[i].menu), fits);
            if (!fits) {
                assert_true(shows(&page, PAGES[i].partner ? "It belongs to the partner side of settings"
                                                          : "It belongs to the developer side of settings"));
                assert_true(shows(&page, "No role opens it here"));
                assert_false(shows(&page, "my-access/request?permission"));
                assert_false(shows(&page, "Ask an administrator"));
            }
        }
    }
    FixtureAnswer why = get_as(fx->user, pub, "/a/pub/settings/why?permission=account.partner_profile");
    assert_true(shows(&why, "It belongs to the partner side of settings"));
    assert_true(shows(&why, "Referrals"));
    FixtureAnswer mine = get_as(fx->user, pub, "/a/pub/settings/permissions");
    assert_false(shows(&mine, "account.partner_profile"));
    assert_true(shows(&mine, "account.developer_details"));
}

static void a_contact_is_named_by_sign_in_name_taken_away_and_never_overwritten_unseen(void **state)
{
    (void)state;
    static const char *const PAGE = "/a/test/settings/partner-profile";
    static const char *const FORM = "/a/test/settings/partner-profile/contact";
    (void)fixture_user(fx, fx->directory, "carla@test.example", "sales_agent");
    FixtureAnswer page = get(PAGE);
    assert_true(shows(&page, "Nobody is named."));
    assert_int_equal(post(FORM, "person=Carla%40Test.Example").status, 303);
    page = get(PAGE);
    assert_true(shows(&page, "carla@test.example"));
    FixtureAnswer again = post(FORM, "person=&version=0"); /* a page from before */
    assert_int_equal(again.status, 422);
    assert_true(shows(&again, "Save again to put yours over it"));
    FixtureAnswer nobody = post(FORM, "person=nobody%40test.example&version=1");
    assert_int_equal(nobody.status, 422);
    assert_true(shows(&nobody, "Nobody of this account signs in with this name"));
    assert_true(shows(&nobody, "value=\"nobody@test.example\""));
    FixtureAnswer foreign =
        post(FORM, "person=admin%40other.example&version=1"); /* whoever it is, not of this account */
    assert_int_equal(foreign.status, 422);
    assert_int_equal(post(FORM, "person=&version=1").status, 303);
    page = get(PAGE);
    assert_true(shows(&page, "Nobody is named."));
    assert_int_equal(get_as(fx->colleague, fx->account, FORM).status, 403);
}

static void a_directorys_contact_is_named_where_the_directory_is_kept(void **state)
{
    (void)state;
    Id pub = a_publisher();
    Str id = id_text(fx->arena, fx->directory);
    FixtureAnswer page = get("/a/test/settings/directory-profile");
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, id) > 0);
    Str form = str_fmt(fx->arena, "person=&directory=%.*s", S_ARG(id_text(fx->arena, fx->other_directory)));
    assert_int_equal(post("/a/test/settings/directory-profile/contact", str_z(fx->arena, form)).status, 404);
    (void)fixture_user(fx, fx->directory, "carla@test.example", "sales_agent");
    form = str_fmt(fx->arena, "person=carla%%40test.example&directory=%.*s", S_ARG(id));
    assert_int_equal(post("/a/test/settings/directory-profile/contact", str_z(fx->arena, form)).status, 303);
    page =
        get_as(fx->user, pub, "/a/pub/settings/directory-profile"); /* the same directory, seen from another account */
    assert_true(shows(&page, "carla@test.example"));
}

typedef struct Leaving {
    Id user;
    PersonState to;
} Leaving;
static Err leave(Ctx *ctx, void *arg)
{
    const Leaving *l = arg;
    bool changed;
    return person_move(system_of(ctx),
                       &(PersonMove){.user_id = l->user, .directory_id = fx->directory, .to = l->to, .reason = S("")},
                       &changed);
}

static void a_contact_who_is_suspended_or_gone_is_named_no_more(void **state)
{
    (void)state;
    static const char *const PAGES[] = {"/a/test/settings/partner-profile", "/a/test/settings/directory-profile"};
    Id carla = fixture_user(fx, fx->directory, "carla@test.example", "sales_agent");
    assert_int_equal(post("/a/test/settings/partner-profile/contact", "person=carla%40test.example").status, 303);
    assert_int_equal(post("/a/test/settings/directory-profile/contact", "person=carla%40test.example").status, 303);
    for (int i = 0; i < 3; i++) { /* suspended, back, removed */
        Leaving l = {carla, i == 0 ? PERSON_SUSPENDED : i == 1 ? PERSON_ACTIVE : PERSON_REMOVED};
        assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, leave, &l));
        for (size_t k = 0; k < COUNT_OF(PAGES); k++) {
            FixtureAnswer page = get(PAGES[k]);
            assert_int_equal(shows(&page, "carla@test.example"), i == 1);
            assert_int_equal(shows(&page, "Nobody is named."), i != 1);
        }
    }
}

static FixtureAnswer post_vendor(Id staff, const char *form)
{
    return fixture_request(fx, "POST", "/operator/membership",
                           &(FixtureSend){.cookie = fixture_sign_in(fx, staff, ID_NIL), .form = str_from(form)});
}
static Err add_staff(Ctx *ctx, void *arg)
{
    NewDirectory n = {
        .id = ctx_new_id(ctx), .kind = S("operator"), .name = S("V"), .domain = S("v.example"), .country = S("FR")};
    *(Id *)arg = n.id;
    return identity_add_directory(system_of(ctx), &n);
}

static void the_vendor_names_the_number_and_every_page_says_it(void **state)
{
    (void)state;
    Id directory;
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, add_staff, &directory));
    Id staff = fixture_user(fx, directory, "boss@v.example", "operator_admin");
    FixtureAnswer page = get("/a/test/settings/partner-profile");
    assert_true(shows(&page, "Partner ID"));
    assert_int_equal(post_vendor(staff, "name_en=Guild+number&name_fr=").status, 303);
    static const char *const PAGES[] = {"/a/test/settings/partner-profile", "/a/test/settings/partner",
                                        "/a/test/settings/company", "/accounts"};
    for (size_t i = 0; i < COUNT_OF(PAGES); i++) {
        page = get(PAGES[i]);
        assert_true(shows(&page, "Guild number"));
    }
    FixtureAnswer longer = post_vendor(staff, "name_en=Guild&name_fr=12345678901234567890123456789012345678901");
    assert_int_equal(longer.status, 422);
    assert_true(shows(&longer, "value=\"12345678901234567890123456789012345678901\""));
    /* Each language has its own word, and English stands in where there is none. */
    FixtureSend french = {.cookie = fixture_sign_in(fx, fx->user, fx->account), .form = S("language=fr&return=%2Fme")};
    assert_int_equal(fixture_request(fx, "POST", "/language", &french).status, 303);
    page = get("/a/test/settings/partner-profile");
    assert_true(shows(&page, "Guild number"));
    assert_int_equal(post_vendor(staff, "name_en=Guild+number&name_fr=Numero+de+guilde").status, 303);
    page = get("/a/test/settings/partner-profile");
    assert_true(shows(&page, "Numero de guilde"));
    assert_int_equal(post("/operator/membership", "name_en=x").status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_of_one_side_is_listed_and_opens_on_that_side_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_contact_is_named_by_sign_in_name_taken_away_and_never_overwritten_unseen,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_directorys_contact_is_named_where_the_directory_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_contact_who_is_suspended_or_gone_is_named_no_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_vendor_names_the_number_and_every_page_says_it, set_up, tear_down),
    };
    return FIXTURE_RUN(tests);
}
