/* Partner accounts: what the kernel must know of the area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/partners/pages.h"
#include "areas/partners/requests.h"
#include "areas/partners/waves.h"

#define STAFF "operator_admin operator_support operator_finance operator_catalog operator_verification"
static const Perm OPERATOR_HOME = PERM("operator.home", N_("Open the vendor's desk"), STAFF, .operator_only = true);
const Perm PARTNERS_VIEW = PERM("operator.partners", N_("See partner accounts"), STAFF, .operator_only = true);
const Perm PARTNERS_MANAGE = PERM("operator.partners_manage", N_("Restrict, suspend and reinstate partner accounts"),
                                  "operator_admin operator_verification", .operator_only = true);
const Perm PARTNERS_ADD = PERM("operator.partners_add", N_("Add partner accounts and invite their first admins"),
                               "operator_admin operator_verification", .operator_only = true);
const Perm PARTNERS_VIEW_AS =
    PERM("operator.partners_view_as", N_("View the portal as a partner does, without changes"),
         "operator_admin operator_support operator_verification", .operator_only = true);
const Perm PARTNERS_STANDING = PERM("partners.standing", N_("See how the account stands with the vendor"), "*");
const Perm PARTNERS_ASK = PERM("partners.ask", N_("Ask the vendor to reinstate the account"), "global_admin owner");
static const Perm PARTNERS_SETTINGS = PERM("operator.partner_settings", N_("Set limits and contacts for partners"),
                                           "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&PARTNERS_SETTINGS, &PARTNERS_ASK, &OPERATOR_HOME,    &PARTNERS_VIEW,
                                    &PARTNERS_MANAGE,   &PARTNERS_ADD, &PARTNERS_VIEW_AS, &PARTNERS_STANDING};

#define P "/operator/partners"
static const Route ROUTES[] = {
    ROUTE("GET", "/a/{account}/settings/standing", &PARTNERS_STANDING, NULL, MODE_READ, standing_page,
          .title = N_("Account standing"), .keywords = N_("suspended restricted deauthorized reinstate state")),

    ROUTE("POST", "/a/{account}/settings/standing/ask", &PARTNERS_ASK, "account_request.ask", MODE_WRITE,
          standing_ask_post, .summary = "Ask the vendor to reinstate the account"),
    ROUTE("POST", "/a/{account}/settings/standing/withdraw", &PARTNERS_ASK, "account_request.withdraw", MODE_WRITE,
          standing_withdraw_post),
    ROUTE("GET", "/operator/account-requests/{request}", &PARTNERS_MANAGE, NULL, MODE_READ, account_request_page,
          .summary = "A request to be reinstated"),
    ROUTE("POST", "/operator/account-requests/{request}/accept", &PARTNERS_MANAGE, "partner.move", MODE_WRITE,
          account_request_accept_post, .step_up = true),
    ROUTE("POST", "/operator/account-requests/{request}/decline", &PARTNERS_MANAGE, "account_request.decline",
          MODE_WRITE, account_request_decline_post),

    ROUTE("GET", "/operator/settings", &PARTNERS_SETTINGS, NULL, MODE_READ, desk_settings_page,
          .title = N_("Settings for partners"), .keywords = N_("days limit reminders contact closed agreements")),
    ROUTE("POST", "/operator/settings", &PARTNERS_SETTINGS, "partners.settings", MODE_WRITE, desk_settings_post),
    ROUTE("GET", "/operator", &OPERATOR_HOME, NULL, MODE_READ, desk_page, .summary = "The vendor's desk"),
    ROUTE("GET", P, &PARTNERS_VIEW, NULL, MODE_READ, partners_page, .summary = "The vendor's list of partner accounts"),
    ROUTE("GET", P "/export", &PARTNERS_VIEW, NULL, MODE_OUTSIDE, partners_export,
          .summary = "The list of partner accounts as a file"),
    ROUTE("GET", P "/add", &PARTNERS_ADD, NULL, MODE_READ, partner_add_page, .summary = "Add a partner account"),
    ROUTE("POST", P "/add", &PARTNERS_ADD, NULL, MODE_READ, partner_add_post),
    ROUTE("POST", P "/add/admin", &PARTNERS_ADD, NULL, MODE_READ, partner_add_admin_post),
    ROUTE("POST", P "/add/create", &PARTNERS_ADD, "partner.create", MODE_WRITE, partner_create_post),
    ROUTE("GET", P "/import", &PARTNERS_ADD, NULL, MODE_READ, partner_imports_page,
          .summary = "Import partners and their people from a file"),
    ROUTE("POST", P "/import", &PARTNERS_ADD, "partners.upload", MODE_WRITE, partner_import_upload,
          .body_max = IMPORT_BYTES_MAX + (64 << 10), .upload = true),
    ROUTE("GET", P "/import/template", &PARTNERS_ADD, NULL, MODE_READ, partner_import_template),
    ROUTE("GET", P "/import/{import}", &PARTNERS_ADD, NULL, MODE_READ, partner_import_page),
    ROUTE("POST", P "/import/{import}/run", &PARTNERS_ADD, "partners.import.start", MODE_WRITE, partner_import_run),
    ROUTE("GET", P "/import/{import}/report", &PARTNERS_ADD, NULL, MODE_READ, partner_import_report),
    ROUTE("GET", P "/waves", &PARTNERS_ADD, NULL, MODE_READ, waves_page,
          .summary = "Invite people of imports in waves"),
    ROUTE("POST", P "/waves/start", &PARTNERS_ADD, "partners.waves_start", MODE_WRITE, waves_start_post),
    ROUTE("POST", P "/waves/pause", &PARTNERS_ADD, "partners.waves_pause", MODE_WRITE, waves_pause_post),
    ROUTE("GET", P "/waves/export", &PARTNERS_ADD, NULL, MODE_READ, waves_export),
    ROUTE("GET", P "/{partner}", &PARTNERS_VIEW, NULL, MODE_READ, partner_page,
          .summary = "A partner account, for the vendor's staff"),
    ROUTE("GET", P "/{partner}/move/{to}", &PARTNERS_MANAGE, NULL, MODE_READ, partner_move_page,
          .summary = "Restrict, suspend, deauthorize, reinstate or close an account: what it does"),
    ROUTE("POST", P "/{partner}/move/{to}", &PARTNERS_MANAGE, "partner.move", MODE_WRITE, partner_move_post,
          .step_up = true),
    ROUTE("POST", P "/{partner}/invite", &PARTNERS_ADD, "partner.invite", MODE_WRITE, partner_invite_post),
    ROUTE("POST", P "/{partner}/view", &PARTNERS_VIEW_AS, "partner.view", MODE_WRITE, partner_view_post,
          .summary = "Look at the portal as the partner does"),
    ROUTE("POST", P "/{partner}/view/end", &PARTNERS_VIEW_AS, "partner.view_end", MODE_WRITE, partner_view_end_post),
};
static const NavEntry NAV[] = {
    {.group = N_("Vendor"),
     .label = N_("Vendor desk"),
     .icon = "building",
     .path = "/operator",
     .perm = &OPERATOR_HOME,
     .order = 0},
    {.group = N_("Vendor"),
     .label = N_("Partner accounts"),
     .icon = "referrals",
     .path = P,
     .perm = &PARTNERS_VIEW,
     .order = 2},
    {.group = N_("Vendor"),
     .label = N_("Settings for partners"),
     .icon = "settings",
     .path = "/operator/settings",
     .perm = &PARTNERS_SETTINGS,
     .order = 90},
};
static const NavEntry SETTINGS[] = {
    {.group = N_("Account"),
     .label = N_("Account standing"),
     .icon = "shield",
     .path = "/a/{account}/settings/standing",
     .perm = &PARTNERS_STANDING,
     .order = 9},
};
static const Machine *const MACHINES[] = {&PARTNER_ACCOUNT, &ACCOUNT_REQUEST};
static const WorkKind WORK[] = {{.id = REQUEST_WORK,
                                 .name = N_("Account requests"),
                                 .about = N_("Accounts that ask to be reinstated."),
                                 .perm = &PARTNERS_MANAGE,
                                 .limit = "partners.answer_days",
                                 .path = "/operator/account-requests/{id}"}};
static const Setting SETTINGS_OF[] = {{.key = S_INIT("partners.answer_days"),
                                       .label = N_("Days until a request of an account is answered"),
                                       .type = SETTING_INT,
                                       .initial = "5",
                                       .min = 1,
                                       .max = 60,
                                       .operator_ = true},
                                      {.key = S_INIT("partners.wave_size"),
                                       .label = N_("People in a wave"),
                                       .type = SETTING_INT,
                                       .initial = "50",
                                       .min = 1,
                                       .max = 200,
                                       .operator_ = true},
                                      {.key = S_INIT("partners.wave_hours"),
                                       .label = N_("Hours between waves"),
                                       .type = SETTING_INT,
                                       .initial = "24",
                                       .min = 1,
                                       .max = 336,
                                       .operator_ = true},
                                      {.key = S_INIT("partners.contact"),
                                       .label = N_("Address that partners write to who cannot sign in"),
                                       .type = SETTING_TEXT,
                                       .initial = "",
                                       .operator_ = true}};
static const JobKind JOBS[] = {
    {.kind = "partners.import",
     .title = N_("Import of partners"),
     .step = partners_import_step,
     .outside = true,
     .page = P "/import/{key}"},
    {.kind = WAVES_JOB, .title = N_("Waves of invitations"), .step = waves_step},
};
static const NoticeCategory NOTICES[] = {
    {.id = "standing",
     .name = N_("Account standing"),
     .about = N_("The vendor restricts, suspends or reinstates the account."),
     .mandatory = N_("Whoever manages the account has to know what it may still do.")},
};
static const AuditAction AUDITED[] = {
    AUDIT("partner.create", "add_partner_account", "account", N_("Added a partner account")),
    AUDIT("partner.move", "change_account_standing", "account", N_("Changed how the account stands")),
    AUDIT("partner.restrict", "restrict_account", "account", N_("Restricted the account")),
    AUDIT("partner.suspend", "suspend_account", "account", N_("Suspended the account")),
    AUDIT("partner.deauthorize", "deauthorize_account", "account", N_("Ended the account's authorization")),
    AUDIT("partner.close", "close_account", "account", N_("Closed the account")),
    AUDIT("partner.reinstate", "reinstate_account", "account", N_("Reinstated the account")),
    AUDIT("partner.invite", "invite_first_admin", "account", N_("Mailed new links to admins who never signed in"),
          .no_diff = "mail only"),
    AUDIT("partner.view", "view_as_partner", "account", N_("The vendor began to look at the account's pages"),
          .no_diff = "nothing is changed"),
    AUDIT("partner.view_end", "view_as_partner", "account", N_("The vendor stopped looking at the account's pages"),
          .no_diff = "nothing is changed"),
    AUDIT("account_request.ask", "ask_reinstatement", "account", N_("Asked to be reinstated")),
    AUDIT("account_request.withdraw", "withdraw_reinstatement", "account", N_("Withdrew the request to be reinstated")),
    AUDIT("account_request.decline", "decline_reinstatement", "account", N_("Declined to reinstate the account")),
    AUDIT("partners.upload", "import_partner_accounts", "import", N_("Uploaded a file of partners"),
          .no_diff = "nothing is made yet"),
    AUDIT("partners.import.start", "import_partner_accounts", "import", N_("Began to import partners"),
          .no_diff = "each row says what it made"),
    AUDIT("partners.import.done", "import_partner_accounts", "import", N_("Finished importing partners"),
          .no_diff = "each row says what it made"),
    AUDIT("partner.import", "add_partner_account", "account", N_("Added a person and their company from a file")),
    AUDIT("partner.import.refused", "refuse_partner_row", "account", N_("Refused a row of a file of partners"),
          .no_diff = "the row and its problem stand in the import's report"),
    AUDIT("partners.waves_start", "invite_in_waves", "partners", N_("Began to invite in waves")),
    AUDIT("partners.waves_pause", "invite_in_waves", "partners", N_("Paused the waves of invitations"),
          .no_diff = "nothing but that"),
    AUDIT(WAVES_JOB, "invite_in_waves", "partners", N_("Mailed a wave of invitations"), .no_diff = "mail only"),
    AUDIT("partners.settings", "update_partner_settings", "partner_settings", N_("Changed the settings for partners")),
    AUDIT("partners.export", "export_partner_accounts", "export", N_("Exported partner accounts")),
};
static const AuditWord AUDIT_FIELDS[] = {{"answerDays", N_("Days until a request of an account is answered")},
                                         {"partnersContact", N_("Address that partners write to who cannot sign in")},
                                         {"signDays", N_("Days in which a new version is to be signed")},
                                         {"remindDays", N_("Days between reminders of what is not signed")},
                                         {"deletionDays", N_("Days until an account is deleted that asked for it")},
                                         {"waveSize", N_("People in a wave")},
                                         {"waveHours", N_("Hours between waves")},
                                         {"text", N_("Text")},
                                         {"kind", N_("Kind")},
                                         {"secondFactor", N_("Second factor")}};
static const AuditWord AUDIT_RESOURCES[] = {{"partners", N_("Partner accounts")},
                                            {"partner_settings", N_("Settings for partners")}};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "restricted", N_("Restricted")},
    {"state", "deauthorized", N_("Deauthorized")},
    {"state", "closed", N_("Closed")},
    {"state", "accepted", N_("Accepted")},
    {"state", "declined", N_("Declined")},
    {"state", "withdrawn", N_("Withdrawn")},
    {"secondFactor", "required", N_("Required")},
    {"secondFactor", "encouraged", N_("Encouraged")},
};
static const char *const NEEDS[] = {"activity", "home", "identity", "referrals", NULL};

const Area area_partners = {
    .name = "partners",
    .title = N_("Partner accounts"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .settings = LIST(SETTINGS_OF),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .jobs = LIST(JOBS),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .help = "account-standing",
};
