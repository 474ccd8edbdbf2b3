/* base/csv: files as people's programs write them, and formulas that stay text. */
#include "base/csv.h"
#include "unit.h"

/* All rows as "a|b;c|d;", or the reason in angle brackets with its line. */
static Str read_all(Arena *a, Str text, size_t cell_max)
{
    CsvReader *r = csv_reader(a, text, cell_max);
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    for (int guard = 0; guard < 1000; guard++) {
        CsvRow row;
        Str why = S("");
        Err err = csv_next(r, a, &row, &why);
        if (err == ERR_NOT_FOUND) {
            return buf_str(&b);
        }
        buf_fmt(&b, "%zu:", row.line);
        if (err != OK) {
            buf_fmt(&b, "<%s %.*s>", err_name(err), S_ARG(why));
            continue;
        }
        for (size_t i = 0; i < row.n; i++) {
            buf_fmt(&b, "%s%.*s", i ? "|" : "", S_ARG(row.cells[i]));
        }
        buf_addc(&b, ';');
    }
    fail_msg("the reader does not come to an end");
    return S("");
}

static void rows_and_cells_are_read(void **state)
{
    Arena *a = *state;
    assert_str(read_all(a, S("a,b\r\n1,2\r\n"), 100), "1:a|b;2:1|2;");
    assert_str(read_all(a, S("a,b\n1,2"), 100), "1:a|b;2:1|2;");
    assert_str(read_all(a, S("a,b\r1,2\r"), 100), "1:a|b;2:1|2;");
    assert_str(read_all(a, S("a,,\n,"), 100), "1:a||;2:|;");
    assert_str(read_all(a, S(""), 100), "");
    assert_str(read_all(a, S("\n\r\n\n"), 100), "");
    assert_str(read_all(a, S("a\n\n\r\nb"), 100), "1:a;4:b;");
    assert_str(read_all(a, S("a,b,c,d,e,f,g,h,i,j,k,l"), 100), "1:a|b|c|d|e|f|g|h|i|j|k|l;");
}

static void quotes_hold_separators_quotes_and_lines(void **state)
{
    Arena *a = *state;
    assert_str(read_all(a, S("\"a,b\",\"say \"\"hi\"\"\",\"x\r\ny\"\nz,\"\",\"\"\"\""), 100),
               "1:a,b|say \"hi\"|x\r\ny;3:z||\";");
    assert_str(read_all(a, S("a\"b,c"), 100), "1:a\"b|c;"); /* a quote inside a bare cell is text */
}

static void byte_order_mark_and_separator_are_detected(void **state)
{
    Arena *a = *state;
    assert_str(read_all(a, S("\xEF\xBB\xBF\x61;b;c,d\n1;2;3"), 100), "1:a|b|c,d;2:1|2|3;");
    assert_str(read_all(a, S("a\tb\tc,d\n1\t2"), 100), "1:a|b|c,d;2:1|2;");
    assert_str(read_all(a, S("\"a;b;c\",d"), 100), "1:a;b;c|d;");
    assert_int_equal(csv_separator(csv_reader(a, S("one"), 10)), ',');
    assert_int_equal(csv_separator(csv_reader(a, S("a;b"), 10)), ';');
}

static void every_bad_row_is_reported_and_the_next_is_read(void **state)
{
    Arena *a = *state;
    assert_str(read_all(a, S("a,b\n\"x\"y,2\nc,d\n"), 100), "1:a|b;2:<parse text follows a closing quote>3:c|d;");
    assert_str(read_all(a, S("a,b\n\"x,2\nc,d\n"), 100), "1:a|b;2:<parse a quote is opened and never closed>3:c|d;");
    assert_str(read_all(a, S("a,b\nlong cell,2\nc,d\n"), 5), "1:a|b;2:<too_large a cell is too long>3:c|d;");
}

static void formulas_become_text(void **state)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"plain", "plain"},   {"", ""},
        {"=1+1", "'=1+1"},    {"+33 1", "'+33 1"},
        {"-1", "'-1"},        {"@x", "'@x"},
        {"\tx", "'\tx"},      {"\rx", "\"'\rx\""},
        {"a,b", "\"a,b\""},   {"a\"b", "\"a\"\"b\""},
        {"a\nb", "\"a\nb\""}, {" a", "\" a\""},
        {"a ", "\"a \""},     {"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
        {"a=b", "a=b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Buf b = buf_on_arena(*state, 1000);
        csv_add_text(&b, str_from(rows[i].text), ',', true);
        assert_str_is(buf_str(&b), str_from(rows[i].written));
    }
}

static void what_is_written_reads_back(void **state)
{
    Arena *a = *state;
    for (int separators = 0; separators < 3; separators++) {
        char sep = ",;\t"[separators];
        Buf b = buf_on_arena(a, 10000);
        csv_add_text(&b, S("name"), sep, true);
        csv_add_text(&b, S("a;b,c\td\"e\r\nf"), sep, false);
        csv_add_plain(&b, S("-12.5"), sep, false);
        csv_end_row(&b);
        CsvReader *r = csv_reader(a, buf_str(&b), 100);
        CsvRow row;
        Str why;
        assert_int_equal(csv_separator(r), sep);
        assert_ok(csv_next(r, a, &row, &why));
        assert_int_equal(row.n, 3);
        assert_str(row.cells[1], "a;b,c\td\"e\r\nf");
        assert_str(row.cells[2], "-12.5");
        assert_int_equal(csv_next(r, a, &row, &why), ERR_NOT_FOUND);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(rows_and_cells_are_read),
        UNIT_TEST(quotes_hold_separators_quotes_and_lines),
        UNIT_TEST(byte_order_mark_and_separator_are_detected),
        UNIT_TEST(every_bad_row_is_reported_and_the_next_is_read),
        UNIT_TEST(formulas_become_text),
        UNIT_TEST(what_is_written_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
