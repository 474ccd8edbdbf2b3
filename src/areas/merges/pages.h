/* Pages of merges. */
#pragma once
#include "areas/merges/merges.h"

Err merges_page(AccountCtx a);
Err merges_export(AccountCtx a);
Err merge_invite_post(AccountCtx a);
Err merge_page(AccountCtx a);
Err merge_accept_post(AccountCtx a);
Err merge_reject_post(AccountCtx a);
Err merge_withdraw_post(AccountCtx a);
Err merge_confirm_post(AccountCtx a);
Err merge_desk_page(OperatorCtx o);
Err merge_desk_merge_post(OperatorCtx o);
Err merge_desk_refuse_post(OperatorCtx o);
