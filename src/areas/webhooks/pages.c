/* The page of the webhook with what was delivered, and the page of one delivery. */
#include "areas/webhooks/pages.h"

#include "app/export.h"
#include "app/session.h"
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/webhooks/webhooks_view.h"
#include "gen/webhooks_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/webhooks"
enum { EXPORT_DELIVERIES_MAX = 20000, EVENTS_MAX = 64 };

static Url page_of(Ctx *ctx, const char *rest)
{
    return url_fmt(ctx->arena, "/a/%s/settings/webhooks/%u", ctx->account.public_id, url_static(rest));
}

static StateView state_of(Str state)
{
    return str_eq(state, S("delivered")) ? (StateView){STATE_GOOD, MSG("Delivered")}
           : str_eq(state, S("offline")) ? (StateView){STATE_BAD, MSG("Given up")}
                                         : (StateView){STATE_WAIT, MSG("On its way")};
}

static Url certificate_url(Ctx *ctx)
{
    TokenKeyInfo *keys;
    size_t n = token_keys_list(ctx, &keys);
    for (size_t i = 0; i < n; i++) {
        if (keys[i].signing) {
            return url_fmt(ctx->arena, "/webhooks/certificates/%s.cer", keys[i].kid);
        }
    }
    return (Url){{0}};
}

/* --- what was delivered --- */

static const struct {
    const char *word, *label;
} STATES[] = {{"waiting", N_("On its way")}, {"delivered", N_("Delivered")}, {"offline", N_("Given up")}};

typedef struct DeliveriesAsk {
    Str state, event, after, before;
    bool compact;
    int size;
} DeliveriesAsk;
static void take(void *arg, Str name, Str value)
{
    DeliveriesAsk *ask = arg;
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(STATES) && str_eq(name, S("state")); i++) {
        ask->state = str_eq(value, str_from(STATES[i].word)) ? value : ask->state;
    }
    for (size_t i = 0; WEBHOOK_EVENTS[i] && str_eq(name, S("event")); i++) {
        ask->event = str_eq(value, str_from(WEBHOOK_EVENTS[i])) ? value : ask->event;
    }
}
static Str query_of(Ctx *ctx, const DeliveriesAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "state", ask->state);
    list_put(&b, "event", ask->event);
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}
static Err read_deliveries(AccountCtx a, const DeliveriesAsk *ask, PageAsk page, WebhookDeliveriesRow **ret,
                           size_t *ret_n, PageInfo *info)
{
    WebhookDeliveriesArgs args = {
        .with_state = ask->state.n > 0, .state = ask->state, .with_event = ask->event.n > 0, .event = ask->event};
    page.descending = true;
    Err err = q_webhook_deliveries(a, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_webhook_deliveries(a, &args, &page, ret, ret_n, info);
    }
    return err;
}
static void add_filters(Ctx *ctx, const DeliveriesAsk *ask, WebhooksView *v)
{
    OptionView *states = arena_array(ctx->arena, OptionView, COUNT_OF(STATES) + 1);
    OptionView *events = arena_array(ctx->arena, OptionView, EVENTS_MAX + 1);
    size_t n = 1;
    states[0] = (OptionView){.label = MSG("Any state"), .selected = !ask->state.n};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        Str word = str_from(STATES[i].word);
        states[i + 1] =
            (OptionView){.value = word, .label = MSG_OF(STATES[i].label), .selected = str_eq(word, ask->state)};
    }
    events[0] = (OptionView){.label = MSG("Any event"), .selected = !ask->event.n};
    for (; WEBHOOK_EVENTS[n - 1] && n <= EVENTS_MAX; n++) {
        Str word = str_from(WEBHOOK_EVENTS[n - 1]);
        events[n] = (OptionView){.value = word, .text = word, .selected = str_eq(word, ask->event)};
    }
    v->filtered = ask->state.n || ask->event.n;
    v->clear_url = home_path(ctx, PAGE);
    v->state = ui_select(ctx, S("state"), MSG("State"), states, COUNT_OF(STATES) + 1);
    v->event = ui_select(ctx, S("event"), MSG("Event"), events, n);
    Url export = list_url(ctx->arena, page_of(ctx, "export"), query_of(ctx, ask));
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match")};
}
static Err add_deliveries(AccountCtx a, WebhooksView *v)
{
    Ctx *ctx = a.ctx;
    WebhookDeliveriesRow *rows;
    PageInfo info;
    DeliveriesAsk ask = {.size = LIST_SIZE};
    list_each_asked(ctx, take, &ask);
    TRY(read_deliveries(a, &ask, (PageAsk){.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}, &rows,
                        &v->deliveries_n, &info));
    add_filters(ctx, &ask, v);
    DeliveryLine *lines = arena_array(ctx->arena, DeliveryLine, v->deliveries_n + 1);
    for (size_t i = 0; i < v->deliveries_n; i++) {
        lines[i] = (DeliveryLine){
            .event = rows[i].event,
            .answer = rows[i].last_answer,
            .at = rows[i].created_at,
            .state = state_of(rows[i].state),
            .tries = rows[i].tries,
            .url = url_fmt(ctx->arena, "/a/%s/settings/webhooks/deliveries/%i", ctx->account.public_id, rows[i].id)};
    }
    v->deliveries = lines;
    DeliveriesAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, query_of(ctx, &ask), query_of(ctx, &rest), &info, v->deliveries_n, ask.size,
               &v->pager);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"event", N_("Event"), EXPORT_TEXT, 28}, {"resource", N_("Resource"), EXPORT_TEXT, 60},
    {"state", N_("State"), EXPORT_MSG, 14},  {"happened", N_("Happened"), EXPORT_TIME, 20},
    {"tries", N_("Tries"), EXPORT_INT, 8},   {"answer", N_("Last answer"), EXPORT_TEXT, 40},
    {"id", N_("ID"), EXPORT_ID, 36}};
static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    PageAsk page = {.size = 500};
    do {
        WebhookDeliveriesRow *rows;
        size_t n;
        PageInfo info;
        TRY(read_deliveries(a, arg, page, &rows, &n, &info));
        for (size_t i = 0; i < n && export_rows(e) < EXPORT_DELIVERIES_MAX; i++) {
            ExportCell cells[] = {{.text = rows[i].event},
                                  {.text = rows[i].resource},
                                  {.msg = state_of(rows[i].state).label},
                                  {.time = rows[i].created_at},
                                  {.i = rows[i].tries},
                                  {.text = rows[i].last_answer},
                                  {.id = rows[i].id}};
            TRY(export_row(e, cells));
        }
        page.after = info.next;
    } while (page.after.n && export_rows(e) < EXPORT_DELIVERIES_MAX);
    return OK;
}
Err webhook_deliveries_export(AccountCtx a)
{
    DeliveriesAsk ask = {.size = LIST_SIZE};
    list_each_asked(a.ctx, take, &ask);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Deliveries"),
                                        .file = "webhook-deliveries",
                                        .fill = fill_export,
                                        .arg = &ask});
}

/* typed: of a form that failed; NULL: what is stored. */
static Err view_of(AccountCtx a, const WebhookForm *typed, WebhooksView **ret)
{
    static const Str NAMES[] = {S_INIT("WebhookUrl"), S_INIT("WebhookEvents")};
    Ctx *ctx = a.ctx;
    WebhookGetRow w = {0};
    Err err = q_webhook_get(a, NULL, &w);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    WebhooksView *v = arena_new(ctx->arena, WebhooksView);
    *v = (WebhooksView){.shell = settings_shell(ctx, MSG("Webhooks")),
                        .form = {.action = home_path(ctx, PAGE), .errors = ui_errors(ctx, NAMES, 2)},
                        .url = ui_field(ctx, S("WebhookUrl"), typed ? typed->url : w.url, MSG("Address")),
                        .events_error = problem_of_field(ctx, S("WebhookEvents")),
                        .token_header = typed ? typed->token_header : w.token_header,
                        .may_manage = ctx_may(ctx, &WEBHOOKS_MANAGE),
                        .registered = err == OK,
                        .paused = w.paused,
                        .certificate = certificate_url(ctx),
                        .test = page_of(ctx, "test"),
                        .pause = page_of(ctx, "pause"),
                        .resume = page_of(ctx, "resume")};
    v->url.hint = MSG("Events are posted here. It begins with https://.");
    v->url.width = S("w-full");
    EventChoice *choices = arena_array(ctx->arena, EventChoice, 64);
    for (; WEBHOOK_EVENTS[v->events_n] && v->events_n < 64; v->events_n++) {
        Str name = str_from(WEBHOOK_EVENTS[v->events_n]);
        bool chosen = err == OK && webhook_chosen(w.events, name);
        for (size_t i = 0; typed && i < typed->events_n; i++) {
            chosen = i == 0 ? false : chosen;
            chosen = chosen || str_eq(typed->events[i], name);
        }
        choices[v->events_n] = (EventChoice){name, typed && !typed->events_n ? false : chosen};
    }
    Str rest = err == OK ? w.events : S(""), word; /* what a client has beside them stays */
    while (rest.n && str_split(&rest, ' ', &word)) {
        if (!webhook_event_offered(word) && v->events_n < 64) {
            choices[v->events_n++] = (EventChoice){word, true};
        }
    }
    v->events = choices;
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return add_deliveries(a, v);
}

Err webhooks_page(AccountCtx a)
{
    WebhooksView *v;
    TRY(view_of(a, NULL, &v));
    RENDER(a.ctx, 200, webhooks, v);
    return OK;
}

Err webhooks_save_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str *events = arena_array(ctx->arena, Str, 64);
    WebhookForm form = {.url = ctx_form(ctx, S("WebhookUrl")),
                        .events = events,
                        .token_header = ctx_form(ctx, S("token_header")).n > 0};
    while (form.events_n < 64 && ctx_form_nth(ctx, S("WebhookEvents"), form.events_n, &events[form.events_n])) {
        form.events_n++;
    }
    WebhookGetRow w;
    Err err = webhook_save(a, &form, &w);
    if (err == ERR_INVALID) {
        WebhooksView *v;
        TRY(view_of(a, &form, &v));
        return RENDER_FAILED(ctx, webhooks, v);
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The webhook is registered"));
    return OK;
}

Err webhooks_test_post(AccountCtx a)
{
    Id id;
    TRY(webhook_test(a, &id));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG("The test event is on its way"));
    return OK;
}

Err webhooks_pause_post(AccountCtx a)
{
    TRY(webhook_set_paused(a, true));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG("Paused: events wait here until you resume"));
    return OK;
}

Err webhooks_resume_post(AccountCtx a)
{
    TRY(webhook_set_paused(a, false));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG("Events are posted again"));
    return OK;
}

/* --- one delivery --- */

static Msg means_of(Str state)
{
    return str_eq(state, S("delivered")) ? MSG("The address took it.")
           : str_eq(state, S("offline"))
               ? MSG("Ten tries have failed. Mend what the last answer says, then send it again.")
               : MSG("It is tried up to ten times with growing pauses; newer events of the same resource wait for it.");
}

Err webhook_delivery_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id = ID_NIL;
    WebhookDeliveryGetRow d;
    WebhookTriesRow *tries;
    DeliveryView *v = arena_new(ctx->arena, DeliveryView);
    TRY(ctx_param_id(ctx, S("delivery"), &id));
    Err err = q_webhook_delivery_get(a, &(WebhookDeliveryGetArgs){.id = id}, &d);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such delivery."), MSG("It may be older than seven days."));
    }
    TRY(err);
    TRY(q_webhook_tries(a, &(WebhookTriesArgs){.delivery_id = id}, &tries, &v->tries_n));
    v->shell = settings_sub_shell(ctx, MSG("Webhooks"), PAGE, MSG1("{event}", "event", d.event));
    FactView *facts = arena_array(ctx->arena, FactView, 3);
    facts[0] = (FactView){.label = MSG("State"), .state = state_of(d.state), .kind = FACT_STATE};
    facts[1] = (FactView){.label = MSG("Happened"), .at = d.created_at, .kind = FACT_TIME};
    facts[2] = (FactView){.label = MSG("Next try"), .at = d.next_at, .kind = FACT_TIME};
    v->facts = facts;
    v->facts_n = str_eq(d.state, S("waiting")) ? 3 : 2;
    v->means = means_of(d.state);
    v->body = d.body;
    v->may_again = str_eq(d.state, S("offline")) && ctx_may(ctx, &WEBHOOKS_MANAGE);
    v->again = url_fmt(ctx->arena, "/a/%s/settings/webhooks/deliveries/%i/again", ctx->account.public_id, id);
    TryLine *lines = arena_array(ctx->arena, TryLine, v->tries_n + 1);
    for (size_t i = 0; i < v->tries_n; i++) {
        lines[i] = (TryLine){tries[i].created_at, tries[i].code, tries[i].answer};
    }
    v->tries = lines;
    RENDER(ctx, 200, webhook_one, v);
    return OK;
}

Err webhook_again_post(AccountCtx a)
{
    Id id = ID_NIL;
    TRY(ctx_param_id(a.ctx, S("delivery"), &id));
    TRY(webhook_again(a, id));
    ctx_redirect(a.ctx, url_fmt(a.ctx->arena, "/a/%s/settings/webhooks/deliveries/%i", a.ctx->account.public_id, id),
                 MSG("The event is on its way again"));
    return OK;
}
