/* The clock of a sandbox: what is due happens at its moment and in order, whoever turns it; it never goes back. */
#include "areas/sandbox/turn.h"

#include "app/clock.h"
#include "app/demo.h"
#include "app/unit.h"
#include "areas/catalog/catalog.h"
#include "areas/commerce/commerce.h"
#include "areas/customers/customers.h"
#include "lib/app_fixture.h"
#include "lib/buyer.h"
#include "unit/unit.h"

#define DESK_BASIC "NLDESK000001:0001:AVDESK000001"

typedef struct Box {
    Fixture *f;
    Id customer, id;
    bool renews;
    SubscriptionEventsRow *events;
    size_t events_n;
} Box;

static Err add_customer(Ctx *ctx, void *arg)
{
    Box *b = arg;
    NewCustomer n = buyer();
    CustomerCreated made;
    TRY(customer_create(account_of(ctx, ctx->account_id), &n, &made));
    b->customer = made.id.id;
    return OK;
}

static Box open_box(bool sandbox)
{
    FixtureOptions options = {.app = {.sandbox = true, .sandbox_of = sandbox ? "Test" : NULL}};
    Box b = {.f = fixture_open_with(&options)};
    DemoCtx *demo = arena_new(b.f->arena, DemoCtx);
    fixture_set_now(b.f, time_of_date(date_from_ymd(2030, 1, 10)));
    demo_start(demo, b.f->app, b.f->arena, 0);
    assert_int_equal(catalog_items_demo(demo), OK);
    demo_end(demo);
    assert_int_equal(fixture_unit(b.f, MODE_WRITE, b.f->account, add_customer, &b), OK);
    return b;
}

/* A month of three seats, from the tenth on. */
static Err buy_one(Ctx *ctx, void *arg)
{
    Box *b = arg;
    AccountCtx a = account_of(ctx, b->f->account);
    OrderLineAsk line = {
        .item_id = S(DESK_BASIC), .term = S("P1M"), .cycle = S("monthly"), .quantity = 3, .custom_end = TIME_NONE};
    Str order;
    bool fine;
    Subscription *rows, s;
    size_t n;
    ctx->customer_id = b->customer;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    assert_true(fine);
    TRY(order_place(a, &line, 1, &order));
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = b->customer, .with_order = true, .order_id = order}, &rows, &n));
    b->id = rows[0].id;
    TRY(subscription_get(a, b->id, &s));
    return subscription_change(a, S("US"), &s,
                               &(SubscriptionChange){.renews_set = true, .renews = b->renews, .next_end = TIME_NONE});
}
static Id buy(Box *b, bool renews)
{
    b->renews = renews;
    assert_int_equal(fixture_unit(b->f, MODE_WRITE, b->f->account, buy_one, b), OK);
    return b->id;
}

static Err read_events(Ctx *ctx, void *arg)
{
    Box *b = arg;
    return q_subscription_events(account_of(ctx, b->f->account), &(SubscriptionEventsArgs){.subscription_id = b->id},
                                 &b->events, &b->events_n);
}
static void assert_event(Box *b, Id id, size_t at, const char *what, int month, int day)
{
    b->id = id;
    assert_int_equal(fixture_unit(b->f, MODE_READ, b->f->account, read_events, b), OK);
    assert_true(at < b->events_n);
    assert_true(str_eq(b->events[at].what, str_from(what)));
    assert_int_equal(date_of(b->events[at].created_at).days, date_from_ymd(2030, month, day).days);
}

static Err turn(Box *b, const char *advance, const char *to, SandboxClock *ret)
{
    Ctx *ctx = ctx_system(b->f->app, b->f->arena);
    return sandbox_clock_turn(
        ctx, b->f->app, &(SandboxTurnAsk){.now = TIME_NONE, .advance = str_from(advance), .to = str_from(to)}, ret);
}

static void three_months_renew_one_and_end_the_other_each_on_its_day(void **state)
{
    (void)state;
    Box b = open_box(true);
    SandboxClock c;
    Id kept = buy(&b, true), left = buy(&b, false);
    assert_int_equal(turn(&b, "P3M", "", &c), OK);
    assert_int_equal(date_of(c.now).days, date_from_ymd(2030, 4, 10).days);
    assert_int_equal(c.last.renewals, 3);
    assert_int_equal(c.last.expiries, 1);
    assert_int_equal(c.last.disabled, 1);
    assert_int_equal(c.last.deletions, 0);
    assert_false(c.last.cut);
    assert_event(&b, kept, 0, "renewed", 4, 10);
    assert_event(&b, kept, 1, "renewed", 3, 10);
    assert_event(&b, kept, 2, "renewed", 2, 10);
    assert_event(&b, left, 0, "state", 3, 12);
    assert_event(&b, left, 1, "state", 2, 10);
    fixture_close(b.f);
}

static void it_goes_to_the_next_renewal_and_never_back(void **state)
{
    (void)state;
    Box b = open_box(true);
    SandboxClock c;
    assert_int_equal(turn(&b, "", "next_renewal", &c), ERR_INVALID); /* none waits */
    (void)buy(&b, true);
    assert_int_equal(turn(&b, "P1D", "", &c), OK);
    assert_int_equal(c.last.renewals, 0);
    assert_int_equal(turn(&b, "", "NextRenewal", &c), OK);
    assert_int_equal(date_of(c.now).days, date_from_ymd(2030, 2, 10).days);
    assert_int_equal(c.last.renewals, 1);
    static const char *const BAD[] = {"", "P", "1D", "PT", "P1X", "P-1D", "PD", "P1", "P1DT", "P99Y", "P1H"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        if (turn(&b, BAD[i], "", &c) != ERR_INVALID) {
            fail_msg("\"%s\" was taken", BAD[i]);
        }
    }
    ClockTurn t;
    Time now = app_now(b.f->app);
    assert_int_equal(clock_turn(b.f->app, time_add(now, -TIME_DAY), &t), OK);
    assert_true(app_now(b.f->app).us == now.us);
    fixture_close(b.f);
}

static void a_house_of_several_partners_has_no_clock_to_turn(void **state)
{
    (void)state;
    Box b = open_box(false);
    SandboxClock c;
    assert_int_equal(turn(&b, "P1D", "", &c), ERR_FORBIDDEN);
    assert_int_equal(date_of(app_now(b.f->app)).days, date_from_ymd(2030, 1, 10).days);
    fixture_close(b.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_months_renew_one_and_end_the_other_each_on_its_day),
        cmocka_unit_test(it_goes_to_the_next_renewal_and_never_back),
        cmocka_unit_test(a_house_of_several_partners_has_no_clock_to_turn),
    };
    return FIXTURE_RUN(tests);
}
