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
#define MAIL "NLGUARD00003:0003:AVGUARD00003" /* an add-on of Desk */

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
    const char *to, *number, *cycle, *addon_use;
    HandOver done;
    Id ids[TRANSFER_LINES_MAX + 1]; /* chosen by whoever accepts */
    size_t ids_n;
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
    TransferAsk q = {.give = id_eq(w->account, w->f->account),
                     .directory = other,
                     .partner_number = w->number ? str_from(w->number) : S(""),
                     .ids = &w->bought,
                     .ids_n = 1};
    return transfer_ask(a, &q, &w->transfer);
}
static Err accept(Ctx *ctx, void *arg)
{
    World *w = arg;
    Transfer t;
    AccountCtx a = acts(ctx, w);
    TRY(transfer_get(a, w->transfer, &t));
    return transfer_accept(a, &t, w->ids, w->ids_n, &w->done);
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

/* --- what goes along, and what holds it back --- */

static Err place(AccountCtx a, const char *item, const char *cycle, Id parent, Id *ret)
{
    OrderLineAsk line = {.item_id = str_from(item),
                         .term = S("P1Y"),
                         .cycle = str_from(cycle),
                         .quantity = 2,
                         .parent_id = parent,
                         .made = ret,
                         .custom_end = TIME_NONE};
    Str order;
    bool fine;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    assert_true(fine);
    return order_place(a, &line, 1, &order);
}
static Err buy_addon(Ctx *ctx, void *arg)
{
    World *w = arg;
    Id made;
    AccountCtx a = acts(ctx, w);
    TRY(place(a, MAIL, w->cycle, w->bought, &made));
    if (w->addon_use) {
        TRY(q_entitlement_add(a,
                              &(EntitlementAddArgs){.subscription_id = made,
                                                    .customer_id = w->customer,
                                                    .kind = str_from(w->addon_use),
                                                    .state = S("active"),
                                                    .product_key = S(""),
                                                    .scope = S("")},
                              NULL));
    }
    return OK;
}
static Err put_addon_state(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = acts(ctx, w);
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = w->customer, .with_parent = true, .parent_id = w->bought}, &w->rows,
        &w->rows_n));
    return subscription_change(a, S("US"), &w->rows[0],
                               &(SubscriptionChange){.state = str_from(w->to), .next_end = TIME_NONE});
}
static Err name_it(Ctx *ctx, void *arg)
{
    World *w = arg;
    Subscription s;
    AccountCtx a = acts(ctx, w);
    TRY(subscription_get(a, w->bought, &s));
    return subscription_change(
        a, S("US"), &s, &(SubscriptionChange){.name = S("Our margin 9"), .name_set = true, .next_end = TIME_NONE});
}
typedef struct Held {
    World *w;
    Entitlement *used;
    size_t used_n;
    SeatsListRow *seats;
    size_t seats_n;
} Held;
static Err look_beside(Ctx *ctx, void *arg)
{
    Held *h = arg;
    AccountCtx a = acts(ctx, h->w);
    TRY(entitlement_list(a, &h->used, &h->used_n));
    return subscription_seats(a, ID_NIL, &h->seats, &h->seats_n);
}

static void an_add_on_goes_along_with_its_use_or_holds_its_base(void **state)
{
    (void)state;
    World w = open_world();
    Held held = {.w = &w};
    Id first = w.f->account, second = w.f->other_account;
    w.cycle = "annual"; /* an order of its own */
    w.addon_use = "metered";
    assert_int_equal(doing(&w, first, buy_addon, MODE_WRITE), OK);
    w.to = "suspended";
    assert_int_equal(doing(&w, first, put_addon_state, MODE_WRITE), OK);
    assert_int_equal(doing(&w, first, ask, MODE_WRITE), ERR_INVALID);
    assert_int_equal(doing(&w, second, ask, MODE_WRITE), OK);
    assert_int_equal(doing(&w, first, accept, MODE_WRITE), ERR_INVALID);
    w.to = "active";
    assert_int_equal(doing(&w, first, put_addon_state, MODE_WRITE), OK);
    assert_int_equal(doing(&w, first, accept, MODE_WRITE), OK);
    assert_int_equal(w.done.orders_n, 2);
    assert_true(!str_eq(w.done.orders[0].cycle, w.done.orders[1].cycle));
    assert_int_equal(doing(&w, second, look, MODE_READ), OK);
    assert_int_equal(w.rows_n, 2);
    size_t base = id_is_nil(w.rows[0].parent_id) ? 0 : 1;
    assert_true(id_eq(w.rows[1 - base].parent_id, w.rows[base].id));
    assert_false(str_eq(w.rows[0].order_id, w.rows[1].order_id));
    w.account = second;
    assert_int_equal(fixture_unit(w.f, MODE_READ, second, look_beside, &held), OK);
    assert_int_equal(held.used_n, 1);
    assert_true(id_eq(held.used[0].subscription_id, w.rows[1 - base].id));
    fixture_close(w.f);
}

static void software_on_an_add_on_holds_its_base(void **state)
{
    (void)state;
    World w = open_world();
    w.cycle = "monthly";
    w.addon_use = "software";
    assert_int_equal(doing(&w, w.f->account, buy_addon, MODE_WRITE), OK);
    assert_int_equal(doing(&w, w.f->other_account, ask, MODE_WRITE), OK);
    assert_int_equal(doing(&w, w.f->account, accept, MODE_WRITE), ERR_INVALID);
    fixture_close(w.f);
}

static void the_days_to_cancel_go_along(void **state)
{
    (void)state;
    World w = open_world();
    Held held = {.w = &w};
    Id first = w.f->account, second = w.f->other_account;
    assert_int_equal(doing(&w, second, ask, MODE_WRITE), OK);
    assert_int_equal(doing(&w, first, accept, MODE_WRITE), OK);
    assert_int_equal(doing(&w, first, look, MODE_READ), OK);
    Time until = w.rows[0].refund_until;
    assert_int_equal(doing(&w, second, look, MODE_READ), OK);
    assert_true(time_is_set(until) && w.rows[0].refund_until.us == until.us);
    w.account = second;
    assert_int_equal(fixture_unit(w.f, MODE_READ, second, look_beside, &held), OK);
    assert_int_equal(held.seats_n, 1);
    assert_int_equal(held.seats[0].quantity, 5);
    assert_true(held.seats[0].until_at.us == until.us);
    fixture_close(w.f);
}

/* --- who, and until when --- */

static Err leave(Ctx *ctx, void *arg)
{
    World *w = arg;
    Customer c;
    AccountCtx a = acts(ctx, w);
    TRY(customer_get(a, &c));
    return customer_end(a, &c);
}
static void a_partner_that_has_lost_the_customer_takes_nothing(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(doing(&w, w.f->other_account, ask, MODE_WRITE), OK);
    assert_int_equal(doing(&w, w.f->other_account, leave, MODE_WRITE), OK);
    assert_int_equal(doing(&w, w.f->account, accept, MODE_WRITE), ERR_CONFLICT);
    assert_int_equal(doing(&w, w.f->account, look, MODE_READ), OK);
    assert_true(str_eq(w.rows[0].state, S("active")));
    fixture_close(w.f);
}

static void behind_its_last_day_nothing_is_answered(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(doing(&w, w.f->other_account, ask, MODE_WRITE), OK);
    fixture_set_now(w.f, time_of_date(date_from_ymd(2030, 2, 9))); /* its clock has not come yet */
    assert_int_equal(doing(&w, w.f->account, accept, MODE_WRITE), ERR_CONFLICT);
    fixture_close(w.f);
}

static void a_number_of_the_reseller_is_one_that_there_is(void **state)
{
    (void)state;
    World w = open_world();
    static const char *const NO[] = {"99999999", "1234567890123456789012345678901234567890"};
    for (size_t i = 0; i < COUNT_OF(NO); i++) {
        w.number = NO[i];
        assert_int_equal(doing(&w, w.f->other_account, ask, MODE_WRITE), ERR_INVALID);
    }
    fixture_close(w.f);
}

/* What a unit does that has read before the other's was committed. */
static Err ask_back(Ctx *ctx, void *arg)
{
    World *w = arg;
    int64_t added;
    AccountCtx a = acts(ctx, w);
    Id one = w->f->account, two = w->f->other_account;
    bool in_order = id_cmp(one, two) < 0;
    TRY(q_transfer_add(
        a,
        &(TransferAddArgs){.id = ctx_new_id(ctx),
                           .other_account_id = two,
                           .asks_as = S("source"),
                           .partner_number = S(""),
                           .body = S(""),
                           .expires_at = time_add(ctx->now, TIME_DAY),
                           .open_pair = str_fmt(ctx->arena, "%.*s/%.*s/%.*s", S_ARG(id_text(ctx->arena, w->customer)),
                                                S_ARG(id_text(ctx->arena, in_order ? one : two)),
                                                S_ARG(id_text(ctx->arena, in_order ? two : one)))},
        &added));
    w->rows_n = (size_t)added;
    return OK;
}
static void of_two_that_ask_at_once_one_has_asked(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(doing(&w, w.f->other_account, ask, MODE_WRITE), OK);
    assert_int_equal(doing(&w, w.f->account, ask_back, MODE_WRITE), OK);
    assert_int_equal(w.rows_n, 0);
    fixture_close(w.f);
}

static void more_than_two_hundred_are_refused_and_not_cut(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(doing(&w, w.f->other_account, ask, MODE_WRITE), OK);
    w.ids_n = TRANSFER_LINES_MAX + 1;
    w.ids[0] = w.bought;
    assert_int_equal(doing(&w, w.f->account, accept, MODE_WRITE), ERR_INVALID);
    fixture_close(w.f);
}

/* --- what the other side may know --- */

static void a_name_of_ones_own_is_not_told_before_the_other_has_it(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(doing(&w, w.f->account, name_it, MODE_WRITE), OK);
    assert_int_equal(doing(&w, w.f->account, ask, MODE_WRITE), OK);
    assert_int_equal(doing(&w, w.f->other_account, look, MODE_READ), OK);
    assert_true(str_eq(w.lines[0].title, S("Northlight Desk Basic")));
    fixture_close(w.f);
}

static void why_a_line_stayed_is_for_its_own_side(void **state)
{
    (void)state;
    World w = open_world();
    Id first = w.f->account, second = w.f->other_account;
    assert_int_equal(doing(&w, second, ask, MODE_WRITE), OK);
    w.ids[0] = w.bought;
    assert_int_equal(doing(&w, first, buy, MODE_WRITE), OK);
    w.to = "suspended";
    assert_int_equal(doing(&w, first, put_state, MODE_WRITE), OK);
    w.ids[1] = w.bought;
    w.ids_n = 2;
    assert_int_equal(doing(&w, first, accept, MODE_WRITE), OK);
    assert_int_equal(doing(&w, first, look, MODE_READ), OK);
    assert_true(w.lines_n == 2 && str_eq(w.lines[1].state, S("stayed")));
    assert_true(str_eq(w.lines[1].title, S("Northlight Desk Basic")) && w.lines[1].quantity == 5);
    assert_true(str_starts(w.lines[1].why, S("Only an active")));
    assert_int_equal(doing(&w, second, look, MODE_READ), OK);
    assert_true(str_eq(w.lines[1].why, S("It stays with its partner")));
    assert_true(w.lines[1].title.n == 0 && w.lines[1].quantity == 0 && w.lines[0].quantity == 5);
    fixture_close(w.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seats_price_and_end_go_along_once),
        cmocka_unit_test(what_cannot_go_leaves_the_request_open),
        cmocka_unit_test(a_request_without_an_answer_expires_on_its_day),
        cmocka_unit_test(an_add_on_goes_along_with_its_use_or_holds_its_base),
        cmocka_unit_test(software_on_an_add_on_holds_its_base),
        cmocka_unit_test(the_days_to_cancel_go_along),
        cmocka_unit_test(a_partner_that_has_lost_the_customer_takes_nothing),
        cmocka_unit_test(behind_its_last_day_nothing_is_answered),
        cmocka_unit_test(a_number_of_the_reseller_is_one_that_there_is),
        cmocka_unit_test(of_two_that_ask_at_once_one_has_asked),
        cmocka_unit_test(more_than_two_hundred_are_refused_and_not_cut),
        cmocka_unit_test(a_name_of_ones_own_is_not_told_before_the_other_has_it),
        cmocka_unit_test(why_a_line_stayed_is_for_its_own_side),
    };
    return FIXTURE_RUN(tests);
}
