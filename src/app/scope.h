/* Who is asking, as a type: a handler for one scope cannot call a query of another, because the types differ.
 * Every scope is a thin wrapper around the request's Ctx (app/ctx.h). Only the dispatcher and unit.c make them. */
#pragma once

typedef struct Ctx Ctx;
typedef struct AccountCtx {
    Ctx *ctx;
} AccountCtx; /* ctx->account_id is set and the actor holds a role in it */
typedef struct CustomerCtx {
    Ctx *ctx;
} CustomerCtx; /* ctx->customer_id is set and in reach of the account, or is the actor's own */
typedef struct SelfCtx {
    Ctx *ctx;
} SelfCtx; /* ctx->actor.user_id is set: a person's own rows */
typedef struct DirectoryCtx {
    Ctx *ctx;
} DirectoryCtx; /* ctx->directory_id is set: who runs that directory, or a program that keeps it in step */
typedef struct OperatorCtx {
    Ctx *ctx;
} OperatorCtx; /* the vendor's staff */
typedef struct SystemCtx {
    Ctx *ctx;
} SystemCtx; /* kernel, jobs, command line: no tenancy; golden-listed */
/* A person who signed in to an account may always ask for their own rows. */
static inline SelfCtx account_self(AccountCtx a) { return (SelfCtx){a.ctx}; }
