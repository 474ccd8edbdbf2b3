/* The token endpoint. The address carries the directory, by id, by domain, or as "common". Version 1 answers all fields
 * as texts, as its clients read them, and knows a resource; version 2 has numbers and scopes. */
#include "areas/authority/oauth.h"

#include "gen/authority_q.h"

static const OauthError NO_GRANT = {"invalid_request", 400, "The body must contain the parameter grant_type.", 900144};
static const OauthError BAD_GRANT = {
    "unsupported_grant_type", 400,
    "This grant type is not supported. Use client_credentials, authorization_code, refresh_token or device_code.",
    70003};
static const OauthError PASSWORD_GRANT = {"unsupported_grant_type", 400,
                                          "Passwords are not taken here: a second factor could not be asked for. Use "
                                          "authorization_code with PKCE, or device_code.",
                                          70003};
static const OauthError ON_BEHALF_GRANT = {
    "unsupported_grant_type", 400,
    "Tokens are not exchanged here: this API has no other service between it and its clients. Send the token you have.",
    70003};
static const OauthError NOT_ALONE = {
    "unauthorized_client", 400,
    "This application may not act without a person. Somebody who manages it can allow that in App management.", 0};
static const OauthError PUBLIC_ALONE = {
    "unauthorized_client", 400, "A public client cannot act without a person: it has no secret to prove itself by.", 0};
static const OauthError NO_CONSENT = {
    "unauthorized_client", 400,
    "No administrator of this directory has allowed the application. Send one to the adminconsent address.", 0};

/* --- client credentials --- */

typedef struct Alone {
    OauthAsk *ask;
    OauthAnswer *answer;
    const OauthError *e;
} Alone;

static Err check_client(Ctx *ctx, OauthAsk *ask, const OauthError **ret_e)
{
    return oauth_client(system_of(ctx), &ask->tenant, &ask->shown, &ask->client, ret_e);
}

/* At home an application acts in its own account; elsewhere in the one for which an administrator let it in. */
static Err place_alone(Ctx *ctx, Alone *w)
{
    const OauthApp *app = &w->ask->client.app;
    OauthAnswer *t = w->answer;
    t->directory_id = w->ask->tenant.directory_id;
    t->account_id = app->account_id;
    if (id_eq(t->directory_id, app->directory_id)) {
        return OK;
    }
    AuthorityConsentOfDirectoryRow row;
    Err err = q_authority_consent_of_directory(
        system_of(ctx), &(AuthorityConsentOfDirectoryArgs){.application_id = app->id, .directory_id = t->directory_id},
        &row);
    if (err == ERR_NOT_FOUND) {
        w->e = &NO_CONSENT;
        return OK;
    }
    TRY(err);
    t->account_id = row.account_id;
    w->ask->client.app.scopes = api_scope_both(app->scopes, api_scope_set(row.scopes));
    return OK;
}

static Err find_alone(Ctx *ctx, void *arg)
{
    Alone *w = arg;
    TRY(check_client(ctx, w->ask, &w->e));
    const OauthApp *app = &w->ask->client.app;
    if (!w->e && app->public_client) {
        w->e = &PUBLIC_ALONE;
    }
    if (!w->e && !app->app_only) {
        w->e = &NOT_ALONE;
    }
    return w->e ? OK : place_alone(ctx, w);
}

static Err grant_alone(Ctx *ctx, OauthAsk *ask)
{
    OauthAnswer t = {.alone = true, .auth_at = TIME_NONE};
    Alone w = {.ask = ask, .answer = &t};
    const OauthError *e = ask->v2 ? oauth_scope(ctx, ctx_form(ctx, S("scope")), &t.scope)
                                  : oauth_resource(ctx, ctx_form(ctx, S("resource")), &t.scope);
    if (!e && id_is_nil(ask->tenant.directory_id)) {
        e = &OAUTH_DIRECTORY_NEEDED;
    }
    if (e) {
        return oauth_refuse(ctx, e, S(""));
    }
    TRY(unit_run(ctx, MODE_READ, NULL, find_alone, &w));
    e = w.e ? w.e : oauth_scope_for(&ask->client.app, &t.scope);
    if (e) {
        return oauth_refuse(ctx, e, S(""));
    }
    t.client = ask->client;
    t.scope.claims = S("");
    return oauth_answer(ctx, &t, ask->v2);
}

/* --- answers --- */

Str oauth_subject(Ctx *ctx, Id application_id, Id user_id)
{
    Str text = str_fmt(ctx->arena, "subject|%.*s|%.*s", S_ARG(id_text(ctx->arena, application_id)),
                       S_ARG(id_text(ctx->arena, user_id)));
    Digest d = secret_digest(ctx->app, text);
    return base64url_encode(ctx->arena, digest_str(&d));
}

static void text(Json *j, Str name, Str value)
{
    json_key(j, name);
    json_str(j, value);
}

static void second(Json *j, Str name, Time t)
{
    json_key(j, name);
    json_i64(j, t.us / TIME_SECOND);
}

static Str full_name(Ctx *ctx, const OauthPerson *p)
{
    return str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p->first_name), S_ARG(p->last_name)));
}

static void id_claims_of_person(Ctx *ctx, Json *j, const OauthAnswer *t, bool v2)
{
    if (oauth_has_word(t->scope.claims, S("profile"))) {
        text(j, S("name"), full_name(ctx, &t->person));
        text(j, v2 ? S("preferred_username") : S("upn"), t->person.sign_in);
    }
    if (!v2) {
        text(j, S("unique_name"), t->person.sign_in);
    }
    if (oauth_has_word(t->scope.claims, S("email"))) {
        text(j, S("email"), t->person.email);
    }
    if (t->nonce.n) {
        text(j, S("nonce"), t->nonce);
    }
}

static Err id_token(Ctx *ctx, const OauthAnswer *t, bool v2, Str *ret)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    text(&j, S("aud"), id_text(ctx->arena, t->client.app.id));
    text(&j, S("iss"), oauth_issuer_of(ctx, t->directory_id, v2));
    second(&j, S("iat"), ctx->wall);
    second(&j, S("nbf"), ctx->wall);
    second(&j, S("exp"), time_add(ctx->wall, AUTHORITY_TOKEN_S * TIME_SECOND));
    second(&j, S("auth_time"), t->auth_at);
    text(&j, S("sub"), oauth_subject(ctx, t->client.app.id, t->person.id));
    text(&j, S("oid"), id_text(ctx->arena, t->person.id));
    text(&j, S("tid"), id_text(ctx->arena, t->directory_id));
    id_claims_of_person(ctx, &j, t, v2);
    json_key(&j, S("amr"));
    json_arr(&j);
    Str words = t->amr, word;
    while (str_split(&words, ' ', &word)) {
        json_str(&j, word);
    }
    json_arr_end(&j);
    text(&j, S("sid"), id_text(ctx->arena, t->grant_id));
    text(&j, S("ver"), v2 ? S("2.0") : S("1.0"));
    json_obj_end(&j);
    return token_sign(ctx, buf_str(&b), ret);
}

static Err access_token(Ctx *ctx, const OauthAnswer *t, bool v2, Str *ret)
{
    TokenGrant grant = {
        .application_id = t->client.app.id,
        .user_id = t->alone ? ID_NIL : t->person.id,
        .directory_id = t->directory_id,
        .grant_id = t->grant_id,
        .credential_id = t->client.credential_id,
        .audience = t->scope.audience,
        .issuer = oauth_issuer_of(ctx, t->directory_id, v2),
        .scopes = api_scope_names(ctx->arena, t->scope.scopes),
        .claims = t->scope.claims,
        .amr = t->amr,
        .auth_at = t->auth_at,
        .subject = t->alone ? S("") : oauth_subject(ctx, t->client.app.id, t->person.id),
        .name = t->alone ? S("") : full_name(ctx, &t->person),
        .user_name = t->person.sign_in,
        .v2 = v2,
        .life_us = AUTHORITY_TOKEN_S * TIME_SECOND,
    };
    return token_issue(ctx, &grant, ret);
}

static void number_text(Ctx *ctx, Json *j, Str name, int64_t v)
{
    text(j, name, str_fmt(ctx->arena, "%lld", (long long)v));
}

static void write_v1(Ctx *ctx, Json *j, const OauthAnswer *t)
{
    int64_t now = ctx->wall.us / TIME_SECOND;
    number_text(ctx, j, S("expires_in"), AUTHORITY_TOKEN_S - 1);
    number_text(ctx, j, S("ext_expires_in"), AUTHORITY_TOKEN_S - 1);
    number_text(ctx, j, S("expires_on"), now + AUTHORITY_TOKEN_S);
    number_text(ctx, j, S("not_before"), now);
    text(j, S("resource"), t->scope.audience);
    if (!t->alone) {
        text(j, S("scope"), api_scope_names(ctx->arena, t->scope.scopes));
    }
}

/* Each permission with its API's address in front, as it was asked for. */
static Str scope_text(Ctx *ctx, const OauthScope *scope)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_add(&b, scope->claims);
    Str names = api_scope_names(ctx->arena, scope->scopes), name;
    while (str_split(&names, ' ', &name)) {
        if (name.n) {
            buf_fmt(&b, "%s%.*s/%.*s", b.n ? " " : "", S_ARG(scope->audience), S_ARG(name));
        }
    }
    if (scope->all) {
        buf_fmt(&b, "%s%.*s/.default", b.n ? " " : "", S_ARG(scope->audience));
    }
    return buf_str(&b);
}

static void write_v2(Ctx *ctx, Json *j, const OauthAnswer *t)
{
    json_key(j, S("expires_in"));
    json_i64(j, AUTHORITY_TOKEN_S - 1);
    json_key(j, S("ext_expires_in"));
    json_i64(j, AUTHORITY_TOKEN_S - 1);
    if (!t->alone) {
        text(j, S("scope"), scope_text(ctx, &t->scope));
    }
}

/* Who signed in, for clients that keep tokens by account: asked for by client_info=1. */
static Str client_info(Ctx *ctx, const OauthAnswer *t)
{
    Buf b = buf_on_arena(ctx->arena, 256);
    Json j = json_writer(&b);
    json_obj(&j);
    text(&j, S("uid"), id_text(ctx->arena, t->person.id));
    text(&j, S("utid"), id_text(ctx->arena, t->directory_id));
    json_obj_end(&j);
    return base64url_encode(ctx->arena, buf_str(&b));
}

static Err write_person(Ctx *ctx, Json *j, const OauthAnswer *t, bool v2)
{
    if (t->refresh.n) {
        text(j, S("refresh_token"), t->refresh);
    }
    if (oauth_has_word(t->scope.claims, S("openid"))) {
        Str id;
        TRY(id_token(ctx, t, v2, &id));
        text(j, S("id_token"), id);
    }
    if (str_eq(ctx_form(ctx, S("client_info")), S("1"))) {
        text(j, S("client_info"), client_info(ctx, t));
    }
    return OK;
}

Err oauth_answer(Ctx *ctx, const OauthAnswer *t, bool v2)
{
    Str access;
    TRY(access_token(ctx, t, v2, &access));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    text(&j, S("token_type"), S("Bearer"));
    if (v2) {
        write_v2(ctx, &j, t);
    } else {
        write_v1(ctx, &j, t);
    }
    text(&j, S("access_token"), access);
    if (!t->alone) {
        TRY(write_person(ctx, &j, t, v2));
    }
    json_obj_end(&j);
    ctx_header(ctx, S("Pragma"), S("no-cache"));
    oauth_json(ctx, 200, &b);
    return OK;
}

/* --- the endpoint --- */

static const struct {
    Str name;
    Err (*grant)(Ctx *ctx, OauthAsk *ask);
    const OauthError *refused;
} GRANTS[] = {
    {S_INIT("client_credentials"), grant_alone, NULL},
    {S_INIT("authorization_code"), oauth_grant_code, NULL},
    {S_INIT("refresh_token"), oauth_grant_refresh, NULL},
    {S_INIT("urn:ietf:params:oauth:grant-type:device_code"), oauth_grant_device, NULL},
    {S_INIT("device_code"), oauth_grant_device, NULL}, /* as MSAL spells it */
    {S_INIT("password"), NULL, &PASSWORD_GRANT},
    {S_INIT("urn:ietf:params:oauth:grant-type:jwt-bearer"), NULL, &ON_BEHALF_GRANT},
};

static Err find_tenant(Ctx *ctx, void *arg)
{
    OauthAsk *ask = arg;
    return oauth_tenant(system_of(ctx), ctx_param(ctx, S("tenant")), &ask->tenant);
}

static Err run_grant(Ctx *ctx, OauthAsk *ask, size_t i)
{
    if (GRANTS[i].refused) {
        return oauth_refuse(ctx, GRANTS[i].refused, S(""));
    }
    const OauthError *e = oauth_shown(ctx, &ask->shown);
    if (e) {
        return oauth_refuse(ctx, e, S(""));
    }
    Err err = unit_run(ctx, MODE_READ, NULL, find_tenant, ask);
    if (err == ERR_NOT_FOUND) {
        return oauth_refuse(ctx, &OAUTH_NO_DIRECTORY, S(""));
    }
    TRY(err);
    return GRANTS[i].grant(ctx, ask);
}

static Err token(Ctx *ctx, bool v2)
{
    OauthAsk ask = {.v2 = v2};
    const OauthError *e = oauth_form_flaw(ctx);
    Str grant = ctx_form(ctx, S("grant_type"));
    e = e ? e : grant.n == 0 ? &NO_GRANT : NULL;
    if (e) {
        return oauth_refuse(ctx, e, S(""));
    }
    for (size_t i = 0; i < COUNT_OF(GRANTS); i++) {
        if (str_eq(GRANTS[i].name, grant)) {
            return run_grant(ctx, &ask, i);
        }
    }
    return oauth_refuse(ctx, &BAD_GRANT, S(""));
}

Err token_v1(PublicCtx p) { return token(p.ctx, false); }

Err token_v2(PublicCtx p) { return token(p.ctx, true); }
