/* A growing byte buffer with a named maximum. Passing the maximum sets `full`, keeps what fits out, and every later
 * add is ignored: a caller tests `full` once at the end. Either on an arena (never freed) or on the heap (buf_free). */
#pragma once
#include "base/str.h"

typedef struct Buf {
    char *p; /* not terminated; buf_z terminates */
    size_t n;
    size_t cap;
    size_t max;   /* bytes; see the BUF_MAX_ names */
    Arena *arena; /* NULL: heap */
    bool full;
} Buf;

enum {
    BUF_MAX_PAGE = 8 << 20,   /* a rendered page or JSON answer */
    BUF_MAX_SMALL = 64 << 10, /* headers, messages, one SQL text */
    BUF_MAX_FILE = 256 << 20, /* a file built in memory by the command line */
};

Buf buf_on_arena(Arena *a, size_t max);
Buf buf_on_heap(size_t max);
void buf_free(Buf *b);
void buf_clear(Buf *b);
void buf_reserve(Buf *b, size_t more);
void buf_add_slow(Buf *b, const char *p, size_t n);
static inline void buf_add(Buf *b, Str s)
{
    if (__builtin_expect(!b->full && b->cap - b->n >= s.n, 1)) {
        if (s.n) {
            memcpy(b->p + b->n, s.p, s.n);
            b->n += s.n;
        }
        return;
    }
    buf_add_slow(b, s.p, s.n);
}
static inline void buf_addc(Buf *b, char c)
{
    if (__builtin_expect(!b->full && b->n < b->cap, 1)) {
        b->p[b->n++] = c;
        return;
    }
    buf_add_slow(b, &c, 1);
}
/* Room for n bytes that the caller fills and counts itself; NULL when full. */
static inline char *buf_room(Buf *b, size_t n)
{
    if (__builtin_expect(b->full || b->cap - b->n < n, 0)) {
        buf_reserve(b, n);
        if (b->full) {
            return NULL;
        }
    }
    return b->p + b->n;
}
void buf_add_i64(Buf *b, int64_t v);
void buf_add_u64(Buf *b, uint64_t v);
void buf_fmt(Buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Text into HTML text or a quoted attribute: & < > " '. */
void buf_add_html(Buf *b, Str s);
/* Text into one URL component (RFC 3986 unreserved stay). */
void buf_add_url(Buf *b, Str s);
static inline Str buf_str(const Buf *b) { return (Str){b->p ? b->p : "", b->n}; }
const char *buf_z(Buf *b);
