/* The usage of one customer: the month's days, plans and resources, and the budget. */
#include "areas/usage/pages.h"
#include "app/typed.h"

#include "areas/customers/customers.h"
#include "areas/usage/budget.h"
#include "areas/usage/usage_view.h"
#include "gen/usage_html.h"
#include "gen/usage_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/parts.h"

enum { MONTHS_SHOWN = 24, DAYS_MAX = 31 };

/* --- what the pages share --- */

Str usage_money(Ctx *ctx, Dec amount, Str currency)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Currency cur;
    Money money;
    if (currency_parse(currency, &cur) == OK &&
        dec_to_money(amount, (Dec){DEC_SCALE}, cur, ROUND_HALF_EVEN, &money) == OK) {
        fmt_money(&b, ctx->locale, money);
    } else {
        fmt_dec(&b, ctx->locale, amount);
    }
    return buf_str(&b);
}

Date usage_month_named(Ctx *ctx, Str word)
{
    Date day, now = usage_month_of(ctx->now);
    bool known = date_parse(str_fmt(ctx->arena, "%.*s-01", S_ARG(word)), &day) == OK && day.days <= now.days;
    return known ? day : now;
}
Str usage_month_word(Arena *arena, Date month) { return str_sub(date_iso(arena, month), 0, 7); }
Str usage_month_said(Ctx *ctx, Date month)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_date(&b, ctx->locale, month, DATE_MONTH);
    return buf_str(&b);
}

FieldView usage_month_field(Ctx *ctx, Date chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, MONTHS_SHOWN);
    Date now = usage_month_of(ctx->now);
    for (int i = 0; i < MONTHS_SHOWN; i++) {
        Date month = date_add_months(now, -i);
        options[i] = (OptionView){.value = usage_month_word(ctx->arena, month),
                                  .text = usage_month_said(ctx, month),
                                  .selected = month.days == chosen.days};
    }
    return ui_select(ctx, S("month"), MSG("Month"), options, MONTHS_SHOWN);
}

StateView usage_state(int64_t share, int64_t warn)
{
    return share < 0             ? (StateView){STATE_OFF, MSG("No budget")}
           : share >= 10000      ? (StateView){STATE_BAD, MSG("Over the budget")}
           : share >= warn * 100 ? (StateView){STATE_WARN, MSG("Near the budget")}
                                 : (StateView){STATE_GOOD, MSG("Within the budget")};
}

Str usage_share_said(Ctx *ctx, int64_t share)
{
    if (share < 0) {
        return S("");
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_dec(&b, ctx->locale, (Dec){share / 10 * (DEC_SCALE / 10)});
    buf_add(&b, S("\u00a0%"));
    return buf_str(&b);
}

ExportView usage_export_view(Ctx *ctx, Url page, Msg about)
{
    return (ExportView){.csv = url_with(ctx->arena, page, S("format"), S("csv")),
                        .xlsx = url_with(ctx->arena, page, S("format"), S("xlsx")),
                        .about = about};
}

/* --- what is asked for --- */

typedef struct UsageAskPage {
    Date month;
    Id plan; /* nil: all */
    Str after, before;
    int size;
} UsageAskPage;
typedef struct Taking {
    Ctx *ctx;
    UsageAskPage *ask;
} Taking;

static void take(void *arg, Str name, Str value)
{
    Taking *t = arg;
    bool compact;
    if (list_take(name, value, &t->ask->size, &compact, &t->ask->after, &t->ask->before)) {
        return;
    }
    if (str_eq(name, S("month"))) {
        t->ask->month = usage_month_named(t->ctx, value);
    } else if (str_eq(name, S("subscription")) && id_parse(value, &t->ask->plan) != OK) {
        t->ask->plan = ID_NIL;
    } else if (str_eq(name, S("customer")) && id_is_nil(t->ctx->customer_id) &&
               id_parse(value, &t->ctx->customer_id) != OK) {
        t->ctx->customer_id = ID_NIL;
    }
}
static UsageAskPage ask_of(Ctx *ctx)
{
    UsageAskPage ask = {.month = usage_month_of(ctx->now), .size = LIST_SIZE};
    list_each_asked(ctx, take, &(Taking){ctx, &ask});
    return ask;
}
static Str query_of(Ctx *ctx, const UsageAskPage *ask, Id plan, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    bool now = ask->month.days == usage_month_of(ctx->now).days;
    list_put(&b, "month", now ? S("") : usage_month_word(ctx->arena, ask->month));
    list_put(&b, "subscription", id_is_nil(plan) ? S("") : id_text(ctx->arena, plan));
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err read_resources(AccountCtx a, const UsageAskPage *ask, PageAsk page, UsageByResourceRow **ret, size_t *ret_n,
                          PageInfo *ret_page)
{
    UsageByResourceArgs args = {
        .month = ask->month, .with_subscription = !id_is_nil(ask->plan), .subscription_id = ask->plan};
    page.descending = true;
    Err err = q_usage_by_resource(a, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old or foreign cursor: from the start */
        page.after = page.before = S("");
        err = q_usage_by_resource(a, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

/* --- the page --- */

static Url page_url(Ctx *ctx, const char *rest)
{
    return customer_page_url(ctx, ctx->customer_id, str_z(ctx->arena, str_fmt(ctx->arena, "/usage%s", rest)));
}

/* Whole units of the currency; the table and the file below have the rest. */
static int64_t whole(Dec d) { return (int64_t)num_div_round(d.units, DEC_SCALE, ROUND_HALF_UP); }

static Err fill_days(AccountCtx a, Date month, Str currency, CustomerUsageView *v)
{
    Ctx *ctx = a.ctx;
    Date next = usage_month_next(month);
    UsageDaysRow *rows;
    size_t n, days = (size_t)(next.days - month.days);
    TRY(q_usage_days(a, &(UsageDaysArgs){.from_day = month, .to_day = next}, &rows, &n));
    int64_t *values = arena_array(ctx->arena, int64_t, DAYS_MAX);
    Str *labels = arena_array(ctx->arena, Str, DAYS_MAX);
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        values[rows[i].day.days - month.days] = whole(rows[i].cost);
        most = rows[i].cost.units > rows[most].cost.units ? i : most;
    }
    for (size_t i = 0; i < days; i++) {
        Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_date(&b, ctx->locale, (Date){month.days + (int32_t)i}, DATE_DAY_MONTH);
        labels[i] = buf_str(&b);
    }
    v->used = n > 0;
    if (!v->used) {
        return OK;
    }
    ChartSeries *series = arena_array(ctx->arena, ChartSeries, 1);
    series[0] = (ChartSeries){.name = MSG("Cost"), .values = values, .colour = 1};
    v->days =
        (ChartView){.id = S("days"),
                    .title = MSG("Cost by day"),
                    .finding = MSG2("Most was used on {day}: {cost}.", "day", labels[rows[most].day.days - month.days],
                                    "cost", usage_money(ctx, rows[most].cost, currency)),
                    .unit = MSG1("{currency}, rounded", "currency", currency),
                    .label_head = MSG("Day"),
                    .labels = labels,
                    .n = days,
                    .series = series,
                    .series_n = 1};
    return OK;
}

static StateView plan_state(Str state)
{
    return str_eq(state, S("active"))      ? (StateView){STATE_GOOD, MSG("Active")}
           : str_eq(state, S("suspended")) ? (StateView){STATE_WARN, MSG("Suspended")}
           : str_eq(state, S("expired"))   ? (StateView){STATE_WARN, MSG("Expired")}
           : str_eq(state, S("disabled"))  ? (StateView){STATE_BAD, MSG("Disabled")}
                                           : (StateView){STATE_OFF, MSG("Deleted")};
}

static Err fill_plans(AccountCtx a, const UsageAskPage *ask, Str currency, CustomerUsageView *v)
{
    Ctx *ctx = a.ctx;
    UsageSubscriptionsRow *rows;
    TRY(q_usage_subscriptions(a, &(UsageSubscriptionsArgs){.month = ask->month}, &rows, &v->plans_n));
    UsagePlanLine *lines = arena_array(ctx->arena, UsagePlanLine, v->plans_n + 1);
    for (size_t i = 0; i < v->plans_n; i++) {
        lines[i] = (UsagePlanLine){.name = rows[i].friendly_name,
                                   .cost = usage_money(ctx, rows[i].cost, currency),
                                   .state = plan_state(rows[i].state),
                                   .url = list_url(ctx->arena, page_url(ctx, ""), query_of(ctx, ask, rows[i].id, true)),
                                   .current = id_eq(rows[i].id, ask->plan)};
    }
    v->plans = lines;
    v->one_plan = !id_is_nil(ask->plan);
    v->all = list_url(ctx->arena, page_url(ctx, ""), query_of(ctx, ask, ID_NIL, true));
    return OK;
}

static Err fill_resources(AccountCtx a, const UsageAskPage *ask, Str currency, CustomerUsageView *v)
{
    Ctx *ctx = a.ctx;
    UsageByResourceRow *rows;
    PageInfo info;
    TRY(read_resources(a, ask, (PageAsk){.size = (uint32_t)ask->size, .after = ask->after, .before = ask->before},
                       &rows, &v->resources_n, &info));
    UsageResourceLine *lines = arena_array(ctx->arena, UsageResourceLine, v->resources_n + 1);
    for (size_t i = 0; i < v->resources_n; i++) {
        lines[i] = (UsageResourceLine){rows[i].name, rows[i].group_name, rows[i].kind,
                                       usage_money(ctx, rows[i].cost, currency)};
    }
    v->resources = lines;
    list_pager(ctx->arena, v->self, query_of(ctx, ask, ask->plan, true), query_of(ctx, ask, ask->plan, false), &info,
               v->resources_n, ask->size, &v->pager);
    v->export =
        usage_export_view(ctx, list_url(ctx->arena, page_url(ctx, "/export"), query_of(ctx, ask, ask->plan, true)),
                          MSG("All resources of the month"));
    return OK;
}

static void add_fact(CustomerUsageView *v, Msg label, Str text)
{
    v->facts[v->facts_n++] = (FactView){.label = label, .text = text, .kind = FACT_TEXT};
}

/* At the pace so far; only of the running month and from its second day on. */
static void add_pace(Ctx *ctx, Date month, Dec cost, Str currency, CustomerUsageView *v)
{
    int64_t gone = date_of(ctx->now).days - month.days, days = usage_month_next(month).days - month.days;
    if (month.days == usage_month_of(ctx->now).days && gone > 0) {
        Dec pace = {(int64_t)num_div_round((__int128)cost.units * days, gone, ROUND_HALF_UP)};
        add_fact(v, MSG("At this pace by the end of the month"), usage_money(ctx, pace, currency));
    }
}

static void say_budget(Ctx *ctx, const Budget *b, int64_t share, CustomerUsageView *v)
{
    Str at = usage_share_said(ctx, b->warn * 100);
    v->state = usage_state(share, b->warn);
    v->share = percent(share, 10000);
    v->means =
        share < 0 ? MSG("Nobody is told when usage grows.")
        : share >= 10000
            ? MSG("The whole budget is used. Usage goes on: a budget stops nothing.")
            : MSG1("People are told once when {share} of the budget is used, and once when all of it is.", "share", at);
    v->next = share < 0        ? MSG("Set what the customer means to spend in a month.")
              : share >= 10000 ? MSG("Talk with the customer, or set another budget.")
                               : MSG("Usage of a day counts once the day is over.");
}

/* What was typed; NULL: what is stored. */
typedef struct BudgetTyped {
    Str amount, warn;
} BudgetTyped;
static void fill_form(Ctx *ctx, const Budget *b, Str currency, const BudgetTyped *typed, CustomerUsageView *v)
{
    static const Str NAMES[] = {S_INIT("amount"), S_INIT("warn_percent")};
    Str stored = b->version ? dec_text(ctx->arena, b->amount) : S("");
    if (locale_decimal_comma(ctx->locale)) {
        char *text = str_z(ctx->arena, stored);
        char *point = strchr(text, '.');
        if (point) {
            *point = ',';
        }
        stored = str_from(text);
    }
    v->may_budget = ctx_may(ctx, &USAGE_BUDGET);
    v->has_budget = b->version != 0;
    v->form = (FormView){.action = page_url(ctx, "/budget"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->amount =
        ui_field(ctx, NAMES[0], typed ? typed->amount : stored, MSG1("Budget in {currency}", "currency", currency));
    v->amount.hint = MSG("For each month, without tax. Left empty, there is no budget.");
    v->amount.inputmode = S("decimal");
    v->amount.optional = true;
    v->amount.width = S("w-16");
    v->warn = ui_field(ctx, NAMES[1], typed ? typed->warn : str_fmt(ctx->arena, "%d", (int)b->warn),
                       MSG("Tell people first at this percentage"));
    v->warn.inputmode = S("numeric");
    v->warn.width = S("w-4");
    v->remove = page_url(ctx, "/budget/remove");
    v->frame->shell->failed = v->form.errors.links_n > 0;
}

static Err view_of(AccountCtx a, const BudgetTyped *typed, CustomerUsageView **ret)
{
    Ctx *ctx = a.ctx;
    CustomerUsageView *v = arena_new(ctx->arena, CustomerUsageView);
    Budget budget;
    BudgetCurrencyRow own;
    UsageCustomerSumRow sum = {.changed_at = TIME_NONE};
    TRY(customer_frame_view(a, MSG("Usage and budget"), NULL, &v->frame));
    UsageAskPage ask = ask_of(ctx);
    TRY(budget_get(a, &budget));
    TRY(q_budget_currency(a, NULL, &own));
    Err err = q_usage_customer_sum(a, &(UsageCustomerSumArgs){.month = ask.month}, &sum);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    int64_t share = budget_share(sum.cost, &budget);
    v->self = page_url(ctx, "");
    v->month = usage_month_field(ctx, ask.month);
    v->chosen = usage_month_said(ctx, ask.month);
    add_fact(v, MSG("Used"), usage_money(ctx, sum.cost, own.currency));
    if (budget.version) {
        add_fact(v, MSG("Monthly budget"), usage_money(ctx, budget.amount, own.currency));
        add_fact(v, MSG("Share of the budget"), usage_share_said(ctx, share));
    }
    add_pace(ctx, ask.month, sum.cost, own.currency, v);
    say_budget(ctx, &budget, share, v);
    fill_form(ctx, &budget, own.currency, typed, v);
    TRY(fill_plans(a, &ask, own.currency, v));
    TRY(fill_days(a, ask.month, own.currency, v));
    TRY(fill_resources(a, &ask, own.currency, v));
    v->metered = v->plans_n > 0 || budget.version;
    v->empty = (EmptyView){.title = MSG("No metered plan"),
                           .why = MSG("Usage stands here once this customer has a plan that is paid as it is used.")};
    *ret = v;
    return OK;
}

Err page_customer_usage(AccountCtx a)
{
    CustomerUsageView *v;
    TRY(view_of(a, NULL, &v));
    RENDER(a.ctx, 200, customer_usage, v);
    return OK;
}

/* --- the budget --- */

/* Empty is none. */
static void amount_typed(Ctx *ctx, Str text, Dec *ret)
{
    bool some = str_trim(text).n > 0;
    *ret = (Dec){0};
    if (some && typed_amount(ctx, text, ret) != OK) {
        problem_field(ctx, S("amount"),
                      MSG("Write an amount in figures, like 1250 or 1250.50, or leave the field empty"));
    } else if (some && ret->units == 0) {
        problem_field(ctx, S("amount"), MSG("A budget is more than nothing; leave it out to have none"));
    }
}

static Err budget_done(AccountCtx a)
{
    Budget b;
    TRY(budget_get(a, &b));
    ctx_redirect(a.ctx, page_url(a.ctx, ""), b.version ? MSG("The budget is set") : MSG("There is no budget any more"));
    return OK;
}

Err page_customer_budget_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    BudgetTyped typed = {str_trim(ctx_form(ctx, S("amount"))), str_trim(ctx_form(ctx, S("warn_percent")))};
    Dec amount;
    int64_t warn = 0;
    TRY(customer_enter(a));
    amount_typed(ctx, typed.amount, &amount);
    if (str_to_i64(typed.warn, &warn) != OK) {
        warn = 0;
    }
    Err err = problem_of_field(ctx, S("amount")).id ? ERR_INVALID : budget_set(a, amount, warn);
    if (err == ERR_INVALID) {
        CustomerUsageView *v;
        TRY(view_of(a, &typed, &v));
        return RENDER_FAILED(ctx, customer_usage, v);
    }
    TRY(err);
    return budget_done(a);
}

Err page_customer_budget_remove_post(AccountCtx a)
{
    TRY(customer_enter(a));
    TRY(budget_set(a, (Dec){0}, BUDGET_WARN));
    return budget_done(a);
}

/* --- resources as a file --- */

static const ExportColumn COLUMNS[] = {
    {"resource", N_("Resource"), EXPORT_TEXT, 24},
    {"group", N_("Group"), EXPORT_TEXT, 20},
    {"type", N_("Type"), EXPORT_TEXT, 30},
    {"region", N_("Region"), EXPORT_TEXT, 14},
    {"subscription", N_("Subscription ID"), EXPORT_ID, 36},
    {"month", N_("Month"), EXPORT_TEXT, 10},
    {"cost", N_("Cost"), EXPORT_DEC, 16},
    {"currency", N_("Currency"), EXPORT_TEXT, 10},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    UsageAskPage ask = {.month = usage_month_of(ctx->now), .size = LIST_SIZE};
    BudgetCurrencyRow own;
    UsageByResourceRow *rows;
    size_t n;
    PageInfo info;
    list_each(ctx->arena, query, take, &(Taking){ctx, &ask});
    TRY(q_budget_currency(a, NULL, &own));
    TRY(read_resources(a, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = rows[i].name},          {.text = rows[i].group_name},
            {.text = rows[i].kind},          {.text = rows[i].region},
            {.id = rows[i].subscription_id}, {.text = usage_month_word(ctx->arena, ask.month)},
            {.dec = rows[i].cost},           {.text = own.currency}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList RESOURCES = {.kind = "usage.export",
                                     .file = "usage",
                                     .sheet = N_("Usage by resource"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = write_chunk};

Err page_customer_usage_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    TRY(customer_enter(a));
    UsageAskPage ask = ask_of(ctx);
    Str rest = query_of(ctx, &ask, ask.plan, true);
    Str query = str_fmt(ctx->arena, "customer=%.*s%s%.*s", S_ARG(id_text(ctx->arena, ctx->customer_id)),
                        rest.n ? "&" : "", S_ARG(rest));
    return export_stream_told(ctx, ctx->account_id, &RESOURCES, query);
}
