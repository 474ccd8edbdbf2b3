/* Files of prices in exactly the documented columns (spec portal-workflows.md 12), for this area's own files. */
#pragma once
#include "app/export.h"
#include "areas/price_lists/view.h"
#include "gen/price_lists_q.h"

typedef enum SheetFormat { SHEET_CSV, SHEET_XLSX, SHEET_ZIP } SheetFormat;
SheetFormat sheet_format(Str word); /* "csv", "xlsx", "zip"; CSV for anything else */

/* What a file of prices holds. Times: the month's first moment and the one after its last. */
typedef struct SheetAsk {
    const PriceView *view;
    Str market, segment, term, currency, change, q;
    Time from_at, until_at;
} SheetAsk;
typedef struct Sheet {
    const ExportColumn *columns;
    size_t columns_n;
    /* The rows behind `after`, and what to ask for next; empty at the end. */
    Err (*chunk)(AccountCtx a, const void *ask, Str after, Export *e, Str *ret_next);
} Sheet;
ListRowsArgs sheet_args(Ctx *ctx, const SheetAsk *ask);
const Sheet *sheet_of_view(const PriceView *view); /* ask: SheetAsk */
typedef struct MatrixAsk {
    Str q;
    Time at;
} MatrixAsk;
extern const Sheet SHEET_MATRIX; /* ask: MatrixAsk */
typedef struct MatrixBeside {
    Str prerequisites, conversions, countries; /* "PRODUCT:SKU; PRODUCT:SKU"; "AT;BE" */
    int64_t countries_n;
} MatrixBeside;
MUST_USE Err matrix_beside_of(AccountCtx a, Str product, Str sku, Time at, MatrixBeside *ret);
typedef struct RatesAsk {
    Date month; /* its first day */
    bool daily; /* each day's, else the one that holds */
} RatesAsk;
extern const Sheet SHEET_RATES, SHEET_RATES_DAILY; /* ask: RatesAsk */

/* The day whose rates hold in a month: they are fixed before it begins (areas/prices/prices.h, fx_fixed_on). */
Date rates_day(Date month);

/* name: without its ending. plain: for programs, without a byte order mark and of no named type. In a MODE_OUTSIDE
 * handler; any length in constant memory. */
typedef struct SheetSend {
    const Sheet *sheet;
    const void *ask;
    Str name;
    SheetFormat format;
    bool plain;
} SheetSend;
MUST_USE Err sheet_stream(Ctx *ctx, const SheetSend *s);
