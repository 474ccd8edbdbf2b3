/* Pages of customers' qualifications: the account's and the vendor's. */
#pragma once
#include "app/route.h"

Err qualifications_page(AccountCtx a);
Err qualifications_post(AccountCtx a);
Err qualification_page(AccountCtx a);
Err qualification_withdraw_post(AccountCtx a);

Err qualifications_desk_list(OperatorCtx o);
Err qualifications_several(OperatorCtx o);
Err qualifications_desk_export(OperatorCtx o);
Err qualification_desk_page(OperatorCtx o);
Err qualification_desk_post(OperatorCtx o);
Err codes_desk_page(OperatorCtx o);
Err codes_desk_post(OperatorCtx o);
