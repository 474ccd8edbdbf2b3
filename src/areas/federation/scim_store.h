/* Resources of SCIM as they stand in the database: reading them in their canonical form, and storing what changed.
 * Everything in the scope of one directory. Shared by the files of this area only. */
#pragma once
#include "app/ctx.h"
#include "areas/federation/scim_filter.h"

enum { SCIM_SCAN_STEP = 500, SCIM_MEMBERS_MAX = 20000 };

typedef struct ScimRecord {
    Id id;
    const JsonValue *resource; /* canonical, with id, meta and what only reads (groups, display) */
    Str etag;                  /* W/"..." */
    Str name;                  /* for the audit */
    bool by_hand;              /* made in the portal: a client reads it and changes nothing */
} ScimRecord;
/* What a reader wants to see: parts that cost a further query are left out when nobody does. */
typedef struct ScimWanted {
    bool links; /* groups of a user, members of a group */
    bool meta;
} ScimWanted;

/* Where reading stands: behind an id, or, of those whose userName begins as asked, behind a sign-in name. */
typedef struct ScimPlace {
    Id id;
    Str name;
    bool end; /* nothing follows */
} ScimPlace;
/* The part of a list that an index can find. */
typedef struct ScimAsk {
    const ScimHint *hint; /* NULL: all */
    const Id *ids;        /* only these; NULL: any */
    size_t ids_n;
    int64_t skip, size;
    ScimWanted wanted;
} ScimAsk;
typedef struct ScimStore {
    const ScimKind *kind;
    Str links; /* attribute of ScimWanted.links */
    /* Rows behind the place, which moves (NULL: from the beginning). The fault: more than can be told. */
    Err (*list)(DirectoryCtx d, const ScimAsk *ask, ScimPlace *io, ScimRecord **ret, size_t *ret_n, ScimFault *f);
    /* All, or of a hint that is the whole filter. */
    Err (*count)(DirectoryCtx d, const ScimHint *hint, int64_t *ret);
    /* Checked for completeness already. The fault is set for what the client can do something about. */
    Err (*create)(DirectoryCtx d, const JsonValue *resource, Id *ret, ScimFault *f);
    Err (*change)(DirectoryCtx d, const ScimRecord *was, const JsonValue *resource, ScimFault *f);
    Err (*remove)(DirectoryCtx d, const ScimRecord *was, ScimFault *f);
} ScimStore;
extern const ScimStore SCIM_USERS, SCIM_GROUPS;

/* ERR_NOT_FOUND, or a fault. */
MUST_USE Err scim_get(const ScimStore *store, DirectoryCtx d, Id id, bool links, ScimRecord *ret, ScimFault *f);
typedef struct ScimList {
    ScimRecord *records;
    size_t n;
    int64_t total, start; /* start: from 1 */
} ScimList;
/* The page [start, start + count) of what fits; filter may be NULL. A filter that no index narrows and that would have
 * to look at more than AppOptions.scim_scan_max resources is refused: tooMany. */
MUST_USE Err scim_page(const ScimStore *store, DirectoryCtx d, const ScimFilter *filter, int64_t start, int64_t count,
                       bool links, ScimList *ret, ScimFault *f);

/* "https://partner.example/scim/v2/<directory>/Users/<id>" */
Str scim_location(DirectoryCtx d, const ScimKind *kind, Id id);
const JsonValue *scim_meta(DirectoryCtx d, const ScimKind *kind, Id id, Time created, Time changed, Str etag);
Str scim_etag(Arena *a, const JsonValue *resource);
/* A fault for what the rules of the center refuse, in the words of ctx->problem. */
Err scim_refused(DirectoryCtx d, Err err, int status, const char *type, ScimFault *f);
