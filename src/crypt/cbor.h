/* CBOR (RFC 8949) as authenticators write it (CTAP2 canonical form): one item after another, nothing allocated, no
 * recursion without a bound. libcbor decodes; what it would let through and the form forbids is refused here:
 * indefinite lengths and tags. */
#pragma once
#include "base/str.h"

enum { CBOR_DEPTH_MAX = 8 };

typedef enum CborKind { CBOR_INT, CBOR_BYTES, CBOR_TEXT, CBOR_LIST, CBOR_PAIRS, CBOR_OTHER } CborKind;
typedef struct CborItem {
    CborKind kind;
    int64_t number; /* INT */
    Str bytes;      /* BYTES, TEXT: a view of the input */
    size_t n;       /* LIST: items that follow; PAIRS: pairs that follow */
} CborItem;

/* Takes one item off *rest: a list or map gives its head only. ERR_PARSE: no such item, or it is cut short. */
MUST_USE Err cbor_take(Str *rest, CborItem *ret);
/* Takes one item with all that is in it. */
MUST_USE Err cbor_skip(Str *rest);
