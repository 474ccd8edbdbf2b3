/* Home: what the kernel must know of it. */
#include "app/area.h"
#include "app/route.h"

Err root_page(PublicCtx p);
Err home_page(AccountCtx a);
Err menu_get(AccountCtx a);
Err arrange_page(AccountCtx a);
Err arrange_post(AccountCtx a);

static const Perm HOME_VIEW = PERM("home.view", N_("Open home and see one's own access"), "*");
static const Perm *const PERMS[] = {&HOME_VIEW};

static const Route ROUTES[] = {
    ROUTE("GET", "/", &PERM_PUBLIC, NULL, MODE_READ, root_page, .summary = "Leads to where the person works"),
    ROUTE("GET", "/a/{account}", &HOME_VIEW, NULL, MODE_READ, home_page, .title = N_("Home"),
          .keywords = N_("dashboard tiles start")),
    ROUTE("GET", "/a/{account}/menu", &HOME_VIEW, NULL, MODE_READ, menu_get),
    ROUTE("GET", "/a/{account}/tiles", &HOME_VIEW, NULL, MODE_READ, arrange_page, .title = N_("Arrange tiles"),
          .keywords = N_("home order hide")),
    ROUTE("POST", "/a/{account}/tiles", &HOME_VIEW, "home.arrange", MODE_WRITE, arrange_post),
};

static const NavEntry NAV[] = {
    {.group = NULL, .label = N_("Home"), .icon = "home", .path = "/a/{account}", .perm = &HOME_VIEW, .order = 0},
};
static const char *const NEEDS[] = {"identity", NULL};

static const AuditAction AUDITED[] = {
    AUDIT("home.arrange", "update_preferences", "preference", N_("Arranged the tiles of home"),
          .no_diff = "a preference of one person", .quiet = true),
};

const Area area_home = {
    .name = "home",
    .title = N_("Home"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .help = "find-your-way",
    .audit_actions = LIST(AUDITED),
};
