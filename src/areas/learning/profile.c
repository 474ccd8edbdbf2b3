/* Learning profiles and claims: states, limits, what moves with them; see profile.h. */
#include "areas/learning/profile.h"

#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "base/num.h"
#include "base/utf8.h"

#define PROFILE_PAGE "/a/{account}/learning/profile"
#define CLAIM_PAGE "/a/{account}/learning/claims/{id}"
#define PROFILE_DESK "/operator/learning/profiles/{id}"
#define CLAIM_DESK "/operator/learning/claims/{id}"

/* --- a profile as a machine --- */

static const MachineState PROFILE_STATES[] = {
    {.id = "pending",
     .name = N_("Waits for the vendor"),
     .tone = STATE_WAIT,
     .means = N_("The vendor’s staff look whether the learning profile is this person’s."),
     .why = N_("It was sent, and the vendor has no record of it with the person’s address."),
     .next = N_("Once it is approved, the certificates recorded under it count for the person and the company."),
     .who = N_("The vendor’s staff."),
     .when = N_("Within some working days; whoever sent it is told."),
     .partner = {N_("See the learning profile"), PROFILE_PAGE, &LEARNING_OWN},
     .vendor = {N_("Decide"), PROFILE_DESK "#decide", &OPERATOR_LEARNING},
     .first = true},
    {.id = "linked",
     .name = N_("Linked"),
     .tone = STATE_GOOD,
     .means = N_("Certificates recorded under this profile count for the person and for the company."),
     .why = N_("The vendor knows the profile with the person’s address, or has approved it."),
     .next = N_("New certificates under it are added by themselves."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It stays until it is unlinked, or linked at another company."),
     .partner = {N_("See the learning profile"), PROFILE_PAGE, &LEARNING_OWN},
     .vendor = {N_("Open the learning profile"), PROFILE_DESK, &OPERATOR_LEARNING}},
    {.id = "refused",
     .name = N_("Refused"),
     .tone = STATE_BAD,
     .means = N_("The learning profile is not linked. Nothing of it counts."),
     .why = N_("The vendor’s staff could not see that it is this person’s."),
     .next = N_("The person puts right what the reason says and links a profile anew."),
     .who = N_("The person whose profile it is."),
     .when = N_("At any time."),
     .partner = {N_("Link a learning profile"), PROFILE_PAGE, &LEARNING_OWN},
     .vendor = {N_("Open the learning profile"), PROFILE_DESK, &OPERATOR_LEARNING},
     .ends = true},
    {.id = "ended",
     .name = N_("Unlinked"),
     .tone = STATE_OFF,
     .means = N_("The learning profile is not linked any more. Its certificates do not count here."),
     .why = N_("The person unlinked it, or has linked it at another company since."),
     .next = N_("A profile can be linked anew, within the vendor’s limits of a year."),
     .who = N_("The person, if they like."),
     .when = N_("At any time."),
     .partner = {N_("Link a learning profile"), PROFILE_PAGE, &LEARNING_OWN},
     .vendor = {N_("Open the learning profile"), PROFILE_DESK, &OPERATOR_LEARNING},
     .ends = true},
};
static const MachineMove PROFILE_MOVES[] = {
    {.id = "approve",
     .name = N_("Approve the link"),
     .from = "pending",
     .to = "linked",
     .mover = MOVER_VENDOR,
     .perm = &OPERATOR_LEARNING_DECIDE},
    {.id = "refuse",
     .name = N_("Refuse the link"),
     .from = "pending",
     .to = "refused",
     .mover = MOVER_VENDOR,
     .perm = &OPERATOR_LEARNING_DECIDE,
     .reason = true},
    {.id = "match",
     .name = N_("Found in the vendor’s records"),
     .from = "pending",
     .to = "linked",
     .mover = MOVER_SYSTEM},
    {.id = "withdraw",
     .name = N_("Withdraw"),
     .from = "pending",
     .to = "ended",
     .mover = MOVER_PARTNER,
     .perm = &LEARNING_OWN},
    {.id = "unlink",
     .name = N_("Unlink"),
     .from = "linked",
     .to = "ended",
     .mover = MOVER_PARTNER,
     .perm = &LEARNING_OWN},
    {.id = "moved", .name = N_("Linked elsewhere"), .from = "pending", .to = "ended", .mover = MOVER_SYSTEM},
    {.id = "moved", .name = N_("Linked elsewhere"), .from = "linked", .to = "ended", .mover = MOVER_SYSTEM},
};

static Err profile_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    LearningProfileStateRow row;
    TRY(q_learning_profile_state(system_of(ctx),
                                 &(LearningProfileStateArgs){.id = subject_id, .account_id = account_id}, &row));
    *ret = row.state;
    return OK;
}

static Err profile_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    LearningProfileStatePutArgs args = {.state = step->to,
                                        .reason = step->reason,
                                        .linked_at = str_eq(step->to, S("linked")) ? ctx->now : TIME_NONE,
                                        .id = step->subject_id,
                                        .account_id = step->account_id,
                                        .was = step->from};
    TRY(q_learning_profile_state_put(system_of(ctx), &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    return work_done(ctx, LEARNING_PROFILE_WORK, step->subject_id, str_z(ctx->arena, step->to));
}

const Machine LEARNING_PROFILE = {
    .id = "learning_profile",
    .name = N_("Learning profile"),
    .source = "portal-workflows.md 3 \"My learning\"",
    .states = PROFILE_STATES,
    .states_n = COUNT_OF(PROFILE_STATES),
    .moves = PROFILE_MOVES,
    .moves_n = COUNT_OF(PROFILE_MOVES),
    .read = profile_read,
    .write = profile_write,
};

/* --- a claim as a machine --- */

static const MachineState CLAIM_STATES[] = {
    {.id = "pending",
     .name = N_("Waits for the vendor"),
     .tone = STATE_WAIT,
     .means = N_("The vendor’s staff look at the certificate."),
     .why = N_("It was sent by the person who holds it."),
     .next = N_("Once it is accepted, it counts for the person and the company."),
     .who = N_("The vendor’s staff."),
     .when = N_("Within some working days; whoever sent it is told."),
     .partner = {N_("See the certificate sent"), CLAIM_PAGE, &LEARNING_OWN},
     .vendor = {N_("Decide"), CLAIM_DESK "#decide", &OPERATOR_LEARNING},
     .first = true},
    {.id = "accepted",
     .name = N_("Accepted"),
     .tone = STATE_GOOD,
     .means = N_("The certificate counts for the person and the company."),
     .why = N_("The vendor’s staff have found it good."),
     .next = N_("It stands among the person’s certifications until it ends."),
     .who = N_("Nobody has to do anything."),
     .when = N_("It is told some weeks before it ends."),
     .partner = {N_("See the certificate sent"), CLAIM_PAGE, &LEARNING_OWN},
     .vendor = {N_("Open the claim"), CLAIM_DESK, &OPERATOR_LEARNING},
     .ends = true},
    {.id = "rejected",
     .name = N_("Rejected"),
     .tone = STATE_BAD,
     .means = N_("The certificate does not count."),
     .why = N_("The vendor’s staff could not accept it."),
     .next = N_("The person puts right what the reason says and sends it again, or withdraws it."),
     .who = N_("The person who sent it."),
     .when = N_("At any time."),
     .partner = {N_("Put it right and send it again"), CLAIM_PAGE "#again", &LEARNING_OWN},
     .vendor = {N_("Open the claim"), CLAIM_DESK, &OPERATOR_LEARNING}},
    {.id = "withdrawn",
     .name = N_("Withdrawn"),
     .tone = STATE_OFF,
     .means = N_("Nobody looks at the certificate any more."),
     .why = N_("The person took it back."),
     .next = N_("It can be claimed anew."),
     .who = N_("The person, if they like."),
     .when = N_("At any time."),
     .partner = {N_("Claim a certificate"), "/a/{account}/learning/claims/new", &LEARNING_OWN},
     .vendor = {N_("Open the claim"), CLAIM_DESK, &OPERATOR_LEARNING},
     .ends = true},
};
static const MachineMove CLAIM_MOVES[] = {
    {.id = "accept",
     .name = N_("Accept"),
     .from = "pending",
     .to = "accepted",
     .mover = MOVER_VENDOR,
     .perm = &OPERATOR_LEARNING_DECIDE},
    {.id = "reject",
     .name = N_("Reject"),
     .from = "pending",
     .to = "rejected",
     .mover = MOVER_VENDOR,
     .perm = &OPERATOR_LEARNING_DECIDE,
     .reason = true},
    {.id = "again",
     .name = N_("Send it again"),
     .from = "rejected",
     .to = "pending",
     .mover = MOVER_PARTNER,
     .perm = &LEARNING_OWN},
    {.id = "withdraw",
     .name = N_("Withdraw"),
     .from = "pending",
     .to = "withdrawn",
     .mover = MOVER_PARTNER,
     .perm = &LEARNING_OWN},
    {.id = "withdraw",
     .name = N_("Withdraw"),
     .from = "rejected",
     .to = "withdrawn",
     .mover = MOVER_PARTNER,
     .perm = &LEARNING_OWN},
};

static Err claim_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    LearningClaimStateRow row;
    TRY(q_learning_claim_state(system_of(ctx), &(LearningClaimStateArgs){.id = subject_id, .account_id = account_id},
                               &row));
    *ret = row.state;
    return OK;
}

static Err claim_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    LearningClaimStatePutArgs args = {.state = step->to,
                                      .reason = step->reason,
                                      .id = step->subject_id,
                                      .account_id = step->account_id,
                                      .was = step->from};
    TRY(q_learning_claim_state_put(system_of(ctx), &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    return str_eq(step->to, S("pending"))
               ? OK
               : work_done(ctx, LEARNING_CLAIM_WORK, step->subject_id, str_z(ctx->arena, step->to));
}

const Machine LEARNING_CLAIM = {
    .id = "learning_claim",
    .name = N_("Claim of a certificate"),
    .source = "ours: certificates of others that count",
    .states = CLAIM_STATES,
    .states_n = COUNT_OF(CLAIM_STATES),
    .moves = CLAIM_MOVES,
    .moves_n = COUNT_OF(CLAIM_MOVES),
    .read = claim_read,
    .write = claim_write,
};

/* --- linking --- */

static Str key_of(Ctx *ctx, Str profile) { return str_lower_ascii(ctx->arena, str_trim(profile)); }

static bool profile_fits(Str p)
{
    for (size_t i = 0; i < p.n; i++) {
        char c = p.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
              c == '.' || c == '@')) {
            return false;
        }
    }
    return p.n >= 3 && p.n <= LEARNING_PROFILE_MAX;
}

Err profile_mine(AccountCtx a, LearningProfilesMineRow *ret)
{
    LearningProfilesMineRow *rows;
    size_t n;
    TRY(q_learning_profiles_mine(account_self(a), NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].account_id, a.ctx->account_id)) {
            *ret = rows[i];
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

static Str day_text(Ctx *ctx, Time at)
{
    Buf b = buf_on_arena(ctx->arena, 128);
    fmt_date(&b, ctx->locale, date_in_zone(ctx->tz, at), DATE_LONG);
    return buf_str(&b);
}

Err profile_blocked(AccountCtx a, Str key, Msg *ret)
{
    Ctx *ctx = a.ctx;
    int64_t most, pause;
    LearningProfileLinksRow *rows;
    size_t n;
    *ret = (Msg){0};
    TRY(setting_int(ctx, ID_NIL, S("learning.links_a_year"), &most));
    TRY(setting_int(ctx, ID_NIL, S("learning.days_between"), &pause));
    LearningProfileLinksArgs args = {
        .profile_key = key, .user_id = ctx->actor.user_id, .since_low = time_add(ctx->now, -365 * TIME_DAY)};
    TRY(q_learning_profile_links(system_of(ctx), &args, &rows, &n));
    if (n && time_diff(ctx->now, rows[0].linked_at) < pause * TIME_DAY) {
        *ret = MSG1("A profile was linked not long ago. The next can be linked from {day}.", "day",
                    day_text(ctx, time_add(rows[0].linked_at, pause * TIME_DAY)));
    } else if ((int64_t)n >= most && n > 0) {
        *ret = MSG1("That was linked as often as it may be in a year. It can be linked again from {day}.", "day",
                    day_text(ctx, time_add(rows[num_max_i64(most, 1) - 1].linked_at, 365 * TIME_DAY)));
    }
    return OK;
}

static Err tell_person(Ctx *ctx, Id user_id, Id account_id, Str public_id, Msg title, Str reason, const char *path)
{
    Tell t = {.category = S("learning"),
              .user_id = user_id,
              .account_id = account_id,
              .icon = S("check"),
              .title = title,
              .line = reason.n ? MSG1("Reason: {reason}", "reason", reason) : (Msg){0},
              .url = url_account(ctx->arena, path, public_id),
              .action = MSG("Open My learning")};
    return tell_user(ctx, &t);
}

/* What stands linked or waits beside this one ends, and all credit of those people comes here; the vendor's records
 * become certifications. */
static Err settle(Ctx *ctx, const LearningProfileGetRow *p)
{
    LearningProfileOpenRow *open;
    LearningRecordsOfRow *records;
    Certification *all;
    size_t open_n, records_n, n;
    LearningProfileOpenArgs ask = {.profile_key = p->profile_key, .user_id = p->user_id};
    TRY(q_learning_profile_open(system_of(ctx), &ask, &open, &open_n));
    for (size_t i = 0; i < open_n; i++) { /* one, or two when somebody changes company */
        if (id_eq(open[i].id, p->id)) {
            continue;
        }
        MachineAsk end = {
            .account_id = open[i].account_id, .subject_id = open[i].id, .to = S("ended"), .mover = MOVER_SYSTEM};
        TRY(machine_move(ctx, &LEARNING_PROFILE, &end));
        if (str_eq(open[i].state, S("linked"))) {
            LearningAwardsMoveArgs move = {
                .account_id = p->account_id, .user_id = p->user_id, .was_user_id = open[i].user_id};
            TRY(q_learning_awards_move(system_of(ctx), &move, NULL));
        }
        if (!id_eq(open[i].user_id, p->user_id)) {
            TRY(tell_person(ctx, open[i].user_id, open[i].account_id, open[i].public_id,
                            MSG("Your learning profile is linked elsewhere now"), S(""), PROFILE_PAGE));
        }
    }
    LearningAwardsMoveArgs own = {.account_id = p->account_id, .user_id = p->user_id, .was_user_id = p->user_id};
    TRY(q_learning_awards_move(system_of(ctx), &own, NULL));
    TRY(q_learning_records_of(system_of(ctx), &(LearningRecordsOfArgs){.profile_key = p->profile_key}, &records,
                              &records_n));
    TRY(certification_list(ctx, &all, &n));
    for (size_t i = 0; i < records_n; i++) {
        const Certification *c = certification_of(all, n, records[i].certification_id);
        Id id;
        AwardNew new = {.account_id = p->account_id,
                        .user_id = p->user_id,
                        .certification = c,
                        .source = S("record"),
                        .record_id = records[i].id,
                        .number = records[i].number,
                        .issued_on = records[i].issued_on};
        TRY(c ? award_give(ctx, &new, &id) : OK);
    }
    return OK;
}

Err profile_get(Ctx *ctx, Id id, LearningProfileGetRow *ret)
{
    Err err = q_learning_profile_get(system_of(ctx), &(LearningProfileGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND
               ? problem(ctx, err, MSG("There is no such learning profile."), MSG("Choose one from the work queue."))
               : err;
}

static Err known_here(Ctx *ctx, Str key, bool *ret)
{
    LearningRecordsOfRow *records;
    size_t n;
    *ret = false;
    TRY(q_learning_records_of(system_of(ctx), &(LearningRecordsOfArgs){.profile_key = key}, &records, &n));
    for (size_t i = 0; i < n; i++) {
        *ret = *ret || (records[i].email.n && str_eq_nocase(records[i].email, ctx->actor.email));
    }
    return OK;
}

Err profile_link(AccountCtx a, Str typed, bool *ret_linked)
{
    Ctx *ctx = a.ctx;
    Str profile = str_trim(typed), key = key_of(ctx, profile);
    LearningProfilesMineRow mine;
    Msg blocked;
    *ret_linked = false;
    if (!profile_fits(profile)) {
        problem_field(ctx, S("profile"),
                      MSG("Enter the id of your learning profile: letters, digits, dots and hyphens, without spaces."));
        return problem_check(ctx);
    }
    Err err = profile_mine(a, &mine);
    if (err == OK && (str_eq(mine.state, S("pending")) || str_eq(mine.state, S("linked")))) {
        return problem(ctx, ERR_CONFLICT, MSG("You have a learning profile here already."),
                       MSG("Unlink it first. One person has one."));
    }
    TRY(err == ERR_NOT_FOUND ? OK : err);
    TRY(profile_blocked(a, key, &blocked));
    if (msg_is_set(blocked)) {
        return problem(ctx, ERR_CONFLICT, blocked, MSG("Come back on that day."));
    }
    LearningProfileAddArgs args = {.id = ctx_new_id(ctx), .profile = profile, .profile_key = key};
    TRY(q_learning_profile_add(a, &args, NULL));
    TRY(machine_begin(ctx, &LEARNING_PROFILE, ctx->account_id, args.id, MOVER_PARTNER));
    TRY(known_here(ctx, key, ret_linked));
    if (!*ret_linked) {
        return work_add(
            ctx, &(WorkNew){.kind = LEARNING_PROFILE_WORK, .account_id = ctx->account_id, .subject_id = args.id});
    }
    MachineAsk match = {.account_id = ctx->account_id, .subject_id = args.id, .to = S("linked"), .mover = MOVER_SYSTEM};
    TRY(machine_move(ctx, &LEARNING_PROFILE, &match));
    LearningProfileGetRow p;
    TRY(profile_get(ctx, args.id, &p));
    return settle(ctx, &p);
}

Err profile_end(AccountCtx a, Id id)
{
    Ctx *ctx = a.ctx;
    MachineAsk end = {.account_id = ctx->account_id, .subject_id = id, .to = S("ended"), .mover = MOVER_PARTNER};
    TRY(machine_move(ctx, &LEARNING_PROFILE, &end));
    LearningAwardsUncreditArgs args = {.user_id = ctx->actor.user_id};
    return q_learning_awards_uncredit(system_of(ctx), &args, NULL);
}

Err profile_decide(OperatorCtx o, const LearningProfileGetRow *p, Str to, Str reason)
{
    Ctx *ctx = o.ctx;
    MachineAsk ask = {
        .account_id = p->account_id, .subject_id = p->id, .to = to, .mover = MOVER_VENDOR, .reason = reason};
    TRY(machine_move(ctx, &LEARNING_PROFILE, &ask));
    bool linked = str_eq(to, S("linked"));
    if (linked) {
        TRY(settle(ctx, p));
    }
    return tell_person(ctx, p->user_id, p->account_id, p->public_id,
                       linked ? MSG("Your learning profile is linked") : MSG("Your learning profile was not linked"),
                       linked ? S("") : str_trim(reason), PROFILE_PAGE);
}

/* --- claims --- */

Err claim_check(AccountCtx a, const ClaimInput *in, bool has_file)
{
    Ctx *ctx = a.ctx;
    Certification *all;
    size_t n;
    TRY(certification_list(ctx, &all, &n));
    const Certification *c = certification_of(all, n, in->certification_id);
    Date today = date_in_zone(ctx->tz, ctx->now);
    if (!c || !str_eq(c->state, S("published"))) {
        problem_field(ctx, S("certification"), MSG("Choose the certification that it shows."));
    }
    if (problem_unless_line(ctx, S("number"), in->number) && utf8_count(in->number) > LEARNING_NUMBER_MAX) {
        problem_field(ctx, S("number"), MSG1("Use at most {n} characters.", "n", S("60")));
    }
    if (!date_is_set(in->issued_on) || in->issued_on.days > today.days) {
        problem_field(ctx, S("issued_on"), MSG("Enter the day on which it was given, as 2026-11-21."));
    } else if (c && certification_until(c, in->issued_on).days < today.days) {
        problem_field(ctx, S("issued_on"), MSG("A certificate of that day has ended. Claim a newer one."));
    }
    if (in->link.n && (!str_starts(in->link, S("https://")) || in->link.n > LEARNING_LINK_MAX ||
                       utf8_has_control(in->link) || str_find_char(in->link, ' ') >= 0)) {
        problem_field(ctx, S("link"), MSG("Enter an address that begins with https://."));
    }
    if (!utf8_valid(in->note) || utf8_count(in->note) > LEARNING_NOTE_MAX) {
        problem_field(ctx, S("note"), MSG1("Use at most {n} characters.", "n", S("1000")));
    }
    if (!has_file && !in->number.n && !in->link.n) {
        problem_field(ctx, S("number"),
                      MSG("Enter its number or an address where it can be seen, or send it as a document."));
    }
    return problem_check(ctx);
}

static Err to_work(Ctx *ctx, Id account_id, Id id)
{
    return work_add(ctx, &(WorkNew){.kind = LEARNING_CLAIM_WORK, .account_id = account_id, .subject_id = id});
}

Err claim_make(AccountCtx a, const ClaimInput *in, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    LearningClaimAddArgs args = {.id = ctx_new_id(ctx),
                                 .certification_id = in->certification_id,
                                 .number = in->number,
                                 .issued_on = in->issued_on,
                                 .link = in->link,
                                 .note = in->note,
                                 .file_id = in->file_id,
                                 .file_name = in->file_name};
    *ret_id = args.id;
    TRY(q_learning_claim_add(a, &args, NULL));
    TRY(machine_begin(ctx, &LEARNING_CLAIM, ctx->account_id, args.id, MOVER_PARTNER));
    return to_work(ctx, ctx->account_id, args.id);
}

Err claim_mine(AccountCtx a, Id id, LearningClaimsMineRow *ret)
{
    LearningClaimsMineRow *rows;
    size_t n;
    TRY(q_learning_claims_mine(account_self(a), NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].id, id)) {
            *ret = rows[i];
            return OK;
        }
    }
    return problem(a.ctx, ERR_NOT_FOUND, MSG("You have sent no such certificate."), MSG("Go back to My learning."));
}

Err claim_again(AccountCtx a, const LearningClaimsMineRow *was, const ClaimInput *in)
{
    Ctx *ctx = a.ctx;
    int64_t changed;
    LearningClaimSaveArgs args = {.number = in->number,
                                  .issued_on = in->issued_on,
                                  .link = in->link,
                                  .note = in->note,
                                  .certification_id = in->certification_id,
                                  .file_id = id_is_nil(in->file_id) ? was->file_id : in->file_id,
                                  .file_name = id_is_nil(in->file_id) ? was->file_name : in->file_name,
                                  .id = was->id};
    TRY(q_learning_claim_save(account_self(a), &args, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("It is with the vendor, or decided, and cannot be changed now."),
                       MSG("Its page says where it stands."));
    }
    MachineAsk ask = {.account_id = was->account_id, .subject_id = was->id, .to = S("pending"), .mover = MOVER_PARTNER};
    TRY(machine_move(ctx, &LEARNING_CLAIM, &ask));
    return to_work(ctx, was->account_id, was->id);
}

Err claim_withdraw(AccountCtx a, const LearningClaimsMineRow *c)
{
    MachineAsk ask = {.account_id = c->account_id, .subject_id = c->id, .to = S("withdrawn"), .mover = MOVER_PARTNER};
    return machine_move(a.ctx, &LEARNING_CLAIM, &ask);
}

Err claim_get(Ctx *ctx, Id id, LearningClaimGetRow *ret)
{
    Err err = q_learning_claim_get(system_of(ctx), &(LearningClaimGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND
               ? problem(ctx, err, MSG("There is no such claim."), MSG("Choose one from the work queue."))
               : err;
}

Err claim_decide(OperatorCtx o, const LearningClaimGetRow *c, Str to, Str reason)
{
    Ctx *ctx = o.ctx;
    Certification certification;
    bool accepted = str_eq(to, S("accepted"));
    MachineAsk ask = {
        .account_id = c->account_id, .subject_id = c->id, .to = to, .mover = MOVER_VENDOR, .reason = reason};
    TRY(machine_move(ctx, &LEARNING_CLAIM, &ask));
    TRY(certification_find(ctx, c->certification_id, &certification));
    if (accepted) {
        Id id;
        AwardNew n = {.account_id = c->account_id,
                      .user_id = c->user_id,
                      .certification = &certification,
                      .source = S("claim"),
                      .number = c->number,
                      .issued_on = c->issued_on};
        TRY(award_give(ctx, &n, &id));
    }
    Str title = tell_in_languages(ctx->arena, certification.title.in);
    return tell_person(
        ctx, c->user_id, c->account_id, c->public_id,
        accepted ? MSG1("Your certificate counts: {title}", "title", title)
                 : MSG1("Your certificate was not accepted: {title}", "title", title),
        accepted ? S("") : str_trim(reason),
        str_z(ctx->arena, str_fmt(ctx->arena, "/a/{account}/learning/claims/%.*s", S_ARG(id_text(ctx->arena, c->id)))));
}

/* --- records of the vendor --- */

void record_check(Ctx *ctx, const RecordInput *in)
{
    if (!profile_fits(in->profile)) {
        problem_field(ctx, S("profile"), MSG("Enter the id of the learning profile, without spaces."));
    }
    if (in->email.n && (str_find_char(in->email, '@') <= 0 || in->email.n > 254 || utf8_has_control(in->email))) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, or nothing."));
    }
    if (problem_unless_line(ctx, S("name"), in->name) && utf8_count(in->name) > LEARNING_TITLE_MAX) {
        problem_field(ctx, S("name"), MSG1("Use at most {n} characters.", "n", S("120")));
    }
    if (problem_unless_line(ctx, S("number"), in->number) && utf8_count(in->number) > LEARNING_NUMBER_MAX) {
        problem_field(ctx, S("number"), MSG1("Use at most {n} characters.", "n", S("60")));
    }
    if (id_is_nil(in->certification_id)) {
        problem_field(ctx, S("certification"), MSG("Choose a certification of the list."));
    }
    if (!date_is_set(in->issued_on) || in->issued_on.days > date_of(ctx->now).days + 1) {
        problem_field(ctx, S("issued_on"), MSG("Enter the day on which it was given, as 2026-11-21."));
    }
}

Err record_add(Ctx *ctx, const RecordInput *in, bool *ret_made)
{
    int64_t made;
    Str key = key_of(ctx, in->profile);
    LearningRecordAddArgs args = {.id = ctx_new_id(ctx),
                                  .profile = in->profile,
                                  .profile_key = key,
                                  .email = in->email,
                                  .name = in->name,
                                  .certification_id = in->certification_id,
                                  .number = in->number,
                                  .issued_on = in->issued_on};
    TRY(q_learning_record_add(system_of(ctx), &args, &made));
    *ret_made = made > 0;
    if (!made) {
        return OK;
    }
    LearningProfileOpenRow *open;
    size_t n;
    LearningProfileOpenArgs ask = {.profile_key = key, .user_id = ID_NIL};
    TRY(q_learning_profile_open(system_of(ctx), &ask, &open, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(open[i].state, S("linked"))) {
            LearningProfileGetRow p;
            TRY(profile_get(ctx, open[i].id, &p));
            return settle(ctx, &p);
        }
    }
    return OK;
}
