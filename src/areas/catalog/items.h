/* What is sold, for this area's own files: rows to items, the words of the wire, the API's handlers and the demo. */
#pragma once
#include "app/collection.h"
#include "app/demo.h"
#include "app/shape.h"
#include "areas/catalog/catalog.h"
#include "gen/catalog_q.h"

enum { CATALOG_LIST_MAX = 2000 };
/* What a client of the wire may ask of the catalogue, and of which page; the country is the customer's when the path
 * names one. */
typedef struct CatalogAsk {
    Str country, currency, segment;
    Str views[3];
    size_t views_n;
} CatalogAsk;
MUST_USE Err catalog_ask(AccountCtx a, CollectionAsk *ret_page, CatalogAsk *ret);
CatalogItem catalog_item_of(const ItemSkusRow *r);
struct PriceRow;
CatalogTerm catalog_term_of(const Ctx *ctx, const struct PriceRow *r);
/* Gives an item of a SKU its availability and with it its id. */
void catalog_item_name(Arena *arena, CatalogItem *item, Str availability);

extern const Shape API_PRODUCT, API_SKU, API_AVAILABILITY, API_PROMOTION, API_OFFER, API_OFFER_CATEGORY,
    API_INVENTORY_CHECK, API_PROMOTION_ASKED, API_PROMOTION_ELIGIBILITY;
extern const char MARGINS_SCHEMA[], INVENTORY_SCHEMA[];
Err api_products(AccountCtx a);
Err api_product(AccountCtx a);
Err api_skus(AccountCtx a);
Err api_sku(AccountCtx a);
Err api_availabilities(AccountCtx a);
Err api_availability(AccountCtx a);
Err api_inventory(AccountCtx a);
Err api_promotions(AccountCtx a);
Err api_promotion(AccountCtx a);
Err api_promotion_eligibilities(AccountCtx a);
Err api_margins(AccountCtx a);
Err api_margins_download(AccountCtx a);
Err api_offers(AccountCtx a);
Err api_offer(AccountCtx a);
Err api_offer_addons(AccountCtx a);
Err api_offer_categories(AccountCtx a);
