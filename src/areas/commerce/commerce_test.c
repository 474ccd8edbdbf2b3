/* Subscriptions by the clock and by their partner's will: what a term end does, in order; what random changes leave. */
#include "areas/commerce/bulk.h"

#include "app/demo.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "lib/app_fixture.h"
#include "lib/buyer.h"
#include "unit/unit.h"

#include <stdlib.h>

#define DESK_BASIC "NLDESK000001:0001:AVDESK000001"
#define DESK_STANDARD "NLDESK000001:0002:AVDESK000002"
#define TRIAL "NLDESK000001:0006:AVDESK000006"
#define FOLIO "NLFOLIO00011:0001:AVFOLIO00001"

typedef struct Shop {
    Fixture *f;
    Id customer;
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
static void close_shop(Shop *s) { fixture_close(s->f); }

static AccountCtx enter(Shop *s, Ctx *ctx)
{
    AccountCtx a = account_of(ctx, s->f->account);
    ctx->customer_id = s->customer;
    return a;
}

/* --- buying, reading, changing --- */

typedef struct Deal {
    Shop *shop;
    const char *item, *term, *cycle, *promotion;
    int64_t quantity;
    Id id;
    Subscription got;
    SubscriptionChange change;
    Err err;
    int64_t code;
} Deal;

static Err buy_one(Ctx *ctx, void *arg)
{
    Deal *d = arg;
    AccountCtx a = enter(d->shop, ctx);
    OrderLineAsk line = {.item_id = str_from(d->item),
                         .term = str_from(d->term),
                         .cycle = str_from(d->cycle),
                         .quantity = d->quantity,
                         .promotion_id = d->promotion ? str_from(d->promotion) : S(""),
                         .custom_end = TIME_NONE};
    bool fine;
    Str order;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    d->code = line.order_code;
    if (!fine) {
        return OK;
    }
    TRY(order_place(a, &line, 1, &order));
    Subscription *rows;
    size_t n;
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = d->shop->customer, .with_order = true, .order_id = order}, &rows,
        &n));
    assert_int_equal(n, 1);
    d->id = rows[0].id;
    return OK;
}
static Deal buy(Shop *s, const char *item, const char *term, const char *cycle, int64_t quantity)
{
    Deal d = {.shop = s, .item = item, .term = term, .cycle = cycle, .quantity = quantity};
    assert_int_equal(fixture_unit(s->f, MODE_WRITE, s->f->account, buy_one, &d), OK);
    return d;
}
static Err read_one(Ctx *ctx, void *arg)
{
    Deal *d = arg;
    TRY(subscription_get(enter(d->shop, ctx), d->id, &d->got));
    d->got.state = str_copy(d->shop->f->arena, d->got.state);
    d->got.title = str_copy(d->shop->f->arena, d->got.title);
    d->got.term = str_copy(d->shop->f->arena, d->got.term);
    d->got.cycle = str_copy(d->shop->f->arena, d->got.cycle);
    d->got.promotion_id = str_copy(d->shop->f->arena, d->got.promotion_id);
    return OK;
}
static const Subscription *look(Deal *d)
{
    assert_int_equal(fixture_unit(d->shop->f, MODE_READ, d->shop->f->account, read_one, d), OK);
    return &d->got;
}
static Err change_one(Ctx *ctx, void *arg)
{
    Deal *d = arg;
    Subscription s;
    AccountCtx a = enter(d->shop, ctx);
    TRY(subscription_get(a, d->id, &s));
    d->err = subscription_change(a, S("US"), &s, &d->change);
    d->code = ctx->problem.api_code;
    return d->err;
}
static int64_t change(Deal *d, SubscriptionChange c)
{
    d->change = c;
    d->code = 0;
    Err err = fixture_unit(d->shop->f, MODE_WRITE, d->shop->f->account, change_one, d);
    assert_true(err == OK || err == ERR_INVALID);
    return d->code;
}
#define CHANGE(d, ...) change((d), (SubscriptionChange){.next_end = TIME_NONE, __VA_ARGS__})

/* --- the clock --- */

static Err tick(Ctx *ctx, void *arg)
{
    JobRun job = {.key = S("all")};
    ctx->audit.action = "commerce.clock";
    return COMMERCE_JOBS[0].step(ctx, &job, arg);
}
static void turn_to(Shop *s, int year, int month, int day)
{
    fixture_set_now(s->f, time_of_date(date_from_ymd(year, month, day)));
    JobNext next = JOB_AGAIN;
    for (int i = 0; i < 100 && next == JOB_AGAIN; i++) {
        assert_int_equal(fixture_unit(s->f, MODE_WRITE, ID_NIL, tick, &next), OK);
    }
    assert_int_not_equal(next, JOB_AGAIN);
}
static void assert_day(Time t, int year, int month, int day)
{
    assert_int_equal(date_of(t).days, date_from_ymd(year, month, day).days);
}

static void a_term_renews_at_its_end_again_and_again_when_the_clock_has_slept(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal d = buy(&s, DESK_BASIC, "P1Y", "monthly", 10);
    assert_day(look(&d)->ends_at, 2031, 1, 10);
    turn_to(&s, 2031, 1, 9);
    assert_day(look(&d)->ends_at, 2031, 1, 10);
    turn_to(&s, 2033, 6, 1); /* three renewals were due meanwhile */
    assert_day(look(&d)->ends_at, 2034, 1, 10);
    assert_str(look(&d)->state, "active");
    close_shop(&s);
}

static void a_change_at_renewal_takes_place_then_and_once(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal d = buy(&s, DESK_BASIC, "P1Y", "monthly", 10);
    assert_int_equal(CHANGE(&d, .next_set = true, .next_item = S(DESK_STANDARD), .next_term = S("P3Y"),
                            .next_cycle = S("triennial"), .next_quantity = 20),
                     0);
    assert_int_equal(look(&d)->quantity, 10);
    turn_to(&s, 2031, 1, 10);
    assert_str(look(&d)->title, "Northlight Desk Standard");
    assert_int_equal(look(&d)->quantity, 20);
    assert_str(look(&d)->term, "P3Y");
    assert_day(look(&d)->ends_at, 2034, 1, 10);
    assert_int_equal(look(&d)->next_quantity, 0);
    close_shop(&s);
}

static void what_does_not_renew_expires_is_disabled_and_deleted(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal d = buy(&s, DESK_BASIC, "P1M", "monthly", 1);
    assert_int_equal(CHANGE(&d, .renews_set = true, .renews = false), 0);
    turn_to(&s, 2030, 2, 10);
    assert_str(look(&d)->state, "expired");
    assert_int_equal(CHANGE(&d, .state = S("active")), 800096);
    turn_to(&s, 2030, 3, 12);
    assert_str(look(&d)->state, "disabled");
    turn_to(&s, 2030, 6, 10);
    assert_str(look(&d)->state, "deleted");
    assert_int_equal(CHANGE(&d, .state = S("active")), 2011);
    close_shop(&s);
}

static void a_suspended_one_comes_back_until_its_term_ends(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal d = buy(&s, DESK_BASIC, "P1M", "monthly", 1);
    assert_int_equal(CHANGE(&d, .state = S("suspended")), 0);
    assert_false(look(&d)->renews);
    assert_int_equal(CHANGE(&d, .state = S("active")), 0);
    assert_int_equal(CHANGE(&d, .state = S("suspended")), 0);
    turn_to(&s, 2030, 2, 10);
    assert_str(look(&d)->state, "disabled");
    close_shop(&s);
}

static void a_trial_becomes_what_is_paid_at_its_end_and_is_had_once(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal d = buy(&s, TRIAL, "P1M", "none", 25);
    assert_int_equal(buy(&s, TRIAL, "P1M", "none", 25).code, 27006);
    assert_int_equal(CHANGE(&d, .quantity_set = true, .quantity = 26), 800095);
    turn_to(&s, 2030, 2, 9);
    assert_false(look(&d)->trial);
    assert_str(look(&d)->title, "Northlight Desk Standard");
    assert_str(look(&d)->term, "P1Y");
    assert_day(look(&d)->ends_at, 2031, 2, 9);
    close_shop(&s);
}

static void seats_go_off_again_for_seven_days_and_the_newest_first(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal d = buy(&s, DESK_BASIC, "P1Y", "monthly", 10);
    fixture_set_now(s.f, time_of_date(date_from_ymd(2030, 1, 20)));
    assert_int_equal(CHANGE(&d, .quantity_set = true, .quantity = 9), 800090);
    assert_int_equal(CHANGE(&d, .quantity_set = true, .quantity = 15), 0);
    assert_int_equal(CHANGE(&d, .quantity_set = true, .quantity = 11), 0);
    assert_int_equal(CHANGE(&d, .quantity_set = true, .quantity = 9), 800090);
    fixture_set_now(s.f, time_of_date(date_from_ymd(2030, 1, 27)));
    assert_int_equal(CHANGE(&d, .quantity_set = true, .quantity = 10), 800090);
    assert_int_equal(look(&d)->quantity, 11);
    assert_int_equal(CHANGE(&d, .state = S("deleted")), 900117);
    Deal once = buy(&s, FOLIO, "", "one_time", 2);
    fixture_set_now(s.f, time_of_date(date_from_ymd(2030, 2, 20)));
    assert_int_equal(CHANGE(&once, .state = S("deleted")), 0);
    close_shop(&s);
}

/* --- random changes against a model of the rules --- */

typedef struct Model {
    int state; /* 0 active, 1 suspended, 2 deleted */
    bool renews, next;
    int64_t quantity;
    int day; /* since it was bought */
    struct {
        int64_t seats;
        int day;
    } added[16]; /* what came on top, the oldest first */
    size_t added_n;
} Model;

/* Seats may go off for seven days after they were added, the newest first. */
static int64_t fresh(const Model *m)
{
    int64_t n = 0;
    for (size_t i = 0; i < m->added_n; i++) {
        n += m->day < m->added[i].day + 7 ? m->added[i].seats : 0;
    }
    return n;
}

static void set_quantity(Model *m, int64_t n)
{
    int64_t off = m->quantity - n;
    if (off < 0) {
        m->added[m->added_n].seats = -off;
        m->added[m->added_n++].day = m->day;
    }
    for (size_t i = m->added_n; off > 0 && i > 0; i--) {
        int64_t took = off < m->added[i - 1].seats ? off : m->added[i - 1].seats;
        m->added[i - 1].seats -= took;
        off -= took;
    }
    m->quantity = n;
    m->next = false;
}

/* What the rules say of one change; the code of the refusal, or 0 and the model moved on. */
static int64_t expect(Model *m, int what, int64_t n)
{
    if (m->state == 2) {
        return 2011;
    }
    switch (what) {
    case 0: /* quantity */
        if (n == m->quantity) {
            return 0;
        }
        if (m->state != 0) {
            return 2001;
        }
        if (n < 1 || n > 300) {
            return 2002;
        }
        if (m->quantity - n > fresh(m)) {
            return 800090;
        }
        set_quantity(m, n);
        return 0;
    case 1:
        m->state = m->state == 0 ? 1 : m->state;
        m->renews = m->next = false;
        return 0;
    case 2:
        m->state = 0;
        return 0;
    case 3: /* renewal on or off */
        if ((n & 1) && !m->renews && m->state != 0) {
            return 800093;
        }
        m->renews = n & 1;
        m->next = m->next && m->renews;
        return 0;
    case 4: /* next term; none: as now */
        if (n == 0) {
            m->next = false;
            return 0;
        }
        if (!m->renews || m->state != 0) {
            return 800093;
        }
        if (n < 1 || n > 300) {
            return 900275;
        }
        m->next = true;
        return 0;
    default:
        if (m->day >= 7) {
            return 900117;
        }
        m->state = 2;
        m->renews = m->next = false;
        return 0;
    }
}

static SubscriptionChange asked(int what, int64_t n)
{
    SubscriptionChange c = {.next_end = TIME_NONE};
    switch (what) {
    case 0:
        c.quantity_set = true;
        c.quantity = n;
        break;
    case 1:
        c.state = S("suspended");
        break;
    case 2:
        c.state = S("active");
        break;
    case 3:
        c.renews_set = true;
        c.renews = n & 1;
        break;
    case 4:
        c.next_set = true;
        c.next_quantity = n;
        break;
    default:
        c.state = S("deleted");
        break;
    }
    return c;
}

/* --- reasons --- */

static void a_reason_is_kept_so_that_each_reader_has_it_in_their_language(void **state)
{
    (void)state;
    Shop s = open_shop();
    Arena *a = s.f->arena;
    Msg plain = MSG("Only an active subscription migrates"),
        with = MSG2("From {low} to {high}", "low", S("1"), "high", S("a\tb"));
    Msg many = MSGN("{n} seat", "{n} seats", 7);
    const Msg *all[] = {&plain, &with, &many};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        Msg back = bulk_reason(a, bulk_reason_keep(a, all[i]));
        assert_string_equal(back.id, all[i]->id);
        assert_true((back.plural != NULL) == (all[i]->plural != NULL));
        assert_int_equal(back.n, all[i]->n);
    }
    Msg back = bulk_reason(a, bulk_reason_keep(a, &with));
    assert_str(back.args[0].value, "1");
    assert_str(back.args[1].value, "a b");
    assert_string_equal(back.args[1].name, "high");
    assert_false(msg_is_set(bulk_reason(a, S(""))));
    assert_string_equal(bulk_reason(a, S("An older text")).id, "An older text");
    close_shop(&s);
}

/* --- promotions --- */

static void a_promotion_is_off_the_price_as_long_as_it_runs_and_is_for_what_is_sold(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal full = buy(&s, DESK_STANDARD, "P1Y", "monthly", 20);
    Deal d = {.shop = &s,
              .item = DESK_STANDARD,
              .term = "P1Y",
              .cycle = "monthly",
              .promotion = "NLDESK000001:0002:PROMO1",
              .quantity = 20};
    assert_int_equal(fixture_unit(s.f, MODE_WRITE, s.f->account, buy_one, &d), OK);
    int64_t list = look(&full)->unit_price.units, cents = DEC_SCALE / 100;
    assert_int_equal(look(&d)->unit_price.units, (list * 9 / 10 + cents / 2) / cents * cents); /* a tenth off */
    int64_t with = d.got.unit_price.units;
    assert_true(with < list);
    turn_to(&s, 2031, 1, 11);
    assert_int_equal(look(&d)->unit_price.units, with); /* it runs still: the second year too */
    assert_true(d.got.promotion_id.n > 0);
    turn_to(&s, 2041, 1, 11);
    assert_int_equal(look(&d)->unit_price.units, look(&full)->unit_price.units); /* it has ended */
    assert_int_equal(d.got.promotion_id.n, 0);
    Deal few = d;
    few.quantity = 9; /* ten at least */
    assert_int_equal(fixture_unit(s.f, MODE_WRITE, s.f->account, buy_one, &few), OK);
    assert_int_equal(few.code, 27007);
    close_shop(&s);
}

/* --- seats into a subscription that is there --- */

typedef struct Into {
    Shop *shop;
    Id from, to;
    const char *item;
    int64_t quantity, code;
} Into;
static Err move_into(Ctx *ctx, void *arg)
{
    Into *m = arg;
    Subscription s;
    int64_t passed;
    AccountCtx a = enter(m->shop, ctx);
    TRY(subscription_get(a, m->from, &s));
    Err err = subscription_move_into(a, S("US"), &s, m->to, str_from(m->item), m->quantity, true, &passed);
    m->code = ctx->problem.api_code;
    return err;
}
static int64_t move_seats(Shop *s, const Deal *from, const Deal *to, int64_t quantity)
{
    Into m = {.shop = s, .from = from->id, .to = to->id, .item = to->item, .quantity = quantity};
    Err err = fixture_unit(s->f, MODE_WRITE, s->f->account, move_into, &m);
    assert_true((err == OK) == (m.code == 0));
    return m.code;
}
static void seats_move_into_a_subscription_that_is_there_when_it_lasts_as_long(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal basic = buy(&s, DESK_BASIC, "P1Y", "monthly", 9), same = buy(&s, DESK_BASIC, "P1Y", "monthly", 2);
    Deal month = buy(&s, DESK_STANDARD, "P1M", "monthly", 3), year = buy(&s, DESK_STANDARD, "P1Y", "monthly", 4);
    assert_int_equal(move_seats(&s, &basic, &year, 2), 900261); /* it can still be cancelled */
    turn_to(&s, 2030, 1, 20);
    assert_int_equal(move_seats(&s, &basic, &basic, 2), 900259);
    assert_int_equal(move_seats(&s, &basic, &same, 2), 900260);
    assert_int_equal(move_seats(&s, &basic, &month, 2), 900267);
    assert_int_equal(move_seats(&s, &basic, &year, 0), 900275);
    assert_int_equal(move_seats(&s, &basic, &year, 10), 900275);
    Deal late = buy(&s, DESK_BASIC, "P1Y", "monthly", 1);
    assert_int_equal(move_seats(&s, &late, &year, 1), 900236);
    assert_int_equal(look(&basic)->quantity, 9);
    assert_int_equal(look(&year)->quantity, 4);
    assert_int_equal(move_seats(&s, &basic, &year, 2), 0);
    assert_int_equal(look(&basic)->quantity, 7);
    assert_int_equal(look(&year)->quantity, 6);
    assert_int_equal(move_seats(&s, &basic, &year, 7), 0);
    assert_true(str_eq(look(&basic)->state, S("deleted")));
    assert_int_equal(look(&year)->quantity, 13);
    assert_int_equal(move_seats(&s, &basic, &year, 1), 800012); /* once more */
    assert_int_equal(change(&year, (SubscriptionChange){.state = S("suspended"), .next_end = TIME_NONE}), 0);
    assert_int_equal(move_seats(&s, &same, &year, 1), 900258);
    close_shop(&s);
}

static void random_changes_end_where_the_rules_say(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"active", "suspended", "deleted"};
    Shop s = open_shop();
    const char *given = getenv("ENTENTE_SEED"); /* printed by ./check */
    uint64_t seed = given ? strtoull(given, NULL, 10) : 1;
    const char *full = getenv("ENTENTE_LONG");
    int rounds = full && *full ? 10000 : 40, refused = 0;
    Date began = date_from_ymd(2030, 1, 10);
    for (int round = 0; round < rounds; round++) {
        if (round % 200 == 199) { /* one customer with thousands of subscriptions is another test */
            close_shop(&s);
            s = open_shop();
        }
        fixture_set_now(s.f, time_of_date(began));
        Deal d = buy(&s, DESK_BASIC, "P1Y", "monthly", 10);
        Model m = {.renews = true, .quantity = 10, .added = {{10, 0}}, .added_n = 1};
        for (int step = 0; step < 10; step++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            uint64_t r = seed >> 33;
            int what = (int)(r % 16) == 15 ? 5 : (int)(r % 5);
            int64_t n = (int64_t)(r / 16 % 305);
            m.day += (int)(r / 32768 % 4);
            fixture_set_now(s.f, time_of_date((Date){began.days + m.day}));
            int64_t code = expect(&m, what, n);
            assert_int_equal(change(&d, asked(what, n)), code);
            refused += code != 0;
            assert_str_is(look(&d)->state, str_from(NAMES[m.state]));
            assert_int_equal(d.got.quantity, m.quantity);
            assert_int_equal(d.got.renews, m.renews);
            assert_int_equal(d.got.next_quantity > 0, m.next);
        }
    }
    print_message("figures: %d random sequences of 10 changes of a subscription end where the model says, seed %s, %d "
                  "changes refused\n",
                  rounds, given ? given : "1", refused);
    close_shop(&s);
}

/* --- changes of many --- */

typedef struct Many {
    Shop *shop;
    BulkAct act;
    int64_t quantity;
    Id ids[3], bulk;
    BulkFigures figures;
    BulkLinePageRow *lines;
    size_t n;
    JobNext next;
} Many;
static Err many_try(Ctx *ctx, void *arg)
{
    Many *m = arg;
    SellingPageRow *rows;
    size_t n;
    PageInfo info;
    AccountCtx a = account_of(ctx, m->shop->f->account);
    TRY(q_selling_page(a, &(SellingPageArgs){.with_ids = true, .ids = m->ids, .ids_n = COUNT_OF(m->ids)},
                       &(PageAsk){.size = BULK_MAX}, &rows, &n, &info));
    assert_int_equal(n, COUNT_OF(m->ids));
    TRY(bulk_try(a, m->act, m->quantity, rows, n, &m->figures));
    return ERR_CONFLICT; /* as the page does: nothing of it stays */
}
static Err many_start(Ctx *ctx, void *arg)
{
    Many *m = arg;
    ctx->actor.user_id = m->shop->f->user;
    return bulk_start(account_of(ctx, m->shop->f->account), m->act, m->quantity, m->ids, COUNT_OF(m->ids), &m->bulk);
}
static Err many_undo(Ctx *ctx, void *arg)
{
    Many *m = arg;
    BulkGetRow bulk;
    AccountCtx a = account_of(ctx, m->shop->f->account);
    ctx->actor.user_id = m->shop->f->user;
    TRY(q_bulk_get(a, &(BulkGetArgs){.id = m->bulk}, &bulk));
    return bulk_undo(a, &bulk, &m->bulk);
}
static Err many_lines(Ctx *ctx, void *arg)
{
    Many *m = arg;
    PageInfo info;
    return q_bulk_line_page(account_of(ctx, m->shop->f->account), &(BulkLinePageArgs){.bulk_id = m->bulk},
                            &(PageAsk){.size = BULK_MAX}, &m->lines, &m->n, &info);
}
static void many_run(Many *m, UnitFn begin)
{
    Fixture *f = m->shop->f;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, begin, m), OK);
    Ctx *ctx = ctx_system(f->app, f->arena);
    JobRun job = {.account_id = f->account,
                  .user_id = f->user,
                  .payload =
                      str_fmt(f->arena, "{\"bulk\":\"%.*s\",\"locale\":\"en\"}", S_ARG(id_text(f->arena, m->bulk)))};
    for (m->next = JOB_AGAIN; m->next == JOB_AGAIN;) {
        assert_int_equal(bulk_step(ctx, &job, &m->next), OK);
    }
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, many_lines, m), OK);
}
static const BulkLinePageRow *line_of(const Many *m, Id id)
{
    for (size_t i = 0; i < m->n; i++) {
        if (id_eq(m->lines[i].subscription_id, id)) {
            return &m->lines[i];
        }
    }
    fail_msg("the subscription is not among the lines");
    return NULL;
}

/* The figures come from doing it; then each is done or says why not, and what was done is set back. */
static void a_change_of_many_is_told_in_figures_done_one_by_one_and_set_back(void **state)
{
    (void)state;
    Shop s = open_shop();
    Deal first = buy(&s, DESK_BASIC, "P1Y", "monthly", 10), second = buy(&s, DESK_STANDARD, "P1Y", "monthly", 4);
    Deal trial = buy(&s, TRIAL, "P1M", "none", 25);
    Many m = {.shop = &s, .act = BULK_ADD, .quantity = 5, .ids = {first.id, second.id, trial.id}};
    assert_int_equal(fixture_unit(s.f, MODE_WRITE, s.f->account, many_try, &m), ERR_CONFLICT);
    assert_int_equal(m.figures.change, 2);
    assert_int_equal(m.figures.refused, 1);
    assert_str(m.figures.reasons[0].why, "The quantity of this cannot be changed");
    assert_int_equal(m.figures.costs_n, 1);
    int64_t one = look(&first)->unit_price.units, other = look(&second)->unit_price.units;
    assert_int_equal(m.figures.costs[0].before.units, one * 10 + other * 4);
    assert_int_equal(m.figures.costs[0].after.units, one * 15 + other * 9);
    assert_int_equal(look(&first)->quantity, 10);

    many_run(&m, many_start);
    assert_int_equal(look(&first)->quantity, 15);
    assert_int_equal(look(&second)->quantity, 9);
    assert_str(line_of(&m, first.id)->state, "done");
    assert_str(line_of(&m, trial.id)->state, "refused");
    assert_str(line_of(&m, trial.id)->why, "The quantity of this cannot be changed");

    assert_int_equal(CHANGE(&second, .renews_set = true, .renews = false), 0);
    m.act = BULK_STOP;
    many_run(&m, many_start);
    assert_false(look(&first)->renews);
    assert_str(line_of(&m, first.id)->state, "done");
    assert_str(line_of(&m, second.id)->state, "same");
    many_run(&m, many_undo);
    assert_true(look(&first)->renews);
    assert_false(look(&second)->renews); /* it was off before */
    close_shop(&s);
}

/* --- long lists --- */

enum { ORDERS_MANY = 501, LINES_EACH = 4 };
static Err buy_many(Ctx *ctx, void *arg)
{
    AccountCtx a = enter(arg, ctx);
    OrderLineAsk lines[LINES_EACH];
    bool fine;
    for (size_t i = 0; i < LINES_EACH; i++) {
        lines[i] = (OrderLineAsk){
            .item_id = S(DESK_BASIC), .term = S("P1M"), .cycle = S("monthly"), .quantity = 1, .custom_end = TIME_NONE};
    }
    TRY(order_check(a, S("US"), lines, LINES_EACH, &fine));
    for (size_t i = 0; i < ORDERS_MANY; i++) {
        Str order;
        TRY(order_place(a, lines, LINES_EACH, &order));
    }
    return OK;
}
static const JsonValue *list_page(Shop *s, const char *what, Str bearer)
{
    const JsonValue *v;
    Str path = str_fmt(s->f->arena, "/v1/customers/%.*s/%s", S_ARG(id_text(s->f->arena, s->customer)), what);
    FixtureAnswer got = fixture_request(s->f, "GET", str_z(s->f->arena, path), &(FixtureSend){.bearer = bearer});
    assert_int_equal(got.status, 200);
    JsonLimits limits = {.depth_max = 32, .bytes_max = 1 << 26, .members_max = 1 << 20};
    assert_int_equal(json_parse(s->f->arena, got.body, limits, &v, NULL), OK);
    return v;
}
static int64_t in_all(const JsonValue *v)
{
    int64_t n = -1;
    assert_int_equal(json_to_i64(json_get(v, S("totalCount")), &n), OK);
    return n;
}
static void lists_of_a_customer_go_on_beyond_a_page_and_every_order_has_its_lines(void **state)
{
    (void)state;
    Shop s = open_shop();
    assert_int_equal(fixture_unit(s.f, MODE_WRITE, s.f->account, buy_many, &s), OK);
    Str bearer = fixture_token(s.f, ID_NIL);
    const JsonValue *v = list_page(&s, "orders", bearer), *items = json_get(v, S("items"));
    assert_int_equal(items->n, 500);
    assert_int_equal(in_all(v), ORDERS_MANY);
    for (size_t i = 0; i < items->n; i++) {
        assert_int_equal(json_get(&items->items[i], S("lineItems"))->n, LINES_EACH);
    }
    Str last = str_copy(s.f->arena, json_get(&items->items[499], S("id"))->text);
    Str next = json_get(json_get(json_get(v, S("links")), S("next")), S("uri"))->text;
    assert_true(str_find(next, S("offset=500")) >= 0);
    items = json_get(list_page(&s, "orders?offset=500", bearer), S("items"));
    assert_int_equal(items->n, 1);
    assert_false(str_eq(json_get(&items->items[0], S("id"))->text, last));
    v = list_page(&s, "orders?size=3&offset=497", bearer);
    assert_int_equal(json_get(v, S("items"))->n, 3);
    assert_true(str_eq(json_get(&json_get(v, S("items"))->items[2], S("id"))->text, last));
    assert_int_equal(in_all(list_page(&s, "orders?billingType=annual", bearer)), 0);

    v = list_page(&s, "subscriptions", bearer);
    assert_int_equal(json_get(v, S("items"))->n, 2000);
    assert_int_equal(in_all(v), ORDERS_MANY * LINES_EACH);
    v = list_page(&s, "subscriptions?offset=2000", bearer);
    assert_int_equal(json_get(v, S("items"))->n, ORDERS_MANY * LINES_EACH - 2000);
    close_shop(&s);
}

/* --- more than a page of them --- */

static Err buy_200(Ctx *ctx, void *arg)
{
    Shop *s = arg;
    AccountCtx a = enter(s, ctx);
    OrderLineAsk *lines = arena_array(ctx->arena, OrderLineAsk, ORDER_LINES_MAX);
    for (size_t i = 0; i < ORDER_LINES_MAX; i++) {
        lines[i] = (OrderLineAsk){
            .item_id = S(DESK_BASIC), .term = S("P1Y"), .cycle = S("monthly"), .quantity = 1, .custom_end = TIME_NONE};
    }
    bool fine;
    Str order;
    TRY(order_check(a, S("US"), lines, ORDER_LINES_MAX, &fine));
    assert_true(fine);
    return order_place(a, lines, ORDER_LINES_MAX, &order);
}
static Err start_all(Ctx *ctx, void *arg)
{
    Many *m = arg;
    ctx->actor.user_id = m->shop->f->user;
    return bulk_start_all(account_of(ctx, m->shop->f->account), m->act, m->quantity, S("renews=yes"), &m->bulk);
}
static Err count_states(Ctx *ctx, void *arg)
{
    Many *m = arg;
    BulkCountsRow *rows;
    size_t n;
    TRY(q_bulk_counts(account_of(ctx, m->shop->f->account), &(BulkCountsArgs){.bulk_id = m->bulk}, &rows, &n));
    m->n = n == 1 && str_eq(rows[0].state, S("done")) ? (size_t)rows[0].n : 0;
    return OK;
}
static void a_change_takes_all_that_match_however_many_though_they_match_no_more(void **state)
{
    (void)state;
    Shop s = open_shop();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(fixture_unit(s.f, MODE_WRITE, s.f->account, buy_200, &s), OK);
    }
    Many m = {.shop = &s, .act = BULK_STOP};
    Fixture *f = s.f;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, start_all, &m), OK);
    Ctx *ctx = ctx_system(f->app, f->arena);
    JobRun job = {.account_id = f->account, .user_id = f->user, .total = -1};
    job.payload = str_fmt(f->arena, "{\"bulk\":\"%.*s\",\"locale\":\"en\",\"query\":\"renews=yes\",\"whole\":true}",
                          S_ARG(id_text(f->arena, m.bulk)));
    Str first = job.cursor;
    assert_int_equal(bulk_step(ctx, &job, &m.next), OK);
    job.cursor = first; /* cut off before its place was kept: the same ones again */
    for (m.next = JOB_AGAIN; m.next == JOB_AGAIN;) {
        assert_int_equal(bulk_step(ctx, &job, &m.next), OK);
    }
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, count_states, &m), OK);
    assert_int_equal(m.n, 3 * ORDER_LINES_MAX);
    close_shop(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_renews_at_its_end_again_and_again_when_the_clock_has_slept),
        cmocka_unit_test(a_change_at_renewal_takes_place_then_and_once),
        cmocka_unit_test(what_does_not_renew_expires_is_disabled_and_deleted),
        cmocka_unit_test(a_suspended_one_comes_back_until_its_term_ends),
        cmocka_unit_test(a_trial_becomes_what_is_paid_at_its_end_and_is_had_once),
        cmocka_unit_test(seats_go_off_again_for_seven_days_and_the_newest_first),
        cmocka_unit_test(a_change_of_many_is_told_in_figures_done_one_by_one_and_set_back),
        cmocka_unit_test(lists_of_a_customer_go_on_beyond_a_page_and_every_order_has_its_lines),
        cmocka_unit_test(a_change_takes_all_that_match_however_many_though_they_match_no_more),
        cmocka_unit_test(a_reason_is_kept_so_that_each_reader_has_it_in_their_language),
        cmocka_unit_test(a_promotion_is_off_the_price_as_long_as_it_runs_and_is_for_what_is_sold),
        cmocka_unit_test(seats_move_into_a_subscription_that_is_there_when_it_lasts_as_long),
        cmocka_unit_test(random_changes_end_where_the_rules_say),
    };
    return FIXTURE_RUN(tests);
}
