/* What all unit tests of the lower layers share: cmocka's includes, an arena for each test, assertions on Str. */
#pragma once
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

static inline int unit_arena_setup(void **state)
{
    *state = arena_create(0);
    return 0;
}

static inline int unit_arena_teardown(void **state)
{
    arena_destroy(*state);
    return 0;
}

#define UNIT_TEST(f) cmocka_unit_test_setup_teardown(f, unit_arena_setup, unit_arena_teardown)

static inline void unit_str_eq(Str got, Str want, const char *file, int line)
{
    if (!str_eq(got, want)) {
        print_error("got  \"%.*s\"\nwant \"%.*s\"\n", S_ARG(got), S_ARG(want));
        _fail(file, line);
    }
}
#define assert_str(got, want) unit_str_eq((got), S(want), __FILE__, __LINE__)
#define assert_str_is(got, want) unit_str_eq((got), (want), __FILE__, __LINE__)
#define assert_ok(expr) assert_int_equal((expr), OK)
