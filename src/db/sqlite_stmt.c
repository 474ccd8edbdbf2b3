/* SQLite: prepared statements, cursors, values. */
#include "db/sqlite.h"

void sqlite_cache_clear(SqliteConn *c)
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
    return rc == SQLITE_OK ? OK : sqlite_failed(c, q->name);
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
        sqlite_cache_clear(c);
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
            return sqlite_failed(c, q->name);
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

Err sqlite_exec(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, int64_t *ret_changed)
{
    SqliteConn *c = sqlite_of(conn);
    sqlite3_stmt *s = NULL;
    bool own = false;
    TRY(statement(c, q, key, &s, &own));
    Err err = bind(c, q, s, args, args_n);
    if (err == OK) {
        int rc = sqlite3_step(s);
        while (rc == SQLITE_ROW) {
            rc = sqlite3_step(s);
        }
        err = rc == SQLITE_DONE ? OK : sqlite_failed(c, q->name);
    }
    if (err == OK && ret_changed) {
        *ret_changed = sqlite3_changes64(c->h);
    }
    release(s, own);
    return err;
}

static Err start(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, DbCursor *ret)
{
    SqliteConn *c = sqlite_of(conn);
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

static void count(_Atomic uint64_t *n)
{
    atomic_store_explicit(n, atomic_load_explicit(n, memory_order_relaxed) + 1, memory_order_relaxed);
}

Err sqlite_start(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, DbCursor *ret)
{
    Keep *keep = conn->rests ? sqlite_of(conn)->keep : NULL;
    if (!keep) {
        return start(conn, q, key, args, args_n, ret);
    }
    ret->ticket = keep_find(keep, q, key, args, args_n, &ret->kept);
    count(ret->kept ? &conn->kept_hits : &conn->kept_misses);
    if (ret->kept) {
        return OK;
    }
    Err err = start(conn, q, key, args, args_n, ret);
    if (err != OK) {
        keep_drop(keep, ret->ticket);
    }
    return err;
}

Err sqlite_go_on(DbCursor *cur)
{
    size_t n = cur->kept->rows_n;
    cur->kept = NULL;
    cur->kept_row = NULL;
    Err err = start(cur->conn, cur->q, cur->key, cur->args, cur->args_n, cur);
    for (size_t i = 0; i <= n && err == OK; i++) {
        err = sqlite_next(cur);
    }
    return err;
}

void sqlite_finish(DbCursor *cur)
{
    SqliteConn *c = sqlite_of(cur->conn);
    if (cur->ticket) {
        keep_done(c->keep, cur->ticket, false);
    }
    c->open_cursors--;
    release(cur->stmt, cur->own);
}

/* The current row, as it will be asked for. */
static void write_down(DbCursor *cur)
{
    Keep *keep = sqlite_of(cur->conn)->keep;
    KeptRow *row = keep_row(keep, cur->ticket, cur->cols_n);
    for (int i = 0; row && i < cur->cols_n; i++) {
        DbType type = cur->cols[i];
        KeptCell *cell = &row->cells[i];
        *cell = (KeptCell){.null = sqlite_null(cur, i)};
        if (cell->null) {
            continue;
        }
        if (type == DB_ID || type == DB_TEXT || type == DB_BYTES || type == DB_JSON) {
            row = keep_text(keep, cur->ticket, sqlite_bytes(cur, i), cell) ? row : NULL;
        } else {
            cell->i = sqlite_integer(cur, i);
        }
    }
    cur->ticket = row ? cur->ticket : 0;
}

Err sqlite_next(DbCursor *cur)
{
    SqliteConn *c = sqlite_of(cur->conn);
    int rc = sqlite3_step(cur->stmt);
    if (rc == SQLITE_ROW) {
        if (cur->ticket) {
            write_down(cur);
        }
        return OK;
    }
    Err err = rc == SQLITE_DONE ? ERR_NOT_FOUND : sqlite_failed(c, "reading rows");
    if (cur->ticket && rc == SQLITE_DONE) {
        keep_done(c->keep, cur->ticket, true);
    } else if (cur->ticket) {
        keep_drop(c->keep, cur->ticket);
    }
    cur->ticket = 0;
    db_finish(cur);
    return err;
}

bool sqlite_null(const DbCursor *cur, int col) { return sqlite3_column_type(cur->stmt, col) == SQLITE_NULL; }

int64_t sqlite_integer(const DbCursor *cur, int col) { return sqlite3_column_int64(cur->stmt, col); }

/* A text's bytes are what value_blob gives in a UTF-8 database, without looking for a terminator. One look at the
 * column and two at its value cost less than two at the column; the value is this thread's alone, as the connection is.
 */
Str sqlite_bytes(const DbCursor *cur, int col)
{
    sqlite3_value *v = sqlite3_column_value(cur->stmt, col);
    const char *p = sqlite3_value_blob(v);
    return str_of(p ? p : "", (size_t)sqlite3_value_bytes(v));
}

/* A unit that left by the arena's long jump did not finish its cursors: a statement left open would keep its snapshot,
 * and the log from being emptied. */
void sqlite_drop_cursors(SqliteConn *c)
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
