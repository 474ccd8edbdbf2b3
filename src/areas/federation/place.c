/* The two places of the settings, and what their pages share. */
#include "areas/federation/pages.h"

#include "app/rights.h"
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

/* How people of a directory sign in is set up from the account it began with: another company that it serves, or one
 * location, does not take its people over. */
static Err check_runs(AccountCtx a, Id directory_id)
{
    bool runs;
    Str keeper;
    TRY(rights_runs_directory(a, directory_id, &runs, &keeper));
    return runs ? OK
                : problem(a.ctx, ERR_FORBIDDEN,
                          MSG1("How people of this directory sign in is set up in {account}.", "account", keeper),
                          MSG("Ask a Global admin of that account."));
}

Err place_of_account(AccountCtx a, Place *ret)
{
    FederationHomeRow home;
    TRY(q_federation_home(a, NULL, &home));
    TRY(check_runs(a, home.directory_id));
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

/* What provisioning and rules give is given in the name of who sets them up: nothing that they could not give by hand.
 */
Err place_check_role(const Place *p, Str role, Id account_id, Str field)
{
    Ctx *ctx = p->ctx;
    RightsAccount account;
    Rights rights;
    if (p->operator_) {
        return OK;
    }
    if (id_is_nil(account_id)) {
        Id directory = ctx->directory_id;
        Err err = rights_check_everywhere((AccountCtx){ctx}, directory, role);
        if (err != ERR_FORBIDDEN) {
            return err;
        }
        Msg why = ctx->problem.message;
        ctx->problem.message = ctx->problem.hint = (Msg){0};
        ctx->problem.permission = S("");
        problem_field(ctx, field, why);
        return OK;
    }
    TRY(rights_account(system_of(ctx), account_id, &account));
    TRY(rights_of_user(system_of(ctx), ctx->actor.user_id, &account, &rights));
    if (!rights_may_grant(&rights.roles, role)) {
        const Role *r = role_find(role);
        problem_field(
            ctx, field,
            MSG1("Your roles do not let you give the role {role}.", "role", r ? tr(ctx->locale, NULL, r->name) : role));
    }
    return OK;
}

/* --- the same handler at both places --- */

PLACE_AT_BOTH(overview)
PLACE_AT_BOTH(provider_form)
PLACE_AT_BOTH(rule_form)
PLACE_AT_BOTH(rule_add)
PLACE_AT_BOTH(rule_remove)
PLACE_AT_BOTH(token_form)
PLACE_AT_BOTH(token_add)
PLACE_AT_BOTH(token_end)
PLACE_AT_BOTH(stop)
PLACE_AT_BOTH(switch)
PLACE_AT_BOTH(release)

Err place_find_account(Ctx *ctx, void *place) { return place_of_account((AccountCtx){ctx}, place); }
Err place_find_operator(Ctx *ctx, void *place) { return place_of_operator((OperatorCtx){ctx}, place); }

Err provider_save_of_account(AccountCtx a)
{
    return place_provider_save(a.ctx, place_find_account, "federation.provider");
}
Err provider_save_of_operator(OperatorCtx o)
{
    return place_provider_save(o.ctx, place_find_operator, "federation.provider");
}
Err test_of_account(AccountCtx a) { return place_test(a.ctx, place_find_account); }
Err test_of_operator(OperatorCtx o) { return place_test(o.ctx, place_find_operator); }
Err try_of_account(AccountCtx a) { return place_try(a.ctx, place_find_account); }
Err try_of_operator(OperatorCtx o) { return place_try(o.ctx, place_find_operator); }
