/* Drawn pieces, each at the place that its beginning, end and length give it. */
#include "ui/drawn.h"
#include "base/num.h"

#include <pthread.h>
#include <stdlib.h>

enum { PLACES = 64, PIECE_MAX = 96 << 10, LOOKED_AT = 128 };
typedef struct Place {
    pthread_mutex_t lock;
    char *bytes; /* of, then the piece; malloc, NULL: empty */
    size_t of_n, n;
} Place;
static Place places[PLACES]; /* process lifetime: at most 96 kB each */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void places_init(void)
{
    for (size_t i = 0; i < PLACES; i++) {
        (void)pthread_mutex_init(&places[i].lock, NULL);
    }
}

static Place *place_of(Str of)
{
    size_t part = num_min_size(of.n, LOOKED_AT);
    uint64_t hash = str_hash(str_sub(of, 0, part)) * 31 + str_hash(str_skip(of, of.n - part)) + of.n;
    (void)pthread_once(&once, places_init);
    return &places[hash % PLACES];
}

bool drawn_find(Arena *a, Str of, Html *ret)
{
    Place *p = place_of(of);
    (void)pthread_mutex_lock(&p->lock);
    bool found = p->bytes && p->of_n == of.n && memcmp(p->bytes, of.p, of.n) == 0;
    if (found) { /* a copy: the next reader of this place may put another in it at once */
        char *copy = arena_alloc_raw(a, p->n + 1, 1);
        memcpy(copy, p->bytes + p->of_n, p->n);
        ret->s = str_of(copy, p->n);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return found;
}

void drawn_keep(Str of, Html html)
{
    Place *p = place_of(of);
    char *bytes = of.n && html.s.n && of.n + html.s.n <= PIECE_MAX ? malloc(of.n + html.s.n) : NULL;
    if (!bytes) {
        return;
    }
    memcpy(bytes, of.p, of.n);
    memcpy(bytes + of.n, html.s.p, html.s.n);
    (void)pthread_mutex_lock(&p->lock);
    free(p->bytes);
    p->bytes = bytes;
    p->of_n = of.n;
    p->n = html.s.n;
    (void)pthread_mutex_unlock(&p->lock);
}
