/* The vendor's pages of applications: the queue, one application, and the decision on it. */
#include "areas/programs/pages.h"

#include "app/audit.h"
#include "app/export_job.h"
#include "app/unit.h"
#include "base/num.h"
#include "gen/programs_html.h"
#include "gen/programs_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"
#include "ui/work_panel.h"

/* What a tab shows. */
static const struct Show {
    Str id;
    const char *label;
    Str states[4];
    size_t states_n;
    bool many; /* most are in it: read in the order of time */
} SHOWS[] = {
    {S_INIT("waiting"), N_("Wait for us"), {S_INIT("pending")}, 1, false},
    {S_INIT("asked"), N_("Wait for the partner"), {S_INIT("asked"), S_INIT("qualified")}, 2, false},
    {S_INIT("in"), N_("In the program"), {S_INIT("active"), S_INIT("restricted"), S_INIT("suspended")}, 3, true},
    {S_INIT("refused"), N_("Refused or ended"), {S_INIT("rejected"), S_INIT("declined"), S_INIT("ended")}, 3, false},
};

typedef struct Asked {
    const struct Show *show;
    Str program, whose, after, before;
    int size;
} Asked;

static void take(void *arg, Str name, Str value)
{
    Asked *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(SHOWS) && str_eq(name, S("show")); i++) {
        ask->show = str_eq(SHOWS[i].id, value) ? &SHOWS[i] : ask->show;
    }
    if (str_eq(name, S("program"))) {
        ask->program = value;
    } else if (str_eq(name, S("whose")) && work_panel_whose_known(value)) {
        ask->whose = value;
    }
}

static Asked asked(Ctx *ctx)
{
    Asked ask = {.show = &SHOWS[0], .size = LIST_SIZE};
    list_each_asked(ctx, take, &ask);
    return ask;
}

static Str query_of(Ctx *ctx, const Asked *ask)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "show", ask->show->id);
    list_put(&b, "program", ask->program);
    list_put(&b, "whose", ask->whose);
    list_put(&b, "size", ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static ShellView *queue_shell(Ctx *ctx, Str name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
    crumbs[1] = (Crumb){.label = MSG("Applications to programs"), .url = url_static(QUEUE)};
    crumbs[2] = (Crumb){.text = name};
    ShellView *shell = shell_view(ctx, name.n ? (Msg){0} : MSG("Applications to programs"), crumbs, name.n ? 3 : 2);
    shell->workspace = MSG("Vendor desk");
    shell->title_text = name;
    return shell;
}

static Err read_queue(OperatorCtx o, const Asked *ask, PageAsk *page, EnrollmentQueueRow **ret, size_t *ret_n,
                      PageInfo *ret_page)
{
    WorkWhose whose = work_panel_whose(o.ctx, ask->whose);
    EnrollmentQueueArgs args = {.states = ask->show->states,
                                .states_n = ask->show->states_n,
                                .with_program = ask->program.n > 0,
                                .program = ask->program,
                                .since_low = {1},
                                .with_many = ask->show->many && !ask->program.n,
                                .with_few = !ask->show->many || ask->program.n,
                                .with_whose = whose.on,
                                .due_high = whose.due_high,
                                .anybody = whose.anybody,
                                .assigned_to = whose.assigned_to};
    Err err = q_enrollment_queue(o, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_enrollment_queue(o, &args, page, ret, ret_n, ret_page);
    }
    return err;
}

static const TabView *tabs_of(Ctx *ctx, const Asked *ask)
{
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(SHOWS));
    for (size_t i = 0; i < COUNT_OF(SHOWS); i++) {
        Asked to = *ask;
        to.show = &SHOWS[i];
        tabs[i] = (TabView){.label = MSG_OF(SHOWS[i].label),
                            .url = list_url(ctx->arena, url_static(QUEUE), query_of(ctx, &to)),
                            .current = &SHOWS[i] == ask->show,
                            .count = -1};
    }
    return tabs;
}

static FieldView program_filter(Ctx *ctx, const Programs *all, Str chosen)
{
    OptionView *list = arena_array(ctx->arena, OptionView, all->n + 1);
    list[0] = (OptionView){.value = S(""), .label = MSG("All programs")};
    for (size_t i = 0; i < all->n; i++) {
        list[i + 1] = (OptionView){
            .value = all->list[i].id, .text = all->list[i].name, .selected = str_eq(all->list[i].id, chosen)};
    }
    return ui_select(ctx, S("program"), MSG("Program"), list, all->n + 1);
}

static Url one_url(Ctx *ctx, Str public_id, Str program, const char *rest)
{
    Url u = url_fmt(ctx->arena, QUEUE "/%s/%s", public_id, program);
    return (Url){str_concat(ctx->arena, u.s, str_from(rest))}; /* rest: literals of ours */
}

static Str program_name_of(const Programs *all, Str id)
{
    const Program *p = programs_find(all, id);
    return p ? p->name : id;
}

/* --- several at once --- */

typedef struct Several {
    EnrollmentWorld w;
    size_t program;
} Several;

static Err several_look(OperatorCtx o, const SeveralItem *item, SeveralLook *ret)
{
    Ctx *ctx = o.ctx;
    Several *s = arena_new(ctx->arena, Several);
    TRY(enrollment_world(ctx, item->account_id, &s->w));
    TRY(enrollment_find(&s->w, item->ref, &s->program));
    *ret = (SeveralLook){.name = item->account,
                         .sub = vendor_text(&s->w.programs[s->program].in.name, ctx->locale),
                         .url = one_url(ctx, item->public_id, item->ref, ""),
                         .seen = s->w.enrollments[s->program].since.us,
                         .thing = s};
    return OK;
}

static Err several_decide(OperatorCtx o, const SeveralItem *item, void *thing, Str to, Str reason)
{
    Several *s = thing;
    (void)account_of(o.ctx, item->account_id); /* its people read it in their log */
    o.ctx->audit.target_kind = S("account");
    o.ctx->audit.target_id = item->account_id;
    o.ctx->audit.target_name = item->account;
    return enrollment_move(&s->w, s->program, to, MOVER_VENDOR, reason);
}

static const SeveralAct SEVERAL_ACTS[] = {
    {S_INIT("qualified"), N_("Qualify"), N_("Qualify applications"), N_("Qualified."), false},
    {S_INIT("rejected"), N_("Reject"), N_("Reject applications"), N_("Rejected."), true}};
static const SeveralDesk SEVERAL = {.kind = ENROLLMENT_WORK,
                                    .path = QUEUE,
                                    .name = N_("Applications to programs"),
                                    .machine = &PROGRAM_ENROLLMENT,
                                    .perm = &OPERATOR_ENROLLMENTS_DECIDE,
                                    .action = "programs.decide",
                                    .acts = SEVERAL_ACTS,
                                    .acts_n = COUNT_OF(SEVERAL_ACTS),
                                    .look = several_look,
                                    .decide = several_decide};

Err enrollments_several(OperatorCtx o) { return several_post(o, &SEVERAL); }

Err enrollments_page(OperatorCtx o)
{
    static const char *const KINDS[] = {ENROLLMENT_WORK};
    Ctx *ctx = o.ctx;
    Asked ask = asked(ctx), rest = ask;
    PageAsk at = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    EnrollmentQueueRow *rows;
    PageInfo page;
    Programs all;
    WorkMark *marks;
    Str query = query_of(ctx, &ask);
    QueueView *v = arena_new(ctx->arena, QueueView);
    TRY(programs_load(ctx, &all));
    TRY(read_queue(o, &ask, &at, &rows, &v->rows_n, &page));
    QueueRow *list = arena_array(ctx->arena, QueueRow, v->rows_n + 1);
    WorkThing *things = arena_array(ctx->arena, WorkThing, v->rows_n + 1);
    WorkPanelAsk panel = {
        .kinds = KINDS, .kinds_n = 1, .query = query, .acts = ask.show == &SHOWS[0], .several = &SEVERAL};
    for (size_t i = 0; i < v->rows_n; i++) {
        things[i] = (WorkThing){.account_id = rows[i].account_id, .ref = rows[i].program};
    }
    TRY(work_panel_marks(o, &panel, things, v->rows_n, &marks));
    TRY(work_panel_fill(o, &panel, &v->panel));
    for (size_t i = 0; i < v->rows_n; i++) {
        list[i] = (QueueRow){.account = rows[i].account_name,
                             .country = country_name(ctx->arena, ctx->locale, rows[i].country),
                             .program = program_name_of(&all, rows[i].program),
                             .state = machine_state_view(&PROGRAM_ENROLLMENT, READER_VENDOR, rows[i].state),
                             .since = rows[i].since,
                             .mark = marks[i],
                             .url = one_url(ctx, rows[i].public_id, rows[i].program, "")};
    }
    rest.size = LIST_SIZE;
    v->shell = queue_shell(ctx, S(""));
    v->tabs = tabs_of(ctx, &ask);
    v->tabs_n = COUNT_OF(SHOWS);
    v->action = url_static(QUEUE);
    v->clear = url_with(ctx->arena, v->action, S("show"), ask.show->id);
    v->show = ask.show->id;
    v->program = program_filter(ctx, &all, ask.program);
    v->whose = work_panel_whose_field(ctx, ask.whose);
    v->filtered = ask.program.n || ask.whose.n;
    v->rows = list;
    list_pager(ctx->arena, v->action, query, query_of(ctx, &rest), &page, v->rows_n, ask.size, &v->pager);
    v->export = list_export(ctx->arena, url_static(QUEUE "/export"), query);
    RENDER(ctx, 200, enrollments, v);
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"account", N_("Account"), EXPORT_TEXT, 30}, {"accountId", N_("Name in addresses"), EXPORT_TEXT, 20},
    {"country", N_("Country"), EXPORT_TEXT, 8},  {"program", N_("Program"), EXPORT_TEXT, 30},
    {"state", N_("State"), EXPORT_MSG, 20},      {"since", N_("Since"), EXPORT_TIME, 20},
    {"due", N_("Due"), EXPORT_TIME, 20},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    Asked ask = {.show = &SHOWS[0], .size = LIST_SIZE};
    EnrollmentQueueRow *rows;
    size_t n;
    PageInfo info;
    Programs all;
    TRY(programs_load(ctx, &all));
    list_each(ctx->arena, query, take, &ask);
    TRY(read_queue((OperatorCtx){ctx}, &ask, &(PageAsk){.size = EXPORT_CHUNK, .after = after, .before = S("")}, &rows,
                   &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const EnrollmentQueueRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = r->account_name},
            {.text = r->public_id},
            {.text = r->country},
            {.text = program_name_of(&all, r->program)},
            {.msg = machine_state_view(&PROGRAM_ENROLLMENT, READER_VENDOR, r->state).label},
            {.time = r->since},
            {.empty = !time_is_set(r->due_at), .time = r->due_at}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList APPLICATIONS = {.kind = "programs.applications_export",
                                        .file = "applications",
                                        .sheet = N_("Applications to programs"),
                                        .columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .chunk = write_chunk};

Err enrollments_export(OperatorCtx o)
{
    Asked ask = asked(o.ctx);
    return export_stream_told(o.ctx, ID_NIL, &APPLICATIONS, query_of(o.ctx, &ask));
}

/* --- one --- */

typedef struct Desk {
    EnrollmentWorld w;
    EnrollmentAccountRow account;
    size_t program;
} Desk;

static Err desk_of_path(OperatorCtx o, Desk *ret)
{
    Err err =
        q_enrollment_account(o, &(EnrollmentAccountArgs){.public_id = ctx_param(o.ctx, S("partner"))}, &ret->account);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such partner account."), MSG("Choose one from the list."));
    }
    TRY(err);
    TRY(enrollment_world(o.ctx, ret->account.id, &ret->w));
    TRY(enrollment_find(&ret->w, ctx_param(o.ctx, S("program")), &ret->program));
    return time_is_set(ret->w.enrollments[ret->program].since)
               ? OK
               : problem(o.ctx, ERR_NOT_FOUND, MSG("This account has never applied to the program."),
                         MSG("Choose one from the list."));
}

static void fill_checks(Ctx *ctx, const Desk *d, Str wrong, Str note, DecideView *v)
{
    Met met[PROGRAM_REQUIREMENTS_MAX];
    size_t n = enrollment_met(&d->w, d->program, met);
    CheckRow *rows = arena_array(ctx->arena, CheckRow, n);
    for (size_t i = 0; i < n; i++) {
        Str id = id_text(ctx->arena, met[i].requirement->id);
        bool here = str_eq(id, wrong);
        rows[i] = (CheckRow){.met = program_met_row(&met[i]),
                             .by_desk = met[i].requirement->kind->by_desk,
                             .requirement = id,
                             .action = one_url(ctx, d->account.public_id, d->w.programs[d->program].id, "/check")};
        rows[i].note = (FieldView){.kind = FIELD_TEXT,
                                   .name = S("note"),
                                   .id = str_fmt(ctx->arena, "note-%zu", i),
                                   .value = here ? note : S(""),
                                   .label = MSG("Note for the partner"),
                                   .error = here ? problem_of_field(ctx, S("note")) : (Msg){0},
                                   .width = S("w-full"),
                                   .max_length = ENROLLMENT_NOTE_MAX};
        if (here && msg_is_set(rows[i].note.error)) {
            ErrorLink *link = arena_new(ctx->arena, ErrorLink);
            *link = (ErrorLink){rows[i].note.error, rows[i].note.id};
            v->check_errors = (ErrorSummary){link, 1};
        }
    }
    v->checks = rows;
    v->checks_n = n;
}

static void fill_decision(Ctx *ctx, const Desk *d, Str to, Str reason, DecideView *v)
{
    static const Str NAMES[] = {S_INIT("to"), S_INIT("reason")};
    Str state = d->w.enrollments[d->program].state;
    OptionView *moves = arena_array(ctx->arena, OptionView, PROGRAM_ENROLLMENT.moves_n);
    size_t n = 0;
    for (size_t i = 0; i < PROGRAM_ENROLLMENT.moves_n; i++) {
        const MachineMove *m = &PROGRAM_ENROLLMENT.moves[i];
        if (m->mover == MOVER_VENDOR && str_eq(str_from(m->from), state)) {
            moves[n++] = (OptionView){
                .value = str_from(m->to), .label = MSG_OF(m->name), .selected = str_eq(to, str_from(m->to))};
        }
    }
    v->form = (FormView){.action = one_url(ctx, d->account.public_id, d->w.programs[d->program].id, "/decide"),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->to = ui_field(ctx, S("to"), S(""), MSG("Decision"));
    v->to.kind = FIELD_RADIO;
    v->to.options = moves;
    v->to.options_n = n;
    v->reason = ui_field(ctx, S("reason"), reason, MSG("Reason for the partner"));
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.rows = 4;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint =
        MSG("Needed for everything but to qualify and to reinstate: what is wrong and how it is put right.");
}

static Err decide_view(OperatorCtx o, const Desk *d, DecideView **ret)
{
    Ctx *ctx = o.ctx;
    const ProgramFull *p = &d->w.programs[d->program];
    DecideView *v = arena_new(ctx->arena, DecideView);
    FactView *facts = arena_array(ctx->arena, FactView, 9);
    size_t n = 0;
    Str title = str_fmt(ctx->arena, "%.*s: %.*s", S_ARG(d->account.name), S_ARG(vendor_text(&p->in.name, ctx->locale)));
    facts[n++] = (FactView){.label = MSG("Account"), .text = d->account.name, .kind = FACT_TEXT};
    facts[n++] = (FactView){
        .label = MSG("Country"), .text = country_name(ctx->arena, ctx->locale, d->account.country), .kind = FACT_TEXT};
    n += program_answer_facts(ctx, &d->w.enrollments[d->program], facts + n);
    *v = (DecideView){.shell = queue_shell(ctx, title),
                      .partner = url_fmt(ctx->arena, "/operator/partners/%s", d->account.public_id),
                      .has_partner = ctx_may(ctx, perm_find(S("operator.partners"))),
                      .facts = facts,
                      .facts_n = n,
                      .may_decide = ctx_may(ctx, &OPERATOR_ENROLLMENTS_DECIDE)};
    TRY(machine_card(ctx, &PROGRAM_ENROLLMENT, READER_VENDOR, d->account.id, p->name_id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &PROGRAM_ENROLLMENT, READER_VENDOR, d->account.id, p->name_id, &v->history,
                        &v->history_n));
    *ret = v;
    return OK;
}

Err enrollment_page(OperatorCtx o)
{
    Desk d;
    DecideView *v;
    TRY(desk_of_path(o, &d));
    TRY(decide_view(o, &d, &v));
    fill_checks(o.ctx, &d, S(""), S(""), v);
    fill_decision(o.ctx, &d, S(""), S(""), v);
    RENDER(o.ctx, 200, enrollment_one, v);
    return OK;
}

/* The row of the log is the account's: its people read there who decided what. */
static void audit_desk(Ctx *ctx, const Desk *d)
{
    (void)account_of(ctx, d->account.id);
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = d->account.id;
    ctx->audit.target_name = d->account.name;
}

Err enrollment_decide_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Desk d;
    Str to = ctx_form(ctx, S("to")), reason = ctx_form(ctx, S("reason"));
    TRY(desk_of_path(o, &d));
    if (!to.n) {
        problem_field(ctx, S("to"), MSG("Choose a decision."));
    }
    Err err = to.n ? enrollment_move(&d.w, d.program, to, MOVER_VENDOR, reason) : problem_check(ctx);
    if (err == ERR_INVALID) {
        DecideView *v;
        TRY(decide_view(o, &d, &v));
        fill_checks(ctx, &d, S(""), S(""), v);
        fill_decision(ctx, &d, to, reason, v);
        v->shell->failed = true;
        return RENDER_FAILED(ctx, enrollment_one, v);
    }
    TRY(err);
    audit_desk(ctx, &d);
    ctx_redirect(ctx, one_url(ctx, d.account.public_id, d.w.programs[d.program].id, ""),
                 MSG("The decision is made. The partner is told."));
    return OK;
}

Err enrollment_check_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Desk d;
    Id requirement;
    Str wanted = ctx_form(ctx, S("requirement")), note = str_trim(ctx_form(ctx, S("note")));
    TRY(desk_of_path(o, &d));
    if (id_parse(wanted, &requirement) != OK) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This requirement is not there any more."), MSG("Reload the page."));
    }
    bool confirmed = str_eq(ctx_form(ctx, S("outcome")), S("confirmed"));
    Err err = enrollment_confirm(&d.w, d.program, requirement, confirmed, note);
    if (err == ERR_INVALID) {
        DecideView *v;
        TRY(decide_view(o, &d, &v));
        fill_checks(ctx, &d, wanted, note, v);
        fill_decision(ctx, &d, S(""), S(""), v);
        v->shell->failed = true;
        return RENDER_FAILED(ctx, enrollment_one, v);
    }
    TRY(err);
    audit_desk(ctx, &d);
    ctx_redirect(ctx, one_url(ctx, d.account.public_id, d.w.programs[d.program].id, ""), MSG("It is noted."));
    return OK;
}
