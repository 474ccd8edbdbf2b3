/* The routes, the command and the demo of this area. */
#pragma once
#include "app/command.h"
#include "app/demo.h"
#include "app/route.h"

extern const Perm PERM_CATALOG_VIEW, PERM_CATALOG_EXPORT;
Err page_pricing(AccountCtx a);
Err page_pricing_export(AccountCtx a);
Err page_product(AccountCtx a);
int catalog_import(CommandRun *run);
Err catalog_demo(DemoCtx *demo);
