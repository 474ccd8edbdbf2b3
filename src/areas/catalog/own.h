/* An account's own order of the vendor's products: wherever its people choose products, these come first. */
#pragma once
#include "app/ctx.h"

enum { CATALOG_GROUP_MAX = 40 };
typedef struct CatalogOwn {
    Str code, title, target_view, group;
    int64_t place;   /* as it is kept; only its order says something */
    int64_t at;      /* 1, 2, ... among the pinned ones, or among the others */
    int64_t of;      /* how many these are */
    int64_t version; /* 0: nothing of its own is said of it */
    bool pinned, hidden;
} CatalogOwn;
/* All products, at most 2,000, in the account's order. */
MUST_USE Err catalog_own_all(AccountCtx a, CatalogOwn **ret, size_t *ret_n);
/* ERR_NOT_FOUND without a problem: no such product. */
MUST_USE Err catalog_own_get(AccountCtx a, Str code, CatalogOwn *ret);

typedef struct CatalogOwnAsk {
    Str code, group;
    int64_t at;      /* 0: where it stands; beyond the end: last */
    int64_t version; /* that was looked at; below 0: whatever it is now */
    bool pinned, hidden;
} CatalogOwnAsk;
/* ERR_INVALID: the problem has the fields "at" and "group". */
MUST_USE Err catalog_own_save(AccountCtx a, const CatalogOwnAsk *ask);
/* Back to the vendor's order: nothing pinned, hidden or grouped. */
MUST_USE Err catalog_own_clear(AccountCtx a);
