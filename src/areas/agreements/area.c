/* Agreements: what the kernel must know of this area. */
#include "app/area.h"
#include "app/demo.h"
#include "app/tell.h"
#include "areas/agreements/pages.h"

Err agreements_demo(DemoCtx *demo);

const Perm AGREEMENTS_VIEW = PERM("agreements.view", N_("See the agreements that one may sign, and what was signed"),
                                  "global_admin owner manager cpv_global_admin");
const Perm AGREEMENTS_SIGN = PERM("agreements.sign", N_("Sign the partner and membership agreements"), "global_admin");
const Perm AGREEMENTS_SIGN_PUBLISHER =
    PERM("agreements.sign_publisher", N_("Sign the publisher agreement"), "global_admin owner manager");
const Perm AGREEMENTS_SIGN_CPV =
    PERM("agreements.sign_cpv", N_("Sign the agreement for control panels"), "global_admin cpv_global_admin");
const Perm OPERATOR_AGREEMENTS = PERM(
    "operator.agreements", N_("See agreements and who signed them"),
    "operator_admin operator_catalog operator_verification operator_support operator_finance", .operator_only = true);
const Perm OPERATOR_AGREEMENTS_EDIT = PERM("operator.agreements_edit", N_("Write and publish agreements"),
                                           "operator_admin operator_catalog", .operator_only = true);
static const Perm *const PERMS[] = {&AGREEMENTS_VIEW,     &AGREEMENTS_SIGN,     &AGREEMENTS_SIGN_PUBLISHER,
                                    &AGREEMENTS_SIGN_CPV, &OPERATOR_AGREEMENTS, &OPERATOR_AGREEMENTS_EDIT};

#define OWN "/a/{account}/settings/agreements"
#define ONE AGREEMENTS_DESK "/{agreement}"
static const Route ROUTES[] = {
    ROUTE("GET", OWN, &AGREEMENTS_VIEW, NULL, MODE_READ, agreements_page, .title = N_("Agreements"),
          .keywords = N_("sign contract accept partner agreement publisher terms")),
    ROUTE("GET", OWN "/export", &AGREEMENTS_VIEW, NULL, MODE_READ, agreements_export,
          .summary = "Agreements of the account with the evidence, as CSV or spreadsheet"),
    ROUTE("GET", OWN "/{agreement}", &AGREEMENTS_VIEW, NULL, MODE_READ, agreement_page,
          .summary = "One agreement, to read and sign"),
    ROUTE("GET", OWN "/{agreement}/download", &AGREEMENTS_VIEW, NULL, MODE_READ, agreement_download,
          .summary = "The text of an agreement as a file"),
    ROUTE("GET", OWN "/{agreement}/pdf", &AGREEMENTS_VIEW, NULL, MODE_READ, agreement_pdf,
          .summary = "An agreement as a PDF, with the evidence of its signature"),
    ROUTE("GET", OWN "/{agreement}/receipt", &AGREEMENTS_VIEW, NULL, MODE_READ, agreement_receipt,
          .summary = "The receipt of a signature as a file"),
    ROUTE("POST", OWN "/{agreement}/sign", &AGREEMENTS_VIEW, "agreements.sign", MODE_WRITE, agreement_sign_post,
          .accepted = true),

    ROUTE("GET", AGREEMENTS_DESK, &OPERATOR_AGREEMENTS, NULL, MODE_READ, versions_page, .title = N_("Agreements"),
          .keywords = N_("contract version publish evidence signatures")),
    ROUTE("GET", AGREEMENTS_DESK "/new", &OPERATOR_AGREEMENTS_EDIT, NULL, MODE_READ, version_new_page),
    ROUTE("POST", AGREEMENTS_DESK "/new", &OPERATOR_AGREEMENTS_EDIT, "agreements.draft", MODE_WRITE, version_new_post),
    ROUTE("GET", ONE, &OPERATOR_AGREEMENTS, NULL, MODE_READ, version_page),
    ROUTE("POST", ONE, &OPERATOR_AGREEMENTS_EDIT, "agreements.save", MODE_WRITE, version_post),
    ROUTE("POST", ONE "/publish", &OPERATOR_AGREEMENTS_EDIT, "agreements.publish", MODE_WRITE, version_publish_post),
    ROUTE("POST", ONE "/withdraw", &OPERATOR_AGREEMENTS_EDIT, "agreements.withdraw", MODE_WRITE, version_withdraw_post),
    ROUTE("POST", ONE "/delete", &OPERATOR_AGREEMENTS_EDIT, "agreements.delete", MODE_WRITE, version_remove_post),
    ROUTE("GET", ONE "/signatures/export", &OPERATOR_AGREEMENTS, NULL, MODE_READ, version_evidence,
          .summary = "Who signed a version of an agreement, as CSV"),
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Agreements"),
                                .icon = "file",
                                .path = AGREEMENTS_DESK,
                                .perm = &OPERATOR_AGREEMENTS,
                                .order = 32}};
static const NavEntry SETTINGS[] = {{.group = N_("Account"),
                                     .label = N_("Agreements"),
                                     .icon = "file",
                                     .path = OWN,
                                     .perm = &AGREEMENTS_VIEW,
                                     .order = 21}};
static const NoticeCategory NOTICES[] = {{.id = "agreements",
                                          .name = N_("Agreements"),
                                          .about = N_("New versions of agreements that have to be signed."),
                                          .mandatory = N_("What is not signed closes programs.")}};
static const AuditAction AUDITED[] = {
    AUDIT("agreements.sign", "sign_agreement", "agreement", N_("Signed an agreement")),
    AUDIT("agreements.draft", "draft_agreement", "agreement", N_("Wrote a version of an agreement")),
    AUDIT("agreements.save", "draft_agreement", "agreement", N_("Changed the draft of an agreement")),
    AUDIT("agreements.publish", "publish_agreement", "agreement", N_("Published a version of an agreement"),
          .no_diff = "the draft is what is published"),
    AUDIT("agreements.withdraw", "withdraw_agreement", "agreement", N_("Withdrew a version of an agreement"),
          .no_diff = "the text stays"),
    AUDIT("agreements.delete", "delete_agreement", "agreement", N_("Deleted the draft of an agreement"),
          .no_diff = "nobody had signed it"),
    AUDIT("agreements.tell", "publish_agreement", "agreement", N_("Told accounts of a new version of an agreement"),
          .no_diff = "fills bells", .quiet = true),
    AUDIT("agreements.remind", "publish_agreement", "agreement",
          N_("Reminded accounts of an agreement that is not signed"), .no_diff = "fills bells", .quiet = true),
    AUDIT("demo.agreements", "publish_agreement", "agreement", N_("Made the agreements of the demo"),
          .no_diff = "the demo's world"),
};
static const Setting SETTINGS_OF[] = {{.key = S_INIT("agreements.due_days"),
                                       .label = N_("Days in which a new version is to be signed"),
                                       .type = SETTING_INT,
                                       .initial = "30",
                                       .min = 1,
                                       .max = 365,
                                       .operator_ = true},
                                      {.key = S_INIT("agreements.remind_days"),
                                       .label = N_("Days between reminders of what is not signed"),
                                       .type = SETTING_INT,
                                       .initial = "7",
                                       .min = 1,
                                       .max = 90,
                                       .operator_ = true}};
static const AuditWord AUDIT_RESOURCES[] = {{"agreement", N_("Agreement")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"number", N_("Version")}, {"hash", N_("SHA-256 of the text")}, {"again", N_("To be signed again")}};
static const char *const NEEDS[] = {"home", "identity", "programs", NULL};

const Area area_agreements = {
    .name = "agreements",
    .title = N_("Agreements"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .jobs = LIST(AGREEMENT_JOBS),
    .settings = LIST(SETTINGS_OF),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .demo = agreements_demo,
    .help = "agreements",
};
