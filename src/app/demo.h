/* What the demo's parts of the areas work with: `entente demo` runs Area.demo in the order of .needs. */
#pragma once
#include "app/command.h"
#include "app/route.h"
#include "app/unit.h"
#include "base/map.h"

typedef struct DemoCtx {
    App *app;
    Arena *arena;      /* lives as long as the run */
    Ctx *ctx;          /* a system context, no unit open: demo_unit opens one */
    int64_t customers; /* how many in all */
    int64_t users;     /* of one account, beside those that are told of */
    int64_t roles;     /* made by that account */
    uint64_t random;   /* state of demo_random: the same world each time */
    Time start;        /* business time of the run; history lies before */
    Map things;        /* of demo_put */
    Arena *scratch;    /* of the last unit */
    struct DemoPortal *portals, **portals_end;
    struct DemoApi *apis, **apis_end;
    struct DemoClient *clients, **clients_end;
} DemoCtx;
typedef struct DemoPortal {
    Str email, password, account, roles;
    struct DemoPortal *next;
} DemoPortal; /* roles: "a, b" */
typedef struct DemoApi {
    Str account, tenant, client_id, client_secret, token_url, base_url;
    struct DemoApi *next;
} DemoApi;

typedef struct DemoClient {                                  /* an application that people sign in to */
    Str name, account, key, tenant, client_id, redirect_uri; /* account: its name; key: of the demo's own words */
    struct DemoClient *next;
} DemoClient;

uint64_t demo_random(DemoCtx *d);
int64_t demo_between(DemoCtx *d, int64_t lo, int64_t hi); /* both included */
/* One unit of work, written as the system; at most some thousand rows each. What fn makes in its ctx->arena lives until
 * the next demo_unit; what must stay longer goes into d->arena. */
MUST_USE Err demo_unit(DemoCtx *d, const char *action, UnitFn fn, void *arg);
/* What this unit tells happened then: in business and, for the audit, on the wall. */
void demo_at(Ctx *ctx, Time at);
/* What one area made and a later one needs, by a key: "account/contoso", "directory/...". */
void demo_put(DemoCtx *d, Str key, Id id);
Id demo_get(const DemoCtx *d, Str key); /* ID_NIL when absent */
/* Credentials printed at the end and by --json. base_url and token_url: paths are completed with the served address. */
/* roles: ids with spaces between. */
void demo_add_portal(DemoCtx *d, Str email, Str password, Str account, Str roles);
void demo_add_api(DemoCtx *d, const DemoApi *api);
void demo_add_client(DemoCtx *d, const DemoClient *client);
/* demo_start prepares d; the credentials as JSON, or as a table for people. base: "http://127.0.0.1:8080". */
void demo_start(DemoCtx *d, App *app, Arena *a, int64_t customers);
void demo_end(DemoCtx *d);
void demo_write_json(const DemoCtx *d, Buf *b, Str base);
/* Runs the demo of all areas, each after those it needs. */
MUST_USE Err demo_run_areas(DemoCtx *d);
void demo_progress(DemoCtx *d, const char *what, int64_t done, int64_t total);
