/* Subscriptions go from one partner of a customer to another (portal-workflows.md 9): what the first one had ends, the
 * second one gets an order with the same seats, price, term and end. The customer's people keep their licenses. */
#include "app/unit.h"
#include "areas/commerce/commerce_rules.h"

typedef struct Have { /* of the customer, with the first partner */
    Subscription *all;
    size_t n;
    Entitlement *used;
    size_t used_n;
} Have;

static Err read_all(AccountCtx a, Have *ret)
{
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id}, &ret->all, &ret->n));
    return entitlement_list(a, &ret->used, &ret->used_n);
}

static const Subscription *find(const Have *h, Id id)
{
    for (size_t i = 0; i < h->n; i++) {
        if (id_eq(h->all[i].id, id)) {
            return &h->all[i];
        }
    }
    return NULL;
}

static const Entitlement *used_by(const Have *h, Id id)
{
    for (size_t i = 0; i < h->used_n; i++) {
        if (id_eq(h->used[i].subscription_id, id)) {
            return &h->used[i];
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

/* Itself, whatever stands on it. */
static Msg one_stays(const Have *h, const Subscription *s)
{
    return !str_eq(s->state, S("active")) ? MSG("Only an active subscription can go to another partner")
           : s->trial                     ? MSG("A trial ends with its partner; convert it first")
           : !s->usage && !s->term.n      ? MSG("What was bought once is paid for, and stays with its order")
           : !s->own                      ? MSG("A product of another publisher stays with the partner that sold it")
                                          : use_stays(used_by(h, s->id));
}

/* An add-on that runs, or that its partner has suspended and may bring back. One that has run out ends by its clock. */
static bool stands_on(const Subscription *addon, const Subscription *base)
{
    return id_eq(addon->parent_id, base->id) &&
           (str_eq(addon->state, S("active")) || str_eq(addon->state, S("suspended")));
}

static Msg stays(const Have *h, const Subscription *s)
{
    Msg why = s->addon ? MSG("An add-on goes with the subscription that it stands on") : one_stays(h, s);
    for (size_t i = 0; i < h->n && !msg_is_set(why); i++) {
        if (stands_on(&h->all[i], s) && msg_is_set(one_stays(h, &h->all[i]))) {
            why = MSG("An add-on that stands on it cannot go along; cancel it, or make it active, first");
        }
    }
    return why;
}

Err subscriptions_movable(AccountCtx a, Subscription **ret, Msg **ret_why, size_t *ret_n)
{
    Have have;
    TRY(read_all(a, &have));
    *ret_why = arena_array(a.ctx->arena, Msg, have.n + 1);
    for (size_t i = 0; i < have.n; i++) {
        (*ret_why)[i] = stays(&have, &have.all[i]);
    }
    *ret = have.all;
    *ret_n = have.n;
    return OK;
}

/* --- what comes --- */

/* The order that takes it: one a billing cycle and currency. */
static Err order_for(AccountCtx a, HandOver *h, const Subscription *s, HandOverOrder **ret)
{
    for (size_t i = 0; i < h->orders_n; i++) {
        if (str_eq(h->orders[i].cycle, s->cycle) && str_eq(h->orders[i].currency, s->currency)) {
            *ret = &h->orders[i];
            return OK;
        }
    }
    HandOverOrder *o = *ret = &h->orders[h->orders_n++];
    *o = (HandOverOrder){.id = commerce_order_id(a.ctx), .cycle = s->cycle, .currency = s->currency};
    return q_order_add(
        a, &(OrderAddArgs){.id = o->id, .customer_id = a.ctx->customer_id, .cycle = o->cycle, .currency = o->currency},
        NULL);
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

/* Seats that could be taken off again still can. */
static Err seats_go(AccountCtx to, const SeatsListRow *seats, size_t n, Id to_id)
{
    for (size_t i = 0; i < n; i++) {
        TRY(q_seats_put(to,
                        &(SeatsPutArgs){.subscription_id = to_id,
                                        .added_at = seats[i].added_at,
                                        .quantity = seats[i].quantity,
                                        .until_at = seats[i].until_at},
                        NULL));
    }
    return OK;
}

/* What the new partner gets. The billing periods stay where they were: the term began when it began; so do the days in
 * which it can be cancelled. */
static Err take_over(AccountCtx a, const Subscription *s, HandOver *h, Id parent_id, Id *ret, Str *ret_order)
{
    Ctx *ctx = a.ctx;
    HandOverOrder *order;
    Subscription made = *s;
    TRY(order_for(a, h, s, &order));
    int64_t line = order->lines++;
    *ret_order = order->id;
    made.id = *ret = ctx_new_id(ctx);
    made.version = 1;
    made.since = ctx->now;
    made.partner_number = h->partner_number.n ? h->partner_number : S("");
    TRY(q_subscription_add(a,
                           &(SubscriptionAddArgs){.id = made.id,
                                                  .customer_id = ctx->customer_id,
                                                  .order_id = order->id,
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
                                                  .refund_until = s->refund_until,
                                                  .due_at = s->due_at},
                           NULL));
    made.next_item = made.next_term = made.next_cycle = S("");
    made.next_quantity = 0;
    made.next_end = TIME_NONE;
    Subscription before = made;
    TRY(commerce_save(a, &before, &made)); /* the day on which its term began */
    TRY(commerce_licences(a, NULL, &made));
    made.started_at = ctx->now;
    TRY(commerce_sold(a, &(Sale){.after = &made, .received = true}));
    TRY(commerce_note(a, made.id, "received", S(""), h->from_name));
    TRY(add_order_line(a, &made, order->id, line, made.id, parent_id));
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
    if (s.next_quantity) {
        TRY(commerce_note(a, s.id, "next", S("1"), S("")));
    }
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

/* In the scope of both by turns: first what comes, so that nobody is short of a license. */
static Err hand_one(Ctx *ctx, HandOver *h, const Have *have, const Subscription *s, Id parent_id, Id *ret,
                    Str *ret_order)
{
    SeatsListRow *seats;
    size_t seats_n;
    TRY(subscription_seats(account_of(ctx, h->from), s->id, &seats, &seats_n));
    AccountCtx to = account_of(ctx, h->to);
    TRY(take_over(to, s, h, parent_id, ret, ret_order));
    TRY(seats_go(to, seats, seats_n, *ret));
    if (used_by(have, s->id)) {
        TRY(use_goes(to, *ret));
    }
    return let_go(account_of(ctx, h->from), s, h);
}

static Err hand_with_addons(Ctx *ctx, HandOver *h, const Have *have, HandOverLine *l)
{
    TRY(hand_one(ctx, h, have, &l->was, ID_NIL, &l->to_id, &l->order_id));
    for (size_t i = 0; i < have->n; i++) {
        Id addon;
        Str order;
        if (stands_on(&have->all[i], &l->was)) {
            TRY(hand_one(ctx, h, have, &have->all[i], l->to_id, &addon, &order));
        }
    }
    l->moved = true;
    return OK;
}

Err subscriptions_hand_over(Ctx *ctx, HandOver *h)
{
    Have have;
    Id back = ctx->account_id;
    TRY(read_all(account_of(ctx, h->from), &have));
    h->orders = arena_array(ctx->arena, HandOverOrder, have.n + 1);
    h->orders_n = 0;
    for (size_t i = 0; i < h->lines_n; i++) {
        HandOverLine *l = &h->lines[i];
        const Subscription *s = find(&have, l->id);
        l->was = s ? *s : (Subscription){0};
        l->why = !s                   ? MSG("The customer has no such subscription from this partner")
                 : named_before(h, i) ? MSG("It is named twice; the first line says what became of it")
                                      : stays(&have, s);
        if (!msg_is_set(l->why)) {
            TRY(hand_with_addons(ctx, h, &have, l));
        }
    }
    (void)account_of(ctx, back);
    return commerce_wind(ctx);
}
