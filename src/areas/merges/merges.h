/* Merging two companies: one invites, the other accepts, the first confirms, the vendor decides. */
#pragma once
#include "app/machine.h"
#include "app/route.h"
#include "gen/merges_q.h"

/* Account of the machine: whoever invited; subject: the merge. */
extern const Machine ACCOUNT_MERGE;
extern const Perm MERGES_TAKE_PART, OPERATOR_MERGES;
#define MERGE_WORK "account_merge"
enum { MERGE_BODY_MAX = 1000, MERGES_MAX = 50 };

/* Invites the company of this number. Problems at "number" and "body". */
MUST_USE Err merge_invite(AccountCtx a, Str number, Str body, Id *ret_id);
/* ERR_NOT_FOUND with a problem where this account is neither side. */
MUST_USE Err merge_find(AccountCtx a, Id id, MergeGetRow *ret);
bool merge_is_asker(AccountCtx a, const MergeGetRow *m);
/* accepted, rejected, withdrawn, review. number: of the other company, typed again for review: problem at "number". */
MUST_USE Err merge_move(AccountCtx a, const MergeGetRow *m, Str to, Str reason, Str number);
/* merged or refused. ERR_CONFLICT where the two no longer fit. */
MUST_USE Err merge_decide(OperatorCtx o, const MergeGetDeskRow *m, Str to, Str reason);
