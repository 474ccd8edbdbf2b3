/* The catalogue of programs: reading, checking, changing; see programs.h. */
#include "areas/programs/programs.h"

#include "app/area.h"
#include "app/rights.h"
#include "app/unit.h"
#include "areas/learning/learning.h"
#include "base/money.h"
#include "base/num.h"
#include "gen/programs_q.h"

const ProgramWord PROGRAM_QUESTIONS[] = {
    {S_INIT("billing_anniversary"), N_("Billing anniversary"),
     N_("The day of the month on which billing begins. It never changes.")},
    {S_INIT("domain"), N_("Domain name"), N_("The domain of the directory to sell from. It never changes.")},
    {S_INIT("tax_id"), N_("Company tax id"), NULL},
    {S_INIT("reason"), N_("What the company wants to do in the program"), NULL},
};
const size_t PROGRAM_QUESTIONS_N = COUNT_OF(PROGRAM_QUESTIONS);
const ProgramWord PROGRAM_APPROVALS[] = {
    {S_INIT("automatic"), N_("At once, when everything asked for is met"), NULL},
    {S_INIT("manual"), N_("By our staff, also when everything is met"), NULL},
};
const size_t PROGRAM_APPROVALS_N = COUNT_OF(PROGRAM_APPROVALS);

const ProgramWord PROGRAM_AGREEMENTS[] = {
    {S_INIT("partner"), N_("Partner agreement"), NULL},
    {S_INIT("publisher"), N_("Publisher agreement"), NULL},
    {S_INIT("cpv"), N_("Agreement for control panels"), NULL},
    {S_INIT("membership"), N_("Membership agreement"), NULL},
};
const size_t PROGRAM_AGREEMENTS_N = COUNT_OF(PROGRAM_AGREEMENTS);

const RequirementKind REQUIREMENT_KINDS[] = {
    {S_INIT("profile"), N_("The company profile is complete"), PARAM_NONE, NULL, false, false},
    {S_INIT("bank"), N_("A bank profile is entered"), PARAM_NONE, NULL, false, false},
    {S_INIT("tax"), N_("A tax profile is entered"), PARAM_NONE, NULL, false, false},
    {S_INIT("payout"), N_("A bank profile and a tax profile are approved"), PARAM_NONE, NULL, false, false},
    {S_INIT("verified"), N_("The verification of the account is accepted"), PARAM_NONE, NULL, false, false},
    {S_INIT("program"), N_("Another program is active"), PARAM_PROGRAM, NULL, false, false},
    {S_INIT("months"), N_("Another program has been active for some months"), PARAM_PROGRAM, N_("Months"), false,
     false},
    {S_INIT("revenue"), N_("Revenue of the last twelve months, confirmed by our staff"), PARAM_CURRENCY,
     N_("At least, in whole units"), true, false},
    {S_INIT("certified"), N_("People hold a certification"), PARAM_CERTIFICATION, N_("People"), false, false},
    {S_INIT("check"), N_("Something that our staff confirms"), PARAM_NONE, NULL, true, true},
};
const size_t REQUIREMENT_KINDS_N = COUNT_OF(REQUIREMENT_KINDS);

const RequirementKind *requirement_kind(Str id)
{
    for (size_t i = 0; i < REQUIREMENT_KINDS_N; i++) {
        if (str_eq(REQUIREMENT_KINDS[i].id, id)) {
            return &REQUIREMENT_KINDS[i];
        }
    }
    return NULL;
}

/* --- reading --- */

#define FULL(R)                                                                                                        \
    (ProgramFull)                                                                                                      \
    {                                                                                                                  \
        .id = (R)->id, .state = (R)->state, .version = (R)->version, .place = (R)->place, .name_id = (R)->name_id,     \
        .about_id = (R)->about_id, .updated_at = (R)->updated_at, .in = {                                              \
            .side = (R)->side,                                                                                         \
            .approval = (R)->approval,                                                                                 \
            .countries = (R)->countries,                                                                               \
            .brings = (R)->brings,                                                                                     \
            .agreement = (R)->agreement,                                                                               \
            .questions = (R)->questions,                                                                               \
            .excludes = (R)->excludes,                                                                                 \
            .days = (R)->days                                                                                          \
        }                                                                                                              \
    }

static Err read_texts(Ctx *ctx, ProgramFull *list, size_t n)
{
    Id *ids = arena_array(ctx->arena, Id, 2 * n);
    VendorText *texts = arena_array(ctx->arena, VendorText, 2 * n);
    for (size_t i = 0; i < n; i++) {
        ids[2 * i] = list[i].name_id;
        ids[2 * i + 1] = list[i].about_id;
    }
    TRY(vendor_texts_get(ctx, ids, 2 * n, texts));
    for (size_t i = 0; i < n; i++) {
        list[i].in.name = texts[2 * i];
        list[i].in.about = texts[2 * i + 1];
    }
    return OK;
}

Err catalogue_list(Ctx *ctx, ProgramFull **ret, size_t *ret_n)
{
    ProgramListRow *rows;
    TRY(q_program_list(system_of(ctx), NULL, &rows, ret_n));
    *ret = arena_array(ctx->arena, ProgramFull, *ret_n);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = FULL(&rows[i]);
    }
    return read_texts(ctx, *ret, *ret_n);
}

Err catalogue_get(Ctx *ctx, Str id, ProgramFull *ret)
{
    ProgramGetRow row;
    Err err = q_program_get(system_of(ctx), &(ProgramGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This program is not there any more."), MSG("Go back to the list of programs."));
    }
    TRY(err);
    *ret = FULL(&row);
    return read_texts(ctx, ret, 1);
}

/* Of those that ask for a certification, its title: one more look, where there is one. */
static Err name_certifications(Ctx *ctx, Requirement *list, size_t n)
{
    Certification *all = NULL;
    size_t all_n = 0;
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        any = any || list[i].kind->param == PARAM_CERTIFICATION;
    }
    if (!any) {
        return OK;
    }
    TRY(certification_list(ctx, &all, &all_n));
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < all_n && list[i].kind->param == PARAM_CERTIFICATION; k++) {
            if (str_eq(all[k].code, list[i].param)) {
                list[i].text = all[k].title;
            }
        }
    }
    return OK;
}

Err catalogue_requirements(Ctx *ctx, Str program, Requirement **ret, size_t *ret_n)
{
    ProgramRequirementsRow *rows;
    size_t n;
    *ret_n = 0;
    ProgramRequirementsArgs args = {.with_program = program.n > 0, .program = program};
    TRY(q_program_requirements(system_of(ctx), &args, &rows, &n));
    *ret = arena_array(ctx->arena, Requirement, n);
    Id *ids = arena_array(ctx->arena, Id, n);
    for (size_t i = 0; i < n; i++) {
        const RequirementKind *kind = requirement_kind(rows[i].kind);
        if (kind) { /* a kind of a later version is left out */
            ids[*ret_n] = rows[i].text_id;
            (*ret)[(*ret_n)++] = (Requirement){.id = rows[i].id,
                                               .text_id = rows[i].text_id,
                                               .program = rows[i].program,
                                               .kind = kind,
                                               .param = rows[i].param,
                                               .amount = rows[i].amount,
                                               .place = rows[i].place};
        }
    }
    VendorText *texts = arena_array(ctx->arena, VendorText, *ret_n);
    for (size_t at = 0; at < *ret_n; at += VENDOR_TEXTS_MAX) { /* once, unless a vendor writes hundreds */
        TRY(vendor_texts_get(ctx, ids + at, num_min_size(*ret_n - at, VENDOR_TEXTS_MAX), texts + at));
    }
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i].text = texts[i];
    }
    return name_certifications(ctx, *ret, *ret_n);
}

static const ProgramFull *find(const ProgramFull *all, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].id, id)) {
            return &all[i];
        }
    }
    return NULL;
}

static Str name_of(Ctx *ctx, const ProgramFull *all, size_t n, Str id)
{
    const ProgramFull *p = find(all, n, id);
    return p ? vendor_text(&p->in.name, ctx->locale) : id;
}

Msg requirement_words(Ctx *ctx, const Requirement *r, const ProgramFull *all, size_t n)
{
    if (r->kind->worded) {
        return MSG1("{text}", "text", vendor_text(&r->text, ctx->locale));
    }
    if (str_eq(r->kind->id, S("program"))) {
        return MSG1("The account is in the program {program}", "program", name_of(ctx, all, n, r->param));
    }
    if (str_eq(r->kind->id, S("months"))) {
        Msg m = MSGN("The account has been in the program {program} for {n} month",
                     "The account has been in the program {program} for {n} months", r->amount);
        m.args[0] = (struct MsgArg){"program", name_of(ctx, all, n, r->param)};
        return m;
    }
    if (str_eq(r->kind->id, S("revenue"))) {
        Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_i64(&b, ctx->locale, r->amount);
        return MSG2("Revenue of at least {amount} {currency} in the last twelve months", "amount", buf_str(&b),
                    "currency", r->param);
    }
    if (r->kind->param == PARAM_CERTIFICATION) {
        Str title = vendor_text(&r->text, ctx->locale);
        Msg m = MSGN("{n} person holds the certification {certification}",
                     "{n} people hold the certification {certification}", r->amount);
        m.args[0] = (struct MsgArg){"certification", title.n ? title : r->param};
        return m;
    }
    return MSG_OF(r->kind->label);
}

bool program_is_offered(const ProgramFull *p, Str country)
{
    return str_eq(p->state, S("published")) && (p->in.countries.n == 0 || str_has_word(p->in.countries, country));
}

/* --- what it opens --- */

static bool shares_word(const char *words, Str brings)
{
    Str rest = str_from(words ? words : ""), word;
    while (str_split(&rest, ' ', &word)) {
        if (word.n && str_has_word(brings, word)) {
            return true;
        }
    }
    return false;
}

static void add_name(Ctx *ctx, Buf *b, const char *name)
{
    Str text = tr(ctx->locale, NULL, name);
    buf_fmt(b, "%s%.*s", b->n ? ", " : "", S_ARG(text));
}

Str program_opens_workspaces(Ctx *ctx, Str brings)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->tiles_n; k++) {
            if (shares_word(AREAS[i]->tiles[k].perm->programs, brings)) {
                add_name(ctx, &b, AREAS[i]->tiles[k].title);
            }
        }
    }
    return buf_str(&b);
}

Str program_opens_roles(Ctx *ctx, Str brings)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < ROLES_N; i++) {
        if (role_assignable(&ROLES[i]) && shares_word(ROLES[i].programs, brings)) {
            add_name(ctx, &b, ROLES[i].name);
        }
    }
    return buf_str(&b);
}

/* --- checking --- */

static bool id_fits(Str id)
{
    bool fits = id.n >= 2 && id.n <= 40 && id.p[0] >= 'a' && id.p[0] <= 'z';
    for (size_t i = 0; fits && i < id.n; i++) {
        char c = id.p[i];
        fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    return fits;
}

static void check_words(Ctx *ctx, const ProgramInput *in, const ProgramFull *all, size_t n, Str self)
{
    Str rest = in->countries, word;
    while (str_split(&rest, ' ', &word)) {
        if (word.n && !country_known(word)) {
            problem_field(ctx, S("countries"),
                          MSG("Enter codes of two capital letters with spaces between them, as FR DE."));
            break;
        }
    }
    rest = in->excludes;
    while (str_split(&rest, ' ', &word)) {
        if (word.n && (!find(all, n, word) || str_eq(word, self))) {
            problem_field(ctx, S("excludes"), MSG1("There is no other program {program}.", "program", word));
            break;
        }
    }
    rest = in->brings;
    while (str_split(&rest, ' ', &word)) {
        if (word.n && !program_opens(word)) {
            problem_field(ctx, S("brings"), MSG1("Nothing that can be opened is called {word}.", "word", word));
            break;
        }
    }
}

void catalogue_check(Ctx *ctx, Str id, const ProgramInput *in, const ProgramFull *all, size_t n, bool fresh)
{
    if (fresh && !id_fits(id)) {
        problem_field(ctx, S("id"), MSG("Enter 2 to 40 small letters, digits and underscores, with a letter first."));
    } else if (fresh && find(all, n, id)) {
        problem_field(ctx, S("id"), MSG("Another program has this id. Choose a new one."));
    }
    vendor_text_check(ctx, "name", &in->name, PROGRAM_NAME_MAX, true);
    vendor_text_check(ctx, "about", &in->about, PROGRAM_ABOUT_MAX, false);
    if (!program_side(in->side)) {
        problem_field(ctx, S("side"), MSG("Choose the side of settings on which it stands."));
    }
    if (!str_eq(in->approval, S("automatic")) && !str_eq(in->approval, S("manual"))) {
        problem_field(ctx, S("approval"), MSG("Choose who decides on applications."));
    }
    bool known = in->agreement.n == 0;
    for (size_t i = 0; i < PROGRAM_AGREEMENTS_N; i++) {
        known = known || str_eq(PROGRAM_AGREEMENTS[i].id, in->agreement);
    }
    if (!known) {
        problem_field(ctx, S("agreement"), MSG("Choose an agreement of the list, or none."));
    }
    if (in->days < 1 || in->days > PROGRAM_DAYS_MAX) {
        problem_field(ctx, S("days"), MSG("Enter a number of days from 1 to 60."));
    }
    check_words(ctx, in, all, n, id);
}

void requirement_check(Ctx *ctx, const Requirement *r, const ProgramFull *all, size_t n)
{
    if (!r->kind) {
        problem_field(ctx, S("kind"), MSG("Choose what is asked for."));
        return;
    }
    if (r->kind->param == PARAM_PROGRAM && (!find(all, n, r->param) || str_eq(r->param, r->program))) {
        problem_field(ctx, S("param_program"), MSG("Choose another program."));
    }
    if (r->kind->param == PARAM_CERTIFICATION && !certification_known(ctx, r->param)) {
        problem_field(ctx, S("param_certification"), MSG("Choose a certification of the list."));
    }
    if (r->kind->param == PARAM_CURRENCY && currency_parse(r->param, &(Currency){0}) != OK) {
        problem_field(ctx, S("param_currency"), MSG("Enter the code of a currency, as EUR."));
    }
    if (r->kind->amount && (r->amount < 1 || r->amount > 1000000000)) {
        problem_field(ctx, S("amount"), MSG("Enter a whole number above 0."));
    }
    if (r->kind->worded) {
        vendor_text_check(ctx, "text", &r->text, REQUIREMENT_TEXT_MAX, true);
    }
}

/* --- changing --- */

Err catalogue_make(Ctx *ctx, Str id, const ProgramInput *in)
{
    ProgramFull *all;
    size_t n;
    int64_t made;
    TRY(catalogue_list(ctx, &all, &n));
    if (n >= PROGRAMS_MAX) {
        return problem(ctx, ERR_CONFLICT, MSG("There are 200 programs already."),
                       MSG("Delete drafts that nobody needs."));
    }
    ProgramAddArgs args = {.id = id,
                           .side = in->side,
                           .state = S("draft"),
                           .place = n ? all[n - 1].place + 10 : 10,
                           .approval = in->approval,
                           .countries = in->countries,
                           .brings = in->brings,
                           .agreement = in->agreement,
                           .questions = in->questions,
                           .excludes = in->excludes,
                           .days = in->days,
                           .name_id = ctx_new_id(ctx),
                           .about_id = ctx_new_id(ctx)};
    TRY(q_program_add(system_of(ctx), &args, &made));
    if (made == 0) {
        return problem(ctx, ERR_CONFLICT, MSG("Another program has this id. Choose a new one."), (Msg){0});
    }
    TRY(vendor_text_put(ctx, args.name_id, &in->name));
    return vendor_text_put(ctx, args.about_id, &in->about);
}

Err catalogue_change(Ctx *ctx, const ProgramFull *was, int64_t version, const ProgramInput *in)
{
    int64_t changed;
    ProgramSaveArgs args = {.side = in->side,
                            .approval = in->approval,
                            .countries = in->countries,
                            .brings = in->brings,
                            .agreement = in->agreement,
                            .questions = in->questions,
                            .excludes = in->excludes,
                            .days = in->days,
                            .id = was->id,
                            .version = version};
    TRY(q_program_save(system_of(ctx), &args, &changed));
    if (changed == 0) {
        ctx->problem.stale = true;
        return ERR_STALE;
    }
    if (!str_eq(was->in.brings, in->brings) || !str_eq(was->in.side, in->side)) {
        TRY(rights_changed_program(system_of(ctx), was->id));
    }
    TRY(vendor_text_put(ctx, was->name_id, &in->name));
    return vendor_text_put(ctx, was->about_id, &in->about);
}

static Err move_state(Ctx *ctx, const ProgramFull *p, Str to)
{
    int64_t changed;
    TRY(q_program_state_put(system_of(ctx), &(ProgramStatePutArgs){.state = to, .id = p->id, .was = p->state},
                            &changed));
    return changed ? OK
                   : problem(ctx, ERR_CONFLICT, MSG("Somebody else has changed this program meanwhile."),
                             MSG("Reload the page to see its state."));
}

Err catalogue_publish(Ctx *ctx, const ProgramFull *p)
{
    vendor_text_check(ctx, "name", &p->in.name, PROGRAM_NAME_MAX, true);
    vendor_text_check(ctx, "about", &p->in.about, PROGRAM_ABOUT_MAX, true);
    TRY(problem_check(ctx));
    return move_state(ctx, p, S("published"));
}

/* Nobody can enter a program that asks for one which nobody can enter. */
static Err check_asked_for(Ctx *ctx, const ProgramFull *p)
{
    ProgramFull *all;
    Requirement *list;
    size_t all_n, n;
    Buf names = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    TRY(catalogue_list(ctx, &all, &all_n));
    TRY(catalogue_requirements(ctx, S(""), &list, &n));
    for (size_t i = 0; i < all_n; i++) {
        bool asks = false;
        for (size_t k = 0; k < n && !asks; k++) {
            asks = str_eq(list[k].program, all[i].id) && list[k].kind->param == PARAM_PROGRAM &&
                   str_eq(list[k].param, p->id);
        }
        if (asks && str_eq(all[i].state, S("published")) && !str_eq(all[i].id, p->id)) {
            buf_fmt(&names, "%s%.*s", names.n ? "; " : "", S_ARG(vendor_text(&all[i].in.name, ctx->locale)));
        }
    }
    return names.n ? problem(ctx, ERR_CONFLICT,
                             MSG1("Other programs ask for this one: {programs}.", "programs", buf_str(&names)),
                             MSG("Retire those first, or take the requirement from them."))
                   : OK;
}

Err catalogue_retire(Ctx *ctx, const ProgramFull *p)
{
    if (!str_eq(p->state, S("published"))) {
        return problem(ctx, ERR_CONFLICT, MSG("Only a published program can be retired."),
                       MSG("Reload the page to see its state."));
    }
    TRY(check_asked_for(ctx, p));
    return move_state(ctx, p, S("retired"));
}

Err catalogue_remove(Ctx *ctx, const ProgramFull *p)
{
    int64_t changed;
    ProgramUsedRow used;
    TRY(q_program_used(system_of(ctx), &(ProgramUsedArgs){.program = p->id}, &used));
    if (used.n || !str_eq(p->state, S("draft"))) {
        return problem(ctx, ERR_CONFLICT, MSG("Only a draft in which no account ever was can be deleted."),
                       MSG("Retire the program instead."));
    }
    TRY(q_program_requirements_drop(system_of(ctx), &(ProgramRequirementsDropArgs){.program = p->id}, NULL));
    TRY(q_program_drop(system_of(ctx), &(ProgramDropArgs){.id = p->id}, &changed));
    return changed ? OK : ERR_CONFLICT;
}

Err catalogue_move(Ctx *ctx, Str id, int step)
{
    ProgramListRow *rows;
    size_t n, at = 0;
    TRY(q_program_list(system_of(ctx), NULL, &rows, &n));
    while (at < n && !str_eq(rows[at].id, id)) {
        at++;
    }
    if (at == n) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This program is not there any more."), (Msg){0});
    }
    if ((step < 0 && at == 0) || (step > 0 && at + 1 == n)) {
        ctx->audit.skip = true; /* first or last already */
        return OK;
    }
    size_t other = step < 0 ? at - 1 : at + 1;
    int64_t a = rows[at].place, b = rows[other].place;
    b = a == b ? b + (step < 0 ? -1 : 1) : b;
    TRY(q_program_place_put(system_of(ctx), &(ProgramPlacePutArgs){.place = b, .id = rows[at].id}, NULL));
    return q_program_place_put(system_of(ctx), &(ProgramPlacePutArgs){.place = a, .id = rows[other].id}, NULL);
}

Err requirement_add(Ctx *ctx, const Requirement *r)
{
    Requirement *there;
    size_t n;
    TRY(catalogue_requirements(ctx, r->program, &there, &n));
    if (n >= PROGRAM_REQUIREMENTS_MAX) {
        return problem(ctx, ERR_CONFLICT, MSG("A program asks for 20 things at most."), MSG("Take one away first."));
    }
    Requirement last = *r;
    last.place = n ? there[n - 1].place + 1 : 1;
    return requirement_put(ctx, &last);
}

Err requirement_put(Ctx *ctx, const Requirement *r)
{
    ProgramRequirementAddArgs args = {.id = ctx_new_id(ctx),
                                      .program = r->program,
                                      .place = r->place,
                                      .kind = r->kind->id,
                                      .param = r->param,
                                      .amount = r->amount,
                                      .text_id = r->kind->worded ? ctx_new_id(ctx) : ID_NIL};
    TRY(q_program_requirement_add(system_of(ctx), &args, NULL));
    return r->kind->worded ? vendor_text_put(ctx, args.text_id, &r->text) : OK;
}

Err requirement_remove(Ctx *ctx, Str program, Id id)
{
    int64_t changed;
    ProgramRequirementDropArgs args = {.id = id, .program = program};
    TRY(q_program_requirement_drop(system_of(ctx), &args, &changed));
    return changed ? OK : problem(ctx, ERR_NOT_FOUND, MSG("This requirement is not there any more."), (Msg){0});
}
