/* Documents of an order on the wire: the customer's purchase order and tender (spec api-resources.tsv,
 * OrderAttachment).
 */
#include "app/audit.h"
#include "app/collection.h"
#include "app/unit.h"
#include "areas/commerce/api.h"
#include "areas/commerce/api_order.h"
#include "areas/commerce/documents.h"
#include "areas/commerce/pages.h"
#include "http/client.h"

enum { DOCUMENTS_MAX = 20, LINK_MAX = 2000, KILOBYTE = 1024 };
const UploadRule ORDER_DOCUMENTS = {.field = "pofiles", .kinds = CONTENT_DOCUMENTS, .files_max = 5};
const UploadRule TENDER_DOCUMENTS = {.field = "tenderfiles", .kinds = CONTENT_DOCUMENTS, .files_max = 5};

typedef struct ApiPurchase {
    bool tender;
    Dec price, rate;
    Str currency, link;
} ApiPurchase;
/* Amounts come as numbers and as text. */
static const Field PURCHASE_FIELDS[] = {
    FIELD(ApiPurchase, tender, "isPartofTender", F_BOOL_),          FIELD(ApiPurchase, price, "customerPrice", F_DEC_),
    FIELD(ApiPurchase, currency, "currency", F_STR, .max = 3),      FIELD(ApiPurchase, rate, "fxRate", F_DEC_),
    FIELD(ApiPurchase, link, "tenderLink", F_STR, .max = LINK_MAX),
};
const Shape API_PURCHASE = SHAPE_AS(ApiOrderPurchase, ApiPurchase, PURCHASE_FIELDS);
typedef struct ApiDocument {
    Id id;
    Str name, kind;
    int64_t kilobytes;
} ApiDocument;
static const Field DOCUMENT_FIELDS[] = {
    FIELD(ApiDocument, id, "attachmentId", F_ID_),
    FIELD(ApiDocument, name, "fileName", F_STR),
    FIELD(ApiDocument, kilobytes, "sizeInKB", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiDocument, kind, "attachmentType", F_STR),
};
const Shape API_DOCUMENT = SHAPE_AS(ApiOrderDocument, ApiDocument, DOCUMENT_FIELDS);

static Err look(Ctx *ctx, void *arg)
{
    (void)arg;
    Str country;
    OrderListRow order;
    OrderLinesRow *lines;
    size_t n;
    AccountCtx a = {ctx};
    TRY(commerce_enter(a, &country));
    return api_order_named(a, ctx_param(ctx, S("order")), &order, &lines, &n);
}

/* --- keeping them --- */

static Err write_documents(AccountCtx a, Str order_id, const char *kind, const Upload *files, size_t n,
                           OrderDocument *ret)
{
    for (size_t i = 0; i < n; i++) {
        Id file_id;
        ret[i] = (OrderDocument){.id = ctx_new_id(a.ctx),
                                 .name = files[i].name,
                                 .kind = str_from(kind),
                                 .size = (int64_t)files[i].done.size};
        TRY(upload_publish(a.ctx, &files[i], &file_id));
        TRY(q_order_document_add(a,
                                 &(OrderDocumentAddArgs){.order_id = order_id,
                                                         .id = ret[i].id,
                                                         .kind = ret[i].kind,
                                                         .name = ret[i].name,
                                                         .size = ret[i].size,
                                                         .file_id = file_id},
                                 NULL));
    }
    return OK;
}

Err order_documents_keep(AccountCtx a, Str order_id, const OrderDocuments *d, OrderDocument **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    OrderDocumentListRow *there;
    size_t there_n;
    *ret_n = d->ordered_n + d->tendered_n;
    TRY(q_order_document_list(
        a, &(OrderDocumentListArgs){.customer_id = ctx->customer_id, .with_order = true, .order_id = order_id}, &there,
        &there_n));
    if (there_n + *ret_n > DOCUMENTS_MAX) {
        return commerce_refuse(ctx, 900252, MSG("An order has at most 20 documents"));
    }
    *ret = arena_array(ctx->arena, OrderDocument, *ret_n + 1);
    TRY(write_documents(a, order_id, "POAttachment", d->ordered, d->ordered_n, *ret));
    TRY(write_documents(a, order_id, "TenderAttachment", d->tendered, d->tendered_n, *ret + d->ordered_n));
    ctx->audit.target_kind = S("order");
    ctx->audit.target_name = order_id;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"order", order_id}, {"documents", commerce_number(ctx->arena, (int64_t)*ret_n)});
    return q_order_purchase_add(a,
                                &(OrderPurchaseAddArgs){.order_id = order_id,
                                                        .price = d->price,
                                                        .currency = d->currency,
                                                        .rate = d->rate,
                                                        .tender = d->tender,
                                                        .tender_link = d->link},
                                NULL);
}

bool tender_link_ok(Str link) { return link.n <= LINK_MAX && http_url_ok(link, true); }

/* --- the wire --- */

static Err keep(Ctx *ctx, void *arg)
{
    AccountCtx a = {ctx};
    Str country;
    OrderListRow order;
    OrderLinesRow *lines;
    OrderDocument *made;
    CollectionAsk page;
    size_t n, made_n;
    TRY(commerce_enter(a, &country));
    TRY(collection_ask(ctx, DOCUMENTS_MAX, DOCUMENTS_MAX, &page));
    TRY(api_order_named(a, ctx_param(ctx, S("order")), &order, &lines, &n));
    TRY(order_documents_keep(a, order.id, arg, &made, &made_n));
    ApiDocument *items = arena_array(ctx->arena, ApiDocument, made_n + 1);
    for (size_t i = 0; i < made_n; i++) {
        items[i] = (ApiDocument){.id = made[i].id,
                                 .name = made[i].name,
                                 .kind = made[i].kind,
                                 .kilobytes = (made[i].size + KILOBYTE - 1) / KILOBYTE};
    }
    ctx_json_collection(ctx, &page,
                        &(Collection){.shape = &API_DOCUMENT, .items = items, .items_n = made_n, .total = -1});
    ctx->out.status = 201;
    return OK;
}

static Err check_facts(Ctx *ctx, ApiPurchase *p)
{
    Currency known = {{0}};
    p->currency = str_upper_ascii(ctx->arena, str_trim(p->currency));
    if (p->price.units <= 0 || currency_parse(p->currency, &known) != OK) {
        return commerce_refuse(ctx, 900254, MSG("The metadata needs customerPrice, above zero, and a currency"));
    }
    if (p->rate.units < 0) {
        return commerce_refuse(ctx, 900254, MSG("fxRate is above zero"));
    }
    if (p->link.n && !tender_link_ok(p->link)) {
        return commerce_refuse(ctx, 900253, MSG("tenderLink is an address that begins with https://"));
    }
    return OK;
}

/* Outside any unit: files take longer than one may. */
Err api_order_attach(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiPurchase facts = {0};
    TRY(unit_run(ctx, MODE_READ, NULL, look, NULL));
    TRY(resource_bad_property(ctx, shape_read_text(ctx, &API_PURCHASE, ctx_form(ctx, S("metadata")), &facts)));
    TRY(check_facts(ctx, &facts));
    OrderDocuments d = {.tender = facts.tender,
                        .price = facts.price,
                        .rate = facts.rate,
                        .currency = facts.currency,
                        .link = facts.link};
    TRY(resource_bad_property(ctx, upload_take(ctx, &ORDER_DOCUMENTS, ctx->account_id, &d.ordered, &d.ordered_n)));
    TRY(resource_bad_property(ctx, upload_take(ctx, &TENDER_DOCUMENTS, ctx->account_id, &d.tendered, &d.tendered_n)));
    if (d.ordered_n == 0) {
        return commerce_refuse(ctx, 900252, MSG("Send the customer's purchase order as pofiles"));
    }
    if (d.tender && !d.link.n && d.tendered_n == 0) {
        return commerce_refuse(ctx, 900253, MSG("Send the tender as tenderfiles, or its address as tenderLink"));
    }
    return unit_run(ctx, MODE_WRITE, "order.attach", keep, &d);
}

/* --- the page's downloads --- */

static Err find_document(Ctx *ctx, void *arg)
{
    Id *ret = arg, id;
    AccountCtx a = {ctx};
    OrderDocumentListRow *rows;
    size_t n;
    TRY(look(ctx, NULL));
    TRY(q_order_document_list(
        a,
        &(OrderDocumentListArgs){.customer_id = ctx->customer_id,
                                 .with_order = true,
                                 .order_id = str_lower_ascii(ctx->arena, ctx_param(ctx, S("order")))},
        &rows, &n));
    TRY(ctx_param_id(ctx, S("document"), &id));
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].id, id)) {
            *ret = rows[i].file_id;
            return OK;
        }
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("There is no such document."), MSG("Go back to the order."));
}

Err page_order_document(AccountCtx a)
{
    Id file_id;
    TRY(unit_run(a.ctx, MODE_READ, NULL, find_document, &file_id));
    return upload_send(a.ctx, a.ctx->account_id, file_id);
}
