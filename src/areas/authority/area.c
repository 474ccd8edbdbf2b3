/* The authority: what the kernel must know of it. */
#include "app/area.h"
#include "app/audit.h"
#include "areas/authority/oauth.h"

static const Route ROUTES[] = {
    ROUTE("POST", "/{tenant}/oauth2/token", &PERM_PUBLIC, NULL, MODE_OUTSIDE, token_v1, .kind = ROUTE_RAW,
          .error_body = oauth_error_body, .summary = "Tokens, version 1"),
    ROUTE("POST", "/{tenant}/oauth2/v2.0/token", &PERM_PUBLIC, NULL, MODE_OUTSIDE, token_v2, .kind = ROUTE_RAW,
          .error_body = oauth_error_body, .summary = "Tokens, version 2"),
    ROUTE("GET", "/{tenant}/.well-known/openid-configuration", &PERM_PUBLIC, NULL, MODE_READ, discovery_v1,
          .kind = ROUTE_RAW, .summary = "Discovery, version 1"),
    ROUTE("GET", "/{tenant}/v2.0/.well-known/openid-configuration", &PERM_PUBLIC, NULL, MODE_READ, discovery_v2,
          .kind = ROUTE_RAW, .summary = "Discovery, version 2"),
    ROUTE("GET", "/{tenant}/discovery/instance", &PERM_PUBLIC, NULL, MODE_READ, discovery_instance, .kind = ROUTE_RAW,
          .error_body = oauth_error_body, .summary = "Whether an authority is this one"),
    ROUTE("GET", "/{tenant}/discovery/keys", &PERM_PUBLIC, NULL, MODE_NONE, token_keys, .kind = ROUTE_RAW,
          .error_body = oauth_error_body, .summary = "Public keys of tokens"),
    ROUTE("GET", "/{tenant}/discovery/v2.0/keys", &PERM_PUBLIC, NULL, MODE_NONE, token_keys, .kind = ROUTE_RAW,
          .error_body = oauth_error_body, .summary = "Public keys of tokens"),
};
static const AuditAction AUDITED[] = {
    AUDIT("authority.sign_in", "sign_in_application", "application", N_("Signed in to an application"),
          .no_diff = "begins a sign-in of the application"),
    AUDIT("authority.code_replay", "end_sign_in", "application", N_("A code was used twice: the sign-in was ended"),
          .no_diff = "ends a sign-in of the application"),
    AUDIT("authority.refresh_reuse", "end_sign_in", "application",
          N_("A refresh token was used twice: the sign-in was ended"), .no_diff = "ends a sign-in of the application"),
    AUDIT("authority.key_rotate", "rotate_signing_key", "signing_key", N_("Made the next key that signs tokens"),
          .no_diff = "a secret"),
};
static const AuditWord AUDIT_RESOURCES[] = {
    {"signing_key", N_("Key that signs tokens")},
};
static const char *const NEEDS[] = {"identity", NULL};

const Area area_authority = {
    .name = "authority",
    .title = N_("Applications"),
    .needs = NEEDS,
    .routes = LIST(ROUTES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
};
