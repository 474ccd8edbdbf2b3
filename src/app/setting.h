/* Settings declared by areas, kept typed per account or for the operator (the nil id). Reading one that is not stored
 * gives its initial value. Inside a unit. */
#pragma once
#include "app/ctx.h"

MUST_USE Err setting_text(Ctx *ctx, Id account_id, Str key, Str *ret);
MUST_USE Err setting_bool(Ctx *ctx, Id account_id, Str key, bool *ret);
MUST_USE Err setting_int(Ctx *ctx, Id account_id, Str key, int64_t *ret);
/* Checked against the declaration: problem_field(key) and ERR_INVALID when it does not fit. */
MUST_USE Err setting_put(Ctx *ctx, Id account_id, Str key, Str value);
/* Facts of the whole installation (table installation): vendor_name, languages, demo... Empty when absent. */
MUST_USE Err installation_get(Ctx *ctx, Str key, Str *ret);
MUST_USE Err installation_put(Ctx *ctx, Str key, Str value);
