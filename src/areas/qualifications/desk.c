/* The vendor's pages: requests by state, one with the decision, and validation codes. */
#include "areas/qualifications/pages.h"

#include "app/export_job.h"
#include "app/unit.h"
#include "areas/qualifications/qualifications_view.h"
#include "areas/qualifications/rules.h"
#include "base/num.h"
#include "gen/qualifications_html.h"
#include "gen/qualifications_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"
#include "ui/work_panel.h"

#define DESK "/operator/customer-qualifications"

static ShellView *shell_of(Ctx *ctx, Msg title, Str text)
{
    Crumb crumbs[3] = {desk_crumb(),
                       {.label = MSG("Customers' qualifications"), .url = url_static(DESK)},
                       {.label = title, .text = text}};
    bool first = !msg_is_set(title) && !text.n;
    ShellView *v = shell_view(ctx, first ? MSG("Customers' qualifications") : title, crumbs, first ? 2 : 3);
    v->title_text = text;
    v->workspace = MSG("Vendor desk");
    return v;
}

typedef struct DeskAsk {
    Str state, kind, whose, after, before;
    int size;
} DeskAsk;

static void take(void *arg, Str name, Str value)
{
    DeskAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && (machine_state(&CUSTOMER_QUALIFICATION, value) || str_eq(value, S("all")))) {
        ask->state = value;
    } else if (str_eq(name, S("kind")) && qualification_kind(value)) {
        ask->kind = value;
    } else if (str_eq(name, S("whose")) && work_panel_whose_known(value)) {
        ask->whose = value;
    }
}

static Str query_of(Ctx *ctx, const DeskAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "kind", ask->kind);
    list_put(&b, "whose", ask->whose);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err read_queue(OperatorCtx o, const DeskAsk *ask, PageAsk *page, CqualQueueRow **ret, size_t *ret_n,
                      PageInfo *ret_page)
{
    WorkWhose whose = work_panel_whose(o.ctx, ask->whose);
    CqualQueueArgs args = {.since_low = {1},
                           .with_state = !str_eq(ask->state, S("all")),
                           .state = ask->state.n ? ask->state : S("review"),
                           .with_kind = ask->kind.n > 0,
                           .kind = ask->kind,
                           .with_whose = whose.on,
                           .due_high = whose.due_high,
                           .anybody = whose.anybody,
                           .assigned_to = whose.assigned_to};
    Err err = q_cqual_queue(o, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_cqual_queue(o, &args, page, ret, ret_n, ret_page);
    }
    return err;
}

static Msg kind_name(Str kind) { return MSG_OF(qualification_kind(kind)->name); }

static FieldView kinds_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, QUALIFICATION_KINDS + 1);
    o[0] = (OptionView){.value = S(""), .label = MSG("Any qualification")};
    for (size_t i = 0; i < QUALIFICATION_KINDS; i++) {
        Str id = QUALIFICATION_KIND[i].id;
        o[i + 1] = (OptionView){.value = id, .label = kind_name(id), .selected = str_eq(id, chosen)};
    }
    return ui_select(ctx, S("kind"), MSG("Qualification"), o, QUALIFICATION_KINDS + 1);
}

/* --- several at once --- */

static Err several_look(OperatorCtx o, const SeveralItem *item, SeveralLook *ret)
{
    Qualification *q = arena_new(o.ctx->arena, Qualification);
    TRY(qualification_desk_find(o, item->subject_id, q));
    *ret = (SeveralLook){.name = q->customer_name,
                         .sub = str_fmt(o.ctx->arena, "%.*s, %.*s", S_ARG(tr(o.ctx->locale, NULL, q->kind->name)),
                                        S_ARG(q->account_name)),
                         .url = url_fmt(o.ctx->arena, DESK "/%i", q->id),
                         .seen = q->version,
                         .thing = q};
    return OK;
}

static Err several_decide(OperatorCtx o, const SeveralItem *item, void *thing, Str to, Str reason)
{
    (void)item;
    return qualification_decide(o, thing, to, reason);
}

static const SeveralAct SEVERAL_ACTS[] = {
    {S_INIT("approved"), N_("Accept"), N_("Accept qualifications"), N_("Accepted."), false},
    {S_INIT("denied"), N_("Reject"), N_("Reject qualifications"), N_("Rejected."), true}};
static const SeveralDesk SEVERAL = {.kind = QUALIFICATION_WORK,
                                    .path = DESK,
                                    .name = N_("Customers' qualifications"),
                                    .machine = &CUSTOMER_QUALIFICATION,
                                    .perm = &OPERATOR_CUSTOMER_QUALIFY,
                                    .action = "qualification.decide",
                                    .acts = SEVERAL_ACTS,
                                    .acts_n = COUNT_OF(SEVERAL_ACTS),
                                    .look = several_look,
                                    .decide = several_decide};

Err qualifications_several(OperatorCtx o) { return several_post(o, &SEVERAL); }

Err qualifications_desk_list(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    QualificationsDeskView *v = arena_new(ctx->arena, QualificationsDeskView);
    DeskAsk ask = {.size = LIST_SIZE};
    CqualQueueRow *rows;
    PageInfo info;
    list_each_asked(ctx, take, &ask);
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    TRY(read_queue(o, &ask, &page, &rows, &v->rows_n, &info));
    static const char *const KINDS[] = {QUALIFICATION_WORK};
    WorkPanelAsk panel = {.kinds = KINDS,
                          .kinds_n = 1,
                          .query = query_of(ctx, &ask, true),
                          .several = &SEVERAL,
                          .acts = !ask.state.n || str_eq(ask.state, S("review")) || str_eq(ask.state, S("all"))};
    WorkThing *things = arena_array(ctx->arena, WorkThing, v->rows_n + 1);
    WorkMark *marks;
    for (size_t i = 0; i < v->rows_n; i++) {
        things[i] = (WorkThing){rows[i].account_id, rows[i].id, S("")};
    }
    TRY(work_panel_marks(o, &panel, things, v->rows_n, &marks));
    TRY(work_panel_fill(o, &panel, &v->panel));
    QualificationLine *lines = arena_array(ctx->arena, QualificationLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] =
            (QualificationLine){.kind = kind_name(rows[i].kind),
                                .customer = rows[i].company_name,
                                .account = rows[i].account_name,
                                .partner_id = rows[i].partner_id,
                                .state = machine_state_view(&CUSTOMER_QUALIFICATION, READER_VENDOR, rows[i].state),
                                .since = rows[i].since,
                                .mark = marks[i],
                                .url = url_fmt(ctx->arena, DESK "/%i", rows[i].id)};
    }
    v->rows = lines;
    v->shell = shell_of(ctx, (Msg){0}, S(""));
    v->clear = url_static(DESK);
    v->codes = url_static(DESK "/codes");
    v->state = list_states(ctx, &CUSTOMER_QUALIFICATION, ask.state, S("review"));
    v->whose = work_panel_whose_field(ctx, ask.whose);
    v->kind = kinds_field(ctx, ask.kind);
    v->filtered = ask.state.n || ask.whose.n || ask.kind.n;
    list_pager(ctx->arena, v->clear, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, v->rows_n, ask.size,
               &v->pager);
    v->export = list_export(ctx->arena, url_static(DESK "/export"), query_of(ctx, &ask, true));
    RENDER(ctx, 200, qualifications_desk_queue, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"account", N_("Account"), EXPORT_TEXT, 30},     {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"customer", N_("Customer"), EXPORT_TEXT, 30},   {"qualification", N_("Qualification"), EXPORT_MSG, 28},
    {"website", N_("Website"), EXPORT_TEXT, 30},     {"state", N_("State"), EXPORT_MSG, 18},
    {"since", N_("In this state"), EXPORT_TIME, 20}, {"reason", N_("Reason"), EXPORT_TEXT, 50},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    DeskAsk ask = {.size = LIST_SIZE};
    CqualQueueRow *rows;
    size_t n;
    PageInfo info;
    list_each(ctx->arena, query, take, &ask);
    TRY(read_queue((OperatorCtx){ctx}, &ask, &(PageAsk){.size = EXPORT_CHUNK, .after = after, .before = S("")}, &rows,
                   &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const CqualQueueRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = r->account_name},
            {.text = r->partner_id},
            {.text = r->company_name},
            {.msg = kind_name(r->kind)},
            {.text = r->website},
            {.msg = machine_state_view(&CUSTOMER_QUALIFICATION, READER_VENDOR, r->state).label},
            {.time = r->since},
            {.text = r->reason}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList QUEUE = {.kind = "qualification.export",
                                 .file = "customer-qualifications",
                                 .sheet = N_("Customers' qualifications"),
                                 .columns = COLUMNS,
                                 .columns_n = COUNT_OF(COLUMNS),
                                 .chunk = write_chunk};

Err qualifications_desk_export(OperatorCtx o)
{
    DeskAsk ask = {.size = LIST_SIZE};
    list_each_asked(o.ctx, take, &ask);
    return export_stream_told(o.ctx, ID_NIL, &QUEUE, query_of(o.ctx, &ask, true));
}

/* --- one --- */

static Err of_path(OperatorCtx o, Qualification *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("qualification"), &id));
    return qualification_desk_find(o, id, ret);
}

static void facts_of(Ctx *ctx, const Qualification *q, QualificationView *v)
{
    v->facts[v->facts_n++] = (FactView){.label = MSG("Customer"), .text = q->customer_name};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Domain"), .text = q->domain};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Place"),
                                        .text = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(q->city),
                                                        S_ARG(country_name(ctx->arena, ctx->locale, q->country)))};
    if (q->segment.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Kind of school"),
                                            .msg = str_eq(q->segment, S("k12")) ? MSG("Primary or secondary school")
                                                                                : MSG("Higher education"),
                                            .kind = FACT_MSG};
    }
    v->facts[v->facts_n++] = q->website.n
                                 ? (FactView){.label = MSG("Website"), .text = q->website}
                                 : (FactView){.label = MSG("Website"), .msg = MSG("Not given"), .kind = FACT_MSG};
    if (q->code) {
        v->facts[v->facts_n++] =
            (FactView){.label = MSG("Validation code"), .text = str_fmt(ctx->arena, "%lld", (long long)q->code)};
    }
    v->facts[v->facts_n++] = (FactView){.label = MSG("Asked for"), .at = q->asked_at, .kind = FACT_TIME};
}

static FieldView decisions(Ctx *ctx, const Qualification *q, Str to)
{
    OptionView *moves = arena_array(ctx->arena, OptionView, CUSTOMER_QUALIFICATION.moves_n);
    size_t n = 0;
    for (size_t i = 0; i < CUSTOMER_QUALIFICATION.moves_n; i++) {
        const MachineMove *m = &CUSTOMER_QUALIFICATION.moves[i];
        if (m->mover == MOVER_VENDOR && str_eq(str_from(m->from), q->state)) {
            moves[n++] = (OptionView){
                .value = str_from(m->to), .label = MSG_OF(m->name), .selected = str_eq(to, str_from(m->to))};
        }
    }
    FieldView f = ui_select(ctx, S("to"), MSG("Decision"), moves, n);
    f.kind = FIELD_RADIO;
    return f;
}

static Err desk_view(OperatorCtx o, const Qualification *q, Str to, Str reason, QualificationView **ret)
{
    static const Str NAMES[] = {S_INIT("to"), S_INIT("reason")};
    Ctx *ctx = o.ctx;
    QualificationView *v = arena_new(ctx->arena, QualificationView);
    (void)account_of(ctx, ID_NIL); /* the page is the desk's */
    *v = (QualificationView){.shell = shell_of(ctx, (Msg){0}, q->customer_name),
                             .kind = MSG_OF(q->kind->name),
                             .customer = q->customer_name,
                             .account = q->account_name,
                             .partner_id = q->partner_id,
                             .account_url = url_fmt(ctx->arena, "/operator/partners/%s", q->public_id),
                             .form = {.action = url_fmt(ctx->arena, DESK "/%i", q->id),
                                      .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                                      .version = q->version},
                             .to = decisions(ctx, q, to),
                             .reason = ui_field(ctx, S("reason"), reason, MSG("Reason for the partner"))};
    facts_of(ctx, q, v);
    v->may_decide = v->to.options_n > 0;
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("Needed to deny: what is missing, and how it is put right.");
    v->shell->failed = v->form.errors.links_n > 0;
    TRY(machine_card(ctx, &CUSTOMER_QUALIFICATION, READER_VENDOR, q->account_id, q->id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &CUSTOMER_QUALIFICATION, READER_VENDOR, q->account_id, q->id, &v->history, &v->history_n));
    *ret = v;
    return OK;
}

Err qualification_desk_page(OperatorCtx o)
{
    Qualification q;
    QualificationView *v;
    TRY(of_path(o, &q));
    TRY(desk_view(o, &q, S(""), S(""), &v));
    RENDER(o.ctx, 200, qualification_desk, v);
    return OK;
}

/* What was looked at is there no more: the page as it is now, with what was typed. */
static Err decide_anew(OperatorCtx o, const Qualification *q, Str to, Str reason)
{
    QualificationView *v;
    problem_field(o.ctx, S("to"),
                  MSG("The request was changed since you looked at it, or somebody else has decided on it. Look at it "
                      "now, then decide."));
    TRY(desk_view(o, q, to, reason, &v));
    if (v->may_decide) {
        RENDER(o.ctx, 409, qualification_desk, v);
    }
    return ERR_STALE;
}

Err qualification_desk_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Qualification q;
    Str to = ctx_form(ctx, S("to")), reason = ctx_form(ctx, S("reason"));
    int64_t version = 0;
    TRY(of_path(o, &q));
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK || version != q.version) {
        return decide_anew(o, &q, to, reason);
    }
    if (!to.n) {
        problem_field(ctx, S("to"), MSG("Choose a decision."));
    }
    Err err = to.n ? qualification_decide(o, &q, to, reason) : problem_check(ctx);
    if (err == ERR_INVALID) {
        QualificationView *v;
        TRY(desk_view(o, &q, to, reason, &v));
        return RENDER_FAILED(ctx, qualification_desk, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, DESK "/%i", q.id), MSG("The decision is made. The partner is told."));
    return OK;
}

/* --- validation codes --- */

static Err codes_view(OperatorCtx o, const CodeAsk *typed, CodesView **ret)
{
    static const Str NAMES[] = {S_INIT("partner"), S_INIT("organization"), S_INIT("most")};
    Ctx *ctx = o.ctx;
    CodesView *v = arena_new(ctx->arena, CodesView);
    DeskAsk ask = {.size = LIST_SIZE};
    ValidationCodeQueueRow *rows;
    PageInfo info;
    list_each_asked(ctx, take, &ask);
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    (void)account_of(ctx, ID_NIL);
    *v = (CodesView){.shell = shell_of(ctx, MSG("Validation codes"), S("")),
                     .form = {.action = url_static(DESK "/codes"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
                     .partner = ui_field(ctx, S("partner"), typed->partner_id, MSG("Partner ID")),
                     .organization = ui_field(ctx, S("organization"), typed->organization, MSG("Organization")),
                     .most = ui_field(ctx, S("most"), typed->most, MSG("Customers it is for"))};
    TRY(q_validation_code_queue(o, &(ValidationCodeQueueArgs){.made_low = {1}}, &page, &rows, &v->rows_n, &info));
    CodeLine *lines = arena_array(ctx->arena, CodeLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (CodeLine){
            .number = str_fmt(ctx->arena, "%lld", (long long)rows[i].number),
            .organization = rows[i].organization,
            .account = rows[i].account_name,
            .partner_id = rows[i].partner_id,
            .left = str_fmt(ctx->arena, "%lld / %lld", (long long)rows[i].remaining, (long long)rows[i].most),
            .since = rows[i].created_at};
    }
    v->rows = lines;
    v->most.kind = FIELD_NUMBER;
    v->most.width = S("w-8");
    v->partner.width = S("w-16");
    v->organization.hint = MSG("The public body, or who holds data for it, that was looked into.");
    v->shell->failed = v->form.errors.links_n > 0;
    list_pager(ctx->arena, url_static(DESK "/codes"), query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info,
               v->rows_n, ask.size, &v->pager);
    *ret = v;
    return OK;
}

Err codes_desk_page(OperatorCtx o)
{
    CodesView *v;
    TRY(codes_view(o, &(CodeAsk){.most = S("1")}, &v));
    RENDER(o.ctx, 200, validation_codes, v);
    return OK;
}

Err codes_desk_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    int64_t number;
    CodeAsk ask = {.partner_id = str_trim(ctx_form(ctx, S("partner"))),
                   .organization = str_trim(ctx_form(ctx, S("organization"))),
                   .most = str_trim(ctx_form(ctx, S("most")))};
    Err err = validation_code_issue(o, &ask, &number);
    if (err == ERR_INVALID) {
        CodesView *v;
        TRY(codes_view(o, &ask, &v));
        return RENDER_FAILED(ctx, validation_codes, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_static(DESK "/codes"),
                 MSG1("The code {number} is given. The partner is told.", "number",
                      str_fmt(ctx->arena, "%lld", (long long)number)));
    return OK;
}
