/* Pages of home: the tiles, their arrangement, the menu, and My access. */
#include "areas/home/home.h"
#include "areas/home/home_view.h"

#include "app/machine.h"
#include "app/preference.h"
#include "app/route.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/unit.h"
#include "base/num.h"
#include "gen/home_html.h"
#include "gen/home_q.h"
#include "ui/menus.h"
#include "ui/shell.h"
#include <stdlib.h>

#define TILES_KEY S("home.tiles")
/* Tiles from this order on are settings and not daily work: their actions are not quick actions. */
enum { SETTINGS_ORDER = 90, QUICK_MAX = 4 };

static Msg greeting(Ctx *ctx)
{
    if (session_is_viewing(ctx)) {
        return MSG1("Home of {account}, as its people see it", "account", ctx->account.name);
    }
    ptrdiff_t space = str_find_char(ctx->actor.name, ' ');
    Str first = space > 0 ? str_sub(ctx->actor.name, 0, (size_t)space) : ctx->actor.name;
    int hour = hour_in_zone(ctx->tz, ctx->wall);
    if (hour < 5 || hour >= 18) {
        return MSG1("Good evening, {name}", "name", first);
    }
    return hour < 12 ? MSG1("Good morning, {name}", "name", first) : MSG1("Good afternoon, {name}", "name", first);
}

static Err admins(AccountCtx a, AdminView **ret, size_t *ret_n)
{
    HomeAdminsRow *rows;
    size_t n;
    TRY(q_home_admins(a, NULL, &rows, &n));
    AdminView *list = arena_array(a.ctx->arena, AdminView, n);
    size_t list_n = 0;
    for (size_t i = 0; i < n; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) {
            again |= id_eq(rows[k].id, rows[i].id);
        }
        const Role *role = role_find(rows[i].role);
        if (!again && !id_eq(rows[i].id, a.ctx->actor.user_id)) {
            list[list_n++] = (AdminView){
                .name = str_fmt(a.ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
                .email = rows[i].email,
                .role = role ? MSG_OF(role->name) : (Msg){0}};
        }
    }
    *ret = list;
    *ret_n = list_n;
    return OK;
}

static Err tile_view(AccountCtx a, const Tile *t, TileView *v)
{
    *v = (TileView){.icon = str_from(t->icon),
                    .title = MSG_OF(t->title),
                    .url = home_path(a.ctx, t->path),
                    .about = MSG_OF(t->about)};
    return t->fill ? t->fill(a, v) : OK;
}

/* Behind the tile's own links: the article of its workspace. */
static void add_help(Ctx *ctx, const HomeTile *t, TileView *x)
{
    if (!t->help) {
        return;
    }
    NavLink *links = arena_array(ctx->arena, NavLink, x->links_n + 1);
    for (size_t i = 0; i < x->links_n; i++) {
        links[i] = x->links[i];
    }
    links[x->links_n++] =
        (NavLink){.label = MSG1("Help: {name}", "name", tr(ctx->locale, NULL, t->tile->title)),
                  .url = (Url){str_concat(ctx->arena, home_path(ctx, "/a/{account}/help/").s, str_from(t->help))}};
    x->links = links;
}

/* The tiles, the quick actions they offer, and the names of what is not granted. */
static Err fill_tiles(AccountCtx a, HomeView *v, Str arranged)
{
    Ctx *ctx = a.ctx;
    HomeTile tiles[HOME_TILES_MAX];
    size_t n = home_tiles(ctx, arranged, tiles);
    TileView *views = arena_array(ctx->arena, TileView, n);
    NavLink *quick = arena_array(ctx->arena, NavLink, n);
    Buf missing = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    v->all = (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        if (!tiles[i].granted) {
            Str title = tr(ctx->locale, NULL, tiles[i].tile->title);
            buf_fmt(&missing, "%s%.*s", missing.n ? ", " : "", S_ARG(title));
            continue;
        }
        v->granted++;
        if (tiles[i].hidden) {
            v->hidden++;
            continue;
        }
        TileView *x = &views[v->tiles_n++];
        TRY(tile_view(a, tiles[i].tile, x));
        add_help(ctx, &tiles[i], x);
        if (msg_is_set(x->action) && tiles[i].tile->order < SETTINGS_ORDER && v->quick_n < QUICK_MAX) {
            quick[v->quick_n++] = (NavLink){
                .label = x->action, .url = x->action_url, .icon = x->action_icon.n ? x->action_icon : x->icon};
        }
    }
    v->tiles = views;
    v->quick = quick;
    v->missing = buf_str(&missing);
    return OK;
}

static int by_due(const void *x, const void *y)
{
    const PendingAction *p = x, *q = y;
    if (date_is_set(p->due) != date_is_set(q->due)) {
        return date_is_set(p->due) ? -1 : 1;
    }
    return p->due.days < q->due.days ? -1 : p->due.days > q->due.days;
}

Err home_pending(AccountCtx a, const PendingAction **ret, size_t *ret_n)
{
    enum { PENDING_MAX = 50 };
    PendingAction *all = arena_array_raw(a.ctx->arena, PendingAction, PENDING_MAX);
    size_t all_n = 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        PendingAction *some = NULL;
        size_t n = 0;
        if (AREAS[i]->pending) {
            TRY(AREAS[i]->pending(a, &some, &n));
        }
        for (size_t k = 0; k < n && all_n < PENDING_MAX; k++) {
            all[all_n++] = some[k];
        }
    }
    if (all_n > 1) {
        qsort(all, all_n, sizeof all[0], by_due);
    }
    *ret = all;
    *ret_n = all_n;
    return OK;
}

static Err fill_pending(AccountCtx a, HomeView *v)
{
    TRY(home_pending(a, &v->pending, &v->pending_n));
    for (size_t i = 0; i < v->pending_n; i++) {
        v->late += v->pending[i].late;
    }
    return OK;
}

static Err fill_news(AccountCtx a, HomeView *v)
{
    enum { NEWS_MAX = 5 };
    HomeNews *all = arena_array(a.ctx->arena, HomeNews, NEWS_MAX);
    for (size_t i = 0; i < AREAS_N; i++) {
        HomeNews *some = NULL;
        size_t n = 0;
        if (AREAS[i]->news) {
            TRY(AREAS[i]->news(a, &some, &n));
        }
        for (size_t k = 0; k < n && v->news_n < NEWS_MAX; k++) {
            all[v->news_n++] = some[k];
        }
    }
    v->news = all;
    return OK;
}

static const SearchProvider *provider_of(Ctx *ctx, Str kind)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->search_n; k++) {
            const SearchProvider *p = &AREAS[i]->search[k];
            if (str_eq(str_from(p->kind), kind) && ctx_may(ctx, p->perm)) {
                return p;
            }
        }
    }
    return NULL;
}

static Err fill_recent(AccountCtx a, HomeView *v)
{
    enum { RECENT_MAX = 5 };
    HomeRecentRow *rows;
    size_t n;
    TRY(q_home_recent(a, &(HomeRecentArgs){.actor_id = a.ctx->actor.user_id}, &rows, &n));
    RecentView *list = arena_array(a.ctx->arena, RecentView, RECENT_MAX);
    for (size_t i = 0; i < n && v->recent_n < RECENT_MAX; i++) {
        const SearchProvider *p = provider_of(a.ctx, rows[i].target_kind);
        bool again = false;
        for (size_t k = 0; k < i; k++) {
            again |= id_eq(rows[k].target_id, rows[i].target_id);
        }
        if (p && !again && rows[i].target_name.n) {
            list[v->recent_n++] = (RecentView){.name = rows[i].target_name,
                                               .kind = MSG_OF(p->group),
                                               .url = search_record_page(a.ctx, p, rows[i].target_id)};
        }
    }
    v->recent = list;
    return OK;
}

Err home_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    HomeView *v = arena_new(ctx->arena, HomeView);
    AdminView *people;
    Str arranged;
    TRY(preference_get(account_self(a), ctx->account_id, TILES_KEY, &arranged));
    TRY(fill_tiles(a, v, arranged));
    TRY(fill_pending(a, v));
    TRY(fill_news(a, v));
    TRY(fill_recent(a, v));
    TRY(admins(a, &people, &v->admins_n));
    TRY(identity_mfa_reminder(a, &v->reminder));
    v->admins = people;
    v->shell = shell_view(ctx, MSG("Home"), NULL, 0);
    v->today = date_in_zone(ctx->tz, ctx->wall);
    v->greeting = greeting(ctx);
    v->roles = home_role_names(ctx);
    v->arrange = home_path(ctx, "/a/{account}/tiles");
    v->introduction = home_path(ctx, "/a/{account}/help/workspaces");
    v->my_access = home_path(ctx, "/a/{account}/my-access");
    RENDER(ctx, 200, home, v);
    return OK;
}

/* Whose accounts are all closed reads that, why, since when, and whom to write to. */
static Err fill_closed(Ctx *ctx, NoAccountView *v)
{
    const Machine *all[MACHINES_MAX], *standing = NULL;
    size_t n = machines_all(all);
    HomeClosedRow *rows;
    for (size_t i = 0; i < n; i++) {
        standing = strcmp(all[i]->id, "partner_account") == 0 ? all[i] : standing;
    }
    TRY(q_home_closed(system_of(ctx), &(HomeClosedArgs){.user_id = ctx->actor.user_id}, &rows, &n));
    ClosedAccount *list = arena_array(ctx->arena, ClosedAccount, n + 1);
    for (size_t i = 0; standing && i < n; i++) { /* at most three */
        list[i].name = rows[i].name;
        TRY(machine_card(ctx, standing, READER_PARTNER, rows[i].id, rows[i].id, &list[i].card));
        list[i].card.title = MSG1("{account} is closed", "account", rows[i].name);
    }
    v->closed = list;
    v->closed_n = standing ? n : 0;
    TRY(installation_get(ctx, S("vendor_name"), &v->vendor));
    return setting_text(ctx, ID_NIL, S("partners.contact"), &v->contact);
}

/* "/" leads everybody to where they work. */
/* Who we are, the way in, and the way to become a partner. Addresses of other areas: shown when there is such a page.
 */
static Err front_page(Ctx *ctx)
{
    Str mode = S("");
    FrontView *v = arena_new(ctx->arena, FrontView);
    if (route_reads(ctx, S("/enroll"))) {
        TRY(setting_text(ctx, ID_NIL, S("enrollment.mode"), &mode));
    }
    v->door = door_view(ctx, MSG("Welcome"));
    v->may_enroll = str_eq(mode, S("public"));
    v->by_invitation = str_eq(mode, S("invited"));
    v->find = route_reads(ctx, S("/find-a-partner")) ? url_static("/find-a-partner") : (Url){S("")};
    TRY(installation_get(ctx, str_concat(ctx->arena, S("front_about."), locale_language(ctx->locale)), &v->about));
    if (!v->about.n) {
        TRY(installation_get(ctx, S("front_about.en"), &v->about));
    }
    RENDER(ctx, 200, front, v);
    return OK;
}

Err root_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    if (ctx->actor.kind == ACTOR_OPERATOR) {
        ctx_redirect(ctx, url_static("/operator"), (Msg){0});
        return OK;
    }
    if (ctx->actor.kind != ACTOR_USER) {
        return front_page(ctx);
    }
    Str public_id = ctx->account.public_id;
    if (id_is_nil(ctx->account_id)) {
        const AccountOption *options;
        size_t n;
        TRY(session_accounts((SelfCtx){ctx}, &options, &n));
        public_id = n ? options[0].public_id : S("");
    }
    if (public_id.n == 0) {
        NoAccountView *v = arena_new(ctx->arena, NoAccountView);
        *v = (NoAccountView){.name = ctx->actor.name};
        TRY(fill_closed(ctx, v));
        v->shell = shell_view(ctx, v->closed_n ? MSG("Account closed") : MSG("No account"), NULL, 0);
        RENDER(ctx, 200, no_account, v);
        return OK;
    }
    ctx_redirect(ctx, url_fmt(ctx->arena, "/a/%s", public_id), (Msg){0});
    return OK;
}

Err menu_get(AccountCtx a)
{
    Crumb *crumb = arena_new(a.ctx->arena, Crumb);
    crumb->label = MSG("Menu");
    MenuPageView *v = arena_new(a.ctx->arena, MenuPageView);
    v->shell = shell_view(a.ctx, MSG("Menu"), crumb, 1);
    v->links = menu_links(a.ctx);
    RENDER(a.ctx, 200, menu_page, v);
    return OK;
}

Err arrange_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str arranged;
    HomeTile tiles[HOME_TILES_MAX];
    TRY(preference_get(account_self(a), ctx->account_id, TILES_KEY, &arranged));
    size_t n = home_tiles(ctx, arranged, tiles), rows_n = 0;
    ArrangeRow *rows = arena_array(ctx->arena, ArrangeRow, n);
    for (size_t i = 0; i < n; i++) {
        if (tiles[i].granted) {
            rows[rows_n++] = (ArrangeRow){.key = tiles[i].key,
                                          .icon = str_from(tiles[i].tile->icon),
                                          .title = MSG_OF(tiles[i].tile->title),
                                          .hidden = tiles[i].hidden};
        }
    }
    if (rows_n) {
        rows[0].first = true;
        rows[rows_n - 1].last = true;
    }
    Crumb *crumb = arena_new(ctx->arena, Crumb);
    crumb->label = MSG("Arrange tiles");
    ArrangeView *v = arena_new(ctx->arena, ArrangeView);
    *v = (ArrangeView){.shell = shell_view(ctx, MSG("Arrange tiles"), crumb, 1),
                       .rows = rows,
                       .rows_n = rows_n,
                       .action = home_path(ctx, "/a/{account}/tiles"),
                       .home = home_path(ctx, "/a/{account}")};
    RENDER(ctx, 200, arrange, v);
    return OK;
}

/* do: "up:customers", "down:...", "hide:...", "show:...", or "reset". */
Err arrange_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str rest = ctx_form(ctx, S("do")), step, arranged;
    (void)str_split(&rest, ':', &step);
    TRY(preference_get(account_self(a), ctx->account_id, TILES_KEY, &arranged));
    Str next = str_eq(step, S("reset")) ? S("") : home_arrange(ctx, arranged, step, rest);
    TRY(preference_put(account_self(a), ctx->account_id, TILES_KEY, next));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = ctx->actor.user_id;
    ctx->audit.target_name = ctx->actor.email;
    ctx_redirect(ctx, home_path(ctx, "/a/{account}/tiles"), MSG("Your tiles are saved."));
    return OK;
}
