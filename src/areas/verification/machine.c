/* Verification as machines (portal-states.tsv "account verification (overall)" and "identity check";
 * portal-workflows.md 2 and 26). */
#include "areas/verification/verification.h"

#include "app/unit.h"
#include "app/work.h"

#define OWN_PAGE "/a/{account}/settings/verification"
#define OWN_CHECK OWN_PAGE "/{id}"
#define DESK_CHECK "/operator/verification/{id}"
#define PEOPLE                                                                                                         \
    N_("A Global admin, an Account admin or an Owner of the account, or whoever else manages its legal info.")

/* --- one check --- */

static const MachineState CHECK_STATES[] = {
    {.id = "needed",
     .name = N_("Waits for the account"),
     .tone = STATE_WARN,
     .means = N_("The check cannot begin: something that only the account has is missing."),
     .why = N_("Legal info is not complete, or the check needs a document that was not sent yet."),
     .next = N_("When legal info is complete and what the check asks for is sent, the vendor looks at it."),
     .who = PEOPLE,
     .when = N_("There is no date, but nothing can be bought, published or signed before."),
     .partner = {N_("Send what is missing"), OWN_CHECK, &VERIFICATION_VIEW},
     .vendor = {N_("Open the check"), DESK_CHECK, &OPERATOR_VERIFICATION},
     .first = true},
    {.id = "pending",
     .name = N_("With the vendor"),
     .tone = STATE_WAIT,
     .means = N_("The vendor compares what the account entered and sent with what it can find out by itself."),
     .why = N_("The account has given what the check needs, or something that was accepted has changed since."),
     .next = N_("The vendor accepts it, asks for more, or rejects it with a reason. The account is told at once."),
     .who = N_("The vendor’s verification desk."),
     .when = N_("The vendor decides by {date}. After that day, write to support."),
     .partner = {N_("See the check, send more"), OWN_CHECK, &VERIFICATION_VIEW},
     .vendor = {N_("Open the check"), DESK_CHECK, &OPERATOR_VERIFICATION}},
    {.id = "asked",
     .name = N_("More is needed"),
     .tone = STATE_WARN,
     .means = N_("The vendor looked and cannot decide yet."),
     .why = N_("The vendor said what is missing."),
     .next = N_("When the account has sent it, the vendor goes on."),
     .who = PEOPLE,
     .when = N_("By {date}. After that day the vendor may reject the check."),
     .partner = {N_("Fix now"), OWN_CHECK, &VERIFICATION_VIEW},
     .vendor = {N_("Open the check"), DESK_CHECK, &OPERATOR_VERIFICATION}},
    {.id = "accepted",
     .name = N_("Accepted"),
     .tone = STATE_GOOD,
     .means = N_("The vendor has satisfied itself of it."),
     .why = N_("What the account entered and sent agrees with what the vendor found."),
     .next = N_("Nothing has to happen. When what was checked changes, this check begins anew, and no other."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it holds until something changes."),
     .partner = {N_("See the check"), OWN_CHECK, &VERIFICATION_VIEW},
     .vendor = {N_("Open the check"), DESK_CHECK, &OPERATOR_VERIFICATION}},
    {.id = "rejected",
     .name = N_("Rejected"),
     .tone = STATE_BAD,
     .means = N_("The vendor could not confirm it. Nothing can be bought, published or signed."),
     .why = N_("The vendor gave a reason."),
     .next = N_("Correct what stands in the reason, or send a document that proves it, and submit it again: the vendor "
                "looks anew."),
     .who = PEOPLE,
     .when = N_("By {date}. After that day the account may be suspended."),
     .partner = {N_("Fix now"), OWN_CHECK, &VERIFICATION_VIEW},
     .vendor = {N_("Open the check"), DESK_CHECK, &OPERATOR_VERIFICATION}},
    {.id = "refused",
     .name = N_("Refused for good"),
     .tone = STATE_BAD,
     .means = N_("The vendor does not do business with the account. Nothing can be bought, published or signed."),
     .why = N_("The vendor gave a reason."),
     .next = N_("Nothing: the decision is final. Who thinks that it is a mistake writes to the vendor’s support."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .ends = true},
};

#define BY_VENDOR(ID, NAME, FROM, TO, REASON, LIMIT)                                                                   \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_VENDOR, .perm = &OPERATOR_VERIFICATION, \
        .reason = (REASON), .limit = (LIMIT)                                                                           \
    }
#define BY_PARTNER(ID, NAME, FROM, LIMIT)                                                                              \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = "pending", .mover = MOVER_PARTNER,                           \
        .perm = &VERIFICATION_FIX, .limit = (LIMIT)                                                                    \
    }
#define ANSWER "verification.answer_days"
#define REPLY "verification.reply_days"
#define MEND "verification.suspend_days"
static const MachineMove CHECK_MOVES[] = {
    BY_PARTNER("send", N_("Send"), "needed", NULL),
    {.id = "begin", .name = N_("Begin"), .from = "needed", .to = "pending", .mover = MOVER_SYSTEM},
    BY_VENDOR("accept", N_("Accept"), "pending", "accepted", false, ANSWER),
    BY_VENDOR("ask", N_("Ask for more"), "pending", "asked", true, ANSWER),
    BY_VENDOR("reject", N_("Reject"), "pending", "rejected", true, ANSWER),
    BY_VENDOR("refuse", N_("Refuse for good"), "pending", "refused", true, ANSWER),
    BY_PARTNER("send", N_("Submit again"), "asked", REPLY),
    BY_VENDOR("accept", N_("Accept"), "asked", "accepted", false, REPLY),
    BY_VENDOR("reject", N_("Reject"), "asked", "rejected", true, REPLY),
    BY_PARTNER("send", N_("Submit again"), "rejected", MEND),
    BY_VENDOR("accept", N_("Accept"), "rejected", "accepted", false, MEND),
    BY_VENDOR("refuse", N_("Refuse for good"), "rejected", "refused", true, MEND),
    BY_VENDOR("reject", N_("Reject"), "accepted", "rejected", true, NULL),
    {.id = "again", .name = N_("Check anew"), .from = "accepted", .to = "pending", .mover = MOVER_SYSTEM},
};

static Err check_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    VerificationCheckStateRow row;
    TRY(q_verification_check_state(system_of(ctx),
                                   &(VerificationCheckStateArgs){.id = subject_id, .account_id = account_id}, &row));
    *ret = row.state;
    return OK;
}

/* What is with the vendor is work for its staff; what is not, is none. */
static Err check_write(Ctx *ctx, const MachineStep *step)
{
    SystemCtx s = system_of(ctx);
    VerificationCheckStateRow row;
    int64_t changed = 0;
    TRY(q_verification_check_put(s,
                                 &(VerificationCheckPutArgs){.id = step->subject_id,
                                                             .account_id = step->account_id,
                                                             .from_state = step->from,
                                                             .to_state = step->to,
                                                             .reason = step->reason},
                                 &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(q_verification_check_state(
        s, &(VerificationCheckStateArgs){.id = step->subject_id, .account_id = step->account_id}, &row));
    const VerificationKind *kind = verification_kind(row.kind);
    if (!kind || !kind->work) {
        return OK;
    }
    if (str_eq(step->to, S("pending"))) {
        return work_add(ctx,
                        &(WorkNew){.kind = kind->work, .account_id = step->account_id, .subject_id = step->subject_id});
    }
    return work_done(ctx, kind->work, step->subject_id, str_z(ctx->arena, step->to));
}

const Machine VERIFICATION_CHECK = {
    .id = "verification_check",
    .name = N_("Check of an account"),
    .source = "portal-states.tsv \"account verification (overall)\", \"account verification: identity check\"",
    .states = CHECK_STATES,
    .states_n = COUNT_OF(CHECK_STATES),
    .moves = CHECK_MOVES,
    .moves_n = COUNT_OF(CHECK_MOVES),
    .read = check_read,
    .write = check_write,
};

/* --- the e-mail of the contact --- */

static const MachineState EMAIL_STATES[] = {
    {.id = "needed",
     .name = N_("Waits for the code"),
     .tone = STATE_WARN,
     .means = N_("It is not proved yet that the primary contact reads the address in legal info."),
     .why = N_("A code was mailed to that address, or will be as soon as legal info names one."),
     .next = N_("Enter the code from the mail; the check is accepted at once."),
     .who = N_("The primary contact reads the mail; anybody who manages legal info enters the code."),
     .when = N_("A code holds for 24 hours; a new one can be sent at any time."),
     .partner = {N_("Enter the code"), OWN_CHECK, &VERIFICATION_VIEW},
     .vendor = {N_("Open the check"), DESK_CHECK, &OPERATOR_VERIFICATION},
     .first = true},
    {.id = "accepted",
     .name = N_("Accepted"),
     .tone = STATE_GOOD,
     .means = N_("The primary contact reads the address in legal info."),
     .why = N_("The code that was mailed there was entered, at the enrollment or here, or the vendor confirmed "
               "the address."),
     .next = N_("Nothing has to happen. When the address changes, a code goes to the new one."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it holds until the address changes."),
     .partner = {N_("See the check"), OWN_CHECK, &VERIFICATION_VIEW},
     .vendor = {N_("Open the check"), DESK_CHECK, &OPERATOR_VERIFICATION}},
};
static const MachineMove EMAIL_MOVES[] = {
    {.id = "prove",
     .name = N_("Enter the code"),
     .from = "needed",
     .to = "accepted",
     .mover = MOVER_PARTNER,
     .perm = &VERIFICATION_FIX},
    {.id = "proved", .name = N_("Proved at the enrollment"), .from = "needed", .to = "accepted", .mover = MOVER_SYSTEM},
    {.id = "confirm",
     .name = N_("Confirm the address"),
     .from = "needed",
     .to = "accepted",
     .mover = MOVER_VENDOR,
     .perm = &OPERATOR_VERIFICATION},
    {.id = "again", .name = N_("Check anew"), .from = "accepted", .to = "needed", .mover = MOVER_SYSTEM},
};
const Machine VERIFICATION_EMAIL = {
    .id = "verification_email",
    .name = N_("Check of the contact’s e-mail"),
    .source = "portal-workflows.md 2: e-mail ownership",
    .states = EMAIL_STATES,
    .states_n = COUNT_OF(EMAIL_STATES),
    .moves = EMAIL_MOVES,
    .moves_n = COUNT_OF(EMAIL_MOVES),
    .read = check_read,
    .write = check_write,
};

/* --- the company as a whole --- */

static const MachineState WHOLE_STATES[] = {
    {.id = "pending",
     .name = N_("Pending"),
     .tone = STATE_WAIT,
     .means = N_("Not all checks are accepted yet. An account that was never accepted can buy, publish and sign "
                 "nothing; one that was goes on while a change is looked at."),
     .why = N_("The account is new, or something in its legal info has changed."),
     .next = N_("When every check below is accepted, so is the account."),
     .who = N_("Each check below says whether the account or the vendor has to act."),
     .when = N_("Each check below has its own day; as a rule it takes three to five working days."),
     .partner = {N_("See the checks"), OWN_PAGE, &VERIFICATION_VIEW},
     .first = true},
    {.id = "accepted",
     .name = N_("Accepted"),
     .tone = STATE_GOOD,
     .means = N_("The account is verified: it can buy, publish and sign."),
     .why = N_("Every check is accepted."),
     .next = N_("Nothing has to happen. When legal info changes, only what has changed is checked again."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it holds until something changes."),
     .partner = {N_("See the checks"), OWN_PAGE, &VERIFICATION_VIEW}},
    {.id = "rejected",
     .name = N_("Rejected"),
     .tone = STATE_BAD,
     .means = N_("A check is rejected. Nothing can be bought, published or signed."),
     .why = N_("The vendor gave a reason."),
     .next = N_("Correct what stands in the reason under the check itself, and submit it again."),
     .who = PEOPLE,
     .when = N_("By {date}. After that day the account is suspended until everything is accepted."),
     .partner = {N_("Fix now"), OWN_PAGE, &VERIFICATION_VIEW}},
};
#define BY_CHECKS(FROM, TO, NAME, REASON, LIMIT)                                                                       \
    {                                                                                                                  \
        .id = "settle", .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_SYSTEM, .reason = (REASON),         \
        .limit = (LIMIT)                                                                                               \
    }
static const MachineMove WHOLE_MOVES[] = {
    BY_CHECKS("pending", "accepted", N_("Accept"), false, NULL),
    BY_CHECKS("pending", "rejected", N_("Reject"), true, NULL),
    BY_CHECKS("accepted", "pending", N_("Check anew"), false, NULL),
    BY_CHECKS("accepted", "rejected", N_("Reject"), true, NULL),
    BY_CHECKS("rejected", "pending", N_("Submit again"), false, MEND),
    BY_CHECKS("rejected", "accepted", N_("Accept"), false, MEND),
};

static Err whole_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)subject_id;
    VerificationOverallRow row;
    TRY(q_verification_overall(system_of(ctx), &(VerificationOverallArgs){.account_id = account_id}, &row));
    *ret = row.state;
    return OK;
}

static Err whole_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    TRY(q_verification_overall_put(
        system_of(ctx),
        &(VerificationOverallPutArgs){
            .account_id = step->account_id, .from_state = step->from, .to_state = step->to, .reason = step->reason},
        &changed));
    return changed ? q_verification_rights_moved(system_of(ctx),
                                                 &(VerificationRightsMovedArgs){.account_id = step->account_id}, NULL)
                   : ERR_STALE;
}

const Machine ACCOUNT_VERIFICATION = {
    .id = "account_verification",
    .name = N_("Verification of an account"),
    .source = "portal-states.tsv \"account verification (overall)\"",
    .states = WHOLE_STATES,
    .states_n = COUNT_OF(WHOLE_STATES),
    .moves = WHOLE_MOVES,
    .moves_n = COUNT_OF(WHOLE_MOVES),
    .read = whole_read,
    .write = whole_write,
};
