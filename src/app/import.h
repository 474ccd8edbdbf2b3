/* CSV files that people bring: read and checked without writing, then worked off by a job, one unit and one audit row
 * for each row, so that it may be left, stopped by a crash and gone on with. The area gives its columns, what a row
 * means and how it is made; ui/import.h has the pages.
 *
 *     const ImportKind CUSTOMERS_FILE = {.kind = "customers.import", .action = "customers.import", ...};
 *
 * The job acts for whoever began it: `make` asks what they may do at that time. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"

enum { IMPORT_ROWS_MAX = 5000, IMPORT_BYTES_MAX = 2 << 20, IMPORT_PROBLEMS_MAX = 8, IMPORT_COLUMNS_MAX = 24 };
typedef struct ImportColumn {
    const char *name;  /* in the first line of the file */
    const char *label; /* N_() */
    bool needed;
    const char *field; /* of its problems; NULL: the name */
} ImportColumn;
typedef struct ImportProblem {
    Msg field, message;
    bool warning;
} ImportProblem;
typedef struct ImportRow {
    int64_t line;
    Str name;   /* of what the row is about; may be empty */
    void *what; /* the area's own */
    ImportProblem problems[IMPORT_PROBLEMS_MAX];
    size_t problems_n;
    bool bad;  /* one of them is no warning */
    Str makes; /* what the row will make beside itself, in words of the reader; may be empty */
} ImportRow;
typedef struct ImportFile {
    Id id, user_id, job_id;
    Id subject_id; /* the customer that a file of a kind with .of_customer is about */
    Time created_at;
    Str file_name, body;
    Str state; /* checked running done */
} ImportFile;
typedef struct ImportKind {
    const char *kind;                   /* of the file and its job */
    const char *action, *refused, *end; /* audit actions: a row taken, a row refused, the file done */
    const ImportColumn *columns;
    size_t columns_n;
    /* The files are about one customer, ctx->customer_id, in pages and in the job. */
    bool of_customer;
    /* What the rows of one reading are compared with. */
    Err (*begin)(AccountCtx a, void **ret_state);
    /* Sets row->name and row->what from the cells (one for each column; empty where the file has none), and what is
     * wrong as problems of the columns' fields. Warnings: import_warn. */
    Err (*check)(AccountCtx a, void *state, const Str *cells, ImportRow *row);
    /* In the row's own unit. A problem refuses the row; nothing of it stays. */
    Err (*make)(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id);
} ImportKind;
void import_warn(ImportRow *row, Msg field, Msg message);
/* The next name of a cell that holds several, with , ; or | between them; false: no more. */
bool import_next_name(Str *cell, Str *ret);

/* Files of the vendor's own staff: the same functions and pages, of no account. Their `begin`, `check` and `make` get
 * the same context, in which account queries find nothing; they use the system's. */
AccountCtx import_of_vendor(OperatorCtx o);

typedef struct ImportRows {
    Msg whole; /* nothing can be read: why; unset: rows are there */
    ImportRow *rows;
    size_t rows_n;
    void *state; /* of the kind */
} ImportRows;
/* Reads rows from..to (counted from 0; to 0: all). Inside a unit; ctx->problem is left as it was. */
MUST_USE Err import_check(AccountCtx a, const ImportKind *kind, Str body, size_t from, size_t to, ImportRows *ret);

/* The files of an account, newest first, without their bodies. */
MUST_USE Err import_files(AccountCtx a, const ImportKind *kind, ImportFile **ret, size_t *ret_n);
MUST_USE Err import_add(AccountCtx a, const ImportKind *kind, Str file_name, Str body, Id *ret_id);
/* ERR_NOT_FOUND with a problem. */
MUST_USE Err import_find(AccountCtx a, const ImportKind *kind, Id id, ImportFile *ret);
/* Checked once more, then a job. ERR_CONFLICT when nothing of it can be read; a file that was begun is left alone and
 * *ret_started false. */
MUST_USE Err import_start(AccountCtx a, const ImportKind *kind, const ImportFile *file, bool *ret_started);
/* The step of the job; .outside, keyed by the file's id. */
MUST_USE Err import_step(Ctx *ctx, JobRun *job, JobNext *ret_next, const ImportKind *kind);

typedef struct ImportResult {
    int64_t line;
    Str name, problem;
    Id what_id;
    bool added;
} ImportResult;
MUST_USE Err import_results(AccountCtx a, Id file_id, ImportResult **ret, size_t *ret_n);
/* What a row made is gone: nothing leads to it any more. */
MUST_USE Err import_forget(AccountCtx a, Id what_id);
