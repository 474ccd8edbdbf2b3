/* Pages for everybody: the text of an agreement by country and language, and the page behind a link where somebody of a
 * customer accepts it. */
#include "app/unit.h"
#include "areas/customer_agreements/pages.h"
#include "areas/identity/identity.h"
#include "gen/customer_agreements_html.h"
#include "gen/identity_html.h"
#include "ui/field.h"

/* --- the text --- */

typedef struct Reading {
    Str kind, country;
    Agreement g;
    bool there;
    size_t language;
} Reading;

static Err read_asked(Ctx *ctx, Reading *ret)
{
    const CustomerKind *kind = customer_kind(ctx_param(ctx, S("kind")));
    if (!kind) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such agreement."), MSG("Check the address."));
    }
    *ret = (Reading){.kind = kind->id, .country = ctx_query(ctx, S("country"))};
    ret->language = agreement_language(ctx, ctx_query(ctx, S("language")));
    return country_known(ret->country) ? agreement_holding(ctx, ret->kind, ret->country, &ret->g, &ret->there) : OK;
}

static FieldView language_field(Ctx *ctx, size_t chosen)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    OptionView *options = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        options[i] = (OptionView){.value = tags[i], .text = names[i], .selected = i == chosen};
    }
    return ui_select(ctx, S("language"), MSG("Language"), options, n);
}

Err page_agreement_read(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Reading r;
    size_t n;
    TRY(read_asked(ctx, &r));
    AgreementReadView *v = arena_new(ctx->arena, AgreementReadView);
    *v = (AgreementReadView){.kind = MSG_OF(agreement_kind(r.kind)->name),
                             .there = r.there,
                             .lang = locale_languages(&n, NULL)[r.language],
                             .action = url_fmt(ctx->arena, "/customer-agreements/%s", r.kind),
                             .country = ui_country(ctx, S("country"), r.country, MSG("Country")),
                             .language = language_field(ctx, r.language)};
    v->door = door_view(ctx, v->kind);
    if (r.there) {
        v->title = r.g.in.title.in[r.language];
        v->number = r.g.in.number;
        v->from = r.g.in.from;
        v->blocks = agreement_blocks(ctx->arena, r.g.in.body.in[r.language], &v->blocks_n);
        v->download = agreement_public_url(ctx, r.kind, "download", r.country, v->lang);
    }
    RENDER(ctx, 200, agreement_read, v);
    return OK;
}

Err page_agreement_download(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Reading r;
    TRY(read_asked(ctx, &r));
    if (!r.there) {
        return problem(ctx, ERR_NOT_FOUND, MSG("The vendor has no such agreement for this country."),
                       MSG("Choose another country."));
    }
    ctx->out.status = 200;
    ctx->out.body = agreement_plain(ctx, &r.g, r.language);
    ctx->out.content_type = S("text/plain; charset=utf-8");
    ctx_header(ctx, S("Content-Disposition"), S("attachment; filename=\"agreement.txt\""));
    return OK;
}

/* --- the page behind a link --- */

typedef struct Accept {
    Str token;
    CagreeLinkByTokenRow link;
    LinkState state;
    Agreement g;
    bool there;
    LinkAnswer answer;
    AcceptAgreementView *view;
} Accept;

static Err look(Ctx *ctx, void *arg)
{
    Accept *c = arg;
    TRY(agreement_link_find(system_of(ctx), c->token, &c->link, &c->state));
    return c->state == LINK_OPEN || c->state == LINK_ACCEPTED
               ? agreement_holding(ctx, c->link.kind, c->link.country, &c->g, &c->there)
               : OK;
}

static void say_why(const Accept *c, AcceptAgreementView *v)
{
    if (c->state == LINK_EXPIRED) {
        v->problem = MSG("This link has expired.");
        v->hint = MSG1("Ask {account} to send it again.", "account", c->link.account_name);
    } else if (c->state == LINK_WITHDRAWN) {
        v->problem = MSG("This link was withdrawn.");
        v->hint =
            MSG1("If a newer one was sent to you, open that. Else ask {account}.", "account", c->link.account_name);
    } else if (c->state == LINK_NONE) {
        v->problem = MSG("This link opens nothing.");
        v->hint = MSG("Check that the whole link was opened. If it was sent again, only the newest one holds.");
    } else if (c->state == LINK_OPEN && !c->there) {
        v->problem = MSG("There is no agreement to accept any more.");
        v->hint = MSG1("Ask {account}.", "account", c->link.account_name);
    }
}

static void fill_languages(Ctx *ctx, const Accept *c, AcceptAgreementView *v)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    NavLink *links = arena_array(ctx->arena, NavLink, n);
    for (size_t i = 0; i < n; i++) {
        links[v->languages_n++] = (NavLink){
            .label = MSG1("{text}", "text", names[i]),
            .url = url_with(ctx->arena, url_fmt(ctx->arena, "/accept-agreement/%s", c->token), S("language"), tags[i]),
            .current = i == c->answer.language};
    }
    v->languages = links;
    v->lang = tags[c->answer.language];
}

static void fill_form(Ctx *ctx, const Accept *c, AcceptAgreementView *v)
{
    static const Str NAMES[] = {S_INIT("firstName"), S_INIT("lastName"), S_INIT("email"), S_INIT("phoneNumber"),
                                S_INIT("read")};
    v->form = (FormView){.action = url_fmt(ctx->arena, "/accept-agreement/%s", c->token),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                         .no_guard = true};
    v->first_name = ui_field(ctx, S("firstName"), c->answer.who.first_name, MSG("First name"));
    v->first_name.autocomplete = S("given-name");
    v->last_name = ui_field(ctx, S("lastName"), c->answer.who.last_name, MSG("Last name"));
    v->last_name.autocomplete = S("family-name");
    v->email = ui_field(ctx, S("email"), c->answer.who.email, MSG("E-mail"));
    v->email.kind = FIELD_EMAIL;
    v->email.autocomplete = S("email");
    v->phone = ui_field(ctx, S("phoneNumber"), c->answer.who.phone, MSG("Telephone"));
    v->phone.kind = FIELD_TEL;
    v->phone.autocomplete = S("tel");
    v->phone.optional = true;
    v->read = ui_field(ctx, S("read"), S("1"),
                       MSG1("I have read it and may accept it for {company}", "company", c->link.company_name));
    v->read.kind = FIELD_CHECKBOX;
    v->read.checked = c->answer.read;
    v->door->shell->failed = v->form.errors.links_n > 0;
}

static Err fill(Ctx *ctx, void *arg)
{
    Accept *c = arg;
    AcceptAgreementView *v = arena_new(ctx->arena, AcceptAgreementView);
    c->view = v;
    v->door = door_view(ctx, MSG("Accept an agreement"));
    say_why(c, v);
    v->done = c->state == LINK_ACCEPTED;
    if (msg_is_set(v->problem)) {
        return OK;
    }
    v->account = c->link.account_name;
    v->customer = c->link.company_name;
    v->expires_at = c->link.expires_at;
    if (c->there) {
        v->title = c->g.in.title.in[c->answer.language];
        v->number = c->g.in.number;
        v->blocks = agreement_blocks(ctx->arena, c->g.in.body.in[c->answer.language], &v->blocks_n);
        v->hash = agreement_hash(ctx, &c->g, c->answer.language);
    }
    fill_languages(ctx, c, v);
    fill_form(ctx, c, v);
    return OK;
}

Err page_accept_agreement(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Accept c = {.token = ctx_param(ctx, S("token"))};
    TRY(look(ctx, &c));
    c.answer = (LinkAnswer){.who = {c.link.first_name, c.link.last_name, c.link.email, S("")},
                            .language = agreement_language(ctx, ctx_query(ctx, S("language")))};
    TRY(fill(ctx, &c));
    AcceptAgreementView *v = c.view;
    ctx_header(ctx, S("Referrer-Policy"), S("no-referrer"));
    RENDER(ctx, msg_is_set(v->problem) ? 404 : 200, accept_agreement, v);
    return OK;
}

static Err take(Ctx *ctx, void *arg)
{
    Accept *c = arg;
    TRY(look(ctx, c)); /* it may have ended meanwhile */
    if (c->state != LINK_OPEN || !c->there) {
        return problem(ctx, ERR_CONFLICT, MSG("This link was used already."), MSG("Nothing more is to be done."));
    }
    TRY(agreement_link_check(ctx, c->link.country, &c->g, &c->answer));
    return agreement_link_accept(ctx, &c->link, &c->g, &c->answer);
}

static Err failed(Ctx *ctx, Accept *c)
{
    TRY(unit_run(ctx, MODE_READ, NULL, fill, c));
    AcceptAgreementView *v = c->view;
    return RENDER_FAILED(ctx, accept_agreement, v);
}

static Str typed(Ctx *ctx, const char *name) { return str_trim(ctx_form(ctx, str_from(name))); }

Err page_accept_agreement_do(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Accept c = {.token = ctx_param(ctx, S("token")),
                .answer = {.who = {typed(ctx, "firstName"), typed(ctx, "lastName"), typed(ctx, "email"),
                                   typed(ctx, "phoneNumber")},
                           .hash = ctx_form(ctx, S("hash")),
                           .language = agreement_language(ctx, ctx_form(ctx, S("language"))),
                           .read = ctx_form(ctx, S("read")).n > 0}};
    TRY(unit_run(ctx, MODE_READ, NULL, look, &c));
    if (c.state != LINK_OPEN || !c.there || agreement_link_check(ctx, c.link.country, &c.g, &c.answer) != OK) {
        return failed(ctx, &c);
    }
    Actor actor = ctx->actor; /* somebody may be signed in beside: it is not they who accept */
    AccountRef account = ctx->account;
    Id account_id = ctx->account_id;
    ctx->actor =
        (Actor){.kind = ACTOR_NONE, .name = contact_name(ctx->arena, &c.answer.who), .email = c.answer.who.email};
    Err err = unit_run(ctx, MODE_WRITE, "customer_agreement.accept", take, &c);
    ctx->actor = actor;
    ctx->account = account;
    ctx->account_id = account_id;
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, "/accept-agreement/%s", c.token), (Msg){0});
    return OK;
}
