/* Drawn pieces that are kept: given for the very same bytes only. */
#include "ui/drawn.h"
#include "unit.h"

static Arena *arena;

static void a_piece_is_given_for_what_it_was_drawn_from_and_for_nothing_else(void **state)
{
    (void)state;
    Html got = {S("")};
    assert_false(drawn_find(arena, S("rows of one"), &got));
    drawn_keep(S("rows of one"), (Html){S("<tr>one</tr>")});
    assert_true(drawn_find(arena, S("rows of one"), &got));
    assert_true(str_eq(got.s, S("<tr>one</tr>")));
    assert_false(drawn_find(arena, S("rows of one "), &got));
    assert_false(drawn_find(arena, S("rows of on"), &got));
    assert_false(drawn_find(arena, S(""), &got));
}

/* Long keys that begin and end alike have the same place. */
static void pieces_of_one_place_do_not_stand_for_each_other(void **state)
{
    (void)state;
    char one[1000], other[1000];
    Html got = {S("")};
    memset(one, 'x', sizeof one);
    memset(other, 'x', sizeof other);
    other[500] = 'y';
    drawn_keep(str_of(one, sizeof one), (Html){S("first")});
    assert_false(drawn_find(arena, str_of(other, sizeof other), &got));
    drawn_keep(str_of(other, sizeof other), (Html){S("second")});
    assert_true(drawn_find(arena, str_of(other, sizeof other), &got));
    assert_true(str_eq(got.s, S("second")));
    assert_false(drawn_find(arena, str_of(one, sizeof one), &got));
}

static void what_is_large_is_not_kept(void **state)
{
    (void)state;
    Html got = {S("")};
    size_t n = 200 << 10;
    char *large = arena_alloc(arena, n, 1);
    memset(large, 'x', n);
    drawn_keep(S("large"), (Html){str_of(large, n)});
    assert_false(drawn_find(arena, S("large"), &got));
}

int main(void)
{
    arena = arena_create(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_piece_is_given_for_what_it_was_drawn_from_and_for_nothing_else),
        cmocka_unit_test(pieces_of_one_place_do_not_stand_for_each_other),
        cmocka_unit_test(what_is_large_is_not_kept),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_destroy(arena);
    return failed;
}
