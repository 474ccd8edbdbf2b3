/* Everything around a page: navigation, account picker, notices, profile. */
#pragma once
#include "app/area.h"
#include "app/ctx.h"
#include "app/view.h"

/* Filled from Ctx by permission; call it inside the handler's unit (the picker and the bell read the database; without
 * one they are left out). crumbs: NULL and 0 on home. */
/* The first crumb of every page of the vendor's desk. */
static inline Crumb desk_crumb(void) { return (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")}; }
ShellView *shell_view(Ctx *ctx, Msg title, const Crumb *crumbs, size_t n);
/* What the help of an area leads to at once: tasks that the reader may do. */
/* The help topic of a page, by the path of its route ("/a/{account}/customers"); empty: it has none. */
Str shell_help_of(Str route_path);
const NavLink *shell_help_tasks(Ctx *ctx, const Area *area, size_t *ret_n);
