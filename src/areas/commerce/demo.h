#pragma once
#include "app/demo.h"
MUST_USE Err commerce_demo(DemoCtx *demo);
