/* Placing orders: what may be bought, and what comes of it. */
#include "app/quota.h"
#include "app/unit.h"
#include "areas/commerce/commerce_rules.h"

Err commerce_refuse(Ctx *ctx, int64_t code, Msg why) { return problem_api(ctx, ERR_INVALID, 400, code, why); }

Time commerce_term_end(Time from, Str term, bool trial)
{
    Date day = date_of(from);
    if (trial) {
        return time_add(time_of_date(day), TRIAL_DAYS * TIME_DAY);
    }
    int months = str_eq(term, S("P1M")) ? 1 : str_eq(term, S("P1Y")) ? 12 : str_eq(term, S("P3Y")) ? 36 : 0;
    return months ? time_of_date(date_add_months(day, months)) : TIME_NONE;
}

Err commerce_note(AccountCtx a, Id subscription_id, const char *what, Str was, Str became)
{
    return q_subscription_event_add(a,
                                    &(SubscriptionEventAddArgs){.subscription_id = subscription_id,
                                                                .id = ctx_new_id(a.ctx),
                                                                .what = str_from(what),
                                                                .was = was,
                                                                .became = became},
                                    NULL);
}

Err commerce_wind(Ctx *ctx)
{
    Id id;
    return job_enqueue(ctx, &(JobAsk){.kind = COMMERCE_JOBS[0].kind, .key = S("all"), .total = -1}, &id);
}

/* --- checks --- */

static void bad_line(OrderLineAsk *l, int64_t cart_code, int64_t order_code, Msg why)
{
    if (!l->cart_code) {
        l->cart_code = cart_code;
        l->order_code = order_code;
        l->why = why;
    }
}

/* Does a subscription hold one of the items? */
static bool is_of(const Subscription *s, const CatalogTarget *targets, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(s->offer_id, targets[i].offer_id)) {
            return true;
        }
    }
    return false;
}

/* An add-on inside a line goes on top of what that line makes. */
static Err check_base_line(AccountCtx a, OrderLineAsk *l)
{
    CatalogTarget *bases;
    size_t n;
    bool fits = false;
    if (!l->item.addon) {
        bad_line(l, 10006, 800029, MSG("Only an add-on goes inside another line"));
        return OK;
    }
    TRY(catalog_bases(a, &l->item, CATALOG_ADDON, &bases, &n));
    for (size_t i = 0; i < n; i++) {
        fits = fits || str_eq(bases[i].offer_id, l->base->item.offer_id);
    }
    if (!fits) {
        bad_line(l, 400041, 800029, MSG("The add-on does not go on top of the line it stands in"));
    }
    return OK;
}

/* An add-on goes on top of an active subscription of the customer. */
static Err check_base(AccountCtx a, OrderLineAsk *l, const Subscription *have, size_t n)
{
    CatalogTarget *bases;
    size_t bases_n;
    TRY(catalog_bases(a, &l->item, CATALOG_ADDON, &bases, &bases_n));
    bool named = !id_is_nil(l->parent_id), found = false, fits = false;
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(have[i].state, S("active")) || (named && !id_eq(have[i].id, l->parent_id))) {
            continue;
        }
        found = true;
        fits = fits || is_of(&have[i], bases, bases_n);
    }
    if (named && !found) {
        bad_line(l, 10007, 800021, MSG("The base subscription is not an active one of this customer"));
    } else if (!fits) {
        bad_line(l, 400041, 800029, MSG("The add-on needs a subscription that it goes on top of"));
    }
    return OK;
}

static void check_amount(Ctx *ctx, OrderLineAsk *l)
{
    const CatalogItem *i = &l->item;
    if (l->quantity < i->quantity_min) {
        bad_line(l, 10010, 900275,
                 MSG1("The quantity is at least {n}", "n", commerce_number(ctx->arena, i->quantity_min)));
    } else if (l->quantity > i->quantity_max) {
        bad_line(l, 10015, 900275,
                 MSG1("The quantity is at most {n}", "n", commerce_number(ctx->arena, i->quantity_max)));
    }
}

static void check_end(Ctx *ctx, OrderLineAsk *l)
{
    if (!time_is_set(l->custom_end) || !l->price) {
        return;
    }
    Time last = commerce_term_end(ctx->now, l->price->duration, l->item.trial);
    if (l->item.trial || l->item.usage || !time_is_set(last) || !str_eq(l->item.target_view, S("online_services"))) {
        bad_line(l, 10010, 900244, MSG("This item has no end date of its own"));
    } else if (l->custom_end.us <= ctx->now.us || l->custom_end.us >= last.us) {
        bad_line(l, 10010, 900242, MSG("The end date lies within the first term"));
    }
}

/* One that is not for this would be kept with the order as though it had been given. */
static Err check_promotion(AccountCtx a, OrderLineAsk *l)
{
    bool fits;
    if (!l->promotion_id.n || !l->price) {
        return OK;
    }
    CatalogTerm *with = arena_new(a.ctx->arena, CatalogTerm);
    *with = *l->price;
    TRY(catalog_promotion_price(a, l->promotion_id, &l->item, l->price, l->quantity, &fits, &with->unit_price));
    if (!fits) {
        bad_line(l, 10010, 27007, MSG("There is no such promotion for this item, term and number of seats"));
        return OK;
    }
    l->list_price = l->price->unit_price;
    l->price = with;
    return OK;
}

static Err check_line(AccountCtx a, Str country, OrderLineAsk *l, const Subscription *have, size_t n)
{
    Err err = str_find_char(l->item_id, ':') >= 0 ? catalog_item_get(a, l->item_id, country, &l->item)
                                                  : catalog_offer_get(a, l->item_id, country, &l->item);
    if (err == ERR_NOT_FOUND) {
        bad_line(l, 10001, 800004, MSG("There is no such item on sale in this country"));
        return OK;
    }
    TRY(err);
    l->price = catalog_term(&l->item, l->term, l->cycle);
    if (l->price) {
        TRY(catalog_term_for(a, &l->item, l->price, l->quantity, &l->price));
    }
    if (l->price && l->price->ended) {
        bad_line(l, 10001, 800004, MSG("The item is not sold any more"));
    }
    if (l->currency.n && !str_eq_nocase(l->currency, l->item.currency)) {
        bad_line(l, 10000, 900169, MSG1("The customer's country pays in {code}", "code", l->item.currency));
    }
    if (!l->price) {
        bool term = catalog_term(&l->item, l->term, S("")) != NULL;
        bad_line(l, 10010, term ? 900269 : 800121, MSG("The item is not sold for this term and billing cycle"));
    }
    check_amount(a.ctx, l);
    check_end(a.ctx, l);
    TRY(check_promotion(a, l));
    for (size_t i = 0; i < n && l->item.trial; i++) {
        if (str_eq(have[i].item_id, l->item.item_id)) {
            bad_line(l, 10002, 27006, MSG("A customer has a trial once"));
        }
    }
    if (l->base) {
        return check_base_line(a, l);
    }
    TRY(entitlement_check(l, have, n));
    return l->item.addon ? check_base(a, l, have, n) : OK;
}

/* What a sandbox's quota leaves room for; before: subscriptions there are, with those of the lines before it. */
static void check_quota(OrderLineAsk *l, size_t before)
{
    if (before >= QUOTA_SUBSCRIPTIONS) {
        bad_line(l, QUOTA_CART_CODE, QUOTA_CODE, MSG("The customer has as many subscriptions as a sandbox allows"));
    } else if (l->quantity > QUOTA_LICENCES || l->item.quantity_min > QUOTA_LICENCES) {
        bad_line(l, QUOTA_CART_CODE, QUOTA_CODE, MSG("A subscription of a sandbox has 25 licenses at most"));
    }
}

static size_t count_there(const Subscription *have, size_t n)
{
    size_t there = 0;
    for (size_t i = 0; i < n; i++) {
        there += !str_eq(have[i].state, S("deleted"));
    }
    return there;
}

Err order_check(AccountCtx a, Str country, OrderLineAsk *lines, size_t n, bool *ret_fine)
{
    Subscription *have;
    size_t have_n;
    bool quota;
    *ret_fine = true;
    TRY(quota_on(a.ctx, &quota));
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id}, &have, &have_n));
    for (size_t i = 0; i < n; i++) {
        TRY(check_line(a, country, &lines[i], have, have_n));
        for (size_t k = 0; k < i && lines[i].item.trial; k++) {
            if (str_eq(lines[k].item.item_id, lines[i].item.item_id)) {
                bad_line(&lines[i], 10002, 27006, MSG("A customer has a trial once"));
            }
        }
        if (quota) {
            check_quota(&lines[i], count_there(have, have_n) + i);
        }
        *ret_fine = *ret_fine && !lines[i].cart_code;
    }
    return OK;
}

/* --- placing --- */

static Err add_subscription(AccountCtx a, const OrderLineAsk *l, Str order_id, int64_t line, Id *ret)
{
    Ctx *ctx = a.ctx;
    const CatalogItem *i = &l->item;
    Str term = i->usage ? S("") : l->price->duration;
    Time ends = time_is_set(l->custom_end) ? time_add(time_of_date(date_of(l->custom_end)), TIME_DAY)
                                           : commerce_term_end(ctx->now, term, i->trial);
    Time refund = i->usage || i->trial ? TIME_NONE
                                       : time_add(ctx->now, (term.n ? REFUND_DAYS : REFUND_DAYS_PERPETUAL) * TIME_DAY);
    *ret = ctx_new_id(ctx);
    TRY(q_subscription_add(a,
                           &(SubscriptionAddArgs){.id = *ret,
                                                  .customer_id = ctx->customer_id,
                                                  .order_id = order_id,
                                                  .line = line,
                                                  .item_id = i->item_id,
                                                  .offer_id = i->offer_id,
                                                  .title = i->title,
                                                  .friendly_name = l->friendly_name.n ? l->friendly_name : i->title,
                                                  .kind = i->kind,
                                                  .unit = i->unit,
                                                  .publisher = i->publisher,
                                                  .own = i->own,
                                                  .trial = i->trial,
                                                  .addon = i->addon,
                                                  .usage = i->usage,
                                                  .licence_id = i->licence_id,
                                                  .quantity = l->quantity,
                                                  .quantity_min = i->quantity_min,
                                                  .quantity_max = i->quantity_max,
                                                  .currency = i->currency,
                                                  .term = term,
                                                  .cycle = l->price->billing_cycle,
                                                  .unit_price = l->price->unit_price,
                                                  .promotion_id = l->promotion_id,
                                                  .partner_number = l->partner_number,
                                                  .parent_id = l->parent_id,
                                                  .renews = (i->renews || i->trial) && term.n,
                                                  .ends_at = ends,
                                                  .refund_until = refund,
                                                  .due_at = ends},
                           NULL));
    if (time_is_set(refund) && term.n) {
        TRY(q_seats_add(a, &(SeatsAddArgs){.subscription_id = *ret, .quantity = l->quantity, .until_at = refund},
                        NULL));
    }
    Str seats = commerce_number(ctx->arena, l->quantity);
    TRY(commerce_note(a, *ret, "bought", S(""), seats));
    Subscription made = {.licence_id = i->licence_id, .quantity = l->quantity, .state = S("active")};
    TRY(commerce_licences(a, NULL, &made));
    TRY(entitlement_begin(a, l, *ret));
    Subscription whole;
    TRY(subscription_get(a, *ret, &whole));
    TRY(commerce_sold(a, &(Sale){.after = &whole, .reference = l->reference}));
    return commerce_tell(a, "subscription.created", *ret);
}

static Err add_line(AccountCtx a, OrderLineAsk *l, Str order_id, int64_t line)
{
    Id subscription_id;
    if (l->base && l->base->made) {
        l->parent_id = *l->base->made;
    }
    TRY(add_subscription(a, l, order_id, line, &subscription_id));
    if (l->made) {
        *l->made = subscription_id;
    }
    return q_order_line_add(a,
                            &(OrderLineAddArgs){.order_id = order_id,
                                                .line = line,
                                                .item_id = l->item.item_id,
                                                .offer_id = l->item.offer_id,
                                                .title = l->item.title,
                                                .friendly_name = l->friendly_name.n ? l->friendly_name : l->item.title,
                                                .quantity = l->quantity,
                                                .term = l->price->duration,
                                                .cycle = l->price->billing_cycle,
                                                .kind = S("New"),
                                                .unit_price = l->price->unit_price,
                                                .list_price = l->list_price,
                                                .promotion_id = l->promotion_id,
                                                .partner_number = l->partner_number,
                                                .subscription_id = subscription_id,
                                                .parent_id = l->parent_id,
                                                .custom_end = l->custom_end},
                            NULL);
}

/* The last 12 hex digits of a new id: random ones. */
Str commerce_order_id(Ctx *ctx)
{
    Str text = id_text(ctx->arena, ctx_new_id(ctx));
    return str_skip(text, text.n - 12);
}

Err order_place(AccountCtx a, OrderLineAsk *lines, size_t n, Str *ret_order_id)
{
    *ret_order_id = commerce_order_id(a.ctx);
    TRY(q_order_add(a,
                    &(OrderAddArgs){.id = *ret_order_id,
                                    .customer_id = a.ctx->customer_id,
                                    .cycle = lines[0].price->billing_cycle,
                                    .currency = lines[0].item.currency},
                    NULL));
    for (size_t i = 0; i < n; i++) {
        TRY(add_line(a, &lines[i], *ret_order_id, (int64_t)i));
    }
    return commerce_wind(a.ctx);
}
