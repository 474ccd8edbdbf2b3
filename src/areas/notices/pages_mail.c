/* Mail as admins and the vendor see it: what waits, what came back, addresses that are not written to. */
#include "areas/notices/pages.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/config.h"
#include "app/mail.h"
#include "areas/home/home.h"
#include "base/num.h"
#include "gen/notices_html.h"
#include "gen/notices_q.h"
#include "ui/field.h"
#include "ui/shell.h"

enum { DAYS_SHOWN = 30 };

/* --- an account's admins --- */

Err account_mail_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    NoticeStoppedHereRow *rows;
    AccountMailView *v = arena_new(ctx->arena, AccountMailView);
    TRY(q_notice_stopped_here(a, NULL, &rows, &v->rows_n));
    StoppedRow *list = arena_array(ctx->arena, StoppedRow, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        list[i] =
            (StoppedRow){.address = rows[i].address,
                         .who = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
                         .answer = rows[i].answer,
                         .reason = stopped_reason(rows[i].reason),
                         .since = rows[i].since};
    }
    Crumb crumbs[2] = {{.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")},
                       {.label = MSG("Mail that does not arrive")}};
    v->shell = shell_view(ctx, MSG("Mail that does not arrive"), crumbs, 2);
    v->shell->workspace = MSG("Account settings");
    v->rows = list;
    v->lift = home_path(ctx, "/a/{account}/settings/mail/lift");
    RENDER(ctx, 200, account_mail, v);
    return OK;
}

static Msg lifted(bool was, Str address)
{
    return was ? MSG1("Mail goes to {address} again.", "address", address)
               : MSG1("Mail to {address} was not stopped.", "address", address);
}

static void audit_address(Ctx *ctx, Str address, bool changed)
{
    ctx->audit.target_kind = S("address");
    ctx->audit.target_name = address;
    ctx->audit.skip = !changed;
}

Err account_mail_lift_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str address = mail_key(ctx->arena, ctx_form(ctx, S("address")));
    NoticeStoppedHereRow *rows;
    size_t n;
    bool ours = false, was = false;
    TRY(q_notice_stopped_here(a, NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        ours |= str_eq(rows[i].address, address);
    }
    if (ours) { /* another company's address is not ours to open */
        TRY(mail_lift(ctx, address, &was));
    }
    audit_address(ctx, address, was);
    ctx_redirect(ctx, home_path(ctx, "/a/{account}/settings/mail"), lifted(was, address));
    return OK;
}

/* --- the vendor --- */

static ShellView *desk_shell(Ctx *ctx, Msg title, bool below)
{
    Crumb crumbs[3] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Mail"), .url = url_static("/operator/mail")},
                       {.label = title}};
    ShellView *shell = shell_view(ctx, title, crumbs, below ? 3 : 2);
    shell->workspace = MSG("Vendor desk");
    return shell;
}

static const struct {
    Str word;
    StateView view;
} STATES[] = {
    {S_INIT("waiting"), {STATE_WAIT, {.id = N_("Waits to be sent")}}},
    {S_INIT("sent"), {STATE_GOOD, {.id = N_("Sent")}}},
    {S_INIT("held"), {STATE_WARN, {.id = N_("Held back: mail to the address is stopped")}}},
    {S_INIT("refused"), {STATE_BAD, {.id = N_("Refused: no such address")}}},
    {S_INIT("bounced"), {STATE_BAD, {.id = N_("Came back")}}},
    {S_INIT("failed"), {STATE_BAD, {.id = N_("Not delivered")}}},
};

static StateView mail_state(Str word)
{
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        if (str_eq(STATES[i].word, word)) {
            return STATES[i].view;
        }
    }
    return (StateView){STATE_OFF, MSG("Other")};
}

static Err fill_states(OperatorCtx o, OperatorMailView *v, Str shown)
{
    NoticeMailStatesRow *rows;
    size_t n;
    Time since = time_add(o.ctx->wall, -DAYS_SHOWN * TIME_DAY);
    TRY(q_notice_mail_states(o, &(NoticeMailStatesArgs){.since = since}, &rows, &n));
    MailState *list = arena_array(o.ctx->arena, MailState, COUNT_OF(STATES) + 1);
    MailState *all = &list[COUNT_OF(STATES)];
    *all = (MailState){.state = {.label = MSG("All")}, .url = url_static("/operator/mail"), .current = shown.n == 0};
    for (size_t i = 0; i < COUNT_OF(STATES); i++) {
        list[i] = (MailState){.state = STATES[i].view,
                              .url = url_with(o.ctx->arena, url_static("/operator/mail"), S("state"), STATES[i].word),
                              .current = str_eq(STATES[i].word, shown)};
        for (size_t k = 0; k < n; k++) {
            list[i].n = str_eq(rows[k].state, STATES[i].word) ? rows[k].n : list[i].n;
        }
        all->n += list[i].n;
    }
    v->states = list;
    v->states_n = COUNT_OF(STATES) + 1;
    return OK;
}

static Err fill_mails(OperatorCtx o, OperatorMailView *v, Str shown)
{
    Ctx *ctx = o.ctx;
    PageAsk ask = {.order = NOTICE_MAIL_LIST_BY_NEWEST,
                   .descending = true,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    NoticeMailListRow *rows;
    PageInfo page;
    NoticeMailListArgs args = {.with_state = shown.n > 0, .state = shown};
    TRY(q_notice_mail_list(o, &args, &ask, &rows, &v->rows_n, &page));
    MailRow *list = arena_array(ctx->arena, MailRow, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        list[i] = (MailRow){.to = rows[i].to_address,
                            .answer = rows[i].answer,
                            .category = str_eq(rows[i].category, S("digest"))
                                            ? MSG("Daily digest")
                                            : category_name(notice_category(rows[i].category)),
                            .state = mail_state(rows[i].state),
                            .at = rows[i].created_at};
    }
    Url here = url_with(ctx->arena, url_static("/operator/mail"), S("state"), shown);
    v->rows = list;
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), page.next),
                           .previous = url_with(ctx->arena, here, S("before"), page.previous)};
    return OK;
}

static Err mail_view(OperatorCtx o, Str test_to, OperatorMailView **ret)
{
    static const Str names[] = {S_INIT("to")};
    Ctx *ctx = o.ctx;
    const Config *c = config_of_process();
    bool sends = mail_is_sent(ctx->app);
    OperatorMailView *v = arena_new(ctx->arena, OperatorMailView);
    Str shown = ctx_query(ctx, S("state"));
    shown =
        str_eq(mail_state(shown).label.id ? str_from(mail_state(shown).label.id) : S(""), S("Other")) ? S("") : shown;
    TRY(fill_states(o, v, shown));
    TRY(fill_mails(o, v, shown));
    v->shell = desk_shell(ctx, MSG("Mail"), false);
    v->how = sends                          ? MSG("Mail is sent by this server:")
             : ctx->app->options.sandbox_of ? MSG("Mail stays in this sandbox:")
                                            : MSG("Mail is not sent: each becomes a file in this folder:");
    v->server = ctx->app->options.sandbox_of ? S("/mailbox")
                : c && sends                 ? c->smtp_url
                                             : str_from(mail_folder(ctx->arena, ctx->app));
    v->test = (FormView){.action = url_static("/operator/mail/test"), .errors = ui_errors(ctx, names, 1)};
    v->test_to = ui_field(ctx, S("to"), test_to, MSG("Send a test mail to"));
    v->test_to.kind = FIELD_EMAIL;
    v->stopped = url_static("/operator/mail/stopped");
    v->shell->failed = v->test.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err operator_mail_page(OperatorCtx o)
{
    OperatorMailView *v;
    TRY(mail_view(o, o.ctx->actor.email, &v));
    RENDER(o.ctx, 200, operator_mail, v);
    return OK;
}

Err operator_mail_test_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str to = str_trim(ctx_form(ctx, S("to")));
    if (!mail_is_email(to)) {
        OperatorMailView *v;
        problem_field(ctx, S("to"), MSG("Enter an e-mail address, as name@company.example."));
        TRY(mail_view(o, to, &v));
        return RENDER_FAILED(ctx, operator_mail, v);
    }
    Msg title = MSG("Mail from your partner center works"),
        line = MSG("This is the test mail that was asked for on the vendor's page of mail."), action = MSG("Open");
    TRY(tell_address(ctx, to, S(""), ctx->locale, S("security"), &title, &line, 1, url_static("/operator/mail"),
                     &action));
    audit_address(ctx, to, true);
    ctx_redirect(ctx, url_static("/operator/mail"),
                 MSG1("A test mail to {address} waits to be sent. Its state stands in the list.", "address", to));
    return OK;
}

/* --- addresses not written to --- */

static Err stopped_view(OperatorCtx o, Str address, Str why, OperatorStoppedView **ret)
{
    static const Str names[] = {S_INIT("address"), S_INIT("why")};
    Ctx *ctx = o.ctx;
    OperatorStoppedView *v = arena_new(ctx->arena, OperatorStoppedView);
    Str q = str_lower_ascii(ctx->arena, str_trim(ctx_query(ctx, S("q"))));
    PageAsk ask = {.order = NOTICE_STOPPED_BY_ADDRESS,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    NoticeStoppedRow *rows;
    PageInfo page;
    NoticeStoppedArgs args = {.with_q = q.n > 0, .pattern = str_fmt(ctx->arena, "%%%.*s%%", S_ARG(q))};
    TRY(q_notice_stopped(o, &args, &ask, &rows, &v->rows_n, &page));
    StoppedRow *list = arena_array(ctx->arena, StoppedRow, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        list[i] = (StoppedRow){.address = rows[i].address,
                               .answer = rows[i].answer,
                               .reason = stopped_reason(rows[i].reason),
                               .since = rows[i].since};
    }
    v->shell = desk_shell(ctx, MSG("Addresses that get no mail"), true);
    v->here = url_static("/operator/mail/stopped");
    v->lift = url_static("/operator/mail/lift");
    v->rows = list;
    v->filtered = q.n > 0;
    v->q = (FieldView){
        .kind = FIELD_SEARCH, .name = S("q"), .id = S("address-search"), .value = q, .label = MSG("Address")};
    Url here = url_with(ctx->arena, v->here, S("q"), q);
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), page.next),
                           .previous = url_with(ctx->arena, here, S("before"), page.previous)};
    v->add = (FormView){.action = url_static("/operator/mail/stop"), .errors = ui_errors(ctx, names, COUNT_OF(names))};
    v->address = ui_field(ctx, S("address"), address, MSG("Address"));
    v->address.kind = FIELD_EMAIL;
    v->why = ui_field(ctx, S("why"), why, MSG("Why"));
    v->why.hint = MSG("The person and their admins read it.");
    v->shell->failed = v->add.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err operator_stopped_page(OperatorCtx o)
{
    OperatorStoppedView *v;
    TRY(stopped_view(o, S(""), S(""), &v));
    RENDER(o.ctx, 200, operator_stopped, v);
    return OK;
}

Err operator_stop_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str address = mail_key(ctx->arena, ctx_form(ctx, S("address"))), why = str_trim(ctx_form(ctx, S("why")));
    if (!mail_is_email(address)) {
        problem_field(ctx, S("address"), MSG("Enter an e-mail address, as name@company.example."));
    }
    if (why.n == 0 || why.n > 300) {
        problem_field(ctx, S("why"), MSG("Say why, in at most 300 characters."));
    }
    if (problem_check(ctx) != OK) {
        OperatorStoppedView *v;
        TRY(stopped_view(o, address, why, &v));
        return RENDER_FAILED(ctx, operator_stopped, v);
    }
    TRY(mail_suppress(ctx, address, S("stopped"), why, ID_NIL));
    audit_address(ctx, address, true);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"reason", why});
    ctx_redirect(ctx, url_static("/operator/mail/stopped"), MSG1("Mail to {address} is stopped.", "address", address));
    return OK;
}

Err operator_lift_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str address = mail_key(ctx->arena, ctx_form(ctx, S("address")));
    bool was;
    TRY(mail_lift(ctx, address, &was));
    audit_address(ctx, address, was);
    ctx_redirect(ctx, url_static("/operator/mail/stopped"), lifted(was, address));
    return OK;
}
