/* The page on which the vendor's staff decide on a merge. */
#include "areas/merges/pages.h"

#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/merges/merges_view.h"
#include "gen/merges_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static Err merge_of_path(OperatorCtx o, MergeGetDeskRow *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("merge"), &id));
    Err err = q_merge_get_desk(o, &(MergeGetDeskArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND
               ? problem(o.ctx, err, MSG("There is no such merge."), MSG("Choose one from the work queue."))
               : err;
}

static Url queue_url(Ctx *ctx) { return url_with(ctx->arena, url_static("/operator/work"), S("kind"), S(MERGE_WORK)); }

static Err facts_of(Ctx *ctx, Id account_id, const FactView **ret, size_t *ret_n)
{
    MergePartyRow p;
    TRY(q_merge_party(system_of(ctx), &(MergePartyArgs){.account_id = account_id}, &p));
    FactView *f = arena_array(ctx->arena, FactView, 4);
    f[0] = (FactView){.label = MSG("Number"), .text = p.partner_id};
    f[1] = (FactView){.label = MSG("Kind"), .msg = identity_account_kind(p.kind), .kind = FACT_MSG};
    f[2] = (FactView){.label = MSG("Place"),
                      .text = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(p.city),
                                      S_ARG(country_name(ctx->arena, ctx->locale, p.country)))};
    f[3] = (FactView){.label = MSG("Locations"),
                      .msg = MSGN("One location beside the company", "{n} locations beside the company", p.locations),
                      .kind = FACT_MSG};
    *ret = f;
    *ret_n = 4;
    return OK;
}

static Err desk_view(OperatorCtx o, const MergeGetDeskRow *m, MergeDeskView **ret)
{
    static const Str NAMES[] = {S_INIT("reason")};
    Ctx *ctx = o.ctx;
    Url page = url_fmt(ctx->arena, "/operator/merges/%i", m->id);
    MergeDeskView *v = arena_new(ctx->arena, MergeDeskView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
    crumbs[1] = (Crumb){.label = MSG("Work queue"), .url = queue_url(ctx)};
    crumbs[2] = (Crumb){.label = MSG("Account merge")};
    *v = (MergeDeskView){
        .shell = shell_view(ctx, MSG("Account merge"), crumbs, 3),
        .asker_name = m->asker_name,
        .other_name = m->other_name,
        .body = m->body,
        .asker_url = url_fmt(ctx->arena, "/operator/partners/%s", m->asker_public),
        .other_url = url_fmt(ctx->arena, "/operator/partners/%s", m->other_public),
        .queue = queue_url(ctx),
        .open = str_eq(m->state, S("review")),
        .merge = {.action = url_fmt(ctx->arena, "%u/merge", page)},
        .refuse = {.action = url_fmt(ctx->arena, "%u/refuse", page), .errors = ui_errors(ctx, NAMES, 1)},
        .reason = ui_field(ctx, S("reason"), ctx_form(ctx, S("reason")), MSG("Reason"))};
    v->shell->workspace = MSG("Vendor desk");
    v->shell->failed = v->refuse.errors.links_n > 0;
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("Both companies read it.");
    TRY(facts_of(ctx, m->account_id, &v->asker, &v->asker_n));
    TRY(facts_of(ctx, m->other_account_id, &v->other, &v->other_n));
    TRY(machine_card(ctx, &ACCOUNT_MERGE, READER_VENDOR, m->account_id, m->id, &v->card));
    v->card.action_url = (Url){{0}}; /* it leads here */
    TRY(machine_history(ctx, &ACCOUNT_MERGE, READER_VENDOR, m->account_id, m->id, &v->history, &v->history_n));
    *ret = v;
    return OK;
}

Err merge_desk_page(OperatorCtx o)
{
    MergeGetDeskRow m;
    MergeDeskView *v;
    TRY(merge_of_path(o, &m));
    TRY(desk_view(o, &m, &v));
    RENDER(o.ctx, 200, merge_desk, v);
    return OK;
}

static Err decide_post(OperatorCtx o, Str to, Str reason, Msg said)
{
    Ctx *ctx = o.ctx;
    MergeGetDeskRow m;
    TRY(merge_of_path(o, &m));
    Err err = merge_decide(o, &m, to, reason);
    if (err == ERR_INVALID) {
        MergeDeskView *v;
        (void)account_of(ctx, ID_NIL); /* the page is the desk's */
        TRY(desk_view(o, &m, &v));
        return RENDER_FAILED(ctx, merge_desk, v);
    }
    TRY(err);
    ctx_redirect(ctx, queue_url(ctx), said);
    return OK;
}

Err merge_desk_merge_post(OperatorCtx o)
{
    return decide_post(o, S("merged"), S(""), MSG("The two accounts are merged, and both companies are told."));
}
Err merge_desk_refuse_post(OperatorCtx o)
{
    return decide_post(o, S("refused"), ctx_form(o.ctx, S("reason")),
                       MSG("The merge is refused. Both companies read your reason."));
}
