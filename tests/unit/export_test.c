/* Exports: text is text, numbers are the reader's, and nothing a customer typed becomes a formula. */
#include "app/export.h"
#include "base/csv.h"
#include "base/num.h"
#include "unit.h"

static Err take(void *sink, Str bytes)
{
    buf_add(sink, bytes);
    return ((Buf *)sink)->full ? ERR_TOO_LARGE : OK;
}

static const ExportColumn COLUMNS[] = {
    {"name", N_("Name"), EXPORT_TEXT, 0},    {"seats", N_("Seats"), EXPORT_INT, 0}, {"rate", N_("Rate"), EXPORT_DEC, 0},
    {"price", N_("Price"), EXPORT_MONEY, 0}, {"day", N_("Day"), EXPORT_DATE, 0},    {"at", N_("At"), EXPORT_TIME, 0},
    {"on", N_("On"), EXPORT_BOOL, 0},        {"id", N_("Id"), EXPORT_ID, 0},
};

static Currency currency(const char *code)
{
    Currency c;
    assert_ok(currency_parse(str_from(code), &c));
    return c;
}

static Buf written(Arena *a, ExportFormat format, const char *locale, const ExportCell *rows, size_t rows_n)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    ExportOptions o = {.format = format,
                       .locale = locale_get(str_from(locale)),
                       .tz = S("Europe/Paris"),
                       .columns = COLUMNS,
                       .columns_n = COUNT_OF(COLUMNS),
                       .write = take,
                       .sink = &b};
    Export *e;
    assert_ok(export_begin(a, &o, &e));
    for (size_t i = 0; i < rows_n; i++) {
        assert_ok(export_row(e, rows + i * COUNT_OF(COLUMNS)));
    }
    assert_int_equal(export_rows(e), rows_n);
    assert_ok(export_end(e));
    return b;
}

static void fill(ExportCell *c, const char *name)
{
    c[0].text = str_from(name);
    c[1].i = -12345;
    c[2].dec = (Dec){150000000};
    c[3].money = (Money){-1205, currency("EUR")};
    c[4].date = date_from_ymd(2026, 11, 21);
    c[5].time = (Time){INT64_C(1795239960) * TIME_SECOND};
    c[6].yes = true;
    c[7].id = ID_NIL;
}

static void csv_speaks_the_readers_numbers(void **state)
{
    Arena *a = *state;
    ExportCell row[COUNT_OF(COLUMNS)] = {0};
    fill(row, "Ann; \"A\"");
    Buf b = written(a, EXPORT_CSV, "en-US", row, 1);
    assert_str(
        buf_str(&b),
        "\xEF\xBB\xBFName,Seats,Rate,Price,Day,At,On,Id\r\n\"Ann; \"\"A\"\"\",-12345,1.5,-12.05,2026-11-21,2026-11-21T"
        "06:46:00+01:00,Yes,00000000-0000-0000-0000-000000000000\r\n");
    b = written(a, EXPORT_CSV, "de-DE", row, 1);
    assert_true(str_find(buf_str(&b), S(";-12345;1,5;-12,05;2026-11-21;")) > 0);
    row[3].money = (Money){7, currency("JPY")};
    row[1].empty = row[4].empty = true;
    b = written(a, EXPORT_CSV, "en-US", row, 1);
    assert_true(str_find(buf_str(&b), S("\",,1.5,7,,2026")) > 0);
}

static void formulas_are_neutralised(void **state)
{
    Arena *a = *state;
    static const char *const EVIL[] = {"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"};
    for (size_t i = 0; i < COUNT_OF(EVIL); i++) {
        ExportCell row[COUNT_OF(COLUMNS)] = {0};
        fill(row, EVIL[i]);
        Buf b = written(a, EXPORT_CSV, "en-US", row, 1);
        Str line = str_skip(buf_str(&b), (size_t)str_find_char(buf_str(&b), '\n') + 1);
        assert_true(line.p[0] == '\'' || (line.p[0] == '"' && line.p[1] == '\''));
    }
}

static void a_workbook_is_a_zip_with_text_cells(void **state)
{
    Arena *a = *state;
    ExportCell rows[2 * COUNT_OF(COLUMNS)] = {0};
    fill(rows, "=1+1");
    fill(rows + COUNT_OF(COLUMNS), "bad \x01 control \xFF");
    Buf b = written(a, EXPORT_XLSX, "en-US", rows, 2);
    assert_true(str_starts(buf_str(&b), S("PK\x03\x04")));
    assert_true(str_find(buf_str(&b), S("xl/worksheets/sheet1.xml")) > 0);
}

static void many_rows_are_written_in_pieces(void **state)
{
    Arena *a = *state;
    enum { N = 3000 };
    ExportCell *rows = arena_array(a, ExportCell, N * COUNT_OF(COLUMNS));
    for (size_t i = 0; i < N; i++) {
        fill(rows + i * COUNT_OF(COLUMNS), "Somebody of some length");
    }
    Buf b = written(a, EXPORT_CSV, "en-US", rows, N);
    CsvReader *r = csv_reader(a, buf_str(&b), 1000);
    CsvRow row;
    Str why;
    size_t n = 0;
    while (csv_next(r, a, &row, &why) == OK) {
        assert_int_equal(row.n, COUNT_OF(COLUMNS));
        n++;
    }
    assert_int_equal(n, N + 1);
}

static Err full(void *sink, Str bytes)
{
    (void)sink, (void)bytes;
    return ERR_DISK_FULL;
}

static void a_failing_sink_is_told(void **state)
{
    Arena *a = *state;
    for (ExportFormat f = EXPORT_CSV; f <= EXPORT_XLSX; f++) {
        ExportOptions o = {.format = f,
                           .locale = locale_get(S("en-US")),
                           .columns = COLUMNS,
                           .columns_n = COUNT_OF(COLUMNS),
                           .write = full};
        Export *e;
        assert_ok(export_begin(a, &o, &e));
        assert_int_equal(export_end(e), ERR_DISK_FULL);
        assert_ok(export_begin(a, &o, &e));
        export_abandon(e);
    }
}

static int set_up(void **state)
{
    (void)state;
    return i18n_init() == OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(csv_speaks_the_readers_numbers),
        UNIT_TEST(formulas_are_neutralised),
        UNIT_TEST(a_workbook_is_a_zip_with_text_cells),
        UNIT_TEST(many_rows_are_written_in_pieces),
        UNIT_TEST(a_failing_sink_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
