/* Notes: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/_example/pages.h"

static const Perm EXAMPLE_VIEW = PERM("example.view", N_("View notes"), "global_admin admin_agent");
static const Perm EXAMPLE_ADD = PERM("example.add", N_("Add notes"), "global_admin");
static const Perm *const PERMS[] = {&EXAMPLE_VIEW, &EXAMPLE_ADD};

#define P "/a/{account}/example-notes"
static const Route ROUTES[] = {
    ROUTE("GET", P, &EXAMPLE_VIEW, NULL, MODE_READ, page_example_notes, .title = N_("Notes"),
          .summary = "The notes of an account"),
    ROUTE("POST", P, &EXAMPLE_ADD, "example.note.add", MODE_WRITE, page_example_note_add, .summary = "Add a note"),
};
static const NavEntry NAV[] = {
    {.group = N_("Sell"), .label = N_("Notes"), .icon = "file", .path = P, .perm = &EXAMPLE_VIEW, .order = 90}};

static const AuditAction AUDITED[] = {
    AUDIT("example.note.add", "add_note", "note", N_("Added a note")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"note", N_("Note")}};
static const AuditWord AUDIT_FIELDS[] = {{"text", N_("Text")}};

const Area area__example = {
    .name = "_example",
    .title = N_("Notes"),
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
};
