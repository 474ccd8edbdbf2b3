/* The authority: what the kernel must know of it. */
#include "app/area.h"
#include "areas/authority/oauth.h"

static const Route ROUTES[] = {
    ROUTE("POST", "/{tenant}/oauth2/token", &PERM_PUBLIC, NULL, MODE_OUTSIDE, token_v1, .kind = ROUTE_RAW,
          .summary = "Tokens, version 1"),
    ROUTE("POST", "/{tenant}/oauth2/v2.0/token", &PERM_PUBLIC, NULL, MODE_OUTSIDE, token_v2, .kind = ROUTE_RAW,
          .summary = "Tokens, version 2"),
    ROUTE("GET", "/{tenant}/.well-known/openid-configuration", &PERM_PUBLIC, NULL, MODE_READ, discovery_v1,
          .kind = ROUTE_RAW, .summary = "Discovery, version 1"),
    ROUTE("GET", "/{tenant}/v2.0/.well-known/openid-configuration", &PERM_PUBLIC, NULL, MODE_READ, discovery_v2,
          .kind = ROUTE_RAW, .summary = "Discovery, version 2"),
    ROUTE("GET", "/{tenant}/discovery/instance", &PERM_PUBLIC, NULL, MODE_READ, discovery_instance, .kind = ROUTE_RAW,
          .summary = "Whether an authority is this one"),
    ROUTE("GET", "/{tenant}/discovery/keys", &PERM_PUBLIC, NULL, MODE_NONE, token_keys, .kind = ROUTE_RAW,
          .summary = "Public keys of tokens"),
    ROUTE("GET", "/{tenant}/discovery/v2.0/keys", &PERM_PUBLIC, NULL, MODE_NONE, token_keys, .kind = ROUTE_RAW,
          .summary = "Public keys of tokens"),
};
static const char *const NEEDS[] = {"identity", NULL};

const Area area_authority = {
    .name = "authority",
    .title = N_("Applications"),
    .needs = NEEDS,
    .routes = LIST(ROUTES),
};
