/* Shared by the page files of account only. */
#pragma once
#include "app/area.h"
#include "app/route.h"
#include "areas/account/account.h"
#include "areas/account/account_view.h"

extern const Perm ACCOUNT_SETTINGS, ACCOUNT_PARTNER_SETTINGS, ACCOUNT_DEVELOPER_SETTINGS, ACCOUNT_PARTNER_PROFILE,
    ACCOUNT_PARTNER_PROFILE_EDIT, ACCOUNT_DEVELOPER_DETAILS, ACCOUNT_DEVELOPER_DETAILS_EDIT, ACCOUNT_DIRECTORY_VIEW,
    ACCOUNT_DIRECTORY_EDIT;

Err overview_page(AccountCtx a);
Err partner_side_page(AccountCtx a);
Err developer_side_page(AccountCtx a);
Err settings_tile(AccountCtx a, TileView *tile);
Err settings_pending(AccountCtx a, PendingAction **ret, size_t *ret_n);
Err partner_profile_page(AccountCtx a);
Err partner_contact_page(AccountCtx a);
Err partner_contact_post(AccountCtx a);
Err developer_details_page(AccountCtx a);
Err developer_contact_page(AccountCtx a);
Err developer_contact_post(AccountCtx a);
Err directory_profile_page(AccountCtx a);
Err directory_contact_page(AccountCtx a);
Err directory_contact_post(AccountCtx a);
Err membership_page(OperatorCtx o);
Err membership_post(OperatorCtx o);
Err account_demo(DemoCtx *demo);
Err company_page(AccountCtx a);
Err company_edit_page(AccountCtx a);
Err company_post(AccountCtx a);
