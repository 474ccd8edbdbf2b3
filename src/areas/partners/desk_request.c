/* The page on which the vendor's staff answer a request to be reinstated. */
#include "areas/partners/pages.h"

#include "app/unit.h"
#include "app/work.h"
#include "areas/partners/partners_view.h"
#include "areas/partners/requests.h"
#include "gen/partners_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static Err request_of_path(OperatorCtx o, AccountRequestGetRow *r, PartnerFindRow *p)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("request"), &id));
    Err err = q_account_request_get(o, &(AccountRequestGetArgs){.id = id}, r);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such request."), MSG("Choose one from the work queue."));
    }
    TRY(err);
    return partner_find(o, r->public_id, p);
}

static FieldView area(Ctx *ctx, const char *name, Str value, Msg label, Msg hint)
{
    FieldView f = ui_field(ctx, str_from(name), value, label);
    f.kind = FIELD_TEXTAREA;
    f.max_length = MACHINE_REASON_MAX;
    f.hint = hint;
    return f;
}

static Err request_view(OperatorCtx o, const AccountRequestGetRow *r, const PartnerFindRow *p, RequestView **ret)
{
    static const Str FIELDS[] = {S_INIT("reason")};
    Ctx *ctx = o.ctx;
    RequestView *v = arena_new(ctx->arena, RequestView);
    Url queue = url_with(ctx->arena, url_static("/operator/work"), S("kind"), S(REQUEST_WORK));
    v->shell = shell_view(ctx, (Msg){0},
                          (Crumb[]){desk_crumb(), {.label = MSG("Work queue"), .url = queue}, {.text = p->name}}, 3);
    v->shell->title_text = p->name;
    v->shell->workspace = MSG("Vendor desk");
    TRY(machine_card(ctx, &ACCOUNT_REQUEST, READER_VENDOR, p->id, r->id, &v->card));
    TRY(machine_card(ctx, &PARTNER_ACCOUNT, READER_VENDOR, p->id, p->id, &v->account));
    v->card.title = MSG("The request");
    v->card.action_url = (Url){0}; /* it leads here */
    v->account.title = MSG("How the account stands");
    v->body = r->body;
    v->by = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(r->first_name), S_ARG(r->last_name));
    v->email = r->email;
    v->at = r->created_at;
    v->open = str_eq(r->state, S("open"));
    v->page = partner_url(ctx, p->public_id, "");
    v->queue = queue;
    v->accept = (FormView){.action = url_fmt(ctx->arena, "/operator/account-requests/%i/accept", r->id)};
    v->decline = (FormView){.action = url_fmt(ctx->arena, "/operator/account-requests/%i/decline", r->id),
                            .errors = ui_errors(ctx, FIELDS, 1)};
    v->note = area(ctx, "note", S(""), MSG("Note"), MSG("Everybody in the account reads it."));
    v->note.optional = true;
    v->reason = area(ctx, "reason", ctx_form(ctx, S("reason")), MSG("Reason"),
                     MSG("Whoever asked reads it: say what is missing, and what would put it right."));
    v->shell->failed = v->decline.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err account_request_page(OperatorCtx o)
{
    AccountRequestGetRow r;
    PartnerFindRow p;
    RequestView *v;
    TRY(request_of_path(o, &r, &p));
    TRY(request_view(o, &r, &p, &v));
    RENDER(o.ctx, 200, partners_request, v);
    return OK;
}

static Err to_queue(Ctx *ctx, Msg said)
{
    ctx_redirect(ctx, url_with(ctx->arena, url_static("/operator/work"), S("kind"), S(REQUEST_WORK)), said);
    return OK;
}

Err account_request_accept_post(OperatorCtx o)
{
    AccountRequestGetRow r;
    PartnerFindRow p;
    TRY(request_of_path(o, &r, &p));
    TRY(machine_check(o.ctx, &ACCOUNT_REQUEST, r.state, S("accepted"), MOVER_VENDOR));
    TRY(partner_move(o, &p, S("active"), ctx_form(o.ctx, S("note"))));
    return to_queue(o.ctx, MSG1("{account} is reinstated, and its Global admins are told.", "account", p.name));
}

Err account_request_decline_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    AccountRequestGetRow r;
    PartnerFindRow p;
    TRY(request_of_path(o, &r, &p));
    Err err = request_decline(o, &r, ctx_form(ctx, S("reason")));
    if (err == ERR_INVALID) {
        RequestView *v;
        (void)account_of(ctx, ID_NIL); /* the page is the desk's */
        TRY(request_view(o, &r, &p, &v));
        return RENDER_FAILED(ctx, partners_request, v);
    }
    TRY(err);
    return to_queue(ctx, MSG("The request is declined, and whoever asked is told."));
}
