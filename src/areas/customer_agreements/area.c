/* Customers' agreements: what the kernel must know of the area. */
#include "app/area.h"
#include "app/demo.h"
#include "app/tell.h"
#include "areas/customer_agreements/api.h"
#include "areas/customer_agreements/pages.h"

Err customer_agreements_demo(DemoCtx *demo);

#define SELLERS "csp_direct csp_provider csp_reseller"
const Perm AGREEMENT_VERSIONS_VIEW =
    PERM("agreements.customer_versions", N_("Read the vendor's agreements with customers"),
         "global_admin user_management_admin admin_agent sales_agent helpdesk_agent", .programs = SELLERS);
const Perm CUSTOMER_AGREEMENTS_VIEW = PERM(
    "customer_agreements.view", N_("See what customers have accepted"),
    "global_admin user_management_admin admin_agent sales_agent helpdesk_agent billing_admin", .programs = SELLERS);
const Perm CUSTOMER_AGREEMENTS_ATTEST =
    PERM("customers.attest_agreement", N_("Record what customers accept, and send them a link to accept"),
         "admin_agent sales_agent", .programs = SELLERS, .kinds = "direct provider");
const Perm CUSTOMER_AGREEMENTS_RESELLERS =
    PERM("customer_agreements.resellers", N_("See whether a reseller has signed the partner agreement"),
         "global_admin admin_agent sales_agent", .programs = "csp_provider", .kinds = "provider");
const Perm APPLICATION_CONSENTS =
    PERM("customer_agreements.consents", N_("Consent to applications on behalf of customers"),
         "global_admin admin_agent", .programs = SELLERS);
static const Perm *const PERMS[] = {&AGREEMENT_VERSIONS_VIEW, &CUSTOMER_AGREEMENTS_VIEW, &CUSTOMER_AGREEMENTS_ATTEST,
                                    &CUSTOMER_AGREEMENTS_RESELLERS, &APPLICATION_CONSENTS};

#define P "/a/{account}/customers/{customer}/agreements"
#define C "/v1/customers/{customer}"
#define WIRE(AREA) .kind = ROUTE_API, .api_area = (AREA)
#define BY_PEOPLE(AREA) WIRE(AREA), .user_only = true /* as api-endpoints.tsv says */
static const Route ROUTES[] = {
    ROUTE("GET", P, &CUSTOMER_AGREEMENTS_VIEW, NULL, MODE_READ, page_customer_agreements, .query = "kind after before",
          .summary = "What a customer has accepted"),
    ROUTE("GET", P "/export", &CUSTOMER_AGREEMENTS_VIEW, NULL, MODE_READ, page_customer_agreements_export,
          .query = "kind format", .summary = "What a customer has accepted, as CSV or spreadsheet"),
    ROUTE("GET", P "/record", &CUSTOMER_AGREEMENTS_ATTEST, NULL, MODE_READ, page_agreement_record),
    ROUTE("POST", P "/record", &CUSTOMER_AGREEMENTS_ATTEST, "customer_agreement.attest", MODE_WRITE,
          page_agreement_record_do),
    ROUTE("GET", P "/send", &CUSTOMER_AGREEMENTS_ATTEST, NULL, MODE_READ, page_agreement_send),
    ROUTE("POST", P "/send", &CUSTOMER_AGREEMENTS_ATTEST, "customer_agreement.send", MODE_WRITE,
          page_agreement_send_do),
    ROUTE("POST", P "/links/{link}/withdraw", &CUSTOMER_AGREEMENTS_ATTEST, "customer_agreement.withdraw", MODE_WRITE,
          page_agreement_withdraw),

    ROUTE("GET", "/customer-agreements/{kind}", &PERM_PUBLIC, NULL, MODE_READ, page_agreement_read,
          .query = "country language", .summary = "An agreement with customers, by country and language"),
    ROUTE("GET", "/customer-agreements/{kind}/download", &PERM_PUBLIC, NULL, MODE_READ, page_agreement_download,
          .query = "country language", .summary = "The text of such an agreement as a file"),
    ROUTE("GET", "/accept-agreement/{token}", &PERM_PUBLIC, NULL, MODE_READ, page_accept_agreement, .query = "language",
          .summary = "Where somebody of a customer accepts an agreement, by a link"),
    ROUTE("POST", "/accept-agreement/{token}", &PERM_PUBLIC, "customer_agreement.accept", MODE_OUTSIDE,
          page_accept_agreement_do),

    ROUTE("GET", "/v1/agreements", &AGREEMENT_VERSIONS_VIEW, NULL, MODE_READ, api_agreements, BY_PEOPLE("agreements"),
          .shape_out = &API_AGREEMENT_METADATA, .list = true, .query = "agreementType",
          .summary = "List the vendor's agreements with customers"),
    ROUTE("GET", "/v1/agreements/{type}", &AGREEMENT_VERSIONS_VIEW, NULL, MODE_READ, api_agreements_of_type,
          BY_PEOPLE("agreements"), .shape_out = &API_AGREEMENT_METADATA, .list = true,
          .summary = "List the vendor's agreements of one type"),
    ROUTE("GET", "/v1/agreements/{type}/signatures", &AGREEMENTS_VIEW, NULL, MODE_READ, api_agreement_signatures,
          BY_PEOPLE("agreements"), .shape_out = &API_AGREEMENT_SIGNATURE, .list = true,
          .summary = "List what the account has signed of one type"),
    ROUTE("GET", "/v1/agreements/{type}/signatures/{version}", &AGREEMENTS_VIEW, NULL, MODE_READ,
          api_agreement_signature, BY_PEOPLE("agreements"), .shape_out = &API_AGREEMENT_SIGNATURE,
          .summary = "Get the account's signature of one version"),
    ROUTE("GET", "/v1/agreementtemplates/{template}/document", &AGREEMENT_VERSIONS_VIEW, NULL, MODE_READ,
          api_agreement_document, BY_PEOPLE("agreements"), .shape_out = &API_AGREEMENT_DOCUMENT,
          .query = "language country", .summary = "Get where an agreement is read and downloaded"),
    ROUTE("GET", C "/agreements", &CUSTOMER_AGREEMENTS_VIEW, NULL, MODE_READ, api_customer_agreements,
          BY_PEOPLE("agreements"), .shape_out = &API_CUSTOMER_AGREEMENT, .list = true, .query = "agreementType",
          .summary = "List the acceptances recorded for a customer"),
    ROUTE("POST", C "/agreements", &CUSTOMER_AGREEMENTS_ATTEST, "customer_agreement.attest", MODE_WRITE,
          api_customer_agreement_create, BY_PEOPLE("agreements"), .shape_in = &API_CUSTOMER_AGREEMENT_NEW,
          .shape_out = &API_CUSTOMER_AGREEMENT, .summary = "Record that a customer has accepted an agreement"),
    ROUTE("GET", C "/directSignedMicrosoftCustomerAgreementStatus", &CUSTOMER_AGREEMENTS_VIEW, NULL, MODE_READ,
          api_direct_signed, BY_PEOPLE("customers"), .shape_out = &API_DIRECT_SIGNED,
          .summary = "Tell whether a customer has accepted the agreement itself"),
    ROUTE("GET", "/v1/compliance/csp/agreementstatus", &CUSTOMER_AGREEMENTS_RESELLERS, NULL, MODE_READ,
          api_reseller_agreement_status, BY_PEOPLE("agreements"), .shape_out = &API_AGREEMENT_STATUS,
          .query = "mpnId tenantId", .summary = "Tell whether a reseller has signed the partner agreement"),

    ROUTE("POST", C "/applicationconsents", &APPLICATION_CONSENTS, "application_consent.add", MODE_WRITE,
          api_application_consent_create, WIRE("application-consents"), .shape_in = &API_APPLICATION_CONSENT,
          .shape_out = &API_APPLICATION_CONSENT, .summary = "Consent to an application on behalf of a customer"),
    ROUTE("DELETE", C "/applicationconsents/{application}", &APPLICATION_CONSENTS, "application_consent.delete",
          MODE_WRITE, api_application_consent_delete, WIRE("application-consents"), .answers = "200",
          .summary = "Take back the consent to an application"),
};
static const NavEntry CUSTOMER_NAV[] = {
    {.label = N_("Agreements"), .path = P, .perm = &CUSTOMER_AGREEMENTS_VIEW, .order = 60}};
static const NoticeCategory NOTICES[] = {{.id = "customer_agreements",
                                          .name = N_("Customers' agreements"),
                                          .about = N_("Agreements that customers accept by a link.")}};
static const AuditAction AUDITED[] = {
    AUDIT("customer_agreement.attest", "create_customer_agreement", "agreement",
          N_("Recorded that a customer accepted an agreement")),
    AUDIT("customer_agreement.send", "send_customer_agreement", "agreement",
          N_("Sent a customer a link to accept an agreement")),
    AUDIT("customer_agreement.withdraw", "send_customer_agreement", "agreement",
          N_("Withdrew a link to accept an agreement")),
    AUDIT("customer_agreement.accept", "create_customer_agreement", "agreement", N_("Accepted an agreement by a link")),
    AUDIT("application_consent.add", "create_application_consent", "application",
          N_("Consented to an application on behalf of a customer")),
    AUDIT("application_consent.delete", "delete_application_consent", "application",
          N_("Took back the consent to an application")),
    AUDIT("demo.customer_agreements", "create_customer_agreement", "agreement",
          N_("Made the customers' agreements of the demo"), .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_FIELDS[] = {{"agreement", N_("Agreement")},
                                         {"way", N_("How")},
                                         {"contact", N_("Accepted by")},
                                         {"agreedOn", N_("Accepted on")},
                                         {"application", N_("Application")},
                                         {"scopes", N_("Scopes")},
                                         {"link", N_("Link")}};
static const AuditValue AUDIT_VALUES[] = {
    {"way", "attested", N_("Recorded by the partner")},
    {"way", "direct", N_("Accepted by the customer")},
    {"link", "open", N_("Open")},
    {"link", "withdrawn", N_("Withdrawn")},
};
static const Setting SETTINGS[] = {
    {.key = S_INIT("customer_agreements.required"),
     .label = N_("Orders need a customer's accepted customer agreement"),
     .type = SETTING_BOOL,
     .initial = "false",
     .operator_ = true},
};

static Err customer_gone(AccountCtx a)
{
    TRY(application_consents_gone(a));
    TRY(q_cagree_link_drop(a, NULL, NULL));
    return q_cagree_drop(a, NULL, NULL);
}

static const char *const NEEDS[] = {"agreements", "business", "customers", "identity", NULL};
const Area area_customer_agreements = {
    .name = "customer_agreements",
    .title = N_("Customers' agreements"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .customer_nav = LIST(CUSTOMER_NAV),
    .settings = LIST(SETTINGS),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .customer_gone = customer_gone,
    .demo = customer_agreements_demo,
    .help = "customer-agreements",
};
