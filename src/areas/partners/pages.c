/* Pages of the account's own people: how it stands with the vendor. */
#include "areas/partners/pages.h"

#include "areas/home/home.h"
#include "areas/partners/partners_view.h"
#include "gen/partners_html.h"
#include "gen/partners_q.h"
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

Err standing_page(AccountCtx a)
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
    RENDER(ctx, 200, partners_standing, v);
    return OK;
}
