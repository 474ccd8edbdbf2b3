/* What an account can sell in a country, as its people choose it. */
#include "areas/catalog/items.h"
#include "areas/prices/prices.h"
#include "base/utf8.h"

/* The patterns of a search in titles, codes and what SKUs are called. */
CatalogPatterns catalog_patterns(Ctx *ctx, Str q)
{
    Str folded = fold_search(ctx->arena, q), low = str_lower_ascii(ctx->arena, q);
    return (CatalogPatterns){.title = str_concat(ctx->arena, folded, S("%")),
                             .inner = str_fmt(ctx->arena, "%% %.*s%%", S_ARG(folded)),
                             .code = str_concat(ctx->arena, low, S("%")),
                             .sku = str_fmt(ctx->arena, "%%%.*s%%", S_ARG(low))};
}

Err catalog_shelf(AccountCtx a, const CatalogShelfAsk *ask, CatalogShelf **ret, size_t *ret_n, PageInfo *ret_page)
{
    Str currency;
    TRY(catalog_currency(a, ask->country, &currency));
    CatalogPatterns p = catalog_patterns(a.ctx, ask->q);
    OwnListRow *rows;
    OwnListArgs args = {.country = str_upper_ascii(a.ctx->arena, ask->country),
                        .currency = currency,
                        .term = S("-"),
                        .with_view = ask->target_view.n != 0,
                        .view = ask->target_view,
                        .with_hidden = true,
                        .with_sold = true,
                        .with_q = ask->q.n != 0,
                        .pattern = p.title,
                        .inner_pattern = p.inner,
                        .code_pattern = p.code,
                        .sku_pattern = p.sku};
    PageAsk page = ask->page;
    page.order = OWN_LIST_BY_OWN;
    Err err = q_own_list(a, &args, &page, &rows, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = q_own_list(a, &args, &page, &rows, ret_n, ret_page);
    }
    TRY(err);
    *ret = arena_array(a.ctx->arena, CatalogShelf, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (CatalogShelf){rows[i].code,        rows[i].title,      rows[i].description,
                                   rows[i].target_view, rows[i].group_name, rows[i].pinned};
    }
    return OK;
}

static const ItemSkusRow *sku_of(const ItemSkusRow *skus, size_t n, Str code)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(skus[i].code, code)) {
            return &skus[i];
        }
    }
    return NULL;
}

Err catalog_items_of(AccountCtx a, Str product_code, Str country, CatalogItem **ret, size_t *ret_n)
{
    Arena *arena = a.ctx->arena;
    Str currency, code = str_upper_ascii(arena, str_trim(product_code));
    ItemSkusRow *skus;
    ItemOnSaleRow *there;
    PriceRow *prices;
    size_t skus_n, there_n, prices_n;
    *ret_n = 0;
    Err err = catalog_currency(a, country, &currency);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    TRY(q_item_skus(a,
                    &(ItemSkusArgs){.country = str_upper_ascii(arena, country),
                                    .currency = currency,
                                    .with_product = true,
                                    .product_code = code},
                    &skus, &skus_n));
    TRY(q_item_on_sale(a, &(ItemOnSaleArgs){.product_code = code}, &there, &there_n));
    PriceKey key = {.product_code = code, .market = str_upper_ascii(arena, country), .currency = currency};
    TRY(prices_at(a, &key, a.ctx->now, &prices, &prices_n));
    CatalogItem *items = arena_array(arena, CatalogItem, there_n + 1);
    for (size_t i = 0; i < there_n; i++) {
        const ItemSkusRow *sku = sku_of(skus, skus_n, there[i].sku_code);
        if (!sku) {
            continue;
        }
        CatalogItem *item = &items[*ret_n];
        *item = catalog_item_of(sku);
        item->segment = there[i].segment;
        item->country = str_upper_ascii(arena, country);
        item->currency = currency;
        catalog_item_name(arena, item, there[i].code);
        for (size_t k = 0; k < prices_n && item->terms_n < CATALOG_TERMS_MAX; k++) {
            if (str_eq(prices[k].sku_code, sku->code) && str_eq(prices[k].availability, there[i].code)) {
                item->terms[item->terms_n] = catalog_term_of(a.ctx, &prices[k]);
                item->terms_n += !item->terms[item->terms_n].ended;
            }
        }
        *ret_n += item->terms_n > 0;
    }
    *ret = items;
    return OK;
}
