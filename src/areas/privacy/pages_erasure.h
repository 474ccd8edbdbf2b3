/* Handlers of erasing, and the parts of pages that both files fill. */
#pragma once
#include "app/route.h"
#include "areas/privacy/privacy_view.h"

Err privacy_me_view(SelfCtx s, Str reason, MyDataView **ret);
Err privacy_account_view(AccountCtx a, Str typed, AccountDataView **ret);
/* By the name they sign in with, or did; only of the account's own directory. ID_NIL: nobody. */
Err privacy_find_person(AccountCtx a, Str typed, Id *ret_id);
Err erasure_fill_me(SelfCtx s, Str typed, MyDataView *v);
Err erasure_fill_account(AccountCtx a, AccountDataView *v);

Err erasure_me_post(SelfCtx s);
Err erasure_me_withdraw_post(SelfCtx s);
Err erasure_account_page(AccountCtx a);
Err erasure_account_accept_post(AccountCtx a);
Err erasure_account_decline_post(AccountCtx a);
Err erasure_account_erase_post(AccountCtx a);
Err erasure_desk_page(OperatorCtx o);
Err erasure_desk_accept_post(OperatorCtx o);
Err erasure_desk_decline_post(OperatorCtx o);
Err privacy_rules_page(OperatorCtx o);
Err privacy_rules_post(OperatorCtx o);
