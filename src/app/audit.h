/* The audit chain. Rows are written by the dispatcher and unit_run only. */
#pragma once
#include "app/ctx.h"

typedef struct AuditReport {
    int64_t rows, chains, unsealed;
    Str why;
    Id chain;
    int64_t seq;
} AuditReport; /* why empty: all hold */
/* Recomputes every chain in keyset chunks. ERR_CONFLICT when one does not hold; the report names the first row. */
MUST_USE Err audit_verify(Ctx *ctx, AuditReport *ret);
