/* The promises of prices: one holds at any moment, none is changed, and what is bought pays it. */
#include "areas/prices/prices.h"

#include "app/demo.h"
#include "areas/commerce/bulk.h"
#include "areas/customers/customers.h"
#include "gen/prices_q.h"
#include "lib/app_fixture.h"
#include "lib/buyer.h"
#include "unit/unit.h"

#include <stdlib.h>

#define BASIC "NLDESK000001:0001:AVDESK000001"

static Dec dec(const char *text)
{
    Dec d = {0};
    assert_int_equal(dec_parse(str_from(text), &d), OK);
    return d;
}
#define assert_dec(D, TEXT)                                                                                            \
    do {                                                                                                               \
        char got_[40];                                                                                                 \
        Dec d_ = (D);                                                                                                  \
        got_[dec_into(got_, d_)] = '\0';                                                                               \
        assert_string_equal(got_, TEXT);                                                                               \
    } while (0)

/* --- rules of amounts --- */

static void a_cycle_costs_its_part_of_the_term_in_coins_of_the_currency(void **state)
{
    (void)state;
    static const struct {
        const char *listed, *term, *cycle, *currency, *amount;
        bool usage;
    } CASES[] = {
        {"120", "P1Y", "monthly", "EUR", "10", false},         {"100", "P1Y", "monthly", "EUR", "8.33", false},
        {"100.5", "P1Y", "monthly", "EUR", "8.38", false},     {"100", "P1Y", "monthly", "JPY", "8", false},
        {"102", "P1Y", "monthly", "JPY", "9", false},          {"10", "P1Y", "monthly", "KWD", "0.833", false},
        {"100", "P3Y", "annual", "EUR", "33.33", false},       {"100", "P3Y", "monthly", "EUR", "2.78", false},
        {"100", "P3Y", "triennial", "EUR", "100", false},      {"99.99", "", "one_time", "EUR", "99.99", false},
        {"0.00012", "P1M", "monthly", "USD", "0.00012", true},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Dec got;
        assert_int_equal(price_of_cycle(dec(CASES[i].listed), str_from(CASES[i].term), str_from(CASES[i].cycle),
                                        str_from(CASES[i].currency), CASES[i].usage, &got),
                         OK);
        assert_dec(got, CASES[i].amount);
    }
    Dec got;
    assert_int_equal(price_of_cycle(dec("1"), S("P1Y"), S("monthly"), S("XXQ"), false, &got), ERR_INVALID);
}

static void each_unit_is_charged_in_its_own_tier(void **state)
{
    (void)state;
    PriceTier tiers[] = {{1, 10, dec("5")}, {11, 100, dec("4")}, {101, 0, dec("3.5")}};
    static const struct {
        int64_t quantity;
        const char *charge;
    } CASES[] = {{1, "5"}, {10, "50"}, {11, "54"}, {100, "410"}, {101, "413.5"}, {1000, "3560"}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Dec charge, each, again;
        assert_int_equal(price_graduated(tiers, 3, CASES[i].quantity, &charge), OK);
        assert_dec(charge, CASES[i].charge);
        assert_int_equal(price_effective(tiers, 3, CASES[i].quantity, &each), OK);
        assert_int_equal(dec_mul(each, (Dec){CASES[i].quantity * DEC_SCALE}, ROUND_HALF_EVEN, &again), OK);
        assert_true(llabs(again.units - charge.units) * 2 <= CASES[i].quantity);
    }
    Dec huge;
    PriceTier dear = {1, 0, (Dec){INT64_MAX / 2}};
    assert_int_equal(price_graduated(&dear, 1, 3, &huge), ERR_TOO_LARGE);
}

static void margins_and_changes_are_percents_with_two_digits(void **state)
{
    (void)state;
    Dec got;
    assert_true(price_margin(dec("80"), dec("100"), &got));
    assert_dec(got, "20");
    assert_true(price_margin(dec("2"), dec("3"), &got));
    assert_dec(got, "33.33");
    assert_false(price_margin(dec("2"), dec("0"), &got));
    assert_true(price_change(dec("100"), dec("97.5"), &got));
    assert_dec(got, "-2.5");
    assert_false(price_change(dec("0"), dec("5"), &got));
    assert_true(price_fits_currency(dec("12.34"), S("EUR")));
    assert_false(price_fits_currency(dec("12.345"), S("EUR")));
    assert_true(price_fits_currency(dec("12.345"), S("KWD")));
    assert_false(price_fits_currency(dec("12.5"), S("JPY")));
    assert_false(price_fits_currency(dec("12"), S("ZZZ")));
}

static void a_months_rate_is_that_of_two_business_days_before_its_end(void **state)
{
    (void)state;
    assert_int_equal(fx_fixed_on(2030, 1).days, date_from_ymd(2030, 1, 30).days);   /* the 31st is a Thursday */
    assert_int_equal(fx_fixed_on(2030, 3).days, date_from_ymd(2030, 3, 28).days);   /* ends on a Sunday */
    assert_int_equal(fx_fixed_on(2030, 12).days, date_from_ymd(2030, 12, 30).days); /* the 31st is a Tuesday */
}

/* --- what holds --- */

static const PriceKey KEY = {.product_code = S_INIT("NLDESK000001"),
                             .sku_code = S_INIT("0001"),
                             .availability = S_INIT("AVDESK000001"),
                             .market = S_INIT("US"),
                             .currency = S_INIT("USD"),
                             .term = S_INIT("P1Y"),
                             .cycle = S_INIT("monthly")};

typedef struct World {
    Fixture *f;
    Id customer;
    /* to put or to withdraw */
    PriceNew price;
    /* to ask */
    Date day;
    int64_t quantity;
    PriceRow got;
    Err err;
    /* to buy */
    Id subscription;
    Dec unit_price;
} World;

static Err add_customer(Ctx *ctx, void *arg)
{
    World *w = arg;
    NewCustomer n = buyer();
    CustomerCreated made;
    TRY(customer_create(account_of(ctx, ctx->account_id), &n, &made));
    w->customer = made.id.id;
    return OK;
}
static World open_world(void)
{
    World w = {.f = fixture_open()};
    DemoCtx *demo = arena_new(w.f->arena, DemoCtx);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 1, 10)));
    demo_start(demo, w.f->app, w.f->arena, 0);
    assert_int_equal(catalog_items_demo(demo), OK);
    demo_end(demo);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, add_customer, &w), OK);
    return w;
}
static Err put_one(Ctx *ctx, void *arg) { return price_put(system_of(ctx), &((World *)arg)->price); }
static Err withdraw_one(Ctx *ctx, void *arg)
{
    World *w = arg;
    return price_withdraw(system_of(ctx), &w->price.key, w->price.from_at);
}
static void put(World *w, Date from, const char *listed, int64_t tier_min, int64_t tier_max, Date ends)
{
    w->price = (PriceNew){.key = KEY,
                          .tier_min = tier_min,
                          .tier_max = tier_max,
                          .from_at = time_of_date(from),
                          .ends_at = date_is_set(ends) ? time_of_date(ends) : TIME_NONE,
                          .listed = dec(listed),
                          .sale_ends_on = DATE_NONE};
    assert_int_equal(price_of_cycle(w->price.listed, KEY.term, KEY.cycle, KEY.currency, false, &w->price.amount), OK);
    assert_int_equal(fixture_unit(w->f, MODE_WRITE, ID_NIL, put_one, w), OK);
}
static Err ask_one(Ctx *ctx, void *arg)
{
    World *w = arg;
    w->err =
        price_on(account_of(ctx, ctx->account_id), &(PriceAsk){.key = KEY, .quantity = w->quantity}, w->day, &w->got);
    return w->err == ERR_NOT_FOUND ? OK : w->err;
}
static PriceRow on(World *w, Date day, int64_t quantity)
{
    w->day = day;
    w->quantity = quantity;
    assert_int_equal(fixture_unit(w->f, MODE_READ, w->f->account, ask_one, w), OK);
    assert_int_equal(w->err, OK);
    return w->got;
}
static bool none_on(World *w, Date day, int64_t quantity)
{
    w->day = day;
    w->quantity = quantity;
    assert_int_equal(fixture_unit(w->f, MODE_READ, w->f->account, ask_one, w), OK);
    return w->err == ERR_NOT_FOUND;
}
#define DAY(M, D) date_from_ymd(2030, (M), (D))

static void the_newest_price_takes_over_on_its_day_and_the_old_days_keep_theirs(void **state)
{
    (void)state;
    World w = open_world();
    Dec old = on(&w, DAY(1, 10), 1).listed;
    put(&w, DAY(3, 1), "132", 1, 0, DATE_NONE);
    put(&w, DAY(2, 1), "126", 1, 0, DATE_NONE); /* given later, begins earlier */
    assert_true(on(&w, DAY(1, 31), 1).listed.units == old.units);
    assert_dec(on(&w, DAY(2, 1), 1).listed, "126");
    assert_dec(on(&w, DAY(2, 28), 1).unit_price, "10.5");
    assert_dec(on(&w, DAY(3, 1), 1).unit_price, "11");
    put(&w, DAY(3, 1), "999", 1, 0, DATE_NONE); /* the same again changes nothing */
    assert_dec(on(&w, DAY(3, 1), 1).listed, "132");
    put(&w, DAY(4, 1), "140", 1, 0, DAY(5, 1)); /* ends by itself, and nothing follows */
    assert_dec(on(&w, DAY(4, 30), 1).listed, "140");
    assert_true(none_on(&w, DAY(5, 1), 1));
    assert_true(on(&w, DAY(1, 31), 1).listed.units == old.units);
    fixture_close(w.f);
}

static void all_tiers_of_a_price_begin_and_end_together(void **state)
{
    (void)state;
    World w = open_world();
    put(&w, DAY(2, 1), "120", 1, 9, DATE_NONE);
    put(&w, DAY(2, 1), "60", 10, 100, DATE_NONE);
    assert_dec(on(&w, DAY(2, 3), 9).effective, "10");
    assert_dec(on(&w, DAY(2, 3), 18).effective, "7.5"); /* nine at 10, nine at 5 */
    assert_dec(on(&w, DAY(2, 3), 18).charge, "135");
    assert_int_equal(on(&w, DAY(2, 3), 18).tier_min, 10);
    assert_true(none_on(&w, DAY(2, 3), 101));
    put(&w, DAY(3, 1), "96", 1, 0, DATE_NONE);
    assert_dec(on(&w, DAY(3, 1), 18).effective, "8"); /* no tier of the older ones is left */
    fixture_close(w.f);
}

static void what_has_not_begun_can_be_withdrawn_and_what_was_before_goes_on(void **state)
{
    (void)state;
    World w = open_world();
    Dec old = on(&w, DAY(1, 10), 1).listed;
    put(&w, DAY(3, 1), "132", 1, 0, DATE_NONE);
    put(&w, DAY(2, 1), "126", 1, 0, DATE_NONE);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, withdraw_one, &w), OK);
    assert_true(on(&w, DAY(2, 15), 1).listed.units == old.units);
    assert_dec(on(&w, DAY(3, 1), 1).listed, "132");
    fixture_set_now(w.f, time_of_date(DAY(3, 2)));
    w.price.from_at = time_of_date(DAY(3, 1)); /* that one holds already */
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, withdraw_one, &w), OK);
    assert_dec(on(&w, DAY(3, 1), 1).listed, "132");
    fixture_close(w.f);
}

/* --- what is bought --- */

static Err buy_one(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = account_of(ctx, w->f->account);
    ctx->customer_id = w->customer;
    OrderLineAsk line = {
        .item_id = S(BASIC), .term = S("P1Y"), .cycle = S("monthly"), .quantity = w->quantity, .custom_end = TIME_NONE};
    bool fine;
    Str order;
    Subscription *rows;
    size_t n;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    w->err = fine ? OK : ERR_INVALID;
    if (!fine) {
        return OK;
    }
    TRY(order_place(a, &line, 1, &order));
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = w->customer, .with_order = true, .order_id = order}, &rows, &n));
    w->subscription = rows[0].id;
    w->unit_price = rows[0].unit_price;
    return OK;
}
static Dec bought(World *w, int64_t quantity)
{
    w->quantity = quantity;
    assert_int_equal(fixture_unit(w->f, MODE_WRITE, w->f->account, buy_one, w), OK);
    assert_int_equal(w->err, OK);
    return w->unit_price;
}
static Err read_one(Ctx *ctx, void *arg)
{
    World *w = arg;
    Subscription s;
    AccountCtx a = account_of(ctx, w->f->account);
    ctx->customer_id = w->customer;
    TRY(subscription_get(a, w->subscription, &s));
    w->unit_price = s.unit_price;
    return OK;
}
static Dec paid(World *w)
{
    assert_int_equal(fixture_unit(w->f, MODE_READ, w->f->account, read_one, w), OK);
    return w->unit_price;
}
static Err tick(Ctx *ctx, void *arg)
{
    JobRun job = {.key = S("all")};
    ctx->audit.action = "commerce.clock";
    return COMMERCE_JOBS[0].step(ctx, &job, arg);
}
static void turn_to(World *w, Date day)
{
    fixture_set_now(w->f, time_of_date(day));
    JobNext next = JOB_AGAIN;
    for (int i = 0; i < 100 && next == JOB_AGAIN; i++) {
        assert_int_equal(fixture_unit(w->f, MODE_WRITE, ID_NIL, tick, &next), OK);
    }
}

static void a_published_price_is_paid_from_its_day_on_and_held_for_the_term(void **state)
{
    (void)state;
    World w = open_world();
    Dec old = on(&w, DAY(1, 10), 1).unit_price;
    put(&w, DAY(2, 1), "132", 1, 19, DATE_NONE);
    put(&w, DAY(2, 1), "108", 20, 0, DATE_NONE);
    assert_true(bought(&w, 5).units == old.units);
    fixture_set_now(w.f, time_of_date(DAY(2, 1)));
    assert_dec(bought(&w, 5), "11");
    assert_dec(bought(&w, 38), "10"); /* nineteen at 11, nineteen at 9 */
    Id held = w.subscription;
    put(&w, DAY(6, 1), "240", 1, 0, DATE_NONE);
    turn_to(&w, DAY(6, 2));
    w.subscription = held;
    assert_dec(paid(&w), "10");
    turn_to(&w, date_from_ymd(2031, 2, 2));
    assert_dec(paid(&w), "20");
    fixture_close(w.f);
}

static void what_is_not_sold_any_more_is_not_bought_but_renews(void **state)
{
    (void)state;
    World w = open_world();
    put(&w, DAY(2, 1), "132", 1, 0, DATE_NONE);
    (void)bought(&w, 3);
    w.price.from_at = time_of_date(DAY(3, 1));
    w.price.listed = dec("144");
    w.price.amount = dec("12");
    w.price.sale_ends_on = DAY(3, 1);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, put_one, &w), OK);
    fixture_set_now(w.f, time_of_date(DAY(3, 1)));
    w.quantity = 3;
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, buy_one, &w), OK);
    assert_int_equal(w.err, ERR_INVALID);
    turn_to(&w, date_from_ymd(2031, 1, 12));
    assert_dec(paid(&w), "12");
    fixture_close(w.f);
}

static Err promoted(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = account_of(ctx, ctx->account_id);
    PriceAsk ask = {.key = KEY, .segment = S("commercial"), .quantity = w->quantity};
    ask.key.sku_code = S("0002"); /* the demo's promotion: a tenth off for 10 to 300 seats */
    PricePromotion got;
    w->err = price_promotion(a, &ask, ctx->now, dec("12.87"), &got);
    w->unit_price = w->err == OK ? got.unit_price : (Dec){0};
    return w->err == ERR_NOT_FOUND ? OK : w->err;
}
static void a_promotion_counts_for_the_seats_it_is_for(void **state)
{
    (void)state;
    World w = open_world();
    w.quantity = 10;
    assert_int_equal(fixture_unit(w.f, MODE_READ, w.f->account, promoted, &w), OK);
    assert_dec(w.unit_price, "11.58"); /* 11.583 */
    w.quantity = 9;
    assert_int_equal(fixture_unit(w.f, MODE_READ, w.f->account, promoted, &w), OK);
    assert_int_equal(w.err, ERR_NOT_FOUND);
    fixture_close(w.f);
}

/* --- rates --- */

static Err rates(Ctx *ctx, void *arg)
{
    (void)arg;
    SystemCtx s = system_of(ctx);
    TRY(q_fx_rate_add(s, &(FxRateAddArgs){S("EUR"), DAY(1, 1), dec("1.25")}, NULL));
    TRY(q_fx_rate_add(s, &(FxRateAddArgs){S("EUR"), DAY(1, 20), dec("1.6")}, NULL));
    TRY(q_fx_rate_add(s, &(FxRateAddArgs){S("JPY"), DAY(1, 1), dec("0.008")}, NULL));
    AccountCtx a = account_of(ctx, ctx->account_id);
    Dec got;
    TRY(fx_rate(a, S("USD"), S("EUR"), DAY(1, 19), &got));
    assert_dec(got, "0.8");
    TRY(fx_rate(a, S("USD"), S("EUR"), DAY(1, 20), &got));
    assert_dec(got, "0.625");
    TRY(fx_rate(a, S("EUR"), S("JPY"), DAY(1, 5), &got));
    assert_dec(got, "156.25");
    assert_int_equal(fx_rate(a, S("EUR"), S("USD"), date_from_ymd(2029, 12, 31), &got), ERR_NOT_FOUND);
    assert_int_equal(fx_rate(a, S("CHF"), S("USD"), DAY(1, 5), &got), ERR_NOT_FOUND);
    return OK;
}
static void a_rate_holds_until_the_next_one(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, rates, NULL), OK);
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cycle_costs_its_part_of_the_term_in_coins_of_the_currency),
        cmocka_unit_test(each_unit_is_charged_in_its_own_tier),
        cmocka_unit_test(margins_and_changes_are_percents_with_two_digits),
        cmocka_unit_test(a_months_rate_is_that_of_two_business_days_before_its_end),
        cmocka_unit_test(the_newest_price_takes_over_on_its_day_and_the_old_days_keep_theirs),
        cmocka_unit_test(all_tiers_of_a_price_begin_and_end_together),
        cmocka_unit_test(what_has_not_begun_can_be_withdrawn_and_what_was_before_goes_on),
        cmocka_unit_test(a_published_price_is_paid_from_its_day_on_and_held_for_the_term),
        cmocka_unit_test(what_is_not_sold_any_more_is_not_bought_but_renews),
        cmocka_unit_test(a_promotion_counts_for_the_seats_it_is_for),
        cmocka_unit_test(a_rate_holds_until_the_next_one),
    };
    return FIXTURE_RUN(tests);
}
