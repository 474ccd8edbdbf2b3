/* The company's page behind a request's link: what is asked, and the answer of somebody who leads the company. They
 * prove who they are on the page itself: people of customers have no portal here. */
#include "areas/relationships/pages.h"

#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/relationships/relationships.h"
#include "areas/relationships/relationships_view.h"
#include "crypt/crypt.h"
#include "gen/relationships_html.h"
#include "ui/field.h"

typedef struct Answer {
    Str token, sign_in;
    Asked asked;
    Answerer who;
    bool found, accept;
    SignInKeys keys;
    int64_t wait_s;
    RequestAnswerView *view;
} Answer;

static Err look(Ctx *ctx, void *arg)
{
    Answer *c = arg;
    TRY(relationship_request_find(system_of(ctx), c->token, &c->asked));
    if (!c->sign_in.n) {
        return OK;
    }
    TRY(identity_wait(system_of(ctx), &c->keys, &c->wait_s));
    return relationship_request_answerer(system_of(ctx), c->sign_in, &c->who, &c->found);
}

static void say_over(const Asked *asked, RequestAnswerView *v)
{
    if (str_eq(asked->state, S("accepted"))) {
        v->problem = MSG1("{name} serves your company.", "name", asked->name);
        v->hint = MSG("The request is accepted. You can close this page.");
    } else if (str_eq(asked->state, S("declined"))) {
        v->problem = MSG1("The request of {name} is declined.", "name", asked->name);
        v->hint = MSG("You can close this page. If you want it after all, ask for a new link.");
    } else if (str_eq(asked->state, S("withdrawn"))) {
        v->problem = MSG1("{name} has withdrawn the request.", "name", asked->name);
        v->hint = MSG("Nothing is to be done.");
    }
}

static Err fill(Ctx *ctx, void *arg)
{
    static const Str NAMES[] = {S_INIT("signIn"), S_INIT("password")};
    Answer *c = arg;
    const Asked *asked = &c->asked;
    RequestAnswerView *v = arena_new(ctx->arena, RequestAnswerView);
    *v = (RequestAnswerView){.door = door_view(ctx, MSG("Relationship request")),
                             .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                             .asker = asked->name,
                             .place = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(asked->city),
                                              S_ARG(country_name(ctx->arena, ctx->locale, asked->country))),
                             .message = asked->message,
                             .reseller = asked->reseller,
                             .delegated = asked->delegated,
                             .here = url_fmt(ctx->arena, "/relationship/%s", c->token),
                             .sign_in = ui_field(ctx, S("signIn"), c->sign_in, MSG("Your sign-in name")),
                             .password = ui_field(ctx, S("password"), S(""), MSG("Password"))};
    v->sign_in.autocomplete = S("username");
    v->sign_in.hint = MSG("That of a Global administrator of your company, as admin@company.example.");
    v->password.kind = FIELD_PASSWORD;
    v->password.autocomplete = S("current-password");
    v->door->shell->failed = v->errors.links_n > 0;
    say_over(asked, v);
    c->view = v;
    return OK;
}

Err relationship_request_answer_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Answer c = {.token = ctx_param(ctx, S("token"))};
    TRY(look(ctx, &c));
    TRY(fill(ctx, &c));
    RequestAnswerView *v = c.view;
    ctx_header(ctx, S("Referrer-Policy"), S("no-referrer"));
    RENDER(ctx, 200, relationship_answer, v);
    return OK;
}

static Err failed(Ctx *ctx, Answer *c)
{
    TRY(unit_run(ctx, MODE_READ, NULL, fill, c));
    RequestAnswerView *v = c->view;
    return RENDER_FAILED(ctx, relationship_answer, v);
}

static Err note_failure(Ctx *ctx, void *arg)
{
    Answer *c = arg;
    ctx->audit.skip = true; /* nothing of the account changes */
    return identity_failed(system_of(ctx), &c->keys);
}

static Err take(Ctx *ctx, void *arg)
{
    Answer *c = arg;
    TRY(relationship_request_find(system_of(ctx), c->token, &c->asked)); /* it may have ended meanwhile */
    if (!str_eq(c->asked.state, S("asked"))) {
        return problem(ctx, ERR_CONFLICT, MSG("The request was answered or withdrawn meanwhile."),
                       MSG("Open the link again."));
    }
    TRY(identity_succeeded(system_of(ctx), &c->keys));
    return relationship_request_answer(ctx, &c->asked, &c->who, c->accept);
}

/* What is wrong with the name and password, and at which field; unset: nothing. */
static Msg unproved(Ctx *ctx, const Answer *c, Str password, Str *ret_field)
{
    *ret_field = S("password");
    if (c->wait_s > 0) {
        return MSG("Too many tries with this name. Wait some minutes, then try again.");
    }
    bool holds = identity_password_holds(ctx, c->found ? c->who.hash : password_decoy(), password);
    if (!c->found || !holds) {
        return MSG("The name and the password are not those of a company that is here.");
    }
    *ret_field = S("signIn");
    return c->who.leads ? (Msg){0} : MSG("Only a Global administrator of your company can answer.");
}

Err relationship_request_answer_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Answer c = {.token = ctx_param(ctx, S("token")),
                .sign_in = identity_name_key(ctx->arena, ctx_form(ctx, S("signIn"))),
                .accept = !str_eq(ctx_form(ctx, S("do")), S("decline"))};
    c.keys = identity_sign_in_keys(ctx, c.sign_in, ctx->req->remote, S(""));
    TRY(unit_run(ctx, MODE_READ, NULL, look, &c));
    if (!str_eq(c.asked.state, S("asked"))) {
        return failed(ctx, &c);
    }
    Str field;
    Msg wrong = unproved(ctx, &c, identity_password(ctx->arena, ctx_form(ctx, S("password"))), &field);
    if (msg_is_set(wrong)) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, note_failure, &c));
        problem_field(ctx, field, wrong);
        return failed(ctx, &c);
    }
    Actor actor = ctx->actor; /* somebody may be signed in beside: it is not they who answer */
    AccountRef account = ctx->account;
    Id account_id = ctx->account_id;
    ctx->actor = (Actor){.kind = ACTOR_NONE, .name = c.who.name, .email = c.who.sign_in};
    Err err = unit_run(ctx, MODE_WRITE, c.accept ? "relationship.accept" : "relationship.decline", take, &c);
    ctx->actor = actor;
    ctx->account = account;
    ctx->account_id = account_id;
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, "/relationship/%s", c.token),
                 c.accept ? MSG1("{name} serves your company.", "name", c.asked.name)
                          : MSG1("The request of {name} is declined.", "name", c.asked.name));
    return OK;
}
