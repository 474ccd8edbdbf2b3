/* The routes of this area. */
#pragma once
#include "app/route.h"
#include "app/unit.h"
#include "areas/prices/prices.h"

struct DemoCtx;
Err price_lists_demo(struct DemoCtx *demo);
Err page_price_list(AccountCtx a);
Err page_price_list_file(AccountCtx a);
Err page_price_compare(AccountCtx a);
Err page_price_history(AccountCtx a);
Err page_matrix(AccountCtx a);
Err page_matrix_file(AccountCtx a);
Err page_rates(AccountCtx a);
Err page_rates_file(AccountCtx a);
Err page_promotions(AccountCtx a);
Err page_margins(AccountCtx a);

Err api_pricesheet(AccountCtx a);
Err api_offermatrix(AccountCtx a);
Err api_fxrates(AccountCtx a);
