/* What a token of the API may be used for, beside what its person or application may do at all: nothing here gives a
 * right, it only takes some away. The names come from the areas that have API routes, so a later area is in the list
 * by existing: "customers.read", "customers.write"; "user_impersonation" is everything, as clients of the API ask for
 * it. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

#define API_SCOPE_ALL "user_impersonation"
typedef struct ApiScope {
    Str name;
    const char *area; /* title of the area; NULL: everything */
    bool writes;      /* changes too; writing includes reading */
} ApiScope;
/* Everything first, then two for each area, in the order of the areas. */
size_t api_scopes(const ApiScope **ret);
const ApiScope *api_scope_find(Str name);
/* Bits by the area's place in AREAS. */
typedef struct ApiScopeSet {
    uint64_t read, write;
} ApiScopeSet;
/* Names with spaces between; those that are none of ours count for nothing. */
ApiScopeSet api_scope_set(Str names);
ApiScopeSet api_scope_both(ApiScopeSet x, ApiScopeSet y);
/* The fewest names that say the same, in the list's order; empty for an empty set. */
Str api_scope_names(Arena *a, ApiScopeSet s);
static inline bool api_scope_empty(ApiScopeSet s) { return (s.read | s.write) == 0; }
/* x allows nothing that y does not. */
static inline bool api_scope_within(ApiScopeSet x, ApiScopeSet y)
{
    return (x.read & ~y.read) == 0 && (x.write & ~y.write) == 0;
}
/* area: Area.name of the route's area; one without scopes of its own is not limited. */
bool api_scope_allows(ApiScopeSet s, const char *area, bool writes);
/* "customers.write": what is missing where that says no. */
Str api_scope_needed(Arena *a, const char *area, bool writes);
