/* Pages of an account's people: the programs there are, and one of them. */
#include "areas/programs/pages.h"

#include "app/audit.h"
#include "areas/home/home.h"
#include "base/num.h"
#include "gen/programs_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/programs"

/* --- frames --- */

static Url page_url(Ctx *ctx, Str program, const char *rest)
{
    Str path = str_fmt(ctx->arena, PAGE "/%.*s%s", S_ARG(program), rest);
    return home_path(ctx, str_z(ctx->arena, path));
}

static ShellView *partner_shell(Ctx *ctx, Str name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[1] = (Crumb){.label = MSG("Programs"), .url = home_path(ctx, PAGE)};
    crumbs[2] = (Crumb){.text = name};
    ShellView *shell = shell_view(ctx, name.n ? (Msg){0} : MSG("Programs"), crumbs, name.n ? 3 : 2);
    shell->workspace = MSG("Account settings");
    shell->title_text = name;
    return shell;
}

static Str roles_that_may(Ctx *ctx, const Perm *p)
{
    enum { SHOWN = 6 };
    const Role *roles[SHOWN];
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    size_t n = perm_roles(p, roles, SHOWN);
    for (size_t i = 0; i < n; i++) {
        Str name = tr(ctx->locale, NULL, roles[i]->name);
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(name));
    }
    return buf_str(&b);
}

/* --- the list --- */

static ProgramCard card_of(const EnrollmentWorld *w, size_t i)
{
    Ctx *ctx = w->ctx;
    const ProgramFull *p = &w->programs[i];
    Met met[PROGRAM_REQUIREMENTS_MAX];
    size_t n = enrollment_met(w, i, met);
    bool enrolled = enrollment_stands(w->enrollments[i].state);
    ProgramCard c = {.name = vendor_text(&p->in.name, ctx->locale),
                     .state = machine_state_view(&PROGRAM_ENROLLMENT, READER_PARTNER, w->enrollments[i].state),
                     .workspaces = program_opens_workspaces(ctx, p->in.brings),
                     .url = page_url(ctx, p->id, ""),
                     .asked = (int64_t)n,
                     .enrolled = enrolled,
                     .action =
                         enrolled || !ctx_may(ctx, &PROGRAMS_ENROLL) ? MSG("See the program") : MSG("See and enroll")};
    for (size_t k = 0; k < n; k++) {
        c.met += met[k].state == MET_YES;
    }
    c.paragraphs = program_paragraphs(ctx->arena, vendor_text(&p->in.about, ctx->locale), &c.paragraphs_n);
    return c;
}

static ProgramSideView side_of(const EnrollmentWorld *w, Str side)
{
    bool partner = str_eq(side, S("partner"));
    ProgramCard *cards = arena_array(w->ctx->arena, ProgramCard, w->programs_n);
    ProgramSideView v = {.title = partner ? MSG("For partners") : MSG("For developers"),
                         .about = partner ? MSG("Sell, refer and earn. They stand under Partner settings.")
                                          : MSG("Publish what you make. They stand under Developer settings."),
                         .id = side,
                         .cards = cards};
    for (size_t i = 0; i < w->programs_n; i++) {
        if (str_eq(w->programs[i].in.side, side) && enrollment_is_shown(w, i)) {
            cards[v.cards_n++] = card_of(w, i);
        }
    }
    return v;
}

Err programs_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    EnrollmentWorld w;
    TRY(enrollment_world(ctx, ctx->account_id, &w));
    ProgramSideView *sides = arena_array(ctx->arena, ProgramSideView, 2);
    sides[0] = side_of(&w, S("partner"));
    sides[1] = side_of(&w, S("developer"));
    ProgramsView *v = arena_new(ctx->arena, ProgramsView);
    *v = (ProgramsView){.shell = partner_shell(ctx, S("")),
                        .sides = sides,
                        .sides_n = 2,
                        .who = ctx_may(ctx, &PROGRAMS_ENROLL) ? S("") : roles_that_may(ctx, &PROGRAMS_ENROLL)};
    RENDER(ctx, 200, programs_page, v);
    return OK;
}

/* --- one program --- */

MetRow program_met_row(const Met *m)
{
    static const StateView STATES[] = {[MET_YES] = {STATE_GOOD, {.id = N_("Met")}},
                                       [MET_NO] = {STATE_WARN, {.id = N_("Not met")}},
                                       [MET_BY_DESK] = {STATE_WAIT, {.id = N_("Looked at by the vendor")}}};
    return (MetRow){.state = STATES[m->state],
                    .words = m->words,
                    .why = m->why,
                    .mend = m->mend,
                    .note = m->note,
                    .who = m->who,
                    .url = m->url};
}

size_t program_answer_facts(Ctx *ctx, const Enrollment *e, FactView *f)
{
    size_t n = 0;
    if (e->answers.billing_day) {
        f[n++] = (FactView){.label = MSG("Billing anniversary"),
                            .text = str_fmt(ctx->arena, "%lld", (long long)e->answers.billing_day),
                            .kind = FACT_TEXT};
    }
    if (e->answers.domain.n) {
        f[n++] = (FactView){.label = MSG("Domain name"), .text = e->answers.domain, .kind = FACT_TEXT};
    }
    if (e->answers.tax_id.n) {
        f[n++] = (FactView){.label = MSG("Company tax id"), .text = e->answers.tax_id, .kind = FACT_TEXT};
    }
    if (e->answers.purpose.n) {
        f[n++] = (FactView){
            .label = MSG("What the company wants to do in the program"), .text = e->answers.purpose, .kind = FACT_TEXT};
    }
    if (time_is_set(e->due_at) && (str_eq(e->state, S("pending")) || str_eq(e->state, S("asked")))) {
        Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_date(&b, ctx->locale, enrollment_due_day(e->due_at), DATE_LONG);
        f[n++] = (FactView){.label = MSG("The vendor decides by"), .text = buf_str(&b), .kind = FACT_TEXT};
    }
    return n;
}

/* The path: applied, decided, active; what went wrong stands where it did. */
static const StepView *steps_of(Ctx *ctx, Str state, size_t *ret_n)
{
    enum { APPLY, DECISION, IN };
    StepView *s = arena_array(ctx->arena, StepView, 3);
    s[APPLY] = (StepView){.label = MSG("Send the application")};
    s[DECISION] = (StepView){.label = MSG("Decision of the vendor")};
    s[IN] = (StepView){.label = MSG("In the program")};
    bool refused = str_eq(state, S("rejected")) || str_eq(state, S("declined"));
    bool waits = str_eq(state, S("pending")) || str_eq(state, S("asked")) || refused;
    bool in = str_eq(state, S("active")) || str_eq(state, S("restricted")) || str_eq(state, S("suspended")) ||
              str_eq(state, S("qualified"));
    s[APPLY].state = waits || in ? STEP_DONE : STEP_CURRENT;
    s[DECISION].state = refused ? STEP_BAD : waits ? STEP_CURRENT : in ? STEP_DONE : STEP_TODO;
    s[IN].state = str_eq(state, S("active"))      ? STEP_DONE
                  : str_eq(state, S("suspended")) ? STEP_BAD
                  : in                            ? STEP_CURRENT
                                                  : STEP_TODO;
    *ret_n = 3;
    return s;
}

static FieldView choose_domain(const EnrollmentWorld *w, Str value)
{
    FieldView f = ui_field(w->ctx, S("domain"), value, MSG("Domain name"));
    f.hint = MSG("A domain that your directory owns. It never changes once you are accepted.");
    return f;
}

static void fill_form(const EnrollmentWorld *w, size_t i, const EnrollmentAnswers *a, Str reason, ProgramView *v)
{
    static const Str APPLY_FIELDS[] = {S_INIT("billing_day"), S_INIT("domain"), S_INIT("tax_id"), S_INIT("purpose")};
    static const Str SAY_FIELDS[] = {S_INIT("reason")};
    Ctx *ctx = w->ctx;
    const ProgramFull *p = &w->programs[i];
    v->asks_day = str_has_word(p->in.questions, S("billing_anniversary"));
    v->asks_domain = str_has_word(p->in.questions, S("domain"));
    v->asks_tax = str_has_word(p->in.questions, S("tax_id"));
    v->asks_purpose = str_has_word(p->in.questions, S("reason"));
    v->form = (FormView){.action = page_url(ctx, p->id, "/enroll"),
                         .errors = ui_errors(ctx, APPLY_FIELDS, COUNT_OF(APPLY_FIELDS))};
    v->billing_day =
        ui_field(ctx, S("billing_day"), a->billing_day ? str_fmt(ctx->arena, "%lld", (long long)a->billing_day) : S(""),
                 MSG("Billing anniversary"));
    v->billing_day.kind = FIELD_NUMBER;
    v->billing_day.width = S("w-4");
    v->billing_day.hint = MSG("The day of the month on which billing begins, from 1 to 28. It never changes once you "
                              "are accepted.");
    v->domain = choose_domain(w, a->domain);
    v->tax_id = ui_field(ctx, S("tax_id"), a->tax_id, MSG("Company tax id"));
    v->tax_id.optional = true;
    v->purpose = ui_field(ctx, S("purpose"), a->purpose, MSG("What the company wants to do in the program"));
    v->purpose.kind = FIELD_TEXTAREA;
    v->purpose.max_length = ENROLLMENT_PURPOSE_MAX;
    v->answer = (FormView){.action = page_url(ctx, p->id, v->may_appeal ? "/appeal" : "/answer"),
                           .errors = ui_errors(ctx, SAY_FIELDS, COUNT_OF(SAY_FIELDS))};
    v->reason = ui_field(ctx, S("reason"), reason,
                         v->may_appeal ? MSG("Why the vendor should look again") : MSG("Your answer"));
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.rows = 5;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = v->may_appeal ? MSG("Say what you have put right. The vendor's staff read it.")
                                   : MSG("The vendor's staff read it.");
    v->shell->failed = v->form.errors.links_n || v->answer.errors.links_n;
}

/* Why the account cannot apply now, whoever asks; unset: it can. */
static Msg why_blocked(const EnrollmentWorld *w, size_t i, const Met *met, size_t n)
{
    Ctx *ctx = w->ctx;
    const ProgramFull *p = &w->programs[i];
    if (!program_is_offered(p, w->country)) {
        return MSG("The vendor takes no more accounts into this program.");
    }
    for (size_t k = 0; k < w->programs_n; k++) {
        bool apart = str_has_word(p->in.excludes, w->programs[k].id) || str_has_word(w->programs[k].in.excludes, p->id);
        if (k != i && apart && enrollment_stands(w->enrollments[k].state)) {
            return MSG1("An account in the program {program} cannot be in this one too.", "program",
                        vendor_text(&w->programs[k].in.name, ctx->locale));
        }
    }
    size_t missing = 0;
    for (size_t k = 0; k < n; k++) {
        missing += met[k].state == MET_NO && !met[k].requirement->kind->by_desk;
    }
    if (missing) {
        return MSGN("You can enroll when the {n} requirement that is not met above is put right.",
                    "You can enroll when the {n} requirements that are not met above are put right.", (int64_t)missing);
    }
    return ctx_may(ctx, &PROGRAMS_ENROLL)
               ? (Msg){0}
               : MSG1("To enroll takes one of these roles: {roles}.", "roles", roles_that_may(ctx, &PROGRAMS_ENROLL));
}

static void fill_moves(const EnrollmentWorld *w, size_t i, ProgramView *v)
{
    Ctx *ctx = w->ctx;
    const ProgramFull *p = &w->programs[i];
    Str state = w->enrollments[i].state;
    v->may_withdraw = machine_may(ctx, &PROGRAM_ENROLLMENT, state, S("none"), MOVER_PARTNER);
    v->may_leave = machine_may(ctx, &PROGRAM_ENROLLMENT, state, S("ended"), MOVER_PARTNER);
    v->may_answer =
        str_eq(state, S("asked")) && machine_may(ctx, &PROGRAM_ENROLLMENT, state, S("pending"), MOVER_PARTNER);
    v->may_appeal =
        str_eq(state, S("rejected")) && machine_may(ctx, &PROGRAM_ENROLLMENT, state, S("pending"), MOVER_PARTNER);
    v->withdraw = page_url(ctx, p->id, "/withdraw");
    v->leave = page_url(ctx, p->id, "/leave");
}

static Err program_view(EnrollmentWorld *w, size_t i, const EnrollmentAnswers *answers, Str reason, ProgramView **ret)
{
    Ctx *ctx = w->ctx;
    const ProgramFull *p = &w->programs[i];
    const Enrollment *e = &w->enrollments[i];
    Met met[PROGRAM_REQUIREMENTS_MAX];
    MetRow *rows = arena_array(ctx->arena, MetRow, PROGRAM_REQUIREMENTS_MAX);
    FactView *facts = arena_array(ctx->arena, FactView, 6);
    size_t n = enrollment_met(w, i, met);
    for (size_t k = 0; k < n; k++) {
        rows[k] = program_met_row(&met[k]);
    }
    ProgramView *v = arena_new(ctx->arena, ProgramView);
    Str name = vendor_text(&p->in.name, ctx->locale);
    *v = (ProgramView){.shell = partner_shell(ctx, name),
                       .name = name,
                       .state = machine_state_view(&PROGRAM_ENROLLMENT, READER_PARTNER, e->state),
                       .met = rows,
                       .met_n = n,
                       .workspaces = program_opens_workspaces(ctx, p->in.brings),
                       .roles = program_opens_roles(ctx, p->in.brings),
                       .decides = program_decides(&p->in),
                       .facts = facts,
                       .facts_n = program_answer_facts(ctx, e, facts)};
    v->paragraphs = program_paragraphs(ctx->arena, vendor_text(&p->in.about, ctx->locale), &v->paragraphs_n);
    v->steps = steps_of(ctx, e->state, &v->steps_n);
    v->has_card = time_is_set(e->since);
    if (v->has_card) {
        TRY(machine_card(ctx, &PROGRAM_ENROLLMENT, READER_PARTNER, w->account_id, p->name_id, &v->card));
        v->card.action_url = (Url){0}; /* it leads here */
        const Perm *sign = perm_find(S("agreements.view"));
        if (str_eq(e->state, S("qualified")) && sign && ctx_may(ctx, sign)) {
            v->card.action = MSG("Read and sign the agreement");
            v->card.action_url = home_path(ctx, "/a/{account}/settings/agreements");
        }
        TRY(machine_history(ctx, &PROGRAM_ENROLLMENT, READER_PARTNER, w->account_id, p->name_id, &v->history,
                            &v->history_n));
    }
    fill_moves(w, i, v);
    if (str_eq(e->state, S("none")) || str_eq(e->state, S("ended"))) {
        v->blocked = why_blocked(w, i, met, n);
        v->may_apply = !msg_is_set(v->blocked);
    }
    fill_form(w, i, answers, reason, v);
    *ret = v;
    return OK;
}

static Err find_by_path(AccountCtx a, EnrollmentWorld *w, size_t *ret)
{
    TRY(enrollment_world(a.ctx, a.ctx->account_id, w));
    return enrollment_find(w, ctx_param(a.ctx, S("program")), ret);
}

Err program_page(AccountCtx a)
{
    EnrollmentWorld w;
    size_t i;
    ProgramView *v;
    TRY(find_by_path(a, &w, &i));
    EnrollmentAnswers answers = w.enrollments[i].answers;
    if (!answers.tax_id.n) { /* what legal info says already is not asked again */
        answers.tax_id = w.tax_id;
    }
    TRY(program_view(&w, i, &answers, S(""), &v));
    RENDER(a.ctx, 200, program_page, v);
    return OK;
}

/* --- what people do --- */

static void audit_program(const EnrollmentWorld *w, size_t i)
{
    w->ctx->audit.target_kind = S("program");
    w->ctx->audit.target_id = w->programs[i].name_id;
    w->ctx->audit.target_name = vendor_text(&w->programs[i].in.name, w->ctx->locale);
}

static Err done(const EnrollmentWorld *w, size_t i, Msg said)
{
    audit_program(w, i);
    ctx_redirect(w->ctx, page_url(w->ctx, w->programs[i].id, ""), said);
    return OK;
}

Err program_enroll_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    EnrollmentWorld w;
    size_t i;
    TRY(find_by_path(a, &w, &i));
    EnrollmentAnswers answers = {.domain = str_trim(ctx_form(ctx, S("domain"))),
                                 .tax_id = str_trim(ctx_form(ctx, S("tax_id"))),
                                 .purpose = str_trim(ctx_form(ctx, S("purpose")))};
    if (str_to_i64(str_trim(ctx_form(ctx, S("billing_day"))), &answers.billing_day) != OK) {
        answers.billing_day = 0; /* the check says what is asked for */
    }
    Err err = enrollment_apply(&w, i, &answers, S(""));
    if (err == ERR_INVALID) {
        ProgramView *v;
        TRY(program_view(&w, i, &answers, S(""), &v));
        return RENDER_FAILED(ctx, program_page, v);
    }
    TRY(err);
    return done(&w, i,
                str_eq(w.enrollments[i].state, S("active"))
                    ? MSG("The account is in the program. What it opens is open now.")
                    : MSG("The application is with the vendor. You are told of the decision."));
}

static Err say(AccountCtx a, const char *from, Msg said)
{
    Ctx *ctx = a.ctx;
    EnrollmentWorld w;
    size_t i;
    Str reason = ctx_form(ctx, S("reason"));
    TRY(find_by_path(a, &w, &i));
    if (!str_eq(w.enrollments[i].state, str_from(from))) {
        return problem(ctx, ERR_CONFLICT, MSG("The application stands elsewhere meanwhile."),
                       MSG("Open the program again to see where it stands."));
    }
    Err err = enrollment_move(&w, i, S("pending"), MOVER_PARTNER, reason);
    if (err == ERR_INVALID) {
        ProgramView *v;
        TRY(program_view(&w, i, &w.enrollments[i].answers, reason, &v));
        return RENDER_FAILED(ctx, program_page, v);
    }
    TRY(err);
    return done(&w, i, said);
}

Err program_answer_post(AccountCtx a) { return say(a, "asked", MSG("The answer is with the vendor.")); }
Err program_appeal_post(AccountCtx a) { return say(a, "rejected", MSG("The appeal is with the vendor.")); }

static Err move_simply(AccountCtx a, const char *to, Msg said)
{
    EnrollmentWorld w;
    size_t i;
    TRY(find_by_path(a, &w, &i));
    TRY(enrollment_move(&w, i, str_from(to), MOVER_PARTNER, S("")));
    return done(&w, i, said);
}

Err program_withdraw_post(AccountCtx a) { return move_simply(a, "none", MSG("The application is withdrawn.")); }
Err program_leave_post(AccountCtx a) { return move_simply(a, "ended", MSG("The account has left the program.")); }
