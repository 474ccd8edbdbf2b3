/* Relationships with companies and partners: what the kernel must know of the area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/relationships/api.h"
#include "areas/relationships/granular.h"
#include "areas/relationships/pages.h"
#include "areas/relationships/relationships.h"
#include "gen/relationships_q.h"

#define SELLERS "csp_direct csp_provider csp_reseller"
const Perm RELATIONSHIPS_VIEW = PERM("relationships.view", N_("View relationships and requests to companies"),
                                     "global_admin admin_agent sales_agent helpdesk_agent", .programs = SELLERS);
const Perm RELATIONSHIPS_ASK =
    PERM("relationships.ask", N_("Ask companies for a relationship"), "global_admin admin_agent sales_agent",
         .programs = SELLERS, .kinds = "direct provider", .sells = true);
const Perm GRANULAR_VIEW = PERM("granular.view", N_("View admin relationships with customers"),
                                "global_admin admin_agent sales_agent helpdesk_agent", .programs = SELLERS);
const Perm GRANULAR_MANAGE = PERM("granular.manage", N_("Ask for and end admin relationships with customers"),
                                  "global_admin admin_agent", .programs = SELLERS);
static const Perm RESELLERS = PERM("relationships.sandbox", N_("Make and remove resellers of a sandbox"),
                                   "global_admin admin_agent", .programs = SELLERS);
static const Perm *const PERMS[] = {&RESELLERS, &RELATIONSHIPS_VIEW, &RELATIONSHIPS_ASK, &GRANULAR_VIEW,
                                    &GRANULAR_MANAGE};

#define P "/a/{account}/customers/requests"
#define G "/a/{account}/admin-relationships"
#define C "/a/{account}/customers/{customer}"
#define V "/v1/customers"
#define OF_CUSTOMERS .kind = ROUTE_API, .api_area = "customers"
static const Route ROUTES[] = {
    ROUTE("GET", P, &RELATIONSHIPS_VIEW, NULL, MODE_READ, relationship_requests_page,
          .title = N_("Relationship requests"), .keywords = N_("invite customer reseller relationship link request")),
    ROUTE("GET", P "/export", &RELATIONSHIPS_VIEW, NULL, MODE_OUTSIDE, relationship_requests_export,
          .summary = "Relationship requests as a file"),
    ROUTE("GET", P "/new", &RELATIONSHIPS_ASK, NULL, MODE_READ, relationship_request_new_page,
          .title = N_("Request a relationship"), .keywords = N_("invite company customer draft e-mail")),
    ROUTE("POST", P "/new", &RELATIONSHIPS_ASK, "relationship.ask", MODE_WRITE, relationship_request_new_post),
    ROUTE("GET", P "/{request}", &RELATIONSHIPS_VIEW, NULL, MODE_READ, relationship_request_page,
          .summary = "One request to a company"),
    ROUTE("POST", P "/{request}/withdraw", &RELATIONSHIPS_ASK, "relationship.withdraw", MODE_WRITE,
          relationship_request_withdraw_post),
    ROUTE("GET", "/relationship/{token}", &PERM_PUBLIC, NULL, MODE_READ, relationship_request_answer_page,
          .summary = "The page behind a request's link"),
    ROUTE("POST", "/relationship/{token}", &PERM_PUBLIC, "relationship.accept", MODE_OUTSIDE,
          relationship_request_answer_post, .hashing = true, .summary = "Accept or decline a request"),

    ROUTE("GET", G, &GRANULAR_VIEW, NULL, MODE_READ, granular_page_all, .title = N_("Admin relationships"),
          .keywords = N_("granular delegated administration roles customer expiry")),
    ROUTE("GET", G "/export", &GRANULAR_VIEW, NULL, MODE_OUTSIDE, granular_export,
          .summary = "Admin relationships as a file"),
    ROUTE("GET", G "/{relationship}", &GRANULAR_VIEW, NULL, MODE_READ, granular_page,
          .summary = "One admin relationship"),
    ROUTE("POST", G "/{relationship}/end", &GRANULAR_MANAGE, "granular.end", MODE_WRITE, granular_end_post),
    ROUTE("GET", C "/admin", &GRANULAR_VIEW, NULL, MODE_READ, granular_page_customer,
          .summary = "Admin relationships with one customer"),
    ROUTE("GET", C "/admin/new", &GRANULAR_MANAGE, NULL, MODE_READ, granular_new_page),
    ROUTE("POST", C "/admin/new", &GRANULAR_MANAGE, "granular.ask", MODE_WRITE, granular_new_post),
    ROUTE("GET", "/admin-relationship/{token}", &PERM_PUBLIC, NULL, MODE_READ, granular_answer_page,
          .summary = "The page behind the link of an admin relationship"),
    ROUTE("POST", "/admin-relationship/{token}", &PERM_PUBLIC, "granular.answer", MODE_OUTSIDE, granular_answer_post,
          .hashing = true, .summary = "Approve or end an admin relationship"),

    ROUTE("GET", "/v1/relationships", &RELATIONSHIPS_VIEW, NULL, MODE_READ, api_relationships, .kind = ROUTE_API,
          .api_area = "relationships", .shape_out = &API_PARTNER_RELATIONSHIP, .list = true,
          .query = "relationship_type filter", .summary = "List partners of an account"),
    ROUTE("POST", "/v1/sandboxIndirectReseller", &RESELLERS, "sandbox_reseller.add", MODE_WRITE,
          api_sandbox_reseller_add, .kind = ROUTE_API, .api_area = "relationships", .user_only = true,
          .shape_in = &API_SANDBOX_RESELLER, .shape_out = &API_SANDBOX_RESELLER,
          .summary = "Make an indirect reseller in a sandbox"),
    ROUTE("DELETE", "/v1/sandboxIndirectReseller/{reseller}", &RESELLERS, "sandbox_reseller.remove", MODE_WRITE,
          api_sandbox_reseller_drop, .kind = ROUTE_API, .api_area = "relationships", .user_only = true,
          .summary = "Remove an indirect reseller of a sandbox"),
    ROUTE("GET", V "/relationshiprequests", &RELATIONSHIPS_ASK, NULL, MODE_READ, api_relationship_link, OF_CUSTOMERS,
          .shape_out = &API_RELATIONSHIP_REQUEST, .summary = "Get the link that asks a company for a relationship"),
    ROUTE("GET", V "/{customer}/managedservices", &RELATIONSHIPS_VIEW, NULL, MODE_READ, api_managed_services,
          OF_CUSTOMERS, .shape_out = &API_MANAGED_SERVICE, .list = true, .summary = "List a customer's services"),
    ROUTE("GET", V "/{customer}/validationStatus", &RELATIONSHIPS_VIEW, NULL, MODE_READ, api_validation_status,
          OF_CUSTOMERS, .query = "type", .shape_out = &API_ACCOUNT_STATUS,
          .summary = "Get what a customer's account was found to be"),
};
static const NavEntry NAV[] = {{.group = N_("Sell"),
                                .label = N_("Relationship requests"),
                                .icon = "referrals",
                                .path = P,
                                .perm = &RELATIONSHIPS_VIEW,
                                .order = 11},
                               {.group = N_("Sell"),
                                .label = N_("Admin relationships"),
                                .icon = "key",
                                .path = G,
                                .perm = &GRANULAR_VIEW,
                                .order = 12}};
static const NavEntry CUSTOMER_NAV[] = {
    {.label = N_("Admin relationships"), .path = C "/admin", .perm = &GRANULAR_VIEW, .order = 70}};
#define DAYS(KEY, LABEL, INITIAL)                                                                                      \
    {                                                                                                                  \
        .key = S_INIT(KEY), .label = (LABEL), .type = SETTING_INT, .initial = (INITIAL), .min = 1, .max = 730,         \
        .operator_ = true                                                                                              \
    }
static const Setting SETTINGS[] = {
    DAYS("relationships.granular_request_days", N_("Days until a request for an admin relationship lapses"), "90"),
    DAYS("relationships.granular_days", N_("Days that an admin relationship lasts at most"), "730"),
};
static const Machine *const MACHINES[] = {&RELATIONSHIP_REQUEST, &GRANULAR_RELATIONSHIP};
static const NoticeCategory NOTICES[] = {{.id = "relationships",
                                          .name = N_("Relationships with customers"),
                                          .about = N_("A company accepts or declines your request.")}};
static const AuditAction AUDITED[] = {
    AUDIT("relationship.ask", "ask_customer_relationship", "relationship_request",
          N_("Asked a company for a relationship")),
    AUDIT("relationship.withdraw", "withdraw_customer_relationship", "relationship_request",
          N_("Withdrew a request to a company")),
    AUDIT("relationship.accept", "accept_customer_relationship", "relationship_request",
          N_("A company accepted a relationship")),
    AUDIT("relationship.decline", "decline_customer_relationship", "relationship_request",
          N_("A company declined a relationship")),
    AUDIT("sandbox_reseller.add", "create_partner_relationship", "partner_relationship",
          N_("Made a reseller in a sandbox")),
    AUDIT("sandbox_reseller.remove", "remove_partner_relationship", "partner_relationship",
          N_("Removed a reseller of a sandbox")),
    AUDIT("granular.ask", "create_granular_admin_relationship", "granular_admin_relationship",
          N_("Asked for an admin relationship")),
    AUDIT("granular.end", "terminate_granular_admin_relationship", "granular_admin_relationship",
          N_("Ended an admin relationship")),
    AUDIT("granular.answer", "answer_granular_admin_relationship", "granular_admin_relationship",
          N_("A customer approved or ended an admin relationship")),
    AUDIT("relationships.granular_clock", "expire_granular_admin_relationship", "granular_admin_relationship",
          N_("An admin relationship came to its end or near it")),
    AUDIT("granular.export", "export_granular_admin_relationships", "export", N_("Exported admin relationships")),
    AUDIT("relationship.export", "export_relationship_requests", "export", N_("Exported relationship requests")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"relationship_request", N_("Request to a company")},
                                            {"granular_admin_relationship", N_("Admin relationship")}};
static const AuditWord AUDIT_FIELDS[] = {{"days", N_("Days")}};
static const char *const NEEDS[] = {"customer_users", "customers", "home", "identity", NULL};

static Err customer_gone(AccountCtx a)
{
    TRY(q_granular_gone(a, NULL, NULL));
    return q_rel_requests_forget(a, NULL, NULL);
}

const Area area_relationships = {
    .name = "relationships",
    .title = N_("Relationships"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .customer_nav = LIST(CUSTOMER_NAV),
    .jobs = LIST(GRANULAR_JOBS),
    .settings = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .customer_gone = customer_gone,
    .help = "relationship-requests",
};
