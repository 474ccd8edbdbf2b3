/* The request head and the chunked framing. Beside crashes it looks for what request smuggling lives on: an outcome
 * that depends on how the bytes were cut into reads. */
#include "http/parse.h"

#include <assert.h>
#include <stdlib.h>

enum { LIMIT = 4096 };

static void check_views(const HttpHead *head, const char *p)
{
    assert(head->size > 0 && head->size <= LIMIT);
    assert(head->path.n > 0 && head->target.n > 0);
    for (size_t i = 0; i < head->headers_n; i++) {
        HttpHeader h = head->headers[i];
        assert(h.name.n > 0 && h.name.p >= p && h.value.p + h.value.n <= p + head->size);
        assert(!memchr(h.value.p, 0, h.value.n) && !memchr(h.value.p, '\n', h.value.n));
        assert(!memchr(h.value.p, '\r', h.value.n));
    }
    assert(!(head->chunked && head->content_length >= 0));
    assert(head->minor == 0 || head->hosts == 1);
}

static void fuzz_head(const uint8_t *data, size_t n)
{
    static HttpHead whole, part;
    char *copy = malloc(n + 1), *cut = malloc(n + 1);
    memcpy(copy, data, n);
    HttpParse r = http_head_parse(copy, n, LIMIT, &whole);
    if (r == HTTP_PARSE_DONE) {
        check_views(&whole, copy);
    }
    /* Every shorter read says "more", or refuses as the whole does. */
    size_t step = n / 16 + 1;
    for (size_t m = 0; m < n; m += step) {
        memcpy(cut, data, n);
        HttpParse q = http_head_parse(cut, m, LIMIT, &part);
        if (q == HTTP_PARSE_REFUSED) {
            assert(r == HTTP_PARSE_REFUSED);
        } else if (q == HTTP_PARSE_DONE) {
            assert(r == HTTP_PARSE_DONE && part.size == whole.size && part.content_length == whole.content_length &&
                   part.chunked == whole.chunked);
        }
    }
    free(copy);
    free(cut);
}

typedef struct Eaten {
    HttpChunkState state;
    size_t used, data_n;
    uint64_t hash;
} Eaten;

/* Eats in reads of at most `piece` bytes; each read is a block of its own, so that ASan sees a step outside. */
static Eaten eat(const uint8_t *data, size_t n, size_t piece)
{
    HttpChunks c = {0};
    Eaten e = {.hash = 1469598103934665603u};
    while (e.used < n && c.state != CHUNK_DONE && c.state != CHUNK_BAD) {
        size_t m = n - e.used < piece ? n - e.used : piece;
        char *read = malloc(m);
        memcpy(read, data + e.used, m);
        size_t at = 0;
        while (at < m && c.state != CHUNK_DONE && c.state != CHUNK_BAD) {
            Str run;
            size_t used = http_chunks_eat(&c, read + at, m - at, &run);
            assert(used > 0 && used <= m - at);
            assert(run.n == 0 || (run.p >= read && run.p + run.n <= read + m));
            for (size_t i = 0; i < run.n; i++) {
                e.hash = (e.hash ^ (uint8_t)run.p[i]) * 1099511628211u;
            }
            e.data_n += run.n;
            at += used;
        }
        e.used += at;
        free(read);
    }
    e.state = c.state;
    return e;
}

static void fuzz_chunks(const uint8_t *data, size_t n)
{
    Eaten whole = eat(data, n, n + 1), bytes = eat(data, n, 1), threes = eat(data, n, 3);
    assert(whole.state == bytes.state && whole.used == bytes.used && whole.hash == bytes.hash);
    assert(whole.state == threes.state && whole.used == threes.used && whole.data_n == threes.data_n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n > 0 && data[0] == 0x01) {
        fuzz_chunks(data + 1, n - 1);
    } else {
        fuzz_head(data, n);
    }
    return 0;
}
