/* Moved below: the kernel needs Out and Url too. The UI colleague still owns both files and implements them in
 * ui/out.c, ui/url.c. */
#pragma once
#include "app/out.h"
