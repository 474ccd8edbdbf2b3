/* Routes: permission, audit action and mode are positional, so that leaving one out does not compile. The scope comes
 * from the handler's type. docs/routes.golden holds the public and system-scoped ones. */
#pragma once
#include "app/ctx.h"

typedef enum Mode {
    MODE_NONE,  /* no unit of work: static answers */
    MODE_READ,  /* one snapshot; inline on the loop with a small budget on SQLite, else on a worker */
    MODE_WRITE, /* the writer (SQLite) or a pool connection (PostgreSQL); may run again: no effect outside the database
                 */
    MODE_OUTSIDE, /* on a worker, no unit open: opens short ones with unit_run (sign-in, password change, streams) */
} Mode;
typedef enum RouteKind {
    ROUTE_PAGE,
    ROUTE_API,
    ROUTE_PARTIAL /* JSON or fragment for a page's script */,
    ROUTE_RAW /* token endpoint, health */
} RouteKind;
typedef enum RouteScope {
    SCOPE_PUBLIC,
    SCOPE_SELF,
    SCOPE_ACCOUNT,
    SCOPE_CUSTOMER,
    SCOPE_DIRECTORY,
    SCOPE_OPERATOR,
    SCOPE_SYSTEM
} RouteScope;
typedef struct PublicCtx {
    Ctx *ctx;
} PublicCtx; /* nobody, or anybody */

typedef void (*RouteFn)(void); /* a handler of one of the scope types; the dispatcher calls it by .scope */
struct Route {
    const char *method; /* "GET" also answers HEAD */
    const char *
        path; /* "/a/{account}/customers/{customer}": static segments beat parameters; matched without case under /v1 */
    const Perm *perm;
    const char *action; /* audit action "customer.create"; NULL only where mode is not WRITE */
    Mode mode;
    RouteFn fn;
    RouteScope scope;
    RouteKind kind;
    size_t body_max; /* bytes; 0: 64 KB pages, 1 MB API */
    bool upload;     /* multipart; may spill to a file */
    bool step_up; /* a dangerous act: asks for a fresh proof of presence when the last one is old (pages of people only)
                   */
    bool accepted;        /* refused while the account is unverified (standing.h): signing, publishing */
    bool hashing;         /* MODE_OUTSIDE: hashes a password, so it runs on the hashing thread and waits in its queue */
    bool idempotent;      /* keep the answer by request id (API) or form key (pages); default for MODE_WRITE */
    const char *api_area; /* area name of api-endpoints.tsv */
    const void *shape_in, *shape_out; /* Shapes, for openapi and validation */
    const char *query;                /* names of query parameters of its own, by spaces; for openapi */
    bool user_only;                   /* API: refuses tokens without a person (code 900329) */
    bool list;                        /* the answer is a collection of shape_out, read page by page */
    const char *schema_out;           /* JSON schema of an answer that has no shape; for openapi */
    const char *answers;   /* statuses of success, by spaces; NULL: 201 of POST, 204 of DELETE without a body, else 200;
                              for openapi */
    const char *media_out; /* of an answer that is no JSON; for openapi */
    const char *summary;   /* for openapi and `routes` */
    const char *title;     /* N_("Customers"): pages that stand in search and the palette; NULL: not listed */
    const char *keywords;  /* further words for search */
    /* Routes with tokens of their own kind, neither our session's cookie nor our API's: whose the bearer token is. In a
     * read unit; sets ctx->actor and, for a handler of DirectoryCtx, ctx->directory_id. ERR_UNAUTHENTICATED: nobody's.
     */
    Err (*authenticate)(SystemCtx s, Str bearer);
    /* The body of every refusal, in the words of the protocol that the route speaks; NULL: our own. */
    Str (*error_body)(Ctx *ctx, Err err, int status, Str *ret_content_type);
};
#define ROUTE_SCOPE_OF(H)                                                                                              \
    _Generic(&(H), Err(*)(PublicCtx)                                                                                   \
             : SCOPE_PUBLIC, Err(*)(SelfCtx)                                                                           \
             : SCOPE_SELF, Err(*)(AccountCtx)                                                                          \
             : SCOPE_ACCOUNT, Err(*)(CustomerCtx)                                                                      \
             : SCOPE_CUSTOMER, Err(*)(DirectoryCtx)                                                                    \
             : SCOPE_DIRECTORY, Err(*)(OperatorCtx)                                                                    \
             : SCOPE_OPERATOR, Err(*)(SystemCtx)                                                                       \
             : SCOPE_SYSTEM)
#define ROUTE(METHOD, PATH, PERM_PTR, ACTION, MODE, HANDLER, ...)                                                      \
    {                                                                                                                  \
        .method = (METHOD), .path = (PATH), .perm = (PERM_PTR), .action = (ACTION), .mode = (MODE),                    \
        .fn = (RouteFn)(HANDLER), .scope = ROUTE_SCOPE_OF(HANDLER), __VA_ARGS__                                        \
    }
/* Is the address of a form also that of a page? */
bool route_reads(Ctx *ctx, Str path);
/* A CustomerCtx handler that also needs the account: both scopes come from one Ctx. */
static inline AccountCtx customer_account(CustomerCtx c) { return (AccountCtx){c.ctx}; }
