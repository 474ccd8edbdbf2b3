/* Billing for partners: what is owed, the documents, how an amount came about. */
#include "areas/invoices/pages.h"

#include "areas/home/home.h"
#include "areas/invoices/files.h"
#include "areas/invoices/invoices.h"
#include "areas/invoices/invoices_view.h"
#include "base/utf8.h"
#include "gen/invoices_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { Q_MAX = 60, MONTHS = 12, YEARS = 5, NOTES_SHOWN = 100 };

static Str number_said(Ctx *ctx, Dec d)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_dec(&b, ctx->locale, d);
    return buf_str(&b);
}
static Str day_said(Ctx *ctx, Time t)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    if (time_is_set(t)) {
        fmt_date(&b, ctx->locale, date_of(t), DATE_SHORT);
    }
    return buf_str(&b);
}
static Str month_word(Arena *a, Date d) { return str_sub(date_iso(a, d), 0, 7); }

static Url invoice_url(Ctx *ctx, Str number, const char *rest)
{
    return (Url){str_fmt(ctx->arena, "%.*s/%.*s%s", S_ARG(home_path(ctx, INVOICES_PAGE).s), S_ARG(number), rest)};
}

static StateView state_of(Str state)
{
    return str_eq(state, S("paid"))          ? (StateView){STATE_GOOD, MSG("Paid")}
           : str_eq(state, S("overdue"))     ? (StateView){STATE_BAD, MSG("Overdue")}
           : str_eq(state, S("voided"))      ? (StateView){STATE_OFF, MSG("Voided")}
           : str_eq(state, S("written_off")) ? (StateView){STATE_OFF, MSG("Written off")}
                                             : (StateView){STATE_WAIT, MSG("To pay")};
}
static Msg kind_of(Str document)
{
    return str_eq(document, S("invoice"))           ? MSG("Invoice")
           : str_eq(document, S("adjustment_note")) ? MSG("Credit note")
                                                    : MSG("Void note");
}
static BillingRow row_of(Ctx *ctx, const Invoice *i)
{
    bool owed = str_eq(i->state, S("open")) || str_eq(i->state, S("overdue"));
    return (BillingRow){.number = i->id,
                        .kind = kind_of(i->document),
                        .of = i->amends,
                        .issued = date_of(i->issued_at),
                        .due = i->due_on,
                        .total = invoice_money(ctx, i->total, i->currency),
                        .owed = invoice_money(ctx, owed ? i->total - i->paid : 0, i->currency),
                        .state = state_of(i->state),
                        .url = invoice_url(ctx, i->id, "")};
}

static const TabView *tabs_of(Ctx *ctx, int current, size_t *ret_n)
{
    TabView *tabs = arena_array(ctx->arena, TabView, 3);
    tabs[0] = (TabView){MSG("Overview"), home_path(ctx, BILLING_PAGE), current == 0, -1};
    tabs[1] = (TabView){MSG("Invoices"), home_path(ctx, INVOICES_PAGE), current == 1, -1};
    tabs[2] = (TabView){MSG("Estimates"), home_path(ctx, ESTIMATES_PAGE), current == 2, -1};
    *ret_n = 3;
    return tabs;
}
static ShellView *shell_of(Ctx *ctx, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("Billing"), .url = home_path(ctx, BILLING_PAGE)};
    crumbs[1] = (Crumb){.label = title};
    ShellView *shell = shell_view(ctx, title, crumbs, 2);
    shell->workspace = MSG("Billing");
    return shell;
}

/* --- overview --- */

static Err fill_sums(AccountCtx a, BillingView *v)
{
    Ctx *ctx = a.ctx;
    InvoicesPartnerRow own;
    InvoicesBalanceRow *owed;
    InvoicesOpenSumsRow *open;
    size_t owed_n, open_n;
    TRY(q_invoices_partner(a, NULL, &own));
    TRY(q_invoices_balance(a, NULL, &owed, &owed_n));
    TRY(q_invoices_open_sums(a, NULL, &open, &open_n));
    struct Sum {
        Str currency;
        int64_t owed, overdue, open;
    } *sums = arena_alloc_array(ctx->arena, owed_n + open_n + 1, sizeof *sums, _Alignof(struct Sum));
    size_t n = 1;
    sums[0].currency = own.currency;
    for (size_t i = 0; i < owed_n + open_n; i++) {
        Str currency = i < owed_n ? owed[i].currency : open[i - owed_n].currency;
        size_t at = 0;
        while (at < n && !str_eq(sums[at].currency, currency)) {
            at++;
        }
        n += at == n;
        sums[at].currency = currency;
        sums[at].owed += i < owed_n ? owed[i].balance : 0;
        sums[at].overdue += i < owed_n ? owed[i].overdue : 0;
        sums[at].open += i < owed_n ? 0 : open[i - owed_n].net;
    }
    BillingSum *said = arena_array(ctx->arena, BillingSum, n);
    for (size_t i = 0; i < n; i++) {
        said[i] = (BillingSum){.currency = sums[i].currency,
                               .owed = invoice_money(ctx, sums[i].owed, sums[i].currency),
                               .overdue = invoice_money(ctx, sums[i].overdue, sums[i].currency),
                               .open = invoice_money(ctx, sums[i].open, sums[i].currency)};
    }
    v->sums = said;
    v->sums_n = n;
    return OK;
}

static int64_t whole(int64_t minor, Str currency) { return invoice_major(minor, currency).units / DEC_SCALE; }

typedef struct Bars {
    const char *id;
    Msg title, head;
} Bars;
static ChartView chart_of(Ctx *ctx, const Bars *bars, const Str *labels, const int64_t *values, size_t n, Str currency)
{
    ChartSeries *series = arena_new(ctx->arena, ChartSeries);
    *series = (ChartSeries){.name = MSG("Invoiced"), .values = values, .colour = 1};
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        most = values[i] > values[most] ? i : most;
    }
    return (ChartView){.id = str_from(bars->id),
                       .title = bars->title,
                       .finding = n ? MSG1("The most: {name}", "name", labels[most]) : MSG("Nothing was invoiced"),
                       .unit = MSG1("{currency}, before tax, rounded", "currency", currency),
                       .label_head = bars->head,
                       .labels = labels,
                       .n = n,
                       .series = series,
                       .series_n = 1};
}

/* The months, and of the last one that was invoiced its customers and products. */
static Err fill_charts(AccountCtx a, BillingView *v)
{
    Ctx *ctx = a.ctx;
    InvoicesPartnerRow own;
    InvoicesMonthsRow *months;
    InvoicesCustomersRow *customers;
    InvoicesProductsRow *products;
    size_t n, customers_n, products_n;
    Date first = date_add_months(invoice_month_of(ctx->now), 1 - MONTHS);
    TRY(q_invoices_partner(a, NULL, &own));
    TRY(q_invoices_months(a, &(InvoicesMonthsArgs){.currency = own.currency, .from_period = first}, &months, &n));
    v->charted = n > 0;
    if (!n) {
        return OK;
    }
    Str *labels = arena_array(ctx->arena, Str, n);
    int64_t *values = arena_array(ctx->arena, int64_t, n);
    for (size_t i = 0; i < n; i++) {
        labels[i] = month_word(ctx->arena, months[i].period);
        values[i] = whole(months[i].net, own.currency);
    }
    v->months =
        chart_of(ctx, &(Bars){"months", MSG("Invoiced by month"), MSG("Month")}, labels, values, n, own.currency);
    Date last = months[n - 1].period;
    TRY(q_invoices_customers(a, &(InvoicesCustomersArgs){.period = last, .currency = own.currency}, &customers,
                             &customers_n));
    TRY(q_invoices_products(a, &(InvoicesProductsArgs){.period = last, .currency = own.currency}, &products,
                            &products_n));
    labels = arena_array(ctx->arena, Str, customers_n + products_n + 1);
    values = arena_array(ctx->arena, int64_t, customers_n + products_n + 1);
    for (size_t i = 0; i < customers_n; i++) {
        labels[i] = customers[i].name;
        values[i] = whole(customers[i].net, own.currency);
    }
    for (size_t i = 0; i < products_n; i++) {
        labels[customers_n + i] = products[i].product_title;
        values[customers_n + i] = whole(products[i].net, own.currency);
    }
    Str month = month_word(ctx->arena, last);
    v->customers = chart_of(ctx, &(Bars){"customers", MSG1("By customer, {month}", "month", month), MSG("Customer")},
                            labels, values, customers_n, own.currency);
    v->products = chart_of(ctx, &(Bars){"products", MSG1("By product, {month}", "month", month), MSG("Product")},
                           labels + customers_n, values + customers_n, products_n, own.currency);
    return OK;
}

Err page_billing(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    BillingView *v = arena_new(ctx->arena, BillingView);
    InvoicesDueRow *due;
    size_t n;
    v->shell = shell_view(ctx, MSG("Billing"), (Crumb[]){{.label = MSG("Billing")}}, 1);
    v->tabs = tabs_of(ctx, 0, &v->tabs_n);
    v->profile = home_path(ctx, "/a/{account}/settings/billing-profile");
    TRY(fill_sums(a, v));
    TRY(fill_charts(a, v));
    TRY(q_invoices_due(a, NULL, &due, &n));
    BillingRow *rows = arena_array(ctx->arena, BillingRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        const InvoicesDueRow *d = &due[i];
        rows[v->due_n++] = row_of(ctx, &(Invoice){.id = d->id,
                                                  .document = d->document,
                                                  .amends = d->amends,
                                                  .issued_at = d->issued_at,
                                                  .due_on = d->due_on,
                                                  .currency = d->currency,
                                                  .total = d->total,
                                                  .paid = d->paid,
                                                  .state = d->state});
    }
    v->due = rows;
    v->empty = (EmptyView){.title = MSG("No invoice yet"),
                           .why = MSG("What was sold in a month stands on an invoice by the eighth of the next. Until "
                                      "then it is under Estimates."),
                           .action = MSG("Estimates"),
                           .url = home_path(ctx, ESTIMATES_PAGE)};
    RENDER(ctx, 200, billing_overview, v);
    return OK;
}

Err billing_tile(AccountCtx a, TileView *tile)
{
    BillingView v = {0};
    TRY(fill_sums(a, &v));
    tile->figure = v.sums[0].owed;
    tile->figure_label = MSG("owed");
    tile->line = MSG1("{sum} not invoiced yet", "sum", v.sums[0].open);
    return OK;
}

/* --- the list --- */

static const struct {
    const char *word;
    uint32_t order;
    bool descending; /* at first */
} SORTS[] = {{"issued", INVOICES_LIST_BY_ISSUED, true},
             {"due", INVOICES_LIST_BY_DUE, false},
             {"total", INVOICES_LIST_BY_TOTAL, true},
             {"number", INVOICES_LIST_BY_NUMBER, false}};
static const struct {
    const char *word, *label;
} STATES[] = {{"open", N_("To pay")},
              {"overdue", N_("Overdue")},
              {"paid", N_("Paid")},
              {"voided", N_("Voided")},
              {"written_off", N_("Written off")}},
  DOCUMENTS[] = {{"invoice", N_("Invoice")}, {"adjustment_note", N_("Credit note")}, {"void_note", N_("Void note")}};

typedef struct Wanted {
    Arena *arena;
    Str number, state, document, sort, after, before;
    int64_t year;
    int size;
} Wanted;

static void take(void *arg, Str name, Str value)
{
    Wanted *w = arg;
    bool compact;
    if (list_take(name, value, &w->size, &compact, &w->after, &w->before)) {
        return;
    }
    if (str_eq(name, S("number"))) {
        w->number = str_upper_ascii(w->arena, utf8_prefix(str_trim(value), Q_MAX));
    } else if (str_eq(name, S("year")) && (str_to_i64(value, &w->year) != OK || w->year < 1970 || w->year > 9000)) {
        w->year = 0;
    }
    for (size_t i = 0; i < COUNT_OF(STATES) && str_eq(name, S("state")); i++) {
        w->state = str_eq(value, str_from(STATES[i].word)) ? value : w->state;
    }
    for (size_t i = 0; i < COUNT_OF(DOCUMENTS) && str_eq(name, S("document")); i++) {
        w->document = str_eq(value, str_from(DOCUMENTS[i].word)) ? value : w->document;
    }
    Str word = str_starts(value, S("-")) ? str_skip(value, 1) : value;
    for (size_t i = 0; i < COUNT_OF(SORTS) && str_eq(name, S("sort")); i++) {
        w->sort = str_eq(word, str_from(SORTS[i].word)) ? value : w->sort;
    }
}
static Str query_of(const Wanted *w, bool sort, bool size)
{
    Buf b = buf_on_arena(w->arena, LIST_QUERY_MAX);
    list_put(&b, "number", w->number);
    list_put(&b, "state", w->state);
    list_put(&b, "document", w->document);
    list_put(&b, "year", w->year ? str_fmt(w->arena, "%lld", (long long)w->year) : S(""));
    list_put(&b, "sort", sort ? w->sort : S(""));
    list_put(&b, "size", !size || w->size == LIST_SIZE ? S("") : str_fmt(w->arena, "%d", w->size));
    return buf_str(&b);
}
static size_t sort_at(const Wanted *w, bool *ret_down)
{
    bool turned = str_starts(w->sort, S("-"));
    Str word = turned ? str_skip(w->sort, 1) : w->sort;
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(SORTS); i++) {
        at = str_eq(word, str_from(SORTS[i].word)) ? i : at;
    }
    *ret_down = SORTS[at].descending != turned;
    return at;
}

static Err read_list(AccountCtx a, const Wanted *w, PageAsk page, Invoice **ret, size_t *ret_n, PageInfo *ret_page)
{
    _Static_assert(sizeof(InvoicesListRow) == sizeof(Invoice), "both have the same columns");
    bool down;
    page.order = SORTS[sort_at(w, &down)].order;
    page.descending = down;
    InvoicesListArgs args = {.with_state = w->state.n > 0,
                             .state = w->state,
                             .with_document = w->document.n > 0,
                             .document = w->document,
                             .with_number = w->number.n > 0,
                             .number_from = w->number,
                             .number_to = str_concat(a.ctx->arena, w->number, S("\x7f")),
                             .with_year = w->year > 0,
                             .from_period = date_from_ymd(w->year ? (int)w->year : 1970, 1, 1),
                             .to_period = date_from_ymd(w->year ? (int)w->year + 1 : 1970, 1, 1)};
    InvoicesListRow *rows;
    Err err = q_invoices_list(a, &args, &page, &rows, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old or foreign cursor: from the start */
        page.after = page.before = S("");
        err = q_invoices_list(a, &args, &page, &rows, ret_n, ret_page);
    }
    TRY(err);
    *ret = arena_array(a.ctx->arena, Invoice, *ret_n + 1);
    if (*ret_n) {
        memcpy(*ret, rows, *ret_n * sizeof **ret);
    }
    return OK;
}

static SortView sort_of(const Wanted *w, Url self, size_t at, Msg label)
{
    bool down;
    size_t here = sort_at(w, &down);
    bool is = here == at;
    Str to = str_fmt(w->arena, "%s%s", is && down == SORTS[at].descending ? "-" : "", SORTS[at].word);
    return (SortView){.label = label,
                      .sortable = true,
                      .state = !is    ? SORT_NONE
                               : down ? SORT_DOWN
                                      : SORT_UP,
                      .url = url_with(w->arena, list_url(w->arena, self, query_of(w, false, true)), S("sort"), to)};
}

static void fill_filters(Ctx *ctx, const Wanted *w, BillingListView *v)
{
    OptionView *states = arena_array(ctx->arena, OptionView, COUNT_OF(STATES) + 1);
    OptionView *documents = arena_array(ctx->arena, OptionView, COUNT_OF(DOCUMENTS) + 1);
    OptionView *years = arena_array(ctx->arena, OptionView, YEARS + 1);
    states[0] = (OptionView){.value = S(""), .label = MSG("Any state"), .selected = !w->state.n};
    documents[0] = (OptionView){.value = S(""), .label = MSG("Any document"), .selected = !w->document.n};
    years[0] = (OptionView){.value = S(""), .label = MSG("Any year"), .selected = !w->year};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        Str word = str_from(STATES[i].word);
        states[i + 1] =
            (OptionView){.value = word, .label = MSG_OF(STATES[i].label), .selected = str_eq(word, w->state)};
    }
    for (size_t i = 0; i < COUNT_OF(DOCUMENTS); i++) {
        Str word = str_from(DOCUMENTS[i].word);
        documents[i + 1] =
            (OptionView){.value = word, .label = MSG_OF(DOCUMENTS[i].label), .selected = str_eq(word, w->document)};
    }
    for (int i = 0; i < YEARS; i++) {
        int64_t year = time_civil(ctx->now).year - i;
        Str word = str_fmt(ctx->arena, "%lld", (long long)year);
        years[i + 1] = (OptionView){.value = word, .text = word, .selected = w->year == year};
    }
    v->number = ui_field(ctx, S("number"), w->number, MSG("Number"));
    v->number.kind = FIELD_SEARCH;
    v->state = ui_select(ctx, S("state"), MSG("State"), states, COUNT_OF(STATES) + 1);
    v->document = ui_select(ctx, S("document"), MSG("Document"), documents, COUNT_OF(DOCUMENTS) + 1);
    v->year = ui_select(ctx, S("year"), MSG("Year"), years, YEARS + 1);
}

Err page_invoices(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    BillingListView *v = arena_new(ctx->arena, BillingListView);
    Wanted w = {.arena = ctx->arena, .size = LIST_SIZE};
    Invoice *rows;
    size_t n;
    PageInfo info;
    list_each_asked(ctx, take, &w);
    TRY(read_list(a, &w, (PageAsk){.size = (uint32_t)w.size, .after = w.after, .before = w.before}, &rows, &n, &info));
    v->shell = shell_of(ctx, MSG("Invoices"));
    v->tabs = tabs_of(ctx, 1, &v->tabs_n);
    v->self = home_path(ctx, INVOICES_PAGE);
    v->filtered = w.number.n || w.state.n || w.document.n || w.year;
    fill_filters(ctx, &w, v);
    v->by_issued = sort_of(&w, v->self, 0, MSG("Date"));
    v->by_due = sort_of(&w, v->self, 1, MSG("Due on"));
    v->by_total = sort_of(&w, v->self, 2, MSG("Total"));
    v->by_number = sort_of(&w, v->self, 3, MSG("Number"));
    BillingRow *lines = arena_array(ctx->arena, BillingRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = row_of(ctx, &rows[i]);
    }
    v->rows = lines;
    v->rows_n = n;
    Str query = query_of(&w, true, true);
    list_pager(ctx->arena, v->self, query, query_of(&w, true, false), &info, n, w.size, &v->pager);
    v->export = list_export(ctx->arena, home_path(ctx, INVOICES_PAGE "/export"), query);
    v->empty = (EmptyView){.title = MSG("No invoice yet"),
                           .why = MSG("What was sold in a month stands on an invoice by the eighth of the next. Until "
                                      "then it is under Estimates."),
                           .action = MSG("Estimates"),
                           .url = home_path(ctx, ESTIMATES_PAGE)};
    RENDER(ctx, 200, billing_invoices, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"number", N_("Number"), EXPORT_TEXT, 16}, {"document", N_("Document"), EXPORT_MSG, 14},
    {"amends", N_("Amends"), EXPORT_TEXT, 16}, {"issued", N_("Date"), EXPORT_DATE, 12},
    {"due", N_("Due on"), EXPORT_DATE, 12},    {"currency", N_("Currency"), EXPORT_TEXT, 10},
    {"net", N_("Subtotal"), EXPORT_MONEY, 16}, {"tax", N_("Tax"), EXPORT_MONEY, 16},
    {"total", N_("Total"), EXPORT_MONEY, 16},  {"paid", N_("Paid"), EXPORT_MONEY, 16},
    {"state", N_("State"), EXPORT_MSG, 14},
};
static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Wanted w = {.arena = a.ctx->arena, .size = LIST_SIZE};
    Invoice *rows;
    size_t n;
    PageInfo info;
    list_each(a.ctx->arena, query, take, &w);
    TRY(read_list(a, &w, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const Invoice *r = &rows[i];
        Currency cur = {""};
        TRY(currency_parse(r->currency, &cur));
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = r->id},
                                               {.msg = kind_of(r->document)},
                                               {.text = r->amends},
                                               {.date = date_of(r->issued_at)},
                                               {.date = r->due_on},
                                               {.text = r->currency},
                                               {.money = {r->net, cur}},
                                               {.money = {r->tax, cur}},
                                               {.money = {r->total, cur}},
                                               {.money = {r->paid, cur}},
                                               {.msg = state_of(r->state).label}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList LIST_FILE = {.kind = "invoices.export",
                                     .file = "invoices",
                                     .sheet = N_("Invoices"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = write_chunk};
Err page_invoices_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Wanted w = {.arena = ctx->arena, .size = LIST_SIZE};
    list_each_asked(ctx, take, &w);
    return export_stream_told(ctx, ctx->account_id, &LIST_FILE, query_of(&w, true, true));
}

/* --- one document --- */

static BillingLine line_of(Ctx *ctx, const InvoiceLine *l)
{
    return (BillingLine){
        .place = l->place,
        .product = l->product_title,
        .customer = l->customer_name,
        .kind = l->kind,
        .quantity = number_said(ctx, l->quantity),
        .price = number_said(ctx, l->effective_price),
        .net = invoice_money(ctx, l->net, l->currency),
        .tax = invoice_money(ctx, l->tax, l->currency),
        .url = l->invoice_id.n ? invoice_url(ctx, l->invoice_id,
                                             str_z(ctx->arena, str_fmt(ctx->arena, "/lines/%lld", (long long)l->place)))
                               : (Url){{"", 0}}};
}
static const BillingLine *lines_of(Ctx *ctx, const InvoicePage *page)
{
    BillingLine *lines = arena_array(ctx->arena, BillingLine, page->n + 1);
    for (size_t i = 0; i < page->n; i++) {
        lines[i] = line_of(ctx, &page->lines[i]);
    }
    return lines;
}
static void fact(FactView *facts, size_t *n, Msg label, Str text)
{
    if (text.n) {
        facts[(*n)++] = (FactView){.label = label, .text = text, .kind = FACT_TEXT};
    }
}

static Err fill_parts(AccountCtx a, const Invoice *i, InvoiceView *v)
{
    Ctx *ctx = a.ctx;
    InvoicesTaxesRow *taxes;
    Invoice *notes;
    size_t n;
    TRY(q_invoices_taxes(a, &(InvoicesTaxesArgs){.invoice_id = i->id}, &taxes, &n));
    BillingTax *said = arena_array(ctx->arena, BillingTax, n + 1);
    for (size_t at = 0; at < n; at++) {
        said[at] =
            (BillingTax){.name = str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(taxes[at].name), S_ARG(taxes[at].category)),
                         .rate = number_said(ctx, taxes[at].rate),
                         .reason = taxes[at].reason,
                         .net = invoice_money(ctx, taxes[at].net, i->currency),
                         .tax = invoice_money(ctx, taxes[at].tax, i->currency)};
    }
    v->taxes = said;
    v->taxes_n = n;
    TRY(q_invoices_some(a, &(InvoicesSomeArgs){.with_amends = true, .amended = i->id, .size = NOTES_SHOWN}, &notes,
                        &n));
    BillingRow *rows = arena_array(ctx->arena, BillingRow, n + 1);
    for (size_t at = 0; at < n; at++) {
        rows[at] = row_of(ctx, &notes[at]);
    }
    v->notes = rows;
    v->notes_n = n;
    BillingFile *files = arena_array(ctx->arena, BillingFile, INVOICE_FILES);
    for (size_t at = 0; at < INVOICE_FILES; at++) {
        Url file = invoice_url(ctx, i->id, str_z(ctx->arena, str_fmt(ctx->arena, "/files/%s", INVOICE_FILE[at].word)));
        files[at] = (BillingFile){MSG_OF(INVOICE_FILE[at].name),
                                  {.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                                   .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx"))}};
    }
    v->files = files;
    v->files_n = INVOICE_FILES;
    return OK;
}

static void fill_facts(Ctx *ctx, const Invoice *i, InvoiceView *v)
{
    FactView *f = v->facts;
    size_t *n = &v->facts_n;
    fact(f, n, MSG("Total"), invoice_money(ctx, i->total, i->currency));
    fact(f, n, MSG("Subtotal"), invoice_money(ctx, i->net, i->currency));
    fact(f, n, MSG("Tax"), invoice_money(ctx, i->tax, i->currency));
    fact(f, n, MSG("Paid"), invoice_money(ctx, i->paid, i->currency));
    fact(f, n, MSG("Date"), day_said(ctx, i->issued_at));
    fact(f, n, MSG("Due on"), day_said(ctx, time_of_date(i->due_on)));
    fact(f, n, MSG("Billing period"),
         str_fmt(ctx->arena, "%.*s \u2013 %.*s", S_ARG(day_said(ctx, i->period_from)),
                 S_ARG(day_said(ctx, time_add(i->period_to, -1)))));
    fact(f, n, MSG("Purchase order"), i->po_number);
    fact(f, n, MSG("Reason"), i->reason);
    fact(f, n, MSG("Charges"), number_said(ctx, (Dec){i->lines * DEC_SCALE}));
}

typedef struct LinesAsk {
    Str q, after, before;
    int size;
} LinesAsk;
static void take_lines(void *arg, Str name, Str value)
{
    LinesAsk *w = arg;
    bool compact;
    if (!list_take(name, value, &w->size, &compact, &w->after, &w->before) && str_eq(name, S("q"))) {
        w->q = utf8_prefix(str_trim(value), Q_MAX);
    }
}
/* % and _ have no meaning here. */
static Str pattern_of(Arena *a, Str q)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    buf_addc(&b, '%');
    Str low = str_lower_ascii(a, q);
    for (size_t i = 0; i < low.n; i++) {
        buf_addc(&b, low.p[i] == '%' ? '_' : low.p[i]);
    }
    buf_addc(&b, '%');
    return buf_str(&b);
}

Err page_invoice(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    InvoiceView *v = arena_new(ctx->arena, InvoiceView);
    Invoice i;
    InvoicePage page;
    LinesAsk w = {.size = LIST_SIZE};
    list_each_asked(ctx, take_lines, &w);
    TRY(invoice_named(a, ctx_param(ctx, S("invoice")), &i));
    v->title = str_eq(i.document, S("invoice"))           ? MSG1("Invoice {number}", "number", i.id)
               : str_eq(i.document, S("adjustment_note")) ? MSG1("Credit note {number}", "number", i.id)
                                                          : MSG1("Void note {number}", "number", i.id);
    v->shell = shell_of(ctx, v->title);
    v->number = i.id;
    v->state = state_of(i.state);
    v->self = invoice_url(ctx, i.id, "");
    v->pdf = invoice_url(ctx, i.id, "/document");
    v->receipt = i.tax ? invoice_url(ctx, i.id, "/receipt") : (Url){{"", 0}};
    v->amends = i.amends;
    v->amended = i.amends.n ? invoice_url(ctx, i.amends, "") : v->self;
    fill_facts(ctx, &i, v);
    TRY(fill_parts(a, &i, v));
    InvoicesLinesArgs args = {.invoice_id = i.id, .with_q = w.q.n > 0, .pattern = pattern_of(ctx->arena, w.q)};
    PageAsk ask = {.size = (uint32_t)w.size, .after = w.after, .before = w.before};
    Err err = invoice_lines(a, &args, &ask, &page);
    if (err == ERR_INVALID && (ask.after.n || ask.before.n)) {
        ask.after = ask.before = S("");
        err = invoice_lines(a, &args, &ask, &page);
    }
    TRY(err);
    v->q = ui_field(ctx, S("q"), w.q, MSG("Customer, product or order"));
    v->q.kind = FIELD_SEARCH;
    v->filtered = w.q.n > 0;
    v->lines = lines_of(ctx, &page);
    v->lines_n = page.n;
    Buf rest = buf_on_arena(ctx->arena, LIST_QUERY_MAX), query = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&rest, "q", w.q);
    list_put(&query, "q", w.q);
    list_put(&query, "size", w.size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", w.size));
    list_pager(ctx->arena, v->self, buf_str(&query), buf_str(&rest), &page.page, page.n, w.size, &v->pager);
    RENDER(ctx, 200, billing_invoice, v);
    return OK;
}

static Err send_pdf(AccountCtx a, bool receipt)
{
    Ctx *ctx = a.ctx;
    Invoice i;
    Str pdf;
    TRY(invoice_named(a, ctx_param(ctx, S("invoice")), &i));
    TRY(invoice_pdf(a, &i, receipt, &pdf));
    ctx->out.body = pdf;
    ctx->out.content_type = S("application/pdf");
    ctx_header(ctx, S("Content-Disposition"),
               str_fmt(ctx->arena, "attachment; filename=\"%.*s%s.pdf\"", S_ARG(i.id), receipt ? "-tax" : ""));
    return OK;
}
Err page_invoice_pdf(AccountCtx a) { return send_pdf(a, false); }
Err page_invoice_receipt(AccountCtx a) { return send_pdf(a, true); }

/* --- how an amount came about --- */

/* The rules of the area billing in figures. What was cut or rounded is where = stands. */
static Str formula_of(Ctx *ctx, const InvoiceLine *l, Msg *ret_rule)
{
    Str net = invoice_money(ctx, l->net, l->currency), price = number_said(ctx, l->unit_price),
        effective = number_said(ctx, l->effective_price), rate = number_said(ctx, l->rate),
        quantity = number_said(ctx, l->quantity);
    bool use = str_eq(l->provider, S("azure"));
    *ret_rule =
        use ? MSG("Use: price of one times quantity, cut to the smallest coin; times the exchange rate, cut again.")
        : str_eq(l->rule, S("cancel"))
            ? MSG("Taken back: the days that are left of the charge cycle, for each one rounded to the smallest coin.")
            : MSG("Licenses: price of one for the days that are billed, times the exchange rate, cut to the "
                  "smallest coin; times quantity.");
    return str_fmt(ctx->arena, "%.*s %.*s \u00d7 %lld / %lld = %.*s \u00b7 %.*s \u00d7 %.*s \u00d7 %.*s = %.*s",
                   S_ARG(price), S_ARG(l->pricing_currency), (long long)l->days, (long long)l->cycle_days,
                   S_ARG(effective), S_ARG(effective), S_ARG(rate), S_ARG(quantity), S_ARG(net));
}

Err page_invoice_line(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ExplainView *v = arena_new(ctx->arena, ExplainView);
    Invoice i;
    InvoiceLine *l;
    size_t n;
    int64_t place;
    TRY(invoice_named(a, ctx_param(ctx, S("invoice")), &i));
    if (str_to_i64(ctx_param(ctx, S("place")), &place) != OK || place < 1) {
        return problem(ctx, ERR_NOT_FOUND, MSG("The invoice has no such charge."), (Msg){0});
    }
    TRY(q_invoices_lines_at(
        a, &(InvoicesLinesAtArgs){.invoice_id = i.id, .with_place = true, .place = place, .size = 1}, &l, &n));
    if (!n) {
        return problem(ctx, ERR_NOT_FOUND, MSG("The invoice has no such charge."), (Msg){0});
    }
    v->shell = shell_of(ctx, MSG("How this amount came about"));
    v->product = l->product_title;
    v->number = i.id;
    v->invoice = invoice_url(ctx, i.id, "");
    v->net = invoice_money(ctx, l->net, l->currency);
    v->formula = formula_of(ctx, l, &v->rule);
    InvoicesTaxRow tax;
    Err err = q_invoices_tax(a, &(InvoicesTaxArgs){.invoice_id = i.id, .place = l->tax_place}, &tax);
    if (err == OK) {
        Str share = str_fmt(ctx->arena, "%.*s %.*s %% (%.*s): %.*s", S_ARG(tax.name), S_ARG(number_said(ctx, tax.rate)),
                            S_ARG(tax.category), S_ARG(invoice_money(ctx, l->tax, l->currency)));
        v->taxed =
            MSG2("Tax is rounded once for the invoice ({sum}) and split over its charges. Share of this one: {share}",
                 "sum", invoice_money(ctx, tax.tax, l->currency), "share", share);
    } else if (err != ERR_NOT_FOUND) {
        return err;
    }
    FactView *f = v->facts;
    size_t *m = &v->facts_n;
    fact(f, m, MSG("Charge type"), l->kind);
    fact(f, m, MSG("Customer"), l->customer_name);
    fact(f, m, MSG("Price for a whole charge cycle"),
         str_fmt(ctx->arena, "%.*s %.*s", S_ARG(number_said(ctx, l->unit_price)), S_ARG(l->pricing_currency)));
    fact(f, m, MSG("Row of the price list"), l->price_from);
    fact(f, m, MSG("Billed days"), str_fmt(ctx->arena, "%lld / %lld", (long long)l->days, (long long)l->cycle_days));
    fact(f, m, MSG("Charged from"), day_said(ctx, l->charge_from));
    fact(f, m, MSG("Charged until"), day_said(ctx, time_add(l->charge_to, -1)));
    fact(f, m, MSG("Quantity"), number_said(ctx, l->quantity));
    fact(f, m, MSG("Exchange rate"), number_said(ctx, l->rate));
    fact(f, m, MSG("Term and billing frequency"),
         str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(l->term), S_ARG(l->cycle))));
    fact(f, m, MSG("Promotion"), l->promotion_id);
    fact(f, m, MSG("Price adjustment"), l->adjustment);
    fact(f, m, MSG("Order"), l->order_id);
    fact(f, m, MSG("Ordered"), day_said(ctx, l->ordered_at));
    fact(f, m, MSG("Subscription"), id_is_nil(l->subscription_id) ? S("") : id_text(ctx->arena, l->subscription_id));
    fact(f, m, MSG("Reseller's partner ID"), l->partner_number);
    fact(f, m, MSG("Happened on"), day_said(ctx, l->at));
    InvoicesEntryRow entry;
    err = q_invoices_entry(a, &(InvoicesEntryArgs){.invoice_id = i.id}, &entry);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (err == OK) {
        fact(f, m, MSG("Entry of the ledger"),
             str_fmt(ctx->arena, "%.*s / %lld", S_ARG(month_word(ctx->arena, entry.period)), (long long)entry.number));
    }
    RENDER(ctx, 200, billing_explain, v);
    return OK;
}

/* --- estimates --- */

Err page_estimates(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    EstimateView *v = arena_new(ctx->arena, EstimateView);
    InvoicesOpenSumsRow *sums;
    InvoicePage page = {0};
    LinesAsk w = {.size = LIST_SIZE};
    list_each_asked(ctx, take_lines, &w);
    TRY(q_invoices_open_sums(a, NULL, &sums, &v->sums_n));
    Str month = ctx_query(ctx, S("month")), currency = ctx_query(ctx, S("currency"));
    size_t chosen = 0;
    for (size_t i = 0; i < v->sums_n; i++) {
        chosen = str_eq(date_iso(ctx->arena, sums[i].period), month) && str_eq(sums[i].currency, currency) ? i : chosen;
    }
    v->shell = shell_of(ctx, MSG("Estimates"));
    v->tabs = tabs_of(ctx, 2, &v->tabs_n);
    v->self = home_path(ctx, ESTIMATES_PAGE);
    EstimateSum *rows = arena_array(ctx->arena, EstimateSum, v->sums_n + 1);
    for (size_t i = 0; i < v->sums_n; i++) {
        Url of = url_with(ctx->arena, url_with(ctx->arena, v->self, S("month"), date_iso(ctx->arena, sums[i].period)),
                          S("currency"), sums[i].currency);
        rows[i] = (EstimateSum){.month = month_word(ctx->arena, sums[i].period),
                                .currency = sums[i].currency,
                                .net = invoice_money(ctx, sums[i].net, sums[i].currency),
                                .n = sums[i].n,
                                .url = of,
                                .current = i == chosen};
    }
    v->sums = rows;
    if (v->sums_n) {
        InvoicesOpenArgs args = {.period = sums[chosen].period, .currency = sums[chosen].currency};
        PageAsk ask = {.size = (uint32_t)w.size, .after = w.after, .before = w.before};
        Err err = invoice_open(a, &args, &ask, &page);
        if (err == ERR_INVALID && (ask.after.n || ask.before.n)) {
            ask.after = ask.before = S("");
            err = invoice_open(a, &args, &ask, &page);
        }
        TRY(err);
        v->heading = MSG1("Charges of {month}", "month", rows[chosen].month);
        Buf rest = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
        list_put(&rest, "month", date_iso(ctx->arena, args.period));
        list_put(&rest, "currency", args.currency);
        Str query = buf_str(&rest);
        list_pager(ctx->arena, v->self, query, query, &page.page, page.n, w.size, &v->pager);
        v->export = list_export(ctx->arena, home_path(ctx, ESTIMATES_PAGE "/files/reconciliation"), query);
    }
    v->lines = lines_of(ctx, &page);
    v->lines_n = page.n;
    v->empty = (EmptyView){.title = MSG("No open charges"),
                           .why = MSG("Each sale, change and renewal stands here at once, until it is invoiced.")};
    RENDER(ctx, 200, billing_estimates, v);
    return OK;
}
