/* The handlers and Shapes of customers' qualifications on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_QUALIFICATION, API_QUALIFICATION_NEW;
Err api_qualification_get(AccountCtx a);
Err api_qualification_put(AccountCtx a);
Err api_qualification_list(AccountCtx a);
Err api_qualification_add(AccountCtx a);
Err api_validation_codes(AccountCtx a);
