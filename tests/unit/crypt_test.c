/* crypt: passwords, tokens, the key ring and its rotation, sealing, signed tokens. Known answers come from the
 * standards named beside them. */
#include "base/json.h"
#include "crypt/crypt.h"
#include "os/os.h"
#include "unit.h"

#include <cjose/cjose.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_password_fits_its_hash_only(void **state)
{
    Arena *a = *state;
    Str hash = password_hash(a, S("correct horse"));
    assert_true(str_starts(hash, S("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(password_verify(hash, S("correct horse")));
    assert_false(password_verify(hash, S("correct horsf")));
    assert_false(password_verify(hash, S("")));
    assert_false(password_verify(S(""), S("")));
    assert_false(password_verify(S("plain"), S("plain")));
    assert_false(str_eq(hash, password_hash(a, S("correct horse"))));
}

static void the_decoy_is_one_hash_of_the_same_cost_that_nothing_fits(void **state)
{
    (void)state;
    Str decoy = password_decoy();
    assert_true(str_starts(decoy, S("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_str_is(password_decoy(), decoy);
    int64_t start = os_monotonic_ns();
    assert_false(password_verify(decoy, S("")));
    int64_t decoy_ns = os_monotonic_ns() - start;
    Str hash = password_hash(*state, S("x"));
    start = os_monotonic_ns();
    assert_false(password_verify(hash, S("y")));
    int64_t real_ns = os_monotonic_ns() - start;
    assert_true(decoy_ns > real_ns / 5); /* it is computed, not refused for its form */
}

static void tokens_are_long_url_safe_and_differ(void **state)
{
    Arena *a = *state;
    Str token = token_new(a, 16);
    assert_int_equal(token.n, 22);
    assert_false(str_eq(token, token_new(a, 16)));
    for (size_t i = 0; i < 200; i++) {
        Str t = token_new(a, 32);
        assert_true(t.n == 43 && str_find_char(t, '+') < 0 && str_find_char(t, '/') < 0 && str_find_char(t, '=') < 0);
    }
}

static void a_temporary_password_has_all_kinds_and_no_look_alikes(void **state)
{
    for (int i = 0; i < 500; i++) {
        Str p = token_temporary_password(*state);
        bool upper = false, lower = false, digit = false;
        assert_int_equal(p.n, 20);
        for (size_t k = 0; k < p.n; k++) {
            assert_int_equal(str_find_char(S("0Oo1Il"), p.p[k]), -1);
            upper |= p.p[k] >= 'A' && p.p[k] <= 'Z';
            lower |= p.p[k] >= 'a' && p.p[k] <= 'z';
            digit |= p.p[k] >= '2' && p.p[k] <= '9';
        }
        assert_true(upper && lower && digit);
    }
}

static void digests_have_known_answers(void **state)
{
    Arena *a = *state;
    assert_str(digest_hex(a, digest_sha256(S("abc"))), /* FIPS 180-2 */
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_str(digest_hex(a, digest_sha256((Str){NULL, 0})),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    uint8_t key[32] = {1}, other[32] = {2};
    Digest d = digest_keyed(key, S("token")), again = digest_keyed(key, S("token")),
           differs = digest_keyed(other, S("token"));
    assert_str_is(digest_str(&d), digest_str(&again));
    assert_false(str_eq(digest_str(&d), digest_str(&differs)));
    uint8_t counted[16];
    for (uint8_t i = 0; i < sizeof counted; i++) {
        counted[i] = i;
    }
    assert_str(digest_hex(a, digest_of_moment(counted, S(""))), /* of the authors' test vectors */
               "a3817f04ba25a8e66df67214c755029300000000000000000000000000000000");
    assert_str(digest_hex(a, digest_of_moment(counted, S("\0"))),
               "da87c1d86b99af44347659119b22fc4500000000000000000000000000000000");
}

static void base_sixty_four_has_known_answers(void **state)
{
    Arena *a = *state;
    static const char *const pairs[][2] = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}};
    Str got;
    for (size_t i = 0; i < 5; i++) { /* RFC 4648 section 10 */
        assert_str_is(base64_encode(a, str_from(pairs[i][0])), str_from(pairs[i][1]));
        assert_ok(base64_decode(a, str_from(pairs[i][1]), &got));
        assert_str_is(got, str_from(pairs[i][0]));
    }
    assert_str(base64url_encode(a, S("\xfb\xff\xfe")), "-__-");
    assert_ok(base64url_decode(a, S("-__-"), &got));
    assert_str(got, "\xfb\xff\xfe");
    assert_int_equal(base64url_decode(a, S("Zg=="), &got), ERR_PARSE);
    assert_int_equal(base64url_decode(a, S("Z"), &got), ERR_PARSE);
    assert_int_equal(base64url_decode(a, S("Zh"), &got), ERR_PARSE); /* bits that stand for nothing */
    assert_int_equal(base64_decode(a, S("Zg"), &got), ERR_PARSE);
    assert_int_equal(base64_decode(a, S("Zm9v\n"), &got), ERR_PARSE);
    assert_int_equal(base64_decode(a, S("Zm 9v"), &got), ERR_PARSE);
}

static void what_is_sealed_opens_with_key_and_context_only(void **state)
{
    Arena *a = *state;
    uint8_t key[32] = {7}, other[32] = {8};
    Str sealed = seal(a, key, S("table/column/1"), S("secret")), got;
    assert_ok(unseal(a, key, S("table/column/1"), sealed, &got));
    assert_str(got, "secret");
    assert_int_equal(str_find(sealed, S("secret")), -1);
    assert_false(str_eq(sealed, seal(a, key, S("table/column/1"), S("secret"))));
    assert_int_equal(unseal(a, other, S("table/column/1"), sealed, &got), ERR_PARSE);
    assert_int_equal(unseal(a, key, S("table/column/2"), sealed, &got), ERR_PARSE);
    for (size_t i = 0; i < sealed.n; i++) {
        char *bent = str_z(a, sealed);
        bent[i] ^= 1;
        assert_int_equal(unseal(a, key, S("table/column/1"), str_of(bent, sealed.n), &got), ERR_PARSE);
        assert_int_equal(unseal(a, key, S("table/column/1"), str_sub(sealed, 0, i), &got), ERR_PARSE);
    }
    assert_ok(unseal(a, key, S(""), seal(a, key, S(""), S("")), &got));
    assert_int_equal(got.n, 0);
}

static char folder[64];
static char path[128];

static int ring_setup(void **state)
{
    memcpy(folder, "/tmp/entente-crypt-test-XXXXXX", 31);
    if (!mkdtemp(folder)) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/ring", folder);
    return unit_arena_setup(state);
}

static int ring_teardown(void **state)
{
    (void)unlink(path);
    return rmdir(folder) == 0 ? unit_arena_teardown(state) : -1;
}

static void a_ring_is_made_once_and_opens_again(void **state)
{
    Arena *a = *state;
    KeyRing *ring, *again;
    char why[256] = "";
    assert_int_equal(keyring_open(path, false, &ring, why), ERR_NOT_FOUND);
    assert_non_null(strstr(why, path));
    assert_ok(keyring_open(path, true, &ring, why));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    Str text;
    assert_ok(os_read_file(a, path, 1000, &text));
    assert_true(str_starts(text, S("entente-keyring-1\n")));
    assert_int_equal(text.n, 18 + 65);
    assert_ok(keyring_open(path, true, &again, why));
    uint8_t x[32], y[32], z[32];
    keyring_key(ring, S("session"), x);
    keyring_key(again, S("session"), y);
    keyring_key(ring, S("token"), z);
    assert_memory_equal(x, y, 32);
    assert_memory_not_equal(x, z, 32);
    assert_str_is(keyring_fingerprint(a, ring), keyring_fingerprint(a, again));
    assert_int_equal(keyring_fingerprint(a, ring).n, 16);
    keyring_close(ring);
    keyring_close(again);
}

static void after_a_rotation_old_seals_open_and_digests_stay(void **state)
{
    Arena *a = *state;
    KeyRing *old, *ring;
    char why[256];
    assert_ok(keyring_open(path, true, &old, why));
    assert_ok(keyring_rotate(path, why));
    assert_ok(keyring_open(path, false, &ring, why));
    assert_int_equal(keyring_newest(old), 1);
    assert_int_equal(keyring_newest(ring), 2);
    uint8_t x[32], y[32];
    keyring_key(old, S("token"), x);
    keyring_key(ring, S("token"), y);
    assert_memory_equal(x, y, 32);
    assert_str_is(keyring_fingerprint(a, old), keyring_fingerprint(a, ring));
    Str got, sealed_old = keyring_seal(a, old, S("bank"), S("row"), S("one"));
    Str sealed_new = keyring_seal(a, ring, S("bank"), S("row"), S("two"));
    assert_ok(keyring_unseal(a, ring, S("bank"), S("row"), sealed_old, &got));
    assert_str(got, "one");
    assert_ok(keyring_unseal(a, ring, S("bank"), S("row"), sealed_new, &got));
    assert_str(got, "two");
    assert_int_equal(keyring_unseal(a, old, S("bank"), S("row"), sealed_new, &got), ERR_UNAVAILABLE);
    assert_int_equal(keyring_unseal(a, ring, S("totp"), S("row"), sealed_new, &got), ERR_PARSE);
    assert_int_equal(keyring_unseal(a, ring, S("bank"), S("row"), S(""), &got), ERR_PARSE);
    keyring_close(old);
    keyring_close(ring);
}

static void a_ring_that_others_can_read_or_that_is_damaged_is_refused(void **state)
{
    (void)state;
    KeyRing *ring;
    char why[256];
    assert_ok(keyring_open(path, true, &ring, why));
    keyring_close(ring);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(keyring_open(path, true, &ring, why), ERR_FORBIDDEN);
    assert_non_null(strstr(why, "chmod 600"));
    static const char *const bad[] = {
        "", "entente-keyring-1\n", "entente-keyring-1\nabc\n", "entente-keyring-2\n",
        "entente-keyring-1\nzz00000000000000000000000000000000000000000000000000000000000000\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_ok(os_write_file(path, str_from(bad[i]), 0600));
        assert_int_equal(keyring_open(path, true, &ring, why), ERR_PARSE);
    }
}

static void a_command_can_print_the_ring(void **state)
{
    Arena *a = *state;
    KeyRing *ring, *printed;
    char why[256];
    assert_ok(keyring_open(path, true, &ring, why));
    assert_ok(keyring_from_command(str_z(a, str_fmt(a, "cat %s", path)), &printed, why));
    assert_str_is(keyring_fingerprint(a, ring), keyring_fingerprint(a, printed));
    keyring_close(ring);
    keyring_close(printed);
    assert_int_equal(keyring_from_command("exit 3", &ring, why), ERR_UNAVAILABLE);
    assert_int_equal(keyring_from_command("echo hello", &ring, why), ERR_PARSE);
    assert_int_equal(keyring_from_command("yes", &ring, why), ERR_UNAVAILABLE); /* endless: it is not waited for */
}

static JwtKey *a_key(Arena *a)
{
    Str jwk;
    JwtKey *key;
    assert_ok(jwt_key_new(a, &jwk));
    assert_ok(jwt_key_load(jwk, &key));
    return key;
}

static void a_signed_token_is_verified_by_its_key_only(void **state)
{
    Arena *a = *state;
    JwtKey *key = a_key(a), *other = a_key(a);
    Str token, claims;
    assert_ok(jwt_sign(a, key, S("{\"sub\":\"x\"}"), &token));
    assert_ok(jwt_verify(a, key, token, &claims));
    assert_str(claims, "{\"sub\":\"x\"}");
    assert_int_equal(jwt_verify(a, other, token, &claims), ERR_UNAUTHENTICATED);
    for (size_t i = 0; i < token.n - 1; i++) { /* the last character holds two bits that stand for nothing */
        char *bent = str_z(a, token);
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        assert_int_equal(jwt_verify(a, key, str_of(bent, token.n), &claims), ERR_UNAUTHENTICATED);
    }
    static const char *const bad[] = {"", ".", "..", "a.b", "a.b.c.d", "\xFF.\xFF.\xFF"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(jwt_verify(a, key, str_from(bad[i]), &claims), ERR_UNAUTHENTICATED);
    }
    jwt_key_free(key);
    jwt_key_free(other);
}

static void other_algorithms_are_refused(void **state)
{
    Arena *a = *state;
    JwtKey *key = a_key(a);
    Str token, claims;
    assert_ok(jwt_sign(a, key, S("{\"sub\":\"x\"}"), &token));
    Str body = str_skip(token, (size_t)str_find_char(token, '.'));
    static const char *const headers[] = {"{\"alg\":\"none\"}",
                                          "{\"alg\":\"HS256\"}",
                                          "{\"alg\":\"RS384\"}",
                                          "{\"alg\":\"PS256\"}",
                                          "{}",
                                          "[]",
                                          "{\"alg\":7}",
                                          "{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        Str forged = str_concat(a, base64url_encode(a, str_from(headers[i])), body);
        assert_int_equal(jwt_verify(a, key, forged, &claims), ERR_UNAUTHENTICATED);
        Str unsigned_token = str_sub(forged, 0, (size_t)str_rfind_char(forged, '.') + 1);
        assert_int_equal(jwt_verify(a, key, unsigned_token, &claims), ERR_UNAUTHENTICATED);
    }
    jwt_key_free(key);
}

/* Signed well, with our key, but not in our way. */
static Str signed_with(Arena *a, Str jwk, const char *alg, const char *crit)
{
    cjose_jwk_t *key = cjose_jwk_import(jwk.p, jwk.n, NULL);
    cjose_header_t *header = cjose_header_new(NULL);
    assert_true(cjose_header_set(header, CJOSE_HDR_ALG, alg, NULL));
    assert_true(!crit || cjose_header_set_raw(header, "crit", crit, NULL));
    cjose_jws_t *jws = cjose_jws_sign(key, header, (const uint8_t *)"{}", 2, NULL);
    const char *text = NULL;
    assert_true(cjose_jws_export(jws, &text, NULL));
    Str token = str_copy(a, str_from(text));
    cjose_jws_release(jws);
    cjose_header_release(header);
    cjose_jwk_release(key);
    return token;
}

static void a_good_signature_in_another_way_is_refused(void **state)
{
    Arena *a = *state;
    Str jwk, claims;
    JwtKey *key;
    assert_ok(jwt_key_new(a, &jwk));
    assert_ok(jwt_key_load(jwk, &key));
    assert_ok(jwt_verify(a, key, signed_with(a, jwk, "RS256", NULL), &claims));
    assert_int_equal(jwt_verify(a, key, signed_with(a, jwk, "RS384", NULL), &claims), ERR_UNAUTHENTICATED);
    assert_int_equal(jwt_verify(a, key, signed_with(a, jwk, "PS256", NULL), &claims), ERR_UNAUTHENTICATED);
    assert_int_equal(jwt_verify(a, key, signed_with(a, jwk, "RS256", "[\"exp\"]"), &claims), ERR_UNAUTHENTICATED);
    jwt_key_free(key);
}

static void the_public_set_has_no_private_part(void **state)
{
    Arena *a = *state;
    JwtKey *key = a_key(a);
    const JsonValue *set;
    assert_ok(json_parse(a, jwt_public_jwks(a, (const JwtKey *const[]){key}, 1), JSON_LIMITS_DEFAULT, &set, NULL));
    const JsonValue *keys = json_get(set, S("keys"));
    assert_int_equal(keys->n, 1);
    const JsonValue *jwk = &keys->items[0];
    assert_str(json_get(jwk, S("kty"))->text, "RSA");
    assert_str(json_get(jwk, S("alg"))->text, "RS256");
    assert_str(json_get(jwk, S("e"))->text, "AQAB");
    assert_int_equal(json_get(jwk, S("n"))->text.n, 342);
    assert_str_is(json_get(jwk, S("kid"))->text, jwt_key_id(key));
    assert_null(json_get(jwk, S("d")));
    assert_null(json_get(jwk, S("p")));
    JwtKey *none;
    assert_int_equal(jwt_key_load(S("{}"), &none), ERR_PARSE);
    assert_int_equal(jwt_key_load(S(""), &none), ERR_PARSE);
    jwt_key_free(key);
}

static int init(void **state)
{
    (void)state;
    return crypt_init() == OK ? 0 : -1;
}

static void a_derived_ring_is_the_same_again_and_opens_nothing_else(void **state)
{
    Arena *a = *state;
    KeyRing *ring, *one, *again, *two;
    char why[256];
    Str open;
    assert_ok(keyring_open(path, true, &ring, why));
    assert_ok(keyring_derive(ring, S("harbor"), &one));
    assert_ok(keyring_derive(ring, S("harbor"), &again));
    assert_ok(keyring_derive(ring, S("alder"), &two));
    assert_str_is(keyring_fingerprint(a, one), keyring_fingerprint(a, again));
    assert_false(str_eq(keyring_fingerprint(a, one), keyring_fingerprint(a, two)));
    assert_false(str_eq(keyring_fingerprint(a, one), keyring_fingerprint(a, ring)));
    Str sealed = keyring_seal(a, one, S("seal"), S("row"), S("secret"));
    assert_ok(keyring_unseal(a, again, S("seal"), S("row"), sealed, &open));
    assert_str(open, "secret");
    assert_int_equal(keyring_unseal(a, two, S("seal"), S("row"), sealed, &open), ERR_PARSE);
    assert_int_equal(keyring_unseal(a, ring, S("seal"), S("row"), sealed, &open), ERR_PARSE);
    keyring_close(two);
    keyring_close(again);
    keyring_close(one);
    keyring_close(ring);
}

#define RING_TEST(f) cmocka_unit_test_setup_teardown(f, ring_setup, ring_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_password_fits_its_hash_only),
        UNIT_TEST(the_decoy_is_one_hash_of_the_same_cost_that_nothing_fits),
        UNIT_TEST(tokens_are_long_url_safe_and_differ),
        UNIT_TEST(a_temporary_password_has_all_kinds_and_no_look_alikes),
        UNIT_TEST(digests_have_known_answers),
        UNIT_TEST(base_sixty_four_has_known_answers),
        UNIT_TEST(what_is_sealed_opens_with_key_and_context_only),
        RING_TEST(a_ring_is_made_once_and_opens_again),
        RING_TEST(after_a_rotation_old_seals_open_and_digests_stay),
        RING_TEST(a_ring_that_others_can_read_or_that_is_damaged_is_refused),
        RING_TEST(a_command_can_print_the_ring),
        RING_TEST(a_derived_ring_is_the_same_again_and_opens_nothing_else),
        UNIT_TEST(a_signed_token_is_verified_by_its_key_only),
        UNIT_TEST(other_algorithms_are_refused),
        UNIT_TEST(a_good_signature_in_another_way_is_refused),
        UNIT_TEST(the_public_set_has_no_private_part),
    };
    return cmocka_run_group_tests(tests, init, NULL);
}
