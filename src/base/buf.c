/* The growing buffer and its fast ways to print numbers and escaped text. One byte past cap is always reserved, so that
 * buf_z never has to move. */
#include "base/buf.h"

#include "base/num.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BUF_FIRST = 256 };

Buf buf_on_arena(Arena *a, size_t max) { return (Buf){.max = max, .arena = a}; }

Buf buf_on_heap(size_t max) { return (Buf){.max = max}; }

void buf_free(Buf *b)
{
    if (!b->arena) {
        free(b->p);
    }
    *b = (Buf){.max = b->max, .arena = b->arena};
}

void buf_clear(Buf *b)
{
    b->n = 0;
    b->full = false;
}

static void buf_move(Buf *b, size_t cap)
{
    if (b->arena) {
        if (!arena_extend(b->arena, b->p, cap + 1)) {
            char *p = arena_alloc_raw(b->arena, cap + 1, 1);
            if (b->n) {
                memcpy(p, b->p, b->n);
            }
            b->p = p;
        }
    } else {
        char *p = realloc(b->p, cap + 1);
        if (!p) {
            fputs("entente: out of memory\n", stderr);
            abort();
        }
        b->p = p;
    }
    b->cap = cap;
}

void buf_reserve(Buf *b, size_t more)
{
    if (b->full || b->cap - b->n >= more) {
        return;
    }
    if (more > b->max - b->n) {
        b->full = true;
        return;
    }
    size_t wish = num_max_size(num_max_size(b->cap * 2, b->n + more), BUF_FIRST);
    buf_move(b, num_min_size(wish, b->max));
}

void buf_add_slow(Buf *b, const char *p, size_t n)
{
    buf_reserve(b, n);
    if (!b->full && n) {
        memcpy(b->p + b->n, p, n);
        b->n += n;
    }
}

void buf_add_u64(Buf *b, uint64_t v)
{
    char text[20];
    buf_add(b, str_of(text, num_u64_into(text, v)));
}

void buf_add_i64(Buf *b, int64_t v)
{
    char text[20];
    buf_add(b, str_of(text, num_i64_into(text, v)));
}

void buf_fmt(Buf *b, const char *fmt, ...)
{
    char shortest[256];
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(shortest, sizeof shortest, fmt, ap);
    size_t size = n > 0 ? (size_t)n : 0;
    char *room = buf_room(b, size);
    if (room && size < sizeof shortest) {
        memcpy(room, shortest, size);
        b->n += size;
    } else if (room) {
        (void)vsnprintf(room, size + 1, fmt, again); /* the end lands in the reserved byte */
        b->n += size;
    }
    va_end(again);
    va_end(ap);
}

static const Str HTML_ENTITY[256] = {
    ['&'] = S_INIT("&amp;"),  ['<'] = S_INIT("&lt;"),   ['>'] = S_INIT("&gt;"),
    ['"'] = S_INIT("&quot;"), ['\''] = S_INIT("&#39;"),
};

static const bool HTML_SPECIAL[256] = {['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true};

#ifdef __SSE2__
static inline unsigned html_specials(__m128i v) /* a bit for each byte that needs an entity */
{
    __m128i quotes = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\'')));
    __m128i angles = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('<')), _mm_cmpeq_epi8(v, _mm_set1_epi8('>')));
    __m128i amp = _mm_cmpeq_epi8(v, _mm_set1_epi8('&'));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(amp, _mm_or_si128(quotes, angles)));
}

/* Four to fifteen bytes by their first and last halves, which overlap; false, and nothing to be kept, when one of them
 * needs an entity. Most of what a page holds is as short as that. */
static inline bool html_copy_short(char *to, const char *p, size_t n)
{
    if (n >= 8) {
        __m128i first = _mm_loadl_epi64((const __m128i *)(const void *)p);
        __m128i last = _mm_loadl_epi64((const __m128i *)(const void *)(p + n - 8));
        _mm_storel_epi64((__m128i *)(void *)to, first);
        _mm_storel_epi64((__m128i *)(void *)(to + n - 8), last);
        return html_specials(_mm_unpacklo_epi64(first, last)) == 0;
    }
    uint32_t first, last;
    memcpy(&first, p, 4);
    memcpy(&last, p + n - 4, 4);
    memcpy(to, &first, 4);
    memcpy(to + n - 4, &last, 4);
    return html_specials(_mm_cvtsi64_si128((int64_t)((uint64_t)last << 32 | first))) == 0;
}
#endif

/* Copies up to the next byte that needs an entity, into room for all of it; gives how many. */
static inline size_t html_copy(char *to, const char *p, size_t n)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; n - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        unsigned mask = html_specials(v);
        _mm_storeu_si128((__m128i *)(void *)(to + i), v); /* what stands behind the special byte is written over */
        if (mask) {
            return i + (size_t)__builtin_ctz(mask);
        }
    }
    if (n - i >= 4 && html_copy_short(to + i, p + i, n - i)) {
        return n;
    }
#endif
    for (; i < n && !HTML_SPECIAL[(unsigned char)p[i]]; i++) {
        to[i] = p[i];
    }
    return i;
}

void buf_add_html(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n;) {
        char *room = buf_room(b, s.n - i);
        if (!room) {
            return;
        }
        size_t n = html_copy(room, s.p + i, s.n - i);
        b->n += n;
        i += n;
        if (i < s.n) {
            buf_add(b, HTML_ENTITY[(unsigned char)s.p[i++]]);
        }
    }
}

static inline bool url_unreserved(unsigned char c)
{
    unsigned char letter = (unsigned char)(c | 0x20);
    return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

void buf_add_url(Buf *b, Str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (url_unreserved(c)) {
            buf_addc(b, (char)c);
        } else {
            char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
            buf_add(b, str_of(escape, sizeof escape));
        }
    }
}

const char *buf_z(Buf *b)
{
    if (!b->p) {
        return "";
    }
    b->p[b->n] = '\0';
    return b->p;
}
