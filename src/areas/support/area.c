/* Support: what the kernel must know of the area. */
#include "app/tell.h"
#include "areas/support/api.h"
#include "areas/support/pages.h"
#include "gen/support_q.h"

const Perm SUPPORT_USE = PERM("support.use", N_("Ask the vendor's support desk and read the answers"), "*");
const Perm SUPPORT_COLLEAGUES =
    PERM("support.colleagues", N_("See support requests of colleagues, where the vendor lets admins"),
         "global_admin account_admin");
const Perm SUPPORT_DESK = PERM("operator.support", N_("Work on partners' support requests"),
                               "operator_admin operator_support", .operator_only = true);
const Perm SUPPORT_SETTINGS = PERM("operator.support_settings", N_("Set the hours and limits of the support desk"),
                                   "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&SUPPORT_USE, &SUPPORT_COLLEAGUES, &SUPPORT_DESK, &SUPPORT_SETTINGS};

#define P "/a/{account}/support"
#define ONE P "/requests/{request}"
#define DESK "/operator/support"
#define V "/v1/servicerequests"
#define C "/v1/customers/{customer}/servicerequests"
static const Route ROUTES[] = {
    ROUTE("GET", P, &SUPPORT_USE, NULL, MODE_READ, support_list_page, .title = N_("Help + support"),
          .keywords = N_("support requests tickets contact problem answer")),
    ROUTE("GET", P "/health", &SUPPORT_USE, NULL, MODE_READ, support_health_page, .title = N_("Service health"),
          .keywords = N_("incident outage maintenance status down")),
    ROUTE("GET", P "/new", &SUPPORT_USE, NULL, MODE_READ, support_new_page, .title = N_("Contact support"),
          .keywords = N_("new support request ticket problem ask")),
    ROUTE("POST", P "/new", &SUPPORT_USE, NULL, MODE_READ, support_new_post),
    ROUTE("POST", P "/new/create", &SUPPORT_USE, "support.create", MODE_WRITE, support_create_post),
    ROUTE("GET", ONE, &SUPPORT_USE, NULL, MODE_READ, support_page, .summary = "One support request"),
    ROUTE("POST", ONE "/answer", &SUPPORT_USE, "support.answer", MODE_WRITE, support_answer_post),
    ROUTE("POST", ONE "/close", &SUPPORT_USE, "support.close", MODE_WRITE, support_close_post),
    ROUTE("POST", ONE "/reopen", &SUPPORT_USE, "support.reopen", MODE_WRITE, support_reopen_post),
    ROUTE("POST", ONE "/escalate", &SUPPORT_USE, "support.escalate", MODE_WRITE, support_escalate_post),

    ROUTE("GET", DESK, &SUPPORT_DESK, NULL, MODE_READ, support_queue_page, .title = N_("Support desk"),
          .keywords = N_("tickets queue requests of partners")),
    ROUTE("GET", DESK "/export", &SUPPORT_DESK, NULL, MODE_OUTSIDE, support_queue_export,
          .summary = "Support requests as a file"),
    ROUTE("GET", DESK "/settings", &SUPPORT_SETTINGS, NULL, MODE_READ, support_settings_page,
          .title = N_("Settings of the support desk"), .keywords = N_("support hours severity time zone reopen")),
    ROUTE("POST", DESK "/settings", &SUPPORT_SETTINGS, "support.settings", MODE_WRITE, support_settings_post),
    ROUTE("GET", DESK "/answers", &SUPPORT_DESK, NULL, MODE_READ, support_answers_page, .title = N_("Canned answers"),
          .keywords = N_("templates texts replies snippets")),
    ROUTE("GET", DESK "/answers/new", &SUPPORT_DESK, NULL, MODE_READ, support_answer_new_page),
    ROUTE("POST", DESK "/answers/new", &SUPPORT_DESK, "support.canned_add", MODE_WRITE, support_answer_new_post),
    ROUTE("GET", DESK "/answers/{answer}", &SUPPORT_DESK, NULL, MODE_READ, support_answer_one_page),
    ROUTE("POST", DESK "/answers/{answer}", &SUPPORT_DESK, "support.canned_save", MODE_WRITE, support_answer_one_post),
    ROUTE("POST", DESK "/answers/{answer}/remove", &SUPPORT_DESK, "support.canned_remove", MODE_WRITE,
          support_answer_remove_post),
    ROUTE("GET", DESK "/health", &SUPPORT_DESK, NULL, MODE_READ, support_health_desk_page,
          .summary = "Incidents that the vendor publishes"),
    ROUTE("GET", DESK "/health/new", &SUPPORT_DESK, NULL, MODE_READ, support_incident_new_page),
    ROUTE("POST", DESK "/health/new", &SUPPORT_DESK, "support.incident_add", MODE_WRITE, support_incident_new_post),
    ROUTE("GET", DESK "/health/{incident}", &SUPPORT_DESK, NULL, MODE_READ, support_incident_page),
    ROUTE("POST", DESK "/health/{incident}", &SUPPORT_DESK, "support.incident_say", MODE_WRITE, support_incident_post),
    ROUTE("GET", DESK "/{request}", &SUPPORT_DESK, NULL, MODE_READ, support_desk_page,
          .summary = "One support request, for the vendor's staff"),
    ROUTE("POST", DESK "/{request}", &SUPPORT_DESK, "support.desk_answer", MODE_WRITE, support_desk_post),
    ROUTE("POST", DESK "/{request}/take", &SUPPORT_DESK, "support.transfer", MODE_WRITE, support_take_post),
    ROUTE("POST", DESK "/{request}/transfer", &SUPPORT_DESK, "support.transfer", MODE_WRITE, support_transfer_post),

    ROUTE("GET", V, &SUPPORT_USE, NULL, MODE_READ, api_support_list, .kind = ROUTE_API, .api_area = "service-requests",
          .shape_out = &API_SERVICE_REQUEST, .list = true, .query = "filter", .user_only = true,
          .summary = "List service requests"),
    ROUTE("GET", V "/supporttopics", &SUPPORT_USE, NULL, MODE_READ, api_support_topics, .kind = ROUTE_API,
          .api_area = "service-requests", .shape_out = &API_SUPPORT_TOPIC, .list = true, .user_only = true,
          .summary = "List support topics"),
    ROUTE("GET", V "/{request}", &SUPPORT_USE, NULL, MODE_READ, api_support_get, .kind = ROUTE_API,
          .api_area = "service-requests", .shape_out = &API_SERVICE_REQUEST, .user_only = true,
          .summary = "Get a service request"),
    ROUTE("POST", V "/{agent_locale}", &SUPPORT_USE, "support.create", MODE_WRITE, api_support_create,
          .kind = ROUTE_API, .api_area = "service-requests", .shape_in = &API_SERVICE_REQUEST,
          .shape_out = &API_SERVICE_REQUEST, .user_only = true, .summary = "Create a service request"),
    ROUTE("PATCH", V "/{request}", &SUPPORT_USE, "support.api_update", MODE_WRITE, api_support_patch, .kind = ROUTE_API,
          .api_area = "service-requests", .shape_in = &API_SERVICE_REQUEST, .shape_out = &API_SERVICE_REQUEST,
          .user_only = true, .summary = "Add a note to a service request, or close it"),
    ROUTE("GET", C, &SUPPORT_USE, NULL, MODE_READ, api_support_list, .kind = ROUTE_API, .api_area = "service-requests",
          .shape_out = &API_SERVICE_REQUEST, .list = true, .query = "filter", .user_only = true,
          .summary = "List service requests about a customer"),
    ROUTE("GET", C "/{request}", &SUPPORT_USE, NULL, MODE_READ, api_support_get, .kind = ROUTE_API,
          .api_area = "service-requests", .shape_out = &API_SERVICE_REQUEST, .user_only = true,
          .summary = "Get a service request about a customer"),
    ROUTE("PATCH", C "/{request}", &SUPPORT_USE, "support.api_update", MODE_WRITE, api_support_patch, .kind = ROUTE_API,
          .api_area = "service-requests", .shape_in = &API_SERVICE_REQUEST, .shape_out = &API_SERVICE_REQUEST,
          .user_only = true, .summary = "Add a note to a service request about a customer, or close it"),
};
static const NavEntry NAV[] = {
    {.group = N_("Support"),
     .label = N_("Help + support"),
     .icon = "support",
     .path = P,
     .perm = &SUPPORT_USE,
     .order = 80},
    {.group = N_("Vendor"),
     .label = N_("Support desk"),
     .icon = "support",
     .path = DESK,
     .perm = &SUPPORT_DESK,
     .order = 6},
};

static Err tile_fill(AccountCtx a, TileView *tile)
{
    SupportOpenRow open;
    TRY(q_support_open(a, NULL, &open));
    Buf b = buf_on_arena(a.ctx->arena, 64);
    fmt_i64(&b, a.ctx->locale, open.n);
    tile->figure = buf_str(&b);
    tile->figure_label = MSGN("open request of yours", "open requests of yours", open.n);
    tile->line = open.asked ? MSGN("{n} waits for your answer", "{n} wait for your answer", open.asked)
                            : MSG("Articles, questions to the vendor and their answers");
    return OK;
}
static const Tile TILES[] = {{.title = N_("Help + support"),
                              .icon = "support",
                              .about = N_("Read help articles, ask the vendor's support desk, follow your requests."),
                              .path = P,
                              .perm = &SUPPORT_USE,
                              .order = 90,
                              .fill = tile_fill}};

static const Setting SETTINGS[] = {
    {.key = S_INIT("support.hours_a"),
     .label = N_("Hours to the first answer, severity A"),
     .type = SETTING_INT,
     .initial = "2",
     .min = 1,
     .max = 400,
     .operator_ = true},
    {.key = S_INIT("support.hours_b"),
     .label = N_("Hours to the first answer, severity B"),
     .type = SETTING_INT,
     .initial = "4",
     .min = 1,
     .max = 400,
     .operator_ = true},
    {.key = S_INIT("support.hours_c"),
     .label = N_("Hours to the first answer, severity C"),
     .type = SETTING_INT,
     .initial = "8",
     .min = 1,
     .max = 400,
     .operator_ = true},
    {.key = S_INIT("support.open"),
     .label = N_("Support hours begin at"),
     .type = SETTING_INT,
     .initial = "9",
     .min = 0,
     .max = 24,
     .operator_ = true},
    {.key = S_INIT("support.close"),
     .label = N_("Support hours end at"),
     .type = SETTING_INT,
     .initial = "18",
     .min = 0,
     .max = 24,
     .operator_ = true},
    {.key = S_INIT("support.zone"),
     .label = N_("Time zone of the support hours"),
     .type = SETTING_TEXT,
     .initial = "Europe/Paris",
     .operator_ = true},
    {.key = S_INIT("support.reopen_days"),
     .label = N_("Days in which a closed request can be reopened"),
     .type = SETTING_INT,
     .initial = "14",
     .min = 1,
     .max = 365,
     .operator_ = true},
    {.key = S_INIT("support.wait_days"),
     .label = N_("Days that a question waits for the partner's answer"),
     .type = SETTING_INT,
     .initial = "10",
     .min = 1,
     .max = 365,
     .operator_ = true},
    {.key = S_INIT("support.colleagues"),
     .label = N_("Admins of an account see requests of their colleagues"),
     .type = SETTING_BOOL,
     .initial = "0",
     .operator_ = true},
};
static const JobKind JOBS[] = {
    {.kind = SUPPORT_LAPSE,
     .title = N_("Closing of a support request"),
     .step = support_lapse_step,
     .business_clock = true},
    {.kind = SUPPORT_HEALTH_TELL, .title = N_("Telling partners of an incident"), .step = support_health_step}};
static const Machine *const MACHINES[] = {&SUPPORT_REQUEST};
static const WorkKind WORK[] = {{.id = SUPPORT_WORK,
                                 .name = N_("Support requests"),
                                 .about = N_("Partners who wait for an answer of the support desk."),
                                 .perm = &SUPPORT_DESK,
                                 .path = DESK "/{id}",
                                 .assigned = support_assigned}};
static const NoticeCategory NOTICES[] = {
    {.id = "support",
     .name = N_("Support requests"),
     .about = N_("Answers and questions of the support desk to your requests.")},
    {.id = "health", .name = N_("Service health"), .about = N_("Incidents and planned work, and when they are over.")},
};
static const AuditAction AUDITED[] = {
    AUDIT("support.create", "create_support_request", "support_request", N_("Made a support request")),
    AUDIT("support.answer", "update_support_request", "support_request", N_("Added a message to a support request"),
          .no_diff = "the message stands in the request"),
    AUDIT("support.api_update", "update_support_request", "support_request",
          N_("Added a note to a support request, or closed it"), .no_diff = "the note stands in the request"),
    AUDIT("support.close", "close_support_request", "support_request", N_("Closed a support request")),
    AUDIT("support.reopen", "reopen_support_request", "support_request", N_("Reopened a support request")),
    AUDIT("support.escalate", "escalate_support_request", "support_request", N_("Escalated a support request")),
    AUDIT("support.desk_answer", "answer_support_request", "support_request", N_("Answered a support request"),
          .no_diff = "the answer stands in the request"),
    AUDIT("support.desk_ask", "ask_in_support_request", "support_request",
          N_("Asked the partner in a support request")),
    AUDIT("support.desk_note", "note_support_request", "support_request", N_("Noted something in a support request"),
          .no_diff = "notes are the vendor's own"),
    AUDIT("support.desk_close", "close_support_request", "support_request", N_("Closed a support request as solved")),
    AUDIT("support.desk_reopen", "reopen_support_request", "support_request", N_("Reopened a support request")),
    AUDIT("support.transfer", "transfer_support_request", "support_request", N_("Assigned a support request")),
    AUDIT("support.lapse", "close_support_request", "support_request",
          N_("A support request was closed without an answer")),
    AUDIT("support.settings", "update_support_settings", "support_request",
          N_("Changed the settings of the support desk")),
    AUDIT("support.canned_add", "write_canned_answer", "support_answer", N_("Wrote a canned answer"),
          .no_diff = "the text is on its page"),
    AUDIT("support.canned_save", "write_canned_answer", "support_answer", N_("Changed a canned answer"),
          .no_diff = "the text is on its page"),
    AUDIT("support.canned_remove", "remove_canned_answer", "support_answer", N_("Removed a canned answer"),
          .no_diff = "nobody's data"),
    AUDIT("support.incident_add", "publish_incident", "service_incident", N_("Published an incident"),
          .no_diff = "what was said stands on its page"),
    AUDIT("support.incident_say", "publish_incident", "service_incident", N_("Said more about an incident"),
          .no_diff = "what was said stands on its page"),
    AUDIT("support.health_tell", "publish_incident", "service_incident", N_("Told partners of an incident"),
          .no_diff = "fills bells", .quiet = true),
    AUDIT("support.export", "export_support_requests", "export", N_("Exported support requests")),
    AUDIT("demo.support", "create_support_request", "support_request", N_("Made the support requests of the demo"),
          .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_RESOURCES[] = {{"support_request", N_("Support request")},
                                            {"support_answer", N_("Canned answer")},
                                            {"service_incident", N_("Incident")}};
static const AuditWord AUDIT_FIELDS[] = {{"summary", N_("Summary")},
                                         {"workspace", N_("Subject")},
                                         {"severity", N_("Severity")},
                                         {"hoursA", N_("Hours to the first answer, severity A")},
                                         {"hoursB", N_("Hours to the first answer, severity B")},
                                         {"hoursC", N_("Hours to the first answer, severity C")},
                                         {"supportOpens", N_("Support hours begin at")},
                                         {"supportCloses", N_("Support hours end at")},
                                         {"waitDays", N_("Days that a question waits for the partner's answer")},
                                         {"reopenDays", N_("Days in which a closed request can be reopened")},
                                         {"colleagues", N_("Admins of an account see requests of their colleagues")}};
static const AuditValue AUDIT_VALUES[] = {
    {"severity", "critical", N_("A: critical. Business stands still")},
    {"severity", "moderate", N_("B: moderate. Work is hindered")},
    {"severity", "minimal", N_("C: minimal. A question, or a small thing")},
    {"state", "open", N_("Waiting for support")},
    {"state", "attention_needed", N_("Waiting for the partner")},
};
static const char *const NEEDS[] = {"help", "home", "identity", NULL};

const Area area_support = {
    .name = "support",
    .title = N_("Help + support"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .tiles = LIST(TILES),
    .settings = LIST(SETTINGS),
    .jobs = LIST(JOBS),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .demo = support_demo,
    .help = "support-requests",
};
