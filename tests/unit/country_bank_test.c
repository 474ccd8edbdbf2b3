/* Banks by country: each row takes its example and names its source; IBAN, BIC and account numbers that hold and that
 * do not; check digits agree with an implementation that is not ours (tests/country_ids.py, run afresh by run_unit.sh).
 */
#include "app/country_bank.h"
#include "app/i18n_priv.h"
#include "unit/unit.h"

static bool iban_holds(Arena *a, const char *text)
{
    Str got;
    return iban_parse(a, str_from(text), &got) == OK;
}

static void each_row_takes_its_own_example_and_names_its_source(void **state)
{
    Arena *a = *state;
    size_t n;
    const CountryBank *rows = country_banks(&n);
    assert_true(n >= 80);
    for (size_t i = 0; i < n; i++) {
        assert_true(rows[i].source && rows[i].source[0]);
        assert_true(country_known(str_from(rows[i].code)));
        assert_true(rows[i].iban || rows[i].min);
        if (rows[i].min) {
            Str got;
            assert_int_equal(account_number_check(a, str_from(rows[i].code), str_from(rows[i].example), &got),
                             COUNTRY_OK);
        }
        assert_true(i == 0 || strcmp(rows[i - 1].code, rows[i].code) < 0);
    }
}

static void an_iban_is_taken_only_when_country_shape_and_check_number_hold(void **state)
{
    Arena *a = *state;
    Str got;
    static const char *const GOOD[] = {
        "GB82 WEST 1234 5698 7654 32",
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
        "nl91-abna-0417-1643-00",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
        "CH93 0076 2011 6238 5295 7",
        "BR1800360305000010009795493C1",
    };
    static const char *const BAD[] = {
        "",
        "GB82 WEST 1234 5698 7654 33",
        "GB82WEST1234569876543",
        "US64SVBKUS6S3300958879",
        "DE8937040044053201300A",
        "FR14200410100505AB013M02606X",
        "DE89 3704 0044 0532 0130 00 Drop",
        "ZZ82WEST12345698765432",
        "NL9A0417164300ABNA",
    };
    for (size_t i = 0; i < COUNT_OF(GOOD); i++) {
        assert_true(iban_holds(a, GOOD[i]));
    }
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        assert_false(iban_holds(a, BAD[i]));
    }
    assert_int_equal(iban_parse(a, S("nl91 abna 0417 1643 00"), &got), OK);
    assert_str(got, "NL91ABNA0417164300");
    assert_true(iban_country(S("FR")));
    assert_false(iban_country(S("US")));
}

static void two_swapped_digits_of_an_iban_are_noticed(void **state)
{
    Arena *a = *state;
    char iban[] = "DE89370400440532013000";
    for (size_t i = 4; i + 1 < strlen(iban); i++) {
        char c = iban[i], d = iban[i + 1];
        iban[i] = d;
        iban[i + 1] = c;
        assert_true(c == d || !iban_holds(a, iban));
        iban[i] = c;
        iban[i + 1] = d;
    }
}

static void a_bic_is_of_the_country_of_the_bank(void **state)
{
    Arena *a = *state;
    Str got;
    assert_int_equal(bic_parse(a, S("bnpa fr pp"), S("FR"), &got), OK);
    assert_str(got, "BNPAFRPP");
    assert_int_equal(bic_parse(a, S("BNPAFRPPXXX"), S("FR"), &got), OK);
    assert_int_equal(bic_parse(a, S("BNPAFRPP"), S("DE"), &got), ERR_CONFLICT);
    assert_int_equal(bic_parse(a, S("NWBKJE2L"), S("GB"), &got), OK); /* Jersey clears with the United Kingdom */
    static const char *const BAD[] = {"", "BNPAFRP", "BNPAFRPPXX", "BN1AFRPP", "BNPAXQPP", "BNPAFRPP;XX"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        assert_int_equal(bic_parse(a, str_from(BAD[i]), S("FR"), &got), ERR_INVALID);
    }
}

static void an_account_number_is_compared_with_what_its_country_has(void **state)
{
    Arena *a = *state;
    static const struct {
        const char *country, *text;
        CountryVerdict verdict;
    } ROWS[] = {{"US", "000-123-456", COUNTRY_OK},
                {"US", "123", COUNTRY_WRONG},
                {"US", "12345678901234567x", COUNTRY_WRONG},
                {"US", "123456789012345678", COUNTRY_WRONG},
                {"MX", "032180000118359719", COUNTRY_OK},
                {"MX", "032180000118359718", COUNTRY_WRONG},
                {"AR", "2850590940090418135201", COUNTRY_OK},
                {"AR", "2850590940090418135202", COUNTRY_WRONG},
                {"AR", "2850590340090418135201", COUNTRY_WRONG},
                {"GB", "31926819", COUNTRY_OK},
                {"GB", "3192681", COUNTRY_WRONG},
                {"VU", "12-34 AB", COUNTRY_UNCHECKED},
                {"VU", "12/34", COUNTRY_WRONG},
                {"JP", "1234567", COUNTRY_OK},
                {"JP", "123456", COUNTRY_WRONG}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Str got;
        assert_int_equal(account_number_check(a, str_from(ROWS[i].country), str_from(ROWS[i].text), &got),
                         ROWS[i].verdict);
    }
}

static bool ours(Arena *a, Str country, Str kind, Str number)
{
    Str got;
    if (str_eq(kind, S("iban"))) {
        return iban_parse(a, number, &got) == OK;
    }
    if (str_eq(kind, S("bic"))) {
        return bic_parse(a, number, country, &got) == OK;
    }
    if (str_eq(kind, S("code"))) {
        return country_check(a, COUNTRY_BANK_CODE, country, number).verdict == COUNTRY_OK;
    }
    return account_number_check(a, country, number, &got) == COUNTRY_OK;
}

static size_t compare(Arena *a, const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f) {
        return 0;
    }
    char line[200];
    size_t n = 0;
    for (; fgets(line, sizeof line, f); n++) {
        Str rest = str_trim(str_from(line)), country, kind, number, holds;
        if (str_starts(rest, S("#"))) {
            print_message("%s: %s", path, line);
            continue;
        }
        assert_true(str_split(&rest, '\t', &country) && str_split(&rest, '\t', &kind) &&
                    str_split(&rest, '\t', &number) && str_split(&rest, '\t', &holds));
        if (ours(a, country, kind, number) != str_eq(holds, S("1"))) {
            print_error("%s: ours says otherwise: %s", path, line);
            assert_true(false);
        }
    }
    fclose(f);
    return n;
}

static void ibans_bics_and_local_numbers_agree_with_an_oracle(void **state)
{
    Arena *a = *state;
    assert_true(compare(a, "tests/unit/bank_ids.tsv") > 700);
    compare(a, "build/check/bank_ids.tsv");
}

static int set_up(void **state)
{
    (void)state;
    return i18n_init() == OK ? 0 : 1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(each_row_takes_its_own_example_and_names_its_source),
        UNIT_TEST(an_iban_is_taken_only_when_country_shape_and_check_number_hold),
        UNIT_TEST(two_swapped_digits_of_an_iban_are_noticed),
        UNIT_TEST(a_bic_is_of_the_country_of_the_bank),
        UNIT_TEST(an_account_number_is_compared_with_what_its_country_has),
        UNIT_TEST(ibans_bics_and_local_numbers_agree_with_an_oracle),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
