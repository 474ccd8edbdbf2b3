#include "app/quota.h"

#include "app/app.h"
#include "app/setting.h"

#define KEY S("sandbox_limits")

Err quota_on(Ctx *ctx, bool *ret)
{
    Str value = S("");
    if (ctx->app->options.sandbox_of) {
        TRY(installation_get(ctx, KEY, &value));
    }
    *ret = str_eq(value, S("on"));
    return OK;
}

Err quota_turn(Ctx *ctx, bool on) { return installation_put(ctx, KEY, on ? S("on") : S("off")); }
