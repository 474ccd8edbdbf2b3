/* The page on which an account is deleted. */
#pragma once
#include "areas/closure/closure.h"

Err closure_page(AccountCtx a);
Err closure_ask_post(AccountCtx a);
Err closure_withdraw_post(AccountCtx a);
