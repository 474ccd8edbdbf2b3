/* The routes, the command and the demo of this area. */
#pragma once
#include "app/command.h"
#include "app/demo.h"
#include "app/route.h"
#include "app/view.h"

extern const Perm PERM_CATALOG_VIEW, PERM_CATALOG_EXPORT, PERM_CATALOG_ARRANGE;
Err page_pricing(AccountCtx a);
Err page_pricing_export(AccountCtx a);
Err page_product(AccountCtx a);
Err page_items(AccountCtx a);
Err page_items_export(AccountCtx a);
Err page_item(AccountCtx a);
Err page_arrange(AccountCtx a);
Err page_arrange_act(AccountCtx a);
Err page_arrange_clear(AccountCtx a);
Err page_arrange_one(AccountCtx a);
Err page_arrange_one_save(AccountCtx a);
int catalog_import(CommandRun *run);
Err catalog_demo(DemoCtx *demo);

/* Addresses of these pages: "", "/items", "/arrange"; and of one product below one of them. */
Url catalog_url(Ctx *ctx, const char *rest);
Url catalog_product_url(Ctx *ctx, const char *page, Str code);
void catalog_tabs(Ctx *ctx, bool items, TabView tabs[2]);
