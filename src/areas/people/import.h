/* People of a CSV file. */
#pragma once
#include "app/import.h"

extern const ImportKind PEOPLE_FILE;
