/* Pieces of pages that are drawn again and again of the same, such as the rows of a list: a drawn one is kept with all
 * that it was drawn from, and is given only for the very same bytes. So it cannot be out of date, nor be somebody
 * else's. */
#pragma once
#include "app/view.h"

/* of: everything that the piece follows from, written one behind the other so that no two pieces have the same. A copy
 * in the arena; false: not there. */
bool drawn_find(Arena *a, Str of, Html *ret);
/* Large ones are not kept; what stands at its place goes. */
void drawn_keep(Str of, Html html);
