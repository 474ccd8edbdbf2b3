/* "My sign-in": what a person signs in with, adding and removing it. */
#include "areas/identity/pages.h"

#include "app/audit.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/identity/enroll.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

static FactorLine factor_line(Ctx *ctx, const IdentityMyAuthenticatorsRow *row)
{
    return (FactorLine){
        .name = row->name,
        .since = row->created_at,
        .used = row->last_used_at,
        .remove = url_fmt(ctx->arena, "/me/sign-in/app/%s/remove", id_text(ctx->arena, row->id)),
    };
}

Err factors_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    IdentityMeRow me;
    Factors have;
    IdentityMyAuthenticatorsRow *rows;
    size_t n;
    MfaRule demand;
    TRY(q_identity_me(s, NULL, &me));
    TRY(factors_of(system_of(ctx), ctx->actor.user_id, &have));
    TRY(mfa_demand(system_of(ctx), ctx->actor.user_id, &demand));
    TRY(q_identity_my_authenticators(s, NULL, &rows, &n));
    FactorLine *lines = arena_array(ctx->arena, FactorLine, n);
    for (size_t i = 0; i < n; i++) {
        lines[i] = factor_line(ctx, &rows[i]);
    }
    FactorsView *v = arena_new(ctx->arena, FactorsView);
    *v = (FactorsView){
        .shell = my_shell(ctx, MSG("My sign-in")),
        .password_at = me.password_at,
        .has_password = me.password_hash.n > 0,
        .apps = lines,
        .apps_n = n,
        .may_add = n < AUTHENTICATORS_MAX,
        .passkeys = have.passkeys,
        .any = factors_any(&have),
        .recovery_left = have.recovery_left,
        .recovery_few = factors_any(&have) && have.recovery_left <= RECOVERY_FEW,
        .required = demand.policy == MFA_REQUIRED,
        .in_force = mfa_in_force(&demand, date_of(ctx->wall)),
        .from = demand.from,
    };
    RENDER(ctx, 200, factors, v);
    return OK;
}

/* --- adding an app --- */

static AddAppView *app_view(Ctx *ctx, Str name, Str sealed)
{
    AddAppView *v = arena_new(ctx->arena, AddAppView);
    v->shell = my_shell(ctx, MSG("Add an authenticator app"));
    v->app = enroll_app_view(ctx, ctx->actor.user_id, name, sealed);
    v->form = (FormView){.action = url_static("/me/sign-in/app"), .errors = v->app.errors, .no_guard = true};
    v->shell->failed = v->app.errors.links_n > 0;
    return v;
}

Err enroll_app_page(SelfCtx s)
{
    IdentityMeRow me;
    TRY(q_identity_me(s, NULL, &me));
    AddAppView *v = app_view(s.ctx, me.sign_in, S(""));
    RENDER(s.ctx, 200, add_app, v);
    return OK;
}

typedef struct AppTry {
    EnrollAsk ask;
    Str sealed;
    AddAppView *failed;
} AppTry;

static Err app_store(Ctx *ctx, void *arg)
{
    AppTry *t = arg;
    audit_me(ctx);
    return enroll_app(ctx, ctx->actor.user_id, &t->ask);
}

static Err app_show(Ctx *ctx, void *arg)
{
    AppTry *t = arg;
    IdentityMeRow me;
    TRY(q_identity_me((SelfCtx){ctx}, NULL, &me));
    t->failed = app_view(ctx, me.sign_in, t->sealed);
    return OK;
}

Err recovery_show(SelfCtx s, const Str *codes, size_t n, Msg said, const char *next)
{
    Ctx *ctx = s.ctx;
    CodesPageView *v = arena_new(ctx->arena, CodesPageView);
    v->shell = my_shell(ctx, MSG("Recovery codes"));
    v->shell->status = said;
    v->codes = (CodesView){codes, n};
    v->next = url_static(next);
    RENDER(ctx, 200, codes_page, v);
    return OK;
}

typedef struct Codes {
    const Str *codes;
    size_t n;
    Msg said;
} Codes;

static Err show_codes(Ctx *ctx, void *arg)
{
    const Codes *c = arg;
    return recovery_show((SelfCtx){ctx}, c->codes, c->n, c->said, "/me/sign-in");
}

Err enroll_app_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    AppTry t = {0};
    if (enroll_check(ctx, ctx->actor.user_id, &t.ask, &t.sealed) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, app_show, &t));
        return RENDER_FAILED(ctx, add_app, t.failed);
    }
    TRY(unit_run(ctx, MODE_WRITE, "identity.factor_add", app_store, &t));
    Msg said = MSG("The authenticator app is added.");
    if (t.ask.codes_n) {
        return unit_run(ctx, MODE_READ, NULL, show_codes, &(Codes){t.ask.codes, t.ask.codes_n, said});
    }
    ctx_redirect(ctx, url_static("/me/sign-in"), said);
    return OK;
}

/* --- removing --- */

Err authenticator_remove_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    SystemCtx everybody = system_of(ctx);
    Id id;
    TRY(ctx_param_id(ctx, S("factor"), &id));
    TRY(authenticator_remove(s, id));
    TRY(factors_check_left(everybody, ctx->actor.user_id));
    audit_me(ctx);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"secondFactor", S("authenticator app")});
    TRY(identity_tell(ctx, ctx->actor.user_id, MSG("An authenticator app was removed from your sign-in"),
                      MSG("If it was not you, change your password now."), "/me/sign-in"));
    ctx_redirect(ctx, url_static("/me/sign-in"), MSG("The authenticator app is removed."));
    return OK;
}

/* --- recovery codes --- */

static Err recovery_store(Ctx *ctx, void *arg)
{
    SystemCtx everybody = system_of(ctx);
    Factors have;
    TRY(factors_of(everybody, ctx->actor.user_id, &have));
    if (!factors_any(&have)) {
        return problem(ctx, ERR_CONFLICT, MSG("Recovery codes stand in for a second factor, and you have none."),
                       MSG("Add an authenticator app first."));
    }
    audit_me(ctx);
    TRY(recovery_make(everybody, ctx->actor.user_id, arg));
    return identity_tell(ctx, ctx->actor.user_id, MSG("New recovery codes were made for your sign-in"),
                         MSG("The ones before let nobody in any more. If it was not you, change your password now."),
                         "/me/sign-in");
}

Err recovery_post(SelfCtx s)
{
    Str *codes = arena_array(s.ctx->arena, Str, RECOVERY_CODES);
    TRY(unit_run(s.ctx, MODE_WRITE, "identity.recovery_make", recovery_store, codes));
    return unit_run(s.ctx, MODE_READ, NULL, show_codes, &(Codes){.codes = codes, .n = RECOVERY_CODES});
}
