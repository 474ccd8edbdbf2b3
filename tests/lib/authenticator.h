/* An authenticator and a browser in software: keys by OpenSSL, messages as WebAuthn Level 3 describes them, and every
 * part of them can be made wrong. Used by tests of crypt and of the pages. */
#pragma once
#include "crypt/webauthn.h"

typedef struct SoftKey { /* everything lives in the arena but the OpenSSL key */
    void *pkey;
    int alg;
    Str id;
    uint32_t count;
} SoftKey;
SoftKey soft_key(Arena *a, int alg);
void soft_key_free(SoftKey *k);
Str soft_cose(Arena *a, const SoftKey *k);

enum { SOFT_UP = 1, SOFT_UV = 4, SOFT_BE = 8, SOFT_BS = 16 };
typedef struct SoftAsk {
    Str challenge, origin, rp_id;
    uint8_t flags;
    uint32_t count;
    Str type;  /* empty: the right one */
    Str extra; /* more members of the client data, with a leading comma */
} SoftAsk;
typedef struct SoftAnswer {
    Str client_data, object, data, signature;
} SoftAnswer;
SoftAnswer soft_register(Arena *a, const SoftKey *k, const SoftAsk *ask);
SoftAnswer soft_assert(Arena *a, const SoftKey *k, const SoftAsk *ask);
/* The parts, to be put together wrongly. */
Str soft_object(Arena *a, Str format, Str statement_cbor, Str data);
Str soft_data(Arena *a, const SoftAsk *ask, Str attested);
Str soft_attested(Arena *a, Str id, Str cose);
Str soft_sign(Arena *a, const SoftKey *k, Str data, Str client_data);
Str soft_cbor(Arena *a, unsigned major, uint64_t n); /* the head of an item */
Str soft_bytes(Arena *a, Str bytes);
