/* Pages of billing. */
#pragma once
#include "app/area.h"

#define BILLING_PAGE "/a/{account}/billing"
#define INVOICES_PAGE BILLING_PAGE "/invoices"
#define INVOICE_PAGE INVOICES_PAGE "/{invoice}"
#define ESTIMATES_PAGE BILLING_PAGE "/estimates"

Err page_billing(AccountCtx a);
Err page_invoices(AccountCtx a);
Err page_invoices_export(AccountCtx a);
Err page_invoice(AccountCtx a);
Err page_invoice_pdf(AccountCtx a);
Err page_invoice_receipt(AccountCtx a);
Err page_invoice_line(AccountCtx a);
Err page_invoice_file(AccountCtx a);
Err page_estimates(AccountCtx a);
Err page_estimates_file(AccountCtx a);
Err billing_tile(AccountCtx a, TileView *tile);
