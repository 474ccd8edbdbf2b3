/* What the batch actions and the export have of each other. */
#pragma once
#include "app/export_job.h"
#include "areas/customers/pages.h"

/* The customers that were ticked in the form that was sent, at most 500. */
void customers_selected(Ctx *ctx, ListAsk *ret);
/* At most max of them into the answer; ERR_TOO_LARGE when there are more. */
MUST_USE Err customers_export_selected(AccountCtx a, ExportFormat format, int64_t max);
