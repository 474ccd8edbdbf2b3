/* The partner's pages: the list of requests, making one with the solutions shown first, one request. */
#include "areas/support/pages.h"

#include "app/phone.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/help/help.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/support/support_view.h"
#include "base/utf8.h"
#include "gen/support_html.h"
#include "gen/support_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { LIST_ROWS = 50, SOLUTIONS = 5, SOLUTION_WORDS = 6 };
#define LIST_PATH "/a/{account}/support"
#define NEW_PATH "/a/{account}/support/new"

static Url request_url(Ctx *ctx, Id id, const char *rest)
{
    Url page = url_fmt(ctx->arena, "/a/%s/support/requests/%i", ctx->account.public_id, id);
    return (Url){str_concat(ctx->arena, page.s, str_from(rest))};
}

static ShellView *shell_of(Ctx *ctx, Msg title, Str text)
{
    Crumb crumbs[2] = {{.label = MSG("Help + support"), .url = home_path(ctx, LIST_PATH)}, {.label = title}};
    crumbs[1].text = text;
    ShellView *v = shell_view(ctx, title, crumbs, 2);
    v->title_text = text;
    v->workspace = MSG("Help + support");
    return v;
}

/* --- choices --- */

FieldView support_choice(Ctx *ctx, const char *name, Msg label, const SupportWord *words, size_t n, Str chosen, Msg any)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    size_t k = 0;
    if (msg_is_set(any)) {
        o[k++] = (OptionView){.value = S(""), .label = any};
    }
    for (size_t i = 0; i < n; i++) {
        Str id = str_from(words[i].id);
        o[k++] = (OptionView){.value = id, .label = MSG_OF(words[i].name), .selected = str_eq(id, chosen)};
    }
    return ui_select(ctx, str_from(name), label, o, k);
}

FieldView support_workspaces(Ctx *ctx, Str chosen, Msg any)
{
    SupportWord *words = arena_array(ctx->arena, SupportWord, SUPPORT_WORKSPACES_N);
    for (size_t i = 0; i < SUPPORT_WORKSPACES_N; i++) {
        words[i] = (SupportWord){SUPPORT_WORKSPACES[i].id, SUPPORT_WORKSPACES[i].name};
    }
    return support_choice(ctx, "workspace", MSG("What it is about"), words, SUPPORT_WORKSPACES_N, chosen, any);
}

/* --- the list --- */

static Msg workspace_name(Str id)
{
    const SupportWorkspace *w = support_workspace(id);
    return w ? MSG_OF(w->name) : (Msg){0};
}

#define LINES(CTX, ROWS, N, RET)                                                                                       \
    for (size_t i = 0; i < (N); i++) {                                                                                 \
        (RET)[i] = (SupportLine){.number = (ROWS)[i].number,                                                           \
                                 .summary = (ROWS)[i].summary,                                                         \
                                 .who = (ROWS)[i].creator_name,                                                        \
                                 .workspace = workspace_name((ROWS)[i].workspace),                                     \
                                 .severity = support_severity_short((ROWS)[i].severity),                               \
                                 .state = machine_state_view(&SUPPORT_REQUEST, READER_PARTNER, (ROWS)[i].state),       \
                                 .at = (ROWS)[i].created_at,                                                           \
                                 .last = (ROWS)[i].last_at,                                                            \
                                 .url = request_url((CTX), (ROWS)[i].id, "")};                                         \
    }

SupportLine support_line(Ctx *ctx, const SupportRequest *r)
{
    SupportLine line[1];
    LINES(ctx, r, 1, line)
    return line[0];
}

static Err read_list(AccountCtx a, SupportListView *v, Str state, const PageAsk *ask, PageInfo *info)
{
    Ctx *ctx = a.ctx;
    SupportLine *lines;
    if (v->all) {
        SupportAllRow *rows;
        TRY(q_support_all(a, &(SupportAllArgs){.with_state = state.n > 0, .state = state}, ask, &rows, &v->rows_n,
                          info));
        lines = arena_array(ctx->arena, SupportLine, v->rows_n + 1);
        LINES(ctx, rows, v->rows_n, lines)
    } else {
        SupportMineRow *rows;
        TRY(q_support_mine(a, &(SupportMineArgs){.with_state = state.n > 0, .state = state}, ask, &rows, &v->rows_n,
                           info));
        lines = arena_array(ctx->arena, SupportLine, v->rows_n + 1);
        LINES(ctx, rows, v->rows_n, lines)
    }
    v->rows = lines;
    return OK;
}

static void fill_tabs(Ctx *ctx, SupportListView *v, Str state, bool sees_all)
{
    const Machine *m = &SUPPORT_REQUEST;
    Url list = home_path(ctx, LIST_PATH);
    TabView *tabs = arena_array(ctx->arena, TabView, m->states_n + 2);
    tabs[v->tabs_n++] = (TabView){MSG("My requests"), list, !v->all && !state.n, -1};
    for (size_t i = 0; i < m->states_n; i++) {
        Str id = str_from(m->states[i].id);
        tabs[v->tabs_n++] = (TabView){machine_state_view(m, READER_PARTNER, id).label,
                                      url_with(ctx->arena, list, S("state"), id), !v->all && str_eq(state, id), -1};
    }
    if (sees_all) {
        tabs[v->tabs_n++] = (TabView){MSG("Of everybody"), url_with(ctx->arena, list, S("of"), S("all")), v->all, -1};
    }
    v->tabs = tabs;
}

Err support_list_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SupportListView *v = arena_new(ctx->arena, SupportListView);
    Str state = ctx_query(ctx, S("state"));
    bool sees_all;
    PageInfo info;
    PageAsk ask = {.descending = true,
                   .size = LIST_ROWS,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    TRY(support_sees_all(a, &sees_all));
    state = machine_state(&SUPPORT_REQUEST, state) ? state : S("");
    v->all = sees_all && str_eq(ctx_query(ctx, S("of")), S("all"));
    state = v->all ? S("") : state;
    v->filtered = state.n > 0;
    Err err = read_list(a, v, state, &ask, &info);
    if (err == ERR_INVALID && (ask.after.n || ask.before.n)) {
        ask.after = ask.before = S("");
        err = read_list(a, v, state, &ask, &info);
    }
    TRY(err);
    v->shell = shell_view(ctx, MSG("Help + support"), (Crumb[]){{.label = MSG("Help + support")}}, 1);
    v->add = home_path(ctx, NEW_PATH);
    v->articles = home_path(ctx, "/a/{account}/help");
    fill_tabs(ctx, v, state, sees_all);
    SupportHours h;
    TRY(support_hours(ctx, &h));
    v->hours = (Msg){.id = TR("Support hours: Monday to Friday, {open}:00 to {close}:00, {zone}"),
                     .args = {{"open", str_fmt(ctx->arena, "%lld", (long long)h.open)},
                              {"close", str_fmt(ctx->arena, "%lld", (long long)h.close)},
                              {"zone", h.tz}}};
    Buf q = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&q, "state", state);
    list_put(&q, "of", v->all ? S("all") : S(""));
    list_pager(ctx->arena, home_path(ctx, LIST_PATH), buf_str(&q), buf_str(&q), &info, v->rows_n, LIST_ROWS, &v->pager);
    v->pager.action = (Url){0};
    v->health = home_path(ctx, LIST_PATH "/health");
    TRY(support_health_open(ctx, &v->incidents));
    RENDER(ctx, 200, support_list, v);
    return OK;
}

/* --- a new one --- */

static void read_new(Ctx *ctx, SupportNew *in)
{
    *in = (SupportNew){.summary = ctx_form(ctx, S("summary")),
                       .workspace = ctx_form(ctx, S("workspace")),
                       .problem = ctx_form(ctx, S("problem")),
                       .severity = ctx_form(ctx, S("severity")),
                       .details = ctx_form(ctx, S("details")),
                       .email = ctx_form(ctx, S("email")),
                       .phone = ctx_form(ctx, S("phone")),
                       .partner_ref = ctx_form(ctx, S("partner_ref"))};
    if (id_parse(ctx_form(ctx, S("customer")), &in->customer_id) != OK) {
        in->customer_id = ID_NIL;
    }
}

/* The customer that it is about becomes that of the unit, so that reach is asked for and the audit names it. Whoever
 * may not make requests about customers makes one about none. */
static Err enter_customer(AccountCtx a, SupportNew *in, Str *ret_name)
{
    Customer c;
    *ret_name = S("");
    if (id_is_nil(in->customer_id) || !ctx_may(a.ctx, &SUPPORT_CUSTOMERS)) {
        in->customer_id = ID_NIL;
        return OK;
    }
    a.ctx->customer_id = in->customer_id;
    TRY(customer_get(a, &c));
    *ret_name = c.company.name;
    return OK;
}
static void keep_customer(Ctx *ctx, const SupportNew *in, HiddenField *kept, size_t *n)
{
    if (!id_is_nil(in->customer_id)) {
        kept[(*n)++] = (HiddenField){S("customer"), id_text(ctx->arena, in->customer_id)};
    }
}

/* The longest words of the summary, since people write sentences and the index wants every word. */
static Err find_solutions(AccountCtx a, Str summary, SupportNewView *v)
{
    Ctx *ctx = a.ctx;
    const HelpTopic *topics[200];
    size_t n = help_topics(ctx, topics, COUNT_OF(topics));
    SupportSolution *found = arena_array(ctx->arena, SupportSolution, SOLUTIONS);
    int *scores = arena_array(ctx->arena, int, SOLUTIONS + 1);
    Str folded = fold_search(ctx->arena, summary);
    for (size_t i = 0; i < n; i++) {
        Str rest = folded, word;
        Str names = fold_search(ctx->arena,
                                str_fmt(ctx->arena, "%.*s %.*s", S_ARG(topics[i]->title), S_ARG(topics[i]->keywords)));
        int score = 0;
        while (str_split(&rest, ' ', &word)) {
            score += word.n > 3 && words_begin(str_sub(word, 0, SOLUTION_WORDS), names) ? 1 : 0;
        }
        if (!score) {
            continue;
        }
        size_t at = v->solutions_n < SOLUTIONS ? v->solutions_n : SOLUTIONS;
        while (at > 0 && scores[at - 1] < score) {
            if (at < SOLUTIONS) {
                found[at] = found[at - 1];
                scores[at] = scores[at - 1];
            }
            at--;
        }
        if (at < SOLUTIONS) {
            scores[at] = score;
            found[at] = (SupportSolution){
                topics[i]->title, url_fmt(ctx->arena, "/a/%s/help/%s", ctx->account.public_id, topics[i]->topic)};
            v->solutions_n += v->solutions_n < SOLUTIONS;
        }
    }
    v->solutions = found;
    return OK;
}

static FieldView text_field(Ctx *ctx, const char *name, Str value, Msg label, Msg hint, int64_t max)
{
    FieldView f = ui_field(ctx, str_from(name), value, label);
    f.hint = hint;
    f.max_length = max;
    f.width = S("w-full");
    return f;
}

static void fill_start(Ctx *ctx, const SupportNew *in, SupportNewView *v)
{
    HiddenField *kept = arena_array(ctx->arena, HiddenField, 1);
    keep_customer(ctx, in, kept, &v->kept_n);
    v->kept = kept;
    v->workspace = support_workspaces(ctx, in->workspace, (Msg){0});
    v->problem = support_choice(ctx, "problem", MSG("Kind of problem"), SUPPORT_PROBLEMS, SUPPORT_PROBLEMS_N,
                                in->problem, MSG("Choose"));
    v->summary =
        text_field(ctx, "summary", in->summary, MSG("The problem in one sentence"),
                   MSG("At most 200 characters. Help articles are looked up with these words."), SUPPORT_SUMMARY_MAX);
}

/* The number that the desk asks for first: filled in, a choice only where there are locations. */
static Err fill_partner_ref(AccountCtx a, Str chosen, SupportNewView *v)
{
    Ctx *ctx = a.ctx;
    SupportPartnerIdsRow *rows;
    size_t n;
    Msg label;
    TRY(q_support_partner_ids(a, NULL, &rows, &n));
    TRY(identity_membership_name(ctx, &label));
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        options[i] =
            (OptionView){.value = rows[i].partner_id,
                         .text = str_fmt(ctx->arena, "%.*s: %.*s", S_ARG(rows[i].partner_id), S_ARG(rows[i].name)),
                         .selected = str_eq(rows[i].partner_id, chosen)};
    }
    v->partner_ref = ui_select(ctx, S("partner_ref"), label, options, n);
    v->partner_ref.hint = MSG("The desk finds the account by it. Choose the location that the request is about.");
    return OK;
}

static void fill_rest(Ctx *ctx, const SupportNew *in, SupportNewView *v)
{
    HiddenField *kept = arena_array(ctx->arena, HiddenField, 4);
    keep_customer(ctx, in, kept, &v->kept_n);
    kept[v->kept_n++] = (HiddenField){S("summary"), in->summary};
    kept[v->kept_n++] = (HiddenField){S("workspace"), in->workspace};
    kept[v->kept_n++] = (HiddenField){S("problem"), in->problem};
    v->form.action = home_path(ctx, NEW_PATH "/create");
    v->form.upload = true;
    v->files = upload_field(ctx, &SUPPORT_FILES, MSG("Files"));
    v->files.optional = true;
    v->kept = kept;
    v->said = in->summary;
    v->about =
        MSG2("{workspace}: {problem}", "workspace", tr(ctx->locale, NULL, support_workspace(in->workspace)->name),
             "problem", tr(ctx->locale, NULL, support_problem_name(in->problem).id));
    v->details = text_field(ctx, "details", in->details, MSG("Details"),
                            MSG("What you did, what happened, what you expected. No passwords."), SUPPORT_TEXT_MAX);
    v->details.kind = FIELD_TEXTAREA;
    v->details.rows = 8;
    v->severity = support_choice(ctx, "severity", MSG("How severe it is"), SUPPORT_SEVERITIES, SUPPORT_SEVERITIES_N,
                                 in->severity, (Msg){0});
    v->severity.kind = FIELD_RADIO;
    v->severity.hint = MSG("The severity sets by when the first answer is due.");
    v->email = text_field(ctx, "email", in->email, MSG("E-mail to reach you at"), (Msg){0}, 200);
    v->email.kind = FIELD_EMAIL;
    v->email.autocomplete = S("email");
    v->phone = text_field(ctx, "phone", phone_shown(ctx->arena, ctx->account.country, in->phone), MSG("Telephone"),
                          (Msg){0}, SUPPORT_PHONE_MAX);
    v->phone.kind = FIELD_TEL;
    v->phone.optional = true;
    v->phone.autocomplete = S("tel");
}

static Err new_view(AccountCtx a, SupportNew *in, bool second, SupportNewView **ret)
{
    static const Str NAMES[] = {S_INIT("workspace"), S_INIT("problem"),     S_INIT("summary"),
                                S_INIT("details"),   S_INIT("severity"),    S_INIT("email"),
                                S_INIT("phone"),     S_INIT("partner_ref"), S_INIT("files")};
    Ctx *ctx = a.ctx;
    SupportNewView *v = arena_new(ctx->arena, SupportNewView);
    TRY(enter_customer(a, in, &v->customer));
    v->shell = shell_of(ctx, MSG("New support request"), S(""));
    v->shell->failed = ctx->problem.fields_n > 0;
    Url page = home_path(ctx, NEW_PATH);
    v->steps[0] = (StepView){.label = MSG("The problem"), .url = page, .state = second ? STEP_DONE : STEP_CURRENT};
    v->steps[1] = (StepView){.label = MSG("Solutions and details"), .state = second ? STEP_CURRENT : STEP_TODO};
    v->form = (FormView){.action = page, .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->cancel =
        id_is_nil(in->customer_id) ? home_path(ctx, LIST_PATH) : customer_page_url(ctx, in->customer_id, "/requests");
    v->articles = home_path(ctx, "/a/{account}/help");
    v->back = url_with(
        ctx->arena,
        url_with(ctx->arena, url_with(ctx->arena, page, S("summary"), in->summary), S("workspace"), in->workspace),
        S("problem"), in->problem);
    if (!id_is_nil(in->customer_id)) {
        v->back = url_with(ctx->arena, v->back, S("customer"), id_text(ctx->arena, in->customer_id));
    }
    v->steps[0].url = v->back;
    if (second) {
        fill_rest(ctx, in, v);
        TRY(fill_partner_ref(a, in->partner_ref, v));
        TRY(find_solutions(a, in->summary, v));
    } else {
        fill_start(ctx, in, v);
    }
    *ret = v;
    return OK;
}

Err support_new_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SupportNewView *v;
    SupportNew in = {.summary = utf8_prefix(ctx_query(ctx, S("summary")), SUPPORT_SUMMARY_MAX),
                     .workspace = ctx_query(ctx, S("workspace")),
                     .problem = ctx_query(ctx, S("problem"))};
    if (id_parse(ctx_query(ctx, S("customer")), &in.customer_id) != OK) {
        in.customer_id = ID_NIL;
    }
    if (!support_workspace(in.workspace)) {
        in.workspace = str_from(support_workspace_of_area(ctx_query(ctx, S("from")))->id);
    }
    TRY(new_view(a, &in, false, &v));
    RENDER(ctx, 200, support_new, v);
    return OK;
}

Err support_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SupportNew in;
    SupportNewView *v;
    read_new(ctx, &in);
    support_check_start(ctx, &in);
    if (problem_check(ctx) != OK) {
        TRY(new_view(a, &in, false, &v));
        return RENDER_FAILED(ctx, support_new, v);
    }
    in.severity = S("moderate");
    in.email = ctx->actor.email;
    TRY(new_view(a, &in, true, &v));
    RENDER(ctx, 200, support_details, v);
    return OK;
}

/* Sent with documents: they are looked at outside any unit, kept inside the one that makes the request. */
typedef struct Making {
    SupportNew in, typed;
    bool second; /* which of the two steps is shown again */
    Id id;
    SupportNewView *view;
} Making;

static Err make_it(Ctx *ctx, void *arg)
{
    Making *m = arg;
    Str name;
    m->in = m->typed;
    TRY(enter_customer((AccountCtx){ctx}, &m->in, &name));
    return support_create((AccountCtx){ctx}, &m->in, &m->id);
}

static Err show_again(Ctx *ctx, void *arg)
{
    Making *m = arg;
    return new_view((AccountCtx){ctx}, &m->typed, m->second, &m->view);
}

Err support_create_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Making m = {0};
    Upload *files;
    size_t n = 0;
    read_new(ctx, &m.typed);
    Err err = upload_take(ctx, &SUPPORT_FILES, ctx->account_id, &files, &n);
    if (err == OK) {
        m.typed.files = (SupportFiles){files, n};
        err = unit_run(ctx, MODE_WRITE, "support.create", make_it, &m);
    }
    if (err == ERR_INVALID) {
        m.second = support_workspace(m.typed.workspace) && msg_is_set(support_problem_name(m.typed.problem)) &&
                   !msg_is_set(problem_of_field(ctx, S("summary")));
        TRY(unit_run(ctx, MODE_READ, NULL, show_again, &m));
        return m.second ? RENDER_FAILED(ctx, support_details, m.view) : RENDER_FAILED(ctx, support_new, m.view);
    }
    TRY(err);
    ctx_redirect(ctx, request_url(ctx, m.id, ""), MSG("The request is sent. The answer comes here and by mail."));
    return OK;
}

/* --- one --- */

void support_card_answered(const SupportRequest *r, StateCard *card)
{
    if (str_eq(r->state, S("open")) && !r->owed) {
        card->why = MSG("The support desk has answered, and has not closed the request.");
        card->who = MSG("Whoever made the request may write again or close it; the support desk may close it.");
        card->when = MSG("There is no date: nothing is due until somebody writes again.");
    }
}

SupportFile support_file_view(Ctx *ctx, Str name, int64_t size, Id id, Url below)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    fmt_bytes(&b, ctx->locale, size);
    return (SupportFile){
        .name = name, .size = buf_str(&b), .url = (Url){str_concat(ctx->arena, below.s, id_text(ctx->arena, id))}};
}

/* One that is out of reach by now is not named. */
static Err customer_fact(AccountCtx a, Id customer_id, SupportOneView *v)
{
    Customer c;
    Problem keep = a.ctx->problem;
    a.ctx->customer_id = customer_id;
    Err err = customer_get(a, &c);
    if (err == ERR_NOT_FOUND) {
        a.ctx->problem = keep;
        return OK;
    }
    TRY(err);
    v->facts[v->facts_n++] = (FactView){.kind = FACT_TEXT, .label = MSG("Customer"), .text = c.company.name};
    return OK;
}

static Err one_view(AccountCtx a, const SupportRequest *r, Str text, SupportOneView **ret)
{
    static const Str NAMES[] = {S_INIT("text"), S_INIT("files")};
    Ctx *ctx = a.ctx;
    const Machine *m = &SUPPORT_REQUEST;
    SupportOneView *v = arena_new(ctx->arena, SupportOneView);
    SupportSaidRow *said;
    v->shell = shell_of(ctx, (Msg){0}, r->number);
    v->shell->failed = ctx->problem.fields_n > 0;
    v->number = r->number;
    v->summary = r->summary;
    TRY(machine_card(ctx, m, READER_PARTNER, r->account_id, r->id, &v->card));
    v->card.action_url = (Url){0}; /* it is done further down this page */
    support_card_answered(r, &v->card);
    TRY(machine_history(ctx, m, READER_PARTNER, r->account_id, r->id, &v->history, &v->history_n));
    TRY(q_support_said(a, &(SupportSaidArgs){.request_id = r->id}, &said, &v->messages_n));
    SupportFilesRow *files;
    size_t files_n;
    TRY(q_support_files(a, &(SupportFilesArgs){.request_id = r->id}, &files, &files_n));
    SupportMessage *messages = arena_array(ctx->arena, SupportMessage, v->messages_n + 1);
    for (size_t i = 0; i < v->messages_n; i++) {
        messages[i] = (SupportMessage){.who = said[i].author_name,
                                       .body = said[i].body,
                                       .at = said[i].created_at,
                                       .kind = str_eq(said[i].kind, S("partner")) ? MESSAGE_PARTNER : MESSAGE_VENDOR};
        SUPPORT_FILES_OF(ctx, said[i].id, files, files_n, request_url(ctx, r->id, "/files/"), &messages[i])
    }
    v->messages = messages;
    FactView *f = v->facts;
    f[v->facts_n++] = (FactView){.kind = FACT_MSG, .label = MSG("Subject"), .msg = workspace_name(r->workspace)};
    f[v->facts_n++] =
        (FactView){.kind = FACT_MSG, .label = MSG("Kind of problem"), .msg = support_problem_name(r->problem)};
    f[v->facts_n++] =
        (FactView){.kind = FACT_MSG, .label = MSG("Severity"), .msg = support_severity_short(r->severity)};
    f[v->facts_n++] = (FactView){.kind = FACT_TEXT, .label = MSG("Made by"), .text = r->creator_name};
    if (!id_is_nil(r->customer_id)) {
        TRY(customer_fact(a, r->customer_id, v));
    }
    if (r->owed && str_eq(r->state, S("open"))) {
        f[v->facts_n++] = (FactView){.kind = FACT_TIME, .label = MSG("Answer due"), .at = r->due_at};
    }
    v->may_answer = !str_eq(r->state, S("closed"));
    v->may_close = machine_may(ctx, m, r->state, S("closed"), MOVER_PARTNER);
    v->may_reopen = machine_may(ctx, m, r->state, S("open"), MOVER_PARTNER) && !v->may_answer;
    v->may_escalate = v->may_answer && !time_is_set(r->escalated_at);
    v->escalated = time_is_set(r->escalated_at);
    v->text = text_field(ctx, "text", text, v->may_answer ? MSG("Your message") : MSG("Why it is not solved"), (Msg){0},
                         SUPPORT_TEXT_MAX);
    v->text.kind = FIELD_TEXTAREA;
    v->text.rows = 5;
    v->answer = (FormView){.action = request_url(ctx, r->id, v->may_answer ? "/answer" : "/reopen"),
                           .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                           .id = v->may_answer ? S("answer") : S("reopen"),
                           .upload = true};
    v->files = upload_field(ctx, &SUPPORT_FILES, MSG("Files"));
    v->files.optional = true;
    v->close = request_url(ctx, r->id, "/close");
    v->escalate = request_url(ctx, r->id, "/escalate");
    *ret = v;
    return appointments_view(a, r, &v->appointments);
}

static Err of_path(AccountCtx a, SupportRequest *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("request"), &id));
    return support_find(a, id, ret);
}

Err support_page(AccountCtx a)
{
    SupportRequest r;
    SupportOneView *v;
    TRY(of_path(a, &r));
    TRY(one_view(a, &r, S(""), &v));
    RENDER(a.ctx, 200, support_one, v);
    return OK;
}

static Err done(AccountCtx a, const SupportRequest *r, Err err, Msg said)
{
    TRY(err);
    ctx_redirect(a.ctx, request_url(a.ctx, r->id, ""), said);
    return OK;
}

/* What is said with documents: found in one unit, the documents looked at outside any, said in another. */
typedef struct Saying {
    SupportRequest r;
    Str text;
    SupportFiles files;
    bool reopens;
    SupportOneView *view;
} Saying;

static Err find_it(Ctx *ctx, void *arg) { return of_path((AccountCtx){ctx}, &((Saying *)arg)->r); }

static Err say_it(Ctx *ctx, void *arg)
{
    Saying *s = arg;
    AccountCtx a = {ctx};
    TRY(of_path(a, &s->r));
    return s->reopens ? support_reopen(a, &s->r, s->text, &s->files) : support_answer(a, &s->r, s->text, &s->files);
}

static Err show_it(Ctx *ctx, void *arg)
{
    Saying *s = arg;
    return one_view((AccountCtx){ctx}, &s->r, s->text, &s->view);
}

static Err say_with_files(AccountCtx a, bool reopens, Msg said)
{
    Ctx *ctx = a.ctx;
    Saying s = {.text = ctx_form(ctx, S("text")), .reopens = reopens};
    Upload *files;
    size_t n = 0;
    TRY(unit_run(ctx, MODE_READ, NULL, find_it, &s));
    Err err = upload_take(ctx, &SUPPORT_FILES, ctx->account_id, &files, &n);
    if (err == OK) {
        s.files = (SupportFiles){files, n};
        err = unit_run(ctx, MODE_WRITE, reopens ? "support.reopen" : "support.answer", say_it, &s);
    }
    if (err == ERR_INVALID) {
        TRY(unit_run(ctx, MODE_READ, NULL, show_it, &s));
        return RENDER_FAILED(ctx, support_one, s.view);
    }
    return done(a, &s.r, err, said);
}

Err support_answer_post(AccountCtx a) { return say_with_files(a, false, MSG("The message is sent.")); }
Err support_reopen_post(AccountCtx a) { return say_with_files(a, true, MSG("The request is open again.")); }

typedef struct FileOf {
    Id account_id, file_id;
} FileOf;

static Err find_file(Ctx *ctx, void *arg)
{
    FileOf *f = arg;
    SupportRequest r;
    SupportFileGetRow row;
    Id id;
    TRY(of_path((AccountCtx){ctx}, &r));
    TRY(ctx_param_id(ctx, S("file"), &id));
    Err err = q_support_file_get((AccountCtx){ctx}, &(SupportFileGetArgs){.request_id = r.id, .id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return support_no_file(ctx);
    }
    *f = (FileOf){r.account_id, row.file_id};
    return err;
}

Err support_file_get(AccountCtx a)
{
    FileOf f;
    TRY(unit_run(a.ctx, MODE_READ, NULL, find_file, &f));
    return upload_send(a.ctx, f.account_id, f.file_id);
}

Err support_close_post(AccountCtx a)
{
    SupportRequest r;
    TRY(of_path(a, &r));
    return done(a, &r, support_close(a, &r), MSG("The request is closed."));
}

Err support_escalate_post(AccountCtx a)
{
    SupportRequest r;
    TRY(of_path(a, &r));
    return done(a, &r, support_escalate(a, &r), MSG("The request is escalated: it is critical now."));
}
