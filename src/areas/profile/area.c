/* Profiles of the organization: what the kernel must know of the area. */
#include "app/area.h"
#include "app/program.h"
#include "areas/account/account.h"
#include "areas/legal/legal.h"
#include "areas/profile/api.h"
#include "areas/profile/demo.h"
#include "areas/profile/pages.h"

#define SELLERS "csp_direct csp_provider csp_reseller"
const Perm PROFILE_BILLING_VIEW = PERM("profile.billing_view", N_("View the billing profile"),
                                       "global_admin account_admin billing_admin admin_agent", .sides = SIDE_PARTNER);
const Perm PROFILE_BILLING_EDIT =
    PERM("profile.billing_edit", N_("Edit the billing profile"), "global_admin", .sides = SIDE_PARTNER);
const Perm PROFILE_BILLING_TAX = PERM("profile.billing_tax", N_("Change the tax number on invoices"),
                                      "global_admin billing_admin admin_agent", .sides = SIDE_PARTNER);
const Perm PROFILE_SECURITY_VIEW =
    PERM("profile.contacts_view", N_("View the contacts"),
         "global_admin account_admin mpn_partner_admin admin_agent sales_agent helpdesk_agent billing_admin "
         "compliance_admin owner manager");
const Perm PROFILE_SECURITY_EDIT =
    PERM("profile.security_edit", N_("Name the security contact"), "global_admin", .programs = SELLERS);
const Perm PROFILE_NUMBERS_VIEW =
    PERM("profile.identifiers_view", N_("View the identifiers"),
         "global_admin account_admin mpn_partner_admin admin_agent sales_agent helpdesk_agent billing_admin "
         "compliance_admin cpv_global_admin owner manager");
const Perm PROFILE_NUMBERS_EDIT =
    PERM("profile.identifiers_edit", N_("Change the number that stands in sales"), "global_admin", .programs = SELLERS);
static const Perm *const PERMS[] = {&PROFILE_BILLING_VIEW,  &PROFILE_BILLING_EDIT,  &PROFILE_BILLING_TAX,
                                    &PROFILE_SECURITY_VIEW, &PROFILE_SECURITY_EDIT, &PROFILE_NUMBERS_VIEW,
                                    &PROFILE_NUMBERS_EDIT};

#define P "/a/{account}/settings"
#define API(METHOD, PATH, PERM_PTR, ACTION, MODE, HANDLER, ...)                                                        \
    ROUTE(METHOD, "/v1/profiles/" PATH, PERM_PTR, ACTION, MODE, HANDLER, .kind = ROUTE_API,                            \
          .api_area = "partner-profiles", __VA_ARGS__)
static const Route ROUTES[] = {
    ROUTE("GET", P "/billing-profile", &PROFILE_BILLING_VIEW, NULL, MODE_READ, bill_to_page,
          .title = N_("Billing profile"), .keywords = N_("invoice address bill-to purchase order tax number currency")),
    ROUTE("GET", P "/billing-profile/edit", &PROFILE_BILLING_EDIT, NULL, MODE_READ, bill_to_edit_page),
    ROUTE("POST", P "/billing-profile", &PROFILE_BILLING_EDIT, "profile.billing", MODE_WRITE, bill_to_post),
    ROUTE("GET", P "/billing-profile/tax", &PROFILE_BILLING_TAX, NULL, MODE_READ, bill_to_tax_page),
    ROUTE("POST", P "/billing-profile/tax", &PROFILE_BILLING_TAX, "profile.billing", MODE_WRITE, bill_to_tax_post),
    ROUTE("GET", P "/contacts", &PROFILE_SECURITY_VIEW, NULL, MODE_READ, contacts_page, .title = N_("Contacts"),
          .keywords = N_("primary contact security contact customer support phone")),
    ROUTE("GET", P "/contacts/security", &PROFILE_SECURITY_EDIT, NULL, MODE_READ, security_edit_page),
    ROUTE("POST", P "/contacts/security", &PROFILE_SECURITY_EDIT, "profile.security_contact", MODE_WRITE,
          security_post),
    ROUTE("GET", P "/identifiers", &PROFILE_NUMBERS_VIEW, NULL, MODE_READ, numbers_page, .title = N_("Identifiers"),
          .keywords = N_("partner id membership number location id directory id share link reseller")),
    ROUTE("GET", P "/identifiers/sales", &PROFILE_NUMBERS_EDIT, NULL, MODE_READ, sales_edit_page),
    ROUTE("POST", P "/identifiers/sales", &PROFILE_NUMBERS_EDIT, "profile.sales_number", MODE_WRITE, sales_post),

    API("GET", "mpn", &PROFILE_NUMBERS_VIEW, NULL, MODE_READ, api_mpn_get, .shape_out = &API_MPN_PROFILE,
        .user_only = true, .query = "mpnId",
        .summary = "Get the own partner profile, or verify another partner's number"),
    API("GET", "legalbusiness", &LEGAL_VIEW, NULL, MODE_READ, api_legal_get, .shape_out = &API_LEGAL_PROFILE,
        .query = "vettingVersion", .summary = "Get the legal business profile"),
    API("PUT", "legalbusiness", &LEGAL_EDIT, "legal.save", MODE_WRITE, api_legal_put, .shape_in = &API_LEGAL_PROFILE,
        .shape_out = &API_LEGAL_PROFILE, .user_only = true, .summary = "Replace the legal business profile"),
    API("GET", "billing", &PROFILE_BILLING_VIEW, NULL, MODE_READ, api_billing_get, .shape_out = &API_BILLING_PROFILE,
        .user_only = true, .summary = "Get the partner's billing profile"),
    API("PUT", "billing", &PROFILE_BILLING_EDIT, "profile.billing", MODE_WRITE, api_billing_put,
        .shape_in = &API_BILLING_PROFILE, .shape_out = &API_BILLING_PROFILE, .user_only = true,
        .summary = "Replace the partner's billing profile"),
    API("GET", "support", &ACCOUNT_COMPANY_VIEW, NULL, MODE_READ, api_support_profile_get,
        .shape_out = &API_SUPPORT_PROFILE, .user_only = true, .summary = "Get the support profile"),
    API("PUT", "support", &ACCOUNT_COMPANY_EDIT, "account.company", MODE_WRITE, api_support_profile_put,
        .shape_in = &API_SUPPORT_PROFILE, .shape_out = &API_SUPPORT_PROFILE, .user_only = true,
        .summary = "Replace the support profile"),
    API("PUT", "supportprofile", &ACCOUNT_COMPANY_EDIT, "account.company", MODE_WRITE, api_support_profile_put,
        .shape_in = &API_SUPPORT_PROFILE, .shape_out = &API_SUPPORT_PROFILE, .user_only = true,
        .summary = "Replace the support profile (the documents' path)"),
    API("GET", "organization", &ACCOUNT_COMPANY_VIEW, NULL, MODE_READ, api_organization_get,
        .shape_out = &API_ORGANIZATION_PROFILE, .user_only = true, .summary = "Get the organization profile"),
    API("PUT", "organization", &ACCOUNT_COMPANY_EDIT, "account.company", MODE_WRITE, api_organization_put,
        .shape_in = &API_ORGANIZATION_PROFILE, .shape_out = &API_ORGANIZATION_PROFILE, .user_only = true,
        .summary = "Replace the organization profile"),
};

static const NavEntry SETTINGS[] = {
    {.group = N_("Organization"),
     .label = N_("Identifiers"),
     .icon = "key",
     .path = P "/identifiers",
     .perm = &PROFILE_NUMBERS_VIEW,
     .order = 30},
    {.group = N_("Billing and payout"),
     .label = N_("Billing profile"),
     .icon = "billing",
     .path = P "/billing-profile",
     .perm = &PROFILE_BILLING_VIEW,
     .order = 31},
    {.group = N_("Organization"),
     .label = N_("Contacts"),
     .icon = "profile",
     .path = P "/contacts",
     .perm = &PROFILE_SECURITY_VIEW,
     .order = 31},
};
static const AuditAction AUDITED[] = {
    AUDIT("profile.billing", "update_billing_profile", "account", N_("Changed the billing profile")),
    AUDIT("profile.security_contact", "update_security_contact", "account", N_("Named the security contact")),
    AUDIT("profile.sales_number", "update_sales_number", "account", N_("Changed the number that stands in sales")),
    AUDIT("demo.profile", "make_demo", "installation", N_("Made the profiles of the demo"),
          .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_FIELDS[] = {
    {"billToName", N_("Invoices are made out to")}, {"billToAddress", N_("Address on invoices")},
    {"billToContact", N_("Contact for invoices")},  {"purchaseOrder", N_("Purchase order number")},
    {"securityContact", N_("Security contact")},    {"salesNumber", N_("Number in sales")}};
static const char *const NEEDS[] = {"identity", "home", "legal", "account", NULL};

const Area area_profile = {
    .name = "profile",
    .title = N_("Organization profile"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .pending = profile_pending,
    .demo = profile_demo,
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .help = "organization-profile",
};
