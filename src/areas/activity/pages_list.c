/* The list of the log: one page of rows, everything in the address. */
#include "app/area.h"
#include "app/audit.h"
#include "areas/activity/pages.h"
#include "gen/activity_html.h"
#include "ui/shell.h"

/* --- columns --- */

typedef enum Column {
    COL_CUSTOMER,
    COL_WHO,
    COL_OUTCOME,
    COL_ADDRESS,
    COL_AGENT,
    COL_APPLICATION,
    COL_KIND,
    COL_REQUEST,
    COLUMNS
} Column;
static const ListColumn COLUMN[COLUMNS] = {
    [COL_CUSTOMER] = {"customer", N_("Customer"), true}, [COL_WHO] = {"who", N_("Person"), true},
    [COL_OUTCOME] = {"outcome", N_("Outcome"), true},    [COL_ADDRESS] = {"address", N_("Address"), false},
    [COL_AGENT] = {"device", N_("Device"), false},       [COL_APPLICATION] = {"application", N_("Application"), false},
    [COL_KIND] = {"kind", N_("Kind of thing"), false},   [COL_REQUEST] = {"request", N_("Request"), false},
};

static void fill_columns(const Desk *d, ActivityListView *v, const ActivityAsk *ask)
{
    Ctx *ctx = d->ctx;
    uint32_t set = list_columns_of(COLUMN, COLUMNS, ask->cols);
    v->columns_n = 2;
    for (uint32_t i = 0; i < COLUMNS; i++) {
        v->columns_n += set >> i & 1;
    }
    v->show_customer = set >> COL_CUSTOMER & 1;
    v->show_who = set >> COL_WHO & 1;
    v->show_outcome = set >> COL_OUTCOME & 1;
    v->show_address = set >> COL_ADDRESS & 1;
    v->show_agent = set >> COL_AGENT & 1;
    v->show_application = set >> COL_APPLICATION & 1;
    v->show_kind = set >> COL_KIND & 1;
    v->show_request = set >> COL_REQUEST & 1;
    ActivityAsk rest = *ask;
    rest.cols = S("");
    list_columns(ctx,
                 &(ListColumnsAsk){.all = COLUMN,
                                   .n = COLUMNS,
                                   .set = set,
                                   .first = {"what", N_("Action"), true},
                                   .self = d->list,
                                   .rest = ask_query(ctx, &rest, d->account)},
                 &v->columns);
    v->columns.reset = url_with(ctx->arena, v->self, S("cols"), S(""));
}

/* --- filters --- */

static FieldView select_field(Ctx *ctx, const char *name, Msg label, const OptionView *all, size_t n, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        options[i] = all[i];
        options[i].selected = str_eq(all[i].value, chosen);
    }
    return (FieldView){.kind = FIELD_SELECT,
                       .name = str_from(name),
                       .value = chosen,
                       .label = label,
                       .options = options,
                       .options_n = n};
}

static const OptionView PERIODS[] = {{.value = S_INIT(""), .label = {.id = N_("Last month")}},
                                     {.value = S_INIT("7d"), .label = {.id = N_("Last 7 days")}},
                                     {.value = S_INIT("90d"), .label = {.id = N_("Last 3 months")}},
                                     {.value = S_INIT("1y"), .label = {.id = N_("Last year")}},
                                     {.value = S_INIT("all"), .label = {.id = N_("The whole time")}}};
static const OptionView OUTCOMES[] = {{.value = S_INIT(""), .label = {.id = N_("Done or refused")}},
                                      {.value = S_INIT("done"), .label = {.id = N_("Done")}},
                                      {.value = S_INIT("refused"), .label = {.id = N_("Refused")}}};

static bool offered_before(const AuditAction *const *rows, size_t n, const char *word, bool resource)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(resource ? rows[i]->resource : rows[i]->operation, word) == 0) {
            return true;
        }
    }
    return false;
}

/* The kinds of things that anything in this center is done to. */
static FieldView kind_field(Ctx *ctx, Str chosen)
{
    const AuditAction *const *rows;
    size_t n = audit_actions_all(ctx->arena, &rows);
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    size_t at = 0;
    options[at++] = (OptionView){.value = S(""), .label = MSG("Anything")};
    for (size_t i = 0; i < n; i++) {
        if (!offered_before(rows, i, rows[i]->resource, true)) {
            Str id = str_from(rows[i]->resource);
            options[at++] = (OptionView){.value = id, .label = MSG_OF(audit_resource_label(id))};
        }
    }
    return select_field(ctx, "kind", MSG("Kind of thing"), options, at, chosen);
}

/* Operations, under the kinds of things they are done to. */
static void operation_groups(Ctx *ctx, ActivityListView *v, Str chosen)
{
    const AuditAction *const *rows;
    size_t n = audit_actions_all(ctx->arena, &rows);
    OptionGroup *groups = arena_array(ctx->arena, OptionGroup, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (offered_before(rows, i, rows[i]->resource, true)) {
            continue;
        }
        OptionView *options = arena_array(ctx->arena, OptionView, n);
        size_t at = 0;
        for (size_t k = i; k < n; k++) {
            if (strcmp(rows[k]->resource, rows[i]->resource) == 0 &&
                !offered_before(rows, k, rows[k]->operation, false)) {
                Str id = str_from(rows[k]->operation);
                options[at++] =
                    (OptionView){.value = id, .label = MSG_OF(rows[k]->text), .selected = str_eq(id, chosen)};
            }
        }
        if (at) {
            groups[v->operations_n++] = (OptionGroup){
                .title = MSG_OF(audit_resource_label(str_from(rows[i]->resource))), .options = options, .n = at};
        }
    }
    v->operations = groups;
}

static FieldView text_filter(const char *name, Str value, Msg label)
{
    return (FieldView){
        .kind = FIELD_SEARCH, .name = str_from(name), .value = value, .label = label, .autocomplete = S("off")};
}

/* The id that a field holds; the field is not shown then. */
static Str take_id(FieldView *f)
{
    Id id;
    if (id_parse(f->value, &id) != OK) {
        return S("");
    }
    f->kind = FIELD_HIDDEN;
    return f->value;
}

static FieldView day_field(Str name, Str value, Msg label)
{
    Date day;
    FieldView f = {.kind = FIELD_DATE, .name = name, .value = value, .label = label};
    if (value.n && date_parse(value, &day) != OK) {
        f.kind = FIELD_TEXT; /* a date control would show nothing of it */
        f.error = MSG("This is no day, so it narrows nothing. Write it as 2026-11-30.");
    }
    return f;
}

static void fill_filters(const Desk *d, ActivityListView *v, const ActivityAsk *ask)
{
    Ctx *ctx = d->ctx;
    v->account = text_filter("account", d->word.n ? d->word : d->account_name, MSG("Partner account"));
    v->q = text_filter("q", ask->q, MSG("Name of what was changed"));
    v->q.id = S("activity-q");
    v->who = text_filter("who", ask->who, MSG("Person or application"));
    v->customer = text_filter("customer", ask->customer, MSG("Affected customer"));
    /* One thing or person is shown by its chip; its id stays in the form. */
    ActivityAsk rest = {.own = ask->own, .oldest = ask->oldest, .size = ask->size, .compact = ask->compact};
    rest.q = take_id(&v->q);
    rest.who = take_id(&v->who);
    rest.customer = take_id(&v->customer);
    v->period = select_field(ctx, "period", MSG("Period"), PERIODS, COUNT_OF(PERIODS), ask->period);
    v->outcome = select_field(ctx, "outcome", MSG("Outcome"), OUTCOMES, COUNT_OF(OUTCOMES), ask->outcome);
    v->kind = kind_field(ctx, ask->kind);
    v->from = day_field(S("from"), ask->from, MSG("From"));
    v->to = day_field(S("to"), ask->to, MSG("To"));
    operation_groups(ctx, v, ask->op);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 8);
    rest.cols = ctx_has_query(ctx, S("cols")) ? ask->cols : S("");
    v->keep = keep;
    v->keep_n = list_hidden(ctx->arena, ask_query(ctx, &rest, S("")), keep, 8);
}

static Str option_words(Ctx *ctx, const OptionView *all, size_t n, Str chosen)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].value, chosen)) {
            return tr(ctx->locale, NULL, all[i].label.id);
        }
    }
    return S("");
}

static void fill_chips(const Desk *d, ActivityListView *v, const ActivityAsk *ask)
{
    Ctx *ctx = d->ctx;
    const AuditAction *operation = ask->op.n ? audit_operation_find(ask->op) : NULL;
    const char *kind = ask->kind.n ? audit_resource_label(ask->kind) : NULL;
    struct {
        Msg label;
        const char *name;
        Str value;
    } const on[] = {
        {MSG("Partner account"), "account", d->account.n ? d->account_name : S("")},
        {MSG("Name"), "q", ask->q.n ? ask->target_name : S("")},
        {MSG("Person"), "who", ask->who.n ? ask->actor_name : S("")},
        {MSG("Customer"), "customer", ask->customer.n ? ask->customer_name : S("")},
        {MSG("Action"), "op", operation ? tr(ctx->locale, NULL, operation->text) : S("")},
        {MSG("Kind of thing"), "kind", kind ? tr(ctx->locale, NULL, kind) : S("")},
        {MSG("Outcome"), "outcome",
         ask->outcome.n ? option_words(ctx, OUTCOMES, COUNT_OF(OUTCOMES), ask->outcome) : S("")},
        {MSG("Period"), "period", ask->period.n ? option_words(ctx, PERIODS, COUNT_OF(PERIODS), ask->period) : S("")},
        {MSG("From"), "from", ask->from},
        {MSG("To"), "to", ask->to},
    };
    ChipView *chips = arena_array(ctx->arena, ChipView, COUNT_OF(on));
    for (size_t i = 0; i < COUNT_OF(on); i++) {
        if (on[i].value.n) {
            chips[v->chips_n++] =
                (ChipView){on[i].label, on[i].value, url_with(ctx->arena, v->self, str_from(on[i].name), S(""))};
        }
    }
    v->chips = chips;
}

/* --- rows --- */

static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }

/* What the row itself does not show. */
static void line_facts(Ctx *ctx, const Entry *e, ActivityLine *line)
{
    FactView *f = arena_array(ctx->arena, FactView, 10);
    size_t n = 0;
    if (e->address.n) {
        f[n++] = fact(MSG("Address"), e->address);
    }
    if (e->agent.n) {
        f[n++] = fact(MSG("Device"), e->agent);
    }
    if (msg_is_set(e->how)) {
        f[n++] = (FactView){.label = MSG("How"), .msg = e->how, .kind = FACT_MSG};
    }
    if (e->application.n) {
        f[n++] = fact(MSG("Application"), e->application);
    }
    if (e->behalf.n) {
        f[n++] = fact(MSG("On behalf of"), e->behalf);
    }
    if (e->permission.n) {
        f[n++] = fact(MSG("Missing permission"), e->permission);
    }
    if (e->times > 1) {
        f[n++] = fact(entry_times_label(e), str_fmt(ctx->arena, "%lld", (long long)e->times));
    }
    if (e->request_id.n) {
        f[n++] = fact(MSG("Request"), e->request_id);
    }
    line->facts = f;
    line->facts_n = n;
}

static Url held_to(const Desk *d, Str name, Id id)
{
    return id_is_nil(id) ? (Url){S("")} : url_with(d->ctx->arena, desk_url(d, ""), name, id_text(d->ctx->arena, id));
}

static void fill_rows(const Desk *d, ActivityListView *v, const ActivityListRow *rows, size_t n)
{
    Ctx *ctx = d->ctx;
    ActivityLine *lines = arena_array(ctx->arena, ActivityLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        Entry e;
        entry_of_row(ctx, &rows[i], &e);
        Str id = id_text(ctx->arena, e.id);
        lines[i] = (ActivityLine){.url = desk_url(d, str_z(ctx->arena, str_fmt(ctx->arena, "/%.*s", S_ARG(id)))),
                                  .id = id,
                                  .at = e.at,
                                  .what = e.what,
                                  .target = e.target,
                                  .who = e.who,
                                  .who_msg = e.who_msg,
                                  .how = e.how,
                                  .who_url = e.who.n ? held_to(d, S("who"), e.actor_id) : (Url){S("")},
                                  .customer_url = held_to(d, S("customer"), e.customer_id),
                                  .customer = e.customer,
                                  .address = e.address,
                                  .agent = e.agent,
                                  .application = e.application,
                                  .request_id = e.request_id,
                                  .resource = e.resource_label,
                                  .state = entry_state(e.refused),
                                  .refused = e.refused,
                                  .times = e.times,
                                  .diff = e.diff};
        line_facts(ctx, &e, &lines[i]);
    }
    v->rows = lines;
    v->rows_n = n;
}

/* --- the page --- */

typedef struct Reading {
    const ActivityAsk *ask;
    PageAsk page;
    ActivityListRow *rows;
    size_t n;
    PageInfo info;
} Reading;

static Err read_rows(AccountCtx a, void *arg)
{
    Reading *r = arg;
    Err err = ask_read(a, r->ask, &r->page, &r->rows, &r->n, &r->info);
    if (err == ERR_INVALID && (r->page.after.n || r->page.before.n)) { /* an old or foreign cursor: from the start */
        r->page.after = r->page.before = S("");
        err = ask_read(a, r->ask, &r->page, &r->rows, &r->n, &r->info);
    }
    return err;
}

static void fill_sort(Ctx *ctx, ActivityListView *v, const ActivityAsk *ask)
{
    v->by_time = (SortView){.label = MSG("Time"),
                            .url = url_with(ctx->arena, v->self, S("sort"), ask->oldest ? S("") : S("at")),
                            .sortable = true,
                            .state = ask->oldest ? SORT_UP : SORT_DOWN};
    v->caption = ask->oldest ? MSG("Activity, oldest first") : MSG("Activity, newest first");
}

static Err list_page(const Desk *d, ActivityListView **ret)
{
    Ctx *ctx = d->ctx;
    ActivityAsk ask;
    TRY(ask_of_request(d, &ask));
    Reading r = {
        .ask = &ask,
        .page = {.descending = !ask.oldest, .size = (uint32_t)ask.size, .after = ask.after, .before = ask.before}};
    TRY(desk_with(d, read_rows, &r));
    ActivityListView *v = arena_new(ctx->arena, ActivityListView);
    Str query = ask_query(ctx, &ask, d->account);
    ActivityAsk other = ask;
    other.own = !ask.own;
    v->shell = desk_shell(d, MSG("Activity log"), true);
    v->vendor = d->vendor;
    v->account_name = d->account_name;
    v->accounts = d->accounts;
    v->accounts_n = d->accounts_n;
    v->self = list_url(ctx->arena, d->list, query);
    v->clear = desk_url(d, "");
    v->whole = url_with(ctx->arena, v->self, S("period"), S("all"));
    v->own = ask.own;
    v->own_url = list_url(ctx->arena, d->list, ask_query(ctx, &other, d->account));
    v->filtered = ask_is_filtered(&ask);
    v->bounded = !str_eq(ask.period, S("all")) || ask.from.n || ask.to.n;
    v->truncated = ask.truncated;
    v->nothing = d->word.n && d->accounts_n == 0;
    v->may_export = d->vendor || ctx_may(ctx, &ACTIVITY_EXPORT);
    v->may_manage = d->vendor && ctx_may(ctx, &OPERATOR_ACTIVITY_MANAGE);
    v->manage_url = desk_url(d, "/manage");
    fill_rows(d, v, r.rows, r.n);
    fill_filters(d, v, &ask);
    fill_chips(d, v, &ask);
    fill_columns(d, v, &ask);
    fill_sort(ctx, v, &ask);
    v->density = (DensityView){
        url_with(ctx->arena, v->self, S("density"), ask.compact ? S("comfortable") : S("compact")), ask.compact};
    v->export = list_export(ctx->arena, (Url){str_concat(ctx->arena, d->list.s, S("/export"))}, query);
    ActivityAsk rest = ask;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, d->list, query, ask_query(ctx, &rest, d->account), &r.info, r.n, ask.size, &v->pager);
    TRY(list_choices((SelfCtx){ctx}, d->vendor ? ID_NIL : d->account_id, "activity", d->list, query, &v->choices));
    *ret = v;
    return OK;
}

Err page_activity(AccountCtx a)
{
    Desk d;
    ActivityListView *v;
    desk_of_account(a, &d);
    TRY(list_page(&d, &v));
    RENDER(a.ctx, 200, activity_list, v);
    return OK;
}

Err vendor_activity(OperatorCtx o)
{
    Desk d;
    ActivityListView *v;
    TRY(desk_of_vendor(o, &d));
    TRY(list_page(&d, &v));
    RENDER(o.ctx, 200, activity_list, v);
    return OK;
}

/* --- what belongs to the person --- */

typedef struct Clean {
    Str query;
    ActivityAsk ask;
} Clean;
static Err read_query(AccountCtx a, void *arg)
{
    Clean *c = arg;
    return ask_of_query(a, c->query, &c->ask);
}

static Err clean(void *arg, Str query, ListClean *ret)
{
    const Desk *d = arg;
    Clean c = {.query = query};
    TRY(desk_with(d, read_query, &c));
    ret->query = ask_query(d->ctx, &c.ask, d->account);
    ret->kept = (ListKept){c.ask.cols, c.ask.compact, c.ask.size};
    c.ask.cols = S("");
    c.ask.compact = false;
    c.ask.size = LIST_SIZE;
    ret->plain = ask_query(d->ctx, &c.ask, d->account);
    return OK;
}

static ListOwn own(Desk *d) { return (ListOwn){"activity", d->vendor ? ID_NIL : d->account_id, d->list, clean, d}; }

static Err choices(Desk *d) { return list_choices_post((SelfCtx){d->ctx}, own(d)); }
static Err view_save(Desk *d) { return list_view_save_post((SelfCtx){d->ctx}, own(d)); }
static Err view_remove(Desk *d) { return list_view_remove_post((SelfCtx){d->ctx}, own(d)); }

static Err for_account(AccountCtx a, Err (*fn)(Desk *d))
{
    Desk d;
    desk_of_account(a, &d);
    return fn(&d);
}
static Err for_vendor(OperatorCtx o, Err (*fn)(Desk *d))
{
    Desk d;
    TRY(desk_of_vendor(o, &d));
    return fn(&d);
}
Err page_activity_choices(AccountCtx a) { return for_account(a, choices); }
Err page_activity_view_save(AccountCtx a) { return for_account(a, view_save); }
Err page_activity_view_remove(AccountCtx a) { return for_account(a, view_remove); }
Err vendor_activity_choices(OperatorCtx o) { return for_vendor(o, choices); }
Err vendor_activity_view_save(OperatorCtx o) { return for_vendor(o, view_save); }
Err vendor_activity_view_remove(OperatorCtx o) { return for_vendor(o, view_remove); }
