/* Erasing a person: the machine, who decides, and what each decision does. */
#include "areas/privacy/erasure.h"

#include "app/audit.h"
#include "app/job.h"
#include "app/person.h"
#include "app/rights.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/identity/identity.h"
#include "base/utf8.h"

#define ACCOUNT_PAGE "/a/{account}/settings/data/erasure/{id}"
#define DESK_PAGE "/operator/privacy/{id}"

static const MachineState STATES[] = {
    {.id = "asked",
     .name = N_("Waits for a decision"),
     .tone = STATE_WAIT,
     .means = N_("A person asked that their data be erased. Nothing has changed yet: they can sign in and work."),
     .why = N_("The person asked for it under My data."),
     .next = N_("An admin of the account, or the vendor, accepts or declines it with a reason. Accepted, the person is "
                "removed at once and the data is erased in the background."),
     .who =
         N_("A Global admin of the account decides; the vendor's desk can do so too. The person can take the request "
            "back."),
     .when = N_("The answer is due by {date}."),
     .partner = {N_("Decide the request"), ACCOUNT_PAGE, &PRIVACY_DECIDE},
     .vendor = {N_("Decide the request"), DESK_PAGE, &OPERATOR_PRIVACY},
     .first = true},
    {.id = "accepted",
     .name = N_("Being erased"),
     .tone = STATE_WAIT,
     .means = N_("The person is removed and can sign in no more. Their data is being erased."),
     .why = N_("The request was accepted, or the person had been removed for as long as the vendor's rule says."),
     .next = N_("When it is done, the receipt says what was erased, and what is kept and why."),
     .who = N_("Nobody has to do anything: the program works on it."),
     .when = N_("There is no date; it takes minutes as a rule."),
     .partner = {N_("See how far it is"), ACCOUNT_PAGE, &PRIVACY_DECIDE},
     .vendor = {N_("See how far it is"), DESK_PAGE, &OPERATOR_PRIVACY}},
    {.id = "declined",
     .name = N_("Declined"),
     .tone = STATE_BAD,
     .means = N_("The request was declined. Nothing was erased."),
     .why = N_("Whoever decided gave a reason."),
     .next = N_("When what stands in the reason no longer holds, the person can ask again."),
     .who = N_("The person, if it is still wanted."),
     .when = N_("There is no date: they can ask again at any time."),
     .ends = true},
    {.id = "withdrawn",
     .name = N_("Withdrawn"),
     .tone = STATE_OFF,
     .means = N_("The person took the request back. Nothing was erased."),
     .why = N_("The person withdrew it."),
     .next = N_("The person can ask again."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: they can ask again at any time."),
     .ends = true},
    {.id = "done",
     .name = N_("Erased"),
     .tone = STATE_GOOD,
     .means = N_("The person's data is erased. What the law, the accounts and the audit need is kept, and the receipt "
                 "lists it."),
     .why = N_("The request was carried out."),
     .next = N_("Nothing more is needed. The receipt can be given to the person."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it is done."),
     .ends = true},
};
static const MachineMove MOVES[] = {
    {.id = "accept",
     .name = N_("Accept"),
     .from = "asked",
     .to = "accepted",
     .mover = MOVER_PARTNER,
     .perm = &PRIVACY_DECIDE,
     .limit = "privacy.answer_days"},
    {.id = "accept",
     .name = N_("Accept"),
     .from = "asked",
     .to = "accepted",
     .mover = MOVER_VENDOR,
     .perm = &OPERATOR_PRIVACY,
     .limit = "privacy.answer_days"},
    {.id = "accept_by_rule", .name = N_("Accept"), .from = "asked", .to = "accepted", .mover = MOVER_SYSTEM},
    {.id = "decline",
     .name = N_("Decline"),
     .from = "asked",
     .to = "declined",
     .mover = MOVER_PARTNER,
     .perm = &PRIVACY_DECIDE,
     .reason = true,
     .limit = "privacy.answer_days"},
    {.id = "decline",
     .name = N_("Decline"),
     .from = "asked",
     .to = "declined",
     .mover = MOVER_VENDOR,
     .perm = &OPERATOR_PRIVACY,
     .reason = true,
     .limit = "privacy.answer_days"},
    {.id = "withdraw",
     .name = N_("Withdraw"),
     .from = "asked",
     .to = "withdrawn",
     .mover = MOVER_PARTNER,
     .perm = &PERM_SIGNED_IN},
    {.id = "finish", .name = N_("Erase"), .from = "accepted", .to = "done", .mover = MOVER_SYSTEM},
};

static Err erasure_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    ErasureStateRow row;
    TRY(q_erasure_state(system_of(ctx), &(ErasureStateArgs){.id = subject_id, .account_id = account_id}, &row));
    *ret = row.state;
    return OK;
}

static Err erasure_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    if (str_eq(step->to, S("done"))) {
        TRY(q_erasure_finish(
            system_of(ctx),
            &(ErasureFinishArgs){.id = step->subject_id, .account_id = step->account_id, .from_state = step->from},
            &changed));
    } else {
        TRY(q_erasure_decide(system_of(ctx),
                             &(ErasureDecideArgs){.id = step->subject_id,
                                                  .account_id = step->account_id,
                                                  .from_state = step->from,
                                                  .to_state = step->to,
                                                  .answer = step->reason},
                             &changed));
    }
    if (!changed) {
        return ERR_STALE;
    }
    return str_eq(step->from, S("asked")) ? work_done(ctx, ERASURE_WORK, step->subject_id, str_z(ctx->arena, step->to))
                                          : OK;
}

const Machine ERASURE = {.id = "erasure",
                         .name = N_("Erasure of a person"),
                         .source = "issue 4 \"GDPR\"; portal-workflows.md, people leave",
                         .states = STATES,
                         .states_n = COUNT_OF(STATES),
                         .moves = MOVES,
                         .moves_n = COUNT_OF(MOVES),
                         .read = erasure_read,
                         .write = erasure_write};

/* Never the name: the row of the log is to be read after the person is erased. */
static void audit_of(Ctx *ctx, Id user_id)
{
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = user_id;
}

static Err move(Ctx *ctx, const ErasureGetRow *e, Mover mover, const char *to, Str reason)
{
    audit_of(ctx, e->user_id);
    return machine_move(
        ctx, &ERASURE,
        &(MachineAsk){
            .account_id = e->account_id, .subject_id = e->id, .to = str_from(to), .mover = mover, .reason = reason});
}

static Err stands_already(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("A request of this person stands already, or they are erased."),
                   MSG("Open the page again to see how far it is."));
}

static bool is_text(Str s)
{
    Str line;
    bool ok = utf8_valid(s) && utf8_count(s) <= ERASURE_REASON_MAX;
    while (ok && str_split(&s, '\n', &line)) {
        ok = !utf8_has_control(str_trim(line));
    }
    return ok;
}

static Err add(Ctx *ctx, Id account_id, Id id, Id user_id, Str reason)
{
    int64_t added = 0;
    TRY(q_erasure_add(
        system_of(ctx),
        &(ErasureAddArgs){
            .account_id = account_id, .id = id, .user_id = user_id, .asked_by = ctx->actor.user_id, .reason = reason},
        &added));
    return added ? OK : stands_already(ctx);
}

Err erasure_ask(Ctx *ctx, Id account_id, Str reason)
{
    Id id = ctx_new_id(ctx);
    reason = str_trim(reason);
    if (!is_text(reason)) {
        problem_field(ctx, S("reason"), MSG("Write plain text of at most 1,000 characters."));
    }
    TRY(problem_check(ctx));
    TRY(add(ctx, account_id, id, ctx->actor.user_id, reason));
    audit_of(ctx, ctx->actor.user_id);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("asked")});
    TRY(machine_begin(ctx, &ERASURE, account_id, id, MOVER_PARTNER));
    TRY(work_add(ctx, &(WorkNew){.kind = ERASURE_WORK, .account_id = account_id, .subject_id = id}));
    return tell_roles(ctx, account_id, S("global_admin"),
                      &(Tell){.category = S("account"),
                              .account_id = account_id,
                              .icon = S("delete"),
                              .title = MSG1("{who} asks that their data be erased", "who", ctx->actor.name),
                              .url = url_fmt(ctx->arena, "/a/%s/settings/data/erasure/%i", ctx->account.public_id, id),
                              .action = MSG("Decide the request"),
                              .action_key = id_text(ctx->arena, id)});
}

static Err told(Ctx *ctx, const ErasureGetRow *e) { return tell_done(ctx, e->account_id, id_text(ctx->arena, e->id)); }

Err erasure_withdraw(Ctx *ctx, const ErasureGetRow *e)
{
    TRY(move(ctx, e, MOVER_PARTNER, "withdrawn", S("")));
    return told(ctx, e);
}

Err erasure_decline(Ctx *ctx, const ErasureGetRow *e, Mover mover, Str reason)
{
    TRY(move(ctx, e, mover, "declined", reason));
    TRY(told(ctx, e));
    return tell_user(ctx, &(Tell){.category = S("account"),
                                  .user_id = e->user_id,
                                  .account_id = e->account_id,
                                  .icon = S("info"),
                                  .title = MSG("The request to erase your data was declined"),
                                  .line = MSG1("Reason: {reason}", "reason", str_trim(reason)),
                                  .url = url_static("/me/data"),
                                  .action = MSG("See why")});
}

static Err start_job(Ctx *ctx, Id account_id, Id id)
{
    Id job;
    return job_enqueue(ctx,
                       &(JobAsk){.kind = "privacy.erase",
                                 .key = id_text(ctx->arena, id),
                                 .payload = S("{}"),
                                 .account_id = account_id,
                                 .total = -1},
                       &job);
}

Err erasure_accept(Ctx *ctx, const ErasureGetRow *e, Mover mover, Str note)
{
    SystemCtx s = system_of(ctx);
    bool changed;
    TRY(move(ctx, e, mover, "accepted", note));
    TRY(told(ctx, e));
    TRY(person_move(s, &(PersonMove){.user_id = e->user_id, .directory_id = e->directory_id, .to = PERSON_REMOVED},
                    &changed));
    TRY(identity_drop_factors(s, e->user_id));
    return start_job(ctx, e->account_id, e->id);
}

Err erasure_begin(Ctx *ctx, Id account_id, Id user_id, Id directory_id, Mover mover, Str reason, Id *ret_id)
{
    Id id = ctx_new_id(ctx);
    TRY(add(ctx, account_id, id, user_id, reason));
    TRY(machine_begin(ctx, &ERASURE, account_id, id, mover));
    TRY(work_add(ctx, &(WorkNew){.kind = ERASURE_WORK, .account_id = account_id, .subject_id = id}));
    ErasureGetRow e = {.id = id, .account_id = account_id, .user_id = user_id, .directory_id = directory_id};
    *ret_id = id;
    return erasure_accept(ctx, &e, mover, S(""));
}

/* --- what is kept --- */

Msg erasure_table_name(Str table)
{
    static const struct {
        const char *table, *name;
    } NAMES[] = {
        {"agreement_signature", N_("Signatures of agreements: name, e-mail, address, device")},
        {"audit", N_("Entries of the activity log, without name, address and device")},
        {"account_enrollment", N_("How the account came to be: who enrolled it, and from where")},
        {"billing_profile", N_("Versions of the billing profile that invoices were made with")},
        {"erasure", N_("This request and its receipt, without the text of the request")},
        {"legal_profile", N_("The primary contact of the account's legal info")},
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (str_eq(table, str_from(NAMES[i].table))) {
            return MSG_OF(NAMES[i].name);
        }
    }
    return (Msg){0};
}

Msg erasure_why(Str why)
{
    return str_eq(why, S("audit"))        ? MSG("Audit: what was done stays provable, without saying by whom")
           : str_eq(why, S("accounting")) ? MSG("Accounting: records of business have to be kept for years")
           : str_eq(why, S("contract"))   ? MSG("Contract: the account needs it as long as the contract runs")
                                          : MSG("Law: it is evidence that the law wants to be kept");
}

Err erasure_kept(Ctx *ctx, const PersonalWho *who, ErasureKept **ret, size_t *ret_n)
{
    ErasureKept *list = arena_array(ctx->arena, ErasureKept, PERSONAL_TABLES_N + 1);
    size_t n = 0;
    for (size_t i = 0; i < PERSONAL_TABLES_N; i++) {
        const PersonalTable *t = &PERSONAL_TABLES[i];
        bool log = strcmp(t->verb, "log") == 0;
        int64_t rows = 0;
        if (!personal_has(t, PERSONAL_PERSON) || !(t->keep[0] || log)) {
            continue;
        }
        TRY(personal_count(ctx, i, who, &rows));
        if (rows) {
            list[n++] = (ErasureKept){.table = t->name, .rows = rows, .why = log ? S("audit") : str_from(t->keep)};
        }
    }
    *ret = list;
    *ret_n = n;
    return OK;
}
