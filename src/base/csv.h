/* CSV (RFC 4180): a streaming reader for users' files and a writer that neutralises formulas. */
#pragma once
#include "base/buf.h"

typedef struct CsvReader CsvReader;
typedef struct CsvRow {
    Str *cells;
    size_t n;
    size_t line; /* of the row's first byte, from 1 */
} CsvRow;
/* Detects a BOM and, from the first line, whether ',' ';' or tab separates. cell_max: bytes of one cell. */
CsvReader *csv_reader(Arena *a, Str whole, size_t cell_max);
char csv_separator(const CsvReader *r); /* what it detected */
/* ERR_NOT_FOUND at the end; ERR_PARSE with *ret_why for an open quote or bytes after one; ERR_TOO_LARGE for a cell past
 * cell_max. After an error ret->line is set and the next call goes on with the following line. Empty lines are skipped.
 * Cells live in row_arena, or in the file's bytes. */
MUST_USE Err csv_next(CsvReader *r, Arena *row_arena, CsvRow *ret, Str *ret_why);
/* A cell: quoted where needed; text that starts with = + - @ tab or CR gets a leading apostrophe. */
void csv_add_text(Buf *b, Str s, char separator, bool first);
/* A cell that is a number, date or id of ours: not touched. */
void csv_add_plain(Buf *b, Str s, char separator, bool first);
void csv_end_row(Buf *b);
