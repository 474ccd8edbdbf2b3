/* How a connection begins, how long it may take, and how it ends. What it does in between is conn.c. */
#include "http/internal.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- the end ---- */

static void on_closed(uv_handle_t *handle)
{
    HttpConn *c = handle->data;
    HttpServer *server = c->loop->server;
    atomic_fetch_sub(&c->loop->open, 1);
    atomic_fetch_sub(c->refused ? &server->refused_open : &server->open, 1);
    uv_mutex_lock(&server->lock);
    uv_cond_broadcast(&server->changed);
    uv_mutex_unlock(&server->lock);
    free(c);
}

static void unlink_from_loop(HttpConn *c)
{
    HttpLoop *loop = c->loop;
    if (c->prev) {
        c->prev->next = c->next;
    } else {
        loop->conns = c->next;
    }
    if (c->next) {
        c->next->prev = c->prev;
    }
    for (HttpConn **at = &loop->dirty; c->dirty && *at; at = &(*at)->dirty_next) {
        if (*at == c) {
            *at = c->dirty_next;
            break;
        }
    }
}

void conn_close(HttpConn *c)
{
    if (c->state == CONN_CLOSED) {
        return;
    }
    bool handled = c->state == CONN_HANDLER;
    c->state = CONN_CLOSED;
    while (c->out_first) {
        Exchange *ex = c->out_first;
        c->out_first = ex->next;
        ex->conn = NULL;
        if (ex->stream && !stream_is_over(ex)) {
            stream_cut(ex); /* its writer still holds it; the last message ends it */
        } else {
            exchange_finish(ex);
        }
    }
    if (c->cur) {
        c->cur->conn = NULL;
        if (!handled) { /* half a request: nobody else knows it */
            exchange_finish(c->cur);
        }
        c->cur = NULL;
    }
    unlink_from_loop(c);
    if (c->in) {
        loop_give_input(c->loop, c->in);
        c->in = NULL;
    }
    SSL_free(c->ssl);
    uv_poll_stop(&c->poll);
    uv_close((uv_handle_t *)&c->poll, on_closed);
    close(c->fd);
}

void conn_linger(HttpConn *c)
{
    if (c->eof) {
        conn_close(c);
        return;
    }
    /* Closing with unread input would reset the connection, and the client could lose the answer. */
    wire_shutdown(c);
    c->state = CONN_LINGER;
    c->since_ms = uv_now(&c->loop->uv);
    c->blocked = false;
    c->in_at = c->in_n = 0;
}

/* ---- time ---- */

static void check_body_rate(HttpConn *c, uint64_t now)
{
    if (now - c->window_ms < HTTP_BODY_WINDOW_MS) {
        return;
    }
    if (c->window_bytes * 1000 < (uint64_t)c->loop->server->config.body_rate_min * (now - c->window_ms)) {
        conn_refuse(c, 408, "The body comes too slowly.");
        conn_pump(c);
        return;
    }
    c->window_ms = now;
    c->window_bytes = 0;
}

static void check_send_rate(HttpConn *c, uint64_t now)
{
    if (c->window_ms == 0) {
        c->window_ms = now;
        c->window_bytes = wire_acknowledged(c);
    }
    if (now - c->window_ms < HTTP_SEND_WINDOW_MS) {
        return;
    }
    uint64_t acknowledged = wire_acknowledged(c);
    if ((acknowledged - c->window_bytes) * 1000 <
        (uint64_t)c->loop->server->config.send_rate_min * (now - c->window_ms)) {
        /* A plain close would leave the kernel to offer megabytes to somebody who does not take them. */
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
        conn_close(c);
        return;
    }
    c->window_ms = now;
    c->window_bytes = acknowledged;
}

static void check_head(HttpConn *c, uint64_t now)
{
    const HttpConfig *config = &c->loop->server->config;
    bool begun = c->in_at < c->in_n;
    /* A connection that never asked anything gets no longer than one that asks slowly. */
    uint64_t limit = begun || c->requests == 0 ? config->header_timeout_ms : config->keepalive_timeout_ms;
    if (now - c->since_ms < limit) {
        return;
    }
    if (!begun) {
        conn_close(c);
        return;
    }
    conn_refuse(c, 408, "The header comes too slowly.");
    conn_pump(c);
}

void conn_check_deadlines(HttpConn *c, uint64_t now)
{
    if (c->blocked && c->state != CONN_LINGER) {
        check_send_rate(c, now);
        return;
    }
    switch (c->state) {
    case CONN_HANDSHAKE:
        if (now - c->since_ms >= c->loop->server->config.header_timeout_ms) {
            conn_close(c);
        }
        break;
    case CONN_HEAD:
        if (!c->out_first) {
            check_head(c, now);
        }
        break;
    case CONN_LENGTH:
    case CONN_CHUNKED:
        check_body_rate(c, now);
        break;
    case CONN_LINGER:
        if (now - c->since_ms >= HTTP_LINGER_MS) {
            conn_close(c);
        }
        break;
    case CONN_HANDLER:
    case CONN_LAST:
    case CONN_CLOSED:
        break;
    }
}

/* ---- the beginning ---- */

static bool start_tls(HttpConn *c)
{
    HttpServer *server = c->loop->server;
    uv_mutex_lock(&server->lock);
    c->ssl = SSL_new(server->tls);
    uv_mutex_unlock(&server->lock);
    if (!c->ssl || SSL_set_fd(c->ssl, c->fd) != 1) {
        return false;
    }
    c->state = CONN_HANDSHAKE;
    return true;
}

static void name_peer(HttpConn *c, const struct sockaddr_storage *from)
{
    const HttpServer *server = c->loop->server;
    if (from->ss_family == AF_INET) {
        uv_ip4_name((const struct sockaddr_in *)from, c->remote, sizeof(c->remote));
    } else if (from->ss_family == AF_INET6) {
        uv_ip6_name((const struct sockaddr_in6 *)from, c->remote, sizeof(c->remote));
        if (strncmp(c->remote, "::ffff:", 7) == 0 && strchr(c->remote, '.')) {
            memmove(c->remote, c->remote + 7, strlen(c->remote + 7) + 1);
        }
    } else {
        c->peer_trusted = proxies_trust_unix(server->proxies);
        return;
    }
    c->peer_trusted = proxies_trust(server->proxies, c->remote);
}

void conn_open(HttpLoop *loop, const NewFd *from)
{
    HttpServer *server = loop->server;
    HttpConn *c = calloc(1, sizeof(*c));
    if (!c || uv_poll_init(&loop->uv, &c->poll, from->fd) != 0) {
        free(c);
        close(from->fd);
        atomic_fetch_sub(&loop->open, 1);
        atomic_fetch_sub(from->refused ? &server->refused_open : &server->open, 1);
        return;
    }
    c->loop = loop;
    c->fd = from->fd;
    c->poll.data = c;
    c->refused = from->refused;
    c->state = CONN_HEAD;
    c->since_ms = uv_now(&loop->uv);
    c->next = loop->conns;
    if (c->next) {
        c->next->prev = c;
    }
    loop->conns = c;
    name_peer(c, &from->from);
    count_add(&loop->accepted, 1);
    loop_tick_needed(loop);
    if (server->config.tls_cert && !start_tls(c)) {
        conn_close(c);
        return;
    }
    c->readable = true; /* most clients have sent by now: one read saves one round of the poll */
    conn_pump(c);
    conn_read_ahead(c);
}
