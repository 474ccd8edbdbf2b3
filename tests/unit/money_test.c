/* base/money: currencies, money that loses nothing, decimals rounded once. */
#include "base/money.h"
#include "unit.h"

static Currency cur(const char *code)
{
    Currency c;
    assert_ok(currency_parse(str_from(code), &c));
    return c;
}

static Money money(int64_t minor, const char *code) { return (Money){minor, cur(code)}; }

static Dec dec(const char *text)
{
    Dec d;
    assert_ok(dec_parse(str_from(text), &d));
    return d;
}

static void currencies_have_the_digits_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        int digits;
    } rows[] = {{"EUR", 2}, {"USD", 2}, {"JPY", 0}, {"KWD", 3}, {"BHD", 3}, {"CLF", 4}, {"KRW", 0}, {"TND", 3},
                {"CHF", 2}, {"AED", 2}, {"ZWL", 2}, {"ISK", 0}, {"HUF", 2}, {"VND", 0}, {"XCG", 2}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(currency_digits(cur(rows[i].code)), rows[i].digits);
    }
    assert_string_equal(cur("eur").code, "EUR");
    Currency c;
    assert_int_equal(currency_parse(S("XYZ"), &c), ERR_PARSE);
    assert_int_equal(currency_parse(S("EU"), &c), ERR_PARSE);
    assert_int_equal(currency_parse(S("EURO"), &c), ERR_PARSE);
    assert_int_equal(currency_parse(S(""), &c), ERR_PARSE);
}

static void the_currency_table_is_sorted_and_found_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < currency_count(); i++) {
        Currency c = currency_at(i), back;
        assert_ok(currency_parse(str_from(c.code), &back));
        assert_true(currency_eq(c, back));
        assert_true(i == 0 || strcmp(currency_at(i - 1).code, c.code) < 0);
    }
    assert_true(currency_count() > 170);
}

static void adding_refuses_mixed_currencies_and_overflow(void **state)
{
    (void)state;
    Money m = money(0, "EUR");
    assert_ok(money_add(money(150, "EUR"), money(50, "EUR"), &m));
    assert_true(m.minor == 200 && currency_eq(m.cur, cur("EUR")));
    assert_ok(money_sub(money(50, "EUR"), money(150, "EUR"), &m));
    assert_true(m.minor == -100);
    assert_ok(money_mul(money(-3, "EUR"), 7, &m));
    assert_true(m.minor == -21);
    assert_int_equal(money_add(money(1, "EUR"), money(1, "USD"), &m), ERR_INVALID);
    assert_int_equal(money_sub(money(1, "EUR"), money(1, "USD"), &m), ERR_INVALID);
    assert_int_equal(money_add(money(INT64_MAX, "EUR"), money(1, "EUR"), &m), ERR_TOO_LARGE);
    assert_int_equal(money_sub(money(INT64_MIN, "EUR"), money(1, "EUR"), &m), ERR_TOO_LARGE);
    assert_int_equal(money_mul(money(INT64_MAX, "EUR"), 2, &m), ERR_TOO_LARGE);
    assert_true(m.minor == -21); /* untouched by failures */
}

static void a_split_gives_odd_units_to_the_largest_remainders(void **state)
{
    (void)state;
    int64_t parts[3];
    assert_ok(money_split(money(100, "EUR"), (int64_t[]){1, 1, 1}, 3, parts));
    assert_true(parts[0] == 34 && parts[1] == 33 && parts[2] == 33);
    assert_ok(money_split(money(-100, "EUR"), (int64_t[]){1, 1, 1}, 3, parts));
    assert_true(parts[0] == -34 && parts[1] == -33 && parts[2] == -33);
    assert_ok(money_split(money(10, "EUR"), (int64_t[]){1, 2, 4}, 3, parts)); /* 1.43 2.86 5.71 */
    assert_true(parts[0] == 1 && parts[1] == 3 && parts[2] == 6);
    assert_ok(money_split(money(7, "EUR"), (int64_t[]){0, 5, 0}, 3, parts));
    assert_true(parts[0] == 0 && parts[1] == 7 && parts[2] == 0);
    assert_int_equal(money_split(money(7, "EUR"), (int64_t[]){0, 0, 0}, 3, parts), ERR_INVALID);
    assert_int_equal(money_split(money(7, "EUR"), (int64_t[]){2, -1, 0}, 3, parts), ERR_INVALID);
    assert_int_equal(money_split(money(7, "EUR"), (int64_t[]){INT64_MAX, 1, 0}, 3, parts), ERR_TOO_LARGE);
    assert_int_equal(money_split(money(7, "EUR"), parts, 0, parts), ERR_INVALID);
}

static uint64_t seed = 42;
static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static void the_parts_of_any_split_sum_to_the_whole(void **state)
{
    (void)state;
    for (int round = 0; round < 3000; round++) {
        int64_t weights[20], parts[20];
        size_t n = 1 + next_random() % 20;
        int64_t sum = 0;
        int shift = 8 + (int)(next_random() % 50);
        for (size_t i = 0; i < n; i++) {
            weights[i] = (int64_t)(next_random() >> shift) / 32;
            sum += weights[i];
        }
        if (sum == 0) {
            continue;
        }
        int64_t whole = (int64_t)next_random() >> (next_random() % 63);
        if (round == 0) {
            whole = INT64_MIN;
        }
        assert_ok(money_split((Money){whole, cur("EUR")}, weights, n, parts));
        __int128 total = 0;
        for (size_t i = 0; i < n; i++) {
            total += parts[i];
            __int128 exact = (__int128)whole * weights[i]; /* within one unit of the exact share */
            __int128 off = (__int128)parts[i] * sum - exact;
            assert_true(off < sum && -off < sum);
        }
        assert_true(total == whole);
    }
}

static void decimals_are_read_and_printed_the_same(void **state)
{
    static const char *const same[] = {"0",
                                       "1",
                                       "-1",
                                       "12.345",
                                       "-12.345",
                                       "0.00000001",
                                       "-0.00000001",
                                       "92233720368.54775807",
                                       "-92233720368.54775808",
                                       "100",
                                       "0.5",
                                       "10.01"};
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        assert_str_is(dec_text(*state, dec(same[i])), str_from(same[i]));
    }
    assert_str(dec_text(*state, dec("1.50")), "1.5");
    assert_str(dec_text(*state, dec("007.00")), "7");
    assert_str(dec_text(*state, dec("-0")), "0");
    static const char *const bad[] = {"",
                                      "-",
                                      ".",
                                      "1.",
                                      ".5",
                                      "1.123456789",
                                      "1,5",
                                      "1e3",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "--1",
                                      "92233720368.54775808",
                                      "-92233720368.54775809",
                                      "99999999999999999999",
                                      "1.-5",
                                      "1.+5",
                                      "1.2.3"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        Dec d;
        assert_int_equal(dec_parse(str_from(bad[i]), &d), ERR_PARSE);
    }
}

static void a_price_times_a_quantity_is_rounded_once(void **state)
{
    (void)state;
    Money m = money(0, "EUR");
    assert_ok(dec_to_money(dec("19.99"), dec("3"), cur("EUR"), ROUND_HALF_EVEN, &m));
    assert_true(m.minor == 5997);
    assert_ok(dec_to_money(dec("0.005"), dec("1"), cur("EUR"), ROUND_HALF_EVEN, &m));
    assert_true(m.minor == 0);
    assert_ok(dec_to_money(dec("0.005"), dec("1"), cur("EUR"), ROUND_HALF_UP, &m));
    assert_true(m.minor == 1);
    assert_ok(dec_to_money(dec("0.0149"), dec("1"), cur("EUR"), ROUND_HALF_UP, &m)); /* 1.49, not 1.5 by way of 2 */
    assert_true(m.minor == 1);
    assert_ok(dec_to_money(dec("1234.5"), dec("1"), cur("JPY"), ROUND_HALF_EVEN, &m));
    assert_true(m.minor == 1234);
    assert_ok(dec_to_money(dec("1.2345"), dec("1"), cur("KWD"), ROUND_HALF_EVEN, &m));
    assert_true(m.minor == 1234);
    assert_ok(dec_to_money(dec("-2.5"), dec("1.5"), cur("EUR"), ROUND_HALF_EVEN, &m));
    assert_true(m.minor == -375);
    Dec most = {INT64_MAX};
    assert_int_equal(dec_to_money(most, most, cur("EUR"), ROUND_DOWN, &m), ERR_TOO_LARGE);
    Dec d;
    assert_ok(dec_mul(dec("1.5"), dec("-2.5"), ROUND_HALF_EVEN, &d));
    assert_str(dec_text(*state, d), "-3.75");
    assert_int_equal(dec_mul(most, most, ROUND_DOWN, &d), ERR_TOO_LARGE);
    assert_int_equal(dec_add(most, (Dec){1}, &d), ERR_TOO_LARGE);
    assert_ok(dec_add(dec("0.1"), dec("0.2"), &d));
    assert_str(dec_text(*state, d), "0.3");
}

static void major_units_print_plainly(void **state)
{
    (void)state;
    static const struct {
        int64_t minor;
        const char *code, *text;
    } rows[] = {{1250, "EUR", "12.5"},  {5, "EUR", "0.05"},
                {-5, "EUR", "-0.05"},   {1200, "EUR", "12"},
                {0, "EUR", "0"},        {1200, "JPY", "1200"},
                {1234, "KWD", "1.234"}, {50, "EUR", "0.5"},
                {1, "CLF", "0.0001"},   {INT64_MIN, "EUR", "-92233720368547758.08"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[40];
        size_t n = money_major_into(text, money(rows[i].minor, rows[i].code));
        assert_str_is(str_of(text, n), str_from(rows[i].text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(currencies_have_the_digits_of_the_standard),
        UNIT_TEST(the_currency_table_is_sorted_and_found_whole),
        UNIT_TEST(adding_refuses_mixed_currencies_and_overflow),
        UNIT_TEST(a_split_gives_odd_units_to_the_largest_remainders),
        UNIT_TEST(the_parts_of_any_split_sum_to_the_whole),
        UNIT_TEST(decimals_are_read_and_printed_the_same),
        UNIT_TEST(a_price_times_a_quantity_is_rounded_once),
        UNIT_TEST(major_units_print_plainly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
