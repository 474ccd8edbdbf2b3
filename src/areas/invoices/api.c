/* Invoices on the wire (spec api-resources.tsv, Invoice and InvoiceSummary). */
#include "areas/invoices/api.h"

#include "app/collection.h"
#include "app/filter.h"
#include "app/resource.h"
#include "areas/invoices/invoices.h"

enum { SIZE_INVOICES = 200, OFFSET_INVOICES = 100000, NOTES_MAX = 100 };

typedef struct ApiDetail {
    Str type, provider;
    ApiLinks links;
    ApiAttributes attributes;
} ApiDetail;
static const Field DETAIL_FIELDS[] = {
    FIELD(ApiDetail, type, "invoiceLineItemType", F_STR),
    FIELD(ApiDetail, provider, "billingProvider", F_STR),
    FIELD(ApiDetail, links, "links", F_OBJECT, .shape = &API_LINKS),
    FIELD(ApiDetail, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
static const Shape DETAIL = SHAPE_AS(InvoiceDetail, ApiDetail, DETAIL_FIELDS);
typedef struct ApiReceipt {
    Str id, link;
} ApiReceipt;
static const Field RECEIPT_FIELDS[] = {
    FIELD(ApiReceipt, id, "id", F_STR),
    FIELD(ApiReceipt, link, "taxReceiptPdfDownloadLink", F_STR),
};
static const Shape RECEIPT = SHAPE_AS(TaxReceipt, ApiReceipt, RECEIPT_FIELDS);
typedef struct ApiInvoice {
    Str id, currency, pdf, document, amends, type, status;
    Time at, from, to;
    Dec total, paid;
    ApiDetail *details;
    size_t details_n;
    struct ApiInvoice *notes;
    size_t notes_n;
    ApiReceipt *receipts;
    size_t receipts_n;
    ApiLinks links;
    ApiAttributes attributes;
} ApiInvoice;
#define INVOICE_PARTS                                                                                                  \
    FIELD(ApiInvoice, id, "id", F_STR), FIELD(ApiInvoice, at, "invoiceDate", F_TIME_),                                 \
        FIELD(ApiInvoice, from, "billingPeriodStartDate", F_TIME_),                                                    \
        FIELD(ApiInvoice, to, "billingPeriodEndDate", F_TIME_),                                                        \
        FIELD(ApiInvoice, total, "totalCharges", F_DEC_, .flags = FIELD_ALWAYS),                                       \
        FIELD(ApiInvoice, paid, "paidAmount", F_DEC_, .flags = FIELD_ALWAYS),                                          \
        FIELD(ApiInvoice, currency, "currencyCode", F_STR), FIELD(ApiInvoice, currency, "currencySymbol", F_STR),      \
        FIELD(ApiInvoice, pdf, "pdfDownloadLink", F_STR),                                                              \
        FIELD_LIST(ApiInvoice, details, details_n, "invoiceDetails", &DETAIL, .flags = FIELD_ALWAYS),                  \
        FIELD_LIST(ApiInvoice, receipts, receipts_n, "taxReceipts", &RECEIPT),                                         \
        FIELD(ApiInvoice, document, "documentType", F_STR), FIELD(ApiInvoice, amends, "amendsOf", F_STR),              \
        FIELD(ApiInvoice, type, "invoiceType", F_STR), FIELD(ApiInvoice, status, "status", F_STR),                     \
        FIELD(ApiInvoice, links, "links", F_OBJECT, .shape = &API_LINKS),                                              \
        FIELD(ApiInvoice, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES)
static const Field NOTE_FIELDS[] = {INVOICE_PARTS};
static const Shape NOTE = SHAPE_AS(InvoiceAmendment, ApiInvoice, NOTE_FIELDS);
static const Field INVOICE_FIELDS[] = {INVOICE_PARTS, FIELD_LIST(ApiInvoice, notes, notes_n, "amendments", &NOTE)};
const Shape API_INVOICE = SHAPE_AS(Invoice, ApiInvoice, INVOICE_FIELDS);

static void add_detail(Ctx *ctx, const Invoice *i, bool there, const char *provider, const char *said, bool use,
                       ApiInvoice *w)
{
    if (!there) {
        return;
    }
    Str type = use ? S("UsageLineItems") : S("BillingLineItems");
    w->details[w->details_n++] =
        (ApiDetail){.type = use ? S("usage_line_items") : S("billing_line_items"),
                    .provider = str_from(said),
                    .links = resource_self(
                        str_fmt(ctx->arena, "/invoices/%.*s/lineitems/%s/%.*s", S_ARG(i->id), provider, S_ARG(type))),
                    .attributes = {.object_type = S("InvoiceDetail")}};
}

/* Billing lines of all details add up to the document; lines of use say more of what azure's bill. */
static void wire_invoice(Ctx *ctx, const Invoice *i, ApiInvoice *ret)
{
    bool azure = invoice_has(i, S("azure"));
    Str at = str_fmt(ctx->arena, "/invoices/%.*s", S_ARG(i->id));
    *ret = (ApiInvoice){.id = i->id,
                        .at = i->issued_at,
                        .from = i->period_from,
                        .to = i->period_to,
                        .total = invoice_major(i->total, i->currency),
                        .paid = invoice_major(i->paid, i->currency),
                        .currency = i->currency,
                        .pdf = str_concat(ctx->arena, at, S("/documents/statement")),
                        .document = i->document,
                        .amends = i->amends,
                        .type = i->kind,
                        .status = i->state,
                        .details = arena_array(ctx->arena, ApiDetail, 4),
                        .links = resource_self(at),
                        .attributes = {.object_type = S("Invoice")}};
    add_detail(ctx, i, invoice_has(i, S("onetime")), "OneTime", "one_time", false, ret);
    add_detail(ctx, i, invoice_has(i, S("office")), "Office", "office", false, ret);
    add_detail(ctx, i, azure, "Azure", "azure", false, ret);
    add_detail(ctx, i, azure, "Azure", "azure", true, ret);
    if (i->tax) {
        ret->receipts = arena_new(ctx->arena, ApiReceipt);
        *ret->receipts =
            (ApiReceipt){i->id, str_fmt(ctx->arena, "%.*s/receipts/%.*s/documents/statement", S_ARG(at), S_ARG(i->id))};
        ret->receipts_n = 1;
    }
}

/* Whole days are meant by a date without a time; only the date of the invoice can be asked for. */
static Err read_span(Ctx *ctx, const Filter *f, Time *from, Time *to)
{
    if (f->op == FILTER_AND) {
        TRY(read_span(ctx, f->left, from, to));
        return read_span(ctx, f->right, from, to);
    }
    if (f->op == FILTER_OR) {
        return filter_unsupported(ctx, f);
    }
    if (!filter_is(f, S("InvoiceDate"))) {
        return filter_unknown_field(ctx, f, S("InvoiceDate"));
    }
    Time t;
    if (time_parse(f->value, &t) != OK) {
        return problem_api(ctx, ERR_INVALID, 400, 2000, MSG("The value of InvoiceDate is a date, such as 2026-11-08"));
    }
    bool day = t.us % TIME_DAY == 0;
    Time after = time_add(t, day ? TIME_DAY : 1);
    Time low = f->op == FILTER_EQUALS || f->op == FILTER_GREATER_THAN_OR_EQUALS ? t
               : f->op == FILTER_GREATER_THAN                                   ? after
                                                                                : *from;
    Time high = f->op == FILTER_EQUALS || f->op == FILTER_LESS_THAN_OR_EQUALS ? after
                : f->op == FILTER_LESS_THAN                                   ? t
                                                                              : *to;
    if (f->op != FILTER_EQUALS && f->op != FILTER_GREATER_THAN_OR_EQUALS && f->op != FILTER_GREATER_THAN &&
        f->op != FILTER_LESS_THAN_OR_EQUALS && f->op != FILTER_LESS_THAN) {
        return filter_unsupported(ctx, f);
    }
    from->us = num_max_i64(from->us, low.us);
    to->us = num_min_i64(to->us, high.us);
    return OK;
}

static Time always_from(void) { return time_of_date(date_from_ymd(1970, 1, 1)); }
static Time always_to(void) { return time_of_date(date_from_ymd(9999, 1, 1)); }

Err api_invoices(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    Filter filter = {0};
    Invoice *rows;
    InvoicesWireCountRow count;
    size_t n;
    Time from = always_from(), to = always_to();
    TRY(collection_ask(ctx, SIZE_INVOICES, SIZE_INVOICES, &ask));
    TRY(filter_read(ctx, collection_param(ctx, &ask, S("filter")), &filter));
    if (filter.set) {
        TRY(read_span(ctx, &filter, &from, &to));
    }
    if (ask.offset > OFFSET_INVOICES) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("An offset goes to 100000 at most"));
    }
    TRY(q_invoices_wire_count(a, &(InvoicesWireCountArgs){.from_time = from, .to_time = to}, &count));
    TRY(q_invoices_some(
        a,
        &(InvoicesSomeArgs){.with_span = true, .from_time = from, .to_time = to, .size = ask.size, .skip = ask.offset},
        &rows, &n));
    ApiInvoice *items = arena_array(ctx->arena, ApiInvoice, n + 1);
    for (size_t i = 0; i < n; i++) {
        wire_invoice(ctx, &rows[i], &items[i]);
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_INVOICE, .items = items, .items_n = n, .total = count.n, .by_offset = true});
    return OK;
}

Err api_invoice(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Invoice i, *notes;
    ApiInvoice w;
    size_t n;
    TRY(invoice_named(a, ctx_param(ctx, S("invoice")), &i));
    wire_invoice(ctx, &i, &w);
    TRY(q_invoices_some(a, &(InvoicesSomeArgs){.with_amends = true, .amended = i.id, .size = NOTES_MAX}, &notes, &n));
    w.notes = arena_array(ctx->arena, ApiInvoice, n + 1);
    for (size_t at = 0; at < n; at++) {
        wire_invoice(ctx, &notes[at], &w.notes[w.notes_n++]);
    }
    ctx_json(ctx, 200, &API_INVOICE, &w);
    return OK;
}

/* --- documents --- */

static Err send_pdf(AccountCtx a, bool receipt)
{
    Ctx *ctx = a.ctx;
    Invoice i;
    Str pdf;
    TRY(invoice_named(a, ctx_param(ctx, S("invoice")), &i));
    if (receipt && (!i.tax || !str_eq_nocase(ctx_param(ctx, S("receipt")), i.id))) {
        return problem_api(ctx, ERR_NOT_FOUND, 404, 2000, MSG("The invoice has no such receipt"));
    }
    TRY(invoice_pdf(a, &i, receipt, &pdf));
    ctx->out.body = pdf;
    ctx->out.content_type = S("application/pdf");
    ctx_header(ctx, S("Content-Disposition"),
               str_fmt(ctx->arena, "attachment; filename=\"%.*s%s.pdf\"", S_ARG(i.id), receipt ? "-tax" : ""));
    return OK;
}
Err api_invoice_statement(AccountCtx a) { return send_pdf(a, false); }
Err api_invoice_receipt(AccountCtx a) { return send_pdf(a, true); }

/* --- balances --- */

#define BALANCE                                                                                                        \
    Dec balance, paid;                                                                                                 \
    Str currency;                                                                                                      \
    Time at, first_at, latest_at, paid_at;                                                                             \
    ApiLinks links;                                                                                                    \
    ApiAttributes attributes
#define BALANCE_FIELDS(T)                                                                                              \
    FIELD(T, balance, "balanceAmount", F_DEC_, .flags = FIELD_ALWAYS), FIELD(T, currency, "currencyCode", F_STR),      \
        FIELD(T, currency, "currencySymbol", F_STR), FIELD(T, at, "accountingDate", F_TIME_),                          \
        FIELD(T, first_at, "firstInvoiceCreationDate", F_TIME_), FIELD(T, paid_at, "lastPaymentDate", F_TIME_),        \
        FIELD(T, paid, "lastPaymentAmount", F_DEC_, .flags = FIELD_ALWAYS),                                            \
        FIELD(T, latest_at, "latestInvoiceDate", F_TIME_), FIELD(T, links, "links", F_OBJECT, .shape = &API_LINKS),    \
        FIELD(T, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES)
typedef struct ApiPart {
    BALANCE;
} ApiPart;
static const Field PART_FIELDS[] = {BALANCE_FIELDS(ApiPart)};
static const Shape PART = SHAPE_AS(InvoiceSummaryPart, ApiPart, PART_FIELDS);
typedef struct ApiSummaryDetail {
    Str type;
    ApiPart summary;
} ApiSummaryDetail;
static const Field SUMMARY_DETAIL_FIELDS[] = {
    FIELD(ApiSummaryDetail, type, "invoiceType", F_STR),
    FIELD(ApiSummaryDetail, summary, "summary", F_OBJECT, .shape = &PART),
};
static const Shape SUMMARY_DETAIL = SHAPE_AS(InvoiceSummaryDetail, ApiSummaryDetail, SUMMARY_DETAIL_FIELDS);
typedef struct ApiSummary {
    BALANCE;
    ApiSummaryDetail *details;
    size_t details_n;
} ApiSummary;
static const Field SUMMARY_FIELDS[] = {
    BALANCE_FIELDS(ApiSummary),
    FIELD_LIST(ApiSummary, details, details_n, "details", &SUMMARY_DETAIL, .flags = FIELD_ALWAYS),
};
const Shape API_INVOICE_SUMMARY = SHAPE_AS(InvoiceSummary, ApiSummary, SUMMARY_FIELDS);

static Time earlier(Time x, Time y) { return time_is_set(x) && x.us < y.us ? x : y; }
static Time later(Time x, Time y) { return time_is_set(x) && x.us > y.us ? x : y; }

static Err new_summary(AccountCtx a, Str currency, ApiSummary *ret)
{
    Ctx *ctx = a.ctx;
    InvoicesPaidLastRow last = {.posted_at = TIME_NONE};
    Err err = q_invoices_paid_last(a, &(InvoicesPaidLastArgs){.currency = currency}, &last);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *ret = (ApiSummary){.currency = currency,
                        .at = ctx->now,
                        .first_at = TIME_NONE,
                        .latest_at = TIME_NONE,
                        .paid_at = err == OK ? last.posted_at : TIME_NONE,
                        .paid = invoice_major(err == OK ? last.amount : 0, currency),
                        .details = arena_array(ctx->arena, ApiSummaryDetail, 2),
                        .links = resource_self(S("/invoices/summary")),
                        .attributes = {.object_type = S("InvoiceSummary")}};
    return OK;
}

/* One for each currency; the account's own is always there, and the first. */
static Err summaries(AccountCtx a, ApiSummary **ret, size_t *ret_n)
{
    InvoicesPartnerRow own;
    InvoicesBalanceRow *rows;
    size_t n;
    TRY(q_invoices_partner(a, NULL, &own));
    TRY(q_invoices_balance(a, NULL, &rows, &n));
    ApiSummary *all = arena_array(a.ctx->arena, ApiSummary, n + 1);
    TRY(new_summary(a, own.currency, &all[0]));
    *ret_n = 1;
    for (size_t i = 0; i < n; i++) {
        const InvoicesBalanceRow *r = &rows[i];
        size_t at = 0;
        while (at < *ret_n && !str_eq(all[at].currency, r->currency)) {
            at++;
        }
        if (at == *ret_n) {
            TRY(new_summary(a, r->currency, &all[at]));
            (*ret_n)++;
        }
        ApiSummary *s = &all[at];
        TRY(dec_add(s->balance, invoice_major(r->balance, r->currency), &s->balance));
        s->first_at = earlier(s->first_at, r->first_at);
        s->latest_at = later(s->latest_at, r->latest_at);
        s->details[s->details_n++] = (ApiSummaryDetail){r->kind,
                                                        {.balance = invoice_major(r->balance, r->currency),
                                                         .currency = r->currency,
                                                         .at = s->at,
                                                         .first_at = r->first_at,
                                                         .latest_at = r->latest_at,
                                                         .paid_at = s->paid_at,
                                                         .paid = s->paid,
                                                         .links = s->links,
                                                         .attributes = s->attributes}};
    }
    *ret = all;
    return OK;
}

Err api_invoice_summary(AccountCtx a)
{
    ApiSummary *all;
    size_t n;
    TRY(summaries(a, &all, &n));
    ctx_json(a.ctx, 200, &API_INVOICE_SUMMARY, &all[0]);
    return OK;
}

Err api_invoice_summaries(AccountCtx a)
{
    ApiSummary *all;
    size_t n;
    CollectionAsk ask;
    TRY(collection_ask(a.ctx, SIZE_INVOICES, SIZE_INVOICES, &ask));
    TRY(summaries(a, &all, &n));
    ctx_json_collection(a.ctx, &ask,
                        &(Collection){.shape = &API_INVOICE_SUMMARY, .items = all, .items_n = n, .total = -1});
    return OK;
}

/* --- estimates --- */

typedef struct ApiEstimate {
    Str title, description, period;
    ApiLink link;
} ApiEstimate;
static const Field ESTIMATE_FIELDS[] = {
    FIELD(ApiEstimate, title, "title", F_STR),
    FIELD(ApiEstimate, description, "description", F_STR),
    FIELD(ApiEstimate, period, "period", F_STR),
    FIELD(ApiEstimate, link, "link", F_OBJECT, .shape = &API_LINK),
};
const Shape API_ESTIMATE_LINK = SHAPE_AS(EstimateLink, ApiEstimate, ESTIMATE_FIELDS);

Err api_estimate_links(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    InvoicesPartnerRow own;
    Currency known;
    TRY(collection_ask(ctx, SIZE_INVOICES, SIZE_INVOICES, &ask));
    TRY(q_invoices_partner(a, NULL, &own));
    Str currency = collection_param(ctx, &ask, S("currencycode"));
    currency = str_upper_ascii(ctx->arena, currency.n ? currency : own.currency);
    if (currency_parse(currency, &known) != OK) {
        return problem_api(ctx, ERR_INVALID, 400, 2000, MSG("currencyCode is a currency, such as EUR"));
    }
    static const char *const PERIODS[] = {"current", "previous"};
    static const struct {
        const char *title, *description, *type;
    } KINDS[] = {{"Reconciliation", "Charges that no invoice has yet", "billinglineitems"},
                 {"Daily rated usage", "Use that no invoice has yet", "usagelineitems"}};
    ApiEstimate items[4];
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        const char *period = PERIODS[i / 2];
        items[i] = (ApiEstimate){
            .title = str_from(KINDS[i % 2].title),
            .description = str_from(KINDS[i % 2].description),
            .period = str_from(period),
            .link = resource_self(str_fmt(ctx->arena,
                                          "/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=%s&"
                                          "currencycode=%.*s&period=%s&size=1000",
                                          KINDS[i % 2].type, S_ARG(currency), period))
                        .self};
    }
    ctx_json_collection(
        ctx, &ask, &(Collection){.shape = &API_ESTIMATE_LINK, .items = items, .items_n = COUNT_OF(items), .total = -1});
    return OK;
}
