/* The demo's lists: half a year of months and the next one, and a year of exchange rates. */
#include "app/demo.h"
#include "areas/catalog/catalog.h"
#include "areas/price_lists/list.h"
#include "areas/price_lists/pages.h"
#include "areas/price_lists/view.h"
#include "gen/prices_q.h"

enum { MONTHS_BACK = 5, RATE_DAYS = 200, PER_MILLE = 1000 };

typedef struct Change {
    int month; /* from now */
    const char *product, *sku;
    int64_t per_mille;         /* of what it cost before */
    const char *term, *cycle;  /* NULL: all; with `add` what it is sold with newly */
    bool add, ends, sale_ends; /* ends: in the middle of the month */
} Change;
static const Change CHANGES[] = {
    {-5, "NLPRISM00005", "0002", 1030, NULL, NULL, false, false, false},
    {-4, "NLDESK000001", "0003", 1025, NULL, NULL, false, false, false},
    {-3, "NLGUARD00003", "0002", 980, NULL, NULL, false, false, false},
    {-2, "NLPRISM00005", "0002", 1015, NULL, NULL, false, false, false},
    {-1, "NLHEARTH0006", "0001", 1040, NULL, NULL, false, false, false},
    {0, "NLDESK000001", "0003", 1030, NULL, NULL, false, false, false},
    {0, "NLKEYST00004", "0001", 3420, "P3Y", "triennial", true, false, false},
    {1, "NLPRISM00005", "0002", 1050, NULL, NULL, false, false, false},
    {1, "NLGUARD00003", "0002", 970, NULL, NULL, false, false, false},
    {1, "NLKEYST00004", "0002", 1000, "P1M", "monthly", false, true, false},
    {1, "NLHEARTH0006", "0001", 1000, "P1M", "monthly", false, false, true},
};

typedef struct Making {
    DemoCtx *demo;
    Id list;
    int64_t rows;
    const Change *change;
    Date first; /* of the month */
    int month;
} Making;

static Err change_one(Ctx *ctx, void *arg)
{
    Making *m = arg;
    const Change *c = m->change;
    DemoPricesRow *rows;
    size_t n;
    Time from = time_of_date(m->first);
    TRY(q_demo_prices(
        system_of(ctx),
        &(DemoPricesArgs){.product_code = str_from(c->product), .sku_code = str_from(c->sku), .at = time_add(from, -1)},
        &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const DemoPricesRow *r = &rows[i];
        bool month = str_eq(r->term, S("P1M")) && str_eq(r->cycle, S("monthly"));
        if (c->add ? !month
                   : c->term && !(str_eq(r->term, str_from(c->term)) && str_eq(r->cycle, str_from(c->cycle)))) {
            continue;
        }
        PriceNew p = {.key = {.product_code = r->product_code,
                              .sku_code = r->sku_code,
                              .availability = r->availability,
                              .market = r->market,
                              .currency = r->currency,
                              .term = c->add ? str_from(c->term) : r->term,
                              .cycle = c->add ? str_from(c->cycle) : r->cycle},
                      .tier_min = 1,
                      .from_at = from,
                      .ends_at = c->ends ? time_add(from, 14 * TIME_DAY) : TIME_NONE,
                      .sale_ends_on = c->sale_ends ? (Date){m->first.days + 14} : DATE_NONE,
                      .list_id = m->list};
        int64_t by = c->add ? c->per_mille * 10 : c->per_mille;
        Dec listed = {(int64_t)num_div_round((__int128)r->listed.units * by, PER_MILLE, ROUND_HALF_UP)};
        TRY(price_of_cycle(listed, S(""), S("one_time"), r->currency, false, &p.listed)); /* in whole coins */
        TRY(price_of_cycle(p.listed, p.key.term, p.key.cycle, r->currency, false, &p.amount));
        TRY(price_of_cycle((Dec){p.listed.units / 4 * 5}, S(""), S("one_time"), r->currency, false, &p.erp));
        p.has_erp = true;
        TRY(price_put(system_of(ctx), &p));
        m->rows++;
    }
    return OK;
}

static Err write_list(Ctx *ctx, void *arg)
{
    Making *m = arg;
    demo_at(ctx, time_add(time_of_date(m->first), -20 * TIME_DAY)); /* seen ahead */
    return q_draft_live_add(
        system_of(ctx),
        &(DraftLiveAddArgs){.id = m->list,
                            .name = str_fmt(ctx->arena, "Prices of %.*s", S_ARG(month_word(ctx->arena, m->first))),
                            .first_on = m->first,
                            .rows_n = m->rows},
        NULL);
}

static Err write_rates(Ctx *ctx, void *arg)
{
    Making *m = arg;
    Str code;
    int64_t per_mille;
    Date today = date_of(ctx->now);
    for (size_t c = 0; catalog_demo_currency(c, &code, &per_mille); c++) {
        for (int i = 0; i <= RATE_DAYS && !str_eq(code, S("USD")); i++) {
            int64_t wave = demo_between(m->demo, -15, 15) + i % 40;                       /* thousandths */
            __int128 exact = (__int128)1100 * DEC_SCALE * (PER_MILLE + wave) / PER_MILLE; /* a euro has 1.1 dollars */
            Dec rate = {(int64_t)num_div_round(exact, (__int128)per_mille * 100, ROUND_HALF_UP) * 100};
            TRY(q_fx_rate_add(
                system_of(ctx),
                &(FxRateAddArgs){.currency = code, .rate_on = {today.days - RATE_DAYS + i}, .usd_per_unit = rate},
                NULL));
        }
    }
    return OK;
}

Err price_lists_demo(DemoCtx *demo)
{
    Making m = {.demo = demo};
    Date now = price_month_of(demo->start);
    for (int month = -MONTHS_BACK; month <= 1; month++) {
        m.list = ctx_new_id(demo->ctx);
        m.first = date_add_months(now, month);
        m.rows = 0;
        for (size_t i = 0; i < COUNT_OF(CHANGES); i++) {
            m.change = &CHANGES[i];
            if (CHANGES[i].month == month) {
                TRY(demo_unit(demo, "price_lists.demo", change_one, &m));
            }
        }
        TRY(demo_unit(demo, "price_lists.demo", write_list, &m));
    }
    return demo_unit(demo, "price_lists.demo", write_rates, &m);
}
