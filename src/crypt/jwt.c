/* JWS compact, RS256. The key is made by OpenSSL, signing and verifying are cjose's; its types and jansson's stay in
 * this file. */
#include "crypt/crypt.h"

#include "base/json.h"

#include <cjose/cjose.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

enum { RSA_BITS = 2048, TOKEN_MAX = 16 << 10, NUMBER_BYTES = RSA_BITS / 8, RSA_MAX_BYTES = 1024, X5C_MAX = 2048 };

struct JwtKey {
    cjose_jwk_t *jwk;
    char kid[64], x5t[40], x5c[X5C_MAX]; /* x5t, x5c: empty without a certificate */
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

static Err private_jwk(Arena *a, const EVP_PKEY *pkey, Str *ret)
{
    cjose_jwk_t *jwk = jwk_from(pkey);
    if (!jwk) {
        return ERR_INTERNAL;
    }
    Str kid = token_new(a, 16);
    Err err = cjose_jwk_set_kid(jwk, kid.p, kid.n, NULL) ? OK : ERR_INTERNAL;
    if (err == OK) {
        *ret = jwk_text(a, jwk, true);
        err = ret->n ? OK : ERR_INTERNAL;
    }
    cjose_jwk_release(jwk);
    return err;
}

Err jwt_key_new(Arena *a, Str *ret_private_jwk)
{
    EVP_PKEY *pkey = EVP_RSA_gen(RSA_BITS);
    Err err = pkey ? private_jwk(a, pkey, ret_private_jwk) : ERR_INTERNAL;
    EVP_PKEY_free(pkey);
    return err;
}

static bool certify(X509 *x, EVP_PKEY *pkey, const char *name, Period valid)
{
    BIGNUM *serial = BN_new();
    X509_NAME *subject = X509_get_subject_name(x);
    bool ok = serial && BN_rand(serial, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) &&
              BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(x)) && X509_set_version(x, X509_VERSION_3) &&
              ASN1_TIME_set(X509_getm_notBefore(x), (time_t)(valid.from.us / TIME_SECOND)) &&
              ASN1_TIME_set(X509_getm_notAfter(x), (time_t)(valid.to.us / TIME_SECOND)) &&
              X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const uint8_t *)name, -1, -1, 0) &&
              X509_set_issuer_name(x, subject) && X509_set_pubkey(x, pkey) && X509_sign(x, pkey, EVP_sha256()) > 0;
    BN_free(serial);
    return ok;
}

static Err certificate(Arena *a, EVP_PKEY *pkey, const char *name, Period valid, Str *ret)
{
    X509 *x = X509_new();
    uint8_t *der = NULL;
    int n = x && certify(x, pkey, name, valid) ? i2d_X509(x, &der) : -1;
    if (n > 0) {
        *ret = str_copy(a, str_of((const char *)der, (size_t)n));
    }
    OPENSSL_free(der);
    X509_free(x);
    return n > 0 ? OK : ERR_INTERNAL;
}

Err jwt_key_new_certified(Arena *a, const char *name, Period valid, Str *ret_private_jwk, Str *ret_der)
{
    EVP_PKEY *pkey = EVP_RSA_gen(RSA_BITS);
    Err err = pkey ? certificate(a, pkey, name, valid, ret_der) : ERR_INTERNAL;
    if (err == OK) {
        err = private_jwk(a, pkey, ret_private_jwk);
    }
    EVP_PKEY_free(pkey);
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

void jwt_key_certify(JwtKey *key, Str der)
{
    uint8_t thumb[20];
    char text[32];
    if (der.n == 0 || der.n > X5C_MAX / 4 * 3 - 3 || !EVP_Digest(der.p, der.n, thumb, NULL, EVP_sha1(), NULL)) {
        return;
    }
    (void)EVP_EncodeBlock((uint8_t *)key->x5c, (const uint8_t *)der.p, (int)der.n);
    (void)EVP_EncodeBlock((uint8_t *)text, thumb, sizeof thumb);
    size_t n = 0;
    for (size_t i = 0; text[i] && text[i] != '='; i++) { /* the alphabet for addresses, without padding */
        key->x5t[n++] = (char)(text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i]);
    }
}

Str jwt_key_id(const JwtKey *key) { return str_from(key->kid); }

static cjose_jws_t *sign(const JwtKey *key, cjose_header_t *header, Str claims)
{
    bool ok = cjose_header_set(header, CJOSE_HDR_ALG, CJOSE_HDR_ALG_RS256, NULL) &&
              cjose_header_set(header, CJOSE_HDR_KID, key->kid, NULL) && cjose_header_set(header, "typ", "JWT", NULL) &&
              (!key->x5t[0] || cjose_header_set(header, "x5t", key->x5t, NULL));
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

/* Only these algorithms, and no extension that a verifier would have to understand. */
/* --- bytes that are no token --- */

static bool push_number(OSSL_PARAM_BLD *b, BIGNUM **keep, const char *name, Str bytes)
{
    *keep = BN_bin2bn((const uint8_t *)bytes.p, (int)bytes.n, NULL);
    return bytes.n && *keep && OSSL_PARAM_BLD_push_BN(b, name, *keep);
}

/* The library keeps its keys to itself: the key is read from its text once more. */
static EVP_PKEY *pkey_of(const Str numbers[3])
{
    static const char *const NAMES[3] = {OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D};
    BIGNUM *keep[3] = {NULL};
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    bool ok = b && c;
    for (size_t i = 0; ok && i < 3; i++) {
        ok = push_number(b, &keep[i], NAMES[i], numbers[i]);
    }
    OSSL_PARAM *params = ok ? OSSL_PARAM_BLD_to_param(b) : NULL;
    if (!params || EVP_PKEY_fromdata_init(c) <= 0 || EVP_PKEY_fromdata(c, &pkey, EVP_PKEY_KEYPAIR, params) <= 0) {
        pkey = NULL;
    }
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(b);
    EVP_PKEY_CTX_free(c);
    for (size_t i = 0; i < 3; i++) {
        BN_clear_free(keep[i]);
    }
    return pkey;
}

static Err sign_with(Arena *a, EVP_PKEY *pkey, Str bytes, Str *ret)
{
    uint8_t out[RSA_MAX_BYTES];
    size_t n = sizeof out;
    EVP_MD_CTX *m = EVP_MD_CTX_new();
    bool ok = m && pkey && EVP_DigestSignInit(m, NULL, EVP_sha256(), NULL, pkey) > 0 &&
              EVP_DigestSign(m, out, &n, (const uint8_t *)bytes.p, bytes.n) > 0;
    EVP_MD_CTX_free(m);
    *ret = ok ? str_copy(a, str_of((const char *)out, n)) : S("");
    return ok ? OK : ERR_INTERNAL;
}

Err jwt_sign_bytes(Arena *a, const JwtKey *key, Str bytes, Str *ret)
{
    static const char *const NAMES[3] = {"n", "e", "d"};
    const JsonValue *jwk;
    Str numbers[3], text = jwk_text(a, key->jwk, true);
    Err err = json_parse(a, text, JSON_LIMITS_DEFAULT, &jwk, NULL);
    for (size_t i = 0; err == OK && i < 3; i++) {
        err = base64url_decode(a, json_exact_text(jwk, str_from(NAMES[i])), &numbers[i]);
    }
    OPENSSL_cleanse((void *)(uintptr_t)text.p, text.n);
    TRY(err);
    EVP_PKEY *pkey = pkey_of(numbers);
    err = sign_with(a, pkey, bytes, ret);
    EVP_PKEY_free(pkey);
    OPENSSL_cleanse((void *)(uintptr_t)numbers[2].p, numbers[2].n);
    return err;
}

Str jwt_key_certificate(Arena *a, const JwtKey *key)
{
    Str der = S("");
    return key->x5c[0] && base64_decode(a, str_from(key->x5c), &der) == OK ? der : S("");
}

static bool header_is_plain(cjose_jws_t *jws, bool pss_too)
{
    cjose_header_t *header = cjose_jws_get_protected(jws); /* not ours to release */
    const char *alg = header ? cjose_header_get(header, CJOSE_HDR_ALG, NULL) : NULL;
    char *crit = header ? cjose_header_get_raw(header, "crit", NULL) : NULL;
    bool known = alg && (str_eq(str_from(alg), S("RS256")) || (pss_too && str_eq(str_from(alg), S("PS256"))));
    bool plain = known && !crit;
    if (crit) {
        cjose_get_dealloc()(crit);
    }
    return plain;
}

static Err verify(Arena *a, const cjose_jwk_t *jwk, bool pss_too, Str token, Str *ret_claims)
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
    if (header_is_plain(jws, pss_too) && cjose_jws_verify(jws, jwk, NULL) &&
        cjose_jws_get_plaintext(jws, &claims, &n, NULL)) {
        *ret_claims = str_copy(a, str_of((const char *)claims, n));
        err = OK;
    }
    cjose_jws_release(jws);
    return err;
}

Err jwt_verify(Arena *a, const JwtKey *key, Str token, Str *ret_claims)
{
    return verify(a, key->jwk, false, token, ret_claims);
}

Err jwt_verify_rsa(Arena *a, Str n, Str e, Str token, Str *ret_claims)
{
    if (n.n < RSA_BITS / 8 || n.n > RSA_MAX_BYTES || e.n == 0 || e.n > 8) {
        return ERR_UNAUTHENTICATED;
    }
    cjose_jwk_rsa_keyspec spec = {
        .n = (uint8_t *)str_copy(a, n).p, .nlen = n.n, .e = (uint8_t *)str_copy(a, e).p, .elen = e.n};
    cjose_jwk_t *jwk = cjose_jwk_create_RSA_spec(&spec, NULL);
    Err err = jwk ? verify(a, jwk, true, token, ret_claims) : ERR_UNAUTHENTICATED;
    cjose_jwk_release(jwk);
    return err;
}

static Str member(const JsonValue *object, Str name)
{
    const JsonValue *v = json_get(object, name);
    return v && v->kind == JSON_STRING ? v->text : S("");
}

Err jwt_head(Arena *a, Str token, JwtHead *ret)
{
    Str text;
    const JsonValue *head = NULL;
    ptrdiff_t dot = str_find_char(token, '.');
    if (dot <= 0 || token.n > TOKEN_MAX || base64url_decode(a, str_sub(token, 0, (size_t)dot), &text) != OK ||
        json_parse(a, text, JSON_LIMITS_DEFAULT, &head, NULL) != OK || head->kind != JSON_OBJECT) {
        return ERR_UNAUTHENTICATED;
    }
    *ret = (JwtHead){.alg = member(head, S("alg")),
                     .kid = member(head, S("kid")),
                     .x5t = member(head, S("x5t")),
                     .x5t_s256 = member(head, S("x5t#S256"))};
    return OK;
}

static void field(Json *j, Str name, Str value)
{
    json_key(j, name);
    json_str(j, value);
}

static void write_public(Arena *a, Json *j, const JwtKey *key)
{
    const JsonValue *jwk = NULL;
    if (json_parse(a, jwk_text(a, key->jwk, false), JSON_LIMITS_DEFAULT, &jwk, NULL) != OK) {
        return;
    }
    json_obj(j);
    static const Str copied[] = {S_INIT("kty"), S_INIT("kid"), S_INIT("n"), S_INIT("e")};
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
        field(j, copied[i], member(jwk, copied[i]));
    }
    field(j, S("use"), S("sig"));
    field(j, S("alg"), S("RS256"));
    if (key->x5t[0]) {
        field(j, S("x5t"), str_from(key->x5t));
        json_key(j, S("x5c"));
        json_arr(j);
        json_str(j, str_from(key->x5c));
        json_arr_end(j);
    }
    json_obj_end(j);
}

Str jwt_public_jwks(Arena *a, const JwtKey *const *keys, size_t n)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("keys"));
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        write_public(a, &j, keys[i]);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    return buf_str(&b);
}
