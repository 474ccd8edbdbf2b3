/* Pages of legal info. */
#pragma once
#include "areas/legal/legal.h"

Err legal_page(AccountCtx a);
Err legal_edit_page(AccountCtx a);
Err legal_post(AccountCtx a);
