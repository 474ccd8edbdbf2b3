/* UUIDs. New ones are version 7 (RFC 9562: time first, so that keys grow at the end); others are kept as they came. */
#pragma once
#include "base/str.h"
#include "base/time.h"

typedef struct Id {
    uint8_t b[16];
} Id;
#define ID_TEXT 36 /* characters of the canonical form, without the end */
extern const Id ID_NIL;

/* random: 10 bytes. Ids made in the same microsecond differ by them only. */
Id id_v7(Time wall, const uint8_t random[10]);
static inline bool id_eq(Id a, Id b) { return memcmp(a.b, b.b, 16) == 0; }
static inline bool id_is_nil(Id a) { return id_eq(a, ID_NIL); }
int id_cmp(Id a, Id b);
/* Canonical lower-case form. */
void id_to(char out[ID_TEXT], Id id);
Str id_text(Arena *a, Id id);
/* Either case, with hyphens; ERR_PARSE otherwise. */
MUST_USE Err id_parse(Str s, Id *ret);

/* One type a table, so that ids cannot be swapped: ID_TYPE(CustomerId) gives the struct and wrap/unwrap. */
#define ID_TYPE(T)                                                                                                     \
    typedef struct T {                                                                                                 \
        Id id;                                                                                                         \
    } T
