/* Domain events: what happened, told to whoever lists it in Area.on. Each handler gets it as a job of its own. */
#pragma once
#include "app/ctx.h"

/* Inside a WRITE unit. event: "customer.created". key: of the thing it is about; payload: JSON for the handlers. */
MUST_USE Err event_emit(Ctx *ctx, Str event, Str key, Str payload);
