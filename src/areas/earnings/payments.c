/* Payments: made of a plan in one unit with their earnings and postings, then moved on by what the bank, the partner
 * and the vendor's staff say. */
#include "areas/earnings/earnings.h"

#include "app/audit.h"
#include "app/numbering.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/ledger/ledger.h"
#include "gen/earnings_q.h"

#define READERS S("incentives_admin incentives_user owner financial_contributor")
#define KEEPERS S("incentives_admin owner financial_contributor")
enum { NUMBER_FIRST = 7000001 };

static Err money_of(int64_t minor, Str currency, Money *ret)
{
    ret->minor = minor;
    return currency_parse(currency, &ret->cur);
}
static Str money_text(Ctx *ctx, int64_t minor, Str currency)
{
    Money m;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    if (money_of(minor, currency, &m) == OK) {
        fmt_money(&b, ctx->locale, m);
    }
    return buf_str(&b);
}
static void audit_of(Ctx *ctx, Id id, Str number)
{
    ctx->audit.target_kind = S("partner_payment");
    ctx->audit.target_id = id;
    ctx->audit.target_name = number;
}
static Str action_key(Ctx *ctx, Id id) { return str_concat(ctx->arena, S("payment/"), id_text(ctx->arena, id)); }

static Err tell(AccountCtx a, const PaymentOneRow *p, Str roles, const char *words, Str line, bool act)
{
    Ctx *ctx = a.ctx;
    EarningAccountRow at;
    TRY(q_earning_account(system_of(ctx), &(EarningAccountArgs){.account_id = ctx->account_id}, &at));
    Msg title = MSG_OF(words);
    title.args[0].name = "number";
    title.args[0].value = p->number;
    title.args[1].name = "amount";
    title.args[1].value = money_text(ctx, p->net, p->currency);
    return tell_roles(ctx, ctx->account_id, roles,
                      &(Tell){.category = S("payments"),
                              .icon = S("billing"),
                              .account_id = ctx->account_id,
                              .title = title,
                              .line = line.n ? MSG1("{reason}", "reason", line) : (Msg){0},
                              .url = url_fmt(ctx->arena, "/a/%s/payouts/payments/%i", at.public_id, p->id),
                              .action_key = act ? action_key(ctx, p->id) : S(""),
                              .due = DATE_NONE});
}

/* --- making one --- */

/* What was earned in other currencies is owed in the payment's from now on, by the rates of the plan. */
static size_t exchange_postings(const PaymentPlan *p, Id id, Currency cur, LedgerPosting *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < p->parts_n; i++) {
        const PlanPart *part = &p->parts[i];
        Currency from;
        if (str_eq(part->currency, p->currency) || currency_parse(part->currency, &from) != OK) {
            continue;
        }
        if (part->amount != 0) {
            ret[n++] = (LedgerPosting){.kind = part->amount > 0 ? LEDGER_RECOUP : LEDGER_EARNING,
                                       .amount = {part->amount > 0 ? part->amount : -part->amount, from},
                                       .source_kind = S("partner_payment"),
                                       .source_id = id};
        }
        if (part->paid != 0) {
            ret[n++] = (LedgerPosting){.kind = part->paid > 0 ? LEDGER_EARNING : LEDGER_RECOUP,
                                       .amount = {part->paid > 0 ? part->paid : -part->paid, cur},
                                       .source_kind = S("partner_payment"),
                                       .source_id = id};
        }
    }
    return n;
}

static Err post_made(AccountCtx a, const PaymentPlan *p, Id id)
{
    LedgerPosting postings[2 * PLAN_PARTS_MAX + 1];
    Currency cur;
    Id entry;
    TRY(currency_parse(p->currency, &cur));
    size_t n = exchange_postings(p, id, cur, postings);
    if (p->withheld > 0) {
        postings[n++] = (LedgerPosting){.kind = LEDGER_WITHHOLDING,
                                        .amount = {p->withheld, cur},
                                        .source_kind = S("partner_payment"),
                                        .source_id = id};
    }
    return n ? ledger_post(a, (LedgerCause){S("partner_payment"), id, S("made")}, postings, n, &entry) : OK;
}

static Err take_earnings(AccountCtx a, const PaymentPlan *p, Id id)
{
    Ctx *ctx = a.ctx;
    for (int64_t i = 0; i < p->earnings; i++) {
        const struct PlanEarning *e = &p->list[i];
        const PlanPart *part = &p->parts[e->part];
        int64_t changed;
        TRY(machine_move(
            ctx, &EARNING,
            &(MachineAsk){
                .account_id = ctx->account_id, .subject_id = e->id, .to = S("in_payment"), .mover = MOVER_SYSTEM}));
        TRY(q_earning_into(
            a,
            &(EarningIntoArgs){
                .id = e->id, .payment_id = id, .paid = e->paid, .paid_rate = part->rate, .paid_day = part->day},
            &changed));
        if (!changed) {
            return ERR_STALE;
        }
    }
    return OK;
}

Err payment_make(AccountCtx a, const PaymentPlan *p, Id run_id, Date rate_day, Date due_on, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    EarningRules rules;
    PayoutProfile bank, tax;
    int64_t number;
    (void)rate_day;
    TRY(earning_rules(ctx, &rules));
    TRY(payout_find(a, p->route.bank_id, false, &bank));
    TRY(payout_find(a, p->route.tax_id, true, &tax));
    TRY(numbering_next(ctx, S("partner_payment"), NUMBER_FIRST, &number));
    *ret_id = ctx_new_id(ctx);
    Str name = str_fmt(ctx->arena, "P%lld", (long long)number);
    TRY(q_payment_add(a,
                      &(PaymentAddArgs){.id = *ret_id,
                                        .number = name,
                                        .run_id = run_id,
                                        .program = p->program,
                                        .location_id = p->location_id,
                                        .bank_id = p->route.bank_id,
                                        .tax_id = p->route.tax_id,
                                        .method = bank.method,
                                        .holder = bank.holder,
                                        .bank = bank.bank,
                                        .last4 = bank.last4,
                                        .currency = p->currency,
                                        .earnings = p->earnings,
                                        .gross = p->gross,
                                        .taxed = p->taxed,
                                        .rate = p->route.withholding,
                                        .withheld = p->withheld,
                                        .net = p->net,
                                        .usd = p->usd,
                                        .due_on = due_on},
                      NULL));
    TRY(machine_begin(ctx, &PARTNER_PAYMENT, ctx->account_id, *ret_id, MOVER_SYSTEM));
    TRY(take_earnings(a, p, *ret_id));
    TRY(post_made(a, p, *ret_id));
    if (str_has_word(rules.invoice_countries, tax.country)) {
        PaymentOneRow row;
        TRY(machine_move(ctx, &PARTNER_PAYMENT,
                         &(MachineAsk){.account_id = ctx->account_id,
                                       .subject_id = *ret_id,
                                       .to = S("pending_tax_invoice"),
                                       .mover = MOVER_SYSTEM}));
        TRY(q_payment_one(a, &(PaymentOneArgs){.id = *ret_id}, &row));
        TRY(tell(a, &row, KEEPERS, N_("Payment {number} over {amount} waits for your tax invoice"), S(""), true));
    }
    audit_of(ctx, *ret_id, name);
    ctx->audit.before = S("");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"program", p->program}, {"amount", money_text(ctx, p->net, p->currency)},
                                  {"currency", p->currency});
    return OK;
}

/* --- what becomes of it --- */

static Err sent(AccountCtx a, const PaymentOneRow *p)
{
    Ctx *ctx = a.ctx;
    Money net;
    Id entry;
    int64_t changed;
    TRY(money_of(p->net, p->currency, &net));
    LedgerPosting post = {
        .kind = LEDGER_PAYOUT, .amount = net, .source_kind = S("partner_payment"), .source_id = p->id};
    TRY(ledger_post(
        a, (LedgerCause){S("partner_payment"), p->id, str_fmt(ctx->arena, "sent/%lld", (long long)p->sends + 1)}, &post,
        1, &entry));
    TRY(q_payment_sent_put(
        a, &(PaymentSentPutArgs){.id = p->id, .sent_on = date_of(ctx->now), .posted_id = entry, .sends = p->sends},
        &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(tell_done(ctx, ctx->account_id, action_key(ctx, p->id)));
    return tell(a, p, READERS, N_("Payment {number} over {amount} is sent"), S(""), false);
}

static Err clock_of(AccountCtx a, const PaymentOneRow *p)
{
    Ctx *ctx = a.ctx;
    EarningRules rules;
    EarningAccountRow at;
    Id job;
    TRY(earning_rules(ctx, &rules));
    TRY(q_earning_account(system_of(ctx), &(EarningAccountArgs){.account_id = ctx->account_id}, &at));
    bool to_state = str_has_word(rules.escheat_countries, at.country);
    int64_t days = to_state ? rules.escheat_days : rules.forfeit_days;
    return job_enqueue(
        ctx,
        &(JobAsk){.kind = "payments.clock",
                  .key = str_fmt(ctx->arena, "%.*s/%.*s/%s", S_ARG(id_text(ctx->arena, ctx->account_id)),
                                 S_ARG(id_text(ctx->arena, p->id)), to_state ? "escheated" : "forfeited"),
                  .account_id = ctx->account_id,
                  .delay_us = days * TIME_DAY,
                  .total = -1},
        &job);
}

static Err returned(AccountCtx a, const PaymentOneRow *p, const PaymentHappening *h)
{
    Id entry;
    bool reversed = str_eq(h->to, S("reversed")), failed = str_eq(h->to, S("failed"));
    if (reversed) {
        TRY(ledger_reverse(a, p->posted_id, &entry));
    }
    TRY(q_payment_says_put(a, &(PaymentSaysPutArgs){.id = p->id, .bank_says = h->bank_says}, NULL));
    if (!failed) {
        TRY(clock_of(a, p));
    }
    const char *words = reversed ? N_("Payment {number} over {amount} came back")
                        : failed ? N_("Payment {number} over {amount} failed")
                                 : N_("Payment {number} over {amount} was rejected by the bank");
    return tell(a, p, KEEPERS, words, h->reason, !failed);
}

/* By the profile that the program has now, with the next file. */
static Err again(AccountCtx a, const PaymentOneRow *p)
{
    Ctx *ctx = a.ctx;
    PayoutWorld w;
    TRY(payout_world(a, &w));
    PayoutRoute route = payout_route(&w, p->program, p->location_id);
    const PayoutProfile *bank = payout_profile_of(&w, route.bank_id);
    if (!bank || !str_eq(bank->state, S("approved")) || msg_is_set(route.why_not)) {
        return problem(ctx, ERR_CONFLICT, MSG("The program has no approved bank profile to pay by"),
                       MSG("Correct the bank profile and wait until the vendor has approved it, then ask again."));
    }
    if (!str_eq(route.currency, p->currency)) {
        return problem(ctx, ERR_CONFLICT,
                       MSG1("The payment is in {currency}, and the program is paid in another currency now", "currency",
                            p->currency),
                       MSG("Assign a bank profile in the payment's currency to the program, then ask again."));
    }
    TRY(tell_done(ctx, ctx->account_id, action_key(ctx, p->id)));
    return q_payment_rebank(a,
                            &(PaymentRebankArgs){.id = p->id,
                                                 .bank_id = bank->id,
                                                 .method = bank->method,
                                                 .holder = bank->holder,
                                                 .bank = bank->bank,
                                                 .last4 = bank->last4},
                            NULL);
}

/* The whole of it is netted with what comes next. */
static Err take_back(AccountCtx a, const PaymentOneRow *p)
{
    EarningNew n = {.source = "recoup",
                    .source_key = p->number,
                    .program = p->program,
                    .location_id = p->location_id,
                    .kind = S("recoup"),
                    .product = p->number,
                    .earned_on = date_of(a.ctx->now),
                    .sold_on = DATE_NONE};
    Id id;
    bool made;
    TRY(money_of(-p->gross, p->currency, &n.amount));
    return earning_add(a, &n, &id, &made);
}

static Err given_up(AccountCtx a, const PaymentOneRow *p, bool to_state)
{
    Money net;
    Id entry;
    TRY(money_of(p->net, p->currency, &net));
    LedgerPosting post = {.kind = to_state ? LEDGER_PAYOUT : LEDGER_RECOUP,
                          .amount = net,
                          .source_kind = S("partner_payment"),
                          .source_id = p->id};
    TRY(ledger_post(a, (LedgerCause){S("partner_payment"), p->id, to_state ? S("escheated") : S("forfeited")}, &post, 1,
                    &entry));
    return tell_done(a.ctx, a.ctx->account_id, action_key(a.ctx, p->id));
}

Err payment_move(Ctx *ctx, const PaymentHappening *h)
{
    AccountCtx a = account_of(ctx, h->account_id);
    PaymentOneRow p;
    TRY(q_payment_one(a, &(PaymentOneArgs){.id = h->id}, &p));
    TRY(machine_move(
        ctx, &PARTNER_PAYMENT,
        &(MachineAsk){
            .account_id = h->account_id, .subject_id = h->id, .to = h->to, .reason = h->reason, .mover = h->mover}));
    if (str_eq(h->to, S("sent"))) {
        TRY(sent(a, &p));
    } else if (str_has_word(S("failed rejected_bank reversed"), h->to)) {
        TRY(returned(a, &p, h));
    } else if (str_eq(h->to, S("reprocessing"))) {
        TRY(again(a, &p));
    } else if (str_eq(h->to, S("incorrect"))) {
        TRY(take_back(a, &p));
        TRY(tell(a, &p, KEEPERS, N_("Payment {number} over {amount} was a mistake and is taken back"), h->reason,
                 false));
    } else if (str_eq(h->to, S("tax_invoice_rejected"))) {
        TRY(tell(a, &p, KEEPERS, N_("The tax invoice of payment {number} was rejected"), h->reason, true));
    } else if (str_eq(h->to, S("in_progress"))) {
        TRY(tell(a, &p, KEEPERS, N_("The tax invoice of payment {number} is accepted"), S(""), false));
    } else if (str_has_word(S("forfeited escheated"), h->to)) {
        TRY(given_up(a, &p, str_eq(h->to, S("escheated"))));
    }
    audit_of(ctx, p.id, p.number);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", p.state});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", h->to}, {"reason", h->reason});
    return OK;
}

Err payment_invoice_put(AccountCtx a, Id id, Str number, const Upload *file)
{
    Ctx *ctx = a.ctx;
    PaymentOneRow p;
    Id file_id;
    TRY(q_payment_one(a, &(PaymentOneArgs){.id = id}, &p));
    TRY(machine_move(
        ctx, &PARTNER_PAYMENT,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = id, .to = S("tax_invoice_review"), .mover = MOVER_PARTNER}));
    TRY(upload_publish(ctx, file, &file_id));
    TRY(tell_done(ctx, ctx->account_id, action_key(ctx, id)));
    audit_of(ctx, id, p.number);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", p.state});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("tax_invoice_review")}, {"invoice", number});
    return q_payment_invoice(
        a, &(PaymentInvoiceArgs){.id = id, .invoice_number = number, .invoice_id = file_id, .invoice_name = file->name},
        NULL);
}

Err payment_clock_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Str rest = job->key, account, payment, to;
    PaymentHappening h = {.mover = MOVER_TIMER, .reason = S(""), .bank_says = S("")};
    PaymentStateRow row;
    *ret_next = JOB_DONE;
    if (!str_split(&rest, '/', &account) || !str_split(&rest, '/', &payment) || !str_split(&rest, '/', &to) ||
        id_parse(account, &h.account_id) != OK || id_parse(payment, &h.id) != OK) {
        return ERR_INVALID;
    }
    h.to = to;
    TRY(q_payment_state(system_of(ctx), &(PaymentStateArgs){.account_id = h.account_id, .id = h.id}, &row));
    if (!str_has_word(S("rejected_bank reversed"), row.state)) {
        ctx->audit.skip = true; /* put right meanwhile */
        return OK;
    }
    return payment_move(ctx, &h);
}
