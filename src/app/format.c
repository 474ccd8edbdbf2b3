/* Numbers, money, dates and times by locale. ICU gives patterns and symbols once a locale (format_load); the expansion
 * of a cell is here, because one ICU call a cell would cost more than the page. tests/unit/i18n_test.c compares both.
 */
#include "app/i18n_priv.h"
#include <unicode/ucal.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

/* --- Taking from ICU. */

static Str number_symbol(Arena *a, const UNumberFormat *f, UNumberFormatSymbol which)
{
    UChar text[32];
    UErrorCode e = U_ZERO_ERROR;
    int32_t n = unum_getSymbol(f, which, text, 32, &e);
    return U_SUCCESS(e) ? i18n_utf8(a, text, n) : S("");
}

static NumberSymbols symbols_of(Arena *a, const UNumberFormat *f, UNumberFormatSymbol group,
                                UNumberFormatSymbol decimal)
{
    NumberSymbols s = {
        .group = number_symbol(a, f, group),
        .decimal = number_symbol(a, f, decimal),
        .minus = number_symbol(a, f, UNUM_MINUS_SIGN_SYMBOL),
        .minimum = unum_getAttribute(f, UNUM_MINIMUM_GROUPING_DIGITS),
    };
    s.minimum = s.minimum < 1 ? 1 : s.minimum;
    if (unum_getAttribute(f, UNUM_GROUPING_USED)) {
        s.primary = unum_getAttribute(f, UNUM_GROUPING_SIZE);
        s.secondary = unum_getAttribute(f, UNUM_SECONDARY_GROUPING_SIZE);
        s.secondary = s.secondary > 0 ? s.secondary : s.primary;
    }
    return s;
}

static Err numbers_load(Arena *a, Locale *l)
{
    UErrorCode e = U_ZERO_ERROR;
    UNumberFormat *plain = unum_open(UNUM_DECIMAL, NULL, 0, l->icu, NULL, &e);
    UNumberFormat *money = unum_open(UNUM_CURRENCY, NULL, 0, l->icu, NULL, &e);
    if (U_SUCCESS(e)) {
        l->number = symbols_of(a, plain, UNUM_GROUPING_SEPARATOR_SYMBOL, UNUM_DECIMAL_SEPARATOR_SYMBOL);
        l->money = symbols_of(a, money, UNUM_MONETARY_GROUPING_SEPARATOR_SYMBOL, UNUM_MONETARY_SEPARATOR_SYMBOL);
        for (int i = 0; i < 10; i++) { /* ICU lists 1..9 apart from 0 */
            l->digits[i] = number_symbol(
                a, plain, i == 0 ? UNUM_ZERO_DIGIT_SYMBOL : (UNumberFormatSymbol)(UNUM_ONE_DIGIT_SYMBOL + i - 1));
        }
        l->ascii_digits = str_eq(l->digits[0], S("0"));
        l->decimal_comma = str_eq(l->number.decimal, S(","));
    }
    unum_close(plain);
    unum_close(money);
    return U_SUCCESS(e) ? OK : ERR_INTERNAL;
}

static void date_names(Arena *a, const UDateFormat *f, UDateFormatSymbolType type, int first, Str *names, int n)
{
    for (int i = 0; i < n; i++) {
        UChar text[64];
        UErrorCode e = U_ZERO_ERROR;
        int32_t length = udat_getSymbols(f, type, first + i, text, 64, &e);
        names[i] = U_SUCCESS(e) ? i18n_utf8(a, text, length) : S("?");
    }
}

/* ICU's weekdays begin with Sunday at 1; ours with Monday at 0. */
static void weekday_names(Arena *a, const UDateFormat *f, UDateFormatSymbolType type, Str names[7])
{
    Str from_sunday[7];
    date_names(a, f, type, 1, from_sunday, 7);
    for (int i = 0; i < 7; i++) {
        names[i] = from_sunday[(i + 1) % 7];
    }
}

static bool date_field(UChar letter, int count, DateField *ret)
{
    switch (letter) {
    case 'y':
        *ret = count == 2 ? DF_YEAR2 : DF_YEAR;
        return true;
    case 'M':
        *ret = count == 1 ? DF_MONTH : count == 2 ? DF_MONTH2 : count == 3 ? DF_MONTH_SHORT : DF_MONTH_WIDE;
        return count <= 4;
    case 'L':
        *ret = count == 1 ? DF_MONTH : count == 2 ? DF_MONTH2 : count == 3 ? DF_SMONTH_SHORT : DF_SMONTH_WIDE;
        return count <= 4;
    case 'd':
        *ret = count == 1 ? DF_DAY : DF_DAY2;
        return count <= 2;
    case 'E':
        *ret = count <= 3 ? DF_WEEKDAY_SHORT : DF_WEEKDAY_WIDE;
        return count <= 4;
    case 'H':
        *ret = count == 1 ? DF_HOUR24 : DF_HOUR24_2;
        return count <= 2;
    case 'h':
        *ret = count == 1 ? DF_HOUR12 : DF_HOUR12_2;
        return count <= 2;
    case 'm':
        *ret = count == 1 ? DF_MINUTE : DF_MINUTE2;
        return count <= 2;
    case 'a':
        *ret = DF_AMPM;
        return count <= 3;
    default:
        return false;
    }
}

static bool is_letter(UChar c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* "d MMM 'de' y" into tokens. */
static Err pattern_parse(Arena *a, const UChar *p, int32_t n, DatePattern *ret)
{
    *ret = (DatePattern){.n = 0};
    for (int32_t i = 0; i < n;) {
        if (ret->n == DATE_TOKENS_MAX) {
            return ERR_UNSUPPORTED;
        }
        if (is_letter(p[i])) {
            int32_t from = i;
            while (i < n && p[i] == p[from]) {
                i++;
            }
            if (!date_field(p[from], i - from, &ret->tokens[ret->n++].field)) {
                return ERR_UNSUPPORTED;
            }
            continue;
        }
        UChar text[128];
        int32_t text_n = 0;
        bool quoted = false;
        for (; i < n && text_n < 127 && (quoted || !is_letter(p[i])); i++) {
            if (p[i] == '\'' && i + 1 < n && p[i + 1] == '\'') {
                text[text_n++] = p[i++];
            } else if (p[i] == '\'') {
                quoted = !quoted;
            } else {
                text[text_n++] = p[i];
            }
        }
        ret->tokens[ret->n].field = DF_TEXT;
        ret->tokens[ret->n++].text = i18n_utf8(a, text, text_n);
    }
    return OK;
}

static Err pattern_load(Arena *a, UDateTimePatternGenerator *g, const char *skeleton, DatePattern *ret)
{
    UChar from[32], pattern[128];
    UErrorCode e = U_ZERO_ERROR;
    u_uastrcpy(from, skeleton);
    int32_t n = udatpg_getBestPattern(g, from, -1, pattern, 128, &e);
    return U_SUCCESS(e) ? pattern_parse(a, pattern, n, ret) : ERR_INTERNAL;
}

static Err dates_load(Arena *a, Locale *l)
{
    char id[64];
    snprintf(id, sizeof id, "%s@calendar=gregorian",
             l->icu); /* one calendar everywhere: contracts and invoices use it */
    UErrorCode e = U_ZERO_ERROR;
    UDateTimePatternGenerator *g = udatpg_open(id, &e);
    UDateFormat *f = udat_open(UDAT_LONG, UDAT_LONG, id, NULL, 0, NULL, 0, &e);
    Err err = U_SUCCESS(e) ? OK : ERR_INTERNAL;
    if (err == OK) {
        date_names(a, f, UDAT_SHORT_MONTHS, 0, l->months_short, 12);
        date_names(a, f, UDAT_MONTHS, 0, l->months_wide, 12);
        date_names(a, f, UDAT_STANDALONE_SHORT_MONTHS, 0, l->smonths_short, 12);
        date_names(a, f, UDAT_STANDALONE_MONTHS, 0, l->smonths_wide, 12);
        weekday_names(a, f, UDAT_SHORT_WEEKDAYS, l->weekdays_short);
        weekday_names(a, f, UDAT_WEEKDAYS, l->weekdays_wide);
        date_names(a, f, UDAT_AM_PMS, 0, l->ampm, 2);
        err = pattern_load(a, g, "yMMMd", &l->date[DATE_SHORT]);
        err = err == OK ? pattern_load(a, g, "yMMMMEEEEd", &l->date[DATE_LONG]) : err;
        err = err == OK ? pattern_load(a, g, "MMMd", &l->date[DATE_DAY_MONTH]) : err;
        err = err == OK ? pattern_load(a, g, "yMMMM", &l->date[DATE_MONTH]) : err;
        if (err == OK && pattern_load(a, g, "yMMMdjm", &l->time) != OK) {
            err = pattern_load(a, g, "yMMMdHm",
                               &l->time); /* zh-TW and a few speak of parts of the day: 24 hours instead */
        }
    }
    udatpg_close(g);
    udat_close(f);
    return err;
}

Err format_load(Arena *a, Locale *l)
{
    TRY(numbers_load(a, l));
    return dates_load(a, l);
}

/* --- Numbers. */

static void digits_add(Buf *b, const Locale *l, const char *ascii, size_t n)
{
    if (l->ascii_digits) {
        buf_add(b, str_of(ascii, n));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        buf_add(b, l->digits[ascii[i] - '0']);
    }
}

static void whole_add(Buf *b, const Locale *l, const NumberSymbols *s, uint64_t v)
{
    char digits[20];
    size_t n = num_u64_into(digits, v), primary = (size_t)s->primary;
    if (primary == 0 || n < primary + (size_t)s->minimum) {
        digits_add(b, l, digits, n);
        return;
    }
    size_t secondary = (size_t)s->secondary, head = n - primary, first = head % secondary;
    if (first) {
        digits_add(b, l, digits, first);
    }
    for (size_t at = first; at < head; at += secondary) {
        if (at) {
            buf_add(b, s->group);
        }
        digits_add(b, l, digits + at, secondary);
    }
    buf_add(b, s->group);
    digits_add(b, l, digits + head, primary);
}

static uint64_t magnitude(int64_t v) { return v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v; }

void fmt_i64(Buf *b, const Locale *l, int64_t v)
{
    if (v < 0) {
        buf_add(b, l->number.minus);
    }
    whole_add(b, l, &l->number, magnitude(v));
}

/* The last `digits` of v, with leading zeros, as text. */
static void fraction_into(char *out, uint64_t v, int digits)
{
    for (int i = digits; i-- > 0; v /= 10) {
        out[i] = (char)('0' + v % 10);
    }
}

void fmt_dec(Buf *b, const Locale *l, Dec v)
{
    uint64_t m = magnitude(v.units), scale = (uint64_t)DEC_SCALE;
    if (v.units < 0) {
        buf_add(b, l->number.minus);
    }
    whole_add(b, l, &l->number, m / scale);
    char fraction[8];
    fraction_into(fraction, m % scale, 8);
    size_t n = 8;
    while (n && fraction[n - 1] == '0') {
        n--;
    }
    if (n) {
        buf_add(b, l->number.decimal);
        digits_add(b, l, fraction, n);
    }
}

/* --- Money. What stands around the digits is read off one formatted by ICU, which knows the spacing rules. */

static bool is_digit_at(const Locale *l, Str s)
{
    for (int i = 0; i < 10; i++) {
        if (str_starts(s, l->digits[i])) {
            return true;
        }
    }
    return false;
}

static void money_around(const Locale *l, Str whole, Str *ret_before, Str *ret_after)
{
    size_t first = 0, last = whole.n;
    while (first < whole.n && !is_digit_at(l, str_skip(whole, first))) {
        first++;
    }
    while (last > first && !is_digit_at(l, str_skip(whole, last - 1)) &&
           !(last >= l->digits[0].n && is_digit_at(l, str_skip(whole, last - l->digits[0].n)))) {
        last--;
    }
    *ret_before = str_sub(whole, 0, first);
    *ret_after = str_skip(whole, last);
}

static Err money_sample(Arena *a, const UNumberFormat *f, int64_t v, Str *ret)
{
    UChar text[96];
    UErrorCode e = U_ZERO_ERROR;
    int32_t n = unum_formatInt64(f, v, text, 96, NULL, &e);
    if (U_FAILURE(e)) {
        return ERR_INTERNAL;
    }
    *ret = i18n_utf8(a, text, n);
    return OK;
}

static Err money_form_make(Arena *a, const Locale *l, Currency cur, MoneyForm *form)
{
    UChar code[4] = {(UChar)cur.code[0], (UChar)cur.code[1], (UChar)cur.code[2], 0};
    UErrorCode e = U_ZERO_ERROR;
    UNumberFormat *f = unum_open(UNUM_CURRENCY, NULL, 0, l->icu, NULL, &e);
    if (U_FAILURE(e)) {
        return ERR_INTERNAL;
    }
    unum_setTextAttribute(f, UNUM_CURRENCY_CODE, code, 3, &e);
    unum_setAttribute(f, UNUM_FRACTION_DIGITS, 0);
    Str one = S("1"), minus_one = S("-1");
    Err err = money_sample(a, f, 1, &one);
    err = err == OK ? money_sample(a, f, -1, &minus_one) : err;
    unum_close(f);
    memcpy(form->code, cur.code, 4);
    money_around(l, one, &form->before, &form->after);
    money_around(l, minus_one, &form->minus_before, &form->minus_after);
    return err;
}

static const MoneyForm *money_form(const Locale *shared, Currency cur)
{
    Locale *l = (Locale *)(uintptr_t)shared; /* only its cache changes, by atomic stores */
    size_t i = ((size_t)cur.code[0] * 961 + (size_t)cur.code[1] * 31 + (size_t)cur.code[2]) % MONEY_CACHE;
    for (size_t probes = 0; probes < MONEY_CACHE; probes++, i = (i + 1) % MONEY_CACHE) {
        const MoneyForm *form = atomic_load_explicit(&l->money_forms[i], memory_order_acquire);
        if (form && memcmp(form->code, cur.code, 4) == 0) {
            return form;
        }
        if (form) {
            continue;
        }
        pthread_mutex_lock(&i18n_lock);
        form = atomic_load_explicit(&l->money_forms[i], memory_order_relaxed);
        if (!form) {
            MoneyForm *made = arena_new(i18n_arena(), MoneyForm);
            if (money_form_make(i18n_arena(), l, cur, made) == OK) {
                atomic_store_explicit(&l->money_forms[i], made, memory_order_release);
                form = made;
            }
        }
        pthread_mutex_unlock(&i18n_lock);
        if (!form || memcmp(form->code, cur.code, 4) == 0) {
            return form;
        }
    }
    return NULL;
}

void fmt_money(Buf *b, const Locale *l, Money m)
{
    static const MoneyForm BARE = {.code = ""};
    const MoneyForm *form = m.cur.code[0] ? money_form(l, m.cur) : NULL;
    form = form ? form : &BARE;
    int digits = m.cur.code[0] ? currency_digits(m.cur) : 2;
    uint64_t scale = 1, v = magnitude(m.minor);
    for (int i = 0; i < digits; i++) {
        scale *= 10;
    }
    buf_add(b, m.minor < 0 ? form->minus_before : form->before);
    whole_add(b, l, &l->money, v / scale);
    if (digits > 0) {
        char fraction[8];
        fraction_into(fraction, v % scale, digits);
        buf_add(b, l->money.decimal);
        digits_add(b, l, fraction, (size_t)digits);
    }
    buf_add(b, m.minor < 0 ? form->minus_after : form->after);
}

/* --- Dates and times. */

static void number_add(Buf *b, const Locale *l, int v, size_t width)
{
    if (l->ascii_digits && v >= 10 && v < 100) {
        buf_add(b, str_of((char[2]){(char)('0' + v / 10), (char)('0' + v % 10)}, 2));
        return;
    }
    char digits[20];
    size_t n = num_u64_into(digits, (uint64_t)(v < 0 ? -v : v));
    for (size_t i = n; i < width; i++) {
        digits_add(b, l, "0", 1);
    }
    digits_add(b, l, digits, n);
}

static void pattern_add(Buf *b, const Locale *l, const DatePattern *p, const Civil *c, int weekday)
{
    int hour12 = c->hour % 12 ? c->hour % 12 : 12;
    for (size_t i = 0; i < p->n; i++) {
        switch (p->tokens[i].field) {
        case DF_TEXT:
            buf_add(b, p->tokens[i].text);
            break;
        case DF_YEAR:
            number_add(b, l, c->year, 1);
            break;
        case DF_YEAR2:
            number_add(b, l, c->year % 100, 2);
            break;
        case DF_MONTH:
            number_add(b, l, c->month, 1);
            break;
        case DF_MONTH2:
            number_add(b, l, c->month, 2);
            break;
        case DF_MONTH_SHORT:
            buf_add(b, l->months_short[c->month - 1]);
            break;
        case DF_MONTH_WIDE:
            buf_add(b, l->months_wide[c->month - 1]);
            break;
        case DF_SMONTH_SHORT:
            buf_add(b, l->smonths_short[c->month - 1]);
            break;
        case DF_SMONTH_WIDE:
            buf_add(b, l->smonths_wide[c->month - 1]);
            break;
        case DF_DAY:
            number_add(b, l, c->day, 1);
            break;
        case DF_DAY2:
            number_add(b, l, c->day, 2);
            break;
        case DF_WEEKDAY_SHORT:
            buf_add(b, l->weekdays_short[weekday]);
            break;
        case DF_WEEKDAY_WIDE:
            buf_add(b, l->weekdays_wide[weekday]);
            break;
        case DF_HOUR24:
            number_add(b, l, c->hour, 1);
            break;
        case DF_HOUR24_2:
            number_add(b, l, c->hour, 2);
            break;
        case DF_HOUR12:
            number_add(b, l, hour12, 1);
            break;
        case DF_HOUR12_2:
            number_add(b, l, hour12, 2);
            break;
        case DF_MINUTE:
            number_add(b, l, c->minute, 1);
            break;
        case DF_MINUTE2:
            number_add(b, l, c->minute, 2);
            break;
        case DF_AMPM:
            buf_add(b, l->ampm[c->hour >= 12]);
            break;
        }
    }
}

static void date_add(Buf *b, const Locale *l, Date d, DateStyle style)
{
    Civil c = {.hour = 0};
    int year;
    date_ymd(d, &year, &c.month, &c.day);
    c.year = year;
    pattern_add(b, l, &l->date[style], &c, date_weekday(d));
}

/* A list shows the same few hundred days again and again: the latest written of each thread, by day. */
enum { DATES_KEPT = 512, DATE_TEXT_MAX = 47 };
typedef struct DateKept {
    const Locale *l; /* NULL: empty */
    Date d;
    uint8_t style, n;
    char text[DATE_TEXT_MAX];
} DateKept;
static _Thread_local DateKept dates_kept[DATES_KEPT];

void fmt_date(Buf *b, const Locale *l, Date d, DateStyle style)
{
    if (!date_is_set(d)) {
        return;
    }
    DateKept *k = &dates_kept[((uint32_t)d.days * 4 + (uint32_t)style) * UINT32_C(2654435769) >>
                              23]; /* Fibonacci hashing: 9 bits */
    if (k->l == l && k->d.days == d.days && k->style == (uint8_t)style) {
        buf_add(b, str_of(k->text, k->n));
        return;
    }
    size_t from = b->n;
    date_add(b, l, d, style);
    size_t n = b->n - from;
    if (n <= DATE_TEXT_MAX && !b->full) {
        *k = (DateKept){.l = l, .d = d, .style = (uint8_t)style, .n = (uint8_t)n};
        memcpy(k->text, b->p + from, n);
    }
}

/* --- Zones: the changes of offset from 1970 to 2200, taken from ICU once a zone. */

enum { ZONES_MAX = 1024, ZONE_CHANGES_MAX = 600 };
typedef struct Zone {
    Str name;
    int64_t *from_ms;
    int32_t *offset_ms;
    size_t n;
} Zone;
static _Atomic(const Zone *) ZONES[ZONES_MAX];

static Zone *zone_make(Arena *a, Str name, const UChar *id)
{
    UErrorCode e = U_ZERO_ERROR;
    UCalendar *cal = ucal_open(id, -1, "en_US", UCAL_GREGORIAN, &e);
    if (U_FAILURE(e)) {
        return NULL;
    }
    Zone *z = arena_new(a, Zone);
    z->name = str_copy(a, name);
    z->from_ms = arena_array(a, int64_t, ZONE_CHANGES_MAX);
    z->offset_ms = arena_array(a, int32_t, ZONE_CHANGES_MAX);
    UDate at = 0.0;
    do {
        ucal_setMillis(cal, at, &e);
        int32_t offset = ucal_get(cal, UCAL_ZONE_OFFSET, &e) + ucal_get(cal, UCAL_DST_OFFSET, &e);
        z->from_ms[z->n] = (int64_t)at;
        z->offset_ms[z->n++] = offset;
    } while (U_SUCCESS(e) && z->n < ZONE_CHANGES_MAX &&
             ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &at, &e) && at < 7258118400000.0);
    ucal_close(cal);
    return z;
}

static bool zone_icu_id(Str tz, UChar id[64])
{
    if (tz.n == 0 || tz.n > 60) {
        return false;
    }
    for (size_t i = 0; i < tz.n; i++) {
        id[i] = (unsigned char)tz.p[i];
    }
    id[tz.n] = 0;
    UChar canonical[64];
    UBool is_system = 0;
    UErrorCode e = U_ZERO_ERROR;
    ucal_getCanonicalTimeZoneID(id, (int32_t)tz.n, canonical, 64, &is_system, &e);
    return U_SUCCESS(e) && is_system;
}

static const Zone *zone_get(Str tz)
{
    if (tz.n == 0 || str_eq(tz, S("UTC"))) {
        return NULL;
    }
    size_t i = (size_t)(str_hash(tz) % ZONES_MAX);
    for (size_t probes = 0; probes < ZONES_MAX; probes++, i = (i + 1) % ZONES_MAX) {
        const Zone *z = atomic_load_explicit(&ZONES[i], memory_order_acquire);
        if (z && str_eq(z->name, tz)) {
            return z;
        }
        if (z) {
            continue;
        }
        UChar id[64];
        if (!zone_icu_id(tz, id)) {
            return NULL;
        }
        pthread_mutex_lock(&i18n_lock);
        z = atomic_load_explicit(&ZONES[i], memory_order_relaxed);
        if (!z && (z = zone_make(i18n_arena(), tz, id))) {
            atomic_store_explicit(&ZONES[i], z, memory_order_release);
        }
        pthread_mutex_unlock(&i18n_lock);
        if (!z || str_eq(z->name, tz)) {
            return z;
        }
    }
    return NULL;
}

bool zone_known(Str tz)
{
    UChar id[64];
    return tz.n == 0 || str_eq(tz, S("UTC")) || zone_icu_id(tz, id);
}

/* The period that a moment lies in. Those of a page lie close together: some steps from the last one found, else the
 * whole range is halved. */
static size_t zone_period(const Zone *z, int64_t ms)
{
    static _Thread_local size_t last;
    size_t lo = last < z->n ? last : 0, hi = z->n;
    for (int steps = 0; steps < 6 && hi != lo + 1; steps++) {
        if (lo > 0 && ms < z->from_ms[lo]) {
            lo--;
        } else if (lo + 1 < z->n && ms >= z->from_ms[lo + 1]) {
            lo++;
        } else {
            hi = lo + 1; /* here */
        }
    }
    if (hi != lo + 1) {
        lo = 0;
    }
    while (hi - lo > 1) {
        size_t middle = (lo + hi) / 2;
        if (z->from_ms[middle] <= ms) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    return last = lo;
}

Time time_in_zone(Str tz, Time t)
{
    const Zone *z = zone_get(tz);
    if (!z) {
        return t;
    }
    int64_t ms = t.us / 1000 - (t.us % 1000 < 0);
    return time_add(t, (int64_t)z->offset_ms[zone_period(z, ms)] * 1000);
}

Date date_in_zone(Str tz, Time t) { return date_of(time_in_zone(tz, t)); }
int hour_in_zone(Str tz, Time t) { return time_civil(time_in_zone(tz, t)).hour; }

void fmt_time(Buf *b, const Locale *l, Str tz, Time t)
{
    if (!time_is_set(t)) {
        return;
    }
    Time local = time_in_zone(tz, t);
    Civil c = time_civil(local);
    pattern_add(b, l, &l->time, &c, date_weekday(date_of(local)));
}

static void counted(Buf *b, const Locale *l, const char *one, const char *many, int64_t n)
{
    Msg m = {.id = one, .plural = many, .n = n};
    msg_write(b, l, &m);
}

static void relative_past(Buf *b, const Locale *l, int64_t us)
{
    if (us < TIME_MINUTE) {
        buf_add(b, tr(l, NULL, TR("just now")));
    } else if (us < TIME_HOUR) {
        counted(b, l, TRN("{n} min ago", "{n} min ago"), us / TIME_MINUTE);
    } else if (us < TIME_DAY) {
        counted(b, l, TRN("{n} h ago", "{n} h ago"), us / TIME_HOUR);
    } else if (us < 2 * TIME_DAY) {
        buf_add(b, tr(l, NULL, TR("yesterday")));
    } else {
        counted(b, l, TRN("{n} day ago", "{n} days ago"), us / TIME_DAY);
    }
}

static void relative_future(Buf *b, const Locale *l, int64_t us)
{
    if (us < TIME_HOUR) {
        counted(b, l, TRN("in {n} min", "in {n} min"), us / TIME_MINUTE + 1);
    } else if (us < TIME_DAY) {
        counted(b, l, TRN("in {n} h", "in {n} h"), us / TIME_HOUR);
    } else if (us < 2 * TIME_DAY) {
        buf_add(b, tr(l, NULL, TR("tomorrow")));
    } else {
        counted(b, l, TRN("in {n} day", "in {n} days"), us / TIME_DAY);
    }
}

void fmt_relative(Buf *b, const Locale *l, Time t, Time now)
{
    int64_t us;
    if (!time_is_set(t)) {
        return;
    }
    if (!num_sub_i64(now.us, t.us, &us) || us > 30 * TIME_DAY || us < -30 * TIME_DAY) {
        fmt_date(b, l, date_of(t), DATE_SHORT);
    } else if (us >= 0) {
        relative_past(b, l, us);
    } else {
        relative_future(b, l, -us);
    }
}

void fmt_bytes(Buf *b, const Locale *l, int64_t bytes)
{
    static const char *const UNITS[] = {N_("B"), N_("kB"), N_("MB"), N_("GB"), N_("TB")};
    uint64_t v = magnitude(bytes), scale = 1;
    size_t unit = 0;
    while (unit + 1 < COUNT_OF(UNITS) && v / scale >= 1000) {
        scale *= 1000;
        unit++;
    }
    if (bytes < 0) {
        buf_add(b, l->number.minus);
    }
    uint64_t tenths = unit ? (v + scale / 20) / (scale / 10) : v * 10; /* one decimal below ten of a unit, rounded */
    if (unit && tenths < 100 && tenths % 10) {
        fmt_dec(b, l, (Dec){(int64_t)tenths * (DEC_SCALE / 10)});
    } else {
        whole_add(b, l, &l->number, unit ? (v + scale / 2) / scale : v);
    }
    buf_add(b, S("\xC2\xA0"));
    buf_add(b, tr(l, NULL, UNITS[unit]));
}
