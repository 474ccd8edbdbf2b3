/* Custom roles: made of permissions, by an account from its own. */
#pragma once
#include "areas/access/access.h"

enum { CUSTOM_NAME_MAX = 80, CUSTOM_ABOUT_MAX = 300 };
typedef struct CustomRole {
    Id id;
    bool vendor; /* the vendor's: read only here */
    int64_t version;
    Str name, about;
    const Perm **permissions; /* those that this version knows */
    size_t permissions_n;
} CustomRole;
typedef struct CustomInput {
    Str name, about;
    const Perm **permissions;
    size_t permissions_n;
} CustomInput;
/* The account whose permissions are offered; at the vendor's desk (no account) one that allows everything. */
MUST_USE Err custom_account(AccountCtx a, RightsAccount *ret);
/* Can it be put into a role here: the account's kind and programs allow it, it is not everybody's, and whoever is not
 * Global admin holds it. */
bool custom_offers(const Ctx *ctx, const RightsAccount *account, const Perm *p);
MUST_USE Err custom_get(AccountCtx a, Id id, CustomRole *ret);
/* One that the reader may change; the others with a problem that says why not. */
MUST_USE Err custom_get_own(AccountCtx a, Id id, CustomRole *ret);
bool custom_may_change(const Ctx *ctx, const CustomRole *r);
/* Fields: "name", "about", "permission". */
MUST_USE Err custom_create(AccountCtx a, const CustomInput *in, Id *ret_id);
/* ERR_STALE with a problem when somebody saved meanwhile. */
MUST_USE Err custom_update(AccountCtx a, Id id, int64_t version, const CustomInput *in);
/* The role gives nothing any more; grants of it stay and say so. */
MUST_USE Err custom_remove(AccountCtx a, Id id, int64_t version);
