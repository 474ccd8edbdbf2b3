/* Pages of granular administration: all of an account's, those of one customer, asking, one of them, and the customer's
 * own. */
#include "areas/relationships/pages.h"

#include "app/export_job.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/customer_users/customer_users.h"
#include "areas/home/home.h"
#include "areas/relationships/granular.h"
#include "areas/relationships/relationships_view.h"
#include "gen/identity_html.h"
#include "gen/relationships_html.h"
#include "gen/relationships_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define ALL "/a/{account}/admin-relationships"

static Url one_url(Ctx *ctx, Id id, const char *rest)
{
    return url_fmt(ctx->arena, "/a/%s/admin-relationships/%i%u", ctx->account.public_id, id, url_static(rest));
}
static Str roles_text(Ctx *ctx, Str ids)
{
    Str names[GRANULAR_ROLES_MAX];
    return str_join(ctx->arena, names, granular_roles(ctx, ids, names), S(", "));
}

/* --- lists --- */

typedef struct GranularsAsk {
    Str state, after, before;
    int size;
    Id customer_id; /* nil: all */
} GranularsAsk;

static void take(void *arg, Str name, Str value)
{
    GranularsAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && (machine_state(&GRANULAR_RELATIONSHIP, value) || str_eq(value, S("all")))) {
        ask->state = value;
    }
}
static Str query_of(Ctx *ctx, const GranularsAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}
static Err read_list(AccountCtx a, const GranularsAsk *ask, PageAsk *page, GranularListRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    GranularListArgs args = {.with_state = ask->state.n && !str_eq(ask->state, S("all")),
                             .state = ask->state,
                             .with_customer_id = !id_is_nil(ask->customer_id),
                             .customer_id = ask->customer_id};
    page->descending = true;
    Err err = q_granular_list(a, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_granular_list(a, &args, page, ret, ret_n, ret_page);
    }
    return err;
}

static Err list_view(AccountCtx a, Id customer_id, Url self, GranularListView *v)
{
    Ctx *ctx = a.ctx;
    GranularsAsk ask = {.size = LIST_SIZE, .customer_id = customer_id};
    GranularListRow *rows;
    PageInfo info;
    list_each_asked(ctx, take, &ask);
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    TRY(read_list(a, &ask, &page, &rows, &v->rows_n, &info));
    GranularLine *lines = arena_array(ctx->arena, GranularLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (GranularLine){.name = rows[i].name,
                                  .customer = rows[i].customer_name,
                                  .roles = roles_text(ctx, rows[i].roles),
                                  .state = machine_state_view(&GRANULAR_RELATIONSHIP, READER_PARTNER, rows[i].state),
                                  .ends_at = rows[i].ends_at,
                                  .url = one_url(ctx, rows[i].id, "")};
    }
    v->rows = lines;
    v->self = self;
    v->may_ask = ctx_may(ctx, &GRANULAR_MANAGE);
    v->state = list_states(ctx, &GRANULAR_RELATIONSHIP, ask.state, S("all"));
    v->filtered = ask.state.n > 0;
    list_pager(ctx->arena, self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, v->rows_n, ask.size,
               &v->pager);
    v->export = list_export(ctx->arena, home_path(ctx, ALL "/export"), query_of(ctx, &ask, true));
    return OK;
}

Err granular_page_all(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GranularListView *v = arena_new(ctx->arena, GranularListView);
    Crumb crumbs[2] = {{.label = MSG("Customers"), .url = home_path(ctx, "/a/{account}/customers")},
                       {.label = MSG("Admin relationships")}};
    TRY(list_view(a, ID_NIL, home_path(ctx, ALL), v));
    v->shell = shell_view(ctx, MSG("Admin relationships"), crumbs, 2);
    v->shell->workspace = MSG("Customers");
    RENDER(ctx, 200, granular_all, v);
    return OK;
}

Err granular_page_customer(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GranularListView *v = arena_new(ctx->arena, GranularListView);
    TRY(customer_frame_view(a, MSG("Admin relationships"), NULL, &v->frame));
    TRY(list_view(a, ctx->customer_id, customer_page_url(ctx, ctx->customer_id, "/admin"), v));
    v->add = customer_page_url(ctx, ctx->customer_id, "/admin/new");
    RENDER(ctx, 200, granular_of_customer, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"name", N_("Name"), EXPORT_TEXT, 30},   {"customer", N_("Customer"), EXPORT_TEXT, 30},
    {"roles", N_("Roles"), EXPORT_TEXT, 40}, {"state", N_("State"), EXPORT_MSG, 20},
    {"ends", N_("Ends"), EXPORT_TIME, 20},   {"asked", N_("Asked"), EXPORT_TIME, 20},
};
static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    GranularsAsk ask = {.size = LIST_SIZE};
    GranularListRow *rows;
    size_t n;
    PageInfo info;
    PageAsk page = {.size = EXPORT_CHUNK, .after = after, .before = S("")};
    list_each(a.ctx->arena, query, take, &ask);
    TRY(read_list(a, &ask, &page, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = rows[i].name},
            {.text = rows[i].customer_name},
            {.text = roles_text(a.ctx, rows[i].roles)},
            {.msg = machine_state_view(&GRANULAR_RELATIONSHIP, READER_PARTNER, rows[i].state).label},
            {.time = rows[i].ends_at},
            {.time = rows[i].created_at}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList GRANULARS = {.kind = "granular.export",
                                     .file = "admin-relationships",
                                     .sheet = N_("Admin relationships"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = write_chunk};
Err granular_export(AccountCtx a)
{
    GranularsAsk ask = {.size = LIST_SIZE};
    list_each_asked(a.ctx, take, &ask);
    return export_stream_told(a.ctx, a.ctx->account_id, &GRANULARS, query_of(a.ctx, &ask, true));
}

/* --- asking --- */

static bool chosen(const GranularAsk *ask, const char *role)
{
    for (size_t i = 0; i < ask->roles_n; i++) {
        if (str_eq(ask->roles[i], str_from(role))) {
            return true;
        }
    }
    return false;
}

static Err form_of(AccountCtx a, const GranularAsk *ask, GranularFormView **ret)
{
    static const Str NAMES[] = {S_INIT("name"), S_INIT("days"), S_INIT("roles")};
    Ctx *ctx = a.ctx;
    GranularFormView *v = arena_new(ctx->arena, GranularFormView);
    Crumb parent = {.label = MSG("Admin relationships")};
    TRY(customer_enter(a));
    parent.url = customer_page_url(ctx, ctx->customer_id, "/admin");
    TRY(customer_frame_view(a, MSG("Request an admin relationship"), &parent, &v->frame));
    v->form = (FormView){.action = customer_page_url(ctx, ctx->customer_id, "/admin/new"),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->name = ui_field(ctx, S("name"), ask->name, MSG("Name"));
    v->name.hint = MSG("The customer reads it. It is used once.");
    v->days = ui_field(ctx, S("days"), ask->days, MSG("Days that it lasts"));
    v->days.kind = FIELD_NUMBER;
    v->days.width = S("w-8");
    v->extends = ui_field(ctx, S("extends"), S("1"), MSG("At its end it goes on by six months"));
    v->extends.kind = FIELD_CHECKBOX;
    v->extends.checked = ask->extends;
    OptionView *options = arena_array(ctx->arena, OptionView, DIRECTORY_ROLES_N);
    for (size_t i = 0; i < DIRECTORY_ROLES_N; i++) {
        options[i] = (OptionView){.value = str_from(DIRECTORY_ROLES[i].id),
                                  .label = MSG_OF(DIRECTORY_ROLES[i].name),
                                  .selected = chosen(ask, DIRECTORY_ROLES[i].id)};
    }
    v->role_options = options;
    v->role_options_n = DIRECTORY_ROLES_N;
    v->roles_error = problem_of_field(ctx, S("roles"));
    v->back = parent.url;
    v->frame->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err granular_new_page(AccountCtx a)
{
    GranularFormView *v;
    TRY(form_of(a, &(GranularAsk){.days = S("730")}, &v));
    RENDER(a.ctx, 200, granular_form, v);
    return OK;
}

Err granular_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    Str roles[GRANULAR_ROLES_MAX];
    GranularAsk ask = {.name = str_trim(ctx_form(ctx, S("name"))),
                       .days = str_trim(ctx_form(ctx, S("days"))),
                       .extends = ctx_form(ctx, S("extends")).n > 0,
                       .roles = roles};
    while (ask.roles_n < GRANULAR_ROLES_MAX && ctx_form_nth(ctx, S("role"), ask.roles_n, &roles[ask.roles_n])) {
        ask.roles_n++;
    }
    TRY(customer_enter(a));
    Err err = granular_ask(a, &ask, &id);
    if (err == ERR_INVALID) {
        GranularFormView *v;
        TRY(form_of(a, &ask, &v));
        return RENDER_FAILED(ctx, granular_form, v);
    }
    TRY(err);
    ctx_redirect(ctx, one_url(ctx, id, ""), MSG("The request is made. Now send its text to the company."));
    return OK;
}

/* --- one --- */

static Err of_path(AccountCtx a, GranularGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("relationship"), &id));
    Err err = q_granular_get(a, &(GranularGetArgs){.id = id}, ret);
    if (err == ERR_NOT_FOUND) {
        return problem(a.ctx, err, MSG("There is no such admin relationship in this account."),
                       MSG("Choose one from the list."));
    }
    TRY(err);
    a.ctx->customer_id = ret->customer_id;
    return OK;
}

static Str draft(Ctx *ctx, const GranularGetRow *g, Str link)
{
    Str account = ctx->account.name;
    Msg lines[] = {
        MSG1("Hello {company},", "company", g->customer_name),
        MSG1("{account} asks for roles in your directory, to do the work you agreed on:", "account", account),
        MSG1("{text}", "text", roles_text(ctx, g->roles)),
        MSGN("They last {n} day from your approval.", "They last {n} days from your approval.", g->days),
        MSG("At their end they go on by six months by themselves, each time, until one of us ends them."),
        MSG("A Global administrator of your company opens this link, signs in there, and approves all of it:")};
    enum { GOES_ON = 4 };
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (i == GOES_ON && !g->extends) {
            continue;
        }
        buf_fmt(&b, "%.*s\n\n", S_ARG(msg_text(ctx->arena, ctx->locale, &lines[i])));
    }
    buf_fmt(&b, "%.*s\n\n%.*s\n%.*s\n", S_ARG(link), S_ARG(ctx->actor.name), S_ARG(account));
    return buf_str(&b);
}

static void facts_of(const GranularGetRow *g, GranularView *v)
{
    v->facts[v->facts_n++] = (FactView){.label = MSG("Asked"), .at = g->created_at, .kind = FACT_TIME};
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Lasts"), .msg = MSGN("{n} day", "{n} days", g->days), .kind = FACT_MSG};
    if (time_is_set(g->ends_at)) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Ends"), .at = g->ends_at, .kind = FACT_TIME};
    }
    v->facts[v->facts_n++] = (FactView){.label = MSG("At its end"),
                                        .msg = g->extends ? MSG("It goes on by six months") : MSG("It is over"),
                                        .kind = FACT_MSG};
    if (g->approved_by.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Approved by"), .text = g->approved_by};
    }
}

static Err view_of(AccountCtx a, const GranularGetRow *g, GranularView **ret)
{
    static const Str NAMES[] = {S_INIT("reason")};
    Ctx *ctx = a.ctx;
    GranularView *v = arena_new(ctx->arena, GranularView);
    Crumb crumbs[4] = {{.label = MSG("Customers"), .url = home_path(ctx, "/a/{account}/customers")},
                       {.text = g->customer_name, .url = customer_page_url(ctx, g->customer_id, "")},
                       {.label = MSG("Admin relationships"), .url = customer_page_url(ctx, g->customer_id, "/admin")},
                       {.text = g->name}};
    Str *roles = arena_array(ctx->arena, Str, GRANULAR_ROLES_MAX);
    Str link = str_concat(ctx->arena, token_base_url(ctx), granular_path(ctx, g->id));
    bool active = str_eq(g->state, S("active")), waits = str_eq(g->state, S("pending"));
    *v = (GranularView){.shell = shell_view(ctx, (Msg){0}, crumbs, 4),
                        .name = g->name,
                        .customer = g->customer_name,
                        .text = draft(ctx, g, link),
                        .link = link,
                        .customer_url = customer_page_url(ctx, g->customer_id, ""),
                        .roles = roles,
                        .roles_n = granular_roles(ctx, g->roles, roles),
                        .waits = waits,
                        .may_end = (active || waits) && ctx_may(ctx, &GRANULAR_MANAGE),
                        .end = {.action = one_url(ctx, g->id, "/end"), .errors = ui_errors(ctx, NAMES, 1)},
                        .reason = ui_field(ctx, S("reason"), ctx_form(ctx, S("reason")), MSG("Reason"))};
    v->shell->title_text = g->name;
    v->shell->workspace = MSG("Customers");
    v->shell->failed = v->end.errors.links_n > 0;
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.max_length = MACHINE_REASON_MAX;
    facts_of(g, v);
    TRY(machine_card(ctx, &GRANULAR_RELATIONSHIP, READER_PARTNER, ctx->account_id, g->id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &GRANULAR_RELATIONSHIP, READER_PARTNER, ctx->account_id, g->id, &v->history,
                        &v->history_n));
    *ret = v;
    return OK;
}

Err granular_page(AccountCtx a)
{
    GranularGetRow g;
    GranularView *v;
    TRY(of_path(a, &g));
    TRY(view_of(a, &g, &v));
    RENDER(a.ctx, 200, granular, v);
    return OK;
}

Err granular_end_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GranularGetRow g;
    TRY(of_path(a, &g));
    Err err = granular_end(a, g.id, ctx_form(ctx, S("reason")));
    if (err == ERR_INVALID) {
        GranularView *v;
        TRY(view_of(a, &g, &v));
        return RENDER_FAILED(ctx, granular, v);
    }
    TRY(err);
    ctx_redirect(ctx, one_url(ctx, g.id, ""), MSG("The admin relationship is ended. The roles are gone."));
    return OK;
}

/* --- the customer's own page --- */

typedef struct Answer {
    Str token;
    Granular g;
    Proof proof;
    GranularAnswerView *view;
} Answer;

static Err look(Ctx *ctx, void *arg)
{
    Answer *c = arg;
    TRY(granular_find(system_of(ctx), c->token, &c->g));
    return c->proof.sign_in.n ? proof_look(system_of(ctx), &c->proof) : OK;
}
static bool open_now(const Granular *g) { return str_eq(g->state, S("pending")) || str_eq(g->state, S("active")); }

static Err fill(Ctx *ctx, void *arg)
{
    static const Str NAMES[] = {S_INIT("signIn"), S_INIT("password")};
    Answer *c = arg;
    const Granular *g = &c->g;
    GranularAnswerView *v = arena_new(ctx->arena, GranularAnswerView);
    Str *roles = arena_array(ctx->arena, Str, GRANULAR_ROLES_MAX);
    *v = (GranularAnswerView){.door = door_view(ctx, MSG("Admin relationship")),
                              .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                              .asker = g->account,
                              .company = g->company,
                              .name = g->name,
                              .roles = roles,
                              .roles_n = granular_roles(ctx, g->roles, roles),
                              .days = g->days,
                              .extends = g->extends,
                              .active = str_eq(g->state, S("active")),
                              .ends_at = g->ends_at,
                              .here = url_fmt(ctx->arena, "/admin-relationship/%s", c->token),
                              .proof = proof_fields(ctx, &c->proof)};
    v->door->shell->failed = v->errors.links_n > 0;
    if (!open_now(g)) {
        v->problem = str_eq(g->state, S("lapsed")) ? MSG("This request has lapsed.")
                                                   : MSG1("{name} has none of the roles any more.", "name", g->account);
        v->hint = MSG("Nothing is to be done.");
    }
    c->view = v;
    return OK;
}

Err granular_answer_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Answer c = {.token = ctx_param(ctx, S("token"))};
    TRY(look(ctx, &c));
    TRY(fill(ctx, &c));
    GranularAnswerView *v = c.view;
    ctx_header(ctx, S("Referrer-Policy"), S("no-referrer"));
    RENDER(ctx, 200, granular_answer, v);
    return OK;
}

static Err take_answer(Ctx *ctx, void *arg)
{
    Answer *c = arg;
    Str seen = c->g.state;
    TRY(granular_find(system_of(ctx), c->token, &c->g)); /* it may have ended meanwhile */
    if (!str_eq(c->g.state, seen)) {
        return problem(ctx, ERR_CONFLICT, MSG("The request was answered or withdrawn meanwhile."),
                       MSG("Open the link again."));
    }
    TRY(proof_held(system_of(ctx), &c->proof));
    return granular_answer(ctx, &c->g, &c->proof.who);
}

static Err failed(Ctx *ctx, Answer *c)
{
    TRY(unit_run(ctx, MODE_READ, NULL, fill, c));
    GranularAnswerView *v = c->view;
    return RENDER_FAILED(ctx, granular_answer, v);
}

Err granular_answer_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Answer c = {.token = ctx_param(ctx, S("token")), .proof = proof_of_form(ctx)};
    Str field, act = ctx_form(ctx, S("do"));
    Str wanted = str_eq(act, S("end")) ? S("active") : str_eq(act, S("approve")) ? S("pending") : S("");
    TRY(unit_run(ctx, MODE_READ, NULL, look, &c));
    if (!str_eq(c.g.state, wanted)) {
        return failed(ctx, &c); /* the page as it is now */
    }
    Msg wrong = proof_wrong(ctx, &c.proof, &field);
    if (!msg_is_set(wrong) && !id_eq(c.proof.who.customer_id.id, c.g.customer_id)) {
        wrong = MSG("The name and the password are not those of a company that is here.");
        field = S("password");
    }
    if (msg_is_set(wrong)) {
        TRY(proof_failed(ctx, &c.proof));
        problem_field(ctx, field, wrong);
        return failed(ctx, &c);
    }
    TRY(proof_run(ctx, &c.proof, "granular.answer", take_answer, &c));
    ctx_redirect(ctx, url_fmt(ctx->arena, "/admin-relationship/%s", c.token),
                 str_eq(wanted, S("pending")) ? MSG("The roles are given.") : MSG("The roles are taken back."));
    return OK;
}
