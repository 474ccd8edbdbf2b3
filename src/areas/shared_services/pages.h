/* Pages of shared services. */
#pragma once
#include "areas/shared_services/shared_services.h"

Err shared_page(AccountCtx a);
Err shared_export(AccountCtx a);
Err shared_create_post(AccountCtx a);
Err shared_buy_post(AccountCtx a);
Err shared_one_page(AccountCtx a);
Err shared_change_post(AccountCtx a);
Err shared_cancel_post(AccountCtx a);
