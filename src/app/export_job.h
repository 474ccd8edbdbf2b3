/* A list as a file: at once when it is short, by a job when it is long. The area gives its columns and one function
 * that writes a page of rows; the query is text that the list itself reads again, so that the file holds what was
 * shown.
 *
 *     static const ExportList CUSTOMERS = {.kind = "customers.export", .file = "customers", .sheet = N_("Customers"),
 *                                          .columns = COLUMNS, .columns_n = COUNT_OF(COLUMNS), .chunk = write_chunk};
 *
 * Routes of an export are: GET LIST/export?QUERY&format=csv|xlsx, POST LIST/export (query, format), GET
 * LIST/export/{job}, POST LIST/export/{job}/cancel, GET LIST/export/{job}/file (MODE_OUTSIDE). */
#pragma once
#include "app/export.h"
#include "app/job.h"
#include "app/view.h"

enum { EXPORT_DIRECT_MAX = 5000, EXPORT_CHUNK = 1000 };

typedef struct ExportList {
    const char *kind;  /* of the job */
    const char *file;  /* "customers": the file is customers-2026-11-21.csv */
    const char *sheet; /* N_() */
    const ExportColumn *columns;
    size_t columns_n;
    /* Writes the page of EXPORT_CHUNK rows behind `after` and says what to ask for next; empty at the end. e NULL: no
     * row is written. */
    Err (*chunk)(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows);
} ExportList;

/* "csv" or "xlsx" of the query or form; CSV for anything else. */
ExportFormat export_asked(Str word);
/* The whole into the answer; ERR_TOO_LARGE when there are more than max rows. In a READ unit. */
MUST_USE Err export_direct(AccountCtx a, const ExportList *list, Str query, ExportFormat format, int64_t max);
/* The same as a stream of any length; in a MODE_OUTSIDE handler. account: whose rows. */
MUST_USE Err export_stream(Ctx *ctx, Id account_id, const ExportList *list, Str query, ExportFormat format);
/* The same in the format that the request asks for, with a row in the log of who took what by which filter; its action
 * is the list's kind. account_id: whose rows; nil: the vendor's. */
MUST_USE Err export_stream_told(Ctx *ctx, Id account_id, const ExportList *list, Str query);
/* In a WRITE unit: the job that makes the file and tells its maker. */
MUST_USE Err export_job_start(AccountCtx a, const ExportList *list, Str query, ExportFormat format, Id *ret_job);
/* The job's step; action: of the row that says the file was made. */
MUST_USE Err export_job_step(Ctx *ctx, JobRun *job, JobNext *ret_next, const ExportList *list, const char *action);
/* The job of the path, if it is of this list and the person's own. */
MUST_USE Err export_job_find(AccountCtx a, const ExportList *list, JobStatus *ret);
/* What its page shows. at: the address of that page; title: "Export of customers". */
void export_job_progress(Ctx *ctx, const JobStatus *job, Url at, Msg title, ProgressView *ret);
/* Answers with the file of the job of the path; in a MODE_OUTSIDE handler. */
MUST_USE Err export_job_file(AccountCtx a, const ExportList *list);
