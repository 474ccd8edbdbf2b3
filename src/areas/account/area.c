/* Account settings: what the kernel must know of it. */
#include "areas/account/pages.h"

#include "app/program.h"

const Perm ACCOUNT_SETTINGS =
    PERM("account.settings", N_("Open account settings, see roles and one's own permissions"), "*");
const Perm ACCOUNT_COMPANY_VIEW = PERM("account.company_view", N_("View the company profile"),
                                       "global_admin account_admin mpn_partner_admin admin_agent sales_agent "
                                       "helpdesk_agent billing_admin compliance_admin "
                                       "cpv_global_admin owner manager");
const Perm ACCOUNT_COMPANY_EDIT =
    PERM("account.company_edit", N_("Edit the company profile"), "global_admin account_admin owner");
const Perm ACCOUNT_PARTNER_SETTINGS =
    PERM("account.partner_settings", N_("Open partner settings"), "*", .sides = SIDE_PARTNER);
const Perm ACCOUNT_DEVELOPER_SETTINGS =
    PERM("account.developer_settings", N_("Open developer settings"), "*", .sides = SIDE_DEVELOPER);
const Perm ACCOUNT_PARTNER_PROFILE = PERM("account.partner_profile", N_("View the partner profile"),
                                          "global_admin account_admin mpn_partner_admin admin_agent sales_agent "
                                          "helpdesk_agent billing_admin compliance_admin cpv_global_admin",
                                          .sides = SIDE_PARTNER);
const Perm ACCOUNT_PARTNER_PROFILE_EDIT = PERM("account.partner_profile_edit", N_("Name the partner's primary contact"),
                                               "global_admin account_admin", .sides = SIDE_PARTNER);
const Perm ACCOUNT_DEVELOPER_DETAILS = PERM("account.developer_details", N_("View a developer's account details"),
                                            "global_admin account_admin owner manager", .sides = SIDE_DEVELOPER);
const Perm ACCOUNT_DEVELOPER_DETAILS_EDIT =
    PERM("account.developer_details_edit", N_("Name the developer's primary contact"), "owner manager",
         .sides = SIDE_DEVELOPER);
const Perm ACCOUNT_DIRECTORY_VIEW = PERM("account.directory_view", N_("View the directory profile"),
                                         "global_admin account_admin compliance_admin owner manager");
const Perm ACCOUNT_DIRECTORY_EDIT =
    PERM("account.directory_edit", N_("Name the directory's primary contact"), "global_admin");
static const Perm ACCOUNT_MEMBERSHIP = PERM("operator.membership", N_("Name the number by which partners are known"),
                                            "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&ACCOUNT_SETTINGS,
                                    &ACCOUNT_COMPANY_VIEW,
                                    &ACCOUNT_COMPANY_EDIT,
                                    &ACCOUNT_PARTNER_SETTINGS,
                                    &ACCOUNT_DEVELOPER_SETTINGS,
                                    &ACCOUNT_PARTNER_PROFILE,
                                    &ACCOUNT_PARTNER_PROFILE_EDIT,
                                    &ACCOUNT_DEVELOPER_DETAILS,
                                    &ACCOUNT_DEVELOPER_DETAILS_EDIT,
                                    &ACCOUNT_DIRECTORY_VIEW,
                                    &ACCOUNT_DIRECTORY_EDIT,
                                    &ACCOUNT_MEMBERSHIP};

static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/settings", &ACCOUNT_SETTINGS, NULL, MODE_READ, overview_page,
          .title = N_("Account settings"), .keywords = N_("gear overview")),
    ROUTE("GET", "/a/{account}/settings/partner", &ACCOUNT_PARTNER_SETTINGS, NULL, MODE_READ, partner_side_page,
          .title = N_("Partner settings"), .keywords = N_("programs solution provider membership referrals")),
    ROUTE("GET", "/a/{account}/settings/developer", &ACCOUNT_DEVELOPER_SETTINGS, NULL, MODE_READ, developer_side_page,
          .title = N_("Developer settings"), .keywords = N_("programs publisher marketplace apps hardware")),
    ROUTE("GET", "/a/{account}/settings/company", &ACCOUNT_COMPANY_VIEW, NULL, MODE_READ, company_page,
          .title = N_("Company profile"), .keywords = N_("name city support contact partner id programs")),
    ROUTE("GET", "/a/{account}/settings/company/edit", &ACCOUNT_COMPANY_EDIT, NULL, MODE_READ, company_edit_page),
    ROUTE("POST", "/a/{account}/settings/company", &ACCOUNT_COMPANY_EDIT, "account.company", MODE_WRITE, company_post),

    ROUTE("GET", "/a/{account}/settings/partner-profile", &ACCOUNT_PARTNER_PROFILE, NULL, MODE_READ,
          partner_profile_page, .title = N_("Partner profile"),
          .keywords = N_("membership number partner id locations")),
    ROUTE("GET", "/a/{account}/settings/partner-profile/contact", &ACCOUNT_PARTNER_PROFILE_EDIT, NULL, MODE_READ,
          partner_contact_page),
    ROUTE("POST", "/a/{account}/settings/partner-profile/contact", &ACCOUNT_PARTNER_PROFILE_EDIT,
          "account.partner_contact", MODE_WRITE, partner_contact_post),
    ROUTE("GET", "/a/{account}/settings/developer-details", &ACCOUNT_DEVELOPER_DETAILS, NULL, MODE_READ,
          developer_details_page, .title = N_("Account details"),
          .keywords = N_("membership number publisher developer")),
    ROUTE("GET", "/a/{account}/settings/developer-details/contact", &ACCOUNT_DEVELOPER_DETAILS_EDIT, NULL, MODE_READ,
          developer_contact_page),
    ROUTE("POST", "/a/{account}/settings/developer-details/contact", &ACCOUNT_DEVELOPER_DETAILS_EDIT,
          "account.developer_contact", MODE_WRITE, developer_contact_post),
    ROUTE("GET", "/a/{account}/settings/directory-profile", &ACCOUNT_DIRECTORY_VIEW, NULL, MODE_READ,
          directory_profile_page, .title = N_("Directory profile"), .keywords = N_("tenant directory id domain")),
    ROUTE("GET", "/a/{account}/settings/directory-profile/contact", &ACCOUNT_DIRECTORY_EDIT, NULL, MODE_READ,
          directory_contact_page),
    ROUTE("POST", "/a/{account}/settings/directory-profile/contact", &ACCOUNT_DIRECTORY_EDIT,
          "account.directory_contact", MODE_WRITE, directory_contact_post),
    ROUTE("GET", "/operator/membership", &ACCOUNT_MEMBERSHIP, NULL, MODE_READ, membership_page,
          .summary = "What the vendor calls the number of its partners"),
    ROUTE("POST", "/operator/membership", &ACCOUNT_MEMBERSHIP, "account.membership_name", MODE_WRITE, membership_post),
};

static const NavEntry NAV[] = {
    {.group = N_("Account"),
     .label = N_("Account settings"),
     .icon = "settings",
     .path = "/a/{account}/settings",
     .perm = &ACCOUNT_SETTINGS,
     .order = 90},
    {.group = N_("Vendor"),
     .label = N_("Membership number"),
     .icon = "building",
     .path = "/operator/membership",
     .perm = &ACCOUNT_MEMBERSHIP,
     .order = 82},
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Account"),
     .label = N_("Overview"),
     .icon = "settings",
     .path = "/a/{account}/settings",
     .perm = &ACCOUNT_SETTINGS,
     .order = 0},
    {.group = N_("Organization"),
     .label = N_("Company profile"),
     .icon = "building",
     .path = "/a/{account}/settings/company",
     .perm = &ACCOUNT_COMPANY_VIEW,
     .order = 30},
    {.group = N_("Organization"),
     .label = N_("Partner profile"),
     .icon = "referrals",
     .path = "/a/{account}/settings/partner-profile",
     .perm = &ACCOUNT_PARTNER_PROFILE,
     .order = 29},
    {.group = N_("Organization"),
     .label = N_("Account details"),
     .icon = "marketplace",
     .path = "/a/{account}/settings/developer-details",
     .perm = &ACCOUNT_DEVELOPER_DETAILS,
     .order = 29},
    {.group = N_("Organization"),
     .label = N_("Directory profile"),
     .icon = "globe",
     .path = "/a/{account}/settings/directory-profile",
     .perm = &ACCOUNT_DIRECTORY_VIEW,
     .order = 31},
};
static const Tile TILES[] = {
    {.title = N_("Account settings"),
     .icon = "settings",
     .about = N_("Company profile, payout and tax profiles, users and permissions."),
     .path = "/a/{account}/settings",
     .perm = &ACCOUNT_SETTINGS,
     .order = 90,
     .fill = settings_tile},
};
static const AuditAction AUDITED[] = {
    AUDIT("demo.contacts", "make_demo", "installation", N_("Named the contacts of the demo"),
          .no_diff = "the demo's world"),
    AUDIT("account.partner_contact", "update_partner_contact", "account", N_("Named the partner's primary contact")),
    AUDIT("account.developer_contact", "update_developer_contact", "account",
          N_("Named the developer's primary contact")),
    AUDIT("account.directory_contact", "update_directory_contact", "directory",
          N_("Named the directory's primary contact")),
    AUDIT("account.membership_name", "update_membership_name", "installation",
          N_("Changed what the number of partners is called")),
    AUDIT("account.company", "update_company_profile", "account", N_("Changed the company profile")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"directory", N_("Directory")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"name", N_("Name")},
    {"supportEmail", N_("E-mail for customers")},
    {"supportPhone", N_("Phone for customers")},
    {"supportWebsite", N_("Web site for customers")},
    {"primaryContact", N_("Primary contact")},
    {"membershipName", N_("Name of the number")},
};
static const char *const NEEDS[] = {"identity", "home", "partners", "payout", NULL};

const Area area_account = {
    .name = "account",
    .title = N_("Account settings"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .tiles = LIST(TILES),
    .pending = settings_pending,
    .demo = account_demo,
    .help = "account-settings",
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
};
