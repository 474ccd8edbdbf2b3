/* Pages of links. */
#pragma once
#include "areas/links/links.h"

Err links_page(AccountCtx a);
Err link_ask_post(AccountCtx a);
Err link_page(AccountCtx a);
Err link_accept_post(AccountCtx a);
Err link_decline_post(AccountCtx a);
Err link_withdraw_post(AccountCtx a);
Err link_end_post(AccountCtx a);
