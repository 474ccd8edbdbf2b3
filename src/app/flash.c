/* A message that outlives one redirect: its id and arguments travel in a cookie that only we can make, are shown once
 * on the next page and forgotten. */
#include "app/kernel.h"

enum { FLASH_MAX = 1500 };

static Str flash_name(const Request *r) { return cookie_is_secure(r) ? S("__Host-entente_said") : S("entente_said"); }

static Digest flash_digest(const Request *r, Str payload) { return digest_keyed(r->ctx.app->key_flash, payload); }

static void flash_field(Buf *b, Str s)
{
    buf_add_u64(b, s.n);
    buf_addc(b, ':');
    buf_add(b, s);
}

static bool flash_cut(Str *rest, Str *ret)
{
    Str length;
    uint64_t n = 0;
    if (!str_split(rest, ':', &length) || str_to_u64(length, &n) != OK || n > rest->n) {
        return false;
    }
    *ret = str_sub(*rest, 0, n);
    *rest = str_skip(*rest, n);
    return true;
}

void ctx_redirect(Ctx *ctx, Url to, Msg status)
{
    ctx->out.redirect = to.s;
    if (!msg_is_set(status)) {
        return;
    }
    Request *r = request_of(ctx);
    Buf b = buf_on_arena(ctx->arena, FLASH_MAX);
    flash_field(&b, str_from(status.id));
    flash_field(&b, str_from(status.plural));
    flash_field(&b, str_fmt(ctx->arena, "%lld", (long long)status.n));
    for (size_t i = 0; i < 2 && status.args[i].name; i++) {
        flash_field(&b, str_from(status.args[i].name));
        flash_field(&b, status.args[i].value);
    }
    if (b.full) {
        return; /* too long to travel; the page itself shows the outcome */
    }
    Digest d = flash_digest(r, buf_str(&b));
    Str sealed = base64url_encode(ctx->arena, str_concat(ctx->arena, str_of((const char *)d.b, 16), buf_str(&b)));
    ctx_cookie(ctx, str_fmt(ctx->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60%s", S_ARG(flash_name(r)),
                            S_ARG(sealed), cookie_is_secure(r) ? "; Secure" : ""));
}

static bool flash_read(Request *r, Str payload, Msg *ret)
{
    Str id, plural, n;
    Msg m = {0};
    if (!flash_cut(&payload, &id) || !flash_cut(&payload, &plural) || !flash_cut(&payload, &n) ||
        str_to_i64(n, &m.n) != OK) {
        return false;
    }
    m.id = str_z(r->ctx.arena, id);
    m.plural = plural.n ? str_z(r->ctx.arena, plural) : NULL;
    Str name, value;
    for (size_t i = 0; i < 2 && flash_cut(&payload, &name) && flash_cut(&payload, &value); i++) {
        m.args[i].name = str_z(r->ctx.arena, name);
        m.args[i].value = value;
    }
    *ret = m;
    return true;
}

Msg flash_take(Ctx *ctx)
{
    Request *r = request_of(ctx);
    Msg m = {0};
    Str cookie = ctx->req ? http_cookie(ctx->req, flash_name(r)) : S(""), bytes;
    if (!cookie.n || ctx->req->method != HTTP_GET) {
        return m;
    }
    ctx_cookie(ctx, str_fmt(ctx->arena, "%.*s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0%s", S_ARG(flash_name(r)),
                            cookie_is_secure(r) ? "; Secure" : ""));
    if (base64url_decode(ctx->arena, cookie, &bytes) != OK || bytes.n < 16) {
        return m;
    }
    Str payload = str_skip(bytes, 16);
    Digest d = flash_digest(r, payload);
    if (str_eq_secret(str_sub(bytes, 0, 16), str_of((const char *)d.b, 16))) {
        (void)flash_read(r, payload, &m);
    }
    return m;
}
