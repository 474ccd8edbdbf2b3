/* One connection: from bytes to requests, from answers to bytes. How it begins and ends is conn_life.c.
 *
 * conn_pump is the only engine. It runs after every event (readable, writable, an answer from another thread, a tick)
 * and goes on until the connection needs something from outside: input, room to write, or the application. */
#include "http/internal.h"

#include <assert.h>
#include <errno.h>
#include <sys/socket.h>

typedef enum Step { STEP_READ, STEP_FLUSH, STEP_WAIT, STEP_AGAIN } Step;

static void on_poll(uv_poll_t *poll, int status, int events);

void conn_watch(HttpConn *c, int events)
{
    if (c->watching == events || c->state == CONN_CLOSED) {
        return;
    }
    c->watching = events;
    if (events == 0) {
        uv_poll_stop(&c->poll);
    } else {
        uv_poll_start(&c->poll, events, on_poll);
    }
}

bool conn_is_idle(const HttpConn *c)
{
    return c->state == CONN_HEAD && c->in_at == c->in_n && !c->out_first && c->requests > 0;
}

/* ---- answers ---- */

static void queue_answer(HttpConn *c, Exchange *ex)
{
    ex->ready = true;
    ex->next = NULL;
    if (c->out_last) {
        c->out_last->next = ex;
    } else {
        c->out_first = ex;
    }
    c->out_last = ex;
    c->out_n++;
    for (unsigned i = 0; i < ex->spans_n; i++) {
        c->out_bytes += ex->spans[i].n;
    }
}

void conn_answer_ready(Exchange *ex)
{
    HttpConn *c = ex->conn;
    assert(c->cur == ex);
    c->cur = NULL;
    c->state = ex->close ? CONN_LAST : CONN_HEAD;
    c->since_ms = uv_now(&c->loop->uv);
    queue_answer(c, ex);
    if (c->loop->pumping != c) {
        loop_mark_dirty(c);
    }
}

/* An exchange for what is refused before it has one. */
static void take_refused(HttpConn *c)
{
    c->cur = exchange_take(c->loop);
    c->cur->conn = c;
    c->cur->minor = 1;
    c->cur->req.remote = str_from(c->remote);
    c->cur->req.start_ns = c->head_start_ns ? c->head_start_ns : os_monotonic_ns();
}

void conn_refuse(HttpConn *c, int status, const char *why)
{
    if (!c->cur) {
        take_refused(c);
    }
    count_add(&c->loop->refusals, 1);
    c->head_start_ns = 0;
    c->head_seen = 0;
    response_refuse(c->cur, status, why);
    conn_answer_ready(c->cur);
}

static void conn_refuse_head(HttpConn *c, const HttpHead *head)
{
    take_refused(c);
    c->cur->req.target = str_copy(c->cur->req.arena, head->target);
    conn_refuse(c, head->status, head->why);
}

static Step refuse(HttpConn *c, int status, const char *why)
{
    conn_refuse(c, status, why);
    return STEP_FLUSH;
}

/* ---- heads ---- */

static Str moved(Str s, const char *from, char *to) { return s.n ? str_of(to + (s.p - from), s.n) : S(""); }

/* The head leaves the input buffer for the request's arena, so that the buffer serves the next one. */
static void copy_head(Exchange *ex, const HttpHead *head, const char *from)
{
    HttpRequest *req = &ex->req;
    char *to = arena_alloc(req->arena, head->size, 1);
    memcpy(to, from, head->size);
    HttpHeader *headers = arena_array(req->arena, HttpHeader, head->headers_n);
    for (size_t i = 0; i < head->headers_n; i++) {
        headers[i].name = moved(head->headers[i].name, from, to);
        headers[i].value = moved(head->headers[i].value, from, to);
    }
    bool whole = head->target.p >= from && head->target.p < from + head->size;
    req->method = head->method;
    req->method_text = moved(head->method_text, from, to);
    /* "/" of an absolute form without a path is a constant and stays where it is. */
    req->target = whole ? moved(head->target, from, to) : head->target;
    req->path = head->path.p >= from && head->path.p < from + head->size ? moved(head->path, from, to) : head->path;
    req->query = moved(head->query, from, to);
    req->host = moved(head->host, from, to);
    req->headers = headers;
    req->headers_n = head->headers_n;
}

static Exchange *begin_exchange(HttpConn *c, const HttpHead *head)
{
    HttpLoop *loop = c->loop;
    HttpServer *server = loop->server;
    Exchange *ex = exchange_take(loop);
    copy_head(ex, head, c->in + c->in_at);
    size_t remote_n = strlen(c->remote);
    memcpy(ex->remote, c->remote, remote_n);
    ex->conn = c;
    ex->minor = head->minor;
    c->requests++;
    ex->keep_alive =
        head->keep_alive && (server->config.requests_max == 0 || c->requests < server->config.requests_max);
    ex->req.remote = str_of(ex->remote, remote_n);
    ex->req.tls = c->ssl != NULL;
    ex->req.loop = loop->index;
    ex->req.start_ns = c->head_start_ns;
    if (c->peer_trusted) {
        proxies_apply(server->proxies, &ex->req);
    }
    count_add(&loop->requests, 1);
    return ex;
}

static Step hand_over(HttpConn *c)
{
    HttpServer *server = c->loop->server;
    c->state = CONN_HANDLER;
    server->app.handle(&c->cur->req, server->app.user);
    return STEP_AGAIN;
}

/* What came of the body goes; the rest is thrown away once the answer is out. */
static Step too_large(HttpConn *c)
{
    HttpServer *server = c->loop->server;
    if (!server->app.too_large) {
        return refuse(c, 413, "The body is larger than this address takes.");
    }
    HttpRequest *req = &c->cur->req;
    body_free(c->cur);
    req->body = S("");
    req->body_size = 0;
    req->cut = true;
    c->cur->keep_alive = false;
    c->state = CONN_HANDLER;
    server->app.too_large(req, server->app.user);
    return STEP_AGAIN;
}

static void send_continue(HttpConn *c)
{
    Exchange *ex = exchange_take(c->loop);
    ex->conn = c;
    response_continue(ex);
    queue_answer(c, ex);
}

/* The head is read; c->in_at stands behind it. */
static Step begin_body(HttpConn *c, const HttpHead *head)
{
    HttpServer *server = c->loop->server;
    c->plan = (HttpBodyPlan){.body_max = 1 << 20, .body_memory_max = 1 << 20};
    if (server->app.plan) {
        c->plan = server->app.plan(&c->cur->req, server->app.user);
    }
    if (head->content_length > 0 && (uint64_t)head->content_length > c->plan.body_max) {
        return too_large(c);
    }
    if (body_begin(c->cur, head->content_length, c->plan) != OK) {
        return refuse(c, 503, "The body cannot be stored now.");
    }
    c->state = head->chunked ? CONN_CHUNKED : CONN_LENGTH;
    c->body_left = head->chunked ? 0 : (uint64_t)head->content_length;
    memset(&c->chunks, 0, sizeof(c->chunks));
    c->window_ms = uv_now(&c->loop->uv);
    c->window_bytes = 0;
    /* A client that has begun to send does not wait (RFC 9110 10.1.1). */
    if (head->expect_continue && c->in_at == c->in_n) {
        send_continue(c);
    }
    return STEP_AGAIN;
}

/* Cheap answer for a head that arrives byte by byte: without a new line end nothing can have changed. */
static bool head_cannot_be_whole(const HttpConn *c, size_t n)
{
    return c->head_seen > 0 && n < c->loop->server->config.header_max &&
           !memchr(c->in + c->in_at + c->head_seen, '\n', n - c->head_seen);
}

static Step step_head(HttpConn *c)
{
    HttpLoop *loop = c->loop;
    size_t n = c->in_n - c->in_at;
    if (c->out_first &&
        (c->blocked || c->out_n >= HTTP_BATCH_MAX || c->out_bytes >= HTTP_BATCH_BYTES || c->out_last->stream)) {
        return STEP_FLUSH;
    }
    if (n == 0) {
        return STEP_READ;
    }
    if (c->head_start_ns == 0) {
        c->head_start_ns = os_monotonic_ns();
        c->since_ms = uv_now(&loop->uv);
    }
    if (head_cannot_be_whole(c, n)) {
        c->head_seen = n;
        return STEP_READ;
    }
    HttpHead *head = &loop->head;
    switch (http_head_parse(c->in + c->in_at, n, loop->server->config.header_max, head)) {
    case HTTP_PARSE_MORE:
        c->head_seen = n;
        return STEP_READ;
    case HTTP_PARSE_REFUSED:
        conn_refuse_head(c, head);
        return STEP_FLUSH;
    case HTTP_PARSE_DONE:
        break;
    }
    c->cur = begin_exchange(c, head);
    c->in_at += head->size;
    c->head_start_ns = 0;
    c->head_seen = 0;
    if (c->refused) {
        return refuse(c, 503, "The server has as many connections as it can serve.");
    }
    return head->chunked || head->content_length > 0 ? begin_body(c, head) : hand_over(c);
}

/* ---- bodies ---- */

static Step store_failed(HttpConn *c, Err err)
{
    return err == ERR_TOO_LARGE ? too_large(c) : refuse(c, 503, "The body cannot be stored now.");
}

static Step step_length(HttpConn *c)
{
    size_t n = num_min_size(c->in_n - c->in_at, (size_t)c->body_left);
    if (n > 0) {
        Err err = body_add(c->cur, c->loop->server->config.spill_dir, c->plan, str_of(c->in + c->in_at, n));
        if (err != OK) {
            return store_failed(c, err);
        }
        c->in_at += n;
        c->body_left -= n;
        c->window_bytes += n;
    }
    if (c->body_left > 0) {
        return STEP_READ;
    }
    body_end(c->cur);
    return hand_over(c);
}

static Step step_chunked(HttpConn *c)
{
    while (c->in_at < c->in_n && c->chunks.state != CHUNK_DONE && c->chunks.state != CHUNK_BAD) {
        Str data;
        c->in_at += http_chunks_eat(&c->chunks, c->in + c->in_at, c->in_n - c->in_at, &data);
        c->window_bytes += data.n;
        Err err = data.n ? body_add(c->cur, c->loop->server->config.spill_dir, c->plan, data) : OK;
        if (err != OK) {
            return store_failed(c, err);
        }
    }
    if (c->chunks.state == CHUNK_BAD) {
        return refuse(c, c->chunks.status, c->chunks.why);
    }
    if (c->chunks.state != CHUNK_DONE) {
        return STEP_READ;
    }
    body_end(c->cur);
    return hand_over(c);
}

/* ---- input ---- */

/* Throws input away. Always ends the pump. */
static void drain(HttpConn *c)
{
    for (int i = 0; i < 16; i++) {
        ssize_t n = recv(c->fd, c->loop->scratch, HTTP_SCRATCH, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
            conn_close(c);
            return;
        }
        if (n < 0) {
            break;
        }
    }
    conn_watch(c, UV_READABLE);
}

/* Reads once more. False: nothing there now, and the poll is watching; or the connection is gone. */
static bool fill(HttpConn *c)
{
    HttpLoop *loop = c->loop;
    if (!c->readable && !(c->ssl && SSL_pending(c->ssl) > 0)) {
        if (c->in && c->in_at == c->in_n) {
            loop_give_input(loop, c->in);
            c->in = NULL;
            c->in_at = c->in_n = 0;
        }
        conn_watch(c, UV_READABLE);
        return false;
    }
    if (!c->in) {
        c->in = loop_take_input(loop);
    }
    if (c->in_at > 0) {
        memmove(c->in, c->in + c->in_at, c->in_n - c->in_at);
        c->in_n -= c->in_at;
        c->in_at = 0;
    }
    ssize_t n = wire_read(c, c->in + c->in_n, loop->in_cap - c->in_n);
    if (n > 0) {
        c->in_n += (size_t)n;
        return true;
    }
    if (n == 0) {
        c->eof = true;
        c->readable = false;
        return true;
    }
    if (n == WIRE_GONE) {
        conn_close(c);
        return false;
    }
    if (n == WIRE_AGAIN_OTHER) {
        conn_watch(c, UV_READABLE | UV_WRITABLE);
        return false;
    }
    return fill(c); /* not readable after all: lets go of the buffer and watches */
}

/* The client will send no more, and what it sent is no whole request. */
static bool input_ended(HttpConn *c)
{
    if (c->state == CONN_HEAD && c->in_at == c->in_n) {
        conn_close(c);
        return false;
    }
    if (c->state == CONN_HEAD || c->state == CONN_LENGTH || c->state == CONN_CHUNKED) {
        refuse(c, 400, "The request ends before it is whole.");
    }
    return true;
}

static bool step_handshake(HttpConn *c)
{
    int r = wire_handshake(c);
    if (r == 1) {
        c->state = CONN_HEAD;
        c->readable = true;
        c->since_ms = uv_now(&c->loop->uv);
        return true;
    }
    if (r == WIRE_AGAIN || r == WIRE_AGAIN_OTHER) {
        conn_watch(c, r == WIRE_AGAIN ? UV_READABLE : UV_WRITABLE);
    } else {
        conn_close(c);
    }
    return false;
}

static Step step(HttpConn *c)
{
    switch (c->state) {
    case CONN_HEAD:
        return step_head(c);
    case CONN_LENGTH:
        return step_length(c);
    case CONN_CHUNKED:
        return step_chunked(c);
    case CONN_LAST:
        return STEP_FLUSH;
    case CONN_HANDLER:
    case CONN_HANDSHAKE:
    case CONN_LINGER:
    case CONN_CLOSED:
        return STEP_WAIT;
    }
    return STEP_WAIT;
}

void conn_read_ahead(HttpConn *c)
{
    if (!c->readable || c->state != CONN_HANDLER) {
        return;
    }
    if (c->eof || c->in_n - c->in_at >= c->loop->in_cap / 2) {
        conn_watch(c, 0);
        return;
    }
    fill(c);
    if (c->eof) {
        conn_watch(c, 0);
    }
}

static bool stopping_and_idle(const HttpConn *c)
{
    return atomic_load_explicit(&c->loop->server->stopping, memory_order_relaxed) && conn_is_idle(c);
}

/* A client that sends without a pause must not keep the loop: the poll calls again at once, after the others. */
static bool had_its_turn(HttpConn *c, unsigned *reads)
{
    if (++*reads < HTTP_READS_AT_ONCE || (c->ssl && SSL_pending(c->ssl) > 0)) {
        return false;
    }
    conn_watch(c, UV_READABLE);
    return true;
}

static void pump(HttpConn *c)
{
    unsigned reads = 0;
    if (c->state == CONN_HANDSHAKE && !step_handshake(c)) {
        return;
    }
    while (c->state != CONN_CLOSED) {
        if (c->state == CONN_LINGER) {
            drain(c);
            return;
        }
        switch (step(c)) {
        case STEP_AGAIN:
            break;
        case STEP_FLUSH:
            if (!conn_flush(c) && c->state != CONN_LINGER) {
                return;
            }
            break;
        case STEP_WAIT:
            conn_flush(c);
            return;
        case STEP_READ:
            if (c->out_first && !conn_flush(c) && c->state != CONN_LINGER) {
                return;
            }
            if (stopping_and_idle(c)) {
                conn_close(c);
                return;
            }
            if (c->state == CONN_LINGER || c->state == CONN_CLOSED) {
                break;
            }
            if (c->eof ? !input_ended(c) : had_its_turn(c, &reads) || !fill(c)) {
                return;
            }
            break;
        }
    }
}

void conn_pump(HttpConn *c)
{
    HttpConn *outer = c->loop->pumping;
    c->loop->pumping = c;
    pump(c);
    c->loop->pumping = outer;
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    HttpConn *c = poll->data;
    HttpLoop *loop = c->loop;
    if (status < 0) {
        conn_close(c);
    } else {
        c->readable |= (events & UV_READABLE) != 0;
        conn_pump(c);
        conn_read_ahead(c);
    }
    loop_settle(loop);
}
