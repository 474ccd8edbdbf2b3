/* The proof of people of customers; prove.h says what it promises. */
#include "areas/relationships/prove.h"

#include "app/unit.h"
#include "crypt/crypt.h"
#include "ui/field.h"

Proof proof_of_form(Ctx *ctx)
{
    Proof p = {.sign_in = identity_name_key(ctx->arena, ctx_form(ctx, S("signIn"))),
               .password = identity_password(ctx->arena, ctx_form(ctx, S("password")))};
    p.keys = identity_sign_in_keys(ctx, p.sign_in, ctx->req->remote, S(""));
    return p;
}

Err proof_look(SystemCtx s, Proof *p)
{
    TRY(identity_wait(s, &p->keys, &p->wait_s));
    return relationship_request_answerer(s, p->sign_in, &p->who, &p->found);
}

Msg proof_wrong(Ctx *ctx, const Proof *p, Str *ret_field)
{
    *ret_field = S("password");
    if (p->wait_s > 0) {
        return MSG("Too many tries with this name. Wait some minutes, then try again.");
    }
    bool holds = identity_password_holds(ctx, p->found ? p->who.hash : password_decoy(), p->password);
    if (!p->found || !holds) {
        return MSG("The name and the password are not those of a company that is here.");
    }
    *ret_field = S("signIn");
    return p->who.leads ? (Msg){0} : MSG("Only a Global administrator of your company can answer.");
}

static Err note_failure(Ctx *ctx, void *arg)
{
    Proof *p = arg;
    ctx->audit.skip = true; /* nothing of the account changes */
    return identity_failed(system_of(ctx), &p->keys);
}
Err proof_failed(Ctx *ctx, Proof *p) { return unit_run(ctx, MODE_WRITE, NULL, note_failure, p); }
Err proof_held(SystemCtx s, const Proof *p) { return identity_succeeded(s, &p->keys); }

ProofFields proof_fields(Ctx *ctx, const Proof *p)
{
    ProofFields f = {.sign_in = ui_field(ctx, S("signIn"), p->sign_in, MSG("Your sign-in name")),
                     .password = ui_field(ctx, S("password"), S(""), MSG("Password"))};
    f.sign_in.autocomplete = S("username");
    f.sign_in.hint = MSG("That of a Global administrator of your company, as admin@company.example.");
    f.password.kind = FIELD_PASSWORD;
    f.password.autocomplete = S("current-password");
    return f;
}

Err proof_run(Ctx *ctx, const Proof *p, const char *action, Err (*fn)(Ctx *, void *), void *arg)
{
    Actor actor = ctx->actor; /* somebody may be signed in beside: it is not they who answer */
    AccountRef account = ctx->account;
    Id account_id = ctx->account_id;
    ctx->actor = (Actor){.kind = ACTOR_NONE, .name = p->who.name, .email = p->who.sign_in};
    Err err = unit_run(ctx, MODE_WRITE, action, fn, arg);
    ctx->actor = actor;
    ctx->account = account;
    ctx->account_id = account_id;
    return err;
}
