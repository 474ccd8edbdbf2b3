/* An enrollment that is sent: the account it makes, and what the vendor decides. */
#include "areas/enrollment/enrollment.h"

#include "app/audit.h"
#include "app/mailbox.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/agreements/agreements.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners.h"
#include "areas/verification/verification.h"

#define OWN_PAGE "/a/{account}/settings/enrollment"
#define DESK_PAGE "/operator/company-enrollments/{id}"

static const MachineState STATES[] = {
    {.id = "submitted",
     .name = N_("Waits for approval"),
     .tone = STATE_WAIT,
     .means = N_("The enrollment has reached the vendor, and the account is there. Its people can sign in and fill in "
                 "its settings; nothing can be sold yet."),
     .why = N_("The vendor looks at each enrollment before it approves it."),
     .next = N_("The vendor approves or refuses it, with a reason. The account's Global admins are told here, by the "
                "bell and by mail."),
     .who = N_("The vendor's partner desk decides. The account's people can meanwhile complete its settings."),
     .when = N_("The vendor answers by {date}."),
     .partner = {N_("See the enrollment"), OWN_PAGE, &ENROLLMENT_OWN},
     .vendor = {N_("Decide on the enrollment"), DESK_PAGE, &ENROLLMENT_DESK},
     .first = true},
    {.id = "approved",
     .name = N_("Approved"),
     .tone = STATE_GOOD,
     .means = N_("The company is a partner of the vendor."),
     .why = N_("The vendor has approved the enrollment."),
     .next = N_("The account's people join programs and sign their agreements. Nothing more is needed of the "
                "enrollment."),
     .who = N_("Nobody has to do anything for the enrollment."),
     .when = N_("There is no date: it is done."),
     .ends = true},
    {.id = "refused",
     .name = N_("Refused"),
     .tone = STATE_BAD,
     .means = N_("The vendor does not take the company as a partner. Its people can sign in and read what was entered; "
                 "nothing can be sold."),
     .why = N_("The vendor gave a reason."),
     .next =
         N_("When what stands in the reason is put right, a Global admin asks on Account standing to be taken after "
            "all, and the vendor decides again."),
     .who = N_("A Global admin of the account, if the company still wants to be a partner."),
     .when = N_("There is no date: the account can ask at any time."),
     .partner = {N_("Ask the vendor again"), "/a/{account}/settings/standing", &PARTNERS_STANDING},
     .vendor = {N_("Approve after all"), DESK_PAGE, &ENROLLMENT_DESK}},
};
static const MachineMove MOVES[] = {
    {.id = "approve",
     .name = N_("Approve"),
     .from = "submitted",
     .to = "approved",
     .mover = MOVER_VENDOR,
     .perm = &ENROLLMENT_DECIDE,
     .limit = "enrollment.answer_days"},
    {.id = "approve_by_rule", .name = N_("Approve"), .from = "submitted", .to = "approved", .mover = MOVER_SYSTEM},
    {.id = "refuse",
     .name = N_("Refuse"),
     .from = "submitted",
     .to = "refused",
     .mover = MOVER_VENDOR,
     .perm = &ENROLLMENT_DECIDE,
     .reason = true,
     .limit = "enrollment.answer_days"},
    {.id = "approve_after_all",
     .name = N_("Approve after all"),
     .from = "refused",
     .to = "approved",
     .mover = MOVER_VENDOR,
     .perm = &ENROLLMENT_DECIDE},
};

static Err enrolled_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    EnrolledStateRow row;
    TRY(q_enrolled_state(system_of(ctx), &(EnrolledStateArgs){.id = subject_id, .account_id = account_id}, &row));
    *ret = row.state;
    return OK;
}

static Err enrolled_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    EnrolledPutArgs args = {.to_state = step->to,
                            .reason = step->reason,
                            .id = step->subject_id,
                            .account_id = step->account_id,
                            .from_state = step->from};
    TRY(q_enrolled_put(system_of(ctx), &args, &changed));
    return changed ? work_done(ctx, ENROLLMENT_WORK, step->subject_id, str_z(ctx->arena, step->to)) : ERR_STALE;
}

const Machine ACCOUNT_ENROLLMENT = {
    .id = "account_enrollment",
    .name = N_("Enrollment of a company"),
    .source = "portal-workflows.md 1, 4 (MPN: enrolled, then verification)",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = enrolled_read,
    .write = enrolled_write,
};

/* --- sending --- */

/* All once more: rules and numbers may be others than when the step was saved. */
static Err check_all(Ctx *ctx, const EnrollRules *rules, const Draft *d, LegalFacts *f, DraftStep *ret_step)
{
    DraftContact c = {d->first_name, d->last_name, d->phone, d->job_title, d->authority};
    draft_check_company(ctx, rules, d->name, d->country, d->kind);
    *ret_step = DRAFT_COMPANY;
    TRY(problem_check(ctx));
    legal_check_company(ctx, d->country, f);
    *ret_step = DRAFT_LEGAL;
    TRY(problem_check(ctx));
    draft_check_contact(ctx, d, &c);
    *ret_step = DRAFT_CONTACT;
    return problem_check(ctx);
}

static Err check_free(Ctx *ctx, const Draft *d)
{
    DraftHome home;
    SignInUser user;
    TRY(draft_home(ctx, d, &home));
    TRY(identity_find(system_of(ctx), d->email, &user));
    return !home.taken && id_is_nil(user.known_id)
               ? OK
               : problem(ctx, ERR_CONFLICT, MSG("Your organization has an account here meanwhile."),
                         MSG("Go back to the first step to ask its administrators, or sign in."));
}

static Err check_terms(Ctx *ctx, const Draft *d, const EnrollTerms *terms, Agreement *g, bool *ret_there)
{
    TRY(agreement_in_force(ctx, "membership", d->country, g, ret_there));
    if (*ret_there && (!id_eq(g->id, terms->id) || !str_eq(terms->hash, agreement_hash(ctx, g, terms->language)))) {
        problem_field(ctx, S("read"), MSG("The text is another one meanwhile. Read it again and send."));
    } else if (!terms->read) {
        problem_field(ctx, S("read"),
                      *ret_there ? MSG("Confirm that you have read the agreement and accept it for the company.")
                                 : MSG("Confirm that what you send is true."));
    }
    return problem_check(ctx);
}

/* From here on the request is the new person's, in their account. */
static void become(Ctx *ctx, const Draft *d, const PartnerMade *made)
{
    (void)account_of(ctx, made->account_id);
    ctx->account = (AccountRef){
        .id = made->account_id, .name = d->name, .kind = d->kind, .country = d->country, .public_id = made->public_id};
    ctx->actor = (Actor){.kind = ACTOR_USER,
                         .user_id = made->user_id,
                         .name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(d->first_name), S_ARG(d->last_name)),
                         .email = d->email};
}

static Err keep_evidence(Ctx *ctx, const Draft *d, const EnrollTerms *terms, const Agreement *g, bool has_terms,
                         Id enrollment_id)
{
    AccountCtx a = {ctx};
    EnrolledAddArgs args = {.id = enrollment_id,
                            .email = d->email,
                            .person = ctx->actor.name,
                            .job_title = d->job_title,
                            .invited_by = d->invited_by,
                            .terms_id = has_terms ? g->id : ID_NIL,
                            .terms_hash = has_terms ? terms->hash : S(""),
                            .locale = d->locale,
                            .address = ctx->req ? ctx->req->remote : S(""),
                            .agent = str_sub(ctx->req ? http_header(ctx->req, S("user-agent")) : S(""), 0, 300)};
    TRY(q_enrolled_add(a, &args, NULL));
    bool signed_now;
    return has_terms ? agreement_record(
                           a, g,
                           &(SignAsk){
                               .name = ctx->actor.name, .hash = terms->hash, .language = terms->language, .read = true},
                           &signed_now)
                     : OK;
}

static Err stand(Ctx *ctx, Id account_id, const char *to, Mover mover, Msg reason)
{
    return machine_move(ctx, &PARTNER_ACCOUNT,
                        &(MachineAsk){.account_id = account_id,
                                      .subject_id = account_id,
                                      .to = str_from(to),
                                      .mover = mover,
                                      .reason = msg_text(ctx->arena, ctx->locale, &reason)});
}

static Err begin_case(Ctx *ctx, const EnrollRules *rules, Id account_id, Id enrollment_id)
{
    TRY(machine_begin(ctx, &ACCOUNT_ENROLLMENT, account_id, enrollment_id, MOVER_PARTNER));
    if (str_eq(rules->approval, S("automatic"))) {
        return machine_move(
            ctx, &ACCOUNT_ENROLLMENT,
            &(MachineAsk){
                .account_id = account_id, .subject_id = enrollment_id, .to = S("approved"), .mover = MOVER_SYSTEM});
    }
    TRY(stand(ctx, account_id, "restricted", MOVER_SYSTEM,
              MSG("The vendor looks at the enrollment before anything can be sold.")));
    return work_add(ctx, &(WorkNew){.kind = ENROLLMENT_WORK,
                                    .account_id = account_id,
                                    .subject_id = enrollment_id,
                                    .language = locale_language(ctx->locale)});
}

Err draft_send(Ctx *ctx, const EnrollRules *rules, const Draft *d, const EnrollTerms *terms, DraftStep *ret_step)
{
    LegalFacts f = draft_facts(d);
    LegalProfile none = {0};
    Agreement g;
    PartnerMade made;
    bool has_terms;
    int64_t changed;
    Id enrollment_id = ctx_new_id(ctx);
    bool sells = !str_eq(d->kind, S("developer")) && !str_eq(d->kind, S("cpv"));
    PartnerNew n = {.name = d->name,
                    .country = d->country,
                    .city = d->city,
                    .domain = d->domain,
                    .kind = d->kind,
                    .programs = sells ? "mpn" : "", /* programs of developers are joined from within */
                    .first_name = d->first_name,
                    .last_name = d->last_name,
                    .email = d->email,
                    .language = locale_language(locale_get(d->locale)),
                    .how = S("invite"),
                    .mfa = S("required")};
    TRY(check_all(ctx, rules, d, &f, ret_step));
    *ret_step = DRAFT_REVIEW;
    TRY(check_free(ctx, d));
    TRY(check_terms(ctx, d, terms, &g, &has_terms));
    EnrollDraftEndArgs end = {
        .state = S("submitted"), .expires_at = time_add(ctx->wall, rules->days * TIME_DAY), .id = d->id};
    TRY(partner_make(ctx, &n, &made));
    end.account_id = made.account_id;
    TRY(q_enroll_draft_end(system_of(ctx), &end, &changed));
    if (!changed) { /* sent twice */
        return problem(ctx, ERR_CONFLICT, MSG("This enrollment was sent already."),
                       MSG("Open the link in your mail to see how it stands."));
    }
    Str what = ctx->audit.after;
    become(ctx, d, &made);
    TRY(legal_save((AccountCtx){ctx}, &none, &f, 0));
    ctx->audit.before = S("");
    ctx->audit.after = what;
    TRY(keep_evidence(ctx, d, terms, &g, has_terms, enrollment_id));
    TRY(verification_start_proved(ctx, made.account_id, d->email)); /* a draft is sent by whoever reads this mailbox */
    return begin_case(ctx, rules, made.account_id, enrollment_id);
}

/* --- deciding --- */

static Err tell_admins(Ctx *ctx, const EnrolledGetRow *e, bool good, Str reason)
{
    Tell t = {.category = S("enrollment"),
              .icon = S("shield"),
              .title = good ? MSG1("{account} is a partner now", "account", e->name)
                            : MSG1("The enrollment of {account} is refused", "account", e->name),
              .line = good ? MSG("Join the programs that you want to work in; each says what it asks for.")
                           : MSG1("Reason: {reason}", "reason", reason),
              .url = good ? url_fmt(ctx->arena, "/a/%s", e->public_id)
                          : url_fmt(ctx->arena, "/a/%s/settings/enrollment", e->public_id),
              .action = good ? MSG("Open the account") : MSG("See why and what to do")};
    return tell_roles(ctx, e->account_id, S("global_admin owner"), &t);
}

static Err decide(OperatorCtx o, const EnrolledGetRow *e, const char *to, Str reason)
{
    Ctx *ctx = o.ctx;
    bool good = strcmp(to, "approved") == 0;
    Str standing;
    (void)account_of(ctx, e->account_id); /* its people read it in their log */
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = e->account_id;
    ctx->audit.target_name = e->name;
    TRY(machine_move(ctx, &ACCOUNT_ENROLLMENT,
                     &(MachineAsk){.account_id = e->account_id,
                                   .subject_id = e->id,
                                   .to = str_from(to),
                                   .mover = MOVER_VENDOR,
                                   .reason = str_trim(reason)}));
    TRY(tell_admins(ctx, e, good, str_trim(reason)));
    TRY(PARTNER_ACCOUNT.read(ctx, e->account_id, e->account_id, &standing));
    Str wanted = good ? S("active") : S("deauthorized");
    if (str_eq(standing, wanted) || (good && str_eq(standing, S("suspended")))) {
        return OK; /* suspended for another reason: that one stays */
    }
    return machine_move(ctx, &PARTNER_ACCOUNT,
                        &(MachineAsk){.account_id = e->account_id,
                                      .subject_id = e->account_id,
                                      .to = wanted,
                                      .mover = MOVER_VENDOR,
                                      .reason = str_trim(reason)});
}

Err enrollment_approve(OperatorCtx o, const EnrolledGetRow *e, Str note) { return decide(o, e, "approved", note); }
Err enrollment_refuse(OperatorCtx o, const EnrolledGetRow *e, Str reason) { return decide(o, e, "refused", reason); }
