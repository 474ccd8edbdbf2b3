/* Entries come from the areas; drawing them took a fifth of a page's time, and two pages of one person differ in them
 * by the mark of the current page only. */
#include "ui/menus.h"

#include "gen/ui_html.h"

#include <pthread.h>
#include <stdlib.h>

enum { ENTRIES_MAX = 128, GROUPS_MAX = 12 };

/* Groups of the navigation in their order; entries without a group stand first. */
static const char *const NAV_GROUPS[] = {N_("Sell"),        N_("Customers"), N_("Billing"),
                                         N_("Marketplace"), N_("Grow"),      N_("Membership"),
                                         N_("Insights"),    N_("Support"),   N_("Vendor")};
#define GROUP_YOU "You" /* settings_nav entries of this group are the profile menu's */
/* Groups of the settings in their order. */
static const char *const SETTINGS_GROUPS[] = {N_("Account"), N_("Access"), N_("Organization"), N_("Billing and payout"),
                                              N_("Developer")};

static bool needs_account(const char *path) { return str_starts(str_from(path), S("/a/{account}")); }

Url menu_url(Ctx *ctx, const char *path)
{
    if (!path || (needs_account(path) && id_is_nil(ctx->account_id))) {
        return (Url){S("")};
    }
    return url_account(ctx->arena, path, ctx->account.public_id);
}

bool menu_is_current(const Ctx *ctx, const char *path)
{
    if (!ctx->route) {
        return false;
    }
    Str here = str_from(ctx->route->path), entry = str_from(path);
    if (str_eq(here, entry)) {
        return true;
    }
    bool home = str_eq(entry, S("/a/{account}")) || str_eq(entry, S("/me")) || str_eq(entry, S("/operator"));
    return !home && str_starts(here, entry) && here.p[entry.n] == '/';
}

static bool may_open(const Ctx *ctx, const NavEntry *e)
{
    return ctx_may(ctx, e->perm) && !(needs_account(e->path) && id_is_nil(ctx->account_id));
}

static size_t entries_of(const Ctx *ctx, bool settings, const NavEntry *ret[ENTRIES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        const NavEntry *list = settings ? AREAS[i]->settings_nav : AREAS[i]->nav;
        size_t list_n = settings ? AREAS[i]->settings_nav_n : AREAS[i]->nav_n;
        for (size_t k = 0; k < list_n && n < ENTRIES_MAX; k++) {
            if (!may_open(ctx, &list[k])) {
                continue;
            }
            size_t at = n++;
            for (; at > 0 && ret[at - 1]->order > list[k].order; at--) {
                ret[at] = ret[at - 1];
            }
            ret[at] = &list[k];
        }
    }
    return n;
}

/* page: the one entry that is the page, as of groups that share an address's beginning only one can be; NULL: each that
 * the page stands below. */
static NavLink link_of(Ctx *ctx, const NavEntry *e, const NavEntry *page)
{
    bool current = page ? e == page : menu_is_current(ctx, e->path);
    return (NavLink){.label = MSG_OF(e->label),
                     .url = menu_url(ctx, e->path),
                     .icon = str_from(e->icon),
                     .current = current,
                     .open = current};
}

static bool in_group(const NavEntry *e, const char *group)
{
    return group ? e->group && str_eq(str_from(e->group), str_from(group)) : !e->group;
}

static NavGroup group_of(Ctx *ctx, const NavEntry **entries, size_t n, const char *group, const NavEntry *page)
{
    NavLink *links = arena_array_raw(ctx->arena, NavLink, n);
    size_t links_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (in_group(entries[i], group)) {
            links[links_n++] = link_of(ctx, entries[i], page);
        }
    }
    return (NavGroup){.title = group ? MSG_OF(group) : (Msg){0}, .links = links, .links_n = links_n};
}

/* The groups named, in that order; one nobody has put in order stands at the end. left_out: no group of these. */
static NavGroup *groups_of(Ctx *ctx, const NavEntry **entries, size_t n, const char *const *names, size_t names_n,
                           const char *left_out, const NavEntry *page, size_t *ret_n)
{
    NavGroup *groups = arena_array(ctx->arena, NavGroup, GROUPS_MAX);
    const char *order[GROUPS_MAX];
    size_t order_n = 0;
    for (size_t i = 0; i < names_n && order_n < GROUPS_MAX; i++) {
        order[order_n++] = names[i];
    }
    for (size_t i = 0; i < n && order_n < GROUPS_MAX; i++) {
        bool known = !entries[i]->group || (left_out && in_group(entries[i], left_out));
        for (size_t k = 0; k < order_n && !known; k++) {
            known = in_group(entries[i], order[k]);
        }
        if (!known) {
            order[order_n++] = entries[i]->group;
        }
    }
    NavGroup first = group_of(ctx, entries, n, NULL, page);
    for (size_t i = 0; i <= order_n; i++) {
        NavGroup g = i ? group_of(ctx, entries, n, order[i - 1], page) : first;
        if (g.links_n && *ret_n < GROUPS_MAX) {
            groups[(*ret_n)++] = g;
        }
    }
    return groups;
}

static void fill_nav(Ctx *ctx, MenuLinks *m)
{
    const NavEntry *entries[ENTRIES_MAX];
    size_t n = entries_of(ctx, false, entries);
    m->nav = groups_of(ctx, entries, n, NAV_GROUPS, COUNT_OF(NAV_GROUPS), NULL, NULL, &m->nav_n);
}

/* The overview's address begins those of all settings: the page is the entry with the longest. */
static const NavEntry *page_among(const Ctx *ctx, const NavEntry **entries, size_t n)
{
    const NavEntry *page = NULL;
    for (size_t i = 0; i < n; i++) {
        bool nearer = !page || strlen(entries[i]->path) > strlen(page->path);
        page = nearer && !in_group(entries[i], GROUP_YOU) && menu_is_current(ctx, entries[i]->path) ? entries[i] : page;
    }
    return page;
}

static void fill_settings(Ctx *ctx, MenuLinks *m)
{
    const NavEntry *entries[ENTRIES_MAX];
    size_t n = entries_of(ctx, true, entries);
    NavGroup you = group_of(ctx, entries, n, GROUP_YOU, NULL);
    m->profile = you.links;
    m->profile_n = you.links_n;
    m->settings = groups_of(ctx, entries, n, SETTINGS_GROUPS, COUNT_OF(SETTINGS_GROUPS), GROUP_YOU,
                            page_among(ctx, entries, n), &m->settings_n);
}

MenuLinks menu_links(Ctx *ctx)
{
    MenuLinks m = {0};
    fill_nav(ctx, &m);
    fill_settings(ctx, &m);
    return m;
}

/* --- drawing --- */

MenusView menus_draw(Arena *a, const Locale *locale, const MenuLinks *m, bool small)
{
    Buf pane = buf_on_arena(a, BUF_MAX_PAGE), gear = pane, profile = pane, side = pane;
    if (m->nav_n) {
        shell_nav_html(&(Out){.b = &pane, .locale = locale}, m, small);
    }
    if (m->settings_n) {
        shell_groups_html(&(Out){.b = &gear, .locale = locale}, m->settings, m->settings_n);
    }
    if (m->profile_n) {
        shell_links_html(&(Out){.b = &profile, .locale = locale}, m->profile, m->profile_n);
        settings_menus_html(&(Out){.b = &side, .locale = locale}, m);
    }
    /* Markup of templates, which escape what they print. */
    return (MenusView){{buf_str(&pane)}, {buf_str(&gear)}, {buf_str(&profile)}, {buf_str(&side)}};
}

/* --- drawn ones are kept --- */

/* Everything that links and marks follow from: menu_is_current, may_open, menu_url and the templates read no more. */
typedef struct MenuKey {
    const Locale *locale;
    const Route *route;
    Id account_id;
    PermSet perms;
    char public_id[40]; /* ends in zeros */
    uint8_t kind, small;
    uint8_t pad[6];
} MenuKey;
_Static_assert(sizeof(MenuKey) == 2 * sizeof(void *) + sizeof(Id) + sizeof(PermSet) + 48,
               "no hidden bytes: compared whole");

enum { KEPT_MAX = 128, PIECES = 4 };
typedef struct Kept {
    pthread_mutex_t lock;
    MenuKey key;
    char *bytes; /* the pieces one after the other; malloc, NULL: empty */
    size_t n[PIECES];
} Kept;
static Kept kept[KEPT_MAX]; /* process lifetime: some 10 kB each */
static pthread_once_t kept_once = PTHREAD_ONCE_INIT;

static void kept_init(void)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        (void)pthread_mutex_init(&kept[i].lock, NULL);
    }
}

static bool key_of(const Ctx *ctx, bool small, MenuKey *ret)
{
    Str id = id_is_nil(ctx->account_id) ? S("") : ctx->account.public_id;
    if (id.n >= sizeof ret->public_id) {
        return false;
    }
    *ret = (MenuKey){.locale = ctx->locale,
                     .route = ctx->route,
                     .account_id = ctx->account_id,
                     .perms = ctx->actor.perms,
                     .kind = (uint8_t)ctx->actor.kind,
                     .small = small};
    if (id.n) {
        memcpy(ret->public_id, id.p, id.n);
    }
    return true;
}

static size_t total(const size_t n[PIECES]) { return n[0] + n[1] + n[2] + n[3]; }

/* A copy in the request's arena: the next reader of this place may put another in it at once. */
static bool kept_take(Kept *k, const MenuKey *key, Arena *a, MenusView *ret)
{
    (void)pthread_mutex_lock(&k->lock);
    bool found = k->bytes && memcmp(&k->key, key, sizeof *key) == 0;
    if (found) {
        Str all = str_copy(a, str_of(k->bytes, total(k->n)));
        Html *const pieces[PIECES] = {&ret->pane, &ret->gear, &ret->profile, &ret->side};
        for (size_t i = 0; i < PIECES; i++) {
            pieces[i]->s = str_sub(all, 0, k->n[i]);
            all = str_skip(all, k->n[i]);
        }
    }
    (void)pthread_mutex_unlock(&k->lock);
    return found;
}

static void kept_put(Kept *k, const MenuKey *key, const MenusView *v)
{
    const Str pieces[PIECES] = {v->pane.s, v->gear.s, v->profile.s, v->side.s};
    size_t n[PIECES] = {pieces[0].n, pieces[1].n, pieces[2].n, pieces[3].n};
    char *bytes = malloc(total(n) + 1);
    if (!bytes) {
        return;
    }
    char *at = bytes;
    for (size_t i = 0; i < PIECES; i++) {
        if (n[i]) {
            memcpy(at, pieces[i].p, n[i]);
            at += n[i];
        }
    }
    (void)pthread_mutex_lock(&k->lock);
    free(k->bytes);
    k->bytes = bytes;
    k->key = *key;
    memcpy(k->n, n, sizeof n);
    (void)pthread_mutex_unlock(&k->lock);
}

MenusView menus_of(Ctx *ctx, bool small)
{
    (void)pthread_once(&kept_once, kept_init);
    MenuKey key;
    MenusView v = {0};
    bool keep = key_of(ctx, small, &key);
    Kept *k = keep ? &kept[str_hash(str_of((const char *)&key, sizeof key)) % KEPT_MAX] : NULL;
    if (k && kept_take(k, &key, ctx->arena, &v)) {
        return v;
    }
    MenuLinks links = menu_links(ctx);
    v = menus_draw(ctx->arena, ctx->locale, &links, small);
    if (k) {
        kept_put(k, &key, &v);
    }
    return v;
}
