#include "areas/sandbox/api.h"

#include "app/clock.h"
#include "app/resource.h"
#include "areas/sandbox/turn.h"

typedef struct ApiTurned {
    Time from, to;
    int64_t renewals, expiries, suspensions, disabled, deletions, events;
    bool complete;
} ApiTurned;
static const Field TURNED_FIELDS[] = {
    FIELD(ApiTurned, from, "from", F_TIME_),
    FIELD(ApiTurned, to, "to", F_TIME_),
    FIELD(ApiTurned, renewals, "renewals", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiTurned, expiries, "expiries", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiTurned, suspensions, "suspensions", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiTurned, disabled, "disabled", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiTurned, deletions, "deletions", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiTurned, events, "events", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiTurned, complete, "complete", F_BOOL_, .flags = FIELD_ALWAYS),
};
static const Shape API_TURNED = SHAPE_AS(ApiSandboxTurned, ApiTurned, TURNED_FIELDS);

typedef struct ApiClock {
    Time now, wall, renewal, event;
    ApiTurned happened;
    bool has_happened, has_attributes;
    ApiAttributes attributes;
} ApiClock;
static const Field CLOCK_FIELDS[] = {
    FIELD(ApiClock, now, "now", F_TIME_),
    FIELD(ApiClock, wall, "wallTime", F_TIME_),
    FIELD(ApiClock, renewal, "nextRenewal", F_TIME_),
    FIELD(ApiClock, event, "nextEvent", F_TIME_),
    FIELD_PART(ApiClock, happened, has_happened, "happened", &API_TURNED),
    FIELD_PART(ApiClock, attributes, has_attributes, "attributes", &API_ATTRIBUTES),
};
const Shape API_SANDBOX_CLOCK = SHAPE_AS(ApiSandboxClock, ApiClock, CLOCK_FIELDS);

typedef struct ApiTurn {
    Time now;
    Str advance, to;
} ApiTurn;
static const Field TURN_FIELDS[] = {
    FIELD(ApiTurn, now, "now", F_TIME_),
    FIELD(ApiTurn, advance, "advance", F_STR, .max = 40),
    FIELD(ApiTurn, to, "to", F_STR, .max = 40),
};
const Shape API_SANDBOX_TURN = SHAPE_AS(ApiSandboxTurn, ApiTurn, TURN_FIELDS);

static Err answer(Ctx *ctx, const SandboxClock *c)
{
    const SandboxTurnsRow *t = &c->last;
    ApiClock w = {.now = c->now,
                  .wall = c->wall,
                  .renewal = c->renewal,
                  .event = c->event,
                  .has_happened = c->turned,
                  .has_attributes = true,
                  .attributes = {.object_type = S("SandboxClock")}};
    w.happened = (ApiTurned){.from = t->from_at,
                             .to = t->to_at,
                             .renewals = t->renewals,
                             .expiries = t->expiries,
                             .suspensions = t->suspensions,
                             .disabled = t->disabled,
                             .deletions = t->deletions,
                             .events = t->events,
                             .complete = !t->cut};
    ctx_json(ctx, 200, &API_SANDBOX_CLOCK, &w);
    return OK;
}

Err api_sandbox_clock(AccountCtx a)
{
    SandboxClock c;
    TRY(sandbox_clock_read(a.ctx, a.ctx->app, &c));
    return answer(a.ctx, &c);
}

Err api_sandbox_clock_turn(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiTurn w = {.now = TIME_NONE};
    SandboxClock c;
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_SANDBOX_TURN, &w)));
    SandboxTurnAsk ask = {.now = w.now, .advance = str_trim(w.advance), .to = str_trim(w.to)};
    TRY(resource_bad_property(ctx, sandbox_clock_turn(ctx, ctx->app, &ask, &c)));
    return answer(ctx, &c);
}
