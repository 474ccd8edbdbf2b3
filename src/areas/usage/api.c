/* A customer's budget on the wire (spec api-endpoints.tsv, usage). */
#include "areas/usage/api.h"

#include "app/audit.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "gen/usage_q.h"

#define AMOUNT_MAX INT64_C(1000000000) /* of the currency's units */
enum { DEC_ONE = 100000000, DEC_CENT = DEC_ONE / 100 };

typedef struct ApiBudget {
    Dec amount; /* zero: no budget */
    ApiAttributes attributes;
} ApiBudget;
static const Field BUDGET_FIELDS[] = {
    FIELD(ApiBudget, amount, "amount", F_DEC_, .label = N_("Monthly budget"), .alias = "usageSpendingBudget"),
    FIELD(ApiBudget, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_BUDGET = SHAPE_AS(ApiSpendingBudget, ApiBudget, BUDGET_FIELDS);

/* version 0: there is none. */
static Err find(AccountCtx a, CustomerBudgetGetRow *ret)
{
    *ret = (CustomerBudgetGetRow){0};
    Err err = q_customer_budget_get(a, NULL, ret);
    return err == ERR_NOT_FOUND ? OK : err;
}
static Err answer(AccountCtx a)
{
    CustomerBudgetGetRow b;
    TRY(find(a, &b));
    ApiBudget w = {.amount = b.amount, .attributes = {.object_type = S("SpendingBudget")}};
    ctx_json(a.ctx, 200, &API_BUDGET, &w);
    return OK;
}
Err api_budget_get(AccountCtx a)
{
    TRY(customer_enter(a));
    return answer(a);
}

static Err check(Ctx *ctx, Dec amount)
{
    if (amount.units < 0) {
        problem_field(ctx, S("amount"), MSG("A budget is more than nothing; leave it out to have none"));
    } else if (amount.units > AMOUNT_MAX * DEC_ONE) {
        problem_field(ctx, S("amount"), MSG("A budget is at most 1,000,000,000"));
    } else if (amount.units % DEC_CENT) {
        problem_field(ctx, S("amount"), MSG("A budget has at most two decimal places"));
    }
    return problem_check(ctx);
}
static Str in_words(Ctx *ctx, Dec amount, Str currency)
{
    return amount.units == 0 ? S("")
                             : str_fmt(ctx->arena, "%.*s %.*s", S_ARG(dec_text(ctx->arena, amount)), S_ARG(currency));
}
static Err save(AccountCtx a, const CustomerBudgetGetRow *before, Dec amount, Str currency)
{
    if (amount.units == 0) {
        return q_customer_budget_drop(a, NULL, NULL);
    }
    return before->version
               ? q_customer_budget_put(a, &(CustomerBudgetPutArgs){.amount = amount, .currency = currency}, NULL)
               : q_customer_budget_add(a, &(CustomerBudgetAddArgs){.amount = amount, .currency = currency}, NULL);
}
/* Without an amount, or with none of it: no budget from now on. */
Err api_budget_patch(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiBudget w = {0};
    Customer customer;
    CustomerBudgetGetRow before;
    BudgetCurrencyRow own;
    TRY(customer_enter(a));
    TRY(customer_get(a, &customer));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_BUDGET, &w)));
    TRY(resource_bad_property(ctx, check(ctx, w.amount)));
    TRY(find(a, &before));
    TRY(q_budget_currency(a, NULL, &own));
    ctx->audit.target_id = ctx->customer_id;
    ctx->audit.target_name = customer.company.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"budget", in_words(ctx, before.amount, before.currency)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"budget", in_words(ctx, w.amount, own.currency)});
    ctx->audit.skip =
        before.amount.units == w.amount.units && (before.version == 0 || str_eq(before.currency, own.currency));
    if (!ctx->audit.skip) {
        TRY(save(a, &before, w.amount, own.currency));
    }
    return answer(a);
}
Err usage_customer_gone(AccountCtx a) { return q_customer_budget_drop(a, NULL, NULL); }
