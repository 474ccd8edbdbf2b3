/* Pages of security alerts: the account's and the vendor's. */
#pragma once
#include "areas/security/security.h"
#include "areas/security/security_view.h"

Err alerts_page(AccountCtx a);
Err alerts_export(AccountCtx a);
Err alert_page(AccountCtx a);
Err alert_post(AccountCtx a);

Err alerts_desk_page(OperatorCtx o);
Err alerts_desk_export(OperatorCtx o);
Err alert_desk_page(OperatorCtx o);
Err alert_raise_page(OperatorCtx o);
Err alert_raise_post(OperatorCtx o);

/* Parts of both. */
StateView alert_severity(Str word);
Str alert_number(Ctx *ctx, int64_t n);
void alert_exports(Ctx *ctx, Url file, ExportView *ret);
