/* ZIP (APPNOTE.TXT 6.3): local headers, deflated data, central directory. See zip.h. */
#include "app/zip.h"

#include "base/num.h"
#include <zlib.h>

enum { VERSION = 20, UTF8_NAMES = 1 << 11, DEFLATED = 8, ENTRIES_MAX = 65535 };
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
    u16(b, UTF8_NAMES);
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
