/* entente copy: from a SQLite data folder to PostgreSQL.
 *
 * The tables and their columns are read from the migrations' own text, so a new table needs no edit here. Each table is
 * read in the order of its key and written in batches; the last key there says where an interrupted copy goes on. A
 * table that refers to itself, and `installation`, are small and begin again, skipping what is there. At the end the
 * rows of every table are counted on both sides and the audit chains are verified. This is the one command that writes
 * SQL from parts; the parts are the project's migrations, never input. */
#include "app/audit.h"
#include "base/num.h"
#include "cmd/cmd.h"
#include "db/migrate.h"
#include "os/os.h"

enum {
    TABLES_MAX = 400,
    COLUMNS_MAX = 64,
    KEYS_MAX = 8,
    ROWS_A_STATEMENT = 40,
    ROWS_A_BATCH = 4000, /* a commit, which waits for the disk */
    SLOT = 0x7ffd0000,
    KINDS = 8
};
typedef enum TextKind {
    TEXT_READ,
    TEXT_READ_AFTER,
    TEXT_READ_CHILDREN,
    TEXT_LAST,
    TEXT_COUNT,
    TEXT_WRITE_ONE,
    TEXT_WRITE_MANY
} TextKind;

typedef struct Column {
    Str name;
    DbType type;
} Column;
typedef struct Table {
    Str name;
    Column columns[COLUMNS_MAX];
    size_t columns_n;
    size_t keys[KEYS_MAX];
    size_t keys_n;
    int parent;  /* column that refers to this table; -1 */
    bool filled; /* a migration puts rows into it: the target has some before anything is copied */
} Table;
static Table TABLES[TABLES_MAX]; /* of the one thread that runs the command; DbQuery.text gets no argument of ours */
static size_t TABLES_N;

/* --- The schema. */

static bool type_of(Str word, DbType *ret)
{
    static const struct {
        Str word;
        DbType type;
    } TYPES[] = {
        {S_INIT("id"), DB_ID},       {S_INIT("time"), DB_TIME}, {S_INIT("date"), DB_DATE}, {S_INIT("minor"), DB_MINOR},
        {S_INIT("int"), DB_INT},     {S_INIT("dec"), DB_DEC},   {S_INIT("bool"), DB_BOOL}, {S_INIT("text"), DB_TEXT},
        {S_INIT("bytes"), DB_BYTES}, {S_INIT("json"), DB_JSON},
    };
    for (size_t i = 0; i < COUNT_OF(TYPES); i++) {
        if (str_eq(word, TYPES[i].word)) {
            *ret = TYPES[i].type;
            return true;
        }
    }
    return false;
}

static Str word_next(Str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '(' && rest->p[n] != ',' && rest->p[n] != ')' &&
           rest->p[n] != ';') {
        n++;
    }
    Str word = str_sub(*rest, 0, n);
    *rest = str_skip(*rest, n);
    return word;
}

/* The part before the next comma that is not within parentheses or quotes. */
static bool part_next(Str *rest, Str *ret)
{
    int depth = 0;
    bool quoted = false;
    size_t i = 0;
    if (str_trim(*rest).n == 0) {
        return false;
    }
    for (; i < rest->n; i++) {
        char c = rest->p[i];
        quoted = quoted != (c == '\'');
        depth += !quoted && c == '(' ? 1 : !quoted && c == ')' ? -1 : 0;
        if (!quoted && depth == 0 && c == ',') {
            break;
        }
    }
    *ret = str_trim(str_sub(*rest, 0, i));
    *rest = str_skip(*rest, i + 1);
    return true;
}

static Table *table_find(Str name)
{
    for (size_t i = 0; i < TABLES_N; i++) {
        if (str_eq(TABLES[i].name, name)) {
            return &TABLES[i];
        }
    }
    return NULL;
}

static bool key_add(Table *t, Str column)
{
    for (size_t i = 0; i < t->columns_n; i++) {
        if (str_eq(t->columns[i].name, column) && t->keys_n < KEYS_MAX) {
            t->keys[t->keys_n++] = i;
            return true;
        }
    }
    return false;
}

static bool column_add(Table *t, Str def)
{
    Str rest = def, name = word_next(&rest), type = word_next(&rest);
    if (t->columns_n == COLUMNS_MAX || !type_of(type, &t->columns[t->columns_n].type)) {
        return false;
    }
    t->columns[t->columns_n++].name = name;
    ptrdiff_t refers = str_find(rest, S("REFERENCES "));
    if (refers >= 0) {
        Str to = str_skip(rest, (size_t)refers + 11);
        t->parent = str_eq(word_next(&to), t->name) ? (int)t->columns_n - 1 : t->parent;
    }
    return str_find(rest, S("PRIMARY KEY")) < 0 || key_add(t, name);
}

static bool table_parse(Str statement)
{
    Str rest = str_skip(statement, sizeof("CREATE TABLE ") - 1);
    if (TABLES_N == TABLES_MAX) {
        return false;
    }
    Table *t = &TABLES[TABLES_N++];
    *t = (Table){.name = word_next(&rest), .parent = -1};
    ptrdiff_t open = str_find_char(rest, '('), close = str_rfind_char(rest, ')');
    if (open < 0 || close < open) {
        return false;
    }
    Str inside = str_sub(rest, (size_t)open + 1, (size_t)(close - open) - 1), part;
    while (part_next(&inside, &part)) {
        if (str_starts(part, S("PRIMARY KEY"))) {
            Str keys = str_skip(part, (size_t)str_find_char(part, '(') + 1), key;
            keys = str_sub(keys, 0, (size_t)str_find_char(keys, ')'));
            while (part_next(&keys, &key)) {
                if (!key_add(t, key)) {
                    return false;
                }
            }
        } else if (!str_starts(part, S("UNIQUE")) && !str_starts(part, S("CHECK")) && !str_starts(part, S("FOREIGN")) &&
                   !column_add(t, part)) {
            return false;
        }
    }
    return t->keys_n > 0;
}

static bool column_later(Str statement)
{
    Str rest = str_skip(statement, sizeof("ALTER TABLE ") - 1);
    Table *t = table_find(word_next(&rest));
    ptrdiff_t at = str_find(rest, S("ADD COLUMN "));
    return t && at >= 0 && column_add(t, str_skip(rest, (size_t)at + 11));
}

/* What a later migration takes away is not there to be copied. */
static bool table_drop(Str statement)
{
    Str rest = str_skip(statement, sizeof("DROP TABLE ") - 1);
    Table *t = table_find(word_next(&rest));
    if (!t) {
        return false;
    }
    memmove(t, t + 1, (size_t)(&TABLES[TABLES_N] - (t + 1)) * sizeof *t);
    TABLES_N--;
    return true;
}

/* Rows that a migration makes of others are none in an empty database; those it brings along are there. */
static void note_filled(Str statement)
{
    Str rest = str_skip(statement, sizeof("INSERT INTO ") - 1);
    Table *t = table_find(word_next(&rest));
    if (t && str_find(rest, S(") VALUES")) >= 0) {
        t->filled = true;
    }
}

static bool schema_read(void)
{
    TABLES_N = 0;
    for (size_t i = 0; i < MIGRATIONS_N; i++) {
        Str all = str_from(MIGRATIONS[i].canonical), statement;
        while (str_split(&all, '\n', &statement)) {
            if ((str_starts(statement, S("CREATE TABLE ")) && !table_parse(statement)) ||
                (str_starts(statement, S("ALTER TABLE ")) && !column_later(statement)) ||
                (str_starts(statement, S("DROP TABLE ")) && !table_drop(statement))) {
                return false;
            }
            if (str_starts(statement, S("INSERT INTO "))) {
                note_filled(statement);
            }
        }
    }
    return true;
}

/* --- Statements. The key of a DbQuery's text is table * KINDS + kind. */

static void names(Buf *b, const Table *t, bool keys, const char *after)
{
    size_t n = keys ? t->keys_n : t->columns_n;
    for (size_t i = 0; i < n; i++) {
        Str name = t->columns[keys ? t->keys[i] : i].name;
        buf_fmt(b, "%s%.*s%s", i ? ", " : "", S_ARG(name), after);
    }
}

static void read_text(Buf *b, const Table *t, TextKind kind)
{
    buf_add(b, S("SELECT "));
    names(b, t, false, "");
    buf_fmt(b, " FROM %.*s", S_ARG(t->name));
    if (kind == TEXT_READ_AFTER) {
        buf_add(b, S(" WHERE ("));
        names(b, t, true, "");
        buf_add(b, S(") > ("));
        for (size_t i = 0; i < t->keys_n; i++) {
            buf_fmt(b, "%s?%zu", i ? ", " : "", i + 1);
        }
        buf_addc(b, ')');
    } else if (t->parent >= 0) {
        buf_fmt(b, " WHERE %.*s IS %sNULL", S_ARG(t->columns[t->parent].name),
                kind == TEXT_READ_CHILDREN ? "NOT " : "");
    }
    buf_add(b, S(" ORDER BY "));
    names(b, t, true, "");
}

static void write_text(Buf *b, const Table *t, size_t rows)
{
    buf_fmt(b, "INSERT INTO %.*s (", S_ARG(t->name));
    names(b, t, false, "");
    buf_add(b, S(") VALUES "));
    for (size_t r = 0, at = 1; r < rows; r++) {
        buf_add(b, r ? S(", (") : S("("));
        for (size_t c = 0; c < t->columns_n; c++, at++) {
            buf_fmt(b, "%s?%zu", c ? ", " : "", at);
        }
        buf_addc(b, ')');
    }
    buf_add(b, S(" ON CONFLICT DO NOTHING"));
}

static void text(uint32_t key, DbEngine engine, Buf *b)
{
    (void)engine;
    const Table *t = &TABLES[key / KINDS];
    TextKind kind = (TextKind)(key % KINDS);
    switch (kind) {
    case TEXT_READ:
    case TEXT_READ_AFTER:
    case TEXT_READ_CHILDREN:
        read_text(b, t, kind);
        break;
    case TEXT_LAST:
        buf_add(b, S("SELECT "));
        names(b, t, true, "");
        buf_fmt(b, " FROM %.*s ORDER BY ", S_ARG(t->name));
        names(b, t, true, " DESC");
        buf_add(b, S(" LIMIT 1"));
        break;
    case TEXT_COUNT:
        buf_fmt(b, "SELECT count(*) FROM %.*s", S_ARG(t->name));
        break;
    case TEXT_WRITE_ONE:
        write_text(b, t, 1);
        break;
    case TEXT_WRITE_MANY:
        write_text(b, t, ROWS_A_STATEMENT);
        break;
    }
}

typedef struct Prepared {
    DbQuery q;
    DbType types[COLUMNS_MAX];
    uint32_t key;
} Prepared;

static void prepare(Prepared *p, size_t table, TextKind kind)
{
    const Table *t = &TABLES[table];
    bool keys = kind == TEXT_LAST, writes = kind == TEXT_WRITE_ONE || kind == TEXT_WRITE_MANY;
    size_t n = writes ? 0 : kind == TEXT_COUNT ? 1 : keys ? t->keys_n : t->columns_n;
    for (size_t i = 0; i < n; i++) {
        p->types[i] = kind == TEXT_COUNT ? DB_INT : t->columns[keys ? t->keys[i] : i].type;
    }
    p->q =
        (DbQuery){.name = "copy", .slot = SLOT, .writes = writes, .cols_n = (uint8_t)n, .cols = p->types, .text = text};
    p->key = (uint32_t)(table * KINDS + kind);
}

static DbValue value_of(const DbCursor *cur, int col, DbType type, Arena *a)
{
    DbValue v = {.type = type, .null = db_null(cur, col)};
    switch (type) {
    case DB_ID:
        v.id = db_id(cur, col);
        break;
    case DB_TEXT:
    case DB_BYTES:
    case DB_JSON:
        v.s = db_text(cur, col, a);
        break;
    case DB_TIME:
    case DB_DATE:
    case DB_MINOR:
    case DB_INT:
    case DB_DEC:
    case DB_BOOL:
        v.i = db_int(cur, col);
        break;
    }
    return v;
}

/* --- Copying. */

typedef struct Copy {
    CommandRun *run;
    DbConn *from, *to;
    Arena *batch;
    DbValue *values;
    size_t rows;
    int64_t done, total;
} Copy;

static Err count(DbConn *conn, size_t table, int64_t *ret)
{
    Prepared p;
    DbCursor cur;
    prepare(&p, table, TEXT_COUNT);
    TRY(db_start(conn, &p.q, p.key, NULL, 0, &cur));
    TRY(db_next(&cur));
    *ret = db_int(&cur, 0);
    db_finish(&cur);
    return OK;
}

static Err write_rows(Copy *c, size_t table)
{
    size_t columns = TABLES[table].columns_n, at = 0;
    Prepared one, many;
    prepare(&one, table, TEXT_WRITE_ONE);
    prepare(&many, table, TEXT_WRITE_MANY);
    while (at < c->rows) {
        bool full = c->rows - at >= ROWS_A_STATEMENT;
        size_t rows = full ? ROWS_A_STATEMENT : 1;
        const Prepared *p = full ? &many : &one;
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
    c->values = arena_array(c->batch, DbValue, (size_t)ROWS_A_BATCH * COLUMNS_MAX);
    command_progress("rows", num_min_i64(c->done, c->total - 1), c->total);
    return OK;
}

static Err pass(Copy *c, size_t table, TextKind kind, const DbValue *after, size_t after_n)
{
    const Table *t = &TABLES[table];
    Prepared p;
    DbCursor cur;
    Err err;
    prepare(&p, table, kind);
    TRY(db_start(c->from, &p.q, p.key, after, after_n, &cur));
    while ((err = db_next(&cur)) == OK) {
        for (size_t i = 0; i < t->columns_n; i++) {
            c->values[c->rows * t->columns_n + i] = value_of(&cur, (int)i, t->columns[i].type, c->batch);
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
    Prepared p;
    DbCursor cur;
    prepare(&p, table, TEXT_LAST);
    TRY(db_start(c->to, &p.q, p.key, NULL, 0, &cur));
    Err err = db_next(&cur);
    *ret_some = err == OK;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    for (size_t i = 0; i < t->keys_n; i++) {
        keys[i] = value_of(&cur, (int)i, t->columns[t->keys[i]].type, c->run->arena);
    }
    db_finish(&cur);
    return OK;
}

static Err copy_table(Copy *c, size_t table)
{
    const Table *t = &TABLES[table];
    if (t->parent >= 0) {
        TRY(pass(c, table, TEXT_READ, NULL, 0)); /* parents first */
        return pass(c, table, TEXT_READ_CHILDREN, NULL, 0);
    }
    DbValue keys[KEYS_MAX];
    bool some = false;
    if (!str_eq(t->name, S("installation"))) {
        TRY(last_key(c, table, keys, &some));
    }
    if (some) {
        int64_t there = 0;
        TRY(count(c->to, table, &there));
        c->done += there;
    }
    return pass(c, table, some ? TEXT_READ_AFTER : TEXT_READ, some ? keys : NULL, some ? t->keys_n : 0);
}

static int compare(Copy *c)
{
    int code = EXIT_OK;
    int64_t rows = 0;
    for (size_t i = 0; i < TABLES_N; i++) {
        int64_t here = 0, there = 0;
        if (count(c->from, i, &here) != OK || count(c->to, i, &there) != OK) {
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
        if (count(c->from, i, &n) == OK) {
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
    TRY(count(c->to, directory, &accounts));
    *ret = *ret_empty = accounts == 0;
    if (*ret) {
        return OK;
    }
    Prepared p;
    Str found[2] = {S(""), S("")};
    prepare(&p, installation, TEXT_READ);
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
    c.values = arena_array(c.batch, DbValue, (size_t)ROWS_A_BATCH * COLUMNS_MAX);
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
    if (!schema_read()) {
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
