/* Handlers and permissions of the area. */
#pragma once
#include "app/area.h"
#include "areas/referrals/referrals.h"

extern const Perm REFERRALS_SETTINGS, REFERRALS_ROUTING;
Err referrals_page(AccountCtx a);
Err referrals_post(AccountCtx a);
Err referral_rule_new_page(AccountCtx a);
Err referral_rule_page(AccountCtx a);
Err referral_rule_new_post(AccountCtx a);
Err referral_rule_post(AccountCtx a);
Err referral_rule_up_post(AccountCtx a);
Err referral_rule_down_post(AccountCtx a);
Err referral_rule_remove_post(AccountCtx a);
Err referrals_demo(DemoCtx *demo);
