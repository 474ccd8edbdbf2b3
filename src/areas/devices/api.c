/* Devices on the wire (spec api-endpoints.tsv, devices): Shapes, and handlers of input, one domain call, output. */
#include "areas/devices/api.h"

#include "app/collection.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/devices/devices.h"
#include "http/multipart.h"

enum { DEVICE_PAGE = 100, BATCHES_MAX = 500 };

/* --- shapes --- */

typedef struct ApiPolicy {
    Id id;
    Str name, category, description;
    int64_t assigned;
    Str *settings;
    size_t settings_n;
    Time created, changed;
    ApiLinks links;
    ApiAttributes attributes;
} ApiPolicy;
static const Field POLICY_FIELDS[] = {
    FIELD(ApiPolicy, id, "id", F_ID_),
    FIELD(ApiPolicy, name, "name", F_STR),
    FIELD(ApiPolicy, category, "category", F_STR),
    FIELD(ApiPolicy, description, "description", F_STR),
    FIELD(ApiPolicy, assigned, "devicesAssignedCount", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiPolicy, assigned, "devicesAssigned", F_INT, .flags = FIELD_ALWAYS),
    FIELD_STRS(ApiPolicy, settings, settings_n, "policySettings", .flags = FIELD_ALWAYS),
    FIELD(ApiPolicy, created, "createdDate", F_TIME_),
    FIELD(ApiPolicy, changed, "lastModifiedDate", F_TIME_),
    FIELD(ApiPolicy, links, "links", F_OBJECT, .shape = &API_LINKS),
    FIELD(ApiPolicy, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_DEVICE_POLICY = SHAPE(ApiPolicy, POLICY_FIELDS);
/* What is asked for stands in the domain's rules, so that all that is wrong is told at once. */
static const Field POLICY_IN_FIELDS[] = {
    FIELD(ApiPolicy, name, "name", F_STR, .label = N_("Name")),
    FIELD(ApiPolicy, category, "category", F_STR, .label = N_("Category")),
    FIELD(ApiPolicy, description, "description", F_STR, .label = N_("Description")),
    FIELD_STRS(ApiPolicy, settings, settings_n, "policySettings", .label = N_("Settings")),
};
const Shape API_DEVICE_POLICY_NEW = SHAPE_AS(ApiPolicyNew, ApiPolicy, POLICY_IN_FIELDS);

typedef struct ApiPair {
    Str key, value;
} ApiPair;
static const Field PAIR_FIELDS[] = {
    FIELD(ApiPair, key, "key", F_STR),
    FIELD(ApiPair, value, "value", F_STR, .flags = FIELD_NULL),
};
static const Shape API_PAIR = SHAPE_AS(ApiDevicePolicyPair, ApiPair, PAIR_FIELDS);

typedef struct ApiDevice {
    Id id;
    Str serial_number, product_key, hardware_hash, model, maker;
    ApiPair *policies;
    size_t policies_n;
    Time uploaded;
    Str *operations;
    size_t operations_n;
    ApiAttributes attributes;
} ApiDevice;
#define DEVICE_FACTS                                                                                                   \
    FIELD(ApiDevice, serial_number, "serialNumber", F_STR), FIELD(ApiDevice, product_key, "productKey", F_STR),        \
        FIELD(ApiDevice, hardware_hash, "hardwareHash", F_STR, .max = DEVICE_HASH_MAX),                                \
        FIELD(ApiDevice, model, "modelName", F_STR), FIELD(ApiDevice, maker, "oemManufacturerName", F_STR),            \
        FIELD_LIST(ApiDevice, policies, policies_n, "policies", &API_PAIR, .flags = FIELD_ALWAYS)
static const Field DEVICE_FIELDS[] = {
    FIELD(ApiDevice, id, "id", F_ID_),
    DEVICE_FACTS,
    FIELD(ApiDevice, uploaded, "uploadedDate", F_TIME_),
    FIELD_STRS(ApiDevice, operations, operations_n, "allowedOperations", .flags = FIELD_ALWAYS),
    FIELD(ApiDevice, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_DEVICE = SHAPE(ApiDevice, DEVICE_FIELDS);
static const Field DEVICE_IN_FIELDS[] = {FIELD(ApiDevice, id, "id", F_ID_), DEVICE_FACTS};
const Shape API_DEVICE_IN = SHAPE_AS(ApiDeviceIn, ApiDevice, DEVICE_IN_FIELDS);

typedef struct ApiDevices { /* DeviceBatchCreationRequest and DevicePolicyUpdateRequest */
    Str batch;
    ApiDevice *devices;
    size_t devices_n;
} ApiDevices;
static const Field BATCH_NEW_FIELDS[] = {
    FIELD(ApiDevices, batch, "batchId", F_STR),
    FIELD_LIST(ApiDevices, devices, devices_n, "devices", &API_DEVICE_IN, .max = DEVICES_MAX),
};
const Shape API_DEVICE_BATCH_NEW = SHAPE_AS(ApiDeviceBatchNew, ApiDevices, BATCH_NEW_FIELDS);
static const Field UPDATES_FIELDS[] = {
    FIELD_LIST(ApiDevices, devices, devices_n, "devices", &API_DEVICE_IN, .max = DEVICES_MAX)};
const Shape API_DEVICE_UPDATES = SHAPE_AS(ApiDevicePolicyUpdates, ApiDevices, UPDATES_FIELDS);

typedef struct ApiBatch {
    Str id, created_by, status;
    Time created;
    int64_t devices;
    ApiLink devices_link;
    ApiLinks links;
    ApiAttributes attributes;
} ApiBatch;
static const Field BATCH_FIELDS[] = {
    FIELD(ApiBatch, id, "id", F_STR),
    FIELD(ApiBatch, created_by, "createdBy", F_STR),
    FIELD(ApiBatch, created, "creationDate", F_TIME_),
    FIELD(ApiBatch, devices, "deviceCount", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiBatch, devices, "devicesCount", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiBatch, devices_link, "devicesLink", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiBatch, links, "links", F_OBJECT, .shape = &API_LINKS),
    FIELD(ApiBatch, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_DEVICE_BATCH = SHAPE(ApiBatch, BATCH_FIELDS);

typedef struct ApiUploadLine {
    Str device_id, serial_number, product_key, status, code, text;
    ApiAttributes attributes;
} ApiUploadLine;
static const Field LINE_FIELDS[] = {
    FIELD(ApiUploadLine, device_id, "deviceId", F_STR),
    FIELD(ApiUploadLine, serial_number, "serialNumber", F_STR),
    FIELD(ApiUploadLine, product_key, "productKey", F_STR),
    FIELD(ApiUploadLine, status, "status", F_STR),
    FIELD(ApiUploadLine, code, "errorCode", F_STR),
    FIELD(ApiUploadLine, text, "errorDescription", F_STR),
    FIELD(ApiUploadLine, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
static const Shape API_UPLOAD_LINE = SHAPE(ApiUploadLine, LINE_FIELDS);
typedef struct ApiUpload {
    Id id;
    Str status;
    Time started, completed;
    ApiUploadLine *lines;
    size_t lines_n;
    ApiAttributes attributes;
} ApiUpload;
static const Field UPLOAD_FIELDS[] = {
    FIELD(ApiUpload, id, "batchTrackingId", F_ID_),
    FIELD(ApiUpload, status, "status", F_STR),
    FIELD(ApiUpload, started, "startedTime", F_TIME_),
    FIELD(ApiUpload, completed, "completedTime", F_TIME_),
    FIELD_LIST(ApiUpload, lines, lines_n, "devicesStatus", &API_UPLOAD_LINE, .flags = FIELD_ALWAYS),
    FIELD(ApiUpload, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_DEVICE_UPLOAD = SHAPE(ApiUpload, UPLOAD_FIELDS);

/* --- policies --- */

static Str under(Ctx *ctx, const char *rest, Str last)
{
    return url_fmt(ctx->arena, "/customers/%i/%u%s", ctx->customer_id, (Url){str_from(rest)}, last).s;
}
static ApiPolicy wire_policy(Ctx *ctx, const DevicePolicyGetRow *p)
{
    ApiPolicy w = {
        .id = p->id,
        .name = p->name,
        .category = p->category,
        .description = p->description,
        .assigned = p->devices_n,
        .created = p->created_at,
        .changed = p->changed_at,
        .links = resource_self(under(ctx, "policies/", id_text(ctx->arena, p->id))),
        .attributes = {.etag = resource_etag(ctx->arena, p->id, p->version), .object_type = S("ConfigurationPolicy")}};
    w.settings_n = device_settings_split(ctx->arena, p->settings, &w.settings);
    return w;
}
static Err answer_policy(AccountCtx a, Id id)
{
    DevicePolicyGetRow p;
    TRY(device_policy_find(a, id, &p));
    ApiPolicy w = wire_policy(a.ctx, &p);
    ctx_json(a.ctx, 200, &API_DEVICE_POLICY, &w);
    return OK;
}
static Err policy_of_path(AccountCtx a, Id *ret)
{
    TRY(customer_enter(a));
    return ctx_param_id(a.ctx, S("policy"), ret);
}
static Err save_policy(AccountCtx a, Id id)
{
    Ctx *ctx = a.ctx;
    ApiPolicy w = {0};
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_DEVICE_POLICY_NEW, &w)));
    DevicePolicy p = {.name = w.name,
                      .category = w.category,
                      .description = w.description,
                      .settings = w.settings,
                      .settings_n = w.settings_n};
    TRY(resource_bad_property(ctx, device_policy_save(a, id, &p, &id)));
    return answer_policy(a, id);
}

Err api_device_policies(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    CollectionAsk ask;
    TRY(collection_ask(ctx, DEVICE_POLICIES_MAX, DEVICE_POLICIES_MAX, &ask));
    DevicePoliciesRow *rows;
    size_t n;
    TRY(q_device_policies(a, NULL, &rows, &n));
    ApiPolicy *items = arena_array(ctx->arena, ApiPolicy, n + 1);
    for (size_t i = 0; i < n; i++) {
        const DevicePoliciesRow *r = &rows[i];
        DevicePolicyGetRow p = {.id = r->id,
                                .version = r->version,
                                .created_at = r->created_at,
                                .changed_at = r->changed_at,
                                .name = r->name,
                                .category = r->category,
                                .description = r->description,
                                .settings = r->settings,
                                .devices_n = r->devices_n};
        items[i] = wire_policy(ctx, &p);
    }
    ctx_json_collection(ctx, &ask,
                        &(Collection){.shape = &API_DEVICE_POLICY, .items = items, .items_n = n, .total = (int64_t)n});
    return OK;
}
Err api_device_policy_get(AccountCtx a)
{
    Id id;
    TRY(policy_of_path(a, &id));
    return answer_policy(a, id);
}
Err api_device_policy_add(AccountCtx a)
{
    TRY(customer_enter(a));
    return save_policy(a, ID_NIL);
}
Err api_device_policy_put(AccountCtx a)
{
    Id id;
    TRY(policy_of_path(a, &id));
    return save_policy(a, id);
}
Err api_device_policy_delete(AccountCtx a)
{
    Id id;
    TRY(policy_of_path(a, &id));
    TRY(device_policy_delete(a, id));
    a.ctx->out.status = 204;
    return OK;
}

/* --- batches --- */

Err api_device_batches(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    CollectionAsk ask;
    TRY(collection_ask(ctx, BATCHES_MAX, BATCHES_MAX, &ask));
    PageAsk page = {.size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last};
    DeviceBatchesRow *rows;
    DeviceBatchCountRow count;
    size_t n;
    PageInfo info;
    TRY(q_device_batches(a, NULL, &page, &rows, &n, &info));
    TRY(q_device_batch_count(a, NULL, &count));
    ApiBatch *items = arena_array(ctx->arena, ApiBatch, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str self = under(ctx, "deviceBatches/", rows[i].name);
        items[i] = (ApiBatch){.id = rows[i].name,
                              .created_by = ctx->account.name,
                              .created = rows[i].created_at,
                              .devices = rows[i].devices_n,
                              .devices_link = resource_self(str_concat(ctx->arena, self, S("/devices"))).self,
                              .links = resource_self(self),
                              .attributes = {.object_type = S("DeviceBatch")}};
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_DEVICE_BATCH, .items = items, .items_n = n, .total = count.n, .page = info});
    return OK;
}

/* Hardware hashes are long: more than the usual limit of a body. */
static Err read_body(Ctx *ctx, const JsonValue **ret)
{
    static const JsonValue EMPTY = {.kind = JSON_OBJECT};
    Str body = S(""), why = S("");
    *ret = &EMPTY;
    if (ctx->req) {
        TRY(http_body_bytes(ctx->req, &body));
    }
    JsonLimits limits = JSON_LIMITS_DEFAULT;
    limits.bytes_max = DEVICES_BODY_MAX;
    if (str_trim(body).n && json_parse(ctx->arena, body, limits, ret, &why) != OK) {
        ctx->problem.log = why;
        return problem_api(ctx, ERR_PARSE, 400, 3000, MSG1("The request's body is not valid JSON: {why}", "why", why));
    }
    return OK;
}
/* A bare array, or an object with the array as a member. */
static Err read_devices(Ctx *ctx, ApiDevices *ret)
{
    const JsonValue *body;
    TRY(read_body(ctx, &body));
    JsonValue object = *body;
    Str name = S("devices");
    if (body->kind == JSON_ARRAY) {
        JsonValue *item = arena_new(ctx->arena, JsonValue);
        *item = *body;
        object = (JsonValue){.kind = JSON_OBJECT, .items = item, .names = &name, .n = 1};
    }
    return resource_bad_property(ctx, shape_read_value(ctx, &API_DEVICE_BATCH_NEW, &object, S(""), ret));
}
/* What a list of {key, value} says of the one policy that a device can have: of the category that is served, or of the
 * only pair, whatever its key ("1" in the documents). */
static Str policy_asked(const ApiDevice *d)
{
    const ApiPair *pair = d->policies_n == 1 ? d->policies : NULL;
    for (size_t i = 0; i < d->policies_n; i++) {
        if (device_same_word(d->policies[i].key, "o_o_b_e")) {
            pair = &d->policies[i];
        }
    }
    return !pair ? S("") : str_empty(pair->value) ? S("none") : pair->value;
}
static DeviceFacts *facts_of(Ctx *ctx, const ApiDevices *w)
{
    DeviceFacts *f = arena_array(ctx->arena, DeviceFacts, w->devices_n + 1);
    for (size_t i = 0; i < w->devices_n; i++) {
        const ApiDevice *d = &w->devices[i];
        f[i] = (DeviceFacts){.id = d->id,
                             .serial_number = d->serial_number,
                             .product_key = d->product_key,
                             .hardware_hash = d->hardware_hash,
                             .model = d->model,
                             .maker = d->maker,
                             .policy = policy_asked(d)};
    }
    return f;
}
/* No body: clients take the answer as it is and read where to look from its header. */
static Err answer_accepted(Ctx *ctx, Err err, Id upload_id)
{
    TRY(resource_bad_property(ctx, err));
    ctx->out.status = 202;
    ctx_header(ctx, S("Location"), under(ctx, "batchJobStatus/", id_text(ctx->arena, upload_id)));
    return OK;
}

Err api_device_batch_add(AccountCtx a)
{
    ApiDevices w = {0};
    Id id;
    TRY(customer_enter(a));
    TRY(read_devices(a.ctx, &w));
    return answer_accepted(a.ctx, device_batch_new(a, w.batch, facts_of(a.ctx, &w), w.devices_n, &id), id);
}
static Err batch_of_path(AccountCtx a, DeviceBatchNamedRow *ret)
{
    TRY(customer_enter(a));
    return device_batch_find(a, ctx_param(a.ctx, S("batch")), ret);
}
Err api_devices_add(AccountCtx a)
{
    DeviceBatchNamedRow batch;
    ApiDevices w = {0};
    Id id;
    TRY(batch_of_path(a, &batch));
    TRY(read_devices(a.ctx, &w));
    return answer_accepted(a.ctx, device_batch_more(a, batch.id, facts_of(a.ctx, &w), w.devices_n, &id), id);
}
Err api_device_policy_updates(AccountCtx a)
{
    ApiDevices w = {0};
    Id id;
    TRY(customer_enter(a));
    TRY(read_devices(a.ctx, &w));
    return answer_accepted(a.ctx, device_policies_give(a, facts_of(a.ctx, &w), w.devices_n, &id), id);
}

/* --- devices --- */

static ApiDevice wire_device(Ctx *ctx, const DeviceGetRow *d)
{
    ApiDevice w = {.id = d->id,
                   .serial_number = d->serial_number,
                   .product_key = d->product_key,
                   .hardware_hash = d->hardware_hash,
                   .model = d->model,
                   .maker = d->maker,
                   .uploaded = d->created_at,
                   .operations = arena_new(ctx->arena, Str),
                   .operations_n = 1,
                   .attributes = {.object_type = S("Device")}};
    w.operations[0] = S("delete");
    if (!id_is_nil(d->policy_id)) {
        w.policies = arena_new(ctx->arena, ApiPair);
        w.policies[0] = (ApiPair){S("o_o_b_e"), id_text(ctx->arena, d->policy_id)};
        w.policies_n = 1;
    }
    return w;
}
Err api_devices(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    DeviceBatchNamedRow batch;
    TRY(batch_of_path(a, &batch));
    CollectionAsk ask;
    TRY(collection_ask(ctx, DEVICE_PAGE, DEVICE_PAGE, &ask));
    PageAsk page = {.size = ask.size, .after = ask.after, .before = ask.before, .last = ask.last};
    DevicesOfBatchRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_devices_of_batch(a, &(DevicesOfBatchArgs){.batch_id = batch.id}, &page, &rows, &n, &info));
    ApiDevice *items = arena_array(ctx->arena, ApiDevice, n + 1);
    for (size_t i = 0; i < n; i++) {
        DeviceGetRow d = {.id = rows[i].id,
                          .created_at = rows[i].created_at,
                          .serial_number = rows[i].serial_number,
                          .product_key = rows[i].product_key,
                          .hardware_hash = rows[i].hardware_hash,
                          .model = rows[i].model,
                          .maker = rows[i].maker,
                          .policy_id = rows[i].policy_id};
        items[i] = wire_device(ctx, &d);
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_DEVICE, .items = items, .items_n = n, .total = batch.devices_n, .page = info});
    return OK;
}
static Err device_of_path(AccountCtx a, DeviceGetRow *ret)
{
    DeviceBatchNamedRow batch;
    Id id;
    TRY(batch_of_path(a, &batch));
    TRY(ctx_param_id(a.ctx, S("device"), &id));
    return device_find(a, batch.id, id, ret);
}
/* What a device is known by stays as it was uploaded; its policy is what can change. */
Err api_device_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    DeviceGetRow d;
    ApiDevice w = {0};
    TRY(device_of_path(a, &d));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_DEVICE_IN, &w)));
    Str policy = policy_asked(&w);
    TRY(resource_bad_property(ctx, device_policy_set(a, &d, str_empty(policy) ? S("none") : policy)));
    TRY(device_of_path(a, &d));
    ApiDevice out = wire_device(ctx, &d);
    ctx_json(ctx, 200, &API_DEVICE, &out);
    return OK;
}
Err api_device_delete(AccountCtx a)
{
    DeviceGetRow d;
    TRY(device_of_path(a, &d));
    TRY(device_delete(a, &d));
    a.ctx->out.status = 204;
    return OK;
}

/* --- how far it is --- */

static ApiUploadLine wire_line(Ctx *ctx, const DeviceUploadLinesRow *l)
{
    bool refused = str_eq(l->state, S("refused"));
    Msg why = refused ? MSG_OF(device_problem_text(l->problem)) : (Msg){0};
    return (ApiUploadLine){.device_id = id_is_nil(l->device_id) ? S("") : id_text(ctx->arena, l->device_id),
                           .serial_number = l->serial_number,
                           .product_key = l->product_key,
                           .status = refused                       ? S("finished_with_errors")
                                     : str_eq(l->state, S("done")) ? S("finished")
                                                                   : S("in-progress"),
                           .code = refused ? str_from(device_problem_code(l->problem)) : S(""),
                           .text = refused ? msg_text(ctx->arena, ctx->locale, &why) : S(""),
                           .attributes = {.object_type = S("DeviceUploadDetails")}};
}
Err api_device_upload(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    DeviceUploadGetRow u;
    DeviceUploadLinesRow *lines;
    size_t n;
    TRY(customer_enter(a));
    TRY(ctx_param_id(ctx, S("tracking"), &id));
    TRY(device_upload_find(a, id, &u));
    TRY(q_device_upload_lines(a, &(DeviceUploadLinesArgs){.upload_id = id}, &lines, &n));
    ApiUpload w = {.id = u.id,
                   .status = u.state,
                   .started = time_is_set(u.started_at) ? u.started_at : u.created_at,
                   .completed = u.done_at,
                   .lines = arena_array(ctx->arena, ApiUploadLine, n + 1),
                   .lines_n = n,
                   .attributes = {.object_type = S("BatchUploadDetails")}};
    for (size_t i = 0; i < n; i++) {
        w.lines[i] = wire_line(ctx, &lines[i]);
    }
    ctx_json(ctx, 200, &API_DEVICE_UPLOAD, &w);
    return OK;
}
