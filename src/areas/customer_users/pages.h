/* The pages of a customer's people and licenses. */
#pragma once
#include "app/job.h"
#include "areas/customer_users/users.h"

extern const Perm CUSTOMER_USERS_VIEW, CUSTOMER_USERS_MANAGE;
Err page_customer_users(AccountCtx a);
Err page_customer_users_export(AccountCtx a);
Err page_customer_user_new(AccountCtx a);
Err page_customer_user_add(AccountCtx a);
Err page_customer_user_imports(AccountCtx a);
Err page_customer_user_import_template(AccountCtx a);
Err page_customer_user_import_upload(AccountCtx a);
Err page_customer_user_import(AccountCtx a);
Err page_customer_user_import_run(AccountCtx a);
Err page_customer_user_import_report(AccountCtx a);
Err page_customer_user_import_passwords(AccountCtx a);
Err customer_users_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
Err page_customer_user(AccountCtx a);
Err page_customer_user_save(AccountCtx a);
Err page_customer_user_licences(AccountCtx a);
Err page_customer_user_roles(AccountCtx a);
Err page_customer_user_password(AccountCtx a);
Err page_customer_user_delete(AccountCtx a);
Err page_customer_user_restore(AccountCtx a);
