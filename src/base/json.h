/* JSON (RFC 8259): a writer of ours, and a reader that stands in front of the library parser.
 *
 * The reader first runs our own scan, since json-c drops duplicate keys silently: UTF-8, depth, size, duplicate keys
 * (exact and, as clients send them, case-folded). A leading byte order mark is accepted. Names are looked up without
 * regard to ASCII case, as the wire's clients need (spec api-conventions.md, JSON rules). */
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
void json_time(Json *j, Time t); /* ISO 8601 UTC */
void json_date(Json *j, Date d);
void json_raw(Json *j, Str json); /* trusted, already JSON */

typedef enum JsonKind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonKind;
typedef struct JsonValue JsonValue; /* lives in the arena */
struct JsonValue {
    JsonKind kind;
    bool boolean;
    Str text;               /* string: decoded; number: as written */
    JsonValue *items;       /* array: values; object: values in order */
    Str *names;             /* object only, parallel to items */
    size_t n;
};
typedef struct JsonLimits { size_t depth_max, bytes_max, members_max; } JsonLimits;
#define JSON_LIMITS_DEFAULT ((JsonLimits){.depth_max = 64, .bytes_max = 1 << 20, .members_max = 100000})
/* ret_why: a short English reason with the byte offset, for the log and the API's description; may be NULL. */
MUST_USE Err json_parse(Arena *a, Str text, JsonLimits limits, const JsonValue **ret, Str *ret_why);
/* NULL when absent. Exact name first, then without ASCII case. */
const JsonValue *json_get(const JsonValue *object, Str name);
/* ERR_PARSE when it is not a whole number in range. */
MUST_USE Err json_to_i64(const JsonValue *v, int64_t *ret);
MUST_USE Err json_to_dec(const JsonValue *v, Dec *ret);
