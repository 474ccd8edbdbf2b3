/* What this area's files share: the views of price lists, months, and what pages ask for. */
#pragma once
#include "app/ctx.h"
#include "app/page.h"

/* A section of the price lists. words: of the catalogue's types, "older" or "addons". wire: PricesheetView. */
typedef enum SheetKind { SHEET_LICENCE, SHEET_OLDER, SHEET_SOFTWARE, SHEET_PLAN } SheetKind;
typedef struct PriceView {
    const char *id, *name, *about, *word, *word_too, *wire;
    SheetKind sheet;
} PriceView;
enum { PRICE_VIEWS = 9 };
extern const PriceView PRICE_VIEW[PRICE_VIEWS];
const PriceView *price_view(Str id);      /* NULL: none of that name */
const PriceView *price_view_wire(Str id); /* without regard to case */

Date price_month_of(Time t);           /* its first day */
Str month_word(Arena *a, Date month);  /* "2026-11" */
Str month_said(Ctx *ctx, Date month);  /* "November 2026" */
bool month_parse(Str word, Date *ret); /* "2026-11" or "202611" */
/* When prices of a month are looked at: now in the current one, its last moment in all others. */
Time month_moment(const Ctx *ctx, Date month);
Time month_end(Date month);

Str price_said(Ctx *ctx, Dec amount, Str currency);
Str percent_said(Ctx *ctx, Dec percent);
