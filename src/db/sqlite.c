/* SQLite: WAL, synchronous=FULL, foreign keys, STRICT tables. One connection is used by one thread at a time, so the
 * library's own locks are off (NOMUTEX). The one writer commits batches. Readers hold a snapshot for a unit, or as long
 * as a loop has requests at hand and nobody commits; not longer, since an open reader keeps the log from being moved
 * into the database. */
#include "db/conn.h"
#include "db/stamp.h"
#include "os/os.h"
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    LOOKASIDE_SIZE = 1200,
    LOOKASIDE_N = 128,          /* small allocations of running statements: 150 KB a connection */
    PROGRESS_STEPS = 1000,      /* of the virtual machine between two looks at the clock: about 20 us */
    WAL_SAFETY_PAGES = 32768,   /* 128 MB: a writer without a timer still comes to an end */
    WAL_TRUNCATE_FRAMES = 8192, /* 32 MB: then the log is emptied, not only copied */
    WAL_KEEP_BYTES = 64 << 20,
    TRUNCATE_WAIT_MS = 20, /* for readers, as the writer stands still meanwhile */
};

typedef struct SqliteConn {
    DbConn base;
    sqlite3 *h;
    sqlite3_stmt *begin, *commit, *rollback, *savepoint, *release, *rollback_to; /* the savepoint is named unit */
    bool writer;
    int open_cursors;
    const uint64_t *shared; /* where the stamp stands; NULL: not known (yet) */
    Stamp stamp;            /* of the open snapshot */
    enum {
        STAMP_NONE,
        STAMP_BEFORE, /* read before BEGIN: the snapshot's, if it is still the same now */
        STAMP_KNOWN
    } stamped;
} SqliteConn;

static SqliteConn *of(DbConn *conn) { return (SqliteConn *)conn; }

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

static Err map_error(int extended)
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

static Err failed(SqliteConn *c, const char *what)
{
    int extended = sqlite3_extended_errcode(c->h);
    Err err = map_error(extended);
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

/* Statements */
static void cache_clear(SqliteConn *c)
{
    StmtCache *cache = &c->base.cache;
    for (size_t i = 0; i < STMT_CELLS; i++) {
        if (cache->cells[i].stmt) {
            sqlite3_finalize(cache->cells[i].stmt);
        }
    }
    memset(cache, 0, sizeof(*cache));
}

static bool cache_is_busy(const SqliteConn *c)
{
    for (size_t i = 0; i < STMT_CELLS; i++) {
        sqlite3_stmt *s = c->base.cache.cells[i].stmt;
        if (s && sqlite3_stmt_busy(s)) {
            return true;
        }
    }
    return false;
}

static Err prepare(SqliteConn *c, const DbQuery *q, uint32_t key, bool keep, sqlite3_stmt **ret)
{
    Buf text = buf_on_heap(BUF_MAX_SMALL);
    q->text(key, DB_SQLITE, &text);
    unsigned flags = keep ? SQLITE_PREPARE_PERSISTENT : 0;
    int rc = text.full ? SQLITE_TOOBIG : sqlite3_prepare_v3(c->h, text.p, (int)text.n, flags, ret, NULL);
    buf_free(&text);
    return rc == SQLITE_OK ? OK : failed(c, q->name);
}

/* A cached statement whose cursor is still open is not disturbed: the second use gets a statement of its own. */
static Err statement(SqliteConn *c, const DbQuery *q, uint32_t key, sqlite3_stmt **ret, bool *ret_own)
{
    StmtCell *cell = stmt_cell(&c->base.cache, q->slot, key);
    *ret = cell->stmt;
    *ret_own = false;
    if (*ret && !sqlite3_stmt_busy(*ret)) {
        return OK;
    }
    bool full = c->base.cache.n >= STMTS_MAX;
    if (!*ret && full && !cache_is_busy(c)) {
        cache_clear(c);
        cell = stmt_cell(&c->base.cache, q->slot, key);
        full = false;
    }
    *ret_own = *ret || full;
    TRY(prepare(c, q, key, !*ret_own, ret));
    if (!*ret_own) {
        *cell = (StmtCell){.slot = q->slot, .key = key, .stmt = *ret};
        c->base.cache.n++;
    }
    return OK;
}

static int bind_one(sqlite3_stmt *s, int i, const DbValue *v)
{
    if (v->null) {
        return sqlite3_bind_null(s, i);
    }
    switch (v->type) {
    case DB_ID:
        return sqlite3_bind_blob(s, i, v->id.b, sizeof(v->id.b), SQLITE_STATIC);
    case DB_TIME:
    case DB_DATE:
    case DB_MINOR:
    case DB_INT:
    case DB_DEC:
    case DB_BOOL:
        return sqlite3_bind_int64(s, i, v->i);
    case DB_TEXT:
    case DB_JSON:
        return sqlite3_bind_text64(s, i, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(s, i, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* Parameters that this variant does not use have numbers past its last one and are left out. */
static Err bind(SqliteConn *c, const DbQuery *q, sqlite3_stmt *s, const DbValue *args, size_t args_n)
{
    size_t used = (size_t)sqlite3_bind_parameter_count(s);
    for (size_t i = 0; i < args_n && i < used; i++) {
        if (bind_one(s, (int)i + 1, &args[i]) != SQLITE_OK) {
            return failed(c, q->name);
        }
    }
    return OK;
}

static void release(sqlite3_stmt *s, bool own)
{
    if (own) {
        sqlite3_finalize(s);
    } else {
        sqlite3_reset(s);
    }
}

static Err lite_exec(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n,
                     int64_t *ret_changed)
{
    SqliteConn *c = of(conn);
    sqlite3_stmt *s = NULL;
    bool own = false;
    TRY(statement(c, q, key, &s, &own));
    Err err = bind(c, q, s, args, args_n);
    if (err == OK) {
        int rc = sqlite3_step(s);
        while (rc == SQLITE_ROW) {
            rc = sqlite3_step(s);
        }
        err = rc == SQLITE_DONE ? OK : failed(c, q->name);
    }
    if (err == OK && ret_changed) {
        *ret_changed = sqlite3_changes64(c->h);
    }
    release(s, own);
    return err;
}

static Err lite_start(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, DbCursor *ret)
{
    SqliteConn *c = of(conn);
    sqlite3_stmt *s = NULL;
    TRY(statement(c, q, key, &s, &ret->own));
    Err err = bind(c, q, s, args, args_n);
    if (err != OK) {
        release(s, ret->own);
        return err;
    }
    ret->stmt = s;
    c->open_cursors++;
    return OK;
}

static void lite_finish(DbCursor *cur)
{
    of(cur->conn)->open_cursors--;
    release(cur->stmt, cur->own);
}

static Err lite_next(DbCursor *cur)
{
    int rc = sqlite3_step(cur->stmt);
    if (rc == SQLITE_ROW) {
        return OK;
    }
    Err err = rc == SQLITE_DONE ? ERR_NOT_FOUND : failed(of(cur->conn), "reading rows");
    db_finish(cur);
    return err;
}

static bool lite_null(const DbCursor *cur, int col) { return sqlite3_column_type(cur->stmt, col) == SQLITE_NULL; }

static int64_t lite_integer(const DbCursor *cur, int col) { return sqlite3_column_int64(cur->stmt, col); }

/* A text's bytes are what value_blob gives in a UTF-8 database, without looking for a terminator. One look at the
 * column and two at its value cost less than two at the column; the value is this thread's alone, as the connection is.
 */
static Str lite_bytes(const DbCursor *cur, int col)
{
    sqlite3_value *v = sqlite3_column_value(cur->stmt, col);
    const char *p = sqlite3_value_blob(v);
    return str_of(p ? p : "", (size_t)sqlite3_value_bytes(v));
}

/* A unit that left by the arena's long jump did not finish its cursors: a statement left open would keep its snapshot,
 * and the log from being emptied. */
static void drop_cursors(SqliteConn *c)
{
    if (c->open_cursors == 0) {
        return;
    }
    for (sqlite3_stmt *s = sqlite3_next_stmt(c->h, NULL); s; s = sqlite3_next_stmt(c->h, s)) {
        if (sqlite3_stmt_busy(s)) {
            sqlite3_reset(s);
        }
    }
    c->open_cursors = 0;
}

/* Transactions. The budget is for the work, not for its frame: beginning, committing and rolling back run to their end.
 */
static Err step_once(SqliteConn *c, sqlite3_stmt *s, const char *what)
{
    int64_t deadline_ns = c->base.deadline_ns;
    c->base.deadline_ns = 0;
    int rc = sqlite3_step(s);
    Err err = rc == SQLITE_DONE ? OK : failed(c, what);
    sqlite3_reset(s);
    c->base.deadline_ns = deadline_ns;
    return err;
}

static Err lite_begin(DbConn *conn)
{
    SqliteConn *c = of(conn);
    if (c->base.resting) {
        c->base.resting = false;
        if (stamp_holds(c->shared, &c->stamp)) {
            return OK; /* what a new snapshot would show, this one shows */
        }
        (void)step_once(c, c->rollback, "ROLLBACK");
    }
    c->stamped = conn->rests && stamp_read(c->shared, &c->stamp) ? STAMP_BEFORE : STAMP_NONE;
    return step_once(c, c->begin, "BEGIN");
}

static Err lite_commit(DbConn *conn) { return step_once(of(conn), of(conn)->commit, "COMMIT"); }

static void lite_rollback(DbConn *conn)
{
    SqliteConn *c = of(conn);
    drop_cursors(c);
    if (!sqlite3_get_autocommit(c->h)) {
        (void)step_once(c, c->rollback, "ROLLBACK");
    }
}

/* Whether the open snapshot is the one of c->stamp. BEGIN takes none, the first statement does: the stamp of before is
 * the snapshot's where nobody committed from then until now. */
static bool stamp_is_known(SqliteConn *c)
{
    if (c->stamped == STAMP_KNOWN) {
        return true;
    }
    if (sqlite3_txn_state(c->h, "main") != SQLITE_TXN_READ) {
        return false;
    }
    if (!c->shared) {
        c->shared = stamp_memory(c->h);
    }
    bool same = c->stamped == STAMP_BEFORE && stamp_holds(c->shared, &c->stamp);
    c->stamped = same ? STAMP_KNOWN : STAMP_NONE;
    return same;
}

static void lite_rest(DbConn *conn)
{
    SqliteConn *c = of(conn);
    if (!conn->rests || !stamp_is_known(c)) {
        lite_rollback(conn);
        return;
    }
    drop_cursors(c);
    c->base.resting = true;
}

static void lite_let_go(DbConn *conn)
{
    SqliteConn *c = of(conn);
    if (c->base.resting) {
        c->base.resting = false;
        lite_rollback(conn);
    }
}

static Err lite_savepoint(DbConn *conn) { return step_once(of(conn), of(conn)->savepoint, "SAVEPOINT"); }

static Err lite_release(DbConn *conn) { return step_once(of(conn), of(conn)->release, "RELEASE"); }

/* The savepoint itself goes too, so that the next unit starts as the first did. */
static Err lite_rollback_to(DbConn *conn)
{
    drop_cursors(of(conn));
    TRY(step_once(of(conn), of(conn)->rollback_to, "ROLLBACK TO"));
    return lite_release(conn);
}

static Err lite_script(DbConn *conn, const char *sql)
{
    SqliteConn *c = of(conn);
    int64_t deadline_ns = conn->deadline_ns;
    conn->deadline_ns = 0;
    Err err = sqlite3_exec(c->h, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : failed(c, "script");
    conn->deadline_ns = deadline_ns;
    return err;
}

static bool lite_in_transaction(const DbConn *conn)
{
    const SqliteConn *c = (const SqliteConn *)conn;
    return !c->base.resting && !sqlite3_get_autocommit(c->h);
}

static void lite_budget(DbConn *conn) { (void)conn; /* on_progress looks at the deadline */ }

static int64_t lite_changes(const DbConn *conn) { return sqlite3_total_changes64(((const SqliteConn *)conn)->h); }

static void lite_checkpoint(DbConn *conn)
{
    SqliteConn *c = of(conn);
    int frames = 0, moved = 0;
    if (sqlite3_wal_checkpoint_v2(c->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved) != SQLITE_OK) {
        return;
    }
    if (frames > WAL_TRUNCATE_FRAMES && moved == frames) {
        sqlite3_busy_timeout(c->h, TRUNCATE_WAIT_MS);
        (void)sqlite3_wal_checkpoint_v2(c->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        sqlite3_busy_timeout(c->h, (int)conn->db->busy_ms);
    }
}

/* Upkeep */
static Err first_text(SqliteConn *c, const char *sql, char out[200], bool *ret_any)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(c->h, sql, -1, &s, NULL) != SQLITE_OK) {
        return failed(c, "verify");
    }
    int rc = sqlite3_step(s);
    *ret_any = rc == SQLITE_ROW;
    if (*ret_any) {
        const unsigned char *t = sqlite3_column_text(s, 0);
        snprintf(out, 200, "%s", t ? (const char *)t : "");
    }
    Err err = rc == SQLITE_ROW || rc == SQLITE_DONE ? OK : failed(c, "verify");
    sqlite3_finalize(s);
    return err;
}

static Err lite_verify(DbConn *conn, char ret_why[256])
{
    SqliteConn *c = of(conn);
    char text[200] = "";
    bool any = false;
    Err err = first_text(c, "PRAGMA integrity_check(1)", text, &any);
    if (err != OK || strcmp(text, "ok") != 0) {
        snprintf(ret_why, 256, "integrity check: %.230s", err != OK ? conn->error : text);
        return err != OK ? err : ERR_IO;
    }
    err = first_text(c, "PRAGMA foreign_key_check", text, &any);
    if (err != OK || any) {
        snprintf(ret_why, 256, "foreign key check: %.230s", err != OK ? conn->error : text);
        return err != OK ? err : ERR_INVALID;
    }
    return OK;
}

static Err copy_pages(SqliteConn *c, sqlite3 *to)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", c->h, "main");
    if (!b) {
        return map_error(sqlite3_extended_errcode(to));
    }
    int rc;
    int64_t give_up = os_monotonic_ns() + INT64_C(600000000000);
    do {
        rc = sqlite3_backup_step(b, 4096);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
            sqlite3_sleep(20);
        }
    } while ((rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && os_monotonic_ns() < give_up);
    int end = sqlite3_backup_finish(b);
    return rc == SQLITE_DONE && end == SQLITE_OK ? OK : rc == SQLITE_OK ? ERR_BUSY : map_error(rc);
}

/* Into a file beside, then renamed: a backup is whole or not there. The copy is one file, without a log. */
static Err lite_backup(DbConn *conn, const char *to_path, char ret_why[256])
{
    char part[4096];
    if (snprintf(part, sizeof(part), "%s.part", to_path) >= (int)sizeof(part)) {
        snprintf(ret_why, 256, "the path is too long");
        return ERR_INVALID;
    }
    (void)unlink(part);
    sqlite3 *to = NULL;
    int rc = sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    Err err = rc == SQLITE_OK ? copy_pages(of(conn), to) : map_error(rc);
    if (err == OK && sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK) {
        err = map_error(sqlite3_extended_errcode(to));
    }
    if (err != OK) {
        snprintf(ret_why, 256, "copying to %.150s: %.80s", part, to ? sqlite3_errmsg(to) : "cannot be opened");
    }
    sqlite3_close(to);
    if (err == OK && rename(part, to_path) != 0) {
        snprintf(ret_why, 256, "%.150s cannot be renamed into place", part);
        err = ERR_IO;
    }
    if (err != OK) {
        (void)unlink(part);
    }
    return err;
}

static Err lite_reconnect(DbConn *conn)
{
    (void)conn;
    return OK;
}

/* Opening */

/* What a bulk writer left to the kernel reaches the disk: the log's pages go into the file, then the file is synced. */
static void bulk_end(SqliteConn *c)
{
    (void)sqlite3_exec(c->h, "PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
    int fd = open(c->base.db->url, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!fsync(fd);
        close(fd);
    }
}

static void lite_close(DbConn *conn)
{
    SqliteConn *c = of(conn);
    cache_clear(c);
    if (c->writer && conn->db->bulk) {
        bulk_end(c);
    }
    sqlite3_stmt *const frame[] = {c->begin, c->commit, c->rollback, c->savepoint, c->release, c->rollback_to};
    for (size_t i = 0; i < COUNT_OF(frame); i++) {
        sqlite3_finalize(frame[i]);
    }
    sqlite3_close_v2(c->h);
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
    rc = rc ? rc : pragma(h, "PRAGMA wal_autocheckpoint=%lld", c->writer ? WAL_SAFETY_PAGES : 0);
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
    .checkpoint = lite_checkpoint,
    .changes = lite_changes,
    .exec = lite_exec,
    .start = lite_start,
    .next = lite_next,
    .finish = lite_finish,
    .null = lite_null,
    .integer = lite_integer,
    .bytes = lite_bytes,
    .verify = lite_verify,
    .backup = lite_backup,
    .reconnect = lite_reconnect,
};

/* The library counts its memory under one lock for all threads, which costs more than the allocations themselves, and
 * nobody reads the count. Refused, and harmless, when the library runs already. */
static pthread_once_t library_once = PTHREAD_ONCE_INIT;
static void library_settings(void) { (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

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
    int rc = sqlite3_open_v2(db->url, &c->h, flags, NULL);
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
        Err err = map_error(extended);
        return err == OK ? ERR_INTERNAL : err;
    }
    *ret = &c->base;
    return OK;
}
