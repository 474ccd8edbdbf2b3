/* Transfers: what moves and what stays, once, after both have agreed; and the days until nobody has. */
#include "areas/transfers/transfers.h"

#include "app/demo.h"
#include "app/unit.h"
#include "areas/catalog/catalog.h"
#include "areas/customers/customers.h"
#include "lib/app_fixture.h"
#include "lib/buyer.h"
#include "unit/unit.h"

#define DESK "NLDESK000001:0001:AVDESK000001"

typedef struct World {
    Fixture *f;
    Id customer, bought, transfer;
    Id account; /* who acts */
    Subscription *rows;
    size_t rows_n;
    TransferLinesRow *lines;
    size_t lines_n;
    Transfer seen;
    JobNext next;
    const char *to;
} World;

static AccountCtx acts(Ctx *ctx, const World *w)
{
    AccountCtx a = account_of(ctx, w->account);
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = id_eq(w->account, w->f->account) ? w->f->user : w->f->stranger;
    perm_put(&ctx->actor.perms, &TRANSFERS_MANAGE);
    ctx->account.name = id_eq(w->account, w->f->account) ? S("First") : S("Second");
    ctx->customer_id = w->customer;
    return a;
}

static Err add_customer(Ctx *ctx, void *arg)
{
    World *w = arg;
    NewCustomer n = buyer();
    CustomerCreated made;
    TRY(customer_create(account_of(ctx, w->f->account), &n, &made));
    w->customer = made.id.id;
    return customer_share(ctx, w->f->other_account, made.id, &n.billing);
}

static Err buy(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = acts(ctx, w);
    OrderLineAsk line = {
        .item_id = S(DESK), .term = S("P1Y"), .cycle = S("monthly"), .quantity = 5, .custom_end = TIME_NONE};
    Str order;
    bool fine;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    assert_true(fine);
    TRY(order_place(a, &line, 1, &order));
    TRY(q_subscription_list(a,
                            &(SubscriptionListArgs){.customer_id = w->customer, .with_order = true, .order_id = order},
                            &w->rows, &w->rows_n));
    w->bought = w->rows[0].id;
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
    w.account = w.f->account;
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, buy, &w), OK);
    return w;
}

static Err ask(Ctx *ctx, void *arg)
{
    World *w = arg;
    Id other = id_eq(w->account, w->f->account) ? w->f->other_directory : w->f->directory;
    AccountCtx a = acts(ctx, w);
    TransferAsk q = {.give = id_eq(w->account, w->f->account), .directory = other, .ids = &w->bought, .ids_n = 1};
    return transfer_ask(a, &q, &w->transfer);
}
static Err accept(Ctx *ctx, void *arg)
{
    World *w = arg;
    Transfer t;
    HandOver done;
    AccountCtx a = acts(ctx, w);
    TRY(transfer_get(a, w->transfer, &t));
    return transfer_accept(a, &t, NULL, 0, &done);
}
static Err look(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = acts(ctx, w);
    TRY(transfer_get(a, w->transfer, &w->seen));
    TRY(transfer_lines(a, w->transfer, &w->lines, &w->lines_n));
    return q_subscription_list(a, &(SubscriptionListArgs){.customer_id = w->customer}, &w->rows, &w->rows_n);
}
static Err put_state(Ctx *ctx, void *arg)
{
    World *w = arg;
    Subscription s;
    AccountCtx a = acts(ctx, w);
    TRY(subscription_get(a, w->bought, &s));
    return subscription_change(a, S("US"), &s, &(SubscriptionChange){.state = str_from(w->to), .next_end = TIME_NONE});
}
static Err tick(Ctx *ctx, void *arg)
{
    World *w = arg;
    JobRun job = {.key = id_text(w->f->arena, w->transfer)};
    ctx->audit.action = "transfers.clock";
    return TRANSFER_JOBS[0].step(ctx, &job, &w->next);
}
static Err doing(World *w, Id account, UnitFn fn, Mode mode)
{
    w->account = account;
    return fixture_unit(w->f, mode, account, fn, w);
}

static void seats_price_and_end_go_along_once(void **state)
{
    (void)state;
    World w = open_world();
    Id first = w.f->account, second = w.f->other_account;
    assert_int_equal(doing(&w, second, ask, MODE_WRITE), OK);
    assert_int_equal(doing(&w, second, look, MODE_READ), OK);
    assert_int_equal(w.rows_n, 0);
    assert_int_equal(w.lines[0].title.n, 0); /* nothing of the other's is told before it has agreed */
    assert_int_equal(doing(&w, second, accept, MODE_WRITE), ERR_CONFLICT);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 1, 20)));
    assert_int_equal(doing(&w, first, accept, MODE_WRITE), OK);
    assert_int_equal(doing(&w, first, accept, MODE_WRITE), ERR_CONFLICT);
    assert_int_equal(doing(&w, first, look, MODE_READ), OK);
    assert_int_equal(w.rows_n, 1);
    assert_true(str_eq(w.rows[0].state, S("deleted")) && str_eq(w.rows[0].reason, S("transferred")));
    Time ends = w.rows[0].ends_at, from = w.rows[0].term_from;
    Dec price = w.rows[0].unit_price;
    assert_int_equal(doing(&w, second, look, MODE_READ), OK);
    assert_int_equal(w.rows_n, 1);
    assert_int_equal(w.rows[0].quantity, 5);
    assert_true(w.rows[0].ends_at.us == ends.us && w.rows[0].term_from.us == from.us);
    assert_true(w.rows[0].unit_price.units == price.units && w.rows[0].renews);
    assert_true(id_eq(w.lines[0].new_id, w.rows[0].id) && str_eq(w.seen.state, S("completed")));
    fixture_close(w.f);
}

static void what_cannot_go_leaves_the_request_open(void **state)
{
    (void)state;
    World w = open_world();
    Id first = w.f->account, second = w.f->other_account;
    assert_int_equal(doing(&w, first, ask, MODE_WRITE), OK);
    w.to = "suspended";
    assert_int_equal(doing(&w, first, put_state, MODE_WRITE), OK);
    assert_int_equal(doing(&w, second, accept, MODE_WRITE), ERR_INVALID);
    assert_int_equal(doing(&w, first, ask, MODE_WRITE), ERR_CONFLICT); /* it waits still */
    w.to = "active";
    assert_int_equal(doing(&w, first, put_state, MODE_WRITE), OK);
    assert_int_equal(doing(&w, second, accept, MODE_WRITE), OK);
    fixture_close(w.f);
}

static void a_request_without_an_answer_expires_on_its_day(void **state)
{
    (void)state;
    World w = open_world();
    Id first = w.f->account, second = w.f->other_account;
    assert_int_equal(doing(&w, second, ask, MODE_WRITE), OK);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 2, 8)));
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, tick, &w), OK);
    assert_true(w.next == JOB_LATER);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 2, 9)));
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, ID_NIL, tick, &w), OK);
    assert_true(w.next == JOB_DONE);
    assert_int_equal(doing(&w, first, accept, MODE_WRITE), ERR_CONFLICT);
    assert_int_equal(doing(&w, second, look, MODE_READ), OK);
    assert_true(str_eq(w.seen.state, S("expired")));
    assert_int_equal(doing(&w, second, ask, MODE_WRITE), OK); /* and can be asked for again */
    fixture_close(w.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seats_price_and_end_go_along_once),
        cmocka_unit_test(what_cannot_go_leaves_the_request_open),
        cmocka_unit_test(a_request_without_an_answer_expires_on_its_day),
    };
    return FIXTURE_RUN(tests);
}
