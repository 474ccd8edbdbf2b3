/* base/time: the calendar against the C library, ISO 8601 in all the forms clients send, HTTP dates. */
#include "base/num.h"
#include "base/time.h"
#include "unit.h"

#include <time.h>

static Time at(int year, int month, int day, int hour, int minute, int second, int micro)
{
    return time_from_civil((Civil){year, month, day, hour, minute, second, micro});
}

static void the_calendar_agrees_with_the_c_library(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 200000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        int64_t seconds = (int64_t)(seed >> 26) - (INT64_C(1) << 37); /* about the years -2385 to 6325 */
        time_t t = (time_t)seconds;
        struct tm tm;
        assert_non_null(gmtime_r(&t, &tm));
        Time time = {seconds * TIME_SECOND + 123};
        Civil c = time_civil(time);
        assert_int_equal(c.year, tm.tm_year + 1900);
        assert_int_equal(c.month, tm.tm_mon + 1);
        assert_int_equal(c.day, tm.tm_mday);
        assert_int_equal(c.hour, tm.tm_hour);
        assert_int_equal(c.minute, tm.tm_min);
        assert_int_equal(c.second, tm.tm_sec);
        assert_int_equal(c.micro, 123);
        assert_true(time_from_civil(c).us == time.us);
        assert_int_equal((date_weekday(date_of(time)) + 1) % 7, tm.tm_wday);
    }
}

static void every_day_of_four_centuries_goes_forth_and_back(void **state)
{
    (void)state;
    Date d = date_from_ymd(1799, 12, 31);
    int year = 1800, month = 1, day = 1;
    for (int i = 0; i < 146097; i++) {
        d.days++;
        int y, m, n;
        date_ymd(d, &y, &m, &n);
        assert_true(y == year && m == month && n == day);
        assert_int_equal(date_from_ymd(y, m, n).days, d.days);
        assert_int_equal(date_of(time_of_date(d)).days, d.days);
        Date next = {d.days + 1};
        date_ymd(next, &year, &month, &day);
    }
}

static void adding_months_ends_at_the_last_day(void **state)
{
    (void)state;
    static const struct {
        int y, m, d, months, to_y, to_m, to_d;
    } rows[] = {
        {2026, 1, 31, 1, 2026, 2, 28},   {2024, 1, 31, 1, 2024, 2, 29},   {2024, 2, 29, 12, 2025, 2, 28},
        {2026, 11, 21, 2, 2027, 1, 21},  {2026, 1, 15, -1, 2025, 12, 15}, {2026, 3, 31, -1, 2026, 2, 28},
        {2026, 12, 31, 0, 2026, 12, 31}, {2026, 1, 1, -25, 2023, 12, 1},  {2000, 2, 29, 1200, 2100, 2, 28},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Date got = date_add_months(date_from_ymd(rows[i].y, rows[i].m, rows[i].d), rows[i].months);
        assert_int_equal(got.days, date_from_ymd(rows[i].to_y, rows[i].to_m, rows[i].to_d).days);
    }
}

static void iso_text_has_a_fraction_only_where_there_is_one(void **state)
{
    Arena *a = *state;
    assert_str(time_iso(a, at(2026, 11, 21, 5, 46, 0, 0)), "2026-11-21T05:46:00Z");
    assert_str(time_iso(a, at(2026, 1, 2, 3, 4, 5, 123456)), "2026-01-02T03:04:05.123456Z");
    assert_str(time_iso(a, at(2026, 1, 2, 3, 4, 5, 7)), "2026-01-02T03:04:05.000007Z");
    assert_str(time_iso(a, (Time){-1}), "1969-12-31T23:59:59.999999Z");
    assert_str(time_iso(a, at(9999, 12, 10, 0, 0, 0, 0)), "9999-12-10T00:00:00Z");
    assert_str(time_iso(a, at(0, 1, 1, 0, 0, 0, 0)), "0000-01-01T00:00:00Z");
    assert_str(time_iso(a, at(-1, 1, 1, 0, 0, 0, 0)), "-0001-01-01T00:00:00Z");
    assert_str(time_iso(a, at(12345, 1, 1, 0, 0, 0, 0)), "+12345-01-01T00:00:00Z");
    char text[32];
    assert_true(time_iso_into(text, (Time){INT64_MAX}) <= sizeof text);
    assert_true(time_iso_into(text, (Time){INT64_MIN + 1}) <= sizeof text);
    assert_str(date_iso(a, date_from_ymd(2026, 2, 3)), "2026-02-03");
}

static void times_are_read_in_every_form_that_clients_send(void **state)
{
    static const struct {
        const char *text, *iso;
    } rows[] = {
        {"2016-05-10T07:30:05.427Z", "2016-05-10T07:30:05.427000Z"},
        {"2016-05-10T07:30:05Z", "2016-05-10T07:30:05Z"},
        {"2016-05-10T07:30:05.1Z", "2016-05-10T07:30:05.100000Z"},
        {"2016-05-10T07:30:05.123456Z", "2016-05-10T07:30:05.123456Z"},
        {"2016-05-10T07:30:05.1234567Z", "2016-05-10T07:30:05.123456Z"},
        {"2016-05-10T07:30:05+00:00", "2016-05-10T07:30:05Z"},
        {"2016-05-10T07:30:05-07:00", "2016-05-10T14:30:05Z"},
        {"2016-05-10T01:30:05.5+05:30", "2016-05-09T20:00:05.500000Z"},
        {"2016-05-10T07:30:05-0700", "2016-05-10T14:30:05Z"},
        {"2016-05-10T07:30:05", "2016-05-10T07:30:05Z"},
        {"2016-05-10T07:30:05.1234567", "2016-05-10T07:30:05.123456Z"},
        {"2016-05-10T07:30Z", "2016-05-10T07:30:00Z"},
        {"2016-05-10 07:30:05", "2016-05-10T07:30:05Z"},
        {"2016-05-10t07:30:05z", "2016-05-10T07:30:05Z"},
        {"2016-05-10", "2016-05-10T00:00:00Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
        {"9999-12-10T00:00:00Z", "9999-12-10T00:00:00Z"},
        {"6/1/2017 12:00:00 AM", "2017-06-01T00:00:00Z"},
        {"6/1/2017 12:00:00 PM", "2017-06-01T12:00:00Z"},
        {"11/21/2026 5:46:07 pm", "2026-11-21T17:46:07Z"},
        {"6/1/2017", "2017-06-01T00:00:00Z"},
        {"2020-09-246", "2020-09-02T00:00:00Z"}, /* day of the year */
        {"2020-02-32", "2020-02-01T00:00:00Z"},
        {"2019-12-365", "2019-12-31T00:00:00Z"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Time t = TIME_NONE;
        assert_ok(time_parse(str_from(rows[i].text), &t));
        assert_str_is(time_iso(*state, t), str_from(rows[i].iso));
    }
}

static void other_text_is_no_time(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2016",
        "2016-05",
        "2016-05-10T",
        "2016-13-10",
        "2016-00-10",
        "2016-05-00",
        "2015-02-29",
        "2016-05-10T24:00:00Z",
        "2016-05-10T07:60:00Z",
        "2016-05-10T07:30:61Z",
        "2016-05-10T07:30:05.Z",
        "2016-05-10T07:30:05.12345678Z",
        "2016-05-10T07:30:05ZZ",
        "2016-05-10T07:30:05+1",
        "2016-05-10T07:30:05+19:00",
        "2016-05-10T07:30:05+01:60",
        "2016-5-10",
        "16-05-10",
        "2016-05-10Z",
        "2016-05-10T07",
        "-2016-05-10",
        "2020-02-31",
        "2020-09-999",
        "2020-09-247T00:00:00Z",
        "2020-08-246",
        "2019-12-366",
        "13/1/2017 12:00:00 AM",
        "6/31/2017 12:00:00 AM",
        "6/1/2017 13:00:00 AM",
        "6/1/2017 0:00:00 AM",
        "6/1/2017 12:00:00",
        "6/1/17 12:00:00 AM",
        "/1/2017",
        "2016-05-10T07:30:05 Z",
        " 2016-05-10",
        "2016-05-10 ",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        Time t;
        if (time_parse(str_from(bad[i]), &t) != ERR_PARSE) {
            fail_msg("taken: %s", bad[i]);
        }
    }
}

static void a_date_is_read_in_one_form_only(void **state)
{
    (void)state;
    Date d;
    assert_ok(date_parse(S("2026-11-21"), &d));
    assert_int_equal(d.days, date_from_ymd(2026, 11, 21).days);
    static const char *const bad[] = {"2026-11-31",  "2026-02-29", "2026-1-1", "2026-11-21T00:00:00Z", "2020-02-32",
                                      "2020-09-246", "11/21/2026", "",         "2026-11-2x",           "20261121  "};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(date_parse(str_from(bad[i]), &d), ERR_PARSE);
    }
}

static void http_dates_are_written_and_read(void **state)
{
    Arena *a = *state;
    Time t = at(2026, 11, 21, 5, 46, 0, 0), got;
    assert_str(time_http(a, t), "Sat, 21 Nov 2026 05:46:00 GMT");
    assert_ok(time_parse_http(S("Sat, 21 Nov 2026 05:46:00 GMT"), &got));
    assert_true(got.us == t.us);
    Time old = at(1994, 11, 6, 8, 49, 37, 0);
    static const char *const forms[] = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                                        "Sun Nov  6 08:49:37 1994"};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        assert_ok(time_parse_http(str_from(forms[i]), &got));
        assert_true(got.us == old.us);
    }
    static const char *const bad[] = {"",
                                      "Sun",
                                      "Sun, 06 Nov 1994 08:49:37",
                                      "Sun, 06 Nov 1994 08:49:37 UTC",
                                      "Sun, 31 Feb 1994 08:49:37 GMT",
                                      "Sun, 06 Nox 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 25:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37 GMT ",
                                      "1994-11-06"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(time_parse_http(str_from(bad[i]), &got), ERR_PARSE);
    }
}

static void unset_stays_unset(void **state)
{
    (void)state;
    assert_false(time_is_set(TIME_NONE));
    assert_false(date_is_set(date_of(TIME_NONE)));
    assert_false(time_is_set(time_of_date(DATE_NONE)));
    assert_true(time_is_set((Time){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(the_calendar_agrees_with_the_c_library),
        UNIT_TEST(every_day_of_four_centuries_goes_forth_and_back),
        UNIT_TEST(adding_months_ends_at_the_last_day),
        UNIT_TEST(iso_text_has_a_fraction_only_where_there_is_one),
        UNIT_TEST(times_are_read_in_every_form_that_clients_send),
        UNIT_TEST(other_text_is_no_time),
        UNIT_TEST(a_date_is_read_in_one_form_only),
        UNIT_TEST(http_dates_are_written_and_read),
        UNIT_TEST(unset_stays_unset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
