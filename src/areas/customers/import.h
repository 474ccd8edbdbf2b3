/* A CSV file of customers: reading it and finding what is wrong, without writing. */
#pragma once
#include "areas/customers/customers.h"

enum { IMPORT_ROWS_MAX = 5000, IMPORT_BYTES_MAX = 2 << 20, IMPORT_PROBLEMS_MAX = 8 };
typedef struct ImportProblem {
    Msg field, message;
    bool warning;
} ImportProblem;
typedef struct ImportRow {
    int64_t line;
    NewCustomer customer;
    ImportProblem problems[IMPORT_PROBLEMS_MAX];
    size_t problems_n;
    bool bad;
} ImportRow;
typedef struct ImportFile {
    Msg whole; /* nothing can be read: why; unset: rows are there */
    ImportRow *rows;
    size_t rows_n;
} ImportFile;
/* Reads rows from..to (counted from 0; to 0: all) and tests each by the same rules as the portal and the API, names
 * taken in the installation and repeated in the file too. ctx->problem is left as it was. */
MUST_USE Err import_check(AccountCtx a, Str body, size_t from, size_t to, ImportFile *ret);
/* Columns of the template, in order. */
extern const char *const IMPORT_COLUMNS[];
extern const size_t IMPORT_COLUMNS_N;
