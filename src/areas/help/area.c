/* Help: search and help topics; what the kernel must know of it. */
#include "app/area.h"
#include "app/route.h"

Err search_page(AccountCtx a);
Err suggest(AccountCtx a);
Err help_page(AccountCtx a);
Err help_topic_page(AccountCtx a);
Err help_desk_page(OperatorCtx o);
Err help_desk_topic_page(OperatorCtx o);

static const Perm HELP_USE = PERM("help.use", N_("Search and read help"), "*");
static const Perm HELP_DESK = PERM("operator.help", N_("Read help at the vendor's desk"),
                                   "operator_admin operator_support operator_finance operator_catalog "
                                   "operator_verification",
                                   .operator_only = true);
static const Perm *const PERMS[] = {&HELP_USE, &HELP_DESK};

static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/search", &HELP_USE, NULL, MODE_READ, search_page, .summary = "Search results"),
    ROUTE("GET", "/a/{account}/suggest", &HELP_USE, NULL, MODE_READ, suggest, .kind = ROUTE_PARTIAL,
          .summary = "Suggestions while typing, as JSON"),
    ROUTE("GET", "/a/{account}/help", &HELP_USE, NULL, MODE_READ, help_page, .title = N_("Help"),
          .keywords = N_("documentation how to topics support")),
    ROUTE("GET", "/a/{account}/help/{topic}", &HELP_USE, NULL, MODE_READ, help_topic_page, .summary = "One help topic"),
    ROUTE("GET", "/operator/help", &HELP_DESK, NULL, MODE_READ, help_desk_page,
          .summary = "Help, for the vendor's staff"),
    ROUTE("GET", "/operator/help/{topic}", &HELP_DESK, NULL, MODE_READ, help_desk_topic_page,
          .summary = "One help topic, for the vendor's staff"),
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
