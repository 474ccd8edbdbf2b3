/* The token of a form: it binds the page to the session that it was made for, and tells whose page it was.
 *
 * 38 bytes: random, random XOR digest of the session's id, and six bytes of a digest of the person's id. No two pages
 * carry the same first 32 bytes, so compression tells nothing about the token; the last six are no secret. The
 * session's id and not its secret, so that a page stays good while the secret changes with each further proof. */
#include "app/kernel.h"
#include "os/os.h"

enum { HALF = 16, WHO = 6, TOKEN = 2 * HALF + WHO };

/* What a form's token is bound to: the session, or for somebody signed out a random cookie of its own. */
static Str form_cookie_name(const Request *r)
{
    return cookie_is_secure(r) ? S("__Host-entente_form") : S("entente_form");
}

static Str token_secret(Request *r)
{
    if (r->csrf_secret.n || !r->ctx.req) {
        return r->csrf_secret;
    }
    Str name = form_cookie_name(r);
    r->csrf_secret = http_cookie(r->ctx.req, name);
    if (!r->csrf_secret.n) {
        r->csrf_secret = token_new(r->ctx.arena, HALF);
        ctx_cookie(&r->ctx, cookie_text(r, name, r->csrf_secret, 86400));
    }
    return r->csrf_secret;
}

Digest form_bound(Ctx *ctx, Str text)
{
    Str secret = token_secret(request_of(ctx));
    return secret_digest(ctx->app,
                         str_fmt(ctx->arena, "form-bound|%zu|%.*s|%.*s", secret.n, S_ARG(secret), S_ARG(text)));
}

static Digest digest_of(const App *app, Str secret) { return digest_keyed(app->key_csrf, secret); }

static Digest who_digest(const App *app, Id user)
{
    uint8_t bytes[20] = {'w', 'h', 'o', ' '};
    memcpy(bytes + 4, user.b, sizeof user.b);
    return digest_keyed(app->key_csrf, str_of((const char *)bytes, sizeof bytes));
}

Str csrf_token(Ctx *ctx)
{
    Request *r = request_of(ctx);
    if (r->csrf.n) {
        return r->csrf;
    }
    Digest d = digest_of(ctx->app, token_secret(r)), who = who_digest(ctx->app, r->own_user);
    uint64_t mask[2] = {os_random_u64(), os_random_u64()};
    uint8_t bytes[TOKEN];
    memcpy(bytes, mask, HALF);
    for (size_t i = 0; i < HALF; i++) {
        bytes[HALF + i] = (uint8_t)(bytes[i] ^ d.b[i]);
    }
    memcpy(bytes + 2 * HALF, who.b, WHO);
    return r->csrf = base64url_encode(ctx->arena, str_of((const char *)bytes, sizeof bytes));
}

static bool token_bytes(Arena *a, Str token, Str *ret)
{
    return token.n && token.n <= 64 && base64url_decode(a, token, ret) == OK && ret->n == TOKEN;
}

static bool bytes_fit(const App *app, Str secret, Str bytes)
{
    if (!secret.n) {
        return false;
    }
    Digest d = digest_of(app, secret);
    uint8_t plain[HALF];
    for (size_t i = 0; i < HALF; i++) {
        plain[i] = (uint8_t)((uint8_t)bytes.p[i] ^ (uint8_t)bytes.p[HALF + i]);
    }
    return str_eq_secret(str_of((const char *)plain, HALF), str_of((const char *)d.b, HALF));
}

bool csrf_holds(Ctx *ctx, Str token)
{
    Request *r = request_of(ctx);
    Str bytes;
    if (!ctx->req || !token_bytes(ctx->arena, token, &bytes)) {
        return false;
    }
    if (r->csrf_secret.n && bytes_fit(ctx->app, r->csrf_secret, bytes)) {
        return true;
    }
    /* Signed in meanwhile in another tab: the page of somebody signed out may still do what is open to all. */
    bool open = id_is_nil(r->own_session) || (ctx->route && ctx->route->perm == &PERM_PUBLIC);
    if (open && bytes_fit(ctx->app, http_cookie(ctx->req, form_cookie_name(r)), bytes)) {
        return true;
    }
    Digest who = who_digest(ctx->app, r->own_user), nobody = who_digest(ctx->app, ID_NIL);
    Str maker = str_skip(bytes, 2 * HALF);
    r->foreign_form = !id_is_nil(r->own_user) && !str_eq(maker, str_of((const char *)who.b, WHO)) &&
                      !str_eq(maker, str_of((const char *)nobody.b, WHO));
    return false;
}

bool session_form_is_late(const Ctx *ctx) { return ((const Request *)ctx)->late_form; }
