/* The files of prices on the wire (spec api-endpoints.tsv, area "pricing"). */
#include "app/filter.h"
#include "areas/catalog/catalog.h"
#include "areas/price_lists/pages.h"
#include "areas/price_lists/sheet.h"

/* The documents name "deflate" for an archive with the file in it, which some clients take for granted. */
static SheetFormat wire_format(Ctx *ctx)
{
    Str accepted = http_header(ctx->req, S("accept-encoding"));
    return str_find(str_lower_ascii(ctx->arena, accepted), S("deflate")) >= 0 ? SHEET_ZIP : SHEET_CSV;
}

static Err bad(Ctx *ctx, Msg what) { return problem_api(ctx, ERR_INVALID, 400, 3000, what); }

static Err wire_month(Ctx *ctx, Str word, Date *ret)
{
    if (!word.n) {
        *ret = price_month_of(ctx->now);
        return OK;
    }
    return word.n == 6 && month_parse(word, ret) ? OK : bad(ctx, MSG1("{word} is not a month as 202611", "word", word));
}

typedef struct Known {
    Str market, currency;
} Known;
static Err find_market(Ctx *ctx, void *arg)
{
    Known *k = arg;
    return catalog_currency((AccountCtx){ctx}, k->market, &k->currency);
}

/* timeline: current, future (the next month's, as far as they are known) or history, of the month that is named. */
static Err wire_times(Ctx *ctx, SheetAsk *ask, Date *ret_month)
{
    Str timeline = str_trim(ctx_query(ctx, S("timeline"))), word = str_trim(ctx_query(ctx, S("month")));
    Date now = price_month_of(ctx->now), month = now;
    if (str_eq_nocase(timeline, S("history"))) {
        if (!word.n) {
            return bad(ctx, MSG("History needs a month, such as month=202611"));
        }
        TRY(wire_month(ctx, word, &month));
        if (month.days > now.days) {
            return bad(ctx, MSG("This month is not over. Ask for timeline=current or timeline=future."));
        }
    } else if (str_eq_nocase(timeline, S("future"))) {
        month = date_add_months(now, 1);
    } else if (timeline.n && !str_eq_nocase(timeline, S("current"))) {
        return bad(ctx, MSG1("There is no timeline {word}; there are history, current and future", "word", timeline));
    } else if (word.n) {
        TRY(wire_month(ctx, word, &month));
        month = month.days > now.days ? now : month;
    }
    bool current = month.days == now.days;
    ask->from_at = time_of_date(month);
    ask->until_at = current ? time_add(ctx->now, 1) : month_end(month);
    *ret_month = month;
    return OK;
}

Err api_pricesheet(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SheetAsk ask = {.market = str_upper_ascii(ctx->arena, str_trim(ctx_param(ctx, S("market")))),
                    .view = price_view_wire(str_trim(ctx_param(ctx, S("view"))))};
    Date month;
    if (!ask.view) {
        return bad(ctx, MSG1("There is no price sheet {word}", "word", ctx_param(ctx, S("view"))));
    }
    Known known = {.market = ask.market};
    Err err = unit_run(ctx, MODE_READ, NULL, find_market, &known);
    if (err == ERR_NOT_FOUND) {
        return problem_api(ctx, ERR_INVALID, 400, 800070,
                           MSG1("Nothing is sold in the country {name}", "name", ask.market));
    }
    TRY(err);
    TRY(wire_times(ctx, &ask, &month));
    return sheet_stream(ctx, &(SheetSend){.sheet = sheet_of_view(ask.view),
                                          .ask = &ask,
                                          .name = str_fmt(ctx->arena, "pricesheet_%s_%.*s_%.*s", ask.view->wire,
                                                          S_ARG(ask.market), S_ARG(month_word(ctx->arena, month))),
                                          .format = wire_format(ctx),
                                          .plain = true});
}

Err api_offermatrix(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Date month;
    TRY(wire_month(ctx, str_trim(ctx_param(ctx, S("month"))), &month));
    MatrixAsk ask = {.at = month_moment(ctx, month)};
    return sheet_stream(
        ctx, &(SheetSend){.sheet = &SHEET_MATRIX,
                          .ask = &ask,
                          .name = str_fmt(ctx->arena, "offermatrix_%.*s", S_ARG(month_word(ctx->arena, month))),
                          .format = wire_format(ctx),
                          .plain = true});
}

Err api_fxrates(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Date month;
    TRY(wire_month(ctx, str_trim(ctx_param(ctx, S("month"))), &month));
    if (month.days > price_month_of(ctx->now).days) {
        return bad(ctx, MSG("The rates of this month are not fixed yet"));
    }
    RatesAsk ask = {.month = month};
    return sheet_stream(ctx,
                        &(SheetSend){.sheet = &SHEET_RATES,
                                     .ask = &ask,
                                     .name = str_fmt(ctx->arena, "fxrates_%.*s", S_ARG(month_word(ctx->arena, month))),
                                     .format = wire_format(ctx),
                                     .plain = true});
}
