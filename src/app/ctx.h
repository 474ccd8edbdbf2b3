/* One request, job step or command: who, where, when, and what it may use. Handlers get it inside a scope type. */
#pragma once
#include "app/i18n.h"
#include "app/out.h"
#include "app/perm.h"
#include "app/problem.h"
#include "app/scope.h"
#include "base/id.h"
#include "base/json.h"
#include "db/engine.h"
#include "http/http.h"

typedef enum ActorKind {
    ACTOR_NONE,
    ACTOR_USER /* of a partner */,
    ACTOR_APPLICATION,
    ACTOR_CUSTOMER_USER,
    ACTOR_OPERATOR,
    ACTOR_PROVISIONER /* a program that keeps a directory's people in step */,
    ACTOR_JOB
} ActorKind;

typedef struct Actor {
    ActorKind kind;
    Id user_id;        /* USER, CUSTOMER_USER, OPERATOR */
    Id application_id; /* APPLICATION; PROVISIONER: its token */
    Id directory_id;   /* where they signed in */
    Id session_id;
    Str name, email;
    RoleSet roles; /* in the current account (or directory when none) */
    PermSet perms; /* what these roles give with the account's programs */
    bool on_api;   /* a bearer token, not a cookie */
    bool app_only; /* API: token without a user */
    bool mfa;      /* API: the person showed a second factor for this token */
} Actor;

/* How a partner account stands with the vendor; see standing.h. In this order, from good to bad. */
typedef enum Standing {
    STANDING_ACTIVE,
    STANDING_UNVERIFIED, /* active, but its verification is asked for and not accepted */
    STANDING_RESTRICTED,
    STANDING_SUSPENDED,
    STANDING_DEAUTHORIZED,
    STANDING_CLOSED
} Standing;
typedef struct AccountRef {
    Id id;
    Str name, kind, country, public_id; /* public_id: the short id in URLs */
    Standing standing;
} AccountRef;

typedef void (*RenderFn)(Out *o, const void *view);
typedef struct Param {
    Str name, value;
} Param; /* path parameter, decoded */
typedef struct App App;
typedef struct Route Route;

struct Ctx {
    App *app; /* the process: config, key ring, databases, queues */
    Arena *arena;
    const Route *route;
    HttpRequest *req; /* NULL in jobs and commands */
    DbConn *db;       /* the open unit's; NULL outside one */
    Actor actor;
    Id account_id; /* current account; ID_NIL when none */
    AccountRef account;
    Id customer_id;  /* from {customer}, checked to be in reach */
    Id directory_id; /* of DirectoryCtx: the directory that is run, not the one that somebody signed in to */
    Id on_behalf_of; /* account acted for, else ID_NIL */
    const Locale *locale;
    Str tz;
    Str theme;       /* "", "light", "dark" */
    Str environment; /* "production" or "sandbox" */
    Str request_id, correlation_id;
    Time now;  /* business time: tests and sandboxes may set it */
    Time wall; /* tokens, sessions, limits, leases, ids */
    Param params[8];
    size_t params_n;
    Problem problem;
    /* the answer */
    struct {
        int status;      /* 0: 200, or 204 when there is no body */
        bool tried;      /* RENDER_TRIED */
        RenderFn render; /* page: runs after the commit */
        const void *view;
        Str redirect;           /* 303 to this path */
        Str form_action;        /* a further place that this page's forms may end at (CSP): "https://app.example" */
        Str body, content_type; /* anything else (JSON already written by ctx_json) */
        int file_fd;
        uint64_t file_size;
        Str file_name; /* download */
        HttpHeader headers[12];
        size_t headers_n;
        Str cookies[10];
        size_t cookies_n;
    } out;
    /* audit: filled by the dispatcher; a handler may add what changed */
    struct {
        Str target_kind;
        Id target_id;
        Str target_name;
        Str before, after;  /* JSON; erasable. audit_json of app/audit.h writes it */
        const char *action; /* what it turned out to be, of .audit_actions; NULL: what the route or unit said */
        bool skip;          /* nothing was changed after all (a no-op save) */
    } audit;
    void (*after_refusal)(SystemCtx s, void *arg);
    void *after_refusal_arg; /* runs in a second unit when the first is refused */
    bool csrf_checked;
};

/* Path parameter; empty when the route has none of that name. */
Str ctx_param(const Ctx *ctx, Str name);
MUST_USE Err ctx_param_id(Ctx *ctx, Str name, Id *ret); /* 404 problem when it is not an id */
/* Query or form parameter by name (form only after the body was read as a form); empty when absent. */
Str ctx_query(const Ctx *ctx, Str name);
bool ctx_has_query(const Ctx *ctx, Str name);
Str ctx_form(Ctx *ctx, Str name);
/* The n-th value of a repeated form field; false past the end. */
bool ctx_form_nth(Ctx *ctx, Str name, size_t n, Str *ret);
bool ctx_form_at(Ctx *ctx, size_t at, Str *ret_name, Str *ret_value); /* each field in turn; a file has no name here */
/* All query pairs in order, for links that keep the rest. */
const Param *ctx_query_all(const Ctx *ctx, size_t *ret_n);
/* multipart upload by field name: ERR_NOT_FOUND when absent. bytes are views into the body. */
MUST_USE Err ctx_upload(Ctx *ctx, Str name, Str *ret_filename, Str *ret_bytes);
/* The n-th file of a field that takes several. */
MUST_USE Err ctx_upload_nth(Ctx *ctx, Str name, size_t n, Str *ret_filename, Str *ret_bytes);
/* This request's form, sealed for this person and that path, to be sent there once their presence is proved: as the
 * field
 * "_kept" of a form, in place of its own. */
MUST_USE Err ctx_form_seal(Ctx *ctx, Str path, Str *ret);
bool ctx_may(const Ctx *ctx, const Perm *perm); /* the same test the dispatcher makes; for showing buttons */
/* A new random secret-free id at this request's wall clock. */
Id ctx_new_id(Ctx *ctx);

/* Answers. RENDER checks the view's type against the template. */
void ctx_render(Ctx *ctx, int status, RenderFn render, const void *view);
#define RENDER(ctx, status, template, view_ptr)                                                                        \
    ((void)sizeof((template##_html((Out *)0, (view_ptr))), 0),                                                         \
     ctx_render((ctx), (status), template##_render, (view_ptr)))
/* 303 to a path of ours; status is shown there once (a flash cookie carries the message's id and up to two values). */
void ctx_redirect(Ctx *ctx, Url to, Msg status);
void ctx_header(Ctx *ctx, Str name, Str value);
void ctx_cookie(Ctx *ctx, Str set_cookie_value);
/* A body of unknown length in constant memory, in a MODE_OUTSIDE handler: begin, write as often as needed, return. The
 * dispatcher ends it, cut short when the handler returns an error. ERR_IO from write: the reader is gone; return it.
 * file_name empty: shown in place. */
void ctx_stream_begin(Ctx *ctx, Str content_type, Str file_name);
MUST_USE Err ctx_stream_write(Ctx *ctx, Str bytes);
/* A page with the same template after a failed form: status 422 and ctx->problem's fields; the unit is rolled back. */
#define RENDER_FAILED(ctx, template, view_ptr) (RENDER(ctx, 422, template, view_ptr), ERR_INVALID)
/* A page of what an act would do, from having done it: status 200, and the unit is rolled back. The page offers the act
 * itself. */
#define RENDER_TRIED(ctx, template, view_ptr)                                                                          \
    (RENDER(ctx, 200, template, view_ptr), (ctx)->out.tried = true, ERR_INVALID)
