/* entente routes, roles and openapi: what the tables say, without any data. */
#include "app/openapi.h"
#include "app/program.h"
#include "app/standing.h"
#include "cmd/cmd.h"

static const char *or_dash(const char *s) { return s && *s ? s : "-"; }

static int routes(CommandRun *r)
{
    const RouteInfo *all;
    size_t n = routes_all(r->arena, &all);
    char why[256] = "";
    for (size_t i = 0; i < n; i++) {
        const Route *route = all[i].route;
        printf("%s %s %s %.*s %s%s\n", route->method, route->path, or_dash(all[i].area), S_ARG(route->perm->id),
               or_dash(route->action), route->step_up ? " fresh" : "");
    }
    return route_table_check(r->arena, why) == OK ? EXIT_OK
                                                  : command_fail(r, "the table of routes does not hold: %s", why);
}

/* One line a permission: its id, then the roles that hold it, then what else it needs. */
static int roles(CommandRun *r)
{
    if (command_option(r, "list")) {
        for (size_t i = 0; i < ROLES_N; i++) {
            static const char *const SCOPES[] = {"directory", "account",   "program",
                                                 "location",  "publisher", "operator"};
            printf("%.*s\t%s\t%s\t%s\n", S_ARG(ROLES[i].id), SCOPES[ROLES[i].scope], ROLES[i].name,
                   or_dash(ROLES[i].about));
        }
        return EXIT_OK;
    }
    for (size_t i = 0; i < perm_count(); i++) {
        const Perm *p = perm_at(i);
        const char *sides = p->sides == SIDE_PARTNER     ? "\tsides=partner"
                            : p->sides == SIDE_DEVELOPER ? "\tsides=developer"
                                                         : "";
        printf("%.*s\t%s\tprograms=%s\tkinds=%s%s%s%s%s\n", S_ARG(p->id), or_dash(p->roles), or_dash(p->programs),
               or_dash(p->kinds), sides, p->operator_only ? "\toperator" : "", *standing_word(p) ? "\t" : "",
               standing_word(p));
    }
    for (size_t i = 0; i < ROLE_FACTS_N; i++) {
        const RoleFact *f = &ROLE_FACTS[i];
        if (!perm_find(f->permission)) {
            printf("%.*s\t%s\tplanned=%s\n", S_ARG(f->permission), or_dash(f->roles), f->workspace);
        }
    }
    return EXIT_OK;
}

static int openapi(CommandRun *r)
{
    Buf b = buf_on_arena(r->arena, BUF_MAX_PAGE);
    openapi_write(&b, r->arena, r->config->public_url);
    fwrite(b.p, 1, b.n, stdout);
    fputc('\n', stdout);
    return EXIT_OK;
}

const Command CMD_ROUTES = {
    .name = "routes",
    .about = "Print all routes: method, path, area, permission, audit action, and which ask for a fresh proof",
    .run = routes,
    .help = "One line each; \"fresh\" at its end: asks who is there again when the last proof is old. Needs no data "
            "folder. Exits 1 when two routes collide."};
static const CommandOption ROLE_OPTIONS[] = {
    {"list", NULL, "The roles with scope, name and meaning instead of the matrix."}};
const Command CMD_ROLES = {.name = "roles",
                           .about = "Print the matrix of permissions and roles",
                           LIST_OF(ROLE_OPTIONS),
                           .run = roles,
                           .help = "One line a permission: its id, the roles that hold it (* is everybody signed in), "
                                   "programs and kinds of account it needs; "
                                   "business: not in a suspended account; sells: nor in a restricted one; "
                                   "planned=WORKSPACE: it comes with that workspace.\nNeeds no data folder."};
const Command CMD_OPENAPI = {.name = "openapi",
                             .about = "Print the API's description (OpenAPI 3.1)",
                             .run = openapi,
                             .help = "Made from the same tables that serve the API. Needs no data folder."};
