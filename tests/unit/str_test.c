/* base/str: comparing, searching, cutting, numbers, copies. */
#include "unit.h"

static void equality_looks_at_bytes_and_length(void **state)
{
    (void)state;
    assert_true(str_eq(S("abc"), S("abc")));
    assert_false(str_eq(S("abc"), S("abcd")));
    assert_true(str_eq(S(""), (Str){NULL, 0}));
    assert_true(str_eq_nocase(S("MS-RequestId"), S("ms-requestid")));
    assert_false(str_eq_nocase(S("a@"), S("a`")));
    assert_false(str_eq_nocase(S("\xC3\x89"), S("\xC3\xA9"))); /* not ASCII: not folded */
    assert_true(str_eq_secret(S("abc"), S("abc")));
    assert_false(str_eq_secret(S("abc"), S("abd")));
    assert_false(str_eq_secret(S("abc"), S("ab")));
}

static void order_is_bytewise_with_the_shorter_first(void **state)
{
    (void)state;
    assert_true(str_cmp(S("a"), S("b")) < 0);
    assert_true(str_cmp(S("b"), S("a")) > 0);
    assert_true(str_cmp(S("a"), S("aa")) < 0);
    assert_int_equal(str_cmp(S("aa"), S("aa")), 0);
    assert_true(str_cmp(S("\x7f"), S("\x80")) < 0);
}

static void searching_finds_the_first_and_the_last(void **state)
{
    (void)state;
    assert_int_equal(str_find(S("one two two"), S("two")), 4);
    assert_int_equal(str_find(S("one"), S("three")), -1);
    assert_int_equal(str_find(S(""), S("")), 0);
    assert_int_equal(str_find_char(S("a.b.c"), '.'), 1);
    assert_int_equal(str_rfind_char(S("a.b.c"), '.'), 3);
    assert_int_equal(str_rfind_char((Str){NULL, 0}, '.'), -1);
    assert_true(str_starts(S("/v1/x"), S("/v1")));
    assert_true(str_starts_nocase(S("/V1/x"), S("/v1")));
    assert_false(str_starts(S("/v"), S("/v1")));
    assert_true(str_ends(S("a.css"), S(".css")));
    assert_false(str_ends(S("css"), S(".css")));
}

static void cutting_never_reads_past_the_end(void **state)
{
    (void)state;
    assert_str(str_sub(S("hello"), 1, 3), "ell");
    assert_str(str_sub(S("hello"), 3, 100), "lo");
    assert_str(str_sub(S("hello"), 9, 1), "");
    assert_str(str_skip(S("hello"), 9), "");
    assert_str(str_trim(S(" \t\r\nx y\v ")), "x y");
    assert_str(str_trim(S("   ")), "");
}

static void splitting_gives_empty_parts_too(void **state)
{
    (void)state;
    Str rest = S("a,,b"), part;
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "a");
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "");
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "b");
    assert_false(str_split(&rest, ',', &part));
    rest = S("x,");
    assert_true(str_split(&rest, ',', &part));
    assert_true(str_split(&rest, ',', &part));
    assert_str(part, "");
    assert_false(str_split(&rest, ',', &part));
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        int64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"42", true, 42},
        {"+42", true, 42},
        {"-42", true, -42},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"1x", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"--1", false, 0},
        {"99999999999999999999999", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t v = 0;
        assert_int_equal(str_to_i64(str_from(rows[i].text), &v) == OK, rows[i].ok);
        assert_true(v == rows[i].value);
    }
    uint64_t u = 0;
    assert_ok(str_to_u64(S("18446744073709551615"), &u));
    assert_true(u == UINT64_MAX);
    assert_int_equal(str_to_u64(S("18446744073709551616"), &u), ERR_PARSE);
    assert_int_equal(str_to_u64(S("-1"), &u), ERR_PARSE);
}

static void formatting_and_joining_make_new_text(void **state)
{
    Arena *a = *state;
    assert_str(str_fmt(a, "%d-%s", 7, "x"), "7-x");
    Str large = str_fmt(a, "%0600d", 1); /* past the short buffer */
    assert_int_equal(large.n, 600);
    assert_int_equal(large.p[599], '1');
    assert_str(str_join(a, (Str[]){S("a"), S("b"), S("c")}, 3, S(", ")), "a, b, c");
    assert_str(str_join(a, NULL, 0, S(", ")), "");
    assert_str(str_concat(a, S("ab"), S("cd")), "abcd");
    assert_str(str_lower_ascii(a, S("ABC\xC3\x89z")), "abc\xC3\x89z");
    assert_string_equal(str_z(a, str_sub(S("hello"), 0, 2)), "he");
    assert_str(str_copy(a, (Str){NULL, 0}), "");
}

static void hashes_differ_for_different_text(void **state)
{
    (void)state;
    assert_true(str_hash(S("abc")) == str_hash(S("abc")));
    assert_true(str_hash(S("")) != str_hash(str_of("\0", 1)));
    assert_true(str_hash(str_of("a\0", 2)) != str_hash(S("a")));
    assert_true(str_hash(S("customers")) != str_hash(S("customer")));
    assert_true(str_hash(S("12345678")) != str_hash(S("12345679")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(equality_looks_at_bytes_and_length),     UNIT_TEST(order_is_bytewise_with_the_shorter_first),
        UNIT_TEST(searching_finds_the_first_and_the_last), UNIT_TEST(cutting_never_reads_past_the_end),
        UNIT_TEST(splitting_gives_empty_parts_too),        UNIT_TEST(numbers_are_read_whole_or_not_at_all),
        UNIT_TEST(formatting_and_joining_make_new_text),   UNIT_TEST(hashes_differ_for_different_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
