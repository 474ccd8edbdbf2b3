/* The sandbox's own operations on the wire. */
#pragma once
#include "app/shape.h"
#include "areas/sandbox/sandbox.h"

extern const Shape API_SANDBOX_CLOCK, API_SANDBOX_TURN;
Err api_sandbox_clock(AccountCtx a);
Err api_sandbox_clock_turn(AccountCtx a);
