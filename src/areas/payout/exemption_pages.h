/* Handlers of tax exemptions, for area.c, and what both sides share. */
#pragma once
#include "areas/payout/exemption.h"
#include "areas/payout/pages.h"

enum { EXEMPTION_FACTS = 4 };
size_t exemption_facts(Ctx *ctx, const Exemption *e, FactView *ret);

/* exemption_pages.c */
Err exemptions_page(AccountCtx a);
Err exemption_page(AccountCtx a);
Err exemption_new_page(AccountCtx a);
Err exemption_new_post(AccountCtx a);
Err exemption_edit_page(AccountCtx a);
Err exemption_edit_post(AccountCtx a);
Err exemption_withdraw_post(AccountCtx a);
Err exemption_document(AccountCtx a);

/* exemption_desk.c */
Err exemptions_desk_page(OperatorCtx o);
Err exemptions_several(OperatorCtx o);
Err exemptions_desk_export(OperatorCtx o);
Err exemption_desk_page(OperatorCtx o);
Err exemption_desk_post(OperatorCtx o);
Err exemption_desk_document(OperatorCtx o);
