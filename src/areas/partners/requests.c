/* An account asks to be reinstated: the machine, asking, and answering. */
#include "areas/partners/requests.h"

#include "app/audit.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "base/utf8.h"

#define STANDING_PAGE "/a/{account}/settings/standing"

static const MachineState STATES[] = {
    {.id = "open",
     .name = N_("Waits for an answer"),
     .tone = STATE_WAIT,
     .means = N_("The request has reached the vendor's partner desk. Nothing has changed yet."),
     .why = N_("The account asked to be reinstated."),
     .next = N_("The vendor reads it, looks at the account, and accepts or declines it with a reason. The account's "
                "Global admins are told here, by the bell and by mail."),
     .who = N_("The vendor's partner desk decides. The account can take the request back."),
     .when = N_("The vendor answers by {date}."),
     .partner = {N_("See the request"), STANDING_PAGE, &PARTNERS_STANDING},
     .vendor = {N_("Answer the request"), "/operator/account-requests/{id}", &PARTNERS_MANAGE},
     .first = true},
    {.id = "accepted",
     .name = N_("Accepted"),
     .tone = STATE_GOOD,
     .means = N_("The vendor accepted the request and reinstated the account."),
     .why = N_("What stood in the way is put right."),
     .next = N_("Nothing more is needed."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it is done."),
     .ends = true},
    {.id = "declined",
     .name = N_("Declined"),
     .tone = STATE_BAD,
     .means = N_("The vendor declined the request. The account stands as before."),
     .why = N_("The vendor gave a reason."),
     .next = N_("When what stands in the reason is put right, the account can ask again."),
     .who = N_("A Global admin of the account puts it right and asks again."),
     .when = N_("There is no date: the account can ask again at any time."),
     .ends = true},
    {.id = "withdrawn",
     .name = N_("Withdrawn"),
     .tone = STATE_OFF,
     .means = N_("The account took the request back. Nothing has changed."),
     .why = N_("Somebody of the account withdrew it."),
     .next = N_("The account can ask again."),
     .who = N_("A Global admin of the account, if it is still wanted."),
     .when = N_("There is no date: the account can ask again at any time."),
     .ends = true},
};
static const MachineMove MOVES[] = {
    {.id = "accept",
     .name = N_("Accept"),
     .from = "open",
     .to = "accepted",
     .mover = MOVER_VENDOR,
     .perm = &PARTNERS_MANAGE,
     .limit = "partners.answer_days"},
    {.id = "accept_by_rule",
     .name = N_("Accept"),
     .from = "open",
     .to = "accepted",
     .mover = MOVER_SYSTEM,
     .reason = false},
    {.id = "decline",
     .name = N_("Decline"),
     .from = "open",
     .to = "declined",
     .mover = MOVER_VENDOR,
     .perm = &PARTNERS_MANAGE,
     .reason = true,
     .limit = "partners.answer_days"},
    {.id = "withdraw",
     .name = N_("Withdraw"),
     .from = "open",
     .to = "withdrawn",
     .mover = MOVER_PARTNER,
     .perm = &PARTNERS_ASK},
};

static Err request_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    AccountRequestStateRow row;
    TRY(q_account_request_state(system_of(ctx), &(AccountRequestStateArgs){.id = subject_id, .account_id = account_id},
                                &row));
    *ret = row.state;
    return OK;
}

static Err request_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    TRY(q_account_request_put(system_of(ctx),
                              &(AccountRequestPutArgs){.id = step->subject_id,
                                                       .account_id = step->account_id,
                                                       .from_state = step->from,
                                                       .to_state = step->to,
                                                       .answer = step->reason},
                              &changed));
    return changed ? work_done(ctx, REQUEST_WORK, step->subject_id, str_z(ctx->arena, step->to)) : ERR_STALE;
}

const Machine ACCOUNT_REQUEST = {
    .id = "account_request",
    .name = N_("Request to be reinstated"),
    .source = "portal-states.tsv \"suspended account\" (payment or ticket), portal-workflows.md 22",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = request_read,
    .write = request_write,
};

Err request_last(AccountCtx a, RequestLast *ret)
{
    AccountRequestLastRow *rows;
    size_t n;
    *ret = (RequestLast){.id = ID_NIL};
    TRY(q_account_request_last(a, NULL, &rows, &n));
    if (n) {
        *ret = (RequestLast){.id = rows[0].id, .state = rows[0].state, .body = rows[0].body, .at = rows[0].created_at};
    }
    return OK;
}

Err request_ask(AccountCtx a, Str body)
{
    Ctx *ctx = a.ctx;
    Str rest = body = str_trim(body), line;
    bool odd = !utf8_valid(body);
    while (!odd && str_split(&rest, '\n', &line)) {
        odd = utf8_has_control(str_trim(line));
    }
    if (!body.n) {
        problem_field(ctx, S("body"), MSG("Write what you have put right, so that the vendor can decide"));
    } else if (odd || utf8_count(body) > REQUEST_MAX) {
        problem_field(ctx, S("body"), MSG("A request is text of at most 2,000 characters"));
    }
    TRY(problem_check(ctx));
    Id id = ctx_new_id(ctx);
    int64_t added = 0;
    TRY(q_account_request_add(a, &(AccountRequestAddArgs){.id = id, .body = body}, &added));
    if (!added) {
        return problem(ctx, ERR_CONFLICT, MSG("The account is active, or a request waits for its answer already."),
                       MSG("Open Account standing again to see which."));
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"text", body});
    TRY(machine_begin(ctx, &ACCOUNT_REQUEST, ctx->account_id, id, MOVER_PARTNER));
    return work_add(ctx, &(WorkNew){.kind = REQUEST_WORK, .account_id = ctx->account_id, .subject_id = id});
}

Err request_withdraw(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    RequestLast last;
    TRY(request_last(a, &last));
    if (id_is_nil(last.id)) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no request."), MSG("Open Account standing again."));
    }
    return machine_move(
        ctx, &ACCOUNT_REQUEST,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = last.id, .to = S("withdrawn"), .mover = MOVER_PARTNER});
}

Err request_decline(OperatorCtx o, const AccountRequestGetRow *r, Str reason)
{
    Ctx *ctx = o.ctx;
    (void)account_of(ctx, r->account_id);
    TRY(machine_move(ctx, &ACCOUNT_REQUEST,
                     &(MachineAsk){.account_id = r->account_id,
                                   .subject_id = r->id,
                                   .to = S("declined"),
                                   .mover = MOVER_VENDOR,
                                   .reason = reason}));
    Msg line = MSG1("Reason: {reason}", "reason", str_trim(reason));
    return tell_user(ctx, &(Tell){.category = S("standing"),
                                  .user_id = r->user_id,
                                  .account_id = r->account_id,
                                  .icon = S("shield"),
                                  .title = MSG("The request to be reinstated was declined"),
                                  .line = line,
                                  .url = url_fmt(ctx->arena, "/a/%s/settings/standing", r->public_id),
                                  .action = MSG("See why and what to do")});
}

Err request_accept_open(Ctx *ctx, Id account_id, Str note)
{
    AccountRequestOpenRow *rows;
    size_t n;
    TRY(q_account_request_open(system_of(ctx), &(AccountRequestOpenArgs){.account_id = account_id}, &rows, &n));
    return n ? machine_move(ctx, &ACCOUNT_REQUEST,
                            &(MachineAsk){.account_id = account_id,
                                          .subject_id = rows[0].id,
                                          .to = S("accepted"),
                                          .mover = ctx->actor.kind == ACTOR_OPERATOR ? MOVER_VENDOR : MOVER_SYSTEM,
                                          .reason = note})
             : OK;
}
