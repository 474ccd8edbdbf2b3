/* Earnings and payments: what the kernel must know of the area. */
#include "app/demo.h"
#include "app/shape.h"
#include "app/tell.h"
#include "areas/earnings/pages.h"

extern const Shape API_EXPORT_REQUESTS;

#define READERS "global_admin account_admin incentives_admin incentives_user owner financial_contributor"
const Perm PAYMENTS_VIEW = PERM("payouts.payments", N_("View payments"), READERS);
const Perm PAYMENTS_HISTORY = PERM("payouts.history", N_("View the transaction history"), READERS);
const Perm PAYMENTS_HOLD = PERM("payouts.hold", N_("Hold payments, send tax invoices, ask for payments again"),
                                "incentives_admin owner financial_contributor");
const Perm OPERATOR_EARNINGS = PERM("operator.earnings", N_("See earnings of partners and payments to them"),
                                    "operator_admin operator_finance operator_support", .operator_only = true);
const Perm OPERATOR_EARNINGS_ENTER =
    PERM("operator.earnings_enter", N_("Enter and review earnings, exchange rates and tax invoices"),
         "operator_admin operator_finance", .operator_only = true);
const Perm OPERATOR_PAYMENTS_RUN = PERM("operator.payments_run", N_("Begin payment runs and hold payments to partners"),
                                        "operator_admin operator_finance", .operator_only = true);
const Perm OPERATOR_PAYMENTS_RELEASE =
    PERM("operator.payments_release", N_("Release a payment run that somebody else began"),
         "operator_admin operator_finance", .operator_only = true);
const Perm OPERATOR_PAYMENTS_FILE =
    PERM("operator.payments_file", N_("Make files for the bank and take what the bank says"),
         "operator_admin operator_finance", .operator_only = true);
const Perm OPERATOR_PAYMENTS_SETTINGS =
    PERM("operator.payments_settings", N_("Set waiting times, least payments and the vendor's bank account"),
         "operator_admin", .operator_only = true);
static const Perm *const PERMS[] = {&PAYMENTS_VIEW,
                                    &PAYMENTS_HISTORY,
                                    &PAYMENTS_HOLD,
                                    &OPERATOR_EARNINGS,
                                    &OPERATOR_EARNINGS_ENTER,
                                    &OPERATOR_PAYMENTS_RUN,
                                    &OPERATOR_PAYMENTS_RELEASE,
                                    &OPERATOR_PAYMENTS_FILE,
                                    &OPERATOR_PAYMENTS_SETTINGS};

#define P PAYOUTS_PAGE
#define ONE P "/payments/{payment}"
#define E EARN_DESK
#define D PAY_DESK
#define RUN D "/runs/{run}"
#define API(METHOD, PATH, PERM_OF, ACTION, MODE, HANDLER, ...)                                                         \
    ROUTE(METHOD, "/v1.0/payouts/" PATH, PERM_OF, ACTION, MODE, HANDLER, .kind = ROUTE_API, .api_area = "payouts",     \
          .shape_out = &API_EXPORT_REQUESTS, __VA_ARGS__)
static const Route ROUTES[] = {
    ROUTE("GET", P, &PAYMENTS_VIEW, NULL, MODE_READ, payouts_page, .title = N_("Payouts"),
          .keywords = N_("payment payout earnings paid money statement incentives")),
    ROUTE("GET", P "/payments", &PAYMENTS_VIEW, NULL, MODE_READ, payouts_payments_page, .title = N_("Payments"),
          .keywords = N_("payment payout sent statement remittance")),
    ROUTE("GET", P "/payments/export", &PAYMENTS_VIEW, NULL, MODE_OUTSIDE, payouts_payments_export,
          .summary = "Payments as a file, 16 columns"),
    ROUTE("GET", ONE, &PAYMENTS_VIEW, NULL, MODE_READ, payouts_payment_page, .summary = "One payment"),
    ROUTE("GET", ONE "/statement.pdf", &PAYMENTS_VIEW, NULL, MODE_READ, payouts_statement_pdf,
          .summary = "The statement of a payment as PDF"),
    ROUTE("GET", ONE "/statement.csv", &PAYMENTS_VIEW, NULL, MODE_READ, payouts_statement_csv,
          .summary = "The statement of a payment as CSV"),
    ROUTE("GET", ONE "/invoice", &PAYMENTS_VIEW, NULL, MODE_OUTSIDE, payouts_invoice_file,
          .summary = "The tax invoice of a payment"),
    ROUTE("POST", ONE "/invoice", &PAYMENTS_HOLD, "payouts.invoice", MODE_OUTSIDE, payouts_invoice_post, UPLOAD_ROUTE,
          .summary = "Send the tax invoice of a payment"),
    ROUTE("POST", ONE "/again", &PAYMENTS_HOLD, "payouts.again", MODE_WRITE, payouts_again_post,
          .summary = "Ask for a payment again"),
    ROUTE("GET", P "/history", &PAYMENTS_HISTORY, NULL, MODE_READ, payouts_history_page,
          .title = N_("Transaction history"), .keywords = N_("earnings transactions rebate fee adjustment earned")),
    ROUTE("GET", P "/history/export", &PAYMENTS_HISTORY, NULL, MODE_OUTSIDE, payouts_history_export,
          .summary = "Transaction history as a file, 101 columns"),
    ROUTE("GET", P "/history/{earning}", &PAYMENTS_HISTORY, NULL, MODE_READ, payouts_earning_page,
          .summary = "One transaction"),
    ROUTE("GET", P "/hold", &PAYMENTS_VIEW, NULL, MODE_READ, payouts_hold_page, .title = N_("Hold my payments"),
          .keywords = N_("hold stop wait payment")),
    ROUTE("POST", P "/hold", &PAYMENTS_HOLD, "payouts.hold", MODE_WRITE, payouts_hold_post, .step_up = true),

    ROUTE("GET", E, &OPERATOR_EARNINGS, NULL, MODE_READ, earnings_desk_page, .title = N_("Earnings"),
          .keywords = N_("earnings rebate fee adjustment recoup")),
    ROUTE("GET", E "/export", &OPERATOR_EARNINGS, NULL, MODE_OUTSIDE, earnings_desk_export,
          .summary = "Earnings as a file"),
    ROUTE("GET", E "/new", &OPERATOR_EARNINGS_ENTER, NULL, MODE_READ, earnings_new_page,
          .title = N_("Enter an earning")),
    ROUTE("POST", E "/new", &OPERATOR_EARNINGS_ENTER, "earnings.enter", MODE_WRITE, earnings_new_post),
    ROUTE("GET", E "/import", &OPERATOR_EARNINGS_ENTER, NULL, MODE_READ, earnings_imports_page,
          .title = N_("Import earnings")),
    ROUTE("POST", E "/import", &OPERATOR_EARNINGS_ENTER, "earnings.upload", MODE_WRITE, earnings_import_upload,
          .upload = true, .body_max = 4 << 20),
    ROUTE("GET", E "/import/template", &OPERATOR_EARNINGS_ENTER, NULL, MODE_READ, earnings_import_template),
    ROUTE("GET", E "/import/{import}", &OPERATOR_EARNINGS_ENTER, NULL, MODE_READ, earnings_import_page),
    ROUTE("POST", E "/import/{import}/run", &OPERATOR_EARNINGS_ENTER, "earnings.import.start", MODE_WRITE,
          earnings_import_run),
    ROUTE("GET", E "/import/{import}/report", &OPERATOR_EARNINGS_ENTER, NULL, MODE_READ, earnings_import_report),
    ROUTE("GET", E "/rates", &OPERATOR_EARNINGS, NULL, MODE_READ, rates_page, .title = N_("Exchange rates"),
          .keywords = N_("currency exchange rate dollar")),
    ROUTE("POST", E "/rates", &OPERATOR_EARNINGS_ENTER, "earnings.rate", MODE_WRITE, rates_post),
    ROUTE("GET", E "/{earning}", &OPERATOR_EARNINGS, NULL, MODE_READ, earnings_one_page,
          .summary = "One earning, for the vendor's staff"),
    ROUTE("POST", E "/{earning}", &OPERATOR_EARNINGS_ENTER, "earnings.decide", MODE_WRITE, earnings_one_post),

    ROUTE("GET", D, &OPERATOR_EARNINGS, NULL, MODE_READ, payments_desk_page, .title = N_("Payments to partners"),
          .keywords = N_("payments failed rejected reversed bank tax invoice")),
    ROUTE("GET", D "/export", &OPERATOR_EARNINGS, NULL, MODE_OUTSIDE, payments_desk_export,
          .summary = "Payments to partners as a file"),
    ROUTE("GET", D "/settings", &OPERATOR_PAYMENTS_SETTINGS, NULL, MODE_READ, payment_settings_page,
          .title = N_("Payment settings"), .keywords = N_("threshold waiting forfeit hold tax invoice")),
    ROUTE("POST", D "/settings", &OPERATOR_PAYMENTS_SETTINGS, "payments.settings", MODE_WRITE, payment_settings_post,
          .step_up = true),
    ROUTE("GET", D "/runs", &OPERATOR_EARNINGS, NULL, MODE_READ, runs_page, .title = N_("Payment runs"),
          .keywords = N_("payment run release four eyes")),
    ROUTE("POST", D "/runs", &OPERATOR_PAYMENTS_RUN, "payments.run_begin", MODE_WRITE, runs_post),
    ROUTE("GET", RUN, &OPERATOR_EARNINGS, NULL, MODE_READ, run_page, .summary = "One payment run"),
    ROUTE("GET", RUN "/export", &OPERATOR_EARNINGS, NULL, MODE_OUTSIDE, run_export,
          .summary = "The lines of a payment run as a file"),
    ROUTE("POST", RUN "/release", &OPERATOR_PAYMENTS_RELEASE, "payments.run_release", MODE_WRITE, run_release_post,
          .step_up = true),
    ROUTE("POST", RUN "/cancel", &OPERATOR_PAYMENTS_RUN, "payments.run_cancel", MODE_WRITE, run_cancel_post),
    ROUTE("POST", RUN "/on", &OPERATOR_PAYMENTS_RUN, "payments.run_on", MODE_WRITE, run_on_post),
    ROUTE("GET", D "/files", &OPERATOR_EARNINGS, NULL, MODE_READ, files_page, .title = N_("Files for the bank"),
          .keywords = N_("pain.001 pain.002 camt bank file ISO 20022")),
    ROUTE("POST", D "/files", &OPERATOR_PAYMENTS_FILE, "payments.file", MODE_OUTSIDE, files_make_post, .step_up = true),
    ROUTE("POST", D "/files/report", &OPERATOR_PAYMENTS_FILE, "payments.report", MODE_WRITE, files_report_post,
          .upload = true, .body_max = 4 << 20),
    ROUTE("GET", D "/files/{file}", &OPERATOR_EARNINGS, NULL, MODE_READ, file_page, .summary = "One file for the bank"),
    ROUTE("POST", D "/files/{file}/download", &OPERATOR_PAYMENTS_FILE, "payments.download", MODE_OUTSIDE, file_download,
          .step_up = true, .summary = "The file for the bank, account numbers in clear"),
    ROUTE("POST", D "/files/{file}/settle", &OPERATOR_PAYMENTS_FILE, "payments.settle", MODE_WRITE, file_settle_post),
    ROUTE("GET", D "/{payment}", &OPERATOR_EARNINGS, NULL, MODE_READ, payments_one_page,
          .summary = "One payment, for the vendor's staff"),
    ROUTE("POST", D "/{payment}", &OPERATOR_EARNINGS_ENTER, "payments.decide", MODE_WRITE, payments_one_post,
          .step_up = true),
    ROUTE("GET", D "/{payment}/invoice", &OPERATOR_EARNINGS, NULL, MODE_OUTSIDE, payments_one_invoice,
          .summary = "The tax invoice of a payment, for the vendor's staff"),
    ROUTE("POST", D "/{payment}/hold", &OPERATOR_PAYMENTS_RUN, "payments.hold", MODE_WRITE, payments_hold_post,
          .summary = "Hold all payments to a partner, or let them go on"),

    API("POST", "transactionhistory", &PAYMENTS_HISTORY, "payouts.ask_history", MODE_WRITE, api_history_ask,
        .query = "$filter fileFormat", .answers = "202", .summary = "Ask for a file of the transaction history"),
    API("GET", "transactionhistory/{request_id}", &PAYMENTS_HISTORY, NULL, MODE_READ, api_history_get,
        .summary = "Get a request for a file of the transaction history"),
    API("DELETE", "transactionhistory/{request_id}", &PAYMENTS_HISTORY, "payouts.drop_history", MODE_WRITE,
        api_history_delete, .summary = "Delete a request for a file of the transaction history"),
    API("POST", "payments", &PAYMENTS_VIEW, "payouts.ask_payments", MODE_WRITE, api_payments_ask,
        .query = "$filter fileFormat", .answers = "202", .summary = "Ask for a file of payments"),
    API("GET", "payments/{request_id}", &PAYMENTS_VIEW, NULL, MODE_READ, api_payments_get,
        .summary = "Get a request for a file of payments"),
    API("DELETE", "payments/{request_id}", &PAYMENTS_VIEW, "payouts.drop_payments", MODE_WRITE, api_payments_delete,
        .summary = "Delete a request for a file of payments"),
    ROUTE("GET", "/v1.0/payouts/files/{token}", &PERM_PUBLIC, NULL, MODE_OUTSIDE, api_file, .kind = ROUTE_RAW,
          .summary = "A file that was asked for, by its signed address"),
};
static const NavEntry NAV[] = {
    {.group = N_("Billing"), .label = N_("Payouts"), .icon = "billing", .path = P, .perm = &PAYMENTS_VIEW, .order = 60},
    {.group = N_("Billing"),
     .label = N_("Payments"),
     .icon = "billing",
     .path = P "/payments",
     .perm = &PAYMENTS_VIEW,
     .order = 61},
    {.group = N_("Billing"),
     .label = N_("Transaction history"),
     .icon = "file",
     .path = P "/history",
     .perm = &PAYMENTS_HISTORY,
     .order = 62},
    {.group = N_("Vendor"),
     .label = N_("Earnings"),
     .icon = "billing",
     .path = E,
     .perm = &OPERATOR_EARNINGS,
     .order = 9},
    {.group = N_("Vendor"),
     .label = N_("Payments to partners"),
     .icon = "billing",
     .path = D,
     .perm = &OPERATOR_EARNINGS,
     .order = 10},
};
static const Tile TILES[] = {{.title = N_("Payouts"),
                              .icon = "billing",
                              .about = N_("What the vendor owes and pays you: payments with their statements, "
                                          "transactions, and what stands in the way."),
                              .path = P,
                              .perm = &PAYMENTS_VIEW,
                              .order = 60,
                              .fill = payouts_tile}};
static const Machine *const MACHINES[] = {&EARNING, &PARTNER_PAYMENT};
static const WorkKind WORK[] = {{.id = INVOICE_WORK,
                                 .name = N_("Tax invoices"),
                                 .about = N_("Invoices of partners that are looked at before they are paid."),
                                 .perm = &OPERATOR_EARNINGS_ENTER,
                                 .limit = "earnings.invoice_days",
                                 .path = D "/{id}",
                                 .desk = NULL}};
#define NUMBER(KEY, LABEL, INITIAL, MIN, MAX)                                                                          \
    {                                                                                                                  \
        .key = S_INIT(KEY), .label = (LABEL), .type = SETTING_INT, .initial = (INITIAL), .min = (MIN), .max = (MAX),   \
        .operator_ = true                                                                                              \
    }
#define WORDS(KEY, LABEL, INITIAL)                                                                                     \
    {                                                                                                                  \
        .key = S_INIT(KEY), .label = (LABEL), .type = SETTING_TEXT, .initial = (INITIAL), .operator_ = true            \
    }
#define CHOICE(KEY, LABEL, INITIAL, CHOICES)                                                                           \
    {                                                                                                                  \
        .key = S_INIT(KEY), .label = (LABEL), .type = SETTING_CHOICE, .initial = (INITIAL), .choices = (CHOICES),      \
        .operator_ = true                                                                                              \
    }
static const Setting SETTINGS[] = {
    WORDS("earnings.thresholds", N_("Least payments of programs"), ""),
    NUMBER("earnings.cooling_days", N_("Days an earning waits before it is upcoming"), "30", 0, 365),
    WORDS("earnings.cooling", N_("Other waiting times of programs, in days"), ""),
    CHOICE("earnings.withhold_on", N_("Taxes are kept back from"), "home", "home all"),
    CHOICE("earnings.holds", N_("Partners may hold payments of"), "any", "any program all none"),
    WORDS("earnings.invoice_countries", N_("Countries that ask for a tax invoice"), "IN"),
    WORDS("earnings.escheat_countries", N_("Countries that claim unpaid amounts"), "US"),
    NUMBER("earnings.forfeit_days", N_("Days until an unpaid amount is forfeited"), "225", 30, 3650),
    NUMBER("earnings.escheat_days", N_("Days until an unpaid amount is handed to the state"), "548", 30, 3650),
    NUMBER("earnings.due_day", N_("Day of the month by which payments are sent"), "15", 1, 28),
    NUMBER("earnings.invoice_days", N_("Days until a tax invoice is looked at"), "7", 1, 60),
    WORDS("earnings.debtor", N_("Holder of the vendor's bank account"), ""),
    WORDS("earnings.debtor_iban", N_("IBAN of the vendor's bank account"), ""),
    WORDS("earnings.debtor_bic", N_("BIC of the vendor's bank"), ""),
};
static const JobKind JOBS[] = {
    {.kind = "earnings.clock",
     .title = N_("Waiting time of earnings"),
     .step = earning_clock_step,
     .business_clock = true},
    {.kind = "payments.clock",
     .title = N_("Payments that came back"),
     .step = payment_clock_step,
     .business_clock = true},
    {.kind = "payments.run", .title = N_("Payment run"), .step = run_step, .outside = true},
    {.kind = "payments.settle",
     .title = N_("Payments that the bank has carried out"),
     .step = settle_step,
     .outside = true},
    {.kind = "payouts.file", .title = N_("File of payouts"), .step = export_step, .outside = true},
    {.kind = "earnings.import",
     .title = N_("Import of earnings"),
     .step = earnings_import_step,
     .outside = true,
     .page = E "/import/{key}"},
};
static const NoticeCategory NOTICES[] = {
    {.id = "payments",
     .name = N_("Payments"),
     .about = N_("Payments that are sent, that came back, and that wait for something of yours.")}};
static const AuditAction AUDITED[] = {
    AUDIT("earnings.enter", "enter_earning", "earning", N_("Entered an earning")),
    AUDIT("earnings.upload", "import_earnings", "import", N_("Uploaded a file of earnings"),
          .no_diff = "the file is kept"),
    AUDIT("earnings.import.start", "import_earnings", "import", N_("Began to import earnings"),
          .no_diff = "the rows are told of one by one"),
    AUDIT("earnings.import", "enter_earning", "earning", N_("Imported an earning")),
    AUDIT("earnings.import.refused", "import_earnings", "import", N_("A row of a file of earnings was refused"),
          .no_diff = "the row and its problem stand in the report"),
    AUDIT("earnings.import.done", "import_earnings", "import", N_("Finished importing earnings"),
          .no_diff = "the rows are told of one by one"),
    AUDIT("earnings.decide", "review_earning", "earning", N_("Reviewed an earning")),
    AUDIT("earnings.clock", "move_earning", "earning", N_("The time of earnings came")),
    AUDIT("earnings.rate", "update_exchange_rate", "earning", N_("Entered an exchange rate")),
    AUDIT("earnings.export", "export_earnings", "export", N_("Exported earnings")),
    AUDIT("payments.run_begin", "begin_payment_run", "payment_run", N_("Began a payment run")),
    AUDIT("payments.run_release", "release_payment_run", "payment_run", N_("Released a payment run")),
    AUDIT("payments.run_cancel", "cancel_payment_run", "payment_run", N_("Cancelled a payment run")),
    AUDIT("payments.run_on", "continue_payment_run", "payment_run", N_("Let a payment run go on")),
    AUDIT("payments.run_export", "export_payments", "export", N_("Exported a payment run")),
    AUDIT("payments.make", "create_payment", "partner_payment", N_("A payment was made")),
    AUDIT("payments.sent", "send_payment", "partner_payment", N_("A payment was sent")),
    AUDIT("payments.returned", "return_payment", "partner_payment", N_("A payment came back")),
    AUDIT("payments.decide", "decide_payment", "partner_payment", N_("Said what became of a payment")),
    AUDIT("payments.clock", "forfeit_payment", "partner_payment", N_("The time of a payment that came back is over")),
    AUDIT("payments.hold", "hold_payments", "partner_payment", N_("Held payments to a partner, or let them go on")),
    AUDIT("payments.file", "create_payment_file", "payment_file", N_("Made a file for the bank")),
    AUDIT("payments.download", "download_payment_file", "payment_file", N_("Downloaded a file for the bank"),
          .no_diff = "nothing is changed"),
    AUDIT("payments.settle", "settle_payment_file", "payment_file", N_("Marked a file for the bank as carried out")),
    AUDIT("payments.report", "take_bank_report", "payment_file", N_("Took what the bank said")),
    AUDIT("payments.settings", "update_payment_settings", "partner_payment", N_("Changed the settings of payments")),
    AUDIT("payments.export", "export_payments", "export", N_("Exported payments to partners")),
    AUDIT("payouts.invoice", "send_tax_invoice", "partner_payment", N_("Sent a tax invoice")),
    AUDIT("payouts.again", "ask_payment_again", "partner_payment", N_("Asked for a payment again")),
    AUDIT("payouts.hold", "hold_own_payments", "partner_payment", N_("Held payments, or let them go on")),
    AUDIT("payouts.payments_export", "export_own_payments", "export", N_("Exported payments")),
    AUDIT("payouts.history_export", "export_transaction_history", "export", N_("Exported the transaction history")),
    AUDIT("payouts.ask_history", "ask_transaction_history_file", "export",
          N_("Asked for a file of the transaction history"), .no_diff = "nothing is changed"),
    AUDIT("payouts.drop_history", "drop_transaction_history_file", "export",
          N_("Deleted a file of the transaction history"), .no_diff = "it is gone"),
    AUDIT("payouts.ask_payments", "ask_payments_file", "export", N_("Asked for a file of payments"),
          .no_diff = "nothing is changed"),
    AUDIT("payouts.drop_payments", "drop_payments_file", "export", N_("Deleted a file of payments"),
          .no_diff = "it is gone"),
    AUDIT("demo.earnings", "enter_earning", "earning", N_("Made the earnings and payments of the demo"),
          .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_RESOURCES[] = {{"earning", N_("Earning")},
                                            {"partner_payment", N_("Payment to a partner")},
                                            {"payment_run", N_("Payment run")},
                                            {"payment_file", N_("File for the bank")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"amount", N_("Amount")},
    {"earnedOn", N_("Earned on")},
    {"rate", N_("Exchange rate")},
    {"invoice", N_("Tax invoice")},
    {"payments", N_("Payments")},
    {"sent", N_("Sent")},
    {"returned", N_("Came back")},
    {"unknown", N_("Not ours")},
    {"thresholds", N_("Least payments of programs")},
    {"cooling_days", N_("Days an earning waits before it is upcoming")},
    {"cooling", N_("Other waiting times of programs, in days")},
    {"withhold_on", N_("Taxes are kept back from")},
    {"holds", N_("Partners may hold payments of")},
    {"invoice_countries", N_("Countries that ask for a tax invoice")},
    {"escheat_countries", N_("Countries that claim unpaid amounts")},
    {"forfeit_days", N_("Days until an unpaid amount is forfeited")},
    {"escheat_days", N_("Days until an unpaid amount is handed to the state")},
    {"due_day", N_("Day of the month by which payments are sent")},
    {"debtor", N_("Holder of the vendor's bank account")},
    {"debtor_bic", N_("BIC of the vendor's bank")},
};
static const char *const NEEDS[] = {"identity", "home", "payout", "ledger", NULL};
const Area area_earnings = {
    .name = "earnings",
    .title = N_("Payouts"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .tiles = LIST(TILES),
    .machines = LIST(MACHINES),
    .work = LIST(WORK),
    .settings = LIST(SETTINGS),
    .jobs = LIST(JOBS),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .demo = earnings_demo,
    .help = "payouts",
};
