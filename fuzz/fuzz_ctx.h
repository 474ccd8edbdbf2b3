/* A request without a server, for harnesses of the layers above http. */
#pragma once
#include "app/kernel.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { FUZZ_ARENA = 256 << 20 };
#define FUZZ_WALL INT64_C(1795248000000000)

static inline void fuzz_begin(void) /* once; the rest costs nothing */
{
    static bool ready;
    if (!ready) {
        ready = true;
        if (crypt_init() != OK || i18n_init() != OK) {
            abort();
        }
    }
}

static inline void fuzz_request(Request *r, HttpRequest *req, Arena *a)
{
    *r = (Request){.ctx = {.arena = a,
                           .req = req,
                           .locale = locale_get(S("en")),
                           .tz = S("UTC"),
                           .now = {FUZZ_WALL},
                           .wall = {FUZZ_WALL},
                           .environment = S("production"),
                           .request_id = S("fuzz")}};
}

/* The input up to the next byte 0xFE, which stands in no UTF-8; the rest when there is none. */
static inline Str fuzz_part(const uint8_t **data, size_t *n)
{
    const uint8_t *end = *n ? memchr(*data, 0xFE, *n) : NULL;
    size_t size = end ? (size_t)(end - *data) : *n;
    Str part = size ? str_of((const char *)*data, size) : S("");
    *data += end ? size + 1 : size;
    *n -= end ? size + 1 : size;
    return part;
}
