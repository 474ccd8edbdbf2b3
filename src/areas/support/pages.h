/* Handlers of the area, for area.c. */
#pragma once
#include "areas/support/support.h"
#include "areas/support/support_view.h"

extern const Perm SUPPORT_CUSTOMERS;
SupportLine support_line(Ctx *ctx, const SupportRequest *r);
Err support_customer_page(AccountCtx a);
Err support_list_page(AccountCtx a);
Err support_new_page(AccountCtx a);
Err support_new_post(AccountCtx a);
Err support_create_post(AccountCtx a);
Err support_page(AccountCtx a);
Err support_file_get(AccountCtx a);
Err support_answer_post(AccountCtx a);
Err support_close_post(AccountCtx a);
Err support_reopen_post(AccountCtx a);
Err support_escalate_post(AccountCtx a);

Err support_health_page(AccountCtx a);

Err appointment_new_page(AccountCtx a);
Err appointment_new_post(AccountCtx a);
Err appointment_page(AccountCtx a);
Err appointment_agree_post(AccountCtx a);
Err appointment_move_post(AccountCtx a);
Err appointment_cancel_post(AccountCtx a);
Err appointment_calendar_get(AccountCtx a);
Err appointment_desk_page(OperatorCtx o);
Err appointment_desk_accept_post(OperatorCtx o);
Err appointment_desk_move_post(OperatorCtx o);
Err appointment_desk_cancel_post(OperatorCtx o);
Err appointment_desk_calendar(OperatorCtx o);
struct AppointmentsView;
Err appointments_view(AccountCtx a, const SupportRequest *r, struct AppointmentsView *ret);
Err appointments_desk_view(OperatorCtx o, const SupportRequest *r, struct AppointmentsView *ret);

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
Err support_desk_file(OperatorCtx o);
Err support_no_file(Ctx *ctx);
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

/* The files of one message, out of the rows of its request: both sides' rows have the same columns. BELOW: url that
 * their ids follow. */
#include "areas/support/support_view.h"
#define SUPPORT_FILES_OF(CTX, MESSAGE_ID, ROWS, N, BELOW, RET)                                                         \
    {                                                                                                                  \
        SupportFile *files_of = arena_array((CTX)->arena, SupportFile, (N) + 1);                                       \
        for (size_t k = 0; k < (N); k++) {                                                                             \
            if (id_eq((ROWS)[k].message_id, (MESSAGE_ID))) {                                                           \
                files_of[(RET)->files_n++] =                                                                           \
                    support_file_view((CTX), (ROWS)[k].name, (ROWS)[k].size, (ROWS)[k].id, (BELOW));                   \
            }                                                                                                          \
        }                                                                                                              \
        (RET)->files = files_of;                                                                                       \
    }
SupportFile support_file_view(Ctx *ctx, Str name, int64_t size, Id id, Url below);
