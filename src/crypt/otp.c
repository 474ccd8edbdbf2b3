#include "crypt/otp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

uint32_t otp_code(Str secret, int64_t step)
{
    unsigned char moving[8], mac[EVP_MAX_MD_SIZE];
    unsigned mac_n = 0;
    for (int i = 7; i >= 0; i--) {
        moving[i] = (unsigned char)(step & 0xff);
        step >>= 8;
    }
    if (!HMAC(EVP_sha1(), secret.p, (int)secret.n, moving, sizeof moving, mac, &mac_n) || mac_n < 20) {
        return UINT32_MAX; /* no code that anybody can type */
    }
    unsigned at = mac[mac_n - 1] & 0xf;
    uint32_t bits =
        (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    return bits % 1000000;
}

Str base32_encode(Arena *a, Str bytes)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = arena_alloc_raw(a, bytes.n * 8 / 5 + 2, 1);
    size_t n = 0;
    uint32_t bits = 0;
    int held = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        bits = bits << 8 | (unsigned char)bytes.p[i];
        for (held += 8; held >= 5; held -= 5) {
            out[n++] = alphabet[bits >> (held - 5) & 31];
        }
    }
    if (held) {
        out[n++] = alphabet[bits << (5 - held) & 31];
    }
    return str_of(out, n);
}
