/* base/num: overflow and the one rounding function. */
#include "base/num.h"
#include "unit.h"

static void rounding_follows_its_mode(void **state)
{
    (void)state;
    static const struct {
        int n, d, half_even, half_up, down, up;
    } rows[] = {
        {10, 4, 2, 3, 2, 3}, {14, 4, 4, 4, 3, 4}, {-10, 4, -2, -3, -2, -3}, {-14, 4, -4, -4, -3, -4},
        {9, 4, 2, 2, 2, 3},  {11, 4, 3, 3, 2, 3}, {-9, 4, -2, -2, -2, -3},  {8, 4, 2, 2, 2, 2},
        {0, 4, 0, 0, 0, 0},  {1, 3, 0, 0, 0, 1},  {2, 3, 1, 1, 0, 1},       {-1, 3, 0, 0, 0, -1},
        {1, 2, 0, 1, 0, 1},  {3, 2, 2, 2, 1, 2},  {-1, 2, 0, -1, 0, -1},    {7, 1, 7, 7, 7, 7},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal((int)num_div_round(rows[i].n, rows[i].d, ROUND_HALF_EVEN), rows[i].half_even);
        assert_int_equal((int)num_div_round(rows[i].n, rows[i].d, ROUND_HALF_UP), rows[i].half_up);
        assert_int_equal((int)num_div_round(rows[i].n, rows[i].d, ROUND_DOWN), rows[i].down);
        assert_int_equal((int)num_div_round(rows[i].n, rows[i].d, ROUND_UP), rows[i].up);
    }
}

static void rounding_holds_at_the_ends_of_the_range(void **state)
{
    (void)state;
    __int128 most = (__int128)((~(unsigned __int128)0) >> 1);
    assert_true(num_div_round(most, 1, ROUND_UP) == most);
    assert_true(num_div_round(-most - 1, 1, ROUND_UP) == -most - 1);
    assert_true(num_div_round(most - 1, most, ROUND_HALF_UP) == 1);
    assert_true(num_div_round(most, most, ROUND_HALF_EVEN) == 1);
}

static void overflow_is_told(void **state)
{
    (void)state;
    int64_t v;
    size_t z;
    assert_true(num_add_i64(INT64_MAX - 1, 1, &v) && v == INT64_MAX);
    assert_false(num_add_i64(INT64_MAX, 1, &v));
    assert_false(num_sub_i64(INT64_MIN, 1, &v));
    assert_false(num_mul_i64(INT64_MIN, -1, &v));
    assert_false(num_mul_size(SIZE_MAX, 2, &z));
    assert_int_equal(num_clamp_i64(7, 0, 5), 5);
    assert_int_equal(num_clamp_i64(-7, 0, 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_follows_its_mode),
        cmocka_unit_test(rounding_holds_at_the_ends_of_the_range),
        cmocka_unit_test(overflow_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
