/* The routes of this area's API; Shapes and handlers are in api.c and api_consents.c. */
#pragma once
#include "app/route.h"
#include "app/shape.h"

Err api_agreements(AccountCtx a);
Err api_agreements_of_type(AccountCtx a);
Err api_agreement_signatures(AccountCtx a);
Err api_agreement_signature(AccountCtx a);
Err api_agreement_document(AccountCtx a);
Err api_customer_agreements(AccountCtx a);
Err api_customer_agreement_create(AccountCtx a);
Err api_direct_signed(AccountCtx a);
Err api_reseller_agreement_status(AccountCtx a);
Err api_application_consent_create(AccountCtx a);
Err api_application_consent_delete(AccountCtx a);
/* Consents of the customer that goes. */
MUST_USE Err application_consents_gone(AccountCtx a);
extern const Shape API_AGREEMENT_METADATA, API_AGREEMENT_DOCUMENT, API_CUSTOMER_AGREEMENT, API_CUSTOMER_AGREEMENT_NEW,
    API_AGREEMENT_SIGNATURE, API_AGREEMENT_STATUS, API_DIRECT_SIGNED, API_APPLICATION_CONSENT;
