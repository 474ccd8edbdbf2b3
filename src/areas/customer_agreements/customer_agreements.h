/* What partners' customers agree to: which version of the vendor's agreement, who accepted it, when and how. The only
 * header that other areas include. The customer is ctx->customer_id; all functions run inside the caller's unit. */
#pragma once
#include "app/ctx.h"

/* May this customer be sold to? ERR_CONFLICT with the problem (403, code 13605) when its acceptance of the customer
 * agreement is missing: it was sent a link and has not accepted yet; or the vendor asks for an acceptance of every
 * customer (the setting customer_agreements.required) and none holds. Nothing is asked for where the vendor has no
 * version. country: the customer's. */
MUST_USE Err customer_agreement_check(AccountCtx a, Str country);
