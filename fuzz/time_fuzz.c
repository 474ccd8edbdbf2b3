/* Dates, decimals and ids from text: what is taken prints and reads back as the same value; and any 64-bit time goes
 * through the calendar and back. */
#include "base/id.h"
#include "base/money.h"
#include "base/time.h"

#include <assert.h>

static void check_number(int64_t us)
{
    Time t = {us};
    char text[32];
    assert(time_from_civil(time_civil(t)).us == us);
    size_t n = time_iso_into(text, t);
    assert(n >= 20 && n <= sizeof text && text[n - 1] == 'Z');
    Time back;
    if (time_civil(t).year >= 0 && time_civil(t).year <= 9999) {
        Err err = time_parse(str_of(text, n), &back);
        assert(err == OK && back.us == us);
    }
}

static void check_text(Arena *a, Str s)
{
    Time t, back;
    Date d;
    Dec dec, dec_back;
    Id id;
    if (time_parse(s, &t) == OK) {
        check_number(t.us);
    }
    if (date_parse(s, &d) == OK) {
        assert(str_eq(date_iso(a, d), s));
        Err err = time_parse(s, &t);
        assert(err == OK && t.us == time_of_date(d).us);
        (void)date_add_months(d, 13);
    }
    if (time_parse_http(s, &t) == OK) {
        Err err = time_parse_http(time_http(a, t), &back);
        assert(err == OK && back.us == t.us);
    }
    if (dec_parse(s, &dec) == OK) {
        Err err = dec_parse(dec_text(a, dec), &dec_back);
        assert(err == OK && dec_back.units == dec.units);
    }
    if (id_parse(s, &id) == OK) {
        assert(str_eq_nocase(id_text(a, id), s));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 64) {
        return 0;
    }
    Arena *a = arena_create(0);
    if (size >= 8) {
        int64_t us;
        memcpy(&us, data, sizeof us);
        check_number(us);
    }
    check_text(a, str_of((const char *)data, size));
    arena_destroy(a);
    return 0;
}
