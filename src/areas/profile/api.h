/* The routes of the profiles' API; Shapes and handlers are in api.c. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

Err api_mpn_get(AccountCtx a);
Err api_legal_get(AccountCtx a);
Err api_legal_put(AccountCtx a);
Err api_billing_get(AccountCtx a);
Err api_billing_put(AccountCtx a);
Err api_support_profile_get(AccountCtx a);
Err api_support_profile_put(AccountCtx a);
Err api_organization_get(AccountCtx a);
Err api_organization_put(AccountCtx a);
extern const Shape API_MPN_PROFILE, API_LEGAL_PROFILE, API_BILLING_PROFILE, API_SUPPORT_PROFILE,
    API_ORGANIZATION_PROFILE;
