/* The routes of this area's API; Shapes and handlers are in api.c and api_licences.c. */
#pragma once
#include "app/route.h"
#include "app/shape.h"
#include "areas/customer_users/users.h"

Err api_customer_users(AccountCtx a);
Err api_customer_user_create(AccountCtx a);
Err api_customer_user_get(AccountCtx a);
Err api_customer_user_patch(AccountCtx a);
Err api_customer_user_password(AccountCtx a);
Err api_customer_user_delete(AccountCtx a);
Err api_customer_user_roles(AccountCtx a);
Err api_directory_roles(AccountCtx a);
Err api_role_members(AccountCtx a);
Err api_role_member_add(AccountCtx a);
Err api_role_member_drop(AccountCtx a);
Err api_customer_user_licences(AccountCtx a);
Err api_licence_update(AccountCtx a);
Err api_subscribed_skus(AccountCtx a);
/* The customer of the path is entered and the user of the path read; else a problem. */
/* The customer of the path, which has given delegated administration; else 403. */
MUST_USE Err customer_users_enter(AccountCtx a);
/* The second half of it: the customer that is entered lets its people be administered. */
MUST_USE Err customer_users_allowed(AccountCtx a);
MUST_USE Err user_of_path(AccountCtx a, CustomerUser *ret);
extern const Shape API_CUSTOMER_USER, API_DIRECTORY_ROLE, API_USER_MEMBER, API_LICENCE, API_LICENCE_UPDATE,
    API_SUBSCRIBED_SKU;
