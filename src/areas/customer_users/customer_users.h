/* Licences of customers: a pool of seats a customer and product, whichever partner sold them. The header that selling
 * includes. The customer is ctx->customer_id; all functions run inside the caller's unit. */
#pragma once
#include "app/ctx.h"

/* Seats that come (positive) or go: active ones, suspended ones, ones in their days of grace. No number falls below
 * zero: ERR_CONFLICT, without a problem. Seats that people hold stay theirs when fewer are left; nobody else gets one
 * until there are enough again, and the pool says "Warning". */
MUST_USE Err licence_pool_change(AccountCtx a, Id product_id, int64_t enabled_by, int64_t suspended_by,
                                 int64_t warning_by);

/* Seats were moved from one product to another: their people go along, as far as the new seats reach. all: the whole
 * subscription moved, so that as many go as seats did; else those for whom nothing is left. ret: how many went. */
MUST_USE Err licences_pass(AccountCtx a, Id from_id, Id to_id, int64_t moved, bool all, int64_t *ret);

/* Somebody of the customer from JSON, as POST /v1/customers/{id}/users takes it, but that the password may be left out:
 * then nobody can sign in until one is set. hash: of customer_user_json_hash, which is slow and belongs outside units.
 * Problems are the wire's. */
Str customer_user_json_hash(Arena *a, const JsonValue *object);
MUST_USE Err customer_user_create_json(AccountCtx a, const JsonValue *object, Str hash);

typedef struct LicencePlan {
    Id id;
    Str code, name;
} LicencePlan;
typedef struct LicencePool {
    Id product_id;
    Str sku, name;
    int64_t enabled, suspended, warning, assigned;
    const LicencePlan *plans;
    size_t plans_n;
} LicencePool;
/* At most 500, by code. */
MUST_USE Err licence_pools(AccountCtx a, LicencePool **ret, size_t *ret_n);
/* Seats that can still be given to somebody; seats held beyond the active ones. */
int64_t licence_pool_free(const LicencePool *p);
int64_t licence_pool_beyond(const LicencePool *p);
/* The wire's word: "Enabled", "Warning", "Suspended" or "Deleted". */
const char *licence_pool_status(const LicencePool *p);

/* The roles that a customer's directory knows, by the ids clients know them by. */
typedef struct DirectoryRole {
    const char *id, *name;
} DirectoryRole;
extern const DirectoryRole DIRECTORY_ROLES[];
extern const size_t DIRECTORY_ROLES_N;
const DirectoryRole *directory_role(Str id); /* NULL: none */
