/* base/id: making, printing and reading UUIDs. */
#include "base/id.h"
#include "unit.h"

static const uint8_t RANDOM[10] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

static void a_new_id_is_version_seven_with_its_time_first(void **state)
{
    Id id = id_v7((Time){INT64_C(1645557742000) * 1000}, RANDOM); /* the time of RFC 9562 appendix A.6 */
    Str text = id_text(*state, id);
    assert_str(str_sub(text, 0, 14), "017f22e2-79b0-");
    assert_int_equal(text.p[14], '7');
    assert_true(text.p[19] == 'b'); /* variant 10 and all random bits set */
}

static void a_later_microsecond_sorts_later_whatever_the_random_bits(void **state)
{
    (void)state;
    static const uint8_t zero[10] = {0};
    int64_t start = INT64_C(1700000000000000);
    for (int64_t us = start; us < start + 3000; us++) {
        assert_true(id_cmp(id_v7((Time){us}, RANDOM), id_v7((Time){us + 1}, zero)) < 0);
    }
}

static void text_goes_forth_and_back(void **state)
{
    Id id, back;
    for (unsigned i = 0; i < 256; i++) {
        for (unsigned k = 0; k < 16; k++) {
            id.b[k] = (uint8_t)(i + k * 17);
        }
        Str text = id_text(*state, id);
        assert_int_equal(text.n, ID_TEXT);
        assert_ok(id_parse(text, &back));
        assert_true(id_eq(id, back));
        char want[40];
        snprintf(want, sizeof want, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", id.b[0],
                 id.b[1], id.b[2], id.b[3], id.b[4], id.b[5], id.b[6], id.b[7], id.b[8], id.b[9], id.b[10], id.b[11],
                 id.b[12], id.b[13], id.b[14], id.b[15]);
        assert_str_is(text, str_from(want));
    }
    assert_ok(id_parse(S("FA3D9A0C-3fb0-42CC-9193-47c7ecd2edbd"), &id));
    assert_str(id_text(*state, id), "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd");
}

static void other_text_is_no_id(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "fa3d9a0c3fb042cc919347c7ecd2edbd",
                                      "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edb",
                                      "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd0",
                                      "ga3d9a0c-3fb0-42cc-9193-47c7ecd2edbd",
                                      "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edb-",
                                      "fa3d9a0c-3fb0-42cc-9193047c7ecd2edbd",
                                      "{a3d9a0c-3fb0-42cc-9193-47c7ecd2edb}",
                                      "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbG",
                                      "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edb@"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Id id;
        assert_int_equal(id_parse(str_from(bad[i]), &id), ERR_PARSE);
    }
    assert_true(id_is_nil(ID_NIL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_new_id_is_version_seven_with_its_time_first),
        UNIT_TEST(a_later_microsecond_sorts_later_whatever_the_random_bits),
        UNIT_TEST(text_goes_forth_and_back),
        UNIT_TEST(other_text_is_no_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
