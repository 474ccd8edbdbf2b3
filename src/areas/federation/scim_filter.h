/* Filters and attribute paths of SCIM (RFC 7644, 3.4.2.2 and 3.10): from text to a typed tree over the schema's
 * attributes, and whether a resource in its canonical form fits. Shared by the files of this area only. */
#pragma once
#include "areas/federation/scim_schema.h"

enum { SCIM_FILTER_MAX = 4000, SCIM_DEPTH_MAX = 24 };
typedef enum ScimOp { SCIM_EQ, SCIM_NE, SCIM_CO, SCIM_SW, SCIM_EW, SCIM_PR, SCIM_GT, SCIM_GE, SCIM_LT, SCIM_LE } ScimOp;
typedef enum ScimNode { SCIM_TEST, SCIM_AND, SCIM_OR, SCIM_NOT, SCIM_SOME } ScimNode;
typedef struct ScimFilter ScimFilter;
typedef struct ScimPath {
    bool extension;          /* attr is of the kind's extension */
    const ScimAttr *attr;    /* inside [...]: NULL, and sub is the attribute of the list's values */
    const ScimAttr *sub;     /* NULL: the attribute itself */
    const ScimFilter *where; /* which values of a list; NULL: all */
} ScimPath;
struct ScimFilter {
    ScimNode node;
    const ScimFilter *left, *right; /* AND, OR; NOT has left only */
    ScimPath path;                  /* TEST; SOME: attr[where] */
    ScimOp op;
    JsonKind value_kind; /* STRING, BOOL, NULL or NUMBER */
    Str text;            /* of STRING and NUMBER */
    bool boolean;
    Time time; /* of a DATETIME compared with gt and the like */
};

/* ERR_INVALID with invalidFilter (of a path: invalidPath). */
MUST_USE Err scim_filter_parse(Arena *a, const ScimKind *kind, Str text, const ScimFilter **ret, ScimFault *f);
/* The path of a PATCH operation: "name.givenName", "emails[type eq \"work\"].value", with or without the schema. */
MUST_USE Err scim_path_parse(Arena *a, const ScimKind *kind, Str text, ScimPath *ret, ScimFault *f);
/* Does the resource fit? */
bool scim_fits(const ScimKind *kind, const ScimFilter *filter, const JsonValue *resource);
/* Does one value of a list fit the filter in its [...]? */
bool scim_value_fits(const ScimFilter *where, const JsonValue *value);

/* What an index can answer of a filter: tests that all of its fits must pass. A resource that passes them need not fit.
 */
typedef struct ScimHint {
    Str user_name, external_id, id, email, display_name,
        member;        /* lower case where case does not matter; empty: none */
    Str name_begins;   /* lower case: userName begins so */
    bool whole;        /* the beginning is all that the filter asks for: what passes fits */
    Time changed_from; /* TIME_NONE: none */
    bool active_is_asked, active;
} ScimHint;
void scim_hint(Arena *a, const ScimFilter *filter, ScimHint *ret);
/* Is there a test of this attribute in it? */
bool scim_asks_for(const ScimFilter *filter, Str attribute);
/* The filter in brackets and lower case, for tests and the log. */
void scim_filter_write(Buf *b, const ScimFilter *filter);
