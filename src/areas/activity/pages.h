/* The routes of this area. Thin: input, one domain call, output. */
#pragma once
#include "app/command.h"
#include "app/job.h"
#include "app/route.h"
#include "app/shape.h"
#include "areas/activity/desk.h"

/* pages_list.c */
Err page_activity(AccountCtx a);
Err page_activity_choices(AccountCtx a);
Err page_activity_view_save(AccountCtx a);
Err page_activity_view_remove(AccountCtx a);
Err vendor_activity(OperatorCtx o);
Err vendor_activity_choices(OperatorCtx o);
Err vendor_activity_view_save(OperatorCtx o);
Err vendor_activity_view_remove(OperatorCtx o);
/* pages_entry.c */
Err page_activity_entry(AccountCtx a);
Err vendor_activity_entry(OperatorCtx o);
Err page_own_activity(SelfCtx s);
/* pages_export.c */
Err page_activity_export(AccountCtx a);
Err page_activity_export_start(AccountCtx a);
Err page_activity_export_job(AccountCtx a);
Err page_activity_export_cancel(AccountCtx a);
Err page_activity_export_file(AccountCtx a);
Err vendor_activity_export(OperatorCtx o);
Err activity_export_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
/* manage.c */
Err vendor_activity_manage(OperatorCtx o);
Err vendor_activity_keep(OperatorCtx o);
Err vendor_activity_erase(OperatorCtx o);
Err activity_expire_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
int activity_erase_command(CommandRun *run);
/* api.c */
Err api_audit_records(AccountCtx a);
extern const Shape API_AUDIT_RECORD;
