/* PostgreSQL by libpq: binary parameters and results, statements prepared once a connection under a name made of slot
 * and key. Writers run in REPEATABLE READ READ WRITE, readers in REPEATABLE READ READ ONLY (one snapshot for the unit).
 * A failed statement spoils its transaction here: callers roll back, there are no savepoints. */
#include "db/conn.h"
#include "db/migrate.h"
#include "os/os.h"
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARGS_INLINE = 48, LIVE_MAX = 16 };

typedef struct PgConn {
    DbConn base;
    PGconn *pg;
    PGresult *live[LIVE_MAX]; /* of open cursors: a unit that left by the arena's long jump did not finish them */
    int64_t changes;
    int64_t timeout_ms;    /* what the session has now; -1 not known */
    bool timeout_in_unit;  /* set inside the open transaction: a rollback takes it back */
    bool budget_in_unit;   /* the open transaction has had a budget: lifting it for the last statements is not worth two
                              round trips */
    int64_t deadline_ns;   /* monotonic; when the budget of all statements together is used up; 0: none */
    bool statements_stale; /* the server refused a prepared statement: forget all before the next unit */
} PgConn;

static PgConn *of(DbConn *conn) { return (PgConn *)conn; }

/* Errors */
static Err map_state(const char *state)
{
    static const struct {
        const char *prefix;
        Err err;
    } MAP[] = {
        {"23505", ERR_CONFLICT},  {"23P01", ERR_CONFLICT},  {"23", ERR_INVALID},
        {"22", ERR_INVALID},      {"40001", ERR_SERIALIZE}, {"40P01", ERR_SERIALIZE},
        {"40", ERR_SERIALIZE},    {"26000", ERR_SERIALIZE}, {"0A000", ERR_SERIALIZE},
        {"57014", ERR_BUDGET},    {"55P03", ERR_BUSY},      {"08", ERR_UNAVAILABLE},
        {"57P", ERR_UNAVAILABLE}, {"53100", ERR_DISK_FULL}, {"53", ERR_UNAVAILABLE},
        {"25006", ERR_READ_ONLY}, {"58", ERR_IO},           {"XX001", ERR_IO},
        {"XX002", ERR_IO},        {"28", ERR_UNAVAILABLE},  {"3D000", ERR_UNAVAILABLE},
        {"54000", ERR_TOO_LARGE},
    };
    for (size_t i = 0; state && i < COUNT_OF(MAP); i++) {
        if (str_starts(str_from(state), str_from(MAP[i].prefix))) {
            return MAP[i].err;
        }
    }
    return ERR_INTERNAL;
}

static Err failed(PgConn *c, const char *what, const PGresult *r)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *text = r ? PQresultErrorMessage(r) : PQerrorMessage(c->pg);
    db_note_error(&c->base, what, text && *text ? text : PQerrorMessage(c->pg));
    if (PQstatus(c->pg) != CONNECTION_OK) {
        return ERR_UNAVAILABLE;
    }
    Str s = str_from(state);
    c->statements_stale = c->statements_stale || str_eq(s, S("26000")) || str_eq(s, S("0A000"));
    return map_state(state);
}

static Err command(PgConn *c, const char *sql)
{
    PGresult *r = PQexec(c->pg, sql);
    ExecStatusType status = PQresultStatus(r);
    Err err = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? OK : failed(c, "command", r);
    PQclear(r);
    return err;
}

/* Arguments in the wire's binary form */
typedef struct PgArgs {
    size_t n;
    const char **values;
    int *lengths, *formats;
    Oid *types;
    uint8_t (*numbers)[8];
    void *heap;
    const char *values_inline[ARGS_INLINE];
    int lengths_inline[ARGS_INLINE], formats_inline[ARGS_INLINE];
    Oid types_inline[ARGS_INLINE];
    uint8_t numbers_inline[ARGS_INLINE][8];
} PgArgs;

static Oid oid_of(DbType t)
{
    switch (t) {
    case DB_ID:
        return 2950;
    case DB_DATE:
        return 23;
    case DB_BOOL:
        return 16;
    case DB_BYTES:
        return 17;
    case DB_TEXT:
    case DB_JSON:
        return 25;
    case DB_TIME:
    case DB_MINOR:
    case DB_INT:
    case DB_DEC:
        return 20;
    }
    return 0;
}

static void number_into(uint8_t out[8], int64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        out[i] = (uint8_t)((uint64_t)v >> (8 * (bytes - 1 - i)));
    }
}

static void args_room(PgArgs *a, size_t n)
{
    a->n = n;
    if (n <= ARGS_INLINE) {
        a->values = a->values_inline;
        a->lengths = a->lengths_inline;
        a->formats = a->formats_inline;
        a->types = a->types_inline;
        a->numbers = a->numbers_inline;
        a->heap = NULL;
        return;
    }
    size_t each = sizeof(char *) + 8 + 2 * sizeof(int) + sizeof(Oid);
    char *p = calloc(n, each);
    if (!p) {
        abort();
    }
    a->heap = p;
    a->values = (const char **)p;
    a->numbers = (uint8_t(*)[8])(p + n * sizeof(char *));
    a->lengths = (int *)(p + n * (sizeof(char *) + 8));
    a->formats = a->lengths + n;
    a->types = (Oid *)(a->formats + n);
}

static void args_fill(PgArgs *a, const DbValue *args, size_t n)
{
    args_room(a, n);
    for (size_t i = 0; i < n; i++) {
        const DbValue *v = &args[i];
        Oid oid = oid_of(v->type);
        a->types[i] = oid;
        a->formats[i] = 1;
        a->lengths[i] = 0;
        a->values[i] = NULL;
        if (v->null) {
            continue;
        }
        if (oid == 2950) {
            a->values[i] = (const char *)v->id.b;
            a->lengths[i] = sizeof(v->id.b);
        } else if (oid == 25 || oid == 17) {
            a->values[i] = v->s.p ? v->s.p : "";
            a->lengths[i] = (int)v->s.n;
        } else {
            a->lengths[i] = oid == 16 ? 1 : oid == 23 ? 4 : 8;
            number_into(a->numbers[i], oid == 16 ? v->i != 0 : v->i, a->lengths[i]);
            a->values[i] = (const char *)a->numbers[i];
        }
    }
}

/* Statements */
static void dollars(Buf *text) /* ?N is $N here; a question mark in a string stays */
{
    bool quoted = false;
    for (size_t i = 0; i < text->n; i++) {
        quoted = quoted != (text->p[i] == '\'');
        if (text->p[i] == '?' && !quoted) {
            text->p[i] = '$';
        }
    }
}

typedef struct StmtName {
    char z[32];
} StmtName;

static Err statement(PgConn *c, const DbQuery *q, uint32_t key, const PgArgs *a, StmtName *ret)
{
    StmtCache *cache = &c->base.cache;
    if (cache->n >= STMTS_MAX) {
        TRY(command(c, "DEALLOCATE ALL"));
        memset(cache, 0, sizeof(*cache));
    }
    snprintf(ret->z, sizeof(ret->z), "q%x_%x", q->slot, key);
    StmtCell *cell = stmt_cell(cache, q->slot, key);
    if (cell->stmt) {
        return OK;
    }
    Buf text = buf_on_heap(BUF_MAX_SMALL);
    q->text(key, DB_POSTGRES, &text);
    dollars(&text);
    Err err = ERR_TOO_LARGE;
    if (!text.full) {
        PGresult *r = PQprepare(c->pg, ret->z, buf_z(&text), (int)a->n, a->types);
        err = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : failed(c, q->name, r);
        PQclear(r);
    }
    buf_free(&text);
    if (err == OK) {
        *cell = (StmtCell){.slot = q->slot, .key = key, .stmt = c};
        cache->n++;
    }
    return err;
}

/* The server's own limit: set only when it changes, as it costs a round trip. */
static Err apply_budget(PgConn *c)
{
    int64_t us = c->base.budget_us;
    int64_t ms = us > 0 ? (us + 999) / 1000 : 0;
    if (ms == c->timeout_ms || (ms == 0 && c->budget_in_unit)) {
        return OK;
    }
    char sql[64];
    snprintf(sql, sizeof(sql), "SET statement_timeout = %lld", (long long)ms);
    TRY(command(c, sql));
    c->timeout_ms = ms;
    c->timeout_in_unit = PQtransactionStatus(c->pg) == PQTRANS_INTRANS;
    return OK;
}

static Err run(PgConn *c, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, PGresult **ret)
{
    TRY(apply_budget(c));
    /* The server limits one statement; many short ones are counted here. */
    if (c->deadline_ns && os_monotonic_ns() > c->deadline_ns) {
        return ERR_BUDGET;
    }
    PgArgs a;
    args_fill(&a, args, args_n);
    StmtName name;
    Err err = statement(c, q, key, &a, &name);
    if (err == OK) {
        PGresult *r = PQexecPrepared(c->pg, name.z, (int)a.n, a.values, a.lengths, a.formats, 1);
        ExecStatusType status = PQresultStatus(r);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            *ret = r;
        } else {
            err = failed(c, q->name, r);
            PQclear(r);
        }
    }
    free(a.heap);
    return err;
}

static int64_t changed_by(PgConn *c, const DbQuery *q, PGresult *r)
{
    int64_t n = 0;
    if (q->writes && str_to_i64(str_from(PQcmdTuples(r)), &n) == OK) {
        c->changes += n;
    }
    return n;
}

static Err pg_exec(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n,
                   int64_t *ret_changed)
{
    PGresult *r = NULL;
    TRY(run(of(conn), q, key, args, args_n, &r));
    int64_t n = changed_by(of(conn), q, r);
    if (ret_changed) {
        *ret_changed = n;
    }
    PQclear(r);
    return OK;
}

/* More open at once than there are places are not kept track of; nesting is two or three deep. */
static void live_replace(PgConn *c, const PGresult *from, PGresult *to)
{
    for (size_t i = 0; i < LIVE_MAX; i++) {
        if (c->live[i] == from) {
            c->live[i] = to;
            return;
        }
    }
}

static void drop_cursors(PgConn *c)
{
    for (size_t i = 0; i < LIVE_MAX; i++) {
        PQclear(c->live[i]);
        c->live[i] = NULL;
    }
}

static Err pg_start(DbConn *conn, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, DbCursor *ret)
{
    PGresult *r = NULL;
    TRY(run(of(conn), q, key, args, args_n, &r));
    (void)changed_by(of(conn), q, r);
    live_replace(of(conn), NULL, r);
    ret->stmt = r;
    ret->row = -1;
    ret->rows = PQntuples(r);
    return OK;
}

static void pg_finish(DbCursor *cur)
{
    live_replace(of(cur->conn), cur->stmt, NULL);
    PQclear(cur->stmt);
}

static Err pg_next(DbCursor *cur)
{
    if (++cur->row < cur->rows) {
        return OK;
    }
    db_finish(cur);
    return ERR_NOT_FOUND;
}

static bool pg_null(const DbCursor *cur, int col) { return PQgetisnull(cur->stmt, cur->row, col); }

/* int8, int4, int2 and bool, told apart by their width; NULL has none and reads as 0. */
static int64_t pg_integer(const DbCursor *cur, int col)
{
    const uint8_t *p = (const uint8_t *)PQgetvalue(cur->stmt, cur->row, col);
    int n = PQgetlength(cur->stmt, cur->row, col);
    uint64_t v = 0;
    for (int i = 0; i < n && i < 8; i++) {
        v = v << 8 | p[i];
    }
    switch (n) {
    case 4:
        return (int32_t)(uint32_t)v;
    case 2:
        return (int16_t)(uint16_t)v;
    default:
        return (int64_t)v;
    }
}

static Str pg_bytes(const DbCursor *cur, int col)
{
    return str_of(PQgetvalue(cur->stmt, cur->row, col), (size_t)PQgetlength(cur->stmt, cur->row, col));
}

/* Transactions */
static Err forget_statements(PgConn *c)
{
    memset(&c->base.cache, 0, sizeof(c->base.cache));
    c->statements_stale = false;
    return command(c, "DEALLOCATE ALL");
}

static Err pg_begin(DbConn *conn)
{
    PgConn *c = of(conn);
    if (c->statements_stale) {
        TRY(forget_statements(c));
    }
    c->timeout_in_unit = c->budget_in_unit = false;
    bool writes = conn->access == DB_WRITER && !conn->db->read_only;
    return command(c, writes ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"
                             : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

static void rolled_back(PgConn *c)
{
    c->timeout_ms = c->timeout_in_unit ? -1 : c->timeout_ms;
    c->timeout_in_unit = false;
}

/* COMMIT of a spoiled transaction succeeds and says ROLLBACK. */
static Err pg_commit(DbConn *conn)
{
    PgConn *c = of(conn);
    PGresult *r = PQexec(c->pg, "COMMIT");
    Err err = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : failed(c, "COMMIT", r);
    if (err == OK && !str_eq(str_from(PQcmdStatus(r)), S("COMMIT"))) {
        db_note_error(conn, "COMMIT", "a statement of the unit had failed, so nothing was kept");
        err = ERR_INTERNAL;
    }
    if (err != OK) {
        rolled_back(c);
    }
    c->timeout_in_unit = false;
    PQclear(r);
    return err;
}

static void pg_rollback(DbConn *conn)
{
    PgConn *c = of(conn);
    drop_cursors(c);
    char keep[sizeof(conn->error)]; /* the failure that led here is the one worth reporting */
    memcpy(keep, conn->error, sizeof(keep));
    if (PQtransactionStatus(c->pg) != PQTRANS_IDLE && PQstatus(c->pg) == CONNECTION_OK) {
        (void)command(c, "ROLLBACK");
    }
    memcpy(conn->error, keep, sizeof(keep));
    rolled_back(c);
}

/* Committed and not rolled back, so that the time limit that was set in it stands for the next unit too: one round trip
 * less for each. */
static void pg_end(DbConn *conn)
{
    drop_cursors(of(conn));
    if (PQtransactionStatus(of(conn)->pg) != PQTRANS_INTRANS || pg_commit(conn) != OK) {
        pg_rollback(conn);
    }
}

static Err pg_savepoint(DbConn *conn)
{
    db_note_error(conn, "savepoint", "not on PostgreSQL");
    return ERR_UNSUPPORTED;
}

static Err pg_script(DbConn *conn, const char *sql) { return command(of(conn), sql); }

static bool pg_in_transaction(const DbConn *conn)
{
    PGTransactionStatusType s = PQtransactionStatus(((const PgConn *)conn)->pg);
    return s == PQTRANS_INTRANS || s == PQTRANS_INERROR || s == PQTRANS_ACTIVE;
}

static void pg_budget(DbConn *conn) /* sent with the next statement */
{
    PgConn *c = of(conn);
    c->budget_in_unit = c->budget_in_unit || (conn->budget_us > 0 && PQtransactionStatus(c->pg) == PQTRANS_INTRANS);
    c->deadline_ns = conn->budget_us > 0 ? os_monotonic_ns() + conn->budget_us * 1000 : 0;
}

static void pg_checkpoint(DbConn *conn) { (void)conn; /* the server's own business */ }

static int64_t pg_changes(const DbConn *conn) { return ((const PgConn *)conn)->changes; }

/* Upkeep */
static Err pg_verify(DbConn *conn, char ret_why[256])
{
    int number = 0;
    Err err = migrate_state(conn, &number);
    switch ((int)err) {
    case OK:
        break;
    case ERR_NOT_FOUND:
        snprintf(ret_why, 256, "the database has no schema yet; run entente migrate");
        break;
    case ERR_STALE:
        snprintf(ret_why, 256, "the schema is at migration %d, older than this version; run entente migrate", number);
        break;
    case ERR_CONFLICT:
        snprintf(ret_why, 256, "the schema is at migration %d and is not this version's", number);
        break;
    default:
        snprintf(ret_why, 256, "%.250s", conn->error);
        break;
    }
    return err;
}

static Err pg_backup(DbConn *conn, const char *to_path, char ret_why[256])
{
    (void)conn, (void)to_path;
    snprintf(ret_why, 256, "on PostgreSQL backups are made with pg_dump");
    return ERR_UNSUPPORTED;
}

static void silent(void *arg, const char *message) { (void)arg, (void)message; }

static void fresh(PgConn *c)
{
    memset(&c->base.cache, 0, sizeof(c->base.cache));
    c->timeout_ms = -1;
    c->timeout_in_unit = c->statements_stale = false;
    PQsetNoticeProcessor(c->pg, silent, NULL);
}

static Err pg_reconnect(DbConn *conn)
{
    PgConn *c = of(conn);
    if (PQstatus(c->pg) == CONNECTION_OK && PQtransactionStatus(c->pg) == PQTRANS_IDLE) {
        return OK;
    }
    PQreset(c->pg);
    fresh(c);
    return PQstatus(c->pg) == CONNECTION_OK ? OK : failed(c, "connect", NULL);
}

static void pg_close(DbConn *conn)
{
    drop_cursors(of(conn));
    PQfinish(of(conn)->pg);
    free(conn);
}

/* libpq's words on one line, without its last line break. */
static void say_unreachable(const char *words, char why[256])
{
    snprintf(why, 256, "the database cannot be reached: %.200s", words);
    for (char *p = why; *p; p++) {
        *p = *p == '\n' || *p == '\t' ? ' ' : *p;
    }
    for (size_t n = strlen(why); n && why[n - 1] == ' '; n--) {
        why[n - 1] = '\0';
    }
}

static const DbOps OPS = {
    .close = pg_close,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .end = pg_end,
    .savepoint = pg_savepoint,
    .release = pg_savepoint,
    .rollback_to = pg_savepoint,
    .script = pg_script,
    .in_transaction = pg_in_transaction,
    .budget = pg_budget,
    .checkpoint = pg_checkpoint,
    .changes = pg_changes,
    .exec = pg_exec,
    .start = pg_start,
    .next = pg_next,
    .finish = pg_finish,
    .null = pg_null,
    .integer = pg_integer,
    .bytes = pg_bytes,
    .verify = pg_verify,
    .backup = pg_backup,
    .reconnect = pg_reconnect,
};

/* The address may say otherwise for what stands before it; what stands behind is ours. */
Err pg_connect(Db *db, DbAccess access, DbConn **ret, char ret_why[256])
{
    const char *const names[] = {"connect_timeout", "application_name", "dbname", "client_encoding", NULL};
    const char *const values[] = {"10", "entente", db->url, "UTF8", NULL};
    PgConn *c = calloc(1, sizeof(*c));
    if (!c) {
        abort();
    }
    c->base = (DbConn){.ops = &OPS, .db = db, .access = access};
    c->pg = PQconnectdbParams(names, values, 1);
    if (PQstatus(c->pg) != CONNECTION_OK) {
        say_unreachable(PQerrorMessage(c->pg), ret_why);
        pg_close(&c->base);
        return ERR_UNAVAILABLE;
    }
    fresh(c);
    if (PQserverVersion(c->pg) < 150000) {
        snprintf(ret_why, 256, "PostgreSQL 15 or later is needed, this is %d", PQserverVersion(c->pg) / 10000);
        pg_close(&c->base);
        return ERR_UNSUPPORTED;
    }
    *ret = &c->base;
    return OK;
}
