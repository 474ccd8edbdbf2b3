/* Usage over all customers, by the share of their budgets. */
#include "areas/usage/pages.h"

#include "areas/customers/customers.h"
#include "areas/home/home.h"
#include "areas/usage/usage_view.h"
#include "base/utf8.h"
#include "gen/usage_html.h"
#include "gen/usage_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { Q_MAX = 100 };
static const struct {
    const char *word, *label;
} STATES[] = {{"over", N_("Over the budget")}, {"near", N_("Near the budget")}, {"without", N_("No budget")}};
static const struct {
    const char *word;
    uint32_t order;
    bool descending; /* at first */
} SORTS[] = {{"share", USAGE_CUSTOMERS_BY_SHARE, true},
             {"cost", USAGE_CUSTOMERS_BY_COST, true},
             {"name", USAGE_CUSTOMERS_BY_NAME, false}};

typedef struct AllAsk {
    Date month;
    Str q, state, sort, after, before; /* sort: "share", "-share" turned round */
    int size;
} AllAsk;
typedef struct Taking {
    Ctx *ctx;
    AllAsk *ask;
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
    } else if (str_eq(name, S("q"))) {
        t->ask->q = utf8_prefix(str_trim(value), Q_MAX);
    }
    for (size_t i = 0; i < COUNT_OF(STATES) && str_eq(name, S("state")); i++) {
        t->ask->state = str_eq(value, str_from(STATES[i].word)) ? value : t->ask->state;
    }
    Str word = str_starts(value, S("-")) ? str_skip(value, 1) : value;
    for (size_t i = 0; i < COUNT_OF(SORTS) && str_eq(name, S("sort")); i++) {
        t->ask->sort = str_eq(word, str_from(SORTS[i].word)) ? value : t->ask->sort;
    }
}

static Str query_of(Ctx *ctx, const AllAsk *ask, bool sort, bool size)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    bool now = ask->month.days == usage_month_of(ctx->now).days;
    list_put(&b, "month", now ? S("") : usage_month_word(ctx->arena, ask->month));
    list_put(&b, "state", ask->state);
    list_put(&b, "sort", sort ? ask->sort : S(""));
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err read_rows(AccountCtx a, const AllAsk *ask, PageAsk page, UsageCustomersRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    Str folded = fold_search(a.ctx->arena, ask->q);
    bool turned = str_starts(ask->sort, S("-"));
    Str word = turned ? str_skip(ask->sort, 1) : ask->sort;
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(SORTS); i++) {
        at = str_eq(word, str_from(SORTS[i].word)) ? i : at;
    }
    page.order = SORTS[at].order;
    page.descending = SORTS[at].descending != turned;
    UsageCustomersArgs args = {.month = ask->month,
                               .with_over = str_eq(ask->state, S("over")),
                               .with_near = str_eq(ask->state, S("near")),
                               .with_without = str_eq(ask->state, S("without")),
                               .with_q = ask->q.n > 0,
                               .pattern = str_concat(a.ctx->arena, folded, S("%")),
                               .inner_pattern = str_fmt(a.ctx->arena, "%% %.*s%%", S_ARG(folded))};
    Err err = q_usage_customers(a, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old or foreign cursor: from the start */
        page.after = page.before = S("");
        err = q_usage_customers(a, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

static SortView sort_of(Ctx *ctx, Url self, const AllAsk *ask, size_t at, Msg label)
{
    bool turned = str_starts(ask->sort, S("-"));
    Str word = turned ? str_skip(ask->sort, 1) : ask->sort;
    bool here = word.n ? str_eq(word, str_from(SORTS[at].word)) : at == 0;
    Str to = str_fmt(ctx->arena, "%s%s", here && !turned ? "-" : "", SORTS[at].word);
    return (SortView){
        .label = label,
        .sortable = true,
        .state = !here                            ? SORT_NONE
                 : SORTS[at].descending != turned ? SORT_DOWN
                                                  : SORT_UP,
        .url = url_with(ctx->arena, list_url(ctx->arena, self, query_of(ctx, ask, false, true)), S("sort"), to)};
}

static FieldView state_field(Ctx *ctx, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, COUNT_OF(STATES) + 1);
    options[0] = (OptionView){.value = S(""), .label = MSG("Any state"), .selected = !chosen.n};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        Str word = str_from(STATES[i].word);
        options[i + 1] =
            (OptionView){.value = word, .label = MSG_OF(STATES[i].label), .selected = str_eq(word, chosen)};
    }
    return ui_select(ctx, S("state"), MSG("State"), options, COUNT_OF(STATES) + 1);
}

static void add_fact(UsageView *v, Msg label, Str text)
{
    v->facts[v->facts_n++] = (FactView){.label = label, .text = text, .kind = FACT_TEXT};
}
static Str number(Ctx *ctx, int64_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_i64(&b, ctx->locale, n);
    return buf_str(&b);
}

static Err fill_facts(AccountCtx a, Date month, Str currency, UsageView *v)
{
    UsageCustomersSumRow sum;
    TRY(q_usage_customers_sum(a, &(UsageCustomersSumArgs){.month = month, .trend_share = 10000}, &sum));
    add_fact(v, MSG("Month"), usage_month_said(a.ctx, month));
    add_fact(v, MSG("Used"), usage_money(a.ctx, sum.cost, currency));
    add_fact(v, MSG("Customers with usage"), number(a.ctx, sum.n));
    add_fact(v, MSG("Over the budget"), number(a.ctx, sum.over_n));
    return OK;
}

static void fill_lines(Ctx *ctx, const AllAsk *ask, const UsageCustomersRow *rows, size_t n, Str currency, UsageView *v)
{
    UsageCustomerLine *lines = arena_array(ctx->arena, UsageCustomerLine, n + 1);
    bool now = ask->month.days == usage_month_of(ctx->now).days;
    for (size_t i = 0; i < n; i++) {
        Url page = customer_page_url(ctx, rows[i].customer_id, "/usage");
        lines[i] = (UsageCustomerLine){
            .name = rows[i].name,
            .cost = usage_money(ctx, rows[i].cost, currency),
            .budget = rows[i].amount.units ? usage_money(ctx, rows[i].amount, currency) : S(""),
            .share = usage_share_said(ctx, rows[i].share),
            .url = now ? page : url_with(ctx->arena, page, S("month"), usage_month_word(ctx->arena, ask->month)),
            .state = usage_state(rows[i].share, rows[i].warn)};
    }
    v->rows = lines;
    v->rows_n = n;
}

Err page_usage(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    UsageView *v = arena_new(ctx->arena, UsageView);
    AllAsk ask = {.month = usage_month_of(ctx->now), .size = LIST_SIZE};
    BudgetCurrencyRow own;
    UsageCustomersRow *rows;
    size_t n;
    PageInfo info;
    list_each_asked(ctx, take, &(Taking){ctx, &ask});
    TRY(q_budget_currency(a, NULL, &own));
    TRY(read_rows(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows, &n,
                  &info));
    v->shell = shell_view(ctx, MSG("Usage"), (Crumb[]){{.label = MSG("Usage")}}, 1);
    v->self = home_path(ctx, USAGE_PAGE);
    v->filtered = ask.q.n || ask.state.n;
    v->q = ui_field(ctx, S("q"), ask.q, MSG("Customer"));
    v->q.kind = FIELD_SEARCH;
    v->month = usage_month_field(ctx, ask.month);
    v->state = state_field(ctx, ask.state);
    v->by_share = sort_of(ctx, v->self, &ask, 0, MSG("Share of the budget"));
    v->by_cost = sort_of(ctx, v->self, &ask, 1, MSG("Used"));
    v->by_name = sort_of(ctx, v->self, &ask, 2, MSG("Customer"));
    TRY(fill_facts(a, ask.month, own.currency, v));
    fill_lines(ctx, &ask, rows, n, own.currency, v);
    Str query = query_of(ctx, &ask, true, true);
    list_pager(ctx->arena, v->self, query, query_of(ctx, &ask, true, false), &info, n, ask.size, &v->pager);
    v->export = usage_export_view(ctx, list_url(ctx->arena, home_path(ctx, USAGE_PAGE "/export"), query),
                                  MSG("All that match, on all pages"));
    v->empty = (EmptyView){.title = MSG("No usage in this month"),
                           .why = MSG("Customers stand here once a plan of theirs that is paid as it is used was used, "
                                      "or once they have a budget.")};
    RENDER(ctx, 200, usage_all, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"id", N_("Tenant ID"), EXPORT_ID, 36},
    {"customer", N_("Customer"), EXPORT_TEXT, 40},
    {"month", N_("Month"), EXPORT_TEXT, 10},
    {"used", N_("Used"), EXPORT_DEC, 16},
    {"budget", N_("Monthly budget"), EXPORT_DEC, 16},
    {"currency", N_("Currency"), EXPORT_TEXT, 10},
    {"share", N_("Share of the budget, in percent"), EXPORT_DEC, 12},
    {"state", N_("State"), EXPORT_MSG, 20},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    AllAsk ask = {.month = usage_month_of(a.ctx->now), .size = LIST_SIZE};
    BudgetCurrencyRow own;
    UsageCustomersRow *rows;
    size_t n;
    PageInfo info;
    list_each(a.ctx->arena, query, take, &(Taking){a.ctx, &ask});
    TRY(q_budget_currency(a, NULL, &own));
    TRY(read_rows(a, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const UsageCustomersRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.id = r->customer_id},
                                               {.text = r->name},
                                               {.text = usage_month_word(a.ctx->arena, ask.month)},
                                               {.dec = r->cost},
                                               {.empty = !r->amount.units, .dec = r->amount},
                                               {.text = own.currency},
                                               {.empty = r->share < 0, .dec = {r->share * (DEC_SCALE / 100)}},
                                               {.msg = usage_state(r->share, r->warn).label}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList CUSTOMERS = {.kind = "usage.export",
                                     .file = "customers-usage",
                                     .sheet = N_("Usage"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = write_chunk};

Err page_usage_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AllAsk ask = {.month = usage_month_of(ctx->now), .size = LIST_SIZE};
    list_each_asked(ctx, take, &(Taking){ctx, &ask});
    return export_stream_told(ctx, ctx->account_id, &CUSTOMERS, query_of(ctx, &ask, true, true));
}
