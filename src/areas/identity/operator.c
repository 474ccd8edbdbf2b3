/* Words about partner accounts: their kinds, and what the vendor calls the number by which it knows them. */
#include "areas/identity/pages.h"

#include "app/setting.h"

Msg identity_account_kind(Str kind)
{
    static const struct {
        Str kind;
        const char *name;
    } KINDS[] = {
        {S_INIT("direct"), N_("Direct-bill partner")}, {S_INIT("provider"), N_("Indirect provider")},
        {S_INIT("reseller"), N_("Indirect reseller")}, {S_INIT("developer"), N_("Publisher")},
        {S_INIT("learning"), N_("Learning partner")},  {S_INIT("cpv"), N_("Control panel vendor")},
    };
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (str_eq(KINDS[i].kind, kind)) {
            return MSG_OF(KINDS[i].name);
        }
    }
    return MSG("Partner");
}

static Str membership_key(Ctx *ctx, Str language) { return str_concat(ctx->arena, S("membership_name."), language); }

Err identity_membership_get(Ctx *ctx, Str language, Str *ret)
{
    return installation_get(ctx, membership_key(ctx, language), ret);
}

Err identity_membership_put(Ctx *ctx, Str language, Str name)
{
    return installation_put(ctx, membership_key(ctx, language), name);
}

Err identity_membership_name(Ctx *ctx, Msg *ret)
{
    Str name;
    TRY(identity_membership_get(ctx, locale_language(ctx->locale), &name));
    if (!name.n) {
        TRY(identity_membership_get(ctx, S("en"), &name));
    }
    *ret = name.n ? MSG1("{name}", "name", name) : MSG("Partner ID");
    return OK;
}
