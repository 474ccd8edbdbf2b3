/* See invoices.h. */
#include "areas/invoices/invoices.h"

#include "app/pdf.h"

_Static_assert(sizeof(InvoicesLinesRow) == sizeof(InvoiceLine), "both have the same columns");

Err invoice_named(AccountCtx a, Str id, Invoice *ret)
{
    Invoice *rows;
    size_t n;
    Str number = str_upper_ascii(a.ctx->arena, id);
    TRY(q_invoices_some(a, &(InvoicesSomeArgs){.with_id = true, .invoice_id = number, .size = 1}, &rows, &n));
    if (n == 0) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 2000, MSG("There is no such invoice"));
    }
    *ret = rows[0];
    return OK;
}

bool invoice_has(const Invoice *i, Str provider)
{
    Str rest = i->providers, word;
    while (rest.n && str_split(&rest, ' ', &word)) {
        if (str_eq(word, provider)) {
            return true;
        }
    }
    return false;
}

Err invoice_lines(AccountCtx a, const InvoicesLinesArgs *args, const PageAsk *ask, InvoicePage *ret)
{
    InvoicesLinesRow *rows;
    TRY(q_invoices_lines(a, args, ask, &rows, &ret->n, &ret->page));
    ret->lines = arena_array(a.ctx->arena, InvoiceLine, ret->n + 1);
    if (ret->n) {
        memcpy(ret->lines, rows, ret->n * sizeof *rows);
    }
    return OK;
}

#define COPY(M) .M = r->M
Err invoice_open(AccountCtx a, const InvoicesOpenArgs *args, const PageAsk *ask, InvoicePage *ret)
{
    InvoicesOpenRow *rows;
    TRY(q_invoices_open(a, args, ask, &rows, &ret->n, &ret->page));
    ret->lines = arena_array(a.ctx->arena, InvoiceLine, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        const InvoicesOpenRow *r = &rows[i];
        ret->lines[i] = (InvoiceLine){COPY(net),
                                      COPY(id),
                                      COPY(at),
                                      COPY(period),
                                      COPY(provider),
                                      COPY(kind),
                                      COPY(reference_id),
                                      COPY(customer_id),
                                      COPY(customer_name),
                                      COPY(customer_domain),
                                      COPY(order_id),
                                      COPY(ordered_at),
                                      COPY(sub_from),
                                      COPY(subscription_id),
                                      COPY(customer_country),
                                      COPY(sub_to),
                                      COPY(item_id),
                                      COPY(offer_id),
                                      COPY(product_title),
                                      COPY(sku_title),
                                      COPY(publisher),
                                      COPY(unit),
                                      COPY(friendly_name),
                                      COPY(term),
                                      COPY(cycle),
                                      COPY(promotion_id),
                                      COPY(adjustment),
                                      COPY(credit_reason),
                                      COPY(partner_number),
                                      COPY(meter_id),
                                      COPY(charge_from),
                                      COPY(charge_to),
                                      COPY(unit_price),
                                      COPY(quantity),
                                      COPY(cycle_days),
                                      COPY(days),
                                      COPY(rate),
                                      COPY(rate_day),
                                      COPY(effective_price),
                                      COPY(pricing_currency),
                                      COPY(rule),
                                      COPY(price_from),
                                      COPY(currency)};
    }
    return OK;
}

Dec invoice_major(int64_t minor, Str currency)
{
    Currency cur;
    int64_t scale = DEC_SCALE;
    int digits = currency_parse(currency, &cur) == OK ? currency_digits(cur) : 2;
    for (int i = 0; i < digits; i++) {
        scale /= 10;
    }
    int64_t units;
    return (Dec){num_mul_i64(minor, scale, &units) ? units : minor < 0 ? INT64_MIN : INT64_MAX};
}

Str invoice_money(Ctx *ctx, int64_t minor, Str currency)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Money m = {.minor = minor};
    if (currency_parse(currency, &m.cur) == OK) {
        fmt_money(&b, ctx->locale, m);
    }
    return buf_str(&b);
}

Date invoice_month_of(Time t)
{
    int year, month, day;
    date_ymd(date_of(t), &year, &month, &day);
    return date_from_ymd(year, month, 1);
}

Str invoice_item_part(Str item_id, int part)
{
    Str word = S("");
    for (int i = 0; i <= part; i++) {
        if (!str_split(&item_id, ':', &word)) {
            return S("");
        }
    }
    return word;
}

/* --- the document --- */

enum { PDF_LINES_MAX = 1000 };

typedef struct Paper {
    Ctx *ctx;
    PdfBlock *blocks;
    size_t n;
} Paper;

static Str said(Ctx *ctx, Msg m) { return msg_text(ctx->arena, ctx->locale, &m); }
static void pair(Paper *p, Msg label, Str text)
{
    if (text.n) {
        p->blocks[p->n++] = (PdfBlock){.kind = PDF_PAIR, .label = said(p->ctx, label), .text = text};
    }
}
static void heading(Paper *p, Msg text)
{
    p->blocks[p->n++] = (PdfBlock){.kind = PDF_HEADING, .text = said(p->ctx, text)};
}
static Str day_of(Ctx *ctx, Date d)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_date(&b, ctx->locale, d, DATE_SHORT);
    return buf_str(&b);
}
static Str number_of(Ctx *ctx, Dec d)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_dec(&b, ctx->locale, d);
    return buf_str(&b);
}

static Err put_taxes(AccountCtx a, const Invoice *i, Paper *p)
{
    InvoicesTaxesRow *taxes;
    size_t n;
    Ctx *ctx = a.ctx;
    TRY(q_invoices_taxes(a, &(InvoicesTaxesArgs){.invoice_id = i->id}, &taxes, &n));
    if (n) {
        heading(p, MSG("Taxes"));
    }
    for (size_t at = 0; at < n; at++) {
        const InvoicesTaxesRow *t = &taxes[at];
        p->blocks[p->n++] = (PdfBlock){
            .kind = PDF_PAIR,
            .label = str_fmt(ctx->arena, "%.*s %.*s %% (%.*s)", S_ARG(t->name), S_ARG(number_of(ctx, t->rate)),
                             S_ARG(t->category)),
            .text = str_fmt(ctx->arena, "%.*s \u2192 %.*s  %.*s", S_ARG(invoice_money(ctx, t->net, i->currency)),
                            S_ARG(invoice_money(ctx, t->tax, i->currency)), S_ARG(t->reason))};
    }
    return OK;
}

static Err put_lines(AccountCtx a, const Invoice *i, Paper *p)
{
    Ctx *ctx = a.ctx;
    InvoicePage page;
    TRY(invoice_lines(a, &(InvoicesLinesArgs){.invoice_id = i->id}, &(PageAsk){.size = PDF_LINES_MAX}, &page));
    heading(p, MSG("Charges"));
    for (size_t at = 0; at < page.n; at++) {
        const InvoiceLine *l = &page.lines[at];
        p->blocks[p->n++] =
            (PdfBlock){.kind = PDF_PAIR,
                       .label = invoice_money(ctx, l->net, i->currency),
                       .text = str_fmt(ctx->arena, "%lld. %.*s, %.*s \u00d7 %.*s, %.*s, %.*s \u2013 %.*s",
                                       (long long)l->place, S_ARG(l->product_title), S_ARG(number_of(ctx, l->quantity)),
                                       S_ARG(number_of(ctx, l->effective_price)), S_ARG(l->customer_name),
                                       S_ARG(day_of(ctx, date_of(l->charge_from))),
                                       S_ARG(day_of(ctx, date_of(time_add(l->charge_to, -1)))))};
    }
    if (page.page.next.n) {
        p->blocks[p->n++] = (PdfBlock){
            .kind = PDF_PARAGRAPH,
            .text = said(
                ctx, MSG("There are more charges than a document shows. All of them are in the reconciliation file."))};
    }
    return OK;
}

/* Seller and buyer as they were on the day of the document: flat JSON of texts (billing.h). */
static Str party(Ctx *ctx, const JsonValue *parties, const char *const *names)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (; *names; names++) {
        const JsonValue *v = parties ? json_exact(parties, str_from(*names)) : NULL;
        if (v && v->kind == JSON_STRING && v->text.n) {
            buf_add(&b, b.n ? S(", ") : S(""));
            buf_add(&b, v->text);
        }
    }
    return buf_str(&b);
}
static void put_parties(Ctx *ctx, const Invoice *i, Str otherwise, Paper *p)
{
    static const char *const SELLER[] = {"seller", "sellerCountry", NULL}, *const BUYER[] = {"buyer",   "line1",
                                                                                             "line2",   "postalCode",
                                                                                             "city",    "region",
                                                                                             "country", NULL},
                             *const TAX[] = {"taxId", NULL};
    const JsonValue *parties = NULL;
    if (json_parse(ctx->arena, i->parties, JSON_LIMITS_DEFAULT, &parties, NULL) != OK) {
        parties = NULL;
    }
    Str buyer = party(ctx, parties, BUYER);
    pair(p, MSG("Seller"), party(ctx, parties, SELLER));
    pair(p, MSG("Bill to"), buyer.n ? buyer : otherwise);
    pair(p, MSG("Tax number"), party(ctx, parties, TAX));
}

Err invoice_pdf(AccountCtx a, const Invoice *i, bool receipt, Str *ret)
{
    Ctx *ctx = a.ctx;
    InvoicesPartnerRow own;
    TRY(q_invoices_partner(a, NULL, &own));
    Paper p = {.ctx = ctx, .blocks = arena_array(ctx->arena, PdfBlock, PDF_LINES_MAX + 100)};
    bool note = !str_eq(i->document, S("invoice"));
    Msg title = receipt ? MSG1("Tax receipt of invoice {number}", "number", i->id)
                : note  ? MSG1("Credit note {number}", "number", i->id)
                        : MSG1("Invoice {number}", "number", i->id);
    put_parties(ctx, i, own.name, &p);
    pair(&p, MSG("Partner ID"), own.partner_id);
    pair(&p, MSG("Amends"), i->amends);
    pair(&p, MSG("Reason"), i->reason);
    pair(&p, MSG("Purchase order"), i->po_number);
    pair(&p, MSG("Date"), day_of(ctx, date_of(i->issued_at)));
    pair(&p, MSG("Billing period"),
         str_fmt(ctx->arena, "%.*s \u2013 %.*s", S_ARG(day_of(ctx, date_of(i->period_from))),
                 S_ARG(day_of(ctx, date_of(time_add(i->period_to, -1))))));
    pair(&p, MSG("Due on"), note ? S("") : day_of(ctx, i->due_on));
    pair(&p, MSG("Subtotal"), invoice_money(ctx, i->net, i->currency));
    pair(&p, MSG("Tax"), invoice_money(ctx, i->tax, i->currency));
    pair(&p, MSG("Total"), invoice_money(ctx, i->total, i->currency));
    TRY(put_taxes(a, i, &p));
    if (!receipt) {
        TRY(put_lines(a, i, &p));
    }
    return pdf_make(ctx->arena,
                    &(PdfDocument){.title = said(ctx, title),
                                   .author = own.name,
                                   .language = locale_tag(ctx->locale),
                                   .foot = i->id,
                                   .made = i->issued_at,
                                   .blocks = p.blocks,
                                   .blocks_n = p.n},
                    ret);
}
