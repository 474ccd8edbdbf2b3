/* What the kernel's own files share and nobody else includes: lanes, requests, queues, the writer. */
#pragma once
#include "app/apiscope.h"
#include "app/app.h"
#include "app/audit.h"
#include "app/fault.h"
#include "app/session.h"
#include <pthread.h>

enum {
    UNITS_PER_BATCH = 256,
    ACTOR_SLOTS = 256, /* cached actors a lane */
    TOKEN_SLOTS = 256,
    TOUCHES_MAX = 256,
    REFUSALS_MAX = 128,
    LOG_FLUSH_BYTES = 32 << 10,
    ARENA_REQUEST_BUDGET = 64 << 20,
};

/* --- one thread's own things; the lock guards what the housekeeper takes: log, touches, refusals --- */
typedef struct ActorSlot {
    Digest token;
    char public_id[40]; /* account in the address; empty: the session's */
    size_t public_id_n;
    int64_t user_rights, account_rights;
    Id account;
    bool used, member; /* member: holds a role in the account */
    int64_t accounts_n, directories_n;
    unsigned sides; /* of the account's programs */
    bool viewing;   /* the vendor's staff look at it */
    Actor actor;    /* texts point into `text` */
    AccountRef ref;
    const Locale *locale;
    Str tz, theme;
    size_t text_n;
    char text[640];
} ActorSlot;
typedef struct TokenSlot { /* a verified token, and the rights that were right at these versions */
    Digest token;
    bool used, loaded;
    Id application_id, user_id, directory_id, grant_id, credential_id;
    int64_t issued_us, expires_us, account_rights, version, user_rights;
    const void *keys;          /* the keys that were known when it was verified */
    ApiScopeSet asked, scopes; /* asked: of the token; scopes: what is left of it now */
    bool mfa;
    unsigned claims;
    Standing standing; /* of the account */
    RoleSet roles;
    PermSet perms;
} TokenSlot;
typedef struct Touch {
    UsedKind kind;
    Id id, user_id; /* user_id: of a session */
    Time at;
    char address[46];
} Touch;
typedef struct Refusal {
    Id account_id, actor_id, application_id, customer_id, on_behalf_of;
    ActorKind actor_kind;
    Str actor_name;
    char name[80], address[48], agent[64], permission[64]; /* permission: the missing one, or empty */
    const Route *route;
    int64_t minute;
    int64_t times;
    int status;
    char request_id[40];
} Refusal;
enum { METRIC_BUCKETS = 12 };
typedef struct Metrics {
    _Atomic uint64_t requests[6]; /* by hundreds of the status */
    _Atomic uint64_t us_sum, buckets[METRIC_BUCKETS];
    _Atomic uint64_t by_mode[4], bytes_out, budget_reruns, actor_hits, actor_misses, names_unknown;
} Metrics;
struct Lane {
    App *app;
    unsigned index;
    /* Made by lane_reader at the first need: each of SQLite's holds the whole schema, and a house that rests needs few.
     */
    _Atomic(DbConn *) reader;
    ActorSlot *actors; /* these two are of the heap: what was never used of them takes no memory */
    TokenSlot *tokens;
    uint64_t epoch; /* of what the two hold */
    pthread_mutex_t lock;
    Buf log;
    Touch touches[TOUCHES_MAX];
    size_t touches_n;
    Refusal refusals[REFUSALS_MAX];
    size_t refusals_n;
    Metrics metrics;
};

/* For the lane's own thread. A connection that cannot be had is the database's error, as any other. */
MUST_USE Err lane_reader(Lane *lane, DbConn **ret);

/* --- work queue: bounded, first in first out --- */
typedef struct Task Task;
struct Task {
    Task *next;
    void (*run)(Lane *lane, Task *task);
};
TaskQueue *queue_open(Arena *a, size_t max);
MUST_USE Err queue_put(TaskQueue *q, Task *t); /* ERR_BUSY when full or closed */
Task *queue_take(TaskQueue *q);                /* NULL once closed and empty */
void queue_close(TaskQueue *q);
size_t queue_length(TaskQueue *q);

/* A loop goes to sleep: HttpApp.wait. user: the App. */
void app_loop_rests(unsigned loop, void *user);

/* --- units --- */
typedef struct UnitItem UnitItem;
struct UnitItem {
    UnitItem *next;
    Ctx *ctx;
    const char *action;
    UnitFn fn;
    void *arg;
    void (*done)(UnitItem *item); /* on the writer's thread, after the commit or the failure */
    Err err;
    const void *keep; /* the answer to start each try with; NULL: none */
};
Writer *writer_open(App *app, char why[256]);
void writer_close(Writer *w);
MUST_USE Err writer_put(Writer *w, UnitItem *item); /* ERR_BUSY when full */
size_t writer_length(Writer *w);
/* A read unit on a given connection. */
MUST_USE Err unit_read(Ctx *ctx, DbConn *conn, int64_t budget_us, UnitFn fn, void *arg);
/* fn guarded against an exhausted arena: ERR_TOO_LARGE then. */
MUST_USE Err unit_guarded(Ctx *ctx, UnitFn fn, void *arg);
/* A reader for a thread without a lane. */
MUST_USE Err spare_take(App *app, DbConn **ret);
void spare_give(App *app, DbConn *conn);

/* --- audit --- */
typedef struct AuditHead {
    Id account;
    int64_t seq, stored_seq;
    Digest digest, stored_digest;
    bool fresh, dirty;
    bool foreign; /* its keyed hash is not ours */
} AuditHead;
enum { AUDIT_HEADS_MAX = 512 };
typedef struct AuditBatch {
    AuditHead heads[AUDIT_HEADS_MAX];
    size_t n;
    struct {
        size_t at;
        AuditHead was;
    } undo[AUDIT_HEADS_MAX];
    size_t undo_n; /* of the unit that runs now */
    bool sealing;  /* SQLite: the chain grows with the row */
} AuditBatch;
void audit_begin(AuditBatch *b, bool sealing);
/* Around each unit: what a rolled back unit put on the chain is taken off again. */
void audit_mark(AuditBatch *b);
void audit_undo(AuditBatch *b);
MUST_USE Err audit_append(Ctx *ctx, AuditBatch *b, const char *action);
MUST_USE Err audit_append_refusal(Ctx *ctx, AuditBatch *b, const Refusal *r);
/* Sign-ins of one person that were refused (tried.h). */
typedef struct AuditTried {
    const char *action;
    Id account_id, person_id, application_id;
    Str name, address, agent;
    Time at;
    int64_t times;
} AuditTried;
MUST_USE Err audit_append_tried(Ctx *ctx, AuditBatch *b, const AuditTried *t);
MUST_USE Err audit_flush(Ctx *ctx, AuditBatch *b);
/* Of a start: whether the heads are sealed (bool), and sealing those that earlier versions wrote (AuditSum of
 * audit_row.h; no chains and no time where nothing was done). */
MUST_USE Err audit_sum_there(Ctx *ctx, void *arg);
MUST_USE Err audit_sum_begin(Ctx *ctx, void *arg);
MUST_USE Err audit_seal_some(App *app); /* PostgreSQL: the sealer's turn */

/* --- one request; Ctx is first, so that a Ctx * of ours is a Request * --- */
typedef struct RouteMatch {
    const Route *route;
    const char *area;
    bool api;
    Param params[8];
    size_t params_n;
    Str allow;
    const Route *other; /* ERR_UNSUPPORTED: a route of the same address */
} RouteMatch;
typedef struct FormField {
    Str name, value, filename;
    bool file;
} FormField;
typedef struct Request {
    Ctx ctx;
    Task task;
    UnitItem unit;
    Lane *lane;        /* where it was authenticated; NULL in jobs and commands */
    AuditBatch *audit; /* of the writer while a unit is open */
    size_t audit_also; /* rows that this unit wrote beside its own */
    DbConn *conn;      /* reader lent to a MODE_OUTSIDE handler */
    bool api;          /* the address is one of the API's */
    bool authenticated, bearer;
    ApiScopeSet scopes; /* bearer: what the token may be used for */
    unsigned claims;    /* bearer: bits of the OpenID scopes it was given (token.c) */
    unsigned methods;   /* the session's: how its person proved who they are */
    int strength;       /* number of factors */
    Time authenticated_at;
    bool query_read, form_read;
    Err form_err;
    Param *query;
    size_t query_n;
    FormField *form;
    size_t form_n;
    Str csrf;                 /* of this request, made once */
    Str csrf_secret;          /* what it is bound to: the session's id, or a cookie of its own */
    Id own_session, own_user; /* of the cookie, whoever the request acts as later */
    bool foreign_form;        /* its token was made for somebody else's page */
    bool late_form;           /* its token is of another session, or none */
    Str idem_key;
    Id idem_account; /* of the address: a handler may turn to another account */
    Digest idem_hash;
    bool replayed;
    bool stored;
    bool looked_again;
    Str answer; /* a page rendered before the commit */
    int64_t limit, limit_left, limit_reset_s;
    Err err;
    bool member;      /* the actor holds a role in the account of the address */
    bool elsewhere;   /* the session's current account is another one */
    Str current_name; /* elsewhere: that account's name */
    Id current_account;
    const struct Why *why; /* of a refusal for lack of a permission; NULL: not looked into */
    int64_t directories_n; /* that the person belongs to */
    unsigned sides;        /* of the account's programs */
    bool viewing;          /* the vendor's staff look at the account: nothing is changed */
    int64_t accounts_n;    /* that the person may work in; more than one: the picker is shown */
    Time session_seen;
    const char *area;
    Str allow;
    HttpStream *stream;        /* set: the answer is on its way */
    const char *job_kind;      /* of the step that runs */
    int64_t own_changes;       /* rows of the kernel's bookkeeping in this unit: not the handler's */
    const HttpResponse *asset; /* a whole response: static assets */
    bool standing_in;          /* the route is not the one asked for but one that says why not */
    bool checked;              /* everything before the handler was right */
    void (*after_fn)(SystemCtx s, void *arg);
    void *after_arg;
    __typeof__(((Ctx *)0)->out) after_out;
    Problem *after_problem;
    jmp_buf exhausted;
    bool guarded;
    Arena *whole, *piece; /* while guarded: the unit's arena, and that of a piece (unit_in_pieces) */
    uint32_t ids;         /* made so far */
    bool acting;          /* made within the process: who acts stands in it (replay.c) */
    void (*answered)(struct Request *r, const HttpResponse *res); /* in the place of a connection; NULL: there is one */
    void *answered_arg;
    Fault fault; /* that this request is met by; of a sandbox (fault.h) */
    int64_t held_until_ns;
    struct Request *held_next;
    bool left; /* of a sandbox: the answer is on its way, and its house may be gone */
    char request_id_text[40];
} Request;
static inline Request *request_of(Ctx *ctx) { return (Request *)ctx; }
void ctx_reset_answer(Ctx *ctx);
Request *request_new(App *app, Arena *a);

/* dispatch.c: for what stands before it (fault.c). */
void dispatch_finish(Request *r, Err err);
void dispatch_on_worker(Lane *lane, Task *t);
/* Handles a request that was made within the process, with the rights of `by`, on the worker that runs it. */
void dispatch_again(Request *r, HttpRequest *req, const Ctx *by);
/* fault.c: true when the request is answered, or held and handled later. */
bool fault_meets(Request *r);

/* route.c */
RouteTable *route_table(Arena *a, char why[256]);
RouteTable *route_table_of(Arena *a, const Route *rows, size_t n, char why[256]); /* of given rows, for tests */
/* OK, ERR_NOT_FOUND, or ERR_UNSUPPORTED (another method: allow is set). */
MUST_USE Err route_match(const RouteTable *t, Arena *a, HttpMethod method, Str method_text, Str path, RouteMatch *ret);
bool route_is_api_path(Str path);

/* session.c, token.c: the reader of ctx->db is open. */
MUST_USE Err actor_by_cookie(Request *r, Str cookie, Str account_public_id);
MUST_USE Err actor_by_bearer(Request *r, Str token);
/* keys.c: reads the keys, makes the first one; opens its own units. */
MUST_USE Err token_keys_open(App *app, Ctx *ctx);
void token_keys_close(App *app);
/* The housekeeper's turn: reads them again each minute, makes the next one in time. */
MUST_USE Err token_keys_turn(App *app);
/* Changes with every change of the keys. */
const void *token_keys_epoch(App *app);
Str session_cookie(const Request *r);
Str session_cookie_name(bool secure);
Str cookie_text(Request *r, Str name, Str value, int64_t life_s);
/* session_jar.c: the browser's other sessions. */
size_t jar_read(const Request *r, Str ret[SESSION_OTHERS]);
MUST_USE Err jar_before_start(Request *r, Id new_user);
MUST_USE Err jar_after_end(Request *r, Str *ret_goes_on_as);

/* dispatch_check.c */
MUST_USE Err check_limit(Request *r);
MUST_USE Err check_account(Request *r);
MUST_USE Err check_reach(Request *r); /* {customer} is in the account's reach */
MUST_USE Err check_then_handle(Ctx *ctx, void *arg);
MUST_USE Err check_rights(Request *r);
MUST_USE Err check_form(Request *r);     /* CSRF */
MUST_USE Err check_charset(Request *r);  /* of a body on the API */
MUST_USE Err check_presence(Request *r); /* routes with .step_up */
/* dispatch_answer.c */
void answer(Request *r);
void answer_render(Request *r); /* out.render into out.body */
HttpBodyPlan dispatch_plan(HttpRequest *req, void *user);
Str dispatch_error_body(Arena *a, int status, Str why, Str target, Str *ret_content_type, void *user);
/* words: in place of the problem's message; empty: the message. */
Str api_error_body(Ctx *ctx, Err err, Str words);
/* docs/api-coverage.tsv, the rows that are deferred. */
typedef struct Deferred {
    Str path, area;
} Deferred;
extern const Deferred DEFERRED[];
extern const size_t DEFERRED_N;
/* The area a path of the wire API belongs to that is not offered yet, when it fits the path better than the route does
 * (NULL: no route); empty when there is none. */
Str deferred_area(Str path, const Route *route);
bool cookie_is_secure(const Request *r);
Str file_disposition(Arena *a, Str name);

/* idempotency.c; inside the unit */
void idempotency_key(Request *r);
/* OK: run the handler; ERR_CONFLICT: same key, another body; *ret_replayed: the answer is set. */
MUST_USE Err idempotency_find(Request *r, bool *ret_replayed);
MUST_USE Err idempotency_keep(Request *r);
MUST_USE Err idempotency_expire(App *app);

/* limit.c */
typedef enum LimitClass {
    LIMIT_SIGN_IN,
    LIMIT_API,
    LIMIT_PAGE,
    LIMIT_WRITE,
    LIMIT_MIGRATE,
    LIMIT_MIGRATE_CHECK,
    LIMIT_CLASSES
} LimitClass;
Limits *limits_open(App *app);
MUST_USE Err limit_take(Request *r, LimitClass class, Str who);
/* The same for a handler that knows better who is counted; who: bytes. */
MUST_USE Err ctx_limit(Ctx *ctx, LimitClass class, Str who);

/* log.c, metrics.c */
void log_request(const HttpRequest *req, int status, uint64_t bytes, int64_t us, void *user);
void log_line(App *app, const char *level, Str what, Str detail);
void lane_log_flush(Lane *lane);
/* Empties the slots when the database is another one than they were filled from (app->epoch). */
void lane_forget_old(Lane *lane);
Str metrics_text(Ctx *ctx);

/* house.c: touches, refusals, checkpoints, sealing, log */
Housekeeper *house_open(App *app);
void house_close(Housekeeper *h);
void refusal_note(Request *r, int status);
MUST_USE Err house_turn(App *app, bool everything); /* one round; tests call it */
/* A line in the log when a piece of the program's own work failed: which, how, and what was said of it. */
void house_note(const Ctx *ctx, const char *what, Err err);

/* job.c */
/* This process is the only one that has the database: what others were working on can be taken at once. */
MUST_USE Err jobs_take_over(App *app);
Jobs *jobs_open(App *app);
void jobs_close(Jobs *j);
/* Runs what is due now on the calling thread; returns how many steps ran. For tests and `entente work --once`. */
int jobs_run_due(App *app, int steps_max);
/* The same of jobs of the business clock and of events alone. */
int jobs_run_turning(App *app, int steps_max);

/* kernel_jobs.c: jobs of the kernel's services */
extern const JobKind *const KERNEL_JOBS[];
extern const size_t KERNEL_JOBS_N;

/* kernel_routes.c */
extern const Area AREA_KERNEL;
