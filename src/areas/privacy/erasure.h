/* Erasing a person: the request as a machine, what is kept and why, and the receipt. */
#pragma once
#include "app/job.h"
#include "app/machine.h"
#include "app/personal.h"
#include "gen/privacy_q.h"

#define ERASURE_WORK "erasure"
enum { ERASURE_REASON_MAX = 1000 };

extern const Machine ERASURE;
extern const Perm PRIVACY_DECIDE, OPERATOR_PRIVACY;

/* In WRITE units. The person asks; ERR_CONFLICT when a request stands already. */
MUST_USE Err erasure_ask(Ctx *ctx, Id account_id, Str reason);
MUST_USE Err erasure_withdraw(Ctx *ctx, const ErasureGetRow *e);
/* Accepted: the person is removed from their directory at once, and the job erases. Refused where an account would be
 * left without a Global admin. mover: of whom decides. */
MUST_USE Err erasure_accept(Ctx *ctx, const ErasureGetRow *e, Mover mover, Str note);
MUST_USE Err erasure_decline(Ctx *ctx, const ErasureGetRow *e, Mover mover, Str reason);
/* An admin erases somebody who was removed before, or the vendor's rule does (mover MOVER_SYSTEM). */
MUST_USE Err erasure_begin(Ctx *ctx, Id account_id, Id user_id, Id directory_id, Mover mover, Str reason, Id *ret_id);

/* What stays of a person after erasing, and why. In a unit. */
typedef struct ErasureKept {
    const char *table;
    int64_t rows;
    Str why; /* "law", "audit", "accounting", "contract" */
} ErasureKept;
MUST_USE Err erasure_kept(Ctx *ctx, const PersonalWho *who, ErasureKept **ret, size_t *ret_n);
Msg erasure_table_name(Str table); /* unset: by its own name */
Msg erasure_why(Str why);
/* Of a receipt as it is stored. */
MUST_USE Err erasure_receipt_read(Arena *a, Str receipt, ErasureKept **ret, size_t *ret_n, int64_t *ret_erased);

MUST_USE Err erasure_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
MUST_USE Err erasure_sweep_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
/* In a WRITE unit: the daily look for people who were removed long ago. */
MUST_USE Err erasure_sweep_start(Ctx *ctx);
