/* Second factors: authenticator apps and recovery codes. Passkeys have a file of their own (passkey.h) and call
 * factors_changed. Everything here runs inside a unit. */
#pragma once
#include "areas/identity/identity.h"

enum {
    AUTHENTICATORS_MAX = 5,
    RECOVERY_CODES = 10,
    RECOVERY_FEW = 3,    /* from here on the person is told to make new ones */
    CODE_TRIES = 5,      /* wrong codes of one person from one network or known browser before waits begin */
    CODE_TRIES_ALL = 30, /* from everywhere: only somebody who knows the password gets so far */
    TOTP_DRIFT_MAX = 4,  /* steps that an app's clock may be off and still be followed */
    NEW_SECRET_MINUTES = 30,
};

typedef struct Factors {
    int64_t authenticators, passkeys, recovery_left;
} Factors;
static inline bool factors_any(const Factors *f) { return f->authenticators + f->passkeys > 0; }
MUST_USE Err factors_of(SystemCtx s, Id user_id, Factors *ret);
/* After an app or a passkey was added, taken away or blocked, in that unit: counts again; with the last one the
 * recovery codes go, which mean nothing alone. */
MUST_USE Err factors_changed(SystemCtx s, Id user_id);
/* After taking one away: ERR_CONFLICT with a problem when it was the last and somebody asks for one. */
MUST_USE Err factors_check_left(SystemCtx s, Id user_id);

/* Is `code` right now? One step early or late is taken, around the drift that is remembered; no step twice. */
typedef enum TotpVerdict { TOTP_WRONG, TOTP_USED, TOTP_RIGHT } TotpVerdict;
typedef struct TotpState {
    int64_t last_step, drift;
} TotpState;
TotpVerdict totp_check(Str secret, uint32_t code, Time wall, TotpState *state);

/* What a person typed into the field for a code: spaces and hyphens are as good as none. */
typedef enum CodeVerdict { CODE_WRONG, CODE_USED, CODE_TOTP, CODE_RECOVERY } CodeVerdict;
/* Uses it up. In a WRITE unit. */
MUST_USE Err factor_use_code(SystemCtx s, Id user_id, Str typed, CodeVerdict *ret);
/* The counters of wrong codes; known browsers have their own, as at the password. */
SignInKeys factor_code_keys(Ctx *ctx, Id user_id, Str name_key, Str address, Str device_cookie);
MUST_USE Err factor_code_failed(SystemCtx s, const SignInKeys *keys, bool *ret_many);

/* A secret that is not an app's yet travels in the form that shows it, sealed for the person, with a time. */
Str totp_new_secret(Ctx *ctx, Id user_id);
/* ERR_PARSE: not one of ours, another person's, or too old. */
MUST_USE Err totp_open_secret(Ctx *ctx, Id user_id, Str sealed, Str *ret_secret);
/* otpauth://totp/... (the key URI format all apps read). */
Str totp_uri(Arena *a, Str issuer, Str name, Str secret);

/* The first code has shown that the app has the secret. step: of that code. ERR_CONFLICT: five already. */
MUST_USE Err authenticator_add(SystemCtx s, Id user_id, Str name, Str secret, TotpState state);
MUST_USE Err authenticator_remove(SelfCtx s, Id id);
/* New codes in place of all before. */
MUST_USE Err recovery_make(SystemCtx s, Id user_id, Str ret_codes[RECOVERY_CODES]);
/* All factors of a person, passkeys too: for somebody who lost them. */
MUST_USE Err identity_drop_factors(SystemCtx s, Id user_id);
/* Without any other factor recovery codes mean nothing: they go with the last. */
MUST_USE Err recovery_forget(SystemCtx s, Id user_id);
