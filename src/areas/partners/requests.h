/* An account that does not stand well asks the vendor to be reinstated; the vendor's staff answer from their queue. */
#pragma once
#include "areas/partners/partners.h"

extern const Machine ACCOUNT_REQUEST;
extern const Perm PARTNERS_ASK;
#define REQUEST_WORK "account_request"
enum { REQUEST_MAX = 2000 };

typedef struct RequestLast {
    Id id; /* ID_NIL: the account never asked */
    Str state, body;
    Time at;
} RequestLast;
MUST_USE Err request_last(AccountCtx a, RequestLast *ret);
/* ERR_INVALID with a problem of the field "body"; ERR_CONFLICT while one is open, or where nothing is to be asked. */
MUST_USE Err request_ask(AccountCtx a, Str body);
MUST_USE Err request_withdraw(AccountCtx a);
/* By the vendor's hand. Accepting is reinstating the account (partner_move). */
MUST_USE Err request_decline(OperatorCtx o, const AccountRequestGetRow *r, Str reason);
/* The account is active again: a request that waits has its answer. Of the machine of accounts. */
MUST_USE Err request_accept_open(Ctx *ctx, Id account_id, Str note);
