/* Languages and formats: our expansion against ICU's own for every locale shipped, plural rules, folding. */
#include "app/i18n_priv.h"
#include <cmocka.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

static const char *const LOCALES[] = {"en-US", "en-GB", "en-IE", "fr-FR", "fr-CA", "fr-BE", "fr-CH",
                                      "de-DE", "de-AT", "de-CH", "es-ES", "pl-PL", "pt-PT", "sv-SE",
                                      "en-IN", "hi-IN", "ja-JP", "ko-KR", "ar-EG", "ar-AE", "en-DE"};
static const int64_t AMOUNTS[] = {0,     1,      -1,      9,        10,        99,           100,
                                  -100,  999,    1000,    1234,     -1234,     9999,         10000,
                                  99999, 100000, 1234567, -1234567, 123456789, 123456789012, -123456789012};

static Arena *A;

static int set_up(void **state)
{
    (void)state;
    A = arena_create(0);
    assert_int_equal(i18n_init(), OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_destroy(A);
    return 0;
}

static void same(const char *locale, const char *what, Str ours, const UChar *theirs, int32_t n)
{
    Str want = i18n_utf8(A, theirs, n);
    if (!str_eq(ours, want)) {
        fail_msg("%s %s: ours \"%.*s\", ICU \"%.*s\"", locale, what, S_ARG(ours), S_ARG(want));
    }
}

static const Locale *exact(const char *tag)
{
    const Locale *l = locale_formats(str_from(tag));
    if (!l) {
        fail_msg("no locale %s", tag);
    }
    return l;
}

static void whole_numbers_are_icus(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(LOCALES); i++) {
        const Locale *l = exact(LOCALES[i]);
        UErrorCode e = U_ZERO_ERROR;
        UNumberFormat *f = unum_open(UNUM_DECIMAL, NULL, 0, l->icu, NULL, &e);
        for (size_t k = 0; k < COUNT_OF(AMOUNTS); k++) {
            UChar text[96];
            e = U_ZERO_ERROR;
            int32_t n = unum_formatInt64(f, AMOUNTS[k], text, 96, NULL, &e);
            Buf b = buf_on_arena(A, BUF_MAX_SMALL);
            fmt_i64(&b, l, AMOUNTS[k]);
            same(LOCALES[i], "integer", buf_str(&b), text, n);
        }
        unum_close(f);
    }
}

static void decimals_are_icus(void **state)
{
    (void)state;
    static const int64_t UNITS[] = {0, 1, 50000000, -150000000, 123456700000, 99999999999, 100000000001};
    for (size_t i = 0; i < COUNT_OF(LOCALES); i++) {
        const Locale *l = exact(LOCALES[i]);
        UErrorCode e = U_ZERO_ERROR;
        UNumberFormat *f = unum_open(UNUM_DECIMAL, NULL, 0, l->icu, NULL, &e);
        unum_setAttribute(f, UNUM_MAX_FRACTION_DIGITS, 8);
        for (size_t k = 0; k < COUNT_OF(UNITS); k++) {
            UChar text[96];
            Str plain = dec_text(A, (Dec){UNITS[k]});
            e = U_ZERO_ERROR;
            int32_t n = unum_formatDecimal(f, plain.p, (int32_t)plain.n, text, 96, NULL, &e);
            Buf b = buf_on_arena(A, BUF_MAX_SMALL);
            fmt_dec(&b, l, (Dec){UNITS[k]});
            same(LOCALES[i], "decimal", buf_str(&b), text, n);
        }
        unum_close(f);
    }
}

static void money_is_icus(void **state)
{
    (void)state;
    static const char *const CODES[] = {"USD", "EUR", "GBP", "CHF", "JPY", "CAD",
                                        "SEK", "PLN", "INR", "KWD", "AED", "BRL"};
    for (size_t i = 0; i < COUNT_OF(LOCALES); i++) {
        const Locale *l = exact(LOCALES[i]);
        for (size_t c = 0; c < COUNT_OF(CODES); c++) {
            Currency cur;
            assert_int_equal(currency_parse(str_from(CODES[c]), &cur), OK);
            UErrorCode e = U_ZERO_ERROR;
            UNumberFormat *f = unum_open(UNUM_CURRENCY, NULL, 0, l->icu, NULL, &e);
            UChar code[4];
            u_uastrcpy(code, CODES[c]);
            unum_setTextAttribute(f, UNUM_CURRENCY_CODE, code, 3, &e);
            unum_setAttribute(f, UNUM_FRACTION_DIGITS, currency_digits(cur));
            for (size_t k = 0; k < COUNT_OF(AMOUNTS); k++) {
                UChar text[96];
                Str plain = str_fmt(A, "%lldE-%d", (long long)AMOUNTS[k], currency_digits(cur));
                e = U_ZERO_ERROR;
                int32_t n = unum_formatDecimal(f, plain.p, (int32_t)plain.n, text, 96, NULL, &e);
                assert_true(U_SUCCESS(e));
                Buf b = buf_on_arena(A, BUF_MAX_SMALL);
                fmt_money(&b, l, (Money){AMOUNTS[k], cur});
                same(LOCALES[i], CODES[c], buf_str(&b), text, n);
            }
            unum_close(f);
        }
    }
}

static void check_dates(const char *tag, const char *skeleton, Str zone, int style)
{
    const Locale *l = exact(tag);
    char id[64];
    snprintf(id, sizeof id, "%s@calendar=gregorian", l->icu);
    UErrorCode e = U_ZERO_ERROR;
    UChar from[32], pattern[128], tz[64];
    UDateTimePatternGenerator *g = udatpg_open(id, &e);
    u_uastrcpy(from, skeleton);
    int32_t pattern_n = udatpg_getBestPattern(g, from, -1, pattern, 128, &e);
    for (size_t i = 0; i <= zone.n; i++) {
        tz[i] = i < zone.n ? (UChar)zone.p[i] : 0;
    }
    UDateFormat *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, id, tz, -1, pattern, pattern_n, &e);
    assert_true(U_SUCCESS(e));
    for (int64_t day = -2000; day < 40000; day += 397) {
        int64_t us = day * TIME_DAY + day * 7919 * TIME_SECOND % TIME_DAY;
        UChar text[128];
        e = U_ZERO_ERROR;
        int32_t n = udat_format(f, floor((double)us / 1000.0), text, 128, NULL, &e);
        Buf b = buf_on_arena(A, BUF_MAX_SMALL);
        if (style < 0) {
            if (day < 0) {
                continue; /* zones are kept from 1970 */
            }
            fmt_time(&b, l, zone, (Time){us});
        } else {
            fmt_date(&b, l, date_of((Time){us}), (DateStyle)style); /* and again: written ones are kept */
            size_t once = b.n;
            fmt_date(&b, l, date_of((Time){us}), (DateStyle)style);
            assert_int_equal(b.n, 2 * once);
            assert_memory_equal(b.p, b.p + once, once);
            b.n = once;
        }
        same(tag, skeleton, buf_str(&b), text, n);
    }
    udat_close(f);
    udatpg_close(g);
}

static void dates_are_icus(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(LOCALES); i++) {
        check_dates(LOCALES[i], "yMMMd", S("UTC"), DATE_SHORT);
        check_dates(LOCALES[i], "yMMMMEEEEd", S("UTC"), DATE_LONG);
        check_dates(LOCALES[i], "MMMd", S("UTC"), DATE_DAY_MONTH);
        check_dates(LOCALES[i], "yMMMM", S("UTC"), DATE_MONTH);
    }
}

static void times_in_zones_are_icus(void **state)
{
    (void)state;
    static const char *const ZONES[] = {
        "UTC",          "Europe/Paris",     "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
        "Pacific/Apia", "America/Sao_Paulo"};
    for (size_t i = 0; i < COUNT_OF(LOCALES); i++) {
        for (size_t z = 0; z < COUNT_OF(ZONES); z++) {
            check_dates(LOCALES[i], "yMMMdjm", str_from(ZONES[z]), -1);
        }
    }
}

static void zone_names_are_tested(void **state)
{
    (void)state;
    assert_true(zone_known(S("Europe/Paris")));
    assert_true(zone_known(S("")));
    assert_false(zone_known(S("Europe/Atlantis")));
    assert_false(zone_known(S("../../etc/passwd")));
    assert_int_equal(hour_in_zone(S("Asia/Tokyo"), (Time){0}), 9);
    assert_int_equal(date_in_zone(S("America/New_York"), (Time){0}).days, -1);
}

static void a_language_falls_back_to_english_with_the_regions_formats(void **state)
{
    (void)state;
    const Locale *l = locale_get(S("de-DE"));
    assert_true(str_eq(locale_language(l), S("en")));
    assert_true(str_eq(locale_tag(l), S("en-DE")));
    assert_true(locale_decimal_comma(l));
    assert_true(str_eq(locale_tag(locale_get(S("en"))), S("en-US")));
    assert_true(str_eq(locale_tag(locale_get(S("not a tag"))), S("en-US")));
    assert_true(str_eq(locale_tag(locale_get(S(""))), S("en-US")));
    assert_true(str_eq(locale_tag(locale_get(S("EN_gb"))), S("en-GB")));
    assert_ptr_equal(locale_get(S("en-GB")), locale_get(S("en-gb")));
}

static void accept_language_is_ranked(void **state)
{
    (void)state;
    assert_true(str_eq(locale_tag(locale_accept(S("de-DE,de;q=0.9,en;q=0.8"))), S("en-DE")));
    assert_true(str_eq(locale_tag(locale_accept(S("en;q=0.5, en-GB;q=0.9"))), S("en-GB")));
    assert_true(str_eq(locale_tag(locale_accept(S(""))), S("en-US")));
    assert_true(str_eq(locale_tag(locale_accept(S(";;;,,q=,*"))), S("en-US")));
    assert_true(str_eq(locale_tag(locale_accept(S("en-GB;q=0, en"))), S("en-US")));
}

static void plural_rules_are_computed(void **state)
{
    (void)state;
    PluralRule r;
    assert_int_equal(plural_parse(S("nplurals=2; plural=(n > 1);"), &r), OK);
    assert_int_equal(plural_form(&r, 0), 0);
    assert_int_equal(plural_form(&r, 1), 0);
    assert_int_equal(plural_form(&r, 2), 1);
    assert_int_equal(
        plural_parse(
            S("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"),
            &r),
        OK);
    static const unsigned RUSSIAN[][2] = {{1, 0},  {2, 1},  {5, 2},   {11, 2}, {12, 2},
                                          {21, 0}, {22, 1}, {111, 2}, {101, 0}};
    for (size_t i = 0; i < COUNT_OF(RUSSIAN); i++) {
        assert_int_equal(plural_form(&r, RUSSIAN[i][0]), RUSSIAN[i][1]);
    }
    assert_int_equal(plural_parse(S("nplurals=1; plural=0;"), &r), OK);
    assert_int_equal(plural_form(&r, 7), 0);
    assert_int_equal(plural_parse(S("nplurals=2; plural=n/0;"), &r), OK);
    assert_int_equal(plural_form(&r, 7), 0);
    assert_int_equal(plural_parse(S("nplurals=2; plural=(n;"), &r), ERR_PARSE);
    assert_int_equal(plural_parse(S("nplurals=2; plural=((((((((((((((((((((((((n"), &r), ERR_PARSE);
    assert_int_equal(plural_parse(S("nplurals=9; plural=n;"), &r), ERR_PARSE);
    assert_int_equal(plural_parse(S(""), &r), ERR_PARSE);
}

/* A catalogue by hand: header, "Open" in a context, "{n} row" with two forms. */
static Str mo_image(void)
{
    static const Str PAIRS[][2] = {
        {S_INIT(""), S_INIT("Plural-Forms: nplurals=2; plural=(n > 1);\n")},
        {S_INIT("door\004Open"), S_INIT("Ouvrir")},
        {S_INIT("{n} row\0{n} rows"), S_INIT("{n} ligne\0{n} lignes")},
    };
    Buf b = buf_on_arena(A, BUF_MAX_SMALL), text = buf_on_arena(A, BUF_MAX_SMALL);
    uint32_t n = COUNT_OF(PAIRS), base = 28 + n * 16;
    uint32_t head[] = {UINT32_C(0x950412de), 0, n, 28, 28 + n * 8, 0, 0};
    buf_add(&b, str_of((char *)head, sizeof head));
    for (int side = 0; side < 2; side++) {
        for (uint32_t i = 0; i < n; i++) {
            uint32_t row[] = {(uint32_t)PAIRS[i][side].n, base + (uint32_t)text.n};
            buf_add(&b, str_of((char *)row, sizeof row));
            buf_add(&text, PAIRS[i][side]);
            buf_addc(&text, '\0');
        }
    }
    buf_add(&b, buf_str(&text));
    return buf_str(&b);
}

static void a_catalogue_is_read_and_looked_up(void **state)
{
    (void)state;
    Str image = mo_image();
    CatalogueTable *t;
    assert_int_equal(catalogue_load(A, &(Catalogue){"fr", (const unsigned char *)image.p, image.n}, &t), OK);
    assert_null(catalogue_find(t, NULL, "Open"));
    for (int twice = 0; twice < 2; twice++) {
        const TrEntry *e = catalogue_find(t, "door", "Open");
        assert_non_null(e);
        assert_true(str_eq(e->forms[0], S("Ouvrir")));
    }
    Locale l = *locale_get(S("en-GB"));
    l.catalogue = t;
    Msg m = MSGN("{n} row", "{n} rows", 1234);
    assert_true(str_eq(msg_text(A, &l, &m), S("1,234 lignes")));
    m.n = 1;
    assert_true(str_eq(msg_text(A, &l, &m), S("1 ligne")));
    for (size_t cut = 0; cut < image.n; cut++) { /* never reads past the end */
        char *copy = malloc(cut ? cut : 1);
        memcpy(copy, image.p, cut);
        Err err = catalogue_load(A, &(Catalogue){"fr", (const unsigned char *)copy, cut}, &t);
        assert_true(err == ERR_PARSE);
        free(copy);
    }
}

static void a_message_fills_its_arguments(void **state)
{
    (void)state;
    const Locale *l = locale_get(S("en-US"));
    Msg m = MSG2("{name} added to {group} by {nobody}", "name", S("Ann {group}"), "group", S("Sales"));
    assert_true(str_eq(msg_text(A, l, &m), S("Ann {group} added to Sales by {nobody}")));
    m = MSGN("{n} row", "{n} rows", 1);
    assert_true(str_eq(msg_text(A, l, &m), S("1 row")));
    m = MSG1("open { and {a}", "a", S("b"));
    assert_true(str_eq(msg_text(A, l, &m), S("open { and b")));
}

static void bytes_and_relative_times_are_short(void **state)
{
    (void)state;
    const Locale *l = locale_get(S("en-US"));
    static const struct {
        int64_t bytes;
        const char *text;
    } SIZES[] = {{0, "0\u00A0B"},       {999, "999\u00A0B"},      {1000, "1\u00A0kB"},
                 {1500, "1.5\u00A0kB"}, {12345678, "12\u00A0MB"}, {-2000000, "-2\u00A0MB"}};
    for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
        Buf b = buf_on_arena(A, 100);
        fmt_bytes(&b, l, SIZES[i].bytes);
        assert_string_equal(buf_z(&b), SIZES[i].text);
    }
    Time now = {1000 * TIME_DAY};
    static const struct {
        int64_t ago;
        const char *text;
    } AGES[] = {{0, "just now"},
                {5 * TIME_MINUTE, "5 min ago"},
                {3 * TIME_HOUR, "3 h ago"},
                {30 * TIME_HOUR, "yesterday"},
                {72 * TIME_HOUR, "3 days ago"},
                {-2 * TIME_HOUR, "in 2 h"},
                {100 * TIME_DAY, "Jun 19, 1972"}};
    for (size_t i = 0; i < COUNT_OF(AGES); i++) {
        Buf b = buf_on_arena(A, 100);
        fmt_relative(&b, l, time_add(now, -AGES[i].ago), now);
        assert_string_equal(buf_z(&b), AGES[i].text);
    }
}

static void countries_have_names_in_each_language(void **state)
{
    (void)state;
    assert_true(str_eq(country_name(A, locale_get(S("en-US")), S("DE")), S("Germany")));
    assert_true(str_eq(country_name(A, exact("fr-FR"), S("de")), S("Allemagne")));
    assert_true(str_eq(country_name(A, exact("fr-FR"), S("Q?")), S("Q?")));
    assert_true(country_known(S("IE")));
    assert_false(country_known(S("XX")));
    size_t n;
    const NamedCode *all = country_list(exact("fr-FR"), &n);
    assert_true(n > 240);
    assert_true(str_eq(all[0].name, S("Afghanistan")));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].code, S("EG"))) { /* É sorts with E, not after Z */
            assert_true(i < n / 2);
        }
    }
    assert_true(str_eq(language_name(A, exact("fr-FR"), S("en-GB")), S("anglais (Royaume-Uni)")));
}

static void folding_ignores_case_accents_and_forms(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        {"Ångström AG", "angstrom ag"},
        {"Straße", "strasse"},
        {"O'Neil & Sons, Inc.", "o neil sons inc"},
        {"ﬁne Ｆｕｌｌ", "fine full"},
        {"Łódź Øresund Æther", "lodz oresund aether"},
        {"İstanbul ısı", "istanbul isi"},
        {"  --  ", ""},
        {"", ""},
        {"ΣΊΣΥΦΟΣ", "σισυφοσ"},
        {"a--b", "a b"},
        {"Zürich-Oerlikon", "zurich oerlikon"},
    };
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++) {
        Str got = fold_search(A, str_from(PAIRS[i][0]));
        if (!str_eq(got, str_from(PAIRS[i][1]))) {
            fail_msg("%s: \"%.*s\"", PAIRS[i][0], S_ARG(got));
        }
    }
    assert_true(str_eq(fold_search(A, S("e\xCC\x81t\xC3\xA9")), S("ete")));
    (void)fold_search(A, S("\xFF\xC3 bad \xE2\x82"));
}

static void sort_keys_order_like_a_dictionary(void **state)
{
    (void)state;
    static const char *const ORDER[] = {"",  " a",           "1", "a", "A",       "\xC3\xA4", "ab", "Ab", "b",
                                        "B", "\xC3\x89tude", "f", "z", "\xCE\xB1"};
    Str last = S("");
    for (size_t i = 0; i < COUNT_OF(ORDER); i++) {
        Str key = fold_sort_key(A, str_from(ORDER[i]));
        assert_true(key.n <= 200);
        if (i && str_cmp(last, key) >= 0) {
            fail_msg("\"%s\" is not after \"%s\"", ORDER[i], ORDER[i - 1]);
        }
        last = key;
    }
    char big[3000];
    memset(big, 'x', sizeof big);
    assert_true(fold_sort_key(A, str_of(big, sizeof big)).n <= 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_are_icus),
        cmocka_unit_test(decimals_are_icus),
        cmocka_unit_test(money_is_icus),
        cmocka_unit_test(dates_are_icus),
        cmocka_unit_test(times_in_zones_are_icus),
        cmocka_unit_test(zone_names_are_tested),
        cmocka_unit_test(a_language_falls_back_to_english_with_the_regions_formats),
        cmocka_unit_test(accept_language_is_ranked),
        cmocka_unit_test(plural_rules_are_computed),
        cmocka_unit_test(a_catalogue_is_read_and_looked_up),
        cmocka_unit_test(a_message_fills_its_arguments),
        cmocka_unit_test(bytes_and_relative_times_are_short),
        cmocka_unit_test(countries_have_names_in_each_language),
        cmocka_unit_test(folding_ignores_case_accents_and_forms),
        cmocka_unit_test(sort_keys_order_like_a_dictionary),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
