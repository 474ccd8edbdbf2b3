/* An earning and a payment as machines (portal-states.tsv "earning"; portal-workflows.md 15). An earning waits until it
 * is in a payment; from then on what becomes of it is the payment's. */
#include "areas/earnings/earnings.h"

#include "app/unit.h"
#include "app/work.h"
#include "gen/earnings_q.h"

#define HISTORY "/a/{account}/payouts/history/{id}"
#define PAYMENT "/a/{account}/payouts/payments/{id}"
#define DESK_EARNING "/operator/earnings/{id}"
#define DESK_PAYMENT "/operator/payments/{id}"
#define SEE_E                                                                                                          \
    {                                                                                                                  \
        N_("See the transaction"), HISTORY, &PAYMENTS_HISTORY                                                          \
    }
#define SEE_P                                                                                                          \
    {                                                                                                                  \
        N_("See the payment"), PAYMENT, &PAYMENTS_VIEW                                                                 \
    }
#define OPEN_E                                                                                                         \
    {                                                                                                                  \
        N_("Open the earning"), DESK_EARNING, &OPERATOR_EARNINGS                                                       \
    }
#define OPEN_P                                                                                                         \
    {                                                                                                                  \
        N_("Open the payment"), DESK_PAYMENT, &OPERATOR_EARNINGS                                                       \
    }
#define VENDOR_ACTS N_("The vendor's staff.")
#define NOBODY N_("Nobody has to do anything.")
#define NO_DATE N_("There is no date: this is the end.")
#define KEEPERS N_("An Incentives admin, an Owner or a Financial contributor of the account.")

static const MachineState EARNING_STATES[] = {
    {.id = "unprocessed",
     .name = N_("Unprocessed"),
     .tone = STATE_WAIT,
     .means = N_("The amount is noted and can still change until its waiting time is over."),
     .why = N_("It is new: each program waits some days for returns and corrections."),
     .next = N_("It becomes upcoming by itself, and goes into the next payment run."),
     .who = NOBODY,
     .when = N_("On the day under Upcoming from."),
     .partner = SEE_E,
     .vendor = OPEN_E,
     .first = true},
    {.id = "upcoming",
     .name = N_("Upcoming"),
     .tone = STATE_WAIT,
     .means = N_("The amount is due and goes into the next payment of its program."),
     .why = N_("Its waiting time is over."),
     .next = N_("The next payment run pays it, if nothing stands in the way: the overview of payouts says what does."),
     .who = N_("The vendor's staff; what stands in the way is for the account to put right."),
     .when = N_("As a rule by the 15th of the next month."),
     .partner = {N_("See what stands in the way"), "/a/{account}/payouts", &PAYMENTS_VIEW},
     .vendor = OPEN_E},
    {.id = "in_payment",
     .name = N_("In a payment"),
     .tone = STATE_GOOD,
     .means = N_("The amount is part of a payment, whose state is shown instead of this one."),
     .why = N_("A payment run took it."),
     .next = N_("What becomes of it is what becomes of the payment."),
     .who = NOBODY,
     .when = N_("As the payment says."),
     .partner = SEE_E,
     .vendor = OPEN_E,
     .ends = true},
    {.id = "rejected_review",
     .name = N_("Rejected during review"),
     .tone = STATE_BAD,
     .means = N_("The amount is not paid."),
     .why = N_("The vendor rejected it when it looked at it."),
     .next = N_("Nothing, unless the vendor's support takes it up again."),
     .who = N_("Whoever disagrees asks the vendor's support."),
     .when = N_("There is no last day."),
     .partner = SEE_E,
     .vendor = OPEN_E},
    {.id = "forfeited",
     .name = N_("Forfeited"),
     .tone = STATE_OFF,
     .means = N_("The amount is not paid any more."),
     .why = N_("It could not be paid for too long, because bank or tax profile was missing or not approved."),
     .next = N_("Nothing."),
     .who = NOBODY,
     .when = NO_DATE,
     .ends = true},
    {.id = "escheated",
     .name = N_("Handed to the state"),
     .tone = STATE_OFF,
     .means = N_("The amount was handed to the office for unclaimed property of the account's country."),
     .why = N_("It could not be paid for too long, and the law of that country asks for it."),
     .next = N_("Claim it at that office."),
     .who = NOBODY,
     .when = NO_DATE,
     .ends = true},
};
#define MOVE(ID, NAME, FROM, TO, ...)                                                                                  \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), __VA_ARGS__                                            \
    }
#define SYSTEM .mover = MOVER_SYSTEM
#define VENDOR .mover = MOVER_VENDOR, .perm = &OPERATOR_EARNINGS_ENTER
#define BANK .mover = MOVER_VENDOR, .perm = &OPERATOR_PAYMENTS_FILE
#define TIMER(LIMIT) .mover = MOVER_TIMER, .limit = (LIMIT)
static const MachineMove EARNING_MOVES[] = {
    MOVE("ready", N_("Become upcoming"), "unprocessed", "upcoming", TIMER("earnings.cooling_days")),
    MOVE("reject", N_("Reject during review"), "unprocessed", "rejected_review", VENDOR, .reason = true),
    MOVE("reject", N_("Reject during review"), "upcoming", "rejected_review", VENDOR, .reason = true),
    MOVE("reopen", N_("Take up again"), "rejected_review", "upcoming", VENDOR),
    MOVE("pay", N_("Take into a payment"), "upcoming", "in_payment", SYSTEM),
    MOVE("forfeit", N_("Forfeit"), "upcoming", "forfeited", TIMER("earnings.forfeit_days")),
    MOVE("escheat", N_("Hand to the state"), "upcoming", "escheated", TIMER("earnings.escheat_days")),
};

static const MachineState PAYMENT_STATES[] = {
    {.id = "in_progress",
     .name = N_("In progress"),
     .tone = STATE_WAIT,
     .means = N_("The payment is made and on its way to the bank."),
     .why = N_("A payment run released it."),
     .next = N_("The vendor hands it to its bank, and the bank says when it is sent."),
     .who = VENDOR_ACTS,
     .when = N_("By the day under Expected on."),
     .partner = SEE_P,
     .vendor = OPEN_P,
     .first = true},
    {.id = "pending_tax_invoice",
     .name = N_("Pending tax invoice"),
     .tone = STATE_WARN,
     .means = N_("The payment waits for an invoice of the account."),
     .why = N_("The tax law of the account's country asks for an invoice before the vendor may pay."),
     .next = N_("Send the invoice with its number; the vendor looks at it and pays."),
     .who = KEEPERS,
     .when = N_("There is no last day, but the payment waits for it."),
     .partner = {N_("Send the tax invoice"), PAYMENT, &PAYMENTS_VIEW},
     .vendor = OPEN_P},
    {.id = "tax_invoice_review",
     .name = N_("Tax invoice under review"),
     .tone = STATE_WAIT,
     .means = N_("The invoice is with the vendor, and the payment waits."),
     .why = N_("The account sent its invoice."),
     .next = N_("The vendor accepts it and pays, or rejects it with a reason."),
     .who = VENDOR_ACTS,
     .when = N_("As a rule within a week."),
     .partner = SEE_P,
     .vendor = {N_("Look at the tax invoice"), DESK_PAYMENT, &OPERATOR_EARNINGS}},
    {.id = "tax_invoice_rejected",
     .name = N_("Tax invoice rejected"),
     .tone = STATE_BAD,
     .means = N_("The payment waits for another invoice."),
     .why = N_("The vendor could not accept the invoice."),
     .next = N_("Correct what the reason names and send the invoice again."),
     .who = KEEPERS,
     .when = N_("There is no last day, but the payment waits for it."),
     .partner = {N_("Send the corrected invoice"), PAYMENT, &PAYMENTS_VIEW},
     .vendor = OPEN_P},
    {.id = "sent",
     .name = N_("Sent"),
     .tone = STATE_GOOD,
     .means = N_("The bank has sent the money."),
     .why = N_("The vendor's bank has said so."),
     .next = N_("It arrives within one to ten business days, as the method of payment has it."),
     .who = N_("Nobody has to do anything. What did not arrive after ten business days is for the vendor's support."),
     .when = N_("Ten business days after it was sent, at the latest."),
     .partner = {N_("Get the statement"), PAYMENT, &PAYMENTS_VIEW},
     .vendor = OPEN_P},
    {.id = "failed",
     .name = N_("Failed"),
     .tone = STATE_BAD,
     .means = N_("The payment could not be made. What was earned is kept."),
     .why = N_("The vendor's bank could not carry it out."),
     .next = N_("The vendor puts it right and pays again."),
     .who = VENDOR_ACTS,
     .when = N_("As a rule with the next file for the bank."),
     .partner = SEE_P,
     .vendor = {N_("Pay it again"), DESK_PAYMENT, &OPERATOR_EARNINGS}},
    {.id = "rejected_bank",
     .name = N_("Rejected by the bank"),
     .tone = STATE_BAD,
     .means = N_("A bank did not take the payment. What was earned is kept."),
     .why = N_("The bank found something wrong with the account it was to go to."),
     .next = N_("Correct the bank profile; once it is approved, ask for the payment again."),
     .who = KEEPERS,
     .when = N_("Before {date}: then what was earned is forfeited."),
     .partner = {N_("Correct it and ask again"), PAYMENT, &PAYMENTS_VIEW},
     .vendor = {N_("Pay it again"), DESK_PAYMENT, &OPERATOR_EARNINGS}},
    {.id = "reprocessing",
     .name = N_("Reprocessing"),
     .tone = STATE_WAIT,
     .means = N_("The payment is made again, by the bank profile that the program has now."),
     .why = N_("It did not arrive the first time."),
     .next = N_("The vendor hands it to its bank with the next file."),
     .who = VENDOR_ACTS,
     .when = N_("As a rule with the next file for the bank."),
     .partner = SEE_P,
     .vendor = OPEN_P},
    {.id = "reversed",
     .name = N_("Reversed"),
     .tone = STATE_BAD,
     .means = N_("The money was sent and came back. What was earned is kept."),
     .why = N_("The bank of the account sent it back."),
     .next = N_("Look at the bank profile; then the payment is made again."),
     .who = KEEPERS,
     .when = N_("Before {date}: then what was earned is forfeited."),
     .partner = {N_("Correct it and ask again"), PAYMENT, &PAYMENTS_VIEW},
     .vendor = {N_("Pay it again"), DESK_PAYMENT, &OPERATOR_EARNINGS}},
    {.id = "incorrect",
     .name = N_("Incorrect payment"),
     .tone = STATE_BAD,
     .means = N_("The payment should not have been made so. What was too much is taken from the next ones."),
     .why = N_("The vendor found a mistake in it."),
     .next = N_("The amount stands as less than nothing in the transaction history and is netted."),
     .who = NOBODY,
     .when = NO_DATE,
     .ends = true},
    {.id = "forfeited",
     .name = N_("Forfeited"),
     .tone = STATE_OFF,
     .means = N_("The payment is not made any more."),
     .why = N_("It came back and nobody put right why for too long."),
     .next = N_("Nothing."),
     .who = NOBODY,
     .when = NO_DATE,
     .ends = true},
    {.id = "escheated",
     .name = N_("Handed to the state"),
     .tone = STATE_OFF,
     .means = N_("The amount was handed to the office for unclaimed property of the account's country."),
     .why = N_("It came back, and the law of that country asks for it after that time."),
     .next = N_("Claim it at that office."),
     .who = NOBODY,
     .when = NO_DATE,
     .ends = true},
};
#define PARTNER .mover = MOVER_PARTNER, .perm = &PAYMENTS_HOLD
#define LEFT(FROM)                                                                                                     \
    MOVE("forfeit", N_("Forfeit"), FROM, "forfeited", TIMER("earnings.forfeit_days")),                                 \
        MOVE("escheat", N_("Hand to the state"), FROM, "escheated", TIMER("earnings.escheat_days"))
#define BACK(FROM)                                                                                                     \
    MOVE("fail", N_("Mark as failed"), FROM, "failed", BANK, .reason = true),                                          \
        MOVE("refuse", N_("Mark as rejected by the bank"), FROM, "rejected_bank", BANK, .reason = true)
static const MachineMove PAYMENT_MOVES[] = {
    MOVE("ask_invoice", N_("Ask for a tax invoice"), "in_progress", "pending_tax_invoice", SYSTEM),
    MOVE("send_invoice", N_("Send the tax invoice"), "pending_tax_invoice", "tax_invoice_review", PARTNER),
    MOVE("accept_invoice", N_("Accept the tax invoice"), "tax_invoice_review", "in_progress", VENDOR),
    MOVE("reject_invoice", N_("Reject the tax invoice"), "tax_invoice_review", "tax_invoice_rejected", VENDOR,
         .reason = true),
    MOVE("correct_invoice", N_("Send the corrected invoice"), "tax_invoice_rejected", "tax_invoice_review", PARTNER),
    MOVE("reopen_invoice", N_("Ask for the invoice again"), "tax_invoice_rejected", "pending_tax_invoice", VENDOR),
    MOVE("send", N_("Mark as sent"), "in_progress", "sent", BANK),
    MOVE("send", N_("Mark as sent"), "reprocessing", "sent", BANK),
    MOVE("settle", N_("Mark as sent"), "in_progress", "sent", SYSTEM),
    MOVE("settle", N_("Mark as sent"), "reprocessing", "sent", SYSTEM),
    BACK("in_progress"),
    BACK("reprocessing"),
    MOVE("reverse", N_("Mark as reversed"), "sent", "reversed", BANK, .reason = true),
    MOVE("incorrect", N_("Mark as incorrect and take it back"), "sent", "incorrect", BANK, .reason = true),
    MOVE("again", N_("Pay it again"), "failed", "reprocessing", BANK),
    MOVE("again", N_("Pay it again"), "rejected_bank", "reprocessing", BANK),
    MOVE("again", N_("Pay it again"), "reversed", "reprocessing", BANK),
    MOVE("ask_again", N_("Ask for the payment again"), "rejected_bank", "reprocessing", PARTNER),
    MOVE("ask_again", N_("Ask for the payment again"), "reversed", "reprocessing", PARTNER),
    LEFT("rejected_bank"),
    LEFT("reversed"),
};

static Err earning_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    EarningStateRow row;
    TRY(q_earning_state(system_of(ctx), &(EarningStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}
static Err earning_write(Ctx *ctx, const MachineStep *s)
{
    int64_t changed;
    EarningStatePutArgs args = {.to_state = s->to,
                                .reason = s->reason,
                                .account_id = s->account_id,
                                .id = s->subject_id,
                                .from_state = s->from};
    TRY(q_earning_state_put(system_of(ctx), &args, &changed));
    return changed ? OK : ERR_STALE;
}
static Err payment_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    PaymentStateRow row;
    TRY(q_payment_state(system_of(ctx), &(PaymentStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}
static Err payment_write(Ctx *ctx, const MachineStep *s)
{
    int64_t changed;
    PaymentStatePutArgs args = {.to_state = s->to,
                                .reason = s->reason,
                                .account_id = s->account_id,
                                .id = s->subject_id,
                                .from_state = s->from};
    TRY(q_payment_state_put(system_of(ctx), &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    if (str_eq(s->to, S("tax_invoice_review"))) {
        return work_add(ctx,
                        &(WorkNew){.kind = INVOICE_WORK, .account_id = s->account_id, .subject_id = s->subject_id});
    }
    return str_eq(s->from, S("tax_invoice_review"))
               ? work_done(ctx, INVOICE_WORK, s->subject_id, str_z(ctx->arena, s->to))
               : OK;
}

const Machine EARNING = {.id = "earning",
                         .name = N_("Earning"),
                         .source = "portal-states.tsv: earning; portal-workflows.md 15",
                         .states = LIST(EARNING_STATES),
                         .moves = LIST(EARNING_MOVES),
                         .read = earning_read,
                         .write = earning_write};
const Machine PARTNER_PAYMENT = {.id = "partner_payment",
                                 .name = N_("Payment to a partner"),
                                 .source = "portal-states.tsv: earning; portal-workflows.md 15",
                                 .states = LIST(PAYMENT_STATES),
                                 .moves = LIST(PAYMENT_MOVES),
                                 .read = payment_read,
                                 .write = payment_write};
