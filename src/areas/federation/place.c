/* The two places of the settings, and what their pages share. */
#include "areas/federation/pages.h"

#include "app/unit.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "gen/federation_q.h"
#include "ui/shell.h"

static Err place_fill(Place *p)
{
    FederationDirectoryRow row;
    TRY(q_federation_directory(p->d, NULL, &row));
    p->directory_name = row.name;
    return OK;
}

Err place_of_account(AccountCtx a, Place *ret)
{
    FederationHomeRow home;
    TRY(q_federation_home(a, NULL, &home));
    *ret = (Place){.ctx = a.ctx,
                   .d = directory_ctx(a.ctx, home.directory_id),
                   .base = str_fmt(a.ctx->arena, "/a/%.*s/settings/sign-in", S_ARG(a.ctx->account.public_id))};
    return place_fill(ret);
}

Err place_of_operator(OperatorCtx o, Place *ret)
{
    *ret = (Place){.ctx = o.ctx,
                   .d = directory_ctx(o.ctx, o.ctx->actor.directory_id),
                   .operator_ = true,
                   .base = S("/operator/sign-in")};
    return place_fill(ret);
}

Url place_url(const Place *p, const char *rest)
{
    /* Made of a path of ours and the account's public id, which has no character that would need to be escaped. */
    return url_of_path(str_concat(p->ctx->arena, p->base, str_from(rest)));
}

ShellView *place_sub_shell(const Place *p, Msg title)
{
    Ctx *ctx = p->ctx;
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    if (p->operator_) {
        crumbs[n++] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
    } else {
        crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    }
    if (msg_is_set(title)) {
        crumbs[n++] = (Crumb){.label = MSG("Sign-in and provisioning"), .url = place_url(p, "")};
    } else {
        title = MSG("Sign-in and provisioning");
    }
    crumbs[n++] = (Crumb){.label = title};
    ShellView *shell = shell_view(ctx, title, crumbs, n);
    shell->workspace = p->operator_ ? MSG("Vendor desk") : MSG("Account settings");
    return shell;
}

ShellView *place_shell(const Place *p) { return place_sub_shell(p, (Msg){0}); }

ErrorSummary problem_links(Ctx *ctx)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n);
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        links[i] = (ErrorLink){ctx->problem.fields[i].message, ctx->problem.fields[i].field};
    }
    return (ErrorSummary){links, ctx->problem.fields_n};
}

FieldView place_text(Ctx *ctx, Str name, Str value, Msg label)
{
    return (FieldView){
        .kind = FIELD_TEXT, .name = name, .value = value, .label = label, .error = problem_of_field(ctx, name)};
}

Err place_accounts(const Place *p, Id chosen, FieldView *ret, bool *ret_any)
{
    FederationAccountsRow *rows = NULL;
    size_t n = 0;
    if (!p->operator_) {
        TRY(q_federation_accounts(p->d, NULL, &rows, &n));
    }
    OptionView *options = arena_array(p->ctx->arena, OptionView, n + 1);
    options[0] = (OptionView){.value = S(""), .label = MSG("Every account of the organization")};
    for (size_t i = 0; i < n; i++) {
        options[i + 1] = (OptionView){
            .value = id_text(p->ctx->arena, rows[i].id), .text = rows[i].name, .selected = id_eq(rows[i].id, chosen)};
    }
    *ret = (FieldView){.kind = FIELD_SELECT,
                       .name = S("account"),
                       .label = MSG("In"),
                       .options = options,
                       .options_n = n + 1,
                       .error = problem_of_field(p->ctx, S("account"))};
    *ret_any = n > 1;
    return OK;
}

static bool listed(Str words, Str word)
{
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

const OptionView *place_roles(const Place *p, Str chosen, size_t *ret_n)
{
    OptionView *options = arena_array(p->ctx->arena, OptionView, ROLES_N);
    size_t n = 0;
    for (size_t i = 0; i < ROLES_N; i++) {
        if (entry_role_fits(&ROLES[i], p->operator_)) {
            options[n++] = (OptionView){
                .value = ROLES[i].id, .label = MSG_OF(ROLES[i].name), .selected = listed(chosen, ROLES[i].id)};
        }
    }
    *ret_n = n;
    return options;
}

Msg place_role_name(Str id)
{
    const Role *role = role_find(id);
    return role ? MSG_OF(role->name) : MSG("A role of an older version");
}

/* --- the same handler at both places --- */

#define AT_BOTH(NAME)                                                                                                  \
    Err NAME##_of_account(AccountCtx a)                                                                                \
    {                                                                                                                  \
        Place p;                                                                                                       \
        TRY(place_of_account(a, &p));                                                                                  \
        return place_##NAME(&p);                                                                                       \
    }                                                                                                                  \
    Err NAME##_of_operator(OperatorCtx o)                                                                              \
    {                                                                                                                  \
        Place p;                                                                                                       \
        TRY(place_of_operator(o, &p));                                                                                 \
        return place_##NAME(&p);                                                                                       \
    }
AT_BOTH(overview)
AT_BOTH(provider_form)
AT_BOTH(rule_form)
AT_BOTH(rule_add)
AT_BOTH(rule_remove)
AT_BOTH(token_form)
AT_BOTH(token_add)
AT_BOTH(token_end)
AT_BOTH(stop)
AT_BOTH(switch)

static Err find_account(Ctx *ctx, void *place) { return place_of_account((AccountCtx){ctx}, place); }
static Err find_operator(Ctx *ctx, void *place) { return place_of_operator((OperatorCtx){ctx}, place); }

Err provider_save_of_account(AccountCtx a) { return place_provider_save(a.ctx, find_account, "federation.provider"); }
Err provider_save_of_operator(OperatorCtx o)
{
    return place_provider_save(o.ctx, find_operator, "federation.provider");
}
Err test_of_account(AccountCtx a) { return place_test(a.ctx, find_account); }
Err test_of_operator(OperatorCtx o) { return place_test(o.ctx, find_operator); }
Err try_of_account(AccountCtx a) { return place_try(a.ctx, find_account); }
Err try_of_operator(OperatorCtx o) { return place_try(o.ctx, find_operator); }
