/* The token endpoint of the API and its discovery documents (RFC 6749 4.4, OpenID Connect Discovery 1.0).
 * The address carries the directory, by id or by domain. Version 1 answers all fields as texts, as its clients read
 * them; version 2 has numbers and a scope in place of a resource. Only client_credentials here: tokens of people are
 * the next issue's. */
#include "areas/identity/pages.h"

#include "app/app.h"
#include "app/session.h"
#include "app/unit.h"
#include "base/json.h"

static Str base_url(Ctx *ctx)
{
    if (ctx->app->options.public_url && ctx->app->options.public_url[0]) {
        return str_from(ctx->app->options.public_url);
    }
    return str_fmt(ctx->arena, "%s://%.*s", ctx->req->tls ? "https" : "http", S_ARG(ctx->req->host));
}

static void answer_json(Ctx *ctx, int status, const Buf *b)
{
    ctx->out.status = status;
    ctx->out.body = buf_str(b);
    ctx->out.content_type = S("application/json; charset=utf-8");
    ctx_header(ctx, S("Cache-Control"), S("no-store"));
    ctx_header(ctx, S("Pragma"), S("no-cache"));
}

/* --- refusals --- */
typedef struct OauthError {
    const char *error;
    int64_t code;
    int status;
    const char *text;
} OauthError;
static const OauthError NO_GRANT = {"invalid_request", 900144, 400, "The body must contain the parameter grant_type."};
static const OauthError BAD_GRANT = {"unsupported_grant_type", 70003, 400,
                                     "This grant type is not supported. Use client_credentials."};
static const OauthError NO_CLIENT_ID = {"invalid_request", 900144, 400,
                                        "The body must contain client_id, or the request Basic credentials."};
static const OauthError NO_SECRET = {"invalid_client", 7000218, 401,
                                     "The body must contain client_secret, or the request Basic credentials."};
static const OauthError NO_DIRECTORY = {"invalid_request", 90002, 400,
                                        "This directory was not found. Check the id or the domain in the address."};
static const OauthError NO_CLIENT = {"unauthorized_client", 700016, 400,
                                     "This application was not found in the directory."};
static const OauthError BAD_SECRET = {"invalid_client", 7000215, 401, "The client secret is wrong or has expired."};
static const OauthError BAD_RESOURCE = {"invalid_resource", 500011, 400, "This resource is not offered here."};
static const OauthError BAD_SCOPE = {"invalid_scope", 70011, 400,
                                     "The scope must be an address of this API followed by /.default."};
static const OauthError TWICE = {"invalid_request", 90014, 400, "A parameter of the body is given more than once."};
static const OauthError TWO_METHODS = {"invalid_request", 900144, 400,
                                       "Give the client credentials once: in the body or as Basic."};

static Err refuse(Ctx *ctx, const OauthError *e, bool basic)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("error"));
    json_str(&j, str_from(e->error));
    json_key(&j, S("error_description"));
    json_str(&j, str_from(e->text));
    json_key(&j, S("error_codes"));
    json_arr(&j);
    json_i64(&j, e->code);
    json_arr_end(&j);
    json_key(&j, S("timestamp"));
    json_time(&j, ctx->wall);
    json_key(&j, S("trace_id"));
    json_str(&j, ctx->request_id);
    json_key(&j, S("correlation_id"));
    json_str(&j, ctx->correlation_id.n ? ctx->correlation_id : ctx->request_id);
    json_obj_end(&j);
    if (e->status == 401 && basic) {
        ctx_header(ctx, S("WWW-Authenticate"), S("Basic realm=\"token\""));
    }
    answer_json(ctx, e->status, &b);
    return OK;
}

/* --- the request --- */
typedef struct TokenAsk {
    Str directory, client_id, secret, audience, scope;
    bool basic;
    TokenClient client;
    TokenRefusal why;
} TokenAsk;

/* RFC 6749 2.3.1: both parts are form-encoded before they are joined. */
static bool read_basic(Ctx *ctx, TokenAsk *t)
{
    Str header = http_header(ctx->req, S("authorization"));
    if (!str_starts_nocase(header, S("basic "))) {
        return false;
    }
    Str plain;
    t->basic = true;
    if (base64_decode(ctx->arena, str_trim(str_skip(header, 6)), &plain) != OK) {
        return true;
    }
    ptrdiff_t colon = str_find_char(plain, ':');
    if (colon < 0) {
        return true;
    }
    Str id = str_sub(plain, 0, (size_t)colon), secret = str_skip(plain, (size_t)colon + 1);
    if (http_decode(ctx->arena, id, true, &t->client_id) != OK ||
        http_decode(ctx->arena, secret, true, &t->secret) != OK) {
        t->client_id = t->secret = S("");
    }
    return true;
}

/* Addresses that clients of the API ask tokens for; they are names, not places. */
static bool audience_known(Ctx *ctx, Str audience)
{
    static const Str KNOWN[] = {
        S_INIT("https://graph.windows.net"),
        S_INIT("https://api.partnercenter.microsoft.com"),
        S_INIT("https://api.partner.microsoft.com"),
        S_INIT("https://api.partnercustomeradministration.microsoft.com"),
        S_INIT("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"),
    };
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        if (str_eq_nocase(KNOWN[i], audience)) {
            return true;
        }
    }
    return str_eq_nocase(audience, base_url(ctx));
}

static Str without_slash(Str s) { return str_ends(s, S("/")) ? str_sub(s, 0, s.n - 1) : s; }

static const OauthError *read_resource(Ctx *ctx, TokenAsk *t)
{
    t->audience = without_slash(ctx_form(ctx, S("resource")));
    if (t->audience.n == 0) {
        t->audience = S("https://graph.windows.net");
    }
    return audience_known(ctx, t->audience) ? NULL : &BAD_RESOURCE;
}

static const OauthError *read_scope(Ctx *ctx, TokenAsk *t)
{
    t->scope = str_trim(ctx_form(ctx, S("scope")));
    if (!str_ends(t->scope, S("/.default"))) {
        return &BAD_SCOPE;
    }
    t->audience = without_slash(str_sub(t->scope, 0, t->scope.n - 9));
    return audience_known(ctx, t->audience) ? NULL : &BAD_SCOPE;
}

/* RFC 6749 3.2: parameters must not be included more than once. */
static bool given_twice(Ctx *ctx)
{
    static const Str NAMES[] = {S_INIT("grant_type"), S_INIT("client_id"), S_INIT("client_secret"), S_INIT("resource"),
                                S_INIT("scope")};
    Str second;
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (ctx_form_nth(ctx, NAMES[i], 1, &second)) {
            return true;
        }
    }
    return false;
}

static const OauthError *read_ask(Ctx *ctx, TokenAsk *t)
{
    t->directory = ctx_param(ctx, S("tenant"));
    Str grant = ctx_form(ctx, S("grant_type"));
    if (grant.n == 0) {
        return &NO_GRANT;
    }
    if (given_twice(ctx)) {
        return &TWICE;
    }
    if (!str_eq(grant, S("client_credentials"))) {
        return &BAD_GRANT;
    }
    if (read_basic(ctx, t)) {
        if (ctx_form(ctx, S("client_secret")).n) {
            return &TWO_METHODS;
        }
    } else {
        t->client_id = ctx_form(ctx, S("client_id"));
        t->secret = ctx_form(ctx, S("client_secret"));
    }
    return t->client_id.n == 0 ? &NO_CLIENT_ID : t->secret.n == 0 ? &NO_SECRET : NULL;
}

static Err find_client(Ctx *ctx, void *arg)
{
    TokenAsk *t = arg;
    return identity_client(system_of(ctx), t->directory, t->client_id, t->secret, &t->client, &t->why);
}

static const OauthError *refusal_of(TokenRefusal why)
{
    switch (why) {
    case TOKEN_OK:
        return NULL;
    case TOKEN_NO_DIRECTORY:
        return &NO_DIRECTORY;
    case TOKEN_NO_CLIENT:
        return &NO_CLIENT;
    case TOKEN_BAD_SECRET:
        return &BAD_SECRET;
    }
    return &BAD_SECRET;
}

static Err make_token(Ctx *ctx, const TokenAsk *t, bool v2, Str *ret)
{
    Str directory = id_text(ctx->arena, t->client.directory_id);
    TokenGrant grant = {
        .application_id = t->client.application_id,
        .user_id = ID_NIL,
        .directory_id = t->client.directory_id,
        .audience = t->audience,
        .issuer = str_fmt(ctx->arena, v2 ? "%.*s/%.*s/v2.0" : "%.*s/%.*s/", S_ARG(base_url(ctx)), S_ARG(directory)),
        .life_us = TOKEN_SECONDS * TIME_SECOND,
    };
    return token_issue(ctx, &grant, ret);
}

static void text_field_i64(Ctx *ctx, Json *j, Str name, int64_t v)
{
    json_key(j, name);
    json_str(j, str_fmt(ctx->arena, "%lld", (long long)v));
}

static void write_v1(Ctx *ctx, Json *j, const TokenAsk *t)
{
    int64_t now = ctx->wall.us / TIME_SECOND;
    text_field_i64(ctx, j, S("expires_in"), TOKEN_SECONDS - 1);
    text_field_i64(ctx, j, S("ext_expires_in"), TOKEN_SECONDS - 1);
    text_field_i64(ctx, j, S("expires_on"), now + TOKEN_SECONDS);
    text_field_i64(ctx, j, S("not_before"), now);
    json_key(j, S("resource"));
    json_str(j, t->audience);
}

static void write_v2(Json *j)
{
    json_key(j, S("expires_in"));
    json_i64(j, TOKEN_SECONDS - 1);
    json_key(j, S("ext_expires_in"));
    json_i64(j, TOKEN_SECONDS - 1);
}

static Err token(Ctx *ctx, bool v2)
{
    TokenAsk t = {0};
    const OauthError *e = read_ask(ctx, &t);
    e = e ? e : v2 ? read_scope(ctx, &t) : read_resource(ctx, &t);
    if (e) {
        return refuse(ctx, e, t.basic);
    }
    TRY(unit_run(ctx, MODE_READ, NULL, find_client, &t));
    e = refusal_of(t.why);
    if (e) {
        return refuse(ctx, e, t.basic);
    }
    Str access_token;
    TRY(make_token(ctx, &t, v2, &access_token));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("token_type"));
    json_str(&j, S("Bearer"));
    if (v2) {
        write_v2(&j);
    } else {
        write_v1(ctx, &j, &t);
    }
    json_key(&j, S("access_token"));
    json_str(&j, access_token);
    json_obj_end(&j);
    answer_json(ctx, 200, &b);
    return OK;
}

Err token_v1(PublicCtx p) { return token(p.ctx, false); }

Err token_v2(PublicCtx p) { return token(p.ctx, true); }

/* --- discovery --- */
static void words(Json *j, Str name, const char *list)
{
    json_key(j, name);
    json_arr(j);
    Str rest = str_from(list), word;
    while (str_split(&rest, ' ', &word)) {
        json_str(j, word);
    }
    json_arr_end(j);
}

static void address(Ctx *ctx, Json *j, Str name, Str tenant, const char *tail)
{
    json_key(j, name);
    json_str(j, str_fmt(ctx->arena, "%.*s/%.*s%s", S_ARG(base_url(ctx)), S_ARG(tenant), tail));
}

static Err discovery(Ctx *ctx, bool v2)
{
    Id id;
    Err err = identity_directory_id(system_of(ctx), ctx_param(ctx, S("tenant")), &id);
    if (err == ERR_NOT_FOUND) {
        return refuse(ctx, &NO_DIRECTORY, false);
    }
    TRY(err);
    Str tenant = id_text(ctx->arena, id);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    address(ctx, &j, S("issuer"), tenant, v2 ? "/v2.0" : "/");
    address(ctx, &j, S("token_endpoint"), tenant, v2 ? "/oauth2/v2.0/token" : "/oauth2/token");
    address(ctx, &j, S("jwks_uri"), tenant, v2 ? "/discovery/v2.0/keys" : "/discovery/keys");
    words(&j, S("token_endpoint_auth_methods_supported"), "client_secret_post client_secret_basic");
    words(&j, S("grant_types_supported"), "client_credentials");
    words(&j, S("response_types_supported"), "token");
    words(&j, S("subject_types_supported"), "public");
    words(&j, S("id_token_signing_alg_values_supported"), "RS256");
    words(&j, S("claims_supported"), "iss aud exp nbf iat tid appid oid sub ver");
    json_obj_end(&j);
    answer_json(ctx, 200, &b);
    return OK;
}

Err discovery_v1(PublicCtx p) { return discovery(p.ctx, false); }

Err discovery_v2(PublicCtx p) { return discovery(p.ctx, true); }

Err token_keys(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_add(&b, jwt_public_jwks(ctx->arena, ctx->app->jwt));
    answer_json(ctx, 200, &b);
    return OK;
}
