/* Parts of budgets that this area's files share. */
#pragma once
#include "app/tell.h"
#include "areas/usage/usage.h"

/* Has the month's usage passed a share of the budget that nobody was told of? silent: only noted. Of the running month
 * alone. */
MUST_USE Err budget_look(AccountCtx a, Date month, bool silent);
/* Of a budget, in hundredths of a percent; -1: there is none. */
int64_t budget_share(Dec cost, const Budget *b);
/* Area.customer_gone: all of usage goes along. */
MUST_USE Err usage_customer_gone(AccountCtx a);
extern const NoticeCategory BUDGET_NOTICES[1];
