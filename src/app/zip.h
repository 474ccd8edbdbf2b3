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
/* The directory at the end. */
MUST_USE Err zip_end(Zip *z);
/* What is in it so far, a line each, and back. */
Str zip_state(const Zip *z, Arena *a);
MUST_USE Err zip_resume(Zip *z, Str state);
