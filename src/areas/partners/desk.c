/* The vendor's desk: one partner account. */
#include "areas/partners/pages.h"

#include "areas/partners/partners_view.h"
#include "gen/partners_html.h"
#include "gen/partners_q.h"
#include "ui/shell.h"

static Err partner_of_path(OperatorCtx o, PartnerFindRow *ret)
{
    Err err = q_partner_find(o, &(PartnerFindArgs){.public_id = ctx_param(o.ctx, S("partner"))}, ret);
    return err == ERR_NOT_FOUND
               ? problem(o.ctx, err, MSG("There is no such partner account."), MSG("Choose one from the list."))
               : err;
}

Err partner_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PartnerFindRow p;
    TRY(partner_of_path(o, &p));
    PartnerView *v = arena_new(ctx->arena, PartnerView);
    v->shell =
        shell_view(ctx, (Msg){0},
                   (Crumb[]){{.label = MSG("Partner accounts"), .url = url_static("/operator")}, {.text = p.name}}, 2);
    v->shell->title_text = p.name;
    TRY(machine_card(ctx, &PARTNER_ACCOUNT, READER_VENDOR, p.id, p.id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &PARTNER_ACCOUNT, READER_VENDOR, p.id, p.id, &v->history, &v->history_n));
    RENDER(ctx, 200, partners_one, v);
    return OK;
}
