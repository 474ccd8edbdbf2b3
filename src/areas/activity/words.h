/* What the wire API calls operations and things. Within this area. */
#pragma once
#include "app/audit.h"

/* Its word for an action; NULL: it has none, so the action is not told there. */
const char *wire_operation(const AuditAction *row);
bool wire_operation_known(Str word);
bool wire_resource_known(Str word);
/* Our operations that the wire can tell. */
size_t wire_operations(Arena *a, Str **ret);
