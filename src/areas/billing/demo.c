/* The demo's documents: the months before its start, billed one after the other on their day. */
#include "app/demo.h"
#include "app/audit.h"
#include "areas/billing/charges.h"
#include "areas/billing/run.h"

enum { MONTHS = 8 };

typedef struct Bill {
    Date period;
    Time at;
    Id run;
    bool begun, more;
} Bill;

/* Charge cycles until then, as their job writes them; then the run begins. */
static Err begin(Ctx *ctx, void *arg)
{
    Bill *b = arg;
    int64_t n;
    demo_at(ctx, b->at);
    TRY(billing_cycles_begun(ctx, b->at, &n));
    b->begun = n == 0;
    ctx->audit.skip = !b->begun; /* each cycle has its own row */
    return b->begun ? billing_run_start(ctx, b->period, false, ID_NIL, &b->run) : OK;
}
static Err account(Ctx *ctx, void *arg)
{
    Bill *b = arg;
    demo_at(ctx, b->at);
    TRY(billing_run_within(ctx, b->run, &b->more));
    return OK;
}

Err billing_demo(DemoCtx *demo)
{
    Date last = billing_month(demo->start);
    for (int i = MONTHS; i > 0; i--) {
        Bill b = {.period = date_add_months(last, -i), .more = true};
        b.at = time_add(time_of_date(date_add_months(b.period, 1)), TIME_DAY + TIME_HOUR);
        if (b.at.us > demo->start.us) {
            break;
        }
        while (!b.begun) {
            TRY(demo_unit(demo, "billing.clock", begin, &b));
        }
        while (b.more) {
            TRY(demo_unit(demo, "billing.run", account, &b));
        }
    }
    return OK;
}
