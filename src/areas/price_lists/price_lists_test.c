/* The promises of the vendor's lists: all problems by row before anything changes, and prices that hold from their
 * days. */
#include "areas/price_lists/list.h"

#include "app/demo.h"
#include "app/setting.h"
#include "areas/catalog/catalog.h"
#include "areas/price_lists/desk.h"
#include "areas/price_lists/pages.h"
#include "gen/prices_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

#define HEAD                                                                                                           \
    "ProductTitle,ProductId,SkuId,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,"             \
    "PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,EndofSaleDate,ERP Price\r\n"

typedef struct World {
    Fixture *f;
    Id staff, second;
    Str cookie, other;
} World;

static World open_world(void)
{
    World w = {.f = fixture_open()};
    DemoCtx *demo = arena_new(w.f->arena, DemoCtx);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 1, 10)));
    demo_start(demo, w.f->app, w.f->arena, 0);
    assert_int_equal(catalog_items_demo(demo), OK);
    demo_end(demo);
    w.staff = fixture_staff(w.f, "one@northlight.example", "operator_admin");
    w.second = fixture_staff(w.f, "two@northlight.example", "operator_admin");
    w.cookie = fixture_sign_in(w.f, w.staff, ID_NIL);
    w.other = fixture_sign_in(w.f, w.second, ID_NIL);
    return w;
}
static void work(World *w)
{
    while (jobs_run_due(w->f->app, 200) > 0) {
    }
}

/* --- acts of the desk --- */

static Str bring(World *w, Str bytes)
{
    FixtureFile file = {S("file"), S("prices.csv"), bytes};
    FixtureAnswer got = fixture_request(w->f, "POST", PRICE_DESK "/file",
                                        &(FixtureSend){.cookie = w->cookie, .files = &file, .files_n = 1});
    assert_int_equal(got.status, 303);
    work(w);
    return got.location;
}
static Str page(World *w, Str path)
{
    FixtureAnswer got = fixture_request(w->f, "GET", str_z(w->f->arena, path), &(FixtureSend){.cookie = w->cookie});
    assert_int_equal(got.status, 200);
    return got.body;
}
static int act(World *w, Str cookie, Str list, const char *what, const char *form)
{
    FixtureAnswer got = fixture_request(w->f, "POST", str_z(w->f->arena, str_concat(w->f->arena, list, str_from(what))),
                                        &(FixtureSend){.cookie = cookie, .form = str_from(form)});
    work(w);
    return got.status;
}
static void assert_state(World *w, Str list, const char *state)
{
    static const struct {
        const char *state, *words;
    } WORDS[] = {{"refused", "Not usable"},         {"draft", "Only the vendor"},
                 {"waiting", "Somebody else than"}, {"scheduled", "goes live by itself"},
                 {"live", "Partners see it"},       {"withdrawn", "None of its prices"}};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        bool there = str_find(page(w, list), str_from(WORDS[i].words)) >= 0;
        if (there != (strcmp(WORDS[i].state, state) == 0)) {
            fail_msg("%s: \"%s\" is %s the page", state, WORDS[i].words, there ? "on" : "not on");
        }
    }
}

/* --- what it costs --- */

typedef struct Asking {
    PriceAsk ask;
    Date day;
    Dec got;
} Asking;
static Err ask_one(Ctx *ctx, void *arg)
{
    Asking *x = arg;
    PriceRow row;
    Err err = price_on(account_of(ctx, ctx->account_id), &x->ask, x->day, &row);
    x->got = err == OK ? row.listed : (Dec){-DEC_SCALE};
    return err == ERR_NOT_FOUND ? OK : err;
}
static int64_t costs(World *w, const char *market, const char *currency, Date day)
{
    Asking x = {.ask = {.key = {.product_code = S("NLDESK000001"),
                                .sku_code = S("0003"),
                                .market = str_from(market),
                                .currency = str_from(currency),
                                .term = S("P1Y"),
                                .cycle = S("monthly")},
                        .segment = S("commercial"),
                        .quantity = 1},
                .day = day};
    assert_int_equal(fixture_unit(w->f, MODE_READ, w->f->account, ask_one, &x), OK);
    return x.got.units / (DEC_SCALE / 100);
}
#define DAY(M, D) date_from_ymd(2030, (M), (D))

static void every_problem_of_a_file_is_named_by_row_and_nothing_changes(void **state)
{
    (void)state;
    World w = open_world();
    int64_t before = costs(&w, "FR", "EUR", DAY(3, 1));
    Str list = bring(&w, S(HEAD "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,240,,,2030-03-01,,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,240.005,,,2030-04-01,,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,JP,JPY,240.5,,,2030-04-01,,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,KW,KWD,24.005,,,2030-04-01,,,\r\n"
                                "Desk,NLNOWHERE,0003,P1W,Never,ZZ,QQQ,x,5,2,soon,later,never,y\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,250,,,2030-01-10,,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,250,,,2030-05-01,2030-04-01,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,250,,,2030-03-01,,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,250,,,2030-06-01,2030-07-31,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,250,,,2030-07-01,,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,250,1,9,2030-09-01,,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,240,9,,2030-09-01,,,\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,230,20,,2030-10-01,,,\r\n"
                                "\"Desk,NLDESK000001\r\n"));
    assert_state(&w, list, "refused");
    static const struct {
        int row;
        const char *field, *says;
    } WANTED[] = {{3, "UnitPrice", "240.005 has more decimals"},
                  {4, "UnitPrice", "240.5 has more decimals"},
                  {6, "ProductId", "no SKU NLNOWHERE:0003"},
                  {6, "Market", "no market ZZ"},
                  {6, "Currency", "no currency QQQ"},
                  {6, "TermDuration", "no term P1W"},
                  {6, "UnitPrice", "x is not a price"},
                  {6, "PricingTierRangeMin", "5 is no range"},
                  {6, "EffectiveStartDate", "soon is not a date"},
                  {6, "EffectiveEndDate", "later is not a date"},
                  {6, "EndofSaleDate", "never is not a date"},
                  {6, "ERP Price", "y is not a recommended"},
                  {7, "EffectiveStartDate", "2030-01-10 has begun"},
                  {8, "EffectiveEndDate", "2030-04-01, before it begins"},
                  {9, "EffectiveStartDate", "those of row 2"},
                  {11, "EffectiveStartDate", "those of row 10"},
                  {13, "EffectiveStartDate", "those of row 12"},
                  {15, "ProductId", "cannot be read"}};
    Str body = page(&w, list);
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        Str row = str_fmt(w.f->arena, "<th scope=\"row\">%d</th><td data-label=\"Column\">%s</td>", WANTED[i].row,
                          WANTED[i].field);
        if (str_find(body, row) < 0 || str_find(body, str_from(WANTED[i].says)) < 0) {
            fail_msg("row %d, \"%s\" is not named:\n%.*s", WANTED[i].row, WANTED[i].says, S_ARG(body));
        }
    }
    assert_true(str_find(body, S("<th scope=\"row\">14</th>")) < 0);
    assert_true(str_find(body, S("<th scope=\"row\">5</th>")) < 0); /* three decimals of a dinar are fine */
    assert_int_equal(act(&w, w.cookie, list, "/publish", ""), 409);
    assert_int_equal(costs(&w, "FR", "EUR", DAY(3, 1)), before);
    fixture_close(w.f);
}

static void a_list_goes_live_at_its_time_and_holds_from_its_days(void **state)
{
    (void)state;
    World w = open_world();
    int64_t before = costs(&w, "FR", "EUR", DAY(1, 10));
    Str list = bring(&w, S(HEAD "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,240,,,2030-03-01,,,300\r\n"
                                "Desk,NLDESK000001,0003,P1Y,Monthly,JP,JPY,36000,,,2030-03-01,2030-03-31,,\r\n"));
    assert_state(&w, list, "draft");
    assert_int_equal(act(&w, w.cookie, list, "/publish", "day=2030-03-02&time=08:00"), 409); /* later than its prices */
    assert_int_equal(act(&w, w.cookie, list, "/publish", "day=2030-02-01&time=08:00"), 303);
    assert_state(&w, list, "scheduled");
    assert_int_equal(costs(&w, "FR", "EUR", DAY(3, 1)), before);
    fixture_set_now(w.f, time_add(time_of_date(DAY(2, 1)), 9 * TIME_HOUR));
    work(&w);
    assert_state(&w, list, "live");
    assert_int_equal(costs(&w, "FR", "EUR", DAY(2, 28)), before);
    assert_int_equal(costs(&w, "FR", "EUR", DAY(3, 1)), 24000);
    assert_int_equal(costs(&w, "JP", "JPY", DAY(3, 31)), 3600000);
    assert_true(costs(&w, "JP", "JPY", DAY(4, 1)) < 0);
    Str again = bring(&w, S(HEAD "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,250,,,2030-03-01,,,\r\n"));
    assert_state(&w, again, "refused"); /* that day has a price */
    assert_int_equal(act(&w, w.cookie, list, "/withdraw", ""), 303);
    assert_state(&w, list, "withdrawn");
    assert_int_equal(costs(&w, "FR", "EUR", DAY(3, 1)), before);
    fixture_close(w.f);
}

static void what_has_begun_is_never_withdrawn(void **state)
{
    (void)state;
    World w = open_world();
    Str list = bring(&w, S(HEAD "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,240,,,2030-03-01,,,\r\n"));
    assert_int_equal(act(&w, w.cookie, list, "/publish", ""), 303);
    assert_state(&w, list, "live");
    fixture_set_now(w.f, time_of_date(DAY(3, 1)));
    assert_int_equal(act(&w, w.cookie, list, "/withdraw", ""), 409);
    assert_int_equal(costs(&w, "FR", "EUR", DAY(3, 1)), 24000);
    fixture_close(w.f);
}

static Err four_eyes(Ctx *ctx, void *arg)
{
    (void)arg;
    return setting_put(ctx, ID_NIL, LIST_FOUR_EYES, S("1"));
}
static void with_four_eyes_somebody_else_has_to_approve(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, four_eyes, NULL), OK);
    Str list = bring(&w, S(HEAD "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,240,,,2030-03-01,,,\r\n"));
    assert_int_equal(act(&w, w.cookie, list, "/publish", ""), 303);
    assert_state(&w, list, "waiting");
    assert_int_equal(act(&w, w.cookie, list, "/approve", ""), 409);
    assert_true(costs(&w, "FR", "EUR", DAY(3, 1)) != 24000);
    assert_int_equal(act(&w, w.other, list, "/hold", ""), 303);
    assert_state(&w, list, "draft");
    assert_int_equal(act(&w, w.cookie, list, "/publish", ""), 303);
    assert_int_equal(act(&w, w.other, list, "/approve", ""), 303);
    assert_state(&w, list, "live");
    assert_int_equal(costs(&w, "FR", "EUR", DAY(3, 1)), 24000);
    fixture_close(w.f);
}

static void of_two_lists_for_one_day_the_second_is_refused_with_its_reason(void **state)
{
    (void)state;
    World w = open_world();
    Str rows = S(HEAD "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,240,,,2030-03-01,,,\r\n");
    Str one = bring(&w, rows), two = bring(&w, rows);
    assert_int_equal(act(&w, w.cookie, two, "/publish", "day=2030-02-01"), 303);
    assert_int_equal(act(&w, w.cookie, one, "/publish", ""), 303);
    fixture_set_now(w.f, time_of_date(DAY(2, 2)));
    work(&w);
    assert_state(&w, one, "live");
    assert_state(&w, two, "refused");
    fixture_close(w.f);
}

static void a_draft_is_written_price_by_price(void **state)
{
    (void)state;
    World w = open_world();
    FixtureAnswer made =
        fixture_request(w.f, "POST", PRICE_DESK, &(FixtureSend){.cookie = w.cookie, .form = S("name=By+hand")});
    assert_int_equal(made.status, 303);
#define ROW                                                                                                            \
    "ProductId=NLDESK000001&SkuId=0003&Segment=commercial&Market=FR&Currency=EUR&TermDuration=P1Y&BillingPlan=monthly"
    assert_int_equal(act(&w, w.cookie, made.location, "/row", ROW "&UnitPrice=1.001&EffectiveStartDate=2030-01-01"),
                     422);
    assert_int_equal(act(&w, w.cookie, made.location, "/row", ROW "&UnitPrice=240&EffectiveStartDate=2030-03-01"), 303);
    assert_int_equal(act(&w, w.cookie, made.location, "/row", ROW "&UnitPrice=241&EffectiveStartDate=2030-03-01"), 422);
    assert_int_equal(act(&w, w.cookie, made.location, "/row", ROW "&UnitPrice=250&EffectiveStartDate=2030-04-01"), 303);
    assert_int_equal(act(&w, w.cookie, made.location, "/drop", "row=2"), 303);
    assert_int_equal(act(&w, w.cookie, made.location, "/publish", ""), 303);
    assert_int_equal(costs(&w, "FR", "EUR", DAY(4, 1)), 24000);
    fixture_close(w.f);
}

/* Pieces, quoted line breaks and the row of the one that is bad, far down. */
static void a_long_file_is_read_in_pieces_and_its_one_bad_row_is_found(void **state)
{
    (void)state;
    enum { ROWS = 4000, BAD = 3777 };
    World w = open_world();
    Buf b = buf_on_heap(BUF_MAX_FILE);
    buf_add(&b, S(HEAD));
    for (int i = 0; i < ROWS; i++) {
        Date from = {date_from_ymd(2031, 1, 1).days + i};
        buf_fmt(&b, "\"Desk, with a \"\"name\"\"%s\",NLDESK000001,0003,P1Y,Monthly,FR,EUR,%s,,,%.*s,,,\r\n",
                i == 5 ? " and more" : "", i == BAD ? "24.001" : "240", S_ARG(date_iso(w.f->arena, from)));
    }
    Str list = bring(&w, buf_str(&b));
    assert_state(&w, list, "refused");
    Str body = page(&w, list);
    assert_true(str_find(body, str_fmt(w.f->arena, "<th scope=\"row\">%d</th>", BAD + 2)) >= 0);
    assert_true(str_find(body, S("24.001 has more decimals")) >= 0);
    buf_free(&b);
    fixture_close(w.f);
}

static void partners_hear_of_a_list_and_look_at_it_before_it_holds(void **state)
{
    (void)state;
    World w = open_world();
    Str list = bring(&w, S(HEAD "Desk,NLDESK000001,0003,P1Y,Monthly,FR,EUR,240,,,2030-02-01,,,\r\n"));
    assert_int_equal(act(&w, w.cookie, list, "/publish", ""), 303);
    Str mine = fixture_sign_in(w.f, w.f->user, w.f->account);
    FixtureAnswer now =
        fixture_request(w.f, "GET", "/a/test/pricing/lists?q=Desk+Plus", &(FixtureSend){.cookie = mine});
    assert_int_equal(now.status, 200);
    assert_true(str_find(now.body, S("can be looked at already")) >= 0);
    assert_true(str_find(now.body, S("240.00")) < 0);
    assert_true(str_find(now.body, S("Prices from ")) >= 0); /* the bell */
    FixtureAnswer next =
        fixture_request(w.f, "GET", "/a/test/pricing/lists?month=2030-02&change=CHG", &(FixtureSend){.cookie = mine});
    assert_true(str_find(next.body, S("240.00")) >= 0);
    FixtureAnswer compared =
        fixture_request(w.f, "GET", "/a/test/pricing/lists/compare?month=2030-02", &(FixtureSend){.cookie = mine});
    assert_true(str_find(compared.body, S("240.00")) >= 0);
    FixtureAnswer same =
        fixture_request(w.f, "GET", "/a/test/pricing/lists/compare?month=2030-01", &(FixtureSend){.cookie = mine});
    assert_true(str_find(same.body, S("Nothing differs")) >= 0);
    fixture_close(w.f);
}

static void lists_stand_in_the_accounts_own_order(void **state)
{
    (void)state;
    World w = open_world();
    Str mine = fixture_sign_in(w.f, w.f->user, w.f->account);
    FixtureAnswer before =
        fixture_request(w.f, "GET", "/a/test/pricing/lists?size=200", &(FixtureSend){.cookie = mine});
    assert_true(str_find(before.body, S("NLDESK000001:0001")) < str_find(before.body, S("NLPRISM00005:0001")));
    assert_int_equal(fixture_request(w.f, "POST", "/a/test/pricing/arrange",
                                     &(FixtureSend){.cookie = mine, .form = S("pin=NLPRISM00005")})
                         .status,
                     303);
    FixtureAnswer after = fixture_request(w.f, "GET", "/a/test/pricing/lists?size=200", &(FixtureSend){.cookie = mine});
    assert_true(str_find(after.body, S("NLPRISM00005:0001")) < str_find(after.body, S("NLDESK000001:0001")));
    fixture_close(w.f);
}

static void a_reseller_and_who_has_not_the_right_see_no_lists(void **state)
{
    (void)state;
    World w = open_world();
    Str colleague = fixture_sign_in(w.f, w.f->colleague, w.f->account);
    assert_int_equal(fixture_request(w.f, "GET", "/a/test/pricing/lists", &(FixtureSend){.cookie = colleague}).status,
                     403);
    FixtureCompany reseller = fixture_company(w.f, "resell", "reseller", "csp_reseller");
    Str boss = fixture_sign_in(w.f, reseller.user, reseller.account);
    assert_int_equal(fixture_request(w.f, "GET", "/a/resell/pricing/lists", &(FixtureSend){.cookie = boss}).status,
                     403);
    fixture_close(w.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_problem_of_a_file_is_named_by_row_and_nothing_changes),
        cmocka_unit_test(a_list_goes_live_at_its_time_and_holds_from_its_days),
        cmocka_unit_test(what_has_begun_is_never_withdrawn),
        cmocka_unit_test(with_four_eyes_somebody_else_has_to_approve),
        cmocka_unit_test(of_two_lists_for_one_day_the_second_is_refused_with_its_reason),
        cmocka_unit_test(a_draft_is_written_price_by_price),
        cmocka_unit_test(a_long_file_is_read_in_pieces_and_its_one_bad_row_is_found),
        cmocka_unit_test(partners_hear_of_a_list_and_look_at_it_before_it_holds),
        cmocka_unit_test(lists_stand_in_the_accounts_own_order),
        cmocka_unit_test(a_reseller_and_who_has_not_the_right_see_no_lists),
    };
    return FIXTURE_RUN(tests);
}
