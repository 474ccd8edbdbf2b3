/* The addresses of SCIM, shared by scim_api.c, scim_about.c and area.c only. */
#pragma once
#include "app/route.h"
#include "areas/federation/scim_store.h"

/* Whose the token is; for another directory than the address names it is nobody's. */
Err scim_authenticate(SystemCtx s, Str bearer);
Str scim_error_body(Ctx *ctx, Err err, int status, Str *ret_content_type);
/* Answers with a fault; returns the code that undoes the unit. */
Err scim_answer_fault(Ctx *ctx, const ScimFault *f);
void scim_answer(Ctx *ctx, int status, const Buf *body);

Err scim_users_list(DirectoryCtx d);
Err scim_users_search(DirectoryCtx d);
Err scim_users_get(DirectoryCtx d);
Err scim_users_post(DirectoryCtx d);
Err scim_users_put(DirectoryCtx d);
Err scim_users_patch(DirectoryCtx d);
Err scim_users_delete(DirectoryCtx d);
Err scim_groups_list(DirectoryCtx d);
Err scim_groups_search(DirectoryCtx d);
Err scim_groups_get(DirectoryCtx d);
Err scim_groups_post(DirectoryCtx d);
Err scim_groups_put(DirectoryCtx d);
Err scim_groups_patch(DirectoryCtx d);
Err scim_groups_delete(DirectoryCtx d);

Err scim_provider_config(DirectoryCtx d);
Err scim_resource_types(DirectoryCtx d);
Err scim_resource_type(DirectoryCtx d);
Err scim_schemas(DirectoryCtx d);
Err scim_schema(DirectoryCtx d);
Err scim_not_offered(DirectoryCtx d); /* /Bulk, /Me and searching all kinds at once */
