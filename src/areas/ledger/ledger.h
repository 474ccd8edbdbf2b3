/* The ledger: what moved between whom and why, in double entry. Rows are added and never changed; what was wrong is
 * reversed. Whatever moves money calls ledger_post in the unit that has the cause. */
#pragma once
#include "app/ctx.h"
#include "base/money.h"

enum { LEDGER_POSTINGS_MAX = 20000 }; /* of one entry */

/* A kind of posting says which book is debited and which credited (LEDGER_KINDS in ledger.c): no caller chooses books.
 */
typedef enum LedgerKind {
    LEDGER_CHARGE,      /* a partner owes for what was sold */
    LEDGER_CHARGE_TAX,  /* and the tax on it */
    LEDGER_CREDIT,      /* a charge taken back, in whole or in part */
    LEDGER_CREDIT_TAX,  /* and its tax */
    LEDGER_PAYMENT,     /* money that came in, not yet assigned */
    LEDGER_ALLOCATION,  /* such money assigned to what is owed */
    LEDGER_REFUND,      /* money that was not assigned, paid back */
    LEDGER_WRITE_OFF,   /* what will not be paid */
    LEDGER_EARNING,     /* the vendor owes a partner */
    LEDGER_WITHHOLDING, /* the part of that which goes to a tax office */
    LEDGER_PAYOUT,      /* and what was paid to the partner */
    LEDGER_RECOUP,      /* an earning taken back, in whole or in part */
    LEDGER_KIND_N,
} LedgerKind;

typedef struct LedgerPosting {
    LedgerKind kind;
    Money amount;    /* more than 0: its direction is its kind */
    Str source_kind; /* the line of a document it comes from: "invoice_line"; empty: none */
    Id source_id;
} LedgerPosting;
typedef struct LedgerCause {
    Str kind; /* "invoice", "payment" */
    Id id;
    Str part; /* of what has several moments: "void"; empty: the thing itself */
} LedgerCause;

/* Posts all of it at ctx->now, in the month of that. The same cause with the same postings again posts nothing and
 * gives the entry that is there, so whatever is run again may post again. ERR_CONFLICT: the cause has other postings,
 * or the month is closed; ERR_INVALID: an amount that is not more than 0, a currency that there is not, no posting or
 * too many. */
MUST_USE Err ledger_post(AccountCtx a, LedgerCause cause, const LedgerPosting *postings, size_t n, Id *ret_entry);
/* Posts the opposite of an entry, at ctx->now, once. ERR_NOT_FOUND: the account has no such entry. */
MUST_USE Err ledger_reverse(AccountCtx a, Id entry, Id *ret_entry);

/* No entry goes into the month any more. ERR_CONFLICT with the reason: it is not over, an earlier one is open, it is
 * closed already. A month without entries can be closed too. */
MUST_USE Err ledger_close(AccountCtx a, Date period);

/* Debits less credits of a book ("receivable") to the end of the month, in minor units. */
MUST_USE Err ledger_book_sum(AccountCtx a, Str book, Currency currency, Date period, int64_t *ret_minor);

typedef struct LedgerReport {
    int64_t entries, postings, periods;
    Id account; /* where it does not hold, and why; why lives in the context's arena */
    Date period;
    int64_t number; /* 0: the month as a whole */
    Str why;
} LedgerReport;
/* Every entry of all accounts: its postings are those it was made with, none is missing between others, kinds fit
 * books, the balances that are kept are the sums of the postings. ERR_CONFLICT: report->why says what does not hold. */
MUST_USE Err ledger_verify(Ctx *ctx, LedgerReport *report);
