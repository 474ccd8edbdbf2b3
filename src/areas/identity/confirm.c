/* The page that asks somebody signed in to prove again who is there, before a dangerous act. */
#include "areas/identity/pages.h"

#include "app/session.h"
#include "app/tried.h"
#include "app/unit.h"
#include "areas/identity/enroll.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

typedef struct Confirm {
    IdentityMeRow me;
    Factors factors;
    SignInKeys keys;
    SignInAt at;
    const PasskeyRefusal *refused; /* NULL: none */
    int64_t wait_s;
    CodeUse code;
    Str next, waits_at, kept;
    ConfirmView *view;
} Confirm;

static ConfirmView *confirm_view(Ctx *ctx, const Confirm *c)
{
    static const Str names[] = {S_INIT("password"), S_INIT("code")};
    ConfirmView *v = arena_new(ctx->arena, ConfirmView);
    v->door = door_view(ctx, MSG("Confirm that it is you"));
    v->name = c->me.sign_in;
    v->next = c->next;
    v->waits_at = c->waits_at;
    v->kept = c->kept;
    v->has_code = factors_any(&c->factors);
    if (c->factors.passkeys > 0 && !c->at.only) {
        v->passkey = passkey_ask(ctx, PASSKEY_CONFIRM, c->next);
        v->passkey.waits_at = c->waits_at;
        v->passkey.kept = c->kept;
    }
    v->password = text_field(ctx, names[0], S(""), MSG("Password"));
    v->password.kind = FIELD_PASSWORD;
    v->password.autocomplete = S("current-password");
    v->password.focus = !c->refused;
    v->code = code_field(ctx, c->factors.authenticators > 0);
    v->errors = error_summary(ctx, names, COUNT_OF(names));
    if (c->refused) {
        v->problem = c->refused->what;
        v->hint = c->refused->hint;
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
    TRY(factors_of(system_of(ctx), ctx->actor.user_id, &c->factors));
    c->keys = identity_sign_in_keys(ctx, c->me.sign_in, ctx->req->remote, http_cookie(ctx->req, S(DEVICE_COOKIE)));
    return identity_wait(system_of(ctx), &c->keys, &c->wait_s);
}

static Err confirm_code(Ctx *ctx, void *arg)
{
    Confirm *c = arg;
    c->code.next = c->next;
    return code_use(ctx, ctx->actor.user_id, c->me.sign_in, &c->code);
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
    TRY(identity_failed(system_of(ctx), &c->keys));
    return tried_note(ctx, ctx->actor.user_id, TRIED_PASSWORD, c->next);
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

/* The methods that the form proves; 0 with problems when something is wrong. The code is tried only beside the right
 * password, so that it tells nothing to whoever does not know that. */
static Err confirm_check(Ctx *ctx, Confirm *c, unsigned *ret_methods)
{
    Str password = identity_password(ctx->arena, ctx_form(ctx, S("password")));
    *ret_methods = 0;
    if (c->wait_s > 0) {
        problem_field(ctx, S("password"), too_many_tries(c->wait_s));
        return OK;
    }
    if (password.n == 0 || c->at.only || !identity_password_holds(ctx, c->me.password_hash, password)) {
        if (password.n) {
            TRY(unit_run(ctx, MODE_WRITE, NULL, confirm_failed, c));
        }
        problem_field(ctx, S("password"),
                      password.n ? MSG("This is not your current password.") : MSG("Enter your password."));
        return OK;
    }
    *ret_methods = AUTH_PASSWORD;
    if (!factors_any(&c->factors)) {
        return OK;
    }
    c->code.typed = ctx_form(ctx, S("code"));
    if (str_trim(c->code.typed).n) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, confirm_code, c));
    }
    if (c->code.verdict == CODE_TOTP || c->code.verdict == CODE_RECOVERY) {
        *ret_methods |= c->code.verdict == CODE_TOTP ? AUTH_TOTP : AUTH_RECOVERY;
    } else {
        problem_field(ctx, S("code"), code_problem(&c->code));
    }
    return OK;
}

Err confirm_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    if (ctx_has_query(ctx, S("for"))) {
        return confirm_keep(ctx, safe_return(ctx_query(ctx, S("for"))));
    }
    Confirm c = confirm_of_form(ctx);
    unsigned methods;
    TRY(unit_run(ctx, MODE_READ, NULL, confirm_look, &c));
    TRY(confirm_check(ctx, &c, &methods));
    if (problem_check(ctx) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, confirm_show, &c));
        return RENDER_FAILED(ctx, confirm, c.view);
    }
    return signin_proved(ctx, ctx->actor.user_id, methods, c.next);
}
