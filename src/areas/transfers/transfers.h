/* Transfers of subscriptions between two partners of a customer: one side asks, the other answers. Source: spec
 * portal-workflows.md 9. All functions run inside the caller's unit, for the customer of ctx->customer_id. */
#pragma once
#include "app/job.h"
#include "app/machine.h"
#include "app/route.h"
#include "areas/commerce/commerce.h"
#include "gen/transfers_q.h"

extern const Machine SUBSCRIPTION_TRANSFER;
extern const Perm TRANSFERS_VIEW, TRANSFERS_MANAGE;
enum { TRANSFER_BODY_MAX = 1000, TRANSFER_LINES_MAX = 200, TRANSFER_NUMBER_MAX = 16 };

typedef TransferListRow Transfer;
typedef struct TransferAsk {
    bool give;    /* this account's subscriptions go to the other; else the other's come here */
    Str number;   /* of the other partner; or its directory */
    Id directory; /* nil: by number */
    Str partner_number, body;
    const Id *ids; /* subscriptions of whoever gives; asked for without any, whoever gives chooses */
    size_t ids_n;
} TransferAsk;
/* Problems at "number", "subscriptions", "partner", "body". */
MUST_USE Err transfer_ask(AccountCtx a, const TransferAsk *ask, Id *ret_id);
MUST_USE Err transfer_list(AccountCtx a, Transfer **ret, size_t *ret_n);
MUST_USE Err transfer_get(AccountCtx a, Id id, Transfer *ret); /* 404 with the wire's code 900100 */
/* id nil: of all transfers of the customer. What the giving side alone may know is left out for the other: why a line
 * stayed, and what it is where the giving side has not named it. */
MUST_USE Err transfer_lines(AccountCtx a, Id id, TransferLinesRow **ret, size_t *ret_n);
/* Is this account the one that asked? Does it give? */
bool transfer_is_asker(AccountCtx a, const Transfer *t);
bool transfer_gives(AccountCtx a, const Transfer *t);
/* ids: what goes, where this account gives; none: all that was named, or all that can go. ret: what was done. */
MUST_USE Err transfer_accept(AccountCtx a, const Transfer *t, const Id *ids, size_t ids_n, HandOver *ret);
/* "rejected" or "withdrawn". */
MUST_USE Err transfer_end(AccountCtx a, const Transfer *t, Str to, Str reason);
extern const JobKind TRANSFER_JOBS[1];
