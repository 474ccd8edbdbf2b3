/* The promises of the example area, through the whole dispatcher. */
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define PAGE "/a/test/example-notes"

static void test_a_note_that_was_added_stands_on_the_page(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer added =
        fixture_request(f, "POST", PAGE, &(FixtureSend){.cookie = cookie, .form = S("body=Water+the+plants")});
    assert_int_equal(added.status, 303);
    FixtureAnswer page = fixture_request(f, "GET", PAGE, &(FixtureSend){.cookie = cookie});
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, S("Water the plants")) >= 0);
    fixture_close(f);
}

static void test_an_empty_note_is_refused_and_says_why(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer refused = fixture_request(f, "POST", PAGE, &(FixtureSend){.cookie = cookie, .form = S("body=+")});
    assert_int_equal(refused.status, 422);
    assert_true(str_find(refused.body, S("Write a note")) >= 0);
    fixture_close(f);
}

static void test_somebody_without_the_permission_sees_no_notes(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->colleague, f->account);
    assert_int_equal(fixture_request(f, "GET", PAGE, &(FixtureSend){.cookie = cookie}).status, 403);
    fixture_close(f);
}

static void test_a_stranger_finds_nothing(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->stranger, f->other_account);
    assert_int_equal(fixture_request(f, "GET", PAGE, &(FixtureSend){.cookie = cookie}).status, 404);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_note_that_was_added_stands_on_the_page),
        UNIT_TEST(test_an_empty_note_is_refused_and_says_why),
        UNIT_TEST(test_somebody_without_the_permission_sees_no_notes),
        UNIT_TEST(test_a_stranger_finds_nothing),
    };
    return FIXTURE_RUN(tests);
}
