/* What a customer may use beside seats: software with its key, services that are set up once, metered use,
 * reservations.
 */
#include "app/event.h"
#include "areas/commerce/commerce_rules.h"

static const char *kind_of(const CatalogItem *i)
{
    return i->usage                                        ? "metered"
           : str_starts(i->target_view, S("software"))     ? "software"
           : str_starts(i->target_view, S("reservations")) ? "reservation"
           : str_starts(i->target_view, S("marketplace"))  ? "service"
                                                           : NULL;
}

/* Five groups of five signs that are not taken for each other; of the random bytes of new ids. */
static Str new_key(Ctx *ctx)
{
    static const char SIGNS[] = "BCDFGHJKMPQRTVWXY2346789";
    enum { GROUPS = 5, GROUP = 5, RANDOM_FROM = 9 };
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (int group = 0; group < GROUPS; group++) {
        Id id = ctx_new_id(ctx);
        if (group > 0) {
            buf_addc(&b, '-');
        }
        for (int i = 0; i < GROUP; i++) {
            buf_addc(&b, SIGNS[id.b[RANDOM_FROM + i] % (sizeof SIGNS - 1)]);
        }
    }
    return buf_str(&b);
}

Err entitlement_check(OrderLineAsk *l, const Subscription *have, size_t n)
{
    const char *kind = kind_of(&l->item);
    if (l->cart_code || !kind || strcmp(kind, "reservation") != 0 || !str_eq(l->scope, S("single"))) {
        return OK;
    }
    for (size_t i = 0; i < n; i++) {
        if (id_eq(have[i].id, l->scope_id) && have[i].usage && str_eq(have[i].state, S("active"))) {
            return OK;
        }
    }
    bool named = !id_is_nil(l->scope_id);
    l->cart_code = 10006;
    l->order_code = named ? 900314 : 900313;
    l->why = named ? MSG("The reservation is for a metered subscription that is not an active one of this customer")
                   : MSG("Name the metered subscription that the reservation is for");
    return OK;
}

Err entitlement_begin(AccountCtx a, const OrderLineAsk *l, Id subscription_id)
{
    const char *kind = kind_of(&l->item);
    if (!kind) {
        return OK;
    }
    bool software = strcmp(kind, "software") == 0, reservation = strcmp(kind, "reservation") == 0;
    bool single = reservation && str_eq(l->scope, S("single"));
    return q_entitlement_add(
        a,
        &(EntitlementAddArgs){.subscription_id = subscription_id,
                              .customer_id = a.ctx->customer_id,
                              .kind = str_from(kind),
                              .state = software || strcmp(kind, "service") == 0 ? S("waiting") : S("active"),
                              .product_key = software ? new_key(a.ctx) : S(""),
                              .scope = single        ? S("single")
                                       : reservation ? S("shared")
                                                     : S(""),
                              .scope_id = single ? l->scope_id : ID_NIL},
        NULL);
}

Err entitlement_list(AccountCtx a, Entitlement **ret, size_t *ret_n)
{
    return q_entitlement_list(a, &(EntitlementListArgs){.customer_id = a.ctx->customer_id}, ret, ret_n);
}

Err entitlement_get(AccountCtx a, Id subscription_id, Entitlement *ret)
{
    Entitlement *rows;
    size_t n;
    TRY(q_entitlement_list(
        a,
        &(EntitlementListArgs){.customer_id = a.ctx->customer_id, .with_one = true, .subscription_id = subscription_id},
        &rows, &n));
    if (n == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = rows[0];
    return OK;
}

/* Of a subscription that somebody may use. */
static bool usable(const Entitlement *e) { return str_eq(e->subscription_state, S("active")); }

static Err enter_state(AccountCtx a, const Entitlement *e, Str state, Str reason)
{
    int64_t changed;
    TRY(q_entitlement_set(
        a,
        &(EntitlementSetArgs){
            .subscription_id = e->subscription_id, .version = e->version, .state = state, .reason = reason},
        &changed));
    if (!changed) {
        return ERR_SERIALIZE; /* somebody was quicker: the unit runs again on what there is now */
    }
    TRY(commerce_note(a, e->subscription_id, "use", e->state, state));
    return commerce_tell(a, "subscription.updated", e->subscription_id);
}

Err entitlement_activate(AccountCtx a, const Entitlement *e)
{
    if (!str_eq(e->kind, S("software")) && !str_eq(e->kind, S("service"))) {
        return commerce_refuse(a.ctx, 4018, MSG("There is nothing to activate in this subscription"));
    }
    if (!usable(e)) {
        return commerce_refuse(a.ctx, 800012, MSG("Only an active subscription can be activated for use"));
    }
    return str_eq(e->state, S("waiting")) ? enter_state(a, e, S("active"), S("")) : OK;
}

/* The reasons that the wire knows (cancel-an-azure-subscription). */
Err entitlement_cancel(AccountCtx a, const Entitlement *e, Str reason)
{
    if (!str_eq(e->kind, S("metered"))) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 800111, MSG("There is no such metered entitlement"));
    }
    if (!str_eq(reason, S("compromise"))) {
        return commerce_refuse(a.ctx, 900307, MSG("The reason is \"compromise\": the subscription was taken over"));
    }
    if (!usable(e)) {
        return commerce_refuse(a.ctx, 900314, MSG("The subscription behind it is not active"));
    }
    return str_eq(e->state, S("active")) ? enter_state(a, e, S("cancelled"), reason) : OK;
}

Err entitlement_reactivate(AccountCtx a, const Entitlement *e)
{
    if (!str_eq(e->state, S("cancelled")) || !usable(e)) {
        return commerce_refuse(a.ctx, 900337,
                               MSG("Only cancelled use of an active subscription can be taken up again"));
    }
    return enter_state(a, e, S("active"), S(""));
}

Err entitlement_runs(AccountCtx a, Id subscription_id, bool *ret)
{
    Entitlement e;
    Err err = entitlement_get(a, subscription_id, &e);
    *ret = err != OK || !str_eq(e.state, S("cancelled"));
    return err == ERR_NOT_FOUND ? OK : err;
}
