/* The proof of billing: documents, charges and the ledger say the same. */
#include "areas/billing/billing.h"

#include "app/unit.h"

static Err broken(Ctx *ctx, BillingReport *r, Id account, Str what, const char *why)
{
    r->account = account;
    r->why = str_fmt(ctx->arena, "%.*s: %s", S_ARG(what), why);
    return ERR_CONFLICT;
}

static Err prove(Ctx *ctx, void *arg)
{
    BillingReport *r = arg;
    SystemCtx s = system_of(ctx);
    BillingProofSumsRow *sums;
    BillingProofLedgerRow *ledger;
    BillingProofChargesRow *charges;
    BillingProofCountsRow counts;
    size_t n;
    TRY(q_billing_proof_sums(s, NULL, &sums, &n));
    if (n) {
        return broken(ctx, r, sums[0].account_id, sums[0].id, "its lines do not sum to the document");
    }
    TRY(q_billing_proof_ledger(s, NULL, &ledger, &n));
    if (n) {
        return broken(ctx, r, ledger[0].account_id, ledger[0].id, "its entry in the ledger is not the document's");
    }
    TRY(q_billing_proof_charges(s, NULL, &charges, &n));
    if (n) {
        return broken(ctx, r, charges[0].account_id, id_text(ctx->arena, charges[0].id),
                      "the charge is not open or on one document");
    }
    TRY(q_billing_proof_counts(s, NULL, &counts));
    r->documents = counts.documents;
    r->charges = counts.charges;
    r->open = counts.open;
    return OK;
}

Err billing_verify(Ctx *ctx, BillingReport *ret) { return unit_run(ctx, MODE_READ, NULL, prove, ret); }
