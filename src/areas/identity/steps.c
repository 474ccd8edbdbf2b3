/* The pages between a proof and a session: a code, an own password in place of a temporary one, a first second factor.
 */
#include "areas/identity/pages.h"

#include "app/app.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/identity/enroll.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

enum { REFUSED_MAX = 10 /* wrong codes in one sign-in; then it begins again */ };

/* --- a code --- */

static CodeView *code_view(Ctx *ctx, const Step *t)
{
    static const Str names[] = {S_INIT("code")};
    CodeView *v = arena_new(ctx->arena, CodeView);
    v->door = door_view(ctx, MSG("Second factor"));
    v->name = t->name;
    v->code = code_field(ctx, t->facts.factors.authenticators > 0);
    v->code.focus = t->facts.factors.authenticators > 0;
    v->has_app = t->facts.factors.authenticators > 0;
    v->has_passkey = t->facts.factors.passkeys > 0;
    if (v->has_passkey) {
        v->passkey = passkey_ask(ctx, PASSKEY_SECOND, t->pending.next);
    }
    v->has_recovery = t->facts.factors.recovery_left > 0;
    v->errors = error_summary(ctx, names, COUNT_OF(names));
    v->door->shell->failed = v->errors.links_n > 0;
    return v;
}

Err code_page(PublicCtx p)
{
    Step t;
    TRY(step_look(p.ctx, &t));
    if (!step_is(p.ctx, &t, SIGN_IN_CODE)) {
        return OK;
    }
    CodeView *v = code_view(p.ctx, &t);
    RENDER(p.ctx, 200, code, v);
    return OK;
}

static Err end_pending(SystemCtx s, Step *t)
{
    t->found = false;
    return q_identity_pending_end(s, &(IdentityPendingEndArgs){.id = t->pending.id}, NULL);
}

typedef struct CodeTry {
    Step *step;
    CodeUse use;
} CodeTry;

static Err try_code(Ctx *ctx, void *arg)
{
    CodeTry *c = arg;
    Step *t = c->step;
    SystemCtx s = system_of(ctx);
    step_act_as(ctx, t);
    c->use.next = t->pending.next;
    TRY(code_use(ctx, t->pending.user_id, t->name, &c->use));
    if (c->use.wait_s > 0 || c->use.verdict == CODE_TOTP || c->use.verdict == CODE_RECOVERY) {
        return OK;
    }
    if (t->pending.refused + 1 >= REFUSED_MAX) {
        return end_pending(s, t);
    }
    return q_identity_pending_update(s,
                                     &(IdentityPendingUpdateArgs){.methods = t->pending.methods,
                                                                  .put_off = t->pending.put_off,
                                                                  .refused = t->pending.refused + 1,
                                                                  .id = t->pending.id},
                                     NULL);
}

Err code_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Step t;
    TRY(unit_run(ctx, MODE_READ, NULL, step_look, &t));
    if (!step_is(ctx, &t, SIGN_IN_CODE)) {
        return OK;
    }
    CodeTry c = {.step = &t, .use = {.typed = ctx_form(ctx, S("code"))}};
    Actor was = ctx->actor; /* somebody else may be signed in beside */
    if (str_trim(c.use.typed).n) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, try_code, &c));
    }
    ctx->actor = was;
    if (c.use.verdict == CODE_TOTP || c.use.verdict == CODE_RECOVERY) {
        return signin_proved(ctx, t.pending.user_id, c.use.verdict == CODE_TOTP ? AUTH_TOTP : AUTH_RECOVERY,
                             t.pending.next);
    }
    if (!t.found) {
        ctx_redirect(ctx, url_static("/sign-in"), MSG("There were too many wrong codes. Sign in again."));
        return OK;
    }
    problem_field(ctx, S("code"), code_problem(&c.use));
    CodeView *v = code_view(ctx, &t);
    return RENDER_FAILED(ctx, code, v);
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
    v->name = t->name;
    v->errors = error_summary(ctx, names, COUNT_OF(names));
    v->door->shell->failed = v->errors.links_n > 0;
    return v;
}

Err first_password_page(PublicCtx p)
{
    Step t;
    TRY(step_look(p.ctx, &t));
    if (!step_is(p.ctx, &t, SIGN_IN_PASSWORD)) {
        return OK;
    }
    FirstPasswordView *v = first_password_view(p.ctx, &t);
    RENDER(p.ctx, 200, first_password, v);
    return OK;
}

typedef struct FirstPassword {
    Step step;
    PasswordWords words;
    Str hash;
} FirstPassword;

static Err first_password_look(Ctx *ctx, void *arg)
{
    FirstPassword *f = arg;
    TRY(step_look(ctx, &f->step));
    return f->step.found ? identity_password_words(system_of(ctx), f->step.pending.user_id, &f->words) : OK;
}

static Err first_password_store(Ctx *ctx, void *arg)
{
    FirstPassword *f = arg;
    step_act_as(ctx, &f->step);
    TRY(q_identity_set_password((SelfCtx){ctx}, &(IdentitySetPasswordArgs){.password_hash = f->hash}, NULL));
    TRY(identity_end_links(system_of(ctx), f->step.pending.user_id));
    return session_end_all(system_of(ctx), f->step.pending.user_id, ID_NIL);
}

Err first_password_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    FirstPassword f = {0};
    Str password = identity_password(ctx->arena, ctx_form(ctx, S("password")));
    TRY(unit_run(ctx, MODE_READ, NULL, first_password_look, &f));
    Step *t = &f.step;
    if (!step_is(ctx, t, SIGN_IN_PASSWORD)) {
        return OK;
    }
    identity_check_password(ctx, S("password"), password, &f.words);
    if (!str_eq(password, identity_password(ctx->arena, ctx_form(ctx, S("again"))))) {
        problem_field(ctx, S("again"), MSG("The two passwords are not the same."));
    }
    if (problem_check(ctx) == OK && identity_password_holds(ctx, t->password_hash, password)) {
        problem_field(ctx, S("password"), MSG("Choose another password than the temporary one."));
    }
    if (problem_check(ctx) != OK) {
        FirstPasswordView *v = first_password_view(ctx, t);
        return RENDER_FAILED(ctx, first_password, v);
    }
    f.hash = password_hash(ctx->arena, password);
    Actor was = ctx->actor;
    TRY(unit_run(ctx, MODE_WRITE, "identity.password_change", first_password_store, &f));
    ctx->actor = was;
    return signin_proved(ctx, t->pending.user_id, t->pending.methods, t->pending.next);
}

/* --- a first second factor --- */

static EnrollDoorView *enroll_view(Ctx *ctx, const Step *t, Str sealed)
{
    EnrollDoorView *v = arena_new(ctx->arena, EnrollDoorView);
    v->door = door_view(ctx, MSG("Add a second factor"));
    v->app = enroll_app_view(ctx, t->pending.user_id, t->name, sealed);
    v->door->shell->failed = v->app.errors.links_n > 0;
    v->may_wait = !mfa_in_force(&t->facts.demand, t->facts.today);
    v->until = t->facts.demand.from;
    return v;
}

Err enroll_page(PublicCtx p)
{
    Step t;
    TRY(step_look(p.ctx, &t));
    if (!step_is(p.ctx, &t, SIGN_IN_ENROLL)) {
        return OK;
    }
    EnrollDoorView *v = enroll_view(p.ctx, &t, S(""));
    RENDER(p.ctx, 200, enroll_door, v);
    return OK;
}

typedef struct EnrollTry {
    Step *step;
    EnrollAsk ask;
    Str sealed;
    EnrollDoorView *failed;
} EnrollTry;

static Err enroll_store(Ctx *ctx, void *arg)
{
    EnrollTry *e = arg;
    Step *t = e->step;
    step_act_as(ctx, t);
    TRY(enroll_app(ctx, t->pending.user_id, &e->ask));
    return q_identity_pending_update(
        system_of(ctx),
        &(IdentityPendingUpdateArgs){
            .methods = t->pending.methods | AUTH_TOTP, .put_off = false, .refused = 0, .id = t->pending.id},
        NULL);
}

static Err enroll_show(Ctx *ctx, void *arg)
{
    EnrollTry *e = arg;
    e->failed = enroll_view(ctx, e->step, e->sealed);
    return OK;
}

Err enroll_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Step t;
    TRY(unit_run(ctx, MODE_READ, NULL, step_look, &t));
    if (!step_is(ctx, &t, SIGN_IN_ENROLL)) {
        return OK;
    }
    EnrollTry e = {.step = &t};
    if (enroll_check(ctx, t.pending.user_id, &e.ask, &e.sealed) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, enroll_show, &e));
        return RENDER_FAILED(ctx, enroll_door, e.failed);
    }
    Actor was = ctx->actor;
    TRY(unit_run(ctx, MODE_WRITE, "identity.factor_add", enroll_store, &e));
    ctx->actor = was;
    CodesDoorView *v = arena_new(ctx->arena, CodesDoorView);
    v->door = door_view(ctx, MSG("Recovery codes"));
    v->codes = (CodesView){.codes = e.ask.codes, .codes_n = e.ask.codes_n};
    RENDER(ctx, 200, codes_door, v);
    return OK;
}

Err enroll_done_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Step t;
    TRY(unit_run(ctx, MODE_READ, NULL, step_look, &t));
    if (!t.found || t.now != SIGN_IN_DONE) {
        (void)step_is(ctx, &t, SIGN_IN_DONE);
        return OK;
    }
    return signin_proved(ctx, t.pending.user_id, t.pending.methods, t.pending.next);
}

static Err put_off(Ctx *ctx, void *arg)
{
    Step *t = arg;
    return q_identity_pending_update(
        system_of(ctx),
        &(IdentityPendingUpdateArgs){
            .methods = t->pending.methods, .put_off = true, .refused = t->pending.refused, .id = t->pending.id},
        NULL);
}

/* "Not now": good until the rule's day, and for this sign-in. */
Err enroll_later_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Step t;
    TRY(unit_run(ctx, MODE_READ, NULL, step_look, &t));
    if (!step_is(ctx, &t, SIGN_IN_ENROLL)) {
        return OK;
    }
    if (mfa_in_force(&t.facts.demand, t.facts.today)) {
        ctx_redirect(ctx, signin_page_of(SIGN_IN_ENROLL), (Msg){0}); /* a page from before the day */
        return OK;
    }
    TRY(unit_run(ctx, MODE_WRITE, NULL, put_off, &t));
    return signin_proved(ctx, t.pending.user_id, t.pending.methods, t.pending.next);
}
