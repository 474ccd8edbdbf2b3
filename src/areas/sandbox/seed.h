/* A sandbox filled from a file: customers with their people and orders, each written as the wire's POST takes it, so
 * that whoever knows the API knows the file (docs/sandbox.md). Looked at as a whole first; when anything is wrong,
 * every problem is told by its place and nothing is made. */
#pragma once
#include "app/app.h"
#include "areas/sandbox/sandbox.h"

enum { SEED_BYTES_MAX = 16 << 20, SEED_CUSTOMERS_MAX = 5000, SEED_PROBLEMS_MAX = 200 };
typedef struct SeedProblem {
    Str where, text; /* "customers[2].orders[0].lineItems[1].quantity"; in ctx's language */
} SeedProblem;
typedef struct Seeded {
    int64_t customers, users, orders, subscriptions;
    const SeedProblem *problems;
    size_t problems_n; /* at most SEED_PROBLEMS_MAX */
    bool more;         /* there are more problems than these */
} Seeded;
/* Outside units, of the account of ctx in its own house, which is a partner's sandbox; one row of the log a customer.
 * dry: only looked at. OK with problems: nothing was made. ERR_FORBIDDEN: no such house. A failure on the way leaves
 * the customers that were made by then, and says how many. */
MUST_USE Err sandbox_seed(Ctx *ctx, Str json, bool dry, Seeded *ret);
