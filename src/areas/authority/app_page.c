/* One application: everything about it on one page, and what is done with it. */
#include "areas/authority/apps_pages.h"

#include "app/audit.h"
#include "app/rights.h"
#include "areas/authority/authorize.h"
#include "areas/authority/perms.h"
#include "areas/home/home.h"
#include "gen/authority_html.h"
#include "ui/shell.h"

/* --- filling --- */

static void add_text(LabelledText *list, size_t *n, Msg label, Str text) { list[(*n)++] = (LabelledText){label, text}; }

static void fill_ids(Ctx *ctx, AppView *v, const AppsOneRow *app)
{
    LabelledText *ids = arena_array(ctx->arena, LabelledText, 2), *addresses = arena_array(ctx->arena, LabelledText, 6);
    Str tenant = id_text(ctx->arena, app->directory_id), base = token_base_url(ctx);
    add_text(ids, &v->ids_n, MSG("Application (client) ID"), id_text(ctx->arena, app->id));
    add_text(ids, &v->ids_n, MSG("Directory (tenant) ID"), tenant);
    add_text(addresses, &v->addresses_n, MSG("Authority"),
             str_fmt(ctx->arena, "%.*s/%.*s", S_ARG(base), S_ARG(tenant)));
    add_text(addresses, &v->addresses_n, MSG("Token endpoint, version 2"),
             str_fmt(ctx->arena, "%.*s/%.*s/oauth2/v2.0/token", S_ARG(base), S_ARG(tenant)));
    add_text(addresses, &v->addresses_n, MSG("Token endpoint, version 1"),
             str_fmt(ctx->arena, "%.*s/%.*s/oauth2/token", S_ARG(base), S_ARG(tenant)));
    add_text(addresses, &v->addresses_n, MSG("Discovery document"),
             str_fmt(ctx->arena, "%.*s/%.*s/v2.0/.well-known/openid-configuration", S_ARG(base), S_ARG(tenant)));
    add_text(addresses, &v->addresses_n, MSG("The API"), str_concat(ctx->arena, base, S("/v1")));
    v->ids = ids;
    v->addresses = addresses;
}

static Err fill_addresses(AccountCtx a, AppView *v, Id app)
{
    AppsRedirectsRow *rows;
    size_t n;
    TRY(q_apps_redirects(a, &(AppsRedirectsArgs){.application = app}, &rows, &n));
    Str *in = arena_array(a.ctx->arena, Str, n), *out = arena_array(a.ctx->arena, Str, n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].kind, S("sign_in"))) {
            in[v->sign_in_n++] = rows[i].uri;
        } else {
            out[v->sign_out_n++] = rows[i].uri;
        }
    }
    v->sign_in = in;
    v->sign_out = out;
    return OK;
}

static Url end_url(Ctx *ctx, Id app, const char *what, Id id)
{
    return (Url){
        str_fmt(ctx->arena, "%.*s/%.*s/end", S_ARG(app_url(ctx, app, what).s), S_ARG(id_text(ctx->arena, id)))};
}

/* With the columns that secrets, certificates and service tokens have in common. */
#define CREDENTIAL(ctx, app, what, row, shown)                                                                         \
    (CredentialRow)                                                                                                    \
    {                                                                                                                  \
        .name = (row)->name, .hint = (shown), .since = (row)->created_at, .ends = (row)->expires_at,                   \
        .used = (row)->last_used_at, .state = ends_state(ctx, (row)->expires_at),                                      \
        .end = end_url(ctx, app, what, (row)->id)                                                                      \
    }

static Err fill_secrets(AccountCtx a, AppView *v, Id app)
{
    Ctx *ctx = a.ctx;
    AppsSecretsRow *rows;
    TRY(q_apps_secrets(a, &(AppsSecretsArgs){.application = app}, &rows, &v->secrets_n));
    CredentialRow *list = arena_array(ctx->arena, CredentialRow, v->secrets_n);
    for (size_t i = 0; i < v->secrets_n; i++) {
        Str hint = rows[i].hint.n ? str_concat(ctx->arena, rows[i].hint, S("…")) : S("");
        list[i] = CREDENTIAL(ctx, app, "/secrets", &rows[i], hint);
    }
    v->secrets = list;
    return OK;
}

static Err fill_certificates(AccountCtx a, AppView *v, Id app)
{
    Ctx *ctx = a.ctx;
    AppsCertificatesRow *rows;
    TRY(q_apps_certificates(a, &(AppsCertificatesArgs){.application = app}, &rows, &v->certificates_n));
    CredentialRow *list = arena_array(ctx->arena, CredentialRow, v->certificates_n);
    for (size_t i = 0; i < v->certificates_n; i++) {
        Digest sha;
        memcpy(sha.b, rows[i].sha256.p, rows[i].sha256.n < sizeof sha.b ? rows[i].sha256.n : sizeof sha.b);
        Str hint = str_fmt(ctx->arena, "SHA-256 %.*s…", 16, digest_hex(ctx->arena, sha).p);
        list[i] = CREDENTIAL(ctx, app, "/certificates", &rows[i], hint);
    }
    v->certificates = list;
    return OK;
}

static Err fill_tokens(AccountCtx a, AppView *v, Id app)
{
    Ctx *ctx = a.ctx;
    AppsTokensRow *rows;
    TRY(q_apps_tokens(a, &(AppsTokensArgs){.application = app}, &rows, &v->tokens_n));
    CredentialRow *list = arena_array(ctx->arena, CredentialRow, v->tokens_n);
    for (size_t i = 0; i < v->tokens_n; i++) {
        Str hint = str_fmt(ctx->arena, SERVICE_TOKEN_PREFIX "%.*s…", S_ARG(rows[i].hint));
        list[i] = CREDENTIAL(ctx, app, "/tokens", &rows[i], hint);
    }
    v->tokens = list;
    return OK;
}

static Err fill_consents(AccountCtx a, AppView *v, Id app)
{
    Ctx *ctx = a.ctx;
    AppsConsentsRow *rows;
    AppsGrantsRow grants;
    TRY(q_apps_consents(a, &(AppsConsentsArgs){.application = app}, &rows, &v->consents_n));
    TRY(q_apps_grants(a, &(AppsGrantsArgs){.application = app}, &grants));
    ConsentRow *list = arena_array(ctx->arena, ConsentRow, v->consents_n);
    for (size_t i = 0; i < v->consents_n; i++) {
        list[i] = (ConsentRow){.who = person_text(ctx, rows[i].first_name, rows[i].last_name),
                               .email = rows[i].email,
                               .by = person_text(ctx, rows[i].by_first_name, rows[i].by_last_name),
                               .scopes = rows[i].scopes,
                               .for_all = id_is_nil(rows[i].user_id),
                               .since = rows[i].created_at,
                               .end = end_url(ctx, app, "/consents", rows[i].id)};
    }
    v->consents = list;
    v->grants = grants.n;
    return OK;
}

static Err fill_roles(AccountCtx a, AppView *v, Id app)
{
    Ctx *ctx = a.ctx;
    AppsRolesRow *rows;
    TRY(q_apps_roles(a, &(AppsRolesArgs){.application = app}, &rows, &v->roles_n));
    AppRoleRow *list = arena_array(ctx->arena, AppRoleRow, v->roles_n);
    RoleSet held = {0};
    for (size_t i = 0; i < v->roles_n; i++) {
        const Role *role = role_find(rows[i].role);
        list[i] = (AppRoleRow){role ? MSG_OF(role->name) : MSG1("{role}", "role", rows[i].role), rows[i].role};
        role_put(&held, role ? role_index(rows[i].role) : 0);
    }
    OptionView *o = arena_array(ctx->arena, OptionView, ROLES_N);
    size_t n = 0;
    for (size_t i = 0; i < ROLES_N; i++) {
        bool there = false;
        for (size_t k = 0; k < v->roles_n; k++) {
            there |= str_eq(rows[k].role, ROLES[i].id);
        }
        if (role_assignable(&ROLES[i]) && !there && rights_may_grant(&ctx->actor.roles, ROLES[i].id)) {
            o[n++] = (OptionView){.value = ROLES[i].id, .label = MSG_OF(ROLES[i].name)};
        }
    }
    v->roles = list;
    v->add_role = (FieldView){.kind = FIELD_SELECT,
                              .name = S("role"),
                              .id = S("add-role"),
                              .label = MSG("Role"),
                              .options = o,
                              .options_n = n};
    return OK;
}

static Err fill_events(AccountCtx a, AppView *v, Id app)
{
    Ctx *ctx = a.ctx;
    AppsEventsRow *rows;
    TRY(q_apps_events(a, &(AppsEventsArgs){.application = app}, &rows, &v->events_n));
    EventView *list = arena_array(ctx->arena, EventView, v->events_n);
    for (size_t i = 0; i < v->events_n; i++) {
        const AuditAction *action = audit_action_find(rows[i].action);
        list[i] = (EventView){.what = action ? MSG_OF(action->text) : MSG1("{what}", "what", rows[i].action),
                              .who = rows[i].actor_name,
                              .at = rows[i].at};
    }
    v->events = list;
    return OK;
}

static void fill_scopes(Ctx *ctx, AppView *v, Str scopes)
{
    size_t n;
    const ScopeChoice *all = scope_choices_of(ctx, api_scope_set(scopes), api_scope_set(S(API_SCOPE_ALL)), &n);
    ScopeLine *lines = arena_array(ctx->arena, ScopeLine, n);
    for (size_t i = 0; i < n; i++) {
        if (all[i].chosen) {
            lines[v->scopes_n++] = (ScopeLine){S("check"), all[i].label};
        }
    }
    v->scopes = lines;
}

static void fill_links(Ctx *ctx, AppView *v, Id id)
{
    v->edit = app_url(ctx, id, "/edit");
    v->new_secret = app_url(ctx, id, "/secrets/new");
    v->new_certificate = app_url(ctx, id, "/certificates/new");
    v->new_token = app_url(ctx, id, "/tokens/new");
    v->revoke = app_url(ctx, id, "/revoke");
    v->suspend = app_url(ctx, id, "/suspend");
    v->resume = app_url(ctx, id, "/resume");
    v->remove = app_url(ctx, id, "/remove");
    v->role_add = app_url(ctx, id, "/roles");
    v->role_take = app_url(ctx, id, "/roles/take");
    v->help = home_path(ctx, "/a/{account}/help/api-access");
}

Err app_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    AppView *v = arena_new(ctx->arena, AppView);
    *v = (AppView){.shell = apps_shell(ctx, (Msg){0}, &app),
                   .name = app.name,
                   .about = app.about,
                   .state = str_eq(app.state, S("active")) ? (StateView){STATE_GOOD, MSG("Active")}
                                                           : (StateView){STATE_WARN, MSG("Suspended")},
                   .kind = app.public_client ? MSG("Program on people’s devices") : MSG("Program on a server"),
                   .since = app.created_at,
                   .used = app.last_used_at,
                   .may_manage = ctx_may(ctx, &APPLICATIONS_MANAGE),
                   .public_client = app.public_client,
                   .others = app.multi_tenant,
                   .alone = app.app_only && !app.public_client,
                   .suspended = !str_eq(app.state, S("active"))};
    fill_scopes(ctx, v, app.scopes);
    fill_ids(ctx, v, &app);
    fill_links(ctx, v, app.id);
    TRY(fill_addresses(a, v, app.id));
    TRY(fill_secrets(a, v, app.id));
    TRY(fill_certificates(a, v, app.id));
    TRY(fill_tokens(a, v, app.id));
    TRY(fill_consents(a, v, app.id));
    TRY(fill_roles(a, v, app.id));
    TRY(fill_events(a, v, app.id));
    RENDER(ctx, 200, app, v);
    return OK;
}

/* --- roles --- */

static Err change_role(AccountCtx a, bool taking)
{
    Ctx *ctx = a.ctx;
    AppsOneRow app;
    bool changed = false;
    TRY(app_of_path(a, &app));
    RightsChange change = {.application_id = app.id, .role = ctx_form(ctx, S("role"))};
    TRY(taking ? rights_take(a, &change, &changed) : rights_give(a, &change, &changed));
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = app.id;
    ctx->audit.target_name = app.name;
    ctx->audit.skip = !changed;
    Str json = AUDIT_JSON(ctx->arena, {"role", change.role});
    ctx->audit.before = taking ? json : S("");
    ctx->audit.after = taking ? S("") : json;
    ctx_redirect(ctx, app_url(ctx, app.id, "#roles"), taking ? MSG("The role is taken.") : MSG("The role is given."));
    return OK;
}

Err app_role_give_post(AccountCtx a) { return change_role(a, false); }

Err app_role_take_post(AccountCtx a) { return change_role(a, true); }

/* --- ending --- */

static Err confirm(AccountCtx a, Msg title, Msg effect, Msg submit, const char *tail)
{
    Ctx *ctx = a.ctx;
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    AppConfirmView *v = arena_new(ctx->arena, AppConfirmView);
    *v = (AppConfirmView){
        .shell = apps_shell(ctx, title, &app),
        .form = {.action = app_url(ctx, app.id, tail), .errors = apps_errors(ctx), .no_guard = true},
        .effect = effect,
        .submit = submit,
        .asks = str_eq(str_from(tail), S("/remove")),
        .typed = {.kind = FIELD_TEXT,
                  .name = S("typed"),
                  .value = ctx_form(ctx, S("typed")),
                  .label = MSG1("To go on, type the name of the application: {name}", "name", app.name),
                  .autocomplete = S("off"),
                  .error = problem_of_field(ctx, S("typed"))},
        .back = app_url(ctx, app.id, "")};
    RENDER(ctx, ctx->problem.fields_n ? 422 : 200, app_confirm, v);
    return ctx->problem.fields_n ? ERR_INVALID : OK;
}

Err app_revoke_page(AccountCtx a)
{
    return confirm(a, MSG("Revoke all tokens"),
                   MSG("Every token that is out ends now, of the program itself and of everybody who signed in to it. "
                       "It can ask for "
                       "new ones with its secret; people have to sign in to it again."),
                   MSG("Revoke all tokens"), "/revoke");
}

Err app_revoke_post(AccountCtx a)
{
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    TRY(app_revoke_tokens(a, &app));
    ctx_redirect(a.ctx, app_url(a.ctx, app.id, ""), MSG("All tokens of the application have ended."));
    return OK;
}

Err app_suspend_page(AccountCtx a)
{
    return confirm(
        a, MSG("Suspend"),
        MSG("The application stops at once: its tokens end, and it gets no new ones until you allow it again."),
        MSG("Suspend the application"), "/suspend");
}

static Err set_state(AccountCtx a, const char *state, Msg said)
{
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    TRY(app_set_state(a, &app, state));
    ctx_redirect(a.ctx, app_url(a.ctx, app.id, ""), said);
    return OK;
}

Err app_suspend_post(AccountCtx a) { return set_state(a, "suspended", MSG("The application is suspended.")); }

Err app_resume_post(AccountCtx a) { return set_state(a, "active", MSG("The application may be used again.")); }

static Err remove_again(AccountCtx a)
{
    return confirm(a, MSG("Remove"),
                   MSG("The application is gone for good: its secrets, certificates and tokens end now, and programs "
                       "that use it stop."),
                   MSG("Remove the application"), "/remove");
}

Err app_remove_page(AccountCtx a) { return remove_again(a); }

Err app_remove_post(AccountCtx a)
{
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    if (!str_eq(str_trim(ctx_form(a.ctx, S("typed"))), app.name)) {
        problem_field(a.ctx, S("typed"), MSG("This is not the name. Type it as it stands above."));
        return remove_again(a);
    }
    TRY(app_set_state(a, &app, "removed"));
    ctx_redirect(a.ctx, home_path(a.ctx, "/a/{account}/settings/applications"),
                 MSG1("“{name}” is removed.", "name", app.name));
    return OK;
}

/* --- taking back --- */

Err app_consent_end_post(AccountCtx a)
{
    AppsOneRow app;
    Id id;
    TRY(app_of_path(a, &app));
    TRY(ctx_param_id(a.ctx, S("consent"), &id));
    TRY(app_consent_end(a, id));
    ctx_redirect(a.ctx, app_url(a.ctx, app.id, "#who"), MSG("It is taken back. What was opened with it has ended."));
    return OK;
}

Err foreign_consent_end_post(AccountCtx a)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("consent"), &id));
    TRY(app_consent_end(a, id));
    ctx_redirect(a.ctx, home_path(a.ctx, "/a/{account}/settings/applications"),
                 MSG("It is taken back. What was opened with it has ended."));
    return OK;
}
