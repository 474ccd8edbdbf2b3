/* Help: search, help topics and notifications; what the kernel must know of it. */
#include "app/area.h"
#include "app/route.h"

Err search_page(AccountCtx a);
Err suggest(AccountCtx a);
Err help_page(AccountCtx a);
Err help_topic_page(AccountCtx a);
Err notices_page(AccountCtx a);
Err notice_read_post(AccountCtx a);
Err notices_read_post(AccountCtx a);

static const Perm HELP_USE = PERM("help.use", N_("Search, read help and one's own notifications"), "*");
static const Perm *const PERMS[] = {&HELP_USE};

static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/search", &HELP_USE, NULL, MODE_READ, search_page, .summary = "Search results"),
    ROUTE("GET", "/a/{account}/suggest", &HELP_USE, NULL, MODE_READ, suggest, .kind = ROUTE_PARTIAL,
          .summary = "Suggestions while typing, as JSON"),
    ROUTE("GET", "/a/{account}/help", &HELP_USE, NULL, MODE_READ, help_page, .title = N_("Help"),
          .keywords = N_("documentation how to topics support")),
    ROUTE("GET", "/a/{account}/help/{topic}", &HELP_USE, NULL, MODE_READ, help_topic_page, .summary = "One help topic"),
    ROUTE("GET", "/a/{account}/notifications", &HELP_USE, NULL, MODE_READ, notices_page, .title = N_("Notifications"),
          .keywords = N_("bell messages unread")),
    ROUTE("POST", "/a/{account}/notifications/read", &HELP_USE, "notification.read", MODE_WRITE, notice_read_post),
    ROUTE("POST", "/a/{account}/notifications/read-all", &HELP_USE, "notification.read", MODE_WRITE, notices_read_post),
};
static const AuditAction AUDITED[] = {
    AUDIT("notification.read", "read_notifications", "notification", N_("Marked notifications as read"),
          .no_diff = "read or not", .quiet = true),
};
static const AuditWord AUDIT_RESOURCES[] = {{"notification", N_("Notification")}};
static const char *const NEEDS[] = {"home", NULL};

const Area area_help = {
    .name = "help",
    .title = N_("Help"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .help = "find-your-way",
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
};
