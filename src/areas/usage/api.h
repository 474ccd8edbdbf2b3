/* The handlers and Shapes of usage on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_BUDGET;
Err api_budget_get(AccountCtx a);
Err api_budget_patch(AccountCtx a);
/* The customer of ctx->customer_id goes. */
Err usage_customer_gone(AccountCtx a);
