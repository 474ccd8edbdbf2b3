/* The vendor's pages of programs: list, export, preview, one program and its state. */
#include "areas/programs/pages.h"

#include "app/audit.h"
#include "app/export.h"
#include "app/unit.h"
#include "areas/programs/file.h"
#include "base/csv.h"
#include "base/num.h"
#include "gen/programs_html.h"
#include "gen/programs_q.h"
#include "ui/field.h"
#include "ui/shell.h"

/* --- words and links --- */

Url program_url(Ctx *ctx, Str id, const char *rest)
{
    Url u = url_fmt(ctx->arena, DESK "/%s", id);
    return (Url){str_concat(ctx->arena, u.s, str_from(rest))}; /* rest: literals of ours */
}

ShellView *programs_shell(Ctx *ctx, Msg title, Str name)
{
    Crumb crumbs[3] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Programs"), .url = url_static(DESK)},
                       {.label = title, .text = name}};
    bool below = msg_is_set(title) || name.n;
    ShellView *shell = shell_view(ctx, below ? title : MSG("Programs"), crumbs, below ? 3 : 2);
    shell->workspace = MSG("Vendor desk");
    shell->title_text = name;
    return shell;
}

StateView program_state(Str state)
{
    return str_eq(state, S("published")) ? (StateView){STATE_GOOD, MSG("Offered")}
           : str_eq(state, S("retired")) ? (StateView){STATE_OFF, MSG("Retired")}
                                         : (StateView){STATE_OFF, MSG("Draft")};
}

Msg program_side_name(Str side) { return str_eq(side, S("partner")) ? MSG("Partner side") : MSG("Developer side"); }

Msg program_decides(const ProgramInput *in)
{
    return str_eq(in->approval, S("automatic"))
               ? MSG("Decided at once when everything is met.")
               : MSGN("Decided within {n} working day.", "Decided within {n} working days.", in->days);
}

const Str *program_paragraphs(Arena *a, Str body, size_t *ret_n)
{
    enum { PARAGRAPHS_MAX = 40 };
    Str *list = arena_array(a, Str, PARAGRAPHS_MAX), line;
    *ret_n = 0;
    while (*ret_n < PARAGRAPHS_MAX && str_split(&body, '\n', &line)) {
        line = str_trim(line);
        if (line.n) {
            list[(*ret_n)++] = line;
        }
    }
    return list;
}

void program_audit(Ctx *ctx, const ProgramFull *p)
{
    ctx->audit.target_kind = S("program");
    ctx->audit.target_name = vendor_text(&p->in.name, ctx->locale);
}

static Str countries_of(Ctx *ctx, Str codes)
{
    enum { SHOWN = 6 };
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str code;
    size_t n = 0;
    while (str_split(&codes, ' ', &code)) {
        if (code.n && ++n <= SHOWN) {
            Str name = country_name(ctx->arena, ctx->locale, code);
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(name));
        }
    }
    if (n > SHOWN) {
        buf_fmt(&b, ", +%zu", n - SHOWN);
    }
    return buf_str(&b);
}

/* --- the list --- */

Err programs_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull *all;
    size_t n;
    TRY(catalogue_list(ctx, &all, &n));
    DeskRow *rows = arena_array(ctx->arena, DeskRow, n);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (DeskRow){.id = all[i].id,
                            .name = vendor_text(&all[i].in.name, ctx->locale),
                            .side = program_side_name(all[i].in.side),
                            .approval = str_eq(all[i].in.approval, S("automatic")) ? MSG("At once") : MSG("By staff"),
                            .state = program_state(all[i].state),
                            .countries = countries_of(ctx, all[i].in.countries),
                            .url = program_url(ctx, all[i].id, ""),
                            .up = program_url(ctx, all[i].id, "/up"),
                            .down = program_url(ctx, all[i].id, "/down"),
                            .first = i == 0,
                            .last = i + 1 == n};
    }
    DeskView *v = arena_new(ctx->arena, DeskView);
    *v = (DeskView){.shell = programs_shell(ctx, (Msg){0}, S("")),
                    .rows = rows,
                    .rows_n = n,
                    .may_edit = ctx_may(ctx, &OPERATOR_PROGRAMS_EDIT),
                    .add = url_static(DESK "/new"),
                    .preview = url_static(DESK "/preview"),
                    .export = {.csv = url_static(DESK "/export"),
                               .about = MSG("All programs, as entente import programs reads them")}};
    RENDER(ctx, 200, programs_desk, v);
    return OK;
}

/* --- the file --- */

static void export_texts(Buf *b, const VendorText *t, size_t languages)
{
    for (size_t l = 0; l < languages; l++) {
        csv_add_text(b, t->in[l], ',', false);
    }
}

static void export_row_of(Ctx *ctx, Buf *b, const ProgramFull *p, const Requirement *list, size_t n)
{
    size_t languages, mine = 0, at = 0;
    (void)locale_languages(&languages, NULL);
    languages = num_min_size(languages, VENDOR_LANGUAGES_MAX);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].program, p->id)) {
            at = mine ? at : i;
            mine++;
        }
    }
    csv_add_plain(b, p->id, ',', true);
    csv_add_plain(b, p->in.side, ',', false);
    csv_add_plain(b, p->state, ',', false);
    csv_add_plain(b, p->in.approval, ',', false);
    csv_add_plain(b, str_fmt(ctx->arena, "%lld", (long long)p->in.days), ',', false);
    csv_add_plain(b, p->in.countries, ',', false);
    csv_add_plain(b, p->in.brings, ',', false);
    csv_add_plain(b, p->in.agreement, ',', false);
    csv_add_plain(b, p->in.questions, ',', false);
    csv_add_plain(b, p->in.excludes, ',', false);
    export_texts(b, &p->in.name, languages);
    export_texts(b, &p->in.about, languages);
    csv_add_text(b, requirements_cell(ctx, list + at, mine), ',', false);
    csv_end_row(b);
}

Err programs_export(OperatorCtx o)
{
    static const char *const COLUMNS[] = {"id",        "side",   "state",     "approval",  "days",
                                          "countries", "brings", "agreement", "questions", "excludes"};
    Ctx *ctx = o.ctx;
    ProgramFull *all;
    Requirement *requirements;
    size_t n, requirements_n, languages;
    TRY(catalogue_list(ctx, &all, &n));
    TRY(catalogue_requirements(ctx, S(""), &requirements, &requirements_n));
    const Str *tags = locale_languages(&languages, NULL);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    buf_add(&b, S("\xEF\xBB\xBF"));
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        csv_add_plain(&b, str_from(COLUMNS[i]), ',', i == 0);
    }
    for (size_t i = 0; i < 2 * languages; i++) {
        csv_add_plain(&b, str_fmt(ctx->arena, "%s_%.*s", i < languages ? "name" : "about", S_ARG(tags[i % languages])),
                      ',', false);
    }
    csv_add_plain(&b, S("requirements"), ',', false);
    csv_end_row(&b);
    for (size_t i = 0; i < n; i++) {
        export_row_of(ctx, &b, &all[i], requirements, requirements_n);
    }
    ctx->out.status = 200;
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = export_content_type(EXPORT_CSV);
    ctx_header(ctx, S("Content-Disposition"), S("attachment; filename=\"programs.csv\""));
    return OK;
}

/* --- as a partner of a country sees them --- */

static PreviewCard card_of(Ctx *ctx, const ProgramFull *p, const ProgramFull *all, size_t n, const Requirement *list,
                           size_t list_n)
{
    Msg *texts = arena_array(ctx->arena, Msg, PROGRAM_REQUIREMENTS_MAX);
    PreviewCard c = {.name = vendor_text(&p->in.name, ctx->locale),
                     .workspaces = program_opens_workspaces(ctx, p->in.brings),
                     .roles = program_opens_roles(ctx, p->in.brings),
                     .side = program_side_name(p->in.side),
                     .decides = program_decides(&p->in),
                     .requirements = texts};
    c.paragraphs = program_paragraphs(ctx->arena, vendor_text(&p->in.about, ctx->locale), &c.paragraphs_n);
    for (size_t i = 0; i < list_n && c.requirements_n < PROGRAM_REQUIREMENTS_MAX; i++) {
        if (str_eq(list[i].program, p->id)) {
            texts[c.requirements_n++] = requirement_words(ctx, &list[i], all, n);
        }
    }
    return c;
}

Err programs_preview_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull *all;
    Requirement *list;
    size_t n, list_n;
    Str country = ctx_query(ctx, S("country"));
    TRY(catalogue_list(ctx, &all, &n));
    TRY(catalogue_requirements(ctx, S(""), &list, &list_n));
    PreviewCard *cards = arena_array(ctx->arena, PreviewCard, n);
    PreviewView *v = arena_new(ctx->arena, PreviewView);
    *v = (PreviewView){.shell = programs_shell(ctx, MSG("As a partner sees them"), S("")),
                       .action = url_static(DESK "/preview"),
                       .country = ui_country(ctx, S("country"), country, MSG("Country of the partner")),
                       .cards = cards};
    for (size_t i = 0; i < n; i++) {
        /* No country chosen: what is offered in all. */
        if (program_is_offered(&all[i], country)) {
            cards[v->cards_n++] = card_of(ctx, &all[i], all, n, list, list_n);
        }
    }
    RENDER(ctx, 200, programs_preview, v);
    return OK;
}

/* --- one program --- */

static Str names_of_words(Ctx *ctx, Str words, const ProgramFull *all, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str word;
    while (str_split(&words, ' ', &word)) {
        for (size_t i = 0; i < n && word.n; i++) {
            if (str_eq(all[i].id, word)) {
                buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(vendor_text(&all[i].in.name, ctx->locale)));
            }
        }
    }
    return buf_str(&b);
}

static Err fill_facts(Ctx *ctx, const ProgramFull *p, const ProgramFull *all, size_t n, ProgramDeskView *v)
{
    ProgramEnrolledRow enrolled;
    TRY(q_program_enrolled(system_of(ctx), &(ProgramEnrolledArgs){.program = p->id}, &enrolled));
    Buf count = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_i64(&count, ctx->locale, enrolled.n);
    FactView *f = arena_array(ctx->arena, FactView, 6);
    Str countries = countries_of(ctx, p->in.countries), excludes = names_of_words(ctx, p->in.excludes, all, n);
    f[v->facts_n++] = (FactView){.label = MSG("Side"), .msg = program_side_name(p->in.side), .kind = FACT_MSG};
    f[v->facts_n++] = (FactView){.label = MSG("Decision"), .msg = program_decides(&p->in), .kind = FACT_MSG};
    f[v->facts_n++] = (FactView){.label = MSG("Countries"),
                                 .text = countries,
                                 .msg = MSG("All countries"),
                                 .kind = countries.n ? FACT_TEXT : FACT_MSG};
    if (excludes.n) {
        f[v->facts_n++] = (FactView){.label = MSG("Not together with"), .text = excludes, .kind = FACT_TEXT};
    }
    f[v->facts_n++] = (FactView){.label = MSG("Accounts in it"), .text = buf_str(&count), .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Last change"), .at = p->updated_at, .kind = FACT_TIME};
    v->facts = f;
    return OK;
}

static void fill_texts(Ctx *ctx, const ProgramFull *p, ProgramDeskView *v)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    LanguageText *list = arena_array(ctx->arena, LanguageText, n);
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        list[i] = (LanguageText){.tag = tags[i], .name = names[i], .title = p->in.name.in[i]};
        list[i].paragraphs = program_paragraphs(ctx->arena, p->in.about.in[i], &list[i].paragraphs_n);
    }
    v->texts = list;
    v->texts_n = num_min_size(n, VENDOR_LANGUAGES_MAX);
}

static Err fill_requirements(Ctx *ctx, const ProgramFull *p, const ProgramFull *all, size_t n, ProgramDeskView *v)
{
    Requirement *list;
    TRY(catalogue_requirements(ctx, p->id, &list, &v->requirements_n));
    RequirementRow *rows = arena_array(ctx->arena, RequirementRow, v->requirements_n);
    for (size_t i = 0; i < v->requirements_n; i++) {
        rows[i] = (RequirementRow){
            .text = requirement_words(ctx, &list[i], all, n),
            .by_desk = list[i].kind->by_desk,
            .remove = url_fmt(ctx->arena, DESK "/%s/requirements/%s/remove", p->id, id_text(ctx->arena, list[i].id))};
    }
    v->requirements = rows;
    return OK;
}

static Err desk_view(OperatorCtx o, const ProgramFull *p, ProgramDeskView **ret)
{
    Ctx *ctx = o.ctx;
    ProgramFull *all;
    size_t n;
    TRY(catalogue_list(ctx, &all, &n));
    ProgramDeskView *v = arena_new(ctx->arena, ProgramDeskView);
    *v = (ProgramDeskView){.shell = programs_shell(ctx, (Msg){0}, vendor_text(&p->in.name, ctx->locale)),
                           .state = program_state(p->state),
                           .workspaces = program_opens_workspaces(ctx, p->in.brings),
                           .roles = program_opens_roles(ctx, p->in.brings),
                           .may_edit = ctx_may(ctx, &OPERATOR_PROGRAMS_EDIT),
                           .draft = str_eq(p->state, S("draft")),
                           .published = str_eq(p->state, S("published")),
                           .retired = str_eq(p->state, S("retired")),
                           .edit = program_url(ctx, p->id, "/edit"),
                           .publish = program_url(ctx, p->id, "/publish"),
                           .retire = program_url(ctx, p->id, "/retire"),
                           .remove = program_url(ctx, p->id, "/delete"),
                           .add_requirement = program_url(ctx, p->id, "/requirements/new")};
    TRY(fill_facts(ctx, p, all, n, v));
    TRY(fill_requirements(ctx, p, all, n, v));
    fill_texts(ctx, p, v);
    *ret = v;
    return OK;
}

Err program_desk_page(OperatorCtx o)
{
    ProgramFull p;
    ProgramDeskView *v;
    TRY(catalogue_get(o.ctx, ctx_param(o.ctx, S("program")), &p));
    TRY(desk_view(o, &p, &v));
    RENDER(o.ctx, 200, program_desk, v);
    return OK;
}

/* --- its state and place --- */

/* What is missing is entered on the form of another page. */
static ErrorSummary missing(Ctx *ctx)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n);
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        links[i] = (ErrorLink){.text = ctx->problem.fields[i].message};
    }
    return (ErrorSummary){links, ctx->problem.fields_n};
}

Err program_publish_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ProgramFull p;
    TRY(catalogue_get(ctx, ctx_param(ctx, S("program")), &p));
    Err err = catalogue_publish(ctx, &p);
    if (err == ERR_INVALID) {
        ProgramDeskView *v;
        TRY(desk_view(o, &p, &v));
        v->errors = missing(ctx);
        v->shell->failed = true;
        return RENDER_FAILED(ctx, program_desk, v);
    }
    TRY(err);
    program_audit(ctx, &p);
    ctx_redirect(ctx, program_url(ctx, p.id, ""), MSG("The program is published. Partners can enroll."));
    return OK;
}

Err program_retire_post(OperatorCtx o)
{
    ProgramFull p;
    TRY(catalogue_get(o.ctx, ctx_param(o.ctx, S("program")), &p));
    TRY(catalogue_retire(o.ctx, &p));
    program_audit(o.ctx, &p);
    ctx_redirect(o.ctx, program_url(o.ctx, p.id, ""), MSG("The program is retired. Nobody enrolls any more."));
    return OK;
}

Err program_remove_post(OperatorCtx o)
{
    ProgramFull p;
    TRY(catalogue_get(o.ctx, ctx_param(o.ctx, S("program")), &p));
    TRY(catalogue_remove(o.ctx, &p));
    program_audit(o.ctx, &p);
    ctx_redirect(o.ctx, url_static(DESK), MSG("The draft is deleted."));
    return OK;
}

static Err move(OperatorCtx o, int step)
{
    ProgramFull p;
    TRY(catalogue_get(o.ctx, ctx_param(o.ctx, S("program")), &p));
    program_audit(o.ctx, &p);
    TRY(catalogue_move(o.ctx, p.id, step));
    ctx_redirect(o.ctx, url_static(DESK), MSG("The order is changed."));
    return OK;
}

Err program_up_post(OperatorCtx o) { return move(o, -1); }
Err program_down_post(OperatorCtx o) { return move(o, 1); }
