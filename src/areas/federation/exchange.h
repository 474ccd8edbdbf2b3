/* One sign-in at the provider: beginning it, and what comes back. Shared by the files of this area only. */
#pragma once
#include "areas/federation/entry.h"

enum { ATTEMPT_MINUTES = 10 };
typedef enum AttemptPurpose { ATTEMPT_SIGN_IN = 's', ATTEMPT_CONFIRM = 'c', ATTEMPT_TRY = 't' } AttemptPurpose;
/* A sign-in that has begun. It lives in a cookie of the browser that began it, sealed: nothing is written here until it
 * comes back. state names it, nonce and verifier bind what the provider answers to it. */
typedef struct Attempt {
    Id directory_id;
    AttemptPurpose purpose;
    Id user_id; /* CONFIRM and TRY: who is signed in */
    Str state, nonce, verifier, next;
    Time began_at;
} Attempt;
/* Makes one, sets its cookie and returns the provider's address to go to. hint: an e-mail address, or empty. */
Str attempt_begin(Ctx *ctx, const Connection *c, const Provider *p, AttemptPurpose purpose, Str hint, Str next);
/* The one that this browser began under this state. ERR_NOT_FOUND: none, or its time is over. */
MUST_USE Err attempt_find(Ctx *ctx, Id directory_id, Str state, Attempt *ret);
/* Its cookie goes; and a second time it is ERR_CONFLICT. With no unit open. */
MUST_USE Err attempt_use(Ctx *ctx, const Attempt *attempt);

/* Why somebody was not signed in. */
typedef struct Failure {
    Msg what;
    Str said;    /* the provider's own words; empty: none */
    bool theirs; /* the provider's or the settings' fault: noted for those who run the directory */
    bool retry;  /* beginning anew may help */
    Str log;     /* for the log */
} Failure;
/* From the answer of the authorization endpoint to verified claims. OK, or ERR_UNAUTHENTICATED with ret_failure. */
MUST_USE Err exchange(Ctx *ctx, const Connection *c, Provider *p, const Attempt *attempt, Claims *ret,
                      Str *ret_id_token, Failure *ret_failure);
/* Whether the provider takes our credentials: a code that never was is asked for. OK when it refuses the code alone. */
MUST_USE Err exchange_try(Ctx *ctx, const Connection *c, const Provider *p, Failure *ret_failure);
