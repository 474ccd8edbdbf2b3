/* Tenants: what the kernel must know of the area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/tenants/pages.h"

const Perm TENANTS_VIEW =
    PERM("tenants.view", N_("View the account's directories (tenants)"), "global_admin account_admin owner manager");
const Perm TENANTS_EDIT = PERM("tenants.edit", N_("Associate and remove directories, and choose the primary one"),
                               "global_admin owner manager");
const Perm TENANTS_ANSWER =
    PERM("tenants.answer", N_("Confirm that one's directory is tied to another account"), "global_admin owner");
static const Perm *const PERMS[] = {&TENANTS_VIEW, &TENANTS_EDIT, &TENANTS_ANSWER};

#define P "/a/{account}/settings/tenants"
static const Route ROUTES[] = {
    ROUTE("GET", P, &TENANTS_VIEW, NULL, MODE_READ, tenants_page, .title = N_("Tenants"),
          .keywords = N_("tenant directory associate remove primary domain")),
    ROUTE("POST", P, &TENANTS_EDIT, "tenant.ask", MODE_WRITE, tenant_ask_post, .summary = "Ask to tie a directory"),
    ROUTE("GET", P "/export", &TENANTS_VIEW, NULL, MODE_READ, tenants_export, .summary = "Tenants as a file"),
    ROUTE("GET", P "/requests/export", &TENANTS_VIEW, NULL, MODE_READ, tenant_requests_export,
          .summary = "Requests to tie directories as a file"),
    ROUTE("GET", P "/requests/{request}", &TENANTS_VIEW, NULL, MODE_READ, tenant_request_page,
          .summary = "A request to tie a directory"),
    ROUTE("POST", P "/requests/{request}/confirm", &TENANTS_ANSWER, "tenant.confirm", MODE_WRITE, tenant_confirm_post),
    ROUTE("POST", P "/requests/{request}/decline", &TENANTS_ANSWER, "tenant.decline", MODE_WRITE, tenant_decline_post),
    ROUTE("POST", P "/requests/{request}/withdraw", &TENANTS_EDIT, "tenant.withdraw", MODE_WRITE, tenant_withdraw_post),
    ROUTE("GET", P "/{directory}", &TENANTS_VIEW, NULL, MODE_READ, tenant_page, .summary = "One directory"),
    ROUTE("POST", P "/{directory}/primary", &TENANTS_EDIT, "tenant.primary", MODE_WRITE, tenant_primary_post),
    ROUTE("POST", P "/{directory}/remove", &TENANTS_EDIT, "tenant.remove", MODE_WRITE, tenant_remove_post),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Organization"),
     .label = N_("Tenants"),
     .icon = "globe",
     .path = P,
     .perm = &TENANTS_VIEW,
     .order = 31},
};
static const Machine *const MACHINES[] = {&TENANT_REQUEST};
static const NoticeCategory NOTICES[] = {
    {.id = "tenants",
     .name = N_("Tenants"),
     .about = N_("An account asks to be tied to your directory, or a directory answers.")},
};
static const AuditAction AUDITED[] = {
    AUDIT("tenant.ask", "ask_tenant", "directory", N_("Asked to tie a directory")),
    AUDIT("tenant.confirm", "confirm_tenant", "directory",
          N_("Confirmed that the directory is tied to another account")),
    AUDIT("tenant.decline", "decline_tenant", "directory",
          N_("Declined that the directory is tied to another account")),
    AUDIT("tenant.withdraw", "withdraw_tenant", "directory", N_("Took a request for a directory back")),
    AUDIT("tenant.primary", "set_primary_tenant", "directory", N_("Made another directory the primary")),
    AUDIT("tenant.remove", "remove_tenant", "directory", N_("Removed a directory from the account")),
};
static const AuditWord AUDIT_FIELDS[] = {{"primaryDirectory", N_("Primary directory")}};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "waiting", N_("Waits for confirmation")},
    {"state", "confirmed", N_("Confirmed")},
};
static const char *const NEEDS[] = {"account", "home", "identity", NULL};

const Area area_tenants = {
    .name = "tenants",
    .title = N_("Tenants"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .help = "tenants",
};
