/* The server as its users see it: start, answer, reload, stop. */
#include "http/internal.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

HttpConfig http_config_default(void)
{
    return (HttpConfig){
        .address = "127.0.0.1",
        .port = 8080,
        .listen_fd = -1,
        .spill_dir = "/tmp",
        .header_max = 16384,
        .connections_max = 4096,
        .header_timeout_ms = 10000,
        .keepalive_timeout_ms = 75000,
        .body_rate_min = 500,
        .send_rate_min = 500,
        .request_memory_max = 64 << 20,
    };
}

void http_respond(HttpRequest *req, const HttpResponse *res)
{
    Exchange *ex = (Exchange *)req;
    assert(!ex->answered);
    ex->answered = true;
    response_build(ex, res, false);
    if (res->drop) {
        ex->spans_n = ex->span_at;
        ex->close = true;
    }
    if (http_loop_current != ex->loop) {
        loop_post(ex);
    } else if (ex->conn) {
        conn_answer_ready(ex);
    } else {
        exchange_finish(ex); /* the client left while the application worked */
    }
}

static void wake_all(HttpServer *server)
{
    for (unsigned i = 0; i < server->loops_started; i++) {
        uv_async_send(&server->loops[i].wake);
    }
}

static Err start_loops(HttpServer *server, char ret_why[256])
{
    unsigned n = server->config.loops ? server->config.loops : os_cores();
    server->loops = calloc(n, sizeof(*server->loops));
    if (!server->loops) {
        abort();
    }
    server->loops_n = n;
    /* Loop 0 accepts and deals to the others, so it is started when they are there. */
    for (unsigned i = n; i > 0; i--) {
        HttpLoop *loop = &server->loops[i - 1];
        loop->server = server;
        loop->index = i - 1;
        if (loop_prepare(loop) != OK) {
            snprintf(ret_why, 256, "The event loop %u of %u cannot be set up.", i, n);
            return ERR_IO;
        }
    }
    for (unsigned i = n; i > 0; i--) {
        if (loop_start(&server->loops[i - 1]) != OK) {
            snprintf(ret_why, 256, "The thread of event loop %u of %u cannot be started.", i, n);
            return ERR_IO;
        }
    }
    server->loops_started = n;
    return OK;
}

/* The usual soft limit of 1,024 descriptors is less than connections_max; the hard one is what was meant. */
static void raise_descriptor_limit(unsigned connections)
{
    const rlim_t others = 256;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < connections + others) {
        limit.rlim_cur = limit.rlim_max < connections + others ? limit.rlim_max : connections + others;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static Err prepare(HttpServer *server, char ret_why[256])
{
    const HttpConfig *config = &server->config;
    raise_descriptor_limit(config->connections_max);
    server->proxies = proxies_parse(config->trusted_proxies);
    if (!server->proxies) {
        snprintf(ret_why, 256, "The trusted proxies \"%s\" are not a list of addresses, networks, or \"unix\".",
                 config->trusted_proxies);
        return ERR_INVALID;
    }
    if (config->tls_cert) {
        TRY(tls_context(config, &server->tls, ret_why));
    }
    return listener_open(server, ret_why);
}

Err http_server_start(const HttpConfig *config, const HttpApp *app, HttpServer **ret, char ret_why[256])
{
    HttpServer *server = calloc(1, sizeof(*server));
    if (!server) {
        abort();
    }
    server->config = *config;
    server->app = *app;
    server->listen_fd = -1;
    uv_mutex_init(&server->lock);
    uv_cond_init(&server->changed);
    signal(SIGPIPE, SIG_IGN); /* sendfile and OpenSSL have no flag against it */
    Err err = prepare(server, ret_why);
    if (err == OK) {
        err = start_loops(server, ret_why);
    }
    if (err != OK) {
        http_server_free(server);
        return err;
    }
    *ret = server;
    return OK;
}

int http_server_port(const HttpServer *server) { return server->port; }

Err http_server_reload_tls(HttpServer *server, char ret_why[256])
{
    if (!server->config.tls_cert) {
        return OK;
    }
    SSL_CTX *fresh = NULL;
    TRY(tls_context(&server->config, &fresh, ret_why));
    uv_mutex_lock(&server->lock);
    SSL_CTX *old = server->tls;
    server->tls = fresh;
    uv_mutex_unlock(&server->lock);
    SSL_CTX_free(old); /* connections that use it hold it */
    return OK;
}

static bool wait_until_empty(HttpServer *server, unsigned ms)
{
    int64_t until = os_monotonic_ns() + (int64_t)ms * 1000000;
    uv_mutex_lock(&server->lock);
    bool empty = false;
    for (;;) {
        empty = atomic_load(&server->open) == 0 && atomic_load(&server->refused_open) == 0;
        int64_t left = until - os_monotonic_ns();
        if (empty || left <= 0) {
            break;
        }
        uv_cond_timedwait(&server->changed, &server->lock, (uint64_t)left);
    }
    uv_mutex_unlock(&server->lock);
    return empty;
}

/* The loops run on until http_server_free, but do not call the application any more: it may be closed meanwhile. */
static void wait_until_calm(HttpServer *server)
{
    atomic_store(&server->drained, true);
    wake_all(server);
    uv_mutex_lock(&server->lock);
    while (atomic_load(&server->calm) < server->loops_started) {
        uv_cond_wait(&server->changed, &server->lock);
    }
    uv_mutex_unlock(&server->lock);
}

void http_server_stop(HttpServer *server, unsigned grace_ms)
{
    atomic_store(&server->stopping, true);
    wake_all(server);
    if (!wait_until_empty(server, grace_ms)) {
        atomic_store(&server->cutting, true);
        wake_all(server);
        wait_until_empty(server, 1000);
    }
    wait_until_calm(server);
}

static void free_loop(HttpLoop *loop)
{
    if (loop->thread) {
        os_thread_join(loop->thread);
    }
    if (loop->prepared) {
        if (!loop->thread) { /* the start failed half-way */
            loop_abandon(loop);
        }
        uv_loop_close(&loop->uv);
    }
    while (loop->pool) {
        Exchange *ex = loop->pool;
        loop->pool = ex->next;
        arena_destroy(ex->req.arena);
        free(ex);
    }
    while (loop->in_pool_n > 0) {
        free(loop->in_pool[--loop->in_pool_n]);
    }
    free(loop->in_pool);
    free(loop->scratch);
}

void http_server_free(HttpServer *server)
{
    atomic_store(&server->stopping, true);
    atomic_store(&server->cutting, true);
    atomic_store(&server->quitting, true);
    for (unsigned i = 0; i < server->loops_n; i++) {
        if (server->loops[i].thread) {
            uv_async_send(&server->loops[i].wake);
        }
    }
    for (unsigned i = 0; i < server->loops_n; i++) {
        free_loop(&server->loops[i]);
    }
    free(server->loops);
    if (server->listen_fd >= 0) {
        close(server->listen_fd);
    }
    if (server->unix_path) {
        unlink(server->unix_path);
        free(server->unix_path);
    }
    SSL_CTX_free(server->tls);
    proxies_free(server->proxies);
    uv_cond_destroy(&server->changed);
    uv_mutex_destroy(&server->lock);
    free(server);
}

HttpStats http_server_stats(const HttpServer *server)
{
    HttpStats stats = {.open = atomic_load(&server->open)};
    for (unsigned i = 0; i < server->loops_n; i++) {
        const HttpLoop *loop = &server->loops[i];
        stats.accepted += atomic_load_explicit(&loop->accepted, memory_order_relaxed);
        stats.requests += atomic_load_explicit(&loop->requests, memory_order_relaxed);
        stats.refused += atomic_load_explicit(&loop->refusals, memory_order_relaxed);
        stats.bytes_in += atomic_load_explicit(&loop->bytes_in, memory_order_relaxed);
        stats.bytes_out += atomic_load_explicit(&loop->bytes_out, memory_order_relaxed);
    }
    return stats;
}
