/* Folding for search and keys for sorting. Pure ASCII, the common case, takes no ICU call. */
#include "app/i18n_priv.h"
#include "base/utf8.h"
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { SORT_KEY_MAX = 200 };

static bool is_ascii(Str s)
{
    unsigned char all = 0;
    for (size_t i = 0; i < s.n; i++) {
        all |= (unsigned char)s.p[i];
    }
    return all < 0x80;
}

static Str fold_ascii(Arena *a, Str s)
{
    char *out = arena_alloc_raw(a, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= 'A' && c <= 'Z') {
            out[n++] = (char)(c + 32);
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[n++] = c;
        } else if (n && out[n - 1] != ' ') {
            out[n++] = ' ';
        }
    }
    n -= n && out[n - 1] == ' ';
    out[n] = '\0';
    return str_of(out, n);
}

/* Letters that Unicode does not take apart but people type without their stroke. */
static Str plain_letter(UChar32 c)
{
    switch (c) {
    case 0xE6:
        return S("ae");
    case 0xF0:
        return S("d");
    case 0xF8:
        return S("o");
    case 0xFE:
        return S("th");
    case 0x111:
        return S("d");
    case 0x127:
        return S("h");
    case 0x131:
        return S("i");
    case 0x142:
        return S("l");
    case 0x153:
        return S("oe");
    case 0x167:
        return S("t");
    default:
        return S("");
    }
}

/* Accents of Latin, Greek, Cyrillic, and the optional vowel points of Hebrew and Arabic. Marks of other scripts are
 * letters to their readers and stay. */
static bool is_dropped_mark(UChar32 c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
           (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F) || (c >= 0x591 && c <= 0x5C7) ||
           (c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640;
}

static bool is_word(UChar32 c) { return u_isalnum(c) || (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_SO_MASK)) != 0; }

static void fold_char(Buf *b, UChar32 c)
{
    if (is_dropped_mark(c)) {
        return;
    }
    Str plain = plain_letter(c);
    if (plain.n) {
        buf_add(b, plain);
    } else if (is_word(c)) {
        char bytes[4];
        buf_add(b, str_of(bytes, utf8_encode((uint32_t)c, bytes)));
    } else if (b->n && b->p[b->n - 1] != ' ') {
        buf_addc(b, ' ');
    }
}

static int32_t normalized(Arena *a, const UNormalizer2 *how, const UChar *from, int32_t from_n, UChar **ret)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t cap = from_n * 4 + 32;
    *ret = arena_array(a, UChar, (size_t)cap);
    int32_t n = unorm2_normalize(how, from, from_n, *ret, cap, &e);
    if (e == U_BUFFER_OVERFLOW_ERROR) {
        e = U_ZERO_ERROR;
        cap = n + 1;
        *ret = arena_array(a, UChar, (size_t)cap);
        n = unorm2_normalize(how, from, from_n, *ret, cap, &e);
    }
    return U_SUCCESS(e) ? n : 0;
}

static UChar *wide_of(Arena *a, Str s, int32_t *ret_n)
{
    UChar *wide = arena_array(a, UChar, s.n + 1);
    UErrorCode e = U_ZERO_ERROR;
    u_strFromUTF8WithSub(wide, (int32_t)s.n + 1, ret_n, s.p, (int32_t)s.n, 0xFFFD, NULL, &e);
    if (U_FAILURE(e)) {
        *ret_n = 0;
    }
    return wide;
}

static UChar32 next_char(const UChar *s, int32_t *i, int32_t n)
{
    UChar first = s[(*i)++];
    if (U16_IS_LEAD(first) && *i < n && U16_IS_TRAIL(s[*i])) {
        return ((UChar32)(first - 0xD800) << 10) + (s[(*i)++] - 0xDC00) + 0x10000;
    }
    return first;
}

Str fold_search(Arena *a, Str s)
{
    s = str_sub(s, 0, 64 << 10);
    if (is_ascii(s)) {
        return fold_ascii(a, s);
    }
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&e), *apart = unorm2_getNFDInstance(&e);
    if (U_FAILURE(e)) {
        return fold_ascii(a, s);
    }
    int32_t n;
    UChar *wide = wide_of(a, s, &n), *folded, *parts;
    n = normalized(a, casefold, wide, n, &folded);
    n = normalized(a, apart, folded, n, &parts);
    Buf b = buf_on_arena(a, 1 << 20);
    for (int32_t i = 0; i < n;) {
        fold_char(&b, next_char(parts, &i, n));
    }
    b.n -= b.n && b.p[b.n - 1] == ' ';
    return buf_str(&b);
}

static UCollator *root_collator(void)
{
    static _Atomic(UCollator *) shared;
    UCollator *c = atomic_load_explicit(&shared, memory_order_acquire);
    if (!c) {
        pthread_mutex_lock(&i18n_lock);
        c = atomic_load_explicit(&shared, memory_order_relaxed);
        if (!c) {
            UErrorCode e = U_ZERO_ERROR;
            c = ucol_open("", &e);
            ucol_setAttribute(c, UCOL_ALTERNATE_HANDLING, UCOL_NON_IGNORABLE, &e);
            if (U_FAILURE(e)) {
                abort(); /* ICU without its data */
            }
            atomic_store_explicit(&shared, c, memory_order_release);
        }
        pthread_mutex_unlock(&i18n_lock);
    }
    return c;
}

/* Sort keys are bytes; a text column wants UTF-8. Each byte becomes the code point of the same number, which keeps the
 * bytewise order. */
Str fold_sort_key(Arena *a, Str s)
{
    uint8_t key[SORT_KEY_MAX + 1];
    int32_t wide_n;
    UChar *wide = wide_of(a, str_sub(s, 0, 400), &wide_n);
    int32_t n = ucol_getSortKey(root_collator(), wide, wide_n, key, (int32_t)sizeof key);
    n = n > (int32_t)sizeof key ? (int32_t)sizeof key : n;
    char *out = arena_alloc_raw(a, SORT_KEY_MAX + 1, 1);
    size_t at = 0;
    for (int32_t i = 0; i < n && key[i] != 0; i++) {
        size_t need = key[i] < 0x80 ? 1 : 2;
        if (at + need > SORT_KEY_MAX) {
            break;
        }
        at += utf8_encode(key[i], out + at);
    }
    return str_of(out, at);
}

Str fold_nfc(Arena *a, Str s)
{
    if (is_ascii(s) || !utf8_valid(s) || s.n > 65536) {
        return s;
    }
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&e);
    int32_t wide_n = 0, n = 0, out_n = 0, max = (int32_t)(s.n + 1);
    UChar *wide = arena_array(a, UChar, (size_t)max);
    u_strFromUTF8(wide, max, &wide_n, s.p, (int32_t)s.n, &e);
    int32_t room = wide_n * 3 + 1; /* the most that form C grows a text */
    UChar *composed = arena_array(a, UChar, (size_t)room);
    n = unorm2_normalize(nfc, wide, wide_n, composed, room, &e);
    char *out = arena_alloc_raw(a, (size_t)n * 3 + 1, 1);
    u_strToUTF8(out, n * 3 + 1, &out_n, composed, n, &e);
    return U_FAILURE(e) ? s : str_of(out, (size_t)out_n);
}
