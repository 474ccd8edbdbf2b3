/* The routes, permissions and jobs of this area. */
#pragma once
#include "app/job.h"
#include "app/route.h"
#include "areas/agreements/agreements.h"
#include "areas/agreements/agreements_view.h"

extern const Perm AGREEMENTS_SIGN, AGREEMENTS_SIGN_PUBLISHER, AGREEMENTS_SIGN_CPV, OPERATOR_AGREEMENTS,
    OPERATOR_AGREEMENTS_EDIT;
extern const JobKind AGREEMENT_JOBS[2];
#define AGREEMENTS_DESK "/operator/agreements"

/* partner_pages.c */
Err agreements_page(AccountCtx a);
Err agreements_export(AccountCtx a);
Err agreement_page(AccountCtx a);
Err agreement_download(AccountCtx a);
Err agreement_pdf(AccountCtx a);
Err agreement_receipt(AccountCtx a);
Err agreement_sign_post(AccountCtx a);
/* desk_pages.c */
Err versions_page(OperatorCtx o);
Err version_new_page(OperatorCtx o);
Err version_new_post(OperatorCtx o);
Err version_page(OperatorCtx o);
Err version_post(OperatorCtx o);
Err version_publish_post(OperatorCtx o);
Err version_withdraw_post(OperatorCtx o);
Err version_remove_post(OperatorCtx o);
Err version_evidence(OperatorCtx o);
