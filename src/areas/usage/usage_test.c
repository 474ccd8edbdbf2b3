/* What usage costs, to the last place; that what comes in adds up; that people are told of a budget once; and the
 * clock. */
#include "areas/usage/usage.h"

#include "app/demo.h"
#include "app/notify.h"
#include "areas/commerce/commerce.h"
#include "areas/customers/customers.h"
#include "areas/usage/costs.h"
#include "areas/usage/demo.h"
#include "areas/usage/feed.h"
#include "gen/usage_q.h"
#include "lib/app_fixture.h"
#include "lib/buyer.h"
#include "unit/unit.h"

static Dec dec(const char *text)
{
    Dec d;
    assert_int_equal(dec_parse(str_from(text), &d), OK);
    return d;
}

static void test_a_quantity_goes_through_the_included_part_and_each_tier(void **state)
{
    Arena *arena = *state;
    const UsageTier tiers[] = {{dec("0"), dec("0.08")}, {dec("1000"), dec("0.07")}, {dec("5000"), dec("0.05")}};
    static const char *const CASES[][2] = {
        {"0", "0"},
        {"100", "0"},
        {"100.00000001", "0"},
        {"100.5", "0.04"},
        {"1100", "80"},
        {"1101", "80.07"},
        {"5100", "360"},
        {"5101.25", "360.0625"},
        {"99.99999999", "0"},
        {"110100", "5610"},
        {"103.33333333", "0.26666667"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Dec cost;
        assert_int_equal(usage_cost(dec("100"), tiers, COUNT_OF(tiers), dec(CASES[i][0]), &cost), OK);
        assert_string_equal(str_z(arena, dec_text(arena, cost)), CASES[i][1]);
    }
    Dec cost;
    assert_int_equal(usage_cost(dec("0"), tiers, 0, dec("7"), &cost), OK);
    assert_int_equal(cost.units, 0);
    const UsageTier dear = {dec("0"), dec("90000000")};
    assert_int_equal(usage_cost(dec("0"), &dear, 1, dec("90000000"), &cost), ERR_TOO_LARGE);
}

/* --- in units --- */

#define METER_TRAFFIC "6d657465-7200-4000-8000-000000000005"
typedef struct World {
    Fixture *f;
    Id customer, subscription;
    Time at;
    const char *quantity, *resource;
    Dec amount;
    int64_t warn, told;
    Dec month, sum;
    size_t records, notices;
    CostLine *lines;
    size_t lines_n;
    Date period;
    Err err;
} World;

static AccountCtx enter(Ctx *ctx, const World *w)
{
    ctx->customer_id = w->customer;
    return account_of(ctx, w->f->account);
}

static Err make(Ctx *ctx, void *arg)
{
    World *w = arg;
    NewCustomer n = buyer();
    CustomerCreated made;
    TRY(customer_create(account_of(ctx, ctx->account_id), &n, &made));
    w->customer = made.id.id;
    AccountCtx a = enter(ctx, w);
    OrderLineAsk line = {.item_id = S("6e6f7274-686c-4967-8874-000000000014"), .quantity = 1, .custom_end = TIME_NONE};
    bool fine;
    Str order;
    Subscription *subs;
    size_t subs_n;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    assert_true(fine);
    TRY(order_place(a, &line, 1, &order));
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = w->customer}, &subs, &subs_n));
    assert_int_equal(subs_n, 1);
    w->subscription = subs[0].id;
    return OK;
}

static World open_world(void)
{
    World w = {.f = fixture_open()};
    DemoCtx *demo = arena_new(w.f->arena, DemoCtx);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 1, 10)));
    demo_start(demo, w.f->app, w.f->arena, 0);
    assert_int_equal(catalog_items_demo(demo), OK);
    assert_int_equal(usage_meters_demo(demo), OK);
    demo_end(demo);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, make, &w), OK);
    return w;
}

static Err add(Ctx *ctx, void *arg)
{
    World *w = arg;
    UsageAsk ask = {.resource = str_from(w->resource), .group = S("shop"), .region = S("North"), .from = w->at};
    TRY(id_parse(S(METER_TRAFFIC), &ask.meter_id));
    TRY(dec_parse(str_from(w->quantity), &ask.quantity));
    w->err = usage_record_add(enter(ctx, w), w->subscription, &ask, 1);
    return w->err;
}
static Err use(World *w, int day, const char *resource, const char *quantity)
{
    w->at = time_add(time_of_date(date_from_ymd(2030, 1, day)), 9 * TIME_HOUR);
    w->resource = resource;
    w->quantity = quantity;
    return fixture_unit(w->f, MODE_WRITE, w->f->account, add, w);
}
static Err look(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = enter(ctx, w);
    Date month = date_from_ymd(2030, 1, 1);
    UsageCustomerSumRow sum;
    UsageUtilizationRow *rows;
    UsageByDayRow *days;
    size_t n;
    PageInfo info;
    TRY(q_usage_customer_sum(a, &(UsageCustomerSumArgs){.month = month}, &sum));
    w->month = sum.cost;
    w->told = sum.told;
    TRY(q_usage_by_day(
        a, &(UsageByDayArgs){.subscription_id = w->subscription, .from_day = month, .to_day = usage_month_next(month)},
        &(PageAsk){.size = 100}, &days, &n, &info));
    w->sum = (Dec){0};
    for (size_t i = 0; i < n; i++) {
        w->sum.units += days[i].cost.units;
    }
    TRY(q_usage_utilization(a,
                            &(UsageUtilizationArgs){.hourly = true,
                                                    .details = true,
                                                    .subscription_id = w->subscription,
                                                    .from_day = month,
                                                    .to_day = usage_month_next(month),
                                                    .from_hour = month.days * 24,
                                                    .to_hour = usage_month_next(month).days * 24},
                            &(PageAsk){.size = 100}, &rows, &w->records, &info));
    return OK;
}
static void see(World *w) { assert_int_equal(fixture_unit(w->f, MODE_READ, w->f->account, look, w), OK); }

static void test_records_of_a_month_add_up_to_what_the_month_costs(void **state)
{
    (void)state;
    World w = open_world(); /* traffic: 100 included, then 0.08 to 1,000 and 0.07 behind, in EUR */
    assert_int_equal(use(&w, 2, "files", "60"), OK);
    assert_int_equal(use(&w, 3, "files", "60"), OK);
    see(&w);
    assert_int_equal(w.month.units, dec("1.6").units);
    assert_int_equal(use(&w, 3, "files", "980"), OK); /* adds to the same hour, and ends the first tier */
    assert_int_equal(use(&w, 4, "more", "33.33333333"), OK);
    see(&w);
    assert_int_equal(w.month.units, dec("82.33333333").units);
    assert_int_equal(w.sum.units, w.month.units);
    assert_int_equal(w.records, 3);
    assert_int_equal(use(&w, 5, "more", "-1"), ERR_INVALID);
    assert_int_equal(use(&w, 11, "more", "1"), ERR_INVALID); /* tomorrow */
    see(&w);
    assert_int_equal(w.sum.units, dec("82.33333333").units);
    fixture_close(w.f);
}

static Err set(Ctx *ctx, void *arg)
{
    World *w = arg;
    return budget_set(enter(ctx, w), w->amount, w->warn);
}
static void budget(World *w, const char *amount, int64_t warn)
{
    w->amount = dec(amount);
    w->warn = warn;
    assert_int_equal(fixture_unit(w->f, MODE_WRITE, w->f->account, set, w), OK);
}
static Err read_bell(Ctx *ctx, void *arg)
{
    World *w = arg;
    Notice *list;
    ctx->actor.user_id = w->f->user;
    return notify_list((SelfCtx){ctx}, 20, &list, &w->notices);
}
static size_t notices(World *w)
{
    assert_int_equal(fixture_unit(w->f, MODE_READ, ID_NIL, read_bell, w), OK);
    return w->notices;
}

static void test_each_share_of_a_budget_is_told_once(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(use(&w, 2, "files", "100"), OK);
    budget(&w, "10", 50);
    size_t before = notices(&w);
    assert_int_equal(use(&w, 3, "files", "50"), OK); /* 4 of 10 */
    assert_int_equal(notices(&w), before);
    assert_int_equal(use(&w, 3, "files", "20"), OK); /* 5.60 */
    assert_int_equal(notices(&w), before + 1);
    assert_int_equal(use(&w, 4, "files", "30"), OK); /* 8 */
    assert_int_equal(notices(&w), before + 1);
    assert_int_equal(use(&w, 5, "files", "30"), OK); /* 10.40 */
    assert_int_equal(notices(&w), before + 2);
    see(&w);
    assert_int_equal(w.told, 100);
    budget(&w, "20", 60); /* who sets it sees what is reached, nobody is told */
    assert_int_equal(use(&w, 6, "files", "1"), OK);
    assert_int_equal(notices(&w), before + 2);
    assert_int_equal(use(&w, 6, "files", "20"), OK); /* 12.08 */
    assert_int_equal(notices(&w), before + 3);
    budget(&w, "0", 60);
    assert_int_equal(use(&w, 7, "files", "1000"), OK);
    assert_int_equal(notices(&w), before + 3);
    fixture_close(w.f);
}

/* --- what is made here --- */

static Err feed(Ctx *ctx, void *arg)
{
    World *w = arg;
    return usage_feed_day(enter(ctx, w), w->subscription, 5, date_from_ymd(2030, 1, 8));
}
static Err begin(Ctx *ctx, void *arg)
{
    World *w = arg;
    return usage_feed_begin(enter(ctx, w), w->subscription, date_from_ymd(2030, 1, 10));
}
static Err last_day(Ctx *ctx, void *arg)
{
    World *w = arg;
    UsageDaysRow *rows;
    TRY(q_usage_days(enter(ctx, w),
                     &(UsageDaysArgs){.from_day = date_from_ymd(2030, 1, 10), .to_day = date_from_ymd(2030, 3, 1)},
                     &rows, &w->records));
    w->period = w->records ? rows[w->records - 1].day : DATE_NONE;
    return OK;
}

static void test_the_same_seed_uses_the_same(void **state)
{
    (void)state;
    World one = open_world();
    assert_int_equal(fixture_unit(one.f, MODE_WRITE, one.f->account, feed, &one), OK);
    see(&one);
    fixture_close(one.f);
    World two = open_world();
    assert_int_equal(fixture_unit(two.f, MODE_WRITE, two.f->account, feed, &two), OK);
    see(&two);
    assert_true(one.month.units > 0);
    assert_int_equal(one.month.units, two.month.units);
    fixture_close(two.f);
}

static void test_the_clock_makes_each_day_once(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, begin, &w), OK);
    for (int turn = 0; turn < 2; turn++) {
        fixture_set_now(w.f, time_add(time_of_date(date_from_ymd(2030, 2, 3)), 2 * TIME_HOUR));
        (void)jobs_run_due(w.f->app, 200);
        assert_int_equal(fixture_unit(w.f, MODE_READ, w.f->account, last_day, &w), OK);
        assert_int_equal(w.records, 24); /* from 10 January to 2 February */
        assert_int_equal(w.period.days, date_from_ymd(2030, 2, 2).days);
    }
    fixture_close(w.f);
}

static Err stop(Ctx *ctx, void *arg)
{
    World *w = arg;
    Entitlement e;
    AccountCtx a = enter(ctx, w);
    TRY(entitlement_get(a, w->subscription, &e));
    return entitlement_cancel(a, &e, S("compromise"));
}
static Err go_on(Ctx *ctx, void *arg)
{
    World *w = arg;
    Entitlement e;
    AccountCtx a = enter(ctx, w);
    TRY(entitlement_get(a, w->subscription, &e));
    return entitlement_reactivate(a, &e);
}
static size_t days_by(World *w, int month, int day)
{
    fixture_set_now(w->f, time_add(time_of_date(date_from_ymd(2030, month, day)), 2 * TIME_HOUR));
    (void)jobs_run_due(w->f->app, 200);
    assert_int_equal(fixture_unit(w->f, MODE_READ, w->f->account, last_day, w), OK);
    return w->records;
}

static void test_a_plan_uses_nothing_while_its_use_is_cancelled(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, begin, &w), OK);
    assert_int_equal(days_by(&w, 1, 12), 2);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, stop, &w), OK);
    assert_int_equal(days_by(&w, 1, 20), 2);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, go_on, &w), OK);
    assert_int_equal(days_by(&w, 1, 23), 5);
    fixture_close(w.f);
}

static Err cost(Ctx *ctx, void *arg)
{
    World *w = arg;
    return costs_of(enter(ctx, w), w->period, &w->lines, &w->lines_n);
}
static void test_a_plan_costs_what_was_used_in_the_month(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(use(&w, 2, "files", "150"), OK);
    w.period = date_from_ymd(2030, 1, 1);
    assert_int_equal(fixture_unit(w.f, MODE_READ, w.f->account, cost, &w), OK);
    assert_int_equal(w.lines_n, 1);
    assert_int_equal(w.lines[0].total.units, dec("4").units);
    assert_string_equal(w.lines[0].charge, "usage");
    w.period = date_from_ymd(2030, 2, 1);
    assert_int_equal(fixture_unit(w.f, MODE_READ, w.f->account, cost, &w), OK);
    assert_int_equal(w.lines_n, 0);
    fixture_close(w.f);
}

static Err buy_seats(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = enter(ctx, w);
    OrderLineAsk line = {.item_id = S("NLDESK000001:0001:AVDESK000001"),
                         .term = S("P1Y"),
                         .cycle = S("monthly"),
                         .quantity = 3,
                         .made = &w->subscription,
                         .custom_end = TIME_NONE};
    bool fine;
    Str order;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    assert_true(fine);
    return order_place(a, &line, 1, &order);
}
static Err more_seats(Ctx *ctx, void *arg)
{
    World *w = arg;
    Subscription s;
    AccountCtx a = enter(ctx, w);
    TRY(subscription_get(a, w->subscription, &s));
    return subscription_change(a, S("US"), &s,
                               &(SubscriptionChange){.quantity_set = true, .quantity = 8, .next_end = TIME_NONE});
}
static int64_t seats_of(World *w, int month)
{
    w->period = date_from_ymd(2030, month, 1);
    assert_int_equal(fixture_unit(w->f, MODE_READ, w->f->account, cost, w), OK);
    for (size_t i = 0; i < w->lines_n; i++) {
        if (id_eq(w->lines[i].sub->id, w->subscription)) {
            assert_int_equal(w->lines[i].total.units,
                             w->lines[i].price.units * (w->lines[i].quantity.units / DEC_SCALE));
            return w->lines[i].quantity.units / DEC_SCALE;
        }
    }
    return 0;
}
static void test_a_month_costs_what_it_cost_when_it_began(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, buy_seats, &w), OK);
    fixture_set_now(w.f, time_add(time_of_date(date_from_ymd(2030, 3, 20)), TIME_HOUR));
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, more_seats, &w), OK);
    assert_int_equal(seats_of(&w, 1), 3);
    assert_int_equal(seats_of(&w, 3), 3);
    assert_int_equal(seats_of(&w, 4), 8);
    fixture_close(w.f);
}

int main(void)
{
    const struct CMUnitTest pure[] = {
        UNIT_TEST(test_a_quantity_goes_through_the_included_part_and_each_tier),
    };
    const struct CMUnitTest units[] = {
        UNIT_TEST(test_records_of_a_month_add_up_to_what_the_month_costs),
        UNIT_TEST(test_each_share_of_a_budget_is_told_once),
        UNIT_TEST(test_the_same_seed_uses_the_same),
        UNIT_TEST(test_the_clock_makes_each_day_once),
        UNIT_TEST(test_a_plan_uses_nothing_while_its_use_is_cancelled),
        UNIT_TEST(test_a_plan_costs_what_was_used_in_the_month),
        UNIT_TEST(test_a_month_costs_what_it_cost_when_it_began),
    };
    return cmocka_run_group_tests(pure, NULL, NULL) + FIXTURE_RUN(units);
}
