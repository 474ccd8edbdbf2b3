/* Check digits. Most are a weighted sum and a modulus; the rest is what one country made of it. The tests compare each
 * with an implementation that is not ours (tests/country_ids.py). */
#include "app/country_digits.h"
#include "base/time.h"

static int digit(char c) { return c - '0'; }
/* 0-9, then A = 10 and so on. */
static int value36(char c) { return c >= 'A' ? c - 'A' + 10 : c - '0'; }

static int weighed(const char *s, const int *weights, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += weights[i] * digit(s[i]);
    }
    return sum;
}
/* First weight first, going down by one a place. */
static int falling(const char *s, size_t n, int first)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (first - (int)i) * digit(s[i]);
    }
    return sum;
}
static int over(int n, int modulus) { return ((n % modulus) + modulus) % modulus; }
static int rest(const char *s, size_t n, int modulus)
{
    int r = 0;
    for (size_t i = 0; i < n; i++) {
        r = (r * 10 + digit(s[i])) % modulus;
    }
    return r;
}
static int luhn_sum(const char *s, size_t n, int base)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int v = value36(s[n - 1 - i]) * (i % 2 ? 2 : 1);
        sum += v / base + v % base;
    }
    return sum % base;
}
static bool all_zero(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] != '0') {
            return false;
        }
    }
    return true;
}
static bool among(char c, const char *set) { return c && strchr(set, c) != NULL; }
#define WEIGHTS(...) ((const int[]){__VA_ARGS__})

bool holds_luhn(const char *s, size_t n) { return luhn_sum(s, n, 10) == 0 && !all_zero(s, n); }
bool holds_mod_11_10(const char *s, size_t n)
{
    int check = 5;
    for (size_t i = 0; i < n; i++) {
        check = ((check ? check : 10) * 2 % 11 + digit(s[i])) % 10;
    }
    return check == 1;
}
bool holds_ar(const char *s, size_t n)
{
    static const char *const KINDS[] = {"20", "23", "24", "27", "30", "33", "34", "50", "51", "55"};
    bool kind = false;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        kind |= memcmp(s, KINDS[i], 2) == 0;
    }
    int check = 11 - weighed(s, WEIGHTS(5, 4, 3, 2, 7, 6, 5, 4, 3, 2), n - 1) % 11;
    return kind && digit(s[10]) == (check == 11 ? 0 : check == 10 ? 9 : check);
}
bool holds_at(const char *s, size_t n) { return digit(s[n - 1]) == over(6 - luhn_sum(s + 1, n - 2, 10), 10); }
bool holds_au(const char *s, size_t n)
{
    int sum = 10 * (digit(s[0]) - 1);
    for (size_t i = 1; i < n; i++) {
        sum += (2 * (int)i - 1) * digit(s[i]);
    }
    return s[0] != '0' && sum % 89 == 0;
}
bool holds_be(const char *s, size_t n)
{
    return (rest(s, n - 2, 97) + rest(s + n - 2, 2, 97)) % 97 == 0 && !all_zero(s, n);
}
bool holds_bg(const char *s, size_t n)
{
    int check = 0, second = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        check += ((int)i + 1) * digit(s[i]);
        second += ((int)i + 3) * digit(s[i]);
    }
    check = check % 11 == 10 ? second % 11 % 10 : check % 11;
    return digit(s[n - 1]) == check;
}
bool holds_br(const char *s, size_t n)
{
    int one = weighed(s, WEIGHTS(5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), 12);
    int d1 = over(11 - one % 11, 11) % 10;
    int two = weighed(s, WEIGHTS(6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3), 12) + 2 * d1;
    int d2 = over(11 - two % 11, 11) % 10;
    return digit(s[12]) == d1 && digit(s[13]) == d2 && !all_zero(s, n);
}
bool holds_by(const char *s, size_t n)
{
    static const int W[] = {29, 23, 19, 17, 13, 7, 5, 3};
    static const char LETTERS[] = "ABCEHKMOPT";
    bool letters = s[1] >= 'A';
    if (!among(s[0], "1234567ABCEHKM") || (letters && (s[0] < 'A' || !among(s[1], LETTERS)))) {
        return false;
    }
    if (!letters && s[0] >= 'A') {
        return false;
    }
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += W[i] * (i == 1 && letters ? (int)(strchr(LETTERS, s[1]) - LETTERS) : value36(s[i]));
    }
    return sum % 11 < 10 && digit(s[n - 1]) == sum % 11;
}
bool holds_ca(const char *s, size_t n)
{
    static const char *const PARTS[] = {"RC", "RM", "RP", "RT"};
    bool part = n == 9;
    for (size_t i = 0; i < COUNT_OF(PARTS) && n > 11; i++) {
        part |= memcmp(s + 9, PARTS[i], 2) == 0;
    }
    return part && luhn_sum(s, 9, 10) == 0;
}
/* CHE and nine digits; what follows says tax in a language of the country. */
bool holds_ch(const char *s, size_t n)
{
    (void)n;
    return digit(s[11]) == over(11 - weighed(s + 3, WEIGHTS(5, 4, 3, 2, 7, 6, 5, 4), 8) % 11, 11);
}
bool holds_cl(const char *s, size_t n)
{
    int sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += (2 + ((int)i - 1) % 6) * digit(s[n - 1 - i]);
    }
    return s[n - 1] == "0K987654321"[sum % 11];
}
bool holds_cn(const char *s, size_t n)
{
    static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int W[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        const char *at = strchr(ALPHABET, s[i]);
        if (!at) {
            return false;
        }
        sum += i + 1 < n ? W[i] * (int)(at - ALPHABET) : 0;
    }
    return s[n - 1] == ALPHABET[(31 - sum % 31) % 31];
}
bool holds_co(const char *s, size_t n)
{
    static const int W[] = {3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71};
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += W[i] * digit(s[n - 2 - i]);
    }
    return s[n - 1] == "01987654321"[sum % 11];
}
bool holds_cy(const char *s, size_t n)
{
    static const int ODD[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += i % 2 ? digit(s[i]) : ODD[digit(s[i])];
    }
    return memcmp(s, "12", 2) != 0 && s[n - 1] == 'A' + sum % 26;
}
/* Companies only: eight digits. Nine and ten are of people, and the shape alone is tested. */
bool holds_cz(const char *s, size_t n)
{
    if (n != 8) {
        return true;
    }
    int check = over(11 - falling(s, 7, 8), 11);
    return s[0] != '9' && digit(s[7]) == (check ? check : 1) % 10;
}
bool holds_de(const char *s, size_t n) { return s[0] != '0' && holds_mod_11_10(s, n); }
bool holds_dk(const char *s, size_t n)
{
    return s[0] != '0' && weighed(s, WEIGHTS(2, 7, 6, 5, 4, 3, 2, 1), n) % 11 == 0;
}
bool holds_do(const char *s, size_t n)
{
    int check = weighed(s, WEIGHTS(7, 9, 8, 6, 5, 4, 3, 2), n - 1) % 11;
    return digit(s[n - 1]) == over(10 - check, 9) + 1;
}
bool holds_ee(const char *s, size_t n) { return weighed(s, WEIGHTS(3, 7, 1, 3, 7, 1, 3, 7, 1), n) % 10 == 0; }
bool holds_ee_reg(const char *s, size_t n)
{
    int check = weighed(s, WEIGHTS(1, 2, 3, 4, 5, 6, 7), n - 1) % 11;
    if (check == 10) {
        check = weighed(s, WEIGHTS(3, 4, 5, 6, 7, 8, 9), n - 1) % 11 % 10;
    }
    return among(s[0], "1789") && digit(s[n - 1]) == check;
}
/* People: a number of eight digits, where foreigners have a letter for the first, modulo 23. */
static bool es_person(const char *s, size_t n)
{
    char number[8];
    size_t skip = among(s[0], "KLM");
    memcpy(number, s + skip, n - 1 - skip);
    if (number[0] >= 'X') {
        number[0] = (char)('0' + number[0] - 'X');
    }
    return s[n - 1] == "TRWAGMYFPDXBNJZSQVHLCKE"[rest(number, n - 1 - skip, 23)];
}
/* Companies: a letter, seven digits and a digit or letter. */
bool holds_es(const char *s, size_t n)
{
    if (s[0] < 'A' || among(s[0], "XYZKLM")) {
        return es_person(s, n);
    }
    if (!among(s[0], "ABCDEFGHJNPQRSUVW")) {
        return false;
    }
    int check = 0;
    for (size_t i = 1; i + 1 < n; i++) {
        int v = digit(s[i]) * (i % 2 ? 2 : 1);
        check += v / 10 + v % 10;
    }
    check = over(10 - check, 10);
    return s[n - 1] == '0' + check || s[n - 1] == "JABCDEFGHI"[check];
}
bool holds_fi(const char *s, size_t n) { return weighed(s, WEIGHTS(7, 9, 10, 5, 8, 4, 2, 1), n) % 11 == 0; }
static bool fr_letters(const char *s)
{
    static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    const char *a = strchr(ALPHABET, s[0]), *b = strchr(ALPHABET, s[1]);
    if (!a || !b) {
        return false;
    }
    int x = (int)(a - ALPHABET), y = (int)(b - ALPHABET);
    int check = x < 10 ? x * 24 + y - 10 : x * 34 + y - 100;
    return (rest(s + 2, 9, 11) + 1 + check / 11) % 11 == over(check, 11);
}
bool holds_fr(const char *s, size_t n)
{
    bool monaco = memcmp(s + 2, "000", 3) == 0;
    if (!monaco && luhn_sum(s + 2, n - 2, 10) != 0) {
        return false;
    }
    if (s[0] < 'A' && s[1] < 'A') {
        return rest(s, 2, 100) == (rest(s + 2, 9, 97) * 100 + 12) % 97;
    }
    return fr_letters(s);
}
bool holds_gb(const char *s, size_t n)
{
    (void)n;
    int sum = weighed(s, WEIGHTS(8, 7, 6, 5, 4, 3, 2, 10, 1), 9) % 97;
    return sum == 0 || (s[0] != '0' && (sum == 42 || sum == 55));
}
bool holds_gr(const char *s, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum = sum * 2 + digit(s[i]);
    }
    return digit(s[n - 1]) == sum * 2 % 11 % 10;
}
bool holds_gt(const char *s, size_t n)
{
    int sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += ((int)i + 1) * digit(s[n - 1 - i]);
    }
    return s[n - 1] == "0123456789K"[over(-sum, 11)];
}
bool holds_pan(const char *s, size_t n)
{
    (void)n;
    return among(s[3], "ABCFGHJKLPT") && memcmp(s + 5, "0000", 4) != 0;
}
bool holds_gstin(const char *s, size_t n)
{
    int state = rest(s, 2, 100);
    return state >= 1 && state <= 37 && holds_pan(s + 2, 10) && s[12] != '0' && s[13] == 'Z' && luhn_sum(s, n, 36) == 0;
}
bool holds_hu(const char *s, size_t n)
{
    (void)n;
    return weighed(s, WEIGHTS(9, 7, 3, 1, 9, 7, 3, 1), 8) % 10 == 0;
}
bool holds_hu_tax(const char *s, size_t n) { return holds_hu(s, n); }
bool holds_id(const char *s, size_t n)
{
    (void)n;
    return luhn_sum(s, 9, 10) == 0;
}
bool holds_ie(const char *s, size_t n)
{
    static const char ALPHABET[] = "WABCDEFGHIJKLMNOPQRSTUV";
    const char *second = n > 8 ? strchr(ALPHABET, s[8]) : ALPHABET;
    if (!second) {
        return false;
    }
    return s[7] == ALPHABET[(falling(s, 7, 8) + 9 * (int)(second - ALPHABET)) % 23];
}
bool holds_il(const char *s, size_t n) { return s[0] == '5' && luhn_sum(s, n, 10) == 0; }
bool holds_jp(const char *s, size_t n)
{
    int sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += digit(s[i]) * (i % 2 ? 2 : 1);
    }
    return digit(s[0]) == 9 - sum % 9;
}
bool holds_jp_tax(const char *s, size_t n) { return holds_jp(s + 1, n - 1); }
bool holds_kr(const char *s, size_t n)
{
    (void)n;
    return memcmp(s, "101", 3) >= 0 && memcmp(s + 3, "00", 2) != 0 && memcmp(s + 5, "0000", 4) != 0;
}
bool holds_lt(const char *s, size_t n)
{
    int sum = 0, second = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += (1 + (int)i % 9) * digit(s[i]);
        second += (1 + ((int)i + 2) % 9) * digit(s[i]);
    }
    int check = sum % 11 == 10 ? second % 11 % 10 : sum % 11;
    return s[n - 2] == '1' && digit(s[n - 1]) == check;
}
bool holds_lu(const char *s, size_t n) { return rest(s, n - 2, 89) == rest(s + n - 2, 2, 100); }
/* Companies only; numbers of people begin with 0 to 3. */
bool holds_lv(const char *s, size_t n)
{
    return s[0] > '3' && weighed(s, WEIGHTS(9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1), n) % 11 == 3;
}
/* Sole traders pay by their personal code: the day of birth, the digit of its century, and a check digit of its own. */
bool holds_lv_tax(const char *s, size_t n)
{
    int day = digit(s[0]) * 10 + digit(s[1]), month = digit(s[2]) * 10 + digit(s[3]);
    int year = 1800 + digit(s[6]) * 100 + digit(s[4]) * 10 + digit(s[5]);
    int y, m, d;
    date_ymd(date_from_ymd(year, month, day), &y, &m, &d);
    return holds_lv(s, n) || (s[0] <= '3' && y == year && m == month && d == day &&
                              digit(s[10]) == (1 + weighed(s, WEIGHTS(10, 5, 8, 4, 2, 1, 6, 3, 7, 9), 10)) % 11 % 10);
}
bool holds_ma(const char *s, size_t n) { return rest(s, n, 97) == 0; }
bool holds_md(const char *s, size_t n)
{
    return digit(s[n - 1]) == weighed(s, WEIGHTS(7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), n - 1) % 10;
}
bool holds_me(const char *s, size_t n)
{
    return digit(s[n - 1]) == over(-weighed(s, WEIGHTS(8, 7, 6, 5, 4, 3, 2), n - 1), 11) % 10;
}
bool holds_mk(const char *s, size_t n)
{
    return digit(s[n - 1]) == over(-weighed(s, WEIGHTS(7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), n - 1), 11) % 10;
}
bool holds_mt(const char *s, size_t n)
{
    return s[0] != '0' && weighed(s, WEIGHTS(3, 4, 6, 7, 8, 9, 10, 1), n) % 37 == 0;
}
/* Companies by the older test of eleven; sole traders since 2020 by the remainder of 97, where N is 23 and L is 21. */
bool holds_nl(const char *s, size_t n)
{
    if (all_zero(s, 9) || memcmp(s + 10, "00", 2) == 0) {
        return false;
    }
    if (over(falling(s, 8, 9) - digit(s[8]), 11) == 0) {
        return true;
    }
    int r = 2321;
    for (size_t i = 0; i < n; i++) {
        r = (r * (s[i] >= 'A' ? 100 : 10) + value36(s[i])) % 97;
    }
    return r == 1;
}
bool holds_no(const char *s, size_t n)
{
    (void)n;
    return weighed(s, WEIGHTS(3, 2, 7, 6, 5, 4, 3, 2, 1), 9) % 11 == 0;
}
bool holds_nz(const char *s, size_t n)
{
    char padded[9] = "000000000";
    memcpy(padded + 9 - n, s, n);
    int number = 0;
    for (size_t i = 0; i < 9; i++) {
        number = number * 10 + digit(padded[i]);
    }
    int check = over(-weighed(padded, WEIGHTS(3, 2, 7, 6, 5, 4, 3, 2), 8), 11);
    if (check == 10) {
        check = over(-weighed(padded, WEIGHTS(7, 4, 3, 2, 5, 2, 7, 6), 8), 11);
    }
    return number > 10000000 && number < 150000000 && digit(padded[8]) == check;
}
bool holds_pe(const char *s, size_t n)
{
    static const char *const KINDS[] = {"10", "15", "17", "20"};
    bool kind = false;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        kind |= memcmp(s, KINDS[i], 2) == 0;
    }
    return kind && digit(s[n - 1]) == (11 - weighed(s, WEIGHTS(5, 4, 3, 2, 7, 6, 5, 4, 3, 2), n - 1) % 11) % 10;
}
bool holds_pl(const char *s, size_t n) { return over(weighed(s, WEIGHTS(6, 5, 7, 2, 3, 4, 5, 6, 7, -1), n), 11) == 0; }
bool holds_pt(const char *s, size_t n)
{
    return s[0] != '0' && digit(s[n - 1]) == over(11 - falling(s, 8, 9), 11) % 10;
}
bool holds_py(const char *s, size_t n)
{
    int sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += ((int)i + 1) * digit(s[n - 1 - i]);
    }
    return digit(s[n - 1]) == over(-sum, 11) % 10;
}
bool holds_ro(const char *s, size_t n)
{
    static const int W[] = {7, 5, 3, 2, 1, 7, 5, 3, 2};
    return s[0] != '0' && digit(s[n - 1]) == 10 * weighed(s, W + 10 - n, n - 1) % 11 % 10;
}
bool holds_ru(const char *s, size_t n)
{
    if (n == 10) {
        return digit(s[9]) == weighed(s, WEIGHTS(2, 4, 10, 3, 5, 9, 4, 6, 8), 9) % 11 % 10;
    }
    return digit(s[10]) == weighed(s, WEIGHTS(7, 2, 4, 10, 3, 5, 9, 4, 6, 8), 10) % 11 % 10 &&
           digit(s[11]) == weighed(s, WEIGHTS(3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8), 11) % 11 % 10;
}
bool holds_sa_tax(const char *s, size_t n) { return s[0] == '3' && s[n - 1] == '3'; }
bool holds_se_tax(const char *s, size_t n) { return luhn_sum(s, 10, 10) == 0 && memcmp(s + n - 2, "01", 2) == 0; }
/* Businesses of nine signs and local companies of ten; other entities are T, S or R with a kind, by their shape. */
bool holds_sg(const char *s, size_t n)
{
    if (s[0] >= 'A') {
        return among(s[0], "RST");
    }
    return n == 9 ? s[8] == "XMKECAWLJDB"[weighed(s, WEIGHTS(10, 4, 9, 3, 8, 2, 7, 1), 8) % 11]
                  : s[9] == "ZKCMDNERGWH"[weighed(s, WEIGHTS(10, 8, 6, 4, 9, 7, 5, 3, 1), 9) % 11];
}
bool holds_si(const char *s, size_t n)
{
    int check = 11 - falling(s, 7, 8) % 11;
    return s[0] != '0' && check != 11 && digit(s[n - 1]) == (check == 10 ? 0 : check);
}
bool holds_sk(const char *s, size_t n) { return s[0] != '0' && among(s[2], "234789") && rest(s, n, 11) == 0; }
bool holds_th(const char *s, size_t n)
{
    int sum = over(falling(s, n - 1, 2), 11);
    return s[0] != '9' && digit(s[n - 1]) == over(1 - sum, 10);
}
bool holds_tr(const char *s, size_t n)
{
    int sum = 0;
    for (int i = 1; i <= 9; i++) {
        int c = (digit(s[9 - i]) + i) % 10;
        if (c) {
            int v = (c << i) % 9;
            sum += v ? v : 9;
        }
    }
    return digit(s[n - 1]) == over(10 - sum, 10);
}
bool holds_tw(const char *s, size_t n)
{
    static const int W[] = {1, 2, 1, 2, 1, 2, 4, 1};
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int v = W[i] * digit(s[i]);
        sum += v / 10 + v % 10;
    }
    return sum % 10 == 0 || (sum % 10 == 9 && s[6] == '7');
}
bool holds_ua(const char *s, size_t n)
{
    if (n == 10) {
        return digit(s[9]) == over(weighed(s, WEIGHTS(-1, 5, 7, 9, 4, 6, 10, 5, 7), 9), 11) % 10;
    }
    bool middle = among(s[0], "345");
    const int *w = middle ? WEIGHTS(7, 1, 2, 3, 4, 5, 6) : WEIGHTS(1, 2, 3, 4, 5, 6, 7);
    int sum = weighed(s, w, 7), digits = 0;
    for (size_t i = 0; i < 7; i++) {
        digits += digit(s[i]);
    }
    int check = sum % 11 < 10 ? sum % 11 : (sum + 2 * digits) % 11;
    return digit(s[7]) == check;
}
bool holds_us_bank(const char *s, size_t n)
{
    return weighed(s, WEIGHTS(3, 7, 1, 3, 7, 1, 3, 7, 1), n) % 10 == 0 && !all_zero(s, n);
}
bool holds_uy(const char *s, size_t n)
{
    int kind = rest(s, 2, 100);
    int check = over(-weighed(s, WEIGHTS(4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), n - 1), 11);
    return kind >= 1 && kind <= 21 && !all_zero(s + 2, 6) && memcmp(s + 8, "001", 3) == 0 && digit(s[n - 1]) == check;
}
bool holds_ve(const char *s, size_t n)
{
    static const char KINDS[] = "VEJPG";
    const char *kind = strchr(KINDS, s[0]);
    if (!kind) {
        return false;
    }
    int sum = 4 * ((int)(kind - KINDS) + 1) + weighed(s + 1, WEIGHTS(3, 2, 7, 6, 5, 4, 3, 2), 8);
    return s[n - 1] == "00987654321"[sum % 11];
}
bool holds_vn(const char *s, size_t n)
{
    int check = 10 - weighed(s, WEIGHTS(31, 29, 23, 19, 17, 13, 7, 5, 3), 9) % 11;
    return !all_zero(s + 2, 7) && !(n == 13 && all_zero(s + 10, 3)) && digit(s[9]) == check;
}
bool holds_za(const char *s, size_t n) { return among(s[0], "01239") && luhn_sum(s, n, 10) == 0; }
