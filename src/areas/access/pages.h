/* Shared by the page files of access only. */
#pragma once
#include "app/area.h"
#include "app/route.h"
#include "areas/access/access.h"
#include "areas/access/access_view.h"

extern const Perm ACCESS_VIEW, ACCESS_ASK, ACCESS_DECIDE, ACCESS_OTHERS, ACCESS_ROLES, OPERATOR_ROLES;

/* The frame of Account settings with these crumbs behind it. */
ShellView *access_shell(Ctx *ctx, Msg parent, const char *parent_path, Msg title);
/* of_whom: the person's name; empty: oneself. */
MUST_USE Err access_fill_why(Ctx *ctx, const Why *w, Str of_whom, WhyView *ret);
/* The person that ?user= names, when the asker may see others; oneself without it, with an empty name. */
Err access_person_of(AccountCtx a, Id *ret_id, Str *ret_name);
StateView access_request_state(AccessState s);
Msg access_what(const Perm *p);
Url access_request_url(Ctx *ctx, Id id, bool own);
ErrorSummary access_errors(Ctx *ctx);

Err my_access_page(AccountCtx a);
Err workspace_page(AccountCtx a);
Err ask_page(AccountCtx a);
Err ask_post(AccountCtx a);
Err own_request_page(AccountCtx a);
Err withdraw_post(AccountCtx a);
Err queue_page(AccountCtx a);
Err queue_export(AccountCtx a);
Err request_page(AccountCtx a);
Err grant_post(AccountCtx a);
Err decline_post(AccountCtx a);
Err why_page(AccountCtx a);
Err permissions_page(AccountCtx a);
Err permissions_export(AccountCtx a);
Err compare_page(AccountCtx a);
Err compare_export(AccountCtx a);
/* Each permission that concerns partners, with why; an error of f ends it. */
typedef Err (*EachPermission)(Ctx *ctx, const Area *area, const Perm *perm, void *arg);
MUST_USE Err access_each_permission(Ctx *ctx, EachPermission f, void *arg);
Err roles_page(AccountCtx a);
Err desk_roles_page(OperatorCtx o);
Err desk_role_page(OperatorCtx o);
Err desk_role_new_page(OperatorCtx o);
Err desk_role_create_post(OperatorCtx o);
Err desk_role_edit_page(OperatorCtx o);
Err desk_role_update_post(OperatorCtx o);
Err desk_role_remove_post(OperatorCtx o);
Err role_page(AccountCtx a);
Err role_new_page(AccountCtx a);
Err role_create_post(AccountCtx a);
Err role_edit_page(AccountCtx a);
Err role_update_post(AccountCtx a);
Err role_remove_post(AccountCtx a);
