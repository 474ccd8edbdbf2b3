/* Passkeys: all that a browser sends of them. First byte: what is tried; two bytes: length of the client data; the rest
 * is the attestation object, or authenticator data. A registration that is taken has what 7.1 asks for; an assertion is
 * taken only when our own key signed it; what our CBOR reader takes, libcbor's loader reads to the same end. */
#include "crypt/cbor.h"
#include "crypt/cose.h"
#include "crypt/webauthn.h"

#include <assert.h>
#include <cbor.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static EVP_PKEY *pkey;
static uint8_t cose[77] = "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20";

static void once(void)
{
    uint8_t point[65];
    size_t n = sizeof point;
    if (pkey) {
        return;
    }
    pkey = EVP_EC_gen("P-256");
    if (crypt_init() != OK || !pkey ||
        !EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &n)) {
        abort();
    }
    memcpy(cose + 10, point + 1, 32);
    memcpy(cose + 42, "\x22\x58\x20", 3);
    memcpy(cose + 45, point + 33, 32);
}

static Str sign(Arena *a, Str bytes, Str client)
{
    Digest hash = digest_sha256(client);
    Str message = str_concat(a, bytes, digest_str(&hash));
    uint8_t *sig = arena_alloc(a, 128, 1);
    size_t n = 128;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, pkey) != 1 ||
        EVP_DigestSign(ctx, sig, &n, (const uint8_t *)message.p, message.n) != 1) {
        abort();
    }
    EVP_MD_CTX_free(ctx);
    return str_of((const char *)sig, n);
}

static void check_cbor(Str bytes)
{
    Str rest = bytes;
    if (cbor_skip(&rest) != OK) {
        return;
    }
    struct cbor_load_result r;
    cbor_item_t *item = cbor_load((cbor_data)bytes.p, bytes.n, &r);
    assert(item && r.read == bytes.n - rest.n);
    cbor_decref(&item);
}

static void check_registration(Arena *a, const WebauthnExpect *e, Str client, Str object)
{
    WebauthnCredential c = {0};
    WebauthnWhy why = webauthn_register(a, e, client, object, &c);
    assert(webauthn_why(why)[0]);
    if (why != WEBAUTHN_OK) {
        return;
    }
    CoseKey k;
    Str rest = c.key;
    assert(c.id.n > 0 && c.id.n <= WEBAUTHN_ID_MAX && c.key.n <= WEBAUTHN_KEY_MAX);
    assert(cose_take(&rest, &k) == OK && rest.n == 0 && cose_check(&k) == OK && k.alg == c.alg);
    assert(c.backup_eligible || !c.backed_up);
    assert(c.verified || !e->verified);
    assert(str_find(client, S("webauthn.create")) >= 0 && str_find(object, c.id) >= 0);
}

static void check_assertion(Arena *a, const WebauthnExpect *e, Str client, Str bytes, bool honest)
{
    WebauthnCredential known = {.key = str_of((const char *)cose, sizeof cose), .alg = WEBAUTHN_ES256, .count = 3},
                       after;
    known.backup_eligible = bytes.n > 32 && (bytes.p[32] & 8);
    Str signature = honest ? sign(a, bytes, client) : str_sub(bytes, bytes.n / 2, 72);
    WebauthnWhy why = webauthn_assert(a, e, &known, client, bytes, signature, &after);
    if (why == WEBAUTHN_OK) {
        assert(honest && bytes.n >= 37 && (bytes.p[32] & 1) && after.count > 3);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    once();
    if (n < 3) {
        return 0;
    }
    Arena *a = arena_create(64 << 20);
    size_t client_n = (size_t)data[1] << 8 | data[2];
    Str all = str_of((const char *)data + 3, n - 3), client = str_sub(all, 0, client_n), rest = str_skip(all, client.n);
    Str challenge = S("");
    (void)!webauthn_challenge(a, client, &challenge);
    WebauthnExpect e = {.challenge = challenge.n ? challenge : S("other"),
                        .origin = S("https://example.org"),
                        .rp_id = S("example.org"),
                        .verified = data[0] & 4};
    check_cbor(rest);
    if ((data[0] & 3) == 0) {
        check_registration(a, &e, client, rest);
    } else {
        check_assertion(a, &e, client, rest, data[0] & 2);
    }
    arena_destroy(a);
    return 0;
}
