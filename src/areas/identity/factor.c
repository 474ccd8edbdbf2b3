/* The rules of authenticator apps and recovery codes. */
#include "areas/identity/factor.h"

#include "app/app.h"
#include "app/session.h"
#include "areas/identity/passkey.h"
#include "base/buf.h"
#include "crypt/otp.h"
#include "gen/identity_q.h"
#include "os/os.h"

enum { RECOVERY_LENGTH = 24, RECOVERY_GROUP = 6 };

Err factors_of(SystemCtx s, Id user_id, Factors *ret)
{
    IdentityFactorsRow row;
    TRY(q_identity_factors(s, &(IdentityFactorsArgs){.user_id = user_id}, &row));
    *ret = (Factors){row.authenticators, row.passkeys, row.recovery_left};
    return OK;
}

Err factors_changed(SystemCtx s, Id user_id)
{
    TRY(q_identity_factors_count(s, &(IdentityFactorsCountArgs){.user_id = user_id}, NULL));
    Factors have;
    TRY(factors_of(s, user_id, &have));
    return factors_any(&have) ? OK : recovery_forget(s, user_id);
}

/* --- TOTP --- */

TotpVerdict totp_check(Str secret, uint32_t code, Time wall, TotpState *state)
{
    static const int64_t AROUND[] = {0, -1, 1};
    int64_t now = wall.us / (OTP_STEP_SECONDS * TIME_SECOND);
    TotpVerdict verdict = TOTP_WRONG;
    for (size_t i = 0; i < COUNT_OF(AROUND); i++) {
        int64_t step = now + state->drift + AROUND[i];
        if (otp_code(secret, step) != code) {
            continue;
        }
        if (step <= state->last_step) {
            verdict = TOTP_USED;
            continue;
        }
        int64_t drift = step - now;
        state->last_step = step;
        state->drift = drift > TOTP_DRIFT_MAX ? TOTP_DRIFT_MAX : drift < -TOTP_DRIFT_MAX ? -TOTP_DRIFT_MAX : drift;
        return TOTP_RIGHT;
    }
    return verdict;
}

static const Str SEAL_PURPOSE = S_INIT("seal/authenticator");

static Str seal_context(Ctx *ctx, const char *what, Id user_id)
{
    return str_fmt(ctx->arena, "%s|%.*s", what, S_ARG(id_text(ctx->arena, user_id)));
}

Str totp_new_secret(Ctx *ctx, Id user_id)
{
    uint8_t secret[OTP_SECRET_BYTES];
    os_random(secret, sizeof secret);
    Time until = time_add(ctx->wall, NEW_SECRET_MINUTES * TIME_MINUTE);
    Str plain = str_fmt(ctx->arena, "%lld|", (long long)until.us);
    plain = str_concat(ctx->arena, plain, str_of((const char *)secret, sizeof secret));
    return base64url_encode(ctx->arena, keyring_seal(ctx->arena, ctx->app->options.ring, SEAL_PURPOSE,
                                                     seal_context(ctx, "new", user_id), plain));
}

Err totp_open_secret(Ctx *ctx, Id user_id, Str sealed, Str *ret_secret)
{
    Str bytes, plain, until;
    int64_t until_us;
    if (sealed.n > 400 || base64url_decode(ctx->arena, sealed, &bytes) != OK) {
        return ERR_PARSE;
    }
    TRY(keyring_unseal(ctx->arena, ctx->app->options.ring, SEAL_PURPOSE, seal_context(ctx, "new", user_id), bytes,
                       &plain));
    if (!str_split(&plain, '|', &until) || str_to_i64(until, &until_us) != OK || until_us < ctx->wall.us ||
        plain.n != OTP_SECRET_BYTES) {
        return ERR_PARSE;
    }
    *ret_secret = plain;
    return OK;
}

Str totp_uri(Arena *a, Str issuer, Str name, Str secret)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    buf_add(&b, S("otpauth://totp/"));
    buf_add_url(&b, issuer);
    buf_addc(&b, ':');
    buf_add_url(&b, name);
    buf_add(&b, S("?secret="));
    buf_add(&b, base32_encode(a, secret));
    buf_add(&b, S("&issuer="));
    buf_add_url(&b, issuer);
    return buf_str(&b);
}

Err authenticator_add(SystemCtx s, Id user_id, Str name, Str secret, TotpState state)
{
    Ctx *ctx = s.ctx;
    Factors have;
    TRY(factors_of(s, user_id, &have));
    if (have.authenticators >= AUTHENTICATORS_MAX) {
        return problem(ctx, ERR_CONFLICT,
                       MSG1("You have {n} authenticator apps, and more are not kept.", "n",
                            str_fmt(ctx->arena, "%d", AUTHENTICATORS_MAX)),
                       MSG("Remove one you do not use any more."));
    }
    Id id = ctx_new_id(ctx);
    Str sealed = keyring_seal(ctx->arena, ctx->app->options.ring, SEAL_PURPOSE, seal_context(ctx, "kept", id), secret);
    TRY(q_identity_authenticator_add(s,
                                     &(IdentityAuthenticatorAddArgs){.user_id = user_id,
                                                                     .id = id,
                                                                     .name = name,
                                                                     .secret = sealed,
                                                                     .last_step = state.last_step,
                                                                     .drift = state.drift},
                                     NULL));
    return factors_changed(s, user_id);
}

Err authenticator_remove(SelfCtx s, Id id)
{
    int64_t changed = 0;
    TRY(q_identity_authenticator_remove(s, &(IdentityAuthenticatorRemoveArgs){.id = id}, &changed));
    if (!changed) {
        return problem(s.ctx, ERR_NOT_FOUND, MSG("This authenticator app is removed already."),
                       MSG("Reload the page."));
    }
    return factors_changed((SystemCtx){s.ctx}, s.ctx->actor.user_id);
}

/* --- recovery codes --- */

static const char CROCKFORD[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* 120 bits: so a keyed hash is enough for it (it cannot be tried out). */
static Str recovery_new(Arena *a)
{
    uint8_t random[RECOVERY_LENGTH];
    os_random(random, sizeof random);
    Buf b = buf_on_arena(a, 64);
    for (size_t i = 0; i < sizeof random; i++) {
        if (i && i % RECOVERY_GROUP == 0) {
            buf_addc(&b, '-');
        }
        buf_addc(&b, CROCKFORD[random[i] & 31]);
    }
    return buf_str(&b);
}

/* As it is hashed: lower case, without what stands between the groups, with the letters people misread put right. */
static Str code_plain(Arena *a, Str typed)
{
    Buf b = buf_on_arena(a, 128);
    for (size_t i = 0; i < typed.n && i < 100; i++) {
        char c = typed.p[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if (c == ' ' || c == '-') {
            continue;
        }
        buf_addc(&b, c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
    }
    return buf_str(&b);
}

static Digest recovery_digest(Ctx *ctx, Id user_id, Str plain)
{
    return secret_digest(ctx->app,
                         str_fmt(ctx->arena, "recovery|%.*s|%.*s", S_ARG(id_text(ctx->arena, user_id)), S_ARG(plain)));
}

Err recovery_forget(SystemCtx s, Id user_id)
{
    TRY(q_identity_recovery_drop(s, &(IdentityRecoveryDropArgs){.user_id = user_id}, NULL));
    return q_identity_recovery_count(s, &(IdentityRecoveryCountArgs){.user_id = user_id}, NULL);
}

Err identity_drop_factors(SystemCtx s, Id user_id)
{
    int64_t passkeys;
    TRY(q_identity_authenticators_drop(s, &(IdentityAuthenticatorsDropArgs){.user_id = user_id}, NULL));
    TRY(passkeys_remove_all(s, user_id, &passkeys));
    return factors_changed(s, user_id);
}

Err recovery_make(SystemCtx s, Id user_id, Str ret_codes[RECOVERY_CODES])
{
    Ctx *ctx = s.ctx;
    TRY(q_identity_recovery_drop(s, &(IdentityRecoveryDropArgs){.user_id = user_id}, NULL));
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        ret_codes[i] = recovery_new(ctx->arena);
        Digest d = recovery_digest(ctx, user_id, code_plain(ctx->arena, ret_codes[i]));
        TRY(q_identity_recovery_add(
            s, &(IdentityRecoveryAddArgs){.user_id = user_id, .id = ctx_new_id(ctx), .code_hash = digest_str(&d)},
            NULL));
    }
    return q_identity_recovery_count(s, &(IdentityRecoveryCountArgs){.user_id = user_id}, NULL);
}

static Err use_recovery(SystemCtx s, Id user_id, Str plain, CodeVerdict *ret)
{
    Digest d = recovery_digest(s.ctx, user_id, plain);
    IdentityRecoveryFindRow row;
    Err err =
        q_identity_recovery_find(s, &(IdentityRecoveryFindArgs){.user_id = user_id, .code_hash = digest_str(&d)}, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    int64_t changed = 0;
    TRY(q_identity_recovery_use(s, &(IdentityRecoveryUseArgs){.id = row.id}, &changed));
    *ret = changed ? CODE_RECOVERY : CODE_USED;
    return changed ? q_identity_recovery_count(s, &(IdentityRecoveryCountArgs){.user_id = user_id}, NULL) : OK;
}

/* --- using --- */

static Err use_totp(SystemCtx s, Id user_id, uint32_t code, CodeVerdict *ret)
{
    Ctx *ctx = s.ctx;
    IdentityAuthenticatorsRow *rows;
    size_t n;
    TRY(q_identity_authenticators(s, &(IdentityAuthenticatorsArgs){.user_id = user_id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Str secret;
        TRY(keyring_unseal(ctx->arena, ctx->app->options.ring, SEAL_PURPOSE, seal_context(ctx, "kept", rows[i].id),
                           rows[i].secret, &secret));
        TotpState state = {rows[i].last_step, rows[i].drift};
        TotpVerdict verdict = totp_check(secret, code, ctx->wall, &state);
        if (verdict == TOTP_USED) {
            *ret = CODE_USED;
        }
        if (verdict != TOTP_RIGHT) {
            continue;
        }
        /* Of two sign-ins with one code at once, one moves the step on. */
        int64_t changed = 0;
        TRY(q_identity_authenticator_used(
            s, &(IdentityAuthenticatorUsedArgs){.id = rows[i].id, .last_step = state.last_step, .drift = state.drift},
            &changed));
        *ret = changed ? CODE_TOTP : CODE_USED;
        return OK;
    }
    return OK;
}

Err factor_use_code(SystemCtx s, Id user_id, Str typed, CodeVerdict *ret)
{
    Str plain = code_plain(s.ctx->arena, str_trim(typed));
    *ret = CODE_WRONG;
    if (plain.n == RECOVERY_LENGTH) {
        return use_recovery(s, user_id, plain, ret);
    }
    int64_t code;
    if (plain.n != OTP_DIGITS || str_to_i64(plain, &code) != OK || code < 0) {
        return OK;
    }
    return use_totp(s, user_id, (uint32_t)code, ret);
}

SignInKeys factor_code_keys(Ctx *ctx, Id user_id, Str name_key, Str address, Str device_cookie)
{
    Str user = id_text(ctx->arena, user_id);
    SignInKeys door = identity_sign_in_keys(ctx, name_key, address, device_cookie);
    Str own = str_fmt(ctx->arena, "code|%.*s|%.*s", S_ARG(user), S_ARG(digest_hex(ctx->arena, door.name)));
    return (SignInKeys){.name = secret_digest(ctx->app, own),
                        .network = secret_digest(ctx->app, str_fmt(ctx->arena, "code|%.*s", S_ARG(user))),
                        .known_device = door.known_device};
}

Err factor_code_failed(SystemCtx s, const SignInKeys *keys, bool *ret_many)
{
    int64_t all;
    TRY(identity_counters_failed(s, keys, CODE_TRIES, CODE_TRIES_ALL, &all));
    *ret_many = all == CODE_TRIES || all == CODE_TRIES_ALL;
    return OK;
}
