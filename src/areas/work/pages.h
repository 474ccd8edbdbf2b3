/* Handlers of the area, for area.c. */
#pragma once
#include "app/ctx.h"

extern const Perm WORK_VIEW;
Err work_page(OperatorCtx o);
Err work_export(OperatorCtx o);
Err work_assign_post(OperatorCtx o);
