/* Points and spans of time. Time is UTC microseconds since 1970; Date is a civil day; Period is half-open.
 * Nothing here reads a clock: the clocks are in os/clock.h and reach a handler as ctx->now and ctx->wall. */
#pragma once
#include "base/str.h"

typedef struct Time {
    int64_t us;
} Time; /* microseconds since 1970-01-01T00:00:00Z */
typedef struct Date {
    int32_t days;
} Date; /* days since 1970-01-01, proleptic Gregorian */
typedef struct Period {
    Time from, to;
} Period; /* from <= t < to */
typedef struct Civil {
    int32_t year;
    int month, day, hour, minute, second, micro;
} Civil; /* month and day from 1 */

#define TIME_SECOND INT64_C(1000000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR (60 * TIME_MINUTE)
#define TIME_DAY (24 * TIME_HOUR)
#define TIME_NONE ((Time){INT64_MIN}) /* "not set"; stored as NULL */
#define DATE_NONE ((Date){INT32_MIN})

static inline bool time_is_set(Time t) { return t.us != INT64_MIN; }
static inline bool date_is_set(Date d) { return d.days != INT32_MIN; }
static inline Time time_add(Time t, int64_t us) { return (Time){t.us + us}; }
static inline int64_t time_diff(Time later, Time earlier) { return later.us - earlier.us; }
Civil time_civil(Time t);
Time time_from_civil(Civil c);
Date date_of(Time t);
Date date_from_ymd(int year, int month, int day);
void date_ymd(Date d, int *ret_year, int *ret_month, int *ret_day);
int date_weekday(Date d); /* 0 Monday .. 6 Sunday */
/* The same day of a later month; the last day when that month is shorter. */
Date date_add_months(Date d, int months);
Time time_of_date(Date d);
/* Later by an ISO 8601 duration: "P1M", "P1Y2M10DT2H30M", "P2W". Months first, as date_add_months counts them.
 * ERR_PARSE; a duration of nothing ("P") is one too. */
MUST_USE Err time_add_duration(Time t, Str duration, Time *ret);
/* "2026-11-21T05:46:00Z", with ".123456" only where the fraction is not zero. */
Str time_iso(Arena *a, Time t);
/* Into a caller's buffer of 32 bytes; returns the length. For hot paths. */
size_t time_iso_into(char *out, Time t);
Str date_iso(Arena *a, Date d);
size_t date_iso_into(char *out, Date d); /* 16 bytes */
/* ISO 8601 with 0 to 7 fraction digits (six are kept), Z or an offset or none (taken as UTC), date only allowed; also
 * "6/1/2017 12:00:00 AM" and, date only, the day of the year in the place of the day ("2020-09-246"), as clients of the
 * API send them. Nothing here is for what people type: that is date_parse. */
MUST_USE Err time_parse(Str s, Time *ret);
/* "2026-11-21" only. */
MUST_USE Err date_parse(Str s, Date *ret);
/* "Sat, 21 Nov 2026 05:46:00 GMT" (RFC 9110 5.6.7). */
Str time_http(Arena *a, Time t);
size_t time_http_into(char *out, Time t); /* 40 bytes */
/* Also the two older forms that recipients must take. */
MUST_USE Err time_parse_http(Str s, Time *ret);
