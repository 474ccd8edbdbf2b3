/* Who must have a second factor: a rule per account, one for the vendor's staff, and a day per person. The strictest
 * holds. People without one can put it off until the rule's day; from then on they set it up on their way in. */
#pragma once
#include "areas/identity/factor.h"

typedef enum MfaPolicy { MFA_OFF, MFA_ENCOURAGED, MFA_REQUIRED } MfaPolicy;
typedef struct MfaRule {
    MfaPolicy policy;
    Date from;           /* REQUIRED: the first day on which nobody comes in without; DATE_NONE: already */
    int64_t remind_days; /* ENCOURAGED, of an account: a reminder that was put off comes back after so many */
} MfaRule;
bool mfa_in_force(const MfaRule *r, Date today);
MfaRule mfa_stricter(MfaRule a, MfaRule b);
enum { MFA_GRACE_DAYS = 14, MFA_GRACE_DAYS_MAX = 365, MFA_REMIND_DAYS_MAX = 365 };

/* Inside a unit. account_id nil: the rule for the vendor's staff. */
MUST_USE Err mfa_rule_of(Ctx *ctx, Id account_id, MfaRule *ret);
MUST_USE Err mfa_rule_put(Ctx *ctx, Id account_id, const MfaRule *r);
/* What is asked of a person, over all accounts of the directories they belong to. */
MUST_USE Err mfa_demand(SystemCtx s, Id user_id, MfaRule *ret);

/* As people know it: Disabled, nobody asks; Enabled, asked for and not set up; Enforced, set up and asked at each
 * sign-in. */
typedef enum MfaState { MFA_STATE_DISABLED, MFA_STATE_ENABLED, MFA_STATE_ENFORCED } MfaState;
MfaState mfa_state(const Factors *f, const MfaRule *demand);
