#pragma once
#include "app/demo.h"
/* The meters of the demo's metered plan with their prices, for the demo and for tests. */
MUST_USE Err usage_meters_demo(DemoCtx *demo);
MUST_USE Err usage_demo(DemoCtx *demo);
