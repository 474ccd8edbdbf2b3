/* Faults on request: what a client has to survive, shown to it when it asks for it (header Entente-Fault) or when a
 * rule of the sandbox says so. Only in a sandbox, only on the wire; all of it is done at one place of the dispatcher.
 * Which calls a rule with a rate meets follows from its seed and the number of the call: the same again after
 * faults_reload. */
#pragma once
#include "app/ctx.h"
#include "gen/app_q.h"

enum { FAULT_DELAY_MAX_MS = 30000, FAULT_RETRY_MAX_S = 3600, FAULT_RULES_MAX = 50, FAULT_HELD_MAX = 1000 };

typedef struct Fault {
    int status;       /* answered with it instead of being handled */
    int64_t delay_ms; /* handled, or answered so, that much later */
    int64_t retry_s;  /* of a throttle: Retry-After */
    bool drop;        /* the connection ends, nothing is done */
    bool drop_after;  /* it is done and the connection ends instead of the answer */
    bool twice;       /* a write is done as though it had come twice */
    bool stale;       /* refused as though somebody else had changed it meanwhile */
} Fault;
static inline bool fault_is_set(const Fault *f)
{
    return f->status || f->delay_ms || f->drop || f->drop_after || f->twice || f->stale;
}

/* What a header asks for: "status=503", "delay=200", "throttle=5", "drop", "drop=after", "duplicate", "stale", by
 * semicolons. with "rate=50; seed=7" it is met or not by the seed and by what names the request. ERR_PARSE. */
MUST_USE Err fault_parse(Str header, Str request, Fault *ret);
/* "*" is one segment, "**" at the end the rest; segments without regard to case, doubled slashes as one. */
bool fault_path_fits(Str pattern, Str path);
/* Is there an operation of the wire API with this method (empty: any) that the pattern can meet? */
bool fault_path_meets(Arena *a, Str method, Str pattern);
/* Whether the n-th call (from 0) that a rule with this seed could meet is met. */
bool fault_strikes(int64_t seed, int64_t n, int64_t percent);

typedef struct Faults Faults;
struct App;
MUST_USE Faults *faults_open(struct App *app);
void faults_close(Faults *f);
/* Takes up the rules as they stand in the database, and counts from the beginning. */
MUST_USE Err faults_reload(struct App *app);
/* How often a rule has been met since then. */
int64_t faults_met(struct App *app, Id rule);
