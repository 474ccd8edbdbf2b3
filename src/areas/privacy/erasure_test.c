/* Erasing a person: asked, decided, carried out, and nothing left but what the receipt lists. */
#include "areas/privacy/erasure.h"

#include "app/queryinfo.h"
#include "app/search.h"
#include "app/setting.h"
#include "app/unit.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define DATA "/a/test/settings/data"
#define WHO "zelda.quorblaxis@test.example"

static bool has(Str text, const char *words) { return str_find(text, str_from(words)) >= 0; }
static FixtureAnswer post(Fixture *f, Str cookie, const char *path, const char *form)
{
    return fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}
static FixtureAnswer get(Fixture *f, Str cookie, const char *path)
{
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
}
/* On PostgreSQL a chain has its head once the sealer was there, within seconds; here it is called. */
static void run_jobs(Fixture *f)
{
    assert_int_equal(audit_seal_some(f->app), OK);
    for (int i = 0; i < 60 && jobs_run_due(f->app, 20) > 0; i++) {
    }
}

/* --- statements of this test's own --- */

static const char *RAW;
static uint32_t RAW_KEY;
static void raw_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key;
    (void)engine;
    buf_add(out, str_from(RAW));
}
typedef struct Raw {
    const char *sql;
    DbValue args[6];
    size_t n;
    int64_t count;
} Raw;
static Err raw_write(Ctx *ctx, void *arg)
{
    Raw *r = arg;
    RAW = r->sql;
    DbQuery q = {.name = "raw", .slot = 0x7ffb0000, .writes = true, .text = raw_text};
    ctx->audit.skip = false;
    return db_exec(ctx->db, &q, ++RAW_KEY, r->args, r->n, NULL);
}
static Err raw_count(Ctx *ctx, void *arg)
{
    static const DbType COLS[] = {DB_INT};
    Raw *r = arg;
    DbCursor cur;
    RAW = r->sql;
    DbQuery q = {.name = "raw", .slot = 0x7ffb0000, .cols_n = 1, .cols = COLS, .text = raw_text};
    TRY(db_start(ctx->db, &q, ++RAW_KEY, r->args, r->n, &cur));
    TRY(db_next(&cur));
    r->count = db_int(&cur, 0);
    db_finish(&cur);
    return OK;
}
static DbValue v_id(Id id) { return (DbValue){.type = DB_ID, .id = id}; }
static DbValue v_text(const char *s) { return (DbValue){.type = DB_TEXT, .s = str_from(s)}; }
static void write_row(Fixture *f, Raw r)
{
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, raw_write, &r), OK);
}
static Id new_id(uint8_t n)
{
    const uint8_t random[10] = {n, 7, 7};
    return id_v7((Time){INT64_C(1700000000000000)}, random);
}

/* --- the person, and what is stored of them in many places --- */

typedef struct Zelda {
    Fixture *f;
    Id id;
    Str cookie, admin, request;
} Zelda;

static Zelda a_person(Fixture *f)
{
    Zelda z = {.f = f, .id = fixture_user(f, f->directory, WHO, "sales_agent")};
    z.cookie = fixture_sign_in(f, z.id, f->account);
    z.admin = fixture_sign_in(f, f->user, f->account);
    write_row(f,
              (Raw){.sql = "UPDATE app_user SET phone = '+33 699887766' WHERE id = ?1", .args = {v_id(z.id)}, .n = 1});
    assert_int_equal(post(f, z.cookie, "/me", "first_name=Zelda&last_name=Quorblaxis&version=1").status, 303);
    return z;
}

static Err index_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    return search_put(ctx, ctx->account_id, S("customer"), new_id(7), S("Zelda Quorblaxis"), S(""),
                      S("Zelda Quorblaxis"));
}

static void spread(const Zelda *z)
{
    Fixture *f = z->f;
    write_row(
        f, (Raw){.sql = "INSERT INTO notification (user_id, id, created_at, icon, msg, args, url) VALUES (?1, ?2, 1, "
                        "'', '{who} asks', '{\"who\":\"Zelda Quorblaxis\"}', '')",
                 .args = {v_id(f->user), v_id(new_id(1))},
                 .n = 2});
    write_row(
        f, (Raw){.sql = "INSERT INTO notification (user_id, id, created_at, icon, msg, args, url) VALUES (?1, ?2, 1, "
                        "'', 'Hello Zelda Quorblaxis', '{}', '')",
                 .args = {v_id(z->id), v_id(new_id(2))},
                 .n = 2});
    write_row(
        f, (Raw){.sql = "INSERT INTO agreement (id, created_at, updated_at, version, kind, number, countries, again, "
                        "state, from_at, title_id, body_id) VALUES (?1, 1, 1, 1, 'partner', '1', '', FALSE, "
                        "'published', 1, ?1, ?1)",
                 .args = {v_id(new_id(3))},
                 .n = 1});
    write_row(
        f, (Raw){.sql = "INSERT INTO agreement_signature (account_id, id, created_at, agreement_id, kind, country, "
                        "locale, hash, user_id, name, email, address, agent) VALUES (?1, ?2, 1, ?3, 'partner', 'FR', "
                        "'en', '', ?4, 'Zelda Quorblaxis', 'zelda.quorblaxis@test.example', '', '')",
                 .args = {v_id(f->account), v_id(new_id(4)), v_id(new_id(3)), v_id(z->id)},
                 .n = 4});
    write_row(
        f, (Raw){.sql = "INSERT INTO support_request (account_id, id, created_at, version, number, creator_id, "
                        "creator_name, state, reason, severity, workspace, problem, language, summary, email, phone, "
                        "owed, due_at, last_at, last_by) VALUES (?1, ?2, 1, 1, '9', ?3, 'Zelda Quorblaxis', 'open', "
                        "'', 'minimal', 'catalog', '', 'en', 'Call zelda quorblaxis on +33 699887766', "
                        "'zelda.quorblaxis@test.example', '+33 699887766', TRUE, 1, 1, 'partner')",
                 .args = {v_id(f->account), v_id(new_id(5)), v_id(z->id)},
                 .n = 3});
    write_row(f, (Raw){.sql = "INSERT INTO support_message (account_id, request_id, id, created_at, kind, author_id, "
                              "author_name, body) VALUES (?1, ?2, ?3, 1, 'vendor', ?4, 'Staff', "
                              "'Dear Zelda Quorblaxis, we wrote to ZELDA.QUORBLAXIS@test.example')",
                       .args = {v_id(f->account), v_id(new_id(5)), v_id(new_id(6)), v_id(f->user)},
                       .n = 4});
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, index_unit, NULL), OK);
}

static void asks(Zelda *z)
{
    Fixture *f = z->f;
    assert_int_equal(post(f, z->cookie, "/me/data/erase", "reason=Zelda+Quorblaxis+leaves").status, 303);
    Str page = get(f, z->admin, DATA).body;
    ptrdiff_t at = -1, next; /* the last: the bell, further up, has those of before */
    while ((next = str_find(str_skip(page, (size_t)(at + 1)), S(DATA "/erasure/"))) >= 0) {
        at += next + 1;
    }
    assert_true(at >= 0);
    z->request = str_sub(page, (size_t)at, strlen(DATA "/erasure/") + 36);
}

static FixtureAnswer decides(const Zelda *z, Str cookie, const char *what, const char *form)
{
    Str path = str_fmt(z->f->arena, "%.*s/%s", S_ARG(z->request), what);
    return post(z->f, cookie, str_z(z->f->arena, path), form);
}

static bool found_in(Fixture *f, const QueryTable *t, size_t column, const char *word)
{
    Str name = str_from(t->columns[column]);
    Str cell = t->types[column] == DB_BYTES ? str_fmt(f->arena, "CAST(%.*s AS TEXT)", S_ARG(name)) : name;
    Raw r = {.sql = str_z(f->arena,
                          str_fmt(f->arena, "SELECT count(*) FROM %s WHERE lower(%.*s) LIKE ?1", t->name, S_ARG(cell))),
             .args = {v_text(word)},
             .n = 1};
    assert_int_equal(fixture_unit(f, MODE_READ, ID_NIL, raw_count, &r), OK);
    return r.count > 0;
}

/* Every text of every table. */
static Str tables_with(Fixture *f, const char *word)
{
    Buf b = buf_on_arena(f->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < QUERY_TABLES_N; i++) {
        bool found = false;
        for (size_t c = 0; c < QUERY_TABLES[i].columns_n; c++) {
            DbType type = QUERY_TABLES[i].types[c];
            bool words = type == DB_TEXT || type == DB_JSON || (type == DB_BYTES && !fixture_on_postgres());
            found = found || (words && found_in(f, &QUERY_TABLES[i], c, word));
        }
        buf_fmt(&b, found ? "%s " : "", QUERY_TABLES[i].name);
    }
    return buf_str(&b);
}

static void after_erasing_nothing_tells_who_it_was_but_what_the_receipt_lists(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Zelda z = a_person(f);
    spread(&z);
    asks(&z);
    Str before = tables_with(f, "%quorblaxis%");
    assert_true(has(before, "app_user ") && has(before, "support_message ") && has(before, "search_term "));
    assert_true(has(get(f, z.admin, str_z(f->arena, z.request)).body, "Signatures of agreements"));
    assert_int_equal(decides(&z, z.admin, "accept", "").status, 303);
    assert_int_equal(get(f, z.cookie, "/me/data").status / 100, 3); /* signed out at once */
    run_jobs(f);
    assert_str(tables_with(f, "%quorblaxis%"), "agreement_signature ");
    assert_str(tables_with(f, "%699887766%"), "");
    Str receipt = get(f, z.admin, str_z(f->arena, z.request)).body;
    assert_true(has(receipt, "Receipt") && has(receipt, "Signatures of agreements") && has(receipt, "Law: "));
    assert_true(has(receipt, "Audit: what was done stays provable"));
    assert_false(has(receipt, "Quorblaxis"));
    fixture_close(f);
}

static void a_request_is_declined_only_with_a_reason_and_can_be_taken_back(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Zelda z = a_person(f);
    asks(&z);
    assert_int_equal(post(f, z.cookie, "/me/data/erase", "").status, 409);
    Str colleague = fixture_sign_in(f, f->colleague, f->account);
    assert_int_equal(decides(&z, colleague, "accept", "").status, 403);
    assert_int_equal(decides(&z, z.admin, "decline", "reason=").status, 422);
    assert_int_equal(post(f, z.cookie, "/me/data/erase/withdraw", "").status, 303);
    assert_int_equal(decides(&z, z.admin, "accept", "").status, 409);
    asks(&z);
    assert_int_equal(decides(&z, z.admin, "decline", "reason=A+dispute+is+open+until+May").status, 303);
    assert_true(has(get(f, z.cookie, "/me/data").body, "A dispute is open until May"));
    asks(&z);
    fixture_close(f);
}

static void the_last_global_admin_is_not_erased(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Zelda z = {.f = f, .id = f->user, .cookie = fixture_sign_in(f, f->user, f->account)};
    z.admin = z.cookie;
    asks(&z);
    assert_int_equal(decides(&z, z.admin, "accept", "").status, 409);
    run_jobs(f);
    assert_int_equal(get(f, z.cookie, "/me/data").status, 200);
    fixture_close(f);
}

static void an_admin_erases_somebody_who_was_removed_and_nobody_else(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Zelda z = a_person(f);
    FixtureAnswer still = post(f, z.admin, DATA "/erase", "removed=" WHO "&confirm=ERASE");
    assert_int_equal(still.status, 422);
    assert_true(has(still.body, "This person is not removed"));
    Str remove = str_fmt(f->arena, "/a/test/settings/users/%.*s/remove-directory", S_ARG(id_text(f->arena, z.id)));
    assert_int_equal(post(f, z.admin, str_z(f->arena, remove), "reason=Left&confirm=1").status, 303);
    assert_int_equal(post(f, z.admin, DATA "/erase", "removed=" WHO "&confirm=no").status, 422);
    assert_int_equal(post(f, z.admin, DATA "/erase", "removed=" WHO "&confirm=ERASE").status, 303);
    run_jobs(f);
    assert_str(tables_with(f, "%quorblaxis%"), "");
    fixture_close(f);
}

static Err set_months(Ctx *ctx, void *arg)
{
    (void)arg;
    TRY(setting_put(ctx, ID_NIL, S("privacy.removed_months"), S("6")));
    return erasure_sweep_start(ctx);
}

static void people_who_were_removed_long_ago_are_erased_by_the_vendor_s_rule(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Zelda z = a_person(f);
    Str remove = str_fmt(f->arena, "/a/test/settings/users/%.*s/remove-directory", S_ARG(id_text(f->arena, z.id)));
    assert_int_equal(post(f, z.admin, str_z(f->arena, remove), "reason=Left&confirm=1").status, 303);
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, set_months, NULL), OK);
    run_jobs(f);
    assert_true(has(tables_with(f, "%quorblaxis%"), "app_user "));
    fixture_set_wall(f, time_add(app_wall(f->app), 200 * TIME_DAY));
    run_jobs(f);
    assert_str(tables_with(f, "%quorblaxis%"), "");
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(after_erasing_nothing_tells_who_it_was_but_what_the_receipt_lists),
        UNIT_TEST(a_request_is_declined_only_with_a_reason_and_can_be_taken_back),
        UNIT_TEST(the_last_global_admin_is_not_erased),
        UNIT_TEST(an_admin_erases_somebody_who_was_removed_and_nobody_else),
        UNIT_TEST(people_who_were_removed_long_ago_are_erased_by_the_vendor_s_rule),
    };
    return FIXTURE_RUN(tests);
}
