/* The rules of merges, and their machine (portal-workflows.md 22: merge; portal-states.tsv "account merge"). */
#include "areas/merges/merges.h"

#include "app/audit.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/profile/profile.h"
#include "base/utf8.h"

#define PAGE "/a/{account}/settings/merge/{id}"
#define DESK "/operator/merges/{id}"
#define PEOPLE S("global_admin account_admin")

static const MachineState STATES[] = {
    {.id = "invited",
     .name = N_("Waits for the other company"),
     .tone = STATE_WAIT,
     .means = N_("One company has invited the other to become a location of it. Nothing has changed yet."),
     .why = N_("A merge needs the consent of both, and the invited company has not answered."),
     .next = N_("The invited company accepts, or rejects with a reason. The company that invited can take it back."),
     .who = N_("A Global admin or Account admin of the invited company."),
     .when = N_("There is no date: the invitation stays until it is answered or taken back."),
     .partner = {N_("Open the merge"), PAGE, &MERGES_TAKE_PART},
     .first = true},
    {.id = "accepted",
     .name = N_("Accepted, to be confirmed"),
     .tone = STATE_WARN,
     .means = N_("Both companies want the merge. Nothing has changed yet."),
     .why = N_("The invited company has accepted."),
     .next = N_("The company that invited confirms it with the other's number, and it goes to the vendor; or takes it "
                "back."),
     .who = N_("A Global admin or Account admin of the company that invited."),
     .when = N_("There is no date: it stays until it is confirmed or taken back."),
     .partner = {N_("Open the merge"), PAGE, &MERGES_TAKE_PART}},
    {.id = "review",
     .name = N_("Waits for the vendor"),
     .tone = STATE_WAIT,
     .means = N_("Both companies have agreed, and the vendor looks at it. Nothing has changed yet."),
     .why = N_("A merge cannot be undone: the vendor decides on each."),
     .next = N_("The vendor merges the two accounts, or refuses with a reason."),
     .who = N_("The vendor's staff."),
     .when = N_("The work queue counts the days until the vendor answers."),
     .vendor = {N_("Decide"), DESK, &OPERATOR_MERGES}},
    {.id = "merged",
     .name = N_("Merged"),
     .tone = STATE_GOOD,
     .means = N_("The invited company is a location of the other one, with its number, people and roles."),
     .why = N_("Both companies agreed, and the vendor merged them."),
     .next = N_("Nothing: a merge is not undone."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .ends = true},
    {.id = "rejected",
     .name = N_("Rejected"),
     .tone = STATE_BAD,
     .means = N_("The invited company does not want the merge. Nothing has changed."),
     .why = N_("The invited company gave a reason."),
     .next = N_("When what stands in the reason is put right, either company can invite the other."),
     .who = N_("A Global admin or Account admin of either company, if it is still wanted."),
     .when = N_("There is no date: it can be begun again at any time."),
     .ends = true},
    {.id = "withdrawn",
     .name = N_("Taken back"),
     .tone = STATE_OFF,
     .means = N_("The company that invited took it back. Nothing has changed."),
     .why = N_("Somebody of the company that invited withdrew it."),
     .next = N_("Either company can invite the other again."),
     .who = N_("A Global admin or Account admin of either company, if it is still wanted."),
     .when = N_("There is no date: it can be begun again at any time."),
     .ends = true},
    {.id = "refused",
     .name = N_("Refused"),
     .tone = STATE_BAD,
     .means = N_("The vendor does not merge the two accounts. Nothing has changed."),
     .why = N_("The vendor gave a reason."),
     .next = N_("When what stands in the reason is put right, either company can invite the other again."),
     .who = N_("A Global admin or Account admin of either company, if it is still wanted."),
     .when = N_("There is no date: it can be begun again at any time."),
     .ends = true},
};
#define BY_PARTNER(ID, NAME, FROM, TO, REASON)                                                                         \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_PARTNER, .perm = &MERGES_TAKE_PART,     \
        .reason = (REASON)                                                                                             \
    }
#define BY_VENDOR(ID, NAME, TO, REASON)                                                                                \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = "review", .to = (TO), .mover = MOVER_VENDOR, .perm = &OPERATOR_MERGES,     \
        .reason = (REASON)                                                                                             \
    }
static const MachineMove MOVES[] = {
    BY_PARTNER("accept", N_("Accept"), "invited", "accepted", false),
    BY_PARTNER("reject", N_("Reject"), "invited", "rejected", true),
    BY_PARTNER("withdraw", N_("Withdraw"), "invited", "withdrawn", false),
    BY_PARTNER("withdraw", N_("Withdraw"), "accepted", "withdrawn", false),
    BY_PARTNER("confirm", N_("Confirm"), "accepted", "review", false),
    BY_VENDOR("merge", N_("Merge"), "merged", false),
    BY_VENDOR("refuse", N_("Refuse"), "refused", true),
};

static Err merge_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)account_id;
    MergeStateRow row;
    TRY(q_merge_state(system_of(ctx), &(MergeStateArgs){.id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err make_location(SystemCtx s, Id account_id, Id other_id)
{
    TRY(q_merge_under(s, &(MergeUnderArgs){.account_id = account_id, .other_id = other_id}, NULL));
    TRY(q_merge_addresses(s, &(MergeAddressesArgs){.account_id = account_id, .other_id = other_id}, NULL));
    TRY(q_merge_address_add(s, &(MergeAddressAddArgs){.account_id = account_id, .other_id = other_id}, NULL));
    TRY(q_merge_standing_drop(s, &(MergeStandingDropArgs){.other_id = other_id}, NULL));
    TRY(q_merge_words_drop(s, &(MergeWordsDropArgs){.other_id = other_id}, NULL));
    return q_merge_rights_moved(s, &(MergeRightsMovedArgs){.account_id = account_id}, NULL);
}

static Err merge_write(Ctx *ctx, const MachineStep *step)
{
    SystemCtx s = system_of(ctx);
    MergeStateRow row;
    int64_t changed = 0;
    TRY(q_merge_state(s, &(MergeStateArgs){.id = step->subject_id}, &row));
    TRY(q_merge_put(
        s,
        &(MergePutArgs){.id = step->subject_id, .from_state = step->from, .to_state = step->to, .reason = step->reason},
        &changed));
    if (!changed) {
        return ERR_STALE;
    }
    if (str_eq(step->to, S("review"))) {
        return work_add(ctx,
                        &(WorkNew){.kind = MERGE_WORK, .account_id = row.account_id, .subject_id = step->subject_id});
    }
    if (str_eq(step->to, S("merged"))) {
        TRY(make_location(s, row.account_id, row.other_account_id));
    }
    return str_eq(step->from, S("review")) ? work_done(ctx, MERGE_WORK, step->subject_id, str_z(ctx->arena, step->to))
                                           : OK;
}

const Machine ACCOUNT_MERGE = {
    .id = "account_merge",
    .name = N_("Merge of two accounts"),
    .source = "portal-states.tsv \"account merge\", portal-workflows.md 22",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = merge_read,
    .write = merge_write,
};

/* --- do the two fit --- */

static bool develops(Str kind) { return str_eq(kind, S("developer")); }
static bool stands_well(const MergePartyRow *p)
{
    return id_is_nil(p->parent_id) && str_eq(p->state, S("active")) && str_eq(p->standing, S("active")) && !p->leaving;
}

/* unset: they do. but: a merge that does not count. */
static Err unfit(Ctx *ctx, Id account_id, Id other_id, Id but, Msg *ret)
{
    SystemCtx s = system_of(ctx);
    MergePartyRow own, other;
    MergeOpenRow *open;
    size_t n;
    *ret = (Msg){0};
    TRY(q_merge_party(s, &(MergePartyArgs){.account_id = account_id}, &own));
    TRY(q_merge_party(s, &(MergePartyArgs){.account_id = other_id}, &other));
    TRY(q_merge_open(s, &(MergeOpenArgs){.account_id = account_id, .other_id = other_id, .but_id = but}, &open, &n));
    if (!id_is_nil(own.parent_id) || !id_is_nil(other.parent_id)) {
        *ret = MSG1("{name} is a location of a company; companies merge as a whole", "name",
                    id_is_nil(own.parent_id) ? other.name : own.name);
    } else if (develops(own.kind) != develops(other.kind)) {
        *ret =
            MSG1("{name} is on the other side, of partners or of developers: the two do not merge", "name", other.name);
    } else if (!stands_well(&own) || !stands_well(&other)) {
        *ret = MSG1("{name} does not stand well with the vendor, or is about to be deleted", "name",
                    stands_well(&own) ? other.name : own.name);
    } else if (n) {
        *ret = MSG("A merge of one of the two is under way already; it has to end first");
    }
    return OK;
}

/* --- inviting --- */

static Err check_number(AccountCtx a, Str number, PartnerKnown *ret)
{
    Ctx *ctx = a.ctx;
    Msg why;
    Err err = number.n ? partner_by_number(a, number, ret) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        problem_field(ctx, S("number"),
                      number.n ? MSG("No partner has this number. They find theirs on their page Identifiers")
                               : MSG("Enter the partner's number"));
        return OK;
    }
    TRY(err);
    if (id_eq(ret->id, ctx->account_id)) {
        problem_field(ctx, S("number"), MSG("This is the account's own number; enter the other partner's"));
        return OK;
    }
    TRY(unfit(ctx, ctx->account_id, ret->id, ID_NIL, &why));
    if (msg_is_set(why)) {
        problem_field(ctx, S("number"), why);
    }
    return OK;
}

static Url page_of(Ctx *ctx, Str public_id, Id merge)
{
    return url_fmt(ctx->arena, "/a/%s/settings/merge/%i", public_id, merge);
}

static void about(Ctx *ctx, Id merge, Str name)
{
    ctx->audit.target_kind = S("account_merge");
    ctx->audit.target_id = merge;
    ctx->audit.target_name = name;
}

Err merge_invite(AccountCtx a, Str number, Str body, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    PartnerKnown other = {0};
    MergePartyRow party;
    body = str_trim(body);
    TRY(check_number(a, str_trim(number), &other));
    if (utf8_lines_odd(body) || utf8_count(body) > MERGE_BODY_MAX) {
        problem_field(ctx, S("body"), MSG("A message is text of at most 1,000 characters"));
    }
    TRY(problem_check(ctx));
    *ret_id = ctx_new_id(ctx);
    TRY(q_merge_add(a, &(MergeAddArgs){.id = *ret_id, .other_account_id = other.id, .body = body}, NULL));
    about(ctx, *ret_id, other.name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"partner", other.name}, {"state", S("invited")}, {"text", body});
    TRY(machine_begin(ctx, &ACCOUNT_MERGE, ctx->account_id, *ret_id, MOVER_PARTNER));
    TRY(q_merge_party(system_of(ctx), &(MergePartyArgs){.account_id = other.id}, &party));
    return tell_roles(ctx, other.id, PEOPLE,
                      &(Tell){.category = S("merges"),
                              .account_id = other.id,
                              .icon = S("building"),
                              .title = MSG1("{name} invites you to merge the two accounts", "name", ctx->account.name),
                              .line = MSG("Your company would become a location of theirs. This cannot be undone."),
                              .url = page_of(ctx, party.public_id, *ret_id),
                              .action = MSG("Answer"),
                              .action_key = id_text(ctx->arena, *ret_id)});
}

/* --- answering and confirming --- */

Err merge_find(AccountCtx a, Id id, MergeGetRow *ret)
{
    Err err = q_merge_get(a, &(MergeGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, MSG("This account has no such merge."),
                                          MSG("Choose it on the page Account merge."))
                                : err;
}

bool merge_is_asker(AccountCtx a, const MergeGetRow *m) { return id_eq(m->account_id, a.ctx->account_id); }

/* Who may make a move is a matter of sides, too, which the machine's table does not know. */
static Err check_side(AccountCtx a, const MergeGetRow *m, Str to)
{
    bool asker = merge_is_asker(a, m), answers = str_eq(to, S("accepted")) || str_eq(to, S("rejected"));
    if (asker != answers) {
        return OK;
    }
    return asker ? problem(a.ctx, ERR_CONFLICT,
                           MSG1("{name} answers, since this account invited.", "name", m->other_name),
                           MSG("You can take it back."))
                 : problem(a.ctx, ERR_CONFLICT,
                           MSG1("{name} invited, and confirms or takes it back.", "name", m->asker_name),
                           MSG("You can accept or reject an invitation."));
}

static Err check_confirm(AccountCtx a, const MergeGetRow *m, Str number)
{
    Ctx *ctx = a.ctx;
    Msg why;
    if (!str_eq(str_trim(number), m->other_number)) {
        problem_field(ctx, S("number"), MSG("Type the other company's number as it stands above"));
    }
    TRY(problem_check(ctx));
    TRY(unfit(ctx, m->account_id, m->other_account_id, m->id, &why));
    return msg_is_set(why) ? problem(ctx, ERR_CONFLICT, why, MSG("Take the merge back, and begin again when it fits."))
                           : OK;
}

static Msg moved_title(Ctx *ctx, Str to)
{
    Str name = ctx->account.name;
    return str_eq(to, S("accepted"))    ? MSG1("{name} accepted the merge. Confirm it", "name", name)
           : str_eq(to, S("rejected"))  ? MSG1("{name} rejected the merge", "name", name)
           : str_eq(to, S("withdrawn")) ? MSG1("{name} took the merge back", "name", name)
                                        : MSG1("{name} confirmed the merge; the vendor decides", "name", name);
}

Err merge_move(AccountCtx a, const MergeGetRow *m, Str to, Str reason, Str number)
{
    Ctx *ctx = a.ctx;
    bool asker = merge_is_asker(a, m);
    TRY(check_side(a, m, to));
    if (str_eq(to, S("review"))) {
        TRY(machine_check(ctx, &ACCOUNT_MERGE, m->state, to, MOVER_PARTNER));
        TRY(check_confirm(a, m, number));
    }
    about(ctx, m->id, asker ? m->other_name : m->asker_name);
    TRY(machine_move(
        ctx, &ACCOUNT_MERGE,
        &(MachineAsk){
            .account_id = m->account_id, .subject_id = m->id, .to = to, .mover = MOVER_PARTNER, .reason = reason}));
    TRY(tell_done(ctx, m->other_account_id, id_text(ctx->arena, m->id)));
    TRY(tell_done(ctx, m->account_id, id_text(ctx->arena, m->id)));
    bool acts = str_eq(to, S("accepted"));
    Id them = asker ? m->other_account_id : m->account_id;
    return tell_roles(ctx, them, PEOPLE,
                      &(Tell){.category = S("merges"),
                              .account_id = them,
                              .icon = S("building"),
                              .title = moved_title(ctx, to),
                              .line = reason.n ? MSG1("Reason: {reason}", "reason", str_trim(reason)) : (Msg){0},
                              .url = page_of(ctx, asker ? m->other_public : m->asker_public, m->id),
                              .action = MSG("Open the merge"),
                              .action_key = acts ? id_text(ctx->arena, m->id) : S("")});
}

/* --- the vendor --- */

static Err tell_decision(Ctx *ctx, Id account_id, Str public_id, Id merge, bool merged, Str reason)
{
    return tell_roles(ctx, account_id, PEOPLE,
                      &(Tell){.category = S("merges"),
                              .account_id = account_id,
                              .icon = S("building"),
                              .title = merged ? MSG("The vendor has merged the two accounts")
                                              : MSG("The vendor refused the merge of the two accounts"),
                              .line = reason.n ? MSG1("Reason: {reason}", "reason", reason) : (Msg){0},
                              .url = page_of(ctx, public_id, merge),
                              .action = MSG("Open the merge")});
}

Err merge_decide(OperatorCtx o, const MergeGetDeskRow *m, Str to, Str reason)
{
    Ctx *ctx = o.ctx;
    bool merges = str_eq(to, S("merged"));
    Msg why = {0};
    reason = str_trim(reason);
    TRY(machine_check(ctx, &ACCOUNT_MERGE, m->state, to, MOVER_VENDOR));
    if (merges) {
        TRY(unfit(ctx, m->account_id, m->other_account_id, m->id, &why));
    }
    if (msg_is_set(why)) {
        return problem(ctx, ERR_CONFLICT, why, MSG("Refuse the merge, and say so in the reason."));
    }
    (void)account_of(ctx, m->account_id); /* the row of the log is the account's: its people read it too */
    about(ctx, m->id, m->other_name);
    TRY(machine_move(
        ctx, &ACCOUNT_MERGE,
        &(MachineAsk){
            .account_id = m->account_id, .subject_id = m->id, .to = to, .mover = MOVER_VENDOR, .reason = reason}));
    TRY(tell_decision(ctx, m->account_id, m->asker_public, m->id, merges, reason));
    return tell_decision(ctx, m->other_account_id, m->other_public, m->id, merges, reason);
}
