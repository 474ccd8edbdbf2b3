/* Named copies of a sandbox, as its own clients ask for them. All outside units; each writes one row of the log there,
 * after the act: what is gone back to does not know of the going back. */
#pragma once
#include "app/snapshot.h"
#include "areas/sandbox/sandbox.h"

/* 403 with the wire's code where this is no partner's own sandbox. */
MUST_USE Err sandbox_own_only(Ctx *ctx);
MUST_USE Err sandbox_snapshot_make(Ctx *ctx, Str name, Snapshot *ret);
MUST_USE Err sandbox_snapshot_restore(Ctx *ctx, Str name, Snapshot *ret);
MUST_USE Err sandbox_snapshot_remove(Ctx *ctx, Str name);
