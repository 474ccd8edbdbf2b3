/* Migrations of subscriptions: what the kernel must know of the area. */
#include "app/area.h"
#include "app/audit.h"
#include "app/demo.h"
#include "app/unit.h"
#include "areas/migrations/api.h"
#include "areas/migrations/migrations.h"
#include "areas/migrations/pages.h"

#define ROLES "global_admin admin_agent sales_agent"
#define PROGRAMS "csp_direct csp_provider"
const Perm MIGRATIONS_VIEW =
    PERM("migrations.view", N_("View migrations of subscriptions to the newer kind"), ROLES, .programs = PROGRAMS);
const Perm MIGRATIONS_MANAGE = PERM("migrations.manage", N_("Migrate subscriptions to the newer kind, or plan it"),
                                    ROLES, .programs = PROGRAMS, .sells = true);
static const Perm *const PERMS[] = {&MIGRATIONS_VIEW, &MIGRATIONS_MANAGE};

#define A "/a/{account}/migrations"
#define V "/v1/customers/{customer}/migrations/newcommerce"
#define WIRE .kind = ROUTE_API, .api_area = "migrations"
#define LIST_SCHEMA "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}"
#define LIST_QUERY "CustomerTenantId CurrentSubscriptionId ExternalReferenceId"
static const Route ROUTES[] = {
    ROUTE("GET", A, &MIGRATIONS_VIEW, NULL, MODE_READ, migrations_page, .title = N_("Migrate subscriptions"),
          .keywords = "new commerce older kind batch", .summary = "Subscriptions of the older kind"),
    ROUTE("POST", A "/check", &MIGRATIONS_MANAGE, "migration.batch", MODE_WRITE, migrations_check),
    ROUTE("GET", A "/history", &MIGRATIONS_VIEW, NULL, MODE_READ, migrations_history_page,
          .summary = "Migrations, begun and done"),
    ROUTE("GET", A "/history/export", &MIGRATIONS_VIEW, NULL, MODE_READ, migrations_history_export,
          .summary = "Migrations as a file"),
    ROUTE("GET", A "/history/{migration}", &MIGRATIONS_VIEW, NULL, MODE_READ, migration_page,
          .summary = "One migration"),
    ROUTE("POST", A "/history/{migration}/retry", &MIGRATIONS_MANAGE, "migration.retry", MODE_WRITE,
          migration_retry_post),
    ROUTE("GET", A "/schedules", &MIGRATIONS_VIEW, NULL, MODE_READ, migration_plans_page,
          .summary = "Planned migrations"),
    ROUTE("GET", A "/schedules/{schedule}", &MIGRATIONS_VIEW, NULL, MODE_READ, migration_plan_page,
          .summary = "One planned migration"),
    ROUTE("POST", A "/schedules/{schedule}", &MIGRATIONS_MANAGE, "migration.schedule.change", MODE_WRITE,
          migration_plan_save),
    ROUTE("POST", A "/schedules/{schedule}/cancel", &MIGRATIONS_MANAGE, "migration.schedule.cancel", MODE_WRITE,
          migration_plan_cancel),

    ROUTE("POST", V "/validate", &MIGRATIONS_VIEW, NULL, MODE_READ, api_migration_validate, WIRE,
          .shape_in = &API_MIGRATION, .shape_out = &API_MIGRATION_ELIGIBILITY, .answers = "200",
          .summary = "Say whether a subscription can migrate"),
    ROUTE("POST", V, &MIGRATIONS_MANAGE, "migration.create", MODE_WRITE, api_migration_create, WIRE,
          .shape_in = &API_MIGRATION, .shape_out = &API_MIGRATION, .answers = "200",
          .summary = "Migrate a subscription"),
    ROUTE("GET", V "/events", &MIGRATIONS_VIEW, NULL, MODE_READ, api_migration_events, WIRE,
          .query = "migrationId currentSubscriptionId", .schema_out = LIST_SCHEMA,
          .summary = "List what happened to migrations"),
    ROUTE("POST", V "/schedules", &MIGRATIONS_MANAGE, "migration.schedule", MODE_WRITE, api_schedule_create, WIRE,
          .shape_in = &API_MIGRATION_SCHEDULE, .shape_out = &API_MIGRATION_SCHEDULE, .answers = "200",
          .summary = "Plan a migration"),
    ROUTE("GET", V "/schedules/{schedule}", &MIGRATIONS_VIEW, NULL, MODE_READ, api_schedule_get, WIRE,
          .shape_out = &API_MIGRATION_SCHEDULE, .summary = "Get a planned migration"),
    ROUTE("PUT", V "/schedules/{schedule}", &MIGRATIONS_MANAGE, "migration.schedule.change", MODE_WRITE,
          api_schedule_put, WIRE, .shape_in = &API_MIGRATION_SCHEDULE, .shape_out = &API_MIGRATION_SCHEDULE,
          .summary = "Change a planned migration"),
    ROUTE("POST", V "/schedules/{schedule}/cancel", &MIGRATIONS_MANAGE, "migration.schedule.cancel", MODE_WRITE,
          api_schedule_cancel, WIRE, .shape_out = &API_MIGRATION_SCHEDULE, .answers = "200",
          .summary = "Cancel a planned migration"),
    ROUTE("GET", V "/{migration}", &MIGRATIONS_VIEW, NULL, MODE_READ, api_migration_get, WIRE,
          .shape_out = &API_MIGRATION, .summary = "Get a migration"),
    ROUTE("GET", "/v1/migrations/newcommerce", &MIGRATIONS_VIEW, NULL, MODE_READ, api_migration_list, WIRE,
          .query = LIST_QUERY, .schema_out = LIST_SCHEMA, .summary = "List migrations"),
    ROUTE("GET", "/v1/migrations/newcommerce/schedules", &MIGRATIONS_VIEW, NULL, MODE_READ, api_schedule_list, WIRE,
          .query = LIST_QUERY, .schema_out = LIST_SCHEMA, .summary = "List planned migrations"),
};
static const NavEntry NAV[] = {{.group = N_("Sell"),
                                .label = N_("Migrations"),
                                .icon = "switch",
                                .path = A,
                                .perm = &MIGRATIONS_VIEW,
                                .order = 12}};
static const Machine *const MACHINES[] = {&MIGRATION, &MIGRATION_SCHEDULE};
static const AuditAction AUDITED[] = {
    AUDIT("migration.create", "create_migration", "migration", N_("Began the migration of a subscription")),
    AUDIT("migration.batch", "create_migrations", "account", N_("Began migrations of several subscriptions")),
    AUDIT("migration.retry", "retry_migration", "migration", N_("Tried a migration again")),
    AUDIT("migration.schedule", "create_migration_schedule", "migration", N_("Planned a migration")),
    AUDIT("migration.schedule.change", "update_migration_schedule", "migration", N_("Changed a planned migration")),
    AUDIT("migration.schedule.cancel", "cancel_migration_schedule", "migration", N_("Cancelled a planned migration")),
    AUDIT("migrations.clock", "migration_clock", "migration", N_("A migration went on")),
    AUDIT("migrations.plan", "migration_schedule_clock", "migration", N_("The day of a planned migration came")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"migration", N_("Migration")}};
static const AuditWord AUDIT_FIELDS[] = {{"day", N_("Day")}, {"subscription", N_("Subscription")}};
static const AuditValue AUDIT_VALUES[] = {
    {"state", "started", N_("Started")},   {"state", "created", N_("New subscription created")},
    {"state", "failed", N_("Failed")},     {"state", "provisioned", N_("New subscription ready")},
    {"state", "scheduled", N_("Planned")},
};

static Err customer_gone(AccountCtx a)
{
    TRY(q_migration_lines_gone(a, NULL, NULL));
    TRY(q_migration_events_gone(a, NULL, NULL));
    TRY(q_migrations_gone(a, NULL, NULL));
    return q_migration_schedules_gone(a, NULL, NULL);
}

/* --- the demo: what some customers bought in the older kind; one of it is on its way, another has its day --- */

typedef struct Old {
    DemoCtx *demo;
    const char *account;
    size_t at; /* which customer */
    const char *sku;
    int64_t quantity;
    bool addon, go, plan;
    Id sold;
} Old;

static AccountCtx old_account(Ctx *ctx, const Old *o)
{
    AccountCtx a = account_of(ctx, demo_get(o->demo, str_fmt(ctx->arena, "account/%s", o->account)));
    perm_put(&ctx->actor.perms, &MIGRATIONS_MANAGE);
    return a;
}

static Err sell_one(AccountCtx a, const char *sku, Str country, int64_t quantity, Id parent, Id *ret)
{
    Str id, item = str_fmt(a.ctx->arena, "NLOLDDSK0015:%s:AVOLDDSK%s", sku, sku);
    bool fine;
    OrderLineAsk line = {.item_id = item,
                         .term = S("P1Y"),
                         .cycle = S("monthly"),
                         .quantity = quantity,
                         .parent_id = parent,
                         .made = ret,
                         .custom_end = TIME_NONE};
    TRY(order_check(a, country, &line, 1, &fine));
    return fine ? order_place(a, &line, 1, &id) : OK;
}

static Err demo_sell(Ctx *ctx, void *arg)
{
    Old *o = arg;
    CommerceCustomersRow *rows;
    size_t n;
    Id addon;
    AccountCtx a = old_account(ctx, o);
    ctx->audit.skip = true;
    TRY(q_commerce_customers(a, NULL, &rows, &n));
    if (o->at >= n) {
        return OK;
    }
    ctx->customer_id = rows[o->at].customer_id;
    Time then = time_add(o->demo->start, -170 * TIME_DAY), first = time_add(rows[o->at].created_at, TIME_HOUR);
    demo_at(ctx, then.us > first.us ? then : first);
    TRY(sell_one(a, o->sku, rows[o->at].country, o->quantity, ID_NIL, &o->sold));
    ctx->audit.skip = id_is_nil(o->sold); /* it was not on sale yet, or any more */
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = o->sold;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"quantity", str_fmt(ctx->arena, "%lld", (long long)o->quantity)});
    if (o->addon && !id_is_nil(o->sold)) {
        TRY(sell_one(a, "0003", rows[o->at].country, o->quantity, o->sold, &addon));
    }
    return OK;
}

static Err demo_go(Ctx *ctx, void *arg)
{
    Old *o = arg;
    CommerceCustomersRow *rows;
    size_t n;
    Id id;
    demo_at(ctx, time_add(o->demo->start, -30 * TIME_MINUTE));
    AccountCtx a = old_account(ctx, o);
    TRY(q_commerce_customers(a, NULL, &rows, &n));
    ctx->customer_id = rows[o->at].customer_id;
    MigrateLine base = {.id = o->sold, .custom_end = TIME_NONE};
    MigrationAsk ask = {0};
    if (o->plan) {
        ScheduleAsk plan = {.base = base, .on_renewal = true, .target_at = TIME_NONE};
        return schedule_start(a, &plan, &id);
    }
    TRY(migration_lines(a, &base, &ask.lines, &ask.lines_n));
    return migration_start(a, &ask, &id);
}

static Err migrations_demo(DemoCtx *demo)
{
    static const char *const SELLERS[] = {"harbor", "alder", "cobalt"};
    for (size_t i = 0; i < COUNT_OF(SELLERS); i++) {
        Old all[] = {
            {.at = 7, .sku = "0001", .quantity = 14, .addon = true},
            {.at = 8, .sku = "0002", .quantity = 30},
            {.at = 9, .sku = "0004", .quantity = 6},
            {.at = 10, .sku = "0002", .quantity = 9, .go = true},
            {.at = 11, .sku = "0001", .quantity = 22, .plan = true},
            {.at = 6, .sku = "0001", .quantity = 5},
        };
        for (size_t k = 0; k < COUNT_OF(all); k++) {
            all[k].demo = demo;
            all[k].account = SELLERS[i];
            TRY(demo_unit(demo, "order.create", demo_sell, &all[k]));
            if ((all[k].go || all[k].plan) && !id_is_nil(all[k].sold)) {
                TRY(demo_unit(demo, all[k].go ? "migration.create" : "migration.schedule", demo_go, &all[k]));
            }
        }
    }
    return OK;
}

static const char *const NEEDS[] = {"customers", "catalog", "commerce", NULL};
const Area area_migrations = {
    .name = "migrations",
    .title = N_("Migrations of subscriptions"),
    .housekeeping = false,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .machines = LIST(MACHINES),
    .jobs = LIST(MIGRATION_JOBS),
    .customer_gone = customer_gone,
    .demo = migrations_demo,
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .help = "migrations",
};
