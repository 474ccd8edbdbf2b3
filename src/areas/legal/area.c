/* Legal info: what the kernel must know of the area. */
#include "app/area.h"
#include "areas/legal/pages.h"

const Perm LEGAL_VIEW = PERM("legal.view", N_("View legal info"),
                             "global_admin account_admin mpn_partner_admin compliance_admin admin_agent sales_agent "
                             "helpdesk_agent billing_admin owner manager");
const Perm LEGAL_EDIT = PERM("legal.edit", N_("Edit legal info"), "global_admin account_admin owner");
static const Perm QUALIFY = PERM("operator.qualifications", N_("Grant qualifications to resellers"),
                                 "operator_admin operator_verification", .operator_only = true);
static const Perm *const PERMS[] = {&LEGAL_VIEW, &LEGAL_EDIT, &QUALIFY};

#define PAGE "/a/{account}/settings/legal"
static const Route ROUTES[] = {
    ROUTE("GET", PAGE, &LEGAL_VIEW, NULL, MODE_READ, legal_page, .title = N_("Legal info"),
          .keywords = N_("legal name address registration number VAT tax id primary contact partner id")),
    ROUTE("GET", PAGE "/edit", &LEGAL_EDIT, NULL, MODE_READ, legal_edit_page),
    ROUTE("POST", PAGE, &LEGAL_EDIT, "legal.save", MODE_WRITE, legal_post),
    ROUTE("GET", "/operator/partners/{partner}/qualifications", &QUALIFY, NULL, MODE_READ, qualifications_desk_page,
          .summary = "What a reseller is qualified for"),
    ROUTE("POST", "/operator/partners/{partner}/qualifications", &QUALIFY, "legal.qualify", MODE_WRITE,
          qualifications_desk_post),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Organization"),
     .label = N_("Legal info"),
     .icon = "shield",
     .path = PAGE,
     .perm = &LEGAL_VIEW,
     .order = 28},
};
static const AuditAction AUDITED[] = {
    AUDIT("legal.save", "update_legal_info", "account", N_("Changed legal info")),
    AUDIT("legal.qualify", "update_reseller_qualifications", "account", N_("Changed the reseller qualifications")),
};
static const AuditWord AUDIT_FIELDS[] = {{"qualifications", N_("Reseller qualifications")},
                                         {"legalName", N_("Legal name")},
                                         {"legalAddress", N_("Legal address")},
                                         {"registrationNumber", N_("Registration number")},
                                         {"taxNumber", N_("Tax number")},
                                         {"phone", N_("Telephone")}};

static const char *const NEEDS[] = {"identity", "home", "partners", "registry", "verification", NULL};
const Area area_legal = {
    .name = "legal",
    .title = N_("Legal info"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .demo = legal_demo,
    .help = "legal-info",
};
