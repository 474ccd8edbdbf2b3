/* Tokens and key sets of others. The signatures are cose.c's, that is OpenSSL's. */
#include "crypt/jose.h"

#include "base/json.h"
#include "base/num.h"
#include "crypt/webauthn.h"

#include <openssl/ecdsa.h>
#include <sodium.h>

enum { HALF = 32, DER_MAX = 80, NUMBER_MAX = 1024 };
static const JsonLimits LIMITS = {.depth_max = 16, .bytes_max = 256 << 10, .members_max = 5000};

/* --- keys --- */

static Str number_of(Arena *a, const JsonValue *jwk, Str name)
{
    Str text = json_exact_text(jwk, name), bytes;
    if (text.n > NUMBER_MAX || base64url_decode(a, text, &bytes) != OK) {
        return S("");
    }
    while (bytes.n && bytes.p[0] == 0) {
        bytes = str_skip(bytes, 1);
    }
    return bytes;
}

/* A coordinate keeps its leading zeros. */
static Str point_of(Arena *a, const JsonValue *jwk, Str name)
{
    Str text = json_exact_text(jwk, name), bytes;
    return text.n <= NUMBER_MAX && base64url_decode(a, text, &bytes) == OK && bytes.n == HALF ? bytes : S("");
}

static bool key_numbers(Arena *a, const JsonValue *jwk, Jwk *ret)
{
    Str kty = json_exact_text(jwk, S("kty")), crv = json_exact_text(jwk, S("crv"));
    CoseKey *k = &ret->key;
    if (str_eq(kty, S("RSA"))) {
        *k = (CoseKey){.kty = 3, .alg = WEBAUTHN_RS256, .n = number_of(a, jwk, S("n")), .e = number_of(a, jwk, S("e"))};
        ret->alg = "RS256";
        return k->n.n > 0 && k->e.n > 0;
    }
    if (str_eq(kty, S("EC")) && str_eq(crv, S("P-256"))) {
        *k = (CoseKey){
            .kty = 2, .alg = WEBAUTHN_ES256, .crv = 1, .x = point_of(a, jwk, S("x")), .y = point_of(a, jwk, S("y"))};
        ret->alg = "ES256";
        return k->x.n > 0 && k->y.n > 0;
    }
    if (str_eq(kty, S("OKP")) && str_eq(crv, S("Ed25519"))) {
        *k = (CoseKey){.kty = 1, .alg = WEBAUTHN_EDDSA, .crv = 6, .x = point_of(a, jwk, S("x"))};
        ret->alg = "EdDSA";
        return k->x.n > 0;
    }
    return false;
}

static bool for_signatures(const JsonValue *jwk)
{
    const JsonValue *use = json_exact(jwk, S("use")), *ops = json_exact(jwk, S("key_ops"));
    if (use && !str_eq(use->text, S("sig"))) {
        return false;
    }
    if (!ops) {
        return true;
    }
    for (size_t i = 0; ops->kind == JSON_ARRAY && i < ops->n; i++) {
        if (str_eq(ops->items[i].text, S("verify"))) {
            return true;
        }
    }
    return false;
}

static bool key_read(Arena *a, const JsonValue *jwk, Jwk *ret)
{
    *ret = (Jwk){.kid = json_exact_text(jwk, S("kid"))};
    if (jwk->kind != JSON_OBJECT || !for_signatures(jwk) || !key_numbers(a, jwk, ret)) {
        return false;
    }
    const JsonValue *alg = json_exact(jwk, S("alg"));
    /* RFC 9864 names the curve in the algorithm. */
    bool same = !alg || str_eq(alg->text, str_from(ret->alg)) ||
                (str_eq(alg->text, S("Ed25519")) && str_eq(str_from(ret->alg), S("EdDSA")));
    return same && cose_check(&ret->key) == OK;
}

Err jwk_set_parse(Arena *a, Str json, JwkSet *ret)
{
    const JsonValue *v = NULL;
    *ret = (JwkSet){0};
    TRY(json_parse(a, json, LIMITS, &v, NULL) == OK ? OK : ERR_PARSE);
    const JsonValue *keys = json_exact(v, S("keys"));
    if (!keys || keys->kind != JSON_ARRAY) {
        return ERR_PARSE;
    }
    ret->keys = arena_array(a, Jwk, num_min_size(keys->n, JWK_SET_MAX));
    for (size_t i = 0; i < keys->n; i++) {
        if (ret->n < JWK_SET_MAX && key_read(a, &keys->items[i], &ret->keys[ret->n])) {
            ret->n++;
        } else {
            ret->left_out++;
        }
    }
    return OK;
}

/* --- tokens --- */

const char *jose_why(JoseWhy why)
{
    switch (why) {
    case JOSE_OK:
        return "ok";
    case JOSE_FORM:
        return "form";
    case JOSE_ALG:
        return "algorithm";
    case JOSE_CRITICAL:
        return "critical";
    case JOSE_KEY:
        return "key";
    case JOSE_SIGNATURE:
        return "signature";
    }
    return "";
}

static bool alg_known(Str alg) { return str_eq(alg, S("RS256")) || str_eq(alg, S("ES256")) || str_eq(alg, S("EdDSA")); }

/* The key that the header names; without a name, the only one of the algorithm. */
static const Jwk *key_for(const JwkSet *set, Str alg, Str kid)
{
    const Jwk *found = NULL;
    for (size_t i = 0; i < set->n; i++) {
        const Jwk *k = &set->keys[i];
        if (!str_eq(str_from(k->alg), alg) || (kid.n && !str_eq(k->kid, kid))) {
            continue;
        }
        if (found) {
            return NULL; /* which one it is cannot be known */
        }
        found = k;
    }
    return found;
}

/* r and s side by side, as JOSE has them, to the form that OpenSSL reads. */
static Str der_of_pair(Arena *a, Str pair)
{
    if (pair.n != 2 * HALF) {
        return S("");
    }
    unsigned char out[DER_MAX], *end = out;
    BIGNUM *r = BN_bin2bn((const unsigned char *)pair.p, HALF, NULL);
    BIGNUM *s = BN_bin2bn((const unsigned char *)pair.p + HALF, HALF, NULL);
    ECDSA_SIG *sig = ECDSA_SIG_new();
    int n = 0;
    if (r && s && sig && ECDSA_SIG_set0(sig, r, s) == 1) {
        r = s = NULL; /* sig's now */
        n = i2d_ECDSA_SIG(sig, NULL) <= DER_MAX ? i2d_ECDSA_SIG(sig, &end) : 0;
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(sig);
    return n > 0 ? str_copy(a, str_of((const char *)out, (size_t)n)) : S("");
}

static bool cut(Str token, Str ret_parts[3])
{
    size_t n = 0;
    Str part;
    while (str_split(&token, '.', &part)) {
        if (n == 3 || part.n == 0) {
            return false;
        }
        ret_parts[n++] = part;
    }
    return n == 3;
}

static bool object_of(Arena *a, Str text, const JsonValue **ret)
{
    return json_parse(a, text, LIMITS, ret, NULL) == OK && (*ret)->kind == JSON_OBJECT;
}

JoseWhy jose_verify(Arena *a, const JwkSet *set, Str token, JoseToken *ret)
{
    *ret = (JoseToken){0};
    Str parts[3], head, claims, signature;
    const JsonValue *header, *body;
    if (token.n > JOSE_TOKEN_MAX || !cut(token, parts) || token.p[token.n - 1] == '.' ||
        base64url_decode(a, parts[0], &head) != OK || base64url_decode(a, parts[1], &claims) != OK ||
        base64url_decode(a, parts[2], &signature) != OK || !object_of(a, head, &header)) {
        return JOSE_FORM;
    }
    ret->alg = json_exact_text(header, S("alg"));
    ret->kid = json_exact_text(header, S("kid"));
    ret->typ = json_exact_text(header, S("typ"));
    if (!alg_known(ret->alg)) {
        return JOSE_ALG;
    }
    if (json_exact(header, S("crit"))) {
        return JOSE_CRITICAL;
    }
    const Jwk *key = key_for(set, ret->alg, ret->kid);
    if (!key) {
        return JOSE_KEY;
    }
    Str signed_part = str_of(token.p, parts[0].n + 1 + parts[1].n);
    Str form = str_eq(ret->alg, S("ES256")) ? der_of_pair(a, signature) : signature;
    if (!cose_verify(&key->key, signed_part, form)) {
        return JOSE_SIGNATURE;
    }
    if (!object_of(a, claims, &body)) {
        return JOSE_FORM;
    }
    ret->claims = claims;
    return JOSE_OK;
}

Str jose_half_hash(Arena *a, Str alg, Str value)
{
    unsigned char hash[crypto_hash_sha512_BYTES];
    const unsigned char *bytes = (const unsigned char *)(value.p ? value.p : "");
    size_t n = 0;
    if (str_eq(alg, S("EdDSA"))) { /* Ed25519 is built on SHA-512 */
        (void)crypto_hash_sha512(hash, bytes, value.n);
        n = crypto_hash_sha512_BYTES / 2;
    } else if (alg_known(alg)) {
        (void)crypto_hash_sha256(hash, bytes, value.n);
        n = crypto_hash_sha256_BYTES / 2;
    }
    return n ? base64url_encode(a, str_of((const char *)hash, n)) : S("");
}
