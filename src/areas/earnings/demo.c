#include "app/demo.h"
#include "areas/earnings/pages.h"
Err earnings_demo(struct DemoCtx *d)
{
    (void)d;
    return OK;
}
