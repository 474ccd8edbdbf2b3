/* Parts of the rules that orders and subscriptions share; for this area's files. */
#pragma once
#include "areas/commerce/commerce.h"

/* The day a term that begins then is over: 00:00 UTC of the day a term later, days at the end of a month kept inside
 * it. TIME_NONE: it has no end. */
Time commerce_term_end(Time from, Str term, bool trial);
MUST_USE Err commerce_note(AccountCtx a, Id subscription_id, const char *what, Str was, Str became);
MUST_USE Err commerce_save(AccountCtx a, Subscription *s);
/* The clock looks at what is due no later than then. */
MUST_USE Err commerce_wind(Ctx *ctx);
Err commerce_refuse(Ctx *ctx, int64_t code, Msg why);
