/* Invoices: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/invoices/api.h"
#include "areas/invoices/pages.h"

#define SELLERS "csp_direct csp_provider"
const Perm BILLING_VIEW = PERM("billing.view", N_("View invoices, charges and what is owed"),
                               "global_admin billing_admin admin_agent sales_agent", .programs = SELLERS);
static const Perm *const PERMS[] = {&BILLING_VIEW};

#define GET(PATH, HANDLER, ...)                                                                                        \
    ROUTE("GET", PATH, &BILLING_VIEW, NULL, MODE_READ, HANDLER, .kind = ROUTE_API, .api_area = "invoices", __VA_ARGS__)
#define PAGE(PATH, MODE, HANDLER, ...) ROUTE("GET", PATH, &BILLING_VIEW, NULL, MODE, HANDLER, __VA_ARGS__)
#define INVOICE "/v1/invoices/{invoice}"
static const Route ROUTES[] = {
    GET("/v1/invoices", api_invoices, .shape_out = &API_INVOICE, .list = true, .query = "filter",
        .summary = "List invoices, the newest first"),
    GET("/v1/invoices/summary", api_invoice_summary, .shape_out = &API_INVOICE_SUMMARY,
        .summary = "Get what is owed in the account's currency"),
    GET("/v1/invoices/summaries", api_invoice_summaries, .shape_out = &API_INVOICE_SUMMARY, .list = true,
        .user_only = true, .summary = "Get what is owed in each currency"),
    GET("/v1/invoices/unbilled/lineitems", api_open_lines, .shape_out = &API_ONETIME_LINE, .list = true,
        .query = "provider invoicelineitemtype currencycode period hasPartnerEarnedCredit",
        .summary = "List charges that no invoice has yet"),
    GET("/v1/invoices/estimates/links", api_estimate_links, .shape_out = &API_ESTIMATE_LINK, .list = true,
        .query = "currencycode", .summary = "Get where charges that no invoice has yet can be read"),
    GET(INVOICE, api_invoice, .shape_out = &API_INVOICE, .user_only = true,
        .summary = "Get an invoice with the notes about it"),
    GET(INVOICE "/documents/statement", api_invoice_statement, .user_only = true, .media_out = "application/pdf",
        .summary = "Get an invoice as a document (PDF)"),
    GET(INVOICE "/receipts/{receipt}/documents/statement", api_invoice_receipt, .user_only = true,
        .media_out = "application/pdf", .summary = "Get an invoice's tax receipt as a document (PDF)"),
    GET(INVOICE "/lineitems", api_invoice_lines, .shape_out = &API_ONETIME_LINE, .list = true,
        .query = "provider invoicelineitemtype currencycode period hasPartnerEarnedCredit",
        .summary = "List the lines of an invoice"),
    GET(INVOICE "/lineitems/{provider}/{type}", api_invoice_lines, .shape_out = &API_ONETIME_LINE, .list = true,
        .query = "currencycode period hasPartnerEarnedCredit", .summary = "List the lines of an invoice of one kind"),
    PAGE(BILLING_PAGE, MODE_READ, page_billing, .title = N_("Billing"),
         .keywords = N_("invoices balance owed due spend payments")),
    PAGE(INVOICES_PAGE, MODE_READ, page_invoices, .title = N_("Invoices"),
         .keywords = N_("bills credit notes documents billing history")),
    PAGE(INVOICES_PAGE "/export", MODE_OUTSIDE, page_invoices_export, .summary = "Invoices as a file"),
    PAGE(INVOICE_PAGE, MODE_READ, page_invoice, .summary = "An invoice with its charges"),
    PAGE(INVOICE_PAGE "/document", MODE_READ, page_invoice_pdf, .summary = "An invoice as PDF"),
    PAGE(INVOICE_PAGE "/receipt", MODE_READ, page_invoice_receipt, .summary = "An invoice's tax receipt as PDF"),
    PAGE(INVOICE_PAGE "/lines/{place}", MODE_READ, page_invoice_line, .summary = "How an amount came about"),
    PAGE(INVOICE_PAGE "/files/{kind}", MODE_OUTSIDE, page_invoice_file,
         .summary = "A reconciliation file of an invoice"),
    PAGE(ESTIMATES_PAGE, MODE_READ, page_estimates, .title = N_("Estimates"),
         .keywords = N_("unbilled charges not invoiced yet")),
    PAGE(ESTIMATES_PAGE "/files/{kind}", MODE_OUTSIDE, page_estimates_file,
         .summary = "A reconciliation file of charges that no invoice has yet"),
};

static const NavEntry NAV[] = {{.group = N_("Billing"),
                                .label = N_("Billing"),
                                .icon = "billing",
                                .path = BILLING_PAGE,
                                .perm = &BILLING_VIEW,
                                .order = 10}};
static const Tile TILES[] = {{.title = N_("Billing"),
                              .icon = "billing",
                              .about = N_("What you owe: invoices, credit notes, estimates and reconciliation files."),
                              .path = BILLING_PAGE,
                              .perm = &BILLING_VIEW,
                              .order = 30,
                              .fill = billing_tile}};
static const AuditAction AUDITED[] = {
    AUDIT("invoices.export", "export_invoices", "invoice", N_("Exported invoices")),
    AUDIT("invoices.file", "download_reconciliation_file", "invoice", N_("Downloaded a reconciliation file")),
};
static const AuditWord AUDIT_RESOURCES[] = {{"invoice", N_("Invoice")}};
static const char *const NEEDS[] = {"home", NULL};

const Area area_invoices = {
    .name = "invoices",
    .title = N_("Invoices"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .nav = LIST(NAV),
    .tiles = LIST(TILES),
    .help = "billing",
};
