/* Account settings: what the kernel must know of it. */
#include "areas/account/pages.h"

const Perm ACCOUNT_SETTINGS =
    PERM("account.settings", N_("Open account settings, see roles and one's own permissions"), "*");
const Perm ACCOUNT_COMPANY_VIEW = PERM("account.company_view", N_("View the company profile"),
                                       "global_admin account_admin mpn_partner_admin admin_agent sales_agent "
                                       "helpdesk_agent billing_admin compliance_admin "
                                       "cpv_global_admin owner manager");
const Perm ACCOUNT_COMPANY_EDIT =
    PERM("account.company_edit", N_("Edit the company profile"), "global_admin account_admin owner");
const Perm ACCOUNT_BANK_VIEW = PERM("account.bank_view", N_("View the bank information"),
                                    "global_admin account_admin incentives_admin owner financial_contributor");
const Perm ACCOUNT_BANK_EDIT =
    PERM("account.bank_edit", N_("Enter and replace the bank account"), "incentives_admin owner financial_contributor");
static const Perm *const PERMS[] = {&ACCOUNT_SETTINGS, &ACCOUNT_COMPANY_VIEW, &ACCOUNT_COMPANY_EDIT, &ACCOUNT_BANK_VIEW,
                                    &ACCOUNT_BANK_EDIT};

static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/settings", &ACCOUNT_SETTINGS, NULL, MODE_READ, overview_page,
          .title = N_("Account settings"), .keywords = N_("gear overview")),
    ROUTE("GET", "/a/{account}/settings/partner", &ACCOUNT_SETTINGS, NULL, MODE_READ, partner_side_page,
          .title = N_("Partner settings"), .keywords = N_("programs solution provider membership referrals")),
    ROUTE("GET", "/a/{account}/settings/developer", &ACCOUNT_SETTINGS, NULL, MODE_READ, developer_side_page,
          .title = N_("Developer settings"), .keywords = N_("programs publisher marketplace apps hardware")),
    ROUTE("GET", "/a/{account}/settings/company", &ACCOUNT_COMPANY_VIEW, NULL, MODE_READ, company_page,
          .title = N_("Company profile"), .keywords = N_("name city support contact partner id programs")),
    ROUTE("GET", "/a/{account}/settings/company/edit", &ACCOUNT_COMPANY_EDIT, NULL, MODE_READ, company_edit_page),
    ROUTE("POST", "/a/{account}/settings/company", &ACCOUNT_COMPANY_EDIT, "account.company", MODE_WRITE, company_post),
    ROUTE("GET", "/a/{account}/settings/bank", &ACCOUNT_BANK_VIEW, NULL, MODE_READ, bank_page,
          .title = N_("Bank information"), .keywords = N_("payout iban payment account")),
    ROUTE("GET", "/a/{account}/settings/bank/edit", &ACCOUNT_BANK_EDIT, NULL, MODE_READ, bank_edit_page),
    ROUTE("POST", "/a/{account}/settings/bank", &ACCOUNT_BANK_EDIT, "account.bank", MODE_WRITE, bank_post,
          .step_up = true),
};

static const NavEntry NAV[] = {
    {.group = N_("Account"),
     .label = N_("Account settings"),
     .icon = "settings",
     .path = "/a/{account}/settings",
     .perm = &ACCOUNT_SETTINGS,
     .order = 90},
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
     .label = N_("Bank information"),
     .icon = "billing",
     .path = "/a/{account}/settings/bank",
     .perm = &ACCOUNT_BANK_VIEW,
     .order = 32},
};
static const Tile TILES[] = {
    {.title = N_("Account settings"),
     .icon = "settings",
     .about = N_("Company profile, bank information, users and permissions."),
     .path = "/a/{account}/settings",
     .perm = &ACCOUNT_SETTINGS,
     .order = 90,
     .fill = settings_tile},
};
static const AuditAction AUDITED[] = {
    AUDIT("account.company", "update_company_profile", "account", N_("Changed the company profile")),
    AUDIT("account.bank", "update_bank_account", "bank_account", N_("Entered or replaced the bank account")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"bank_account", N_("Bank account")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"name", N_("Name")},
    {"supportEmail", N_("E-mail for customers")},
    {"supportPhone", N_("Phone for customers")},
    {"supportWebsite", N_("Web site for customers")},
    {"holder", N_("Holder")},
    {"last4", N_("Last four characters")},
};
static const char *const NEEDS[] = {"identity", "home", NULL};

const Area area_account = {
    .name = "account",
    .title = N_("Account settings"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .tiles = LIST(TILES),
    .pending = settings_pending,
    .help = "account-settings",
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
};
