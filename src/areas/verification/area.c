/* Verification: what the kernel must know of the area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/verification/pages.h"

#define KEEPERS "global_admin account_admin mpn_partner_admin compliance_admin owner manager"
const Perm VERIFICATION_VIEW = PERM("verification.view", N_("See the verification of the account"), KEEPERS);
const Perm VERIFICATION_FIX = PERM("verification.fix", N_("Send what a check of the account needs"), KEEPERS);
const Perm OPERATOR_VERIFICATION = PERM("operator.verification", N_("Decide on checks of partner accounts"),
                                        "operator_admin operator_verification", .operator_only = true);
const Perm OPERATOR_VERIFICATION_SET = PERM("operator.verification_set", N_("Set which checks partner accounts get"),
                                            "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&VERIFICATION_VIEW, &VERIFICATION_FIX, &OPERATOR_VERIFICATION,
                                    &OPERATOR_VERIFICATION_SET};

#define OWN VERIFICATION_PAGE
#define DESK VERIFICATION_DESK
static const Route ROUTES[] = {
    ROUTE("GET", OWN, &VERIFICATION_VIEW, NULL, MODE_READ, verification_page, .title = N_("Verification"),
          .keywords = N_("verify vetting identity employment business due diligence status document")),
    ROUTE("GET", OWN "/{check}", &VERIFICATION_VIEW, NULL, MODE_READ, verification_check_page,
          .summary = "One check of the account"),
    ROUTE("POST", OWN "/{check}/send", &VERIFICATION_FIX, "verification.send", MODE_OUTSIDE, verification_send_post,
          UPLOAD_ROUTE, .summary = "Send documents for a check and submit it"),
    ROUTE("POST", OWN "/{check}/code", &VERIFICATION_FIX, "verification.code", MODE_WRITE, verification_code_post,
          .summary = "Enter the code that was mailed to the primary contact"),
    ROUTE("POST", OWN "/{check}/code/send", &VERIFICATION_FIX, "verification.code_send", MODE_WRITE,
          verification_code_send_post, .summary = "Mail a new code to the primary contact"),
    ROUTE("GET", OWN "/{check}/documents/{document}", &VERIFICATION_VIEW, NULL, MODE_OUTSIDE, verification_file,
          .summary = "A document that the account sent"),

    ROUTE("GET", DESK, &OPERATOR_VERIFICATION, NULL, MODE_READ, verification_queue_page,
          .summary = "Checks of partner accounts"),
    ROUTE("GET", DESK "/export", &OPERATOR_VERIFICATION, NULL, MODE_READ, verification_queue_export,
          .summary = "Checks of partner accounts as a file"),
    ROUTE("POST", DESK "/selected", &OPERATOR_VERIFICATION, "verification.decide", MODE_WRITE, verification_queue_post,
          .summary = "Take on or decide several checks"),
    ROUTE("POST", DESK "/ask", &OPERATOR_VERIFICATION, "verification.ask", MODE_WRITE, verification_ask_post,
          .summary = "Ask for the verification of an account, or for one more check"),
    ROUTE("GET", DESK "/settings", &OPERATOR_VERIFICATION_SET, NULL, MODE_READ, verification_settings_page,
          .summary = "Which checks accounts get, and the days they take"),
    ROUTE("POST", DESK "/settings", &OPERATOR_VERIFICATION_SET, "verification.settings", MODE_WRITE,
          verification_settings_post),
    ROUTE("GET", DESK "/{check}", &OPERATOR_VERIFICATION, NULL, MODE_READ, verification_desk_page,
          .summary = "One check, with its evidence"),
    ROUTE("POST", DESK "/{check}/decide", &OPERATOR_VERIFICATION, "verification.decide", MODE_WRITE,
          verification_decide_post),
    ROUTE("GET", DESK "/{check}/documents/{document}", &OPERATOR_VERIFICATION, NULL, MODE_OUTSIDE,
          verification_desk_file, .summary = "A document that an account sent"),
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Verification"),
                                .icon = "shield",
                                .path = DESK,
                                .perm = &OPERATOR_VERIFICATION,
                                .order = 4}};
static const NavEntry SETTINGS[] = {{.group = N_("Account"),
                                     .label = N_("Verification"),
                                     .icon = "check",
                                     .path = OWN,
                                     .perm = &VERIFICATION_VIEW,
                                     .order = 29}};
static const Machine *const MACHINES[] = {&ACCOUNT_VERIFICATION, &VERIFICATION_CHECK, &VERIFICATION_EMAIL};
#define WORK_OF(ID, NAME, ABOUT)                                                                                       \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .about = (ABOUT), .perm = &OPERATOR_VERIFICATION,                                  \
        .limit = "verification.answer_days", .path = DESK "/{id}", .desk = DESK                                        \
    }
static const WorkKind WORK[] = {
    WORK_OF("verification_identity", N_("Identity checks"), N_("Names of primary contacts, by their documents.")),
    WORK_OF("verification_employment", N_("Employment checks"), N_("Whether primary contacts work at the company.")),
    WORK_OF("verification_business", N_("Company checks"), N_("Whether companies exist at their legal address.")),
    WORK_OF("verification_diligence", N_("Due diligence"), N_("Owners, trade and sanctions lists.")),
};
#define SWITCH(KEY, LABEL, INITIAL)                                                                                    \
    {                                                                                                                  \
        .key = S_INIT(KEY), .label = (LABEL), .type = SETTING_BOOL, .initial = (INITIAL), .operator_ = true            \
    }
#define DAYS(KEY, LABEL, INITIAL, MAX)                                                                                 \
    {                                                                                                                  \
        .key = S_INIT(KEY), .label = (LABEL), .type = SETTING_INT, .initial = (INITIAL), .min = 1, .max = (MAX),       \
        .operator_ = true                                                                                              \
    }
static const Setting SETTINGS_OF[] = {
    SWITCH("verification.email", N_("Check the e-mail of the primary contact"), "1"),
    SWITCH("verification.identity", N_("Check the identity of the primary contact"), "0"),
    SWITCH("verification.employment", N_("Check the employment of the primary contact"), "1"),
    SWITCH("verification.business", N_("Check the company"), "1"),
    SWITCH("verification.diligence", N_("Do due diligence on every company"), "0"),
    SWITCH("verification.four_eyes", N_("Two people have to accept a check"), "0"),
    DAYS("verification.answer_days", N_("Days until the vendor decides"), "5", 60),
    DAYS("verification.reply_days", N_("Days that an account has to send what was asked for"), "30", 365),
    DAYS("verification.suspend_days", N_("Days that an account has to mend what was rejected"), "30", 365),
};
static const NoticeCategory NOTICES[] = {
    {.id = "verification",
     .name = N_("Verification"),
     .about = N_("Decisions on the checks of the account, and what the vendor still needs."),
     .mandatory = N_("They decide what the account may do.")}};
static const AuditAction AUDITED[] = {
    AUDIT("verification.send", "send_verification_document", "account",
          N_("Sent a check of the account to the vendor")),
    AUDIT("verification.code", "prove_contact_email", "account", N_("Proved the e-mail of the primary contact")),
    AUDIT("verification.code_send", "send_contact_code", "account", N_("Mailed a code to the primary contact"),
          .no_diff = "the code is a secret"),
    AUDIT("verification.decide", "decide_on_verification", "account", N_("Decided on a check of the account")),
    AUDIT("verification.warn", "warn_of_suspension", "account",
          N_("Warned the account that it is about to be suspended"), .no_diff = "nothing is changed: it is told"),
    AUDIT("verification.suspend", "suspend_account", "account",
          N_("Suspended the account, whose verification stayed rejected")),
    AUDIT("verification.ask", "ask_verification", "account", N_("Asked for the verification of the account")),
    AUDIT("verification.settings", "update_verification_settings", "installation",
          N_("Changed the settings of verification")),
};
static const AuditWord AUDIT_FIELDS[] = {
    {"check", N_("Check")},
    {"documents", N_("Documents")},
    {"first", N_("First acceptance")},
    {"checkEmail", N_("Check the e-mail of the primary contact")},
    {"checkIdentity", N_("Check the identity of the primary contact")},
    {"checkEmployment", N_("Check the employment of the primary contact")},
    {"checkBusiness", N_("Check the company")},
    {"checkDiligence", N_("Do due diligence on every company")},
    {"fourEyes", N_("Two people have to accept a check")},
    {"answerDays", N_("Days until the vendor decides")},
    {"replyDays", N_("Days that an account has to send what was asked for")},
    {"mendDays", N_("Days that an account has to mend what was rejected")},
};
static const AuditValue AUDIT_VALUES[] = {
    {"check", "email", N_("E-mail of the primary contact")},
    {"check", "identity", N_("Identity of the primary contact")},
    {"check", "employment", N_("Employment of the primary contact")},
    {"check", "business", N_("Company")},
    {"check", "diligence", N_("Due diligence")},
    {"check", "all", N_("All checks")},
    {"state", "needed", N_("Waits for the account")},
    {"state", "asked", N_("More is needed")},
    {"state", "refused", N_("Refused for good")},
};
static const char *const NEEDS[] = {"identity", "home", "partners", "registry", NULL};

const Area area_verification = {
    .name = "verification",
    .title = N_("Verification"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .jobs = LIST(VERIFICATION_JOBS),
    .work = LIST(WORK),
    .settings = LIST(SETTINGS_OF),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .pending = verification_pending,
    .help = "verification",
};
