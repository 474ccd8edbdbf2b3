/* A ZIP archive as a stream of whole entries: each is deflated in memory and written with its sizes known, so nothing
 * plain touches the disk and the sink never seeks. What was written is kept as text, so that a job can go on in its
 * next step. libzip, which the stack names, wants a file to seek in. No ZIP64: entries and archive stay under 4 GB. */
#pragma once
#include "base/buf.h"
#include "base/time.h"

typedef struct ZipEntry {
    Str name;
    uint32_t crc;
    int64_t size, packed, at;
    int64_t rows; /* of the caller's own: what the entry holds */
    bool flow;    /* its sizes stand behind it */
} ZipEntry;
typedef struct Zip {
    Arena *arena;
    Err (*write)(void *sink, Str bytes);
    void *sink;
    Time made; /* the date of every entry */
    int64_t at;
    ZipEntry *entries;
    size_t n, cap;
} Zip;
/* ERR_TOO_LARGE past the format's limits. The name is copied. */
MUST_USE Err zip_add(Zip *z, Str name, Str bytes, int64_t rows);
/* One entry of any length as a stream, in constant memory: its sizes stand behind it (a data descriptor). Begin, write
 * as often as needed, end; ERR_TOO_LARGE past 4 GB. zip_entry_drop after a failure. */
typedef struct ZipFlow ZipFlow;
MUST_USE Err zip_entry_begin(Zip *z, Str name, ZipFlow **ret);
MUST_USE Err zip_entry_write(ZipFlow *f, Str bytes);
MUST_USE Err zip_entry_end(ZipFlow *f);
void zip_entry_drop(ZipFlow *f);
/* The directory at the end. */
MUST_USE Err zip_end(Zip *z);
/* Reading: is it an archive at all? */
static inline bool zip_is(Str bytes) { return str_starts(bytes, S("PK\x03\x04")); }
/* The name and the bytes of the first entry of an archive that was brought, in constant memory. ERR_PARSE: it cannot be
 * read; ERR_TOO_LARGE: more than max bytes, or more than 2000 times what is packed. */
MUST_USE Err zip_first_name(Str archive, Str *ret);
MUST_USE Err zip_first(Str archive, int64_t max, Err (*write)(void *sink, Str bytes), void *sink);
/* What is in it so far, a line each, and back. */
Str zip_state(const Zip *z, Arena *a);
MUST_USE Err zip_resume(Zip *z, Str state);
