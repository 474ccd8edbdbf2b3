#pragma once
#include "areas/sandbox/sandbox.h"

Err sandbox_page(AccountCtx a);
Err sandbox_make_page(AccountCtx a);
Err sandbox_make_post(AccountCtx a);
Err sandbox_keys_post(AccountCtx a);
Err sandbox_clock_post(AccountCtx a);
Err sandbox_remove_page(AccountCtx a);
Err sandbox_remove_post(AccountCtx a);
Err sandbox_desk_page(OperatorCtx o);
Err sandbox_desk_export(OperatorCtx o);
Err sandbox_desk_remove_page(OperatorCtx o);
Err sandbox_desk_remove_post(OperatorCtx o);
