/* A customer's budget: what it is, setting it, and telling people of it. */
#include "areas/usage/budget.h"

#include "app/audit.h"
#include "app/event.h"
#include "app/tell.h"
#include "areas/customers/customers.h"
#include "gen/usage_q.h"

#define AMOUNT_MAX INT64_C(1000000000) /* of the currency's units */
#define DEC_CENT (DEC_SCALE / 100)
enum { SHARE_ONE = 100 /* a percent of it */, SHARE_ALL = 10000 };

const NoticeCategory BUDGET_NOTICES[1] = {
    {.id = "budgets",
     .name = N_("Budgets of customers"),
     .about = N_("A customer's metered usage has passed a share of its monthly budget.")}};

Err budget_get(AccountCtx a, Budget *ret)
{
    CustomerBudgetGetRow row = {0};
    Err err = q_customer_budget_get(a, NULL, &row);
    *ret = (Budget){.version = row.version,
                    .amount = row.amount,
                    .currency = row.currency,
                    .warn = err ? BUDGET_WARN : row.warn_percent};
    return err == ERR_NOT_FOUND ? OK : err;
}

int64_t budget_share(Dec cost, const Budget *b)
{
    return b->amount.units ? cost.units / (b->amount.units / SHARE_ALL) : -1;
}

/* --- told once --- */

static int64_t passed(int64_t share, int64_t warn)
{
    return share >= SHARE_ALL ? BUDGET_ALL : share >= warn * SHARE_ONE ? warn : 0;
}

static Str share_in_words(Ctx *ctx, Dec amount, int64_t warn)
{
    return amount.units == 0 ? S("") : str_fmt(ctx->arena, "%d\u00a0%%", (int)warn);
}

static Err tell(AccountCtx a, const Budget *b, Dec cost, int64_t percent)
{
    Ctx *ctx = a.ctx;
    Customer customer;
    BudgetCurrencyRow own;
    TRY(customer_get(a, &customer));
    TRY(q_budget_currency(a, NULL, &own)); /* a job's context has no account's name */
    Str spent = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(dec_text(ctx->arena, cost)), S_ARG(b->currency));
    Str of = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(dec_text(ctx->arena, b->amount)), S_ARG(b->currency));
    Tell t = {.category = S("budgets"),
              .account_id = ctx->account_id,
              .icon = S("warning"),
              .title = percent == BUDGET_ALL
                           ? MSG1("{customer} has used its whole monthly budget", "customer", customer.company.name)
                           : MSG2("{customer} has used {share} of its monthly budget", "customer",
                                  customer.company.name, "share", share_in_words(ctx, b->amount, percent)),
              .line = MSG2("Usage of this month is {spent}, the budget {budget}. Nothing is stopped by it.", "spent",
                           spent, "budget", of),
              .url = url_fmt(ctx->arena, "/a/%s/customers/%i/usage", own.public_id, ctx->customer_id),
              .action = MSG("See the usage")};
    return tell_roles(ctx, ctx->account_id, S("global_admin admin_agent billing_admin"), &t);
}

static Err emit(AccountCtx a)
{
    Arena *arena = a.ctx->arena;
    Str id = id_text(arena, a.ctx->customer_id);
    return event_emit(a.ctx, S("usage.threshold"), id,
                      str_fmt(arena, "{\"account\":\"%.*s\",\"customer\":\"%.*s\"}",
                              S_ARG(id_text(arena, a.ctx->account_id)), S_ARG(id)));
}

Err budget_look(AccountCtx a, Date month, bool silent)
{
    Budget b;
    UsageCustomerSumRow sum;
    if (month.days != usage_month_of(a.ctx->now).days) {
        return OK;
    }
    TRY(budget_get(a, &b));
    Err err = q_usage_customer_sum(a, &(UsageCustomerSumArgs){.month = month}, &sum);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    int64_t now = passed(budget_share(sum.cost, &b), b.warn);
    if (now == sum.told) {
        return OK;
    }
    TRY(q_usage_customer_month_told(a, &(UsageCustomerMonthToldArgs){.told = now, .month = month}, NULL));
    if (silent || now < sum.told) {
        return OK;
    }
    TRY(tell(a, &b, sum.cost, now));
    return now == BUDGET_ALL ? emit(a) : OK;
}

/* --- setting it --- */

static void check(Ctx *ctx, Dec amount, int64_t warn)
{
    if (amount.units < 0) {
        problem_field(ctx, S("amount"), MSG("A budget is more than nothing; leave it out to have none"));
    } else if (amount.units > AMOUNT_MAX * DEC_SCALE) {
        problem_field(ctx, S("amount"), MSG("A budget is at most 1,000,000,000"));
    } else if (amount.units % DEC_CENT) {
        problem_field(ctx, S("amount"), MSG("A budget has at most two decimal places"));
    }
    if (warn < 1 || warn > BUDGET_ALL - 1) {
        problem_field(ctx, S("warn_percent"), MSG("The share is a whole percentage from 1 to 99"));
    }
}

static Str in_words(Ctx *ctx, Dec amount, Str currency)
{
    return amount.units == 0 ? S("")
                             : str_fmt(ctx->arena, "%.*s %.*s", S_ARG(dec_text(ctx->arena, amount)), S_ARG(currency));
}

static Err save(AccountCtx a, const Budget *before, Dec amount, int64_t warn, Str currency)
{
    if (amount.units == 0) {
        return q_customer_budget_drop(a, NULL, NULL);
    }
    return before->version
               ? q_customer_budget_put(
                     a, &(CustomerBudgetPutArgs){.amount = amount, .currency = currency, .warn_percent = warn}, NULL)
               : q_customer_budget_add(
                     a, &(CustomerBudgetAddArgs){.amount = amount, .currency = currency, .warn_percent = warn}, NULL);
}

Err budget_set(AccountCtx a, Dec amount, int64_t warn)
{
    Ctx *ctx = a.ctx;
    Customer customer;
    Budget before;
    BudgetCurrencyRow own;
    TRY(customer_get(a, &customer));
    check(ctx, amount, warn);
    TRY(problem_check(ctx));
    TRY(budget_get(a, &before));
    TRY(q_budget_currency(a, NULL, &own));
    ctx->audit.target_id = ctx->customer_id;
    ctx->audit.target_name = customer.company.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"budget", in_words(ctx, before.amount, before.currency)},
                                   {"budgetShare", share_in_words(ctx, before.amount, before.warn)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"budget", in_words(ctx, amount, own.currency)},
                                  {"budgetShare", share_in_words(ctx, amount, warn)});
    bool same = before.amount.units == amount.units &&
                (before.version == 0 || (str_eq(before.currency, own.currency) && before.warn == warn));
    ctx->audit.skip = same;
    if (same) {
        return OK;
    }
    TRY(save(a, &before, amount, warn, own.currency));
    return budget_look(a, usage_month_of(ctx->now), true);
}

Err usage_customer_gone(AccountCtx a)
{
    TRY(q_usage_feeds_drop(a, NULL, NULL));
    TRY(q_usage_records_drop(a, NULL, NULL));
    TRY(q_usage_months_drop(a, NULL, NULL));
    TRY(q_usage_customer_months_drop(a, NULL, NULL));
    TRY(q_usage_resources_drop(a, NULL, NULL));
    return q_customer_budget_drop(a, NULL, NULL);
}
