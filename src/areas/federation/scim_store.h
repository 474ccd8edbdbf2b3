/* Resources of SCIM as they stand in the database: reading them in their canonical form, and storing what changed.
 * Everything in the scope of one directory. Shared by the files of this area only. */
#pragma once
#include "app/ctx.h"
#include "areas/federation/scim_filter.h"

enum { SCIM_SCAN_MAX = 20000, SCIM_SCAN_STEP = 500 };

typedef struct ScimRecord {
    Id id;
    const JsonValue *resource; /* canonical, with id, meta and what only reads (groups, display) */
    Str etag;                  /* W/"..." */
    Str name;                  /* for the audit */
} ScimRecord;
/* What a reader wants to see: parts that cost a further query are left out when nobody does. */
typedef struct ScimWanted {
    bool links; /* groups of a user, members of a group */
} ScimWanted;

/* The part of a list that an index can find. size 0: only what follows `after` counts. */
typedef struct ScimAsk {
    const ScimHint *hint; /* NULL: all */
    Id after;
    int64_t skip, size;
    ScimWanted wanted;
} ScimAsk;
typedef struct ScimStore {
    const ScimKind *kind;
    Str links; /* attribute of ScimWanted.links */
    /* Rows in the order of their ids. */
    Err (*list)(DirectoryCtx d, const ScimAsk *ask, ScimRecord **ret, size_t *ret_n);
    Err (*count)(DirectoryCtx d, int64_t *ret);
    /* Checked for completeness already. The fault is set for what the client can do something about. */
    Err (*create)(DirectoryCtx d, const JsonValue *resource, Id *ret, ScimFault *f);
    Err (*change)(DirectoryCtx d, const ScimRecord *was, const JsonValue *resource, ScimFault *f);
    Err (*remove)(DirectoryCtx d, const ScimRecord *was, ScimFault *f);
} ScimStore;
extern const ScimStore SCIM_USERS, SCIM_GROUPS;

/* ERR_NOT_FOUND. */
MUST_USE Err scim_get(const ScimStore *store, DirectoryCtx d, Id id, ScimWanted wanted, ScimRecord *ret);
typedef struct ScimList {
    ScimRecord *records;
    size_t n;
    int64_t total, start; /* start: from 1 */
} ScimList;
/* The page [start, start + count) of what fits; filter may be NULL. A filter that no index narrows and that would have
 * to look at more than SCIM_SCAN_MAX resources is refused: tooMany. */
MUST_USE Err scim_page(const ScimStore *store, DirectoryCtx d, const ScimFilter *filter, int64_t start, int64_t count,
                       ScimWanted wanted, ScimList *ret, ScimFault *f);

/* "https://partner.example/scim/v2/<directory>/Users/<id>" */
Str scim_location(DirectoryCtx d, const ScimKind *kind, Id id);
const JsonValue *scim_meta(DirectoryCtx d, const ScimKind *kind, Id id, Time created, Time changed, Str etag);
Str scim_etag(Arena *a, const JsonValue *resource);
/* A fault for what the rules of the center refuse, in the words of ctx->problem. */
Err scim_refused(DirectoryCtx d, Err err, int status, const char *type, ScimFault *f);
