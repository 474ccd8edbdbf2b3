/* What a customer's subscriptions cost the account in a month. Each is charged at the beginning of each of its cycles,
 * ahead; a metered plan for what was used in the month. Taxes come with invoices. */
#include "areas/usage/costs.h"

#include "gen/usage_q.h"

/* Months of a cycle; 0: charged once. */
static int cycle_months(Str cycle)
{
    return str_eq(cycle, S("monthly")) ? 1 : str_eq(cycle, S("annual")) ? 12 : str_eq(cycle, S("triennial")) ? 36 : 0;
}

/* As they were at a moment: rows are in order of their ends. */
static void price_at(const SubscriptionPricesRow *rows, size_t n, const Subscription *s, Time at, Dec *ret_price,
                     int64_t *ret_quantity)
{
    *ret_price = s->unit_price;
    *ret_quantity = s->quantity;
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].subscription_id, s->id) && rows[i].until_at.us > at.us) {
            *ret_price = rows[i].unit_price;
            *ret_quantity = rows[i].quantity;
            return;
        }
    }
}

/* The charge of a subscription that begins in the month, if there is one. */
static Err charge_of(const Subscription *s, const SubscriptionPricesRow *prices, size_t prices_n, Date month,
                     CostLine *ret, bool *ret_is)
{
    Date first = date_of(s->started_at), next = usage_month_next(month), from = first;
    int months = cycle_months(s->cycle);
    for (int k = months; months && from.days < month.days; k += months) {
        from = date_add_months(first, k);
    }
    bool runs = str_eq(s->state, S("active")) || from.days <= date_of(s->since).days;
    *ret_is = !s->usage && runs && from.days >= month.days && from.days < next.days;
    if (!*ret_is) {
        return OK;
    }
    Dec price;
    int64_t quantity;
    Time at = from.days == first.days ? s->started_at : time_of_date(from);
    price_at(prices, prices_n, s, at, &price, &quantity);
    *ret = (CostLine){.sub = s,
                      .charge = from.days == first.days                   ? "new"
                                : from.days == date_of(s->term_from).days ? "renew"
                                                                          : "cycleCharge",
                      .once = months == 0,
                      .from = from,
                      .to = months ? (Date){date_add_months(from, months).days - 1} : from,
                      .quantity = {quantity * DEC_SCALE},
                      .price = price,
                      .currency = s->currency};
    return dec_mul(price, ret->quantity, ROUND_HALF_EVEN, &ret->total);
}

static const UsageSubscriptionsRow *used_of(const UsageSubscriptionsRow *rows, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].id, id)) {
            return &rows[i];
        }
    }
    return NULL;
}

Err costs_of(AccountCtx a, Date month, CostLine **ret, size_t *ret_n)
{
    Subscription *subs;
    UsageSubscriptionsRow *used;
    BudgetCurrencyRow own;
    size_t n, used_n;
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id}, &subs, &n));
    TRY(q_usage_subscriptions(a, &(UsageSubscriptionsArgs){.month = month}, &used, &used_n));
    TRY(q_budget_currency(a, NULL, &own));
    SubscriptionPricesRow *prices;
    size_t prices_n;
    TRY(q_subscription_prices(
        a, &(SubscriptionPricesArgs){.customer_id = a.ctx->customer_id, .from_at = time_of_date(month)}, &prices,
        &prices_n));
    CostLine *lines = arena_array(a.ctx->arena, CostLine, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        bool is = false;
        TRY(charge_of(&subs[i], prices, prices_n, month, &lines[*ret_n], &is));
        const UsageSubscriptionsRow *u = subs[i].usage ? used_of(used, used_n, subs[i].id) : NULL;
        if (u && u->cost.units) {
            lines[*ret_n] = (CostLine){.sub = &subs[i],
                                       .charge = "usage",
                                       .from = month,
                                       .to = {usage_month_next(month).days - 1},
                                       .quantity = {DEC_SCALE},
                                       .price = u->cost,
                                       .total = u->cost,
                                       .currency = own.currency};
            is = true;
        }
        *ret_n += is;
    }
    *ret = lines;
    return OK;
}
