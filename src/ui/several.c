/* See several.h. */
#include "ui/several.h"

#include "app/unit.h"
#include "app/work.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "gen/ui_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

typedef struct Picked {
    Id id;
    Str seen; /* as it was looked at; empty: not yet */
} Picked;
typedef struct Several {
    const SeveralDesk *desk;
    const SeveralAct *act;
    Picked picked[SEVERAL_MAX];
    size_t picked_n;
    bool too_many, confirm;
    Str reason;
    Problem wrong; /* with the reason */
    SeveralView *v;
} Several;
/* One of them, in its unit. */
typedef struct One {
    const Several *b;
    Picked picked;
    SeveralRow *row;
    bool keep; /* decides; else only tries */
    bool would;
} One;

size_t several_buttons(Ctx *ctx, const SeveralDesk *desk, const SeveralButton **ret, Url *ret_action)
{
    if (!desk || !ctx_may(ctx, desk->perm)) {
        return 0;
    }
    SeveralButton *b = arena_array(ctx->arena, SeveralButton, desk->acts_n);
    for (size_t i = 0; i < desk->acts_n; i++) {
        b[i] = (SeveralButton){.label = MSG_OF(desk->acts[i].button), .act = desk->acts[i].to};
    }
    *ret = b;
    *ret_action = (Url){str_concat(ctx->arena, str_from(desk->path), S("/several"))};
    return desk->acts_n;
}

/* --- what is asked --- */

static bool holds(const Several *b, Id id)
{
    for (size_t i = 0; i < b->picked_n; i++) {
        if (id_eq(b->picked[i].id, id)) {
            return true;
        }
    }
    return false;
}

static void read_form(Ctx *ctx, Several *b)
{
    Str value, act = ctx_form(ctx, S("do"));
    for (size_t i = 0; i < b->desk->acts_n; i++) {
        b->act = str_eq(b->desk->acts[i].to, act) ? &b->desk->acts[i] : b->act;
    }
    for (size_t i = 0; ctx_form_nth(ctx, S("id"), i, &value); i++) {
        Str id;
        Picked p;
        str_split(&value, '.', &id);
        if (id_parse(id, &p.id) != OK || holds(b, p.id)) {
            continue;
        }
        if (b->picked_n == SEVERAL_MAX) {
            b->too_many = true;
            break;
        }
        p.seen = value;
        b->picked[b->picked_n++] = p;
    }
    b->confirm = str_eq(ctx_form(ctx, S("step")), S("confirm"));
    b->reason = str_trim(ctx_form(ctx, S("reason")));
}

static Url queue_url(Ctx *ctx, const SeveralDesk *desk)
{
    return list_url(ctx->arena, url_static(desk->path), list_clean(ctx->arena, ctx_form(ctx, S("back"))));
}

/* --- one --- */

static Err state_of(Ctx *ctx, const Several *b, const SeveralItem *item, StateView *ret)
{
    Str state;
    TRY(b->desk->machine->read(ctx, item->account_id, item->subject_id, &state));
    *ret = machine_state_view(b->desk->machine, READER_VENDOR, state);
    return OK;
}

/* Nobody's any more: done meanwhile, by whoever reads this or by somebody else. */
static Err settled(Ctx *ctx, One *one, const WorkPickedRow *w)
{
    if (one->keep && !id_is_nil(w->done_by) && id_eq(w->done_by, ctx->actor.user_id) &&
        str_eq(w->outcome, one->b->act->to)) {
        one->row->good = true;
        one->row->said = MSG("You had decided so already.");
        return OK;
    }
    return problem(ctx, ERR_CONFLICT, MSG("It does not wait any more: it is decided, or the partner took it back."),
                   (Msg){0});
}

static Err one_unit(Ctx *ctx, void *arg)
{
    One *one = arg;
    const SeveralDesk *desk = one->b->desk;
    const SeveralAct *act = one->b->act;
    WorkPickedRow w;
    SeveralLook look = {0};
    OperatorCtx o = {ctx};
    one->would = false;
    *one->row = (SeveralRow){.name = S("")};
    (void)account_of(ctx, ID_NIL);
    Err err = q_work_picked(o, &(WorkPickedArgs){.id = one->picked.id, .kind = str_from(desk->kind)}, &w);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such thing in this queue."), (Msg){0});
    }
    TRY(err);
    SeveralItem item = {.id = w.id,
                        .account_id = w.account_id,
                        .subject_id = w.subject_id,
                        .account = w.name,
                        .public_id = w.public_id,
                        .partner_id = w.partner_id,
                        .ref = w.ref};
    one->row->name = w.name;
    one->row->sub = w.partner_id;
    TRY(desk->look(o, &item, &look));
    one->row->name = look.name;
    one->row->sub = look.sub;
    one->row->url = look.url;
    one->row->value = str_fmt(ctx->arena, "%.*s.%lld", S_ARG(id_text(ctx->arena, w.id)), (long long)look.seen);
    TRY(state_of(ctx, one->b, &item, &one->row->is));
    one->row->known = true;
    if (!str_eq(w.state, S("open"))) {
        ctx->audit.skip = true;
        return settled(ctx, one, &w);
    }
    if (one->picked.seen.n && !str_eq(one->picked.seen, str_fmt(ctx->arena, "%lld", (long long)look.seen))) {
        return problem(ctx, ERR_CONFLICT, MSG("It was changed since you looked at it."),
                       MSG("Open it, and decide on what it holds now."));
    }
    TRY(desk->decide(o, &item, look.thing, act->to, one->keep || !act->reason ? one->b->reason : S("-")));
    TRY(state_of(ctx, one->b, &item, one->keep ? &one->row->is : &one->row->becomes));
    one->row->good = true;
    one->row->said = MSG_OF(act->said);
    one->would = true;
    return one->keep ? OK : ERR_CONFLICT; /* tried: undone */
}

/* Its refusal is its row's. Trouble of the machine ends the whole. */
static Err run_one(OperatorCtx o, One *one)
{
    Ctx *ctx = o.ctx;
    Err err = unit_run(ctx, MODE_WRITE, one->b->desk->action, one_unit, one);
    if (err != OK && !one->would) {
        bool ours = err == ERR_NOT_FOUND || err == ERR_CONFLICT || err == ERR_STALE || err == ERR_INVALID ||
                    err == ERR_FORBIDDEN;
        if (!ours && !one->keep) {
            return err;
        }
        one->row->good = false;
        one->row->said = ctx->problem.fields_n              ? ctx->problem.fields[0].message
                         : msg_is_set(ctx->problem.message) ? ctx->problem.message
                         : err == ERR_STALE                 ? MSG("It was changed since you looked at it.")
                                            : MSG("It could not be done. Try it again on its own page.");
        one->row->hint = ctx->problem.hint;
    }
    ctx->problem = (Problem){0};
    (void)account_of(ctx, ID_NIL);
    return OK;
}

static Err run_all(OperatorCtx o, Several *b, bool keep)
{
    SeveralView *v = b->v;
    v->rows = arena_array(o.ctx->arena, SeveralRow, b->picked_n + 1);
    v->rows_n = b->picked_n;
    v->good = v->refused = 0;
    for (size_t i = 0; i < b->picked_n; i++) {
        One one = {.b = b, .picked = b->picked[i], .row = &v->rows[i], .keep = keep};
        TRY(run_one(o, &one));
        v->good += v->rows[i].good;
        v->refused += !v->rows[i].good;
    }
    return OK;
}

/* --- the page --- */

static Err page_unit(Ctx *ctx, void *arg)
{
    static const Str NAMES[] = {S_INIT("reason")};
    Several *b = arg;
    SeveralView *v = b->v;
    const SeveralDesk *desk = b->desk;
    Msg title = MSG_OF(b->act->title);
    ctx->problem = b->wrong;
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = desk_crumb();
    crumbs[1] = (Crumb){.label = MSG_OF(desk->name), .url = url_static(desk->path)};
    crumbs[2] = (Crumb){.label = title};
    v->shell = shell_view(ctx, title, crumbs, 3);
    v->shell->workspace = MSG("Vendor desk");
    v->queue = queue_url(ctx, desk);
    v->back = ctx_form(ctx, S("back"));
    v->act = b->act->to;
    v->asks_reason = b->act->reason;
    v->reason = ui_field(ctx, S("reason"), b->reason, MSG("Reason for the partner"));
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.rows = 4;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("Each of them reads it: what is wrong, and how it is put right.");
    v->form = (FormView){.action = (Url){str_concat(ctx->arena, str_from(desk->path), S("/several"))},
                         .errors = ui_errors(ctx, NAMES, 1),
                         .wide = true};
    v->shell->failed = v->form.errors.links_n > 0;
    v->button = MSGN("{act} {n} of them", "{act} {n} of them", v->good);
    v->button.args[0] = (struct MsgArg){"act", tr(ctx->locale, NULL, b->act->button)};
    if (v->done) {
        v->said = v->refused ? MSG2("{good} done, {refused} not done. Each partner is told.", "good",
                                    str_fmt(ctx->arena, "%lld", (long long)v->good), "refused",
                                    str_fmt(ctx->arena, "%lld", (long long)v->refused))
                             : MSGN("{n} done. The partner is told.", "{n} done. The partners are told.", v->good);
        v->reason_text = b->act->reason ? b->reason : S("");
    } else {
        v->said = !v->good ? MSG("None of them can be decided so. Nothing has been changed.")
                  : v->refused
                      ? MSG("Nothing has been changed yet. Look at what will happen, and at what is left as it is.")
                      : MSG("Nothing has been changed yet. Look at what will happen.");
    }
    RENDER(ctx, v->form.errors.links_n ? 422 : 200, several, v);
    return OK;
}

Err several_post(OperatorCtx o, const SeveralDesk *desk)
{
    Ctx *ctx = o.ctx;
    Several *b = arena_new(ctx->arena, Several);
    b->desk = desk;
    b->v = arena_new(ctx->arena, SeveralView);
    read_form(ctx, b);
    if (!b->act) {
        return problem(ctx, ERR_CONFLICT, MSG("Nothing was chosen to do."), MSG("Go back and choose a button."));
    }
    if (b->too_many) {
        return problem(ctx, ERR_CONFLICT, MSG1("At most {n} can be decided at once.", "n", S("50")),
                       MSG("Go back and select fewer."));
    }
    if (!b->picked_n) {
        ctx_redirect(ctx, queue_url(ctx, desk), MSG("Select at least one row first."));
        return OK;
    }
    bool keep = b->confirm && (!b->act->reason || machine_reason(ctx, true, &b->reason) == OK);
    b->wrong = ctx->problem;
    ctx->problem = (Problem){0};
    TRY(run_all(o, b, keep));
    b->v->done = keep;
    return unit_run(ctx, MODE_READ, NULL, page_unit, b);
}
