/* Locations of a company: accounts below its own, each with its own number. */
#pragma once
#include "app/route.h"
#include "app/typed.h"
#include "gen/locations_q.h"

extern const Perm LOCATIONS_VIEW, LOCATIONS_EDIT, LOCATIONS_COUNTRY;

typedef struct LocationFacts {
    Str name;
    Address address;
} LocationFacts;
/* Problems of the fields "name" and those of the address. */
void location_check(Ctx *ctx, Str country, LocationFacts *f);
/* All locations are on one level: a location has none of its own. */
MUST_USE Err location_add(AccountCtx a, Str country, const LocationFacts *f, Id *ret_id);
/* ERR_NOT_FOUND with a problem where it is not one of this account's. */
MUST_USE Err location_find(AccountCtx a, Id id, LocationGetRow *ret);
/* ERR_STALE when version is not the current one. */
MUST_USE Err location_save(AccountCtx a, const LocationGetRow *now, const LocationFacts *f, int64_t version);
/* What has to be put right before it can be closed; n 0: nothing. */
enum { LOCATION_BLOCKS = 3 };
typedef struct LocationBlocks {
    Msg said[LOCATION_BLOCKS];
    size_t n;
    int64_t people; /* who hold a role there alone, and lose it */
} LocationBlocks;
MUST_USE Err location_blocks(AccountCtx a, Id id, LocationBlocks *ret);
MUST_USE Err location_close(AccountCtx a, const LocationGetRow *l);
/* The country of the company becomes that of one of its locations. Its legal address is that location's from now on,
 * and its registration and tax numbers, which were those of another country, have to be entered anew. */
MUST_USE Err location_country(AccountCtx a, Id location_id);
