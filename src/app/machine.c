/* State machines: the moves of things, their history, and the five answers for pages. */
#include "app/machine.h"
#include "app/area.h"
#include "app/audit.h"
#include "app/kernel.h"
#include "app/setting.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/app_q.h"

enum { HISTORY_MAX = 50 };

/* --- tables --- */

const MachineState *machine_state(const Machine *m, Str id)
{
    for (size_t i = 0; i < m->states_n; i++) {
        if (str_eq(str_from(m->states[i].id), id)) {
            return &m->states[i];
        }
    }
    return NULL;
}

const MachineMove *machine_find(const Machine *m, Str from, Str to, Mover mover)
{
    for (size_t i = 0; i < m->moves_n; i++) {
        const MachineMove *v = &m->moves[i];
        if (v->mover == mover && str_eq(str_from(v->from), from) && str_eq(str_from(v->to), to)) {
            return v;
        }
    }
    return NULL;
}

StateView machine_state_view(const Machine *m, MachineReader reader, Str state)
{
    const MachineState *s = machine_state(m, state);
    StateView v = {.kind = STATE_OFF};
    if (s) {
        v.kind = s->tone;
        v.label = MSG_OF(reader == READER_PARTNER && s->own_name ? s->own_name : s->name);
    }
    return v;
}

static const struct {
    const char *name, *label;
} MOVER_WORDS[MOVERS] = {
    [MOVER_PARTNER] = {"partner", N_("The partner")},
    [MOVER_VENDOR] = {"vendor", N_("The vendor")},
    [MOVER_TIMER] = {"timer", N_("The clock")},
    [MOVER_SYSTEM] = {"system", N_("The system, by a rule")},
};

const char *mover_name(Mover m) { return MOVER_WORDS[m].name; }
Msg mover_label(Mover m) { return MSG_OF(MOVER_WORDS[m].label); }

static Mover mover_of(Str name)
{
    Mover m = MOVER_PARTNER;
    while (m < MOVER_SYSTEM && !str_eq(str_from(MOVER_WORDS[m].name), name)) {
        m++;
    }
    return m;
}

size_t machines_all(const Machine *ret[MACHINES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->machines_n && n < MACHINES_MAX; k++) {
            ret[n++] = AREAS[i]->machines[k];
        }
    }
    return n;
}

/* --- is a table whole? --- */

static bool said(const char *s) { return s && *s; }

static const char *state_complaint(const MachineState *s)
{
    if (!said(s->id) || strlen(s->id) > MACHINE_STATE_MAX || !said(s->name)) {
        return "has no id or name";
    }
    if (!said(s->means) || !said(s->why) || !said(s->next) || !said(s->who) || !said(s->when)) {
        return "does not answer what it means, why, what is next, who acts and by when";
    }
    bool acts = said(s->partner.label) || said(s->vendor.label);
    if (!s->ends && !acts) {
        return "has nothing that anybody can do";
    }
    if ((said(s->partner.label) && (!said(s->partner.path) || !s->partner.perm)) ||
        (said(s->vendor.label) && (!said(s->vendor.path) || !s->vendor.perm))) {
        return "has an act without a page or a permission";
    }
    return NULL;
}

static bool setting_there(Str key)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->settings_n; k++) {
            if (str_eq(AREAS[i]->settings[k].key, key)) {
                return true;
            }
        }
    }
    return false;
}

static const char *move_complaint(const Machine *m, const MachineMove *v)
{
    bool people = v->mover == MOVER_PARTNER || v->mover == MOVER_VENDOR;
    const MachineState *from = machine_state(m, str_from(v->from)), *to = machine_state(m, str_from(v->to));
    if (!from || !to) {
        return "names a state that is not there";
    }
    if (from->ends) {
        return "leads out of a state that ends";
    }
    if (!said(v->id) || !said(v->name)) {
        return "has no id or name";
    }
    if (people != (v->perm != NULL) || (v->perm && v->perm->operator_only != (v->mover == MOVER_VENDOR))) {
        return "has no permission of its mover's side";
    }
    if (v->mover == MOVER_TIMER && !v->limit) {
        return "is the clock's and has no limit";
    }
    if (v->limit && !setting_there(str_from(v->limit))) {
        return "has a limit that is no setting";
    }
    return machine_find(m, str_from(v->from), str_from(v->to), v->mover) == v ? NULL : "stands twice";
}

/* How many moves lead on from a state, or into it. */
static size_t moves_at(const Machine *m, const MachineState *s, bool into)
{
    size_t n = 0;
    for (size_t i = 0; i < m->moves_n; i++) {
        n += str_eq(str_from(into ? m->moves[i].to : m->moves[i].from), str_from(s->id));
    }
    return n;
}

Str machine_complaint(Arena *a, const Machine *m)
{
    if (!said(m->id) || !said(m->name) || !said(m->source) || !m->read || !m->write) {
        return str_fmt(a, "machine %s has no id, name, source, read or write", m->id ? m->id : "");
    }
    size_t firsts = 0;
    for (size_t i = 0; i < m->states_n; i++) {
        const MachineState *s = &m->states[i];
        const char *why = state_complaint(s);
        why = !why && machine_state(m, str_from(s->id)) != s ? "stands twice" : why;
        why = !why && s->ends != (moves_at(m, s, false) == 0) ? "has no way on, or ends and has one" : why;
        why = !why && !s->first && moves_at(m, s, true) == 0 ? "cannot be reached" : why;
        if (why) {
            return str_fmt(a, "machine %s: state %s %s", m->id, s->id ? s->id : "", why);
        }
        firsts += s->first;
    }
    for (size_t i = 0; i < m->moves_n; i++) {
        const char *why = move_complaint(m, &m->moves[i]);
        if (why) {
            return str_fmt(a, "machine %s: move %s %s", m->id, m->moves[i].id ? m->moves[i].id : "", why);
        }
    }
    return firsts ? S("") : str_fmt(a, "machine %s begins nowhere", m->id);
}

/* --- moving --- */

/* Is whoever acts one of the mover's side? What the system and its clock do is code of ours; the clock has no request
 * in hand. */
static bool is_of_side(const Ctx *ctx, Mover mover)
{
    switch (mover) {
    case MOVER_PARTNER:
        return (ctx->actor.kind == ACTOR_USER || ctx->actor.kind == ACTOR_APPLICATION) && !id_is_nil(ctx->account_id);
    case MOVER_VENDOR:
        return ctx->actor.kind == ACTOR_OPERATOR;
    case MOVER_TIMER:
        return ctx->req == NULL;
    case MOVER_SYSTEM:
        return true;
    }
    return false;
}

static bool may_make(Ctx *ctx, const MachineMove *v)
{
    return is_of_side(ctx, v->mover) && (!v->perm || ctx_may(ctx, v->perm));
}

bool machine_may(Ctx *ctx, const Machine *m, Str from, Str to, Mover mover)
{
    const MachineMove *v = machine_find(m, from, to, mover);
    return v && may_make(ctx, v);
}

static Str name_of(Ctx *ctx, const Machine *m, Str state)
{
    const MachineState *s = machine_state(m, state);
    return s ? tr(ctx->locale, NULL, s->name) : state;
}

static Err no_such_move(Ctx *ctx, const Machine *m, Str from, Str to)
{
    Str thing = tr(ctx->locale, NULL, m->name), is = name_of(ctx, m, from);
    Msg what = str_eq(from, to)
                   ? MSG2("{thing}: this is so already ({state}).", "thing", thing, "state", is)
                   : (Msg){.id = TR("{thing}: it is in the state {state}, and cannot go to {to} from there."),
                           .args = {{"thing", thing}, {"state", is}, {"to", name_of(ctx, m, to)}}};
    return problem(
        ctx, ERR_CONFLICT, what,
        MSG("Somebody may have been faster. Open the page again to see where it stands and what can be done."));
}

Err machine_reason(Ctx *ctx, bool needed, Str *reason)
{
    *reason = str_trim(*reason);
    Str rest = *reason, line;
    bool odd = !utf8_valid(*reason);
    while (!odd && str_split(&rest, '\n', &line)) {
        odd = utf8_has_control(str_trim(line));
    }
    if (needed && !reason->n) {
        problem_field(ctx, S("reason"),
                      MSG("Write the reason. The other side reads it and has to be able to act on it"));
    } else if (odd || utf8_count(*reason) > MACHINE_REASON_MAX) {
        problem_field(ctx, S("reason"), MSG("A reason is text of at most 1,000 characters"));
    }
    return problem_check(ctx);
}

Err machine_check(Ctx *ctx, const Machine *m, Str from, Str to, Mover mover)
{
    const MachineMove *v = machine_find(m, from, to, mover);
    if (!machine_state(m, to)) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such state."), MSG("Choose one of those on the page."));
    }
    if (!v) {
        return no_such_move(ctx, m, from, to);
    }
    if (!may_make(ctx, v)) {
        ctx->problem.permission = v->perm ? v->perm->id : S("");
        return problem(ctx, ERR_FORBIDDEN, MSG("You do not have the permission for this."),
                       MSG("Ask an administrator of your organization for a role that has it."));
    }
    return OK;
}

static Err note_history(Ctx *ctx, const Machine *m, const MachineStep *step, const MachineMove *v)
{
    return q_state_change_add(system_of(ctx),
                              &(StateChangeAddArgs){.account_id = step->account_id,
                                                    .id = ctx_new_id(ctx),
                                                    .machine = str_from(m->id),
                                                    .subject_id = step->subject_id,
                                                    .from_state = step->from,
                                                    .to_state = step->to,
                                                    .mover = str_from(mover_name(v->mover)),
                                                    .reason = step->reason,
                                                    .needs_reason = v->reason,
                                                    .by_id = step->by_id},
                              NULL);
}

static const MachineState *first_of(const Machine *m)
{
    size_t i = 0;
    while (i + 1 < m->states_n && !m->states[i].first) {
        i++;
    }
    return &m->states[i];
}

Err machine_begin(Ctx *ctx, const Machine *m, Id account_id, Id subject_id, Mover mover)
{
    bool person = mover == MOVER_PARTNER || mover == MOVER_VENDOR;
    MachineMove made = {.mover = mover};
    MachineStep step = {.account_id = account_id,
                        .subject_id = subject_id,
                        .from = S(""),
                        .to = str_from(first_of(m)->id),
                        .reason = S(""),
                        .by_id = person ? ctx->actor.user_id : ID_NIL,
                        .mover = mover};
    return note_history(ctx, m, &step, &made);
}

Err machine_move(Ctx *ctx, const Machine *m, const MachineAsk *ask)
{
    Str from;
    TRY(m->read(ctx, ask->account_id, ask->subject_id, &from));
    TRY(machine_check(ctx, m, from, ask->to, ask->mover));
    const MachineMove *v = machine_find(m, from, ask->to, ask->mover);
    bool person = v->mover == MOVER_PARTNER || v->mover == MOVER_VENDOR;
    MachineStep step = {.account_id = ask->account_id,
                        .subject_id = ask->subject_id,
                        .from = from,
                        .to = ask->to,
                        .reason = ask->reason,
                        .by_id = person ? ctx->actor.user_id : ID_NIL,
                        .mover = v->mover};
    TRY(machine_reason(ctx, v->reason, &step.reason));
    if (!ctx->audit.after.n) {
        ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", from});
        ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", ask->to}, {"reason", step.reason});
    }
    TRY(m->write(ctx, &step)); /* may move other things that hang on this one: the row of the log is this one's */
    return note_history(ctx, m, &step, v);
}

/* --- answers --- */

static Err when_of(Ctx *ctx, const Machine *m, const MachineState *s, Time since, Msg *ret)
{
    *ret = MSG_OF(s->when);
    for (size_t i = 0; i < m->moves_n; i++) {
        const MachineMove *v = &m->moves[i];
        if (!v->limit || strcmp(v->from, s->id) != 0) {
            continue;
        }
        int64_t days;
        TRY(setting_int(ctx, ID_NIL, str_from(v->limit), &days));
        Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_date(&b, ctx->locale, date_in_zone(ctx->tz, time_add(since, days * TIME_DAY)), DATE_LONG);
        ret->args[0].name = "date";
        ret->args[0].value = buf_str(&b);
        return OK;
    }
    return OK;
}

static Err act_url(Ctx *ctx, const char *path, Id account_id, Id subject_id, Url *ret)
{
    Str public_id = ctx->account.public_id, before, rest = str_from(path);
    if (!id_eq(ctx->account_id, account_id)) {
        ActorAccountRow row;
        TRY(q_actor_account(system_of(ctx), &(ActorAccountArgs){.id = account_id}, &row));
        public_id = row.public_id;
    }
    ptrdiff_t at = str_find(rest, S("{id}"));
    if (at >= 0) {
        before = str_of(rest.p, (size_t)at);
        rest = str_fmt(ctx->arena, "%.*s%.*s%.*s", S_ARG(before), S_ARG(id_text(ctx->arena, subject_id)),
                       S_ARG(str_skip(rest, (size_t)at + 4)));
    }
    *ret = url_account(ctx->arena, str_z(ctx->arena, rest), public_id);
    return OK;
}

/* Who of the vendor's staff it was is not for partners. */
static Str told_by(Ctx *ctx, MachineReader reader, const StateChangesRow *row)
{
    bool told = reader == READER_VENDOR || mover_of(row->mover) == MOVER_PARTNER;
    return told && (row->first_name.n || row->last_name.n)
               ? str_fmt(ctx->arena, "%.*s %.*s", S_ARG(row->first_name), S_ARG(row->last_name))
               : S("");
}

Err machine_card(Ctx *ctx, const Machine *m, MachineReader reader, Id account_id, Id subject_id, StateCard *ret)
{
    Str state;
    TRY(m->read(ctx, account_id, subject_id, &state));
    const MachineState *s = machine_state(m, state);
    if (!s) {
        ctx->problem.log = str_fmt(ctx->arena, "machine %s has no state %.*s", m->id, S_ARG(state));
        return ERR_INTERNAL;
    }
    StateChangesRow *rows;
    size_t n;
    TRY(q_state_changes(
        system_of(ctx),
        &(StateChangesArgs){.account_id = account_id, .machine = str_from(m->id), .subject_id = subject_id, .n = 1},
        &rows, &n));
    bool told = n && str_eq(rows[0].to_state, state);
    *ret = (StateCard){.state = machine_state_view(m, reader, state),
                       .means = MSG_OF(s->means),
                       .why = MSG_OF(s->why),
                       .next = MSG_OF(s->next),
                       .who = MSG_OF(s->who),
                       .since = told ? rows[0].created_at : TIME_NONE};
    if (told) {
        /* What partners wrote themselves, an appeal for one, is told in the history; it is not why they wait. */
        bool own = reader == READER_PARTNER && mover_of(rows[0].mover) == MOVER_PARTNER;
        ret->reason = own ? S("") : rows[0].reason;
        ret->by = told_by(ctx, reader, &rows[0]);
    }
    TRY(when_of(ctx, m, s, told ? rows[0].created_at : ctx->now, &ret->when));
    const MachineAct *act = reader == READER_VENDOR ? &s->vendor : &s->partner;
    if (act->label && ctx_may(ctx, act->perm)) {
        ret->action = MSG_OF(act->label);
        TRY(act_url(ctx, act->path, account_id, subject_id, &ret->action_url));
    }
    return OK;
}

Err machine_history(Ctx *ctx, const Machine *m, MachineReader reader, Id account_id, Id subject_id,
                    const StateEvent **ret, size_t *ret_n)
{
    StateChangesRow *rows;
    TRY(q_state_changes(
        system_of(ctx),
        &(StateChangesArgs){
            .account_id = account_id, .machine = str_from(m->id), .subject_id = subject_id, .n = HISTORY_MAX},
        &rows, ret_n));
    StateEvent *list = arena_array(ctx->arena, StateEvent, *ret_n);
    for (size_t i = 0; i < *ret_n; i++) {
        Mover mover = mover_of(rows[i].mover);
        const MachineMove *v = machine_find(m, rows[i].from_state, rows[i].to_state, mover);
        list[i] = (StateEvent){.to = machine_state_view(m, reader, rows[i].to_state),
                               .move = v ? MSG_OF(v->name) : (Msg){0},
                               .reason = rows[i].reason,
                               .by = told_by(ctx, reader, &rows[i]),
                               .mover = mover,
                               .at = rows[i].created_at};
        if (v && str_eq(rows[i].from_state, rows[i].to_state)) {
            list[i].to.label = list[i].move; /* it led to where it was: only the move says what happened */
        }
    }
    *ret = list;
    return OK;
}
