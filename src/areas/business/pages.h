/* Pages of the business profile. */
#pragma once
#include "areas/business/business.h"
#include "areas/business/business_view.h"

Err business_page(AccountCtx a);
Err business_one_page(AccountCtx a);
Err business_edit_page(AccountCtx a);
Err business_post(AccountCtx a);
Err business_preview_page(AccountCtx a);
Err business_publish_post(AccountCtx a);
Err business_unpublish_post(AccountCtx a);
Err find_page(PublicCtx p);
Err found_page(PublicCtx p);

/* A listing as everybody reads it. In a unit. */
MUST_USE Err business_card(Ctx *ctx, Id account_id, Str country, const BusinessText *t, BusinessCard *ret);
