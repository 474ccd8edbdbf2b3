/* Handlers and permissions of the area. */
#pragma once
#include "app/area.h"
#include "areas/privacy/privacy.h"

extern const Perm PRIVACY_EXPORT;

Err privacy_me_page(SelfCtx s);
Err privacy_me_export_post(SelfCtx s);
Err privacy_me_job_page(SelfCtx s);
Err privacy_me_job_cancel_post(SelfCtx s);
Err privacy_me_job_file(SelfCtx s);
Err privacy_account_get(AccountCtx a);
Err privacy_account_export_post(AccountCtx a);
Err privacy_person_export_post(AccountCtx a);
Err privacy_account_job_page(AccountCtx a);
Err privacy_account_job_cancel_post(AccountCtx a);
Err privacy_account_job_file(AccountCtx a);
Err privacy_demo(DemoCtx *demo);
