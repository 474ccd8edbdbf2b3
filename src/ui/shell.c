/* Everything around a page, from Ctx: what the person may open, where they are, what waits for them. Also the hooks by
 * which the kernel, which knows no templates, shows error pages and hands out assets. */
#include "ui/shell.h"

#include "app/app.h"
#include "app/notify.h"
#include "app/program.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/why.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/help.h"
#include "gen/ui_html.h"
#include "ui/account_switch.h"
#include "ui/asset.h"
#include "ui/mail.h"
#include "ui/menus.h"
#include <pthread.h>

#ifndef ENTENTE_VERSION
#define ENTENTE_VERSION ""
#endif

enum { NOTICES_SHOWN = 6, ROLES_SHOWN = 3, ACCOUNTS_SHOWN = 8 };

/* --- addresses that exist: no link leads to a page that is not built --- */

typedef struct Doors {
    const char *search, *suggest, *menu, *notices, *actions, *told, *help, *settings, *preferences, *profile, *signout,
        *signin, *standing, *verification, *support, *support_new;
} Doors;
static Doors doors; /* const after the first use */
static pthread_once_t doors_once = PTHREAD_ONCE_INIT;

static const char *door(const RouteInfo *all, size_t n, const char *const *candidates)
{
    for (; *candidates; candidates++) {
        for (size_t i = 0; i < n; i++) {
            if (str_eq(str_from(all[i].route->path), str_from(*candidates))) {
                return all[i].route->path;
            }
        }
    }
    return NULL;
}

static void doors_find(void)
{
    Arena *a = arena_create(0);
    const RouteInfo *all = NULL;
    size_t n = routes_all(a, &all);
#define DOOR(...) door(all, n, (const char *const[]){__VA_ARGS__, NULL})
    doors = (Doors){
        .search = DOOR("/a/{account}/search"),
        .suggest = DOOR("/a/{account}/search/suggest", "/a/{account}/suggest"),
        .menu = DOOR("/a/{account}/menu"),
        .notices = DOOR("/me/action-center/notifications"),
        .help = DOOR("/a/{account}/help", "/help"),
        .settings = DOOR("/a/{account}/settings"),
        .actions = DOOR("/me/action-center/actions"),
        .told = DOOR("/me/action-center/preferences"),
        .preferences = DOOR("/me/preferences"),
        .profile = DOOR("/me"),
        .signout = DOOR("/sign-out"),
        .signin = DOOR("/sign-in"),
        .standing = DOOR("/a/{account}/settings/standing"),
        .verification = DOOR("/a/{account}/settings/verification"),
        .support = DOOR("/a/{account}/support"),
        .support_new = DOOR("/a/{account}/support/new"),
    };
#undef DOOR
    arena_destroy(a);
}

/* --- the person --- */

static Str initials(Arena *a, Str name)
{
    Buf b = buf_on_arena(a, 64);
    Str word;
    for (int i = 0; i < 2 && str_split(&name, ' ', &word);) {
        if (!word.n) {
            continue;
        }
        uint32_t cp = 0;
        Str rest = word;
        if (utf8_next(&rest, &cp)) {
            buf_add(&b, str_sub(word, 0, word.n - rest.n));
        }
        i++;
    }
    return buf_str(&b);
}

static Str role_names(Ctx *ctx)
{
    Str names[ROLES_SHOWN];
    size_t n = 0;
    for (size_t i = 0; i < ROLES_N && n < ROLES_SHOWN; i++) {
        if (role_in(&ctx->actor.roles, (int)i)) {
            names[n++] = tr(ctx->locale, NULL, ROLES[i].name);
        }
    }
    return str_join(ctx->arena, names, n, S(", "));
}

/* Partner settings and developer settings, where the account has a program of that side. */
static void fill_sides(Ctx *ctx, ShellView *v)
{
    static const struct {
        unsigned side;
        const char *label, *path, *icon;
    } SIDES[] = {{SIDE_PARTNER, N_("Partner settings"), "/a/{account}/settings/partner", "referrals"},
                 {SIDE_DEVELOPER, N_("Developer settings"), "/a/{account}/settings/developer", "marketplace"}};
    NavLink *links = arena_array(ctx->arena, NavLink, COUNT_OF(SIDES));
    for (size_t i = 0; i < COUNT_OF(SIDES) && !id_is_nil(ctx->account_id); i++) {
        if (ctx_sides(ctx) & SIDES[i].side) {
            links[v->sides_n++] = (NavLink){.label = MSG_OF(SIDES[i].label),
                                            .url = menu_url(ctx, SIDES[i].path),
                                            .icon = str_from(SIDES[i].icon),
                                            .current = menu_is_current(ctx, SIDES[i].path)};
        }
    }
    v->sides = links;
}

static void fill_directories(Ctx *ctx, ShellView *v)
{
    const DirectoryOption *options = NULL;
    size_t n = 0;
    if (!ctx->db || !ctx_has_directories(ctx) || session_directories((SelfCtx){ctx}, &options, &n) != OK) {
        return;
    }
    AccountChoice *choices = arena_array(ctx->arena, AccountChoice, n);
    for (size_t i = 0; i < n; i++) {
        choices[i] = (AccountChoice){.name = options[i].name,
                                     .line = options[i].domain,
                                     .current = options[i].current,
                                     .public_id = id_text(ctx->arena, options[i].id)};
    }
    v->directories = choices;
    v->directories_n = n;
}

static void fill_accounts(Ctx *ctx, ShellView *v)
{
    const AccountOption *options = NULL;
    size_t n = 0;
    if (!ctx->db || !ctx_has_accounts(ctx) || session_accounts((SelfCtx){ctx}, &options, &n) != OK) {
        return;
    }
    if (n > ACCOUNTS_SHOWN) {
        v->accounts_url = url_static("/accounts");
        n = ACCOUNTS_SHOWN;
    }
    AccountChoice *choices = arena_array(ctx->arena, AccountChoice, n);
    for (size_t i = 0; i < n; i++) {
        choices[i] = (AccountChoice){.name = options[i].name,
                                     .line = country_name(ctx->arena, ctx->locale, options[i].country),
                                     .url = url_fmt(ctx->arena, "/a/%s", options[i].public_id),
                                     .current = id_eq(options[i].id, ctx->account_id),
                                     .public_id = options[i].public_id};
    }
    v->accounts = choices;
    v->accounts_n = n;
}

static void fill_notices(Ctx *ctx, ShellView *v)
{
    Notice *list = NULL;
    size_t n = 0;
    if (!ctx->db || !v->notices_url.s.n || notify_unread((SelfCtx){ctx}, &v->unread) != OK ||
        notify_list((SelfCtx){ctx}, NOTICES_SHOWN, &list, &n) != OK) {
        return;
    }
    PanelItem *items = arena_array(ctx->arena, PanelItem, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = (PanelItem){.icon = list[i].icon,
                               .text = list[i].msg,
                               .url = list[i].url,
                               .sub = list[i].line,
                               .at = list[i].at,
                               .unread = list[i].unread,
                               .id = list[i].unread ? id_text(ctx->arena, list[i].id) : S("")};
    }
    v->notices = items;
    v->notices_n = n;
}

static void fill_languages(Ctx *ctx, ShellView *v)
{
    size_t n = 0;
    const Str *names = NULL, *tags = locale_languages(&n, &names);
    LanguageChoice *choices = arena_array(ctx->arena, LanguageChoice, n);
    for (size_t i = 0; i < n; i++) {
        choices[i] = (LanguageChoice){
            .tag = tags[i], .name = names[i], .current = str_eq(tags[i], locale_language(ctx->locale))};
    }
    v->languages = choices;
    v->languages_n = n;
}

static const Area *area_of_route(const Route *route)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        if (route >= AREAS[i]->routes && route < AREAS[i]->routes + AREAS[i]->routes_n) {
            return AREAS[i];
        }
    }
    return NULL;
}

/* The topic in the reader's language, else in English. */
static const HelpTopic *topic_of(const Ctx *ctx, Str name)
{
    const HelpTopic *found = NULL;
    for (size_t i = 0; i < HELP_TOPICS_N; i++) {
        bool mine = str_eq(HELP_TOPICS[i].lang, locale_language(ctx->locale));
        if (str_eq(HELP_TOPICS[i].topic, name) && (mine || !found)) {
            found = &HELP_TOPICS[i];
        }
    }
    return found;
}

static bool is_possible(Ctx *ctx, const HelpTask *t)
{
    bool possible = false;
    return ctx->db && t->possible((AccountCtx){ctx}, &possible) == OK && possible;
}

const NavLink *shell_help_tasks(Ctx *ctx, const Area *area, size_t *ret_n)
{
    NavLink *tasks = arena_array(ctx->arena, NavLink, area->help_tasks_n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < area->help_tasks_n; i++) {
        const HelpTask *t = &area->help_tasks[i];
        Url url = menu_url(ctx, t->path);
        if (url.s.n && ctx_may(ctx, t->perm) && (!t->possible || is_possible(ctx, t))) {
            tasks[(*ret_n)++] = (NavLink){.label = MSG_OF(t->label), .url = url, .icon = S("right")};
        }
    }
    return tasks;
}

/* Tasks of this workspace, and the way to the vendor's support desk from everywhere. */
static void fill_help_tasks(Ctx *ctx, ShellView *v, const Area *area)
{
    size_t n = 0;
    const NavLink *own = area && area->help_tasks_n ? shell_help_tasks(ctx, area, &n) : NULL;
    NavLink *all = arena_array(ctx->arena, NavLink, n + 2);
    for (size_t i = 0; i < n; i++) {
        all[i] = own[i];
    }
    Url contact = menu_url(ctx, doors.support_new), requests = menu_url(ctx, doors.support);
    if (contact.s.n && requests.s.n) {
        contact = url_with(ctx->arena, contact, S("from"), str_from(area ? area->name : ""));
        all[n++] = (NavLink){.label = MSG("Contact support"), .url = contact, .icon = S("support")};
        all[n++] = (NavLink){.label = MSG("My support requests"), .url = requests, .icon = S("file")};
    }
    v->help_tasks = all;
    v->help_tasks_n = n;
}

Str shell_help_of(Str route_path)
{
    Str found = S("");
    size_t longest = 0;
    for (size_t i = 0; i < HELP_TOPICS_N; i++) {
        Str pages = HELP_TOPICS[i].pages, page;
        while (str_split(&pages, ' ', &page)) {
            bool alone = str_starts(page, S("="));
            page = str_skip(page, alone);
            bool same = str_eq(route_path, page);
            bool below = !alone && str_starts(route_path, page) && route_path.n > page.n && route_path.p[page.n] == '/';
            if ((same || below) && page.n > longest) {
                longest = page.n;
                found = HELP_TOPICS[i].topic;
            }
        }
    }
    return found;
}

/* What the help panel names first: the topic of this page, that of its workspace, and how to find one's way. */
static void fill_help(Ctx *ctx, ShellView *v)
{
    const Area *area = area_of_route(ctx->route);
    fill_help_tasks(ctx, v, area);
    const Str names[] = {ctx->route ? shell_help_of(str_from(ctx->route->path)) : S(""),
                         area && area->help ? str_from(area->help) : S(""), S("find-your-way")};
    PanelItem *items = arena_array(ctx->arena, PanelItem, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names) && v->help_url.s.n; i++) {
        const HelpTopic *topic = topic_of(ctx, names[i]);
        bool again = (i > 0 && str_eq(names[i], names[0])) || (i > 1 && str_eq(names[i], names[1]));
        if (topic && !again) {
            Url url = url_fmt(ctx->arena, "%u/%s", v->help_url, topic->topic);
            items[v->help_n++] = (PanelItem){.icon = S("file"), .text = MSG_OF(topic->title.p), .url = url};
        }
    }
    v->help = items;
}

enum { BANNERS_MAX = 4 };
static void add_banner(Ctx *ctx, ShellView *v, NoticeView b)
{
    NoticeView *all = arena_array(ctx->arena, NoticeView, BANNERS_MAX);
    if (v->banners_n < BANNERS_MAX) {
        if (v->banners_n) {
            memcpy(all, v->banners, v->banners_n * sizeof *all);
        }
        all[v->banners_n++] = b;
        v->banners = all;
    }
}

/* Other people of this browser. With any, each page says as whom it acts: a tab may be older than the last change. */
static void fill_others(Ctx *ctx, ShellView *v)
{
    SessionOther others[SESSION_OTHERS];
    size_t n = 0;
    v->acting = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(ctx->actor.name), S_ARG(ctx->actor.email));
    v->another_url = doors.signin ? url_with(ctx->arena, url_static(doors.signin), S("other"), S("1")) : (Url){S("")};
    if (!ctx->db || session_others(ctx, others, &n) != OK || n == 0) {
        return;
    }
    PersonChoice *list = arena_array(ctx->arena, PersonChoice, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (PersonChoice){.id = id_text(ctx->arena, others[i].id),
                                 .name = others[i].name,
                                 .line = others[i].account.n ? others[i].account : others[i].email};
    }
    v->others = list;
    v->others_n = n;
    add_banner(ctx, v,
               (NoticeView){.kind = NOTICE_INFO,
                            .text = ctx->account.name.n ? MSG2("You act as {name} for {account}.", "name",
                                                               ctx->actor.name, "account", ctx->account.name)
                                                        : MSG1("You act as {name}.", "name", ctx->actor.name)});
}

/* A partner's sandbox is marked on each page, the ones before sign-in too. */
static void fill_sandbox(Ctx *ctx, ShellView *v)
{
    const char *of = ctx->app->options.sandbox_of;
    if (of) {
        add_banner(ctx, v,
                   (NoticeView){.kind = NOTICE_WARN,
                                .text = MSG1("Sandbox of {company}: for trying things out. Nothing here is real or "
                                             "billed, and no mail leaves it.",
                                             "company", str_from(of))});
    }
}

/* The vendor's staff who look at a partner's pages are told so on each. */
static void fill_viewing(Ctx *ctx, ShellView *v)
{
    if (session_is_viewing(ctx)) {
        add_banner(ctx, v,
                   (NoticeView){.kind = NOTICE_INFO,
                                .text = MSG1("You look at {account} as the vendor. Nothing can be changed.", "account",
                                             ctx->account.name),
                                .action = MSG("Back to the partner's page"),
                                .action_url = url_fmt(ctx->arena, "/operator/partners/%s", ctx->account.public_id)});
    }
}

/* An account that does not stand well with the vendor says so on every page, with where to read why and what to do. */
static void fill_standing(Ctx *ctx, ShellView *v)
{
    NoticeView b = {.kind = NOTICE_WARN, .action = MSG("See why and what to do")};
    b.action_url = doors.standing ? menu_url(ctx, doors.standing) : (Url){S("")};
    switch (ctx->account.standing) {
    case STANDING_ACTIVE:
    case STANDING_CLOSED:
        return;
    case STANDING_UNVERIFIED:
        b.text = MSG("The account is not verified yet: nothing can be bought, published or signed.");
        b.action_url = doors.verification ? menu_url(ctx, doors.verification) : (Url){S("")};
        break;
    case STANDING_RESTRICTED:
        b.text = MSG("The account is restricted: nothing new can be sold. All other work goes on.");
        break;
    case STANDING_SUSPENDED:
        b.text =
            MSG("The account is suspended: everything can be read, and nothing sold, bought or changed for customers.");
        break;
    case STANDING_DEAUTHORIZED:
        b.text = MSG("The account is no longer authorized as a partner: what was can be read.");
        break;
    }
    add_banner(ctx, v, b);
}

static void fill_signed_in(Ctx *ctx, ShellView *v)
{
    v->signed_in = true;
    fill_others(ctx, v);
    fill_viewing(ctx, v);
    fill_standing(ctx, v);
    v->user_name = ctx->actor.name;
    v->user_initials = initials(ctx->arena, ctx->actor.name);
    v->user_roles = role_names(ctx);
    v->account_name = ctx->account.name;
    v->search_url = menu_url(ctx, doors.search);
    v->suggest_url = menu_url(ctx, doors.suggest);
    v->menu_url = menu_url(ctx, doors.menu);
    v->notices_url = menu_url(ctx, doors.notices);
    v->actions_url = menu_url(ctx, doors.actions);
    v->told_url = menu_url(ctx, doors.told);
    v->help_url = ctx->actor.kind == ACTOR_OPERATOR && id_is_nil(ctx->account_id) ? url_static("/operator/help")
                                                                                  : menu_url(ctx, doors.help);
    v->profile_url = menu_url(ctx, doors.profile);
    v->preferences_url = menu_url(ctx, doors.preferences);
    v->signout_url = menu_url(ctx, doors.signout);
    v->home_url = !id_is_nil(ctx->account_id)         ? url_fmt(ctx->arena, "/a/%s", ctx->account.public_id)
                  : ctx->actor.kind == ACTOR_OPERATOR ? url_static("/operator")
                                                      : url_static("/");
    v->settings_url = menu_url(ctx, doors.settings);
    v->menus = menus_of(ctx, v->pane_small);
    fill_sides(ctx, v);
    fill_accounts(ctx, v);
    fill_directories(ctx, v);
    fill_notices(ctx, v);
    fill_languages(ctx, v);
    fill_help(ctx, v);
}

/* Where forms of the frame (language, theme) lead back to: this page, when it was read and not written. */
static Url here(const Ctx *ctx)
{
    bool read = ctx->req && (ctx->req->method == HTTP_GET || ctx->req->method == HTTP_HEAD);
    return read ? (Url){ctx->req->target}
                : url_static("/"); /* the target as it was sent: a path of ours, matched by a route */
}

ShellView *shell_view(Ctx *ctx, Msg title, const Crumb *crumbs, size_t n)
{
    (void)pthread_once(&doors_once, doors_find);
    ShellView *v = arena_new(ctx->arena, ShellView);
    v->title = title;
    v->product = S("Entente");
    v->version = S(ENTENTE_VERSION);
    v->theme = ctx->theme;
    v->lang = locale_tag(ctx->locale);
    v->dir = locale_is_rtl(ctx->locale) ? S("rtl") : S("ltr");
    v->request_id = ctx->request_id;
    v->pane_small = ctx->req && str_eq(http_cookie(ctx->req, S("pane")), S("small"));
    v->return_url = here(ctx);
    v->home_url = url_static("/");
    v->status = flash_take(ctx);
    if (n) { /* callers pass what is on their stack; the page is drawn later */
        Crumb *kept = arena_array(ctx->arena, Crumb, n);
        memcpy(kept, crumbs, n * sizeof *crumbs);
        v->crumbs = kept;
        v->crumbs_n = n;
    }
    if (ctx->db && installation_get(ctx, S("vendor_name"), &v->vendor) != OK) {
        v->vendor = S("");
    }
    fill_sandbox(ctx, v);
    if (ctx->actor.kind != ACTOR_NONE) {
        fill_signed_in(ctx, v);
    }
    return v;
}

/* --- hooks of the kernel --- */

/* Passwords are never given back; tokens are made anew. */
static bool may_give_back(Str name)
{
    return name.n && name.p[0] != '_' && !str_eq(name, S("csrf")) && str_find(name, S("password")) < 0;
}

/* Browsers say where a form comes from; on plain HTTP elsewhere than on this machine by Origin alone (Fetch Metadata).
 */
static bool from_our_page(Ctx *ctx)
{
    Str site = http_header(ctx->req, S("sec-fetch-site")), origin = http_header(ctx->req, S("origin"));
    Str own = str_concat(ctx->arena, ctx->req->tls ? S("https://") : S("http://"), ctx->req->host);
    return site.n ? str_eq(site, S("same-origin")) : origin.n && str_eq(origin, own);
}

/* A form that came too late, from a page of ours: nothing that was typed is lost. What another site sent is not offered
 * again, or its reader could be made to confirm it. */
static void keep_typed(Ctx *ctx, ErrorView *v)
{
    bool late = v->status == 401 || (v->status == 403 && session_form_is_late(ctx));
    if (!late || !ctx->route || ctx->route->perm == &PERM_PUBLIC || !ctx->req || ctx->req->method != HTTP_POST ||
        !from_our_page(ctx)) {
        return;
    }
    size_t n = 0;
    Str name, value;
    while (ctx_form_at(ctx, n, &name, &value)) {
        n++;
    }
    HiddenField *kept = arena_array(ctx->arena, HiddenField, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (ctx_form_at(ctx, i, &name, &value) && may_give_back(name)) {
            kept[v->keep_n++] = (HiddenField){.name = name, .value = value};
        }
    }
    v->keep = kept;
    v->retry_url = (Url){ctx->req->target};
}

/* Names of the roles that would do, weakest first. */
static Str holders_of(Ctx *ctx, const Why *w)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < w->roles_n && i < ROLES_SHOWN; i++) {
        const Role *r = role_find(w->roles[i].role);
        Str name = r ? tr(ctx->locale, NULL, r->name) : w->roles[i].name;
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(name));
    }
    return buf_str(&b);
}

static Url in_account(Ctx *ctx, const char *fmt) { return url_fmt(ctx->arena, fmt, ctx->account.public_id); }

static void fill_why(Ctx *ctx, const Why *w, ErrorView *v)
{
    AdminLine *admins = arena_array(ctx->arena, AdminLine, w->people_n);
    for (size_t i = 0; i < w->people_n; i++) {
        const Role *as = role_find(str_from(w->people[i].as));
        admins[i] = (AdminLine){w->people[i].name, w->people[i].email, as ? MSG_OF(as->name) : (Msg){0}};
    }
    v->admins = admins;
    v->admins_n = w->people_n;
    v->because = why_sentence(ctx, w, true);
    v->holders = holders_of(ctx, w);
    v->explain = url_with(ctx->arena, in_account(ctx, "/a/%s/settings/why"), S("permission"), w->perm->id);
    if (w->own.n) {
        v->give = url_fmt(ctx->arena, "/a/%s/settings/users/%i", ctx->account.public_id, ctx->actor.user_id);
    } else if (w->roles_n) {
        v->ask = url_with(ctx->arena, in_account(ctx, "/a/%s/my-access/request"), S("permission"), w->perm->id);
    }
}

static void error_page_hook(Ctx *ctx, int status)
{
    ErrorView *v = arena_new(ctx->arena, ErrorView);
    const Problem *p = &ctx->problem;
    v->status = status;
    v->title = status == 409 && !p->stale ? MSG("This cannot be done now") : (Msg){0};
    v->what = p->message;
    v->hint = p->hint;
    v->request_id = ctx->request_id;
    v->at = ctx->wall;
    v->permission = p->permission;
    const Perm *perm = p->permission.n ? perm_find(p->permission) : NULL;
    if (perm) {
        v->permission_label = MSG_OF(perm->label);
        v->roles = role_names(ctx);
        if (ctx_why(ctx)) {
            fill_why(ctx, ctx_why(ctx), v);
        }
    }
    if (status == 401) {
        v->action = MSG("Sign in");
        v->action_url = url_static("/sign-in");
    }
    if (status == 413 && ctx->req && route_reads(ctx, ctx->req->path)) {
        v->action = MSG("Back to the form");
        v->action_url = (Url){ctx->req->path};
    }
    keep_typed(ctx, v);
    if (v->retry_url.s.n) {
        v->action = (Msg){0};
    }
    Msg title = error_title(v);
    Crumb crumb = {.label = title};
    v->shell = shell_view(ctx, title, &crumb, 1);
    v->shell->failed = true;
    RENDER(ctx, status, error_page, v);
}

static void switch_page_hook(Ctx *ctx, Str name, Str public_id, Str return_to)
{
    AccountSwitchView *v = arena_new(ctx->arena, AccountSwitchView);
    Crumb crumb = {.label = MSG("Switch account")};
    /* The frame is that of nobody's account: what is behind the link is not shown, nor is the other account's menu. */
    Id account_id = ctx->account_id;
    AccountRef account = ctx->account;
    ctx->account_id = ID_NIL;
    ctx->account = (AccountRef){0};
    v->shell = shell_view(ctx, MSG("Switch account"), &crumb, 1);
    ctx->account_id = account_id;
    ctx->account = account;
    v->other = name;
    v->public_id = public_id;
    v->return_to = return_to;
    v->current = ctx_current_account_name(ctx);
    v->action = url_static("/switch");
    v->stay = url_static("/");
    RENDER(ctx, 200, account_switch, v);
}

static const AppAsset *asset_hook(Ctx *ctx, Str name)
{
    const Asset *found = asset_by_path(str_concat(ctx->arena, S("/assets/"), name));
    if (!found) {
        return NULL;
    }
    AppAsset *asset = arena_new(ctx->arena, AppAsset);
    *asset = (AppAsset){.body = found->bytes,
                        .br = found->br,
                        .gz = found->gz,
                        .content_type = found->content_type,
                        .etag = found->etag};
    return asset;
}

const AppHooks APP_HOOKS = {
    .error_page = error_page_hook, .switch_page = switch_page_hook, .asset = asset_hook, .letter = ui_letter};
