#include "areas/sandbox/api.h"

#include "app/clock.h"
#include "app/collection.h"
#include "app/resource.h"
#include "areas/sandbox/kept.h"
#include "areas/sandbox/seed.h"
#include "areas/sandbox/turn.h"
#include "http/multipart.h"

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
    Time now, wall, renewal, invoice, event;
    ApiTurned happened;
    bool has_happened, has_attributes;
    ApiAttributes attributes;
} ApiClock;
static const Field CLOCK_FIELDS[] = {
    FIELD(ApiClock, now, "now", F_TIME_),
    FIELD(ApiClock, wall, "wallTime", F_TIME_),
    FIELD(ApiClock, renewal, "nextRenewal", F_TIME_),
    FIELD(ApiClock, invoice, "nextInvoice", F_TIME_),
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

typedef struct ApiSnapshot {
    Str name;
    Time at;
    int64_t bytes;
    bool has_attributes;
    ApiAttributes attributes;
} ApiSnapshot;
static const Field SNAPSHOT_FIELDS[] = {
    FIELD(ApiSnapshot, name, "name", F_STR),
    FIELD(ApiSnapshot, at, "createdDate", F_TIME_),
    FIELD(ApiSnapshot, bytes, "sizeInBytes", F_INT),
    FIELD_PART(ApiSnapshot, attributes, has_attributes, "attributes", &API_ATTRIBUTES),
};
const Shape API_SANDBOX_SNAPSHOT = SHAPE_AS(ApiSandboxSnapshot, ApiSnapshot, SNAPSHOT_FIELDS);
static const Field SNAPSHOT_NEW_FIELDS[] = {
    FIELD(ApiSnapshot, name, "name", F_STR, .flags = FIELD_REQUIRED),
};
const Shape API_SANDBOX_SNAPSHOT_NEW = SHAPE_AS(ApiSandboxSnapshotNew, ApiSnapshot, SNAPSHOT_NEW_FIELDS);

typedef struct ApiSeedProblem {
    Str place, message;
} ApiSeedProblem;
static const Field SEED_PROBLEM_FIELDS[] = {
    FIELD(ApiSeedProblem, place, "place", F_STR),
    FIELD(ApiSeedProblem, message, "message", F_STR),
};
static const Shape SEED_PROBLEM = SHAPE_AS(ApiSandboxSeedProblem, ApiSeedProblem, SEED_PROBLEM_FIELDS);
typedef struct ApiSeeded {
    bool dry, more, has_attributes;
    int64_t customers, users, orders, subscriptions;
    ApiSeedProblem *problems;
    size_t problems_n;
    ApiAttributes attributes;
} ApiSeeded;
static const Field SEEDED_FIELDS[] = {
    FIELD(ApiSeeded, dry, "dryRun", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD(ApiSeeded, customers, "customers", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiSeeded, users, "users", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiSeeded, orders, "orders", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiSeeded, subscriptions, "subscriptions", F_INT, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiSeeded, problems, problems_n, "problems", &SEED_PROBLEM, .flags = FIELD_ALWAYS),
    FIELD(ApiSeeded, more, "moreProblems", F_BOOL_, .flags = FIELD_ALWAYS),
    FIELD_PART(ApiSeeded, attributes, has_attributes, "attributes", &API_ATTRIBUTES),
};
const Shape API_SANDBOX_SEEDED = SHAPE_AS(ApiSandboxSeeded, ApiSeeded, SEEDED_FIELDS);
typedef struct ApiSeed {
    Str customers; /* JSON */
} ApiSeed;
static const Field SEED_FIELDS[] = {FIELD(ApiSeed, customers, "customers", F_RAW, .flags = FIELD_REQUIRED)};
const Shape API_SANDBOX_SEED = SHAPE_AS(ApiSandboxSeed, ApiSeed, SEED_FIELDS);

static Err answer(Ctx *ctx, const SandboxClock *c)
{
    const SandboxTurnsRow *t = &c->last;
    ApiClock w = {.now = c->now,
                  .wall = c->wall,
                  .renewal = c->renewal,
                  .invoice = c->invoice,
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

/* --- snapshots --- */

static ApiSnapshot wire_snapshot(const Snapshot *s)
{
    return (ApiSnapshot){.name = s->name,
                         .at = s->at,
                         .bytes = s->bytes,
                         .has_attributes = true,
                         .attributes = {.object_type = S("SandboxSnapshot")}};
}

static void answer_snapshot(Ctx *ctx, int status, const Snapshot *s)
{
    ApiSnapshot w = wire_snapshot(s);
    ctx_json(ctx, status, &API_SANDBOX_SNAPSHOT, &w);
}

Err api_sandbox_snapshots(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Snapshot *all;
    size_t n;
    CollectionAsk ask;
    TRY(sandbox_own_only(ctx));
    TRY(collection_ask(ctx, SNAPSHOTS_MAX, SNAPSHOTS_MAX, &ask));
    TRY(snapshot_list(ctx->app, ctx->arena, &all, &n));
    ApiSnapshot *items = arena_array(ctx->arena, ApiSnapshot, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_snapshot(&all[i]);
    }
    ctx_json_collection(
        ctx, &ask, &(Collection){.shape = &API_SANDBOX_SNAPSHOT, .items = items, .items_n = n, .total = (int64_t)n});
    return OK;
}

Err api_sandbox_snapshot_make(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiSnapshot w = {0};
    Snapshot s;
    TRY(sandbox_own_only(ctx));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_SANDBOX_SNAPSHOT_NEW, &w)));
    TRY(resource_bad_property(ctx, sandbox_snapshot_make(ctx, w.name, &s)));
    answer_snapshot(ctx, 201, &s);
    return OK;
}

Err api_sandbox_snapshot_restore(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Snapshot s;
    TRY(sandbox_own_only(ctx));
    TRY(sandbox_snapshot_restore(ctx, ctx_param(ctx, S("snapshot")), &s));
    answer_snapshot(ctx, 200, &s);
    return OK;
}

Err api_sandbox_snapshot_remove(AccountCtx a)
{
    TRY(sandbox_own_only(a.ctx));
    TRY(sandbox_snapshot_remove(a.ctx, ctx_param(a.ctx, S("snapshot"))));
    a.ctx->out.status = 204;
    return OK;
}

/* --- filling it from a file --- */

static Err answer_seeded(Ctx *ctx, const Seeded *s, bool dry)
{
    ApiSeeded w = {.dry = dry,
                   .more = s->more,
                   .customers = s->customers,
                   .users = s->users,
                   .orders = s->orders,
                   .subscriptions = s->subscriptions,
                   .problems_n = s->problems_n,
                   .has_attributes = true,
                   .attributes = {.object_type = S("SandboxSeeded")}};
    w.problems = arena_array(ctx->arena, ApiSeedProblem, s->problems_n + 1);
    for (size_t i = 0; i < s->problems_n; i++) {
        w.problems[i] = (ApiSeedProblem){s->problems[i].where, s->problems[i].text};
    }
    ctx_json(ctx, 200, &API_SANDBOX_SEEDED, &w);
    return OK;
}

Err api_sandbox_seed(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str body = S("");
    Seeded s;
    bool dry = str_eq_nocase(ctx_query(ctx, S("dryRun")), S("true"));
    TRY(sandbox_own_only(ctx));
    TRY(http_body_bytes(ctx->req, &body));
    TRY(sandbox_seed(ctx, body, dry, &s));
    if (dry || !s.problems_n) {
        return answer_seeded(ctx, &s, dry);
    }
    for (size_t i = 0; i < s.problems_n && i < PROBLEM_FIELDS_MAX; i++) {
        problem_field(ctx, s.problems[i].where, MSG1("In the file: {text}", "text", s.problems[i].text));
    }
    return resource_bad_property(ctx, problem_check(ctx));
}
