/* Tables as files: CSV and XLSX from typed rows, in constant memory. Rows come from keyset chunks read by the caller.
 */
#pragma once
#include "app/ctx.h"

typedef enum ExportFormat { EXPORT_CSV, EXPORT_XLSX } ExportFormat;
typedef enum ExportType {
    EXPORT_TEXT,
    EXPORT_INT,
    EXPORT_DEC,
    EXPORT_MONEY,
    EXPORT_DATE,
    EXPORT_TIME,
    EXPORT_BOOL,
    EXPORT_ID,
    EXPORT_MSG
} ExportType;
typedef struct ExportColumn {
    const char *key;
    const char *label; /* N_() */
    ExportType type;
    int width; /* characters; 0: 20 */
} ExportColumn;
typedef struct ExportCell { /* read by its column's type */
    bool empty;
    union {
        Str text;
        int64_t i;
        Dec dec;
        Money money;
        Date date;
        Time time;
        bool yes;
        Id id;
        Msg msg;
    };
} ExportCell;
typedef struct ExportOptions {
    ExportFormat format;
    const Locale *locale;
    Str tz;
    const ExportColumn *columns;
    size_t columns_n;
    Str sheet; /* XLSX: name of the sheet */
    Err (*write)(void *sink, Str bytes);
    void *sink;           /* gets the file's bytes in order */
    const char *temp_dir; /* XLSX; NULL: /tmp */
} ExportOptions;
typedef struct Export Export;
/* Writes the heading row. The labels are translated. */
MUST_USE Err export_begin(Arena *a, const ExportOptions *options, Export **ret);
MUST_USE Err export_row(Export *e, const ExportCell *cells);
int64_t export_rows(const Export *e);
/* XLSX holds 1,048,576 rows: ERR_TOO_LARGE from export_row beyond. */
MUST_USE Err export_end(Export *e);
void export_abandon(Export *e);
Str export_content_type(ExportFormat f);
Str export_extension(ExportFormat f);                    /* "csv" */
MUST_USE Err export_format(Str word, ExportFormat *ret); /* "csv", "xlsx" */

/* A list of some thousands at most, written at once and sent as a download; the format is the query's ("format"). */
typedef struct ExportSend {
    const ExportColumn *columns;
    size_t columns_n;
    const char *sheet; /* N_("Users") */
    const char *file;  /* "users": the extension is added */
    Err (*fill)(AccountCtx a, Export *e, void *arg);
    void *arg;
} ExportSend;
MUST_USE Err export_send(AccountCtx a, const ExportSend *x);
