/* Permissions of this area, for showing buttons; the dispatcher asks them again. Defined in area.c. */
#pragma once
#include "app/perm.h"
extern const Perm PERM_CUSTOMERS_VIEW, PERM_CUSTOMERS_ADD, PERM_CUSTOMERS_EDIT, PERM_CUSTOMERS_REMOVE,
    PERM_CUSTOMERS_TAG, PERM_CUSTOMERS_EXPORT, PERM_CUSTOMERS_IMPORT;
