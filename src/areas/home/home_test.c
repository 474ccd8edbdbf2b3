/* Home: whose tiles, in which order, and why not. */
#include "areas/home/home.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static Str get(Fixture *f, Str cookie, const char *path, int status)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, status);
    return got.body;
}

static bool shows(Str page, const char *text) { return str_find(page, str_from(text)) >= 0; }

static void test_two_people_of_one_account_see_the_tiles_of_their_roles(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = get(f, fixture_sign_in(f, f->user, f->account), "/a/test", 200);
    Str viewer = get(f, fixture_sign_in(f, f->colleague, f->account), "/a/test", 200);
    assert_true(shows(admin, "<h3>") && shows(admin, "/a/test/customers"));
    assert_true(shows(viewer, "/a/test/settings"));
    assert_false(shows(viewer, "href=\"/a/test/customers\""));
    assert_false(shows(admin, "class=\"crumbs\""));
    fixture_close(f);
}

static void test_a_tile_tells_what_it_is_for_and_links_further(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str page = get(f, fixture_sign_in(f, f->user, f->account), "/a/test", 200);
    assert_true(shows(page, "Company profile, payout and tax profiles, users and permissions."));
    assert_true(shows(page, "tile-links"));
    fixture_close(f);
}

static void test_tiles_are_hidden_and_shown_again_without_a_script(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_int_equal(
        fixture_request(f, "POST", "/a/test/tiles", &(FixtureSend){.cookie = cookie, .form = S("do=hide:account")})
            .status,
        303);
    assert_false(
        shows(get(f, cookie, "/a/test", 200), "Company profile, payout and tax profiles, users and permissions."));
    assert_true(shows(get(f, cookie, "/a/test/tiles", 200), "show:account"));
    assert_int_equal(
        fixture_request(f, "POST", "/a/test/tiles", &(FixtureSend){.cookie = cookie, .form = S("do=show:account")})
            .status,
        303);
    assert_true(
        shows(get(f, cookie, "/a/test", 200), "Company profile, payout and tax profiles, users and permissions."));
    fixture_close(f);
}

static void test_moving_a_tile_up_and_down_gives_the_first_order_again(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Ctx *ctx = ctx_system(f->app, f->arena);
    HomeTile tiles[HOME_TILES_MAX];
    size_t n = home_tiles(ctx, S(""), tiles);
    if (n >= 2) {
        Str first = home_arrange(ctx, S(""), S("none"), S("none"));
        Str moved = home_arrange(ctx, first, S("hide"), tiles[0].key);
        assert_true(str_starts(moved, S("-")));
        assert_str_is(home_arrange(ctx, moved, S("show"), tiles[0].key), first);
        assert_str_is(home_arrange(ctx, first, S("up"), S("nothing")), first);
    }
    fixture_close(f);
}

static void test_the_root_is_the_front_page_or_leads_to_the_account(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    FixtureAnswer out = fixture_request(f, "GET", "/", &(FixtureSend){0});
    assert_int_equal(out.status, 200);
    assert_true(shows(out.body, "href=\"/sign-in\"") && shows(out.body, "href=\"/enroll\""));
    FixtureAnswer in =
        fixture_request(f, "GET", "/", &(FixtureSend){.cookie = fixture_sign_in(f, f->user, f->account)});
    assert_int_equal(in.status, 303);
    assert_str(in.location, "/a/test");
    fixture_close(f);
}

static void test_the_menu_page_lists_what_the_pane_lists(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str page = get(f, fixture_sign_in(f, f->user, f->account), "/a/test/menu", 200);
    assert_true(shows(page, "menu-page"));
    assert_true(shows(page, "/a/test/settings"));
    fixture_close(f);
}

/* Drawn menus are kept: never another person's, page's or language's. */
static void test_a_kept_menu_is_that_of_the_person_the_page_and_the_language(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = fixture_sign_in(f, f->user, f->account), viewer = fixture_sign_in(f, f->colleague, f->account);
    for (int i = 0; i < 2; i++) {
        Str home = get(f, admin, "/a/test", 200);
        assert_true(shows(home, "href=\"/a/test\" aria-current=\"page\""));
        assert_true(shows(home, "<span class=\"label\">Customers</span>"));
        Str settings = get(f, admin, "/a/test/settings", 200);
        assert_true(shows(settings, "href=\"/a/test/settings\" aria-current=\"page\""));
        assert_false(shows(settings, "href=\"/a/test\" aria-current"));
        assert_false(shows(get(f, viewer, "/a/test", 200), "<span class=\"label\">Customers</span>"));
        fixture_request(f, "POST", "/language", &(FixtureSend){.cookie = admin, .form = S("language=fr")});
        Str french = get(f, admin, "/a/test", 200);
        fixture_request(f, "POST", "/language", &(FixtureSend){.cookie = admin, .form = S("language=en")});
        assert_true(shows(french, "<span class=\"label\">Clients</span>"));
    }
    fixture_close(f);
}

/* In each language the introduction, the deeper one it leads to, and the help of each tile are there to be read. */
static void test_the_introduction_and_the_help_of_each_tile_open_in_both_languages(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = fixture_sign_in(f, f->user, f->account);
    static const char *const LANGUAGES[][4] = {
        {"en", "Introduction to the workspaces", "in depth", "Help: Customers"},
        {"fr", "Introduction aux espaces de travail", "en détail", "Aide : Clients"},
    };
    for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
        Str form = str_concat(f->arena, S("language="), str_from(LANGUAGES[i][0]));
        fixture_request(f, "POST", "/language", &(FixtureSend){.cookie = admin, .form = form});
        Str home = get(f, admin, "/a/test", 200);
        assert_true(shows(home, "href=\"/a/test/help/workspaces\"") && shows(home, LANGUAGES[i][3]));
        Str start = get(f, admin, "/a/test/help/workspaces", 200);
        assert_true(shows(start, LANGUAGES[i][1]) && shows(start, "href=\"selling-and-billing\""));
        assert_true(shows(get(f, admin, "/a/test/help/selling-and-billing", 200), LANGUAGES[i][2]));
        static const Str MARK = S_INIT("href=\"/a/test/help/");
        size_t tiles = 0;
        for (ptrdiff_t at; (at = str_find(home, MARK)) >= 0; tiles++) {
            home = str_skip(home, (size_t)at + 6);
            get(f, admin, str_z(f->arena, str_sub(home, 0, (size_t)str_find_char(home, '"'))), 200);
        }
        assert_true(tiles >= 5); /* Customers, Pricing, Account settings, Help + support, and the introduction */
    }
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_two_people_of_one_account_see_the_tiles_of_their_roles),
        UNIT_TEST(test_a_tile_tells_what_it_is_for_and_links_further),
        UNIT_TEST(test_the_introduction_and_the_help_of_each_tile_open_in_both_languages),
        UNIT_TEST(test_tiles_are_hidden_and_shown_again_without_a_script),
        UNIT_TEST(test_moving_a_tile_up_and_down_gives_the_first_order_again),
        UNIT_TEST(test_the_root_is_the_front_page_or_leads_to_the_account),
        UNIT_TEST(test_the_menu_page_lists_what_the_pane_lists),
        UNIT_TEST(test_a_kept_menu_is_that_of_the_person_the_page_and_the_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
