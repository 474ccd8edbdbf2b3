/* Programs: what the kernel must know of this area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/programs/file.h"
#include "areas/programs/pages.h"

const Perm OPERATOR_PROGRAMS =
    PERM("operator.programs", N_("See the catalogue of programs"),
         "operator_admin operator_catalog operator_verification operator_support", .operator_only = true);
const Perm OPERATOR_PROGRAMS_EDIT = PERM("operator.programs_edit", N_("Write and publish programs"),
                                         "operator_admin operator_catalog", .operator_only = true);
const Perm PROGRAMS_VIEW = PERM("programs.view", N_("See programs and where the account stands in them"),
                                "global_admin account_admin mpn_partner_admin owner manager");
const Perm PROGRAMS_ENROLL =
    PERM("programs.enroll", N_("Enroll the account in programs and leave them"), "global_admin account_admin owner");
const Perm OPERATOR_ENROLLMENTS =
    PERM("operator.enrollments", N_("See applications to programs"),
         "operator_admin operator_catalog operator_verification operator_support", .operator_only = true);
const Perm OPERATOR_ENROLLMENTS_DECIDE = PERM(
    "operator.enrollments_decide", N_("Decide on applications to programs; restrict, suspend and reinstate in them"),
    "operator_admin operator_verification", .operator_only = true);
static const Perm *const PERMS[] = {&OPERATOR_PROGRAMS, &OPERATOR_PROGRAMS_EDIT, &PROGRAMS_VIEW,
                                    &PROGRAMS_ENROLL,   &OPERATOR_ENROLLMENTS,   &OPERATOR_ENROLLMENTS_DECIDE};
#define OWN "/a/{account}/settings/programs"
#define ONE QUEUE "/{partner}/{program}"

static const Route ROUTES[] = {
    ROUTE("GET", DESK, &OPERATOR_PROGRAMS, NULL, MODE_READ, programs_desk_page, .title = N_("Programs"),
          .keywords = N_("catalogue enrollment requirements markets")),
    ROUTE("GET", DESK "/export", &OPERATOR_PROGRAMS, NULL, MODE_READ, programs_export,
          .summary = "The catalogue of programs as CSV"),
    ROUTE("GET", DESK "/preview", &OPERATOR_PROGRAMS, NULL, MODE_READ, programs_preview_page,
          .summary = "Programs as a partner of a country sees them"),
    ROUTE("GET", DESK "/new", &OPERATOR_PROGRAMS_EDIT, NULL, MODE_READ, program_new_page),
    ROUTE("POST", DESK "/new", &OPERATOR_PROGRAMS_EDIT, "programs.draft", MODE_WRITE, program_new_post),
    ROUTE("GET", DESK "/{program}", &OPERATOR_PROGRAMS, NULL, MODE_READ, program_desk_page),
    ROUTE("GET", DESK "/{program}/edit", &OPERATOR_PROGRAMS_EDIT, NULL, MODE_READ, program_edit_page),
    ROUTE("POST", DESK "/{program}/edit", &OPERATOR_PROGRAMS_EDIT, "programs.save", MODE_WRITE, program_edit_post),
    ROUTE("POST", DESK "/{program}/publish", &OPERATOR_PROGRAMS_EDIT, "programs.publish", MODE_WRITE,
          program_publish_post),
    ROUTE("POST", DESK "/{program}/retire", &OPERATOR_PROGRAMS_EDIT, "programs.retire", MODE_WRITE,
          program_retire_post),
    ROUTE("POST", DESK "/{program}/delete", &OPERATOR_PROGRAMS_EDIT, "programs.delete", MODE_WRITE,
          program_remove_post),
    ROUTE("POST", DESK "/{program}/up", &OPERATOR_PROGRAMS_EDIT, "programs.arrange", MODE_WRITE, program_up_post),
    ROUTE("POST", DESK "/{program}/down", &OPERATOR_PROGRAMS_EDIT, "programs.arrange", MODE_WRITE, program_down_post),
    ROUTE("GET", DESK "/{program}/requirements/new", &OPERATOR_PROGRAMS_EDIT, NULL, MODE_READ, requirement_new_page),
    ROUTE("POST", DESK "/{program}/requirements/new", &OPERATOR_PROGRAMS_EDIT, "programs.requirement_add", MODE_WRITE,
          requirement_new_post),
    ROUTE("POST", DESK "/{program}/requirements/{requirement}/remove", &OPERATOR_PROGRAMS_EDIT,
          "programs.requirement_remove", MODE_WRITE, requirement_remove_post),

    ROUTE("GET", OWN, &PROGRAMS_VIEW, NULL, MODE_READ, programs_page, .title = N_("Programs"),
          .keywords = N_("enroll register developer solution provider content creator requirements")),
    ROUTE("GET", OWN "/{program}", &PROGRAMS_VIEW, NULL, MODE_READ, program_page,
          .summary = "One program, and where the account stands in it"),
    ROUTE("POST", OWN "/{program}/enroll", &PROGRAMS_ENROLL, "programs.enroll", MODE_WRITE, program_enroll_post),
    ROUTE("POST", OWN "/{program}/answer", &PROGRAMS_ENROLL, "programs.answer", MODE_WRITE, program_answer_post),
    ROUTE("POST", OWN "/{program}/appeal", &PROGRAMS_ENROLL, "programs.appeal", MODE_WRITE, program_appeal_post),
    ROUTE("POST", OWN "/{program}/withdraw", &PROGRAMS_ENROLL, "programs.withdraw", MODE_WRITE, program_withdraw_post),
    ROUTE("POST", OWN "/{program}/leave", &PROGRAMS_ENROLL, "programs.leave", MODE_WRITE, program_leave_post),

    ROUTE("GET", QUEUE, &OPERATOR_ENROLLMENTS, NULL, MODE_READ, enrollments_page,
          .title = N_("Applications to programs"), .keywords = N_("enrollment queue qualify reject suspend")),
    ROUTE("GET", QUEUE "/export", &OPERATOR_ENROLLMENTS, NULL, MODE_OUTSIDE, enrollments_export,
          .summary = "Applications to programs as a file"),
    ROUTE("POST", QUEUE "/several", &OPERATOR_ENROLLMENTS_DECIDE, "programs.decide", MODE_OUTSIDE, enrollments_several,
          .summary = "Decide on the applications that are selected"),
    ROUTE("GET", ONE, &OPERATOR_ENROLLMENTS, NULL, MODE_READ, enrollment_page,
          .summary = "One application, for the vendor's staff"),
    ROUTE("POST", ONE "/decide", &OPERATOR_ENROLLMENTS_DECIDE, "programs.decide", MODE_WRITE, enrollment_decide_post),
    ROUTE("POST", ONE "/check", &OPERATOR_ENROLLMENTS_DECIDE, "programs.check", MODE_WRITE, enrollment_check_post),
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Programs"),
                                .icon = "membership",
                                .path = DESK,
                                .perm = &OPERATOR_PROGRAMS,
                                .order = 30},
                               {.group = N_("Vendor"),
                                .label = N_("Applications to programs"),
                                .icon = "check",
                                .path = QUEUE,
                                .perm = &OPERATOR_ENROLLMENTS,
                                .order = 31}};
static const NavEntry SETTINGS[] = {{.group = N_("Account"),
                                     .label = N_("Programs"),
                                     .icon = "membership",
                                     .path = OWN,
                                     .perm = &PROGRAMS_VIEW,
                                     .order = 20}};
static const NoticeCategory NOTICES[] = {
    {.id = "programs",
     .name = N_("Programs"),
     .about = N_("Decisions on applications, and what is left to do in a program."),
     .mandatory = N_("They decide what the account may do.")}};
static const Machine *const MACHINES[] = {&PROGRAM_ENROLLMENT};
static const WorkKind WORK[] = {{.id = ENROLLMENT_WORK,
                                 .name = N_("Applications to programs"),
                                 .about = N_("Accounts that want to be in a program, and wait for the decision."),
                                 .perm = &OPERATOR_ENROLLMENTS,
                                 .path = QUEUE "/{account}/{ref}",
                                 .desk = QUEUE,
                                 .of_program = true}};
static const Command COMMANDS[] = {
    {.group = "import",
     .name = "programs",
     .words = "FILE",
     .about = "Loads the catalogue of programs from a CSV file",
     .help = "Reads a file as the vendor's page Programs exports it: one row a program with its texts in each language "
             "and what it asks for. Programs of an id that is there are changed, others are added, and what the file "
             "does not name stays. A row that cannot be taken names its line, and nothing is changed.",
     .needs_app = true,
     .run = programs_import},
};
static const AuditAction AUDITED[] = {
    AUDIT("programs.applications_export", "export_program_applications", "export",
          N_("Exported applications to programs")),
    AUDIT("programs.import", "import_programs", "program", N_("Imported the catalogue of programs"),
          .no_diff = "the file is kept by whoever imported it"),
    AUDIT("programs.first_owner", "assign_first_owner", "partner_user",
          N_("Became Owner, as who enrolled the account as a developer")),
    AUDIT("programs.draft", "draft_program", "program", N_("Wrote a program")),
    AUDIT("programs.save", "update_program", "program", N_("Changed a program")),
    AUDIT("programs.publish", "publish_program", "program", N_("Published a program"),
          .no_diff = "the draft is what is published"),
    AUDIT("programs.retire", "retire_program", "program", N_("Retired a program"), .no_diff = "the text stays"),
    AUDIT("programs.delete", "delete_program", "program", N_("Deleted a draft program"),
          .no_diff = "nobody was ever in it"),
    AUDIT("programs.arrange", "arrange_programs", "program", N_("Changed the order of programs"), .quiet = true,
          .no_diff = "an order of display"),
    AUDIT("programs.requirement_add", "update_program", "program", N_("Added a requirement to a program")),
    AUDIT("programs.requirement_remove", "update_program", "program", N_("Took a requirement from a program")),
    AUDIT("programs.enroll", "enroll_in_program", "program", N_("Applied to a program")),
    AUDIT("programs.answer", "answer_on_program", "program", N_("Answered the vendor on an application")),
    AUDIT("programs.appeal", "appeal_on_program", "program", N_("Appealed against a rejection")),
    AUDIT("programs.withdraw", "withdraw_from_program", "program", N_("Withdrew an application to a program")),
    AUDIT("programs.leave", "leave_program", "program", N_("Left a program")),
    AUDIT("programs.decide", "decide_on_program", "account", N_("Decided on an account in a program")),
    AUDIT("programs.check", "check_requirement", "account", N_("Noted whether a requirement is met")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"program", N_("Program")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"side", N_("Side")},
    {"approval", N_("Decided")},
    {"countries", N_("Countries")},
    {"opens", N_("What it opens")},
    {"agreement", N_("Agreement")},
    {"questions", N_("What the application asks")},
    {"excludes", N_("Not together with")},
    {"days", N_("Working days until the decision")},
    {"requirement", N_("Requirement")},
    {"outcome", N_("Outcome")},
    {"note", N_("Note")},
};
static const char *const NEEDS[] = {"identity", "home", "learning", NULL};

const Area area_programs = {
    .name = "programs",
    .title = N_("Programs"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .commands = LIST(COMMANDS),
    .demo = programs_demo,
    .help = "programs",
};
