/* Pages of requests: asking, following one's own, and the queue of those who decide. */
#include "areas/access/pages.h"

#include "app/export.h"
#include "areas/home/home.h"
#include "base/num.h"
#include "gen/access_html.h"
#include "gen/access_q.h"
#include "ui/shell.h"

ErrorSummary access_errors(Ctx *ctx)
{
    ErrorLink *links = arena_array(ctx->arena, ErrorLink, ctx->problem.fields_n);
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        links[i] = (ErrorLink){ctx->problem.fields[i].message, ctx->problem.fields[i].field};
    }
    return (ErrorSummary){links, ctx->problem.fields_n};
}

/* --- asking --- */

static Err ask_view(AccountCtx a, Str permission, Str reason, AskView **ret)
{
    Ctx *ctx = a.ctx;
    const Perm *p = perm_find(permission);
    WhyAsk ask;
    Why w;
    if (!p || p->operator_only || p == &PERM_PUBLIC) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such permission."),
                       MSG("Choose a workspace from the list."));
    }
    TRY(why_ask(a, ctx->actor.user_id, WHY_PEOPLE, &ask));
    TRY(why(&ask, p, &w));
    AskView *v = arena_new(ctx->arena, AskView);
    *v = (AskView){.shell = access_shell(ctx, MSG("My access"), "/a/{account}/my-access", MSG("Request access")),
                   .form = {.action = home_path(ctx, "/a/{account}/my-access/request"), .errors = access_errors(ctx)},
                   .reason = {.kind = FIELD_TEXTAREA,
                              .name = S("reason"),
                              .value = reason,
                              .label = MSG("What do you need it for?"),
                              .hint = MSG("Who decides reads it: the task, the customer, for how long."),
                              .error = problem_of_field(ctx, S("reason")),
                              .max_length = ACCESS_REASON_MAX},
                   .back = home_path(ctx, "/a/{account}/my-access")};
    TRY(access_fill_why(ctx, &w, S(""), &v->why));
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err ask_page(AccountCtx a)
{
    AskView *v;
    if (ctx_query(a.ctx, S("permission")).n == 0) {
        ctx_redirect(a.ctx, home_path(a.ctx, "/a/{account}/my-access"),
                     (Msg){0}); /* where one chooses what to ask for */
        return OK;
    }
    TRY(ask_view(a, ctx_query(a.ctx, S("permission")), S(""), &v));
    RENDER(a.ctx, 200, access_ask_form, v);
    return OK;
}

Err ask_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str permission = ctx_form(ctx, S("permission")), reason = str_trim(ctx_form(ctx, S("reason")));
    Id id;
    bool again;
    Err err = access_ask(a, permission, reason, &id, &again);
    if (err == ERR_INVALID) {
        AskView *v;
        TRY(ask_view(a, permission, reason, &v));
        return RENDER_FAILED(ctx, access_ask_form, v);
    }
    TRY(err);
    ctx_redirect(ctx, access_request_url(ctx, id, true),
                 again ? MSG("You have asked for this already; here is your request.")
                       : MSG("Your request is on its way to those who can decide."));
    return OK;
}

/* --- a request's page --- */

static Msg meaning_of(const AccessRequest *r)
{
    switch (r->state) {
    case ACCESS_OPEN:
        return MSG("The request has reached the people below. Nothing has changed yet.");
    case ACCESS_GRANTED:
        return r->role.n ? MSG("A role was given that holds the permission. It counts at once.")
                         : MSG("The permission was there by the time of the decision; nothing had to be given.");
    case ACCESS_DECLINED:
        return MSG("The request was declined. Nothing has changed.");
    case ACCESS_WITHDRAWN:
        return MSG("The request was taken back by who made it. Nothing has changed.");
    case ACCESS_EXPIRED:
        return MSG("Nobody decided within two weeks, so the request has ended. Nothing has changed.");
    }
    return (Msg){0};
}

static Msg because_of(Ctx *ctx, const AccessRequest *r)
{
    (void)ctx;
    switch (r->state) {
    case ACCESS_OPEN:
        return MSG("Giving roles is for administrators; they weigh the reason.");
    case ACCESS_GRANTED:
        return MSG1("{name} decided so.", "name", r->decider);
    case ACCESS_DECLINED:
        return MSG2("{name} answered: {answer}", "name", r->decider, "answer", r->answer);
    case ACCESS_WITHDRAWN:
        return MSG1("{name} withdrew it.", "name", r->person);
    case ACCESS_EXPIRED:
        return MSG("None of the people who could decide did.");
    }
    return (Msg){0};
}

static Msg next_of(const AccessRequest *r, bool own)
{
    switch (r->state) {
    case ACCESS_OPEN:
        return own ? MSG("You are told of the decision here, by the bell and by mail. You can withdraw the request.")
                   : MSG("Give one of the roles that would do, the least powerful that is enough, or decline with a "
                         "reason.");
    case ACCESS_GRANTED:
        return MSG("Nothing more is needed. An administrator can take the role back at any time.");
    case ACCESS_DECLINED:
        return own ? MSG("Talk to who declined, or ask again with another reason.")
                   : MSG("The person can ask again with another reason.");
    case ACCESS_WITHDRAWN:
    case ACCESS_EXPIRED:
        return own ? MSG("You can ask again.") : MSG("The person can ask again.");
    }
    return (Msg){0};
}

static Msg who_acts(const AccessRequest *r, bool own)
{
    if (r->state == ACCESS_OPEN) {
        return MSG("One of the people below decides.");
    }
    if (r->state == ACCESS_GRANTED) {
        return MSG("Nobody has to do anything.");
    }
    return own ? MSG("You, if you still need it.") : MSG("The person who asked, if they still need it.");
}

static void fill_facts(Ctx *ctx, const AccessRequest *r, RequestView *v)
{
    FactView *facts = arena_array(ctx->arena, FactView, 6);
    size_t n = 0;
    facts[n++] = (FactView){.label = MSG("Asked by"), .text = r->person, .kind = FACT_TEXT};
    facts[n++] = (FactView){.label = MSG("Asked"), .at = r->created_at, .kind = FACT_TIME};
    if (r->perm) {
        facts[n++] = (FactView){.label = MSG("Permission"), .msg = access_what(r->perm), .kind = FACT_MSG};
    } else {
        facts[n++] = (FactView){.label = MSG("Permission"), .text = r->permission, .kind = FACT_TEXT};
    }
    if (time_is_set(r->decided_at)) {
        facts[n++] = (FactView){.label = MSG("Decided"), .at = r->decided_at, .kind = FACT_TIME};
    }
    if (r->role.n) {
        const Role *role = role_find(r->role);
        facts[n++] = (FactView){.label = MSG("Role given"),
                                .msg = role ? MSG_OF(role->name) : MSG("A role of this account"),
                                .kind = FACT_MSG};
    }
    v->facts = facts;
    v->facts_n = n;
}

static Err request_view(AccountCtx a, const AccessRequest *r, bool own, RequestView **ret, Why *ret_why)
{
    Ctx *ctx = a.ctx;
    RequestView *v = arena_new(ctx->arena, RequestView);
    *ret_why = (Why){0};
    *v = (RequestView){.state = access_request_state(r->state),
                       .meaning = meaning_of(r),
                       .because = because_of(ctx, r),
                       .next = next_of(r, own),
                       .who = who_acts(r, own),
                       .by_when = r->state == ACCESS_OPEN ? r->due_at : TIME_NONE,
                       .reason = r->reason,
                       .answer = r->answer};
    fill_facts(ctx, r, v);
    v->shell =
        own ? access_shell(ctx, MSG("My access"), "/a/{account}/my-access", MSG("Access request"))
            : access_shell(ctx, MSG("Access requests"), "/a/{account}/settings/access-requests", MSG("Access request"));
    if (r->perm && r->state == ACCESS_OPEN) {
        WhyAsk ask;
        WhyView w;
        TRY(why_ask(a, r->user_id, WHY_PEOPLE, &ask));
        TRY(why(&ask, r->perm, ret_why));
        TRY(access_fill_why(ctx, ret_why, r->person, &w));
        v->people = w.people;
        v->people_n = w.people_n;
    }
    *ret = v;
    return OK;
}

Err own_request_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    AccessRequest r;
    RequestView *v;
    Why w;
    TRY(ctx_param_id(ctx, S("request"), &id));
    TRY(access_get(a, id, &r));
    if (!id_eq(r.user_id, ctx->actor.user_id)) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such request."), MSG("Start from My access."));
    }
    TRY(request_view(a, &r, true, &v, &w));
    if (r.state == ACCESS_OPEN) {
        v->withdraw = (Url){str_concat(ctx->arena, access_request_url(ctx, id, true).s, S("/withdraw"))};
    } else if (r.state != ACCESS_GRANTED && r.perm) {
        v->again =
            url_with(ctx->arena, home_path(ctx, "/a/{account}/my-access/request"), S("permission"), r.permission);
    }
    RENDER(ctx, 200, access_request, v);
    return OK;
}

Err withdraw_post(AccountCtx a)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("request"), &id));
    TRY(access_withdraw(a, id));
    ctx_redirect(a.ctx, access_request_url(a.ctx, id, true), MSG("Your request is withdrawn."));
    return OK;
}

/* --- deciding --- */

/* Roles that would do and that this administrator may give, weakest first and chosen. */
static FieldView role_field(Ctx *ctx, const Why *w, Str chosen, size_t *ret_n)
{
    OptionView *o = arena_array(ctx->arena, OptionView, w->roles_n);
    *ret_n = 0;
    for (size_t i = 0; i < w->roles_n; i++) {
        bool all = role_in(&ctx->actor.roles, role_index(S("global_admin")));
        if (!rights_may_grant(&ctx->actor.roles, w->roles[i].role) || (w->roles[i].not_by_owner && !all)) {
            continue;
        }
        Str name = access_role_name(ctx, w->roles[i].role, w->roles[i].name);
        bool first = *ret_n == 0;
        o[*ret_n] = (OptionView){.value = w->roles[i].role,
                                 .label = MSGN("{name}: gives {n} permission here",
                                               "{name}: gives {n} permissions here", (int64_t)w->roles[i].now),
                                 .selected = chosen.n ? str_eq(chosen, w->roles[i].role) : first};
        o[*ret_n].label.args[0] = (struct MsgArg){"name", name};
        (*ret_n)++;
    }
    return (FieldView){.kind = FIELD_RADIO,
                       .name = S("role"),
                       .value = chosen,
                       .label = MSG("Role to give"),
                       .hint = MSG("The first gives least. More can be given later."),
                       .error = problem_of_field(ctx, S("role")),
                       .options = o,
                       .options_n = *ret_n};
}

static FieldView scope_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 2);
    bool all = str_eq(chosen, S("directory"));
    o[0] = (OptionView){
        .value = S("account"), .label = MSG1("In {account}", "account", ctx->account.name), .selected = !all};
    o[1] = (OptionView){
        .value = S("directory"), .label = MSG("In every account of the organization, now and later"), .selected = all};
    return (FieldView){.kind = FIELD_RADIO,
                       .name = S("scope"),
                       .value = all ? S("directory") : S("account"),
                       .label = MSG("Where it counts"),
                       .options = o,
                       .options_n = 2};
}

static Err decision_view(AccountCtx a, Id id, RequestView **ret)
{
    Ctx *ctx = a.ctx;
    AccessRequest r;
    RequestView *v;
    Why w;
    TRY(access_get(a, id, &r));
    TRY(request_view(a, &r, false, &v, &w));
    v->permissions =
        url_with(ctx->arena, home_path(ctx, "/a/{account}/settings/why"), S("user"), id_text(ctx->arena, r.user_id));
    v->permissions = url_with(ctx->arena, v->permissions, S("permission"), r.permission);
    if (r.state == ACCESS_OPEN) {
        Url here = access_request_url(ctx, id, false);
        size_t n = 0;
        v->decides = true;
        v->has_it = w.granted;
        v->role = role_field(ctx, &w, ctx_form(ctx, S("role")), &n);
        v->scope = scope_field(ctx, ctx_form(ctx, S("scope")));
        v->answer_field = (FieldView){.kind = FIELD_TEXTAREA,
                                      .name = S("answer"),
                                      .value = ctx_form(ctx, S("answer")),
                                      .label = MSG("Answer"),
                                      .hint = MSG("The person reads it: why not, and what they can do instead."),
                                      .error = problem_of_field(ctx, S("answer")),
                                      .max_length = ACCESS_REASON_MAX};
        v->grant = (FormView){.action = (Url){str_concat(ctx->arena, here.s, S("/grant"))}, .id = S("grant")};
        v->decline = (FormView){.action = (Url){str_concat(ctx->arena, here.s, S("/decline"))}, .id = S("decline")};
        if (msg_is_set(problem_of_field(ctx, S("answer")))) {
            v->decline.errors = access_errors(ctx);
        } else {
            v->grant.errors = access_errors(ctx);
        }
        if (n == 0 && !w.granted) {
            v->cannot = w.roles_n
                            ? MSG("None of the roles that would do is yours to give. One of the people below can.")
                            : MSG("No role of this account would give it now. Decline, and say what would help.");
        }
    }
    v->shell->failed = ctx->problem.fields_n > 0;
    *ret = v;
    return OK;
}

Err request_page(AccountCtx a)
{
    Id id;
    RequestView *v;
    TRY(ctx_param_id(a.ctx, S("request"), &id));
    TRY(decision_view(a, id, &v));
    RENDER(a.ctx, 200, access_request, v);
    return OK;
}

static Err decided(AccountCtx a, Id id, Err err, Msg done)
{
    Ctx *ctx = a.ctx;
    if (err == ERR_INVALID && ctx->problem.fields_n) {
        RequestView *v;
        TRY(decision_view(a, id, &v));
        return RENDER_FAILED(ctx, access_request, v);
    }
    TRY(err);
    ctx_redirect(ctx, access_request_url(ctx, id, false), done);
    return OK;
}

Err grant_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("request"), &id));
    bool all = str_eq(ctx_form(ctx, S("scope")), S("directory"));
    return decided(a, id, access_grant(a, id, ctx_form(ctx, S("role")), all),
                   MSG("Access is given, and the person is told."));
}

Err decline_post(AccountCtx a)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("request"), &id));
    return decided(a, id, access_decline(a, id, str_trim(ctx_form(a.ctx, S("answer")))),
                   MSG("The request is declined, and the person is told why."));
}

/* --- the queue --- */

static Str state_of_query(Ctx *ctx)
{
    Str s = ctx_query(ctx, S("state"));
    if (s.n == 0) {
        return S("open");
    }
    return str_eq(s, S("all")) ? S("") : str_from(access_state_word(access_state_of(s)));
}

static Str role_of_row(Ctx *ctx, Str role)
{
    const Role *r = role_find(role);
    return r ? tr(ctx->locale, NULL, r->name) : role.n ? tr(ctx->locale, NULL, N_("A role of this account")) : S("");
}

Err queue_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str state = state_of_query(ctx);
    AccessRequestsArgs args = {.with_state = state.n > 0, .state = state};
    PageAsk ask = {.order = ACCESS_REQUESTS_BY_MADE,
                   .descending = true,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    AccessRequestsRow *rows;
    AccessRequestsWaitingRow waiting;
    size_t n;
    PageInfo page;
    TRY(q_access_requests(a, &args, &ask, &rows, &n, &page));
    TRY(q_access_requests_waiting(a, NULL, &waiting));
    Url base = home_path(ctx, "/a/{account}/settings/access-requests"), here = base;
    here = url_with(ctx->arena, here, S("state"), state.n ? state : S("all"));
    static const struct {
        Str word;
        const char *label;
    } TABS[] = {{S_INIT("open"), N_("Waiting")},      {S_INIT("granted"), N_("Granted")},
                {S_INIT("declined"), N_("Declined")}, {S_INIT("withdrawn"), N_("Withdrawn")},
                {S_INIT("expired"), N_("Expired")},   {S_INIT("all"), N_("All")}};
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(TABS));
    for (size_t i = 0; i < COUNT_OF(TABS); i++) {
        tabs[i] = (TabView){.label = MSG_OF(TABS[i].label),
                            .url = url_with(ctx->arena, base, S("state"), TABS[i].word),
                            .current = str_eq(TABS[i].word, state.n ? state : S("all")),
                            .count = i == 0 ? waiting.n : -1};
    }
    QueueRow *list = arena_array(ctx->arena, QueueRow, n);
    for (size_t i = 0; i < n; i++) {
        list[i] =
            (QueueRow){.person = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
                       .email = rows[i].email,
                       .what = access_what(perm_find(rows[i].permission)),
                       .code = rows[i].permission,
                       .url = access_request_url(ctx, rows[i].id, false),
                       .state = access_request_state(access_state_of(rows[i].state)),
                       .at = rows[i].created_at,
                       .due = str_eq(rows[i].state, S("open")) ? rows[i].due_at : TIME_NONE,
                       .role = role_of_row(ctx, rows[i].role)};
    }
    QueueView *v = arena_new(ctx->arena, QueueView);
    Url export = url_with(ctx->arena, home_path(ctx, "/a/{account}/settings/access-requests/export"), S("state"),
                          state.n ? state : S("all"));
    *v = (QueueView){.shell = access_shell(ctx, (Msg){0}, NULL, MSG("Access requests")),
                     .tabs = tabs,
                     .tabs_n = COUNT_OF(TABS),
                     .rows = list,
                     .rows_n = n,
                     .open = str_eq(state, S("open")),
                     .all = url_with(ctx->arena, base, S("state"), S("all")),
                     .export = {.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                                .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                                .about = MSG("All requests in this list, all pages")},
                     .pager = {.has_next = page.next.n > 0,
                               .has_previous = page.previous.n > 0,
                               .next = url_with(ctx->arena, here, S("after"), page.next),
                               .previous = url_with(ctx->arena, here, S("before"), page.previous)}};
    RENDER(ctx, 200, access_queue, v);
    return OK;
}

/* --- export --- */

static const ExportColumn COLUMNS[] = {
    {"person", N_("Asked by"), EXPORT_TEXT, 28}, {"email", N_("E-mail"), EXPORT_TEXT, 32},
    {"what", N_("Permission"), EXPORT_TEXT, 40}, {"code", N_("Code"), EXPORT_TEXT, 24},
    {"state", N_("State"), EXPORT_MSG, 18},      {"role", N_("Role given"), EXPORT_TEXT, 24},
    {"asked", N_("Asked"), EXPORT_TIME, 20},     {"decided", N_("Decided"), EXPORT_TIME, 20},
};

static Err export_rows_of(Ctx *ctx, Export *e, const AccessRequestsRow *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const Perm *p = perm_find(rows[i].permission);
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name))},
            {.text = rows[i].email},
            {.text = p ? tr(ctx->locale, NULL, p->label) : S("")},
            {.text = rows[i].permission},
            {.msg = access_request_state(access_state_of(rows[i].state)).label},
            {.text = role_of_row(ctx, rows[i].role)},
            {.time = rows[i].created_at},
            {.empty = !time_is_set(rows[i].decided_at), .time = rows[i].decided_at},
        };
        TRY(export_row(e, cells));
    }
    return OK;
}

static Err export_all(AccountCtx a, Export *e, void *arg)
{
    const AccessRequestsArgs *args = arg;
    PageAsk ask = {.order = ACCESS_REQUESTS_BY_MADE, .descending = true, .size = 500};
    for (;;) {
        AccessRequestsRow *rows;
        size_t n;
        PageInfo page;
        TRY(q_access_requests(a, args, &ask, &rows, &n, &page));
        TRY(export_rows_of(a.ctx, e, rows, n));
        if (page.next.n == 0) {
            return OK;
        }
        ask.after = page.next;
    }
}

Err queue_export(AccountCtx a)
{
    Str state = state_of_query(a.ctx);
    AccessRequestsArgs args = {.with_state = state.n > 0, .state = state};
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Access requests"),
                                        .file = "access-requests",
                                        .fill = export_all,
                                        .arg = &args});
}
