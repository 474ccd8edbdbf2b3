/* The handlers and Shapes of invoices on the wire. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_INVOICE, API_INVOICE_SUMMARY, API_ESTIMATE_LINK, API_ONETIME_LINE, API_LICENSE_LINE,
    API_USAGE_LINE, API_DAILY_LINE, API_RATED_LINE;
Err api_invoices(AccountCtx a);
Err api_invoice(AccountCtx a);
Err api_invoice_summary(AccountCtx a);
Err api_invoice_summaries(AccountCtx a);
Err api_invoice_statement(AccountCtx a);
Err api_invoice_receipt(AccountCtx a);
Err api_invoice_lines(AccountCtx a);
Err api_open_lines(AccountCtx a);
Err api_estimate_links(AccountCtx a);
