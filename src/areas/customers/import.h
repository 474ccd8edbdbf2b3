/* Customers of a CSV file. */
#pragma once
#include "app/import.h"

extern const ImportKind CUSTOMERS_FILE;
