/* The company registry: what the kernel must know of the area. */
#include "app/area.h"
#include "areas/registry/pages.h"

static const Perm OPERATOR_REGISTRY = PERM("operator.registry", N_("Keep the company registry"),
                                           "operator_admin operator_verification", .operator_only = true);
static const Perm *const PERMS[] = {&OPERATOR_REGISTRY};

#define P REGISTRY_PAGE
static const Route ROUTES[] = {
    ROUTE("GET", P, &OPERATOR_REGISTRY, NULL, MODE_READ, registry_list_page,
          .summary = "Companies as the registers of their countries have them"),
    ROUTE("GET", P "/import", &OPERATOR_REGISTRY, NULL, MODE_READ, registry_imports_page,
          .summary = "Import companies of a register from a file"),
    ROUTE("POST", P "/import", &OPERATOR_REGISTRY, "registry.upload", MODE_WRITE, registry_import_upload,
          .body_max = IMPORT_BYTES_MAX + (64 << 10), .upload = true),
    ROUTE("GET", P "/import/template", &OPERATOR_REGISTRY, NULL, MODE_READ, registry_import_template),
    ROUTE("GET", P "/import/{import}", &OPERATOR_REGISTRY, NULL, MODE_READ, registry_import_page),
    ROUTE("POST", P "/import/{import}/run", &OPERATOR_REGISTRY, "registry.import.start", MODE_WRITE,
          registry_import_run),
    ROUTE("GET", P "/import/{import}/report", &OPERATOR_REGISTRY, NULL, MODE_READ, registry_import_report),
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Company registry"),
                                .icon = "file",
                                .path = P,
                                .perm = &OPERATOR_REGISTRY,
                                .order = 5}};
static const JobKind JOBS[] = {{.kind = "registry.import",
                                .title = N_("Import of companies"),
                                .step = registry_import_step,
                                .outside = true,
                                .page = P "/import/{key}"}};
static const CommandOption OPTIONS[] = {{"dry-run", NULL, "Check the file and write nothing"}};
static const Command COMMANDS[] = {
    {.group = "import",
     .name = "registry",
     .words = "FILE",
     .about = "Adds companies of a register from a CSV file",
     .help = "Reads a file as the vendor's page Company registry takes it: country, registrationNumber, legalName, and "
             "addressLine1, addressLine2, city, state, postalCode. Each row is checked by the rules of its country; "
             "what is refused is said with its line, the others are written. A row whose number is there already takes "
             "its place, so running it twice changes nothing. At most 5,000 rows and 2 MB a file.",
     .options = OPTIONS,
     .options_n = COUNT_OF(OPTIONS),
     .needs_app = true,
     .run = registry_import}};
static const AuditAction AUDITED[] = {
    AUDIT("registry.upload", "import_registry", "import", N_("Uploaded a file of companies"),
          .no_diff = "nothing is made yet"),
    AUDIT("registry.import.start", "import_registry", "import", N_("Began to import companies"),
          .no_diff = "each row says what it made"),
    AUDIT("registry.import.done", "import_registry", "import", N_("Finished importing companies"),
          .no_diff = "each row says what it made"),
    AUDIT("registry.company", "import_registry_company", "registry", N_("Imported a company of a register")),
    AUDIT("registry.company.refused", "refuse_registry_company", "registry", N_("Refused a row of a file of companies"),
          .no_diff = "the row and its problem stand in the import's report"),
    AUDIT("registry.import", "import_registry", "registry", N_("Imported companies by command")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"registry", N_("Company registry")}};
static const AuditWord AUDIT_FIELDS[] = {{"changed", N_("Changed")}};

const Area area_registry = {
    .name = "registry",
    .title = N_("Company registry"),
    .housekeeping = true,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .jobs = LIST(JOBS),
    .commands = LIST(COMMANDS),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .help = "company-registry",
    .demo = registry_demo,
};
