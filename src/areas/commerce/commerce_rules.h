/* Parts of the rules that orders and subscriptions share; for this area's files. */
#pragma once
#include "areas/commerce/commerce.h"

/* The day a term that begins then is over: 00:00 UTC of the day a term later, days at the end of a month kept inside
 * it. TIME_NONE: it has no end. */
Time commerce_term_end(Time from, Str term, bool trial);
MUST_USE Err commerce_note(AccountCtx a, Id subscription_id, const char *what, Str was, Str became);
/* before: as it was read; the customer's licences follow what is between the two. */
MUST_USE Err commerce_save(AccountCtx a, const Subscription *before, Subscription *s);
/* The same, of a change that others share. */
MUST_USE Err commerce_save_for(AccountCtx a, const Subscription *before, Subscription *s, Id reference);
/* Tells the areas that follow what is sold. */
MUST_USE Err commerce_sold(AccountCtx a, const Sale *sale);
/* before or after may be NULL: there was none, or there is none any more. */
MUST_USE Err commerce_licences(AccountCtx a, const Subscription *before, const Subscription *after);
MUST_USE Err commerce_tell(AccountCtx a, const char *event, Id subscription_id);
/* Area.customer_gone: refuses while something runs, else takes all of it along. */
MUST_USE Err commerce_customer_gone(AccountCtx a);
Str commerce_order_id(Ctx *ctx); /* a new one */
/* Items that a subscription leads to and that are on sale in the customer's country; at most 20. */
MUST_USE Err commerce_targets(AccountCtx a, Str country, const Subscription *s, CatalogLead kind, CatalogItem **ret,
                              size_t *ret_n);
/* What a new subscription of the line brings beside its seats. */
MUST_USE Err entitlement_begin(AccountCtx a, const OrderLineAsk *l, Id subscription_id);
/* Looks at where a reservation of the line would hold. */
MUST_USE Err entitlement_check(OrderLineAsk *l, const Subscription *have, size_t n);
Str commerce_number(Arena *arena, int64_t n);
/* The clock looks at what is due no later than then. */
MUST_USE Err commerce_wind(Ctx *ctx);
Err commerce_refuse(Ctx *ctx, int64_t code, Msg why);
