/* The catalogue: products and their service plans, the same for every account. The only header others may include. */
#pragma once
#include "app/ctx.h"

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
