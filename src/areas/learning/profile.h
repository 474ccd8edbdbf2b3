/* Learning profiles that people link to their company, and certificates that they ask to have counted. Rules only. */
#pragma once
#include "areas/learning/study.h"

extern const Machine LEARNING_PROFILE, LEARNING_CLAIM;
extern const Perm LEARNING_OWN, OPERATOR_LEARNING, OPERATOR_LEARNING_DECIDE;
#define LEARNING_PROFILE_WORK "learning_profile"
#define LEARNING_CLAIM_WORK "learning_claim"

/* Links it at once where the vendor has records of the profile with the person's own address; else the vendor's staff
 * look. Problem of the field "profile"; ERR_CONFLICT: one is linked or waits, or the vendor's limits of a year. */
MUST_USE Err profile_link(AccountCtx a, Str profile, bool *ret_linked);
/* The person's last one in this account; ERR_NOT_FOUND without a problem. */
MUST_USE Err profile_mine(AccountCtx a, LearningProfilesMineRow *ret);
/* Why none can be linked now; unset: one can. */
MUST_USE Err profile_blocked(AccountCtx a, Str key, Msg *ret);
MUST_USE Err profile_end(AccountCtx a, Id id);
MUST_USE Err profile_get(Ctx *ctx, Id id, LearningProfileGetRow *ret);
MUST_USE Err profile_decide(OperatorCtx o, const LearningProfileGetRow *p, Str to, Str reason);

typedef struct ClaimInput {
    Id certification_id;
    Str number, link, note;
    Date issued_on; /* DATE_NONE: not a day */
    Id file_id;
    Str file_name;
} ClaimInput;
/* Problems of the form's fields. */
MUST_USE Err claim_check(AccountCtx a, const ClaimInput *in, bool has_file);
MUST_USE Err claim_make(AccountCtx a, const ClaimInput *in, Id *ret_id);
/* The person's own; ERR_NOT_FOUND with a problem. */
MUST_USE Err claim_mine(AccountCtx a, Id id, LearningClaimsMineRow *ret);
/* One that was rejected, put right. */
MUST_USE Err claim_again(AccountCtx a, const LearningClaimsMineRow *was, const ClaimInput *in);
MUST_USE Err claim_withdraw(AccountCtx a, const LearningClaimsMineRow *c);
MUST_USE Err claim_get(Ctx *ctx, Id id, LearningClaimGetRow *ret);
MUST_USE Err claim_decide(OperatorCtx o, const LearningClaimGetRow *c, Str to, Str reason);

/* A certificate that the vendor knows of. */
typedef struct RecordInput {
    Str profile, email, name, number;
    Id certification_id;
    Date issued_on;
} RecordInput;
/* Calls problem_field under the form's names. */
void record_check(Ctx *ctx, const RecordInput *in);
/* *ret_made false: it was recorded before. Whoever has the profile linked holds it at once. */
MUST_USE Err record_add(Ctx *ctx, const RecordInput *in, bool *ret_made);
