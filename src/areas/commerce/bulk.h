/* One act on many subscriptions of an account, whatever customer's: what it would do, and the job that does it, each
 * subscription in a unit of its own by the rules of subscription_change. */
#pragma once
#include "areas/commerce/commerce_rules.h"

enum { BULK_MAX = 500, BULK_REASONS_MAX = 20, BULK_COSTS_MAX = 40 };
#define BULK_KIND "subscriptions.bulk"
typedef enum BulkAct { BULK_RENEW, BULK_STOP, BULK_ADD, BULK_SET, BULK_ACTS } BulkAct;
BulkAct bulk_act_of(Str word); /* BULK_ACTS: none */
Str bulk_act_word(BulkAct act);
bool bulk_seats(BulkAct act); /* it needs a quantity */

typedef struct BulkReason {
    Str why;
    int64_t n;
} BulkReason;
/* What a billing period costs of those that change, by currency and cycle. */
typedef struct BulkCost {
    Str currency, cycle;
    Dec before, after;
} BulkCost;
typedef struct BulkFigures {
    int64_t change, same, refused;
    BulkReason reasons[BULK_REASONS_MAX]; /* the last takes what no other has room for */
    size_t reasons_n;
    BulkCost costs[BULK_COSTS_MAX];
    size_t costs_n;
} BulkFigures;
/* Does it to each in this WRITE unit, which the caller has to take back (RENDER_TRIED). */
MUST_USE Err bulk_try(AccountCtx a, BulkAct act, int64_t quantity, const SellingPageRow *rows, size_t n,
                      BulkFigures *ret);
/* In a WRITE unit: the job. ids: those of the account are taken. */
MUST_USE Err bulk_start(AccountCtx a, BulkAct act, int64_t quantity, const Id *ids, size_t n, Id *ret_id);
/* All that match the list's query, however many: the job finds them 500 at a time, then does them. */
MUST_USE Err bulk_start_all(AccountCtx a, BulkAct act, int64_t quantity, Str query, Id *ret_id);
/* Sets auto-renew back of all that a finished one of renewals has changed. */
MUST_USE Err bulk_undo(AccountCtx a, const BulkGetRow *done, Id *ret_id);
MUST_USE Err bulk_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
/* Why one was refused, as a line keeps it: the message with what stands in it, so that each reader has it in their
 * language. What an earlier version kept is a text of its own, shown as it is. Unset: nothing is kept. */
Str bulk_reason_keep(Arena *a, const Msg *why);
Msg bulk_reason(Arena *a, Str kept);
