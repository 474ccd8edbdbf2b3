/* The vendor's forms: a program, and one thing that it asks for. */
#include "areas/programs/pages.h"

#include "app/audit.h"
#include "areas/learning/learning.h"
#include "base/num.h"
#include "gen/programs_html.h"
#include "ui/field.h"
#include "ui/shell.h"

/* --- a program --- */

static Str words_of_form(Ctx *ctx, Str field)
{
    enum { WORDS_MAX = PROGRAMS_MAX };
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str word;
    for (size_t k = 0; k < WORDS_MAX && ctx_form_nth(ctx, field, k, &word); k++) {
        if (word.n && !str_has_word(buf_str(&b), word)) {
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", S_ARG(word));
        }
    }
    return buf_str(&b);
}

/* "fr, de" as "FR DE". */
static Str codes_of(Arena *a, Str typed)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    bool gap = false;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        bool sep = c == ' ' || c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t';
        if (!sep) {
            if (gap && b.n) {
                buf_addc(&b, ' ');
            }
            buf_addc(&b, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
        }
        gap = sep;
    }
    return buf_str(&b);
}

static ProgramInput input_of_form(Ctx *ctx)
{
    ProgramInput in = {.side = ctx_form(ctx, S("side")),
                       .approval = ctx_form(ctx, S("approval")),
                       .countries = codes_of(ctx->arena, ctx_form(ctx, S("countries"))),
                       .brings = words_of_form(ctx, S("brings")),
                       .agreement = ctx_form(ctx, S("agreement")),
                       .questions = words_of_form(ctx, S("questions")),
                       .excludes = words_of_form(ctx, S("excludes")),
                       .name = vendor_text_of_form(ctx, "name"),
                       .about = vendor_text_of_form(ctx, "about")};
    if (str_to_i64(str_trim(ctx_form(ctx, S("days"))), &in.days) != OK) {
        in.days = 0; /* the check says what is asked for */
    }
    return in;
}

static const LanguageFields *language_fields(Ctx *ctx, const VendorText *first, const VendorText *second, size_t *ret_n)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    LanguageFields *list = arena_array(ctx->arena, LanguageFields, n);
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        list[i] = (LanguageFields){.tag = tags[i], .name = names[i], .has_second = second != NULL};
        const char *name = second ? "name" : "text";
        list[i].first = ui_field(ctx, str_fmt(ctx->arena, "%s_%.*s", name, S_ARG(tags[i])), first->in[i],
                                 second ? MSG("Name") : MSG("What is asked for"));
        list[i].first.max_length = second ? PROGRAM_NAME_MAX : REQUIREMENT_TEXT_MAX;
        list[i].first.width = S("w-full");
        if (second) {
            list[i].second =
                ui_field(ctx, str_fmt(ctx->arena, "about_%.*s", S_ARG(tags[i])), second->in[i], MSG("What it is"));
            list[i].second.kind = FIELD_TEXTAREA;
            list[i].second.rows = 4;
            list[i].second.max_length = PROGRAM_ABOUT_MAX;
        }
    }
    *ret_n = num_min_size(n, VENDOR_LANGUAGES_MAX);
    return list;
}

static FieldView radios(Ctx *ctx, Str name, Msg label, const OptionView *options, size_t n)
{
    FieldView f = ui_field(ctx, name, S(""), label);
    f.kind = FIELD_RADIO;
    f.options = options;
    f.options_n = n;
    return f;
}

static void fill_ticks(Ctx *ctx, const ProgramInput *in, Str self, const ProgramFull *all, size_t n, ProgramFormView *v)
{
    OptionView *brings = arena_array(ctx->arena, OptionView, PROGRAM_OPENS_N),
               *questions = arena_array(ctx->arena, OptionView, PROGRAM_QUESTIONS_N),
               *excludes = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < PROGRAM_OPENS_N; i++) {
        brings[i] = (OptionView){.value = PROGRAM_OPENS[i].id,
                                 .label = MSG_OF(PROGRAM_OPENS[i].name),
                                 .selected = str_has_word(in->brings, PROGRAM_OPENS[i].id)};
    }
    for (size_t i = 0; i < PROGRAM_QUESTIONS_N; i++) {
        questions[i] = (OptionView){.value = PROGRAM_QUESTIONS[i].id,
                                    .label = MSG_OF(PROGRAM_QUESTIONS[i].label),
                                    .selected = str_has_word(in->questions, PROGRAM_QUESTIONS[i].id)};
    }
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(all[i].id, self)) {
            excludes[v->excludes_n++] = (OptionView){.value = all[i].id,
                                                     .text = vendor_text(&all[i].in.name, ctx->locale),
                                                     .selected = str_has_word(in->excludes, all[i].id)};
        }
    }
    v->brings = brings;
    v->brings_n = PROGRAM_OPENS_N;
    v->questions = questions;
    v->questions_n = PROGRAM_QUESTIONS_N;
    v->excludes = excludes;
    v->brings_error = problem_of_field(ctx, S("brings"));
    v->excludes_error = problem_of_field(ctx, S("excludes"));
}

static void fill_fields(Ctx *ctx, Str id, const ProgramInput *in, ProgramFormView *v)
{
    OptionView *sides = arena_array(ctx->arena, OptionView, 2),
               *approvals = arena_array(ctx->arena, OptionView, PROGRAM_APPROVALS_N);
    sides[0] =
        (OptionView){.value = S("partner"), .label = MSG("Partner side"), .selected = str_eq(in->side, S("partner"))};
    sides[1] = (OptionView){
        .value = S("developer"), .label = MSG("Developer side"), .selected = str_eq(in->side, S("developer"))};
    for (size_t i = 0; i < PROGRAM_APPROVALS_N; i++) {
        approvals[i] = (OptionView){.value = PROGRAM_APPROVALS[i].id,
                                    .label = MSG_OF(PROGRAM_APPROVALS[i].label),
                                    .selected = str_eq(in->approval, PROGRAM_APPROVALS[i].id)};
    }
    v->id = ui_field(ctx, S("id"), id, MSG("Id"));
    v->id.hint = MSG("Small letters, digits and underscores. It never changes; people see the name.");
    v->id.max_length = 40;
    v->side = radios(ctx, S("side"), MSG("Side of settings"), sides, 2);
    v->approval = radios(ctx, S("approval"), MSG("Applications are decided"), approvals, PROGRAM_APPROVALS_N);
    v->days = ui_field(ctx, S("days"), in->days ? str_fmt(ctx->arena, "%lld", (long long)in->days) : S(""),
                       MSG("Working days until the decision"));
    v->days.kind = FIELD_NUMBER;
    v->days.width = S("w-4");
    v->days.hint = MSG("Partners read it, and applications older than that are late.");
    v->countries = ui_field(ctx, S("countries"), in->countries, MSG("Countries"));
    v->countries.hint = MSG("Codes of two letters with spaces between them, as FR DE. Empty: all.");
    v->countries.optional = true;
    OptionView *agreements = arena_array(ctx->arena, OptionView, PROGRAM_AGREEMENTS_N + 1);
    agreements[0] = (OptionView){.value = S(""), .label = MSG("None"), .selected = in->agreement.n == 0};
    for (size_t i = 0; i < PROGRAM_AGREEMENTS_N; i++) {
        agreements[i + 1] = (OptionView){.value = PROGRAM_AGREEMENTS[i].id,
                                         .label = MSG_OF(PROGRAM_AGREEMENTS[i].label),
                                         .selected = str_eq(PROGRAM_AGREEMENTS[i].id, in->agreement)};
    }
    v->agreement = ui_select(ctx, S("agreement"), MSG("Agreement to sign"), agreements, PROGRAM_AGREEMENTS_N + 1);
    v->agreement.hint =
        MSG("A qualified account is in the program once it has signed what is published for its country.");
    v->has_agreement = true;
    v->languages = language_fields(ctx, &in->name, &in->about, &v->languages_n);
}

static ProgramFormView *form_view(Ctx *ctx, const ProgramFull *was, Str id, const ProgramInput *in,
                                  const ProgramFull *all, size_t n)
{
    static const Str NAMES[] = {S_INIT("id"),       S_INIT("name_en"), S_INIT("about_en"),  S_INIT("name_fr"),
                                S_INIT("about_fr"), S_INIT("side"),    S_INIT("brings"),    S_INIT("countries"),
                                S_INIT("approval"), S_INIT("days"),    S_INIT("agreement"), S_INIT("excludes")};
    ProgramFormView *v = arena_new(ctx->arena, ProgramFormView);
    *v = (ProgramFormView){.fresh = !was,
                           .form = {.action = was ? program_url(ctx, was->id, "/edit") : url_static(DESK "/new"),
                                    .version = was ? was->version : 0,
                                    .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
                           .back = was ? program_url(ctx, was->id, "") : url_static(DESK)};
    v->shell = was ? programs_shell(ctx, (Msg){0}, vendor_text(&was->in.name, ctx->locale))
                   : programs_shell(ctx, MSG("New program"), S(""));
    v->shell->failed = v->form.errors.links_n > 0;
    fill_fields(ctx, id, in, v);
    fill_ticks(ctx, in, id, all, n, v);
    return v;
}

Err program_new_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull *all;
    size_t n;
    TRY(catalogue_list(ctx, &all, &n));
    ProgramInput in = {.approval = S("manual"), .days = 5};
    ProgramFormView *v = form_view(ctx, NULL, S(""), &in, all, n);
    RENDER(ctx, 200, program_form, v);
    return OK;
}

static Str said(Ctx *ctx, const ProgramInput *in)
{
    return AUDIT_JSON(ctx->arena, {"name", vendor_text(&in->name, ctx->locale)}, {"side", in->side},
                      {"approval", in->approval}, {"countries", in->countries}, {"opens", in->brings},
                      {"agreement", in->agreement}, {"questions", in->questions}, {"excludes", in->excludes},
                      {"days", str_fmt(ctx->arena, "%lld", (long long)in->days)});
}

Err program_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull *all;
    size_t n;
    Str id = str_trim(ctx_form(ctx, S("id")));
    ProgramInput in = input_of_form(ctx);
    TRY(catalogue_list(ctx, &all, &n));
    catalogue_check(ctx, id, &in, all, n, true);
    if (problem_check(ctx) != OK) {
        ProgramFormView *v = form_view(ctx, NULL, id, &in, all, n);
        return RENDER_FAILED(ctx, program_form, v);
    }
    TRY(catalogue_make(ctx, id, &in));
    ctx->audit.target_kind = S("program");
    ctx->audit.target_name = vendor_text(&in.name, ctx->locale);
    ctx->audit.after = said(ctx, &in);
    ctx_redirect(ctx, program_url(ctx, id, ""), MSG("The draft is saved. Say what it asks for, then publish it."));
    return OK;
}

Err program_edit_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull p, *all;
    size_t n;
    TRY(catalogue_get(ctx, ctx_param(ctx, S("program")), &p));
    TRY(catalogue_list(ctx, &all, &n));
    ProgramFormView *v = form_view(ctx, &p, p.id, &p.in, all, n);
    RENDER(ctx, 200, program_form, v);
    return OK;
}

Err program_edit_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull p, *all;
    size_t n;
    int64_t version;
    TRY(catalogue_get(ctx, ctx_param(ctx, S("program")), &p));
    TRY(catalogue_list(ctx, &all, &n));
    ProgramInput in = input_of_form(ctx);
    catalogue_check(ctx, p.id, &in, all, n, false);
    if (problem_check(ctx) != OK) {
        ProgramFormView *v = form_view(ctx, &p, p.id, &in, all, n);
        return RENDER_FAILED(ctx, program_form, v);
    }
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK) {
        version = 0;
    }
    TRY(catalogue_change(ctx, &p, version, &in));
    program_audit(ctx, &p);
    ctx->audit.before = said(ctx, &p.in);
    ctx->audit.after = said(ctx, &in);
    ctx_redirect(ctx, program_url(ctx, p.id, ""), MSG("The program is saved."));
    return OK;
}

/* --- what it asks for --- */

static FieldView kind_field(Ctx *ctx)
{
    OptionView *kinds = arena_array(ctx->arena, OptionView, REQUIREMENT_KINDS_N);
    for (size_t i = 0; i < REQUIREMENT_KINDS_N; i++) {
        kinds[i] = (OptionView){
            .value = REQUIREMENT_KINDS[i].id, .label = MSG_OF(REQUIREMENT_KINDS[i].label), .selected = i == 0};
    }
    return radios(ctx, S("kind"), MSG("What is asked for"), kinds, REQUIREMENT_KINDS_N);
}

static FieldView program_field(Ctx *ctx, const Requirement *r, const ProgramFull *all, size_t n)
{
    OptionView *list = arena_array(ctx->arena, OptionView, n + 1);
    size_t list_n = 1;
    list[0] = (OptionView){.value = S(""), .label = MSG("Choose a program")};
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(all[i].id, r->program)) {
            list[list_n++] = (OptionView){.value = all[i].id,
                                          .text = vendor_text(&all[i].in.name, ctx->locale),
                                          .selected = str_eq(all[i].id, r->param)};
        }
    }
    return ui_select(ctx, S("param_program"), MSG("Program"), list, list_n);
}

static Err certification_field(Ctx *ctx, const Requirement *r, FieldView *ret)
{
    Certification *all;
    size_t n, list_n = 1;
    TRY(certification_list(ctx, &all, &n));
    OptionView *list = arena_array(ctx->arena, OptionView, n + 1);
    list[0] = (OptionView){.value = S(""), .label = MSG("Choose a certification")};
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].state, S("published"))) {
            list[list_n++] = (OptionView){.value = all[i].code,
                                          .text = vendor_text(&all[i].title, ctx->locale),
                                          .selected = str_eq(all[i].code, r->param)};
        }
    }
    *ret = ui_select(ctx, S("param_certification"), MSG("Certification"), list, list_n);
    return OK;
}

static Err requirement_view(Ctx *ctx, const ProgramFull *p, const Requirement *r, RequirementFormView **ret)
{
    static const Str NAMES[] = {
        S_INIT("kind"),   S_INIT("param_program"), S_INIT("param_currency"), S_INIT("param_certification"),
        S_INIT("amount"), S_INIT("text_en"),       S_INIT("text_fr")};
    ProgramFull *all;
    size_t n;
    TRY(catalogue_list(ctx, &all, &n));
    RequirementFormView *v = arena_new(ctx->arena, RequirementFormView);
    *v = (RequirementFormView){.shell = programs_shell(ctx, MSG("Add a requirement"), S("")),
                               .form = {.action = program_url(ctx, p->id, "/requirements/new"),
                                        .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
                               .kind = kind_field(ctx),
                               .chosen = r->kind != NULL,
                               .action = program_url(ctx, p->id, "/requirements/new"),
                               .back = program_url(ctx, p->id, "")};
    v->shell->failed = v->form.errors.links_n > 0;
    if (r->kind) {
        v->kind_id = r->kind->id;
        v->kind_label = MSG_OF(r->kind->label);
        v->with_program = r->kind->param == PARAM_PROGRAM;
        v->with_currency = r->kind->param == PARAM_CURRENCY;
        v->with_certification = r->kind->param == PARAM_CERTIFICATION;
        v->with_amount = r->kind->amount != NULL;
        v->worded = r->kind->worded;
        v->param_program = program_field(ctx, r, all, n);
        TRY(certification_field(ctx, r, &v->param_certification));
        v->param_currency = ui_field(ctx, S("param_currency"), v->with_currency ? r->param : S(""), MSG("Currency"));
        v->param_currency.width = S("w-4");
        v->param_currency.hint = MSG("The code of three letters, as EUR.");
        v->amount =
            ui_field(ctx, S("amount"), r->amount > 0 ? str_fmt(ctx->arena, "%lld", (long long)r->amount) : S(""),
                     v->with_amount ? MSG_OF(r->kind->amount) : MSG("Months"));
        v->amount.kind = FIELD_NUMBER;
        v->amount.width = S("w-8");
        v->languages = language_fields(ctx, &r->text, NULL, &v->languages_n);
    }
    *ret = v;
    return OK;
}

Err requirement_new_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull p;
    RequirementFormView *v;
    TRY(catalogue_get(ctx, ctx_param(ctx, S("program")), &p));
    Requirement r = {.program = p.id, .kind = requirement_kind(ctx_query(ctx, S("kind")))};
    TRY(requirement_view(ctx, &p, &r, &v));
    RENDER(ctx, 200, requirement_form, v);
    return OK;
}

Err requirement_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull p, *all;
    size_t n;
    TRY(catalogue_get(ctx, ctx_param(ctx, S("program")), &p));
    TRY(catalogue_list(ctx, &all, &n));
    Requirement r = {
        .program = p.id, .kind = requirement_kind(ctx_form(ctx, S("kind"))), .text = vendor_text_of_form(ctx, "text")};
    if (r.kind && r.kind->param != PARAM_NONE) {
        r.param = r.kind->param == PARAM_PROGRAM         ? ctx_form(ctx, S("param_program"))
                  : r.kind->param == PARAM_CERTIFICATION ? ctx_form(ctx, S("param_certification"))
                                                         : codes_of(ctx->arena, ctx_form(ctx, S("param_currency")));
    }
    if (r.kind && r.kind->amount && str_to_i64(str_trim(ctx_form(ctx, S("amount"))), &r.amount) != OK) {
        r.amount = 0; /* the check says what is asked for */
    }
    requirement_check(ctx, &r, all, n);
    if (problem_check(ctx) != OK) {
        RequirementFormView *v;
        TRY(requirement_view(ctx, &p, &r, &v));
        return RENDER_FAILED(ctx, requirement_form, v);
    }
    TRY(requirement_add(ctx, &r));
    program_audit(ctx, &p);
    Msg words = requirement_words(ctx, &r, all, n);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"requirement", msg_text(ctx->arena, ctx->locale, &words)});
    ctx_redirect(ctx, program_url(ctx, p.id, ""), MSG("The requirement is added."));
    return OK;
}

Err requirement_remove_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull p, *all;
    Requirement *list;
    size_t n, list_n;
    Id id;
    TRY(ctx_param_id(ctx, S("requirement"), &id));
    TRY(catalogue_get(ctx, ctx_param(ctx, S("program")), &p));
    TRY(catalogue_list(ctx, &all, &n));
    TRY(catalogue_requirements(ctx, p.id, &list, &list_n));
    TRY(requirement_remove(ctx, p.id, id));
    program_audit(ctx, &p);
    for (size_t i = 0; i < list_n; i++) {
        if (id_eq(list[i].id, id)) {
            Msg words = requirement_words(ctx, &list[i], all, n);
            ctx->audit.before = AUDIT_JSON(ctx->arena, {"requirement", msg_text(ctx->arena, ctx->locale, &words)});
        }
    }
    ctx_redirect(ctx, program_url(ctx, p.id, ""), MSG("The requirement is taken away."));
    return OK;
}
