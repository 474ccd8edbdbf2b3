/* My access: every workspace of the organization, granted or not and why; one workspace; "why" for any permission. */
#include "areas/access/pages.h"

#include "app/program.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "gen/access_html.h"
#include "gen/access_q.h"
#include "ui/shell.h"

ShellView *access_shell(Ctx *ctx, Msg parent, const char *parent_path, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    if (parent_path) {
        crumbs[n++] = (Crumb){.label = parent, .url = home_path(ctx, parent_path)};
    }
    crumbs[n++] = (Crumb){.label = title};
    ShellView *shell = shell_view(ctx, title, crumbs, n);
    shell->workspace = MSG("Account settings");
    return shell;
}

StateView access_request_state(AccessState s)
{
    switch (s) {
    case ACCESS_OPEN:
        return (StateView){STATE_WAIT, MSG("Waits for a decision")};
    case ACCESS_GRANTED:
        return (StateView){STATE_GOOD, MSG("Granted")};
    case ACCESS_DECLINED:
        return (StateView){STATE_BAD, MSG("Declined")};
    case ACCESS_WITHDRAWN:
        return (StateView){STATE_OFF, MSG("Withdrawn")};
    case ACCESS_EXPIRED:
        return (StateView){STATE_WARN, MSG("Expired")};
    }
    return (StateView){0};
}

Msg access_what(const Perm *p) { return p ? MSG_OF(p->label) : (Msg){0}; }

Url access_request_url(Ctx *ctx, Id id, bool own)
{
    Url base = home_path(ctx, own ? "/a/{account}/my-access/requests/" : "/a/{account}/settings/access-requests/");
    return (Url){str_concat(ctx->arena, base.s, id_text(ctx->arena, id))};
}

/* --- why, in full --- */

static Msg next_step(const Why *w)
{
    switch (w->reason) {
    case WHY_EVERYBODY:
    case WHY_BY_ROLE:
        return (Msg){0};
    case WHY_OPERATOR:
    case WHY_KIND:
        return MSG("Nobody in this account can give it.");
    case WHY_SIDE:
    case WHY_PROGRAM:
        return MSG("A Global admin enrolls the account in one of these programs; then a role is needed.");
    case WHY_STANDING:
        return MSG("Account standing and Legal info say why, and what to do about it.");
    case WHY_NOT_MEMBER:
    case WHY_NO_ROLE:
    case WHY_ROLE_REMOVED:
        return MSG("One of these roles would do. Ask one of the people below, with a reason.");
    case WHY_GROUP:
        return MSG("Whoever manages the group can give it a role that holds this, or take the person out of it.");
    case WHY_ONE_PROGRAM:
        return MSG("Ask for the role for all programs.");
    case WHY_ELSEWHERE:
        return MSG("Switch to the other account, or ask for a role here.");
    }
    return (Msg){0};
}

static const AccessRoleView *roles_of(Ctx *ctx, const Why *w)
{
    AccessRoleView *list = arena_array(ctx->arena, AccessRoleView, w->roles_n);
    Url page = home_path(ctx, "/a/{account}/settings/roles");
    for (size_t i = 0; i < w->roles_n; i++) {
        const Role *r = role_find(w->roles[i].role);
        list[i] = (AccessRoleView){.name = access_role_name(ctx, w->roles[i].role, w->roles[i].name),
                                   .about = r ? tr(ctx->locale, NULL, r->about) : S(""),
                                   .power = (int64_t)w->roles[i].now,
                                   .url = r ? (Url){str_fmt(ctx->arena, "%.*s#%.*s", S_ARG(page.s), S_ARG(r->id))}
                                            : (Url){{0}}};
    }
    return list;
}

static Str name_of_weakest(Ctx *ctx, const Why *w, Str role)
{
    for (size_t i = 0; i < w->roles_n; i++) {
        if (str_eq(w->roles[i].role, role)) {
            return access_role_name(ctx, role, w->roles[i].name);
        }
    }
    return S("");
}

static const AccessPersonView *people_of(Ctx *ctx, const Why *w)
{
    AccessPersonView *list = arena_array(ctx->arena, AccessPersonView, w->people_n);
    for (size_t i = 0; i < w->people_n; i++) {
        const Role *as = role_find(str_from(w->people[i].as));
        list[i] = (AccessPersonView){.name = w->people[i].name,
                                     .email = w->people[i].email,
                                     .role = as ? MSG_OF(as->name) : (Msg){0},
                                     .gives = name_of_weakest(ctx, w, w->people[i].gives)};
    }
    return list;
}

/* Programs that would bring it: those that open what the permission names, or all of its side. */
static Err programs_of(Ctx *ctx, const Perm *p, Str *ret)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Programs all;
    TRY(programs_load(ctx, &all));
    for (size_t i = 0; i < all.n; i++) {
        const Program *one = &all.list[i];
        Str rest = str_from(p->programs ? p->programs : ""), word;
        bool brings = !p->programs && (one->side & p->sides);
        while (str_split(&rest, ' ', &word)) {
            brings = brings || str_has_word(one->brings, word);
        }
        if (brings && str_eq(one->state, S("published"))) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(one->name));
        }
    }
    *ret = buf_str(&b);
    return OK;
}

Err access_fill_why(Ctx *ctx, const Why *w, Str of_whom, WhyView *ret)
{
    bool helps = !w->granted && w->roles_n > 0;
    *ret = (WhyView){.permission = MSG_OF(w->perm->label),
                     .permission_id = w->perm->id,
                     .person = of_whom,
                     .state = w->granted ? (StateView){STATE_GOOD, MSG("Granted")}
                                         : (StateView){STATE_OFF, MSG("Not granted")},
                     .sentence = why_sentence(ctx, w, of_whom.n == 0),
                     .next = next_step(w),
                     .roles = roles_of(ctx, w),
                     .roles_n = w->roles_n,
                     .people = people_of(ctx, w),
                     .people_n = w->people_n};
    if (helps && of_whom.n == 0 && w->own.n) {
        ret->next = MSG("One of these roles would do, and you may give it to yourself.");
        ret->give = (Url){str_concat(ctx->arena, home_path(ctx, "/a/{account}/settings/users/").s,
                                     id_text(ctx->arena, ctx->actor.user_id))};
    } else if (helps && of_whom.n == 0) {
        ret->ask = url_with(ctx->arena, home_path(ctx, "/a/{account}/my-access/request"), S("permission"), w->perm->id);
    }
    if (w->reason != WHY_PROGRAM && w->reason != WHY_SIDE) {
        return OK;
    }
    const Perm *programs = perm_find(S("programs.view"));
    if (programs && ctx_may(ctx, programs)) {
        ret->programs_url = home_path(ctx, "/a/{account}/settings/programs");
    }
    return programs_of(ctx, w->perm, &ret->programs);
}

/* --- the list --- */

static const Area *area_of_tile(const Tile *tile)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        if (AREAS[i]->tiles_n && tile >= AREAS[i]->tiles && tile < AREAS[i]->tiles + AREAS[i]->tiles_n) {
            return AREAS[i];
        }
    }
    return NULL;
}

static Url workspace_url(Ctx *ctx, Str key)
{
    return (Url){str_concat(ctx->arena, home_path(ctx, "/a/{account}/my-access/workspace/").s, key)};
}

static Str names_of_held(Ctx *ctx, const Why *w)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; w->granted && i < w->by_n; i++) {
        Str name = access_role_name(ctx, w->by[i]->role, w->by[i]->name);
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(name));
    }
    return buf_str(&b);
}

static bool asked_for(const AccessRequestsRow *rows, size_t n, Str permission)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].permission, permission) && str_eq(rows[i].state, S("open"))) {
            return true;
        }
    }
    return false;
}

static AccessRowView row_of(Ctx *ctx, const HomeTile *t, const Why *w, bool asked)
{
    AccessRowView row = {.icon = str_from(t->tile->icon),
                         .title = MSG_OF(t->tile->title),
                         .about = MSG_OF(t->tile->about),
                         .url = workspace_url(ctx, t->key),
                         .open = home_path(ctx, t->tile->path),
                         .by = names_of_held(ctx, w),
                         .why = why_sentence(ctx, w, true),
                         .ask_name = w->people_n ? w->people[0].name : S(""),
                         .granted = w->granted,
                         .asked = asked};
    row.state = w->granted ? (StateView){STATE_GOOD, MSG("Granted")}
                : asked    ? (StateView){STATE_WAIT, MSG("Requested")}
                           : (StateView){STATE_OFF, MSG("Not granted")};
    return row;
}

static Err own_requests(AccountCtx a, AccessRequestsRow **ret, size_t *ret_n)
{
    PageAsk ask = {.order = ACCESS_REQUESTS_BY_MADE, .descending = true, .size = 20};
    PageInfo page;
    return q_access_requests(a, &(AccessRequestsArgs){.with_person = true, .user_id = a.ctx->actor.user_id}, &ask, ret,
                             ret_n, &page);
}

static const OwnRequestView *request_views(Ctx *ctx, const AccessRequestsRow *rows, size_t n)
{
    OwnRequestView *list = arena_array(ctx->arena, OwnRequestView, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (OwnRequestView){.what = access_what(perm_find(rows[i].permission)),
                                   .code = rows[i].permission,
                                   .url = access_request_url(ctx, rows[i].id, true),
                                   .state = access_request_state(access_state_of(rows[i].state)),
                                   .at = rows[i].created_at};
    }
    return list;
}

static Err fill_rows(AccountCtx a, WhyAsk *ask, const AccessRequestsRow *requests, size_t requests_n, MyAccessView *v)
{
    Ctx *ctx = a.ctx;
    HomeTile tiles[HOME_TILES_MAX];
    size_t n = home_tiles(ctx, S(""), tiles);
    AccessRowView *rows = arena_array(ctx->arena, AccessRowView, n),
                  *absent = arena_array(ctx->arena, AccessRowView, n);
    for (size_t i = 0; i < n; i++) {
        Why w;
        TRY(why(ask, tiles[i].tile->perm, &w));
        bool asked = asked_for(requests, requests_n, w.perm->id);
        AccessRowView row = row_of(ctx, &tiles[i], &w, asked);
        if (why_no_role_helps(&w)) {
            absent[v->absent_n++] = row;
            continue;
        }
        v->all++;
        v->granted += w.granted;
        v->requested += asked;
        if (v->shown == ACCESS_SHOW_ALL || (v->shown == ACCESS_SHOW_GRANTED) == w.granted) {
            rows[v->rows_n++] = row;
        }
    }
    v->rows = rows;
    v->absent = absent;
    v->missing = v->all - v->granted;
    return OK;
}

static void fill_roles(Ctx *ctx, const Rights *r, MyAccessView *v)
{
    NavLink *roles = arena_array(ctx->arena, NavLink, r->held_n);
    for (size_t i = 0; i < r->held_n; i++) {
        const Role *role = role_find(r->held[i].role);
        if (r->held[i].counts) {
            roles[v->roles_n++] =
                (NavLink){.label = role ? MSG_OF(role->name) : MSG1("{name}", "name", r->held[i].name),
                          .url = role ? home_path(ctx, "/a/{account}/settings/roles") : (Url){{0}}};
        }
    }
    v->roles = roles;
}

Err my_access_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str show = ctx_query(ctx, S("show"));
    MyAccessView *v = arena_new(ctx->arena, MyAccessView);
    WhyAsk ask;
    AccessRequestsRow *requests;
    size_t requests_n;
    v->shown = str_eq(show, S("granted"))   ? ACCESS_SHOW_GRANTED
               : str_eq(show, S("missing")) ? ACCESS_SHOW_MISSING
                                            : ACCESS_SHOW_ALL;
    TRY(why_ask(a, ctx->actor.user_id, WHY_PEOPLE, &ask));
    TRY(own_requests(a, &requests, &requests_n));
    TRY(fill_rows(a, &ask, requests, requests_n, v));
    if (ctx_may(ctx, &ACCESS_DECIDE)) {
        AccessRequestsWaitingRow waiting;
        TRY(q_access_requests_waiting(a, NULL, &waiting));
        v->waiting = waiting.n;
    }
    v->requests = request_views(ctx, requests, requests_n);
    v->requests_n = requests_n;
    fill_roles(ctx, &ask.rights, v);
    v->shell = access_shell(ctx, (Msg){0}, NULL, MSG("My access"));
    v->account = ctx->account.name;
    v->show_all = home_path(ctx, "/a/{account}/my-access");
    v->show_granted = url_with(ctx->arena, v->show_all, S("show"), S("granted"));
    v->show_missing = url_with(ctx->arena, v->show_all, S("show"), S("missing"));
    v->permissions = home_path(ctx, "/a/{account}/settings/permissions");
    v->roles_page = home_path(ctx, "/a/{account}/settings/roles");
    v->queue = home_path(ctx, "/a/{account}/settings/access-requests");
    RENDER(ctx, 200, my_access, v);
    return OK;
}

/* --- one workspace --- */

static const NavLink *pages_of(Ctx *ctx, const Area *area, size_t *ret_n)
{
    NavLink *links = arena_array(ctx->arena, NavLink, area ? area->routes_n : 0);
    *ret_n = 0;
    for (size_t i = 0; area && i < area->routes_n; i++) {
        const Route *r = &area->routes[i];
        if (r->title && r->kind == ROUTE_PAGE && ctx_may(ctx, r->perm)) {
            links[(*ret_n)++] = (NavLink){.label = MSG_OF(r->title), .url = home_path(ctx, r->path)};
        }
    }
    return links;
}

Err workspace_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str key = ctx_param(ctx, S("workspace"));
    HomeTile tiles[HOME_TILES_MAX];
    size_t n = home_tiles(ctx, S(""), tiles), at = 0;
    while (at < n && !str_eq(tiles[at].key, key)) {
        at++;
    }
    if (at == n) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such workspace."), MSG("Start from My access."));
    }
    const Tile *tile = tiles[at].tile;
    const Area *area = area_of_tile(tile);
    WhyAsk ask;
    Why w;
    AccessRequestsRow *requests;
    size_t requests_n;
    WorkspaceView *v = arena_new(ctx->arena, WorkspaceView);
    TRY(why_ask(a, ctx->actor.user_id, WHY_PEOPLE, &ask));
    TRY(why(&ask, tile->perm, &w));
    TRY(own_requests(a, &requests, &requests_n));
    *v = (WorkspaceView){.shell = access_shell(ctx, MSG("My access"), "/a/{account}/my-access", MSG_OF(tile->title)),
                         .icon = str_from(tile->icon),
                         .title = MSG_OF(tile->title),
                         .about = MSG_OF(tile->about),
                         .open = w.granted ? home_path(ctx, tile->path) : (Url){{0}}};
    TRY(access_fill_why(ctx, &w, S(""), &v->why));
    v->state = v->why.state;
    v->pages = pages_of(ctx, area, &v->pages_n);
    if (area && area->help) {
        v->help = (Url){str_concat(ctx->arena, home_path(ctx, "/a/{account}/help/").s, str_from(area->help))};
    }
    const OwnRequestView *views = request_views(ctx, requests, requests_n);
    for (size_t i = 0; i < requests_n && !v->request; i++) {
        if (str_eq(requests[i].permission, w.perm->id) && str_eq(requests[i].state, S("open"))) {
            v->request = &views[i];
            v->why.ask = (Url){{0}};
        }
    }
    RENDER(ctx, 200, access_workspace, v);
    return OK;
}

/* --- why: any permission, oneself or (for administrators) anybody --- */

static FieldView permission_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, perm_count() + 1);
    size_t n = 0;
    for (size_t i = 0; i < perm_count(); i++) {
        const Perm *p = perm_at(i);
        if (!p->operator_only && p != &PERM_PUBLIC && p != &PERM_SIGNED_IN) {
            o[n++] = (OptionView){.value = p->id, .label = MSG_OF(p->label), .selected = str_eq(p->id, chosen)};
        }
    }
    return (FieldView){.kind = FIELD_SELECT,
                       .name = S("permission"),
                       .value = chosen,
                       .label = MSG("Permission"),
                       .options = o,
                       .options_n = n};
}

Err access_person_of(AccountCtx a, Id *ret_id, Str *ret_name)
{
    Ctx *ctx = a.ctx;
    Str text = ctx_query(ctx, S("user"));
    *ret_id = ctx->actor.user_id;
    *ret_name = S("");
    Id id;
    if (text.n == 0 || (id_parse(text, &id) == OK && id_eq(id, ctx->actor.user_id))) {
        return OK;
    }
    AccessPersonRow row;
    Err err = id_parse(text, &id) == OK && ctx_may(ctx, &ACCESS_OTHERS)
                  ? q_access_person(a, &(AccessPersonArgs){.id = id}, &row)
                  : ERR_NOT_FOUND;
    if (err != OK) {
        return err == ERR_NOT_FOUND
                   ? problem(ctx, ERR_NOT_FOUND, MSG("There is no such person here, or you cannot see them."),
                             MSG("Start from the list of users."))
                   : err;
    }
    *ret_id = row.id;
    *ret_name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(row.first_name), S_ARG(row.last_name));
    return OK;
}

Err why_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str wanted = ctx_query(ctx, S("permission")), name;
    const Perm *p = perm_find(wanted);
    Id user;
    TRY(access_person_of(a, &user, &name));
    WhyPageView *v = arena_new(ctx->arena, WhyPageView);
    v->shell = access_shell(ctx, MSG("My access"), "/a/{account}/my-access", MSG("Why can I, why not"));
    v->permission = permission_field(ctx, wanted);
    v->user = (HiddenField){S("user"), name.n ? id_text(ctx->arena, user) : S("")};
    v->action = home_path(ctx, "/a/{account}/settings/why");
    v->back = home_path(ctx, "/a/{account}/my-access");
    v->chosen = p && p != &PERM_PUBLIC;
    if (v->chosen) {
        WhyAsk ask;
        Why w;
        TRY(why_ask(a, user, WHY_PEOPLE, &ask));
        TRY(why(&ask, p, &w));
        TRY(access_fill_why(ctx, &w, name, &v->why));
    }
    RENDER(ctx, 200, access_why, v);
    return OK;
}
