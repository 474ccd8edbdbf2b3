/* Shared by the files that meet the clients of the authority: parsing, refusals, answers. */
#pragma once
#include "app/apiscope.h"
#include "app/app.h"
#include "app/route.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/authority/authority.h"
#include "base/json.h"
#include "gen/authority_q.h"

/* --- refusals: RFC 6749 5.2 with the members that clients of the API read --- */
typedef struct OauthError {
    const char *error;
    int status;
    const char *text;
    int64_t code; /* number in error_codes; 0: none */
} OauthError;
extern const OauthError OAUTH_NO_DIRECTORY, OAUTH_NO_CLIENT, OAUTH_NO_CLIENT_ID, OAUTH_TWICE, OAUTH_BROKEN_FORM,
    OAUTH_DIRECTORY_NEEDED;
/* The JSON answer; the error is the answer, so it returns OK. detail: added to the text; may be empty. */
Err oauth_refuse(Ctx *ctx, const OauthError *e, Str detail);
void oauth_json(Ctx *ctx, int status, const Buf *b);
/* Refusals of the dispatcher (limits, a full queue) in the words of the protocol: Route.error_body. */
Str oauth_error_body(Ctx *ctx, Err err, int status, Str *ret_content_type);
/* A parameter that stands more than once (RFC 6749 3.1, 3.2), or a form that cannot be read. NULL: neither. */
const OauthError *oauth_form_flaw(Ctx *ctx);
bool oauth_query_twice(Ctx *ctx);

/* --- the directory of the address --- */
typedef struct OauthTenant {
    Id directory_id; /* ID_NIL: any (common, organizations) */
    Str text;        /* as it stands in the addresses of answers: the id, or the word */
} OauthTenant;
/* By id, domain, "common" or "organizations". ERR_NOT_FOUND. */
MUST_USE Err oauth_tenant(SystemCtx s, Str text, OauthTenant *ret);
/* "https://host/{id}/v2.0", "https://host/{id}/"; for any directory with the placeholder that clients fill in. */
Str oauth_issuer(Ctx *ctx, const OauthTenant *t, bool v2);
Str oauth_issuer_of(Ctx *ctx, Id directory_id, bool v2);

/* --- applications --- */
typedef struct OauthApp {
    Id id, account_id, directory_id;
    Str name, about, account_name, account_public_id, directory_name;
    bool public_client, multi_tenant, app_only, rotate_refresh;
    bool require_pkce; /* by its own setting, the installation's, or as a public client */
    ApiScopeSet scopes;
} OauthApp;
/* One that may be used now. ERR_NOT_FOUND. */
MUST_USE Err oauth_app(SystemCtx s, Str client_id, OauthApp *ret);
/* What a request shows of its client. */
typedef struct OauthShown {
    Str client_id, secret, assertion, assertion_type;
    bool basic;
} OauthShown;
/* From the Basic header or the form. NULL: read. */
const OauthError *oauth_shown(Ctx *ctx, OauthShown *ret);
typedef struct OauthClient {
    OauthApp app;
    Id credential_id; /* ID_NIL: a public client */
} OauthClient;
/* In a READ unit. *ret_e NULL: it is the client it says it is. */
MUST_USE Err oauth_client(SystemCtx s, const OauthTenant *t, const OauthShown *shown, OauthClient *ret,
                          const OauthError **ret_e);
/* Thumbprint, signature, issuer, audience and time of an assertion (RFC 7523) against certificates. */
typedef struct OauthCert {
    Id id;
    Str der, sha1, sha256;
    Time starts_at, expires_at, last_used_at;
} OauthCert;
const OauthCert *oauth_assertion(Ctx *ctx, Id client_id, const Str *audiences, size_t audiences_n, Str assertion,
                                 const OauthCert *certs, size_t certs_n);

/* --- scopes --- */
typedef struct OauthScope {
    Str audience;
    ApiScopeSet scopes;
    bool all;   /* ".default": what the application has */
    Str claims; /* "openid profile email offline_access", those asked, in this order */
} OauthScope;
/* v2: "openid https://api.example/.default". NULL: read. With nothing but claims the audience is the API's. */
const OauthError *oauth_scope(Ctx *ctx, Str text, OauthScope *ret);
/* v1: resource and, for people, claims. */
const OauthError *oauth_resource(Ctx *ctx, Str resource, OauthScope *ret);
bool oauth_has_word(Str words, Str word);
/* Fewer where the application has fewer; more than it has is refused. */
const OauthError *oauth_scope_for(const OauthApp *app, OauthScope *scope);

/* --- answers --- */
typedef struct OauthPerson {
    Id id;
    Str first_name, last_name, sign_in, email;
    Time password_at, signed_out_at;
    bool may; /* active, and no password to change first */
} OauthPerson;
MUST_USE Err oauth_person(SystemCtx s, Id user_id, OauthPerson *ret);
typedef struct OauthAnswer {
    OauthClient client;
    Id directory_id, account_id, grant_id;
    OauthScope scope; /* what is given */
    OauthPerson person;
    Str amr, nonce, refresh;
    Time auth_at;
    bool alone; /* no person */
} OauthAnswer;
MUST_USE Err oauth_answer(Ctx *ctx, const OauthAnswer *t, bool v2);
/* The name of a person for one application only: no two applications can compare. */
Str oauth_subject(Ctx *ctx, Id application_id, Id user_id);

/* --- grants: token endpoint --- */
typedef struct OauthAsk {
    OauthTenant tenant;
    OauthShown shown;
    OauthClient client;
    bool v2;
} OauthAsk;
Err oauth_grant_code(Ctx *ctx, OauthAsk *ask);
Err oauth_grant_refresh(Ctx *ctx, OauthAsk *ask);
Err oauth_grant_device(Ctx *ctx, OauthAsk *ask);
/* A sign-in becomes tokens: makes the grant and, where asked for, its first refresh token. In a WRITE unit. */
typedef struct OauthSignIn {
    Id account_id, directory_id, user_id;
    Str how, amr;
    Time auth_at;
    OauthScope scope;
} OauthSignIn;
MUST_USE Err oauth_begin_grant(SystemCtx s, const OauthApp *app, const OauthSignIn *in, Id *ret_grant,
                               Str *ret_refresh);

/* Handlers. */
Err token_v1(PublicCtx p);
Err token_v2(PublicCtx p);
Err discovery_v1(PublicCtx p);
Err discovery_v2(PublicCtx p);
Err discovery_instance(PublicCtx p);
Err token_keys(PublicCtx p);
