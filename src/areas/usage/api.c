/* A customer's budget on the wire (spec api-endpoints.tsv, usage). */
#include "areas/usage/api.h"

#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/usage/usage.h"

typedef struct ApiBudget {
    Dec amount; /* zero: no budget */
    ApiAttributes attributes;
} ApiBudget;
static const Field BUDGET_FIELDS[] = {
    FIELD(ApiBudget, amount, "amount", F_DEC_, .label = N_("Monthly budget"), .alias = "usageSpendingBudget"),
    FIELD(ApiBudget, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_BUDGET = SHAPE_AS(ApiSpendingBudget, ApiBudget, BUDGET_FIELDS);

static Err answer(AccountCtx a)
{
    Budget b;
    TRY(budget_get(a, &b));
    ApiBudget w = {.amount = b.amount, .attributes = {.object_type = S("SpendingBudget")}};
    ctx_json(a.ctx, 200, &API_BUDGET, &w);
    return OK;
}
Err api_budget_get(AccountCtx a)
{
    TRY(customer_enter(a));
    return answer(a);
}

/* Without an amount, or with none of it: no budget from now on. The share at which people are told stays. */
Err api_budget_patch(AccountCtx a)
{
    ApiBudget w = {0};
    Budget before;
    TRY(customer_enter(a));
    TRY(resource_bad_property(a.ctx, shape_read(a.ctx, &API_BUDGET, &w)));
    TRY(budget_get(a, &before));
    TRY(resource_bad_property(a.ctx, budget_set(a, w.amount, before.warn)));
    return answer(a);
}
