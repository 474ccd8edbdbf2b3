/* The pages of a customer's devices. */
#pragma once
#include "app/import.h"
#include "areas/devices/devices.h"

extern const Perm DEVICES_VIEW, DEVICES_MANAGE;
extern const ImportKind DEVICES_FILE;
Url devices_url(Ctx *ctx, const char *rest);
Err page_devices(AccountCtx a);
Err page_devices_export(AccountCtx a);
Err page_device(AccountCtx a);
Err page_device_policy_give(AccountCtx a);
Err page_device_delete(AccountCtx a);
Err page_device_policy_new(AccountCtx a);
Err page_device_policy_add(AccountCtx a);
Err page_device_policy(AccountCtx a);
Err page_device_policy_save(AccountCtx a);
Err page_device_policy_delete(AccountCtx a);
Err page_devices_files(AccountCtx a);
Err page_devices_template(AccountCtx a);
Err page_devices_upload(AccountCtx a);
Err page_devices_file(AccountCtx a);
Err page_devices_run(AccountCtx a);
Err page_devices_report(AccountCtx a);
Err devices_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
