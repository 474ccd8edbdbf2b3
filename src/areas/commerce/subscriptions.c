/* What becomes of a subscription: by its partner's will, and by the clock. */
#include "app/area.h"
#include "app/audit.h"
#include "app/event.h"
#include "app/filter.h"
#include "app/quota.h"
#include "app/unit.h"
#include "areas/commerce/bulk.h"
#include "areas/customer_users/customer_users.h"

Str commerce_number(Arena *arena, int64_t n)
{
    char text[24];
    return str_copy(arena, str_of(text, num_i64_into(text, n)));
}

Err subscription_get(AccountCtx a, Id id, Subscription *ret)
{
    Subscription *rows;
    size_t n;
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id, .with_id = true, .id = id},
                            &rows, &n));
    if (n == 0) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 20003, MSG("There is no such subscription"));
    }
    *ret = rows[0];
    return OK;
}

Err subscription_seats(AccountCtx a, Id id, SeatsListRow **ret, size_t *ret_n)
{
    Time now = a.ctx->now;
    size_t n, left = 0;
    TRY(q_seats_list(a,
                     &(SeatsListArgs){.customer_id = a.ctx->customer_id,
                                      .after = {now.us - now.us % TIME_MINUTE},
                                      .with_one = !id_is_nil(id),
                                      .subscription_id = id},
                     ret, &n));
    for (size_t i = 0; i < n; i++) {
        if ((*ret)[i].until_at.us > now.us) {
            (*ret)[left++] = (*ret)[i];
        }
    }
    *ret_n = left;
    return OK;
}

Err commerce_tell(AccountCtx a, const char *event, Id subscription_id)
{
    Arena *arena = a.ctx->arena;
    Str id = id_text(arena, subscription_id);
    Str payload =
        str_fmt(arena, "{\"account\":\"%.*s\",\"customer\":\"%.*s\",\"subscription\":\"%.*s\"}",
                S_ARG(id_text(arena, a.ctx->account_id)), S_ARG(id_text(arena, a.ctx->customer_id)), S_ARG(id));
    return event_emit(a.ctx, str_from(event), id, payload);
}

/* Seats that a subscription gives, by its state: people work on in the days of grace behind a term. */
static Err give_seats(AccountCtx a, const Subscription *s, int64_t sign)
{
    int64_t n = s->quantity * sign;
    if (id_is_nil(s->licence_id) || str_eq(s->state, S("deleted"))) {
        return OK;
    }
    bool active = str_eq(s->state, S("active")), grace = str_eq(s->state, S("expired"));
    return licence_pool_change(a, s->licence_id, active ? n : 0, active || grace ? 0 : n, grace ? n : 0);
}

static bool same_seats(const Subscription *x, const Subscription *y)
{
    return id_eq(x->licence_id, y->licence_id) && str_eq(x->state, y->state) && x->quantity == y->quantity;
}

Err commerce_licences(AccountCtx a, const Subscription *before, const Subscription *after)
{
    if (before && after && same_seats(before, after)) {
        return OK;
    }
    if (after) {
        TRY(give_seats(a, after, 1)); /* first what comes, so that nobody is short in between */
    }
    return before ? give_seats(a, before, -1) : OK;
}

Err commerce_customer_gone(AccountCtx a)
{
    SubscriptionCountRow row;
    TRY(q_subscription_count(a, &(SubscriptionCountArgs){.customer_id = a.ctx->customer_id}, &row));
    if (row.n > 0) {
        return problem_api(a.ctx, ERR_CONFLICT, 409, 800096,
                           MSG("The customer has active subscriptions: suspend or cancel them first"));
    }
    OrderCountRow orders;
    TRY(q_order_count(a, &(OrderCountArgs){.customer_id = a.ctx->customer_id}, &orders));
    if (orders.n > 0 && !str_eq(a.ctx->environment, S("sandbox"))) {
        return problem_api(a.ctx, ERR_CONFLICT, 409, 800096,
                           MSG("The customer has orders, which are kept: end the relationship instead"));
    }
    TRY(q_cart_drop(a, &(CartDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_contacts_drop(a, &(ContactsDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_registrations_drop(a, &(RegistrationsDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_overage_drop(a, &(OverageDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_entitlements_drop(a, &(EntitlementsDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_order_documents_drop(a, &(OrderDocumentsDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_order_purchases_drop(a, &(OrderPurchasesDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_product_upgrades_drop(a, &(ProductUpgradesDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_subscription_events_drop(a, &(SubscriptionEventsDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_bulk_lines_drop(a, &(BulkLinesDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_subscription_prices_drop(a, &(SubscriptionPricesDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_seats_drop(a, &(SeatsDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_subscription_drop(a, &(SubscriptionDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    TRY(q_order_lines_drop(a, &(OrderLinesDropArgs){.customer_id = a.ctx->customer_id}, NULL));
    return q_order_drop(a, &(OrderDropArgs){.customer_id = a.ctx->customer_id}, NULL);
}

/* What is charged ahead for a time is charged at the price of its first moment: a renewal's is the end of the old term,
 * however late the clock comes to it. */
static Err keep_price(AccountCtx a, const Subscription *before, const Subscription *s)
{
    bool same = before->unit_price.units == s->unit_price.units && before->quantity == s->quantity;
    if (same || before->usage) {
        return OK;
    }
    Time until = before->term_from.us != s->term_from.us ? s->term_from : a.ctx->now;
    return q_subscription_price_add(a,
                                    &(SubscriptionPriceAddArgs){.subscription_id = s->id,
                                                                .until_at = until,
                                                                .unit_price = before->unit_price,
                                                                .quantity = before->quantity},
                                    NULL);
}

Err commerce_sold(AccountCtx a, const Sale *sale)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        if (AREAS[i]->sold) {
            TRY(AREAS[i]->sold(a, sale));
        }
    }
    return OK;
}

Err commerce_save(AccountCtx a, const Subscription *before, Subscription *s)
{
    return commerce_save_for(a, before, s, ID_NIL);
}

Err commerce_save_for(AccountCtx a, const Subscription *before, Subscription *s, Id reference)
{
    int64_t changed;
    bool listed = !before || !str_eq(before->title, s->title) || !str_eq(before->friendly_name, s->friendly_name) ||
                  !str_eq(before->state, s->state);
    TRY(q_subscription_set(a,
                           &(SubscriptionSetArgs){.id = s->id,
                                                  .version = s->version,
                                                  .with_listed = listed,
                                                  .with_timed = !before || before->due_at.us != s->due_at.us,
                                                  .item_id = s->item_id,
                                                  .offer_id = s->offer_id,
                                                  .title = s->title,
                                                  .friendly_name = s->friendly_name,
                                                  .licence_id = s->licence_id,
                                                  .quantity = s->quantity,
                                                  .quantity_min = s->quantity_min,
                                                  .quantity_max = s->quantity_max,
                                                  .trial = s->trial,
                                                  .term = s->term,
                                                  .cycle = s->cycle,
                                                  .unit_price = s->unit_price,
                                                  .promotion_id = s->promotion_id,
                                                  .partner_number = s->partner_number,
                                                  .state = s->state,
                                                  .since = s->since,
                                                  .reason = s->reason,
                                                  .renews = s->renews,
                                                  .term_from = s->term_from,
                                                  .ends_at = s->ends_at,
                                                  .refund_until = s->refund_until,
                                                  .due_at = s->due_at,
                                                  .next_item = s->next_item,
                                                  .next_term = s->next_term,
                                                  .next_cycle = s->next_cycle,
                                                  .next_quantity = s->next_quantity,
                                                  .next_end = s->next_end},
                           &changed));
    if (!changed) {
        return ERR_SERIALIZE; /* somebody was quicker: the unit runs again on what there is now */
    }
    s->version++;
    TRY(before ? keep_price(a, before, s) : OK);
    TRY(commerce_licences(a, before, s));
    TRY(commerce_sold(a, &(Sale){.before = before, .after = s, .reference = reference}));
    return commerce_tell(a, "subscription.updated", s->id);
}

static bool forget_next(Subscription *s)
{
    bool had = s->next_quantity > 0;
    s->next_item = s->next_term = s->next_cycle = S("");
    s->next_quantity = 0;
    s->next_end = TIME_NONE;
    return had;
}

static void enter(Ctx *ctx, Subscription *s, Str state, Str reason)
{
    s->state = state;
    s->since = ctx->now;
    s->reason = reason;
}

/* The price of an item sold so, with the promotion that it was bought with as long as that runs and is for it. */
static Err reprice(AccountCtx a, const CatalogItem *item, const CatalogTerm *t, int64_t quantity, Subscription *s)
{
    bool fits = false;
    s->unit_price = t->unit_price;
    if (s->promotion_id.n) {
        TRY(catalog_promotion_price(a, s->promotion_id, item, t, quantity, &fits, &s->unit_price));
    }
    s->promotion_id = fits ? s->promotion_id : S("");
    return OK;
}

/* --- changes --- */

static Err change_state(AccountCtx a, Subscription *s, Str to)
{
    Ctx *ctx = a.ctx;
    if (str_eq(s->state, to)) {
        return OK;
    }
    if (!str_eq(s->state, S("active")) && !str_eq(s->state, S("suspended"))) {
        return commerce_refuse(ctx, str_eq(s->state, S("deleted")) ? 2011 : 800096,
                               MSG("What has run out or was deleted cannot be brought back"));
    }
    Str was = s->state;
    if (str_eq(to, S("suspended"))) {
        if (s->trial) {
            return commerce_refuse(ctx, 800096, MSG("A trial cannot be suspended"));
        }
        s->renews = false; /* as the newer kind of commerce has it: auto-renew is switched on again by hand */
        (void)forget_next(s);
        enter(ctx, s, S("suspended"), S("partner"));
    } else if (str_eq(to, S("active"))) {
        enter(ctx, s, S("active"), S(""));
    } else if (str_eq(to, S("deleted"))) {
        if (!s->usage && !s->trial && (!time_is_set(s->refund_until) || s->refund_until.us <= ctx->now.us)) {
            return commerce_refuse(ctx, 900117, MSG("The days in which this can be cancelled are over"));
        }
        s->renews = false;
        (void)forget_next(s);
        s->due_at = TIME_NONE;
        enter(ctx, s, S("deleted"), S("partner"));
    } else {
        return commerce_refuse(ctx, 800096, MSG("The status can be active, suspended or deleted"));
    }
    return commerce_note(a, s->id, "state", was, s->state);
}

/* Takes seats off the batches that still can be, the newest first. */
static Err take_seats(AccountCtx a, const Subscription *s, int64_t n)
{
    SeatsListRow *rows;
    size_t rows_n;
    int64_t there = 0;
    TRY(subscription_seats(a, s->id, &rows, &rows_n));
    for (size_t i = 0; i < rows_n; i++) {
        there += rows[i].quantity;
    }
    if (there < n) {
        return commerce_refuse(
            a.ctx, 800090,
            there == 0 ? MSG("No seat can be taken off now: only those that were added in the last days can")
                       : MSGN("Only {n} seat can be taken off now, which was added in the last days",
                              "Only {n} seats can be taken off now: those that were added in the last days", there));
    }
    for (size_t i = 0; i < rows_n && n > 0; i++) {
        int64_t took = num_min_i64(n, rows[i].quantity);
        TRY(q_seats_set(a,
                        &(SeatsSetArgs){.subscription_id = s->id,
                                        .added_at = rows[i].added_at,
                                        .quantity = rows[i].quantity - took},
                        NULL));
        n -= took;
    }
    return OK;
}

static Err change_quantity(AccountCtx a, Subscription *s, int64_t to)
{
    Ctx *ctx = a.ctx;
    bool quota;
    if (to == s->quantity) {
        return OK;
    }
    TRY(quota_on(ctx, &quota));
    if (quota && to > QUOTA_LICENCES) {
        return commerce_refuse(ctx, QUOTA_CODE, MSG("A subscription of a sandbox has 25 licenses at most"));
    }
    if (!str_eq(s->state, S("active"))) {
        return commerce_refuse(ctx, 2001, MSG("The quantity changes only while the subscription is active"));
    }
    if (s->trial || !s->term.n) {
        return commerce_refuse(ctx, s->trial ? 800095 : 800027, MSG("The quantity of this cannot be changed"));
    }
    if (to < s->quantity_min || to > s->quantity_max) {
        return commerce_refuse(ctx, 2002,
                               MSG2("The quantity goes from {low} to {high}", "low",
                                    commerce_number(ctx->arena, s->quantity_min), "high",
                                    commerce_number(ctx->arena, s->quantity_max)));
    }
    if (to > s->quantity) {
        TRY(q_seats_add(a,
                        &(SeatsAddArgs){.subscription_id = s->id,
                                        .quantity = to - s->quantity,
                                        .until_at = time_add(ctx->now, REFUND_DAYS * TIME_DAY)},
                        NULL));
    } else {
        TRY(take_seats(a, s, s->quantity - to));
    }
    Str was = commerce_number(ctx->arena, s->quantity);
    s->quantity = to;
    if (forget_next(s)) {
        TRY(commerce_note(a, s->id, "next", S("1"), S("")));
    }
    return commerce_note(a, s->id, "quantity", was, commerce_number(ctx->arena, to));
}

static Err change_renewal(AccountCtx a, Subscription *s, bool to)
{
    if (to == s->renews || !s->term.n) {
        return OK;
    }
    if (to && !str_eq(s->state, S("active"))) {
        return commerce_refuse(a.ctx, 800093, MSG("Only an active subscription renews by itself"));
    }
    s->renews = to;
    if (!to) {
        (void)forget_next(s);
    }
    return commerce_note(a, s->id, "renews", to ? S("0") : S("1"), to ? S("1") : S("0"));
}

/* Of three years paid by the month or by the year, the cycle may change within the term. */
static Err change_cycle(AccountCtx a, Str country, Subscription *s, Str to)
{
    if (!to.n || filter_word_eq(to, s->cycle)) {
        return OK;
    }
    CatalogItem item;
    Err err = catalog_item_get(a, s->item_id, country, &item);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    const CatalogTerm *t = err == OK ? catalog_term(&item, s->term, to) : NULL;
    bool may = t && str_eq(s->term, S("P3Y")) && !str_eq(s->cycle, S("triennial")) &&
               !str_eq(t->billing_cycle, S("triennial")) && str_eq(s->state, S("active"));
    if (!may) {
        return commerce_refuse(a.ctx, 800097, MSG("The billing cycle cannot change before the next term"));
    }
    Str was = s->cycle;
    s->cycle = t->billing_cycle;
    TRY(reprice(a, &item, t, s->quantity, s));
    return commerce_note(a, s->id, "cycle", was, s->cycle);
}

static bool next_is(const Subscription *s, const SubscriptionChange *c, const CatalogItem *item, const CatalogTerm *t)
{
    return str_eq(s->next_item, item->item_id) && str_eq(s->next_term, t->duration) &&
           str_eq(s->next_cycle, t->billing_cycle) && s->next_quantity == c->next_quantity &&
           s->next_end.us == c->next_end.us;
}

/* What the next term shall be; all empty: as now. */
static Err change_next(AccountCtx a, Str country, Subscription *s, const SubscriptionChange *c)
{
    if (!c->next_item.n && !c->next_quantity) {
        return forget_next(s) ? commerce_note(a, s->id, "next", S("1"), S("")) : OK;
    }
    if (!s->renews || !str_eq(s->state, S("active"))) {
        return commerce_refuse(a.ctx, 800093,
                               MSG("Changes at renewal need an active subscription that renews by itself"));
    }
    CatalogItem item;
    Err err = catalog_item_get(a, c->next_item.n ? c->next_item : s->item_id, country, &item);
    if (err == ERR_NOT_FOUND) {
        return commerce_refuse(a.ctx, 900142, MSG("There is no such item on sale in this country"));
    }
    TRY(err);
    const CatalogTerm *t = catalog_term(&item, c->next_term.n ? c->next_term : s->term, c->next_cycle);
    if (!t || t->ended) {
        return commerce_refuse(a.ctx, 800121, MSG("The item is not sold for this term and billing cycle"));
    }
    if (c->next_quantity < item.quantity_min || c->next_quantity > item.quantity_max) {
        return commerce_refuse(a.ctx, 900275, MSG("The quantity of the next term is outside what the item allows"));
    }
    if (next_is(s, c, &item, t)) {
        return OK;
    }
    s->next_item = item.item_id;
    s->next_term = t->duration;
    s->next_cycle = t->billing_cycle;
    s->next_quantity = c->next_quantity;
    s->next_end = c->next_end;
    return commerce_note(a, s->id, "next", S(""), item.title);
}

Err subscription_change(AccountCtx a, Str country, Subscription *s, const SubscriptionChange *c)
{
    Subscription before = *s;
    if (str_eq(s->state, S("deleted"))) {
        return commerce_refuse(a.ctx, 2011, MSG("A deleted subscription cannot be changed"));
    }
    if (c->state.n) {
        TRY(change_state(a, s, c->state));
    }
    if (c->name_set && !str_eq(c->name, s->friendly_name)) {
        TRY(commerce_note(a, s->id, "name", s->friendly_name, c->name));
        s->friendly_name = c->name;
    }
    if (str_eq(s->state, S("active"))) {
        TRY(change_cycle(a, country, s, c->cycle));
    }
    if (c->renews_set && str_eq(s->state, before.state)) {
        TRY(change_renewal(a, s, c->renews));
    }
    if (c->quantity_set) {
        TRY(change_quantity(a, s, c->quantity));
    }
    if (c->next_set && s->term.n && str_eq(s->state, before.state) && s->quantity == before.quantity) {
        TRY(change_next(a, country, s, c));
    }
    bool same = str_eq(before.state, s->state) && str_eq(before.friendly_name, s->friendly_name) &&
                str_eq(before.cycle, s->cycle) && before.renews == s->renews && before.quantity == s->quantity &&
                str_eq(before.next_item, s->next_item) && str_eq(before.next_term, s->next_term) &&
                str_eq(before.next_cycle, s->next_cycle) && before.next_quantity == s->next_quantity &&
                before.next_end.us == s->next_end.us;
    return same ? OK : commerce_save(a, &before, s);
}

/* --- to another item --- */

static void take_item(Subscription *s, const CatalogItem *item, const CatalogTerm *t)
{
    s->item_id = item->item_id;
    s->offer_id = item->offer_id;
    s->title = item->title;
    s->licence_id = item->licence_id;
    s->quantity_min = item->quantity_min;
    s->quantity_max = item->quantity_max;
    s->trial = item->trial;
    s->term = item->usage ? S("") : t->duration; /* what is paid as used has no term */
    s->cycle = t->billing_cycle;
    s->unit_price = t->unit_price;
}

static Err move_seats(AccountCtx a, Str country, Subscription *s, Str to_item, int64_t quantity, Str term, Str cycle,
                      Id *ret_to, Id *ret_licence)
{
    Ctx *ctx = a.ctx;
    CatalogItem from, to;
    CatalogTarget *targets;
    Subscription before = *s;
    size_t n;
    bool leads = false;
    if (!str_eq(s->state, S("active"))) {
        return commerce_refuse(ctx, 800012, MSG("Only an active subscription can be moved to another product"));
    }
    Err err = catalog_item_get(a, s->item_id, country, &from);
    err = err == OK ? catalog_item_get(a, to_item, country, &to) : err;
    if (err == ERR_NOT_FOUND) {
        return commerce_refuse(ctx, 900142, MSG("There is no such item on sale in this country"));
    }
    TRY(err);
    TRY(catalog_targets(a, &from, s->trial ? CATALOG_CONVERSION : CATALOG_UPGRADE, &targets, &n));
    for (size_t i = 0; i < n; i++) {
        leads = leads || str_eq(targets[i].offer_id, to.offer_id);
    }
    const CatalogTerm *t = catalog_term(&to, term.n ? term : s->trial ? S("P1Y") : s->term, cycle);
    if (!leads || !t || t->ended) {
        return commerce_refuse(ctx, leads ? 900268 : 900260,
                               MSG("The subscription does not lead to this item and term"));
    }
    if (quantity < 1 || quantity > s->quantity || quantity > to.quantity_max) {
        return commerce_refuse(ctx, 900275, MSG("The quantity is outside what the subscription and the item allow"));
    }
    TRY(catalog_term_for(a, &to, t, quantity, &t));
    *ret_licence = to.licence_id;
    if (quantity == s->quantity) {
        TRY(commerce_note(a, s->id, s->trial ? "converted" : "moved", s->title, to.title));
        bool trial = s->trial;
        take_item(s, &to, t);
        TRY(reprice(a, &to, t, quantity, s));
        (void)forget_next(s);
        if (trial) {
            s->term_from = ctx->now;
            s->ends_at = s->due_at = commerce_term_end(ctx->now, s->term, false);
            s->refund_until = time_add(ctx->now, REFUND_DAYS * TIME_DAY);
        }
        *ret_to = s->id;
        return commerce_save(a, &before, s);
    }
    OrderLineAsk line = {.item = to,
                         .price = t,
                         .quantity = quantity,
                         .reference = ctx_new_id(ctx),
                         .custom_end = time_add(s->ends_at, -TIME_DAY)}; /* its last day */
    Str order_id;
    TRY(commerce_note(a, s->id, "moved", commerce_number(ctx->arena, quantity), to.title));
    s->quantity -= quantity;
    (void)forget_next(s);
    TRY(commerce_save_for(a, &before, s, line.reference));
    TRY(order_place(a, &line, 1, &order_id));
    Subscription *made;
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = ctx->customer_id, .with_order = true, .order_id = order_id}, &made,
        &n));
    *ret_to = n ? made[0].id : ID_NIL;
    return OK;
}

Err subscription_move(AccountCtx a, Str country, Subscription *s, Str to_item, int64_t quantity, Str term, Str cycle,
                      bool people, Id *ret_to, int64_t *ret_passed)
{
    Id from = s->licence_id, to = ID_NIL;
    bool all = quantity == s->quantity;
    *ret_passed = 0;
    TRY(move_seats(a, country, s, to_item, quantity, term, cycle, ret_to, &to));
    return people ? licences_pass(a, from, to, quantity, all, ret_passed) : OK;
}

MoveInto subscription_fits_into(Ctx *ctx, const Subscription *from, const Subscription *to)
{
    if (!str_eq(to->state, S("active")) || to->trial) {
        return INTO_NOT_ACTIVE;
    }
    if (time_is_set(to->refund_until) && to->refund_until.us > ctx->now.us) {
        return INTO_NOT_READY;
    }
    if (commerce_term_end(ctx->now, to->term, false).us < commerce_term_end(ctx->now, from->term, false).us) {
        return INTO_SHORTER;
    }
    return to->ends_at.us < from->ends_at.us ? INTO_EARLIER : INTO_FITS;
}

static Err leads_to(AccountCtx a, Str country, const Subscription *s, const Subscription *to, bool *ret)
{
    CatalogItem from;
    CatalogTarget *targets;
    size_t n;
    *ret = false;
    Err err = catalog_item_get(a, s->item_id, country, &from);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(catalog_targets(a, &from, CATALOG_UPGRADE, &targets, &n));
    for (size_t i = 0; i < n; i++) {
        *ret = *ret || str_eq(targets[i].offer_id, to->offer_id);
    }
    return OK;
}

static Err check_into(AccountCtx a, Str country, const Subscription *s, const Subscription *to, Str to_item,
                      int64_t quantity)
{
    static const struct {
        int64_t code;
        const char *why;
    } WHY[] = {
        [INTO_NOT_ACTIVE] = {900258, N_("The subscription of toSubscriptionId is not active")},
        [INTO_NOT_READY] = {900261, N_("The subscription of toSubscriptionId can still be cancelled; wait until it "
                                       "cannot")},
        [INTO_SHORTER] = {900267, N_("The subscription of toSubscriptionId has a shorter term")},
        [INTO_EARLIER] = {900236, N_("The subscription of toSubscriptionId ends earlier")},
    };
    Subscription *on;
    size_t on_n;
    bool leads;
    if (id_eq(to->id, s->id)) {
        return commerce_refuse(a.ctx, 900259, MSG("toSubscriptionId is the subscription that moves"));
    }
    if (!str_eq(s->state, S("active"))) {
        return commerce_refuse(a.ctx, 800012, MSG("Only an active subscription can be moved to another product"));
    }
    MoveInto fits = subscription_fits_into(a.ctx, s, to);
    if (fits == INTO_NOT_ACTIVE) {
        return commerce_refuse(a.ctx, WHY[fits].code, MSG_OF(WHY[fits].why));
    }
    TRY(leads_to(a, country, s, to, &leads));
    if (!str_eq_nocase(to->item_id, to_item) || !leads || s->trial) {
        return commerce_refuse(a.ctx, 900260, MSG("The subscription of toSubscriptionId is of another item"));
    }
    if (fits != INTO_FITS) {
        return commerce_refuse(a.ctx, WHY[fits].code, MSG_OF(WHY[fits].why));
    }
    if (quantity < 1 || quantity > s->quantity) {
        return commerce_refuse(a.ctx, 900275, MSG("The quantity is outside what the subscription and the item allow"));
    }
    TRY(subscription_addons(a, s->id, &on, &on_n));
    return on_n && quantity == s->quantity
               ? commerce_refuse(a.ctx, 900261, MSG("Add-ons stand on it; leave a seat for them, or end them first"))
               : OK;
}

Err subscription_move_into(AccountCtx a, Str country, Subscription *s, Id to_id, Str to_item, int64_t quantity,
                           bool people, int64_t *ret_passed)
{
    Ctx *ctx = a.ctx;
    Subscription to, before = *s;
    *ret_passed = 0;
    TRY(subscription_get(a, to_id, &to));
    TRY(check_into(a, country, s, &to, to_item, quantity));
    bool all = quantity == s->quantity;
    TRY(commerce_note(a, s->id, "moved", all ? s->title : commerce_number(ctx->arena, quantity), to.friendly_name));
    (void)forget_next(s);
    if (all) {
        s->renews = false;
        s->due_at = TIME_NONE;
        enter(ctx, s, S("deleted"), S("moved"));
    } else {
        s->quantity -= quantity;
    }
    TRY(commerce_save(a, &before, s));
    TRY(subscription_change(
        a, country, &to,
        &(SubscriptionChange){.quantity_set = true, .quantity = to.quantity + quantity, .next_end = TIME_NONE}));
    return people ? licences_pass(a, before.licence_id, to.licence_id, quantity, all, ret_passed) : OK;
}

/* --- the clock --- */

/* The term after this one, at the price of its first day. What is sold no longer goes on as it was. */
static Err renew(AccountCtx a, Str country, Subscription *s)
{
    CatalogItem item;
    CatalogTarget *targets;
    size_t n = 0;
    Err err = catalog_item_get(a, s->next_item.n ? s->next_item : s->item_id, country, &item);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    const CatalogTerm *t = NULL;
    if (err == OK && s->trial && !s->next_item.n) { /* the paid twin, for a year by the month */
        TRY(catalog_targets(a, &item, CATALOG_CONVERSION, &targets, &n));
        err = n ? catalog_offer_get(a, targets[0].offer_id, country, &item) : ERR_NOT_FOUND;
        t = err == OK ? catalog_term(&item, S("P1Y"), S("monthly")) : NULL;
    } else if (err == OK) {
        t = catalog_term(&item, s->next_term.n ? s->next_term : s->term, s->next_cycle.n ? s->next_cycle : s->cycle);
    }
    s->quantity = s->next_quantity ? s->next_quantity : s->quantity;
    if (t) {
        TRY(catalog_term_for(a, &item, t, s->quantity, &t));
        take_item(s, &item, t);
        TRY(reprice(a, &item, t, s->next_quantity ? s->next_quantity : s->quantity, s));
    }
    s->term_from = s->ends_at;
    s->ends_at = time_is_set(s->next_end) ? time_add(time_of_date(date_of(s->next_end)), TIME_DAY)
                                          : commerce_term_end(s->term_from, s->term, s->trial);
    s->due_at = s->ends_at;
    s->refund_until = time_add(s->term_from, REFUND_DAYS * TIME_DAY);
    (void)forget_next(s);
    return commerce_note(a, s->id, "renewed", S(""), date_iso(a.ctx->arena, date_of(s->ends_at)));
}

static Err advance(AccountCtx a, Str country, Subscription *s)
{
    Ctx *ctx = a.ctx;
    Subscription before = *s;
    if (str_eq(s->state, S("active")) && s->renews) {
        TRY(renew(a, country, s));
        return commerce_save(a, &before, s);
    }
    Str was = s->state, to = str_eq(was, S("active"))      ? S("expired")
                             : str_eq(was, S("suspended")) ? S("disabled")
                             : str_eq(was, S("expired"))   ? S("disabled")
                                                           : S("deleted");
    Time due = s->due_at;
    enter(ctx, s, to, S("term"));
    s->renews = false;
    (void)forget_next(s);
    s->due_at = str_eq(to, S("deleted"))
                    ? TIME_NONE
                    : time_add(due, (str_eq(to, S("expired")) ? EXPIRED_DAYS : DISABLED_DAYS) * TIME_DAY);
    TRY(commerce_note(a, s->id, "state", was, to));
    return commerce_save(a, &before, s);
}

static Err advance_one(Ctx *ctx, const SubscriptionDueRow *due)
{
    AccountCtx a = account_of(ctx, due->account_id);
    ctx->customer_id = due->customer_id;
    Subscription s;
    CommerceCountryRow where;
    TRY(subscription_get(a, due->id, &s));
    TRY(q_commerce_country(a, &(CommerceCountryArgs){.customer_id = due->customer_id}, &where));
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = s.id;
    ctx->audit.target_name = s.friendly_name;
    Str state = s.state;
    TRY(advance(a, where.country, &s));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", state});
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"state", s.state}, {"commitmentEnd", date_iso(ctx->arena, date_of(s.ends_at))});
    return audit_also(ctx, "commerce.clock");
}

/* The longest overdue first, some a unit; what became due by that is due again in the next. */
static Err clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    SubscriptionDueRow *rows;
    SubscriptionDueNextRow *next;
    size_t n, next_n;
    TRY(q_subscription_due(system_of(ctx), NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(advance_one(ctx, &rows[i]));
        job->done++;
    }
    ctx->account_id = ctx->customer_id = ID_NIL;
    ctx->audit.skip = true; /* each subscription has its own row */
    TRY(q_subscription_due_next(system_of(ctx), NULL, &next, &next_n));
    if (next_n == 0) {
        *ret_next = JOB_DONE;
        return OK;
    }
    *ret_next = next[0].due_at.us <= ctx->now.us ? JOB_AGAIN : JOB_LATER;
    job->run_after_us = num_min_i64(next[0].due_at.us - ctx->now.us, TIME_HOUR);
    return OK;
}

static Err clock_due(SystemCtx s, Time *ret)
{
    SubscriptionDueNextRow *next;
    size_t n;
    TRY(q_subscription_due_next(s, NULL, &next, &n));
    *ret = n ? next[0].due_at : TIME_NONE;
    return OK;
}
const JobKind COMMERCE_JOBS[COMMERCE_JOBS_N] = {{.kind = "commerce.clock",
                                                 .title = N_("Renewal and expiry of subscriptions"),
                                                 .step = clock_step,
                                                 .business_clock = true,
                                                 .due = clock_due},
                                                {.kind = BULK_KIND,
                                                 .title = N_("Change of many subscriptions"),
                                                 .step = bulk_step,
                                                 .outside = true,
                                                 .visible = true,
                                                 .page = "/a/{account}/subscriptions/changes/{key}"}};

Err commerce_ahead(SystemCtx s, CommerceAhead *ret)
{
    SubscriptionRenewalNextRow *next;
    size_t n;
    TRY(clock_due(s, &ret->event));
    TRY(q_subscription_renewal_next(s, NULL, &next, &n));
    ret->renewal = n ? next[0].due_at : TIME_NONE;
    return OK;
}

Err commerce_happened(SystemCtx s, Time from, CommerceHappened *ret)
{
    SubscriptionHappenedRow *rows;
    size_t n;
    *ret = (CommerceHappened){0};
    TRY(q_subscription_happened(s, &(SubscriptionHappenedArgs){.since = from}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Str state = rows[i].state;
        int64_t *to = str_eq(rows[i].what, S("renewed")) ? &ret->renewals
                      : str_eq(state, S("expired"))      ? &ret->expiries
                      : str_eq(state, S("suspended"))    ? &ret->suspensions
                      : str_eq(state, S("disabled"))     ? &ret->disabled
                      : str_eq(state, S("deleted"))      ? &ret->deletions
                                                         : NULL;
        if (to) {
            *to += rows[i].n;
        }
    }
    return OK;
}
