/* Merges of accounts: what the kernel must know of the area. */
#include "app/area.h"
#include "app/program.h"
#include "app/tell.h"
#include "app/work.h"
#include "areas/merges/pages.h"

const Perm MERGES_TAKE_PART =
    PERM("merges.take_part", N_("Invite, accept and confirm an account merge"), "global_admin account_admin");
const Perm OPERATOR_MERGES =
    PERM("operator.merges", N_("Decide on merges of accounts"), "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&MERGES_TAKE_PART, &OPERATOR_MERGES};

#define P "/a/{account}/settings/merge"
#define DESK "/operator/merges/{merge}"
static const Route ROUTES[] = {
    ROUTE("GET", P, &MERGES_TAKE_PART, NULL, MODE_READ, merges_page, .title = N_("Account merge"),
          .keywords = N_("merge company acquisition location history")),
    ROUTE("POST", P, &MERGES_TAKE_PART, "merge.invite", MODE_WRITE, merge_invite_post,
          .summary = "Invite a company to merge"),
    ROUTE("GET", P "/export", &MERGES_TAKE_PART, NULL, MODE_READ, merges_export, .summary = "Merges as a file"),
    ROUTE("GET", P "/{merge}", &MERGES_TAKE_PART, NULL, MODE_READ, merge_page, .summary = "One merge"),
    ROUTE("POST", P "/{merge}/accept", &MERGES_TAKE_PART, "merge.accept", MODE_WRITE, merge_accept_post),
    ROUTE("POST", P "/{merge}/reject", &MERGES_TAKE_PART, "merge.reject", MODE_WRITE, merge_reject_post),
    ROUTE("POST", P "/{merge}/withdraw", &MERGES_TAKE_PART, "merge.withdraw", MODE_WRITE, merge_withdraw_post),
    ROUTE("POST", P "/{merge}/confirm", &MERGES_TAKE_PART, "merge.confirm", MODE_WRITE, merge_confirm_post,
          .step_up = true),
    ROUTE("GET", DESK, &OPERATOR_MERGES, NULL, MODE_READ, merge_desk_page, .summary = "Decide on a merge"),
    ROUTE("POST", DESK "/merge", &OPERATOR_MERGES, "merge.merge", MODE_WRITE, merge_desk_merge_post),
    ROUTE("POST", DESK "/refuse", &OPERATOR_MERGES, "merge.refuse", MODE_WRITE, merge_desk_refuse_post),
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Account"),
     .label = N_("Account merge"),
     .icon = "building",
     .path = P,
     .perm = &MERGES_TAKE_PART,
     .order = 98},
};
static const Machine *const MACHINES[] = {&ACCOUNT_MERGE};
static const WorkKind WORK[] = {{.id = MERGE_WORK,
                                 .name = N_("Account merges"),
                                 .about = N_("Companies that have agreed to become one."),
                                 .perm = &OPERATOR_MERGES,
                                 .limit = "partners.answer_days",
                                 .path = "/operator/merges/{id}"}};
static const NoticeCategory NOTICES[] = {
    {.id = "merges",
     .name = N_("Account merges"),
     .about = N_("A company invites yours to merge, answers or confirms, or the vendor decides.")},
};
static const AuditAction AUDITED[] = {
    AUDIT("merge.invite", "invite_account_merge", "account_merge", N_("Invited a company to merge")),
    AUDIT("merge.accept", "accept_account_merge", "account_merge", N_("Accepted an account merge")),
    AUDIT("merge.reject", "reject_account_merge", "account_merge", N_("Rejected an account merge")),
    AUDIT("merge.withdraw", "withdraw_account_merge", "account_merge", N_("Took an account merge back")),
    AUDIT("merge.confirm", "confirm_account_merge", "account_merge", N_("Confirmed an account merge")),
    AUDIT("merge.merge", "merge_accounts", "account_merge", N_("Merged two accounts")),
    AUDIT("merge.refuse", "refuse_account_merge", "account_merge", N_("Refused an account merge")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"account_merge", N_("Account merge")}};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "invited", N_("Waits for the other company")},
    {"state", "accepted", N_("Accepted, to be confirmed")},
    {"state", "review", N_("Waits for the vendor")},
    {"state", "merged", N_("Merged")},
    {"state", "rejected", N_("Rejected")},
    {"state", "refused", N_("Refused")},
};
static const char *const NEEDS[] = {"account", "home", "identity", "profile", NULL};

const Area area_merges = {
    .name = "merges",
    .title = N_("Account merge"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_values = LIST(AUDIT_VALUES),
    .help = "account-end",
};
