/* What customers may buy by themselves: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/self_serve/api.h"

#define SELLERS "csp_direct csp_provider"
const Perm SELF_SERVE_VIEW = PERM("self_serve.view", N_("View what customers may buy by themselves"),
                                  "global_admin admin_agent sales_agent", .programs = SELLERS);
const Perm SELF_SERVE_EDIT =
    PERM("self_serve.edit", N_("Let customers buy by themselves"), "global_admin admin_agent", .programs = SELLERS);
static const Perm *const PERMS[] = {&SELF_SERVE_VIEW, &SELF_SERVE_EDIT};

#define V "/v1/SelfServePolicy"
#define WIRE .kind = ROUTE_API, .api_area = "self-serve-policy", .user_only = true
static const Route ROUTES[] = {
    ROUTE("GET", V, &SELF_SERVE_VIEW, NULL, MODE_READ, api_self_serve_list, WIRE, .shape_out = &API_SELF_SERVE,
          .list = true, .query = "entity_id", .summary = "List self-serve policies"),
    ROUTE("POST", V, &SELF_SERVE_EDIT, "self_serve.add", MODE_WRITE, api_self_serve_add, WIRE,
          .shape_in = &API_SELF_SERVE_IN, .shape_out = &API_SELF_SERVE, .summary = "Create a self-serve policy"),
    ROUTE("PUT", V, &SELF_SERVE_EDIT, "self_serve.save", MODE_WRITE, api_self_serve_put, WIRE,
          .shape_in = &API_SELF_SERVE_IN, .shape_out = &API_SELF_SERVE, .summary = "Replace a self-serve policy"),
    ROUTE("GET", V "/{policy}", &SELF_SERVE_VIEW, NULL, MODE_READ, api_self_serve_get, WIRE,
          .shape_out = &API_SELF_SERVE, .summary = "Get a self-serve policy"),
    ROUTE("PUT", V "/{policy}", &SELF_SERVE_EDIT, "self_serve.save", MODE_WRITE, api_self_serve_put, WIRE,
          .shape_in = &API_SELF_SERVE_IN, .shape_out = &API_SELF_SERVE, .summary = "Replace a self-serve policy"),
    ROUTE("DELETE", V "/{policy}", &SELF_SERVE_EDIT, "self_serve.delete", MODE_WRITE, api_self_serve_delete, WIRE,
          .summary = "Delete a self-serve policy"),
};
static const AuditAction AUDITED[] = {
    AUDIT("self_serve.add", "create_self_serve_policy", "self_serve_policy", N_("Let a customer buy by itself")),
    AUDIT("self_serve.save", "update_self_serve_policy", "self_serve_policy",
          N_("Changed what a customer may buy by itself")),
    AUDIT("self_serve.delete", "delete_self_serve_policy", "self_serve_policy",
          N_("Let a customer buy by itself no longer")),
};
static const AuditWord AUDIT_FIELDS[] = {{"permissions", N_("Permissions")}};
static const char *const NEEDS[] = {"customers", NULL};

const Area area_self_serve = {
    .name = "self_serve",
    .title = N_("Self-serve policies"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .customer_gone = self_serve_customer_gone,
};
