/* Migrations on the wire (spec api-resources.tsv: NewCommerceMigration, its eligibility, events and schedules). Lists
 * are bare arrays; those over customers go on by the header MS-ContinuationToken, which comes back in the next call. */
#include "areas/migrations/api.h"

#include "app/filter.h"
#include "app/kernel.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/migrations/migrations.h"
#include "base/json.h"

/* --- what is sent and answered --- */

typedef struct ApiAddon {
    Id id, subscription_id, new_id, customer;
    Str status, item, order, term, cycle, reference;
    Time started, completed, ends, custom_end;
    int64_t quantity;
    bool full_term;
} ApiAddon;
typedef struct ApiMigration {
    ApiAddon m; /* first: the fields below are of both */
    ApiAddon *addons;
    size_t addons_n;
} ApiMigration;
#define MIGRATION_MEMBERS(T, AT)                                                                                       \
    FIELD(T, AT id, "id", F_ID_, .flags = FIELD_OUT_ONLY),                                                             \
        FIELD(T, AT started, "startedTime", F_TIME_, .flags = FIELD_OUT_ONLY),                                         \
        FIELD(T, AT completed, "completedTime", F_TIME_, .flags = FIELD_OUT_ONLY),                                     \
        FIELD(T, AT subscription_id, "currentSubscriptionId", F_ID_, .flags = FIELD_REQUIRED,                          \
              .label = N_("Subscription")),                                                                            \
        FIELD(T, AT status, "status", F_STR, .flags = FIELD_OUT_ONLY),                                                 \
        FIELD(T, AT customer, "customerTenantId", F_ID_, .flags = FIELD_OUT_ONLY),                                     \
        FIELD(T, AT item, "catalogItemId", F_STR, .flags = FIELD_OUT_ONLY),                                            \
        FIELD(T, AT new_id, "newCommerceSubscriptionId", F_ID_, .flags = FIELD_OUT_ONLY),                              \
        FIELD(T, AT order, "newCommerceOrderId", F_STR, .flags = FIELD_OUT_ONLY),                                      \
        FIELD(T, AT ends, "subscriptionEndDate", F_TIME_, .flags = FIELD_OUT_ONLY),                                    \
        FIELD(T, AT quantity, "quantity", F_INT), FIELD(T, AT term, "termDuration", F_STR),                            \
        FIELD(T, AT cycle, "billingCycle", F_STR),                                                                     \
        FIELD(T, AT full_term, "purchaseFullTerm", F_BOOL_, .flags = FIELD_ALWAYS),                                    \
        FIELD(T, AT custom_end, "customTermEndDate", F_TIME_),                                                         \
        FIELD(T, AT reference, "externalReferenceId", F_STR, .max = MIGRATION_REFERENCE_MAX)
static const Field ADDON_FIELDS[] = {MIGRATION_MEMBERS(ApiAddon, )};
static const Shape ADDON = SHAPE_AS(ApiAddOnMigration, ApiAddon, ADDON_FIELDS);
static const Field MIGRATION_FIELDS[] = {
    MIGRATION_MEMBERS(ApiMigration, m.),
    FIELD_LIST(ApiMigration, addons, addons_n, "addOnMigrations", &ADDON, .max = MIGRATE_LINES_MAX - 1)};
const Shape API_MIGRATION = SHAPE_AS(ApiNewCommerceMigration, ApiMigration, MIGRATION_FIELDS);

typedef struct ApiWhy {
    int64_t code;
    Str description;
} ApiWhy;
static const Field WHY_FIELDS[] = {FIELD(ApiWhy, code, "code", F_INT),
                                   FIELD(ApiWhy, description, "description", F_STR)};
static const Shape WHY = SHAPE_AS(ApiMigrationError, ApiWhy, WHY_FIELDS);
typedef struct ApiFit {
    Id subscription_id;
    bool fits;
    Str item;
    ApiWhy *errors;
    size_t errors_n;
} ApiFit;
#define FIT_MEMBERS(T, AT)                                                                                             \
    FIELD(T, AT subscription_id, "currentSubscriptionId", F_ID_),                                                      \
        FIELD(T, AT fits, "isEligible", F_BOOL_, .flags = FIELD_ALWAYS), FIELD(T, AT item, "catalogItemId", F_STR),    \
        FIELD_LIST(T, AT errors, AT errors_n, "errors", &WHY, .flags = FIELD_ALWAYS)
typedef struct ApiFits {
    ApiFit f;
    ApiFit *addons;
    size_t addons_n;
} ApiFits;
static const Field FIT_FIELDS[] = {FIT_MEMBERS(ApiFit, )};
static const Shape FIT = SHAPE_AS(ApiAddOnEligibility, ApiFit, FIT_FIELDS);
static const Field FITS_FIELDS[] = {FIT_MEMBERS(ApiFits, f.),
                                    FIELD_LIST(ApiFits, addons, addons_n, "addOnMigrations", &FIT)};
const Shape API_MIGRATION_ELIGIBILITY = SHAPE_AS(ApiNewCommerceEligibility, ApiFits, FITS_FIELDS);

typedef struct ApiSchedule {
    Id id, subscription_id, customer;
    Str status, term, cycle, reference;
    int64_t quantity;
    bool full_term, on_renewal, addons;
    Time custom_end, target, created, changed, ends;
} ApiSchedule;
static const Field SCHEDULE_FIELDS[] = {
    FIELD(ApiSchedule, id, "id", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiSchedule, subscription_id, "currentSubscriptionId", F_ID_, .flags = FIELD_REQUIRED,
          .label = N_("Subscription")),
    FIELD(ApiSchedule, status, "status", F_STR, .flags = FIELD_OUT_ONLY),
    FIELD(ApiSchedule, customer, "customerTenantId", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiSchedule, quantity, "quantity", F_INT),
    FIELD(ApiSchedule, term, "termDuration", F_STR),
    FIELD(ApiSchedule, cycle, "billingCycle", F_STR),
    FIELD(ApiSchedule, full_term, "purchaseFullTerm", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiSchedule, custom_end, "customTermEndDate", F_TIME_),
    FIELD(ApiSchedule, target, "targetDate", F_TIME_),
    FIELD(ApiSchedule, on_renewal, "migrateOnRenewal", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiSchedule, addons, "addOnMigrationSchedules", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiSchedule, reference, "externalReferenceId", F_STR, .max = MIGRATION_REFERENCE_MAX),
    FIELD(ApiSchedule, ends, "subscriptionEndDate", F_TIME_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiSchedule, created, "createdTime", F_TIME_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiSchedule, changed, "lastModifiedTime", F_TIME_, .flags = FIELD_OUT_ONLY),
};
const Shape API_MIGRATION_SCHEDULE = SHAPE_AS(ApiNewCommerceMigrationSchedule, ApiSchedule, SCHEDULE_FIELDS);

/* --- to the wire --- */

/* "Processing" stands for the states between the first and the last, which the events tell one by one. */
static Str status_word(Str state)
{
    return str_eq(state, S("started"))     ? S("Started")
           : str_eq(state, S("completed")) ? S("Completed")
           : str_eq(state, S("failed"))    ? S("Failed")
                                           : S("Processing");
}

static void wire_addon(const Migration *m, const MigrationAddonsRow *r, ApiAddon *ret)
{
    *ret = (ApiAddon){.id = m->id,
                      .subscription_id = r->subscription_id,
                      .new_id = r->new_id,
                      .customer = m->customer_id,
                      .status = status_word(m->state),
                      .item = r->item_id,
                      .order = r->order_id,
                      .term = r->term,
                      .cycle = r->cycle,
                      .started = m->created_at,
                      .completed = str_eq(m->state, S("completed")) ? m->changed_at : TIME_NONE,
                      .ends = r->ends_at,
                      .custom_end = r->custom_end,
                      .quantity = r->quantity,
                      .full_term = r->full_term,
                      .reference = m->reference};
}

static Err wire(AccountCtx a, const Migration *rows, size_t n, ApiMigration **ret)
{
    Ctx *ctx = a.ctx;
    MigrationAddonsRow *lines;
    size_t lines_n;
    Id *ids = arena_array(ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
    }
    TRY(q_migration_addons(a, &(MigrationAddonsArgs){.ids = ids, .ids_n = n}, &lines, &lines_n));
    *ret = arena_array(ctx->arena, ApiMigration, n + 1);
    for (size_t i = 0; i < n; i++) {
        ApiMigration *w = &(*ret)[i];
        w->addons = arena_array(ctx->arena, ApiAddon, MIGRATE_LINES_MAX);
        for (size_t k = 0; k < lines_n; k++) {
            if (id_eq(lines[k].migration_id, rows[i].id)) {
                wire_addon(&rows[i], &lines[k], lines[k].line ? &w->addons[w->addons_n++] : &w->m);
            }
        }
    }
    return OK;
}

static Err answer_migration(AccountCtx a, Id id)
{
    Migration m;
    ApiMigration *w;
    TRY(migration_get(a, id, &m));
    TRY(wire(a, &m, 1, &w));
    ctx_json(a.ctx, 200, &API_MIGRATION, w);
    return OK;
}

/* Items of one shape as a bare array. */
static void answer_list(Ctx *ctx, const Shape *shape, const void *items, size_t size, size_t n, Str next)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        Buf one = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
        shape_write(&one, shape, (const char *)items + i * size);
        json_raw(&j, buf_str(&one));
    }
    json_arr_end(&j);
    if (next.n) {
        ctx_header(ctx, S("MS-ContinuationToken"), next);
    }
    ctx_json_text(ctx, 200, buf_str(&b));
}

/* --- from the wire --- */

static Err enter(AccountCtx a)
{
    TRY(customer_enter(a));
    return customer_reach(a, a.ctx->customer_id);
}

/* Of the partner, or of the partner and customer. */
static Err within_limit(Ctx *ctx, LimitClass class)
{
    Str who = str_of((const char *)ctx->account_id.b, 16);
    return ctx_limit(
        ctx, class,
        class == LIMIT_MIGRATE_CHECK ? str_concat(ctx->arena, who, str_of((const char *)ctx->customer_id.b, 16)) : who);
}

static MigrateLine line_of(const ApiAddon *w)
{
    return (MigrateLine){.id = w->subscription_id,
                         .term = w->term,
                         .cycle = w->cycle,
                         .quantity = w->quantity,
                         .full_term = w->full_term,
                         .custom_end = w->custom_end.us ? w->custom_end : TIME_NONE};
}

static Err check_quantity(Ctx *ctx, int64_t quantity)
{
    if (quantity < 0) {
        problem_field(ctx, S("quantity"), MSG("The quantity is a whole number from 1"));
    }
    return resource_bad_property(ctx, problem_check(ctx));
}

Err api_migration_validate(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiMigration w = {0};
    MigrateLine *lines, base;
    size_t n;
    Str country;
    bool fine, busy;
    TRY(enter(a));
    TRY(within_limit(ctx, LIMIT_MIGRATE_CHECK));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_MIGRATION, &w)));
    base = line_of(&w.m);
    TRY(commerce_country(a, &country));
    TRY(migration_lines(a, &base, &lines, &n));
    TRY(subscriptions_migrate_check(a, country, lines, n, NULL, &fine));
    if (lines[0].code == 20003) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 20003, lines[0].why);
    }
    TRY(migration_busy(a, base.id, &busy));
    if (busy) {
        lines[0].code = 900216;
        lines[0].why = MSG("A migration of this subscription is under way already");
    }
    ApiFits r = {.addons = arena_array(ctx->arena, ApiFit, n)};
    for (size_t i = 0; i < n; i++) {
        ApiFit *f = i ? &r.addons[r.addons_n++] : &r.f;
        *f = (ApiFit){.subscription_id = lines[i].id, .fits = !lines[i].code, .item = lines[i].to.item_id};
        if (lines[i].code) {
            f->errors = arena_new(ctx->arena, ApiWhy);
            f->errors_n = 1; /* the answer has a number of its own where nothing takes its place */
            f->errors[0] = (ApiWhy){.code = lines[i].code == 900220 ? 5 : lines[i].code,
                                    .description = msg_text(ctx->arena, ctx->locale, &lines[i].why)};
        }
    }
    ctx_json(ctx, 200, &API_MIGRATION_ELIGIBILITY, &r);
    return OK;
}

Err api_migration_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiMigration w = {0};
    Id id;
    TRY(enter(a));
    TRY(within_limit(ctx, LIMIT_MIGRATE));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_MIGRATION, &w)));
    TRY(check_quantity(ctx, w.m.quantity));
    MigrationAsk ask = {.lines = arena_array(ctx->arena, MigrateLine, w.addons_n + 1), .reference = w.m.reference};
    ask.lines[ask.lines_n++] = line_of(&w.m);
    for (size_t i = 0; i < w.addons_n; i++) {
        TRY(check_quantity(ctx, w.addons[i].quantity));
        ask.lines[ask.lines_n++] = line_of(&w.addons[i]);
    }
    TRY(resource_bad_property(ctx, migration_start(a, &ask, &id)));
    return answer_migration(a, id);
}

static Err no_migration(Ctx *ctx)
{
    return problem_api(ctx, ERR_NOT_FOUND, 400, 900224, MSG("There is no such migration"));
}

Err api_migration_get(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Migration m;
    Id id;
    TRY(enter(a));
    if (id_parse(ctx_param(ctx, S("migration")), &id) != OK) {
        return no_migration(ctx);
    }
    Err err = migration_get(a, id, &m);
    if (err == ERR_NOT_FOUND || (err == OK && !id_eq(m.customer_id, ctx->customer_id))) {
        return no_migration(ctx);
    }
    return err == OK ? answer_migration(a, id) : err;
}

/* A parameter whatever its case and underscores; nil with *ret_bad where it is no id. */
static Str asked(Ctx *ctx, Str name)
{
    size_t n;
    const Param *all = ctx_query_all(ctx, &n);
    for (size_t i = 0; i < n; i++) {
        if (filter_word_eq(all[i].name, name)) {
            return str_trim(all[i].value);
        }
    }
    return S("");
}

static Err asked_id(Ctx *ctx, Str name, bool *ret_there, Id *ret)
{
    Str text = asked(ctx, name);
    *ret_there = text.n > 0;
    *ret = ID_NIL;
    if (text.n && id_parse(text, ret) != OK) {
        problem_field(ctx, name, MSG("This is no id"));
    }
    return OK;
}

Err api_migration_events(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    MigrationEventsArgs args = {0};
    MigrationEventsRow *rows;
    size_t n;
    TRY(enter(a));
    TRY(asked_id(ctx, S("migrationId"), &args.with_migration, &args.migration_id));
    TRY(asked_id(ctx, S("currentSubscriptionId"), &args.with_subscription, &args.subscription_id));
    if (!args.with_migration && !args.with_subscription) {
        problem_field(ctx, S("migrationId"), MSG("Name a migration or a subscription"));
    }
    TRY(resource_bad_property(ctx, problem_check(ctx)));
    TRY(q_migration_events(a, &args, &rows, &n));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_key(&j, S("id"));
        json_str(&j, id_text(ctx->arena, rows[i].id));
        json_key(&j, S("newCommerceMigrationId"));
        json_str(&j, id_text(ctx->arena, rows[i].migration_id));
        json_key(&j, S("currentSubscriptionId"));
        json_str(&j, id_text(ctx->arena, rows[i].subscription_id));
        json_key(&j, S("customerTenantId"));
        json_str(&j, id_text(ctx->arena, ctx->customer_id));
        json_key(&j, S("createdTime"));
        json_str(&j, time_iso(ctx->arena, rows[i].created_at));
        json_key(&j, S("eventName"));
        json_str(&j, rows[i].name);
        json_obj_end(&j);
    }
    json_arr_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}

typedef struct Asked {
    bool with_customer, with_subscription, with_reference;
    Id customer_id, subscription_id;
    Str reference;
    PageAsk page;
} Asked;

static Err asked_list(Ctx *ctx, Asked *ret)
{
    *ret = (Asked){.page = {.size = MIGRATION_PAGE, .descending = true}};
    TRY(asked_id(ctx, S("CustomerTenantId"), &ret->with_customer, &ret->customer_id));
    TRY(asked_id(ctx, S("CurrentSubscriptionId"), &ret->with_subscription, &ret->subscription_id));
    ret->reference = asked(ctx, S("ExternalReferenceId"));
    ret->with_reference = ret->reference.n > 0;
    if (!ret->with_customer && !ret->with_subscription && !ret->with_reference) {
        problem_field(ctx, S("CustomerTenantId"), MSG("Name a customer, a subscription or a reference"));
    }
    TRY(resource_bad_property(ctx, problem_check(ctx)));
    ret->page.after = http_header(ctx->req, S("ms-continuationtoken"));
    return OK;
}

static Err bad_token(Ctx *ctx, Err err)
{
    if (err == ERR_INVALID && !ctx->problem.fields_n) {
        problem_field(ctx, S("MS-ContinuationToken"), MSG("This is no token of this list"));
        return resource_bad_property(ctx, ERR_INVALID);
    }
    return err;
}

Err api_migration_list(AccountCtx a)
{
    Asked q;
    Migration *rows;
    ApiMigration *w;
    size_t n;
    PageInfo info;
    TRY(asked_list(a.ctx, &q));
    MigrationPageArgs args = {.with_customer = q.with_customer,
                              .customer_id = q.customer_id,
                              .with_subscription = q.with_subscription,
                              .subscription_id = q.subscription_id,
                              .with_reference = q.with_reference,
                              .reference = q.reference};
    TRY(bad_token(a.ctx, q_migration_page(a, &args, &q.page, &rows, &n, &info)));
    TRY(wire(a, rows, n, &w));
    answer_list(a.ctx, &API_MIGRATION, w, sizeof *w, n, info.next);
    return OK;
}

/* --- schedules --- */

static Str plan_word(Str state)
{
    return str_eq(state, S("scheduled")) ? S("Scheduled")
           : str_eq(state, S("started")) ? S("Completed")
           : str_eq(state, S("failed"))  ? S("Failed")
                                         : S("Cancelled");
}

static ApiSchedule wire_plan(const MigrationPlan *s)
{
    return (ApiSchedule){.id = s->id,
                         .subscription_id = s->subscription_id,
                         .customer = s->customer_id,
                         .status = plan_word(s->state),
                         .term = s->term,
                         .cycle = s->cycle,
                         .reference = s->reference,
                         .quantity = s->quantity,
                         .full_term = s->full_term,
                         .on_renewal = s->on_renewal,
                         .addons = !s->without_addons,
                         .custom_end = s->custom_end,
                         .target = s->target_at,
                         .created = s->created_at,
                         .changed = s->changed_at};
}

static Err answer_plan(AccountCtx a, Id id)
{
    MigrationPlan s;
    TRY(schedule_get(a, id, &s));
    ApiSchedule w = wire_plan(&s);
    ctx_json(a.ctx, 200, &API_MIGRATION_SCHEDULE, &w);
    return OK;
}

static Err plan_of_path(AccountCtx a, MigrationPlan *ret)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(enter(a));
    Err err = id_parse(ctx_param(ctx, S("schedule")), &id) == OK ? schedule_get(a, id, ret) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND || (err == OK && !id_eq(ret->customer_id, ctx->customer_id))) {
        return problem_api(ctx, ERR_NOT_FOUND, 400, 900224, MSG("There is no such schedule"));
    }
    return err;
}

/* addons: what is so when the member is left out. */
static Err read_plan(Ctx *ctx, bool addons, ScheduleAsk *ret)
{
    ApiSchedule w = {.target = TIME_NONE, .custom_end = TIME_NONE, .addons = addons};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_MIGRATION_SCHEDULE, &w)));
    TRY(check_quantity(ctx, w.quantity));
    *ret = (ScheduleAsk){.base = {.id = w.subscription_id,
                                  .term = w.term,
                                  .cycle = w.cycle,
                                  .quantity = w.quantity,
                                  .full_term = w.full_term,
                                  .custom_end = w.custom_end},
                         .reference = w.reference,
                         .target_at = w.target,
                         .on_renewal = w.on_renewal,
                         .without_addons = !w.addons};
    return OK;
}

Err api_schedule_create(AccountCtx a)
{
    ScheduleAsk ask;
    Id id;
    TRY(enter(a));
    TRY(read_plan(a.ctx, true, &ask));
    TRY(resource_bad_property(a.ctx, schedule_start(a, &ask, &id)));
    return answer_plan(a, id);
}

Err api_schedule_get(AccountCtx a)
{
    MigrationPlan s;
    TRY(plan_of_path(a, &s));
    return answer_plan(a, s.id);
}

Err api_schedule_put(AccountCtx a)
{
    MigrationPlan s;
    ScheduleAsk ask;
    TRY(plan_of_path(a, &s));
    TRY(read_plan(a.ctx, !s.without_addons, &ask));
    if (!id_eq(ask.base.id, s.subscription_id)) {
        problem_field(a.ctx, S("currentSubscriptionId"), MSG("A schedule stays with its subscription"));
    }
    TRY(resource_bad_property(a.ctx, problem_check(a.ctx)));
    TRY(resource_bad_property(a.ctx, schedule_change(a, &s, &ask)));
    return answer_plan(a, s.id);
}

Err api_schedule_cancel(AccountCtx a)
{
    MigrationPlan s;
    TRY(plan_of_path(a, &s));
    TRY(schedule_cancel(a, &s));
    return answer_plan(a, s.id);
}

Err api_schedule_list(AccountCtx a)
{
    Asked q;
    MigrationPlan *rows;
    size_t n;
    PageInfo info;
    TRY(asked_list(a.ctx, &q));
    SchedulePageArgs args = {.with_customer = q.with_customer,
                             .customer_id = q.customer_id,
                             .with_subscription = q.with_subscription,
                             .subscription_id = q.subscription_id,
                             .with_reference = q.with_reference,
                             .reference = q.reference};
    TRY(bad_token(a.ctx, q_schedule_page(a, &args, &q.page, &rows, &n, &info)));
    ApiSchedule *w = arena_array(a.ctx->arena, ApiSchedule, n + 1);
    for (size_t i = 0; i < n; i++) {
        w[i] = wire_plan(&rows[i]);
    }
    answer_list(a.ctx, &API_MIGRATION_SCHEDULE, w, sizeof *w, n, info.next);
    return OK;
}
