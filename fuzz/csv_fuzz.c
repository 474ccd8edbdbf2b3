/* The CSV reader on any bytes: it comes to an end, lines only grow, no cell passes the maximum; and what the writer
 * writes of the cells reads back the same, but for the apostrophe before a formula. */
#include "base/csv.h"

#include <assert.h>

enum { CELL_MAX = 200 };

static void check_cell(Str got, Str want)
{
    bool formula = want.n && memchr("=+-@\t\r", want.p[0], 6);
    if (formula) {
        assert(got.n == want.n + 1 && got.p[0] == '\'');
        got = str_skip(got, 1);
    }
    assert(str_eq(got, want));
}

/* A first line of commas settles the separator. */
static void check_round_trip(Arena *a, const CsvRow *row)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    for (size_t i = 0; i < 40; i++) {
        csv_add_plain(&b, S("h"), ',', i == 0);
    }
    csv_end_row(&b);
    for (size_t i = 0; i < row->n; i++) {
        csv_add_text(&b, row->cells[i], ',', i == 0);
    }
    csv_end_row(&b);
    CsvReader *r = csv_reader(a, buf_str(&b), CELL_MAX + 1);
    CsvRow back;
    Str why;
    Err err = csv_next(r, a, &back, &why);
    assert(err == OK && back.n == 40);
    err = csv_next(r, a, &back, &why);
    if (row->n == 1 && row->cells[0].n == 0) { /* an empty line is no row */
        assert(err == ERR_NOT_FOUND);
        return;
    }
    assert(err == OK && back.n == row->n && back.line == 2);
    for (size_t i = 0; i < row->n; i++) {
        check_cell(back.cells[i], row->cells[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *a = arena_create(0), *rows = arena_create(0);
    CsvReader *r = csv_reader(a, str_of((const char *)data, size), CELL_MAX);
    size_t line = 0, calls = 0;
    for (;;) {
        CsvRow row = {0};
        Str why = S("");
        Err err = csv_next(r, rows, &row, &why);
        assert(++calls <= size + 1 && row.line > line - (line > 0));
        line = row.line;
        if (err == ERR_NOT_FOUND) {
            break;
        }
        assert(err == OK ? row.n > 0 : why.n > 0);
        for (size_t i = 0; err == OK && i < row.n; i++) {
            assert(row.cells[i].n <= CELL_MAX);
        }
        if (err == OK && calls < 50) {
            check_round_trip(rows, &row);
        }
        arena_reset(rows);
    }
    arena_destroy(rows);
    arena_destroy(a);
    return 0;
}
