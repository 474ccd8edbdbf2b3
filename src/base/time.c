/* Civil calendar arithmetic (proleptic Gregorian, years from March as in Hinnant's well-known derivation), ISO 8601 and
 * HTTP dates. */
#include "base/time.h"

#include "base/num.h"

enum { DAYS_400_YEARS = 146097, DAYS_TO_1970 = 719468 /* from 0000-03-01 */ };

static inline int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static const char WEEKDAYS[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char MONTHS[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static int64_t days_from_ymd(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_400_YEARS + day_of_era - DAYS_TO_1970;
}

static inline void ymd_from_days(int64_t days, int32_t *ret_year, int *ret_month, int *ret_day)
{
    int64_t shifted = days + DAYS_TO_1970;
    int64_t era = floor_div(shifted, DAYS_400_YEARS);
    uint32_t day_of_era = (uint32_t)(shifted - era * DAYS_400_YEARS);
    uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t march_month = (5 * day_of_year + 2) / 153;
    *ret_day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    *ret_month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    *ret_year = (int32_t)(year_of_era + era * 400 + (*ret_month <= 2));
}

static bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static int month_days(int64_t year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

Civil time_civil(Time t)
{
    int64_t days = floor_div(t.us, TIME_DAY);
    int64_t us = t.us % TIME_DAY; /* not t.us - days * TIME_DAY, which overflows at the far end */
    us += us < 0 ? TIME_DAY : 0;
    Civil c = {.hour = (int)(us / TIME_HOUR),
               .minute = (int)(us / TIME_MINUTE % 60),
               .second = (int)(us / TIME_SECOND % 60),
               .micro = (int)(us % TIME_SECOND)};
    ymd_from_days(days, &c.year, &c.month, &c.day);
    return c;
}

Time time_from_civil(Civil c)
{
    int64_t days = days_from_ymd(c.year, c.month, c.day);
    int64_t us = c.hour * TIME_HOUR + c.minute * TIME_MINUTE + c.second * TIME_SECOND + c.micro;
    return (Time){
        (int64_t)((uint64_t)days * (uint64_t)TIME_DAY + (uint64_t)us)}; /* the first day begins out of range */
}

Date date_of(Time t) { return time_is_set(t) ? (Date){(int32_t)floor_div(t.us, TIME_DAY)} : DATE_NONE; }

Date date_from_ymd(int year, int month, int day) { return (Date){(int32_t)days_from_ymd(year, month, day)}; }

void date_ymd(Date d, int *ret_year, int *ret_month, int *ret_day)
{
    ymd_from_days(d.days, ret_year, ret_month, ret_day);
}

int date_weekday(Date d)
{
    int64_t since_monday = (int64_t)d.days + 3; /* 1970-01-01 was a Thursday */
    return (int)(since_monday - floor_div(since_monday, 7) * 7);
}

Date date_add_months(Date d, int months)
{
    int year, month, day;
    date_ymd(d, &year, &month, &day);
    int64_t count = (int64_t)year * 12 + (month - 1) + months;
    int64_t to_year = floor_div(count, 12);
    int to_month = (int)(count - to_year * 12) + 1;
    int last = month_days(to_year, to_month);
    return (Date){(int32_t)days_from_ymd(to_year, to_month, day < last ? day : last)};
}

Time time_of_date(Date d) { return date_is_set(d) ? (Time){d.days * TIME_DAY} : TIME_NONE; }

/* One unit of a duration: its letter, and whether it stands behind the T. */
static bool duration_part(char unit, bool clock, int64_t n, int64_t *months, int64_t *us)
{
    static const struct {
        char unit;
        bool clock;
        int64_t months, us;
    } UNITS[] = {{'Y', false, 12, 0},        {'M', false, 1, 0},        {'W', false, 0, 7 * TIME_DAY},
                 {'D', false, 0, TIME_DAY},  {'H', true, 0, TIME_HOUR}, {'M', true, 0, TIME_MINUTE},
                 {'S', true, 0, TIME_SECOND}};
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        if (UNITS[i].unit == unit && UNITS[i].clock == clock) {
            *months += UNITS[i].months * n;
            *us += UNITS[i].us * n;
            return true;
        }
    }
    return false;
}

Err time_add_duration(Time t, Str duration, Time *ret)
{
    enum { DIGITS_MAX = 6 };
    int64_t n = 0, months = 0, us = 0;
    size_t digits = 0, parts = 0;
    bool clock = false, open = false; /* open: a T without anything behind it yet */
    for (size_t i = 1; i < duration.n; i++) {
        char c = duration.p[i];
        if (c >= '0' && c <= '9' && digits < DIGITS_MAX) {
            n = n * 10 + (c - '0');
            digits++;
        } else if (c == 'T' && digits == 0 && !clock) {
            clock = open = true;
        } else if (digits > 0 && duration_part(c, clock, n, &months, &us)) {
            n = 0;
            digits = 0;
            parts++;
            open = false;
        } else {
            return ERR_PARSE;
        }
    }
    if (duration.n < 3 || duration.p[0] != 'P' || digits || open || parts == 0 || months > 12000) {
        return ERR_PARSE;
    }
    Date day = date_of(t);
    Time later = time_of_date(date_add_months(day, (int)months));
    *ret = time_add(later, time_diff(t, time_of_date(day)) + us);
    return OK;
}

static inline char *put2(char *p, int v)
{
    memcpy(p, NUM_PAIRS + (unsigned)v * 2, 2);
    return p + 2;
}

/* Four digits; years outside 0000..9999 with a sign and as many digits as they need (ISO 8601 expanded form). */
static inline char *put_year(char *p, int32_t year)
{
    if (year >= 0 && year <= 9999) {
        return put2(put2(p, year / 100), year % 100);
    }
    *p++ = year < 0 ? '-' : '+';
    char digits[20];
    size_t n = num_u64_into(digits, (uint64_t)(year < 0 ? -(int64_t)year : year));
    for (size_t i = n; i < 4; i++) {
        *p++ = '0';
    }
    memcpy(p, digits, n);
    return p + n;
}

static inline char *put_date(char *p, int32_t year, int month, int day)
{
    p = put_year(p, year);
    *p++ = '-';
    p = put2(p, month);
    *p++ = '-';
    return put2(p, day);
}

size_t time_iso_into(char *out, Time t)
{
    Civil c = time_civil(t);
    char *p = put_date(out, c.year, c.month, c.day);
    *p++ = 'T';
    p = put2(p, c.hour);
    *p++ = ':';
    p = put2(p, c.minute);
    *p++ = ':';
    p = put2(p, c.second);
    if (c.micro) {
        *p++ = '.';
        p = put2(p, c.micro / 10000);
        p = put2(p, c.micro / 100 % 100);
        p = put2(p, c.micro % 100);
    }
    *p++ = 'Z';
    return (size_t)(p - out);
}

Str time_iso(Arena *a, Time t)
{
    char text[32];
    return str_copy(a, str_of(text, time_iso_into(text, t)));
}

size_t date_iso_into(char *out, Date d)
{
    int32_t year;
    int month, day;
    ymd_from_days(d.days, &year, &month, &day);
    return (size_t)(put_date(out, year, month, day) - out);
}

Str date_iso(Arena *a, Date d)
{
    char text[32];
    return str_copy(a, str_of(text, date_iso_into(text, d)));
}

/* ---- reading ---- */

/* Takes between min and max digits off *s; more digits than max are left there, for the next test to refuse. */
static bool take_number(Str *s, size_t min, size_t max, int *ret)
{
    int v = 0;
    size_t n = 0;
    while (n < max && n < s->n && s->p[n] >= '0' && s->p[n] <= '9') {
        v = v * 10 + (s->p[n++] - '0');
    }
    *s = str_skip(*s, n);
    *ret = v;
    return n >= min;
}

static bool take_char(Str *s, char c)
{
    if (s->n == 0 || s->p[0] != c) {
        return false;
    }
    *s = str_skip(*s, 1);
    return true;
}

static bool ymd_fits(int year, int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= month_days(year, month);
}

static bool take_ymd(Str *s, int *ret_year, int *ret_month, int *ret_day)
{
    return take_number(s, 4, 4, ret_year) && take_char(s, '-') && take_number(s, 2, 2, ret_month) &&
           take_char(s, '-') && take_number(s, 2, 3, ret_day);
}

Err date_parse(Str s, Date *ret)
{
    int year, month, day;
    if (s.n != 10 || !take_ymd(&s, &year, &month, &day) || !ymd_fits(year, month, day)) {
        return ERR_PARSE;
    }
    *ret = date_from_ymd(year, month, day);
    return OK;
}

/* A known client writes the day of the year where the day of the month belongs ("2020-09-246" for 2 September). From
 * February on such a number is larger than any day of its month, so it can be told apart, and the month proves it. */
static bool repair_day_of_year(int year, int month, int *day)
{
    int before = 0;
    for (int m = 1; m < month; m++) {
        before += month_days(year, m);
    }
    *day -= before;
    return ymd_fits(year, month, *day);
}

static bool take_clock(Str *s, Civil *c)
{
    if (!take_number(s, 2, 2, &c->hour) || !take_char(s, ':') || !take_number(s, 2, 2, &c->minute)) {
        return false;
    }
    if (take_char(s, ':') && !take_number(s, 2, 2, &c->second)) {
        return false;
    }
    return c->hour <= 23 && c->minute <= 59 && c->second <= 60;
}

/* Up to seven digits, of which we keep six: the seventh is below our resolution and is cut off. */
static bool take_fraction(Str *s, int *ret_micro)
{
    static const int scale[7] = {0, 100000, 10000, 1000, 100, 10, 1};
    int digits;
    size_t before = s->n;
    if (!take_number(s, 1, 6, &digits)) {
        return false;
    }
    size_t n = before - s->n;
    *ret_micro = digits * scale[n];
    int seventh;
    return n < 6 || s->n == 0 || s->p[0] < '0' || s->p[0] > '9' || take_number(s, 1, 1, &seventh);
}

static bool take_offset(Str *s, int64_t *ret_us)
{
    *ret_us = 0;
    if (s->n == 0 || take_char(s, 'Z') || take_char(s, 'z')) {
        return true;
    }
    int sign = take_char(s, '-') ? -1 : take_char(s, '+') ? 1 : 0;
    int hours, minutes = 0;
    if (sign == 0 || !take_number(s, 2, 2, &hours)) {
        return false;
    }
    if (s->n) {
        (void)take_char(s, ':');
        if (!take_number(s, 2, 2, &minutes)) {
            return false;
        }
    }
    *ret_us = sign * (hours * TIME_HOUR + minutes * TIME_MINUTE);
    return hours <= 18 && minutes <= 59;
}

static Err parse_iso(Str s, Time *ret)
{
    Civil c = {0};
    int64_t offset = 0;
    if (!take_ymd(&s, &c.year, &c.month, &c.day) || c.month < 1 || c.month > 12) {
        return ERR_PARSE;
    }
    bool day_fits = ymd_fits(c.year, c.month, c.day);
    if (s.n == 0) {
        if (!day_fits && !repair_day_of_year(c.year, c.month, &c.day)) {
            return ERR_PARSE;
        }
    } else if (!day_fits || !(take_char(&s, 'T') || take_char(&s, 't') || take_char(&s, ' ')) || !take_clock(&s, &c) ||
               (take_char(&s, '.') && !take_fraction(&s, &c.micro)) || !take_offset(&s, &offset) || s.n) {
        return ERR_PARSE;
    }
    *ret = time_add(time_from_civil(c), -offset);
    return OK;
}

/* "6/1/2017 12:00:00 AM": month first, twelve hours, UTC. One documented query writes it so. */
static Err parse_us(Str s, Time *ret)
{
    Civil c = {0};
    int year;
    if (!take_number(&s, 1, 2, &c.month) || !take_char(&s, '/') || !take_number(&s, 1, 2, &c.day) ||
        !take_char(&s, '/') || !take_number(&s, 4, 4, &year) || !ymd_fits(year, c.month, c.day)) {
        return ERR_PARSE;
    }
    c.year = year;
    if (s.n) {
        if (!take_char(&s, ' ') || !take_number(&s, 1, 2, &c.hour) || !take_char(&s, ':') ||
            !take_number(&s, 2, 2, &c.minute) || !take_char(&s, ':') || !take_number(&s, 2, 2, &c.second)) {
            return ERR_PARSE;
        }
        bool am = str_eq_nocase(s, S(" AM")), pm = str_eq_nocase(s, S(" PM"));
        if (!(am || pm) || c.hour < 1 || c.hour > 12 || c.minute > 59 || c.second > 59) {
            return ERR_PARSE;
        }
        c.hour = c.hour % 12 + (pm ? 12 : 0);
    }
    *ret = time_from_civil(c);
    return OK;
}

Err time_parse(Str s, Time *ret)
{
    return s.n > 2 && (s.p[1] == '/' || s.p[2] == '/') ? parse_us(s, ret) : parse_iso(s, ret);
}

Str time_http(Arena *a, Time t)
{
    char text[40];
    return str_copy(a, str_of(text, time_http_into(text, t)));
}

static char *put_text(char *p, Str s)
{
    memcpy(p, s.p, s.n);
    return p + s.n;
}

size_t time_http_into(char *out, Time t)
{
    Civil c = time_civil(t);
    char *p = put_text(out, str_of(WEEKDAYS[date_weekday(date_of(t))], 3));
    p = put2(put_text(p, S(", ")), c.day);
    *p++ = ' ';
    p = put_text(p, str_of(MONTHS[c.month - 1], 3));
    *p++ = ' ';
    p = put_year(p, c.year);
    *p++ = ' ';
    p = put2(p, c.hour);
    *p++ = ':';
    p = put2(p, c.minute);
    *p++ = ':';
    p = put2(p, c.second);
    return (size_t)(put_text(p, S(" GMT")) - out);
}

static bool take_month(Str *s, int *ret_month)
{
    for (int m = 0; m < 12; m++) {
        if (str_starts(*s, str_of(MONTHS[m], 3))) {
            *s = str_skip(*s, 3);
            *ret_month = m + 1;
            return true;
        }
    }
    return false;
}

static bool take_http_clock(Str *s, Civil *c)
{
    return take_number(s, 2, 2, &c->hour) && take_char(s, ':') && take_number(s, 2, 2, &c->minute) &&
           take_char(s, ':') && take_number(s, 2, 2, &c->second) && c->hour <= 23 && c->minute <= 59 && c->second <= 60;
}

/* "Sun Nov  6 08:49:37 1994", without the weekday. */
static bool take_asctime(Str *s, Civil *c)
{
    bool ok = take_month(s, &c->month) && take_char(s, ' ');
    ok = ok && (take_char(s, ' ') ? take_number(s, 1, 1, &c->day) : take_number(s, 2, 2, &c->day));
    int year = 0;
    ok = ok && take_char(s, ' ') && take_http_clock(s, c) && take_char(s, ' ') && take_number(s, 4, 4, &year);
    c->year = year;
    return ok;
}

/* "06 Nov 1994 08:49:37 GMT", or with separator '-' and a two-digit year. */
static bool take_http_date(Str *s, char sep, Civil *c)
{
    int year = 0;
    bool ok = take_number(s, 2, 2, &c->day) && take_char(s, sep) && take_month(s, &c->month) && take_char(s, sep);
    ok = ok && (sep == '-' ? take_number(s, 2, 2, &year) : take_number(s, 4, 4, &year));
    c->year = sep == '-' ? year + (year < 70 ? 2000 : 1900) : year;
    ok = ok && take_char(s, ' ') && take_http_clock(s, c) && str_eq(*s, S(" GMT"));
    *s = S("");
    return ok;
}

/* The three forms that RFC 9110 5.6.7 tells a recipient to take. The weekday's name is not compared with the date. */
Err time_parse_http(Str s, Time *ret)
{
    Civil c = {0};
    ptrdiff_t comma = str_find_char(s, ',');
    bool ok;
    if (comma < 0) {
        s = str_skip(s, 3);
        ok = take_char(&s, ' ') && take_asctime(&s, &c);
    } else {
        s = str_skip(s, (size_t)comma + 1);
        ok = take_char(&s, ' ') && take_http_date(&s, comma == 3 ? ' ' : '-', &c);
    }
    if (!ok || s.n || !ymd_fits(c.year, c.month, c.day)) {
        return ERR_PARSE;
    }
    *ret = time_from_civil(c);
    return OK;
}
