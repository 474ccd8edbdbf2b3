/* crypt/jose: tokens and key sets of others. The good ones are the examples of the RFCs. */
#include "unit.h"

#include "crypt/jose.h"

/* RFC 7515, appendices A.2 and A.3; RFC 8037, appendix A.4. */
#define RSA_N                                                                                                          \
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-"   \
    "pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"                  \
    "UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_"                      \
    "h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
#define EC_XY                                                                                                          \
    "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define ED_X "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""
#define CLAIMS "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RS_SIGNATURE                                                                                                   \
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"                            \
    "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ"                                                                                  \
    "cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--"          \
    "xi12jzDwusC-"                                                                                                     \
    "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define RS_TOKEN "eyJhbGciOiJSUzI1NiJ9." CLAIMS "." RS_SIGNATURE
#define ES_SIGNATURE "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define ES_TOKEN "eyJhbGciOiJFUzI1NiJ9." CLAIMS "." ES_SIGNATURE
#define ED_TOKEN                                                                                                       \
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."                                                        \
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

#define RSA_KEY "{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}"
#define EC_KEY "{\"kty\":\"EC\",\"kid\":\"e\",\"crv\":\"P-256\"," EC_XY "}"
#define ED_KEY "{\"kty\":\"OKP\",\"kid\":\"d\",\"crv\":\"Ed25519\"," ED_X "}"
#define ALL_KEYS "{\"keys\":[" RSA_KEY "," EC_KEY "," ED_KEY "]}"

static JwkSet keys(Arena *a, const char *json, size_t n)
{
    JwkSet set;
    assert_ok(jwk_set_parse(a, str_from(json), &set));
    assert_int_equal(set.n, n);
    return set;
}

static JoseWhy verdict(Arena *a, const char *json, const char *token)
{
    JwkSet set;
    JoseToken t;
    assert_ok(jwk_set_parse(a, str_from(json), &set));
    return jose_verify(a, &set, str_from(token), &t);
}

static const char *token_of(Arena *a, const char *header, const char *rest)
{
    Str head = base64url_encode(a, str_from(header));
    return str_z(a, str_fmt(a, "%.*s.%s", S_ARG(head), rest));
}

static void test_the_examples_of_the_rfcs_hold(void **state)
{
    Arena *a = *state;
    JwkSet set = keys(a, ALL_KEYS, 3);
    JoseToken t;
    assert_int_equal(jose_verify(a, &set, S(RS_TOKEN), &t), JOSE_OK);
    assert_str(t.alg, "RS256");
    assert_true(str_starts(t.claims, S("{\"iss\":\"joe\"")));
    assert_int_equal(jose_verify(a, &set, S(ES_TOKEN), &t), JOSE_OK);
    /* The RFC's text is no object: the signature holds, and it is no token. */
    assert_int_equal(jose_verify(a, &set, S(ED_TOKEN), &t), JOSE_FORM);
}

static void test_one_changed_bit_breaks_every_algorithm(void **state)
{
    Arena *a = *state;
    const char *tokens[] = {RS_TOKEN, ES_TOKEN, ED_TOKEN};
    for (size_t i = 0; i < 3; i++) {
        char *bad = str_z(a, str_from(tokens[i]));
        char *at = strrchr(bad, '.') + 5;
        *at = *at == 'A' ? 'B' : 'A';
        assert_int_equal(verdict(a, ALL_KEYS, bad), JOSE_SIGNATURE);
        bad = str_z(a, str_from(tokens[i]));
        at = strchr(bad, '.') + 9;
        *at = *at == 'A' ? 'B' : 'A';
        assert_int_equal(verdict(a, ALL_KEYS, bad), JOSE_SIGNATURE);
    }
}

static void test_only_three_algorithms_are_taken(void **state)
{
    Arena *a = *state;
    static const char *const OTHERS[] = {"none", "None", "HS256", "RS384", "RS512", "PS256", "ES384", "rs256", ""};
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        Str head = str_fmt(a, "{\"alg\":\"%s\"}", OTHERS[i]);
        assert_int_equal(verdict(a, ALL_KEYS, token_of(a, str_z(a, head), CLAIMS "." RS_SIGNATURE)), JOSE_ALG);
    }
    assert_int_equal(verdict(a, ALL_KEYS, token_of(a, "{\"ALG\":\"RS256\"}", CLAIMS "." RS_SIGNATURE)), JOSE_ALG);
    assert_int_equal(verdict(a, ALL_KEYS, token_of(a, "{}", CLAIMS "." RS_SIGNATURE)), JOSE_ALG);
}

static void test_an_algorithm_is_bound_to_the_kind_of_key(void **state)
{
    Arena *a = *state;
    /* The token names the RSA key and says it was signed as the elliptic one is. */
    assert_int_equal(verdict(a, ALL_KEYS, token_of(a, "{\"alg\":\"ES256\",\"kid\":\"r\"}", CLAIMS "." ES_SIGNATURE)),
                     JOSE_KEY);
    assert_int_equal(verdict(a, "{\"keys\":[" EC_KEY "]}", RS_TOKEN), JOSE_KEY);
}

static void test_an_extension_that_must_be_understood_is_refused(void **state)
{
    Arena *a = *state;
    const char *token = token_of(a, "{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}", CLAIMS "." RS_SIGNATURE);
    assert_int_equal(verdict(a, ALL_KEYS, token), JOSE_CRITICAL);
}

static void test_a_key_is_found_by_its_name_or_by_being_the_only_one(void **state)
{
    Arena *a = *state;
    assert_int_equal(verdict(a, ALL_KEYS, token_of(a, "{\"alg\":\"RS256\",\"kid\":\"new\"}", CLAIMS "." RS_SIGNATURE)),
                     JOSE_KEY);
    const char *two =
        "{\"keys\":[" RSA_KEY ",{\"kty\":\"RSA\",\"kid\":\"second\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}]}";
    assert_int_equal(verdict(a, two, RS_TOKEN), JOSE_KEY);
    assert_int_equal(verdict(a, "{\"keys\":[]}", RS_TOKEN), JOSE_KEY);
}

static void test_what_is_not_a_compact_token_is_refused(void **state)
{
    Arena *a = *state;
    static const char *const BAD[] = {"",
                                      ".",
                                      "..",
                                      "a.b",
                                      "eyJhbGciOiJSUzI1NiJ9." CLAIMS,
                                      "eyJhbGciOiJSUzI1NiJ9." CLAIMS ".",
                                      RS_TOKEN ".",
                                      RS_TOKEN ".x",
                                      "eyJhbGciOiJSUzI1NiJ9==." CLAIMS "." RS_SIGNATURE,
                                      "W10." CLAIMS "." RS_SIGNATURE,
                                      " " RS_TOKEN};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(verdict(a, ALL_KEYS, BAD[i]), JOSE_FORM);
    }
    char *large = arena_alloc(a, JOSE_TOKEN_MAX + 2, 1);
    memset(large, 'a', JOSE_TOKEN_MAX + 1);
    assert_int_equal(verdict(a, ALL_KEYS, large), JOSE_FORM);
}

static void test_keys_that_cannot_be_used_are_left_out(void **state)
{
    Arena *a = *state;
    static const char *const OUT[] = {
        "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", /* short */
        "{\"kty\":\"RSA\",\"use\":\"enc\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"key_ops\":[\"encrypt\"],\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"alg\":\"PS256\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQ\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-384\"," EC_XY "}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"y\":\"x_"
        "FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}", /* not on the curve */
        "{\"kty\":\"OKP\",\"crv\":\"X25519\"," ED_X "}",
        "7",
        "{\"Kty\":\"OKP\",\"crv\":\"Ed25519\"," ED_X "}",
    };
    for (size_t i = 0; i < sizeof OUT / sizeof OUT[0]; i++) {
        JwkSet set = keys(a, str_z(a, str_fmt(a, "{\"keys\":[%s," ED_KEY "]}", OUT[i])), 1);
        assert_int_equal(set.left_out, 1);
    }
    /* Used for signatures, and with its algorithm in either name. */
    (void)keys(a, "{\"keys\":[{\"kty\":\"OKP\",\"use\":\"sig\",\"alg\":\"Ed25519\",\"crv\":\"Ed25519\"," ED_X "}]}", 1);
    (void)keys(
        a, "{\"keys\":[{\"kty\":\"OKP\",\"key_ops\":[\"verify\"],\"alg\":\"EdDSA\",\"crv\":\"Ed25519\"," ED_X "}]}", 1);
}

static void test_what_is_not_a_key_set_is_refused(void **state)
{
    Arena *a = *state;
    static const char *const BAD[] = {"", "[]", "{}", "{\"keys\":{}}", "{\"Keys\":[]}", "{\"keys\":[]", "\"keys\""};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        JwkSet set;
        assert_int_equal(jwk_set_parse(a, str_from(BAD[i]), &set), ERR_PARSE);
    }
}

static void test_the_hash_of_an_access_token_is_that_of_the_standard(void **state)
{
    Arena *a = *state;
    /* OpenID Connect Core, appendix A.3. */
    assert_str(jose_half_hash(a, S("RS256"), S("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")),
               "77QmUPtjPfzWtF2AnpK9RQ");
    assert_int_equal(jose_half_hash(a, S("EdDSA"), S("x")).n, 43);
    assert_int_equal(jose_half_hash(a, S("none"), S("x")).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_the_examples_of_the_rfcs_hold),
        UNIT_TEST(test_one_changed_bit_breaks_every_algorithm),
        UNIT_TEST(test_only_three_algorithms_are_taken),
        UNIT_TEST(test_an_algorithm_is_bound_to_the_kind_of_key),
        UNIT_TEST(test_an_extension_that_must_be_understood_is_refused),
        UNIT_TEST(test_a_key_is_found_by_its_name_or_by_being_the_only_one),
        UNIT_TEST(test_what_is_not_a_compact_token_is_refused),
        UNIT_TEST(test_keys_that_cannot_be_used_are_left_out),
        UNIT_TEST(test_what_is_not_a_key_set_is_refused),
        UNIT_TEST(test_the_hash_of_an_access_token_is_that_of_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
