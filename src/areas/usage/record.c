/* What comes in: records are rated, sums of months follow, and people are told of budgets. */
#include "areas/usage/budget.h"
#include "areas/usage/rates.h"

#include "app/unit.h"

/* --- meters with their prices --- */

/* Rates are ordered by meter, currency and from. */
static size_t tiers_of(Arena *arena, const UsageRatesRow *rates, size_t n, Id meter, Str currency,
                       const UsageTier **ret)
{
    UsageTier *tiers = NULL;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!id_eq(rates[i].meter_id, meter) || !str_eq(rates[i].currency, currency)) {
            continue;
        }
        tiers = tiers ? tiers : arena_array(arena, UsageTier, n - i);
        tiers[count++] = (UsageTier){rates[i].from_quantity, rates[i].price};
    }
    *ret = tiers;
    return count;
}

Err usage_meters(AccountCtx a, const UsageMetersArgs *which, Str currency, UsageMeters *ret)
{
    Arena *arena = a.ctx->arena;
    const Str currencies[] = {currency, S("USD")};
    UsageMetersRow *rows;
    UsageRatesRow *rates;
    size_t rates_n;
    *ret = (UsageMeters){0};
    TRY(q_usage_meters(a, which, &rows, &ret->n));
    TRY(q_usage_rates(a, &(UsageRatesArgs){.currencies = currencies, .currencies_n = 2}, &rates, &rates_n));
    ret->list = arena_array(arena, UsageMeter, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        UsageMeter *m = &ret->list[i];
        m->row = &rows[i];
        m->tiers_n = tiers_of(arena, rates, rates_n, rows[i].id, currency, &m->tiers);
        m->usd_n = tiers_of(arena, rates, rates_n, rows[i].id, S("USD"), &m->usd);
    }
    return OK;
}

const UsageMeter *usage_meter_of(const UsageMeters *meters, Id id)
{
    for (size_t i = 0; i < meters->n; i++) {
        if (id_eq(meters->list[i].row->id, id)) {
            return &meters->list[i];
        }
    }
    return NULL;
}

Str usage_product_of(Str item_id)
{
    ptrdiff_t colon = str_find_char(item_id, ':');
    return colon < 0 ? item_id : str_sub(item_id, 0, (size_t)colon);
}

Str usage_uri(Arena *arena, Id subscription_id, Str group, Str kind, Str name)
{
    return str_fmt(arena, "/subscriptions/%.*s/resourceGroups/%.*s/providers/%.*s/%.*s",
                   S_ARG(id_text(arena, subscription_id)), S_ARG(group), S_ARG(kind), S_ARG(name));
}

/* --- one batch --- */

/* Where a meter stands in a month. */
typedef struct MeterStand {
    Date month;
    Id meter_id;
    Dec quantity;
} MeterStand;
typedef struct Batch {
    AccountCtx a;
    Id subscription_id;
    Str currency;
    UsageMeters meters;
    UsageResourcesRow *resources;
    size_t resources_n;
    MeterStand *standings;
    size_t standings_n, standings_cap;
    Date months[2]; /* a batch touches at most two months */
    size_t months_n;
    Dec cost[2], cost_usd[2];
} Batch;

static Err bad(AccountCtx a, Msg why) { return problem_api(a.ctx, ERR_INVALID, 400, 2000, why); }

static Err resource_of(Batch *b, const UsageAsk *ask, Str kind, Id *ret)
{
    for (size_t i = 0; i < b->resources_n; i++) {
        const UsageResourcesRow *r = &b->resources[i];
        if (str_eq(r->name, ask->resource) && str_eq(r->group_name, ask->group) && str_eq(r->kind, kind)) {
            *ret = r->id;
            return OK;
        }
    }
    UsageResourcesRow *made = &b->resources[b->resources_n++];
    *made = (UsageResourcesRow){.id = ctx_new_id(b->a.ctx),
                                .name = ask->resource,
                                .group_name = ask->group,
                                .kind = kind,
                                .region = ask->region};
    *ret = made->id;
    return q_usage_resource_add(b->a,
                                &(UsageResourceAddArgs){.id = made->id,
                                                        .subscription_id = b->subscription_id,
                                                        .name = ask->resource,
                                                        .group_name = ask->group,
                                                        .kind = kind,
                                                        .region = ask->region},
                                NULL);
}

/* The sums of a month that is new to the batch: one read a month. */
static Err month_of(Batch *b, Date month, size_t *ret)
{
    for (size_t i = 0; i < b->months_n; i++) {
        if (b->months[i].days == month.days) {
            *ret = i;
            return OK;
        }
    }
    if (b->months_n == COUNT_OF(b->months)) {
        return bad(b->a, MSG("Records of one call lie in two months at most"));
    }
    UsageMeterSumsRow *sums;
    size_t n;
    TRY(q_usage_meter_sums(b->a, &(UsageMeterSumsArgs){.month = month, .subscription_id = b->subscription_id}, &sums,
                           &n));
    for (size_t i = 0; i < n && b->standings_n < b->standings_cap; i++) {
        b->standings[b->standings_n++] = (MeterStand){month, sums[i].meter_id, sums[i].quantity};
    }
    *ret = b->months_n;
    b->months[b->months_n++] = month;
    return OK;
}

static MeterStand *standing_of(Batch *b, Date month, Id meter_id)
{
    for (size_t i = 0; i < b->standings_n; i++) {
        if (b->standings[i].month.days == month.days && id_eq(b->standings[i].meter_id, meter_id)) {
            return &b->standings[i];
        }
    }
    b->standings[b->standings_n] = (MeterStand){month, meter_id, {0}};
    return &b->standings[b->standings_n++];
}

/* What going from one quantity to the other adds to the month. */
static Err between(Dec included, const UsageTier *tiers, size_t n, Dec from, Dec to, Dec *ret)
{
    Dec before, after;
    TRY(usage_cost(included, tiers, n, from, &before));
    TRY(usage_cost(included, tiers, n, to, &after));
    *ret = (Dec){after.units - before.units};
    return OK;
}

static Err check(const Batch *b, const UsageAsk *ask, const UsageMeter *m)
{
    if (!m) {
        return bad(b->a, MSG("There is no such meter of the subscription's product"));
    }
    if (!m->tiers_n) {
        return bad(b->a, MSG1("The meter has no price in {currency}", "currency", b->currency));
    }
    if (ask->from.us % TIME_HOUR || ask->from.us > b->a.ctx->now.us) {
        return bad(b->a, MSG("A record begins on a full hour that is not in the future"));
    }
    if (ask->quantity.units < 0 || !ask->resource.n) {
        return bad(b->a, MSG("A record names a resource and a quantity from 0"));
    }
    return OK;
}

static Err add_one(Batch *b, const UsageAsk *ask)
{
    const UsageMeter *m = usage_meter_of(&b->meters, ask->meter_id);
    TRY(check(b, ask, m));
    Date day = date_of(ask->from), month = usage_month_of(ask->from);
    size_t at = 0;
    Id resource;
    Dec to, cost, usd;
    TRY(month_of(b, month, &at));
    TRY(resource_of(b, ask, m->row->resource_type, &resource));
    MeterStand *s = standing_of(b, month, ask->meter_id);
    TRY(dec_add(s->quantity, ask->quantity, &to));
    TRY(between(m->row->included, m->tiers, m->tiers_n, s->quantity, to, &cost));
    TRY(between(m->row->included, m->usd, m->usd_n, s->quantity, to, &usd));
    TRY(dec_add(b->cost[at], cost, &b->cost[at]));
    TRY(dec_add(b->cost_usd[at], usd, &b->cost_usd[at]));
    s->quantity = to;
    TRY(q_usage_record_put(b->a,
                           &(UsageRecordPutArgs){.subscription_id = b->subscription_id,
                                                 .day = day,
                                                 .hour = (ask->from.us - time_of_date(day).us) / TIME_HOUR,
                                                 .resource_id = resource,
                                                 .meter_id = ask->meter_id,
                                                 .quantity = ask->quantity,
                                                 .cost = cost,
                                                 .cost_usd = usd},
                           NULL));
    return q_usage_month_put(b->a,
                             &(UsageMonthPutArgs){.month = month,
                                                  .subscription_id = b->subscription_id,
                                                  .resource_id = resource,
                                                  .meter_id = ask->meter_id,
                                                  .quantity = ask->quantity,
                                                  .cost = cost,
                                                  .cost_usd = usd},
                             NULL);
}

static Err begin(Batch *b, size_t n)
{
    Arena *arena = b->a.ctx->arena;
    UsageSubscriptionsRow *found;
    BudgetCurrencyRow own;
    size_t found_n;
    TRY(q_usage_subscriptions(
        b->a,
        &(UsageSubscriptionsArgs){.month = usage_month_of(b->a.ctx->now), .with_one = true, .id = b->subscription_id},
        &found, &found_n));
    if (!found_n) {
        return problem_api(b->a.ctx, ERR_NOT_FOUND, 404, 20003, MSG("There is no such metered subscription"));
    }
    TRY(q_budget_currency(b->a, NULL, &own));
    b->currency = own.currency;
    TRY(usage_meters(b->a, &(UsageMetersArgs){.with_product = true, .product_code = usage_product_of(found[0].item_id)},
                     b->currency, &b->meters));
    UsageResourcesRow *known;
    TRY(q_usage_resources(b->a, &(UsageResourcesArgs){.subscription_id = b->subscription_id}, &known, &b->resources_n));
    b->resources = arena_array(arena, UsageResourcesRow, b->resources_n + n);
    for (size_t i = 0; i < b->resources_n; i++) {
        b->resources[i] = known[i];
    }
    b->standings_cap = 2 * b->meters.n;
    b->standings = arena_array(arena, MeterStand, b->standings_cap + n);
    return OK;
}

Err usage_record_add(AccountCtx a, Id subscription_id, const UsageAsk *asks, size_t n)
{
    Batch b = {.a = a, .subscription_id = subscription_id};
    if (n > USAGE_ASK_MAX) {
        return bad(a, MSG("One call takes 500 records at most"));
    }
    TRY(begin(&b, n));
    for (size_t i = 0; i < n; i++) {
        TRY(add_one(&b, &asks[i]));
    }
    for (size_t i = 0; i < b.months_n; i++) {
        TRY(q_usage_customer_month_put(
            a,
            &(UsageCustomerMonthPutArgs){
                .month = b.months[i], .currency = b.currency, .cost = b.cost[i], .cost_usd = b.cost_usd[i]},
            NULL));
        TRY(budget_look(a, b.months[i], false));
    }
    return OK;
}
