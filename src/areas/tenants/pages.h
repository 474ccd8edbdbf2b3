/* Pages of tenants. */
#pragma once
#include "areas/tenants/tenants.h"

Err tenants_page(AccountCtx a);
Err tenants_export(AccountCtx a);
Err tenant_requests_export(AccountCtx a);
Err tenant_ask_post(AccountCtx a);
Err tenant_request_page(AccountCtx a);
Err tenant_confirm_post(AccountCtx a);
Err tenant_decline_post(AccountCtx a);
Err tenant_withdraw_post(AccountCtx a);
Err tenant_page(AccountCtx a);
Err tenant_primary_post(AccountCtx a);
Err tenant_remove_post(AccountCtx a);
