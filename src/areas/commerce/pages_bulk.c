/* A change of many subscriptions: what it would do in figures, then how far it is, what came of each, and its way
 * back. */
#include "app/audit.h"
#include "app/export.h"
#include "app/export_job.h"
#include "areas/commerce/bulk.h"
#include "areas/commerce/pages.h"
#include "base/num.h"
#include "gen/commerce_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

typedef struct Ask {
    BulkAct act;
    int64_t quantity;
    bool all;
    SellingAsk list;
    SellingPageRow *rows;
    size_t n;
    bool too_many;
    BulkAskView *v;
} Ask;

static Url list_again(Ctx *ctx, const Ask *ask)
{
    return list_url(ctx->arena, selling_url(ctx, ""), selling_query(ctx, &ask->list));
}
static ShellView *frame(Ctx *ctx, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("Subscriptions"), .url = selling_url(ctx, "")};
    crumbs[1] = (Crumb){.label = title};
    return shell_view(ctx, title, crumbs, 2);
}
static Msg act_title(BulkAct act)
{
    return act == BULK_RENEW  ? MSG("Switch auto-renew on")
           : act == BULK_STOP ? MSG("Switch auto-renew off")
           : act == BULK_ADD  ? MSG("Add seats")
                              : MSG("Set the number of seats");
}

/* --- which --- */

static Err read_selected(AccountCtx a, Ask *ask)
{
    Ctx *ctx = a.ctx;
    PageInfo info;
    SellingAsk which = {0};
    Id *ids = arena_array(ctx->arena, Id, BULK_MAX + 1);
    Str text;
    ask->list = selling_ask_of(ctx, ctx_form(ctx, S("query")));
    ask->all = ctx_form(ctx, S("all")).n != 0;
    for (size_t i = 0; !ask->all && which.ids_n < BULK_MAX && ctx_form_nth(ctx, S("id"), i, &text); i++) {
        which.ids_n += id_parse(text, &ids[which.ids_n]) == OK;
    }
    if (!ask->all && which.ids_n == 0) {
        return OK;
    }
    which.ids = ids;
    TRY(selling_read(a, ask->all ? &ask->list : &which, (PageAsk){.size = BULK_MAX}, &ask->rows, &ask->n, &info));
    ask->too_many = info.next.n > 0;
    return OK;
}

/* --- what it would do --- */

static const HiddenField *keep_of(Ctx *ctx, const Ask *ask, size_t *ret_n)
{
    HiddenField *keep = arena_array(ctx->arena, HiddenField, ask->n + 5);
    size_t n = 0;
    keep[n++] = (HiddenField){S("query"), selling_query(ctx, &ask->list)};
    keep[n++] = (HiddenField){S("do"), bulk_act_word(ask->act)};
    if (!ask->v->asks_quantity) { /* what was shown is what is confirmed */
        keep[n++] = (HiddenField){S("quantity"), commerce_number(ctx->arena, ask->quantity)};
        keep[n++] = (HiddenField){S("confirm"), S("1")};
    }
    if (ask->too_many) {
        keep[n++] = (HiddenField){S("all"), S("1")};
    }
    for (size_t i = 0; i < ask->n && !ask->too_many; i++) {
        keep[n++] = (HiddenField){S("id"), id_text(ctx->arena, ask->rows[i].id)};
    }
    *ret_n = n;
    return keep;
}
static void fill_costs(Ctx *ctx, const BulkFigures *f, BulkAskView *v)
{
    BulkCostLine *costs = arena_array(ctx->arena, BulkCostLine, f->costs_n + 1);
    for (size_t i = 0; i < f->costs_n; i++) {
        const BulkCost *c = &f->costs[i];
        costs[i] = (BulkCostLine){.cycle = catalog_cycle_msg(c->cycle),
                                  .currency = c->currency,
                                  .before = catalog_amount(ctx, c->before, c->currency),
                                  .after = catalog_amount(ctx, c->after, c->currency)};
    }
    v->costs = costs;
    v->costs_n = f->costs_n;
}
static void fill_figures(Ctx *ctx, const BulkFigures *f, BulkAskView *v)
{
    BulkReasonLine *reasons = arena_array(ctx->arena, BulkReasonLine, f->reasons_n + 1);
    Msg other = MSG("Other reasons, which the result tells one by one");
    for (size_t i = 0; i < f->reasons_n; i++) {
        bool last = i + 1 == BULK_REASONS_MAX;
        reasons[i] =
            (BulkReasonLine){last ? msg_text(ctx->arena, ctx->locale, &other) : f->reasons[i].why, f->reasons[i].n};
    }
    v->reasons = reasons;
    v->reasons_n = f->reasons_n;
    v->can = f->change > 0;
    v->changes =
        f->change ? MSGN("{n} subscription changes.", "{n} subscriptions change.", f->change) : MSG("Nothing changes.");
    if (f->same) {
        v->same = MSGN("{n} subscription is so already.", "{n} subscriptions are so already.", f->same);
    }
    if (f->refused) {
        v->refused = MSGN("{n} subscription cannot change.", "{n} subscriptions cannot change.", f->refused);
    }
    fill_costs(ctx, f, v);
}
static void begin_view(Ctx *ctx, Ask *ask)
{
    BulkAskView *v = ask->v = arena_new(ctx->arena, BulkAskView);
    v->shell = frame(ctx, act_title(ask->act));
    v->form = (FormView){.action = selling_url(ctx, "/selected"), .no_guard = true};
    v->cancel = list_again(ctx, ask);
    v->quantity = ui_field(ctx, S("quantity"), str_trim(ctx_form(ctx, S("quantity"))),
                           ask->act == BULK_ADD ? MSG("Seats to add to each") : MSG("Seats of each"));
    v->quantity.inputmode = S("numeric");
    v->quantity.width = S("w-8");
}
static Err ask_quantity(Ctx *ctx, Ask *ask)
{
    enum { SEATS_MAX = 100000 };
    int64_t *n = &ask->quantity;
    if (!bulk_seats(ask->act) ||
        (str_to_i64(str_trim(ctx_form(ctx, S("quantity"))), n) == OK && *n >= 1 && *n <= SEATS_MAX)) {
        return OK;
    }
    BulkAskView *v = ask->v;
    v->quantity.error = MSG("Enter a whole number from 1 to 100,000");
    problem_field(ctx, S("quantity"), v->quantity.error);
    v->asks_quantity = true;
    v->submit = MSG("Show what would happen");
    v->keep = keep_of(ctx, ask, &v->keep_n);
    return RENDER_FAILED(ctx, bulk_ask, v);
}
static Err back(Ctx *ctx, const Ask *ask, Msg said)
{
    ctx->audit.skip = true;
    ctx_redirect(ctx, list_again(ctx, ask), said);
    return OK;
}
static Err begin_job(AccountCtx a, const Ask *ask)
{
    Ctx *ctx = a.ctx;
    Id *ids = arena_array(ctx->arena, Id, ask->n);
    Id bulk;
    for (size_t i = 0; i < ask->n; i++) {
        ids[i] = ask->rows[i].id;
    }
    TRY(ask->too_many ? bulk_start_all(a, ask->act, ask->quantity, selling_query(ctx, &ask->list), &bulk)
                      : bulk_start(a, ask->act, ask->quantity, ids, ask->n, &bulk));
    ctx_redirect(ctx, url_fmt(ctx->arena, "%u/%i", selling_url(ctx, "/changes"), bulk), (Msg){0});
    return OK;
}
Err page_bulk_ask(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Ask ask = {.act = bulk_act_of(ctx_form(ctx, S("do")))};
    TRY(read_selected(a, &ask));
    if (ask.act == BULK_ACTS || ask.n == 0) {
        return back(ctx, &ask,
                    ask.n ? MSG("Choose what to do with the subscriptions") : MSG("Tick the subscriptions first"));
    }
    begin_view(ctx, &ask);
    TRY(ask_quantity(ctx, &ask));
    if (ctx_form(ctx, S("confirm")).n) {
        return begin_job(a, &ask);
    }
    BulkFigures f;
    TRY(bulk_try(a, ask.act, ask.quantity, ask.rows, ask.n, &f));
    fill_figures(ctx, &f, ask.v);
    ask.v->note = bulk_seats(ask.act) ? MSG1("Seats asked for: {seats}. Nothing has changed yet.", "seats",
                                             commerce_number(ctx->arena, ask.quantity))
                                      : MSG("Nothing has changed yet.");
    ask.v->submit = MSGN("Change {n} subscription", "Change {n} subscriptions", f.change);
    if (ask.too_many) {
        ask.v->can = true;
        ask.v->more = MSG("More than 500 match. These figures are of the first 500; the others are found and looked at "
                          "one by one when it is done.");
        ask.v->submit = MSG("Change all that match");
    }
    ask.v->keep = keep_of(ctx, &ask, &ask.v->keep_n);
    return RENDER_TRIED(ctx, bulk_ask, ask.v);
}

/* --- what came of it --- */

typedef struct ResultAsk {
    Str state, after, before;
    bool compact;
    int size;
    Id bulk;
} ResultAsk;

static StateView line_state(Str state)
{
    return str_eq(state, S("done"))      ? (StateView){STATE_GOOD, MSG("Changed")}
           : str_eq(state, S("same"))    ? (StateView){STATE_OFF, MSG("Was so already")}
           : str_eq(state, S("refused")) ? (StateView){STATE_BAD, MSG("Not changed")}
                                         : (StateView){STATE_WAIT, MSG("Not reached")};
}
static const char *const LINE_STATES[] = {"done", "same", "refused", "waiting"};

static void take(void *arg, Str name, Str value)
{
    ResultAsk *ask = arg;
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(LINE_STATES) && str_eq(name, S("state")); i++) {
        ask->state = str_eq(value, str_from(LINE_STATES[i])) ? value : ask->state;
    }
}
static Str query_of(Ctx *ctx, const ResultAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "state", ask->state);
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}
static Err read_lines(AccountCtx a, const ResultAsk *ask, PageAsk page, BulkLinePageRow **ret, size_t *ret_n,
                      PageInfo *info)
{
    BulkLinePageArgs args = {.bulk_id = ask->bulk, .with_state = ask->state.n != 0, .state = ask->state};
    Err err = q_bulk_line_page(a, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_bulk_line_page(a, &args, &page, ret, ret_n, info);
    }
    return err;
}
static Err bulk_of_path(AccountCtx a, BulkGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("bulk"), &id));
    Err err = q_bulk_get(a, &(BulkGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such change of subscriptions"),
                                          MSG("Go back to the subscriptions and begin it there."))
                                : err;
}
static Url bulk_url(Ctx *ctx, Id id, const char *rest)
{
    Url base = url_fmt(ctx->arena, "%u/%i", selling_url(ctx, "/changes"), id);
    return (Url){str_concat(ctx->arena, base.s, str_from(rest))};
}
static Msg line_what(Ctx *ctx, const BulkLinePageRow *l, bool seats)
{
    if (str_eq(l->state, S("waiting"))) {
        return MSG("Its turn has not come");
    }
    if (seats) {
        return MSG2("Seats: {was} before, {became} now", "was", commerce_number(ctx->arena, l->was), "became",
                    commerce_number(ctx->arena, l->became));
    }
    return l->became ? MSG("Auto-renew is on") : MSG("Auto-renew is off");
}
static Str reason_text(Ctx *ctx, Str kept)
{
    Msg why = bulk_reason(ctx->arena, kept);
    return kept.n ? msg_text(ctx->arena, ctx->locale, &why) : S("");
}
static void fill_lines(Ctx *ctx, const BulkLinePageRow *rows, bool seats, BulkView *v)
{
    BulkResultLine *lines = arena_array(ctx->arena, BulkResultLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        ctx->customer_id = rows[i].customer_id; /* the address below is of this customer */
        lines[i] = (BulkResultLine){.name = rows[i].friendly_name,
                                    .customer = rows[i].customer_name,
                                    .why = reason_text(ctx, rows[i].why),
                                    .url = subscription_url(ctx, rows[i].subscription_id, ""),
                                    .state = line_state(rows[i].state),
                                    .what = line_what(ctx, &rows[i], seats)};
    }
    ctx->customer_id = ID_NIL;
    v->rows = lines;
}
static Err fill_counts(AccountCtx a, Id bulk, BulkView *v, int64_t *ret_done)
{
    Ctx *ctx = a.ctx;
    BulkCountsRow *rows;
    size_t n;
    TRY(q_bulk_counts(a, &(BulkCountsArgs){.bulk_id = bulk}, &rows, &n));
    *ret_done = 0;
    for (size_t i = 0; i < n && v->facts_n < COUNT_OF(v->facts); i++) {
        v->facts[v->facts_n++] = (FactView){.label = line_state(rows[i].state).label,
                                            .text = commerce_number(ctx->arena, rows[i].n),
                                            .kind = FACT_TEXT};
        *ret_done += str_eq(rows[i].state, S("done")) ? rows[i].n : 0;
    }
    return OK;
}
/* The job is kept for a week; its result stays. */
static Err fill_progress(AccountCtx a, const BulkGetRow *bulk, BulkView *v)
{
    Ctx *ctx = a.ctx;
    JobStatus job;
    Err err = job_status(a, bulk->job_id, &job);
    v->ended = true;
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    export_job_progress(ctx, &job, bulk_url(ctx, bulk->id, ""), MSG("Change of many subscriptions"), &v->progress);
    v->progress.result = (Url){S("")};
    if (!id_eq(job.user_id, ctx->actor.user_id)) {
        v->progress.started_by = S(""); /* a colleague, whom the activity log names */
    }
    if (v->progress.failed) {
        v->progress.problem =
            MSG("Not all were reached. What was changed stays; begin again from the list for the others.");
    }
    v->has_progress = true;
    v->ended = !v->progress.running;
    if (v->progress.running) {
        v->shell->refresh_url = v->progress.self;
        v->shell->refresh_s = 5;
    }
    return OK;
}
static void fill_filter(Ctx *ctx, const ResultAsk *ask, BulkView *v)
{
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(LINE_STATES) + 1);
    o[0] = (OptionView){.label = MSG("Any result"), .selected = ask->state.n == 0};
    for (size_t i = 0; i < COUNT_OF(LINE_STATES); i++) {
        Str word = str_from(LINE_STATES[i]);
        o[i + 1] = (OptionView){.value = word, .label = line_state(word).label, .selected = str_eq(word, ask->state)};
    }
    v->state = ui_select(ctx, S("state"), MSG("Result"), o, COUNT_OF(LINE_STATES) + 1);
    v->filtered = ask->state.n != 0;
    v->clear_url = bulk_url(ctx, ask->bulk, "");
    Url export = list_url(ctx->arena, bulk_url(ctx, ask->bulk, "/export"), query_of(ctx, ask));
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match")};
}
Err page_bulk(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    BulkGetRow bulk;
    BulkLinePageRow *rows;
    PageInfo info;
    int64_t done;
    TRY(bulk_of_path(a, &bulk));
    ResultAsk ask = {.size = LIST_SIZE, .bulk = bulk.id};
    list_each_asked(ctx, take, &ask);
    BulkView *v = arena_new(ctx->arena, BulkView);
    BulkAct act = bulk_act_of(bulk.act);
    v->shell = frame(ctx, act_title(act));
    v->what = act == BULK_ADD
                  ? MSG1("Seats added to each: {seats}", "seats", commerce_number(ctx->arena, bulk.quantity))
              : act == BULK_SET
                  ? MSG1("Seats that each shall have: {seats}", "seats", commerce_number(ctx->arena, bulk.quantity))
              : id_is_nil(bulk.undo_of) ? MSG("What came of each stands below, and on its own page.")
                                        : MSG("This sets auto-renew back that was changed for many.");
    v->list_url = selling_url(ctx, "");
    TRY(fill_progress(a, &bulk, v));
    TRY(fill_counts(a, bulk.id, v, &done));
    TRY(read_lines(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows,
                   &v->rows_n, &info));
    fill_lines(ctx, rows, bulk_seats(act), v);
    fill_filter(ctx, &ask, v);
    v->can_undo = v->ended && done > 0 && !bulk_seats(act);
    v->undo_url = bulk_url(ctx, bulk.id, "/undo");
    ResultAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, query_of(ctx, &ask), query_of(ctx, &rest), &info, v->rows_n, ask.size,
               &v->pager);
    RENDER(ctx, 200, bulk, v);
    return OK;
}
Err page_bulk_cancel(AccountCtx a)
{
    BulkGetRow bulk;
    TRY(bulk_of_path(a, &bulk));
    TRY(job_cancel(a, bulk.job_id));
    ctx_redirect(a.ctx, bulk_url(a.ctx, bulk.id, ""), MSG("No further subscription is changed"));
    return OK;
}
Err page_bulk_undo(AccountCtx a)
{
    BulkGetRow bulk;
    Id id;
    TRY(bulk_of_path(a, &bulk));
    TRY(bulk_undo(a, &bulk, &id));
    ctx_redirect(a.ctx, bulk_url(a.ctx, id, ""), (Msg){0});
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"name", N_("Subscription"), EXPORT_TEXT, 36}, {"id", N_("Subscription ID"), EXPORT_ID, 36},
    {"customer", N_("Customer"), EXPORT_TEXT, 36}, {"result", N_("Result"), EXPORT_MSG, 18},
    {"reason", N_("Reason"), EXPORT_TEXT, 60},     {"was", N_("Before"), EXPORT_INT, 10},
    {"became", N_("After"), EXPORT_INT, 10}};
static Err write_lines(AccountCtx a, Export *e, const BulkLinePageRow *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool known = str_eq(rows[i].state, S("done")) || str_eq(rows[i].state, S("same"));
        ExportCell cells[] = {{.text = rows[i].friendly_name},           {.id = rows[i].subscription_id},
                              {.text = rows[i].customer_name},           {.msg = line_state(rows[i].state).label},
                              {.text = reason_text(a.ctx, rows[i].why)}, {.i = rows[i].was, .empty = !known},
                              {.i = rows[i].became, .empty = !known}};
        TRY(export_row(e, cells));
    }
    return OK;
}
static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    BulkLinePageRow *rows;
    size_t n;
    PageInfo info = {0};
    do {
        PageAsk page = {.size = BULK_MAX, .after = info.next};
        TRY(read_lines(a, arg, page, &rows, &n, &info));
        TRY(write_lines(a, e, rows, n));
    } while (info.next.n);
    return OK;
}
Err page_bulk_export(AccountCtx a)
{
    BulkGetRow bulk;
    TRY(bulk_of_path(a, &bulk));
    ResultAsk ask = {.size = LIST_SIZE, .bulk = bulk.id};
    list_each_asked(a.ctx, take, &ask);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Subscriptions"),
                                        .file = "subscription-changes",
                                        .fill = fill_export,
                                        .arg = &ask});
}
