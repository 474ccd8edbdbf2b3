/* CSV and XLSX writers over typed cells. */
#include "app/export.h"
#include "app/session.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "os/os.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { FLUSH = 60 << 10, CSV_BUF_MAX = 4 << 20, XLSX_ROWS_MAX = 1048576, XLSX_TEXT_MAX = 32767 };

struct Export {
    ExportOptions o;
    Arena *arena;
    int64_t rows;
    Err err; /* the first failure; everything later is skipped */
    Buf csv;
    char separator, decimal;
    Str yes, no;
    char path[600]; /* XLSX */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *bold, *date, *time, *money[8];
};

Str export_content_type(ExportFormat f)
{
    return f == EXPORT_CSV ? S("text/csv; charset=utf-8")
                           : S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

Str export_extension(ExportFormat f) { return f == EXPORT_CSV ? S("csv") : S("xlsx"); }

Err export_format(Str word, ExportFormat *ret)
{
    *ret = str_eq_nocase(word, S("xlsx")) ? EXPORT_XLSX : EXPORT_CSV;
    return str_eq_nocase(word, S("xlsx")) || str_eq_nocase(word, S("csv")) ? OK : ERR_INVALID;
}

int64_t export_rows(const Export *e) { return e->rows; }

/* --- CSV. */

static void decimal_into(Export *e, char *out, size_t *n, int64_t v, int digits, bool trim)
{
    uint64_t scale = 1, m = v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
    for (int i = 0; i < digits; i++) {
        scale *= 10;
    }
    if (v < 0) {
        out[(*n)++] = '-';
    }
    *n += num_u64_into(out + *n, m / scale);
    uint64_t fraction = m % scale;
    if (digits == 0 || (trim && fraction == 0)) {
        return;
    }
    out[(*n)++] = e->decimal;
    for (int i = digits; i-- > 0; fraction /= 10) {
        out[*n + (size_t)i] = (char)('0' + fraction % 10);
    }
    *n += (size_t)digits;
    while (trim && out[*n - 1] == '0') {
        (*n)--;
    }
}

static size_t two(char *out, int v)
{
    memcpy(out, NUM_PAIRS + (size_t)v * 2, 2);
    return 2;
}

static size_t day_into(char *out, Date d)
{
    int year, month, day;
    date_ymd(d, &year, &month, &day);
    size_t n = two(out, year / 100 % 100);
    n += two(out + n, year % 100);
    out[n++] = '-';
    n += two(out + n, month);
    out[n++] = '-';
    return n + two(out + n, day);
}

/* With its offset from UTC: the same moment for every reader, and the hour that autumn has twice stays two. */
static size_t time_text(Export *e, char *out, Time t)
{
    Time local = time_in_zone(e->o.tz, t);
    Civil c = time_civil(local);
    size_t n = day_into(out, date_of(local));
    out[n++] = 'T';
    n += two(out + n, c.hour);
    out[n++] = ':';
    n += two(out + n, c.minute);
    out[n++] = ':';
    n += two(out + n, c.second);
    int minutes = (int)((local.us - t.us) / TIME_MINUTE), ahead = minutes < 0 ? -minutes : minutes;
    out[n++] = minutes < 0 ? '-' : '+';
    n += two(out + n, ahead / 60);
    out[n++] = ':';
    return n + two(out + n, ahead % 60);
}

static void csv_cell(Export *e, const ExportColumn *column, const ExportCell *cell, bool first)
{
    char out[96];
    size_t n = 0;
    Buf *b = &e->csv;
    if (cell->empty) {
        csv_add_plain(b, S(""), e->separator, first);
        return;
    }
    switch (column->type) {
    case EXPORT_TEXT:
        csv_add_text(b, cell->text, e->separator, first);
        return;
    case EXPORT_MSG:
        csv_add_text(b, msg_text(e->arena, e->o.locale, &cell->msg), e->separator, first);
        return;
    case EXPORT_BOOL:
        csv_add_text(b, cell->yes ? e->yes : e->no, e->separator, first);
        return;
    case EXPORT_INT:
        n = num_i64_into(out, cell->i);
        break;
    case EXPORT_DEC:
        decimal_into(e, out, &n, cell->dec.units, 8, true);
        break;
    case EXPORT_MONEY:
        decimal_into(e, out, &n, cell->money.minor, cell->money.cur.code[0] ? currency_digits(cell->money.cur) : 2,
                     false);
        break;
    case EXPORT_DATE:
        n = date_is_set(cell->date) ? day_into(out, cell->date) : 0;
        break;
    case EXPORT_TIME:
        n = time_is_set(cell->time) ? time_text(e, out, cell->time) : 0;
        break;
    case EXPORT_ID:
        id_to(out, cell->id);
        n = ID_TEXT;
        break;
    }
    csv_add_plain(b, str_of(out, n), e->separator, first);
}

static Err csv_flush(Export *e)
{
    if (e->csv.full) {
        return ERR_TOO_LARGE;
    }
    Err err = e->csv.n ? e->o.write(e->o.sink, buf_str(&e->csv)) : OK;
    buf_clear(&e->csv);
    return err;
}

static void csv_begin(Export *e)
{
    e->csv = buf_on_heap(CSV_BUF_MAX);
    buf_reserve(&e->csv, FLUSH + 4096);
    e->separator = locale_decimal_comma(e->o.locale) ? ';' : ',';
    e->decimal = locale_decimal_comma(e->o.locale) ? ',' : '.';
    buf_add(&e->csv, S("\xEF\xBB\xBF"));
    for (size_t i = 0; i < e->o.columns_n; i++) {
        csv_add_text(&e->csv, tr(e->o.locale, NULL, e->o.columns[i].label), e->separator, i == 0);
    }
    csv_end_row(&e->csv);
}

/* --- XLSX. */

/* A cell that is a date to the program has no zone: the heading names it. */
static Str xlsx_heading(Export *e, const ExportColumn *c)
{
    Str label = tr(e->o.locale, NULL, c->label);
    return c->type == EXPORT_TIME
               ? str_fmt(e->arena, "%.*s (%.*s)", S_ARG(label), S_ARG(e->o.tz.n ? e->o.tz : S("UTC")))
               : label;
}

static Err xlsx_begin(Export *e)
{
    const char *dir = e->o.temp_dir ? e->o.temp_dir : "/tmp";
    snprintf(e->path, sizeof e->path, "%s/entente-XXXXXX", dir);
    int fd = mkstemp(e->path);
    if (fd < 0) {
        e->path[0] = '\0';
        return os_err(errno);
    }
    close(fd);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = str_z(e->arena, str_from(dir))};
    e->book = workbook_new_opt(e->path, &options);
    char name[32];
    Str sheet = utf8_prefix(e->o.sheet.n ? e->o.sheet : S("Export"), 10); /* the format allows 31 UTF-16 units */
    snprintf(name, sizeof name, "%.*s", S_ARG(sheet));
    e->sheet = e->book ? workbook_add_worksheet(
                             e->book, workbook_validate_sheet_name(e->book, name) == LXW_NO_ERROR ? name : "Export")
                       : NULL;
    if (!e->sheet) {
        return ERR_IO;
    }
    e->bold = workbook_add_format(e->book);
    format_set_bold(e->bold);
    e->date = workbook_add_format(e->book);
    format_set_num_format(e->date, "yyyy-mm-dd");
    e->time = workbook_add_format(e->book);
    format_set_num_format(e->time, "yyyy-mm-dd hh:mm:ss");
    worksheet_freeze_panes(e->sheet, 1, 0);
    for (size_t i = 0; i < e->o.columns_n; i++) {
        const ExportColumn *c = &e->o.columns[i];
        worksheet_set_column(e->sheet, (lxw_col_t)i, (lxw_col_t)i, c->width ? c->width : 20, NULL);
        worksheet_write_string(e->sheet, 0, (lxw_col_t)i, str_z(e->arena, xlsx_heading(e, c)), e->bold);
    }
    return OK;
}

/* XML cannot hold control characters. */
static const char *xlsx_text(Export *e, Str s)
{
    s = utf8_repair(e->arena, str_sub(s, 0, XLSX_TEXT_MAX * 4));
    char *z = str_z(e->arena, utf8_prefix(s, XLSX_TEXT_MAX / 2));
    for (char *p = z; *p; p++) {
        if ((unsigned char)*p < 0x20 && *p != '\n' && *p != '\t') {
            *p = ' ';
        }
    }
    return z;
}

static lxw_format *money_format(Export *e, int digits)
{
    static const char *const FORMATS[] = {"#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"};
    size_t i = digits < 0 || digits > 4 ? 2 : (size_t)digits;
    if (!e->money[i]) {
        e->money[i] = workbook_add_format(e->book);
        format_set_num_format(e->money[i], FORMATS[i]);
    }
    return e->money[i];
}

static lxw_datetime xlsx_time(Time t)
{
    Civil c = time_civil(t);
    return (lxw_datetime){
        .year = c.year, .month = c.month, .day = c.day, .hour = c.hour, .min = c.minute, .sec = c.second};
}

static lxw_error xlsx_cell(Export *e, const ExportColumn *column, const ExportCell *cell, lxw_row_t row, lxw_col_t col)
{
    if (cell->empty) {
        return LXW_NO_ERROR;
    }
    switch (column->type) {
    case EXPORT_TEXT:
        return worksheet_write_string(e->sheet, row, col, xlsx_text(e, cell->text), NULL);
    case EXPORT_MSG:
        return worksheet_write_string(e->sheet, row, col, xlsx_text(e, msg_text(e->arena, e->o.locale, &cell->msg)),
                                      NULL);
    case EXPORT_BOOL:
        return worksheet_write_string(e->sheet, row, col, xlsx_text(e, cell->yes ? e->yes : e->no), NULL);
    case EXPORT_INT:
        return worksheet_write_number(e->sheet, row, col, (double)cell->i, NULL);
    case EXPORT_DEC:
        return worksheet_write_number(e->sheet, row, col, (double)cell->dec.units / (double)DEC_SCALE, NULL);
    case EXPORT_MONEY: {
        int digits = cell->money.cur.code[0] ? currency_digits(cell->money.cur) : 2;
        double scale = digits == 0 ? 1 : digits == 3 ? 1000 : digits == 4 ? 10000 : digits == 1 ? 10 : 100;
        return worksheet_write_number(e->sheet, row, col, (double)cell->money.minor / scale, money_format(e, digits));
    }
    case EXPORT_DATE: {
        lxw_datetime d = xlsx_time(time_of_date(cell->date));
        return date_is_set(cell->date) ? worksheet_write_datetime(e->sheet, row, col, &d, e->date) : LXW_NO_ERROR;
    }
    case EXPORT_TIME: {
        if (!time_is_set(cell->time)) {
            return LXW_NO_ERROR;
        }
        lxw_datetime d = xlsx_time(time_in_zone(e->o.tz, cell->time));
        return worksheet_write_datetime(e->sheet, row, col, &d, e->time);
    }
    case EXPORT_ID:
        return worksheet_write_string(e->sheet, row, col, str_z(e->arena, id_text(e->arena, cell->id)), NULL);
    }
    return LXW_NO_ERROR;
}

static Err xlsx_row(Export *e, const ExportCell *cells)
{
    if (e->rows + 1 >= XLSX_ROWS_MAX) {
        return ERR_TOO_LARGE;
    }
    for (size_t i = 0; i < e->o.columns_n; i++) {
        lxw_error failed = xlsx_cell(e, &e->o.columns[i], &cells[i], (lxw_row_t)(e->rows + 1), (lxw_col_t)i);
        if (failed != LXW_NO_ERROR && failed != LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED) {
            return ERR_IO;
        }
    }
    return OK;
}

static Err xlsx_send(Export *e)
{
    int fd = open(e->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return os_err(errno);
    }
    char *chunk = arena_alloc_raw(e->arena, FLUSH, 1);
    Err err = OK;
    ssize_t n;
    while (err == OK && (n = read(fd, chunk, FLUSH)) > 0) {
        err = e->o.write(e->o.sink, str_of(chunk, (size_t)n));
    }
    close(fd);
    return err;
}

/* --- Both. */

Err export_begin(Arena *a, const ExportOptions *options, Export **ret)
{
    Export *e = arena_new(a, Export);
    e->o = *options;
    e->arena = arena_create(0);
    e->yes = tr(e->o.locale, NULL, TR("Yes"));
    e->no = tr(e->o.locale, NULL, TR("No"));
    Err err = OK;
    if (e->o.format == EXPORT_CSV) {
        csv_begin(e);
    } else {
        err = xlsx_begin(e);
    }
    if (err != OK) {
        export_abandon(e);
        return err;
    }
    *ret = e;
    return OK;
}

Err export_row(Export *e, const ExportCell *cells)
{
    if (e->err != OK) {
        return e->err;
    }
    if (e->o.format == EXPORT_CSV) {
        for (size_t i = 0; i < e->o.columns_n; i++) {
            csv_cell(e, &e->o.columns[i], &cells[i], i == 0);
        }
        csv_end_row(&e->csv);
        e->err = e->csv.n > FLUSH || e->csv.full ? csv_flush(e) : OK;
    } else {
        e->err = xlsx_row(e, cells);
    }
    if (arena_used(e->arena) > 1 << 20) {
        arena_reset(e->arena);
    }
    e->rows += e->err == OK;
    return e->err;
}

static void let_go(Export *e)
{
    buf_free(&e->csv);
    if (e->path[0]) {
        unlink(e->path);
    }
    arena_destroy(e->arena);
}

Err export_end(Export *e)
{
    Err err = e->err;
    if (err == OK && e->o.format == EXPORT_CSV) {
        err = csv_flush(e);
    }
    if (e->book) {
        lxw_error closed = workbook_close(e->book);
        err = err == OK && closed != LXW_NO_ERROR ? ERR_IO : err;
        err = err == OK ? xlsx_send(e) : err;
    }
    let_go(e);
    return err;
}

void export_abandon(Export *e)
{
    if (e->book) {
        (void)workbook_close(e->book);
    }
    let_go(e);
}

/* --- small lists at once --- */

static Err to_buf(void *sink, Str bytes)
{
    buf_add(sink, bytes);
    return ((Buf *)sink)->full ? ERR_TOO_LARGE : OK;
}

Err export_send(AccountCtx a, const ExportSend *x)
{
    Ctx *ctx = a.ctx;
    ExportFormat format;
    TRY(session_may_export(ctx));
    if (export_format(ctx_query(ctx, S("format")), &format) != OK) {
        format = EXPORT_CSV;
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    ExportOptions options = {.format = format,
                             .locale = ctx->locale,
                             .tz = ctx->tz,
                             .columns = x->columns,
                             .columns_n = x->columns_n,
                             .sheet = tr(ctx->locale, NULL, x->sheet),
                             .write = to_buf,
                             .sink = &b};
    Export *e;
    TRY(export_begin(ctx->arena, &options, &e));
    Err err = x->fill(a, e, x->arg);
    if (err != OK) {
        export_abandon(e);
        return err;
    }
    TRY(export_end(e));
    ctx->out.status = 200;
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = export_content_type(format);
    ctx_header(ctx, S("Content-Disposition"),
               str_fmt(ctx->arena, "attachment; filename=\"%s.%.*s\"", x->file, S_ARG(export_extension(format))));
    return OK;
}
