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

static void a_refusal_names_the_side_and_the_limit(void **state)
{
    Arena *a = *state;
    static const char *const LEAF = "{\"Field\":\"A\",\"Value\":1}";
    Str deep = str_from(LEAF), text;
    for (int i = 0; i < 60; i++) {
        deep = str_fmt(a, "{\"Operator\":\"or\",\"LeftFilter\":%.*s,\"RightFilter\":%s}", S_ARG(deep), LEAF);
    }
    char *xs = arena_array(a, char, 5001);
    memset(xs, 'x', 5000);
    Str wide = str_fmt(a, "{\"Field\":\"A\",\"Value\":\"%s\"}", xs);
    Str six = str_from(LEAF);
    for (int i = 0; i < 6; i++) {
        six = str_fmt(a, "{\"Operator\":\"or\",\"LeftFilter\":%s,\"RightFilter\":%.*s}", LEAF, S_ARG(six));
    }
    const struct {
        Str filter;
        const char *said;
    } CASES[] = {
        {str_fmt(a, "{\"Operator\":\"and\",\"LeftFilter\":%s,\"RightFilter\":null}", LEAF),
         "RightFilter is not a JSON object"},
        {str_fmt(a, "{\"Operator\":\"and\",\"RightFilter\":%s}", LEAF), "LeftFilter is missing"},
        {six, "joined in at most 5 levels"},
        {deep, "and at most 4096 are taken"},
        {wide, "and at most 4096 are taken"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Filter f;
        Ctx *ctx = context(a);
        assert_int_equal(filter_read(ctx, CASES[i].filter, &f), ERR_INVALID);
        text = ctx->problem.log;
        assert_true(str_find(text, str_from(CASES[i].said)) >= 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(both_spellings_are_one_filter), UNIT_TEST(nothing_is_no_filter),
                                       UNIT_TEST(filters_can_be_joined), UNIT_TEST(nonsense_is_refused_by_code),
                                       UNIT_TEST(a_refusal_names_the_side_and_the_limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
