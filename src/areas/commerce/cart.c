/* Carts: the wire's resource (spec api-resources.tsv, Cart), which the portal's pages fill as well. */
#include "areas/commerce/cart.h"
#include "app/audit.h"
#include "app/collection.h"
#include "app/filter.h"
#include "areas/commerce/api_order.h"
#include "areas/commerce/commerce_rules.h"
#include "areas/customer_agreements/customer_agreements.h"

static const Field PAIR_FIELDS[] = {FIELD(ApiParticipant, key, "key", F_STR),
                                    FIELD(ApiParticipant, value, "value", F_STR)};
static const Shape API_PAIR = SHAPE(ApiParticipant, PAIR_FIELDS);
static const Field CART_ERROR_FIELDS[] = {FIELD(ApiCartError, code, "errorCode", F_INT),
                                          FIELD(ApiCartError, description, "errorDescription", F_STR)};
static const Shape API_CART_ERROR = SHAPE(ApiCartError, CART_ERROR_FIELDS);
typedef struct ApiCartContext {
    Str parent, scope, scope_id;
} ApiCartContext;
static const Field CART_CONTEXT_FIELDS[] = {FIELD(ApiCartContext, parent, "parentSubscriptionId", F_STR),
                                            FIELD(ApiCartContext, scope, "scope", F_STR),
                                            FIELD(ApiCartContext, scope_id, "subscriptionId", F_STR)};
static const Shape API_CART_CONTEXT = SHAPE(ApiCartContext, CART_CONTEXT_FIELDS);
#define CART_LINE_HEAD                                                                                                 \
    FIELD(ApiCartLine, id, "id", F_INT, .flags = FIELD_ALWAYS | FIELD_OUT_ONLY), /* clients send text or numbers */    \
        FIELD(ApiCartLine, item_id, "catalogItemId", F_STR, .alias = "catalogId"),                                     \
        FIELD(ApiCartLine, friendly_name, "friendlyName", F_STR),                                                      \
        FIELD(ApiCartLine, quantity, "quantity", F_INT, .flags = FIELD_ALWAYS),                                        \
        FIELD(ApiCartLine, currency, "currencyCode", F_STR), FIELD(ApiCartLine, cycle, "billingCycle", F_STR),         \
        FIELD(ApiCartLine, term, "termDuration", F_STR),                                                               \
        FIELD_LIST(ApiCartLine, participants, participants_n, "participants", &API_PAIR, .max = 10),                   \
        FIELD(ApiCartLine, context, "provisioningContext", F_RAW, .max = 4000),                                        \
        FIELD(ApiCartLine, renews_to, "renewsTo", F_RAW, .max = 4000), FIELD(ApiCartLine, group, "orderGroup", F_STR), \
        FIELD(ApiCartLine, promotion, "promotionId", F_STR), FIELD(ApiCartLine, end, "customTermEndDate", F_TIME_),    \
        FIELD_PART(ApiCartLine, error, has_error, "error", &API_CART_ERROR, .flags = FIELD_OUT_ONLY)
static const Field CART_ADDON_FIELDS[] = {CART_LINE_HEAD};
static const Shape API_CART_ADDON = SHAPE_AS(ApiCartAddon, ApiCartLine, CART_ADDON_FIELDS);
static const Field CART_LINE_FIELDS[] = {
    CART_LINE_HEAD,
    FIELD_LIST(ApiCartLine, addons, addons_n, "addonItems", &API_CART_ADDON, .max = ORDER_LINES_MAX),
};
static const Shape API_CART_LINE = SHAPE(ApiCartLine, CART_LINE_FIELDS);
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
                        .friendly_name = str_trim(w->friendly_name),
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
    l->scope = str_lower_ascii(ctx->arena, context.scope);
    if (id_parse(context.scope_id, &l->scope_id) != OK) {
        l->scope_id = ID_NIL;
    }
    for (size_t i = 0; i < w->participants_n; i++) {
        if (filter_word_eq(w->participants[i].key, S("transaction_reseller"))) {
            l->partner_number = w->participants[i].value;
        }
    }
    return OK;
}

size_t cart_count(const ApiCart *w)
{
    size_t n = w->lines_n;
    for (size_t i = 0; i < w->lines_n; i++) {
        n += w->lines[i].addons_n;
    }
    return n;
}

/* The line that the i-th, an add-on, stands in, and where in it. */
static ApiCartLine *base_of(ApiCart *w, size_t i, size_t *ret_at)
{
    size_t at = i - w->lines_n;
    for (size_t k = 0; k < w->lines_n; k++) {
        if (at < w->lines[k].addons_n) {
            *ret_at = at;
            return &w->lines[k];
        }
        at -= w->lines[k].addons_n;
    }
    return NULL;
}

ApiCartLine *cart_line(ApiCart *w, size_t i)
{
    size_t at = 0;
    if (i < w->lines_n) {
        return &w->lines[i];
    }
    return &base_of(w, i, &at)->addons[at];
}

void cart_remove(ApiCart *w, size_t i)
{
    size_t at = i;
    ApiCartLine *base = i < w->lines_n ? NULL : base_of(w, i, &at);
    ApiCartLine *list = base ? base->addons : w->lines;
    size_t *n = base ? &base->addons_n : &w->lines_n;
    for (size_t k = at; k + 1 < *n; k++) {
        list[k] = list[k + 1];
    }
    (*n)--;
}

/* The lines as order_check takes them, each add-on with the line it stands in. */
static Err asks_of(Ctx *ctx, ApiCart *w, OrderLineAsk *lines)
{
    size_t n = cart_count(w), next = w->lines_n;
    for (size_t i = 0; i < n; i++) {
        ApiCartLine *line = cart_line(w, i);
        line->id = (int64_t)i;
        TRY(ask_of_cart(ctx, line, &lines[i]));
    }
    for (size_t i = 0; i < w->lines_n; i++) {
        lines[i].made = arena_new(ctx->arena, Id);
        for (size_t k = 0; k < w->lines[i].addons_n; k++) {
            lines[next++].base = &lines[i];
        }
    }
    return OK;
}

Err cart_check(AccountCtx a, Str country, ApiCart *w, OrderLineAsk **ret, bool *ret_fine)
{
    Ctx *ctx = a.ctx;
    size_t n = cart_count(w);
    OrderLineAsk *lines = arena_array(ctx->arena, OrderLineAsk, n + 1);
    if (n > ORDER_LINES_MAX) {
        return commerce_refuse(ctx, 800002, MSG("A cart has at most 200 lines, with the add-ons in them"));
    }
    TRY(asks_of(ctx, w, lines));
    TRY(order_check(a, country, lines, n, ret_fine));
    for (size_t i = 0; i < n; i++) {
        ApiCartLine *line = cart_line(w, i);
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

Err cart_make(AccountCtx a, ApiCart *w)
{
    Ctx *ctx = a.ctx;
    w->id = ctx_new_id(ctx);
    w->created = w->changed = ctx->now;
    w->expires = time_add(ctx->now, CART_DAYS * TIME_DAY);
    w->status = S("Active");
    audit_cart(ctx, w);
    return q_cart_add(
        a,
        &(CartAddArgs){.id = w->id, .customer_id = ctx->customer_id, .expires_at = w->expires, .body = body_of(ctx, w)},
        NULL);
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
    TRY(cart_check(a, country, &w, &lines, &fine));
    TRY(cart_make(a, &w));
    answer_cart(ctx, 201, &w);
    return OK;
}

Err cart_read(AccountCtx a, Str name, CartGetRow *ret_row, ApiCart *ret)
{
    Ctx *ctx = a.ctx;
    Id id;
    Err err = id_parse(name, &id);
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
    for (size_t i = 0; i < cart_count(ret); i++) {
        cart_line(ret, i)->id = (int64_t)i;
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
    TRY(cart_read(a, ctx_param(a.ctx, S("cart")), &row, &w));
    if (str_eq(row.state, S("active"))) {
        TRY(cart_check(a, country, &w, &lines, &fine));
    }
    answer_cart(a.ctx, 200, &w);
    return OK;
}

static Err still_open(Ctx *ctx, const CartGetRow *row)
{
    return str_eq(row->state, S("active")) ? OK
                                           : commerce_refuse(ctx, 800065, MSG("The cart has been checked out already"));
}

Err cart_save(AccountCtx a, const CartGetRow *row, ApiCart *w, Str state)
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
    TRY(cart_read(a, ctx_param(a.ctx, S("cart")), &row, &w));
    TRY(still_open(ctx, &row));
    TRY(read_lines(ctx, &asked));
    w.lines = asked.lines;
    w.lines_n = asked.lines_n;
    w.changed = ctx->now;
    TRY(cart_check(a, country, &w, &lines, &fine));
    TRY(cart_save(a, &row, &w, S("active")));
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

/* The lines of the order that the i-th begins: of its group and billing cycle; an add-on no sooner than its base.
 * placed: which are in this order or an earlier one. */
static size_t take_order(ApiCart *w, OrderLineAsk *lines, size_t n, size_t first, char *placed, OrderLineAsk *ret)
{
    size_t taken = 0;
    for (size_t i = first; i < n; i++) {
        bool with = !placed[i] && str_eq(cart_line(w, i)->group, cart_line(w, first)->group) &&
                    str_eq(cart_line(w, i)->cycle, cart_line(w, first)->cycle);
        if (with && (!lines[i].base || placed[lines[i].base - lines])) {
            ret[taken++] = lines[i];
            placed[i] = 1;
        }
    }
    return taken;
}

/* One order for the lines of one group and billing cycle: an order has one cycle (api-resources.tsv, Order). */
Err cart_order(AccountCtx a, const CartGetRow *row, ApiCart *w, OrderLineAsk *lines, Str **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    size_t n = cart_count(w);
    char *placed = arena_array(ctx->arena, char, n + 1);
    OrderLineAsk *together = arena_array(ctx->arena, OrderLineAsk, n + 1);
    *ret = arena_array(ctx->arena, Str, n + 1);
    *ret_n = 0;
    TRY(cart_save(a, row, w, S("ordered")));
    for (size_t i = 0; i < n; i++) {
        size_t taken = placed[i] ? 0 : take_order(w, lines, n, i, placed, together);
        if (taken > 0) {
            TRY(order_place(a, together, taken, &(*ret)[(*ret_n)++]));
        }
    }
    return OK;
}

/* The orders as they stand now, on the wire. */
static Err answer_orders(AccountCtx a, const Str *ids, size_t n)
{
    Ctx *ctx = a.ctx;
    ApiCheckout out = {.orders = arena_array(ctx->arena, ApiOrder, n),
                       .attributes = {.object_type = S("CartCheckoutResult")}};
    for (size_t i = 0; i < n; i++) {
        OrderListRow order;
        OrderLinesRow *rows;
        size_t rows_n;
        TRY(api_order_named(a, ids[i], &order, &rows, &rows_n));
        out.orders[out.orders_n++] = api_order_on_wire(ctx, &order, rows, rows_n, false);
    }
    ctx_json(ctx, 201, &API_CHECKOUT, &out);
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
    TRY(cart_read(a, ctx_param(a.ctx, S("cart")), &row, &w));
    TRY(still_open(ctx, &row));
    TRY(customer_agreement_check(a, country));
    TRY(cart_check(a, country, &w, &lines, &fine));
    if (!fine) {
        return commerce_refuse(
            ctx, 800009, MSG("The cart has lines that something stands in the way of; read the cart to see what"));
    }
    Str *ids;
    size_t n;
    TRY(cart_order(a, &row, &w, lines, &ids, &n));
    return answer_orders(a, ids, n);
}
