/* Integer arithmetic that is not inline: rounding and decimal text. */
#include "base/num.h"

#include <assert.h>
#include <string.h>

const char NUM_PAIRS[201] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354"
    "555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

__int128 num_div_round(__int128 numerator, __int128 denominator, Rounding mode)
{
    assert(denominator > 0);
    __int128 quotient = numerator / denominator; /* toward zero */
    __int128 rest = numerator % denominator;
    if (rest == 0) {
        return quotient;
    }
    int sign = numerator < 0 ? -1 : 1;
    __int128 size = rest < 0 ? -rest : rest;
    __int128 other = denominator - size; /* size > other: more than half, without doubling */
    bool away = false;
    switch (mode) {
    case ROUND_HALF_EVEN:
        away = size > other || (size == other && quotient % 2 != 0);
        break;
    case ROUND_HALF_UP:
        away = size >= other;
        break;
    case ROUND_DOWN:
        away = false;
        break;
    case ROUND_UP:
        away = true;
        break;
    }
    return away ? quotient + sign : quotient;
}

size_t num_u64_into(char out[20], uint64_t v)
{
    char text[20];
    size_t at = sizeof text;
    while (v >= 100) {
        at -= 2;
        memcpy(text + at, NUM_PAIRS + v % 100 * 2, 2);
        v /= 100;
    }
    if (v >= 10) {
        at -= 2;
        memcpy(text + at, NUM_PAIRS + v * 2, 2);
    } else {
        text[--at] = (char)('0' + v);
    }
    size_t n = sizeof text - at;
    memcpy(out, text + at, n);
    return n;
}

size_t num_i64_into(char out[20], int64_t v)
{
    if (v >= 0) {
        return num_u64_into(out, (uint64_t)v);
    }
    out[0] = '-'; /* 19 digits at most follow */
    char digits[20];
    size_t n = num_u64_into(digits, 0 - (uint64_t)v);
    memcpy(out + 1, digits, n);
    return n + 1;
}
