/* The orders of one customer: the list and one of them. */
#include "app/export.h"
#include "areas/commerce/api_order.h"
#include "areas/commerce/pages.h"
#include "gen/commerce_html.h"
#include "ui/field.h"
#include "ui/lists.h"

enum { EXPORT_ORDERS_MAX = 20000 };

static const struct {
    const char *word, *label;
} STATES[] = {{"completed", N_("Completed")}, {"pending", N_("Pending")}, {"cancelled", N_("Cancelled")}};

static StateView state_of(Str state)
{
    return str_eq(state, S("completed")) ? (StateView){STATE_GOOD, MSG("Completed")}
           : str_eq(state, S("pending")) ? (StateView){STATE_WAIT, MSG("Pending")}
                                         : (StateView){STATE_OFF, MSG("Cancelled")};
}

typedef struct OrdersAsk {
    Str state, after, before;
    bool compact;
    int size;
} OrdersAsk;
static void take(void *arg, Str name, Str value)
{
    OrdersAsk *ask = arg;
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(STATES) && str_eq(name, S("state")); i++) {
        ask->state = str_eq(value, str_from(STATES[i].word)) ? value : ask->state;
    }
}
static Str query_of(Ctx *ctx, const OrdersAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "state", ask->state);
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}

/* A page of orders with all of their lines, in two reads. */
typedef struct Orders {
    OrderPageRow *rows;
    OrderLinesOfRow *lines;
    size_t n, lines_n;
    PageInfo info;
} Orders;
static Err read_orders(AccountCtx a, const OrdersAsk *ask, PageAsk page, Orders *ret)
{
    Id customer = a.ctx->customer_id;
    page.descending = true;
    OrderPageArgs args = {.customer_id = customer, .with_state = ask->state.n != 0, .state = ask->state};
    Err err = q_order_page(a, &args, &page, &ret->rows, &ret->n, &ret->info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_order_page(a, &args, &page, &ret->rows, &ret->n, &ret->info);
    }
    TRY(err);
    Str *ids = arena_array(a.ctx->arena, Str, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        ids[i] = ret->rows[i].id;
    }
    ret->lines_n = 0;
    return ret->n ? q_order_lines_of(a, &(OrderLinesOfArgs){.customer_id = customer, .orders = ids, .orders_n = ret->n},
                                     &ret->lines, &ret->lines_n)
                  : OK;
}
/* An order's first line, how many there are and what they come to. */
static size_t sum_of(const Orders *o, Str id, Str *ret_first, Dec *ret_total)
{
    size_t n = 0;
    *ret_total = (Dec){0};
    for (size_t i = 0; i < o->lines_n; i++) {
        Dec amount;
        if (!str_eq(o->lines[i].order_id, id)) {
            continue;
        }
        if (n++ == 0) {
            *ret_first = o->lines[i].title;
        }
        if (dec_mul(o->lines[i].unit_price, (Dec){o->lines[i].quantity * DEC_SCALE}, ROUND_HALF_UP, &amount) != OK ||
            dec_add(*ret_total, amount, ret_total) != OK) {
            *ret_total = (Dec){0};
        }
    }
    return n;
}

Err page_orders(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    TRY(customer_frame_view(a, MSG("Orders"), NULL, &frame));
    OrdersAsk ask = {.size = LIST_SIZE};
    list_each_asked(ctx, take, &ask);
    Orders o;
    TRY(read_orders(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &o));
    OrdersView *v = arena_new(ctx->arena, OrdersView);
    v->frame = frame;
    v->may_buy = ctx_may(ctx, &COMMERCE_BUY);
    v->shop_url = commerce_url(ctx, "/products");
    v->clear_url = commerce_url(ctx, "/orders");
    v->filtered = ask.state.n > 0;
    OptionView *options = arena_array(ctx->arena, OptionView, COUNT_OF(STATES) + 1);
    options[0] = (OptionView){.label = MSG("Any state"), .selected = !ask.state.n};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        Str word = str_from(STATES[i].word);
        options[i + 1] =
            (OptionView){.value = word, .label = MSG_OF(STATES[i].label), .selected = str_eq(word, ask.state)};
    }
    v->state = ui_select(ctx, S("state"), MSG("State"), options, COUNT_OF(STATES) + 1);
    Str query = query_of(ctx, &ask);
    Url export = list_url(ctx->arena, commerce_url(ctx, "/orders/export"), query);
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match, line by line")};
    OrderRow *rows = arena_array(ctx->arena, OrderRow, o.n + 1);
    for (size_t i = 0; i < o.n; i++) {
        const OrderPageRow *r = &o.rows[i];
        Dec total;
        rows[i] = (OrderRow){.id = r->id,
                             .url = commerce_url_of(ctx, "/orders", r->id),
                             .at = r->created_at,
                             .cycle = catalog_cycle_msg(r->cycle),
                             .state = state_of(r->state)};
        rows[i].lines_n = (int64_t)sum_of(&o, r->id, &rows[i].what, &total);
        rows[i].amount = catalog_amount(ctx, total, r->currency);
    }
    v->rows = rows;
    v->rows_n = o.n;
    OrdersAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, query, query_of(ctx, &rest), &o.info, o.n, ask.size, &v->pager);
    v->empty = (EmptyView){.title = MSG("No orders yet"), .why = MSG("Each order for this customer stands here.")};
    if (v->may_buy) {
        v->empty.action = MSG("Add products");
        v->empty.url = v->shop_url;
    }
    RENDER(ctx, 200, orders, v);
    return OK;
}

/* --- as a file: one row a line --- */

static const ExportColumn COLUMNS[] = {{"order", N_("Order"), EXPORT_TEXT, 16},
                                       {"ordered", N_("Ordered"), EXPORT_TIME, 20},
                                       {"state", N_("State"), EXPORT_MSG, 14},
                                       {"cycle", N_("Billing"), EXPORT_MSG, 16},
                                       {"product", N_("Product"), EXPORT_TEXT, 36},
                                       {"quantity", N_("Quantity"), EXPORT_INT, 10},
                                       {"unit_price", N_("Price of one"), EXPORT_DEC, 12},
                                       {"currency", N_("Currency"), EXPORT_TEXT, 8}};
static Err export_lines(Export *e, const Orders *o, const OrderPageRow *r)
{
    for (size_t k = 0; k < o->lines_n; k++) {
        const OrderLinesOfRow *l = &o->lines[k];
        if (!str_eq(l->order_id, r->id)) {
            continue;
        }
        ExportCell cells[] = {{.text = r->id},
                              {.time = r->created_at},
                              {.msg = state_of(r->state).label},
                              {.msg = catalog_cycle_msg(r->cycle)},
                              {.text = l->title},
                              {.i = l->quantity},
                              {.dec = l->unit_price},
                              {.text = r->currency}};
        TRY(export_row(e, cells));
    }
    return OK;
}
static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    PageAsk page = {.size = 200};
    do {
        Orders o;
        TRY(read_orders(a, arg, page, &o));
        for (size_t i = 0; i < o.n && export_rows(e) < EXPORT_ORDERS_MAX; i++) {
            TRY(export_lines(e, &o, &o.rows[i]));
        }
        page.after = o.info.next;
    } while (page.after.n && export_rows(e) < EXPORT_ORDERS_MAX);
    return OK;
}
Err page_orders_export(AccountCtx a)
{
    Customer c;
    OrdersAsk ask = {.size = LIST_SIZE};
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    list_each_asked(a.ctx, take, &ask);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Orders"),
                                        .file = "orders",
                                        .fill = fill_export,
                                        .arg = &ask});
}

/* --- one --- */

/* What the customer has paid by the documents that were attached, and these. */
static Err fill_documents(AccountCtx a, Str order_id, OrderView *v)
{
    Ctx *ctx = a.ctx;
    OrderPurchaseGetRow paid;
    OrderDocumentListRow *rows;
    Err err =
        q_order_purchase_get(a, &(OrderPurchaseGetArgs){.customer_id = ctx->customer_id, .order_id = order_id}, &paid);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(q_order_document_list(
        a, &(OrderDocumentListArgs){.customer_id = ctx->customer_id, .with_order = true, .order_id = order_id}, &rows,
        &v->documents_n));
    v->paid[v->paid_n++] = (FactView){.label = MSG("Price for the customer"),
                                      .text = catalog_amount(ctx, paid.price, paid.currency),
                                      .kind = FACT_TEXT};
    v->paid[v->paid_n++] =
        (FactView){.label = MSG("Part of a tender"), .msg = paid.tender ? MSG("Yes") : MSG("No"), .kind = FACT_MSG};
    if (paid.tender_link.n) {
        v->paid[v->paid_n++] =
            (FactView){.label = MSG("Address of the tender"), .text = paid.tender_link, .kind = FACT_TEXT};
    }
    DocumentLine *lines = arena_array(ctx->arena, DocumentLine, v->documents_n + 1);
    for (size_t i = 0; i < v->documents_n; i++) {
        Buf size = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_bytes(&size, ctx->locale, rows[i].size);
        lines[i] =
            (DocumentLine){.name = rows[i].name,
                           .size = buf_str(&size),
                           .kind = str_eq(rows[i].kind, S("POAttachment")) ? MSG("Purchase order") : MSG("Tender"),
                           .url = url_fmt(ctx->arena, "%u/documents/%s", commerce_url_of(ctx, "/orders", order_id),
                                          id_text(ctx->arena, rows[i].id)),
                           .at = rows[i].created_at};
    }
    v->documents = lines;
    return OK;
}

Err page_order(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    OrderListRow order;
    OrderLinesRow *rows;
    size_t n;
    TRY(customer_enter(a));
    TRY(api_order_named(a, ctx_param(ctx, S("order")), &order, &rows, &n));
    Crumb all = {.label = MSG("Orders"), .url = commerce_url(ctx, "/orders")};
    TRY(customer_frame_view(a, MSG1("Order {id}", "id", order.id), &all, &frame));
    OrderView *v = arena_new(ctx->arena, OrderView);
    v->frame = frame;
    v->id = order.id;
    v->state = state_of(order.state);
    v->facts[v->facts_n++] = (FactView){.label = MSG("Ordered"), .at = order.created_at, .kind = FACT_TIME};
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Billing"), .msg = catalog_cycle_msg(order.cycle), .kind = FACT_MSG};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Currency"), .text = order.currency, .kind = FACT_TEXT};
    OrderLine *lines = arena_array(ctx->arena, OrderLine, n + 1);
    Dec total = {0}, amount;
    for (size_t i = 0; i < n; i++) {
        lines[i] = (OrderLine){
            .title = rows[i].friendly_name,
            .url = id_is_nil(rows[i].subscription_id) ? (Url){{0}} : subscription_url(ctx, rows[i].subscription_id, ""),
            .quantity = rows[i].quantity,
            .terms = commerce_terms(ctx, rows[i].term, rows[i].cycle, str_eq(rows[i].cycle, S("none"))),
            .each = catalog_amount(ctx, rows[i].unit_price, order.currency),
            .amount = commerce_amount(ctx, rows[i].unit_price, rows[i].quantity, order.currency)};
        if (dec_mul(rows[i].unit_price, (Dec){rows[i].quantity * DEC_SCALE}, ROUND_HALF_UP, &amount) == OK) {
            TRY(dec_add(total, amount, &total));
        }
    }
    v->lines = lines;
    v->lines_n = n;
    TRY(fill_documents(a, order.id, v));
    v->may_attach = ctx_may(ctx, &COMMERCE_BUY);
    v->attach_url = url_fmt(ctx->arena, "%u/documents", commerce_url_of(ctx, "/orders", order.id));
    v->total = catalog_amount(ctx, total, order.currency);
    RENDER(ctx, 200, order, v);
    return OK;
}
