/* Thin wrappers over libsodium, OpenSSL and cjose. No cryptography of our own. */
#pragma once
#include "base/buf.h"
#include "base/id.h"
#include "base/time.h"

MUST_USE Err crypt_init(void); /* once, before anything else here */

/* Argon2id, 19 MiB, t=2. Takes about 40 ms: never on a loop and never inside a unit of work. Empty when there is no
 * memory for it, which fits no password. */
Str password_hash(Arena *a, Str password);
bool password_verify(Str hash, Str password);
/* A hash that no password fits, so that an unknown user costs the same as a known one. */
Str password_decoy(void);

/* 128 bits and more, URL-safe text. */
Str token_new(Arena *a, size_t bytes);
/* A password a person has to type once: 20 characters, no look-alikes, at least 112 bits; upper, lower, digit. */
Str token_temporary_password(Arena *a);
/* Keyed BLAKE2b of a generated secret (32 bytes), for looking it up without storing it. */
typedef struct Digest {
    uint8_t b[32];
} Digest;
Digest digest_keyed(const uint8_t key[32], Str bytes);
/* SipHash-2-4, 128 bits, zeros behind: a third of the time for a kilobyte. For finding in memory what this process has
 * seen, under a key that it made itself; never stored. */
Digest digest_of_moment(const uint8_t key[16], Str bytes);
Digest digest_sha256(Str bytes);
Str digest_hex(Arena *a, Digest d);
static inline Str digest_str(const Digest *d) { return str_of((const char *)d->b, 32); }
Str base64_encode(Arena *a, Str bytes);
Str base64url_encode(Arena *a, Str bytes);
MUST_USE Err base64url_decode(Arena *a, Str text, Str *ret);
MUST_USE Err base64_decode(Arena *a, Str text, Str *ret);

/* The key ring: master keys in a file outside the data folder (0600) or printed by a command; sub-keys are derived by
 * purpose ("session", "token", "csrf", "seal/<account>").
 *
 * Text: the line "entente-keyring-1", then one master key of 64 hex digits a line, newest first. A key's number counts
 * from the oldest, which is 1, so that adding one at the top renumbers nothing. Keys are never taken out: what they
 * sealed, and digests made with their sub-keys, stay readable. */
typedef struct KeyRing KeyRing;
/* Refuses a file that others can read. create: makes one where there is none; of two processes at once, both get the
 * same. ret_why: a sentence with what to do. */
MUST_USE Err keyring_open(const char *path, bool create, KeyRing **ret, char ret_why[256]);
MUST_USE Err keyring_from_command(const char *command, KeyRing **ret, char ret_why[256]);
/* Puts a new master key on top of the file; running processes see it when they open the ring again. */
MUST_USE Err keyring_rotate(const char *path, char ret_why[256]);
void keyring_close(KeyRing *ring);
/* A ring of its own for a part of the data (a sandbox), made of this one: with the same number of keys, and nothing
 * that one seals the other opens. The caller closes it. */
MUST_USE Err keyring_derive(const KeyRing *ring, Str part, KeyRing **ret);
/* The sub-key of the oldest master key: for digests and signatures that must survive a rotation. */
void keyring_key(const KeyRing *ring, Str purpose, uint8_t ret[32]);
/* Seals with the newest master key's sub-key; the sealed bytes begin with that key's number. */
Str keyring_seal(Arena *a, const KeyRing *ring, Str purpose, Str context, Str plain);
/* ERR_UNAVAILABLE when the ring lacks the key that sealed; ERR_PARSE as unseal. */
MUST_USE Err keyring_unseal(Arena *a, const KeyRing *ring, Str purpose, Str context, Str sealed, Str *ret);
/* Newest key's number: what was sealed with a lower one can be sealed again. */
unsigned keyring_newest(const KeyRing *ring);
/* A short public fingerprint, stored in the database so that a restore without the ring is refused. It is of the oldest
 * key and therefore stays the same through rotations. */
Str keyring_fingerprint(Arena *a, const KeyRing *ring);
/* XChaCha20-Poly1305 with a random nonce; context is authenticated (table, column, row id). */
Str seal(Arena *a, const uint8_t key[32], Str context, Str plain);
/* ERR_PARSE when key, context or bytes do not fit together. */
MUST_USE Err unseal(Arena *a, const uint8_t key[32], Str context, Str sealed, Str *ret);

/* JWS compact, RS256 by cjose over an RSA key the ring seals. claims: a JSON object. */
typedef struct JwtKey JwtKey;
MUST_USE Err jwt_key_new(Arena *a, Str *ret_private_jwk);
/* The same with a certificate that the key signed itself (DER), by whose thumbprint some clients look a key up. */
MUST_USE Err jwt_key_new_certified(Arena *a, const char *name, Period valid, Str *ret_private_jwk, Str *ret_der);
MUST_USE Err jwt_key_load(Str private_jwk, JwtKey **ret); /* may be used from several threads */
/* Before it is shared: header and public set name the certificate from now on. Too large a one is left out. */
void jwt_key_certify(JwtKey *key, Str der);
Str jwt_key_id(const JwtKey *key);
void jwt_key_free(JwtKey *key);
MUST_USE Err jwt_sign(Arena *a, const JwtKey *key, Str claims, Str *ret);
/* RSA with SHA-256 (PKCS #1) over the bytes themselves, which must not read as the first two parts of a token. */
MUST_USE Err jwt_sign_bytes(Arena *a, const JwtKey *key, Str bytes, Str *ret);
/* DER; empty without one. */
Str jwt_key_certificate(Arena *a, const JwtKey *key);
/* ERR_UNAUTHENTICATED: not of this key, not RS256, or not a token. The caller tests exp, nbf, aud. */
MUST_USE Err jwt_verify(Arena *a, const JwtKey *key, Str token, Str *ret_claims); /* signature only */
/* Signed by whoever has the private part of the RSA key (n, e: big-endian bytes), by RS256 or PS256. */
MUST_USE Err jwt_verify_rsa(Arena *a, Str n, Str e, Str token, Str *ret_claims);
/* What a token says of itself, not verified: to find the key that verifies it. */
typedef struct JwtHead {
    Str alg, kid, x5t, x5t_s256;
} JwtHead;
MUST_USE Err jwt_head(Arena *a, Str token, JwtHead *ret);
Str jwt_public_jwks(Arena *a, const JwtKey *const *keys, size_t n);
