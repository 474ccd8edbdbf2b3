/* The subscriptions of one customer: the list, one of them with what is to come and what has been. */
#include "app/export.h"
#include "areas/commerce/pages.h"
#include "base/utf8.h"
#include "gen/commerce_html.h"
#include "ui/field.h"
#include "ui/lists.h"

enum { EXPORT_SUBSCRIPTIONS_MAX = 20000, EVENTS_SHOWN = 50 };

static const struct {
    const char *word, *label;
} STATES[] = {{"active", N_("Active")},
              {"suspended", N_("Suspended")},
              {"expired", N_("Expired")},
              {"disabled", N_("Disabled")},
              {"deleted", N_("Deleted")}};

Str subscription_state_word(Str value)
{
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        known = known || str_eq(value, str_from(STATES[i].word));
    }
    return known ? value : S("");
}

typedef struct SubscriptionsAsk {
    Str q, state, after, before;
    uint32_t order;
    bool descending, compact;
    int size;
} SubscriptionsAsk;

static void take(void *arg, Str name, Str value)
{
    SubscriptionsAsk *ask = arg;
    value = utf8_prefix(str_trim(value), 100);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("sort"))) {
        ask->descending = str_starts(value, S("-"));
        Str word = ask->descending ? str_skip(value, 1) : value;
        ask->order = str_eq(word, S("newest")) ? SUBSCRIPTION_PAGE_BY_NEWEST : SUBSCRIPTION_PAGE_BY_NAME;
    }
    if (str_eq(name, S("state"))) {
        ask->state = subscription_state_word(value);
    }
}
static SubscriptionsAsk ask_of(Ctx *ctx)
{
    SubscriptionsAsk ask = {.size = LIST_SIZE, .order = SUBSCRIPTION_PAGE_BY_NAME};
    list_each_asked(ctx, take, &ask);
    return ask;
}
static Str query_of(Ctx *ctx, const SubscriptionsAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    list_put(&b, "state", ask->state);
    if (ask->order == SUBSCRIPTION_PAGE_BY_NEWEST || ask->descending) {
        list_put(&b, "sort",
                 str_fmt(ctx->arena, "%s%s", ask->descending ? "-" : "",
                         ask->order == SUBSCRIPTION_PAGE_BY_NEWEST ? "newest" : "name"));
    }
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", str_fmt(ctx->arena, "%d", ask->size));
    }
    return buf_str(&b);
}
static Err read_page(AccountCtx a, const SubscriptionsAsk *ask, PageAsk page, SubscriptionPageRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    Str folded = str_lower_ascii(a.ctx->arena, ask->q);
    SubscriptionPageArgs args = {.customer_id = a.ctx->customer_id,
                                 .with_state = ask->state.n != 0,
                                 .state = ask->state,
                                 .with_q = ask->q.n != 0,
                                 .pattern = str_fmt(a.ctx->arena, "%%%.*s%%", S_ARG(folded))};
    Err err = q_subscription_page(a, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_subscription_page(a, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

FieldView subscription_state_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(STATES) + 1);
    o[0] = (OptionView){.label = MSG("Any state"), .selected = chosen.n == 0};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        Str word = str_from(STATES[i].word);
        o[i + 1] = (OptionView){.value = word, .label = MSG_OF(STATES[i].label), .selected = str_eq(word, chosen)};
    }
    return ui_select(ctx, S("state"), MSG("State"), o, COUNT_OF(STATES) + 1);
}
static SortView sort_of(Ctx *ctx, Url self, const SubscriptionsAsk *ask, uint32_t order, const char *word, Msg label)
{
    return list_sort(ctx->arena, self, word, label, (ListSorted){ask->order == order, ask->descending, false});
}

Err page_subscriptions(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    TRY(customer_frame_view(a, MSG("Subscriptions"), NULL, &frame));
    SubscriptionsAsk ask = ask_of(ctx);
    SubscriptionPageRow *rows;
    PageInfo info;
    SubscriptionsView *v = arena_new(ctx->arena, SubscriptionsView);
    PageAsk page = {.order = ask.order,
                    .descending = ask.descending,
                    .size = (uint32_t)ask.size,
                    .after = ask.after,
                    .before = ask.before};
    TRY(read_page(a, &ask, page, &rows, &v->rows_n, &info));
    v->frame = frame;
    v->may_buy = ctx_may(ctx, &COMMERCE_BUY);
    v->shop_url = commerce_url(ctx, "/products");
    v->clear_url = commerce_url(ctx, "/subscriptions");
    v->filtered = ask.q.n || ask.state.n;
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .value = ask.q,
                       .label = MSG("Name or product"),
                       .autocomplete = S("off")};
    v->state = subscription_state_field(ctx, ask.state);
    Str query = query_of(ctx, &ask);
    Url self = list_url(ctx->arena, v->clear_url, query);
    Url export = list_url(ctx->arena, commerce_url(ctx, "/subscriptions/export"), query);
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match")};
    v->by_name = sort_of(ctx, self, &ask, SUBSCRIPTION_PAGE_BY_NAME, "name", MSG("Subscription"));
    v->by_newest = sort_of(ctx, self, &ask, SUBSCRIPTION_PAGE_BY_NEWEST, "newest", MSG("Term and next dates"));
    SubscriptionLine *lines = arena_array(ctx->arena, SubscriptionLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        Subscription s = SUBSCRIPTION_OF_ROW(&rows[i]);
        lines[i] = subscription_line(ctx, &s);
    }
    v->rows = lines;
    SubscriptionsAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, v->clear_url, query, query_of(ctx, &rest), &info, v->rows_n, ask.size, &v->pager);
    v->empty =
        (EmptyView){.title = MSG("No subscriptions yet"),
                    .why = MSG("What you order for this customer stands here, with what happens to it next and when.")};
    if (v->may_buy) {
        v->empty.action = MSG("Add products");
        v->empty.url = v->shop_url;
    }
    RENDER(ctx, 200, subscriptions, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"name", N_("Subscription"), EXPORT_TEXT, 36},    {"id", N_("Subscription ID"), EXPORT_ID, 36},
    {"product", N_("Product"), EXPORT_TEXT, 36},      {"state", N_("State"), EXPORT_MSG, 14},
    {"quantity", N_("Quantity"), EXPORT_INT, 10},     {"unit_price", N_("Price of one"), EXPORT_DEC, 12},
    {"currency", N_("Currency"), EXPORT_TEXT, 8},     {"term", N_("Term"), EXPORT_MSG, 14},
    {"cycle", N_("Billing"), EXPORT_MSG, 16},         {"started", N_("Since"), EXPORT_TIME, 20},
    {"ends", N_("End of the term"), EXPORT_TIME, 20}, {"renews", N_("Renews by itself"), EXPORT_BOOL, 10}};

static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    PageAsk page = {.size = 500};
    do {
        SubscriptionPageRow *rows;
        size_t n;
        PageInfo info;
        TRY(read_page(a, arg, page, &rows, &n, &info));
        for (size_t i = 0; i < n && export_rows(e) < EXPORT_SUBSCRIPTIONS_MAX; i++) {
            const SubscriptionPageRow *r = &rows[i];
            Subscription s = SUBSCRIPTION_OF_ROW(r);
            ExportCell cells[] = {{.text = r->friendly_name},
                                  {.id = r->id},
                                  {.text = r->title},
                                  {.msg = subscription_state(&s, a.ctx->now).label},
                                  {.i = r->quantity},
                                  {.dec = r->unit_price},
                                  {.text = r->currency},
                                  {.msg = catalog_term_msg(r->term)},
                                  {.msg = catalog_cycle_msg(r->cycle)},
                                  {.time = r->started_at},
                                  {.time = r->ends_at, .empty = !time_is_set(r->ends_at)},
                                  {.yes = r->renews}};
            TRY(export_row(e, cells));
        }
        page.after = info.next;
    } while (page.after.n && export_rows(e) < EXPORT_SUBSCRIPTIONS_MAX);
    return OK;
}
Err page_subscriptions_export(AccountCtx a)
{
    TRY(customer_enter(a));
    Customer c;
    TRY(customer_get(a, &c));
    SubscriptionsAsk ask = ask_of(a.ctx);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Subscriptions"),
                                        .file = "subscriptions",
                                        .fill = fill_export,
                                        .arg = &ask});
}

/* --- one --- */

static Msg word_msg(Str state)
{
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        if (str_eq(state, str_from(STATES[i].word))) {
            return MSG_OF(STATES[i].label);
        }
    }
    return MSG1("{word}", "word", state);
}
static Msg event_msg(Ctx *ctx, const SubscriptionEventsRow *e)
{
    if (str_eq(e->what, S("bought"))) {
        return MSG1("Bought with {n} seats", "n", e->became);
    }
    if (str_eq(e->what, S("quantity"))) {
        return MSG2("Seats changed from {was} to {became}", "was", e->was, "became", e->became);
    }
    if (str_eq(e->what, S("renews"))) {
        return str_eq(e->became, S("1")) ? MSG("Auto-renew switched on") : MSG("Auto-renew switched off");
    }
    if (str_eq(e->what, S("renewed"))) {
        Date until;
        return date_parse(e->became, &until) == OK
                   ? MSG1("Renewed until {date}", "date", commerce_day(ctx, time_of_date(until)))
                   : MSG("Renewed");
    }
    if (str_eq(e->what, S("cycle"))) {
        Msg now = catalog_cycle_msg(e->became);
        return MSG1("Billing changed: {cycle}", "cycle", msg_text(ctx->arena, ctx->locale, &now));
    }
    if (str_eq(e->what, S("next"))) {
        return e->became.n ? MSG1("Next term planned: {product}", "product", e->became)
                           : MSG("The plan for the next term was dropped");
    }
    if (str_eq(e->what, S("name"))) {
        return MSG2("Renamed from {was} to {became}", "was", e->was, "became", e->became);
    }
    if (str_eq(e->what, S("moved"))) {
        return MSG2("Moved to {became} (before: {was})", "was", e->was, "became", e->became);
    }
    if (str_eq(e->what, S("transferred"))) {
        return MSG1("Went to another partner: {partner}", "partner", e->became);
    }
    if (str_eq(e->what, S("received"))) {
        return MSG1("Came from another partner: {partner}", "partner", e->became);
    }
    if (str_eq(e->what, S("migrated"))) {
        return MSG1("Became one of the newer kind: {became}", "became", e->became);
    }
    if (str_eq(e->what, S("migration"))) {
        return MSG1("Came from one of the older kind: {was}", "was", e->was);
    }
    if (str_eq(e->what, S("converted"))) {
        return MSG1("Trial converted to {became}", "became", e->became);
    }
    if (str_eq(e->what, S("use"))) {
        return str_eq(e->became, S("cancelled")) ? MSG("Metered use stopped")
               : str_eq(e->was, S("cancelled"))  ? MSG("Metered use taken up again")
                                                 : MSG("Activated");
    }
    Msg was = word_msg(e->was), became = word_msg(e->became);
    return MSG2("State changed from {was} to {became}", "was", msg_text(ctx->arena, ctx->locale, &was), "became",
                msg_text(ctx->arena, ctx->locale, &became));
}
static Err fill_events(AccountCtx a, Id id, SubscriptionView *v)
{
    SubscriptionEventsRow *rows;
    size_t n;
    TRY(q_subscription_events(a, &(SubscriptionEventsArgs){.subscription_id = id}, &rows, &n));
    v->events_n = n < EVENTS_SHOWN ? n : EVENTS_SHOWN;
    EventView *events = arena_array(a.ctx->arena, EventView, v->events_n + 1);
    for (size_t i = 0; i < v->events_n; i++) {
        events[i] = (EventView){.what = event_msg(a.ctx, &rows[i]), .at = rows[i].created_at};
    }
    v->events = events;
    return OK;
}
static FactView text(Msg label, Str value) { return (FactView){.label = label, .text = value, .kind = FACT_TEXT}; }
static void pair(SubscriptionView *v, Msg label, Str value)
{
    if (value.n && v->pairs_n < COUNT_OF(v->pairs)) {
        v->pairs[v->pairs_n++] = text(label, value);
    }
}
static void fill_facts(Ctx *ctx, const Subscription *s, SubscriptionView *v)
{
    v->facts[v->facts_n++] = s->usage ? (FactView){.label = MSG("Seats"), .msg = MSG("Paid as used"), .kind = FACT_MSG}
                                      : text(MSG("Seats"), commerce_number(ctx->arena, s->quantity));
    v->facts[v->facts_n++] = text(MSG("Price of one"), catalog_amount(ctx, s->unit_price, s->currency));
    if (!s->usage) {
        v->facts[v->facts_n++] =
            text(MSG("A billing period"), commerce_amount(ctx, s->unit_price, s->quantity, s->currency));
    }
    v->facts[v->facts_n++] = (FactView){
        .label = MSG("Term and billing"), .msg = commerce_terms(ctx, s->term, s->cycle, s->usage), .kind = FACT_MSG};
    pair(v, MSG("Product"), s->title);
    pair(v, MSG("Publisher"), s->publisher);
    if (s->term.n) {
        pair(v, MSG("Term"),
             str_fmt(ctx->arena, "%.*s – %.*s", S_ARG(commerce_day(ctx, s->term_from)),
                     S_ARG(commerce_day(ctx, time_add(s->ends_at, -TIME_DAY)))));
    }
    pair(v, MSG("Catalogue item"), s->item_id);
    pair(v, MSG("Subscription ID"), id_text(ctx->arena, s->id));
    pair(v, MSG("Partner of record"), s->partner_number);
    pair(v, MSG("Promotion"), s->promotion_id);
}
static void act(SubscriptionView *v, Msg label, Url url) { v->acts[v->acts_n++] = (SubscriptionAct){label, url}; }
static Url state_url(Ctx *ctx, const Subscription *s, const char *to)
{
    return url_with(ctx->arena, subscription_url(ctx, s->id, "/state"), S("to"), str_from(to));
}
static void fill_acts(Ctx *ctx, const Subscription *s, SubscriptionView *v)
{
    bool active = str_eq(s->state, S("active")), suspended = str_eq(s->state, S("suspended"));
    if (!ctx_may(ctx, &COMMERCE_MANAGE) || (!active && !suspended)) {
        return;
    }
    if (active) {
        act(v, MSG("Change seats or renewal"), subscription_url(ctx, s->id, "/change"));
        act(v, s->trial ? MSG("Convert the trial") : MSG("Move to another product"),
            subscription_url(ctx, s->id, "/move"));
    } else {
        act(v, MSG("Make active again"), state_url(ctx, s, "active"));
    }
    if (active && !s->trial) {
        act(v, MSG("Suspend"), state_url(ctx, s, "suspended"));
    }
    bool refund = time_is_set(s->refund_until) && s->refund_until.us > ctx->now.us;
    if (refund || s->usage || s->trial) {
        act(v, refund ? MSG("Cancel for a full refund") : MSG("Cancel"), state_url(ctx, s, "deleted"));
    }
}
static Err fill_addons(AccountCtx a, const Subscription *s, SubscriptionView *v)
{
    Subscription *rows, base;
    TRY(q_subscription_list(
        a, &(SubscriptionListArgs){.customer_id = a.ctx->customer_id, .with_parent = true, .parent_id = s->id}, &rows,
        &v->addons_n));
    SubscriptionLine *lines = arena_array(a.ctx->arena, SubscriptionLine, v->addons_n + 1);
    for (size_t i = 0; i < v->addons_n; i++) {
        lines[i] = subscription_line(a.ctx, &rows[i]);
    }
    v->addons = lines;
    if (!id_is_nil(s->parent_id)) {
        TRY(subscription_get(a, s->parent_id, &base));
        v->base = base.friendly_name;
        v->base_url = subscription_url(a.ctx, base.id, "");
    }
    return OK;
}
Err page_subscription(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    enum { NEXT_MAX = 4 };
    Subscription s;
    Id id;
    CustomerFrame *frame;
    TRY(ctx_param_id(ctx, S("subscription"), &id));
    TRY(customer_enter(a));
    TRY(subscription_get(a, id, &s));
    Crumb all = {.label = MSG("Subscriptions"), .url = commerce_url(ctx, "/subscriptions")};
    TRY(customer_frame_view(a, MSG1("{name}", "name", s.friendly_name), &all, &frame));
    SubscriptionView *v = arena_new(ctx->arena, SubscriptionView);
    v->frame = frame;
    v->name = s.friendly_name;
    v->state = subscription_state(&s, ctx->now);
    v->life = subscription_life(ctx, &s);
    NextLine *next = arena_array(ctx->arena, NextLine, NEXT_MAX);
    v->next_n = subscription_next(ctx, &s, next, NEXT_MAX);
    v->next = next;
    v->order = s.order_id;
    v->order_url = commerce_url_of(ctx, "/orders", s.order_id);
    fill_facts(ctx, &s, v);
    fill_acts(ctx, &s, v);
    TRY(fill_addons(a, &s, v));
    TRY(fill_events(a, s.id, v));
    RENDER(ctx, 200, subscription, v);
    return OK;
}
