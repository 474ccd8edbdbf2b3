/* What the files of the SQLite engine share. sqlite.c opens, begins and ends; sqlite_stmt.c runs statements;
 * sqlite_upkeep.c verifies, copies and tidies. */
#pragma once
#include "db/conn.h"
#include "db/keep.h"
#include "db/stamp.h"
#include <sqlite3.h>

typedef struct SqliteConn {
    DbConn base;
    sqlite3 *h;
    sqlite3_stmt *begin, *commit, *rollback, *savepoint, *release, *rollback_to; /* the savepoint is named unit */
    sqlite3_stmt *look;                                                          /* takes the snapshot */
    bool writer;
    int open_cursors;
    /* Of connections that may rest: */
    const uint64_t *shared; /* where the stamp stands; NULL: not known (yet) */
    Stamp stamp;            /* of the open snapshot, when stamped */
    bool stamped;
    Keep *keep;
} SqliteConn;
static inline SqliteConn *sqlite_of(DbConn *conn) { return (SqliteConn *)conn; }

Err sqlite_map_error(int extended);
/* Notes the library's words and gives the error. */
Err sqlite_failed(SqliteConn *c, const char *what);

/* sqlite_stmt.c */
void sqlite_cache_clear(SqliteConn *c);
void sqlite_drop_cursors(SqliteConn *c);
Err sqlite_exec(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, int64_t *ret_changed);
Err sqlite_start(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, DbCursor *ret);
Err sqlite_next(DbCursor *cur);
/* A kept result ended before its reader did: reads on from the database. */
Err sqlite_go_on(DbCursor *cur);
void sqlite_finish(DbCursor *cur);
bool sqlite_null(const DbCursor *cur, int col);
int64_t sqlite_integer(const DbCursor *cur, int col);
Str sqlite_bytes(const DbCursor *cur, int col);

/* sqlite_log.c: the name of the VFS for a writer that syncs at each commit; NULL: the system's own. */
const char *sqlite_log_vfs(void);

/* sqlite_upkeep.c */
void sqlite_checkpoint(DbConn *conn);
Err sqlite_verify(DbConn *conn, char ret_why[256]);
Err sqlite_backup(DbConn *conn, const char *to_path, char ret_why[256]);
Err sqlite_restore(Db *db, const char *from_path, char ret_why[256]);
/* What a bulk writer left to the kernel reaches the disk. */
void sqlite_bulk_end(SqliteConn *c);
