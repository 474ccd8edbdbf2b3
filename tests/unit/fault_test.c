/* What a sandbox's client asks to be shown: reading it, which calls it meets, and what is kept of a call. */
#include "app/fault.h"
#include "app/record.h"
#include "unit.h"

static void a_header_is_read_whole_or_refused(void **state)
{
    (void)state;
    Fault f;
    assert_ok(fault_parse(S("status=503; delay=200"), S("x"), &f));
    assert_true(f.status == 503 && f.delay_ms == 200);
    assert_ok(fault_parse(S(" throttle = 5 ;"), S("x"), &f));
    assert_true(f.status == 429 && f.retry_s == 5);
    assert_ok(fault_parse(S("drop=after;duplicate"), S("x"), &f));
    assert_true(f.drop_after && f.twice && !f.drop);
    assert_ok(fault_parse(S("status=500; rate=0"), S("x"), &f));
    assert_false(fault_is_set(&f));
    static const char *const BAD[] = {"nonsense",       "status",      "status=200", "status=9999",
                                      "delay=99999999", "drop=before", "stale=1",    "rate=101",
                                      "seed",           "throttle=-1", "status=5x0", "duplicate=2"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        if (fault_parse(str_from(BAD[i]), S("x"), &f) != ERR_PARSE) {
            fail_msg("\"%s\" was taken", BAD[i]);
        }
    }
}

static void an_address_fits_by_its_parts(void **state)
{
    Arena *a = *state;
    assert_true(fault_path_fits(S("/v1/customers/*/orders"), S("/V1//customers/12/Orders/")));
    assert_false(fault_path_fits(S("/v1/customers/*/orders"), S("/v1/customers/12/orders/3")));
    assert_false(fault_path_fits(S("/v1/customers/*/orders"), S("/v1/customers/12")));
    assert_true(fault_path_fits(S("/v1/**"), S("/v1/customers/12")));
    assert_true(fault_path_fits(S("/v1/**"), S("/v1")));
    assert_false(fault_path_fits(S("/v1/**"), S("/v2/customers")));
    assert_true(fault_path_meets(a, S("GET"), S("/v1/customers/12")));
    assert_true(fault_path_meets(a, S(""), S("/v1/Customers/*/orders")));
    assert_false(fault_path_meets(a, S("DELETE"), S("/v1/customers/*/orders")));
    assert_false(fault_path_meets(a, S(""), S("/v1/custmers/**")));
}

static void a_rate_meets_about_so_many_and_a_seed_the_same_ones(void **state)
{
    (void)state;
    int met = 0, other = 0;
    for (int64_t i = 0; i < 10000; i++) {
        met += fault_strikes(7, i, 30);
        other += fault_strikes(7, i, 30) != fault_strikes(8, i, 30);
        assert_int_equal(fault_strikes(7, i, 30), fault_strikes(7, i, 30));
        assert_true(fault_strikes(1, i, 100));
    }
    assert_in_range(met, 2850, 3150);
    assert_in_range(other, 3500, 5000); /* another seed, other calls */
}

static void secrets_go_by_their_names(void **state)
{
    Arena *a = *state;
    assert_str(
        record_without_secrets(a, S("{\"clientSecret\" : \"a\\\"b\",\"x\":{\"PASSWORD\":\"c\"},\"y\":\"token\"}")),
        "{\"clientSecret\" : \"(removed)\",\"x\":{\"PASSWORD\":\"(removed)\"},\"y\":\"token\"}");
    assert_str(record_without_secrets(a, S("{\"a\":1,\"access_token\":\"cut off he")),
               "{\"a\":1,\"access_token\":\"(removed)\"");
    assert_str(record_without_secrets(a, S("grant_type=x&client_secret=abc&size=5")),
               "grant_type=x&client_secret=(removed)&size=5");
    assert_str(record_without_secrets(a, S("sig=abc&apiKey=d&pwd=e&passwd=f&design=1")),
               "sig=(removed)&apiKey=(removed)&pwd=(removed)&passwd=(removed)&design=1");
    assert_str(
        record_without_secrets(a, S("{\"links\":{\"self\":{\"uri\":\"/x?size=1&sig=abc\"}},\"a\":[\"/y?token=q\"]}")),
        "{\"links\":{\"self\":{\"uri\":\"/x?size=1&sig=(removed)\"}},\"a\":[\"/y?token=(removed)\"]}");
    assert_str(record_without_secrets(a, S("{\"code\":800002,\"at\":\"https://a.example/in?code=abc&state=q\"}")),
               "{\"code\":800002,\"at\":\"https://a.example/in?code=(removed)&state=q\"}");
    assert_str(record_without_secrets(a, S("grant_type=authorization_code&code=abc")),
               "grant_type=authorization_code&code=(removed)");
    assert_str(record_without_secrets(a, S("")), "");
    assert_str(record_without_secrets(a, S("{\"password\":")), "{\"password\":");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_header_is_read_whole_or_refused),
        UNIT_TEST(an_address_fits_by_its_parts),
        UNIT_TEST(a_rate_meets_about_so_many_and_a_seed_the_same_ones),
        UNIT_TEST(secrets_go_by_their_names),
    };
    return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
