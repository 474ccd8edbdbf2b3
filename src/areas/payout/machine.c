/* A bank or tax profile as a machine (portal-states.tsv "bank or tax profile"; portal-workflows.md 15). What is pending
 * is an item of the vendor's work queue, opened and closed where the state is written. */
#include "areas/payout/payout.h"

#include "app/unit.h"
#include "app/work.h"
#include "gen/payout_q.h"

#define PAGE "/a/{account}/settings/payout"
#define DESK "/operator/payout/profiles/{id}"
#define SEE                                                                                                            \
    {                                                                                                                  \
        N_("See the profiles"), PAGE, &PAYOUT_VIEW                                                                     \
    }
#define OPEN                                                                                                           \
    {                                                                                                                  \
        N_("Open the profile"), DESK, &OPERATOR_PAYOUT                                                                 \
    }
#define KEEPERS N_("An Incentives admin, an Owner or a Financial contributor of the account.")

static const MachineState STATES[] = {
    {.id = "pending",
     .name = N_("Pending validation"),
     .tone = STATE_WAIT,
     .means = N_("The profile is saved and not used for payments yet."),
     .why = N_("It is new, or what it says was changed, so the vendor compares it first."),
     .next = N_("The vendor's staff approves it, asks for a correction, or rejects it with a reason."),
     .who = N_("The vendor's staff."),
     .when = N_("As a rule within two working days."),
     .partner = SEE,
     .vendor = {N_("Validate it"), DESK, &OPERATOR_PAYOUT},
     .first = true},
    {.id = "action_required",
     .name = N_("Action required"),
     .tone = STATE_WARN,
     .means = N_("Nothing is paid by this profile until it is corrected. What was earned is kept."),
     .why = N_("Something in it has to be corrected."),
     .next = N_("Correct what the reason names and save; the vendor then looks again."),
     .who = KEEPERS,
     .when = N_("There is no last day, but payments wait for it."),
     .partner = {N_("See the reason and correct it"), PAGE, &PAYOUT_VIEW},
     .vendor = OPEN},
    {.id = "approved",
     .name = N_("Approved"),
     .tone = STATE_GOOD,
     .means = N_("The profile can be assigned to programs, and payments use it."),
     .why = N_("The vendor has compared it with what the bank or the tax office knows."),
     .next = N_("Nothing has to happen. A change of what it says is validated again; a declaration that expires has to "
                "be renewed."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It holds until it is changed; a tax profile at most until the day under Valid until."),
     .partner = SEE,
     .vendor = OPEN},
    {.id = "rejected",
     .name = N_("Rejected"),
     .tone = STATE_BAD,
     .means = N_("The vendor does not pay by this profile. What was earned is kept."),
     .why = N_("The vendor rejected it."),
     .next = N_("Enter other data in it, or make another profile and assign that one."),
     .who = KEEPERS,
     .when = N_("There is no last day, but payments wait for it."),
     .partner = {N_("See the reason and correct it"), PAGE, &PAYOUT_VIEW},
     .vendor = OPEN},
    {.id = "expired",
     .name = N_("Expired"),
     .tone = STATE_WARN,
     .means = N_("The declaration holds no more, and nothing is paid by it. What was earned is kept."),
     .why = N_("Its last day is over."),
     .next = N_("Look through the declaration, sign it again and save; the vendor then validates it."),
     .who = KEEPERS,
     .when = N_("There is no last day, but payments wait for it."),
     .partner = {N_("Renew it"), PAGE, &PAYOUT_VIEW},
     .vendor = OPEN},
};

#define PARTNER(ID, NAME, FROM)                                                                                        \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = "pending", .mover = MOVER_PARTNER, .perm = &PAYOUT_EDIT      \
    }
#define VENDOR(ID, NAME, FROM, TO, REASON)                                                                             \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_VENDOR,                                 \
        .perm = &OPERATOR_PAYOUT_DECIDE, .reason = (REASON)                                                            \
    }
static const MachineMove MOVES[] = {
    PARTNER("correct", N_("Correct"), "action_required"),
    PARTNER("correct", N_("Correct"), "rejected"),
    PARTNER("change", N_("Change"), "approved"),
    PARTNER("change", N_("Changed while it waited"), "pending"), /* so that its history says it */
    PARTNER("renew", N_("Renew"), "expired"),
    VENDOR("approve", N_("Approve"), "pending", "approved", false),
    VENDOR("ask", N_("Ask for a correction"), "pending", "action_required", true),
    VENDOR("ask", N_("Ask for a correction"), "approved", "action_required", true),
    VENDOR("reject", N_("Reject"), "pending", "rejected", true),
    VENDOR("reject", N_("Reject"), "approved", "rejected", true),
    {.id = "expire",
     .name = N_("Expire"),
     .from = "approved",
     .to = "expired",
     .mover = MOVER_TIMER,
     .limit = "payout.tax_days"},
};

static Err profile_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    PayoutStateRow row;
    TRY(q_payout_state(system_of(ctx), &(PayoutStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err profile_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed;
    PayoutStatePutArgs args = {.to_state = step->to,
                               .reason = step->reason,
                               .account_id = step->account_id,
                               .id = step->subject_id,
                               .from_state = step->from};
    TRY(q_payout_state_put(system_of(ctx), &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    if (str_eq(step->to, S("pending"))) {
        return work_add(
            ctx, &(WorkNew){.kind = PAYOUT_WORK, .account_id = step->account_id, .subject_id = step->subject_id});
    }
    return work_done(ctx, PAYOUT_WORK, step->subject_id, str_z(ctx->arena, step->to));
}

const Machine PAYOUT_PROFILE = {
    .id = "payout_profile",
    .name = N_("Bank or tax profile"),
    .source = "portal-states.tsv \"bank or tax profile\", portal-workflows.md 15",
    .states = LIST(STATES),
    .moves = LIST(MOVES),
    .read = profile_read,
    .write = profile_write,
};
