/* The routes of this area. */
#pragma once
#include "app/route.h"

Err page_example_notes(AccountCtx a);
Err page_example_note_add(AccountCtx a);
