/* Signing in elsewhere: identity asks the area that owns it, and does not know which one that is. */
#include "areas/identity/pages.h"

Err sign_in_elsewhere(SystemCtx s, Str email, Id user_id, SignInAt *ret)
{
    *ret = (SignInAt){0};
    for (size_t i = 0; i < AREAS_N; i++) {
        if (AREAS[i]->sign_in_at) {
            return AREAS[i]->sign_in_at(s, email, user_id, ret);
        }
    }
    return OK;
}

Url signed_out_elsewhere(Ctx *ctx, Id user_id)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        if (AREAS[i]->signed_out_to) {
            return AREAS[i]->signed_out_to(ctx, user_id);
        }
    }
    return (Url){0};
}
