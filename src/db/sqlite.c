/* SQLite: WAL, synchronous=FULL, foreign keys, STRICT tables. One connection is used by one thread at a time, so the
 * library's own locks are off (NOMUTEX). The one writer commits batches. Readers hold a snapshot for a unit, or as long
 * as a loop has requests at hand and nobody commits; not longer, since an open reader keeps the log from being moved
 * into the database. */
#include "db/sqlite.h"
#include "os/os.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    LOOKASIDE_SIZE = 1200, /* small allocations of running statements, where the library was built with it */
    LOOKASIDE_N = 128,
    PROGRESS_STEPS = 1000,    /* of the virtual machine between two looks at the clock: about 20 us */
    WAL_SAFETY_PAGES = 32768, /* 128 MB: a writer without a timer still comes to an end */
    WAL_BULK_PAGES = 2048,    /* 8 MB: a bulk writer syncs nothing, and a small disk is enough */
    WAL_KEEP_BYTES = 64 << 20,
};

static Err map_constraint(int extended)
{
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ERR_CONFLICT;
    default:
        return ERR_INVALID;
    }
}

Err sqlite_map_error(int extended)
{
    if (extended == SQLITE_BUSY_SNAPSHOT) {
        return ERR_SERIALIZE;
    }
    switch (extended & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_CONSTRAINT:
        return map_constraint(extended);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_INTERRUPT:
        return ERR_BUDGET;
    case SQLITE_FULL:
        return ERR_DISK_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return ERR_READ_ONLY;
    case SQLITE_CANTOPEN:
        return ERR_UNAVAILABLE;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PROTOCOL:
        return ERR_IO;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_MISMATCH: /* a STRICT column was given another type */
        return ERR_INVALID;
    default:
        return ERR_INTERNAL;
    }
}

Err sqlite_failed(SqliteConn *c, const char *what)
{
    int extended = sqlite3_extended_errcode(c->h);
    Err err = sqlite_map_error(extended);
    char message[400];
    snprintf(message, sizeof(message), "%s (%d)", sqlite3_errmsg(c->h), extended);
    db_note_error(&c->base, what, message);
    return err == OK ? ERR_INTERNAL : err;
}

static int on_progress(void *arg)
{
    const SqliteConn *c = arg;
    return c->base.deadline_ns && os_monotonic_ns() > c->base.deadline_ns;
}

/* Transactions. The budget is for the work, not for its frame: beginning, committing and rolling back run to their end.
 */
static Err step_once(SqliteConn *c, sqlite3_stmt *s, const char *what)
{
    int64_t deadline_ns = c->base.deadline_ns;
    c->base.deadline_ns = 0;
    int rc = sqlite3_step(s);
    Err err = rc == SQLITE_DONE ? OK : sqlite_failed(c, what);
    sqlite3_reset(s);
    c->base.deadline_ns = deadline_ns;
    return err;
}

/* BEGIN takes no snapshot, the first statement does. The stamp of before is the snapshot's where it still holds after
 * that: then nobody committed in between. */
static Err begin_stamped(SqliteConn *c)
{
    bool before = stamp_read(c->shared, &c->stamp);
    TRY(step_once(c, c->begin, "BEGIN"));
    int rc = sqlite3_step(c->look);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        Err err = sqlite_failed(c, "BEGIN");
        sqlite3_reset(c->look);
        (void)step_once(c, c->rollback, "ROLLBACK");
        return err;
    }
    sqlite3_reset(c->look);
    if (!c->shared) {
        c->shared = stamp_memory(c->h); /* there since the log was opened: from the next unit on */
    }
    c->stamped = before && stamp_holds(c->shared, &c->stamp);
    return OK;
}

static void begin_kept(SqliteConn *c)
{
    if (c->stamped && !c->keep) {
        c->keep = keep_new();
    }
    if (c->keep) {
        keep_unit(c->keep, c->stamped ? &c->stamp : NULL);
    }
}

static Err lite_begin(DbConn *conn)
{
    SqliteConn *c = sqlite_of(conn);
    if (!conn->rests) {
        return step_once(c, c->begin, "BEGIN");
    }
    /* What a new snapshot would show, the resting one shows while nobody has committed. */
    bool current = conn->resting && stamp_holds(c->shared, &c->stamp);
    if (!current) {
        conn->ops->let_go(conn);
        TRY(begin_stamped(c));
    }
    conn->resting = false;
    begin_kept(c);
    return OK;
}

static Err lite_commit(DbConn *conn) { return step_once(sqlite_of(conn), sqlite_of(conn)->commit, "COMMIT"); }

static void lite_rollback(DbConn *conn)
{
    SqliteConn *c = sqlite_of(conn);
    sqlite_drop_cursors(c);
    if (!sqlite3_get_autocommit(c->h)) {
        (void)step_once(c, c->rollback, "ROLLBACK");
    }
}

static void lite_rest(DbConn *conn)
{
    SqliteConn *c = sqlite_of(conn);
    if (!c->stamped) {
        lite_rollback(conn);
        return;
    }
    sqlite_drop_cursors(c);
    conn->resting = true;
}

static void lite_let_go(DbConn *conn)
{
    if (conn->resting) {
        conn->resting = false;
        lite_rollback(conn);
    }
}

static Err lite_savepoint(DbConn *conn) { return step_once(sqlite_of(conn), sqlite_of(conn)->savepoint, "SAVEPOINT"); }

static Err lite_release(DbConn *conn) { return step_once(sqlite_of(conn), sqlite_of(conn)->release, "RELEASE"); }

/* The savepoint itself goes too, so that the next unit starts as the first did. */
static Err lite_rollback_to(DbConn *conn)
{
    sqlite_drop_cursors(sqlite_of(conn));
    TRY(step_once(sqlite_of(conn), sqlite_of(conn)->rollback_to, "ROLLBACK TO"));
    return lite_release(conn);
}

static Err lite_script(DbConn *conn, const char *sql)
{
    SqliteConn *c = sqlite_of(conn);
    int64_t deadline_ns = conn->deadline_ns;
    conn->deadline_ns = 0;
    Err err = sqlite3_exec(c->h, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : sqlite_failed(c, "script");
    conn->deadline_ns = deadline_ns;
    return err;
}

static bool lite_in_transaction(const DbConn *conn)
{
    return !conn->resting && !sqlite3_get_autocommit(((const SqliteConn *)conn)->h);
}

static void lite_budget(DbConn *conn) { (void)conn; /* on_progress looks at the deadline */ }

static int64_t lite_changes(const DbConn *conn) { return sqlite3_total_changes64(((const SqliteConn *)conn)->h); }

static Err lite_reconnect(DbConn *conn)
{
    (void)conn;
    return OK;
}

/* Opening */
static void lite_close(DbConn *conn)
{
    SqliteConn *c = sqlite_of(conn);
    sqlite_cache_clear(c);
    if (c->writer && conn->db->bulk) {
        sqlite_bulk_end(c);
    }
    sqlite3_stmt *const frame[] = {c->begin, c->commit, c->rollback, c->savepoint, c->release, c->rollback_to, c->look};
    for (size_t i = 0; i < COUNT_OF(frame); i++) {
        sqlite3_finalize(frame[i]);
    }
    sqlite3_close_v2(c->h);
    keep_free(c->keep);
    free(c);
}

static int pragma(sqlite3 *h, const char *format, long long value)
{
    char sql[128];
    snprintf(sql, sizeof(sql), format, value);
    return sqlite3_exec(h, sql, NULL, NULL, NULL);
}

/* A reader that asks for WAL again would write; the file remembers it. */
static int set_up(SqliteConn *c)
{
    const Db *db = c->base.db;
    sqlite3 *h = c->h;
    sqlite3_extended_result_codes(h, 1);
    sqlite3_busy_timeout(h, (int)db->busy_ms);
    sqlite3_db_config(h, SQLITE_DBCONFIG_LOOKASIDE, NULL, LOOKASIDE_SIZE, LOOKASIDE_N);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_progress_handler(h, PROGRESS_STEPS, on_progress, c);
    int rc = db->read_only ? SQLITE_OK : pragma(h, "PRAGMA journal_mode=WAL", 0);
    rc = rc ? rc : pragma(h, db->bulk ? "PRAGMA synchronous=OFF" : "PRAGMA synchronous=FULL", 0);
    rc = rc ? rc : pragma(h, "PRAGMA foreign_keys=ON", 0);
    rc = rc ? rc : pragma(h, "PRAGMA case_sensitive_like=ON", 0); /* as PostgreSQL's LIKE */
    rc = rc ? rc : pragma(h, "PRAGMA cache_size=-%lld", (long long)(db->cache_bytes >> 10));
    rc = rc ? rc : pragma(h, "PRAGMA mmap_size=%lld", c->writer ? 0 : (long long)db->mmap_bytes);
    rc = rc ? rc : pragma(h, "PRAGMA temp_store=MEMORY", 0);
    rc = rc ? rc : pragma(h, "PRAGMA journal_size_limit=%lld", WAL_KEEP_BYTES);
    rc = rc ? rc
            : pragma(h, "PRAGMA wal_autocheckpoint=%lld",
                     !c->writer ? 0
                     : db->bulk ? WAL_BULK_PAGES
                                : WAL_SAFETY_PAGES);
    if (!c->writer && strcmp(db->url, ":memory:") != 0) {
        rc = rc ? rc : pragma(h, "PRAGMA query_only=ON", 0);
    }
    const struct {
        const char *sql;
        sqlite3_stmt **ret;
    } frame[] = {
        {c->writer ? "BEGIN IMMEDIATE" : "BEGIN", &c->begin},
        {"COMMIT", &c->commit},
        {"ROLLBACK", &c->rollback},
        {"SAVEPOINT unit", &c->savepoint},
        {"RELEASE unit", &c->release},
        {"ROLLBACK TO unit", &c->rollback_to},
        {"SELECT 1 FROM sqlite_schema LIMIT 1", &c->look},
    };
    for (size_t i = 0; i < COUNT_OF(frame); i++) {
        rc = rc ? rc : sqlite3_prepare_v3(h, frame[i].sql, -1, SQLITE_PREPARE_PERSISTENT, frame[i].ret, NULL);
    }
    return rc;
}

static const DbOps OPS = {
    .close = lite_close,
    .begin = lite_begin,
    .commit = lite_commit,
    .rollback = lite_rollback,
    .rest = lite_rest,
    .let_go = lite_let_go,
    .savepoint = lite_savepoint,
    .release = lite_release,
    .rollback_to = lite_rollback_to,
    .script = lite_script,
    .in_transaction = lite_in_transaction,
    .budget = lite_budget,
    .checkpoint = sqlite_checkpoint,
    .changes = lite_changes,
    .exec = sqlite_exec,
    .start = sqlite_start,
    .next = sqlite_next,
    .go_on = sqlite_go_on,
    .finish = sqlite_finish,
    .null = sqlite_null,
    .integer = sqlite_integer,
    .bytes = sqlite_bytes,
    .verify = sqlite_verify,
    .backup = sqlite_backup,
    .reconnect = lite_reconnect,
};

/* The library counts its memory under one lock for all threads, which costs more than the allocations themselves, and
 * nobody reads the count. Refused, and harmless, when the library runs already. */
static pthread_once_t library_once = PTHREAD_ONCE_INIT;
static void library_settings(void) { (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

/* A new database is its owner's alone, however open the folder is; the files that the engine puts beside it follow. */
static void make_private(const Db *db, int flags)
{
    bool plain = db->url[0] && db->url[0] != ':' && strncmp(db->url, "file:", 5) != 0;
    int fd = plain && (flags & SQLITE_OPEN_CREATE) ? open(db->url, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (fd >= 0) {
        close(fd);
    }
}

Err sqlite_connect(Db *db, DbAccess access, DbConn **ret, char ret_why[256])
{
    (void)pthread_once(&library_once, library_settings);
    SqliteConn *c = calloc(1, sizeof(*c));
    if (!c) {
        abort();
    }
    c->base = (DbConn){.ops = &OPS, .db = db, .access = access};
    c->writer = access == DB_WRITER && !db->read_only;
    int flags = SQLITE_OPEN_NOMUTEX | (db->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    flags |= db->create && !db->read_only ? SQLITE_OPEN_CREATE : 0;
    make_private(db, flags);
    int rc = sqlite3_open_v2(db->url, &c->h, flags, c->writer && !db->bulk ? sqlite_log_vfs() : NULL);
    if (rc == SQLITE_OK && c->writer && sqlite3_db_readonly(c->h, "main") == 1) { /* opened all the same */
        snprintf(ret_why, 256, "%.180s cannot be written: the file or its disk is read-only", db->url);
        lite_close(&c->base);
        return ERR_READ_ONLY;
    }
    rc = rc ? rc : set_up(c);
    if (rc != SQLITE_OK) {
        int extended = c->h ? sqlite3_extended_errcode(c->h) : rc;
        snprintf(ret_why, 256, "%.150s: %.90s", db->url, c->h ? sqlite3_errmsg(c->h) : sqlite3_errstr(rc));
        lite_close(&c->base);
        Err err = sqlite_map_error(extended);
        return err == OK ? ERR_INTERNAL : err;
    }
    *ret = &c->base;
    return OK;
}
