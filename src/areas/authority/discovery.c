/* What clients read before they begin: metadata (OpenID Connect Discovery, RFC 8414), keys, and whether an authority is
 * one that can be trusted, as MSAL asks of an address it does not know. */
#include "areas/authority/oauth.h"

static const OauthError OTHER_INSTANCE = {"invalid_instance", 400,
                                          "authorization_endpoint must be an address of this installation.", 0};

static void text(Json *j, Str name, Str value)
{
    json_key(j, name);
    json_str(j, value);
}

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

static void address(Ctx *ctx, Json *j, Str name, const OauthTenant *t, const char *tail)
{
    text(j, name, str_fmt(ctx->arena, "%.*s/%.*s%s", S_ARG(token_base_url(ctx)), S_ARG(t->text), tail));
}

static void yes_or_no(Json *j, Str name, bool v)
{
    json_key(j, name);
    json_bool(j, v);
}

static void addresses(Ctx *ctx, Json *j, const OauthTenant *t, bool v2)
{
    text(j, S("issuer"), oauth_issuer(ctx, t, v2));
    address(ctx, j, S("authorization_endpoint"), t, v2 ? "/oauth2/v2.0/authorize" : "/oauth2/authorize");
    address(ctx, j, S("token_endpoint"), t, v2 ? "/oauth2/v2.0/token" : "/oauth2/token");
    address(ctx, j, S("device_authorization_endpoint"), t, v2 ? "/oauth2/v2.0/devicecode" : "/oauth2/devicecode");
    address(ctx, j, S("end_session_endpoint"), t, v2 ? "/oauth2/v2.0/logout" : "/oauth2/logout");
    address(ctx, j, S("jwks_uri"), t, v2 ? "/discovery/v2.0/keys" : "/discovery/keys");
    text(j, S("userinfo_endpoint"), str_concat(ctx->arena, token_base_url(ctx), S("/oidc/userinfo")));
}

static void abilities(Json *j)
{
    const ApiScope *all;
    size_t n = api_scopes(&all);
    words(j, S("response_types_supported"), "code");
    words(j, S("response_modes_supported"), "query fragment form_post");
    words(j, S("grant_types_supported"),
          "authorization_code refresh_token client_credentials urn:ietf:params:oauth:grant-type:device_code");
    words(j, S("code_challenge_methods_supported"), "S256");
    words(j, S("token_endpoint_auth_methods_supported"), "client_secret_post client_secret_basic private_key_jwt none");
    words(j, S("token_endpoint_auth_signing_alg_values_supported"), "RS256 PS256");
    words(j, S("id_token_signing_alg_values_supported"), "RS256");
    words(j, S("subject_types_supported"), "pairwise");
    words(j, S("prompt_values_supported"), "none login consent select_account");
    words(j, S("claims_supported"),
          "aud iss iat nbf exp sub oid tid ver name preferred_username email nonce amr auth_time sid");
    json_key(j, S("scopes_supported"));
    json_arr(j);
    static const char CLAIMS[] = "openid profile email offline_access";
    Str rest = str_from(CLAIMS), word;
    while (str_split(&rest, ' ', &word)) {
        json_str(j, word);
    }
    for (size_t i = 0; i < n; i++) {
        json_str(j, all[i].name);
    }
    json_arr_end(j);
    yes_or_no(j, S("authorization_response_iss_parameter_supported"), true);
    yes_or_no(j, S("request_parameter_supported"), false);
    yes_or_no(j, S("request_uri_parameter_supported"), false);
    yes_or_no(j, S("claims_parameter_supported"), false);
}

static Err discovery(Ctx *ctx, bool v2)
{
    OauthTenant t;
    Err err = oauth_tenant(system_of(ctx), ctx_param(ctx, S("tenant")), &t);
    if (err == ERR_NOT_FOUND) {
        return oauth_refuse(ctx, &OAUTH_NO_DIRECTORY, S(""));
    }
    TRY(err);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    addresses(ctx, &j, &t, v2);
    abilities(&j);
    json_obj_end(&j);
    oauth_json(ctx, 200, &b);
    return OK;
}

Err discovery_v1(PublicCtx p) { return discovery(p.ctx, false); }

Err discovery_v2(PublicCtx p) { return discovery(p.ctx, true); }

Err token_keys(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    buf_add(&b, token_jwks(ctx));
    oauth_json(ctx, 200, &b);
    return OK;
}

/* "https://host/{tenant}/..." of this installation: the tenant's part. */
static bool tenant_of_address(Ctx *ctx, Str url, Str *ret)
{
    Str base = token_base_url(ctx);
    if (!str_starts_nocase(url, base) || url.n <= base.n + 1 || url.p[base.n] != '/') {
        return false;
    }
    Str rest = str_skip(url, base.n + 1);
    return str_split(&rest, '/', ret) && ret->n > 0;
}

static Str host_of(Str base)
{
    ptrdiff_t at = str_find(base, S("://"));
    return at >= 0 ? str_skip(base, (size_t)at + 3) : base;
}

static void write_instance(Ctx *ctx, Json *j, const OauthTenant *t)
{
    Str host = host_of(token_base_url(ctx));
    json_obj(j);
    address(ctx, j, S("tenant_discovery_endpoint"), t, "/v2.0/.well-known/openid-configuration");
    text(j, S("api-version"), S("1.1"));
    json_key(j, S("metadata"));
    json_arr(j);
    json_obj(j);
    text(j, S("preferred_network"), host);
    text(j, S("preferred_cache"), host);
    json_key(j, S("aliases"));
    json_arr(j);
    json_str(j, host);
    json_arr_end(j);
    json_obj_end(j);
    json_arr_end(j);
    json_obj_end(j);
}

Err discovery_instance(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Str tenant;
    OauthTenant t;
    if (!tenant_of_address(ctx, ctx_query(ctx, S("authorization_endpoint")), &tenant)) {
        return oauth_refuse(ctx, &OTHER_INSTANCE, S(""));
    }
    Err err = oauth_tenant(system_of(ctx), tenant, &t);
    if (err == ERR_NOT_FOUND) {
        return oauth_refuse(ctx, &OAUTH_NO_DIRECTORY, S(""));
    }
    TRY(err);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    write_instance(ctx, &j, &t);
    oauth_json(ctx, 200, &b);
    return OK;
}
