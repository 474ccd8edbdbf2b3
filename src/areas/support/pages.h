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

Err support_health_page(AccountCtx a);

Err support_answers_page(OperatorCtx o);
Err support_answer_new_page(OperatorCtx o);
Err support_answer_new_post(OperatorCtx o);
Err support_answer_one_page(OperatorCtx o);
Err support_answer_one_post(OperatorCtx o);
Err support_answer_remove_post(OperatorCtx o);
Err support_health_desk_page(OperatorCtx o);
Err support_incident_new_page(OperatorCtx o);
Err support_incident_new_post(OperatorCtx o);
Err support_incident_page(OperatorCtx o);
Err support_incident_post(OperatorCtx o);
/* How many incidents are open. */
Err support_health_open(Ctx *ctx, int64_t *ret);
#define SUPPORT_HEALTH_TELL "support.health_tell"
Err support_health_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

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

/* Canned answers that fit a request, and the text of the chosen one in the language of whoever asked. */
struct SupportSolution;
Err support_answers_for(OperatorCtx o, const SupportRequest *r, Str chosen, const struct SupportSolution **ret,
                        size_t *ret_n, Str *ret_text);

/* Shared by both sides: choices of words. with_any: an empty choice of that label first; unset: none. */
#include "app/view.h"
FieldView support_choice(Ctx *ctx, const char *name, Msg label, const SupportWord *words, size_t n, Str chosen,
                         Msg any);
FieldView support_workspaces(Ctx *ctx, Str chosen, Msg any);
