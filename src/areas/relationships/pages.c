/* The account's pages of requests to companies: the list with its file, asking, and one with the text to send. */
#include "areas/relationships/pages.h"

#include "app/export_job.h"
#include "app/session.h"
#include "areas/home/home.h"
#include "areas/relationships/relationships.h"
#include "areas/relationships/relationships_view.h"
#include "gen/relationships_html.h"
#include "gen/relationships_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/customers/requests"

static ShellView *shell_of(Ctx *ctx, Msg title, Str text)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    bool first = !msg_is_set(title) && !text.n;
    crumbs[0] = (Crumb){.label = MSG("Customers"), .url = home_path(ctx, "/a/{account}/customers")};
    crumbs[1] = (Crumb){.label = MSG("Relationship requests"), .url = home_path(ctx, PAGE)};
    crumbs[2] = (Crumb){.label = title, .text = text};
    if (first) {
        crumbs[1].url = (Url){0};
    }
    ShellView *shell = shell_view(ctx, first ? MSG("Relationship requests") : title, crumbs, first ? 2 : 3);
    shell->title_text = text;
    shell->workspace = MSG("Customers");
    return shell;
}
static Url one_url(Ctx *ctx, Id id, const char *rest)
{
    return url_fmt(ctx->arena, "/a/%s/customers/requests/%i%u", ctx->account.public_id, id, url_static(rest));
}
static Msg rights_name(Str rights)
{
    return str_eq(rights, S("delegated")) ? MSG("With administration rights") : MSG("Without administration rights");
}

/* --- the list --- */

typedef struct RequestsAsk {
    Str state, after, before;
    int size;
} RequestsAsk;

static void take(void *arg, Str name, Str value)
{
    RequestsAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && (machine_state(&RELATIONSHIP_REQUEST, value) || str_eq(value, S("all")))) {
        ask->state = value;
    }
}
static Str query_of(Ctx *ctx, const RequestsAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}
static Err read_list(AccountCtx a, const RequestsAsk *ask, PageAsk *page, RelRequestsRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    RelRequestsArgs args = {.with_state = ask->state.n && !str_eq(ask->state, S("all")), .state = ask->state};
    page->descending = true;
    Err err = q_rel_requests(a, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_rel_requests(a, &args, page, ret, ret_n, ret_page);
    }
    return err;
}

Err relationship_requests_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    RequestsView *v = arena_new(ctx->arena, RequestsView);
    RequestsAsk ask = {.size = LIST_SIZE};
    RelRequestsRow *rows;
    PageInfo info;
    list_each_asked(ctx, take, &ask);
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    TRY(read_list(a, &ask, &page, &rows, &v->rows_n, &info));
    RequestLine *lines = arena_array(ctx->arena, RequestLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (RequestLine){.company = rows[i].company,
                                 .email = rows[i].email,
                                 .answered_by = rows[i].answered_by,
                                 .rights = rights_name(rows[i].rights),
                                 .state = machine_state_view(&RELATIONSHIP_REQUEST, READER_PARTNER, rows[i].state),
                                 .asked_at = rows[i].created_at,
                                 .url = one_url(ctx, rows[i].id, "")};
    }
    v->rows = lines;
    v->shell = shell_of(ctx, (Msg){0}, S(""));
    v->self = home_path(ctx, PAGE);
    v->add = home_path(ctx, PAGE "/new");
    v->may_ask = ctx_may(ctx, &RELATIONSHIPS_ASK);
    v->state = list_states(ctx, &RELATIONSHIP_REQUEST, ask.state, S("all"));
    v->filtered = ask.state.n > 0;
    list_pager(ctx->arena, v->self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, v->rows_n, ask.size,
               &v->pager);
    v->export = list_export(ctx->arena, home_path(ctx, PAGE "/export"), query_of(ctx, &ask, true));
    RENDER(ctx, 200, relationship_requests, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"company", N_("Company"), EXPORT_TEXT, 30},        {"email", N_("E-mail"), EXPORT_TEXT, 30},
    {"rights", N_("Rights"), EXPORT_MSG, 30},           {"state", N_("State"), EXPORT_MSG, 24},
    {"answeredBy", N_("Answered by"), EXPORT_TEXT, 24}, {"asked", N_("Asked"), EXPORT_TIME, 20},
};
static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    RequestsAsk ask = {.size = LIST_SIZE};
    RelRequestsRow *rows;
    size_t n;
    PageInfo info;
    PageAsk page = {.size = EXPORT_CHUNK, .after = after, .before = S("")};
    list_each(a.ctx->arena, query, take, &ask);
    TRY(read_list(a, &ask, &page, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = rows[i].company},
            {.text = rows[i].email},
            {.msg = rights_name(rows[i].rights)},
            {.msg = machine_state_view(&RELATIONSHIP_REQUEST, READER_PARTNER, rows[i].state).label},
            {.text = rows[i].answered_by},
            {.time = rows[i].created_at}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}
static const ExportList REQUESTS = {.kind = "relationship.export",
                                    .file = "relationship-requests",
                                    .sheet = N_("Relationship requests"),
                                    .columns = COLUMNS,
                                    .columns_n = COUNT_OF(COLUMNS),
                                    .chunk = write_chunk};
Err relationship_requests_export(AccountCtx a)
{
    RequestsAsk ask = {.size = LIST_SIZE};
    list_each_asked(a.ctx, take, &ask);
    return export_stream_told(a.ctx, a.ctx->account_id, &REQUESTS, query_of(a.ctx, &ask, true));
}

/* --- asking --- */

static FieldView rights_field(Ctx *ctx, bool delegated)
{
    OptionView *options = arena_array(ctx->arena, OptionView, 2);
    options[0] = (OptionView){.value = S("none"), .label = rights_name(S("none")), .selected = !delegated};
    options[1] = (OptionView){.value = S("delegated"), .label = rights_name(S("delegated")), .selected = delegated};
    FieldView f = ui_select(ctx, S("rights"), MSG("Administration"), options, 2);
    f.kind = FIELD_RADIO;
    f.hint = MSG("With the rights you keep the customer's users and licenses. Ask for no more than you need.");
    return f;
}
static Err reseller_field(AccountCtx a, Str chosen, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    RelResellersRow *rows;
    size_t n;
    TRY(q_rel_resellers(a, NULL, &rows, &n));
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    options[0] = (OptionView){.value = S(""), .label = MSG("No reseller: you sell yourself"), .selected = !chosen.n};
    for (size_t i = 0; i < n; i++) {
        Str id = id_text(ctx->arena, rows[i].id);
        options[i + 1] = (OptionView){.value = id, .text = rows[i].name, .selected = str_eq(id, chosen)};
    }
    *ret = ui_select(ctx, S("reseller"), MSG("Indirect reseller"), options, n + 1);
    return OK;
}
static Err form_of(AccountCtx a, const RequestAsk *ask, RequestFormView **ret)
{
    static const Str NAMES[] = {S_INIT("company"), S_INIT("email"), S_INIT("rights"), S_INIT("reseller"),
                                S_INIT("message")};
    Ctx *ctx = a.ctx;
    RequestFormView *v = arena_new(ctx->arena, RequestFormView);
    *v = (RequestFormView){
        .shell = shell_of(ctx, MSG("Request a relationship"), S("")),
        .form = {.action = home_path(ctx, PAGE "/new"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
        .company = ui_field(ctx, S("company"), ask->company, MSG("Company")),
        .email = ui_field(ctx, S("email"), ask->email, MSG("E-mail of its administrator")),
        .rights = rights_field(ctx, ask->delegated),
        .message = ui_field(ctx, S("message"), ask->message, MSG("Message")),
        .provider = str_eq(ctx->account.kind, S("provider")),
        .back = home_path(ctx, PAGE)};
    v->email.kind = FIELD_EMAIL;
    v->email.optional = true;
    v->email.hint = MSG("You send the text yourself; the address only stands in the draft.");
    v->message.kind = FIELD_TEXTAREA;
    v->message.optional = true;
    v->message.max_length = REQUEST_MESSAGE_MAX;
    v->message.hint = MSG("Stands in the draft, and on the page that the company opens.");
    TRY(reseller_field(a, ask->reseller, &v->reseller));
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err relationship_request_new_page(AccountCtx a)
{
    RequestFormView *v;
    TRY(form_of(a, &(RequestAsk){0}, &v));
    RENDER(a.ctx, 200, relationship_request_form, v);
    return OK;
}

Err relationship_request_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    RequestAsk ask = {.company = str_trim(ctx_form(ctx, S("company"))),
                      .email = str_trim(ctx_form(ctx, S("email"))),
                      .message = str_trim(ctx_form(ctx, S("message"))),
                      .delegated = str_eq(ctx_form(ctx, S("rights")), S("delegated")),
                      .reseller = ctx_form(ctx, S("reseller"))};
    Err err = relationship_request_ask(a, &ask, &id);
    if (err == ERR_INVALID) {
        RequestFormView *v;
        TRY(form_of(a, &ask, &v));
        return RENDER_FAILED(ctx, relationship_request_form, v);
    }
    TRY(err);
    ctx_redirect(ctx, one_url(ctx, id, ""), MSG("The request is made. Now send its text to the company."));
    return OK;
}

/* --- one --- */

static Err of_path(AccountCtx a, RelRequestGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("request"), &id));
    Err err = q_rel_request_get(a, &(RelRequestGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, MSG("There is no such request in this account."),
                                          MSG("Choose one from the list of requests."))
                                : err;
}

/* What the account sends, in the language its person reads. */
static Str draft(Ctx *ctx, const RelRequestGetRow *r, Str link)
{
    bool delegated = str_eq(r->rights, S("delegated"));
    Msg lines[] = {
        MSG1("Hello {company},", "company", r->company),
        r->reseller_name.n ? MSG2("{account} would like to be your provider, and {reseller} your reseller.", "account",
                                  ctx->account.name, "reseller", r->reseller_name)
                           : MSG1("{account} would like to be your reseller.", "account", ctx->account.name),
        delegated ? MSG1("With it you give {account} the rights to administer your users and licenses.", "account",
                         ctx->account.name)
                  : MSG1("With it {account} may order for you. It gets no rights to administer your users.", "account",
                         ctx->account.name),
        MSG("A Global administrator of your company opens this link, signs in there, and accepts or declines:")};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        buf_fmt(&b, "%.*s\n\n", S_ARG(msg_text(ctx->arena, ctx->locale, &lines[i])));
    }
    buf_fmt(&b, "%.*s\n", S_ARG(link));
    if (r->message.n) {
        buf_fmt(&b, "\n%.*s\n", S_ARG(r->message));
    }
    buf_fmt(&b, "\n%.*s\n%.*s\n", S_ARG(ctx->actor.name), S_ARG(ctx->account.name));
    return buf_str(&b);
}

static void facts_of(const RelRequestGetRow *r, RequestView *v)
{
    if (r->email.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("E-mail"), .text = r->email};
    }
    v->facts[v->facts_n++] =
        (FactView){.label = MSG("Administration"), .msg = rights_name(r->rights), .kind = FACT_MSG};
    if (r->reseller_name.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Indirect reseller"), .text = r->reseller_name};
    }
    v->facts[v->facts_n++] = (FactView){.label = MSG("Asked"), .at = r->created_at, .kind = FACT_TIME};
    if (r->answered_by.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Answered by"), .text = r->answered_by};
    }
}

Err relationship_request_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    RelRequestGetRow r;
    TRY(of_path(a, &r));
    RequestView *v = arena_new(ctx->arena, RequestView);
    Str link = str_concat(ctx->arena, token_base_url(ctx), relationship_request_path(ctx, r.id));
    *v = (RequestView){.shell = shell_of(ctx, (Msg){0}, r.company),
                       .company = r.company,
                       .link = link,
                       .text = draft(ctx, &r, link),
                       .waits = str_eq(r.state, S("asked")),
                       .withdraw = one_url(ctx, r.id, "/withdraw")};
    v->may_withdraw = v->waits && ctx_may(ctx, &RELATIONSHIPS_ASK);
    Url mail = url_mail(ctx->arena, r.email);
    Msg title = MSG1("{account} asks for a relationship", "account", ctx->account.name);
    Str subject = msg_text(ctx->arena, ctx->locale, &title);
    v->mail = r.email.n ? url_with(ctx->arena, url_with(ctx->arena, mail, S("subject"), subject), S("body"), v->text)
                        : (Url){0};
    if (!id_is_nil(r.customer_id)) {
        v->customer = url_fmt(ctx->arena, "/a/%s/customers/%i", ctx->account.public_id, r.customer_id);
    }
    facts_of(&r, v);
    TRY(machine_card(ctx, &RELATIONSHIP_REQUEST, READER_PARTNER, ctx->account_id, r.id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &RELATIONSHIP_REQUEST, READER_PARTNER, ctx->account_id, r.id, &v->history, &v->history_n));
    RENDER(ctx, 200, relationship_request, v);
    return OK;
}

Err relationship_request_withdraw_post(AccountCtx a)
{
    RelRequestGetRow r;
    TRY(of_path(a, &r));
    TRY(relationship_request_withdraw(a, r.id, r.company));
    ctx_redirect(a.ctx, one_url(a.ctx, r.id, ""), MSG("The request is withdrawn. Its link opens nothing any more."));
    return OK;
}
