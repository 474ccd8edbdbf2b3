/* The pages of this area: pages.c under one customer, public_pages.c for everybody. */
#pragma once
#include "app/route.h"
#include "areas/customer_agreements/accept.h"
#include "areas/customer_agreements/customer_agreements_view.h"

Err page_customer_agreements(AccountCtx a);
Err page_customer_agreements_export(AccountCtx a);
Err page_agreement_record(AccountCtx a);
Err page_agreement_record_do(AccountCtx a);
Err page_agreement_send(AccountCtx a);
Err page_agreement_send_do(AccountCtx a);
Err page_agreement_withdraw(AccountCtx a);
Err page_agreement_read(PublicCtx p);
Err page_agreement_download(PublicCtx p);
Err page_accept_agreement(PublicCtx p);
Err page_accept_agreement_do(PublicCtx p);
