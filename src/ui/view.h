/* Moved below: the kernel fills these models. The UI colleague still owns the file app/view.h. */
#pragma once
#include "app/view.h"
