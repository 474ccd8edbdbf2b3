/* Public keys of authenticators (RFC 9052, RFC 9053: COSE_Key) and their signatures: parsed over CBOR, verified by
 * OpenSSL. Only the three algorithms that WebAuthn authenticators have in practice. */
#pragma once
#include "base/str.h"

typedef struct CoseKey {
    int64_t kty, alg, crv;
    Str x, y; /* EC2, OKP */
    Str n, e; /* RSA */
} CoseKey;

/* Takes one COSE_Key off *rest. ERR_PARSE: not one; ERR_UNSUPPORTED: of no algorithm of ours. */
MUST_USE Err cose_take(Str *rest, CoseKey *ret);
/* ERR_INVALID: the point is not on its curve, the modulus is too short or too long. */
MUST_USE Err cose_check(const CoseKey *key);
bool cose_verify(const CoseKey *key, Str bytes, Str signature);
