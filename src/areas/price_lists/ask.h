/* What the partner's pages of prices share. */
#pragma once
#include "areas/price_lists/desk.h"

typedef struct PriceAskPage {
    const PriceView *view;
    Str market, pays, segment, term, currency, change, q, after, before; /* pays: the market's own currency */
    Date month, with;                                                    /* with: the month that it is compared with */
    int size;
} PriceAskPage;
MUST_USE Err price_ask(AccountCtx a, PriceAskPage *ret);
Str price_query(Ctx *ctx, const PriceAskPage *ask, bool size);
Url price_url(Ctx *ctx, const char *rest); /* "/lists" */
const TabView *price_tabs(Ctx *ctx, const char *here, size_t *ret_n);
ShellView *price_shell(Ctx *ctx, Msg title);
FieldView month_field(Ctx *ctx, const char *name, Msg label, Date chosen, int ahead);
