/* Directories (tenants) whose people can work in an account: a further one is tied by the consent of its administrator,
 * one of them is the primary, and any other can be removed. */
#pragma once
#include "app/machine.h"
#include "app/route.h"
#include "gen/tenants_q.h"

/* Account of the machine: whoever asked; subject: the request. */
extern const Machine TENANT_REQUEST;
extern const Perm TENANTS_VIEW, TENANTS_EDIT, TENANTS_ANSWER;
enum { TENANT_BODY_MAX = 1000, TENANTS_MAX = 50 };

/* Asks whoever runs the directory of this domain. Problems at "domain" and "body". */
MUST_USE Err tenant_ask(AccountCtx a, Str domain, Str body, Id *ret_id);
/* ERR_NOT_FOUND with a problem where this account neither asked nor runs the directory. */
MUST_USE Err tenant_request_find(AccountCtx a, Id id, TenantRequestGetRow *ret);
/* confirmed, declined or withdrawn: only the directory's side answers, only the asking side withdraws. */
MUST_USE Err tenant_request_move(AccountCtx a, const TenantRequestGetRow *r, Str to, Str reason);
bool tenant_is_asker(AccountCtx a, const TenantRequestGetRow *r);

/* ERR_NOT_FOUND with a problem. */
MUST_USE Err tenant_find(AccountCtx a, Id directory, TenantGetRow *ret);
/* Why it cannot become the primary, or be removed, as things stand; unset: it can. And what goes with it. */
typedef struct TenantMay {
    Msg primary, removal;
    TenantUsesRow uses;
} TenantMay;
MUST_USE Err tenant_may(AccountCtx a, const TenantGetRow *t, TenantMay *ret);
/* ERR_CONFLICT with what stands in tenant_may; ERR_STALE. */
MUST_USE Err tenant_make_primary(AccountCtx a, const TenantGetRow *t);
MUST_USE Err tenant_remove(AccountCtx a, const TenantGetRow *t);
