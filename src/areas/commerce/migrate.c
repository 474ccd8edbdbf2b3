/* Subscriptions of the older kind become ones of the newer (portal-workflows.md 9): what is in the way, at what price
 * and until when, and the change itself. How it is told and timed is the area migrations'. */
#include "app/quota.h"
#include "app/unit.h"
#include "areas/commerce/commerce_rules.h"
#include "areas/customer_users/customer_users.h"

enum { OLD_AGE_DAYS = 30, LAST_HOURS = 24 };

bool subscription_is_old(const Subscription *s) { return str_eq(s->kind, S("OnlineServices")); }

Err commerce_country(AccountCtx a, Str *ret)
{
    CommerceCountryRow row;
    TRY(q_commerce_country(a, &(CommerceCountryArgs){.customer_id = a.ctx->customer_id}, &row));
    *ret = row.country;
    return OK;
}

Err subscription_addons(AccountCtx a, Id base_id, Subscription **ret, size_t *ret_n)
{
    Subscription *rows;
    size_t n;
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id, .with_parent = true, .parent_id = base_id}, &rows,
        &n));
    *ret = rows;
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].state, S("active"))) {
            rows[(*ret_n)++] = rows[i];
        }
    }
    return OK;
}

/* --- what is in the way: the first of each line --- */

static void bad(MigrateLine *l, int64_t code, Msg why)
{
    if (!l->code) {
        l->code = code;
        l->why = why;
    }
}

/* What it is now. */
static void check_state(Ctx *ctx, MigrateLine *l, bool planned, bool young)
{
    const Subscription *s = &l->was;
    if (!subscription_is_old(s)) {
        bad(l, 900221, MSG("It is of the newer kind already, or of one that does not migrate"));
    } else if (!str_eq(s->state, S("active"))) {
        bad(l, 900215, MSG("Only an active subscription migrates"));
    } else if (s->trial) {
        bad(l, 900221, MSG("A trial does not migrate"));
    } else if (s->promotion_id.n) {
        bad(l, 900218, MSG("It was bought with a promotion, which does not migrate"));
    } else if (young && !planned && time_diff(ctx->now, s->started_at) < OLD_AGE_DAYS * TIME_DAY) {
        bad(l, 900226, MSG("It has run for a month or less; wait until the month is over"));
    }
}

static Err check_target(AccountCtx a, Str country, MigrateLine *l)
{
    const Subscription *s = &l->was;
    Err err = l->code ? ERR_NOT_FOUND : catalog_successor(a, s->item_id, country, &l->to);
    if (err == ERR_NOT_FOUND) {
        bad(l, 900220, MSG("The vendor has nothing of the newer kind in its place yet"));
        return OK;
    }
    TRY(err);
    l->quantity = l->quantity ? l->quantity : s->quantity;
    l->price = catalog_term(&l->to, l->term.n ? l->term : s->term, l->cycle.n ? l->cycle : s->cycle);
    if (!l->price && !l->term.n && !l->cycle.n) { /* as now is not sold: the first there is */
        l->price = catalog_term(&l->to, s->term, S(""));
    }
    if (!l->price) {
        bad(l, 900222, MSG("What takes its place is not sold for this term and billing cycle"));
    }
    if (l->quantity < l->to.quantity_min || l->quantity > l->to.quantity_max) {
        bad(l, 900221,
            MSG2("The quantity goes from {low} to {high}", "low", commerce_number(a.ctx->arena, l->to.quantity_min),
                 "high", commerce_number(a.ctx->arena, l->to.quantity_max)));
    }
    bool quota;
    TRY(quota_on(a.ctx, &quota));
    if (quota && l->quantity > QUOTA_LICENCES && l->quantity > s->quantity) {
        bad(l, 900221, MSG("A subscription of a sandbox has 25 licenses at most"));
    }
    return OK;
}

static Err check_partner(AccountCtx a, MigrateLine *l)
{
    CommercePartnerKnownRow row;
    if (l->code || !l->was.partner_number.n) {
        return OK;
    }
    TRY(q_commerce_partner_known(system_of(a.ctx), &(CommercePartnerKnownArgs){.number = l->was.partner_number}, &row));
    if (!row.n) {
        bad(l, 900247, MSG("The partner of record is not one any more; change it first"));
    }
    return OK;
}

static int day_in_month(Date d)
{
    int year, month, day;
    date_ymd(d, &year, &month, &day);
    return day;
}

/* A day that others of the customer end on, or the last of a month. */
static Err aligns(AccountCtx a, Date day, bool *ret)
{
    Subscription *all;
    size_t n;
    *ret = day_in_month((Date){day.days + 1}) == 1;
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id}, &all, &n));
    for (size_t i = 0; i < n && !*ret; i++) {
        *ret = str_eq(all[i].state, S("active")) && !all[i].trial && !subscription_is_old(&all[i]) &&
               time_is_set(all[i].ends_at) && date_of(all[i].ends_at).days - 1 == day.days;
    }
    return OK;
}

/* Until when: the day asked for, or when the old one would have ended, but never behind a whole term. */
static Err find_end(AccountCtx a, MigrateLine *l, Time begins, bool planned)
{
    if (l->code) {
        return OK;
    }
    Time full = commerce_term_end(begins, l->price->duration, false);
    l->ends_at = full;
    if (time_is_set(l->custom_end)) {
        Date day = date_of(l->custom_end);
        bool fits;
        int in_month = day_in_month(day);
        l->ends_at = time_of_date((Date){day.days + 1});
        if (l->custom_end.us <= begins.us || l->ends_at.us > full.us || (in_month >= 28 && in_month <= 30)) {
            bad(l, 900291, MSG("The end lies within the first term, and not on the 28th, 29th or 30th"));
            return OK;
        }
        TRY(aligns(a, day, &fits));
        if (!fits) {
            bad(l, 900292, MSG("The end is the last day of a month, or one on which another subscription ends"));
        }
        return OK;
    }
    if (!l->full_term && time_is_set(l->was.ends_at) && l->was.ends_at.us < full.us) {
        l->ends_at = l->was.ends_at;
        if (!planned && time_diff(l->was.ends_at, begins) < LAST_HOURS * TIME_HOUR) {
            bad(l, 900217, MSG("Less than a day of its term is left; migrate it into a whole new term"));
        }
    }
    return OK;
}

static bool among(const MigrateLine *lines, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(lines[i].id, id)) {
            return true;
        }
    }
    return false;
}

/* All that stands on the base goes along, once. */
static Err check_addons(AccountCtx a, MigrateLine *lines, size_t n)
{
    Subscription *on;
    size_t on_n;
    TRY(subscription_addons(a, lines[0].id, &on, &on_n));
    for (size_t i = 0; i < on_n; i++) {
        if (!among(lines + 1, n - 1, on[i].id)) {
            bad(&lines[0], 900219, MSG("Add-ons stand on it; name all of them, they go along"));
        }
    }
    for (size_t i = 1; i < n; i++) {
        bool runs = false;
        for (size_t k = 0; k < on_n; k++) {
            runs = runs || id_eq(on[k].id, lines[i].id);
        }
        if (among(lines + 1, i - 1, lines[i].id)) {
            bad(&lines[i], 900248, MSG("The add-on is named twice"));
        } else if (!runs) {
            bad(&lines[i], 900262, MSG("There is no such active add-on on this subscription"));
        }
    }
    return OK;
}

static Err read_was(AccountCtx a, MigrateLine *l)
{
    Subscription *rows;
    size_t n;
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id, .with_id = true, .id = l->id},
                            &rows, &n));
    l->code = 0;
    l->why = (Msg){0};
    l->price = NULL;
    if (n) {
        l->was = rows[0];
    }
    return n ? OK : ERR_NOT_FOUND;
}

Err subscriptions_migrate_check(AccountCtx a, Str country, MigrateLine *lines, size_t n, const MigrateWhen *when,
                                bool *ret_fine)
{
    bool planned = when && when->planned;
    bool young = !str_eq(a.ctx->environment, S("sandbox")); /* there the age is no matter */
    *ret_fine = true;
    for (size_t i = 0; i < n; i++) {
        Err err = read_was(a, &lines[i]);
        if (err == ERR_NOT_FOUND) {
            bad(&lines[i], i ? 900262 : 20003, MSG("There is no such subscription"));
            continue;
        }
        TRY(err);
        check_state(a.ctx, &lines[i], planned, young);
    }
    if (lines[0].was.addon) {
        bad(&lines[0], 900221, MSG("An add-on goes with the subscription that it stands on"));
    }
    TRY(check_addons(a, lines, n));
    Time begins = !planned           ? a.ctx->now
                  : when->at_renewal ? time_add(lines[0].was.ends_at, -MIGRATE_RENEWAL_HOURS * TIME_HOUR)
                                     : when->at;
    for (size_t i = 0; i < n; i++) {
        TRY(check_target(a, country, &lines[i]));
        TRY(check_partner(a, &lines[i]));
        if (i && !lines[i].code && !lines[0].code) { /* an add-on ends with its base */
            Time full = commerce_term_end(begins, lines[i].price->duration, false);
            lines[i].ends_at = full.us < lines[0].ends_at.us ? full : lines[0].ends_at;
        } else {
            TRY(find_end(a, &lines[i], begins, planned));
        }
    }
    for (size_t i = 0; i < n; i++) {
        *ret_fine = *ret_fine && !lines[i].code;
    }
    return OK;
}

/* --- the change --- */

static OrderLineAsk order_line(Ctx *ctx, MigrateLine *l)
{
    Time full = commerce_term_end(ctx->now, l->price->duration, false);
    bool named = !str_eq(l->was.friendly_name, l->was.title);
    return (OrderLineAsk){.item_id = l->to.item_id,
                          .item = l->to,
                          .price = l->price,
                          .friendly_name = named ? l->was.friendly_name : S(""),
                          .quantity = l->quantity,
                          .partner_number = l->was.partner_number,
                          .made = &l->to_id,
                          .custom_end = l->ends_at.us < full.us ? time_add(l->ends_at, -TIME_DAY) : TIME_NONE};
}

/* The base with the add-ons of its billing cycle is one order, each of another cycle one of its own. */
static Err place(AccountCtx a, MigrateLine *lines, size_t n)
{
    OrderLineAsk *first = arena_array(a.ctx->arena, OrderLineAsk, n);
    size_t first_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (str_eq(lines[i].price->billing_cycle, lines[0].price->billing_cycle)) {
            first[first_n] = order_line(a.ctx, &lines[i]);
            first[first_n].base = first_n ? &first[0] : NULL;
            first_n++;
        }
    }
    TRY(order_place(a, first, first_n, &lines[0].order_id));
    for (size_t i = 1; i < n; i++) {
        lines[i].order_id = lines[0].order_id;
        if (!str_eq(lines[i].price->billing_cycle, lines[0].price->billing_cycle)) {
            OrderLineAsk one = order_line(a.ctx, &lines[i]);
            one.parent_id = lines[0].to_id;
            TRY(order_place(a, &one, 1, &lines[i].order_id));
        }
    }
    return OK;
}

static Err end_old(AccountCtx a, const MigrateLine *l)
{
    Subscription s = l->was;
    s.state = S("deleted");
    s.since = a.ctx->now;
    s.reason = S("migrated");
    s.renews = false;
    s.due_at = TIME_NONE;
    s.next_item = s.next_term = s.next_cycle = S("");
    s.next_quantity = 0;
    s.next_end = TIME_NONE;
    TRY(commerce_note(a, s.id, "migrated", S(""), l->to.title));
    TRY(commerce_note(a, l->to_id, "migration", l->was.title, S("")));
    return commerce_save(a, &l->was, &s);
}

/* As the old one did: auto-renew stays off where it was. */
static Err keep_renewal(AccountCtx a, Str country, const MigrateLine *l)
{
    Subscription made;
    if (l->was.renews) {
        return OK;
    }
    TRY(subscription_get(a, l->to_id, &made));
    return subscription_change(a, country, &made,
                               &(SubscriptionChange){.renews_set = true, .renews = false, .next_end = TIME_NONE});
}

Err subscriptions_migrate(AccountCtx a, Str country, MigrateLine *lines, size_t n)
{
    TRY(place(a, lines, n));
    for (size_t i = 0; i < n; i++) {
        const MigrateLine *l = &lines[i];
        if (!id_eq(l->was.licence_id, l->to.licence_id) && !id_is_nil(l->was.licence_id)) {
            int64_t passed;
            TRY(licences_pass(a, l->was.licence_id, l->to.licence_id, l->quantity, true, &passed));
        }
        TRY(keep_renewal(a, country, l));
        TRY(end_old(a, l));
    }
    return OK;
}
