/* Kinds, digests and sums of the ledger's entries. */
#include "areas/ledger/entry.h"

#define KIND(WORD, DEBIT, CREDIT)                                                                                      \
    {                                                                                                                  \
        S_INIT(WORD), S_INIT(DEBIT), S_INIT(CREDIT)                                                                    \
    }
const LedgerBooks LEDGER_KINDS[LEDGER_KIND_N] = {
    [LEDGER_CHARGE] = KIND("charge", "receivable", "revenue"),
    [LEDGER_CHARGE_TAX] = KIND("charge_tax", "receivable", "tax"),
    [LEDGER_CREDIT] = KIND("credit", "revenue", "receivable"),
    [LEDGER_CREDIT_TAX] = KIND("credit_tax", "tax", "receivable"),
    [LEDGER_PAYMENT] = KIND("payment", "bank", "unassigned"),
    [LEDGER_ALLOCATION] = KIND("allocation", "unassigned", "receivable"),
    [LEDGER_REFUND] = KIND("refund", "unassigned", "bank"),
    [LEDGER_WRITE_OFF] = KIND("write_off", "loss", "receivable"),
    [LEDGER_EARNING] = KIND("earning", "incentive_cost", "payable"),
    [LEDGER_WITHHOLDING] = KIND("withholding", "payable", "withheld_tax"),
    [LEDGER_PAYOUT] = KIND("payout", "payable", "bank"),
    [LEDGER_RECOUP] = KIND("recoup", "payable", "incentive_cost"),
};

/* Each member with its length before it, so that no two rows read alike. */
static void put(Buf *b, Str s)
{
    buf_add_u64(b, s.n);
    buf_addc(b, ':');
    buf_add(b, s);
}
static void put_id(Buf *b, Id id) { put(b, str_of((const char *)id.b, sizeof id.b)); }

Digest entry_content_begin(Arena *a, const LedgerHead *h)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    put_id(&b, h->account);
    put_id(&b, h->id);
    buf_add_i64(&b, h->created_at.us);
    buf_addc(&b, ':');
    buf_add_i64(&b, h->posted_at.us);
    put(&b, h->cause.kind);
    put_id(&b, h->cause.id);
    put(&b, h->cause.part);
    put_id(&b, h->reverses);
    return digest_sha256(buf_str(&b));
}

Digest entry_content_add(Digest so_far, const LedgerRow *r)
{
    Buf b = buf_on_heap(BUF_MAX_SMALL);
    buf_add(&b, digest_str(&so_far));
    put(&b, r->kind);
    put(&b, r->debit);
    put(&b, r->credit);
    put(&b, r->currency);
    buf_add_i64(&b, r->amount);
    put(&b, r->source_kind);
    put_id(&b, r->source_id);
    Digest d = digest_sha256(buf_str(&b));
    buf_free(&b);
    return d;
}

Digest entry_chain(Digest before, Digest content)
{
    uint8_t both[64];
    memcpy(both, before.b, 32);
    memcpy(both + 32, content.b, 32);
    return digest_sha256(str_of((const char *)both, sizeof both));
}

Digest entry_digest_of(Str stored)
{
    Digest d = {{0}};
    memcpy(d.b, stored.p, stored.n < sizeof d.b ? stored.n : sizeof d.b);
    return d;
}

LedgerSums ledger_sums(Arena *a, size_t max)
{
    return (LedgerSums){.arena = a, .all = arena_array(a, LedgerSum, max), .max = max};
}

static LedgerSum *sum_of(LedgerSums *s, Str book, Str currency)
{
    for (size_t i = 0; i < s->n; i++) {
        if (str_eq(s->all[i].book, book) && str_eq(s->all[i].currency, currency)) {
            return &s->all[i];
        }
    }
    if (s->n == s->max) {
        return NULL;
    }
    s->all[s->n] = (LedgerSum){.book = str_copy(s->arena, book), .currency = str_copy(s->arena, currency)};
    return &s->all[s->n++];
}

Err ledger_sums_add(LedgerSums *s, const LedgerRow *r)
{
    LedgerSum *debit = sum_of(s, r->debit, r->currency);
    LedgerSum *credit = debit ? sum_of(s, r->credit, r->currency) : NULL;
    bool fits = credit && num_add_i64(debit->debit, r->amount, &debit->debit) &&
                num_add_i64(credit->credit, r->amount, &credit->credit);
    return fits ? OK : ERR_TOO_LARGE;
}
