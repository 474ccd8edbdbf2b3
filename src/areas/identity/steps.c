/* The pages between a proof and a session: an own password in place of a temporary one; and the page that asks
 * somebody signed in to prove their presence again before a dangerous act. */
#include "areas/identity/pages.h"

#include "app/session.h"
#include "app/unit.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

/* The way back to the beginning, when the time of a sign-in that had begun is over. */
static Err begin_again(Ctx *ctx)
{
    ctx_redirect(ctx, url_static("/sign-in"), MSG("The time for this step is over. Sign in again."));
    return OK;
}

typedef struct Step {
    SignInPending pending;
    IdentitySignerRow user;
    bool found;
} Step;

static Err step_look(Ctx *ctx, void *arg)
{
    Step *t = arg;
    SystemCtx s = system_of(ctx);
    Err err = signin_pending(s, &t->pending);
    if (err == OK) {
        err = q_identity_signer(s, &(IdentitySignerArgs){.id = t->pending.user_id}, &t->user);
    }
    t->found = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* --- an own password --- */

static FirstPasswordView *first_password_view(Ctx *ctx, const Step *t)
{
    static const Str names[] = {S_INIT("password"), S_INIT("again")};
    FirstPasswordView *v = arena_new(ctx->arena, FirstPasswordView);
    v->door = door_view(ctx, MSG("Choose your password"));
    v->password = new_password_field(ctx, names[0], MSG("New password"));
    v->again = new_password_field(ctx, names[1], MSG("New password, again"));
    v->again.hint = (Msg){0};
    v->name = t->user.sign_in;
    v->errors = error_summary(ctx, names, COUNT_OF(names));
    v->door->shell->failed = v->errors.links_n > 0;
    return v;
}

Err first_password_page(PublicCtx p)
{
    Step t = {0};
    TRY(step_look(p.ctx, &t));
    if (!t.found || !t.user.must_change) {
        return begin_again(p.ctx);
    }
    FirstPasswordView *v = first_password_view(p.ctx, &t);
    RENDER(p.ctx, 200, first_password, v);
    return OK;
}

typedef struct FirstPassword {
    Step *step;
    Str hash;
} FirstPassword;

static Err first_password_store(Ctx *ctx, void *arg)
{
    FirstPassword *f = arg;
    Id user = f->step->pending.user_id;
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = user;
    ctx->actor.name = f->step->user.sign_in;
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = user;
    ctx->audit.target_name = f->step->user.sign_in;
    TRY(q_identity_set_password((SelfCtx){ctx}, &(IdentitySetPasswordArgs){.password_hash = f->hash}, NULL));
    return session_end_all(system_of(ctx), user, ID_NIL);
}

Err first_password_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Step t = {0};
    Str password = ctx_form(ctx, S("password"));
    TRY(unit_run(ctx, MODE_READ, NULL, step_look, &t));
    if (!t.found || !t.user.must_change) {
        return begin_again(ctx);
    }
    identity_check_password(ctx, S("password"), password, t.user.sign_in);
    if (!str_eq(password, ctx_form(ctx, S("again")))) {
        problem_field(ctx, S("again"), MSG("The two passwords are not the same."));
    }
    if (problem_check(ctx) == OK && identity_password_holds(ctx, t.user.password_hash, password)) {
        problem_field(ctx, S("password"), MSG("Choose another password than the temporary one."));
    }
    if (problem_check(ctx) != OK) {
        FirstPasswordView *v = first_password_view(ctx, &t);
        return RENDER_FAILED(ctx, first_password, v);
    }
    Actor was = ctx->actor; /* somebody else may be signed in beside */
    FirstPassword f = {.step = &t, .hash = password_hash(ctx->arena, password)};
    TRY(unit_run(ctx, MODE_WRITE, "identity.password_change", first_password_store, &f));
    ctx->actor = was;
    return signin_proved(ctx, t.pending.user_id, t.pending.methods, t.pending.next);
}

/* --- a proof of presence --- */

typedef struct Confirm {
    IdentityMeRow me;
    SignInKeys keys;
    SignInAt at;
    int64_t wait_s;
    Str next, waits_at, kept;
    int64_t passkeys;
    const PasskeyRefusal *refused; /* NULL: none */
    ConfirmView *view;
} Confirm;

static ConfirmView *confirm_view(Ctx *ctx, const Confirm *c)
{
    static const Str names[] = {S_INIT("password")};
    ConfirmView *v = arena_new(ctx->arena, ConfirmView);
    v->door = door_view(ctx, MSG("Confirm that it is you"));
    v->name = c->me.sign_in;
    v->next = c->next;
    v->waits_at = c->waits_at;
    v->kept = c->kept;
    if (c->passkeys > 0 && !c->at.only) {
        v->passkey = passkey_ask(ctx, PASSKEY_CONFIRM, c->next);
        v->passkey.waits_at = c->waits_at;
        v->passkey.kept = c->kept;
    }
    v->password = text_field(ctx, names[0], S(""), MSG("Password"));
    v->password.kind = FIELD_PASSWORD;
    v->password.autocomplete = S("current-password");
    v->password.focus = true;
    v->errors = error_summary(ctx, names, COUNT_OF(names));
    if (c->refused) {
        v->problem = c->refused->what;
        v->hint = c->refused->hint;
        v->password.focus = false;
    }
    v->door->shell->failed = v->errors.links_n > 0 || c->refused;
    v->back = url_of_path(c->next);
    v->no_password = c->at.only || c->me.password_hash.n == 0;
    v->at = c->at.name;
    if (c->at.name.n) {
        Url to = url_with(ctx->arena, c->at.url, S("confirm"), S("1"));
        v->at_url = url_with(ctx->arena, to, S("return"), c->next);
    }
    return v;
}

static Err confirm_look(Ctx *ctx, void *arg)
{
    Confirm *c = arg;
    TRY(q_identity_me((SelfCtx){ctx}, NULL, &c->me));
    TRY(sign_in_elsewhere(system_of(ctx), S(""), ctx->actor.user_id, &c->at));
    TRY(passkeys_usable(system_of(ctx), ctx->actor.user_id, &c->passkeys));
    c->keys = identity_sign_in_keys(ctx, c->me.sign_in, ctx->req->remote, http_cookie(ctx->req, S(DEVICE_COOKIE)));
    return identity_wait(system_of(ctx), &c->keys, &c->wait_s);
}

static Err confirm_show(Ctx *ctx, void *arg)
{
    Confirm *c = arg;
    c->view = confirm_view(ctx, c);
    return OK;
}

static Err confirm_failed(Ctx *ctx, void *arg)
{
    Confirm *c = arg;
    return identity_failed(system_of(ctx), &c->keys);
}

Err confirm_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Confirm c = {.next = safe_return(ctx_query(ctx, S("return")))};
    TRY(confirm_look(ctx, &c));
    ConfirmView *v = confirm_view(ctx, &c);
    RENDER(ctx, 200, confirm, v);
    return OK;
}

/* The page that the form was sent from, to give up and go back to. */
static Str page_before(Ctx *ctx)
{
    Str referer = http_header(ctx->req, S("referer"));
    ptrdiff_t host = str_find(referer, S("://"));
    if (host < 0) {
        return S("/");
    }
    Str rest = str_skip(referer, (size_t)host + 3);
    ptrdiff_t slash = str_find_char(rest, '/');
    bool ours = slash >= 0 && str_eq(str_sub(rest, 0, (size_t)slash), ctx->req->host);
    return ours ? safe_return(str_skip(rest, (size_t)slash)) : S("/");
}

/* A form on its way to a dangerous act, sent here by the dispatcher (307): it is kept in the page, sealed. */
static Err confirm_keep(Ctx *ctx, Str waits_at)
{
    ptrdiff_t query = str_find_char(waits_at, '?');
    Confirm c = {.next = page_before(ctx), .waits_at = waits_at};
    TRY(ctx_form_seal(ctx, query < 0 ? waits_at : str_sub(waits_at, 0, (size_t)query), &c.kept));
    TRY(unit_run(ctx, MODE_READ, NULL, confirm_look, &c));
    TRY(unit_run(ctx, MODE_READ, NULL, confirm_show, &c));
    ConfirmView *v = c.view;
    RENDER(ctx, 200, confirm, v);
    return OK;
}

static Confirm confirm_of_form(Ctx *ctx)
{
    return (Confirm){.next = safe_return(ctx_form(ctx, S("return"))),
                     .waits_at = safe_return(ctx_form(ctx, S("for"))),
                     .kept = ctx_form(ctx, S("_kept"))};
}

Err confirm_refused(Ctx *ctx, const PasskeyRefusal *why)
{
    Confirm c = confirm_of_form(ctx);
    c.refused = why;
    TRY(unit_run(ctx, MODE_READ, NULL, confirm_look, &c));
    TRY(unit_run(ctx, MODE_READ, NULL, confirm_show, &c));
    return RENDER_FAILED(ctx, confirm, c.view);
}

Err confirm_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    if (ctx_has_query(ctx, S("for"))) {
        return confirm_keep(ctx, safe_return(ctx_query(ctx, S("for"))));
    }
    Confirm c = confirm_of_form(ctx);
    TRY(unit_run(ctx, MODE_READ, NULL, confirm_look, &c));
    Str password = ctx_form(ctx, S("password"));
    if (c.wait_s > 0) {
        problem_field(ctx, S("password"), too_many_tries(c.wait_s));
    } else if (password.n == 0) {
        problem_field(ctx, S("password"), MSG("Enter your password."));
    } else if (c.at.only || !identity_password_holds(ctx, c.me.password_hash, password)) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, confirm_failed, &c));
        problem_field(ctx, S("password"), MSG("This is not your current password."));
    }
    if (problem_check(ctx) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, confirm_show, &c));
        return RENDER_FAILED(ctx, confirm, c.view);
    }
    return signin_proved(ctx, ctx->actor.user_id, AUTH_PASSWORD, c.next);
}
