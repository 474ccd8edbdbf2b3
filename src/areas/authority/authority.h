/* The authority of the API: applications, what people allow them, and the tokens that come of it (RFC 6749, 7636, 7523,
 * 8252, 8628, 9207, 9700; OpenID Connect Core). Rules that other areas and the command line may use. */
#pragma once
#include "app/ctx.h"
#include "app/perm.h"

enum {
    AUTHORITY_TOKEN_S = 3600,    /* an access or id token */
    AUTHORITY_CODE_S = 300,      /* an authorization code */
    AUTHORITY_DEVICE_S = 900,    /* a device waits for its person */
    AUTHORITY_POLL_S = 5,        /* between two questions of a device */
    AUTHORITY_REFRESH_DAYS = 90, /* a refresh token that is not used */
    AUTHORITY_GRANT_DAYS = 365,  /* from one sign-in to the next, however often refreshed */
    AUTHORITY_SECRET_DAYS_MAX = 730,
    AUTHORITY_SERVICE_TOKEN_DAYS_MAX = 365,
    AUTHORITY_REDIRECT_MAX = 256,   /* bytes of a redirect address */
    AUTHORITY_REDIRECTS_MAX = 50,   /* of one application */
    AUTHORITY_CREDENTIALS_MAX = 20, /* of one kind, of one application */
    AUTHORITY_SKEW_S = 300,         /* how far a client's clock may be wrong */
};

/* Redirect addresses. */
typedef enum RedirectFlaw {
    REDIRECT_OK,
    REDIRECT_NOT_AN_ADDRESS,
    REDIRECT_TOO_LONG,
    REDIRECT_FRAGMENT,
    REDIRECT_WILDCARD,
    REDIRECT_USER_INFO,
    REDIRECT_PLAIN_HTTP, /* http to another machine */
    REDIRECT_SCHEME,     /* a scheme of its own without a dot, or one that browsers run */
} RedirectFlaw;
RedirectFlaw authority_redirect_flaw(Str uri);
/* The asked one is the registered one; of a loopback address any port (RFC 8252 7.3). */
bool authority_redirect_fits(Str registered, Str asked);
/* Whether only its owner can listen there: https, elsewhere than on the person's own device. */
bool authority_redirect_sure(Str uri);
/* "https://app.example" or "myapp.example:" of a good address: for the page's policy and for people. */
Str authority_redirect_origin(Arena *a, Str uri);

/* What a person types from a device, in its normal form; empty when it cannot be a code. */
Str authority_user_code(Arena *a, Str typed);

/* What the tests and the demo make. In a WRITE unit of the account. */
typedef struct NewClient {
    Id id, account_id, directory_id;
    Str name, about, scopes;
    bool public_client, multi_tenant, app_only, require_pkce;
} NewClient;
MUST_USE Err authority_add_application(SystemCtx s, const NewClient *n);
MUST_USE Err authority_add_redirect(SystemCtx s, Id account_id, Id application_id, Str kind, Str uri);
