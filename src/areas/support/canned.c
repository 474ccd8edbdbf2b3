/* Answers that the desk writes once and uses often: the list, one of them, and what one says to a request. */
#include "areas/support/pages.h"

#include "app/audit.h"
#include "app/unit.h"
#include "app/vendor_text.h"
#include "areas/support/support_view.h"
#include "gen/support_html.h"
#include "gen/support_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/operator/support/answers"
enum { CANNED_MAX = 200, CANNED_TITLE_MAX = 80 };

static ShellView *answers_shell(Ctx *ctx, Msg title, Str name)
{
    Crumb crumbs[4] = {desk_crumb(),
                       {.label = MSG("Support desk"), .url = url_static("/operator/support")},
                       {.label = MSG("Canned answers"), .url = url_static(PAGE)},
                       {.label = title, .text = name}};
    ShellView *v = shell_view(ctx, title, crumbs, msg_is_set(title) || name.n ? 4 : 3);
    if (!msg_is_set(title) && !name.n) {
        v->title = MSG("Canned answers");
    }
    v->title_text = name;
    v->workspace = MSG("Vendor desk");
    return v;
}

static Msg about(Str workspace)
{
    const SupportWorkspace *w = support_workspace(workspace);
    return w ? MSG_OF(w->name) : MSG("Anything");
}

/* Titles and texts of rows, at once. */
static Err texts_of(Ctx *ctx, const SupportCannedListRow *rows, size_t n, VendorText **ret)
{
    Id *ids = arena_array(ctx->arena, Id, n * 2 + 1);
    *ret = arena_array(ctx->arena, VendorText, n * 2 + 1);
    for (size_t i = 0; i < n; i++) {
        ids[2 * i] = rows[i].title_id;
        ids[2 * i + 1] = rows[i].body_id;
    }
    return n ? vendor_texts_get(ctx, ids, n * 2, *ret) : OK;
}

Err support_answers_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    SupportAnswersView *v = arena_new(ctx->arena, SupportAnswersView);
    SupportCannedListRow *rows;
    VendorText *texts;
    TRY(q_support_canned_list(o, &(SupportCannedListArgs){0}, &rows, &v->rows_n));
    TRY(texts_of(ctx, rows, v->rows_n, &texts));
    SupportAnswerLine *lines = arena_array(ctx->arena, SupportAnswerLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (SupportAnswerLine){.title = vendor_text(&texts[2 * i], ctx->locale),
                                       .about = about(rows[i].workspace),
                                       .at = rows[i].updated_at,
                                       .url = url_fmt(ctx->arena, PAGE "/%i", rows[i].id)};
    }
    v->rows = lines;
    v->add = url_static(PAGE "/new");
    v->shell = answers_shell(ctx, (Msg){0}, S(""));
    RENDER(ctx, 200, support_answers, v);
    return OK;
}

/* --- one --- */

typedef struct Canned {
    Id id; /* nil: a new one */
    int64_t version;
    Str workspace;
    Id title_id, body_id;
    VendorText title, body;
} Canned;

static SupportAnswerView *one_view(Ctx *ctx, const Canned *c)
{
    bool fresh = id_is_nil(c->id);
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    SupportAnswerView *v = arena_new(ctx->arena, SupportAnswerView);
    SupportLanguage *list = arena_array(ctx->arena, SupportLanguage, n);
    Str *fields = arena_array(ctx->arena, Str, 2 * n + 1);
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        SupportLanguage *l = &list[v->languages_n++];
        fields[2 * i] = str_fmt(ctx->arena, "title_%.*s", S_ARG(tags[i]));
        fields[2 * i + 1] = str_fmt(ctx->arena, "body_%.*s", S_ARG(tags[i]));
        *l = (SupportLanguage){.name = names[i],
                               .title = ui_field(ctx, fields[2 * i], c->title.in[i], MSG("Title")),
                               .body = ui_field(ctx, fields[2 * i + 1], c->body.in[i], MSG("Text"))};
        l->title.max_length = CANNED_TITLE_MAX;
        l->title.width = l->body.width = S("w-full");
        l->body.kind = FIELD_TEXTAREA;
        l->body.rows = 8;
        l->body.max_length = SUPPORT_TEXT_MAX;
        l->body.hint = MSG("{name} stands for whoever asked, {number} for the request.");
        l->body.hint.args[0] = (struct MsgArg){"name", S("{name}")};
        l->body.hint.args[1] = (struct MsgArg){"number", S("{number}")};
    }
    v->languages = list;
    v->workspace = support_workspaces(ctx, c->workspace, MSG("Anything"));
    v->form = (FormView){.action = fresh ? url_static(PAGE "/new") : url_fmt(ctx->arena, PAGE "/%i", c->id),
                         .version = c->version,
                         .errors = ui_errors(ctx, fields, 2 * v->languages_n)};
    v->shell = fresh ? answers_shell(ctx, MSG("New canned answer"), S(""))
                     : answers_shell(ctx, (Msg){0}, vendor_text(&c->title, ctx->locale));
    v->shell->failed = v->form.errors.links_n > 0;
    v->cancel = url_static(PAGE);
    v->remove = fresh ? (Url){0} : url_fmt(ctx->arena, PAGE "/%i/remove", c->id);
    return v;
}

static Err find(OperatorCtx o, Canned *ret)
{
    SupportCannedGetRow row;
    VendorText texts[2];
    Id id;
    TRY(ctx_param_id(o.ctx, S("answer"), &id));
    Err err = q_support_canned_get(o, &(SupportCannedGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such canned answer."), MSG("Choose one from the list."));
    }
    TRY(err);
    TRY(vendor_texts_get(o.ctx, (Id[]){row.title_id, row.body_id}, 2, texts));
    *ret = (Canned){.id = row.id,
                    .version = row.version,
                    .workspace = row.workspace,
                    .title_id = row.title_id,
                    .body_id = row.body_id,
                    .title = texts[0],
                    .body = texts[1]};
    return OK;
}

static void read_form(Ctx *ctx, Canned *c)
{
    c->workspace = ctx_form(ctx, S("workspace"));
    c->workspace = support_workspace(c->workspace) ? c->workspace : S("");
    c->title = vendor_text_of_form(ctx, "title");
    c->body = vendor_text_of_form(ctx, "body");
    vendor_text_check(ctx, "title", &c->title, CANNED_TITLE_MAX, true);
    vendor_text_check(ctx, "body", &c->body, SUPPORT_TEXT_MAX, true);
}

static Err put_texts(Ctx *ctx, const Canned *c)
{
    TRY(vendor_text_put(ctx, c->title_id, &c->title));
    return vendor_text_put(ctx, c->body_id, &c->body);
}

static void audit_of(Ctx *ctx, const Canned *c)
{
    ctx->audit.target_kind = S("support_answer");
    ctx->audit.target_id = c->id;
    ctx->audit.target_name = vendor_text(&c->title, ctx->locale);
}

Err support_answer_new_page(OperatorCtx o)
{
    Canned c = {.workspace = S("")};
    RENDER(o.ctx, 200, support_answer_form, one_view(o.ctx, &c));
    return OK;
}

Err support_answer_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Canned c = {.workspace = S("")};
    SupportCannedCountRow count;
    read_form(ctx, &c);
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, support_answer_form, one_view(ctx, &c));
    }
    TRY(q_support_canned_count(o, NULL, &count));
    if (count.n >= CANNED_MAX) {
        return problem(ctx, ERR_CONFLICT, MSG("There are 200 canned answers, and no more are taken."),
                       MSG("Remove one that nobody uses."));
    }
    c.id = ctx_new_id(ctx);
    c.title_id = ctx_new_id(ctx);
    c.body_id = ctx_new_id(ctx);
    TRY(q_support_canned_add(
        o, &(SupportCannedAddArgs){.id = c.id, .workspace = c.workspace, .title_id = c.title_id, .body_id = c.body_id},
        NULL));
    TRY(put_texts(ctx, &c));
    audit_of(ctx, &c);
    ctx_redirect(ctx, url_static(PAGE), MSG("The canned answer is saved."));
    return OK;
}

Err support_answer_one_page(OperatorCtx o)
{
    Canned c;
    TRY(find(o, &c));
    RENDER(o.ctx, 200, support_answer_form, one_view(o.ctx, &c));
    return OK;
}

Err support_answer_one_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Canned c;
    int64_t changed, version = 0;
    TRY(find(o, &c));
    read_form(ctx, &c);
    (void)!str_to_i64(ctx_form(ctx, S("version")), &version);
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, support_answer_form, one_view(ctx, &c));
    }
    SupportCannedSaveArgs args = {.workspace = c.workspace, .id = c.id, .version = version};
    TRY(q_support_canned_save(o, &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(put_texts(ctx, &c));
    audit_of(ctx, &c);
    ctx_redirect(ctx, url_static(PAGE), MSG("The canned answer is saved."));
    return OK;
}

Err support_answer_remove_post(OperatorCtx o)
{
    Canned c;
    TRY(find(o, &c));
    TRY(q_support_canned_drop(o, &(SupportCannedDropArgs){.id = c.id}, NULL));
    audit_of(o.ctx, &c);
    ctx_redirect(o.ctx, url_static(PAGE), MSG("The canned answer is removed."));
    return OK;
}

/* --- in a request --- */

static Str filled_in(Ctx *ctx, Str body, const SupportRequest *r)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < body.n;) {
        Str rest = str_skip(body, i);
        bool name = str_starts(rest, S("{name}")), number = str_starts(rest, S("{number}"));
        buf_add(&b, name ? r->creator_name : number ? r->number : str_sub(rest, 0, 1));
        i += name ? 6 : number ? 8 : 1;
    }
    return buf_str(&b);
}

/* Those that fit the request, as links that fill the form in; the one that was chosen, in the language of whoever
 * asked. */
Err support_answers_for(OperatorCtx o, const SupportRequest *r, Str chosen, const SupportSolution **ret, size_t *ret_n,
                        Str *ret_text)
{
    Ctx *ctx = o.ctx;
    SupportCannedListRow *rows;
    VendorText *texts;
    SupportCannedListArgs args = {.with_workspace = true, .workspace = r->workspace};
    const Locale *theirs = locale_get(r->language);
    TRY(q_support_canned_list(o, &args, &rows, ret_n));
    TRY(texts_of(ctx, rows, *ret_n, &texts));
    SupportSolution *list = arena_array(ctx->arena, SupportSolution, *ret_n + 1);
    Url page = url_fmt(ctx->arena, "/operator/support/%i", r->id);
    *ret_text = S("");
    for (size_t i = 0; i < *ret_n; i++) {
        Str id = id_text(ctx->arena, rows[i].id);
        Url with = url_with(ctx->arena, page, S("canned"), id);
        list[i] = (SupportSolution){vendor_text(&texts[2 * i], ctx->locale),
                                    (Url){str_concat(ctx->arena, with.s, S("#answer"))}};
        if (str_eq(id, chosen)) {
            *ret_text = filled_in(ctx, vendor_text(&texts[2 * i + 1], theirs ? theirs : ctx->locale), r);
        }
    }
    *ret = list;
    return OK;
}
