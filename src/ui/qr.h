/* QR codes as path data of an SVG: dark squares of one unit, with the quiet zone of four around them. */
#pragma once
#include "base/str.h"

/* Empty when the text is too long for a code. ret_size: width and height of the viewBox. */
Str qr_path(Arena *a, Str text, int *ret_size);
