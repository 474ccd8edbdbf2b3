/* Finding pages, topics and records; reading notifications. */
#include "app/route.h"
#include "areas/help/help.h"
#include "lib/app_fixture.h"
#include "ui/shell.h"
#include "unit/unit.h"

static void test_every_word_typed_must_begin_some_word_in_any_order(void **state)
{
    (void)state;
    assert_true(words_begin(S("set acc"), S("account settings")));
    assert_true(words_begin(S("a"), S("account settings")));
    assert_false(words_begin(S("count"), S("account settings")));
    assert_false(words_begin(S("acc xyz"), S("account settings")));
    assert_false(words_begin(S(""), S("account settings")));
    assert_false(words_begin(S("   "), S("account settings")));
}

static Str get(Fixture *f, Str cookie, const char *path, int status)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, status);
    return got.body;
}

static bool shows(Str page, const char *text) { return str_find(page, str_from(text)) >= 0; }

static void test_suggestions_hold_pages_and_help_of_both_kinds(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Str json = get(f, cookie, "/a/test/suggest?q=role", 200);
    const JsonValue *j;
    assert_int_equal(json_parse(f->arena, json, JSON_LIMITS_DEFAULT, &j, NULL), OK);
    assert_true(json_get(j, S("groups"))->n >= 2);
    assert_true(shows(json, "/a/test/settings/roles"));
    assert_true(shows(json, "/a/test/help/roles-and-permissions"));
    assert_true(shows(get(f, cookie, "/a/test/suggest?q=", 200), "\"groups\":[]"));
    fixture_close(f);
}

static void test_pages_that_may_not_be_opened_are_not_found(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_true(shows(get(f, fixture_sign_in(f, f->user, f->account), "/a/test/suggest?q=bank", 200),
                      "/a/test/settings/payout"));
    assert_false(shows(get(f, fixture_sign_in(f, f->colleague, f->account), "/a/test/suggest?q=bank", 200),
                       "/a/test/settings/payout\""));
    fixture_close(f);
}

static void test_the_results_page_works_without_a_script_and_shows_what_was_typed_safely(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_true(shows(get(f, cookie, "/a/test/search?q=account", 200), "Account settings"));
    Str none = get(f, cookie, "/a/test/search?q=%3Cscript%3Ezz", 200);
    assert_true(shows(none, "Nothing found"));
    assert_false(shows(none, "<script>zz"));
    (void)get(f, cookie, "/a/test/search", 200);
    fixture_close(f);
}

static void test_help_topics_are_read_in_the_language_of_the_person(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    assert_true(shows(get(f, cookie, "/a/test/help", 200), "/a/test/help/find-your-way"));
    assert_true(shows(get(f, cookie, "/a/test/help/find-your-way", 200), "Find your way around"));
    (void)get(f, cookie, "/a/test/help/no-such-topic", 404);
    assert_int_equal(
        fixture_request(f, "POST", "/language", &(FixtureSend){.cookie = cookie, .form = S("language=fr")}).status,
        303);
    assert_true(shows(get(f, cookie, "/a/test/help/find-your-way", 200), "Se repérer"));
    fixture_close(f);
}

/* Pages of the portal: behind sign-in, in its frame. What a visitor sees (signing in, enrolling, links of mails)
 * explains itself, and the protocols of the API are none. */
static bool in_the_portal(const Route *r)
{
    static const char *const PLACES[] = {"/a/{account}", "/me", "/operator", "/mailbox", "/accounts"};
    Str path = str_from(r->path);
    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        Str place = str_from(PLACES[i]);
        if (str_starts(path, place) && (path.n == place.n || path.p[place.n] == '/')) {
            return str_eq(str_from(r->method), S("GET"));
        }
    }
    return false;
}

static void test_every_page_of_the_portal_has_a_help_article(void **state)
{
    (void)state;
    Arena *a = arena_create(0);
    const RouteInfo *all;
    size_t n = routes_all(a, &all), pages = 0, without = 0;
    for (size_t i = 0; i < n; i++) {
        const Route *r = all[i].route;
        if (!in_the_portal(r) || str_starts(str_from(r->path), S("/a/{account}/example-notes"))) {
            continue;
        }
        pages++;
        if (!shell_help_of(str_from(r->path)).n) {
            print_error("no help article names this page: %s\n", r->path);
            without++;
        }
    }
    assert_true(pages > 300);
    assert_int_equal(without, 0);
    arena_destroy(a);
}

static void test_every_page_that_an_article_names_is_there(void **state)
{
    (void)state;
    Arena *a = arena_create(0);
    const RouteInfo *all;
    size_t n = routes_all(a, &all), lost = 0;
    for (size_t i = 0; i < HELP_TOPICS_N; i++) {
        Str rest = HELP_TOPICS[i].pages, page;
        while (str_split(&rest, ' ', &page)) {
            bool there = !page.n;
            page = str_skip(page, str_starts(page, S("=")));
            for (size_t k = 0; k < n && !there; k++) {
                Str path = str_from(all[k].route->path);
                there = str_starts(path, page) && str_eq(shell_help_of(path), HELP_TOPICS[i].topic);
            }
            if (!there) {
                print_error("%.*s names no page, or one that another article has: %.*s\n", S_ARG(HELP_TOPICS[i].topic),
                            S_ARG(page));
                lost++;
            }
        }
    }
    assert_int_equal(lost, 0);
    arena_destroy(a);
}

static void test_an_article_of_one_page_alone_is_not_that_of_the_pages_below(void **state)
{
    (void)state;
    assert_true(str_eq(shell_help_of(S("/operator")), S("vendor-desk")));
    assert_true(str_eq(shell_help_of(S("/operator/something-new")), S("")));
    assert_true(str_eq(shell_help_of(S("/a/{account}/something-new")), S("")));
    assert_true(str_eq(shell_help_of(S("/a/{account}/customers/something-new")), S("")));
    assert_true(str_eq(shell_help_of(S("/a/{account}/settings/groups/{group}/edit")), S("groups")));
    assert_true(str_eq(shell_help_of(S("/a/{account}/settings/groupsx")), S("")));
}

static void test_the_vendors_staff_reads_help_at_their_desk_in_both_languages(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, fixture_staff(f, "desk@vendor.example", "operator_admin"), ID_NIL);
    assert_true(shows(get(f, cookie, "/operator", 200), "/operator/help/vendor-desk"));
    assert_true(shows(get(f, cookie, "/operator/mail", 200), "/operator/help/announcements-and-mail"));
    assert_true(shows(get(f, cookie, "/operator/help", 200), "/operator/help/vendor-access"));
    assert_true(shows(get(f, cookie, "/operator/help/vendor-access", 200), "Domains that wait"));
    get(f, cookie, "/operator/help/nothing-of-that-name", 404);
    Str partner = fixture_sign_in(f, f->user, f->account);
    assert_true(shows(get(f, partner, "/a/test/settings/groups", 200), "/a/test/help/groups"));
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_page_of_the_portal_has_a_help_article),
        cmocka_unit_test(test_every_page_that_an_article_names_is_there),
        cmocka_unit_test(test_an_article_of_one_page_alone_is_not_that_of_the_pages_below),
        cmocka_unit_test(test_the_vendors_staff_reads_help_at_their_desk_in_both_languages),
        UNIT_TEST(test_every_word_typed_must_begin_some_word_in_any_order),
        UNIT_TEST(test_suggestions_hold_pages_and_help_of_both_kinds),
        UNIT_TEST(test_pages_that_may_not_be_opened_are_not_found),
        UNIT_TEST(test_the_results_page_works_without_a_script_and_shows_what_was_typed_safely),
        UNIT_TEST(test_help_topics_are_read_in_the_language_of_the_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
