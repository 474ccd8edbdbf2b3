/* Orders and carts on the wire (spec api-resources.tsv, Order and Cart). */
#include "app/audit.h"
#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "areas/commerce/api.h"
#include "areas/commerce/commerce_rules.h"
#include "areas/customers/customers.h"

enum { LIST_MAX = 500 };

Err commerce_enter(AccountCtx a, Str *ret_country)
{
    Customer c;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    *ret_country = c.company.address.country;
    return OK;
}

Str commerce_path(Ctx *ctx, Str rest)
{
    char id[ID_TEXT];
    id_to(id, ctx->customer_id);
    return str_fmt(ctx->arena, "/customers/%.*s/%.*s", ID_TEXT, id, S_ARG(rest));
}
ApiLink commerce_link(Ctx *ctx, Str rest) { return (ApiLink){.uri = commerce_path(ctx, rest), .method = S("GET")}; }

/* --- orders: shapes --- */

typedef struct ApiLineLinks {
    ApiLink subscription, provisioning;
} ApiLineLinks;
static const Field LINE_LINK_FIELDS[] = {
    FIELD(ApiLineLinks, subscription, "subscription", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiLineLinks, provisioning, "provisioningStatus", F_OBJECT, .shape = &API_LINK),
};
static const Shape LINE_LINKS = SHAPE(ApiLineLinks, LINE_LINK_FIELDS);
typedef struct ApiPricing {
    Dec list, price, extended;
} ApiPricing;
static const Field PRICING_FIELDS[] = {
    FIELD(ApiPricing, list, "listPrice", F_DEC_),
    FIELD(ApiPricing, price, "price", F_DEC_),
    FIELD(ApiPricing, extended, "extendedPrice", F_DEC_),
};
static const Shape API_PRICING = SHAPE(ApiPricing, PRICING_FIELDS);
typedef struct ApiOrderLine {
    int64_t line, quantity;
    Str offer_id, friendly_name, term, cycle, kind, partner, promotion;
    Id subscription_id, parent_id;
    Time end;
    bool attested, has_pricing, has_links;
    ApiPricing pricing;
    ApiLineLinks links;
} ApiOrderLine;
static const Field ORDER_LINE_FIELDS[] = {
    FIELD(ApiOrderLine, line, "lineItemNumber", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiOrderLine, offer_id, "offerId", F_STR),
    FIELD(ApiOrderLine, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiOrderLine, parent_id, "parentSubscriptionId", F_ID_),
    FIELD(ApiOrderLine, friendly_name, "friendlyName", F_STR),
    FIELD(ApiOrderLine, quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiOrderLine, end, "customTermEndDate", F_TIME_),
    FIELD(ApiOrderLine, term, "termDuration", F_STR),
    FIELD(ApiOrderLine, kind, "transactionType", F_STR),
    FIELD(ApiOrderLine, partner, "partnerIdOnRecord", F_STR),
    FIELD(ApiOrderLine, promotion, "promotionId", F_STR),
    FIELD_PART(ApiOrderLine, pricing, has_pricing, "pricing", &API_PRICING, .flags = FIELD_OUT_ONLY),
    FIELD_PART(ApiOrderLine, links, has_links, "links", &LINE_LINKS, .flags = FIELD_OUT_ONLY),
};
static const Shape API_ORDER_LINE = SHAPE(ApiOrderLine, ORDER_LINE_FIELDS);
typedef struct ApiOrderLinks {
    ApiLink provisioning, self;
} ApiOrderLinks;
static const Field ORDER_LINK_FIELDS[] = {
    FIELD(ApiOrderLinks, provisioning, "provisioningStatus", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiOrderLinks, self, "self", F_OBJECT, .shape = &API_LINK),
};
static const Shape ORDER_LINKS = SHAPE(ApiOrderLinks, ORDER_LINK_FIELDS);
typedef struct ApiOrder {
    Str id, alternate, customer, cycle, kind, currency, symbol, status;
    Time created;
    ApiOrderLine *lines;
    size_t lines_n;
    Dec total;
    bool has_links;
    ApiOrderLinks links;
    ApiAttributes attributes;
} ApiOrder;
#define ORDER_HEAD                                                                                                     \
    FIELD(ApiOrder, id, "id", F_STR), FIELD(ApiOrder, alternate, "alternateId", F_STR, .flags = FIELD_OUT_ONLY),       \
        FIELD(ApiOrder, customer, "referenceCustomerId", F_STR), FIELD(ApiOrder, cycle, "billingCycle", F_STR)
static const Field ORDER_FIELDS[] = {
    ORDER_HEAD,
    FIELD(ApiOrder, kind, "transactionType", F_STR),
    FIELD_LIST(ApiOrder, lines, lines_n, "lineItems", &API_ORDER_LINE, .flags = FIELD_ALWAYS),
    FIELD(ApiOrder, currency, "currencyCode", F_STR),
    FIELD(ApiOrder, created, "creationDate", F_TIME_),
    FIELD(ApiOrder, status, "status", F_STR),
    FIELD(ApiOrder, total, "totalPrice", F_DEC_),
    FIELD_PART(ApiOrder, links, has_links, "links", &ORDER_LINKS),
    FIELD(ApiOrder, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_ORDER = SHAPE(ApiOrder, ORDER_FIELDS);
static const Field ORDER_NEW_FIELDS[] = {
    ORDER_HEAD,
    FIELD(ApiOrder, currency, "currencyCode", F_STR),
    FIELD_LIST(ApiOrder, lines, lines_n, "lineItems", &API_ORDER_LINE, .max = ORDER_LINES_MAX, .flags = FIELD_REQUIRED),
};
const Shape API_ORDER_NEW = SHAPE_AS(ApiOrderNew, ApiOrder, ORDER_NEW_FIELDS);
static const Field ORDER_PATCH_FIELDS[] = {
    ORDER_HEAD,
    FIELD(ApiOrder, status, "status", F_STR),
    FIELD_LIST(ApiOrder, lines, lines_n, "lineItems", &API_ORDER_LINE, .max = ORDER_LINES_MAX),
    FIELD(ApiOrder, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_ORDER_PATCH = SHAPE_AS(ApiOrderPatch, ApiOrder, ORDER_PATCH_FIELDS);

/* --- orders: rows to the wire --- */

static bool wants_price(Ctx *ctx, const CollectionAsk *page)
{
    return str_eq_nocase(collection_param(ctx, page, S("include_price")), S("true")) ||
           str_eq_nocase(collection_param(ctx, page, S("includePrice")), S("true"));
}

static ApiOrderLine wire_line(Ctx *ctx, const OrderLinesRow *r, bool price)
{
    Str order = str_fmt(ctx->arena, "orders/%.*s/provisioningstatus", S_ARG(r->order_id));
    ApiOrderLine w = {.line = r->line,
                      .quantity = r->quantity,
                      .offer_id = r->item_id,
                      .friendly_name = r->friendly_name,
                      .term = r->term,
                      .kind = r->kind,
                      .partner = r->partner_number,
                      .promotion = r->promotion_id,
                      .subscription_id = r->subscription_id,
                      .parent_id = r->parent_id,
                      .end = r->custom_end,
                      .has_pricing = price,
                      .has_links = true,
                      .pricing = {.list = r->unit_price, .price = r->unit_price}};
    Err err = dec_mul(r->unit_price, (Dec){r->quantity * DEC_SCALE}, ROUND_HALF_UP, &w.pricing.extended);
    w.has_pricing = w.has_pricing && err == OK;
    w.links.subscription =
        commerce_link(ctx, str_fmt(ctx->arena, "subscriptions/%.*s", S_ARG(id_text(ctx->arena, r->subscription_id))));
    w.links.provisioning = commerce_link(ctx, order);
    return w;
}

static ApiOrder wire_order(Ctx *ctx, const OrderListRow *o, const OrderLinesRow *lines, size_t n, bool price)
{
    Str path = str_fmt(ctx->arena, "orders/%.*s", S_ARG(o->id));
    ApiOrder w = {.id = o->id,
                  .alternate = o->id,
                  .customer = id_text(ctx->arena, ctx->customer_id),
                  .cycle = o->cycle,
                  .kind = S("UserPurchase"),
                  .currency = o->currency,
                  .status = o->state,
                  .created = o->created_at,
                  .lines = arena_array(ctx->arena, ApiOrderLine, n + 1),
                  .has_links = true,
                  .attributes = {.etag = str_fmt(ctx->arena, "%.*s-%lld", S_ARG(o->id), (long long)o->version),
                                 .object_type = S("Order")}};
    for (size_t i = 0; i < n; i++) {
        if (str_eq(lines[i].order_id, o->id)) {
            w.lines[w.lines_n] = wire_line(ctx, &lines[i], price);
            if (price && dec_add(w.total, w.lines[w.lines_n].pricing.extended, &w.total) != OK) {
                w.total = (Dec){0};
            }
            w.lines_n++;
        }
    }
    w.links.provisioning = commerce_link(ctx, str_concat(ctx->arena, path, S("/provisioningstatus")));
    w.links.self = commerce_link(ctx, path);
    return w;
}

static Err read_orders(AccountCtx a, Str id, Str cycle, OrderListRow **ret, size_t *ret_n, OrderLinesRow **ret_lines,
                       size_t *ret_lines_n)
{
    Id customer = a.ctx->customer_id;
    TRY(q_order_list(
        a,
        &(OrderListArgs){
            .customer_id = customer, .with_id = id.n > 0, .id = id, .with_cycle = cycle.n > 0, .cycle = cycle},
        ret, ret_n));
    return q_order_lines(a, &(OrderLinesArgs){.customer_id = customer, .with_order = id.n > 0, .order_id = id},
                         ret_lines, ret_lines_n);
}

Err api_order_list(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk page;
    Str country;
    OrderListRow *rows;
    OrderLinesRow *lines;
    size_t n, lines_n;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &page));
    Str cycle = collection_param(ctx, &page, S("billingType"));
    static const char *const CYCLES[] = {"monthly", "annual", "triennial", "one_time", "none"};
    for (size_t i = 0; i < COUNT_OF(CYCLES); i++) {
        cycle = filter_word_eq(cycle, str_from(CYCLES[i])) ? str_from(CYCLES[i]) : cycle;
    }
    TRY(read_orders(a, S(""), cycle, &rows, &n, &lines, &lines_n));
    ApiOrder *items = arena_array(ctx->arena, ApiOrder, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_order(ctx, &rows[i], lines, lines_n, wants_price(ctx, &page));
    }
    ctx_json_collection(ctx, &page, &(Collection){.shape = &API_ORDER, .items = items, .items_n = n, .total = -1});
    return OK;
}

static Err order_named(AccountCtx a, Str id, OrderListRow *ret, OrderLinesRow **ret_lines, size_t *ret_n)
{
    OrderListRow *rows;
    size_t n;
    TRY(read_orders(a, str_lower_ascii(a.ctx->arena, id), S(""), &rows, &n, ret_lines, ret_n));
    if (n == 0) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 20000, MSG("There is no such order"));
    }
    *ret = rows[0];
    return OK;
}

static Err answer_order(AccountCtx a, int status, Str id)
{
    CollectionAsk page;
    OrderListRow order;
    OrderLinesRow *lines;
    size_t n;
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    TRY(order_named(a, id, &order, &lines, &n));
    ApiOrder w = wire_order(a.ctx, &order, lines, n, wants_price(a.ctx, &page));
    ctx_json(a.ctx, status, &API_ORDER, &w);
    return OK;
}

Err api_order(AccountCtx a)
{
    Str country;
    TRY(commerce_enter(a, &country));
    return answer_order(a, 200, ctx_param(a.ctx, S("order")));
}

/* --- orders: buying --- */

static void audit_order(Ctx *ctx, Str order_id, int64_t lines)
{
    ctx->audit.target_kind = S("order");
    ctx->audit.target_name = order_id;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"order", order_id}, {"lines", commerce_number(ctx->arena, lines)});
}

static OrderLineAsk ask_of(const ApiOrderLine *w, Str cycle, Str currency)
{
    return (OrderLineAsk){.item_id = w->offer_id,
                          .friendly_name = w->friendly_name,
                          .term = w->term,
                          .cycle = cycle,
                          .promotion_id = w->promotion,
                          .partner_number = w->partner,
                          .currency = currency,
                          .quantity = w->quantity,
                          .parent_id = w->parent_id,
                          .custom_end = w->end};
}

/* Places what is asked for, or refuses with the first line that something stands in the way of. */
static Err buy(AccountCtx a, Str country, const ApiOrder *w, Str *ret_id)
{
    bool fine;
    OrderLineAsk *lines = arena_array(a.ctx->arena, OrderLineAsk, w->lines_n);
    for (size_t i = 0; i < w->lines_n; i++) {
        lines[i] = ask_of(&w->lines[i], filter_word_eq(w->cycle, S("unknown")) ? S("") : w->cycle, w->currency);
    }
    TRY(order_check(a, country, lines, w->lines_n, &fine));
    for (size_t i = 0; i < w->lines_n; i++) {
        if (lines[i].cart_code) {
            return commerce_refuse(a.ctx, lines[i].order_code, lines[i].why);
        }
    }
    return order_place(a, lines, w->lines_n, ret_id);
}

Err api_order_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country, id;
    ApiOrder w = {0};
    TRY(commerce_enter(a, &country));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_ORDER_NEW, &w)));
    if (w.lines_n == 0) {
        return commerce_refuse(ctx, 800002, MSG("An order needs lineItems"));
    }
    if (w.customer.n && !str_eq_nocase(w.customer, id_text(ctx->arena, ctx->customer_id))) {
        return commerce_refuse(ctx, 800002, MSG("referenceCustomerId is another customer than the path's"));
    }
    TRY(buy(a, country, &w, &id));
    audit_order(ctx, id, (int64_t)w.lines_n);
    return answer_order(a, 201, id);
}

/* Lines that the order has not yet: add-ons on top of what it made. */
static Err add_lines(AccountCtx a, Str country, const ApiOrder *w, size_t had, Str *ret_id)
{
    ApiOrder more = *w;
    more.lines = arena_array(a.ctx->arena, ApiOrderLine, w->lines_n);
    more.lines_n = 0;
    for (size_t i = had; i < w->lines_n; i++) {
        more.lines[more.lines_n++] = w->lines[i];
    }
    return buy(a, country, &more, ret_id);
}

static Err cancel_order(AccountCtx a, Str country, OrderListRow *o, const OrderLinesRow *lines, size_t n)
{
    Ctx *ctx = a.ctx;
    if (!str_eq(ctx->environment, S("sandbox"))) {
        return problem_api(ctx, ERR_FORBIDDEN, 403, 800019, MSG("Orders are cancelled in a sandbox only"));
    }
    if (!str_eq(o->state, S("completed"))) {
        return commerce_refuse(ctx, 800061, MSG("The order is cancelled already"));
    }
    SubscriptionChange gone = {.state = S("deleted"), .next_end = TIME_NONE};
    for (size_t i = 0; i < n; i++) {
        Subscription s;
        TRY(subscription_get(a, lines[i].subscription_id, &s));
        if (!str_eq(s.state, S("deleted"))) {
            TRY(subscription_change(a, country, &s, &gone));
        }
    }
    int64_t changed;
    TRY(q_order_set(a, &(OrderSetArgs){.id = o->id, .version = o->version, .state = S("cancelled"), .cycle = o->cycle},
                    &changed));
    return changed ? OK : ERR_SERIALIZE;
}

Err api_order_patch(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country, made;
    ApiOrder w = {0};
    OrderListRow order;
    OrderLinesRow *lines;
    size_t n;
    TRY(commerce_enter(a, &country));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_ORDER_PATCH, &w)));
    TRY(order_named(a, ctx_param(ctx, S("order")), &order, &lines, &n));
    audit_order(ctx, order.id, (int64_t)n);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"order", order.id}, {"state", order.state});
    if (filter_word_eq(w.status, S("cancelled"))) {
        TRY(cancel_order(a, country, &order, lines, n));
    } else if (w.lines_n > n) {
        TRY(add_lines(a, country, &w, n, &made));
        return answer_order(a, 200, made);
    } else {
        return commerce_refuse(ctx, 4018,
                               MSG("An order takes more lines, or is cancelled; nothing else can be changed"));
    }
    return answer_order(a, 200, order.id);
}

typedef struct ApiLineProvisioning {
    int64_t line;
    Str status;
    ApiAttributes attributes;
} ApiLineProvisioning;
static const Field LINE_PROVISIONING_FIELDS[] = {
    FIELD(ApiLineProvisioning, line, "lineItemNumber", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiLineProvisioning, status, "status", F_STR),
    FIELD(ApiLineProvisioning, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_LINE_PROVISIONING = SHAPE(ApiLineProvisioning, LINE_PROVISIONING_FIELDS);

Err api_order_provisioning(AccountCtx a)
{
    CollectionAsk page;
    Str country;
    OrderListRow order;
    OrderLinesRow *lines;
    size_t n;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(a.ctx, LIST_MAX, LIST_MAX, &page));
    TRY(order_named(a, ctx_param(a.ctx, S("order")), &order, &lines, &n));
    ApiLineProvisioning *items = arena_array(a.ctx->arena, ApiLineProvisioning, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = (ApiLineProvisioning){lines[i].line,
                                         str_eq(order.state, S("completed")) ? S("Fulfilled") : S("Unfulfilled"),
                                         {.object_type = S("OrderLineItemProvisioningStatus")}};
    }
    ctx_json_collection(a.ctx, &page,
                        &(Collection){.shape = &API_LINE_PROVISIONING, .items = items, .items_n = n, .total = -1});
    return OK;
}

/* --- carts --- */

typedef struct ApiParticipant {
    Str key, value;
} ApiParticipant;
static const Field PAIR_FIELDS[] = {FIELD(ApiParticipant, key, "key", F_STR),
                                    FIELD(ApiParticipant, value, "value", F_STR)};
static const Shape API_PAIR = SHAPE(ApiParticipant, PAIR_FIELDS);
typedef struct ApiCartError {
    int64_t code;
    Str description;
} ApiCartError;
static const Field CART_ERROR_FIELDS[] = {FIELD(ApiCartError, code, "errorCode", F_INT),
                                          FIELD(ApiCartError, description, "errorDescription", F_STR)};
static const Shape API_CART_ERROR = SHAPE(ApiCartError, CART_ERROR_FIELDS);
typedef struct ApiCartContext {
    Str parent;
} ApiCartContext;
static const Field CART_CONTEXT_FIELDS[] = {FIELD(ApiCartContext, parent, "parentSubscriptionId", F_STR)};
static const Shape API_CART_CONTEXT = SHAPE(ApiCartContext, CART_CONTEXT_FIELDS);
typedef struct ApiCartLine {
    int64_t id, quantity;
    Str item_id, friendly_name, currency, cycle, term, group, promotion;
    ApiParticipant *participants;
    size_t participants_n;
    Str context, renews_to, addons; /* JSON */
    bool has_error;
    Time end;
    ApiCartError error;
} ApiCartLine;
static const Field CART_LINE_FIELDS[] = {
    FIELD(ApiCartLine, id, "id", F_INT, .flags = FIELD_ALWAYS | FIELD_OUT_ONLY), /* clients send text or numbers */
    FIELD(ApiCartLine, item_id, "catalogItemId", F_STR, .alias = "catalogId"),
    FIELD(ApiCartLine, friendly_name, "friendlyName", F_STR),
    FIELD(ApiCartLine, quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiCartLine, currency, "currencyCode", F_STR),
    FIELD(ApiCartLine, cycle, "billingCycle", F_STR),
    FIELD(ApiCartLine, term, "termDuration", F_STR),
    FIELD_LIST(ApiCartLine, participants, participants_n, "participants", &API_PAIR, .max = 10),
    FIELD(ApiCartLine, context, "provisioningContext", F_RAW, .max = 4000),
    FIELD(ApiCartLine, renews_to, "renewsTo", F_RAW, .max = 4000),
    FIELD(ApiCartLine, addons, "addonItems", F_RAW, .max = 20000, .flags = FIELD_IN_ONLY),
    FIELD(ApiCartLine, group, "orderGroup", F_STR),
    FIELD(ApiCartLine, promotion, "promotionId", F_STR),
    FIELD(ApiCartLine, end, "customTermEndDate", F_TIME_),
    FIELD_PART(ApiCartLine, error, has_error, "error", &API_CART_ERROR, .flags = FIELD_OUT_ONLY),
};
static const Shape API_CART_LINE = SHAPE(ApiCartLine, CART_LINE_FIELDS);
typedef struct ApiCart {
    Id id;
    Time created, changed, expires;
    Str status, user;
    ApiCartLine *lines;
    size_t lines_n;
    bool has_links;
    ApiLinks links;
    ApiAttributes attributes;
} ApiCart;
static const Field CART_FIELDS[] = {
    FIELD(ApiCart, id, "id", F_ID_),
    FIELD(ApiCart, created, "creationTimestamp", F_TIME_),
    FIELD(ApiCart, changed, "lastModifiedTimestamp", F_TIME_),
    FIELD(ApiCart, expires, "expirationTimestamp", F_TIME_),
    FIELD(ApiCart, user, "lastModifiedUser", F_STR),
    FIELD(ApiCart, status, "status", F_STR),
    FIELD_LIST(ApiCart, lines, lines_n, "lineItems", &API_CART_LINE, .flags = FIELD_ALWAYS),
    FIELD(ApiCart, links, "links", F_OBJECT, .shape = &API_LINKS),
    FIELD(ApiCart, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_CART = SHAPE(ApiCart, CART_FIELDS);
static const Field CART_NEW_FIELDS[] = {
    FIELD_LIST(ApiCart, lines, lines_n, "lineItems", &API_CART_LINE, .max = ORDER_LINES_MAX, .flags = FIELD_REQUIRED)};
const Shape API_CART_NEW = SHAPE_AS(ApiCartNew, ApiCart, CART_NEW_FIELDS);

static Err ask_of_cart(Ctx *ctx, const ApiCartLine *w, OrderLineAsk *l)
{
    *l = (OrderLineAsk){.item_id = w->item_id,
                        .friendly_name = w->friendly_name,
                        .term = w->term,
                        .cycle = w->cycle,
                        .promotion_id = w->promotion,
                        .currency = w->currency,
                        .quantity = w->quantity,
                        .custom_end = w->end};
    ApiCartContext context = {0};
    if (w->context.n && w->context.p[0] == '{') {
        TRY(resource_bad_property(ctx, shape_read_text(ctx, &API_CART_CONTEXT, w->context, &context)));
    }
    if (id_parse(context.parent, &l->parent_id) != OK) {
        l->parent_id = ID_NIL;
    }
    for (size_t i = 0; i < w->participants_n; i++) {
        if (filter_word_eq(w->participants[i].key, S("transaction_reseller"))) {
            l->partner_number = w->participants[i].value;
        }
    }
    return OK;
}

/* Add-ons inside a line: not taken, and never silently lost. */
static bool has_addons(const ApiCartLine *w)
{
    Str inner = str_trim(w->addons);
    return inner.n > 2 && inner.p[0] == '[' && str_trim(str_of(inner.p + 1, inner.n - 2)).n > 0;
}

/* What stands in the way of each line, in the line itself; numbers the lines and completes what they leave open. */
static Err check_cart(AccountCtx a, Str country, ApiCart *w, OrderLineAsk **ret, bool *ret_fine)
{
    Ctx *ctx = a.ctx;
    OrderLineAsk *lines = arena_array(ctx->arena, OrderLineAsk, w->lines_n + 1);
    for (size_t i = 0; i < w->lines_n; i++) {
        w->lines[i].id = (int64_t)i;
        TRY(ask_of_cart(ctx, &w->lines[i], &lines[i]));
        if (has_addons(&w->lines[i])) {
            lines[i].cart_code = 10006;
            lines[i].why =
                MSG("Add-ons are lines of their own: name their base in provisioningContext.parentSubscriptionId");
        }
    }
    TRY(order_check(a, country, lines, w->lines_n, ret_fine));
    for (size_t i = 0; i < w->lines_n; i++) {
        ApiCartLine *line = &w->lines[i];
        line->has_error = lines[i].cart_code != 0;
        line->error = (ApiCartError){lines[i].cart_code,
                                     line->has_error ? msg_text(ctx->arena, ctx->locale, &lines[i].why) : S("")};
        if (lines[i].price) {
            line->cycle = lines[i].price->billing_cycle;
            line->term = lines[i].price->duration;
            line->currency = lines[i].item.currency;
        }
    }
    *ret = lines;
    return OK;
}

static Str body_of(Ctx *ctx, ApiCart *w)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    shape_write(&b, &API_CART_NEW, w);
    return buf_str(&b);
}

static void answer_cart(Ctx *ctx, int status, ApiCart *w)
{
    w->links = resource_self(commerce_path(ctx, str_fmt(ctx->arena, "carts/%.*s", S_ARG(id_text(ctx->arena, w->id)))));
    w->attributes.object_type = S("Cart");
    w->user = id_text(ctx->arena, id_is_nil(ctx->actor.user_id) ? ctx->actor.application_id : ctx->actor.user_id);
    ctx_json(ctx, status, &API_CART, w);
}

static Err read_lines(Ctx *ctx, ApiCart *w)
{
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_CART_NEW, w)));
    return w->lines_n ? OK : commerce_refuse(ctx, 800002, MSG("A cart needs lineItems"));
}

static void audit_cart(Ctx *ctx, const ApiCart *w)
{
    ctx->audit.target_kind = S("cart");
    ctx->audit.target_id = w->id;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"lines", commerce_number(ctx->arena, (int64_t)w->lines_n)});
}

Err api_cart_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    ApiCart w = {0};
    OrderLineAsk *lines;
    bool fine;
    TRY(commerce_enter(a, &country));
    TRY(read_lines(ctx, &w));
    TRY(check_cart(a, country, &w, &lines, &fine));
    w.id = ctx_new_id(ctx);
    w.created = w.changed = ctx->now;
    w.expires = time_add(ctx->now, CART_DAYS * TIME_DAY);
    w.status = S("Active");
    TRY(q_cart_add(
        a,
        &(CartAddArgs){.id = w.id, .customer_id = ctx->customer_id, .expires_at = w.expires, .body = body_of(ctx, &w)},
        NULL));
    audit_cart(ctx, &w);
    answer_cart(ctx, 201, &w);
    return OK;
}

/* The cart of the path, with its lines as they were checked last. */
static Err cart_of_path(AccountCtx a, CartGetRow *ret_row, ApiCart *ret)
{
    Ctx *ctx = a.ctx;
    Id id;
    Err err = id_parse(ctx_param(ctx, S("cart")), &id);
    err = err == OK ? q_cart_get(a, &(CartGetArgs){.customer_id = ctx->customer_id, .id = id}, ret_row) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 800008, MSG("There is no such cart, or it has expired"));
    }
    TRY(err);
    *ret = (ApiCart){0};
    TRY(shape_read_text(ctx, &API_CART_NEW, ret_row->body, ret));
    ret->id = ret_row->id;
    ret->created = ret_row->created_at;
    ret->changed = ret_row->changed_at;
    ret->expires = ret_row->expires_at;
    ret->status = str_eq(ret_row->state, S("ordered")) ? S("Ordered") : S("Active");
    for (size_t i = 0; i < ret->lines_n; i++) {
        ret->lines[i].id = (int64_t)i;
    }
    return OK;
}

Err api_cart(AccountCtx a)
{
    Str country;
    CartGetRow row;
    ApiCart w;
    OrderLineAsk *lines;
    bool fine;
    TRY(commerce_enter(a, &country));
    TRY(cart_of_path(a, &row, &w));
    if (str_eq(row.state, S("active"))) {
        TRY(check_cart(a, country, &w, &lines, &fine));
    }
    answer_cart(a.ctx, 200, &w);
    return OK;
}

static Err still_open(Ctx *ctx, const CartGetRow *row)
{
    return str_eq(row->state, S("active")) ? OK
                                           : commerce_refuse(ctx, 800065, MSG("The cart has been checked out already"));
}

static Err save_cart(AccountCtx a, const CartGetRow *row, ApiCart *w, Str state)
{
    int64_t changed;
    TRY(q_cart_set(a, &(CartSetArgs){.id = w->id, .version = row->version, .state = state, .body = body_of(a.ctx, w)},
                   &changed));
    audit_cart(a.ctx, w);
    a.ctx->audit.before = AUDIT_JSON(a.ctx->arena, {"state", row->state});
    return changed ? OK : ERR_SERIALIZE;
}

Err api_cart_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    CartGetRow row;
    ApiCart w, asked = {0};
    OrderLineAsk *lines;
    bool fine;
    TRY(commerce_enter(a, &country));
    TRY(cart_of_path(a, &row, &w));
    TRY(still_open(ctx, &row));
    TRY(read_lines(ctx, &asked));
    w.lines = asked.lines;
    w.lines_n = asked.lines_n;
    w.changed = ctx->now;
    TRY(check_cart(a, country, &w, &lines, &fine));
    TRY(save_cart(a, &row, &w, S("active")));
    answer_cart(ctx, 201, &w); /* as the wire has it, though nothing new is made (api-endpoints.tsv, carts) */
    return OK;
}

typedef struct ApiCheckout {
    ApiOrder *orders;
    size_t orders_n;
    ApiCartError *errors;
    size_t errors_n;
    ApiAttributes attributes;
} ApiCheckout;
static const Field CHECKOUT_FIELDS[] = {
    FIELD_LIST(ApiCheckout, orders, orders_n, "orders", &API_ORDER, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiCheckout, errors, errors_n, "orderErrors", &API_CART_ERROR),
    FIELD(ApiCheckout, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_CHECKOUT = SHAPE(ApiCheckout, CHECKOUT_FIELDS);

/* One order for the lines of one group and billing cycle: an order has one cycle (api-resources.tsv, Order). */
static Err place_groups(AccountCtx a, const ApiCart *w, OrderLineAsk *lines, ApiCheckout *out)
{
    Ctx *ctx = a.ctx;
    bool *placed = arena_array(ctx->arena, bool, w->lines_n + 1);
    for (size_t i = 0; i < w->lines_n; i++) {
        size_t n = 0;
        OrderLineAsk *group = arena_array(ctx->arena, OrderLineAsk, w->lines_n);
        for (size_t k = i; k < w->lines_n && !placed[i]; k++) {
            if (!placed[k] && str_eq(w->lines[k].group, w->lines[i].group) &&
                str_eq(w->lines[k].cycle, w->lines[i].cycle)) {
                group[n++] = lines[k];
                placed[k] = k != i;
            }
        }
        if (n == 0) {
            continue;
        }
        placed[i] = true;
        Str id;
        OrderListRow order;
        OrderLinesRow *rows;
        size_t rows_n;
        TRY(order_place(a, group, n, &id));
        TRY(order_named(a, id, &order, &rows, &rows_n));
        out->orders[out->orders_n++] = wire_order(ctx, &order, rows, rows_n, false);
    }
    return OK;
}

Err api_cart_checkout(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country;
    CartGetRow row;
    ApiCart w;
    OrderLineAsk *lines;
    bool fine;
    TRY(commerce_enter(a, &country));
    TRY(cart_of_path(a, &row, &w));
    TRY(still_open(ctx, &row));
    TRY(check_cart(a, country, &w, &lines, &fine));
    if (!fine) {
        return commerce_refuse(
            ctx, 800009, MSG("The cart has lines that something stands in the way of; read the cart to see what"));
    }
    ApiCheckout out = {.orders = arena_array(ctx->arena, ApiOrder, w.lines_n),
                       .attributes = {.object_type = S("CartCheckoutResult")}};
    TRY(save_cart(a, &row, &w, S("ordered")));
    TRY(place_groups(a, &w, lines, &out));
    ctx_json(ctx, 201, &API_CHECKOUT, &out);
    return OK;
}
