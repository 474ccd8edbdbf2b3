/* Sends the answers of a connection in order: as many as there are in one gathering write, files by sendfile, streams
 * as their writers lay bytes ready. */
#include "http/internal.h"

#include <sys/uio.h>

enum { IOV_N = HTTP_BATCH_MAX * 2 };

static bool has_spans(const Exchange *ex) { return ex->span_at < ex->spans_n; }
/* More to come after the spans of it; answers behind it have to wait. */
static bool has_tail(const Exchange *ex) { return ex->file_left > 0 || ex->stream != NULL; }

static int gather(const HttpConn *c, struct iovec *iov, bool *ret_more)
{
    int n = 0;
    *ret_more = false;
    for (const Exchange *ex = c->out_first; ex; ex = ex->next) {
        for (unsigned i = ex->span_at; i < ex->spans_n && n < IOV_N; i++) {
            iov[n++] = (struct iovec){(void *)(uintptr_t)ex->spans[i].p, ex->spans[i].n};
        }
        if (n == IOV_N) {
            return n;
        }
        if (has_tail(ex)) {
            *ret_more = ex->file_left > 0;
            return n;
        }
    }
    return n;
}

static void drop_first(HttpConn *c)
{
    Exchange *ex = c->out_first;
    c->out_first = ex->next;
    if (!c->out_first) {
        c->out_last = NULL;
        c->out_bytes = 0;
        c->since_ms = uv_now(&c->loop->uv); /* idle from here */
    }
    c->out_n--;
    ex->next = NULL;
    exchange_finish(ex);
}

/* Takes n sent bytes off the spans. */
static void consume(HttpConn *c, size_t n)
{
    while (c->out_first) {
        Exchange *ex = c->out_first;
        while (has_spans(ex)) {
            Str *s = &ex->spans[ex->span_at];
            size_t part = num_min_size(s->n, n);
            *s = str_of(s->p + part, s->n - part);
            ex->bytes_sent += part;
            n -= part;
            if (s->n > 0) {
                return;
            }
            ex->span_at++;
        }
        if (has_tail(ex) || ex->close) {
            return;
        }
        drop_first(c);
    }
}

/* After a write that could not finish: waits for room, and measures how fast the client reads from here on. */
static bool block(HttpConn *c, ssize_t why)
{
    if (why == WIRE_GONE) {
        conn_close(c);
        return false;
    }
    if (!c->blocked) {
        c->blocked = true;
        c->window_ms = 0; /* the next tick begins to measure: what the client's kernel has room for is no reading */
    }
    conn_watch(c, why == WIRE_AGAIN_OTHER ? UV_READABLE : UV_WRITABLE);
    return false;
}

static bool send_file(HttpConn *c, Exchange *ex, size_t *budget)
{
    ssize_t n = wire_send_file(c, ex->file_fd, ex->file_at, (size_t)num_min_size(ex->file_left, HTTP_SENDFILE_MAX));
    if (n < 0) {
        return block(c, n);
    }
    ex->file_at += n;
    ex->file_left -= (uint64_t)n;
    ex->bytes_sent += (uint64_t)n;
    if ((size_t)n >= *budget && ex->file_left > 0) {
        /* Others have their turn; the poll calls again at once. */
        return block(c, WIRE_AGAIN);
    }
    *budget -= num_min_size((size_t)n, *budget);
    return true;
}

/* The first answer has no spans: a file or a stream goes on, or it is done. False: stop. */
static bool go_on(HttpConn *c, Exchange *ex, size_t *budget)
{
    if (ex->file_left > 0) {
        return send_file(c, ex, budget);
    }
    if (ex->stream) {
        bool end = false;
        if (stream_pull(ex, &end)) {
            return true;
        }
        if (!end) {
            c->blocked = false;
            conn_watch(c, 0); /* the writer wakes us */
            return false;
        }
        if (stream_is_aborted(ex)) {
            conn_close(c); /* without the last chunk: the client must see that it is not whole */
            return false;
        }
    }
    bool last = ex->close;
    drop_first(c);
    if (last) {
        conn_linger(c);
        return false;
    }
    return true;
}

bool conn_flush(HttpConn *c)
{
    struct iovec iov[IOV_N];
    size_t budget = HTTP_SENDFILE_MAX;
    while (c->out_first) {
        bool more;
        int n = gather(c, iov, &more);
        if (n == 0) {
            if (!go_on(c, c->out_first, &budget)) {
                return false;
            }
            continue;
        }
        ssize_t sent = wire_write(c, iov, n, more);
        if (sent < 0) {
            return block(c, sent);
        }
        consume(c, (size_t)sent);
    }
    c->blocked = false;
    return true;
}
