/* One interface over SQLite and PostgreSQL. The only headers of either library are included in the files of db/.
 *
 * Callers are the code that sqlgen generates (tools/sqlgen.c), the migrator and the kernel's unit of work. Nobody else
 * writes SQL or holds a DbConn. Parameters and columns have the project's own types; each engine maps them:
 *   type   SQLite (STRICT)           PostgreSQL         in C
 *   id     BLOB (16)                 UUID               Id
 *   time   INTEGER microseconds UTC  BIGINT             Time
 *   date   INTEGER days since 1970   INTEGER            Date
 *   minor, int  INTEGER              BIGINT             int64_t
 *   dec    INTEGER units of 10^-8    BIGINT             Dec
 *   bool   INTEGER 0/1 (check)       BOOLEAN            bool
 *   text   TEXT (bytewise order)     TEXT COLLATE "C"   Str
 *   bytes  BLOB                      BYTEA              Str
 *   json   TEXT                      TEXT               Str
 */
#pragma once
#include "base/buf.h"
#include "base/id.h"
#include "base/money.h"
#include "base/time.h"

typedef struct Db Db;         /* one database: a SQLite file or a PostgreSQL URL */
typedef struct DbConn DbConn; /* one connection; used by one thread at a time */

typedef enum DbEngine { DB_SQLITE, DB_POSTGRES } DbEngine;
typedef enum DbType { DB_ID, DB_TIME, DB_DATE, DB_MINOR, DB_INT, DB_DEC, DB_BOOL, DB_TEXT, DB_BYTES, DB_JSON } DbType;

typedef struct DbValue {
    DbType type;
    bool null;
    union {
        Id id;
        int64_t i; /* time, date, minor, int, dec, bool */
        Str s;     /* text, bytes, json; borrowed for the call */
    };
} DbValue;

/* One statement, generated. `key` tells its variants apart (optional filters, order, direction): text(key, ...) writes
 * the SQL of a variant once per connection and the engine caches the prepared statement under (slot, key). */
typedef struct DbQuery {
    const char *name;
    uint32_t slot; /* unique in the program, given by sqlgen */
    bool writes;
    uint8_t cols_n;
    const DbType *cols;
    void (*text)(uint32_t key, DbEngine engine, Buf *out);
} DbQuery;

typedef struct DbCursor { /* on the caller's stack; opaque */
    DbConn *conn;
    void *stmt; /* sqlite3_stmt or PGresult; NULL once finished */
    bool own;   /* not the cache's: ends with the cursor */
    int row, rows;
    uint8_t cols_n;
    const DbType *cols;
    /* db/keep.h: rows that come from memory, and rows that are being written down. */
    const struct Kept *kept;
    const struct KeptRow *kept_row;
    uint32_t ticket;
    /* As given to db_start; borrowed until the cursor is finished. */
    const DbQuery *q;
    uint32_t key;
    const DbValue *args;
    size_t args_n;
} DbCursor;

typedef struct DbConfig {
    const char *url; /* "/path/file.db", ":memory:" (each connection its own, for tests) or "postgres://..." */
    bool create;     /* SQLite: make the file */
    bool read_only;
    bool bulk; /* SQLite: durable only when the writer is closed; for filling a database that can be made again */
    unsigned busy_ms;   /* SQLite: how long to wait for another process's lock; default 5000 */
    size_t cache_bytes; /* SQLite page cache of a connection; default 8 MB */
    size_t mmap_bytes;  /* SQLite: readers map so much of the file; default 0. Saves a third of a key read on a
                           database larger than the cache, but what was touched counts as the process's memory */
} DbConfig;

MUST_USE Err db_open(const DbConfig *config, Db **ret, char ret_why[256]);
void db_close(Db *db); /* after every connection is closed */
DbEngine db_engine(const Db *db);
typedef enum DbAccess { DB_READER, DB_WRITER } DbAccess;
MUST_USE Err db_connect(Db *db, DbAccess access, DbConn **ret, char ret_why[256]);
void db_disconnect(DbConn *conn);
DbEngine db_conn_engine(const DbConn *conn);
/* Text of the last failure, for the log only. */
const char *db_last_error(const DbConn *conn);

/* Transactions. WRITER: BEGIN IMMEDIATE on SQLite, REPEATABLE READ on PostgreSQL. READER: one snapshot.
 * A failed statement leaves the transaction to be rolled back by the caller. */
MUST_USE Err db_begin(DbConn *conn);
MUST_USE Err db_commit(DbConn *conn); /* durable when it returns OK */
void db_rollback(DbConn *conn);
/* SQLite readers in a thread that has many short units to do: ended by db_rest, a unit leaves its snapshot to the next
 * db_begin, which takes it up again if nobody, here or in another process, has committed since, and else begins anew.
 * So it sees what any new snapshot would, for two system calls less. db_let_go ends a resting snapshot: at the latest
 * before the thread waits, as a snapshot keeps the log from being emptied. Elsewhere db_rest is db_rollback.
 * Such a connection also keeps results of queries as long as nobody commits (db/keep.h). */
void db_allow_rest(DbConn *conn);
void db_rest(DbConn *conn);
void db_let_go(DbConn *conn);
bool db_is_resting(const DbConn *conn);
/* Queries that were answered from what was kept, and those that went to the database though this connection keeps. Any
 * thread may ask. */
void db_kept_counts(const DbConn *conn, uint64_t *ret_hits, uint64_t *ret_misses);
/* The batching writer's (SQLite): a unit of work inside the open transaction. On PostgreSQL not called. */
MUST_USE Err db_savepoint(DbConn *conn);
MUST_USE Err db_release(DbConn *conn);
MUST_USE Err db_rollback_to(DbConn *conn);
/* SQLite may have rolled the whole transaction back by itself (disk full, I/O error): tells the batch so. */
bool db_in_transaction(const DbConn *conn);
/* From now on for this many microseconds statements of this connection may run, then they end with ERR_BUDGET;
 * 0: no budget. On PostgreSQL the limit is for each statement (statement_timeout, in milliseconds, at least 1).
 * SQLite may roll the whole transaction back when a statement that writes is ended: ask db_in_transaction. */
void db_set_budget(DbConn *conn, int64_t us);
/* SQLite: moves the log into the database. Called on a timer by the writer. */
void db_checkpoint(DbConn *conn);
/* Rows changed on this connection since it opened, for the audit guard and for metrics. */
int64_t db_changes_total(const DbConn *conn);

/* Statements. Errors: ERR_CONFLICT (unique), ERR_INVALID (check, foreign key, not null), ERR_SERIALIZE, ERR_BUSY,
 * ERR_BUDGET, ERR_DISK_FULL, ERR_READ_ONLY, ERR_UNAVAILABLE (connection lost), ERR_IO, ERR_INTERNAL. */
MUST_USE Err db_exec(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n,
                     int64_t *ret_changed);
MUST_USE Err db_start(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, DbCursor *ret);
/* OK: a row is current. ERR_NOT_FOUND: the end. After an error or the end the cursor is finished already. */
MUST_USE Err db_next(DbCursor *cur);
void db_finish(DbCursor *cur); /* a rollback ends every cursor that was left open; it must not be finished after that */
/* Columns of the current row; text is copied into the arena. NULL reads as 0, empty, TIME_NONE, ID_NIL: ask db_null. */
bool db_null(const DbCursor *cur, int col);
int64_t db_int(const DbCursor *cur, int col); /* also minor, date days, bool, dec units */
Id db_id(const DbCursor *cur, int col);
Time db_time(const DbCursor *cur, int col);
Date db_date(const DbCursor *cur, int col);
Str db_text(const DbCursor *cur, int col, Arena *a);
/* The same without the copy: valid until the next db_next or db_finish. */
Str db_text_borrowed(const DbCursor *cur, int col);

/* For migrations, verification and backup only: literal SQL of the project's own files. */
MUST_USE Err db_run_script(DbConn *conn, const char *sql);
/* SQLite: integrity_check and foreign_key_check; PostgreSQL: reachable and the schema as migrated. ret_why on failure.
 */
MUST_USE Err db_verify(DbConn *conn, char ret_why[256]);
/* SQLite: online copy to a file; PostgreSQL: ERR_UNSUPPORTED (pg_dump is the tool). */
MUST_USE Err db_backup(DbConn *conn, const char *to_path, char ret_why[256]);
/* SQLite: such a copy takes the place of all that is in the database, in one transaction, while others read and write
 * it. ERR_UNSUPPORTED elsewhere. */
MUST_USE Err db_restore(Db *db, const char *from_path, char ret_why[256]);
/* Reconnects a lost PostgreSQL connection; OK on SQLite. */
MUST_USE Err db_reconnect(DbConn *conn);
