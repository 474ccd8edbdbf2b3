/* Partners and their people from a file, and the waves in which they get their first links. */
#include "app/setting.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/partners/waves.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define HEAD "company,country,city,domain,kind,firstName,lastName,email,language,role\n"

typedef struct Work {
    const char *body;
    Id file_id, staff;
    ImportRows rows;
    ImportResult *results;
    size_t results_n;
    Waves waves;
    int64_t links;
} Work;

static AccountCtx vendor(Ctx *ctx, const Work *w)
{
    ctx->actor = (Actor){.kind = ACTOR_OPERATOR, .user_id = w->staff};
    return import_of_vendor((OperatorCtx){ctx});
}
static Err staff_unit(Ctx *ctx, void *arg)
{
    Id *ret = arg;
    *ret = ctx_new_id(ctx);
    return identity_add_directory(system_of(ctx), &(NewDirectory){.id = *ret,
                                                                  .kind = S("operator"),
                                                                  .name = S("Northlight"),
                                                                  .domain = S("northlight.example"),
                                                                  .country = S("NL")});
}
static void begin(Fixture *f, Work *w)
{
    Id directory = ID_NIL;
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, staff_unit, &directory));
    w->staff = fixture_user(f, directory, "desk@northlight.example", "operator_admin");
}
static Err dry_run(Ctx *ctx, void *arg)
{
    Work *w = arg;
    return import_check(vendor(ctx, w), &PARTNERS_FILE, str_from(w->body), 0, 0, &w->rows);
}
static Err begin_file(Ctx *ctx, void *arg)
{
    Work *w = arg;
    AccountCtx a = vendor(ctx, w);
    ImportFile file;
    bool started;
    TRY(import_add(a, &PARTNERS_FILE, S("x.csv"), str_from(w->body), &w->file_id));
    TRY(import_find(a, &PARTNERS_FILE, w->file_id, &file));
    return import_start(a, &PARTNERS_FILE, &file, &started);
}
static Err results_of(Ctx *ctx, void *arg)
{
    Work *w = arg;
    return import_results(vendor(ctx, w), w->file_id, &w->results, &w->results_n);
}
static bool says(const ImportRow *r, const char *words)
{
    Arena *a = arena_create(0);
    bool found = false;
    for (size_t i = 0; i < r->problems_n; i++) {
        Str text = msg_text(a, locale_get(S("en")), &r->problems[i].message);
        found = found || str_find(text, str_from(words)) >= 0;
    }
    arena_destroy(a);
    return found;
}

static void a_file_of_partners_says_of_each_row_what_is_wrong_before_anything_is_written(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Work w = {.body = HEAD "Looms,FR,Lyon,looms.example,reseller,Ada,Byron,ada@looms.example,fr,\n"
                           "Looms,FR,Lyon,looms.example,reseller,Ivan,Roux,ivan@looms.example,,Sales agent\n"
                           "Looms,FR,Lyon,looms.example,reseller,Ada,Again,ada@looms.example,,\n"
                           "Mills,FR,Lyon,looms.example,reseller,Eve,Blanc,eve@looms.example,,\n"
                           "Quais,XX,,not a domain,king,,,eve@other.example,xx,Emperor\n"
                           "Tests,FR,Lyon,test.example,direct,Eve,Blanc,eve@test.example,,\n"};
    begin(f, &w);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, dry_run, &w));
    assert_int_equal(w.rows.rows_n, 6);
    assert_false(w.rows.rows[0].bad);
    assert_true(!w.rows.rows[1].bad && says(&w.rows.rows[1], "A person more of a company"));
    assert_true(w.rows.rows[2].bad && says(&w.rows.rows[2], "stands in line 2 already"));
    assert_true(w.rows.rows[3].bad && says(&w.rows.rows[3], "The domain belongs to Looms"));
    assert_true(w.rows.rows[4].bad && says(&w.rows.rows[4], "Choose the country"));
    assert_true(w.rows.rows[5].bad && says(&w.rows.rows[5], "The domain belongs to"));
    fixture_close(f);
}

static Err waves_unit(Ctx *ctx, void *arg) { return waves_get(ctx, &((Work *)arg)->waves); }
static Err start_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    return waves_start(ctx, S("2"), S("12"));
}
static Err pause_unit(Ctx *ctx, void *arg)
{
    (void)arg;
    return waves_pause(ctx);
}
static Waves waves(Fixture *f, Work *w)
{
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, waves_unit, w));
    return w->waves;
}

static void an_import_makes_companies_and_people_and_waves_invite_them_as_many_at_a_time(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Work w = {.body = HEAD "Looms,FR,Lyon,looms.example,reseller,Ada,Byron,ada@looms.example,fr,\n"
                           "Looms,FR,Lyon,looms.example,reseller,Ivan,Roux,ivan@looms.example,,Sales agent\n"
                           "Mills,NL,Delft,mills.example,direct,Eve,Blanc,eve@mills.example,,\n"
                           "Mills,NL,Delft,mills.example,direct,Eve,Blanc,eve@other.example,,\n"};
    begin(f, &w);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, begin_file, &w));
    (void)jobs_run_due(f->app, 20);
    assert_ok(fixture_unit(f, MODE_READ, ID_NIL, results_of, &w));
    assert_int_equal(w.results_n, 4);
    assert_true(w.results[0].added && w.results[1].added && w.results[2].added && !w.results[3].added);
    assert_true(id_eq(w.results[0].what_id, w.results[1].what_id)); /* one company */
    Str cookie = fixture_sign_in(f, w.staff, ID_NIL);
    FixtureAnswer page =
        fixture_request(f, "GET", "/operator/partners/waves?show=waiting", &(FixtureSend){.cookie = cookie});
    assert_true(page.status == 200 && str_find(page.body, S("ivan@looms.example")) >= 0);
    assert_true(str_find(page.body, S("3 people wait for a link")) >= 0);
    assert_int_equal(fixture_unit(f, MODE_WRITE, ID_NIL, start_unit, NULL), OK);
    (void)jobs_run_due(f->app, 20);
    assert_int_equal(waves(f, &w).last, 1);
    page = fixture_request(f, "GET", "/operator/partners/waves", &(FixtureSend){.cookie = cookie});
    assert_true(str_find(page.body, S("1 person waits for a link")) >= 0);
    (void)jobs_run_due(f->app, 20);
    assert_int_equal(waves(f, &w).last, 1); /* not before its time */
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, pause_unit, NULL));
    fixture_set_wall(f, time_add(app_wall(f->app), 13 * TIME_HOUR));
    (void)jobs_run_due(f->app, 20);
    assert_int_equal(waves(f, &w).last, 1); /* paused */
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, start_unit, NULL));
    (void)jobs_run_due(f->app, 20);
    assert_int_equal(waves(f, &w).last, 2);
    fixture_set_wall(f, time_add(app_wall(f->app), 13 * TIME_HOUR));
    (void)jobs_run_due(f->app, 20);
    assert_str(waves(f, &w).state, "off"); /* nobody waits */
    page = fixture_request(f, "GET", "/operator/partners/waves/export?show=silent",
                           &(FixtureSend){.cookie = fixture_sign_in(f, w.staff, ID_NIL)});
    assert_true(page.status == 200 && str_find(page.body, S("eve@mills.example")) >= 0);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_file_of_partners_says_of_each_row_what_is_wrong_before_anything_is_written),
        UNIT_TEST(an_import_makes_companies_and_people_and_waves_invite_them_as_many_at_a_time),
    };
    return FIXTURE_RUN(tests);
}
