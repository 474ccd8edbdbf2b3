/* Currencies, money, scaled decimals. Every product is computed in 128 bits and rounded once. */
#include "base/money.h"

#include <assert.h>

typedef struct CurrencyRow {
    char code[4];
    int8_t digits;
} CurrencyRow;

/* ISO 4217 by code, with the minor unit's digits. Funds and metals, for which the standard gives none, have 2. Codes
 * withdrawn lately (HRK, ZWL, ANG) stay readable for old invoices. */
static const CurrencyRow CURRENCIES[] = {
    {"AED", 2}, {"AFN", 2}, {"ALL", 2}, {"AMD", 2}, {"ANG", 2}, {"AOA", 2}, {"ARS", 2}, {"AUD", 2}, {"AWG", 2},
    {"AZN", 2}, {"BAM", 2}, {"BBD", 2}, {"BDT", 2}, {"BGN", 2}, {"BHD", 3}, {"BIF", 0}, {"BMD", 2}, {"BND", 2},
    {"BOB", 2}, {"BOV", 2}, {"BRL", 2}, {"BSD", 2}, {"BTN", 2}, {"BWP", 2}, {"BYN", 2}, {"BZD", 2}, {"CAD", 2},
    {"CDF", 2}, {"CHE", 2}, {"CHF", 2}, {"CHW", 2}, {"CLF", 4}, {"CLP", 0}, {"CNY", 2}, {"COP", 2}, {"COU", 2},
    {"CRC", 2}, {"CUC", 2}, {"CUP", 2}, {"CVE", 2}, {"CZK", 2}, {"DJF", 0}, {"DKK", 2}, {"DOP", 2}, {"DZD", 2},
    {"EGP", 2}, {"ERN", 2}, {"ETB", 2}, {"EUR", 2}, {"FJD", 2}, {"FKP", 2}, {"GBP", 2}, {"GEL", 2}, {"GHS", 2},
    {"GIP", 2}, {"GMD", 2}, {"GNF", 0}, {"GTQ", 2}, {"GYD", 2}, {"HKD", 2}, {"HNL", 2}, {"HRK", 2}, {"HTG", 2},
    {"HUF", 2}, {"IDR", 2}, {"ILS", 2}, {"INR", 2}, {"IQD", 3}, {"IRR", 2}, {"ISK", 0}, {"JMD", 2}, {"JOD", 3},
    {"JPY", 0}, {"KES", 2}, {"KGS", 2}, {"KHR", 2}, {"KMF", 0}, {"KPW", 2}, {"KRW", 0}, {"KWD", 3}, {"KYD", 2},
    {"KZT", 2}, {"LAK", 2}, {"LBP", 2}, {"LKR", 2}, {"LRD", 2}, {"LSL", 2}, {"LYD", 3}, {"MAD", 2}, {"MDL", 2},
    {"MGA", 2}, {"MKD", 2}, {"MMK", 2}, {"MNT", 2}, {"MOP", 2}, {"MRU", 2}, {"MUR", 2}, {"MVR", 2}, {"MWK", 2},
    {"MXN", 2}, {"MXV", 2}, {"MYR", 2}, {"MZN", 2}, {"NAD", 2}, {"NGN", 2}, {"NIO", 2}, {"NOK", 2}, {"NPR", 2},
    {"NZD", 2}, {"OMR", 3}, {"PAB", 2}, {"PEN", 2}, {"PGK", 2}, {"PHP", 2}, {"PKR", 2}, {"PLN", 2}, {"PYG", 0},
    {"QAR", 2}, {"RON", 2}, {"RSD", 2}, {"RUB", 2}, {"RWF", 0}, {"SAR", 2}, {"SBD", 2}, {"SCR", 2}, {"SDG", 2},
    {"SEK", 2}, {"SGD", 2}, {"SHP", 2}, {"SLE", 2}, {"SLL", 2}, {"SOS", 2}, {"SRD", 2}, {"SSP", 2}, {"STN", 2},
    {"SVC", 2}, {"SYP", 2}, {"SZL", 2}, {"THB", 2}, {"TJS", 2}, {"TMT", 2}, {"TND", 3}, {"TOP", 2}, {"TRY", 2},
    {"TTD", 2}, {"TWD", 2}, {"TZS", 2}, {"UAH", 2}, {"UGX", 0}, {"USD", 2}, {"USN", 2}, {"UYI", 0}, {"UYU", 2},
    {"UYW", 4}, {"UZS", 2}, {"VED", 2}, {"VES", 2}, {"VND", 0}, {"VUV", 0}, {"WST", 2}, {"XAF", 0}, {"XAG", 2},
    {"XAU", 2}, {"XBA", 2}, {"XBB", 2}, {"XBC", 2}, {"XBD", 2}, {"XCD", 2}, {"XCG", 2}, {"XDR", 2}, {"XOF", 0},
    {"XPD", 2}, {"XPF", 0}, {"XPT", 2}, {"XSU", 2}, {"XTS", 2}, {"XUA", 2}, {"XXX", 2}, {"YER", 2}, {"ZAR", 2},
    {"ZMW", 2}, {"ZWG", 2}, {"ZWL", 2},
};

static const CurrencyRow *currency_row(const char code[4])
{
    size_t low = 0, high = COUNT_OF(CURRENCIES);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(CURRENCIES[middle].code, code, 4);
        if (order == 0) {
            return &CURRENCIES[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

Err currency_parse(Str s, Currency *ret)
{
    if (s.n != 3) {
        return ERR_PARSE;
    }
    Currency c = {{0}};
    for (size_t i = 0; i < 3; i++) {
        c.code[i] = (char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i]);
    }
    if (!currency_row(c.code)) {
        return ERR_PARSE;
    }
    *ret = c;
    return OK;
}

int currency_digits(Currency c)
{
    const CurrencyRow *row = currency_row(c.code);
    return row ? row->digits : 2;
}

size_t currency_count(void) { return COUNT_OF(CURRENCIES); }

Currency currency_at(size_t i)
{
    assert(i < COUNT_OF(CURRENCIES));
    Currency c;
    memcpy(c.code, CURRENCIES[i].code, sizeof c.code);
    return c;
}

Err money_add(Money a, Money b, Money *ret)
{
    if (!currency_eq(a.cur, b.cur)) {
        return ERR_INVALID;
    }
    Money sum = {.cur = a.cur};
    if (!num_add_i64(a.minor, b.minor, &sum.minor)) {
        return ERR_TOO_LARGE;
    }
    *ret = sum;
    return OK;
}

Err money_sub(Money a, Money b, Money *ret)
{
    if (!currency_eq(a.cur, b.cur)) {
        return ERR_INVALID;
    }
    Money rest = {.cur = a.cur};
    if (!num_sub_i64(a.minor, b.minor, &rest.minor)) {
        return ERR_TOO_LARGE;
    }
    *ret = rest;
    return OK;
}

Err money_mul(Money a, int64_t n, Money *ret)
{
    Money product = {.cur = a.cur};
    if (!num_mul_i64(a.minor, n, &product.minor)) {
        return ERR_TOO_LARGE;
    }
    *ret = product;
    return OK;
}

typedef unsigned __int128 U128;

static uint64_t magnitude(int64_t v) { return v < 0 ? 0 - (uint64_t)v : (uint64_t)v; }

static uint64_t share_rest(uint64_t whole, int64_t weight, uint64_t sum)
{
    return (uint64_t)((U128)whole * (uint64_t)weight % sum);
}

/* The smallest threshold that at most `odd` remainders exceed. Searching for it needs no memory for the remainders. */
static uint64_t split_threshold(uint64_t whole, const int64_t *weights, size_t n, uint64_t sum, size_t odd)
{
    uint64_t low = 0, high = sum - 1;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        size_t above = 0;
        for (size_t i = 0; i < n; i++) {
            above += share_rest(whole, weights[i], sum) > middle;
        }
        low = above > odd ? middle + 1 : low;
        high = above > odd ? high : middle;
    }
    return low;
}

Err money_split(Money whole, const int64_t *weights, size_t n, int64_t *ret_minor)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] < 0) {
            return ERR_INVALID;
        }
        if (!num_add_i64(sum, weights[i], &sum)) {
            return ERR_TOO_LARGE;
        }
    }
    if (sum <= 0) {
        return ERR_INVALID;
    }
    uint64_t total = magnitude(whole.minor), given = 0;
    for (size_t i = 0; i < n; i++) {
        given += (uint64_t)((U128)total * (uint64_t)weights[i] / (uint64_t)sum);
    }
    size_t odd = (size_t)(total - given); /* fewer than n */
    uint64_t threshold = split_threshold(total, weights, n, (uint64_t)sum, odd);
    size_t above = 0;
    for (size_t i = 0; i < n; i++) {
        above += share_rest(total, weights[i], (uint64_t)sum) > threshold;
    }
    size_t level = odd - above; /* of those exactly at the threshold, the first ones */
    for (size_t i = 0; i < n; i++) {
        uint64_t part = (uint64_t)((U128)total * (uint64_t)weights[i] / (uint64_t)sum);
        uint64_t rest = share_rest(total, weights[i], (uint64_t)sum);
        bool first_level = rest == threshold && level > 0;
        level -= first_level;
        part += rest > threshold || first_level;
        ret_minor[i] = whole.minor < 0 ? (int64_t)(0 - part) : (int64_t)part;
    }
    return OK;
}

/* Digits of a decimal with `digits` places; point and trailing zeros only where needed. */
static size_t decimal_into(char out[40], int64_t v, int digits)
{
    char text[20];
    size_t n = num_u64_into(text, magnitude(v));
    size_t at = 0;
    if (v < 0) {
        out[at++] = '-';
    }
    size_t places = (size_t)digits;
    size_t whole = n > places ? n - places : 0;
    if (whole == 0) {
        out[at++] = '0';
    }
    memcpy(out + at, text, whole);
    at += whole;
    while (n > whole && places > 0 && text[n - 1] == '0') {
        n--;
        places--;
    }
    if (n == whole) {
        return at; /* the fraction is zero */
    }
    out[at++] = '.';
    for (size_t zeros = places - (n - whole); zeros > 0; zeros--) {
        out[at++] = '0';
    }
    memcpy(out + at, text + whole, n - whole);
    return at + (n - whole);
}

size_t money_major_into(char out[40], Money m) { return decimal_into(out, m.minor, currency_digits(m.cur)); }

size_t dec_into(char out[40], Dec d) { return decimal_into(out, d.units, 8); }

Str dec_text(Arena *a, Dec d)
{
    char text[40];
    return str_copy(a, str_of(text, dec_into(text, d)));
}

Err dec_parse(Str s, Dec *ret)
{
    bool negative = s.n && s.p[0] == '-';
    s = str_skip(s, negative ? 1 : 0);
    ptrdiff_t point = str_find_char(s, '.');
    Str whole = point < 0 ? s : str_sub(s, 0, (size_t)point);
    Str fraction = point < 0 ? S("") : str_skip(s, (size_t)point + 1);
    if (whole.n == 0 || (point >= 0 && fraction.n == 0) || fraction.n > 8) {
        return ERR_PARSE;
    }
    uint64_t units = 0, below = 0;
    TRY(str_to_u64(whole, &units));
    if (fraction.n) {
        TRY(str_to_u64(fraction, &below));
    }
    for (size_t i = fraction.n; i < 8; i++) {
        below *= 10;
    }
    uint64_t most = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    if (__builtin_mul_overflow(units, (uint64_t)DEC_SCALE, &units) || __builtin_add_overflow(units, below, &units) ||
        units > most) {
        return ERR_PARSE;
    }
    *ret = (Dec){negative ? (int64_t)(0 - units) : (int64_t)units};
    return OK;
}

Err dec_add(Dec a, Dec b, Dec *ret)
{
    Dec sum;
    if (!num_add_i64(a.units, b.units, &sum.units)) {
        return ERR_TOO_LARGE;
    }
    *ret = sum;
    return OK;
}

static Err narrow(__int128 v, int64_t *ret)
{
    if (v > INT64_MAX || v < INT64_MIN) {
        return ERR_TOO_LARGE;
    }
    *ret = (int64_t)v;
    return OK;
}

Err dec_mul(Dec a, Dec b, Rounding mode, Dec *ret)
{
    return narrow(num_div_round((__int128)a.units * b.units, DEC_SCALE, mode), &ret->units);
}

Err dec_to_money(Dec price, Dec quantity, Currency cur, Rounding mode, Money *ret)
{
    __int128 divisor = (__int128)DEC_SCALE * DEC_SCALE;
    for (int digits = currency_digits(cur); digits > 0; digits--) {
        divisor /= 10;
    }
    int64_t minor;
    TRY(narrow(num_div_round((__int128)price.units * quantity.units, divisor, mode), &minor));
    *ret = (Money){.minor = minor, .cur = cur};
    return OK;
}
