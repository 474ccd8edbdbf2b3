/* The clock of a sandbox as its owner reads and turns it, from within it or from the account's page in the main house.
 * What moves it is app/clock.h; here is what people ask for and what they are told. */
#pragma once
#include "app/app.h"
#include "gen/sandbox_q.h"

typedef struct SandboxClock {
    Time now, wall;
    Time renewal, invoice, event; /* the next ones; TIME_NONE: none waits */
    bool turned;                  /* last is there */
    SandboxTurnsRow last;
} SandboxClock;
/* house: the sandbox, which may be another than ctx's. Outside units of that house. */
MUST_USE Err sandbox_clock_read(Ctx *ctx, App *house, SandboxClock *ret);

/* One of the three. */
typedef struct SandboxTurnAsk {
    Time now;    /* to this moment; TIME_NONE: not that way */
    Str advance; /* by an ISO 8601 duration */
    Str to;      /* "next_renewal", "next_invoice", "next_event" */
} SandboxTurnAsk;
/* Outside units. One row of the log in that house. Problems under now, advance and to. */
MUST_USE Err sandbox_clock_turn(Ctx *ctx, App *house, const SandboxTurnAsk *ask, SandboxClock *ret);
