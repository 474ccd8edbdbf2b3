/* What the ledger's files share: kinds with their books, and the digest of an entry. */
#pragma once
#include "areas/ledger/ledger.h"
#include "crypt/crypt.h"

typedef struct LedgerBooks {
    Str kind, debit, credit;
} LedgerBooks;
extern const LedgerBooks LEDGER_KINDS[LEDGER_KIND_N];

/* A posting as it is stored. */
typedef struct LedgerRow {
    Str kind, debit, credit, currency;
    int64_t amount;
    Str source_kind;
    Id source_id;
} LedgerRow;
typedef struct LedgerHead {
    Id account, id;
    Time created_at, posted_at;
    LedgerCause cause;
    Id reverses;
} LedgerHead;

/* content: entry_content_begin, entry_content_add for each posting in its order; then entry_chain behind the chain of
 * the entry before (all zeros before the first). */
Digest entry_content_begin(Arena *a, const LedgerHead *h);
Digest entry_content_add(Digest so_far, const LedgerRow *r);
Digest entry_chain(Digest before, Digest content);
Digest entry_digest_of(Str stored);

/* Debits and credits of each book and currency, as they add up. */
typedef struct LedgerSum {
    Str book, currency;
    int64_t debit, credit;
} LedgerSum;
typedef struct LedgerSums {
    Arena *arena;
    LedgerSum *all;
    size_t n, max;
} LedgerSums;
enum { LEDGER_ENTRY_SUMS_MAX = 200, LEDGER_PERIOD_SUMS_MAX = 4000 };
LedgerSums ledger_sums(Arena *a, size_t max);
/* ERR_TOO_LARGE: more than fits, in number or amount. */
MUST_USE Err ledger_sums_add(LedgerSums *s, const LedgerRow *r);
