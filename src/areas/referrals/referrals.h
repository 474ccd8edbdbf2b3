/* Referrals settings: whether an account takes referrals, which, and for which location and person each is. The
 * Referrals workspace asks referral_route for every one that comes. */
#pragma once
#include "app/ctx.h"
#include "app/view.h"
#include "gen/referrals_q.h"

typedef struct ReferralAsk {
    Str country;  /* of the customer, ISO 3166 */
    Str solution; /* a code of REFERRAL_SOLUTIONS */
    Str size;     /* of REFERRAL_SIZES */
    Str language; /* a tag of the portal's languages */
    Date on;
    int64_t this_week, open_now; /* how many were taken in the week of `on`, and wait for an answer */
} ReferralAsk;
typedef enum ReferralWhy {
    REFERRAL_TAKEN,
    REFERRAL_OFF,
    REFERRAL_COUNTRY,
    REFERRAL_SOLUTION,
    REFERRAL_SIZE,
    REFERRAL_LANGUAGE,
    REFERRAL_DAY,
    REFERRAL_WEEK_FULL,
    REFERRAL_OPEN_FULL
} ReferralWhy;
typedef struct ReferralRoute {
    ReferralWhy why;
    int64_t rule;            /* which rule took it, from 1; 0: none, the fallback */
    Id location_id, user_id; /* nil: the account itself; nobody in particular */
    bool tell_person, tell_admins;
} ReferralRoute;
/* Inside a unit. A rule whose person can no longer act is passed over; the fallback's then is nobody, and the admins
 * are told. An account that has saved nothing takes none. */
MUST_USE Err referral_route(AccountCtx a, const ReferralAsk *ask, ReferralRoute *ret);
/* Those of the rules and the fallback who can act. */
MUST_USE Err referral_rule_people(AccountCtx a, const ReferralSettingsGetRow *s, const ReferralRulesRow *rules,
                                  size_t n, ReferralPeopleRow **ret, size_t *ret_n);
Msg referral_why(ReferralWhy why);

typedef struct ReferralCode {
    const char *code, *name;
} ReferralCode;
enum { REFERRAL_SOLUTIONS_N = 6, REFERRAL_SIZES_N = 4, REFERRAL_DAYS_N = 7, REFERRAL_RULES_MAX = 50 };
extern const ReferralCode REFERRAL_SOLUTIONS[REFERRAL_SOLUTIONS_N], REFERRAL_SIZES[REFERRAL_SIZES_N],
    REFERRAL_DAYS[REFERRAL_DAYS_N];

/* For the vendor's page of a partner. An account that has saved nothing says so. */
enum { REFERRAL_FACTS_N = 4 };
MUST_USE Err referral_facts(OperatorCtx o, Id account_id, FactView ret[REFERRAL_FACTS_N], size_t *ret_n);
