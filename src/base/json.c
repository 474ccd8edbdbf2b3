/* JSON writing: punctuation, escaping, our own types. Reading is in json_read.c. */
#include "base/json.h"

#include "base/utf8.h"

#include <assert.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

Json json_writer(Buf *b) { return (Json){.b = b}; }

static inline void before_value(Json *j)
{
    if (j->comma) {
        buf_addc(j->b, ',');
    }
    j->comma = true;
}

static void open_with(Json *j, char c)
{
    before_value(j);
    buf_addc(j->b, c);
    j->comma = false;
    j->depth++;
}

static void close_with(Json *j, char c)
{
    assert(j->depth > 0);
    buf_addc(j->b, c);
    j->comma = true;
    j->depth--;
}

void json_obj(Json *j) { open_with(j, '{'); }

void json_obj_end(Json *j) { close_with(j, '}'); }

void json_arr(Json *j) { open_with(j, '['); }

void json_arr_end(Json *j) { close_with(j, ']'); }

static inline bool is_clean(unsigned char c) { return c >= 0x20 && c < 0x80 && c != '"' && c != '\\'; }

#ifdef __SSE2__
/* A bit for each byte that cannot simply be copied: control, quote, backslash, or not ASCII. */
static inline unsigned json_specials(__m128i v)
{
    __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    __m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)); /* signed: bytes from 0x80 are below as well */
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(marks, low));
}

/* Four to fifteen bytes by their first and last parts, which overlap; false, and nothing to be kept, when one of them
 * is special. Nearly all names and most values are as short as that. */
static inline bool json_copy_short(char *to, const char *p, size_t n)
{
    if (n >= 8) {
        __m128i first = _mm_loadl_epi64((const __m128i *)(const void *)p);
        __m128i last = _mm_loadl_epi64((const __m128i *)(const void *)(p + n - 8));
        _mm_storel_epi64((__m128i *)(void *)to, first);
        _mm_storel_epi64((__m128i *)(void *)(to + n - 8), last);
        return json_specials(_mm_unpacklo_epi64(first, last)) == 0;
    }
    uint32_t first, last;
    memcpy(&first, p, 4);
    memcpy(&last, p + n - 4, 4);
    memcpy(to, &first, 4);
    memcpy(to + n - 4, &last, 4);
    uint64_t both = (uint64_t)last << 32 | first;
    return json_specials(_mm_set_epi64x((int64_t)both, (int64_t)both)) == 0;
}
#endif

/* Copies up to the next byte that cannot simply be copied, into room for all of it; gives how many. */
static inline size_t json_copy(char *to, const char *p, size_t n)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; n - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        unsigned mask = json_specials(v);
        _mm_storeu_si128((__m128i *)(void *)(to + i), v); /* what stands behind the special byte is written over */
        if (mask) {
            return i + (size_t)__builtin_ctz(mask);
        }
    }
    if (n - i >= 4 && json_copy_short(to + i, p + i, n - i)) {
        return n;
    }
#endif
    for (; i < n && is_clean((unsigned char)p[i]); i++) {
        to[i] = p[i];
    }
    return i;
}

static void add_escape(Buf *b, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char shorts[32] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    char short_form = c < 0x20 ? shorts[c] : (char)c;
    if (short_form) {
        buf_add(b, str_of((char[2]){'\\', short_form}, 2));
    } else {
        buf_add(b, str_of((char[6]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6));
    }
}

/* The rest of a text, from a byte that has to be written in another way. */
static void add_escaped(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x80) {
            add_escape(b, c);
            i++;
        } else {
            size_t good = utf8_multibyte_prefix(str_of(s.p + i, s.n - i));
            buf_add(b, good ? str_of(s.p + i, good) : S("\xEF\xBF\xBD"));
            i += good ? good : 1;
        }
        char *room = buf_room(b, s.n - i);
        if (!room) {
            return;
        }
        size_t n = json_copy(room, s.p + i, s.n - i);
        b->n += n;
        i += n;
    }
}

static void add_quoted(Buf *b, Str s)
{
    char *room = buf_room(b, s.n + 2);
    if (!room) {
        return;
    }
    *room = '"';
    size_t n = json_copy(room + 1, s.p, s.n);
    b->n += n + 1;
    if (n < s.n) {
        add_escaped(b, str_skip(s, n));
        buf_addc(b, '"');
    } else {
        room[n + 1] = '"';
        b->n++;
    }
}

void json_key(Json *j, Str name)
{
    before_value(j);
    add_quoted(j->b, name);
    buf_addc(j->b, ':');
    j->comma = false;
}

void json_str(Json *j, Str s)
{
    before_value(j);
    add_quoted(j->b, s);
}

void json_i64(Json *j, int64_t v)
{
    before_value(j);
    buf_add_i64(j->b, v);
}

void json_dec(Json *j, Dec v)
{
    char text[40];
    json_raw(j, str_of(text, dec_into(text, v)));
}

void json_money(Json *j, Money m)
{
    char text[40];
    json_raw(j, str_of(text, money_major_into(text, m)));
}

void json_bool(Json *j, bool v) { json_raw(j, v ? S("true") : S("false")); }

void json_null(Json *j) { json_raw(j, S("null")); }

void json_id(Json *j, Id id)
{
    char text[ID_TEXT + 2];
    text[0] = '"';
    id_to(text + 1, id);
    text[ID_TEXT + 1] = '"';
    json_raw(j, str_of(text, sizeof text));
}

void json_time(Json *j, Time t)
{
    if (!time_is_set(t)) {
        json_null(j);
        return;
    }
    char text[34];
    text[0] = '"';
    size_t n = time_iso_into(text + 1, t) + 1;
    text[n++] = '"';
    json_raw(j, str_of(text, n));
}

void json_date(Json *j, Date d)
{
    if (!date_is_set(d)) {
        json_null(j);
        return;
    }
    char text[18];
    text[0] = '"';
    size_t n = date_iso_into(text + 1, d) + 1;
    text[n++] = '"';
    json_raw(j, str_of(text, n));
}

void json_raw(Json *j, Str json)
{
    before_value(j);
    buf_add(j->b, json);
}

void json_value(Json *j, const JsonValue *v)
{
    switch (v->kind) {
    case JSON_NULL:
        json_null(j);
        break;
    case JSON_BOOL:
        json_bool(j, v->boolean);
        break;
    case JSON_NUMBER:
        json_raw(j, v->text);
        break;
    case JSON_STRING:
        json_str(j, v->text);
        break;
    case JSON_ARRAY:
        json_arr(j);
        for (size_t i = 0; i < v->n; i++) {
            json_value(j, &v->items[i]);
        }
        json_arr_end(j);
        break;
    case JSON_OBJECT:
        json_obj(j);
        for (size_t i = 0; i < v->n; i++) {
            json_key(j, v->names[i]);
            json_value(j, &v->items[i]);
        }
        json_obj_end(j);
        break;
    }
}
