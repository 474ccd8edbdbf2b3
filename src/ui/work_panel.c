/* See work_panel.h. */
#include "ui/work_panel.h"

#include "gen/app_q.h"
#include "ui/field.h"
#include "ui/lists.h"

enum { WEEK = 7, STAFF_MAX = 100 };

StateView work_panel_left(const Ctx *ctx, Time due)
{
    if (!time_is_set(due)) {
        return (StateView){STATE_OFF, MSG("No date")};
    }
    int64_t us = time_diff(due, ctx->now), days = (us < 0 ? -us : us) / TIME_DAY;
    if (us < 0) {
        return (StateView){STATE_BAD, days ? MSGN("{n} day late", "{n} days late", days) : MSG("Late since today")};
    }
    return days ? (StateView){STATE_WAIT, MSGN("{n} day left", "{n} days left", days)}
                : (StateView){STATE_WARN, MSG("Due today")};
}

/* --- whose it is --- */

bool work_panel_whose_known(Str word)
{
    return str_eq(word, S("mine")) || str_eq(word, S("free")) || str_eq(word, S("late"));
}

WorkWhose work_panel_whose(const Ctx *ctx, Str word)
{
    bool late = str_eq(word, S("late"));
    return (WorkWhose){.on = work_panel_whose_known(word),
                       .anybody = late,
                       .assigned_to = str_eq(word, S("mine")) ? ctx->actor.user_id : ID_NIL,
                       .due_high = late ? ctx->now : (Time){INT64_MAX}};
}

FieldView work_panel_whose_field(Ctx *ctx, Str chosen)
{
    static const OptionView WHOSE[] = {{.value = S_INIT(""), .label = {.id = N_("Everybody's")}},
                                       {.value = S_INIT("mine"), .label = {.id = N_("Mine")}},
                                       {.value = S_INIT("free"), .label = {.id = N_("Nobody's yet")}},
                                       {.value = S_INIT("late"), .label = {.id = N_("Late")}}};
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(WHOSE));
    for (size_t i = 0; i < COUNT_OF(WHOSE); i++) {
        o[i] = WHOSE[i];
        o[i].selected = str_eq(o[i].value, chosen);
    }
    return ui_select(ctx, S("whose"), MSG("Whose"), o, COUNT_OF(WHOSE));
}

/* --- the week --- */

static int64_t put_days(const WorkCameRow *rows, size_t n, int64_t first, int64_t *ret)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].day >= first && rows[i].day < first + WEEK) {
            ret[rows[i].day - first] = rows[i].n;
            sum += rows[i].n;
        }
    }
    return sum;
}

Err work_panel_week(OperatorCtx o, const Str *kinds, size_t n, ChartView *ret)
{
    Ctx *ctx = o.ctx;
    int64_t first = ctx->now.us / TIME_DAY - WEEK + 1;
    int64_t *came = arena_array(ctx->arena, int64_t, WEEK), *done = arena_array(ctx->arena, int64_t, WEEK);
    Str *labels = arena_array(ctx->arena, Str, WEEK);
    WorkCameRow *in, *out;
    WorkWentRow *went;
    size_t in_n, out_n;
    Time since = {first * TIME_DAY};
    TRY(q_work_came(o, &(WorkCameArgs){.kinds = kinds, .kinds_n = n, .since_low = since}, &in, &in_n));
    TRY(q_work_went(o, &(WorkWentArgs){.kinds = kinds, .kinds_n = n, .since_low = since}, &went, &out_n));
    out = arena_array(ctx->arena, WorkCameRow, out_n + 1);
    for (size_t i = 0; i < out_n; i++) {
        out[i] = (WorkCameRow){.day = went[i].day, .n = went[i].n};
    }
    int64_t came_sum = put_days(in, in_n, first, came), done_sum = put_days(out, out_n, first, done);
    for (int i = 0; i < WEEK; i++) {
        Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_date(&b, ctx->locale, (Date){(int32_t)(first + i)}, DATE_DAY_MONTH);
        labels[i] = buf_str(&b);
    }
    ChartSeries *series = arena_array(ctx->arena, ChartSeries, 2);
    series[0] = (ChartSeries){.name = MSG("Came in"), .values = came, .colour = 1};
    series[1] = (ChartSeries){.name = MSG("Done"), .values = done, .colour = 3};
    *ret = (ChartView){.id = S("week"),
                       .title = MSG("This week"),
                       .finding = MSG2("In seven days {came} came in and {done} were done.", "came",
                                       str_fmt(ctx->arena, "%lld", (long long)came_sum), "done",
                                       str_fmt(ctx->arena, "%lld", (long long)done_sum)),
                       .label_head = MSG("Day"),
                       .labels = labels,
                       .n = WEEK,
                       .series = series,
                       .series_n = 2};
    return OK;
}

/* --- who does it --- */

static bool can_do(const Str *kinds, size_t n, Str role)
{
    int at = role_index(role);
    for (size_t i = 0; i < n && at >= 0; i++) {
        const WorkKind *kind = work_kind(kinds[i]);
        if (kind && perm_role_holds(kind->perm, at)) {
            return true;
        }
    }
    return false;
}

Err work_panel_staff(OperatorCtx o, const Str *kinds, size_t n, FieldView *ret)
{
    Ctx *ctx = o.ctx;
    WorkStaffRow *rows;
    size_t rows_n, used = 0;
    TRY(q_work_staff(o, NULL, &rows, &rows_n));
    OptionView *options = arena_array(ctx->arena, OptionView, STAFF_MAX);
    for (size_t i = 0; i < rows_n && used < STAFF_MAX; i++) {
        bool again = i && id_eq(rows[i].id, rows[i - 1].id);
        Str id = id_text(ctx->arena, rows[i].id);
        if (can_do(kinds, n, rows[i].role) && !(again && used && str_eq(options[used - 1].value, id))) {
            options[used++] = (OptionView){
                .value = id,
                .text = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name))};
        }
    }
    *ret = ui_select(ctx, S("who"), MSG("Assign to"), options, used);
    ret->width = S("w-auto");
    return OK;
}

Err work_panel_is_staff(OperatorCtx o, const Str *kinds, size_t n, Id who, bool *ret)
{
    WorkStaffRow *rows;
    size_t rows_n;
    TRY(q_work_staff(o, NULL, &rows, &rows_n));
    *ret = false;
    for (size_t i = 0; i < rows_n; i++) {
        *ret |= id_eq(rows[i].id, who) && can_do(kinds, n, rows[i].role);
    }
    return OK;
}

/* --- a page's own queue --- */

static const WorkKind *kind_of(const WorkPanelAsk *ask, size_t i) { return work_kind(str_from(ask->kinds[i])); }

Err work_panel_fill(OperatorCtx o, const WorkPanelAsk *ask, WorkPanel *ret)
{
    Ctx *ctx = o.ctx;
    Str *kinds = arena_array(ctx->arena, Str, ask->kinds_n + 1);
    WorkWaiting *all;
    size_t n;
    *ret = (WorkPanel){.kinds = kinds,
                       .desk = str_from(ask->kinds[0]),
                       .query = ask->query,
                       .assign = url_static("/operator/work/assign")};
    for (size_t i = 0; i < ask->kinds_n; i++) {
        const WorkKind *kind = kind_of(ask, i);
        if (kind && ctx_may(ctx, kind->perm)) {
            kinds[ret->kinds_n++] = str_from(kind->id);
        }
    }
    ret->acts = ask->acts && ret->kinds_n > 0;
    ret->decide_n = ret->acts ? several_buttons(ctx, ask->several, &ret->decide, &ret->decide_at) : 0;
    TRY(work_waiting(o, &all, &n));
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < ret->kinds_n; k++) {
            if (str_eq(str_from(all[i].kind->id), kinds[k])) {
                ret->waiting += all[i].n;
                ret->late += all[i].late;
            }
        }
    }
    TRY(work_panel_week(o, kinds, ret->kinds_n, &ret->week));
    return work_panel_staff(o, kinds, ret->kinds_n, &ret->who);
}

Err work_panel_marks(OperatorCtx o, const WorkPanelAsk *ask, const WorkThing *things, size_t n, WorkMark **ret)
{
    Ctx *ctx = o.ctx;
    Str *kinds = arena_array(ctx->arena, Str, ask->kinds_n + 1);
    Id *accounts = arena_array(ctx->arena, Id, n + 1);
    WorkMarksRow *rows;
    size_t rows_n;
    WorkMark *marks = arena_array(ctx->arena, WorkMark, n + 1);
    *ret = marks;
    for (size_t i = 0; i < ask->kinds_n; i++) {
        kinds[i] = str_from(ask->kinds[i]);
    }
    for (size_t i = 0; i < n; i++) {
        accounts[i] = things[i].account_id;
    }
    WorkMarksArgs args = {.accounts = accounts, .accounts_n = n, .kinds = kinds, .kinds_n = ask->kinds_n};
    TRY(q_work_marks(o, &args, &rows, &rows_n));
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rows_n; k++) {
            const WorkMarksRow *r = &rows[k];
            bool same = things[i].ref.n ? str_eq(r->ref, things[i].ref) : id_eq(r->subject_id, things[i].subject_id);
            if (!same || !id_eq(r->account_id, things[i].account_id)) {
                continue;
            }
            marks[i] = (WorkMark){
                .item = id_text(ctx->arena, r->id),
                .who = r->first_name.n ? str_fmt(ctx->arena, "%.*s %.*s", S_ARG(r->first_name), S_ARG(r->last_name))
                                       : S(""),
                .left = work_panel_left(ctx, r->due_at),
                .came = r->created_at,
                .urgent = r->priority > 0};
        }
    }
    return OK;
}
