/* Units of work.
 *
 * SQLite: one writer thread. It takes all units that wait (at most UNITS_PER_BATCH), opens one transaction, runs each
 * unit under a time budget, commits once and only then tells each its outcome. A unit that fails is undone alone, by a
 * savepoint. A savepoint makes the engine copy every page that a unit is the first to touch, and hardly any unit fails
 * once it has written; so batches run without them until one does fail so. That batch is rolled back and run again with
 * them, and so are the next GUARDED_BATCHES. When the engine has lost the whole transaction (disk full, I/O error) or
 * the commit fails, every unit of the batch is run again in a transaction of its own, so that one unit cannot take the
 * others with it.
 *
 * PostgreSQL: several writer threads, each with its own connection; a unit is a transaction, run again up to three
 * times when the engine asks for it.
 *
 * Either way the audit row is written here, inside the unit, and a unit that changed rows without one fails. */
#include "app/kernel.h"
#include "base/num.h"
#include "os/os.h"

enum { WRITERS_MAX = 64, SERIALIZE_TRIES = 16, CHECKPOINT_EVERY_MS = 2000, GUARDED_BATCHES = 64 };

struct Writer {
    App *app;
    pthread_mutex_t lock;
    pthread_cond_t some;
    UnitItem *first, **last;
    size_t n, max;
    bool closed;
    OsThread *threads[WRITERS_MAX];
    size_t threads_n;
    DbConn *conns[WRITERS_MAX];
    struct WriterThread {
        Writer *w;
        DbConn *conn;
        AuditBatch audit;
        int guarded; /* batches still to run with savepoints */
    } states[];
};
typedef struct WriterThread WriterThread;

/* --- one unit, inside an open transaction or savepoint --- */

/* Whichever way it ended: the arena is the unit's own again, and that of its pieces is gone. */
static void unguard(Request *r)
{
    arena_on_exhausted(r->whole, NULL);
    r->ctx.arena = r->whole;
    r->guarded = false;
    if (r->piece) {
        arena_destroy(r->piece);
        r->piece = NULL;
    }
}

Err unit_guarded(Ctx *ctx, UnitFn fn, void *arg)
{
    Request *r = request_of(ctx);
    if (r->guarded) {
        return fn(ctx, arg); /* a page drawn inside a unit: the unit's guard is the one to jump to */
    }
    r->guarded = true;
    r->whole = ctx->arena;
    if (setjmp(r->exhausted)) {
        unguard(r);
        return ERR_BUSY;
    }
    arena_on_exhausted(ctx->arena, &r->exhausted);
    Err err = fn(ctx, arg);
    unguard(r);
    return err;
}

Err unit_in_pieces(Ctx *ctx, UnitFn piece, void *arg, bool *ret_more)
{
    Request *r = request_of(ctx);
    Arena *outer = ctx->arena;
    Err err = OK;
    if (!r->piece) {
        r->piece = arena_create(ARENA_REQUEST_BUDGET);
        arena_on_exhausted(r->piece, r->guarded ? &r->exhausted : NULL);
    }
    while (err == OK && *ret_more) {
        ctx->arena = r->piece;
        err = piece(ctx, arg);
        ctx->arena = outer;
        arena_reset(r->piece);
    }
    if (!r->guarded) {
        arena_destroy(r->piece);
        r->piece = NULL;
    }
    return err;
}

static Err unit_audit(Ctx *ctx, AuditBatch *batch, const char *action, int64_t changed)
{
    if (!action) {
        return OK; /* the kernel's own bookkeeping */
    }
    if (ctx->audit.skip) {
        if (changed == request_of(ctx)->own_changes || request_of(ctx)->audit_also) {
            return OK;
        }
        ctx->problem.log =
            str_fmt(ctx->arena, "%s changed %lld rows and asked for no audit row", action, (long long)changed);
        return ERR_INTERNAL;
    }
    return audit_append(ctx, batch, ctx->audit.action ? ctx->audit.action : action);
}

/* Each try starts from what stood when the unit was asked for: nothing for a route, what a handler outside of units has
 * set so far (a cookie of an earlier unit) for unit_run. */
static void unit_reset(UnitItem *it)
{
    ctx_reset_answer(it->ctx);
    if (it->keep) {
        memcpy(&it->ctx->out, it->keep, sizeof it->ctx->out);
    }
}

static Err unit_body(WriterThread *t, UnitItem *it)
{
    Ctx *ctx = it->ctx;
    Request *r = request_of(ctx);
    unit_reset(it);
    ctx->db = t->conn;
    r->audit = &t->audit;
    r->own_changes = 0;
    r->audit_also = 0;
    audit_mark(&t->audit);
    int64_t before = db_changes_total(t->conn);
    db_set_budget(t->conn, t->w->app->options.write_budget_us);
    Err err = unit_guarded(ctx, it->fn, it->arg);
    db_set_budget(t->conn, 0);
    if (err == OK) {
        err = unit_audit(ctx, &t->audit, it->action, db_changes_total(t->conn) - before);
    }
    if (err != OK) {
        audit_undo(&t->audit);
    }
    r->audit = NULL;
    ctx->db = NULL;
    return err;
}

/* A transaction of its own: PostgreSQL always, SQLite after a lost batch. */
static Err unit_once(WriterThread *t, UnitItem *it)
{
    Err err = db_begin(t->conn);
    if (err == ERR_UNAVAILABLE && db_reconnect(t->conn) == OK) {
        err = db_begin(t->conn);
    }
    TRY(err);
    audit_begin(&t->audit, t->w->app->engine == DB_SQLITE);
    err = unit_body(t, it);
    if (err == OK) {
        it->ctx->db = t->conn;
        err = audit_flush(it->ctx, &t->audit);
        it->ctx->db = NULL;
    }
    if (err == OK) {
        err = db_commit(t->conn);
    }
    if (err != OK && db_in_transaction(t->conn)) {
        db_rollback(t->conn);
    }
    return err;
}

/* What the database said of the program's own bookkeeping, for its line in the log: the first line, which names no
 * values. Of people's requests the log keeps the code alone. */
static void note_failure(WriterThread *t, UnitItem *it)
{
    Ctx *ctx = it->ctx;
    Str said = str_from(db_last_error(t->conn)), line;
    if (it->err != OK && !it->action && !ctx->problem.log.n && str_split(&said, '\n', &line)) {
        ctx->problem.log = str_copy(ctx->arena, line);
    }
}

static void unit_alone(WriterThread *t, UnitItem *it)
{
    (void)atomic_fetch_add_explicit(&t->w->app->write_alone, 1, memory_order_relaxed);
    for (int tries = 0; tries < SERIALIZE_TRIES; tries++) {
        it->err = unit_once(t, it);
        if (it->err != ERR_SERIALIZE) {
            break;
        }
    }
    if (it->err == ERR_SERIALIZE) {
        it->err = ERR_BUSY;
    }
    note_failure(t, it);
    if (it->err == ERR_UNAVAILABLE) {
        (void)!db_reconnect(t->conn);
    }
}

/* --- the batch --- */

static Err unit_in_savepoint(WriterThread *t, UnitItem *it)
{
    TRY(db_savepoint(t->conn));
    Err err = unit_body(t, it);
    if (!db_in_transaction(t->conn)) {
        return err != OK ? err : ERR_IO;
    }
    if (err == OK) {
        return db_release(t->conn);
    }
    Err undone = db_rollback_to(t->conn);
    return undone == OK ? err : undone;
}

typedef enum BatchEnd { BATCH_STANDS, BATCH_SPOILT, BATCH_LOST } BatchEnd;

/* Spoilt: a unit failed after it had written, and nothing but the end of the transaction undoes that. A unit that has
 * the batch to itself is undone so, and has its answer. */
static BatchEnd batch_open(WriterThread *t, UnitItem *first)
{
    for (UnitItem *it = first; it; it = it->next) {
        int64_t before = db_changes_total(t->conn);
        it->err = unit_body(t, it);
        note_failure(t, it);
        if (!db_in_transaction(t->conn)) {
            return BATCH_LOST;
        }
        if (it->err != OK && db_changes_total(t->conn) != before) {
            return BATCH_SPOILT;
        }
    }
    return BATCH_STANDS;
}

static BatchEnd batch_guarded(WriterThread *t, UnitItem *first)
{
    for (UnitItem *it = first; it; it = it->next) {
        it->err = unit_in_savepoint(t, it);
        note_failure(t, it);
        if (!db_in_transaction(t->conn)) {
            return BATCH_LOST;
        }
    }
    return BATCH_STANDS;
}

static Err batch_commit(WriterThread *t, UnitItem *first)
{
    first->ctx->db = t->conn;
    Err err = audit_flush(first->ctx, &t->audit);
    first->ctx->db = NULL;
    return err == OK ? db_commit(t->conn) : err;
}

static BatchEnd batch_try(WriterThread *t, UnitItem *first, bool guarded)
{
    Err err = db_begin(t->conn);
    if (err != OK) {
        for (UnitItem *it = first; it; it = it->next) {
            it->err = err;
            note_failure(t, it);
        }
        return BATCH_STANDS; /* each has its answer */
    }
    audit_begin(&t->audit, true);
    BatchEnd end = guarded ? batch_guarded(t, first) : batch_open(t, first);
    if (end == BATCH_STANDS && batch_commit(t, first) != OK) {
        end = BATCH_LOST;
    }
    if (end != BATCH_STANDS && db_in_transaction(t->conn)) {
        db_rollback(t->conn);
    }
    return end;
}

static void batch(WriterThread *t, UnitItem *first)
{
    (void)atomic_fetch_add_explicit(&t->w->app->write_batches, 1, memory_order_relaxed);
    bool guarded = t->guarded > 0 && first->next;
    t->guarded -= guarded;
    BatchEnd end = batch_try(t, first, guarded);
    if (end == BATCH_SPOILT && !first->next) {
        return;
    }
    if (end == BATCH_SPOILT) {
        (void)atomic_fetch_add_explicit(&t->w->app->write_again, 1, memory_order_relaxed);
        t->guarded = GUARDED_BATCHES;
        end = batch_try(t, first, true);
    }
    if (end == BATCH_LOST) {
        for (UnitItem *it = first; it; it = it->next) {
            unit_alone(t, it);
        }
    }
}

static UnitItem *writer_take(Writer *w, size_t max, size_t *ret_n)
{
    (void)pthread_mutex_lock(&w->lock);
    while (!w->first && !w->closed) {
        (void)pthread_cond_wait(&w->some, &w->lock);
    }
    UnitItem *first = w->first, **end = &first;
    size_t n = 0;
    while (*end && n < max) {
        end = &(*end)->next;
        n++;
    }
    w->first = *end;
    w->last = w->first ? w->last : &w->first;
    *end = NULL;
    w->n -= n;
    (void)pthread_mutex_unlock(&w->lock);
    *ret_n = n;
    return first;
}

static void writer_run(void *arg)
{
    WriterThread *t = arg;
    bool sqlite = t->w->app->engine == DB_SQLITE;
    int64_t checkpoint_ns = os_monotonic_ns();
    size_t n = 0;
    for (UnitItem *first; (first = writer_take(t->w, sqlite ? UNITS_PER_BATCH : 1, &n)) != NULL;) {
        if (sqlite) {
            batch(t, first);
        } else {
            unit_alone(t, first);
        }
        (void)atomic_fetch_add_explicit(&t->w->app->write_units, n, memory_order_relaxed);
        for (UnitItem *it = first, *next; it; it = next) {
            next = it->next; /* done may free the item with its request */
            it->done(it);
        }
        if (sqlite && os_monotonic_ns() - checkpoint_ns > CHECKPOINT_EVERY_MS * INT64_C(1000000)) {
            db_checkpoint(t->conn);
            checkpoint_ns = os_monotonic_ns();
        }
    }
}

Writer *writer_open(App *app, char why[256])
{
    size_t threads = app->engine == DB_SQLITE ? 1 : num_min_size(app->options.writers, WRITERS_MAX);
    Writer *w = arena_alloc(app->arena, sizeof *w + threads * sizeof w->states[0], _Alignof(Writer));
    w->app = app;
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->some, NULL);
    w->last = &w->first;
    w->max = app->options.queue_max;
    for (size_t i = 0; i < threads; i++) {
        if (db_connect(app->db, DB_WRITER, &w->conns[i], why) != OK) {
            writer_close(w);
            return NULL;
        }
        w->states[i] = (WriterThread){.w = w, .conn = w->conns[i]};
        w->threads_n = i + 1;
        if (os_thread_start("writer", writer_run, &w->states[i], &w->threads[i]) != OK) {
            snprintf(why, 256, "cannot start the writer's thread");
            writer_close(w);
            return NULL;
        }
    }
    return w;
}

void writer_close(Writer *w)
{
    (void)pthread_mutex_lock(&w->lock);
    w->closed = true;
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_cond_broadcast(&w->some);
    for (size_t i = 0; i < w->threads_n; i++) {
        if (w->threads[i]) {
            os_thread_join(w->threads[i]);
        }
        db_disconnect(w->conns[i]);
    }
}

Err writer_put(Writer *w, UnitItem *item)
{
    item->next = NULL;
    item->err = OK;
    (void)pthread_mutex_lock(&w->lock);
    bool room = w->n < w->max && !w->closed;
    if (room) {
        *w->last = item;
        w->last = &item->next;
        w->n++;
    }
    (void)pthread_mutex_unlock(&w->lock);
    if (!room) {
        return ERR_BUSY;
    }
    (void)pthread_cond_signal(&w->some);
    return OK;
}

size_t writer_length(Writer *w)
{
    (void)pthread_mutex_lock(&w->lock);
    size_t n = w->n;
    (void)pthread_mutex_unlock(&w->lock);
    return n;
}

/* --- units for whoever may wait --- */

Err unit_read(Ctx *ctx, DbConn *conn, int64_t budget_us, UnitFn fn, void *arg)
{
    Err err = db_begin(conn);
    if (err == ERR_UNAVAILABLE && db_reconnect(conn) == OK) {
        err = db_begin(conn);
    }
    TRY(err);
    ctx->db = conn;
    db_set_budget(conn, budget_us);
    err = unit_guarded(ctx, fn, arg);
    db_set_budget(conn, 0);
    ctx->db = NULL;
    if (err == OK) {
        db_rest(conn);
    } else {
        db_rollback(conn);
    }
    return err;
}

typedef struct Waiting {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
} Waiting;
typedef struct WaitingItem {
    UnitItem item;
    Waiting *waiting;
} WaitingItem;

static void waiting_done(UnitItem *it)
{
    Waiting *w = ((WaitingItem *)it)->waiting;
    (void)pthread_mutex_lock(&w->lock);
    w->done = true;
    (void)pthread_cond_signal(&w->ended); /* under the lock: the waiter's stack goes away once it sees done */
    (void)pthread_mutex_unlock(&w->lock);
}

static Err unit_write(Ctx *ctx, const char *action, UnitFn fn, void *arg)
{
    Waiting w = {.lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER};
    __typeof__(ctx->out) keep = ctx->out;
    WaitingItem it = {.item = {.ctx = ctx, .action = action, .fn = fn, .arg = arg, .done = waiting_done, .keep = &keep},
                      .waiting = &w};
    TRY(writer_put(ctx->app->writer, &it.item));
    (void)pthread_mutex_lock(&w.lock);
    while (!w.done) {
        (void)pthread_cond_wait(&w.ended, &w.lock);
    }
    (void)pthread_mutex_unlock(&w.lock);
    return it.item.err;
}

Err unit_run(Ctx *ctx, Mode mode, const char *action, UnitFn fn, void *arg)
{
    Request *r = request_of(ctx);
    if (ctx->db) {
        ctx->problem.log = S("unit_run inside a unit");
        return ERR_INTERNAL;
    }
    if (mode == MODE_WRITE) {
        return unit_write(ctx, action, fn, arg);
    }
    if (r->conn) {
        return unit_read(ctx, r->conn, ctx->app->options.read_budget_us, fn, arg);
    }
    DbConn *conn = NULL;
    TRY(spare_take(ctx->app, &conn));
    Err err = unit_read(ctx, conn, ctx->app->options.read_budget_us, fn, arg);
    spare_give(ctx->app, conn);
    return err;
}
