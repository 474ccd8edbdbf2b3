/* Help: search and help topics; what the kernel must know of it. */
#include "app/area.h"
#include "app/route.h"

Err search_page(AccountCtx a);
Err suggest(AccountCtx a);
Err help_page(AccountCtx a);
Err help_topic_page(AccountCtx a);

static const Perm HELP_USE = PERM("help.use", N_("Search and read help"), "*");
static const Perm *const PERMS[] = {&HELP_USE};

static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/search", &HELP_USE, NULL, MODE_READ, search_page, .summary = "Search results"),
    ROUTE("GET", "/a/{account}/suggest", &HELP_USE, NULL, MODE_READ, suggest, .kind = ROUTE_PARTIAL,
          .summary = "Suggestions while typing, as JSON"),
    ROUTE("GET", "/a/{account}/help", &HELP_USE, NULL, MODE_READ, help_page, .title = N_("Help"),
          .keywords = N_("documentation how to topics support")),
    ROUTE("GET", "/a/{account}/help/{topic}", &HELP_USE, NULL, MODE_READ, help_topic_page, .summary = "One help topic"),
};
static const char *const NEEDS[] = {"home", NULL};

const Area area_help = {
    .name = "help",
    .title = N_("Help"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .help = "find-your-way",
};
