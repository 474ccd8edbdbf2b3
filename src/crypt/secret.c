/* Passwords, tokens, digests, base64, sealing: libsodium behind our types. */
#include "crypt/crypt.h"

#include "os/os.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>

/* OWASP's second Argon2id row: 19 MiB, two passes, one lane. */
enum { PASSWORD_PASSES = 2, PASSWORD_MEMORY = 19 << 20 };

/* The library's own source asks the kernel for each four bytes. */
static const char *source_name(void) { return "entente"; }
static uint32_t source_u32(void) { return (uint32_t)os_random_u64(); }
static void source_bytes(void *out, size_t n) { os_random(out, n); }
static randombytes_implementation source = {
    .implementation_name = source_name, .random = source_u32, .buf = source_bytes};

Err crypt_init(void) { return randombytes_set_implementation(&source) == 0 && sodium_init() >= 0 ? OK : ERR_INTERNAL; }

Str password_hash(Arena *a, Str password)
{
    char *text = arena_alloc(a, crypto_pwhash_STRBYTES, 1);
    if (crypto_pwhash_str(text, password.n ? password.p : "", password.n, PASSWORD_PASSES, PASSWORD_MEMORY) != 0) {
        return S(""); /* no memory for it; verifies against nothing */
    }
    return str_from(text);
}

bool password_verify(Str hash, Str password)
{
    char text[crypto_pwhash_STRBYTES] = {0};
    if (hash.n == 0 || hash.n >= sizeof text) {
        return false;
    }
    memcpy(text, hash.p, hash.n);
    return crypto_pwhash_str_verify(text, password.n ? password.p : "", password.n) == 0;
}

/* Salt and result are random text instead of the outcome of a hash: the right cost and form, and no password for it. */
static char decoy_text[crypto_pwhash_STRBYTES];

static void decoy_make(void)
{
    uint8_t salt[16], result[32];
    char salt_text[32], result_text[64];
    os_random(salt, sizeof salt);
    os_random(result, sizeof result);
    sodium_bin2base64(salt_text, sizeof salt_text, salt, sizeof salt, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(result_text, sizeof result_text, result, sizeof result,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    (void)snprintf(decoy_text, sizeof decoy_text, "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s", PASSWORD_MEMORY >> 10,
                   PASSWORD_PASSES, salt_text, result_text);
}

Str password_decoy(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, decoy_make);
    return str_from(decoy_text);
}

Str token_new(Arena *a, size_t bytes)
{
    assert(bytes >= 16);
    uint8_t *raw = arena_alloc_raw(a, bytes, 1);
    os_random(raw, bytes);
    Str text = base64url_encode(a, str_of((const char *)raw, bytes));
    sodium_memzero(raw, bytes);
    return text;
}

/* 56 characters without 0 O o 1 I l: 20 of them are 116 bits. Drawing again until all three kinds are there takes away
 * less than a tenth of a bit. */
Str token_temporary_password(Arena *a)
{
    static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    enum { LENGTH = 20 };
    _Static_assert(sizeof alphabet - 1 == 56, "the comment above counts on it");
    char *text = arena_alloc(a, LENGTH, 1);
    bool upper, lower, digit;
    do {
        upper = lower = digit = false;
        for (size_t i = 0; i < LENGTH; i++) {
            char c = alphabet[randombytes_uniform(sizeof alphabet - 1)];
            upper |= c >= 'A' && c <= 'Z';
            lower |= c >= 'a' && c <= 'z';
            digit |= c >= '0' && c <= '9';
            text[i] = c;
        }
    } while (!upper || !lower || !digit);
    return str_of(text, LENGTH);
}

static const unsigned char *bytes_of(Str s) { return (const unsigned char *)(s.p ? s.p : ""); }

Digest digest_keyed(const uint8_t key[32], Str bytes)
{
    Digest d;
    (void)crypto_generichash(d.b, sizeof d.b, bytes_of(bytes), bytes.n, key, 32);
    return d;
}

Digest digest_of_moment(const uint8_t key[16], Str bytes)
{
    Digest d = {{0}};
    _Static_assert(crypto_shorthash_siphashx24_BYTES <= sizeof d.b && crypto_shorthash_siphashx24_KEYBYTES == 16,
                   "the hash fits");
    (void)crypto_shorthash_siphashx24(d.b, bytes_of(bytes), bytes.n, key);
    return d;
}

Digest digest_sha256(Str bytes)
{
    Digest d;
    (void)crypto_hash_sha256(d.b, bytes_of(bytes), bytes.n);
    return d;
}

Str digest_hex(Arena *a, Digest d)
{
    char *text = arena_alloc(a, 2 * sizeof d.b + 1, 1);
    sodium_bin2hex(text, 2 * sizeof d.b + 1, d.b, sizeof d.b);
    return str_of(text, 2 * sizeof d.b);
}

static Str encode(Arena *a, Str bytes, int variant)
{
    size_t size = sodium_base64_encoded_len(bytes.n, variant); /* with the end */
    char *text = arena_alloc_raw(a, size, 1);
    sodium_bin2base64(text, size, bytes_of(bytes), bytes.n, variant);
    return str_of(text, strlen(text));
}

static Err decode(Arena *a, Str text, int variant, Str *ret)
{
    size_t n = 0;
    unsigned char *bytes = arena_alloc_raw(a, text.n / 4 * 3 + 3, 1);
    const char *end = NULL;
    if (sodium_base642bin(bytes, text.n / 4 * 3 + 3, text.p ? text.p : "", text.n, NULL, &n, &end, variant) != 0 ||
        end != (text.p ? text.p : "") + text.n) {
        return text.n == 0 ? (*ret = S(""), OK) : ERR_PARSE;
    }
    *ret = str_of((const char *)bytes, n);
    return OK;
}

Str base64_encode(Arena *a, Str bytes) { return encode(a, bytes, sodium_base64_VARIANT_ORIGINAL); }

Str base64url_encode(Arena *a, Str bytes) { return encode(a, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

Err base64url_decode(Arena *a, Str text, Str *ret)
{
    return decode(a, text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, ret);
}

Err base64_decode(Arena *a, Str text, Str *ret) { return decode(a, text, sodium_base64_VARIANT_ORIGINAL, ret); }

enum {
    SEAL_VERSION = 1,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

/* Layout: version (1 byte), nonce (24), cipher text and tag. The version is authenticated by what it selects. */
Str seal(Arena *a, const uint8_t key[32], Str context, Str plain)
{
    unsigned char *out = arena_alloc_raw(a, 1 + NONCE + plain.n + TAG, 1);
    out[0] = SEAL_VERSION;
    os_random(out + 1, NONCE);
    unsigned long long n = 0;
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE, &n, bytes_of(plain), plain.n, bytes_of(context),
                                                     context.n, NULL, out + 1, key);
    return str_of((const char *)out, 1 + NONCE + (size_t)n);
}

Err unseal(Arena *a, const uint8_t key[32], Str context, Str sealed, Str *ret)
{
    const unsigned char *in = bytes_of(sealed);
    if (sealed.n < 1 + NONCE + TAG || in[0] != SEAL_VERSION) {
        return ERR_PARSE;
    }
    unsigned char *plain = arena_alloc_raw(a, sealed.n - 1 - NONCE - TAG, 1);
    unsigned long long n = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, in + 1 + NONCE, sealed.n - 1 - NONCE,
                                                   bytes_of(context), context.n, in + 1, key) != 0) {
        return ERR_PARSE;
    }
    *ret = str_of((const char *)plain, (size_t)n);
    return OK;
}
