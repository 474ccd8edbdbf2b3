/* UTF-8: one strict decoder (no overlong forms, surrogates, or beyond U+10FFFF) that all functions share. */
#include "base/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { REPLACEMENT = 0xFFFD };

/* Length of the well-formed sequence at p (1 to 4), 0 when there is none. Table 3-7 of the Unicode standard. */
static inline size_t sequence(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c < 0x80) {
        return 1;
    }
    if (c < 0xC2 || c > 0xF4) {
        return 0;
    }
    size_t want = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (n < want) {
        return 0;
    }
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < want; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return want;
}

static inline size_t ascii_run(const char *p, size_t n)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; n - i >= 16; i += 16) {
        int mask = _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)));
        if (mask) {
            return i + (size_t)__builtin_ctz((unsigned)mask);
        }
    }
#endif
    while (i < n && (unsigned char)p[i] < 0x80) {
        i++;
    }
    return i;
}

size_t utf8_valid_prefix(Str s)
{
    size_t i = 0;
    while (i < s.n) {
        if ((unsigned char)s.p[i] < 0x80) {
            i += ascii_run(s.p + i, s.n - i);
            continue;
        }
        size_t n = sequence((const unsigned char *)s.p + i, s.n - i);
        if (n == 0) {
            break;
        }
        i += n;
    }
    return i;
}

size_t utf8_multibyte_prefix(Str s)
{
    size_t i = 0;
    while (i < s.n && (unsigned char)s.p[i] >= 0x80) {
        size_t n = sequence((const unsigned char *)s.p + i, s.n - i);
        if (n == 0) {
            break;
        }
        i += n;
    }
    return i;
}

bool utf8_valid(Str s) { return utf8_valid_prefix(s) == s.n; }

size_t utf8_count(Str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; count++) {
        size_t n = sequence((const unsigned char *)s.p + i, s.n - i);
        i += n ? n : 1;
    }
    return count;
}

bool utf8_next(Str *rest, uint32_t *ret_cp)
{
    if (rest->n == 0) {
        return false;
    }
    const unsigned char *p = (const unsigned char *)rest->p;
    size_t n = sequence(p, rest->n);
    switch (n) {
    case 1:
        *ret_cp = p[0];
        break;
    case 2:
        *ret_cp = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
        break;
    case 3:
        *ret_cp = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        break;
    case 4:
        *ret_cp = (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        break;
    default:
        *ret_cp = REPLACEMENT;
        n = 1;
        break;
    }
    rest->p += n;
    rest->n -= n;
    return true;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        cp = REPLACEMENT;
    }
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    out[0] = (char)(lead[n] | cp);
    return n;
}

Str utf8_repair(Arena *a, Str s)
{
    size_t good = utf8_valid_prefix(s);
    if (good == s.n) {
        return s;
    }
    char *p = arena_alloc_raw(a, good + (s.n - good) * 3, 1); /* one bad byte becomes three */
    size_t n = 0;
    while (s.n) {
        good = utf8_valid_prefix(s);
        memcpy(p + n, s.p, good);
        n += good;
        s = str_skip(s, good);
        if (s.n) {
            n += utf8_encode(REPLACEMENT, p + n);
            s = str_skip(s, 1);
        }
    }
    return str_of(p, n);
}

Str utf8_prefix(Str s, size_t n)
{
    Str rest = s;
    uint32_t cp;
    while (n > 0 && utf8_next(&rest, &cp)) {
        n--;
    }
    return str_of(s.p ? s.p : "", s.n - rest.n);
}

bool utf8_has_control(Str s)
{
    uint32_t cp;
    while (utf8_next(&s, &cp)) {
        bool line = cp == 0x2028 || cp == 0x2029;
        bool turns = (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
        if (cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || line || turns) {
            return true;
        }
    }
    return false;
}

bool utf8_lines_odd(Str body)
{
    Str rest = body, line;
    bool odd = !utf8_valid(body);
    while (!odd && str_split(&rest, '\n', &line)) {
        odd = utf8_has_control(str_trim(line));
    }
    return odd;
}
