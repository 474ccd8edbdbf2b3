/* Pages of the account's own people: how it stands with the vendor. */
#include "areas/partners/pages.h"

#include "areas/home/home.h"
#include "areas/partners/partners_view.h"
#include "areas/partners/requests.h"
#include "gen/partners_html.h"
#include "gen/partners_q.h"
#include "ui/field.h"
#include "ui/shell.h"

static ShellView *standing_shell(Ctx *ctx)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[1] = (Crumb){.label = MSG("Account standing")};
    ShellView *shell = shell_view(ctx, MSG("Account standing"), crumbs, 2);
    shell->workspace = MSG("Account settings");
    return shell;
}

static Err fill_request(AccountCtx a, Str typed, StandingView *v)
{
    Ctx *ctx = a.ctx;
    static const Str FIELDS[] = {S_INIT("body")};
    RequestLast last;
    TRY(request_last(a, &last));
    bool open = str_eq(last.state, S("open"));
    v->asked = !id_is_nil(last.id) && !str_eq(last.state, S("accepted")); /* accepted ones are of the last time */
    if (v->asked) {
        TRY(machine_card(ctx, &ACCOUNT_REQUEST, READER_PARTNER, ctx->account_id, last.id, &v->request));
        v->request.title = MSG("The request to be reinstated");
        v->request.action_url = (Url){0}; /* it leads here */
        v->body = last.body;
    }
    v->may_withdraw = open && ctx_may(ctx, &PARTNERS_ASK);
    v->may_ask = !open && ctx_may(ctx, &PARTNERS_ASK);
    v->withdraw = home_path(ctx, "/a/{account}/settings/standing/withdraw");
    v->form = (FormView){.action = home_path(ctx, "/a/{account}/settings/standing/ask"),
                         .errors = ui_errors(ctx, FIELDS, COUNT_OF(FIELDS))};
    v->text = ui_field(ctx, S("body"), typed, MSG("What have you put right?"));
    v->text.kind = FIELD_TEXTAREA;
    v->text.max_length = REQUEST_MAX;
    v->text.hint =
        MSG("The vendor's partner desk reads it: what was done, when, with numbers of payments or documents.");
    v->shell->failed = v->form.errors.links_n > 0;
    return OK;
}

static Err standing_view(AccountCtx a, Str typed, StandingView **ret)
{
    Ctx *ctx = a.ctx;
    PartnersCompanyRow company;
    TRY(q_partners_company(a, NULL, &company));
    StandingView *v = arena_new(ctx->arena, StandingView);
    v->shell = standing_shell(ctx);
    TRY(machine_card(ctx, &PARTNER_ACCOUNT, READER_PARTNER, company.id, company.id, &v->card));
    v->card.title = MSG("How the account stands");
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &PARTNER_ACCOUNT, READER_PARTNER, company.id, company.id, &v->history, &v->history_n));
    *ret = v;
    bool own = id_eq(company.id, ctx->account_id); /* a location's company asks */
    return own && ctx->account.standing > STANDING_UNVERIFIED ? fill_request(a, typed, v) : OK;
}

Err standing_page(AccountCtx a)
{
    StandingView *v;
    TRY(standing_view(a, S(""), &v));
    RENDER(a.ctx, 200, partners_standing, v);
    return OK;
}

Err standing_ask_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str body = ctx_form(ctx, S("body"));
    Err err = request_ask(a, body);
    if (err == ERR_INVALID) {
        StandingView *v;
        TRY(standing_view(a, body, &v));
        return RENDER_FAILED(ctx, partners_standing, v);
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, "/a/{account}/settings/standing"),
                 MSG("Your request is on its way to the vendor's partner desk."));
    return OK;
}

Err standing_withdraw_post(AccountCtx a)
{
    TRY(request_withdraw(a));
    ctx_redirect(a.ctx, home_path(a.ctx, "/a/{account}/settings/standing"), MSG("The request is withdrawn."));
    return OK;
}
