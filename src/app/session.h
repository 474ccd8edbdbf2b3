/* Cookie sessions, CSRF and API tokens. A cookie holds 256 random bits; the database their keyed hash. */
#pragma once
#include "app/ctx.h"
#include "crypt/crypt.h"

/* A bit of a session's methods: it began by the word of somebody who did not ask the person then, so it proves nobody's
 * presence until they prove it. */
enum { SESSION_UNASKED = 128 };
typedef struct SessionNew {
    Id user_id, directory_id, account_id; /* account_id may be ID_NIL */
    unsigned methods;                     /* AuthMethod bits of areas/identity/signin.h: what was proved */
    int strength;                         /* number of factors: 1 or 2 */
} SessionNew;
/* In a WRITE unit: makes the session and sets its cookie on the answer. A session of somebody else that this browser
 * had is put aside and kept (see below); one of the same person is ended. */
MUST_USE Err session_start(SystemCtx s, const SessionNew *n, Id *ret_session_id);
/* In a WRITE unit, after a further proof: this request's session goes on under a new secret, with what is proved now;
 * the old secret opens nothing any more. */
MUST_USE Err session_renew(SelfCtx s, unsigned methods, int strength);
/* How long a session may rest and last where it works: the strictest of the installation, the account and the account
 * above. Looked at by each request, so a stricter rule holds for the sessions that are there. */
typedef struct SessionLimits {
    int64_t idle_us, life_us; /* idle_us 0: may rest as long as it lasts */
} SessionLimits;
SessionLimits session_limits(const App *app);                                                 /* the installation's */
SessionLimits session_limits_under(SessionLimits above, int64_t idle_minutes, int64_t hours); /* 0: nothing stricter */
/* What the account itself decided, in minutes and hours; 0: nothing. ret_above: what holds without that. */
typedef struct SessionRule {
    int64_t idle_minutes, hours;
} SessionRule;
MUST_USE Err session_rule_of(AccountCtx a, SessionRule *ret, SessionLimits *ret_above);
MUST_USE Err session_rule_save(AccountCtx a, const SessionRule *rule);
/* Of this request's session; 0 and TIME_NONE without one. */
int session_strength(const Ctx *ctx);
unsigned session_methods(const Ctx *ctx);
Time session_authenticated_at(const Ctx *ctx); /* the last proof of presence */
/* Ends this request's session and clears its cookie. Another session of this browser takes its place: its name. */
MUST_USE Err session_end(SelfCtx s, Str *ret_goes_on_as);
/* Ends one session of the signed-in person: ERR_NOT_FOUND when it is not theirs. */
MUST_USE Err session_end_one(SelfCtx s, Id session_id);
/* Ends all sessions of a user but one (ID_NIL: all), sign-ins that have begun, and, by app_user.signed_out_at, whatever
 * else was opened before now: whoever keeps refresh tokens and the like compares their time with it. */
MUST_USE Err session_end_all(SystemCtx s, Id user_id, Id but_id);
/* The same for all, and the person's service tokens too: nothing that acts as them goes on. */
MUST_USE Err session_end_everything(SystemCtx s, Id user_id);
/* The account the person works in from now on. */
MUST_USE Err session_choose_account(SelfCtx s, Id account_id);
/* The vendor's staff look at a partner's pages with everything that any of its roles shows, and change nothing: from
 * now on for so many minutes; ID_NIL: no more. */
enum { SESSION_VIEW_MINUTES = 60 };
MUST_USE Err session_view(OperatorCtx o, Id account_id);
MUST_USE Err session_viewed(OperatorCtx o, Id *ret_account_id, Time *ret_until);
bool session_is_viewing(const Ctx *ctx); /* this request does */
/* To look is not to take away: every export asks this one. ERR_FORBIDDEN with a problem while viewing. */
MUST_USE Err session_may_export(Ctx *ctx);

/* One browser may hold sessions of several people ("sign in with a different account"); one is current, the others'
 * secrets wait in a second cookie, at most SESSION_OTHERS. */
enum { SESSION_OTHERS = 4 };
typedef struct SessionOther {
    Id id, user_id;
    Str name, email, account; /* account: its name; empty for the vendor's staff */
} SessionOther;
/* Inside a READ or WRITE unit. No query when the browser has no such cookie. */
MUST_USE Err session_others(Ctx *ctx, SessionOther ret[SESSION_OTHERS], size_t *ret_n);
/* Makes one of them current; sets cookies only. ERR_NOT_FOUND when it has ended meanwhile. */
MUST_USE Err session_switch(Ctx *ctx, Id session_id, SessionOther *ret);
/* The form of this request was refused because its page is of an earlier session (not of somebody else in this
 * browser).
 */
bool session_form_is_late(const Ctx *ctx);

/* Token for this request's forms; also when nobody is signed in (then a cookie is set with the answer). */
Str csrf_token(Ctx *ctx);
bool csrf_holds(Ctx *ctx, Str token);
/* Keyed hash of a text and of what this browser's forms are bound to: for things that must come back from the same
 * session, or from the same visitor. */
Digest form_bound(Ctx *ctx, Str text);
/* The message a redirect left for this page; unset: none. Shown once. */
Msg flash_take(Ctx *ctx);

#define TOKEN_LIFE_MAX_US TIME_HOUR
typedef struct TokenGrant {
    Id application_id, user_id /* ID_NIL: app-only */, directory_id;
    Id grant_id;      /* row of token_grant that it comes from and ends with; ID_NIL: none */
    Id credential_id; /* secret or certificate that the application showed; ID_NIL: none */
    Str audience, issuer;
    Str scopes; /* names of app/apiscope.h: what it may be used for */
    Str claims; /* OpenID scopes beside them: "openid profile" */
    Str amr;    /* how the person signed in: "pwd otp mfa"; empty: not said */
    Time auth_at;
    Str subject, name, user_name; /* of the person, for programs that show it; may be empty */
    bool v2;
    int64_t life_us; /* at most TOKEN_LIFE_MAX_US */
} TokenGrant;
/* A signed access token for the API. About 1.5 ms: in a MODE_OUTSIDE handler, not inside a unit. */
MUST_USE Err token_issue(Ctx *ctx, const TokenGrant *grant, Str *ret);
/* Addresses that clients of the API ask tokens for; they are names, not places. own: the one of this installation. */
bool token_audience_known(Str audience, Str own);
/* "https://partner.example": the configured address, or the request's. */
Str token_base_url(Ctx *ctx);

/* The same keys for other tokens of the authority (id tokens). */
MUST_USE Err token_sign(Ctx *ctx, Str claims, Str *ret);
/* RSA with SHA-256 over bytes that are no token (events), and the id of the key, by which its certificate is had. */
MUST_USE Err token_sign_bytes(Ctx *ctx, Str bytes, Str *ret, Str *ret_kid);
Str token_certificate(Ctx *ctx, Str kid); /* DER; empty: there is none */
/* Any token that one of our keys signed, whatever it is for and however old. ERR_UNAUTHENTICATED. */
MUST_USE Err token_verify_signature(Ctx *ctx, Str token, Str *ret_claims);
Str token_jwks(Ctx *ctx); /* the public keys, as JSON */
typedef struct TokenKeyInfo {
    Str kid;
    Time created_at, use_at, gone_at;
    bool signing;
} TokenKeyInfo;
/* OpenID scopes of this request's access token: "openid profile"; empty for others. */
Str token_claims_of(Ctx *ctx);
size_t token_keys_list(Ctx *ctx, TokenKeyInfo **ret); /* newest first */
typedef enum TokenRotation {
    TOKEN_ROTATE_ANNOUNCED, /* the next key is published now and signs from tomorrow */
    TOKEN_ROTATE_NOW,       /* a key has leaked: the next one signs now, what the others signed ends now */
} TokenRotation;
/* Opens its own units and makes a key: some hundred milliseconds. */
MUST_USE Err token_keys_rotate(Ctx *ctx, TokenRotation how);

/* Service tokens begin with this, so that scanners of published code find them; then 32 random letters and digits, and
 * a checksum of six. */
#define SERVICE_TOKEN_PREFIX "entente_st_"
Str service_token_new(Arena *a);
bool service_token_well_formed(Str token);

/* Notes that something was used just now, at most once a minute each (seen: when it was noted last); written by the
 * housekeeper. */
typedef enum UsedKind {
    USED_SESSION,
    USED_APPLICATION,
    USED_SERVICE_TOKEN,
    USED_SECRET,
    USED_CERTIFICATE,
    USED_PROVISIONING_TOKEN
} UsedKind;
void used_note(Ctx *ctx, UsedKind kind, Id id, Time seen);
/* A refusal that a handler answers itself, in the words of another protocol: noted for the audit as the dispatcher's
 * are, for ctx->actor in ctx->account_id. */
void refused_note(Ctx *ctx, int status);

/* Keyed hash of a secret we made (application secrets, links), for storing and looking up. */
Digest secret_digest(const App *app, Str secret);

/* Directories the signed-in person belongs to, by name: their own first. */
typedef struct DirectoryOption {
    Id id;
    Str name, domain;
    bool current;
} DirectoryOption;
MUST_USE Err session_directories(SelfCtx s, const DirectoryOption **ret, size_t *ret_n);
/* Acts in this directory from now on, in this account of it (ID_NIL: stays). The caller has looked that they belong. */
MUST_USE Err session_choose_directory(SelfCtx s, Id directory_id, Id account_id);

/* Accounts the signed-in person may choose between, by name; inside a READ or WRITE unit. */
typedef struct AccountOption {
    Id id;
    Str public_id, name, country, kind;
} AccountOption;
MUST_USE Err session_accounts(SelfCtx s, const AccountOption **ret, size_t *ret_n);
