/* The documented limits of an integration sandbox: off unless somebody turns them on, to see what a client makes of
 * them. Source: spec api-conventions.md, "Sandbox". */
#pragma once
#include "app/ctx.h"

enum { QUOTA_CUSTOMERS = 75, QUOTA_SUBSCRIPTIONS = 5 /* of a customer */, QUOTA_LICENCES = 25 /* of a subscription */ };
/* Code of the wire: the sandbox's quota is used up; as the error of a cart's line. */
enum { QUOTA_CODE = 800018, QUOTA_CART_CODE = 10009 };

/* Inside a unit. False outside a partner's own sandbox. */
MUST_USE Err quota_on(Ctx *ctx, bool *ret);
MUST_USE Err quota_turn(Ctx *ctx, bool on);
