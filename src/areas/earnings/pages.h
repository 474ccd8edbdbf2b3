/* Handlers of the area, for area.c, and what its pages share. */
#pragma once
#include "app/export_job.h"
#include "areas/earnings/earnings.h"
#include "areas/earnings/earnings_view.h"
#include "gen/earnings_q.h"

#define PAYOUTS_PAGE "/a/{account}/payouts"
#define EARN_DESK "/operator/earnings"
#define PAY_DESK "/operator/payments"

/* parts.c */
EarnPage *earn_page_new(Ctx *ctx, Msg title, Str text, const Crumb *middle, size_t middle_n);
EarnPage *earn_desk_new(Ctx *ctx, Msg title, Str text, const Crumb *middle, size_t middle_n);
void earn_fact(EarnPage *v, Msg label, Str text);
void earn_fact_msg(EarnPage *v, Msg label, Msg msg);
void earn_action(EarnPage *v, Msg label, Url url, bool primary);
/* Adds a table of n rows; rows[i].cells are filled by the caller through earn_cells. */
EarnTable *earn_table_new(Ctx *ctx, EarnPage *v, Msg caption, const EarnColumn *columns, size_t columns_n,
                          size_t rows_n);
EarnCell *earn_cells(EarnTable *t, size_t row);
EarnForm *earn_form_new(Ctx *ctx, EarnPage *v, const char *id, Msg title, Url action, Msg submit, FieldView *fields,
                        size_t fields_n);
/* A message of three arguments; text by N_(). */
Msg earn_msg3(const char *text, const char *n1, Str v1, const char *n2, Str v2, const char *n3, Str v3);
EarnCell cell_text(Str text);
EarnCell cell_link(Str text, Url url);
EarnCell cell_state(const Machine *m, MachineReader reader, Str state);
EarnCell cell_day(Date d);
Str earn_money(Ctx *ctx, int64_t minor, Str currency);
Str earn_day(Ctx *ctx, Date d);
Str earn_month(Ctx *ctx, Date month);
Dec earn_dec(int64_t minor, Str currency); /* major units */
/* Of an earning: its payment's once it is in one. */
StateView earn_state(MachineReader reader, Str earning, Str payment);
Msg earn_state_means(Str earning, Str payment);
Str earn_state_word(Str earning, Str payment); /* "Sent": English, for files */
Str earn_program(Ctx *ctx, const Programs *all, Str id);
/* Filters of lists. */
FieldView earn_state_filter(Ctx *ctx, Str chosen, bool earnings);
bool earn_state_known(Str word, bool earnings);
FieldView earn_program_filter(Ctx *ctx, const Programs *all, Str chosen);
FieldView earn_date_filter(Ctx *ctx, const char *name, Msg label, Date d);
ChartView earn_months_chart(Ctx *ctx, const char *id, Msg title, const int64_t *values, size_t n, Date first);

/* history.c: transaction history and the documented files */
typedef struct HistoryAsk {
    Str state, program, text, after, before, cols;
    Date low, high;
    Id payment;
    int size;
} HistoryAsk;
Err history_read(AccountCtx a, const HistoryAsk *ask, PageAsk page, EarningHistoryRow **ret, size_t *ret_n,
                 PageInfo *ret_page);
enum { HISTORY_COLUMNS = 101, PAYMENT_COLUMNS = 16 };
extern const ExportColumn HISTORY_FILE[HISTORY_COLUMNS], PAYMENTS_FILE[PAYMENT_COLUMNS];
Err history_cells(Ctx *ctx, const Programs *all, const EarningHistoryRow *r, ExportCell *ret);
void payment_cells(Ctx *ctx, const Programs *all, const PaymentListRow *r, ExportCell *ret);
/* A partner may see earnings and payments by the kinds of program that their role is about; both kinds are one list. */
Err payouts_page(AccountCtx a);
Err payouts_payments_page(AccountCtx a);
Err payouts_payments_export(AccountCtx a);
Err payouts_payment_page(AccountCtx a);
Err payouts_statement_pdf(AccountCtx a);
Err payouts_statement_csv(AccountCtx a);
Err payouts_invoice_post(AccountCtx a);
Err payouts_invoice_file(AccountCtx a);
Err payouts_again_post(AccountCtx a);
Err payouts_history_page(AccountCtx a);
Err payouts_history_export(AccountCtx a);
Err payouts_earning_page(AccountCtx a);
Err payouts_hold_page(AccountCtx a);
Err payouts_hold_post(AccountCtx a);
Err payouts_tile(AccountCtx a, TileView *tile);

/* the vendor's desk */
Err earnings_desk_page(OperatorCtx o);
Err earnings_desk_export(OperatorCtx o);
Err earnings_new_page(OperatorCtx o);
Err earnings_new_post(OperatorCtx o);
Err earnings_one_page(OperatorCtx o);
Err earnings_one_post(OperatorCtx o);
Err earnings_imports_page(OperatorCtx o);
Err earnings_import_template(OperatorCtx o);
Err earnings_import_upload(OperatorCtx o);
Err earnings_import_page(OperatorCtx o);
Err earnings_import_run(OperatorCtx o);
Err earnings_import_report(OperatorCtx o);
Err earnings_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
Err rates_page(OperatorCtx o);
Err rates_post(OperatorCtx o);
Err payments_desk_page(OperatorCtx o);
Err payments_desk_export(OperatorCtx o);
Err payments_one_page(OperatorCtx o);
Err payments_one_post(OperatorCtx o);
Err payments_one_invoice(OperatorCtx o);
Err payments_hold_post(OperatorCtx o);
Err runs_page(OperatorCtx o);
Err runs_post(OperatorCtx o);
Err run_page(OperatorCtx o);
Err run_release_post(OperatorCtx o);
Err run_cancel_post(OperatorCtx o);
Err run_on_post(OperatorCtx o);
Err run_export(OperatorCtx o);
Err files_page(OperatorCtx o);
Err files_make_post(OperatorCtx o);
Err file_page(OperatorCtx o);
Err file_download(OperatorCtx o);
Err file_settle_post(OperatorCtx o);
Err files_report_post(OperatorCtx o);
Err payment_settings_page(OperatorCtx o);
Err payment_settings_post(OperatorCtx o);

/* api.c */
Err api_history_ask(AccountCtx a);
Err api_history_get(AccountCtx a);
Err api_history_delete(AccountCtx a);
Err api_payments_ask(AccountCtx a);
Err api_payments_get(AccountCtx a);
Err api_payments_delete(AccountCtx a);
Err api_file(PublicCtx p);
Err earnings_demo(struct DemoCtx *d);
