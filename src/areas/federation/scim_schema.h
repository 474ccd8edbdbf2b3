/* The schemas of RFC 7643 as far as they are kept here, as tables; and resources as JSON in their canonical form: names
 * as the schema spells them, values of the schema's type, nothing that is unassigned. Everything else of SCIM works on
 * that form and knows no database. Shared by the files of this area only. */
#pragma once
#include "base/json.h"

#define SCIM_CORE_USER "urn:ietf:params:scim:schemas:core:2.0:User"
#define SCIM_CORE_GROUP "urn:ietf:params:scim:schemas:core:2.0:Group"
#define SCIM_ENTERPRISE_USER "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
#define SCIM_MESSAGE "urn:ietf:params:scim:api:messages:2.0:"

typedef enum ScimType { SCIM_STRING, SCIM_BOOLEAN, SCIM_DATETIME, SCIM_REFERENCE, SCIM_COMPLEX } ScimType;
typedef enum ScimMutability { SCIM_READ_WRITE, SCIM_READ_ONLY, SCIM_IMMUTABLE } ScimMutability;
typedef enum ScimReturned { SCIM_DEFAULT, SCIM_ALWAYS } ScimReturned;
typedef struct ScimAttr ScimAttr;
struct ScimAttr {
    Str name;
    ScimType type;
    bool multi, required, exact, unique; /* exact: case tells values apart. unique: in the whole center */
    ScimMutability mutability;
    ScimReturned returned;
    const char *about;
    const char *canonical; /* words by spaces; NULL: none */
    const char *refers;    /* REFERENCE: "User Group", "external"; NULL: none */
    const ScimAttr *subs;
    size_t subs_n;
};
typedef struct ScimSchema {
    Str id, name;
    const char *about;
    const ScimAttr *attrs;
    size_t attrs_n;
} ScimSchema;
typedef struct ScimKind { /* a resource type */
    Str name, endpoint;   /* "User", "Users" */
    const char *about;
    const ScimSchema *core, *extension; /* extension may be NULL */
} ScimKind;
extern const ScimKind SCIM_USER, SCIM_GROUP;
/* id, externalId, meta and schemas: of every resource (RFC 7643, 3.1). */
extern const ScimAttr SCIM_COMMON[];
extern const size_t SCIM_COMMON_N;

/* Without regard to case (RFC 7643, 2.1). NULL: none. */
const ScimAttr *scim_attr(const ScimAttr *attrs, size_t n, Str name);
/* A top-level attribute of a kind: common, or of its core schema. */
const ScimAttr *scim_top(const ScimKind *kind, Str name);

/* What a client did wrong (RFC 7644, 3.12). status 0: nothing. */
typedef struct ScimFault {
    int status;
    const char *type; /* "invalidFilter"; NULL: none */
    Str detail;
} ScimFault;
/* Sets the first fault only; returns ERR_INVALID. */
Err scim_fault(ScimFault *f, int status, const char *type, Str detail);

enum { SCIM_TEXT_MAX = 1024, SCIM_ITEMS_MAX = 10000, SCIM_BODY_MAX = 1 << 20 };
extern const JsonLimits SCIM_LIMITS;

/* --- making JSON values; all on the arena, nothing is changed in place --- */
extern const JsonValue SCIM_EMPTY; /* {} */
const JsonValue *scim_text(Arena *a, Str text);
const JsonValue *scim_bool(bool v);
/* An object to be filled in place while nobody else has it: a copy of `from` (may be NULL) with room for `more`
 * members; scim_set sets one of them, value NULL takes it out. Far less memory than scim_with for each. */
JsonValue *scim_open(Arena *a, const JsonValue *from, size_t more);
void scim_set(JsonValue *object, Str name, const JsonValue *value);
/* The object with one member set; value NULL takes it out. object may be NULL. */
const JsonValue *scim_with(Arena *a, const JsonValue *object, Str name, const JsonValue *value);
const JsonValue *scim_list(Arena *a, const JsonValue *const *items, size_t n);
bool scim_same(const JsonValue *x, const JsonValue *y); /* deep; members in any order; NULL is no value */
bool scim_assigned(const JsonValue *v);                 /* neither NULL, null, an empty list nor an empty object */

/* A value as a client sent it, in the form the attribute has; *ret NULL: unassigned. Lenient where known clients are
 * sloppy: "True" for true, a number for a text, one value for a list and a list of one for a value, the id alone for
 * {"value": id}. */
MUST_USE Err scim_coerce(Arena *a, const ScimAttr *attr, const JsonValue *in, const JsonValue **ret, ScimFault *f);
/* A whole resource as sent with POST or PUT: what a client may not write and what no schema knows is left out. */
MUST_USE Err scim_read(Arena *a, const ScimKind *kind, const JsonValue *in, const JsonValue **ret, ScimFault *f);
/* Every required attribute is there. */
MUST_USE Err scim_complete(Arena *a, const ScimKind *kind, const JsonValue *resource, ScimFault *f);
/* At most one value of a list is primary: of `newest` (may be NULL) when it has one, else the first. */
const JsonValue *scim_one_primary(Arena *a, const JsonValue *list, const JsonValue *newest);
