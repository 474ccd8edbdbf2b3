/* Activity log: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/activity/pages.h"

const Perm ACTIVITY_VIEW = PERM("activity.view", N_("View the activity log"), "global_admin admin_agent");
const Perm ACTIVITY_EXPORT = PERM("activity.export", N_("Export the activity log"), "global_admin admin_agent");
const Perm OPERATOR_ACTIVITY =
    PERM("operator.activity", N_("View the activity logs of all accounts and of the installation"),
         "operator_admin operator_support operator_verification", .operator_only = true);
const Perm OPERATOR_ACTIVITY_MANAGE =
    PERM("operator.activity_manage", N_("Decide how long details of the activity log are kept, erase a person's"),
         "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&ACTIVITY_VIEW, &ACTIVITY_EXPORT, &OPERATOR_ACTIVITY, &OPERATOR_ACTIVITY_MANAGE};

#define P "/a/{account}/settings/activity"
#define O "/operator/activity"
static const Route ROUTES[] = {
    ROUTE("GET", P, &ACTIVITY_VIEW, NULL, MODE_READ, page_activity, .title = N_("Activity log"),
          .keywords = N_("audit history who changed what when trail"), .summary = "What was done in an account"),
    ROUTE("POST", P "/choices", &ACTIVITY_VIEW, "activity.choices", MODE_WRITE, page_activity_choices,
          .summary = "Keep columns and density"),
    ROUTE("POST", P "/views", &ACTIVITY_VIEW, "activity.view.save", MODE_WRITE, page_activity_view_save),
    ROUTE("POST", P "/views/remove", &ACTIVITY_VIEW, "activity.view.remove", MODE_WRITE, page_activity_view_remove),
    ROUTE("GET", P "/export", &ACTIVITY_EXPORT, NULL, MODE_READ, page_activity_export,
          .summary = "The log as CSV or spreadsheet"),
    ROUTE("POST", P "/export", &ACTIVITY_EXPORT, "activity.export.start", MODE_WRITE, page_activity_export_start,
          .summary = "A large export as a job"),
    ROUTE("GET", P "/export/{job}", &ACTIVITY_EXPORT, NULL, MODE_READ, page_activity_export_job),
    ROUTE("POST", P "/export/{job}/cancel", &ACTIVITY_EXPORT, "activity.export.cancel", MODE_WRITE,
          page_activity_export_cancel),
    ROUTE("GET", P "/export/{job}/file", &ACTIVITY_EXPORT, NULL, MODE_OUTSIDE, page_activity_export_file),
    ROUTE("GET", P "/{entry}", &ACTIVITY_VIEW, NULL, MODE_READ, page_activity_entry, .summary = "One entry of the log"),
    ROUTE("GET", "/me/activity", &PERM_SIGNED_IN, NULL, MODE_READ, page_own_activity, .title = N_("My activity"),
          .keywords = N_("what I did history")),

    ROUTE("GET", O, &OPERATOR_ACTIVITY, NULL, MODE_READ, vendor_activity, .summary = "The log of any account"),
    ROUTE("POST", O "/choices", &OPERATOR_ACTIVITY, "activity.choices", MODE_WRITE, vendor_activity_choices),
    ROUTE("POST", O "/views", &OPERATOR_ACTIVITY, "activity.view.save", MODE_WRITE, vendor_activity_view_save),
    ROUTE("POST", O "/views/remove", &OPERATOR_ACTIVITY, "activity.view.remove", MODE_WRITE,
          vendor_activity_view_remove),
    ROUTE("GET", O "/export", &OPERATOR_ACTIVITY, "activity.export", MODE_OUTSIDE, vendor_activity_export),
    ROUTE("GET", O "/manage", &OPERATOR_ACTIVITY_MANAGE, NULL, MODE_READ, vendor_activity_manage),
    ROUTE("POST", O "/keep", &OPERATOR_ACTIVITY_MANAGE, "activity.keep", MODE_WRITE, vendor_activity_keep,
          .summary = "How long details are kept"),
    ROUTE("POST", O "/erase", &OPERATOR_ACTIVITY_MANAGE, "audit.erase", MODE_OUTSIDE, vendor_activity_erase,
          .step_up = true, .summary = "Erase a person's details"),
    ROUTE("GET", O "/{row}", &OPERATOR_ACTIVITY, NULL, MODE_READ, vendor_activity_entry),

    ROUTE("GET", "/v1/auditrecords", &ACTIVITY_VIEW, NULL, MODE_READ, api_audit_records, .kind = ROUTE_API,
          .api_area = "audit", .shape_out = &API_AUDIT_RECORD, .list = true, .query = "startDate endDate filter",
          .summary = "List what was done"),
};

static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Activity log"),
                                .icon = "clock",
                                .path = O,
                                .perm = &OPERATOR_ACTIVITY,
                                .order = 20}};
static const NavEntry SETTINGS_NAV[] = {
    {.group = N_("You"),
     .label = N_("My activity"),
     .icon = "clock",
     .path = "/me/activity",
     .perm = &PERM_SIGNED_IN,
     .order = 19},
    {.group = N_("Account"),
     .label = N_("Activity log"),
     .icon = "clock",
     .path = P,
     .perm = &ACTIVITY_VIEW,
     .order = 28},
};

#define PREFERENCE .no_diff = "a preference of one person", .quiet = true
static const AuditAction AUDITED[] = {
    AUDIT("activity.export", "export_activity_log", "export", N_("Exported the activity log"),
          .no_diff = "makes a file, changes nothing"),
    AUDIT("activity.export.start", "export_activity_log", "export", N_("Began to export the activity log"),
          .no_diff = "makes a file, changes nothing", .quiet = true),
    AUDIT("activity.export.cancel", "cancel_export", "export", N_("Cancelled an export"), .no_diff = "changes nothing"),
    AUDIT("activity.keep", "update_activity_keeping", "installation",
          N_("Changed how long details of the activity log are kept")),
    AUDIT("activity.choices", "update_preferences", "preference", N_("Kept the columns of a list"), PREFERENCE),
    AUDIT("activity.view.save", "update_preferences", "preference", N_("Saved a view of a list"), PREFERENCE),
    AUDIT("activity.view.remove", "update_preferences", "preference", N_("Removed a saved view of a list"), PREFERENCE),
};
static const AuditWord AUDIT_FIELDS[] = {
    {"keepMonths", N_("Months that details are kept")},
    {"rowsErased", N_("Entries that lost details")},
};
static const JobKind JOBS[] = {
    {.kind = "activity.export",
     .title = N_("Export of the activity log"),
     .step = activity_export_step,
     .outside = true,
     .attempts_max = 3,
     .visible = true,
     .page = P "/export/{job}"},
    {.kind = "activity.expire",
     .title = N_("Erasing of old details of the activity log"),
     .step = activity_expire_step,
     .outside = true},
};
static const Setting SETTINGS[] = {{.key = S_INIT("activity.keep_months"),
                                    .label = N_("Months that details are kept"),
                                    .type = SETTING_INT,
                                    .initial = "0",
                                    .min = 0,
                                    .max = 1200,
                                    .operator_ = true}};
static const CommandOption ERASE_OPTIONS[] = {{"yes", NULL, "Do it; without, the command only says whom it found."}};
static const Command COMMANDS[] = {
    {.group = "audit",
     .name = "erase",
     .words = "PERSON",
     .about = "Erase what the activity log says of a person",
     .help = "PERSON is a sign-in name or an id. Takes names, addresses, devices and what was before and after out of "
             "every entry that the person made or that is about them; the entries and the chains stay, and each chain "
             "gets an entry that says so. It cannot be undone. Rows of version 0.1 keep the names.",
     .options = ERASE_OPTIONS,
     .options_n = COUNT_OF(ERASE_OPTIONS),
     .needs_app = true,
     .run = activity_erase_command}};

const Area area_activity = {
    .name = "activity",
    .title = N_("Activity log"),
    .housekeeping = true,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS_NAV),
    .jobs = LIST(JOBS),
    .settings = LIST(SETTINGS),
    .commands = LIST(COMMANDS),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .help = "activity-log",
};
