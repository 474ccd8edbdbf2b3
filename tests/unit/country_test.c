/* Country rules: examples hold, other ways of writing are read, near misses are answered with what was meant, and the
 * check digits agree with an implementation that is not ours (country_ids.py, run afresh by run_unit.sh). */
#include "app/country_rule.h"
#include "unit.h"
#include <stdio.h>

static void each_rule_takes_its_own_example_and_names_its_source(void **state)
{
    Arena *a = *state;
    size_t n, failed = 0;
    const CountryId *rows = country_ids(&n);
    for (size_t i = 0; i < n; i++) {
        assert_true(strlen(rows[i].source) > 10);
        if (!rows[i].shapes) {
            assert_null(rows[i].example);
            continue;
        }
        CountryAnswer got = country_check(a, rows[i].kind, str_from(rows[i].code), str_from(rows[i].example));
        if (got.verdict != COUNTRY_OK || !str_eq(got.form, str_from(rows[i].example))) {
            print_error("%s %s: %s does not hold\n", rows[i].code, rows[i].name, rows[i].example);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
    const CountryAddress *places = country_addresses(&n);
    assert_true(n >= 60);
    for (size_t i = 0; i < n; i++) {
        assert_true(strlen(places[i].source) > 10);
        if (places[i].postal) {
            Str example = str_from(places[i].postal_example);
            CountryAnswer got = country_check(a, COUNTRY_POSTAL, str_from(places[i].code), example);
            if (got.verdict != COUNTRY_OK || !str_eq(got.form, example)) {
                fail_msg("%s: %s does not hold", places[i].code, places[i].postal_example);
            }
        } else {
            assert_true(places[i].optional);
        }
    }
}

static void a_number_is_read_however_it_is_written(void **state)
{
    Arena *a = *state;
    static const struct {
        CountryKind kind;
        const char *country, *typed, *form;
    } READ[] = {
        {COUNTRY_REGISTRATION, "BR", "16727230000197", "16.727.230/0001-97"},
        {COUNTRY_REGISTRATION, "FI", "20774740", "2077474-0"},
        {COUNTRY_TAX, "AT", "u 1358 5627", "ATU13585627"},
        {COUNTRY_TAX, "DE", "de136695976", "DE136695976"},
        {COUNTRY_TAX, "GR", "094259216", "EL094259216"},
        {COUNTRY_POSTAL, "NL", "1012ab", "1012 AB"},
        {COUNTRY_POSTAL, "PL", "00001", "00-001"},
        {COUNTRY_POSTAL, "GB", "sw1a1aa", "SW1A 1AA"},
        {COUNTRY_POSTAL, "AZ", "az1000", "AZ 1000"},
        {COUNTRY_BANK_CODE, "AU", "062000", "062-000"},
    };
    for (size_t i = 0; i < COUNT_OF(READ); i++) {
        CountryAnswer got = country_check(a, READ[i].kind, str_from(READ[i].country), str_from(READ[i].typed));
        assert_int_equal(got.verdict, COUNTRY_OK);
        assert_str_is(got.form, str_from(READ[i].form));
    }
}

static void a_near_miss_is_answered_with_what_was_meant(void **state)
{
    Arena *a = *state;
    static const struct {
        CountryKind kind;
        const char *country, *typed, *proposal;
    } MISSED[] = {
        {COUNTRY_REGISTRATION, "BR", "1672723O000l97", "16.727.230/0001-97"},
        {COUNTRY_REGISTRATION, "RU", "77O7O83893", "7707083893"},
        {COUNTRY_REGISTRATION, "BE", "403019261", "0403.019.261"},
        {COUNTRY_POSTAL, "RU", "1O1OOO", "101000"},
        {COUNTRY_POSTAL, "HU", "1O51", "1051"},
        {COUNTRY_POSTAL, "DE", "4109", "04109"},
        {COUNTRY_POSTAL, "AM", "010", "0010"},
        {COUNTRY_REGISTRATION, "RU", "7707083894",
         ""}, /* its check digit does not hold, and nothing says which is wrong */
        {COUNTRY_REGISTRATION, "HU", "12", ""},
        {COUNTRY_POSTAL, "DE", "<b>", ""},
    };
    for (size_t i = 0; i < COUNT_OF(MISSED); i++) {
        CountryAnswer got = country_check(a, MISSED[i].kind, str_from(MISSED[i].country), str_from(MISSED[i].typed));
        assert_int_equal(got.verdict, COUNTRY_WRONG);
        assert_str_is(got.proposal, str_from(MISSED[i].proposal));
        assert_true(msg_is_set(country_problem(&got)));
        if (got.proposal.n) {
            CountryAnswer again = country_check(a, MISSED[i].kind, str_from(MISSED[i].country), got.proposal);
            assert_int_equal(again.verdict, COUNTRY_OK);
        }
    }
    assert_true(country_check(a, COUNTRY_REGISTRATION, S("RU"), S("7707083894")).digits);
    assert_false(country_check(a, COUNTRY_REGISTRATION, S("HU"), S("12")).digits);
}

static void a_country_without_a_rule_is_unchecked_and_said_to_be(void **state)
{
    Arena *a = *state;
    static const char *const CODES[] = {"VU", "IQ", "", "XX", "FRA"};
    for (size_t i = 0; i < COUNT_OF(CODES); i++) {
        CountryAnswer got = country_check(a, COUNTRY_REGISTRATION, str_from(CODES[i]), S("12/X"));
        assert_int_equal(got.verdict, COUNTRY_UNCHECKED);
        assert_str(got.form, "12/X");
        assert_false(msg_is_set(country_problem(&got)));
        Msg hint = country_hint(COUNTRY_REGISTRATION, str_from(CODES[i]));
        assert_true(str_find(str_from(hint.id), S("not checked")) >= 0);
    }
    assert_true(country_wants_registration(S("IQ")));
    assert_false(country_wants_registration(S("FR")));
}

static size_t compare(Arena *a, const char *path, size_t *ret_countries)
{
    FILE *f = fopen(path, "r");
    if (!f) {
        return 0;
    }
    char line[200], last[3] = "";
    size_t n = 0;
    for (; fgets(line, sizeof line, f);) {
        Str rest = str_trim(str_from(line)), country, kind, number, holds;
        if (str_starts(rest, S("#"))) {
            print_message("%s: %s", path, line);
            continue;
        }
        assert_true(str_split(&rest, '\t', &country) && str_split(&rest, '\t', &kind) &&
                    str_split(&rest, '\t', &number) && str_split(&rest, '\t', &holds));
        CountryKind k = str_eq(kind, S("tax")) ? COUNTRY_TAX : COUNTRY_REGISTRATION;
        bool ours = country_check(a, k, country, number).verdict == COUNTRY_OK;
        if (ours != str_eq(holds, S("1"))) {
            print_error("%s: ours says %d: %s", path, ours, line);
            assert_true(false);
        }
        *ret_countries += memcmp(last, country.p, 2) != 0;
        memcpy(last, country.p, 2);
        n++;
    }
    fclose(f);
    return n;
}

static void check_digits_agree_with_an_oracle_for_forty_countries(void **state)
{
    Arena *a = *state;
    size_t countries = 0, fresh = 0;
    assert_true(compare(a, "tests/unit/country_ids.tsv", &countries) > 1000);
    assert_true(countries >= 40);
    compare(a, "build/check/country_ids.tsv", &fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(each_rule_takes_its_own_example_and_names_its_source),
        UNIT_TEST(a_number_is_read_however_it_is_written),
        UNIT_TEST(a_near_miss_is_answered_with_what_was_meant),
        UNIT_TEST(a_country_without_a_rule_is_unchecked_and_said_to_be),
        UNIT_TEST(check_digits_agree_with_an_oracle_for_forty_countries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
