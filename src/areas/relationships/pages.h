/* Pages of requests to companies: the account's, and the company's own. */
#pragma once
#include "app/route.h"

Err relationship_requests_page(AccountCtx a);
Err relationship_requests_export(AccountCtx a);
Err relationship_request_new_page(AccountCtx a);
Err relationship_request_new_post(AccountCtx a);
Err relationship_request_page(AccountCtx a);
Err relationship_request_withdraw_post(AccountCtx a);
Err relationship_request_answer_page(PublicCtx p);
Err relationship_request_answer_post(PublicCtx p);

Err granular_page_all(AccountCtx a);
Err granular_export(AccountCtx a);
Err granular_page_customer(AccountCtx a);
Err granular_new_page(AccountCtx a);
Err granular_new_post(AccountCtx a);
Err granular_page(AccountCtx a);
Err granular_end_post(AccountCtx a);
Err granular_answer_page(PublicCtx p);
Err granular_answer_post(PublicCtx p);
