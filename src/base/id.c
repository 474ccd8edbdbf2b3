/* UUIDs: making version 7, printing, reading. */
#include "base/id.h"

const Id ID_NIL = {{0}};

static const char HEX_PAIRS[513] =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
    "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f"
    "909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
    "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef"
    "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

/* RFC 9562 section 5.7 with the sub-millisecond part in rand_a (method 3): four values a microsecond, so that the
 * microsecond decides the order and two bits of randomness stay there. */
Id id_v7(Time wall, const uint8_t random[10])
{
    uint64_t us = wall.us > 0 ? (uint64_t)wall.us : 0;
    uint64_t ms = us / 1000;
    unsigned rand_a = (unsigned)(us % 1000) * 4 + (random[8] & 3u);
    Id id;
    for (int i = 0; i < 6; i++) {
        id.b[i] = (uint8_t)(ms >> (40 - 8 * i));
    }
    id.b[6] = (uint8_t)(0x70 | rand_a >> 8);
    id.b[7] = (uint8_t)rand_a;
    memcpy(id.b + 8, random, 8);
    id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
    return id;
}

int id_cmp(Id a, Id b) { return memcmp(a.b, b.b, sizeof a.b); }

static inline void put(char *out, uint8_t byte) { memcpy(out, HEX_PAIRS + (size_t)byte * 2, 2); }

void id_to(char out[ID_TEXT], Id id)
{
    const uint8_t *b = id.b;
    put(out, b[0]), put(out + 2, b[1]), put(out + 4, b[2]), put(out + 6, b[3]);
    out[8] = '-';
    put(out + 9, b[4]), put(out + 11, b[5]);
    out[13] = '-';
    put(out + 14, b[6]), put(out + 16, b[7]);
    out[18] = '-';
    put(out + 19, b[8]), put(out + 21, b[9]);
    out[23] = '-';
    put(out + 24, b[10]), put(out + 26, b[11]), put(out + 28, b[12]);
    put(out + 30, b[13]), put(out + 32, b[14]), put(out + 34, b[15]);
}

Str id_text(Arena *a, Id id)
{
    char *p = arena_alloc_raw(a, ID_TEXT, 1);
    id_to(p, id);
    return str_of(p, ID_TEXT);
}

static inline int hex_value(char c)
{
    unsigned char u = (unsigned char)c;
    if (u >= '0' && u <= '9') {
        return u - '0';
    }
    u |= 0x20;
    return u >= 'a' && u <= 'f' ? u - 'a' + 10 : -1;
}

Err id_parse(Str s, Id *ret)
{
    static const uint8_t at[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
    if (s.n != ID_TEXT || s.p[8] != '-' || s.p[13] != '-' || s.p[18] != '-' || s.p[23] != '-') {
        return ERR_PARSE;
    }
    Id id;
    int bad = 0;
    for (int i = 0; i < 16; i++) {
        int high = hex_value(s.p[at[i]]), low = hex_value(s.p[at[i] + 1]);
        bad |= high | low; /* -1 sets the sign */
        id.b[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
    }
    if (bad < 0) {
        return ERR_PARSE;
    }
    *ret = id;
    return OK;
}
