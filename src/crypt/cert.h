/* X.509 certificates that applications sign their assertions with. Nothing is trusted because of who issued one: it is
 * a public key that its owner put here, with a time. */
#pragma once
#include "crypt/crypt.h"

enum { CERT_MAX_BYTES = 16 << 10, CERT_RSA_BITS_MIN = 2048, CERT_RSA_BITS_MAX = 8192 };
typedef enum CertFlaw {
    CERT_OK,
    CERT_UNREADABLE,  /* neither PEM nor DER of one certificate */
    CERT_PRIVATE_KEY, /* holds a private key, which must stay where it was made */
    CERT_NOT_RSA,
    CERT_KEY_SIZE, /* fewer bits than CERT_RSA_BITS_MIN, or very many */
} CertFlaw;
typedef struct Cert {
    Str der, subject; /* subject: "CN=name", for people */
    Str sha1, sha256; /* thumbprints: 20 and 32 bytes */
    Str n, e;         /* the RSA key, big-endian */
    Time from, to;
} Cert;
/* One certificate, PEM or DER. */
CertFlaw cert_read(Arena *a, Str text, Cert *ret);
