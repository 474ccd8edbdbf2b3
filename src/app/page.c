/* Cursors: the place in an order, as text that fits a URL. Layout: version, order, name hash (4), then each key:
 * its type, and 16 bytes (id), 8 bytes big-endian (numbers) or a length of 4 bytes and the bytes (text). */
#include "app/page.h"
#include "base/buf.h"
#include "crypt/crypt.h"

enum { CURSOR_VERSION = 1, CURSOR_MAX = 4096 };

static uint32_t name_hash(Str s) /* FNV-1a: stable between builds, unlike str_hash */
{
    uint32_t h = UINT32_C(2166136261);
    for (size_t i = 0; i < s.n; i++) {
        h = (h ^ (uint8_t)s.p[i]) * UINT32_C(16777619);
    }
    return h;
}

static void put_number(Buf *b, uint64_t v, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        buf_addc(b, (char)(uint8_t)(v >> shift));
    }
}

Str page_cursor_encode(Arena *a, Str query, uint32_t order, const DbValue *keys, size_t keys_n)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    put_number(&b, CURSOR_VERSION, 1);
    put_number(&b, order, 1);
    put_number(&b, name_hash(query), 4);
    for (size_t i = 0; i < keys_n; i++) {
        const DbValue *k = &keys[i];
        put_number(&b, (uint64_t)k->type, 1);
        switch (k->type) {
        case DB_ID:
            buf_add(&b, str_of((const char *)k->id.b, sizeof(k->id.b)));
            break;
        case DB_TEXT:
        case DB_BYTES:
        case DB_JSON:
            put_number(&b, k->s.n, 4);
            buf_add(&b, k->s);
            break;
        case DB_TIME:
        case DB_DATE:
        case DB_MINOR:
        case DB_INT:
        case DB_DEC:
        case DB_BOOL:
            put_number(&b, (uint64_t)k->i, 8);
            break;
        }
    }
    return base64url_encode(a, buf_str(&b));
}

/* Cuts n bytes off; false when there are fewer. */
static bool take(Str *rest, size_t n, Str *ret)
{
    if (rest->n < n) {
        return false;
    }
    *ret = str_sub(*rest, 0, n);
    *rest = str_skip(*rest, n);
    return true;
}

static bool take_number(Str *rest, size_t bytes, uint64_t *ret)
{
    Str s;
    if (!take(rest, bytes, &s)) {
        return false;
    }
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        v = v << 8 | (uint8_t)s.p[i];
    }
    *ret = v;
    return true;
}

static bool take_key(Str *rest, DbValue *k)
{
    uint64_t v;
    Str s;
    if (!take_number(rest, 1, &v) || v != (uint64_t)k->type) {
        return false;
    }
    switch (k->type) {
    case DB_ID:
        if (!take(rest, sizeof(k->id.b), &s)) {
            return false;
        }
        memcpy(k->id.b, s.p, sizeof(k->id.b));
        break;
    case DB_TEXT:
    case DB_BYTES:
    case DB_JSON:
        if (!take_number(rest, 4, &v) || !take(rest, v, &k->s)) {
            return false;
        }
        break;
    case DB_TIME:
    case DB_DATE:
    case DB_MINOR:
    case DB_INT:
    case DB_DEC:
    case DB_BOOL:
        if (!take_number(rest, 8, &v)) {
            return false;
        }
        k->i = (int64_t)v;
        break;
    }
    k->null = false;
    return true;
}

Err page_cursor_decode(Arena *a, Str query, uint32_t order, Str cursor, DbValue *ret_keys, size_t keys_n)
{
    Str rest;
    uint64_t version, number, hash;
    if (cursor.n > CURSOR_MAX || base64url_decode(a, cursor, &rest) != OK || !take_number(&rest, 1, &version) ||
        !take_number(&rest, 1, &number) || !take_number(&rest, 4, &hash) || version != CURSOR_VERSION ||
        number != order || hash != name_hash(query)) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < keys_n; i++) {
        if (!take_key(&rest, &ret_keys[i])) {
            return ERR_INVALID;
        }
    }
    return rest.n == 0 ? OK : ERR_INVALID;
}
