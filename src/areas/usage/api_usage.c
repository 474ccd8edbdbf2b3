/* Usage of the running month on the wire (spec api-resources.tsv, ...UsageRecord and ...UsageSummary). All of it is
 * written from one struct: each resource takes the members it has. */
#include "areas/usage/api.h"

#include "app/collection.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/usage/budget.h"
#include "areas/usage/rates.h"

enum { PAGE_MAX = 1000, PAGE_USUAL = 500 };

typedef struct ApiBudgetPart {
    Dec amount;
    ApiAttributes attributes;
} ApiBudgetPart;
static const Field BUDGET_PART_FIELDS[] = {
    FIELD(ApiBudgetPart, amount, "amount", F_DEC_),
    FIELD(ApiBudgetPart, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
static const Shape BUDGET_PART = SHAPE_AS(ApiUsageBudget, ApiBudgetPart, BUDGET_PART_FIELDS);

typedef struct ApiUsage {
    Str resource_id, resource_name, locale, currency;
    Dec total, usd;
    Time changed, from, to;
    ApiBudgetPart budget;
    Dec percent;
    bool upgraded;
    Str status, partner, offer_id;
    Str category, subcategory, unit;
    Dec quantity;
    Date day;
    Id subscription_id, meter_id;
    Str uri, kind, entitlement_name, group;
    int64_t over, trending, customers;
    ApiLinks links;
    ApiAttributes attributes;
} ApiUsage;
#define NAMED                                                                                                          \
    FIELD(ApiUsage, resource_id, "resourceId", F_STR), FIELD(ApiUsage, resource_name, "resourceName", F_STR),          \
        FIELD(ApiUsage, resource_id, "id", F_STR), FIELD(ApiUsage, resource_name, "name", F_STR)
#define COST                                                                                                           \
    FIELD(ApiUsage, total, "totalCost", F_DEC_, .flags = FIELD_ALWAYS),                                                \
        FIELD(ApiUsage, locale, "currencyLocale", F_STR), FIELD(ApiUsage, currency, "currencyCode", F_STR),            \
        FIELD(ApiUsage, usd, "usdTotalCost", F_DEC_, .flags = FIELD_ALWAYS),                                           \
        FIELD(ApiUsage, changed, "lastModifiedDate", F_TIME_),                                                         \
        FIELD(ApiUsage, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES)
#define BILLED                                                                                                         \
    FIELD(ApiUsage, from, "billingStartDate", F_TIME_), FIELD(ApiUsage, to, "billingEndDate", F_TIME_),                \
        FIELD(ApiUsage, links, "links", F_OBJECT, .shape = &API_LINKS)
#define METERED                                                                                                        \
    FIELD(ApiUsage, category, "category", F_STR), FIELD(ApiUsage, subcategory, "subcategory", F_STR),                  \
        FIELD(ApiUsage, quantity, "quantityUsed", F_DEC_, .flags = FIELD_ALWAYS), FIELD(ApiUsage, unit, "unit", F_STR)
#define BUDGETED FIELD(ApiUsage, budget, "budget", F_OBJECT, .shape = &BUDGET_PART)

static const Field CUSTOMER_FIELDS[] = {
    NAMED,
    BUDGETED,
    FIELD(ApiUsage, percent, "percentUsed", F_DEC_, .flags = FIELD_ALWAYS),
    FIELD(ApiUsage, upgraded, "isUpgraded", F_BOOL_, .flags = FIELD_ALWAYS),
    COST,
};
const Shape API_USAGE_CUSTOMER = SHAPE_AS(CustomerMonthlyUsageRecord, ApiUsage, CUSTOMER_FIELDS);
static const Field CUSTOMER_SUMMARY_FIELDS[] = {NAMED, BUDGETED, BILLED, COST};
const Shape API_USAGE_CUSTOMER_SUMMARY = SHAPE_AS(CustomerUsageSummary, ApiUsage, CUSTOMER_SUMMARY_FIELDS);
static const Field SUBSCRIPTION_FIELDS[] = {
    NAMED,
    FIELD(ApiUsage, status, "status", F_STR),
    FIELD(ApiUsage, partner, "partnerOnRecord", F_STR),
    FIELD(ApiUsage, offer_id, "offerId", F_STR),
    COST,
};
const Shape API_USAGE_SUBSCRIPTION = SHAPE_AS(SubscriptionMonthlyUsageRecord, ApiUsage, SUBSCRIPTION_FIELDS);
static const Field SUBSCRIPTION_SUMMARY_FIELDS[] = {NAMED, BILLED, COST};
const Shape API_USAGE_SUBSCRIPTION_SUMMARY = SHAPE_AS(SubscriptionUsageSummary, ApiUsage, SUBSCRIPTION_SUMMARY_FIELDS);
static const Field METER_MONTH_FIELDS[] = {NAMED, METERED, COST};
const Shape API_USAGE_METER_MONTH = SHAPE_AS(AzureResourceMonthlyUsageRecord, ApiUsage, METER_MONTH_FIELDS);
static const Field DAY_FIELDS[] = {NAMED, FIELD(ApiUsage, day, "dateUsed", F_DATE_), COST};
const Shape API_USAGE_DAY = SHAPE_AS(SubscriptionDailyUsageRecord, ApiUsage, DAY_FIELDS);
static const Field RESOURCE_FIELDS[] = {
    FIELD(ApiUsage, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiUsage, uri, "resourceUri", F_STR),
    FIELD(ApiUsage, kind, "resourceType", F_STR),
    FIELD(ApiUsage, subscription_id, "entitlementId", F_ID_),
    FIELD(ApiUsage, entitlement_name, "entitlementName", F_STR),
    FIELD(ApiUsage, group, "resourceGroupName", F_STR),
    NAMED,
    COST,
};
const Shape API_USAGE_RESOURCE = SHAPE_AS(ResourceUsageRecord, ApiUsage, RESOURCE_FIELDS);
static const Field METER_FIELDS[] = {
    FIELD(ApiUsage, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiUsage, meter_id, "meterId", F_ID_),
    FIELD(ApiUsage, resource_name, "meterName", F_STR),
    METERED,
    COST,
};
const Shape API_USAGE_METER = SHAPE_AS(MeterUsageRecord, ApiUsage, METER_FIELDS);
static const Field PARTNER_FIELDS[] = {
    NAMED,
    FIELD(ApiUsage, over, "customersOverBudget", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiUsage, over, "customerOverBudget", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiUsage, trending, "customersTrendingOver", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiUsage, customers, "customersWithUsageBasedSubscription", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiUsage, customers, "customersWithUsageBasedSubscriptions", F_INT, .flags = FIELD_ALWAYS),
    BILLED,
    COST,
};
const Shape API_USAGE_PARTNER = SHAPE_AS(PartnerUsageSummary, ApiUsage, PARTNER_FIELDS);

/* --- what all of them have --- */

typedef struct Frame {
    Date month, next;
    BudgetCurrencyRow own;
    const char *object_type;
} Frame;

static Err frame_of(AccountCtx a, const char *object_type, Frame *ret)
{
    *ret = (Frame){.month = usage_month_of(a.ctx->now), .object_type = object_type};
    ret->next = usage_month_next(ret->month);
    return q_budget_currency(a, NULL, &ret->own);
}

static ApiUsage usage_of(const Frame *f, Dec cost, Dec usd, Time changed)
{
    return (ApiUsage){.locale = f->own.locale,
                      .currency = f->own.currency,
                      .total = cost,
                      .usd = usd,
                      .changed = changed,
                      .from = time_of_date(f->month),
                      .to = time_add(time_of_date(f->next), -TIME_SECOND),
                      .attributes = {.object_type = str_from(f->object_type)}};
}
static ApiBudgetPart budget_part(Dec amount) { return (ApiBudgetPart){amount, {.object_type = S("SpendingBudget")}}; }

static Err answer_list(AccountCtx a, const Shape *shape, const void *items, size_t n)
{
    CollectionAsk ask;
    TRY(collection_ask(a.ctx, PAGE_USUAL, PAGE_MAX, &ask));
    ctx_json_collection(a.ctx, &ask, &(Collection){.shape = shape, .items = items, .items_n = n, .total = -1});
    return OK;
}

/* The metered subscription of the path. */
static Err enter_subscription(AccountCtx a, const Frame *f, UsageSubscriptionsRow *ret)
{
    Id id;
    UsageSubscriptionsRow *rows;
    size_t n;
    Customer customer;
    TRY(customer_enter(a));
    TRY(customer_get(a, &customer));
    TRY(ctx_param_id(a.ctx, S("subscription"), &id));
    TRY(q_usage_subscriptions(a, &(UsageSubscriptionsArgs){.month = f->month, .with_one = true, .id = id}, &rows, &n));
    if (n == 0) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 20003, MSG("There is no such metered subscription"));
    }
    *ret = rows[0];
    return OK;
}
static Str uri_of(AccountCtx a, Id subscription_id, const char *rest)
{
    return str_fmt(a.ctx->arena, "/customers/%.*s/subscriptions/%.*s/%s",
                   S_ARG(id_text(a.ctx->arena, a.ctx->customer_id)), S_ARG(id_text(a.ctx->arena, subscription_id)),
                   rest);
}

/* --- over all customers --- */

Err api_usage_partner(AccountCtx a)
{
    Frame f;
    UsageCustomersSumRow sum;
    UsageMeteredCustomersRow metered;
    TRY(frame_of(a, "PartnerUsageSummary", &f));
    int64_t days = f.next.days - f.month.days, gone = date_of(a.ctx->now).days - f.month.days + 1;
    TRY(q_usage_customers_sum(a, &(UsageCustomersSumArgs){.month = f.month, .trend_share = 10000 * gone / days}, &sum));
    TRY(q_usage_metered_customers(a, NULL, &metered));
    ApiUsage w = usage_of(&f, sum.cost, sum.cost_usd, sum.changed_at);
    w.resource_id = id_text(a.ctx->arena, a.ctx->account_id);
    w.resource_name = a.ctx->account.name;
    w.over = sum.over_n;
    w.trending = sum.trend_n;
    w.customers = metered.n;
    w.links = resource_self(S("/usagesummary"));
    ctx_json(a.ctx, 200, &API_USAGE_PARTNER, &w);
    return OK;
}

Err api_usage_customers(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Frame f;
    CollectionAsk ask;
    UsageCustomersRow *rows;
    size_t n;
    PageInfo info;
    TRY(frame_of(a, "CustomerMonthlyUsageRecord", &f));
    TRY(collection_ask(ctx, PAGE_USUAL, PAGE_MAX, &ask));
    TRY(q_usage_customers(a, &(UsageCustomersArgs){.month = f.month},
                          &(PageAsk){.order = USAGE_CUSTOMERS_BY_NAME,
                                     .size = ask.size,
                                     .after = ask.after,
                                     .before = ask.before,
                                     .last = ask.last},
                          &rows, &n, &info));
    ApiUsage *items = arena_array(ctx->arena, ApiUsage, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = usage_of(&f, rows[i].cost, rows[i].cost_usd, rows[i].changed_at);
        items[i].resource_id = id_text(ctx->arena, rows[i].customer_id);
        items[i].resource_name = rows[i].name;
        items[i].budget = budget_part(rows[i].amount);
        items[i].percent = (Dec){rows[i].share > 0 ? rows[i].share * (DEC_SCALE / 100) : 0};
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_USAGE_CUSTOMER, .items = items, .items_n = n, .total = -1, .page = info});
    return OK;
}

/* --- of one customer --- */

Err api_usage_customer(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Frame f;
    Customer customer;
    Budget budget;
    UsageCustomerSumRow sum = {.changed_at = TIME_NONE};
    TRY(customer_enter(a));
    TRY(customer_get(a, &customer));
    TRY(frame_of(a, "CustomerUsageSummary", &f));
    TRY(budget_get(a, &budget));
    Err err = q_usage_customer_sum(a, &(UsageCustomerSumArgs){.month = f.month}, &sum);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    ApiUsage w = usage_of(&f, sum.cost, sum.cost_usd, err == OK ? sum.changed_at : TIME_NONE);
    w.resource_id = id_text(ctx->arena, ctx->customer_id);
    w.resource_name = customer.company.name;
    w.budget = budget_part(budget.amount);
    w.links = resource_self(str_fmt(ctx->arena, "/customers/%.*s/usagesummary", S_ARG(w.resource_id)));
    ctx_json(ctx, 200, &API_USAGE_CUSTOMER_SUMMARY, &w);
    return OK;
}

static ApiUsage wire_subscription(AccountCtx a, const Frame *f, const UsageSubscriptionsRow *r)
{
    ApiUsage w = usage_of(f, r->cost, r->cost_usd, r->changed_at);
    bool known = str_eq(r->state, S("active")) || str_eq(r->state, S("suspended"));
    w.resource_id = id_text(a.ctx->arena, r->id);
    w.resource_name = r->friendly_name;
    w.status = known ? r->state : S("deleted"); /* the wire knows no more */
    w.partner = r->partner_number;
    w.offer_id = r->offer_id;
    return w;
}

Err api_usage_subscriptions(AccountCtx a)
{
    Frame f;
    Customer customer;
    UsageSubscriptionsRow *rows;
    size_t n;
    TRY(customer_enter(a));
    TRY(customer_get(a, &customer));
    TRY(frame_of(a, "SubscriptionMonthlyUsageRecord", &f));
    TRY(q_usage_subscriptions(a, &(UsageSubscriptionsArgs){.month = f.month}, &rows, &n));
    ApiUsage *items = arena_array(a.ctx->arena, ApiUsage, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_subscription(a, &f, &rows[i]);
    }
    return answer_list(a, &API_USAGE_SUBSCRIPTION, items, n);
}

Err api_usage_subscription(AccountCtx a)
{
    Frame f;
    UsageSubscriptionsRow row;
    TRY(frame_of(a, "SubscriptionUsageSummary", &f));
    TRY(enter_subscription(a, &f, &row));
    ApiUsage w = wire_subscription(a, &f, &row);
    w.links = resource_self(uri_of(a, row.id, "usagesummary"));
    ctx_json(a.ctx, 200, &API_USAGE_SUBSCRIPTION_SUMMARY, &w);
    return OK;
}

/* --- of one subscription: by meter, by resource, by day --- */

static Err answer_meters(AccountCtx a, const char *object_type, const Shape *shape)
{
    Frame f;
    UsageSubscriptionsRow sub;
    UsageByMeterRow *rows;
    size_t n;
    TRY(frame_of(a, object_type, &f));
    TRY(enter_subscription(a, &f, &sub));
    TRY(q_usage_by_meter(a, &(UsageByMeterArgs){.month = f.month, .subscription_id = sub.id}, &rows, &n));
    ApiUsage *items = arena_array(a.ctx->arena, ApiUsage, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = usage_of(&f, rows[i].cost, rows[i].cost_usd, rows[i].changed_at);
        items[i].subscription_id = rows[i].subscription_id;
        items[i].meter_id = rows[i].meter_id;
        items[i].resource_id = id_text(a.ctx->arena, rows[i].meter_id);
        items[i].resource_name = rows[i].name;
        items[i].category = rows[i].category;
        items[i].subcategory = rows[i].subcategory;
        items[i].quantity = rows[i].quantity;
        items[i].unit = rows[i].unit;
    }
    return answer_list(a, shape, items, n);
}
/* The older plans call a meter a resource. */
Err api_usage_meter_months(AccountCtx a)
{
    return answer_meters(a, "AzureResourceMonthlyUsageRecord", &API_USAGE_METER_MONTH);
}
Err api_usage_meters(AccountCtx a) { return answer_meters(a, "MeterUsageRecord", &API_USAGE_METER); }

Err api_usage_resources(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Frame f;
    CollectionAsk ask;
    UsageSubscriptionsRow sub;
    UsageByResourceRow *rows;
    size_t n;
    PageInfo info;
    TRY(frame_of(a, "ResourceUsageRecord", &f));
    TRY(enter_subscription(a, &f, &sub));
    TRY(collection_ask(ctx, PAGE_USUAL, PAGE_MAX, &ask));
    TRY(q_usage_by_resource(
        a, &(UsageByResourceArgs){.month = f.month, .with_subscription = true, .subscription_id = sub.id},
        &(PageAsk){.descending = true, .size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last},
        &rows, &n, &info));
    ApiUsage *items = arena_array(ctx->arena, ApiUsage, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = usage_of(&f, rows[i].cost, rows[i].cost_usd, rows[i].changed_at);
        items[i].subscription_id = sub.id;
        items[i].resource_id = id_text(ctx->arena, rows[i].resource_id);
        items[i].resource_name = rows[i].name;
        items[i].entitlement_name = sub.friendly_name;
        items[i].group = rows[i].group_name;
        items[i].kind = rows[i].kind;
        items[i].uri = usage_uri(ctx->arena, sub.id, rows[i].group_name, rows[i].kind, rows[i].name);
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_USAGE_RESOURCE, .items = items, .items_n = n, .total = -1, .page = info});
    return OK;
}

Err api_usage_days(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Frame f;
    CollectionAsk ask;
    UsageSubscriptionsRow sub;
    UsageByDayRow *rows;
    size_t n;
    PageInfo info;
    TRY(frame_of(a, "SubscriptionDailyUsageRecord", &f));
    TRY(enter_subscription(a, &f, &sub));
    TRY(collection_ask(ctx, PAGE_USUAL, PAGE_MAX, &ask));
    TRY(q_usage_by_day(a, &(UsageByDayArgs){.subscription_id = sub.id, .from_day = f.month, .to_day = f.next},
                       &(PageAsk){.size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last}, &rows,
                       &n, &info));
    ApiUsage *items = arena_array(ctx->arena, ApiUsage, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = usage_of(&f, rows[i].cost, rows[i].cost_usd, rows[i].changed_at);
        items[i].day = rows[i].day;
        items[i].resource_id = id_text(ctx->arena, rows[i].resource_id);
        items[i].resource_name = rows[i].name;
    }
    ctx_json_collection(
        ctx, &ask, &(Collection){.shape = &API_USAGE_DAY, .items = items, .items_n = n, .total = -1, .page = info});
    return OK;
}
