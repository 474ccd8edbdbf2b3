/* The portal's pages of migrations. */
#pragma once
#include "app/route.h"

Err migrations_page(AccountCtx a);
Err migrations_check(AccountCtx a);
Err migrations_history_page(AccountCtx a);
Err migrations_history_export(AccountCtx a);
Err migration_page(AccountCtx a);
Err migration_retry_post(AccountCtx a);
Err migration_plans_page(AccountCtx a);
Err migration_plan_page(AccountCtx a);
Err migration_plan_save(AccountCtx a);
Err migration_plan_cancel(AccountCtx a);
