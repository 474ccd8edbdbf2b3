/* Public numbers (customer numbers, order numbers): unique, growing, with gaps; and gapless series taken at issue. */
#pragma once
#include "app/ctx.h"

/* The next number of a series, at least `first`. Gaps are normal; writers on several machines do not wait for each
 * other. */
MUST_USE Err numbering_next(Ctx *ctx, Str series, int64_t first, int64_t *ret);
/* The next number without gaps: writers of the same series run one after the other. */
MUST_USE Err numbering_gapless(Ctx *ctx, Str series, int64_t first, int64_t *ret);
