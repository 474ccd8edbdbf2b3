/* Registering and changing applications: what is checked, and what ends when something is taken away. Tokens read the
 * application's version, so whatever should end them at once moves it on. */
#include "areas/authority/apps.h"

#include "app/audit.h"
#include "app/session.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/authority/jobs.h"
#include "base/utf8.h"

enum { NAME_MAX_POINTS = 80, ABOUT_MAX_POINTS = 300, HINT = 4 };

bool app_next_line(Str *rest, Str *ret)
{
    while (str_split(rest, '\n', ret)) {
        *ret = str_trim(*ret);
        if (ret->n) {
            return true;
        }
    }
    return false;
}

/* --- checking --- */

static Msg flaw_message(RedirectFlaw flaw, Str uri)
{
    switch (flaw) {
    case REDIRECT_OK:
        break;
    case REDIRECT_NOT_AN_ADDRESS:
        return MSG1("“{uri}” is not an address. It looks like https://app.example/done.", "uri", uri);
    case REDIRECT_TOO_LONG:
        return MSG1("“{uri}” is too long: at most 256 characters.", "uri", utf8_prefix(uri, 60));
    case REDIRECT_FRAGMENT:
        return MSG1("“{uri}” has a part after #, which applications are not sent.", "uri", uri);
    case REDIRECT_WILDCARD:
        return MSG1("“{uri}” has a placeholder. Addresses are compared letter by letter; list each one.", "uri", uri);
    case REDIRECT_USER_INFO:
        return MSG1("“{uri}” holds a name or password before the host.", "uri", uri);
    case REDIRECT_PLAIN_HTTP:
        return MSG1("“{uri}” is not encrypted. Use https; http is for programs on the same machine (http://localhost).",
                    "uri", uri);
    case REDIRECT_SCHEME:
        return MSG1(
            "“{uri}” has a scheme that cannot be used. One of your own has a dot, such as example.app.mine:/done.",
            "uri", uri);
    }
    return (Msg){0};
}

static void check_addresses(Ctx *ctx, Str field, Str text)
{
    Str rest = text, line;
    size_t n = 0;
    while (app_next_line(&rest, &line)) {
        RedirectFlaw flaw = authority_redirect_flaw(line);
        if (flaw != REDIRECT_OK) {
            problem_field(ctx, field, flaw_message(flaw, line));
            return;
        }
        n++;
    }
    if (n > AUTHORITY_REDIRECTS_MAX) {
        problem_field(ctx, field, MSG("At most 50 addresses."));
    }
}

void app_form_check(Ctx *ctx, const AppForm *f)
{
    if (f->name.n == 0) {
        problem_field(ctx, S("name"), MSG("Enter a name. People read it when the application asks them for access."));
    } else if (utf8_count(f->name) > NAME_MAX_POINTS) {
        problem_field(ctx, S("name"), MSG("At most 80 characters."));
    }
    if (utf8_count(f->about) > ABOUT_MAX_POINTS) {
        problem_field(ctx, S("about"), MSG("At most 300 characters."));
    }
    check_addresses(ctx, S("sign_in"), f->sign_in);
    check_addresses(ctx, S("sign_out"), f->sign_out);
    if (api_scope_empty(f->scopes)) {
        problem_field(ctx, S("scopes"), MSG("Choose at least one thing that the application may do."));
    }
}

/* --- reading and writing --- */

Err app_get(AccountCtx a, Id id, AppsOneRow *ret)
{
    Err err = q_apps_one(a, &(AppsOneArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, MSG("There is no such application in this account."),
                                          MSG("It may have been removed. Look at the list."))
                                : err;
}

static void audit_app(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

static Str yes_no(bool v) { return v ? S("yes") : S("no"); }

static Str form_json(Arena *a, const AppForm *f)
{
    return AUDIT_JSON(a, {"name", f->name}, {"about", f->about}, {"public", yes_no(f->public_client)},
                      {"others", yes_no(f->multi_tenant)}, {"alone", yes_no(f->app_only)},
                      {"rotate", yes_no(f->rotate_refresh)}, {"pkce", yes_no(f->require_pkce)},
                      {"scopes", api_scope_names(a, f->scopes)}, {"sign_in", f->sign_in}, {"sign_out", f->sign_out});
}

static bool lists(Str text, Str uri)
{
    Str line;
    while (app_next_line(&text, &line)) {
        if (str_eq(line, uri)) {
            return true;
        }
    }
    return false;
}

Err authority_add_redirect(SystemCtx s, Id account_id, Id application_id, Str kind, Str uri)
{
    return q_apps_redirect_add(s,
                               &(AppsRedirectAddArgs){.account_id = account_id,
                                                      .application_id = application_id,
                                                      .id = ctx_new_id(s.ctx),
                                                      .kind = kind,
                                                      .uri = uri},
                               NULL);
}

/* What is listed is there, what is not is not. */
static Err put_addresses(AccountCtx a, Id app, Str kind, Str text)
{
    AppsRedirectsRow *rows;
    size_t n;
    TRY(q_apps_redirects(a, &(AppsRedirectsArgs){.application = app}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].kind, kind) && !lists(text, rows[i].uri)) {
            TRY(q_apps_redirect_drop(a, &(AppsRedirectDropArgs){.id = rows[i].id, .application = app}, NULL));
        }
    }
    Str rest = text, line;
    while (app_next_line(&rest, &line)) {
        TRY(authority_add_redirect(system_of(a.ctx), a.ctx->account_id, app, kind, line));
    }
    return OK;
}

Err authority_add_application(SystemCtx s, const NewClient *n)
{
    return q_apps_add(s,
                      &(AppsAddArgs){.account_id = n->account_id,
                                     .id = n->id,
                                     .directory_id = n->directory_id,
                                     .name = n->name,
                                     .about = n->about,
                                     .public_client = n->public_client,
                                     .multi_tenant = n->multi_tenant,
                                     .app_only = n->app_only && !n->public_client,
                                     .rotate_refresh = n->public_client,
                                     .require_pkce = n->require_pkce || n->public_client,
                                     .scopes = n->scopes},
                      NULL);
}

Err app_register(AccountCtx a, const AppForm *f, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    AuthorityAccountRow account;
    TRY(q_authority_account(system_of(ctx), &(AuthorityAccountArgs){.id = ctx->account_id}, &account));
    *ret_id = ctx_new_id(ctx);
    NewClient n = {.id = *ret_id,
                   .account_id = ctx->account_id,
                   .directory_id = account.directory_id,
                   .name = f->name,
                   .about = f->about,
                   .scopes = api_scope_names(ctx->arena, f->scopes),
                   .public_client = f->public_client,
                   .multi_tenant = f->multi_tenant,
                   .app_only = f->app_only,
                   .require_pkce = f->require_pkce};
    TRY(authority_add_application(system_of(ctx), &n));
    TRY(put_addresses(a, *ret_id, S("sign_in"), f->sign_in));
    TRY(put_addresses(a, *ret_id, S("sign_out"), f->sign_out));
    audit_app(ctx, *ret_id, f->name);
    ctx->audit.after = form_json(ctx->arena, f);
    return OK;
}

static Err addresses_text(AccountCtx a, Id app, const char *kind, Str *ret)
{
    AppsRedirectsRow *rows;
    size_t n;
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
    TRY(q_apps_redirects(a, &(AppsRedirectsArgs){.application = app}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].kind, str_from(kind))) {
            buf_add(&b, b.n ? S("\n") : S(""));
            buf_add(&b, rows[i].uri);
        }
    }
    *ret = buf_str(&b);
    return OK;
}

Err app_change(AccountCtx a, const AppsOneRow *was, const AppForm *f)
{
    Ctx *ctx = a.ctx;
    AppForm before = {.name = was->name,
                      .about = was->about,
                      .public_client = was->public_client,
                      .multi_tenant = was->multi_tenant,
                      .app_only = was->app_only,
                      .rotate_refresh = was->rotate_refresh,
                      .require_pkce = was->require_pkce,
                      .scopes = api_scope_set(was->scopes)};
    TRY(addresses_text(a, was->id, "sign_in", &before.sign_in));
    TRY(addresses_text(a, was->id, "sign_out", &before.sign_out));
    int64_t changed = 0;
    TRY(q_apps_put(a,
                   &(AppsPutArgs){.id = was->id,
                                  .version = f->version,
                                  .name = f->name,
                                  .about = f->about,
                                  .multi_tenant = f->multi_tenant,
                                  .app_only = f->app_only && !was->public_client,
                                  .rotate_refresh = f->rotate_refresh || was->public_client,
                                  .require_pkce = f->require_pkce || was->public_client,
                                  .scopes = api_scope_names(ctx->arena, f->scopes)},
                   &changed));
    if (changed == 0) {
        return problem(ctx, ERR_STALE, MSG("Somebody else has changed this application meanwhile."),
                       MSG("Open it again, look at the change and make yours again."));
    }
    TRY(put_addresses(a, was->id, S("sign_in"), f->sign_in));
    TRY(put_addresses(a, was->id, S("sign_out"), f->sign_out));
    if (was->multi_tenant && !f->multi_tenant) {
        TRY(q_apps_grants_end_abroad(system_of(ctx),
                                     &(AppsGrantsEndAbroadArgs){.application = was->id,
                                                                .account_id = ctx->account_id,
                                                                .why = S("not_for_others")},
                                     NULL));
    }
    audit_app(ctx, was->id, f->name);
    ctx->audit.before = form_json(ctx->arena, &before);
    ctx->audit.after = form_json(ctx->arena, f);
    return OK;
}

/* --- credentials --- */

static Err moved(AccountCtx a, Id app) { return q_apps_moved(a, &(AppsMovedArgs){.id = app}, NULL); }

static Err not_there(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("It is not there any more."), MSG("Reload the page of the application."));
}

static Err too_many(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("An application has at most 20 of these at a time."),
                   MSG("Remove one that is not used."));
}

Err app_secret_add(AccountCtx a, const AppsOneRow *app, Str name, int64_t days, Str *ret_secret)
{
    Ctx *ctx = a.ctx;
    AppsSecretsRow *rows;
    size_t n;
    TRY(q_apps_secrets(a, &(AppsSecretsArgs){.application = app->id}, &rows, &n));
    if (n >= AUTHORITY_CREDENTIALS_MAX) {
        return too_many(ctx);
    }
    *ret_secret = token_new(ctx->arena, 24);
    Digest hash = secret_digest(ctx->app, *ret_secret);
    TRY(authority_daily(ctx, S("first")));
    audit_app(ctx, app->id, app->name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", name}, {"days", str_fmt(ctx->arena, "%lld", (long long)days)});
    return q_apps_secret_add(a,
                             &(AppsSecretAddArgs){.application_id = app->id,
                                                  .id = ctx_new_id(ctx),
                                                  .secret_hash = digest_str(&hash),
                                                  .expires_at = time_add(ctx->wall, days * TIME_DAY),
                                                  .name = name,
                                                  .hint = str_sub(*ret_secret, 0, HINT)},
                             NULL);
}

Err app_secret_end(AccountCtx a, const AppsOneRow *app, Id id)
{
    int64_t changed = 0;
    TRY(q_apps_secret_end(a, &(AppsSecretEndArgs){.id = id, .application = app->id}, &changed));
    if (changed == 0) {
        return not_there(a.ctx);
    }
    audit_app(a.ctx, app->id, app->name);
    TRY(tell_done(a.ctx, a.ctx->account_id, id_text(a.ctx->arena, id)));
    return moved(a, app->id);
}

static Msg cert_message(CertFlaw flaw)
{
    switch (flaw) {
    case CERT_OK:
        break;
    case CERT_UNREADABLE:
        return MSG("This is not a certificate. Paste the text from BEGIN CERTIFICATE to END CERTIFICATE.");
    case CERT_PRIVATE_KEY:
        return MSG("This holds a private key. Keep it where it was made, and paste the certificate alone. Make a new "
                   "key if you "
                   "sent it to anybody.");
    case CERT_NOT_RSA:
        return MSG("Only certificates with an RSA key can be used.");
    case CERT_KEY_SIZE:
        return MSG("The RSA key must have between 2048 and 8192 bits.");
    }
    return (Msg){0};
}

static Err check_certificate(AccountCtx a, Id app, CertFlaw flaw, const Cert *cert)
{
    Ctx *ctx = a.ctx;
    AppsCertificatesRow *rows;
    size_t n;
    if (flaw != CERT_OK) {
        problem_field(ctx, S("certificate"), cert_message(flaw));
        return problem_check(ctx);
    }
    if (cert->to.us <= ctx->wall.us) {
        problem_field(ctx, S("certificate"), MSG("The time of this certificate has passed."));
        return problem_check(ctx);
    }
    TRY(q_apps_certificates(a, &(AppsCertificatesArgs){.application = app}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].sha256, cert->sha256)) {
            problem_field(ctx, S("certificate"), MSG("The application has this certificate already."));
            return problem_check(ctx);
        }
    }
    return n >= AUTHORITY_CREDENTIALS_MAX ? too_many(ctx) : OK;
}

Err app_certificate_add(AccountCtx a, const AppsOneRow *app, Str name, Str text)
{
    Ctx *ctx = a.ctx;
    Cert cert = {0};
    CertFlaw flaw = cert_read(ctx->arena, str_trim(text), &cert);
    TRY(check_certificate(a, app->id, flaw, &cert));
    TRY(authority_daily(ctx, S("first")));
    audit_app(ctx, app->id, app->name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", name}, {"subject", cert.subject});
    return q_apps_certificate_add(a,
                                  &(AppsCertificateAddArgs){.application_id = app->id,
                                                            .id = ctx_new_id(ctx),
                                                            .name = name.n ? name : cert.subject,
                                                            .sha1 = cert.sha1,
                                                            .sha256 = cert.sha256,
                                                            .der = cert.der,
                                                            .starts_at = cert.from,
                                                            .expires_at = cert.to},
                                  NULL);
}

Err app_certificate_end(AccountCtx a, const AppsOneRow *app, Id id)
{
    int64_t changed = 0;
    TRY(q_apps_certificate_end(a, &(AppsCertificateEndArgs){.id = id, .application = app->id}, &changed));
    if (changed == 0) {
        return not_there(a.ctx);
    }
    audit_app(a.ctx, app->id, app->name);
    TRY(tell_done(a.ctx, a.ctx->account_id, id_text(a.ctx->arena, id)));
    return moved(a, app->id);
}

/* --- ending --- */

Err app_set_state(AccountCtx a, const AppsOneRow *app, const char *state)
{
    Str to = str_from(state);
    TRY(q_apps_set_state(a, &(AppsSetStateArgs){.id = app->id, .state = to}, NULL));
    audit_app(a.ctx, app->id, app->name);
    a.ctx->audit.before = AUDIT_JSON(a.ctx->arena, {"state", app->state});
    a.ctx->audit.after = AUDIT_JSON(a.ctx->arena, {"state", to});
    if (str_eq(to, S("active"))) {
        return OK;
    }
    return q_apps_grants_end_all(system_of(a.ctx), &(AppsGrantsEndAllArgs){.application = app->id, .why = to}, NULL);
}

Err app_revoke_tokens(AccountCtx a, const AppsOneRow *app)
{
    TRY(q_apps_revoke_tokens(a, &(AppsRevokeTokensArgs){.id = app->id}, NULL));
    audit_app(a.ctx, app->id, app->name);
    return q_apps_grants_end_all(system_of(a.ctx), &(AppsGrantsEndAllArgs){.application = app->id, .why = S("revoked")},
                                 NULL);
}

Err app_consent_end(AccountCtx a, Id consent_id)
{
    Ctx *ctx = a.ctx;
    AppsConsentRow row;
    AuthorityApplicationRow app;
    Err err = q_apps_consent(a, &(AppsConsentArgs){.id = consent_id}, &row);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? not_there(ctx) : err;
    }
    TRY(q_authority_application(system_of(ctx), &(AuthorityApplicationArgs){.id = row.application_id}, &app));
    TRY(q_apps_consent_end(a, &(AppsConsentEndArgs){.id = consent_id}, NULL));
    audit_app(ctx, app.id, app.name);
    return q_apps_grants_end(a,
                             &(AppsGrantsEndArgs){.application = row.application_id,
                                                  .why = S("consent_revoked"),
                                                  .with_person = !id_is_nil(row.user_id),
                                                  .user_id = row.user_id},
                             NULL);
}

/* --- service tokens --- */

void service_token_check(Ctx *ctx, const NewServiceToken *n)
{
    if (n->name.n == 0) {
        problem_field(ctx, S("name"), MSG("Enter a name that says where the token will be used."));
    } else if (utf8_count(n->name) > NAME_MAX_POINTS) {
        problem_field(ctx, S("name"), MSG("At most 80 characters."));
    }
    if (api_scope_empty(n->scopes)) {
        problem_field(ctx, S("scopes"), MSG("Choose at least one thing that the token may be used for."));
    }
    if (n->days < 1 || n->days > AUTHORITY_SERVICE_TOKEN_DAYS_MAX) {
        problem_field(ctx, S("days"), MSG("Choose one of the times in the list: at most a year."));
    }
}

Err service_token_add(Ctx *ctx, const NewServiceToken *n, Str *ret_token)
{
    *ret_token = service_token_new(ctx->arena);
    Digest hash = secret_digest(ctx->app, *ret_token);
    TRY(authority_daily(ctx, S("first")));
    Id id = ctx_new_id(ctx);
    Str head = S(SERVICE_TOKEN_PREFIX);
    ctx->audit.target_kind = S("service_token");
    ctx->audit.target_id = id;
    ctx->audit.target_name = n->name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", n->name}, {"scopes", api_scope_names(ctx->arena, n->scopes)},
                                  {"days", str_fmt(ctx->arena, "%lld", (long long)n->days)});
    return q_service_token_add(system_of(ctx),
                               &(ServiceTokenAddArgs){.account_id = n->account_id,
                                                      .id = id,
                                                      .user_id = n->user_id,
                                                      .application_id = n->application_id,
                                                      .made_by = ctx->actor.user_id,
                                                      .name = n->name,
                                                      .token_hash = digest_str(&hash),
                                                      .hint = str_sub(*ret_token, head.n, HINT),
                                                      .scopes = api_scope_names(ctx->arena, n->scopes),
                                                      .amr = n->amr,
                                                      .expires_at = time_add(ctx->wall, n->days * TIME_DAY)},
                               NULL);
}
