/* Users of customers and their licences: what the kernel must know of this area. */
#include "app/area.h"
#include "app/import.h"
#include "areas/customer_users/api.h"
#include "areas/customer_users/pages.h"
#include "gen/customer_users_q.h"

#define SELLERS "csp_direct csp_provider csp_reseller"
const Perm CUSTOMER_USERS_VIEW =
    PERM("customer_users.view", N_("View customers' users and licenses"),
         "global_admin admin_agent sales_agent helpdesk_agent user_management_admin", .programs = SELLERS);
const Perm CUSTOMER_USERS_MANAGE =
    PERM("customer_users.manage", N_("Manage customers' users, their roles and licenses"),
         "global_admin admin_agent helpdesk_agent user_management_admin", .programs = SELLERS);
static const Perm *const PERMS[] = {&CUSTOMER_USERS_VIEW, &CUSTOMER_USERS_MANAGE};

#define C "/v1/customers/{customer}"
#define U C "/users/{user}"
#define P "/a/{account}/customers/{customer}/users"
#define PU P "/{user}"
#define API(METHOD, PATH, PERM_OF, ACTION, MODE, HANDLER, AREA, ...)                                                   \
    ROUTE(METHOD, PATH, PERM_OF, ACTION, MODE, HANDLER, .kind = ROUTE_API, .api_area = AREA, __VA_ARGS__)
static const Route ROUTES[] = {
    API("GET", C "/users", &CUSTOMER_USERS_VIEW, NULL, MODE_READ, api_customer_users, "customer-users",
        .shape_out = &API_CUSTOMER_USER, .list = true, .query = "filter sortField sortDirection",
        .summary = "List a customer's users"),
    API("POST", C "/users", &CUSTOMER_USERS_MANAGE, "customer_user.create", MODE_OUTSIDE, api_customer_user_create,
        "customer-users", .shape_in = &API_CUSTOMER_USER, .shape_out = &API_CUSTOMER_USER, .hashing = true,
        .answers = "200", .summary = "Create a user of a customer"),
    API("GET", U, &CUSTOMER_USERS_VIEW, NULL, MODE_READ, api_customer_user_get, "customer-users",
        .shape_out = &API_CUSTOMER_USER, .summary = "Get a user of a customer"),
    API("PATCH", U, &CUSTOMER_USERS_MANAGE, "customer_user.save", MODE_WRITE, api_customer_user_patch, "customer-users",
        .shape_in = &API_CUSTOMER_USER, .shape_out = &API_CUSTOMER_USER, .summary = "Change or restore a user"),
    API("PATCH", U "/resetpassword", &CUSTOMER_USERS_MANAGE, "customer_user.password", MODE_OUTSIDE,
        api_customer_user_password, "customer-users", .shape_in = &API_CUSTOMER_USER, .shape_out = &API_CUSTOMER_USER,
        .hashing = true, .summary = "Set a user's password"),
    API("DELETE", U, &CUSTOMER_USERS_MANAGE, "customer_user.delete", MODE_WRITE, api_customer_user_delete,
        "customer-users", .summary = "Delete a user, for 30 days restorable"),
    API("GET", U "/directoryroles", &CUSTOMER_USERS_VIEW, NULL, MODE_READ, api_customer_user_roles, "customer-users",
        .shape_out = &API_DIRECTORY_ROLE, .list = true, .summary = "List a user's roles"),
    API("GET", U "/licenses", &CUSTOMER_USERS_VIEW, NULL, MODE_READ, api_customer_user_licences, "customer-users",
        .shape_out = &API_LICENCE, .list = true, .query = "licenseGroupIds", .summary = "List a user's licenses"),
    API("POST", U "/licenseupdates", &CUSTOMER_USERS_MANAGE, "customer_user.licences", MODE_WRITE, api_licence_update,
        "customer-users", .shape_in = &API_LICENCE_UPDATE, .shape_out = &API_LICENCE_UPDATE,
        .summary = "Assign and remove licenses"),
    API("GET", C "/directoryroles", &CUSTOMER_USERS_VIEW, NULL, MODE_READ, api_directory_roles, "directory-roles",
        .shape_out = &API_DIRECTORY_ROLE, .list = true, .summary = "List a customer's roles"),
    API("GET", C "/directoryroles/{role}/usermembers", &CUSTOMER_USERS_VIEW, NULL, MODE_READ, api_role_members,
        "directory-roles", .shape_out = &API_USER_MEMBER, .list = true, .summary = "List who has a role"),
    API("POST", C "/directoryroles/{role}/usermembers", &CUSTOMER_USERS_MANAGE, "customer_user.role.add", MODE_WRITE,
        api_role_member_add, "directory-roles", .shape_in = &API_USER_MEMBER, .shape_out = &API_USER_MEMBER,
        .summary = "Give a user a role"),
    API("DELETE", C "/directoryroles/{role}/usermembers/{user}", &CUSTOMER_USERS_MANAGE, "customer_user.role.remove",
        MODE_WRITE, api_role_member_drop, "directory-roles", .summary = "Take a role from a user"),
    API("GET", C "/subscribedskus", &CUSTOMER_USERS_VIEW, NULL, MODE_READ, api_subscribed_skus, "licenses",
        .shape_out = &API_SUBSCRIBED_SKU, .list = true, .query = "licenseGroupIds",
        .summary = "List a customer's licenses"),

    ROUTE("GET", P, &CUSTOMER_USERS_VIEW, NULL, MODE_READ, page_customer_users,
          .summary = "A customer's users and licenses"),
    ROUTE("GET", P "/export", &CUSTOMER_USERS_VIEW, NULL, MODE_READ, page_customer_users_export,
          .summary = "A customer's users as a file"),
    ROUTE("GET", P "/new", &CUSTOMER_USERS_MANAGE, NULL, MODE_READ, page_customer_user_new,
          .summary = "The form of a new user"),
    ROUTE("POST", P "/new", &CUSTOMER_USERS_MANAGE, "customer_user.create", MODE_OUTSIDE, page_customer_user_add,
          .hashing = true, .summary = "Add a user"),
    ROUTE("GET", P "/import", &CUSTOMER_USERS_MANAGE, NULL, MODE_READ, page_customer_user_imports,
          .summary = "Files of a customer's users"),
    ROUTE("POST", P "/import", &CUSTOMER_USERS_MANAGE, "customer_users.upload", MODE_WRITE,
          page_customer_user_import_upload, .upload = true, .body_max = IMPORT_BYTES_MAX + (64 << 10),
          .summary = "Check a file"),
    ROUTE("GET", P "/import/template", &CUSTOMER_USERS_MANAGE, NULL, MODE_READ, page_customer_user_import_template),
    ROUTE("GET", P "/import/{import}", &CUSTOMER_USERS_MANAGE, NULL, MODE_READ, page_customer_user_import),
    ROUTE("POST", P "/import/{import}/run", &CUSTOMER_USERS_MANAGE, "customer_users.import.start", MODE_WRITE,
          page_customer_user_import_run, .summary = "Import a file"),
    ROUTE("GET", P "/import/{import}/report", &CUSTOMER_USERS_MANAGE, NULL, MODE_READ,
          page_customer_user_import_report),
    ROUTE("POST", P "/import/{import}/passwords", &CUSTOMER_USERS_MANAGE, "customer_users.passwords", MODE_WRITE,
          page_customer_user_import_passwords, .step_up = true, .summary = "Download temporary passwords, once"),
    ROUTE("GET", PU, &CUSTOMER_USERS_VIEW, NULL, MODE_READ, page_customer_user, .summary = "One user of a customer"),
    ROUTE("POST", PU, &CUSTOMER_USERS_MANAGE, "customer_user.save", MODE_WRITE, page_customer_user_save,
          .summary = "Save a user's profile"),
    ROUTE("POST", PU "/licenses", &CUSTOMER_USERS_MANAGE, "customer_user.licences", MODE_WRITE,
          page_customer_user_licences, .summary = "Save which licenses a user has"),
    ROUTE("POST", PU "/roles", &CUSTOMER_USERS_MANAGE, "customer_user.role.add", MODE_WRITE, page_customer_user_roles,
          .summary = "Save which roles a user has"),
    ROUTE("POST", PU "/password", &CUSTOMER_USERS_MANAGE, "customer_user.password", MODE_OUTSIDE,
          page_customer_user_password, .hashing = true, .summary = "Set a user's password"),
    ROUTE("POST", PU "/delete", &CUSTOMER_USERS_MANAGE, "customer_user.delete", MODE_WRITE, page_customer_user_delete,
          .summary = "Delete a user"),
    ROUTE("POST", PU "/restore", &CUSTOMER_USERS_MANAGE, "customer_user.save", MODE_WRITE, page_customer_user_restore,
          .summary = "Restore a deleted user"),
};
static const NavEntry CUSTOMER_NAV[] = {
    {.label = N_("Users and licenses"), .path = P, .perm = &CUSTOMER_USERS_VIEW, .order = 30}};

static const AuditAction AUDITED[] = {
    AUDIT("customer_user.create", "create_customer_user", "customer_user", N_("Added a user of a customer")),
    AUDIT("customer_user.import", "create_customer_user", "customer_user",
          N_("Added a user of a customer from a file")),
    AUDIT("customer_user.import.refused", "refuse_customer_user_row", "customer_user",
          N_("Refused a user of a customer of a file"), .no_diff = "the row and its problem stand in the report"),
    AUDIT("customer_users.upload", "upload_customer_user_file", "import", N_("Uploaded a file of a customer's users"),
          .no_diff = "the file is kept"),
    AUDIT("customer_users.import.start", "import_customer_users", "import", N_("Began to import a customer's users"),
          .no_diff = "each row has its own"),
    AUDIT("customer_users.import.done", "import_customer_users", "import", N_("Finished importing a customer's users"),
          .no_diff = "each row has its own"),
    AUDIT("customer_users.passwords", "download_customer_user_passwords", "import",
          N_("Downloaded temporary passwords of a customer's users"), .no_diff = "secrets"),
    AUDIT("customer_user.save", "update_customer_user", "customer_user",
          N_("Changed or restored a user of a customer")),
    AUDIT("customer_user.password", "reset_customer_user_password", "customer_user",
          N_("Set the password of a user of a customer"), .no_diff = "a secret"),
    AUDIT("customer_user.delete", "delete_customer_user", "customer_user", N_("Deleted a user of a customer")),
    AUDIT("customer_user.licences", "update_customer_user_licenses", "customer_user",
          N_("Changed the licenses of a user of a customer")),
    AUDIT("customer_user.role.add", "add_user_member", "customer_user", N_("Gave a user of a customer a role")),
    AUDIT("customer_user.role.remove", "remove_user_member", "customer_user",
          N_("Took a role from a user of a customer")),
};
static const AuditWord AUDIT_FIELDS[] = {
    {"usageLocation", N_("Usage location")}, {"directoryRole", N_("Directory role")}, {"licenses", N_("Licenses")}};
static const char *const NEEDS[] = {"catalog", "customers", "identity", "people", NULL};

static const JobKind JOBS[] = {{.kind = "customer_users.import",
                                .title = N_("Import of a customer's users"),
                                .step = customer_users_import_step,
                                .outside = true,
                                .attempts_max = 5,
                                .visible = true,
                                .page = "/a/{account}/customers/{customer}/users/import/{key}"}};

static Err customer_gone(AccountCtx a)
{
    TRY(q_cuser_licences_gone(a, NULL, NULL));
    TRY(q_cuser_pools_gone(a, NULL, NULL));
    TRY(q_cuser_roles_gone(a, NULL, NULL));
    return q_cusers_gone(a, NULL, NULL);
}

const Area area_customer_users = {
    .name = "customer_users",
    .title = N_("Customers' users"),
    .help = "customer-users",
    .needs = NEEDS,
    .customer_gone = customer_gone,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .customer_nav = LIST(CUSTOMER_NAV),
    .jobs = LIST(JOBS),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
};
