/* The portal's pages of migrations: choosing, what would happen, plans, and how far each is. */
#include "areas/migrations/pages.h"

#include "app/audit.h"
#include "app/export.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/migrations/migrations.h"
#include "areas/migrations/migrations_view.h"
#include "base/utf8.h"
#include "gen/migrations_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { CHOSEN_MAX = 100, EXPORT_ROWS_MAX = 20000 };

static Url base_url(Ctx *ctx, const char *rest)
{
    Url base = url_fmt(ctx->arena, "/a/%s/migrations", ctx->account.public_id);
    return (Url){str_concat(ctx->arena, base.s, str_from(rest))}; /* rest is static text of ours */
}
static Url one_url(Ctx *ctx, const char *list, Id id) { return url_fmt(ctx->arena, "%u/%i", base_url(ctx, list), id); }
static Url subscription_page(Ctx *ctx, Id customer, Id id)
{
    return url_fmt(ctx->arena, "/a/%s/customers/%i/subscriptions/%i", ctx->account.public_id, customer, id);
}
static ShellView *frame(Ctx *ctx, Msg title, const char *parent, Msg parent_label)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    crumbs[n++] = (Crumb){.label = MSG("Migrations"), .url = base_url(ctx, "")};
    if (parent) {
        crumbs[n++] = (Crumb){.label = parent_label, .url = base_url(ctx, parent)};
    }
    crumbs[n++] = (Crumb){.label = title};
    return shell_view(ctx, title, crumbs, n);
}
static const TabView *tabs_of(Ctx *ctx, size_t current, size_t *ret_n)
{
    TabView *t = arena_array(ctx->arena, TabView, 3);
    t[0] = (TabView){.label = MSG("Subscriptions"), .url = base_url(ctx, ""), .count = -1};
    t[1] = (TabView){.label = MSG("Planned"), .url = base_url(ctx, "/schedules"), .count = -1};
    t[2] = (TabView){.label = MSG("History"), .url = base_url(ctx, "/history"), .count = -1};
    t[current].current = true;
    *ret_n = 3;
    return t;
}
static Str number(Ctx *ctx, int64_t n) { return str_fmt(ctx->arena, "%lld", (long long)n); }
static Str day_text(Ctx *ctx, Date d)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_date(&b, ctx->locale, d, DATE_SHORT);
    return buf_str(&b);
}
/* What a rule said, kept in English, in the reader's words. */
static Msg why_of(Ctx *ctx, Str reason) { return reason.n ? MSG_OF(str_z(ctx->arena, reason)) : (Msg){0}; }

/* --- options --- */

typedef struct Options {
    Str term, cycle, when, day;
    bool full_term;
} Options;
static Options options_of_form(Ctx *ctx)
{
    return (Options){.term = ctx_form(ctx, S("term")),
                     .cycle = ctx_form(ctx, S("cycle")),
                     .when = ctx_form(ctx, S("when")),
                     .day = str_trim(ctx_form(ctx, S("day"))),
                     .full_term = ctx_form(ctx, S("full_term")).n != 0};
}
static FieldView choice(Ctx *ctx, Str name, Msg label, const Str *words, const Msg *labels, size_t n, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] = (OptionView){.value = words[i], .label = labels[i], .selected = str_eq(words[i], chosen)};
    }
    FieldView f = ui_select(ctx, name, label, o, n);
    return f;
}
static MigrationOptions options_view(Ctx *ctx, const Options *q, bool plan)
{
    static const Str TERMS[] = {S_INIT(""), S_INIT("P1M"), S_INIT("P1Y"), S_INIT("P3Y")};
    static const Str CYCLES[] = {S_INIT(""), S_INIT("monthly"), S_INIT("annual"), S_INIT("triennial")};
    static const Str WHEN[] = {S_INIT("now"), S_INIT("renewal"), S_INIT("day")};
    Msg terms[] = {MSG("As now"), catalog_term_msg(TERMS[1]), catalog_term_msg(TERMS[2]), catalog_term_msg(TERMS[3])};
    Msg cycles[] = {MSG("As now"), catalog_cycle_msg(CYCLES[1]), catalog_cycle_msg(CYCLES[2]),
                    catalog_cycle_msg(CYCLES[3])};
    Msg whens[] = {MSG("Now"), MSG("At the renewal"), MSG("On a day")};
    size_t skip = plan ? 1 : 0;
    MigrationOptions v = {
        .term = choice(ctx, S("term"), MSG("Term"), TERMS, terms, COUNT_OF(TERMS), q->term),
        .cycle = choice(ctx, S("cycle"), MSG("Billing"), CYCLES, cycles, COUNT_OF(CYCLES), q->cycle),
        .full_term = ui_field(ctx, S("full_term"), S("1"), MSG("Begin a whole new term")),
        .when = choice(ctx, S("when"), MSG("When"), WHEN + skip, whens + skip, COUNT_OF(WHEN) - skip, q->when),
        .day = ui_field(ctx, S("day"), q->day, MSG("Day"))};
    v.full_term.kind = FIELD_CHECKBOX;
    v.full_term.checked = q->full_term;
    v.full_term.hint = MSG("Otherwise the new one ends when the old one would have.");
    v.day.kind = FIELD_DATE;
    v.day.optional = true;
    v.day.error = problem_of_field(ctx, S("targetDate"));
    v.day.hint = MSG("Only for a migration on a day, before the running term ends.");
    return v;
}
static MigrateLine line_of(const Options *q, Id id)
{
    return (MigrateLine){
        .id = id, .term = q->term, .cycle = q->cycle, .full_term = q->full_term, .custom_end = TIME_NONE};
}
static ScheduleAsk plan_of(const Options *q, Id id)
{
    Date day;
    bool on = str_eq(q->when, S("day")) && date_parse(q->day, &day) == OK;
    return (ScheduleAsk){.base = line_of(q, id),
                         .target_at = on ? time_of_date(day) : TIME_NONE,
                         .on_renewal = str_eq(q->when, S("renewal"))};
}

/* --- what could go --- */

typedef struct ListAsk {
    Str q, state, after, before;
    bool compact;
    int size;
    Id batch;
} ListAsk;
static void take(void *arg, Str name, Str value)
{
    ListAsk *ask = arg;
    value = utf8_prefix(str_trim(value), 200);
    if (list_take(name, value, &ask->size, &ask->compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("q"))) {
        ask->q = value;
    } else if (str_eq(name, S("state")) && machine_state(&MIGRATION, value)) {
        ask->state = value;
    } else if (str_eq(name, S("batch")) && id_parse(value, &ask->batch) != OK) {
        ask->batch = ID_NIL;
    }
}
static ListAsk asked(Ctx *ctx)
{
    ListAsk ask = {.size = LIST_SIZE};
    list_each_asked(ctx, take, &ask);
    return ask;
}
static PageAsk page_of(const ListAsk *ask, bool newest)
{
    return (PageAsk){.size = (uint32_t)ask->size, .after = ask->after, .before = ask->before, .descending = newest};
}
static void pager_of(Ctx *ctx, const ListAsk *ask, Url page, const PageInfo *info, size_t rows, PagerView *ret)
{
    Buf b = buf_on_arena(ctx->arena, LIST_QUERY_MAX);
    list_put(&b, "q", ask->q);
    list_put(&b, "state", ask->state);
    list_put(&b, "batch", id_is_nil(ask->batch) ? S("") : id_text(ctx->arena, ask->batch));
    Str rest = str_copy(ctx->arena, buf_str(&b));
    if (ask->size != LIST_SIZE) {
        list_put(&b, "size", number(ctx, ask->size));
    }
    list_pager(ctx->arena, page, buf_str(&b), rest, info, rows, ask->size, ret);
}

static Err period(Ctx *ctx, Dec each, int64_t quantity, Str currency, Str *ret)
{
    Dec sum;
    TRY(dec_mul(each, (Dec){quantity * DEC_SCALE}, ROUND_HALF_UP, &sum));
    *ret = catalog_amount(ctx, sum, currency);
    return OK;
}

static Err fill_old(Ctx *ctx, const MigrationOldRow *rows, MigrationsView *v)
{
    OldLine *lines = arena_array(ctx->arena, OldLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const MigrationOldRow *r = &rows[i];
        lines[i] = (OldLine){.id = id_text(ctx->arena, r->id),
                             .name = r->friendly_name,
                             .customer = r->customer_name,
                             .quantity = r->quantity,
                             .ends = r->ends_at,
                             .url = subscription_page(ctx, r->customer_id, r->id),
                             .can = !r->moving,
                             .state = r->moving    ? (StateView){STATE_WAIT, MSG("Migrates")}
                                      : r->planned ? (StateView){STATE_WAIT, MSG("Planned")}
                                                   : (StateView){STATE_OFF, MSG("Older kind")}};
        TRY(period(ctx, r->unit_price, r->quantity, r->currency, &lines[i].amount));
    }
    v->rows = lines;
    return OK;
}

static Err read_old(AccountCtx a, const ListAsk *ask, const Id *ids, size_t ids_n, PageAsk page, MigrationOldRow **ret,
                    size_t *ret_n, PageInfo *info)
{
    MigrationOldArgs args = {.with_ids = ids != NULL,
                             .ids = ids,
                             .ids_n = ids_n,
                             .with_q = ask->q.n != 0,
                             .pattern =
                                 str_fmt(a.ctx->arena, "%%%.*s%%", S_ARG(str_lower_ascii(a.ctx->arena, ask->q)))};
    Err err = q_migration_old(a, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_migration_old(a, &args, &page, ret, ret_n, info);
    }
    return err;
}

Err migrations_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    MigrationOldRow *rows;
    PageInfo info;
    ListAsk ask = asked(ctx);
    Options now = {.when = S("now")};
    MigrationsView *v = arena_new(ctx->arena, MigrationsView);
    Crumb crumb = {.label = MSG("Migrations")};
    TRY(read_old(a, &ask, NULL, 0, page_of(&ask, false), &rows, &v->rows_n, &info));
    v->shell = shell_view(ctx, MSG("Migrate subscriptions"), &crumb, 1);
    v->tabs = tabs_of(ctx, 0, &v->tabs_n);
    v->may = ctx_may(ctx, &MIGRATIONS_MANAGE);
    v->here = base_url(ctx, "");
    v->check = base_url(ctx, "/check");
    v->q = ui_field(ctx, S("q"), ask.q, MSG("Subscription or customer"));
    v->q.kind = FIELD_SEARCH;
    v->filtered = ask.q.n != 0;
    v->options = options_view(ctx, &now, false);
    TRY(fill_old(ctx, rows, v));
    pager_of(ctx, &ask, v->here, &info, v->rows_n, &v->pager);
    RENDER(ctx, 200, migrations, v);
    return OK;
}

/* --- what it would do --- */

typedef struct Chosen {
    Options options;
    MigrationOldRow *rows;
    size_t n;
    bool plan;
    EffectLine *lines;
    size_t lines_n, good;
    Id goes[CHOSEN_MAX];
} Chosen;

static Err read_chosen(AccountCtx a, Chosen *c)
{
    Ctx *ctx = a.ctx;
    ListAsk all = {.size = LIST_SIZE};
    PageInfo info;
    Str text;
    size_t n = 0;
    Id *ids = arena_array(ctx->arena, Id, CHOSEN_MAX + 1);
    for (size_t i = 0; n < CHOSEN_MAX && ctx_form_nth(ctx, S("id"), i, &text); i++) {
        n += id_parse(text, &ids[n]) == OK;
    }
    c->n = 0;
    return n ? read_old(a, &all, ids, n, (PageAsk){.size = CHOSEN_MAX}, &c->rows, &c->n, &info) : OK;
}

static Err effect_of(AccountCtx a, Chosen *c, const MigrationOldRow *r)
{
    Ctx *ctx = a.ctx;
    MigrateLine base = line_of(&c->options, r->id), *lines;
    size_t n;
    bool fine, busy;
    base.full_term = base.full_term || str_eq(c->options.when, S("renewal"));
    ctx->customer_id = r->customer_id;
    TRY(migration_lines(a, &base, &lines, &n));
    ScheduleAsk plan = plan_of(&c->options, r->id);
    MigrateWhen when = {.planned = c->plan, .at_renewal = plan.on_renewal, .at = plan.target_at};
    TRY(subscriptions_migrate_check(a, r->country, lines, n, &when, &fine));
    TRY(migration_busy(a, r->id, &busy));
    if (busy) {
        lines[0].code = 900216;
        lines[0].why = MSG("A migration of this subscription is under way already");
    }
    if (c->plan && !plan.on_renewal && plan.target_at.us >= r->ends_at.us) {
        lines[0].code = 900216;
        lines[0].why = MSG("The day lies ahead, and before the end of the running term");
    }
    if (c->plan && r->planned) {
        lines[0].code = 900216;
        lines[0].why = MSG("A migration of this subscription is planned already; change that plan");
    }
    bool goes = fine && !lines[0].code;
    c->goes[c->good] = r->id;
    c->good += goes;
    for (size_t i = 0; i < n; i++) {
        EffectLine *e = &c->lines[c->lines_n++];
        const MigrateLine *l = &lines[i];
        *e = (EffectLine){.name = l->was.friendly_name, .customer = r->customer_name, .addon = i > 0, .why = l->why};
        if (!goes && !l->code) {
            e->why = i ? MSG("It stays with the subscription that it stands on")
                       : MSG("An add-on that stands on it cannot go");
        }
        if (goes) {
            e->to = l->to.title;
            e->seats = number(ctx, l->quantity);
            e->ends = l->ends_at;
            TRY(period(ctx, l->was.unit_price, l->was.quantity, l->was.currency, &e->before));
            TRY(period(ctx, l->price->unit_price, l->quantity, l->to.currency, &e->after));
            Msg was = catalog_cycle_msg(l->was.cycle), then = catalog_cycle_msg(l->price->billing_cycle);
            e->before =
                str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(e->before), S_ARG(msg_text(ctx->arena, ctx->locale, &was)));
            e->after =
                str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(e->after), S_ARG(msg_text(ctx->arena, ctx->locale, &then)));
        }
    }
    ctx->customer_id = ID_NIL;
    return OK;
}

static const HiddenField *keep_of(Ctx *ctx, const Chosen *c, size_t *ret_n)
{
    HiddenField *keep = arena_array(ctx->arena, HiddenField, c->n + 6);
    size_t n = 0;
    keep[n++] = (HiddenField){S("term"), c->options.term};
    keep[n++] = (HiddenField){S("cycle"), c->options.cycle};
    keep[n++] = (HiddenField){S("when"), c->options.when};
    keep[n++] = (HiddenField){S("day"), c->options.day};
    keep[n++] = (HiddenField){S("full_term"), c->options.full_term ? S("1") : S("")};
    keep[n++] = (HiddenField){S("confirm"), S("1")};
    for (size_t i = 0; i < c->good; i++) {
        keep[n++] = (HiddenField){S("id"), id_text(ctx->arena, c->goes[i])};
    }
    *ret_n = n;
    return keep;
}

static Err show(AccountCtx a, Chosen *c)
{
    Ctx *ctx = a.ctx;
    EffectView *v = arena_new(ctx->arena, EffectView);
    c->lines = arena_array(ctx->arena, EffectLine, c->n * MIGRATE_LINES_MAX + 1);
    for (size_t i = 0; i < c->n; i++) {
        TRY(effect_of(a, c, &c->rows[i]));
    }
    v->shell = frame(ctx, MSG("What would happen"), NULL, (Msg){0});
    v->sum = c->good == c->n ? MSGN("{n} subscription migrates.", "{n} subscriptions migrate.", (int64_t)c->good)
                             : MSG2("Of the {all} chosen, {good} can migrate; the others say why not.", "all",
                                    number(ctx, (int64_t)c->n), "good", number(ctx, (int64_t)c->good));
    v->when = !c->plan ? MSG("It begins at once. Nothing has changed yet.")
              : str_eq(c->options.when, S("renewal"))
                  ? MSG("It begins at the renewal of each. Nothing has changed yet.")
                  : MSG1("It begins on {day}. Nothing has changed yet.", "day",
                         day_text(ctx, date_of(plan_of(&c->options, ID_NIL).target_at)));
    v->rows = c->lines;
    v->rows_n = c->lines_n;
    v->can = c->good > 0;
    v->submit = c->plan ? MSGN("Plan {n} migration", "Plan {n} migrations", (int64_t)c->good)
                        : MSGN("Migrate {n} subscription", "Migrate {n} subscriptions", (int64_t)c->good);
    v->form = (FormView){.action = base_url(ctx, "/check"), .no_guard = true};
    v->keep = keep_of(ctx, c, &v->keep_n);
    v->back = base_url(ctx, "");
    return RENDER_TRIED(ctx, migration_effect, v);
}

static bool is_refusal(Err err)
{
    return err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_NOT_FOUND || err == ERR_FORBIDDEN;
}

/* What was shown: those that can still. A refusal is found before anything of its line is written. */
static Err begin_all(AccountCtx a, Chosen *c)
{
    Ctx *ctx = a.ctx;
    Id batch = ctx_new_id(ctx), id;
    int64_t begun = 0, refused = 0;
    for (size_t i = 0; i < c->n; i++) {
        MigrateLine base = line_of(&c->options, c->rows[i].id);
        MigrationAsk ask = {.batch_id = batch};
        ScheduleAsk plan = plan_of(&c->options, c->rows[i].id);
        ctx->customer_id = c->rows[i].customer_id;
        TRY(migration_lines(a, &base, &ask.lines, &ask.lines_n));
        Err err = c->plan ? schedule_start(a, &plan, &id) : migration_start(a, &ask, &id);
        if (is_refusal(err)) {
            ctx->problem = (Problem){0};
            refused++;
            continue;
        }
        TRY(err);
        TRY(audit_also(ctx, c->plan ? "migration.schedule" : "migration.create"));
        begun++;
    }
    ctx->customer_id = ID_NIL;
    ctx->audit.skip = true; /* each has its own row */
    Url to =
        c->plan ? base_url(ctx, "/schedules") : url_fmt(ctx->arena, "%u?batch=%i", base_url(ctx, "/history"), batch);
    ctx_redirect(ctx, begun ? to : base_url(ctx, ""),
                 !begun    ? MSG("None of them can migrate any more. Look again.")
                 : refused ? MSGN("{n} was left out, since something is in its way now.",
                                  "{n} were left out, since something is in their way now.", refused)
                 : c->plan ? MSG("The migrations are planned.")
                           : MSG("The migrations have begun. The page may be left."));
    return OK;
}

static Err go_back(Ctx *ctx, Msg said)
{
    ctx->audit.skip = true;
    ctx_redirect(ctx, base_url(ctx, ""), said);
    return OK;
}

Err migrations_check(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Date day;
    Chosen c = {.options = options_of_form(ctx)};
    bool on_day = str_eq(c.options.when, S("day"));
    TRY(read_chosen(a, &c));
    c.plan = on_day || str_eq(c.options.when, S("renewal"));
    if (!c.n) {
        return go_back(ctx, MSG("Tick the subscriptions first"));
    }
    if (on_day && (date_parse(c.options.day, &day) != OK || time_of_date(day).us <= ctx->now.us)) {
        return go_back(ctx, MSG("Enter a day that lies ahead, and choose the subscriptions again"));
    }
    return ctx_form(ctx, S("confirm")).n ? begin_all(a, &c) : show(a, &c);
}

/* --- history --- */

static Err read_history(AccountCtx a, const ListAsk *ask, PageAsk page, Migration **ret, size_t *ret_n, PageInfo *info)
{
    MigrationPageArgs args = {.with_state = ask->state.n != 0,
                              .state = ask->state,
                              .with_batch = !id_is_nil(ask->batch),
                              .batch_id = ask->batch};
    Err err = q_migration_page(a, &args, &page, ret, ret_n, info);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_migration_page(a, &args, &page, ret, ret_n, info);
    }
    return err;
}

static Err fill_counts(AccountCtx a, const ListAsk *ask, HistoryView *v)
{
    Ctx *ctx = a.ctx;
    MigrationCountsRow *rows;
    size_t n;
    int64_t all = 0, done = 0;
    bool batch = !id_is_nil(ask->batch);
    TRY(q_migration_counts(a, &(MigrationCountsArgs){.with_batch = batch, .batch_id = ask->batch}, &rows, &n));
    for (size_t i = 0; i < n && v->facts_n < COUNT_OF(v->facts); i++) {
        v->facts[v->facts_n++] =
            (FactView){.label = machine_state_view(&MIGRATION, READER_PARTNER, rows[i].state).label,
                       .text = number(ctx, rows[i].n)};
        all += rows[i].n;
        done += str_eq(rows[i].state, S("completed")) || str_eq(rows[i].state, S("failed")) ? rows[i].n : 0;
    }
    if (batch && all) {
        v->progress = done == all ? MSG("All of them have come to their end.")
                                  : MSG2("{done} of {all} have come to their end. The others go on by themselves.",
                                         "done", number(ctx, done), "all", number(ctx, all));
    }
    if (batch && done < all) {
        v->shell->refresh_url = url_fmt(ctx->arena, "%u?batch=%i", v->here, ask->batch);
        v->shell->refresh_s = 15;
    }
    return OK;
}

Err migrations_history_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Migration *rows;
    PageInfo info;
    ListAsk ask = asked(ctx);
    HistoryView *v = arena_new(ctx->arena, HistoryView);
    v->here = base_url(ctx, "/history");
    v->shell = frame(ctx, MSG("History"), NULL, (Msg){0});
    v->tabs = tabs_of(ctx, 2, &v->tabs_n);
    v->batch = id_is_nil(ask.batch) ? S("") : id_text(ctx->arena, ask.batch);
    v->state = list_states(ctx, &MIGRATION, ask.state, S("all"));
    v->filtered = ask.state.n != 0 || v->batch.n != 0;
    TRY(fill_counts(a, &ask, v));
    TRY(read_history(a, &ask, page_of(&ask, true), &rows, &v->rows_n, &info));
    MovedLine *lines = arena_array(ctx->arena, MovedLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (MovedLine){.name = rows[i].title,
                               .customer = rows[i].customer_name,
                               .why = why_of(ctx, rows[i].reason),
                               .state = machine_state_view(&MIGRATION, READER_PARTNER, rows[i].state),
                               .at = rows[i].created_at,
                               .url = one_url(ctx, "/history", rows[i].id)};
    }
    v->rows = lines;
    Url file = url_with(ctx->arena, base_url(ctx, "/history/export"), S("state"), ask.state);
    file = v->batch.n ? url_with(ctx->arena, file, S("batch"), v->batch) : file;
    v->export = (ExportView){.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx")),
                             .about = MSG("All that match")};
    pager_of(ctx, &ask, v->here, &info, v->rows_n, &v->pager);
    RENDER(ctx, 200, migration_history, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {{"subscription", N_("Subscription"), EXPORT_TEXT, 36},
                                       {"id", N_("Subscription ID"), EXPORT_ID, 36},
                                       {"customer", N_("Customer"), EXPORT_TEXT, 36},
                                       {"product", N_("Becomes"), EXPORT_TEXT, 36},
                                       {"seats", N_("Seats"), EXPORT_INT, 10},
                                       {"newId", N_("New subscription ID"), EXPORT_ID, 36},
                                       {"order", N_("Order"), EXPORT_TEXT, 16},
                                       {"state", N_("State"), EXPORT_MSG, 24},
                                       {"reason", N_("Reason"), EXPORT_MSG, 60},
                                       {"begun", N_("Begun"), EXPORT_TIME, 20}};
static Err fill_export(AccountCtx a, Export *e, void *arg)
{
    const ListAsk *ask = arg;
    PageAsk page = {.size = PAGE_SIZE_MAX, .descending = true};
    PageInfo info;
    size_t done = 0, n;
    do {
        Migration *rows;
        TRY(read_history(a, ask, page, &rows, &n, &info));
        for (size_t i = 0; i < n; i++) {
            Msg why = why_of(a.ctx, rows[i].reason);
            ExportCell cells[] = {{.text = rows[i].title},
                                  {.id = rows[i].subscription_id},
                                  {.text = rows[i].customer_name},
                                  {.text = rows[i].to_title},
                                  {.i = rows[i].quantity},
                                  {.id = rows[i].new_id, .empty = id_is_nil(rows[i].new_id)},
                                  {.text = rows[i].order_id},
                                  {.msg = machine_state_view(&MIGRATION, READER_PARTNER, rows[i].state).label},
                                  {.msg = why, .empty = !msg_is_set(why)},
                                  {.time = rows[i].created_at}};
            TRY(export_row(e, cells));
        }
        done += n;
        page.after = info.next;
    } while (page.after.n && done < EXPORT_ROWS_MAX);
    return OK;
}
Err migrations_history_export(AccountCtx a)
{
    ListAsk ask = asked(a.ctx);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Migrations"),
                                        .file = "migrations",
                                        .fill = fill_export,
                                        .arg = &ask});
}

/* --- one --- */

/* Reasons of rules are kept in English. */
static Err fill_states(Ctx *ctx, const Machine *m, Id id, StateCard *card, const StateEvent **ret, size_t *ret_n)
{
    const StateEvent *rows;
    TRY(machine_card(ctx, m, READER_PARTNER, ctx->account_id, id, card));
    card->action_url = (Url){{0}}; /* this is its page */
    card->reason = card->reason.n ? tr(ctx->locale, NULL, str_z(ctx->arena, card->reason)) : card->reason;
    TRY(machine_history(ctx, m, READER_PARTNER, ctx->account_id, id, &rows, ret_n));
    StateEvent *all = arena_array(ctx->arena, StateEvent, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        all[i] = rows[i];
        all[i].reason = rows[i].reason.n ? tr(ctx->locale, NULL, str_z(ctx->arena, rows[i].reason)) : S("");
    }
    *ret = all;
    return OK;
}

static Err migration_of_path(AccountCtx a, Migration *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("migration"), &id));
    return migration_get(a, id, ret);
}

static Str terms_of(Ctx *ctx, Str term, Str cycle)
{
    Msg t = catalog_term_msg(term), c = catalog_cycle_msg(cycle);
    return str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(msg_text(ctx->arena, ctx->locale, &t)),
                   S_ARG(msg_text(ctx->arena, ctx->locale, &c)));
}

static Err fill_parts(AccountCtx a, const Migration *m, MigrationView *v)
{
    Ctx *ctx = a.ctx;
    MigrationAddonsRow *rows;
    TRY(q_migration_addons(a, &(MigrationAddonsArgs){.ids = &m->id, .ids_n = 1}, &rows, &v->parts_n));
    MovedPart *parts = arena_array(ctx->arena, MovedPart, v->parts_n + 1);
    for (size_t i = 0; i < v->parts_n; i++) {
        parts[i] = (MovedPart){
            .name = rows[i].title,
            .to = rows[i].to_title,
            .terms = terms_of(ctx, rows[i].term, rows[i].cycle),
            .seats = number(ctx, rows[i].quantity),
            .order = rows[i].order_id,
            .ends = rows[i].ends_at,
            .from_url = subscription_page(ctx, m->customer_id, rows[i].subscription_id),
            .to_url = id_is_nil(rows[i].new_id) ? (Url){{0}} : subscription_page(ctx, m->customer_id, rows[i].new_id)};
    }
    v->parts = parts;
    return OK;
}

Err migration_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Migration m;
    MigrationView *v = arena_new(ctx->arena, MigrationView);
    TRY(migration_of_path(a, &m));
    v->shell = frame(ctx, MSG1("{name}", "name", m.title), "/history", MSG("History"));
    FactView *f = arena_array(ctx->arena, FactView, 3);
    f[v->facts_n++] = (FactView){.label = MSG("Customer"), .text = m.customer_name};
    f[v->facts_n++] = (FactView){.label = MSG("Begun"), .kind = FACT_TIME, .at = m.created_at};
    if (m.reference.n) {
        f[v->facts_n++] = (FactView){.label = MSG("Reference"), .text = m.reference};
    }
    v->facts = f;
    v->may_retry = ctx_may(ctx, &MIGRATIONS_MANAGE) && str_eq(m.state, S("failed"));
    v->retry = (Url){str_concat(ctx->arena, one_url(ctx, "/history", m.id).s, S("/retry"))};
    TRY(fill_parts(a, &m, v));
    TRY(fill_states(ctx, &MIGRATION, m.id, &v->card, &v->history, &v->history_n));
    RENDER(ctx, 200, migration_one, v);
    return OK;
}

Err migration_retry_post(AccountCtx a)
{
    Migration m;
    TRY(migration_of_path(a, &m));
    a.ctx->customer_id = m.customer_id;
    TRY(migration_retry(a, &m));
    ctx_redirect(a.ctx, one_url(a.ctx, "/history", m.id), MSG("The migration has begun again."));
    return OK;
}

/* --- plans --- */

static Msg plan_when(Ctx *ctx, const MigrationPlan *s)
{
    return s->on_renewal ? MSG1("At the renewal, {day}", "day", day_text(ctx, date_of(s->due_at)))
                         : MSG1("On {day}", "day", day_text(ctx, date_of(s->due_at)));
}

Err migration_plans_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    MigrationPlan *rows;
    PageInfo info;
    ListAsk ask = asked(ctx);
    PlansView *v = arena_new(ctx->arena, PlansView);
    PageAsk page = page_of(&ask, true);
    Err err = q_schedule_page(a, &(SchedulePageArgs){0}, &page, &rows, &v->rows_n, &info);
    if (err == ERR_INVALID) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_schedule_page(a, &(SchedulePageArgs){0}, &page, &rows, &v->rows_n, &info);
    }
    TRY(err);
    v->shell = frame(ctx, MSG("Planned"), NULL, (Msg){0});
    v->tabs = tabs_of(ctx, 1, &v->tabs_n);
    PlanLine *lines = arena_array(ctx->arena, PlanLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (PlanLine){.name = rows[i].title,
                              .customer = rows[i].customer_name,
                              .when = plan_when(ctx, &rows[i]),
                              .why = why_of(ctx, rows[i].reason),
                              .state = machine_state_view(&MIGRATION_SCHEDULE, READER_PARTNER, rows[i].state),
                              .url = one_url(ctx, "/schedules", rows[i].id)};
    }
    v->rows = lines;
    pager_of(ctx, &ask, base_url(ctx, "/schedules"), &info, v->rows_n, &v->pager);
    RENDER(ctx, 200, migration_plans, v);
    return OK;
}

static Err plan_of_path(AccountCtx a, MigrationPlan *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("schedule"), &id));
    return schedule_get(a, id, ret);
}

static Err plan_view(AccountCtx a, const MigrationPlan *s, bool posted, PlanView **ret)
{
    static const Str NAMES[] = {S_INIT("targetDate")};
    Ctx *ctx = a.ctx;
    Options q = {.term = s->term,
                 .cycle = s->cycle,
                 .full_term = s->full_term,
                 .when = s->on_renewal ? S("renewal") : S("day"),
                 .day = time_is_set(s->target_at) ? date_iso(ctx->arena, date_of(s->target_at)) : S("")};
    PlanView *v = *ret = arena_new(ctx->arena, PlanView);
    q = posted ? options_of_form(ctx) : q;
    v->shell = frame(ctx, MSG1("{name}", "name", s->title), "/schedules", MSG("Planned"));
    v->shell->failed = posted;
    FactView *f = arena_array(ctx->arena, FactView, 4);
    f[0] = (FactView){.label = MSG("Customer"), .text = s->customer_name};
    f[1] = (FactView){.label = MSG("When"), .kind = FACT_MSG, .msg = plan_when(ctx, s)};
    f[2] = (FactView){.label = MSG("Term and billing"), .text = terms_of(ctx, s->term, s->cycle)};
    f[3] = (FactView){.label = MSG("Seats"), .text = number(ctx, s->quantity)};
    v->facts = f;
    v->facts_n = 4;
    v->may = ctx_may(ctx, &MIGRATIONS_MANAGE) && str_eq(s->state, S("scheduled"));
    v->form = (FormView){.action = one_url(ctx, "/schedules", s->id), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->options = options_view(ctx, &q, true);
    v->cancel = (Url){str_concat(ctx->arena, v->form.action.s, S("/cancel"))};
    v->migration = id_is_nil(s->migration_id) ? (Url){{0}} : one_url(ctx, "/history", s->migration_id);
    return fill_states(ctx, &MIGRATION_SCHEDULE, s->id, &v->card, &v->history, &v->history_n);
}

Err migration_plan_page(AccountCtx a)
{
    MigrationPlan s;
    PlanView *v;
    TRY(plan_of_path(a, &s));
    TRY(plan_view(a, &s, false, &v));
    RENDER(a.ctx, 200, migration_plan, v);
    return OK;
}

Err migration_plan_save(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    MigrationPlan s;
    Options q = options_of_form(ctx);
    TRY(plan_of_path(a, &s));
    ScheduleAsk ask = plan_of(&q, s.subscription_id);
    ask.base.quantity = s.quantity;
    ctx->customer_id = s.customer_id;
    ask.without_addons = s.without_addons;
    Err err = schedule_change(a, &s, &ask);
    ctx->customer_id = ID_NIL;
    if (err == ERR_INVALID) {
        PlanView *v;
        if (!ctx->problem.fields_n) { /* a rule of migrations: told where the day is */
            problem_field(ctx, S("targetDate"), ctx->problem.message);
        }
        TRY(plan_view(a, &s, true, &v));
        return RENDER_FAILED(ctx, migration_plan, v);
    }
    TRY(err);
    ctx_redirect(ctx, one_url(ctx, "/schedules", s.id), MSG("The plan is changed."));
    return OK;
}

Err migration_plan_cancel(AccountCtx a)
{
    MigrationPlan s;
    TRY(plan_of_path(a, &s));
    TRY(schedule_cancel(a, &s));
    ctx_redirect(a.ctx, one_url(a.ctx, "/schedules", s.id), MSG("The plan is cancelled."));
    return OK;
}
