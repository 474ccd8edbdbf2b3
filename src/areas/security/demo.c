/* The demo's alerts: some about metered plans of partners, one of them resolved. */
#include "app/demo.h"
#include "areas/commerce/commerce.h"
#include "areas/security/security.h"

typedef struct DemoAlert {
    const char *account, *kind, *severity, *title, *description, *resource, *group, *hits;
    int days_ago;
} DemoAlert;
static const DemoAlert ALERTS[] = {
    {"alder", "NetworkConnectionsToCryptoMiningPools", "high", "Connections to a mining pool",
     "A server of the subscription talks to addresses that are known as a mining pool.", "batch-7", "back-office", "42",
     1},
    {"harbor", "UsageAnomalyDetection", "medium", "Ten times the usual use",
     "Servers are used far more than in the weeks before.", "web-1", "shop", "3", 2},
    {"cobalt", "VirtualMachineDeploymentAnomaly", "medium", "Forty new servers in an hour",
     "Many large servers were made in a short time, in a region that was not used before.", "", "", "40", 5},
};
typedef struct One {
    const DemoAlert *a;
    DemoCtx *d;
} One;

static Err raise(Ctx *ctx, void *arg)
{
    One *one = arg;
    SecurityDemoPlanRow *plans;
    size_t n;
    Id id;
    Id account_id = demo_get(one->d, str_fmt(ctx->arena, "account/%s", one->a->account));
    demo_at(ctx, time_add(one->d->start, -one->a->days_ago * TIME_DAY));
    TRY(q_security_demo_plan(account_of(ctx, account_id), NULL, &plans, &n));
    if (n == 0) {
        ctx->audit.skip = true;
        return OK;
    }
    AlertNew in = {.subscription = id_text(ctx->arena, plans[0].id),
                   .kind = str_from(one->a->kind),
                   .severity = str_from(one->a->severity),
                   .confidence = S("high"),
                   .title = str_from(one->a->title),
                   .description = str_from(one->a->description),
                   .resource_name = str_from(one->a->resource),
                   .resource_group = str_from(one->a->group),
                   .hits = str_from(one->a->hits)};
    return alert_raise((OperatorCtx){ctx}, &in, &id);
}

Err security_demo(DemoCtx *demo)
{
    for (size_t i = 0; i < COUNT_OF(ALERTS); i++) {
        One one = {&ALERTS[i], demo};
        TRY(demo_unit(demo, "security_alert.raise", raise, &one));
    }
    return OK;
}
