/* COSE keys over CBOR, signatures by OpenSSL. libfido2 does the same for a third more time and brings libudev into the
 * process (docs/decisions): it is the oracle of the tests. */
#include "crypt/cose.h"

#include "crypt/cbor.h"
#include "crypt/webauthn.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

/* RFC 9053, section 7, and RFC 8230, section 4. */
enum { KTY = 1, ALG = 3, KTY_OKP = 1, KTY_EC2 = 2, KTY_RSA = 3, CRV_P256 = 1, CRV_ED25519 = 6 };
enum { POINT = 32, RSA_MIN = 2048 / 8, RSA_MAX = 4096 / 8, EXPONENT_MAX = 4, SIGNATURE_MAX = RSA_MAX };

static Err take_member(Str *rest, int64_t label, CoseKey *k)
{
    CborItem v;
    bool number = label == KTY || label == ALG || (label == -1 && k->kty != KTY_RSA);
    Str *bytes = NULL;
    if (label == -1 && k->kty == KTY_RSA) {
        bytes = &k->n;
    } else if (label == -2) {
        bytes = k->kty == KTY_RSA ? &k->e : &k->x;
    } else if (label == -3) {
        bytes = &k->y;
    }
    if (!number && !bytes) {
        return cbor_skip(rest); /* key_ops and the like mean nothing to us */
    }
    TRY(cbor_take(rest, &v));
    if (v.kind != (number ? CBOR_INT : CBOR_BYTES)) {
        return ERR_PARSE;
    }
    if (bytes) {
        *bytes = v.bytes;
    } else {
        *(label == KTY ? &k->kty : label == ALG ? &k->alg : &k->crv) = v.number;
    }
    return OK;
}

/* The canonical order (1, 3, -1, -2, -3) is kept: kty is known before what depends on it, and no label stands twice. */
static Err take_label(Str *rest, bool first, int64_t *last, int64_t *ret)
{
    CborItem label;
    TRY(cbor_take(rest, &label));
    if (label.kind != CBOR_INT || label.number < INT16_MIN || label.number > INT16_MAX) {
        return ERR_PARSE;
    }
    int64_t rank = label.number >= 0 ? label.number : INT16_MAX - label.number; /* 1, 2, 3 ... then -1, -2, -3 */
    if ((first && label.number != KTY) || (!first && rank <= *last)) {
        return ERR_PARSE;
    }
    *last = rank;
    *ret = label.number;
    return OK;
}

static bool has_form(const CoseKey *k)
{
    switch (k->alg) {
    case WEBAUTHN_ES256:
        return k->kty == KTY_EC2 && k->crv == CRV_P256 && k->x.n == POINT && k->y.n == POINT;
    case WEBAUTHN_EDDSA:
        return k->kty == KTY_OKP && k->crv == CRV_ED25519 && k->x.n == POINT;
    case WEBAUTHN_RS256:
        return k->kty == KTY_RSA && k->n.n > 0 && k->e.n > 0;
    default:
        return false;
    }
}

Err cose_take(Str *rest, CoseKey *ret)
{
    CborItem head;
    *ret = (CoseKey){0};
    TRY(cbor_take(rest, &head));
    if (head.kind != CBOR_PAIRS) {
        return ERR_PARSE;
    }
    int64_t last = 0, label;
    for (size_t i = 0; i < head.n; i++) {
        TRY(take_label(rest, i == 0, &last, &label));
        TRY(take_member(rest, label, ret));
    }
    if (ret->alg != WEBAUTHN_ES256 && ret->alg != WEBAUTHN_EDDSA && ret->alg != WEBAUTHN_RS256) {
        return ret->kty && ret->alg ? ERR_UNSUPPORTED : ERR_PARSE;
    }
    return has_form(ret) ? OK : ERR_PARSE;
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *bld)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1) {
        key = NULL;
    }
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return key;
}

static EVP_PKEY *key_p256(const CoseKey *k)
{
    uint8_t point[1 + 2 * POINT] = {4}; /* uncompressed */
    memcpy(point + 1, k->x.p, POINT);
    memcpy(point + 1 + POINT, k->y.p, POINT);
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (bld && OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) &&
        OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point)) {
        key = key_from("EC", bld); /* refuses a point that is not on the curve */
    }
    OSSL_PARAM_BLD_free(bld);
    return key;
}

static EVP_PKEY *key_rsa(const CoseKey *k)
{
    if (k->n.n < RSA_MIN || k->n.n > RSA_MAX || k->e.n > EXPONENT_MAX || k->n.p[0] == 0) {
        return NULL; /* a long exponent would cost us time, not the sender */
    }
    BIGNUM *n = BN_bin2bn((const uint8_t *)k->n.p, (int)k->n.n, NULL),
           *e = BN_bin2bn((const uint8_t *)k->e.p, (int)k->e.n, NULL);
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    bool good = n && e && BN_num_bits(n) >= RSA_MIN * 8 && BN_is_odd(n) && BN_is_odd(e) && !BN_is_one(e);
    if (good && bld && OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) &&
        OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e)) {
        key = key_from("RSA", bld);
    }
    OSSL_PARAM_BLD_free(bld);
    BN_free(n);
    BN_free(e);
    return key;
}

static EVP_PKEY *key_of(const CoseKey *k)
{
    if (k->alg == WEBAUTHN_ES256) {
        return key_p256(k);
    }
    return k->alg == WEBAUTHN_EDDSA
               ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const uint8_t *)k->x.p, k->x.n)
               : key_rsa(k);
}

Err cose_check(const CoseKey *key)
{
    EVP_PKEY *k = key_of(key);
    EVP_PKEY_free(k);
    return k ? OK : ERR_INVALID;
}

bool cose_verify(const CoseKey *key, Str bytes, Str signature)
{
    if (signature.n == 0 || signature.n > SIGNATURE_MAX) {
        return false;
    }
    EVP_PKEY *k = key_of(key);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const EVP_MD *md = key->alg == WEBAUTHN_EDDSA ? NULL : EVP_sha256(); /* RSA: PKCS #1 v1.5 is OpenSSL's default */
    bool holds =
        k && ctx && EVP_DigestVerifyInit(ctx, NULL, md, NULL, k) == 1 &&
        EVP_DigestVerify(ctx, (const uint8_t *)signature.p, signature.n, (const uint8_t *)bytes.p, bytes.n) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(k);
    return holds;
}
