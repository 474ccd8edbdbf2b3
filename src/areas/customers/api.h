/* The routes of this area's API; Shapes and handlers are in api.c. */
#pragma once
#include "app/route.h"

Err api_customer_list(AccountCtx a);
Err api_customer_create(AccountCtx a);
Err api_customer_get(AccountCtx a);
Err api_customer_patch(AccountCtx a);
Err api_customer_delete(AccountCtx a);
Err api_customer_billing_get(AccountCtx a);
Err api_customer_billing_put(AccountCtx a);
Err api_customer_company_get(AccountCtx a);
Err api_customer_organization(AccountCtx a);
Err api_customer_domains(AccountCtx a);
Err api_customer_relationships(AccountCtx a);
Err api_domain_head(AccountCtx a);
Err api_domain_add(AccountCtx a);
#include "app/shape.h"
extern const Shape API_CUSTOMER, API_CUSTOMER_NEW, API_CUSTOMER_ITEM, API_CUSTOMER_PATCH, API_BILLING, API_COMPANY,
    API_RELATIONSHIP, API_DOMAIN_REQUEST, API_DOMAIN;
