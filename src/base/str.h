/* Views of bytes. A Str does not own and is not terminated; char * stops at the edge (system calls, libraries). */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct Str {
    const char *p; /* never NULL in a Str made by these functions; may be NULL when n is 0 */
    size_t n;
} Str;

/* A literal as a Str. S_INIT is for const tables. */
#define S(lit) ((Str){"" lit, sizeof(lit) - 1})
#define S_INIT(lit)                                                                                                    \
    {                                                                                                                  \
        "" lit, sizeof(lit) - 1                                                                                        \
    }
/* For printf-like calls: "%.*s", S_ARG(s). */
#define S_ARG(s) (int)(s).n, (s).p

static inline Str str_of(const char *p, size_t n) { return (Str){p, n}; }
static inline Str str_from(const char *z) { return z ? (Str){z, strlen(z)} : (Str){"", 0}; }
static inline bool str_empty(Str s) { return s.n == 0; }
static inline bool str_eq(Str a, Str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
bool str_eq_nocase(Str a, Str b); /* ASCII letters only */
int str_cmp(Str a, Str b);        /* bytewise, shorter first */
bool str_starts(Str s, Str prefix);
bool str_starts_nocase(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
/* Index of the first hit, or -1. */
ptrdiff_t str_find(Str s, Str needle);
ptrdiff_t str_find_char(Str s, char c);
ptrdiff_t str_rfind_char(Str s, char c);
/* Clamped: never reads past the end. */
Str str_sub(Str s, size_t from, size_t n);
Str str_skip(Str s, size_t n);
/* ASCII white space at both ends. */
Str str_trim(Str s);
/* Cuts the part before sep off *rest; false when *rest is used up. "a,,b" gives "a", "", "b". */
bool str_split(Str *rest, char sep, Str *ret);
/* Is it one of the words, with single spaces between? */
bool str_has_word(Str words, Str word);
/* Whole string only, sign allowed for the signed one; ERR_PARSE otherwise. */
MUST_USE Err str_to_i64(Str s, int64_t *ret);
MUST_USE Err str_to_u64(Str s, uint64_t *ret);

Str str_copy(Arena *a, Str s);
/* Terminated copy for the edge. */
char *str_z(Arena *a, Str s);
Str str_fmt(Arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
Str str_vfmt(Arena *a, const char *fmt, va_list ap);
Str str_lower_ascii(Arena *a, Str s);
Str str_upper_ascii(Arena *a, Str s);
Str str_concat(Arena *a, Str x, Str y);
/* Joins with sep. */
Str str_join(Arena *a, const Str *parts, size_t parts_n, Str sep);
uint64_t str_hash(Str s); /* not for secrets, not stable between builds */
/* For secrets: time depends on lengths only. */
bool str_eq_secret(Str a, Str b);
