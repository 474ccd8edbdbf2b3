/* People of a customer from a CSV file, with their licenses and roles. */
#pragma once
#include "app/import.h"

extern const ImportKind CUSTOMER_USERS_FILE;
typedef struct CustomerUsersSums {
    int64_t users, licences, roles;
} CustomerUsersSums;
/* What the rows that can be added make. */
void customer_users_file_sums(const ImportRows *rows, CustomerUsersSums *ret);
