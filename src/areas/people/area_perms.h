/* Permissions of this area, for showing buttons; the dispatcher asks them again. Defined in area.c. */
#pragma once
#include "app/perm.h"
extern const Perm USERS_VIEW, USERS_ADD, USERS_EDIT, USERS_SUSPEND, USERS_REMOVE, USERS_REMOVE_DIRECTORY,
    USERS_RESET_PASSWORD, USERS_GRANT, USERS_INVITE, USERS_EXPORT, USERS_ADMINS, GROUPS_VIEW, GROUPS_MANAGE,
    APPLICATIONS_GRANT;
