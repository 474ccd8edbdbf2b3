/* Pages of profiles. */
#pragma once
#include "app/area.h"
#include "areas/profile/profile.h"

Err bill_to_page(AccountCtx a);
Err bill_to_edit_page(AccountCtx a);
Err bill_to_post(AccountCtx a);
Err bill_to_tax_page(AccountCtx a);
Err bill_to_tax_post(AccountCtx a);
Err contacts_page(AccountCtx a);
Err security_edit_page(AccountCtx a);
Err security_post(AccountCtx a);
Err numbers_page(AccountCtx a);
Err sales_edit_page(AccountCtx a);
Err sales_post(AccountCtx a);
Err profile_pending(AccountCtx a, PendingAction **ret, size_t *ret_n);
