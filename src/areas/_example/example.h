/* Notes: the only header other areas may include. */
#pragma once
#include "app/ctx.h"

enum { EXAMPLE_NOTE_MAX = 200 };
/* Adds a note in the caller's unit. ERR_INVALID with a problem for the field "body" when the text cannot be taken. */
MUST_USE Err example_note_add(AccountCtx a, Str body);
