/* The company's page behind a request's link: what is asked, and the answer of somebody who leads the company. They
 * prove who they are on the page itself: people of customers have no portal here. */
#include "areas/relationships/pages.h"

#include "app/unit.h"
#include "areas/relationships/prove.h"
#include "areas/relationships/relationships_view.h"
#include "gen/identity_html.h"
#include "gen/relationships_html.h"
#include "ui/field.h"

typedef struct Answer {
    Str token;
    Asked asked;
    Proof proof;
    bool accept;
    RequestAnswerView *view;
} Answer;

static Err look(Ctx *ctx, void *arg)
{
    Answer *c = arg;
    TRY(relationship_request_find(system_of(ctx), c->token, &c->asked));
    return c->proof.sign_in.n ? proof_look(system_of(ctx), &c->proof) : OK;
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
                             .proof = proof_fields(ctx, &c->proof)};
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

static Err take(Ctx *ctx, void *arg)
{
    Answer *c = arg;
    TRY(relationship_request_find(system_of(ctx), c->token, &c->asked)); /* it may have ended meanwhile */
    if (!str_eq(c->asked.state, S("asked"))) {
        return problem(ctx, ERR_CONFLICT, MSG("The request was answered or withdrawn meanwhile."),
                       MSG("Open the link again."));
    }
    TRY(proof_held(system_of(ctx), &c->proof));
    return relationship_request_answer(ctx, &c->asked, &c->proof.who, c->accept);
}

Err relationship_request_answer_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Answer c = {.token = ctx_param(ctx, S("token")),
                .proof = proof_of_form(ctx),
                .accept = str_eq(ctx_form(ctx, S("do")), S("accept"))};
    bool said = c.accept || str_eq(ctx_form(ctx, S("do")), S("decline"));
    TRY(unit_run(ctx, MODE_READ, NULL, look, &c));
    if (!said || !str_eq(c.asked.state, S("asked"))) { /* only a button of the page consents */
        return failed(ctx, &c);
    }
    Str field;
    Msg wrong = proof_wrong(ctx, &c.proof, &field);
    if (msg_is_set(wrong)) {
        TRY(proof_failed(ctx, &c.proof));
        problem_field(ctx, field, wrong);
        return failed(ctx, &c);
    }
    TRY(proof_run(ctx, &c.proof, c.accept ? "relationship.accept" : "relationship.decline", take, &c));
    ctx_redirect(ctx, url_fmt(ctx->arena, "/relationship/%s", c.token),
                 c.accept ? MSG1("{name} serves your company.", "name", c.asked.name)
                          : MSG1("The request of {name} is declined.", "name", c.asked.name));
    return OK;
}
