/* Handlers of the area, for area.c. */
#pragma once
#include "areas/partners/partners.h"

Err standing_page(AccountCtx a);
Err standing_ask_post(AccountCtx a);
Err standing_withdraw_post(AccountCtx a);
Err account_request_page(OperatorCtx o);
Err account_request_accept_post(OperatorCtx o);
Err account_request_decline_post(OperatorCtx o);

Err desk_page(OperatorCtx o);
/* desk_list.c */
Err partners_page(OperatorCtx o);
Err partners_choices_post(OperatorCtx o);
Err partners_view_post(OperatorCtx o);
Err partners_view_remove_post(OperatorCtx o);
Err partners_export(OperatorCtx o);
Err partner_page(OperatorCtx o);
Err partner_move_page(OperatorCtx o);
Err partner_move_post(OperatorCtx o);
Err partner_invite_post(OperatorCtx o);
Err partner_view_post(OperatorCtx o);
Err partner_view_end_post(OperatorCtx o);
Err partner_add_page(OperatorCtx o);
Err partner_add_post(OperatorCtx o);
Err partner_add_admin_post(OperatorCtx o);
Err partner_create_post(OperatorCtx o);

typedef struct PartnerLine PartnerLine;
const PartnerLine *partner_lines(Ctx *ctx, const PartnerListRow *rows, size_t n);
/* A partner's page and a static rest of it. */
Url partner_url(Ctx *ctx, Str public_id, const char *rest);
/* A page below the list; name: of the partner it is about, or empty. title unset: the partner's own page. */
ShellView *partners_shell(Ctx *ctx, Msg title, Str name, Str public_id);
Err desk_settings_page(OperatorCtx o);
Err desk_settings_post(OperatorCtx o);
