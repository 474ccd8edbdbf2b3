/* Cookie sessions, CSRF and API tokens. A cookie holds 256 random bits; the database their keyed hash. */
#pragma once
#include "app/ctx.h"
#include "crypt/crypt.h"

/* In a WRITE unit: makes the session and sets its cookie on the answer. account_id may be ID_NIL. */
MUST_USE Err session_start(SystemCtx s, Id user_id, Id directory_id, Id account_id, Id *ret_session_id);
/* Ends this request's session and clears its cookie. */
MUST_USE Err session_end(SelfCtx s);
/* Ends one session of the signed-in person: ERR_NOT_FOUND when it is not theirs. */
MUST_USE Err session_end_one(SelfCtx s, Id session_id);
/* Ends all sessions of a user but one (ID_NIL: all). */
MUST_USE Err session_end_all(SystemCtx s, Id user_id, Id but_id);
/* The account the person works in from now on. */
MUST_USE Err session_choose_account(SelfCtx s, Id account_id);

/* Token for this request's forms; also when nobody is signed in (then a cookie is set with the answer). */
Str csrf_token(Ctx *ctx);
bool csrf_holds(Ctx *ctx, Str token);
/* The message a redirect left for this page; unset: none. Shown once. */
Msg flash_take(Ctx *ctx);

typedef struct TokenGrant {
    Id application_id, user_id /* ID_NIL: app-only */, directory_id;
    Str audience, issuer;
    int64_t life_us;
} TokenGrant;
/* A signed access token for the API. About 1.5 ms: in a MODE_OUTSIDE handler, not inside a unit. */
MUST_USE Err token_issue(Ctx *ctx, const TokenGrant *grant, Str *ret);
/* Keyed hash of a secret we made (application secrets, links), for storing and looking up. */
Digest secret_digest(const App *app, Str secret);

/* Accounts the signed-in person may choose between, by name; inside a READ or WRITE unit. */
typedef struct AccountOption {
    Id id;
    Str public_id, name, country, kind;
} AccountOption;
MUST_USE Err session_accounts(SelfCtx s, const AccountOption **ret, size_t *ret_n);
