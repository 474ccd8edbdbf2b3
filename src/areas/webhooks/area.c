/* Webhooks: what the kernel must know of the area. */
#include "app/area.h"
#include "app/unit.h"
#include "areas/webhooks/pages.h"

#define KINDS "direct provider reseller cpv developer"
const Perm WEBHOOKS_VIEW =
    PERM("webhooks.view", N_("See the webhook and what was delivered"), "global_admin admin_agent", .kinds = KINDS);
const Perm WEBHOOKS_MANAGE = PERM("webhooks.manage", N_("Register the webhook, pause it and send events again"),
                                  "global_admin admin_agent", .kinds = KINDS);
static const Perm *const PERMS[] = {&WEBHOOKS_VIEW, &WEBHOOKS_MANAGE};

#define P "/a/{account}/settings/webhooks"
#define V "/webhooks/v1/registration"
#define API(METHOD, PATH, PERM_PTR, ACTION, MODE, HANDLER, ...)                                                        \
    ROUTE(METHOD, PATH, PERM_PTR, ACTION, MODE, HANDLER, .kind = ROUTE_API, .api_area = "webhooks", __VA_ARGS__)
static const char EVENTS_SCHEMA[] = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}";
static const Route ROUTES[] = {
    API("GET", V "/events", &WEBHOOKS_VIEW, NULL, MODE_READ, api_webhook_events, .schema_out = EVENTS_SCHEMA,
        .summary = "List the events that can be registered for"),
    API("GET", V, &WEBHOOKS_VIEW, NULL, MODE_READ, api_webhook_get, .shape_out = &API_WEBHOOK,
        .summary = "Get the registration"),
    API("POST", V, &WEBHOOKS_MANAGE, "webhook.register", MODE_WRITE, api_webhook_post, .shape_in = &API_WEBHOOK,
        .shape_out = &API_WEBHOOK, .answers = "200", .summary = "Register an address for events"),
    API("PUT", V, &WEBHOOKS_MANAGE, "webhook.register", MODE_WRITE, api_webhook_put, .shape_in = &API_WEBHOOK,
        .shape_out = &API_WEBHOOK, .summary = "Change the registration"),
    API("POST", V "/validationEvents", &WEBHOOKS_MANAGE, "webhook.test", MODE_WRITE, api_webhook_test,
        .shape_out = &API_CORRELATION, .answers = "200", .summary = "Send a test event"),
    API("GET", V "/validationEvents/{correlation}", &WEBHOOKS_VIEW, NULL, MODE_READ, api_webhook_validation,
        .shape_out = &API_VALIDATION, .summary = "Get what came of a test event"),
    ROUTE("GET", "/webhooks/certificates/{file}", &PERM_PUBLIC, NULL, MODE_READ, webhook_certificate, .kind = ROUTE_RAW,
          .summary = "The certificate of the key that signs events"),
    ROUTE("GET", P, &WEBHOOKS_VIEW, NULL, MODE_READ, webhooks_page, .title = N_("Webhooks"),
          .keywords = N_("webhook event callback notification API developer")),
    ROUTE("GET", P "/export", &WEBHOOKS_VIEW, NULL, MODE_READ, webhook_deliveries_export,
          .summary = "Deliveries of events as a file"),
    ROUTE("POST", P, &WEBHOOKS_MANAGE, "webhook.register", MODE_WRITE, webhooks_save_post),
    ROUTE("POST", P "/test", &WEBHOOKS_MANAGE, "webhook.test", MODE_WRITE, webhooks_test_post),
    ROUTE("POST", P "/pause", &WEBHOOKS_MANAGE, "webhook.pause", MODE_WRITE, webhooks_pause_post),
    ROUTE("POST", P "/resume", &WEBHOOKS_MANAGE, "webhook.resume", MODE_WRITE, webhooks_resume_post),
    ROUTE("GET", P "/deliveries/{delivery}", &WEBHOOKS_VIEW, NULL, MODE_READ, webhook_delivery_page),
    ROUTE("POST", P "/deliveries/{delivery}/again", &WEBHOOKS_MANAGE, "webhook.again", MODE_WRITE, webhook_again_post),
};
static const NavEntry SETTINGS[] = {{.group = N_("Developer"),
                                     .label = N_("Webhooks"),
                                     .icon = "bell",
                                     .path = P,
                                     .perm = &WEBHOOKS_VIEW,
                                     .order = 45}};
static const AuditAction AUDITED[] = {
    AUDIT("webhook.register", "register_webhook", "webhook", N_("Registered the webhook")),
    AUDIT("webhook.test", "send_test_event", "webhook", N_("Sent a test event"), .no_diff = "nothing is changed"),
    AUDIT("webhook.pause", "pause_webhook", "webhook", N_("Paused the webhook"), .no_diff = "the action says it"),
    AUDIT("webhook.resume", "resume_webhook", "webhook", N_("Resumed the webhook"), .no_diff = "the action says it"),
    AUDIT("webhook.again", "send_event_again", "webhook", N_("Sent an event again"), .no_diff = "nothing is changed"),
};
static const AuditWord AUDIT_RESOURCES[] = {{"webhook", N_("Webhook")}};
static const AuditWord AUDIT_FIELDS[] = {{"url", N_("Address")}, {"events", N_("Events")}};

/* --- what happens elsewhere --- */

static Str member(const JsonValue *o, const char *name)
{
    const JsonValue *v = json_get(o, str_from(name));
    return v && v->kind == JSON_STRING ? v->text : S("");
}

static Err tell(SystemCtx s, Str payload, const char *event, const char *resource_name)
{
    Ctx *ctx = s.ctx;
    const JsonValue *o;
    Id account;
    TRY(json_parse(ctx->arena, payload, JSON_LIMITS_DEFAULT, &o, NULL));
    TRY(id_parse(member(o, "account"), &account));
    Str customer = member(o, "customer"), subscription = member(o, "subscription");
    Str path = subscription.n ? str_fmt(ctx->arena, "/webhooks/v1/customers/%.*s/subscriptions/%.*s", S_ARG(customer),
                                        S_ARG(subscription))
                              : str_fmt(ctx->arena, "/v1/customers/%.*s", S_ARG(customer));
    return webhook_tell(
        account_of(ctx, account),
        &(WebhookNews){.event = str_from(event), .resource_name = str_from(resource_name), .path = path});
}

static Err on_subscription(SystemCtx s, Str payload)
{
    return tell(s, payload, "subscription-updated", "subscription");
}
static Err subscription_wanted(SystemCtx s, bool *ret)
{
    return webhook_wants(account_of(s.ctx, s.ctx->account_id), S("subscription-updated"), ret);
}
static Err on_relationship(SystemCtx s, Str payload)
{
    const JsonValue *o;
    TRY(tell(s, payload, "reseller-relationship-accepted-by-customer", "Customer"));
    TRY(json_parse(s.ctx->arena, payload, JSON_LIMITS_DEFAULT, &o, NULL));
    return str_eq(member(o, "rights"), S("delegated")) ? tell(s, payload, "dap-admin-relationship-approved", "Customer")
                                                       : OK;
}
static Err on_delegation_ended(SystemCtx s, Str payload)
{
    return tell(s, payload, "dap-admin-relationship-terminated", "Customer");
}
static Err on_threshold(SystemCtx s, Str payload)
{
    return tell(s, payload, "usagerecords-thresholdExceeded", "usagerecords");
}
static Err on_fraud(SystemCtx s, Str payload) { return tell(s, payload, "azure-fraud-event-detected", "subscription"); }
static Err granular(SystemCtx s, Str payload, const char *event)
{
    return tell(s, payload, event, "GranularAdminRelationship");
}
static Err on_granular_approved(SystemCtx s, Str payload)
{
    TRY(granular(s, payload, "granular-admin-relationship-approved"));
    return granular(s, payload, "granular-admin-relationship-activated"); /* it runs from that moment */
}
static Err on_granular_ended(SystemCtx s, Str payload)
{
    return granular(s, payload, "granular-admin-relationship-terminated");
}
static Err on_granular_expired(SystemCtx s, Str payload)
{
    return granular(s, payload, "granular-admin-relationship-expired");
}
/* The thing is a migration, or the plan for one. */
static Err migration(SystemCtx s, Str payload, const char *event, const char *below)
{
    Ctx *ctx = s.ctx;
    const JsonValue *o;
    Id account;
    TRY(json_parse(ctx->arena, payload, JSON_LIMITS_DEFAULT, &o, NULL));
    TRY(id_parse(member(o, "account"), &account));
    return webhook_tell(
        account_of(ctx, account),
        &(WebhookNews){.event = str_from(event),
                       .resource_name = S("NewCommerceMigration"),
                       .path = str_fmt(ctx->arena, "/v1/customers/%.*s/migrations/newcommerce%s/%.*s",
                                       S_ARG(member(o, "customer")), below, S_ARG(member(o, "migration")))});
}
static Err on_migration_created(SystemCtx s, Str payload)
{
    return migration(s, payload, "new-commerce-migration-created", "");
}
static Err on_migration_completed(SystemCtx s, Str payload)
{
    return migration(s, payload, "new-commerce-migration-completed", "");
}
static Err on_migration_failed(SystemCtx s, Str payload)
{
    return migration(s, payload, "new-commerce-migration-failed", "");
}
static Err on_plan_failed(SystemCtx s, Str payload)
{
    return migration(s, payload, "new-commerce-migration-schedule-failed", "/schedules");
}
static Err on_invoice(SystemCtx s, Str payload)
{
    Ctx *ctx = s.ctx;
    const JsonValue *o;
    Id account;
    TRY(json_parse(ctx->arena, payload, JSON_LIMITS_DEFAULT, &o, NULL));
    TRY(id_parse(member(o, "account"), &account));
    return webhook_tell(account_of(ctx, account),
                        &(WebhookNews){.event = S("invoice-ready"),
                                       .resource_name = S("invoice"),
                                       .path = str_fmt(ctx->arena, "/v1/invoices/%.*s", S_ARG(member(o, "invoice")))});
}
static Err invoice_wanted(SystemCtx s, bool *ret)
{
    return webhook_wants(account_of(s.ctx, s.ctx->account_id), S("invoice-ready"), ret);
}
static const EventHandler ON[] = {
    {.event = "invoice.ready", .handle = on_invoice, .wanted = invoice_wanted},
    {.event = "migration.created", .handle = on_migration_created},
    {.event = "migration.completed", .handle = on_migration_completed},
    {.event = "migration.failed", .handle = on_migration_failed},
    {.event = "migration.plan_failed", .handle = on_plan_failed},
    {.event = "usage.threshold", .handle = on_threshold},
    {.event = "granular.approved", .handle = on_granular_approved},
    {.event = "granular.terminated", .handle = on_granular_ended},
    {.event = "granular.expired", .handle = on_granular_expired},
    {.event = "fraud.detected", .handle = on_fraud},
    {.event = "subscription.updated", .handle = on_subscription, .wanted = subscription_wanted},
    {.event = "relationship.accepted", .handle = on_relationship},
    {.event = "delegation.ended", .handle = on_delegation_ended},
};

static const char *const NEEDS[] = {"home", "account", NULL};
const Area area_webhooks = {
    .name = "webhooks",
    .title = N_("Webhooks"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .settings_nav = LIST(SETTINGS),
    .jobs = LIST(WEBHOOK_JOBS),
    .on = LIST(ON),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .help = "webhooks",
};
