/* The vendor's desk of support: the queue in the order in which answers are due, its export, and one request. */
#include "areas/support/pages.h"

#include "app/audit.h"
#include "app/export_job.h"
#include "app/phone.h"
#include "app/unit.h"
#include "areas/support/support_view.h"
#include "gen/support_html.h"
#include "gen/support_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"
#include "ui/work_panel.h"

enum { QUEUE_ROWS = 50 };
#define DESK "/operator/support"

static ShellView *shell_of(Ctx *ctx, Str text)
{
    Crumb crumbs[3] = {desk_crumb(), {.label = MSG("Support desk"), .url = url_static(DESK)}, {.text = text}};
    ShellView *v = shell_view(ctx, text.n ? (Msg){0} : MSG("Support desk"), crumbs, text.n ? 3 : 2);
    v->title_text = text;
    v->workspace = MSG("Vendor desk");
    return v;
}

static Url one_url(Ctx *ctx, Id id, const char *rest)
{
    return (Url){str_concat(ctx->arena, url_fmt(ctx->arena, DESK "/%i", id).s, str_from(rest))};
}

/* --- the queue --- */

typedef struct QueueAsk {
    Str state, workspace, language, severity, assigned, answer, after, before;
    int size;
} QueueAsk;

static const SupportWord ASSIGNED[] = {{"me", N_("Mine")}, {"nobody", N_("Nobody's")}};
static const SupportWord ANSWER[] = {{"late", N_("Late")}};

static bool known(const SupportWord *words, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(str_from(words[i].id), id)) {
            return true;
        }
    }
    return false;
}

static void take(void *arg, Str name, Str value)
{
    QueueAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && (machine_state(&SUPPORT_REQUEST, value) || str_eq(value, S("all")))) {
        ask->state = value;
    } else if (str_eq(name, S("workspace")) && support_workspace(value)) {
        ask->workspace = value;
    } else if (str_eq(name, S("language")) && language_known(value)) {
        ask->language = value;
    } else if (str_eq(name, S("severity")) && known(SUPPORT_SEVERITIES, SUPPORT_SEVERITIES_N, value)) {
        ask->severity = value;
    } else if (str_eq(name, S("assigned")) && known(ASSIGNED, COUNT_OF(ASSIGNED), value)) {
        ask->assigned = value;
    } else if (str_eq(name, S("answer")) && known(ANSWER, COUNT_OF(ANSWER), value)) {
        ask->answer = value;
    }
}

static void ask_of_request(Ctx *ctx, QueueAsk *ret)
{
    *ret = (QueueAsk){.size = QUEUE_ROWS};
    list_each_asked(ctx, take, ret);
}

static Str query_of(Ctx *ctx, const QueueAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "workspace", ask->workspace);
    list_put(&b, "language", ask->language);
    list_put(&b, "severity", ask->severity);
    list_put(&b, "assigned", ask->assigned);
    list_put(&b, "answer", ask->answer);
    list_put(&b, "size", ask->size == QUEUE_ROWS ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err read_queue(OperatorCtx o, const QueueAsk *ask, const PageAsk *page, SupportQueueRow **ret, size_t *ret_n,
                      PageInfo *ret_page)
{
    SupportQueueArgs args = {.due_low = {1},
                             .with_state = !str_eq(ask->state, S("all")),
                             .state = ask->state.n ? ask->state : S("open"),
                             .with_workspace = ask->workspace.n > 0,
                             .workspace = ask->workspace,
                             .with_language = ask->language.n > 0,
                             .language = ask->language,
                             .with_severity = ask->severity.n > 0,
                             .severity = ask->severity,
                             .with_assigned = ask->assigned.n > 0,
                             .assigned_id = str_eq(ask->assigned, S("me")) ? o.ctx->actor.user_id : ID_NIL,
                             .with_late = ask->answer.n > 0,
                             .due_to = o.ctx->now};
    Err err = q_support_queue(o, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) {
        PageAsk start = *page;
        start.after = start.before = S("");
        err = q_support_queue(o, &args, &start, ret, ret_n, ret_page);
    }
    return err;
}

static SupportLine line_of(Ctx *ctx, const SupportQueueRow *r)
{
    const SupportWorkspace *w = support_workspace(r->workspace);
    return (SupportLine){.number = r->number,
                         .summary = r->summary,
                         .account = r->account_name,
                         .who = r->creator_name,
                         .assigned = r->assigned_name,
                         .language = language_name(ctx->arena, ctx->locale, r->language),
                         .workspace = w ? MSG_OF(w->name) : (Msg){0},
                         .severity = support_severity_short(r->severity),
                         .state = machine_state_view(&SUPPORT_REQUEST, READER_VENDOR, r->state),
                         .at = r->created_at,
                         .last = r->last_at,
                         .due = r->due_at,
                         .url = one_url(ctx, r->id, ""),
                         .owed = r->owed,
                         .late = r->owed && r->due_at.us < ctx->now.us,
                         .escalated = time_is_set(r->escalated_at)};
}

static Err fill_counts(OperatorCtx o, SupportQueueView *v)
{
    Ctx *ctx = o.ctx;
    SupportCountsRow *rows;
    size_t n;
    TRY(q_support_counts(o, NULL, &rows, &n));
    for (size_t i = 0; i < SUPPORT_SEVERITIES_N; i++) {
        Str id = str_from(SUPPORT_SEVERITIES[i].id);
        SupportCount *c = &v->counts[i];
        *c = (SupportCount){.label = support_severity_short(id),
                            .url = url_with(ctx->arena, url_static(DESK), S("severity"), id)};
        c->late_url = url_with(ctx->arena, c->url, S("answer"), S("late"));
        for (size_t k = 0; k < n; k++) {
            if (str_eq(rows[k].severity, id)) {
                c->n = rows[k].n;
                c->late = rows[k].late;
            }
        }
    }
    return OK;
}

static void fill_filters(Ctx *ctx, const QueueAsk *ask, SupportQueueView *v)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    OptionView *languages = arena_array(ctx->arena, OptionView, n + 1);
    languages[0] = (OptionView){.value = S(""), .label = MSG("Any language")};
    for (size_t i = 0; i < n; i++) {
        languages[i + 1] = (OptionView){.value = tags[i], .text = names[i], .selected = str_eq(tags[i], ask->language)};
    }
    v->state = list_states(ctx, &SUPPORT_REQUEST, ask->state, S("open"));
    v->language = ui_select(ctx, S("language"), MSG("Language"), languages, n + 1);
    v->workspace = support_workspaces(ctx, ask->workspace, MSG("Anything"));
    v->severity = support_choice(ctx, "severity", MSG("Severity"), SUPPORT_SEVERITIES, SUPPORT_SEVERITIES_N,
                                 ask->severity, MSG("Any severity"));
    v->assigned = support_choice(ctx, "assigned", MSG("Assigned to"), ASSIGNED, COUNT_OF(ASSIGNED), ask->assigned,
                                 MSG("Anybody"));
    v->answer =
        support_choice(ctx, "answer", MSG("Answer due"), ANSWER, COUNT_OF(ANSWER), ask->answer, MSG("At any time"));
}

Err support_queue_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    SupportQueueView *v = arena_new(ctx->arena, SupportQueueView);
    QueueAsk ask;
    SupportQueueRow *rows;
    PageInfo info;
    ask_of_request(ctx, &ask);
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    TRY(read_queue(o, &ask, &page, &rows, &v->rows_n, &info));
    static const char *const KINDS[] = {SUPPORT_WORK};
    WorkPanelAsk panel = {.kinds = KINDS, .kinds_n = 1, .query = query_of(ctx, &ask), .acts = true};
    WorkThing *things = arena_array(ctx->arena, WorkThing, v->rows_n + 1);
    WorkMark *marks;
    for (size_t i = 0; i < v->rows_n; i++) {
        things[i] = (WorkThing){rows[i].account_id, rows[i].id, S("")};
    }
    TRY(work_panel_marks(o, &panel, things, v->rows_n, &marks));
    TRY(work_panel_fill(o, &panel, &v->panel));
    SupportLine *lines = arena_array(ctx->arena, SupportLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = line_of(ctx, &rows[i]);
        lines[i].mark = marks[i];
    }
    v->rows = lines;
    v->shell = shell_of(ctx, S(""));
    v->clear = url_static(DESK);
    v->settings = ctx_may(ctx, &SUPPORT_SETTINGS) ? url_static(DESK "/settings") : (Url){0};
    Str query = query_of(ctx, &ask);
    QueueAsk rest = ask;
    rest.size = QUEUE_ROWS;
    v->here = list_url(ctx->arena, v->clear, query);
    v->filtered = ask.workspace.n || ask.language.n || ask.severity.n || ask.assigned.n || ask.answer.n || ask.state.n;
    TRY(fill_counts(o, v));
    fill_filters(ctx, &ask, v);
    list_pager(ctx->arena, v->clear, query, query_of(ctx, &rest), &info, v->rows_n, ask.size, &v->pager);
    v->export = list_export(ctx->arena, url_static(DESK "/export"), query);
    v->answers = url_static(DESK "/answers");
    v->health = url_static(DESK "/health");
    RENDER(ctx, 200, support_queue, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"number", N_("Number"), EXPORT_TEXT, 14},
    {"account", N_("Account"), EXPORT_TEXT, 30},
    {"summary", N_("Summary"), EXPORT_TEXT, 50},
    {"workspace", N_("Subject"), EXPORT_MSG, 22},
    {"problem", N_("Kind of problem"), EXPORT_MSG, 30},
    {"severity", N_("Severity"), EXPORT_MSG, 20},
    {"language", N_("Language"), EXPORT_TEXT, 10},
    {"state", N_("State"), EXPORT_MSG, 18},
    {"createdBy", N_("Made by"), EXPORT_TEXT, 22},
    {"assignedTo", N_("Assigned to"), EXPORT_TEXT, 22},
    {"created", N_("Made"), EXPORT_TIME, 20},
    {"due", N_("Answer due"), EXPORT_TIME, 20},
    {"answered", N_("First answer"), EXPORT_TIME, 20},
    {"lastChange", N_("Last change"), EXPORT_TIME, 20},
    {"id", N_("Request ID"), EXPORT_ID, 36},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    QueueAsk ask = {.size = QUEUE_ROWS};
    SupportQueueRow *rows;
    size_t n;
    PageInfo info;
    list_each(ctx->arena, query, take, &ask);
    TRY(read_queue((OperatorCtx){ctx}, &ask, &(PageAsk){.size = EXPORT_CHUNK, .after = after, .before = S("")}, &rows,
                   &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const SupportQueueRow *r = &rows[i];
        SupportLine l = line_of(ctx, r);
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = r->number},
                                               {.text = r->account_name},
                                               {.text = r->summary},
                                               {.msg = l.workspace},
                                               {.msg = support_problem_name(r->problem)},
                                               {.msg = l.severity},
                                               {.text = r->language},
                                               {.msg = l.state.label},
                                               {.text = r->creator_name},
                                               {.text = r->assigned_name},
                                               {.time = r->created_at},
                                               {.time = r->owed ? r->due_at : TIME_NONE},
                                               {.time = r->answered_at},
                                               {.time = r->last_at},
                                               {.id = r->id}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList QUEUE = {.kind = "support.export",
                                 .file = "support-requests",
                                 .sheet = N_("Support requests"),
                                 .columns = COLUMNS,
                                 .columns_n = COUNT_OF(COLUMNS),
                                 .chunk = write_chunk};

Err support_queue_export(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    QueueAsk ask;
    ask_of_request(ctx, &ask);
    return export_stream_told(ctx, ID_NIL, &QUEUE, query_of(ctx, &ask));
}

/* --- one --- */

/* What can be done in this state, as the choice of one form. */
static const SupportWord ACTS[] = {
    {"answer", N_("Answer")},
    {"ask", N_("Ask the partner something; the request waits for them")},
    {"close", N_("Answer and close as solved")},
    {"note", N_("Internal note, which the partner never sees")},
};
static const SupportWord ACTS_CLOSED[] = {
    {"reopen", N_("Reopen, with the reason")},
    {"note", N_("Internal note, which the partner never sees")},
};

static Err staff_choice(OperatorCtx o, Id chosen, FieldView *ret)
{
    Ctx *ctx = o.ctx;
    SupportStaffRow *rows;
    size_t n;
    TRY(q_support_staff(o, NULL, &rows, &n));
    OptionView *all = arena_array(ctx->arena, OptionView, n + 1);
    all[0] = (OptionView){.value = S(""), .label = MSG("Nobody")};
    for (size_t i = 0; i < n; i++) {
        all[i + 1] =
            (OptionView){.value = id_text(ctx->arena, rows[i].id),
                         .text = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
                         .selected = id_eq(rows[i].id, chosen)};
    }
    *ret = ui_select(ctx, S("assigned"), MSG("Assigned to"), all, n + 1);
    return OK;
}

static void fill_facts(Ctx *ctx, const SupportRequest *r, SupportDeskView *v)
{
    const SupportWorkspace *w = support_workspace(r->workspace);
    FactView *f = v->facts;
    f[v->facts_n++] = (FactView){.kind = FACT_MSG, .label = MSG("Subject"), .msg = w ? MSG_OF(w->name) : (Msg){0}};
    f[v->facts_n++] =
        (FactView){.kind = FACT_MSG, .label = MSG("Kind of problem"), .msg = support_problem_name(r->problem)};
    f[v->facts_n++] =
        (FactView){.kind = FACT_MSG, .label = MSG("Severity"), .msg = support_severity_short(r->severity)};
    f[v->facts_n++] = (FactView){
        .kind = FACT_TEXT, .label = MSG("Language"), .text = language_name(ctx->arena, ctx->locale, r->language)};
    f[v->facts_n++] = r->owed && !v->closed
                          ? (FactView){.kind = FACT_TIME, .label = MSG("Answer due"), .at = r->due_at}
                          : (FactView){.kind = FACT_TIME, .label = MSG("First answer"), .at = r->answered_at};
}

static Err fill_messages(OperatorCtx o, const SupportRequest *r, SupportDeskView *v)
{
    SupportDeskSaidRow *rows;
    TRY(q_support_desk_said(o, &(SupportDeskSaidArgs){.account_id = r->account_id, .request_id = r->id}, &rows,
                            &v->messages_n));
    SupportDeskFilesRow *files;
    size_t files_n;
    TRY(q_support_desk_files(o, &(SupportDeskFilesArgs){.account_id = r->account_id, .request_id = r->id}, &files,
                             &files_n));
    SupportMessage *messages = arena_array(o.ctx->arena, SupportMessage, v->messages_n + 1);
    for (size_t i = 0; i < v->messages_n; i++) {
        messages[i] = (SupportMessage){.who = rows[i].author_name,
                                       .body = rows[i].body,
                                       .at = rows[i].created_at,
                                       .kind = str_eq(rows[i].kind, S("partner"))  ? MESSAGE_PARTNER
                                               : str_eq(rows[i].kind, S("vendor")) ? MESSAGE_VENDOR
                                                                                   : MESSAGE_NOTE};
        SUPPORT_FILES_OF(o.ctx, rows[i].id, files, files_n, one_url(o.ctx, r->id, "/files/"), &messages[i])
    }
    v->messages = messages;
    return OK;
}

static Err desk_view(OperatorCtx o, const SupportRequest *r, Str text, Str how, SupportDeskView **ret)
{
    static const Str NAMES[] = {S_INIT("text"), S_INIT("files")};
    Ctx *ctx = o.ctx;
    SupportDeskView *v = arena_new(ctx->arena, SupportDeskView);
    v->shell = shell_of(ctx, r->number);
    v->shell->failed = ctx->problem.fields_n > 0;
    v->number = r->number;
    v->summary = r->summary;
    v->account = r->account_name;
    v->account_url = url_fmt(ctx->arena, "/operator/partners/%s", r->public_id);
    v->creator = r->creator_name;
    v->email = r->email;
    v->mail_url = url_mail(ctx->arena, r->email);
    v->phone = phone_shown(ctx->arena, ctx->account.country, r->phone);
    v->partner_id = r->partner_ref.n ? r->partner_ref : r->partner_id;
    v->closed = str_eq(r->state, S("closed"));
    v->late = r->owed && !v->closed && r->due_at.us < ctx->now.us;
    v->mine = id_eq(r->assigned_id, ctx->actor.user_id);
    TRY(machine_card(ctx, &SUPPORT_REQUEST, READER_VENDOR, r->account_id, r->id, &v->card));
    v->card.action_url = (Url){0};
    support_card_answered(r, &v->card);
    TRY(machine_history(ctx, &SUPPORT_REQUEST, READER_VENDOR, r->account_id, r->id, &v->history, &v->history_n));
    fill_facts(ctx, r, v);
    TRY(fill_messages(o, r, v));
    Str canned;
    TRY(support_answers_for(o, r, ctx_query(ctx, S("canned")), &v->canned, &v->canned_n, &canned));
    text = text.n ? text : canned;
    v->text = ui_field(ctx, S("text"), text, MSG("Text"));
    v->text.kind = FIELD_TEXTAREA;
    v->text.rows = 6;
    v->text.width = S("w-full");
    v->text.max_length = SUPPORT_TEXT_MAX;
    v->how = v->closed
                 ? support_choice(ctx, "how", MSG("What it is"), ACTS_CLOSED, COUNT_OF(ACTS_CLOSED), how, (Msg){0})
                 : support_choice(ctx, "how", MSG("What it is"), ACTS, COUNT_OF(ACTS), how, (Msg){0});
    v->answer = (FormView){.action = one_url(ctx, r->id, ""),
                           .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                           .id = S("answer"),
                           .upload = true,
                           .wide = true};
    v->files = upload_field(ctx, &SUPPORT_FILES, MSG("Files"));
    v->files.optional = true;
    v->transfer = (FormView){.action = one_url(ctx, r->id, "/transfer"), .version = r->version, .no_guard = true};
    TRY(staff_choice(o, r->assigned_id, &v->assigned));
    v->workspace = support_workspaces(ctx, r->workspace, (Msg){0});
    v->severity = support_choice(ctx, "severity", MSG("Severity"), SUPPORT_SEVERITIES, SUPPORT_SEVERITIES_N,
                                 r->severity, (Msg){0});
    v->take = one_url(ctx, r->id, "/take");
    *ret = v;
    return appointments_desk_view(o, r, &v->appointments);
}

static Err of_path(OperatorCtx o, SupportRequest *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("request"), &id));
    return support_desk_find(o, id, ret);
}

Err support_desk_page(OperatorCtx o)
{
    SupportRequest r;
    SupportDeskView *v;
    TRY(of_path(o, &r));
    TRY(desk_view(o, &r, S(""), S(""), &v));
    RENDER(o.ctx, 200, support_desk, v);
    return OK;
}

typedef struct DeskSaying {
    SupportRequest r;
    Str how, text;
    SupportFiles files;
    SupportDeskView *view;
} DeskSaying;

static Err find_it(Ctx *ctx, void *arg) { return of_path((OperatorCtx){ctx}, &((DeskSaying *)arg)->r); }

static Err say_it(Ctx *ctx, void *arg)
{
    DeskSaying *s = arg;
    TRY(of_path((OperatorCtx){ctx}, &s->r));
    return support_desk_say((OperatorCtx){ctx}, &s->r, s->how, s->text, &s->files);
}

static Err show_it(Ctx *ctx, void *arg)
{
    DeskSaying *s = arg;
    return desk_view((OperatorCtx){ctx}, &s->r, s->text, s->how, &s->view);
}

/* Documents are looked at outside any unit, and are among the partner's files. */
Err support_desk_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DeskSaying s = {.how = ctx_form(ctx, S("how")), .text = ctx_form(ctx, S("text"))};
    Upload *files;
    size_t n = 0;
    TRY(unit_run(ctx, MODE_READ, NULL, find_it, &s));
    Err err = upload_take(ctx, &SUPPORT_FILES, s.r.account_id, &files, &n);
    if (err == OK) {
        s.files = (SupportFiles){files, n};
        err = unit_run(ctx, MODE_WRITE, "support.desk_answer", say_it, &s);
    }
    if (err == ERR_INVALID) {
        TRY(unit_run(ctx, MODE_READ, NULL, show_it, &s));
        return RENDER_FAILED(ctx, support_desk, s.view);
    }
    TRY(err);
    ctx_redirect(ctx, one_url(ctx, s.r.id, ""),
                 str_eq(s.how, S("note")) ? MSG("The note is kept.") : MSG("The partner is told, here and by mail."));
    return OK;
}

Err support_no_file(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("There is no such file in this request."),
                   MSG("Choose one from the messages of the request."));
}

static Err find_file(Ctx *ctx, void *arg)
{
    SupportDeskFileGetArgs args;
    TRY(ctx_param_id(ctx, S("request"), &args.request_id));
    TRY(ctx_param_id(ctx, S("file"), &args.id));
    Err err = q_support_desk_file_get((OperatorCtx){ctx}, &args, arg);
    return err == ERR_NOT_FOUND ? support_no_file(ctx) : err;
}

Err support_desk_file(OperatorCtx o)
{
    SupportDeskFileGetRow row;
    TRY(unit_run(o.ctx, MODE_READ, NULL, find_file, &row));
    return upload_send(o.ctx, row.account_id, row.file_id);
}

static Err transferred(OperatorCtx o, const SupportRequest *r, const SupportTransfer *t)
{
    TRY(support_desk_transfer(o, r, t));
    ctx_redirect(o.ctx, one_url(o.ctx, r->id, ""), MSG("The request is assigned."));
    return OK;
}

Err support_take_post(OperatorCtx o)
{
    SupportRequest r;
    TRY(of_path(o, &r));
    return transferred(o, &r,
                       &(SupportTransfer){.assigned_id = o.ctx->actor.user_id,
                                          .workspace = r.workspace,
                                          .severity = r.severity,
                                          .version = r.version});
}

Err support_transfer_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    SupportRequest r;
    SupportStaffRow *staff;
    size_t n;
    SupportTransfer t = {.workspace = ctx_form(ctx, S("workspace")), .severity = ctx_form(ctx, S("severity"))};
    Str assigned = ctx_form(ctx, S("assigned"));
    TRY(of_path(o, &r));
    (void)!str_to_i64(ctx_form(ctx, S("version")), &t.version);
    TRY(q_support_staff(o, NULL, &staff, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(assigned, id_text(ctx->arena, staff[i].id))) {
            t.assigned_id = staff[i].id;
        }
    }
    if (assigned.n && id_is_nil(t.assigned_id)) {
        return problem(ctx, ERR_CONFLICT, MSG("This person does not work on support requests."),
                       MSG("Choose somebody from the list."));
    }
    return transferred(o, &r, &t);
}
