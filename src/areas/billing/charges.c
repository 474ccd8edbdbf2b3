/* Charges: written in the unit of what causes them, by the rules. */
#include "areas/billing/charges.h"

#include "app/area.h"
#include "app/audit.h"
#include "app/unit.h"

Date billing_month(Time at)
{
    int y, m, d;
    date_ymd(date_of(at), &y, &m, &d);
    return date_from_ymd(y, m, 1);
}

Err billing_wind(Ctx *ctx)
{
    Id id;
    return job_enqueue(ctx, &(JobAsk){.kind = BILLING_JOBS[0].kind, .key = S("all"), .total = -1}, &id);
}

static Err open_charge(AccountCtx a, const ChargeAddArgs *c)
{
    TRY(q_charge_add(a, c, NULL));
    return q_charge_open_add(
        a,
        &(ChargeOpenAddArgs){.period = c->period, .currency = c->currency, .provider = c->provider, .charge_id = c->id},
        NULL);
}

static Dec whole(int64_t n) { return (Dec){n * DEC_SCALE}; }

/* What it was at the time: of the state that the line is about. */
static Err write_line(AccountCtx a, const Subscription *s, BillingWhat what, const BillingLine *l, Time at,
                      Id reference)
{
    ChargeCustomerRow who;
    bool old = subscription_is_old(s);
    TRY(q_charge_customer(a, &(ChargeCustomerArgs){.customer_id = a.ctx->customer_id}, &who));
    return open_charge(a, &(ChargeAddArgs){.id = ctx_new_id(a.ctx),
                                           .at = at,
                                           .period = billing_month(at),
                                           .provider = old ? S("office") : S("onetime"),
                                           .kind = str_from(billing_kind(what, old, l->quantity < 0)),
                                           .reference_id = reference,
                                           .customer_id = a.ctx->customer_id,
                                           .customer_name = who.company_name,
                                           .customer_domain = who.domain,
                                           .customer_country = who.country,
                                           .order_id = s->order_id,
                                           .ordered_at = s->started_at,
                                           .subscription_id = s->id,
                                           .sub_from = s->term_from,
                                           .sub_to = s->ends_at,
                                           .item_id = s->item_id,
                                           .offer_id = s->offer_id,
                                           .product_title = s->title,
                                           .sku_title = s->title,
                                           .friendly_name = s->friendly_name,
                                           .publisher = s->publisher,
                                           .unit = s->unit,
                                           .term = s->term,
                                           .cycle = s->cycle,
                                           .partner_number = s->partner_number,
                                           .promotion_id = s->promotion_id,
                                           .charge_from = time_of_date(l->from),
                                           .charge_to = time_of_date(l->to),
                                           .unit_price = l->unit_price,
                                           .quantity = whole(l->quantity),
                                           .cycle_days = l->cycle_days,
                                           .days = l->days,
                                           .effective_price = l->effective,
                                           .pricing_currency = s->currency,
                                           .rule = str_from(l->rule),
                                           .price_from = s->item_id,
                                           .currency = s->currency,
                                           .amount = l->amount});
}

/* --- charge cycles --- */

static bool has_cycles(const BillingSide *s)
{
    return s->months > 0 && date_is_set(s->term_to) && !s->ended && !s->trial && !s->usage && s->price.units > 0 &&
           date_add_months(date_of(s->term_from), s->months).days < s->term_to.days;
}

/* The cycle behind the one that a day lies in is written when it begins. */
static Err next_cycle(AccountCtx a, const Subscription *s, const BillingSide *side, Date day)
{
    BillingCycle c;
    Err err = billing_cycle_of(date_of(side->term_from), side->term_to, side->months, day, &c);
    if (err != OK || c.to.days >= side->term_to.days) {
        return err != OK && err != ERR_NOT_FOUND
                   ? err
                   : q_charge_cycle_drop(a, &(ChargeCycleDropArgs){.subscription_id = s->id}, NULL);
    }
    return q_charge_cycle_put(a,
                              &(ChargeCyclePutArgs){.subscription_id = s->id,
                                                    .customer_id = a.ctx->customer_id,
                                                    .next_at = time_of_date(c.to)},
                              NULL);
}

/* Those of the term that began up to a moment, each at the time of its beginning. Licenses of the older kind are not
 * billed while they are suspended. */
static Err begun(AccountCtx a, const Subscription *s, Time next, Time upto)
{
    BillingSide side = billing_side(s);
    bool billed = str_eq(s->state, S("active")) || (str_eq(s->state, S("suspended")) && !side.old);
    if (!has_cycles(&side) || !(billed || str_eq(s->state, S("suspended")))) {
        return q_charge_cycle_drop(a, &(ChargeCycleDropArgs){.subscription_id = s->id}, NULL);
    }
    Date day = date_of(next);
    for (Date end = date_of(upto); day.days <= end.days;) {
        BillingLine lines[2];
        BillingCycle c;
        size_t n;
        Err err = billing_cycle_of(date_of(side.term_from), side.term_to, side.months, day, &c);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        TRY(err);
        TRY(billing_lines(BILLING_CYCLE, NULL, &side, time_of_date(day), lines, &n));
        for (size_t i = 0; i < n && billed; i++) {
            TRY(write_line(a, s, BILLING_CYCLE, &lines[i], time_of_date(day), ctx_new_id(a.ctx)));
        }
        if (c.to.days > end.days || c.to.days >= side.term_to.days) {
            return next_cycle(a, s, &side, day);
        }
        day = c.to;
    }
    return q_charge_cycle_drop(a, &(ChargeCycleDropArgs){.subscription_id = s->id}, NULL);
}

Err billing_cycles_begun(Ctx *ctx, Time before, int64_t *ret_n)
{
    ChargeCyclesDueRow *rows;
    size_t n;
    Id account = ctx->account_id, customer = ctx->customer_id;
    TRY(q_charge_cycles_due(system_of(ctx), &(ChargeCyclesDueArgs){.before = before}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Subscription s;
        AccountCtx a = account_of(ctx, rows[i].account_id);
        ctx->customer_id = rows[i].customer_id;
        TRY(subscription_get(a, rows[i].subscription_id, &s));
        Time upto = time_is_set(s.ends_at) && s.ends_at.us < before.us ? time_add(s.ends_at, -1) : before;
        ctx->audit.target_kind = S("subscription");
        ctx->audit.target_id = s.id;
        ctx->audit.target_name = s.friendly_name;
        TRY(begun(a, &s, rows[i].next_at, upto));
        TRY(audit_also(ctx, "billing.clock"));
    }
    ctx->account_id = account;
    ctx->customer_id = customer;
    *ret_n = (int64_t)n;
    return OK;
}

/* Before something happens, the cycles that have begun until then are written as the subscription was. */
static Err catch_up(AccountCtx a, const Subscription *s, Time until)
{
    ChargeCycleGetRow row;
    Err err = q_charge_cycle_get(a, &(ChargeCycleGetArgs){.subscription_id = s->id}, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    return row.next_at.us <= until.us ? begun(a, s, row.next_at, until) : OK;
}

/* --- what happened --- */

static Err cap_credit(AccountCtx a, const Subscription *s, const BillingSide *side, BillingLine *l)
{
    BillingCycle c;
    ChargeSumFromRow sum;
    Date from = date_of(side->term_from);
    TRY(billing_cycle_of(from, side->term_to, side->months, l->from, &c));
    TRY(q_charge_sum_from(a, &(ChargeSumFromArgs){.subscription_id = s->id, .since = time_of_date(c.from)}, &sum));
    l->amount = num_max_i64(l->amount, -num_max_i64(sum.amount, 0));
    return OK;
}

static Err write_lines(AccountCtx a, const Sale *sale, BillingWhat what, const BillingSide *b, const BillingSide *n)
{
    BillingLine lines[2];
    size_t count;
    Id reference = id_is_nil(sale->reference) ? ctx_new_id(a.ctx) : sale->reference;
    Time at = what == BILLING_RENEW ? n->term_from : a.ctx->now;
    TRY(billing_lines(what, b, n, a.ctx->now, lines, &count));
    BillingWhat called = id_is_nil(sale->reference) ? what : BILLING_CONVERT;
    for (size_t i = 0; i < count; i++) {
        const Subscription *of = lines[i].quantity < 0 ? sale->before : sale->after;
        if (what == BILLING_CANCEL) {
            TRY(cap_credit(a, of, b, &lines[i]));
        }
        TRY(write_line(a, of, called, &lines[i], at, reference));
    }
    return OK;
}

Err billing_sold(AccountCtx a, const Sale *sale)
{
    Time now = a.ctx->now;
    BillingSide n = billing_side(sale->after), b = {0};
    if (sale->before) {
        Time began = sale->after->term_from;
        b = billing_side(sale->before);
        bool renewed = began.us != sale->before->term_from.us;
        if (has_cycles(&b)) {
            TRY(catch_up(a, sale->before, renewed && began.us < now.us ? time_add(began, -1) : now));
        }
    }
    if (sale->received && !sale->after->term.n) {
        return OK; /* bought once, and paid by who bought it */
    }
    BillingWhat what = billing_what(sale->before ? &b : NULL, &n);
    if (what == BILLING_NONE) {
        return OK;
    }
    TRY(write_lines(a, sale, what, sale->before ? &b : NULL, &n));
    bool had = sale->before && has_cycles(&b);
    if (what == BILLING_CANCEL || !has_cycles(&n)) {
        return had ? q_charge_cycle_drop(a, &(ChargeCycleDropArgs){.subscription_id = sale->after->id}, NULL)
               : what == BILLING_NEW ? billing_wind(a.ctx)
                                     : OK;
    }
    bool begins = what == BILLING_RENEW || (what == BILLING_CONVERT && b.trial);
    TRY(next_cycle(a, sale->after, &n, begins ? date_of(n.term_from) : date_of(now)));
    return billing_wind(a.ctx);
}

/* --- use --- */

static Err usage_charge(AccountCtx a, const ChargeUsageMissingRow *u)
{
    ChargeCustomerRow who;
    Currency cur;
    int64_t amount;
    Dec cost = {u->cost.units - u->charged.units}, quantity = {u->quantity.units - u->charged_quantity.units};
    __int128 each = quantity.units
                        ? num_div_round((__int128)cost.units * DEC_SCALE,
                                        quantity.units < 0 ? -quantity.units : quantity.units, ROUND_HALF_EVEN)
                        : 0;
    int64_t before, after;
    a.ctx->customer_id = u->customer_id;
    TRY(currency_parse(u->currency, &cur));
    TRY(q_charge_customer(a, &(ChargeCustomerArgs){.customer_id = u->customer_id}, &who));
    /* late use: what the month costs now less what it was charged, so that cutting never adds up */
    TRY(billing_usage_subtotal(u->cost, cur, whole(1), cur, &after));
    TRY(billing_usage_subtotal(u->charged, cur, whole(1), cur, &before));
    amount = after - before;
    Id id = ctx_new_id(a.ctx);
    Time from = time_of_date(u->month), to = time_of_date(date_add_months(u->month, 1));
    TRY(open_charge(a, &(ChargeAddArgs){.id = id,
                                        .at = time_add(to, -1),
                                        .period = u->month,
                                        .provider = S("azure"),
                                        .kind = S("usage"),
                                        .reference_id = id,
                                        .customer_id = u->customer_id,
                                        .customer_name = who.company_name,
                                        .customer_domain = who.domain,
                                        .customer_country = who.country,
                                        .order_id = u->order_id,
                                        .ordered_at = u->started_at,
                                        .subscription_id = u->subscription_id,
                                        .sub_from = u->started_at,
                                        .sub_to = TIME_NONE,
                                        .item_id = u->item_id,
                                        .offer_id = u->offer_id,
                                        .product_title = u->title,
                                        .sku_title = u->name,
                                        .friendly_name = u->friendly_name,
                                        .publisher = u->publisher,
                                        .unit = u->unit,
                                        .term = S(""),
                                        .cycle = S("monthly"),
                                        .partner_number = u->partner_number,
                                        .promotion_id = S(""),
                                        .meter_id = u->meter_id,
                                        .charge_from = from,
                                        .charge_to = to,
                                        .unit_price = {(int64_t)each},
                                        .quantity = quantity,
                                        .cycle_days = date_of(to).days - u->month.days,
                                        .days = date_of(to).days - u->month.days,
                                        .effective_price = {(int64_t)each},
                                        .pricing_currency = u->currency,
                                        .rule = S("usage"),
                                        .price_from = id_text(a.ctx->arena, u->meter_id),
                                        .currency = u->currency,
                                        .amount = amount}));
    return q_charge_usage_put(a,
                              &(ChargeUsagePutArgs){.month = u->month,
                                                    .subscription_id = u->subscription_id,
                                                    .meter_id = u->meter_id,
                                                    .quantity = u->quantity,
                                                    .cost = u->cost},
                              NULL);
}

Err billing_usage_charges(AccountCtx a, Date period, size_t *ret_n)
{
    ChargeUsageMissingRow *rows;
    TRY(q_charge_usage_missing(a, &(ChargeUsageMissingArgs){.period = period}, &rows, ret_n));
    for (size_t i = 0; i < *ret_n; i++) {
        TRY(usage_charge(a, &rows[i]));
    }
    return OK;
}
