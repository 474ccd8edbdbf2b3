/* A loop thread: its mailbox, its pools, its tick. */
#include "http/internal.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

_Thread_local HttpLoop *http_loop_current;

/* ---- exchanges ---- */

Exchange *exchange_take(HttpLoop *loop)
{
    Exchange *ex = loop->pool;
    if (ex) {
        loop->pool = ex->next;
        loop->pool_n--;
        ex->next = NULL;
        return ex;
    }
    ex = calloc(1, sizeof(*ex));
    if (!ex) {
        abort();
    }
    ex->req.arena = arena_create(loop->server->config.request_memory_max);
    ex->req.body_fd = -1;
    ex->file_fd = -1;
    ex->loop = loop;
    return ex;
}

/* What exchange_take promises: everything zero but the arena, the loop and the empty descriptors. The bytes of the
 * inline head need no clearing. */
static void exchange_clear(Exchange *ex)
{
    Arena *arena = ex->req.arena;
    HttpLoop *loop = ex->loop;
    arena_on_exhausted(arena, NULL);
    arena_reset(arena);
    memset(ex, 0, offsetof(Exchange, head));
    ex->req.arena = arena;
    ex->req.body_fd = -1;
    ex->file_fd = -1;
    ex->loop = loop;
}

void exchange_finish(Exchange *ex)
{
    HttpLoop *loop = ex->loop;
    const HttpApp *app = &loop->server->app;
    if (app->done && ex->status && !ex->interim) {
        app->done(&ex->req, ex->status, ex->bytes_sent, (os_monotonic_ns() - ex->req.start_ns) / 1000, app->user);
    }
    body_free(ex);
    if (ex->file_fd >= 0) {
        close(ex->file_fd);
    }
    free(ex->head_heap);
    free(ex->packed);
    stream_free(ex);
    if (loop->pool_n >= HTTP_POOL_MAX) {
        arena_destroy(ex->req.arena);
        free(ex);
        return;
    }
    exchange_clear(ex);
    ex->next = loop->pool;
    loop->pool = ex;
    loop->pool_n++;
}

/* ---- input buffers ---- */

char *loop_take_input(HttpLoop *loop)
{
    if (loop->in_pool_n > 0) {
        return loop->in_pool[--loop->in_pool_n];
    }
    char *in = malloc(loop->in_cap);
    if (!in) {
        abort();
    }
    return in;
}

void loop_give_input(HttpLoop *loop, char *in)
{
    if (loop->in_pool_n < HTTP_POOL_MAX) {
        loop->in_pool[loop->in_pool_n++] = in;
    } else {
        free(in);
    }
}

/* ---- mailbox ---- */

void loop_post(Exchange *ex)
{
    if (atomic_exchange(&ex->posted, true)) {
        return;
    }
    HttpLoop *loop = ex->loop;
    Exchange *head = atomic_load_explicit(&loop->mailbox, memory_order_relaxed);
    do {
        ex->post_next = head;
    } while (
        !atomic_compare_exchange_weak_explicit(&loop->mailbox, &head, ex, memory_order_release, memory_order_relaxed));
    if (!head) { /* whoever filled an empty box rings; the others ride along */
        uv_async_send(&loop->wake);
    }
}

static void deliver(Exchange *ex)
{
    atomic_store(&ex->posted, false);
    if (!ex->conn) {
        if (!ex->stream || stream_is_over(ex)) {
            exchange_finish(ex);
        } else {
            stream_cut(ex);
        }
        return;
    }
    if (!ex->ready) {
        conn_answer_ready(ex);
    } else {
        loop_mark_dirty(ex->conn);
    }
}

static void deliver_all(HttpLoop *loop)
{
    Exchange *newest = atomic_exchange_explicit(&loop->mailbox, NULL, memory_order_acquire);
    Exchange *oldest = NULL;
    while (newest) {
        Exchange *next = newest->post_next;
        newest->post_next = oldest;
        oldest = newest;
        newest = next;
    }
    while (oldest) {
        Exchange *next = oldest->post_next; /* deliver may end it, or it may be posted again at once */
        deliver(oldest);
        oldest = next;
    }
}

void loop_mark_dirty(HttpConn *c)
{
    if (!c->dirty) {
        c->dirty = true;
        c->dirty_next = c->loop->dirty;
        c->loop->dirty = c;
    }
}

void loop_settle(HttpLoop *loop)
{
    while (loop->dirty) {
        HttpConn *c = loop->dirty;
        loop->dirty = c->dirty_next;
        c->dirty = false;
        conn_pump(c);
    }
}

/* ---- control ---- */

static void on_tick(uv_timer_t *timer)
{
    HttpLoop *loop = timer->data;
    uint64_t now = uv_now(&loop->uv);
    for (HttpConn *c = loop->conns, *next; c; c = next) {
        next = c->next; /* a check closes at most the connection it looks at */
        conn_check_deadlines(c, now);
    }
    loop_settle(loop);
    if (loop->index == 0 && !loop->listening && !atomic_load(&loop->server->stopping)) {
        loop->listening = true; /* was paused for want of descriptors */
        uv_poll_start(&loop->listen, UV_READABLE, listener_ready);
    }
    if (!loop->conns && (loop->index != 0 || loop->listening)) {
        uv_timer_stop(timer); /* nothing to watch over: let the processor sleep */
        loop->ticking = false;
    }
}

void loop_tick_needed(HttpLoop *loop)
{
    if (!loop->ticking) {
        loop->ticking = true;
        uv_timer_start(&loop->tick, on_tick, HTTP_TICK_MS, HTTP_TICK_MS);
    }
}

static void open_new(HttpLoop *loop)
{
    NewFd *list = atomic_exchange(&loop->new_fds, NULL);
    while (list) {
        NewFd *next = list->next;
        conn_open(loop, list);
        free(list);
        list = next;
    }
}

static void stop_serving(HttpLoop *loop, bool all)
{
    if (loop->index == 0 && loop->listening) {
        loop->listening = false;
        uv_poll_stop(&loop->listen);
        /* Who comes now is told at once and goes elsewhere. A socket that was handed over stays: its queue outlives us.
         */
        if (loop->server->config.listen_fd < 0 && loop->server->listen_fd >= 0) {
            close(loop->server->listen_fd);
            loop->server->listen_fd = -1;
        }
    }
    for (HttpConn *c = loop->conns, *next; c; c = next) {
        next = c->next;
        if (all || conn_is_idle(c) || (c->state == CONN_HEAD && c->requests == 0 && c->in_at == c->in_n)) {
            conn_close(c);
        }
    }
}

static void before_waiting(uv_prepare_t *before)
{
    HttpLoop *loop = before->data;
    const HttpApp *app = &loop->server->app;
    app->wait(loop->index, app->user);
}

static void quit(HttpLoop *loop)
{
    stop_serving(loop, true);
    uv_close((uv_handle_t *)&loop->before, NULL);
    uv_close((uv_handle_t *)&loop->tick, NULL);
    uv_close((uv_handle_t *)&loop->wake, NULL);
    if (loop->index == 0) {
        uv_close((uv_handle_t *)&loop->listen, NULL);
    }
}

static void on_wake(uv_async_t *wake)
{
    HttpLoop *loop = wake->data;
    HttpServer *server = loop->server;
    deliver_all(loop);
    open_new(loop);
    loop_settle(loop);
    if (loop->stopped) {
        return;
    }
    if (atomic_load(&server->stopping)) {
        stop_serving(loop, atomic_load(&server->cutting));
    }
    if (atomic_load(&server->drained) && !loop->calm) {
        loop->calm = true;
        uv_prepare_stop(&loop->before);
        uv_mutex_lock(&server->lock);
        atomic_fetch_add(&server->calm, 1);
        uv_cond_signal(&server->changed);
        uv_mutex_unlock(&server->lock);
    }
    if (atomic_load(&server->quitting)) {
        loop->stopped = true;
        quit(loop);
    }
}

static void run(void *arg)
{
    HttpLoop *loop = arg;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL); /* signals are the main thread's */
    http_loop_current = loop;
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    http_loop_current = NULL;
}

Err loop_prepare(HttpLoop *loop)
{
    HttpServer *server = loop->server;
    /* A head and what may come behind it in the same packet. */
    loop->in_cap = num_max_size(server->config.header_max + 4, 16384);
    loop->in_pool = calloc(HTTP_POOL_MAX, sizeof(char *));
    loop->scratch = malloc(HTTP_SCRATCH);
    if (!loop->in_pool || !loop->scratch || uv_loop_init(&loop->uv) != 0) {
        return ERR_IO;
    }
    loop->prepared = true;
    uv_async_init(&loop->uv, &loop->wake, on_wake);
    uv_timer_init(&loop->uv, &loop->tick);
    uv_prepare_init(&loop->uv, &loop->before);
    loop->wake.data = loop;
    loop->tick.data = loop;
    loop->before.data = loop;
    if (server->app.wait) {
        uv_prepare_start(&loop->before, before_waiting);
    }
    if (loop->index == 0) {
        if (uv_poll_init(&loop->uv, &loop->listen, server->listen_fd) != 0) {
            return ERR_IO;
        }
        loop->listen.data = loop;
        loop->listening = true;
        uv_poll_start(&loop->listen, UV_READABLE, listener_ready);
    }
    return OK;
}

Err loop_start(HttpLoop *loop) { return os_thread_start("http", run, loop, &loop->thread); }

static void close_any(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

void loop_abandon(HttpLoop *loop)
{
    uv_walk(&loop->uv, close_any, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}
