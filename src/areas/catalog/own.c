/* The rules of an account's own order of products. */
#include "areas/catalog/own.h"
#include "app/audit.h"
#include "base/utf8.h"
#include "gen/catalog_q.h"

static const int64_t GAP = INT64_C(1) << 20; /* between two places: so a move mostly writes one row */

Err catalog_own_all(AccountCtx a, CatalogOwn **ret, size_t *ret_n)
{
    OwnOrderRow *rows;
    TRY(q_own_order(a, NULL, &rows, ret_n));
    CatalogOwn *all = arena_array(a.ctx->arena, CatalogOwn, *ret_n + 1);
    int64_t counted[2] = {0};
    for (size_t i = 0; i < *ret_n; i++) {
        const OwnOrderRow *r = &rows[i];
        all[i] = (CatalogOwn){.code = r->code,
                              .title = r->title,
                              .target_view = r->target_view,
                              .group = r->group_name,
                              .place = r->place,
                              .at = ++counted[r->pinned],
                              .version = r->version,
                              .pinned = r->pinned,
                              .hidden = r->hidden};
    }
    for (size_t i = 0; i < *ret_n; i++) {
        all[i].of = counted[all[i].pinned];
    }
    *ret = all;
    return OK;
}

static CatalogOwn *find(CatalogOwn *all, size_t n, Str code)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(all[i].code, code)) {
            return &all[i];
        }
    }
    return NULL;
}
Err catalog_own_get(AccountCtx a, Str code, CatalogOwn *ret)
{
    CatalogOwn *all;
    size_t n;
    TRY(catalog_own_all(a, &all, &n));
    const CatalogOwn *own = find(all, n, code);
    if (!own) {
        return ERR_NOT_FOUND;
    }
    *ret = *own;
    return OK;
}

static Err put(AccountCtx a, const CatalogOwn *own)
{
    return q_catalog_choice_put(a,
                                &(CatalogChoicePutArgs){.product_code = own->code,
                                                        .place = own->place,
                                                        .pinned = own->pinned,
                                                        .hidden = own->hidden,
                                                        .group_name = own->group},
                                NULL);
}

/* A place between the two neighbours; where there is none left, those it moves among are spread anew. */
static Err give_place(AccountCtx a, CatalogOwn **others, size_t n, size_t at, CatalogOwn *own)
{
    if (n == 0) {
        return OK;
    }
    if (at == 0 || at == n) {
        own->place = at == 0 ? others[0]->place - GAP : others[n - 1]->place + GAP;
        return OK;
    }
    int64_t low = others[at - 1]->place, high = others[at]->place;
    own->place = low + (high - low) / 2;
    if (own->place > low && own->place < high) {
        return OK;
    }
    for (size_t i = 0; i < n; i++) {
        others[i]->place = (int64_t)(i + (i >= at) + 1) * GAP;
        TRY(put(a, others[i]));
    }
    own->place = (int64_t)(at + 1) * GAP;
    return OK;
}
static Err move(AccountCtx a, CatalogOwn *all, size_t all_n, int64_t at, CatalogOwn *own)
{
    CatalogOwn **others = arena_array(a.ctx->arena, CatalogOwn *, all_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < all_n; i++) {
        if (all[i].pinned == own->pinned && !str_eq(all[i].code, own->code)) {
            others[n++] = &all[i];
        }
    }
    return give_place(a, others, n, at > (int64_t)n ? n : (size_t)at - 1, own);
}

static Str own_json(Ctx *ctx, const CatalogOwn *own)
{
    return AUDIT_JSON(ctx->arena, {"place", str_fmt(ctx->arena, "%lld", (long long)own->at)},
                      {"pinned", own->pinned ? S("yes") : S("no")}, {"hidden", own->hidden ? S("yes") : S("no")},
                      {"group", own->group});
}
static void check(Ctx *ctx, const CatalogOwnAsk *ask, const CatalogOwn *now)
{
    if (ask->version >= 0 && ask->version != now->version) {
        problem_field(ctx, S("at"),
                      MSG("Somebody has changed this product since you opened the page. Save again to keep what stands "
                          "here."));
    } else if (ask->at < 0) {
        problem_field(ctx, S("at"), MSG("Write a place as a number from 1"));
    }
    if (!utf8_valid(ask->group) || utf8_has_control(ask->group) || utf8_count(ask->group) > CATALOG_GROUP_MAX) {
        problem_field(ctx, S("group"), MSG("The name of a group has at most 40 characters on one line"));
    }
}
Err catalog_own_save(AccountCtx a, const CatalogOwnAsk *ask)
{
    Ctx *ctx = a.ctx;
    CatalogOwn *all, *now;
    size_t n;
    TRY(catalog_own_all(a, &all, &n));
    now = find(all, n, ask->code);
    if (!now) {
        return ERR_NOT_FOUND;
    }
    check(ctx, ask, now);
    TRY(problem_check(ctx));
    CatalogOwn own = *now;
    own.pinned = ask->pinned;
    own.hidden = ask->hidden;
    own.group = str_trim(ask->group);
    if (ask->at > 0 && (ask->at != now->at || own.pinned != now->pinned)) {
        TRY(move(a, all, n, ask->at, &own));
        own.at = ask->at;
    }
    ctx->audit.target_kind = S("catalog_product");
    ctx->audit.target_name = own.title;
    ctx->audit.before = own_json(ctx, now);
    ctx->audit.after = own_json(ctx, &own);
    return put(a, &own);
}

Err catalog_own_clear(AccountCtx a) { return q_catalog_choice_clear(a, NULL, NULL); }
