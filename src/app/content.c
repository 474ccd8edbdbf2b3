/* See content.h.
 *
 * A file is taken apart as far as its format says where it ends: what stands behind that end, or in front of its
 * beginning, is what makes one file two. Pictures say in their header how large they become; packed pieces are
 * unpacked against a bound and thrown away. */
#include "app/content.h"
#include "app/i18n.h"
#include "base/num.h"
#include "base/utf8.h"
#include <zlib.h>

enum { NAME_MAX_SHOWN = 100, PIECE_MAX = 8 << 20, HEAD_N = 1024, PDF_END_N = 2048, SLACK = 64 << 10 };

static const struct {
    const char *type, *endings, *name;
} KINDS[CONTENT_KINDS] = {
    [CONTENT_PDF] = {"application/pdf", "pdf", N_("PDF")},
    [CONTENT_PNG] = {"image/png", "png", N_("PNG")},
    [CONTENT_JPEG] = {"image/jpeg", "jpg jpeg jpe", N_("JPEG")},
    [CONTENT_TEXT] = {"text/plain; charset=utf-8", "txt log csv md", N_("plain text")},
};

const char *content_type(ContentKind kind) { return KINDS[kind].type; }
const char *content_ending(ContentKind kind)
{
    return kind == CONTENT_JPEG ? "jpg" : kind == CONTENT_TEXT ? "txt" : KINDS[kind].endings;
}
const char *content_name(ContentKind kind) { return KINDS[kind].name; }

static uint32_t be32(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}
static uint32_t be16(const char *p) { return (uint32_t)(uint8_t)p[0] << 8 | (uint8_t)p[1]; }

static bool has(Str s, Str needle) { return s.n >= needle.n && memmem(s.p, s.n, needle.p, needle.n) != NULL; }

/* Words that browsers and servers act on, wherever they stand. */
static bool has_markup(Str s)
{
    static const Str WORDS[] = {S_INIT("<script"), S_INIT("<html"),   S_INIT("<!doctype html"),
                                S_INIT("<svg"),    S_INIT("<iframe"), S_INIT("<?php")};
    while (s.n) {
        const char *at = memchr(s.p, '<', s.n);
        if (!at) {
            return false;
        }
        s = str_skip(s, (size_t)(at - s.p));
        for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
            if (str_starts_nocase(s, WORDS[i])) {
                return true;
            }
        }
        s = str_skip(s, 1);
    }
    return false;
}

static Content fault(ContentFault f, ContentKind kind, const char *other)
{
    return (Content){.fault = f, .kind = kind, .other = other};
}

/* What else a file is that is a good one of its kind. The two marks of a ZIP archive meet by chance in no file. */
static const char *also(Str s)
{
    if (has(s, S("PK\x05\x06")) && has(s, S("PK\x01\x02"))) {
        return N_("a ZIP archive");
    }
    if (has(s, S("Rar!\x1a\x07")) || has(s, S("7z\xbc\xaf\x27\x1c"))) {
        return N_("a packed archive");
    }
    return has_markup(s) ? N_("a web page or script") : NULL;
}

/* Unpacks s and throws it away. False: more than max comes out. Bytes that are no zlib stream give nothing. */
static bool unpacks_within(Str s, uint64_t max, Buf *keep)
{
    unsigned char out[16 << 10];
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)s.p, .avail_in = (unsigned)num_min_size(s.n, UINT32_MAX)};
    uint64_t made = 0;
    if (inflateInit(&z) != Z_OK) {
        return false;
    }
    for (int got = Z_OK; got == Z_OK && made <= max;) {
        z.next_out = out;
        z.avail_out = sizeof out;
        got = inflate(&z, Z_NO_FLUSH);
        size_t n = sizeof out - z.avail_out;
        made += n;
        if (keep) {
            buf_add(keep, str_of((const char *)out, n));
        }
    }
    inflateEnd(&z);
    return made <= max;
}

/* --- PNG --- */

static bool sides_fit(uint64_t w, uint64_t h, uint64_t bits)
{
    return w <= CONTENT_SIDE_MAX && h <= CONTENT_SIDE_MAX && (w * bits / 8 + 1) * h <= CONTENT_RAW_MAX;
}

static bool png_head(Str data, Content *c, uint64_t *ret_raw)
{
    static const uint8_t CHANNELS[] = {1, 0, 3, 1, 2, 0, 4};
    if (data.n != 13) {
        return false;
    }
    uint8_t depth = (uint8_t)data.p[8], colour = (uint8_t)data.p[9];
    c->width = be32(data.p);
    c->height = be32(data.p + 4);
    if (!c->width || !c->height || colour >= sizeof CHANNELS || !CHANNELS[colour] || !strchr("\1\2\4\10\20", depth) ||
        !depth) {
        return false;
    }
    uint64_t bits = (uint64_t)depth * CHANNELS[colour];
    if (!sides_fit(c->width, c->height, bits)) {
        c->fault = CONTENT_HUGE;
        return false;
    }
    /* Seven passes of an interlaced picture have more line ends. */
    *ret_raw = (c->width * bits / 8 + 2) * c->height * 2 + SLACK;
    return true;
}

/* Texts and colour profiles are packed: behind a name and, in texts of all languages, two more. */
static bool png_piece_fits(Str type, Str data)
{
    bool languages = str_eq(type, S("iTXt"));
    if (!languages && !str_eq(type, S("zTXt")) && !str_eq(type, S("iCCP"))) {
        return true;
    }
    for (int i = 0; i < (languages ? 3 : 1); i++) {
        ptrdiff_t end = str_find_char(data, '\0');
        if (end < 0) {
            return true;
        }
        data = str_skip(data, (size_t)end + 1 + (languages && i == 0 ? 2 : 0));
    }
    return unpacks_within(languages ? data : str_skip(data, 1), PIECE_MAX, NULL);
}

/* All IDAT pieces are one stream. */
static bool png_pixels_fit(Str bytes, uint64_t raw)
{
    unsigned char out[16 << 10];
    z_stream z = {0};
    uint64_t made = 0;
    if (inflateInit(&z) != Z_OK) {
        return false;
    }
    int got = Z_OK;
    for (size_t at = 8; at + 12 <= bytes.n && got == Z_OK && made <= raw;) {
        uint32_t n = be32(bytes.p + at);
        bool data = memcmp(bytes.p + at + 4, "IDAT", 4) == 0;
        z.next_in = (unsigned char *)(uintptr_t)(bytes.p + at + 8);
        z.avail_in = data ? n : 0;
        while (z.avail_in && got == Z_OK && made <= raw) {
            z.next_out = out;
            z.avail_out = sizeof out;
            got = inflate(&z, Z_NO_FLUSH);
            made += sizeof out - z.avail_out;
        }
        at += (size_t)n + 12;
    }
    inflateEnd(&z);
    return made <= raw;
}

static Content look_png(Str bytes)
{
    Content c = {.fault = CONTENT_DAMAGED, .kind = CONTENT_PNG};
    uint64_t raw = 0;
    bool pixels = false;
    for (size_t at = 8; at + 12 <= bytes.n;) {
        uint32_t n = be32(bytes.p + at);
        if (n > bytes.n - at - 12) {
            return c;
        }
        Str type = str_of(bytes.p + at + 4, 4), data = str_of(bytes.p + at + 8, n);
        bool head = str_eq(type, S("IHDR"));
        if (head != (at == 8) || (head && !png_head(data, &c, &raw))) {
            return c;
        }
        if (!png_piece_fits(type, data)) {
            c.fault = CONTENT_HUGE;
            return c;
        }
        pixels |= str_eq(type, S("IDAT"));
        at += (size_t)n + 12;
        if (str_eq(type, S("IEND"))) {
            c.n = at;
            c.fault = !pixels                                    ? CONTENT_DAMAGED
                      : png_pixels_fit(str_of(bytes.p, at), raw) ? CONTENT_FINE
                                                                 : CONTENT_HUGE;
            return c;
        }
    }
    return c;
}

/* --- JPEG --- */

static bool is_frame(uint8_t m) { return m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc; }

/* Behind a scan's head: to the next mark that is no part of it. */
static size_t scan_end(Str s, size_t at)
{
    while (at + 1 < s.n) {
        const char *ff = memchr(s.p + at, 0xff, s.n - at - 1);
        if (!ff) {
            return s.n;
        }
        at = (size_t)(ff - s.p);
        uint8_t next = (uint8_t)s.p[at + 1];
        if (next != 0 && next != 0xff && !(next >= 0xd0 && next <= 0xd7)) {
            return at;
        }
        at += next == 0xff ? 1 : 2;
    }
    return s.n;
}

static Content look_jpeg(Str s)
{
    Content c = {.fault = CONTENT_DAMAGED, .kind = CONTENT_JPEG};
    bool scanned = false;
    size_t at = 2;
    while (at + 2 <= s.n) {
        if ((uint8_t)s.p[at] != 0xff) {
            return c;
        }
        uint8_t m = (uint8_t)s.p[at + 1];
        if (m == 0xff) {
            at++;
            continue;
        }
        at += 2;
        if (m == 0xd9) {
            c.n = at;
            c.fault = scanned && c.width && c.height ? CONTENT_FINE : CONTENT_DAMAGED;
            return c;
        }
        if (m == 0x01 || (m >= 0xd0 && m <= 0xd7)) {
            continue;
        }
        if (at + 2 > s.n || be16(s.p + at) < 2 || be16(s.p + at) > s.n - at) {
            return c;
        }
        size_t n = be16(s.p + at);
        if (is_frame(m)) {
            if (n < 8) {
                return c;
            }
            c.height = be16(s.p + at + 3);
            c.width = be16(s.p + at + 5);
            if (!sides_fit(c.width, c.height, (uint64_t)(uint8_t)s.p[at + 2] * (uint8_t)s.p[at + 7])) {
                c.fault = CONTENT_HUGE;
                return c;
            }
        }
        at += n;
        if (m == 0xda) {
            scanned = true;
            at = scan_end(s, at);
        }
    }
    return c;
}

/* --- PDF --- */

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Names that make a document act; "#4a" stands for a letter in a name. */
static bool pdf_acts(Str s)
{
    static const Str NAMES[] = {S_INIT("JavaScript"), S_INIT("Launch"), S_INIT("EmbeddedFile"), S_INIT("EmbeddedFiles"),
                                S_INIT("RichMedia")};
    for (;;) {
        const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
        if (!slash) {
            return false;
        }
        s = str_skip(s, (size_t)(slash - s.p) + 1);
        char name[16];
        size_t n = 0, at = 0;
        for (; at < s.n && n < sizeof name && !memchr(" \t\r\n\f\0/<>[](){}%", s.p[at], 16); at++) {
            bool coded = s.p[at] == '#' && at + 2 < s.n && hex(s.p[at + 1]) >= 0 && hex(s.p[at + 2]) >= 0;
            name[n++] = coded ? (char)(hex(s.p[at + 1]) * 16 + hex(s.p[at + 2])) : s.p[at];
            at += coded ? 2 : 0;
        }
        for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
            if (str_eq(str_of(name, n), NAMES[i])) {
                return true;
            }
        }
    }
}

/* Objects may stand packed in streams of objects. What is packed twice over is the scanner's to find. */
static ContentFault pdf_objects(Str s)
{
    static const Str WORD = S_INIT("stream");
    for (size_t at = 0; at < s.n;) {
        const char *hit = memmem(s.p + at, s.n - at, WORD.p, WORD.n);
        if (!hit) {
            break;
        }
        size_t begin = (size_t)(hit - s.p), back = begin > HEAD_N ? begin - HEAD_N : 0;
        at = begin + WORD.n;
        Str head = str_of(s.p + back, begin - back);
        ptrdiff_t obj = -1;
        for (size_t i = head.n; i >= 4 && obj < 0; i--) {
            obj = memcmp(head.p + i - 4, " obj", 4) == 0 ? (ptrdiff_t)i : -1;
        }
        if (obj < 0 || !has(str_skip(head, (size_t)obj), S("/ObjStm"))) {
            continue;
        }
        Str packed = str_skip(s, at);
        packed = str_starts(packed, S("\r\n")) ? str_skip(packed, 2) : str_skip(packed, 1);
        Buf plain = buf_on_heap(PIECE_MAX + (16 << 10));
        bool fits = unpacks_within(packed, PIECE_MAX, &plain);
        bool acts = fits && pdf_acts(buf_str(&plain));
        buf_free(&plain);
        if (!fits || acts) {
            return fits ? CONTENT_ACTIVE : CONTENT_HUGE;
        }
    }
    return CONTENT_FINE;
}

static Content look_pdf(Str s)
{
    Content c = {.fault = CONTENT_FINE, .kind = CONTENT_PDF, .n = s.n};
    Str end = s.n > PDF_END_N ? str_skip(s, s.n - PDF_END_N) : s;
    if (s.n < 8 || s.p[5] < '1' || s.p[5] > '2' || s.p[6] != '.' || !has(end, S("%%EOF")) || !has(s, S("obj"))) {
        c.fault = CONTENT_DAMAGED;
        return c;
    }
    c.fault = pdf_acts(s) ? CONTENT_ACTIVE : pdf_objects(s);
    return c;
}

/* --- the rest --- */

static const struct {
    Str magic;
    size_t at;
    const char *name;
} OTHERS[] = {
    {S_INIT("PK\x03\x04"), 0, N_("a ZIP archive or an office document")},
    {S_INIT("PK\x05\x06"), 0, N_("a ZIP archive")},
    {S_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), 0, N_("an office document")},
    {S_INIT("{\\rtf"), 0, N_("an office document")},
    {S_INIT("GIF8"), 0, N_("a GIF picture")},
    {S_INIT("WEBP"), 8, N_("a WebP picture")},
    {S_INIT("II*\0"), 0, N_("a TIFF picture")},
    {S_INIT("MM\0*"), 0, N_("a TIFF picture")},
    {S_INIT("ftyp"), 4, N_("a HEIC picture or a video")},
    {S_INIT("BM"), 0, N_("a bitmap picture")},
    {S_INIT("MZ"), 0, N_("a program")},
    {S_INIT("\x7f"
            "ELF"),
     0, N_("a program")},
    {S_INIT("#!"), 0, N_("a program")},
    {S_INIT("Rar!"), 0, N_("a packed archive")},
    {S_INIT("7z\xbc\xaf"), 0, N_("a packed archive")},
    {S_INIT("\x1f\x8b"), 0, N_("a packed archive")},
};

static bool is_text(Str s)
{
    if (!utf8_valid(s)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        if ((c < 0x20 && !strchr("\t\n\r\f", c)) || c == 0 || c == 0x7f) {
            return false;
        }
    }
    return true;
}

static Content look_other(Str s)
{
    Str head = str_sub(s, 0, HEAD_N);
    if (has(head, S("%PDF-"))) { /* readers of PDF look for it so far in */
        const char *other = also(s);
        return other ? fault(CONTENT_MIXED, CONTENT_PDF, other) : fault(CONTENT_DAMAGED, CONTENT_PDF, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++) {
        if (str_starts(str_skip(s, OTHERS[i].at), OTHERS[i].magic)) {
            return fault(CONTENT_OTHER, CONTENT_TEXT, OTHERS[i].name);
        }
    }
    Str text = str_trim(str_starts(s, S("\xef\xbb\xbf")) ? str_skip(s, 3) : s);
    if (has_markup(s) || (text.n && text.p[0] == '<')) {
        return fault(CONTENT_MARKUP, CONTENT_TEXT, NULL);
    }
    if (!is_text(s)) {
        return fault(CONTENT_OTHER, CONTENT_TEXT, NULL);
    }
    return (Content){.fault = CONTENT_FINE, .kind = CONTENT_TEXT, .n = s.n};
}

Content content_look(Str s)
{
    if (!s.n) {
        return fault(CONTENT_EMPTY, CONTENT_TEXT, NULL);
    }
    bool picture = true;
    Content c;
    if (str_starts(s, S("\x89PNG\r\n\x1a\n"))) {
        c = look_png(s);
    } else if (str_starts(s, S("\xff\xd8\xff"))) {
        c = look_jpeg(s);
    } else if (str_starts(s, S("%PDF-"))) {
        c = look_pdf(s);
        picture = false;
    } else {
        return look_other(s);
    }
    if (c.fault != CONTENT_FINE) {
        return c;
    }
    const char *other = also(s);
    other = !other && picture && has(str_sub(s, 0, HEAD_N), S("%PDF-")) ? N_("a PDF document") : other;
    return other ? fault(CONTENT_MIXED, c.kind, other) : c;
}

/* --- names --- */

/* May a character stand in the name of a file anywhere? */
static bool name_takes(uint32_t c)
{
    bool turns =
        c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    bool odd = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffd;
    return !turns && !odd && !(c < 0x80 && strchr("<>:\"|?*/\\;`$", (int)c));
}

Str content_clean_name(Arena *a, Str name, ContentKind kind)
{
    for (size_t i = name.n; i > 0; i--) {
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
            name = str_skip(name, i);
            break;
        }
    }
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    name = utf8_valid(name) ? name : S("");
    for (Str rest = name; rest.n;) {
        uint32_t c;
        const char *from = rest.p;
        if (utf8_next(&rest, &c) && name_takes(c)) {
            buf_add(&b, str_of(from, (size_t)(rest.p - from)));
        }
    }
    Str clean = buf_str(&b);
    while (clean.n && (clean.p[0] == '.' || clean.p[0] == ' ')) {
        clean = str_skip(clean, 1);
    }
    while (clean.n && (clean.p[clean.n - 1] == '.' || clean.p[clean.n - 1] == ' ')) {
        clean.n--;
    }
    ptrdiff_t dot = str_rfind_char(clean, '.');
    Str ending = dot >= 0 ? str_lower_ascii(a, str_skip(clean, (size_t)dot + 1)) : S("");
    bool fits = ending.n && str_has_word(str_from(KINDS[kind].endings), ending);
    Str stem = fits ? str_of(clean.p, (size_t)dot) : clean;
    stem = str_trim(utf8_prefix(stem, NAME_MAX_SHOWN - 5));
    return str_fmt(a, "%.*s.%s", S_ARG(stem.n ? stem : S("document")), fits ? str_z(a, ending) : content_ending(kind));
}
