/* The routes of this area. */
#pragma once
#include "app/route.h"
#include "app/shape.h"
#include "areas/webhooks/webhooks.h"

extern const Shape API_WEBHOOK, API_VALIDATION, API_CORRELATION;
Err api_webhook_events(AccountCtx a);
Err api_webhook_get(AccountCtx a);
Err api_webhook_post(AccountCtx a);
Err api_webhook_put(AccountCtx a);
Err api_webhook_test(AccountCtx a);
Err api_webhook_validation(AccountCtx a);
Err webhook_certificate(PublicCtx p);

Err webhooks_page(AccountCtx a);
Err webhook_deliveries_export(AccountCtx a);
Err webhooks_save_post(AccountCtx a);
Err webhooks_test_post(AccountCtx a);
Err webhooks_pause_post(AccountCtx a);
Err webhooks_resume_post(AccountCtx a);
Err webhook_delivery_page(AccountCtx a);
Err webhook_again_post(AccountCtx a);
