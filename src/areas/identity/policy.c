#include "areas/identity/policy.h"

#include "app/setting.h"
#include "gen/identity_q.h"

typedef struct RuleKeys {
    Str policy, from;
} RuleKeys;
static const RuleKeys OF_ACCOUNT = {S_INIT("sign_in.mfa"), S_INIT("sign_in.mfa_from")};
static const RuleKeys OF_STAFF = {S_INIT("sign_in.staff_mfa"), S_INIT("sign_in.staff_mfa_from")};
#define REMIND_KEY S("sign_in.mfa_remind_days")
static const Str WORDS[] = {S_INIT("off"), S_INIT("encouraged"), S_INIT("required")};

static MfaRule rule_of_words(Str policy, Str from)
{
    MfaRule r = {.policy = MFA_ENCOURAGED, .from = DATE_NONE};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        r.policy = str_eq(policy, WORDS[i]) ? (MfaPolicy)i : r.policy;
    }
    Date day;
    if (r.policy == MFA_REQUIRED && date_parse(from, &day) == OK) {
        r.from = day;
    }
    return r;
}

bool mfa_in_force(const MfaRule *r, Date today)
{
    return r->policy == MFA_REQUIRED && (!date_is_set(r->from) || r->from.days <= today.days);
}

MfaRule mfa_stricter(MfaRule a, MfaRule b)
{
    if (a.policy != b.policy) {
        return a.policy > b.policy ? a : b;
    }
    return !date_is_set(a.from) || (date_is_set(b.from) && a.from.days <= b.from.days) ? a : b;
}

Err mfa_rule_of(Ctx *ctx, Id account_id, MfaRule *ret)
{
    const RuleKeys *k = id_is_nil(account_id) ? &OF_STAFF : &OF_ACCOUNT;
    Str policy, from;
    TRY(setting_text(ctx, account_id, k->policy, &policy));
    TRY(setting_text(ctx, account_id, k->from, &from));
    *ret = rule_of_words(policy, from);
    return id_is_nil(account_id) ? OK : setting_int(ctx, account_id, REMIND_KEY, &ret->remind_days);
}

Err mfa_rule_put(Ctx *ctx, Id account_id, const MfaRule *r)
{
    const RuleKeys *k = id_is_nil(account_id) ? &OF_STAFF : &OF_ACCOUNT;
    bool dated = r->policy == MFA_REQUIRED && date_is_set(r->from);
    TRY(setting_put(ctx, account_id, k->policy, WORDS[r->policy]));
    if (!id_is_nil(account_id) && r->remind_days > 0) {
        TRY(setting_put(ctx, account_id, REMIND_KEY, str_fmt(ctx->arena, "%lld", (long long)r->remind_days)));
    }
    return setting_put(ctx, account_id, k->from, dated ? date_iso(ctx->arena, r->from) : S(""));
}

Err identity_mfa_rule_set(Ctx *ctx, Id account_id, bool required)
{
    MfaRule r = {.policy = required ? MFA_REQUIRED : MFA_ENCOURAGED, .from = DATE_NONE};
    if (required) {
        r.from = date_in_zone(ctx->tz, time_add(ctx->now, MFA_GRACE_DAYS * TIME_DAY));
    }
    return mfa_rule_put(ctx, account_id, &r);
}

Err mfa_demand(SystemCtx s, Id user_id, MfaRule *ret)
{
    IdentityMfaPersonRow person;
    TRY(q_identity_mfa_person(s, &(IdentityMfaPersonArgs){.user_id = user_id}, &person));
    *ret = (MfaRule){.policy = MFA_ENCOURAGED, .from = DATE_NONE};
    if (str_eq(person.kind, S("operator"))) {
        TRY(mfa_rule_of(s.ctx, ID_NIL, ret));
    } else {
        IdentityMfaRulesRow *rows;
        size_t n;
        TRY(q_identity_mfa_rules(s, &(IdentityMfaRulesArgs){.user_id = user_id}, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            MfaRule r = rule_of_words(rows[i].policy, rows[i].from_day);
            *ret = i ? mfa_stricter(*ret, r) : r;
        }
    }
    if (date_is_set(person.mfa_from)) {
        *ret = mfa_stricter(*ret, (MfaRule){.policy = MFA_REQUIRED, .from = person.mfa_from});
    }
    return OK;
}

MfaState mfa_state(const Factors *f, const MfaRule *demand)
{
    if (factors_any(f)) {
        return MFA_STATE_ENFORCED;
    }
    return demand->policy == MFA_REQUIRED ? MFA_STATE_ENABLED : MFA_STATE_DISABLED;
}

Err factors_check_left(SystemCtx s, Id user_id)
{
    Factors have;
    MfaRule demand;
    TRY(factors_of(s, user_id, &have));
    TRY(mfa_demand(s, user_id, &demand));
    if (factors_any(&have) || !mfa_in_force(&demand, date_of(s.ctx->wall))) {
        return OK;
    }
    return problem(s.ctx, ERR_CONFLICT, MSG("This is your only second factor, and your company asks for one."),
                   MSG("Add another one first, then remove this."));
}
