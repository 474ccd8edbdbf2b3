/* The menus of the frame: what a person may open, by area, permission and account. */
#pragma once
#include "app/area.h"
#include "app/ctx.h"
#include "app/view.h"

/* The path with {account} filled in; empty when path is NULL or there is no account to fill in. */
Url menu_url(Ctx *ctx, const char *path);
/* Whether the page asked for is this one or stands below it. */
bool menu_is_current(const Ctx *ctx, const char *path);
/* The entries, in ctx's arena. */
MenuLinks menu_links(Ctx *ctx);
/* The entries drawn, in ctx's arena. They follow from the route, the language, the permissions and the account alone,
 * so drawn ones are kept and used again; small: the pane shows icons only. */
MenusView menus_of(Ctx *ctx, bool small);
/* What menus_of draws, from entries: current, links and all. */
MenusView menus_draw(Arena *a, const Locale *locale, const MenuLinks *links, bool small);
