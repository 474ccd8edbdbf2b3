/* The API of support requests, which the wire calls service requests. */
#pragma once
#include "app/shape.h"

extern const Shape API_SERVICE_REQUEST, API_SUPPORT_TOPIC;
Err api_support_topics(AccountCtx a);
Err api_support_list(AccountCtx a);
Err api_support_get(AccountCtx a);
Err api_support_create(AccountCtx a);
Err api_support_patch(AccountCtx a);
