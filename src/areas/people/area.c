/* People: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/people/area_audit.h"
#include "areas/people/import.h"
#include "areas/people/jobs.h"
#include "areas/people/pages.h"

Err people_demo(DemoCtx *demo);

/* Who may do what: spec portal-roles.tsv, rows "users:", and docs/decisions/0080. */
#define ADMINS "global_admin account_admin user_management_admin"
const Perm USERS_VIEW =
    PERM("users.view", N_("View users and their roles"), ADMINS " mpn_partner_admin compliance_admin owner manager");
const Perm USERS_ADMINS = PERM("access.find_admin", N_("See who the administrators are"), "*");
const Perm USERS_ADD = PERM("users.add", N_("Add users"), ADMINS);
const Perm USERS_EDIT = PERM("users.edit", N_("Edit users' names and contact details"), ADMINS);
const Perm USERS_SUSPEND =
    PERM("users.suspend", N_("Suspend users and end their sessions"), "global_admin user_management_admin");
const Perm USERS_REMOVE = PERM("users.remove", N_("Remove users from the account"), ADMINS " owner manager");
const Perm USERS_REMOVE_DIRECTORY =
    PERM("users.remove_directory", N_("Remove users from the directory"), "global_admin user_management_admin");
const Perm USERS_RESET_PASSWORD =
    PERM("users.reset_password", N_("Reset users' passwords"), "global_admin user_management_admin");
const Perm USERS_GRANT = PERM("users.grant", N_("Give and take roles"), ADMINS " owner manager");
const Perm USERS_INVITE = PERM("users.invite", N_("Invite people from outside"), "global_admin");
const Perm USERS_EXPORT = PERM("users.export", N_("Export users"), ADMINS " owner");
const Perm GROUPS_VIEW = PERM("groups.view", N_("View groups and their roles"), ADMINS " owner manager");
const Perm GROUPS_MANAGE = PERM("groups.manage", N_("Make groups and change their members"),
                                "global_admin user_management_admin owner manager");
const Perm APPLICATIONS_GRANT =
    PERM("applications.grant", N_("Give roles to applications"), "global_admin owner manager");
static const Perm *const PERMS[] = {&USERS_VIEW,
                                    &USERS_ADMINS,
                                    &USERS_ADD,
                                    &USERS_EDIT,
                                    &USERS_SUSPEND,
                                    &USERS_REMOVE,
                                    &USERS_REMOVE_DIRECTORY,
                                    &USERS_RESET_PASSWORD,
                                    &USERS_GRANT,
                                    &USERS_INVITE,
                                    &USERS_EXPORT,
                                    &GROUPS_VIEW,
                                    &GROUPS_MANAGE,
                                    &APPLICATIONS_GRANT};

#define A "/a/{account}/settings"
#define P A "/users"
#define U P "/{user}"
#define G A "/groups"
static const Route ROUTES[] = {
    ROUTE("GET", P, &USERS_VIEW, NULL, MODE_READ, page_people, .title = N_("User management"),
          .keywords = N_("people colleagues roles user management admins")),
    ROUTE("POST", P "/choices", &USERS_VIEW, "users.choices", MODE_WRITE, page_people_choices),
    ROUTE("POST", P "/views", &USERS_VIEW, "users.view.save", MODE_WRITE, page_people_view_save),
    ROUTE("POST", P "/views/remove", &USERS_VIEW, "users.view.remove", MODE_WRITE, page_people_view_remove),
    ROUTE("GET", P "/export", &USERS_EXPORT, NULL, MODE_OUTSIDE, page_people_export,
          .summary = "The list as CSV or spreadsheet"),
    ROUTE("POST", P "/selected", &USERS_VIEW, NULL, MODE_READ, page_user_batch,
          .summary = "What an act on the selected people would do"),
    ROUTE("POST", P "/selected/give", &USERS_GRANT, "person.roles.give", MODE_WRITE, page_user_batch_give,
          .step_up = true),
    ROUTE("POST", P "/selected/take", &USERS_GRANT, "person.roles.take", MODE_WRITE, page_user_batch_take,
          .step_up = true),
    ROUTE("POST", P "/selected/group", &GROUPS_MANAGE, "group.members.add", MODE_WRITE, page_user_batch_group,
          .step_up = true),
    ROUTE("POST", P "/selected/suspend", &USERS_SUSPEND, "person.suspend", MODE_WRITE, page_user_batch_suspend,
          .step_up = true),
    ROUTE("POST", P "/selected/sessions", &USERS_SUSPEND, "person.sessions.end", MODE_WRITE, page_user_batch_sessions,
          .step_up = true),
    ROUTE("POST", P "/selected/reset", &USERS_RESET_PASSWORD, "person.password.reset", MODE_WRITE,
          page_user_batch_reset, .step_up = true),
    ROUTE("GET", P "/selected/all/{job}", &USERS_VIEW, NULL, MODE_READ, page_user_batch_job,
          .summary = "How far a change of many users is"),
    ROUTE("POST", P "/selected/all/{job}/cancel", &USERS_VIEW, "users.batch.cancel", MODE_WRITE,
          page_user_batch_cancel),
    ROUTE("GET", P "/new", &USERS_ADD, NULL, MODE_READ, page_user_add, .title = N_("Add a user"),
          .keywords = N_("new user create account colleague")),
    ROUTE("POST", P "/new", &USERS_ADD, "person.draft", MODE_WRITE, page_user_add_save),
    ROUTE("GET", P "/new/roles", &USERS_ADD, NULL, MODE_READ, page_user_add_roles),
    ROUTE("POST", P "/new/roles", &USERS_ADD, "person.draft", MODE_WRITE, page_user_add_roles_save),
    ROUTE("GET", P "/new/review", &USERS_ADD, NULL, MODE_READ, page_user_add_review),
    ROUTE("POST", P "/new/review", &USERS_ADD, "person.create", MODE_WRITE, page_user_add_create, .step_up = true),
    ROUTE("POST", P "/new/discard", &USERS_ADD, "person.draft.discard", MODE_WRITE, page_user_add_discard),
    ROUTE("GET", P "/import", &USERS_ADD, NULL, MODE_READ, page_user_imports, .title = N_("Import users"),
          .keywords = N_("csv file many people add")),
    ROUTE("POST", P "/import", &USERS_ADD, "users.upload", MODE_WRITE, page_user_import_upload,
          .body_max = IMPORT_BYTES_MAX + 65536, .upload = true, .summary = "Check a file"),
    ROUTE("GET", P "/import/template", &USERS_ADD, NULL, MODE_READ, page_user_import_template),
    ROUTE("GET", P "/import/{import}", &USERS_ADD, NULL, MODE_READ, page_user_import),
    ROUTE("POST", P "/import/{import}/run", &USERS_ADD, "users.import.start", MODE_WRITE, page_user_import_run,
          .step_up = true),
    ROUTE("GET", P "/import/{import}/report", &USERS_ADD, NULL, MODE_READ, page_user_import_report),
    ROUTE("GET", P "/credentials/{batch}", &USERS_VIEW, "person.credentials", MODE_WRITE, page_user_credentials,
          .summary = "Temporary passwords, shown once"),
    ROUTE("POST", P "/credentials/{batch}/file", &USERS_VIEW, "person.credentials", MODE_WRITE,
          page_user_credentials_file, .step_up = true, .summary = "Temporary passwords as a file, once"),
    ROUTE("GET", P "/invitations", &USERS_VIEW, NULL, MODE_READ, page_user_invitations, .title = N_("Invitations"),
          .keywords = N_("guests outside pending resend")),
    ROUTE("GET", P "/invite", &USERS_INVITE, NULL, MODE_READ, page_user_invite, .title = N_("Invite people"),
          .keywords = N_("guest outside mail")),
    ROUTE("POST", P "/invite", &USERS_INVITE, "invitation.send", MODE_WRITE, page_user_invite_do, .step_up = true),
    ROUTE("POST", P "/invitations/{invitation}/resend", &USERS_INVITE, "invitation.resend", MODE_WRITE,
          page_user_invitation_resend),
    ROUTE("POST", P "/invitations/{invitation}/withdraw", &USERS_INVITE, "invitation.withdraw", MODE_WRITE,
          page_user_invitation_withdraw),
    ROUTE("GET", "/invitation/{token}", &PERM_PUBLIC, NULL, MODE_READ, page_user_accept,
          .summary = "The page behind an invitation's link"),
    ROUTE("POST", "/invitation/{token}", &PERM_PUBLIC, "invitation.accept", MODE_OUTSIDE, page_user_accept_new,
          .hashing = true, .summary = "Accept an invitation as a new person"),
    ROUTE("POST", "/invitation/{token}/accept", &PERM_SIGNED_IN, "invitation.accept", MODE_WRITE, page_user_accept_mine,
          .summary = "Accept an invitation with one's own sign-in"),
    ROUTE("GET", U, &USERS_VIEW, NULL, MODE_READ, page_person, .summary = "One person and their roles"),
    ROUTE("GET", U "/groups", &USERS_VIEW, NULL, MODE_READ, page_person_groups),
    ROUTE("GET", U "/sign-ins", &USERS_VIEW, NULL, MODE_READ, page_person_sign_ins),
    ROUTE("GET", U "/activity", &USERS_VIEW, NULL, MODE_READ, page_person_activity),
    ROUTE("POST", U "/roles", &USERS_GRANT, "person.roles.give", MODE_WRITE, page_user_role_give, .step_up = true),
    ROUTE("POST", U "/roles/take", &USERS_GRANT, "person.roles.take", MODE_WRITE, page_user_role_take, .step_up = true),
    ROUTE("POST", U "/groups/drop", &GROUPS_MANAGE, "group.members.remove", MODE_WRITE, page_person_group_drop),
    ROUTE("GET", U "/edit", &USERS_EDIT, NULL, MODE_READ, page_person_edit),
    ROUTE("POST", U "/edit", &USERS_EDIT, "person.edit", MODE_WRITE, page_person_edit_save, .step_up = true),
    ROUTE("GET", U "/suspend", &USERS_SUSPEND, NULL, MODE_READ, page_user_suspend),
    ROUTE("POST", U "/suspend", &USERS_SUSPEND, "person.suspend", MODE_WRITE, page_user_suspend_do, .step_up = true),
    ROUTE("POST", U "/reinstate", &USERS_SUSPEND, "person.reinstate", MODE_WRITE, page_user_reinstate, .step_up = true),
    ROUTE("GET", U "/reset", &USERS_RESET_PASSWORD, NULL, MODE_READ, page_user_reset),
    ROUTE("POST", U "/reset", &USERS_RESET_PASSWORD, "person.password.reset", MODE_WRITE, page_user_reset_do,
          .step_up = true),
    ROUTE("POST", U "/sessions/end", &USERS_SUSPEND, "person.sessions.end", MODE_WRITE, page_user_end_sessions,
          .step_up = true),
    ROUTE("GET", U "/remove", &USERS_REMOVE, NULL, MODE_READ, page_user_remove),
    ROUTE("POST", U "/remove", &USERS_REMOVE, "person.remove", MODE_WRITE, page_user_remove_do, .step_up = true),
    ROUTE("POST", U "/remove-directory", &USERS_REMOVE_DIRECTORY, "person.remove_directory", MODE_WRITE,
          page_user_remove_directory_do, .step_up = true),
    ROUTE("GET", G, &GROUPS_VIEW, NULL, MODE_READ, page_groups, .title = N_("Groups"),
          .keywords = N_("members roles of many people")),
    ROUTE("GET", G "/new", &GROUPS_MANAGE, NULL, MODE_READ, page_group_new, .title = N_("Make a group")),
    ROUTE("POST", G "/new", &GROUPS_MANAGE, "group.create", MODE_WRITE, page_group_new_do),
    ROUTE("GET", G "/{group}", &GROUPS_VIEW, NULL, MODE_READ, page_group),
    ROUTE("GET", G "/{group}/edit", &GROUPS_MANAGE, NULL, MODE_READ, page_group_edit),
    ROUTE("POST", G "/{group}/edit", &GROUPS_MANAGE, "group.edit", MODE_WRITE, page_group_edit_save),
    ROUTE("POST", G "/{group}/members", &GROUPS_MANAGE, "group.members.add", MODE_WRITE, page_group_add,
          .step_up = true),
    ROUTE("POST", G "/{group}/members/remove", &GROUPS_MANAGE, "group.members.remove", MODE_WRITE, page_group_drop),
    ROUTE("POST", G "/{group}/roles", &USERS_GRANT, "group.roles.give", MODE_WRITE, page_group_give, .step_up = true),
    ROUTE("POST", G "/{group}/roles/take", &USERS_GRANT, "group.roles.take", MODE_WRITE, page_group_take,
          .step_up = true),
    ROUTE("GET", G "/{group}/hand-over", &GROUPS_MANAGE, NULL, MODE_READ, page_group_hand_over),
    ROUTE("POST", G "/{group}/hand-over", &GROUPS_MANAGE, "group.hand_over", MODE_WRITE, page_group_hand_over_do,
          .step_up = true),
    ROUTE("POST", G "/{group}/take-back", &GROUPS_MANAGE, "group.take_back", MODE_WRITE, page_group_take_back,
          .step_up = true),
    ROUTE("GET", G "/{group}/remove", &GROUPS_MANAGE, NULL, MODE_READ, page_group_remove),
    ROUTE("POST", G "/{group}/remove", &GROUPS_MANAGE, "group.remove", MODE_WRITE, page_group_remove_do,
          .step_up = true),
    ROUTE("GET", A "/application-roles", &APPLICATIONS_GRANT, NULL, MODE_READ, page_applications,
          .title = N_("Roles of applications"), .keywords = N_("program api service principal")),
    ROUTE("POST", A "/application-roles/{application}/give", &APPLICATIONS_GRANT, "application.roles.give", MODE_WRITE,
          page_application_give, .step_up = true),
    ROUTE("POST", A "/application-roles/{application}/take", &APPLICATIONS_GRANT, "application.roles.take", MODE_WRITE,
          page_application_take, .step_up = true),
    ROUTE("GET", A "/admins", &USERS_ADMINS, NULL, MODE_READ, page_admins, .title = N_("Administrators"),
          .keywords = N_("who are my admins contact ask")),
};

static const NavEntry SETTINGS_NAV[] = {
    {.group = N_("Access"),
     .label = N_("User management"),
     .icon = "customers",
     .path = P,
     .perm = &USERS_VIEW,
     .order = 20},
    {.group = N_("Access"),
     .label = N_("Administrators"),
     .icon = "shield",
     .path = A "/admins",
     .perm = &USERS_ADMINS,
     .order = 21},
};

static const Setting SETTINGS[] = {
    {.key = S_INIT("users.guest_roles"),
     .label = N_("Further roles that guests may hold, by their ids with spaces between"),
     .type = SETTING_TEXT,
     .initial = "",
     .max = 1000,
     .operator_ = true},
    {.key = S_INIT("users.invite_consumer"),
     .label = N_("Invitations to private addresses of mail providers are allowed"),
     .type = SETTING_BOOL,
     .initial = "true",
     .operator_ = true},
};
static const JobKind JOBS[] = {
    {.kind = "users.import",
     .title = N_("Import of users"),
     .step = people_import_step,
     .outside = true,
     .attempts_max = 5,
     .visible = true,
     .page = P "/import/{key}"},
    {.kind = "users.batch",
     .title = N_("Change of many users"),
     .step = people_batch_step,
     .outside = true,
     .attempts_max = 5,
     .visible = true,
     .page = P "/selected/all/{job}"},
};
static const HelpTask HELP_TASKS[] = {
    {N_("Add a user with their roles"), P "/new", &USERS_ADD, people_are_ours},
    {N_("Invite people from outside"), P "/invite", &USERS_INVITE, NULL},
    {N_("Import users from a file"), P "/import", &USERS_ADD, people_are_ours},
    {N_("See who the administrators are"), A "/admins", &USERS_ADMINS, NULL},
};
static const char *const NEEDS[] = {"activity", "federation", "identity", NULL};

const Area area_people = {
    .name = "people",
    .title = N_("User management"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS_NAV),
    .settings = LIST(SETTINGS),
    .jobs = LIST(JOBS),
    .help = "user-management",
    .help_tasks = LIST(HELP_TASKS),
    .demo = people_demo,
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
};
