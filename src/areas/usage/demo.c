/* The demo's meters, and some customers of each account that sells whose metered plans were used for six weeks. */
#include "areas/usage/demo.h"

#include "app/audit.h"
#include "areas/commerce/commerce.h"
#include "areas/usage/budget.h"
#include "areas/usage/feed.h"
#include "gen/usage_q.h"

#define PLAN "NLCOMPUTE009"
enum { DEMO_DAYS = 45, TIERS_MAX = 3 };
typedef struct DemoTier {
    int64_t from, price; /* price: millionths of a euro */
} DemoTier;
typedef struct DemoMeter {
    const char *id, *name, *category, *subcategory, *region, *unit, *resource_type;
    int64_t included;
    DemoTier tiers[TIERS_MAX];
    bool shared;
} DemoMeter;
#define METER(N) "6d657465-7200-4000-8000-0000000000" N
static const DemoMeter METERS[] = {
    {METER("01"),
     "Server, 2 cores",
     "Servers",
     "2 cores",
     "North",
     "1 Hour",
     "Northlight.Compute/servers",
     0,
     {{0, 96000}},
     false},
    {METER("02"),
     "Server, 8 cores",
     "Servers",
     "8 cores",
     "North",
     "1 Hour",
     "Northlight.Compute/servers",
     0,
     {{0, 384000}, {200, 360000}},
     false},
    {METER("03"), "Disk", "Storage", "Disks", "North", "1 GB/Day", "Northlight.Compute/servers", 0, {{0, 3900}}, false},
    {METER("04"),
     "Objects",
     "Storage",
     "Objects",
     "North",
     "1 GB/Day",
     "Northlight.Storage/stores",
     0,
     {{0, 21000}, {1000, 19500}, {5000, 18000}},
     false},
    {METER("05"),
     "Traffic out",
     "Network",
     "Traffic out",
     "North",
     "1 GB",
     "Northlight.Storage/stores",
     100,
     {{0, 80000}, {1000, 70000}},
     false},
    {METER("06"),
     "Database, standard",
     "Data",
     "Standard",
     "North",
     "1 Hour",
     "Northlight.Data/databases",
     0,
     {{0, 210000}},
     false},
    {METER("07"),
     "Server, 2 cores",
     "Servers",
     "2 cores, South",
     "South",
     "1 Hour",
     "Northlight.Compute/servers",
     0,
     {{0, 102000}},
     false},
    {METER("21"),
     "Shared sign-in",
     "Identity",
     "Sign-in",
     "North",
     "1 Hour",
     "Northlight.Identity/services",
     0,
     {{0, 45000}},
     true},
};

static Err write_rates(Ctx *ctx, const DemoMeter *m, Id id)
{
    Str currency;
    int64_t per_mille;
    for (size_t c = 0; catalog_demo_currency(c, &currency, &per_mille); c++) {
        for (size_t t = 0; t < TIERS_MAX && (t == 0 || m->tiers[t].from); t++) {
            TRY(q_usage_rate_put(system_of(ctx),
                                 &(UsageRatePutArgs){.meter_id = id,
                                                     .currency = currency,
                                                     .from_quantity = {m->tiers[t].from * DEC_SCALE},
                                                     .price = {m->tiers[t].price * per_mille / 10}},
                                 NULL));
        }
    }
    return OK;
}

static Err write_meters(Ctx *ctx, void *arg)
{
    const DemoCtx *demo = arg;
    for (size_t i = 0; i < COUNT_OF(METERS); i++) {
        const DemoMeter *m = &METERS[i];
        Id id;
        TRY(id_parse(str_from(m->id), &id));
        TRY(q_usage_meter_put(system_of(ctx),
                              &(UsageMeterPutArgs){.id = id,
                                                   .product_code = S(PLAN),
                                                   .name = str_from(m->name),
                                                   .category = str_from(m->category),
                                                   .subcategory = str_from(m->subcategory),
                                                   .region = str_from(m->region),
                                                   .unit = str_from(m->unit),
                                                   .resource_type = str_from(m->resource_type),
                                                   .included = {m->included * DEC_SCALE},
                                                   .from_at = time_add(demo->start, -800 * TIME_DAY),
                                                   .shared = m->shared},
                              NULL));
        TRY(write_rates(ctx, m, id));
    }
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"meters", str_fmt(ctx->arena, "%zu", COUNT_OF(METERS))});
    return OK;
}
Err usage_meters_demo(DemoCtx *demo) { return demo_unit(demo, "usage.meters", write_meters, demo); }

/* Which of the customers by name, and its budget in percent of what it used so far; 0: none. */
static const struct {
    size_t at;
    int64_t budget_percent;
} USERS[] = {{4, 95}, {7, 118}, {8, 400}, {9, 0}};
typedef struct Used {
    DemoCtx *demo;
    Id account, customer, subscription;
    Str country;
    size_t at;
    Date day;
} Used;

static Err find_customer(Ctx *ctx, void *arg)
{
    Used *u = arg;
    CommerceCustomersRow *rows;
    size_t n;
    TRY(q_commerce_customers(account_of(ctx, u->account), NULL, &rows, &n));
    ctx->audit.skip = true;
    u->customer = USERS[u->at].at < n ? rows[USERS[u->at].at].customer_id : ID_NIL;
    if (id_is_nil(u->customer)) {
        return OK;
    }
    u->country = str_copy(u->demo->arena, rows[USERS[u->at].at].country);
    ctx->customer_id = u->customer;
    UsageSubscriptionsRow *plans;
    TRY(q_usage_subscriptions(account_of(ctx, u->account), &(UsageSubscriptionsArgs){.month = usage_month_of(ctx->now)},
                              &plans, &n));
    u->subscription = n ? plans[0].id : ID_NIL;
    return OK;
}

static Err buy(Ctx *ctx, void *arg)
{
    Used *u = arg;
    AccountCtx a = account_of(ctx, u->account);
    OrderLineAsk line = {.item_id = S("6e6f7274-686c-4967-8874-000000000014"),
                         .term = S("P1M"),
                         .cycle = S("monthly"),
                         .quantity = 1,
                         .custom_end = TIME_NONE};
    Subscription *rows;
    size_t n;
    bool fine;
    Str order;
    ctx->customer_id = u->customer;
    demo_at(ctx, time_add(u->demo->start, -(DEMO_DAYS + 5) * TIME_DAY));
    TRY(order_check(a, u->country, &line, 1, &fine));
    ctx->audit.skip = !fine;
    if (!fine) {
        return OK;
    }
    TRY(order_place(a, &line, 1, &order));
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = u->customer, .with_order = true, .order_id = order}, &rows, &n));
    u->subscription = n ? rows[0].id : ID_NIL;
    ctx->audit.target_kind = S("order");
    ctx->audit.target_name = order;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"order", order});
    return OK;
}

static Err use_days(Ctx *ctx, void *arg)
{
    Used *u = arg;
    AccountCtx a = account_of(ctx, u->account);
    ctx->customer_id = u->customer;
    Date today = date_of(ctx->now);
    uint64_t seed = (uint64_t)u->at * 7919 + 17;
    for (u->day = (Date){today.days - DEMO_DAYS}; u->day.days < today.days; u->day.days++) {
        TRY(usage_feed_day(a, u->subscription, seed, u->day));
    }
    return usage_feed_begin(a, u->subscription, today);
}

static Err give_budget(Ctx *ctx, void *arg)
{
    const Used *u = arg;
    AccountCtx a = account_of(ctx, u->account);
    UsageCustomerSumRow sum;
    ctx->customer_id = u->customer;
    Err err = q_usage_customer_sum(a, &(UsageCustomerSumArgs){.month = usage_month_of(ctx->now)}, &sum);
    ctx->audit.skip = err != OK;
    if (err != OK) { /* the first of a month: nothing yet to measure a budget by */
        return err == ERR_NOT_FOUND ? OK : err;
    }
    int64_t whole = sum.cost.units / 100 * USERS[u->at].budget_percent / DEC_SCALE + 1;
    return budget_set(a, (Dec){whole * DEC_SCALE}, BUDGET_WARN);
}

static Err use_one(Used *u)
{
    TRY(demo_unit(u->demo, "usage.clock", find_customer, u));
    if (id_is_nil(u->customer)) {
        return OK;
    }
    if (id_is_nil(u->subscription)) {
        TRY(demo_unit(u->demo, "order.create", buy, u));
    }
    if (id_is_nil(u->subscription)) {
        return OK;
    }
    TRY(demo_unit(u->demo, "usage.clock", use_days, u));
    return USERS[u->at].budget_percent ? demo_unit(u->demo, "customer.budget", give_budget, u) : OK;
}

Err usage_demo(DemoCtx *demo)
{
    static const char *const SELLERS[] = {"harbor", "alder", "cobalt"};
    TRY(usage_meters_demo(demo));
    for (size_t i = 0; i < COUNT_OF(SELLERS); i++) {
        Id account = demo_get(demo, str_fmt(demo->arena, "account/%s", SELLERS[i]));
        for (size_t k = 0; k < COUNT_OF(USERS); k++) {
            Used u = {.demo = demo, .account = account, .at = k};
            TRY(use_one(&u));
        }
    }
    return OK;
}
