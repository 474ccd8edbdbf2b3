/* The list of links with the form that asks for one, and the page of one. */
#include "areas/links/pages.h"

#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/links/links_view.h"
#include "gen/links_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/links"

static Url page_of(Ctx *ctx, Id id)
{
    return url_fmt(ctx->arena, "/a/%s/settings/links/%i", ctx->account.public_id, id);
}

static Err view_of(AccountCtx a, Str number, Str body, LinksView **ret)
{
    static const Str NAMES[] = {S_INIT("number"), S_INIT("body")};
    Ctx *ctx = a.ctx;
    PartnerLinksRow *rows;
    size_t n;
    TRY(q_partner_links(a, NULL, &rows, &n));
    LinksView *v = arena_new(ctx->arena, LinksView);
    *v = (LinksView){.shell = settings_shell(ctx, MSG("Links with partners")),
                     .more = n > LINKS_MAX,
                     .links_n = n > LINKS_MAX ? LINKS_MAX : n,
                     .provider = str_eq(ctx->account.kind, S("provider")),
                     .may_ask = ctx_may(ctx, &LINKS_ASK),
                     .form = {.action = home_path(ctx, PAGE), .errors = ui_errors(ctx, NAMES, 2)}};
    LinkLine *lines = arena_array(ctx->arena, LinkLine, v->links_n + 1);
    for (size_t i = 0; i < v->links_n; i++) {
        bool asker = id_eq(rows[i].account_id, ctx->account_id);
        lines[i] = (LinkLine){.name = asker ? rows[i].other_name : rows[i].asker_name,
                              .number = asker ? rows[i].other_number : rows[i].asker_number,
                              .as = asker ? MSG("Asked by this account") : MSG("Asked by them"),
                              .state = machine_state_view(&PARTNER_LINK, READER_PARTNER, rows[i].state),
                              .since = rows[i].created_at,
                              .url = page_of(ctx, rows[i].id)};
    }
    v->links = lines;
    v->number = ui_field(ctx, S("number"), number, MSG("The partner's number"));
    v->number.hint = MSG("They find it on their page Identifiers.");
    v->number.width = S("w-16");
    v->number.inputmode = S("numeric");
    v->body = ui_field(ctx, S("body"), body, MSG("Message"));
    v->body.kind = FIELD_TEXTAREA;
    v->body.optional = true;
    v->body.max_length = LINK_BODY_MAX;
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err links_page(AccountCtx a)
{
    LinksView *v;
    TRY(view_of(a, S(""), S(""), &v));
    RENDER(a.ctx, 200, links, v);
    return OK;
}

Err link_ask_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str number = ctx_form(ctx, S("number")), body = ctx_form(ctx, S("body"));
    Id id;
    Err err = link_ask(a, number, body, &id);
    if (err == ERR_INVALID) {
        LinksView *v;
        TRY(view_of(a, number, body, &v));
        return RENDER_FAILED(ctx, links, v);
    }
    TRY(err);
    ctx_redirect(ctx, page_of(ctx, id), MSG("The other partner is asked. You are told when there is an answer."));
    return OK;
}

/* --- one --- */

static FieldView reason_field(Ctx *ctx, const char *id, bool failed, Str typed)
{
    FieldView f = ui_field(ctx, S("reason"), failed ? typed : S(""), MSG("Reason"));
    f.error = failed ? f.error : (Msg){0};
    f.kind = FIELD_TEXTAREA;
    f.id = str_from(id);
    f.max_length = MACHINE_REASON_MAX;
    f.hint = MSG("The other partner reads it.");
    return f;
}

static FormView form_to(Ctx *ctx, Url page, const char *what)
{
    static const Str NAMES[] = {S_INIT("reason")};
    return (FormView){.action = url_fmt(ctx->arena, "%u/%s", page, str_from(what)), .errors = ui_errors(ctx, NAMES, 1)};
}

static const FactView *facts_of(Ctx *ctx, const PartnerLinkGetRow *l, bool asker, size_t *ret_n)
{
    FactView *f = arena_array(ctx->arena, FactView, 4);
    Str name = asker ? l->other_name : l->asker_name, number = asker ? l->other_number : l->asker_number,
        country = asker ? l->other_country : l->asker_country;
    bool they_resell = str_eq(l->asks_as, S("provider")) == asker;
    f[0] = (FactView){.label = MSG("Partner"), .text = name};
    f[1] = (FactView){.label = MSG("Kind"),
                      .msg = identity_account_kind(they_resell ? S("reseller") : S("provider")),
                      .kind = FACT_MSG};
    f[2] = (FactView){.label = MSG("Country"), .text = country_name(ctx->arena, ctx->locale, country)};
    f[3] = (FactView){.label = MSG("Number"), .text = number};
    *ret_n = 4;
    return f;
}

/* to, typed: of a form that failed; empty: none. */
static Err one_of(AccountCtx a, const PartnerLinkGetRow *l, Str to, Str typed, LinkView **ret)
{
    Ctx *ctx = a.ctx;
    bool asker = link_is_asker(a, l), may = ctx_may(ctx, &LINKS_ANSWER);
    bool asked = str_eq(l->state, S("asked")), failed = to.n > 0;
    Url page = page_of(ctx, l->id);
    LinkView *v = arena_new(ctx->arena, LinkView);
    Str other = asker ? l->other_name : l->asker_name;
    *v = (LinkView){.shell = settings_sub_shell(ctx, MSG("Links with partners"), PAGE, MSG1("{name}", "name", other)),
                    .body = l->body,
                    .asker = l->asker_name,
                    .may_answer = may && asked && !asker,
                    .may_withdraw = may && asked && asker,
                    .may_end = may && str_eq(l->state, S("linked")),
                    .accept = form_to(ctx, page, "accept"),
                    .decline = form_to(ctx, page, "decline"),
                    .withdraw = form_to(ctx, page, "withdraw"),
                    .end = form_to(ctx, page, "end"),
                    .decline_reason = reason_field(ctx, "reason", failed && str_eq(to, S("declined")), typed),
                    .end_reason = reason_field(ctx, "reason", failed && str_eq(to, S("ended")), typed)};
    v->facts = facts_of(ctx, l, asker, &v->facts_n);
    TRY(machine_card(ctx, &PARTNER_LINK, READER_PARTNER, l->account_id, l->id, &v->card));
    v->card.action_url = (Url){{0}}; /* this is its page */
    TRY(machine_history(ctx, &PARTNER_LINK, READER_PARTNER, l->account_id, l->id, &v->history, &v->history_n));
    v->shell->failed = failed;
    *ret = v;
    return OK;
}

static Err link_of_path(AccountCtx a, PartnerLinkGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("link"), &id));
    return link_get(a, id, ret);
}

Err link_page(AccountCtx a)
{
    PartnerLinkGetRow l;
    LinkView *v;
    TRY(link_of_path(a, &l));
    TRY(one_of(a, &l, S(""), S(""), &v));
    RENDER(a.ctx, 200, link_one, v);
    return OK;
}

static Err move_post(AccountCtx a, Str to, Msg said)
{
    Ctx *ctx = a.ctx;
    PartnerLinkGetRow l;
    Str reason = ctx_form(ctx, S("reason"));
    TRY(link_of_path(a, &l));
    Err err = link_move(a, &l, to, reason);
    if (err == ERR_INVALID) {
        LinkView *v;
        TRY(one_of(a, &l, to, reason, &v));
        return RENDER_FAILED(ctx, link_one, v);
    }
    TRY(err);
    ctx_redirect(ctx, page_of(ctx, l.id), said);
    return OK;
}

Err link_accept_post(AccountCtx a) { return move_post(a, S("linked"), MSG("The two of you are linked.")); }
Err link_decline_post(AccountCtx a)
{
    return move_post(a, S("declined"), MSG("The link is declined. The other partner reads your reason."));
}
Err link_withdraw_post(AccountCtx a) { return move_post(a, S("withdrawn"), MSG("The request is taken back.")); }
Err link_end_post(AccountCtx a)
{
    return move_post(a, S("ended"), MSG("The link has ended. The other partner reads your reason."));
}
