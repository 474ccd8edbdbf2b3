/* The handlers and Shapes of self-serve policies on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_SELF_SERVE, API_SELF_SERVE_IN;
Err api_self_serve_list(AccountCtx a);
Err api_self_serve_get(AccountCtx a);
Err api_self_serve_add(AccountCtx a);
Err api_self_serve_put(AccountCtx a);
Err api_self_serve_delete(AccountCtx a);
/* The customer of ctx->customer_id goes. */
Err self_serve_customer_gone(AccountCtx a);
