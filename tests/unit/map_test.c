/* base/map: against a plain array that remembers what should be there. */
#include "base/map.h"
#include "unit.h"

static void what_is_put_is_found_replaced_and_removed(void **state)
{
    Map m = map_on_arena(*state, 0);
    int one = 1, two = 2;
    assert_null(map_get(&m, S("a")));
    assert_false(map_remove(&m, S("a")));
    map_put(&m, S("a"), &one);
    map_put(&m, S(""), &two);
    assert_ptr_equal(map_get(&m, S("a")), &one);
    assert_ptr_equal(map_get(&m, S("")), &two);
    map_put(&m, S("a"), &two);
    assert_ptr_equal(map_get(&m, S("a")), &two);
    assert_int_equal(m.n, 2);
    assert_true(map_remove(&m, S("a")));
    assert_null(map_get(&m, S("a")));
    assert_int_equal(m.n, 1);
}

static void any_sequence_of_changes_keeps_the_map_true(void **state)
{
    enum { KEYS = 700, STEPS = 60000 };
    static int values[KEYS];
    bool there[KEYS] = {false};
    Str keys[KEYS];
    size_t count = 0;
    Map m = map_on_arena(*state, 0);
    for (int i = 0; i < KEYS; i++) {
        keys[i] = str_fmt(*state, "key-%d", i);
    }
    uint32_t seed = 99;
    for (int step = 0; step < STEPS; step++) {
        seed = seed * 1664525u + 1013904223u;
        unsigned i = (seed >> 8) % KEYS;
        bool put = (seed >> 28) < (step < STEPS / 2 ? 10u : 6u);
        if (put) {
            map_put(&m, keys[i], &values[i]);
            count += !there[i];
            there[i] = true;
        } else {
            assert_int_equal(map_remove(&m, keys[i]), there[i]);
            count -= there[i];
            there[i] = false;
        }
        assert_int_equal(m.n, count);
        unsigned k = (seed >> 4) % KEYS;
        assert_ptr_equal(map_get(&m, keys[k]), there[k] ? &values[k] : NULL);
    }
    for (int i = 0; i < KEYS; i++) {
        assert_ptr_equal(map_get(&m, keys[i]), there[i] ? &values[i] : NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(what_is_put_is_found_replaced_and_removed),
        UNIT_TEST(any_sequence_of_changes_keeps_the_map_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
