/* The handlers and Shapes of relationships on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_PARTNER_RELATIONSHIP, API_RELATIONSHIP_REQUEST, API_MANAGED_SERVICE, API_ACCOUNT_STATUS,
    API_SANDBOX_RESELLER;
Err api_relationships(AccountCtx a);
Err api_relationship_link(AccountCtx a);
Err api_managed_services(AccountCtx a);
Err api_validation_status(AccountCtx a);
Err api_sandbox_reseller_add(AccountCtx a);
Err api_sandbox_reseller_drop(AccountCtx a);
