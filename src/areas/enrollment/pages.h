/* Handlers of the area, for area.c. */
#pragma once
#include "areas/enrollment/enrollment.h"

Err visitor_start_page(PublicCtx p);
Err visitor_start_post(PublicCtx p);
Err visitor_page(PublicCtx p);
Err visitor_code_post(PublicCtx p);
Err visitor_again_post(PublicCtx p);
Err visitor_step_page(PublicCtx p);
Err visitor_company_post(PublicCtx p);
Err visitor_legal_post(PublicCtx p);
Err visitor_contact_post(PublicCtx p);
Err visitor_send_post(PublicCtx p);
Err visitor_ask_post(PublicCtx p);
Err visitor_discard_post(PublicCtx p);

Err enrollment_own_page(AccountCtx a);
Err enrolled_list_page(OperatorCtx o); /* desk_list.c */
Err enrolled_several(OperatorCtx o);
Err enrolled_export(OperatorCtx o);
ShellView *enrollment_desk_shell(Ctx *ctx, Msg title, Str name);
Err enrolled_page(OperatorCtx o);
Err enrollment_approve_post(OperatorCtx o);
Err enrollment_refuse_post(OperatorCtx o);
Err enrollment_invite_page(OperatorCtx o);
Err enrollment_invite_post(OperatorCtx o);
Err enrollment_settings_page(OperatorCtx o);
Err enrollment_settings_post(OperatorCtx o);
Err enrollment_word_post(OperatorCtx o);
Err enrollment_word_drop_post(OperatorCtx o);
