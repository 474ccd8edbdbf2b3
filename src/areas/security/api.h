/* The handlers and Shapes of security and delegated administration on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_FRAUD_STATUS, API_PARTNER_REQUEST, API_PRINCIPAL;
Err api_fraud_events(AccountCtx a);
Err api_fraud_status(AccountCtx a);
Err api_factor_adoption(AccountCtx a);
Err api_partner_requests(AccountCtx a);
Err api_principals(AccountCtx a);
Err api_delegated_customers(AccountCtx a);
Err api_delegated_statistics(AccountCtx a);
