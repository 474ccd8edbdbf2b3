/* Applies the embedded migrations in number order, each in a transaction with its row in schema_migration.
 * Two processes may start at once: the row's key lets one win, the other finds the work done and goes on. */
#include "db/migrate.h"
#include "crypt/crypt.h"
#include <stdio.h>

/* Slots of the migrator's own statements, past those that sqlgen gives. */
enum { SLOT_EXISTS = 0x7fff0000, SLOT_LIST, SLOT_INSERT };

static void exists_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key;
    buf_add(out, engine == DB_SQLITE
                     ? S("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'")
                     : S("SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() "
                         "AND table_name = 'schema_migration'"));
}

static void list_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key, (void)engine;
    buf_add(out, S("SELECT number, sha256 FROM schema_migration ORDER BY number"));
}

static void insert_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key, (void)engine;
    buf_add(out, S("INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)"));
}

static const DbQuery EXISTS = {
    .name = "migration_table", .slot = SLOT_EXISTS, .cols_n = 1, .cols = (const DbType[]){DB_INT}, .text = exists_text};
static const DbQuery LIST = {.name = "migration_list",
                             .slot = SLOT_LIST,
                             .cols_n = 2,
                             .cols = (const DbType[]){DB_INT, DB_BYTES},
                             .text = list_text};
static const DbQuery INSERT = {.name = "migration_insert", .slot = SLOT_INSERT, .writes = true, .text = insert_text};

/* Where the database stands against the list. */
typedef struct State {
    bool table;    /* schema_migration is there */
    size_t done;   /* how many of the list are applied */
    int newest;    /* number of the newest applied, 0 when none */
    int changed;   /* number of an applied migration whose text is another now, 0 when none */
    int unknown;   /* number of an applied migration that the list has not, 0 when none */
    int missing;   /* number of one that is not applied though a later one of the list is, 0 when none */
    char why[200]; /* of the failure that stopped the list */
} State;

static Digest digest_of(const Migration *m) { return digest_sha256(str_from(m->canonical)); }

static bool is_listed(MigrationList list, int number)
{
    size_t i = 0;
    while (i < list.n && list.items[i].number != number) {
        i++;
    }
    return i < list.n;
}

static void note_applied(State *s, MigrationList list, int number, Str sha256)
{
    s->newest = number;
    if (s->done == list.n || list.items[s->done].number != number) {
        bool later = is_listed(list, number);
        s->missing = s->missing || !later ? s->missing : list.items[s->done].number;
        s->unknown = s->unknown || later ? s->unknown : number;
        return;
    }
    Digest d = digest_of(&list.items[s->done]);
    if (!str_eq(sha256, digest_str(&d)) && !s->changed) {
        s->changed = number;
    }
    s->done++;
}

static Err read_rows(DbConn *conn, MigrationList list, State *s)
{
    DbCursor cur;
    TRY(db_start(conn, &EXISTS, 0, NULL, 0, &cur));
    Err err = db_next(&cur);
    s->table = err == OK && db_int(&cur, 0) != 0;
    db_finish(&cur);
    if (err != OK || !s->table) {
        return err;
    }
    TRY(db_start(conn, &LIST, 0, NULL, 0, &cur));
    while ((err = db_next(&cur)) == OK) {
        note_applied(s, list, (int)db_int(&cur, 0), db_text_borrowed(&cur, 1));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err read_state(DbConn *conn, MigrationList list, State *ret)
{
    *ret = (State){0};
    TRY(db_begin(conn));
    Err err = read_rows(conn, list, ret);
    db_rollback(conn);
    return err;
}

static Err apply_in_transaction(DbConn *conn, const Migration *m, Time wall)
{
    TRY(db_run_script(conn, db_conn_engine(conn) == DB_SQLITE ? m->sqlite : m->postgres));
    Digest d = digest_of(m);
    const DbValue row[] = {
        {.type = DB_INT, .i = m->number},
        {.type = DB_TEXT, .s = str_from(m->name)},
        {.type = DB_BYTES, .s = digest_str(&d)},
        {.type = DB_TIME, .i = wall.us},
    };
    return db_exec(conn, &INSERT, 0, row, COUNT_OF(row), NULL);
}

static Err apply(DbConn *conn, const Migration *m, Time wall)
{
    TRY(db_begin(conn));
    Err err = apply_in_transaction(conn, m, wall);
    if (err == OK) {
        return db_commit(conn);
    }
    db_rollback(conn);
    return err;
}

static Err make_table(DbConn *conn)
{
    return db_run_script(conn,
                         db_conn_engine(conn) == DB_SQLITE
                             ? "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER NOT NULL PRIMARY KEY, name "
                               "TEXT NOT NULL, sha256 BLOB NOT NULL, applied_at INTEGER NOT NULL) STRICT"
                             : "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT NOT NULL PRIMARY KEY, name "
                               "TEXT NOT NULL, sha256 BYTEA NOT NULL, applied_at BIGINT NOT NULL)");
}

static Err check_state(const State *s, char ret_why[256])
{
    if (s->unknown) {
        snprintf(ret_why, 256,
                 "the database is of a newer version than this program: it has migration %d. Use the newer program, or "
                 "restore the backup made before its migration",
                 s->unknown);
        return ERR_CONFLICT;
    }
    if (s->missing) {
        snprintf(ret_why, 256,
                 "the database lacks migration %d, though later ones are applied: a program between two versions made "
                 "it. Restore a backup of a released version, or make the data anew",
                 s->missing);
        return ERR_CONFLICT;
    }
    if (s->changed) {
        snprintf(
            ret_why, 256,
            "migration %d was applied with another text than this version's; restore its file and add a new migration",
            s->changed);
        return ERR_CONFLICT;
    }
    return OK;
}

/* Two processes that start at once make the table at once: the one that fails finds it there. */
static Err ensure_table(DbConn *conn, MigrationList list, State *s)
{
    if (s->table) {
        return OK;
    }
    Err made = make_table(conn);
    TRY(read_state(conn, list, s));
    return s->table ? OK : made;
}

/* Applies the next one. A failure counts only when nobody else has applied it meanwhile. */
static Err step(DbConn *conn, MigrationList list, Time wall, State *s, bool *ret_mine)
{
    size_t before = s->done;
    Err applied = apply(conn, &list.items[before], wall);
    *ret_mine = applied == OK;
    char why[sizeof(((State *)0)->why)];
    snprintf(why, sizeof(why), "%s", db_last_error(conn));
    TRY(read_state(conn, list, s));
    if (applied != OK && s->done == before) {
        memcpy(s->why, why, sizeof(why));
        return applied;
    }
    return OK;
}

Err migrate_run_list(DbConn *conn, MigrationList list, Time wall, int *ret_applied, char ret_why[256])
{
    *ret_applied = 0;
    ret_why[0] = '\0';
    State s = {0};
    Err err = read_state(conn, list, &s);
    err = err == OK ? ensure_table(conn, list, &s) : err;
    while (err == OK && (err = check_state(&s, ret_why)) == OK && s.done < list.n) {
        const char *name = list.items[s.done].name;
        bool mine = false;
        err = step(conn, list, wall, &s, &mine);
        if (err == ERR_SERIALIZE || err == ERR_CONFLICT) { /* met another process half-way: once more decides */
            err = step(conn, list, wall, &s, &mine);
        }
        *ret_applied += mine;
        if (err != OK) {
            snprintf(ret_why, 256, "migration %.60s: %.180s", name, s.why);
        }
    }
    if (err != OK && !ret_why[0]) {
        snprintf(ret_why, 256, "%.250s", db_last_error(conn));
    }
    return err;
}

Err migrate_state_list(DbConn *conn, MigrationList list, int *ret_number)
{
    State s;
    TRY(read_state(conn, list, &s));
    *ret_number = s.newest;
    if (s.unknown || s.missing || s.changed) {
        return ERR_CONFLICT;
    }
    return s.newest == 0 ? ERR_NOT_FOUND : s.done < list.n ? ERR_STALE : OK;
}

Err migrate_run(DbConn *conn, Time wall, int *ret_applied, char ret_why[256])
{
    return migrate_run_list(conn, (MigrationList){MIGRATIONS, MIGRATIONS_N}, wall, ret_applied, ret_why);
}

Err migrate_check(DbConn *conn, char ret_why[256])
{
    State s;
    TRY(read_state(conn, (MigrationList){MIGRATIONS, MIGRATIONS_N}, &s));
    return check_state(&s, ret_why);
}

Err migrate_state(DbConn *conn, int *ret_number)
{
    return migrate_state_list(conn, (MigrationList){MIGRATIONS, MIGRATIONS_N}, ret_number);
}
