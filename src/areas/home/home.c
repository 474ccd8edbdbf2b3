/* The rules of home: which tiles, in which order, and why. */
#include "areas/home/home.h"

#include "base/num.h"

Url home_path(Ctx *ctx, const char *path) { return url_account(ctx->arena, path, ctx->account.public_id); }

static size_t all_tiles(Ctx *ctx, HomeTile ret[HOME_TILES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->tiles_n && n < HOME_TILES_MAX; k++) {
            const Tile *t = &AREAS[i]->tiles[k];
            Str key = k == 0 ? str_from(AREAS[i]->name) : str_fmt(ctx->arena, "%s.%zu", AREAS[i]->name, k);
            size_t at = n++;
            for (; at > 0 && ret[at - 1].tile->order > t->order; at--) {
                ret[at] = ret[at - 1];
            }
            ret[at] = (HomeTile){.tile = t, .key = key, .granted = ctx_may(ctx, t->perm), .help = AREAS[i]->help};
        }
    }
    return n;
}

size_t home_tiles(Ctx *ctx, Str arranged, HomeTile ret[HOME_TILES_MAX])
{
    HomeTile all[HOME_TILES_MAX];
    size_t all_n = all_tiles(ctx, all), n = 0;
    bool used[HOME_TILES_MAX] = {false};
    Str word;
    while (str_split(&arranged, ' ', &word)) {
        bool hidden = str_starts(word, S("-"));
        Str key = str_skip(word, hidden);
        for (size_t i = 0; i < all_n; i++) {
            if (!used[i] && str_eq(all[i].key, key)) {
                used[i] = true;
                all[i].hidden = hidden;
                ret[n++] = all[i];
            }
        }
    }
    for (size_t i = 0; i < all_n; i++) {
        if (!used[i]) {
            ret[n++] = all[i]; /* a workspace that is newer than the arrangement goes to the end */
        }
    }
    return n;
}

/* The next place that the person can see, in a direction. */
static size_t neighbour(const HomeTile *tiles, size_t n, size_t at, bool up)
{
    for (size_t i = at; up ? i > 0 : i + 1 < n;) {
        i = up ? i - 1 : i + 1;
        if (tiles[i].granted) {
            return i;
        }
    }
    return at;
}

Str home_arrange(Ctx *ctx, Str arranged, Str step, Str key)
{
    HomeTile tiles[HOME_TILES_MAX];
    size_t n = home_tiles(ctx, arranged, tiles);
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(tiles[i].key, key)) {
            continue;
        }
        if (str_eq(step, S("hide")) || str_eq(step, S("show"))) {
            tiles[i].hidden = str_eq(step, S("hide"));
            break;
        }
        size_t other = neighbour(tiles, n, i, str_eq(step, S("up")));
        HomeTile moved = tiles[i];
        tiles[i] = tiles[other];
        tiles[other] = moved;
        break;
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < n; i++) {
        buf_fmt(&b, "%s%s%.*s", i ? " " : "", tiles[i].hidden ? "-" : "", S_ARG(tiles[i].key));
    }
    return buf_str(&b);
}

Str home_role_names(Ctx *ctx)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < ROLES_N; i++) {
        if (role_in(&ctx->actor.roles, (int)i)) {
            Str name = tr(ctx->locale, NULL, ROLES[i].name);
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(name));
        }
    }
    return buf_str(&b);
}
