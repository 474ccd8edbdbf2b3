/* Personal data: what the kernel must know of the area. */
#include "areas/privacy/pages.h"

const Perm PRIVACY_EXPORT =
    PERM("privacy.export", N_("Get an archive of the account's data and of its people's"), "global_admin owner");
static const Perm *const PERMS[] = {&PRIVACY_EXPORT};

#define ME "/me/data"
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
};
static const NavEntry SETTINGS[] = {
    {.group = N_("You"), .label = N_("My data"), .icon = "download", .path = ME, .perm = &PERM_SIGNED_IN, .order = 18},
    {.group = N_("Account"),
     .label = N_("Data of the account"),
     .icon = "download",
     .path = P,
     .perm = &PRIVACY_EXPORT,
     .order = 29},
};
static const JobKind JOBS[] = {{.kind = "privacy.archive",
                                .title = N_("Archive of personal data"),
                                .step = privacy_archive_step,
                                .outside = true,
                                .attempts_max = 3,
                                .visible = true,
                                .page = "/me/data/export/{job}"}};
static const Setting SETTINGS_OF[] = {{.key = S_INIT("privacy.archive_days"),
                                       .label = N_("Days that an archive of personal data can be downloaded"),
                                       .type = SETTING_INT,
                                       .initial = "7",
                                       .min = 1,
                                       .max = 30,
                                       .operator_ = true}};
static const AuditAction AUDITED[] = {
    AUDIT("privacy.archive.start", "export_personal_data", "partner_user", N_("Asked for an archive of personal data"),
          .no_diff = "makes a file, changes nothing"),
    AUDIT("privacy.archive", "export_personal_data", "partner_user", N_("Made an archive of personal data"),
          .no_diff = "makes a file, changes nothing"),
    AUDIT("privacy.archive.cancel", "cancel_export", "export", N_("Cancelled an archive of personal data"),
          .no_diff = "changes nothing"),
};
static const char *const NEEDS[] = {"home", "people", NULL};

const Area area_privacy = {
    .name = "privacy",
    .title = N_("Personal data"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .jobs = LIST(JOBS),
    .settings = LIST(SETTINGS_OF),
    .audit_actions = LIST(AUDITED),
    .help = "personal-data",
};
