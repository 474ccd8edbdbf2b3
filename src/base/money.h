/* Money in minor units with its currency; mixing currencies is refused, overflow is an error, nothing is lost. */
#pragma once
#include "base/num.h"
#include "base/str.h"

typedef struct Currency {
    char code[4];
} Currency; /* ISO 4217, upper case, terminated */
typedef struct Money {
    int64_t minor;
    Currency cur;
} Money;

MUST_USE Err currency_parse(Str s, Currency *ret); /* known to ISO 4217 only; either case */
int currency_digits(Currency c);                   /* 0 JPY, 2 EUR, 3 KWD */
size_t currency_count(void);                       /* all known, by code: for lists to choose from */
Currency currency_at(size_t i);
static inline bool currency_eq(Currency a, Currency b) { return memcmp(a.code, b.code, 4) == 0; }
MUST_USE Err money_add(Money a, Money b, Money *ret); /* ERR_INVALID on mixed currencies, ERR_TOO_LARGE on overflow */
MUST_USE Err money_sub(Money a, Money b, Money *ret);
MUST_USE Err money_mul(Money a, int64_t n, Money *ret);
/* Splits by weights so that the parts sum to the whole: the largest remainders get the odd units. weights sum > 0,
 * none negative. */
MUST_USE Err money_split(Money whole, const int64_t *weights, size_t n, int64_t *ret_minor);

/* "12.5": major units as a plain number without trailing zeros, for JSON and CSV; returns the length. */
size_t money_major_into(char out[40], Money m);

/* A scaled decimal for unit prices, quantities, rates: value = units / 10^8. */
typedef struct Dec {
    int64_t units;
} Dec;
#define DEC_SCALE INT64_C(100000000)
MUST_USE Err dec_parse(Str s, Dec *ret); /* "-12.345"; more than 8 fraction digits is ERR_PARSE */
size_t dec_into(char out[40], Dec d);    /* the same text as dec_text; returns the length */
Str dec_text(Arena *a, Dec d);           /* no trailing zeros */
MUST_USE Err dec_add(Dec a, Dec b, Dec *ret);
MUST_USE Err dec_mul(Dec a, Dec b, Rounding mode, Dec *ret);
/* unit price in major units times quantity, to money: rounded once, here. */
MUST_USE Err dec_to_money(Dec price, Dec quantity, Currency cur, Rounding mode, Money *ret);
