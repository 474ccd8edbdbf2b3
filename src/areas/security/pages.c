/* The account's pages: alerts over all its customers, and one of them. */
#include "areas/security/pages.h"

#include "app/export_job.h"
#include "areas/customers/customers.h"
#include "areas/home/home.h"
#include "base/utf8.h"
#include "gen/security_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/security-alerts"
enum { Q_MAX = 100, NEW_DAYS = 7 };
static const struct {
    const char *word, *label;
    int tone;
} LEVELS[] = {{"high", N_("High"), STATE_BAD}, {"medium", N_("Medium"), STATE_WARN}, {"low", N_("Low"), STATE_OFF}};

StateView alert_severity(Str word)
{
    for (size_t i = 0; i < COUNT_OF(LEVELS); i++) {
        if (str_eq(word, str_from(LEVELS[i].word))) {
            return (StateView){LEVELS[i].tone, MSG_OF(LEVELS[i].label)};
        }
    }
    return (StateView){STATE_OFF, MSG("Low")};
}
Str alert_number(Ctx *ctx, int64_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_i64(&b, ctx->locale, n);
    return buf_str(&b);
}
void alert_exports(Ctx *ctx, Url file, ExportView *ret)
{
    *ret = (ExportView){.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                        .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx")),
                        .about = MSG("All that match, on all pages")};
}

typedef struct AlertsAsk {
    Str q, state, severity, after, before;
    int size;
} AlertsAsk;

static void take(void *arg, Str name, Str value)
{
    AlertsAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = utf8_prefix(str_trim(value), Q_MAX);
    } else if (str_eq(name, S("state")) && machine_state(&SECURITY_ALERT, value)) {
        ask->state = value;
    }
    for (size_t i = 0; i < COUNT_OF(LEVELS) && str_eq(name, S("severity")); i++) {
        ask->severity = str_eq(value, str_from(LEVELS[i].word)) ? value : ask->severity;
    }
}
static Str query_of(Ctx *ctx, const AlertsAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    list_put(&b, "state", ask->state);
    list_put(&b, "severity", ask->severity);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}
static Err read_rows(AccountCtx a, const AlertsAsk *ask, PageAsk page, SecurityAlertPageRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    SecurityAlertPageArgs args = {.with_state = ask->state.n > 0,
                                  .state = ask->state,
                                  .with_severity = ask->severity.n > 0,
                                  .severity = ask->severity,
                                  .with_q = ask->q.n > 0,
                                  .pattern =
                                      str_fmt(a.ctx->arena, "%%%.*s%%", S_ARG(str_lower_ascii(a.ctx->arena, ask->q)))};
    page.order = SECURITY_ALERT_PAGE_BY_NEWEST;
    page.descending = true;
    Err err = q_security_alert_page(a, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_security_alert_page(a, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

static FieldView severity_field(Ctx *ctx, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, COUNT_OF(LEVELS) + 1);
    options[0] = (OptionView){.label = MSG("Any severity"), .selected = !chosen.n};
    for (size_t i = 0; i < COUNT_OF(LEVELS); i++) {
        Str word = str_from(LEVELS[i].word);
        options[i + 1] =
            (OptionView){.value = word, .label = MSG_OF(LEVELS[i].label), .selected = str_eq(word, chosen)};
    }
    return ui_select(ctx, S("severity"), MSG("Severity"), options, COUNT_OF(LEVELS) + 1);
}
static FieldView state_field(Ctx *ctx, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, SECURITY_ALERT.states_n + 1);
    options[0] = (OptionView){.label = MSG("Any state"), .selected = !chosen.n};
    for (size_t i = 0; i < SECURITY_ALERT.states_n; i++) {
        const MachineState *s = &SECURITY_ALERT.states[i];
        options[i + 1] = (OptionView){
            .value = str_from(s->id), .label = MSG_OF(s->name), .selected = str_eq(str_from(s->id), chosen)};
    }
    return ui_select(ctx, S("state"), MSG("State"), options, SECURITY_ALERT.states_n + 1);
}

static Err fill_figures(AccountCtx a, AlertsView *v)
{
    SecurityAlertFiguresRow n;
    TRY(q_security_alert_figures(
        a, &(SecurityAlertFiguresArgs){.week_from = time_add(a.ctx->now, -NEW_DAYS * TIME_DAY)}, &n));
    v->facts[v->facts_n++] = (FactView){.label = MSG("To be resolved"), .text = alert_number(a.ctx, n.open_n)};
    v->facts[v->facts_n++] = (FactView){.label = MSG("New in seven days"), .text = alert_number(a.ctx, n.new_n)};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Resolved"), .text = alert_number(a.ctx, n.resolved_n)};
    return OK;
}

static Url one_url(Ctx *ctx, Id id) { return url_fmt(ctx->arena, "%u/%i", home_path(ctx, PAGE), id); }

Err alerts_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AlertsView *v = arena_new(ctx->arena, AlertsView);
    AlertsAsk ask = {.size = LIST_SIZE};
    SecurityAlertPageRow *rows;
    PageInfo info;
    list_each_asked(ctx, take, &ask);
    TRY(read_rows(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows,
                  &v->rows_n, &info));
    AlertLine *lines = arena_array(ctx->arena, AlertLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const SecurityAlertPageRow *r = &rows[i];
        lines[i] = (AlertLine){.title = r->title,
                               .kind = MSG_OF(alert_kind(r->kind)->name),
                               .customer = r->customer_name,
                               .subscription = r->subscription_name,
                               .severity = alert_severity(r->severity),
                               .state = machine_state_view(&SECURITY_ALERT, READER_PARTNER, r->state),
                               .at = r->created_at,
                               .test = r->test,
                               .url = one_url(ctx, r->id)};
    }
    v->rows = lines;
    v->shell = shell_view(ctx, MSG("Security alerts"), (Crumb[]){{.label = MSG("Security alerts")}}, 1);
    v->self = home_path(ctx, PAGE);
    v->filtered = ask.q.n || ask.state.n || ask.severity.n;
    v->q = ui_field(ctx, S("q"), ask.q, MSG("Customer"));
    v->q.kind = FIELD_SEARCH;
    v->state = state_field(ctx, ask.state);
    v->severity = severity_field(ctx, ask.severity);
    TRY(fill_figures(a, v));
    list_pager(ctx->arena, v->self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, v->rows_n, ask.size,
               &v->pager);
    alert_exports(ctx, list_url(ctx->arena, home_path(ctx, PAGE "/export"), query_of(ctx, &ask, true)), &v->export);
    v->empty =
        (EmptyView){.title = MSG("No alerts"),
                    .why = MSG("What the vendor notices about your customers' subscriptions stands here, and you "
                               "are told at once.")};
    RENDER(ctx, 200, security_alerts, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"id", N_("Alert ID"), EXPORT_ID, 36},
    {"title", N_("Alert"), EXPORT_TEXT, 40},
    {"kind", N_("What was noticed"), EXPORT_MSG, 32},
    {"customer", N_("Customer"), EXPORT_TEXT, 30},
    {"subscription", N_("Subscription"), EXPORT_TEXT, 30},
    {"resource", N_("Resource"), EXPORT_TEXT, 24},
    {"severity", N_("Severity"), EXPORT_MSG, 12},
    {"state", N_("State"), EXPORT_MSG, 22},
    {"noticed", N_("Noticed"), EXPORT_TIME, 20},
    {"since", N_("In this state"), EXPORT_TIME, 20},
};
static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    AlertsAsk ask = {.size = LIST_SIZE};
    SecurityAlertPageRow *rows;
    size_t n;
    PageInfo info;
    list_each(a.ctx->arena, query, take, &ask);
    TRY(read_rows(a, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const SecurityAlertPageRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.id = r->id},
            {.text = r->title},
            {.msg = MSG_OF(alert_kind(r->kind)->name)},
            {.text = r->customer_name},
            {.text = r->subscription_name},
            {.text = r->resource_name},
            {.msg = alert_severity(r->severity).label},
            {.msg = machine_state_view(&SECURITY_ALERT, READER_PARTNER, r->state).label},
            {.time = r->created_at},
            {.time = r->since}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList ALERTS = {.kind = "security_alert.export",
                                  .file = "security-alerts",
                                  .sheet = N_("Security alerts"),
                                  .columns = COLUMNS,
                                  .columns_n = COUNT_OF(COLUMNS),
                                  .chunk = write_chunk};
Err alerts_export(AccountCtx a)
{
    AlertsAsk ask = {.size = LIST_SIZE};
    list_each_asked(a.ctx, take, &ask);
    return export_stream_told(a.ctx, a.ctx->account_id, &ALERTS, query_of(a.ctx, &ask, true));
}

/* --- one --- */

static Err of_path(AccountCtx a, Alert *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("alert"), &id));
    return alert_find(a, id, ret);
}

static void fill_facts(Ctx *ctx, const Alert *f, AlertView *v)
{
    v->facts[v->facts_n++] = (FactView){.label = MSG("Kind"), .msg = v->kind, .kind = FACT_MSG};
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Severity"), .state = alert_severity(f->severity), .kind = FACT_STATE};
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("How sure it is"), .msg = alert_severity(f->confidence).label, .kind = FACT_MSG};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Subscription"), .text = f->subscription_name};
    if (f->resource_name.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Resource"), .text = f->resource_name};
    }
    if (f->resource_group.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Resource group"), .text = f->resource_group};
    }
    v->facts[v->facts_n++] = (FactView){.label = MSG("Times seen"), .text = alert_number(ctx, f->hits)};
    v->facts[v->facts_n++] = (FactView){.label = MSG("First seen"), .at = f->first_at, .kind = FACT_TIME};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Last seen"), .at = f->last_at, .kind = FACT_TIME};
}

static void fill_acts(Ctx *ctx, const Alert *f, AlertView *v)
{
    AlertAct *acts = arena_array(ctx->arena, AlertAct, SECURITY_ALERT.moves_n);
    for (size_t i = 0; i < SECURITY_ALERT.moves_n; i++) {
        const MachineMove *m = &SECURITY_ALERT.moves[i];
        if (str_eq(str_from(m->from), f->state) &&
            machine_may(ctx, &SECURITY_ALERT, f->state, str_from(m->to), MOVER_PARTNER)) {
            acts[v->acts_n++] = (AlertAct){
                .label = MSG_OF(m->name), .to = str_from(m->to), .danger = str_eq(str_from(m->to), S("fraud"))};
        }
    }
    v->acts = acts;
}

Err alert_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Alert f;
    AlertView *v = arena_new(ctx->arena, AlertView);
    TRY(of_path(a, &f));
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("Security alerts"), .url = home_path(ctx, PAGE)};
    crumbs[1] = (Crumb){.text = f.title};
    v->shell = shell_view(ctx, MSG1("{title}", "title", f.title), crumbs, 2);
    v->title = f.title;
    v->description = f.description;
    v->customer = f.customer_name;
    v->kind = MSG_OF(alert_kind(f.kind)->name);
    v->test = f.test;
    v->customer_url = customer_page_url(ctx, f.customer_id, "");
    v->subscription_url =
        url_fmt(ctx->arena, "%u/%i", customer_page_url(ctx, f.customer_id, "/subscriptions"), f.subscription_id);
    v->action = one_url(ctx, f.id);
    fill_facts(ctx, &f, v);
    fill_acts(ctx, &f, v);
    TRY(machine_card(ctx, &SECURITY_ALERT, READER_PARTNER, ctx->account_id, f.id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &SECURITY_ALERT, READER_PARTNER, ctx->account_id, f.id, &v->history, &v->history_n));
    RENDER(ctx, 200, security_alert, v);
    return OK;
}

Err alert_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Alert f;
    TRY(of_path(a, &f));
    TRY(alert_move(a, &f, ctx_form(ctx, S("to"))));
    ctx_redirect(ctx, one_url(ctx, f.id), MSG("It is noted"));
    return OK;
}
