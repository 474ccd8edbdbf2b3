/* JWS compact, RS256. The key is made by OpenSSL, signing and verifying are cjose's; its types and jansson's stay in
 * this file. */
#include "crypt/crypt.h"

#include "base/json.h"

#include <cjose/cjose.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>

enum { RSA_BITS = 2048, TOKEN_MAX = 16 << 10, NUMBER_BYTES = RSA_BITS / 8 };

struct JwtKey {
    cjose_jwk_t *jwk;
    char kid[64];
};

/* One number of the key as big-endian bytes. */
static bool bn_bytes(const EVP_PKEY *pkey, const char *name, uint8_t out[NUMBER_BYTES], size_t *ret_n)
{
    BIGNUM *bn = NULL;
    if (!EVP_PKEY_get_bn_param(pkey, name, &bn)) {
        return false;
    }
    bool fits = BN_num_bytes(bn) <= NUMBER_BYTES;
    *ret_n = fits ? (size_t)BN_bn2bin(bn, out) : 0;
    BN_clear_free(bn);
    return fits;
}

static cjose_jwk_t *jwk_from(const EVP_PKEY *pkey)
{
    uint8_t bytes[8][NUMBER_BYTES];
    size_t n[8];
    static const char *const names[8] = {
        OSSL_PKEY_PARAM_RSA_E,         OSSL_PKEY_PARAM_RSA_N,
        OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    bool ok = true;
    for (size_t i = 0; i < 8; i++) {
        ok = ok && bn_bytes(pkey, names[i], bytes[i], &n[i]);
    }
    cjose_jwk_t *jwk = NULL;
    if (ok) {
        cjose_jwk_rsa_keyspec spec = {.e = bytes[0],
                                      .elen = n[0],
                                      .n = bytes[1],
                                      .nlen = n[1],
                                      .d = bytes[2],
                                      .dlen = n[2],
                                      .p = bytes[3],
                                      .plen = n[3],
                                      .q = bytes[4],
                                      .qlen = n[4],
                                      .dp = bytes[5],
                                      .dplen = n[5],
                                      .dq = bytes[6],
                                      .dqlen = n[6],
                                      .qi = bytes[7],
                                      .qilen = n[7]};
        jwk = cjose_jwk_create_RSA_spec(&spec, NULL);
    }
    OPENSSL_cleanse(bytes, sizeof bytes);
    return jwk;
}

static Str jwk_text(Arena *a, cjose_jwk_t *jwk, bool private_too)
{
    char *json = cjose_jwk_to_json(jwk, private_too, NULL);
    if (!json) {
        return S("");
    }
    Str text = str_copy(a, str_from(json));
    OPENSSL_cleanse(json, text.n);
    cjose_get_dealloc()(json);
    return text;
}

Err jwt_key_new(Arena *a, Str *ret_private_jwk)
{
    EVP_PKEY *pkey = EVP_RSA_gen(RSA_BITS);
    if (!pkey) {
        return ERR_INTERNAL;
    }
    cjose_jwk_t *jwk = jwk_from(pkey);
    EVP_PKEY_free(pkey);
    if (!jwk) {
        return ERR_INTERNAL;
    }
    Str kid = token_new(a, 16);
    Err err = cjose_jwk_set_kid(jwk, kid.p, kid.n, NULL) ? OK : ERR_INTERNAL;
    if (err == OK) {
        *ret_private_jwk = jwk_text(a, jwk, true);
        err = ret_private_jwk->n ? OK : ERR_INTERNAL;
    }
    cjose_jwk_release(jwk);
    return err;
}

Err jwt_key_load(Str private_jwk, JwtKey **ret)
{
    cjose_jwk_t *jwk = cjose_jwk_import(private_jwk.p, private_jwk.n, NULL);
    if (!jwk) {
        return ERR_PARSE;
    }
    const char *kid = cjose_jwk_get_kid(jwk, NULL);
    JwtKey *key = calloc(1, sizeof *key);
    if (!key || !kid || strlen(kid) >= sizeof key->kid || cjose_jwk_get_kty(jwk, NULL) != CJOSE_JWK_KTY_RSA) {
        free(key);
        cjose_jwk_release(jwk);
        return ERR_PARSE;
    }
    memcpy(key->kid, kid, strlen(kid));
    key->jwk = jwk;
    *ret = key;
    return OK;
}

void jwt_key_free(JwtKey *key)
{
    if (key) {
        cjose_jwk_release(key->jwk);
        free(key);
    }
}

Str jwt_key_id(const JwtKey *key) { return str_from(key->kid); }

static cjose_jws_t *sign(const JwtKey *key, cjose_header_t *header, Str claims)
{
    bool ok = cjose_header_set(header, CJOSE_HDR_ALG, CJOSE_HDR_ALG_RS256, NULL) &&
              cjose_header_set(header, CJOSE_HDR_KID, key->kid, NULL) && cjose_header_set(header, "typ", "JWT", NULL);
    return ok ? cjose_jws_sign(key->jwk, header, (const uint8_t *)claims.p, claims.n, NULL) : NULL;
}

Err jwt_sign(Arena *a, const JwtKey *key, Str claims, Str *ret)
{
    cjose_header_t *header = cjose_header_new(NULL);
    cjose_jws_t *jws = header ? sign(key, header, claims) : NULL;
    const char *text = NULL; /* owned by jws */
    Err err = jws && cjose_jws_export(jws, &text, NULL) ? OK : ERR_INTERNAL;
    if (err == OK) {
        *ret = str_copy(a, str_from(text));
    }
    cjose_jws_release(jws);
    cjose_header_release(header);
    return err;
}

/* Only what we sign: no other algorithm, and no extension that a verifier would have to understand. */
static bool header_is_ours(cjose_jws_t *jws)
{
    cjose_header_t *header = cjose_jws_get_protected(jws); /* not ours to release */
    const char *alg = header ? cjose_header_get(header, CJOSE_HDR_ALG, NULL) : NULL;
    char *crit = header ? cjose_header_get_raw(header, "crit", NULL) : NULL;
    bool ours = alg && str_eq(str_from(alg), S("RS256")) && !crit;
    if (crit) {
        cjose_get_dealloc()(crit);
    }
    return ours;
}

Err jwt_verify(Arena *a, const JwtKey *key, Str token, Str *ret_claims)
{
    if (token.n == 0 || token.n > TOKEN_MAX) {
        return ERR_UNAUTHENTICATED;
    }
    cjose_jws_t *jws = cjose_jws_import(token.p, token.n, NULL);
    if (!jws) {
        return ERR_UNAUTHENTICATED;
    }
    uint8_t *claims = NULL; /* owned by jws */
    size_t n = 0;
    Err err = ERR_UNAUTHENTICATED;
    if (header_is_ours(jws) && cjose_jws_verify(jws, key->jwk, NULL) &&
        cjose_jws_get_plaintext(jws, &claims, &n, NULL)) {
        *ret_claims = str_copy(a, str_of((const char *)claims, n));
        err = OK;
    }
    cjose_jws_release(jws);
    return err;
}

static Str member(const JsonValue *object, Str name)
{
    const JsonValue *v = json_get(object, name);
    return v ? v->text : S("");
}

Str jwt_public_jwks(Arena *a, const JwtKey *key)
{
    const JsonValue *jwk = NULL;
    if (json_parse(a, jwk_text(a, key->jwk, false), JSON_LIMITS_DEFAULT, &jwk, NULL) != OK) {
        return S("");
    }
    static const Str copied[] = {S_INIT("kty"), S_INIT("kid"), S_INIT("n"), S_INIT("e")};
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("keys"));
    json_arr(&j);
    json_obj(&j);
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
        json_key(&j, copied[i]);
        json_str(&j, member(jwk, copied[i]));
    }
    json_key(&j, S("use"));
    json_str(&j, S("sig"));
    json_key(&j, S("alg"));
    json_str(&j, S("RS256"));
    json_obj_end(&j);
    json_arr_end(&j);
    json_obj_end(&j);
    return buf_str(&b);
}
