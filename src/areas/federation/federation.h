/* Signing in at an outside provider, and people who are kept in step from outside. What other areas may ask. */
#pragma once
#include "app/ctx.h"

/* Are the people of the directory managed from outside (SCIM)? Then they are neither made, renamed nor removed by hand
 * here: the page says so, and offers nothing that would be undone. Inside a unit. */
MUST_USE Err federation_is_provisioned(DirectoryCtx d, bool *ret);
/* The same for an account's own directory. */
MUST_USE Err federation_manages_people(AccountCtx a, bool *ret);
/* Where a provisioning client reaches the directory: "https://partner.example/scim/v2/<id>". Inside a unit. */
Str federation_scim_url(Ctx *ctx, Id directory_id);
