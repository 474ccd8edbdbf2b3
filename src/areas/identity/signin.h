/* Signing in, step by step: the seam for everything that proves who somebody is (passwords and codes here, passkeys,
 * outside providers). A handler that has checked one proof calls signin_proved and is done: what is still missing is
 * asked for on its own page, and when nothing is, the session begins.
 *
 *     sign-in page --proof--> signin_proved --nothing missing--> session, back to where the person wanted to go
 *                                  |
 *                                  +-- a second factor: /sign-in/code
 *                                  +-- an own password in place of a temporary one: /sign-in/password
 *
 * In between the browser holds a cookie of its own (not a session: it opens these pages only) for a row of
 * sign_in_pending. Where a directory signs in at a provider only, whatever else was proved leads there. */
#pragma once
#include "app/session.h"

typedef enum AuthMethod {
    AUTH_PASSWORD = 1,
    AUTH_TOTP = 2,
    AUTH_RECOVERY = 4,
    AUTH_PASSKEY = 8,    /* user verified: counts as two factors */
    AUTH_FEDERATED = 16, /* an outside provider says so */
    AUTH_MAIL = 32,      /* a link that was mailed */
    AUTH_FEDERATED_MFA =
        64, /* with AUTH_FEDERATED: the provider says it asked for two factors, and is trusted in that */
    AUTH_UNASKED = SESSION_UNASKED, /* with AUTH_FEDERATED: the provider did not ask the person now */
} AuthMethod;
/* Factors proved by a set of methods: 0, 1 or 2. */
int signin_strength(unsigned methods);

/* In a MODE_OUTSIDE handler, outside of units, once a proof holds. methods: what this request has proved; what the same
 * person proved before in this sign-in is added. Answers the request: a redirect to the next step, or the session's
 * cookie and a redirect to `next` (a path of ours; anything else leads home). Somebody signed in already as the same
 * person confirms their presence: their session goes on under a new secret and with the strength proved now; then a
 * form that waited for it (field "kept", address in "for") is sent on; where a provider did not ask them anything,
 * nothing is confirmed. Suspended and removed people get nothing. */
MUST_USE Err signin_proved(Ctx *ctx, Id user_id, unsigned methods, Str next);

/* The sign-in this browser is in the middle of; inside a unit. ERR_NOT_FOUND: none, or its time is over. */
typedef struct SignInPending {
    Id id, user_id;
    unsigned methods;
    Str next;
    int64_t refused;
    bool put_off;
} SignInPending;
MUST_USE Err signin_pending(SystemCtx s, SignInPending *ret);
