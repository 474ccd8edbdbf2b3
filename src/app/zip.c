/* ZIP (APPNOTE.TXT 6.3): local headers, deflated data, central directory. See zip.h. */
#include "app/zip.h"

#include "base/num.h"
#include <zlib.h>

enum { VERSION = 20, UTF8_NAMES = 1 << 11, SIZES_BEHIND = 1 << 3, DEFLATED = 8, ENTRIES_MAX = 65535 };
#define SIZE_MAX_32 INT64_C(0xFFFFFFFE)

static void u16(Buf *b, unsigned v)
{
    buf_addc(b, (char)(v & 0xff));
    buf_addc(b, (char)(v >> 8 & 0xff));
}
static void u32(Buf *b, uint32_t v)
{
    u16(b, v & 0xffff);
    u16(b, v >> 16);
}

/* The format's clock has no zone and counts in steps of two seconds from 1980. */
static void stamp(Buf *b, Time t)
{
    Civil c = time_civil(t);
    u16(b, (unsigned)(c.hour << 11 | c.minute << 5 | c.second / 2));
    u16(b, (unsigned)((c.year - 1980) << 9 | c.month << 5 | c.day));
}

static Err send(Zip *z, Str bytes)
{
    z->at += (int64_t)bytes.n;
    return z->at > SIZE_MAX_32 ? ERR_TOO_LARGE : z->write(z->sink, bytes);
}

/* What both headers of an entry have in common, from the version that reads it. */
static void common(Buf *b, const Zip *z, const ZipEntry *e)
{
    u16(b, VERSION);
    u16(b, e->flow ? UTF8_NAMES | SIZES_BEHIND : UTF8_NAMES);
    u16(b, DEFLATED);
    stamp(b, z->made);
    u32(b, e->crc);
    u32(b, (uint32_t)e->packed);
    u32(b, (uint32_t)e->size);
    u16(b, (unsigned)e->name.n);
    u16(b, 0);
}

static Err deflated(Str bytes, Buf *out)
{
    z_stream s = {0};
    if (deflateInit2(&s, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return ERR_INTERNAL;
    }
    buf_reserve(out, deflateBound(&s, (uLong)bytes.n) + 16);
    s.next_in = (Bytef *)bytes.p;
    s.avail_in = (uInt)bytes.n;
    s.next_out = (Bytef *)out->p;
    s.avail_out = (uInt)out->cap;
    int rc = out->full ? Z_BUF_ERROR : deflate(&s, Z_FINISH);
    out->n = s.total_out;
    deflateEnd(&s);
    return rc == Z_STREAM_END ? OK : ERR_TOO_LARGE;
}

static ZipEntry *entry_new(Zip *z)
{
    if (z->n == z->cap) {
        z->cap = z->cap ? z->cap * 2 : 32;
        ZipEntry *grown = arena_array(z->arena, ZipEntry, z->cap);
        if (z->n) {
            memcpy(grown, z->entries, z->n * sizeof *grown);
        }
        z->entries = grown;
    }
    return &z->entries[z->n++];
}

Err zip_add(Zip *z, Str name, Str bytes, int64_t rows)
{
    if (z->n >= ENTRIES_MAX || bytes.n > (size_t)BUF_MAX_FILE) {
        return ERR_TOO_LARGE;
    }
    Buf packed = buf_on_heap(BUF_MAX_FILE), head = buf_on_heap(BUF_MAX_SMALL);
    Err err = deflated(bytes, &packed);
    if (err == OK) {
        ZipEntry *e = entry_new(z);
        *e = (ZipEntry){.name = str_copy(z->arena, name),
                        .crc = (uint32_t)crc32(0, (const Bytef *)bytes.p, (uInt)bytes.n),
                        .size = (int64_t)bytes.n,
                        .packed = (int64_t)packed.n,
                        .at = z->at,
                        .rows = rows};
        u32(&head, 0x04034b50);
        common(&head, z, e);
        buf_add(&head, name);
        err = send(z, buf_str(&head));
    }
    err = err == OK ? send(z, buf_str(&packed)) : err;
    buf_free(&packed);
    buf_free(&head);
    return err;
}

/* --- an entry as a stream --- */

enum { FLOW_BUF = 32 << 10 };
struct ZipFlow {
    Zip *z;
    ZipEntry e;
    z_stream s;
    bool open;
    char out[FLOW_BUF];
};

Err zip_entry_begin(Zip *z, Str name, ZipFlow **ret)
{
    if (z->n >= ENTRIES_MAX) {
        return ERR_TOO_LARGE;
    }
    ZipFlow *f = arena_new(z->arena, ZipFlow);
    *f = (ZipFlow){.z = z, .e = {.name = str_copy(z->arena, name), .at = z->at, .flow = true}};
    if (deflateInit2(&f->s, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return ERR_INTERNAL;
    }
    f->open = true;
    Buf head = buf_on_heap(BUF_MAX_SMALL);
    u32(&head, 0x04034b50);
    common(&head, z, &f->e);
    buf_add(&head, name);
    Err err = send(z, buf_str(&head));
    buf_free(&head);
    if (err != OK) {
        zip_entry_drop(f);
        return err;
    }
    *ret = f;
    return OK;
}

static Err flow(ZipFlow *f, int flush)
{
    int rc;
    do {
        f->s.next_out = (Bytef *)f->out;
        f->s.avail_out = FLOW_BUF;
        rc = deflate(&f->s, flush);
        size_t n = FLOW_BUF - f->s.avail_out;
        f->e.packed += (int64_t)n;
        if (n) {
            TRY(send(f->z, str_of(f->out, n)));
        }
    } while (f->s.avail_out == 0 || (flush == Z_FINISH && rc == Z_OK));
    return rc == Z_STREAM_ERROR ? ERR_INTERNAL : OK;
}

Err zip_entry_write(ZipFlow *f, Str bytes)
{
    f->e.crc = (uint32_t)crc32(f->e.crc, (const Bytef *)bytes.p, (uInt)bytes.n);
    f->e.size += (int64_t)bytes.n;
    f->s.next_in = (Bytef *)bytes.p;
    f->s.avail_in = (uInt)bytes.n;
    return f->e.size > SIZE_MAX_32 ? ERR_TOO_LARGE : flow(f, Z_NO_FLUSH);
}

Err zip_entry_end(ZipFlow *f)
{
    f->s.avail_in = 0;
    Err err = flow(f, Z_FINISH);
    zip_entry_drop(f);
    TRY(err);
    Buf b = buf_on_heap(BUF_MAX_SMALL);
    u32(&b, 0x08074b50);
    u32(&b, f->e.crc);
    u32(&b, (uint32_t)f->e.packed);
    u32(&b, (uint32_t)f->e.size);
    err = send(f->z, buf_str(&b));
    buf_free(&b);
    *entry_new(f->z) = f->e;
    return err;
}

void zip_entry_drop(ZipFlow *f)
{
    if (f->open) {
        deflateEnd(&f->s);
        f->open = false;
    }
}

Err zip_end(Zip *z)
{
    int64_t from = z->at;
    Buf b = buf_on_heap(BUF_MAX_FILE);
    for (size_t i = 0; i < z->n; i++) {
        const ZipEntry *e = &z->entries[i];
        u32(&b, 0x02014b50);
        u16(&b, VERSION);
        common(&b, z, e);
        u16(&b, 0); /* comment, disk, kind of file, its mode */
        u16(&b, 0);
        u16(&b, 0);
        u32(&b, 0);
        u32(&b, (uint32_t)e->at);
        buf_add(&b, e->name);
    }
    size_t size = b.n;
    u32(&b, 0x06054b50);
    u16(&b, 0);
    u16(&b, 0);
    u16(&b, (unsigned)z->n);
    u16(&b, (unsigned)z->n);
    u32(&b, (uint32_t)size);
    u32(&b, (uint32_t)from);
    u16(&b, 0);
    Err err = b.full ? ERR_TOO_LARGE : send(z, buf_str(&b));
    buf_free(&b);
    return err;
}

Str zip_state(const Zip *z, Arena *a)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    buf_fmt(&b, "%lld", (long long)z->at);
    for (size_t i = 0; i < z->n; i++) {
        const ZipEntry *e = &z->entries[i];
        buf_fmt(&b, "\n%.*s %u %lld %lld %lld %lld", S_ARG(e->name), e->crc, (long long)e->size, (long long)e->packed,
                (long long)e->at, (long long)e->rows);
    }
    return buf_str(&b);
}

static Err number(Str *rest, int64_t *ret)
{
    Str word;
    return str_split(rest, ' ', &word) ? str_to_i64(word, ret) : ERR_PARSE;
}

Err zip_resume(Zip *z, Str state)
{
    Str line;
    z->n = 0;
    if (!str_split(&state, '\n', &line) || str_to_i64(line, &z->at) != OK) {
        return ERR_PARSE;
    }
    while (str_split(&state, '\n', &line)) {
        Str name = line;
        int64_t crc = 0;
        (void)str_split(&line, ' ', &name);
        ZipEntry e = {.name = str_copy(z->arena, name)};
        TRY(number(&line, &crc));
        TRY(number(&line, &e.size));
        TRY(number(&line, &e.packed));
        TRY(number(&line, &e.at));
        TRY(number(&line, &e.rows));
        e.crc = (uint32_t)crc;
        *entry_new(z) = e;
    }
    return OK;
}

/* --- reading the first entry of an archive, by its directory --- */

enum { END_SIZE = 22, COMMENT_MAX = 65535, CENTRAL_SIZE = 46, LOCAL_SIZE = 30, RATIO_MAX = 2000 };

static uint32_t le(const char *p, size_t n)
{
    uint32_t v = 0;
    for (size_t i = n; i > 0; i--) {
        v = v << 8 | (unsigned char)p[i - 1];
    }
    return v;
}

typedef struct Found {
    Str name, packed;
    uint32_t crc, size;
    bool stored;
} Found;

static Err find_first(Str a, Found *ret)
{
    if (a.n < END_SIZE) {
        return ERR_PARSE;
    }
    size_t end = a.n - END_SIZE, stop = end > COMMENT_MAX ? end - COMMENT_MAX : 0;
    while (le(a.p + end, 4) != 0x06054b50) {
        if (end-- == stop) {
            return ERR_PARSE;
        }
    }
    size_t at = le(a.p + end + 16, 4);
    if (le(a.p + end + 10, 2) == 0 || at > a.n - END_SIZE || a.n - at < CENTRAL_SIZE || le(a.p + at, 4) != 0x02014b50) {
        return ERR_PARSE;
    }
    const char *c = a.p + at;
    size_t name_n = le(c + 28, 2), packed_n = le(c + 20, 4), local = le(c + 42, 4), method = le(c + 10, 2);
    if (a.n - at - CENTRAL_SIZE < name_n || local > a.n || a.n - local < LOCAL_SIZE || (method != 8 && method != 0)) {
        return ERR_PARSE;
    }
    size_t from = local + LOCAL_SIZE + le(a.p + local + 26, 2) + le(a.p + local + 28, 2);
    if (from > a.n || a.n - from < packed_n) {
        return ERR_PARSE;
    }
    *ret = (Found){.name = str_of(c + CENTRAL_SIZE, name_n),
                   .packed = str_of(a.p + from, packed_n),
                   .crc = le(c + 16, 4),
                   .size = le(c + 24, 4),
                   .stored = method == 0};
    return OK;
}

Err zip_first_name(Str archive, Str *ret)
{
    Found f;
    TRY(find_first(archive, &f));
    *ret = f.name;
    return OK;
}

typedef struct Inflating {
    z_stream s;
    uint32_t crc;
    int64_t size, max;
    char out[FLOW_BUF];
} Inflating;

static Err inflate_all(Inflating *i, Err (*write)(void *sink, Str bytes), void *sink)
{
    int rc = Z_OK;
    while (rc == Z_OK) {
        i->s.next_out = (Bytef *)i->out;
        i->s.avail_out = FLOW_BUF;
        rc = inflate(&i->s, Z_NO_FLUSH);
        size_t n = FLOW_BUF - i->s.avail_out;
        i->crc = (uint32_t)crc32(i->crc, (const Bytef *)i->out, (uInt)n);
        i->size += (int64_t)n;
        if (i->size > i->max) {
            return ERR_TOO_LARGE;
        }
        if (n && (rc == Z_OK || rc == Z_STREAM_END)) {
            TRY(write(sink, str_of(i->out, n)));
        }
    }
    return rc == Z_STREAM_END ? OK : ERR_PARSE;
}

Err zip_first(Str archive, int64_t max, Err (*write)(void *sink, Str bytes), void *sink)
{
    Found f;
    TRY(find_first(archive, &f));
    if (f.stored) {
        return (int64_t)f.packed.n > max ? ERR_TOO_LARGE : write(sink, f.packed);
    }
    Inflating i = {.max = num_min_i64(max, (int64_t)f.packed.n * RATIO_MAX)};
    i.s.next_in = (Bytef *)f.packed.p;
    i.s.avail_in = (uInt)f.packed.n;
    if (inflateInit2(&i.s, -MAX_WBITS) != Z_OK) {
        return ERR_INTERNAL;
    }
    Err err = inflate_all(&i, write, sink);
    inflateEnd(&i.s);
    return err == OK && (i.crc != f.crc || (uint32_t)i.size != f.size) ? ERR_PARSE : err;
}
