/* Usage and budgets: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/usage/api.h"

#define SELLERS "csp_direct csp_provider"
const Perm USAGE_VIEW = PERM("usage.view", N_("View customers' usage and budgets"),
                             "global_admin admin_agent billing_admin sales_agent", .programs = SELLERS);
const Perm USAGE_BUDGET =
    PERM("usage.budget", N_("Set customers' budgets"), "global_admin admin_agent", .programs = SELLERS);
static const Perm *const PERMS[] = {&USAGE_VIEW, &USAGE_BUDGET};

#define V "/v1/customers/{customer}"
static const Route ROUTES[] = {
    ROUTE("GET", V "/usagebudget", &USAGE_VIEW, NULL, MODE_READ, api_budget_get, .kind = ROUTE_API, .api_area = "usage",
          .shape_out = &API_BUDGET, .summary = "Get a customer's monthly budget"),
    ROUTE("PATCH", V "/usagebudget", &USAGE_BUDGET, "customer.budget", MODE_WRITE, api_budget_patch, .kind = ROUTE_API,
          .api_area = "usage", .shape_in = &API_BUDGET, .shape_out = &API_BUDGET,
          .summary = "Set or remove a customer's monthly budget"),
};
static const AuditAction AUDITED[] = {
    AUDIT("customer.budget", "update_customer_spending_budget", "spending_limit",
          N_("Changed a customer's monthly budget")),
};
static const AuditWord AUDIT_FIELDS[] = {{"budget", N_("Monthly budget")}};
static const char *const NEEDS[] = {"customers", NULL};

const Area area_usage = {
    .name = "usage",
    .title = N_("Usage and budgets"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .customer_gone = usage_customer_gone,
};
