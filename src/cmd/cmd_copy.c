/* entente copy: from a SQLite data folder to PostgreSQL.
 *
 * Each table (app/tables.h) is read in the order of its key and written in batches; the last key there says where an
 * interrupted copy goes on. A table that refers to itself, and `installation`, are small and begin again, skipping what
 * is there. At the end the rows of every table are counted on both sides and the audit chains are verified. */
#include "app/audit.h"
#include "app/tables.h"
#include "base/num.h"
#include "cmd/cmd.h"
#include "db/migrate.h"
#include "os/os.h"

enum { ROWS_A_BATCH = 4000 /* a commit, which waits for the disk */ };
static const Table *TABLES; /* of tables_read */
static size_t TABLES_N;

/* --- Copying. */

typedef struct Copy {
    CommandRun *run;
    DbConn *from, *to;
    Arena *batch;
    DbValue *values;
    size_t rows;
    int64_t done, total;
} Copy;

static Err write_rows(Copy *c, size_t table)
{
    size_t columns = TABLES[table].columns_n, at = 0;
    TableQuery one, many;
    table_query(&one, &TABLES[table], TABLE_WRITE_ONE);
    table_query(&many, &TABLES[table], TABLE_WRITE_MANY);
    while (at < c->rows) {
        bool full = c->rows - at >= TABLE_ROWS;
        size_t rows = full ? TABLE_ROWS : 1;
        const TableQuery *p = full ? &many : &one;
        TRY(db_exec(c->to, &p->q, p->key, c->values + at * columns, rows * columns, NULL));
        at += rows;
    }
    return OK;
}

static Err batch_write(Copy *c, size_t table)
{
    if (c->rows == 0) {
        return OK;
    }
    TRY(db_begin(c->to));
    Err err = write_rows(c, table);
    if (err == OK) {
        err = db_commit(c->to);
    }
    if (err != OK) {
        db_rollback(c->to);
        return err;
    }
    c->done += (int64_t)c->rows;
    c->rows = 0;
    arena_reset(c->batch);
    c->values = arena_array(c->batch, DbValue, (size_t)ROWS_A_BATCH * TABLE_COLUMNS_MAX);
    command_progress("rows", num_min_i64(c->done, c->total - 1), c->total);
    return OK;
}

static Err pass(Copy *c, size_t table, TableText kind, const DbValue *after, size_t after_n)
{
    const Table *t = &TABLES[table];
    TableQuery p;
    DbCursor cur;
    Err err;
    table_query(&p, &TABLES[table], kind);
    TRY(db_start(c->from, &p.q, p.key, after, after_n, &cur));
    while ((err = db_next(&cur)) == OK) {
        for (size_t i = 0; i < t->columns_n; i++) {
            c->values[c->rows * t->columns_n + i] = table_value(&cur, (int)i, t->columns[i].type, c->batch);
        }
        if (++c->rows == ROWS_A_BATCH && (err = batch_write(c, table)) != OK) {
            db_finish(&cur);
            return err;
        }
    }
    return err == ERR_NOT_FOUND ? batch_write(c, table) : err;
}

/* The last key that is there, so that an interrupted copy goes on after it. */
static Err last_key(Copy *c, size_t table, DbValue *keys, bool *ret_some)
{
    const Table *t = &TABLES[table];
    TableQuery p;
    DbCursor cur;
    table_query(&p, &TABLES[table], TABLE_LAST);
    TRY(db_start(c->to, &p.q, p.key, NULL, 0, &cur));
    Err err = db_next(&cur);
    *ret_some = err == OK;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    for (size_t i = 0; i < t->keys_n; i++) {
        keys[i] = table_value(&cur, (int)i, t->columns[t->keys[i]].type, c->run->arena);
    }
    db_finish(&cur);
    return OK;
}

static Err copy_table(Copy *c, size_t table)
{
    const Table *t = &TABLES[table];
    if (t->parent >= 0) {
        TRY(pass(c, table, TABLE_READ, NULL, 0)); /* parents first */
        return pass(c, table, TABLE_READ_CHILDREN, NULL, 0);
    }
    DbValue keys[TABLE_KEYS_MAX];
    bool some = false;
    if (!str_eq(t->name, S("installation"))) {
        TRY(last_key(c, table, keys, &some));
    }
    if (some) {
        int64_t there = 0;
        TRY(table_count(c->to, &TABLES[table], &there));
        c->done += there;
    }
    return pass(c, table, some ? TABLE_READ_AFTER : TABLE_READ, some ? keys : NULL, some ? t->keys_n : 0);
}

static int compare(Copy *c)
{
    int code = EXIT_OK;
    int64_t rows = 0;
    for (size_t i = 0; i < TABLES_N; i++) {
        int64_t here = 0, there = 0;
        if (table_count(c->from, &TABLES[i], &here) != OK || table_count(c->to, &TABLES[i], &there) != OK) {
            return command_fail(c->run, "the rows of %.*s cannot be counted.", S_ARG(TABLES[i].name));
        }
        rows += there;
        if (here != there) {
            code = command_fail(c->run, "%.*s: %lld rows here, %lld there.", S_ARG(TABLES[i].name), (long long)here,
                                (long long)there);
        }
    }
    if (code == EXIT_OK) {
        command_progress("rows", rows, rows);
        printf("Copied and counted: %lld rows in %zu tables.\n", (long long)rows, TABLES_N);
    } else {
        fprintf(
            stderr,
            "The source changed while it was copied. Stop its server, empty the target database, and copy again.\n");
    }
    return code;
}

static int copy_all(Copy *c)
{
    for (size_t i = 0; i < TABLES_N; i++) {
        int64_t n = 0;
        if (table_count(c->from, &TABLES[i], &n) == OK) {
            c->total += n;
        }
    }
    for (size_t i = 0; i < TABLES_N; i++) {
        Err err = copy_table(c, i);
        if (err != OK) {
            return command_fail(c->run, "%.*s: %s (%s). Run the same command again; it goes on where it stopped.",
                                S_ARG(TABLES[i].name), err_name(err), db_last_error(c->to));
        }
    }
    return compare(c);
}

/* A target with rows must hold the beginning of a copy of this source: the same installation. */
static Err same_or_empty(Copy *c, bool *ret, bool *ret_empty)
{
    int64_t accounts = 0;
    size_t directory = (size_t)(table_find(S("directory")) - TABLES),
           installation = (size_t)(table_find(S("installation")) - TABLES);
    TRY(table_count(c->to, &TABLES[directory], &accounts));
    *ret = *ret_empty = accounts == 0;
    if (*ret) {
        return OK;
    }
    TableQuery p;
    Str found[2] = {S(""), S("")};
    table_query(&p, &TABLES[installation], TABLE_READ);
    for (int side = 0; side < 2; side++) {
        DbCursor cur;
        Err err;
        TRY(db_start(side ? c->to : c->from, &p.q, p.key, NULL, 0, &cur));
        while ((err = db_next(&cur)) == OK) {
            if (str_eq(db_text_borrowed(&cur, 0), S("key_fingerprint"))) {
                found[side] = db_text(&cur, 1, c->run->arena);
            }
        }
        if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    *ret = found[0].n && str_eq(found[0], found[1]);
    return OK;
}

static int verify_there(CommandRun *r)
{
    App *app = NULL;
    int code = cmd_open(r, (AppOptions){.no_jobs = true}, &app);
    if (code != EXIT_OK) {
        return code;
    }
    AuditReport report = {.rows = 0};
    Ctx *ctx = ctx_system(app, r->arena);
    Err err = audit_verify(ctx, &report);
    if (err == ERR_CONFLICT) {
        code = command_fail(r, "in the copy %.*s Verify the source with `entente verify audit`.",
                            S_ARG(audit_report_text(ctx, &report)));
    } else if (err != OK) {
        code = command_problem(r, ctx, err);
    } else {
        printf("The audit chains hold in the copy (%lld rows). Serve it with --data %.*s --database %.*s.\n",
               (long long)report.rows, S_ARG(r->config->data), S_ARG(r->config->database));
    }
    cmd_close(app);
    return code;
}

/* The source's rows take the place of those that the target's migrations brought: it may have changed them. */
static Err clear_filled(Copy *c)
{
    Err err = db_begin(c->to);
    for (size_t i = TABLES_N; i > 0 && err == OK; i--) {
        if (TABLES[i - 1].filled) {
            err = db_run_script(
                c->to, str_z(c->run->arena, str_fmt(c->run->arena, "DELETE FROM %.*s", S_ARG(TABLES[i - 1].name))));
        }
    }
    if (err == OK) {
        return db_commit(c->to);
    }
    db_rollback(c->to);
    return err;
}

static int with_connections(Copy *c)
{
    char why[256] = "";
    int applied = 0, number = 0;
    if (migrate_state(c->from, &number) != OK) {
        return command_fail(c->run,
                            "the source is not of this program's version; run `entente migrate --data` on it first.");
    }
    if (migrate_run(c->to, os_wall(), &applied, why) != OK) {
        return command_fail(c->run, "the target: %s", why);
    }
    bool fits = false, empty = false;
    Err err = same_or_empty(c, &fits, &empty);
    if (err == OK && empty) {
        err = clear_filled(c);
    }
    if (err != OK || !fits) {
        return command_fail(c->run, err != OK ? "the target cannot be read."
                                              : "the target holds another installation; give an empty database.");
    }
    if (db_begin(c->from) != OK) {
        return command_fail(c->run, "the source cannot be read: %s", db_last_error(c->from));
    }
    int code = copy_all(c);
    db_rollback(c->from);
    return code;
}

static int run_copy(CommandRun *r, Config *config)
{
    char why[256] = "";
    Db *from = NULL, *to = NULL;
    Copy c = {.run = r, .batch = arena_create(0)};
    c.values = arena_array(c.batch, DbValue, (size_t)ROWS_A_BATCH * TABLE_COLUMNS_MAX);
    Config source = *config;
    source.database = S("");
    int code = EXIT_FAILED;
    if (db_open(&(DbConfig){.url = str_z(r->arena, config_database(r->arena, &source)), .busy_ms = 5000}, &from, why) !=
            OK ||
        db_connect(from, DB_READER, &c.from, why) != OK) {
        code = command_fail(r, "the source: %s", why);
    } else if (db_open(&(DbConfig){.url = str_z(r->arena, config->database)}, &to, why) != OK ||
               db_connect(to, DB_WRITER, &c.to, why) != OK) {
        code = command_fail(r, "the target: %s", why);
    } else {
        code = with_connections(&c);
    }
    if (c.from) {
        db_disconnect(c.from);
    }
    if (c.to) {
        db_disconnect(c.to);
    }
    if (from) {
        db_close(from);
    }
    if (to) {
        db_close(to);
    }
    arena_destroy(c.batch);
    return code;
}

static int run(CommandRun *r)
{
    const char *from = command_option(r, "from"), *to = command_option(r, "to");
    if (!from || !to) {
        return command_usage(r, "--from DIR and --to postgres://... are needed.");
    }
    if (strncmp(to, "postgres://", 11) != 0 && strncmp(to, "postgresql://", 13) != 0) {
        return command_usage(r, "--to must begin with postgres://.");
    }
    Config config = *r->config;
    config.data = str_from(from);
    config.database = str_from(to);
    r->config = &config;
    if (!os_exists(str_z(r->arena, str_fmt(r->arena, "%s/entente.db", from)))) {
        return command_fail(r, "there is no entente.db in %s.", from);
    }
    if (!tables_read(&TABLES, &TABLES_N)) {
        return command_fail(r, "the migrations cannot be read; this is a fault of the program.");
    }
    int code = run_copy(r, &config);
    return code == EXIT_OK ? verify_there(r) : code;
}

static const CommandOption OPTIONS[] = {
    {"from", "DIR", "Data folder with the SQLite database."},
    {"to", "URL", "postgres://user@host/name, an empty database or one that a copy was interrupted in."}};
const Command CMD_COPY = {
    .name = "copy",
    .about = "Copy a data folder's database to PostgreSQL",
    LIST_OF(OPTIONS),
    .run = run,
    .help = "Can be interrupted and goes on. Stop the server of the source first: a copy of a changing source is "
            "refused at the end.\nFiles and keys stay where they are. Proved by counting every table and verifying the "
            "audit chains.",
};
