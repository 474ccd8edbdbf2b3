/* base/arena: alignment, zeroing, budget, reset. */
#include "base/arena.h"
#include "unit.h"

static void memory_is_zeroed_and_aligned_as_asked(void **state)
{
    Arena *a = *state;
    for (size_t align = 1; align <= 64; align *= 2) {
        for (size_t size = 0; size < 300; size += 37) {
            unsigned char *p = arena_alloc(a, size, align);
            assert_int_equal((uintptr_t)p % align, 0);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(p[i], 0);
                p[i] = 0xAA;
            }
        }
    }
}

static void memory_is_zeroed_again_after_a_reset(void **state)
{
    Arena *a = *state;
    memset(arena_alloc(a, 1000, 8), 0xFF, 1000);
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
    unsigned char *p = arena_alloc(a, 1000, 8);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(p[i], 0);
    }
}

static void allocations_do_not_overlap_over_many_blocks(void **state)
{
    Arena *a = *state;
    enum { N = 3000 };
    uint32_t *p[N];
    for (uint32_t i = 0; i < N; i++) {
        p[i] = arena_array(a, uint32_t, 1 + i % 500);
        for (uint32_t k = 0; k < 1 + i % 500; k++) {
            p[i][k] = i;
        }
    }
    for (uint32_t i = 0; i < N; i++) {
        for (uint32_t k = 0; k < 1 + i % 500; k++) {
            assert_int_equal(p[i][k], i);
        }
    }
    assert_true(arena_used(a) >= N * 4);
}

static void a_large_allocation_gets_its_own_block(void **state)
{
    char *p = arena_alloc(*state, 5 << 20, 64);
    p[0] = p[(5 << 20) - 1] = 'x';
    char *q = arena_alloc(*state, 10, 1);
    assert_true(q < p || q >= p + (5 << 20));
}

static void exhaustion_jumps_to_the_frame_that_was_set(void **state)
{
    (void)state;
    Arena *a = arena_create(100000);
    jmp_buf frame;
    volatile size_t got = 0;
    if (setjmp(frame) == 0) {
        arena_on_exhausted(a, &frame);
        for (;;) {
            (void)arena_alloc(a, 1000, 8);
            got = got + 1000;
        }
    }
    assert_true(got >= 60000 && got <= 100000);
    for (volatile int round = 0; round < 20; round = round + 1) {
        arena_reset(a);
        if (setjmp(frame) == 0) {
            (void)arena_alloc(a, 50000, 1); /* the budget is free again */
            (void)arena_alloc(a, 30000, 1);
        } else {
            fail();
        }
    }
    arena_destroy(a);
}

static void an_array_whose_size_overflows_is_exhaustion(void **state)
{
    Arena *a = *state;
    jmp_buf frame;
    volatile bool jumped = false;
    if (setjmp(frame) == 0) {
        arena_on_exhausted(a, &frame);
        volatile size_t many = SIZE_MAX / 2;
        (void)arena_alloc_array(a, many, 16, 8);
    } else {
        jumped = true;
    }
    arena_on_exhausted(a, NULL);
    assert_true(jumped);
}

static void only_the_newest_allocation_can_be_extended(void **state)
{
    Arena *a = *state;
    char *p = arena_alloc(a, 100, 1);
    assert_true(arena_extend(a, p, 200));
    p[199] = 'x';
    char *q = arena_alloc(a, 10, 1);
    assert_true(q >= p + 200);
    assert_false(arena_extend(a, p, 300));
    assert_false(arena_extend(a, q, 100 << 20));
    assert_false(arena_extend(a, NULL, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(memory_is_zeroed_and_aligned_as_asked),       UNIT_TEST(memory_is_zeroed_again_after_a_reset),
        UNIT_TEST(allocations_do_not_overlap_over_many_blocks), UNIT_TEST(a_large_allocation_gets_its_own_block),
        UNIT_TEST(exhaustion_jumps_to_the_frame_that_was_set),  UNIT_TEST(an_array_whose_size_overflows_is_exhaustion),
        UNIT_TEST(only_the_newest_allocation_can_be_extended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
