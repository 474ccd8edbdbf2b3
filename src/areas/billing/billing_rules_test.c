/* The rules against the specification's words by hand, and against an oracle that was written from them alone
 * (tests/billing_oracle.py). */
#include "areas/billing/billing.h"
#include "areas/billing/tax.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

static Dec dec(const char *s)
{
    Dec d;
    assert_int_equal(dec_parse(str_from(s), &d), OK);
    return d;
}
static Currency cur(const char *s)
{
    Currency c;
    assert_int_equal(currency_parse(str_from(s), &c), OK);
    return c;
}
static void assert_cycle(Date from, int months, Date day, Date first, Date after, int64_t days)
{
    BillingCycle c;
    assert_int_equal(billing_cycle_of(from, date_add_months(from, 12), months, day, &c), OK);
    assert_int_equal(c.from.days, first.days);
    assert_int_equal(c.to.days, after.days);
    assert_int_equal(c.days, days);
}

static void a_cycle_begins_on_the_day_of_purchase_and_on_the_last_day_of_shorter_months(void **state)
{
    (void)state;
    Date from = date_from_ymd(2031, 1, 31);
    assert_cycle(from, 1, date_from_ymd(2031, 2, 27), from, date_from_ymd(2031, 2, 28), 28);
    assert_cycle(from, 1, date_from_ymd(2031, 2, 28), date_from_ymd(2031, 2, 28), date_from_ymd(2031, 3, 31), 31);
    assert_cycle(date_from_ymd(2031, 4, 15), 1, date_from_ymd(2031, 5, 14), date_from_ymd(2031, 4, 15),
                 date_from_ymd(2031, 5, 15), 30);
    assert_cycle(date_from_ymd(2027, 3, 1), 12, date_from_ymd(2028, 2, 29), date_from_ymd(2027, 3, 1),
                 date_from_ymd(2028, 3, 1), 366);
    BillingCycle c;
    assert_int_equal(billing_cycle_of(from, date_add_months(from, 1), 1, date_from_ymd(2031, 3, 1), &c), ERR_NOT_FOUND);
}

static void an_effective_price_is_the_unit_price_by_days(void **state)
{
    (void)state;
    Dec d;
    int64_t minor;
    assert_int_equal(billing_effective_price(dec("12"), 10, 30, &d), OK);
    assert_int_equal(d.units, dec("4").units);
    assert_int_equal(billing_effective_price(dec("10"), 20, 31, &d), OK);
    assert_int_equal(d.units, dec("6.45161290").units);
    assert_int_equal(billing_license_subtotal(d, dec("1"), 3, cur("EUR"), &minor), OK);
    assert_int_equal(minor, 3 * 645);
    assert_int_equal(billing_license_subtotal(d, dec("1"), -3, cur("JPY"), &minor), OK);
    assert_int_equal(minor, -3 * 6);
    assert_int_equal(billing_license_subtotal(d, dec("1"), 2, cur("KWD"), &minor), OK);
    assert_int_equal(minor, 2 * 6451);
    assert_int_equal(billing_usage_subtotal(dec("1.23999999"), cur("USD"), dec("0.5"), cur("EUR"), &minor), OK);
    assert_int_equal(minor, 61); /* RD2(1.23 x 0.5) */
    /* ROUND((ROUND(10 x 3 / 31, 2) x 25) / 3, 2) x 3 = ROUND(0.97 x 25 / 3, 2) x 3 = 8.08 x 3 */
    assert_int_equal(billing_cancel_credit(dec("10"), 3, 25, 31, cur("EUR"), &minor), OK);
    assert_int_equal(minor, 2424);
}

static void a_tax_is_rounded_once_and_its_shares_sum_to_it(void **state)
{
    (void)state;
    const int64_t nets[] = {333, 333, 334, -100};
    int64_t tax, shares[4];
    assert_int_equal(billing_tax(900, dec("19"), &tax), OK);
    assert_int_equal(tax, 171);
    billing_tax_split(nets, 4, dec("19"), tax, shares);
    assert_int_equal(shares[0] + shares[1] + shares[2] + shares[3], 171);
    assert_int_equal(shares[3], -19);
    assert_int_equal(shares[2], 64); /* 63.46: the largest rest is its own .46 */
    assert_int_equal(billing_tax(-50, dec("5"), &tax), OK);
    assert_int_equal(tax, -3); /* 2.5, away from zero */
}

static TaxChoice choose(Arena *a, const char *seller, const char *buyer, const char *number, bool exempt)
{
    TaxRuleOfRow rule = {.name = S("VAT"), .category = S("S"), .rate = dec("20")};
    return billing_tax_of(a, &(TaxAsk){.seller = str_from(seller),
                                       .country = str_from(buyer),
                                       .tax_id = str_from(number),
                                       .exempt = exempt,
                                       .certificate = S("C-1"),
                                       .rule = &rule});
}
static void the_reverse_charge_is_between_two_countries_of_the_union_with_a_number(void **state)
{
    (void)state;
    Arena *a = arena_create(1 << 20);
    assert_str(choose(a, "IE", "FR", "FR123", false).category, "AE");
    assert_int_equal(choose(a, "IE", "FR", "FR123", false).rate.units, 0);
    assert_str(choose(a, "IE", "FR", "", false).category, "S");
    assert_str(choose(a, "FR", "FR", "FR123", false).category, "S");
    assert_str(choose(a, "US", "FR", "FR123", false).category, "S");
    assert_str(choose(a, "IE", "GB", "GB123", false).category, "S");
    assert_str(choose(a, "FR", "FR", "FR123", true).category, "E");
    arena_destroy(a);
}

/* --- the oracle --- */

typedef struct Told {
    BillingSide side;
    int64_t n;
} Told;

static Str word(Str *rest)
{
    Str w = S("");
    (void)str_split(rest, '\t', &w);
    return w;
}
static int64_t number(Str s)
{
    int64_t n = 0;
    assert_int_equal(str_to_i64(s, &n), OK);
    return n;
}
static Date day_of(Str s)
{
    Date d;
    assert_int_equal(date_parse(s, &d), OK);
    return d;
}
static BillingSide read_side(Str *rest)
{
    BillingSide s = {.item = S("i"), .term = S("t"), .cycle = S("c")};
    assert_int_equal(currency_parse(word(rest), &s.currency), OK);
    s.term_from = time_of_date(day_of(word(rest)));
    s.began = date_of(s.term_from);
    s.term_to = day_of(word(rest));
    s.months = (int)number(word(rest));
    assert_int_equal(dec_parse(word(rest), &s.price), OK);
    s.quantity = number(word(rest));
    return s;
}
static void same_line(const BillingLine *l, Str want, const char *whole)
{
    Str part[6] = {{0}};
    for (size_t i = 0; i < 6; i++) {
        assert_true(str_split(&want, ':', &part[i]));
    }
    bool same = l->from.days == day_of(part[0]).days && l->to.days == day_of(part[1]).days &&
                l->quantity == number(part[2]) && l->days == number(part[3]) && l->cycle_days == number(part[4]) &&
                l->amount == number(part[5]);
    if (!same) {
        fail_msg("ours says %lld days of %lld, %lld units: %s", (long long)l->days, (long long)l->cycle_days,
                 (long long)l->amount, whole);
    }
}

static void history_line(Told *t, Str what, Str rest, const char *whole)
{
    bool change = str_eq(what, S("CHANGE")), cancel = str_eq(what, S("CANCEL"));
    Time now = TIME_NONE;
    if (!str_eq(what, S("NEW"))) {
        now = time_add(time_of_date(day_of(word(&rest))), TIME_HOUR);
    }
    int64_t late = cancel ? number(word(&rest)) : 0;
    BillingSide before = t->side, after = read_side(&rest);
    now = time_is_set(now) ? now : after.term_from;
    if (late) {
        now = time_add(now, TIME_DAY - TIME_HOUR - 1); /* the same day, a day after it began at the latest */
    }
    BillingLine lines[2];
    size_t n;
    after.ended = cancel;
    if (str_eq(what, S("CYCLE"))) {
        assert_int_equal(billing_lines(BILLING_CYCLE, NULL, &after, now, lines, &n), OK);
    } else {
        const BillingSide *was = str_eq(what, S("NEW")) ? NULL : &before;
        BillingWhat found = billing_what(was, &after);
        assert_int_equal(found == BILLING_CANCEL, cancel);
        assert_int_equal(found == BILLING_ADD || found == BILLING_REMOVE, change);
        assert_int_equal(billing_lines(found, was, &after, now, lines, &n), OK);
    }
    assert_int_equal(n, change ? 2 : 1);
    for (size_t i = 0; i < n; i++) {
        same_line(&lines[i], word(&rest), whole);
    }
    t->side = after;
    t->n++;
}

static void tax_line(Str rest, const char *whole)
{
    Dec rate;
    int64_t nets[64], shares[64], want[64], sum = 0, tax;
    size_t n = 0;
    assert_int_equal(dec_parse(word(&rest), &rate), OK);
    int64_t told = number(word(&rest));
    for (Str w; n < 64 && (w = word(&rest)).n; n++) {
        Str left;
        assert_true(str_split(&w, ':', &left));
        nets[n] = number(left);
        want[n] = number(w);
        sum += nets[n];
    }
    assert_int_equal(billing_tax(sum, rate, &tax), OK);
    assert_int_equal(tax, told);
    billing_tax_split(nets, n, rate, tax, shares);
    for (size_t i = 0; i < n; i++) {
        if (shares[i] != want[i]) {
            fail_msg("share %zu is %lld: %s", i, (long long)shares[i], whole);
        }
    }
}

static int64_t compare(const char *path)
{
    FILE *f = fopen(path, "r");
    char line[8000];
    Told t = {0};
    if (!f) {
        return 0;
    }
    for (; fgets(line, sizeof line, f);) {
        Str rest = str_trim(str_from(line)), what;
        if (str_starts(rest, S("#"))) {
            print_message("%s: %s", path, line);
            continue;
        }
        what = word(&rest);
        if (str_eq(what, S("TAX"))) {
            tax_line(rest, line);
        } else if (str_eq(what, S("USE"))) {
            Currency c;
            Dec rated, rate;
            int64_t minor;
            assert_int_equal(currency_parse(word(&rest), &c), OK);
            assert_int_equal(dec_parse(word(&rest), &rated), OK);
            assert_int_equal(dec_parse(word(&rest), &rate), OK);
            assert_int_equal(billing_usage_subtotal(rated, cur("USD"), rate, c, &minor), OK);
            assert_int_equal(minor, number(word(&rest)));
        } else {
            history_line(&t, what, rest, line);
        }
    }
    fclose(f);
    return t.n;
}

static void histories_charge_what_an_oracle_says(void **state)
{
    (void)state;
    assert_true(compare("tests/unit/billing.tsv") > 300);
    int64_t n = compare("build/check/billing.tsv");
    print_message("figures: %lld charges of random histories as the oracle has them\n", (long long)n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cycle_begins_on_the_day_of_purchase_and_on_the_last_day_of_shorter_months),
        cmocka_unit_test(an_effective_price_is_the_unit_price_by_days),
        cmocka_unit_test(a_tax_is_rounded_once_and_its_shares_sum_to_it),
        cmocka_unit_test(the_reverse_charge_is_between_two_countries_of_the_union_with_a_number),
        cmocka_unit_test(histories_charge_what_an_oracle_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
