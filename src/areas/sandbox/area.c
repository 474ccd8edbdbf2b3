/* Integration sandboxes: what the kernel must know of the area. */
#include "app/area.h"
#include "areas/sandbox/api.h"
#include "areas/sandbox/pages.h"
#include "areas/sandbox/seed.h"

const Perm SANDBOX_VIEW = PERM("sandbox.view", N_("See the integration sandbox"), "global_admin admin_agent",
                               .programs = "csp_direct csp_provider cpv");
const Perm SANDBOX_RUN = PERM("sandbox.run", N_("Work with the integration sandbox: its clock, faults and calls"),
                              "global_admin admin_agent", .programs = "csp_direct csp_provider cpv");
const Perm SANDBOX_MANAGE = PERM("sandbox.manage", N_("Make, renew and remove the integration sandbox"), "global_admin",
                                 .programs = "csp_direct csp_provider cpv");
static const Perm DESK_VIEW = PERM("operator.sandboxes", N_("See the partners' sandboxes"),
                                   "operator_admin operator_support", .operator_only = true);
const Perm SANDBOX_DESK =
    PERM("operator.sandboxes_remove", N_("Remove a partner's sandbox"), "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&SANDBOX_VIEW, &SANDBOX_RUN, &SANDBOX_MANAGE, &DESK_VIEW, &SANDBOX_DESK};

#define P "/a/{account}/settings/sandbox"
#define O "/operator/sandboxes"
#define WIRE .kind = ROUTE_API, .api_area = "sandbox"
static const Route ROUTES[] = {
    ROUTE("GET", P, &SANDBOX_VIEW, NULL, MODE_READ, sandbox_page, .title = N_("Integration sandbox"),
          .keywords = N_("sandbox test integration API try out developer")),
    ROUTE("GET", P "/make", &SANDBOX_MANAGE, NULL, MODE_READ, sandbox_make_page),
    ROUTE("POST", P "/make", &SANDBOX_MANAGE, "sandbox.make", MODE_OUTSIDE, sandbox_make_post, .step_up = true),
    ROUTE("POST", P "/keys", &SANDBOX_MANAGE, "sandbox.keys", MODE_OUTSIDE, sandbox_keys_post, .step_up = true),
    ROUTE("POST", P "/clock", &SANDBOX_RUN, "sandbox.clock", MODE_OUTSIDE, sandbox_clock_post),
    ROUTE("POST", P "/keep", &SANDBOX_RUN, "sandbox.keep", MODE_OUTSIDE, sandbox_keep_post),
    ROUTE("GET", P "/restore", &SANDBOX_RUN, NULL, MODE_READ, sandbox_restore_page),
    ROUTE("POST", P "/restore", &SANDBOX_RUN, "sandbox.restore", MODE_OUTSIDE, sandbox_restore_post),
    ROUTE("GET", P "/seed", &SANDBOX_RUN, NULL, MODE_READ, sandbox_seed_page),
    ROUTE("POST", P "/seed", &SANDBOX_RUN, "sandbox.seed", MODE_OUTSIDE, sandbox_seed_post, .upload = true,
          .body_max = SEED_BYTES_MAX + (64 << 10)),
    ROUTE("GET", P "/faults", &SANDBOX_VIEW, NULL, MODE_READ, sandbox_faults_page),
    ROUTE("POST", P "/faults", &SANDBOX_RUN, "sandbox.fault.add", MODE_OUTSIDE, sandbox_fault_post),
    ROUTE("POST", P "/faults/again", &SANDBOX_RUN, NULL, MODE_OUTSIDE, sandbox_faults_again_post),
    ROUTE("POST", P "/faults/{fault}/remove", &SANDBOX_RUN, "sandbox.fault.remove", MODE_OUTSIDE,
          sandbox_fault_remove_post),
    ROUTE("GET", P "/calls", &SANDBOX_VIEW, NULL, MODE_READ, sandbox_calls_page),
    ROUTE("GET", P "/calls/export", &SANDBOX_VIEW, NULL, MODE_READ, sandbox_calls_export),
    ROUTE("GET", P "/calls/har", &SANDBOX_VIEW, NULL, MODE_READ, sandbox_calls_har),
    ROUTE("POST", P "/calls/forget", &SANDBOX_RUN, NULL, MODE_OUTSIDE, sandbox_calls_empty_post),
    ROUTE("GET", P "/calls/{call}", &SANDBOX_VIEW, NULL, MODE_READ, sandbox_call_page),
    ROUTE("POST", P "/calls/{call}/replay", &SANDBOX_RUN, NULL, MODE_OUTSIDE, sandbox_call_replay_post),
    ROUTE("POST", P "/limits", &SANDBOX_RUN, "sandbox.limits", MODE_WRITE, sandbox_limits_post),
    ROUTE("GET", P "/remove", &SANDBOX_MANAGE, NULL, MODE_READ, sandbox_remove_page),
    ROUTE("POST", P "/remove", &SANDBOX_MANAGE, "sandbox.remove", MODE_OUTSIDE, sandbox_remove_post, .step_up = true),
    ROUTE("GET", "/sandbox/clock", &SANDBOX_VIEW, NULL, MODE_OUTSIDE, api_sandbox_clock, WIRE,
          .shape_out = &API_SANDBOX_CLOCK, .summary = "Get the clock of a sandbox"),
    ROUTE("POST", "/sandbox/clock", &SANDBOX_RUN, "sandbox.clock", MODE_OUTSIDE, api_sandbox_clock_turn, WIRE,
          .shape_in = &API_SANDBOX_TURN, .shape_out = &API_SANDBOX_CLOCK, .answers = "200",
          .summary = "Turn the clock of a sandbox"),
    ROUTE("POST", "/sandbox/seed", &SANDBOX_RUN, "sandbox.seed", MODE_OUTSIDE, api_sandbox_seed, WIRE,
          .body_max = SEED_BYTES_MAX, .shape_in = &API_SANDBOX_SEED, .shape_out = &API_SANDBOX_SEEDED, .answers = "200",
          .summary = "Fill a sandbox from a file"),
    ROUTE("GET", "/sandbox/snapshots", &SANDBOX_VIEW, NULL, MODE_OUTSIDE, api_sandbox_snapshots, WIRE,
          .shape_out = &API_SANDBOX_SNAPSHOT, .summary = "Get the snapshots of a sandbox"),
    ROUTE("POST", "/sandbox/snapshots", &SANDBOX_RUN, "sandbox.keep", MODE_OUTSIDE, api_sandbox_snapshot_make, WIRE,
          .shape_in = &API_SANDBOX_SNAPSHOT_NEW, .shape_out = &API_SANDBOX_SNAPSHOT,
          .summary = "Make a snapshot of a sandbox"),
    ROUTE("POST", "/sandbox/snapshots/{snapshot}/restore", &SANDBOX_RUN, "sandbox.restore", MODE_OUTSIDE,
          api_sandbox_snapshot_restore, WIRE, .shape_out = &API_SANDBOX_SNAPSHOT, .answers = "200",
          .summary = "Take a sandbox back to a snapshot"),
    ROUTE("DELETE", "/sandbox/snapshots/{snapshot}", &SANDBOX_RUN, "sandbox.snapshot.remove", MODE_OUTSIDE,
          api_sandbox_snapshot_remove, WIRE, .summary = "Delete a snapshot of a sandbox"),
    ROUTE("GET", O, &DESK_VIEW, NULL, MODE_READ, sandbox_desk_page, .title = N_("Sandboxes"),
          .summary = "The partners' sandboxes"),
    ROUTE("GET", O "/export", &DESK_VIEW, NULL, MODE_OUTSIDE, sandbox_desk_export,
          .summary = "The partners' sandboxes as a file"),
    ROUTE("GET", O "/{label}/remove", &SANDBOX_DESK, NULL, MODE_READ, sandbox_desk_remove_page),
    ROUTE("POST", O "/{label}/remove", &SANDBOX_DESK, "sandbox.remove", MODE_OUTSIDE, sandbox_desk_remove_post,
          .step_up = true),
};
static const NavEntry NAV[] = {
    {.group = N_("Vendor"), .label = N_("Sandboxes"), .icon = "sandbox", .path = O, .perm = &DESK_VIEW, .order = 14}};
static const NavEntry SETTINGS[] = {{.group = N_("Developer"),
                                     .label = N_("Integration sandbox"),
                                     .icon = "sandbox",
                                     .path = P,
                                     .perm = &SANDBOX_VIEW,
                                     .order = 46}};
static const AuditAction AUDITED[] = {
    AUDIT("sandbox.make", "make_sandbox", "sandbox", N_("Made the integration sandbox")),
    AUDIT("sandbox.keys", "renew_sandbox_passwords", "sandbox", N_("Made new passwords for the sandbox"),
          .no_diff = "passwords are not shown"),
    AUDIT("sandbox.clock", "turn_sandbox_clock", "sandbox", N_("Turned the clock of the sandbox")),
    AUDIT("sandbox.fault.add", "add_sandbox_fault", "sandbox", N_("Added a fault to the sandbox")),
    AUDIT("sandbox.fault.remove", "remove_sandbox_fault", "sandbox", N_("Removed a fault of the sandbox"),
          .no_diff = "a rule for tests"),
    AUDIT("sandbox.limits", "limit_sandbox", "sandbox", N_("Turned the documented limits of the sandbox on or off")),
    AUDIT("sandbox.seed", "fill_sandbox", "sandbox", N_("Made a customer of the sandbox's file")),
    AUDIT("sandbox.keep", "keep_sandbox", "sandbox", N_("Kept a copy of the sandbox"), .no_diff = "nothing is changed"),
    AUDIT("sandbox.restore", "restore_sandbox", "sandbox", N_("Took the sandbox back to its copy"),
          .no_diff = "all of it is as it was"),
    AUDIT("sandbox.snapshot.remove", "remove_sandbox_snapshot", "sandbox", N_("Removed a copy of the sandbox"),
          .no_diff = "the sandbox stays as it is"),
    AUDIT("sandbox.remove", "remove_sandbox", "sandbox", N_("Removed the integration sandbox"),
          .no_diff = "all of it is gone"),
    AUDIT("sandbox.export", "export_sandboxes", "export", N_("Exported the list of sandboxes")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"sandbox", N_("Sandbox")}};

static const AuditWord AUDIT_FIELDS[] = {{"users", N_("Users")},        {"orders", N_("Orders")},
                                         {"clock", N_("Clock")},        {"limits", N_("Documented limits")},
                                         {"method", N_("Method")},      {"path", N_("Address")},
                                         {"effect", N_("What happens")}};

static const char *const NEEDS[] = {"billing", "catalog",  "commerce", "customers", "customer_users",
                                    "home",    "identity", "partners", "webhooks",  NULL};
const Area area_sandbox = {
    .name = "sandbox",
    .title = N_("Integration sandbox"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .jobs = LIST(SANDBOX_JOBS),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .help = "sandbox",
};
