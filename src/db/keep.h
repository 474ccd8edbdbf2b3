/* Results kept while nobody commits: a query asked again, with the same arguments and in the same state of the
 * database, gives the rows it gave before.
 *
 * The state is a stamp (db/stamp.h). A unit of work that begins on another one finds nothing here; so what is read is
 * what its own snapshot holds, read once. Rows are copied in as they are stepped over and given out through the same
 * cursor. Memory is one block a connection, of fixed size, emptied when it is full or the stamp is another: both only
 * at the beginning of a unit, so that a row stays where it is as long as its unit runs. */
#pragma once
#include "db/engine.h"
#include "db/stamp.h"

typedef struct KeptCell {
    union {
        int64_t i;
        const char *p;
    };
    uint32_t n; /* bytes at p */
    bool null;
} KeptCell;
typedef struct KeptRow {
    struct KeptRow *next;
    KeptCell cells[];
} KeptRow;
typedef struct Kept {
    uint32_t slot, key;
    Str args; /* in their written form: two sets of arguments are the same when these bytes are */
    const KeptRow *first;
    KeptRow *last;
    size_t rows_n;
    bool whole; /* read to its end; else whoever reads on goes to the database */
} Kept;

typedef struct Keep Keep;
Keep *keep_new(void);
void keep_free(Keep *k); /* NULL is fine */
/* A unit begins on the snapshot of this stamp; NULL: on one without. */
void keep_unit(Keep *k, const Stamp *stamp);
/* *ret is the result, or NULL. Then a ticket other than 0 says that it is to be written down under it: its rows, then
 * keep_done. A ticket that has lost its recording (no room, another unit) does nothing. */
uint32_t keep_find(Keep *k, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, const Kept **ret);
KeptRow *keep_row(Keep *k, uint32_t ticket, size_t cols_n); /* NULL: no room, the recording is dropped */
bool keep_text(Keep *k, uint32_t ticket, Str s, KeptCell *ret);
void keep_done(Keep *k, uint32_t ticket, bool whole);
void keep_drop(Keep *k, uint32_t ticket);
