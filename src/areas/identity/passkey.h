/* Passkeys of people: the rules. What is verified of the bytes themselves is crypt/webauthn.h. */
#pragma once
#include "app/ctx.h"
#include "crypt/webauthn.h"

enum { PASSKEY_MINUTES = 10, PASSKEYS_MAX = 20, PASSKEY_NAME_MAX = 60 };

/* The passkeys of a person that can be used now; inside a unit. */
MUST_USE Err passkeys_usable(SystemCtx s, Id user_id, int64_t *ret);
/* Takes all of a person's passkeys away; inside a WRITE unit. */
MUST_USE Err passkeys_remove_all(SystemCtx s, Id user_id, int64_t *ret);

/* What browsers call us. domain: "relying party id". */
typedef struct PasskeySite {
    Str origin, domain;
    Msg why_not; /* set: no passkeys at the address that this request came by */
} PasskeySite;
PasskeySite passkey_site(const Ctx *ctx);
/* The same of texts, for tests. public_url and domain may be empty. */
PasskeySite passkey_site_of(Arena *a, Str public_url, Str domain, Str scheme, Str host);

/* A challenge is for one purpose and, but for PASSKEY_SIGN_IN, one person. */
typedef enum PasskeyFor {
    PASSKEY_SIGN_IN, /* in place of a password, by somebody not known yet */
    PASSKEY_SECOND,  /* after a password */
    PASSKEY_CONFIRM, /* by somebody signed in, before a dangerous act */
    PASSKEY_ADD,
} PasskeyFor;
Str passkey_challenge(Ctx *ctx, PasskeyFor purpose, Id user_id);
typedef struct PasskeyAnswer { /* a browser's, still as it came */
    Str id, client_data, data, signature, user_handle, object;
} PasskeyAnswer;
/* What cannot be taken, for people. Unset message: it can. */
typedef struct PasskeyRefusal {
    Msg what, hint;
    const char *why; /* for the log */
} PasskeyRefusal;

/* Options for navigator.credentials, as JSON; inside a unit but for PASSKEY_SIGN_IN. */
MUST_USE Err passkey_options_get(Ctx *ctx, PasskeyFor purpose, Id user_id, Str *ret);
MUST_USE Err passkey_options_create(SelfCtx s, Str *ret);

/* In a WRITE unit. name is checked; ERR_INVALID with the refusal set when nothing was added. */
MUST_USE Err passkey_register(SelfCtx s, const PasskeyAnswer *answer, Str name, bool discoverable, Str transports,
                              PasskeyRefusal *ret);

/* In a WRITE unit; tells the owner. */
MUST_USE Err passkey_remove(SelfCtx s, Id id, Str name);

/* Outside of units: opens its own. ret_user: whose passkey it is, when the refusal is unset. user_id: who it has to be;
 * not with PASSKEY_SIGN_IN. */
MUST_USE Err passkey_prove(Ctx *ctx, PasskeyFor purpose, Id user_id, const PasskeyAnswer *answer, Id *ret_user,
                           PasskeyRefusal *ret);
