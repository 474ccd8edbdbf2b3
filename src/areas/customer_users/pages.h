/* The pages of a customer's people and licenses. */
#pragma once
#include "areas/customer_users/users.h"

extern const Perm CUSTOMER_USERS_VIEW, CUSTOMER_USERS_MANAGE;
Err page_customer_users(AccountCtx a);
Err page_customer_users_export(AccountCtx a);
Err page_customer_user_new(AccountCtx a);
Err page_customer_user_add(AccountCtx a);
Err page_customer_user(AccountCtx a);
Err page_customer_user_save(AccountCtx a);
Err page_customer_user_licences(AccountCtx a);
Err page_customer_user_roles(AccountCtx a);
Err page_customer_user_password(AccountCtx a);
Err page_customer_user_delete(AccountCtx a);
Err page_customer_user_restore(AccountCtx a);
