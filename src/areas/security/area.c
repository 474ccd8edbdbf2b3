/* Security alerts and figures about security: what the kernel must know of the area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/security/api.h"
#include "areas/security/pages.h"

#define SELLERS "csp_direct csp_provider"
const Perm SECURITY_ALERTS =
    PERM("security.alerts", N_("See and resolve security alerts about customers"), "admin_agent", .programs = SELLERS);
const Perm SECURITY_FACTORS = PERM("security.factors", N_("See who signs in without a second factor"),
                                   "global_admin cpv_global_admin admin_agent");
const Perm OPERATOR_SECURITY = PERM("operator.security_alerts", N_("Raise security alerts about subscriptions"),
                                    "operator_admin operator_support", .operator_only = true);
static const Perm *const PERMS[] = {&SECURITY_ALERTS, &SECURITY_FACTORS, &OPERATOR_SECURITY};

#define P "/a/{account}/security-alerts"
#define D "/operator/security-alerts"
#define WIRE .kind = ROUTE_API, .api_area = "security"
#define DELEGATED .kind = ROUTE_API, .api_area = "delegated-admin"
#define OBJECT "{\"type\":\"object\"}"
#define BARE "{\"type\":\"array\",\"items\":" OBJECT "}"
static const Route ROUTES[] = {
    ROUTE("GET", "/v1/fraudEvents", &SECURITY_ALERTS, NULL, MODE_READ, api_fraud_events, WIRE, .schema_out = BARE,
          .query = "EventStatus SubscriptionId EventType PageSize PageNumber", .summary = "List fraud events"),
    ROUTE("POST", "/v1/fraudEvents/subscription/{subscription}/status", &SECURITY_ALERTS, "security_alert.resolve",
          MODE_WRITE, api_fraud_status, WIRE, .shape_in = &API_FRAUD_STATUS, .schema_out = BARE, .answers = "200",
          .summary = "Say what fraud events of a subscription were"),
    ROUTE("GET", "/v1/applicationmfaadoptionstatus", &SECURITY_FACTORS, NULL, MODE_READ, api_factor_adoption, WIRE,
          .schema_out = BARE, .summary = "Count sign-ins to applications with and without a second factor"),
    ROUTE("GET", "/v1/partnerRequests", &SECURITY_FACTORS, NULL, MODE_READ, api_partner_requests, WIRE,
          .shape_out = &API_PARTNER_REQUEST, .list = true, .summary = "List sign-ins to applications"),
    ROUTE("GET", "/v1/nonMfaCompliantPartnerPrincipals", &SECURITY_FACTORS, NULL, MODE_READ, api_principals, WIRE,
          .shape_out = &API_PRINCIPAL, .list = true,
          .summary = "List people whose last sign-in to the portal was without a second factor"),
    ROUTE("GET", "/CustomerServiceAdminApi/Web/v1/delegatedAdminCustomers", &SECURITY_ALERTS, NULL, MODE_READ,
          api_delegated_customers, DELEGATED, .schema_out = OBJECT,
          .summary = "List customers and whether they let the account administer them"),
    ROUTE("GET", "/CustomerServiceAdminApi/Web/v1/delegatedAdminStatistics", &SECURITY_ALERTS, NULL, MODE_READ,
          api_delegated_statistics, DELEGATED, .schema_out = OBJECT,
          .summary = "Count customers that let the account administer them"),

    ROUTE("GET", P, &SECURITY_ALERTS, NULL, MODE_READ, alerts_page, .title = N_("Security alerts"),
          .keywords = N_("fraud alert security mining anomaly resolve")),
    ROUTE("GET", P "/export", &SECURITY_ALERTS, NULL, MODE_OUTSIDE, alerts_export,
          .summary = "Security alerts as a file"),
    ROUTE("GET", P "/{alert}", &SECURITY_ALERTS, NULL, MODE_READ, alert_page, .summary = "One security alert"),
    ROUTE("POST", P "/{alert}", &SECURITY_ALERTS, "security_alert.resolve", MODE_WRITE, alert_post,
          .summary = "Take an alert up, or say what it was"),

    ROUTE("GET", D, &OPERATOR_SECURITY, NULL, MODE_READ, alerts_desk_page, .title = N_("Security alerts"),
          .keywords = N_("fraud alert security raise subscription")),
    ROUTE("GET", D "/export", &OPERATOR_SECURITY, NULL, MODE_OUTSIDE, alerts_desk_export,
          .summary = "Security alerts as a file, for the vendor's staff"),
    ROUTE("GET", D "/new", &OPERATOR_SECURITY, NULL, MODE_READ, alert_raise_page,
          .summary = "The form that raises an alert"),
    ROUTE("POST", D "/new", &OPERATOR_SECURITY, "security_alert.raise", MODE_WRITE, alert_raise_post,
          .summary = "Raise an alert about a subscription"),
    ROUTE("GET", D "/{alert}", &OPERATOR_SECURITY, NULL, MODE_READ, alert_desk_page,
          .summary = "One security alert, for the vendor's staff"),
};
static const NavEntry NAV[] = {{.group = N_("Sell"),
                                .label = N_("Security alerts"),
                                .icon = "warning",
                                .path = P,
                                .perm = &SECURITY_ALERTS,
                                .order = 40},
                               {.group = N_("Vendor"),
                                .label = N_("Security alerts"),
                                .icon = "warning",
                                .path = D,
                                .perm = &OPERATOR_SECURITY,
                                .order = 10}};
static const Machine *const MACHINES[] = {&SECURITY_ALERT};
static const NoticeCategory NOTICES[] = {{.id = "security_alerts",
                                          .name = N_("Security alerts"),
                                          .about = N_("What the vendor noticed about your customers' subscriptions.")}};
static const AuditAction AUDITED[] = {
    AUDIT("security_alert.raise", "azure_fraud_event_detected", "subscription",
          N_("Raised a security alert about a subscription")),
    AUDIT("security_alert.resolve", "update_fraud_event", "subscription", N_("Said what a security alert was")),
    AUDIT("security_alert.export", "export_fraud_events", "export", N_("Exported security alerts")),
};
static const AuditWord AUDIT_FIELDS[] = {{"alert", N_("Security alert")}};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "investigating", N_("In progress")},
    {"state", "legitimate", N_("Resolved: legitimate")},
    {"state", "fraud", N_("Resolved: fraud")},
};
static const char *const NEEDS[] = {"commerce", "customers", "home", "usage", NULL};

const Area area_security = {
    .name = "security",
    .title = N_("Security alerts"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .machines = LIST(MACHINES),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .customer_gone = security_customer_gone,
    .demo = security_demo,
    .help = "security-alerts",
};
