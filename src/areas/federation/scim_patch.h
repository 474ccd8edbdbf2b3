/* PATCH of SCIM (RFC 7644, 3.5.2) over resources in their canonical form: what comes out is again canonical. Shared by
 * the files of this area only. */
#pragma once
#include "areas/federation/scim_filter.h"

enum { SCIM_OPERATIONS_MAX = 1000 };
/* Applies the operations of a request's body, in order, all or none. ret: the resource afterwards; required attributes
 * are the caller's to test (scim_complete). */
MUST_USE Err scim_patch(Arena *a, const ScimKind *kind, const JsonValue *resource, const JsonValue *body,
                        const JsonValue **ret, ScimFault *f);
