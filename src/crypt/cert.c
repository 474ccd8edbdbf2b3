/* Reading certificates with OpenSSL. */
#include "crypt/cert.h"

#include "base/utf8.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <time.h>

static X509 *read_any(Str text)
{
    const uint8_t *at = (const uint8_t *)text.p;
    if (text.n && (uint8_t)text.p[0] == 0x30) {
        X509 *x = d2i_X509(NULL, &at, (long)text.n);
        if (x && at == (const uint8_t *)text.p + text.n) {
            return x;
        }
        X509_free(x);
        return NULL;
    }
    BIO *bio = BIO_new_mem_buf(text.p, (int)text.n);
    X509 *x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return x;
}

static Str number(Arena *a, const EVP_PKEY *pkey, const char *name)
{
    BIGNUM *bn = NULL;
    if (!EVP_PKEY_get_bn_param(pkey, name, &bn)) {
        return S("");
    }
    int n = BN_num_bytes(bn);
    char *bytes = n > 0 ? arena_alloc(a, (size_t)n, 1) : NULL;
    if (bytes) {
        (void)BN_bn2bin(bn, (uint8_t *)bytes);
    }
    BN_free(bn);
    return bytes ? str_of(bytes, (size_t)n) : S("");
}

static Str thumb(Arena *a, Str der, const EVP_MD *md)
{
    uint8_t out[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    bool ok = EVP_Digest(der.p, der.n, out, &n, md, NULL);
    return ok ? str_copy(a, str_of((const char *)out, n)) : S("");
}

static Time time_of(const ASN1_TIME *t)
{
    struct tm tm;
    if (!ASN1_TIME_to_tm(t, &tm)) {
        return TIME_NONE;
    }
    return time_from_civil((Civil){.year = tm.tm_year + 1900,
                                   .month = tm.tm_mon + 1,
                                   .day = tm.tm_mday,
                                   .hour = tm.tm_hour,
                                   .minute = tm.tm_min,
                                   .second = tm.tm_sec});
}

static Str subject_of(Arena *a, X509 *x)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *p = NULL;
    Str s = S("");
    if (bio && X509_NAME_print_ex(bio, X509_get_subject_name(x), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
        long n = BIO_get_mem_data(bio, &p);
        s = n > 0 ? str_copy(a, str_of(p, (size_t)n)) : s;
    }
    BIO_free(bio);
    return utf8_prefix(utf8_repair(a, s), 200);
}

static CertFlaw fill(Arena *a, X509 *x, Cert *ret)
{
    const EVP_PKEY *pkey = X509_get0_pubkey(x);
    uint8_t *der = NULL;
    if (!pkey || EVP_PKEY_get_base_id(pkey) != EVP_PKEY_RSA) {
        return CERT_NOT_RSA;
    }
    int bits = EVP_PKEY_get_bits(pkey);
    if (bits < CERT_RSA_BITS_MIN || bits > CERT_RSA_BITS_MAX) {
        return CERT_KEY_SIZE;
    }
    int n = i2d_X509(x, &der);
    if (n <= 0) {
        return CERT_UNREADABLE;
    }
    ret->der = str_copy(a, str_of((const char *)der, (size_t)n));
    OPENSSL_free(der);
    ret->subject = subject_of(a, x);
    ret->sha1 = thumb(a, ret->der, EVP_sha1());
    ret->sha256 = thumb(a, ret->der, EVP_sha256());
    ret->n = number(a, pkey, OSSL_PKEY_PARAM_RSA_N);
    ret->e = number(a, pkey, OSSL_PKEY_PARAM_RSA_E);
    ret->from = time_of(X509_get0_notBefore(x));
    ret->to = time_of(X509_get0_notAfter(x));
    bool whole = ret->n.n && ret->e.n && ret->sha1.n && ret->sha256.n && time_is_set(ret->from) && time_is_set(ret->to);
    return whole ? CERT_OK : CERT_UNREADABLE;
}

CertFlaw cert_read(Arena *a, Str text, Cert *ret)
{
    if (text.n == 0 || text.n > CERT_MAX_BYTES) {
        return CERT_UNREADABLE;
    }
    if (str_find(text, S("PRIVATE KEY-----")) >= 0) {
        return CERT_PRIVATE_KEY;
    }
    X509 *x = read_any(text);
    CertFlaw flaw = x ? fill(a, x, ret) : CERT_UNREADABLE;
    X509_free(x);
    ERR_clear_error();
    return flaw;
}
