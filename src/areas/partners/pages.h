/* Handlers of the area, for area.c. */
#pragma once
#include "areas/partners/partners.h"

Err standing_page(AccountCtx a);
Err partner_page(OperatorCtx o);
