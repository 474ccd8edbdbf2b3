/* The API of customers' licences: what there is, who holds what, and changes of it. */
#include "app/collection.h"
#include "app/resource.h"
#include "areas/customer_users/api.h"
#include "areas/customers/customers.h"

typedef struct ApiPlan {
    Id id;
    Str display_name, name, status;
} ApiPlan;
static const Field PLAN_FIELDS[] = {
    FIELD(ApiPlan, display_name, "displayName", F_STR),
    FIELD(ApiPlan, name, "serviceName", F_STR),
    FIELD(ApiPlan, id, "id", F_ID_),
    FIELD(ApiPlan, status, "capabilityStatus", F_STR),
    {.name = S_INIT("targetType"), .type = F_CONST, .constant = "User"},
};
static const Shape PLAN = SHAPE_AS(ApiServicePlan, ApiPlan, PLAN_FIELDS);

typedef struct ApiLicenceSku {
    Id id;
    Str name, part_number;
} ApiLicenceSku;
static const Field SKU_FIELDS[] = {
    FIELD(ApiLicenceSku, id, "id", F_ID_),
    FIELD(ApiLicenceSku, name, "name", F_STR),
    FIELD(ApiLicenceSku, part_number, "skuPartNumber", F_STR),
    {.name = S_INIT("targetType"), .type = F_CONST, .constant = "User"},
    {.name = S_INIT("licenseGroupId"), .type = F_CONST, .constant = "group1"},
};
static const Shape SKU = SHAPE_AS(ApiProductSku, ApiLicenceSku, SKU_FIELDS);

typedef struct ApiPool {
    int64_t available, active, consumed, suspended, total, warning;
    ApiLicenceSku sku;
    const ApiPlan *plans;
    size_t plans_n;
    Str status;
    ApiAttributes attributes;
} ApiPool;
#define PLANS_AND_SKU(T)                                                                                               \
    FIELD(T, sku, "productSku", F_OBJECT, .shape = &SKU),                                                              \
        FIELD_LIST(T, plans, plans_n, "servicePlans", &PLAN, .flags = FIELD_ALWAYS, .max = 500)
static const Field POOL_FIELDS[] = {
    FIELD(ApiPool, available, "availableUnits", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiPool, active, "activeUnits", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiPool, consumed, "consumedUnits", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiPool, suspended, "suspendedUnits", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiPool, total, "totalUnits", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiPool, warning, "warningUnits", F_INT, .flags = FIELD_ALWAYS),
    PLANS_AND_SKU(ApiPool),
    FIELD(ApiPool, status, "capabilityStatus", F_STR),
    FIELD(ApiPool, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_SUBSCRIBED_SKU = SHAPE_AS(ApiSubscribedSku, ApiPool, POOL_FIELDS);

typedef struct ApiLicence {
    ApiLicenceSku sku;
    const ApiPlan *plans;
    size_t plans_n;
    ApiAttributes attributes;
} ApiLicence;
static const Field LICENCE_FIELDS[] = {
    PLANS_AND_SKU(ApiLicence),
    FIELD(ApiLicence, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_LICENCE = SHAPE_AS(ApiLicense, ApiLicence, LICENCE_FIELDS);

typedef struct ApiAssign {
    Id sku_id;
    const Str *excluded;
    size_t excluded_n;
} ApiAssign;
static const Field ASSIGN_FIELDS[] = {
    FIELD_STRS(ApiAssign, excluded, excluded_n, "excludedPlans", .max = 200),
    FIELD(ApiAssign, sku_id, "skuId", F_ID_, .flags = FIELD_REQUIRED),
};
static const Shape ASSIGN = SHAPE_AS(ApiLicenseAssignment, ApiAssign, ASSIGN_FIELDS);

typedef struct ApiWarning {
    Str code, message;
    const Str *plans;
    size_t plans_n;
} ApiWarning;
static const Field WARNING_FIELDS[] = {
    FIELD(ApiWarning, code, "code", F_STR),
    FIELD(ApiWarning, message, "message", F_STR),
    FIELD_STRS(ApiWarning, plans, plans_n, "servicePlans", .flags = FIELD_ALWAYS),
};
static const Shape WARNING = SHAPE_AS(ApiLicenseWarning, ApiWarning, WARNING_FIELDS);

typedef struct ApiUpdate {
    const ApiAssign *assign;
    size_t assign_n;
    const Str *remove;
    size_t remove_n;
    const ApiWarning *warnings;
    size_t warnings_n;
    ApiAttributes attributes;
} ApiUpdate;
static const Field UPDATE_FIELDS[] = {
    FIELD_LIST(ApiUpdate, assign, assign_n, "licensesToAssign", &ASSIGN, .max = LICENCES_A_CALL_MAX),
    FIELD_STRS(ApiUpdate, remove, remove_n, "licensesToRemove", .max = LICENCES_A_CALL_MAX),
    FIELD_LIST(ApiUpdate, warnings, warnings_n, "licenseWarnings", &WARNING, .flags = FIELD_ALWAYS | FIELD_OUT_ONLY),
    FIELD(ApiUpdate, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_LICENCE_UPDATE = SHAPE_AS(ApiLicenseUpdate, ApiUpdate, UPDATE_FIELDS);

/* Does the request ask for licences of this group? Ours are all of group 1: what a directory hands out. */
static Err asks_group_one(Ctx *ctx, bool *ret)
{
    size_t n;
    const Param *all = ctx_query_all(ctx, &n);
    bool named = false;
    *ret = false;
    for (size_t i = 0; i < n; i++) {
        if (!str_eq_nocase(all[i].name, S("licenseGroupIds"))) {
            continue;
        }
        named = true;
        bool one = str_eq_nocase(all[i].value, S("group1"));
        if (!one && !str_eq_nocase(all[i].value, S("group2"))) {
            return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("License groups are Group1 and Group2"));
        }
        *ret = *ret || one;
    }
    *ret = *ret || !named;
    return OK;
}

static ApiPlan wire_plan(const LicencePlan *p, bool on)
{
    return (ApiPlan){
        .id = p->id, .display_name = p->name, .name = p->code, .status = on ? S("Success") : S("Disabled")};
}
static ApiPool wire_pool(Ctx *ctx, const LicencePool *p)
{
    ApiPlan *plans = arena_array(ctx->arena, ApiPlan, p->plans_n + 1);
    for (size_t i = 0; i < p->plans_n; i++) {
        plans[i] = wire_plan(&p->plans[i], true);
    }
    return (ApiPool){.available = licence_pool_free(p),
                     .active = p->enabled,
                     .consumed = p->assigned,
                     .suspended = p->suspended,
                     .warning = num_max_i64(p->warning, licence_pool_beyond(p)),
                     .total = p->enabled + p->suspended + p->warning,
                     .sku = {.id = p->product_id, .name = p->name, .part_number = p->sku},
                     .plans = plans,
                     .plans_n = p->plans_n,
                     .status = str_from(licence_pool_status(p)),
                     .attributes = {.object_type = S("SubscribedSku")}};
}

Err api_subscribed_skus(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    LicencePool *pools;
    size_t n;
    bool one;
    TRY(customer_users_enter(a));
    TRY(collection_ask(ctx, 500, 500, &ask));
    TRY(asks_group_one(ctx, &one));
    TRY(licence_pools(a, &pools, &n));
    n = one ? n : 0;
    ApiPool *items = arena_array(ctx->arena, ApiPool, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_pool(ctx, &pools[i]);
    }
    ctx_json_collection(ctx, &ask,
                        &(Collection){.shape = &API_SUBSCRIBED_SKU, .items = items, .items_n = n, .total = -1});
    return OK;
}

static bool is_excluded(Str excluded, Id plan)
{
    char text[ID_TEXT];
    id_to(text, plan);
    return str_find(excluded, (Str){text, ID_TEXT}) >= 0;
}
static ApiLicence wire_licence(Ctx *ctx, const UserLicence *l)
{
    size_t n = l->pool ? l->pool->plans_n : 0;
    ApiPlan *plans = arena_array(ctx->arena, ApiPlan, n + 1);
    for (size_t i = 0; i < n; i++) {
        const LicencePlan *p = &l->pool->plans[i];
        plans[i] = wire_plan(p, !is_excluded(l->excluded, p->id));
    }
    return (ApiLicence){.sku = {.id = l->product_id, .name = l->name, .part_number = l->sku},
                        .plans = plans,
                        .plans_n = n,
                        .attributes = {.object_type = S("License")}};
}

Err api_customer_user_licences(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    CustomerUser u;
    UserLicence *rows;
    size_t n;
    bool one;
    TRY(user_of_path(a, &u));
    TRY(collection_ask(ctx, 500, 500, &ask));
    TRY(asks_group_one(ctx, &one));
    TRY(user_licences(a, u.id, &rows, &n));
    n = one ? n : 0;
    ApiLicence *items = arena_array(ctx->arena, ApiLicence, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_licence(ctx, &rows[i]);
    }
    ctx_json_collection(ctx, &ask, &(Collection){.shape = &API_LICENCE, .items = items, .items_n = n, .total = -1});
    return OK;
}

/* The plans of an assignment that its product has; the others are told in a warning. */
static Err read_assign(AccountCtx a, const ApiAssign *w, const LicencePool *pools, size_t pools_n, LicenceAsk *ret,
                       ApiWarning *warnings, size_t *warnings_n)
{
    Ctx *ctx = a.ctx;
    Buf kept = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str *unknown = arena_array(ctx->arena, Str, w->excluded_n + 1);
    size_t unknown_n = 0;
    for (size_t i = 0; i < w->excluded_n; i++) {
        Id plan;
        bool found = false;
        if (id_parse(w->excluded[i], &plan) != OK) {
            return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("A service plan is named by its id"));
        }
        for (size_t p = 0; p < pools_n; p++) {
            for (size_t k = 0; k < pools[p].plans_n && id_eq(pools[p].product_id, w->sku_id); k++) {
                found |= id_eq(pools[p].plans[k].id, plan);
            }
        }
        if (found) {
            char text[ID_TEXT];
            id_to(text, plan);
            buf_add(&kept, (Str){text, ID_TEXT});
            buf_add(&kept, S(","));
        } else {
            unknown[unknown_n++] = w->excluded[i];
        }
    }
    if (unknown_n) {
        warnings[(*warnings_n)++] = (ApiWarning){.code = S("ServicePlanNotIncluded"),
                                                 .message = S("The license does not include these service plans"),
                                                 .plans = unknown,
                                                 .plans_n = unknown_n};
    }
    *ret = (LicenceAsk){.product_id = w->sku_id, .excluded = buf_str(&kept)};
    return OK;
}

Err api_licence_update(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiUpdate w = {0};
    CustomerUser u;
    LicencePool *pools;
    size_t pools_n;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_LICENCE_UPDATE, &w)));
    TRY(user_of_path(a, &u));
    TRY(licence_pools(a, &pools, &pools_n));
    LicenceAsk *assign = arena_array(ctx->arena, LicenceAsk, w.assign_n + 1);
    Id *removed = arena_array(ctx->arena, Id, w.remove_n + 1);
    ApiWarning *warnings = arena_array(ctx->arena, ApiWarning, w.assign_n + 1);
    for (size_t i = 0; i < w.assign_n; i++) {
        TRY(read_assign(a, &w.assign[i], pools, pools_n, &assign[i], warnings, &w.warnings_n));
    }
    for (size_t i = 0; i < w.remove_n; i++) {
        if (id_parse(w.remove[i], &removed[i]) != OK) {
            return problem_api(ctx, ERR_NOT_FOUND, 404, 400018, MSG("The user does not have this license"));
        }
    }
    TRY(user_licences_change(
        a, &u, &(LicenceChange){.assign = assign, .assign_n = w.assign_n, .remove = removed, .remove_n = w.remove_n}));
    ctx->audit.target_kind = S("customer_user");
    ctx->audit.target_id = u.id;
    ctx->audit.target_name = u.sign_in;
    w.warnings = warnings;
    w.attributes = (ApiAttributes){.object_type = S("LicenseUpdate")};
    ctx_json(ctx, 201, &API_LICENCE_UPDATE, &w);
    return OK;
}
