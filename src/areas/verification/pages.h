/* Pages of verification, on both sides. */
#pragma once
#include "app/area.h"
#include "app/upload.h"
#include "areas/verification/verification.h"
#include "areas/verification/verification_view.h"

#define VERIFICATION_PAGE "/a/{account}/settings/verification"
#define VERIFICATION_DESK "/operator/verification"
/* The documents of a check; each has its page below base. */
MUST_USE Err verification_documents(Ctx *ctx, Id account_id, Id check_id, const char *base,
                                    const VerificationDocument **ret, size_t *ret_n);
/* What of legal info a check compares, for people. */
const FactView *verification_fact_list(Ctx *ctx, const VerificationKind *kind, const VerificationLegalRow *l,
                                       size_t *ret_n);

Err verification_page(AccountCtx a);
Err verification_check_page(AccountCtx a);
Err verification_send_post(AccountCtx a);
Err verification_code_post(AccountCtx a);
Err verification_code_send_post(AccountCtx a);
Err verification_file(AccountCtx a);

Err verification_queue_page(OperatorCtx o);
Err verification_queue_export(OperatorCtx o);
Err verification_queue_post(OperatorCtx o);
Err verification_desk_page(OperatorCtx o);
Err verification_decide_post(OperatorCtx o);
Err verification_ask_post(OperatorCtx o);
Err verification_desk_file(OperatorCtx o);
Err verification_settings_page(OperatorCtx o);
Err verification_settings_post(OperatorCtx o);
Err verification_pending(AccountCtx a, PendingAction **ret, size_t *ret_n);
