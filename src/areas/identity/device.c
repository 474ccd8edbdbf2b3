/* Browsers: what people call them, and the cookie by which one is known that has signed in with a name before. */
#include "areas/identity/pages.h"

#include "app/agent.h"
#include "app/session.h"

Str device_name(Ctx *ctx)
{
    Str agent = http_header(ctx->req, S("user-agent")), browser = agent_browser(agent),
        platform = agent_platform(agent);
    if (!browser.n || !platform.n) {
        return browser.n ? browser : platform;
    }
    Msg both = MSG2("{browser} on {platform}", "browser", browser, "platform", platform);
    return msg_text(ctx->arena, ctx->locale, &both);
}

/* --- the cookie: a random number, and for each name that has signed in here a code that only we can make of both ---
 */

enum { NAMES_MAX = 6, COOKIE_MAX = 600, RANDOM_LENGTH = 22 /* of 16 bytes, in base 64 */ };

static Str name_code(Ctx *ctx, Str name_key, Str random)
{
    Str text = str_fmt(ctx->arena, "sign-in|device|%.*s|%.*s", S_ARG(name_key), S_ARG(random));
    return digest_hex(ctx->arena, secret_digest(ctx->app, text));
}

bool identity_device_is_known(Ctx *ctx, Str name_key, Str cookie, Str *ret_random)
{
    Str rest = cookie, code;
    if (cookie.n > COOKIE_MAX || !str_split(&rest, '.', ret_random) || ret_random->n != RANDOM_LENGTH) {
        return false;
    }
    Str wanted = name_code(ctx, name_key, *ret_random);
    bool known = false;
    while (str_split(&rest, '.', &code)) {
        known |= str_eq_secret(code, wanted);
    }
    return known;
}

Str identity_device_new(Ctx *ctx, Str name_key, Str cookie)
{
    Str random, rest = cookie, code;
    bool ours = cookie.n <= COOKIE_MAX && str_split(&rest, '.', &random) && random.n == RANDOM_LENGTH;
    if (!ours) {
        random = token_new(ctx->arena, 16);
        rest = S("");
    }
    Buf b = buf_on_arena(ctx->arena, COOKIE_MAX + 100);
    Str wanted = name_code(ctx, name_key, random);
    buf_fmt(&b, "%.*s.%.*s", S_ARG(random), S_ARG(wanted));
    for (int n = 1; n < NAMES_MAX && str_split(&rest, '.', &code);) {
        if (code.n == wanted.n && !str_eq(code, wanted)) {
            buf_fmt(&b, ".%.*s", S_ARG(code));
            n++;
        }
    }
    return buf_str(&b);
}
