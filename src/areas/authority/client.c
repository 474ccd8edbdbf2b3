/* Which application asks, and how it proves that: a secret in the body or as Basic, or an assertion signed with the key
 * of a certificate that was registered before (RFC 7523). A public client proves nothing and gets less. */
#include "areas/authority/oauth.h"

#include "crypt/cert.h"
#include "gen/authority_q.h"

static const OauthError NO_SECRET = {
    "invalid_client", 401, "The body must contain client_secret or client_assertion, or the request Basic credentials.",
    7000218};
static const OauthError BAD_SECRET = {"invalid_client", 401, "The client secret is wrong or has expired.", 7000215};
static const OauthError TWO_METHODS = {
    "invalid_request", 400, "Give the client credentials once: in the body, as Basic, or as an assertion.", 900144};
static const OauthError BAD_ASSERTION = {
    "invalid_client", 401,
    "The client assertion does not hold: it is signed by RS256 or PS256 with the key of a registered certificate that "
    "is "
    "valid today, names the client as issuer and subject and this address as audience, and ends within a day.",
    0};
static const OauthError ASSERTION_TYPE = {
    "invalid_request", 400, "client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer.", 0};
static const OauthError PUBLIC_SECRET = {
    "invalid_client", 401, "This application is a public client: it has no secret and must send none.", 0};

/* RFC 6749 2.3.1: both parts are form-encoded before they are joined. */
static bool read_basic(Ctx *ctx, OauthShown *t)
{
    Str header = http_header(ctx->req, S("authorization")), plain;
    if (!str_starts_nocase(header, S("basic "))) {
        return false;
    }
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

/* The subject that an assertion claims, where the client is not named beside it. */
static Str subject_claimed(Arena *a, Str assertion)
{
    Str rest = assertion, part, text;
    const JsonValue *claims = NULL;
    if (!str_split(&rest, '.', &part) || !str_split(&rest, '.', &part) || base64url_decode(a, part, &text) != OK ||
        json_parse(a, text, JSON_LIMITS_DEFAULT, &claims, NULL) != OK || claims->kind != JSON_OBJECT) {
        return S("");
    }
    const JsonValue *sub = json_get(claims, S("sub"));
    return sub && sub->kind == JSON_STRING ? sub->text : S("");
}

const OauthError *oauth_shown(Ctx *ctx, OauthShown *t)
{
    *t = (OauthShown){0};
    bool basic = read_basic(ctx, t);
    Str id = ctx_form(ctx, S("client_id")), secret = ctx_form(ctx, S("client_secret"));
    t->assertion = ctx_form(ctx, S("client_assertion"));
    t->assertion_type = ctx_form(ctx, S("client_assertion_type"));
    if (basic + (secret.n > 0) + (t->assertion.n > 0) > 1) {
        return &TWO_METHODS;
    }
    if (basic && id.n && !str_eq_nocase(id, t->client_id)) {
        return &TWO_METHODS;
    }
    if (!basic) {
        t->client_id = id;
        t->secret = secret;
    }
    if (t->assertion.n && !str_eq(t->assertion_type, S("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))) {
        return &ASSERTION_TYPE;
    }
    if (t->client_id.n == 0 && t->assertion.n) {
        t->client_id = subject_claimed(ctx->arena, t->assertion);
    }
    return t->client_id.n ? NULL : &OAUTH_NO_CLIENT_ID;
}

Err oauth_app(SystemCtx s, Str client_id, OauthApp *ret)
{
    Id id;
    AuthorityApplicationRow row;
    if (id_parse(client_id, &id) != OK) {
        return ERR_NOT_FOUND;
    }
    TRY(q_authority_application(s, &(AuthorityApplicationArgs){.id = id}, &row));
    if (!str_eq(row.state, S("active")) || !str_eq(row.account_state, S("active")) ||
        !str_eq(row.directory_state, S("active"))) {
        return ERR_NOT_FOUND;
    }
    *ret = (OauthApp){.id = row.id,
                      .account_id = row.account_id,
                      .directory_id = row.directory_id,
                      .name = row.name,
                      .about = row.about,
                      .account_name = row.account_name,
                      .account_public_id = row.public_id,
                      .directory_name = row.directory_name,
                      .public_client = row.public_client,
                      .multi_tenant = row.multi_tenant,
                      .app_only = row.app_only,
                      .rotate_refresh = row.rotate_refresh || row.public_client,
                      .require_pkce = row.require_pkce || row.public_client || s.ctx->app->options.require_pkce,
                      .scopes = api_scope_set(row.scopes)};
    return OK;
}

/* --- secrets --- */

static Err by_secret(SystemCtx s, Str secret, OauthClient *c, const OauthError **ret_e)
{
    Digest hash = secret_digest(s.ctx->app, secret);
    AuthoritySecretsRow *rows;
    size_t n;
    TRY(q_authority_secrets(s, &(AuthoritySecretsArgs){.application = c->app.id}, &rows, &n));
    *ret_e = &BAD_SECRET;
    for (size_t i = 0; i < n; i++) {
        if (str_eq_secret(rows[i].secret_hash, digest_str(&hash))) {
            c->credential_id = rows[i].id;
            used_note(s.ctx, USED_SECRET, rows[i].id, rows[i].last_used_at);
            *ret_e = NULL;
        }
    }
    return OK;
}

/* --- assertions --- */

static bool thumb_fits(Arena *a, Str header, Str thumb)
{
    return header.n && str_eq(header, base64url_encode(a, thumb));
}

static bool claim_is(const JsonValue *claims, Str name, Str value)
{
    const JsonValue *v = json_get(claims, name);
    return v && v->kind == JSON_STRING && str_eq_nocase(v->text, value);
}

static bool audience_fits(const JsonValue *aud, const Str *audiences, size_t n)
{
    const JsonValue *one = aud && aud->kind == JSON_ARRAY && aud->n == 1 ? &aud->items[0] : aud;
    for (size_t i = 0; one && one->kind == JSON_STRING && i < n; i++) {
        if (str_eq_nocase(one->text, audiences[i])) {
            return true;
        }
    }
    return false;
}

static bool times_fit(const JsonValue *claims, Time wall)
{
    int64_t now = wall.us / TIME_SECOND, exp = 0, nbf = now;
    const JsonValue *from = json_get(claims, S("nbf"));
    if (json_to_i64(json_get(claims, S("exp")), &exp) != OK || (from && json_to_i64(from, &nbf) != OK)) {
        return false;
    }
    return exp > now - AUTHORITY_SKEW_S && exp <= now + 86400 + AUTHORITY_SKEW_S && nbf <= now + AUTHORITY_SKEW_S;
}

static bool claims_fit(Ctx *ctx, Str text, Id client_id, const Str *audiences, size_t n)
{
    const JsonValue *claims = NULL;
    Str client = id_text(ctx->arena, client_id);
    return json_parse(ctx->arena, text, JSON_LIMITS_DEFAULT, &claims, NULL) == OK && claims->kind == JSON_OBJECT &&
           claim_is(claims, S("iss"), client) && claim_is(claims, S("sub"), client) &&
           audience_fits(json_get(claims, S("aud")), audiences, n) && times_fit(claims, ctx->wall);
}

static bool signed_by(Arena *a, const OauthCert *c, Str assertion, Str *ret_claims)
{
    Cert cert;
    return cert_read(a, c->der, &cert) == CERT_OK && jwt_verify_rsa(a, cert.n, cert.e, assertion, ret_claims) == OK;
}

const OauthCert *oauth_assertion(Ctx *ctx, Id client_id, const Str *audiences, size_t audiences_n, Str assertion,
                                 const OauthCert *certs, size_t certs_n)
{
    JwtHead head;
    Str text;
    if (jwt_head(ctx->arena, assertion, &head) != OK) {
        return NULL;
    }
    for (size_t i = 0; i < certs_n; i++) {
        const OauthCert *c = &certs[i];
        bool named = thumb_fits(ctx->arena, head.x5t_s256, c->sha256) || thumb_fits(ctx->arena, head.x5t, c->sha1);
        if (named && c->starts_at.us <= ctx->wall.us && c->expires_at.us > ctx->wall.us &&
            signed_by(ctx->arena, c, assertion, &text)) {
            return claims_fit(ctx, text, client_id, audiences, audiences_n) ? c : NULL;
        }
    }
    return NULL;
}

/* The address as it was called, and the same directory by its id: clients take either from the discovery document. */
static size_t audiences_of(Ctx *ctx, const OauthTenant *t, Str ret[8])
{
    Str base = token_base_url(ctx);
    size_t n = 0;
    ret[n++] = str_concat(ctx->arena, base, ctx->req->path);
    ret[n++] = str_fmt(ctx->arena, "%.*s/%.*s/oauth2/v2.0/token", S_ARG(base), S_ARG(t->text));
    ret[n++] = str_fmt(ctx->arena, "%.*s/%.*s/oauth2/token", S_ARG(base), S_ARG(t->text));
    ret[n++] = oauth_issuer(ctx, t, true);
    ret[n++] = oauth_issuer(ctx, t, false);
    return n;
}

static Err by_assertion(SystemCtx s, const OauthTenant *t, Str assertion, OauthClient *c, const OauthError **ret_e)
{
    AuthorityCertificatesRow *rows;
    size_t n;
    Str audiences[8];
    TRY(q_authority_certificates(s, &(AuthorityCertificatesArgs){.application = c->app.id}, &rows, &n));
    OauthCert *certs = arena_array(s.ctx->arena, OauthCert, n);
    for (size_t i = 0; i < n; i++) {
        certs[i] = (OauthCert){.id = rows[i].id,
                               .der = rows[i].der,
                               .sha1 = rows[i].sha1,
                               .sha256 = rows[i].sha256,
                               .starts_at = rows[i].starts_at,
                               .expires_at = rows[i].expires_at,
                               .last_used_at = rows[i].last_used_at};
    }
    size_t audiences_n = audiences_of(s.ctx, t, audiences);
    const OauthCert *used = oauth_assertion(s.ctx, c->app.id, audiences, audiences_n, assertion, certs, n);
    *ret_e = used ? NULL : &BAD_ASSERTION;
    if (used) {
        c->credential_id = used->id;
        used_note(s.ctx, USED_CERTIFICATE, used->id, used->last_used_at);
    }
    return OK;
}

/* A known application that could not prove itself: its keepers see it in the activity log. */
static void note_refusal(Ctx *ctx, const OauthApp *app)
{
    ctx->actor = (Actor){.kind = ACTOR_APPLICATION,
                         .application_id = app->id,
                         .directory_id = app->directory_id,
                         .name = app->name,
                         .on_api = true,
                         .app_only = true};
    ctx->account_id = app->account_id;
    refused_note(ctx, 401);
}

static Err prove(SystemCtx s, const OauthTenant *t, const OauthShown *shown, OauthClient *ret, const OauthError **ret_e)
{
    *ret = (OauthClient){.credential_id = ID_NIL};
    Err err = oauth_app(s, shown->client_id, &ret->app);
    if (err != OK) {
        *ret_e = &OAUTH_NO_CLIENT;
        return err == ERR_NOT_FOUND ? OK : err;
    }
    bool home = id_is_nil(t->directory_id) || id_eq(t->directory_id, ret->app.directory_id);
    if (!home && !ret->app.multi_tenant) {
        *ret_e = &OAUTH_NO_CLIENT;
        return OK;
    }
    if (ret->app.public_client) {
        *ret_e = shown->secret.n || shown->assertion.n || shown->basic ? &PUBLIC_SECRET : NULL;
        return OK;
    }
    if (shown->assertion.n) {
        return by_assertion(s, t, shown->assertion, ret, ret_e);
    }
    if (shown->secret.n == 0) {
        *ret_e = &NO_SECRET;
        return OK;
    }
    return by_secret(s, shown->secret, ret, ret_e);
}

Err oauth_client(SystemCtx s, const OauthTenant *t, const OauthShown *shown, OauthClient *ret, const OauthError **ret_e)
{
    TRY(prove(s, t, shown, ret, ret_e));
    if (*ret_e && (*ret_e)->status == 401) {
        note_refusal(s.ctx, &ret->app);
    }
    return OK;
}
