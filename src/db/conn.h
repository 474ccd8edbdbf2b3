/* What the two engines share inside db/: the connection, its table of functions, the cache of prepared statements. */
#pragma once
#include "db/engine.h"
#include <stdatomic.h>

typedef struct DbOps {
    void (*close)(DbConn *conn);
    Err (*begin)(DbConn *conn);
    Err (*commit)(DbConn *conn);
    void (*rollback)(DbConn *conn);
    void (*end)(DbConn *conn);  /* of a reading unit that went well; NULL: as a failed one ends */
    void (*rest)(DbConn *conn); /* this and the next may be NULL: nothing is kept */
    void (*let_go)(DbConn *conn);
    Err (*savepoint)(DbConn *conn);
    Err (*release)(DbConn *conn);
    Err (*rollback_to)(DbConn *conn);
    Err (*script)(DbConn *conn, const char *sql);
    bool (*in_transaction)(const DbConn *conn);
    void (*budget)(DbConn *conn);
    void (*checkpoint)(DbConn *conn);
    int64_t (*changes)(const DbConn *conn);
    Err (*exec)(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, int64_t *ret_changed);
    Err (*start)(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, DbCursor *ret);
    Err (*next)(DbCursor *cur);
    Err (*go_on)(DbCursor *cur); /* kept rows are used up; NULL where none are kept */
    void (*finish)(DbCursor *cur);
    bool (*null)(const DbCursor *cur, int col);
    int64_t (*integer)(const DbCursor *cur, int col);
    Str (*bytes)(const DbCursor *cur, int col); /* borrowed */
    Err (*verify)(DbConn *conn, char ret_why[256]);
    Err (*backup)(DbConn *conn, const char *to_path, char ret_why[256]);
    Err (*reconnect)(DbConn *conn);
} DbOps;

struct Db {
    DbEngine engine;
    char *url;
    bool create, read_only, bulk;
    unsigned busy_ms;
    size_t cache_bytes, mmap_bytes;
};

/* Prepared statements by (slot, key): open addressing. When STMTS_MAX are held they are all given back and the cache
 * starts again: a program that uses so many variants on one connection does not exist, a leak would. */
enum { STMTS_MAX = 1024, STMT_CELLS = 2048 };
typedef struct StmtCell {
    uint32_t slot, key;
    void *stmt;
} StmtCell;
typedef struct StmtCache {
    StmtCell cells[STMT_CELLS];
    size_t n;
} StmtCache;
/* The cell of (slot, key), or the empty one where it belongs. */
StmtCell *stmt_cell(StmtCache *c, uint32_t slot, uint32_t key);

struct DbConn {
    const DbOps *ops;
    Db *db;
    DbAccess access;
    bool rests;   /* may keep its snapshot between units */
    bool resting; /* does so now */
    _Atomic uint64_t kept_hits, kept_misses;
    int64_t budget_us, deadline_ns;
    char error[512];
    StmtCache cache;
};

Err sqlite_connect(Db *db, DbAccess access, DbConn **ret, char ret_why[256]);
Err sqlite_restore(Db *db, const char *from_path, char ret_why[256]);
Err pg_connect(Db *db, DbAccess access, DbConn **ret, char ret_why[256]);
void db_note_error(DbConn *conn, const char *what, const char *message);
