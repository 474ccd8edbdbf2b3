/* Deleting an account: what the kernel must know of the area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/closure/pages.h"

const Perm CLOSURE_ASK = PERM("closure.ask", N_("Delete the account, and keep it after all"), "global_admin owner");
static const Perm *const PERMS[] = {&CLOSURE_ASK};

#define P "/a/{account}/settings/delete-account"
static const Route ROUTES[] = {
    ROUTE("GET", P, &CLOSURE_ASK, NULL, MODE_READ, closure_page, .title = N_("Delete the account"),
          .keywords = N_("close account end leave delete cancel membership")),
    ROUTE("POST", P, &CLOSURE_ASK, "closure.ask", MODE_WRITE, closure_ask_post, .step_up = true,
          .summary = "Ask that the account be deleted"),
    ROUTE("POST", P "/keep", &CLOSURE_ASK, "closure.keep", MODE_WRITE, closure_withdraw_post,
          .summary = "Keep the account after all"),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Account"),
     .label = N_("Delete the account"),
     .icon = "warning",
     .path = P,
     .perm = &CLOSURE_ASK,
     .order = 99},
};
static const Setting SETTINGS_OF[] = {{.key = S_INIT("closure.days"),
                                       .label = N_("Days until an account is deleted that asked for it"),
                                       .type = SETTING_INT,
                                       .initial = "14",
                                       .min = 1,
                                       .max = 365,
                                       .operator_ = true}};
static const Machine *const MACHINES[] = {&ACCOUNT_DELETION};
static const NoticeCategory NOTICES[] = {
    {.id = "closure",
     .name = N_("Deletion of the account"),
     .about = N_("Somebody asked that the account be deleted, or it was."),
     .mandatory = N_("They decide whether the account is there.")},
};
static const AuditAction AUDITED[] = {
    AUDIT("closure.ask", "ask_account_deletion", "account", N_("Asked that the account be deleted")),
    AUDIT("closure.keep", "keep_account", "account", N_("Kept the account that was to be deleted")),
    AUDIT("closure.delete", "delete_account", "account", N_("Ended the waiting time of a deletion")),
};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "waiting", N_("To be deleted")},
    {"state", "stopped", N_("Stopped")},
    {"state", "done", N_("Deleted")},
};
static const char *const NEEDS[] = {"account", "home", "identity", "partners", NULL};

const Area area_closure = {
    .name = "closure",
    .title = N_("Deletion of the account"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .settings = LIST(SETTINGS_OF),
    .machines = LIST(MACHINES),
    .jobs = LIST(CLOSURE_JOBS),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_values = LIST(AUDIT_VALUES),
    .help = "account-end",
};
