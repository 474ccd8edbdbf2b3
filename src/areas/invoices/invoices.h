/* Documents as partners read them: the wire, the pages and the files are made of the same rows. Only reads. */
#pragma once
#include "app/ctx.h"
#include "base/money.h"
#include "gen/invoices_q.h"

typedef InvoicesSomeRow Invoice;
typedef InvoicesLinesAtRow InvoiceLine; /* invoice_id empty: no document has it yet */
typedef struct InvoicePage {
    InvoiceLine *lines;
    size_t n;
    PageInfo page;
} InvoicePage;

/* ERR_NOT_FOUND with a problem. */
MUST_USE Err invoice_named(AccountCtx a, Str id, Invoice *ret);
/* Lines that an InvoicesLinesArgs asks for, page by page. */
MUST_USE Err invoice_lines(AccountCtx a, const InvoicesLinesArgs *args, const PageAsk *ask, InvoicePage *ret);
/* Charges that no document has yet, in the shape of lines. */
MUST_USE Err invoice_open(AccountCtx a, const InvoicesOpenArgs *args, const PageAsk *ask, InvoicePage *ret);
/* The document as PDF; receipt: only its taxes. */
MUST_USE Err invoice_pdf(AccountCtx a, const Invoice *i, bool receipt, Str *ret);

/* Has it lines of this provider ("onetime", "office", "azure")? */
bool invoice_has(const Invoice *i, Str provider);
Dec invoice_major(int64_t minor, Str currency);
/* An amount as it is read. */
Str invoice_money(Ctx *ctx, int64_t minor, Str currency);
Date invoice_month_of(Time t);
/* "product:sku:availability": the part at a place. */
Str invoice_item_part(Str item_id, int part);
