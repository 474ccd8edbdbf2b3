/* base/buf: growth, the maximum, numbers, escaping. */
#include "base/buf.h"
#include "unit.h"

static void a_buffer_grows_on_arena_and_heap(void **state)
{
    Buf kinds[2] = {buf_on_arena(*state, BUF_MAX_PAGE), buf_on_heap(BUF_MAX_PAGE)};
    for (int k = 0; k < 2; k++) {
        Buf *b = &kinds[k];
        assert_str(buf_str(b), "");
        assert_string_equal(buf_z(b), "");
        for (int i = 0; i < 5000; i++) {
            buf_add(b, S("0123456789"));
            buf_addc(b, (char)('a' + i % 26));
            if (i % 100 == 0) {
                (void)arena_alloc(*state, 1, 1); /* in the way of growing in place */
            }
        }
        assert_int_equal(b->n, 55000);
        assert_false(b->full);
        for (int i = 0; i < 5000; i++) {
            assert_memory_equal(b->p + i * 11, "0123456789", 10);
            assert_int_equal(b->p[i * 11 + 10], 'a' + i % 26);
        }
        assert_int_equal(strlen(buf_z(b)), 55000);
    }
    buf_free(&kinds[1]);
    assert_null(kinds[1].p);
}

static void passing_the_maximum_keeps_it_out_and_stays_full(void **state)
{
    Buf b = buf_on_arena(*state, 10);
    buf_add(&b, S("12345678"));
    assert_false(b.full);
    buf_add(&b, S("abc"));
    assert_true(b.full);
    buf_addc(&b, 'x');
    buf_fmt(&b, "%d", 1);
    buf_add_html(&b, S("y"));
    assert_str(buf_str(&b), "12345678");
    assert_string_equal(buf_z(&b), "12345678");
    buf_clear(&b);
    buf_add(&b, S("0123456789"));
    assert_false(b.full);
    assert_str(buf_str(&b), "0123456789");
    buf_addc(&b, 'x');
    assert_true(b.full);
}

static void integers_print_as_printf_does(void **state)
{
    static const int64_t values[] = {0,    1,         9,  10,  11,   99,   100,       101,       999,
                                     1000, 123456789, -1, -10, -100, -999, INT64_MAX, INT64_MIN, INT32_MIN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        Buf b = buf_on_arena(*state, 100), want = b;
        buf_add_i64(&b, values[i]);
        buf_fmt(&want, "%lld", (long long)values[i]);
        assert_str_is(buf_str(&b), buf_str(&want));
    }
    Buf b = buf_on_arena(*state, 100);
    buf_add_u64(&b, UINT64_MAX);
    assert_str(buf_str(&b), "18446744073709551615");
}

static void format_works_for_short_and_long_text(void **state)
{
    Buf b = buf_on_arena(*state, BUF_MAX_SMALL);
    buf_fmt(&b, "%s=%d;", "a", 1);
    assert_str(buf_str(&b), "a=1;");
    buf_fmt(&b, "%0500d", 7);
    assert_int_equal(b.n, 504);
    assert_int_equal(b.p[503], '7');
}

/* Every special byte at every place of texts around the vector width. */
static void html_escapes_every_special_at_every_place(void **state)
{
    static const struct {
        char c;
        const char *entity;
    } specials[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (size_t s = 0; s < 5; s++) {
        for (size_t n = 1; n < 40; n++) {
            for (size_t at = 0; at < n; at++) {
                char text[40], want[64];
                memset(text, 'a', n);
                text[at] = specials[s].c;
                Buf b = buf_on_arena(*state, 1000);
                buf_add_html(&b, str_of(text, n));
                size_t want_n = (size_t)snprintf(want, sizeof want, "%.*s%s%.*s", (int)at, text, specials[s].entity,
                                                 (int)(n - at - 1), text + at + 1);
                assert_str_is(buf_str(&b), str_of(want, want_n));
            }
        }
        arena_reset(*state);
    }
    Buf b = buf_on_arena(*state, 1000);
    buf_add_html(&b, S("<script>alert('&\"')</script> \xC3\xA9"));
    assert_str(buf_str(&b), "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt; \xC3\xA9");
}

static void url_keeps_the_unreserved_only(void **state)
{
    Buf b = buf_on_arena(*state, 1000);
    buf_add_url(&b, S("aZ09-._~ /?&=+%\xC3\xA9@[`{"));
    assert_str(buf_str(&b), "aZ09-._~%20%2F%3F%26%3D%2B%25%C3%A9%40%5B%60%7B");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_buffer_grows_on_arena_and_heap),
        UNIT_TEST(passing_the_maximum_keeps_it_out_and_stays_full),
        UNIT_TEST(integers_print_as_printf_does),
        UNIT_TEST(format_works_for_short_and_long_text),
        UNIT_TEST(html_escapes_every_special_at_every_place),
        UNIT_TEST(url_keeps_the_unreserved_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
