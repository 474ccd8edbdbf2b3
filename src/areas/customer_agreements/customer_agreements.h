/* What partners' customers agree to: which version of the vendor's agreement, who accepted it, when and how. The only
 * header that other areas include. The customer is ctx->customer_id; all functions run inside the caller's unit. */
#pragma once
#include "app/ctx.h"

/* Does a missing acceptance stand in the way of an order of this customer? country: the customer's. ret_why says what
 * to do. The customer was sent a link and has not accepted yet; or the vendor asks for an acceptance of every customer
 * (the setting customer_agreements.required) and none holds. Nothing is asked for where the vendor has no version. */
MUST_USE Err customer_agreement_in_the_way(AccountCtx a, Str country, bool *ret, Msg *ret_why);
