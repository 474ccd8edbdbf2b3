/* Granular administration: chosen roles over one customer for a time, asked for, approved on the customer's own page,
 * ended by either side or by time. Rules only. */
#pragma once
#include "app/job.h"
#include "areas/relationships/relationships.h"

extern const Perm GRANULAR_VIEW, GRANULAR_MANAGE;
extern const Machine GRANULAR_RELATIONSHIP;
extern const JobKind GRANULAR_JOBS[1];
enum { GRANULAR_NAME_MAX = 50, GRANULAR_DAYS = 730, GRANULAR_ROLES_MAX = 20 };

typedef struct GranularAsk {
    Str name, days;
    bool extends;
    const Str *roles;
    size_t roles_n;
} GranularAsk;
/* Of ctx->customer_id, in a WRITE unit. Problems under name, days and roles. */
MUST_USE Err granular_ask(AccountCtx a, const GranularAsk *ask, Id *ret_id);
/* By the account: with a reason that the customer is told. */
MUST_USE Err granular_end(AccountCtx a, Id id, Str reason);
/* Names of the roles' ids, spaces between, in the reader's language; ret has room for GRANULAR_ROLES_MAX. */
size_t granular_roles(Ctx *ctx, Str ids, Str *ret);
Str granular_path(Ctx *ctx, Id id);

/* The customer's side. */
typedef struct Granular {
    Id account_id, id, customer_id;
    Str name, roles, state, account, public_id, company, approved_email;
    int64_t days, warned;
    bool extends;
    Time created_at, ends_at;
} Granular;
/* ERR_NOT_FOUND with a problem when the token is no link of ours. */
MUST_USE Err granular_find(SystemCtx s, Str token, Granular *ret);
/* Approves what waits, or ends what is active, as somebody who leads the customer. In a WRITE unit. */
MUST_USE Err granular_answer(Ctx *ctx, const Granular *g, const Answerer *who);
