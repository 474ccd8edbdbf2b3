/* Handlers of the area, for area.c, and what its pages share. */
#pragma once
#include "app/view.h"
#include "areas/payout/payout.h"

#define PAYOUT_PAGE "/a/{account}/settings/payout"
#define PAYOUT_DESK "/operator/payout"

/* pages.c */
Err payout_page(AccountCtx a);
Err payout_bank_page(AccountCtx a);
Err payout_tax_page(AccountCtx a);
Err payout_bank_new_page(AccountCtx a);
Err payout_bank_new_post(AccountCtx a);
Err payout_bank_edit_page(AccountCtx a);
Err payout_bank_edit_post(AccountCtx a);
Err payout_tax_new_page(AccountCtx a);
Err payout_tax_new_post(AccountCtx a);
Err payout_tax_edit_page(AccountCtx a);
Err payout_tax_edit_post(AccountCtx a);
/* assignment_pages.c */
Err payout_assignment_page(AccountCtx a);
Err payout_assign_page(AccountCtx a);
Err payout_assign_post(AccountCtx a);
ShellView *payout_shell(Ctx *ctx, Msg title, Str text);
Str payout_editors(Ctx *ctx, const Perm *perm); /* names of the roles that may */
Url payout_why(Ctx *ctx, const Perm *perm);     /* where one reads how to get one of them */
/* What a profile holds, number masked; at most PAYOUT_FACTS_MAX. */
enum { PAYOUT_FACTS_MAX = 12 };
size_t payout_facts(Ctx *ctx, const PayoutRules *rules, const PayoutProfile *p, FactView *ret);

FieldView payout_currency_field(Ctx *ctx, const PayoutRules *rules, Str chosen);

/* desk.c, settings.c */
Err payout_desk_page(OperatorCtx o);
Err payout_desk_export(OperatorCtx o);
Err payout_desk_accept_post(OperatorCtx o);
Err payout_desk_profile_page(OperatorCtx o);
Err payout_desk_profile_post(OperatorCtx o);
Err payout_desk_reveal_post(OperatorCtx o);
Err payout_settings_page(OperatorCtx o);
Err payout_settings_post(OperatorCtx o);
