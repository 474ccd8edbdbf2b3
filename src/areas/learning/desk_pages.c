/* The vendor's pages of the catalogue: the list, one training or assessment, certifications. */
#include "areas/learning/pages.h"

#include "app/audit.h"
#include "gen/learning_html.h"
#include "ui/field.h"
#include "ui/shell.h"

/* --- frames --- */

ShellView *learning_desk_shell(Ctx *ctx, Msg title, Str name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    bool below = msg_is_set(title) || name.n;
    crumbs[0] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
    crumbs[1] = (Crumb){.label = MSG("Learning"), .url = url_static(LEARNING_DESK)};
    crumbs[2] = (Crumb){.label = title, .text = name};
    ShellView *shell = shell_view(ctx, below ? title : MSG("Learning"), crumbs, below ? 3 : 2);
    shell->workspace = MSG("Vendor desk");
    shell->title_text = name;
    return shell;
}

const TabView *learning_desk_tabs(Ctx *ctx, size_t current, size_t *ret_n)
{
    static const struct {
        const char *label, *path;
    } TABS[] = {
        {N_("Trainings and assessments"), LEARNING_DESK},
        {N_("Certifications"), LEARNING_DESK "/certifications"},
        {N_("Certificates recorded"), LEARNING_DESK "/records"},
        {N_("What is learned"), LEARNING_DESK "/statistics"},
    };
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(TABS));
    for (size_t i = 0; i < COUNT_OF(TABS); i++) {
        tabs[i] = (TabView){
            .label = MSG_OF(TABS[i].label), .url = url_static(TABS[i].path), .current = i == current, .count = -1};
    }
    *ret_n = COUNT_OF(TABS);
    return tabs;
}

static Url with_rest(Ctx *ctx, Url u, const char *rest)
{
    return (Url){str_concat(ctx->arena, u.s, str_from(rest))}; /* rest: literals of ours */
}
Url learning_desk_url(Ctx *ctx, Id id, const char *rest)
{
    return with_rest(ctx, url_fmt(ctx->arena, LEARNING_DESK "/items/%i", id), rest);
}
Url certification_url(Ctx *ctx, Id id, const char *rest)
{
    return with_rest(ctx, url_fmt(ctx->arena, LEARNING_DESK "/certifications/%i", id), rest);
}

void learning_audit(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("learning");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

Msg learning_kind(const LearningItem *i) { return learning_is_training(i) ? MSG("Training") : MSG("Assessment"); }
Msg learning_minutes(int64_t n) { return MSGN("{n} minute", "{n} minutes", n); }

FieldView learning_select(Ctx *ctx, Str name, Msg label, Msg first, const LearningWord *words, size_t n, Str chosen)
{
    OptionView *list = arena_array(ctx->arena, OptionView, n + 1);
    list[0] = (OptionView){.value = S(""), .label = first};
    for (size_t i = 0; i < n; i++) {
        list[i + 1] =
            (OptionView){.value = words[i].id, .label = MSG_OF(words[i].name), .selected = str_eq(words[i].id, chosen)};
    }
    return ui_select(ctx, name, label, list, n + 1);
}

FieldView certification_select(Ctx *ctx, Str name, Msg first, const Certification *all, size_t n, Id chosen)
{
    OptionView *list = arena_array(ctx->arena, OptionView, n + 1);
    size_t list_n = 1;
    list[0] = (OptionView){.value = S(""), .label = first};
    for (size_t i = 0; i < n; i++) {
        bool selected = id_eq(all[i].id, chosen);
        if (selected || str_eq(all[i].state, S("published"))) {
            list[list_n++] = (OptionView){.value = id_text(ctx->arena, all[i].id),
                                          .text = vendor_text(&all[i].title, ctx->locale),
                                          .selected = selected};
        }
    }
    return ui_select(ctx, name, MSG("Certification"), list, list_n);
}

const LearningBlock *learning_blocks(Arena *a, Str body, size_t *ret_n)
{
    enum { BLOCKS_MAX = 400 };
    LearningBlock *list = arena_array(a, LearningBlock, BLOCKS_MAX);
    size_t n = 0;
    Str line;
    while (n < BLOCKS_MAX && str_split(&body, '\n', &line)) {
        line = str_trim(line);
        if (!line.n) {
            continue;
        }
        bool heading = str_starts(line, S("# ")), point = str_starts(line, S("- "));
        list[n++] = (LearningBlock){.kind = heading ? LEARNING_HEADING
                                            : point ? LEARNING_POINT
                                                    : LEARNING_PARAGRAPH,
                                    .text = heading || point ? str_trim(str_skip(line, 2)) : line};
    }
    *ret_n = n;
    return list;
}

/* --- the list --- */

static const LearningWord KINDS[] = {{S_INIT("training"), N_("Trainings")}, {S_INIT("assessment"), N_("Assessments")}};
static const LearningWord STATES[] = {
    {S_INIT("draft"), N_("Drafts")}, {S_INIT("published"), N_("Published")}, {S_INIT("retired"), N_("Retired")}};

Err learning_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningItem *all;
    Certification *certifications;
    size_t n, certifications_n;
    Str kind = ctx_query(ctx, S("kind")), state = ctx_query(ctx, S("state")), field = ctx_query(ctx, S("field"));
    LearningDeskView *v = arena_new(ctx->arena, LearningDeskView);
    TRY(learning_list(ctx, &all, &n));
    TRY(certification_list(ctx, &certifications, &certifications_n));
    LearningDeskRow *rows = arena_array(ctx->arena, LearningDeskRow, n);
    for (size_t i = 0; i < n; i++) {
        if ((kind.n && !str_eq(kind, all[i].kind)) || (state.n && !str_eq(state, all[i].state)) ||
            (field.n && !str_eq(field, all[i].field))) {
            continue;
        }
        const Certification *c = certification_of(certifications, certifications_n, all[i].certification_id);
        rows[v->rows_n++] = (LearningDeskRow){.title = vendor_text(&all[i].title, ctx->locale),
                                              .code = all[i].code,
                                              .certification = c ? vendor_text(&c->title, ctx->locale) : S(""),
                                              .kind = learning_kind(&all[i]),
                                              .field = learning_word(LEARNING_FIELDS, LEARNING_FIELDS_N, all[i].field),
                                              .level = learning_word(LEARNING_LEVELS, LEARNING_LEVELS_N, all[i].level),
                                              .state = learning_state(all[i].state),
                                              .parts = all[i].parts,
                                              .minutes = all[i].minutes,
                                              .url = learning_desk_url(ctx, all[i].id, "")};
    }
    v->shell = learning_desk_shell(ctx, (Msg){0}, S(""));
    v->tabs = learning_desk_tabs(ctx, 0, &v->tabs_n);
    v->here = url_static(LEARNING_DESK);
    v->kind = learning_select(ctx, S("kind"), MSG("Kind"), MSG("All"), KINDS, COUNT_OF(KINDS), kind);
    v->state = learning_select(ctx, S("state"), MSG("State"), MSG("All"), STATES, COUNT_OF(STATES), state);
    v->field =
        learning_select(ctx, S("field"), MSG("Competency"), MSG("All"), LEARNING_FIELDS, LEARNING_FIELDS_N, field);
    v->rows = rows;
    v->filtered = kind.n || state.n || field.n;
    v->may_edit = ctx_may(ctx, &OPERATOR_LEARNING_EDIT);
    v->add_training = url_static(LEARNING_DESK "/new?kind=training");
    v->add_assessment = url_static(LEARNING_DESK "/new?kind=assessment");
    RENDER(ctx, 200, learning_desk, v);
    return OK;
}

/* --- one --- */

static Err item_of_path(Ctx *ctx, LearningItem *ret)
{
    Id id;
    TRY(ctx_param_id(ctx, S("item"), &id));
    TRY(learning_find(ctx, id, ret));
    learning_audit(ctx, id, vendor_text(&ret->title, ctx->locale));
    return OK;
}

static Str number(Ctx *ctx, int64_t n)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    fmt_i64(&b, ctx->locale, n);
    return buf_str(&b);
}

static Str role_names(Ctx *ctx, Str roles)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str word;
    while (str_split(&roles, ' ', &word)) {
        const Role *r = role_find(word);
        if (r) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(tr(ctx->locale, NULL, r->name)));
        }
    }
    return buf_str(&b);
}

static Err fill_facts(Ctx *ctx, const LearningItem *i, LearningItemView *v)
{
    FactView *f = arena_array(ctx->arena, FactView, 10);
    size_t n = 0;
    Str roles = role_names(ctx, i->roles);
    f[n++] = (FactView){.label = MSG("Competency"),
                        .msg = learning_word(LEARNING_FIELDS, LEARNING_FIELDS_N, i->field),
                        .kind = FACT_MSG};
    f[n++] = (FactView){
        .label = MSG("Level"), .msg = learning_word(LEARNING_LEVELS, LEARNING_LEVELS_N, i->level), .kind = FACT_MSG};
    f[n++] = (FactView){.label = MSG("Takes"), .msg = learning_minutes(i->minutes), .kind = FACT_MSG};
    f[n++] = (FactView){
        .label = MSG("For the roles"), .text = roles, .msg = MSG("All roles"), .kind = roles.n ? FACT_TEXT : FACT_MSG};
    if (i->link.n) {
        f[n++] = (FactView){.label = MSG("Address"), .text = i->link, .kind = FACT_TEXT};
    }
    if (v->assessment) {
        Msg attempts = MSGN("{times} in one hour", "{times} in {n} hours", i->wait_hours);
        attempts.args[0] = (struct MsgArg){"times", number(ctx, i->attempts_max)};
        f[n++] = (FactView){
            .label = MSG("Pass mark"), .msg = MSG1("{n} %", "n", number(ctx, i->pass_mark)), .kind = FACT_MSG};
        f[n++] = (FactView){.label = MSG("Attempts"),
                            .msg = i->attempts_max ? attempts : MSG("As many as one likes"),
                            .kind = FACT_MSG};
        f[n++] = (FactView){.label = MSG("Time limit"),
                            .msg = i->limit_minutes ? learning_minutes(i->limit_minutes) : MSG("No limit"),
                            .kind = FACT_MSG};
        if (!id_is_nil(i->certification_id)) {
            Certification c;
            TRY(certification_find(ctx, i->certification_id, &c));
            f[n++] = (FactView){.label = MSG("Gives"), .text = vendor_text(&c.title, ctx->locale), .kind = FACT_TEXT};
        }
    }
    v->facts = f;
    v->facts_n = n;
    return OK;
}

static Url part_url(Ctx *ctx, const LearningPart *p, const char *rest)
{
    return with_rest(ctx, url_fmt(ctx->arena, LEARNING_DESK "/items/%i/parts/%i", p->item_id, p->id), rest);
}

Err learning_desk_item_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningItem i;
    LearningPart *parts;
    LearningItemView *v = arena_new(ctx->arena, LearningItemView);
    TRY(item_of_path(ctx, &i));
    TRY(learning_parts(ctx, i.id, &parts, &v->parts_n));
    LearningPartRow *rows = arena_array(ctx->arena, LearningPartRow, v->parts_n);
    for (size_t k = 0; k < v->parts_n; k++) {
        QuestionAnswers answers;
        question_answers(vendor_text(&parts[k].body, ctx->locale), &answers);
        rows[k] = (LearningPartRow){.title = vendor_text(&parts[k].title, ctx->locale),
                                    .edit = part_url(ctx, &parts[k], "/edit"),
                                    .up = part_url(ctx, &parts[k], "/up"),
                                    .remove = part_url(ctx, &parts[k], "/remove"),
                                    .first = k == 0,
                                    .answers = (int64_t)answers.n};
    }
    v->shell = learning_desk_shell(ctx, (Msg){0}, vendor_text(&i.title, ctx->locale));
    v->state = learning_state(i.state);
    v->may_edit = ctx_may(ctx, &OPERATOR_LEARNING_EDIT);
    v->assessment = !learning_is_training(&i);
    v->draft = str_eq(i.state, S("draft"));
    v->published = str_eq(i.state, S("published"));
    v->edit = learning_desk_url(ctx, i.id, "/edit");
    v->publish = learning_desk_url(ctx, i.id, "/publish");
    v->retire = learning_desk_url(ctx, i.id, "/retire");
    v->remove = learning_desk_url(ctx, i.id, "/delete");
    v->add = learning_desk_url(ctx, i.id, "/parts/new");
    v->parts = rows;
    v->about = learning_blocks(ctx->arena, vendor_text(&i.about, ctx->locale), &v->about_n);
    TRY(fill_facts(ctx, &i, v));
    RENDER(ctx, 200, learning_desk_item, v);
    return OK;
}

Err learning_publish_post(OperatorCtx o)
{
    LearningItem i;
    TRY(item_of_path(o.ctx, &i));
    TRY(learning_publish(o.ctx, &i));
    ctx_redirect(o.ctx, learning_desk_url(o.ctx, i.id, ""), MSG("It is published. Partners see it in My learning."));
    return OK;
}

Err learning_retire_post(OperatorCtx o)
{
    LearningItem i;
    TRY(item_of_path(o.ctx, &i));
    TRY(learning_retire(o.ctx, &i));
    ctx_redirect(o.ctx, learning_desk_url(o.ctx, i.id, ""),
                 MSG("It is retired. Nobody begins it any more; what was earned stays."));
    return OK;
}

Err learning_remove_post(OperatorCtx o)
{
    LearningItem i;
    TRY(item_of_path(o.ctx, &i));
    TRY(learning_remove(o.ctx, &i));
    ctx_redirect(o.ctx, url_static(LEARNING_DESK), MSG("The draft is deleted."));
    return OK;
}

static Err part_of_path(Ctx *ctx, LearningItem *ret_item, LearningPart *ret)
{
    Id id;
    TRY(item_of_path(ctx, ret_item));
    TRY(ctx_param_id(ctx, S("part"), &id));
    return learning_part_find(ctx, ret_item->id, id, ret);
}

Err learning_part_up_post(OperatorCtx o)
{
    LearningItem i;
    LearningPart p;
    TRY(part_of_path(o.ctx, &i, &p));
    TRY(learning_part_up(o.ctx, &p));
    ctx_redirect(o.ctx, learning_desk_url(o.ctx, i.id, ""), MSG("The order is changed."));
    return OK;
}

Err learning_part_remove_post(OperatorCtx o)
{
    LearningItem i;
    LearningPart p;
    TRY(part_of_path(o.ctx, &i, &p));
    if (i.parts <= 1 && str_eq(i.state, S("published")) && !i.link.n) {
        LearningPart *list;
        size_t n;
        TRY(learning_parts(o.ctx, i.id, &list, &n));
        if (n <= 1) {
            return problem(o.ctx, ERR_CONFLICT, MSG("What is published cannot be empty."),
                           MSG("Add another page or question first, or retire it."));
        }
    }
    TRY(learning_part_drop(o.ctx, &i, &p));
    o.ctx->audit.before = AUDIT_JSON(o.ctx->arena, {"part", vendor_text(&p.title, o.ctx->locale)});
    ctx_redirect(o.ctx, learning_desk_url(o.ctx, i.id, ""), MSG("It is removed."));
    return OK;
}

/* --- certifications --- */

Err certifications_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Certification *all;
    CertificationsView *v = arena_new(ctx->arena, CertificationsView);
    TRY(certification_list(ctx, &all, &v->rows_n));
    CertificationRow *rows = arena_array(ctx->arena, CertificationRow, v->rows_n);
    for (size_t i = 0; i < v->rows_n; i++) {
        rows[i] = (CertificationRow){.title = vendor_text(&all[i].title, ctx->locale),
                                     .code = all[i].code,
                                     .issuer = all[i].issuer,
                                     .field = learning_word(LEARNING_FIELDS, LEARNING_FIELDS_N, all[i].field),
                                     .valid = all[i].months ? MSGN("{n} month", "{n} months", all[i].months)
                                                            : MSG("For ever"),
                                     .state = learning_state(all[i].state),
                                     .url = certification_url(ctx, all[i].id, "")};
    }
    v->shell = learning_desk_shell(ctx, MSG("Certifications"), S(""));
    v->tabs = learning_desk_tabs(ctx, 1, &v->tabs_n);
    v->rows = rows;
    v->may_edit = ctx_may(ctx, &OPERATOR_LEARNING_EDIT);
    v->add = url_static(LEARNING_DESK "/certifications/new");
    RENDER(ctx, 200, certifications, v);
    return OK;
}

static Err certification_move(OperatorCtx o, Str to, Msg said)
{
    Id id;
    Certification c;
    TRY(ctx_param_id(o.ctx, S("certification"), &id));
    TRY(certification_find(o.ctx, id, &c));
    learning_audit(o.ctx, id, vendor_text(&c.title, o.ctx->locale));
    TRY(certification_state_put(o.ctx, &c, to));
    ctx_redirect(o.ctx, certification_url(o.ctx, id, ""), said);
    return OK;
}
Err certification_publish_post(OperatorCtx o)
{
    return certification_move(o, S("published"), MSG("The certification is published. Assessments can give it."));
}
Err certification_retire_post(OperatorCtx o)
{
    return certification_move(o, S("retired"), MSG("The certification is retired. Who holds it keeps it."));
}
