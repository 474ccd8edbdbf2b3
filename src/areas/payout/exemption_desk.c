/* The vendor's pages of tax exemptions: all of them by state, one with its document, and the decision. */
#include "areas/payout/exemption_pages.h"

#include "app/export_job.h"
#include "app/unit.h"
#include "areas/payout/payout_view.h"
#include "base/num.h"
#include "gen/payout_html.h"
#include "gen/payout_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"
#include "ui/work_panel.h"

enum { QUEUE_ROWS = 50 };
#define DESK PAYOUT_DESK "/exemptions"

static ShellView *shell_of(Ctx *ctx, Str text)
{
    Crumb crumbs[4] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Payout validation"), .url = url_static(PAYOUT_DESK)},
                       {.label = MSG("Tax exemptions"), .url = url_static(DESK)},
                       {.text = text}};
    ShellView *v = shell_view(ctx, text.n ? (Msg){0} : MSG("Tax exemptions"), crumbs, text.n ? 4 : 3);
    v->title_text = text;
    v->workspace = MSG("Vendor desk");
    return v;
}

typedef struct DeskAsk {
    Str state, whose, after, before;
    int size;
} DeskAsk;

static void take(void *arg, Str name, Str value)
{
    DeskAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && (machine_state(&TAX_EXEMPTION, value) || str_eq(value, S("all")))) {
        ask->state = value;
    } else if (str_eq(name, S("whose")) && work_panel_whose_known(value)) {
        ask->whose = value;
    }
}

static void ask_of_request(Ctx *ctx, DeskAsk *ret)
{
    *ret = (DeskAsk){.size = QUEUE_ROWS};
    list_each_asked(ctx, take, ret);
}

static Str query_of(Ctx *ctx, const DeskAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "whose", ask->whose);
    list_put(&b, "size", ask->size == QUEUE_ROWS ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err read_queue(OperatorCtx o, const DeskAsk *ask, PageAsk *page, ExemptionQueueRow **ret, size_t *ret_n,
                      PageInfo *ret_page)
{
    WorkWhose whose = work_panel_whose(o.ctx, ask->whose);
    ExemptionQueueArgs args = {.since_low = {1},
                               .with_state = !str_eq(ask->state, S("all")),
                               .state = ask->state.n ? ask->state : S("pending"),
                               .with_whose = whose.on,
                               .due_high = whose.due_high,
                               .anybody = whose.anybody,
                               .assigned_to = whose.assigned_to};
    Err err = q_exemption_queue(o, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_exemption_queue(o, &args, page, ret, ret_n, ret_page);
    }
    return err;
}

/* --- several at once --- */

static Err several_look(OperatorCtx o, const SeveralItem *item, SeveralLook *ret)
{
    Exemption *e = arena_new(o.ctx->arena, Exemption);
    TRY(exemption_desk_find(o, item->subject_id, e));
    *ret = (SeveralLook){
        .name = e->number,
        .sub = str_fmt(o.ctx->arena, "%.*s, %.*s", S_ARG(e->account_name), S_ARG(exemption_region(o.ctx, e->region))),
        .url = url_fmt(o.ctx->arena, DESK "/%i", e->id),
        .seen = e->version,
        .thing = e};
    return OK;
}

static Err several_decide(OperatorCtx o, const SeveralItem *item, void *thing, Str to, Str reason)
{
    (void)item;
    return exemption_decide(o, thing, to, reason);
}

static const SeveralAct SEVERAL_ACTS[] = {
    {S_INIT("approved"), N_("Accept"), N_("Accept tax exemptions"), N_("Accepted."), false},
    {S_INIT("rejected"), N_("Reject"), N_("Reject tax exemptions"), N_("Rejected."), true}};
static const SeveralDesk SEVERAL = {.kind = EXEMPTION_WORK,
                                    .path = DESK,
                                    .name = N_("Tax exemptions"),
                                    .machine = &TAX_EXEMPTION,
                                    .perm = &OPERATOR_PAYOUT_DECIDE,
                                    .action = "payout.exemption_decide",
                                    .acts = SEVERAL_ACTS,
                                    .acts_n = COUNT_OF(SEVERAL_ACTS),
                                    .look = several_look,
                                    .decide = several_decide};

Err exemptions_several(OperatorCtx o) { return several_post(o, &SEVERAL); }

Err exemptions_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    ExemptionsDeskView *v = arena_new(ctx->arena, ExemptionsDeskView);
    DeskAsk ask;
    ExemptionQueueRow *rows;
    PageInfo info;
    ask_of_request(ctx, &ask);
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    TRY(read_queue(o, &ask, &page, &rows, &v->rows_n, &info));
    static const char *const KINDS[] = {EXEMPTION_WORK};
    WorkPanelAsk panel = {.kinds = KINDS,
                          .kinds_n = 1,
                          .query = query_of(ctx, &ask),
                          .several = &SEVERAL,
                          .acts = !ask.state.n || str_eq(ask.state, S("pending")) || str_eq(ask.state, S("all"))};
    WorkThing *things = arena_array(ctx->arena, WorkThing, v->rows_n + 1);
    WorkMark *marks;
    for (size_t i = 0; i < v->rows_n; i++) {
        things[i] = (WorkThing){rows[i].account_id, rows[i].id, S("")};
    }
    TRY(work_panel_marks(o, &panel, things, v->rows_n, &marks));
    TRY(work_panel_fill(o, &panel, &v->panel));
    ExemptionRow *lines = arena_array(ctx->arena, ExemptionRow, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (ExemptionRow){.account = rows[i].account_name,
                                  .partner_id = rows[i].partner_id,
                                  .region = exemption_region(ctx, rows[i].region),
                                  .number = rows[i].number,
                                  .state = machine_state_view(&TAX_EXEMPTION, READER_VENDOR, rows[i].state),
                                  .from = rows[i].valid_from,
                                  .until = rows[i].valid_until,
                                  .since = rows[i].since,
                                  .mark = marks[i],
                                  .url = url_fmt(ctx->arena, DESK "/%i", rows[i].id)};
    }
    v->rows = lines;
    v->shell = shell_of(ctx, S(""));
    v->clear = url_static(DESK);
    v->state = list_states(ctx, &TAX_EXEMPTION, ask.state, S("pending"));
    v->whose = work_panel_whose_field(ctx, ask.whose);
    v->filtered = ask.state.n || ask.whose.n;
    DeskAsk rest = ask;
    rest.size = QUEUE_ROWS;
    list_pager(ctx->arena, v->clear, query_of(ctx, &ask), query_of(ctx, &rest), &info, v->rows_n, ask.size, &v->pager);
    v->export = list_export(ctx->arena, url_static(DESK "/export"), query_of(ctx, &ask));
    RENDER(ctx, 200, tax_exemptions_desk, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"account", N_("Account"), EXPORT_TEXT, 30},      {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"region", N_("Region"), EXPORT_TEXT, 10},        {"certificate", N_("Number of the certificate"), EXPORT_TEXT, 24},
    {"validFrom", N_("Valid from"), EXPORT_TEXT, 12}, {"validUntil", N_("Valid until"), EXPORT_TEXT, 12},
    {"state", N_("State"), EXPORT_MSG, 18},           {"since", N_("In this state"), EXPORT_TIME, 20},
    {"reason", N_("Reason"), EXPORT_TEXT, 50},        {"id", N_("Certificate ID"), EXPORT_ID, 36},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    DeskAsk ask = {.size = QUEUE_ROWS};
    ExemptionQueueRow *rows;
    size_t n;
    PageInfo info;
    list_each(ctx->arena, query, take, &ask);
    TRY(read_queue((OperatorCtx){ctx}, &ask, &(PageAsk){.size = EXPORT_CHUNK, .after = after, .before = S("")}, &rows,
                   &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const ExemptionQueueRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = r->account_name},
            {.text = r->partner_id},
            {.text = r->region},
            {.text = r->number},
            {.text = date_iso(ctx->arena, r->valid_from)},
            {.text = date_iso(ctx->arena, r->valid_until)},
            {.msg = machine_state_view(&TAX_EXEMPTION, READER_VENDOR, r->state).label},
            {.time = r->since},
            {.text = r->reason},
            {.id = r->id}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList QUEUE = {.kind = "payout.exemption_export",
                                 .file = "tax-exemptions",
                                 .sheet = N_("Tax exemptions"),
                                 .columns = COLUMNS,
                                 .columns_n = COUNT_OF(COLUMNS),
                                 .chunk = write_chunk};

Err exemptions_desk_export(OperatorCtx o)
{
    DeskAsk ask;
    ask_of_request(o.ctx, &ask);
    return export_stream_told(o.ctx, ID_NIL, &QUEUE, query_of(o.ctx, &ask));
}

/* --- one --- */

static Err of_path(OperatorCtx o, Exemption *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("exemption"), &id));
    return exemption_desk_find(o, id, ret);
}

static Err desk_view(OperatorCtx o, const Exemption *e, Str to, Str reason, ExemptionView **ret)
{
    static const Str NAMES[] = {S_INIT("to"), S_INIT("reason")};
    Ctx *ctx = o.ctx;
    ExemptionView *v = arena_new(ctx->arena, ExemptionView);
    FactView *facts = arena_array(ctx->arena, FactView, EXEMPTION_FACTS);
    OptionView *moves = arena_array(ctx->arena, OptionView, TAX_EXEMPTION.moves_n);
    size_t n = 0;
    (void)account_of(ctx, ID_NIL); /* the page is the desk's */
    v->shell = shell_of(ctx, e->number);
    v->name = e->number;
    v->account = e->account_name;
    v->partner_id = e->partner_id;
    v->account_url = url_fmt(ctx->arena, "/operator/partners/%s", e->public_id);
    v->facts_n = exemption_facts(ctx, e, facts);
    v->facts = facts;
    v->document = url_fmt(ctx->arena, DESK "/%i/document", e->id);
    v->document_name = e->file_name;
    for (size_t i = 0; i < TAX_EXEMPTION.moves_n; i++) {
        const MachineMove *m = &TAX_EXEMPTION.moves[i];
        if (m->mover == MOVER_VENDOR && str_eq(str_from(m->from), e->state)) {
            moves[n++] = (OptionView){
                .value = str_from(m->to), .label = MSG_OF(m->name), .selected = str_eq(to, str_from(m->to))};
        }
    }
    v->may_decide = n > 0 && ctx_may(ctx, &OPERATOR_PAYOUT_DECIDE);
    v->form = (FormView){.action = url_fmt(ctx->arena, DESK "/%i", e->id),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                         .version = e->version};
    v->to = ui_field(ctx, S("to"), S(""), MSG("Decision"));
    v->to.kind = FIELD_RADIO;
    v->to.options = moves;
    v->to.options_n = n;
    v->reason = ui_field(ctx, S("reason"), reason, MSG("Reason for the partner"));
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("Needed for everything but to accept: what is wrong, and how it is put right.");
    v->shell->failed = v->form.errors.links_n > 0;
    TRY(machine_card(ctx, &TAX_EXEMPTION, READER_VENDOR, e->account_id, e->id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &TAX_EXEMPTION, READER_VENDOR, e->account_id, e->id, &v->history, &v->history_n));
    *ret = v;
    return OK;
}

Err exemption_desk_page(OperatorCtx o)
{
    Exemption e;
    ExemptionView *v;
    TRY(of_path(o, &e));
    TRY(desk_view(o, &e, S(""), S(""), &v));
    RENDER(o.ctx, 200, tax_exemption_desk, v);
    return OK;
}

/* What was looked at is there no more: the page as it is now, with what was typed. */
static Err decide_anew(OperatorCtx o, const Exemption *e, Str to, Str reason)
{
    ExemptionView *v;
    problem_field(o.ctx, S("to"),
                  MSG("The certificate was changed since you looked at it, or somebody else has decided on it. Look at "
                      "what it holds now, then decide."));
    TRY(desk_view(o, e, to, reason, &v));
    if (v->may_decide) {
        RENDER(o.ctx, 409, tax_exemption_desk, v);
    }
    return ERR_STALE;
}

Err exemption_desk_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Exemption e;
    Str to = ctx_form(ctx, S("to")), reason = ctx_form(ctx, S("reason"));
    int64_t version = 0;
    TRY(of_path(o, &e));
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK || version != e.version) {
        return decide_anew(o, &e, to, reason);
    }
    if (!to.n) {
        problem_field(ctx, S("to"), MSG("Choose a decision."));
    }
    Err err = to.n ? exemption_decide(o, &e, to, reason) : problem_check(ctx);
    if (err == ERR_INVALID) {
        ExemptionView *v;
        TRY(desk_view(o, &e, to, reason, &v));
        return RENDER_FAILED(ctx, tax_exemption_desk, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, DESK "/%i", e.id), MSG("The decision is made. The partner is told."));
    return OK;
}

static Err find_document(Ctx *ctx, void *arg) { return of_path((OperatorCtx){ctx}, arg); }

Err exemption_desk_document(OperatorCtx o)
{
    Exemption e;
    TRY(unit_run(o.ctx, MODE_READ, NULL, find_document, &e));
    return upload_send(o.ctx, e.account_id, e.file_id);
}
