/* The vendor's pages of prices, and words that all pages of prices share. */
#pragma once
#include "app/route.h"
#include "app/unit.h"
#include "areas/price_lists/list.h"
#include "areas/price_lists/price_lists_view.h"
#include "areas/price_lists/view.h"

#define PRICE_DESK "/operator/price-lists"
Err price_desk(OperatorCtx o);
Err price_desk_new(OperatorCtx o);
Err price_desk_file(OperatorCtx o);
Err price_desk_list(OperatorCtx o);
Err price_desk_publish(OperatorCtx o);
Err price_desk_approve(OperatorCtx o);
Err price_desk_hold(OperatorCtx o);
Err price_desk_withdraw(OperatorCtx o);
Err price_desk_discard(OperatorCtx o);
Err price_desk_drop(OperatorCtx o);
Err price_desk_problems(OperatorCtx o);
Err price_desk_row(OperatorCtx o);
Err price_desk_row_post(OperatorCtx o);
Err price_desk_rates(OperatorCtx o);
Err price_desk_rates_post(OperatorCtx o);
Err price_desk_promotions(OperatorCtx o);
Err price_desk_promotion_post(OperatorCtx o);
Err price_desk_promotion_end(OperatorCtx o);

ShellView *price_desk_shell(Ctx *ctx, Msg title, Str text);
Msg seats_msg(Ctx *ctx, int64_t from, int64_t to);
StateView change_view(Str change);                          /* of ADD, CHG, DEL, UNC */
Msg units_msg(Ctx *ctx, int64_t from, int64_t to);          /* unset: for any number */
Str change_said(Ctx *ctx, bool was, Dec before, Dec after); /* "+3.5 %"; empty: nothing to say */
