/* Home: the tiles a person may open, in the order they chose, and what they may not open and why. */
#pragma once
#include "app/area.h"
#include "app/ctx.h"

enum { HOME_TILES_MAX = 64 };

/* A path of an area with {account} filled in. */
Url home_path(Ctx *ctx, const char *path);
/* One tile of one area. key is stable: the area's name, with a number for its second and later tiles. */
typedef struct HomeTile {
    const Tile *tile;
    Str key;
    bool granted, hidden;
    const char *help; /* topic of its area; NULL: none */
} HomeTile;
/* All tiles of all areas in the person's order; arranged: "customers -pricing", a minus hides. Returns how many. */
size_t home_tiles(Ctx *ctx, Str arranged, HomeTile ret[HOME_TILES_MAX]);
/* The arrangement after a step: "up", "down", "hide" or "show" of a tile; the same text when it does not fit. */
Str home_arrange(Ctx *ctx, Str arranged, Str step, Str key);

/* What waits for this person in all areas, by due date. */
MUST_USE Err home_pending(AccountCtx a, const PendingAction **ret, size_t *ret_n);
/* Names of the actor's roles, joined by commas, in their language; empty without any. */
Str home_role_names(Ctx *ctx);
