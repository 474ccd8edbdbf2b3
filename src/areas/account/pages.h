/* Shared by the page files of account only. */
#pragma once
#include "app/area.h"
#include "app/route.h"
#include "areas/account/account.h"
#include "areas/account/account_view.h"

extern const Perm ACCOUNT_SETTINGS, ACCOUNT_COMPANY_VIEW, ACCOUNT_COMPANY_EDIT, ACCOUNT_BANK_VIEW, ACCOUNT_BANK_EDIT;

/* The shell of a page of settings: "Account settings" and the page, or with a page between them. */
ShellView *settings_shell(Ctx *ctx, Msg title);
ShellView *settings_sub_shell(Ctx *ctx, Msg parent, const char *parent_path, Msg title);

Err overview_page(AccountCtx a);
Err partner_side_page(AccountCtx a);
Err developer_side_page(AccountCtx a);
Err settings_tile(AccountCtx a, TileView *tile);
Err settings_pending(AccountCtx a, PendingAction **ret, size_t *ret_n);
Err company_page(AccountCtx a);
Err company_edit_page(AccountCtx a);
Err company_post(AccountCtx a);
Err bank_page(AccountCtx a);
Err bank_edit_page(AccountCtx a);
Err bank_post(AccountCtx a);
