/* Roles and permissions as data. */
#include "app/kernel.h"
#include "base/num.h"
#include "unit.h"

static void role_ids_are_unique_and_plain(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROLES_N; i++) {
        assert_int_equal(role_index(ROLES[i].id), (int)i);
        for (size_t k = 0; k < ROLES[i].id.n; k++) {
            assert_true((ROLES[i].id.p[k] >= 'a' && ROLES[i].id.p[k] <= 'z') || ROLES[i].id.p[k] == '_');
        }
    }
    assert_int_equal(role_index(S("nobody")), -1);
}

static void a_permission_is_found_by_its_id_and_stands_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < perm_count(); i++) {
        assert_ptr_equal(perm_find(perm_at(i)->id), perm_at(i));
    }
    assert_null(perm_find(S("no.such")));
    assert_null(perm_at(perm_count()));
}

static void a_role_gives_what_names_it_and_nothing_else(void **state)
{
    (void)state;
    static const Str words[] = {S_INIT("csp_direct"), S_INIT("csp_provider"), S_INIT("csp_reseller")};
    const ProgramSet programs = {words, COUNT_OF(words), 1};
    for (size_t i = 0; i < ROLES_N; i++) {
        RoleSet one = {0};
        role_put(&one, (int)i);
        PermSet set = perm_of_roles(&one, S("direct"), &programs, ROLES[i].scope == ROLE_OPERATOR);
        for (size_t k = 0; k < perm_count(); k++) {
            const Perm *p = perm_at(k);
            if (!perm_in(&set, p)) {
                continue;
            }
            bool named = str_find(str_from(p->roles), ROLES[i].id) >= 0 || str_eq(str_from(p->roles), S("*"));
            assert_true(named);
        }
    }
}

static void nobody_gets_an_operators_permission_in_an_account(void **state)
{
    (void)state;
    RoleSet all = {0};
    for (size_t i = 0; i < ROLES_N; i++) {
        role_put(&all, (int)i);
    }
    PermSet partner = perm_of_roles(&all, S("direct"), NULL, false), operator_ = perm_of_roles(&all, S(""), NULL, true);
    for (size_t k = 0; k < perm_count(); k++) {
        const Perm *p = perm_at(k);
        assert_false(p->operator_only && perm_in(&partner, p));
        bool everybodys = p == &PERM_PUBLIC || p == &PERM_SIGNED_IN;
        assert_false(!p->operator_only && !everybodys && perm_in(&operator_, p));
    }
}

static void roles_that_give_a_permission_come_weakest_first(void **state)
{
    (void)state;
    for (size_t k = 0; k < perm_count(); k++) {
        const Role *roles[ROLE_MAX];
        size_t n = perm_roles(perm_at(k), roles, ROLE_MAX);
        for (size_t i = 0; i < n; i++) {
            assert_true(str_find(str_from(perm_at(k)->roles), roles[i]->id) >= 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(role_ids_are_unique_and_plain),
        cmocka_unit_test(a_permission_is_found_by_its_id_and_stands_once),
        cmocka_unit_test(a_role_gives_what_names_it_and_nothing_else),
        cmocka_unit_test(nobody_gets_an_operators_permission_in_an_account),
        cmocka_unit_test(roles_that_give_a_permission_come_weakest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
