/* The catalogue: products and their service plans, the same for every account. The only header others may include. */
#pragma once
#include "app/ctx.h"
#include "app/page.h"

ID_TYPE(ProductId);
ID_TYPE(ServicePlanId);

typedef struct CatalogPlan {
    Id id;
    Str code, name;
} CatalogPlan;
typedef struct CatalogProduct {
    Id id;
    Str sku, name;
    CatalogPlan **plans;
    size_t plans_n, plans_cap;
} CatalogProduct;
typedef struct CatalogRefusal {
    int64_t line;
    const char *why;
    Str cell;
} CatalogRefusal;
enum { CATALOG_REFUSALS_MAX = 50 };
/* What a file holds after repair. The file's columns: product name, product code, product id, plan code, plan id, plan
 * name; a first line with other names is refused. */
typedef struct CatalogFile {
    CatalogProduct **products;
    size_t products_n;
    CatalogPlan **plans;
    size_t plans_n;
    int64_t rows;     /* read, without the first line */
    int64_t repaired; /* cells with no-break spaces, blanks around, or ids in capitals */
    int64_t repeated; /* rows that say what an earlier one said */
    int64_t renamed;  /* rows that give a plan or product another name than the one kept */
    int64_t refused;
    CatalogRefusal refusals[CATALOG_REFUSALS_MAX];
    size_t refusals_n;
    bool bom;
} CatalogFile;
/* ERR_PARSE with *ret_why when it is no such file at all. */
MUST_USE Err catalog_read(Arena *a, Str bytes, CatalogFile *ret, Str *ret_why);

typedef struct CatalogWritten {
    int64_t added, changed, same, plans_added, plans_changed, indexed; /* indexed: products new to a search */
} CatalogWritten;
/* Writes the products from..to of the file in one unit, and their search records. The second time nothing changes. */
MUST_USE Err catalog_write(Ctx *ctx, const CatalogFile *file, size_t from, size_t to, CatalogWritten *written);

typedef struct Product {
    Id id;
    Str sku, name;
    int64_t plans_n;
} Product;
MUST_USE Err catalog_get(AccountCtx a, Id id, Product *ret);

/* --- what is sold: products, their SKUs, availabilities and prices (spec api-resources.tsv) --- */

enum { CATALOG_TERMS_MAX = 24 };
typedef struct CatalogTerm {
    Str duration;      /* "P1M", "P1Y", "P3Y"; empty: bought once */
    Str billing_cycle; /* "monthly", "annual", "triennial", "one_time", "none" */
    Dec unit_price;    /* major units, a unit and cycle; of the first tier */
    bool ended;        /* what runs goes on with it, but it is not sold any more */
} CatalogTerm;
/* One availability in one market, as it is bought. */
typedef struct CatalogItem {
    Str item_id; /* "PRODUCT:SKU:AVAILABILITY", the wire's catalogItemId */
    Str product_code, sku_code, availability_code, offer_id;
    Str product_title, title, description, publisher;
    Str target_view, kind, sub_kind; /* kind and sub_kind: the wire's productType */
    Str unit, segment, country, currency;
    Id licence_id; /* the Product whose plans a seat brings; nil: none */
    bool trial, addon, usage, renews, own;
    int64_t quantity_min, quantity_max;
    CatalogTerm terms[CATALOG_TERMS_MAX];
    size_t terms_n;
} CatalogItem;
/* ERR_NOT_FOUND without a problem: there is no such item on sale now in that country. Ids are compared without case.
 * Inside a unit. */
MUST_USE Err catalog_item_get(AccountCtx a, Str item_id, Str country, CatalogItem *ret);
/* By the id of the older kind of offers: the item of its commercial, or else first, availability. */
MUST_USE Err catalog_offer_get(AccountCtx a, Str offer_id, Str country, CatalogItem *ret);
/* Is there a promotion of this id now, for this item so sold, and what does one cost with it? Without: what it costs.
 */
MUST_USE Err catalog_promotion_price(AccountCtx a, Str promotion_id, const CatalogItem *i, const CatalogTerm *term,
                                     int64_t quantity, bool *ret_fits, Dec *ret_price);
/* Its name; the id where it is over. */
MUST_USE Err catalog_promotion_name(AccountCtx a, Str promotion_id, Str *ret);
/* NULL: not sold so. An empty billing_cycle takes the first of the duration, an empty duration the item's first. */
const CatalogTerm *catalog_term(const CatalogItem *i, Str duration, Str billing_cycle);
/* The term at the price of so many units now, over all tiers that they fill: what carts and renewals pay. */
MUST_USE Err catalog_term_for(AccountCtx a, const CatalogItem *i, const CatalogTerm *term, int64_t quantity,
                              const CatalogTerm **ret);
typedef enum CatalogLead { CATALOG_ADDON, CATALOG_UPGRADE, CATALOG_CONVERSION } CatalogLead;
typedef struct CatalogTarget {
    Str product_code, sku_code, offer_id;
} CatalogTarget;
/* What an item leads to; and what leads to it (an add-on's bases). At most 500. */
MUST_USE Err catalog_targets(AccountCtx a, const CatalogItem *i, CatalogLead kind, CatalogTarget **ret, size_t *ret_n);
MUST_USE Err catalog_bases(AccountCtx a, const CatalogItem *i, CatalogLead kind, CatalogTarget **ret, size_t *ret_n);
/* What the vendor has in the place of an item of the older kind, which need not be on sale itself, as it is sold in
 * that country; ERR_NOT_FOUND without a problem: nothing yet. */
MUST_USE Err catalog_successor(AccountCtx a, Str item_id, Str country, CatalogItem *ret);
/* What is of the older kind is on sale again: a sandbox's, where it is bought to be migrated. */
MUST_USE Err catalog_reopen_older(SystemCtx s);
/* The currency a market pays in; ERR_NOT_FOUND without a problem: nothing is sold there. */
MUST_USE Err catalog_currency(AccountCtx a, Str country, Str *ret);

/* --- for pages that sell --- */

/* A product with something on sale in a country, in the account's own order; what it hides is left out. */
typedef struct CatalogShelf {
    Str code, title, description, target_view, group;
    bool pinned;
} CatalogShelf;
typedef struct CatalogShelfAsk {
    Str country;
    Str q;           /* in titles, codes and plans; empty: all */
    Str target_view; /* empty: all */
    PageAsk page;
} CatalogShelfAsk;
/* ERR_NOT_FOUND without a problem: nothing is sold in that country. */
MUST_USE Err catalog_shelf(AccountCtx a, const CatalogShelfAsk *ask, CatalogShelf **ret, size_t *ret_n,
                           PageInfo *ret_page);
/* All that is on sale of a product in a country, plan after plan with its prices; n is 0 when there is nothing. */
MUST_USE Err catalog_items_of(AccountCtx a, Str product_code, Str country, CatalogItem **ret, size_t *ret_n);
/* LIKE patterns of a search in titles, codes and what SKUs are called. */
typedef struct CatalogPatterns {
    Str title, inner, code, sku;
} CatalogPatterns;
CatalogPatterns catalog_patterns(Ctx *ctx, Str q);
/* The catalogue's words as people read them; the empty duration is "Bought once". */
Msg catalog_type_msg(Str target_view);
Msg catalog_segment_msg(Str segment);
Msg catalog_term_msg(Str duration);
Msg catalog_cycle_msg(Str billing_cycle);
/* Major units as money; a price of less than the smallest coin keeps its fractions. */
Str catalog_amount(Ctx *ctx, Dec amount, Str currency);

/* The demo vendor's items, for the demo and for tests of areas that sell. */
struct DemoCtx;
MUST_USE Err catalog_items_demo(struct DemoCtx *demo);
/* The currencies of its prices in turn, each with what a euro is worth in thousandths of it; false behind the last. */
bool catalog_demo_currency(size_t i, Str *ret_code, int64_t *ret_per_mille);
