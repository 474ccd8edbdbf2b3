/* The database layer on both engines. PostgreSQL runs when ENTENTE_TEST_PG holds the address of an empty database;
 * each run makes a schema of its own in it and drops it. */
#include "app/dbcall.h"
#include "db/engine.h"
#include "db/migrate.h"
#include "os/os.h"
#include <cmocka.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A schema that uses every type */
static const Migration SCHEMA[] = {
    {.number = 1,
     .name = "0001_thing",
     .canonical = "one",
     .sqlite = "CREATE TABLE thing (id BLOB NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL "
               "CHECK (size >= 0), "
               "born INTEGER, day INTEGER, good INTEGER NOT NULL CHECK (good IN (0, 1)), raw BLOB, parent BLOB "
               "REFERENCES thing (id)) STRICT;",
     .postgres = "CREATE TABLE thing (id UUID NOT NULL PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL UNIQUE, size "
                 "BIGINT NOT NULL CHECK (size >= 0), "
                 "born BIGINT, day INTEGER, good BOOLEAN NOT NULL, raw BYTEA, parent UUID REFERENCES thing (id));"},
    {.number = 2,
     .name = "0002_more",
     .canonical = "two",
     .sqlite = "CREATE INDEX thing_by_size ON thing (size, id);",
     .postgres = "CREATE INDEX thing_by_size ON thing (size, id);"},
};
static const Migration NEXT[] = {
    {.number = 1, .name = "0001_thing", .canonical = "one", .sqlite = "", .postgres = ""},
    {.number = 2, .name = "0002_more", .canonical = "two", .sqlite = "", .postgres = ""},
    {.number = 3,
     .name = "0003_broken",
     .canonical = "three",
     .sqlite = "CREATE TABLE half (a INTEGER); CREATE TABLE thing (a INTEGER);",
     .postgres = "CREATE TABLE half (a BIGINT); CREATE TABLE thing (a BIGINT);"},
};
static const Migration CHANGED[] = {
    {.number = 1, .name = "0001_thing", .canonical = "another", .sqlite = "", .postgres = ""},
    {.number = 2, .name = "0002_more", .canonical = "two", .sqlite = "", .postgres = ""},
};

static void insert_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key, (void)engine;
    buf_add(
        out,
        S("INSERT INTO thing (id, name, size, born, day, good, raw, parent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
}
static void get_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)engine;
    buf_add(out, S("SELECT id, name, size, born, day, good, raw, parent FROM thing WHERE name = ?1"));
    if (key & 1) {
        buf_add(out, S(" AND size > ?2"));
    }
    buf_add(out, S(" ORDER BY name"));
}
static void count_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key, (void)engine;
    buf_add(out, S("SELECT count(*) FROM thing"));
}
static void grow_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)engine;
    buf_add(out, S("UPDATE thing SET size = size + 1 WHERE name = ?1"));
    if (key & 1) { /* without end */
        buf_add(out, S(" AND size <> (WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < "
                       "300000000) SELECT count(*) FROM c)"));
    }
}
static void slow_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key, (void)engine;
    buf_add(out, S("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 300000000) SELECT "
                   "count(*) FROM c"));
}
static void many_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)engine;
    buf_fmt(out, "SELECT size FROM thing WHERE size <> %u ORDER BY size", key + 1000000);
}

static const DbQuery INSERT = {.name = "thing_insert", .slot = 1, .writes = true, .text = insert_text};
static const DbQuery GET = {.name = "thing_get",
                            .slot = 2,
                            .cols_n = 8,
                            .cols =
                                (const DbType[]){DB_ID, DB_TEXT, DB_INT, DB_TIME, DB_DATE, DB_BOOL, DB_BYTES, DB_ID},
                            .text = get_text};
static const DbQuery COUNT = {
    .name = "thing_count", .slot = 3, .cols_n = 1, .cols = (const DbType[]){DB_INT}, .text = count_text};
static const DbQuery GROW = {.name = "thing_grow", .slot = 4, .writes = true, .text = grow_text};
static const DbQuery SLOW = {
    .name = "slow", .slot = 5, .cols_n = 1, .cols = (const DbType[]){DB_INT}, .text = slow_text};
static const DbQuery MANY = {
    .name = "many", .slot = 6, .cols_n = 1, .cols = (const DbType[]){DB_INT}, .text = many_text};

typedef struct Test {
    Db *db;
    DbConn *writer, *reader;
    Arena *arena;
    char dir[64], why[256];
    DbConn *admin; /* PostgreSQL: drops the schema at the end */
    Db *admin_db;
} Test;

static MigrationList schema(void) { return (MigrationList){SCHEMA, COUNT_OF(SCHEMA)}; }

static void open_both(Test *t, const char *url)
{
    DbConfig config = {.url = url, .create = true, .busy_ms = 200};
    assert_int_equal(db_open(&config, &t->db, t->why), OK);
    assert_int_equal(db_connect(t->db, DB_WRITER, &t->writer, t->why), OK);
    assert_int_equal(db_connect(t->db, DB_READER, &t->reader, t->why), OK);
}

static int set_up_empty(void **state)
{
    Test *t = calloc(1, sizeof(*t));
    t->arena = arena_create(0);
    snprintf(t->dir, sizeof(t->dir), "/tmp/entente-db-XXXXXX");
    assert_non_null(mkdtemp(t->dir));
    char path[128];
    snprintf(path, sizeof(path), "%s/test.db", t->dir);
    open_both(t, path);
    *state = t;
    return 0;
}

static void migrate(Test *t)
{
    int applied = 0;
    assert_int_equal(migrate_run_list(t->writer, schema(), (Time){5}, &applied, t->why), OK);
    assert_int_equal(applied, 2);
}

static int set_up(void **state)
{
    set_up_empty(state);
    migrate(*state);
    return 0;
}

static int set_up_pg(void **state)
{
    const char *url = getenv("ENTENTE_TEST_PG");
    Test *t = calloc(1, sizeof(*t));
    *state = t;
    t->arena = arena_create(0);
    if (!url) {
        return 0;
    }
    DbConfig config = {.url = url};
    assert_int_equal(db_open(&config, &t->admin_db, t->why), OK);
    assert_int_equal(db_connect(t->admin_db, DB_WRITER, &t->admin, t->why), OK);
    char sql[128], full[512];
    snprintf(t->dir, sizeof(t->dir), "db_test_%d_%lld", getpid(), (long long)os_monotonic_ns());
    snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", t->dir);
    assert_int_equal(db_run_script(t->admin, sql), OK);
    snprintf(full, sizeof(full), "%s%soptions=-csearch_path%%3D%s", url, strchr(url, '?') ? "&" : "?", t->dir);
    open_both(t, full);
    migrate(t);
    return 0;
}

static int tear_down(void **state)
{
    Test *t = *state;
    db_disconnect(t->reader);
    db_disconnect(t->writer);
    db_close(t->db);
    char text[160];
    if (t->admin) {
        snprintf(text, sizeof(text), "DROP SCHEMA %s CASCADE", t->dir);
        assert_int_equal(db_run_script(t->admin, text), OK);
        db_disconnect(t->admin);
        db_close(t->admin_db);
    } else if (t->dir[0]) {
        static const char *const FILES[] = {"test.db", "test.db-wal", "test.db-shm", "copy.db"};
        for (size_t i = 0; i < COUNT_OF(FILES); i++) {
            snprintf(text, sizeof(text), "%s/%s", t->dir, FILES[i]);
            unlink(text);
        }
        rmdir(t->dir);
    }
    arena_destroy(t->arena);
    free(t);
    return 0;
}

/* Builders */
static Id an_id(uint8_t n) { return (Id){{0x01, 0x90, [15] = n}}; }

static Err add(DbConn *conn, uint8_t n, const char *name, int64_t size)
{
    const DbValue v[] = {q_id(an_id(n)),      q_str(DB_TEXT, str_from(name)),
                         q_int(DB_INT, size), q_time(TIME_NONE),
                         q_date(DATE_NONE),   q_int(DB_BOOL, 1),
                         q_null(DB_BYTES),    q_id_or_null(ID_NIL)};
    return db_exec(conn, &INSERT, 0, v, COUNT_OF(v), NULL);
}

static int64_t count(DbConn *conn)
{
    DbCursor cur;
    assert_int_equal(db_start(conn, &COUNT, 0, NULL, 0, &cur), OK);
    assert_int_equal(db_next(&cur), OK);
    int64_t n = db_int(&cur, 0);
    db_finish(&cur);
    return n;
}

static int64_t count_in_snapshot(DbConn *conn)
{
    assert_int_equal(db_begin(conn), OK);
    int64_t n = count(conn);
    db_rollback(conn);
    return n;
}

#define SKIP_WITHOUT(t)                                                                                                \
    do {                                                                                                               \
        if (!(t)->writer) {                                                                                            \
            skip();                                                                                                    \
        }                                                                                                              \
    } while (0)

/* Both engines */
static void every_type_reads_back_as_it_was_written(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    Time born = {INT64_C(1795239960123456)};
    Date day = {-400};
    const DbValue v[] = {q_id(an_id(1)),
                         q_str(DB_TEXT, S("Zo\xc3\xab's? $1")),
                         q_int(DB_INT, INT64_MAX),
                         q_time(born),
                         q_date(day),
                         q_int(DB_BOOL, 1),
                         q_str(DB_BYTES, S("\0\xff\x01")),
                         q_id(an_id(1))};
    assert_int_equal(db_begin(t->writer), OK);
    int64_t changed = 0;
    assert_int_equal(db_exec(t->writer, &INSERT, 0, v, COUNT_OF(v), &changed), OK);
    assert_int_equal(changed, 1);
    assert_int_equal(db_commit(t->writer), OK);

    DbCursor cur;
    assert_int_equal(db_begin(t->reader), OK);
    const DbValue by_name[] = {v[1], q_int(DB_INT, 5)};
    assert_int_equal(db_start(t->reader, &GET, 1, by_name, 2, &cur), OK);
    assert_int_equal(db_next(&cur), OK);
    assert_true(id_eq(db_id(&cur, 0), an_id(1)));
    assert_true(str_eq(db_text(&cur, 1, t->arena), v[1].s));
    assert_true(db_int(&cur, 2) == INT64_MAX);
    assert_true(db_time(&cur, 3).us == born.us);
    assert_int_equal(db_date(&cur, 4).days, -400);
    assert_int_equal(db_int(&cur, 5), 1);
    assert_true(str_eq(db_text_borrowed(&cur, 6), S("\0\xff\x01")));
    assert_false(db_null(&cur, 7));
    assert_int_equal(db_next(&cur), ERR_NOT_FOUND);
    assert_int_equal(db_next(&cur), ERR_NOT_FOUND);
    db_finish(&cur);
    db_rollback(t->reader);
}

static void null_reads_as_the_unset_value(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "", 0), OK);
    DbCursor cur;
    const DbValue name[] = {q_str(DB_TEXT, (Str){NULL, 0}), q_null(DB_INT)};
    assert_int_equal(db_start(t->writer, &GET, 0, name, 2, &cur), OK);
    assert_int_equal(db_next(&cur), OK);
    assert_false(db_null(&cur, 1));
    assert_int_equal(db_text(&cur, 1, t->arena).n, 0);
    assert_false(time_is_set(db_time(&cur, 3)));
    assert_false(date_is_set(db_date(&cur, 4)));
    assert_true(db_null(&cur, 6));
    assert_int_equal(db_text(&cur, 6, t->arena).n, 0);
    assert_true(id_is_nil(db_id(&cur, 7)));
    db_finish(&cur);
    db_rollback(t->writer);
}

static void each_broken_rule_has_its_error(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 0), OK);
    assert_int_equal(db_commit(t->writer), OK);
    const struct {
        uint8_t id;
        const char *name;
        int64_t size;
        Err err;
    } rows[] = {
        {1, "b", 0, ERR_CONFLICT},
        {2, "a", 0, ERR_CONFLICT},
        {2, "b", -1, ERR_INVALID},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(db_begin(t->writer), OK);
        assert_int_equal(add(t->writer, rows[i].id, rows[i].name, rows[i].size), rows[i].err);
        assert_true(db_last_error(t->writer)[0] != '\0');
        db_rollback(t->writer);
    }
    const DbValue no_parent[] = {q_id(an_id(2)),    q_str(DB_TEXT, S("b")), q_int(DB_INT, 0), q_time(TIME_NONE),
                                 q_date(DATE_NONE), q_int(DB_BOOL, 0),      q_null(DB_BYTES), q_id(an_id(77))};
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(db_exec(t->writer, &INSERT, 0, no_parent, COUNT_OF(no_parent), NULL), ERR_INVALID);
    db_rollback(t->writer);
    assert_int_equal(count_in_snapshot(t->reader), 1);
}

static void a_rollback_leaves_nothing_and_a_reader_keeps_its_snapshot(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->reader), OK);
    assert_int_equal(count(t->reader), 0);
    assert_int_equal(db_begin(t->writer), OK);
    assert_true(db_in_transaction(t->writer));
    assert_int_equal(add(t->writer, 1, "a", 0), OK);
    assert_int_equal(db_commit(t->writer), OK);
    assert_false(db_in_transaction(t->writer));
    assert_int_equal(count(t->reader), 0);
    db_rollback(t->reader);
    assert_int_equal(count_in_snapshot(t->reader), 1);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 2, "b", 0), OK);
    db_rollback(t->writer);
    assert_int_equal(count_in_snapshot(t->reader), 1);
    assert_int_equal(db_changes_total(t->writer) >= 1, 1);
}

static void a_reader_cannot_write(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->reader), OK);
    assert_int_equal(add(t->reader, 1, "a", 0), ERR_READ_ONLY);
    db_rollback(t->reader);
}

static void a_statement_past_its_budget_ends(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->reader), OK);
    db_set_budget(t->reader, 20000);
    DbCursor cur;
    Err err = db_start(t->reader, &SLOW, 0, NULL, 0, &cur);
    err = err == OK ? db_next(&cur) : err;
    assert_int_equal(err, ERR_BUDGET);
    db_rollback(t->reader);
    db_set_budget(t->reader, 0);
    assert_int_equal(count_in_snapshot(t->reader), 0);
}

static void a_cursor_may_be_open_twice(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 1), OK);
    assert_int_equal(add(t->writer, 2, "b", 2), OK);
    DbCursor outer, inner;
    assert_int_equal(db_start(t->writer, &MANY, 0, NULL, 0, &outer), OK);
    for (int i = 1; i <= 2; i++) {
        assert_int_equal(db_next(&outer), OK);
        assert_int_equal(db_int(&outer, 0), i);
        assert_int_equal(db_start(t->writer, &MANY, 0, NULL, 0, &inner), OK);
        assert_int_equal(db_next(&inner), OK);
        assert_int_equal(db_int(&inner, 0), 1);
        db_finish(&inner);
    }
    assert_int_equal(db_next(&outer), ERR_NOT_FOUND);
    db_rollback(t->writer);
}

static void a_rollback_ends_cursors_that_were_left_open(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 1), OK);
    assert_int_equal(add(t->writer, 2, "b", 2), OK);
    assert_int_equal(db_commit(t->writer), OK);
    for (int i = 0; i < 3; i++) {
        DbCursor left;
        assert_int_equal(db_begin(t->reader), OK);
        assert_int_equal(db_start(t->reader, &MANY, 0, NULL, 0, &left), OK);
        assert_int_equal(db_next(&left), OK);
        assert_false(left.own); /* the cached statement is free again each time */
        db_rollback(t->reader);
        assert_false(db_in_transaction(t->reader));
    }
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 3, "c", 3), OK);
    assert_int_equal(db_commit(t->writer), OK);
    assert_int_equal(count_in_snapshot(t->reader), 3);
}

static void more_variants_than_the_cache_holds_still_run(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 1), OK);
    for (uint32_t key = 0; key < 1100; key++) {
        DbCursor cur;
        assert_int_equal(db_start(t->writer, &MANY, key, NULL, 0, &cur), OK);
        assert_int_equal(db_next(&cur), OK);
        db_finish(&cur);
    }
    db_rollback(t->writer);
}

static void migrations_are_applied_once_and_guarded(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    int applied = -1, number = 0;
    assert_int_equal(migrate_run_list(t->writer, schema(), (Time){6}, &applied, t->why), OK);
    assert_int_equal(applied, 0);
    assert_int_equal(migrate_state_list(t->reader, schema(), &number), OK);
    assert_int_equal(number, 2);
    assert_int_equal(migrate_state_list(t->reader, (MigrationList){NEXT, 3}, &number), ERR_STALE);
    assert_int_equal(migrate_state_list(t->reader, (MigrationList){SCHEMA, 1}, &number), ERR_CONFLICT);
    assert_int_equal(migrate_run_list(t->writer, (MigrationList){SCHEMA, 1}, (Time){6}, &applied, t->why),
                     ERR_CONFLICT);
    assert_non_null(strstr(t->why, "newer version"));
    assert_int_equal(migrate_run_list(t->writer, (MigrationList){CHANGED, 2}, (Time){6}, &applied, t->why),
                     ERR_CONFLICT);
    assert_non_null(strstr(t->why, "migration 1"));
}

static void a_database_that_lacks_an_earlier_migration_is_not_called_newer(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    int applied = -1, number = 0;
    Migration list[] = {NEXT[0], NEXT[1], NEXT[1]};
    list[2].number = 3;
    const MigrationList wanted = {list, 3};
    assert_int_equal(db_run_script(t->writer, "UPDATE schema_migration SET number = 3 WHERE number = 2"), OK);
    assert_int_equal(migrate_state_list(t->reader, wanted, &number), ERR_CONFLICT);
    assert_int_equal(migrate_run_list(t->writer, wanted, (Time){6}, &applied, t->why), ERR_CONFLICT);
    assert_non_null(strstr(t->why, "lacks migration 2"));
    assert_null(strstr(t->why, "newer"));
    assert_int_equal(db_run_script(t->writer, "UPDATE schema_migration SET number = 2 WHERE number = 3"), OK);
}

static void a_migration_that_fails_leaves_nothing(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    int applied = -1, number = 0;
    assert_int_not_equal(migrate_run_list(t->writer, (MigrationList){NEXT, 3}, (Time){6}, &applied, t->why), OK);
    assert_int_equal(applied, 0);
    assert_non_null(strstr(t->why, "0003_broken"));
    assert_int_equal(migrate_state_list(t->writer, schema(), &number), OK);
    assert_int_equal(db_run_script(t->writer, "CREATE TABLE half (a INTEGER)"), OK); /* so it is not there */
}

static void two_writers_of_one_row_do_not_both_win(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 0), OK);
    assert_int_equal(db_commit(t->writer), OK);
    DbConn *other = NULL;
    assert_int_equal(db_connect(t->db, DB_WRITER, &other, t->why), OK);
    const DbValue name[] = {q_str(DB_TEXT, S("a"))};
    if (db_engine(t->db) == DB_SQLITE) {
        assert_int_equal(db_begin(t->writer), OK);
        assert_int_equal(db_begin(other), ERR_BUSY);
        db_rollback(t->writer);
    } else {
        assert_int_equal(db_begin(other), OK);
        assert_int_equal(count(other), 1);
        assert_int_equal(db_begin(t->writer), OK);
        assert_int_equal(db_exec(t->writer, &GROW, 0, name, 1, NULL), OK);
        assert_int_equal(db_commit(t->writer), OK);
        assert_int_equal(db_exec(other, &GROW, 0, name, 1, NULL), ERR_SERIALIZE);
        assert_int_not_equal(db_commit(other), OK); /* a spoiled unit does not commit */
        db_rollback(other);
    }
    db_disconnect(other);
}

/* Pages over things, as generated code asks for them */
typedef struct Thing {
    int64_t size;
    Id id;
} Thing;
static const Str PAGE_KEYS[] = {S_INIT("size"), S_INIT("id")};
static const QOrder PAGE_ORDERS[] = {{PAGE_KEYS, 2}};
static void page_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)engine;
    buf_add(out, S("SELECT size, id"));
    q_text_keys(out, key, PAGE_ORDERS);
    buf_add(out, S(" FROM thing WHERE size >= ?1"));
    if (key & 1) {
        buf_add(out, S(" AND id IN ("));
        q_text_list(out, key, 0, 5);
        buf_add(out, S(")"));
    }
    q_text_page(out, key, PAGE_ORDERS, 2);
}
static const DbQuery PAGE_QUERY[] = {{.name = "thing_page",
                                      .slot = 9,
                                      .cols_n = 4,
                                      .cols = (const DbType[]){DB_INT, DB_ID, DB_INT, DB_ID},
                                      .text = page_text}};
static void page_read(const DbCursor *cur, Arena *a, void *row)
{
    (void)a;
    *(Thing *)row = (Thing){db_int(cur, 0), db_id(cur, 1)};
}
static const QPage PAGE = {.orders = PAGE_QUERY,
                           .orders_n = 1,
                           .fixed_n = 1,
                           .keys_max = 2,
                           .cols_n = 2,
                           .read = page_read,
                           .row_size = sizeof(Thing)};

static Err things(Test *t, PageAsk ask, Thing **ret, size_t *ret_n, PageInfo *info)
{
    Ctx ctx = {.arena = t->arena, .db = t->writer};
    DbValue v[4];
    v[0] = q_int(DB_INT, 0);
    void *rows = NULL;
    Err err = q_run_page(&ctx, &PAGE, 0, v, 4, &ask, &rows, ret_n, info);
    *ret = rows;
    return err;
}

static void add_things(Test *t, uint8_t n)
{
    for (uint8_t i = 0; i < n; i++) {
        char name[8];
        snprintf(name, sizeof(name), "t%d", i);
        assert_int_equal(add(t->writer, i, name, i / 2), OK); /* two of each size: the id decides */
    }
}

static void pages_forth_and_back_show_each_row_once(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    add_things(t, 11);
    for (int descending = 0; descending < 2; descending++) {
        PageAsk ask = {.size = 3, .descending = descending};
        PageInfo info = {0};
        Thing *rows;
        size_t n, seen = 0;
        do {
            assert_int_equal(things(t, ask, &rows, &n, &info), OK);
            for (size_t i = 0; i < n; i++, seen++) {
                assert_int_equal(rows[i].id.b[15], descending ? 10 - seen : seen);
            }
            assert_int_equal(info.previous.n > 0, seen > 3);
            ask.after = info.next;
        } while (info.next.n);
        assert_int_equal(seen, 11);
        seen -= n;
        while (info.previous.n) {
            ask.after = S("");
            ask.before = info.previous;
            assert_int_equal(things(t, ask, &rows, &n, &info), OK);
            assert_int_equal(n, 3);
            for (size_t i = n; i-- > 0;) {
                seen--;
                assert_int_equal(rows[i].id.b[15], descending ? 10 - seen : seen);
            }
            assert_true(info.next.n > 0);
        }
        assert_int_equal(seen, 0);
    }
    db_rollback(t->writer);
}

static void a_page_takes_sizes_from_one_to_its_largest(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    Thing *rows;
    size_t n;
    PageInfo info;
    assert_int_equal(things(t, (PageAsk){.size = 5}, &rows, &n, &info), OK);
    assert_int_equal(n, 0);
    assert_int_equal(info.next.n + info.previous.n, 0);
    add_things(t, 2);
    assert_int_equal(things(t, (PageAsk){.size = 0}, &rows, &n, &info), OK);
    assert_int_equal(n, 1);
    assert_true(info.next.n > 0);
    assert_int_equal(things(t, (PageAsk){.size = UINT32_MAX}, &rows, &n, &info), OK);
    assert_int_equal(n, 2);
    assert_int_equal(things(t, (PageAsk){.size = 1, .order = 1}, &rows, &n, &info), ERR_INVALID);
    db_rollback(t->writer);
}

static void a_cursor_that_does_not_decode_is_refused(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    const DbValue keys[] = {q_int(DB_INT, -5), q_id(an_id(3)), q_str(DB_TEXT, S("x\0y"))};
    Str good = page_cursor_encode(t->arena, S("a"), 1, keys, 3);
    DbValue back[] = {q_null(DB_INT), q_null(DB_ID), q_null(DB_TEXT)};
    assert_int_equal(page_cursor_decode(t->arena, S("a"), 1, good, back, 3), OK);
    assert_int_equal(back[0].i, -5);
    assert_true(id_eq(back[1].id, an_id(3)));
    assert_true(str_eq(back[2].s, keys[2].s));
    assert_int_equal(page_cursor_decode(t->arena, S("b"), 1, good, back, 3), ERR_INVALID);
    assert_int_equal(page_cursor_decode(t->arena, S("a"), 0, good, back, 3), ERR_INVALID);
    assert_int_equal(page_cursor_decode(t->arena, S("a"), 1, good, back, 2), ERR_INVALID);
    DbValue other[] = {q_null(DB_TIME), q_null(DB_ID), q_null(DB_TEXT)};
    assert_int_equal(page_cursor_decode(t->arena, S("a"), 1, good, other, 3), ERR_INVALID);
    for (size_t n = 0; n < good.n; n++) {
        assert_int_equal(page_cursor_decode(t->arena, S("a"), 1, str_sub(good, 0, n), back, 3), ERR_INVALID);
    }
    assert_int_equal(page_cursor_decode(t->arena, S("a"), 1, S("%%%"), back, 3), ERR_INVALID);
    uint32_t seed = 1;
    for (int i = 0; i < 5000; i++) { /* whatever it is, it is refused or decodes to keys inside the cursor */
        char *bad = str_z(t->arena, good);
        for (int k = 0; k < 3; k++) {
            seed = seed * 1664525 + 1013904223;
            bad[seed % good.n] = (char)(33 + (seed >> 16) % 94);
        }
        if (page_cursor_decode(t->arena, S("a"), 1, str_from(bad), back, 3) == OK) {
            assert_true(str_copy(t->arena, back[2].s).n <= good.n);
        }
    }
}

static void lists_are_padded_to_powers_of_two(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    add_things(t, 9);
    const size_t sizes[] = {0, 1, 2, 3, 5, 9};
    for (size_t k = 0; k < COUNT_OF(sizes); k++) {
        Ctx ctx = {.arena = t->arena, .db = t->writer};
        uint32_t key = 1;
        size_t n = 4, at = 4;
        assert_int_equal(q_list_add(sizes[k], 0, &key, &n), OK);
        DbValue *v = arena_array(t->arena, DbValue, n);
        v[0] = q_int(DB_INT, 0);
        for (size_t i = 0, padded = q_list_padded(sizes[k]); i < padded; i++) {
            v[at++] = sizes[k] ? q_id(an_id((uint8_t)(i < sizes[k] ? i : sizes[k] - 1))) : q_null(DB_ID);
        }
        assert_int_equal(at, n);
        void *rows;
        PageInfo info;
        assert_int_equal(q_run_page(&ctx, &PAGE, key, v, n, &(PageAsk){.size = 50}, &rows, &at, &info), OK);
        assert_int_equal(at, sizes[k]);
    }
    uint32_t key = 0;
    size_t n = 0;
    assert_int_equal(q_list_add(501, 0, &key, &n), ERR_TOO_LARGE);
    db_rollback(t->writer);
}

/* SQLite alone */
static void an_empty_database_says_so(void **state)
{
    Test *t = *state;
    int number = -1;
    assert_int_equal(migrate_state_list(t->reader, schema(), &number), ERR_NOT_FOUND);
    assert_int_equal(number, 0);
    migrate(t);
    assert_int_equal(migrate_state_list(t->reader, schema(), &number), OK);
}

static void a_unit_in_a_batch_rolls_back_alone(void **state)
{
    Test *t = *state;
    assert_int_equal(db_begin(t->writer), OK);
    for (uint8_t i = 0; i < 4; i++) {
        char name[8];
        snprintf(name, sizeof(name), "u%d", i);
        assert_int_equal(db_savepoint(t->writer), OK);
        assert_int_equal(add(t->writer, i, name, i), OK);
        assert_int_equal(add(t->writer, i, name, i), ERR_CONFLICT);
        assert_true(db_in_transaction(t->writer));
        assert_int_equal(i % 2 ? db_rollback_to(t->writer) : db_release(t->writer), OK);
    }
    assert_int_equal(db_commit(t->writer), OK);
    assert_int_equal(count_in_snapshot(t->reader), 2);
}

static void a_full_disk_is_told_and_loses_nothing(void **state)
{
    Test *t = *state;
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "before", 0), OK);
    assert_int_equal(db_commit(t->writer), OK);
    assert_int_equal(db_run_script(t->writer, "PRAGMA max_page_count=12"), OK);
    assert_int_equal(db_begin(t->writer), OK);
    char name[4000];
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    Err err = OK;
    for (uint8_t i = 2; i < 100 && err == OK; i++) {
        name[0] = (char)i;
        err = add(t->writer, i, name, 0);
    }
    assert_int_equal(err, ERR_DISK_FULL);
    db_rollback(t->writer);
    assert_false(db_in_transaction(t->writer));
    assert_int_equal(count_in_snapshot(t->reader), 1);
    assert_int_equal(db_run_script(t->writer, "PRAGMA max_page_count=100000"), OK);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 2, "after", 0), OK);
    assert_int_equal(db_commit(t->writer), OK);
    assert_int_equal(db_verify(t->writer, t->why), OK);
}

static void ending_a_write_by_its_budget_ends_the_transaction(void **state)
{
    Test *t = *state;
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "n1", 0), OK);
    db_set_budget(t->writer, 2000);
    const DbValue name[] = {q_str(DB_TEXT, S("n1"))};
    Err err = db_exec(t->writer, &GROW, 1, name, 1, NULL);
    assert_int_equal(err, ERR_BUDGET);
    assert_false(db_in_transaction(t->writer)); /* the batch must notice and run its units again */
    db_set_budget(t->writer, 0);
    db_rollback(t->writer);
    assert_int_equal(count_in_snapshot(t->reader), 0);
}

static void the_log_is_emptied_when_it_has_grown(void **state)
{
    Test *t = *state;
    char wal[128], big[4000];
    snprintf(wal, sizeof(wal), "%s/test.db-wal", t->dir);
    memset(big, 'y', sizeof(big));
    struct stat st;
    assert_int_equal(db_run_script(t->writer, "CREATE TABLE fat (n INTEGER, body TEXT) STRICT"), OK);
    assert_int_equal(
        db_run_script(t->writer,
                      "INSERT INTO fat WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9000) "
                      "SELECT n, hex(zeroblob(2000)) FROM c"),
        OK);
    assert_int_equal(stat(wal, &st), 0);
    assert_true(st.st_size > 32 << 20);
    db_checkpoint(t->writer);
    assert_int_equal(stat(wal, &st), 0);
    assert_int_equal(st.st_size, 0);
}

/* Resting snapshots (db/stamp.h) */
static int64_t count_and_rest(DbConn *conn)
{
    assert_int_equal(db_begin(conn), OK);
    int64_t n = count(conn);
    db_rest(conn);
    assert_false(db_in_transaction(conn));
    return n;
}

static void rest_first(Test *t)
{
    db_allow_rest(t->reader);
    (void)count_and_rest(t->reader); /* opens the log: from the next unit on there is a stamp */
    (void)count_and_rest(t->reader);
    assert_true(db_is_resting(t->reader));
}

static void add_one(DbConn *writer, uint8_t n)
{
    char name[8];
    snprintf(name, sizeof(name), "n%d", n);
    assert_int_equal(db_begin(writer), OK);
    assert_int_equal(add(writer, n, name, n), OK);
    assert_int_equal(db_commit(writer), OK);
}

static void a_resting_reader_sees_each_commit(void **state)
{
    Test *t = *state;
    rest_first(t);
    for (uint8_t n = 1; n <= 20; n++) {
        add_one(t->writer, n);
        if (n % 7 == 0) {
            db_checkpoint(t->writer);
        }
        assert_int_equal(count_and_rest(t->reader), n);
        assert_int_equal(count_and_rest(t->reader), n);
        assert_true(db_is_resting(t->reader));
    }
}

static void a_resting_reader_sees_what_another_process_committed(void **state)
{
    Test *t = *state;
    rest_first(t);
    char command[256];
    for (int n = 1; n <= 3; n++) {
        snprintf(command, sizeof(command),
                 "sqlite3 -bail %s/test.db \"INSERT INTO thing (id, name, size, good) VALUES (x'%032d', 'n%d', 0, 1)\"",
                 t->dir, n, n);
        assert_int_equal(system(command), 0);
        assert_int_equal(count_and_rest(t->reader), n);
    }
}

static void a_commit_amid_a_unit_is_seen_by_the_next(void **state)
{
    Test *t = *state;
    rest_first(t);
    db_let_go(t->reader);
    assert_int_equal(db_begin(t->reader), OK); /* takes the snapshot */
    add_one(t->writer, 1);
    assert_int_equal(count(t->reader), 0);
    db_rest(t->reader);
    assert_int_equal(count_and_rest(t->reader), 1);

    assert_int_equal(db_begin(t->reader), OK);
    assert_int_equal(count(t->reader), 1);
    add_one(t->writer, 2);
    assert_int_equal(count(t->reader), 1); /* its snapshot */
    db_rest(t->reader);
    assert_int_equal(count_and_rest(t->reader), 2);
    assert_int_equal(count_and_rest(t->reader), 2);
    assert_true(db_is_resting(t->reader));
}

static void a_unit_that_read_nothing_sees_its_beginning(void **state)
{
    Test *t = *state;
    rest_first(t);
    db_let_go(t->reader);
    assert_int_equal(db_begin(t->reader), OK);
    db_rest(t->reader);
    add_one(t->writer, 1);
    assert_int_equal(count_and_rest(t->reader), 1);
}

static void what_was_rolled_back_disturbs_no_resting_reader(void **state)
{
    Test *t = *state;
    rest_first(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 0), OK);
    assert_int_equal(count_and_rest(t->reader), 0);
    db_rollback(t->writer);
    assert_int_equal(count_and_rest(t->reader), 0);
    assert_true(db_is_resting(t->reader));
}

static void a_reader_that_let_go_does_not_hold_the_log(void **state)
{
    Test *t = *state;
    rest_first(t);
    char wal[128];
    struct stat st;
    snprintf(wal, sizeof(wal), "%s/test.db-wal", t->dir);
    assert_int_equal(db_run_script(t->writer, "CREATE TABLE fat (n INTEGER, body TEXT) STRICT"), OK);
    (void)count_and_rest(t->reader);
    (void)count_and_rest(t->reader);
    assert_int_equal(
        db_run_script(t->writer,
                      "INSERT INTO fat WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9000) "
                      "SELECT n, hex(zeroblob(2000)) FROM c"),
        OK);
    db_checkpoint(t->writer);
    assert_int_equal(stat(wal, &st), 0);
    assert_true(st.st_size > 0); /* held by the snapshot */
    db_let_go(t->reader);
    assert_false(db_is_resting(t->reader));
    db_checkpoint(t->writer);
    assert_int_equal(stat(wal, &st), 0);
    assert_int_equal(st.st_size, 0);
    assert_int_equal(count_and_rest(t->reader), 0);
}

static void writers_and_databases_without_a_log_do_not_rest(void **state)
{
    Test *t = *state;
    db_allow_rest(t->writer);
    assert_int_equal(db_begin(t->writer), OK);
    (void)count(t->writer);
    db_rest(t->writer);
    assert_false(db_is_resting(t->writer));
    Db *db;
    DbConn *conn;
    assert_int_equal(db_open(&(DbConfig){.url = ":memory:", .create = true}, &db, t->why), OK);
    assert_int_equal(db_connect(db, DB_READER, &conn, t->why), OK);
    assert_int_equal(db_run_script(conn, SCHEMA[0].sqlite), OK);
    db_allow_rest(conn);
    (void)count_and_rest(conn);
    (void)count_and_rest(conn);
    assert_false(db_is_resting(conn));
    db_disconnect(conn);
    db_close(db);
}

/* Kept results (db/keep.h): asked often enough, a query is answered from memory. */
enum { OFTEN = 8 };

static uint64_t hits(const DbConn *conn)
{
    uint64_t n, misses;
    db_kept_counts(conn, &n, &misses);
    return n;
}

static int64_t count_often(DbConn *conn)
{
    int64_t n = -1;
    for (int i = 0; i < OFTEN; i++) {
        int64_t now = count_and_rest(conn);
        assert_true(i == 0 || now == n);
        n = now;
    }
    return n;
}

static void a_kept_result_ends_with_the_next_commit(void **state)
{
    Test *t = *state;
    rest_first(t);
    for (uint8_t n = 1; n <= 5; n++) {
        uint64_t before = hits(t->reader);
        add_one(t->writer, n);
        assert_int_equal(count_often(t->reader), n);
        assert_true(hits(t->reader) > before);
    }
    char command[256];
    snprintf(command, sizeof(command), "sqlite3 -bail %s/test.db \"DELETE FROM thing WHERE name = 'n3'\"", t->dir);
    assert_int_equal(system(command), 0); /* another process */
    assert_int_equal(count_often(t->reader), 4);
    db_let_go(t->reader); /* it outlasts the snapshot, and is still the database's */
    uint64_t before = hits(t->reader);
    assert_int_equal(count_and_rest(t->reader), 4);
    assert_int_equal(hits(t->reader), before + 1);
    db_let_go(t->reader);
    add_one(t->writer, 6);
    assert_int_equal(count_and_rest(t->reader), 5);
}

static void a_unit_that_began_before_a_commit_is_answered_as_of_then(void **state)
{
    Test *t = *state;
    rest_first(t);
    add_one(t->writer, 1);
    (void)count_often(t->reader);
    assert_int_equal(db_begin(t->reader), OK);
    add_one(t->writer, 2);
    assert_int_equal(count(t->reader), 1); /* from memory */
    DbCursor cur;
    DbValue name = q_str(DB_TEXT, S("n2"));
    assert_int_equal(db_start(t->reader, &GET, 0, &name, 1, &cur), OK);
    assert_int_equal(db_next(&cur), ERR_NOT_FOUND); /* from the database: the same state */
    db_rest(t->reader);
    assert_int_equal(count_and_rest(t->reader), 2);
}

static void a_kept_row_reads_as_the_row_itself(void **state)
{
    Test *t = *state;
    rest_first(t);
    const DbValue v[] = {q_id(an_id(1)),
                         q_str(DB_TEXT, S("Zo\xc3\xab's? $1")),
                         q_int(DB_INT, INT64_MAX),
                         q_time((Time){INT64_C(-1795239960123456)}),
                         q_date((Date){-400}),
                         q_int(DB_BOOL, 1),
                         q_str(DB_BYTES, S("\0\xff\x01")),
                         q_id(an_id(1))};
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(db_exec(t->writer, &INSERT, 0, v, COUNT_OF(v), NULL), OK);
    assert_int_equal(add(t->writer, 2, "", 7), OK);
    assert_int_equal(db_commit(t->writer), OK);
    for (int i = 0; i < OFTEN; i++) {
        DbCursor cur;
        assert_int_equal(db_begin(t->reader), OK);
        assert_int_equal(db_start(t->reader, &GET, 0, &v[1], 1, &cur), OK);
        assert_int_equal(db_next(&cur), OK);
        assert_memory_equal(db_id(&cur, 0).b, an_id(1).b, 16);
        assert_true(str_eq(db_text(&cur, 1, t->arena), v[1].s));
        assert_int_equal(db_int(&cur, 2), INT64_MAX);
        assert_int_equal(db_time(&cur, 3).us, INT64_C(-1795239960123456));
        assert_int_equal(db_date(&cur, 4).days, -400);
        assert_int_equal(db_int(&cur, 5), 1);
        assert_true(str_eq(db_text_borrowed(&cur, 6), S("\0\xff\x01")));
        assert_false(db_null(&cur, 7));
        assert_int_equal(db_next(&cur), ERR_NOT_FOUND);
        DbValue empty = q_str(DB_TEXT, S(""));
        assert_int_equal(db_start(t->reader, &GET, 0, &empty, 1, &cur), OK);
        assert_int_equal(db_next(&cur), OK);
        assert_true(str_empty(db_text(&cur, 1, t->arena)));
        assert_true(db_null(&cur, 3) && !time_is_set(db_time(&cur, 3)) && !date_is_set(db_date(&cur, 4)));
        assert_true(db_null(&cur, 6) && str_empty(db_text_borrowed(&cur, 6)) && id_is_nil(db_id(&cur, 7)));
        db_finish(&cur); /* before its end */
        db_rest(t->reader);
    }
    assert_true(hits(t->reader) >= 2);
}

static void other_arguments_are_another_query(void **state)
{
    Test *t = *state;
    rest_first(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 1), OK);
    assert_int_equal(add(t->writer, 2, "b", 2), OK);
    assert_int_equal(db_commit(t->writer), OK);
    for (int i = 0; i < OFTEN; i++) {
        static const struct {
            const char *name;
            int64_t more_than;
            bool null, found;
        } CASES[] = {{"a", 0, false, true},  {"a", 1, false, false}, {"b", 1, false, true},
                     {"b", 2, false, false}, {"b", 0, true, false},  {"c", 0, false, false}};
        assert_int_equal(db_begin(t->reader), OK);
        for (size_t k = 0; k < COUNT_OF(CASES); k++) {
            DbValue v[2] = {q_str(DB_TEXT, str_from(CASES[k].name)), q_int(DB_INT, CASES[k].more_than)};
            v[1].null = CASES[k].null;
            DbCursor cur;
            assert_int_equal(db_start(t->reader, &GET, 1, v, 2, &cur), OK);
            assert_int_equal(db_next(&cur), CASES[k].found ? OK : ERR_NOT_FOUND);
            db_finish(&cur);
        }
        db_rest(t->reader);
    }
    assert_true(hits(t->reader) > COUNT_OF((int[6]){0}));
}

static void add_many(Test *t, int n)
{
    assert_int_equal(db_begin(t->writer), OK);
    for (int i = 1; i <= n; i++) {
        char name[32];
        snprintf(name, sizeof(name), "many %d", i);
        const DbValue v[] = {q_id((Id){{2, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}}),
                             q_str(DB_TEXT, str_from(name)),
                             q_int(DB_INT, i),
                             q_time(TIME_NONE),
                             q_date(DATE_NONE),
                             q_int(DB_BOOL, 1),
                             q_null(DB_BYTES),
                             q_id_or_null(ID_NIL)};
        assert_int_equal(db_exec(t->writer, &INSERT, 0, v, COUNT_OF(v), NULL), OK);
    }
    assert_int_equal(db_commit(t->writer), OK);
}

/* Reads `most` sizes from the smallest on. */
static int read_sizes(DbConn *conn, uint32_t variant, int most)
{
    DbCursor cur;
    assert_int_equal(db_start(conn, &MANY, variant, NULL, 0, &cur), OK);
    int n = 0;
    Err err = OK;
    while (n < most && (err = db_next(&cur)) == OK) {
        assert_int_equal(db_int(&cur, 0), ++n);
    }
    assert_true(err == OK || err == ERR_NOT_FOUND);
    db_finish(&cur);
    return n;
}

static void whoever_reads_on_past_what_was_kept_gets_the_rest(void **state)
{
    Test *t = *state;
    rest_first(t);
    add_many(t, 30);
    for (int i = 0; i < OFTEN; i++) {
        assert_int_equal(db_begin(t->reader), OK);
        assert_int_equal(read_sizes(t->reader, 0, 10), 10);
        db_rest(t->reader);
    }
    for (int i = 0; i < OFTEN; i++) {
        assert_int_equal(db_begin(t->reader), OK);
        assert_int_equal(read_sizes(t->reader, 0, 100), 30);
        assert_int_equal(read_sizes(t->reader, 0, 10), 10);
        assert_int_equal(read_sizes(t->reader, 0, 11), 11);
        db_rest(t->reader);
    }
    assert_true(hits(t->reader) > 0);
}

static void more_than_the_memory_holds_is_still_right(void **state)
{
    Test *t = *state;
    rest_first(t);
    add_many(t, 4000); /* a result of 96 KB is not kept, and 500 of 20 KB are not all kept */
    for (int i = 0; i < OFTEN; i++) {
        assert_int_equal(db_begin(t->reader), OK);
        assert_int_equal(read_sizes(t->reader, 0, 5000), 4000);
        for (uint32_t k = 1; k <= 120; k++) {
            assert_int_equal(read_sizes(t->reader, k, 700), 700);
        }
        db_rest(t->reader);
    }
    assert_true(hits(t->reader) > 0);
}

static void a_result_read_while_another_is_open_is_right(void **state)
{
    Test *t = *state;
    rest_first(t);
    add_many(t, 20);
    for (int i = 0; i < OFTEN; i++) {
        DbCursor outer;
        assert_int_equal(db_begin(t->reader), OK);
        assert_int_equal(db_start(t->reader, &MANY, 7, NULL, 0, &outer), OK);
        for (int k = 1; k <= 20; k++) {
            assert_int_equal(db_next(&outer), OK);
            assert_int_equal(db_int(&outer, 0), k);
            assert_int_equal(read_sizes(t->reader, (uint32_t)k, 50), 20);
        }
        assert_int_equal(db_next(&outer), ERR_NOT_FOUND);
        db_rest(t->reader);
    }
}

static void what_ended_half_way_is_not_kept_as_whole(void **state)
{
    Test *t = *state;
    rest_first(t);
    add_many(t, 20);
    for (int i = 0; i < OFTEN; i++) { /* left open by a long jump */
        DbCursor left;
        assert_int_equal(db_begin(t->reader), OK);
        assert_int_equal(db_start(t->reader, &MANY, 0, NULL, 0, &left), OK);
        assert_int_equal(db_next(&left), OK);
        db_rest(t->reader);
    }
    for (int i = 0; i < OFTEN; i++) { /* by its budget */
        assert_int_equal(db_begin(t->reader), OK);
        db_set_budget(t->reader, 1000);
        DbCursor cur;
        Err err = db_start(t->reader, &SLOW, 0, NULL, 0, &cur);
        assert_int_equal(err == OK ? db_next(&cur) : err, ERR_BUDGET);
        db_set_budget(t->reader, 0);
        db_rollback(t->reader);
        assert_int_equal(db_begin(t->reader), OK);
        assert_int_equal(read_sizes(t->reader, 0, 50), 20);
        db_rest(t->reader);
    }
    assert_true(hits(t->reader) > 0);
}

static void a_backup_is_a_whole_database(void **state)
{
    Test *t = *state;
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 0), OK);
    assert_int_equal(db_commit(t->writer), OK);
    char path[128];
    snprintf(path, sizeof(path), "%s/copy.db", t->dir);
    assert_int_equal(db_backup(t->reader, path, t->why), OK);
    DbConfig config = {.url = path, .read_only = true};
    Db *copy;
    DbConn *conn;
    assert_int_equal(db_open(&config, &copy, t->why), OK);
    assert_int_equal(db_connect(copy, DB_READER, &conn, t->why), OK);
    assert_int_equal(count_in_snapshot(conn), 1);
    assert_int_equal(db_verify(conn, t->why), OK);
    db_disconnect(conn);
    db_close(copy);
    assert_int_not_equal(db_backup(t->reader, "/nowhere/copy.db", t->why), OK);
    assert_true(t->why[0] != '\0');
}

static void a_database_opened_to_read_is_not_written(void **state)
{
    Test *t = *state;
    char path[128];
    snprintf(path, sizeof(path), "%s/test.db", t->dir);
    Db *db;
    DbConn *conn;
    assert_int_equal(db_open(&(DbConfig){.url = path, .read_only = true}, &db, t->why), OK);
    assert_int_equal(db_connect(db, DB_WRITER, &conn, t->why), OK);
    assert_int_equal(db_begin(conn), OK);
    assert_int_equal(add(conn, 1, "a", 0), ERR_READ_ONLY);
    db_rollback(conn);
    db_disconnect(conn);
    db_close(db);
}

static void what_cannot_be_opened_says_why(void **state)
{
    (void)state;
    Db *db;
    DbConn *conn;
    char why[256];
    assert_int_equal(db_open(&(DbConfig){.url = "/nowhere/x.db"}, &db, why), ERR_NOT_FOUND);
    assert_non_null(strstr(why, "/nowhere/x.db"));
    assert_int_equal(db_open(&(DbConfig){.url = "/nowhere/x.db", .create = true}, &db, why), OK);
    assert_int_equal(db_connect(db, DB_WRITER, &conn, why), ERR_UNAVAILABLE);
    assert_true(why[0] != '\0');
    db_close(db);
    assert_int_equal(db_open(&(DbConfig){.url = "/etc/hostname"}, &db, why), OK);
    assert_int_not_equal(db_connect(db, DB_READER, &conn, why), OK);
    db_close(db);
    assert_int_equal(db_open(&(DbConfig){.url = "postgres://x@127.0.0.1:1/none"}, &db, why), OK);
    assert_int_equal(db_engine(db), DB_POSTGRES);
    assert_int_equal(db_connect(db, DB_READER, &conn, why), ERR_UNAVAILABLE);
    assert_true(why[0] != '\0');
    db_close(db);
}

/* PostgreSQL alone */
static void a_lost_connection_is_told_and_comes_back(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 0), OK);
    assert_int_equal(
        db_run_script(t->admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                                "AND datname = current_database() AND query LIKE '%INTO thing%'"),
        OK);
    Err err = OK;
    for (int i = 0; i < 100 && err == OK; i++) {
        err = add(t->writer, (uint8_t)(i + 2), (char[]){'b', (char)(i + '0'), 0}, 0);
    }
    assert_int_equal(err, ERR_UNAVAILABLE);
    db_rollback(t->writer);
    assert_int_equal(db_begin(t->writer), ERR_UNAVAILABLE);
    assert_int_equal(db_reconnect(t->writer), OK);
    assert_int_equal(db_begin(t->writer), OK);
    assert_int_equal(add(t->writer, 1, "a", 0), OK);
    assert_int_equal(db_commit(t->writer), OK);
    assert_int_equal(count_in_snapshot(t->reader), 1);
}

#define BOTH(name)                                                                                                     \
    cmocka_unit_test_setup_teardown(name, set_up, tear_down), { "postgres_" #name, name, set_up_pg, tear_down, NULL }
#define LITE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(every_type_reads_back_as_it_was_written),
        BOTH(null_reads_as_the_unset_value),
        BOTH(each_broken_rule_has_its_error),
        BOTH(a_rollback_leaves_nothing_and_a_reader_keeps_its_snapshot),
        BOTH(a_reader_cannot_write),
        BOTH(a_statement_past_its_budget_ends),
        BOTH(a_cursor_may_be_open_twice),
        BOTH(a_rollback_ends_cursors_that_were_left_open),
        BOTH(more_variants_than_the_cache_holds_still_run),
        BOTH(migrations_are_applied_once_and_guarded),
        BOTH(a_database_that_lacks_an_earlier_migration_is_not_called_newer),
        BOTH(a_migration_that_fails_leaves_nothing),
        BOTH(two_writers_of_one_row_do_not_both_win),
        BOTH(pages_forth_and_back_show_each_row_once),
        BOTH(a_page_takes_sizes_from_one_to_its_largest),
        BOTH(a_cursor_that_does_not_decode_is_refused),
        BOTH(lists_are_padded_to_powers_of_two),
        cmocka_unit_test_setup_teardown(an_empty_database_says_so, set_up_empty, tear_down),
        LITE(a_unit_in_a_batch_rolls_back_alone),
        LITE(a_full_disk_is_told_and_loses_nothing),
        LITE(ending_a_write_by_its_budget_ends_the_transaction),
        LITE(the_log_is_emptied_when_it_has_grown),
        LITE(a_database_opened_to_read_is_not_written),
        LITE(a_resting_reader_sees_each_commit),
        LITE(a_resting_reader_sees_what_another_process_committed),
        LITE(a_commit_amid_a_unit_is_seen_by_the_next),
        LITE(a_unit_that_read_nothing_sees_its_beginning),
        LITE(what_was_rolled_back_disturbs_no_resting_reader),
        LITE(a_reader_that_let_go_does_not_hold_the_log),
        LITE(writers_and_databases_without_a_log_do_not_rest),
        LITE(a_kept_result_ends_with_the_next_commit),
        LITE(a_unit_that_began_before_a_commit_is_answered_as_of_then),
        LITE(a_kept_row_reads_as_the_row_itself),
        LITE(other_arguments_are_another_query),
        LITE(whoever_reads_on_past_what_was_kept_gets_the_rest),
        LITE(more_than_the_memory_holds_is_still_right),
        LITE(a_result_read_while_another_is_open_is_right),
        LITE(what_ended_half_way_is_not_kept_as_whole),
        LITE(a_backup_is_a_whole_database),
        cmocka_unit_test(what_cannot_be_opened_says_why),
        {"postgres_a_lost_connection_is_told_and_comes_back", a_lost_connection_is_told_and_comes_back, set_up_pg,
         tear_down, NULL},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
