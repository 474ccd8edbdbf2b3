/* Making and ending secrets, certificates and service tokens. What is secret is shown by the answer to the form, once.
 */
#include "areas/authority/apps_pages.h"

#include "areas/home/home.h"
#include "gen/authority_html.h"

static const int SECRET_DAYS[] = {90, 180, 365, AUTHORITY_SECRET_DAYS_MAX};
static const int TOKEN_DAYS[] = {30, 90, 180, AUTHORITY_SERVICE_TOKEN_DAYS_MAX};

static FieldView name_field(Ctx *ctx, Msg hint)
{
    return (FieldView){.kind = FIELD_TEXT,
                       .name = S("name"),
                       .value = str_trim(ctx_form(ctx, S("name"))),
                       .label = MSG("Name"),
                       .hint = hint,
                       .max_length = 80,
                       .error = problem_of_field(ctx, S("name"))};
}

static bool days_are_offered(int64_t days, const int *offered, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (offered[i] == days) {
            return true;
        }
    }
    return false;
}

/* --- secrets --- */

static CredentialFormView *secret_form(Ctx *ctx, const AppsOneRow *app)
{
    CredentialFormView *v = arena_new(ctx->arena, CredentialFormView);
    int64_t days = days_of_form(ctx);
    *v = (CredentialFormView){
        .shell = apps_shell(ctx, MSG("Make a secret"), app),
        .form = {.action = app_url(ctx, app->id, "/secrets/new"), .errors = apps_errors(ctx), .no_guard = true},
        .name = name_field(ctx, MSG("Where it is used, so that you know which one to replace.")),
        .days = days_field(ctx, SECRET_DAYS, COUNT_OF(SECRET_DAYS), days ? days : 180),
        .intro = MSG("Two can hold at the same time: make the new one, change the program, then remove the old one."),
        .submit = MSG("Make the secret"),
        .back = app_url(ctx, app->id, "")};
    v->name.optional = true;
    return v;
}

Err secret_new_page(AccountCtx a)
{
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    CredentialFormView *v = secret_form(a.ctx, &app);
    RENDER(a.ctx, 200, credential_form, v);
    return OK;
}

static Str curl_example(Ctx *ctx, const AppsOneRow *app, Str secret)
{
    return str_fmt(
        ctx->arena,
        "curl %.*s/%.*s/oauth2/v2.0/token \\\n  -d grant_type=client_credentials \\\n  -d client_id=%.*s \\\n"
        "  -d client_secret=%.*s \\\n  -d scope=https://api.partnercenter.microsoft.com/.default",
        S_ARG(token_base_url(ctx)), S_ARG(id_text(ctx->arena, app->directory_id)), S_ARG(id_text(ctx->arena, app->id)),
        S_ARG(secret));
}

Err secret_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AppsOneRow app;
    Str secret, name = str_sub(str_trim(ctx_form(ctx, S("name"))), 0, 320);
    int64_t days = days_of_form(ctx);
    TRY(app_of_path(a, &app));
    if (app.public_client) {
        return problem(ctx, ERR_CONFLICT, MSG("A program on people’s devices cannot keep a secret."),
                       MSG("Register the part that runs on a server as an application of its own."));
    }
    if (!days_are_offered(days, SECRET_DAYS, COUNT_OF(SECRET_DAYS))) {
        problem_field(ctx, S("days"), MSG("Choose one of the times in the list: at most two years."));
        CredentialFormView *form = secret_form(ctx, &app);
        return RENDER_FAILED(ctx, credential_form, form);
    }
    TRY(app_secret_add(a, &app, name, days, &secret));
    ShownOnceView *v = arena_new(ctx->arena, ShownOnceView);
    LabelledText *beside = arena_array(ctx->arena, LabelledText, 2);
    beside[0] = (LabelledText){MSG("Application (client) ID"), id_text(ctx->arena, app.id)};
    beside[1] = (LabelledText){MSG("Directory (tenant) ID"), id_text(ctx->arena, app.directory_id)};
    *v = (ShownOnceView){.shell = apps_shell(ctx, MSG("The new secret"), &app),
                         .what = MSG("Client secret"),
                         .where = MSG("The program sends it to the token endpoint only."),
                         .secret = secret,
                         .beside = beside,
                         .beside_n = 2,
                         .example = app.app_only ? curl_example(ctx, &app, secret) : S(""),
                         .ends = time_add(ctx->wall, days * TIME_DAY),
                         .back = app_url(ctx, app.id, "")};
    RENDER(ctx, 200, shown_once, v);
    return OK;
}

Err secret_end_post(AccountCtx a)
{
    AppsOneRow app;
    Id id;
    TRY(app_of_path(a, &app));
    TRY(ctx_param_id(a.ctx, S("secret"), &id));
    TRY(app_secret_end(a, &app, id));
    ctx_redirect(a.ctx, app_url(a.ctx, app.id, "#secrets"),
                 MSG("The secret is removed. Tokens that it gave have ended."));
    return OK;
}

/* --- certificates --- */

static CredentialFormView *certificate_form(Ctx *ctx, const AppsOneRow *app)
{
    CredentialFormView *v = arena_new(ctx->arena, CredentialFormView);
    *v = (CredentialFormView){
        .shell = apps_shell(ctx, MSG("Add a certificate"), app),
        .form = {.action = app_url(ctx, app->id, "/certificates/new"), .errors = apps_errors(ctx)},
        .name = name_field(ctx, MSG("Where its key is kept. Left empty: the certificate’s own name.")),
        .certificate = {.kind = FIELD_TEXTAREA,
                        .name = S("certificate"),
                        .value = ctx_form(ctx, S("certificate")),
                        .label = MSG("Certificate"),
                        .hint = MSG("Text that begins with BEGIN CERTIFICATE, with an RSA key of 2048 bits or more. It "
                                    "may be signed by itself."),
                        .rows = 10,
                        .error = problem_of_field(ctx, S("certificate"))},
        .intro = MSG("The program signs a short text with the key and sends that. The key never leaves your server."),
        .submit = MSG("Add the certificate"),
        .is_certificate = true,
        .back = app_url(ctx, app->id, "")};
    v->name.optional = true;
    if (str_find(v->certificate.value, S("PRIVATE KEY")) >= 0) {
        v->certificate.value = S(""); /* not sent back once more */
    }
    return v;
}

Err certificate_new_page(AccountCtx a)
{
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    CredentialFormView *v = certificate_form(a.ctx, &app);
    RENDER(a.ctx, 200, credential_form, v);
    return OK;
}

Err certificate_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    Str name = str_sub(str_trim(ctx_form(ctx, S("name"))), 0, 320);
    Err err = app_certificate_add(a, &app, name, ctx_form(ctx, S("certificate")));
    if (err == ERR_INVALID) {
        CredentialFormView *v = certificate_form(ctx, &app);
        return RENDER_FAILED(ctx, credential_form, v);
    }
    TRY(err);
    ctx_redirect(ctx, app_url(ctx, app.id, "#certificates"), MSG("The certificate is added."));
    return OK;
}

Err certificate_end_post(AccountCtx a)
{
    AppsOneRow app;
    Id id;
    TRY(app_of_path(a, &app));
    TRY(ctx_param_id(a.ctx, S("certificate"), &id));
    TRY(app_certificate_end(a, &app, id));
    ctx_redirect(a.ctx, app_url(a.ctx, app.id, "#certificates"),
                 MSG("The certificate is removed. Tokens that it gave have ended."));
    return OK;
}

/* --- service tokens --- */

static Str token_example(Ctx *ctx, Str token)
{
    return str_fmt(ctx->arena, "curl %.*s/v1/customers?size=5 \\\n  -H \"Authorization: Bearer %.*s\"",
                   S_ARG(token_base_url(ctx)), S_ARG(token));
}

CredentialFormView *token_form_view(Ctx *ctx, ShellView *shell, Url action, Url back, ApiScopeSet most)
{
    CredentialFormView *v = arena_new(ctx->arena, CredentialFormView);
    int64_t days = days_of_form(ctx);
    *v = (CredentialFormView){
        .shell = shell,
        .form = {.action = action, .errors = apps_errors(ctx), .no_guard = true},
        .name = name_field(ctx, MSG("Where it will be used: “nightly export on reports-1”.")),
        .days = days_field(ctx, TOKEN_DAYS, COUNT_OF(TOKEN_DAYS), days ? days : 90),
        .scopes_error = problem_of_field(ctx, S("scopes")),
        .intro = MSG("A token for a script. Whoever has it acts with it, so give it as little as is enough."),
        .submit = MSG("Make the token"),
        .back = back};
    v->scopes = scope_choices_of(ctx, scopes_of_form(ctx), most, &v->scopes_n);
    return v;
}

void token_shown(Ctx *ctx, ShellView *shell, Str token, int64_t days, Url back)
{
    ShownOnceView *v = arena_new(ctx->arena, ShownOnceView);
    *v = (ShownOnceView){.shell = shell,
                         .what = MSG("Service token"),
                         .where = MSG("Keep it where the script finds it, and nowhere else."),
                         .secret = token,
                         .example = token_example(ctx, token),
                         .ends = time_add(ctx->wall, days * TIME_DAY),
                         .back = back};
    RENDER(ctx, 200, shown_once, v);
}

NewServiceToken token_of_form(Ctx *ctx)
{
    int64_t days = days_of_form(ctx);
    return (NewServiceToken){.name = str_trim(ctx_form(ctx, S("name"))),
                             .scopes = scopes_of_form(ctx),
                             .days = days_are_offered(days, TOKEN_DAYS, COUNT_OF(TOKEN_DAYS)) ? days : 0};
}

static Err alone_only(Ctx *ctx, const AppsOneRow *app)
{
    return app->app_only && !app->public_client
               ? OK
               : problem(ctx, ERR_CONFLICT, MSG("This application may not work without a person."),
                         MSG("Edit it to allow that first."));
}

static CredentialFormView *app_token_form(Ctx *ctx, const AppsOneRow *app)
{
    return token_form_view(ctx, apps_shell(ctx, MSG("Make a service token"), app), app_url(ctx, app->id, "/tokens/new"),
                           app_url(ctx, app->id, ""), api_scope_set(app->scopes));
}

Err app_token_new_page(AccountCtx a)
{
    AppsOneRow app;
    TRY(app_of_path(a, &app));
    TRY(alone_only(a.ctx, &app));
    CredentialFormView *v = app_token_form(a.ctx, &app);
    RENDER(a.ctx, 200, credential_form, v);
    return OK;
}

Err app_token_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AppsOneRow app;
    Str token;
    TRY(app_of_path(a, &app));
    TRY(alone_only(ctx, &app));
    NewServiceToken n = token_of_form(ctx);
    n.account_id = ctx->account_id;
    n.application_id = app.id;
    n.user_id = ID_NIL;
    n.scopes = api_scope_both(n.scopes, api_scope_set(app.scopes));
    service_token_check(ctx, &n);
    if (problem_check(ctx) != OK) {
        CredentialFormView *v = app_token_form(ctx, &app);
        return RENDER_FAILED(ctx, credential_form, v);
    }
    TRY(service_token_add(ctx, &n, &token));
    token_shown(ctx, apps_shell(ctx, MSG("The new token"), &app), token, n.days, app_url(ctx, app.id, "#tokens"));
    return OK;
}

Err token_must_be(Ctx *ctx, int64_t changed)
{
    return changed ? OK : problem(ctx, ERR_NOT_FOUND, MSG("This token has ended already."), MSG("Reload the list."));
}

void token_audit(Ctx *ctx, Id id)
{
    ctx->audit.target_kind = S("service_token");
    ctx->audit.target_id = id;
}

Err app_token_end_post(AccountCtx a)
{
    AppsOneRow app;
    Id id;
    int64_t changed = 0;
    TRY(app_of_path(a, &app));
    TRY(ctx_param_id(a.ctx, S("token"), &id));
    TRY(q_apps_token_end(a, &(AppsTokenEndArgs){.id = id, .application = app.id}, &changed));
    TRY(token_must_be(a.ctx, changed));
    token_audit(a.ctx, id);
    ctx_redirect(a.ctx, app_url(a.ctx, app.id, "#tokens"), MSG("The token is revoked."));
    return OK;
}

Err person_token_end_post(AccountCtx a)
{
    Id id;
    int64_t changed = 0;
    TRY(ctx_param_id(a.ctx, S("token"), &id));
    TRY(q_account_token_end(a, &(AccountTokenEndArgs){.id = id}, &changed));
    TRY(token_must_be(a.ctx, changed));
    token_audit(a.ctx, id);
    ctx_redirect(a.ctx, home_path(a.ctx, "/a/{account}/settings/applications"), MSG("The token is revoked."));
    return OK;
}
