/* Shared services: what a seller uses itself of what it sells, in a tenant of its own. */
#pragma once
#include "areas/commerce/commerce.h"
#include "gen/shared_services_q.h"

extern const Perm SHARED_VIEW, SHARED_BUY, SHARED_MANAGE;
enum { SHARED_SUBSCRIPTIONS_MAX = 200 };

/* ret_there false: it is not made yet. Sets ctx->customer_id where it is. */
MUST_USE Err shared_enter(AccountCtx a, SharedGetRow *ret, bool *ret_there);
/* Of the facts of Legal info, with this domain. Problems at "domain"; ERR_CONFLICT when it is there, or Legal info is
 * not. */
MUST_USE Err shared_create(AccountCtx a, Str domain);
/* item: "PRODUCT:SKU:AVAILABILITY|term|cycle". Problems at "item" and "quantity". */
MUST_USE Err shared_buy(AccountCtx a, const SharedGetRow *t, Str item, Str quantity);
/* Problems at "quantity". */
MUST_USE Err shared_change(AccountCtx a, const SharedGetRow *t, Subscription *s, Str quantity, bool renews);
/* At once, within the days in which that is possible; ERR_CONFLICT after them. */
MUST_USE Err shared_cancel(AccountCtx a, const SharedGetRow *t, Subscription *s);
