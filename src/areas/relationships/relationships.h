/* Requests to companies to become an account's customers: asked, and answered on the company's own page. Rules only. */
#pragma once
#include "app/machine.h"
#include "app/route.h"
#include "areas/customers/customers.h"

extern const Perm RELATIONSHIPS_VIEW, RELATIONSHIPS_ASK;
extern const Machine RELATIONSHIP_REQUEST;
enum { REQUEST_COMPANY_MAX = 120, REQUEST_EMAIL_MAX = 254, REQUEST_MESSAGE_MAX = 1000 };

typedef struct RequestAsk {
    Str company, email, message;
    bool delegated;
    Str reseller; /* account id of one of a provider's resellers; empty: none */
} RequestAsk;
/* In a WRITE unit. Problems under company, email, message and reseller. */
MUST_USE Err relationship_request_ask(AccountCtx a, const RequestAsk *ask, Id *ret_id);
MUST_USE Err relationship_request_withdraw(AccountCtx a, Id id, Str company);

/* The path behind a request's link, and of the account's own link, which anybody it is given to can answer. */
Str relationship_request_path(Ctx *ctx, Id id);
Str relationship_request_own_path(Ctx *ctx, Id account_id);

/* A link's kind and id, signed; the path of it, and what a token of one says. kind: "request", "account", "granular".
 */
Str relationship_path(Ctx *ctx, const char *page, const char *kind, Id id);
bool relationship_opens(Ctx *ctx, Str token, const char *kind, Id *ret_id);

/* --- the company's side --- */

/* What a link asks for. */
typedef struct Asked {
    Id account_id, id, reseller_id; /* id nil: the account's own link */
    Str state;                      /* of the request; "asked" for the account's own link */
    Str company, message, reseller;
    bool delegated;
    Str name, kind, country, city, public_id; /* of the account that asks */
} Asked;
/* In a read unit. ERR_NOT_FOUND with a problem when it is no link of ours, or who asked is closed. */
MUST_USE Err relationship_request_find(SystemCtx s, Str token, Asked *ret);

/* Somebody who proves that they lead a company that is here. */
typedef struct Answerer {
    Id user_id;
    Str name, hash, sign_in;
    bool leads;
    CustomerId customer_id;
    NewCustomer facts;
} Answerer;
/* found: whether the name is one of a customer's; the password is compared outside the unit. */
MUST_USE Err relationship_request_answerer(SystemCtx s, Str sign_in, Answerer *ret, bool *ret_found);
/* In a WRITE unit: the relationship begins, or the request is declined. ERR_CONFLICT with a problem. */
MUST_USE Err relationship_request_answer(Ctx *ctx, const Asked *asked, const Answerer *who, bool accept);
