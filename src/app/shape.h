/* Shapes: field tables between JSON or forms and structs. One table serves reading, writing, checking and openapi.
 * Offsets and types are checked by the compiler through the F_ macros. */
#pragma once
#include "app/ctx.h"

typedef enum FieldType {
    F_STR,
    F_INT,
    F_BOOL_,
    F_MONEY_,
    F_DEC_,
    F_TIME_,
    F_DATE_,
    F_ID_,
    F_ENUM_,
    F_OBJECT,
    F_LIST,
    F_STRS /* Str list */,
    F_RAW /* Str of JSON */,
    F_CONST
} FieldType;
enum {
    FIELD_REQUIRED = 1,
    FIELD_NULL = 2 /* written as null instead of left out */,
    FIELD_OUT_ONLY = 4,
    FIELD_IN_ONLY = 8,
    FIELD_ALWAYS = 16 /* written even when empty or zero */,
    FIELD_SECRET = 32
};
typedef struct Shape Shape;
typedef struct Field {
    Str name; /* wire name, camelCase; read without regard to case */
    FieldType type;
    uint16_t offset; /* in the struct */
    uint16_t flags;
    uint16_t max;              /* text: code points; list: items; 0: 256 */
    const Shape *shape;        /* OBJECT (embedded by value) and LIST (Item *items; size_t n at offset_n) */
    uint16_t offset_n;         /* LIST, STRS: count. OBJECT: offset of `bool has_x`, 0xffff: always there */
    const char *const *values; /* ENUM: NULL-terminated wire words; stored as Str of the list */
    const char *constant;      /* CONST: e.g. attributes.objectType */
    const char *label;         /* N_("Company name"): for messages and forms */
    const char *alias;         /* second accepted name */
    Err (*check)(Ctx *ctx, Str path, Str value); /* adds problem_field */
} Field;
struct Shape {
    const char *name;
    const Field *fields;
    size_t fields_n;
    size_t size;
};
#define FIELD(T, MEMBER, NAME, TYPE, ...)                                                                              \
    {                                                                                                                  \
        .name = S_INIT(NAME), .type = (TYPE), .offset = offsetof(T, MEMBER), .offset_n = 0xffff, __VA_ARGS__           \
    }
#define FIELD_LIST(T, MEMBER, COUNT, NAME, SHAPE, ...)                                                                 \
    {                                                                                                                  \
        .name = S_INIT(NAME), .type = F_LIST, .offset = offsetof(T, MEMBER), .offset_n = offsetof(T, COUNT),           \
        .shape = (SHAPE), __VA_ARGS__                                                                                  \
    }
#define FIELD_STRS(T, MEMBER, COUNT, NAME, ...)                                                                        \
    {                                                                                                                  \
        .name = S_INIT(NAME), .type = F_STRS, .offset = offsetof(T, MEMBER), .offset_n = offsetof(T, COUNT),           \
        __VA_ARGS__                                                                                                    \
    }
/* A second shape over one struct has its own name: openapi lists both. */
#define SHAPE_AS(NAME, T, FIELDS)                                                                                      \
    {                                                                                                                  \
        .name = #NAME, .fields = (FIELDS), .fields_n = COUNT_OF(FIELDS), .size = sizeof(T)                             \
    }
#define SHAPE(T, FIELDS)                                                                                               \
    {                                                                                                                  \
        .name = #T, .fields = (FIELDS), .fields_n = COUNT_OF(FIELDS), .size = sizeof(T)                                \
    }

/* Request body as JSON into a struct: unknown members ignored, all problems collected with their JSON paths (API error
 * code 2000-range by the caller or the dispatcher's default). A body that is empty is an empty object. */
MUST_USE Err shape_read(Ctx *ctx, const Shape *shape, void *ret);
/* The same from a form's fields: "companyProfile.domain" names the member of an embedded object; text is trimmed. LIST
 * and RAW members are left alone; STRS takes repeated fields. */
MUST_USE Err shape_read_form(Ctx *ctx, const Shape *shape, void *ret);
/* From JSON already parsed: for members read as RAW, for jobs' payloads. path: prefix of the problems' paths, or empty.
 */
MUST_USE Err shape_read_value(Ctx *ctx, const Shape *shape, const JsonValue *object, Str path, void *ret);
MUST_USE Err shape_read_text(Ctx *ctx, const Shape *shape, Str json, void *ret);
void shape_write(Buf *b, const Shape *shape, const void *value);
/* The answer as JSON; rendered now, before the commit. */
void ctx_json(Ctx *ctx, int status, const Shape *shape, const void *value);
/* The same of JSON that was written by hand: bare arrays, envelopes of one resource. */
void ctx_json_text(Ctx *ctx, int status, Str json);
/* The collection envelope {totalCount, items, links, attributes}: next may be empty. See app/collection.h. */
