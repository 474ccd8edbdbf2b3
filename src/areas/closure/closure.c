/* The rules of deleting an account, their machine and job (portal-workflows.md 22: delete). */
#include "areas/closure/closure.h"

#include "app/audit.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/partners/partners.h"
#include "base/utf8.h"

#define PAGE "/a/{account}/settings/delete-account"
#define PEOPLE S("global_admin owner")

static const MachineState STATES[] = {
    {.id = "waiting",
     .name = N_("To be deleted"),
     .tone = STATE_WARN,
     .means = N_("The account is deleted at the end of the waiting time. Until then everything works as before."),
     .why = N_("A Global admin or Owner of the account has asked for it."),
     .next =
         N_("At the end of the waiting time the account is closed with its locations, and nobody can work in it any "
            "more. It is stopped instead if something new is in the way by then."),
     .who = N_("Nobody has to do anything. A Global admin or Owner can keep the account."),
     .when = N_("On {date}."),
     .partner = {N_("Keep the account"), PAGE, &CLOSURE_ASK},
     .first = true},
    {.id = "withdrawn",
     .name = N_("Taken back"),
     .tone = STATE_OFF,
     .means = N_("The account is kept."),
     .why = N_("A Global admin or Owner of the account took the request back."),
     .next = N_("Nothing has to happen. The deletion can be asked for again."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it can be asked for again at any time."),
     .ends = true},
    {.id = "stopped",
     .name = N_("Stopped"),
     .tone = STATE_BAD,
     .means = N_("The account was not deleted and is kept."),
     .why = N_("Something was in the way at the end of the waiting time."),
     .next = N_("When what stands in the reason is put right, the deletion can be asked for again."),
     .who = N_("A Global admin or Owner of the account, if it is still wanted."),
     .when = N_("There is no date: it can be asked for again at any time."),
     .ends = true},
    {.id = "done",
     .name = N_("Deleted"),
     .tone = STATE_OFF,
     .means = N_("The account is closed with its locations, and nobody can work in it."),
     .why = N_("The waiting time was over."),
     .next = N_("Nothing: a closed account is not opened again. The company can enroll anew."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .ends = true},
};
static const MachineMove MOVES[] = {
    {.id = "keep",
     .name = N_("Keep the account"),
     .from = "waiting",
     .to = "withdrawn",
     .mover = MOVER_PARTNER,
     .perm = &CLOSURE_ASK},
    {.id = "stop", .name = N_("Stop"), .from = "waiting", .to = "stopped", .mover = MOVER_SYSTEM, .reason = true},
    {.id = "delete",
     .name = N_("Delete"),
     .from = "waiting",
     .to = "done",
     .mover = MOVER_TIMER,
     .limit = "closure.days"},
};

static Err deletion_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)account_id;
    DeletionStateRow row;
    TRY(q_deletion_state(system_of(ctx), &(DeletionStateArgs){.id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err deletion_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    TRY(q_deletion_put(
        system_of(ctx),
        &(DeletionPutArgs){
            .id = step->subject_id, .from_state = step->from, .to_state = step->to, .reason = step->reason},
        &changed));
    return changed ? OK : ERR_STALE;
}

const Machine ACCOUNT_DELETION = {
    .id = "account_deletion",
    .name = N_("Deletion of the account"),
    .source = "portal-workflows.md 22 (delete: reason, number typed, deleted)",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = deletion_read,
    .write = deletion_write,
};

/* --- what is in the way --- */

static void block(ClosureBlock *ret, size_t *n, Msg why, Msg action, const char *page)
{
    ret[(*n)++] = (ClosureBlock){why, action, page};
}

Err closure_blocks(AccountCtx a, ClosureBlock ret[CLOSURE_BLOCKS_MAX], size_t *ret_n)
{
    ClosureAccountRow account;
    ClosureBlocksRow own;
    ClosureBlocksOfOthersRow others;
    *ret_n = 0;
    TRY(q_closure_account(a, NULL, &account));
    TRY(q_closure_blocks(a, NULL, &own));
    TRY(q_closure_blocks_of_others(system_of(a.ctx), &(ClosureBlocksOfOthersArgs){.account_id = a.ctx->account_id},
                                   &others));
    if (!id_is_nil(account.parent_id)) {
        block(ret, ret_n, MSG("This account is a location: it is closed in the company's account."),
              MSG("Business locations"), "/a/{account}/settings/locations");
    }
    if (!str_eq(account.standing, S("active"))) {
        block(ret, ret_n,
              MSG("The account does not stand well with the vendor. What is open between the two comes first."),
              MSG("Account standing"), "/a/{account}/settings/standing");
    }
    if (own.subscriptions) {
        block(ret, ret_n, MSG("Subscriptions of customers run. Cancel them or let them end."), MSG("Customers"),
              "/a/{account}/customers");
    }
    if (own.customers) {
        block(ret, ret_n, MSG("Customers are served. End their relationships."), MSG("Customers"),
              "/a/{account}/customers");
    }
    if (own.programs) {
        block(ret, ret_n, MSG("The account is in other programs than the membership, or applies to one. Leave them."),
              MSG("Programs"), "/a/{account}/settings/programs");
    }
    if (own.links || others.links) {
        block(ret, ret_n, MSG("A link with a partner stands or waits. End it."), MSG("Links with partners"),
              "/a/{account}/settings/links");
    }
    if (own.merges || others.merges) {
        block(ret, ret_n, MSG("A merge of the account with another one is under way. Take it back or let it end."),
              MSG("Account merge"), "/a/{account}/settings/merge");
    }
    return OK;
}

/* --- asking and taking back --- */

static void about(Ctx *ctx)
{
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
}

static Err check_ask(AccountCtx a, Str number, Str body)
{
    Ctx *ctx = a.ctx;
    ClosureBlock blocks[CLOSURE_BLOCKS_MAX];
    ClosureAccountRow account;
    size_t n;
    TRY(closure_blocks(a, blocks, &n));
    if (n) {
        return problem(ctx, ERR_CONFLICT, MSG("The account cannot be deleted yet."), blocks[0].why);
    }
    TRY(q_closure_account(a, NULL, &account));
    if (!body.n) {
        problem_field(ctx, S("body"), MSG("Write why the account is to be deleted"));
    } else if (utf8_lines_odd(body) || utf8_count(body) > CLOSURE_BODY_MAX) {
        problem_field(ctx, S("body"), MSG("A reason is text of at most 1,000 characters"));
    }
    if (!str_eq(str_trim(number), account.partner_id)) {
        problem_field(ctx, S("number"), MSG("Type the number of the account as it stands above"));
    }
    return problem_check(ctx);
}

Err closure_ask(AccountCtx a, Str number, Str body)
{
    Ctx *ctx = a.ctx;
    int64_t days, added = 0;
    Id job, id = ctx_new_id(ctx);
    body = str_trim(body);
    TRY(check_ask(a, number, body));
    TRY(setting_int(ctx, ID_NIL, S("closure.days"), &days));
    Time due = time_add(ctx->now, days * TIME_DAY);
    TRY(q_deletion_add(a, &(DeletionAddArgs){.id = id, .body = body, .due_at = due}, &added));
    if (!added) {
        return problem(ctx, ERR_CONFLICT, MSG("The deletion has been asked for already."), MSG("Open the page again."));
    }
    about(ctx);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("waiting")}, {"text", body});
    TRY(machine_begin(ctx, &ACCOUNT_DELETION, ctx->account_id, id, MOVER_PARTNER));
    TRY(job_enqueue(ctx,
                    &(JobAsk){.kind = CLOSURE_JOBS[0].kind,
                              .key = id_text(ctx->arena, id),
                              .payload = S("{}"),
                              .account_id = ctx->account_id,
                              .delay_us = days * TIME_DAY,
                              .total = -1},
                    &job));
    return tell_roles(
        ctx, ctx->account_id, PEOPLE,
        &(Tell){.category = S("closure"),
                .account_id = ctx->account_id,
                .icon = S("warning"),
                .title = MSG1("{account} is to be deleted", "account", ctx->account.name),
                .line = MSG2("{who} has asked for it. It is done on {date}; until then you can keep the account.",
                             "who", ctx->actor.name, "date", tell_date(ctx->arena, date_in_zone(S(""), due))),
                .url = url_fmt(ctx->arena, "/a/%s/settings/delete-account", ctx->account.public_id),
                .action = MSG("See what happens"),
                .action_key = id_text(ctx->arena, id)});
}

Err closure_withdraw(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    DeletionLastRow *rows;
    size_t n;
    TRY(q_deletion_last(a, NULL, &rows, &n));
    if (!n) {
        return problem(ctx, ERR_NOT_FOUND, MSG("Nobody has asked for the deletion."), MSG("Open the page again."));
    }
    about(ctx);
    TRY(machine_move(
        ctx, &ACCOUNT_DELETION,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = rows[0].id, .to = S("withdrawn"), .mover = MOVER_PARTNER}));
    return tell_done(ctx, ctx->account_id, id_text(ctx->arena, rows[0].id));
}

/* --- the end of the waiting time --- */

static Err tell_end(Ctx *ctx, Id account_id, const ClosureAccountRow *account, Msg title, Msg line)
{
    return tell_roles(ctx, account_id, PEOPLE,
                      &(Tell){.category = S("closure"),
                              .account_id = account_id,
                              .icon = S("warning"),
                              .title = title,
                              .line = line,
                              .url = url_fmt(ctx->arena, "/a/%s/settings/delete-account", account->public_id)});
}

static Err stop(AccountCtx a, Id id, const ClosureAccountRow *account, Msg why)
{
    Ctx *ctx = a.ctx;
    Str reason = msg_text(ctx->arena, locale_get(account->locale), &why);
    TRY(machine_move(ctx, &ACCOUNT_DELETION,
                     &(MachineAsk){.account_id = ctx->account_id,
                                   .subject_id = id,
                                   .to = S("stopped"),
                                   .mover = MOVER_SYSTEM,
                                   .reason = reason}));
    return tell_end(ctx, ctx->account_id, account, MSG("The account was not deleted"), why);
}

static Err close_all(AccountCtx a, Id id, const ClosureAccountRow *account)
{
    Ctx *ctx = a.ctx;
    Msg why = MSG("The account itself asked for it, and the waiting time is over.");
    Str reason = msg_text(ctx->arena, locale_get(account->locale), &why);
    /* Told first: of a closed account nobody holds a role any more. */
    TRY(tell_end(ctx, ctx->account_id, account, MSG("The account is deleted"), why));
    TRY(q_closure_locations_close(a, NULL, NULL));
    TRY(machine_move(ctx, &PARTNER_ACCOUNT,
                     &(MachineAsk){.account_id = ctx->account_id,
                                   .subject_id = ctx->account_id,
                                   .to = S("closed"),
                                   .mover = MOVER_SYSTEM,
                                   .reason = reason}));
    return machine_move(
        ctx, &ACCOUNT_DELETION,
        &(MachineAsk){.account_id = ctx->account_id, .subject_id = id, .to = S("done"), .mover = MOVER_TIMER});
}

static Err delete_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    DeletionStateRow row;
    ClosureAccountRow account;
    ClosureBlock blocks[CLOSURE_BLOCKS_MAX];
    size_t n;
    Id id;
    *ret_next = JOB_DONE;
    ctx->audit.skip = true;
    TRY(id_parse(job->key, &id));
    Err err = q_deletion_state(system_of(ctx), &(DeletionStateArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(row.state, S("waiting")))) {
        return OK; /* taken back */
    }
    TRY(err);
    if (row.due_at.us > ctx->now.us) {
        *ret_next = JOB_LATER;
        job->run_after_us = time_diff(row.due_at, ctx->now);
        return OK;
    }
    AccountCtx a = account_of(ctx, row.account_id); /* the row of the log is the account's */
    ctx->audit.skip = false;
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = row.account_id;
    TRY(q_closure_account(a, NULL, &account));
    TRY(closure_blocks(a, blocks, &n));
    TRY(tell_done(ctx, row.account_id, id_text(ctx->arena, id)));
    return n ? stop(a, id, &account, blocks[0].why) : close_all(a, id, &account);
}

const JobKind CLOSURE_JOBS[1] = {
    {.kind = "closure.delete",
     .title = N_("Deletion of an account at the end of its waiting time"),
     .step = delete_step,
     .business_clock = true},
};
