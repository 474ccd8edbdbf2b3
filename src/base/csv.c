/* CSV reading and writing. */
#include "base/csv.h"

#include "base/num.h"

struct CsvReader {
    Str rest;    /* not read yet */
    size_t line; /* of rest's first byte, from 1 */
    size_t cell_max;
    size_t cells_hint; /* of the last row */
    char separator;
};

/* The separator that stands most often in the first line, outside quotes; the comma when there is none. */
static char detect_separator(Str s)
{
    size_t commas = 0, semicolons = 0, tabs = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '\n' || c == '\r')) {
            break;
        } else if (!quoted) {
            commas += c == ',';
            semicolons += c == ';';
            tabs += c == '\t';
        }
    }
    if (semicolons > commas && semicolons >= tabs) {
        return ';';
    }
    return tabs > commas ? '\t' : ',';
}

CsvReader *csv_reader(Arena *a, Str whole, size_t cell_max)
{
    CsvReader *r = arena_new(a, CsvReader);
    Str rest = str_starts(whole, S("\xEF\xBB\xBF")) ? str_skip(whole, 3) : str_skip(whole, 0);
    *r = (CsvReader){.rest = rest, .line = 1, .cell_max = cell_max, .separator = detect_separator(rest)};
    return r;
}

char csv_separator(const CsvReader *r) { return r->separator; }

static bool at_row_end(Str s) { return s.n == 0 || s.p[0] == '\n' || s.p[0] == '\r'; }

/* Over one line end, of any of the three kinds. */
static void skip_row_end(CsvReader *r)
{
    if (r->rest.n == 0) {
        return;
    }
    bool crlf = r->rest.n > 1 && r->rest.p[0] == '\r' && r->rest.p[1] == '\n';
    r->rest = str_skip(r->rest, crlf ? 2 : 1);
    r->line++;
}

/* After an error: on to the next line, so that a caller can report every bad row. */
static void skip_row(CsvReader *r)
{
    while (!at_row_end(r->rest)) {
        r->rest = str_skip(r->rest, 1);
    }
    skip_row_end(r);
}

static Str unquote(Arena *a, Str raw)
{
    char *p = arena_alloc_raw(a, raw.n, 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        p[n++] = raw.p[i];
        i += raw.p[i] == '"'; /* the second of a pair */
    }
    return str_of(p, n);
}

static size_t count_lines(Str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += s.p[i] == '\n' || (s.p[i] == '\r' && !(i + 1 < s.n && s.p[i + 1] == '\n'));
    }
    return n;
}

/* At the opening quote. */
static Err read_quoted(CsvReader *r, Arena *row_arena, Str *ret, Str *ret_why)
{
    Str s = r->rest;
    size_t i = 1;
    bool pairs = false;
    while (true) {
        const char *quote = i < s.n ? memchr(s.p + i, '"', s.n - i) : NULL;
        if (!quote) {
            *ret_why = S("a quote is opened and never closed");
            skip_row(r); /* one line only: the rows below may be sound */
            return ERR_PARSE;
        }
        i = (size_t)(quote - s.p);
        if (i + 1 == s.n || s.p[i + 1] != '"') {
            break;
        }
        pairs = true;
        i += 2;
    }
    Str raw = str_sub(s, 1, i - 1);
    r->rest = str_skip(s, i + 1);
    r->line += count_lines(raw);
    if (!at_row_end(r->rest) && r->rest.p[0] != r->separator) {
        *ret_why = S("text follows a closing quote");
        skip_row(r);
        return ERR_PARSE;
    }
    *ret = pairs ? unquote(row_arena, raw) : raw;
    return OK;
}

static Str read_bare(CsvReader *r)
{
    Str s = r->rest;
    size_t i = 0;
    while (i < s.n && s.p[i] != r->separator && s.p[i] != '\n' && s.p[i] != '\r') {
        i++;
    }
    r->rest = str_skip(s, i);
    return str_sub(s, 0, i);
}

static Err read_cell(CsvReader *r, Arena *row_arena, Str *ret, Str *ret_why)
{
    if (r->rest.n && r->rest.p[0] == '"') {
        TRY(read_quoted(r, row_arena, ret, ret_why));
    } else {
        *ret = read_bare(r);
    }
    if (ret->n > r->cell_max) {
        *ret_why = S("a cell is too long");
        skip_row(r);
        return ERR_TOO_LARGE;
    }
    return OK;
}

Err csv_next(CsvReader *r, Arena *row_arena, CsvRow *ret, Str *ret_why)
{
    while (r->rest.n && at_row_end(r->rest)) { /* an empty line is no row */
        skip_row_end(r);
    }
    ret->line = r->line;
    if (r->rest.n == 0) {
        return ERR_NOT_FOUND;
    }
    size_t cap = num_max_size(r->cells_hint, 8), n = 0;
    Str *cells = arena_array(row_arena, Str, cap);
    for (;;) {
        if (n == cap) {
            Str *larger = arena_array(row_arena, Str, cap * 2);
            memcpy(larger, cells, n * sizeof *cells);
            cells = larger;
            cap *= 2;
        }
        TRY(read_cell(r, row_arena, &cells[n], ret_why));
        n++;
        if (at_row_end(r->rest)) {
            break;
        }
        r->rest = str_skip(r->rest, 1); /* the separator */
    }
    skip_row_end(r);
    r->cells_hint = n;
    ret->cells = cells;
    ret->n = n;
    return OK;
}

static bool needs_quotes(Str s, char separator)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == separator || c == '"' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

static void add_quoted(Buf *b, Str s)
{
    for (;;) {
        ptrdiff_t quote = str_find_char(s, '"');
        if (quote < 0) {
            buf_add(b, s);
            return;
        }
        buf_add(b, str_sub(s, 0, (size_t)quote + 1));
        buf_addc(b, '"');
        s = str_skip(s, (size_t)quote + 1);
    }
}

void csv_add_text(Buf *b, Str s, char separator, bool first)
{
    if (!first) {
        buf_addc(b, separator);
    }
    char c = s.n ? s.p[0] : '\0';
    bool formula = c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
    bool quotes = needs_quotes(s, separator);
    if (quotes) {
        buf_addc(b, '"');
    }
    if (formula) {
        buf_addc(b, '\'');
    }
    if (quotes) {
        add_quoted(b, s);
        buf_addc(b, '"');
    } else {
        buf_add(b, s);
    }
}

void csv_add_plain(Buf *b, Str s, char separator, bool first)
{
    if (!first) {
        buf_addc(b, separator);
    }
    buf_add(b, s);
}

void csv_end_row(Buf *b) { buf_add(b, S("\r\n")); }
