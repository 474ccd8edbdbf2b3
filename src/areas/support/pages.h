/* Handlers of the area, for area.c. */
#pragma once
#include "areas/support/support.h"

Err support_list_page(AccountCtx a);
Err support_new_page(AccountCtx a);
Err support_new_post(AccountCtx a);
Err support_create_post(AccountCtx a);
Err support_page(AccountCtx a);
Err support_answer_post(AccountCtx a);
Err support_close_post(AccountCtx a);
Err support_reopen_post(AccountCtx a);
Err support_escalate_post(AccountCtx a);

Err support_queue_page(OperatorCtx o);
Err support_queue_export(OperatorCtx o);
Err support_desk_page(OperatorCtx o);
Err support_desk_post(OperatorCtx o);
Err support_take_post(OperatorCtx o);
Err support_transfer_post(OperatorCtx o);
Err support_settings_page(OperatorCtx o);
Err support_settings_post(OperatorCtx o);

/* An open request that is answered: the machine's texts are of one that waits for the desk. */
void support_card_answered(const SupportRequest *r, StateCard *card);

/* Shared by both sides: choices of words. with_any: an empty choice of that label first; unset: none. */
#include "app/view.h"
FieldView support_choice(Ctx *ctx, const char *name, Msg label, const SupportWord *words, size_t n, Str chosen,
                         Msg any);
FieldView support_workspaces(Ctx *ctx, Str chosen, Msg any);
