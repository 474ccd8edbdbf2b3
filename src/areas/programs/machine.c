/* An account in a program as a machine (portal-states.tsv "program enrollment (CSP)" and "(CPV)"). Its row is found by
 * the account and the program's name_id; account_program, from which rights follow, is written with it. */
#include "areas/programs/enrollment.h"

#include "app/audit.h"
#include "app/rights.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "gen/programs_q.h"

#define PROGRAMS_PAGE "/a/{account}/settings/programs"
#define QUEUE_PAGE "/operator/enrollments"
#define SEE                                                                                                            \
    {                                                                                                                  \
        N_("See the program"), PROGRAMS_PAGE, &PROGRAMS_VIEW                                                           \
    }
#define DECIDE                                                                                                         \
    {                                                                                                                  \
        N_("Open the application"), QUEUE_PAGE, &OPERATOR_ENROLLMENTS                                                  \
    }

static const MachineState STATES[] = {
    {.id = "none",
     .name = N_("Not enrolled"),
     .tone = STATE_OFF,
     .means = N_("The account is not in the program. Its workspaces and roles are closed to it."),
     .why = N_("Nobody of the account has applied, or the application was withdrawn."),
     .next = N_("When what the program asks for is met, somebody of the account applies."),
     .who = N_("A Global admin, an Account admin or an Owner of the account."),
     .when = N_("There is no date: apply when it suits you."),
     .partner = SEE,
     .first = true},
    {.id = "pending",
     .name = N_("Pending"),
     .tone = STATE_WAIT,
     .means = N_("The application is with the vendor. Nothing of the program is open yet."),
     .why = N_("The account has applied, and the vendor decides on it."),
     .next = N_("The vendor qualifies the account, asks for more, or rejects the application with a reason."),
     .who = N_("The vendor's staff."),
     .when = N_("Within the working days that the program names; the date stands on the application."),
     .partner = SEE,
     .vendor = DECIDE},
    {.id = "asked",
     .name = N_("Waits for an answer"),
     .tone = STATE_WARN,
     .means = N_("The vendor needs something more before it can decide."),
     .why = N_("The vendor asked for something."),
     .next = N_("When the account has answered, the vendor goes on with the application."),
     .who = N_("A Global admin, an Account admin or an Owner of the account answers."),
     .when = N_("There is no date, but nothing goes on before the answer."),
     .partner = {N_("Answer"), PROGRAMS_PAGE, &PROGRAMS_VIEW},
     .vendor = DECIDE},
    {.id = "qualified",
     .name = N_("Qualified"),
     .tone = STATE_WAIT,
     .means = N_("The vendor has accepted the account. One step is left before the program opens."),
     .why = N_("All that the program asks for is met."),
     .next = N_("The program becomes active when its agreement is signed."),
     .who = N_("A Global admin of the account."),
     .when = N_("There is no date. It stands in the Action Center until it is done."),
     .partner = {N_("See what is left"), PROGRAMS_PAGE, &PROGRAMS_VIEW},
     .vendor = DECIDE},
    {.id = "active",
     .name = N_("Active"),
     .tone = STATE_GOOD,
     .means = N_("The account is in the program. Its workspaces and roles are open."),
     .why = N_("Everything that the program asks for is met."),
     .next = N_("Nothing has to happen. The vendor can restrict or suspend it, always with a reason."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it stays so until somebody changes it."),
     .partner = SEE,
     .vendor = DECIDE,
     .first = true},
    {.id = "restricted",
     .name = N_("Restricted"),
     .tone = STATE_WARN,
     .means = N_("The account is in the program and keeps what it has; nothing new is added."),
     .why = N_("The vendor restricted the account in this program."),
     .next = N_("When what stands in the reason is put right, the vendor lifts the restriction. If it is not, the "
                "account may be suspended from the program."),
     .who = N_("A Global admin of the account puts it right; then the vendor decides."),
     .when = N_("There is no date. The restriction stays until the vendor lifts it."),
     .partner = {N_("See why and what to do"), PROGRAMS_PAGE, &PROGRAMS_VIEW},
     .vendor = DECIDE},
    {.id = "suspended",
     .name = N_("Suspended"),
     .tone = STATE_BAD,
     .means = N_("The program's workspaces and roles are closed to the account for now."),
     .why = N_("The vendor suspended the account from this program."),
     .next = N_("When what stands in the reason is put right, the vendor reinstates the account."),
     .who = N_("A Global admin of the account puts it right; then the vendor decides."),
     .when = N_("There is no date. It stays so until the vendor reinstates the account."),
     .partner = {N_("See why and what to do"), PROGRAMS_PAGE, &PROGRAMS_VIEW},
     .vendor = DECIDE},
    {.id = "rejected",
     .name = N_("Rejected"),
     .tone = STATE_BAD,
     .means = N_("The vendor has not accepted the application. Nothing of the program is open."),
     .why = N_("The vendor rejected the application."),
     .next = N_("Put right what stands in the reason and appeal: the vendor looks again."),
     .who = N_("A Global admin, an Account admin or an Owner of the account."),
     .when = N_("There is no date: an appeal can be made at any time."),
     .partner = {N_("Appeal"), PROGRAMS_PAGE, &PROGRAMS_VIEW},
     .vendor = DECIDE},
    {.id = "declined",
     .name = N_("Declined for good"),
     .tone = STATE_BAD,
     .means = N_("The vendor does not accept the account in this program."),
     .why = N_("The vendor declined the application and said why."),
     .next = N_("Nothing: the decision is final. Other programs are open as before."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .ends = true},
    {.id = "ended",
     .name = N_("Ended"),
     .tone = STATE_OFF,
     .means = N_("The account was in the program and is not any more. Its workspaces and roles are closed."),
     .why = N_("The account left the program, or the vendor ended it."),
     .next = N_("The account can apply again when what the program asks for is met."),
     .who = N_("A Global admin, an Account admin or an Owner of the account."),
     .when = N_("There is no date: apply when it suits you."),
     .partner = SEE},
};

#define PARTNER(ID, NAME, FROM, TO, REASON)                                                                            \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_PARTNER, .perm = &PROGRAMS_ENROLL,      \
        .reason = (REASON)                                                                                             \
    }
#define VENDOR(ID, NAME, FROM, TO, REASON)                                                                             \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_VENDOR,                                 \
        .perm = &OPERATOR_ENROLLMENTS_DECIDE, .reason = (REASON)                                                       \
    }
#define RULE(ID, NAME, FROM, TO, REASON)                                                                               \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_SYSTEM, .reason = (REASON)              \
    }
static const MachineMove MOVES[] = {
    PARTNER("apply", N_("Send the application"), "none", "pending", false),
    PARTNER("apply", N_("Send the application"), "ended", "pending", false),
    PARTNER("withdraw", N_("Withdraw"), "pending", "none", false),
    PARTNER("withdraw", N_("Withdraw"), "asked", "none", false),
    PARTNER("withdraw", N_("Withdraw"), "qualified", "none", false),
    PARTNER("answer", N_("Answer"), "asked", "pending", true),
    PARTNER("appeal", N_("Appeal"), "rejected", "pending", true),
    PARTNER("leave", N_("Leave the program"), "active", "ended", false),
    PARTNER("leave", N_("Leave the program"), "restricted", "ended", false),
    VENDOR("ask", N_("Ask"), "pending", "asked", true),
    VENDOR("qualify", N_("Qualify"), "pending", "qualified", false),
    VENDOR("qualify", N_("Qualify"), "asked", "qualified", false),
    VENDOR("reject", N_("Reject"), "pending", "rejected", true),
    VENDOR("reject", N_("Reject"), "asked", "rejected", true),
    VENDOR("reject", N_("Reject"), "qualified", "rejected", true),
    VENDOR("decline", N_("Decline for good"), "pending", "declined", true),
    VENDOR("decline", N_("Decline for good"), "rejected", "declined", true),
    VENDOR("restrict", N_("Restrict"), "active", "restricted", true),
    VENDOR("restrict", N_("Restrict"), "suspended", "restricted", true),
    VENDOR("suspend", N_("Suspend"), "active", "suspended", true),
    VENDOR("suspend", N_("Suspend"), "restricted", "suspended", true),
    VENDOR("reinstate", N_("Reinstate"), "restricted", "active", false),
    VENDOR("reinstate", N_("Reinstate"), "suspended", "active", false),
    VENDOR("end", N_("End for this account"), "active", "ended", true),
    VENDOR("end", N_("End for this account"), "restricted", "ended", true),
    VENDOR("end", N_("End for this account"), "suspended", "ended", true),
    RULE("qualify_by_rule", N_("Qualify"), "pending", "qualified", false),
    RULE("activate", N_("Activate"), "qualified", "active", false),
};

static Err enrollment_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    EnrollmentStateBySubjectRow row;
    EnrollmentStateBySubjectArgs args = {.account_id = account_id, .subject_id = subject_id};
    TRY(q_enrollment_state_by_subject(system_of(ctx), &args, &row));
    *ret = row.state;
    return OK;
}

/* What counts for rights: in the program while active or restricted, on its way, or out. */
static Str counts_as(Str state)
{
    static const struct {
        Str state, counts;
    } OF[] = {{S_INIT("active"), S_INIT("active")},
              {S_INIT("restricted"), S_INIT("active")},
              {S_INIT("pending"), S_INIT("pending")},
              {S_INIT("asked"), S_INIT("pending")},
              {S_INIT("qualified"), S_INIT("pending")}};
    for (size_t i = 0; i < COUNT_OF(OF); i++) {
        if (str_eq(OF[i].state, state)) {
            return OF[i].counts;
        }
    }
    return S("ended");
}

/* Roles of developers are given by an Owner, so somebody has to be the first: who enrolled the account. */
static Err first_owner(Ctx *ctx, Id account_id, Str program)
{
    SystemCtx s = system_of(ctx);
    EnrollmentFirstOwnerRow row;
    Err err =
        q_enrollment_first_owner(s, &(EnrollmentFirstOwnerArgs){.account_id = account_id, .program = program}, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(identity_grant(s, row.id, row.directory_id, account_id, S("owner")));
    __typeof__(ctx->audit) of_unit = ctx->audit;
    memset(&ctx->audit, 0, sizeof ctx->audit);
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = row.id;
    ctx->audit.target_name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(row.first_name), S_ARG(row.last_name));
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"role", S("owner")});
    TRY(audit_also(ctx, "programs.first_owner"));
    ctx->audit = of_unit;
    return OK;
}

static Err enrollment_write(Ctx *ctx, const MachineStep *step)
{
    SystemCtx s = system_of(ctx);
    EnrollmentStateBySubjectRow row;
    int64_t changed;
    TRY(q_enrollment_state_by_subject(
        s, &(EnrollmentStateBySubjectArgs){.account_id = step->account_id, .subject_id = step->subject_id}, &row));
    EnrollmentStatePutArgs put = {.to_state = step->to,
                                  .reason = step->reason,
                                  .account_id = step->account_id,
                                  .program = row.program,
                                  .from_state = step->from};
    TRY(q_enrollment_state_put(s, &put, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    if (str_eq(step->from, S("pending"))) {
        TRY(work_done_of(ctx, ENROLLMENT_WORK, step->account_id, step->subject_id, str_z(ctx->arena, step->to)));
    }
    if (str_eq(step->to, S("active"))) {
        TRY(q_enrollment_accepted_put(
            s, &(EnrollmentAcceptedPutArgs){.account_id = step->account_id, .program = row.program}, NULL));
        TRY(first_owner(ctx, step->account_id, row.program));
    }
    EnrollmentCountsPutArgs counts = {
        .account_id = step->account_id, .program = row.program, .state = counts_as(step->to)};
    TRY(q_enrollment_counts_put(s, &counts, NULL));
    return rights_changed_account(s, step->account_id);
}

const Machine PROGRAM_ENROLLMENT = {
    .id = "program_enrollment",
    .name = N_("Program"),
    .source = "portal-states.tsv \"program enrollment (CSP)\" and \"program enrollment (CPV)\"",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = enrollment_read,
    .write = enrollment_write,
};
