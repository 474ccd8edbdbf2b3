/* The sandbox's own operations on the wire. */
#pragma once
#include "app/shape.h"
#include "areas/sandbox/sandbox.h"

extern const Shape API_SANDBOX_CLOCK, API_SANDBOX_TURN;
extern const Shape API_SANDBOX_SNAPSHOT, API_SANDBOX_SNAPSHOT_NEW;
extern const Shape API_SANDBOX_SEED, API_SANDBOX_SEEDED;
Err api_sandbox_seed(AccountCtx a);
Err api_sandbox_clock(AccountCtx a);
Err api_sandbox_clock_turn(AccountCtx a);
Err api_sandbox_snapshots(AccountCtx a);
Err api_sandbox_snapshot_make(AccountCtx a);
Err api_sandbox_snapshot_restore(AccountCtx a);
Err api_sandbox_snapshot_remove(AccountCtx a);
