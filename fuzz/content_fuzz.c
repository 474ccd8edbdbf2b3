/* What a stranger's file is, on any bytes: it comes to an end, reads nothing past them, and its name is a safe one.
 * The input is the name up to the first line end, and the file. */
#include "app/content.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    Arena *a = arena_create(0);
    char *copy = malloc(n + 1); /* a block of its own, so that ASan sees a read past the end */
    memcpy(copy, data, n);
    const char *lf = n ? memchr(copy, '\n', n) : NULL;
    Str name = lf ? str_of(copy, (size_t)(lf - copy)) : S("");
    Str bytes = str_skip(str_of(copy, n), lf ? name.n + 1 : 0);
    Content c = content_look(bytes);
    assert(c.fault != CONTENT_FINE || (c.n > 0 && c.n <= bytes.n));
    assert(c.fault != CONTENT_MIXED || c.other);
    for (unsigned k = 0; k < CONTENT_KINDS; k++) {
        Str clean = content_clean_name(a, name, (ContentKind)k);
        ptrdiff_t dot = str_rfind_char(clean, '.'); /* something stands before it and something behind */
        assert(dot > 0 && (size_t)dot + 2 < clean.n && clean.p[0] != '.' && str_find_char(clean, '/') < 0 &&
               str_find_char(clean, '\\') < 0 && str_find_char(clean, '\r') < 0 && str_find_char(clean, '"') < 0);
    }
    free(copy);
    arena_destroy(a);
    return 0;
}
