/* What other pages show of how somebody signs in: the card of Overview, and the reminder of a second factor. */
#include "areas/identity/pages.h"

#include "app/preference.h"
#include "app/unit.h"
#include "areas/identity/policy.h"
#include "base/num.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

#define LATER_KEY S("identity.mfa_later") /* when the reminder was put off, in microseconds */

/* Only the provider lets this person in: no password and no factor of ours is asked for. */
static bool comes_from(const SignInAt *at, Str password_hash) { return at->name.n && (at->only || !password_hash.n); }

Err identity_sign_in_summary(SelfCtx s, SignInSummary *ret)
{
    Ctx *ctx = s.ctx;
    IdentityMeRow me;
    Factors have;
    MfaRule demand;
    SignInAt at;
    TRY(q_identity_me(s, NULL, &me));
    TRY(factors_of(system_of(ctx), ctx->actor.user_id, &have));
    TRY(mfa_demand(system_of(ctx), ctx->actor.user_id, &demand));
    TRY(sign_in_elsewhere(system_of(ctx), S(""), ctx->actor.user_id, &at));
    bool elsewhere = comes_from(&at, me.password_hash);
    *ret = (SignInSummary){.has_password = me.password_hash.n > 0 && !elsewhere,
                           .password_at = me.password_at,
                           .authenticators = have.authenticators,
                           .passkeys = have.passkeys,
                           .recovery_left = have.recovery_left,
                           .any = factors_any(&have),
                           .recovery_few = factors_any(&have) && have.recovery_left <= RECOVERY_FEW,
                           .required = demand.policy == MFA_REQUIRED,
                           .in_force = mfa_in_force(&demand, date_of(ctx->wall)),
                           .from = demand.from};
    if (elsewhere) {
        ret->provider = MSG1("You sign in at {name}.", "name", at.name);
    }
    return sessions_open(s, &ret->sessions);
}

/* Not before the days are over; what was never put off is due. */
static bool is_due(Ctx *ctx, Str later, int64_t days)
{
    int64_t at;
    return str_to_i64(later, &at) != OK || time_diff(ctx->wall, (Time){at}) >= days * TIME_DAY;
}

Err identity_mfa_reminder(AccountCtx a, MfaReminder *ret)
{
    Ctx *ctx = a.ctx;
    Factors have;
    MfaRule demand, rule;
    Str later;
    *ret = (MfaReminder){0};
    if (ctx->actor.kind != ACTOR_USER) {
        return OK;
    }
    TRY(factors_of(system_of(ctx), ctx->actor.user_id, &have)); /* most have one: the rest is not read for them */
    if (factors_any(&have)) {
        return OK;
    }
    TRY(preference_get(account_self(a), ID_NIL, LATER_KEY, &later));
    TRY(mfa_rule_of(ctx, ctx->account_id, &rule));
    if (rule.policy == MFA_OFF || !is_due(ctx, later, rule.remind_days)) {
        return OK;
    }
    TRY(mfa_demand(system_of(ctx), ctx->actor.user_id, &demand));
    if (demand.policy != MFA_ENCOURAGED) {
        return OK; /* where one is required, signing in asks for it */
    }
    IdentityMeRow me;
    SignInAt at;
    TRY(sign_in_elsewhere(system_of(ctx), S(""), ctx->actor.user_id, &at));
    if (at.name.n) {
        TRY(q_identity_me(account_self(a), NULL, &me));
        if (comes_from(&at, me.password_hash)) {
            return OK;
        }
    }
    *ret = (MfaReminder){.shown = true,
                         .later = url_fmt(ctx->arena, "/a/%s/second-factor/later", ctx->account.public_id),
                         .back = ctx->req ? (Url){ctx->req->path} : url_static("/")};
    return OK;
}

Err mfa_later_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    MfaRule rule;
    TRY(mfa_rule_of(ctx, ctx->account_id, &rule));
    TRY(preference_put(account_self(a), ID_NIL, LATER_KEY, str_fmt(ctx->arena, "%lld", (long long)ctx->wall.us)));
    audit_me(ctx);
    ctx_redirect(ctx, url_of_path(safe_return(ctx_form(ctx, S("return")))),
                 MSG1("The reminder comes back in {days} days, unless you add a second factor before.", "days",
                      str_fmt(ctx->arena, "%lld", (long long)rule.remind_days)));
    return OK;
}
