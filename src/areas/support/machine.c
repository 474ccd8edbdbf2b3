/* A request for support as a machine (portal-states.tsv "support request"; portal-workflows.md 18; the words of the
 * states are those of the wire). */
#include "areas/support/support.h"

#include "app/unit.h"
#include "gen/support_q.h"

#define REQUEST_PAGE "/a/{account}/support/requests/{id}"
#define DESK_PAGE "/operator/support/{id}"

static const MachineState STATES[] = {
    {.id = "open",
     .name = N_("Waiting for support"),
     .tone = STATE_WAIT,
     .means = N_("The vendor's support desk has the request and works on it."),
     .why = N_("It was sent to the vendor, or something was added to it."),
     .next = N_("The support desk answers here and by mail. It may ask for more, or close the request when it is "
                "solved."),
     .who = N_("The vendor's support desk."),
     .when = N_("By the time under Answer due, which follows from the severity and the support hours."),
     .partner = {N_("Add a message"), REQUEST_PAGE "#answer", &SUPPORT_USE},
     .vendor = {N_("Answer"), DESK_PAGE "#answer", &SUPPORT_DESK},
     .first = true},
    {.id = "attention_needed",
     .name = N_("Waiting for the partner"),
     .own_name = N_("Waiting for your answer"),
     .tone = STATE_WARN,
     .means = N_("The support desk cannot go on without an answer of the partner."),
     .why = N_("The support desk asked something."),
     .next = N_("When the answer is there, the support desk goes on. Without one the request is closed, and can be "
                "reopened."),
     .who = N_("Whoever made the request, at the partner."),
     .when = N_("An answer has to come by {date}; then the request is closed."),
     .partner = {N_("Answer the question"), REQUEST_PAGE "#answer", &SUPPORT_USE},
     .vendor = {N_("Open the request"), DESK_PAGE, &SUPPORT_DESK}},
    {.id = "closed",
     .name = N_("Closed"),
     .tone = STATE_OFF,
     .means = N_("Nobody works on the request any more. It stays here to be read."),
     .why = N_("It was solved or withdrawn."),
     .next =
         N_("Nothing has to happen. Where the problem is back, the request can be reopened for a while; later a new "
            "one is made."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It can be reopened until {date}."),
     .partner = {N_("Reopen"), REQUEST_PAGE "#reopen", &SUPPORT_USE},
     .vendor = {N_("Open the request"), DESK_PAGE, &SUPPORT_DESK}},
};

static const MachineMove MOVES[] = {
    {.id = "ask",
     .name = N_("Ask the partner"),
     .from = "open",
     .to = "attention_needed",
     .mover = MOVER_VENDOR,
     .perm = &SUPPORT_DESK,
     .reason = true},
    {.id = "answer",
     .name = N_("Answer"),
     .from = "attention_needed",
     .to = "open",
     .mover = MOVER_PARTNER,
     .perm = &SUPPORT_USE},
    {.id = "resume",
     .name = N_("Go on without an answer"),
     .from = "attention_needed",
     .to = "open",
     .mover = MOVER_VENDOR,
     .perm = &SUPPORT_DESK},
    {.id = "solve",
     .name = N_("Close as solved"),
     .from = "open",
     .to = "closed",
     .mover = MOVER_VENDOR,
     .perm = &SUPPORT_DESK,
     .reason = true},
    {.id = "solve",
     .name = N_("Close as solved"),
     .from = "attention_needed",
     .to = "closed",
     .mover = MOVER_VENDOR,
     .perm = &SUPPORT_DESK,
     .reason = true},
    {.id = "close", .name = N_("Close"), .from = "open", .to = "closed", .mover = MOVER_PARTNER, .perm = &SUPPORT_USE},
    {.id = "close",
     .name = N_("Close"),
     .from = "attention_needed",
     .to = "closed",
     .mover = MOVER_PARTNER,
     .perm = &SUPPORT_USE},
    {.id = "lapse",
     .name = N_("Close without an answer"),
     .from = "attention_needed",
     .to = "closed",
     .mover = MOVER_TIMER,
     .reason = true,
     .limit = "support.wait_days"},
    {.id = "reopen",
     .name = N_("Reopen"),
     .from = "closed",
     .to = "open",
     .mover = MOVER_PARTNER,
     .perm = &SUPPORT_USE,
     .reason = true,
     .limit = "support.reopen_days"},
    {.id = "reopen",
     .name = N_("Reopen"),
     .from = "closed",
     .to = "open",
     .mover = MOVER_VENDOR,
     .perm = &SUPPORT_DESK,
     .reason = true},
};

static Err request_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    SupportStateRow row;
    TRY(q_support_state(system_of(ctx), &(SupportStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err request_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    TRY(q_support_state_put(system_of(ctx),
                            &(SupportStatePutArgs){.account_id = step->account_id,
                                                   .id = step->subject_id,
                                                   .from_state = step->from,
                                                   .to_state = step->to,
                                                   .reason = step->reason,
                                                   .closed_at = str_eq(step->to, S("closed")) ? ctx->now : TIME_NONE},
                            &changed));
    return changed ? OK : ERR_STALE;
}

const Machine SUPPORT_REQUEST = {
    .id = "support_request",
    .name = N_("Support request"),
    .source = "portal-states.tsv \"support request\", portal-workflows.md 18",
    .states = LIST(STATES),
    .moves = LIST(MOVES),
    .read = request_read,
    .write = request_write,
};
