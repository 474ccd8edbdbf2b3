/* Charges follow what is sold, in its unit; runs put each on exactly one document, whatever comes between. */
#include "areas/billing/run.h"

#include "app/demo.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/ledger/ledger.h"
#include "lib/app_fixture.h"
#include "lib/buyer.h"
#include "unit/unit.h"

#define DESK "NLDESK000001:0001:AVDESK000001"

typedef struct Shop {
    Fixture *f;
    Id customer, bought, run;
    const char *term, *cycle;
    int64_t quantity;
    SubscriptionChange change;
    ChargesOfRow *charges;
    size_t charges_n;
    InvoiceLatestRow *invoices;
    size_t invoices_n;
    BillingRunGetRow found;
    int64_t open;
    Err err;
    bool dry, fail;
    Date period;
} Shop;

static Err add_customer(Ctx *ctx, void *arg)
{
    Shop *s = arg;
    NewCustomer n = buyer();
    CustomerCreated made;
    TRY(customer_create(account_of(ctx, ctx->account_id), &n, &made));
    s->customer = made.id.id;
    return OK;
}
static Shop open_shop(void)
{
    Shop s = {.f = fixture_open()};
    DemoCtx *demo = arena_new(s.f->arena, DemoCtx);
    fixture_set_now(s.f, time_of_date(date_from_ymd(2030, 1, 10)));
    demo_start(demo, s.f->app, s.f->arena, 0);
    assert_int_equal(catalog_items_demo(demo), OK);
    demo_end(demo);
    assert_int_equal(fixture_unit(s.f, MODE_WRITE, s.f->account, add_customer, &s), OK);
    return s;
}
static AccountCtx enter(Shop *s, Ctx *ctx)
{
    AccountCtx a = account_of(ctx, s->f->account);
    ctx->customer_id = s->customer;
    return a;
}
static Err buy_one(Ctx *ctx, void *arg)
{
    Shop *s = arg;
    AccountCtx a = enter(s, ctx);
    OrderLineAsk line = {.item_id = S(DESK),
                         .term = str_from(s->term),
                         .cycle = str_from(s->cycle),
                         .quantity = s->quantity,
                         .made = &s->bought,
                         .custom_end = TIME_NONE};
    bool fine;
    Str order;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    assert_true(fine);
    return order_place(a, &line, 1, &order);
}
static void buy(Shop *s, const char *term, const char *cycle, int64_t quantity)
{
    s->term = term;
    s->cycle = cycle;
    s->quantity = quantity;
    assert_int_equal(fixture_unit(s->f, MODE_WRITE, s->f->account, buy_one, s), OK);
}
static Err change_one(Ctx *ctx, void *arg)
{
    Shop *s = arg;
    Subscription sub;
    AccountCtx a = enter(s, ctx);
    TRY(subscription_get(a, s->bought, &sub));
    return subscription_change(a, S("US"), &sub, &s->change);
}
#define CHANGE(s, ...)                                                                                                 \
    do {                                                                                                               \
        (s)->change = (SubscriptionChange){.next_end = TIME_NONE, __VA_ARGS__};                                        \
        assert_int_equal(fixture_unit((s)->f, MODE_WRITE, (s)->f->account, change_one, (s)), OK);                      \
    } while (0)

static Err look_at(Ctx *ctx, void *arg)
{
    Shop *s = arg;
    AccountCtx a = enter(s, ctx);
    ChargeOpenCountRow open;
    ctx->arena = s->f->arena;
    TRY(q_charges_of(a, &(ChargesOfArgs){.subscription_id = s->bought}, &s->charges, &s->charges_n));
    TRY(q_invoice_latest(a, NULL, &s->invoices, &s->invoices_n));
    TRY(q_charge_open_count(a, NULL, &open));
    s->open = open.n;
    return OK;
}
static void look(Shop *s) { assert_int_equal(fixture_unit(s->f, MODE_READ, s->f->account, look_at, s), OK); }
static void assert_charge(Shop *s, size_t i, const char *kind, int64_t quantity, int64_t days, int64_t amount)
{
    assert_true(i < s->charges_n);
    const ChargesOfRow *c = &s->charges[i];
    assert_true(str_eq(c->kind, str_from(kind)));
    assert_int_equal(c->quantity.units, quantity * DEC_SCALE);
    assert_int_equal(c->days, days);
    assert_int_equal(c->amount, amount);
}
static void set_day(Shop *s, int year, int month, int day)
{
    fixture_set_now(s->f, time_add(time_of_date(date_from_ymd(year, month, day)), TIME_HOUR));
}
static Err tick_commerce(Ctx *ctx, void *arg)
{
    JobRun job = {.key = S("all")};
    ctx->audit.action = "commerce.clock";
    return COMMERCE_JOBS[0].step(ctx, &job, arg);
}
static Err tick_cycles(Ctx *ctx, void *arg)
{
    int64_t n;
    (void)arg;
    TRY(billing_cycles_begun(ctx, ctx->now, &n));
    ctx->audit.skip = true;
    return OK;
}
static void tick(Shop *s)
{
    JobNext next = JOB_AGAIN;
    for (int i = 0; i < 100 && next == JOB_AGAIN; i++) {
        assert_int_equal(fixture_unit(s->f, MODE_WRITE, ID_NIL, tick_commerce, &next), OK);
    }
}
static void tick_cycle(Shop *s) { assert_int_equal(fixture_unit(s->f, MODE_WRITE, ID_NIL, tick_cycles, s), OK); }

static void each_change_is_charged_by_the_days_that_are_left(void **state)
{
    (void)state;
    Shop s = open_shop();
    buy(&s, "P1Y", "monthly", 10);
    look(&s);
    int64_t price = s.charges[0].unit_price.units / (DEC_SCALE / 100);
    assert_int_equal(s.charges_n, 1);
    assert_charge(&s, 0, "new", 10, 31, 10 * price);
    set_day(&s, 2030, 1, 20); /* 21 of 31 days are left */
    CHANGE(&s, .quantity_set = true, .quantity = 15);
    look(&s);
    assert_int_equal(s.charges_n, 3);
    assert_charge(&s, 1, "addQuantity", -10, 21, -10 * (price * 21 / 31));
    assert_charge(&s, 2, "addQuantity", 15, 21, 15 * (price * 21 / 31));
    assert_true(id_eq(s.charges[1].reference_id, s.charges[2].reference_id));
    set_day(&s, 2030, 1, 21);
    CHANGE(&s, .quantity_set = true, .quantity = 12);
    look(&s);
    assert_charge(&s, 3, "removeQuantity", -15, 20, -15 * (price * 20 / 31));
    assert_charge(&s, 4, "removeQuantity", 12, 20, 12 * (price * 20 / 31));
    assert_int_equal(s.open, 5);
    fixture_close(s.f);
}

static void a_cycle_is_charged_when_it_begins_whoever_comes_first(void **state)
{
    (void)state;
    Shop s = open_shop();
    buy(&s, "P1Y", "monthly", 10);
    set_day(&s, 2030, 2, 10);
    tick_cycle(&s);
    tick_cycle(&s); /* a second time: nothing */
    look(&s);
    assert_int_equal(s.charges_n, 2);
    assert_str(s.charges[1].kind, "cycleCharge");
    assert_int_equal(s.charges[1].days, 28);
    set_day(&s, 2030, 4, 12); /* the clock slept: the change writes what began before it, as it was */
    CHANGE(&s, .quantity_set = true, .quantity = 11);
    look(&s);
    assert_int_equal(s.charges_n, 6);
    assert_str(s.charges[2].kind, "cycleCharge");
    assert_int_equal(date_of(s.charges[3].charge_from).days, date_from_ymd(2030, 4, 10).days);
    assert_int_equal(s.charges[3].quantity.units, 10 * DEC_SCALE);
    assert_str(s.charges[5].kind, "addQuantity");
    set_day(&s, 2031, 1, 11); /* the renewal is told before its last cycles were written */
    tick(&s);
    tick_cycle(&s);
    look(&s);
    assert_int_equal(s.charges_n, 6 + 8 + 1);
    assert_str(s.charges[14].kind, "renew");
    assert_int_equal(s.charges[13].quantity.units, 11 * DEC_SCALE);
    fixture_close(s.f);
}

static void a_cancellation_gives_all_back_on_the_first_day_and_the_rest_later(void **state)
{
    (void)state;
    Shop s = open_shop();
    buy(&s, "P1M", "monthly", 3);
    CHANGE(&s, .quantity_set = true, .quantity = 5);
    set_day(&s, 2030, 1, 10);
    CHANGE(&s, .state = S("deleted"));
    look(&s);
    int64_t sum = 0;
    for (size_t i = 0; i < s.charges_n; i++) {
        sum += s.charges[i].amount;
    }
    assert_int_equal(sum, 0);
    assert_str(s.charges[s.charges_n - 1].kind, "cancelImmediate");
    buy(&s, "P1M", "monthly", 3);
    set_day(&s, 2030, 1, 14);
    CHANGE(&s, .state = S("deleted"));
    look(&s);
    assert_int_equal(s.charges_n, 2);
    assert_str(s.charges[1].rule, "cancel");
    assert_int_equal(s.charges[1].days, 27);
    assert_true(s.charges[1].amount < 0 && -s.charges[1].amount < s.charges[0].amount);
    fixture_close(s.f);
}

/* --- runs --- */

static Err start(Ctx *ctx, void *arg)
{
    Shop *s = arg;
    ctx->audit.skip = true;
    s->err = billing_run_start(ctx, s->period, s->dry, ID_NIL, &s->run);
    return s->err == ERR_CONFLICT ? OK : s->err;
}
static Err begin_run(Shop *s, Date period, bool dry)
{
    s->period = period;
    s->dry = dry;
    assert_int_equal(unit_run(ctx_system(s->f->app, s->f->arena), MODE_WRITE, NULL, start, s), OK);
    return s->err;
}
static Err read_run(Ctx *ctx, void *arg)
{
    Shop *s = arg;
    return q_billing_run_get(system_of(ctx), &(BillingRunGetArgs){.id = s->run}, &s->found);
}
static void finish(Shop *s)
{
    bool more = true;
    for (int i = 0; i < 50 && more; i++) {
        assert_int_equal(billing_run_step(ctx_system(s->f->app, s->f->arena), s->run, &more), OK);
    }
    assert_false(more);
    assert_int_equal(unit_run(ctx_system(s->f->app, s->f->arena), MODE_READ, NULL, read_run, s), OK);
}
static void assert_holds(Shop *s)
{
    BillingReport r = {0};
    LedgerReport l;
    Err err = billing_verify(ctx_system(s->f->app, s->f->arena), &r);
    if (err != OK) {
        fail_msg("%.*s", S_ARG(r.why));
    }
    assert_int_equal(ledger_verify(ctx_system(s->f->app, s->f->arena), &l), OK);
}

static void a_run_puts_each_charge_on_one_document_once(void **state)
{
    (void)state;
    Shop s = open_shop();
    Date january = date_from_ymd(2030, 1, 1);
    buy(&s, "P1Y", "monthly", 10);
    buy(&s, "P1M", "monthly", 7);
    assert_int_equal(begin_run(&s, january, false), ERR_CONFLICT); /* it is not over */
    set_day(&s, 2030, 2, 2);
    assert_int_equal(begin_run(&s, january, true), OK);
    finish(&s);
    look(&s);
    assert_int_equal(s.invoices_n, 0);
    assert_int_equal(s.open, 2);
    assert_int_equal(s.found.lines, 2);
    assert_int_equal(begin_run(&s, january, false), OK);
    Id first = s.run;
    assert_int_equal(begin_run(&s, january, false), ERR_CONFLICT); /* another operator: one runs */
    s.run = first;
    finish(&s);
    look(&s);
    assert_int_equal(s.invoices_n, 1);
    assert_str(s.invoices[0].id, "G000000001");
    assert_int_equal(s.invoices[0].lines, 2);
    assert_int_equal(s.invoices[0].due_on.days, date_from_ymd(2030, 4, 3).days);
    assert_int_equal(s.invoices[0].tax, (s.invoices[0].net * 20 + 50) / 100); /* France */
    assert_int_equal(s.open, 0);
    assert_holds(&s);
    assert_int_equal(begin_run(&s, january, false), OK); /* again: there is nothing left */
    finish(&s);
    look(&s);
    assert_int_equal(s.invoices_n, 1);
    fixture_close(s.f);
}

static void what_is_taken_back_is_a_credit_note_with_a_number_of_its_own(void **state)
{
    (void)state;
    Shop s = open_shop();
    set_day(&s, 2030, 1, 29);
    buy(&s, "P1M", "monthly", 7);
    set_day(&s, 2030, 2, 2);
    assert_int_equal(begin_run(&s, date_from_ymd(2030, 1, 1), false), OK);
    finish(&s);
    CHANGE(&s, .state = S("deleted"));
    set_day(&s, 2030, 3, 2);
    assert_int_equal(begin_run(&s, date_from_ymd(2030, 2, 1), false), OK);
    finish(&s);
    look(&s);
    assert_int_equal(s.invoices_n, 2);
    assert_str(s.invoices[0].id, "GC000000001");
    assert_str(s.invoices[0].document, "adjustment_note");
    assert_true(s.invoices[0].total < 0 && s.invoices[0].tax < 0);
    assert_holds(&s);
    fixture_close(s.f);
}

static void the_clock_bills_the_month_by_itself(void **state)
{
    (void)state;
    Shop s = open_shop();
    buy(&s, "P1Y", "monthly", 10);
    set_day(&s, 2030, 2, 2);
    for (int i = 0; i < 50; i++) {
        (void)jobs_run_due(s.f->app, 50);
    }
    look(&s);
    assert_int_equal(s.invoices_n, 1);
    assert_int_equal(s.open, 0);
    assert_holds(&s);
    fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_is_charged_by_the_days_that_are_left),
        cmocka_unit_test(a_cycle_is_charged_when_it_begins_whoever_comes_first),
        cmocka_unit_test(a_cancellation_gives_all_back_on_the_first_day_and_the_rest_later),
        cmocka_unit_test(a_run_puts_each_charge_on_one_document_once),
        cmocka_unit_test(what_is_taken_back_is_a_credit_note_with_a_number_of_its_own),
        cmocka_unit_test(the_clock_bills_the_month_by_itself),
    };
    return FIXTURE_RUN(tests);
}
