/* What the files of the audit chain share: a row as it is written and as it is read back, its digests, the heads. */
#pragma once
#include "app/kernel.h"
#include "gen/app_q.h"

enum {
    AUDIT_SEALED_AS = 2, /* rows written now; 1 are those of version 0.1 */
    DIGEST_N = 32,
};
#define AUDIT_KIND ".audit" /* of the search: names of what rows say; a dot keeps it out of the search of pages */

/* The fields of a row that was read: AuditRowRow or AuditChainRow. */
#define AUDIT_ROW_OF(r)                                                                                                \
    ((AuditInsertArgs){.account_id = (r)->account_id,                                                                  \
                       .id = (r)->id,                                                                                  \
                       .at = (r)->at,                                                                                  \
                       .business_at = (r)->business_at,                                                                \
                       .action = (r)->action,                                                                          \
                       .actor_kind = (r)->actor_kind,                                                                  \
                       .actor_id = (r)->actor_id,                                                                      \
                       .actor_name = (r)->actor_name,                                                                  \
                       .customer_id = (r)->customer_id,                                                                \
                       .on_behalf_of = (r)->on_behalf_of,                                                              \
                       .target_kind = (r)->target_kind,                                                                \
                       .target_id = (r)->target_id,                                                                    \
                       .target_name = (r)->target_name,                                                                \
                       .outcome = (r)->outcome,                                                                        \
                       .times = (r)->times,                                                                            \
                       .request_id = (r)->request_id,                                                                  \
                       .detail_hash = (r)->detail_hash,                                                                \
                       .sealed_as = (r)->sealed_as,                                                                    \
                       .operation = (r)->operation,                                                                    \
                       .resource = (r)->resource,                                                                      \
                       .application_id = (r)->application_id,                                                          \
                       .permission = (r)->permission,                                                                  \
                       .status = (r)->status,                                                                          \
                       .quiet = (r)->quiet})

/* Where the chain of an account stands, for whoever adds rows by hand and moves seq, digest and dirty: benchmarks. */
MUST_USE Err audit_head_of(Ctx *ctx, AuditBatch *b, Id account, AuditHead **ret);
MUST_USE Err audit_head_load(Ctx *ctx, AuditHead *h);
bool audit_head_is_ours(Ctx *ctx, const AuditHeadsRow *row);

/* What all heads come to: the record in audit_sum, or what is there now. */
typedef struct AuditSum {
    int64_t chains, rows, version;
    Time since; /* when heads were first sealed */
    uint8_t heads[DIGEST_N], names[DIGEST_N];
} AuditSum;
/* ERR_NOT_FOUND: there is none; ERR_PARSE: it was changed. */
MUST_USE Err audit_sum_load(Ctx *ctx, AuditSum *ret);
MUST_USE Err audit_sum_count(Ctx *ctx, AuditSum *ret);
/* Whether what is there lacks the chain of this account and no other of what was there. */
bool audit_sum_lacks(Ctx *ctx, const AuditSum *was, const AuditSum *is, Id account);

Digest audit_row_digest(Ctx *ctx, const AuditInsertArgs *row, int64_t seq, const Digest *previous);
Digest audit_who_digest(Ctx *ctx, Str salt, Str actor_name, Str address, Str agent);
Digest audit_what_digest(Ctx *ctx, Str salt, Str target_name, Str before, Str after);
Digest audit_detail_digest_1(Ctx *ctx, Str salt, Str before, Str after); /* rows of 1 */
