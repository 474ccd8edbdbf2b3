#pragma once
#include "app/view.h"
#include "areas/sandbox/sandbox.h"

Err sandbox_page(AccountCtx a);
Err sandbox_make_page(AccountCtx a);
Err sandbox_make_post(AccountCtx a);
Err sandbox_keys_post(AccountCtx a);
Err sandbox_clock_post(AccountCtx a);
Err sandbox_keep_post(AccountCtx a);
Err sandbox_restore_page(AccountCtx a);
Err sandbox_restore_post(AccountCtx a);
Err sandbox_remove_page(AccountCtx a);
Err sandbox_remove_post(AccountCtx a);
Err sandbox_desk_page(OperatorCtx o);
Err sandbox_desk_export(OperatorCtx o);
Err sandbox_desk_remove_page(OperatorCtx o);
Err sandbox_desk_remove_post(OperatorCtx o);

/* The frame of a page below the sandbox's; title unset: the sandbox's own. */
ShellView *sandbox_shell(Ctx *ctx, Msg title);
Err sandbox_seed_page(AccountCtx a);
Err sandbox_seed_post(AccountCtx a);
Err sandbox_faults_page(AccountCtx a);
Err sandbox_fault_post(AccountCtx a);
Err sandbox_fault_remove_post(AccountCtx a);
Err sandbox_faults_again_post(AccountCtx a);
Err sandbox_calls_page(AccountCtx a);
Err sandbox_calls_har(AccountCtx a);
Err sandbox_calls_export(AccountCtx a);
Err sandbox_calls_empty_post(AccountCtx a);
Err sandbox_call_page(AccountCtx a);
Err sandbox_call_replay_post(AccountCtx a);
Err sandbox_limits_post(AccountCtx a);
