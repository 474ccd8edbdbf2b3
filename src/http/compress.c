/* Bodies made smaller while they are answered: the fastest level of each, since pages are made for one reader. */
#include "http/internal.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>

static size_t brotli_into(Str body, uint8_t *out, size_t cap)
{
    size_t n = cap;
    /* A window no larger than the body keeps the encoder's tables small. */
    int window = 10;
    while (window < 18 && ((size_t)1 << window) < body.n) {
        window++;
    }
    return BrotliEncoderCompress(1, window, BROTLI_MODE_TEXT, body.n, (const uint8_t *)body.p, &n, out) ? n : 0;
}

static size_t gzip_into(Str body, uint8_t *out, size_t cap)
{
    z_stream z = {0};
    const int gzip_framing = 16;
    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + gzip_framing, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return 0;
    }
    z.next_in = (Bytef *)(uintptr_t)body.p;
    z.avail_in = (uInt)body.n;
    z.next_out = out;
    z.avail_out = (uInt)cap;
    size_t n = deflate(&z, Z_FINISH) == Z_STREAM_END ? z.total_out : 0;
    deflateEnd(&z);
    return n;
}

uint8_t *compress_body(Coding coding, Str body, size_t *ret_n)
{
    /* What does not become smaller than this is sent as it is. */
    size_t cap = body.n - body.n / 16;
    uint8_t *out = body.n < ((size_t)1 << 30) ? malloc(cap) : NULL;
    if (!out) {
        return NULL;
    }
    *ret_n = coding == CODING_BR ? brotli_into(body, out, cap) : gzip_into(body, out, cap);
    if (*ret_n == 0) {
        free(out);
        return NULL;
    }
    return out;
}
