/* Lists of the API: the envelope {totalCount, items, links, continuationToken, attributes}, and what a client asks of a
 * list. A continuation token carries the whole query, since some clients repeat nothing (spec api-sdk-needs.md). */
#pragma once
#include "app/page.h"
#include "app/shape.h"

typedef struct CollectionAsk {
    uint32_t size;     /* rows a page, within 1..max */
    int64_t offset;    /* offset paging: 0 and up */
    bool seek;         /* the page follows or precedes another: cursor */
    bool last;         /* seek: the page at the end */
    Str after, before; /* of the seek; at most one set: for PageAsk */
    int64_t total;     /* seek: as an earlier page counted it; -1: none did */
    Str query;         /* the effective query: the request's own, completed from the token */
} CollectionAsk;
/* Reads size, offset, seekOperation and the token (header or query, "MS-ContinuationToken"). size=0 or none:
 * size_default. ERR_INVALID with the problem set when one is malformed. */
MUST_USE Err collection_ask(Ctx *ctx, uint32_t size_default, uint32_t size_max, CollectionAsk *ret);
/* A query parameter by name without case, from the request or from the token; empty when absent. */
Str collection_param(Ctx *ctx, const CollectionAsk *ask, Str name);

typedef struct Collection {
    const Shape *shape; /* of an item */
    const void *items;
    size_t items_n;
    int64_t total;           /* -1: the number of items on the page */
    bool keep_total;         /* the token carries it: it is counted once, for the first page */
    PageInfo page;           /* keyset lists: its cursors make links.next and links.previous */
    bool by_offset;          /* offset lists: links from ask.offset, ask.size and total */
    const char *items_name;  /* NULL: "items" */
    const char *object_type; /* NULL: "Collection" */
} Collection;
void ctx_json_collection(Ctx *ctx, const CollectionAsk *ask, const Collection *c);
/* {"uri","method":"GET","headers":[]} as a member: for links of single resources. uri without host and /v1. */
void collection_link(Json *j, Str name, Str uri);
