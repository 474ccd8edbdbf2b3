/* A person's own: applications they allowed, and their service tokens. */
#include "areas/authority/apps_pages.h"

#include "areas/authority/authorize.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "gen/authority_html.h"
#include "ui/shell.h"

/* --- tokens --- */

static ShellView *my_shell(Ctx *ctx, Msg title, bool below)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    if (!id_is_nil(ctx->account_id)) {
        crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    }
    if (below) {
        crumbs[n++] = (Crumb){.label = MSG("My service tokens"), .url = url_static("/me/tokens")};
    }
    crumbs[n++] = (Crumb){.label = title};
    ShellView *shell = shell_view(ctx, title, crumbs, n);
    shell->workspace = MSG("Account settings");
    shell->failed = ctx->problem.fields_n > 0;
    return shell;
}

Err my_tokens_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    MyTokensRow *rows;
    size_t n;
    TRY(q_my_tokens(s, NULL, &rows, &n));
    MyTokenRow *list = arena_array(ctx->arena, MyTokenRow, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (MyTokenRow){.name = rows[i].name,
                               .hint = str_concat(ctx->arena, S(SERVICE_TOKEN_PREFIX), rows[i].hint),
                               .account = rows[i].account_name,
                               .scopes = rows[i].scopes,
                               .since = rows[i].created_at,
                               .ends = rows[i].expires_at,
                               .used = rows[i].last_used_at,
                               .state = ends_state(ctx, rows[i].expires_at),
                               .end = url_fmt(ctx->arena, "/me/tokens/%i/end", rows[i].id)};
    }
    MyTokensView *v = arena_new(ctx->arena, MyTokensView);
    *v = (MyTokensView){.shell = my_shell(ctx, MSG("My service tokens"), false),
                        .rows = list,
                        .rows_n = n,
                        .add = url_static("/me/tokens/new"),
                        .help = id_is_nil(ctx->account_id) ? url_static("/")
                                                           : home_path(ctx, "/a/{account}/help/api-access"),
                        .may_add = ctx->actor.kind == ACTOR_USER};
    RENDER(ctx, 200, my_tokens, v);
    return OK;
}

static Err my_token_form(SelfCtx s, CredentialFormView **ret)
{
    Ctx *ctx = s.ctx;
    const AccountOption *accounts;
    size_t n;
    TRY(session_accounts(s, &accounts, &n));
    CredentialFormView *v =
        token_form_view(ctx, my_shell(ctx, MSG("Make a service token"), true), url_static("/me/tokens/new"),
                        url_static("/me/tokens"), api_scope_set(S(API_SCOPE_ALL)));
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    Str chosen = ctx_form(ctx, S("account"));
    chosen = chosen.n ? chosen : ctx->account.public_id;
    for (size_t i = 0; i < n; i++) {
        o[i] = (OptionView){.value = accounts[i].public_id,
                            .text = accounts[i].name,
                            .selected = str_eq(chosen, accounts[i].public_id)};
    }
    v->has_account = true;
    v->account = (FieldView){.kind = FIELD_SELECT,
                             .name = S("account"),
                             .id = S("token-account"),
                             .label = MSG("Account it works in"),
                             .options = o,
                             .options_n = n,
                             .error = problem_of_field(ctx, S("account"))};
    *ret = v;
    return OK;
}

static Err partners_only(Ctx *ctx)
{
    return ctx->actor.kind == ACTOR_USER
               ? OK
               : problem(ctx, ERR_FORBIDDEN, MSG("Service tokens are for people of partner organizations."),
                         MSG("Go to the home page."));
}

Err my_token_new_page(SelfCtx s)
{
    CredentialFormView *v;
    TRY(partners_only(s.ctx));
    TRY(my_token_form(s, &v));
    RENDER(s.ctx, 200, credential_form, v);
    return OK;
}

Err my_token_new_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    const AccountOption *accounts;
    size_t accounts_n;
    Str token;
    TRY(partners_only(ctx));
    NewServiceToken n = token_of_form(ctx);
    n.user_id = ctx->actor.user_id;
    n.application_id = n.account_id = ID_NIL;
    n.amr = identity_amr(ctx);
    TRY(session_accounts(s, &accounts, &accounts_n));
    for (size_t i = 0; i < accounts_n; i++) {
        n.account_id = str_eq(accounts[i].public_id, ctx_form(ctx, S("account"))) ? accounts[i].id : n.account_id;
    }
    if (id_is_nil(n.account_id)) {
        problem_field(ctx, S("account"), MSG("Choose one of your accounts."));
    }
    service_token_check(ctx, &n);
    if (problem_check(ctx) != OK) {
        CredentialFormView *v;
        TRY(my_token_form(s, &v));
        return RENDER_FAILED(ctx, credential_form, v);
    }
    ctx->account_id = n.account_id; /* whose chain tells of it */
    TRY(service_token_add(ctx, &n, &token));
    token_shown(ctx, my_shell(ctx, MSG("The new token"), true), token, n.days, url_static("/me/tokens"));
    return OK;
}

Err my_token_end_post(SelfCtx s)
{
    Id id;
    int64_t changed = 0;
    TRY(ctx_param_id(s.ctx, S("token"), &id));
    TRY(q_my_token_end(s, &(MyTokenEndArgs){.id = id}, &changed));
    TRY(token_must_be(s.ctx, changed));
    token_audit(s.ctx, id);
    ctx_redirect(s.ctx, url_static("/me/tokens"), MSG("The token is revoked."));
    return OK;
}

/* --- applications a person allowed --- */

static const ScopeLine *lines_of(Ctx *ctx, Str scopes, size_t *ret_n)
{
    OauthScope scope = {.scopes = api_scope_set(scopes)};
    return authorize_scope_lines(ctx, &scope, ret_n);
}

Err my_apps_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    MyConsentsRow *rows;
    MyGrantsRow *grants;
    size_t n, grants_n;
    TRY(q_my_consents(s, NULL, &rows, &n));
    TRY(q_my_grants(s, NULL, &grants, &grants_n));
    MyAppRow *list = arena_array(ctx->arena, MyAppRow, n + grants_n);
    MyAppsView *v = arena_new(ctx->arena, MyAppsView);
    for (size_t i = 0; i < n; i++) {
        MyAppRow *r = &list[v->rows_n++];
        *r = (MyAppRow){.name = rows[i].name,
                        .about = rows[i].about,
                        .maker = rows[i].maker,
                        .account = rows[i].account_name,
                        .since = rows[i].created_at,
                        .used = rows[i].used_at,
                        .end = url_fmt(ctx->arena, "/me/applications/%i/end", rows[i].id)};
        r->lines = lines_of(ctx, rows[i].scopes, &r->lines_n);
    }
    for (size_t i = 0; i < grants_n; i++) {
        list[v->rows_n++] = (MyAppRow){.name = grants[i].name,
                                       .maker = grants[i].maker,
                                       .account = grants[i].account_name,
                                       .since = grants[i].since,
                                       .used = grants[i].used_at,
                                       .for_all = true};
    }
    v->shell = my_shell(ctx, MSG("My applications"), false);
    v->rows = list;
    RENDER(ctx, 200, my_apps, v);
    return OK;
}

Err my_app_end_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Id id;
    MyConsentRow row;
    AuthorityApplicationRow app;
    TRY(ctx_param_id(ctx, S("consent"), &id));
    Err err = q_my_consent(s, &(MyConsentArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("It was taken back already."), MSG("Reload the list."));
    }
    TRY(err);
    TRY(q_authority_application(system_of(ctx), &(AuthorityApplicationArgs){.id = row.application_id}, &app));
    TRY(q_my_consent_end(s, &(MyConsentEndArgs){.id = id}, NULL));
    TRY(q_my_grants_end(s, &(MyGrantsEndArgs){.application = row.application_id, .account_id = row.account_id}, NULL));
    ctx->account_id = row.account_id;
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = app.id;
    ctx->audit.target_name = app.name;
    ctx_redirect(ctx, url_static("/me/applications"),
                 MSG1("“{name}” cannot act in your name any more.", "name", app.name));
    return OK;
}
