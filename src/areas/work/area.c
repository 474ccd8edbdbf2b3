/* The work queue: what the kernel must know of it. */
#include "app/area.h"
#include "areas/work/pages.h"

const Perm WORK_VIEW = PERM("operator.work", N_("Open the work queue"),
                            "operator_admin operator_support operator_finance operator_catalog operator_verification",
                            .operator_only = true);
static const Perm *const PERMS[] = {&WORK_VIEW};

#define P "/operator/work"
static const Route ROUTES[] = {
    ROUTE("GET", P, &WORK_VIEW, NULL, MODE_READ, work_page, .summary = "What waits for the vendor's staff"),
    ROUTE("GET", P "/export", &WORK_VIEW, NULL, MODE_READ, work_export, .summary = "The work queue as a file"),
    ROUTE("POST", P "/assign", &WORK_VIEW, "work.assign", MODE_WRITE, work_assign_post,
          .summary = "Take, assign or release what is selected"),
};
static const NavEntry NAV[] = {
    {.group = N_("Vendor"), .label = N_("Work queue"), .icon = "check", .path = P, .perm = &WORK_VIEW, .order = 1},
};
static const AuditAction AUDITED[] = {
    AUDIT("work.assign", "assign_work", "work", N_("Assigned work"), .no_diff = "who works on it, not what is decided"),
};
static const AuditWord RESOURCES[] = {{"work", N_("Work queue")}};

const Area area_work = {
    .name = "work",
    .title = N_("Work queue"),
    .housekeeping = true,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(RESOURCES),
    .help = "work-queue",
};
