/* Several people in one browser: the current session has the cookie everybody knows; the secrets of the others wait in
 * a second one, newest first, with points between them. Switching and signing out only move secrets about. */
#include "app/kernel.h"
#include "gen/app_q.h"

enum { JAR_MAX = 300 };

static Str jar_name(const Request *r) { return cookie_is_secure(r) ? S("__Host-entente_others") : S("entente_others"); }

size_t jar_read(const Request *r, Str ret[SESSION_OTHERS])
{
    Str rest = r->ctx.req ? http_cookie(r->ctx.req, jar_name(r)) : S(""), secret;
    size_t n = 0;
    if (rest.n > JAR_MAX) {
        return 0;
    }
    while (n < SESSION_OTHERS && str_split(&rest, '.', &secret)) {
        if (secret.n) {
            ret[n++] = secret;
        }
    }
    return n;
}

static void jar_write(Request *r, const Str *secrets, size_t n)
{
    Str value = str_join(r->ctx.arena, secrets, n, S("."));
    int64_t life_s = n ? r->ctx.app->options.session_us / TIME_SECOND : 0;
    ctx_cookie(&r->ctx, cookie_text(r, jar_name(r), value, life_s));
}

/* ERR_NOT_FOUND: ended, expired or never one of ours. */
static Err jar_look(Ctx *ctx, Str secret, SessionOther *ret)
{
    Digest digest = secret_digest(ctx->app, secret);
    SessionOtherRow row;
    Time idle = ctx->app->options.session_idle_us ? time_add(ctx->wall, -ctx->app->options.session_idle_us) : (Time){0};
    TRY(q_session_other(system_of(ctx), &(SessionOtherArgs){.token_hash = digest_str(&digest), .seen_after = idle},
                        &row));
    *ret =
        (SessionOther){.id = row.id,
                       .user_id = row.user_id,
                       .name = str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(row.first_name), S_ARG(row.last_name))),
                       .email = row.email,
                       .account = row.account_name};
    return OK;
}

Err session_others(Ctx *ctx, SessionOther ret[SESSION_OTHERS], size_t *ret_n)
{
    Str secrets[SESSION_OTHERS];
    size_t n = jar_read(request_of(ctx), secrets);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        Err err = jar_look(ctx, secrets[i], &ret[*ret_n]);
        if (err == OK) {
            ++*ret_n;
        } else if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    return OK;
}

Err jar_before_start(Request *r, Id new_user)
{
    Ctx *ctx = &r->ctx;
    Str secrets[SESSION_OTHERS], kept[SESSION_OTHERS];
    size_t n = jar_read(r, secrets), kept_n = 0;
    bool same = id_eq(r->own_user, new_user);
    if (!id_is_nil(r->own_session) && same) {
        TRY(q_session_end(system_of(ctx), &(SessionEndArgs){.at = ctx->wall, .id = r->own_session}, NULL));
    } else if (!id_is_nil(r->own_session)) {
        kept[kept_n++] = session_cookie(r);
    }
    for (size_t i = 0; i < n; i++) {
        SessionOther other;
        Err err = jar_look(ctx, secrets[i], &other);
        bool full = kept_n == SESSION_OTHERS;
        if (err == OK && (full || id_eq(other.user_id, new_user))) {
            TRY(q_session_end(system_of(ctx), &(SessionEndArgs){.at = ctx->wall, .id = other.id}, NULL));
        } else if (err == OK) {
            kept[kept_n++] = secrets[i];
        } else if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    if (kept_n || n) {
        jar_write(r, kept, kept_n);
    }
    return OK;
}

/* The secret at `at` becomes current; `instead`, when not empty, takes its place. */
static void jar_take(Request *r, Str *secrets, size_t n, size_t at, Str instead)
{
    Str kept[SESSION_OTHERS + 1];
    size_t kept_n = 0;
    if (instead.n) {
        kept[kept_n++] = instead;
    }
    for (size_t i = 0; i < n && kept_n < SESSION_OTHERS; i++) {
        if (i != at) {
            kept[kept_n++] = secrets[i];
        }
    }
    int64_t life_s = r->ctx.app->options.session_us / TIME_SECOND;
    ctx_cookie(&r->ctx, cookie_text(r, session_cookie_name(cookie_is_secure(r)), secrets[at], life_s));
    jar_write(r, kept, kept_n);
}

Err jar_after_end(Request *r, Str *ret_goes_on_as)
{
    Str secrets[SESSION_OTHERS];
    size_t n = jar_read(r, secrets);
    *ret_goes_on_as = S("");
    for (size_t i = 0; i < n; i++) {
        SessionOther other;
        Err err = jar_look(&r->ctx, secrets[i], &other);
        if (err == OK) {
            *ret_goes_on_as = other.name;
            jar_take(r, secrets, n, i, S(""));
            return OK;
        }
        if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    if (n) {
        jar_write(r, NULL, 0);
    }
    return OK;
}

Err session_switch(Ctx *ctx, Id session_id, SessionOther *ret)
{
    Request *r = request_of(ctx);
    Str secrets[SESSION_OTHERS];
    size_t n = jar_read(r, secrets);
    for (size_t i = 0; i < n; i++) {
        Err err = jar_look(ctx, secrets[i], ret);
        if (err == OK && id_eq(ret->id, session_id)) {
            jar_take(r, secrets, n, i, id_is_nil(r->own_session) ? S("") : session_cookie(r));
            return OK;
        }
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("This session has ended."), MSG("Sign in with that account again."));
}
