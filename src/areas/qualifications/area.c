/* Qualifications of customers: what the kernel must know of the area. */
#include "app/area.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/qualifications/api.h"
#include "areas/qualifications/pages.h"
#include "areas/qualifications/rules.h"
#include "gen/qualifications_q.h"

#define SELLERS "csp_direct csp_provider csp_reseller"
const Perm QUALIFICATIONS_VIEW = PERM("qualifications.view", N_("View customers' qualifications"),
                                      "global_admin admin_agent sales_agent helpdesk_agent", .programs = SELLERS);
const Perm QUALIFICATIONS_ASK =
    PERM("qualifications.ask", N_("Ask for customers' qualifications"), "global_admin admin_agent sales_agent",
         .programs = SELLERS, .kinds = "direct provider");
const Perm OPERATOR_CUSTOMER_QUALIFY =
    PERM("operator.customer_qualifications", N_("Decide on customers' qualifications"),
         "operator_admin operator_verification", .operator_only = true);
static const Perm *const PERMS[] = {&QUALIFICATIONS_VIEW, &QUALIFICATIONS_ASK, &OPERATOR_CUSTOMER_QUALIFY};

#define C "/a/{account}/customers/{customer}/qualifications"
#define ONE "/a/{account}/qualifications/{qualification}"
#define D "/operator/customer-qualifications"
#define V "/v1/customers/{customer}"
#define WIRE .kind = ROUTE_API, .api_area = "qualification"
#define WORD "{\"type\":\"string\"}"
static const Route ROUTES[] = {
    ROUTE("GET", C, &QUALIFICATIONS_VIEW, NULL, MODE_READ, qualifications_page,
          .summary = "What a customer is qualified for"),
    ROUTE("POST", C, &QUALIFICATIONS_ASK, "qualification.ask", MODE_WRITE, qualifications_post,
          .summary = "Ask for a qualification of a customer"),
    ROUTE("GET", ONE, &QUALIFICATIONS_VIEW, NULL, MODE_READ, qualification_page,
          .summary = "One qualification of a customer"),
    ROUTE("POST", ONE "/withdraw", &QUALIFICATIONS_ASK, "qualification.withdraw", MODE_WRITE,
          qualification_withdraw_post),

    ROUTE("GET", D, &OPERATOR_CUSTOMER_QUALIFY, NULL, MODE_READ, qualifications_desk_list,
          .title = N_("Customers' qualifications"),
          .keywords = N_("education government nonprofit school qualification customer decide")),
    ROUTE("GET", D "/export", &OPERATOR_CUSTOMER_QUALIFY, NULL, MODE_OUTSIDE, qualifications_desk_export,
          .summary = "Customers' qualifications as a file"),
    ROUTE("POST", D "/several", &OPERATOR_CUSTOMER_QUALIFY, "qualification.decide", MODE_OUTSIDE,
          qualifications_several, .summary = "Decide on the qualifications that are selected"),
    ROUTE("GET", D "/codes", &OPERATOR_CUSTOMER_QUALIFY, NULL, MODE_READ, codes_desk_page,
          .title = N_("Validation codes"), .keywords = N_("government community cloud validation code")),
    ROUTE("POST", D "/codes", &OPERATOR_CUSTOMER_QUALIFY, "validation_code.issue", MODE_WRITE, codes_desk_post),
    ROUTE("GET", D "/{qualification}", &OPERATOR_CUSTOMER_QUALIFY, NULL, MODE_READ, qualification_desk_page,
          .summary = "One qualification of a customer, for the vendor's staff"),
    ROUTE("POST", D "/{qualification}", &OPERATOR_CUSTOMER_QUALIFY, "qualification.decide", MODE_WRITE,
          qualification_desk_post),

    ROUTE("GET", V "/qualification", &QUALIFICATIONS_VIEW, NULL, MODE_READ, api_qualification_get, WIRE,
          .schema_out = WORD, .summary = "Get what a customer is qualified for, in one word"),
    ROUTE("PUT", V "/qualification", &QUALIFICATIONS_ASK, "qualification.ask", MODE_WRITE, api_qualification_put, WIRE,
          .user_only = true, .query = "code", .schema_out = WORD, .summary = "Ask for a qualification by one word"),
    ROUTE("GET", V "/qualifications", &QUALIFICATIONS_VIEW, NULL, MODE_READ, api_qualification_list, WIRE,
          .schema_out = "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
          .summary = "List a customer's qualifications"),
    ROUTE("POST", V "/qualifications", &QUALIFICATIONS_ASK, "qualification.ask", MODE_WRITE, api_qualification_add,
          WIRE, .user_only = true, .query = "code", .shape_in = &API_QUALIFICATION_NEW, .shape_out = &API_QUALIFICATION,
          .summary = "Ask for a qualification"),
    ROUTE("GET", "/v1/customers/all/validations", &QUALIFICATIONS_VIEW, NULL, MODE_READ, api_validation_codes,
          .kind = ROUTE_API, .api_area = "customers",
          .schema_out = "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
          .summary = "List the account's validation codes"),
};
static const NavEntry CUSTOMER_NAV[] = {
    {.label = N_("Special qualifications"), .path = C, .perm = &QUALIFICATIONS_VIEW, .order = 60}};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Customers' qualifications"),
                                .icon = "building",
                                .path = D,
                                .perm = &OPERATOR_CUSTOMER_QUALIFY,
                                .order = 9}};
static const Machine *const MACHINES[] = {&CUSTOMER_QUALIFICATION};
static const WorkKind WORK[] = {
    {.id = QUALIFICATION_WORK,
     .name = N_("Customers' qualifications"),
     .about = N_("What partners say of their customers: schools, public bodies, charities."),
     .perm = &OPERATOR_CUSTOMER_QUALIFY,
     .limit = "qualifications.days",
     .path = D "/{id}",
     .desk = D}};
static const Setting SETTINGS[] = {{.key = S_INIT("qualifications.days"),
                                    .label = N_("Days until a customer's qualification is decided"),
                                    .type = SETTING_INT,
                                    .initial = "7",
                                    .min = 1,
                                    .max = 90,
                                    .operator_ = true}};
static const NoticeCategory NOTICES[] = {{.id = "qualifications",
                                          .name = N_("Customers' qualifications"),
                                          .about = N_("What the vendor found about your customers.")}};
static const AuditAction AUDITED[] = {
    AUDIT("qualification.ask", "update_customer_qualification", "customer",
          N_("Asked for a qualification of a customer")),
    AUDIT("qualification.withdraw", "withdraw_customer_qualification", "customer",
          N_("Withdrew a qualification of a customer")),
    AUDIT("qualification.decide", "decide_customer_qualification", "customer",
          N_("Decided on a qualification of a customer")),
    AUDIT("qualification.export", "export_customer_qualifications", "export", N_("Exported customers' qualifications")),
    AUDIT("validation_code.issue", "issue_validation_code", "account", N_("Gave a validation code")),
};
static const AuditWord AUDIT_FIELDS[] = {{"qualification", N_("Qualification")},
                                         {"educationSegment", N_("Kind of school")},
                                         {"website", N_("Website")},
                                         {"organization", N_("Organization")},
                                         {"most", N_("Customers it is for")}};
static const AuditValue AUDIT_VALUES[] = {
    {"qualification", "education", N_("Education")},
    {"qualification", "government", N_("Government Community Cloud")},
    {"qualification", "nonprofit", N_("Nonprofit")},
    {"qualification", "state_owned", N_("State-owned entity")},
    {"educationSegment", "k12", N_("Primary or secondary school")},
    {"educationSegment", "higher", N_("Higher education")},
    {"state", "review", N_("In review")},
    {"state", "denied", N_("Denied")},
};
static const char *const NEEDS[] = {"customers", "home", "identity", NULL};

/* What waits of a customer that goes waits no more. */
static Err customer_gone(AccountCtx a)
{
    CqualListRow *rows;
    size_t n;
    TRY(q_cqual_list(a, NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) { /* at most one a kind */
        TRY(work_done(a.ctx, QUALIFICATION_WORK, rows[i].id, "withdrawn"));
    }
    return q_cquals_gone(a, NULL, NULL);
}

const Area area_qualifications = {
    .name = "qualifications",
    .title = N_("Customers' qualifications"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .customer_nav = LIST(CUSTOMER_NAV),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .settings = LIST(SETTINGS),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .customer_gone = customer_gone,
    .help = "qualifications",
};
