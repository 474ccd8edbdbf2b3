/* The proof of the audit against somebody who can write the database: every column of every table of the chain is
 * changed in turn, and the first row that does not hold is named. Then what may be taken out, and how. */
#include "app/audit_row.h"
#include "app/queryinfo.h"
#include "app/setting.h"
#include "lib/app_fixture.h"
#include "unit.h"

enum { ROWS = 5, TAMPERED = 3 };

static int setup(void **state)
{
    *state = fixture_open();
    return 0;
}
static int teardown(void **state)
{
    fixture_close(*state);
    return 0;
}

typedef struct Act {
    Id actor, target;
} Act;

static Err act(Ctx *ctx, void *arg)
{
    const Act *a = arg;
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = a->actor;
    ctx->actor.application_id = a->actor;
    ctx->actor.name = S("Ada Test");
    ctx->customer_id = ctx->on_behalf_of = a->target;
    ctx->audit.target_kind = S("thing");
    ctx->audit.target_id = a->target;
    ctx->audit.target_name = S("A thing");
    ctx->audit.before = S("{\"name\":\"old\"}");
    ctx->audit.after = S("{\"name\":\"new\"}");
    ctx->audit.action = "account.company";
    return installation_put(ctx, S("thing"), ctx->request_id);
}

/* ROWS rows in the account's chain, in an order of ids that is the order of the chain. */
static void act_times(Fixture *f, Id actor, Id target)
{
    Act a = {actor, target};
    for (int i = 0; i < ROWS; i++) {
        fixture_set_wall(f, time_add(app_wall(f->app), TIME_SECOND));
        assert_ok(fixture_unit(f, MODE_WRITE, f->account, act, &a));
        assert_ok(audit_seal_some(f->app));
    }
}

static Err verify(Fixture *f, AuditReport *ret) { return audit_verify(ctx_system(f->app, f->arena), ret); }

static void holds(Fixture *f)
{
    AuditReport r;
    if (verify(f, &r) != OK) {
        fail_msg("%.*s", S_ARG(audit_report_text(ctx_system(f->app, f->arena), &r)));
    }
}

static void run_sql(Fixture *f, Str sql)
{
    char why[256];
    DbConn *conn = NULL;
    assert_ok(db_connect(f->app->db, DB_WRITER, &conn, why));
    if (db_run_script(conn, str_z(f->arena, sql)) != OK) {
        fail_msg("%.*s: %s", S_ARG(sql), db_last_error(conn));
    }
    db_disconnect(conn);
}

static Str id_literal(Fixture *f, Id id)
{
    Str text = id_text(f->arena, id);
    if (fixture_on_postgres()) {
        return str_fmt(f->arena, "'%.*s'", S_ARG(text));
    }
    Buf b = buf_on_arena(f->arena, 64);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '-') {
            buf_addc(&b, text.p[i]);
        }
    }
    return str_fmt(f->arena, "x'%.*s'", S_ARG(buf_str(&b)));
}

/* Another value of the same type that the table takes. */
static Str other_value(Fixture *f, const char *column, DbType type)
{
    if (strcmp(column, "outcome") == 0) {
        return S("'refused'");
    }
    if (strcmp(column, "account_id") == 0) {
        return id_literal(f, f->other_account);
    }
    if (strcmp(column, "quiet") == 0) {
        return fixture_on_postgres() ? S("TRUE") : S("1");
    }
    switch (type) {
    case DB_ID:
        return id_literal(f, ctx_new_id(ctx_system(f->app, f->arena)));
    case DB_TEXT:
        return S("'changed'");
    case DB_JSON:
        return S("'{\"name\":\"changed\"}'");
    case DB_BYTES:
        return fixture_on_postgres() ? S("'\\x00112233'") : S("x'00112233'");
    case DB_TIME:
    case DB_DATE:
    case DB_MINOR:
    case DB_INT:
    case DB_DEC:
    case DB_BOOL:
        break;
    }
    return S("987654");
}

static const QueryTable *table_named(const char *name)
{
    for (size_t i = 0; i < QUERY_TABLES_N; i++) {
        if (strcmp(QUERY_TABLES[i].name, name) == 0) {
            return &QUERY_TABLES[i];
        }
    }
    fail_msg("no table %s", name);
    return NULL;
}

static const char *const TABLES[] = {"audit", "audit_detail", "audit_head", "audit_sum"};

static void keep_all_as(Fixture *f, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
        run_sql(f, str_fmt(f->arena, "CREATE TABLE %s_%s AS SELECT * FROM %s", name, TABLES[i], TABLES[i]));
    }
}
static void keep_all(Fixture *f) { keep_all_as(f, "kept"); }
static void put_back(Fixture *f)
{
    for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
        run_sql(f, str_fmt(f->arena, "DELETE FROM %s", TABLES[i]));
        run_sql(f, str_fmt(f->arena, "INSERT INTO %s SELECT * FROM kept_%s", TABLES[i], TABLES[i]));
    }
}

static void a_change_of_any_column_is_found_and_the_row_is_named(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    holds(f);
    keep_all(f);
    Str account = id_literal(f, f->account);
    for (size_t t = 0; t < COUNT_OF(TABLES); t++) {
        const QueryTable *table = table_named(TABLES[t]);
        bool head = strcmp(TABLES[t], "audit_head") == 0, detail = strcmp(TABLES[t], "audit_detail") == 0;
        bool sum = strcmp(TABLES[t], "audit_sum") == 0;
        Str which = sum      ? S("id = 1")
                    : head   ? str_fmt(f->arena, "account_id = %.*s", S_ARG(account))
                    : detail ? str_fmt(f->arena,
                                       "audit_id = (SELECT a.id FROM audit a WHERE a.account_id = %.*s AND a.seq = %d)",
                                       S_ARG(account), TAMPERED)
                             : str_fmt(f->arena, "account_id = %.*s AND seq = %d", S_ARG(account), TAMPERED);
        for (size_t c = 0; c < table->columns_n; c++) {
            const char *column = table->columns[c];
            run_sql(f, str_fmt(f->arena, "UPDATE %s SET %s = %.*s WHERE %.*s", TABLES[t], column,
                               S_ARG(other_value(f, column, table->types[c])), S_ARG(which)));
            AuditReport r;
            if (verify(f, &r) != ERR_CONFLICT) {
                fail_msg("a change of %s.%s is not found", TABLES[t], column);
            }
            bool other = id_eq(r.chain, f->other_account); /* a row or head put into that chain may be met first */
            assert_true(r.whole == sum);
            assert_true(other || sum || id_eq(r.chain, f->account));
            assert_true(other || head || sum || r.seq == TAMPERED);
            assert_true(r.why.n > 10);
            put_back(f);
        }
    }
    holds(f);
}

static void says(Fixture *f, const char *words)
{
    AuditReport r;
    assert_int_equal(verify(f, &r), ERR_CONFLICT);
    Str text = audit_report_text(ctx_system(f->app, f->arena), &r);
    if (str_find(text, str_from(words)) < 0) {
        fail_msg("got \"%.*s\", want \"%s\"", S_ARG(text), words);
    }
}

static void the_report_names_the_chain_the_number_and_what_is_wrong(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    Str account = id_literal(f, f->account);
    run_sql(f, str_fmt(f->arena, "UPDATE audit SET action = 'x' WHERE account_id = %.*s AND seq = 4", S_ARG(account)));
    says(f, "the chain of test (account ");
    says(f, "does not hold at number 4 (row ");
    says(f, "the row does not fit its digest: it was changed after it was written.");
    run_sql(f, str_fmt(f->arena, "DELETE FROM audit WHERE account_id = %.*s AND seq = 2", S_ARG(account)));
    says(f, "does not hold at number 2: the row is missing");
    run_sql(f, str_fmt(f->arena, "DELETE FROM audit WHERE account_id = %.*s AND seq > 1", S_ARG(account)));
    says(f, "does not hold at number 2: the row and all behind it are missing");
    run_sql(f, S("DELETE FROM audit_head"));
    says(f, "has lost its head");
}

/* --- what is cut off --- */

static void cut(Fixture *f, Id account, int after)
{
    Str id = id_literal(f, account);
    run_sql(f, str_fmt(f->arena,
                       "DELETE FROM audit_detail WHERE audit_id IN (SELECT a.id FROM audit a WHERE a.account_id = %.*s "
                       "AND a.seq > %d)",
                       S_ARG(id), after));
    run_sql(f, str_fmt(f->arena, "DELETE FROM audit WHERE account_id = %.*s AND seq > %d", S_ARG(id), after));
}
static void put_head_back(Fixture *f, Id account, int seq)
{
    Str id = id_literal(f, account);
    run_sql(f, str_fmt(f->arena,
                       "UPDATE audit_head SET seq = %d, digest = (SELECT a.digest FROM audit a WHERE a.account_id = "
                       "%.*s AND a.seq = %d) WHERE account_id = %.*s",
                       seq, S_ARG(id), seq, S_ARG(id)));
}

static void a_chain_cut_at_its_end_is_found_though_its_head_was_put_back(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    cut(f, f->account, 3);
    put_head_back(f, f->account, 3);
    says(f, "the chain of test (account ");
    says(f, "does not hold at number 3: the head of the chain was not written by Entente");
    act_times(f, f->user, f->colleague); /* what is added to such a chain does not make it good again */
    says(f, "the head of the chain was not written by Entente");
    fixture_restart(f);
    says(f, "the head of the chain was not written by Entente");
}

static void act_elsewhere(Fixture *f)
{
    Act a = {f->stranger, f->stranger};
    assert_ok(fixture_unit(f, MODE_WRITE, f->other_account, act, &a));
    assert_ok(audit_seal_some(f->app));
}

static void a_head_of_an_earlier_moment_is_found(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    keep_all(f);
    act_times(f, f->user, f->colleague);
    act_elsewhere(f);
    cut(f, f->account, ROWS);
    Str account = id_literal(f, f->account);
    run_sql(f, str_fmt(f->arena, "DELETE FROM audit_head WHERE account_id = %.*s", S_ARG(account)));
    run_sql(f, str_fmt(f->arena, "INSERT INTO audit_head SELECT * FROM kept_audit_head WHERE account_id = %.*s",
                       S_ARG(account)));
    says(f, "the record of all chains does not hold: there are fewer rows than were written");
    run_sql(f, S("DELETE FROM audit_sum")); /* the record of that moment as well: other chains have gone on */
    run_sql(f, S("INSERT INTO audit_sum SELECT * FROM kept_audit_sum"));
    AuditReport r;
    assert_int_equal(verify(f, &r), ERR_CONFLICT);
    assert_true(r.whole);
}

static void a_chain_that_is_gone_is_named(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    act_elsewhere(f);
    holds(f);
    cut(f, f->account, 0);
    run_sql(f, str_fmt(f->arena, "DELETE FROM audit_head WHERE account_id = %.*s", S_ARG(id_literal(f, f->account))));
    says(f, "the chain of test (account ");
    says(f, "does not hold at number 1: all of it is gone");
    cut(f, f->other_account, 0);
    run_sql(
        f, str_fmt(f->arena, "DELETE FROM audit_head WHERE account_id = %.*s", S_ARG(id_literal(f, f->other_account))));
    says(f, "the record of all chains does not hold: chains are missing");
    run_sql(f, S("DELETE FROM audit_sum"));
    says(f, "the record of all chains does not hold: it was taken away");
    fixture_restart(f); /* it is not made anew where heads are sealed */
    act_elsewhere(f);
    says(f, "the record of all chains does not hold: it was taken away");
}

typedef struct Seals {
    int64_t rows;
    Str after;
} Seals;
static Err count_seals(Ctx *ctx, void *arg)
{
    Seals *s = arg;
    AuditChainRow *rows;
    size_t n;
    TRY(q_audit_chain(system_of(ctx), &(AuditChainArgs){.account_id = ID_NIL, .after_seq = 0}, &rows, &n));
    s->rows = 0;
    for (size_t i = 0; i < n; i++) {
        bool one = str_eq(rows[i].action, S("audit.seal"));
        s->rows += one;
        s->after = one ? rows[i].after_json : s->after;
    }
    return OK;
}
static void heads_of_an_earlier_version_are_sealed_once_and_the_log_says_so(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    act_elsewhere(f);
    Seals s = {.after = S("")};
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, count_seals, &s));
    assert_int_equal(s.rows, 0); /* a new database has nothing to seal */
    run_sql(f, S("UPDATE audit_head SET mac = NULL"));
    run_sql(f, S("DELETE FROM audit_sum"));
    for (int i = 0; i < 2; i++) {
        fixture_restart(f);
        assert_ok(audit_seal_some(f->app));
        act_times(f, f->user, f->colleague);
        holds(f);
        assert_ok(fixture_unit(f, MODE_READ, ID_NIL, count_seals, &s));
        assert_int_equal(s.rows, 1);
        assert_true(str_find(s.after, S("\"chains\"")) >= 0);
    }
    cut(f, f->account, 2);
    put_head_back(f, f->account, 2);
    says(f, "was not written by Entente");
}

static void rows_out_of_order_are_found(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    Str account = id_literal(f, f->account);
    const int steps[][2] = {{2, 99}, {3, 2}, {99, 3}};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        run_sql(f, str_fmt(f->arena, "UPDATE audit SET seq = %d WHERE account_id = %.*s AND seq = %d", steps[i][1],
                           S_ARG(account), steps[i][0]));
    }
    says(f, "does not hold at number 2");
}

static void a_row_whose_place_was_taken_is_found(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    Str account = id_literal(f, f->account);
    run_sql(f, str_fmt(f->arena, "UPDATE audit SET seq = NULL, digest = NULL WHERE account_id = %.*s AND seq = %d",
                       S_ARG(account), ROWS));
    says(f, "stands outside of the chain");
}

/* A row as version 0.1 wrote it: its text is spelled out here, not taken from the code that reads it. */
static Err write_old_row(Ctx *ctx, void *arg)
{
    Fixture *f = arg;
    SystemCtx s = system_of(ctx);
    AuditHead *head;
    TRY(audit_head_of(ctx, request_of(ctx)->audit, f->account, &head));
    Str before = S("{\"a\":\"1\"}"), after = S("{\"a\":\"2\"}"), salt = S("0123456789abcdef");
    Str detail_text =
        str_fmt(ctx->arena, "16:%.*s%zu:%.*s%zu:%.*s", S_ARG(salt), before.n, S_ARG(before), after.n, S_ARG(after));
    Digest detail = digest_keyed(f->app->key_audit, detail_text);
    AuditInsertArgs row = {.account_id = f->account,
                           .id = ctx_new_id(ctx),
                           .at = {1000},
                           .business_at = {2000},
                           .action = S("old.act"),
                           .actor_kind = S("user"),
                           .actor_name = S("Ada"),
                           .target_kind = S("thing"),
                           .target_name = S("T"),
                           .outcome = S("done"),
                           .times = 1,
                           .request_id = S("r1"),
                           .detail_hash = digest_str(&detail),
                           .sealed_as = 1,
                           .operation = S(""),
                           .resource = S(""),
                           .permission = S("")};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_add(&b, S("32:"));
    buf_add(&b, digest_str(&head->digest));
    buf_fmt(&b, "%lld;", (long long)head->seq + 1);
    const Id ids[] = {row.account_id, row.id};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        buf_add(&b, S("16:"));
        buf_add(&b, str_of((const char *)ids[i].b, 16));
    }
    buf_add(&b, S("1000;2000;7:old.act4:user16:"));
    const Str nil = str_of((const char *)ID_NIL.b, 16);
    buf_add(&b, nil);
    buf_add(&b, S("3:Ada16:"));
    buf_add(&b, nil);
    buf_add(&b, S("16:"));
    buf_add(&b, nil);
    buf_add(&b, S("5:thing16:"));
    buf_add(&b, nil);
    buf_add(&b, S("1:T4:done1;2:r132:"));
    buf_add(&b, digest_str(&detail));
    Digest d = digest_keyed(f->app->key_audit, buf_str(&b));
    row.seq = head->seq + 1;
    row.digest = digest_str(&d);
    TRY(q_audit_insert(s, &row, NULL));
    TRY(q_audit_detail_insert(s,
                              &(AuditDetailInsertArgs){.account_id = row.account_id,
                                                       .audit_id = row.id,
                                                       .salt = salt,
                                                       .before_json = before,
                                                       .after_json = after,
                                                       .actor_name = S(""),
                                                       .address = S(""),
                                                       .agent = S(""),
                                                       .target_name = S(""),
                                                       .who_salt = S("")},
                              NULL));
    ctx->audit.skip = true;
    request_of(ctx)->audit_also = 1;
    head->seq = row.seq;
    head->digest = d;
    head->dirty = true;
    return OK;
}

static void rows_of_version_one_still_hold_and_are_still_proved(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, write_old_row, f));
    act_times(f, f->user, f->colleague);
    holds(f);
    keep_all(f);
    run_sql(f, S("UPDATE audit SET actor_name = 'Eve' WHERE action = 'old.act'"));
    says(f, "does not hold at number 6 (row ");
    put_back(f);
    run_sql(f, S("UPDATE audit_detail SET after_json = '{}' WHERE before_json = '{\"a\":\"1\"}'"));
    says(f, "what was before and after was changed");
}

/* --- what may be taken out --- */

typedef struct Looked {
    Id chain;
    AuditChainRow *rows;
    size_t n;
} Looked;
static Err look(Ctx *ctx, void *arg)
{
    Looked *l = arg;
    return q_audit_chain(system_of(ctx), &(AuditChainArgs){.account_id = l->chain, .after_seq = 0}, &l->rows, &l->n);
}

static void a_person_is_erased_and_the_chain_stays_whole(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague); /* by one, about the other */
    int64_t rows = 0;
    assert_ok(audit_erase_person(ctx_system(f->app, f->arena), f->user, &rows));
    assert_int_equal(rows, ROWS);
    assert_ok(audit_seal_some(f->app));
    holds(f);
    Looked l = {.chain = f->account};
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, look, &l));
    assert_int_equal(l.n, ROWS + 1);
    for (size_t i = 0; i < ROWS; i++) {
        assert_str(l.rows[i].who_name, "");
        assert_str(l.rows[i].address, "");
        assert_str(l.rows[i].what_name, "A thing"); /* what was done to others stays */
        assert_true(id_eq(l.rows[i].actor_id, f->user));
    }
    assert_str(l.rows[ROWS].action, "audit.erase");
    assert_true(id_eq(l.rows[ROWS].target_id, f->user));
    assert_str(l.rows[ROWS].what_name, "");
    assert_ok(audit_erase_person(ctx_system(f->app, f->arena), f->colleague, &rows));
    assert_int_equal(rows, ROWS);
    assert_ok(audit_seal_some(f->app));
    holds(f);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, look, &l));
    assert_str(l.rows[0].what_name, "");
    assert_str(l.rows[0].after_json, "");
    assert_ok(audit_erase_person(ctx_system(f->app, f->arena), f->colleague, &rows));
    assert_int_equal(rows, 0); /* nothing is left, so nothing is written */
}

static void an_erasure_that_nobody_told_of_is_found(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    keep_all(f);
    const Str empty = fixture_on_postgres() ? S("'\\x'") : S("x''");
    Str which = str_fmt(f->arena, "(SELECT a.id FROM audit a WHERE a.account_id = %.*s AND a.seq = %d)",
                        S_ARG(id_literal(f, f->account)), TAMPERED);
    run_sql(f, str_fmt(f->arena,
                       "UPDATE audit_detail SET who_salt = %.*s, actor_name = '', address = '', agent = '', "
                       "who_erased_at = 1 WHERE audit_id = %.*s",
                       S_ARG(empty), S_ARG(which)));
    says(f, "its details were erased, and no row of the chain says so");
    put_back(f);
    run_sql(f, str_fmt(f->arena,
                       "UPDATE audit_detail SET salt = %.*s, target_name = '', before_json = '', after_json = '', "
                       "erased_at = 1 WHERE audit_id = %.*s",
                       S_ARG(empty), S_ARG(which)));
    says(f, "does not hold at number 3 (row ");
    put_back(f);
    int64_t rows = 0; /* told of, but after it more is written into what is empty */
    assert_ok(audit_erase_person(ctx_system(f->app, f->arena), f->user, &rows));
    assert_ok(audit_seal_some(f->app));
    run_sql(f, str_fmt(f->arena, "UPDATE audit_detail SET actor_name = 'Eve' WHERE audit_id = %.*s", S_ARG(which)));
    says(f, "its details are marked as erased, yet some are there");
}

static void old_details_are_erased_and_the_chain_stays_whole(void **state)
{
    Fixture *f = *state;
    act_times(f, f->user, f->colleague);
    fixture_set_wall(f, time_add(app_wall(f->app), 100 * TIME_DAY));
    Time middle = time_add(app_wall(f->app), -50 * TIME_DAY);
    act_times(f, f->user, f->colleague);
    Str cursor = S("");
    int64_t rows = 0, all = 0;
    do {
        assert_ok(audit_expire(ctx_system(f->app, f->arena), (Time){0}, middle, &cursor, &rows));
        all += rows;
    } while (cursor.n);
    assert_true(all >= ROWS);
    assert_ok(audit_seal_some(f->app));
    holds(f);
    Looked l = {.chain = f->account};
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, look, &l));
    assert_str(l.rows[0].who_name, "");
    assert_str(l.rows[0].what_name, "");
    assert_str(l.rows[ROWS].who_name, "Ada Test");
    assert_str(l.rows[l.n - 1].action, "audit.expire");
    assert_ok(audit_expire(ctx_system(f->app, f->arena), (Time){0}, middle, &cursor, &rows));
    assert_int_equal(rows, 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_change_of_any_column_is_found_and_the_row_is_named),
        T(a_chain_cut_at_its_end_is_found_though_its_head_was_put_back),
        T(a_head_of_an_earlier_moment_is_found),
        T(a_chain_that_is_gone_is_named),
        T(heads_of_an_earlier_version_are_sealed_once_and_the_log_says_so),
        T(the_report_names_the_chain_the_number_and_what_is_wrong),
        T(rows_out_of_order_are_found),
        T(a_row_whose_place_was_taken_is_found),
        T(rows_of_version_one_still_hold_and_are_still_proved),
        T(a_person_is_erased_and_the_chain_stays_whole),
        T(an_erasure_that_nobody_told_of_is_found),
        T(old_details_are_erased_and_the_chain_stays_whole),
    };
    return FIXTURE_RUN(tests);
}
