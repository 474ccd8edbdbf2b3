/* OpenID Connect as its relying party sees it (Core 1.0, Discovery 1.0, RFC 9207, RFC 7636), without clock, network and
 * storage: reading what a provider publishes and says, and finding what is wrong with it. */
#pragma once
#include "app/i18n.h"
#include "base/json.h"
#include "crypt/jose.h"

enum {
    OPENID_SKEW_S = 120,      /* clocks of two parties may differ by so much */
    OPENID_FRESH_S = 600,     /* an id token is used within this time of its making */
    OPENID_SUBJECT_MAX = 255, /* Core, section 2 */
    OPENID_TEXT_MAX = 2048,   /* of any address or parameter that is taken */
    OPENID_DOCUMENT_MAX = 256 << 10,
};

/* --- what a provider publishes --- */
typedef struct OpenidProvider {
    Str issuer, authorization, token, userinfo, keys, end_session; /* addresses; userinfo, end_session may be empty */
    bool iss_sent;                                                 /* says that its answers carry iss (RFC 9207) */
    bool s256;                                                     /* lists S256; PKCE is used either way */
    bool s256_unsaid;                                              /* lists no method at all */
    bool basic, post, private_key;                                 /* ways to authenticate at the token endpoint */
    Str algs; /* those of id tokens that are taken here, joined by spaces */
} OpenidProvider;
/* issuer: as it was set up. url_ok: which addresses may be called. OK, or ERR_INVALID with ret_problem set: the
 * document is of no use. */
MUST_USE Err openid_discovery(Arena *a, Str json, Str issuer, bool (*url_ok)(Str url, const void *arg), const void *arg,
                              OpenidProvider *ret, Msg *ret_problem);
/* Where the document of an issuer is (Discovery, section 4). */
Str openid_discovery_url(Arena *a, Str issuer);
/* An issuer has no query and no fragment, and ends without a slash unless its owner says it with one. */
bool openid_issuer_ok(Str issuer, bool (*url_ok)(Str url, const void *arg), const void *arg);

/* --- asking --- */
typedef struct OpenidAsk {
    Str client_id, redirect_uri, scopes, state, nonce, challenge;
    Str login_hint, locales; /* may be empty */
    bool again;              /* the person is to prove their presence anew (prompt=login, max_age=0) */
} OpenidAsk;
/* The address of the authorization endpoint with the request. */
Str openid_ask_url(Arena *a, const OpenidProvider *p, const OpenidAsk *ask);
/* S256 of a verifier. */
Str openid_challenge(Arena *a, Str verifier);
/* An error of the authorization or token endpoint in words; `description` is the provider's own and may be empty. */
Msg openid_error(Str error);

/* --- what it says of a person --- */
typedef struct OpenidExpect {
    Str issuer, client_id, nonce, access_token;
    Time wall;
    Time presence_after; /* auth_time is not before it; TIME_NONE: does not matter */
} OpenidExpect;
typedef enum OpenidWhy {
    OPENID_OK,
    OPENID_CLAIMS,   /* one that must be there is not, or is of another type */
    OPENID_ISSUER,   /* made by somebody else */
    OPENID_AUDIENCE, /* made for somebody else */
    OPENID_PARTY,    /* for several, and asked for by another one */
    OPENID_EXPIRED,
    OPENID_EARLY,   /* from the future */
    OPENID_OLD,     /* made long ago */
    OPENID_NONCE,   /* answers another request */
    OPENID_HASH,    /* came with another access token */
    OPENID_PRESENCE /* the person was not asked anew */
} OpenidWhy;
const char *openid_why(OpenidWhy why); /* "audience": for the log */
Msg openid_why_words(OpenidWhy why);

typedef struct OpenidPerson {
    Str subject, email, given_name, family_name, locale, zone;
    bool email_verified, email_unsaid; /* unsaid: the provider does not say whether it is verified */
    bool two_factors;                  /* by amr or acr */
    Time auth_time;                    /* TIME_NONE: not said */
} OpenidPerson;
/* The claims of an id token whose signature holds. */
OpenidWhy openid_check(Arena *a, const OpenidExpect *e, const JoseToken *token, const JsonValue **ret_claims);
/* The person in claims: of the id token, and of the userinfo endpoint where the former lacks one (may be NULL; its sub
 * has been compared). */
void openid_person(Arena *a, const JsonValue *claims, const JsonValue *more, OpenidPerson *ret);
/* A claim by its name, or by a path with dots where no claim has that whole name ("realm_access.roles"). NULL: none. */
const JsonValue *openid_claim(const JsonValue *claims, Str name);
/* Does the claim hold the value: equal to it, or an item of it when it is a list? like: the value is a pattern with *
 * for any characters. any: something is there. */
typedef enum OpenidTest { OPENID_IS, OPENID_LIKE, OPENID_ANY } OpenidTest;
bool openid_claim_holds(const JsonValue *claim, OpenidTest test, Str value);
bool openid_like(Str text, Str pattern);
