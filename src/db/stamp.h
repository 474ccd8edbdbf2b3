/* Has a SQLite database changed? Told from the head of the WAL index, without a system call.
 *
 * In WAL mode every commit, of whatever process, ends by writing a new head into the memory that all connections share
 * (sqlite.org/walformat.html, "WAL-Index Header"): a count of changes, the length of the log, the check sum of its last
 * frame. SQLite itself begins each read by comparing this head with the one it knows; so do we. Equal heads are equal
 * contents. */
#pragma once
#include "base/str.h"
#include <sqlite3.h>

typedef struct Stamp {
    uint64_t w[6];
} Stamp;
/* The shared memory of a connection that has read in WAL mode; NULL when it has none (":memory:", another mode). It
 * stays mapped until the connection is closed. */
const uint64_t *stamp_memory(sqlite3 *h);
/* False: a commit is being written just now, or the memory holds no head we know. */
bool stamp_read(const uint64_t *memory, Stamp *ret);
/* Nobody has committed since. */
bool stamp_holds(const uint64_t *memory, const Stamp *stamp);
