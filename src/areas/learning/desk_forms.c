/* The vendor's forms: a training or assessment, one of its pages or questions, a certification. */
#include "areas/learning/pages.h"

#include "app/audit.h"
#include "base/num.h"
#include "gen/learning_html.h"
#include "ui/field.h"
#include "ui/shell.h"

/* --- what they share --- */

static FieldView area_of(Ctx *ctx, const char *name, Str tag, Str value, Msg label, int64_t max, int rows)
{
    FieldView f = ui_field(ctx, str_fmt(ctx->arena, "%s_%.*s", name, S_ARG(tag)), value, label);
    f.kind = rows ? FIELD_TEXTAREA : FIELD_TEXT;
    f.rows = rows;
    f.max_length = max;
    f.width = S("w-full");
    return f;
}

typedef struct Texts {
    const VendorText *title, *body, *note;
    Msg title_label, body_label, body_hint;
    const char *body_name;
    int title_rows, body_rows;
    int64_t title_max, body_max;
} Texts;

static const LearningLanguage *languages_of(Ctx *ctx, const Texts *t, size_t *ret_n)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    n = num_min_size(n, VENDOR_LANGUAGES_MAX);
    LearningLanguage *list = arena_array(ctx->arena, LearningLanguage, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (LearningLanguage){.tag = tags[i], .name = names[i], .has_note = t->note != NULL};
        list[i].title = area_of(ctx, "title", tags[i], t->title->in[i], t->title_label, t->title_max, t->title_rows);
        list[i].body = area_of(ctx, t->body_name, tags[i], t->body->in[i], t->body_label, t->body_max, t->body_rows);
        list[i].body.hint = t->body_hint;
        if (t->note) {
            list[i].note = area_of(ctx, "note", tags[i], t->note->in[i], MSG("Explanation"), LEARNING_ABOUT_MAX, 2);
            list[i].note.optional = true;
            list[i].note.hint = MSG("Shown once it is passed: why the right answers are right.");
        }
    }
    *ret_n = n;
    return list;
}

static int64_t whole(Ctx *ctx, Str field)
{
    int64_t n;
    Str typed = str_trim(ctx_form(ctx, field));
    return !typed.n ? 0 : str_to_i64(typed, &n) == OK ? n : -1; /* the check says what is asked for */
}

static FieldView number_field(Ctx *ctx, Str name, int64_t value, Msg label, Msg hint)
{
    Str text = value >= 0 ? str_fmt(ctx->arena, "%lld", (long long)value) : ctx_form(ctx, name);
    FieldView f = ui_field(ctx, name, text, label);
    f.kind = FIELD_NUMBER;
    f.width = S("w-4");
    f.hint = hint;
    return f;
}

static int64_t version_of(Ctx *ctx)
{
    int64_t version;
    return str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0;
}

static FieldView code_field(Ctx *ctx, Str code)
{
    FieldView f = ui_field(ctx, S("code"), code, MSG("Code"));
    f.hint = MSG("Small letters, digits, hyphens and underscores. It never changes; files name it.");
    f.max_length = LEARNING_CODE_MAX;
    return f;
}

/* --- a training or assessment --- */

static Err input_of_form(Ctx *ctx, const LearningItem *was, Str kind, LearningItem *ret)
{
    enum { ROLES_CHOSEN_MAX = 80 };
    Buf roles = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str word, certification = ctx_form(ctx, S("certification"));
    bool assessment = str_eq(kind, S("assessment"));
    for (size_t k = 0; k < ROLES_CHOSEN_MAX && ctx_form_nth(ctx, S("roles"), k, &word); k++) {
        if (word.n && !str_has_word(buf_str(&roles), word)) {
            buf_fmt(&roles, "%s%.*s", roles.n ? " " : "", S_ARG(word));
        }
    }
    *ret = (LearningItem){.code = was ? was->code : str_trim(ctx_form(ctx, S("code"))),
                          .kind = kind,
                          .field = ctx_form(ctx, S("field")),
                          .level = ctx_form(ctx, S("level")),
                          .roles = buf_str(&roles),
                          .minutes = whole(ctx, S("minutes")),
                          .link = assessment ? S("") : str_trim(ctx_form(ctx, S("link"))),
                          .title = vendor_text_of_form(ctx, "title"),
                          .about = vendor_text_of_form(ctx, "about")};
    if (assessment) {
        ret->pass_mark = whole(ctx, S("pass_mark"));
        ret->attempts_max = whole(ctx, S("attempts_max"));
        ret->wait_hours = whole(ctx, S("wait_hours"));
        ret->limit_minutes = whole(ctx, S("limit_minutes"));
    }
    if (assessment && certification.n) {
        Certification *all;
        size_t n;
        Id id;
        TRY(certification_list(ctx, &all, &n));
        if (id_parse(certification, &id) != OK || !certification_of(all, n, id)) {
            problem_field(ctx, S("certification"), MSG("Choose a certification of the list."));
        } else {
            ret->certification_id = id;
        }
    }
    return OK;
}

static void fill_roles(Ctx *ctx, Str roles, LearningFormView *v)
{
    OptionView *list = arena_array(ctx->arena, OptionView, ROLES_N);
    for (size_t i = 0; i < ROLES_N; i++) {
        if (role_assignable(&ROLES[i])) {
            list[v->roles_n++] = (OptionView){
                .value = ROLES[i].id, .label = MSG_OF(ROLES[i].name), .selected = str_has_word(roles, ROLES[i].id)};
        }
    }
    v->roles = list;
    v->roles_error = problem_of_field(ctx, S("roles"));
}

static Err form_view(Ctx *ctx, const LearningItem *was, const LearningItem *in, LearningFormView **ret)
{
    static const Str NAMES[] = {S_INIT("code"),          S_INIT("title_en"),      S_INIT("about_en"),
                                S_INIT("title_fr"),      S_INIT("about_fr"),      S_INIT("field"),
                                S_INIT("level"),         S_INIT("minutes"),       S_INIT("link"),
                                S_INIT("pass_mark"),     S_INIT("attempts_max"),  S_INIT("wait_hours"),
                                S_INIT("limit_minutes"), S_INIT("certification"), S_INIT("roles")};
    Certification *all;
    size_t n;
    TRY(certification_list(ctx, &all, &n));
    LearningFormView *v = arena_new(ctx->arena, LearningFormView);
    *v = (LearningFormView){.fresh = !was,
                            .assessment = !learning_is_training(in),
                            .form = {.action = was ? learning_desk_url(ctx, was->id, "/edit")
                                               : learning_is_training(in)
                                                   ? url_static(LEARNING_DESK "/new?kind=training")
                                                   : url_static(LEARNING_DESK "/new?kind=assessment"),
                                     .version = was ? was->version : 0,
                                     .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
                            .back = was ? learning_desk_url(ctx, was->id, "") : url_static(LEARNING_DESK)};
    v->shell = was ? learning_desk_shell(ctx, (Msg){0}, vendor_text(&was->title, ctx->locale))
                   : learning_desk_shell(ctx, v->assessment ? MSG("New assessment") : MSG("New training"), S(""));
    v->shell->failed = v->form.errors.links_n > 0;
    v->code = code_field(ctx, in->code);
    v->field = learning_select(ctx, S("field"), MSG("Competency"), MSG("Choose a competency"), LEARNING_FIELDS,
                               LEARNING_FIELDS_N, in->field);
    v->level = learning_select(ctx, S("level"), MSG("Level"), MSG("Choose a level"), LEARNING_LEVELS, LEARNING_LEVELS_N,
                               in->level);
    v->minutes = number_field(ctx, S("minutes"), in->minutes, MSG("Minutes it takes"), (Msg){0});
    v->link = ui_field(ctx, S("link"), in->link, MSG("Address"));
    v->link.hint = MSG("Where the training stands when it is not written here; begins with https://.");
    v->link.optional = true;
    v->link.width = S("w-full");
    v->link.max_length = LEARNING_LINK_MAX;
    v->pass_mark = number_field(ctx, S("pass_mark"), in->pass_mark, MSG("Pass mark in percent"), (Msg){0});
    v->attempts_max = number_field(ctx, S("attempts_max"), in->attempts_max, MSG("Failed attempts allowed"),
                                   MSG("Within the hours below. 0: as many as one likes."));
    v->wait_hours = number_field(ctx, S("wait_hours"), in->wait_hours, MSG("In so many hours"), (Msg){0});
    v->limit_minutes = number_field(ctx, S("limit_minutes"), in->limit_minutes, MSG("Time limit in minutes"),
                                    MSG("0: none. What was answered by then counts."));
    v->certification = certification_select(ctx, S("certification"), MSG("None"), all, n, in->certification_id);
    v->certification.hint = MSG("Given to whoever passes.");
    v->languages = languages_of(ctx,
                                &(Texts){.title = &in->title,
                                         .body = &in->about,
                                         .title_label = MSG("Title"),
                                         .body_label = MSG("What it is about"),
                                         .body_name = "about",
                                         .body_rows = 4,
                                         .title_max = LEARNING_TITLE_MAX,
                                         .body_max = LEARNING_ABOUT_MAX},
                                &v->languages_n);
    fill_roles(ctx, in->roles, v);
    *ret = v;
    return OK;
}

static Str said(Ctx *ctx, const LearningItem *i)
{
    return AUDIT_JSON(ctx->arena, {"name", vendor_text(&i->title, ctx->locale)}, {"code", i->code}, {"kind", i->kind},
                      {"competency", i->field}, {"level", i->level}, {"roles", i->roles},
                      {"minutes", str_fmt(ctx->arena, "%lld", (long long)i->minutes)}, {"link", i->link},
                      {"passMark", i->pass_mark ? str_fmt(ctx->arena, "%lld", (long long)i->pass_mark) : S("")});
}

static Str kind_asked(Ctx *ctx)
{
    return str_eq(ctx_query(ctx, S("kind")), S("assessment")) ? S("assessment") : S("training");
}

Err learning_new_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningFormView *v;
    LearningItem in = {.kind = kind_asked(ctx), .minutes = 20, .pass_mark = 80, .attempts_max = 2, .wait_hours = 24};
    TRY(form_view(ctx, NULL, &in, &v));
    RENDER(ctx, 200, learning_form, v);
    return OK;
}

Err learning_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningItem in;
    TRY(input_of_form(ctx, NULL, kind_asked(ctx), &in));
    learning_check(ctx, &in);
    Err err = problem_check(ctx);
    err = err == OK ? learning_make(ctx, &in) : err;
    if (err == ERR_INVALID) {
        LearningFormView *v;
        TRY(form_view(ctx, NULL, &in, &v));
        return RENDER_FAILED(ctx, learning_form, v);
    }
    TRY(err);
    learning_audit(ctx, in.id, vendor_text(&in.title, ctx->locale));
    ctx->audit.after = said(ctx, &in);
    ctx_redirect(ctx, learning_desk_url(ctx, in.id, ""),
                 learning_is_training(&in) ? MSG("The draft is saved. Add its pages, then publish it.")
                                           : MSG("The draft is saved. Add its questions, then publish it."));
    return OK;
}

static Err item_of_path(Ctx *ctx, LearningItem *ret)
{
    Id id;
    TRY(ctx_param_id(ctx, S("item"), &id));
    TRY(learning_find(ctx, id, ret));
    learning_audit(ctx, id, vendor_text(&ret->title, ctx->locale));
    return OK;
}

Err learning_edit_page(OperatorCtx o)
{
    LearningItem i;
    LearningFormView *v;
    TRY(item_of_path(o.ctx, &i));
    TRY(form_view(o.ctx, &i, &i, &v));
    RENDER(o.ctx, 200, learning_form, v);
    return OK;
}

Err learning_edit_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningItem i, in;
    TRY(item_of_path(ctx, &i));
    TRY(input_of_form(ctx, &i, i.kind, &in));
    learning_check(ctx, &in);
    if (problem_check(ctx) != OK) {
        LearningFormView *v;
        TRY(form_view(ctx, &i, &in, &v));
        return RENDER_FAILED(ctx, learning_form, v);
    }
    TRY(learning_change(ctx, &i, version_of(ctx), &in));
    ctx->audit.before = said(ctx, &i);
    ctx->audit.after = said(ctx, &in);
    ctx_redirect(ctx, learning_desk_url(ctx, i.id, ""), MSG("It is saved."));
    return OK;
}

/* --- a page or a question --- */

static LearningPart part_of_form(Ctx *ctx, const LearningPart *was)
{
    LearningPart p = was ? *was : (LearningPart){0};
    p.title = vendor_text_of_form(ctx, "title");
    p.body = vendor_text_of_form(ctx, "body");
    p.note = vendor_text_of_form(ctx, "note");
    return p;
}

static LearningPartFormView *part_view(Ctx *ctx, const LearningItem *i, const LearningPart *was, const LearningPart *in)
{
    static const Str NAMES[] = {S_INIT("title_en"), S_INIT("body_en"), S_INIT("note_en"),
                                S_INIT("title_fr"), S_INIT("body_fr"), S_INIT("note_fr")};
    LearningPartFormView *v = arena_new(ctx->arena, LearningPartFormView);
    bool assessment = !learning_is_training(i);
    Url action = learning_desk_url(ctx, i->id, "/parts/new");
    if (was) {
        action = url_fmt(ctx->arena, LEARNING_DESK "/items/%i/parts/%i/edit", i->id, was->id);
    }
    *v = (LearningPartFormView){.form = {.action = action, .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
                                .assessment = assessment,
                                .back = learning_desk_url(ctx, i->id, "")};
    v->shell = was ? learning_desk_shell(ctx, assessment ? MSG("Change a question") : MSG("Change a page"), S(""))
                   : learning_desk_shell(ctx, assessment ? MSG("Add a question") : MSG("Add a page"), S(""));
    v->shell->failed = v->form.errors.links_n > 0;
    Texts t = {.title = &in->title,
               .body = &in->body,
               .note = assessment ? &in->note : NULL,
               .title_label = assessment ? MSG("Question") : MSG("Heading"),
               .body_label = assessment ? MSG("Answers") : MSG("Text"),
               .body_hint =
                   assessment
                       ? MSG("One a line, from two to eight; a star * before each that is right. The order is "
                             "mixed for everybody.")
                       : MSG("Each line is a paragraph; a line that begins with # is a heading, with - a point."),
               .body_name = "body",
               .title_rows = assessment ? 2 : 0,
               .body_rows = assessment ? 5 : 12,
               .title_max = assessment ? LEARNING_ABOUT_MAX : LEARNING_TITLE_MAX,
               .body_max = LEARNING_BODY_MAX};
    v->languages = languages_of(ctx, &t, &v->languages_n);
    return v;
}

static Err part_of_path(Ctx *ctx, LearningItem *ret_item, LearningPart *ret)
{
    Id id;
    TRY(item_of_path(ctx, ret_item));
    TRY(ctx_param_id(ctx, S("part"), &id));
    return learning_part_find(ctx, ret_item->id, id, ret);
}

Err learning_part_new_page(OperatorCtx o)
{
    LearningItem i;
    TRY(item_of_path(o.ctx, &i));
    LearningPart empty = {0};
    RENDER(o.ctx, 200, learning_part_form, part_view(o.ctx, &i, NULL, &empty));
    return OK;
}

Err learning_part_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningItem i;
    TRY(item_of_path(ctx, &i));
    LearningPart p = part_of_form(ctx, NULL);
    learning_part_check(ctx, &i, &p);
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, learning_part_form, part_view(ctx, &i, NULL, &p));
    }
    TRY(learning_part_put(ctx, &i, &p, true));
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"part", vendor_text(&p.title, ctx->locale)});
    ctx_redirect(ctx, learning_desk_url(ctx, i.id, ""),
                 learning_is_training(&i) ? MSG("The page is added.") : MSG("The question is added."));
    return OK;
}

Err learning_part_edit_page(OperatorCtx o)
{
    LearningItem i;
    LearningPart p;
    TRY(part_of_path(o.ctx, &i, &p));
    RENDER(o.ctx, 200, learning_part_form, part_view(o.ctx, &i, &p, &p));
    return OK;
}

Err learning_part_edit_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningItem i;
    LearningPart was;
    TRY(part_of_path(ctx, &i, &was));
    LearningPart p = part_of_form(ctx, &was);
    learning_part_check(ctx, &i, &p);
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, learning_part_form, part_view(ctx, &i, &was, &p));
    }
    TRY(learning_part_put(ctx, &i, &p, false));
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"part", vendor_text(&was.title, ctx->locale)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"part", vendor_text(&p.title, ctx->locale)});
    ctx_redirect(ctx, learning_desk_url(ctx, i.id, ""), MSG("It is saved."));
    return OK;
}

/* --- a certification --- */

static Certification certification_of_form(Ctx *ctx, const Certification *was)
{
    return (Certification){.code = was ? was->code : str_trim(ctx_form(ctx, S("code"))),
                           .field = ctx_form(ctx, S("field")),
                           .issuer = str_trim(ctx_form(ctx, S("issuer"))),
                           .months = whole(ctx, S("months")),
                           .title = vendor_text_of_form(ctx, "title"),
                           .about = vendor_text_of_form(ctx, "about")};
}

static CertificationFormView *certification_view(Ctx *ctx, const Certification *was, const Certification *in)
{
    static const Str NAMES[] = {S_INIT("code"),     S_INIT("title_en"), S_INIT("about_en"), S_INIT("title_fr"),
                                S_INIT("about_fr"), S_INIT("field"),    S_INIT("issuer"),   S_INIT("months")};
    CertificationFormView *v = arena_new(ctx->arena, CertificationFormView);
    *v = (CertificationFormView){
        .fresh = !was,
        .may_edit = ctx_may(ctx, &OPERATOR_LEARNING_EDIT),
        .draft = was && str_eq(was->state, S("draft")),
        .published = was && str_eq(was->state, S("published")),
        .form = {.action = was ? certification_url(ctx, was->id, "") : url_static(LEARNING_DESK "/certifications/new"),
                 .version = was ? was->version : 0,
                 .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
        .back = url_static(LEARNING_DESK "/certifications")};
    v->shell = was ? learning_desk_shell(ctx, (Msg){0}, vendor_text(&was->title, ctx->locale))
                   : learning_desk_shell(ctx, MSG("New certification"), S(""));
    v->shell->failed = v->form.errors.links_n > 0;
    if (was) {
        v->state = learning_state(was->state);
        v->publish = certification_url(ctx, was->id, "/publish");
        v->retire = certification_url(ctx, was->id, "/retire");
    }
    v->code = code_field(ctx, in->code);
    v->field = learning_select(ctx, S("field"), MSG("Competency"), MSG("Choose a competency"), LEARNING_FIELDS,
                               LEARNING_FIELDS_N, in->field);
    v->issuer = ui_field(ctx, S("issuer"), in->issuer, MSG("Given by"));
    v->issuer.optional = true;
    v->issuer.hint = MSG("Empty: by you. Otherwise who gives it; people then claim it with their certificate.");
    v->issuer.max_length = LEARNING_TITLE_MAX;
    v->months = number_field(ctx, S("months"), in->months, MSG("Months it is valid"), MSG("0: for ever."));
    v->languages = languages_of(ctx,
                                &(Texts){.title = &in->title,
                                         .body = &in->about,
                                         .title_label = MSG("Title"),
                                         .body_label = MSG("What it stands for"),
                                         .body_name = "about",
                                         .body_rows = 4,
                                         .title_max = LEARNING_TITLE_MAX,
                                         .body_max = LEARNING_ABOUT_MAX},
                                &v->languages_n);
    return v;
}

static Str certification_said(Ctx *ctx, const Certification *c)
{
    return AUDIT_JSON(ctx->arena, {"name", vendor_text(&c->title, ctx->locale)}, {"code", c->code},
                      {"competency", c->field}, {"issuer", c->issuer},
                      {"validMonths", str_fmt(ctx->arena, "%lld", (long long)c->months)});
}

Err certification_new_page(OperatorCtx o)
{
    Certification in = {.months = 24};
    RENDER(o.ctx, 200, certification_form, certification_view(o.ctx, NULL, &in));
    return OK;
}

Err certification_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Certification in = certification_of_form(ctx, NULL);
    certification_check(ctx, &in);
    Err err = problem_check(ctx);
    err = err == OK ? certification_make(ctx, &in) : err;
    if (err == ERR_INVALID) {
        return RENDER_FAILED(ctx, certification_form, certification_view(ctx, NULL, &in));
    }
    TRY(err);
    learning_audit(ctx, in.id, vendor_text(&in.title, ctx->locale));
    ctx->audit.after = certification_said(ctx, &in);
    ctx_redirect(ctx, certification_url(ctx, in.id, ""), MSG("The draft is saved. Publish it to give it."));
    return OK;
}

static Err certification_of_path(Ctx *ctx, Certification *ret)
{
    Id id;
    TRY(ctx_param_id(ctx, S("certification"), &id));
    TRY(certification_find(ctx, id, ret));
    learning_audit(ctx, id, vendor_text(&ret->title, ctx->locale));
    return OK;
}

Err certification_page(OperatorCtx o)
{
    Certification c;
    TRY(certification_of_path(o.ctx, &c));
    RENDER(o.ctx, 200, certification_form, certification_view(o.ctx, &c, &c));
    return OK;
}

Err certification_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Certification c;
    TRY(certification_of_path(ctx, &c));
    Certification in = certification_of_form(ctx, &c);
    certification_check(ctx, &in);
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, certification_form, certification_view(ctx, &c, &in));
    }
    TRY(certification_change(ctx, &c, version_of(ctx), &in));
    ctx->audit.before = certification_said(ctx, &c);
    ctx->audit.after = certification_said(ctx, &in);
    ctx_redirect(ctx, certification_url(ctx, c.id, ""), MSG("It is saved."));
    return OK;
}
