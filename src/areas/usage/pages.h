/* Pages of usage, and what they share. */
#pragma once
#include "app/ctx.h"
#include "app/export_job.h"
#include "app/view.h"
#include "areas/usage/usage.h"

#define USAGE_PAGE "/a/{account}/usage"
#define CUSTOMER_USAGE_PAGE "/a/{account}/customers/{customer}/usage"

Err page_customer_usage(AccountCtx a);
Err page_customer_usage_export(AccountCtx a);
Err page_customer_budget_post(AccountCtx a);
Err page_customer_budget_remove_post(AccountCtx a);
Err page_usage(AccountCtx a);
Err page_usage_export(AccountCtx a);

/* Rounded to the currency's smallest coin, as it is read. */
Str usage_money(Ctx *ctx, Dec amount, Str currency);
/* What "2026-11" names; the running month for anything else and for months to come. */
Date usage_month_named(Ctx *ctx, Str word);
Str usage_month_word(Arena *arena, Date month);
Str usage_month_said(Ctx *ctx, Date month);
/* The running month and those before it. */
FieldView usage_month_field(Ctx *ctx, Date chosen);
/* By the share in hundredths of a percent; -1: no budget. */
StateView usage_state(int64_t share, int64_t warn);
/* "83.2 %"; empty without a budget. */
Str usage_share_said(Ctx *ctx, int64_t share);
ExportView usage_export_view(Ctx *ctx, Url page, Msg about);
