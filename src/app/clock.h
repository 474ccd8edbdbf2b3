/* The business clock of a sandbox, which its owner turns forward: renewals, expiries, days of grace and whatever else
 * looks at ctx->now happen at their moments, in order, as though the time had passed. It never goes back. The wall's
 * clock (tokens, sessions, leases) is not touched. */
#pragma once
#include "app/app.h"

enum { CLOCK_TURN_YEARS = 10 /* at most at a time */, CLOCK_TURN_S = 20 /* then it stops where it is, and says so */ };

/* A partner's own sandbox: nobody else lives by its clock. */
bool clock_may_turn(const App *app);
/* At opening: where the clock was left. */
MUST_USE Err clock_restore(App *app);

typedef struct ClockTurn {
    Time from, to; /* to: where it stands now */
    Time began;    /* by the wall */
    int64_t stops; /* moments at which something was due */
    bool cut;      /* to is short of what was asked: ask again */
} ClockTurn;
/* Outside units. What is earlier than now is now. ERR_INVALID: too far at a time; ERR_BUSY: somebody turns it at this
 * moment; ERR_UNSUPPORTED: not a sandbox. */
MUST_USE Err clock_turn(App *app, Time to, ClockTurn *ret);
