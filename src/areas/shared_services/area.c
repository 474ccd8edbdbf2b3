/* Shared services: what the kernel must know of the area. */
#include "app/area.h"
#include "areas/shared_services/pages.h"

#define ROLES "global_admin admin_agent sales_agent"
#define PROGRAMS "csp_direct csp_provider"
const Perm SHARED_VIEW = PERM("shared_services.view", N_("View shared services"), ROLES, .programs = PROGRAMS);
const Perm SHARED_BUY =
    PERM("shared_services.buy", N_("Buy shared services"), ROLES, .programs = PROGRAMS, .sells = true);
const Perm SHARED_MANAGE = PERM("shared_services.manage", N_("Make the tenant of shared services and change them"),
                                ROLES, .programs = PROGRAMS);
static const Perm *const PERMS[] = {&SHARED_VIEW, &SHARED_BUY, &SHARED_MANAGE};

#define P "/a/{account}/settings/shared-services"
static const Route ROUTES[] = {
    ROUTE("GET", P, &SHARED_VIEW, NULL, MODE_READ, shared_page, .title = N_("Shared services"),
          .keywords = N_("own use tenant subscription internal invoice")),
    ROUTE("POST", P, &SHARED_MANAGE, "shared_services.create", MODE_WRITE, shared_create_post,
          .summary = "Make the tenant of shared services"),
    ROUTE("POST", P "/buy", &SHARED_BUY, "shared_services.buy", MODE_WRITE, shared_buy_post,
          .summary = "Buy shared services"),
    ROUTE("GET", P "/export", &SHARED_VIEW, NULL, MODE_READ, shared_export, .summary = "Shared services as a file"),
    ROUTE("GET", P "/{subscription}", &SHARED_VIEW, NULL, MODE_READ, shared_one_page, .summary = "One shared service"),
    ROUTE("POST", P "/{subscription}", &SHARED_MANAGE, "shared_services.change", MODE_WRITE, shared_change_post),
    ROUTE("POST", P "/{subscription}/cancel", &SHARED_MANAGE, "shared_services.cancel", MODE_WRITE, shared_cancel_post),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Organization"),
     .label = N_("Shared services"),
     .icon = "marketplace",
     .path = P,
     .perm = &SHARED_VIEW,
     .order = 45},
};
static const AuditAction AUDITED[] = {
    AUDIT("shared_services.create", "create_shared_services", "customer", N_("Made the tenant of shared services")),
    AUDIT("shared_services.buy", "buy_shared_service", "order", N_("Bought a shared service")),
    AUDIT("shared_services.change", "change_shared_service", "subscription", N_("Changed a shared service")),
    AUDIT("shared_services.cancel", "cancel_shared_service", "subscription", N_("Cancelled a shared service")),
};
static const char *const NEEDS[] = {"account", "catalog", "commerce", "customers", "home", "legal", NULL};

const Area area_shared_services = {
    .name = "shared_services",
    .title = N_("Shared services"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .audit_actions = LIST(AUDITED),
    .help = "shared-services",
};
