/* JSON (RFC 8259): a writer and a strict reader.
 *
 * The reader checks UTF-8, depth, size and number of members, and refuses a name that stands twice in one object. Names
 * that differ only in ASCII case are let through: clients send whole objects back with a member of theirs beside the
 * one they were given ("hasPurchasableAddOns", "hasPurchasableAddons"). A leading byte order mark is accepted. Names
 * are looked up without regard to ASCII case, as the wire's clients need (spec api-conventions.md, JSON rules); where
 * two differ only in case the exact one wins, and without an exact one the first. Numbers stay text until json_to_i64
 * or json_to_dec, so that nothing passes through a double. */
#pragma once
#include "base/buf.h"
#include "base/id.h"
#include "base/money.h"
#include "base/time.h"

typedef struct Json { /* writer state: commas and nesting are kept for the caller */
    Buf *b;
    bool comma;
    int depth;
} Json;

Json json_writer(Buf *b);
void json_obj(Json *j);
void json_obj_end(Json *j);
void json_arr(Json *j);
void json_arr_end(Json *j);
void json_key(Json *j, Str name); /* then exactly one value */
void json_str(Json *j, Str s);    /* bad UTF-8 becomes U+FFFD */
void json_i64(Json *j, int64_t v);
void json_dec(Json *j, Dec v);
void json_money(Json *j, Money m); /* a number in major units */
void json_bool(Json *j, bool v);
void json_null(Json *j);
void json_id(Json *j, Id id);
void json_time(Json *j, Time t);  /* ISO 8601 UTC; null when not set */
void json_date(Json *j, Date d);  /* null when not set */
void json_raw(Json *j, Str json); /* trusted, already JSON */
typedef struct JsonValue JsonValue;
void json_value(Json *j, const JsonValue *v); /* what was read, or made, below */

typedef enum JsonKind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonKind;
typedef struct JsonValue JsonValue; /* lives in the arena */
struct JsonValue {
    JsonKind kind;
    bool boolean;
    Str text;         /* string: decoded; number: as written */
    JsonValue *items; /* array: values; object: values in order */
    Str *names;       /* object only, parallel to items */
    size_t n;
};
typedef struct JsonLimits {
    size_t depth_max, bytes_max, members_max;
} JsonLimits;
#define JSON_LIMITS_DEFAULT ((JsonLimits){.depth_max = 64, .bytes_max = 1 << 20, .members_max = 100000})
/* ERR_PARSE, or ERR_TOO_LARGE past a limit. The result does not point into text.
 * ret_why: a short English reason with the byte offset, for the log and the API's description; may be NULL. */
MUST_USE Err json_parse(Arena *a, Str text, JsonLimits limits, const JsonValue **ret, Str *ret_why);
/* NULL when absent. Exact name first, then without ASCII case. */
const JsonValue *json_get(const JsonValue *object, Str name);
/* The exact name only: protocols whose names are told apart by case (JOSE, OpenID). NULL when it is no object. */
const JsonValue *json_exact(const JsonValue *object, Str name);
Str json_exact_text(const JsonValue *object, Str name); /* empty when it is no string */
/* ERR_PARSE when it is no number (v may be NULL), not whole, or not in range. "5.0" and "1e2" are whole. */
MUST_USE Err json_to_i64(const JsonValue *v, int64_t *ret);
/* The same with at most eight places. */
MUST_USE Err json_to_dec(const JsonValue *v, Dec *ret);
