/* Fraud events on the wire (spec api-resources.tsv, FraudEvent), in the older and the newer model. */
#include "areas/security/api.h"

#include "app/audit.h"
#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "areas/security/security.h"
#include "base/json.h"
#include "base/num.h"

enum { EVENTS_MAX = 1000, IDS_MAX = 1000 };

static bool is_newer(Ctx *ctx)
{
    return str_eq_nocase(str_trim(http_header(ctx->req, S("x-neweventsmodel"))), S("true"));
}

/* --- out --- */

static Str wire_state(Str state)
{
    return str_eq(state, S("active"))          ? S("Active")
           : str_eq(state, S("investigating")) ? S("Investigating")
                                               : S("Resolved");
}
static Str wire_reason(Str state)
{
    return str_eq(state, S("fraud")) ? S("Fraud") : str_eq(state, S("legitimate")) ? S("Ignore") : S("");
}
static void put(Json *j, const char *name, Str value)
{
    json_key(j, str_from(name));
    json_str(j, value);
}
static void put_time(Json *j, const char *name, Time t)
{
    json_key(j, str_from(name));
    json_time(j, t);
}
static void put_id(Json *j, const char *name, Id id)
{
    json_key(j, str_from(name));
    json_id(j, id);
}

static Str capital(Arena *arena, Str word)
{
    return str_concat(arena, str_upper_ascii(arena, str_of(word.p, 1)), str_skip(word, 1));
}

static void put_common(Ctx *ctx, Json *j, const Alert *f)
{
    bool resolved = wire_reason(f->state).n > 0;
    put_time(j, "eventTime", f->created_at);
    put_id(j, "eventId", f->id);
    put_id(j, "partnerTenantId", f->directory_id);
    put(j, "partnerFriendlyName", f->account_name);
    put_id(j, "customerTenantId", f->customer_id);
    put(j, "customerFriendlyName", f->customer_name);
    put_id(j, "subscriptionId", f->subscription_id);
    put(j, "subscriptionType", S("modern"));
    put_id(j, "entityId", f->subscription_id);
    put(j, "entityName", f->resource_name.n ? f->resource_name : f->subscription_name);
    put(j, "entityUrl",
        str_fmt(ctx->arena, "/customers/%.*s/subscriptions/%.*s", S_ARG(id_text(ctx->arena, f->customer_id)),
                S_ARG(id_text(ctx->arena, f->subscription_id))));
    put(j, "hitCount", str_fmt(ctx->arena, "%lld", (long long)f->hits));
    put(j, "catalogOfferId", f->offer_id);
    put(j, "eventStatus", wire_state(f->state));
    put(j, "serviceName", str_from(alert_kind(f->kind)->id));
    put(j, "resourceName", f->resource_name);
    put(j, "resourceGroupName", f->resource_group);
    put_time(j, "firstOccurrence", f->first_at);
    put_time(j, "lastOccurrence", f->last_at);
    put_time(j, "firstObserved", f->first_at);
    put_time(j, "lastObserved", f->last_at);
    put(j, "resolvedReason", wire_reason(f->state));
    put_time(j, "resolvedOn", resolved ? f->since : TIME_NONE);
    put(j, "resolvedBy", id_is_nil(f->resolved_by) ? S("") : id_text(ctx->arena, f->resolved_by));
}

/* JSON inside a text, as the wire has it: what became of the event, and by whom. */
static Str moves_of(Ctx *ctx, Id id, const SecurityAlertMovesRow *rows, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        if (!id_eq(rows[i].subject_id, id) || !rows[i].from_state.n) {
            continue;
        }
        json_obj(&j);
        put(&j, "statusFrom", wire_state(rows[i].from_state));
        put(&j, "statusTo", wire_state(rows[i].to_state));
        put(&j, "updatedBy", id_is_nil(rows[i].by_id) ? S("") : id_text(ctx->arena, rows[i].by_id));
        put_time(&j, "dateTime", rows[i].created_at);
        json_obj_end(&j);
    }
    json_arr_end(&j);
    return buf_str(&b);
}

static void put_newer(Ctx *ctx, Json *j, const Alert *f, Str moves)
{
    put(j, "eventType", f->kind);
    put(j, "severity", capital(ctx->arena, f->severity));
    put(j, "confidenceLevel", capital(ctx->arena, f->confidence));
    put(j, "displayName", f->title);
    put(j, "description", f->description);
    put(j, "country", f->country);
    put(j, "subscriptionName", f->subscription_name);
    json_key(j, S("affectedResources"));
    json_arr(j);
    if (f->resource_name.n) {
        json_obj(j);
        put(j, "azureResourceId",
            str_fmt(ctx->arena, "/subscriptions/%.*s/resourceGroups/%.*s/%.*s",
                    S_ARG(id_text(ctx->arena, f->subscription_id)), S_ARG(f->resource_group), S_ARG(f->resource_name)));
        put(j, "type", S("AzureResource"));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, S("additionalDetails"));
    json_obj(j);
    put(j, "resourceid", f->resource_name);
    put(j, "connectionCount", str_fmt(ctx->arena, "%lld", (long long)f->hits));
    json_obj_end(j);
    put(j, "isTest", f->test ? S("true") : S("false"));
    put(j, "activityLogs", moves);
}

/* A bare array of those from `from` on. */
static Err answer(AccountCtx a, const Alert *rows, size_t from, size_t n)
{
    Ctx *ctx = a.ctx;
    bool newer = is_newer(ctx);
    SecurityAlertMovesRow *moves = NULL;
    size_t moves_n = 0;
    Id *ids = arena_array(ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[from + i].id;
    }
    if (newer && n) {
        TRY(q_security_alert_moves(a, &(SecurityAlertMovesArgs){.alerts = ids, .alerts_n = n}, &moves, &moves_n));
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        put_common(ctx, &j, &rows[from + i]);
        if (newer) {
            put_newer(ctx, &j, &rows[from + i], moves_of(ctx, rows[from + i].id, moves, moves_n));
        }
        json_obj_end(&j);
    }
    json_arr_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}

/* --- the list --- */

static Err bad(Ctx *ctx, Msg why) { return problem_api(ctx, ERR_INVALID, 400, 3000, why); }

/* The states behind a word of the wire; 0: none. */
static size_t states_of(Str word, Str ret[2])
{
    if (filter_word_eq(word, S("resolved"))) {
        ret[0] = S("legitimate");
        ret[1] = S("fraud");
        return 2;
    }
    ret[0] = filter_word_eq(word, S("active")) ? S("active") : S("investigating");
    return filter_word_eq(word, S("active")) || filter_word_eq(word, S("investigating")) ? 1 : 0;
}

static Err read_number(Ctx *ctx, Str text, int64_t initial, int64_t max, int64_t *ret)
{
    *ret = initial;
    return !text.n || (str_to_i64(text, ret) == OK && *ret >= 1 && *ret <= max)
               ? OK
               : bad(ctx, MSG("PageSize and PageNumber are whole numbers from 1"));
}

Err api_fraud_events(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    Alert *rows;
    size_t n;
    Str states[2];
    SecurityAlertListArgs args = {.states = states};
    int64_t size, page;
    TRY(collection_ask(ctx, EVENTS_MAX, EVENTS_MAX, &ask));
    Str state = collection_param(ctx, &ask, S("EventStatus")), kind = collection_param(ctx, &ask, S("EventType"));
    Str subscription = collection_param(ctx, &ask, S("SubscriptionId"));
    TRY(read_number(ctx, collection_param(ctx, &ask, S("PageSize")), EVENTS_MAX, EVENTS_MAX, &size));
    TRY(read_number(ctx, collection_param(ctx, &ask, S("PageNumber")), 1, EVENTS_MAX, &page));
    if (state.n && !(args.states_n = states_of(state, states))) {
        return bad(ctx, MSG("EventStatus is Active, Investigating or Resolved"));
    }
    if (kind.n && !alert_kind(kind)) {
        return bad(ctx, MSG("There is no such EventType"));
    }
    if (subscription.n && id_parse(subscription, &args.subscription_id) != OK) {
        return bad(ctx, MSG("SubscriptionId is the id of a subscription"));
    }
    args.with_state = state.n > 0;
    args.with_kind = kind.n > 0;
    args.kind = kind.n ? str_from(alert_kind(kind)->id) : S("");
    args.with_subscription = subscription.n > 0;
    TRY(q_security_alert_list(a, &args, &rows, &n));
    size_t from = num_min_size((size_t)((page - 1) * size), n);
    return answer(a, rows, from, num_min_size(n - from, (size_t)size));
}

/* --- the status --- */

typedef struct ApiFraudStatus {
    Str *ids;
    size_t ids_n;
    Str status, reason;
} ApiFraudStatus;
static const Field FRAUD_STATUS_FIELDS[] = {
    FIELD_STRS(ApiFraudStatus, ids, ids_n, "eventIds", .max = IDS_MAX),
    FIELD(ApiFraudStatus, status, "eventStatus", F_STR),
    FIELD(ApiFraudStatus, reason, "resolvedReason", F_STR),
};
const Shape API_FRAUD_STATUS = SHAPE(ApiFraudStatus, FRAUD_STATUS_FIELDS);

/* Left out: resolved, since older clients send the reason alone. */
static Err read_target(Ctx *ctx, const ApiFraudStatus *w, Str *ret)
{
    Str states[2];
    Str status = w->status.n ? w->status : S("Resolved");
    size_t n = states_of(status, states);
    if (n == 0) {
        return bad(ctx, MSG("EventStatus is Active, Investigating or Resolved"));
    }
    if (n == 1) {
        *ret = states[0];
        return OK;
    }
    bool fraud = filter_word_eq(w->reason, S("fraud"));
    if (!fraud && !filter_word_eq(w->reason, S("ignore"))) {
        return bad(ctx, MSG("resolvedReason is Fraud or Ignore"));
    }
    *ret = fraud ? S("fraud") : S("legitimate");
    return OK;
}

static bool names(const ApiFraudStatus *w, Id id)
{
    for (size_t i = 0; i < w->ids_n; i++) {
        Id named;
        if (id_parse(w->ids[i], &named) == OK && id_eq(named, id)) {
            return true;
        }
    }
    return false;
}

/* The alerts that the body names, or all open ones of the subscription; 404 when one is none of it. */
static Err chosen(AccountCtx a, const ApiFraudStatus *w, Id subscription_id, Alert **ret, size_t *ret_n)
{
    Alert *rows;
    size_t n;
    TRY(q_security_alert_list(
        a, &(SecurityAlertListArgs){.with_subscription = true, .subscription_id = subscription_id}, &rows, &n));
    *ret = arena_array(a.ctx->arena, Alert, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (w->ids_n ? names(w, rows[i].id) : !wire_reason(rows[i].state).n) {
            (*ret)[(*ret_n)++] = rows[i];
        }
    }
    bool missing = w->ids_n ? *ret_n < w->ids_n : n == 0;
    return missing ? problem_api(a.ctx, ERR_NOT_FOUND, 404, 20003, MSG("The subscription has no such event")) : OK;
}

/* The same ones, as they are now. */
static Err chosen_again(AccountCtx a, Id subscription_id, const Alert *were, size_t were_n, Alert **ret, size_t *ret_n)
{
    Alert *rows;
    size_t n;
    TRY(q_security_alert_list(
        a, &(SecurityAlertListArgs){.with_subscription = true, .subscription_id = subscription_id}, &rows, &n));
    *ret = arena_array(a.ctx->arena, Alert, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < were_n; k++) {
            if (id_eq(rows[i].id, were[k].id)) {
                (*ret)[(*ret_n)++] = rows[i];
            }
        }
    }
    return OK;
}

Err api_fraud_status(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiFraudStatus w = {0};
    Id subscription_id;
    Alert *rows;
    size_t n;
    Str to;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_FRAUD_STATUS, &w)));
    TRY(read_target(ctx, &w, &to));
    if (id_parse(ctx_param(ctx, S("subscription")), &subscription_id) != OK) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 20003, MSG("There is no such subscription"));
    }
    TRY(chosen(a, &w, subscription_id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        bool same = str_eq(rows[i].state, to);
        ctx->customer_id = rows[i].customer_id;
        TRY(alert_move(a, &rows[i], to));
        TRY(same ? OK : audit_also(ctx, "security_alert.resolve"));
    }
    ctx->audit.skip = true; /* each has its own row */
    TRY(chosen_again(a, subscription_id, rows, n, &rows, &n));
    return answer(a, rows, 0, n);
}
