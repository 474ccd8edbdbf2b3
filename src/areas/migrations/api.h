/* The wire's migrations. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

extern const Shape API_MIGRATION, API_MIGRATION_ELIGIBILITY, API_MIGRATION_SCHEDULE;
Err api_migration_validate(AccountCtx a);
Err api_migration_create(AccountCtx a);
Err api_migration_get(AccountCtx a);
Err api_migration_events(AccountCtx a);
Err api_migration_list(AccountCtx a);
Err api_schedule_create(AccountCtx a);
Err api_schedule_get(AccountCtx a);
Err api_schedule_list(AccountCtx a);
Err api_schedule_put(AccountCtx a);
Err api_schedule_cancel(AccountCtx a);
