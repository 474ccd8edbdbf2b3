/* A file of prices, read by a job in pieces of constant size: all rows are checked and every problem is kept by row
 * before anything of the list can be published. The file is read where it lies, unlinked; a piece ends behind a line
 * that closes no open quotation mark, so that each piece is a file of its own to the reader. */
#include "areas/price_lists/list.h"

#include "app/audit.h"
#include "app/file.h"
#include "app/unit.h"
#include "base/csv.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 128 << 10, STEP_PIECES = 40, CELL_MAX = 1000, OVERLAP_ROWS = 2000 };

typedef struct Reading {
    DraftGetRow list;
    Id id;
    Str whole, head; /* the file; its first line */
    size_t at;       /* of the piece */
    int64_t line;    /* of the piece's first row */
    Str piece;
    Arena *arena;
    int field_at[ROW_FIELDS]; /* the cell of each field; -1: the file has no such column */
    int64_t lines;            /* in the piece */
    const char *lacks;
} Reading;

/* --- the file's bytes --- */

static Err find_list(Ctx *ctx, void *arg)
{
    Reading *r = arg;
    return list_get(system_of(ctx), r->id, &r->list);
}
typedef struct Finding {
    Id id;
    FileInfo info;
} Finding;
static Err find_file(Ctx *ctx, void *arg)
{
    Finding *f = arg;
    Id account = ctx->account_id;
    ctx->account_id = ID_NIL;
    Err err = file_find((AccountCtx){ctx}, f->id, &f->info);
    ctx->account_id = account;
    return err;
}

static Err map_file(Ctx *ctx, Id file_id, Str *ret)
{
    Finding f = {.id = file_id};
    int fd;
    struct stat st;
    TRY(unit_run(ctx, MODE_READ, NULL, find_file, &f));
    TRY(file_open_plain(ctx, &f.info, &fd));
    void *p = fstat(fd, &st) == 0 && st.st_size > 0 ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
                                                    : MAP_FAILED;
    close(fd);
    *ret = p == MAP_FAILED ? S("") : str_of(p, (size_t)st.st_size);
    return OK;
}

/* Behind the last whole row within `most` bytes; a row longer than that is taken whole. */
static size_t piece_end(Str s, size_t most)
{
    size_t end = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.n && (i < most || end == 0); i++) {
        quoted = s.p[i] == '"' ? !quoted : quoted;
        if (s.p[i] == '\n' && !quoted) {
            end = i + 1;
        }
    }
    return end && s.n > most ? end : s.n;
}

static int64_t count_lines(Str s)
{
    int64_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += s.p[i] == '\n';
    }
    return n;
}

/* --- the first line --- */

static bool read_head(Arena *a, Reading *r)
{
    static const RowField NEEDED[] = {ROW_PRODUCT, ROW_SKU, ROW_MARKET, ROW_CURRENCY, ROW_PRICE, ROW_FROM, ROW_TERM};
    static const char *const NAMES[] = {"ProductId",          "SkuId",       "Market", "Currency", "UnitPrice",
                                        "EffectiveStartDate", "TermDuration"};
    CsvRow row;
    Str why;
    for (size_t i = 0; i < ROW_FIELDS; i++) {
        r->field_at[i] = -1;
    }
    r->head = str_of(r->whole.p, piece_end(r->whole, 1));
    r->lacks = "ProductId";
    CsvReader *reader = csv_reader(a, r->head, CELL_MAX);
    if (csv_next(reader, a, &row, &why) != OK) {
        return false;
    }
    for (size_t i = 0; i < row.n; i++) {
        RowField f = row_column(str_trim(row.cells[i]));
        if (f < ROW_FIELDS && r->field_at[f] < 0) {
            r->field_at[f] = (int)i;
        }
    }
    for (size_t i = 0; i < COUNT_OF(NEEDED); i++) {
        if (r->field_at[NEEDED[i]] < 0) {
            r->lacks = NAMES[i];
            return false;
        }
    }
    r->lacks = NULL;
    return true;
}

/* --- a piece --- */

static Err keep_problem(SystemCtx s, const Reading *r, int64_t line, const char *code, Str value)
{
    enum { VALUE_MAX = 100 };
    return q_draft_problem_add(
        s,
        &(DraftProblemAddArgs){
            .list_id = r->id, .row_no = line, .code = str_from(code), .value = str_sub(value, 0, VALUE_MAX)},
        NULL);
}

static Err take_row(SystemCtx s, const Reading *r, const CsvRow *row, int64_t line)
{
    Str cells[ROW_FIELDS];
    RowRead read;
    for (size_t i = 0; i < ROW_FIELDS; i++) {
        int at = r->field_at[i];
        cells[i] = at >= 0 && (size_t)at < row->n ? row->cells[at] : S("");
    }
    TRY(row_read(s, cells, &read));
    for (size_t i = 0; i < read.problems_n; i++) {
        TRY(keep_problem(s, r, line, read.problems[i].code, read.problems[i].value));
    }
    if (read.problems_n) {
        return OK;
    }
    read.row.list_id = r->id;
    read.row.row_no = line;
    return q_draft_row_add(s, &read.row, NULL);
}

static Err take_piece(Ctx *ctx, void *arg)
{
    Reading *r = arg;
    SystemCtx s = system_of(ctx);
    Arena *outer = ctx->arena;
    Str text = str_concat(r->arena, r->head, r->piece), why;
    CsvReader *reader = csv_reader(r->arena, text, CELL_MAX);
    CsvRow row;
    Err err = csv_next(reader, r->arena, &row, &why); /* the first line again */
    int64_t first = count_lines(r->head);
    ctx->arena = r->arena;
    while (err != ERR_NOT_FOUND) {
        err = csv_next(reader, r->arena, &row, &why);
        int64_t line = r->line + (int64_t)row.line - 1 - first;
        if (err == OK) {
            err = take_row(s, r, &row, line);
        } else if (err == ERR_PARSE || err == ERR_TOO_LARGE) {
            err = keep_problem(s, r, line, "damaged", S(""));
        }
        if (err != OK && err != ERR_NOT_FOUND) {
            break;
        }
    }
    ctx->arena = outer;
    err = err == ERR_NOT_FOUND ? OK : err;
    return err == OK ? q_draft_done(s, &(DraftDoneArgs){.id = r->id, .rows_done = r->line + r->lines - 1}, NULL) : err;
}

/* --- the steps --- */

typedef struct Moving {
    Reading *r;
    const char *to;
} Moving;
static Err move_on(Ctx *ctx, void *arg)
{
    Moving *m = arg;
    SystemCtx s = system_of(ctx);
    const DraftGetRow *l = &m->r->list;
    if (m->r->lacks) {
        TRY(keep_problem(s, m->r, 1, "columns", str_from(m->r->lacks)));
    }
    TRY(q_draft_counts(s, &(DraftCountsArgs){.id = l->id}, NULL));
    if (!m->to) {
        TRY(list_get(s, l->id, &m->r->list));
        m->to = m->r->list.problems_n || !m->r->list.rows_n ? "refused" : "draft";
    }
    ctx->audit.target_kind = S("price_list");
    ctx->audit.target_id = l->id;
    ctx->audit.target_name = l->name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", str_from(m->to)});
    return q_draft_move(
        s,
        &(DraftMoveArgs){
            .id = l->id, .was = l->state, .state = str_from(m->to), .publish_at = TIME_NONE, .published_at = TIME_NONE},
        NULL);
}
static Err moved(Ctx *ctx, Reading *r, const char *to)
{
    Moving m = {r, to};
    return unit_run(ctx, MODE_WRITE, LIST_READ_JOB, move_on, &m);
}

static Err read_pieces(Ctx *ctx, Reading *r, JobRun *job, bool *ret_end)
{
    Err err = OK;
    r->arena = arena_create(0);
    for (int i = 0; i < STEP_PIECES && err == OK && r->at < r->whole.n; i++) {
        r->piece = str_skip(r->whole, r->at);
        r->piece = str_of(r->piece.p, piece_end(r->piece, PIECE));
        r->lines = count_lines(r->piece);
        err = unit_run(ctx, MODE_WRITE, NULL, take_piece, r);
        r->at += err == OK ? r->piece.n : 0;
        r->line += err == OK ? r->lines : 0;
        arena_reset(r->arena);
    }
    arena_destroy(r->arena);
    job->done = r->line;
    job->cursor = str_fmt(ctx->arena, "%zu %lld", r->at, (long long)r->line);
    *ret_end = r->at >= r->whole.n;
    return err;
}

/* The cursor is where the next piece begins, and its line. */
static Err read_some(Ctx *ctx, Reading *r, JobRun *job)
{
    Str rest = job->cursor, word;
    int64_t at = 0;
    bool end = false;
    TRY(map_file(ctx, r->list.file_id, &r->whole));
    bool known = r->whole.n && read_head(ctx->arena, r);
    r->at = r->head.n;
    r->line = 1 + count_lines(r->head);
    if (str_split(&rest, ' ', &word) && str_to_i64(word, &at) == OK && str_to_i64(rest, &r->line) == OK) {
        r->at = (size_t)at;
    }
    Err err = known ? read_pieces(ctx, r, job, &end) : OK;
    if (r->whole.n) {
        munmap((void *)r->whole.p, r->whole.n);
    }
    if (err == OK && (!known || end)) {
        job->cursor = S("0 0");
        err = moved(ctx, r, known ? "checking" : "refused");
    }
    return err;
}

typedef struct Window {
    Id id;
    int64_t from, to;
} Window;
static Err overlaps(Ctx *ctx, void *arg)
{
    Window *w = arg;
    TRY(q_draft_overlaps(system_of(ctx), &(DraftOverlapsArgs){.list_id = w->id, .from_row = w->from, .to_row = w->to},
                         NULL));
    TRY(q_draft_overlaps_before(
        system_of(ctx), &(DraftOverlapsBeforeArgs){.list_id = w->id, .from_row = w->from, .to_row = w->to}, NULL));
    return q_draft_done(system_of(ctx), &(DraftDoneArgs){.id = w->id, .rows_done = w->to}, NULL);
}

static Err check_some(Ctx *ctx, Reading *r, JobRun *job, JobNext *ret_next)
{
    enum { WINDOWS = 20 };
    for (int i = 0; i < WINDOWS && r->list.rows_done <= job->done; i++) {
        Window w = {r->id, r->list.rows_done, r->list.rows_done + OVERLAP_ROWS};
        TRY(unit_run(ctx, MODE_WRITE, NULL, overlaps, &w));
        r->list.rows_done = w.to;
    }
    *ret_next = r->list.rows_done > job->done ? JOB_DONE : JOB_AGAIN;
    return *ret_next == JOB_DONE ? moved(ctx, r, NULL) : OK;
}

Err list_read_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Reading r = {.lacks = NULL};
    TRY(id_parse(job->key, &r.id));
    TRY(unit_run(ctx, MODE_READ, NULL, find_list, &r));
    *ret_next = JOB_AGAIN;
    if (str_eq(r.list.state, S("reading"))) {
        return read_some(ctx, &r, job);
    }
    if (str_eq(r.list.state, S("checking"))) {
        return check_some(ctx, &r, job, ret_next);
    }
    *ret_next = JOB_DONE;
    return OK;
}
