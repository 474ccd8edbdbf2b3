/* A kept call (record.h) sent again, within the process and by the rights of whoever asks for it. */
#pragma once
#include "app/record.h"

/* In a MODE_OUTSIDE handler, no unit open. The answer is in the record like any other. ERR_UNSUPPORTED: its body was
 * not kept whole, or its address is none of the API's operations. */
MUST_USE Err replay_call(Ctx *ctx, const RecordedCall *call, int *ret_status);
