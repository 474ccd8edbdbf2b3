/* Passkeys: the standard's own vectors, libfido2 as a second opinion, and each field made wrong alone. */
#include "crypt/cbor.h"
#include "crypt/cose.h"
#include "lib/authenticator.h"
#include "os/os.h"
#include "unit.h"
#include "webauthn_vectors.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

static Str hex(Arena *a, const char *text)
{
    size_t n = strlen(text) / 2;
    char *b = arena_alloc(a, n, 1);
    for (size_t i = 0; i < n; i++) {
        char two[3] = {text[2 * i], text[2 * i + 1], 0}, *end;
        b[i] = (char)strtoul(two, &end, 16);
        assert_ptr_equal(end, two + 2);
    }
    return str_of(b, n);
}

/* --- the standard's vectors --- */

static Str vector_client(Arena *a, const VectorPart *p, const char *type)
{
    Str challenge = base64url_encode(a, hex(a, p->challenge));
    Str extra = p->extra ? str_fmt(a,
                                   ",\"extraData\":\"clientDataJSON may be extended with additional fields in the "
                                   "future, such as this: %s\"",
                                   p->extra)
                         : S("");
    return str_fmt(a,
                   "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"https://example.org\",\"crossOrigin\":%s%.*s}",
                   type, S_ARG(challenge), p->frame, S_ARG(extra));
}

static WebauthnExpect vector_expect(Arena *a, const VectorPart *p)
{
    return (WebauthnExpect){
        .challenge = hex(a, p->challenge), .origin = S("https://example.org"), .rp_id = S("example.org")};
}

/* object NULL: the vector's own. */
static void vector_holds(Arena *a, const Vector *v, Str object, int alg)
{
    object = object.n ? object : hex(a, v->object);
    WebauthnCredential c, after;
    WebauthnExpect e = vector_expect(a, &v->create);
    assert_int_equal(webauthn_register(a, &e, vector_client(a, &v->create, "webauthn.create"), object, &c),
                     WEBAUTHN_OK);
    assert_int_equal(c.alg, alg);
    e = vector_expect(a, &v->get);
    Str client = vector_client(a, &v->get, "webauthn.get"), data = hex(a, v->data), signature = hex(a, v->signature);
    assert_int_equal(webauthn_assert(a, &e, &c, client, data, signature, &after), WEBAUTHN_OK);
    assert_int_equal(after.verified, (data.p[32] & SOFT_UV) != 0);
    assert_int_equal(after.backed_up, (data.p[32] & SOFT_BS) != 0);
    ((char *)(uintptr_t)signature.p)[signature.n - 1] ^= 1;
    assert_int_equal(webauthn_assert(a, &e, &c, client, data, signature, &after), WEBAUTHN_SIGNATURE);
}

static void the_standards_vectors_of_each_algorithm_hold(void **state)
{
    Arena *a = *state;
    vector_holds(a, &VECTOR_NONE, S(""), WEBAUTHN_ES256);
    vector_holds(a, &VECTOR_SELF, S(""), WEBAUTHN_ES256);
    vector_holds(a, &VECTOR_PACKED, S(""), WEBAUTHN_ES256);
    vector_holds(a, &VECTOR_ED, S(""), WEBAUTHN_EDDSA);
    BIGNUM *p = BN_new(), *q = BN_new(), *n = BN_new(), *one = BN_new();
    BN_CTX *ctx = BN_CTX_new();
    BN_one(one);
    BN_lshift(p, one, 1279);
    BN_lshift(q, one, 2203);
    BN_sub_word(p, 1);
    BN_sub_word(q, 1);
    BN_mul(n, p, q, ctx);
    Str modulus = {arena_alloc(a, 436, 1), 436};
    assert_int_equal(BN_bn2binpad(n, (unsigned char *)(uintptr_t)modulus.p, 436), 436);
    BN_free(p), BN_free(q), BN_free(n), BN_free(one), BN_CTX_free(ctx);
    const Str parts[] = {hex(a, VECTOR_RSA.object), modulus, hex(a, RSA_END)};
    vector_holds(a, &VECTOR_RSA, str_join(a, parts, 3, S("")), WEBAUTHN_RS256);
}

static void a_credential_id_of_1023_bytes_is_the_longest(void **state)
{
    Arena *a = *state;
    uint8_t id[1023];
    size_t n = sizeof id;
    EVP_PKEY_CTX *kdf = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    const char *info = "none.ES256.long-credential-id", *ikm = "WebAuthn test vectors";
    assert_true(EVP_PKEY_derive_init(kdf) == 1 && EVP_PKEY_CTX_set_hkdf_md(kdf, EVP_sha256()) == 1 &&
                EVP_PKEY_CTX_set1_hkdf_salt(kdf, (const uint8_t *)"\x04", 1) == 1 &&
                EVP_PKEY_CTX_set1_hkdf_key(kdf, (const uint8_t *)ikm, (int)strlen(ikm)) == 1 &&
                EVP_PKEY_CTX_add1_hkdf_info(kdf, (const uint8_t *)info, (int)strlen(info)) == 1 &&
                EVP_PKEY_derive(kdf, id, &n) == 1);
    EVP_PKEY_CTX_free(kdf);
    const Str parts[] = {hex(a, VECTOR_LONG.object), str_of((const char *)id, n), hex(a, LONG_KEY)};
    vector_holds(a, &VECTOR_LONG, str_join(a, parts, 3, S("")), WEBAUTHN_ES256);

    SoftKey k = soft_key(a, WEBAUTHN_ES256);
    SoftAsk ask = {S("0123456789abcdef"), S("https://x.example"), S("x.example"), SOFT_UP, 0, S(""), S("")};
    WebauthnExpect e = {ask.challenge, ask.origin, ask.rp_id, false};
    WebauthnCredential c;
    SoftAnswer r = soft_register(a, &k, &ask);
    k.id = (Str){arena_alloc(a, 1024, 1), 1024};
    Str data = soft_data(a, &ask, soft_attested(a, k.id, soft_cose(a, &k)));
    assert_int_equal(webauthn_register(a, &e, r.client_data, soft_object(a, S("none"), S("\xa0"), data), &c),
                     WEBAUTHN_ID);
    data = soft_data(a, &ask, soft_attested(a, S(""), soft_cose(a, &k)));
    assert_int_equal(webauthn_register(a, &e, r.client_data, soft_object(a, S("none"), S("\xa0"), data), &c),
                     WEBAUTHN_ID);
    soft_key_free(&k);
}

static void a_ceremony_inside_another_sites_frame_is_refused(void **state)
{
    Arena *a = *state;
    const Vector *const framed[] = {&VECTOR_CROSS, &VECTOR_TOP};
    for (size_t i = 0; i < 2; i++) {
        WebauthnCredential c;
        const Vector *v = framed[i];
        WebauthnExpect e = vector_expect(a, &v->create);
        assert_int_equal(
            webauthn_register(a, &e, vector_client(a, &v->create, "webauthn.create"), hex(a, v->object), &c),
            WEBAUTHN_ORIGIN);
    }
}

/* --- each field made wrong alone --- */

typedef struct World {
    Arena *a;
    SoftKey key;
    SoftAsk ask;
    WebauthnExpect expect;
    WebauthnCredential known;
} World;

static World world_of(Arena *a, int alg)
{
    World w = {.a = a, .key = soft_key(a, alg)};
    w.ask = (SoftAsk){
        S("challenge of 20 byte"), S("https://p.example"), S("p.example"), SOFT_UP | SOFT_UV, 7, S(""), S("")};
    w.expect = (WebauthnExpect){w.ask.challenge, w.ask.origin, w.ask.rp_id, true};
    SoftAnswer r = soft_register(a, &w.key, &w.ask);
    assert_int_equal(webauthn_register(a, &w.expect, r.client_data, r.object, &w.known), WEBAUTHN_OK);
    assert_str_is(w.known.id, w.key.id);
    assert_str_is(str_of((const char *)w.known.aaguid, 16), S("software-authent"));
    assert_int_equal(w.known.count, 7);
    assert_true(w.known.verified && !w.known.backup_eligible && !w.known.backed_up);
    w.ask.count = 8;
    return w;
}

static WebauthnWhy try_register(World *w, const SoftAsk *ask)
{
    WebauthnCredential c;
    SoftAnswer r = soft_register(w->a, &w->key, ask);
    return webauthn_register(w->a, &w->expect, r.client_data, r.object, &c);
}

static WebauthnWhy try_assert(World *w, const SoftAsk *ask)
{
    SoftAnswer r = soft_assert(w->a, &w->key, ask);
    return webauthn_assert(w->a, &w->expect, &w->known, r.client_data, r.data, r.signature, NULL);
}

static void each_wrong_field_is_refused_with_its_reason(void **state)
{
    World w = world_of(*state, WEBAUTHN_ES256);
    assert_int_equal(try_assert(&w, &w.ask), WEBAUTHN_OK);
    const Str c = w.ask.challenge, o = w.ask.origin, rp = w.ask.rp_id, no = S("");
    const uint8_t flags = SOFT_UP | SOFT_UV;
    const struct {
        SoftAsk ask;
        WebauthnWhy why;
    } wrong[] = {
        {{S("challenge of 20 bytE"), o, rp, flags, 8, no, no}, WEBAUTHN_CHALLENGE},
        {{no, o, rp, flags, 8, no, no}, WEBAUTHN_CHALLENGE},
        {{c, S("https://p.example.evil.example"), rp, flags, 8, no, no}, WEBAUTHN_ORIGIN},
        {{c, S("http://p.example"), rp, flags, 8, no, no}, WEBAUTHN_ORIGIN},
        {{c, S("https://p.example:8443"), rp, flags, 8, no, no}, WEBAUTHN_ORIGIN},
        {{c, S("https://P.example"), rp, flags, 8, no, no}, WEBAUTHN_ORIGIN},
        {{c, o, rp, flags, 8, no, S(",\"topOrigin\":\"https://p.example\"")}, WEBAUTHN_ORIGIN},
        {{c, o, S("example"), flags, 8, no, no}, WEBAUTHN_RP},
        {{c, o, rp, SOFT_UV, 8, no, no}, WEBAUTHN_PRESENCE},
        {{c, o, rp, SOFT_UP, 8, no, no}, WEBAUTHN_VERIFICATION},
        {{c, o, rp, flags | SOFT_BS, 8, no, no}, WEBAUTHN_BACKUP},
        {{c, o, rp, flags, 8, S("payment.get"), no}, WEBAUTHN_TYPE},
        {{c, o, rp, flags, 8, no, S(",\"type\":\"webauthn.get\"")}, WEBAUTHN_FORM}, /* a member twice */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(try_register(&w, &wrong[i].ask), wrong[i].why);
        assert_int_equal(try_assert(&w, &wrong[i].ask), wrong[i].why);
    }
    SoftAsk ask = w.ask;
    ask.type = S("webauthn.create");
    assert_int_equal(try_assert(&w, &ask), WEBAUTHN_TYPE);
    ask.type = S("webauthn.get");
    assert_int_equal(try_register(&w, &ask), WEBAUTHN_TYPE);
    ask.type = S("");
    ask.flags |= SOFT_BE; /* it was not eligible when it was made */
    assert_int_equal(try_assert(&w, &ask), WEBAUTHN_BACKUP);
    w.expect.challenge = S("");
    ask = w.ask;
    ask.challenge = S("");
    assert_int_equal(try_assert(&w, &ask), WEBAUTHN_CHALLENGE); /* not even an empty one fits an empty one */
    soft_key_free(&w.key);
}

static void a_counter_that_does_not_grow_is_refused_unless_there_is_none(void **state)
{
    World w = world_of(*state, WEBAUTHN_ES256);
    const struct {
        uint32_t known, now;
        WebauthnWhy why;
    } cases[] = {
        {0, 0, WEBAUTHN_OK},          {0, 1, WEBAUTHN_OK},
        {7, 8, WEBAUTHN_OK},          {7, 7, WEBAUTHN_COUNTER},
        {7, 6, WEBAUTHN_COUNTER},     {7, 0, WEBAUTHN_COUNTER},
        {7, UINT32_MAX, WEBAUTHN_OK}, {UINT32_MAX, 0, WEBAUTHN_COUNTER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        w.known.count = cases[i].known;
        w.ask.count = cases[i].now;
        assert_int_equal(try_assert(&w, &w.ask), cases[i].why);
    }
    /* A copy that cannot sign proves nothing about copies. */
    SoftKey real = w.key;
    w.key = soft_key(w.a, WEBAUTHN_ES256);
    assert_int_equal(try_assert(&w, &w.ask), WEBAUTHN_SIGNATURE);
    soft_key_free(&w.key);
    soft_key_free(&real);
}

static void backup_flags_are_kept_and_may_change_only_in_state(void **state)
{
    Arena *a = *state;
    World w = world_of(a, WEBAUTHN_ES256);
    w.ask.flags = SOFT_UP | SOFT_UV | SOFT_BE;
    SoftAnswer r = soft_register(a, &w.key, &w.ask);
    assert_int_equal(webauthn_register(a, &w.expect, r.client_data, r.object, &w.known), WEBAUTHN_OK);
    assert_true(w.known.backup_eligible && !w.known.backed_up);
    w.ask.flags |= SOFT_BS;
    w.ask.count++;
    r = soft_assert(a, &w.key, &w.ask);
    WebauthnCredential after;
    assert_int_equal(webauthn_assert(a, &w.expect, &w.known, r.client_data, r.data, r.signature, &after), WEBAUTHN_OK);
    assert_true(after.backed_up);
    w.ask.flags = SOFT_UP | SOFT_UV;
    assert_int_equal(try_assert(&w, &w.ask), WEBAUTHN_BACKUP);
    soft_key_free(&w.key);
}

/* --- bytes --- */

static void every_byte_cut_off_or_added_is_refused(void **state)
{
    Arena *a = *state;
    World w = world_of(a, WEBAUTHN_ES256);
    SoftAnswer r = soft_register(a, &w.key, &w.ask);
    WebauthnCredential c;
    for (size_t n = 0; n < r.object.n; n++) {
        assert_int_equal(webauthn_register(a, &w.expect, r.client_data, str_sub(r.object, 0, n), &c), WEBAUTHN_FORM);
    }
    assert_int_equal(webauthn_register(a, &w.expect, r.client_data, str_concat(a, r.object, S("\0")), &c),
                     WEBAUTHN_FORM);
    Str longer = soft_object(a, S("none"), S("\xa0"), str_concat(a, r.data, S("\xa0")));
    assert_int_equal(webauthn_register(a, &w.expect, r.client_data, longer, &c), WEBAUTHN_FORM);
    r = soft_assert(a, &w.key, &w.ask);
    for (size_t n = 0; n < r.data.n; n++) {
        assert_int_equal(
            webauthn_assert(a, &w.expect, &w.known, r.client_data, str_sub(r.data, 0, n), r.signature, NULL),
            WEBAUTHN_FORM);
    }
    for (size_t n = 0; n < r.client_data.n; n++) {
        assert_int_equal(
            webauthn_assert(a, &w.expect, &w.known, str_sub(r.client_data, 0, n), r.data, r.signature, NULL),
            WEBAUTHN_FORM);
    }
    for (size_t n = 0; n < r.signature.n; n++) {
        assert_int_equal(
            webauthn_assert(a, &w.expect, &w.known, r.client_data, r.data, str_sub(r.signature, 0, n), NULL),
            WEBAUTHN_SIGNATURE);
    }
    soft_key_free(&w.key);
}

static void every_bit_of_what_is_signed_counts(void **state)
{
    Arena *a = *state;
    World w = world_of(a, WEBAUTHN_EDDSA);
    SoftAnswer r = soft_assert(a, &w.key, &w.ask);
    Str const parts[] = {r.client_data, r.data, r.signature};
    for (size_t p = 0; p < 3; p++) {
        for (size_t bit = 0; bit < parts[p].n * 8; bit++) {
            Str bent[3] = {parts[0], parts[1], parts[2]};
            bent[p] = str_copy(a, parts[p]);
            ((char *)(uintptr_t)bent[p].p)[bit / 8] ^= (char)(1 << bit % 8);
            assert_int_not_equal(webauthn_assert(a, &w.expect, &w.known, bent[0], bent[1], bent[2], NULL), WEBAUTHN_OK);
        }
    }
    soft_key_free(&w.key);
}

static WebauthnWhy register_key(World *w, Str cose)
{
    WebauthnCredential c;
    SoftAnswer r = soft_register(w->a, &w->key, &w->ask);
    Str data = soft_data(w->a, &w->ask, soft_attested(w->a, w->key.id, cose));
    return webauthn_register(w->a, &w->expect, r.client_data, soft_object(w->a, S("none"), S("\xa0"), data), &c);
}

static void keys_that_are_none_are_refused(void **state)
{
    Arena *a = *state;
    World w = world_of(a, WEBAUTHN_ES256);
    Str good = soft_cose(a, &w.key), x = str_sub(good, 10, 32), y = str_sub(good, 45, 32);
    assert_int_equal(register_key(&w, good), WEBAUTHN_OK);
    const Str zero = {arena_alloc(a, 600, 1), 32};
#define KEY(head, one, mid, two) str_join(a, (const Str[]){S(head), one, S(mid), two}, 4, S(""))
    assert_int_equal(register_key(&w, KEY("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", x, "\x22\x58\x20", y)),
                     WEBAUTHN_OK);
    /* not on the curve, all zero, another curve, algorithm and type that do not fit, a member twice, out of order */
    assert_int_equal(register_key(&w, KEY("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", y, "\x22\x58\x20", x)),
                     WEBAUTHN_KEY);
    assert_int_equal(register_key(&w, KEY("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", zero, "\x22\x58\x20", zero)),
                     WEBAUTHN_KEY);
    assert_int_equal(register_key(&w, KEY("\xa5\x01\x02\x03\x26\x20\x02\x21\x58\x20", x, "\x22\x58\x20", y)),
                     WEBAUTHN_FORM);
    assert_int_equal(register_key(&w, KEY("\xa5\x01\x01\x03\x26\x20\x01\x21\x58\x20", x, "\x22\x58\x20", y)),
                     WEBAUTHN_FORM);
    assert_int_equal(register_key(&w, KEY("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", x, "\x21\x58\x20", y)),
                     WEBAUTHN_FORM);
    assert_int_equal(register_key(&w, KEY("\xa5\x03\x26\x01\x02\x20\x01\x21\x58\x20", x, "\x22\x58\x20", y)),
                     WEBAUTHN_FORM);
    /* ES384 is an algorithm, but none of ours */
    assert_int_equal(register_key(&w, KEY("\xa5\x01\x02\x03\x38\x22\x20\x02\x21\x58\x20", x, "\x22\x58\x20", y)),
                     WEBAUTHN_ALGORITHM);
    soft_key_free(&w.key);

    Str n = {arena_alloc(a, 512, 1), 512};
    memset((char *)(uintptr_t)n.p, 0xff, 512);
#define RSA(bytes, exponent)                                                                                           \
    str_join(a,                                                                                                        \
             (const Str[]){S("\xa4\x01\x03\x03\x39\x01\x00\x20"), soft_bytes(a, str_sub(n, 0, bytes)), S("\x21"),      \
                           soft_bytes(a, S(exponent))},                                                                \
             4, S(""))
    World r = world_of(a, WEBAUTHN_RS256);
    assert_int_equal(register_key(&r, RSA(256, "\x01\x00\x01")), WEBAUTHN_OK);
    assert_int_equal(register_key(&r, RSA(512, "\x01\x00\x01")), WEBAUTHN_OK);
    assert_int_equal(register_key(&r, RSA(255, "\x01\x00\x01")), WEBAUTHN_KEY);
    assert_int_equal(register_key(&r, RSA(128, "\x03")), WEBAUTHN_KEY);
    assert_int_equal(register_key(&r, RSA(256, "\x01")), WEBAUTHN_KEY);
    assert_int_equal(register_key(&r, RSA(256, "\x02")), WEBAUTHN_KEY);
    assert_int_equal(register_key(&r, RSA(256, "\x01\x00\x00\x00\x01")), WEBAUTHN_KEY);
    soft_key_free(&r.key);
}

static void attestation_statements_are_read_and_believed_by_nobody(void **state)
{
    Arena *a = *state;
    World w = world_of(a, WEBAUTHN_ES256);
    SoftAnswer r = soft_register(a, &w.key, &w.ask);
    WebauthnCredential c;
#define STATEMENT(format, cbor)                                                                                        \
    webauthn_register(a, &w.expect, r.client_data, soft_object(a, S(format), S(cbor), r.data), &c)
    assert_int_equal(STATEMENT("none", "\xa1\x61x\x01"), WEBAUTHN_FORM); /* 8.7 */
    assert_int_equal(STATEMENT("packed", "\xa2\x63"
                                         "alg\x26\x63"
                                         "sig\x43\x01\x02\x03"),
                     WEBAUTHN_OK);
    assert_int_equal(STATEMENT("compound", "\x82\xa0\xa0"), WEBAUTHN_OK);
    assert_int_equal(STATEMENT("of-tomorrow", "\xa1\x61x\xf4"), WEBAUTHN_OK);
    assert_int_equal(STATEMENT("packed", "\x01"), WEBAUTHN_FORM);
    assert_int_equal(STATEMENT("packed", "\xa1\x61\xff\x01"), WEBAUTHN_FORM);  /* text that is not UTF-8 */
    assert_int_equal(STATEMENT("packed", "\xbf\xff"), WEBAUTHN_FORM);          /* no length */
    assert_int_equal(STATEMENT("packed", "\xa1\x61x\xc1\x01"), WEBAUTHN_FORM); /* a tag */
    assert_int_equal(STATEMENT("packed", "\xa1\x61x\x9b\x7f\xff\xff\xff\xff\xff\xff\xff"), WEBAUTHN_FORM);
    assert_int_equal(STATEMENT("packed", "\x81\x81\x81\x81\x81\x81\x81\x81\x80"), WEBAUTHN_OK);
    assert_int_equal(STATEMENT("packed", "\x81\x81\x81\x81\x81\x81\x81\x81\x81\x80"), WEBAUTHN_FORM); /* too deep */
    Str twice = str_concat(a,
                           S("\xa4\x63"
                             "fmt\x64none"),
                           str_skip(soft_object(a, S("none"), S("\xa0"), r.data), 1));
    assert_int_equal(webauthn_register(a, &w.expect, r.client_data, twice, &c), WEBAUTHN_FORM);
    soft_key_free(&w.key);
}

static void extensions_are_read_over(void **state)
{
    Arena *a = *state;
    World w = world_of(a, WEBAUTHN_ES256);
    w.ask.flags |= 0x80;
    SoftAnswer r = soft_assert(a, &w.key, &w.ask);
    const struct {
        Str extensions;
        WebauthnWhy why;
    } cases[] = {
        {S("\xa1\x61x\xf5"), WEBAUTHN_OK},
        {S(""), WEBAUTHN_FORM},
        {S("\x01"), WEBAUTHN_FORM},
        {S("\xa1\x61x\xf5\x00"), WEBAUTHN_FORM},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Str data = str_concat(a, r.data, cases[i].extensions);
        Str signature = soft_sign(a, &w.key, data, r.client_data);
        assert_int_equal(webauthn_assert(a, &w.expect, &w.known, r.client_data, data, signature, NULL), cases[i].why);
    }
    soft_key_free(&w.key);
}

static void the_challenge_of_client_data_is_found_before_anything_is_believed(void **state)
{
    Arena *a = *state;
    Str challenge;
    assert_ok(webauthn_challenge(a, S("{\"challenge\":\"AAEC\"}"), &challenge));
    assert_str_is(challenge, str_of("\0\1\2", 3));
    const Str bad[] = {S(""),
                       S("{}"),
                       S("[]"),
                       S("{\"challenge\":1}"),
                       S("{\"challenge\":\"A+==\"}"),
                       S("{\"Challenge\":\"AAEC\"}"),
                       S("{\"challenge\":\"AAEC\",\"challenge\":\"AAEC\"}")};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_not_equal(webauthn_challenge(a, bad[i], &challenge), OK);
    }
}

/* --- a second opinion --- */

static bool fido_says(Arena *a, const SoftKey *k, const SoftAsk *ask, const SoftAnswer *r)
{
    fido_assert_t *f = fido_assert_new();
    Digest hash = digest_sha256(r->client_data);
    bool ok = fido_assert_set_count(f, 1) == FIDO_OK && fido_assert_set_clientdata_hash(f, hash.b, 32) == FIDO_OK &&
              fido_assert_set_rp(f, str_z(a, ask->rp_id)) == FIDO_OK &&
              fido_assert_set_authdata_raw(f, 0, (const uint8_t *)r->data.p, r->data.n) == FIDO_OK &&
              fido_assert_set_sig(f, 0, (const uint8_t *)r->signature.p, r->signature.n) == FIDO_OK &&
              fido_assert_set_up(f, FIDO_OPT_TRUE) == FIDO_OK && fido_assert_set_uv(f, FIDO_OPT_TRUE) == FIDO_OK;
    es256_pk_t *es = es256_pk_new();
    rs256_pk_t *rs = rs256_pk_new();
    eddsa_pk_t *ed = eddsa_pk_new();
    EVP_PKEY *pkey = k->pkey;
    if (k->alg == WEBAUTHN_ES256) {
        ok = ok && es256_pk_from_EVP_PKEY(es, pkey) == FIDO_OK && fido_assert_verify(f, 0, COSE_ES256, es) == FIDO_OK;
    } else if (k->alg == WEBAUTHN_RS256) {
        ok = ok && rs256_pk_from_EVP_PKEY(rs, pkey) == FIDO_OK && fido_assert_verify(f, 0, COSE_RS256, rs) == FIDO_OK;
    } else {
        ok = ok && eddsa_pk_from_EVP_PKEY(ed, pkey) == FIDO_OK && fido_assert_verify(f, 0, COSE_EDDSA, ed) == FIDO_OK;
    }
    es256_pk_free(&es);
    rs256_pk_free(&rs);
    eddsa_pk_free(&ed);
    fido_assert_free(&f);
    return ok;
}

/* libfido2 knows neither client data nor counters, so only the authenticator's part and the signature are bent. */
static void libfido2_says_the_same_of_bent_assertions(void **state)
{
    Arena *a = *state;
    const int algs[] = {WEBAUTHN_ES256, WEBAUTHN_EDDSA, WEBAUTHN_RS256};
    fido_init(0);
    for (size_t i = 0; i < 3; i++) {
        World w = world_of(a, algs[i]);
        w.known.count = 0;
        w.ask.count = UINT32_MAX; /* a bent counter is a signature that does not hold, whatever it counts */
        SoftAnswer good = soft_assert(a, &w.key, &w.ask);
        assert_true(fido_says(a, &w.key, &w.ask, &good));
        assert_int_equal(try_assert(&w, &w.ask), WEBAUTHN_OK);
        for (int round = 0; round < 150; round++) {
            SoftAnswer r = good;
            Str *part = round % 2 ? &r.data : &r.signature;
            *part = str_copy(a, *part);
            uint64_t at = os_random_u64() % (part->n * 8);
            ((char *)(uintptr_t)part->p)[at / 8] ^= (char)(1 << at % 8);
            bool ours =
                webauthn_assert(a, &w.expect, &w.known, r.client_data, r.data, r.signature, NULL) == WEBAUTHN_OK;
            assert_int_equal(ours, fido_says(a, &w.key, &w.ask, &r));
        }
        soft_key_free(&w.key);
    }
}

static void libfido2_reads_the_same_credential_from_a_registration(void **state)
{
    Arena *a = *state;
    const int algs[] = {WEBAUTHN_ES256, WEBAUTHN_EDDSA, WEBAUTHN_RS256};
    for (size_t i = 0; i < 3; i++) {
        World w = world_of(a, algs[i]);
        SoftAnswer r = soft_register(a, &w.key, &w.ask);
        fido_cred_t *f = fido_cred_new();
        assert_int_equal(fido_cred_set_type(f, algs[i]), FIDO_OK);
        assert_int_equal(fido_cred_set_authdata_raw(f, (const uint8_t *)r.data.p, r.data.n), FIDO_OK);
        assert_str_is(str_of((const char *)fido_cred_id_ptr(f), fido_cred_id_len(f)), w.known.id);
        assert_memory_equal(fido_cred_aaguid_ptr(f), w.known.aaguid, 16);
        fido_cred_free(&f);
        soft_key_free(&w.key);
    }
}

static void every_reason_has_a_name(void **state)
{
    (void)state;
    for (int i = WEBAUTHN_OK; i <= WEBAUTHN_COUNTER; i++) {
        assert_non_null(webauthn_why((WebauthnWhy)i));
    }
    assert_string_equal(webauthn_why(WEBAUTHN_COUNTER), "counter");
}

int main(void)
{
    if (crypt_init() != OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        UNIT_TEST(the_standards_vectors_of_each_algorithm_hold),
        UNIT_TEST(a_credential_id_of_1023_bytes_is_the_longest),
        UNIT_TEST(a_ceremony_inside_another_sites_frame_is_refused),
        UNIT_TEST(each_wrong_field_is_refused_with_its_reason),
        UNIT_TEST(a_counter_that_does_not_grow_is_refused_unless_there_is_none),
        UNIT_TEST(backup_flags_are_kept_and_may_change_only_in_state),
        UNIT_TEST(every_byte_cut_off_or_added_is_refused),
        UNIT_TEST(every_bit_of_what_is_signed_counts),
        UNIT_TEST(keys_that_are_none_are_refused),
        UNIT_TEST(attestation_statements_are_read_and_believed_by_nobody),
        UNIT_TEST(extensions_are_read_over),
        UNIT_TEST(the_challenge_of_client_data_is_found_before_anything_is_believed),
        UNIT_TEST(libfido2_says_the_same_of_bent_assertions),
        UNIT_TEST(libfido2_reads_the_same_credential_from_a_registration),
        UNIT_TEST(every_reason_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
