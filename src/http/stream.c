/* A body written by a worker while the loop sends it, in constant memory: two buffers that change places. The worker
 * fills one and waits when it is full; the loop sends the other as one chunk and then takes what has been filled. */
#include "http/internal.h"

#include <stdlib.h>

enum { STREAM_WAKE_BYTES = 16384, STREAM_WAKE_NS = 50000000 };

struct HttpStream {
    Exchange *ex;
    uv_mutex_t lock;
    uv_cond_t room;
    /* under lock */
    char *filling;
    size_t filling_n;
    bool cut, ended, aborted;
    /* writer only */
    int64_t woke_ns;
    /* loop only */
    char *sending;
    bool last_chunk_sent;
    /* fixed */
    bool silent;  /* HEAD, or a status without a body: bytes are thrown away */
    bool chunked; /* HTTP/1.0 gets them bare and the end by closing */
    char frame[24];
};

static char *buffer(void)
{
    char *p = malloc(HTTP_STREAM_BUFFER);
    if (!p) {
        abort();
    }
    return p;
}

HttpStream *http_stream_begin(HttpRequest *req, const HttpResponse *res)
{
    Exchange *ex = (Exchange *)req;
    ex->answered = true;
    HttpStream *s = calloc(1, sizeof(*s));
    if (!s) {
        abort();
    }
    HttpResponse head = *res; /* a stream has neither a length to compare nor a body to compress */
    head.body = head.body_br = head.body_gz = S("");
    head.file_fd = 0;
    head.compress = head.file_ranges = false;
    response_build(ex, &head, true);
    s->ex = ex;
    s->filling = buffer();
    s->sending = buffer();
    s->silent = req->method == HTTP_HEAD || ex->status == 204 || ex->status == 304;
    s->chunked = ex->minor > 0;
    uv_mutex_init(&s->lock);
    uv_cond_init(&s->room);
    uv_mutex_lock(&s->lock);
    ex->stream = s;
    loop_post(ex);
    uv_mutex_unlock(&s->lock);
    return s;
}

/* Rings for the loop, under the lock: so that a loop that has seen the end under the lock knows of every ring. */
static void wake(HttpStream *s) { loop_post(s->ex); }

Err http_stream_write(HttpStream *s, Str bytes)
{
    int64_t now = os_monotonic_ns();
    uv_mutex_lock(&s->lock);
    while (bytes.n > 0 && !s->cut && !s->silent) {
        size_t part = num_min_size(bytes.n, HTTP_STREAM_BUFFER - s->filling_n);
        memcpy(s->filling + s->filling_n, bytes.p, part);
        s->filling_n += part;
        bytes = str_skip(bytes, part);
        /* Many small writes leave together; a pause does not hold them back for ever. */
        if (s->filling_n >= STREAM_WAKE_BYTES || now - s->woke_ns >= STREAM_WAKE_NS) {
            s->woke_ns = now;
            wake(s);
        }
        if (bytes.n > 0) {
            while (s->filling_n == HTTP_STREAM_BUFFER && !s->cut) {
                uv_cond_wait(&s->room, &s->lock);
            }
        }
    }
    bool cut = s->cut;
    uv_mutex_unlock(&s->lock);
    return cut ? ERR_IO : OK;
}

void http_stream_end(HttpStream *s, bool aborted)
{
    uv_mutex_lock(&s->lock);
    s->ended = true;
    s->aborted = aborted;
    wake(s);
    uv_mutex_unlock(&s->lock);
}

static void lay_chunk(HttpStream *s, size_t n)
{
    Exchange *ex = s->ex;
    ex->span_at = 0;
    if (!s->chunked) {
        ex->spans[0] = str_of(s->sending, n);
        ex->spans_n = 1;
        return;
    }
    int frame_n = snprintf(s->frame, sizeof(s->frame), "%zx\r\n", n);
    ex->spans[0] = str_of(s->frame, (size_t)frame_n);
    ex->spans[1] = str_of(s->sending, n);
    ex->spans[2] = S("\r\n");
    ex->spans_n = 3;
}

bool stream_pull(Exchange *ex, bool *ret_end)
{
    HttpStream *s = ex->stream;
    uv_mutex_lock(&s->lock);
    size_t n = s->filling_n;
    if (n > 0) {
        char *filled = s->filling;
        s->filling = s->sending;
        s->sending = filled;
        s->filling_n = 0;
        uv_cond_signal(&s->room);
    }
    bool ended = s->ended, whole = ended && !s->aborted;
    uv_mutex_unlock(&s->lock);
    if (n > 0) {
        lay_chunk(s, n);
        return true;
    }
    if (whole && s->chunked && !s->silent && !s->last_chunk_sent) {
        s->last_chunk_sent = true;
        ex->spans[0] = S("0\r\n\r\n");
        ex->span_at = 0;
        ex->spans_n = 1;
        return true;
    }
    *ret_end = stream_is_over(ex);
    return false;
}

void stream_cut(Exchange *ex)
{
    HttpStream *s = ex->stream;
    uv_mutex_lock(&s->lock);
    s->cut = true;
    uv_cond_signal(&s->room);
    uv_mutex_unlock(&s->lock);
}

bool stream_is_over(const Exchange *ex)
{
    HttpStream *s = ex->stream;
    uv_mutex_lock(&s->lock);
    bool over = s->ended && !atomic_load(&ex->posted);
    uv_mutex_unlock(&s->lock);
    return over;
}

bool stream_is_aborted(const Exchange *ex) { return ex->stream->aborted; }

void stream_free(Exchange *ex)
{
    HttpStream *s = ex->stream;
    if (!s) {
        return;
    }
    ex->stream = NULL;
    uv_cond_destroy(&s->room);
    uv_mutex_destroy(&s->lock);
    free(s->filling);
    free(s->sending);
    free(s);
}
