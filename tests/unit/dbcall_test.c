/* Generated queries over the product's own schema, on both engines: what sqlgen writes is what comes back. */
#include "app/dbcall.h"
#include "db/migrate.h"
#include "gen/app_q.h"
#include "os/os.h"
#include <cmocka.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Test {
    Db *db, *admin_db;
    DbConn *conn, *admin;
    Ctx ctx;
    char schema[64];
} Test;

static void open_migrated(Test *t, const char *url)
{
    char why[256];
    int applied = 0;
    assert_int_equal(db_open(&(DbConfig){.url = url, .create = true}, &t->db, why), OK);
    assert_int_equal(db_connect(t->db, DB_WRITER, &t->conn, why), OK);
    assert_int_equal(migrate_run(t->conn, (Time){1}, &applied, why), OK);
    assert_int_equal(applied, MIGRATIONS_N);
    t->ctx = (Ctx){.arena = arena_create(0), .db = t->conn, .now = {2000}, .wall = {3000}};
    t->ctx.actor.user_id = (Id){{0x77}};
    assert_int_equal(db_begin(t->conn), OK);
}

static int set_up(void **state)
{
    Test *t = calloc(1, sizeof(*t));
    *state = t;
    open_migrated(t, ":memory:");
    return 0;
}

static int set_up_pg(void **state)
{
    const char *url = getenv("ENTENTE_TEST_PG");
    Test *t = calloc(1, sizeof(*t));
    *state = t;
    if (!url) {
        return 0;
    }
    char why[256], sql[128], full[512];
    assert_int_equal(db_open(&(DbConfig){.url = url}, &t->admin_db, why), OK);
    assert_int_equal(db_connect(t->admin_db, DB_WRITER, &t->admin, why), OK);
    snprintf(t->schema, sizeof(t->schema), "dbcall_test_%d_%lld", getpid(), (long long)os_monotonic_ns());
    snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", t->schema);
    assert_int_equal(db_run_script(t->admin, sql), OK);
    snprintf(full, sizeof(full), "%s%soptions=-csearch_path%%3D%s", url, strchr(url, '?') ? "&" : "?", t->schema);
    open_migrated(t, full);
    return 0;
}

static int tear_down(void **state)
{
    Test *t = *state;
    if (t->conn) {
        db_rollback(t->conn);
        arena_destroy(t->ctx.arena);
    }
    db_disconnect(t->conn);
    db_close(t->db);
    if (t->admin) {
        char sql[128];
        snprintf(sql, sizeof(sql), "DROP SCHEMA %s CASCADE", t->schema);
        assert_int_equal(db_run_script(t->admin, sql), OK);
        db_disconnect(t->admin);
        db_close(t->admin_db);
    }
    free(t);
    return 0;
}

#define SKIP_WITHOUT(t)                                                                                                \
    do {                                                                                                               \
        if (!(t)->conn) {                                                                                              \
            skip();                                                                                                    \
        }                                                                                                              \
    } while (0)

static void the_context_fills_user_and_wall(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    SelfCtx me = {&t->ctx};
    Id account = {{0x11}};
    for (int i = 0; i < 2; i++) { /* the second stores over the first */
        PreferenceStoreArgs store = {.in_account = account, .key = S("density"), .value = i ? S("compact") : S("wide")};
        int64_t changed = 0;
        assert_int_equal(q_preference_store(me, &store, &changed), OK);
        assert_int_equal(changed, 1);
    }
    PreferenceFindRow row = {0};
    PreferenceFindArgs find = {.in_account = account, .key = S("density")};
    assert_int_equal(q_preference_find(me, &find, &row), OK);
    assert_true(str_eq(row.value, S("compact")));
    t->ctx.actor.user_id = (Id){{0x78}}; /* somebody else sees nothing of it */
    assert_int_equal(q_preference_find(me, &find, &row), ERR_NOT_FOUND);
}

static void many_rows_come_in_order_with_unset_values(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    SystemCtx system = {&t->ctx};
    SelfCtx me = {&t->ctx};
    for (uint8_t i = 0; i < 40; i++) {
        TellInsertArgs n = {.user_id = {{0x77}},
                            .id = {{i}},
                            .icon = S("bell"),
                            .msg = S("m"),
                            .args = S("[]"),
                            .line_args = S("[]"),
                            .action_args = S("[]"),
                            .url = S("/"),
                            .category = S("tasks"),
                            .due = DATE_NONE};
        n.account_id = i % 2 ? (Id){{0x11}} : ID_NIL;
        assert_int_equal(q_tell_insert(system, &n, NULL), OK);
    }
    NotificationListRow *rows = NULL;
    size_t n = 0;
    assert_int_equal(q_notification_list(me, &(NotificationListArgs){.max = 33}, &rows, &n), OK);
    assert_int_equal(n, 33);
    for (uint8_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].id.b[0], 39 - i);
        assert_int_equal(id_is_nil(rows[i].account_id), rows[i].id.b[0] % 2 == 0);
        assert_true(rows[i].created_at.us == 3000);
        assert_false(time_is_set(rows[i].read_at));
        assert_true(str_eq(rows[i].args, S("[]")));
    }
    assert_int_equal(q_notification_mark(me, &(NotificationMarkArgs){.id = rows[0].id}, NULL), OK);
    assert_int_equal(q_notification_list(me, &(NotificationListArgs){.max = 1}, &rows, &n), OK);
    assert_int_equal(rows[0].read_at.us, 3000);
    NotificationUnreadRow unread;
    assert_int_equal(q_notification_unread(me, NULL, &unread), OK);
    assert_int_equal(unread.n, 39);
    t->ctx.actor.user_id = (Id){{0x78}};
    assert_int_equal(q_notification_list(me, &(NotificationListArgs){.max = 5}, &rows, &n), OK);
    assert_int_equal(n, 0);
}

static void the_schema_verifies(void **state)
{
    Test *t = *state;
    SKIP_WITHOUT(t);
    char why[256];
    int number = 0;
    db_rollback(t->conn);
    assert_int_equal(migrate_state(t->conn, &number), OK);
    assert_int_equal(number, MIGRATIONS[MIGRATIONS_N - 1].number);
    assert_int_equal(db_verify(t->conn, why), OK);
}

#define BOTH(name)                                                                                                     \
    cmocka_unit_test_setup_teardown(name, set_up, tear_down), { "postgres_" #name, name, set_up_pg, tear_down, NULL }

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(the_context_fills_user_and_wall),
        BOTH(many_rows_come_in_order_with_unset_values),
        BOTH(the_schema_verifies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
