/* The vendor's desk, as far as it is built: a list of the partner accounts. */
#include "areas/identity/pages.h"

#include "app/setting.h"
#include "areas/activity/activity.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

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

static StateView account_state(Str state)
{
    if (str_eq(state, S("active"))) {
        return (StateView){STATE_GOOD, MSG("Active")};
    }
    return str_eq(state, S("suspended")) ? (StateView){STATE_WARN, MSG("Suspended")}
                                         : (StateView){STATE_OFF, MSG("Closed")};
}

Err operator_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PageAsk ask = {.order = IDENTITY_ACCOUNTS_BY_NAME,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    IdentityAccountsRow *rows;
    size_t n;
    PageInfo page;
    TRY(q_identity_accounts(o, NULL, &ask, &rows, &n, &page));
    OperatorAccount *accounts = arena_array(ctx->arena, OperatorAccount, n);
    for (size_t i = 0; i < n; i++) {
        accounts[i] = (OperatorAccount){.name = rows[i].name,
                                        .partner_id = rows[i].partner_id,
                                        .city = rows[i].city,
                                        .country = country_name(ctx->arena, ctx->locale, rows[i].country),
                                        .kind = identity_account_kind(rows[i].kind),
                                        .state = account_state(rows[i].state),
                                        .page = url_fmt(ctx->arena, "/operator/partners/%s", rows[i].public_id),
                                        .activity = activity_url_of_account(ctx, rows[i].public_id)};
    }
    OperatorView *v = arena_new(ctx->arena, OperatorView);
    *v = (OperatorView){
        .shell = shell_view(ctx, MSG("Vendor desk"), NULL, 0),
        .name = ctx->actor.name,
        .email = ctx->actor.email,
        .accounts = accounts,
        .accounts_n = n,
        .pager = {.has_next = page.next.n > 0,
                  .has_previous = page.previous.n > 0,
                  .next = url_with(ctx->arena, url_static("/operator"), S("after"), page.next),
                  .previous = url_with(ctx->arena, url_static("/operator"), S("before"), page.previous)},
    };
    TRY(identity_membership_name(ctx, &v->membership_label));
    RENDER(ctx, 200, operator_home, v);
    return OK;
}
