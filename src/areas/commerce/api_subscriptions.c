/* Subscriptions on the wire (spec api-resources.tsv, Subscription). */
#include "app/audit.h"
#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "areas/commerce/api.h"
#include "areas/commerce/commerce_rules.h"

enum { LIST_MAX = 2000 };

typedef struct ApiSubLinks {
    ApiLink product, sku, availability, parent, self;
    bool has_parent;
} ApiSubLinks;
static const Field SUB_LINK_FIELDS[] = {
    FIELD(ApiSubLinks, product, "product", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiSubLinks, sku, "sku", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiSubLinks, availability, "availability", F_OBJECT, .shape = &API_LINK),
    FIELD_PART(ApiSubLinks, parent, has_parent, "parentSubscription", &API_LINK),
    FIELD(ApiSubLinks, self, "self", F_OBJECT, .shape = &API_LINK),
};
static const Shape SUB_LINKS = SHAPE(ApiSubLinks, SUB_LINK_FIELDS);

typedef struct ApiSeatBatch {
    int64_t quantity;
    Time until;
} ApiSeatBatch;
static const Field SEAT_BATCH_FIELDS[] = {
    FIELD(ApiSeatBatch, quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiSeatBatch, until, "allowedUntilDateTime", F_TIME_),
};
static const Shape API_SEAT_BATCH = SHAPE(ApiSeatBatch, SEAT_BATCH_FIELDS);
typedef struct ApiRefundable {
    int64_t total;
    ApiSeatBatch *batches;
    size_t batches_n;
} ApiRefundable;
static const Field REFUNDABLE_FIELDS[] = {
    FIELD(ApiRefundable, total, "totalQuantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiRefundable, batches, batches_n, "details", &API_SEAT_BATCH, .flags = FIELD_ALWAYS),
};
static const Shape API_REFUNDABLE = SHAPE(ApiRefundable, REFUNDABLE_FIELDS);

typedef struct ApiNextProduct {
    Str product, sku, availability, cycle, term, promotion;
} ApiNextProduct;
static const Field NEXT_PRODUCT_FIELDS[] = {
    FIELD(ApiNextProduct, product, "productId", F_STR),
    FIELD(ApiNextProduct, sku, "skuId", F_STR),
    FIELD(ApiNextProduct, availability, "availabilityId", F_STR),
    FIELD(ApiNextProduct, cycle, "billingCycle", F_STR),
    FIELD(ApiNextProduct, term, "termDuration", F_STR),
    FIELD(ApiNextProduct, promotion, "promotionId", F_STR),
};
static const Shape API_NEXT_PRODUCT = SHAPE(ApiNextProduct, NEXT_PRODUCT_FIELDS);
typedef struct ApiNext {
    ApiNextProduct product;
    bool has_product;
    int64_t quantity;
    Time end;
} ApiNext;
static const Field NEXT_FIELDS[] = {
    FIELD_PART(ApiNext, product, has_product, "product", &API_NEXT_PRODUCT),
    FIELD(ApiNext, quantity, "quantity", F_INT),
    FIELD(ApiNext, end, "customTermEndDate", F_TIME_),
};
static const Shape API_NEXT = SHAPE(ApiNext, NEXT_FIELDS);
typedef struct ApiWord {
    Str id, name;
} ApiWord;
static const Field WORD_FIELDS[] = {FIELD(ApiWord, id, "id", F_STR), FIELD(ApiWord, name, "displayName", F_STR)};
static const Shape API_WORD = SHAPE(ApiWord, WORD_FIELDS);

typedef struct ApiSubscription {
    Id id, parent_id;
    Str offer_id, offer_name, friendly_name, unit, status, billing_type, cycle, publisher, partner, contract, order_id,
        term, renewal_term, promotion;
    int64_t quantity;
    Time created, started, ends, cancel_until;
    bool renews, addons, trial, own, has_refundable, has_next;
    Str *actions, *reasons;
    size_t actions_n, reasons_n;
    ApiRefundable refundable;
    ApiNext next;
    ApiWord product_type;
    ApiSubLinks links;
    ApiAttributes attributes;
} ApiSubscription;
static const Field SUBSCRIPTION_FIELDS[] = {
    FIELD(ApiSubscription, id, "id", F_ID_),
    FIELD(ApiSubscription, offer_id, "offerId", F_STR),
    FIELD(ApiSubscription, offer_name, "offerName", F_STR),
    FIELD(ApiSubscription, friendly_name, "friendlyName", F_STR),
    FIELD(ApiSubscription, product_type, "productType", F_OBJECT, .shape = &API_WORD),
    FIELD(ApiSubscription, quantity, "quantity", F_INT),
    FIELD(ApiSubscription, unit, "unitType", F_STR),
    FIELD(ApiSubscription, parent_id, "parentSubscriptionId", F_ID_),
    FIELD(ApiSubscription, addons, "hasPurchasableAddons", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiSubscription, created, "creationDate", F_TIME_),
    FIELD(ApiSubscription, started, "effectiveStartDate", F_TIME_),
    FIELD(ApiSubscription, ends, "commitmentEndDate", F_TIME_),
    FIELD(ApiSubscription, cancel_until, "cancellationAllowedUntilDate", F_TIME_),
    FIELD(ApiSubscription, status, "status", F_STR),
    FIELD(ApiSubscription, renews, "autoRenewEnabled", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiSubscription, trial, "isTrial", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiSubscription, billing_type, "billingType", F_STR),
    FIELD(ApiSubscription, cycle, "billingCycle", F_STR),
    FIELD(ApiSubscription, term, "termDuration", F_STR),
    FIELD(ApiSubscription, renewal_term, "renewalTermDuration", F_STR),
    FIELD_PART(ApiSubscription, refundable, has_refundable, "refundableQuantity", &API_REFUNDABLE),
    FIELD_PART(ApiSubscription, next, has_next, "scheduledNextTermInstructions", &API_NEXT),
    FIELD(ApiSubscription, own, "isMicrosoftProduct", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiSubscription, publisher, "publisherName", F_STR),
    FIELD(ApiSubscription, partner, "partnerId", F_STR),
    FIELD_STRS(ApiSubscription, actions, actions_n, "actions"),
    FIELD_STRS(ApiSubscription, reasons, reasons_n, "suspensionReasons"),
    FIELD(ApiSubscription, contract, "contractType", F_STR),
    FIELD(ApiSubscription, promotion, "promotionId", F_STR),
    FIELD(ApiSubscription, order_id, "orderId", F_STR),
    FIELD(ApiSubscription, links, "links", F_OBJECT, .shape = &SUB_LINKS),
    FIELD(ApiSubscription, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_SUBSCRIPTION = SHAPE(ApiSubscription, SUBSCRIPTION_FIELDS);

/* What matters of a body: whether a member is there at all tells. */
typedef struct ApiSubPatch {
    Str name, status, cycle, renews, quantity, next;
    ApiAttributes attributes;
} ApiSubPatch;
static const Field SUB_PATCH_FIELDS[] = {
    FIELD(ApiSubPatch, name, "friendlyName", F_STR),
    FIELD(ApiSubPatch, status, "status", F_STR),
    FIELD(ApiSubPatch, cycle, "billingCycle", F_STR),
    FIELD(ApiSubPatch, renews, "autoRenewEnabled", F_RAW),
    FIELD(ApiSubPatch, quantity, "quantity", F_RAW),
    FIELD(ApiSubPatch, next, "scheduledNextTermInstructions", F_RAW),
    FIELD(ApiSubPatch, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_SUBSCRIPTION_PATCH = SHAPE(ApiSubPatch, SUB_PATCH_FIELDS);

/* --- rows to the wire --- */

typedef struct ItemParts {
    Str product, sku, availability;
} ItemParts;
static ItemParts parts_of(Str item_id)
{
    ptrdiff_t first = str_find_char(item_id, ':'), last = str_rfind_char(item_id, ':');
    if (first < 0 || last <= first) {
        return (ItemParts){item_id, S(""), S("")};
    }
    return (ItemParts){str_of(item_id.p, (size_t)first), str_of(item_id.p + first + 1, (size_t)(last - first - 1)),
                       str_skip(item_id, (size_t)last + 1)};
}

static ApiSubLinks links_of(Ctx *ctx, const Subscription *s)
{
    ItemParts p = parts_of(s->item_id);
    Str at = commerce_path(ctx, S("products/"));
    /* one text: the shorter addresses are its beginnings */
    Str parts[] = {at, p.product, S("/skus/"), p.sku, S("/availabilities/"), p.availability};
    Str whole = str_join(ctx->arena, parts, COUNT_OF(parts), S(""));
    size_t product = at.n + p.product.n, sku = product + parts[2].n + p.sku.n;
    ApiSubLinks links = {
        .product = {.uri = str_sub(whole, 0, product), .method = S("GET")},
        .sku = {.uri = str_sub(whole, 0, sku), .method = S("GET")},
        .availability = {.uri = whole, .method = S("GET")},
        .has_parent = !id_is_nil(s->parent_id),
        .self = commerce_subscription_link(ctx, s->id),
    };
    if (links.has_parent) {
        links.parent = commerce_subscription_link(ctx, s->parent_id);
    }
    return links;
}

static ApiRefundable refundable_of(Arena *m, const Subscription *s, const SeatsListRow *seats, size_t n)
{
    ApiRefundable r = {.batches = arena_array(m, ApiSeatBatch, n + 1)};
    for (size_t i = 0; i < n; i++) {
        if (id_eq(seats[i].subscription_id, s->id)) {
            r.batches[r.batches_n++] = (ApiSeatBatch){seats[i].quantity, seats[i].until_at};
            r.total += seats[i].quantity;
        }
    }
    return r;
}

static ApiNext next_of(const Subscription *s)
{
    ItemParts p = parts_of(s->next_item);
    return (ApiNext){.product = {p.product, p.sku, p.availability, s->next_cycle, s->next_term, S("")},
                     .has_product = true,
                     .quantity = s->next_quantity,
                     .end = s->next_end};
}

/* The last day of the term; what has no end says so as the wire does (api-conventions.md, "Never ends"). */
static Time last_day(const Subscription *s)
{
    return time_is_set(s->ends_at) ? time_add(s->ends_at, -TIME_DAY) : time_of_date(date_from_ymd(9999, 12, 10));
}

/* The wire's states are the house's; for the list that the Java client knows see resource_word. */
static Str wire_state(Ctx *ctx, const Subscription *s)
{
    if (str_eq(s->state, S("active")) || str_eq(s->state, S("suspended"))) {
        return s->state; /* every client knows these */
    }
    return resource_word(ctx, s->state, "active suspended deleted",
                         str_eq(s->state, S("expired"))    ? S("deleted")
                         : str_eq(s->state, S("disabled")) ? S("suspended")
                                                           : S("none"));
}

static ApiSubscription wire_subscription(Ctx *ctx, const Subscription *s, const SeatsListRow *seats, size_t n)
{
    static Str may[] = {S_INIT("edit"), S_INIT("cancel")}, why[] = {S_INIT("customercancellation")};
    bool open = str_eq(s->state, S("active")) || str_eq(s->state, S("suspended"));
    ApiSubscription w = {
        .id = s->id,
        .parent_id = s->parent_id,
        .offer_id = s->item_id,
        .offer_name = s->title,
        .friendly_name = s->friendly_name,
        .product_type = {s->kind, s->kind},
        .quantity = s->quantity,
        .unit = s->unit,
        .created = s->created_at,
        .started = s->started_at,
        .ends = last_day(s),
        .cancel_until = s->refund_until,
        .status = wire_state(ctx, s),
        .renews = s->renews,
        .trial = s->trial,
        .billing_type = s->usage ? S("usage") : S("license"),
        .cycle = commerce_wire_cycle(ctx, s->cycle),
        .term = s->usage ? S("P1M") : s->term,
        .renewal_term = s->renews ? s->term : S(""),
        .refundable = refundable_of(ctx->arena, s, seats, n),
        .next = next_of(s),
        .has_next = s->next_quantity > 0,
        .own = s->own,
        .publisher = s->publisher,
        .partner = s->partner_number,
        .actions = may,
        .actions_n = open ? 2 : 0,
        .reasons = why,
        .reasons_n = str_eq(s->state, S("suspended")) ? 1 : 0,
        .contract = S("subscription"),
        .promotion = s->promotion_id,
        .order_id = s->order_id,
        .links = links_of(ctx, s),
        .attributes = {.etag = resource_etag(ctx->arena, s->id, s->version), .object_type = S("Subscription")},
    };
    w.has_refundable = w.refundable.total > 0;
    return w;
}

/* --- lists and one --- */

static Err answer_list(AccountCtx a, const CollectionAsk *page, SubscriptionListArgs args)
{
    Ctx *ctx = a.ctx;
    Subscription *rows;
    SeatsListRow *seats;
    SubscriptionListCountRow all;
    size_t n, seats_n;
    args.customer_id = ctx->customer_id;
    args.with_skip = true;
    args.skip = page->offset;
    TRY(q_subscription_list(a, &args, &rows, &n));
    all.n = (int64_t)n;
    if (page->offset || n == LIST_MAX) { /* else that was all of them */
        TRY(q_subscription_list_count(a,
                                      &(SubscriptionListCountArgs){.customer_id = ctx->customer_id,
                                                                   .with_order = args.with_order,
                                                                   .order_id = args.order_id,
                                                                   .with_parent = args.with_parent,
                                                                   .parent_id = args.parent_id,
                                                                   .with_partner = args.with_partner,
                                                                   .partner_number = args.partner_number},
                                      &all));
    }
    TRY(subscription_seats(a, ID_NIL, &seats, &seats_n));
    size_t shown = num_min_size(n, page->size);
    ApiSubscription *items = arena_array(ctx->arena, ApiSubscription, shown + 1);
    for (size_t i = 0; i < shown; i++) {
        items[i] = wire_subscription(ctx, &rows[i], seats, seats_n);
    }
    ctx_json_collection(
        ctx, page,
        &(Collection){.shape = &API_SUBSCRIPTION, .items = items, .items_n = shown, .total = all.n, .by_offset = true});
    return OK;
}

Err api_subscription_list(AccountCtx a)
{
    CollectionAsk page;
    Str country;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    Str order = collection_param(a.ctx, &page, S("order_id")), partner = collection_param(a.ctx, &page, S("mpn_id"));
    return answer_list(a, &page,
                       (SubscriptionListArgs){.with_order = order.n > 0,
                                              .order_id = str_lower_ascii(a.ctx->arena, order),
                                              .with_partner = partner.n > 0,
                                              .partner_number = partner});
}

Err commerce_subscription(AccountCtx a, Str *ret_country, Subscription *ret)
{
    Id id;
    TRY(commerce_enter(a, ret_country));
    if (id_parse(ctx_param(a.ctx, S("subscription")), &id) != OK) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 20003, MSG("There is no such subscription"));
    }
    return subscription_get(a, id, ret);
}

static Err answer_one(AccountCtx a, const Subscription *s)
{
    SeatsListRow *seats;
    size_t n;
    TRY(subscription_seats(a, s->id, &seats, &n));
    ApiSubscription w = wire_subscription(a.ctx, s, seats, n);
    ctx_json(a.ctx, 200, &API_SUBSCRIPTION, &w);
    return OK;
}

Err api_subscription(AccountCtx a)
{
    Str country;
    Subscription s;
    TRY(commerce_subscription(a, &country, &s));
    return answer_one(a, &s);
}

Err api_subscription_addons(AccountCtx a)
{
    CollectionAsk page;
    Str country;
    Subscription s;
    TRY(commerce_subscription(a, &country, &s));
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    return answer_list(a, &page, (SubscriptionListArgs){.with_parent = true, .parent_id = s.id});
}

/* --- PATCH --- */

static Err read_next(Ctx *ctx, Str raw, SubscriptionChange *c)
{
    ApiNext next = {0};
    c->next_set = true;
    if (!raw.n || str_eq(str_trim(raw), S("null"))) {
        return OK;
    }
    TRY(resource_bad_property(ctx, shape_read_text(ctx, &API_NEXT, raw, &next)));
    ApiNextProduct *p = &next.product;
    if (p->product.n) {
        c->next_item = str_fmt(ctx->arena, "%.*s:%.*s:%.*s", S_ARG(p->product), S_ARG(p->sku), S_ARG(p->availability));
    }
    c->next_term = p->term;
    c->next_cycle = p->cycle;
    c->next_quantity = next.quantity;
    c->next_end = next.end;
    return OK;
}

static Err read_change(Ctx *ctx, const ApiSubPatch *p, const Subscription *s, SubscriptionChange *c)
{
    Str name = str_trim(p->name);
    *c = (SubscriptionChange){.name = name,
                              .name_set = name.n > 0,
                              .cycle = filter_word_eq(p->cycle, commerce_wire_cycle(ctx, s->cycle)) ? S("") : p->cycle,
                              .renews_set = true, /* absent is false: spec api-conventions.md, "JSON rules" */
                              .renews = str_eq(str_trim(p->renews), S("true")),
                              .next_end = TIME_NONE};
    if (p->status.n && !filter_word_eq(p->status, wire_state(ctx, s)) && !filter_word_eq(p->status, S("none"))) {
        c->state = str_lower_ascii(ctx->arena, p->status);
    }
    Str renews = str_trim(p->renews);
    if (renews.n && !str_eq(renews, S("true")) && !str_eq(renews, S("false")) && !str_eq(renews, S("null"))) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("autoRenewEnabled is true or false"));
    }
    if (p->quantity.n && !str_eq(str_trim(p->quantity), S("null"))) {
        Dec q;
        Str number = str_trim(p->quantity);
        if (number.n > 1 && str_starts(number, S("\"")) && str_ends(number, S("\""))) { /* as orders take it, too */
            number = str_sub(number, 1, number.n - 2);
        }
        if (dec_parse(number, &q) != OK || q.units % DEC_SCALE != 0) {
            return problem_api(ctx, ERR_INVALID, 400, 2002, MSG("The quantity is a whole number"));
        }
        c->quantity_set = true;
        c->quantity = q.units / DEC_SCALE;
    }
    return read_next(ctx, p->next, c);
}

static void audit_change(Ctx *ctx, const Subscription *was, const Subscription *is)
{
    Arena *m = ctx->arena;
    Str q_from = commerce_number(m, was->quantity);
    Str q_to = commerce_number(m, is->quantity);
    ctx->audit.target_kind = S("subscription");
    ctx->audit.target_id = is->id;
    ctx->audit.target_name = is->friendly_name;
    ctx->audit.before = AUDIT_JSON(m, {"state", was->state}, {"quantity", q_from}, {"name", was->friendly_name},
                                   {"autoRenew", was->renews ? S("1") : S("0")}, {"billingCycle", was->cycle});
    ctx->audit.after = AUDIT_JSON(m, {"state", is->state}, {"quantity", q_to}, {"name", is->friendly_name},
                                  {"autoRenew", is->renews ? S("1") : S("0")}, {"billingCycle", is->cycle});
    ctx->audit.skip = was->version == is->version;
}

Err api_subscription_patch(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    Subscription s, before;
    ApiSubPatch body = {0};
    SubscriptionChange c;
    TRY(commerce_subscription(a, &country, &s));
    before = s;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_SUBSCRIPTION_PATCH, &body)));
    TRY(resource_may_match(ctx, body.attributes.etag, resource_etag(ctx->arena, s.id, s.version)));
    TRY(read_change(ctx, &body, &s, &c));
    TRY(subscription_change(a, country, &s, &c));
    audit_change(ctx, &before, &s);
    return answer_one(a, &s);
}

/* --- provisioning --- */

typedef struct ApiProvisioning {
    Str sku, status;
    int64_t quantity;
    Time end;
    ApiAttributes attributes;
} ApiProvisioning;
static const Field PROVISIONING_FIELDS[] = {
    FIELD(ApiProvisioning, sku, "skuId", F_STR),
    FIELD(ApiProvisioning, status, "status", F_STR),
    FIELD(ApiProvisioning, quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiProvisioning, end, "endDate", F_TIME_),
    FIELD(ApiProvisioning, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_PROVISIONING = SHAPE(ApiProvisioning, PROVISIONING_FIELDS);

Err api_subscription_provisioning(AccountCtx a)
{
    Str country;
    Subscription s;
    TRY(commerce_subscription(a, &country, &s));
    bool open = str_eq(s.state, S("active"));
    ApiProvisioning w = {.sku = id_is_nil(s.licence_id) ? parts_of(s.item_id).sku : id_text(a.ctx->arena, s.licence_id),
                         .status = open ? S("success") : S("failed"),
                         .quantity = open ? s.quantity : 0,
                         .end = last_day(&s),
                         .attributes = {.object_type = S("SubscriptionProvisioningStatus")}};
    ctx_json(a.ctx, 200, &API_PROVISIONING, &w);
    return OK;
}

/* --- to other products: transitions and conversions --- */

typedef struct ApiMoveDetail {
    bool eligible;
    Str type;
} ApiMoveDetail;
static const Field MOVE_DETAIL_FIELDS[] = {
    FIELD(ApiMoveDetail, eligible, "isEligible", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiMoveDetail, type, "transitionType", F_STR),
};
static const Shape API_MOVE_DETAIL = SHAPE(ApiMoveDetail, MOVE_DETAIL_FIELDS);
typedef struct ApiMoveError {
    int64_t code;
    Str description;
} ApiMoveError;
static const Field MOVE_ERROR_FIELDS[] = {FIELD(ApiMoveError, code, "code", F_INT),
                                          FIELD(ApiMoveError, description, "description", F_STR)};
static const Shape API_MOVE_ERROR = SHAPE(ApiMoveError, MOVE_ERROR_FIELDS);
typedef struct ApiMoveInto {
    bool fits;
    Id id;
    Str name, term, cycle;
    ApiMoveError *errors;
    size_t errors_n;
} ApiMoveInto;
static const Field MOVE_INTO_FIELDS[] = {
    FIELD(ApiMoveInto, fits, "isEligible", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiMoveInto, id, "subscriptionId", F_ID_),
    FIELD(ApiMoveInto, name, "subscriptionFriendlyName", F_STR),
    FIELD(ApiMoveInto, term, "subscriptionTermDuration", F_STR),
    FIELD(ApiMoveInto, cycle, "subscriptionBillingCycle", F_STR),
    FIELD_LIST(ApiMoveInto, errors, errors_n, "errors", &API_MOVE_ERROR, .flags = FIELD_ALWAYS),
};
static const Shape API_MOVE_INTO = SHAPE(ApiMoveInto, MOVE_INTO_FIELDS);
typedef struct ApiMoveTo {
    Str item_id, title, description;
    int64_t quantity;
    ApiMoveDetail *details;
    size_t details_n;
    ApiMoveInto *into;
    size_t into_n;
    ApiAttributes attributes;
} ApiMoveTo;
static const Field MOVE_TO_FIELDS[] = {
    FIELD(ApiMoveTo, item_id, "catalogItemId", F_STR),
    FIELD(ApiMoveTo, title, "title", F_STR),
    FIELD(ApiMoveTo, description, "description", F_STR, .max = 1000),
    FIELD(ApiMoveTo, quantity, "quantity", F_INT),
    FIELD_LIST(ApiMoveTo, details, details_n, "eligibilities", &API_MOVE_DETAIL, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiMoveTo, into, into_n, "subscriptionEligibilities", &API_MOVE_INTO, .flags = FIELD_ALWAYS),
    FIELD(ApiMoveTo, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_ELIGIBILITY_TO_MOVE = SHAPE(ApiMoveTo, MOVE_TO_FIELDS);

Err commerce_targets(AccountCtx a, Str country, const Subscription *s, CatalogLead kind, CatalogItem **ret,
                     size_t *ret_n)
{
    CatalogItem from;
    CatalogTarget *targets;
    size_t n;
    *ret_n = 0;
    Err err = catalog_item_get(a, s->item_id, country, &from);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(catalog_targets(a, &from, kind, &targets, &n));
    n = num_min_size(n, 20);
    *ret = arena_array(a.ctx->arena, CatalogItem, n);
    for (size_t i = 0; i < n; i++) {
        err = catalog_offer_get(a, targets[i].offer_id, country, &(*ret)[*ret_n]);
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
        *ret_n += err == OK;
    }
    return OK;
}

/* The customer's subscriptions of the item, and of each whether the seats can go into it. */
static void find_into(Ctx *ctx, const Subscription *s, const Subscription *all, size_t n, ApiMoveTo *w)
{
    static ApiMoveError why[] = {
        [INTO_NOT_ACTIVE] = {1, S_INIT("SubscriptionNotActive")},
        [INTO_NOT_READY] = {2, S_INIT("SubscriptionInCancellationWindow")},
        [INTO_SHORTER] = {3, S_INIT("SubscriptionTermDurationShorterThanSourceTermDuration")},
        [INTO_EARLIER] = {4, S_INIT("SubscriptionEndsBeforeSource")},
    };
    w->into = arena_array(ctx->arena, ApiMoveInto, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(all[i].item_id, w->item_id) && !id_eq(all[i].id, s->id) &&
            !str_eq(all[i].state, S("deleted"))) {
            MoveInto fits = subscription_fits_into(ctx, s, &all[i]);
            w->into[w->into_n++] = (ApiMoveInto){.fits = fits == INTO_FITS,
                                                 .id = all[i].id,
                                                 .name = all[i].friendly_name,
                                                 .term = all[i].term,
                                                 .cycle = all[i].cycle,
                                                 .errors = &why[fits],
                                                 .errors_n = fits != INTO_FITS};
        }
    }
}

Err api_transition_eligibilities(AccountCtx a)
{
    static ApiMoveDetail both[] = {{true, S_INIT("transition_with_license_transfer")},
                                   {true, S_INIT("transition_only")}};
    CollectionAsk page;
    Str country;
    Subscription s;
    CatalogItem *items = NULL;
    size_t n;
    TRY(commerce_subscription(a, &country, &s));
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    TRY(commerce_targets(a, country, &s, CATALOG_UPGRADE, &items, &n));
    n = str_eq(s.state, S("active")) && !s.trial ? n : 0;
    Subscription *all = NULL;
    size_t all_n = 0;
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id}, &all, &all_n));
    ApiMoveTo *list = arena_array(a.ctx->arena, ApiMoveTo, n + 1);
    for (size_t i = 0; i < n; i++) {
        list[i] = (ApiMoveTo){.item_id = items[i].item_id,
                              .title = items[i].title,
                              .description = items[i].description,
                              .quantity = s.quantity,
                              .details = both,
                              .details_n = 2,
                              .attributes = {.object_type = S("TransitionEligibility")}};
        find_into(a.ctx, &s, all, all_n, &list[i]);
    }
    ctx_json_collection(a.ctx, &page,
                        &(Collection){.shape = &API_ELIGIBILITY_TO_MOVE, .items = list, .items_n = n, .total = -1});
    return OK;
}

typedef struct ApiMoveEvent {
    Str name, status;
    Time at;
} ApiMoveEvent;
static const Field MOVE_EVENT_FIELDS[] = {FIELD(ApiMoveEvent, name, "name", F_STR),
                                          FIELD(ApiMoveEvent, status, "status", F_STR),
                                          FIELD(ApiMoveEvent, at, "timestamp", F_TIME_)};
static const Shape API_MOVE_EVENT = SHAPE(ApiMoveEvent, MOVE_EVENT_FIELDS);
typedef struct ApiTransition {
    Str from_item, to_item, term, cycle, type, operation;
    Id from_id, to_id;
    int64_t quantity;
    ApiMoveEvent *events;
    size_t events_n;
    ApiAttributes attributes;
} ApiTransition;
static const Field TRANSITION_FIELDS[] = {
    FIELD(ApiTransition, operation, "operationId", F_STR),
    FIELD(ApiTransition, from_item, "fromCatalogItemId", F_STR),
    FIELD(ApiTransition, from_id, "fromSubscriptionId", F_ID_),
    FIELD(ApiTransition, to_item, "toCatalogItemId", F_STR),
    FIELD(ApiTransition, to_id, "toSubscriptionId", F_ID_),
    FIELD(ApiTransition, quantity, "quantity", F_INT),
    FIELD(ApiTransition, term, "termDuration", F_STR),
    FIELD(ApiTransition, cycle, "billingCycle", F_STR),
    FIELD(ApiTransition, type, "transitionType", F_STR),
    FIELD_LIST(ApiTransition, events, events_n, "events", &API_MOVE_EVENT, .flags = FIELD_ALWAYS | FIELD_OUT_ONLY),
    FIELD(ApiTransition, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_TRANSITION = SHAPE(ApiTransition, TRANSITION_FIELDS);

Err api_transition(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    Subscription s, before;
    int64_t passed;
    TRY(commerce_subscription(a, &country, &s));
    before = s;
    ApiTransition w = {.quantity = s.quantity}; /* left out: all of them */
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_TRANSITION, &w)));
    w.from_item = s.item_id;
    w.from_id = s.id;
    bool people = !filter_word_eq(w.type, S("transition_only"));
    if (id_is_nil(w.to_id)) {
        TRY(subscription_move(a, country, &s, w.to_item, w.quantity, w.term, w.cycle, people, &w.to_id, &passed));
    } else { /* its own term and billing cycle go on */
        TRY(subscription_move_into(a, country, &s, w.to_id, w.to_item, w.quantity, people, &passed));
    }
    audit_change(ctx, &before, &s);
    w.term = s.term;
    w.cycle = s.cycle;
    w.operation = id_text(ctx->arena, ctx_new_id(ctx));
    ApiMoveEvent done[2] = {{S("Conversion"), S("Completed"), ctx->now},
                            {S("LicenseReassignment"), S("Completed"), ctx->now}};
    w.events = done;
    w.events_n = people ? 2 : 1;
    w.attributes.object_type = S("Transition");
    ctx_json(ctx, 200, &API_TRANSITION, &w);
    return OK;
}

const char TRANSITIONS_SCHEMA[] = "{\"type\":\"object\",\"properties\":{\"transition\":{\"type\":\"array\",\"items\":{"
                                  "\"type\":\"object\"}}},\"required\":[\"transition\"]}";

/* The moves there were, the newest first. */
Err api_transitions(AccountCtx a)
{
    CollectionAsk page;
    Str country;
    Subscription s;
    SubscriptionEventsRow *rows;
    size_t n, moves = 0;
    TRY(commerce_subscription(a, &country, &s));
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    TRY(q_subscription_events(a, &(SubscriptionEventsArgs){.subscription_id = s.id}, &rows, &n));
    ApiTransition *items = arena_array(a.ctx->arena, ApiTransition, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].what, S("moved"))) {
            ApiMoveEvent *done = arena_array(a.ctx->arena, ApiMoveEvent, 1);
            *done = (ApiMoveEvent){S("Conversion"), S("Completed"), rows[i].created_at};
            items[moves++] = (ApiTransition){.operation = id_text(a.ctx->arena, rows[i].id),
                                             .from_id = s.id,
                                             .to_item = s.item_id,
                                             .to_id = s.id,
                                             .events = done,
                                             .events_n = 1,
                                             .attributes = {.object_type = S("Transition")}};
        }
    }
    ctx_json_collection(
        a.ctx, &page,
        &(Collection){
            .shape = &API_TRANSITION, .items = items, .items_n = moves, .items_name = "transition", .total = -1});
    return OK;
}

typedef struct ApiConversion {
    Str offer_id, target_id, cycle, order_id;
    Id subscription_id;
    int64_t quantity;
    ApiAttributes attributes;
} ApiConversion;
static const Field CONVERSION_FIELDS[] = {
    FIELD(ApiConversion, offer_id, "offerId", F_STR),
    FIELD(ApiConversion, target_id, "targetOfferId", F_STR),
    FIELD(ApiConversion, order_id, "orderId", F_STR, .flags = FIELD_OUT_ONLY),
    FIELD(ApiConversion, quantity, "quantity", F_INT),
    FIELD(ApiConversion, cycle, "billingCycle", F_STR),
    FIELD(ApiConversion, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = FIELD_OUT_ONLY),
};
const Shape API_CONVERSION = SHAPE(ApiConversion, CONVERSION_FIELDS);
const Shape API_CONVERSION_ASKED = SHAPE_AS(ApiConversionAsked, ApiConversion, CONVERSION_FIELDS);
static const Field CONVERSION_RESULT_FIELDS[] = {
    FIELD(ApiConversion, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiConversion, offer_id, "offerId", F_STR),
    FIELD(ApiConversion, target_id, "targetOfferId", F_STR),
    FIELD(ApiConversion, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_CONVERSION_RESULT = SHAPE_AS(ApiConversionResult, ApiConversion, CONVERSION_RESULT_FIELDS);

Err api_conversions(AccountCtx a)
{
    CollectionAsk page;
    Str country;
    Subscription s;
    CatalogItem *items = NULL;
    size_t n;
    TRY(commerce_subscription(a, &country, &s));
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    TRY(commerce_targets(a, country, &s, CATALOG_CONVERSION, &items, &n));
    n = s.trial && str_eq(s.state, S("active")) ? n : 0;
    ApiConversion *list = arena_array(a.ctx->arena, ApiConversion, n + 1);
    for (size_t i = 0; i < n; i++) {
        list[i] = (ApiConversion){.offer_id = s.item_id,
                                  .target_id = items[i].item_id,
                                  .order_id = s.order_id,
                                  .quantity = s.quantity,
                                  .cycle = S("monthly"),
                                  .attributes = {.object_type = S("Conversion")}};
    }
    ctx_json_collection(a.ctx, &page,
                        &(Collection){.shape = &API_CONVERSION, .items = list, .items_n = n, .total = -1});
    return OK;
}

Err api_convert(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    Subscription s, before;
    ApiConversion w = {0};
    int64_t passed;
    TRY(commerce_subscription(a, &country, &s));
    before = s;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_CONVERSION_ASKED, &w)));
    if (!s.trial) {
        return commerce_refuse(ctx, 800096, MSG("Only a trial is converted"));
    }
    w.offer_id = s.item_id;
    TRY(subscription_move(a, country, &s, w.target_id, s.quantity, S("P1Y"), w.cycle, true, &w.subscription_id,
                          &passed));
    audit_change(ctx, &before, &s);
    w.attributes.object_type = S("ConversionResult");
    ctx_json(ctx, 200, &API_CONVERSION_RESULT, &w);
    return OK;
}

/* --- end dates that a new term may have --- */

typedef struct ApiEndDate {
    Str type;
    Time end;
    Str *with;
    size_t with_n;
} ApiEndDate;
static const Field END_DATE_FIELDS[] = {
    FIELD(ApiEndDate, type, "allowedCustomTermEndDateType", F_STR),
    FIELD(ApiEndDate, end, "allowedCustomTermEndDate", F_TIME_),
    FIELD_STRS(ApiEndDate, with, with_n, "cotermSubscriptionIds"),
};
const Shape API_END_DATE = SHAPE(ApiEndDate, END_DATE_FIELDS);

enum { START_YEARS = 3 };

/* When the term would start: now, unless a later day is asked about. */
static Err asked_start(Ctx *ctx, const CollectionAsk *page, Time *ret)
{
    Str text = collection_param(ctx, page, S("term_start_date"));
    *ret = ctx->now;
    if (!text.n) {
        return OK;
    }
    Time start;
    Date first = date_of(time_add(ctx->now, -TIME_DAY)), last = date_add_months(date_of(ctx->now), 12 * START_YEARS);
    if (time_parse(text, &start) != OK || date_of(start).days < first.days || date_of(start).days > last.days) {
        return commerce_refuse(ctx, 3000, MSG("term_start_date is a day from today on, such as 2026-11-21"));
    }
    *ret = start.us > ctx->now.us ? start : ctx->now;
    return OK;
}

/* The subscription to end with, when one is named; ID_NIL: any. */
static Err asked_target(AccountCtx a, const CollectionAsk *page, Id *ret)
{
    Subscription s;
    Str text = collection_param(a.ctx, page, S("target_coterm_subscription_id"));
    *ret = ID_NIL;
    if (!text.n) {
        return OK;
    }
    if (id_parse(text, ret) != OK) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 20003, MSG("There is no such subscription"));
    }
    return subscription_get(a, *ret, &s);
}

/* The ends of months within the term, and of the customer's other subscriptions that end within it. */
Err api_end_dates(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk page;
    Str country;
    Subscription *rows;
    size_t n, found = 0;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(ctx, 300, 300, &page));
    Str term = str_upper_ascii(ctx->arena, collection_param(ctx, &page, S("term_duration")));
    Time start;
    Id target;
    TRY(asked_start(ctx, &page, &start));
    TRY(asked_target(a, &page, &target));
    Time last = commerce_term_end(start, term, false);
    if (!time_is_set(last)) {
        return commerce_refuse(ctx, 800121, MSG("The query needs a term_duration of P1M, P1Y or P3Y"));
    }
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = ctx->customer_id}, &rows, &n));
    ApiEndDate *list = arena_array(ctx->arena, ApiEndDate, n + 37);
    int year, month, day;
    date_ymd(date_of(start), &year, &month, &day);
    Date first = date_from_ymd(year, month, 1);
    for (int i = 1; i <= 36 && id_is_nil(target); i++) {
        Time end = time_of_date(date_add_months(first, i));
        if (end.us <= last.us) {
            list[found++] = (ApiEndDate){.type = S("calendarMonthAligned"), .end = time_add(end, -TIME_DAY)};
        }
    }
    for (size_t i = 0; i < n; i++) {
        bool there = time_is_set(rows[i].ends_at) && rows[i].ends_at.us > start.us && rows[i].ends_at.us <= last.us &&
                     (id_is_nil(target) || id_eq(rows[i].id, target));
        if (there && str_eq(rows[i].state, S("active")) && !rows[i].trial) {
            Str *with = arena_array(ctx->arena, Str, 1);
            *with = id_text(ctx->arena, rows[i].id);
            list[found++] = (ApiEndDate){S("subscriptionAligned"), time_add(rows[i].ends_at, -TIME_DAY), with, 1};
        }
    }
    ctx_json_collection(
        ctx, &page,
        &(Collection){
            .shape = &API_END_DATE, .items = list, .items_n = num_min_size(found, 300), .total = (int64_t)found});
    return OK;
}
