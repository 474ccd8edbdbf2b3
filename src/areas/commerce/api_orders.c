/* Orders on the wire (spec api-resources.tsv, Order). */
#include "app/audit.h"
#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "areas/commerce/api.h"
#include "areas/commerce/api_order.h"
#include "areas/commerce/commerce_rules.h"
#include "areas/customer_agreements/customer_agreements.h"
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
    return str_join(ctx->arena, (Str[]){S("/customers/"), str_of(id, ID_TEXT), S("/"), rest}, 4, S(""));
}
ApiLink commerce_subscription_link(Ctx *ctx, Id id)
{
    char customer[ID_TEXT], own[ID_TEXT];
    id_to(customer, ctx->customer_id);
    id_to(own, id);
    Str parts[] = {S("/customers/"), str_of(customer, ID_TEXT), S("/subscriptions/"), str_of(own, ID_TEXT)};
    return (ApiLink){.uri = str_join(ctx->arena, parts, COUNT_OF(parts), S("")), .method = S("GET")};
}
Str commerce_wire_cycle(const Ctx *ctx, Str cycle)
{
    if (str_eq(cycle, S("monthly")) || str_eq(cycle, S("annual"))) {
        return cycle; /* every client knows these */
    }
    return resource_word(ctx, cycle, "unknown monthly annual none one_time", S("none"));
}
ApiLink commerce_link(Ctx *ctx, Str rest) { return (ApiLink){.uri = commerce_path(ctx, rest), .method = S("GET")}; }

/* --- orders: shapes --- */

static const Field LINE_LINK_FIELDS[] = {
    FIELD(ApiLineLinks, subscription, "subscription", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiLineLinks, provisioning, "provisioningStatus", F_OBJECT, .shape = &API_LINK),
};
static const Shape LINE_LINKS = SHAPE(ApiLineLinks, LINE_LINK_FIELDS);
static const Field PRICING_FIELDS[] = {
    FIELD(ApiPricing, list, "listPrice", F_DEC_),
    FIELD(ApiPricing, price, "price", F_DEC_),
    FIELD(ApiPricing, extended, "extendedPrice", F_DEC_),
};
static const Shape API_PRICING = SHAPE(ApiPricing, PRICING_FIELDS);
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
static const Field ORDER_LINK_FIELDS[] = {
    FIELD(ApiOrderLinks, provisioning, "provisioningStatus", F_OBJECT, .shape = &API_LINK),
    FIELD(ApiOrderLinks, self, "self", F_OBJECT, .shape = &API_LINK),
};
static const Shape ORDER_LINKS = SHAPE(ApiOrderLinks, ORDER_LINK_FIELDS);
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
    Str order = str_join(ctx->arena, (Str[]){S("orders/"), r->order_id, S("/provisioningstatus")}, 3, S(""));
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
                      .pricing = {.list = r->list_price.units ? r->list_price : r->unit_price, .price = r->unit_price}};
    Err err = dec_mul(r->unit_price, (Dec){r->quantity * DEC_SCALE}, ROUND_HALF_UP, &w.pricing.extended);
    w.has_pricing = w.has_pricing && err == OK;
    w.links.subscription = commerce_subscription_link(ctx, r->subscription_id);
    w.links.provisioning = commerce_link(ctx, order);
    return w;
}

ApiOrder api_order_on_wire(Ctx *ctx, const OrderListRow *o, const OrderLinesRow *lines, size_t n, bool price)
{
    Str path = str_concat(ctx->arena, S("orders/"), o->id);
    ApiOrder w = {.id = o->id,
                  .alternate = o->id,
                  .customer = id_text(ctx->arena, ctx->customer_id),
                  .cycle = commerce_wire_cycle(ctx, o->cycle),
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

/* The lines of the orders of a page, and none of others. */
static Err lines_of(AccountCtx a, const OrderListRow *rows, size_t n, OrderLinesRow **ret, size_t *ret_n)
{
    Str *ids = arena_array(a.ctx->arena, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
    }
    return q_order_lines(
        a, &(OrderLinesArgs){.customer_id = a.ctx->customer_id, .with_orders = true, .orders = ids, .orders_n = n}, ret,
        ret_n);
}

Err api_order_list(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk page;
    Str country;
    OrderListRow *rows;
    OrderLinesRow *lines;
    OrderCountRow all;
    size_t n, lines_n;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(ctx, LIST_MAX, LIST_MAX, &page));
    Str cycle = collection_param(ctx, &page, S("billingType"));
    static const char *const CYCLES[] = {"monthly", "annual", "triennial", "one_time", "none"};
    for (size_t i = 0; i < COUNT_OF(CYCLES); i++) {
        cycle = filter_word_eq(cycle, str_from(CYCLES[i])) ? str_from(CYCLES[i]) : cycle;
    }
    TRY(q_order_list(a,
                     &(OrderListArgs){.customer_id = ctx->customer_id,
                                      .with_cycle = cycle.n > 0,
                                      .cycle = cycle,
                                      .with_skip = true,
                                      .skip = page.offset},
                     &rows, &n));
    all.n = (int64_t)n;
    if (page.offset || n == LIST_MAX) { /* else that was all of them */
        TRY(q_order_count(
            a, &(OrderCountArgs){.customer_id = ctx->customer_id, .with_cycle = cycle.n > 0, .cycle = cycle}, &all));
    }
    n = num_min_size(n, page.size);
    TRY(lines_of(a, rows, n, &lines, &lines_n));
    ApiOrder *items = arena_array(ctx->arena, ApiOrder, n + 1);
    bool price = wants_price(ctx, &page);
    for (size_t i = 0; i < n; i++) {
        size_t at = 0, own = 0;
        while (at < lines_n && !str_eq(lines[at].order_id, rows[i].id)) {
            at++;
        }
        while (at + own < lines_n && str_eq(lines[at + own].order_id, rows[i].id)) {
            own++;
        }
        items[i] = api_order_on_wire(ctx, &rows[i], lines + at, own, price);
    }
    ctx_json_collection(
        ctx, &page,
        &(Collection){.shape = &API_ORDER, .items = items, .items_n = n, .total = all.n, .by_offset = true});
    return OK;
}

Err api_order_named(AccountCtx a, Str id, OrderListRow *ret, OrderLinesRow **ret_lines, size_t *ret_n)
{
    OrderListRow *rows;
    size_t n;
    Id customer = a.ctx->customer_id;
    Str asked = str_lower_ascii(a.ctx->arena, id);
    TRY(q_order_list(a, &(OrderListArgs){.customer_id = customer, .with_id = true, .id = asked}, &rows, &n));
    TRY(q_order_lines(a, &(OrderLinesArgs){.customer_id = customer, .with_order = true, .order_id = asked}, ret_lines,
                      ret_n));
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
    TRY(api_order_named(a, id, &order, &lines, &n));
    ApiOrder w = api_order_on_wire(a.ctx, &order, lines, n, wants_price(a.ctx, &page));
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
                          .friendly_name = str_trim(w->friendly_name),
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
    TRY(customer_agreement_check(a, country));
    TRY(order_check(a, country, lines, w->lines_n, &fine));
    for (size_t i = 0; i < w->lines_n; i++) {
        if (lines[i].cart_code) {
            return commerce_refuse(a.ctx, lines[i].order_code, lines[i].why);
        }
    }
    return order_place(a, lines, w->lines_n, ret_id);
}

static Err buy_for_customer(AccountCtx a, Str country, const ApiOrder *w, Str *ret_id)
{
    Ctx *ctx = a.ctx;
    if (w->lines_n == 0) {
        return commerce_refuse(ctx, 800002, MSG("An order needs lineItems"));
    }
    if (w->customer.n && !str_eq_nocase(w->customer, id_text(ctx->arena, ctx->customer_id))) {
        return commerce_refuse(ctx, 800002, MSG("referenceCustomerId is another customer than the path's"));
    }
    return buy(a, country, w, ret_id);
}

Err order_place_json(AccountCtx a, Str country, const JsonValue *object, Str *ret_order_id, size_t *ret_lines)
{
    ApiOrder w = {0};
    TRY(resource_bad_property(a.ctx, shape_read_value(a.ctx, &API_ORDER_NEW, object, S(""), &w)));
    *ret_lines = w.lines_n;
    return buy_for_customer(a, country, &w, ret_order_id);
}

Err api_order_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country, id;
    ApiOrder w = {0};
    TRY(commerce_enter(a, &country));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_ORDER_NEW, &w)));
    TRY(buy_for_customer(a, country, &w, &id));
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

/* The line of the order that the request names; NULL: it has no such line, or another item stands in it. */
static const OrderLinesRow *named_line(const ApiOrderLine *w, const OrderLinesRow *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool same = !w->offer_id.n || str_eq_nocase(w->offer_id, lines[i].item_id) ||
                    str_eq_nocase(w->offer_id, lines[i].offer_id);
        if (lines[i].line == w->line) {
            return same ? &lines[i] : NULL;
        }
    }
    return NULL;
}

/* The lines that a request names, or all of them when it names none. */
static Err chosen_lines(Ctx *ctx, const ApiOrder *w, const OrderLinesRow *lines, size_t n, const OrderLinesRow ***ret,
                        size_t *ret_n)
{
    *ret = arena_array(ctx->arena, const OrderLinesRow *, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n && !w->lines_n; i++) {
        (*ret)[(*ret_n)++] = &lines[i];
    }
    for (size_t i = 0; i < w->lines_n; i++) {
        const OrderLinesRow *line = named_line(&w->lines[i], lines, n);
        if (!line) {
            return commerce_refuse(ctx, 4018, MSG("The order has no such line with this item"));
        }
        bool twice = false;
        for (size_t k = 0; k < *ret_n; k++) {
            twice = twice || (*ret)[k] == line;
        }
        if (!twice) {
            (*ret)[(*ret_n)++] = line;
        }
    }
    return OK;
}

static Err set_order(AccountCtx a, const OrderListRow *o, Str state, Str cycle)
{
    int64_t changed;
    TRY(q_order_set(a, &(OrderSetArgs){.id = o->id, .version = o->version, .state = state, .cycle = cycle}, &changed));
    return changed ? OK : ERR_SERIALIZE;
}

/* What the order has made, as it is now; one of each line, in the order's. */
static Err made_by(AccountCtx a, Str order_id, Subscription **ret, size_t *ret_n)
{
    return q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id, .with_order = true, .order_id = order_id}, ret,
        ret_n);
}
static Subscription *made_of_line(Subscription *made, size_t n, const OrderLinesRow *line)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(made[i].id, line->subscription_id)) {
            return &made[i];
        }
    }
    return NULL;
}

/* Anything in a sandbox; elsewhere only software, within its days. The order is cancelled with the last of its lines.
 */
static Err cancel_order(AccountCtx a, Str country, const ApiOrder *w, const OrderListRow *o, const OrderLinesRow *lines,
                        size_t n)
{
    Ctx *ctx = a.ctx;
    const OrderLinesRow **chosen;
    Subscription *made;
    size_t chosen_n, made_n, open = 0, gone = 0;
    bool sandbox = str_eq(ctx->environment, S("sandbox"));
    if (!str_eq(o->state, S("completed"))) {
        return commerce_refuse(ctx, 800061, MSG("The order is cancelled already"));
    }
    TRY(chosen_lines(ctx, w, lines, n, &chosen, &chosen_n));
    TRY(made_by(a, o->id, &made, &made_n));
    SubscriptionChange end = {.state = S("deleted"), .next_end = TIME_NONE};
    for (size_t i = 0; i < chosen_n; i++) {
        Subscription *s = made_of_line(made, made_n, chosen[i]);
        if (!sandbox && !(s && str_eq(s->kind, S("Software")))) {
            return problem_api(ctx, ERR_FORBIDDEN, 403, 800019,
                               MSG("Only software is cancelled by its order; anything else by its subscription"));
        }
        if (s && !str_eq(s->state, S("deleted"))) {
            TRY(subscription_change(a, country, s, &end));
            gone++;
        }
    }
    for (size_t i = 0; i < made_n; i++) {
        open += !str_eq(made[i].state, S("deleted"));
    }
    if (!gone && open) {
        return commerce_refuse(ctx, 800061, MSG("What is to be cancelled is cancelled already"));
    }
    return set_order(a, o, open ? o->state : S("cancelled"), o->cycle);
}

static bool known_cycle(Str word)
{
    static const char *const CYCLES[] = {"monthly", "annual", "triennial", "none", "one_time"};
    for (size_t i = 0; i < COUNT_OF(CYCLES); i++) {
        if (filter_word_eq(word, str_from(CYCLES[i]))) {
            return true;
        }
    }
    return false;
}

/* Is it sold on the same term in that cycle? */
static Err sold_in_cycle(AccountCtx a, Str country, const Subscription *s, Str cycle, bool *ret)
{
    CatalogItem item;
    Err err = catalog_item_get(a, s->item_id, country, &item);
    *ret = err == OK && catalog_term(&item, s->term, cycle) != NULL;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* Of everything that the order made, or of nothing. */
static Err change_order_cycle(AccountCtx a, Str country, const OrderListRow *o, Str cycle)
{
    Ctx *ctx = a.ctx;
    Subscription *made;
    size_t n;
    if (!known_cycle(cycle)) {
        return commerce_refuse(ctx, 900269, MSG("There is no such billing cycle"));
    }
    TRY(made_by(a, o->id, &made, &n));
    SubscriptionChange change = {.cycle = cycle, .next_end = TIME_NONE};
    for (size_t i = 0; i < n; i++) {
        bool sold;
        if (!str_eq(made[i].state, S("active"))) {
            return commerce_refuse(ctx, 6000, MSG("A subscription of the order is not active"));
        }
        TRY(sold_in_cycle(a, country, &made[i], cycle, &sold));
        if (!sold) {
            return commerce_refuse(ctx, 6001, MSG("An item of the order is not sold in this billing cycle"));
        }
        TRY(subscription_change(a, country, &made[i], &change));
    }
    return n ? set_order(a, o, o->state, made[0].cycle)
             : commerce_refuse(ctx, 6000, MSG("A subscription of the order is not active"));
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
    TRY(api_order_named(a, ctx_param(ctx, S("order")), &order, &lines, &n));
    audit_order(ctx, order.id, (int64_t)n);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"order", order.id}, {"state", order.state});
    bool cycle = w.cycle.n && !filter_word_eq(w.cycle, order.cycle) && !filter_word_eq(w.cycle, S("unknown"));
    if (filter_word_eq(w.status, S("cancelled"))) {
        TRY(cancel_order(a, country, &w, &order, lines, n));
    } else if (w.lines_n > n) {
        TRY(add_lines(a, country, &w, n, &made));
        return answer_order(a, 200, made);
    } else if (cycle) {
        ctx->audit.before = AUDIT_JSON(ctx->arena, {"order", order.id}, {"billingCycle", order.cycle});
        ctx->audit.after = AUDIT_JSON(ctx->arena, {"order", order.id}, {"billingCycle", w.cycle});
        TRY(change_order_cycle(a, country, &order, w.cycle));
    } else {
        return commerce_refuse(
            ctx, 4018,
            MSG("An order takes more lines or another billing cycle, or is cancelled; nothing else changes"));
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
    TRY(api_order_named(a, ctx_param(a.ctx, S("order")), &order, &lines, &n));
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
