/* Signed JSON Web Tokens of others (RFC 7515, 7517, 7518, 8037): a key set as its owner publishes it, and tokens
 * against it. RS256, ES256 and EdDSA with Ed25519 only: "none" and keys that both sides know are no proof here. Bytes
 * in, verdict out: no clock, no network; who may have issued a token to whom and until when, the caller tests. Our own
 * tokens are in crypt.h. */
#pragma once
#include "crypt/cose.h"
#include "crypt/crypt.h"

enum { JWK_SET_MAX = 64, JOSE_TOKEN_MAX = 32 << 10 };

typedef struct Jwk {
    Str kid; /* may be empty */
    const char *alg;
    CoseKey key;
} Jwk;
typedef struct JwkSet {
    Jwk *keys;
    size_t n;
    size_t left_out; /* for encryption, of another algorithm, or not good keys */
} JwkSet;
/* ERR_PARSE: not a key set. Keys that cannot be used here are left out. */
MUST_USE Err jwk_set_parse(Arena *a, Str json, JwkSet *ret);

/* The first rule that was broken. */
typedef enum JoseWhy {
    JOSE_OK,
    JOSE_FORM,     /* not a signed token in its compact form */
    JOSE_ALG,      /* an algorithm that is not taken */
    JOSE_CRITICAL, /* asks for an extension to be understood */
    JOSE_KEY,      /* signed with a key that is not in the set: it may have been replaced */
    JOSE_SIGNATURE
} JoseWhy;
const char *jose_why(JoseWhy why); /* "signature": for the log */

typedef struct JoseToken {
    Str alg, kid, typ;
    Str claims; /* JSON text, of an object */
} JoseToken;
/* alg and kid are set as far as they could be read, also when the verdict is another. */
JoseWhy jose_verify(Arena *a, const JwkSet *set, Str token, JoseToken *ret);
/* What stands in at_hash for an access token that came with an id token of this algorithm (OpenID Connect Core,
 * 3.1.3.6); empty for an unknown algorithm. */
Str jose_half_hash(Arena *a, Str alg, Str value);
