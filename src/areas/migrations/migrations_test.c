/* Migrations: what is in the way, what comes of it and when, and days that were planned. */
#include "areas/migrations/migrations.h"

#include "app/demo.h"
#include "app/unit.h"
#include "areas/catalog/catalog.h"
#include "areas/customers/customers.h"
#include "lib/app_fixture.h"
#include "lib/buyer.h"
#include "unit/unit.h"

#define OLD "NLOLDDSK0015:0001:AVOLDDSK0001"
#define OLD_ARCHIVE "NLOLDDSK0015:0003:AVOLDDSK0003"
#define OLD_KIOSK "NLOLDDSK0015:0004:AVOLDDSK0004" /* nothing takes its place */
#define DESK "NLDESK000001:0001:AVDESK000001"

typedef struct World {
    Fixture *f;
    Id customer, bought, addon, id;
    const char *item;
    MigrateLine base;
    bool no_addons, addon_twice;
    int64_t code;
    Migration seen;
    MigrationPlan plan;
    MigrationEventsRow *events;
    size_t events_n;
    MigrationAddonsRow *lines;
    size_t lines_n;
    Subscription *rows;
    size_t rows_n;
    ScheduleAsk ask;
    JobNext next;
    int64_t version;
    const char *to, *number;
} World;

static AccountCtx acts(Ctx *ctx, const World *w)
{
    AccountCtx a = account_of(ctx, w->f->account);
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = w->f->user;
    perm_put(&ctx->actor.perms, &MIGRATIONS_MANAGE);
    ctx->customer_id = w->customer;
    ctx->environment = S("production");
    return a;
}

static void at(World *w, int year, int month, int day)
{
    fixture_set_now(w->f, time_of_date(date_from_ymd(year, month, day)));
}

static Err add_customer(Ctx *ctx, void *arg)
{
    World *w = arg;
    NewCustomer n = buyer();
    CustomerCreated made;
    TRY(customer_create(account_of(ctx, w->f->account), &n, &made));
    w->customer = made.id.id;
    return OK;
}

static Err place(AccountCtx a, const char *item, Id parent, const char *number, Id *ret)
{
    OrderLineAsk line = {.item_id = str_from(item),
                         .term = S("P1Y"),
                         .cycle = S("monthly"),
                         .quantity = 5,
                         .parent_id = parent,
                         .partner_number = number ? str_from(number) : S(""),
                         .made = ret,
                         .custom_end = TIME_NONE};
    Str order;
    bool fine;
    TRY(order_check(a, S("US"), &line, 1, &fine));
    assert_true(fine);
    return order_place(a, &line, 1, &order);
}
static Err buy(Ctx *ctx, void *arg)
{
    World *w = arg;
    return place(acts(ctx, w), w->item, ID_NIL, w->number, &w->bought);
}
static Err buy_addon(Ctx *ctx, void *arg)
{
    World *w = arg;
    return place(acts(ctx, w), OLD_ARCHIVE, w->bought, NULL, &w->addon);
}

/* Bought on the first of June 2029, when the older kind was sold; today is the tenth of January. */
static World open_world_of(const char *item)
{
    World w = {.f = fixture_open(), .item = item};
    DemoCtx *demo = arena_new(w.f->arena, DemoCtx);
    at(&w, 2030, 1, 10);
    demo_start(demo, w.f->app, w.f->arena, 0);
    assert_int_equal(catalog_items_demo(demo), OK);
    demo_end(demo);
    at(&w, 2029, 6, 1);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, add_customer, &w), OK);
    assert_int_equal(fixture_unit(w.f, MODE_WRITE, w.f->account, buy, &w), OK);
    w.base = (MigrateLine){.id = w.bought, .custom_end = TIME_NONE};
    return w;
}
static World open_world(void)
{
    World w = open_world_of(OLD);
    at(&w, 2030, 1, 10);
    return w;
}

static Err start(Ctx *ctx, void *arg)
{
    World *w = arg;
    MigrationAsk ask = {0};
    AccountCtx a = acts(ctx, w);
    TRY(migration_lines(a, &w->base, &ask.lines, &ask.lines_n));
    if (w->no_addons) {
        ask.lines_n = 1;
    }
    if (w->addon_twice) {
        MigrateLine *more = arena_array(ctx->arena, MigrateLine, 3);
        more[0] = ask.lines[0];
        more[1] = more[2] = ask.lines[1];
        ask.lines = more;
        ask.lines_n = 3;
    }
    Err err = migration_start(a, &ask, &w->id);
    w->code = ctx->problem.api_code;
    return err;
}
static Err look(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = acts(ctx, w);
    TRY(migration_get(a, w->id, &w->seen));
    TRY(q_migration_events(a, &(MigrationEventsArgs){.with_migration = true, .migration_id = w->id}, &w->events,
                           &w->events_n));
    TRY(q_migration_addons(a, &(MigrationAddonsArgs){.ids = &w->id, .ids_n = 1}, &w->lines, &w->lines_n));
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
static Err retry(Ctx *ctx, void *arg)
{
    World *w = arg;
    return migration_retry(acts(ctx, w), &w->seen);
}
static Err doing(World *w, UnitFn fn, Mode mode) { return fixture_unit(w->f, mode, w->f->account, fn, w); }

/* One look of the clock at the migration, or at the plan. */
static void tick(World *w)
{
    Ctx *ctx = ctx_system(w->f->app, w->f->arena);
    JobRun job = {.key = id_text(w->f->arena, w->id)};
    assert_int_equal(MIGRATION_JOBS[0].step(ctx, &job, &w->next), OK);
}
static void tick_plan(World *w)
{
    Ctx *ctx = ctx_system(w->f->app, w->f->arena);
    JobRun job = {.key = str_fmt(w->f->arena, "%.*s/%lld", S_ARG(id_text(w->f->arena, w->id)), (long long)w->version)};
    assert_int_equal(MIGRATION_JOBS[1].step(ctx, &job, &w->next), OK);
}
static void refused(World *w, int64_t code)
{
    Err err = doing(w, start, MODE_WRITE);
    assert_true(err != OK);
    assert_int_equal(w->code, code);
}
static const Subscription *of(const World *w, Id id)
{
    for (size_t i = 0; i < w->rows_n; i++) {
        if (id_eq(w->rows[i].id, id)) {
            return &w->rows[i];
        }
    }
    fail_msg("no such subscription");
    return NULL;
}

static void one_goes_with_its_add_ons_step_by_step_and_ends_on_its_day(void **state)
{
    (void)state;
    World w = open_world_of(OLD);
    assert_int_equal(doing(&w, buy_addon, MODE_WRITE), OK);
    at(&w, 2030, 1, 10);
    assert_int_equal(doing(&w, start, MODE_WRITE), OK);
    refused(&w, 900216);
    static const char *const STATES[] = {"created", "provisioned", "completed"};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        fixture_set_now(w.f, time_add(time_of_date(date_from_ymd(2030, 1, 10)),
                                      (int64_t)(i + 1) * MIGRATION_STEP_MINUTES * TIME_MINUTE));
        tick(&w);
        assert_int_equal(doing(&w, look, MODE_READ), OK);
        assert_true(str_eq(w.seen.state, str_from(STATES[i])));
        assert_int_equal(w.events_n, i + 2);
    }
    assert_true(w.next == JOB_DONE);
    assert_true(str_eq(w.events[2].name, S("NewCommerceSubscriptionProvisioned")));
    assert_int_equal(w.lines_n, 2);
    assert_int_equal(w.rows_n, 4);
    const Subscription *was = of(&w, w.bought), *made = of(&w, w.lines[0].new_id);
    assert_true(str_eq(was->state, S("deleted")) && str_eq(was->reason, S("migrated")));
    assert_true(str_eq(made->item_id, S(DESK)) && made->quantity == 5);
    assert_true(made->ends_at.us == was->ends_at.us);
    assert_true(id_eq(of(&w, w.lines[1].new_id)->parent_id, made->id));
    assert_true(of(&w, w.lines[1].new_id)->ends_at.us == was->ends_at.us);
    assert_true(str_eq(made->order_id, of(&w, w.lines[1].new_id)->order_id));
    fixture_close(w.f);
}

static void quantity_term_and_a_whole_new_term_are_as_asked(void **state)
{
    (void)state;
    World w = open_world();
    w.base.quantity = 8;
    w.base.term = S("P3Y");
    w.base.cycle = S("triennial");
    w.base.full_term = true;
    assert_int_equal(doing(&w, start, MODE_WRITE), OK);
    tick(&w);
    assert_int_equal(doing(&w, look, MODE_READ), OK);
    const Subscription *made = of(&w, w.lines[0].new_id);
    assert_int_equal(made->quantity, 8);
    assert_true(str_eq(made->cycle, S("triennial")));
    assert_true(made->ends_at.us == time_of_date(date_from_ymd(2033, 1, 10)).us);
    fixture_close(w.f);
}

static void what_is_in_the_way_has_its_own_code(void **state)
{
    (void)state;
    World w = open_world();
    w.base.term = S("P1Y");
    w.base.cycle = S("triennial");
    refused(&w, 900222);
    w.base.term = w.base.cycle = S("");
    w.base.quantity = 301;
    refused(&w, 900221);
    w.base.quantity = 0;
    w.to = "suspended";
    assert_int_equal(doing(&w, put_state, MODE_WRITE), OK);
    refused(&w, 900215);
    w.to = "active";
    assert_int_equal(doing(&w, put_state, MODE_WRITE), OK);
    fixture_set_now(w.f, time_add(time_of_date(date_from_ymd(2030, 6, 1)), -TIME_HOUR));
    refused(&w, 900217); /* less than a day of the term is left */
    w.base.full_term = true;
    assert_int_equal(doing(&w, start, MODE_WRITE), OK);
    w.base.id = w.f->user;
    refused(&w, 20003);
    fixture_close(w.f);
}

static void a_young_one_and_one_without_a_path_wait(void **state)
{
    (void)state;
    World w = open_world_of(OLD);
    at(&w, 2029, 6, 20);
    refused(&w, 900226);
    w.item = OLD_KIOSK;
    at(&w, 2029, 6, 21);
    assert_int_equal(doing(&w, buy, MODE_WRITE), OK);
    at(&w, 2030, 1, 10);
    w.base.id = w.bought;
    refused(&w, 900220);
    w.item = DESK;
    assert_int_equal(doing(&w, buy, MODE_WRITE), OK);
    w.base.id = w.bought;
    refused(&w, 900221); /* of the newer kind already */
    fixture_close(w.f);
}

static void a_partner_of_record_that_is_none_is_refused(void **state)
{
    (void)state;
    World w = open_world_of(OLD);
    w.number = "99999999";
    assert_int_equal(doing(&w, buy, MODE_WRITE), OK);
    w.base.id = w.bought;
    at(&w, 2030, 1, 10);
    refused(&w, 900247);
    fixture_close(w.f);
}

static void add_ons_are_all_named_once_and_there(void **state)
{
    (void)state;
    World w = open_world_of(OLD);
    assert_int_equal(doing(&w, buy_addon, MODE_WRITE), OK);
    at(&w, 2030, 1, 10);
    w.no_addons = true;
    refused(&w, 900219);
    w.no_addons = false;
    w.addon_twice = true;
    refused(&w, 900248);
    w.addon_twice = false;
    w.base.id = w.addon;
    refused(&w, 900221); /* not without its base */
    fixture_close(w.f);
}

static void an_end_of_ones_own_lies_in_the_first_term_and_aligns(void **state)
{
    (void)state;
    World w = open_world();
    static const struct {
        int year, month, day;
        int64_t code;
    } ENDS[] = {{2031, 3, 31, 900291}, {2029, 12, 31, 900291}, {2030, 6, 30, 900291}, {2030, 5, 17, 900292}};
    for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
        w.base.custom_end = time_of_date(date_from_ymd(ENDS[i].year, ENDS[i].month, ENDS[i].day));
        refused(&w, ENDS[i].code);
    }
    w.base.custom_end = time_of_date(date_from_ymd(2030, 3, 31));
    assert_int_equal(doing(&w, start, MODE_WRITE), OK);
    tick(&w);
    assert_int_equal(doing(&w, look, MODE_READ), OK);
    assert_true(of(&w, w.lines[0].new_id)->ends_at.us == time_of_date(date_from_ymd(2030, 4, 1)).us);
    fixture_close(w.f);
}

static void what_came_in_between_fails_it_and_it_can_be_tried_again(void **state)
{
    (void)state;
    World w = open_world();
    assert_int_equal(doing(&w, start, MODE_WRITE), OK);
    w.to = "suspended";
    assert_int_equal(doing(&w, put_state, MODE_WRITE), OK);
    tick(&w);
    assert_int_equal(doing(&w, look, MODE_READ), OK);
    assert_true(str_eq(w.seen.state, S("failed")) && w.seen.reason.n);
    assert_true(w.rows_n == 1 && str_eq(w.rows[0].state, S("suspended")));
    w.to = "active";
    assert_int_equal(doing(&w, put_state, MODE_WRITE), OK);
    assert_int_equal(doing(&w, retry, MODE_WRITE), OK);
    tick(&w);
    assert_int_equal(doing(&w, look, MODE_READ), OK);
    assert_true(str_eq(w.seen.state, S("created")) && w.seen.reason.n == 0);
    assert_int_equal(w.rows_n, 2);
    fixture_close(w.f);
}

/* --- plans --- */

static Err plan(Ctx *ctx, void *arg)
{
    World *w = arg;
    w->ask.base = w->base;
    Err err = schedule_start(acts(ctx, w), &w->ask, &w->id);
    w->code = ctx->problem.api_code;
    w->version = 1;
    return err;
}
static Err look_plan(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = acts(ctx, w);
    TRY(schedule_get(a, w->id, &w->plan));
    return q_subscription_list(a, &(SubscriptionListArgs){.customer_id = w->customer}, &w->rows, &w->rows_n);
}
static Err change_plan(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = acts(ctx, w);
    TRY(schedule_get(a, w->id, &w->plan));
    return schedule_change(a, &w->plan, &w->ask);
}
static Err cancel_plan(Ctx *ctx, void *arg)
{
    World *w = arg;
    AccountCtx a = acts(ctx, w);
    TRY(schedule_get(a, w->id, &w->plan));
    return schedule_cancel(a, &w->plan);
}

static void a_plan_begins_on_its_day_as_it_was_changed(void **state)
{
    (void)state;
    World w = open_world();
    w.ask = (ScheduleAsk){.target_at = time_of_date(date_from_ymd(2030, 2, 1)), .on_renewal = true};
    assert_int_equal(doing(&w, plan, MODE_WRITE), ERR_INVALID); /* one of the two */
    w.ask.on_renewal = false;
    w.ask.target_at = time_of_date(date_from_ymd(2030, 6, 2));
    assert_int_equal(doing(&w, plan, MODE_WRITE), ERR_INVALID); /* behind the term */
    w.ask.target_at = time_of_date(date_from_ymd(2030, 2, 1));
    assert_int_equal(doing(&w, plan, MODE_WRITE), OK);
    Id kept = w.id;
    assert_int_equal(doing(&w, plan, MODE_WRITE), ERR_CONFLICT);
    w.id = kept;
    w.ask.target_at = time_of_date(date_from_ymd(2030, 1, 20));
    w.ask.base.quantity = 7;
    assert_int_equal(doing(&w, change_plan, MODE_WRITE), OK);
    at(&w, 2030, 1, 20);
    tick_plan(&w); /* the one of the first day: it has nothing to do any more */
    assert_int_equal(doing(&w, look_plan, MODE_READ), OK);
    assert_true(str_eq(w.plan.state, S("scheduled")));
    w.version = 2;
    tick_plan(&w);
    assert_int_equal(doing(&w, look_plan, MODE_READ), OK);
    assert_true(str_eq(w.plan.state, S("started")) && !id_is_nil(w.plan.migration_id));
    w.id = w.plan.migration_id;
    tick(&w);
    assert_int_equal(doing(&w, look, MODE_READ), OK);
    assert_int_equal(of(&w, w.lines[0].new_id)->quantity, 7);
    fixture_close(w.f);
}

static void at_the_renewal_a_whole_new_term_begins(void **state)
{
    (void)state;
    World w = open_world();
    w.ask = (ScheduleAsk){.target_at = TIME_NONE, .on_renewal = true};
    assert_int_equal(doing(&w, plan, MODE_WRITE), OK);
    fixture_set_now(w.f, time_add(time_of_date(date_from_ymd(2030, 6, 1)), -TIME_HOUR));
    tick_plan(&w);
    assert_int_equal(doing(&w, look_plan, MODE_READ), OK);
    assert_true(str_eq(w.plan.state, S("started")));
    w.id = w.plan.migration_id;
    tick(&w);
    assert_int_equal(doing(&w, look, MODE_READ), OK);
    assert_true(of(&w, w.lines[0].new_id)->ends_at.us == time_of_date(date_from_ymd(2031, 5, 31)).us);
    fixture_close(w.f);
}

static void a_plan_that_finds_something_in_the_way_says_so(void **state)
{
    (void)state;
    World w = open_world();
    w.ask = (ScheduleAsk){.target_at = time_of_date(date_from_ymd(2030, 2, 1))};
    assert_int_equal(doing(&w, plan, MODE_WRITE), OK);
    w.to = "suspended";
    assert_int_equal(doing(&w, put_state, MODE_WRITE), OK);
    at(&w, 2030, 2, 1);
    tick_plan(&w);
    assert_int_equal(doing(&w, look_plan, MODE_READ), OK);
    assert_true(str_eq(w.plan.state, S("failed")) && str_starts(w.plan.reason, S("Only an active")));
    fixture_close(w.f);
}

static void what_migrates_at_once_needs_no_plan(void **state)
{
    (void)state;
    World w = open_world();
    w.ask = (ScheduleAsk){.target_at = time_of_date(date_from_ymd(2030, 2, 1))};
    assert_int_equal(doing(&w, plan, MODE_WRITE), OK);
    Id planned = w.id;
    assert_int_equal(doing(&w, start, MODE_WRITE), OK);
    w.id = planned;
    assert_int_equal(doing(&w, look_plan, MODE_READ), OK);
    assert_true(str_eq(w.plan.state, S("cancelled")));
    assert_int_equal(doing(&w, cancel_plan, MODE_WRITE), ERR_CONFLICT);
    fixture_close(w.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_goes_with_its_add_ons_step_by_step_and_ends_on_its_day),
        cmocka_unit_test(quantity_term_and_a_whole_new_term_are_as_asked),
        cmocka_unit_test(what_is_in_the_way_has_its_own_code),
        cmocka_unit_test(a_young_one_and_one_without_a_path_wait),
        cmocka_unit_test(a_partner_of_record_that_is_none_is_refused),
        cmocka_unit_test(add_ons_are_all_named_once_and_there),
        cmocka_unit_test(an_end_of_ones_own_lies_in_the_first_term_and_aligns),
        cmocka_unit_test(what_came_in_between_fails_it_and_it_can_be_tried_again),
        cmocka_unit_test(a_plan_begins_on_its_day_as_it_was_changed),
        cmocka_unit_test(at_the_renewal_a_whole_new_term_begins),
        cmocka_unit_test(a_plan_that_finds_something_in_the_way_says_so),
        cmocka_unit_test(what_migrates_at_once_needs_no_plan),
    };
    return FIXTURE_RUN(tests);
}
