/* The form by which people attach the customer's purchase order to an order. */
#include "app/typed.h"
#include "app/unit.h"
#include "areas/commerce/api_order.h"
#include "areas/commerce/documents.h"
#include "areas/commerce/pages.h"
#include "gen/commerce_html.h"
#include "ui/field.h"

typedef struct Attaching {
    Str price, currency, link;
    OrderDocuments documents;
    OrderListRow order;
    DocumentsView *view;
} Attaching;

static Err find_order(AccountCtx a, OrderListRow *ret)
{
    OrderLinesRow *lines;
    size_t n;
    Customer c;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    return api_order_named(a, ctx_param(a.ctx, S("order")), ret, &lines, &n);
}

static Err show(Ctx *ctx, void *arg)
{
    static const Str NAMES[] = {S_INIT("price"),  S_INIT("currency"), S_INIT("pofiles"),
                                S_INIT("tender"), S_INIT("link"),     S_INIT("tenderfiles")};
    Attaching *w = arg;
    AccountCtx a = {ctx};
    CustomerFrame *frame;
    TRY(find_order(a, &w->order));
    Url order_url = commerce_url_of(ctx, "/orders", w->order.id);
    Crumb parent = {.label = MSG1("Order {id}", "id", w->order.id), .url = order_url};
    TRY(customer_frame_view(a, MSG("Attach documents"), &parent, &frame));
    DocumentsView *v = arena_new(ctx->arena, DocumentsView);
    *v = (DocumentsView){
        .frame = frame,
        .cancel = order_url,
        .form = {.action = url_fmt(ctx->arena, "%u/documents", order_url),
                 .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                 .upload = true},
        .price = ui_field(ctx, S("price"), w->price, MSG("Price for the customer")),
        .currency = ui_field(ctx, S("currency"), w->currency.n ? w->currency : w->order.currency, MSG("Currency")),
        .ordered = upload_field(ctx, &ORDER_DOCUMENTS, MSG("Purchase order")),
        .tender = ui_field(ctx, S("tender"), S("1"), MSG("The order is part of a tender")),
        .link = ui_field(ctx, S("link"), w->link, MSG("Address of the tender")),
        .tendered = upload_field(ctx, &TENDER_DOCUMENTS, MSG("Documents of the tender"))};
    v->price.inputmode = S("decimal");
    v->price.width = v->currency.width = S("w-8");
    v->tender.kind = FIELD_CHECKBOX;
    v->tender.checked = w->documents.tender;
    v->ordered.optional = false;
    v->link.optional = v->tendered.optional = true;
    frame->shell->failed = v->form.errors.links_n > 0;
    w->view = v;
    return OK;
}

Err page_documents_form(AccountCtx a)
{
    Attaching w = {0};
    TRY(show(a.ctx, &w));
    RENDER(a.ctx, 200, order_documents, w.view);
    return OK;
}

static void check(Ctx *ctx, Attaching *w)
{
    OrderDocuments *d = &w->documents;
    Currency known = {{0}};
    if (typed_amount(ctx, w->price, &d->price) != OK || d->price.units <= 0) {
        problem_field(ctx, S("price"), MSG("Enter an amount above zero, like 156.87"));
    }
    if (currency_parse(d->currency, &known) != OK) {
        problem_field(ctx, S("currency"), MSG("Enter a currency of three letters, like EUR"));
    }
    if (d->link.n && !tender_link_ok(d->link)) {
        problem_field(ctx, S("link"), MSG("Enter an address that begins with https://"));
    }
    if (d->ordered_n == 0 && !msg_is_set(problem_of_field(ctx, S("pofiles")))) {
        problem_field(ctx, S("pofiles"), MSG("Choose the customer's purchase order"));
    }
    if (d->tender && !d->link.n && d->tendered_n == 0) {
        problem_field(ctx, S("link"), MSG("Enter the address of the tender, or attach its documents"));
    }
}

static Err keep(Ctx *ctx, void *arg)
{
    Attaching *w = arg;
    AccountCtx a = {ctx};
    OrderDocument *made;
    size_t n;
    TRY(find_order(a, &w->order));
    return order_documents_keep(a, w->order.id, &w->documents, &made, &n);
}

/* A document that could not be read has its problem already; the rest of the form is looked at all the same. */
static Err take(Ctx *ctx, const UploadRule *rule, Upload **ret, size_t *ret_n)
{
    Err err = upload_take(ctx, rule, ctx->account_id, ret, ret_n);
    return err == ERR_INVALID ? OK : err;
}

Err page_documents_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Attaching w = {.price = str_trim(ctx_form(ctx, S("price"))),
                   .currency = str_upper_ascii(ctx->arena, str_trim(ctx_form(ctx, S("currency")))),
                   .link = str_trim(ctx_form(ctx, S("link"))),
                   .documents = {.tender = ctx_form(ctx, S("tender")).n > 0}};
    w.documents.currency = w.currency;
    w.documents.link = w.link;
    TRY(unit_run(ctx, MODE_READ, NULL, show, &w));
    TRY(take(ctx, &ORDER_DOCUMENTS, &w.documents.ordered, &w.documents.ordered_n));
    TRY(take(ctx, &TENDER_DOCUMENTS, &w.documents.tendered, &w.documents.tendered_n));
    check(ctx, &w);
    if (problem_check(ctx) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, show, &w));
        return RENDER_FAILED(ctx, order_documents, w.view);
    }
    TRY(unit_run(ctx, MODE_WRITE, "order.attach", keep, &w));
    ctx_redirect(ctx, commerce_url_of(ctx, "/orders", w.order.id), MSG("The documents are attached"));
    return OK;
}
