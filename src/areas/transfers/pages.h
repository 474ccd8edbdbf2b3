/* Pages of transfers. */
#pragma once
#include "areas/transfers/transfers.h"

Err transfers_page(AccountCtx a);
Err transfer_take_page(AccountCtx a);
Err transfer_give_page(AccountCtx a);
Err transfer_take_post(AccountCtx a);
Err transfer_give_post(AccountCtx a);
Err transfer_page(AccountCtx a);
Err transfer_accept_post(AccountCtx a);
Err transfer_reject_post(AccountCtx a);
Err transfer_withdraw_post(AccountCtx a);
