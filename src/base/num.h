/* Integers that may overflow say so; small helpers of arithmetic. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool num_add_i64(int64_t a, int64_t b, int64_t *ret) { return !__builtin_add_overflow(a, b, ret); }
static inline bool num_sub_i64(int64_t a, int64_t b, int64_t *ret) { return !__builtin_sub_overflow(a, b, ret); }
static inline bool num_mul_i64(int64_t a, int64_t b, int64_t *ret) { return !__builtin_mul_overflow(a, b, ret); }
static inline bool num_mul_size(size_t a, size_t b, size_t *ret) { return !__builtin_mul_overflow(a, b, ret); }
static inline int64_t num_min_i64(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t num_max_i64(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t num_clamp_i64(int64_t v, int64_t lo, int64_t hi) { return v < lo ? lo : v > hi ? hi : v; }
static inline size_t num_min_size(size_t a, size_t b) { return a < b ? a : b; }
static inline size_t num_max_size(size_t a, size_t b) { return a > b ? a : b; }
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* How a value between two steps is settled. */
typedef enum Rounding {
    ROUND_HALF_EVEN,
    ROUND_HALF_UP /* away from zero */,
    ROUND_DOWN /* toward zero */,
    ROUND_UP
} Rounding;
/* numerator / denominator, rounded; denominator > 0. The one rounding function of the program. */
__int128 num_div_round(__int128 numerator, __int128 denominator, Rounding mode);

/* "00" to "99", for printing two digits at once. */
extern const char NUM_PAIRS[201];
/* Decimal text, not terminated; returns the length: 20 at most. */
size_t num_u64_into(char out[20], uint64_t v);
size_t num_i64_into(char out[20], int64_t v);
