/* Billing: what is charged for what is sold, by named rules, and the documents that ask for it. The first half knows no
 * database; tests/billing_oracle.py computes the same from the specification alone. */
#pragma once
#include "app/area.h"
#include "areas/commerce/commerce.h"
#include "base/money.h"
#include "gen/billing_q.h"

/* --- the rules (spec portal-workflows.md 8.3 and 10; docs/money.md) --- */

/* A charge cycle of a term: [from, to), of `days` days when it is whole. to is before from + days only where the term
 * ends within it. */
typedef struct BillingCycle {
    Date from, to;
    int64_t days;
} BillingCycle;
/* The cycle that a day lies in. It begins on the day of the month on which the term began, in a month that has no such
 * day on its last (the last-day rule), every `months` months; 0: the whole term is one cycle, and what has no end is
 * charged once, for one day. ERR_NOT_FOUND: the term has not begun or is over. */
MUST_USE Err billing_cycle_of(Date term_from, Date term_to, int months, Date day, BillingCycle *ret);

/* EffectiveUnitPrice = unit price / days of the charge cycle x days that are billed. Cut after the eighth place, so
 * that cutting an amount behind it gives what cutting the exact price would. 0 <= days <= cycle_days. */
MUST_USE Err billing_effective_price(Dec unit_price, int64_t days, int64_t cycle_days, Dec *ret);
/* Licenses: Subtotal = RD(EffectiveUnitPrice x rate) x quantity; RD cuts behind the minor unit. A negative quantity is
 * taken back. */
MUST_USE Err billing_license_subtotal(Dec effective, Dec rate, int64_t quantity, Currency cur, int64_t *ret_minor);
/* Use: Subtotal = RD(RD(EffectiveUnitPrice x BillableQuantity) x rate). rated: that first product, exact, in the
 * pricing currency: the sum of what records cost as they came in. */
MUST_USE Err billing_usage_subtotal(Dec rated, Currency pricing, Dec rate, Currency cur, int64_t *ret_minor);
/* What a cancellation gives back of one charge, more than 0:
 * ROUND((ROUND(unit price x quantity / days of the cycle) x days) / quantity) x quantity, each to the minor unit, a
 * half away from zero; never more than the whole cycle was charged. */
MUST_USE Err billing_cancel_credit(Dec unit_price, int64_t quantity, int64_t days, int64_t cycle_days, Currency cur,
                                   int64_t *ret_minor);
/* Tax of a sum at a rate in percent, to the minor unit, a half away from zero: once a category and document. */
MUST_USE Err billing_tax(int64_t net, Dec rate, int64_t *ret);
/* Splits it over the lines whose nets have that sum: each gets its exact share cut down to a whole unit, and the
 * largest rests get what is left, the first of equal ones first. The parts sum to tax. */
void billing_tax_split(const int64_t *nets, size_t n, Dec rate, int64_t tax, int64_t *ret);

/* What of a subscription decides on its charges. */
typedef struct BillingSide {
    Time term_from;
    Date term_to; /* the first day after; DATE_NONE: it has no end */
    Date began;   /* when this partner began to pay */
    int months;   /* of a charge cycle; 0: the whole term */
    Dec price;    /* of one in a charge cycle */
    int64_t quantity;
    Currency currency;
    Str item, term, cycle;
    bool ended; /* deleted: cancelled or gone to another partner */
    bool gone;  /* ended by a move to another partner or to the newer commerce: nothing of the first day comes back */
    bool trial, usage, old; /* use is charged by the month; old: of the older kind of commerce */
} BillingSide;
BillingSide billing_side(const Subscription *s);

typedef enum BillingWhat {
    BILLING_NONE,
    BILLING_NEW,
    BILLING_RENEW,
    BILLING_CYCLE,
    BILLING_ADD,
    BILLING_REMOVE,
    BILLING_CANCEL,
    BILLING_CONVERT,
    BILLING_PLAN,
    BILLING_EXTEND,
    BILLING_WHATS
} BillingWhat;
typedef struct BillingLine {
    const char *rule; /* "license", "cancel" */
    Date from, to;
    int64_t quantity, days, cycle_days, amount;
    Dec unit_price, effective;
} BillingLine;
/* What happened between two states of a subscription (before NULL: it was made), and the charges of it: none, one, or a
 * refund and a charge. now: when. */
BillingWhat billing_what(const BillingSide *before, const BillingSide *after);
MUST_USE Err billing_lines(BillingWhat what, const BillingSide *before, const BillingSide *after, Time now,
                           BillingLine ret[2], size_t *ret_n);
/* The file's ChargeType. */
const char *billing_kind(BillingWhat what, bool old, bool refund);

/* --- charges --- */

/* Area.sold: charges of what happened to a subscription, in its unit. */
MUST_USE Err billing_sold(AccountCtx a, const Sale *sale);
/* Charges of the charge cycles that have begun before a moment, of one account or (nil) of all; at most some;
 * *ret_more: there are others. */
MUST_USE Err billing_cycles_begun(Ctx *ctx, Time before, int64_t *ret_n);
/* Area.demo: the months behind the demo's start, billed by the same code. */
MUST_USE Err billing_demo(DemoCtx *demo);
/* When the clock bills a month next; TIME_NONE: never (by hand, or nothing to bill). */
MUST_USE Err billing_run_due(SystemCtx s, Time *ret);

typedef struct BillingReport {
    int64_t documents, charges, open;
    Id account; /* where it does not hold, and why; why lives in the context's arena */
    Str why;
} BillingReport;
/* Lines sum to their document, the document is its entry in the ledger, each charge is open or on one document that
 * holds. ERR_CONFLICT: report->why says what does not. */
MUST_USE Err billing_verify(Ctx *ctx, BillingReport *ret);
enum { BILLING_JOBS_N = 2 };
extern const JobKind BILLING_JOBS[BILLING_JOBS_N];
