/* Access: what the kernel must know of it. */
#include "app/area.h"
#include "app/audit.h"
#include "app/tell.h"
#include "areas/access/jobs.h"
#include "areas/access/pages.h"

const Perm ACCESS_VIEW = PERM("access.view", N_("See the workspaces of the organization and whom to ask"), "*");
const Perm ACCESS_ASK = PERM("access.ask", N_("Ask for access"), "*");
const Perm ACCESS_DECIDE = PERM("access.decide", N_("Decide requests for access"),
                                "global_admin account_admin user_management_admin owner manager");
const Perm ACCESS_OTHERS = PERM("access.others", N_("See what others may do and why"),
                                "global_admin account_admin user_management_admin mpn_partner_admin owner manager");
const Perm ACCESS_ROLES = PERM("access.roles", N_("Make and change roles of the account"), "global_admin owner");
const Perm OPERATOR_ROLES =
    PERM("operator.roles", N_("Make and change roles for all accounts"), "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&OPERATOR_ROLES, &ACCESS_VIEW,   &ACCESS_ASK,
                                    &ACCESS_DECIDE,  &ACCESS_OTHERS, &ACCESS_ROLES};

static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/my-access", &ACCESS_VIEW, NULL, MODE_READ, my_access_page, .title = N_("My access"),
          .keywords = N_("roles permissions workspaces granted who to ask request")),
    ROUTE("GET", "/a/{account}/my-access/request", &ACCESS_ASK, NULL, MODE_READ, ask_page),
    ROUTE("POST", "/a/{account}/my-access/request", &ACCESS_ASK, "access.request", MODE_WRITE, ask_post),
    ROUTE("GET", "/a/{account}/my-access/requests/{request}", &ACCESS_ASK, NULL, MODE_READ, own_request_page),
    ROUTE("POST", "/a/{account}/my-access/requests/{request}/withdraw", &ACCESS_ASK, "access.withdraw", MODE_WRITE,
          withdraw_post),
    ROUTE("GET", "/a/{account}/my-access/workspace/{workspace}", &ACCESS_VIEW, NULL, MODE_READ, workspace_page),
    ROUTE("GET", "/a/{account}/settings/access-requests", &ACCESS_DECIDE, NULL, MODE_READ, queue_page,
          .title = N_("Access requests"), .keywords = N_("grant decline role ask")),
    ROUTE("GET", "/a/{account}/settings/access-requests/export", &ACCESS_DECIDE, NULL, MODE_READ, queue_export),
    ROUTE("GET", "/a/{account}/settings/access-requests/{request}", &ACCESS_DECIDE, NULL, MODE_READ, request_page),
    ROUTE("POST", "/a/{account}/settings/access-requests/{request}/grant", &ACCESS_DECIDE, "access.grant", MODE_WRITE,
          grant_post, .step_up = true),
    ROUTE("POST", "/a/{account}/settings/access-requests/{request}/decline", &ACCESS_DECIDE, "access.decline",
          MODE_WRITE, decline_post),
    ROUTE("GET", "/a/{account}/settings/permissions", &ACCESS_VIEW, NULL, MODE_READ, permissions_page,
          .title = N_("View permissions"), .keywords = N_("rights access roles")),
    ROUTE("GET", "/a/{account}/settings/permissions/export", &ACCESS_VIEW, NULL, MODE_READ, permissions_export),
    ROUTE("GET", "/a/{account}/settings/permissions/compare", &ACCESS_OTHERS, NULL, MODE_READ, compare_page,
          .title = N_("Compare permissions"), .keywords = N_("two people difference side by side")),
    ROUTE("GET", "/a/{account}/settings/permissions/compare/export", &ACCESS_OTHERS, NULL, MODE_READ, compare_export),
    ROUTE("GET", "/a/{account}/settings/roles", &ACCESS_VIEW, NULL, MODE_READ, roles_page, .title = N_("Roles"),
          .keywords = N_("permissions rights")),
    ROUTE("POST", "/a/{account}/settings/roles", &ACCESS_ROLES, "access.role_create", MODE_WRITE, role_create_post,
          .step_up = true),
    ROUTE("GET", "/a/{account}/settings/roles/new", &ACCESS_ROLES, NULL, MODE_READ, role_new_page),
    ROUTE("GET", "/a/{account}/settings/roles/{role}", &ACCESS_VIEW, NULL, MODE_READ, role_page),
    ROUTE("POST", "/a/{account}/settings/roles/{role}", &ACCESS_ROLES, "access.role_update", MODE_WRITE,
          role_update_post, .step_up = true),
    ROUTE("GET", "/a/{account}/settings/roles/{role}/edit", &ACCESS_ROLES, NULL, MODE_READ, role_edit_page),
    ROUTE("POST", "/a/{account}/settings/roles/{role}/remove", &ACCESS_ROLES, "access.role_remove", MODE_WRITE,
          role_remove_post, .step_up = true),
    ROUTE("GET", "/operator/roles", &OPERATOR_ROLES, NULL, MODE_READ, desk_roles_page),
    ROUTE("POST", "/operator/roles", &OPERATOR_ROLES, "access.role_create", MODE_WRITE, desk_role_create_post,
          .step_up = true),
    ROUTE("GET", "/operator/roles/new", &OPERATOR_ROLES, NULL, MODE_READ, desk_role_new_page),
    ROUTE("GET", "/operator/roles/{role}", &OPERATOR_ROLES, NULL, MODE_READ, desk_role_page),
    ROUTE("POST", "/operator/roles/{role}", &OPERATOR_ROLES, "access.role_update", MODE_WRITE, desk_role_update_post,
          .step_up = true),
    ROUTE("GET", "/operator/roles/{role}/edit", &OPERATOR_ROLES, NULL, MODE_READ, desk_role_edit_page),
    ROUTE("POST", "/operator/roles/{role}/remove", &OPERATOR_ROLES, "access.role_remove", MODE_WRITE,
          desk_role_remove_post, .step_up = true),
    ROUTE("GET", "/a/{account}/settings/why", &ACCESS_VIEW, NULL, MODE_READ, why_page,
          .title = N_("Why can I, why not"), .keywords = N_("permission refused forbidden role explain")),
};

static const NavEntry NAV[] = {
    {.group = N_("Vendor"),
     .label = N_("Roles for all accounts"),
     .icon = "key",
     .path = "/operator/roles",
     .perm = &OPERATOR_ROLES,
     .order = 30},
};
static const NavEntry SETTINGS[] = {
    {.group = N_("You"),
     .label = N_("My access"),
     .icon = "key",
     .path = "/a/{account}/my-access",
     .perm = &ACCESS_VIEW,
     .order = 12},
    {.group = N_("Access"),
     .label = N_("Access requests"),
     .icon = "key",
     .path = "/a/{account}/settings/access-requests",
     .perm = &ACCESS_DECIDE,
     .order = 23},
    {.group = N_("Access"),
     .label = N_("View permissions"),
     .icon = "shield",
     .path = "/a/{account}/settings/permissions",
     .perm = &ACCESS_VIEW,
     .order = 22},
    {.group = N_("Access"),
     .label = N_("Roles"),
     .icon = "key",
     .path = "/a/{account}/settings/roles",
     .perm = &ACCESS_VIEW,
     .order = 24},
};
static const JobKind JOBS[] = {
    {.kind = ACCESS_EXPIRE, .title = N_("End of an access request"), .step = access_expire_step},
};
static const NoticeCategory NOTICES[] = {
    {.id = "access", .name = N_("Access"), .about = N_("Requests for access, and what became of yours.")},
};
static const AuditAction AUDITED[] = {
    AUDIT("access.request", "request_access", "access_request", N_("Asked for access")),
    AUDIT("access.withdraw", "withdraw_access_request", "access_request", N_("Withdrew a request for access")),
    AUDIT("access.grant", "grant_access", "access_request", N_("Granted a request for access")),
    AUDIT("access.decline", "decline_access", "access_request", N_("Declined a request for access")),
    AUDIT(ACCESS_EXPIRE, "expire_access_request", "access_request", N_("A request for access ended undecided")),
    AUDIT("access.role_create", "create_role", "custom_role", N_("Made a role")),
    AUDIT("access.role_update", "update_role", "custom_role", N_("Changed a role")),
    AUDIT("access.role_remove", "remove_role", "custom_role", N_("Removed a role")),
};
static const AuditWord RESOURCES[] = {{"access_request", N_("Access request")}, {"custom_role", N_("Role")}};
static const char *const NEEDS[] = {"home", "identity", NULL};

const Area area_access = {
    .name = "access",
    .title = N_("Access"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .jobs = LIST(JOBS),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(RESOURCES),
    .help = "roles-and-permissions",
};
