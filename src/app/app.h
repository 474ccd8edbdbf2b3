/* The process: configuration, databases, key ring, queues, threads. Made once by a command (serve, work, demo, user
 * ...), closed at its end. Areas do not use it; they get a Ctx. Commands do:
 *
 *     App *app;
 *     if (app_open(&(AppOptions){.database = path, .ring = ring, .migrate = true}, &app, why) != OK) { ... }
 *     Arena *a = arena_create(0);
 *     Ctx *ctx = ctx_system(app, a);
 *     Err err = unit_run(ctx, MODE_WRITE, "user.create", fn, arg);   // audited, durable when it returns OK
 *     app_close(app);
 */
#pragma once
#include "app/area.h"
#include "app/unit.h"
#include "crypt/crypt.h"
#include <stdatomic.h>

typedef struct AppOptions {
    const char *database; /* SQLite file or postgres:// URL */
    const char *data_dir; /* folder for files and spilled bodies; NULL: none */
    KeyRing *ring;        /* borrowed until app_close */
    bool migrate;         /* makes an empty database and brings an older one up to date; else refused */
    bool serving;         /* starts workers, the housekeeper and (unless no_jobs) job threads */
    bool no_jobs;
    bool jobs_always;         /* job threads whatever no_jobs says: `entente work` */
    bool jobs_held;           /* job threads wait for app_release_jobs: serve listens first, so that mail knows where */
    bool bulk;                /* SQLite: durable only after app_close; for the demo, which can be made again */
    bool secure_cookies;      /* the portal is reached by TLS */
    bool sandbox;             /* environment "sandbox" */
    bool sandbox_demo;        /* the same, when the database holds the demo's world */
    const char *sandbox_of;   /* a partner's own sandbox: the company's name; mail never leaves it. NULL: none */
    unsigned loops;           /* HTTP loops that will call dispatch; 0: one a core when serving, else 1 */
    unsigned workers;         /* 0: twice the cores */
    unsigned hashers;         /* threads of low priority that run routes with .hashing; 0: one for two cores */
    unsigned hash_queue_max;  /* how many may wait for them; 0: 64. Above it: 503 with Retry-After */
    unsigned writers;         /* PostgreSQL: write connections; 0: 8. SQLite has one. */
    unsigned job_threads;     /* 0: 2 */
    unsigned queue_max;       /* waiting requests a queue; 0: 1024. Above it: 503 with Retry-After */
    int64_t inline_budget_us; /* reads on a loop thread (SQLite); 0: 5 ms */
    int64_t read_budget_us;   /* reads on a worker; 0: 20 s */
    int64_t write_budget_us;  /* one unit of work; 0: 5 s */
    size_t cache_bytes;       /* SQLite page cache of a connection; 0: the engine's default */
    int64_t session_us;       /* life of a session; 0: 12 hours */
    int64_t scim_scan_max;    /* resources that a filter of provisioning may look at; 0: 20,000 */
    bool require_pkce;        /* of every application, whatever its own setting */
    int64_t step_up_us;       /* how long a proof of presence is good for dangerous acts; 0: 10 minutes */
    int64_t session_idle_us;  /* a session not seen for so long has ended; 0: no such limit */
    unsigned limit_sign_in;   /* per minute and network address, always on; 0: 120 */
    unsigned limit_api;       /* per minute and application; 0: off */
    unsigned limit_page;      /* per minute and session; 0: off */
    int limit_migrate;        /* migrations begun, of an account in five minutes; 0: off; -1: 100 outside sandboxes */
    int limit_migrate_check;  /* the same of asking whether one can be, of an account and customer; -1: 450 */
    unsigned limit_write;     /* changing API requests per minute and application, beside limit_api; 0: off */
    size_t upload_max;        /* bytes of an upload, where its route does not take less; 0: only the route's limit */
    size_t document_max;      /* bytes of one document that somebody sends (app/upload.h); 0: 10 MB */
    const char *scan_socket, *scan_command; /* virus scanner asked about each; NULL: none */
    int64_t scan_timeout_ms;                /* 0: 30 s */
    int64_t file_keep_us;                   /* how long made exports are kept; 0: 7 days */
    int64_t business_clock_us;              /* tests: business time stands still here; 0: it is the wall clock */
    const char *log_level;                  /* least level that is logged: "info", "warn", "error"; NULL: info */
    bool quiet;                             /* no line for requests below status 500 (tests, benchmarks) */
    const char *dns_server;                 /* name server for proofs of domains; NULL: the system's */
    const char *outgoing_networks;          /* private networks that calls to other servers may reach; NULL: none */
    const char *public_url;                 /* "https://partner.example"; NULL: from the request */
    const char *passkeys_at;                /* domain that passkeys are for; NULL: the host of public_url */
} AppOptions;

/* What the kernel needs of the layers above it; one const struct, defined in src/ui/shell.c, bound by the linker. */
typedef struct AppAsset {
    Str body, br, gz, content_type, etag;
} AppAsset;
struct Letter;
typedef struct AppHooks {
    /* Sets the answer to the error page of ctx->problem; the unit is closed already. */
    void (*error_page)(Ctx *ctx, int status);
    /* "You are working in A; this link is for B": a form that POSTs to /switch. */
    void (*switch_page)(Ctx *ctx, Str account_name, Str account_public_id, Str return_to);
    const AppAsset *(*asset)(Ctx *ctx, Str name);                      /* by its hashed name; NULL when there is none */
    void (*letter)(Out *html, Buf *text, const struct Letter *letter); /* the same words in both */
} AppHooks;
extern const AppHooks APP_HOOKS;

typedef struct Lane Lane; /* app/kernel.h: what one thread owns */
typedef struct TaskQueue TaskQueue;
typedef struct Writer Writer;
typedef struct RouteTable RouteTable;
typedef struct Limits Limits;
typedef struct Jobs Jobs;
typedef struct Housekeeper Housekeeper;

struct App {
    AppOptions options;
    Arena *arena; /* process lifetime */
    Db *db;
    DbEngine engine;
    int held_fd; /* of SQLite, the file that says that it is open; -1: none */
    uint8_t key_session[32], key_csrf[32], key_cursor[32], key_audit[32], key_flash[32], key_idempotency[32],
        key_limit[32], key_kept[32], key_audit_head[32], key_audit_sum[32];
    uint8_t key_moment[16];       /* of this process only: what its memory is searched by */
    struct TokenKeys *token_keys; /* app/keys.c */
    RouteTable *routes;
    Lane **lanes;
    size_t lanes_n; /* loops first, then workers */
    TaskQueue *work, *hashing;
    struct Workers *workers;
    Writer *writer;
    Limits *limits;
    Jobs *jobs;
    Housekeeper *house;
    struct Estate *estate;    /* serving: the sandboxes beside this house (estate.h); NULL: none can be served */
    struct House *own_house;  /* of a sandbox: its place in the estate; NULL: the main house */
    struct SpareLanes *spare; /* readers of threads that have no lane: commands, job steps */
    const JobKind *extra_jobs;
    size_t extra_jobs_n; /* beside the areas': tests */
    /* Answering; http_respond in a server, the fixture's in tests. */
    void (*respond)(HttpRequest *req, const HttpResponse *res);
    /* Clocks that tests and sandboxes set; INT64_MIN: the real one. */
    _Atomic int64_t fixed_wall_us, fixed_now_us;
    _Atomic int64_t ahead_us; /* of the business clock before the wall's (clock.h) */
    _Atomic bool turning;     /* the business clock, or a copy is made or put back (snapshot.h) */
    _Atomic uint64_t epoch;   /* another one: what lanes remember of the database is of one that is gone */
    struct Faults *faults;    /* of a sandbox: what its clients are met by (fault.h) */
    struct Record *record;    /* of a partner's own sandbox: its last calls (record.h) */
    _Atomic bool stopping, ready, jobs_held, audit_complained;
    _Atomic unsigned calls_out; /* of handlers to other servers, under way */
    Str server_id;              /* MS-ServerId: digits */
    Str served_url; /* where this process listens, for links in mail when no public address is set; empty: nowhere */
    /* The public address that set-up was given, once this process has seen it (app/token.c). */
    char public_base[256];
    _Atomic int public_base_state;  /* 0: not seen, 1: being kept, 2: kept */
    _Atomic int64_t public_base_us; /* when it was last asked for in vain */
    _Atomic uint64_t write_batches, write_units, write_alone, write_again, refused_busy;
};

MUST_USE Err app_open(const AppOptions *options, App **ret, char ret_why[256]);
/* Lets what runs finish, seals, flushes and frees. */
void app_close(App *app);
void app_release_jobs(App *app);
Time app_wall(const App *app);
Time app_now(const App *app);
/* What http_server_start gets. */
HttpApp app_http(App *app);
/* Answers one request; may return before the answer is made. req->loop names the lane. */
void dispatch_handle(HttpRequest *req, void *app);

/* Why the permission that ctx->problem names is missing, and who can give it; NULL: not looked into. */
const struct Why *ctx_why(Ctx *ctx);
/* Sides (program.h) of the account's programs; how many directories the person belongs to. */
unsigned ctx_sides(Ctx *ctx);
bool ctx_has_directories(Ctx *ctx); /* more than one */
/* Name of the account the session works for, while the address names another one. */
Str ctx_current_account_name(Ctx *ctx);
/* More than one account to work in: the picker is worth its query. */
bool ctx_has_accounts(Ctx *ctx);

/* Routes of all areas and of the kernel, for `entente routes` and `openapi`: needs no App. */
typedef struct RouteInfo {
    const Route *route;
    const char *area;
} RouteInfo;
size_t routes_all(Arena *a, const RouteInfo **ret);
/* Builds and checks the table: ERR_CONFLICT on a duplicate, ERR_INVALID on a row that breaks a rule. */
MUST_USE Err route_table_check(Arena *a, char ret_why[256]);
