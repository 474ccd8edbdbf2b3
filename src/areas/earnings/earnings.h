/* What the vendor owes partners and how it pays them: earnings, payments, runs, files for the bank. Rules only; the
 * words are in README.md. Where payments go and how they are taxed is areas/payout. */
#pragma once
#include "app/area.h"
#include "app/machine.h"
#include "app/upload.h"
#include "areas/payout/payout.h"

extern const Perm PAYMENTS_VIEW, PAYMENTS_HISTORY, PAYMENTS_HOLD, OPERATOR_EARNINGS, OPERATOR_EARNINGS_ENTER,
    OPERATOR_PAYMENTS_RUN, OPERATOR_PAYMENTS_RELEASE, OPERATOR_PAYMENTS_FILE, OPERATOR_PAYMENTS_SETTINGS;
extern const Machine EARNING, PARTNER_PAYMENT;
#define INVOICE_WORK "tax_invoice"
enum { EARNING_TEXT_MAX = 120, EARNING_DETAIL_MAX = 16000, RATE_WINDOW_DAYS = 62 };

/* --- what the vendor sets --- */

typedef struct EarningRules {
    PayoutRules payout;
    Str thresholds, cooling, invoice_countries, escheat_countries, withhold_on, holds;
    int64_t cooling_days, forfeit_days, escheat_days, due_day;
} EarningRules;
MUST_USE Err earning_rules(Ctx *ctx, EarningRules *ret);
/* The least payment of a program in a currency: "marketplace:USD 100.00" where it is set, else that of the currency.
 * False: nothing is paid in the currency. */
bool earning_threshold(const EarningRules *r, Str program, Str currency, Money *ret);
int64_t earning_cooling(const EarningRules *r, Str program); /* days: "incentives:45", else the common number */
/* ERR_INVALID with the word that does not fit. */
MUST_USE Err earning_read_thresholds(Str text, Str *ret_wrong);
MUST_USE Err earning_read_cooling(Str text, Str *ret_wrong);

/* --- rates --- */

/* Units of `to` for one of `from`, by the latest rates on or before the day, at most RATE_WINDOW_DAYS old; *ret_day:
 * the older of the two. ERR_NOT_FOUND: one of them has none. The same currency is 1 on the day itself. */
MUST_USE Err rate_between(AccountCtx a, Str from, Str to, Date day, Dec *ret, Date *ret_day);
/* Rounded once, half to even. ERR_TOO_LARGE. */
MUST_USE Err rate_apply(int64_t minor, Str from, Str to, Dec rate, int64_t *ret);
/* Units of US dollars for one: more than nothing. */
MUST_USE Err rate_put(OperatorCtx o, Str currency, Date day, Dec usd);

/* --- earnings --- */

/* What a source hands over: the vendor's form, its file, a marketplace. Once for each source and key. */
typedef struct EarningNew {
    const char *source; /* manual import marketplace recoup */
    Str source_key, program;
    Id location_id; /* nil: the account itself */
    Str kind, lever, product, adjustment, customer, country;
    Money amount; /* less than nothing: it is taken back */
    Money sold;   /* .cur empty: not told */
    Date earned_on, sold_on;
    Str detail; /* JSON object of further members of the history; empty: none */
} EarningNew;
extern const char *const EARNING_KINDS[][2];       /* word, N_() */
extern const char *const EARNING_ADJUSTMENTS[][2]; /* word, N_(): the reasons of adjustments */
enum { EARNING_KINDS_N = 6, EARNING_ADJUSTMENTS_N = 8 };
Msg earning_kind_name(Str kind);
Msg earning_adjustment_name(Str reason);
Str earning_adjustment_wire(Str reason); /* as the files have it */
/* What is wrong as problems under the fields' names; reads nothing but programs and rates. */
MUST_USE Err earning_check(AccountCtx a, const EarningNew *n);
/* In a WRITE unit: the row, its posting, its clock. There already with the same amount: *ret_made false; with another:
 * ERR_CONFLICT. */
MUST_USE Err earning_add(AccountCtx a, const EarningNew *n, Id *ret_id, bool *ret_made);
/* Rejected during review, or taken up again. */
MUST_USE Err earning_decide(OperatorCtx o, Id account_id, Id id, Str to, Str reason);
MUST_USE Err earning_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

/* --- what a payment would be --- */

typedef struct PlanPart { /* of one currency of earnings */
    Str currency;
    int64_t amount; /* as it was earned */
    int64_t paid;   /* in the payment's currency */
    Dec rate;
    Date day;
} PlanPart;
enum { PLAN_PARTS_MAX = 16 };
typedef struct PaymentPlan {
    Str program;
    Id location_id;
    Str location_name, currency;
    PayoutRoute route;
    int64_t earnings, gross, taxed, withheld, net, usd;
    Money least;
    const char *why; /* word of PLAN_WHYS; "": it can be paid */
    PlanPart parts[PLAN_PARTS_MAX];
    size_t parts_n;
    struct PlanEarning {
        Id id;
        int64_t paid;
        size_t part;
    } * list;
} PaymentPlan;
/* Everything of the account that is upcoming, by program and place. */
MUST_USE Err payment_plans(AccountCtx a, Date rate_day, PaymentPlan **ret, size_t *ret_n);
/* One of them; ERR_NOT_FOUND: nothing is upcoming there. */
MUST_USE Err payment_plan(AccountCtx a, Date rate_day, Str program, Id location_id, PaymentPlan *ret);
Msg plan_why(Str why);               /* "Below the least payment" */
Msg plan_mend(Str why);              /* what to do about it; unset: nothing */
const char *plan_mend_path(Str why); /* where; NULL: nowhere */
/* The last day of the month before: rates of that day hold for the payments of a month. */
Date payment_rate_day(Date month);
Date month_of(Date d);

/* --- holds --- */

MUST_USE Err hold_put(AccountCtx a, Str program, bool by_vendor, bool on, Str reason);

/* --- payments --- */

/* In the unit of the line: the payment with its earnings and postings. number: of the whole installation. */
MUST_USE Err payment_make(AccountCtx a, const PaymentPlan *p, Id run_id, Date rate_day, Date due_on, Id *ret_id);
typedef struct PaymentHappening {
    Id account_id, id;
    Str to, reason, bank_says;
    Mover mover;
} PaymentHappening;
/* Sent, returned, paid again and so on, with what hangs on it: postings, earnings, notices. */
MUST_USE Err payment_move(Ctx *ctx, const PaymentHappening *h);
MUST_USE Err payment_invoice_put(AccountCtx a, Id id, Str number, const Upload *file);
MUST_USE Err payment_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

/* --- runs and files --- */

MUST_USE Err run_begin(OperatorCtx o, Id *ret_id);
MUST_USE Err run_release(OperatorCtx o, Id id);
MUST_USE Err run_cancel(OperatorCtx o, Id id);
MUST_USE Err run_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
/* Tests: the process "ends" before the n-th unit of a step from now on; -1: never. */
extern int RUN_DIES_BEFORE;
/* Outside units: reads what is due in the currency, opens the numbers, stores the file and marks its payments. */
MUST_USE Err bank_file_make(OperatorCtx o, Str currency, Id *ret_id);
MUST_USE Err bank_file_settle(OperatorCtx o, Id id);
MUST_USE Err settle_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
typedef struct BankReport {
    int64_t sent, returned, unknown;
    bool again; /* it was taken before */
} BankReport;
MUST_USE Err bank_report_take(OperatorCtx o, Str name, Str bytes, BankReport *ret);
/* What a status report says of one payment; false: no more. */
typedef struct BankStatus {
    Str number, status, reason;
} BankStatus;
MUST_USE Err bank_report_read(Arena *a, Str xml, BankStatus **ret, size_t *ret_n);

/* pain.001.001.09 of one currency. */
typedef struct BankTransfer {
    Str number, holder, country, iban, account, code, bic, remittance;
    Money amount;
} BankTransfer;
typedef struct BankOrder {
    Str message_id, initiator, debtor, debtor_iban, debtor_bic, debtor_country;
    Time made;
    Date on;
    const BankTransfer *list;
    size_t n;
} BankOrder;
Str bank_order_xml(Arena *a, const BankOrder *o);

/* --- files of partners --- */

MUST_USE Err export_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
