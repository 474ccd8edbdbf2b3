#include "lib/authenticator.h"

#include "os/os.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>

Str soft_cbor(Arena *a, unsigned major, uint64_t n)
{
    char b[9];
    size_t more = n < 24 ? 0 : n < 0x100 ? 1 : n < 0x10000 ? 2 : n <= UINT32_MAX ? 4 : 8;
    unsigned info = more == 0 ? (unsigned)n : more == 1 ? 24 : more == 2 ? 25 : more == 4 ? 26 : 27;
    b[0] = (char)(major << 5 | info);
    for (size_t i = 0; i < more; i++) {
        b[1 + i] = (char)(n >> 8 * (more - 1 - i));
    }
    return str_copy(a, str_of(b, 1 + more));
}

Str soft_bytes(Arena *a, Str bytes) { return str_concat(a, soft_cbor(a, 2, bytes.n), bytes); }
static Str text(Arena *a, Str s) { return str_concat(a, soft_cbor(a, 3, s.n), s); }
static Str join(Arena *a, const Str *parts, size_t n) { return str_join(a, parts, n, S("")); }
#define JOIN(a, ...) join((a), (const Str[]){__VA_ARGS__}, sizeof((Str[]){__VA_ARGS__}) / sizeof(Str))

/* Keys that a test did not come to free, because it failed before: kept until the program ends, so that its leaks are
 * those of the product. */
enum { MADE_MAX = 256 };
static EVP_PKEY *made[MADE_MAX];

__attribute__((destructor)) static void made_free(void)
{
    for (size_t i = 0; i < MADE_MAX; i++) {
        EVP_PKEY_free(made[i]);
        made[i] = NULL;
    }
}

static void made_note(EVP_PKEY *k)
{
    for (size_t i = 0; i < MADE_MAX; i++) {
        if (!made[i]) {
            made[i] = k;
            return;
        }
    }
    abort(); /* a test that frees none of its keys */
}

/* The pool of RSA keys gives one out more than once: each time is a reference, and one is dropped here. */
static void made_drop(EVP_PKEY *k)
{
    for (size_t i = 0; i < MADE_MAX; i++) {
        if (k && made[i] == k) {
            made[i] = NULL;
            return;
        }
    }
}

SoftKey soft_key(Arena *a, int alg)
{
    SoftKey k = {.alg = alg};
    if (alg == WEBAUTHN_ES256) {
        k.pkey = EVP_EC_gen("P-256");
    } else if (alg == WEBAUTHN_EDDSA) {
        k.pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    } else {
        k.pkey = EVP_RSA_gen(2048);
    }
    if (!k.pkey) {
        abort();
    }
    made_note(k.pkey);
    char *id = arena_alloc(a, 32, 1);
    os_random(id, 32);
    k.id = str_of(id, 32);
    return k;
}

void soft_key_free(SoftKey *k)
{
    made_drop(k->pkey);
    EVP_PKEY_free(k->pkey);
    k->pkey = NULL;
}

static Str number(Arena *a, const SoftKey *k, const char *name)
{
    BIGNUM *bn = NULL;
    if (!EVP_PKEY_get_bn_param(k->pkey, name, &bn)) {
        abort();
    }
    size_t n = (size_t)BN_num_bytes(bn);
    uint8_t *b = arena_alloc(a, n, 1);
    BN_bn2bin(bn, b);
    BN_free(bn);
    return str_of((const char *)b, n);
}

Str soft_cose(Arena *a, const SoftKey *k)
{
    uint8_t b[65];
    size_t n = sizeof b;
    if (k->alg == WEBAUTHN_ES256) {
        if (!EVP_PKEY_get_octet_string_param(k->pkey, OSSL_PKEY_PARAM_PUB_KEY, b, sizeof b, &n)) {
            abort();
        }
        Str x = str_copy(a, str_of((const char *)b + 1, 32)), y = str_copy(a, str_of((const char *)b + 33, 32));
        return JOIN(a, S("\xa5\x01\x02\x03\x26\x20\x01\x21"), soft_bytes(a, x), S("\x22"), soft_bytes(a, y));
    }
    if (k->alg == WEBAUTHN_EDDSA) {
        if (!EVP_PKEY_get_raw_public_key(k->pkey, b, &n)) {
            abort();
        }
        return JOIN(a, S("\xa4\x01\x01\x03\x27\x20\x06\x21"), soft_bytes(a, str_of((const char *)b, n)));
    }
    return JOIN(a, S("\xa4\x01\x03\x03\x39\x01\x00\x20"), soft_bytes(a, number(a, k, OSSL_PKEY_PARAM_RSA_N)), S("\x21"),
                soft_bytes(a, number(a, k, OSSL_PKEY_PARAM_RSA_E)));
}

static Str client_data(Arena *a, const SoftAsk *ask, Str type)
{
    return str_fmt(a, "{\"type\":\"%.*s\",\"challenge\":\"%.*s\",\"origin\":\"%.*s\",\"crossOrigin\":false%.*s}",
                   S_ARG(ask->type.n ? ask->type : type), S_ARG(base64url_encode(a, ask->challenge)),
                   S_ARG(ask->origin), S_ARG(ask->extra));
}

Str soft_attested(Arena *a, Str id, Str cose)
{
    char head[18] = "software-authent"; /* the aaguid */
    head[16] = (char)(id.n >> 8);
    head[17] = (char)id.n;
    return JOIN(a, str_copy(a, str_of(head, sizeof head)), id, cose);
}

Str soft_data(Arena *a, const SoftAsk *ask, Str attested)
{
    Digest rp = digest_sha256(ask->rp_id);
    char head[5] = {(char)(ask->flags | (attested.n ? 0x40 : 0)), (char)(ask->count >> 24), (char)(ask->count >> 16),
                    (char)(ask->count >> 8), (char)ask->count};
    return JOIN(a, str_copy(a, digest_str(&rp)), str_copy(a, str_of(head, sizeof head)), attested);
}

Str soft_object(Arena *a, Str format, Str statement, Str data)
{
    return JOIN(a, S("\xa3"), text(a, S("fmt")), text(a, format), text(a, S("attStmt")), statement,
                text(a, S("authData")), soft_bytes(a, data));
}

Str soft_sign(Arena *a, const SoftKey *k, Str data, Str client)
{
    Digest hash = digest_sha256(client);
    Str message = str_concat(a, data, digest_str(&hash));
    uint8_t *sig = arena_alloc(a, 512, 1);
    size_t n = 512;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const EVP_MD *md = k->alg == WEBAUTHN_EDDSA ? NULL : EVP_sha256();
    if (EVP_DigestSignInit(ctx, NULL, md, NULL, k->pkey) != 1 ||
        EVP_DigestSign(ctx, sig, &n, (const uint8_t *)message.p, message.n) != 1) {
        abort();
    }
    EVP_MD_CTX_free(ctx);
    return str_of((const char *)sig, n);
}

SoftAnswer soft_register(Arena *a, const SoftKey *k, const SoftAsk *ask)
{
    SoftAnswer r = {.client_data = client_data(a, ask, S("webauthn.create"))};
    r.data = soft_data(a, ask, soft_attested(a, k->id, soft_cose(a, k)));
    r.object = soft_object(a, S("none"), S("\xa0"), r.data);
    return r;
}

SoftAnswer soft_assert(Arena *a, const SoftKey *k, const SoftAsk *ask)
{
    SoftAnswer r = {.client_data = client_data(a, ask, S("webauthn.get")), .data = soft_data(a, ask, S(""))};
    r.signature = soft_sign(a, k, r.data, r.client_data);
    return r;
}
