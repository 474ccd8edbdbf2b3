/* The promises of licences: never oversold, holders keep theirs, and what a pool says of itself. */
#include "areas/catalog/catalog.h"
#include "areas/customer_users/import.h"
#include "areas/customer_users/users.h"
#include "areas/customers/customers.h"
#include "gen/customer_users_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static void test_a_pool_says_what_it_is(void **state)
{
    (void)state;
    static const struct {
        LicencePool pool;
        const char *status;
        int64_t free, beyond;
    } cases[] = {{{.enabled = 3, .assigned = 1}, "Enabled", 2, 0},     {{.enabled = 2, .assigned = 2}, "Enabled", 0, 0},
                 {{.enabled = 1, .assigned = 2}, "Warning", 0, 1},     {{.warning = 4}, "Warning", 0, 0},
                 {{.suspended = 4, .assigned = 0}, "Suspended", 0, 0}, {{.enabled = 0}, "Deleted", 0, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_string_equal(licence_pool_status(&cases[i].pool), cases[i].status);
        assert_int_equal(licence_pool_free(&cases[i].pool), cases[i].free);
        assert_int_equal(licence_pool_beyond(&cases[i].pool), cases[i].beyond);
    }
}

static void test_a_given_password_has_eight_characters_of_three_kinds(void **state)
{
    Arena *arena = *state;
    static const struct {
        const char *password;
        bool good;
    } cases[] = {{"Abc123!", false}, {"Abcd123!", true}, {"abcdefgh1", false}, {"ABCdefghi1", true}, {"", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Ctx ctx = {.arena = arena};
        customer_user_check_password(&ctx, str_from(cases[i].password));
        assert_int_equal(problem_check(&ctx) == OK, cases[i].good);
    }
    assert_true(customer_user_must_change(S("Abcd123!"), false));
    assert_false(customer_user_must_change(S("Abcd123!Abcd123!"), false));
}

/* --- in units --- */

#define PRODUCT "9706eed9-966f-4f1b-94f6-bb2b4af99a5b"
#define PLAN "f6de4823-28fa-440b-b886-4783fa86ddba"
typedef struct World {
    Fixture *fixture;
    Id customer, product, plan;
    Time now;
    CustomerUser first, second;
    int64_t enabled_by;
    LicencePool pool;
    size_t held;
} World;

static AccountCtx enter(Ctx *ctx, const World *w)
{
    ctx->customer_id = w->customer;
    return account_of(ctx, w->fixture->account);
}
static Err make(Ctx *ctx, void *arg)
{
    World *w = arg;
    CatalogFile file;
    CatalogWritten written = {0};
    Str why;
    PostalAddress p = {.line1 = S("Rue 1"), .city = S("Lyon"), .postal_code = S("69001"), .country = S("FR")};
    NewCustomer n = {.company = {.name = S("Alder Works"), .domain = S("alder-works.example"), .address = p},
                     .billing = {.company_name = S("Alder Works"),
                                 .first_name = S("Luc"),
                                 .last_name = S("Petit"),
                                 .email = S("luc@elsewhere.example"),
                                 .culture = S("fr-FR"),
                                 .language = S("fr"),
                                 .address = p},
                     .delegated = true};
    CustomerCreated created;
    TRY(catalog_read(ctx->arena,
                     S("Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,"
                       "Service_Plans_Included_Friendly_Names\nDesk,DESK," PRODUCT ",MAIL," PLAN ",Mail\n"),
                     &file, &why));
    TRY(catalog_write(ctx, &file, 0, file.products_n, &written));
    TRY(customer_create(account_of(ctx, w->fixture->account), &n, &created));
    w->customer = created.id.id;
    w->now = ctx->now;
    TRY(id_parse(S(PRODUCT), &w->product));
    TRY(id_parse(S(PLAN), &w->plan));
    w->first = (CustomerUser){.sign_in = S("a@alder-works.example"), .display_name = S("A"), .usage_location = S("FR")};
    w->second = (CustomerUser){.sign_in = S("b@alder-works.example"), .display_name = S("B")};
    AccountCtx a = enter(ctx, w);
    TRY(customer_user_create(a, &w->first, S(""), true));
    return customer_user_create(a, &w->second, S(""), true);
}
static Err change_pool(Ctx *ctx, void *arg)
{
    World *w = arg;
    return licence_pool_change(enter(ctx, w), w->product, w->enabled_by, 0, 0);
}
static Err assign(Ctx *ctx, World *w, const CustomerUser *u)
{
    LicenceAsk ask = {.product_id = w->product};
    return user_licences_change(enter(ctx, w), u, &(LicenceChange){.assign = &ask, .assign_n = 1});
}
static Err assign_first(Ctx *ctx, void *arg) { return assign(ctx, arg, &((World *)arg)->first); }
static Err assign_second(Ctx *ctx, void *arg) { return assign(ctx, arg, &((World *)arg)->second); }
static Err delete_first(Ctx *ctx, void *arg)
{
    World *w = arg;
    return customer_user_delete(enter(ctx, w), &w->first);
}
static Err restore_first(Ctx *ctx, void *arg)
{
    World *w = arg;
    CustomerUser u;
    TRY(customer_user_get(enter(ctx, w), w->first.id, &u));
    return customer_user_gone(&u) ? customer_user_restore(enter(ctx, w), &u) : ERR_CONFLICT;
}
static Err look(Ctx *ctx, void *arg)
{
    World *w = arg;
    LicencePool *pools;
    UserLicence *held;
    size_t n;
    TRY(licence_pools(enter(ctx, w), &pools, &n));
    assert_int_equal(n, 1);
    w->pool = pools[0];
    assert_int_equal(w->pool.plans_n, 1);
    return user_licences(enter(ctx, w), w->first.id, &held, &w->held);
}
static void expect(World *w, int64_t enabled, int64_t assigned, size_t held)
{
    assert_int_equal(fixture_unit(w->fixture, MODE_READ, w->fixture->account, look, w), OK);
    assert_int_equal(w->pool.enabled, enabled);
    assert_int_equal(w->pool.assigned, assigned);
    assert_int_equal(w->held, held);
}

static void test_seats_are_never_oversold_and_holders_keep_theirs(void **state)
{
    (void)state;
    World w = {.fixture = fixture_open()};
    Fixture *f = w.fixture;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &w), OK);
    w.enabled_by = 1;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, change_pool, &w), OK);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, assign_second, &w), ERR_INVALID); /* no usage location */
    w.second.usage_location = S("FR");
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, assign_first, &w), OK);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, assign_first, &w), OK); /* holds it already */
    expect(&w, 1, 1, 1);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, assign_second, &w), ERR_INVALID); /* none is free */
    expect(&w, 1, 1, 1);
    w.enabled_by = -1;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, change_pool, &w), OK);
    expect(&w, 0, 1, 1);
    assert_string_equal(licence_pool_status(&w.pool), "Warning");
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, change_pool, &w), ERR_CONFLICT); /* below zero */
    expect(&w, 0, 1, 1);
    fixture_close(f);
}

static void test_who_is_deleted_gives_the_seat_back_and_can_return_for_a_month(void **state)
{
    (void)state;
    World w = {.fixture = fixture_open()};
    Fixture *f = w.fixture;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &w), OK);
    w.enabled_by = 1;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, change_pool, &w), OK);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, assign_first, &w), OK);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, delete_first, &w), OK);
    expect(&w, 1, 0, 0);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, restore_first, &w), OK);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, restore_first, &w), ERR_CONFLICT); /* is there */
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, delete_first, &w), OK);
    fixture_set_now(f, time_add(w.now, 31 * TIME_DAY));
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, restore_first, &w), ERR_NOT_FOUND);
    fixture_close(f);
}

/* --- files --- */

typedef struct FileWork {
    World *w;
    const char *body;
    Id file_id;
    ImportRows rows;
    CustomerUsersSums sums;
    ImportResult *results;
    size_t results_n, roles_n;
} FileWork;
static Err dry_run(Ctx *ctx, void *arg)
{
    FileWork *f = arg;
    TRY(import_check(enter(ctx, f->w), &CUSTOMER_USERS_FILE, str_from(f->body), 0, 0, &f->rows));
    customer_users_file_sums(&f->rows, &f->sums);
    return OK;
}
static Err begin_file(Ctx *ctx, void *arg)
{
    FileWork *f = arg;
    ImportFile file;
    bool started;
    AccountCtx a = enter(ctx, f->w);
    ctx->actor.user_id = f->w->fixture->user; /* who began it */
    TRY(import_add(a, &CUSTOMER_USERS_FILE, S("x.csv"), str_from(f->body), &f->file_id));
    ctx->customer_id = f->w->first.id; /* of another customer it is none */
    assert_int_equal(import_find(a, &CUSTOMER_USERS_FILE, f->file_id, &file), ERR_NOT_FOUND);
    ctx->problem = (Problem){0};
    TRY(import_find(enter(ctx, f->w), &CUSTOMER_USERS_FILE, f->file_id, &file));
    return import_start(a, &CUSTOMER_USERS_FILE, &file, &started);
}
static Err results_of(Ctx *ctx, void *arg)
{
    FileWork *f = arg;
    CuserRolesRow *roles;
    AccountCtx a = enter(ctx, f->w);
    TRY(import_results(a, f->file_id, &f->results, &f->results_n));
    TRY(q_cuser_roles(a, &(CuserRolesArgs){.user_id = f->results[0].what_id}, &roles, &f->roles_n));
    return user_licences(a, f->results[0].what_id, &(UserLicence *){NULL}, &f->w->held);
}

static void test_a_file_says_what_each_row_makes_and_gives_no_seat_twice(void **state)
{
    (void)state;
    World w = {.fixture = fixture_open()};
    Fixture *f = w.fixture;
    FileWork file = {.w = &w,
                     .body = "displayName,userPrincipalName,usageLocation,licenses,roles\n"
                             "Cy,cy,fr,desk,User Administrator | global reader\n"
                             "Di,di,FR,DESK,\n"
                             "Ed,a@alder-works.example,FR,CHAIR,Emperor\n"
                             "Flo,flo,,,\n"
                             "Gus,CY,,,\n"
                             "Hal,hal,,DESK,\n" /* no country: this row makes nobody */
                             "Hal,hal,,,\n"};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &w), OK);
    w.enabled_by = 1;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, change_pool, &w), OK);
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, dry_run, &file), OK);
    assert_int_equal(file.rows.rows_n, 7);
    static const size_t PROBLEMS[] = {0, 1, 3, 0, 1, 1, 0}; /* the one seat is the first row's */
    for (size_t i = 0; i < COUNT_OF(PROBLEMS); i++) {
        assert_int_equal(file.rows.rows[i].problems_n, PROBLEMS[i]);
    }
    assert_int_equal(file.sums.users, 3);
    assert_int_equal(file.sums.licences, 1);
    assert_int_equal(file.sums.roles, 2);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, begin_file, &file), OK);
    (void)jobs_run_due(f->app, 10);
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, results_of, &file), OK);
    assert_int_equal(file.results_n, 7);
    for (size_t i = 0; i < COUNT_OF(PROBLEMS); i++) {
        assert_int_equal(file.results[i].added, PROBLEMS[i] == 0);
    }
    assert_int_equal(w.held, 1);
    assert_int_equal(file.roles_n, 2);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_pool_says_what_it_is),
        UNIT_TEST(test_a_given_password_has_eight_characters_of_three_kinds),
        UNIT_TEST(test_seats_are_never_oversold_and_holders_keep_theirs),
        UNIT_TEST(test_who_is_deleted_gives_the_seat_back_and_can_return_for_a_month),
        UNIT_TEST(test_a_file_says_what_each_row_makes_and_gives_no_seat_twice),
    };
    return FIXTURE_RUN(tests);
}
