/* The demo's part of this area. */
#pragma once
#include "app/demo.h"
Err profile_demo(DemoCtx *demo);
