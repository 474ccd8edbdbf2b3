/* Enrollment: what the kernel must know of the area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/enrollment/pages.h"

Err enrollment_demo(DemoCtx *demo);

#define STAFF "operator_admin operator_support operator_verification"
const Perm ENROLLMENT_OWN =
    PERM("enrollment.view", N_("See the enrollment of the account"), "global_admin account_admin owner");
const Perm ENROLLMENT_DESK = PERM("operator.enrollment", N_("See enrollments"), STAFF, .operator_only = true);
const Perm ENROLLMENT_DECIDE =
    PERM("operator.enrollment_decide", N_("Approve and refuse enrollments, and invite to them"),
         "operator_admin operator_verification", .operator_only = true);
const Perm ENROLLMENT_SET =
    PERM("operator.enrollment_settings", N_("Set who can enroll, and how"), "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&ENROLLMENT_OWN, &ENROLLMENT_DESK, &ENROLLMENT_DECIDE, &ENROLLMENT_SET};

#define D "/enroll/{draft}"
#define P "/operator/company-enrollments"
static const Route ROUTES[] = {
    ROUTE("GET", "/enroll", &PERM_PUBLIC, NULL, MODE_READ, visitor_start_page, .summary = "Enroll a company"),
    ROUTE("POST", "/enroll", &PERM_PUBLIC, NULL, MODE_OUTSIDE, visitor_start_post),
    ROUTE("GET", D, &PERM_PUBLIC, NULL, MODE_READ, visitor_page, .summary = "An enrollment that was begun"),
    ROUTE("POST", D "/code", &PERM_PUBLIC, NULL, MODE_OUTSIDE, visitor_code_post),
    ROUTE("POST", D "/again", &PERM_PUBLIC, NULL, MODE_OUTSIDE, visitor_again_post),
    ROUTE("GET", D "/company", &PERM_PUBLIC, NULL, MODE_READ, visitor_step_page, .summary = "Enrolling: the company"),
    ROUTE("GET", D "/legal", &PERM_PUBLIC, NULL, MODE_READ, visitor_step_page, .summary = "Enrolling: legal details"),
    ROUTE("GET", D "/contact", &PERM_PUBLIC, NULL, MODE_READ, visitor_step_page, .summary = "Enrolling: the contact"),
    ROUTE("GET", D "/review", &PERM_PUBLIC, NULL, MODE_READ, visitor_step_page, .summary = "Enrolling: the review"),
    ROUTE("POST", D "/company", &PERM_PUBLIC, NULL, MODE_OUTSIDE, visitor_company_post),
    ROUTE("POST", D "/legal", &PERM_PUBLIC, NULL, MODE_OUTSIDE, visitor_legal_post),
    ROUTE("POST", D "/contact", &PERM_PUBLIC, NULL, MODE_OUTSIDE, visitor_contact_post),
    ROUTE("POST", D "/send", &PERM_PUBLIC, "enrollment.send", MODE_OUTSIDE, visitor_send_post),
    ROUTE("POST", D "/ask", &PERM_PUBLIC, NULL, MODE_OUTSIDE, visitor_ask_post),
    ROUTE("POST", D "/discard", &PERM_PUBLIC, NULL, MODE_OUTSIDE, visitor_discard_post),

    ROUTE("GET", "/a/{account}/settings/enrollment", &ENROLLMENT_OWN, NULL, MODE_READ, enrollment_own_page,
          .title = N_("Enrollment"), .keywords = N_("enrolled work e-mail business information approval")),

    ROUTE("GET", P, &ENROLLMENT_DESK, NULL, MODE_READ, enrolled_list_page,
          .summary = "The vendor's list of enrollments"),
    ROUTE("GET", P "/export", &ENROLLMENT_DESK, NULL, MODE_OUTSIDE, enrolled_export,
          .summary = "The vendor's list of enrollments as a file"),
    ROUTE("POST", P "/several", &ENROLLMENT_DECIDE, "enrollment.approve", MODE_OUTSIDE, enrolled_several,
          .summary = "Decide on the enrollments that are selected"),
    ROUTE("GET", P "/invite", &ENROLLMENT_DECIDE, NULL, MODE_READ, enrollment_invite_page,
          .summary = "Invite companies to enroll"),
    ROUTE("POST", P "/invite", &ENROLLMENT_DECIDE, "enrollment.invite", MODE_WRITE, enrollment_invite_post),
    ROUTE("GET", P "/settings", &ENROLLMENT_SET, NULL, MODE_READ, enrollment_settings_page,
          .summary = "The rules of enrollment"),
    ROUTE("POST", P "/settings", &ENROLLMENT_SET, "enrollment.settings", MODE_WRITE, enrollment_settings_post),
    ROUTE("POST", P "/settings/words", &ENROLLMENT_SET, "enrollment.word", MODE_WRITE, enrollment_word_post),
    ROUTE("POST", P "/settings/words/remove", &ENROLLMENT_SET, "enrollment.word_remove", MODE_WRITE,
          enrollment_word_drop_post),
    ROUTE("GET", P "/{enrollment}", &ENROLLMENT_DESK, NULL, MODE_READ, enrolled_page, .summary = "An enrollment"),
    ROUTE("POST", P "/{enrollment}/approve", &ENROLLMENT_DECIDE, "enrollment.approve", MODE_WRITE,
          enrollment_approve_post),
    ROUTE("POST", P "/{enrollment}/refuse", &ENROLLMENT_DECIDE, "enrollment.refuse", MODE_WRITE,
          enrollment_refuse_post),
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Company enrollments"),
                                .icon = "building",
                                .path = P,
                                .perm = &ENROLLMENT_DESK,
                                .order = 3}};
static const NavEntry SETTINGS_NAV[] = {{.group = N_("Account"),
                                         .label = N_("Enrollment"),
                                         .icon = "building",
                                         .path = "/a/{account}/settings/enrollment",
                                         .perm = &ENROLLMENT_OWN,
                                         .order = 10}};
static const Machine *const MACHINES[] = {&ACCOUNT_ENROLLMENT};
static const WorkKind WORK[] = {{.id = ENROLLMENT_WORK,
                                 .name = N_("Company enrollments"),
                                 .about = N_("Companies that enrolled themselves and wait for approval."),
                                 .perm = &ENROLLMENT_DECIDE,
                                 .limit = "enrollment.answer_days",
                                 .path = P "/{id}",
                                 .desk = P}};
static const Setting SETTINGS[] = {
    {.key = S_INIT("enrollment.mode"),
     .label = N_("Who can enroll"),
     .type = SETTING_CHOICE,
     .initial = "public",
     .choices = "public invited off",
     .operator_ = true},
    {.key = S_INIT("enrollment.approval"),
     .label = N_("Approval"),
     .type = SETTING_CHOICE,
     .initial = "manual",
     .choices = "manual automatic",
     .operator_ = true},
    {.key = S_INIT("enrollment.kinds"),
     .label = N_("As what companies can enroll"),
     .type = SETTING_TEXT,
     .initial = "reseller direct developer cpv learning",
     .max = 100,
     .operator_ = true},
    {.key = S_INIT("enrollment.days"),
     .label = N_("Days until an enrollment that is not gone on with is deleted"),
     .type = SETTING_INT,
     .initial = "14",
     .min = 1,
     .max = 90,
     .operator_ = true},
    {.key = S_INIT("enrollment.answer_days"),
     .label = N_("Days until an enrollment is answered"),
     .type = SETTING_INT,
     .initial = "5",
     .min = 1,
     .max = 60,
     .operator_ = true},
    {.key = S_INIT("enrollment.domain_a_day"),
     .label = N_("Enrollments of one mail domain a day"),
     .type = SETTING_INT,
     .initial = "5",
     .min = 1,
     .max = 1000,
     .operator_ = true},
    {.key = S_INIT("enrollment.all_a_day"),
     .label = N_("Enrollments begun a day, in all"),
     .type = SETTING_INT,
     .initial = "500",
     .min = 1,
     .max = 100000,
     .operator_ = true},
    {.key = S_INIT("enrollment.no_consumer"),
     .label = N_("Refuse addresses that anybody can have"),
     .type = SETTING_BOOL,
     .initial = "true",
     .operator_ = true},
    {.key = S_INIT("enrollment.no_government"),
     .label = N_("Refuse addresses of governments"),
     .type = SETTING_BOOL,
     .initial = "true",
     .operator_ = true},
    {.key = S_INIT("enrollment.no_role"),
     .label = N_("Refuse addresses that several people read"),
     .type = SETTING_BOOL,
     .initial = "true",
     .operator_ = true},
};
static const NoticeCategory NOTICES[] = {
    {.id = "enrollment",
     .name = N_("Enrollment"),
     .about = N_("The vendor approves or refuses the enrollment; somebody asks to join the account."),
     .mandatory = N_("It decides whether the company is a partner.")}};
static const AuditAction AUDITED[] = {
    AUDIT("demo.enrollment", "enroll_company", "account", N_("Made the enrollments of the demo"),
          .no_diff = "the demo's world"),
    AUDIT("enrollment.mail", "mail_enrollment", "enrollment", N_("Mailed somebody who enrolls"),
          .no_diff = "mail only"),
    AUDIT("enrollment.end", "delete_enrollment", "enrollment", N_("Deleted an enrollment that was not sent"),
          .no_diff = "it was not the vendor's yet"),
    AUDIT("enrollment.send", "enroll_company", "account", N_("Enrolled the company")),
    AUDIT("enrollment.export", "export_enrollments", "export", N_("Exported company enrollments")),
    AUDIT("enrollment.approve", "approve_enrollment", "account", N_("Approved the enrollment")),
    AUDIT("enrollment.refuse", "refuse_enrollment", "account", N_("Refused the enrollment")),
    AUDIT("enrollment.invite", "invite_to_enroll", "enrollment", N_("Invited companies to enroll"),
          .no_diff = "mail only"),
    AUDIT("enrollment.settings", "update_enrollment_rules", "enrollment", N_("Changed the rules of enrollment")),
    AUDIT("enrollment.word", "update_enrollment_rules", "enrollment", N_("Wrote a word on addresses")),
    AUDIT("enrollment.word_remove", "update_enrollment_rules", "enrollment", N_("Removed a word on addresses"),
          .no_diff = "what it was stands in the row that wrote it"),
};
static const AuditWord AUDIT_RESOURCES[] = {{"enrollment", N_("Enrollment")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"enrollmentMode", N_("Who can enroll")},
    {"answerDays", N_("Days until an enrollment is answered")},
    {"domainDay", N_("Enrollments of one mail domain a day")},
    {"allDay", N_("Enrollments begun a day, in all")},
    {"refuseConsumer", N_("Refuse addresses that anybody can have")},
    {"refuseGovernment", N_("Refuse addresses of governments")},
    {"refuseRole", N_("Refuse addresses that several people read")},
    {"refused", N_("Refused")},
    {"source", N_("From where you know it")},
};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "submitted", N_("Waits for approval")},
    {"state", "approved", N_("Approved")},
    {"state", "refused", N_("Refused")},
    {"enrollmentMode", "public", N_("Anybody, from the front page")},
    {"enrollmentMode", "invited", N_("Only companies that are invited")},
    {"enrollmentMode", "off", N_("Nobody")},
};
static const char *const NEEDS[] = {"agreements", "home",     "identity",     "legal",
                                    "partners",   "registry", "verification", NULL};

const Area area_enrollment = {
    .name = "enrollment",
    .title = N_("Enrollment"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS_NAV),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .settings = LIST(SETTINGS),
    .jobs = ENROLLMENT_JOBS,
    .jobs_n = 2,
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .demo = enrollment_demo,
    .help = "enrollment",
};
