/* Personal data: what the kernel must know of the area. */
#include "areas/privacy/erasure.h"
#include "areas/privacy/pages.h"
#include "areas/privacy/pages_erasure.h"

const Perm PRIVACY_EXPORT =
    PERM("privacy.export", N_("Get an archive of the account's data and of its people's"), "global_admin owner");
const Perm PRIVACY_DECIDE = PERM("privacy.decide", N_("Decide requests of people to be erased"), "global_admin");
const Perm OPERATOR_PRIVACY =
    PERM("operator.privacy", N_("Decide requests to be erased, and how long personal data is kept"), "operator_admin",
         .operator_only = true);
static const Perm *const PERMS[] = {&PRIVACY_EXPORT, &PRIVACY_DECIDE, &OPERATOR_PRIVACY};

#define ME "/me/data"
#define O "/operator/privacy"
#define P "/a/{account}/settings/data"
static const Route ROUTES[] = {
    ROUTE("GET", ME, &PERM_SIGNED_IN, NULL, MODE_READ, privacy_me_page, .title = N_("My data"),
          .keywords = N_("privacy GDPR export copy archive personal data erase delete")),
    ROUTE("POST", ME "/export", &PERM_SIGNED_IN, "privacy.archive.start", MODE_WRITE, privacy_me_export_post,
          .step_up = true, .summary = "An archive of one's own data"),
    ROUTE("GET", ME "/export/{job}", &PERM_SIGNED_IN, NULL, MODE_READ, privacy_me_job_page),
    ROUTE("POST", ME "/export/{job}/cancel", &PERM_SIGNED_IN, "privacy.archive.cancel", MODE_WRITE,
          privacy_me_job_cancel_post),
    ROUTE("GET", ME "/export/{job}/file", &PERM_SIGNED_IN, NULL, MODE_OUTSIDE, privacy_me_job_file, .step_up = true),
    ROUTE("GET", P, &PRIVACY_EXPORT, NULL, MODE_READ, privacy_account_get, .title = N_("Data of the account"),
          .keywords = N_("privacy GDPR export copy archive personal data erase delete")),
    ROUTE("POST", P "/export", &PRIVACY_EXPORT, "privacy.archive.start", MODE_WRITE, privacy_account_export_post,
          .step_up = true, .summary = "An archive of the account's data"),
    ROUTE("POST", P "/person", &PRIVACY_EXPORT, "privacy.archive.start", MODE_WRITE, privacy_person_export_post,
          .step_up = true, .summary = "An archive of one person's data"),
    ROUTE("GET", P "/export/{job}", &PRIVACY_EXPORT, NULL, MODE_READ, privacy_account_job_page),
    ROUTE("POST", P "/export/{job}/cancel", &PRIVACY_EXPORT, "privacy.archive.cancel", MODE_WRITE,
          privacy_account_job_cancel_post),
    ROUTE("GET", P "/export/{job}/file", &PRIVACY_EXPORT, NULL, MODE_OUTSIDE, privacy_account_job_file,
          .step_up = true),
    ROUTE("POST", ME "/erase", &PERM_SIGNED_IN, "erasure.ask", MODE_WRITE, erasure_me_post, .step_up = true,
          .summary = "Ask to be erased"),
    ROUTE("POST", ME "/erase/withdraw", &PERM_SIGNED_IN, "erasure.withdraw", MODE_WRITE, erasure_me_withdraw_post),
    ROUTE("POST", P "/erase", &PRIVACY_DECIDE, "erasure.begin", MODE_WRITE, erasure_account_erase_post, .step_up = true,
          .summary = "Erase somebody who was removed"),
    ROUTE("GET", P "/erasure/{erasure}", &PRIVACY_DECIDE, NULL, MODE_READ, erasure_account_page,
          .summary = "A request to be erased, or its receipt"),
    ROUTE("POST", P "/erasure/{erasure}/accept", &PRIVACY_DECIDE, "erasure.accept", MODE_WRITE,
          erasure_account_accept_post, .step_up = true),
    ROUTE("POST", P "/erasure/{erasure}/decline", &PRIVACY_DECIDE, "erasure.decline", MODE_WRITE,
          erasure_account_decline_post),
    ROUTE("GET", O, &OPERATOR_PRIVACY, NULL, MODE_READ, privacy_rules_page, .summary = "Rules of personal data"),
    ROUTE("POST", O, &OPERATOR_PRIVACY, "privacy.rules", MODE_WRITE, privacy_rules_post),
    ROUTE("GET", O "/{erasure}", &OPERATOR_PRIVACY, NULL, MODE_READ, erasure_desk_page),
    ROUTE("POST", O "/{erasure}/accept", &OPERATOR_PRIVACY, "erasure.accept", MODE_WRITE, erasure_desk_accept_post,
          .step_up = true),
    ROUTE("POST", O "/{erasure}/decline", &OPERATOR_PRIVACY, "erasure.decline", MODE_WRITE, erasure_desk_decline_post),
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Personal data"),
                                .icon = "lock",
                                .path = O,
                                .perm = &OPERATOR_PRIVACY,
                                .order = 21}};
static const NavEntry SETTINGS[] = {
    {.group = N_("You"), .label = N_("My data"), .icon = "download", .path = ME, .perm = &PERM_SIGNED_IN, .order = 18},
    {.group = N_("Account"),
     .label = N_("Data of the account"),
     .icon = "download",
     .path = P,
     .perm = &PRIVACY_EXPORT,
     .order = 29},
};
static const JobKind JOBS[] = {
    {.kind = "privacy.archive",
     .title = N_("Archive of personal data"),
     .step = privacy_archive_step,
     .outside = true,
     .attempts_max = 3,
     .visible = true,
     .page = "/me/data/export/{job}"},
    {.kind = "privacy.erase", .title = N_("Erasing of a person"), .step = erasure_step, .outside = true},
    {.kind = "privacy.sweep",
     .title = N_("Erasing of people who were removed long ago"),
     .step = erasure_sweep_step,
     .outside = true}};
static const Machine *const MACHINES[] = {&ERASURE};
static const WorkKind WORK[] = {{.id = ERASURE_WORK,
                                 .name = N_("Requests to be erased"),
                                 .about = N_("People who ask that their data be erased; their admins can decide, too."),
                                 .perm = &OPERATOR_PRIVACY,
                                 .limit = "privacy.answer_days",
                                 .path = "/operator/privacy/{id}"}};
static const Setting SETTINGS_OF[] = {{.key = S_INIT("privacy.archive_days"),
                                       .label = N_("Days that an archive of personal data can be downloaded"),
                                       .type = SETTING_INT,
                                       .initial = "7",
                                       .min = 1,
                                       .max = 30,
                                       .operator_ = true},
                                      {.key = S_INIT("privacy.answer_days"),
                                       .label = N_("Days until a request to be erased is answered"),
                                       .type = SETTING_INT,
                                       .initial = "30",
                                       .min = 1,
                                       .max = 90,
                                       .operator_ = true},
                                      {.key = S_INIT("privacy.removed_months"),
                                       .label = N_("Months after which removed people are erased by themselves"),
                                       .type = SETTING_INT,
                                       .initial = "0",
                                       .min = 0,
                                       .max = 120,
                                       .operator_ = true}};
static const AuditAction AUDITED[] = {
    AUDIT("privacy.archive.start", "export_personal_data", "partner_user", N_("Asked for an archive of personal data"),
          .no_diff = "makes a file, changes nothing"),
    AUDIT("privacy.archive", "export_personal_data", "partner_user", N_("Made an archive of personal data"),
          .no_diff = "makes a file, changes nothing"),
    AUDIT("privacy.archive.cancel", "cancel_export", "export", N_("Cancelled an archive of personal data"),
          .no_diff = "changes nothing"),
    AUDIT("erasure.ask", "ask_erasure", "partner_user", N_("Asked to be erased")),
    AUDIT("erasure.withdraw", "withdraw_erasure", "partner_user", N_("Withdrew the request to be erased")),
    AUDIT("erasure.accept", "accept_erasure", "partner_user", N_("Accepted a request to be erased")),
    AUDIT("erasure.decline", "decline_erasure", "partner_user", N_("Declined a request to be erased")),
    AUDIT("erasure.begin", "begin_erasure", "partner_user", N_("Began to erase a person who was removed")),
    AUDIT("erasure.done", "erase_person", "partner_user", N_("Erased a person")),
    AUDIT("privacy.rules", "update_privacy_rules", "installation", N_("Changed the rules of personal data")),
    AUDIT("demo.privacy", "make_demo", "installation", N_("Made the requests to be erased of the demo"),
          .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_FIELDS[] = {
    {"archiveDays", N_("Days that an archive can be downloaded")},
    {"answerDays", N_("Days until a request to be erased is answered")},
    {"removedMonths", N_("Months after which removed people are erased")},
};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "asked", N_("Waits for a decision")},
    {"state", "done", N_("Erased")},
};
static const char *const NEEDS[] = {"home", "identity", "people", NULL};

const Area area_privacy = {
    .name = "privacy",
    .title = N_("Personal data"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .jobs = LIST(JOBS),
    .settings = LIST(SETTINGS_OF),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .demo = privacy_demo,
    .help = "personal-data",
};
