/* One CBOR item at a time, by libcbor's stateless decoder; its types stay in this file. */
#include "crypt/cbor.h"

#include "base/utf8.h"

#include <cbor.h>

typedef struct Seen {
    CborItem item;
    bool refused;
} Seen;

static void seen_unsigned(void *arg, uint64_t v)
{
    Seen *s = arg;
    s->item = (CborItem){.kind = CBOR_INT, .number = (int64_t)v};
    s->refused = v > INT64_MAX;
}
static void seen_u8(void *arg, uint8_t v) { seen_unsigned(arg, v); }
static void seen_u16(void *arg, uint16_t v) { seen_unsigned(arg, v); }
static void seen_u32(void *arg, uint32_t v) { seen_unsigned(arg, v); }

/* The wire has n, the value is -1 - n. */
static void seen_negative(void *arg, uint64_t v)
{
    seen_unsigned(arg, v);
    Seen *s = arg;
    s->item.number = s->refused ? 0 : -1 - s->item.number;
}
static void seen_n8(void *arg, uint8_t v) { seen_negative(arg, v); }
static void seen_n16(void *arg, uint16_t v) { seen_negative(arg, v); }
static void seen_n32(void *arg, uint32_t v) { seen_negative(arg, v); }

static void seen_bytes(void *arg, cbor_data p, size_t n)
{
    ((Seen *)arg)->item = (CborItem){.kind = CBOR_BYTES, .bytes = str_of((const char *)p, n)};
}
static void seen_text(void *arg, cbor_data p, size_t n)
{
    Seen *s = arg;
    s->item = (CborItem){.kind = CBOR_TEXT, .bytes = str_of((const char *)p, n)};
    s->refused = !utf8_valid(s->item.bytes);
}
static void seen_list(void *arg, size_t n) { ((Seen *)arg)->item = (CborItem){.kind = CBOR_LIST, .n = n}; }
static void seen_pairs(void *arg, size_t n) { ((Seen *)arg)->item = (CborItem){.kind = CBOR_PAIRS, .n = n}; }

static void seen_other(void *arg) { ((Seen *)arg)->item = (CborItem){.kind = CBOR_OTHER}; }
static void seen_bool(void *arg, bool v)
{
    (void)v;
    seen_other(arg);
}
static void seen_float(void *arg, float v)
{
    (void)v;
    seen_other(arg);
}
static void seen_double(void *arg, double v)
{
    (void)v;
    seen_other(arg);
}

static void refuse(void *arg) { ((Seen *)arg)->refused = true; }
static void refuse_tag(void *arg, uint64_t v)
{
    (void)v;
    refuse(arg);
}

static const struct cbor_callbacks SEEN = {
    .uint8 = seen_u8,
    .uint16 = seen_u16,
    .uint32 = seen_u32,
    .uint64 = seen_unsigned,
    .negint8 = seen_n8,
    .negint16 = seen_n16,
    .negint32 = seen_n32,
    .negint64 = seen_negative,
    .byte_string_start = refuse,
    .byte_string = seen_bytes,
    .string = seen_text,
    .string_start = refuse,
    .indef_array_start = refuse,
    .array_start = seen_list,
    .indef_map_start = refuse,
    .map_start = seen_pairs,
    .tag = refuse_tag,
    .float2 = seen_float,
    .float4 = seen_float,
    .float8 = seen_double,
    .undefined = seen_other,
    .null = seen_other,
    .boolean = seen_bool,
    .indef_break = refuse,
};

Err cbor_take(Str *rest, CborItem *ret)
{
    Seen seen = {.refused = false};
    struct cbor_decoder_result r = {.status = CBOR_DECODER_ERROR};
    if (rest->n) {
        r = cbor_stream_decode((cbor_data)rest->p, rest->n, &SEEN, &seen);
    }
    /* Each item of a list is a byte at least: a head that promises more than there is would only cost time. */
    if (r.status != CBOR_DECODER_FINISHED || seen.refused || r.read > rest->n || seen.item.n > rest->n - r.read) {
        return ERR_PARSE;
    }
    *rest = str_skip(*rest, r.read);
    *ret = seen.item;
    return OK;
}

static Err skip(Str *rest, int depth)
{
    CborItem item;
    TRY(cbor_take(rest, &item));
    size_t inside = item.kind == CBOR_PAIRS ? item.n * 2 : item.kind == CBOR_LIST ? item.n : 0;
    if (inside && depth == 0) {
        return ERR_PARSE;
    }
    for (size_t i = 0; i < inside; i++) {
        TRY(skip(rest, depth - 1));
    }
    return OK;
}

Err cbor_skip(Str *rest) { return skip(rest, CBOR_DEPTH_MAX); }
