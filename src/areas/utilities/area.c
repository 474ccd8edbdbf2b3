/* Utilities of the wire: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/utilities/api.h"

const Perm UTILITIES_VIEW = PERM("utilities.view", N_("Check addresses and read rules of countries"), "*");
const Perm UTILITIES_SETTINGS =
    PERM("utilities.settings", N_("Change settings that applications keep with the account"),
         "global_admin admin_agent owner manager");
static const Perm *const PERMS[] = {&UTILITIES_VIEW, &UTILITIES_SETTINGS};

#define WIRE .kind = ROUTE_API, .api_area = "utilities"
static const Route ROUTES[] = {
    ROUTE("POST", "/v1/validations/address", &UTILITIES_VIEW, NULL, MODE_READ, api_address_validation, WIRE,
          .shape_in = &API_ADDRESS_ASKED, .shape_out = &API_ADDRESS_VALIDATION, .answers = "200",
          .summary = "Check an address"),
    ROUTE("GET", "/v1/countryvalidationrules/{country}", &UTILITIES_VIEW, NULL, MODE_READ, api_country_rules, WIRE,
          .shape_out = &API_COUNTRY_RULES, .summary = "Get what a country asks of addresses and numbers"),
    ROUTE("GET", "/v1/accountsettings/{name}", &UTILITIES_VIEW, NULL, MODE_READ, api_account_setting, WIRE,
          .shape_out = &API_ACCOUNT_SETTING, .summary = "Get a setting that an application keeps with the account"),
    ROUTE("PUT", "/v1/accountsettings/{name}", &UTILITIES_SETTINGS, "account_setting.put", MODE_WRITE,
          api_account_setting_put, WIRE, .shape_in = &API_ACCOUNT_SETTING, .shape_out = &API_ACCOUNT_SETTING,
          .summary = "Keep a setting with the account"),
    ROUTE("GET", "/v1/enrolledprograms/{type}", &UTILITIES_VIEW, NULL, MODE_READ, api_enrolled_program, WIRE,
          .shape_out = &API_ENROLLED_PROGRAM, .summary = "Tell whether the account is enrolled in a program"),
};
static const AuditAction AUDITED[] = {
    AUDIT("account_setting.put", "update_account_setting", "account_setting",
          N_("Changed a setting that an application keeps")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"account_setting", N_("Setting of an application")}};
static const AuditWord AUDIT_FIELDS[] = {{"value", N_("Value")}};
static const char *const NEEDS[] = {"customers", NULL};

const Area area_utilities = {
    .name = "utilities",
    .title = N_("Utilities"),
    .needs = NEEDS,
    .housekeeping = true,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
};
