/* Views of bytes: comparing, searching, cutting, copying. */
#include "base/str.h"

#include "base/num.h"

#include <assert.h>
#include <stdio.h>

static inline unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u | 0x20) : u;
}

static bool bytes_eq_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

bool str_eq_nocase(Str a, Str b) { return a.n == b.n && bytes_eq_nocase(a.p, b.p, a.n); }

int str_cmp(Str a, Str b)
{
    size_t n = num_min_size(a.n, b.n);
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(Str s, Str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_starts_nocase(Str s, Str prefix) { return s.n >= prefix.n && bytes_eq_nocase(s.p, prefix.p, prefix.n); }

bool str_ends(Str s, Str suffix)
{
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

ptrdiff_t str_find(Str s, Str needle)
{
    if (needle.n == 0) {
        return 0;
    }
    const char *hit = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return hit ? hit - s.p : -1;
}

ptrdiff_t str_find_char(Str s, char c)
{
    const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;
    return hit ? hit - s.p : -1;
}

ptrdiff_t str_rfind_char(Str s, char c)
{
    const char *hit = s.n ? memrchr(s.p, c, s.n) : NULL;
    return hit ? hit - s.p : -1;
}

Str str_sub(Str s, size_t from, size_t n)
{
    from = num_min_size(from, s.n);
    return str_of((s.p ? s.p : "") + from, num_min_size(n, s.n - from));
}

Str str_skip(Str s, size_t n) { return str_sub(s, n, SIZE_MAX); }

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

Str str_trim(Str s)
{
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1])) {
        s.n--;
    }
    return s.p ? s : S("");
}

/* A NULL pointer in *rest is the mark that the last part was given; an empty text gives one empty part. */
bool str_split(Str *rest, char sep, Str *ret)
{
    if (!rest->p) {
        return false;
    }
    ptrdiff_t at = str_find_char(*rest, sep);
    if (at < 0) {
        *ret = *rest;
        *rest = (Str){NULL, 0};
        return true;
    }
    *ret = str_of(rest->p, (size_t)at);
    *rest = str_of(rest->p + at + 1, rest->n - (size_t)at - 1);
    return true;
}

bool str_has_word(Str words, Str word)
{
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (one.n && str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

Err str_to_u64(Str s, uint64_t *ret)
{
    uint64_t v = 0;
    if (s.n == 0) {
        return ERR_PARSE;
    }
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit > 9 || __builtin_mul_overflow(v, 10u, &v) || __builtin_add_overflow(v, digit, &v)) {
            return ERR_PARSE;
        }
    }
    *ret = v;
    return OK;
}

Err str_to_i64(Str s, int64_t *ret)
{
    bool negative = s.n && s.p[0] == '-';
    bool sign = negative || (s.n && s.p[0] == '+');
    uint64_t v;
    TRY(str_to_u64(str_skip(s, sign ? 1 : 0), &v));
    uint64_t most = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    if (v > most) {
        return ERR_PARSE;
    }
    *ret = negative ? (int64_t)(0 - v) : (int64_t)v;
    return OK;
}

Str str_copy(Arena *a, Str s)
{
    char *p = arena_alloc_raw(a, s.n, 1);
    if (s.n) {
        memcpy(p, s.p, s.n);
    }
    return str_of(p, s.n);
}

char *str_z(Arena *a, Str s)
{
    char *p = arena_alloc_raw(a, s.n + 1, 1);
    if (s.n) {
        memcpy(p, s.p, s.n);
    }
    p[s.n] = '\0';
    return p;
}

Str str_vfmt(Arena *a, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    char shortest[256];
    int n = vsnprintf(shortest, sizeof shortest, fmt, ap);
    assert(n >= 0);
    size_t size = n > 0 ? (size_t)n : 0;
    char *p = arena_alloc_raw(a, size + 1, 1);
    if (size < sizeof shortest) {
        memcpy(p, shortest, size);
        p[size] = '\0';
    } else {
        (void)vsnprintf(p, size + 1, fmt, again);
    }
    va_end(again);
    return str_of(p, size);
}

Str str_fmt(Arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Str s = str_vfmt(a, fmt, ap);
    va_end(ap);
    return s;
}

Str str_lower_ascii(Arena *a, Str s)
{
    char *p = arena_alloc_raw(a, s.n, 1);
    for (size_t i = 0; i < s.n; i++) {
        p[i] = (char)lower(s.p[i]);
    }
    return str_of(p, s.n);
}

Str str_upper_ascii(Arena *a, Str s)
{
    char *p = arena_alloc_raw(a, s.n, 1);
    for (size_t i = 0; i < s.n; i++) {
        p[i] = (char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 'a' + 'A' : s.p[i]);
    }
    return str_of(p, s.n);
}

Str str_concat(Arena *a, Str x, Str y) { return str_join(a, (Str[]){x, y}, 2, S("")); }

Str str_join(Arena *a, const Str *parts, size_t parts_n, Str sep)
{
    size_t n = 0;
    for (size_t i = 0; i < parts_n; i++) {
        n += parts[i].n + (i ? sep.n : 0);
    }
    char *p = arena_alloc_raw(a, n, 1);
    size_t at = 0;
    for (size_t i = 0; i < parts_n; i++) {
        if (i && sep.n) {
            memcpy(p + at, sep.p, sep.n);
            at += sep.n;
        }
        if (parts[i].n) {
            memcpy(p + at, parts[i].p, parts[i].n);
            at += parts[i].n;
        }
    }
    return str_of(p, n);
}

static inline uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 m = (unsigned __int128)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t load64(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Multiply-and-fold over 8-byte words. The seed is an address, which the loader makes differ from run to run, so that
 * a sender cannot prepare keys that collide. */
uint64_t str_hash(Str s)
{
    static const char seed_anchor = 0;
    const uint64_t k1 = UINT64_C(0x9e3779b97f4a7c15), k2 = UINT64_C(0xd6e8feb86659fd93);
    uint64_t h = ((uint64_t)(uintptr_t)&seed_anchor * k1) ^ s.n;
    const char *p = s.p;
    size_t n = s.n;
    for (; n >= 8; p += 8, n -= 8) {
        h = mix(h ^ load64(p), k2 ^ h);
    }
    uint64_t tail = 0;
    if (n) {
        memcpy(&tail, p, n);
    }
    h = mix(h ^ tail ^ k1, k2);
    return h ^ (h >> 32);
}

bool str_eq_secret(Str a, Str b)
{
    if (a.n != b.n) {
        return false;
    }
    volatile unsigned char difference = 0;
    for (size_t i = 0; i < a.n; i++) {
        difference = (unsigned char)(difference | (unsigned char)(a.p[i] ^ b.p[i]));
    }
    return difference == 0;
}
