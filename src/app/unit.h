/* Units of work: one transaction each, on whatever engine. The dispatcher opens them for routes; MODE_OUTSIDE handlers,
 * jobs and the command line open them here, and get the same audit and retry. */
#pragma once
#include "app/route.h"

typedef Err (*UnitFn)(Ctx *ctx, void *arg);
/* Runs fn in a unit and returns after the commit is durable. READ or WRITE. action: audit action of a WRITE (NULL for
 * bookkeeping of the kernel itself: sessions touched, job steps, refusal counts). fn may run more than once; what it
 * made in the arena by a failed try stays unused. Blocks: never on a loop thread. */
MUST_USE Err unit_run(Ctx *ctx, Mode mode, const char *action, UnitFn fn, void *arg);

/* Within a unit: calls piece again and again while *ret_more (which it clears at the end) is true. What a piece
 * allocates on ctx->arena is gone when it returns: what has to last it copies into memory that was there before. For
 * reading more than a request may hold at once. */
MUST_USE Err unit_in_pieces(Ctx *ctx, UnitFn piece, void *arg, bool *ret_more);

/* A Ctx without a request, for jobs, commands and tests; the scope types are made from it by these only. */
Ctx *ctx_system(App *app, Arena *a);
static inline SystemCtx system_of(Ctx *ctx) { return (SystemCtx){ctx}; }
/* Acts as an account in a job: sets account_id and returns the scope. */
AccountCtx account_of(Ctx *ctx, Id account_id);
/* Acts for a directory, in jobs and where the caller has been found to run it: sets directory_id. */
DirectoryCtx directory_ctx(Ctx *ctx, Id directory_id);
