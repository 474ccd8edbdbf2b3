/* From method and path to a Route: two trees of segments, one for pages (exact) and one for the API (without case).
 * A static segment beats one with parameters in it, and that beats a parameter, at every level; when the static branch
 * leads nowhere the parameter is tried. Two rows for one method and shape stop the boot. */
#include "app/kernel.h"
#include "base/num.h"

enum { SEGMENTS_MAX = 24, METHODS_MAX = 6, PATH_MAX_BYTES = 4096 };

typedef struct Entry {
    const Route *route;
    const char *area;
    Str names[8];
    size_t names_n;
} Entry;
typedef struct Node Node;
struct Node {
    Str segment;           /* lower case in the API's tree */
    Node *child, *sibling; /* static ones */
    Node *param;
    Node *form; /* of which "segment" is a form with parameters in it, such as "sheet(Market='{market}')" */
    Entry *entries[METHODS_MAX];
    size_t entries_n;
};
struct RouteTable {
    Node pages, api;
};

bool route_is_api_path(Str path)
{
    static const Str prefixes[] = {S_INIT("/v1"),
                                   S_INIT("/v1.0"),
                                   S_INIT("/webhooks"),
                                   S_INIT("/partner"),
                                   S_INIT("/insights"),
                                   S_INIT("/sandbox"),
                                   S_INIT("/CustomerServiceAdminApi")};
    while (path.n > 1 && path.p[1] == '/') {
        path = str_skip(path, 1);
    }
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        if (str_starts_nocase(path, prefixes[i]) && (path.n == prefixes[i].n || path.p[prefixes[i].n] == '/')) {
            return true;
        }
    }
    return false;
}

/* --- building --- */

static Err table_refuse(char why[256], Err err, const Route *r, const char *what)
{
    snprintf(why, 256, "route %s %s: %s", r->method, r->path, what);
    return err;
}

static Node *node_child(Arena *a, Node *node, Str segment)
{
    for (Node *c = node->child; c; c = c->sibling) {
        if (str_eq(c->segment, segment)) {
            return c;
        }
    }
    Node *c = arena_new(a, Node);
    c->segment = segment;
    c->sibling = node->child;
    node->child = c;
    return c;
}

/* The parts of a segment such as "sheet(Market='{market}',View='{view}')": text, name, text, name, text. */
static bool form_part(Str *form, Str *ret_text, Str *ret_name)
{
    ptrdiff_t open = str_find_char(*form, '{'), close = str_find_char(*form, '}');
    bool more = open >= 0 && close > open;
    *ret_text = more ? str_of(form->p, (size_t)open) : *form;
    *ret_name = more ? str_sub(*form, (size_t)open + 1, (size_t)(close - open - 1)) : S("");
    *form = more ? str_skip(*form, (size_t)close + 1) : S("");
    return more;
}

/* What the segment has in the places of the form's parameters; false: it is not of this form. */
static bool form_fits(Str form, Str segment, Str lower, Str *values, size_t room, size_t *ret_n)
{
    Str text, name;
    *ret_n = 0;
    bool more = form_part(&form, &text, &name);
    while (str_starts(lower, text)) {
        segment = str_skip(segment, text.n);
        lower = str_skip(lower, text.n);
        if (!more) {
            return segment.n == 0;
        }
        Str next = form;
        ptrdiff_t end = str_find_char(next, '{');
        Str stop = end < 0 ? next : str_of(next.p, (size_t)end);
        ptrdiff_t at = stop.n ? str_find(lower, stop) : (ptrdiff_t)lower.n;
        if (at < 0 || *ret_n == room) {
            return false;
        }
        values[(*ret_n)++] = str_of(segment.p, (size_t)at);
        segment = str_skip(segment, (size_t)at);
        lower = str_skip(lower, (size_t)at);
        more = form_part(&form, &text, &name);
    }
    return false;
}

static Node *node_form(Arena *a, Node *node, Str segment)
{
    for (Node *c = node->form; c; c = c->sibling) {
        if (str_eq(c->segment, segment)) {
            return c;
        }
    }
    Node *c = arena_new(a, Node);
    c->segment = segment;
    c->sibling = node->form;
    node->form = c;
    return c;
}

static Err row_check(const Route *r, char why[256])
{
    if (!r->method || !r->path || !r->perm || !r->fn || r->path[0] != '/') {
        return table_refuse(why, ERR_INVALID, r, "method, path, permission and handler are all needed");
    }
    if (r->mode == MODE_WRITE && !r->action) {
        return table_refuse(why, ERR_INVALID, r, "a writing route needs an audit action");
    }
    bool named = strstr(r->path, "{account}") != NULL, api = route_is_api_path(str_from(r->path));
    if (r->scope == SCOPE_ACCOUNT && !named && !api) {
        return table_refuse(why, ERR_INVALID, r, "an account's page has /a/{account}/ in its address");
    }
    if (r->scope == SCOPE_CUSTOMER && !strstr(r->path, "{customer}")) {
        return table_refuse(why, ERR_INVALID, r, "a customer's route has {customer} in its address");
    }
    if (r->scope == SCOPE_DIRECTORY && !r->authenticate) {
        return table_refuse(why, ERR_INVALID, r, "a directory's route says how its callers are known");
    }
    if (r->perm == &PERM_PUBLIC && r->scope != SCOPE_PUBLIC && r->scope != SCOPE_SYSTEM) {
        return table_refuse(why, ERR_INVALID, r, "a public route has a handler of PublicCtx");
    }
    if (r->scope == SCOPE_OPERATOR && !r->perm->operator_only) {
        return table_refuse(why, ERR_INVALID, r, "an operator's route needs an operator's permission");
    }
    return OK;
}

static Err table_add(RouteTable *t, Arena *a, const Route *r, const char *area, char why[256])
{
    TRY(row_check(r, why));
    bool api = route_is_api_path(str_from(r->path));
    Entry *e = arena_new(a, Entry);
    *e = (Entry){.route = r, .area = area};
    Node *node = api ? &t->api : &t->pages;
    Str rest = str_skip(str_from(r->path), 1), segment;
    while (rest.n && str_split(&rest, '/', &segment)) {
        if (segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}') {
            if (e->names_n == COUNT_OF(e->names)) {
                return table_refuse(why, ERR_INVALID, r, "more than eight parameters");
            }
            e->names[e->names_n++] = str_sub(segment, 1, segment.n - 2);
            node->param = node->param ? node->param : arena_new(a, Node);
            node = node->param;
        } else if (str_find_char(segment, '{') > 0) {
            Str rest_of = segment, text, name;
            while (form_part(&rest_of, &text, &name)) {
                if (e->names_n == COUNT_OF(e->names)) {
                    return table_refuse(why, ERR_INVALID, r, "more than eight parameters");
                }
                e->names[e->names_n++] = name;
            }
            node = node_form(a, node, api ? str_lower_ascii(a, segment) : segment);
        } else {
            node = node_child(a, node, api ? str_lower_ascii(a, segment) : segment);
        }
    }
    for (size_t i = 0; i < node->entries_n; i++) {
        if (str_eq(str_from(node->entries[i]->route->method), str_from(r->method))) {
            return table_refuse(why, ERR_CONFLICT, r, "stands twice in the table");
        }
    }
    if (node->entries_n == METHODS_MAX) {
        return table_refuse(why, ERR_INVALID, r, "more methods than there are");
    }
    node->entries[node->entries_n++] = e;
    return OK;
}

static Err table_fill(RouteTable *t, Arena *a, char why[256])
{
    const RouteInfo *all = NULL;
    size_t n = routes_all(a, &all);
    for (size_t i = 0; i < n; i++) {
        TRY(table_add(t, a, all[i].route, all[i].area, why));
    }
    return audit_actions_check(a, why);
}

RouteTable *route_table(Arena *a, char why[256])
{
    RouteTable *t = arena_new(a, RouteTable);
    return table_fill(t, a, why) == OK ? t : NULL;
}

RouteTable *route_table_of(Arena *a, const Route *rows, size_t n, char why[256])
{
    RouteTable *t = arena_new(a, RouteTable);
    for (size_t i = 0; i < n; i++) {
        if (table_add(t, a, &rows[i], "test", why) != OK) {
            return NULL;
        }
    }
    return t;
}

Err route_table_check(Arena *a, char ret_why[256]) { return table_fill(arena_new(a, RouteTable), a, ret_why); }

size_t routes_all(Arena *a, const RouteInfo **ret)
{
    size_t n = AREA_KERNEL.routes_n;
    for (size_t i = 0; i < AREAS_N; i++) {
        n += AREAS[i]->routes_n;
    }
    RouteInfo *all = arena_array(a, RouteInfo, n);
    size_t at = 0;
    for (size_t k = 0; k < AREA_KERNEL.routes_n; k++) {
        all[at++] = (RouteInfo){&AREA_KERNEL.routes[k], AREA_KERNEL.name};
    }
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->routes_n; k++) {
            all[at++] = (RouteInfo){&AREAS[i]->routes[k], AREAS[i]->name};
        }
    }
    *ret = all;
    return n;
}

/* --- matching --- */

typedef struct Walk {
    Str segments[SEGMENTS_MAX], lower[SEGMENTS_MAX];
    size_t n;
    Str values[8];
    bool api;
} Walk;

static const Node *walk(Walk *w, const Node *node, size_t at, size_t values_n, size_t *ret_values_n)
{
    if (at == w->n) {
        *ret_values_n = values_n;
        return node->entries_n ? node : NULL;
    }
    Str segment = w->api ? w->lower[at] : w->segments[at];
    for (const Node *c = node->child; c; c = c->sibling) {
        if (str_eq(c->segment, segment)) {
            const Node *found = walk(w, c, at + 1, values_n, ret_values_n);
            if (found) {
                return found;
            }
            break;
        }
    }
    for (const Node *c = node->form; c; c = c->sibling) {
        size_t more;
        if (form_fits(c->segment, w->segments[at], w->lower[at], &w->values[values_n], COUNT_OF(w->values) - values_n,
                      &more)) {
            const Node *found = walk(w, c, at + 1, values_n + more, ret_values_n);
            if (found) {
                return found;
            }
        }
    }
    if (!node->param || values_n == COUNT_OF(w->values) || w->segments[at].n == 0) {
        return NULL;
    }
    w->values[values_n] = w->segments[at];
    return walk(w, node->param, at + 1, values_n + 1, ret_values_n);
}

/* Cuts the path; the API's collapses empty segments, a page's has none. */
static Err walk_cut(Walk *w, Arena *a, Str path)
{
    Str rest = str_skip(path, 1), segment;
    while (rest.n && str_split(&rest, '/', &segment)) {
        if (w->api && segment.n == 0) {
            continue;
        }
        if (w->n == SEGMENTS_MAX) {
            return ERR_NOT_FOUND;
        }
        if (memchr(segment.p, '%', segment.n) && http_decode(a, segment, false, &segment) != OK) {
            return ERR_NOT_FOUND;
        }
        w->lower[w->n] = w->api ? str_lower_ascii(a, segment) : segment;
        w->segments[w->n++] = segment;
    }
    /* "/a/b/" is not "/a/b" for pages: one page has one address. */
    return !w->api && path.n > 1 && path.p[path.n - 1] == '/' ? ERR_NOT_FOUND : OK;
}

static Str allow_of(Arena *a, const Node *node)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    for (size_t i = 0; i < node->entries_n; i++) {
        Str method = str_from(node->entries[i]->route->method);
        if (b.n) {
            buf_add(&b, S(", "));
        }
        buf_add(&b, method);
        if (str_eq(method, S("GET"))) {
            buf_add(&b, S(", HEAD"));
        }
    }
    return buf_str(&b);
}

static const Entry *entry_of(const Node *node, HttpMethod method, Str text)
{
    const Entry *get = NULL;
    for (size_t i = 0; i < node->entries_n; i++) {
        Str m = str_from(node->entries[i]->route->method);
        if (str_eq(m, text)) {
            return node->entries[i];
        }
        get = str_eq(m, S("GET")) ? node->entries[i] : get;
    }
    return method == HTTP_HEAD ? get : NULL;
}

Err route_match(const RouteTable *t, Arena *a, HttpMethod method, Str method_text, Str path, RouteMatch *ret)
{
    Walk w;
    w.n = 0;
    w.api = route_is_api_path(path);
    ret->api = w.api;
    if (path.n == 0 || path.n > PATH_MAX_BYTES || path.p[0] != '/') {
        return ERR_NOT_FOUND;
    }
    TRY(walk_cut(&w, a, path));
    size_t values_n = 0;
    const Node *node = walk(&w, w.api ? &t->api : &t->pages, 0, 0, &values_n);
    if (!node) {
        return ERR_NOT_FOUND;
    }
    const Entry *e = entry_of(node, method, method_text);
    if (!e) {
        ret->allow = allow_of(a, node);
        ret->other = node->entries_n ? node->entries[0]->route : NULL;
        return ERR_UNSUPPORTED;
    }
    ret->route = e->route;
    ret->area = e->area;
    ret->params_n = e->names_n;
    for (size_t i = 0; i < e->names_n; i++) {
        ret->params[i] = (Param){e->names[i], w.values[i]};
    }
    return OK;
}

bool route_reads(Ctx *ctx, Str path)
{
    RouteMatch m = {0};
    return route_match(ctx->app->routes, ctx->arena, HTTP_GET, S("GET"), path, &m) == OK && m.route->kind == ROUTE_PAGE;
}
