/* Usage and budgets: what the kernel must know of this area. */
#include "app/area.h"
#include "app/event.h"
#include "app/tell.h"
#include "areas/usage/api.h"
#include "areas/usage/budget.h"
#include "areas/usage/demo.h"
#include "areas/usage/feed.h"
#include "areas/usage/pages.h"

#define SELLERS "csp_direct csp_provider"
const Perm USAGE_VIEW = PERM("usage.view", N_("View customers' usage and budgets"),
                             "global_admin admin_agent billing_admin sales_agent", .programs = SELLERS);
const Perm USAGE_BUDGET =
    PERM("usage.budget", N_("Set customers' budgets"), "global_admin admin_agent", .programs = SELLERS);
static const Perm *const PERMS[] = {&USAGE_VIEW, &USAGE_BUDGET};

#define C "/v1/customers/{customer}"
#define SUB C "/subscriptions/{subscription}"
#define GET(PATH, HANDLER, SHAPE_OF, AREA, ...)                                                                        \
    ROUTE("GET", PATH, &USAGE_VIEW, NULL, MODE_READ, HANDLER, .kind = ROUTE_API, .api_area = AREA,                     \
          .shape_out = (SHAPE_OF), __VA_ARGS__)
static const Route ROUTES[] = {
    GET(C "/usagebudget", api_budget_get, &API_BUDGET, "usage", .summary = "Get a customer's monthly budget"),
    ROUTE("PATCH", C "/usagebudget", &USAGE_BUDGET, "customer.budget", MODE_WRITE, api_budget_patch, .kind = ROUTE_API,
          .api_area = "usage", .shape_in = &API_BUDGET, .shape_out = &API_BUDGET,
          .summary = "Set or remove a customer's monthly budget"),
    GET("/v1/usagesummary", api_usage_partner, &API_USAGE_PARTNER, "usage",
        .summary = "Get the usage of this month over all customers"),
    GET("/v1/customers/usagerecords", api_usage_customers, &API_USAGE_CUSTOMER, "usage", .list = true,
        .summary = "List customers with their usage of this month and their budget"),
    GET(C "/usagesummary", api_usage_customer, &API_USAGE_CUSTOMER_SUMMARY, "usage",
        .summary = "Get a customer's usage of this month"),
    GET(C "/subscriptions/usagerecords", api_usage_subscriptions, &API_USAGE_SUBSCRIPTION, "usage", .list = true,
        .summary = "List a customer's metered subscriptions with their usage of this month"),
    GET(SUB "/usagesummary", api_usage_subscription, &API_USAGE_SUBSCRIPTION_SUMMARY, "usage",
        .summary = "Get a subscription's usage of this month"),
    GET(SUB "/usagerecords/resources", api_usage_meter_months, &API_USAGE_METER_MONTH, "usage", .list = true,
        .summary = "List a subscription's usage of this month by what was used"),
    GET(SUB "/usagerecords/daily", api_usage_days, &API_USAGE_DAY, "usage", .list = true,
        .summary = "List a subscription's usage of this month by day and resource"),
    GET(SUB "/resourceusagerecords", api_usage_resources, &API_USAGE_RESOURCE, "usage", .list = true,
        .summary = "List a subscription's usage of this month by resource"),
    GET(SUB "/meterusagerecords", api_usage_meters, &API_USAGE_METER, "usage", .list = true,
        .summary = "List a subscription's usage of this month by meter"),
    GET(SUB "/utilizations/azure", api_utilizations, &API_UTILIZATION, "usage", .list = true,
        .query = "start_time end_time granularity show_details",
        .summary = "List what was used, by the day or the hour"),
    GET("/v1/ratecards/azure", api_rate_card, &API_RATE_CARD, "usage", .query = "currency region",
        .summary = "Get the meters with their prices"),
    GET("/v1/ratecards/azure-shared", api_rate_card_shared, &API_RATE_CARD, "usage", .query = "currency region",
        .summary = "Get the meters of shared services with their prices"),
    GET(C "/servicecosts/{period}", api_costs, &API_COSTS, "service-costs",
        .summary = "Get what a customer's services cost in a period"),
    GET(C "/servicecosts/{period}/lineitems", api_cost_lines, &API_COST_LINE, "service-costs", .list = true,
        .summary = "List the charges of a period"),
    ROUTE("GET", USAGE_PAGE, &USAGE_VIEW, NULL, MODE_READ, page_usage, .title = N_("Usage"),
          .keywords = N_("usage metered consumption budget spending cost")),
    ROUTE("GET", USAGE_PAGE "/export", &USAGE_VIEW, NULL, MODE_OUTSIDE, page_usage_export,
          .summary = "Usage of all customers as a file"),
    ROUTE("GET", CUSTOMER_USAGE_PAGE, &USAGE_VIEW, NULL, MODE_READ, page_customer_usage,
          .summary = "A customer's usage and budget"),
    ROUTE("GET", CUSTOMER_USAGE_PAGE "/export", &USAGE_VIEW, NULL, MODE_OUTSIDE, page_customer_usage_export,
          .summary = "A customer's usage by resource as a file"),
    ROUTE("POST", CUSTOMER_USAGE_PAGE "/budget", &USAGE_BUDGET, "customer.budget", MODE_WRITE,
          page_customer_budget_post, .summary = "Set a customer's budget"),
    ROUTE("POST", CUSTOMER_USAGE_PAGE "/budget/remove", &USAGE_BUDGET, "customer.budget", MODE_WRITE,
          page_customer_budget_remove_post, .summary = "Remove a customer's budget"),
};
static const NavEntry NAV[] = {{.group = N_("Sell"),
                                .label = N_("Usage"),
                                .icon = "insights",
                                .path = USAGE_PAGE,
                                .perm = &USAGE_VIEW,
                                .order = 30}};
static const NavEntry CUSTOMER_NAV[] = {
    {.label = N_("Usage and budget"), .path = CUSTOMER_USAGE_PAGE, .perm = &USAGE_VIEW, .order = 50}};
static const AuditAction AUDITED[] = {
    AUDIT("customer.budget", "update_customer_spending_budget", "spending_limit",
          N_("Changed a customer's monthly budget")),
    AUDIT("usage.clock", "record_usage", "subscription", N_("Recorded the sandbox's usage of a day"),
          .no_diff = "each record is kept as it came"),
    AUDIT("usage.export", "export_usage", "customer", N_("Exported usage")),
    AUDIT("usage.meters", "update_meters", "catalog", N_("Changed meters and their prices")),
};
static const AuditWord AUDIT_FIELDS[] = {
    {"budget", N_("Monthly budget")},
    {"budgetShare", N_("Tell at this share of the budget")},
    {"meters", N_("Meters")},
};
static const EventHandler ON[] = {{"subscription.created", usage_bought, usage_bought_wanted}};
static const char *const NEEDS[] = {"customers", "commerce", "catalog", "home", NULL};

const Area area_usage = {
    .name = "usage",
    .title = N_("Usage and budgets"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .nav = LIST(NAV),
    .customer_nav = LIST(CUSTOMER_NAV),
    .jobs = LIST(USAGE_JOBS),
    .on = LIST(ON),
    .notices = LIST(BUDGET_NOTICES),
    .demo = usage_demo,
    .help = "usage",
    .customer_gone = usage_customer_gone,
};
