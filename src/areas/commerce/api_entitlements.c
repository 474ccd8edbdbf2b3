/* Entitlements on the wire: software and reservations, activation links, metered subscriptions (spec api-resources.tsv,
 * Entitlement, AzureEntitlement, OrderLineItemActivationLink). */
#include "app/audit.h"
#include "app/collection.h"
#include "app/filter.h"
#include "app/session.h"
#include "areas/commerce/api.h"
#include "areas/commerce/api_order.h"
#include "areas/commerce/commerce_rules.h"
#include "areas/commerce/pages.h"

enum { LIST_MAX = 2000 };

/* --- the list --- */

typedef struct ApiReferenceOrder {
    Str id, line, alternate;
} ApiReferenceOrder;
static const Field REFERENCE_FIELDS[] = {
    FIELD(ApiReferenceOrder, id, "id", F_STR),
    FIELD(ApiReferenceOrder, line, "lineItemId", F_STR),
    FIELD(ApiReferenceOrder, alternate, "alternateId", F_STR),
};
static const Shape API_REFERENCE_ORDER = SHAPE(ApiReferenceOrder, REFERENCE_FIELDS);
typedef struct ApiQuantityDetail {
    int64_t quantity;
    Str status;
} ApiQuantityDetail;
static const Field QUANTITY_DETAIL_FIELDS[] = {
    FIELD(ApiQuantityDetail, quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiQuantityDetail, status, "status", F_STR),
};
static const Shape API_QUANTITY_DETAIL = SHAPE(ApiQuantityDetail, QUANTITY_DETAIL_FIELDS);
typedef struct ApiArtifact {
    ApiLink link;
    Id resource_id;
    Str type;
} ApiArtifact;
static const Field ARTIFACT_FIELDS[] = {
    FIELD(ApiArtifact, link, "link", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiArtifact, resource_id, "resourceId", F_ID_),
    FIELD(ApiArtifact, type, "artifactType", F_STR),
};
static const Shape API_ARTIFACT = SHAPE(ApiArtifact, ARTIFACT_FIELDS);
typedef struct ApiEntitlement {
    ApiReferenceOrder order;
    Str product, sku, kind, fulfillment, included, dynamic; /* included, dynamic: JSON */
    int64_t quantity;
    ApiQuantityDetail detail, *details;
    size_t details_n;
    ApiArtifact artifact, *artifacts;
    size_t artifacts_n;
    Time expiry;
    ApiAttributes attributes;
} ApiEntitlement;
static const Field ENTITLEMENT_FIELDS[] = {
    FIELD(ApiEntitlement, order, "referenceOrder", F_OBJECT, .shape = &API_REFERENCE_ORDER),
    FIELD(ApiEntitlement, product, "productId", F_STR),
    FIELD(ApiEntitlement, sku, "skuId", F_STR),
    FIELD(ApiEntitlement, quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiEntitlement, details, details_n, "quantityDetails", &API_QUANTITY_DETAIL, .flags = FIELD_ALWAYS),
    FIELD(ApiEntitlement, kind, "entitlementType", F_STR),
    FIELD_LIST(ApiEntitlement, artifacts, artifacts_n, "entitledArtifacts", &API_ARTIFACT, .flags = FIELD_ALWAYS),
    FIELD(ApiEntitlement, included, "includedEntitlements", F_RAW),
    FIELD(ApiEntitlement, expiry, "expiryDate", F_TIME_),
    FIELD(ApiEntitlement, fulfillment, "fulfillmentState", F_STR),
    FIELD(ApiEntitlement, dynamic, "dynamicAttributes", F_RAW),
    FIELD(ApiEntitlement, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_ENTITLEMENT = SHAPE(ApiEntitlement, ENTITLEMENT_FIELDS);

static bool is_kind(const Entitlement *e, const char *kind) { return str_eq(e->kind, str_from(kind)); }

static Str part_of(Str item_id, size_t at)
{
    Str word = S("");
    for (size_t i = 0; i <= at && str_split(&item_id, ':', &word); i++) {
    }
    return word;
}

static Str artifact_path(Ctx *ctx, const Entitlement *e)
{
    return commerce_path(ctx, str_fmt(ctx->arena, "artifacts/reservedinstance/groups/%.*s/lineitems/%lld/resource/%.*s",
                                      S_ARG(e->order_id), (long long)e->line,
                                      S_ARG(id_text(ctx->arena, e->subscription_id))));
}

static void wire_entitlement(Ctx *ctx, const Entitlement *e, bool expiry, ApiEntitlement *ret)
{
    bool reservation = is_kind(e, "reservation"), active = str_eq(e->subscription_state, S("active"));
    *ret = (ApiEntitlement){
        .order = {e->order_id, commerce_number(ctx->arena, e->line), e->order_id},
        .product = part_of(e->item_id, 0),
        .sku = part_of(e->item_id, 1),
        .quantity = e->quantity,
        .detail = {e->quantity, active ? S("valid") : S("expired")},
        .details_n = 1,
        .kind = reservation ? S("reservedinstance") : S("software"),
        .included = S("[]"),
        .fulfillment = str_eq(e->state, S("waiting")) ? S("notactivated") : S("fulfilled"),
        .expiry = expiry ? e->ends_at : TIME_NONE,
        .attributes = {.object_type = S("Entitlement")},
    };
    ret->details = &ret->detail;
    if (reservation) {
        ret->artifact = (ApiArtifact){
            .link = {.uri = artifact_path(ctx, e), .method = S("GET")},
            .resource_id = e->subscription_id,
            .type = S("reservedinstance"),
        };
        ret->artifacts = &ret->artifact;
        ret->artifacts_n = 1;
        ret->dynamic = S("{\"reservationType\":\"virtualmachines\"}");
    }
}

Err api_entitlements(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    CollectionAsk page;
    Entitlement *rows;
    size_t n, found = 0;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &page));
    Str kind = collection_param(ctx, &page, S("entitlementType"));
    bool expiry = str_eq_nocase(collection_param(ctx, &page, S("showExpiry")), S("true"));
    bool software = filter_word_eq(kind, S("software"));
    bool reserved =
        filter_word_eq(kind, S("reservedinstance")) || filter_word_eq(kind, S("virtualmachinereservedinstance"));
    if (kind.n && !software && !reserved) {
        return commerce_refuse(ctx, 3000, MSG("entitlementType is software or reservedInstance"));
    }
    TRY(entitlement_list(a, &rows, &n));
    ApiEntitlement *items = arena_array(ctx->arena, ApiEntitlement, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool is_software = is_kind(&rows[i], "software"), is_reserved = is_kind(&rows[i], "reservation");
        bool asked = kind.n ? (software && is_software) || (reserved && is_reserved) : is_software || is_reserved;
        if (asked && !str_eq(rows[i].subscription_state, S("deleted"))) {
            wire_entitlement(ctx, &rows[i], expiry, &items[found++]);
        }
    }
    ctx_json_collection(ctx, &page,
                        &(Collection){.shape = &API_ENTITLEMENT, .items = items, .items_n = found, .total = -1});
    return OK;
}

/* --- reservations --- */

typedef struct ApiReservation {
    Id id;
    Str scope, name, state;
    Str *scopes;
    size_t scopes_n;
    int64_t quantity;
    Time expires, starts;
} ApiReservation;
static const Field RESERVATION_FIELDS[] = {
    FIELD(ApiReservation, id, "reservationId", F_ID_),
    FIELD(ApiReservation, scope, "scopeType", F_STR),
    FIELD(ApiReservation, name, "displayName", F_STR),
    FIELD_STRS(ApiReservation, scopes, scopes_n, "appliedScopes", .flags = FIELD_ALWAYS),
    FIELD(ApiReservation, quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiReservation, expires, "expiryDateTime", F_TIME_),
    FIELD(ApiReservation, starts, "effectiveDateTime", F_TIME_),
    FIELD(ApiReservation, state, "provisioningState", F_STR),
};
static const Shape API_RESERVATION = SHAPE(ApiReservation, RESERVATION_FIELDS);
typedef struct ApiReservations {
    Str type;
    ApiReservation *list;
    size_t n;
    ApiAttributes attributes;
} ApiReservations;
/* The newer artifact calls the list `reservations`, its clients also `reservation`; the older one names machines. */
static const Field RESERVED_FIELDS[] = {
    FIELD(ApiReservations, type, "type", F_STR),
    FIELD_LIST(ApiReservations, list, n, "reservations", &API_RESERVATION, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiReservations, list, n, "reservation", &API_RESERVATION, .flags = FIELD_ALWAYS),
    FIELD(ApiReservations, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_RESERVED = SHAPE_AS(ApiReservedInstance, ApiReservations, RESERVED_FIELDS);
static const Field MACHINE_FIELDS[] = {
    FIELD(ApiReservations, type, "type", F_STR),
    FIELD_LIST(ApiReservations, list, n, "virtualMachineReservations", &API_RESERVATION, .flags = FIELD_ALWAYS),
    FIELD(ApiReservations, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_RESERVED_MACHINES = SHAPE_AS(ApiReservedMachines, ApiReservations, MACHINE_FIELDS);

static Err no_artifact(Ctx *ctx)
{
    return problem_api(ctx, ERR_NOT_FOUND, 404, 800111, MSG("There is no such reservation"));
}

static Err answer_reservation(AccountCtx a, const char *type, const Shape *shape)
{
    Ctx *ctx = a.ctx;
    Str country;
    Id id;
    Entitlement e;
    TRY(commerce_enter(a, &country));
    if (id_parse(ctx_param(ctx, S("resource")), &id) != OK) {
        return no_artifact(ctx);
    }
    Err err = entitlement_get(a, id, &e);
    if (err == ERR_NOT_FOUND ||
        (err == OK && (!is_kind(&e, "reservation") || !str_eq_nocase(ctx_param(ctx, S("group")), e.order_id) ||
                       !str_eq(ctx_param(ctx, S("line")), commerce_number(ctx->arena, e.line))))) {
        return no_artifact(ctx);
    }
    TRY(err);
    Str scope = id_text(ctx->arena, e.scope_id);
    ApiReservation one = {.id = e.subscription_id,
                          .scope = e.scope,
                          .name = e.friendly_name,
                          .scopes = &scope,
                          .scopes_n = id_is_nil(e.scope_id) ? 0 : 1,
                          .quantity = e.quantity,
                          .expires = e.ends_at,
                          .starts = e.term_from,
                          .state = str_eq(e.subscription_state, S("active"))    ? S("Succeeded")
                                   : str_eq(e.subscription_state, S("deleted")) ? S("Cancelled")
                                                                                : S("Expired")};
    ApiReservations w = {.type = str_from(type),
                         .list = &one,
                         .n = 1,
                         .attributes = {.object_type = str_from(
                                            shape == &API_RESERVED ? "ReservedInstanceArtifactDetails"
                                                                   : "VirtualMachineReservedInstanceArtifactDetails")}};
    ctx_json(ctx, 200, shape, &w);
    return OK;
}
Err api_reservation(AccountCtx a) { return answer_reservation(a, "reservedinstance", &API_RESERVED); }
Err api_reserved_machine(AccountCtx a)
{
    return answer_reservation(a, "virtualmachinereservedinstance", &API_RESERVED_MACHINES);
}

/* --- activation --- */

typedef struct ApiActivationLink {
    int64_t line;
    ApiLink link;
} ApiActivationLink;
static const Field ACTIVATION_LINK_FIELDS[] = {
    FIELD(ApiActivationLink, line, "lineItemNumber", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiActivationLink, link, "link", F_OBJECT, .shape = &API_LINK),
};
const Shape API_ACTIVATION_LINK = SHAPE(ApiActivationLink, ACTIVATION_LINK_FIELDS);

static bool activates(const Entitlement *e)
{
    return (is_kind(e, "software") || is_kind(e, "service")) && !str_eq(e->subscription_state, S("deleted"));
}

/* The page on which somebody of the partner sets it up: whole addresses, for browsers. */
static void answer_links(Ctx *ctx, const CollectionAsk *page, const Entitlement *rows, size_t n, int64_t line)
{
    size_t found = 0;
    ApiActivationLink *items = arena_array(ctx->arena, ApiActivationLink, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!activates(&rows[i]) || (line >= 0 && rows[i].line != line)) {
            continue;
        }
        Url at = software_url(ctx, rows[i].subscription_id, "");
        Str uri = str_fmt(ctx->arena, "%.*s%.*s", S_ARG(token_base_url(ctx)), S_ARG(at.s));
        items[found++] = (ApiActivationLink){rows[i].line, {.uri = uri, .method = S("GET")}};
    }
    ctx_json_collection(ctx, page,
                        &(Collection){.shape = &API_ACTIVATION_LINK, .items = items, .items_n = found, .total = -1});
}

static Err order_links(AccountCtx a, int64_t line, bool one)
{
    Ctx *ctx = a.ctx;
    Str country;
    CollectionAsk page;
    OrderListRow order;
    OrderLinesRow *lines;
    Entitlement *rows;
    size_t n, rows_n;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &page));
    TRY(api_order_named(a, ctx_param(ctx, S("order")), &order, &lines, &n));
    bool there = !one;
    for (size_t i = 0; i < n; i++) {
        there = there || lines[i].line == line;
    }
    if (!there) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 4018, MSG("The order has no such line"));
    }
    TRY(q_entitlement_list(
        a, &(EntitlementListArgs){.customer_id = ctx->customer_id, .with_order = true, .order_id = order.id}, &rows,
        &rows_n));
    answer_links(ctx, &page, rows, rows_n, one ? line : -1);
    return OK;
}
Err api_order_links(AccountCtx a) { return order_links(a, 0, false); }
Err api_line_links(AccountCtx a)
{
    int64_t line = -1;
    Err err = str_to_i64(ctx_param(a.ctx, S("line")), &line);
    return order_links(a, err == OK && line >= 0 ? line : INT64_MAX, true);
}

Err api_subscription_links(AccountCtx a)
{
    Str country;
    Subscription s;
    CollectionAsk page;
    Entitlement e;
    TRY(commerce_subscription(a, &country, &s));
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    Err err = entitlement_get(a, s.id, &e);
    if (err != ERR_NOT_FOUND) {
        TRY(err);
    }
    answer_links(a.ctx, &page, &e, err == OK ? 1 : 0, -1);
    return OK;
}

typedef struct ApiActivation {
    Id subscription_id;
    Str status;
} ApiActivation;
static const Field ACTIVATION_FIELDS[] = {
    FIELD(ApiActivation, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiActivation, status, "status", F_STR),
};
const Shape API_ACTIVATION = SHAPE_AS(ApiSubscriptionActivation, ApiActivation, ACTIVATION_FIELDS);

static void audit_use(Ctx *ctx, const Entitlement *e, Str to)
{
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = e->subscription_id;
    ctx->audit.target_name = e->friendly_name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"use", e->state});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"use", to});
}

/* Elsewhere the publisher's own page does it. */
Err api_subscription_activate(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    Subscription s;
    Entitlement e;
    TRY(commerce_subscription(a, &country, &s));
    if (!str_eq(ctx->environment, S("sandbox"))) {
        return problem_api(ctx, ERR_FORBIDDEN, 403, 0,
                           MSG("Subscriptions are activated by this call in a sandbox only; open the activation link"));
    }
    Err err = entitlement_get(a, s.id, &e);
    if (err == ERR_NOT_FOUND || (err == OK && !is_kind(&e, "service"))) {
        return commerce_refuse(ctx, 4018, MSG("Only services of the marketplace are activated"));
    }
    TRY(err);
    audit_use(ctx, &e, S("active"));
    TRY(entitlement_activate(a, &e));
    ApiActivation w = {s.id, S("Success")};
    ctx_json(ctx, 200, &API_ACTIVATION, &w);
    return OK;
}

/* --- metered subscriptions --- */

typedef struct ApiMetered {
    Id id, subscription_id;
    Str name, status;
    ApiLinks links;
    ApiAttributes attributes;
} ApiMetered;
static const Field METERED_FIELDS[] = {
    FIELD(ApiMetered, id, "id", F_ID_),
    FIELD(ApiMetered, name, "friendlyName", F_STR),
    FIELD(ApiMetered, status, "status", F_STR),
    FIELD(ApiMetered, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiMetered, links, "links", F_OBJECT, .shape = &API_LINKS),
    FIELD(ApiMetered, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_METERED = SHAPE_AS(ApiMeteredEntitlement, ApiMetered, METERED_FIELDS);
typedef struct ApiMeteredReason {
    Str reason;
} ApiMeteredReason;
static const Field METERED_REASON_FIELDS[] = {FIELD(ApiMeteredReason, reason, "cancellationReason", F_STR)};
const Shape API_METERED_REASON = SHAPE(ApiMeteredReason, METERED_REASON_FIELDS);

static ApiMetered wire_metered(Ctx *ctx, const Entitlement *e)
{
    Str id = id_text(ctx->arena, e->subscription_id);
    bool active = str_eq(e->subscription_state, S("active"));
    return (ApiMetered){
        .id = e->subscription_id,
        .subscription_id = e->subscription_id,
        .name = e->friendly_name,
        .status = active ? e->state : e->subscription_state,
        .links = resource_self(
            commerce_path(ctx, str_fmt(ctx->arena, "subscriptions/%.*s/azureEntitlements/%.*s", S_ARG(id), S_ARG(id)))),
        .attributes = {.etag = resource_etag(ctx->arena, e->subscription_id, e->version),
                       .object_type = S("AzureEntitlement")}};
}

/* The metered entitlement of the path's subscription; it has its id. */
static Err metered_of(AccountCtx a, bool named, Entitlement *ret)
{
    Str country;
    Subscription s;
    Id id;
    TRY(commerce_subscription(a, &country, &s));
    Err err = entitlement_get(a, s.id, ret);
    if (err == OK && named) {
        bool same = id_parse(ctx_param(a.ctx, S("entitlement")), &id) == OK && id_eq(id, s.id);
        err = same ? OK : ERR_NOT_FOUND;
    }
    if (err == ERR_NOT_FOUND || (err == OK && !is_kind(ret, "metered"))) {
        return named ? problem_api(a.ctx, ERR_NOT_FOUND, 404, 800111, MSG("There is no such metered entitlement"))
                     : ERR_NOT_FOUND;
    }
    return err;
}

Err api_metered_list(AccountCtx a)
{
    CollectionAsk page;
    Entitlement e;
    ApiMetered w;
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    Err err = metered_of(a, false, &e);
    bool none = err == ERR_NOT_FOUND && !a.ctx->problem.api_code;
    if (!none) {
        TRY(err);
        w = wire_metered(a.ctx, &e);
    }
    ctx_json_collection(a.ctx, &page,
                        &(Collection){.shape = &API_METERED, .items = &w, .items_n = none ? 0 : 1, .total = -1});
    return OK;
}

static Err answer_metered(AccountCtx a)
{
    Entitlement e;
    TRY(metered_of(a, true, &e));
    ApiMetered w = wire_metered(a.ctx, &e);
    ctx_json(a.ctx, 200, &API_METERED, &w);
    return OK;
}
Err api_metered(AccountCtx a) { return answer_metered(a); }

Err api_metered_cancel(AccountCtx a)
{
    Entitlement e;
    ApiMeteredReason w = {0};
    TRY(resource_bad_property(a.ctx, shape_read(a.ctx, &API_METERED_REASON, &w)));
    TRY(metered_of(a, true, &e));
    audit_use(a.ctx, &e, S("cancelled"));
    TRY(entitlement_cancel(a, &e, str_lower_ascii(a.ctx->arena, w.reason)));
    return answer_metered(a);
}

Err api_metered_reactivate(AccountCtx a)
{
    Entitlement e;
    TRY(metered_of(a, true, &e));
    audit_use(a.ctx, &e, S("active"));
    TRY(entitlement_reactivate(a, &e));
    a.ctx->out.status = 202;
    return OK;
}
