/* The cookie of a sign-in that is under way at a provider. */
#include "areas/federation/exchange.h"

#include "app/app.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "gen/federation_q.h"

#define COOKIE_PURPOSE S("federation attempt")
enum { NAME_CHARS = 8, NEXT_MAX = 600, COOKIE_MAX = 3000 };

/* One cookie each, so that two tabs do not undo each other. */
static Str cookie_name(Ctx *ctx, Str state)
{
    return str_fmt(ctx->arena, "%sentente_at_%.*s", secure(ctx) ? "__Host-" : "", S_ARG(str_sub(state, 0, NAME_CHARS)));
}

static void put_cookie(Ctx *ctx, Str state, Str value, int life_s)
{
    ctx_cookie(ctx, str_fmt(ctx->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
                            S_ARG(cookie_name(ctx, state)), S_ARG(value), life_s, secure(ctx) ? "; Secure" : ""));
}

static Str attempt_pack(Ctx *ctx, const Attempt *at)
{
    Str plain =
        str_fmt(ctx->arena, "%.*s %c %.*s %.*s %.*s %.*s %lld %.*s", S_ARG(id_text(ctx->arena, at->directory_id)),
                (char)at->purpose, S_ARG(id_text(ctx->arena, at->user_id)), S_ARG(at->state), S_ARG(at->nonce),
                S_ARG(at->verifier), (long long)at->began_at.us, S_ARG(at->next));
    return base64url_encode(ctx->arena,
                            keyring_seal(ctx->arena, ctx->app->options.ring, COOKIE_PURPOSE, at->state, plain));
}

static bool word(Str *rest, Str *ret) { return str_split(rest, ' ', ret) && ret->n > 0; }

static bool attempt_unpack(Ctx *ctx, Str state, Str cookie, Attempt *ret)
{
    Str sealed, plain, directory, purpose, user, began;
    if (cookie.n == 0 || cookie.n > COOKIE_MAX || base64url_decode(ctx->arena, cookie, &sealed) != OK ||
        keyring_unseal(ctx->arena, ctx->app->options.ring, COOKIE_PURPOSE, state, sealed, &plain) != OK) {
        return false;
    }
    bool whole = word(&plain, &directory) && word(&plain, &purpose) && word(&plain, &user) &&
                 word(&plain, &ret->state) && word(&plain, &ret->nonce) && word(&plain, &ret->verifier) &&
                 word(&plain, &began) && id_parse(directory, &ret->directory_id) == OK &&
                 id_parse(user, &ret->user_id) == OK && str_to_i64(began, &ret->began_at.us) == OK;
    ret->purpose = whole ? (AttemptPurpose)purpose.p[0] : ATTEMPT_SIGN_IN;
    ret->next = plain;
    return whole && str_eq_secret(ret->state, state);
}

Str attempt_begin(Ctx *ctx, const Connection *c, const Provider *p, AttemptPurpose purpose, Str hint, Str next)
{
    Attempt at = {.directory_id = c->directory_id,
                  .purpose = purpose,
                  .user_id = ctx->actor.user_id,
                  .state = token_new(ctx->arena, 24),
                  .nonce = token_new(ctx->arena, 24),
                  .verifier = token_new(ctx->arena, 48),
                  .next = next.n <= NEXT_MAX ? next : S("/"),
                  .began_at = ctx->wall};
    put_cookie(ctx, at.state, attempt_pack(ctx, &at), ATTEMPT_MINUTES * 60);
    OpenidAsk ask = {.client_id = c->client_id,
                     .redirect_uri = c->redirect_uri,
                     .scopes = c->scopes,
                     .state = at.state,
                     .nonce = at.nonce,
                     .challenge = openid_challenge(ctx->arena, at.verifier),
                     .login_hint = hint,
                     .locales = locale_tag(ctx->locale),
                     .again = purpose == ATTEMPT_CONFIRM};
    return openid_ask_url(ctx->arena, &p->doc, &ask);
}

Err attempt_find(Ctx *ctx, Id directory_id, Str state, Attempt *ret)
{
    if (state.n < NAME_CHARS || state.n > 100) {
        return ERR_NOT_FOUND;
    }
    bool found = attempt_unpack(ctx, state, http_cookie(ctx->req, cookie_name(ctx, state)), ret);
    int64_t age_us = found ? time_diff(ctx->wall, ret->began_at) : 0;
    if (!found || !id_eq(ret->directory_id, directory_id) || age_us < -TIME_MINUTE ||
        age_us > ATTEMPT_MINUTES * TIME_MINUTE) {
        return ERR_NOT_FOUND;
    }
    return OK;
}

typedef struct Return {
    Digest state;
    int64_t first;
} Return;

static Err note_return(Ctx *ctx, void *arg)
{
    Return *r = arg;
    SystemCtx s = system_of(ctx);
    if (r->state.b[0] % 16 == 0) {
        TRY(q_federation_returns_sweep(s, NULL, NULL));
    }
    /* Kept for longer than any cookie of it can be taken. */
    return q_federation_returned(
        s,
        &(FederationReturnedArgs){.state_hash = digest_str(&r->state),
                                  .expires_at = time_add(ctx->wall, 2 * ATTEMPT_MINUTES * TIME_MINUTE)},
        &r->first);
}

Err attempt_use(Ctx *ctx, const Attempt *attempt)
{
    Return r = {.state = digest_sha256(attempt->state)};
    put_cookie(ctx, attempt->state, S(""), 0);
    TRY(unit_run(ctx, MODE_WRITE, NULL, note_return, &r));
    return r.first ? OK : ERR_CONFLICT;
}
