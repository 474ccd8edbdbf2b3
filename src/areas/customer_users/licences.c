/* Pools of seats and who holds one. A seat is taken by one UPDATE that asks whether there is one: never oversold. */
#include "app/audit.h"
#include "areas/customer_users/customer_users.h"
#include "areas/customer_users/users.h"
#include "gen/customer_users_q.h"

Err licence_pool_change(AccountCtx a, Id product_id, int64_t enabled_by, int64_t suspended_by, int64_t warning_by)
{
    TRY(q_pool_add(a, &(PoolAddArgs){.product_id = product_id}, NULL));
    PoolChangeArgs by = {
        .product_id = product_id, .enabled_by = enabled_by, .suspended_by = suspended_by, .warning_by = warning_by};
    int64_t changed;
    TRY(q_pool_change(a, &by, &changed));
    return changed ? OK : ERR_CONFLICT;
}

int64_t licence_pool_free(const LicencePool *p) { return num_max_i64(p->enabled - p->assigned, 0); }
int64_t licence_pool_beyond(const LicencePool *p) { return num_max_i64(p->assigned - p->enabled, 0); }

const char *licence_pool_status(const LicencePool *p)
{
    if (p->warning > 0 || licence_pool_beyond(p) > 0) {
        return "Warning";
    }
    return p->enabled > 0 ? "Enabled" : p->suspended > 0 ? "Suspended" : "Deleted";
}

Err licence_pools(AccountCtx a, LicencePool **ret, size_t *ret_n)
{
    PoolListRow *rows;
    PoolPlansRow *plans;
    size_t plans_n;
    TRY(q_pool_list(a, NULL, &rows, ret_n));
    TRY(q_pool_plans(a, NULL, &plans, &plans_n));
    LicencePlan *all = arena_array(a.ctx->arena, LicencePlan, plans_n + 1);
    for (size_t i = 0; i < plans_n; i++) {
        all[i] = (LicencePlan){.id = plans[i].id, .code = plans[i].code, .name = plans[i].name};
    }
    *ret = arena_array(a.ctx->arena, LicencePool, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        LicencePool *p = &(*ret)[i];
        *p = (LicencePool){.product_id = rows[i].product_id,
                           .sku = rows[i].sku,
                           .name = rows[i].name,
                           .enabled = rows[i].enabled,
                           .suspended = rows[i].suspended,
                           .warning = rows[i].warning,
                           .assigned = rows[i].assigned};
        for (size_t k = 0; k < plans_n; k++) {
            if (id_eq(plans[k].product_id, p->product_id)) {
                p->plans = p->plans ? p->plans : &all[k];
                p->plans_n++;
            }
        }
    }
    return OK;
}

static const LicencePool *pool_of(const LicencePool *pools, size_t n, Id product_id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(pools[i].product_id, product_id)) {
            return &pools[i];
        }
    }
    return NULL;
}

Err user_licences(AccountCtx a, Id user_id, UserLicence **ret, size_t *ret_n)
{
    LicenceListRow *rows;
    LicencePool *pools;
    size_t pools_n;
    TRY(q_licence_list(a, &(LicenceListArgs){.user_id = user_id}, &rows, ret_n));
    TRY(licence_pools(a, &pools, &pools_n));
    *ret = arena_array(a.ctx->arena, UserLicence, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (UserLicence){.product_id = rows[i].product_id,
                                  .sku = rows[i].sku,
                                  .name = rows[i].name,
                                  .excluded = rows[i].excluded,
                                  .pool = pool_of(pools, pools_n, rows[i].product_id)};
    }
    return OK;
}

/* The codes of what somebody holds, for the audit. */
static Err holds(AccountCtx a, Id user_id, Str *ret)
{
    LicenceListRow *rows;
    size_t n;
    Str member = S("");
    TRY(q_licence_list(a, &(LicenceListArgs){.user_id = user_id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        member = str_concat(a.ctx->arena, str_concat(a.ctx->arena, member, i ? S(", ") : S("")), rows[i].sku);
    }
    *ret = AUDIT_JSON(a.ctx->arena, {"licenses", member});
    return OK;
}

/* One more seat of a product, or other plans of the seat that the person has. */
static Err assign(AccountCtx a, const CustomerUser *u, const LicenceAsk *ask, const LicencePool *pool)
{
    int64_t added, taken;
    LicenceAddArgs seat = {.user_id = u->id, .product_id = ask->product_id, .excluded = ask->excluded};
    TRY(q_licence_add(a, &seat, &added));
    if (!added) {
        return q_licence_plans_set(
            a, &(LicencePlansSetArgs){.user_id = u->id, .product_id = ask->product_id, .excluded = ask->excluded},
            NULL);
    }
    TRY(q_pool_take(a, &(PoolTakeArgs){.product_id = ask->product_id}, &taken));
    return taken ? OK
                 : problem_api(a.ctx, ERR_INVALID, 400, 60012,
                               MSG1("There is no free license of {name}", "name", pool->sku));
}

Err user_licences_change(AccountCtx a, const CustomerUser *u, const LicenceChange *c)
{
    LicencePool *pools;
    size_t pools_n;
    TRY(licence_pools(a, &pools, &pools_n));
    if (c->assign_n && str_empty(u->usage_location)) {
        return problem_api(a.ctx, ERR_INVALID, 400, 3000,
                           MSG("A user needs a usageLocation before a license can be assigned"));
    }
    TRY(holds(a, u->id, &a.ctx->audit.before));
    for (size_t i = 0; i < c->remove_n; i++) {
        int64_t gone;
        LicenceDropArgs seat = {.user_id = u->id, .product_id = c->remove[i]};
        TRY(q_licence_drop(a, &seat, &gone));
        if (!gone) {
            return problem_api(a.ctx, ERR_NOT_FOUND, 404, 400018, MSG("The user does not have this license"));
        }
        TRY(q_pool_give_back(a, &(PoolGiveBackArgs){.product_id = c->remove[i]}, NULL));
    }
    for (size_t i = 0; i < c->assign_n; i++) {
        const LicencePool *pool = pool_of(pools, pools_n, c->assign[i].product_id);
        if (!pool) {
            return problem_api(a.ctx, ERR_NOT_FOUND, 404, 400018, MSG("The customer has no such license"));
        }
        TRY(assign(a, u, &c->assign[i], pool));
    }
    return holds(a, u->id, &a.ctx->audit.after);
}

Err user_licences_drop(AccountCtx a, Id user_id)
{
    TRY(q_pool_give_back_all(a, &(PoolGiveBackAllArgs){.user_id = user_id}, NULL));
    return q_licence_drop_all(a, &(LicenceDropAllArgs){.user_id = user_id}, NULL);
}

Err licences_pass(AccountCtx a, Id from_id, Id to_id, int64_t moved, bool all, int64_t *ret)
{
    LicencePool *pools;
    size_t n;
    *ret = 0;
    if (id_is_nil(from_id) || id_is_nil(to_id) || id_eq(from_id, to_id)) {
        return OK;
    }
    TRY(licence_pools(a, &pools, &n));
    const LicencePool *from = pool_of(pools, n, from_id), *to = pool_of(pools, n, to_id);
    if (!from || !to) {
        return OK;
    }
    int64_t most = num_min_i64(all ? moved : licence_pool_beyond(from), licence_pool_free(to));
    if (most <= 0) {
        return OK;
    }
    TRY(q_licence_pass(a, &(LicencePassArgs){.from_id = from_id, .to_id = to_id, .at_most = most}, ret));
    TRY(q_pool_pass(a, &(PoolPassArgs){.product_id = from_id, .assigned_by = -*ret}, NULL));
    return q_pool_pass(a, &(PoolPassArgs){.product_id = to_id, .assigned_by = *ret}, NULL);
}
