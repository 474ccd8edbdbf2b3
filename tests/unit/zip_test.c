/* Archives: what is written as a stream comes out again, and what strangers bring is bounded. */
#include "app/zip.h"
#include "unit.h"

static Err to_buf(void *sink, Str bytes)
{
    buf_add(sink, bytes);
    return ((Buf *)sink)->full ? ERR_TOO_LARGE : OK;
}

static Str packed(Arena *a, Str piece, int pieces)
{
    Buf *b = arena_new(a, Buf);
    *b = buf_on_arena(a, BUF_MAX_PAGE);
    Zip z = {.arena = a, .write = to_buf, .sink = b, .made = time_of_date(date_from_ymd(2030, 1, 1))};
    ZipFlow *f;
    assert_ok(zip_entry_begin(&z, S("prices.csv"), &f));
    for (int i = 0; i < pieces; i++) {
        assert_ok(zip_entry_write(f, piece));
    }
    assert_ok(zip_entry_end(f));
    assert_ok(zip_end(&z));
    return buf_str(b);
}

static void a_stream_comes_out_as_it_went_in(void **state)
{
    Arena *a = *state;
    Str zip = packed(a, S("row,after,row\r\n"), 5000), name;
    Buf out = buf_on_arena(a, BUF_MAX_PAGE);
    assert_true(zip_is(zip));
    assert_ok(zip_first_name(zip, &name));
    assert_str(name, "prices.csv");
    assert_ok(zip_first(zip, 1 << 20, to_buf, &out));
    assert_int_equal(out.n, 5000 * 15);
    assert_true(str_ends(buf_str(&out), S("row,after,row\r\n")));
}

static void what_is_brought_is_bounded_and_checked(void **state)
{
    Arena *a = *state;
    Str zip = packed(a, S("row,after,row\r\n"), 5000), name;
    Buf out = buf_on_arena(a, BUF_MAX_PAGE);
    assert_int_equal(zip_first(zip, 1000, to_buf, &out), ERR_TOO_LARGE);
    for (size_t n = 0; n < zip.n; n++) { /* cut anywhere */
        buf_clear(&out);
        assert_int_not_equal(zip_first(str_of(zip.p, n), 1 << 20, to_buf, &out), OK);
    }
    char *bent = arena_alloc_raw(a, zip.n, 1);
    memcpy(bent, zip.p, zip.n);
    bent[60] = (char)(bent[60] ^ 0x55);
    buf_clear(&out);
    assert_int_not_equal(zip_first(str_of(bent, zip.n), 1 << 20, to_buf, &out), OK);
    assert_int_equal(zip_first_name(S("PK\x03\x04"), &name), ERR_PARSE);
    assert_false(zip_is(S("ProductId,")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_stream_comes_out_as_it_went_in),
        UNIT_TEST(what_is_brought_is_bounded_and_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
