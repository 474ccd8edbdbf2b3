/* The pages of files that people bring (app/import.h): the list with the upload, the dry run that shows every row's
 * problem before anything is written, progress, result, report, template. An area's handlers hand over to these. */
#pragma once
#include "app/import.h"
#include "app/view.h"

enum { IMPORT_SUMS_MAX = 4 };
typedef struct ImportSum {
    Msg label;
    int64_t n;
} ImportSum;
typedef struct ImportPages {
    const ImportKind *kind;
    const char *title;     /* N_("Import customers") */
    const char *about;     /* N_("A CSV file with one customer a row. ...") */
    const char *task;      /* N_("Import of customers") */
    const char *what;      /* N_("Company"): what a row is about */
    const char *file_name; /* of an upload without one: "customers.csv" */
    const char *template_name;
    const char *const *example; /* a row of the template, one text for each column */
    Msg (*add)(int64_t n);      /* "Add 3 customers" */
    /* More of what the rows that can be added will make, as figures; NULL: nothing more. At most IMPORT_SUMS_MAX. */
    size_t (*sums)(const ImportRows *rows, ImportSum *ret);
    Url (*at)(Ctx *ctx, const char *rest);        /* the address of the list of files and a static rest */
    Url (*thing)(Ctx *ctx, Id id);                /* what a row made */
    ShellView *(*shell)(Ctx *ctx, Str file_name); /* file_name: the file's page, else the list's */
} ImportPages;

typedef struct ImportFilesView {
    ShellView *shell;
    FormView form;
    FieldView file;
    Msg about;
    Url template_url;
    const struct ImportLine {
        Str file_name;
        Url url;
        Time at;
        Msg state;
    } * lines;
    size_t lines_n;
} ImportFilesView;
typedef struct ImportRowView {
    int64_t line;
    Str name;
    Msg field;
    Msg problem;
    Str text;
    Url url;
} ImportRowView;
typedef struct ImportFileView {
    ShellView *shell;
    FormView form;
    Str file_name;
    Msg what, add;
    int64_t rows, good, bad, warned;
    const ImportRowView *problems;
    size_t problems_n;
    int64_t problems_more;
    ImportSum sums[IMPORT_SUMS_MAX];
    size_t sums_n;
    const ImportRowView *plan; /* what good rows will make */
    size_t plan_n;
    int64_t plan_more;
    Msg whole; /* a problem of the whole file; unset: none */
    bool checked, running, done;
    ProgressView progress;
    const ImportRowView *results;
    size_t results_n;
    int64_t results_more;
    Url report_url, cancel;
    /* A file of secrets that goes with the result, downloaded once. */
    bool secrets;
    Msg secrets_about, secrets_button;
    FormView secrets_form;
} ImportFileView;

MUST_USE Err import_page_files(AccountCtx a, const ImportPages *p);
MUST_USE Err import_page_template(AccountCtx a, const ImportPages *p);
MUST_USE Err import_page_upload(AccountCtx a, const ImportPages *p); /* field "file" */
/* The file of {import}. */
MUST_USE Err import_page_find(AccountCtx a, const ImportPages *p, ImportFile *ret);
MUST_USE Err import_page_view(AccountCtx a, const ImportPages *p, const ImportFile *file, ImportFileView **ret);
MUST_USE Err import_page_file(AccountCtx a, const ImportPages *p);
MUST_USE Err import_page_run(AccountCtx a, const ImportPages *p);
MUST_USE Err import_page_report(AccountCtx a, const ImportPages *p);
Url import_page_url(Ctx *ctx, const ImportPages *p, Id id, const char *rest);

/* A CSV file as an answer, with a byte order mark and the reader's separator. */
typedef struct CsvAnswer {
    Ctx *ctx;
    Buf b;
    char separator;
    bool first; /* of its row */
} CsvAnswer;
CsvAnswer csv_answer(Ctx *ctx, size_t max);
void csv_answer_text(CsvAnswer *c, Str text);
void csv_answer_number(CsvAnswer *c, int64_t n);
void csv_answer_row(CsvAnswer *c);
void csv_answer_end(CsvAnswer *c, const char *name); /* saved as: plain ASCII */
