/* Form data: the first line of the input is the Content-Type, the rest is the body. Also the form decoder. */
#include "http/multipart.h"

#include <assert.h>
#include <stdlib.h>

static void fuzz_form(Arena *a, Str body)
{
    Str name, value;
    Err err;
    while (http_next_param(a, &body, &name, &value, &err)) {
        assert(err == OK && (name.n == 0 || !memchr(name.p, 0, name.n)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    Arena *a = arena_create(0);
    char *copy = malloc(n + 1); /* a block of its own, so that ASan sees a read past the end */
    memcpy(copy, data, n);
    Str all = str_of(copy, n);
    const char *lf = n ? memchr(copy, '\n', n) : NULL;
    Str type = lf ? str_of(copy, (size_t)(lf - copy)) : all;
    Str body = str_skip(all, type.n + 1);
    HttpPart *parts;
    size_t parts_n;
    if (http_multipart(a, type, body, &parts, &parts_n) == OK) {
        size_t sum = 0;
        for (size_t i = 0; i < parts_n; i++) {
            assert(parts[i].bytes.p >= body.p && parts[i].bytes.p + parts[i].bytes.n <= body.p + body.n);
            sum += parts[i].bytes.n;
        }
        assert(sum <= body.n);
    }
    fuzz_form(a, body);
    free(copy);
    arena_destroy(a);
    return 0;
}
