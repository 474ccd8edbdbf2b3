/* base/utf8: every code point, every kind of bad bytes. */
#include "base/utf8.h"
#include "unit.h"

static void every_code_point_goes_forth_and_back(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char bytes[4];
        size_t n = utf8_encode(cp, bytes);
        Str s = str_of(bytes, n);
        uint32_t back = 1;
        assert_true(utf8_valid(s));
        assert_true(utf8_next(&s, &back));
        assert_int_equal(s.n, 0);
        assert_int_equal(back, cp >= 0xD800 && cp <= 0xDFFF ? 0xFFFD : cp);
    }
    char bytes[4];
    assert_int_equal(utf8_encode(0x110000, bytes), 3); /* the replacement character */
}

static const char *const BAD[] = {
    "\x80",
    "\xC0\x80",
    "\xC1\xBF",
    "\xC3",
    "\xC3(",
    "\xE0\x80\x80",
    "\xE0\x9F\xBF",
    "\xE2\x82",
    "\xED\xA0\x80",
    "\xED\xBF\xBF",
    "\xF0\x80\x80\x80",
    "\xF0\x8F\xBF\xBF",
    "\xF4\x90\x80\x80",
    "\xF5\x80\x80\x80",
    "\xF0\x9F\x98",
    "\xFE",
    "\xFF",
};

static void bad_bytes_are_found_at_every_place(void **state)
{
    Arena *a = *state;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        for (size_t before = 0; before < 35; before++) {
            char text[80];
            int n = snprintf(text, sizeof text, "%.*s%s%s", (int)before, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                             BAD[i], "bbbbbbbbbbbbbbbbbbbb");
            Str s = str_of(text, (size_t)n);
            assert_false(utf8_valid(s));
            assert_int_equal(utf8_valid_prefix(s), before);
            Str repaired = utf8_repair(a, s);
            assert_true(utf8_valid(repaired));
            assert_true(str_find(repaired, S("\xEF\xBF\xBD")) == (ptrdiff_t)before);
            assert_true(str_ends(repaired, S("bbbbbbbbbbbbbbbbbbbb")) && repaired.n >= s.n);
            assert_int_equal(utf8_count(repaired), utf8_count(s));
        }
        arena_reset(a);
    }
}

static void good_text_is_left_as_it_is(void **state)
{
    Str s = S("Fran\xC3\xA7ois \xE6\x9D\xB1\xE4\xBA\xAC \xF0\x9F\x98\x80 and a long tail of plain letters");
    assert_true(utf8_valid(s));
    assert_ptr_equal(utf8_repair(*state, s).p, s.p);
    assert_true(utf8_valid(S("")));
    assert_int_equal(utf8_count(S("\xC3\xA9\xF0\x9F\x98\x80x")), 3);
}

static void a_prefix_is_cut_between_characters(void **state)
{
    (void)state;
    Str s = S("a\xC3\xA9\xF0\x9F\x98\x80z");
    assert_str(utf8_prefix(s, 0), "");
    assert_str(utf8_prefix(s, 2), "a\xC3\xA9");
    assert_str(utf8_prefix(s, 3), "a\xC3\xA9\xF0\x9F\x98\x80");
    assert_str(utf8_prefix(s, 99), "a\xC3\xA9\xF0\x9F\x98\x80z");
}

static void controls_are_seen(void **state)
{
    (void)state;
    static const char *const with[] = {"a\n",
                                       "\t",
                                       "\x7f",
                                       "\xC2\x80",
                                       "\xC2\x9F",
                                       "\xE2\x80\xA8",
                                       "x\xE2\x80\xA9y",
                                       "a\xE2\x80\xAE"
                                       "b",
                                       "\xE2\x81\xA6"};
    for (size_t i = 0; i < sizeof with / sizeof with[0]; i++) {
        assert_true(utf8_has_control(str_from(with[i])));
    }
    assert_true(utf8_has_control(str_of("\0", 1)));
    assert_false(utf8_has_control(S("plain \xC2\xA0 \xC3\xA9 \xE2\x80\x93")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(every_code_point_goes_forth_and_back),
        UNIT_TEST(bad_bytes_are_found_at_every_place),
        UNIT_TEST(good_text_is_left_as_it_is),
        UNIT_TEST(a_prefix_is_cut_between_characters),
        UNIT_TEST(controls_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
