/* Enrolling: what is met, applying, moving on; see enrollment.h. */
#include "areas/programs/enrollment.h"

#include "app/audit.h"
#include "app/tell.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/learning/learning.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/programs_q.h"

#define PAYOUT_PAGE "/a/{account}/settings/payout"
#define KEEPERS S("global_admin account_admin owner")

/* --- reading --- */

struct EnrollmentFacts {
    RequirementProfileRow profile;
    RequirementProgramsRow *programs;
    RequirementChecksRow *checks;
    CertifiedCount *certified;
    size_t programs_n, checks_n, certified_n;
};

static Err read_facts(EnrollmentWorld *w)
{
    SystemCtx s = system_of(w->ctx);
    struct EnrollmentFacts *f = arena_new(w->ctx->arena, struct EnrollmentFacts);
    TRY(q_requirement_profile(s, &(RequirementProfileArgs){.account_id = w->account_id}, &f->profile));
    TRY(q_requirement_programs(s, &(RequirementProgramsArgs){.account_id = w->account_id}, &f->programs,
                               &f->programs_n));
    TRY(q_requirement_checks(s, &(RequirementChecksArgs){.account_id = w->account_id}, &f->checks, &f->checks_n));
    TRY(learning_certified(w->ctx, w->account_id, &f->certified, &f->certified_n));
    w->facts = f;
    w->country = f->profile.country;
    w->tax_id = f->profile.tax_id;
    w->public_id = f->profile.public_id;
    w->directory_id = f->profile.directory_id;
    return OK;
}

static Time active_since(const EnrollmentWorld *w, Str program)
{
    for (size_t i = 0; i < w->facts->programs_n; i++) {
        if (str_eq(w->facts->programs[i].program, program)) {
            return w->facts->programs[i].since;
        }
    }
    return TIME_NONE;
}

Err enrollment_world(Ctx *ctx, Id account_id, EnrollmentWorld *ret)
{
    EnrollmentListRow *rows;
    size_t n;
    *ret = (EnrollmentWorld){.ctx = ctx, .account_id = account_id};
    TRY(read_facts(ret));
    TRY(catalogue_list(ctx, &ret->programs, &ret->programs_n));
    TRY(catalogue_requirements(ctx, S(""), &ret->requirements, &ret->requirements_n));
    TRY(q_enrollment_list(system_of(ctx), &(EnrollmentListArgs){.account_id = account_id}, &rows, &n));
    ret->enrollments = arena_array(ctx->arena, Enrollment, ret->programs_n);
    for (size_t i = 0; i < ret->programs_n; i++) {
        Enrollment *e = &ret->enrollments[i];
        *e = (Enrollment){.state = S("none"), .since = TIME_NONE, .due_at = TIME_NONE, .accepted_at = TIME_NONE};
        for (size_t k = 0; k < n; k++) {
            if (str_eq(rows[k].program, ret->programs[i].id)) {
                *e = (Enrollment){.state = rows[k].state,
                                  .reason = rows[k].reason,
                                  .since = rows[k].since,
                                  .due_at = rows[k].due_at,
                                  .accepted_at = rows[k].accepted_at,
                                  .answers = {.billing_day = rows[k].billing_day,
                                              .domain = rows[k].domain,
                                              .tax_id = rows[k].tax_id,
                                              .purpose = rows[k].purpose}};
            }
        }
    }
    return OK;
}

Err enrollment_find(const EnrollmentWorld *w, Str program, size_t *ret)
{
    for (size_t i = 0; i < w->programs_n; i++) {
        if (str_eq(w->programs[i].id, program) && enrollment_is_shown(w, i)) {
            *ret = i;
            return OK;
        }
    }
    return problem(w->ctx, ERR_NOT_FOUND, MSG("There is no such program for this account."),
                   MSG("Go back to the list of programs."));
}

bool enrollment_stands(Str state)
{
    return !str_eq(state, S("none")) && !str_eq(state, S("rejected")) && !str_eq(state, S("declined")) &&
           !str_eq(state, S("ended"));
}

bool enrollment_is_shown(const EnrollmentWorld *w, size_t program)
{
    return program_is_offered(&w->programs[program], w->country) || !str_eq(w->enrollments[program].state, S("none"));
}

/* --- what is met --- */

static Str roles_of(Ctx *ctx, const Perm *p)
{
    enum { SHOWN = 4 };
    const Role *roles[SHOWN];
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    size_t n = p ? perm_roles(p, roles, SHOWN) : 0;
    for (size_t i = 0; i < n; i++) {
        Str name = tr(ctx->locale, NULL, roles[i]->name);
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(name));
    }
    return buf_str(&b);
}

/* Where an account mends it, if this reader may; who may else. Only of the account's own people. */
static void mended_at(const EnrollmentWorld *w, Met *m, Msg words, const char *path, Str permission)
{
    const Perm *p = perm_find(permission);
    m->mend = words;
    m->who = roles_of(w->ctx, p);
    if (p && id_eq(w->ctx->account_id, w->account_id) && ctx_may(w->ctx, p)) {
        m->url = url_account(w->ctx->arena, path, w->public_id);
    }
}

static void met_by_profile(const EnrollmentWorld *w, Met *m)
{
    const RequirementProfileRow *p = &w->facts->profile;
    bool there = p->name.n && p->city.n && p->email.n && p->phone.n;
    m->state = there ? MET_YES : MET_NO;
    if (!there) {
        m->why = !p->city.n    ? MSG("The city is missing.")
                 : !p->email.n ? MSG("The e-mail for customers is missing.")
                               : MSG("The phone for customers is missing.");
        mended_at(w, m, MSG("Complete the company profile"), "/a/{account}/settings/company/edit",
                  S("account.company_edit"));
    }
}

static void met_by_bank(const EnrollmentWorld *w, Met *m)
{
    m->state = w->facts->profile.banks ? MET_YES : MET_NO;
    if (m->state == MET_NO) {
        m->why = MSG("No bank profile is entered, or it has to be corrected.");
        mended_at(w, m, MSG("Open the payout and tax profiles"), PAYOUT_PAGE, S("account.bank_edit"));
    }
}

static void met_by_verification(const EnrollmentWorld *w, Met *m)
{
    m->state = w->facts->profile.verified ? MET_YES : MET_NO;
    if (m->state == MET_NO) {
        m->why = MSG("The vendor has not accepted every check of the account.");
        mended_at(w, m, MSG("Open the verification"), "/a/{account}/settings/verification", S("verification.view"));
    }
}

static void met_by_tax(const EnrollmentWorld *w, Met *m)
{
    m->state = w->facts->profile.taxes ? MET_YES : MET_NO;
    if (m->state == MET_NO) {
        m->why = MSG("No tax profile is entered, or it has to be corrected or renewed.");
        mended_at(w, m, MSG("Open the payout and tax profiles"), PAYOUT_PAGE, S("account.bank_edit"));
    }
}

static void met_by_payout(const EnrollmentWorld *w, Met *m)
{
    m->state = w->facts->profile.approved_kinds == 2 ? MET_YES : MET_NO;
    if (m->state == MET_NO) {
        m->why = MSG("Not both are approved. The vendor validates them within two working days as a rule.");
        mended_at(w, m, MSG("Open the payout and tax profiles"), PAYOUT_PAGE, S("account.bank_edit"));
    }
}

static void met_by_program(const EnrollmentWorld *w, Met *m, int64_t months)
{
    Time since = active_since(w, m->requirement->param);
    Date from = time_is_set(since) ? date_in_zone(w->ctx->tz, since) : DATE_NONE;
    Date enough = time_is_set(since) ? date_add_months(from, (int)months) : DATE_NONE;
    bool there = time_is_set(since) && enough.days <= date_in_zone(w->ctx->tz, w->ctx->now).days;
    m->state = there ? MET_YES : MET_NO;
    if (there) {
        return;
    }
    if (time_is_set(since)) {
        Buf b = buf_on_arena(w->ctx->arena, BUF_MAX_SMALL);
        fmt_date(&b, w->ctx->locale, enough, DATE_LONG);
        m->why = MSG1("It is met on {date}.", "date", buf_str(&b));
        return;
    }
    m->why = MSG("The account is not in that program.");
    mended_at(w, m, MSG("See that program"),
              str_z(w->ctx->arena,
                    str_fmt(w->ctx->arena, "/a/{account}/settings/programs/%.*s", S_ARG(m->requirement->param))),
              S("programs.view"));
}

static void met_by_desk(const EnrollmentWorld *w, Met *m)
{
    m->state = MET_BY_DESK;
    m->why = MSG("Our staff confirms it once you have applied.");
    for (size_t i = 0; i < w->facts->checks_n; i++) {
        const RequirementChecksRow *c = &w->facts->checks[i];
        if (id_eq(c->requirement_id, m->requirement->id)) {
            bool confirmed = str_eq(c->outcome, S("confirmed"));
            m->state = confirmed ? MET_YES : MET_NO;
            m->why = confirmed ? (Msg){0} : MSG("Our staff looked and could not confirm it.");
            m->note = c->note;
        }
    }
}

static void met_by_people(const EnrollmentWorld *w, Met *m)
{
    int64_t people = 0;
    for (size_t i = 0; i < w->facts->certified_n; i++) {
        people += str_eq(w->facts->certified[i].code, m->requirement->param) ? w->facts->certified[i].people : 0;
    }
    m->state = people >= m->requirement->amount ? MET_YES : MET_NO;
    if (m->state == MET_NO) {
        m->why =
            people ? MSGN("{n} person holds it now.", "{n} people hold it now.", people) : MSG("Nobody holds it now.");
        mended_at(w, m, MSG("See the catalogue of learning"), "/a/{account}/learning/catalogue", S("learning.own"));
    }
}

size_t enrollment_met(const EnrollmentWorld *w, size_t program, Met *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < w->requirements_n && n < PROGRAM_REQUIREMENTS_MAX; i++) {
        const Requirement *r = &w->requirements[i];
        if (!str_eq(r->program, w->programs[program].id)) {
            continue;
        }
        Met *m = &ret[n++];
        *m = (Met){.requirement = r, .words = requirement_words(w->ctx, r, w->programs, w->programs_n)};
        if (r->kind->by_desk) {
            met_by_desk(w, m);
        } else if (str_eq(r->kind->id, S("profile"))) {
            met_by_profile(w, m);
        } else if (str_eq(r->kind->id, S("bank"))) {
            met_by_bank(w, m);
        } else if (str_eq(r->kind->id, S("verified"))) {
            met_by_verification(w, m);
        } else if (str_eq(r->kind->id, S("tax"))) {
            met_by_tax(w, m);
        } else if (str_eq(r->kind->id, S("payout"))) {
            met_by_payout(w, m);
        } else if (r->kind->param == PARAM_CERTIFICATION) {
            met_by_people(w, m);
        } else {
            met_by_program(w, m, r->amount);
        }
    }
    return n;
}

/* --- telling --- */

static Str action_key(Ctx *ctx, const ProgramFull *p) { return str_fmt(ctx->arena, "program %.*s", S_ARG(p->id)); }

/* What the account's people are told when the vendor or a rule has moved it; NULL: nothing. */
static const char *told_words(Str state)
{
    static const struct {
        Str state;
        const char *words;
    } WORDS[] = {
        {S_INIT("asked"), N_("{program}: the vendor asks you something")},
        {S_INIT("qualified"), N_("{program}: the account is qualified, one step is left")},
        {S_INIT("active"), N_("{program}: the account is in the program")},
        {S_INIT("restricted"), N_("{program}: the account is restricted")},
        {S_INIT("suspended"), N_("{program}: the account is suspended")},
        {S_INIT("rejected"), N_("{program}: the application is rejected")},
        {S_INIT("declined"), N_("{program}: the application is declined for good")},
        {S_INIT("ended"), N_("{program}: the vendor has ended it for the account")},
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (str_eq(WORDS[i].state, state)) {
            return WORDS[i].words;
        }
    }
    return NULL;
}

static Err tell_account(const EnrollmentWorld *w, size_t program, Str state, Str reason)
{
    Ctx *ctx = w->ctx;
    const ProgramFull *p = &w->programs[program];
    const char *words = told_words(state);
    if (!words) {
        return OK;
    }
    bool to_do = str_eq(state, S("asked")) || str_eq(state, S("qualified")) || str_eq(state, S("restricted")) ||
                 str_eq(state, S("suspended"));
    Msg title = {.id = words, .args = {{"program", tell_in_languages(ctx->arena, p->in.name.in)}}};
    Tell t = {
        .category = S("programs"),
        .account_id = w->account_id,
        .icon = S("membership"),
        .title = title,
        .line = reason.n ? MSG1("Reason: {reason}", "reason", reason) : (Msg){0},
        .url = url_account(ctx->arena,
                           str_z(ctx->arena, str_fmt(ctx->arena, "/a/{account}/settings/programs/%.*s", S_ARG(p->id))),
                           w->public_id),
        .action = MSG("See the program"),
        .action_key = to_do ? action_key(ctx, p) : S("")};
    return tell_roles(ctx, w->account_id, KEEPERS, &t);
}

/* --- moving --- */

static Err make_move(EnrollmentWorld *w, size_t program, Str to, Mover mover, Str reason)
{
    const ProgramFull *p = &w->programs[program];
    TRY(machine_move(
        w->ctx, &PROGRAM_ENROLLMENT,
        &(MachineAsk){
            .account_id = w->account_id, .subject_id = p->name_id, .to = to, .mover = mover, .reason = reason}));
    w->enrollments[program].state = to;
    w->enrollments[program].reason = str_trim(reason);
    TRY(tell_done(w->ctx, w->account_id, action_key(w->ctx, p)));
    return mover == MOVER_PARTNER ? OK : tell_account(w, program, to, str_trim(reason));
}

static void name_add(Buf *b, Str name) { buf_fmt(b, "%s%.*s", b->n ? "; " : "", S_ARG(name)); }

/* What is not met, in words; empty: nothing. by_desk: what the vendor's staff confirms counts too. */
static Str missing(const EnrollmentWorld *w, size_t program, bool by_desk)
{
    Met met[PROGRAM_REQUIREMENTS_MAX];
    size_t n = enrollment_met(w, program, met);
    Buf b = buf_on_arena(w->ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < n; i++) {
        if (met[i].state != MET_YES && (by_desk || !met[i].requirement->kind->by_desk)) {
            name_add(&b, msg_text(w->ctx->arena, w->ctx->locale, &met[i].words));
        }
    }
    return buf_str(&b);
}

/* Nothing of the kind is published for the account's country, or it has signed what holds. */
static Err nothing_to_sign(const EnrollmentWorld *w, Str kind, bool *ret)
{
    EnrollmentAgreementsRow *rows;
    size_t n = 0;
    bool any = false;
    *ret = true;
    if (!kind.n) {
        return OK;
    }
    EnrollmentAgreementsArgs args = {.kind = kind, .account_id = w->account_id};
    TRY(q_enrollment_agreements(system_of(w->ctx), &args, &rows, &n));
    for (size_t i = 0; i < n; i++) { /* the newest first: an earlier signature holds until one asks for it again */
        if (rows[i].countries.n == 0 || str_has_word(rows[i].countries, w->country)) {
            any = true;
            if (rows[i].signed_n || rows[i].again) {
                *ret = rows[i].signed_n > 0;
                return OK;
            }
        }
    }
    *ret = !any;
    return OK;
}

/* What rules do by themselves after something has changed. */
static Err go_on(EnrollmentWorld *w, size_t program)
{
    const ProgramFull *p = &w->programs[program];
    if (str_eq(w->enrollments[program].state, S("pending")) && str_eq(p->in.approval, S("automatic")) &&
        !missing(w, program, true).n) {
        TRY(make_move(w, program, S("qualified"), MOVER_SYSTEM, S("")));
    }
    bool open = false;
    if (str_eq(w->enrollments[program].state, S("qualified"))) {
        TRY(nothing_to_sign(w, p->in.agreement, &open));
    }
    return open ? make_move(w, program, S("active"), MOVER_SYSTEM, S("")) : OK;
}

/* What is still pending when the rules have done their part waits for the vendor's staff. */
static Err put_to_work(const EnrollmentWorld *w, size_t program)
{
    const Enrollment *e = &w->enrollments[program];
    if (!str_eq(e->state, S("pending"))) {
        return OK;
    }
    return work_add(w->ctx, &(WorkNew){.kind = ENROLLMENT_WORK,
                                       .account_id = w->account_id,
                                       .subject_id = w->programs[program].name_id,
                                       .due_at = time_is_set(e->due_at) ? e->due_at : w->ctx->now,
                                       .ref = w->programs[program].id});
}

Err programs_agreement_signed(Ctx *ctx, Id account_id, Str kind)
{
    EnrollmentWorld w;
    TRY(enrollment_world(ctx, account_id, &w));
    for (size_t i = 0; i < w.programs_n; i++) { /* of the few that waited */
        if (str_eq(w.programs[i].in.agreement, kind) && str_eq(w.enrollments[i].state, S("qualified"))) {
            TRY(go_on(&w, i));
        }
    }
    return OK;
}

/* The account's page says of a qualified one that all is met: so it is. */
static Err check_qualified(const EnrollmentWorld *w, size_t program)
{
    Str what = missing(w, program, true);
    if (what.n) {
        problem_field(
            w->ctx, S("to"),
            MSG1("This is not met or not confirmed yet: {what}. Confirm it, or ask the partner.", "what", what));
    }
    return problem_check(w->ctx);
}

/* Programs that ask for another one do not outlive it, whoever ends that. */
static Err check_leaving(const EnrollmentWorld *w, size_t program, Mover mover)
{
    Ctx *ctx = w->ctx;
    Buf names = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < w->programs_n; i++) {
        bool asks = false;
        for (size_t k = 0; k < w->requirements_n && !asks; k++) {
            const Requirement *r = &w->requirements[k];
            asks = str_eq(r->program, w->programs[i].id) && r->kind->param == PARAM_PROGRAM &&
                   str_eq(r->param, w->programs[program].id);
        }
        if (asks && i != program && enrollment_stands(w->enrollments[i].state)) {
            name_add(&names, vendor_text(&w->programs[i].in.name, ctx->locale));
        }
    }
    return names.n
               ? problem(ctx, ERR_CONFLICT,
                         MSG1("Other programs of the account need this one: {programs}.", "programs", buf_str(&names)),
                         mover == MOVER_PARTNER ? MSG("Leave those first, or withdraw the applications for them.")
                                                : MSG("End those first, and reject what is still an application."))
               : OK;
}

Err enrollment_move(EnrollmentWorld *w, size_t program, Str to, Mover mover, Str reason)
{
    if (mover == MOVER_VENDOR && str_eq(to, S("qualified"))) {
        TRY(check_qualified(w, program));
    }
    if (str_eq(to, S("ended"))) {
        TRY(check_leaving(w, program, mover));
    }
    TRY(make_move(w, program, to, mover, reason));
    TRY(go_on(w, program));
    return put_to_work(w, program);
}

/* --- applying --- */

Date enrollment_due_day(Time due_at)
{
    return time_is_set(due_at) ? (Date){date_of(due_at).days - 1} : DATE_NONE; /* it is the midnight after */
}

Date enrollment_due(Date from, int64_t days)
{
    enum { SATURDAY = 5 };
    Date d = from;
    while (days > 0) {
        d.days++;
        days -= date_weekday(d) < SATURDAY;
    }
    return d;
}

static Err check_domain(const EnrollmentWorld *w, Str domain)
{
    EnrollmentDomainsRow *rows;
    size_t n;
    TRY(q_enrollment_domains(system_of(w->ctx), &(EnrollmentDomainsArgs){.directory_id = w->directory_id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].name, domain)) {
            return OK;
        }
    }
    problem_field(w->ctx, S("domain"), MSG("Enter a domain that your directory owns."));
    return OK;
}

static Err check_answers(const EnrollmentWorld *w, size_t program, const EnrollmentAnswers *a)
{
    Ctx *ctx = w->ctx;
    Str asks = w->programs[program].in.questions;
    if (str_has_word(asks, S("billing_anniversary")) && (a->billing_day < 1 || a->billing_day > ENROLLMENT_DAY_MAX)) {
        problem_field(ctx, S("billing_day"), MSG("Enter a day of the month from 1 to 28."));
    }
    if (str_has_word(asks, S("domain"))) {
        TRY(check_domain(w, a->domain));
    }
    if (utf8_count(a->tax_id) > ENROLLMENT_TAX_MAX || utf8_has_control(a->tax_id)) {
        problem_field(ctx, S("tax_id"), MSG("A tax id has at most 40 characters on one line."));
    }
    if (str_has_word(asks, S("reason")) && !a->purpose.n) {
        problem_field(ctx, S("purpose"), MSG("Say what the company wants to do in the program."));
    } else if (!utf8_valid(a->purpose) || utf8_count(a->purpose) > ENROLLMENT_PURPOSE_MAX) {
        problem_field(ctx, S("purpose"), MSG1("Use at most {n} characters.", "n", S("1,000")));
    }
    return problem_check(ctx);
}

/* What stands in the way, said in full: everything that is missing, or a program that this one cannot be with. */
static Err check_open(const EnrollmentWorld *w, size_t program)
{
    Ctx *ctx = w->ctx;
    const ProgramFull *p = &w->programs[program];
    Str what = missing(w, program, false);
    if (!program_is_offered(p, w->country)) {
        return problem(ctx, ERR_CONFLICT, MSG("The program is not offered in the country of this account."),
                       MSG("Choose another program."));
    }
    for (size_t i = 0; i < w->programs_n; i++) {
        bool apart = str_has_word(p->in.excludes, w->programs[i].id) || str_has_word(w->programs[i].in.excludes, p->id);
        if (i != program && apart && enrollment_stands(w->enrollments[i].state)) {
            return problem(ctx, ERR_CONFLICT,
                           MSG1("An account in the program {program} cannot be in this one too.", "program",
                                vendor_text(&w->programs[i].in.name, ctx->locale)),
                           MSG("Leave that program first, or withdraw the application."));
        }
    }
    return what.n ? problem(ctx, ERR_CONFLICT, MSG1("This is missing: {what}.", "what", what),
                            MSG("Each line of the program says where it is mended and who may do it."))
                  : OK;
}

/* What never changes once it was accepted stays, whatever is sent. */
static EnrollmentAnswers settled(const Enrollment *e, const EnrollmentAnswers *sent)
{
    EnrollmentAnswers a = *sent;
    if (time_is_set(e->accepted_at)) {
        a.billing_day = e->answers.billing_day ? e->answers.billing_day : a.billing_day;
        a.domain = e->answers.domain.n ? e->answers.domain : a.domain;
    }
    return a;
}

Err enrollment_apply(EnrollmentWorld *w, size_t program, const EnrollmentAnswers *sent, Str appeal)
{
    Ctx *ctx = w->ctx;
    const ProgramFull *p = &w->programs[program];
    EnrollmentAnswers a = settled(&w->enrollments[program], sent);
    TRY(check_open(w, program));
    TRY(check_answers(w, program, &a));
    TRY(q_enrollment_begin(system_of(ctx), &(EnrollmentBeginArgs){.account_id = w->account_id, .program = p->id},
                           NULL));
    Date due = enrollment_due(date_in_zone(S(""), ctx->now), p->in.days);
    EnrollmentAnswersPutArgs put = {.due_at = time_of_date((Date){due.days + 1}),
                                    .applied_by = ctx->actor.user_id,
                                    .billing_day = a.billing_day,
                                    .domain = a.domain,
                                    .tax_id = a.tax_id,
                                    .purpose = a.purpose,
                                    .account_id = w->account_id,
                                    .program = p->id};
    TRY(q_enrollment_answers_put(system_of(ctx), &put, NULL));
    w->enrollments[program].answers = a;
    w->enrollments[program].due_at = put.due_at;
    return enrollment_move(w, program, S("pending"), MOVER_PARTNER, appeal);
}

/* --- the desk's word on a requirement --- */

Err enrollment_confirm(EnrollmentWorld *w, size_t program, Id requirement, bool confirmed, Str note)
{
    Ctx *ctx = w->ctx;
    Met met[PROGRAM_REQUIREMENTS_MAX];
    size_t n = enrollment_met(w, program, met), at = 0;
    while (at < n && !(id_eq(met[at].requirement->id, requirement) && met[at].requirement->kind->by_desk)) {
        at++;
    }
    if (at == n) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This requirement is not there any more."), MSG("Reload the page."));
    }
    if (!confirmed && !note.n) {
        problem_field(ctx, S("note"),
                      MSG("Say what is missing. The partner reads it and has to be able to act on it."));
    } else if (!utf8_valid(note) || utf8_count(note) > ENROLLMENT_NOTE_MAX) {
        problem_field(ctx, S("note"), MSG1("Use at most {n} characters.", "n", S("500")));
    }
    TRY(problem_check(ctx));
    RequirementCheckPutArgs args = {.account_id = w->account_id,
                                    .requirement_id = requirement,
                                    .outcome = confirmed ? S("confirmed") : S("missing"),
                                    .note = note,
                                    .by_id = ctx->actor.user_id};
    TRY(q_requirement_check_put(system_of(ctx), &args, NULL));
    Str words = msg_text(ctx->arena, ctx->locale, &met[at].words);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"requirement", words}, {"outcome", args.outcome}, {"note", note});
    TRY(q_requirement_checks(system_of(ctx), &(RequirementChecksArgs){.account_id = w->account_id}, &w->facts->checks,
                             &w->facts->checks_n));
    return go_on(w, program);
}
