/* The API's filter, as the documentation, the Java SDK and mistaken clients send it. */
#include "app/filter.h"
#include "unit.h"

static Ctx *context(Arena *a)
{
    Ctx *ctx = arena_new(a, Ctx);
    ctx->arena = a;
    return ctx;
}

static void both_spellings_are_one_filter(void **state)
{
    Arena *a = *state;
    static const char *const TEXTS[] = {
        "{\"Field\":\"CompanyName\",\"Value\":\"x\",\"Operator\":\"starts_with\"}",
        "{\"operator\":\"StartsWith\",\"fieldType\":\"x\",\"field\":\"companyname\",\"value\":\"x\"}",
        "{\"VALUE\":\"x\",\"OPERATOR\":\"STARTS_WITH\",\"FIELD\":\"company_name\"}",
    };
    for (size_t i = 0; i < 3; i++) {
        Filter f;
        assert_ok(filter_read(context(a), str_from(TEXTS[i]), &f));
        assert_true(f.set);
        assert_int_equal(f.op, FILTER_STARTS_WITH);
        assert_true(filter_is(&f, S("CompanyName")));
        assert_false(filter_is(&f, S("Domain")));
        assert_str(f.value, "x");
    }
}

static void nothing_is_no_filter(void **state)
{
    Filter f;
    assert_ok(filter_read(context(*state), S(" "), &f));
    assert_false(f.set);
    assert_false(filter_is(&f, S("")));
}

static void filters_can_be_joined(void **state)
{
    Filter f;
    assert_ok(filter_read(context(*state),
                          S("{\"Operator\":\"and\",\"LeftFilter\":{\"Field\":\"A\",\"Value\":1},\"RightFilter\":{"
                            "\"Field\":\"B\",\"Value\":true,\"Operator\":\"not_equals\"}}"),
                          &f));
    assert_int_equal(f.op, FILTER_AND);
    assert_int_equal(f.left->op, FILTER_EQUALS);
    assert_str(f.left->value, "1");
    assert_str(f.right->value, "true");
    assert_int_equal(f.right->op, FILTER_NOT_EQUALS);
}

static void nonsense_is_refused_by_code(void **state)
{
    Arena *a = *state;
    static const char *const TEXTS[] = {
        "{",
        "[]",
        "\"x\"",
        "{}",
        "{\"Field\":\"A\"}",
        "{\"Field\":\"A\",\"Value\":\"x\",\"Operator\":\"sounds_like\"}",
        "{\"Field\":{},\"Value\":\"x\"}",
        "{\"Operator\":\"and\",\"LeftFilter\":{\"Field\":\"A\",\"Value\":1}}",
        "[[[[[[[[[[[[]]]]]]]]]]]]",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        Ctx *ctx = context(a);
        Filter f;
        if (filter_read(ctx, str_from(TEXTS[i]), &f) != ERR_INVALID) {
            fail_msg("%s", TEXTS[i]);
        }
        assert_int_equal(ctx->problem.status, 400);
        assert_int_equal(ctx->problem.api_code, 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(both_spellings_are_one_filter), UNIT_TEST(nothing_is_no_filter),
                                       UNIT_TEST(filters_can_be_joined), UNIT_TEST(nonsense_is_refused_by_code)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
