/* Passkeys: what a relying party verifies of Web Authentication (W3C WebAuthn Level 3: 7.1 registration, 7.2 assertion;
 * Level 2 has the same steps but those for backup flags and topOrigin). Bytes in, verdict out: no clock, no storage, no
 * network. Challenges are the caller's: that one is ours, new and of this browser is known before anything here. */
#pragma once
#include "crypt/crypt.h"

enum {
    WEBAUTHN_ID_MAX = 1023, /* bytes of a credential id, 7.1 */
    WEBAUTHN_KEY_MAX = 1024,
    WEBAUTHN_CLIENT_DATA_MAX = 8 << 10,
    WEBAUTHN_OBJECT_MAX = 48 << 10, /* attestation statements carry certificate chains */
    WEBAUTHN_ES256 = -7,
    WEBAUTHN_EDDSA = -8,
    WEBAUTHN_RS256 = -257,
};

/* The first rule that was broken; WEBAUTHN_OK when none was. */
typedef enum WebauthnWhy {
    WEBAUTHN_OK,
    WEBAUTHN_FORM,      /* not the bytes of a client */
    WEBAUTHN_TYPE,      /* made for the other ceremony */
    WEBAUTHN_CHALLENGE, /* answers another challenge */
    WEBAUTHN_ORIGIN,    /* made on another site, or inside a frame of one */
    WEBAUTHN_RP,        /* for another relying party */
    WEBAUTHN_PRESENCE,  /* nobody touched the authenticator */
    WEBAUTHN_VERIFICATION /* nobody was recognized, where that is asked */,
    WEBAUTHN_BACKUP,    /* flags of a backup that cannot be */
    WEBAUTHN_ID,        /* no credential id, or one that is too long */
    WEBAUTHN_ALGORITHM, /* none of ours */
    WEBAUTHN_KEY,       /* not a good key of its algorithm */
    WEBAUTHN_SIGNATURE,
    WEBAUTHN_COUNTER, /* the counter went backwards: there are two of this credential */
} WebauthnWhy;
const char *webauthn_why(WebauthnWhy why); /* "counter": for the log and the audit */

typedef struct WebauthnExpect {
    Str challenge; /* its bytes */
    Str origin;    /* "https://partners.example.com" */
    Str rp_id;     /* "partners.example.com" or a domain above it */
    bool verified; /* a PIN or a biometric is needed, presence is not enough */
} WebauthnExpect;

typedef struct WebauthnCredential {
    Str id, key; /* key: the COSE_Key as it came, at most WEBAUTHN_KEY_MAX bytes */
    uint8_t aaguid[16];
    int alg;
    uint32_t count;
    bool verified, backup_eligible, backed_up;
} WebauthnCredential;

/* The challenge that a client answers, not checked in any way: to find out whether it is one of ours. */
MUST_USE Err webauthn_challenge(Arena *a, Str client_data, Str *ret);

/* A new credential. Any attestation statement is taken, and none is believed: it must only be well formed. */
WebauthnWhy webauthn_register(Arena *a, const WebauthnExpect *expect, Str client_data, Str attestation_object,
                              WebauthnCredential *ret);
/* What is stored of a credential against an assertion with it. ret may be NULL; its key and id are those of `known`.
 * WEBAUTHN_COUNTER is only said of an assertion that is right in everything else. */
WebauthnWhy webauthn_assert(Arena *a, const WebauthnExpect *expect, const WebauthnCredential *known, Str client_data,
                            Str authenticator_data, Str signature, WebauthnCredential *ret);
