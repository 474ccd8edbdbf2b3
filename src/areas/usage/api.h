/* The handlers and Shapes of usage on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_BUDGET, API_USAGE_CUSTOMER, API_USAGE_CUSTOMER_SUMMARY, API_USAGE_SUBSCRIPTION,
    API_USAGE_SUBSCRIPTION_SUMMARY, API_USAGE_METER_MONTH, API_USAGE_DAY, API_USAGE_RESOURCE, API_USAGE_METER,
    API_USAGE_PARTNER, API_UTILIZATION, API_RATE_CARD, API_COSTS, API_COST_LINE;
Err api_budget_get(AccountCtx a);
Err api_budget_patch(AccountCtx a);
Err api_usage_partner(AccountCtx a);
Err api_usage_customers(AccountCtx a);
Err api_usage_customer(AccountCtx a);
Err api_usage_subscriptions(AccountCtx a);
Err api_usage_subscription(AccountCtx a);
Err api_usage_meter_months(AccountCtx a);
Err api_usage_days(AccountCtx a);
Err api_usage_resources(AccountCtx a);
Err api_usage_meters(AccountCtx a);
Err api_utilizations(AccountCtx a);
Err api_rate_card(AccountCtx a);
Err api_rate_card_shared(AccountCtx a);
Err api_costs(AccountCtx a);
Err api_cost_lines(AccountCtx a);
