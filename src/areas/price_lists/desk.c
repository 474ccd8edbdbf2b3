/* The vendor's desk: lists, one list on its way, its rows. */
#include "areas/price_lists/desk.h"

#include "app/export_job.h"
#include "app/file.h"
#include "app/session.h"
#include "app/zip.h"
#include "areas/catalog/catalog.h"
#include "gen/price_lists_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { PROBLEMS_SHOWN = 50 };

ShellView *price_desk_shell(Ctx *ctx, Msg title, Str text)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    bool first = !msg_is_set(title) && !text.n;
    crumbs[0] = desk_crumb();
    crumbs[1] = (Crumb){.label = MSG("Prices"), .url = url_static(PRICE_DESK)};
    crumbs[2] = (Crumb){.label = title, .text = text};
    ShellView *v = shell_view(ctx, first ? MSG("Prices") : title, crumbs, first ? 2 : 3);
    v->title_text = text;
    v->workspace = MSG("Vendor desk");
    return v;
}

/* --- states --- */

typedef struct StateWords {
    const char *id, *name, *means;
    int kind;
} StateWords;
static const StateWords STATES[] = {
    {"reading", N_("Being read"), N_("The file is read and every row is checked. Nothing changes meanwhile."),
     STATE_WAIT},
    {"checking", N_("Being checked"), N_("The rows are compared with each other. Nothing changes meanwhile."),
     STATE_WAIT},
    {"refused", N_("Not usable"), N_("Nothing was changed. Put right what is named below and bring the file again."),
     STATE_BAD},
    {"draft", N_("Draft"), N_("Only the vendor's staff see it. What it would change stands below."), STATE_OFF},
    {"waiting", N_("Waits for a second person"), N_("Somebody else than who asked has to look at it."), STATE_WAIT},
    {"scheduled", N_("Scheduled"), N_("It goes live by itself at the time that is set."), STATE_WAIT},
    {"publishing", N_("Going live"), N_("Its prices are entered; none of them has begun."), STATE_WAIT},
    {"live", N_("Live"), N_("Partners see it, and its prices are paid from their days on."), STATE_GOOD},
    {"withdrawing", N_("Being withdrawn"), N_("Its prices are taken back; what was before goes on."), STATE_WAIT},
    {"withdrawn", N_("Withdrawn"), N_("None of its prices has ever held."), STATE_OFF},
};
static const StateWords *state_of(Str id)
{
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        if (str_eq(id, str_from(STATES[i].id))) {
            return &STATES[i];
        }
    }
    return NULL;
}
static StateView state_view(Str id)
{
    const StateWords *w = state_of(id);
    StateView v = {.label = MSG_OF(w ? w->name : STATES[3].name)};
    switch (w ? w->kind : STATE_OFF) {
    case STATE_GOOD:
        v.kind = STATE_GOOD;
        break;
    case STATE_WAIT:
        v.kind = STATE_WAIT;
        break;
    case STATE_BAD:
        v.kind = STATE_BAD;
        break;
    default:
        v.kind = STATE_OFF;
    }
    return v;
}

StateView change_view(Str change)
{
    return str_eq(change, S("ADD"))   ? (StateView){STATE_GOOD, MSG("New")}
           : str_eq(change, S("CHG")) ? (StateView){STATE_WAIT, MSG("Changed")}
           : str_eq(change, S("DEL")) ? (StateView){STATE_BAD, MSG("Removed")}
                                      : (StateView){STATE_OFF, MSG("Unchanged")};
}
Msg units_msg(Ctx *ctx, int64_t from, int64_t to)
{
    return from <= 1 && !to ? (Msg){0}
           : to             ? MSG2("{from} to {to} units", "from", str_fmt(ctx->arena, "%lld", (long long)from), "to",
                                   str_fmt(ctx->arena, "%lld", (long long)to))
                            : MSG1("from {from} units on", "from", str_fmt(ctx->arena, "%lld", (long long)from));
}
Str change_said(Ctx *ctx, bool was, Dec before, Dec after)
{
    Dec percent;
    if (!was || !price_change(before, after, &percent)) {
        return S("");
    }
    Str said = percent_said(ctx, percent);
    return percent.units > 0 ? str_concat(ctx->arena, S("+"), said) : said;
}

/* --- all lists --- */

typedef struct DeskAsk {
    Str state, after, before;
    int size;
} DeskAsk;
static void take(void *arg, Str name, Str value)
{
    DeskAsk *ask = arg;
    bool compact;
    if (!list_take(name, value, &ask->size, &compact, &ask->after, &ask->before) && str_eq(name, S("state")) &&
        state_of(value)) {
        ask->state = value;
    }
}
static Str query_of(Ctx *ctx, const DeskAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err desk_view(OperatorCtx o, DeskListsView **ret)
{
    Ctx *ctx = o.ctx;
    DeskAsk ask = {.size = LIST_SIZE};
    DraftPageRow *rows;
    PageInfo info;
    DeskListsView *v = arena_new(ctx->arena, DeskListsView);
    list_each_asked(ctx, take, &ask);
    PageAsk page = {.descending = true, .size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    DraftPageArgs args = {.with_state = ask.state.n > 0, .state = ask.state};
    Err err = q_draft_page(o, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old or foreign cursor: from the start */
        page.after = page.before = S("");
        err = q_draft_page(o, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    DeskListLine *lines = arena_array(ctx->arena, DeskListLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (DeskListLine){.name = rows[i].name,
                                  .url = url_fmt(ctx->arena, PRICE_DESK "/%i", rows[i].id),
                                  .state = state_view(rows[i].state),
                                  .at = rows[i].created_at,
                                  .first_on = rows[i].first_on,
                                  .rows = rows[i].rows_n,
                                  .problems = rows[i].problems_n};
    }
    v->rows = lines;
    v->shell = price_desk_shell(ctx, (Msg){0}, S(""));
    v->self = url_static(PRICE_DESK);
    v->filtered = ask.state.n > 0;
    OptionView *options = arena_array(ctx->arena, OptionView, COUNT_OF(STATES) + 1);
    options[0] = (OptionView){.label = MSG("Any state"), .selected = !ask.state.n};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        Str id = str_from(STATES[i].id);
        options[i + 1] = (OptionView){.value = id, .label = MSG_OF(STATES[i].name), .selected = str_eq(id, ask.state)};
    }
    v->state = ui_select(ctx, S("state"), MSG("State"), options, COUNT_OF(STATES) + 1);
    v->bring_form = (FormView){.action = url_static(PRICE_DESK "/file"), .upload = true, .no_guard = true};
    v->file = (FieldView){
        .kind = FIELD_FILE,
        .name = S("file"),
        .label = MSG("File of prices"),
        .hint = MSG("CSV in the columns of the lists that partners download, of any length; also in a ZIP archive."),
        .error = problem_of_field(ctx, S("file")),
        .accept = S(".csv,text/csv,.zip")};
    static const Str NAMES[] = {S_INIT("name")};
    v->new_form = (FormView){.action = url_static(PRICE_DESK), .errors = ui_errors(ctx, NAMES, 1), .no_guard = true};
    v->name = ui_field(ctx, S("name"), ctx_form(ctx, S("name")), MSG("Name of the new list"));
    v->name.max_length = 100;
    v->shell->failed = ctx->problem.fields_n > 0;
    list_pager(ctx->arena, v->self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, v->rows_n, ask.size,
               &v->pager);
    v->empty = (EmptyView){.title = MSG("No lists of prices yet"),
                           .why = MSG("Bring a file, or begin a list and add prices one by one.")};
    *ret = v;
    return OK;
}

Err price_desk(OperatorCtx o)
{
    DeskListsView *v;
    TRY(desk_view(o, &v));
    RENDER(o.ctx, 200, price_desk_lists, v);
    return OK;
}

Err price_desk_new(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Id id;
    Err err = list_new(o, ctx_form(ctx, S("name")), &id);
    if (err == ERR_INVALID) {
        DeskListsView *v;
        TRY(desk_view(o, &v));
        return RENDER_FAILED(ctx, price_desk_lists, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, PRICE_DESK "/%i", id), MSG("The list is begun. Add its prices."));
    return OK;
}

typedef struct Bringing {
    Str name;
    FileDone done;
    Id id;
} Bringing;
static Err bring(Ctx *ctx, void *arg)
{
    Bringing *b = arg;
    Id file;
    TRY(file_publish(
        ctx,
        &(FilePublish){
            .done = &b->done, .name = b->name, .content_type = S("text/csv"), .expires_at = file_keep_until(ctx)},
        &file));
    return list_bring((OperatorCtx){ctx}, b->name, file, &b->id);
}
static Err show_again(Ctx *ctx, void *arg)
{
    DeskListsView *v;
    (void)arg;
    TRY(desk_view((OperatorCtx){ctx}, &v));
    RENDER(ctx, 422, price_desk_lists, v);
    return OK;
}

#define UNPACKED_MAX (INT64_C(2) << 30)
static Err to_stage(void *sink, Str bytes) { return file_stage_write(sink, bytes); }
static Err stage_whole(FileStage *stage, Str bytes)
{
    enum { PIECE = 1 << 20 };
    Err err = OK;
    for (size_t at = 0; at < bytes.n && err == OK; at += PIECE) {
        err = file_stage_write(stage, str_sub(bytes, at, PIECE));
    }
    return err;
}

/* Outside units: the bytes are sealed piece by piece before the row is written that names them. */
Err price_desk_file(OperatorCtx o)
{
    enum { NAME_MAX_BYTES = 100 };
    Ctx *ctx = o.ctx;
    Str name = S(""), bytes = S("");
    FileStage *stage;
    Err err = ctx_upload(ctx, S("file"), &name, &bytes);
    if (err != OK || !bytes.n) {
        problem_field(ctx, S("file"), MSG("Choose a CSV file with prices."));
        return unit_run(ctx, MODE_READ, NULL, show_again, NULL);
    }
    Bringing b = {.name = name.n ? str_sub(name, 0, NAME_MAX_BYTES) : S("prices.csv")};
    Str inside = S("prices.csv");
    err = zip_is(bytes) ? zip_first_name(bytes, &inside) : OK;
    if (err == OK && !str_ends(str_lower_ascii(ctx->arena, inside), S(".csv"))) {
        err = ERR_PARSE; /* a spreadsheet, say */
    }
    TRY(err == OK ? file_stage(ctx, ID_NIL, &stage) : OK);
    if (err == OK) {
        err = zip_is(bytes) ? zip_first(bytes, UNPACKED_MAX, to_stage, stage) : stage_whole(stage, bytes);
        if (err != OK) {
            file_stage_abandon(stage);
        }
    }
    if (err == ERR_PARSE || err == ERR_TOO_LARGE) {
        problem_field(ctx, S("file"), MSG("The file cannot be read. Bring a CSV file, or one in a ZIP archive."));
        return unit_run(ctx, MODE_READ, NULL, show_again, NULL);
    }
    TRY(err);
    TRY(file_stage_finish(stage, ctx->arena, &b.done));
    TRY(unit_run(ctx, MODE_WRITE, "price_list.bring", bring, &b));
    ctx_redirect(ctx, url_fmt(ctx->arena, PRICE_DESK "/%i", b.id), MSG("The file is being read. Nothing changes yet."));
    return OK;
}

/* --- one list --- */

static Url list_at(Ctx *ctx, Id id, const char *rest)
{
    return (Url){str_concat(ctx->arena, url_fmt(ctx->arena, PRICE_DESK "/%i", id).s, str_from(rest))};
}

static FactView text(Msg label, Str t) { return (FactView){.label = label, .text = t, .kind = FACT_TEXT}; }
static FactView moment(Msg label, Time t) { return (FactView){.label = label, .at = t, .kind = FACT_TIME}; }

static void fill_facts(Ctx *ctx, const DraftGetRow *l, DeskListView *v)
{
    Buf n = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_i64(&n, ctx->locale, l->rows_n);
    v->facts[v->facts_n++] = text(MSG("Prices"), buf_str(&n));
    if (date_is_set(l->first_on)) {
        Buf day = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_date(&day, ctx->locale, l->first_on, DATE_SHORT);
        v->facts[v->facts_n++] = text(MSG("The first of them holds from"), buf_str(&day));
    }
    v->facts[v->facts_n++] = moment(MSG("Made"), l->created_at);
    if (l->first_name.n) {
        v->facts[v->facts_n++] =
            text(MSG("By"), str_fmt(ctx->arena, "%.*s %.*s", S_ARG(l->first_name), S_ARG(l->last_name)));
    }
    if (time_is_set(l->published_at)) {
        v->facts[v->facts_n++] = moment(MSG("Live since"), l->published_at);
    } else if (time_is_set(l->publish_at)) {
        v->facts[v->facts_n++] = moment(MSG("Goes live"), l->publish_at);
    }
}

static Err fill_problems(OperatorCtx o, const DraftGetRow *l, DeskListView *v)
{
    Ctx *ctx = o.ctx;
    DraftProblemsRow *rows;
    PageInfo info;
    TRY(q_draft_problems(o, &(DraftProblemsArgs){.list_id = l->id}, &(PageAsk){.size = PROBLEMS_SHOWN}, &rows,
                         &v->problems_n, &info));
    ProblemLine *lines = arena_array(ctx->arena, ProblemLine, v->problems_n + 1);
    for (size_t i = 0; i < v->problems_n; i++) {
        lines[i] = (ProblemLine){rows[i].row_no, str_from(row_problem_field(rows[i].code)),
                                 row_problem_msg(rows[i].code, rows[i].value)};
    }
    v->problems = lines;
    v->problems_all = l->problems_n;
    v->report = list_at(ctx, l->id, "/problems?format=csv");
    return OK;
}

static Err fill_sums(OperatorCtx o, const DraftGetRow *l, DeskListView *v)
{
    Ctx *ctx = o.ctx;
    DraftDiffSumsRow *rows;
    TRY(q_draft_diff_sums(o, &(DraftDiffSumsArgs){.list_id = l->id}, &rows, &v->sums_n));
    SumLine *lines = arena_array(ctx->arena, SumLine, v->sums_n + 1);
    for (size_t i = 0; i < v->sums_n; i++) {
        bool was = !str_eq(rows[i].change, S("ADD"));
        lines[i] = (SumLine){.currency = rows[i].currency,
                             .before = was ? price_said(ctx, rows[i].before_sum, rows[i].currency) : S(""),
                             .after = price_said(ctx, rows[i].after_sum, rows[i].currency),
                             .change_said = change_said(ctx, was, rows[i].before_sum, rows[i].after_sum),
                             .change = change_view(rows[i].change),
                             .n = rows[i].n};
    }
    v->sums = lines;
    return OK;
}

static Err fill_rows(OperatorCtx o, const DraftGetRow *l, DeskListView *v)
{
    Ctx *ctx = o.ctx;
    DraftDiffRow *rows;
    PageInfo info;
    PageAsk page = {.size = LIST_SIZE, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    DraftDiffArgs args = {.list_id = l->id};
    Err err = q_draft_diff(o, &args, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_draft_diff(o, &args, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    DiffLine *lines = arena_array(ctx->arena, DiffLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const DraftDiffRow *r = &rows[i];
        bool was = !r->before_listed_null;
        lines[i] = (DiffLine){.row = r->row_no,
                              .title = r->sku_title,
                              .code = str_fmt(ctx->arena, "%.*s:%.*s", S_ARG(r->product_code), S_ARG(r->sku_code)),
                              .market = r->market,
                              .before = was ? price_said(ctx, r->before_listed, r->currency) : S(""),
                              .after = price_said(ctx, r->listed, r->currency),
                              .change_said = change_said(ctx, was, r->before_listed, r->listed),
                              .term = catalog_term_msg(r->term),
                              .cycle = catalog_cycle_msg(r->cycle),
                              .units = units_msg(ctx, r->tier_min, r->tier_max),
                              .from = r->from_on,
                              .ends = r->ends_on,
                              .change = change_view(r->change)};
    }
    v->rows = lines;
    list_pager(ctx->arena, list_at(ctx, l->id, ""), S(""), S(""), &info, v->rows_n, LIST_SIZE, &v->pager);
    return OK;
}

static bool is(const DraftGetRow *l, const char *state) { return str_eq(l->state, str_from(state)); }

static Err list_view(OperatorCtx o, Id id, DeskListView **ret)
{
    Ctx *ctx = o.ctx;
    DraftGetRow l;
    TRY(list_get(system_of(ctx), id, &l));
    DeskListView *v = arena_new(ctx->arena, DeskListView);
    v->name = l.name;
    v->shell = price_desk_shell(ctx, (Msg){0}, l.name);
    v->state = state_view(l.state);
    v->means = MSG_OF(state_of(l.state) ? state_of(l.state)->means : STATES[3].means);
    fill_facts(ctx, &l, v);
    v->running = is(&l, "reading") || is(&l, "checking") || is(&l, "publishing") || is(&l, "withdrawing");
    if (v->running) {
        v->progress = (ProgressView){.title = v->state.label,
                                     .state = v->means,
                                     .done = l.rows_done,
                                     .total = is(&l, "publishing") || is(&l, "withdrawing") ? l.rows_n : 0,
                                     .started_at = TIME_NONE,
                                     .self = list_at(ctx, id, ""),
                                     .running = true};
        v->shell->refresh_url = v->progress.self;
        v->shell->refresh_s = 3;
    }
    bool second = is(&l, "waiting") && !id_eq(l.asked_by, ctx->actor.user_id);
    v->may_publish = is(&l, "draft") && l.rows_n > 0;
    v->may_edit = is(&l, "draft");
    v->may_approve = second;
    v->may_hold = is(&l, "waiting") || is(&l, "scheduled");
    v->may_withdraw = is(&l, "live") && l.first_on.days > date_of(ctx->now).days;
    v->may_discard = is(&l, "draft") || is(&l, "refused");
    static const Str NAMES[] = {S_INIT("day"), S_INIT("time")};
    v->publish_form =
        (FormView){.action = list_at(ctx, id, "/publish"), .errors = ui_errors(ctx, NAMES, 2), .no_guard = true};
    v->drop_form = (FormView){.action = list_at(ctx, id, "/drop")};
    v->day = ui_field(ctx, S("day"), ctx_form(ctx, S("day")), MSG("Day to go live (UTC)"));
    v->day.kind = FIELD_DATE;
    v->day.optional = true;
    v->day.hint = MSG("Without a day it goes live at once. Partners can look at it from then on; each price holds from "
                      "its own day.");
    v->time = ui_field(ctx, S("time"), ctx_form(ctx, S("time")), MSG("Time"));
    v->time.kind = FIELD_TIME;
    v->time.optional = true;
    v->approve = list_at(ctx, id, "/approve");
    v->hold = list_at(ctx, id, "/hold");
    v->withdraw = list_at(ctx, id, "/withdraw");
    v->discard = list_at(ctx, id, "/discard");
    v->add_row = list_at(ctx, id, "/row");
    v->shell->failed = ctx->problem.fields_n > 0;
    TRY(fill_problems(o, &l, v));
    if (!v->running && !is(&l, "refused")) {
        TRY(fill_sums(o, &l, v));
        TRY(fill_rows(o, &l, v));
    }
    *ret = v;
    return OK;
}

Err price_desk_list(OperatorCtx o)
{
    Id id;
    DeskListView *v;
    TRY(ctx_param_id(o.ctx, S("list"), &id));
    TRY(list_view(o, id, &v));
    RENDER(o.ctx, 200, price_desk_list, v);
    return OK;
}

static bool time_of_form(Ctx *ctx, Time *ret)
{
    Str day = str_trim(ctx_form(ctx, S("day"))), at = str_trim(ctx_form(ctx, S("time")));
    *ret = TIME_NONE;
    if (!day.n) {
        return !at.n;
    }
    return time_parse(str_fmt(ctx->arena, "%.*sT%.*s:00Z", S_ARG(day), S_ARG(at.n ? at : S("00:00"))), ret) == OK;
}
Err price_desk_publish(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Id id;
    Time at;
    TRY(ctx_param_id(ctx, S("list"), &id));
    if (!time_of_form(ctx, &at)) {
        problem_field(ctx, S("day"), MSG("Enter the day, and the time if it matters."));
        DeskListView *v;
        TRY(list_view(o, id, &v));
        return RENDER_FAILED(ctx, price_desk_list, v);
    }
    TRY(list_publish(o, id, at));
    ctx_redirect(ctx, list_at(ctx, id, ""), MSG("Noted. The list shows what happens with it."));
    return OK;
}

static Err act(OperatorCtx o, Err (*what)(OperatorCtx, Id), Msg said)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("list"), &id));
    TRY(what(o, id));
    ctx_redirect(o.ctx, list_at(o.ctx, id, ""), said);
    return OK;
}
Err price_desk_approve(OperatorCtx o)
{
    return act(o, list_approve, MSG("Approved. It goes live at the time that is set."));
}
Err price_desk_hold(OperatorCtx o) { return act(o, list_hold, MSG("It is a draft again.")); }
Err price_desk_withdraw(OperatorCtx o) { return act(o, list_withdraw, MSG("The list is being withdrawn.")); }
Err price_desk_discard(OperatorCtx o)
{
    TRY(act(o, list_discard, (Msg){0}));
    ctx_redirect(o.ctx, url_static(PRICE_DESK), MSG("The list is discarded."));
    return OK;
}
Err price_desk_drop(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Id id;
    int64_t row;
    TRY(ctx_param_id(ctx, S("list"), &id));
    if (str_to_i64(ctx_form(ctx, S("row")), &row) != OK) {
        return ERR_NOT_FOUND;
    }
    TRY(list_row_drop(o, id, row));
    ctx_redirect(ctx, list_at(ctx, id, ""), MSG("The price is out of the list."));
    return OK;
}

/* --- what is wrong, as a file --- */

static const ExportColumn PROBLEM_COLUMNS[] = {{"row", N_("Row"), EXPORT_INT, 10},
                                               {"column", N_("Column"), EXPORT_TEXT, 24},
                                               {"problem", N_("Problem"), EXPORT_MSG, 80}};
static Err problems_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Id id;
    DraftProblemsRow *rows;
    size_t n;
    PageInfo info;
    TRY(id_parse(query, &id));
    TRY(q_draft_problems((OperatorCtx){a.ctx}, &(DraftProblemsArgs){.list_id = id},
                         &(PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; i < n && e; i++) {
        ExportCell cells[] = {{.i = rows[i].row_no},
                              {.text = str_from(row_problem_field(rows[i].code))},
                              {.msg = row_problem_msg(rows[i].code, rows[i].value)}};
        TRY(export_row(e, cells));
    }
    *ret_next = info.next;
    *ret_rows = (int64_t)n;
    return OK;
}
static const ExportList PROBLEMS_FILE = {.kind = "price_list.report",
                                         .file = "prices-problems",
                                         .sheet = N_("Problems"),
                                         .columns = PROBLEM_COLUMNS,
                                         .columns_n = COUNT_OF(PROBLEM_COLUMNS),
                                         .chunk = problems_chunk};
Err price_desk_problems(OperatorCtx o)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("list"), &id));
    return export_stream_told(o.ctx, ID_NIL, &PROBLEMS_FILE, id_text(o.ctx->arena, id));
}

/* --- one price more --- */

typedef struct FormField {
    const char *name, *label, *hint;
    RowField field;
    int kind;
    bool optional;
} FormField;
static const FormField FORM[] = {
    {"ProductId", N_("Product code"), NULL, ROW_PRODUCT, FIELD_TEXT, false},
    {"SkuId", N_("Plan code"), NULL, ROW_SKU, FIELD_TEXT, false},
    {"Segment", N_("Segment"), NULL, ROW_SEGMENT, FIELD_SELECT, false},
    {"Market", N_("Market"), NULL, ROW_MARKET, FIELD_SELECT, false},
    {"Currency", N_("Currency"), N_("Three letters, as EUR."), ROW_CURRENCY, FIELD_TEXT, false},
    {"TermDuration", N_("Term"), NULL, ROW_TERM, FIELD_SELECT, false},
    {"BillingPlan", N_("Billing"), NULL, ROW_PLAN, FIELD_SELECT, false},
    {"UnitPrice", N_("Price of one for the whole term"), N_("With a point before the decimals."), ROW_PRICE, FIELD_TEXT,
     false},
    {"ERP Price", N_("Recommended price"), N_("What partners may ask of customers, for the whole term."), ROW_ERP,
     FIELD_TEXT, true},
    {"PricingTierRangeMin", N_("From how many units on"), NULL, ROW_TIER_MIN, FIELD_NUMBER, true},
    {"PricingTierRangeMax", N_("To how many units"), NULL, ROW_TIER_MAX, FIELD_NUMBER, true},
    {"EffectiveStartDate", N_("Holds from"), N_("From tomorrow at the earliest."), ROW_FROM, FIELD_DATE, false},
    {"EffectiveEndDate", N_("Last day"), N_("Without one it holds until another price takes over."), ROW_ENDS,
     FIELD_DATE, true},
    {"EndofSaleDate", N_("End of sale"), N_("From that day on it is not sold any more; what runs renews."),
     ROW_SALE_ENDS, FIELD_DATE, true},
};

static Err choices(OperatorCtx o, RowField field, Str chosen, FieldView *f)
{
    static const Str SEGMENTS[] = {S_INIT("commercial"), S_INIT("education"), S_INIT("government"),
                                   S_INIT("nonprofit")};
    static const Str TERMS[] = {S_INIT("P1M"), S_INIT("P1Y"), S_INIT("P3Y"), S_INIT("once")};
    static const Str CYCLES[] = {S_INIT("monthly"), S_INIT("annual"), S_INIT("triennial"), S_INIT("one_time")};
    Ctx *ctx = o.ctx;
    OptionView *options = arena_array(ctx->arena, OptionView, 300);
    size_t n = 0;
    if (field == ROW_MARKET) {
        DeskMarketsRow *rows;
        size_t rows_n;
        TRY(q_desk_markets(o, NULL, &rows, &rows_n));
        for (; n < rows_n; n++) {
            options[n] = (OptionView){.value = rows[n].country,
                                      .text = str_fmt(ctx->arena, "%.*s (%.*s)",
                                                      S_ARG(country_name(ctx->arena, ctx->locale, rows[n].country)),
                                                      S_ARG(rows[n].currency))};
        }
    } else {
        for (; n < 4; n++) {
            options[n] = field == ROW_SEGMENT
                             ? (OptionView){.value = SEGMENTS[n], .label = catalog_segment_msg(SEGMENTS[n])}
                         : field == ROW_TERM ? (OptionView){.value = TERMS[n], .label = catalog_term_msg(TERMS[n])}
                                             : (OptionView){.value = CYCLES[n], .label = catalog_cycle_msg(CYCLES[n])};
        }
    }
    for (size_t i = 0; i < n; i++) {
        options[i].selected = str_eq(options[i].value, chosen);
    }
    f->kind = FIELD_SELECT;
    f->options = options;
    f->options_n = n;
    return OK;
}

static Err row_view(OperatorCtx o, Id id, DeskRowView **ret)
{
    Ctx *ctx = o.ctx;
    DraftGetRow l;
    TRY(list_get(system_of(ctx), id, &l));
    DeskRowView *v = arena_new(ctx->arena, DeskRowView);
    Str *names = arena_array(ctx->arena, Str, COUNT_OF(FORM));
    v->shell = price_desk_shell(ctx, MSG("Add a price"), S(""));
    v->shell->failed = ctx->problem.fields_n > 0;
    for (size_t i = 0; i < COUNT_OF(FORM); i++) {
        const FormField *x = &FORM[i];
        FieldView *f = &v->fields[v->fields_n++];
        names[i] = str_from(x->name);
        *f = ui_field(ctx, names[i], ctx_form(ctx, names[i]), MSG_OF(x->label));
        f->hint = x->hint ? MSG_OF(x->hint) : (Msg){0};
        f->optional = x->optional;
        f->width = S("w-16");
        if (x->kind == FIELD_SELECT) {
            TRY(choices(o, x->field, f->value, f));
        } else if (x->kind == FIELD_DATE) {
            f->kind = FIELD_DATE;
        } else if (x->kind == FIELD_NUMBER) {
            f->kind = FIELD_NUMBER;
        }
    }
    v->form = (FormView){.action = list_at(ctx, id, "/row"), .errors = ui_errors(ctx, names, COUNT_OF(FORM))};
    v->back = list_at(ctx, id, "");
    *ret = v;
    return OK;
}
Err price_desk_row(OperatorCtx o)
{
    Id id;
    DeskRowView *v;
    TRY(ctx_param_id(o.ctx, S("list"), &id));
    TRY(row_view(o, id, &v));
    RENDER(o.ctx, 200, price_desk_row, v);
    return OK;
}
Err price_desk_row_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Id id;
    Str cells[ROW_FIELDS] = {{0}};
    TRY(ctx_param_id(ctx, S("list"), &id));
    for (size_t i = 0; i < COUNT_OF(FORM); i++) {
        cells[FORM[i].field] = ctx_form(ctx, str_from(FORM[i].name));
    }
    Err err = list_row_add(o, id, cells);
    if (err == ERR_INVALID) {
        DeskRowView *v;
        TRY(row_view(o, id, &v));
        return RENDER_FAILED(ctx, price_desk_row, v);
    }
    TRY(err);
    ctx_redirect(ctx, list_at(ctx, id, ""), MSG("The price is in the list."));
    return OK;
}
