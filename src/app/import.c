/* See import.h. */
#include "app/import.h"
#include "app/audit.h"
#include "app/filter.h"
#include "app/shape.h"
#include "app/unit.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "gen/app_q.h"
#include <assert.h>

enum { CELL_MAX = 8192, ROWS_A_STEP = 100 };

/* --- reading --- */

static void note(ImportRow *row, Msg field, Msg message, bool warning)
{
    if (row->problems_n < IMPORT_PROBLEMS_MAX) {
        row->bad |= !warning;
        row->problems[row->problems_n++] = (ImportProblem){field, message, warning};
    } else if (!warning && !row->bad) { /* more warnings than are kept: what stops the row stands in their place */
        row->bad = true;
        row->problems[0] = (ImportProblem){field, message, false};
    }
}

bool import_next_name(Str *cell, Str *ret)
{
    while (cell->n) {
        size_t n = 0;
        while (n < cell->n && cell->p[n] != ',' && cell->p[n] != ';' && cell->p[n] != '|') {
            n++;
        }
        *ret = str_trim(str_sub(*cell, 0, n));
        *cell = n < cell->n ? str_skip(*cell, n + 1) : S("");
        if (ret->n) {
            return true;
        }
    }
    return false;
}

void import_warn(ImportRow *row, Msg field, Msg message) { note(row, field, message, true); }

static Msg label_of(const ImportKind *kind, Str field)
{
    for (size_t i = 0; i < kind->columns_n; i++) {
        const ImportColumn *c = &kind->columns[i];
        if (str_eq(field, str_from(c->field ? c->field : c->name))) {
            return MSG_OF(kind->columns[i].label);
        }
    }
    return (Msg){0};
}

typedef struct Reading {
    AccountCtx a;
    const ImportKind *kind;
    CsvReader *reader;
    int at[IMPORT_COLUMNS_MAX]; /* which cell holds which column; -1: none */
    void *state;
    size_t from, to;
    ImportRows *ret;
} Reading;

static bool read_head(Reading *r, const CsvRow *head)
{
    Arena *arena = r->a.ctx->arena;
    for (size_t c = 0; c < r->kind->columns_n; c++) {
        Str name = str_from(r->kind->columns[c].name);
        r->at[c] = -1;
        for (size_t i = 0; i < head->n; i++) {
            if (filter_word_eq(str_trim(head->cells[i]), name)) {
                r->at[c] = (int)i;
            }
        }
        if (r->at[c] < 0 && r->kind->columns[c].needed && !msg_is_set(r->ret->whole)) {
            r->ret->whole = MSG1("The first line has no column {column}. Take the template and keep its first line.",
                                 "column", str_copy(arena, name));
        }
    }
    return !msg_is_set(r->ret->whole);
}

static Err check_row(Reading *r, const CsvRow *csv, ImportRow *row)
{
    Ctx *ctx = r->a.ctx;
    Str cells[IMPORT_COLUMNS_MAX] = {0};
    for (size_t c = 0; c < r->kind->columns_n; c++) {
        int at = r->at[c];
        cells[c] = at >= 0 && (size_t)at < csv->n ? str_trim(csv->cells[at]) : S("");
    }
    ctx->problem = (Problem){0};
    TRY(r->kind->check(r->a, r->state, cells, row));
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        note(row, label_of(r->kind, ctx->problem.fields[i].field), ctx->problem.fields[i].message, false);
    }
    return OK;
}

static bool is_blank(const CsvRow *csv)
{
    for (size_t i = 0; i < csv->n; i++) {
        if (str_trim(csv->cells[i]).n) {
            return false;
        }
    }
    return true;
}

static Err read_rows(Reading *r)
{
    ImportRows *ret = r->ret;
    Arena *arena = r->a.ctx->arena;
    ret->rows = arena_array(arena, ImportRow, r->to ? r->to - r->from : IMPORT_ROWS_MAX);
    for (size_t i = 0;; i++) {
        CsvRow csv;
        Str why;
        Err err = csv_next(r->reader, arena, &csv, &why);
        if (err == ERR_NOT_FOUND || (r->to && i >= r->to)) {
            return OK;
        }
        if (err == OK && is_blank(&csv)) { /* the tail that a spreadsheet leaves: no row */
            i--;
            continue;
        }
        if (i >= IMPORT_ROWS_MAX) {
            ret->whole = MSG("The file has more than 5,000 rows. Split it and import the parts one after the other.");
            return OK;
        }
        if (i < r->from) {
            continue;
        }
        ImportRow *row = &ret->rows[ret->rows_n++];
        row->line = (int64_t)csv.line;
        if (err == ERR_TOO_LARGE) { /* the next line is read again */
            note(row, (Msg){0},
                 MSG1("A cell of this row is longer than {max} bytes. Shorten it, or close the quotation marks around "
                      "it.",
                      "max", str_fmt(arena, "%d", CELL_MAX)),
                 false);
            continue;
        }
        if (err != OK) {
            note(row, (Msg){0}, MSG("The quotation marks of this row do not close; nothing after it can be read"),
                 false);
            return OK;
        }
        TRY(check_row(r, &csv, row));
    }
}

Err import_check(AccountCtx a, const ImportKind *kind, Str body, size_t from, size_t to, ImportRows *ret)
{
    Ctx *ctx = a.ctx;
    Reading r = {.a = a, .kind = kind, .from = from, .to = to, .ret = ret};
    CsvRow head;
    Str why;
    *ret = (ImportRows){0};
    assert(kind->columns_n <= IMPORT_COLUMNS_MAX);
    if (str_starts(body, S("PK\x03\x04")) || str_starts(body, S("\xD0\xCF\x11\xE0"))) {
        ret->whole =
            MSG("This is a file of a spreadsheet program. Open it there, save it as CSV UTF-8, and bring that.");
        return OK;
    }
    if (!utf8_valid(body)) {
        ret->whole = MSG("The file is not UTF-8 text. Save it as CSV UTF-8.");
        return OK;
    }
    r.reader = csv_reader(ctx->arena, body, CELL_MAX);
    if (csv_next(r.reader, ctx->arena, &head, &why) != OK) {
        ret->whole = MSG("The file is empty.");
        return OK;
    }
    if (!read_head(&r, &head)) {
        return OK;
    }
    Problem keep = ctx->problem;
    TRY(kind->begin(a, &r.state));
    ret->state = r.state;
    TRY(read_rows(&r));
    ctx->problem = keep;
    if (ret->rows_n == 0 && !msg_is_set(ret->whole)) {
        ret->whole = MSG("The file has a first line and no rows.");
    }
    return OK;
}

/* --- the files --- */

/* Files of no account are the vendor's, and stand in tables of their own. */
static bool of_vendor(AccountCtx a) { return id_is_nil(a.ctx->account_id); }

AccountCtx import_of_vendor(OperatorCtx o)
{
    assert(id_is_nil(o.ctx->account_id));
    return (AccountCtx){o.ctx};
}

static Err vendor_files(AccountCtx a, const ImportKind *kind, ImportFile **ret, size_t *ret_n)
{
    VendorImportFilesRow *rows;
    TRY(q_vendor_import_files(system_of(a.ctx), &(VendorImportFilesArgs){.kind = str_from(kind->kind)}, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, ImportFile, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (ImportFile){
            .id = rows[i].id, .created_at = rows[i].created_at, .file_name = rows[i].file_name, .state = rows[i].state};
    }
    return OK;
}

Err import_files(AccountCtx a, const ImportKind *kind, ImportFile **ret, size_t *ret_n)
{
    ImportFilesRow *rows;
    if (of_vendor(a)) {
        return vendor_files(a, kind, ret, ret_n);
    }
    ImportFilesArgs of = {
        .kind = str_from(kind->kind), .with_subject = kind->of_customer, .subject_id = a.ctx->customer_id};
    TRY(q_import_files(a, &of, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, ImportFile, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (ImportFile){
            .id = rows[i].id, .created_at = rows[i].created_at, .file_name = rows[i].file_name, .state = rows[i].state};
    }
    return OK;
}

Err import_add(AccountCtx a, const ImportKind *kind, Str file_name, Str body, Id *ret_id)
{
    *ret_id = ctx_new_id(a.ctx);
    if (of_vendor(a)) {
        VendorImportAddArgs own = {.id = *ret_id, .kind = str_from(kind->kind), .file_name = file_name, .body = body};
        return q_vendor_import_add(system_of(a.ctx), &own, NULL);
    }
    ImportFileAddArgs row = {.id = *ret_id,
                             .kind = str_from(kind->kind),
                             .file_name = file_name,
                             .body = body,
                             .subject_id = kind->of_customer ? a.ctx->customer_id : ID_NIL};
    return q_import_file_add(a, &row, NULL);
}

Err import_find(AccountCtx a, const ImportKind *kind, Id id, ImportFile *ret)
{
    ImportFileGetRow row = {0};
    VendorImportGetRow own;
    Err err;
    if (of_vendor(a)) {
        err =
            q_vendor_import_get(system_of(a.ctx), &(VendorImportGetArgs){.id = id, .kind = str_from(kind->kind)}, &own);
        if (err == OK) {
            row = (ImportFileGetRow){.id = own.id,
                                     .created_at = own.created_at,
                                     .user_id = own.user_id,
                                     .file_name = own.file_name,
                                     .body = own.body,
                                     .state = own.state,
                                     .job_id = own.job_id};
        }
    } else {
        err = q_import_file_get(a, &(ImportFileGetArgs){.id = id, .kind = str_from(kind->kind)}, &row);
        if (err == OK && kind->of_customer && !id_is_nil(a.ctx->customer_id) &&
            !id_eq(row.subject_id, a.ctx->customer_id)) {
            err = ERR_NOT_FOUND; /* another customer's */
        }
    }
    if (err == ERR_NOT_FOUND) {
        return problem(a.ctx, err, MSG("There is no such imported file"), (Msg){0});
    }
    TRY(err);
    *ret = (ImportFile){.id = row.id,
                        .user_id = row.user_id,
                        .job_id = row.job_id,
                        .subject_id = row.subject_id,
                        .created_at = row.created_at,
                        .file_name = row.file_name,
                        .body = row.body,
                        .state = row.state};
    return OK;
}

static Err vendor_results(AccountCtx a, Id file_id, ImportResult **ret, size_t *ret_n)
{
    VendorImportRowsRow *rows;
    TRY(q_vendor_import_rows(system_of(a.ctx), &(VendorImportRowsArgs){.import_id = file_id}, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, ImportResult, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (ImportResult){.line = rows[i].line,
                                   .name = rows[i].name,
                                   .problem = rows[i].problem,
                                   .what_id = rows[i].what_id,
                                   .added = str_eq(rows[i].outcome, S("added"))};
    }
    return OK;
}

Err import_results(AccountCtx a, Id file_id, ImportResult **ret, size_t *ret_n)
{
    ImportRowsRow *rows;
    if (of_vendor(a)) {
        return vendor_results(a, file_id, ret, ret_n);
    }
    TRY(q_import_rows(a, &(ImportRowsArgs){.import_id = file_id}, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, ImportResult, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (ImportResult){.line = rows[i].line,
                                   .name = rows[i].name,
                                   .problem = rows[i].problem,
                                   .what_id = rows[i].what_id,
                                   .added = str_eq(rows[i].outcome, S("added"))};
    }
    return OK;
}

Err import_forget(AccountCtx a, Id what_id)
{
    return q_import_row_forget(a, &(ImportRowForgetArgs){.what_id = what_id}, NULL);
}

/* --- the job --- */

typedef struct Payload {
    Id import_id;
    Str locale;
} Payload;
static const Field PAYLOAD_FIELDS[] = {FIELD(Payload, import_id, "import", F_ID_),
                                       FIELD(Payload, locale, "locale", F_STR)};
static const Shape PAYLOAD = SHAPE(Payload, PAYLOAD_FIELDS);

/* JobKind.page says {customer}/…/{key} of it. */
static Str job_key(Arena *arena, const ImportFile *file)
{
    Str own = id_text(arena, file->id);
    return id_is_nil(file->subject_id)
               ? own
               : str_fmt(arena, "%.*s/%.*s", S_ARG(id_text(arena, file->subject_id)), S_ARG(own));
}

Err import_start(AccountCtx a, const ImportKind *kind, const ImportFile *file, bool *ret_started)
{
    Ctx *ctx = a.ctx;
    ImportRows rows;
    *ret_started = str_eq(file->state, S("checked"));
    if (!*ret_started) {
        return OK;
    }
    TRY(import_check(a, kind, file->body, 0, 0, &rows));
    if (msg_is_set(rows.whole)) {
        return problem(ctx, ERR_CONFLICT, rows.whole, (Msg){0});
    }
    Payload payload = {file->id, locale_tag(ctx->locale)};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &PAYLOAD, &payload);
    Id job_id;
    TRY(job_enqueue(ctx,
                    &(JobAsk){.kind = kind->kind,
                              .key = job_key(ctx->arena, file),
                              .payload = buf_str(&b),
                              .account_id = ctx->account_id,
                              .user_id = ctx->actor.user_id,
                              .total = (int64_t)rows.rows_n},
                    &job_id));
    return of_vendor(a)
               ? q_vendor_import_start(system_of(ctx), &(VendorImportStartArgs){.job_id = job_id, .id = file->id}, NULL)
               : q_import_file_start(a, &(ImportFileStartArgs){.job_id = job_id, .id = file->id}, NULL);
}

typedef struct Run {
    const ImportKind *kind;
    JobRun *job;
    Payload payload;
    ImportFile file;
    ImportRows rows;
    size_t from;
    ImportRow *current;
    Msg why; /* the current row is refused */
} Run;

static Err load_unit(Ctx *ctx, void *arg)
{
    Run *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    TRY(import_find(a, r->kind, r->payload.import_id, &r->file));
    ctx->customer_id = r->file.subject_id;
    return import_check(a, r->kind, r->file.body, r->from, r->from + ROWS_A_STEP, &r->rows);
}

static Err note_result(AccountCtx a, const Run *r, Str outcome, Id what_id, Str problem_text)
{
    if (of_vendor(a)) {
        VendorImportRowAddArgs own = {.import_id = r->file.id,
                                      .line = r->current->line,
                                      .name = r->current->name,
                                      .outcome = outcome,
                                      .what_id = what_id,
                                      .problem = problem_text};
        return q_vendor_import_row_add(system_of(a.ctx), &own, NULL);
    }
    return q_import_row_add(a,
                            &(ImportRowAddArgs){.import_id = r->file.id,
                                                .line = r->current->line,
                                                .name = r->current->name,
                                                .outcome = outcome,
                                                .what_id = what_id,
                                                .problem = problem_text},
                            NULL);
}

/* A row that has a result was done before a crash and is left alone. */
static Err seen_before(AccountCtx a, const Run *r, bool *ret)
{
    ImportRowGetRow row;
    VendorImportRowGetRow own;
    VendorImportRowGetArgs at = {.import_id = r->file.id, .line = r->current->line};
    Err err = of_vendor(a)
                  ? q_vendor_import_row_get(system_of(a.ctx), &at, &own)
                  : q_import_row_get(a, &(ImportRowGetArgs){.import_id = r->file.id, .line = r->current->line}, &row);
    *ret = err == OK;
    a.ctx->audit.skip = *ret;
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err make_unit(Ctx *ctx, void *arg)
{
    Run *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    ctx->customer_id = r->file.subject_id;
    bool seen;
    Id id;
    TRY(seen_before(a, r, &seen));
    if (seen) {
        return OK;
    }
    TRY(r->kind->make(a, &r->file, r->current, &id));
    TRY(problem_check(ctx));
    return note_result(a, r, S("added"), id, S(""));
}

static Err refuse_unit(Ctx *ctx, void *arg)
{
    Run *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    ctx->customer_id = r->file.subject_id;
    bool seen;
    TRY(seen_before(a, r, &seen));
    if (seen) {
        return OK;
    }
    ctx->audit.target_name = r->current->name;
    return note_result(a, r, S("refused"), ID_NIL, msg_text(ctx->arena, ctx->locale, &r->why));
}

/* What a rule said against a row while it was made; what else fails, fails the step. */
static bool refused(Ctx *ctx, Err err, Msg *ret_why)
{
    if (err != ERR_INVALID && err != ERR_CONFLICT && err != ERR_FORBIDDEN && err != ERR_NOT_FOUND) {
        return false;
    }
    *ret_why = ctx->problem.fields_n ? ctx->problem.fields[0].message : ctx->problem.message;
    return msg_is_set(*ret_why);
}

static Err work_off(Ctx *ctx, Run *r, ImportRow *row)
{
    r->current = row;
    if (row->bad) {
        size_t i = 0;
        while (row->problems[i].warning) {
            i++;
        }
        r->why = row->problems[i].message;
    } else {
        Err err = unit_run(ctx, MODE_WRITE, r->kind->action, make_unit, r);
        if (err == OK || !refused(ctx, err, &r->why)) {
            return err;
        }
        ctx->problem = (Problem){0};
    }
    return unit_run(ctx, MODE_WRITE, r->kind->refused, refuse_unit, r);
}

static Err end_unit(Ctx *ctx, void *arg)
{
    Run *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    ctx->customer_id = r->file.subject_id;
    return of_vendor(a)
               ? q_vendor_import_end(system_of(ctx), &(VendorImportEndArgs){.empty = S(""), .id = r->file.id}, NULL)
               : q_import_file_end(a, &(ImportFileEndArgs){.empty = S(""), .id = r->file.id}, NULL);
}

Err import_step(Ctx *ctx, JobRun *job, JobNext *ret_next, const ImportKind *kind)
{
    Run r = {.kind = kind, .job = job, .from = (size_t)job->done};
    TRY(shape_read_text(ctx, &PAYLOAD, job->payload, &r.payload));
    ctx->customer_id = ID_NIL;                  /* the file says whose it is */
    ctx->locale = locale_get(r.payload.locale); /* rows may hold words of the reader's language */
    TRY(unit_run(ctx, MODE_READ, NULL, load_unit, &r));
    for (size_t i = 0; i < r.rows.rows_n; i++) {
        TRY(work_off(ctx, &r, &r.rows.rows[i]));
    }
    job->done += (int64_t)r.rows.rows_n;
    if (r.rows.rows_n == ROWS_A_STEP) {
        *ret_next = JOB_AGAIN;
        return OK;
    }
    *ret_next = JOB_DONE;
    job->total = job->done;
    return unit_run(ctx, MODE_WRITE, kind->end, end_unit, &r);
}
