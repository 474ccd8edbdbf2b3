/* The partner's workspace Payouts: overview, payments, transaction history, holding payments. */
#include "areas/earnings/pages.h"

#include "app/pdf.h"
#include "app/unit.h"
#include "areas/home/home.h"
#include "gen/earnings_html.h"
#include "ui/field.h"
#include "ui/import.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { CHART_MONTHS = 12, RECENT = 5 };
#define HOLDERS "incentives_admin owner financial_contributor"

static Url below(Ctx *ctx, const char *rest)
{
    return (Url){str_concat(ctx->arena, home_path(ctx, PAYOUTS_PAGE).s, str_from(rest))};
}
static Url payment_url(Ctx *ctx, Id id, const char *rest)
{
    return (Url){
        str_fmt(ctx->arena, "%.*s/%.*s%s", S_ARG(below(ctx, "/payments").s), S_ARG(id_text(ctx->arena, id)), rest)};
}
static Url earning_url(Ctx *ctx, Id id)
{
    return (Url){str_fmt(ctx->arena, "%.*s/%.*s", S_ARG(below(ctx, "/history").s), S_ARG(id_text(ctx->arena, id)))};
}

/* --- lists of payments --- */

static EarnTable *payments_table(Ctx *ctx, EarnPage *v, const Programs *all, const PaymentListRow *rows, size_t n)
{
    const EarnColumn columns[] = {{.label = MSG("Payment")},
                                  {.label = MSG("Program")},
                                  {.label = MSG("State")},
                                  {.label = MSG("Paid"), .num = true},
                                  {.label = MSG("Kept back"), .num = true},
                                  {.label = MSG("Expected on")},
                                  {.label = MSG("Sent on")}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Payments"), columns, COUNT_OF(columns), n);
    for (size_t i = 0; i < n; i++) {
        const PaymentListRow *r = &rows[i];
        EarnCell *c = earn_cells(t, i);
        c[0] = cell_link(r->number, payment_url(ctx, r->id, ""));
        c[1] = cell_text(earn_program(ctx, all, r->program));
        c[1].sub = r->location_name;
        c[2] = cell_state(&PARTNER_PAYMENT, READER_PARTNER, r->state);
        c[3] = cell_text(earn_money(ctx, r->net, r->currency));
        c[4] = cell_text(earn_money(ctx, r->withheld, r->currency));
        c[5] = cell_day(r->due_on);
        c[6] = cell_day(r->sent_on);
    }
    t->empty = (EmptyView){.title = MSG("No payment"),
                           .why = MSG("Payments stand here once a payment run has made them. What is earned stands in "
                                      "the transaction history before.")};
    return t;
}

/* --- overview --- */

static void add_obstacle(Ctx *ctx, EarnPage *v, Msg text, const char *path, Msg action, int kind)
{
    if (v->notices_n < COUNT_OF(v->notices)) {
        v->notices[v->notices_n++] = (NoticeView){.kind = kind,
                                                  .text = text,
                                                  .action = path ? action : (Msg){0},
                                                  .action_url = path ? home_path(ctx, path) : (Url){S("")}};
    }
}

/* Tax declarations that end within the days of warning. */
static Err tax_that_ends(AccountCtx a, EarnPage *v)
{
    Ctx *ctx = a.ctx;
    PayoutProfile *list;
    size_t n;
    int64_t days = 60;
    TRY(payout_list(a, &list, &n));
    for (size_t i = 0; i < n; i++) {
        if (list[i].tax && str_eq(list[i].state, S("approved")) && time_is_set(list[i].expires_at) &&
            time_diff(list[i].expires_at, ctx->now) < days * TIME_DAY) {
            add_obstacle(ctx, v,
                         MSG2("The tax declaration {name} ends on {date}. Without a new one payments stop.", "name",
                              list[i].name, "date", earn_day(ctx, date_of(list[i].expires_at))),
                         "/a/{account}/settings/payout", MSG("Renew it"), NOTICE_WARN);
        }
    }
    return OK;
}

static Err obstacles(AccountCtx a, EarnPage *v, const Programs *all)
{
    Ctx *ctx = a.ctx;
    PaymentPlan *plans;
    size_t n;
    TRY(payment_plans(a, date_of(ctx->now), &plans, &n));
    const EarnColumn columns[] = {{.label = MSG("Program")},
                                  {.label = MSG("Upcoming"), .num = true},
                                  {.label = MSG("Kept back"), .num = true},
                                  {.label = MSG("Next payment"), .num = true},
                                  {.label = MSG("What stands in the way")}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Next payments"), columns, COUNT_OF(columns), n);
    t->id = S("next");
    t->title = MSG("Next payments");
    t->empty = (EmptyView){.title = MSG("Nothing is upcoming"),
                           .why = MSG("What is earned becomes upcoming when the waiting time of its program is over.")};
    for (size_t i = 0; i < n; i++) {
        const PaymentPlan *p = &plans[i];
        EarnCell *c = earn_cells(t, i);
        bool threshold = strcmp(p->why, "threshold") == 0;
        Str program = earn_program(ctx, all, p->program);
        c[0] = cell_text(program);
        c[0].sub = p->location_name;
        c[1] = cell_text(earn_money(ctx, p->gross, p->currency));
        c[2] = cell_text(earn_money(ctx, p->withheld, p->currency));
        c[3] = cell_text(p->why[0] ? S("") : earn_money(ctx, p->net, p->currency));
        c[4] = (EarnCell){.kind = EARN_MSG, .msg = p->why[0] ? plan_why(str_from(p->why)) : MSG("Nothing")};
        if (threshold) {
            c[4].msg = MSG1("Below the least payment of {amount}: it is kept until that is reached", "amount",
                            earn_money(ctx, p->least.minor, p->currency));
        }
        const char *path = plan_mend_path(str_from(p->why));
        if (path) {
            c[4].url = home_path(ctx, path);
            Msg mend = plan_mend(str_from(p->why)), why = plan_why(str_from(p->why));
            add_obstacle(ctx, v,
                         earn_msg3(N_("{program}: {why}. {mend}"), "program", program, "why",
                                   msg_text(ctx->arena, ctx->locale, &why), "mend",
                                   msg_text(ctx->arena, ctx->locale, &mend)),
                         path, MSG("Put it right"), NOTICE_WARN);
        }
    }
    return tax_that_ends(a, v);
}

/* Payments that wait for somebody of the account. */
static Err waiting(AccountCtx a, EarnPage *v)
{
    Ctx *ctx = a.ctx;
    static const char *const STATES[] = {"pending_tax_invoice", "tax_invoice_rejected", "rejected_bank", "reversed"};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        PaymentListRow *rows;
        PageInfo info;
        size_t n;
        TRY(q_payment_list(a, &(PaymentListArgs){.since_low = {1}, .with_state = true, .state = str_from(STATES[i])},
                           &(PageAsk){.size = 3, .descending = true}, &rows, &n, &info));
        for (size_t k = 0; k < n && v->notices_n < COUNT_OF(v->notices); k++) {
            Msg state = MSG_OF(machine_state(&PARTNER_PAYMENT, rows[k].state)->name);
            v->notices[v->notices_n++] =
                (NoticeView){.kind = NOTICE_BAD,
                             .text = earn_msg3(N_("Payment {number} over {amount}: {state}"), "number", rows[k].number,
                                               "amount", earn_money(ctx, rows[k].net, rows[k].currency), "state",
                                               msg_text(ctx->arena, ctx->locale, &state)),
                             .action = MSG("See the payment"),
                             .action_url = payment_url(ctx, rows[k].id, "")};
        }
    }
    return OK;
}

static int month_index(Date first, Date d)
{
    int y0, m0, y1, m1, day;
    date_ymd(first, &y0, &m0, &day);
    date_ymd(d, &y1, &m1, &day);
    return (y1 - y0) * 12 + m1 - m0;
}

static Err charts(AccountCtx a, EarnPage *v, const Programs *all)
{
    Ctx *ctx = a.ctx;
    PaymentSentRow *rows;
    size_t n, programs_n = 0;
    Date first = date_add_months(month_of(date_of(ctx->now)), 1 - CHART_MONTHS);
    int64_t *months = arena_array(ctx->arena, int64_t, CHART_MONTHS);
    int64_t *sums = arena_array(ctx->arena, int64_t, PROGRAMS_MAX);
    Str *ids = arena_array(ctx->arena, Str, PROGRAMS_MAX), *names = arena_array(ctx->arena, Str, PROGRAMS_MAX);
    TRY(q_payment_sent(a, &(PaymentSentArgs){.low = first}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        int at = month_index(first, rows[i].sent_on);
        if (at >= 0 && at < CHART_MONTHS) {
            months[at] += rows[i].usd;
        }
        size_t k = 0;
        while (k < programs_n && !str_eq(ids[k], rows[i].program)) {
            k++;
        }
        if (k == programs_n && k < PROGRAMS_MAX) {
            ids[programs_n] = rows[i].program;
            names[programs_n++] = earn_program(ctx, all, rows[i].program);
        }
        sums[k < PROGRAMS_MAX ? k : 0] += rows[i].usd;
    }
    for (size_t i = 0; i < CHART_MONTHS; i++) {
        months[i] = (int64_t)num_div_round(months[i], 100, ROUND_HALF_UP);
    }
    for (size_t i = 0; i < programs_n; i++) {
        sums[i] = (int64_t)num_div_round(sums[i], 100, ROUND_HALF_UP);
    }
    if (n == 0) {
        return OK;
    }
    v->charts[v->charts_n++] = earn_months_chart(ctx, "sent", MSG("Sent by month"), months, CHART_MONTHS, first);
    if (programs_n > 1) {
        ChartSeries *series = arena_array(ctx->arena, ChartSeries, 1);
        series[0] = (ChartSeries){.name = MSG("US dollars"), .values = sums, .colour = 2};
        v->charts[v->charts_n++] = (ChartView){.id = S("programs"),
                                               .title = MSG("Sent by program"),
                                               .finding = MSG("The last twelve months, by program."),
                                               .unit = MSG("US dollars, rounded"),
                                               .label_head = MSG("Program"),
                                               .labels = names,
                                               .n = programs_n,
                                               .series = series,
                                               .series_n = 1};
    }
    return OK;
}

/* Sums of several currencies stand beside each other: they are never added. */
static void put_sum(Ctx *ctx, Buf *b, int64_t minor, Str currency)
{
    Str text = earn_money(ctx, minor, currency);
    buf_fmt(b, "%s%.*s", b->n ? ", " : "", S_ARG(text));
}
static Err figures(AccountCtx a, EarnPage *v)
{
    Ctx *ctx = a.ctx;
    EarningSumsRow *sums;
    PaymentSentRow *sent;
    PaymentSumsRow *states;
    size_t n, sent_n, states_n;
    Date year = date_from_ymd(time_civil(ctx->now).year, 1, 1);
    Buf unprocessed = buf_on_arena(ctx->arena, BUF_MAX_SMALL), paid = buf_on_arena(ctx->arena, BUF_MAX_SMALL),
        on_way = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    TRY(q_earning_sums(a, NULL, &sums, &n));
    TRY(q_payment_sent(a, &(PaymentSentArgs){.low = year}, &sent, &sent_n));
    TRY(q_payment_sums(a, NULL, &states, &states_n));
    Str done = S("");
    for (size_t i = 0; i < sent_n; i++) {
        int64_t sum = 0;
        if (str_has_word(done, sent[i].currency)) {
            continue;
        }
        for (size_t k = i; k < sent_n; k++) {
            sum += str_eq(sent[k].currency, sent[i].currency) ? sent[k].net : 0;
        }
        done = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(done), S_ARG(sent[i].currency));
        put_sum(ctx, &paid, sum, sent[i].currency);
    }
    for (size_t i = 0; i < n; i++) {
        int64_t sum = sums[i].amount;
        bool first = str_eq(sums[i].state, S("unprocessed"));
        for (size_t k = 0; k < i; k++) {
            first = first && !(str_eq(sums[k].state, sums[i].state) && str_eq(sums[k].currency, sums[i].currency));
        }
        for (size_t k = i + 1; first && k < n; k++) {
            sum +=
                str_eq(sums[k].state, sums[i].state) && str_eq(sums[k].currency, sums[i].currency) ? sums[k].amount : 0;
        }
        if (first) {
            put_sum(ctx, &unprocessed, sum, sums[i].currency);
        }
    }
    for (size_t i = 0; i < states_n; i++) {
        if (str_eq(states[i].state, S("in_progress"))) {
            put_sum(ctx, &on_way, states[i].net, states[i].currency);
        }
    }
    Msg none = MSG("Nothing");
    Str nothing = msg_text(ctx->arena, ctx->locale, &none);
    earn_fact(v, MSG("Paid this year"), paid.n ? buf_str(&paid) : nothing);
    earn_fact(v, MSG("In progress"), on_way.n ? buf_str(&on_way) : nothing);
    earn_fact(v, MSG("Unprocessed"), unprocessed.n ? buf_str(&unprocessed) : nothing);
    if (sent_n) {
        earn_fact(v, MSG("Last payment"),
                  str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(earn_money(ctx, sent[0].net, sent[0].currency)),
                          S_ARG(earn_day(ctx, sent[0].sent_on))));
    }
    return OK;
}

Err payouts_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Programs all;
    PaymentListRow *rows;
    PageInfo info;
    size_t n;
    EarnPage *v = earn_page_new(ctx, (Msg){0}, S(""), NULL, 0);
    TRY(programs_load(ctx, &all));
    v->about =
        MSG("What the vendor owes and pays this account: what is upcoming, what was sent, and what stands in the way.");
    earn_action(v, MSG("Payments"), below(ctx, "/payments"), false);
    earn_action(v, MSG("Transaction history"), below(ctx, "/history"), false);
    earn_action(v, MSG("Hold my payments"), below(ctx, "/hold"), false);
    earn_action(v, MSG("Payout and tax profiles"), home_path(ctx, "/a/{account}/settings/payout"), false);
    TRY(figures(a, v));
    TRY(waiting(a, v));
    TRY(obstacles(a, v, &all));
    TRY(charts(a, v, &all));
    TRY(q_payment_list(a, &(PaymentListArgs){.since_low = {1}}, &(PageAsk){.size = RECENT, .descending = true}, &rows,
                       &n, &info));
    EarnTable *t = payments_table(ctx, v, &all, rows, n);
    t->id = S("latest");
    t->title = MSG("Latest payments");
    RENDER(ctx, 200, earn_page, v);
    return OK;
}

Err payouts_tile(AccountCtx a, TileView *tile)
{
    Ctx *ctx = a.ctx;
    PaymentListRow *rows;
    PageInfo info;
    size_t n;
    TRY(q_payment_list(a, &(PaymentListArgs){.since_low = {1}, .with_state = true, .state = S("sent")},
                       &(PageAsk){.size = 1, .descending = true}, &rows, &n, &info));
    tile->line = n ? MSG2("Last payment: {amount} on {date}", "amount", earn_money(ctx, rows[0].net, rows[0].currency),
                          "date", earn_day(ctx, rows[0].sent_on))
                   : MSG("No payment yet");
    tile->action = MSG("See payments");
    tile->action_url = below(ctx, "/payments");
    return OK;
}

/* --- payments --- */

typedef struct PayAsk {
    Str state, program, after, before;
    Date low, high;
    int size;
} PayAsk;
static void take_pay(void *arg, Str name, Str value)
{
    PayAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && earn_state_known(value, false)) {
        ask->state = value;
    } else if (str_eq(name, S("program")) && value.n <= 60) {
        ask->program = value;
    } else if (str_eq(name, S("from")) && date_parse(value, &ask->low) != OK) {
        ask->low = DATE_NONE;
    } else if (str_eq(name, S("to")) && date_parse(value, &ask->high) != OK) {
        ask->high = DATE_NONE;
    }
}
static PayAsk pay_ask(Ctx *ctx)
{
    PayAsk ask = {.size = LIST_SIZE, .low = DATE_NONE, .high = DATE_NONE};
    list_each_asked(ctx, take_pay, &ask);
    return ask;
}
static Str iso(Ctx *ctx, Date d) { return date_is_set(d) ? date_iso(ctx->arena, d) : S(""); }
static Str pay_query(Ctx *ctx, const PayAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "program", ask->program);
    list_put(&b, "from", iso(ctx, ask->low));
    list_put(&b, "to", iso(ctx, ask->high));
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}
static Err read_payments(AccountCtx a, const PayAsk *ask, PageAsk page, PaymentListRow **ret, size_t *ret_n,
                         PageInfo *info)
{
    PaymentListArgs args = {.since_low = {1},
                            .with_state = ask->state.n > 0,
                            .state = ask->state,
                            .with_program = ask->program.n > 0,
                            .program = ask->program,
                            .with_low = date_is_set(ask->low),
                            .low = ask->low,
                            .with_high = date_is_set(ask->high),
                            .high = ask->high};
    page.descending = true;
    Err err = q_payment_list(a, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_payment_list(a, &args, &page, ret, ret_n, info);
    }
    return err;
}

Err payouts_payments_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Programs all;
    PayAsk ask = pay_ask(ctx);
    PaymentListRow *rows;
    PageInfo info;
    size_t n;
    EarnPage *v = earn_page_new(ctx, MSG("Payments"), S(""), NULL, 0);
    TRY(programs_load(ctx, &all));
    TRY(read_payments(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows,
                      &n, &info));
    v->self = below(ctx, "/payments");
    v->about = MSG("Each payment with its statement. A payment on its way arrives by the day under Expected on.");
    v->filters[v->filters_n++] = earn_state_filter(ctx, ask.state, false);
    v->filters[v->filters_n++] = earn_program_filter(ctx, &all, ask.program);
    v->filters[v->filters_n++] = earn_date_filter(ctx, "from", MSG("Expected from"), ask.low);
    v->filters[v->filters_n++] = earn_date_filter(ctx, "to", MSG("Expected to"), ask.high);
    v->filtered = ask.state.n || ask.program.n || date_is_set(ask.low) || date_is_set(ask.high);
    EarnTable *t = payments_table(ctx, v, &all, rows, n);
    if (v->filtered) {
        t->empty = (EmptyView){.title = MSG("No payment matches"),
                               .action = MSG("Clear filters"),
                               .url = v->self,
                               .why = MSG("Look at all of them instead.")};
    }
    t->pager = arena_new(ctx->arena, PagerView);
    list_pager(ctx->arena, v->self, pay_query(ctx, &ask, true), pay_query(ctx, &ask, false), &info, n, ask.size,
               t->pager);
    v->export = arena_new(ctx->arena, ExportView);
    *v->export = list_export(ctx->arena, below(ctx, "/payments/export"), pay_query(ctx, &ask, false));
    RENDER(ctx, 200, earn_page, v);
    return OK;
}

static Err payments_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    Programs all;
    PayAsk ask = {.size = LIST_SIZE, .low = DATE_NONE, .high = DATE_NONE};
    PaymentListRow *rows;
    PageInfo info;
    size_t n;
    list_each(ctx->arena, query, take_pay, &ask);
    TRY(programs_load(ctx, &all));
    TRY(read_payments(a, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        ExportCell cells[PAYMENT_COLUMNS];
        payment_cells(ctx, &all, &rows[i], cells);
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList PAYMENTS_LIST = {.kind = "payouts.payments_export",
                                         .file = "payments",
                                         .sheet = N_("Payments"),
                                         .columns = PAYMENTS_FILE,
                                         .columns_n = PAYMENT_COLUMNS,
                                         .chunk = payments_chunk};
Err payouts_payments_export(AccountCtx a)
{
    PayAsk ask = pay_ask(a.ctx);
    return export_stream_told(a.ctx, a.ctx->account_id, &PAYMENTS_LIST, pay_query(a.ctx, &ask, false));
}

/* --- one payment --- */

static Err of_path(AccountCtx a, PaymentOneRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("payment"), &id));
    Err err = q_payment_one(a, &(PaymentOneArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, MSG("There is no such payment in this account."),
                                          MSG("Choose one from the list of payments."))
                                : err;
}

static void facts_of(Ctx *ctx, EarnPage *v, const Programs *all, const PaymentOneRow *p)
{
    earn_fact(v, MSG("Earned"), earn_money(ctx, p->gross, p->currency));
    if (p->withheld) {
        earn_fact(v, MSG1("Kept back for taxes, {percent}%", "percent", payout_percent(ctx, p->rate)),
                  earn_money(ctx, p->withheld, p->currency));
    }
    earn_fact(v, MSG("Paid"), earn_money(ctx, p->net, p->currency));
    earn_fact(v, MSG("Program"), earn_program(ctx, all, p->program));
    earn_fact(v, MSG("Location"), p->location_name);
    earn_fact(
        v, MSG("To"),
        str_fmt(ctx->arena, "%.*s, %.*s %.*s", S_ARG(p->holder), S_ARG(p->bank), S_ARG(payout_masked(ctx, p->last4))));
    earn_fact(v, MSG("Expected on"), earn_day(ctx, p->due_on));
    if (date_is_set(p->sent_on)) {
        earn_fact(v, MSG("Sent on"), earn_day(ctx, p->sent_on));
    }
    if (p->invoice_number.n) {
        earn_fact(v, MSG("Tax invoice"), p->invoice_number);
    }
}

static EarnTable *history_table(Ctx *ctx, EarnPage *v, const EarningHistoryRow *rows, size_t n, uint32_t set,
                                const Programs *all)
{
    EarnColumn columns[10] = {{.label = MSG("Earned on")}};
    size_t columns_n = 1;
    const Msg labels[] = {MSG("Program"), MSG("Product"),       MSG("Customer"), MSG("Kind"),
                          MSG("Amount"),  MSG("In US dollars"), MSG("Payment"),  MSG("State")};
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        if (set >> i & 1) {
            columns[columns_n++] = (EarnColumn){.label = labels[i], .num = i == 4 || i == 5};
        }
    }
    EarnTable *t = earn_table_new(ctx, v, MSG("Transactions"), columns, columns_n, n);
    for (size_t i = 0; i < n; i++) {
        const EarningHistoryRow *r = &rows[i];
        EarnCell *c = earn_cells(t, i);
        EarnCell cells[COUNT_OF(labels)] = {
            cell_text(earn_program(ctx, all, r->program)),
            cell_text(r->product),
            cell_text(r->customer),
            {.kind = EARN_MSG, .msg = earning_kind_name(r->kind)},
            cell_text(earn_money(ctx, r->amount, r->currency)),
            cell_text(earn_money(ctx, r->usd, S("USD"))),
            r->number.n ? cell_link(r->number, payment_url(ctx, r->payment_id, "")) : cell_text(S("")),
            {.kind = EARN_STATE, .state = earn_state(READER_PARTNER, r->state, r->payment_state)}};
        *c++ = cell_link(earn_day(ctx, r->earned_on), earning_url(ctx, r->id));
        for (size_t k = 0; k < COUNT_OF(labels); k++) {
            if (set >> k & 1) {
                *c++ = cells[k];
            }
        }
    }
    t->empty = (EmptyView){.title = MSG("Nothing earned yet"),
                           .why = MSG("Everything by which the account earns stands here, from the day it is noted.")};
    return t;
}

static Err payment_view(AccountCtx a, const PaymentOneRow *p, Str number, EarnPage **ret)
{
    Ctx *ctx = a.ctx;
    Programs all;
    EarningHistoryRow *rows;
    PageInfo info;
    size_t n;
    const Crumb middle = {.label = MSG("Payments"), .url = below(ctx, "/payments")};
    EarnPage *v = earn_page_new(ctx, (Msg){0}, p->number, &middle, 1);
    TRY(programs_load(ctx, &all));
    v->state = machine_state_view(&PARTNER_PAYMENT, READER_PARTNER, p->state);
    v->has_state = true;
    earn_action(v, MSG("Statement (PDF)"), payment_url(ctx, p->id, "/statement.pdf"), true);
    earn_action(v, MSG("Statement (CSV)"), payment_url(ctx, p->id, "/statement.csv"), false);
    if (!id_is_nil(p->invoice_id)) {
        earn_action(v, MSG("Tax invoice"), payment_url(ctx, p->id, "/invoice"), false);
    }
    facts_of(ctx, v, &all, p);
    TRY(history_read(a, &(HistoryAsk){.payment = p->id, .low = DATE_NONE, .high = DATE_NONE}, (PageAsk){.size = 100},
                     &rows, &n, &info));
    EarnTable *t = history_table(ctx, v, rows, n, 0x1a, &all);
    t->id = S("earnings");
    t->title = MSG("What it pays");
    if (ctx_may(ctx, &PAYMENTS_HOLD)) {
        bool invoice = str_has_word(S("pending_tax_invoice tax_invoice_rejected"), p->state);
        if (invoice) {
            static const UploadRule RULE = {.field = "document", .kinds = 1 << CONTENT_PDF, .needed = true};
            FieldView *fields = arena_array(ctx->arena, FieldView, 2);
            fields[0] = ui_field(ctx, S("number"), number, MSG("Number of the invoice"));
            fields[1] = upload_field(ctx, &RULE, MSG("Invoice"));
            EarnForm *f = earn_form_new(ctx, v, "invoice", MSG("Send the tax invoice"),
                                        payment_url(ctx, p->id, "/invoice"), MSG("Send the invoice"), fields, 2);
            f->form.upload = true;
            f->about =
                MSG1("Make it out to the vendor over {amount}.", "amount", earn_money(ctx, p->gross, p->currency));
        }
        if (str_has_word(S("rejected_bank reversed"), p->state)) {
            EarnForm *f = earn_form_new(ctx, v, "again", MSG("Ask for the payment again"),
                                        payment_url(ctx, p->id, "/again"), MSG("Ask for the payment again"), NULL, 0);
            f->about = MSG(
                "It is paid to the bank profile that is assigned to the program now. Correct that first if the bank "
                "refused it.");
        }
    }
    v->card = arena_new(ctx->arena, StateCard);
    TRY(machine_card(ctx, &PARTNER_PAYMENT, READER_PARTNER, ctx->account_id, p->id, v->card));
    v->card->action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &PARTNER_PAYMENT, READER_PARTNER, ctx->account_id, p->id, &v->history, &v->history_n));
    *ret = v;
    return OK;
}

Err payouts_payment_page(AccountCtx a)
{
    PaymentOneRow p;
    EarnPage *v;
    TRY(of_path(a, &p));
    TRY(payment_view(a, &p, S(""), &v));
    RENDER(a.ctx, 200, earn_page, v);
    return OK;
}

/* --- statements --- */

static Str said(Ctx *ctx, Msg m) { return msg_text(ctx->arena, ctx->locale, &m); }

Err payouts_statement_pdf(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PaymentOneRow p;
    Programs all;
    EarnPage v = {0};
    EarningHistoryRow *rows;
    PageInfo info;
    size_t n, k = 0, languages_n;
    Str bytes;
    TRY(of_path(a, &p));
    TRY(programs_load(ctx, &all));
    facts_of(ctx, &v, &all, &p);
    TRY(history_read(a, &(HistoryAsk){.payment = p.id, .low = DATE_NONE, .high = DATE_NONE}, (PageAsk){.size = 1000},
                     &rows, &n, &info));
    PdfBlock *blocks = arena_array(ctx->arena, PdfBlock, v.facts_n + n + 4);
    blocks[k++] = (PdfBlock){.kind = PDF_PAIR,
                             .label = said(ctx, MSG("State")),
                             .text = said(ctx, machine_state_view(&PARTNER_PAYMENT, READER_PARTNER, p.state).label)};
    for (size_t i = 0; i < v.facts_n; i++) {
        blocks[k++] = (PdfBlock){.kind = PDF_PAIR, .label = said(ctx, v.facts[i].label), .text = v.facts[i].text};
    }
    blocks[k++] = (PdfBlock){.kind = PDF_HEADING, .text = said(ctx, MSG("What it pays"))};
    for (size_t i = 0; i < n; i++) {
        const EarningHistoryRow *r = &rows[i];
        blocks[k++] = (PdfBlock){
            .kind = PDF_PAIR,
            .label = str_fmt(ctx->arena, "%.*s, %.*s%s%.*s", S_ARG(earn_day(ctx, r->earned_on)),
                             S_ARG(said(ctx, earning_kind_name(r->kind))), r->product.n ? ", " : "", S_ARG(r->product)),
            .text = str_eq(r->currency, p.currency)
                        ? earn_money(ctx, r->amount, r->currency)
                        : str_fmt(ctx->arena, "%.*s = %.*s", S_ARG(earn_money(ctx, r->amount, r->currency)),
                                  S_ARG(earn_money(ctx, r->paid, p.currency)))};
    }
    if (info.next.n) {
        blocks[k++] =
            (PdfBlock){.kind = PDF_PARAGRAPH, .text = said(ctx, MSG("The rest stands in the statement as CSV."))};
    }
    (void)locale_languages(&languages_n, NULL);
    TRY(pdf_make(ctx->arena,
                 &(PdfDocument){.title = said(ctx, MSG1("Statement of payment {number}", "number", p.number)),
                                .author = ctx->account.name,
                                .language = locale_tag(ctx->locale),
                                .foot = p.number,
                                .made = ctx->now,
                                .blocks = blocks,
                                .blocks_n = k},
                 &bytes));
    ctx->out.body = bytes;
    ctx->out.content_type = S("application/pdf");
    ctx_header(ctx, S("Content-Disposition"),
               str_fmt(ctx->arena, "attachment; filename=\"statement-%.*s.pdf\"", S_ARG(p.number)));
    return OK;
}

static Err statement_fill(AccountCtx a, Export *e, void *arg)
{
    Ctx *ctx = a.ctx;
    const PaymentOneRow *p = arg;
    Programs all;
    Str after = S("");
    TRY(programs_load(ctx, &all));
    do {
        EarningHistoryRow *rows;
        PageInfo info;
        size_t n;
        TRY(history_read(a, &(HistoryAsk){.payment = p->id, .low = DATE_NONE, .high = DATE_NONE},
                         (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
        for (size_t i = 0; i < n; i++) {
            ExportCell cells[HISTORY_COLUMNS];
            TRY(history_cells(ctx, &all, &rows[i], cells));
            TRY(export_row(e, cells));
        }
        after = info.next;
    } while (after.n);
    return OK;
}
Err payouts_statement_csv(AccountCtx a)
{
    PaymentOneRow p;
    TRY(of_path(a, &p));
    return export_send(
        a, &(ExportSend){.columns = HISTORY_FILE,
                         .columns_n = HISTORY_COLUMNS,
                         .sheet = N_("Statement"),
                         .file = str_z(a.ctx->arena, str_fmt(a.ctx->arena, "statement-%.*s", S_ARG(p.number))),
                         .fill = statement_fill,
                         .arg = &p});
}

/* --- the invoice, and asking again --- */

typedef struct Invoice {
    PaymentOneRow p;
    Str number;
    const Upload *file;
} Invoice;
static Err find_it(Ctx *ctx, void *arg) { return of_path((AccountCtx){ctx}, &((Invoice *)arg)->p); }
static Err send_it(Ctx *ctx, void *arg)
{
    Invoice *i = arg;
    return payment_invoice_put((AccountCtx){ctx}, i->p.id, i->number, i->file);
}
static Err show_again(Ctx *ctx, void *arg)
{
    Invoice *i = arg;
    EarnPage *v;
    TRY(payment_view((AccountCtx){ctx}, &i->p, i->number, &v));
    RENDER(ctx, 422, earn_page, v);
    return OK;
}
Err payouts_invoice_post(AccountCtx a)
{
    static const UploadRule RULE = {.field = "document", .kinds = 1 << CONTENT_PDF, .needed = true};
    Ctx *ctx = a.ctx;
    Upload *files;
    size_t n;
    Invoice i = {.number = str_trim(ctx_form(ctx, S("number")))};
    TRY(unit_run(ctx, MODE_READ, NULL, find_it, &i));
    if (problem_unless_line(ctx, S("number"), i.number) && (!i.number.n || i.number.n > 60)) {
        problem_field(ctx, S("number"), MSG("Enter the number of the invoice, at most 60 characters."));
    }
    Err err = upload_take(ctx, &RULE, ctx->account_id, &files, &n);
    if (err == ERR_INVALID || problem_check(ctx) != OK) {
        return unit_run(ctx, MODE_READ, NULL, show_again, &i);
    }
    TRY(err);
    i.file = &files[0];
    TRY(unit_run(ctx, MODE_WRITE, "payouts.invoice", send_it, &i));
    ctx_redirect(ctx, payment_url(ctx, i.p.id, ""), MSG("The invoice is with the vendor."));
    return OK;
}
Err payouts_invoice_file(AccountCtx a)
{
    Invoice i = {0};
    TRY(unit_run(a.ctx, MODE_READ, NULL, find_it, &i));
    return upload_send(a.ctx, a.ctx->account_id, i.p.invoice_id);
}
Err payouts_again_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PaymentOneRow p;
    TRY(of_path(a, &p));
    TRY(payment_move(ctx, &(PaymentHappening){.account_id = ctx->account_id,
                                              .id = p.id,
                                              .to = S("reprocessing"),
                                              .reason = S(""),
                                              .bank_says = S(""),
                                              .mover = MOVER_PARTNER}));
    ctx_redirect(ctx, payment_url(ctx, p.id, ""), MSG("The payment is made again with the next file for the bank."));
    return OK;
}

/* --- transaction history --- */

static const ListColumn COLUMNS[] = {{"program", N_("Program"), true},    {"product", N_("Product"), true},
                                     {"customer", N_("Customer"), false}, {"kind", N_("Kind"), true},
                                     {"amount", N_("Amount"), true},      {"usd", N_("In US dollars"), false},
                                     {"payment", N_("Payment"), true},    {"state", N_("State"), true}};

typedef struct Taking {
    Arena *arena;
    HistoryAsk *ask;
} Taking;
static void take_history(void *arg, Str name, Str value)
{
    Taking *t = arg;
    HistoryAsk *ask = t->ask;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && earn_state_known(value, true)) {
        ask->state = value;
    } else if (str_eq(name, S("program")) && value.n <= 60) {
        ask->program = value;
    } else if (str_eq(name, S("q")) && value.n <= 100) {
        ask->text = str_trim(value);
    } else if (str_eq(name, S("from")) && date_parse(value, &ask->low) != OK) {
        ask->low = DATE_NONE;
    } else if (str_eq(name, S("to")) && date_parse(value, &ask->high) != OK) {
        ask->high = DATE_NONE;
    } else if (str_eq(name, S("cols"))) {
        ask->cols = list_cols_add(t->arena, ask->cols, value);
    }
}
static HistoryAsk history_ask(Ctx *ctx)
{
    HistoryAsk ask = {.size = LIST_SIZE, .low = DATE_NONE, .high = DATE_NONE};
    list_each_asked(ctx, take_history, &(Taking){ctx->arena, &ask});
    return ask;
}
static Str history_query(Ctx *ctx, const HistoryAsk *ask, bool size, bool cols)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "q", ask->text);
    list_put(&b, "state", ask->state);
    list_put(&b, "program", ask->program);
    list_put(&b, "from", iso(ctx, ask->low));
    list_put(&b, "to", iso(ctx, ask->high));
    list_put(&b, "cols", cols ? ask->cols : S(""));
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

Err payouts_history_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Programs all;
    HistoryAsk ask = history_ask(ctx);
    EarningHistoryRow *rows;
    PageInfo info;
    size_t n;
    EarnPage *v = earn_page_new(ctx, MSG("Transaction history"), S(""), NULL, 0);
    TRY(programs_load(ctx, &all));
    TRY(history_read(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows,
                     &n, &info));
    v->self = below(ctx, "/history");
    v->about = MSG(
        "Everything earned and taken back, with its payment. The export has all 101 columns of the documented file.");
    v->filters[v->filters_n] = ui_field(ctx, S("q"), ask.text, MSG("Find a customer, product, reference or payment"));
    v->filters[v->filters_n++].kind = FIELD_SEARCH;
    v->filters[v->filters_n++] = earn_state_filter(ctx, ask.state, true);
    v->filters[v->filters_n++] = earn_program_filter(ctx, &all, ask.program);
    v->filters[v->filters_n++] = earn_date_filter(ctx, "from", MSG("Earned from"), ask.low);
    v->filters[v->filters_n++] = earn_date_filter(ctx, "to", MSG("Earned to"), ask.high);
    v->filtered = ask.state.n || ask.program.n || ask.text.n || date_is_set(ask.low) || date_is_set(ask.high);
    uint32_t set = list_columns_of(COLUMNS, COUNT_OF(COLUMNS), ask.cols);
    v->columns = arena_new(ctx->arena, ColumnsView);
    list_columns(ctx,
                 &(ListColumnsAsk){.all = COLUMNS,
                                   .n = COUNT_OF(COLUMNS),
                                   .set = set,
                                   .first = {"earned", N_("Earned on"), true},
                                   .self = list_url(ctx->arena, v->self, history_query(ctx, &ask, true, true)),
                                   .rest = history_query(ctx, &ask, true, false)},
                 v->columns);
    EarnTable *t = history_table(ctx, v, rows, n, set, &all);
    if (v->filtered) {
        t->empty = (EmptyView){.title = MSG("No transaction matches"),
                               .action = MSG("Clear filters"),
                               .url = v->self,
                               .why = MSG("Look at all of them instead.")};
    }
    t->pager = arena_new(ctx->arena, PagerView);
    list_pager(ctx->arena, v->self, history_query(ctx, &ask, true, true), history_query(ctx, &ask, false, true), &info,
               n, ask.size, t->pager);
    v->export = arena_new(ctx->arena, ExportView);
    *v->export = list_export(ctx->arena, below(ctx, "/history/export"), history_query(ctx, &ask, false, false));
    RENDER(ctx, 200, earn_page, v);
    return OK;
}

static Err history_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    Programs all;
    HistoryAsk ask = {.size = LIST_SIZE, .low = DATE_NONE, .high = DATE_NONE};
    EarningHistoryRow *rows;
    PageInfo info;
    size_t n;
    list_each(ctx->arena, query, take_history, &(Taking){ctx->arena, &ask});
    TRY(programs_load(ctx, &all));
    TRY(history_read(a, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        ExportCell cells[HISTORY_COLUMNS];
        TRY(history_cells(ctx, &all, &rows[i], cells));
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList HISTORY_LIST = {.kind = "payouts.history_export",
                                        .file = "transaction-history",
                                        .sheet = N_("Transaction history"),
                                        .columns = HISTORY_FILE,
                                        .columns_n = HISTORY_COLUMNS,
                                        .chunk = history_chunk};
Err payouts_history_export(AccountCtx a)
{
    HistoryAsk ask = history_ask(a.ctx);
    return export_stream_told(a.ctx, a.ctx->account_id, &HISTORY_LIST, history_query(a.ctx, &ask, false, false));
}

Err payouts_earning_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Programs all;
    EarningOneRow e;
    Id id;
    TRY(ctx_param_id(ctx, S("earning"), &id));
    Err err = q_earning_one(a, &(EarningOneArgs){.id = id}, &e);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such transaction in this account."),
                       MSG("Choose one from the transaction history."));
    }
    TRY(err);
    TRY(programs_load(ctx, &all));
    const Crumb middle = {.label = MSG("Transaction history"), .url = below(ctx, "/history")};
    EarnPage *v = earn_page_new(ctx, (Msg){0}, e.source_key, &middle, 1);
    earn_fact(v, MSG("Amount"), earn_money(ctx, e.amount, e.currency));
    earn_fact(v, MSG("In US dollars"), earn_money(ctx, e.usd, S("USD")));
    earn_fact_msg(v, MSG("Kind"), earning_kind_name(e.kind));
    if (e.adjustment.n) {
        earn_fact_msg(v, MSG("Reason of the adjustment"), earning_adjustment_name(e.adjustment));
    }
    earn_fact(v, MSG("Program"), earn_program(ctx, &all, e.program));
    earn_fact(v, MSG("Earned on"), earn_day(ctx, e.earned_on));
    earn_fact(v, MSG("Upcoming from"), earn_day(ctx, e.ready_on));
    if (e.product.n) {
        earn_fact(v, MSG("Product"), e.product);
    }
    if (e.customer.n) {
        earn_fact(v, MSG("Customer"), e.customer);
    }
    if (!e.sold_null) {
        earn_fact(v, MSG("Sold for"), earn_money(ctx, e.sold, e.sold_currency));
    }
    v->card = arena_new(ctx->arena, StateCard);
    if (id_is_nil(e.payment_id)) {
        TRY(machine_card(ctx, &EARNING, READER_PARTNER, ctx->account_id, id, v->card));
        TRY(machine_history(ctx, &EARNING, READER_PARTNER, ctx->account_id, id, &v->history, &v->history_n));
    } else {
        earn_action(v, MSG("See the payment"), payment_url(ctx, e.payment_id, ""), true);
        if (!e.paid_null && !str_eq(e.currency, S(""))) {
            earn_fact(v, MSG("Exchange rate"), dec_text(ctx->arena, e.paid_rate));
        }
        TRY(machine_card(ctx, &PARTNER_PAYMENT, READER_PARTNER, ctx->account_id, e.payment_id, v->card));
        TRY(machine_history(ctx, &PARTNER_PAYMENT, READER_PARTNER, ctx->account_id, e.payment_id, &v->history,
                            &v->history_n));
    }
    v->state = v->card->state;
    v->has_state = true;
    RENDER(ctx, 200, earn_page, v);
    return OK;
}

/* --- hold my payments --- */

static Err hold_view(AccountCtx a, EarnPage **ret)
{
    Ctx *ctx = a.ctx;
    EarningRules rules;
    Programs all;
    PayoutWorld w;
    HoldListRow *holds;
    size_t n, k = 0;
    EarnPage *v = earn_page_new(ctx, MSG("Hold my payments"), S(""), NULL, 0);
    TRY(earning_rules(ctx, &rules));
    TRY(programs_load(ctx, &all));
    TRY(payout_world(a, &w));
    TRY(q_hold_list(a, NULL, &holds, &n));
    v->about =
        MSG("Payments that are held are kept and paid once they go on. A hold counts for the next payment run; what "
            "is in progress already is paid.");
    const EarnColumn columns[] = {
        {.label = MSG("Program")}, {.label = MSG("Held by")}, {.label = MSG("Reason")}, {.label = MSG("Since")}};
    EarnTable *t = earn_table_new(ctx, v, MSG("Payments on hold"), columns, COUNT_OF(columns), n);
    t->empty =
        (EmptyView){.title = MSG("No payment is on hold"), .why = MSG("Payments are made as soon as they are due.")};
    Msg every = MSG("All programs");
    for (size_t i = 0; i < n; i++) {
        EarnCell *c = earn_cells(t, i);
        c[0] = cell_text(holds[i].program.n ? earn_program(ctx, &all, holds[i].program) : said(ctx, every));
        c[1] = (EarnCell){.kind = EARN_MSG, .msg = holds[i].by_vendor ? MSG("The vendor") : MSG("The account")};
        c[2] = cell_text(holds[i].reason);
        c[3] = (EarnCell){.kind = EARN_AGO, .at = holds[i].created_at};
    }
    if (ctx_may(ctx, &PAYMENTS_HOLD) && !str_eq(rules.holds, S("none"))) {
        OptionView *options = arena_array(ctx->arena, OptionView, w.programs_n + 1),
                   *acts = arena_array(ctx->arena, OptionView, 2);
        if (!str_eq(rules.holds, S("program"))) {
            options[k++] = (OptionView){.value = S("all"), .label = every};
        }
        for (size_t i = 0; !str_eq(rules.holds, S("all")) && i < w.programs_n; i++) {
            if (payout_program_pays(&all, w.programs[i])) {
                options[k++] = (OptionView){.value = w.programs[i], .text = earn_program(ctx, &all, w.programs[i])};
            }
        }
        acts[0] = (OptionView){.value = S("hold"), .label = MSG("Hold them"), .selected = true};
        acts[1] = (OptionView){.value = S("go_on"), .label = MSG("Let them go on")};
        FieldView *fields = arena_array(ctx->arena, FieldView, 3);
        fields[0] = ui_select(ctx, S("program"), MSG("Payments of"), options, k);
        fields[1] = ui_field(ctx, S("act"), S(""), MSG("What to do"));
        fields[1].kind = FIELD_RADIO;
        fields[1].options = acts;
        fields[1].options_n = 2;
        fields[2] = ui_field(ctx, S("reason"), S(""), MSG("Note for your colleagues"));
        fields[2].optional = true;
        fields[2].max_length = 200;
        (void)earn_form_new(ctx, v, "hold", MSG("Hold payments, or let them go on"), below(ctx, "/hold"), MSG("Save"),
                            fields, 3);
    }
    *ret = v;
    return OK;
}
Err payouts_hold_page(AccountCtx a)
{
    EarnPage *v;
    TRY(hold_view(a, &v));
    RENDER(a.ctx, 200, earn_page, v);
    return OK;
}
Err payouts_hold_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    EarningRules rules;
    PayoutWorld w;
    Str program = ctx_form(ctx, S("program")), act = ctx_form(ctx, S("act")),
        reason = str_trim(ctx_form(ctx, S("reason")));
    bool all = str_eq(program, S("all")), known = all;
    TRY(earning_rules(ctx, &rules));
    TRY(payout_world(a, &w));
    for (size_t i = 0; i < w.programs_n; i++) {
        known = known || str_eq(w.programs[i], program);
    }
    if (!known || str_eq(rules.holds, S("none")) || (all && str_eq(rules.holds, S("program"))) ||
        (!all && str_eq(rules.holds, S("all")))) {
        problem_field(ctx, S("program"), MSG("Choose the payments of one program, or of all, as the list offers it."));
    }
    if (!str_has_word(S("hold go_on"), act)) {
        problem_field(ctx, S("act"), MSG("Choose whether to hold the payments or to let them go on."));
    }
    (void)problem_unless_line(ctx, S("reason"), reason);
    if (problem_check(ctx) != OK) {
        EarnPage *v;
        TRY(hold_view(a, &v));
        return RENDER_FAILED(ctx, earn_page, v);
    }
    bool on = str_eq(act, S("hold"));
    TRY(hold_put(a, all ? S("") : program, false, on, reason));
    ctx_redirect(ctx, below(ctx, "/hold"), on ? MSG("The payments are on hold.") : MSG("The payments go on."));
    return OK;
}
