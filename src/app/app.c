/* The process put together: databases, keys, lanes, threads; and taken apart again in the reverse order. */
#include "app/audit_row.h"
#include "app/clock.h"
#include "app/kernel.h"
#include "app/record.h"
#include "base/num.h"
#include "db/migrate.h"
#include "gen/app_q.h"
#include "os/os.h"

#include <unistd.h>

enum {
    SPARE_MAX = 32,
    WRITERS_DEFAULT = 8,
    QUEUE_DEFAULT = 1024,
    HASH_QUEUE_DEFAULT = 64,
    JOB_THREADS_DEFAULT = 2,
    SIGN_IN_DEFAULT = 120
};

struct SpareLanes {
    pthread_mutex_t lock;
    DbConn *conns[SPARE_MAX];
    size_t n;
};
typedef struct Worker {
    App *app;
    Lane *lane;
    OsThread *thread;
    TaskQueue *queue;
} Worker;
struct Workers {
    Worker *list;
    size_t n;
};
typedef struct Workers Workers;

Time app_wall(const App *app)
{
    int64_t fixed = atomic_load_explicit(&app->fixed_wall_us, memory_order_relaxed);
    return fixed == INT64_MIN ? os_wall() : (Time){fixed};
}

Time app_now(const App *app)
{
    int64_t fixed = atomic_load_explicit(&app->fixed_now_us, memory_order_relaxed);
    return fixed == INT64_MIN ? time_add(app_wall(app), atomic_load_explicit(&app->ahead_us, memory_order_relaxed))
                              : (Time){fixed};
}

/* --- readers for threads without a lane --- */

Err spare_take(App *app, DbConn **ret)
{
    char why[256];
    (void)pthread_mutex_lock(&app->spare->lock);
    DbConn *conn = app->spare->n ? app->spare->conns[--app->spare->n] : NULL;
    (void)pthread_mutex_unlock(&app->spare->lock);
    *ret = conn;
    return conn ? OK : db_connect(app->db, DB_READER, ret, why);
}

void spare_give(App *app, DbConn *conn)
{
    (void)pthread_mutex_lock(&app->spare->lock);
    bool room = app->spare->n < SPARE_MAX;
    if (room) {
        app->spare->conns[app->spare->n++] = conn;
    }
    (void)pthread_mutex_unlock(&app->spare->lock);
    if (!room) {
        db_disconnect(conn);
    }
}

/* --- opening --- */

static void options_fill(AppOptions *o)
{
    o->loops = o->loops ? o->loops : o->serving ? os_cores() : 1;
    o->workers = o->workers ? o->workers : 2 * os_cores();
    o->hashers = o->hashers ? o->hashers : (os_cores() + 1) / 2;
    o->hash_queue_max = o->hash_queue_max ? o->hash_queue_max : HASH_QUEUE_DEFAULT;
    o->writers = o->writers ? o->writers : WRITERS_DEFAULT;
    o->job_threads = o->job_threads ? o->job_threads : JOB_THREADS_DEFAULT;
    o->queue_max = o->queue_max ? o->queue_max : QUEUE_DEFAULT;
    o->inline_budget_us = o->inline_budget_us ? o->inline_budget_us : 5000;
    o->read_budget_us = o->read_budget_us ? o->read_budget_us : 20 * TIME_SECOND;
    o->write_budget_us = o->write_budget_us ? o->write_budget_us : 5 * TIME_SECOND;
    o->session_us = o->session_us ? o->session_us : 12 * TIME_HOUR;
    o->scim_scan_max = o->scim_scan_max ? o->scim_scan_max : 20000;
    o->step_up_us = o->step_up_us ? o->step_up_us : 10 * TIME_MINUTE;
    o->file_keep_us = o->file_keep_us ? o->file_keep_us : 7 * TIME_DAY;
    o->limit_sign_in = o->limit_sign_in ? o->limit_sign_in : SIGN_IN_DEFAULT;
}

static Err schema_ready(App *app, char why[256])
{
    DbConn *conn = NULL;
    TRY(db_connect(app->db, DB_WRITER, &conn, why));
    int number = 0, applied = 0;
    Err err = migrate_state(conn, &number);
    if (err == ERR_NOT_FOUND || err == ERR_STALE) {
        if (app->options.migrate) {
            err = migrate_run(conn, os_wall(), &applied, why);
        } else {
            snprintf(why, 256, "the database is %s; run `entente migrate` first",
                     err == ERR_STALE ? "of an older version" : "empty");
        }
    } else if (err == ERR_CONFLICT) {
        err = migrate_check(conn, why);
    } else if (err != OK) {
        snprintf(why, 256, "the database's state cannot be read: %s", db_last_error(conn));
    }
    db_disconnect(conn);
    return err;
}

static void keys_derive(App *app)
{
    const KeyRing *ring = app->options.ring;
    keyring_key(ring, S("session"), app->key_session);
    keyring_key(ring, S("csrf"), app->key_csrf);
    keyring_key(ring, S("cursor"), app->key_cursor);
    keyring_key(ring, S("audit"), app->key_audit);
    keyring_key(ring, S("audit head"), app->key_audit_head);
    keyring_key(ring, S("audit sum"), app->key_audit_sum);
    keyring_key(ring, S("flash"), app->key_flash);
    keyring_key(ring, S("idempotency"), app->key_idempotency);
    keyring_key(ring, S("limit"), app->key_limit);
    keyring_key(ring, S("kept"), app->key_kept);
    uint64_t moment[2] = {os_random_u64(), os_random_u64()};
    memcpy(app->key_moment, moment, sizeof app->key_moment);
}

/* A loop gives its snapshot back when it goes to sleep (app_loop_rests); other threads have none between their units.
 */
static Err connect_lane(Lane *lane, char why[256])
{
    DbConn *conn = NULL;
    TRY(db_connect(lane->app->db, DB_READER, &conn, why));
    if (lane->app->options.serving && lane->index < lane->app->options.loops) {
        db_allow_rest(conn);
    }
    atomic_store(&lane->reader, conn);
    return OK;
}

Err lane_reader(Lane *lane, DbConn **ret)
{
    char why[256];
    Err err = lane->reader ? OK : connect_lane(lane, why);
    *ret = lane->reader;
    return err;
}

static Err lane_open(App *app, unsigned index, char why[256])
{
    Lane *lane = arena_new(app->arena, Lane);
    app->lanes[index] = lane;
    app->lanes_n = index + 1;
    lane->app = app;
    lane->index = index;
    lane->actors = calloc(ACTOR_SLOTS, sizeof *lane->actors);
    lane->tokens = calloc(TOKEN_SLOTS, sizeof *lane->tokens);
    lane->log = buf_on_heap(1 << 20);
    (void)pthread_mutex_init(&lane->lock, NULL);
    if (!lane->actors || !lane->tokens) {
        snprintf(why, 256, "there is no memory for a thread's caches");
        return ERR_INTERNAL;
    }
    /* A server's connection costs this process little and takes a while to make: now. */
    return db_engine(app->db) == DB_POSTGRES ? connect_lane(lane, why) : OK;
}

void lane_forget_old(Lane *lane)
{
    uint64_t now = atomic_load_explicit(&lane->app->epoch, memory_order_acquire);
    if (lane->epoch != now) {
        memset(lane->actors, 0, ACTOR_SLOTS * sizeof *lane->actors);
        memset(lane->tokens, 0, TOKEN_SLOTS * sizeof *lane->tokens);
        lane->epoch = now;
    }
}

static void worker_run(void *arg)
{
    Worker *w = arg;
    for (Task *t; (t = queue_take(w->queue)) != NULL;) {
        t->run(w->lane, t);
    }
}

/* Whoever hashes gives way to everybody who waits for less. */
static void hasher_run(void *arg)
{
    os_thread_low_priority();
    worker_run(arg);
}

static Err worker_open(App *app, TaskQueue *queue, const char *name, void (*run)(void *), char why[256])
{
    unsigned i = (unsigned)app->workers->n;
    Worker *w = &app->workers->list[i];
    TRY(lane_open(app, app->options.loops + i, why));
    *w = (Worker){.app = app, .lane = app->lanes[app->options.loops + i], .queue = queue};
    if (os_thread_start(name, run, w, &w->thread) != OK) {
        snprintf(why, 256, "cannot start a %s's thread", name);
        return ERR_INTERNAL;
    }
    app->workers->n = i + 1;
    return OK;
}

static Err workers_open(App *app, char why[256])
{
    unsigned workers = app->options.workers, hashers = app->options.hashers;
    app->work = queue_open(app->arena, app->options.queue_max);
    app->hashing = queue_open(app->arena, app->options.hash_queue_max);
    app->workers = arena_new(app->arena, Workers);
    app->workers->list = arena_array(app->arena, Worker, workers + hashers);
    for (unsigned i = 0; i < workers; i++) {
        TRY(worker_open(app, app->work, "worker", worker_run, why));
    }
    for (unsigned i = 0; i < hashers; i++) {
        TRY(worker_open(app, app->hashing, "hasher", hasher_run, why));
    }
    return OK;
}

/* The key ring must be the one the data was sealed with: a restore without it is refused here, not at the first use. */
static Err ring_check(Ctx *ctx, void *arg)
{
    Str mine = keyring_fingerprint(ctx->arena, ctx->app->options.ring);
    bool *ret_missing = arg;
    InstallationFindRow row;
    Err err = q_installation_find(system_of(ctx), &(InstallationFindArgs){.key = S("key_fingerprint")}, &row);
    *ret_missing = err == ERR_NOT_FOUND;
    if (err != OK) {
        return *ret_missing ? OK : err;
    }
    return str_eq(mine, row.value) ? OK : ERR_FORBIDDEN;
}

static Err ring_note(Ctx *ctx, void *arg)
{
    (void)arg;
    Str mine = keyring_fingerprint(ctx->arena, ctx->app->options.ring);
    return q_installation_store(system_of(ctx), &(InstallationStoreArgs){.key = S("key_fingerprint"), .value = mine},
                                NULL);
}

static Err demo_check(Ctx *ctx, void *arg)
{
    InstallationFindRow row;
    Err err = q_installation_find(system_of(ctx), &(InstallationFindArgs){.key = S("demo")}, &row);
    *(bool *)arg = err == OK && str_eq(row.value, S("true"));
    return err == ERR_NOT_FOUND ? OK : err;
}

/* A database of an earlier version has heads without a seal: they are sealed once, which the log and the audit say. */
static Err audit_ready(App *app, Ctx *ctx, bool is_new)
{
    bool there = false;
    TRY(unit_run(ctx, MODE_READ, NULL, audit_sum_there, &there));
    if (there) {
        return OK;
    }
    AuditSum sum = {0};
    TRY(unit_run(ctx, MODE_WRITE, is_new ? NULL : "audit.seal", audit_sum_begin, &sum));
    if (!is_new && sum.since.us) {
        Str chains = str_fmt(ctx->arena, "%lld chains with %lld rows; what was cut off before this cannot be told",
                             (long long)sum.chains, (long long)sum.rows);
        log_line(app, "warn", S("the ends of the audit chains are sealed from now on"), chains);
    }
    return OK;
}

static Err keys_ready(App *app, char why[256])
{
    Arena *a = arena_create(0);
    Ctx *ctx = ctx_system(app, a);
    bool missing = false;
    Err err = unit_run(ctx, MODE_READ, NULL, ring_check, &missing);
    if (err == OK && missing) {
        err = unit_run(ctx, MODE_WRITE, NULL, ring_note, NULL);
    }
    err = err == OK ? audit_ready(app, ctx, missing) : err;
    bool demo = false;
    if (err == OK && app->options.sandbox_demo) {
        err = unit_run(ctx, MODE_READ, NULL, demo_check, &demo);
    }
    if (err == ERR_FORBIDDEN) {
        snprintf(why, 256,
                 "this key ring is not the one the database was made with; give the right file with --keyring");
    } else if (err == OK) {
        app->options.sandbox = app->options.sandbox || (app->options.sandbox_demo && demo);
        err = token_keys_open(app, ctx);
        if (err != OK) {
            snprintf(why, 256, "the keys that sign tokens cannot be opened (%s)", err_name(err));
        }
    } else {
        snprintf(why, 256, "the key ring's fingerprint cannot be read or stored (%s)", err_name(err));
    }
    arena_destroy(a);
    return err;
}

/* SQLite is of one machine: whoever has the database open holds a file beside it, and who finds nobody there knows that
 * the workers of jobs that seem to run have died. Elsewhere their leases run out. */
static Err leases_ready(App *app)
{
    bool alone;
    app->held_fd = -1;
    if (app->engine != DB_SQLITE || strcmp(app->options.database, ":memory:") == 0) {
        return OK;
    }
    Str path = str_fmt(app->arena, "%s-open", app->options.database);
    app->held_fd = os_share_file(str_z(app->arena, path), &alone);
    Err err = alone ? jobs_take_over(app) : OK;
    if (app->held_fd >= 0) {
        os_share_begin(app->held_fd);
    }
    return err;
}

static Err open_all(App *app, char why[256])
{
    unsigned lanes = app->options.loops + app->options.workers + app->options.hashers;
    app->lanes = arena_array(app->arena, Lane *, lanes);
    app->routes = route_table(app->arena, why);
    if (!app->routes) {
        return ERR_INVALID;
    }
    DbConfig config = {.url = app->options.database,
                       .create = app->options.migrate,
                       .busy_ms = 5000,
                       .cache_bytes = app->options.cache_bytes,
                       .bulk = app->options.bulk};
    TRY(db_open(&config, &app->db, why));
    app->engine = db_engine(app->db);
    TRY(schema_ready(app, why));
    keys_derive(app);
    app->limits = limits_open(app);
    app->writer = writer_open(app, why);
    if (!app->writer) {
        return ERR_UNAVAILABLE;
    }
    TRY(keys_ready(app, why));
    TRY(leases_ready(app));
    TRY(clock_restore(app));
    app->faults = app->options.sandbox ? faults_open(app) : NULL;
    app->record = app->options.sandbox_of ? record_open() : NULL;
    TRY(faults_reload(app));
    if (!app->options.serving) {
        return OK;
    }
    for (unsigned i = 0; i < app->options.loops; i++) {
        TRY(lane_open(app, i, why));
    }
    TRY(workers_open(app, why));
    app->house = house_open(app);
    atomic_store(&app->jobs_held, app->options.jobs_held);
    app->jobs = app->options.no_jobs && !app->options.jobs_always ? NULL : jobs_open(app);
    atomic_store(&app->ready, true);
    return OK;
}

Err app_open(const AppOptions *options, App **ret, char ret_why[256])
{
    Arena *a = arena_create(0);
    App *app = arena_new(a, App);
    app->arena = a;
    app->options = *options;
    options_fill(&app->options);
    app->respond = http_respond;
    atomic_store(&app->fixed_wall_us, INT64_MIN);
    atomic_store(&app->fixed_now_us, app->options.business_clock_us ? app->options.business_clock_us : INT64_MIN);
    app->server_id = str_fmt(a, "%u", (unsigned)(os_random_u64() % 900000000) + 100000000);
    app->held_fd = -1;
    app->spare = arena_new(a, struct SpareLanes);
    (void)pthread_mutex_init(&app->spare->lock, NULL);
    ret_why[0] = 0;
    Err err = open_all(app, ret_why);
    if (err != OK) {
        app_close(app);
        return err;
    }
    *ret = app;
    return OK;
}

/* --- closing --- */

static void workers_close(App *app)
{
    if (!app->work) {
        return;
    }
    queue_close(app->work);
    queue_close(app->hashing);
    for (size_t i = 0; app->workers && i < app->workers->n; i++) {
        os_thread_join(app->workers->list[i].thread);
    }
}

static void lanes_close(App *app)
{
    for (size_t i = 0; i < app->lanes_n; i++) {
        lane_log_flush(app->lanes[i]);
        buf_free(&app->lanes[i]->log);
        if (app->lanes[i]->reader) {
            db_disconnect(app->lanes[i]->reader);
        }
        free(app->lanes[i]->actors);
        free(app->lanes[i]->tokens);
    }
    for (size_t i = 0; i < app->spare->n; i++) {
        db_disconnect(app->spare->conns[i]);
    }
}

void app_close(App *app)
{
    atomic_store(&app->stopping, true);
    atomic_store(&app->ready, false);
    if (app->jobs) {
        jobs_close(app->jobs);
    }
    if (app->faults) { /* what it holds goes to the workers, which end with it */
        faults_close(app->faults);
    }
    workers_close(app);
    if (app->house) {
        house_close(app->house);
    }
    if (app->writer) {
        writer_close(app->writer);
    }
    if (app->record) {
        record_close(app->record);
    }
    lanes_close(app);
    token_keys_close(app);
    if (app->held_fd >= 0) {
        (void)close(app->held_fd);
    }
    if (app->db) {
        db_close(app->db);
    }
    arena_destroy(app->arena);
}

/* A loop goes to sleep: its snapshot must not outlast what it had to do. */
void app_loop_rests(unsigned loop, void *user)
{
    App *app = user;
    if (loop < app->options.loops && app->lanes[loop]->reader) {
        db_let_go(app->lanes[loop]->reader);
    }
}

HttpApp app_http(App *app)
{
    return (HttpApp){.user = app,
                     .handle = dispatch_handle,
                     .too_large = dispatch_handle,
                     .wait = app_loop_rests,
                     .plan = dispatch_plan,
                     .done = log_request,
                     .error_body = dispatch_error_body};
}
