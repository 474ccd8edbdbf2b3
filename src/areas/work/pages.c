/* The desk of what waits for the vendor's staff: everything in its address, one page of rows, the week's figures. */
#include "areas/work/pages.h"

#include "app/audit.h"
#include "app/export.h"
#include "app/page.h"
#include "app/program.h"
#include "app/work.h"
#include "areas/work/work_view.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/app_q.h"
#include "gen/work_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"
#include "ui/work_panel.h"

#define PAGE "/operator/work"
enum { EXPORT_MAX = 5000 };

/* --- what is asked for --- */

typedef struct WorkAsk {
    Str kind, whose, market, language, state;
    uint32_t order;
    bool descending;
    int size;
    Str after, before;
} WorkAsk;

static bool one_of(Str value, const char *words)
{
    Str rest = str_from(words), word;
    while (str_split(&rest, ' ', &word)) {
        if (str_eq(word, value)) {
            return true;
        }
    }
    return false;
}

static void take(void *arg, Str name, Str value)
{
    WorkAsk *ask = arg;
    bool compact;
    value = utf8_prefix(str_trim(value), 60);
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("kind")) && work_kind(value)) {
        ask->kind = value;
    } else if (str_eq(name, S("whose")) && work_panel_whose_known(value)) {
        ask->whose = value;
    } else if (str_eq(name, S("market")) && country_known(value)) {
        ask->market = value;
    } else if (str_eq(name, S("language")) && value.n == 2) {
        ask->language = value;
    } else if (str_eq(name, S("state")) && str_eq(value, S("done"))) {
        ask->state = value;
    } else if (str_eq(name, S("sort")) && one_of(value, "due -due age -age")) {
        ask->descending = value.p[0] == '-';
        ask->order = str_find(value, S("age")) >= 0 ? WORK_LIST_BY_AGE : WORK_LIST_BY_DUE;
    }
}

static void ask_of_request(Ctx *ctx, WorkAsk *ret)
{
    *ret = (WorkAsk){.size = LIST_SIZE};
    list_each_asked(ctx, take, ret);
}

static Str query_of(Ctx *ctx, const WorkAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "kind", ask->kind);
    list_put(&b, "whose", ask->whose);
    list_put(&b, "market", ask->market);
    list_put(&b, "language", ask->language);
    list_put(&b, "state", ask->state);
    if (ask->order != WORK_LIST_BY_DUE || ask->descending) {
        list_put(
            &b, "sort",
            str_fmt(ctx->arena, "%s%s", ask->descending ? "-" : "", ask->order == WORK_LIST_BY_AGE ? "age" : "due"));
    }
    list_put(&b, "size", ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

/* Kinds that this person sees: of these the one asked for, or all. */
typedef struct Kinds {
    const WorkKind *all[WORK_KINDS_MAX];
    size_t all_n;
    Str ids[WORK_KINDS_MAX]; /* asked for */
    size_t n;
} Kinds;

static Kinds *kinds_of(Ctx *ctx, Str asked)
{
    const WorkKind *every[WORK_KINDS_MAX];
    size_t n = work_kinds(every);
    Kinds *k = arena_new(ctx->arena, Kinds);
    for (size_t i = 0; i < n; i++) {
        if (ctx_may(ctx, every[i]->perm)) {
            k->all[k->all_n++] = every[i];
            if (!asked.n || str_eq(asked, str_from(every[i]->id))) {
                k->ids[k->n++] = str_from(every[i]->id);
            }
        }
    }
    return k;
}

static Err read_page(OperatorCtx o, const WorkAsk *ask, const Kinds *k, PageAsk *page, WorkListRow **ret, size_t *ret_n,
                     PageInfo *info)
{
    Ctx *ctx = o.ctx;
    WorkListArgs args = {.state = ask->state.n ? ask->state : S("open"),
                         .kinds = k->ids,
                         .kinds_n = k->n,
                         .with_kind = k->n == 1,
                         .kind = k->n ? k->ids[0] : S(""),
                         .with_of = str_eq(ask->whose, S("mine")),
                         .assigned_to = ctx->actor.user_id,
                         .with_free = str_eq(ask->whose, S("free")),
                         .with_late = str_eq(ask->whose, S("late")),
                         .due_to = ctx->now,
                         .with_market = ask->market.n > 0,
                         .market = ask->market,
                         .with_language = ask->language.n > 0,
                         .language = ask->language};
    Err err = q_work_list(o, &args, page, ret, ret_n, info);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_work_list(o, &args, page, ret, ret_n, info);
    }
    return err;
}

/* --- rows --- */

/* What of the account it is, in words: a program by its name. */
static Str what_of(const Programs *programs, const WorkKind *kind, Str ref)
{
    const Program *p = kind->of_program ? programs_find(programs, ref) : NULL;
    return p ? p->name : ref;
}

static WorkLine line_of(Ctx *ctx, const Programs *programs, const WorkListRow *r)
{
    const WorkKind *kind = work_kind(r->kind);
    WorkLine l = {.id = id_text(ctx->arena, r->id),
                  .account = r->name,
                  .partner_id = r->partner_id,
                  .market = country_name(ctx->arena, ctx->locale, r->market),
                  .language = language_name(ctx->arena, ctx->locale, r->language),
                  .who = r->first_name.n ? str_fmt(ctx->arena, "%.*s %.*s", S_ARG(r->first_name), S_ARG(r->last_name))
                                         : S(""),
                  .kind = MSG_OF(kind->name),
                  .what = what_of(programs, kind, r->ref),
                  .url = work_url(ctx, kind, &(WorkPlace){r->subject_id, r->public_id, r->ref}),
                  .since = r->created_at,
                  .urgent = r->priority > 0};
    l.state = work_panel_left(ctx, r->due_at);
    if (str_eq(r->state, S("done"))) {
        l.state = (StateView){.kind = STATE_GOOD, .label = MSG("Done")};
    }
    return l;
}

/* --- around them --- */

static FieldView choice(Ctx *ctx, const char *name, Msg label, OptionView *o, size_t n, Str chosen)
{
    for (size_t i = 0; i < n; i++) {
        o[i].selected = str_eq(o[i].value, chosen);
    }
    return ui_select(ctx, str_from(name), label, o, n);
}

static FieldView fixed(Ctx *ctx, const char *name, Msg label, const OptionView *all, size_t n, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    memcpy(o, all, n * sizeof *o);
    return choice(ctx, name, label, o, n, chosen);
}

static Err fill_filters(OperatorCtx o, const WorkAsk *ask, const Kinds *k, WorkView *v)
{
    static const OptionView STATES[] = {{.value = S_INIT(""), .label = {.id = N_("Waiting")}},
                                        {.value = S_INIT("done"), .label = {.id = N_("Done")}}};
    Ctx *ctx = o.ctx;
    WorkMarketsRow *markets;
    size_t n, tags_n;
    const Str *names, *tags = locale_languages(&tags_n, &names);
    TRY(q_work_markets(o, &(WorkMarketsArgs){.kinds = k->ids, .kinds_n = k->n}, &markets, &n));
    OptionView *places = arena_array(ctx->arena, OptionView, n + 1),
               *languages = arena_array(ctx->arena, OptionView, tags_n + 1);
    places[0] = (OptionView){.value = S(""), .label = MSG("Any market")};
    for (size_t i = 0; i < n; i++) {
        places[i + 1] =
            (OptionView){.value = markets[i].market, .text = country_name(ctx->arena, ctx->locale, markets[i].market)};
    }
    languages[0] = (OptionView){.value = S(""), .label = MSG("Any language")};
    for (size_t i = 0; i < tags_n; i++) {
        languages[i + 1] = (OptionView){.value = tags[i], .text = names[i]};
    }
    v->whose = work_panel_whose_field(ctx, ask->whose);
    v->state = fixed(ctx, "state", MSG("State"), STATES, COUNT_OF(STATES), ask->state);
    v->market = choice(ctx, "market", MSG("Market"), places, n + 1, ask->market);
    v->language = choice(ctx, "language", MSG("Language"), languages, tags_n + 1, ask->language);
    return OK;
}

static Str chosen_text(Ctx *ctx, const FieldView *f)
{
    for (size_t i = 0; i < f->options_n; i++) {
        const OptionView *o = &f->options[i];
        if (o->selected && o->value.n) {
            return msg_is_set(o->label) ? tr(ctx->locale, NULL, o->label.id) : o->text;
        }
    }
    return S("");
}

static void fill_chips(Ctx *ctx, WorkView *v)
{
    const FieldView *fields[] = {&v->whose, &v->state, &v->market, &v->language};
    ChipView *chips = arena_array(ctx->arena, ChipView, COUNT_OF(fields));
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        Str text = chosen_text(ctx, fields[i]);
        if (text.n) {
            chips[v->chips_n++] =
                (ChipView){fields[i]->label, text, url_with(ctx->arena, v->self, fields[i]->name, S(""))};
        }
    }
    v->chips = chips;
    v->filtered = v->chips_n > 0;
}

static Err fill_tabs(OperatorCtx o, const WorkAsk *ask, WorkView *v)
{
    Ctx *ctx = o.ctx;
    WorkWaiting *all;
    size_t n;
    TRY(work_waiting(o, &all, &n));
    TabView *tabs = arena_array(ctx->arena, TabView, n + 1);
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        Str id = str_from(all[i].kind->id);
        bool here = str_eq(id, ask->kind);
        tabs[i + 1] = (TabView){.label = MSG_OF(all[i].kind->name),
                                .url = url_with(ctx->arena, url_static(PAGE), S("kind"), id),
                                .current = here,
                                .count = all[i].n};
        v->waiting += here || !ask->kind.n ? all[i].n : 0;
        v->late += here || !ask->kind.n ? all[i].late : 0;
        sum += all[i].n;
        v->about = here ? MSG_OF(all[i].kind->about) : v->about;
    }
    tabs[0] = (TabView){.label = MSG("All kinds"), .url = url_static(PAGE), .current = !ask->kind.n, .count = sum};
    v->tabs = tabs;
    v->tabs_n = n + 1;
    return OK;
}

static SortView sort_of(Ctx *ctx, Url self, const WorkAsk *ask, uint32_t order, const char *word, Msg label)
{
    return list_sort(ctx->arena, self, word, label, (ListSorted){ask->order == order, ask->descending, false});
}

static void fill_frame(Ctx *ctx, const WorkAsk *ask, const PageInfo *info, WorkView *v)
{
    enum { KEPT_MAX = 8 };
    WorkAsk rest = *ask, only = {.kind = ask->kind, .size = ask->size, .order = ask->order};
    only.descending = ask->descending;
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, url_static(PAGE), v->query, query_of(ctx, &rest), info, v->rows_n, ask->size, &v->pager);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, KEPT_MAX);
    v->keep_n = list_hidden(ctx->arena, query_of(ctx, &only), keep, KEPT_MAX);
    v->keep = keep;
    v->by_due = sort_of(ctx, v->self, ask, WORK_LIST_BY_DUE, "due", MSG("Time left"));
    v->by_age = sort_of(ctx, v->self, ask, WORK_LIST_BY_AGE, "age", MSG("Came in"));
    v->export = list_export(ctx->arena, url_static(PAGE "/export"), v->query);
}

Err work_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    WorkAsk ask;
    WorkListRow *rows;
    size_t n;
    PageInfo info;
    Programs programs;
    ask_of_request(ctx, &ask);
    TRY(programs_load(ctx, &programs));
    Kinds *k = kinds_of(ctx, ask.kind);
    PageAsk page = {.order = ask.order,
                    .descending = ask.descending,
                    .size = (uint32_t)ask.size,
                    .after = ask.after,
                    .before = ask.before};
    TRY(read_page(o, &ask, k, &page, &rows, &n, &info));
    WorkView *v = arena_new(ctx->arena, WorkView);
    v->shell = shell_view(ctx, MSG("Work queue"), (Crumb[]){desk_crumb(), {.label = MSG("Work queue")}}, 2);
    v->shell->workspace = MSG("Vendor desk");
    v->query = query_of(ctx, &ask);
    v->self = list_url(ctx->arena, url_static(PAGE), v->query);
    v->clear_url = ask.kind.n ? url_with(ctx->arena, url_static(PAGE), S("kind"), ask.kind) : url_static(PAGE);
    v->assign_url = url_static(PAGE "/assign");
    WorkLine *lines = arena_array(ctx->arena, WorkLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = line_of(ctx, &programs, &rows[i]);
    }
    v->rows = lines;
    v->rows_n = n;
    v->done = ask.state.n > 0;
    v->may_assign = !v->done && k->n > 0;
    TRY(fill_tabs(o, &ask, v));
    TRY(fill_filters(o, &ask, k, v));
    TRY(work_panel_week(o, k->ids, k->n, &v->week));
    TRY(work_panel_staff(o, k->ids, k->n, &v->who));
    fill_chips(ctx, v);
    fill_frame(ctx, &ask, &info, v);
    RENDER(ctx, 200, work_list, v);
    return OK;
}

/* --- taking, assigning, releasing --- */

/* Back to the list that the form stood in: a kind's own, or the work queue. */
static Err back_to(Ctx *ctx, Msg said)
{
    WorkAsk ask = {.size = LIST_SIZE};
    const WorkKind *kind = work_kind(ctx_form(ctx, S("desk")));
    Str query = ctx_form(ctx, kind ? S("back") : S("query"));
    if (kind && kind->desk) {
        ctx_redirect(ctx, list_url(ctx->arena, url_static(kind->desk), list_clean(ctx->arena, query)), said);
        return OK;
    }
    query = query.n > LIST_QUERY_MAX ? S("") : query;
    list_each(ctx->arena, query, take, &ask);
    ctx_redirect(ctx, list_url(ctx->arena, url_static(PAGE), query_of(ctx, &ask)), said);
    return OK;
}

/* Kinds that note themselves who works on a thing hear of it in the same unit. */
static Err tell_kinds(OperatorCtx o, const Kinds *k, const Id *ids, size_t n, Id who)
{
    WorkSubjectsRow *rows;
    size_t rows_n, from = 0;
    TRY(q_work_subjects(o, &(WorkSubjectsArgs){.ids = ids, .ids_n = n, .kinds = k->ids, .kinds_n = k->n}, &rows,
                        &rows_n));
    Id *subjects = arena_array(o.ctx->arena, Id, rows_n + 1);
    for (size_t i = 0; i < rows_n; i++) { /* a run of one kind at a time */
        subjects[i] = rows[i].subject_id;
        if (i + 1 == rows_n || !str_eq(rows[i].kind, rows[i + 1].kind)) {
            const WorkKind *kind = work_kind(rows[i].kind);
            if (kind->assigned) {
                TRY(kind->assigned(o, subjects + from, i + 1 - from, who));
            }
            from = i + 1;
        }
    }
    return OK;
}

/* What is ticked: items of the queue, or on a kind's own page its subjects, behind which may stand ".version". */
static Err read_picked(OperatorCtx o, const Kinds *k, Id *ids, size_t max, size_t *ret_n)
{
    Ctx *ctx = o.ctx;
    Str value;
    WorkOfSubjectsRow *rows;
    size_t n = 0, rows_n;
    for (size_t i = 0; n < max && ctx_form_nth(ctx, S("id"), i, &value); i++) {
        Str id;
        str_split(&value, '.', &id);
        n += id_parse(id, &ids[n]) == OK;
    }
    WorkOfSubjectsArgs args = {.kinds = k->ids, .kinds_n = k->n, .subjects = ids, .subjects_n = n};
    TRY(q_work_of_subjects(o, &args, &rows, &rows_n));
    for (size_t i = 0; i < rows_n && n < max; i++) {
        ids[n++] = rows[i].id;
    }
    *ret_n = n;
    return OK;
}

Err work_assign_post(OperatorCtx o)
{
    enum { PICKED_MAX = 400 };
    Ctx *ctx = o.ctx;
    Id *ids = arena_array(ctx->arena, Id, PICKED_MAX), who = ctx->actor.user_id;
    size_t n = 0;
    int64_t changed = 0;
    Str what = ctx_form(ctx, S("do"));
    Kinds *k = kinds_of(ctx, S(""));
    TRY(read_picked(o, k, ids, PICKED_MAX, &n));
    if (n == 0) {
        ctx->audit.skip = true;
        return back_to(ctx, MSG("Select at least one row first."));
    }
    if (str_eq(what, S("release"))) {
        who = ID_NIL;
    } else if (str_eq(what, S("assign"))) {
        bool does;
        if (id_parse(ctx_form(ctx, S("who")), &who) != OK) {
            return problem(ctx, ERR_CONFLICT, MSG("Nobody was chosen."), MSG("Choose somebody from the list."));
        }
        TRY(work_panel_is_staff(o, k->ids, k->n, who, &does));
        if (!does) {
            return problem(ctx, ERR_CONFLICT, MSG("This person does no work of this kind."),
                           MSG("Choose somebody from the list."));
        }
    }
    TRY(tell_kinds(o, k, ids, n, who));
    TRY(q_work_assign(
        o, &(WorkAssignArgs){.assigned_to = who, .ids = ids, .ids_n = n, .kinds = k->ids, .kinds_n = k->n}, &changed));
    ctx->audit.skip = changed == 0;
    ctx->audit.target_kind = S("work");
    ctx->audit.target_id = n == 1 ? ids[0] : ID_NIL;
    Msg said = id_is_nil(who)                   ? MSGN("{n} is released.", "{n} are released.", changed)
               : id_eq(who, ctx->actor.user_id) ? MSGN("{n} is yours now.", "{n} are yours now.", changed)
                                                : MSGN("{n} is assigned.", "{n} are assigned.", changed);
    return back_to(ctx, said);
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"account", N_("Account"), EXPORT_TEXT, 30},
    {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"kind", N_("Kind"), EXPORT_MSG, 24},
    {"what", N_("What"), EXPORT_TEXT, 24},
    {"state", N_("State"), EXPORT_MSG, 12},
    {"due", N_("Due"), EXPORT_TIME, 20},
    {"since", N_("Came in"), EXPORT_TIME, 20},
    {"done", N_("Done"), EXPORT_TIME, 20},
    {"who", N_("Who works on it"), EXPORT_TEXT, 24},
    {"market", N_("Market"), EXPORT_TEXT, 10},
    {"language", N_("Language"), EXPORT_TEXT, 10},
};

static Err fill_file(AccountCtx a, Export *e, void *arg)
{
    enum { CHUNK = 500 };
    Ctx *ctx = a.ctx;
    const WorkAsk *ask = arg;
    Kinds *k = kinds_of(ctx, ask->kind);
    PageInfo info = {.next = S("")};
    int64_t left = EXPORT_MAX;
    Programs programs;
    TRY(programs_load(ctx, &programs));
    do {
        WorkListRow *rows;
        size_t n;
        PageAsk page = {.order = ask->order, .descending = ask->descending, .size = CHUNK, .after = info.next};
        TRY(read_page((OperatorCtx){ctx}, ask, k, &page, &rows, &n, &info));
        for (size_t i = 0; i < n; i++) {
            WorkLine l = line_of(ctx, &programs, &rows[i]);
            ExportCell cells[COUNT_OF(COLUMNS)] = {
                {.text = l.account},
                {.text = l.partner_id},
                {.msg = l.kind},
                {.text = l.what},
                {.msg = str_eq(rows[i].state, S("done")) ? MSG("Done") : MSG("Waiting")},
                {.time = rows[i].due_at},
                {.time = rows[i].created_at},
                {.empty = !time_is_set(rows[i].done_at), .time = rows[i].done_at},
                {.text = l.who},
                {.text = rows[i].market},
                {.text = rows[i].language},
            };
            TRY(export_row(e, cells));
        }
        left -= (int64_t)n;
    } while (info.next.n && left > 0);
    return OK;
}

Err work_export(OperatorCtx o)
{
    WorkAsk ask;
    ask_of_request(o.ctx, &ask);
    return export_send((AccountCtx){o.ctx}, &(ExportSend){.columns = COLUMNS,
                                                          .columns_n = COUNT_OF(COLUMNS),
                                                          .sheet = N_("Work queue"),
                                                          .file = "work",
                                                          .fill = fill_file,
                                                          .arg = &ask});
}
