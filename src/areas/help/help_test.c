/* Finding pages, topics and records; reading notifications. */
#include "areas/help/help.h"
#include "lib/app_fixture.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_every_word_typed_must_begin_some_word_in_any_order),
        UNIT_TEST(test_suggestions_hold_pages_and_help_of_both_kinds),
        UNIT_TEST(test_pages_that_may_not_be_opened_are_not_found),
        UNIT_TEST(test_the_results_page_works_without_a_script_and_shows_what_was_typed_safely),
        UNIT_TEST(test_help_topics_are_read_in_the_language_of_the_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
