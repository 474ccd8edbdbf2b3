/* Models of the pages of referrals settings. */
#pragma once
#include "app/view.h"

typedef struct ReferralRuleLine {
    int64_t number;
    Str countries, solutions, sizes, languages; /* empty: all */
    Str place, person;
    bool gone; /* the person can no longer act: the rule is passed over */
    Url edit, up, down, remove;
} ReferralRuleLine;
typedef struct ReferralsView {
    ShellView *shell;
    bool may_edit;
    StateView state;
    FormView form;
    FieldView takes, countries, solutions, sizes, languages, days, per_week, open_max, location, person, tell;
    const ReferralRuleLine *rules;
    size_t rules_n;
    Url add;
    const FactView *facts; /* for who may only look */
    size_t facts_n;
} ReferralsView;
typedef struct ReferralRuleView {
    ShellView *shell;
    FormView form;
    FieldView countries, solutions, sizes, languages, location, person;
    Url back, up, down, remove; /* the last three: of a rule that is there */
} ReferralRuleView;
