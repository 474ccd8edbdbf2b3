/* The handlers and Shapes of transfers on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_TRANSFER, API_TRANSFER_RESULT;
Err api_transfer_eligibility(AccountCtx a);
Err api_transfer_create(AccountCtx a);
Err api_transfer_list(AccountCtx a);
Err api_transfer_get(AccountCtx a);
Err api_transfer_accept(AccountCtx a);
Err api_transfer_patch(AccountCtx a);
Err api_transfer_delete(AccountCtx a);
