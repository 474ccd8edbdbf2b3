/* The vendor's pages of payments: all of them by state, one with what the bank says, payment runs, files for the bank.
 */
#include "areas/earnings/pages.h"

#include "app/audit.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/earnings_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { CHART_MONTHS = 12 };
static Crumb payments_crumb(void) { return (Crumb){.label = MSG("Payments"), .url = url_static(PAY_DESK)}; }

/* --- the list --- */

typedef struct DeskAsk {
    Str state, partner, after, before;
    Id file, run;
    int size;
} DeskAsk;
static void take(void *arg, Str name, Str value)
{
    DeskAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && machine_state(&PARTNER_PAYMENT, value)) {
        ask->state = value;
    } else if (str_eq(name, S("partner")) && value.n <= 100) {
        ask->partner = str_trim(value);
    } else if (str_eq(name, S("file")) && id_parse(value, &ask->file) != OK) {
        ask->file = ID_NIL;
    } else if (str_eq(name, S("run")) && id_parse(value, &ask->run) != OK) {
        ask->run = ID_NIL;
    }
}
static Str query_of(Ctx *ctx, const DeskAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "partner", ask->partner);
    list_put(&b, "file", id_is_nil(ask->file) ? S("") : id_text(ctx->arena, ask->file));
    list_put(&b, "run", id_is_nil(ask->run) ? S("") : id_text(ctx->arena, ask->run));
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}
static Err read_list(OperatorCtx o, const DeskAsk *ask, PageAsk page, DeskPaymentsRow **ret, size_t *ret_n,
                     PageInfo *info)
{
    DeskPaymentsArgs args = {.since_low = {1},
                             .with_state = ask->state.n > 0,
                             .state = ask->state,
                             .with_file = !id_is_nil(ask->file),
                             .file = ask->file,
                             .with_run = !id_is_nil(ask->run),
                             .run = ask->run,
                             .with_partner = ask->partner.n > 0,
                             .partner = ask->partner,
                             .number = ask->partner,
                             .like =
                                 str_fmt(o.ctx->arena, "%%%.*s%%", S_ARG(str_lower_ascii(o.ctx->arena, ask->partner)))};
    page.descending = true;
    Err err = q_desk_payments(o, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_desk_payments(o, &args, &page, ret, ret_n, info);
    }
    return err;
}

static Err chart(OperatorCtx o, EarnPage *v)
{
    Ctx *ctx = o.ctx;
    DeskSentRow *rows;
    size_t n;
    int y0, m0, y1, m1, day;
    Date first = date_add_months(month_of(date_of(ctx->now)), 1 - CHART_MONTHS);
    int64_t *months = arena_array(ctx->arena, int64_t, CHART_MONTHS);
    TRY(q_desk_sent(o, &(DeskSentArgs){.low = first}, &rows, &n));
    date_ymd(first, &y0, &m0, &day);
    for (size_t i = 0; i < n; i++) {
        date_ymd(rows[i].sent_on, &y1, &m1, &day);
        int at = (y1 - y0) * 12 + m1 - m0;
        if (at >= 0 && at < CHART_MONTHS) {
            months[at] += rows[i].usd;
        }
    }
    for (size_t i = 0; i < CHART_MONTHS; i++) {
        months[i] = (int64_t)num_div_round(months[i], 100, ROUND_HALF_UP);
    }
    if (n) {
        v->charts[v->charts_n++] = earn_months_chart(ctx, "sent", MSG("Sent by month"), months, CHART_MONTHS, first);
    }
    return OK;
}

Err payments_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Programs all;
    DeskAsk ask = {.size = LIST_SIZE};
    DeskPaymentsRow *rows;
    DeskPaymentStatesRow *counts;
    PageInfo info;
    size_t n, counts_n;
    EarnPage *v = earn_desk_new(ctx, MSG("Payments"), S(""), NULL, 0);
    list_each_asked(ctx, take, &ask);
    TRY(programs_load(ctx, &all));
    TRY(read_list(o, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows, &n,
                  &info));
    TRY(q_desk_payment_states(o, NULL, &counts, &counts_n));
    v->self = url_static(PAY_DESK);
    v->about =
        MSG("What is paid to partners: made by payment runs, handed to the bank as files, and what became of it.");
    earn_action(v, MSG("Payment runs"), url_static(PAY_DESK "/runs"), true);
    earn_action(v, MSG("Files for the bank"), url_static(PAY_DESK "/files"), false);
    earn_action(v, MSG("Earnings"), url_static(EARN_DESK), false);
    if (ctx_may(ctx, &OPERATOR_PAYMENTS_SETTINGS)) {
        earn_action(v, MSG("Payment settings"), url_static(PAY_DESK "/settings"), false);
    }
    for (size_t i = 0; i < counts_n && v->facts_n < 8; i++) {
        const MachineState *s = machine_state(&PARTNER_PAYMENT, counts[i].state);
        if (s) {
            earn_fact(v, MSG_OF(s->name), str_fmt(ctx->arena, "%lld", (long long)counts[i].n));
        }
    }
    TRY(chart(o, v));
    v->filters[v->filters_n] = ui_field(ctx, S("partner"), ask.partner, MSG("Partner or payment, by name or number"));
    v->filters[v->filters_n++].kind = FIELD_SEARCH;
    v->filters[v->filters_n++] = earn_state_filter(ctx, ask.state, false);
    v->filtered = ask.state.n || ask.partner.n || !id_is_nil(ask.file) || !id_is_nil(ask.run);
    const EarnColumn columns[] = {{.label = MSG("Payment")},      {.label = MSG("Partner")},
                                  {.label = MSG("Program")},      {.label = MSG("Paid"), .num = true},
                                  {.label = MSG("State")},        {.label = MSG("Expected on")},
                                  {.label = MSG("In this state")}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Payments"), columns, COUNT_OF(columns), n);
    for (size_t i = 0; i < n; i++) {
        const DeskPaymentsRow *r = &rows[i];
        EarnCell *c = earn_cells(t, i);
        c[0] = cell_link(r->number, url_fmt(ctx->arena, PAY_DESK "/%i", r->id));
        c[1] = cell_text(r->name);
        c[1].sub = r->partner_id;
        c[2] = cell_text(earn_program(ctx, &all, r->program));
        c[3] = cell_text(earn_money(ctx, r->net, r->currency));
        c[4] = cell_state(&PARTNER_PAYMENT, READER_VENDOR, r->state);
        c[5] = cell_day(r->due_on);
        c[6] = (EarnCell){.kind = EARN_AGO, .at = r->since};
    }
    t->empty = v->filtered ? (EmptyView){.title = MSG("No payment matches"),
                                         .why = MSG("Look at all of them instead."),
                                         .action = MSG("Clear filters"),
                                         .url = v->self}
                           : (EmptyView){.title = MSG("No payment yet"),
                                         .why = MSG("A payment run makes them of what is upcoming."),
                                         .action = MSG("Payment runs"),
                                         .url = url_static(PAY_DESK "/runs")};
    t->pager = arena_new(ctx->arena, PagerView);
    list_pager(ctx->arena, v->self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, n, ask.size,
               t->pager);
    v->export = arena_new(ctx->arena, ExportView);
    *v->export = list_export(ctx->arena, url_static(PAY_DESK "/export"), query_of(ctx, &ask, false));
    RENDER(ctx, 200, earn_page, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"payment", N_("Payment"), EXPORT_TEXT, 14},
    {"partner", N_("Partner"), EXPORT_TEXT, 30},
    {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"program", N_("Program"), EXPORT_TEXT, 24},
    {"earned", N_("Earned"), EXPORT_DEC, 16},
    {"keptBack", N_("Kept back"), EXPORT_DEC, 16},
    {"paid", N_("Paid"), EXPORT_DEC, 16},
    {"currency", N_("Currency"), EXPORT_TEXT, 10},
    {"state", N_("State"), EXPORT_MSG, 20},
    {"expectedOn", N_("Expected on"), EXPORT_DATE, 12},
    {"sentOn", N_("Sent on"), EXPORT_DATE, 12},
    {"reason", N_("Reason"), EXPORT_TEXT, 40},
    {"id", N_("Payment ID"), EXPORT_ID, 36},
};
static Err chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    Programs all;
    DeskAsk ask = {.size = LIST_SIZE};
    DeskPaymentsRow *rows;
    PageInfo info;
    size_t n;
    list_each(ctx->arena, query, take, &ask);
    TRY(programs_load(ctx, &all));
    TRY(read_list((OperatorCtx){ctx}, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const DeskPaymentsRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = r->number},
            {.text = r->name},
            {.text = r->partner_id},
            {.text = earn_program(ctx, &all, r->program)},
            {.dec = earn_dec(r->gross, r->currency)},
            {.dec = earn_dec(r->withheld, r->currency)},
            {.dec = earn_dec(r->net, r->currency)},
            {.text = r->currency},
            {.msg = machine_state_view(&PARTNER_PAYMENT, READER_VENDOR, r->state).label},
            {.date = r->due_on},
            {.empty = !date_is_set(r->sent_on), .date = r->sent_on},
            {.text = r->reason},
            {.id = r->id}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList LIST_FILE = {.kind = "payments.export",
                                     .file = "payments",
                                     .sheet = N_("Payments"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = chunk};
Err payments_desk_export(OperatorCtx o)
{
    DeskAsk ask = {.size = LIST_SIZE};
    list_each_asked(o.ctx, take, &ask);
    return export_stream_told(o.ctx, ID_NIL, &LIST_FILE, query_of(o.ctx, &ask, false));
}

/* --- one --- */

static Err of_path(OperatorCtx o, DeskPaymentRow *ret_at, PaymentOneRow *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("payment"), &id));
    Err err = q_desk_payment(o, &(DeskPaymentArgs){.id = id}, ret_at);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such payment."), MSG("Choose one from the list."));
    }
    TRY(err);
    TRY(q_payment_one(account_of(o.ctx, ret_at->account_id), &(PaymentOneArgs){.id = id}, ret));
    (void)account_of(o.ctx, ID_NIL);
    return OK;
}

/* Moves of this payment that this person may make. */
static size_t moves_of(Ctx *ctx, Str state, Str chosen, OptionView *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < PARTNER_PAYMENT.moves_n; i++) {
        const MachineMove *m = &PARTNER_PAYMENT.moves[i];
        if (m->mover == MOVER_VENDOR && str_eq(str_from(m->from), state) && ctx_may(ctx, m->perm)) {
            ret[n++] = (OptionView){
                .value = str_from(m->to), .label = MSG_OF(m->name), .selected = str_eq(chosen, str_from(m->to))};
        }
    }
    return n;
}

static Err one_view(OperatorCtx o, const DeskPaymentRow *at, const PaymentOneRow *p, Str to, Str reason, EarnPage **ret)
{
    Ctx *ctx = o.ctx;
    Programs all;
    HoldListRow *holds;
    EarningHistoryRow *rows;
    PageInfo info;
    size_t holds_n, n;
    bool held = false;
    const Crumb middle = payments_crumb();
    EarnPage *v = earn_desk_new(ctx, (Msg){0}, p->number, &middle, 1);
    TRY(programs_load(ctx, &all));
    AccountCtx a = account_of(ctx, at->account_id);
    TRY(q_hold_list(a, NULL, &holds, &holds_n));
    TRY(history_read(a, &(HistoryAsk){.payment = p->id, .low = DATE_NONE, .high = DATE_NONE}, (PageAsk){.size = 100},
                     &rows, &n, &info));
    (void)account_of(ctx, ID_NIL);
    for (size_t i = 0; i < holds_n; i++) {
        held = held || (holds[i].by_vendor && !holds[i].program.n);
    }
    earn_action(v, MSG("Partner account"), url_fmt(ctx->arena, "/operator/partners/%s", at->public_id), false);
    if (!id_is_nil(p->invoice_id)) {
        earn_action(v, MSG("Tax invoice"), url_fmt(ctx->arena, PAY_DESK "/%i/invoice", p->id), true);
    }
    earn_fact(v, MSG("Partner"), str_fmt(ctx->arena, "%.*s %.*s", S_ARG(at->name), S_ARG(at->partner_id)));
    earn_fact(v, MSG("Program"), earn_program(ctx, &all, p->program));
    earn_fact(v, MSG("Earned"), earn_money(ctx, p->gross, p->currency));
    earn_fact(v, MSG1("Kept back for taxes, {percent}%", "percent", payout_percent(ctx, p->rate)),
              earn_money(ctx, p->withheld, p->currency));
    earn_fact(v, MSG("Paid"), earn_money(ctx, p->net, p->currency));
    earn_fact(
        v, MSG("To"),
        str_fmt(ctx->arena, "%.*s, %.*s %.*s", S_ARG(p->holder), S_ARG(p->bank), S_ARG(payout_masked(ctx, p->last4))));
    earn_fact(v, MSG("Expected on"), earn_day(ctx, p->due_on));
    if (p->invoice_number.n) {
        earn_fact(v, MSG("Tax invoice"), p->invoice_number);
    }
    if (p->bank_says.n) {
        earn_fact(v, MSG("The bank says"), p->bank_says);
    }
    const EarnColumn columns[] = {{.label = MSG("Reference")},
                                  {.label = MSG("Earned on")},
                                  {.label = MSG("Kind")},
                                  {.label = MSG("Amount"), .num = true},
                                  {.label = MSG("In the payment"), .num = true}};
    EarnTable *t = earn_table_new(ctx, v, MSG("What it pays"), columns, COUNT_OF(columns), n);
    t->id = S("earnings");
    t->title = MSG("What it pays");
    for (size_t i = 0; i < n; i++) {
        EarnCell *c = earn_cells(t, i);
        c[0] = cell_link(rows[i].source_key, url_fmt(ctx->arena, EARN_DESK "/%i", rows[i].id));
        c[1] = cell_day(rows[i].earned_on);
        c[2] = (EarnCell){.kind = EARN_MSG, .msg = earning_kind_name(rows[i].kind)};
        c[3] = cell_text(earn_money(ctx, rows[i].amount, rows[i].currency));
        c[4] = cell_text(earn_money(ctx, rows[i].paid, p->currency));
    }
    OptionView *moves = arena_array(ctx->arena, OptionView, PARTNER_PAYMENT.moves_n + 1);
    size_t moves_n = moves_of(ctx, p->state, to, moves);
    if (moves_n) {
        FieldView *f = arena_array(ctx->arena, FieldView, 2);
        f[0] = ui_field(ctx, S("to"), S(""), MSG("Decision"));
        f[0].kind = FIELD_RADIO;
        f[0].options = moves;
        f[0].options_n = moves_n;
        f[1] = ui_field(ctx, S("reason"), reason, MSG("Reason for the partner"));
        f[1].kind = FIELD_TEXTAREA;
        f[1].max_length = MACHINE_REASON_MAX;
        f[1].hint = MSG("Needed where something went wrong: what it is, and how it is put right.");
        (void)earn_form_new(ctx, v, "decide", MSG("What became of it"), url_fmt(ctx->arena, PAY_DESK "/%i", p->id),
                            MSG("Decide"), f, 2);
    }
    if (ctx_may(ctx, &OPERATOR_PAYMENTS_RUN)) {
        FieldView *f = arena_array(ctx->arena, FieldView, 1);
        f[0] = ui_field(ctx, S("hold_reason"), S(""), MSG("Reason for the partner"));
        f[0].max_length = 200;
        EarnForm *form = earn_form_new(
            ctx, v, "hold", held ? MSG("Let payments to this partner go on") : MSG("Hold payments to this partner"),
            url_fmt(ctx->arena, PAY_DESK "/%i/hold", p->id), held ? MSG("Let them go on") : MSG("Hold them"), f,
            held ? 0 : 1);
        form->about = MSG("It counts for all programs and from the next payment run on.");
    }
    v->card = arena_new(ctx->arena, StateCard);
    TRY(machine_card(ctx, &PARTNER_PAYMENT, READER_VENDOR, at->account_id, p->id, v->card));
    v->card->action_url = (Url){0};
    TRY(machine_history(ctx, &PARTNER_PAYMENT, READER_VENDOR, at->account_id, p->id, &v->history, &v->history_n));
    v->state = v->card->state;
    v->has_state = true;
    *ret = v;
    return OK;
}
Err payments_one_page(OperatorCtx o)
{
    DeskPaymentRow at;
    PaymentOneRow p;
    EarnPage *v;
    TRY(of_path(o, &at, &p));
    TRY(one_view(o, &at, &p, S(""), S(""), &v));
    RENDER(o.ctx, 200, earn_page, v);
    return OK;
}
Err payments_one_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DeskPaymentRow at;
    PaymentOneRow p;
    Str to = ctx_form(ctx, S("to")), reason = str_trim(ctx_form(ctx, S("reason")));
    TRY(of_path(o, &at, &p));
    if (!to.n) {
        problem_field(ctx, S("to"), MSG("Choose a decision."));
    }
    Err err = to.n ? payment_move(ctx, &(PaymentHappening){.account_id = at.account_id,
                                                           .id = p.id,
                                                           .to = to,
                                                           .reason = reason,
                                                           .bank_says = S(""),
                                                           .mover = MOVER_VENDOR})
                   : problem_check(ctx);
    if (err == ERR_INVALID) {
        EarnPage *v;
        (void)account_of(ctx, ID_NIL);
        TRY(one_view(o, &at, &p, to, reason, &v));
        return RENDER_FAILED(ctx, earn_page, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, PAY_DESK "/%i", p.id), MSG("The decision is made. The partner is told."));
    return OK;
}
typedef struct Found {
    DeskPaymentRow at;
    PaymentOneRow p;
} Found;
static Err find_it(Ctx *ctx, void *arg)
{
    Found *f = arg;
    return of_path((OperatorCtx){ctx}, &f->at, &f->p);
}
Err payments_one_invoice(OperatorCtx o)
{
    Found f;
    TRY(unit_run(o.ctx, MODE_READ, NULL, find_it, &f));
    return upload_send(o.ctx, f.at.account_id, f.p.invoice_id);
}
Err payments_hold_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DeskPaymentRow at;
    PaymentOneRow p;
    HoldListRow *holds;
    size_t n;
    bool held = false;
    Str reason = str_trim(ctx_form(ctx, S("hold_reason")));
    TRY(of_path(o, &at, &p));
    AccountCtx a = account_of(ctx, at.account_id);
    TRY(q_hold_list(a, NULL, &holds, &n));
    for (size_t i = 0; i < n; i++) {
        held = held || (holds[i].by_vendor && !holds[i].program.n);
    }
    if (!held && problem_unless_line(ctx, S("hold_reason"), reason) && (!reason.n || reason.n > 400)) {
        problem_field(ctx, S("hold_reason"), MSG("Say why, in one line: the partner reads it."));
    }
    if (problem_check(ctx) != OK) {
        EarnPage *v;
        (void)account_of(ctx, ID_NIL);
        TRY(one_view(o, &at, &p, S(""), S(""), &v));
        return RENDER_FAILED(ctx, earn_page, v);
    }
    TRY(hold_put(a, S(""), true, !held, reason));
    ctx_redirect(ctx, url_fmt(ctx->arena, PAY_DESK "/%i", p.id),
                 held ? MSG("The payments go on.") : MSG("The payments are on hold."));
    return OK;
}

/* --- runs --- */

static StateView run_state_view(Str state)
{
    return str_eq(state, S("checking"))    ? (StateView){STATE_WAIT, MSG("Being checked")}
           : str_eq(state, S("ready"))     ? (StateView){STATE_WARN, MSG("Waits for release")}
           : str_eq(state, S("releasing")) ? (StateView){STATE_WAIT, MSG("Being released")}
           : str_eq(state, S("released"))  ? (StateView){STATE_GOOD, MSG("Released")}
                                           : (StateView){STATE_OFF, MSG("Cancelled")};
}

Err runs_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    RunListRow *rows;
    PageInfo info;
    size_t n;
    DeskAsk ask = {.size = LIST_SIZE};
    const Crumb middle = payments_crumb();
    EarnPage *v = earn_desk_new(ctx, MSG("Payment runs"), S(""), &middle, 1);
    list_each_asked(ctx, take, &ask);
    TRY(q_run_list(o, &(RunListArgs){.since_low = {1}},
                   &(PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before, .descending = true},
                   &rows, &n, &info));
    v->self = url_static(PAY_DESK "/runs");
    v->about = MSG("A run is checked first and pays nothing. Somebody else looks at it and releases it; then the "
                   "payments are made.");
    const EarnColumn columns[] = {{.label = MSG("Run")},
                                  {.label = MSG("State")},
                                  {.label = MSG("Begun by")},
                                  {.label = MSG("Released by")},
                                  {.label = MSG("Expected on")}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Payment runs"), columns, COUNT_OF(columns), n);
    bool open = false;
    for (size_t i = 0; i < n; i++) {
        EarnCell *c = earn_cells(t, i);
        open = open || str_has_word(S("checking ready releasing"), rows[i].state);
        c[0] = cell_link(earn_month(ctx, rows[i].month), url_fmt(ctx->arena, PAY_DESK "/runs/%i", rows[i].id));
        c[1] = (EarnCell){.kind = EARN_STATE, .state = run_state_view(rows[i].state)};
        c[2] = cell_text(rows[i].created_name);
        c[3] = cell_text(rows[i].released_name);
        c[4] = cell_day(rows[i].due_on);
    }
    t->empty =
        (EmptyView){.title = MSG("No payment run yet"), .why = MSG("The first one takes everything that is upcoming.")};
    t->pager = arena_new(ctx->arena, PagerView);
    list_pager(ctx->arena, v->self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, n, ask.size,
               t->pager);
    if (!open && ctx_may(ctx, &OPERATOR_PAYMENTS_RUN)) {
        EarnForm *f = earn_form_new(ctx, v, "begin",
                                    MSG1("A run for {month}", "month", earn_month(ctx, month_of(date_of(ctx->now)))),
                                    url_static(PAY_DESK "/runs"), MSG("Check what would be paid"), NULL, 0);
        f->about = MSG("It goes through all accounts and writes down what would be paid and what stands in the way. "
                       "Nothing is paid by it.");
    }
    RENDER(ctx, 200, earn_page, v);
    return OK;
}
Err runs_post(OperatorCtx o)
{
    Id id;
    TRY(run_begin(o, &id));
    ctx_redirect(o.ctx, url_fmt(o.ctx->arena, PAY_DESK "/runs/%i", id),
                 MSG("The run is being checked. Nothing is paid by it."));
    return OK;
}

typedef struct LinesAsk {
    Str state, why, after, before;
    int size;
} LinesAsk;
static void take_line(void *arg, Str name, Str value)
{
    LinesAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && str_has_word(S("proposed kept made changed"), value)) {
        ask->state = value;
    } else if (str_eq(name, S("why")) && msg_is_set(plan_why(value))) {
        ask->why = value;
    }
}
static Str lines_query(Ctx *ctx, const LinesAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "why", ask->why);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}
static StateView line_state(Str state)
{
    return str_eq(state, S("proposed")) ? (StateView){STATE_WAIT, MSG("To be paid")}
           : str_eq(state, S("made"))   ? (StateView){STATE_GOOD, MSG("Payment made")}
           : str_eq(state, S("kept"))   ? (StateView){STATE_OFF, MSG("Kept")}
                                        : (StateView){STATE_WARN, MSG("Left for the next run")};
}
static Err read_lines(OperatorCtx o, Id run, Id before, const LinesAsk *ask, PageAsk page, RunLinesRow **ret,
                      size_t *ret_n, PageInfo *info)
{
    RunLinesArgs args = {.run_id = run,
                         .before_id = before,
                         .with_state = ask->state.n > 0,
                         .state = ask->state,
                         .with_why = ask->why.n > 0,
                         .why = ask->why};
    Err err = q_run_lines(o, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_run_lines(o, &args, &page, ret, ret_n, info);
    }
    return err;
}
static Err run_of_path(OperatorCtx o, PayrunGetRow *ret, Id *ret_before)
{
    Id id;
    RunLastRow last;
    TRY(ctx_param_id(o.ctx, S("run"), &id));
    Err err = q_payrun_get(o, &(PayrunGetArgs){.id = id}, ret);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such payment run."), MSG("Choose one from the list."));
    }
    TRY(err);
    err = q_run_last(o, &(RunLastArgs){.before = ret->created_at}, &last);
    *ret_before = err == OK ? last.id : ID_NIL;
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err run_figures(OperatorCtx o, const PayrunGetRow *r, Id before, EarnPage *v)
{
    Ctx *ctx = o.ctx;
    RunSumsRow *sums;
    RunGoneRow gone = {0};
    size_t n;
    TRY(q_run_sums(o, &(RunSumsArgs){.run_id = r->id}, &sums, &n));
    const EarnColumn columns[] = {{.label = MSG("What")},
                                  {.label = MSG("Payments"), .num = true},
                                  {.label = MSG("Earned"), .num = true},
                                  {.label = MSG("Kept back"), .num = true},
                                  {.label = MSG("Paid"), .num = true}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Sums of the run"), columns, COUNT_OF(columns), n);
    t->id = S("sums");
    t->title = MSG("Sums");
    t->empty =
        (EmptyView){.title = MSG("Nothing is upcoming"), .why = MSG("There is nothing that this run could pay.")};
    for (size_t i = 0; i < n; i++) {
        EarnCell *c = earn_cells(t, i);
        Msg what = sums[i].why.n ? plan_why(sums[i].why) : line_state(sums[i].state).label;
        c[0] = cell_text(msg_text(ctx->arena, ctx->locale, &what));
        c[0].sub = sums[i].currency;
        c[1] = cell_text(str_fmt(ctx->arena, "%lld", (long long)sums[i].n));
        c[2] = cell_text(earn_money(ctx, sums[i].gross, sums[i].currency));
        c[3] = cell_text(earn_money(ctx, sums[i].withheld, sums[i].currency));
        c[4] = cell_text(earn_money(ctx, sums[i].net, sums[i].currency));
    }
    if (!id_is_nil(before)) {
        TRY(q_run_gone(o, &(RunGoneArgs){.run_id = r->id, .before_id = before}, &gone));
        earn_fact(v, MSG("Paid last time and not now"), str_fmt(ctx->arena, "%lld", (long long)gone.n));
    }
    return OK;
}

Err run_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PayrunGetRow r;
    Id before;
    Programs all;
    LinesAsk ask = {.size = LIST_SIZE};
    RunLinesRow *rows;
    PageInfo info;
    size_t n;
    TRY(run_of_path(o, &r, &before));
    list_each_asked(ctx, take_line, &ask);
    TRY(programs_load(ctx, &all));
    TRY(read_lines(o, r.id, before, &ask,
                   (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows, &n, &info));
    const Crumb middle[2] = {payments_crumb(), {.label = MSG("Payment runs"), .url = url_static(PAY_DESK "/runs")}};
    EarnPage *v = earn_desk_new(ctx, MSG1("Payment run, {month}", "month", earn_month(ctx, r.month)), S(""), middle, 2);
    v->self = url_fmt(ctx->arena, PAY_DESK "/runs/%i", r.id);
    v->state = run_state_view(r.state);
    v->has_state = true;
    bool working = str_has_word(S("checking releasing"), r.state), ready = str_eq(r.state, S("ready"));
    earn_fact(v, MSG("Begun by"), r.created_name);
    earn_fact(v, MSG("Exchange rates of"), earn_day(ctx, r.rate_day));
    earn_fact(v, MSG("Expected on"), earn_day(ctx, r.due_on));
    if (r.released_name.n) {
        earn_fact(v, MSG("Released by"), r.released_name);
    }
    if (working) {
        v->shell->refresh_url = v->self;
        v->shell->refresh_s = 5;
        v->notices[v->notices_n++] = (NoticeView){
            .kind = NOTICE_INFO,
            .text =
                str_eq(r.state, S("checking"))
                    ? MSG("The run is being checked: this page follows it. Nothing is paid by it, and you may leave.")
                    : MSG("The payments are being made one by one: this page follows it, and you may leave.")};
    }
    bool own = id_eq(r.created_by, ctx->actor.user_id);
    if (ready && own) {
        v->notices[v->notices_n++] =
            (NoticeView){.kind = NOTICE_INFO, .text = MSG("You began this run, so somebody else has to release it.")};
    }
    TRY(run_figures(o, &r, before, v));
    const EarnColumn columns[] = {{.label = MSG("Partner")},
                                  {.label = MSG("Program")},
                                  {.label = MSG("Earnings"), .num = true},
                                  {.label = MSG("Paid"), .num = true},
                                  {.label = MSG("Last time"), .num = true},
                                  {.label = MSG("State")},
                                  {.label = MSG("What stands in the way")}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Lines of the run"), columns, COUNT_OF(columns), n);
    t->id = S("lines");
    t->title = MSG("Partners");
    for (size_t i = 0; i < n; i++) {
        const RunLinesRow *l = &rows[i];
        EarnCell *c = earn_cells(t, i);
        c[0] = cell_link(l->name, id_is_nil(l->payment_id) ? url_fmt(ctx->arena, "/operator/partners/%s", l->public_id)
                                                           : url_fmt(ctx->arena, PAY_DESK "/%i", l->payment_id));
        c[0].sub = l->partner_id;
        c[1] = cell_text(earn_program(ctx, &all, l->program));
        c[1].sub = l->location_name;
        c[2] = cell_text(str_fmt(ctx->arena, "%lld", (long long)l->earnings));
        c[3] = cell_text(earn_money(ctx, l->net, l->currency));
        c[4] = cell_text(l->before_net_null ? S("") : earn_money(ctx, l->before_net, l->currency));
        c[5] = (EarnCell){.kind = EARN_STATE, .state = line_state(l->state)};
        c[6] = l->why.n ? (EarnCell){.kind = EARN_MSG, .msg = plan_why(l->why)} : cell_text(S(""));
    }
    t->empty = (EmptyView){.title = MSG("No line"), .why = MSG("Lines stand here as accounts are checked.")};
    t->pager = arena_new(ctx->arena, PagerView);
    list_pager(ctx->arena, v->self, lines_query(ctx, &ask, true), lines_query(ctx, &ask, false), &info, n, ask.size,
               t->pager);
    OptionView *options = arena_array(ctx->arena, OptionView, 5);
    static const char *const STATES[] = {"proposed", "kept", "made", "changed"};
    options[0] = (OptionView){.value = S(""), .label = MSG("Any state"), .selected = !ask.state.n};
    for (size_t i = 0; i < 4; i++) {
        options[i + 1] = (OptionView){.value = str_from(STATES[i]),
                                      .label = line_state(str_from(STATES[i])).label,
                                      .selected = str_eq(ask.state, str_from(STATES[i]))};
    }
    v->filters[v->filters_n++] = ui_select(ctx, S("state"), MSG("State"), options, 5);
    v->filtered = ask.state.n || ask.why.n;
    v->export = arena_new(ctx->arena, ExportView);
    *v->export =
        list_export(ctx->arena, url_fmt(ctx->arena, PAY_DESK "/runs/%i/export", r.id), lines_query(ctx, &ask, false));
    if (ready && !own && ctx_may(ctx, &OPERATOR_PAYMENTS_RELEASE)) {
        EarnForm *f = earn_form_new(ctx, v, "release", MSG("Release the run"),
                                    url_fmt(ctx->arena, PAY_DESK "/runs/%i/release", r.id),
                                    MSG("Release these payments"), NULL, 0);
        f->about = MSG("A payment is made of each line that is to be paid, if nothing changed since it was checked. "
                       "What changed is left for the next run.");
    }
    if (str_has_word(S("checking ready"), r.state) && ctx_may(ctx, &OPERATOR_PAYMENTS_RUN)) {
        EarnForm *f =
            earn_form_new(ctx, v, "cancel", MSG("Cancel the run"),
                          url_fmt(ctx->arena, PAY_DESK "/runs/%i/cancel", r.id), MSG("Cancel the run"), NULL, 0);
        f->about = MSG("Nothing is paid, and another run can be begun.");
        f->danger = true;
    }
    if (working && ctx_may(ctx, &OPERATOR_PAYMENTS_RUN)) {
        EarnForm *f =
            earn_form_new(ctx, v, "on", MSG("If it stands still"), url_fmt(ctx->arena, PAY_DESK "/runs/%i/on", r.id),
                          MSG("Go on with the run"), NULL, 0);
        f->about = MSG("It goes on where it stopped; nothing is done twice.");
    }
    RENDER(ctx, 200, earn_page, v);
    return OK;
}

static Err then(OperatorCtx o, Err err, Msg status)
{
    TRY(err);
    ctx_redirect(o.ctx, (Url){str_fmt(o.ctx->arena, PAY_DESK "/runs/%.*s", S_ARG(ctx_param(o.ctx, S("run"))))}, status);
    return OK;
}
Err run_release_post(OperatorCtx o)
{
    PayrunGetRow r;
    Id before;
    TRY(run_of_path(o, &r, &before));
    return then(o, run_release(o, r.id), MSG("The run is released. Its payments are being made."));
}
Err run_cancel_post(OperatorCtx o)
{
    PayrunGetRow r;
    Id before;
    TRY(run_of_path(o, &r, &before));
    return then(o, run_cancel(o, r.id), MSG("The run is cancelled. Nothing was paid."));
}
Err run_on_post(OperatorCtx o)
{
    PayrunGetRow r;
    Id before, job;
    TRY(run_of_path(o, &r, &before));
    if (!str_has_word(S("checking releasing"), r.state)) {
        return problem(o.ctx, ERR_CONFLICT, MSG("The run is not at work"),
                       MSG("Look at it again: it has come to its end."));
    }
    o.ctx->audit.target_kind = S("payment_run");
    o.ctx->audit.target_id = r.id;
    o.ctx->audit.after = AUDIT_JSON(o.ctx->arena, {"state", r.state});
    return then(o,
                job_enqueue(o.ctx,
                            &(JobAsk){.kind = "payments.run",
                                      .key = str_fmt(o.ctx->arena, "%.*s/%s", S_ARG(id_text(o.ctx->arena, r.id)),
                                                     str_eq(r.state, S("checking")) ? "check" : "release"),
                                      .user_id = o.ctx->actor.user_id,
                                      .total = -1},
                            &job),
                MSG("The run goes on."));
}

static const ExportColumn LINE_COLUMNS[] = {
    {"partner", N_("Partner"), EXPORT_TEXT, 30},   {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"program", N_("Program"), EXPORT_TEXT, 24},   {"location", N_("Location"), EXPORT_TEXT, 24},
    {"earnings", N_("Earnings"), EXPORT_INT, 10},  {"earned", N_("Earned"), EXPORT_DEC, 16},
    {"keptBack", N_("Kept back"), EXPORT_DEC, 16}, {"paid", N_("Paid"), EXPORT_DEC, 16},
    {"currency", N_("Currency"), EXPORT_TEXT, 10}, {"lastTime", N_("Last time"), EXPORT_DEC, 16},
    {"state", N_("State"), EXPORT_MSG, 20},        {"why", N_("What stands in the way"), EXPORT_MSG, 30},
};
typedef struct LinesFile {
    Id run, before;
    LinesAsk ask;
} LinesFile;
static void take_file(void *arg, Str name, Str value)
{
    LinesFile *f = arg;
    if (str_eq(name, S("run"))) {
        (void)!id_parse(value, &f->run);
    } else if (str_eq(name, S("last"))) {
        (void)!id_parse(value, &f->before);
    } else {
        take_line(&f->ask, name, value);
    }
}
static Err lines_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    Programs all;
    LinesFile f = {.ask = {.size = LIST_SIZE}};
    RunLinesRow *rows;
    PageInfo info;
    size_t n;
    list_each(ctx->arena, query, take_file, &f);
    TRY(programs_load(ctx, &all));
    TRY(read_lines((OperatorCtx){ctx}, f.run, f.before, &f.ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows,
                   &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const RunLinesRow *l = &rows[i];
        ExportCell cells[COUNT_OF(LINE_COLUMNS)] = {
            {.text = l->name},
            {.text = l->partner_id},
            {.text = earn_program(ctx, &all, l->program)},
            {.text = l->location_name},
            {.i = l->earnings},
            {.dec = earn_dec(l->gross, l->currency)},
            {.dec = earn_dec(l->withheld, l->currency)},
            {.dec = earn_dec(l->net, l->currency)},
            {.text = l->currency},
            {.empty = l->before_net_null, .dec = earn_dec(l->before_net, l->currency)},
            {.msg = line_state(l->state).label},
            {.empty = !l->why.n, .msg = plan_why(l->why)}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList LINES_FILE = {.kind = "payments.run_export",
                                      .file = "payment-run",
                                      .sheet = N_("Lines of the run"),
                                      .columns = LINE_COLUMNS,
                                      .columns_n = COUNT_OF(LINE_COLUMNS),
                                      .chunk = lines_chunk};
typedef struct RunFound {
    PayrunGetRow r;
    Id before;
} RunFound;
static Err find_run(Ctx *ctx, void *arg)
{
    RunFound *f = arg;
    return run_of_path((OperatorCtx){ctx}, &f->r, &f->before);
}
Err run_export(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    RunFound f;
    LinesAsk ask = {.size = LIST_SIZE};
    TRY(unit_run(ctx, MODE_READ, NULL, find_run, &f));
    list_each_asked(ctx, take_line, &ask);
    Str rest = lines_query(ctx, &ask, false);
    return export_stream_told(ctx, ID_NIL, &LINES_FILE,
                              str_fmt(ctx->arena, "run=%.*s&last=%.*s%s%.*s", S_ARG(id_text(ctx->arena, f.r.id)),
                                      S_ARG(id_text(ctx->arena, f.before)), rest.n ? "&" : "", S_ARG(rest)));
}

/* --- files for the bank --- */

static Err files_view(OperatorCtx o, EarnPage **ret)
{
    Ctx *ctx = o.ctx;
    FileListRow *rows;
    FileCurrenciesRow *due;
    ReportListRow *reports;
    PageInfo info;
    size_t n, due_n, reports_n;
    const Crumb middle = payments_crumb();
    EarnPage *v = earn_desk_new(ctx, MSG("Files for the bank"), S(""), &middle, 1);
    TRY(q_file_list(o, &(FileListArgs){.since_low = {1}}, &(PageAsk){.size = 50, .descending = true}, &rows, &n,
                    &info));
    TRY(q_file_currencies(o, NULL, &due, &due_n));
    TRY(q_report_list(o, NULL, &reports, &reports_n));
    v->about = MSG("Payments go to the bank as ISO 20022 files (pain.001.001.09), a file for each currency. What the "
                   "bank says comes back as pain.002 or camt.054.");
    const EarnColumn columns[] = {{.label = MSG("Message")},          {.label = MSG("Payments"), .num = true},
                                  {.label = MSG("Sum"), .num = true}, {.label = MSG("State")},
                                  {.label = MSG("Made by")},          {.label = MSG("Made")}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Files for the bank"), columns, COUNT_OF(columns), n);
    t->empty = (EmptyView){.title = MSG("No file yet"), .why = MSG("Files are made of payments that are in progress.")};
    for (size_t i = 0; i < n; i++) {
        EarnCell *c = earn_cells(t, i);
        c[0] = cell_link(rows[i].message_id, url_fmt(ctx->arena, PAY_DESK "/files/%i", rows[i].id));
        c[1] =
            (EarnCell){.kind = EARN_TEXT,
                       .text = str_fmt(ctx->arena, "%lld", (long long)rows[i].payments),
                       .url = url_with(ctx->arena, url_static(PAY_DESK), S("file"), id_text(ctx->arena, rows[i].id))};
        c[2] = cell_text(earn_money(ctx, rows[i].total, rows[i].currency));
        c[3] = (EarnCell){.kind = EARN_STATE,
                          .state = str_eq(rows[i].state, S("made")) ? (StateView){STATE_WAIT, MSG("Made")}
                                                                    : (StateView){STATE_GOOD, MSG("Carried out")}};
        c[4] = cell_text(rows[i].created_name);
        c[5] = (EarnCell){.kind = EARN_AGO, .at = rows[i].created_at};
    }
    const EarnColumn report_columns[] = {{.label = MSG("Report")},
                                         {.label = MSG("Sent"), .num = true},
                                         {.label = MSG("Came back"), .num = true},
                                         {.label = MSG("Not ours"), .num = true},
                                         {.label = MSG("Taken by")},
                                         {.label = MSG("Taken")}};
    EarnTable *rt =
        earn_table_new(ctx, v, MSG("What the bank said"), report_columns, COUNT_OF(report_columns), reports_n);
    rt->id = S("reports");
    rt->title = MSG("What the bank said");
    rt->empty = (EmptyView){.title = MSG("No report yet"),
                            .why = MSG("Reports of the bank stand here once they were sent in below.")};
    for (size_t i = 0; i < reports_n; i++) {
        EarnCell *c = earn_cells(rt, i);
        c[0] = cell_text(reports[i].name);
        c[1] = cell_text(str_fmt(ctx->arena, "%lld", (long long)reports[i].sent));
        c[2] = cell_text(str_fmt(ctx->arena, "%lld", (long long)reports[i].returned));
        c[3] = cell_text(str_fmt(ctx->arena, "%lld", (long long)reports[i].unknown));
        c[4] = cell_text(reports[i].created_name);
        c[5] = (EarnCell){.kind = EARN_AGO, .at = reports[i].created_at};
    }
    if (ctx_may(ctx, &OPERATOR_PAYMENTS_FILE)) {
        if (due_n) {
            FieldView *f = arena_array(ctx->arena, FieldView, 1);
            OptionView *options = arena_array(ctx->arena, OptionView, due_n);
            for (size_t i = 0; i < due_n; i++) {
                options[i] =
                    (OptionView){.value = due[i].currency, .text = earn_money(ctx, due[i].net, due[i].currency)};
            }
            f[0] = ui_select(ctx, S("currency"), MSG("What waits"), options, due_n);
            EarnForm *form = earn_form_new(ctx, v, "make", MSG("Make a file"), url_static(PAY_DESK "/files"),
                                           MSG("Make the file"), f, 1);
            form->about = MSG("At most 500 payments go into one file. It holds account numbers in clear.");
        }
        FieldView *f = arena_array(ctx->arena, FieldView, 1);
        f[0] = ui_field(ctx, S("report"), S(""), MSG("File from the bank"));
        f[0].kind = FIELD_FILE;
        f[0].accept = S(".xml");
        EarnForm *form = earn_form_new(ctx, v, "report", MSG("Take what the bank said"),
                                       url_static(PAY_DESK "/files/report"), MSG("Take the file"), f, 1);
        form->form.upload = true;
        form->about = MSG("A pain.002 says what was carried out and what was rejected, a camt.054 what came back. The "
                          "same file taken twice changes nothing.");
    }
    *ret = v;
    return OK;
}
Err files_page(OperatorCtx o)
{
    EarnPage *v;
    TRY(files_view(o, &v));
    RENDER(o.ctx, 200, earn_page, v);
    return OK;
}
Err files_make_post(OperatorCtx o)
{
    Id id;
    Str currency = ctx_form(o.ctx, S("currency"));
    TRY(bank_file_make(o, currency, &id));
    ctx_redirect(o.ctx, url_fmt(o.ctx->arena, PAY_DESK "/files/%i", id), MSG("The file is made."));
    return OK;
}
static Err file_of_path(Ctx *ctx, void *arg)
{
    Id id;
    TRY(ctx_param_id(ctx, S("file"), &id));
    Err err = q_file_one((OperatorCtx){ctx}, &(FileOneArgs){.id = id}, arg);
    return err == ERR_NOT_FOUND ? problem(ctx, err, MSG("There is no such file."), MSG("Choose one from the list."))
                                : err;
}
Err file_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    FileOneRow f;
    TRY(file_of_path(ctx, &f));
    const Crumb middle[2] = {payments_crumb(),
                             {.label = MSG("Files for the bank"), .url = url_static(PAY_DESK "/files")}};
    EarnPage *v = earn_desk_new(ctx, (Msg){0}, f.message_id, middle, 2);
    bool made = str_eq(f.state, S("made"));
    v->state = made ? (StateView){STATE_WAIT, MSG("Made")} : (StateView){STATE_GOOD, MSG("Carried out")};
    v->has_state = true;
    earn_fact(v, MSG("Payments"), str_fmt(ctx->arena, "%lld", (long long)f.payments));
    earn_fact(v, MSG("Sum"), earn_money(ctx, f.total, f.currency));
    earn_fact(v, MSG("Made by"), f.created_name);
    earn_action(v, MSG("Its payments"),
                url_with(ctx->arena, url_static(PAY_DESK), S("file"), id_text(ctx->arena, f.id)), false);
    if (ctx_may(ctx, &OPERATOR_PAYMENTS_FILE)) {
        EarnForm *form =
            earn_form_new(ctx, v, "download", MSG("Download the file"),
                          url_fmt(ctx->arena, PAY_DESK "/files/%i/download", f.id), MSG("Download"), NULL, 0);
        form->about = MSG("It holds account numbers in clear. Hand it to the bank and keep no copy.");
        form->form.no_guard = true;
        if (made) {
            form =
                earn_form_new(ctx, v, "settle", MSG("The bank has carried it out"),
                              url_fmt(ctx->arena, PAY_DESK "/files/%i/settle", f.id), MSG("Mark all as sent"), NULL, 0);
            form->about =
                MSG("For banks that send no report: every payment of the file that is still in progress becomes sent.");
        }
    }
    RENDER(ctx, 200, earn_page, v);
    return OK;
}
typedef struct FileTold {
    FileOneRow f;
} FileTold;
static Err tell_download(Ctx *ctx, void *arg)
{
    FileTold *t = arg;
    TRY(file_of_path(ctx, &t->f));
    ctx->audit.target_kind = S("payment_file");
    ctx->audit.target_id = t->f.id;
    ctx->audit.target_name = t->f.message_id;
    return OK;
}
Err file_download(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    FileTold t;
    TRY(unit_run(ctx, MODE_WRITE, "payments.download", tell_download, &t));
    return upload_send(ctx, ID_NIL, t.f.stored_id);
}
Err file_settle_post(OperatorCtx o)
{
    FileOneRow f;
    TRY(file_of_path(o.ctx, &f));
    TRY(bank_file_settle(o, f.id));
    ctx_redirect(o.ctx, url_fmt(o.ctx->arena, PAY_DESK "/files/%i", f.id),
                 MSG("The payments of the file become sent."));
    return OK;
}
Err files_report_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str name, bytes;
    BankReport r;
    if (ctx_upload(ctx, S("report"), &name, &bytes) != OK || !bytes.n) {
        problem_field(ctx, S("report"), MSG("Choose the file that the bank sent."));
    }
    Err err = ctx->problem.fields_n ? ERR_INVALID : bank_report_take(o, utf8_prefix(name, 100), bytes, &r);
    if (err == ERR_INVALID) {
        EarnPage *v;
        TRY(files_view(o, &v));
        return RENDER_FAILED(ctx, earn_page, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_static(PAY_DESK "/files"),
                 r.again ? MSG("This file was taken before. Nothing is changed.")
                         : MSG2("The file is taken: {sent} sent, {back} came back.", "sent",
                                str_fmt(ctx->arena, "%lld", (long long)r.sent), "back",
                                str_fmt(ctx->arena, "%lld", (long long)r.returned)));
    return OK;
}
