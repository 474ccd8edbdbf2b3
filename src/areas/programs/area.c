/* Programs: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/programs/file.h"
#include "areas/programs/pages.h"

const Perm OPERATOR_PROGRAMS =
    PERM("operator.programs", N_("See the catalogue of programs"),
         "operator_admin operator_catalog operator_verification operator_support", .operator_only = true);
const Perm OPERATOR_PROGRAMS_EDIT = PERM("operator.programs_edit", N_("Write and publish programs"),
                                         "operator_admin operator_catalog", .operator_only = true);
static const Perm *const PERMS[] = {&OPERATOR_PROGRAMS, &OPERATOR_PROGRAMS_EDIT};

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
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Programs"),
                                .icon = "membership",
                                .path = DESK,
                                .perm = &OPERATOR_PROGRAMS,
                                .order = 30}};
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
    AUDIT("programs.import", "import_programs", "program", N_("Imported the catalogue of programs"),
          .no_diff = "the file is kept by whoever imported it"),
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
};
static const char *const NEEDS[] = {"identity", "home", NULL};

const Area area_programs = {
    .name = "programs",
    .title = N_("Programs"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .commands = LIST(COMMANDS),
    .demo = programs_demo,
};
