/* Subscriptions go from one partner of a customer to another (portal-workflows.md 9): what the first one had ends, the
 * second one gets an order with the same seats, price, term and end. The customer's people keep their licenses. */
#include "app/unit.h"
#include "areas/commerce/commerce_rules.h"

Msg subscription_stays(const Subscription *s)
{
    return !str_eq(s->state, S("active")) ? MSG("Only an active subscription can go to another partner")
           : s->trial                     ? MSG("A trial ends with its partner; convert it first")
           : !s->usage && !s->term.n      ? MSG("What was bought once is paid for, and stays with its order")
           : s->addon                     ? MSG("An add-on goes with the subscription that it stands on")
           : !s->own                      ? MSG("A product of another publisher stays with the partner that sold it")
                                          : (Msg){0};
}

static Err add_order_line(AccountCtx a, const Subscription *s, Str order_id, int64_t line, Id id, Id parent_id)
{
    return q_order_line_add(a,
                            &(OrderLineAddArgs){.order_id = order_id,
                                                .line = line,
                                                .item_id = s->item_id,
                                                .offer_id = s->offer_id,
                                                .title = s->title,
                                                .friendly_name = s->friendly_name,
                                                .quantity = s->quantity,
                                                .term = s->term,
                                                .cycle = s->cycle,
                                                .kind = S("New"),
                                                .unit_price = s->unit_price,
                                                .promotion_id = s->promotion_id,
                                                .partner_number = s->partner_number,
                                                .subscription_id = id,
                                                .parent_id = parent_id,
                                                .custom_end = TIME_NONE},
                            NULL);
}

/* What the new partner gets. The billing periods stay where they were: the term began when it began. */
static Err take_over(AccountCtx a, const Subscription *s, const HandOver *h, int64_t line, Id parent_id, Id *ret)
{
    Ctx *ctx = a.ctx;
    Subscription made = *s;
    made.id = *ret = ctx_new_id(ctx);
    made.version = 1;
    made.since = ctx->now;
    made.refund_until = TIME_NONE;
    made.partner_number = h->partner_number.n ? h->partner_number : S("");
    TRY(q_subscription_add(a,
                           &(SubscriptionAddArgs){.id = made.id,
                                                  .customer_id = ctx->customer_id,
                                                  .order_id = h->order_id,
                                                  .line = line,
                                                  .item_id = s->item_id,
                                                  .offer_id = s->offer_id,
                                                  .title = s->title,
                                                  .friendly_name = s->friendly_name,
                                                  .kind = s->kind,
                                                  .unit = s->unit,
                                                  .publisher = s->publisher,
                                                  .own = s->own,
                                                  .trial = s->trial,
                                                  .addon = s->addon,
                                                  .usage = s->usage,
                                                  .licence_id = s->licence_id,
                                                  .quantity = s->quantity,
                                                  .quantity_min = s->quantity_min,
                                                  .quantity_max = s->quantity_max,
                                                  .currency = s->currency,
                                                  .term = s->term,
                                                  .cycle = s->cycle,
                                                  .unit_price = s->unit_price,
                                                  .promotion_id = s->promotion_id,
                                                  .partner_number = made.partner_number,
                                                  .parent_id = parent_id,
                                                  .renews = s->renews,
                                                  .ends_at = s->ends_at,
                                                  .refund_until = TIME_NONE,
                                                  .due_at = s->due_at},
                           NULL));
    made.next_item = made.next_term = made.next_cycle = S("");
    made.next_quantity = 0;
    made.next_end = TIME_NONE;
    Subscription before = made;
    TRY(commerce_save(a, &before, &made)); /* the day on which its term began */
    TRY(commerce_licences(a, NULL, &made));
    TRY(commerce_note(a, made.id, "received", S(""), h->from_name));
    TRY(add_order_line(a, &made, h->order_id, line, made.id, parent_id));
    return commerce_tell(a, "subscription.created", made.id);
}

static Err let_go(AccountCtx a, const Subscription *was, const HandOver *h)
{
    Subscription s = *was;
    s.state = S("deleted");
    s.since = a.ctx->now;
    s.reason = S("transferred");
    s.renews = false;
    s.due_at = TIME_NONE;
    s.next_item = s.next_term = s.next_cycle = S("");
    s.next_quantity = 0;
    s.next_end = TIME_NONE;
    TRY(commerce_note(a, s.id, "transferred", S(""), h->to_name));
    return commerce_save(a, was, &s);
}

static bool named_before(const HandOver *h, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (id_eq(h->lines[i].id, h->lines[at].id)) {
            return true;
        }
    }
    return false;
}

static const Subscription *find(const Subscription *all, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(all[i].id, id)) {
            return &all[i];
        }
    }
    return NULL;
}

static const Entitlement *used_by(const Entitlement *all, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(all[i].subscription_id, id)) {
            return &all[i];
        }
    }
    return NULL;
}

/* Metered use goes along; keys, services that somebody set up and reservations hold for the order they came with. */
static Msg use_stays(const Entitlement *e)
{
    return !e                                 ? (Msg){0}
           : !str_eq(e->kind, S("metered"))   ? MSG("Reservations, software and services stay with their order")
           : str_eq(e->state, S("cancelled")) ? MSG("Its use is stopped; let it go on first")
                                              : (Msg){0};
}

static Err use_goes(AccountCtx a, Id to_id)
{
    return q_entitlement_add(a,
                             &(EntitlementAddArgs){.subscription_id = to_id,
                                                   .customer_id = a.ctx->customer_id,
                                                   .kind = S("metered"),
                                                   .state = S("active"),
                                                   .product_key = S(""),
                                                   .scope = S("")},
                             NULL);
}

/* One with its add-ons, in the scope of both by turns: first what comes, so that nobody is short of a license. */
static Err hand_one(Ctx *ctx, HandOver *h, HandOverLine *l, const Subscription *all, size_t n, int64_t *line)
{
    TRY(take_over(account_of(ctx, h->to), &l->was, h, (*line)++, ID_NIL, &l->to_id));
    TRY(let_go(account_of(ctx, h->from), &l->was, h));
    for (size_t i = 0; i < n; i++) {
        Id addon;
        if (!id_eq(all[i].parent_id, l->was.id) || !str_eq(all[i].state, S("active"))) {
            continue;
        }
        TRY(take_over(account_of(ctx, h->to), &all[i], h, (*line)++, l->to_id, &addon));
        TRY(let_go(account_of(ctx, h->from), &all[i], h));
    }
    l->moved = true;
    return OK;
}

Err subscriptions_hand_over(Ctx *ctx, HandOver *h)
{
    Subscription *all;
    Entitlement *used;
    size_t n, used_n, fit = 0;
    int64_t line = 0;
    Id back = ctx->account_id;
    AccountCtx from = account_of(ctx, h->from);
    TRY(q_subscription_list(from, &(SubscriptionListArgs){.customer_id = ctx->customer_id}, &all, &n));
    TRY(entitlement_list(from, &used, &used_n));
    for (size_t i = 0; i < h->lines_n; i++) {
        HandOverLine *l = &h->lines[i];
        const Subscription *s = find(all, n, l->id);
        const Entitlement *use = used_by(used, used_n, l->id);
        l->why = s ? subscription_stays(s) : MSG("The customer has no such subscription from this partner");
        l->why = msg_is_set(l->why)   ? l->why
                 : named_before(h, i) ? MSG("It is named twice; the first line says what became of it")
                                      : use_stays(use);
        if (s && !msg_is_set(l->why)) {
            l->was = *s;
            h->order_id = fit++ ? h->order_id : commerce_order_id(ctx);
            if (fit == 1) {
                OrderAddArgs order = {
                    .id = h->order_id, .customer_id = ctx->customer_id, .cycle = s->cycle, .currency = s->currency};
                TRY(q_order_add(account_of(ctx, h->to), &order, NULL));
            }
            TRY(hand_one(ctx, h, l, all, n, &line));
            if (use) {
                TRY(use_goes(account_of(ctx, h->to), l->to_id));
            }
        }
    }
    (void)account_of(ctx, back);
    return commerce_wind(ctx);
}
