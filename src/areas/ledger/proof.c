/* The proof of the ledger: all entries in their order, with sums beside them that are compared with what is kept. */
#include "app/unit.h"
#include "areas/ledger/entry.h"
#include "gen/ledger_q.h"

enum { PROOF_ROWS = 500 };
typedef struct Proof {
    LedgerReport *report;
    Arena *keep; /* outlives the pieces */
    Str after;
    bool more, in_entry;
    Id account;
    Date period;
    int64_t number;
    bool reverses;
    Digest content, said_content, said_chain, chain; /* chain: of the entry before */
    LedgerSums sums;
    int64_t places; /* postings of the entry */
} Proof;

static Err fail(Proof *p, int64_t number, const char *why)
{
    p->report->account = p->account;
    p->report->period = p->period;
    p->report->number = number;
    p->report->why = str_from(why);
    return ERR_CONFLICT;
}

static Err end_entry(Proof *p)
{
    if (!p->in_entry) {
        return OK;
    }
    p->in_entry = false;
    if (p->places == 0) {
        return fail(p, p->number, "the entry has no postings");
    }
    if (memcmp(&p->content, &p->said_content, sizeof p->content) != 0) {
        return fail(p, p->number, "the entry or its postings are not those it was made with");
    }
    p->chain = entry_chain(p->chain, p->content);
    return memcmp(&p->chain, &p->said_chain, sizeof p->chain) == 0
               ? OK
               : fail(p, p->number, "the entry does not follow on the one before");
}

static Err compare_balances(Ctx *ctx, Proof *p)
{
    LedgerProofBalancesRow *rows;
    size_t n;
    TRY(q_ledger_proof_balances(
        system_of(ctx),
        &(LedgerProofBalancesArgs){.account_id = p->account, .period = p->period, .most = LEDGER_PERIOD_SUMS_MAX + 1},
        &rows, &n));
    size_t same = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < p->sums.n; k++) {
            const LedgerSum *s = &p->sums.all[k];
            same += str_eq(rows[i].book, s->book) && str_eq(rows[i].currency, s->currency) &&
                    rows[i].debit == s->debit && rows[i].credit == s->credit;
        }
    }
    return same == n && n == p->sums.n ? OK : fail(p, 0, "a kept balance is not the sum of its postings");
}

static Err end_period(Ctx *ctx, Proof *p)
{
    TRY(end_entry(p));
    if (id_is_nil(p->account)) {
        return OK;
    }
    LedgerProofPeriodRow said;
    Err err = q_ledger_proof_period(system_of(ctx),
                                    &(LedgerProofPeriodArgs){.account_id = p->account, .period = p->period}, &said);
    if (err == ERR_NOT_FOUND) {
        return fail(p, 0, "there are entries of a month that there is not");
    }
    TRY(err);
    Digest head = entry_digest_of(said.head);
    if (said.entries != p->number || memcmp(&head, &p->chain, sizeof head) != 0) {
        return fail(p, 0, "the last entries of the month are missing");
    }
    p->report->periods++;
    return compare_balances(ctx, p);
}

static Err begin_entry(Ctx *ctx, Proof *p, const LedgerProofRow *r)
{
    if (!id_eq(p->account, r->account_id) || p->period.days != r->period.days) {
        TRY(end_period(ctx, p));
        p->account = r->account_id;
        p->period = r->period;
        p->number = 0;
        p->chain = (Digest){{0}};
        p->sums.n = 0;
    } else {
        TRY(end_entry(p));
    }
    if (r->number != p->number + 1) {
        return fail(p, p->number + 1, "the entry is missing");
    }
    LedgerHead head = {.account = r->account_id,
                       .id = r->id,
                       .created_at = r->created_at,
                       .posted_at = r->posted_at,
                       .cause = {r->cause_kind, r->cause_id, r->part},
                       .reverses = r->reverses_id};
    p->number = r->number;
    p->reverses = !id_is_nil(r->reverses_id);
    p->content = entry_content_begin(ctx->arena, &head);
    p->said_content = entry_digest_of(r->content);
    p->said_chain = entry_digest_of(r->chain);
    p->places = 0;
    p->in_entry = true;
    p->report->entries++;
    return OK;
}

/* A kind has its books; in what reverses, the other way round too. */
static bool fits(const LedgerRow *r, bool reverses)
{
    for (size_t i = 0; i < LEDGER_KIND_N; i++) {
        const LedgerBooks *b = &LEDGER_KINDS[i];
        if (str_eq(r->kind, b->kind)) {
            return (str_eq(r->debit, b->debit) && str_eq(r->credit, b->credit)) ||
                   (reverses && str_eq(r->debit, b->credit) && str_eq(r->credit, b->debit));
        }
    }
    return false;
}

static Err add_posting(Proof *p, const LedgerProofRow *r)
{
    if (r->kind_null) {
        return OK;
    }
    LedgerRow row = {.kind = r->kind,
                     .debit = r->debit,
                     .credit = r->credit,
                     .currency = r->currency,
                     .amount = r->amount,
                     .source_kind = r->source_kind,
                     .source_id = r->source_id};
    if (!fits(&row, p->reverses)) {
        return fail(p, p->number, "a posting does not debit and credit the books of its kind");
    }
    p->content = entry_content_add(p->content, &row);
    p->places++;
    p->report->postings++;
    return ledger_sums_add(&p->sums, &row) == OK ? OK : fail(p, p->number, "the sums are larger than can be");
}

static Err prove_piece(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    LedgerProofRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_ledger_proof(system_of(ctx), NULL, &(PageAsk){.size = PROOF_ROWS, .after = p->after}, &rows, &n, &info));
    for (size_t i = 0; i < n; i++) {
        const LedgerProofRow *r = &rows[i];
        bool same = p->in_entry && id_eq(p->account, r->account_id) && p->period.days == r->period.days &&
                    p->number == r->number;
        if (!same) {
            TRY(begin_entry(ctx, p, r));
        }
        TRY(add_posting(p, r));
    }
    p->after = str_copy(p->keep, info.next);
    p->more = info.next.n > 0;
    return p->more ? OK : end_period(ctx, p);
}

static Err emptied(Ctx *ctx, Proof *p)
{
    LedgerProofEmptiedRow *rows;
    size_t n;
    TRY(q_ledger_proof_emptied(system_of(ctx), NULL, &rows, &n));
    if (n == 0) {
        return OK;
    }
    p->account = rows[0].account_id;
    p->period = rows[0].period;
    return fail(p, 0, "the last entries of the month are missing");
}

/* All of it in one unit: one state of the database, whoever posts meanwhile. It may run again, so it begins anew. */
static Err prove(Ctx *ctx, void *arg)
{
    LedgerReport *report = arg;
    *report = (LedgerReport){.period = DATE_NONE};
    Proof p = {
        .report = report, .keep = ctx->arena, .more = true, .sums = ledger_sums(ctx->arena, LEDGER_PERIOD_SUMS_MAX)};
    TRY(unit_in_pieces(ctx, prove_piece, &p, &p.more));
    return emptied(ctx, &p);
}

Err ledger_verify(Ctx *ctx, LedgerReport *report) { return unit_run(ctx, MODE_READ, NULL, prove, report); }
