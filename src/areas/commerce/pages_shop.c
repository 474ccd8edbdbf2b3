/* From products to an order: what can be sold to one customer, the cart, and placing it. */
#include "areas/commerce/pages.h"
#include "areas/customer_agreements/customer_agreements.h"
#include "base/utf8.h"
#include "gen/commerce_html.h"
#include "ui/field.h"
#include "ui/lists.h"

/* What is wrong with a form stands aside while a cart is read: its reader ends with a look for problems. */
static Problem *aside(Ctx *ctx)
{
    Problem *p = arena_new(ctx->arena, Problem);
    *p = ctx->problem;
    ctx->problem = (Problem){0};
    return p;
}
/* The cart that pages fill: the one that was changed last. n: its lines; 0: there is none. */
static Err open_cart(AccountCtx a, CartGetRow *row, ApiCart *ret)
{
    CartOpenRow *rows;
    size_t n;
    *ret = (ApiCart){0};
    Problem *typed = aside(a.ctx);
    TRY(q_cart_open(a, &(CartOpenArgs){.customer_id = a.ctx->customer_id}, &rows, &n));
    TRY(n ? cart_read(a, id_text(a.ctx->arena, rows[0].id), row, ret) : OK);
    a.ctx->problem = *typed;
    return OK;
}
static Url cart_url(Ctx *ctx) { return commerce_url(ctx, "/cart"); }

static Err enter(AccountCtx a, Msg title, const Crumb *parent, CustomerFrame **ret, Str *ret_country)
{
    Customer c;
    TRY(customer_frame_view(a, title, parent, ret));
    TRY(customer_get(a, &c));
    *ret_country = c.company.address.country;
    return OK;
}

/* --- products --- */

typedef struct ShelfAsk {
    Str q, type, after, before;
    bool compact;
    int size;
} ShelfAsk;
static void take(void *arg, Str name, Str value)
{
    ShelfAsk *ask = arg;
    value = utf8_prefix(str_trim(value), 100);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("type"))) {
        ask->type = value;
    }
}
static Str query_of(Ctx *ctx, const ShelfAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    list_put(&b, "type", ask->type);
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}
static FieldView type_field(Ctx *ctx, Str chosen)
{
    static const Str TYPES[] = {S_INIT("online_services"),        S_INIT("metered"),
                                S_INIT("reservations"),           S_INIT("software_perpetual"),
                                S_INIT("software_subscriptions"), S_INIT("marketplace")};
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(TYPES) + 1);
    o[0] = (OptionView){.label = MSG("Any type"), .selected = chosen.n == 0};
    for (size_t i = 0; i < COUNT_OF(TYPES); i++) {
        o[i + 1] =
            (OptionView){.value = TYPES[i], .label = catalog_type_msg(TYPES[i]), .selected = str_eq(TYPES[i], chosen)};
    }
    return ui_select(ctx, S("type"), MSG("Type"), o, COUNT_OF(TYPES) + 1);
}
static void fill_shelf(Ctx *ctx, const CatalogShelf *rows, size_t n, ShelfView *v)
{
    ShelfLine *lines = arena_array(ctx->arena, ShelfLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (ShelfLine){.title = rows[i].title,
                               .description = rows[i].description,
                               .group = rows[i].group,
                               .type = catalog_type_msg(rows[i].target_view),
                               .url = commerce_url_of(ctx, "/products", rows[i].code),
                               .pinned = rows[i].pinned};
    }
    v->rows = lines;
    v->rows_n = n;
}
Err page_shelf(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    Str country, currency;
    TRY(customer_enter(a));
    Crumb parent = {.label = MSG("Subscriptions"), .url = commerce_url(ctx, "/subscriptions")};
    TRY(enter(a, MSG("Add products"), &parent, &frame, &country));
    ShelfAsk ask = {.size = LIST_SIZE};
    list_each_asked(ctx, take, &ask);
    ShelfView *v = arena_new(ctx->arena, ShelfView);
    v->frame = frame;
    v->cart_url = cart_url(ctx);
    v->clear_url = commerce_url(ctx, "/products");
    v->filtered = ask.q.n || ask.type.n;
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask.q,
                       .label = MSG("Product, plan or code"),
                       .autocomplete = S("off")};
    v->type = type_field(ctx, ask.type);
    CatalogShelf *rows = NULL;
    size_t n = 0;
    PageInfo info = {0};
    Err err = catalog_shelf(
        a,
        &(CatalogShelfAsk){.country = country,
                           .q = ask.q,
                           .target_view = ask.type,
                           .page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}},
        &rows, &n, &info);
    if (err != ERR_NOT_FOUND) {
        TRY(err);
        TRY(catalog_currency(a, country, &currency));
        v->market = MSG2("Prices of {country}, in {currency}", "country",
                         country_name(ctx->arena, ctx->locale, country), "currency", currency);
    }
    fill_shelf(ctx, rows, n, v);
    CartGetRow row;
    ApiCart cart;
    TRY(open_cart(a, &row, &cart));
    v->cart_n = (int64_t)cart.lines_n;
    ShelfAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, query_of(ctx, &ask), query_of(ctx, &rest), &info, n, ask.size, &v->pager);
    v->empty =
        (EmptyView){.title = MSG("Nothing is on sale yet"),
                    .why = MSG("Products stand here once the vendor sells something in this customer's country.")};
    RENDER(ctx, 200, shelf, v);
    return OK;
}

/* --- the plans of one product, each with its form --- */

typedef struct Typed {
    Str item, quantity, term, base; /* of a form that failed; empty: none */
} Typed;

static FieldView term_field(Ctx *ctx, const CatalogItem *item, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, item->terms_n + 1);
    for (size_t i = 0; i < item->terms_n; i++) {
        const CatalogTerm *t = &item->terms[i];
        Msg terms = commerce_terms(ctx, t->duration, t->billing_cycle, item->usage);
        Str value = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(t->duration), S_ARG(t->billing_cycle));
        o[i] = (OptionView){.value = value,
                            .text = str_fmt(ctx->arena, "%.*s, %.*s",
                                            S_ARG(catalog_amount(ctx, t->unit_price, item->currency)),
                                            S_ARG(msg_text(ctx->arena, ctx->locale, &terms))),
                            .selected = str_eq(value, chosen)};
    }
    FieldView f = ui_select(ctx, S("term"), MSG("Price of one, term and billing"), o, item->terms_n);
    f.width = S("w-16");
    return f;
}
/* What the customer has: read once for all plans. */
typedef struct Owned {
    Subscription *rows;
    size_t n;
} Owned;
/* The active subscriptions that an add-on can go on top of. */
static Err base_field(AccountCtx a, const Owned *own, const CatalogItem *item, Str chosen, PlanOffer *p)
{
    Ctx *ctx = a.ctx;
    CatalogTarget *bases;
    size_t bases_n, n = 0;
    TRY(catalog_bases(a, item, CATALOG_ADDON, &bases, &bases_n));
    OptionView *o = arena_array(ctx->arena, OptionView, own->n + 1);
    for (size_t i = 0; i < own->n; i++) {
        bool fits = false;
        for (size_t k = 0; k < bases_n; k++) {
            fits = fits || str_eq(own->rows[i].offer_id, bases[k].offer_id);
        }
        if (fits && str_eq(own->rows[i].state, S("active"))) {
            Str id = id_text(ctx->arena, own->rows[i].id);
            o[n++] = (OptionView){.value = id, .text = own->rows[i].friendly_name, .selected = str_eq(id, chosen)};
        }
    }
    p->has_base = n > 0;
    p->base = ui_select(ctx, S("base"), MSG("On top of"), o, n);
    p->base.id = str_fmt(ctx->arena, "base-%.*s", S_ARG(p->id));
    return OK;
}
static Err fill_plan(AccountCtx a, const Owned *own, const CatalogItem *item, const Typed *typed, size_t at,
                     PlanOffer *p)
{
    Ctx *ctx = a.ctx;
    bool here = str_eq(typed->item, item->item_id);
    *p = (PlanOffer){.id = str_fmt(ctx->arena, "plan-%zu", at),
                     .title = item->title,
                     .description = str_eq(item->description, item->title) ? S("") : item->description,
                     .item_id = item->item_id,
                     .segment = catalog_segment_msg(item->segment),
                     .trial = item->trial,
                     .addon = item->addon,
                     .chosen = here};
    p->quantity = (FieldView){.kind = FIELD_TEXT,
                              .name = S("quantity"),
                              .value = here ? typed->quantity : commerce_number(ctx->arena, item->quantity_min),
                              .label = MSG("Quantity"),
                              .inputmode = S("numeric"),
                              .width = S("w-8"),
                              .id = str_fmt(ctx->arena, "quantity-%zu", at),
                              .error = here ? problem_of_field(ctx, S("quantity")) : (Msg){0}};
    p->term = term_field(ctx, item, here ? typed->term : S(""));
    p->term.id = str_fmt(ctx->arena, "term-%zu", at);
    return item->addon ? base_field(a, own, item, here ? typed->base : S(""), p) : OK;
}
static Err plans_view(AccountCtx a, Str code, const Typed *typed, PlansView **ret)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    Str country;
    CatalogItem *items;
    size_t n;
    TRY(customer_enter(a));
    Crumb parent = {.label = MSG("Add products"), .url = commerce_url(ctx, "/products")};
    Customer c;
    TRY(customer_get(a, &c));
    TRY(catalog_items_of(a, code, c.company.address.country, &items, &n));
    if (n == 0) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such product on sale for this customer."),
                       MSG("Choose another one."));
    }
    TRY(enter(a, MSG1("{product}", "product", items[0].product_title), &parent, &frame, &country));
    PlansView *v = arena_new(ctx->arena, PlansView);
    PlanOffer *plans = arena_array(ctx->arena, PlanOffer, n + 1);
    Owned own = {0};
    TRY(q_subscription_list(a, &(SubscriptionListArgs){.customer_id = ctx->customer_id}, &own.rows, &own.n));
    for (size_t i = 0; i < n; i++) {
        TRY(fill_plan(a, &own, &items[i], typed, i, &plans[i]));
        if (plans[i].chosen && ctx->problem.fields_n) {
            ErrorLink *link = arena_new(ctx->arena, ErrorLink);
            *link = (ErrorLink){ctx->problem.fields[0].message, plans[i].quantity.id};
            v->errors = (ErrorSummary){link, 1};
        }
    }
    CartGetRow row;
    ApiCart cart;
    TRY(open_cart(a, &row, &cart));
    *v = (PlansView){.frame = frame,
                     .title = items[0].product_title,
                     .action = cart_url(ctx),
                     .back = parent.url,
                     .cart_url = cart_url(ctx),
                     .cart_n = (int64_t)cart.lines_n,
                     .errors = v->errors,
                     .plans = plans,
                     .plans_n = n};
    *ret = v;
    return OK;
}
Err page_plans(AccountCtx a)
{
    PlansView *v;
    TRY(plans_view(a, ctx_param(a.ctx, S("code")), &(Typed){.item = S("")}, &v));
    RENDER(a.ctx, 200, plans, v);
    return OK;
}

/* --- the cart --- */

static ApiCartLine new_line(Ctx *ctx, const Typed *typed, int64_t quantity)
{
    ptrdiff_t space = str_find_char(typed->term, ' ');
    ApiCartLine line = {.item_id = typed->item, .quantity = quantity, .end = TIME_NONE};
    if (space >= 0) {
        line.term = str_of(typed->term.p, (size_t)space);
        line.cycle = str_skip(typed->term, (size_t)space + 1);
    }
    Id base;
    if (id_parse(typed->base, &base) == OK) {
        line.context = str_fmt(ctx->arena, "{\"parentSubscriptionId\":\"%.*s\"}", S_ARG(id_text(ctx->arena, base)));
    }
    return line;
}
/* The same item on the same terms becomes more of the line that is there. */
static void put_line(Ctx *ctx, ApiCart *cart, const ApiCartLine *line)
{
    for (size_t i = 0; i < cart->lines_n; i++) {
        ApiCartLine *l = &cart->lines[i];
        if (str_eq(l->item_id, line->item_id) && str_eq(l->term, line->term) && str_eq(l->cycle, line->cycle) &&
            str_eq(l->context, line->context) && !l->addons_n) {
            l->quantity += line->quantity;
            return;
        }
    }
    ApiCartLine *lines = arena_array(ctx->arena, ApiCartLine, cart->lines_n + 1);
    for (size_t i = 0; i < cart->lines_n; i++) {
        lines[i] = cart->lines[i];
    }
    lines[cart->lines_n++] = *line;
    cart->lines = lines;
}
static Err keep_cart(AccountCtx a, Str country, const CartGetRow *row, ApiCart *cart, bool *ret_fine)
{
    OrderLineAsk *lines;
    TRY(cart_check(a, country, cart, &lines, ret_fine));
    return id_is_nil(cart->id) ? cart_make(a, cart) : cart_save(a, row, cart, S("active"));
}
static bool quantity_read(Ctx *ctx, Str field, Str text, int64_t *ret)
{
    enum { QUANTITY_MAX = 1000000000 };
    if (str_to_i64(str_trim(text), ret) == OK && *ret > 0 && *ret <= QUANTITY_MAX) {
        return true;
    }
    problem_field(ctx, field, MSG("Type a whole number"));
    return false;
}
Err page_cart_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Typed typed = {ctx_form(ctx, S("item")), ctx_form(ctx, S("quantity")), ctx_form(ctx, S("term")),
                   ctx_form(ctx, S("base"))};
    CartGetRow row;
    ApiCart cart;
    Customer c;
    int64_t quantity;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    ptrdiff_t colon = str_find_char(typed.item, ':');
    if (!quantity_read(ctx, S("quantity"), typed.quantity, &quantity)) {
        PlansView *v;
        TRY(plans_view(a, colon > 0 ? str_of(typed.item.p, (size_t)colon) : S(""), &typed, &v));
        v->frame->shell->failed = true;
        return RENDER_FAILED(ctx, plans, v);
    }
    TRY(open_cart(a, &row, &cart));
    if (cart_count(&cart) >= ORDER_LINES_MAX) {
        return problem(ctx, ERR_INVALID, MSG("The cart is full."), MSG("Order what is in it, then go on."));
    }
    ApiCartLine line = new_line(ctx, &typed, quantity);
    put_line(ctx, &cart, &line);
    bool fine;
    TRY(keep_cart(a, c.company.address.country, &row, &cart, &fine));
    ctx_redirect(ctx, cart_url(ctx),
                 fine ? MSG("It is in the cart") : MSG("It is in the cart, and cannot be ordered as it is: see below"));
    return OK;
}

/* What can be ordered is counted, no more. */
static bool counts(const OrderLineAsk *l) { return l->price && !l->cart_code; }

static void total_of(Ctx *ctx, const OrderLineAsk *lines, size_t n, CartView *v)
{
    CartTotal *totals = arena_array(ctx->arena, CartTotal, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!counts(&lines[i])) {
            continue;
        }
        Dec sum = {0}, amount;
        bool counted = false;
        for (size_t k = 0; k < n; k++) {
            bool same = counts(&lines[k]) && str_eq(lines[k].price->billing_cycle, lines[i].price->billing_cycle);
            counted = counted || (same && k < i);
            if (same && (dec_mul(lines[k].price->unit_price, (Dec){lines[k].quantity * DEC_SCALE}, ROUND_HALF_UP,
                                 &amount) != OK ||
                         dec_add(sum, amount, &sum) != OK)) {
                sum = (Dec){0};
            }
        }
        if (!counted) {
            totals[v->totals_n++] = (CartTotal){catalog_cycle_msg(lines[i].price->billing_cycle),
                                                catalog_amount(ctx, sum, lines[i].item.currency)};
        }
    }
    v->totals = totals;
}
static void fill_cart(Ctx *ctx, const ApiCart *cart, const OrderLineAsk *lines, CartView *v)
{
    size_t n = cart_count(cart);
    CartLineView *rows = arena_array(ctx->arena, CartLineView, n + 1);
    for (size_t i = 0; i < n; i++) {
        const OrderLineAsk *l = &lines[i];
        Str number = commerce_number(ctx->arena, (int64_t)i);
        Str field = str_fmt(ctx->arena, "quantity_%.*s", S_ARG(number));
        Msg wrong = problem_of_field(ctx, field);
        rows[i] = (CartLineView){
            .title = l->item.title.n ? l->item.title : l->item_id,
            .number = number,
            .error = msg_is_set(wrong) ? wrong
                     : l->cart_code    ? l->why
                                       : (Msg){0},
            .quantity = {.kind = FIELD_TEXT,
                         .name = field,
                         .id = field,
                         .value = msg_is_set(wrong) ? ctx_form(ctx, field) : commerce_number(ctx->arena, l->quantity),
                         .label = MSG1("Quantity of {product}", "product", l->item.title),
                         .inputmode = S("numeric"),
                         .width = S("w-8")}};
        if (l->price) {
            rows[i].terms = commerce_terms(ctx, l->price->duration, l->price->billing_cycle, l->item.usage);
            rows[i].each = catalog_amount(ctx, l->price->unit_price, l->item.currency);
            rows[i].amount = commerce_amount(ctx, l->price->unit_price, l->quantity, l->item.currency);
        }
    }
    v->lines = rows;
    v->lines_n = n;
    total_of(ctx, lines, n, v);
}
static Err cart_view(AccountCtx a, ApiCart *cart, CartView **ret)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    Str country;
    OrderLineAsk *lines = NULL;
    Crumb parent = {.label = MSG("Add products"), .url = commerce_url(ctx, "/products")};
    TRY(enter(a, MSG("Cart"), &parent, &frame, &country));
    CartView *v = arena_new(ctx->arena, CartView);
    Problem *typed = aside(ctx);
    TRY(cart_check(a, country, cart, &lines, &v->fine));
    ctx->problem = *typed;
    v->frame = frame;
    v->expires = cart->expires;
    v->action = commerce_url(ctx, "/cart/lines");
    v->order_url = commerce_url(ctx, "/cart/order");
    v->shop_url = parent.url;
    v->empty = (EmptyView){.title = MSG("The cart is empty"),
                           .why = MSG("Choose products; nothing is ordered before you say so."),
                           .action = MSG("Add products"),
                           .url = v->shop_url};
    fill_cart(ctx, cart, lines, v);
    *ret = v;
    return OK;
}
Err page_cart(AccountCtx a)
{
    CartGetRow row;
    ApiCart cart;
    CartView *v;
    TRY(customer_enter(a));
    TRY(open_cart(a, &row, &cart));
    TRY(cart_view(a, &cart, &v));
    RENDER(a.ctx, 200, cart, v);
    return OK;
}
Err page_cart_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CartGetRow row;
    ApiCart cart;
    CartView *v;
    Customer c;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(open_cart(a, &row, &cart));
    Str remove = ctx_form(ctx, S("remove"));
    for (size_t i = 0, n = cart_count(&cart); i < n; i++) {
        Str number = commerce_number(ctx->arena, (int64_t)i),
            field = str_fmt(ctx->arena, "quantity_%.*s", S_ARG(number));
        if (str_eq(number, remove)) {
            cart_remove(&cart, i);
            break;
        }
        if (!remove.n) {
            (void)quantity_read(ctx, field, ctx_form(ctx, field), &cart_line(&cart, i)->quantity);
        }
    }
    if (ctx->problem.fields_n) {
        TRY(open_cart(a, &row, &cart));
        TRY(cart_view(a, &cart, &v));
        v->frame->shell->failed = true;
        return RENDER_FAILED(ctx, cart, v);
    }
    bool fine = true;
    if (!id_is_nil(cart.id)) {
        TRY(keep_cart(a, c.company.address.country, &row, &cart, &fine));
    }
    ctx_redirect(ctx, cart_url(ctx),
                 fine ? MSG("The cart is up to date")
                      : MSG("The cart is kept, and cannot be ordered as it is: see below"));
    return OK;
}
Err page_cart_order(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CartGetRow row;
    ApiCart cart;
    Customer c;
    OrderLineAsk *lines;
    Str *orders;
    size_t n;
    bool fine;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(open_cart(a, &row, &cart));
    if (!cart.lines_n) {
        ctx_redirect(ctx, commerce_url(ctx, "/orders"), MSG("The cart is empty or was ordered already"));
        ctx->audit.skip = true;
        return OK;
    }
    Err err = customer_agreement_check(a, c.company.address.country);
    if (err == ERR_FORBIDDEN) { /* the cart says so, with the way to what is missing */
        CartView *v;
        Msg why = ctx->problem.message;
        ctx->problem = (Problem){0};
        TRY(cart_view(a, &cart, &v));
        v->why = why;
        v->agreements_url = commerce_url(ctx, "/agreements");
        v->frame->shell->failed = true;
        return RENDER_FAILED(ctx, cart, v);
    }
    TRY(err);
    TRY(cart_check(a, c.company.address.country, &cart, &lines, &fine));
    if (!fine) { /* a price or a rule changed meanwhile: the cart says which line */
        CartView *v;
        TRY(cart_view(a, &cart, &v));
        v->frame->shell->failed = true;
        return RENDER_FAILED(ctx, cart, v);
    }
    TRY(cart_order(a, &row, &cart, lines, &orders, &n));
    ctx_redirect(ctx, n == 1 ? commerce_url_of(ctx, "/orders", orders[0]) : commerce_url(ctx, "/orders"),
                 MSGN("The order is placed", "{n} orders are placed", (int64_t)n));
    return OK;
}
