/* The part of db/engine.h that is the same for both engines: which one, and handing over. */
#include "db/conn.h"
#include "db/keep.h"
#include "os/os.h"
#include <stdio.h>
#include <stdlib.h>

static bool is_postgres(const char *url)
{
    Str s = str_from(url);
    return str_starts(s, S("postgres://")) || str_starts(s, S("postgresql://"));
}

Err db_open(const DbConfig *config, Db **ret, char ret_why[256])
{
    ret_why[0] = '\0';
    if (!config->url || !*config->url) {
        snprintf(ret_why, 256, "no database is named; give a file or a postgres:// address");
        return ERR_INVALID;
    }
    Db *db = calloc(1, sizeof(*db));
    char *url = strdup(config->url);
    if (!db || !url) {
        abort();
    }
    *db = (Db){
        .engine = is_postgres(url) ? DB_POSTGRES : DB_SQLITE,
        .url = url,
        .create = config->create,
        .read_only = config->read_only,
        .bulk = config->bulk,
        .busy_ms = config->busy_ms ? config->busy_ms : 5000,
        .cache_bytes = config->cache_bytes ? config->cache_bytes : 8 << 20,
        .mmap_bytes = config->mmap_bytes,
    };
    if (db->engine == DB_SQLITE && !db->create && strcmp(url, ":memory:") != 0 && !os_exists(url)) {
        snprintf(ret_why, 256, "there is no database at %s", url);
        db_close(db);
        return ERR_NOT_FOUND;
    }
    *ret = db;
    return OK;
}

void db_close(Db *db)
{
    if (db) {
        free(db->url);
        free(db);
    }
}

DbEngine db_engine(const Db *db) { return db->engine; }

Err db_connect(Db *db, DbAccess access, DbConn **ret, char ret_why[256])
{
    ret_why[0] = '\0';
    return db->engine == DB_SQLITE ? sqlite_connect(db, access, ret, ret_why) : pg_connect(db, access, ret, ret_why);
}

void db_disconnect(DbConn *conn)
{
    if (conn) {
        conn->ops->close(conn);
    }
}

DbEngine db_conn_engine(const DbConn *conn) { return conn->db->engine; }

const char *db_last_error(const DbConn *conn) { return conn->error; }

void db_note_error(DbConn *conn, const char *what, const char *message)
{
    snprintf(conn->error, sizeof(conn->error), "%s: %s", what, message ? message : "");
}

StmtCell *stmt_cell(StmtCache *c, uint32_t slot, uint32_t key)
{
    uint64_t h = ((uint64_t)slot << 32 | key) * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 53) & (STMT_CELLS - 1);
    while (c->cells[i].stmt && (c->cells[i].slot != slot || c->cells[i].key != key)) {
        i = (i + 1) & (STMT_CELLS - 1);
    }
    return &c->cells[i];
}

Err db_begin(DbConn *conn)
{
    conn->error[0] = 0; /* what is said of a failure is said of this transaction */
    return conn->ops->begin(conn);
}

Err db_commit(DbConn *conn) { return conn->ops->commit(conn); }

void db_rollback(DbConn *conn) { conn->ops->rollback(conn); }

void db_allow_rest(DbConn *conn) { conn->rests = conn->ops->rest != NULL && conn->access == DB_READER; }

void db_rest(DbConn *conn)
{
    if (conn->rests) {
        conn->ops->rest(conn);
    } else if (conn->ops->end) {
        conn->ops->end(conn);
    } else {
        conn->ops->rollback(conn);
    }
}

void db_let_go(DbConn *conn)
{
    if (conn->resting) {
        conn->ops->let_go(conn);
    }
}

bool db_is_resting(const DbConn *conn) { return conn->resting; }

void db_kept_counts(const DbConn *conn, uint64_t *ret_hits, uint64_t *ret_misses)
{
    *ret_hits = atomic_load_explicit(&conn->kept_hits, memory_order_relaxed);
    *ret_misses = atomic_load_explicit(&conn->kept_misses, memory_order_relaxed);
}

Err db_savepoint(DbConn *conn) { return conn->ops->savepoint(conn); }

Err db_release(DbConn *conn) { return conn->ops->release(conn); }

Err db_rollback_to(DbConn *conn) { return conn->ops->rollback_to(conn); }

bool db_in_transaction(const DbConn *conn) { return conn->ops->in_transaction(conn); }

void db_set_budget(DbConn *conn, int64_t us)
{
    conn->budget_us = us;
    conn->deadline_ns = us > 0 ? os_monotonic_ns() + us * 1000 : 0;
    conn->ops->budget(conn);
}

void db_checkpoint(DbConn *conn) { conn->ops->checkpoint(conn); }

int64_t db_changes_total(const DbConn *conn) { return conn->ops->changes(conn); }

Err db_exec(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, int64_t *ret_changed)
{
    return conn->ops->exec(conn, q, key, args, args_n, ret_changed);
}

Err db_start(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, DbCursor *ret)
{
    *ret = (DbCursor){
        .conn = conn, .cols_n = q->cols_n, .cols = q->cols, .q = q, .key = key, .args = args, .args_n = args_n};
    return conn->ops->start(conn, q, key, args, args_n, ret);
}

static Err kept_next(DbCursor *cur)
{
    const KeptRow *row = cur->kept_row ? cur->kept_row->next : cur->kept->first;
    if (row) {
        cur->kept_row = row;
        return OK;
    }
    if (!cur->kept->whole) {
        return cur->conn->ops->go_on(cur);
    }
    db_finish(cur);
    return ERR_NOT_FOUND;
}

Err db_next(DbCursor *cur)
{
    if (cur->kept) {
        return kept_next(cur);
    }
    return cur->stmt ? cur->conn->ops->next(cur) : ERR_NOT_FOUND;
}

void db_finish(DbCursor *cur)
{
    cur->kept = NULL;
    cur->kept_row = NULL;
    if (cur->stmt) {
        cur->conn->ops->finish(cur);
        cur->stmt = NULL;
    }
}

static bool is_null(const DbCursor *cur, int col)
{
    return cur->kept_row ? cur->kept_row->cells[col].null : cur->conn->ops->null(cur, col);
}

static int64_t integer(const DbCursor *cur, int col)
{
    return cur->kept_row ? cur->kept_row->cells[col].i : cur->conn->ops->integer(cur, col);
}

static Str bytes(const DbCursor *cur, int col)
{
    if (!cur->kept_row) {
        return cur->conn->ops->bytes(cur, col);
    }
    const KeptCell *cell = &cur->kept_row->cells[col];
    return cell->null ? S("") : str_of(cell->p, cell->n);
}

bool db_null(const DbCursor *cur, int col) { return is_null(cur, col); }

int64_t db_int(const DbCursor *cur, int col) { return integer(cur, col); }

Id db_id(const DbCursor *cur, int col)
{
    Str s = bytes(cur, col);
    Id id = {{0}};
    if (s.n == sizeof(id.b)) {
        memcpy(id.b, s.p, sizeof(id.b));
    }
    return id;
}

Time db_time(const DbCursor *cur, int col) { return is_null(cur, col) ? TIME_NONE : (Time){integer(cur, col)}; }

Date db_date(const DbCursor *cur, int col)
{
    return is_null(cur, col) ? DATE_NONE : (Date){(int32_t)integer(cur, col)};
}

Str db_text(const DbCursor *cur, int col, Arena *a) { return str_copy(a, bytes(cur, col)); }

Str db_text_borrowed(const DbCursor *cur, int col) { return bytes(cur, col); }

Err db_run_script(DbConn *conn, const char *sql) { return conn->ops->script(conn, sql); }

Err db_verify(DbConn *conn, char ret_why[256])
{
    ret_why[0] = '\0';
    return conn->ops->verify(conn, ret_why);
}

Err db_backup(DbConn *conn, const char *to_path, char ret_why[256])
{
    ret_why[0] = '\0';
    return conn->ops->backup(conn, to_path, ret_why);
}

Err db_restore(Db *db, const char *from_path, char ret_why[256])
{
    ret_why[0] = '\0';
    return db->engine == DB_SQLITE ? sqlite_restore(db, from_path, ret_why) : ERR_UNSUPPORTED;
}

Err db_reconnect(DbConn *conn) { return conn->ops->reconnect(conn); }
