/* The vendor's pages of applications: the queue, one application, and the decision on it. */
#include "areas/programs/pages.h"

#include "app/audit.h"
#include "app/export.h"
#include "app/unit.h"
#include "base/csv.h"
#include "base/num.h"
#include "gen/programs_html.h"
#include "gen/programs_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { PAGE_SIZE = 50, EXPORT_MAX = 5000 };

/* What a tab shows. */
static const struct Show {
    Str id;
    const char *label;
    Str states[4];
    size_t states_n;
} SHOWS[] = {
    {S_INIT("waiting"), N_("Wait for us"), {S_INIT("pending")}, 1},
    {S_INIT("asked"), N_("Wait for the partner"), {S_INIT("asked"), S_INIT("qualified")}, 2},
    {S_INIT("in"), N_("In the program"), {S_INIT("active"), S_INIT("restricted"), S_INIT("suspended")}, 3},
    {S_INIT("refused"), N_("Refused or ended"), {S_INIT("rejected"), S_INIT("declined"), S_INIT("ended")}, 3},
};

static const struct Show *show_of(Ctx *ctx)
{
    Str asked = ctx_query(ctx, S("show"));
    for (size_t i = 0; i < COUNT_OF(SHOWS); i++) {
        if (str_eq(SHOWS[i].id, asked)) {
            return &SHOWS[i];
        }
    }
    return &SHOWS[0];
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

static Err read_queue(OperatorCtx o, const struct Show *show, const PageAsk *ask, EnrollmentQueueRow **ret,
                      size_t *ret_n, PageInfo *ret_page)
{
    Str program = ctx_query(o.ctx, S("program"));
    EnrollmentQueueArgs args = {
        .states = show->states, .states_n = show->states_n, .with_program = program.n > 0, .program = program};
    return q_enrollment_queue(o, &args, ask, ret, ret_n, ret_page);
}

static const TabView *tabs_of(Ctx *ctx, const struct Show *show)
{
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(SHOWS));
    for (size_t i = 0; i < COUNT_OF(SHOWS); i++) {
        tabs[i] = (TabView){.label = MSG_OF(SHOWS[i].label),
                            .url = url_with(ctx->arena, url_static(QUEUE), S("show"), SHOWS[i].id),
                            .current = &SHOWS[i] == show,
                            .count = -1};
    }
    return tabs;
}

static FieldView program_filter(Ctx *ctx, const Programs *all)
{
    Str chosen = ctx_query(ctx, S("program"));
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

Err enrollments_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    const struct Show *show = show_of(ctx);
    PageAsk ask = {.size = PAGE_SIZE, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    EnrollmentQueueRow *rows;
    PageInfo page;
    Programs all;
    QueueView *v = arena_new(ctx->arena, QueueView);
    TRY(programs_load(ctx, &all));
    TRY(read_queue(o, show, &ask, &rows, &v->rows_n, &page));
    QueueRow *list = arena_array(ctx->arena, QueueRow, v->rows_n);
    for (size_t i = 0; i < v->rows_n; i++) {
        bool waits = str_eq(rows[i].state, S("pending"));
        list[i] = (QueueRow){.account = rows[i].account_name,
                             .country = country_name(ctx->arena, ctx->locale, rows[i].country),
                             .program = program_name_of(&all, rows[i].program),
                             .state = machine_state_view(&PROGRAM_ENROLLMENT, READER_VENDOR, rows[i].state),
                             .since = rows[i].since,
                             .due = waits ? enrollment_due_day(rows[i].due_at) : DATE_NONE,
                             .late = waits && time_is_set(rows[i].due_at) && rows[i].due_at.us < ctx->now.us,
                             .url = one_url(ctx, rows[i].public_id, rows[i].program, "")};
    }
    Str program = ctx_query(ctx, S("program"));
    Url here = url_with(ctx->arena, url_static(QUEUE), S("show"), show->id);
    here = program.n ? url_with(ctx->arena, here, S("program"), program) : here;
    Url file = url_with(ctx->arena, url_static(QUEUE "/export"), S("show"), show->id);
    v->shell = queue_shell(ctx, S(""));
    v->tabs = tabs_of(ctx, show);
    v->tabs_n = COUNT_OF(SHOWS);
    v->action = url_static(QUEUE);
    v->show = show->id;
    v->program = program_filter(ctx, &all);
    v->rows = list;
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), page.next),
                           .previous = url_with(ctx->arena, here, S("before"), page.previous)};
    v->export = (ExportView){.csv = program.n ? url_with(ctx->arena, file, S("program"), program) : file,
                             .about = MSG("What is shown, up to 5,000 rows")};
    RENDER(ctx, 200, enrollments, v);
    return OK;
}

Err enrollments_export(OperatorCtx o)
{
    static const char *const COLUMNS[] = {"account", "accountId", "country", "program", "state", "since", "due"};
    Ctx *ctx = o.ctx;
    PageAsk ask = {.size = PAGE_SIZE_MAX};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    buf_add(&b, S("\xEF\xBB\xBF"));
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        csv_add_plain(&b, str_from(COLUMNS[i]), ',', i == 0);
    }
    csv_end_row(&b);
    for (size_t written = 0; written < EXPORT_MAX;) {
        EnrollmentQueueRow *rows;
        PageInfo page;
        size_t n;
        TRY(read_queue(o, show_of(ctx), &ask, &rows, &n, &page));
        for (size_t i = 0; i < n; i++) {
            csv_add_text(&b, rows[i].account_name, ',', true);
            csv_add_plain(&b, rows[i].public_id, ',', false);
            csv_add_plain(&b, rows[i].country, ',', false);
            csv_add_plain(&b, rows[i].program, ',', false);
            csv_add_plain(&b, rows[i].state, ',', false);
            csv_add_plain(&b, time_iso(ctx->arena, rows[i].since), ',', false);
            csv_add_plain(&b, time_is_set(rows[i].due_at) ? time_iso(ctx->arena, rows[i].due_at) : S(""), ',', false);
            csv_end_row(&b);
        }
        written += n;
        ask.after = page.next;
        if (!page.next.n) {
            break;
        }
    }
    ctx->out.status = 200;
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = export_content_type(EXPORT_CSV);
    ctx_header(ctx, S("Content-Disposition"), S("attachment; filename=\"applications.csv\""));
    return OK;
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
