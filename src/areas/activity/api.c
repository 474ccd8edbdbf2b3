/* GET /v1/auditrecords: the log as clients of the wire API read it (spec api-endpoints, audit). */
#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "app/search.h"
#include "areas/activity/pages.h"
#include "areas/activity/words.h"
#include "base/num.h"

enum { SIZE_DEFAULT = 500, SIZE_MAX_ = 1000, DAYS_DEFAULT = 30, DAYS_MAX = 90, CUSTOMERS_MAX = 200 };

typedef struct ApiPair {
    Str key, value;
} ApiPair;
static const Field PAIR_FIELDS[] = {FIELD(ApiPair, key, "key", F_STR), FIELD(ApiPair, value, "value", F_STR)};
static const Shape PAIR = SHAPE(ApiPair, PAIR_FIELDS);
typedef struct ApiRecordAttributes {
    Str object_type;
} ApiRecordAttributes;
static const Field ATTRIBUTES_FIELDS[] = {FIELD(ApiRecordAttributes, object_type, "objectType", F_STR)};
static const Shape ATTRIBUTES = SHAPE_AS(AuditAttributes, ApiRecordAttributes, ATTRIBUTES_FIELDS);

typedef struct ApiAuditRecord {
    Id id, partner_id, customer_id, application_id;
    Str customer_name, user_principal_name, resource_type, old_value, new_value, operation_type, status;
    Time operation_date;
    const ApiPair *customized;
    size_t customized_n;
    ApiRecordAttributes attributes;
} ApiAuditRecord;
static const Field RECORD_FIELDS[] = {
    FIELD(ApiAuditRecord, id, "id", F_ID_),
    FIELD(ApiAuditRecord, partner_id, "partnerId", F_ID_),
    FIELD(ApiAuditRecord, customer_id, "customerId", F_ID_),
    FIELD(ApiAuditRecord, customer_name, "customerName", F_STR),
    FIELD(ApiAuditRecord, user_principal_name, "userPrincipalName", F_STR),
    FIELD(ApiAuditRecord, application_id, "applicationId", F_ID_),
    FIELD(ApiAuditRecord, resource_type, "resourceType", F_STR),
    FIELD(ApiAuditRecord, old_value, "resourceOldValue", F_STR),
    FIELD(ApiAuditRecord, new_value, "resourceNewValue", F_STR),
    FIELD(ApiAuditRecord, operation_type, "operationType", F_STR),
    FIELD(ApiAuditRecord, operation_date, "operationDate", F_TIME_),
    FIELD(ApiAuditRecord, status, "operationStatus", F_STR),
    FIELD_LIST(ApiAuditRecord, customized, customized_n, "customizedData", &PAIR, .flags = FIELD_ALWAYS),
    FIELD(ApiAuditRecord, attributes, "attributes", F_OBJECT, .shape = &ATTRIBUTES),
};
const Shape API_AUDIT_RECORD = SHAPE_AS(AuditRecord, ApiAuditRecord, RECORD_FIELDS);

/* --- dates, as clients send them --- */

/* What the Java client knows (spec api-resources.tsv, OperationType and ResourceType). */
static const char JAVA_RESOURCES[] = "undefined customer customer_user order subscription license third_party_add_on "
                                     "mpn_association transfer application "
                                     "application_credential partner_user partner_relationship referral software_key "
                                     "software_download_link credit_limit "
                                     "invoice agreement";
static const char JAVA_OPERATIONS[] =
    "undefined update_customer_qualification update_subscription upgrade_subscription convert_trial_subscription "
    "add_customer update_customer_billing_profile update_customer_partner_contract_company_Name "
    "update_Customer_spending_budget delete_customer remove_partner_customer_relationship create_order update_order "
    "create_customer_user delete_customer_user update_customer_user update_customer_user_licenses "
    "reset_customer_user_password update_customer_user_principal_name restore_customer_user create_mpn_association "
    "update_mpn_association update_sfb_customer_user_licenses update_transfer create_partner_relationship "
    "register_application unregister_application add_application_credential remove_application_credential "
    "create_partner_user update_partner_user remove_partner_user create_referral update_referral get_software_key "
    "get_software_download_link increase_credit_limit ready_invoice create_agreement";

static Err bad_date(Ctx *ctx, Str name)
{
    return problem_api(ctx, ERR_INVALID, 400, 3000,
                       MSG1("{name} must be a date such as 2026-11-21 or 2026-11-21T08:00:00Z", "name", name));
}

static bool digits(Str *s, size_t min, size_t max, int64_t *ret)
{
    size_t n = 0;
    *ret = 0;
    while (n < s->n && n < max && s->p[n] >= '0' && s->p[n] <= '9') {
        *ret = *ret * 10 + (s->p[n++] - '0');
    }
    *s = str_skip(*s, n);
    return n >= min;
}

static bool sign(Str *s, char c)
{
    bool there = s->n > 0 && s->p[0] == c;
    *s = there ? str_skip(*s, 1) : *s;
    return there;
}

/* "2026-11-21"; a known client counts the day within the year ("2020-09-246"), which no day of a month can be. */
static bool date_of_text(Str s, Date *ret)
{
    int64_t year, month, day;
    if (!digits(&s, 4, 4, &year) || !sign(&s, '-') || !digits(&s, 1, 2, &month) || !sign(&s, '-') ||
        !digits(&s, 1, 3, &day) || s.n || month < 1 || month > 12) {
        return false;
    }
    char text[16];
    (void)snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, (int)month, (int)num_min_i64(day, 99));
    if (date_parse(str_from(text), ret) == OK) {
        return true;
    }
    (void)snprintf(text, sizeof text, "%04d-01-01", (int)year);
    Date first;
    if (day < 1 || day > 366 || date_parse(str_from(text), &first) != OK) {
        return false;
    }
    *ret = date_of(time_add(time_of_date(first), (day - 1) * TIME_DAY));
    return true;
}

/* "6/1/2017 12:00:00 AM", as the documentation writes it once. */
static bool american(Str s, Time *ret)
{
    int64_t month, day, year, hour, minute, second;
    if (!digits(&s, 1, 2, &month) || !sign(&s, '/') || !digits(&s, 1, 2, &day) || !sign(&s, '/') ||
        !digits(&s, 4, 4, &year)) {
        return false;
    }
    char text[16];
    Date date;
    (void)snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    if (date_parse(str_from(text), &date) != OK) {
        return false;
    }
    *ret = time_of_date(date);
    s = str_trim(s);
    if (s.n == 0) {
        return true;
    }
    if (!digits(&s, 1, 2, &hour) || !sign(&s, ':') || !digits(&s, 2, 2, &minute) || !sign(&s, ':') ||
        !digits(&s, 2, 2, &second) || hour > 12 || minute > 59 || second > 59) {
        return false;
    }
    bool pm = str_eq_nocase(str_trim(s), S("PM"));
    *ret = time_add(*ret, ((hour % 12 + (pm ? 12 : 0)) * 3600 + minute * 60 + second) * TIME_SECOND);
    return pm || str_eq_nocase(str_trim(s), S("AM"));
}

/* A day as the end of a period is all of it. */
static Err read_date(Ctx *ctx, const CollectionAsk *ask, Str name, bool end, Time otherwise, Time *ret)
{
    Str text = str_trim(collection_param(ctx, ask, name));
    Date day;
    *ret = otherwise;
    if (text.n == 0) {
        return OK;
    }
    if (date_of_text(text, &day)) {
        *ret = time_add(time_of_date(day), end ? TIME_DAY : 0);
        return OK;
    }
    return american(text, ret) || time_parse(text, ret) == OK ? OK : bad_date(ctx, name);
}

static Err read_period(Ctx *ctx, const CollectionAsk *ask, ActivityRecordsArgs *args)
{
    Time from, to, oldest = time_add(ctx->wall, -DAYS_MAX * TIME_DAY);
    TRY(read_date(ctx, ask, S("endDate"), true, time_add(ctx->wall, TIME_DAY), &to));
    TRY(read_date(ctx, ask, S("startDate"), false, time_add(ctx->wall, -DAYS_DEFAULT * TIME_DAY), &from));
    if (from.us < time_of_date(date_of(oldest)).us) {
        return problem_api(ctx, ERR_INVALID, 400, 3000,
                           MSG("startDate is more than 90 days ago; records are told for 90 days"));
    }
    args->from_id = audit_first_id(from);
    args->to_id = audit_first_id(to);
    return OK;
}

/* --- filter --- */

typedef struct Held {
    ActivityRecordsArgs args;
    bool nothing;
} Held;

static Err by_company(AccountCtx a, const Filter *f, Held *h)
{
    if (f->op != FILTER_SUBSTRING && f->op != FILTER_STARTS_WITH && f->op != FILTER_EQUALS) {
        return filter_unsupported(a.ctx, f);
    }
    static const char *const KINDS[] = {".audit", "customer"};
    Id *all = arena_array(a.ctx->arena, Id, 2 * CUSTOMERS_MAX);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        Id *ids;
        size_t n;
        TRY(search_ids(a, f->value, str_from(KINDS[i]), CUSTOMERS_MAX, &ids, &n));
        if (n) {
            memcpy(all + h->args.customers_n, ids, n * sizeof *ids);
        }
        h->args.customers_n += n;
    }
    h->args.customers = all;
    h->args.with_customers = true;
    h->nothing = h->args.customers_n == 0;
    return OK;
}

static Err read_filter(AccountCtx a, const CollectionAsk *ask, Held *h)
{
    Ctx *ctx = a.ctx;
    Filter f = {0};
    TRY(filter_read(ctx, collection_param(ctx, ask, S("filter")), &f));
    if (!f.set) {
        return OK;
    }
    if (filter_is(&f, S("CompanyName"))) {
        return by_company(a, &f, h);
    }
    if (f.op != FILTER_EQUALS) {
        return filter_unsupported(ctx, &f);
    }
    if (filter_is(&f, S("ResourceType"))) {
        Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL); /* "PartnerUser" is partner_user */
        for (size_t i = 0; i < f.value.n; i++) {
            char c = f.value.p[i];
            bool upper = c >= 'A' && c <= 'Z';
            buf_fmt(&b, "%s%c", upper && i && f.value.p[i - 1] != '_' ? "_" : "", upper ? c - 'A' + 'a' : c);
        }
        h->args.resource = buf_str(&b);
        return wire_resource_known(h->args.resource)
                   ? OK
                   : problem_api(ctx, ERR_INVALID, 400, 3000, MSG("ResourceType has no such value"));
    }
    if (!filter_is(&f, S("CustomerId"))) {
        return filter_unsupported(ctx, &f);
    }
    Id *id = arena_new(ctx->arena, Id);
    if (id_parse(str_trim(f.value), id) != OK) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("CustomerId takes the customer's tenant id"));
    }
    h->args.customers = id;
    h->args.customers_n = 1;
    h->args.with_customers = true;
    return OK;
}

/* --- records --- */

static void record_of(Ctx *ctx, const ActivityRecordsRow *r, ApiAuditRecord *ret)
{
    const AuditAction *row = audit_action_find(r->action);
    row = row ? row : audit_operation_find(r->operation);
    const char *operation = row ? wire_operation(row) : NULL;
    Str name = r->target_name.n ? r->target_name : r->what_name;
    ApiPair *pairs = arena_array(ctx->arena, ApiPair, 3);
    size_t n = 0;
    if (!id_is_nil(r->target_id)) {
        pairs[n++] = (ApiPair){S("ResourceId"), id_text(ctx->arena, r->target_id)};
    }
    if (name.n) {
        pairs[n++] = (ApiPair){S("ResourceName"), name};
    }
    pairs[n++] = (ApiPair){S("CorrelationId"), r->request_id};
    *ret = (ApiAuditRecord){
        .id = r->id,
        .partner_id = ctx->actor.directory_id,
        .customer_id = r->customer_id,
        .application_id = r->application_id,
        .customer_name = r->customer_name,
        .user_principal_name = r->sign_in,
        .resource_type = resource_word(ctx, r->resource, JAVA_RESOURCES, S("undefined")),
        .old_value = r->old_value,
        .new_value = r->new_value,
        .operation_type = resource_word(ctx, str_from(operation ? operation : ""), JAVA_OPERATIONS, S("undefined")),
        .status = str_eq(r->outcome, S("refused")) ? S("failed") : S("succeeded"),
        .operation_date = r->at,
        .customized = pairs,
        .customized_n = n,
        .attributes = {S("AuditRecord")}};
}

Err api_audit_records(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    Held h = {.args = {.resource = S("")}};
    Str *operations;
    TRY(collection_ask(ctx, SIZE_DEFAULT, SIZE_MAX_, &ask));
    TRY(read_period(ctx, &ask, &h.args));
    TRY(read_filter(a, &ask, &h));
    h.args.operations_n = wire_operations(ctx->arena, &operations);
    h.args.operations = operations;
    ActivityRecordsRow *rows = NULL;
    size_t n = 0;
    PageInfo page = {0};
    PageAsk by = {.descending = true, .size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last};
    if (!h.nothing) {
        TRY(q_activity_records(a, &h.args, &by, &rows, &n, &page));
    }
    ApiAuditRecord *items = arena_array(ctx->arena, ApiAuditRecord, n + 1);
    for (size_t i = 0; i < n; i++) {
        record_of(ctx, &rows[i], &items[i]);
    }
    ctx_json_collection(
        ctx, &ask, &(Collection){.shape = &API_AUDIT_RECORD, .items = items, .items_n = n, .total = -1, .page = page});
    return OK;
}
