/* Proving with a passkey, wherever a proof is asked for: in place of a password, after one, before a dangerous act. */
#include "areas/identity/pages.h"
#include "areas/identity/passkey.h"
#include "areas/identity/passkey_view.h"

#include "app/session.h"
#include "app/tried.h"
#include "app/unit.h"
#include "gen/identity_html.h"
#include "ui/shell.h"

static const struct {
    Str word;
    PasskeyFor purpose;
} PURPOSES[] = {
    {S_INIT(""), PASSKEY_SIGN_IN},
    {S_INIT("second"), PASSKEY_SECOND},
    {S_INIT("confirm"), PASSKEY_CONFIRM},
};

PasskeyAsk passkey_ask(Ctx *ctx, PasskeyFor purpose, Str next)
{
    Str word = purpose == PASSKEY_SECOND ? S("second") : purpose == PASSKEY_CONFIRM ? S("confirm") : S("");
    return (PasskeyAsk){
        .shown = !msg_is_set(passkey_site(ctx).why_not),
        .autofill = purpose == PASSKEY_SIGN_IN,
        .options = url_with(ctx->arena, url_static("/sign-in/passkey"), S("for"), word),
        .purpose = word,
        .next = next,
        .label = purpose == PASSKEY_SIGN_IN ? MSG("Sign in with a passkey") : MSG("Use a passkey"),
    };
}

/* Who has to prove themselves; nil: nobody is known yet. */
static Err who_proves(Ctx *ctx, PasskeyFor purpose, Id *ret)
{
    *ret = ID_NIL;
    if (purpose == PASSKEY_SECOND) {
        SignInPending pending;
        TRY(signin_pending(system_of(ctx), &pending));
        *ret = pending.user_id;
    } else if (purpose == PASSKEY_CONFIRM) {
        *ret = ctx->actor.user_id;
        return id_is_nil(*ret) ? ERR_NOT_FOUND : OK;
    }
    return OK;
}

static bool purpose_of(Str word, PasskeyFor *ret)
{
    for (size_t i = 0; i < COUNT_OF(PURPOSES); i++) {
        if (str_eq(PURPOSES[i].word, word)) {
            *ret = PURPOSES[i].purpose;
            return true;
        }
    }
    return false;
}

static Err too_late(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("This sign-in has ended."), MSG("Begin again on the sign-in page."));
}

Err passkey_options(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    PasskeyFor purpose;
    Id who;
    Str json;
    if (!purpose_of(ctx_query(ctx, S("for")), &purpose)) {
        return too_late(ctx);
    }
    Err err = who_proves(ctx, purpose, &who);
    if (err == ERR_NOT_FOUND) {
        return too_late(ctx);
    }
    TRY(err);
    TRY(passkey_options_get(ctx, purpose, who, &json));
    return passkey_json(ctx, json);
}

typedef struct Who {
    PasskeyFor purpose;
    Id id;
} Who;
static Err look_who(Ctx *ctx, void *arg)
{
    Who *w = arg;
    return who_proves(ctx, w->purpose, &w->id);
}

typedef struct Refused {
    const PasskeyRefusal *why;
    PasskeyFor purpose;
    Str next;
} Refused;

static Err show_refused(Ctx *ctx, void *arg)
{
    const Refused *r = arg;
    const char *page = r->purpose == PASSKEY_SECOND ? "/sign-in/code" : "/sign-in";
    PasskeyRefusedView *v = arena_new(ctx->arena, PasskeyRefusedView);
    *v = (PasskeyRefusedView){
        .door = door_view(ctx, MSG("The passkey was not accepted")),
        .what = r->why->what,
        .hint = r->why->hint,
        .again = url_static(page),
    };
    if (!str_eq(r->next, S("/"))) {
        v->again = url_with(ctx->arena, v->again, S("return"), r->next);
    }
    v->door->shell->failed = true;
    v->door->here = v->again.s;
    RENDER(ctx, 422, passkey_refused, v);
    return OK;
}

typedef struct Tried {
    Id user_id;
    Str next;
} Tried;

static Err note_tried(Ctx *ctx, void *arg)
{
    const Tried *t = arg;
    return tried_note(ctx, t->user_id, TRIED_PASSKEY, t->next);
}

Err passkey_prove_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Who who;
    Id user_id;
    PasskeyRefusal why;
    Str next = safe_return(ctx_form(ctx, S("return")));
    if (!purpose_of(ctx_form(ctx, S("purpose")), &who.purpose)) {
        return too_late(ctx);
    }
    Err err = unit_run(ctx, MODE_READ, NULL, look_who, &who);
    if (err == ERR_NOT_FOUND) {
        return too_late(ctx);
    }
    TRY(err);
    PasskeyAnswer answer = passkey_answer(ctx);
    TRY(passkey_prove(ctx, who.purpose, who.id, &answer, &user_id, &why));
    if (msg_is_set(why.what)) {
        ctx->problem.log = str_fmt(ctx->arena, "passkey refused: %s", why.why);
        Id known = id_is_nil(user_id) ? who.id : user_id; /* whose passkey it is, or who is on their way */
        if (!id_is_nil(known)) {
            TRY(unit_run(ctx, MODE_WRITE, NULL, note_tried, &(Tried){known, next}));
        }
        if (who.purpose == PASSKEY_CONFIRM) {
            return confirm_refused(ctx, &why);
        }
        TRY(unit_run(ctx, MODE_READ, NULL, show_refused,
                     &(Refused){.why = &why, .purpose = who.purpose, .next = next}));
        return ERR_INVALID;
    }
    return signin_proved(ctx, user_id, AUTH_PASSKEY, next);
}
