/* Pages of legal info. */
#pragma once
#include "app/demo.h"
#include "areas/legal/legal.h"

Err legal_page(AccountCtx a);
Err legal_edit_page(AccountCtx a);
Err legal_post(AccountCtx a);
Err qualifications_desk_page(OperatorCtx o);
Err qualifications_desk_post(OperatorCtx o);
Err legal_demo(DemoCtx *demo);
