/* Which referrals an account takes, and for whom they are. */
#include "areas/referrals/referrals.h"

const ReferralCode REFERRAL_SOLUTIONS[REFERRAL_SOLUTIONS_N] = {
    {"business", N_("Business applications")}, {"data", N_("Data and AI")},  {"development", N_("Development")},
    {"infrastructure", N_("Infrastructure")},  {"security", N_("Security")}, {"work", N_("Work and collaboration")},
};
const ReferralCode REFERRAL_SIZES[REFERRAL_SIZES_N] = {
    {"1", N_("1 to 49 people")},
    {"50", N_("50 to 249 people")},
    {"250", N_("250 to 999 people")},
    {"1000", N_("1,000 people and more")},
};
const ReferralCode REFERRAL_DAYS[REFERRAL_DAYS_N] = {
    {"1", N_("Monday")}, {"2", N_("Tuesday")},  {"3", N_("Wednesday")}, {"4", N_("Thursday")},
    {"5", N_("Friday")}, {"6", N_("Saturday")}, {"7", N_("Sunday")},
};

Msg referral_why(ReferralWhy why)
{
    switch (why) {
    case REFERRAL_TAKEN:
        return MSG("Taken");
    case REFERRAL_OFF:
        return MSG("The account takes no referrals");
    case REFERRAL_COUNTRY:
        return MSG("The account takes none from this country");
    case REFERRAL_SOLUTION:
        return MSG("The account takes none of this solution area");
    case REFERRAL_SIZE:
        return MSG("The account takes none from customers of this size");
    case REFERRAL_LANGUAGE:
        return MSG("The account takes none in this language");
    case REFERRAL_DAY:
        return MSG("The account takes none on this day of the week");
    case REFERRAL_WEEK_FULL:
        return MSG("The account has taken as many this week as it wants");
    case REFERRAL_OPEN_FULL:
        return MSG("As many wait for the account's answer as it wants");
    }
    return (Msg){0};
}

/* An empty list is all. */
static bool in(Str list, Str code) { return !list.n || str_has_word(list, code); }

/* 1970-01-01 was a Thursday. */
static Str day_of(Date d) { return str_from(REFERRAL_DAYS[((d.days % 7) + 7 + 3) % 7].code); }

static ReferralWhy taken(const ReferralSettingsGetRow *s, const ReferralAsk *ask)
{
    return !s->takes                                          ? REFERRAL_OFF
           : !in(s->countries, ask->country)                  ? REFERRAL_COUNTRY
           : !in(s->solutions, ask->solution)                 ? REFERRAL_SOLUTION
           : !in(s->sizes, ask->size)                         ? REFERRAL_SIZE
           : !in(s->languages, ask->language)                 ? REFERRAL_LANGUAGE
           : !in(s->days, day_of(ask->on))                    ? REFERRAL_DAY
           : s->per_week > 0 && ask->this_week >= s->per_week ? REFERRAL_WEEK_FULL
           : s->open_max > 0 && ask->open_now >= s->open_max  ? REFERRAL_OPEN_FULL
                                                              : REFERRAL_TAKEN;
}

static bool can_act(const ReferralPeopleRow *people, size_t n, Id user_id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(people[i].user_id, user_id)) {
            return true;
        }
    }
    return id_is_nil(user_id);
}

Err referral_rule_people(AccountCtx a, const ReferralSettingsGetRow *s, const ReferralRulesRow *rules, size_t n,
                         ReferralPeopleRow **ret, size_t *ret_n)
{
    Id *ids = arena_array(a.ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rules[i].user_id;
    }
    ids[n] = s->fallback_user_id;
    return q_referral_people(a, &(ReferralPeopleArgs){.users = ids, .users_n = n + 1, .with_of = true}, ret, ret_n);
}

Err referral_route(AccountCtx a, const ReferralAsk *ask, ReferralRoute *ret)
{
    ReferralSettingsGetRow s;
    ReferralRulesRow *rules;
    ReferralPeopleRow *people = NULL;
    size_t rules_n, people_n = 0;
    *ret = (ReferralRoute){.why = REFERRAL_OFF};
    Err err = q_referral_settings_get(a, NULL, &s);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    ret->why = taken(&s, ask);
    if (ret->why != REFERRAL_TAKEN) {
        return OK;
    }
    TRY(q_referral_rules(a, NULL, &rules, &rules_n));
    TRY(referral_rule_people(a, &s, rules, rules_n, &people, &people_n));
    ret->location_id = s.fallback_location_id;
    ret->user_id = can_act(people, people_n, s.fallback_user_id) ? s.fallback_user_id : ID_NIL;
    for (size_t i = 0; i < rules_n; i++) {
        const ReferralRulesRow *r = &rules[i];
        if (in(r->countries, ask->country) && in(r->solutions, ask->solution) && in(r->sizes, ask->size) &&
            in(r->languages, ask->language) && can_act(people, people_n, r->user_id)) {
            ret->rule = (int64_t)i + 1;
            ret->location_id = r->location_id;
            ret->user_id = r->user_id;
            break;
        }
    }
    ret->tell_person = !id_is_nil(ret->user_id) && !str_eq(s.tell, S("admins"));
    ret->tell_admins = !ret->tell_person || !str_eq(s.tell, S("person"));
    return OK;
}

/* --- for the vendor --- */

static Str country_names(Ctx *ctx, Str codes)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str code;
    while (str_split(&codes, ' ', &code)) {
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(country_name(ctx->arena, ctx->locale, code)));
    }
    return buf_str(&b);
}

static Str solution_names(Ctx *ctx, Str codes)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < REFERRAL_SOLUTIONS_N; i++) {
        if (str_has_word(codes, str_from(REFERRAL_SOLUTIONS[i].code))) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(tr(ctx->locale, NULL, REFERRAL_SOLUTIONS[i].name)));
        }
    }
    return buf_str(&b);
}

static FactView listed(Msg label, Str names)
{
    return names.n ? (FactView){.label = label, .text = names, .kind = FACT_TEXT}
                   : (FactView){.label = label, .msg = MSG("All"), .kind = FACT_MSG};
}

Err referral_facts(OperatorCtx o, Id account_id, FactView ret[REFERRAL_FACTS_N], size_t *ret_n)
{
    Ctx *ctx = o.ctx;
    ReferralOfPartnerRow r;
    Err err = q_referral_of_partner(o, &(ReferralOfPartnerArgs){.account_id = account_id}, &r);
    bool takes = err == OK && r.takes;
    if (err != ERR_NOT_FOUND) {
        TRY(err);
    }
    *ret_n = 0;
    ret[(*ret_n)++] = (FactView){
        .label = MSG("Referrals"), .msg = takes ? MSG("Takes referrals") : MSG("Takes no referrals"), .kind = FACT_MSG};
    if (takes) {
        ret[(*ret_n)++] = listed(MSG("Countries of the customer"), country_names(ctx, r.countries));
        ret[(*ret_n)++] = listed(MSG("Solution areas"), solution_names(ctx, r.solutions));
        ret[(*ret_n)++] = (FactView){
            .label = MSG("Routing rules"), .text = str_fmt(ctx->arena, "%lld", (long long)r.rules), .kind = FACT_TEXT};
    }
    return OK;
}
