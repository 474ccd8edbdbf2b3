/* The vendor's pages: alerts that were raised, one of them, and the form that raises one. */
#include "areas/security/pages.h"

#include "app/export_job.h"
#include "areas/home/home.h"
#include "gen/security_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define DESK "/operator/security-alerts"

static ShellView *shell_of(Ctx *ctx, Msg title, Str text)
{
    Crumb crumbs[3] = {
        desk_crumb(), {.label = MSG("Security alerts"), .url = url_static(DESK)}, {.label = title, .text = text}};
    bool first = !msg_is_set(title) && !text.n;
    ShellView *v = shell_view(ctx, first ? MSG("Security alerts") : title, crumbs, first ? 2 : 3);
    v->title_text = text;
    v->workspace = MSG("Vendor desk");
    return v;
}

typedef struct DeskAsk {
    Str state, after, before;
    int size;
} DeskAsk;

static void take(void *arg, Str name, Str value)
{
    DeskAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && (machine_state(&SECURITY_ALERT, value) || str_eq(value, S("all")))) {
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
static Err read_rows(OperatorCtx o, const DeskAsk *ask, PageAsk page, SecurityDeskPageRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    SecurityDeskPageArgs args = {
        .made_low = {1}, .with_state = !str_eq(ask->state, S("all")), .state = ask->state.n ? ask->state : S("active")};
    page.order = SECURITY_DESK_PAGE_BY_NEWEST;
    page.descending = true;
    Err err = q_security_desk_page(o, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_security_desk_page(o, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

Err alerts_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    AlertsView *v = arena_new(ctx->arena, AlertsView);
    DeskAsk ask = {.size = LIST_SIZE};
    SecurityDeskPageRow *rows;
    PageInfo info;
    list_each_asked(ctx, take, &ask);
    TRY(read_rows(o, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows,
                  &v->rows_n, &info));
    AlertLine *lines = arena_array(ctx->arena, AlertLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const SecurityDeskPageRow *r = &rows[i];
        lines[i] = (AlertLine){.title = r->title,
                               .kind = MSG_OF(alert_kind(r->kind)->name),
                               .customer = r->company_name,
                               .account = r->account_name,
                               .partner_id = r->partner_id,
                               .severity = alert_severity(r->severity),
                               .state = machine_state_view(&SECURITY_ALERT, READER_VENDOR, r->state),
                               .at = r->created_at,
                               .test = r->test,
                               .url = url_fmt(ctx->arena, DESK "/%i", r->id)};
    }
    v->rows = lines;
    v->desk = true;
    v->shell = shell_of(ctx, (Msg){0}, S(""));
    v->self = url_static(DESK);
    v->raise_url = url_static(DESK "/new");
    v->filtered = ask.state.n > 0;
    v->state = list_states(ctx, &SECURITY_ALERT, ask.state, S("active"));
    list_pager(ctx->arena, v->self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, v->rows_n, ask.size,
               &v->pager);
    alert_exports(ctx, list_url(ctx->arena, url_static(DESK "/export"), query_of(ctx, &ask, true)), &v->export);
    v->empty =
        (EmptyView){.title = MSG("No alert is active"),
                    .why = MSG("What you raise for a subscription stands here until its partner says what it was."),
                    .action = MSG("Raise an alert"),
                    .url = v->raise_url};
    RENDER(ctx, 200, security_alerts, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"title", N_("Alert"), EXPORT_TEXT, 40},         {"kind", N_("What was noticed"), EXPORT_MSG, 32},
    {"account", N_("Account"), EXPORT_TEXT, 30},     {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"customer", N_("Customer"), EXPORT_TEXT, 30},   {"severity", N_("Severity"), EXPORT_MSG, 12},
    {"state", N_("State"), EXPORT_MSG, 22},          {"noticed", N_("Noticed"), EXPORT_TIME, 20},
    {"since", N_("In this state"), EXPORT_TIME, 20},
};
static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    DeskAsk ask = {.size = LIST_SIZE};
    SecurityDeskPageRow *rows;
    size_t n;
    PageInfo info;
    list_each(a.ctx->arena, query, take, &ask);
    TRY(read_rows((OperatorCtx){a.ctx}, &ask, (PageAsk){.size = EXPORT_CHUNK, .after = after}, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const SecurityDeskPageRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = r->title},
            {.msg = MSG_OF(alert_kind(r->kind)->name)},
            {.text = r->account_name},
            {.text = r->partner_id},
            {.text = r->company_name},
            {.msg = alert_severity(r->severity).label},
            {.msg = machine_state_view(&SECURITY_ALERT, READER_VENDOR, r->state).label},
            {.time = r->created_at},
            {.time = r->since}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList RAISED = {.kind = "security_alert.export",
                                  .file = "security-alerts",
                                  .sheet = N_("Security alerts"),
                                  .columns = COLUMNS,
                                  .columns_n = COUNT_OF(COLUMNS),
                                  .chunk = write_chunk};
Err alerts_desk_export(OperatorCtx o)
{
    DeskAsk ask = {.size = LIST_SIZE};
    list_each_asked(o.ctx, take, &ask);
    return export_stream_told(o.ctx, ID_NIL, &RAISED, query_of(o.ctx, &ask, true));
}

/* --- one --- */

Err alert_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Id id;
    SecurityDeskGetRow f;
    AlertView *v = arena_new(ctx->arena, AlertView);
    TRY(ctx_param_id(ctx, S("alert"), &id));
    Err err = q_security_desk_get(o, &(SecurityDeskGetArgs){.id = id}, &f);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such alert."), MSG("Go back to the alerts."));
    }
    TRY(err);
    v->shell = shell_of(ctx, (Msg){0}, f.title);
    v->desk = true;
    v->title = f.title;
    v->description = f.description;
    v->customer = f.company_name;
    v->account = f.account_name;
    v->partner_id = f.partner_id;
    v->account_url = url_fmt(ctx->arena, "/operator/partners/%s", f.public_id);
    v->kind = MSG_OF(alert_kind(f.kind)->name);
    v->test = f.test;
    v->facts[v->facts_n++] = (FactView){.label = MSG("Kind"), .msg = v->kind, .kind = FACT_MSG};
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Severity"), .state = alert_severity(f.severity), .kind = FACT_STATE};
    if (f.resource_name.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Resource"), .text = f.resource_name};
    }
    v->facts[v->facts_n++] = (FactView){.label = MSG("Times seen"), .text = alert_number(ctx, f.hits)};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Noticed"), .at = f.created_at, .kind = FACT_TIME};
    TRY(machine_card(ctx, &SECURITY_ALERT, READER_VENDOR, f.account_id, f.id, &v->card));
    v->card.action_url = (Url){0};
    TRY(machine_history(ctx, &SECURITY_ALERT, READER_VENDOR, f.account_id, f.id, &v->history, &v->history_n));
    RENDER(ctx, 200, security_alert, v);
    return OK;
}

/* --- raising one --- */

static FieldView kind_field(Ctx *ctx, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, ALERT_KINDS);
    for (size_t i = 0; i < ALERT_KINDS; i++) {
        Str id = str_from(ALERT_KIND[i].id);
        options[i] = (OptionView){.value = id, .label = MSG_OF(ALERT_KIND[i].name), .selected = str_eq(id, chosen)};
    }
    return ui_select(ctx, S("kind"), MSG("What was noticed"), options, ALERT_KINDS);
}
static FieldView level_field(Ctx *ctx, const char *name, Msg label, Str chosen)
{
    static const Str WORDS[] = {S_INIT("high"), S_INIT("medium"), S_INIT("low")};
    OptionView *options = arena_array(ctx->arena, OptionView, COUNT_OF(WORDS));
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        options[i] = (OptionView){
            .value = WORDS[i], .label = alert_severity(WORDS[i]).label, .selected = str_eq(WORDS[i], chosen)};
    }
    return ui_select(ctx, str_from(name), label, options, COUNT_OF(WORDS));
}

static RaiseView *raise_view(Ctx *ctx, const AlertNew *n)
{
    static const Str NAMES[] = {S_INIT("subscription"), S_INIT("kind"),  S_INIT("severity"),
                                S_INIT("confidence"),   S_INIT("title"), S_INIT("description"),
                                S_INIT("resource"),     S_INIT("group"), S_INIT("hits")};
    RaiseView *v = arena_new(ctx->arena, RaiseView);
    *v = (RaiseView){.shell = shell_of(ctx, MSG("Raise an alert"), S("")),
                     .form = {.action = url_static(DESK "/new"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
                     .subscription = ui_field(ctx, S("subscription"), n->subscription, MSG("Subscription ID")),
                     .kind = kind_field(ctx, n->kind),
                     .severity = level_field(ctx, "severity", MSG("Severity"), n->severity),
                     .confidence = level_field(ctx, "confidence", MSG("How sure it is"), n->confidence),
                     .title = ui_field(ctx, S("title"), n->title, MSG("Title")),
                     .description = ui_field(ctx, S("description"), n->description, MSG("Description")),
                     .resource = ui_field(ctx, S("resource"), n->resource_name, MSG("Resource")),
                     .group = ui_field(ctx, S("group"), n->resource_group, MSG("Resource group")),
                     .hits = ui_field(ctx, S("hits"), n->hits, MSG("Times seen")),
                     .test = ui_field(ctx, S("test"), S("1"), MSG("It is a test: partners try their systems with it")),
                     .cancel = url_static(DESK)};
    v->subscription.hint = MSG("As the partner sees it on the subscription's page.");
    v->title.max_length = ALERT_TITLE_MAX;
    v->description.kind = FIELD_TEXTAREA;
    v->description.max_length = ALERT_TEXT_MAX;
    v->resource.optional = v->group.optional = v->hits.optional = true;
    v->hits.kind = FIELD_NUMBER;
    v->hits.width = S("w-8");
    v->test.kind = FIELD_CHECKBOX;
    v->test.checked = n->test;
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err alert_raise_page(OperatorCtx o)
{
    AlertNew n = {.subscription = ctx_query(o.ctx, S("subscription")), .severity = S("high"), .confidence = S("high")};
    RENDER(o.ctx, 200, security_raise, raise_view(o.ctx, &n));
    return OK;
}

Err alert_raise_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Id id;
    AlertNew n = {.subscription = str_trim(ctx_form(ctx, S("subscription"))),
                  .kind = ctx_form(ctx, S("kind")),
                  .severity = ctx_form(ctx, S("severity")),
                  .confidence = ctx_form(ctx, S("confidence")),
                  .title = str_trim(ctx_form(ctx, S("title"))),
                  .description = str_trim(ctx_form(ctx, S("description"))),
                  .resource_name = str_trim(ctx_form(ctx, S("resource"))),
                  .resource_group = str_trim(ctx_form(ctx, S("group"))),
                  .hits = str_trim(ctx_form(ctx, S("hits"))),
                  .test = ctx_form(ctx, S("test")).n > 0};
    Err err = alert_raise(o, &n, &id);
    if (err == ERR_INVALID) {
        return RENDER_FAILED(ctx, security_raise, raise_view(ctx, &n));
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, DESK "/%i", id), MSG("The alert is raised. The partner is told."));
    return OK;
}
